import type { RestorePoint } from '../database/engine.ts'
import type { Step } from '../deployment/step.ts'
import { bytesText } from '../report/bytes.ts'
import { decideFence, fenceStands, wasOpened } from './fence-state.ts'
import { databaseTimeoutMs } from './timeouts.ts'
import { databaseOf, maintenanceFile } from './world.ts'

export type RestorePointEvidence = {
  readonly points: Readonly<Record<string, { readonly name: string; readonly bytes: number; readonly createdAt: string }>>
  readonly says: string
}

/** A copy of each database that a migration may touch, made while its writers are stopped: the instant to return to. */
export const restorePointStep: Step<{ readonly databases: readonly string[] }, RestorePointEvidence> = {
  name: 'restore-point',
  title: 'Make a restore point',
  changes: true,
  async plan(session) {
    const { context } = session
    const databases = [...new Set(context.target.config.migrations.map(migration => migration.database))]
    if (databases.length === 0) return { skip: 'no migrations are configured' }
    const records = session.deployment?.records ?? []
    const fence = context.dryRun ? await decideFence(session) : undefined
    if (fence?.needed === false) return { skip: fence.why }
    if (session.deployment?.evidence<RestorePointEvidence>('restore-point') !== undefined)
      return { skip: 'this deployment has its restore point' }
    if (!context.dryRun && !fenceStands(records))
      return { skip: 'no fence stands: going back is possible by the code alone, or not at all' }
    if (!context.dryRun && wasOpened(records, maintenanceFile(context) !== undefined))
      return { skip: 'users were let in already: a restore point would not be a way back' }
    if (session.deployment?.evidence<RestorePointEvidence>('restore-point') !== undefined)
      return { skip: 'this deployment has its restore point' }
    return { plan: { databases }, says: databases.map(name => `copy ${name} while its writers are stopped`) }
  },
  async run(session, plan) {
    const { context, mine } = session
    const points: Record<string, RestorePoint> = {}
    for (const name of plan.databases) {
      const engine = await databaseOf(context, name)
      points[name] = await engine.createRestorePoint(mine.job('restore-point', context.timeoutMs ?? databaseTimeoutMs), mine.id)
    }
    return {
      points: { ...points },
      says: Object.values(points)
        .map(point => `${point.name} (${bytesText(point.bytes)})`)
        .join(', ')
    }
  }
}
