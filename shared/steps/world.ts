import { join } from 'node:path'
import { recipientsOf } from '../backup/encryption.ts'
import type { Manifest } from '../backup/manifest.ts'
import { checkKey, type Trust } from '../backup/signature.ts'
import { GitCheckout } from '../code/checkout.ts'
import { codeStrategy } from '../code/registry.ts'
import type { CodeStrategy, LiveCode } from '../code/strategy.ts'
import { absolutePath } from '../config/paths.ts'
import type { MigrationConfig, ValueRef } from '../config/schema.ts'
import type { CopyStore } from '../copies/store.ts'
import type { BackupSource, JobContext } from '../database/backup-source.ts'
import { withDatabase } from '../database/connection-value.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { isEngine, openDatabase } from '../database/registry.ts'
import type { Context } from '../deployment/context.ts'
import type { LiveCodeRecord } from '../deployment/records.ts'
import type { Session } from '../deployment/session.ts'
import { UserError } from '../errors.ts'
import { FileTree } from '../files/tree.ts'
import type { MigrationFramework } from '../migrations/framework.ts'
import { migrationFramework } from '../migrations/registry.ts'
import type { Service, ServiceContext } from '../services/manager.ts'
import { serviceOf } from '../services/registry.ts'

/** The areas, put together for one target: what the steps work with. Everything is made on first use. */

export function codeOf(context: Context): CodeStrategy | undefined {
  const { code } = context.target.config
  return code === undefined ? undefined : codeStrategy({ host: context.host, stateDir: context.target.stateDir, code })
}

/** Errors: UserError when no code is configured. */
export function requireCode(context: Context): CodeStrategy {
  const code = codeOf(context)
  if (code === undefined)
    throw new UserError('Nothing says where the code lies on the host: give the input `code-root`, or `code.root` in the configuration')
  return code
}

export async function liveCode(context: Context): Promise<LiveCode> {
  return (await codeOf(context)?.live()) ?? { kind: 'none', currentIsDirectory: false }
}

export function checkoutOf(context: Context, directory = '.'): GitCheckout {
  return new GitCheckout(join(context.run.workspace, directory), context.gitEnvironment)
}

/** Whose backups this job believes. Errors: UserError for a key that can be guessed, or that the step was not given. */
export async function trustOf(context: Context): Promise<Trust> {
  const { app, environment, config } = context.target
  const ref = config.backup['manifest-key']
  const key = ref === undefined ? undefined : checkKey(await context.values.resolve(ref))
  return { key, app, environment, host: context.host.label }
}

/** What reads this backup where it is encrypted. Errors: UserError where the step was not given what the configuration names. */
export async function identityOf(context: Context, manifest: Manifest): Promise<string | undefined> {
  const ref = context.target.config.backup.identity
  return ref === undefined || recipientsOf(manifest).length === 0 ? undefined : context.values.resolve(ref)
}

/** The places that backups are copied to; nothing is connected to yet. Whoever asks closes them. Errors: UserError for what a place lacks. */
export async function copyStoresOf({ target, values, artifacts }: Context): Promise<CopyStore[]> {
  const { backup } = target.config
  if (backup['copy-to'].length === 0) return []
  const { openCopyStore } = await import('../copies/registry.ts')
  const value = async (ref: ValueRef | string | undefined) => (ref === undefined ? undefined : values.resolve(ref))
  const { privateKey, passphrase } = target.given
  const secrets = {
    accessKey: await value(backup['copy-access-key']),
    secretKey: await value(backup['copy-secret-key']),
    sessionToken: await value(backup['copy-session-token']),
    privateKey: (await value(backup['copy-private-key'])) ?? privateKey ?? (await value(target.host['private-key'])),
    passphrase: backup['copy-private-key'] === undefined ? (passphrase ?? (await value(target.host.passphrase))) : undefined,
    knownHosts: (await value(backup['copy-known-hosts'])) ?? (await value(target.host['known-hosts']))
  }
  return Promise.all(backup['copy-to'].map(place => openCopyStore(place, secrets, artifacts)))
}

const sources = new WeakMap<Context, Map<string, Promise<BackupSource>>>()

/** What a backup knows by this name: one object per name and process. Errors: UserError when nothing has that name. */
export function sourceOf(context: Context, name: string): Promise<BackupSource> {
  const known = sources.get(context) ?? new Map<string, Promise<BackupSource>>()
  sources.set(context, known)
  const made = known.get(name) ?? open(context, name)
  known.set(name, made)
  return made
}

/** A database with SQL. Errors: UserError also for one without. */
export async function databaseOf(context: Context, name: string): Promise<DatabaseEngine> {
  const source = await sourceOf(context, name)
  if (isEngine(source)) return source
  throw new UserError(`${name} is ${source.engine} ${source.database}: it is backed up and restored, but it has no SQL and no migrations`)
}

async function open(context: Context, name: string): Promise<BackupSource> {
  const { config } = context.target
  const files = config.files[name]
  if (files !== undefined)
    return new FileTree(context.host, {
      key: name,
      path: absolutePath(files.path.replace(/\/+$/, ''), config.code?.root, `files.${name}.path`),
      exclude: files.exclude
    })
  const database = config.databases[name]
  if (database === undefined) throw new UserError(`There is no database ${JSON.stringify(name)} in the configuration`)
  const resolve = (ref: ValueRef | undefined) => (ref === undefined ? undefined : context.values.resolve(ref))
  const url = 'url' in database ? await resolve(database.url) : undefined
  const poolerUrl = database.engine === 'postgres' ? await resolve(database.pgbouncer?.url) : undefined
  const drill = 'drill-url' in database ? database['drill-url'] : undefined
  const drillUrl = drill && (() => context.values.resolve(drill))
  return openDatabase(context.host, {
    name,
    config: database,
    url,
    poolerUrl,
    drillUrl,
    root: config.code?.root,
    nodePath: context.nodePath
  })
}

