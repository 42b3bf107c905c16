import { keyOf, type MigrationKey, type Project } from '../model.ts'
import { migrationText } from './example.ts'
import { type History, historyOf } from './history.ts'
import type { Rule } from './rule.ts'
import { unreplacedBetween } from './squash-cycle.ts'
import { createWithNote, orders, replaces, squashFile } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

const stock = {
  'stock/migrations/__init__.py': '',
  'stock/migrations/0001_initial.py': migrationText('', ["migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"]),
  'stock/migrations/0002_name.py': migrationText("('stock', '0001_initial')", [
    "migrations.AddField('item', 'name', models.TextField(null=True))"
  ])
}
const files = {
  ...orders,
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [
    "migrations.AddField('order', 'item', models.ForeignKey('stock.Item', models.CASCADE, null=True))"
  ]),
  ...stock
}
const create =
  "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('item', models.ForeignKey('stock.Item', models.CASCADE, null=True))])"
const list = replaces('0001_initial', '0002_note')

export const lostDependency: Rule = {
  id: 'S09',
  title: 'A squash has lost a dependency of what it replaces',
  why: 'While the old files are there, Django takes their dependencies over, so nothing shows. When they are deleted, only those of the squash itself are left: a fresh database then runs it before the other migration, and fails ("Related model … cannot be resolved"), or not, depending on the names of the apps.',
  fix: 'Add the dependency to the squash.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base }) {
    const apps = new Set(project.apps.map(app => app.label))
    return squashesOf(project, base).flatMap(({ squash, inner: replaced, known }) => {
      if (!squash.graphKnown || known.length === 0) return []
      const history = historyOf(project)
      // What stands between two targets is S04's.
      const inner = new Set([keyOf(squash), ...replaced, ...unreplacedBetween(squash, project).map(keyOf)])
      const kept = history.closure(squash.dependencies.flatMap(dependency => [keyOf(dependency), ...history.resolve(dependency, squash)]))
      const lost = known.flatMap(target =>
        target.dependencies
          .filter(
            dependency =>
              !dependency.conditional && !inner.has(keyOf(dependency)) && !isKept(dependency, target, kept, history, project, apps)
          )
          .map(dependency => ({ target, dependency }))
      )
      const distinct = new Map(lost.map(each => [keyOf(each.dependency), each]))
      const { app, name, file, line, column } = squash
      return [...distinct.values()].map(({ target, dependency }) => ({
        app,
        migration: name,
        file,
        line,
        column,
        message: `${keyOf(target)} depends on ${keyOf(dependency)}; ${keyOf(squash)}, which replaces it, does not, not even through another migration.`,
        fix: `Add ('${dependency.app}', '${dependency.name}') to its \`dependencies\`.`
      }))
    })
  },
  examples: {
    bad: { files: { ...files, [squashFile]: migrationText('', [create], [list]) } },
    good: { files: { ...files, [squashFile]: migrationText("('stock', '0001_initial')", [create], [list]) } }
  },
  more: [
    {
      bad: {
        files: {
          ...files,
          'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [
            "migrations.AddField('order', 'state', models.TextField(null=True))"
          ]),
          'orders/migrations/0002_squashed_0003_state.py': migrationText(
            "('stock', '0001_initial')",
            ["migrations.AddField('order', 'item', models.ForeignKey('stock.Item', models.CASCADE, null=True))"],
            [replaces('0002_note', '0003_state')]
          )
        }
      },
      // It reaches stock.0001_initial through stock.0002_name.
      good: {
        files: {
          ...files,
          [squashFile]: migrationText("('stock', '0002_name')", [create, createWithNote.replace("'Order'", "'Note'")], [list])
        }
      }
    }
  ]
}

/** Whether what a target depends on still comes before the squash. */
function isKept(
  dependency: MigrationKey,
  target: MigrationKey,
  kept: ReadonlySet<string>,
  history: History,
  project: Project,
  apps: ReadonlySet<string>
): boolean {
  if (kept.has(keyOf(dependency))) return true
  // Of an app outside the repository only the names are known: a later one, or the last one, comes after this one.
  if (!apps.has(dependency.app)) {
    const prefix = `${dependency.app}.`
    const others = [...kept].filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
    return others.some(
      name => name === '__latest__' || dependency.name === '__first__' || (name !== '__first__' && name >= dependency.name)
    )
  }
  const wanted = history.resolve(dependency, target)
  if (dependency.app === target.app && dependency.name === '__first__') return true
  // What is deleted stands behind the squash that replaces it.
  const standIns = project.migrations.filter(one => one.replaces.some(name => keyOf(name) === keyOf(dependency))).map(keyOf)
  return wanted.every(key => kept.has(key)) || standIns.some(key => kept.has(key))
}
