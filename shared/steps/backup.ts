import { takeBackup } from '../backup/backup.ts'
import { checkDemands, lacking, lessThan } from '../backup/demands.ts'
import { useDestination } from '../backup/destination.ts'
import { type BackupMember, type Manifest, manifest as manifestSchema } from '../backup/manifest.ts'
import { namesIn } from '../backup/source.ts'
import { verifyBackup } from '../backup/store.ts'
import type { CopyStore } from '../copies/store.ts'
import type { VerifyLevel } from '../database/backup-source.ts'
import { newDeploymentId } from '../deployment/deployment-id.ts'
import type { Session } from '../deployment/session.ts'
import type { Step } from '../deployment/step.ts'
import { UserError } from '../errors.ts'
import { bytesText } from '../report/bytes.ts'
import { copyStoresOf, databaseOf, sourceNames, sourceOf, trustOf } from './world.ts'

export type BackupEvidence = {
  readonly backup: string
  readonly databases: readonly string[]
  readonly manifest: string
  readonly sha256: string
  readonly bytes: number
  readonly level: string
  /** Places off the host. */
  readonly copies: readonly string[]
  readonly durationMs: number
  readonly drillMs?: number | undefined
  readonly says: string
}

/** A backup of every database that a migration may touch, proven before anything changes (G2). `pin`: retention never removes it. */
export function backupStep(pin = false): Step<{ readonly databases: readonly string[] }, BackupEvidence> {
  return {
    name: 'backup',
    title: 'Back up the databases',
    changes: true,
    async plan(session) {
      const databases = sourceNames(session.context)
      if (databases.length === 0) return { skip: 'no databases are configured' }
      checkDemands(session.context.target.config.backup, session.context.target.given)
      return { plan: { databases }, says: [planned(databases, session.context.target.config.backup.verify)] }
    },
    run: (session, plan) => backUp(session, plan.databases, pin)
  }
}

function planned(databases: readonly string[], level: VerifyLevel): string {
  const proof = {
    quick: 'read its SHA-256 back from disk',
    full: 'decode it fully and read its SHA-256 back from disk',
    drill: 'decode it fully, read its SHA-256 back from disk, and restore it into a copy that is compared'
  }
  return `back up ${databases.join(', ')}, ${proof[level]}`
}

/** Takes the backup; without an open deployment it is a lone one, that needs no lock. `level`: another than the configuration's. */
export async function backUp(session: Session, databases: readonly string[], pin: boolean, level?: VerifyLevel): Promise<BackupEvidence> {
  const { context, deployment } = session
  const { app, environment, stateDir, config, given } = context.target
  checkDemands(config.backup, given)
  const before = await newestOf(session)
  const less = lessThan(before, config.backup)
  if (less.length > 0)
    context.log.warning(
      `The backup before this one (${before!.id}) was ${less.join(' and ')}, and this one is not. If that is not meant, a variable or a secret is not set in this environment; \`require\` makes it an error`
    )
  const timeoutMs = context.timeoutMs ?? config.backup.timeout
  const onOutput = (text: string) => context.log.info(text.trimEnd())
  const { key } = await trustOf(context)
  if (config.backup.destination !== undefined) await useDestination(context.host, stateDir, config.backup.destination)
  const id = newDeploymentId(context.clock.now(), context.random)
  const copyTo = await copyStoresOf(context)
  const taken = await takeBackup({
    host: context.host,
    clock: context.clock,
    // A lone backup changes nothing that a deployment guards, so it needs no lock and no token.
    job: deployment?.job('backup', timeoutMs, onOutput) ?? { stateDir, idPrefix: `backup-${id}.backup`, timeoutMs, onOutput },
    id,
    databases: await Promise.all(databases.map(async name => ({ name, engine: await sourceOf(context, name) }))),
    level: level ?? config.backup.verify,
    minFreeBytes: config.backup['min-free'],
    app,
    environment,
    deployment: deployment?.id,
    manifestKey: key,
    encryptTo: config.backup['encrypt-to'],
    copyTo,
    pin
  }).finally(() => Promise.all(copyTo.map(each => each.close())))
  const qualities = [...(key === undefined ? [] : ['signed']), ...saidOf(copyTo, taken.manifest), ...lacking(config.backup)]
  return { ...evidenceOf(taken.manifest, taken.manifestPath, qualities), databases: [...databases], durationMs: taken.durationMs }
}

