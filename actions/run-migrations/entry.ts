import { actionStep } from '../../shared/action/action-step.ts'
import type { Body, Runtime } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import type { Context } from '../../shared/deployment/context.ts'
import type { Session } from '../../shared/deployment/session.ts'
import { UserError } from '../../shared/errors.ts'
import { type FailureEvidence, MigrationFailed } from '../../shared/migrations/framework.ts'
import { planTable } from '../../shared/report/migration-plan.ts'
import { losslessOf, migrateStep } from '../../shared/steps/migrate.ts'
import { rehearseStep } from '../../shared/steps/rehearse.ts'
import { restorePointStep } from '../../shared/steps/restore-point.ts'
import type { SquashEvidence } from '../../shared/steps/squash-check.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(
    inputs,
    runtime,
    session => onHost(session, runtime),
    context => onWindows(context, runtime)
  )

async function onHost(session: Session, runtime: Runtime): Promise<void> {
  if (session.context.target.config.migrations.length === 0)
    throw new UserError(
      'Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration'
    )
  const table = planTable(session.evidence<SquashEvidence>('squash-check')?.sets ?? [])
  if (table.length > 0) await runtime.summarise([...table, ''].join('\n'))
  const rehearsed = await actionStep(session, runtime, rehearseStep, {})
  const predicted = Object.values(rehearsed?.sets ?? {})
  if (predicted.length > 0)
    runtime.output(
      'predicted-ms',
      predicted.reduce((sum, each) => sum + each.ms, 0)
    )
  await actionStep(session, runtime, restorePointStep, {})
  const start = performance.now()
  const tell = (sets: readonly Pick<FailureEvidence, 'before' | 'after' | 'applied'>[]) => {
    const applied = sets.flatMap(set => set.applied)
    runtime.output('applied', JSON.stringify(applied))
    runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)))
    runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)))
    runtime.output('lossless', losslessOf(applied, session.evidence<SquashEvidence>('squash-check')))
    runtime.output('duration-ms', Math.round(performance.now() - start))
  }
  try {
    const evidence = await actionStep(session, runtime, migrateStep, {})
    if (evidence !== undefined) tell(Object.values(evidence.sets))
  } catch (error) {
    runtime.output('status', 'failed')
    // Of several sets, the one that failed: what it says of itself was read from the database after its last session was gone.
    if (error instanceof MigrationFailed) tell([error.evidence])
    throw error
  }
}

async function onWindows(context: Context, runtime: Runtime): Promise<void> {
  const { migrateHere } = await import('../../shared/windows/migrations.ts')
  const start = performance.now()
  const tell = (sets: readonly Pick<FailureEvidence, 'before' | 'after' | 'applied'>[]) => {
    for (const name of ['applied', 'before', 'after'] as const) runtime.output(name, JSON.stringify(sets.flatMap(set => set[name])))
    // What a script does is known to its author alone.
    runtime.output('lossless', 'unknown')
    runtime.output('duration-ms', Math.round(performance.now() - start))
  }
  try {
    const { sets } = await migrateHere(context, runtime.environment)
    tell(sets)
    runtime.output('status', sets.some(set => set.applied.length > 0) ? 'passed' : 'skipped')
  } catch (error) {
    if (error instanceof MigrationFailed) tell([error.evidence])
    throw error
  }
}
