import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const unknownParts: Rule = {
  id: 'G11',
  title: 'A part of the migrations cannot be read from the source',
  why: 'The check does not run the project. What is computed while Python imports a file (conditions, loops, functions, values from other modules) stays unknown and is reported as that. Where the graph itself depends on it, the verdict is `inconclusive`, never `passed`.',
  fix: 'Write `dependencies`, `replaces` and `operations` as literal lists. Lists put together by names, `+`, `+=`, `.append` and `*` are read too.',
  severity: 'info',
  frameworks: ['django'],
  check: ({ project }) =>
    project.unknown.map(({ app, migration, file, line, column, reason, affects }) => ({
      app,
      migration,
      file,
      line,
      column,
      message: `Not known: ${reason}.`,
      ...(affects === 'external'
        ? { fix: 'Nothing to do: the framework checks the migrations of packages itself before it runs any.' }
        : {})
    })),
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('*dependencies_from_settings()', [createOrder])
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': [
          'from django.db import migrations, models',
          '',
          'operations = []',
          `operations.append(${createOrder})`,
          "operations += [migrations.AddField('order', 'note', models.TextField(null=True))]",
          '',
          'class Migration(migrations.Migration):',
          '    operations = [*operations]',
          ''
        ].join('\n')
      }
    }
  }
}