/** What the report says of a backup. `path`: of its manifest. `qualities`: what it is besides proven, and what it is not. */
export function evidenceOf(manifest: Manifest, path: string, qualities: readonly string[]): BackupEvidence {
  const { members, copies = [] } = manifest
  const bytes = members.reduce((sum, member) => sum + member.bytes, 0)
  const checks = [...new Set(members.flatMap(member => member.checks.map(check => check.name)))]
  return {
    backup: manifest.id,
    databases: namesIn(manifest),
    manifest: path,
    sha256: members[0]!.sha256,
    bytes,
    level: manifest.level,
    copies,
    durationMs: manifest.durationMs,
    drillMs: members.some(member => member.drillMs !== undefined)
      ? members.reduce((sum, member) => sum + (member.drillMs ?? 0), 0)
      : undefined,
    says: `${manifest.id}: ${bytesText(bytes)}, proven by ${checks.join(', ')}, ${qualities.join(', ')}`
  }
}

/** What it is besides proven. */
export function saidOf(stores: readonly CopyStore[], { copies = [], members }: Manifest): string[] {
  const place = (label: string) => {
    const days = stores.find(store => store.label === label)?.days
    return days === undefined ? label : `${label} (GitHub removes it after ${days} days)`
  }
  return [
    ...(members.some(member => member.encryption !== undefined) ? ['encrypted'] : []),
    ...(copies.length === 0 ? [] : [`copied to ${copies.map(place).join(', ')}`])
  ]
}

/** The newest backup of this application's environment, by its number. */
async function newestOf({ context }: Session): Promise<Manifest | undefined> {
  const { app, environment } = context.target
  return (await knownOf(context))
    .filter(each => each.app === app && each.environment === environment)
    .reduce<Manifest | undefined>((best, each) => (best === undefined || each.sequence > best.sequence ? each : best), undefined)
}

async function knownOf(context: Session['context']): Promise<Manifest[]> {
  const { backups } = await context.state()
  return backups.map(each => manifestSchema.safeParse(each.manifest)).flatMap(each => (each.success ? [each.data] : []))
}

/** How old a backup may be that a migration outside the chain relies on, in milliseconds. */
const freshMs = 60 * 60_000

/**
 * The verified backup of each database that a migration may rely on: this deployment's own, else one of the last hour.
 * Errors: UserError when a database has none (G2).
 */
export async function requireBackups(session: Session, databases: readonly string[]): Promise<Record<string, string>> {
  const own = session.evidence<BackupEvidence>('backup')
  const known = await knownOf(session.context)
  const now = session.context.clock.now().getTime()
  const choose = async (name: string): Promise<[string, string]> => {
    if (own?.databases.includes(name)) return [name, own.backup]
    const { engine, database } = await databaseOf(session.context, name)
    // Of this very database: with inputs alone every file is called `main`.
    const holds = (member: BackupMember) => member.database === name && member.engine === engine && member.source === database
    const fresh = known.findLast(backup => backup.members.some(holds) && now - Date.parse(backup.finishedAt) < freshMs)
    if (fresh === undefined)
      throw new UserError(
        `There is no verified backup of ${name} from this deployment or the last hour, and no migration starts without one: run \`backup-db\` first`
      )
    return [name, fresh.id]
  }
  const chosen = await Promise.all(databases.map(choose))
  // One that another job took is read again: it may have been damaged or removed since.
  const others = new Set(chosen.map(([, id]) => id).filter(id => id !== own?.backup))
  for (const id of others) await verifyBackup(session.context.host, session.context.target.stateDir, id, await trustOf(session.context))
  return Object.fromEntries(chosen)
}
