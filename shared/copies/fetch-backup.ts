import { UserError } from '../errors.ts'
import { ConnectionLost } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { again, PAUSES_MS } from './again.ts'
import { collectManifest, MANIFEST, readManifest } from './manifest.ts'
import { proven } from './proof.ts'
import { type CopyName, type CopyStore, copyKey } from './store.ts'

export interface FetchRequest extends CopyName {
  readonly store: CopyStore
  readonly host: Host
  /** Belay's state directory there; the backup becomes `backups/<id>` in it. */
  readonly stateDir: string
  /** Milliseconds before each further try after a connection broke; default 2, 10 and 30 s. */
  readonly pausesMs?: readonly number[] | undefined
  /** Judges what lies there then as a backup; where it throws, that is removed again. */
  readonly prove?: (() => Promise<unknown>) | undefined
}

type Place = Readonly<Record<'stateDir' | 'directory' | 'temporary' | 'what', string>>

/** Milliseconds in which the host must have all of it on its disk. */
const SYNC_MS = 30 * 60_000

/** Minutes without a change after which what is being brought here counts as left by a run that was killed. */
const ABANDONED_MINUTES = 10

/**
 * Brings a copy back to a host, where `verifyBackup` then judges it like any other backup: the members as the copy's manifest says, the manifest last, all
 * in a directory beside it that gets the backup's name by one rename. Answers that directory. Nothing there is replaced.
 * Errors: UserError; then no backup was added, also where another run brings this one at the moment.
 */
export async function fetchBackup({ store, host, stateDir, pausesMs = PAUSES_MS, prove, ...name }: FetchRequest): Promise<string> {
  const key = copyKey(name, MANIFEST)
  const where = `${key} in ${store.label}`
  const text = await manifestOf(store, name)
  const { members } = readManifest(where, text.toString(), name)
  const directory = `${stateDir}/backups/${name.id}`
  // Not `.<id>.tmp`: the next backup removes such a directory when nobody holds it.
  const temporary = `${stateDir}/backups/.fetch-${name.id}`
  const need = members.reduce((sum, { bytes }) => sum + bytes, text.length)
  const what = `The backup ${name.id} was not brought to ${host.label}`
  await prepare(host, { stateDir, directory, temporary, need, what })
  const removal = sh`rm -f -- ${`${directory}/${MANIFEST}`} && rm -rf -- ${directory}`
  let naming = false
  try {
    for (const { name: file, ...facts } of members)
      await again(
        pausesMs,
        error => error instanceof ConnectionLost,
        async () => {
          const damaged = `The copy ${copyKey(name, file)} in ${store.label} is damaged. It is not used`
          const stream = proven(damaged, await store.get(copyKey(name, file)), facts)
          await host.upload({ stream, bytes: facts.bytes }, `${temporary}/${file}`)
        }
      )
    await host.upload(text, `${temporary}/${MANIFEST}`)
    naming = true
    await publish(host, { stateDir, directory, temporary, what })
  } catch (error) {
    // What has its name already, and not for good, is ours too.
    const ours = naming ? sh`[[ -e ${temporary} ]] || { ${{ raw: removal }}; }; ` : ''
    await host.run(ours + sh`rm -rf -- ${temporary}`, { check: false }).catch(() => undefined)
    throw error
  }
  try {
    await prove?.()
  } catch (error) {
    // `latest`, and the policy that removes old backups, would take it for one. Its manifest goes first.
    await host.run(removal, { check: false }).catch(() => undefined)
    throw error
  }
  return directory
}

/** One rename makes it a backup. A disk that is slow to write may have much to write still. */
async function publish(host: Host, { stateDir, directory, temporary, what }: Place): Promise<void> {
  const { exitCode, stderr } = await host.run(
    sh`sync -- ${temporary}
mv -nT -- ${temporary} ${directory}
[[ ! -e ${temporary} ]] || { printf '%s is there already: another run has made it meanwhile' ${directory} >&2; exit 1; }
sync -- ${`${stateDir}/backups`}
`,
    { check: false, timeoutMs: SYNC_MS }
  )
  if (exitCode !== 0)
    throw new UserError(
      `${what}: it could not be given its name there (${stderr.trim().slice(-500) || `exit code ${exitCode}`}). Mend that and run this again.`
    )
}

/** A prefix without a manifest is no copy: a run that made it did not end. */
async function manifestOf(store: CopyStore, name: CopyName): Promise<Buffer> {
  const key = copyKey(name, MANIFEST)
  const found = await store.list(key)
  if (!found.some(file => file.key === key))
    throw new UserError(`There is no whole copy of the backup ${name.id} of ${name.app}/${name.environment} in ${store.label}.`)
  return collectManifest(`${key} in ${store.label}`, await store.get(key))
}

async function prepare(host: Host, { stateDir, directory, temporary, need, what }: Place & { need: number }): Promise<void> {
  const { exitCode, stdout, stderr } = await host.run(
    sh`umask 077
[[ -d ${stateDir} ]] || { printf '%s does not exist there; run adopt first' ${stateDir}; exit 64; }
[[ ! -e ${directory} ]] || { printf '%s is there already. Restore that one, or move it away first' ${directory}; exit 64; }
mkdir -p -- ${`${stateDir}/backups`}
exec {belay_list}>>${`${stateDir}/backups/.lock`}
flock -w 30 "$belay_list" || { printf 'another run holds the list of backups for more than 30 s'; exit 64; }
# Into that of a run that works, something is written all the time.
[[ ! -e ${temporary} || ! $(find ${temporary} -mmin ${`-${ABANDONED_MINUTES}`} -print -quit) ]] || { printf 'another run has been bringing it in the last %s minutes. Try again when it has ended' ${ABANDONED_MINUTES}; exit 64; }
rm -rf -- ${temporary}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- ${`${stateDir}/backups`})
(( free > ${need} )) || { printf 'there are %s MiB free, and it needs %s MiB' $((free / 1048576)) ${Math.ceil(need / 2 ** 20)}; exit 64; }
mkdir -- ${temporary}
`,
    { check: false }
  )
  if (exitCode === 64) throw new UserError(`${what}: ${stdout}.`)
  if (exitCode !== 0) throw new UserError(`${what}: ${stderr.trim().slice(-500)}.`)
}
