import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decryptFile, encryptFile, isOfAge, libraryTakes } from '../backup/age-library.ts'
import { encryptedMember, needsIdentity, plainName, recipientOf, recipientsOf } from '../backup/encryption.ts'
import { type BackupMember, MANIFEST_VERSION, type Manifest } from '../backup/manifest.ts'
import type { Trust } from '../backup/signature.ts'
import { namesIn } from '../backup/source.ts'
import type { Drill, VerifyLevel } from '../database/backup-source.ts'
import { messageOf, UserError } from '../errors.ts'
import { WindowsHost } from '../host/windows-host.ts'
import type { Clock } from '../ports.ts'
import { explained, freeBytes, sha256Of } from './disk.ts'
import { alone } from './lock.ts'
import type { NodeSource, Stored } from './source.ts'
import { label, type NodeStore } from './store.ts'

export interface Named {
  /** In the configuration. */
  readonly name: string
  readonly source: NodeSource
}

export interface TakeRequest {
  readonly store: NodeStore
  readonly clock: Clock
  readonly id: string
  readonly sources: readonly Named[]
  readonly level: VerifyLevel
  /** Default: the larger of 2 GiB and 1.2 x what the members may need. */
  readonly minFreeBytes?: number | undefined
  readonly app: string
  readonly environment: string
  readonly manifestKey?: string | undefined
  /** age recipients. */
  readonly encryptTo: readonly string[]
  readonly pin: boolean
  readonly signal: AbortSignal
}

/**
 * Backs the sources up into one directory with one manifest, each proven before the next begins. What is there before stays whatever happens; killed at any
 * point there is no backup or a whole one. Errors: UserError; then no backup was added.
 */
export async function takeBackup(request: TakeRequest): Promise<Manifest> {
  const { store, id } = request
  await store.open()
  return alone(store.directory, async () => {
    try {
      return await take(request)
    } catch (error) {
      const failed = explained(`Backing up into ${store.directory}`, error)
      if (!(failed instanceof UserError)) throw failed
      throw new UserError(`The backup ${id}: ${failed.message} No backup was added.`, { cause: failed.cause })
    } finally {
      await store.discard(id)
    }
  })
}

async function take(request: TakeRequest): Promise<Manifest> {
  const { store, clock, id, sources, level, signal, encryptTo } = request
  const recipients = encryptTo.map(recipientOf)
  if (!libraryTakes(recipients))
    throw new UserError(
      'On Windows `encrypt-to` takes age recipients (age1…) only: an SSH key needs the program age, which is not used here.'
    )
  const started = clock.now()
  const from = clock.monotonic()
  let estimate = 0
  for (const { source } of sources) estimate += await source.ready(signal)
  const { sequence, previousId } = await store.begin(id)
  await checkRoom(store.directory, recipients.length > 0 ? 2 * estimate : estimate, request.minFreeBytes)
  const directory = store.temporary(id)
  const members: BackupMember[] = []
  for (const { name, source } of sources) {
    const file = join(directory, source.member.name)
    const t0 = clock.monotonic()
    await source.write(file, signal)
    const t1 = clock.monotonic()
    const proof = await source.prove(file, level, signal)
    const [{ size: bytes }, sha256] = [await stat(file), await sha256Of(file, signal)]
    const t2 = clock.monotonic()
    const member: BackupMember = {
      ...source.member,
      bytes,
      sha256,
      database: name,
      engine: source.engine,
      source: source.database,
      ...proof,
      dumpMs: Math.round(t1 - t0),
      verifyMs: Math.round(t2 - t1),
      exitCodes: []
    }
    members.push(level === 'drill' ? await drilled(source, member, file, signal) : member)
  }
  const stored = recipients.length === 0 ? members : await encrypted(directory, members, recipients)
  const value: Manifest = {
    schemaVersion: MANIFEST_VERSION,
    id,
    sequence,
    previousId,
    startedAt: started.toISOString(),
    finishedAt: clock.now().toISOString(),
    durationMs: Math.round(clock.monotonic() - from),
    pinned: request.pin,
    app: request.app,
    environment: request.environment,
    host: label,
    level,
    members: stored
  }
  await store.publish(value, request.manifestKey)
  return value
}

async function drilled(source: NodeSource, member: BackupMember, file: string, signal: AbortSignal): Promise<BackupMember> {
  const { content, tables } = member.facts
  const { durationMs } = await source.drill({ file, content, tables }, shortHash(file), signal)
  return { ...member, drillMs: durationMs, checks: [...member.checks, { name: 'drill', result: 'passed' }] }
}

/** By the library: what is plain is written to the disk first, and removed when its encrypted form is flushed. */
async function encrypted(directory: string, members: readonly BackupMember[], recipients: string[]): Promise<BackupMember[]> {
  const host = new WindowsHost()
  const stored: BackupMember[] = []
  for (const member of members) {
    const plain = join(directory, member.name)
    const { bytes, sha256 } = await encryptFile(host, { from: plain, to: `${plain}.age`, bytes: member.bytes, recipients })
    await host.remove(plain)
    stored.push(encryptedMember(member, { bytes, sha256 }, recipients))
  }
  return stored
}

