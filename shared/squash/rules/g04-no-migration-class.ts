import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const noMigrationClass: Rule = {
  id: 'G04',
  title: 'A file among the migrations has no Migration class',
  why: 'Django imports every module of the folder and stops at one without the class (BadMigrationError): an emptied file or a helper module there keeps every migration from running.',
  fix: 'Delete the file, or move helper code to another folder, or begin its name with `_` (Django skips such names).',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project }) =>
    project.problems
      .filter(problem => problem.kind === 'no-migration-class')
      .map(({ app, migration, file, line, column }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${file} has no class Migration.`
      })),
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
  }
}
