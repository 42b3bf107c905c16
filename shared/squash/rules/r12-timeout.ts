import { byMigration, isSchema, matchOf, newSteps, riskySteps } from './risk.ts'
import { shopWith, sqlWith } from './risk-example.ts'
import type { Rule, Subject } from './rule.ts'

const operations = ["migrations.AddField('order', 'state', models.TextField(null=True))"]

export const noTimeout: Rule = {
  id: 'R12',
  title: 'A schema change waits for its lock without a limit',
  why: 'Even a change that takes a millisecond first waits until every query that uses the table has ended. Whoever comes later waits behind it: one long report, and the whole application stands still until somebody ends it.',
  fix: "Let it give up and try again. Belay's run-migrations sets `db-lock-timeout` by itself; without it set `lock_timeout`: in the file (`SET lock_timeout = '5s'`), in PGOPTIONS, or in the connection options of Django or Alembic.",
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['postgres'],
  check(subject) {
    const first = byMigration(riskySteps(subject)).flatMap(steps => steps.find(({ change }) => isSchema(change)) ?? [])
    if (first.length === 0 || isSetElsewhere(subject)) return []
    const timeouts = newSteps(subject).filter(({ change }) => change.kind === 'set-timeout')
    return first
      .filter(step => !timeouts.some(({ migration, index }) => migration === step.migration && index < step.index))
      .map(step => {
        const table = 'table' in step.change && step.change.table !== undefined ? step.change.table : 'a table'
        return matchOf(step, `${step.change.operation} waits for its lock on ${table} without a limit, and everybody else waits behind it.`)
      })
  },
  examples: {
    bad: shopWith({ '0002_state': { operations } }),
    good: shopWith(
      { '0002_state': { operations } },
      {
        files: {
          'shop/settings.py': [
            'DATABASES = {',
            "    'default': {",
            "        'ENGINE': 'django.db.backends.postgresql',",
            "        'OPTIONS': {'options': '-c lock_timeout=2s'},",
            '    }',
            '}',
            ''
          ].join('\n')
        }
      }
    )
  },
  more: [
    {
      bad: shopWith({ '0002_state': { operations } }),
      good: shopWith(
        { '0002_state': { operations } },
        {
          files: {
            '.github/workflows/deploy.yml': [
              'on: push',
              'jobs:',
              '  deploy:',
              '    runs-on: ubuntu-latest',
              '    steps:',
              '      - uses: belay/run-migrations@v1',
              ''
            ].join('\n')
          }
        }
      )
    },
    {
      bad: sqlWith({ 'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state text;' }),
      good: sqlWith({ 'V2__state.sql': ["SET lock_timeout = '2s';", 'ALTER TABLE orders_order ADD COLUMN state text;'].join('\n') })
    }
  ]
}

/** Whether the repository sets a limit for all of its migrations: in settings, in what runs them, or because Belay runs them. */
function isSetElsewhere({ source, project }: Subject): boolean {
  const own = new Set(project.migrations.map(migration => migration.file))
  return source.list().some(path => {
    if (own.has(path) || path.endsWith('.sql') || /(^|\/)(node_modules|site-packages)\//.test(path)) return false
    const content = source.read(path)
    if (content === undefined) return false
    const text = typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    return ['lock_timeout', 'lock-timeout', 'statement_timeout', 'run-migrations'].some(word => text.includes(word))
  })
}
