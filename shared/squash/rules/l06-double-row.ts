import { keyOf } from '../model.ts'
import { liveFolder, liveOld, rowsOf } from './live-example.ts'
import type { Rule } from './rule.ts'

export const doubleRow: Rule = {
  id: 'L06',
  title: 'The database has recorded a migration more than once',
  why: 'Two `migrate` ran at the same time, and both applied it: what it does to data was done twice. Django does not notice. Taking the migration back deletes all of its rows at once, and tools that count rows miscount.',
  fix: 'Look whether what it does to data was done twice, delete the newer row, and run migrations under a lock (run-migrations takes one).',
  severity: 'warning',
  frameworks: ['django'],
  check({ project, recorded }) {
    if (recorded === undefined) return []
    const counts = new Map<string, number>()
    for (const row of recorded) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
    const onDisk = new Set(project.migrations.map(keyOf))
    const replaced = project.migrations.flatMap(squash => squash.replaces.filter(target => !onDisk.has(keyOf(target))))
    const places = new Map([...project.migrations, ...replaced].map(place => [keyOf(place), place]))
    return [...places].flatMap(([key, { app, name, file, line, column }]) => {
      const count = counts.get(key) ?? 0
      return count < 2
        ? []
        : [{ app, migration: name, file, line, column, message: `The live database has recorded ${key} ${count} times.` }]
    })
  },
  examples: {
    bad: { files: { ...liveFolder, ...liveOld }, applied: rowsOf('0001_initial', '0002_note', '0002_note') },
    good: { files: { ...liveFolder, ...liveOld }, applied: rowsOf('0001_initial', '0002_note') }
  }
}
