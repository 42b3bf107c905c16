import { useDestination } from '../backup/destination.ts'
import type { Manifest } from '../backup/manifest.ts'
import { listBackups } from '../backup/prune.ts'
import type { Trust } from '../backup/signature.ts'
import { namesIn } from '../backup/source.ts'
import { backupDirectory, continueAfter, latestSigned, verifyBackup } from '../backup/store.ts'
import { listCopies } from '../copies/copies.ts'
import type { CopyStore } from '../copies/store.ts'
import { schemaOf } from '../database/schema-only.ts'
import type { Context } from '../deployment/context.ts'
import type { Session } from '../deployment/session.ts'
import { messageOf, UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { copyStoresOf, trustOf } from './world.ts'

/** What a backup is wanted for. */
export interface Asked {
  /** The names in the configuration that are meant where nobody lists any. */
  readonly meant: readonly string[]
  /** Those that a person has listed: all of them. */
  readonly only?: readonly string[] | undefined
}

/**
 * The backup that a person named, an id or `latest`, every byte of it verified, and what of it is wanted. Where the host does not have it, a copy of it is
 * brought back first. `fromHost`: the machine that it was taken on, where it is not this one. Errors: UserError.
 */
export async function readNamedBackup(
  session: Session,
  named: string,
  { fromHost, ...asked }: Asked & { readonly fromHost?: string | undefined }
): Promise<{ readonly manifest: Manifest; readonly wanted: readonly string[] }> {
  const { host, target, dryRun } = session.context
  const { destination } = target.config.backup
  // On a machine that was set up anew the backups of the old one may lie there.
  if (destination !== undefined && !dryRun) await useDestination(host, target.stateDir, destination)
  const trust = { ...(await trustOf(session.context)), fromHost }
  const id = await namedBackup(session, named, trust, asked)
  const verify = () => verifyBackup(host, target.stateDir, id, trust)
  const manifest = (await bringBack(session, id, verify)) ?? (await verify())
  return { manifest, wanted: wantedOf(manifest, asked) }
}

/** Fetches the copy of a backup that is not on the host, from the first place that has a good one. undefined: it is there, or nowhere. */
async function bringBack({ context }: Session, id: string, verify: () => Promise<Manifest>): Promise<Manifest | undefined> {
  const { host, log, target, dryRun } = context
  const { app, environment, stateDir, config } = target
  if (config.backup['copy-to'].length === 0) return undefined
  const { exitCode } = await host.run(sh`[[ -e ${backupDirectory(stateDir, id)} ]]`, { check: false })
  if (exitCode === 0) return undefined
  const stores = await copyStoresOf(context)
  const { fetchBackup } = await import('../copies/fetch-backup.ts')
  const fetch = async (store: CopyStore): Promise<Manifest | undefined> => {
    if (!(await listCopies(store, { app, environment })).some(copy => copy.id === id && copy.whole)) return undefined
    if (dryRun)
      throw new UserError(
        `Backup ${id} is not on ${host.label}, but there is a copy in ${store.label}: without \`dry-run\` it is brought back first`
      )
    log.info(`Backup ${id} is not on ${host.label}: bringing its copy back from ${store.label}`)
    let manifest: Manifest | undefined
    const prove = async () => {
      manifest = await verify()
    }
    await fetchBackup({ store, host, stateDir, app, environment, id, prove })
    await continueAfter(host, stateDir, manifest!)
    return manifest
  }
  try {
    return await firstOf(context, stores, fetch)
  } finally {
    await Promise.all(stores.map(each => each.close()))
  }
}

/** What the first place that has it answers. One that fails is no reason to do without another. Errors: of the first that failed, where none has it. */
async function firstOf<T>(
  { log }: Context,
  stores: readonly CopyStore[],
  ask: (store: CopyStore) => Promise<T | undefined>
): Promise<T | undefined> {
  const failures: unknown[] = []
  for (const store of stores) {
    try {
      const answer = await ask(store)
      if (answer !== undefined) return answer
    } catch (error) {
      failures.push(error)
      if (stores.length > 1) log.warning(messageOf(error))
    }
  }
  if (failures.length > 0) throw failures[0]
  return undefined
}

/** Names that are asked for and in the backup. Errors: UserError where there is none, or a listed one is not in it. */
export function wantedOf(manifest: Manifest, { meant, only }: Asked): readonly string[] {
  const held = namesIn(manifest)
  const missing = only?.find(name => !held.includes(name))
  if (missing !== undefined) throw new UserError(`Backup ${manifest.id} holds ${held.join(', ')}, and not ${missing}`)
  const wanted = only ?? meant.filter(name => held.includes(name))
  if (wanted.length === 0)
    throw new UserError(`Backup ${manifest.id} holds ${held.join(', ')}, and none of those is meant here: name what you mean with \`only\``)
  return wanted
}

/**
 * The newest backup that holds the rows of what is asked for: of everything that is listed, else of anything that is meant. One action may back up a database
 * and another the files, into one directory. Pure.
 */
export function newestFor<T extends { readonly sequence: number; readonly databases: readonly string[] }>(
  backups: readonly T[],
  { meant, only }: Asked
): T | undefined {
  const holds = ({ databases }: T, name: string) =>
    databases.some(each => each.startsWith(`${name} (`) && !each.endsWith(`${schemaOf('')})`))
  return newestOf(
    backups.filter(each => (only === undefined ? meant.some(name => holds(each, name)) : only.every(name => holds(each, name))))
  )
}

/** By its number, which grows whatever the clock does. */
export function newestOf<T extends { readonly sequence: number }>(backups: readonly T[]): T | undefined {
  return backups.reduce<T | undefined>((best, each) => (best === undefined || each.sequence > best.sequence ? each : best), undefined)
}

/**
 * The newest of the host's backups, by its number, or a copy that is newer and not on the host: one that was set up again from an old disk has lost its
 * newest. The numbers of copies are not known; ids begin with the time, by which only what the host does not hold (`held`) is compared. Pure.
 */
export function latestOf<T extends { readonly id: string; readonly sequence: number }>(
  backups: readonly T[],
  held: readonly string[],
  copies: readonly string[]
): { readonly id: string; readonly newest: T | undefined } | undefined {
  const newest = newestOf(backups)
  const copy = copies
    .filter(id => !held.includes(id))
    .sort((a, b) => (a < b ? -1 : 1))
    .at(-1)
  if (newest === undefined) return copy === undefined ? undefined : { id: copy, newest }
  return { id: copy !== undefined && copy > newest.id ? copy : newest.id, newest }
}

/**
 * An id as it was named, or the newest that holds what is asked for, on the host or among the copies. Errors: UserError where there is none, or where the
 * newest that was signed is gone.
 */
export async function namedBackup({ context }: Session, named: string, trust: Trust, asked: Asked): Promise<string> {
  if (named !== 'latest') return named
  const { app, environment, stateDir } = context.target
  const { backups: all, unreadable } = await listBackups(context.host, stateDir)
  if (unreadable.length > 0)
    context.log.warning(
      `The manifests of ${unreadable.slice(0, 5).join(', ')} cannot be read: one of them may be newer than what is taken for the latest`
    )
  const { fromHost } = trust
  const backups = all.filter(
    each => each.app === app && each.environment === environment && (fromHost === undefined || each.host === fromHost)
  )
  const latest = latestOf(backups, [...all.map(each => each.id), ...unreadable], await wholeCopies(context, backups.length > 0))
  if (latest === undefined && fromHost !== undefined)
    throw new UserError(
      `There is no backup of ${fromHost} in ${stateDir} on ${context.host.label}: put it there, or give \`copy-to\` with the place where its copies lie. \`from-host\` is the name in a manifest, as in deploy@mes1.example.net:22`
    )
  if (latest === undefined) throw new UserError(`There is no backup in ${stateDir} on ${context.host.label}: run \`command: backup\` first`)
  const { id, newest } = latest
  const { key } = trust
  // What this machine signed last says nothing of another's.
  const signed = key === undefined || fromHost !== undefined ? undefined : await latestSigned(context.host, stateDir, { ...trust, key })
  if (signed !== undefined && (id === newest?.id ? newest.sequence < signed.sequence : id < signed.id))
    throw new UserError(
      `The newest backup that was signed is ${signed.id}, and it is gone from ${context.host.label}: somebody removed it who was not Belay. Name another backup by its id if you mean it.`
    )
  if (newest !== undefined && id !== newest.id)
    context.log.warning(
      `The newest backup on ${context.host.label} is ${newest.id}, and there is a newer copy: ${id} is taken for the latest. Name the other by its id if you mean that one`
    )
  // What a copy holds is known when it has been brought back.
  const fit = id === newest?.id ? newestFor(backups, asked) : undefined
  if (fit === undefined || fit.id === id) return id
  context.log.notice(`The newest backup, ${id}, holds ${newest!.databases.join(', ')}: the newest with what is asked for is ${fit.id}`)
  return fit.id
}

/**
 * The whole copies of this application's environment, in all of the places. Errors: of the first place that cannot be asked, where no other has one;
 * `optional`: then it is a warning, for the host has backups of its own.
 */
async function wholeCopies(context: Context, optional: boolean): Promise<readonly string[]> {
  if (context.target.config.backup['copy-to'].length === 0) return []
  const found: string[] = []
  const ask = async () => {
    const stores = await copyStoresOf(context)
    try {
      await firstOf(context, stores, async store => {
        for (const copy of await listCopies(store, context.target)) if (copy.whole) found.push(copy.id)
        return undefined
      })
    } finally {
      await Promise.all(stores.map(each => each.close()))
    }
  }
  await ask().catch((error: unknown) => {
    if (optional && error instanceof UserError) context.log.warning(`Whether there is a newer copy is not known: ${messageOf(error)}`)
    else if (found.length === 0) throw error
  })
  return found
}
