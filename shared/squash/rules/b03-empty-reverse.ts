import type { Change } from '../changes.ts'
import { matchOf, riskySteps } from './risk.ts'
import { shopWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const emptyReverse: Rule = {
  id: 'B03',
  title: 'A way back that does nothing, from what destroys',
  why: 'The migration can be undone without an error, and nothing comes back: the framework calls the database the old one, while rows, columns or values of it are gone. Whoever relies on that way back learns of it from the users.',
  fix: 'Keep what it destroys until the release has proven itself (a column or table of its own that the way back copies from), or leave the way back out: then going back stops there, and says so.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const gone = destroys(step.change)
      if (step.change.reverse !== 'noop' || gone === undefined) return []
      return [matchOf(step, `${gone}, and the way back of ${step.change.operation} does nothing.`)]
    }),
  examples: {
    bad: shopWith(
      { '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, default=''))"] } },
      { database: 'mysql' }
    ),
    good: shopWith(
      {
        '0002_code': {
          operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, default=''))"]
        }
      },
      { database: 'mysql' }
    )
  }
}

/** What a change takes away for good; undefined: nothing that is known. */
function destroys(change: Change): string | undefined {
  switch (change.kind) {
    case 'drop-table':
      return `${change.table} is dropped`
    case 'drop-column':
      return `${change.table}.${change.column} is dropped`
    case 'data':
      return change.verb === 'insert' ? undefined : `rows of ${change.table ?? 'a table'} are changed (${change.verb})`
    default:
      return undefined
  }
}
