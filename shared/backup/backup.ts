import { copyManifest, copyMembers } from '../copies/copy-backup.ts'
import type { CopyStore } from '../copies/store.ts'
import type { BackupSource, DumpPlan, JobContext, VerifyLevel } from '../database/backup-source.ts'
import { clientFailure, fact, filteredOutput, refusal } from '../database/job.ts'
import { tagOf } from '../database/names.ts'
import { messageOf, UserError } from '../errors.ts'
import { CommandFailed, JobLost } from '../host/errors.ts'
import type { Host, JobResult } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import type { Clock } from '../ports.ts'
import { encryptMembers, needsAge } from './encryption.ts'
import { MANIFEST_VERSION, type Manifest } from './manifest.ts'
import { restoreSource } from './source.ts'
import {
  backupDirectory,
  beginScript,
  discardBackup,
  endLeft,
  keepFresh,
  manifestText,
  publishBackup,
  readContents,
  temporaryDirectory
} from './store.ts'

export interface BackupRequest {
  readonly host: Host
  readonly clock: Clock
  readonly job: JobContext
  /** Chosen by the caller: a resumed run that asks with the same id follows the job that runs already. */
  readonly id: string
  readonly databases: readonly NamedSource[]
  readonly level: VerifyLevel
  /** Free bytes that there must be before it starts; default: the larger of 2 GiB and 1.2 x what the dumps may need. */
  readonly minFreeBytes?: number | undefined
  readonly app?: string | undefined
  readonly environment?: string | undefined
  readonly deployment?: string | undefined
  /** Signs the manifest; without it there is integrity only. */
  readonly manifestKey?: string | undefined
  /** Where it is copied, off the host. */
  readonly copyTo?: readonly CopyStore[] | undefined
  /** age recipients; none: the members are stored as they are. */
  readonly encryptTo?: readonly string[] | undefined
  /** Retention never removes it. */
  readonly pin?: boolean | undefined
}

/** A database or a tree of files, by its name in the configuration. */
export interface NamedSource {
  readonly name: string
  readonly engine: BackupSource
}

export interface BackupEvidence {
  readonly id: string
  readonly directory: string
  readonly manifestPath: string
  readonly manifest: Manifest
  /** Of all members. */
  readonly bytes: number
  readonly durationMs: number
}

const GIBIBYTE = 2 ** 30

/** Exit code of a backup's job that found the disk full: ENOSPC. */
const diskFull = 28

/**
 * Backs the databases up into one directory with one manifest. One job on the host checks the space, dumps, reads everything back (full decode and
 * SHA-256 side by side) and fsyncs; a second round trip writes the manifest and publishes by rename. What is there before stays whatever happens.
 * Errors: UserError; then no backup was added.
 */
