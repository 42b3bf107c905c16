import { clinicWith, type Defect, fleetWith, migration, nextPatients, nextRevision, nextSql, warehouseWith } from './projects.ts'

/** B01 to B04: what does not lead back. */
export const rollbackDefects: readonly Defect[] = [
  {
    rule: 'B01',
    name: 'RunPython by keywords, imported directly',
    at: [nextPatients, 'RunPython(code=trim'],
    ...clinicWith(`"""Trim what was typed."""
from django.db.migrations import Migration as Step
from django.db.migrations.operations import RunPython


def trim(apps, schema_editor):
    for patient in apps.get_model('patients', 'Patient').objects.exclude(remarks='').iterator():
        patient.remarks = patient.remarks.strip()
        patient.save()


class Migration(Step):
    dependencies = [('patients', '0001_initial')]
    operations = [RunPython(code=trim, atomic=False, hints={'target': 'default'})]
`)
  },
  {
    rule: 'B01',
    name: 'RunSQL with reverse_sql=None, within SeparateDatabaseAndState',
    at: [nextPatients, 'migrations.RunSQL('],
    ...clinicWith(
      migration(`        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE VIEW old_patients AS SELECT * FROM patients_patient",
                    reverse_sql=None,
                ),
            ],
        ),`)
    )
  },
  {
    rule: 'B01',
    name: 'one of a list that is appended to',
    at: [nextPatients, 'migrations.RunPython(fill)'],
    ...clinicWith(`from django.db import migrations


def fill(apps, schema_editor):
    pass


def back(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [('patients', '0001_initial')]
    operations = [migrations.RunPython(fill, back)]
    operations.append(migrations.RunPython(fill))
`)
  },
  {
    rule: 'B02',
    name: 'pass under a docstring',
    at: [nextRevision, ''],
    ...warehouseWith(
      `    op.create_index('ix_sku', 'items', ['sku'])`,
      `    """Nothing to do."""
    pass`
    )
  },
  {
    rule: 'B02',
    name: 'raises with a message of several lines',
    at: [nextRevision, 'raise '],
    ...warehouseWith(
      `    op.drop_column('items', 'label')`,
      `    # The labels are gone.
    raise RuntimeError(
        'restore the backup of '
        'before'
    )`
    )
  },
  {
    rule: 'B02',
    name: 'only print and return',
    at: [nextRevision, ''],
    ...warehouseWith(
      `    op.execute("UPDATE items SET label = upper(label) WHERE id < 10")`,
      `    print('cannot be undone')
    return`
    )
  },
  {
    rule: 'B03',
    name: 'DELETE with RunSQL.noop',
    at: [nextPatients, 'migrations.RunSQL('],
    ...clinicWith(
      migration(`        migrations.RunSQL(
            "delete from public.patients_patient where born < '1900-01-01'",
            migrations.RunSQL.noop,
        ),`)
    )
  },
  {
    rule: 'B03',
    name: 'DROP COLUMN with an empty text as the way back',
    at: [nextPatients, 'RunSQL('],
    ...clinicWith(
      migration(
        `        RunSQL(sql=[('ALTER TABLE patients_patient DROP COLUMN IF EXISTS remarks', None)], reverse_sql=''),`,
        'from django.db.migrations.operations.special import RunSQL'
      )
    )
  },
  {
    rule: 'B03',
    name: 'a table is dropped, and the way back is an empty list',
    at: [nextPatients, 'migrations.RunSQL('],
    ...clinicWith(
      migration(`        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name='Ward')],
            database_operations=[migrations.RunSQL('DROP TABLE clinic_ward CASCADE', [])],
        ),`)
    )
  },
  {
    rule: 'B04',
    name: 'a column goes in Django',
    at: [nextPatients, 'class Migration'],
    ...clinicWith(
      migration(`        migrations.RemoveField(model_name='patient', name='weight'),
        migrations.AddField('patient', 'mass', models.FloatField(null=True)),`)
    )
  },
  {
    rule: 'B04',
    name: 'a column goes in a batch of Alembic, and downgrade adds it again',
    at: [nextRevision, ''],
    ...warehouseWith(
      `    with op.batch_alter_table('items') as batch_op:
        batch_op.drop_column('label')`,
      `    with op.batch_alter_table('items') as batch_op:
        batch_op.add_column(sa.Column('label', sa.Text()))`
    )
  },
  {
    rule: 'B04',
    name: 'TRUNCATE in SQL',
    at: [nextSql, ''],
    ...fleetWith('truncate table only public."Drivers" restart identity;\n')
  }
]
