import { actionStep } from '../../shared/action/action-step.ts'
import type { Body } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { UserError } from '../../shared/errors.ts'
import { migrateStep } from '../../shared/steps/migrate.ts'
import { restorePointStep } from '../../shared/steps/restore-point.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(inputs, runtime, async session => {
    if (session.context.target.config.migrations.length === 0)
      throw new UserError(
        'Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration'
      )
    await actionStep(session, runtime, restorePointStep, {})
    const start = performance.now()
    const evidence = await actionStep(session, runtime, migrateStep, {})
    if (evidence === undefined) return
    const sets = Object.values(evidence.sets)
    runtime.output('applied', JSON.stringify(sets.flatMap(set => set.applied)))
    runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)))
    runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)))
    runtime.output('duration-ms', Math.round(performance.now() - start))
  })
