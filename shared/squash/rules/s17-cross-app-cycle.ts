import { keyOf } from '../model.ts'
import { addNote, migrationText } from './example.ts'
import { shortestCycle } from './g03-cycle.ts'
import type { Rule } from './rule.ts'
import { distinct, stateNote } from './rule.ts'
import { explainCycle } from './squash-cycle.ts'
import { createWithNote, orders, replaces, squashFile } from './squash-example.ts'

const files = {
  ...orders,
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
  'stock/migrations/__init__.py': '',
  'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
    "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
  ])
}

export const crossAppCycle: Rule = {
  id: 'S17',
  title: 'A squash closes a circle between apps',
  why: "Each old migration was fine: the first of one app, then one of another app, then the next of the first. One migration in place of the first app's two must run before the other app's and after it, and Django cannot order them (CircularDependencyError). A database that has some of the old rows does not use the squash and sees no circle, so it shows on a fresh database, or after the last migration.",
  fix: 'Squash in two parts, one up to what the other app needs and one after it; or move the foreign key that closes the circle into a migration of its own after both.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, graphs }) {
    const fresh = new Set(
      graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.cycles.map(members => members.map(keyOf).join(' ')))
    )
    return distinct(
      graphs.flatMap(({ state, graph }) =>
        graph.cycles.flatMap(members => {
          const cause = explainCycle(members, project)
          if (cause?.kind !== 'apps') return []
          const { app, name, file, line, column } = cause.squash
          const path = shortestCycle(graph, cause.squash).map(keyOf).join(' -> ')
          const note = stateNote(state, fresh.has(members.map(keyOf).join(' ')))
          return [{ app, migration: name, file, line, column, message: `${app}.${name} closes a circle: ${path}${note}.` }]
        })
      )
    )
  },
  examples: {
    bad: {
      files: {
        ...files,
        [squashFile]: migrationText("('stock', '0001_initial')", [createWithNote], [replaces('0001_initial', '0002_note')])
      }
    },
    good: {
      files: {
        ...files,
        'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [
          "migrations.AddField('order', 'state', models.TextField(null=True))"
        ]),
        'orders/migrations/0002_squashed_0003_state.py': migrationText(
          "('orders', '0001_initial'), ('stock', '0001_initial')",
          [addNote, "migrations.AddField('order', 'state', models.TextField(null=True))"],
          [replaces('0002_note', '0003_state')]
        )
      }
    }
  }
}
