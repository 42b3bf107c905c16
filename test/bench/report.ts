import type { Backups } from './backups.ts'
import type { ColdStart } from './cold-start.ts'
import type { LargeJob } from './large-job.ts'
import type { Machine } from './machine.ts'
import type { Summary } from './statistics.ts'

export interface Measured {
  readonly machine: Machine & { readonly load: readonly [number, number] }
  readonly rounds: number
  readonly deployments: readonly (Summary & { readonly key: string; readonly name: string; readonly processor: Summary })[]
  readonly chainedSteps: number
  readonly versions: { readonly before: string; readonly after: string }
  readonly start?: ColdStart | undefined
  readonly large?: LargeJob | undefined
  readonly backups?: Backups | undefined
}

export interface Limit {
  readonly says: string
  readonly held: boolean
}

/** The table as it stands in docs/benchmarks.md, and the limits that were missed. Pure. */
export function render(measured: Measured, date = new Date().toISOString().slice(0, 10)): { text: string; missed: string[] } {
  const { machine, rounds, deployments, start, large, backups } = measured
  const limits = deployments.map(each => limitOf(measured, each.key))
  const startLimits = (start?.actions ?? []).map(action => atMost(action.median, 4 * start!.node.median, '4 x node', milliseconds))
  const missed = [
    ...deployments.flatMap((each, index) => (limits[index]?.held === false ? [`${each.name}: ${limits[index].says}`] : [])),
    ...(start?.actions ?? []).flatMap((each, index) =>
      startLimits[index]!.held ? [] : [`cold start of ${each.name}: ${startLimits[index]!.says}`]
    ),
    ...(large?.problems ?? []),
    ...(backups === undefined ? [] : backupRows(backups)).flatMap(({ name, limit }) =>
      limit?.held === false ? [`${name}: ${limit.says}`] : []
    ),
    ...(backups !== undefined && backups.residentBytes > 150e6 ? ['backup-db took more than 150 MB of memory'] : [])
  ]
  const [from, to] = machine.load
  const busy = Math.max(from, to) > machine.cores / 2
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  const text = `# Benchmarks

Made by \`npm run bench\` on ${date}; do not edit. Median (least to greatest) of ${rounds} rounds in one call; the contenders take turns, and each begins
from the same state.

Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}; ${versions.join(', ')}. Load before and after: ${from.toFixed(1)} and ${to.toFixed(1)}.${busy ? ' **The machine was busy: the relations count, the seconds are too long.**' : ''}

## A whole deployment over SSH

The MES of the tests (Django, Gunicorn, Celery, nginx, PostgreSQL 17 with 200,000 rows) goes from v${measured.versions.before} to v${measured.versions.after}: space check, \`pg_dump -Fc\`, full
decode, SHA-256, fsync, stage, fence, restore point, migrate (a table, a column, a wider column), switch, restart, wait for health, open. One healthy
answer is enough and \`stable-for\` is 0 for everyone. Belay also journals, checks the migrations, proves the restart and can go back.

| | Seconds | Processor seconds of the host | Limit |
|---|---|---|---|
${deployments.map((each, index) => `| ${each.name} | ${range(each, seconds)} | ${range(each.processor, seconds)} | ${mark(limits[index])} |`).join('\n')}
${start === undefined ? '' : `\n${startTable(start, startLimits)}`}${large === undefined ? '' : `\n${largeTable(large)}`}${backups === undefined ? '' : `\n${backupTable(backups)}`}`
  return { text, missed }
}

function limitOf({ deployments, chainedSteps }: Measured, key: string): Limit | undefined {
  const median = (wanted: string) => deployments.find(each => each.key === wanted)?.median
  const [a, b, c] = [median('a'), median('b'), median('c')]
  const own = median(key)
  if (own === undefined || a === undefined) return undefined
  if (key === 'd') return atMost(own, a + 250 * chainedSteps, `root action + 0.25 s x ${chainedSteps}`, seconds)
  if (key !== 'a') return undefined
  const both = [
    ...(b === undefined ? [] : [atMost(a, 500 + 1.05 * b, '0.5 s + 1.05 x script', seconds)]),
    ...(c === undefined ? [] : [atMost(a, 0.6 * c, '0.6 x playbook', seconds)])
  ]
  return both.length === 0 ? undefined : { says: both.map(each => each.says).join('; '), held: both.every(each => each.held) }
}

