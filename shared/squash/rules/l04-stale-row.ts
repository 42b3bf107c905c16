import { formerSquashes } from '../live.ts'
import { keyOf, type MigrationKey } from '../model.ts'
import { formerSquash, liveFolder, liveOld, liveSquash, rowsOf, squashRow } from './live-example.ts'
import { few, liveStates } from './live-state.ts'
import type { Match, Rule } from './rule.ts'

export const staleRow: Rule = {
  id: 'L04',
  title: 'The database has the row of a squash, but only a part of what it replaces',
  why: 'Rolling back to a migration within the squash takes back what came after it and leaves the row of the squash. While `replaces` is there nobody notices. When it is removed, that row says that everything is applied: `migrate` ends with exit code 0, and columns are missing.',
  fix: 'Run `migrate` with the old files and `replaces` in place, so that the rest is applied again; where the rollback was meant, delete the row of the squash.',
  severity: 'error',
  frameworks: ['django'],
  check(subject) {
    const { project, base, recorded } = subject
    if (recorded === undefined) return []
    const rows = new Set(recorded.map(keyOf))
    const say = (
      squash: MigrationKey,
      at: Pick<Match, 'file' | 'line' | 'column'>,
      applied: number,
      open: readonly MigrationKey[]
    ): Match => ({
      app: squash.app,
      migration: squash.name,
      file: at.file,
      line: at.line,
      column: at.column,
      message: `The live database has a row of ${keyOf(squash)}, but only ${applied} of the ${applied + open.length} migrations that it stands for: ${few(open)} ${open.length === 1 ? 'is' : 'are'} not applied.`
    })
    const stale = liveStates(subject)
      .filter(({ state }) => state === 'stale')
      .map(({ squash, applied, open }) => say(squash, squash.replaces[0]!, applied, open))
    const former = formerSquashes(project, base).flatMap(({ squash, names }) => {
      const open = names.filter(name => !rows.has(keyOf(name)))
      const isStale = rows.has(keyOf(squash)) && open.length > 0 && open.length < names.length
      return isStale ? [say(squash, squash, names.length - open.length, open)] : []
    })
    return [...stale, ...former]
  },
  examples: {
    bad: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial', squashRow) },
    good: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow) }
  },
  more: [
    {
      bad: {
        files: { ...liveFolder, ...formerSquash },
        base: { ...liveFolder, ...liveOld, ...liveSquash },
        applied: rowsOf('0001_initial', squashRow)
      },
      good: {
        files: { ...liveFolder, ...formerSquash },
        base: { ...liveFolder, ...liveOld, ...liveSquash },
        applied: rowsOf('0001_initial', '0002_note', squashRow)
      }
    }
  ]
}
