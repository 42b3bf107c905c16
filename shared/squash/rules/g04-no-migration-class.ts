import { alembicIni, revisionText } from './alembic-example.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const noMigrationClass: Rule = {
  id: 'G04',
  title: 'A file among the migrations is no migration',
  why: 'Django imports every module of the folder and stops at one without a class Migration (BadMigrationError): an emptied file or a helper module there keeps every migration from running. Alembic loads every file of the folder as well and stops at one without `revision` (CommandError), or without `down_revision` or `upgrade()` (a bare AttributeError).',
  fix: 'Delete the file, or move helper code to another folder, or begin its name with `_` (Django skips such names; Alembic skips only `__init__.py`).',
  severity: 'error',
  frameworks: ['django', 'alembic'],
  check: ({ project }) =>
    project.problems
      .filter(problem => problem.kind === 'no-migration-class')
      .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: project.framework === 'alembic' ? `${detail}.` : `${file} has no class Migration.`
      })),
  ignorable: false,
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/_helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/helpers.py': 'def fill(connection):\n    pass\n'
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/__init__.py': '',
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/helpers.py': 'def fill(connection):\n    pass\n'
        }
      }
    }
  ]
}
