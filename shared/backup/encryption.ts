import { createHash } from 'node:crypto'
import type { JobContext } from '../database/backup-source.ts'
import { fact, refusal, runDatabaseJob } from '../database/job.ts'
import { messageOf, UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sha256Function } from '../host/sha256.ts'
import { raw, sh } from '../host/shell.ts'
import { decryptFile, encryptFile, isOfAge, libraryTakes } from './age-library.ts'
import type { BackupMember, Manifest } from './manifest.ts'
import { backupDirectory, keepFresh, temporaryDirectory } from './store.ts'

/**
 * Members are encrypted to age recipients (age-encryption.org/v1) when they have been proven, and decrypted into a directory of their own when one is
 * restored. Who can read the host's disk can read its databases too: this is for whoever gets hold of a copy, or of the disk later.
 */

const suffix = '.age'

/** Script text: refuses a host without age where these recipients need the program. */
export const needsAge = (recipients: readonly string[]): string => (libraryTakes(recipients.map(recipientOf)) ? '' : mustHaveAge)

const mustHaveAge = `type -P age > /dev/null || { echo 'BELAY: age is not installed on this host, and an SSH key as recipient or identity needs it. Install age (Debian: apt-get install age)'; exit 64; }
`

/** A recipient as age writes it, or an SSH public key without its comment: public, so it may stand in a manifest. */
export function recipientOf(text: string): string {
  return text.trim().split(/\s+/).slice(0, 2).join(' ')
}

/**
 * Encrypts the members of a backup that is not published yet; what was plain is removed. Safe to repeat. Answers the members as they are stored now.
 * Errors: UserError; the backup is then of no use.
 */
export async function encryptMembers(host: Host, job: JobContext, draft: Manifest, recipients: readonly string[]): Promise<BackupMember[]> {
  const wanted = recipients.map(recipientOf)
  if (libraryTakes(wanted) && !(await hasAge(host))) return encryptByRunner(host, job, draft, wanted)
  const each = draft.members.map(
    ({ name }, index) => sh`FILE="$TEMP/"${name}
if [[ -e $FILE ]]; then
  age -e ${wanted.flatMap(recipient => ['-r', recipient])} -o "$FILE.new" -- "$FILE"
  sync -- "$FILE.new"
  mv -f -- "$FILE.new" "$FILE"${suffix}
  rm -- "$FILE"
fi
sha256=$(belay_sha256 < "$FILE"${suffix})
size=$(stat -c %s -- "$FILE"${suffix})
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\n' ${index} "\${sha256%% *}" ${index} "$size"
`
  )
  const output = await runDatabaseJob(
    host,
    job,
    {
      name: `encrypt-${draft.id}`,
      what: `Encrypting the backup ${draft.id}`,
      script: `${sh`umask 077
TEMP=${temporaryDirectory(job.stateDir, draft.id)}
exec {belay_own}<"$TEMP"
flock -n "$belay_own" || :
`}${sha256Function}${mustHaveAge}${each.join('')}`
    },
    (what, said) => explain(`${what} on ${host.label}`, said)
  )
  return draft.members.map((member, index) =>
    encryptedMember(member, { bytes: Number(fact(output, `${index}.size`)), sha256: fact(output, `${index}.sha256`)! }, wanted)
  )
}

/** How a member is described when it is encrypted. */
export function encryptedMember(
  member: BackupMember,
  stored: { readonly bytes: number; readonly sha256: string },
  recipients: string[]
): BackupMember {
  return {
    ...member,
    name: `${member.name}${suffix}`,
    bytes: stored.bytes,
    sha256: stored.sha256,
    plainBytes: member.plainBytes ?? member.bytes,
    plainSha256: member.plainSha256 ?? member.sha256,
    encryption: { type: 'age', recipients }
  }
}

async function hasAge(host: Host): Promise<boolean> {
  return (await host.run('type -P age > /dev/null', { check: false })).exitCode === 0
}

/** On a host without age. */
async function encryptByRunner(host: Host, job: JobContext, draft: Manifest, recipients: string[]): Promise<BackupMember[]> {
  const directory = temporaryDirectory(job.stateDir, draft.id)
  const members: BackupMember[] = []
  for (const member of draft.members) {
    const from = `${directory}/${member.name}`
    const { bytes, sha256 } = await encryptFile(host, { from, to: `${from}${suffix}`, bytes: member.bytes, recipients })
    await host.run(sh`rm -- ${from}`)
    members.push(encryptedMember(member, { bytes, sha256 }, recipients))
  }
  return members
}

/** To whom a backup is encrypted; nobody: it is not. */
export function recipientsOf(manifest: Manifest): string[] {
  return [...new Set(manifest.members.flatMap(member => member.encryption?.recipients ?? []))]
}

export function needsIdentity(manifest: Manifest): UserError {
  return new UserError(
    `Backup ${manifest.id} is encrypted to ${recipientsOf(manifest).join(', ')}: give the age identity that belongs to one of them as \`identity\``
  )
}

/** The name of a member's file once it is decrypted. */
export function plainName(member: Pick<BackupMember, 'name' | 'encryption'>): string {
  return member.encryption === undefined ? member.name : member.name.slice(0, -suffix.length)
}

/** A backup whose members can be read. `close` removes what was decrypted. */
export interface OpenBackup {
  readonly directory: string
  close(): Promise<void>
}

