import type { Fault } from './fault.ts'
import { type Kind, kinds } from './kinds.ts'
import type { CellResult } from './matrix.ts'

const names: Readonly<Record<Kind, string>> = {
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
  sqlite: 'SQLite',
  redis: 'Redis',
  files: 'Files'
}

export interface Circumstances {
  readonly date: string
  readonly command: string
  /** Of all cells, one after the other. */
  readonly minutes: number
  readonly versions: readonly string[]
  /** Cells that were not run: `fault kind`. */
  readonly waiting: readonly string[]
}

/** The page docs/fault-matrix.md. Pure. */
export function render(results: readonly CellResult[], faults: readonly Pick<Fault, 'name' | 'says'>[], how: Circumstances): string {
  const tries = results.reduce((sum, each) => sum + each.tries, 0)
  const lost = results.flatMap(each => each.losses.map(loss => `- \`${each.fault}\`, ${names[each.kind]}: ${loss.split('\n')[0]}`))
  const only = kinds.flatMap(kind => {
    const n = results.reduce((sum, each) => sum + (each.kind === kind ? each.onlyManifest : 0), 0)
    return n === 0 ? [] : [`${n} of ${names[kind]}`]
  })
  const cell = (fault: string, kind: Kind) => {
    const result = results.find(each => each.fault === fault && each.kind === kind)
    if (result === undefined) return how.waiting.includes(`${fault} ${kind}`) ? 'not run' : '–'
    return result.losses.length === 0 ? `${result.tries} / 0` : `${result.tries} / **${result.losses.length}**`
  }
  const rows = faults
    .filter(({ name }) => results.some(each => each.fault === name) || how.waiting.some(each => each.startsWith(`${name} `)))
    .map(({ name, says }) => `| ${says} | ${kinds.map(kind => cell(name, kind)).join(' | ')} |`)
  return `# Faults that backups survive

Written by \`${how.command}\` on ${how.date} in ${how.minutes} min of work; do not edit. ${how.versions.join(', ')}.

Each cell: tries / losses. ${tries} tries, ${lost.length === 0 ? 'no loss' : `**${lost.length} losses**`}. Each begins with three verified backups, and the point is random where a point makes sense. A
loss is any of these:

- a backup that was verified before is gone or was changed;
- a new one is published that does not verify, or does not restore what was live, byte for byte as read past Belay;
- a run that failed reported success, or one that added a backup said that it had not, or ended with an error that is a bug;
- what is live has changed, or a row that was acknowledged to a writer is neither in what is live nor in the kept copy;
- the next backup fails, or leaves temporary files, copies, sessions or programs of those before;
- a backup that was damaged, edited, replayed or is another's is not refused; a secret is seen in an argument, a file or a log.

| Fault | ${kinds.map(kind => names[kind]).join(' | ')} |
|---|${kinds.map(() => '---|').join('')}
${rows.join('\n')}
${only.length === 0 ? '' : `\nOnly the checksum in the manifest has caught ${only.join(', ')} of the damaged members: their reader alone would have restored something else. Who can change the manifest\ntoo is stopped by the \`manifest-key\` only.\n`}${lost.length === 0 ? '' : `\n## Losses\n\n${lost.join('\n')}\n`}`
}
