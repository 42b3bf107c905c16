import * as z from 'zod'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sha256Function } from '../host/sha256.ts'
import { raw, sh } from '../host/shell.ts'
import { type BackupMember, type Manifest, manifest, renderManifest } from './manifest.ts'
import { distrust, sign, signature, type Trust } from './signature.ts'
import { useTogether } from './use.ts'

/**
 * Backups on the host, `<state dir>/backups/<id>/`. A backup grows in `.<id>.tmp`, under a flock of that directory by the job that writes it, and gets its
 * name by one rename when everything in it is on disk: killed at any point there is no backup or a whole one.
 * `.lock` guards `.sequence` (`<last number> <last published id>`) and the making and removing of temporary directories.
 */

const BACKUP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/

export function backupDirectory(stateDir: string, id: string): string {
  if (!BACKUP_ID.test(id))
    throw new UserError(`${JSON.stringify(id)} is not the id of a backup: letters, digits, dot, dash and underscore only.`)
  return `${stateDir}/backups/${id}`
}

/** Whole minutes after which a complete backup that nobody published counts as left behind. */
const ABANDONED_MINUTES = 15

/**
 * Script text: makes the temporary directory of this backup, holds its flock as long as the shell or a child of it lives, removes what dead runs left, and
 * takes a sequence number. Sets TEMP; prints `sequence` and `previous`, and what tells how much time lies between two backups whatever the clock does.
 */
export function beginScript(stateDir: string, id: string): string {
  const directory = `${stateDir}/backups`
  return sh`umask 077
cd /
${raw(sha256Function)}BACKUPS=${directory} TEMP=${`${directory}/.${id}.tmp`}
[[ -d ${stateDir} ]] || { printf 'BELAY: %s does not exist on this host; run adopt first\n' ${stateDir}; exit 64; }
if [[ -L $BACKUPS && ! -d $BACKUPS ]]; then printf 'BELAY: backups go to %s, and it is not there: is its disk mounted?\n' "$(readlink -- "$BACKUPS")"; exit 64; fi
mkdir -p -- "$BACKUPS"
${raw(useTogether(stateDir, 60))}exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list" || { echo 'BELAY: another run holds the list of backups for more than 30 s'; exit 64; }
if [[ -e ${`${directory}/${id}/manifest.json`} ]]; then printf 'BELAY: there is a backup %s already\n' ${id}; exit 64; fi
for d in "$BACKUPS"/.*.tmp; do
  [[ -d $d && ! -L $d ]] || continue
  exec {belay_dead}<"$d"
  if flock -n "$belay_dead" && [[ ! -e $d/.complete || $d == "$TEMP" || $(find "$d/.complete" -mmin ${`+${ABANDONED_MINUTES}`}) ]]; then rm -rf -- "$d"; fi
  exec {belay_dead}<&-
done
mkdir -- "$TEMP" || { printf 'BELAY: another run is writing the backup %s\n' ${id}; exit 64; }
exec {belay_own}<"$TEMP"
flock -n "$belay_own"
${raw(readSequence)}
sequence=$((sequence + 1))
printf '%s %s\n' "$sequence" "$previous" > "$BACKUPS/.sequence.new" || { rm -f -- "$BACKUPS/.sequence.new"; exit 1; }
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
exec {belay_list}>&-
read -r belay_boot < /proc/sys/kernel/random/boot_id
read -r belay_up _ < /proc/uptime
printf 'BELAY-sequence=%s\nBELAY-previous=%s\nBELAY-boot=%s\nBELAY-uptime=%s0\n' "$sequence" "$previous" "$belay_boot" "$((10#\${belay_up/./}))"
`
}

/** Sets `sequence` and `previous`; where the file is missing or cut, from the manifests. */
const readSequence = `sequence= previous=
{ read -r sequence previous < "$BACKUPS/.sequence"; } 2>/dev/null || :
if ! [[ $sequence =~ ^[0-9]{1,15}$ ]]; then
  sequence=0 previous=
  for d in "$BACKUPS"/*/manifest.json; do
    [[ -f $d ]] || continue
    n=$(grep -m 1 -oE '"sequence": [0-9]{1,15}' -- "$d") || continue
    if (( \${n##* } > sequence )); then sequence=\${n##* } previous=\${d%/manifest.json} previous=\${previous##*/}; fi
  done
fi
[[ ! $previous || -f $BACKUPS/$previous/manifest.json ]] || previous=`