/**
 * Makes the members of a verified backup readable: those that are encrypted are decrypted into a directory that only this user may enter.
 * It is the job's own directory, the same for the same job: several may read one backup at once. `databases`: whose members. Errors: UserError where the identity is missing or does not fit, or where a member does not hold what was encrypted.
 */
export async function openBackup(
  host: Host,
  job: JobContext,
  manifest: Manifest,
  { identity, databases }: { readonly identity?: string | undefined; readonly databases: readonly string[] }
): Promise<OpenBackup> {
  const from = backupDirectory(job.stateDir, manifest.id)
  const members = manifest.members.filter(member => databases.includes(member.database) && member.role !== 'globals')
  const encrypted = members.filter(member => member.encryption !== undefined)
  if (encrypted.length === 0) return { directory: from, close: async () => {} }
  const recipients = recipientsOf(manifest).join(', ')
  if (identity === undefined) throw needsIdentity(manifest)
  const reader = createHash('sha256').update(job.idPrefix).digest('hex').slice(0, 12)
  const directory = temporaryDirectory(job.stateDir, `${manifest.id}-open-${reader}`)
  const remove = async () => void (await host.run(sh`rm -rf -- ${directory}`, { check: false }))
  const byRunner = !(await hasAge(host))
  const each = members.map(member =>
    member.encryption === undefined
      ? sh`cp -- ${`${from}/${member.name}`} "$TEMP/"
`
      : sh`${raw(byRunner ? '' : sh`printf '%s\n' "$BELAY_AGE_IDENTITY" | age -d -i - -o "$TEMP/"${plainName(member)} -- ${`${from}/${member.name}`}`)}
${raw(
  member.compression === undefined
    ? sh`sha256=$(belay_sha256 < "$TEMP/"${plainName(member)})
[[ \${sha256%% *} == ${member.plainSha256 ?? ''} ]] || { printf 'BELAY: the decrypted member %s does not have the SHA-256 of the manifest\n' ${member.name}; exit 64; }`
    : ''
)}
`
  )
  const prepare = `${sh`umask 077
TEMP=${directory}
`}rm -rf -- "$TEMP"
mkdir -- "$TEMP"
need=${members.reduce((sum, member) => sum + member.bytes, 0)}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
(( free > need + need / 10 )) || { printf 'BELAY: %s MiB are free and the decrypted backup needs %s MiB\\n' $((free / 1048576)) $((need / 1048576)); exit 64; }
: > "$TEMP/.complete"
`
  const what = `Decrypting the backup ${manifest.id}`
  const failed = (said: string) => explain(`${what} on ${host.label}`, said, recipients)
  try {
    if (byRunner) {
      const begun = await host.run(prepare, { check: false })
      if (begun.exitCode !== 0) throw failed(`${begun.stdout}\n${begun.stderr}`)
      for (const member of encrypted)
        await decryptFile(host, {
          from: `${from}/${member.name}`,
          to: `${directory}/${plainName(member)}`,
          bytes: member.bytes,
          identity
        }).catch((error: unknown) => {
          throw isOfAge(error) ? failed(messageOf(error)) : error
        })
    }
    const script = `${byRunner ? sh`TEMP=${directory}\n` : prepare}exec {belay_own}<"$TEMP"
flock -s -n "$belay_own"
${sha256Function}${each.join('')}`
    const secrets = byRunner ? {} : { BELAY_AGE_IDENTITY: identity.trim() }
    await runDatabaseJob(host, job, { name: `decrypt-${manifest.id}`, what, script, secrets }, (_, said) => failed(said))
  } catch (error) {
    await remove()
    throw error
  }
  // Of several databases the second may have to wait long for the first.
  const stop = keepFresh(host, directory)
  return {
    directory,
    close() {
      stop()
      return remove()
    }
  }
}

function explain(what: string, said: string, recipients = ''): Error {
  const own = refusal(said)
  if (own !== undefined) return new UserError(`${what}: ${own}.`)
  const known: readonly (readonly [RegExp, string])[] = [
    [/no identity matched/, `the identity is of none of its recipients (${recipients}). Give the one that belongs to one of them.`],
    [
      /failed to read header|parsing age header|invalid (header|stanza|tag|non-ASCII|version|footer|line)|failed to decrypt|chunk|unexpected (EOF|newline)|stream ended|ciphertext/i,
      'what is stored is not what age wrote, or it was cut.'
    ],
    [
      /malformed recipient|unknown recipient type|invalid recipient|parsing recipient/i,
      'age does not take one of the recipients in encrypt-to.'
    ],
    [
      /malformed secret key|unknown identity type|reading "-"|no secret keys found|parsing identity/i,
      'the identity is not one of age, nor an SSH key without a passphrase.'
    ],
    [/No space left on device/, 'the disk is full.']
  ]
  const advice = known.find(([pattern]) => pattern.test(said))?.[1]
  // What age says holds neither data nor keys, except that it may quote a line of an identity that it cannot read.
  const cause =
    advice === undefined
      ? new Error(
          said
            .trim()
            .split('\n')
            .filter(line => /^age: /.test(line) && !/SECRET/.test(line))
            .join('\n')
        )
      : undefined
  return new UserError(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, cause === undefined ? undefined : { cause })
}
