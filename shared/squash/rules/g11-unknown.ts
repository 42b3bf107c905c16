import { usedFunctions } from '../django/functions.ts'
import { addNoteColumn, alembicIni, dropNoteColumn, revisionText } from './alembic-example.ts'
import { createOrder, migrationText } from './example.ts'
import { isOftenFree, isOpen } from './r05-rewrite.ts'
import { matchOf, newSteps, riskySteps } from './risk.ts'
import type { Rule } from './rule.ts'

export const unknownParts: Rule = {
  id: 'G11',
  title: 'A part of the migrations cannot be read from the source',
  why: 'The check does not run the project. What is computed while Python imports a file (conditions, loops, functions, values from other modules) stays unknown and is reported as that. Where the graph itself depends on it, the verdict is `inconclusive`, never `passed`.',
  fix: 'Write `dependencies`, `replaces` and `operations` as literal lists. Lists put together by names, `+`, `+=`, `.append` and `*` are read too. For Alembic: `revision` and `down_revision` as literals, and the calls of `op` in `upgrade()` itself or in functions of the same file.',
  severity: 'info',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject => [
    ...subject.project.unknown.map(({ app, migration, file, line, column, reason, affects }) => ({
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
    // What a new migration does and is not read, no rule about risks has judged.
    ...newSteps(subject).flatMap(({ migration, change }) =>
      change.kind !== 'unknown' || change.operation === ''
        ? []
        : [
            {
              app: migration.app,
              migration: migration.name,
              ...change.at,
              message: `Not known: what ${change.operation} does to the database: ${change.reason}.`,
              fix: 'Look at it yourself: the rules about risks say nothing of it.'
            }
          ]
    ),
    ...(subject.project.framework === 'django' ? subject.project.migrations.filter(subject.isNew) : []).flatMap(migration =>
      usedFunctions(migration, subject.source).unknown.map(({ name, reason, at }) => ({
        app: migration.app,
        migration: migration.name,
        ...at,
        message: `Not known: what ${name.replace(/^\.+/, '')} does, which RunPython runs: ${reason}.`,
        fix: 'Look at it yourself, or write the function into the migration: whether it uses a model of today (R13) is not seen.'
      }))
    ),
    // The rules of the other databases have spoken.
    ...(subject.database !== undefined && subject.database !== 'postgres' ? [] : riskySteps(subject)).flatMap(step =>
      step.change.kind === 'change-type' && isOpen(step) && isOftenFree(step.change.to)
        ? [
            matchOf(
              step,
              `Not known: whether ${step.change.table} is rewritten when ${step.change.table}.${step.change.column} becomes ${step.change.to ?? 'another type'}: what it is now is not in the source, or its values are converted.`,
              'Look at it yourself: R05 says what a rewrite does, and which changes are free.'
            )
          ]
        : []
    )
  ],
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
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', {
            up: ["if op.get_bind().dialect.name == 'postgresql':", `    ${addNoteColumn}`, 'backfill(op.get_bind())'],
            extra: ['from app.data import backfill']
          })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', {
            up: [addNoteColumn, "for table in ('orders', 'invoices'):", "    op.create_index(f'ix_state', table, ['state'])"],
            back: [dropNoteColumn]
          })
        }
      }
    },
    {
      bad: {
        files: {
          'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migrations/V2__backfill.sql': 'DO $$ BEGIN PERFORM fill_orders(); END $$;\n'
        }
      },
      good: {
        files: {
          'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migrations/V2__backfill.sql': 'UPDATE orders SET id = id WHERE id < 1000;\n'
        }
      }
    }
  ]
}