/** The file's text, signed where there is a key. */
export function manifestText(value: Manifest, key?: string): string {
  const plain = renderManifest(value)
  return key === undefined ? plain : sign(plain, key)
}

/**
 * Gives a complete temporary directory its manifest, signed where there is a key, and its name. Safe to repeat: published already is success.
 * Errors: UserError when the directory is gone or incomplete.
 */
export async function publishBackup(host: Host, stateDir: string, value: Manifest, key?: string): Promise<void> {
  const directory = backupDirectory(stateDir, value.id)
  const text = manifestText(value, key)
  const latest = key === undefined ? '' : sh`printf %s ${pointerText(value, key)} > "$BACKUPS/.latest.new"`
  const result = await host.run(
    sh`umask 077
cd /
BACKUPS=${`${stateDir}/backups`} TEMP=${temporaryDirectory(stateDir, value.id)}
[[ ! -f ${directory}/manifest.json ]] || exit 0
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
# Another run of the same id may have begun anew meanwhile: what lies there then is that one's, and its own to publish or to remove.
{ read -r complete < "$TEMP/.complete"; } 2>/dev/null && [[ $complete == ${value.sequence} ]] || exit 44
printf %s ${text} > "$TEMP/manifest.json"
${raw(latest)}
${raw(readSequence)}
# All that needs room is written before the rename that makes it a backup.
printf '%s %s\n' "$(( sequence > ${value.sequence} ? sequence : ${value.sequence} ))" ${value.id} > "$BACKUPS/.sequence.new" || { rm -f -- "$BACKUPS/.sequence.new"; exit 1; }
rm -f -- "$TEMP/.complete" "$TEMP"/.content-*
belay_new=("$BACKUPS"/.latest.new)
[[ -e \${belay_new[0]} ]] || belay_new=()
sync -- "$TEMP/manifest.json" "$BACKUPS/.sequence.new" "\${belay_new[@]}" "$TEMP"
mv -T -- "$TEMP" ${directory}
# From here on it is a backup, whatever fails.
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence" && { [[ ! -e $BACKUPS/.latest.new ]] || mv -f -- "$BACKUPS/.latest.new" "$BACKUPS/.latest.json"; } &&
  sync -- "$BACKUPS" || exit 45
`,
    { check: false }
  )
  if (result.exitCode === 0) return
  const cause = new Error(result.stderr.trim().slice(-2000))
  if (result.exitCode === 45)
    throw new UserError(
      `The backup ${value.id} is there on ${host.label}, and its disk did not confirm that it keeps the list of backups. Look at that disk, then take another backup.`,
      { cause }
    )
  if (result.exitCode === 44)
    throw new UserError(`The backup ${value.id} on ${host.label} was removed before it could be published. Take it again.`, { cause })
  // On a full disk what cannot become a backup must not stay in the way of the next one.
  await discardBackup(host, stateDir, value.id)
  const failed = `The backup ${value.id} could not be published on ${host.label}`
  if (/No space left on device|Disk quota exceeded/.test(result.stderr))
    throw new UserError(`${failed}: the disk is full. No backup was added. Free some space there, then try again.`, { cause })
  throw new UserError(`${failed}. No backup was added.`, { cause })
}

/** What names the newest backup, signed. */
export function pointerText({ id, sequence, app, environment, host }: Manifest, key: string): string {
  return sign(`${JSON.stringify({ id, sequence, app, environment, host }, null, 2)}\n`, key)
}

/** What comes after a backup that was brought here from elsewhere gets a larger number than it has. */
export async function continueAfter(host: Host, stateDir: string, { id, sequence }: Pick<Manifest, 'id' | 'sequence'>): Promise<void> {
  await host.run(sh`umask 077
BACKUPS=${`${stateDir}/backups`}
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
${raw(readSequence)}
(( sequence < ${sequence} )) || exit 0
printf '%s %s\n' ${sequence} ${id} > "$BACKUPS/.sequence.new"
sync -- "$BACKUPS/.sequence.new"
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
`)
}

/** Where a backup lies until it is published. */
export function temporaryDirectory(stateDir: string, id: string): string {
  return `${stateDir}/backups/.${id}.tmp`
}

/** Keeps a complete directory from being taken for one that was left behind, until the answer is called. */
export function keepFresh(host: Host, directory: string, everyMs = (ABANDONED_MINUTES / 3) * 60_000): () => void {
  const touch = () => void host.run(sh`touch -c -- ${`${directory}/.complete`}`).catch(() => undefined)
  const timer = setInterval(touch, everyMs).unref()
  return () => clearInterval(timer)
}

