import type { JobContext } from '../database/backup-source.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { tagOf } from '../database/names.ts'
import { compareSchemas, readSchema } from '../database/schema-objects.ts'
import { hashTables, lostIn } from '../database/table-hashes.ts'
import { messageOf, UserError } from '../errors.ts'
import { difference } from './applied.ts'
import { MigrationFailed, type MigrationFramework } from './framework.ts'
import { type HeldLock, watchLocks } from './lock-watch.ts'
import type { OnlineVerdict, RanStatement } from './online-trial.ts'
import type { Smoke } from './smoke.ts'

/** What a trial found; JSON for the journal. */
export type Trial = {
  /** What was applied on the copy. */
  readonly applied: readonly string[]
  /** Of applying it, in milliseconds. */
  readonly ms: number
  /** The longest that each table was locked, the longest first. */
  readonly locks: readonly { readonly table: string; readonly mode: string; readonly ms: number }[]
  /** How often it was looked and answered; 0: nothing is known of locks. */
  readonly looks: number
  /** `yes`: applied, taken back and equal, schema and rows, and applied again; `no`: it was not equal; `unknown`: there is no way back to be tried. */
  readonly lossless: 'yes' | 'no' | 'unknown'
  /** What was not as before, or why there is no way back; one line each. */
  readonly lost: readonly string[]
  /** What the framework would still change to make the schema that of the models. */
  readonly drift: readonly string[]
  /** Of the previous release on the new schema; absent where no command is configured, or nothing was pending. */
  readonly smoke?: Smoke
  /** Of MySQL and MariaDB: how the server makes each change of the schema (R15); absent: it was not asked. */
  readonly online?: readonly OnlineVerdict[]
}

/** Tables that a framework makes for itself, and does not take away again. */
const ledgers = ['django_migrations', 'alembic_version', 'belay_migrations', 'belay_scripts']
/** Tables whose rows are a framework's own: Django adds to these after every migration, and takes nothing away. */
const bookkeeping = [...ledgers, 'django_content_type', 'auth_permission']

export interface Tried {
  readonly framework: MigrationFramework
  /** The copy. */
  readonly engine: DatabaseEngine
  readonly clock: Parameters<typeof watchLocks>[2]
  /** Runs last, for it may write what it likes into the copy. */
  readonly smoke?: ((job: JobContext) => Promise<Smoke>) | undefined
}

/**
 * Runs on a copy what is pending there: up, down, compared with what was, up again. Nothing live is touched. `statements`: those that changed the schema,
 * where the framework tells them.
 * Errors: MigrationFailed where the first way up fails.
 */
export async function tryMigrations(
  { framework, engine, clock, smoke }: Tried,
  job: JobContext
): Promise<{ readonly trial: Trial; readonly statements: readonly RanStatement[] }> {
  const trial = (found: Trial) => ({ trial: found, statements: result.statements ?? [] })
  const recorded = await framework.appliedSet()
  const [schema, rows] = [await readSchema(engine), await hashTables(engine, bookkeeping)]
  const up = { ...job, idPrefix: `${job.idPrefix}.up` }
  const { result, locks, looks } = await watchLocks(engine, tagOf(up.idPrefix), clock, () => framework.apply(up, recorded))
  const drift = (await framework.drift?.()) ?? []
  const found = {
    applied: result.applied,
    ms: result.durationMs,
    looks,
    locks: locks.slice(0, 20).map(each => ({ ...each }) satisfies HeldLock),
    drift
  }
  const smoked = async (isNew: boolean): Promise<Pick<Trial, 'smoke'>> => {
    if (smoke === undefined) return {}
    if (!isNew)
      return {
        smoke: { result: 'unknown', says: 'the copy could not be brought to the new schema again, so the previous release was not tried' }
      }
    return { smoke: await smoke(job) }
  }
  if (result.applied.length === 0) return trial({ ...found, lossless: 'yes', lost: [] })
  try {
    if (framework.revert === undefined) throw new UserError(`${framework.name} has no way back`)
    await framework.revert({ ...job, idPrefix: `${job.idPrefix}.down` }, recorded)
  } catch (error) {
    // That it cannot go back is what the rehearsal finds out; the deployment may go on.
    if (!(error instanceof UserError)) throw error
    const lost = [messageOf(error).split('\n')[0]!]
    // One that broke half way has left neither the old schema nor the new one.
    const isNew =
      difference(result.after, await framework.appliedSet()).removed.length === 0 &&
      !(error instanceof MigrationFailed && error.evidence.partly)
    return trial({ ...found, lossless: 'unknown', lost, ...(await smoked(isNew)) })
  }
  const lost = [
    ...compareSchemas(schema, await readSchema(engine), ledgers).differences.map(line =>
      line.replace('only the live database has', 'missing afterwards:').replace('only the new migrations make', 'left over:')
    ),
    ...lostIn(rows, await hashTables(engine, bookkeeping))
  ]
  let again = true
  try {
    await framework.apply({ ...job, idPrefix: `${job.idPrefix}.again` }, recorded)
  } catch (error) {
    // The live database has not been taken back, so there they would not fail.
    if (!(error instanceof MigrationFailed)) throw error
    again = false
    lost.push(`it cannot be applied again: ${messageOf(error).split('\n')[0]!}`)
  }
  return trial({ ...found, lossless: lost.length === 0 ? 'yes' : 'no', lost, ...(await smoked(again)) })
}
