import {
  changed,
  clinic,
  clinicWith,
  type Defect,
  fleetWith,
  invoicing,
  migration,
  nextPatients,
  nextRevision,
  nextSql,
  warehouseWith
} from './projects.ts'

/** R01 to R15: what a migration does to the release that is running. */
export const riskDefects: readonly Defect[] = [
  {
    rule: 'R01',
    name: 'RemoveField by keywords, in a list that grows',
    at: [nextPatients, 'migrations.RemoveField('],
    ...clinicWith(`from django.db import migrations

steps = []
steps += [
    migrations.RemoveField(
        model_name='patient',
        name='remarks',
    ),
]


class Migration(migrations.Migration):
    dependencies = [('patients', '0001_initial')]
    operations = steps
`)
  },
  {
    rule: 'R01',
    name: 'a batch of Alembic',
    at: [nextRevision, "batch_op.drop_column('label')"],
    ...warehouseWith(`    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.drop_column('label')`)
  },
  {
    rule: 'R01',
    name: 'DROP TABLE IF EXISTS with a schema and CASCADE, after a comment',
    at: [nextSql, 'drop table if exists'],
    ...fleetWith(`-- nobody has used this
-- since last year
drop table if exists
  public."Drivers" cascade;
`)
  },
  {
    rule: 'R02',
    name: 'RenameModel imported by an alias, default table name',
    at: ['backend/apps/billing/migrations/2_bill.py', 'm.RenameModel('],
    ...changed(clinic, {
      [`${invoicing}/2_bill.py`]: `from django.db import migrations as m


class Migration(m.Migration):
    dependencies = [('invoicing', '0001_initial')]
    operations = [m.RenameModel(old_name='Invoice', new_name='Bill')]
`
    })
  },
  {
    rule: 'R02',
    name: 'rename_table of Alembic',
    at: [nextRevision, 'op.rename_table('],
    ...warehouseWith(`    op.rename_table(
        'shelves',
        'racks',
    )`)
  },
  {
    rule: 'R02',
    name: 'ALTER TABLE IF EXISTS ONLY … RENAME without COLUMN',
    at: [nextSql, 'ALTER TABLE IF EXISTS'],
    ...fleetWith('/* as the ministry calls it */\nALTER TABLE IF EXISTS ONLY public.vehicles RENAME plate TO registration;\n')
  },
  {
    rule: 'R03',
    name: 'a field class that is imported directly',
    at: [nextPatients, 'migrations.AddField('],
    ...clinicWith(`from django.db import migrations
from django.db.models import BooleanField
from django.db.models.fields import PositiveSmallIntegerField as Small


class Migration(migrations.Migration):
    dependencies = [('patients', '0001_initial')]
    operations = [
        migrations.AddField(
            model_name='patient',
            name='risk',
            field=Small(choices=[(0, 'low'), (1, 'high')], default=0),
            preserve_default=False,
        ),
    ]
`)
  },
  {
    rule: 'R03',
    name: 'a helper column in a batch, with server_default taken away again',
    at: [nextRevision, 'batch.add_column('],
    ...warehouseWith(`    with op.batch_alter_table("items") as batch:
        batch.add_column(sa.Column("unit", sa.String(8), server_default="pcs", nullable=False))
    op.alter_column("items", "unit", server_default=None)`)
  },
  {
    rule: 'R03',
    name: 'several clauses in one ALTER TABLE',
    at: [nextSql, ''],
    ...fleetWith(`ALTER TABLE vehicles
  ADD COLUMN IF NOT EXISTS seats smallint DEFAULT 5,
  ADD depot integer NOT NULL;
`)
  },
  {
    rule: 'R04',
    name: 'AlterField where only null went',
    at: [nextPatients, 'migrations.AlterField('],
    ...clinicWith(
      migration(`        migrations.AlterField(
            model_name='patient',
            name='born',
            field=models.DateField(blank=True),
        ),`)
    )
  },
  {
    rule: 'R04',
    name: 'existing_type and nullable in a batch',
    at: [nextRevision, 'batch_op.alter_column('],
    ...warehouseWith(`    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.alter_column('quantity',
               existing_type=sa.INTEGER(),
               nullable=False)`)
  },
  {
    rule: 'R04',
    name: 'one of the statements in a list of RunSQL',
    at: [nextPatients, 'migrations.RunSQL('],
    ...clinicWith(
      migration(`        migrations.RunSQL(
            sql=[
                "UPDATE patients_patient SET weight = 0 WHERE weight IS NULL AND id < 1000",
                "alter table only patients_patient alter weight set not null",
            ],
            reverse_sql="ALTER TABLE patients_patient ALTER COLUMN weight DROP NOT NULL",
        ),`)
    )
  },
  {
    rule: 'R05',
    name: 'an integer becomes a text',
    at: [nextPatients, 'migrations.AlterField('],
    ...clinicWith(
      migration(`        migrations.AlterField(
            'patient',
            'weight',
            models.CharField(max_length=12, null=True),
        ),`)
    )
  },
  {
    rule: 'R05',
    name: 'postgresql_using in Alembic',
    at: [nextRevision, 'op.alter_column('],
    ...warehouseWith(`    op.alter_column(
        "items", "sku",
        existing_type=sa.String(length=40),
        type_=sa.BigInteger(),
        postgresql_using="sku::bigint",
    )`)
  },
  {
    rule: 'R05',
    name: 'SET DATA TYPE with time zone',
    at: [nextSql, ''],
    ...fleetWith(`BEGIN;
alter table public.vehicles alter column mileage set data type BIGINT using mileage::bigint;
COMMIT;
`)
  },
  {
    rule: 'R06',
    name: 'AddIndex with an Index class of its own import',
    at: [nextPatients, 'migrations.AddIndex('],
    ...clinicWith(
      migration(
        `        migrations.AddIndex(
            model_name='patient',
            index=GinIndex(fields=['remarks'], name='patient_remarks_gin', opclasses=['gin_trgm_ops']),
        ),`,
        'from django.contrib.postgres.indexes import GinIndex'
      )
    )
  },
  {
    rule: 'R06',
    name: 'db_index on a field that exists',
    at: [nextPatients, 'migrations.AlterField('],
    ...clinicWith(
      migration(`        migrations.AlterField(
            model_name='patient',
            name='insurance_no',
            field=models.CharField(blank=True, db_index=True, max_length=20, null=True),
        ),`)
    )
  },
  {
    rule: 'R06',
    name: 'op.f in a batch',
    at: [nextRevision, 'batch_op.create_index('],
    ...warehouseWith(`    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_items_sku'), ['sku'], unique=False)`)
  },
  {
    rule: 'R07',
    name: 'RunSQL of an index, atomic by default',
    at: [nextPatients, 'RunSQL('],
    ...clinicWith(`from django.db.migrations import Migration as Base, RunSQL

SQL = """
    create  unique index concurrently if not exists patient_no
        on patients_patient (insurance_no)
"""


class Migration(Base):
    dependencies = [('patients', '0001_initial')]
    operations = [RunSQL(SQL, 'DROP INDEX CONCURRENTLY IF EXISTS patient_no')]
`)
  },
  {
    rule: 'R07',
    name: 'an index over an expression in Alembic, without an autocommit block',
    at: [nextRevision, 'op.create_index('],
    ...warehouseWith(`    op.create_index('ix_items_label', 'items', [sa.text('lower(label)')], postgresql_concurrently=True)`)
  },
  {
    rule: 'R07',
    name: 'RemoveIndexConcurrently among imports in brackets',
    at: [nextPatients, 'RemoveIndexConcurrently('],
    ...clinicWith(
      migration(
        `        RemoveIndexConcurrently(model_name='patient', name='patient_old'),`,
        'from django.contrib.postgres.operations import (\n    AddIndexConcurrently,\n    RemoveIndexConcurrently,\n)'
      )
    )
  },
  {
    rule: 'R08',
    name: 'a key with ON DELETE, after another statement',
    at: [nextSql, 'ADD CONSTRAINT'],
    ...fleetWith(`SET search_path = public;
ALTER TABLE ONLY vehicles
    ADD CONSTRAINT vehicles_driver_fk FOREIGN KEY (mileage) REFERENCES "Drivers" (id) ON DELETE CASCADE;
`)
  },
  {
    rule: 'R08',
    name: 'create_foreign_key of Alembic by keywords',
    at: [nextRevision, 'op.create_foreign_key('],
    ...warehouseWith(`    op.create_foreign_key(
        constraint_name=None, source_table='items', referent_table='shelves',
        local_cols=['quantity'], remote_cols=['id'], ondelete='SET NULL')`)
  },
  {
    rule: 'R08',
    name: 'a ForeignKey to another app that fills the rows',
    at: ['backend/apps/billing/migrations/0002_patient.py', 'migrations.AddField('],
    ...changed(clinic, {
      [`${invoicing}/0002_patient.py`]: `import django.db.models.deletion as d
from django.db import migrations
from django.db.models import ForeignKey


class Migration(migrations.Migration):
    dependencies = [('invoicing', '0001_initial'), ('patients', '0001_initial')]
    operations = [
        migrations.AddField('invoice', 'patient', ForeignKey(to='patients.Patient', on_delete=d.PROTECT, default=1)),
    ]
`
    })
  },
  {
    rule: 'R09',
    name: 'unique_together',
    at: [nextPatients, 'migrations.AlterUniqueTogether('],
    ...clinicWith(migration(`        migrations.AlterUniqueTogether(name='patient', unique_together={('insurance_no', 'born')}),`))
  },
  {
    rule: 'R09',
    name: 'unique=True on a field that exists',
    at: [nextPatients, 'migrations.AlterField('],
    ...clinicWith(
      migration(`        migrations.AlterField('patient', 'insurance_no', models.CharField(max_length=20, null=True, unique=True)),`)
    )
  },
  {
    rule: 'R09',
    name: 'CHECK without a name, beside another clause',
    at: [nextSql, 'ALTER TABLE'],
    ...fleetWith('ALTER TABLE "public"."vehicles" ADD CHECK (mileage >= 0), ALTER plate SET DEFAULT \'\';\n')
  },
  {
    rule: 'R10',
    name: 'a uuid of the database in Alembic',
    at: [nextRevision, "op.add_column('items'"],
    ...warehouseWith(
      `    op.add_column('items', sa.Column('token', postgresql.UUID(as_uuid=True), server_default=sa.text('gen_random_uuid()'), nullable=False))`,
      undefined,
      'from sqlalchemy.dialects import postgresql'
    )
  },
  {
    rule: 'R10',
    name: 'a bigserial column',
    at: [nextSql, 'Alter Table'],
    ...fleetWith('Alter Table public.vehicles Add Column position BIGSERIAL;\n')
  },
  {
    rule: 'R10',
    name: 'db_default of a database function that is imported by an alias',
    at: [nextPatients, 'migrations.AddField('],
    ...clinicWith(
      migration(
        `        migrations.AddField('patient', 'lot', models.FloatField(db_default=F.Random())),`,
        'from django.db.models import functions as F'
      )
    )
  },
  {
    rule: 'R11',
    name: 'a function that updates through a variable',
    at: [nextPatients, '.update('],
    ...clinicWith(
      migration(
        `        migrations.RunPython(normalise, migrations.RunPython.noop, elidable=True),`,
        `

def normalise(apps, schema_editor):
    """Empty numbers are none."""
    Patient = apps.get_model("patients", "Patient")
    Patient.objects.using(schema_editor.connection.alias).update(remarks="")
`
      )
    )
  },
  {
    rule: 'R11',
    name: 'op.execute of a table construct',
    at: [nextRevision, 'op.execute('],
    ...warehouseWith(`    items = sa.table('items', sa.column('quantity', sa.Integer))
    op.execute(items.update().values(quantity=0))`)
  },
  {
    rule: 'R11',
    name: 'a new column that is filled in the same file',
    at: [nextSql, 'UPDATE vehicles'],
    ...fleetWith(`ALTER TABLE vehicles ADD COLUMN kind text;

UPDATE vehicles SET kind = CASE WHEN mileage > 100000 THEN 'old' ELSE 'new' END;
`)
  },
  {
    rule: 'R12',
    name: 'a column that is free of every other risk',
    at: [nextPatients, 'migrations.AddField('],
    ...clinicWith(
      migration(`        migrations.AddField(model_name='patient', name='middle_name', field=models.CharField(max_length=40, null=True)),`)
    )
  },
  {
    rule: 'R12',
    name: 'a nullable column in Alembic, and a limit only after it',
    at: [nextRevision, 'op.add_column('],
    ...warehouseWith(`    op.add_column('items', sa.Column('ean', sa.String(13)))
    op.execute("SET LOCAL lock_timeout = '2s'")`)
  },
  {
    rule: 'R12',
    name: 'DROP NOT NULL in SQL, the limit only in a comment',
    at: [nextSql, 'ALTER TABLE'],
    ...fleetWith("-- SET lock_timeout = '5s';\nALTER TABLE vehicles ALTER COLUMN plate DROP NOT NULL;\n")
  },
  {
    rule: 'R13',
    name: 'a model of another app, by a relative import',
    at: [nextPatients, 'P.objects'],
    ...clinicWith(
      migration(
        `        migrations.RunPython(code=forwards, reverse_code=migrations.RunPython.noop),`,
        `
from ..models import Patient as P


def forwards(apps, schema_editor):
    for patient in P.objects.filter(born=None).iterator():
        patient.save(update_fields=['born'])
`
      )
    )
  },
  {
    rule: 'R13',
    name: 'the models module as a whole',
    at: [nextPatients, 'models_now.Ward('],
    ...clinicWith(
      migration(
        `        migrations.RunPython(wards),`,
        `
import apps.patients.models as models_now


def wards(_apps, _editor):
    for title in ('A', 'B'):
        models_now.Ward(title=title).save()
`
      )
    )
  },
  {
    rule: 'R13',
    name: 'imported inside a helper that the function calls',
    at: [nextPatients, 'Invoice.objects'],
    ...clinicWith(
      migration(
        `        migrations.RunPython(forwards, migrations.RunPython.noop),`,
        `

def number_all():
    from apps.billing.models import (
        Invoice,
    )
    for each in Invoice.objects.filter(number=None):
        each.save()


def forwards(apps, schema_editor):
    number_all()
`
      )
    )
  },
  {
    rule: 'R14',
    name: 'two AddField',
    at: [nextPatients, "'height'"],
    database: 'mysql',
    ...clinicWith(
      migration(`        migrations.AddField('patient', 'street', models.CharField(max_length=40, null=True)),
        migrations.AddField('patient', 'height', models.IntegerField(null=True)),`)
    )
  },
  {
    rule: 'R14',
    name: 'a table that is made and a column beside it',
    at: [nextRevision, 'op.add_column('],
    database: 'mariadb',
    ...warehouseWith(`    op.create_table('units', sa.Column('id', sa.Integer(), primary_key=True))
    op.add_column('items', sa.Column('unit_id', sa.Integer(), nullable=True))`)
  },
  {
    rule: 'R14',
    name: 'SQL in backquotes',
    at: ['db/V1.1__more.sql', 'alter table `items` add key'],
    database: 'mysql',
    ...changed(
      {
        'db/V1__items.sql': 'CREATE TABLE `items` (`id` int NOT NULL AUTO_INCREMENT, `sku` varchar(9), PRIMARY KEY (`id`)) ENGINE=InnoDB;\n'
      },
      { 'db/V1.1__more.sql': '# two things\nalter table `items` add column `x` int;\nalter table `items` add key `by_sku` (`sku`);\n' }
    )
  },
  {
    rule: 'R15',
    name: 'a shorter char field',
    at: [nextPatients, 'migrations.AlterField('],
    database: 'mysql',
    ...clinicWith(migration(`        migrations.AlterField('patient', 'insurance_no', models.CharField(max_length=10, null=True)),`))
  },
  {
    rule: 'R15',
    name: 'CONVERT TO in lower case over several lines',
    at: ['db/V2__type.sql', ''],
    database: 'mariadb',
    ...changed(
      { 'db/V1__items.sql': 'CREATE TABLE `items` (`id` int NOT NULL AUTO_INCREMENT, `qty` int, PRIMARY KEY (`id`)) ENGINE=InnoDB;\r\n' },
      { 'db/V2__type.sql': 'ALTER TABLE `items`\r\n  convert to\r\n  charset utf8mb4 COLLATE utf8mb4_bin;\r\n' }
    )
  },
  {
    rule: 'R15',
    name: 'a foreign key of Alembic on MySQL, in a batch',
    at: [nextRevision, 'batch_op.create_foreign_key('],
    database: 'mysql',
    ...warehouseWith(`    with op.batch_alter_table('items') as batch_op:
        batch_op.create_foreign_key('fk_items_shelf', 'shelves', ['quantity'], ['id'])`)
  }
]
