import type { Deployment, Holder } from './store.ts'

/** The exact ways on for someone who finds this deployment open. Pure. */
export function waysOn(deployment: string): string[] {
  return [
    `resume: run the same deployment again with \`deployment: ${deployment}\``,
    `go back: \`command: rollback\` with \`deployment: ${deployment}\``,
    `give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\``
  ]
}

/** What a deployment did last, in words. */
export function lastDone(deployment: Deployment): string {
  const record = deployment.records.at(-1)
  if (record === undefined) return 'It has written nothing yet.'
  const what = {
    opened: () => 'it was opened and no step has begun',
    intent: (step?: string) => `step ${step} has begun and not ended`,
    evidence: (step?: string) => `step ${step} is done`,
    failed: (step?: string) => `step ${step} has failed`,
    note: () => `a note was written`,
    closed: () => 'it is closed'
  }[record.type]('step' in record ? record.step : undefined)
  return `At ${record.at}: ${what}.`
}

/** Says who holds the lock, since when, how far that deployment is, and the exact next commands. Pure. */
export function heldMessage(where: string, holder: Holder, open: Deployment | undefined): string {
  const { owner } = holder
  const run = owner.url ?? `run ${owner.runId}`
  const lines = [
    `Deployment ${holder.deployment} holds the lock of ${where}. Wait until it ends (\`lock-timeout\`), or, when its run has ended, choose below.`,
    `Holder: ${owner.repository}, job ${owner.job} of ${run} (attempt ${owner.runAttempt}), started by ${owner.actor}, since ${holder.since}.`
  ]
  if (open !== undefined) lines.push(lastDone(open))
  if (holder.fingerprint === 'missing') lines.push('Its lock file has been removed past Belay.')
  if (holder.runningJobs.length > 0)
    lines.push(`Still running on the host: ${holder.runningJobs.join(', ')}. Until they end, only waiting helps.`)
  return [...lines, ...waysOn(holder.deployment).map(way => `- ${way}`)].join('\n')
}
