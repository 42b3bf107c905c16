import { keyOf } from '../model.ts'
import { addNote, addState, migrationText } from './example.ts'
import type { Match, Rule } from './rule.ts'
import { createWithState, ordersAndState, replaces, squashed, squashFile } from './squash-example.ts'
import { type Squash, squashesOf } from './squashes.ts'

const addPaid = "migrations.AddField('order', 'paid', models.BooleanField(default=False))"

export const overlappingSquashes: Rule = {
  id: 'S03',
  title: 'Two squashes replace the same migration',
  why: 'Where the old migrations are applied, both count as applied, and all is well. A fresh database runs both, and the second one creates what the first one has created ("table already exists"): the next test run, developer or restored environment finds it, not production.',
  fix: 'Keep one of the two. Where the older one is already recorded everywhere, first delete its old files and its `replaces`, and let the newer one replace it then.',
  severity: 'error',
  frameworks: ['django'],
  check({ project }) {
    const byName = new Map<string, Squash[]>()
    const matches: Match[] = []
    for (const squash of squashesOf(project)) {
      const others = new Set([...squash.keys].flatMap(key => byName.get(key) ?? []))
      for (const key of squash.keys) byName.set(key, [...(byName.get(key) ?? []), squash])
      for (const other of others) {
        // One that replaces the other may name its targets too.
        if (squash.keys.has(keyOf(other.squash)) || other.keys.has(keyOf(squash.squash))) continue
        const shared = squash.names.filter(name => other.keys.has(keyOf(name)))
        const { app, name: migration } = squash.squash
        const { file, line, column } = shared[0]!
        const message = `${keyOf(squash.squash)} and ${keyOf(other.squash)} both replace ${shared.map(keyOf).join(', ')}: a fresh database runs both.`
        matches.push({ app, migration, file, line, column, message })
      }
    }
    return matches
  },
  examples: {
    bad: {
      files: {
        ...ordersAndState,
        [squashFile]: squashed,
        'orders/migrations/0001_squashed_0003_state.py': migrationText(
          '',
          [createWithState],
          [replaces('0001_initial', '0002_note', '0003_state')]
        )
      }
    },
    good: {
      files: {
        ...ordersAndState,
        'orders/migrations/0001_squashed_0003_state.py': migrationText(
          '',
          [createWithState],
          [replaces('0001_initial', '0002_note', '0003_state')]
        )
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...ordersAndState,
          [squashFile]: squashed,
          'orders/migrations/0002_squashed_0003_state.py': migrationText(
            "('orders', '0001_initial')",
            [addNote, addState],
            [replaces('0002_note', '0003_state')]
          )
        }
      },
      good: {
        files: {
          ...ordersAndState,
          'orders/migrations/0004_paid.py': migrationText("('orders', '0003_state')", [addPaid]),
          [squashFile]: squashed,
          'orders/migrations/0003_squashed_0004_paid.py': migrationText(
            "('orders', '0001_squashed_0002_note')",
            [addState, addPaid],
            [replaces('0003_state', '0004_paid')]
          )
        }
      }
    }
  ]
}