export function atMost(value: number, limit: number, name: string, unit: (ms: number) => string): Limit {
  const held = value <= limit
  return { held, says: `${name} = ${unit(limit)}: ${held ? 'held' : `**missed** by ${unit(value - limit)}`}` }
}

function startTable(start: ColdStart, limits: readonly Limit[]): string {
  const rows = start.actions.map((each, index) => `| ${each.name} | ${range(each, milliseconds)} | ${limits[index]!.says} |`)
  return `## Cold start of an action that refuses its input

| | Milliseconds | Limit |
|---|---|---|
| \`node -e 0\` | ${range(start.node, milliseconds)} | |
${rows.join('\n')}
`
}

function largeTable({ ms, residentBytes, diskBytes, problems }: LargeJob): string {
  return `## A job that prints 100 MB, followed over SSH

${problems.length === 0 ? 'Complete and in order (SHA-256)' : `**${problems.join('; ')}**`}: ${seconds(ms)} s, ${Math.round(residentBytes / 1e6)} MB resident (limit 200), ${(diskBytes / 2 ** 20).toFixed(1)} MiB left on the host's disk (limit 16).
`
}

function backupRows(backups: Backups): { name: string; time: Summary; limit?: Limit }[] {
  const { dump, quick, full, directory, drill, psql, loaded, analyzed, restored, returned, manifests, retention } = backups
  return [
    { name: '`pg_dump -Fc --compress=zstd:1` and `sync`', time: dump },
    { name: 'backup, `verify: quick`', time: quick, limit: atMost(quick.median, 1.15 * dump.median, '1.15 x pg_dump', seconds) },
    { name: 'backup, `verify: full`', time: full, limit: atMost(full.median, 1.35 * dump.median, '1.35 x pg_dump', seconds) },
    { name: 'backup, `format: directory`, `verify: full`', time: directory },
    { name: '`psql < backup.sql` into a new database', time: psql },
    { name: 'restore: two processes of pg_restore', time: loaded, limit: atMost(loaded.median, psql.median / 1.1, 'psql / 1.1', seconds) },
    { name: 'restore: ANALYZE', time: analyzed },
    { name: 'restore: all of it (beside, analyzed, compared, swapped in)', time: restored },
    { name: 'return to a restore point', time: returned, limit: atMost(returned.median, 1_000, 'limit', seconds) },
    { name: 'drill: restored into a copy, compared, removed', time: drill },
    { name: `retention over ${manifests} backups`, time: retention, limit: atMost(retention.median, 2_000, 'limit', seconds) }
  ]
}

function backupTable(backups: Backups): string {
  return `## Backups over SSH

PostgreSQL, a database of ${(backups.databaseBytes / 1e9).toFixed(2)} GB. Belay's backup also checks the space, counts every table exactly in the dump's snapshot, reads the file
back for its SHA-256 (\`full\`: decodes it too), and publishes it with a manifest.

| | Seconds | Limit |
|---|---|---|
${backupRows(backups)
  .map(({ name, time, limit }) => `| ${name} | ${range(time, seconds)} | ${mark(limit)} |`)
  .join('\n')}

The process of the action \`backup-db\` had at most ${Math.round(backups.residentBytes / 1e6)} MB in memory (limit 150).
`
}

/** The document with this section (its heading and all below it, down to the next one) in place of the one of that heading; at the end, where there is none. Pure. */
export function replaceSection(document: string, section: string): string {
  const heading = section.slice(0, section.indexOf('\n') + 1)
  const parts = document.split(/^(?=## )/m)
  const at = parts.findIndex(part => part.startsWith(heading))
  const isLast = at < 0 || at === parts.length - 1
  const text = `${section.trimEnd()}\n${isLast ? '' : '\n'}`
  if (at >= 0) return parts.with(at, text).join('')
  return `${document.trimEnd()}\n\n${text}`
}

export const mark = (limit: Limit | undefined) => limit?.says ?? ''
export const seconds = (ms: number) => (ms / 1000).toFixed(2)
const milliseconds = (ms: number) => ms.toFixed(0)
export const range = ({ median, min, max }: Summary, unit: (ms: number) => string) => `${unit(median)} (${unit(min)} to ${unit(max)})`