/** What the members' tables hold, as the job wrote it down, by the number of the member. Nothing of a backup that an earlier run has published. */
export async function readContents(host: Host, stateDir: string, id: string): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await host.run(
    sh`cd -- ${temporaryDirectory(stateDir, id)} 2>/dev/null || exit 0
for f in .content-*; do
  [[ -f $f ]] || continue
  # Not within the arguments of printf, where a failure would go unseen.
  size=$(stat -c %s -- "$f")
  printf '%s %s\\n' "\${f#.content-}" "$size"
  cat -- "$f"
done
`,
    { timeoutMs: 120_000 }
  )
  const bytes = Buffer.from(stdout)
  const contents = new Map<number, string>()
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at) + 1
    const line = /^(\d+) (\d+)\n$/.exec(bytes.subarray(at, end).toString())
    if (line === null) throw new Error(`The contents of the backup ${id} cannot be read where a file should begin`)
    const [index, size] = [Number(line[1]), Number(line[2])]
    contents.set(index, bytes.subarray(end, end + size).toString())
    at = end + size
  }
  return contents
}

/** Ends what a job that was killed has left running: it holds the locks of that job. */
export async function endLeft(host: Host, stateDir: string, jobId: string): Promise<void> {
  const marker = `BELAY_JOB_DIR=${stateDir}/jobs/${jobId}`
  await host.run(sh`pids=$(grep -lszxF -e ${marker} /proc/[0-9]*/environ | cut -d / -f 3) || :; [[ ! $pids ]] || kill -KILL $pids`, {
    check: false
  })
}

/** Removes the temporary directory of a backup that failed; harmless when it is gone. One that a job writes is left to that job. */
export async function discardBackup(host: Host, stateDir: string, id: string): Promise<void> {
  await host.run(
    sh`TEMP=${temporaryDirectory(stateDir, id)}
[[ -d $TEMP ]] || exit 0
exec {belay_dead}<"$TEMP"
# What the job has started may be dying still.
flock -w 5 "$belay_dead" || exit 0
rm -rf -- "$TEMP"
`,
    { check: false }
  )
}

/**
 * Proves that a backup is what its manifest says: the manifest is whole, and every member has its size and its SHA-256, read again from the disk.
 * With a key its signature is checked before anything of it is believed, and whose it is.
 * Used before every restore and before a deployment relies on it (G2, G6). Errors: UserError that names the backup, the member and what differs.
 */
export async function verifyBackup(host: Host, stateDir: string, id: string, trust: Trust = {}, timeoutMs = 1_800_000): Promise<Manifest> {
  const directory = backupDirectory(stateDir, id)
  const { stdout, exitCode } = await host.run(
    sh`cd / && cd -- ${directory} 2>/dev/null || exit 44
[[ -f manifest.json && ! -L manifest.json ]] || exit 45
${raw(sha256Function)}for f in *; do
  [[ $f != manifest.json ]] || continue
  [[ -f $f && ! -L $f ]] || exit 46
  # It is no member's name, and one with a newline would speak for a member.
  [[ $f != *[!A-Za-z0-9._-]* ]] || continue
  sum=$(belay_sha256 < "$f")
  size=$(stat -c %s -- "$f")
  printf '%s %s  %s\n' "$size" "\${sum%% *}" "$f"
done
echo
cat manifest.json
`,
    { check: false, timeoutMs }
  )
  const damaged = (why: string) => damagedBackup(id, host.label, why)
  if (exitCode === 44) throw new UserError(`There is no backup ${id} on ${host.label} (${directory}).`)
  if (exitCode === 45)
    throw new UserError(`${directory} on ${host.label} has no manifest, so it is not a backup: a run that wrote it did not end.`)
  if (exitCode === 46) throw damaged('something in its directory is not a plain file')
  if (exitCode !== 0) throw damaged(`its files could not be read (exit code ${exitCode})`)
  const end = stdout.startsWith('\n') ? 0 : stdout.indexOf('\n\n') + 1
  const value = trustedManifest(stdout.slice(end + 1), { id, label: host.label, trust })
  const files = new Map(
    stdout
      .slice(0, end)
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [bytes, sha256, , name] = line.split(' ')
        return [name, { bytes: Number(bytes), sha256 }]
      })
  )
  for (const member of value.members) {
    const why = differs(member, files.get(member.name))
    if (why !== undefined) throw damaged(why)
  }
  return value
}

