import { nothingToDo } from '../../shared/action/action-step.ts'
import type { Body, Runtime } from '../../shared/action/main.ts'
import { withSession } from '../../shared/action/session.ts'
import { runStep } from '../../shared/deployment/run-step.ts'
import { type BackupEvidence, backUp, backupStep } from '../../shared/steps/backup.ts'
import { removeOldBackups } from '../../shared/steps/retention.ts'
import { requireSources } from '../../shared/steps/world.ts'
import type { definition } from './definition.ts'

export const run: Body<typeof definition.inputs> = (inputs, runtime) =>
  withSession(
    inputs,
    runtime,
    async session => {
      if (await nothingToDo(session, runtime)) return
      const databases = requireSources(session.context)
      let evidence: BackupEvidence | undefined
      let pruned: readonly string[] = []
      if (session.context.dryRun || session.deployment !== undefined) {
        const result = await runStep(session, backupStep(inputs.pin), {
          opening: () => Promise.reject(new Error('A backup opens no deployment'))
        })
        evidence = result.evidence
      } else {
        evidence = await session.context.log.group(backupStep().title, () => backUp(session, databases, inputs.pin))
        await session.remember('backup', evidence, evidence.durationMs)
        pruned = await removeOldBackups(session)
      }
      tell(runtime, evidence, pruned)
    },
    async context => {
      const { backUpHere, planHere } = await import('../../shared/windows/commands.ts')
      if (context.dryRun) return void context.log.info(planHere(context))
      const { evidence, pruned } = await backUpHere(context, inputs.pin)
      tell(runtime, evidence, pruned)
    }
  )

function tell(runtime: Runtime, evidence: BackupEvidence | undefined, pruned: readonly string[]): void {
  if (evidence !== undefined) {
    runtime.log.info(evidence.says)
    runtime.output('backup-id', evidence.backup)
    runtime.output('manifest', evidence.manifest)
    runtime.output('sha256', evidence.sha256)
    runtime.output('size-bytes', evidence.bytes)
    runtime.output('verified', evidence.level)
    runtime.output('duration-ms', evidence.durationMs)
    runtime.output('copies', evidence.copies.join(','))
    runtime.output('drill-ms', evidence.drillMs ?? '')
  }
  runtime.output('pruned', pruned.join(','))
  runtime.output('status', 'passed')
}
