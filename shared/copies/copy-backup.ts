import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Host } from '../host/host.ts'
import type { Clock } from '../ports.ts'
import { type CopiedManifest, collectManifest, MANIFEST, readManifest } from './manifest.ts'
import { type CopyName, type CopyStore, copyKey } from './store.ts'

export interface CopyRequest extends CopyName {
  readonly host: Host
  /** The backup's directory on the host; verified by the caller. */
  readonly directory: string
  readonly store: CopyStore
  readonly clock: Clock
}

/** What the report and the outputs say of a copy. */
export interface Copy {
  /** `CopyStore.label`. */
  readonly to: string
  /** Of all files. */
  readonly bytes: number
  readonly files: number
  readonly durationMs: number
}

/**
 * Copies a backup off the host: its members in the manifest's order, each proven to lie there, then the manifest. Killed at any point there is no copy
 * or a whole one; done again it puts every file again. It passes through the runner as a stream.
 * Errors: UserError; then it is no copy. What a member has become since its manifest was written is never copied as a success.
 */
export async function copyBackup({ host, directory, store, clock, app, environment, id }: CopyRequest): Promise<Copy> {
  const from = clock.monotonic()
  const name = { app, environment, id }
  const where = `${directory}/${MANIFEST} on ${host.label}`
  const text = await collectManifest(where, await host.download(`${directory}/${MANIFEST}`))
  const { members } = readManifest(where, text.toString(), name)
  await copyMembers({ host, directory, store, name, members })
  await copyManifest(store, name, text.toString())
  return {
    to: store.label,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, text.length),
    files: members.length + 1,
    durationMs: Math.round(clock.monotonic() - from)
  }
}

/** The members alone, each proven to lie there: without a manifest they are no copy yet. Errors: UserError. */
export async function copyMembers({
  host,
  directory,
  store,
  name,
  members
}: Pick<CopyRequest, 'host' | 'directory' | 'store'> & {
  readonly name: CopyName
  readonly members: CopiedManifest['members']
}): Promise<void> {
  for (const { name: file, bytes, sha256 } of members)
    await store.put(copyKey(name, file), () => host.download(`${directory}/${file}`), { bytes, sha256 })
}

/** Makes a copy of the members that lie there. Errors: UserError. */
export async function copyManifest(store: CopyStore, name: CopyName, manifest: string): Promise<void> {
  const text = Buffer.from(manifest)
  const sha256 = createHash('sha256').update(text).digest('hex')
  await store.put(copyKey(name, MANIFEST), async () => Readable.from([text]), { bytes: text.length, sha256 })
}
