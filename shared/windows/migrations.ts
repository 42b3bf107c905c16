import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Context } from '../deployment/context.ts'
import { newDeploymentId } from '../deployment/deployment-id.ts'
import { UserError } from '../errors.ts'
import { list } from '../migrations/applied.ts'
import { type ApplyEvidence, MigrationFailed } from '../migrations/framework.ts'
import { trustOf } from '../steps/world.ts'
import { takeBackup } from './backups.ts'
import { named, storeOf } from './commands.ts'
import { alone } from './lock.ts'
import { NodeScripts } from './scripts.ts'
import { NodeSqlite } from './sqlite.ts'

/** The scripts of every set, one set after the other, and the backup that was taken before the first of them. */
export interface MigratedHere {
  readonly sets: readonly ApplyEvidence[]
  /** Id; undefined: nothing was pending. */
  readonly backup: string | undefined
}

/**
 * Runs the scripts that are pending, on this machine where it has no shell, one run at a time. Before the first one a backup of their databases is taken and
 * proven. There is no journal and nothing is stopped: when a script fails, its error names the command that brings the backup back.
 * Errors: UserError, when nothing was changed; MigrationFailed.
 */
export async function migrateHere(context: Context, environment: Readonly<Record<string, string | undefined>>): Promise<MigratedHere> {
  const { target, log } = context
  if (target.config.migrations.length === 0)
    throw new UserError(
      'Nothing says which migrations to run: give `framework: scripts`, `scripts` and `database`, or `migrations` in the configuration'
    )
  const root = resolve(context.run.workspace, target.config.code?.root ?? '.')
  const sets = target.config.migrations.map(config => {
    if (config.framework !== 'scripts')
      throw new UserError(
        `\`framework: ${config.framework}\` is not there on Windows: \`scripts\` is, and a script may call ${config.framework}`
      )
    const { source } = named(context, config.database)
    if (!(source instanceof NodeSqlite)) throw new UserError(`${config.database} is a directory: scripts belong to a database`)
    return {
      database: config.database,
      scripts: new NodeScripts(config, { database: source.database, root, environment, clock: context.clock, log })
    }
  })
  if (context.dryRun) {
    for (const { scripts } of sets) {
      const pending = scripts.pending(await scripts.appliedSet())
      log.info(pending.length === 0 ? `Nothing is pending in ${scripts.set}` : `Would: back up, then run ${list(pending)} (${scripts.set})`)
    }
    return { sets: [], backup: undefined }
  }
  const store = storeOf(context)
  await store.open()
  const directory = join(target.stateDir, 'migrations')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  return alone(
    directory,
    async () => {
      const before = await Promise.all(sets.map(({ scripts }) => scripts.appliedSet()))
      const due = sets.filter(({ scripts }, index) => scripts.pending(before[index]!).length > 0)
      if (due.length === 0) {
        log.notice('Nothing is pending: every check says that it is applied')
        return { sets: [], backup: undefined }
      }
      const databases = [...new Set(due.map(each => each.database))]
      const backup = await log.group('Back up what the scripts will change', () => backUp(context, databases))
      log.info(`Backup ${backup} of ${databases.join(', ')} is proven`)
      const done: ApplyEvidence[] = []
      for (const [index, { scripts }] of sets.entries())
        try {
          done.push(await scripts.apply(before[index]!))
        } catch (error) {
          if (!(error instanceof MigrationFailed)) throw error
          throw new MigrationFailed(
            `${error.message}. Nothing was taken back, as nothing was stopped. To have ${databases.join(', ')} as before, stop the application, then \`command: restore\` with \`backup: ${backup}\`, \`accept-loss: ${backup}\` and a \`reason\``,
            error.evidence
          )
        }
      return { sets: done, backup }
    },
    { busy: 'Another run applies migrations', waitMs: context.lockTimeoutMs }
  )
}

async function backUp(context: Context, databases: readonly string[]): Promise<string> {
  const { target, clock } = context
  const { backup } = target.config
  const { key } = await trustOf(context)
  const manifest = await takeBackup({
    store: storeOf(context),
    clock,
    id: newDeploymentId(clock.now(), context.random),
    sources: databases.map(database => named(context, database)),
    level: backup.verify,
    minFreeBytes: backup['min-free'],
    app: target.app,
    environment: target.environment,
    manifestKey: key,
    encryptTo: backup['encrypt-to'],
    pin: false,
    signal: AbortSignal.timeout(backup.timeout)
  })
  return manifest.id
}
