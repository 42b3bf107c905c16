import { sourceFramework } from '../frameworks.ts'
import { keyOf, type Migration, type Project } from '../model.ts'
import { alembicIni, revisionText } from './alembic-example.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

const initial = migrationText('', [createOrder])
const note = migrationText("('orders', '0001_initial')", [addNote])
const state = migrationText("('orders', '0001_initial')", [addState])

export const leavesAfterMerge: Rule = {
  id: 'G07',
  title: 'This branch and its base branch each have a new leaf',
  why: 'Both are sound, and git merges them without a conflict, because the files have different names. Together they have two leaves, and the next deployment stops: Django says "Conflicting migrations detected", Alembic "Multiple head revisions are present". Nobody sees it before the merge, because each branch is tested alone.',
  fix: 'Bring the base branch into this one and let the new migration depend on the newest one there (Django: `makemigrations --merge`, Alembic: `alembic merge`, or change `dependencies` or `down_revision` of the one that is not merged yet).',
  severity: 'error',
  frameworks: ['django', 'alembic'],
  check({ project, base, tip, version }) {
    if (base === undefined || tip === undefined) return []
    const framework = sourceFramework(project.framework)
    const merged = merge(project, base, tip)
    // A file that is not read may be the missing child of a leaf.
    const unread = new Set([...merged.filter(each => !each.graphKnown), ...project.problems, ...tip.problems].map(each => each.app))
    const [here, there, together] = [project, tip, { ...project, migrations: merged }].map(each => framework.graph(each, [], version))
    return project.apps.flatMap(({ label }) => {
      if (unread.has(label)) return []
      const leaves = together!.leaves(label)
      if (leaves.length <= Math.max(here!.leaves(label).length, there!.leaves(label).length)) return []
      const own = new Set(here!.leaves(label).map(keyOf))
      const onBase = new Set(tip.migrations.map(keyOf))
      const mine = leaves.filter(leaf => own.has(keyOf(leaf)) && !onBase.has(keyOf(leaf)))
      const theirs = leaves.filter(leaf => !own.has(keyOf(leaf)))
      const newest = project.migrations.find(each => each.app === label && each.name === mine.at(-1)?.name)
      if (newest === undefined) return []
      const names = theirs.map(leaf => leaf.name).join(', ')
      const { app, name, file, line, column } = newest
      const message = `After the merge '${label}' has ${leaves.length} leaves: ${mine.map(leaf => leaf.name).join(', ')} of this branch, and ${names} of the base branch.`
      return [{ app, migration: name, file, line, column, message }]
    })
  },
  examples: {
    bad: {
      base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial },
      tip: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_state.py': state },
      files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note }
    },
    good: {
      base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_state.py': state },
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': initial,
        'orders/migrations/0002_state.py': state,
        'orders/migrations/0003_note.py': migrationText("('orders', '0002_state')", [addNote])
      }
    }
  },
  more: [
    {
      bad: {
        base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a') },
        tip: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
        },
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
        }
      },
      good: {
        base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a') },
        tip: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
        },
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a'),
          'alembic/versions/2b_reports.py': revisionText('2b', { extra: ["branch_labels = ('reports',)"] }),
          'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
        }
      }
    }
  ]
}

/** What git makes of the two: what only one side has added, deleted or pointed elsewhere is as that side has it. */
function merge(project: Project, base: Project, tip: Project): Migration[] {
  const [was, there] = [base, tip].map(each => new Map(each.migrations.map(migration => [keyOf(migration), migration]))) as [
    Map<string, Migration>,
    Map<string, Migration>
  ]
  const here = new Set(project.migrations.map(keyOf))
  const kept = project.migrations.flatMap(migration => {
    const [old, other] = [was.get(keyOf(migration)), there.get(keyOf(migration))]
    if (old === undefined) return [migration]
    if (orderOf(migration) !== orderOf(old)) return [migration]
    return other === undefined ? [] : [other]
  })
  return [...kept, ...tip.migrations.filter(migration => !here.has(keyOf(migration)) && !was.has(keyOf(migration)))]
}

function orderOf({ dependencies, runBefore, replaces }: Migration): string {
  return JSON.stringify([dependencies, runBefore, replaces].map(each => each.map(keyOf)))
}