/** What is wrong with the files of a backup, in words that name it and where it lies. */
export function damagedBackup(id: string, label: string, why: string): UserError {
  return new UserError(`The backup ${id} on ${label} is damaged: ${why}. It is not used; take a new one or name another.`)
}

/** How a member's file is not what the manifest says; undefined: it is. */
export function differs(
  member: Pick<BackupMember, 'name' | 'bytes' | 'sha256'>,
  file: { readonly bytes: number; readonly sha256: string | undefined } | undefined
): string | undefined {
  if (!file) return `its member ${member.name} is missing`
  if (file.bytes !== member.bytes) return `its member ${member.name} has ${file.bytes} bytes and the manifest says ${member.bytes}`
  if (file.sha256 !== member.sha256) return `the SHA-256 of its member ${member.name} is not that of the manifest`
  return undefined
}

/** A manifest's text once it is known whose it is. `label`: of the host. Errors: UserError for what cannot be read, and for what is not to be trusted. */
export function trustedManifest(
  text: string,
  { id, label, trust }: { readonly id: string; readonly label: string; readonly trust: Trust }
): Manifest {
  const damaged = (why: string) => damagedBackup(id, label, why)
  const value = parseManifest(text, damaged)
  const untrusted = (why: string) =>
    new UserError(`The backup ${id} on ${label} is not to be trusted: ${why}. It is not used; take a new one or name another.`)
  const why = trust.key === undefined ? undefined : distrust(text, value.signature, trust.key)
  if (why !== undefined) throw untrusted(why)
  // One machine may be reached by several names: which it was is asked only where the answer can be trusted.
  const asked =
    trust.key === undefined
      ? (['app', 'environment'] as const).filter(name => value[name] !== undefined)
      : (['app', 'environment', ...(trust.fromHost === undefined ? (['host'] as const) : [])] as const)
  for (const name of asked)
    if (trust[name] !== undefined && value[name] !== trust[name])
      throw untrusted(
        `it was taken of ${name} ${value[name] ?? '(none)'}, and this is ${trust[name]}${name === 'host' ? `. If you mean it, give \`from-host: ${value.host}\`` : ''}`
      )
  if (trust.fromHost !== undefined && value.host !== trust.fromHost)
    throw untrusted(`it was taken of host ${value.host}, and \`from-host\` says ${trust.fromHost}`)
  if (value.id !== id) throw damaged(`its manifest belongs to the backup ${value.id}`)
  return value
}

function parseManifest(text: string, damaged: (why: string) => UserError): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw damaged('its manifest is not JSON')
  }
  const parsed = manifest.safeParse(json)
  if (parsed.success) return parsed.data
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion
  if (typeof version === 'number' && version > 1) throw damaged(`its manifest has the version ${version}, which this Belay cannot read`)
  throw damaged(`its manifest is not valid (${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')})`)
}

const pointer = z.object({
  id: z.string(),
  sequence: z.number(),
  app: z.string().optional(),
  environment: z.string().optional(),
  host: z.string(),
  signature
})

/**
 * The backup that was signed last here, by the pointer that was signed with it: where it is gone, somebody has removed it who was not Belay.
 * undefined: there is none yet. Errors: UserError for a pointer that is not to be trusted.
 */
export async function latestSigned(
  host: Host,
  stateDir: string,
  trust: Trust & { readonly key: string }
): Promise<{ id: string; sequence: number } | undefined> {
  const path = `${stateDir}/backups/.latest.json`
  const { stdout } = await host.run(sh`[[ ! -f ${path} ]] || cat -- ${path}`)
  return stdout === '' ? undefined : trustedPointer(stdout, `${path} on ${host.label}`, trust)
}

/** The text of that pointer. `where`: for messages. Errors: UserError for one that is not to be trusted. */
export function trustedPointer(text: string, where: string, trust: Trust & { readonly key: string }): { id: string; sequence: number } {
  const read = pointer.safeParse(json(text))
  const why = read.success
    ? (distrust(text, read.data.signature, trust.key) ??
      (['app', 'environment', 'host'] as const)
        .filter(name => trust[name] !== undefined && read.data[name] !== trust[name])
        .map(name => `it is of ${name} ${read.data[name]}, and this is ${trust[name]}`)[0])
    : 'it cannot be read'
  if (why !== undefined || !read.success)
    throw new UserError(`${where}, which names the newest backup, is not to be trusted: ${why}. Name the backup by its id.`)
  return { id: read.data.id, sequence: read.data.sequence }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