async function checkRoom(directory: string, estimate: number, minFreeBytes: number | undefined): Promise<void> {
  const need = minFreeBytes ?? Math.max(2 ** 31, 1.2 * estimate)
  const free = await freeBytes(directory)
  if (free >= need) return
  throw new UserError(
    `${directory} has ${mebibytes(free)} MiB free and the backup asks for ${mebibytes(need)} MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise).`
  )
}

export interface UseRequest {
  readonly store: NodeStore
  readonly trust: Trust
  readonly backup: string
  readonly sources: readonly Named[]
  readonly identity?: string | undefined
  readonly signal: AbortSignal
}

/** Tries each source of a backup in a copy that nobody uses. Errors: UserError that says what differs. */
export function drillBackup(request: UseRequest): Promise<Readonly<Record<string, Drill>>> {
  return use(request, (source, stored) => source.drill(stored, shortHash(stored.file), request.signal))
}

/**
 * Each source becomes what the backup holds; what was live is kept beside. Under the same label nothing is restored twice. Errors: UserError that says which
 * were restored before.
 */
export async function restoreBackup(
  request: UseRequest & { readonly label: string }
): Promise<Readonly<Record<string, { readonly kept: string; readonly done: boolean }>>> {
  const restored: string[] = []
  try {
    return await use(request, async (source, stored, name) => {
      const result = await source.restore(stored, request.label, request.signal)
      restored.push(name)
      return { ...result, kept: join(dirname(source.database), result.kept) }
    })
  } catch (error) {
    if (restored.length === 0 || !(error instanceof UserError)) throw error
    throw new UserError(`${error.message} Restored before that: ${restored.join(', ')}.`, { cause: error.cause })
  }
}

/** Verifies the backup, makes it readable, and does one after the other with each of its sources. */
async function use<T>(
  { store, trust, backup, sources, identity, signal }: UseRequest,
  each: (source: NodeSource, stored: Stored, name: string) => Promise<T>
): Promise<Record<string, T>> {
  await store.open()
  return alone(store.directory, async () => {
    await store.removeLeft()
    const manifest = await store.verify(backup, trust, signal)
    for (const { name, source } of sources) memberOf(manifest, name, source)
    const open = store.temporary(`${manifest.id}-open`)
    try {
      const found: Record<string, T> = {}
      for (const { name, source } of sources) {
        const member = memberOf(manifest, name, source)
        const { content, tables } = member.facts
        const file =
          member.encryption === undefined
            ? join(store.path(manifest.id), member.name)
            : await decrypted(manifest, member, store.path(manifest.id), open, identity)
        found[name] = await each(source, { file, content, tables }, name)
      }
      return found
    } finally {
      await store.discard(`${manifest.id}-open`)
    }
  })
}

/** Errors: UserError where it is not in the backup, or was taken of something else. */
function memberOf(manifest: Manifest, name: string, { engine, database }: NodeSource): BackupMember {
  const member = manifest.members.find(each => each.database === name && each.role !== 'globals')
  if (member === undefined) throw new UserError(`Backup ${manifest.id} holds ${namesIn(manifest).join(', ')}, and not ${name}.`)
  if (member.engine === engine && member.source === database) return member
  throw new UserError(
    `Backup ${manifest.id} of ${name} was taken of ${member.engine} ${member.source}, and ${name} is ${engine} ${database} now. It is not used.`
  )
}

async function decrypted(
  manifest: Manifest,
  member: BackupMember,
  from: string,
  to: string,
  identity: string | undefined
): Promise<string> {
  if (identity === undefined) throw needsIdentity(manifest)
  const host = new WindowsHost()
  const file = join(to, plainName(member))
  await host.makeDirectory(to)
  try {
    await decryptFile(host, { from: join(from, member.name), to: file, bytes: member.bytes, identity })
  } catch (error) {
    if (!isOfAge(error)) throw error
    throw new UserError(
      /no identity matched/.test(messageOf(error))
        ? `Backup ${manifest.id}: the identity is of none of its recipients (${recipientsOf(manifest).join(', ')}). Give the one that belongs to one of them.`
        : `Backup ${manifest.id}: what is stored is not what age wrote, or it was cut.`,
      { cause: error }
    )
  }
  // What was compressed has the checksum of what is in it, which is looked at when it is unpacked.
  if (member.compression === undefined && (await sha256Of(file)) !== member.plainSha256)
    throw new UserError(`Backup ${manifest.id}: the decrypted member ${member.name} does not have the SHA-256 of the manifest.`)
  return file
}

export const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

const mebibytes = (bytes: number) => Math.floor(bytes / 2 ** 20)
