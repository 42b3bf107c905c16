import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupMember, type Manifest, manifest } from '../backup/manifest.ts'
import type { KnownBackup } from '../backup/retention.ts'
import type { Trust } from '../backup/signature.ts'
import { damagedBackup, differs, manifestText, pointerText, trustedManifest, trustedPointer } from '../backup/store.ts'
import { UserError } from '../errors.ts'
import { codeOf, exists, explained, renameOver, sha256Of, syncDirectory } from './disk.ts'

/** What messages call this machine, and manifests. */
export const label = 'local'

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/

/**
 * Backups on this machine as `shared/backup/store.ts` lays them down, by Node.js alone: a backup grows in `.<id>.tmp` and gets its name by one rename when
 * all of it is on the disk. Everything here is done by whoever has the directory alone.
 */
export class NodeStore {
  /** `<state dir>/backups`. */
  readonly directory: string
  readonly #stateDir: string

  constructor(stateDir: string) {
    this.#stateDir = stateDir
    this.directory = join(stateDir, 'backups')
  }

  /** Errors: UserError when there is no state directory: a wrong path is not made. */
  async open(): Promise<void> {
    if (!(await stat(this.#stateDir).catch(() => undefined))?.isDirectory())
      throw new UserError(
        `There is no directory ${this.#stateDir} on this machine. Make it, so that only the user of the runner and administrators can read it, or correct \`state-dir\`.`
      )
    await mkdir(this.directory, { recursive: true, mode: 0o700 })
  }

  path(id: string): string {
    if (!idPattern.test(id))
      throw new UserError(`${JSON.stringify(id)} is not the id of a backup: letters, digits, dot, dash and underscore only.`)
    return join(this.directory, id)
  }

  temporary(id: string): string {
    return join(this.directory, `.${id}.tmp`)
  }

  /** Makes the directory in which a backup grows, and takes a number for it; what dead runs left is removed. Errors: UserError where the id is taken. */
  async begin(id: string): Promise<{ readonly sequence: number; readonly previousId: string | null }> {
    if (await exists(this.path(id))) throw new UserError(`There is a backup ${id} already.`)
    await this.removeLeft()
    const { sequence, previousId } = await this.#newest()
    await this.#keep('.sequence', `${sequence + 1} ${previousId ?? ''}\n`)
    await mkdir(this.temporary(id), { mode: 0o700 })
    return { sequence: sequence + 1, previousId }
  }

  async discard(id: string): Promise<void> {
    await rm(this.temporary(id), { recursive: true, force: true, maxRetries: 5 })
  }

  /** Gives a backup its manifest, signed where there is a key, and its name. Errors: UserError; then no backup was added. */
  async publish(value: Manifest, key: string | undefined): Promise<void> {
    const from = this.temporary(value.id)
    try {
      await written(join(from, 'manifest.json'), manifestText(value, key))
      // All that needs room is written before the rename that makes it a backup.
      await written(join(this.directory, '.sequence.new'), `${value.sequence} ${value.id}\n`)
      if (key !== undefined) await written(join(this.directory, '.latest.new'), pointerText(value, key))
      await syncDirectory(from)
      await renameOver(from, this.path(value.id))
    } catch (error) {
      await this.discard(value.id)
      throw explained(`Publishing it`, error)
    }
    try {
      await renameOver(join(this.directory, '.sequence.new'), join(this.directory, '.sequence'))
      if (key !== undefined) await renameOver(join(this.directory, '.latest.new'), join(this.directory, '.latest.json'))
      await syncDirectory(this.directory)
    } catch (error) {
      throw new UserError(
        `The backup ${value.id} is there, and the list of backups in ${this.directory} could not be written. Look at that disk, then take another backup.`,
        { cause: error }
      )
    }
  }

  /** What a backup says of itself, once it is known whose it is; its members are not looked at. Errors: UserError. */
  async read(id: string, trust: Trust): Promise<Manifest> {
    const directory = this.path(id)
    const names = await readdir(directory, { withFileTypes: true }).catch(() => undefined)
    if (names === undefined) throw new UserError(`There is no backup ${id} on ${label} (${directory}).`)
    if (!names.some(each => each.name === 'manifest.json' && each.isFile()))
      throw new UserError(`${directory} has no manifest, so it is not a backup: a run that wrote it did not end.`)
    if (!names.every(each => each.isFile())) throw damagedBackup(id, label, 'something in its directory is not a plain file')
    return trustedManifest(await readFile(join(directory, 'manifest.json'), 'utf8'), { id, label, trust })
  }

  /** Every byte of a backup against its manifest. Errors: UserError that names the backup, the member and what differs. */
  async verify(id: string, trust: Trust, signal: AbortSignal): Promise<Manifest> {
    const value = await this.read(id, trust)
    for (const member of value.members) {
      const why = await this.#why(this.path(id), member, signal)
      if (why !== undefined) throw damagedBackup(id, label, why)
    }
    return value
  }

  async #why(directory: string, member: BackupMember, signal: AbortSignal): Promise<string | undefined> {
    const path = join(directory, member.name)
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return differs(member, undefined)
    // What has another length need not be read.
    const sha256 = found.size === member.bytes ? await sha256Of(path, signal) : undefined
    return differs(member, { bytes: found.size, sha256 })
  }

  /** Every backup, and the directories with a manifest that does not say what one must say. */
  async list(): Promise<{ readonly backups: readonly KnownBackup[]; readonly unreadable: readonly string[] }> {
    const backups: KnownBackup[] = []
    const unreadable: string[] = []
    for (const id of await this.#ids()) {
      const text = await readFile(join(this.directory, id, 'manifest.json'), 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const read = manifest.safeParse(parsed(text))
      if (read.success && read.data.id === id) backups.push(known(read.data))
      else unreadable.push(id)
    }
    return { backups, unreadable }
  }

  /** Takes backups from the list, each by one rename, then its manifest, then the rest. One in whose directory something else lies is left. */
  async remove(ids: readonly string[]): Promise<{ readonly removed: readonly string[]; readonly left: readonly string[] }> {
    const removed: string[] = []
    const left: string[] = []
    for (const id of ids) {
      const { members } = JSON.parse(await readFile(join(this.path(id), 'manifest.json'), 'utf8')) as Manifest
      const own = new Set(['manifest.json', ...members.map(member => member.name)])
      if ((await readdir(this.path(id))).some(name => !own.has(name))) {
        left.push(id)
        continue
      }
      await this.discard(id)
      await renameOver(this.path(id), this.temporary(id))
      await syncDirectory(this.directory)
      await rm(join(this.temporary(id), 'manifest.json'))
      await this.discard(id)
      removed.push(id)
    }
    return { removed, left }
  }

  /** The backup that was signed last here; undefined: there is none. Errors: UserError for a pointer that is not to be trusted. */
  async latestSigned(trust: Trust & { readonly key: string }): Promise<{ readonly id: string; readonly sequence: number } | undefined> {
    const path = join(this.directory, '.latest.json')
    const text = await readFile(path, 'utf8').catch(() => undefined)
    return text === undefined ? undefined : trustedPointer(text, path, trust)
  }

  /** What dead runs left: whoever calls this has the directory alone. */
  async removeLeft(): Promise<void> {
    for (const name of await readdir(this.directory))
      if (/^\..*\.(tmp|new)$/.test(name)) await rm(join(this.directory, name), { recursive: true, force: true, maxRetries: 5 })
  }

  /** The last number and the last backup; where the file is missing or cut, from the manifests. */
  async #newest(): Promise<{ sequence: number; previousId: string | null }> {
    const text = await readFile(join(this.directory, '.sequence'), 'utf8').catch(() => '')
    const [, number, last] = /^(\d{1,15}) (\S*)\n/.exec(text) ?? []
    const found =
      number === undefined
        ? (await this.list()).backups.reduce((best, each) => (each.sequence > best.sequence ? each : best), { sequence: 0, id: '' })
        : { sequence: Number(number), id: last! }
    const there = found.id !== '' && (await exists(join(this.directory, found.id, 'manifest.json')))
    return { sequence: found.sequence, previousId: there ? found.id : null }
  }

  async #keep(name: string, text: string): Promise<void> {
    await written(join(this.directory, `${name}.new`), text)
    await renameOver(join(this.directory, `${name}.new`), join(this.directory, name))
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.directory, { withFileTypes: true }).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    })
    return names.filter(each => each.isDirectory() && idPattern.test(each.name)).map(each => each.name)
  }
}

async function written(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function known({ id, sequence, finishedAt, members, pinned, deployment, app, environment, clock }: Manifest): KnownBackup {
  return {
    id,
    sequence,
    finishedAt: Date.parse(finishedAt),
    databases: members.map(member => `${member.database} (${member.source})`),
    pinned: pinned === true,
    deployment,
    boot: clock?.boot,
    uptime: clock?.uptimeMs,
    app,
    environment
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
