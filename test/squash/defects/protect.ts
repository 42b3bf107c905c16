import {
  clinic,
  clinicWith,
  type Defect,
  fleetWith,
  invoicing,
  migration,
  nextPatients,
  nextRevision,
  nextSql,
  patients,
  warehouseWith
} from './projects.ts'

const config = (rest: string, environments = 'production: { hosts: [{ address: local }] }') =>
  `app: clinic\nenvironments:\n  ${environments}\ncode:\n  root: /srv/clinic\n${rest}`
const belay = '.github/belay.yml'
const withFile = (path: string, text: string) => ({ files: { ...clinic, [path]: text } })
const deploy = '.github/workflows/release.yaml'

/** P01 to P05 and C01: what goes around the history, or silences the check. */
export const protectDefects: readonly Defect[] = [
  {
    rule: 'P01',
    name: 'continued over several lines',
    at: [belay, 'python'],
    ...withFile(
      belay,
      config(
        '  hooks:\n    stage:\n      - run: |\n          set -e\n          python3 backend/manage.py \\\n            migrate patients 0001 \\\n            --fake\n'
      )
    )
  },
  {
    rule: 'P01',
    name: 'in a workflow, environment with a name and a url',
    at: [deploy, 'manage.py migrate'],
    files: {
      ...clinic,
      [belay]: config(''),
      [deploy]:
        'on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    environment:\n      name: production\n      url: http://localhost\n    steps:\n      - name: Database\n        run: |\n          cd backend\n          docker compose exec -T web python manage.py migrate --noinput --fake-initial\n'
    }
  },
  {
    rule: 'P01',
    name: 'django-admin after &&',
    at: [belay, 'django-admin'],
    ...withFile(
      belay,
      config('  hooks: { stage: [{ run: "cd backend && django-admin migrate --settings=apps.settings --fake invoicing" }] }\n')
    )
  },
  {
    rule: 'P02',
    name: 'a Makefile',
    at: ['Makefile', '--fake'],
    ...withFile('Makefile', 'fake:\n\tcd backend && python manage.py migrate --fake-initial\n')
  },
  {
    rule: 'P02',
    name: 'a batch file',
    at: ['tools/reset.bat', '--fake'],
    ...withFile('tools/reset.bat', '@echo off\r\npython manage.py migrate patients zero --fake\r\n')
  },
  {
    rule: 'P02',
    name: 'the command of a compose file',
    at: ['docker-compose.yml', '--fake'],
    ...withFile(
      'docker-compose.yml',
      'services:\n  web:\n    image: clinic\n    command: ["sh", "-c", "python manage.py migrate --fake && gunicorn clinic"]\n'
    )
  },
  {
    rule: 'P03',
    name: 'by op.execute',
    at: [nextRevision, 'op.execute('],
    ...warehouseWith('    op.execute("delete  from alembic_version")')
  },
  {
    rule: 'P03',
    name: 'with a schema in quotes in SQL',
    at: [nextSql, 'TRUNCATE'],
    ...fleetWith('TRUNCATE TABLE "public"."flyway_schema_history";\n')
  },
  {
    rule: 'P03',
    name: 'only one app, over several lines',
    at: [nextPatients, 'migrations.RunSQL('],
    ...clinicWith(
      migration(
        '        migrations.RunSQL(\n            """\n            DELETE\n              FROM django_migrations\n             WHERE app = \'patients\'\n            """,\n            migrations.RunSQL.noop,\n        ),'
      )
    )
  },
  {
    rule: 'P04',
    name: 'psql in a shell script',
    at: ['bin/clean.sh', 'psql'],
    ...withFile('bin/clean.sh', '#!/usr/bin/env bash\nset -eu\npsql "$DATABASE_URL" -c "drop table if exists django_migrations"\n')
  },
  {
    rule: 'P04',
    name: 'SQL in lower case behind a comment',
    at: ['ops/reset.sql', 'truncate'],
    ...withFile('ops/reset.sql', '/* all of it */ truncate public.django_migrations;\n')
  },
  {
    rule: 'P04',
    name: 'a Makefile with mysql',
    at: ['Makefile', 'mysql'],
    ...withFile('Makefile', "wipe:\n\tmysql clinic -e 'DELETE FROM `django_migrations`'\n")
  },
  {
    rule: 'P05',
    name: 'one table',
    at: [`${patients}/0001_initial.py`, 'migrations.CreateModel('],
    files: clinic,
    applied: [],
    tables: ['patients_patient']
  },
  {
    rule: 'P05',
    name: 'db_table',
    at: [`${patients}/0001_initial.py`, 'migrations.CreateModel('],
    files: clinic,
    applied: [],
    tables: ['clinic_ward', 'django_migrations']
  },
  {
    rule: 'P05',
    name: 'an app with a label, in upper case',
    at: [`${invoicing}/0001_initial.py`, 'migrations.CreateModel('],
    files: clinic,
    applied: [],
    tables: ['INVOICING_INVOICE']
  },
  { rule: 'C01', name: 'no reason', at: [nextPatients, 'belay: ignore'], ...clinicWith(migration('        # belay: ignore R01\n')) },
  {
    rule: 'C01',
    name: 'a rule that does not exist',
    at: [nextSql, 'belay: ignore'],
    ...fleetWith('-- belay: ignore R99 because the table is small\nSELECT 1;\n')
  },
  {
    rule: 'C01',
    name: 'no rule, behind the line',
    at: [nextRevision, 'belay: ignore'],
    ...warehouseWith("    op.drop_column('items', 'label')  # belay: ignore because nobody uses it")
  }
]
