import type { JobContext } from '../database/backup-source.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { tagOf } from '../database/names.ts'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { onlineForm } from '../squash/mysql-online.ts'
import { splitSql } from '../squash/sql/split.ts'
import { jobOrLost } from './lost-job.ts'

/** A statement that a migration ran. */
export interface RanStatement {
  readonly migration: string
  readonly sql: string
}

/**
 * What the server answered to one change of the schema; JSON for the journal. `online`: it makes it in place, beside readers and writers. `copies`: it
 * refuses that, so it copies the table or keeps writers out (R15). `unknown`: it could not be asked.
 */
export type OnlineVerdict = { readonly migration: string; readonly statement: string; readonly verdict: 'online' | 'copies' | 'unknown' }

const most = 1_000
const schemaChange = /^(ALTER|CREATE|DROP|RENAME)\b/i
const setting = /^SET\s+(?!(?:GLOBAL|PERSIST|PASSWORD|ROLE|DEFAULT)\b)/i

/** Pure: the statements of a text that change the schema, each with the settings of its session that come before it. */
export function schemaChanges(migration: string, text: string): RanStatement[] {
  let settings = ''
  return splitSql(text, 'mysql').statements.flatMap(({ text: sql }) => {
    if (setting.test(sql)) settings += `${sql};\n`
    return schemaChange.test(sql) ? [{ migration, sql: `${settings}${sql}` }] : []
  })
}

/**
 * Runs the changes in their order in a copy of the schema that holds no rows and nobody uses: each that can be is asked first to be done in place beside
 * writers, and done as it is written only where the server refuses that (errors 1845 and 1846). From the first that fails on, none is judged.
 */
export async function tryOnline(
  host: Host,
  copy: DatabaseEngine,
  ran: readonly RanStatement[],
  job: JobContext
): Promise<readonly OnlineVerdict[]> {
  const asked = ran.slice(0, most).map(each => {
    const { statements } = splitSql(each.sql, 'mysql')
    const last = statements.at(-1)?.text ?? each.sql
    const settings = each.sql.slice(0, each.sql.lastIndexOf(last))
    return { ...each, last, settings, online: onlineForm(last) }
  })
  if (!asked.some(each => each.online !== undefined)) return []
  const client = copy.sqlClient({ tag: tagOf(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 })
  const send = (sql: string) => sh`printf %s ${client.begin + sql} | sql_client > /dev/null 2> "$belay_said"`
  const script = asked.map(({ settings, last, online }, index) =>
    online === undefined
      ? `${send(`${settings}${last}`)} || exit 0\n`
      : `if ${send(`${settings}${online}`)}; then echo BELAY-online-${index}=online
elif grep -Eq '^ERROR 184[56] ' "$belay_said"; then
  echo BELAY-online-${index}=copies
  ${send(`${settings}${last}`)} || exit 0
else ${send(`${settings}${last}`)} || exit 0
fi
`
  )
  const result = await jobOrLost(
    host.job({
      stateDir: job.stateDir,
      id: `${job.idPrefix}.online`,
      script: `${client.functions}belay_said=$(mktemp)
trap 'rm -f -- "$belay_said"' EXIT
${script.join('')}`,
      secrets: client.secrets,
      timeoutMs: job.timeoutMs,
      token: job.token
    })
  )
  if (result.ended !== 'exit' || result.exitCode !== 0)
    throw new UserError(`Asking the server which changes it makes beside writers did not end well in ${copy.database}`)
  const answers = new Map([...result.tail.matchAll(/^BELAY-online-(\d+)=(online|copies)$/gm)].map(([, n, word]) => [Number(n), word!]))
  return asked.flatMap(({ migration, last, online }, index): OnlineVerdict[] => {
    if (online === undefined) return []
    const said = answers.get(index)
    const statement = last.replaceAll(/\s+/g, ' ').slice(0, 160)
    return [{ migration, statement, verdict: said === 'online' || said === 'copies' ? said : 'unknown' }]
  })
}

/** Pure: `R15: the server makes 2 of 3 changes beside writers; it copies or locks: 0002_x (ALTER TABLE …)`; undefined: there was nothing to ask. */
export function describeOnline(verdicts: readonly OnlineVerdict[]): string | undefined {
  if (verdicts.length === 0) return undefined
  const of = (verdict: OnlineVerdict['verdict']) => verdicts.filter(each => each.verdict === verdict)
  const [copies, unknown] = [of('copies'), of('unknown')]
  const named = (which: readonly OnlineVerdict[]) =>
    `${which
      .slice(0, 3)
      .map(each => `${each.migration} (${each.statement.slice(0, 80)})`)
      .join(', ')}${which.length > 3 ? ` and ${which.length - 3} more` : ''}`
  if (copies.length + unknown.length === 0)
    return `R15 does not hold: the server makes ${verdicts.length === 1 ? 'the change' : `all ${verdicts.length} changes`} beside writers`
  return [
    ...(copies.length === 0
      ? []
      : [`R15 holds: the server refuses to make ${copies.length} of ${verdicts.length} changes beside writers: ${named(copies)}`]),
    ...(unknown.length === 0 ? [] : [`R15 is not decided for ${named(unknown)}`])
  ].join('; ')
}