export async function takeBackup(request: BackupRequest): Promise<BackupEvidence> {
  const { host, clock, job, id, databases, level } = request
  if (databases.length === 0) throw new Error('A backup without a database')
  const directory = backupDirectory(job.stateDir, id)
  const started = clock.now()
  const from = clock.monotonic()
  const tag = tagOf(job.idPrefix)
  const plans = databases.flatMap(source => source.engine.dump(level, tag).map(plan => ({ source, plan })))
  const what = `The backup ${id} of ${databases.map(({ engine }) => engine.database).join(', ')}`
  const jobId = `${job.idPrefix}.backup-${id}`.slice(0, 120)
  const result = await host
    .job({
      stateDir: job.stateDir,
      id: jobId,
      script: backupScript(
        job.stateDir,
        id,
        plans.map(each => each.plan),
        request
      ),
      secrets: Object.assign({}, ...plans.map(({ plan }) => plan.secrets)),
      timeoutMs: job.timeoutMs,
      token: job.token,
      onOutput: job.onOutput === undefined ? undefined : filteredOutput(job.onOutput)
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof JobLost)) throw error
      await endLeft(host, job.stateDir, jobId)
      await discardBackup(host, job.stateDir, id)
      throw new UserError(`${what} on ${host.label} was killed from outside. No backup was added.`, { cause: error })
    })
  if (result.exitCode !== 0 || result.ended !== 'exit') {
    // A script that ended by itself has removed what it made, and nothing of another run that writes a backup of this id.
    if (result.ended !== 'exit') {
      await endLeft(host, job.stateDir, jobId)
      await discardBackup(host, job.stateDir, id)
    }
    // A client that was killed leaves its statement running in the server, and the one that counts may go on after its dump has failed.
    for (const { engine } of databases) {
      // Where the client ended by itself, why it failed says more than that its server cannot be asked either.
      await engine.endSessions(tag).catch((error: unknown) => {
        if (result.ended !== 'exit') throw error
      })
    }
    throw failure(
      what,
      host,
      job,
      result,
      plans.map(({ source }) => source)
    )
  }
  const contents = await readContents(host, job.stateDir, id).catch(async (error: unknown) => {
    if (!(error instanceof CommandFailed)) throw error
    await discardBackup(host, job.stateDir, id)
    throw new UserError(
      `What ${what.charAt(0).toLowerCase()}${what.slice(1)} on ${host.label} holds could not be read. No backup was added.`,
      {
        cause: error
      }
    )
  })
  const draft = toManifest(request, plans, result, contents, started, clock.now(), Math.round(clock.monotonic() - from))
  const stop = keepFresh(host, temporaryDirectory(job.stateDir, id))
  const { manifest, failures } = await finished(request, draft).finally(stop)
  const bug = failures.find(each => !(each instanceof UserError))
  if (bug !== undefined) throw bug
  // It is there and proven: only the copies are missing.
  if (failures.length > 0)
    throw new UserError(
      `The backup ${id} is on ${host.label}, and proven, but it was not copied off the host:\n${failures.map(each => `  - ${messageOf(each)}`).join('\n')}`,
      {
        cause: failures[0]
      }
    )
  return {
    id,
    directory,
    manifestPath: `${directory}/manifest.json`,
    manifest,
    bytes: manifest.members.reduce((sum, member) => sum + member.bytes, 0),
    durationMs: Math.round(clock.monotonic() - from)
  }
}

/** Drilled, encrypted and copied as it was asked for, then published. `failures`: of copies. Errors: UserError; then no backup was added. */
async function finished(request: BackupRequest, draft: Manifest): Promise<{ manifest: Manifest; failures: readonly unknown[] }> {
  const { host, job, level, manifestKey } = request
  const proven = await encrypted(request, level === 'drill' ? await drilled(request, draft) : draft)
  const { copies, failures } = await copied(request, proven)
  const manifest = copies.length === 0 ? proven : { ...proven, copies }
  await publishBackup(host, job.stateDir, manifest, manifestKey)
  return { manifest, failures }
}

/**
 * Tries every member before the backup counts: what does not restore is no backup. Errors: UserError; then none was added.
 */
async function drilled(request: BackupRequest, draft: Manifest): Promise<Manifest> {
  const { host, clock, job, databases, id } = request
  const from = clock.monotonic()
  const members = []
  for (const member of draft.members) {
    // What holds nothing to compare (roles) is restored by a person.
    if (member.role === 'globals') {
      members.push(member)
      continue
    }
    const { engine } = databases.find(each => each.name === member.database)!
    const source = restoreSource(draft, member.database, engine, 'drill', {
      stateDir: job.stateDir,
      directory: temporaryDirectory(job.stateDir, id)
    })
    try {
      const drill = await engine.drill(job, source)
      members.push({
        ...member,
        drillMs: drill.durationMs,
        checks: [...member.checks, { name: 'drill' as const, result: 'passed' as const }]
      })
    } catch (error) {
      await discardBackup(host, job.stateDir, id)
      if (!(error instanceof UserError)) throw error
      throw new UserError(`${error.message} No backup was added.`, { cause: error.cause })
    }
  }
  return {
    ...draft,
    members,
    finishedAt: clock.now().toISOString(),
    durationMs: draft.durationMs + Math.round(clock.monotonic() - from)
  }
}

