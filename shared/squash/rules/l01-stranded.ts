import { keyOf } from '../model.ts'
import { liveFolder, liveOld, liveSquash, rowsOf, squashRow } from './live-example.ts'
import { few, liveStates } from './live-state.ts'
import type { Rule } from './rule.ts'

export const stranded: Rule = {
  id: 'L01',
  title: 'The database has applied a part of a squash, and the files of the rest are gone',
  why: 'Django does not use a squash of which some migrations are applied, and the others cannot be run: their files are not there. Where nothing follows the squash, `migrate` and `migrate --check` end with exit code 0 and do nothing: the database stays as it is for ever, and the code finds columns missing. A name in `replaces` that never existed does the same.',
  fix: 'Bring the old files back (or correct the name in `replaces`), run `migrate`, and delete them only when the squash is recorded in every database.',
  severity: 'error',
  frameworks: ['django'],
  check: subject =>
    liveStates(subject).flatMap(({ squash, state, applied, of, lost }) => {
      if (state !== 'partial' || lost.length === 0) return []
      const { file, line, column } = lost[0]!
      const message = `The live database has applied ${applied} of the ${of} migrations that ${keyOf(squash)} replaces. There is no file of ${few(lost)}, so it can go neither by the old files nor by the squash.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial') },
    good: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial') }
  },
  more: [
    {
      bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0002_note') },
      good: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow) }
    }
  ]
}
