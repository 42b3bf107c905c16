import { commandsOf, emptiesRecord } from '../commands.ts'
import type { Value } from '../python.ts'
import { createOrder, migrationText } from './example.ts'
import type { Match, Rule, Subject } from './rule.ts'

const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }

export const emptiedRecord: Rule = {
  id: 'P03',
  title: 'A migration or a deployment takes rows out of the record of what was applied',
  why: 'Without its rows the framework takes the database for one where nothing was applied: the next `migrate` begins at the first file and fails at a table that exists, or, with `--fake`, records what is not there. No backup of the code brings the rows back, and every tool that plans by them is blind.',
  fix: 'Leave the record alone. To take out rows of migrations that are gone use `migrate APP --prune`; for a history that was begun anew use `adopt-history`, which compares the schemas and can be undone.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject => [...inMigrations(subject), ...emptying(subject, 'production')],
  examples: {
    bad: {
      files: {
        ...orders,
        'orders/migrations/0002_clean.py': migrationText("('orders', '0001_initial')", [
          "migrations.RunSQL('DELETE FROM django_migrations', migrations.RunSQL.noop)"
        ])
      }
    },
    good: { files: orders }
  },
  more: [
    {
      bad: {
        files: {
          ...orders,
          '.github/belay.yml':
            'app: mes\nenvironments: { production: { hosts: [{ address: local }] } }\ncode: { root: /srv/mes, hooks: { stage: [{ run: psql mes -c "TRUNCATE django_migrations" }] } }\n'
        }
      },
      good: {
        files: {
          ...orders,
          '.github/belay.yml':
            'app: mes\nenvironments: { develop: { hosts: [{ address: local }], development: true } }\ncode: { root: /srv/mes, hooks: { stage: [{ run: psql mes -c "TRUNCATE django_migrations" }] } }\n'
        }
      }
    }
  ]
}

/** What P03 and P04 both look for, where it runs. A file of SQL that is a migration is judged as one. */
export function emptying({ project, source, environment }: Subject, runs: 'production' | 'unsaid'): Match[] {
  const own = new Set(project.migrations.map(migration => migration.file))
  return commandsOf(source, environment).flatMap(({ text, file, line, column, runs: here }) => {
    const found = here === runs && !own.has(file) ? emptiesRecord(text) : undefined
    return found === undefined ? [] : [{ app: '', migration: '', file, line, column, message: messageOf(found) }]
  })
}

function inMigrations({ project, isNew }: Subject): Match[] {
  return project.migrations.filter(isNew).flatMap(({ app, name, operations }) =>
    operations.flatMap(({ call, file, line, column }) => {
      const found = strings(call)
        .map(emptiesRecord)
        .find(each => each !== undefined)
      return found === undefined ? [] : [{ app, migration: name, file, line, column, message: messageOf(found) }]
    })
  )
}

function messageOf({ statement, table }: { statement: string; table: string }): string {
  return `\`${statement} ${table}\` takes rows out of the record of what was applied.`
}

/** Every string within a value. */
function strings(value: Value): string[] {
  if (value.kind === 'string') return [value.value]
  if (value.kind === 'list') return value.items.flatMap(strings)
  if (value.kind === 'maybe') return strings(value.value)
  if (value.kind === 'dict') return value.entries.flatMap(entry => strings(entry.value))
  if (value.kind === 'call') return [...value.args, ...value.keywords.values()].flatMap(strings)
  return []
}