/** The databases with SQL that are backed up. */
export function databaseNames({ target }: Context): string[] {
  const { databases, backup } = target.config
  return (backup.databases ?? Object.keys(databases)).filter(name => databases[name]?.engine !== 'redis')
}

/** Everything that is backed up. */
export function sourceNames({ target }: Context): string[] {
  const { databases, files, backup } = target.config
  return [...(backup.databases ?? Object.keys(databases)), ...(backup.files ?? Object.keys(files))]
}

/** What a restore brings back where nobody lists anything: a Redis or files only where nothing else can be meant. */
export function restoredNames(context: Context): string[] {
  const databases = databaseNames(context)
  return databases.length > 0 ? databases : sourceNames(context)
}

/** Errors: UserError where there is nothing to back up. */
export function requireSources(context: Context): string[] {
  const names = sourceNames(context)
  if (names.length > 0) return names
  throw new UserError(
    'Nothing says what to back up: give `engine` and `database-url` (or `database`), or `files`, or `databases` and `files` in the configuration'
  )
}

/** The framework of one migration set, in a release on the host. `scratch`: it works in this database on trial, in place of the live one. */
export async function frameworkOf(
  context: Context,
  migration: MigrationConfig,
  releasePath: string,
  scratch?: DatabaseEngine
): Promise<MigrationFramework> {
  const engine = scratch ?? (await databaseOf(context, migration.database))
  const databaseEnv = await databaseEnvOf(context, migration.database, engine, scratch !== undefined)
  return migrationFramework(migration, {
    host: context.host,
    stateDir: context.target.stateDir,
    releasePath,
    engine,
    scratch: scratch !== undefined,
    clock: context.clock,
    databaseEnv
  })
}

/** What a command finds a database by; secret. `copy`: the engine's database is another one than that of the configured URL. */
export async function databaseEnvOf(
  { target, values }: Context,
  name: string,
  engine: DatabaseEngine,
  copy: boolean
): Promise<Readonly<Record<string, string>>> {
  const database = target.config.databases[name]
  if (database === undefined || !('url' in database))
    return { DATABASE_PATH: engine.database, ...(copy ? { DATABASE_URL: `sqlite:///${engine.database}` } : {}) }
  if (database.url === undefined) return { DATABASE_URL: `postgres:///${encodeURIComponent(engine.database)}` }
  const url = await values.resolve(database.url)
  return { DATABASE_URL: copy ? withDatabase(url, engine.database) : url }
}

/** Name of the applied set in records: `django:main`. */
export function setOf(migration: MigrationConfig): string {
  return `${migration.framework}:${migration.database}`
}

/** The scripts that a release was deployed with: a newer one's check would not be found in it. `recorded`: its applied set; undefined: not known. */
export function heldBy(migration: MigrationConfig, recorded: readonly string[] | undefined): MigrationConfig {
  if (migration.framework !== 'scripts' || recorded === undefined) return migration
  return { ...migration, scripts: migration.scripts.filter(script => recorded.includes(script.name)) }
}

export function servicesOf(context: Context): Service[] {
  return context.target.config.services.map(serviceOf)
}

export function maintenanceFile(context: Context): string | undefined {
  const { maintenance, code } = context.target.config
  return maintenance === undefined ? undefined : absolutePath(maintenance.file, code?.root, 'maintenance.file')
}

export function serviceContext(context: Context, job: JobContext, release?: string): ServiceContext {
  const { app, environment, stateDir, config } = context.target
  return { scope: `${app}/${environment}`, stateDir, root: config.code?.root, host: context.host, job, release }
}

function codeRecord({ kind, path, target, branch, release }: LiveCode): LiveCodeRecord {
  return { kind, path, target, branch, release }
}

/**
 * Keeps the code that is live before this job changes anything: where a step of the user's own updates a work tree, it may come before the action
 * that opens the deployment.
 */
export async function rememberCode(session: Session): Promise<void> {
  const { context, job } = session
  if (session.deployment !== undefined || context.dryRun || context.target.config.code === undefined) return
  if ((await rememberedCode(session)) !== undefined) return
  const newest = (await context.state()).deployments[0]?.id
  await job.write({ code: { ...codeRecord(await liveCode(context)), newest } })
}

async function rememberedCode({ context, job }: Session): Promise<LiveCodeRecord | undefined> {
  const { code } = await job.read()
  if (code === undefined) return undefined
  const { newest, ...live } = code
  return newest === (await context.state()).deployments[0]?.id ? live : undefined
}

/** What the opening record says: who, what, and the way back for the code. */
export async function openingOf(
  session: Session,
  kind: 'deploy' | 'rollback' | 'adopt',
  facts: { version?: string | undefined; commit?: string | undefined; reason?: string | undefined }
) {
  return { kind, ...facts, code: (await rememberedCode(session)) ?? codeRecord(await liveCode(session.context)) }
}
