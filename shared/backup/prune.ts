import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { raw, sh } from '../host/shell.ts'
import type { KnownBackup } from './retention.ts'
import { useAlone } from './use.ts'

/** What is read of a manifest: lines of its text, which `renderManifest` writes one key to a line. */
const wanted =
  /^ {2}"(sequence|finishedAt|deployment|pinned|app|environment|host)": (.+?),?$|^ {4}"(boot|uptimeMs)": (.+?),?$|^ {6}"(database|source)": (.+?),?$/

const pattern = '^( {2}"(sequence|finishedAt|deployment|pinned|app|environment|host)"| {4}"(boot|uptimeMs)"| {6}"(database|source)"): '

/** Days after which what a job left (its script and its output) is of no use to anybody. */
const jobDays = 30

const oldJobs = (directory: string) => sh`find ${directory} -mindepth 2 -maxdepth 2 -name exit -mtime +${jobDays}`

export interface Listed {
  readonly backups: readonly KnownBackup[]
  /** Directories with a manifest that does not say what a manifest must say. */
  readonly unreadable: readonly string[]
  /** The host's clock, milliseconds since 1970. */
  readonly now: number
  /** There are jobs that `removeBackups` would remove. */
  readonly oldJobs: boolean
}

/**
 * Every backup of the state directory, in one answer, whatever their number. A directory whose manifest does not say what a manifest must say is
 * named apart.
 */
export async function listBackups(host: Host, stateDir: string): Promise<Listed> {
  const { stdout } = await host.run(
    sh`export LC_ALL=C
printf '%s %s\\n' "$(date +%s%3N)" "$(${{ raw: oldJobs(`${stateDir}/jobs`) }} -print -quit 2>/dev/null)"
[[ -d ${`${stateDir}/backups`} ]] || exit 0
cd -- ${`${stateDir}/backups`}
find . -mindepth 2 -maxdepth 2 -name manifest.json ! -path './.*' -printf '%h ' | sed 's#\\./##g'
echo
find . -mindepth 2 -maxdepth 2 -name manifest.json -type f ! -path './.*' -print0 | xargs -0 -r grep -HE ${pattern} || [[ $? == 123 ]]
`
  )
  const [head = '', directories = '', ...lines] = stdout.split('\n')
  const [time, oldJob] = head.split(' ')
  const found = new Map<string, Record<string, unknown> & { databases: string[] }>()
  for (const line of lines) {
    const [, id, text] = /^\.\/([A-Za-z0-9][A-Za-z0-9._-]*)\/manifest\.json:(.*)$/.exec(line) ?? []
    const [, a, aValue, b, bValue, c, cValue] = wanted.exec(text ?? '') ?? []
    const value = json(aValue ?? bValue ?? cValue)
    if (id === undefined || value === undefined) continue
    const facts = found.get(id) ?? { databases: [] }
    found.set(id, facts)
    if (c === 'database') facts.databases.push(String(value))
    else if (c === 'source') facts.databases.push(`${facts.databases.pop()} (${value})`)
    else facts[(a ?? b)!] = value
  }
  const backups = [...found].flatMap(([id, facts]) => known(id, facts))
  const readable = new Set(backups.map(each => each.id))
  return {
    now: Number(time),
    oldJobs: oldJob !== '',
    backups,
    unreadable: directories.split(' ').filter(id => id !== '' && !readable.has(id))
  }
}

function known(id: string, facts: Readonly<Record<string, unknown>> & { readonly databases: readonly string[] }): KnownBackup[] {
  const { sequence, finishedAt, deployment, pinned, boot, uptimeMs, databases, app, environment, host } = facts
  const time = typeof finishedAt === 'string' ? Date.parse(finishedAt) : Number.NaN
  if (typeof sequence !== 'number' || Number.isNaN(time) || databases.length === 0) return []
  return [
    {
      id,
      sequence,
      finishedAt: time,
      databases,
      pinned: pinned === true,
      deployment: typeof deployment === 'string' ? deployment : undefined,
      boot: typeof boot === 'string' ? boot : undefined,
      uptime: typeof uptimeMs === 'number' ? uptimeMs : undefined,
      app: typeof app === 'string' ? app : undefined,
      environment: typeof environment === 'string' ? environment : undefined,
      host: typeof host === 'string' ? host : undefined
    }
  ]
}

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Removes backups, each by one rename that takes it from the list, then its manifest, then the rest: killed at any point it is there whole or it is no
 * backup. One in whose directory something else lies is left. Old jobs go too, but none of `openDeployment`.
 * Answers the ids that are gone. Errors: UserError while a backup or a restore runs.
 */
export async function removeBackups(
  host: Host,
  stateDir: string,
  ids: readonly string[],
  openDeployment: string | undefined
): Promise<{ readonly removed: readonly string[]; readonly left: readonly string[] }> {
  const { stdout, stderr, exitCode } = await host.run(
    sh`umask 077; shopt -s nullglob
[[ -d ${`${stateDir}/backups`} ]] || exit 0
cd -- ${`${stateDir}/backups`}
${raw(useAlone(stateDir, 30))}
for id in ${ids}; do
  [[ -d $id && ! -L $id && -f $id/manifest.json ]] || continue
  members=$(grep -cE '^ {6}"name": ' -- "$id/manifest.json") || members=0
  there=$(find "$id" -mindepth 1 -printf x)
  if (( \${#there} != members + 1 )); then printf 'left %s\\n' "$id"; continue; fi
  rm -rf -- ".$id.tmp"
  mv -T -- "$id" ".$id.tmp"
  sync -- .
  rm -f -- ".$id.tmp/manifest.json"
  rm -rf -- ".$id.tmp"
  printf 'removed %s\\n' "$id"
done
sync -- .
[[ -d ${`${stateDir}/jobs`} ]] || exit 0
cd -- ${`${stateDir}/jobs`}
${raw(oldJobs('.'))} ! -path ${`./${openDeployment ?? '/'}.*`} -printf '%h\\0' | xargs -0 -r rm -rf --
`,
    { check: false, timeoutMs: 600_000 }
  )
  if (exitCode === 64) throw new UserError(stdout.replace(/^BELAY: /, '').trim())
  if (exitCode !== 0)
    throw new UserError(`Old backups could not be removed from ${stateDir} on ${host.label}`, {
      cause: new Error(stderr.trim().slice(-2000))
    })
  const lines = stdout.split('\n')
  const those = (word: string) => lines.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1))
  return { removed: those('removed'), left: those('left') }
}
