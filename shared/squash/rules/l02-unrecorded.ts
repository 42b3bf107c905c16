import { formerSquashes } from '../live.ts'
import { keyOf } from '../model.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, rowsOf, squashRow } from './live-example.ts'
import { few } from './live-state.ts'
import type { Rule } from './rule.ts'

export const unrecorded: Rule = {
  id: 'L02',
  title: 'A squash has lost `replaces` before the database recorded it',
  why: 'Only `replaces` tells Django that the squash is applied already. Without it and without a row of its own the squash is a new migration, and `migrate` fails with "table already exists". The row comes at the end of a successful `migrate` with the squash beside `replaces`; `migrate --check` does not write it.',
  fix: 'Put `replaces` back, run `migrate` on this database, and remove `replaces` in a later release, when the row is there.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base, recorded }) {
    if (recorded === undefined) return []
    const rows = new Set(recorded.map(keyOf))
    return formerSquashes(project, base).flatMap(({ squash, names }) => {
      const applied = names.filter(name => rows.has(keyOf(name)))
      if (rows.has(keyOf(squash)) || applied.length === 0) return []
      const { app, name, file, line, column } = squash
      const message = `${keyOf(squash)} has no \`replaces\` any more and no row in the live database, which has applied what it replaced (${few(applied)}): \`migrate\` would run it again and fail, its tables are there.`
      return [{ app, migration: name, file, line, column, message }]
    })
  },
  examples: {
    bad: {
      files: { ...liveFolder, ...formerSquash },
      base: { ...liveFolder, ...liveOld, ...liveSquash },
      applied: rowsOf('0001_initial', '0002_note')
    },
    good: {
      files: { ...liveFolder, ...formerSquash },
      base: { ...liveFolder, ...liveOld, ...liveSquash },
      applied: rowsOf('0001_initial', '0002_note', squashRow)
    }
  },
  more: [
    {
      // Without a base branch its name tells.
      bad: { files: { ...liveFolder, ...formerSquash }, applied: rowsOf('0001_initial', '0002_note') },
      good: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note') }
    }
  ]
}
