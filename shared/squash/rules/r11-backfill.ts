import { usedFunctions } from '../django/functions.ts'
import type { Migration } from '../model.ts'
import { byMigration, isSchema, matchOf, riskySteps, type Step } from './risk.ts'
import { shopWith, sqlWith } from './risk-example.ts'
import type { Match, Rule, Subject } from './rule.ts'

const fill = ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.filter(code=None).update(code='none')"]
const fillInBatches = [
  'def fill(apps, schema_editor):',
  "    orders = apps.get_model('orders', 'Order').objects",
  "    while ids := list(orders.filter(code=None).values_list('pk', flat=True)[:1000]):",
  "        orders.filter(pk__in=ids).update(code='none')"
]

export const backfill: Rule = {
  id: 'R11',
  title: 'Data is changed in one piece, or under the locks of a schema change',
  why: 'One UPDATE over a whole table locks every row until its transaction ends, writes all of them anew and leaves as many dead ones. Where a schema change came before it in the same transaction, nobody can use the table for all that time.',
  fix: 'Change the schema in one migration and the data in the next, outside a transaction (`atomic = False`) and in batches of some thousand rows by primary key, each committed by itself, so that it can be run again where it stopped.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  check(subject) {
    const isPostgres = (subject.database ?? 'postgres') === 'postgres'
    return byMigration(riskySteps(subject)).flatMap(steps => {
      const matches = steps.flatMap(step => {
        const { change } = step
        if (change.kind !== 'data' || change.whole !== true || change.verb === 'insert' || change.verb === 'truncate') return []
        const verb = change.verb === 'update' ? 'updates' : 'deletes'
        return [
          matchOf(step, `${change.operation} ${verb} all rows${change.table === undefined ? '' : ` of ${change.table}`} in one statement.`)
        ]
      })
      return [...matches, ...wholeUpdates(subject, steps[0]!.migration), ...(isPostgres ? mixed(steps) : [])]
    })
  },
  examples: {
    bad: shopWith({
      '0002_code': {
        header: fill,
        operations: [
          "migrations.AddField('order', 'state', models.TextField(null=True))",
          'migrations.RunPython(fill, migrations.RunPython.noop)'
        ]
      }
    }),
    good: shopWith({
      '0002_state': { operations: ["migrations.AddField('order', 'state', models.TextField(null=True))"] },
      '0003_code': {
        header: fillInBatches,
        extra: ['atomic = False'],
        operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
      }
    })
  },
  more: [
    {
      bad: shopWith({
        '0002_code': {
          header: ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.update(code='none')"],
          extra: ['atomic = False'],
          operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
        }
      }),
      good: shopWith({
        '0002_code': {
          header: fillInBatches,
          extra: ['atomic = False'],
          operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
        }
      })
    },
    {
      bad: sqlWith({
        'V2__state.sql': ['ALTER TABLE orders_order ADD COLUMN state text;', "UPDATE orders_order SET state = 'new';"].join('\n')
      }),
      good: sqlWith({
        'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state text;',
        'V3__fill.sql': "UPDATE orders_order SET state = 'new' WHERE id BETWEEN 1 AND 1000;"
      })
    }
  ]
}

/** Data or code after a schema change whose lock its transaction still holds. */
function mixed(steps: readonly Step[]): Match[] {
  const schema = steps.find(({ change, transaction }) => transaction !== undefined && isSchema(change))
  const data = steps.find(
    ({ change, index, transaction }) =>
      schema !== undefined &&
      transaction === schema.transaction &&
      index > schema.index &&
      change.at !== schema.change.at &&
      (change.kind === 'data' || change.kind === 'code')
  )
  if (schema === undefined || data === undefined) return []
  const table = 'table' in schema.change ? schema.change.table : undefined
  return [
    matchOf(
      data,
      `${data.change.operation} changes data in the transaction of ${schema.change.operation}: the lock on ${table ?? 'its table'} is held until all of it is done.`
    )
  ]
}

/** `.objects.update(…)` over all rows, in what RunPython runs. */
function wholeUpdates(subject: Subject, migration: Migration): Match[] {
  return usedFunctions(migration, subject.source).found.flatMap(({ name, text, position }) =>
    [...text.matchAll(/\.(?:objects|_default_manager|_base_manager)(?:\.using\([^)]*\))?(?:\.all\(\))?\.(update|delete)\(/g)].map(
      match => ({
        app: migration.app,
        migration: migration.name,
        ...position(match.index),
        message: `${name} ${match[1]}s all rows of a model in one statement.`
      })
    )
  )
}
