import { manifestsRead } from '../deployment/state-script.ts'
import type { State } from '../deployment/store.ts'
import { situation } from '../deployment/summarise.ts'

/** Pure: what is the case, for `command: status`. */
export function renderStatus(state: State, where: { readonly app: string; readonly environment: string; readonly host: string }): string {
  const now = situation(state)
  const lines = [`${where.app} in ${where.environment} on ${where.host}`]
  if (now.kind === 'no-state') return [...lines, 'not adopted yet', ...now.choices.map(choice => `  you can: ${choice}`)].join('\n')
  lines.push(`live: ${now.live === undefined ? 'not known' : `${now.live.version} (${now.live.id}, ${now.live.state})`}`)
  lines.push(
    `last good: ${now.lastGood === undefined ? 'none' : `${now.lastGood.version}, verified ${now.lastGood.verifiedAt ?? 'at an unknown time'}`}`
  )
  lines.push(`could go back to: ${now.candidates.length === 0 ? 'nothing' : now.candidates.map(each => each.version).join(', ')}`)
  if (now.kind !== 'idle') {
    const { owner, since } = now.holder
    lines.push(
      `open: deployment ${now.open.id}, by ${owner.actor} (${owner.repository}, ${owner.url ?? `run ${owner.runId}`}) since ${since}`
    )
    if (now.interrupted !== undefined) lines.push(`  it stopped in ${now.interrupted.step}, begun at ${now.interrupted.since}`)
  }
  lines.push('last deployments:')
  for (const { id, records } of state.deployments.slice(0, 10)) {
    const [first, last] = [records[0], records.at(-1)]
    lines.push(
      `  ${id} ${first?.type === 'opened' ? `${first.kind} ${first.version ?? ''}` : ''} ${last?.type === 'closed' ? `${last.outcome}: ${last.message.split('\n')[0]}` : 'open'}`
    )
  }
  // Of many only the newest are read, and all are counted.
  const many = state.backups.length > manifestsRead
  const backups = state.backups.filter(backup => (many ? backup.problem === undefined : backup.manifest !== undefined))
  lines.push(
    `backups: ${backups.length}${
      backups.length === 0
        ? ''
        : `, newest ${backups
            .map(backup => backup.id)
            .sort()
            .at(-1)}`
    }`
  )
  return [...lines, ...now.choices.map(choice => `you can: ${choice}`)].join('\n')
}