/** When all of it is proven. Errors: UserError; then no backup was added. */
async function encrypted(request: BackupRequest, draft: Manifest): Promise<Manifest> {
  const { host, clock, job, encryptTo = [] } = request
  if (encryptTo.length === 0) return draft
  const from = clock.monotonic()
  try {
    const members = await encryptMembers(host, job, draft, encryptTo)
    return { ...draft, members, finishedAt: clock.now().toISOString(), durationMs: draft.durationMs + Math.round(clock.monotonic() - from) }
  } catch (error) {
    await discardBackup(host, job.stateDir, draft.id)
    if (!(error instanceof UserError)) throw error
    throw new UserError(`${error.message} No backup was added.`, { cause: error.cause })
  }
}

/**
 * Copies the members to each store, then the manifest that names where they lie: killed at any point there is no copy or a whole one. What fails in one
 * store, a bug too, is no reason to do without another, or without the backup.
 */
async function copied(request: BackupRequest, proven: Manifest): Promise<{ copies: string[]; failures: unknown[] }> {
  const { host, job, id, copyTo = [], app, environment, manifestKey } = request
  if (copyTo.length === 0) return { copies: [], failures: [] }
  if (app === undefined || environment === undefined) throw new Error('A copy without the names of application and environment')
  const name = { app, environment, id }
  const failures: unknown[] = []
  const attempt = async (each: CopyStore, put: () => Promise<void>): Promise<readonly CopyStore[]> => {
    try {
      await put()
      return [each]
    } catch (error) {
      failures.push(error)
      return []
    }
  }
  const directory = temporaryDirectory(job.stateDir, id)
  const stores: CopyStore[] = []
  for (const each of copyTo)
    stores.push(...(await attempt(each, () => copyMembers({ host, directory, store: each, name, members: proven.members }))))
  const copies = stores.map(each => each.label)
  const text = manifestText({ ...proven, copies }, manifestKey)
  for (const each of stores) await attempt(each, () => copyManifest(each, name, text))
  return { copies, failures }
}

/** The job's whole script. */
function backupScript(
  stateDir: string,
  id: string,
  plans: readonly DumpPlan[],
  { minFreeBytes, encryptTo = [] }: Pick<BackupRequest, 'minFreeBytes' | 'encryptTo'>
): string {
  const members = plans.map((plan, index) => {
    return sh`M=${index}
echo BELAY-at=$M
FILE="$TEMP/"${plan.member.name} CONTENT="$TEMP/.content-"${index}
now t0
${{ raw: plan.dump }}
now t1
${{ raw: plan.optional ? 'if [[ -e $FILE ]]; then' : '' }}
{ sync -- "$FILE" && belay_sha256 < "$FILE"; } > "$TEMP/.sha256" & sum=$!
${{ raw: plan.verify }}
wait "$sum"
read -r sha256 _ < "$TEMP/.sha256"
now t2
size=$(stat -c %s -- "$FILE")
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\nBELAY-%s.dump-ms=%s\nBELAY-%s.verify-ms=%s\n' $M "$sha256" $M "$size" $M $((t1 - t0)) $M $((t2 - t1))
${{ raw: plan.optional ? 'fi' : '' }}
`
  })
  return `${beginScript(stateDir, id)}
# The disk may be too full for a single word of why, and what is removed here makes room again: only the exit code can tell.
finish() {
  local code=$?
  (( code == 0 )) && return
  # What still waits for a stage that has failed would wait for ever, and hold the locks of this script.
  trap '' TERM
  kill -TERM 0
  [[ ! -d $TEMP ]] || { printf '%65536s' '' > "$TEMP/.probe"; } 2>/dev/null || code=${diskFull}
  rm -rf -- "$TEMP"
  exit "$code"
}
trap finish EXIT
# Milliseconds of the clock that only grows, in steps of ten.
now() { local up; read -r up _ < /proc/uptime; up=\${up/./}; printf -v "$1" %d "$((10#$up * 10))"; }
estimate=()
${plans.map((plan, index) => `M=${index}\necho BELAY-at=$M\n${plan.prepare}`).join('')}
need=0
for M in "\${!estimate[@]}"; do need=$((need + estimate[M])); done
need=$((need + need / 5))
${
  encryptTo.length > 0
    ? `${needsAge(encryptTo)}need=$((need * 2))
`
    : ''
}${minFreeBytes === undefined ? `(( need > ${2 * GIBIBYTE} )) || need=${2 * GIBIBYTE}` : sh`need=${Math.round(minFreeBytes)}`}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
if (( free < need )); then
  printf 'BELAY: %s has %s MiB free and the backup asks for %s MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise)\\n' "$BACKUPS" $((free / 1048576)) $((need / 1048576))
  exit 64
fi
${members.join('')}
rm -f -- "$TEMP/.sha256"
echo "$sequence" > "$TEMP/.complete"
`
}

function toManifest(
  request: BackupRequest,
  plans: readonly { readonly source: NamedSource; readonly plan: DumpPlan }[],
  result: JobResult,
  contents: ReadonlyMap<number, string>,
  started: Date,
  finished: Date,
  durationMs: number
): Manifest {
  const said = (name: string) => {
    const value = fact(result.tail, name)
    if (value === undefined) throw new Error(`The backup's job did not say ${name}`)
    return value
  }
  const number = (name: string) => {
    const value = fact(result.tail, name)
    return value === undefined ? undefined : Number(value)
  }
  const memberOf = ({ source, plan }: (typeof plans)[number], index: number) => ({
    ...plan.member,
    bytes: Number(said(`${index}.size`)),
    sha256: said(`${index}.sha256`),
    plainBytes: number(`${index}.plain-bytes`),
    plainSha256: fact(result.tail, `${index}.plain-sha256`),
    database: source.name,
    engine: source.engine.engine,
    source: plan.member.source ?? source.engine.database,
    engineVersion: said(`${index}.engine-version`),
    clientVersion: said(`${index}.client-version`),
    facts: {
      bytes: Number(said(`${index}.bytes`)),
      tables: number(`${index}.tables`),
      ...(plan.content === undefined || !contents.has(index) ? {} : { content: plan.content(contents.get(index)!) })
    },
    dumpMs: Number(said(`${index}.dump-ms`)),
    verifyMs: Number(said(`${index}.verify-ms`)),
    checks: plan.checks.map(name => ({ name, result: 'passed' as const })),
    commands: [...plan.commands],
    exitCodes: plan.commands.map(() => 0 as const)
  })
  const previous = said('previous')
  return {
    schemaVersion: MANIFEST_VERSION,
    id: request.id,
    sequence: Number(said('sequence')),
    previousId: previous === '' ? null : previous,
    startedAt: started.toISOString(),
    finishedAt: finished.toISOString(),
    durationMs,
    clock: { boot: said('boot'), uptimeMs: Number(said('uptime')) },
    pinned: request.pin === true,
    app: request.app,
    environment: request.environment,
    host: request.host.label,
    deployment: request.deployment,
    level: request.level,
    members: plans.flatMap((each, index) =>
      each.plan.optional && fact(result.tail, `${index}.sha256`) === undefined ? [] : [memberOf(each, index)]
    )
  }
}

function failure(what: string, host: Host, job: JobContext, result: JobResult, sources: readonly NamedSource[]): Error {
  const where = `${what} on ${host.label}`
  if (result.ended === 'deadline')
    return new UserError(`${where} had not ended after ${job.timeoutMs / 1000} s and was stopped. No backup was added.`)
  if (result.ended === 'signal') return new UserError(`${where} was ended from outside. No backup was added.`)
  const own = refusal(result.tail)
  if (own !== undefined) return new UserError(`${where}: ${own}. No backup was added.`)
  if (result.exitCode === diskFull || /No space left on device/.test(result.tail))
    return clientFailure(`${where} failed: the disk is full. No backup was added.`, result.tail)
  const source = sources[Number(fact(result.tail, 'at') ?? Number.NaN)]
  if (source === undefined) return clientFailure(`${where} failed. No backup was added.`, result.tail)
  const { message, cause } = source.engine.explain(sources.length === 1 ? where : `${where}: ${source.name}`, result.tail)
  return new UserError(`${message} No backup was added.`, cause === undefined ? undefined : { cause })
}
