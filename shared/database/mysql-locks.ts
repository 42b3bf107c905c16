import { raw, sh } from '../host/shell.ts'
import type { LockNow } from './engine.ts'
import { parseCopy } from './sql.ts'

/**
 * Script text: prints what keeps others out of the tables of the client's database. Metadata locks where the server keeps a list of them that this user may
 * read: the performance schema, which MariaDB has off by default, or MariaDB's plugin. Else the statements that change a table now, as the list of
 * processes shows them. Locks of rows are not among them.
 */
export function lookAtLocks(client: string): string {
  const ask = (sql: string) => sh`belay_locks=$(printf %s ${sql} | ${raw(client)} 2> /dev/null)`
  return `if ${ask(instrumented)} && [[ $belay_locks == YES* ]]; then printf '%s\\n' "$belay_locks"
elif ${ask(plugin)}; then printf 'YES\\n%s\\n' "$belay_locks"
else printf '%s\\n' 'NO'; printf %s ${sh`${processes}`} | ${client}
fi
`
}

/** In Belay's own session nothing but reading: what it opens to look is shared, and never among these. */
const instrumented = `SELECT IF(@@performance_schema, ENABLED, 'NO') FROM performance_schema.setup_instruments WHERE NAME = 'wait/lock/metadata/sql/mdl';
SELECT OBJECT_NAME, LOCK_TYPE, CONCAT_WS(' ', OWNER_THREAD_ID, OWNER_EVENT_ID) FROM performance_schema.metadata_locks
  WHERE OBJECT_TYPE = 'TABLE' AND OBJECT_SCHEMA = DATABASE() AND LOCK_STATUS = 'GRANTED' AND LOCK_TYPE IN ('SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE') AND OBJECT_NAME NOT LIKE '#sql%';
`

const plugin = `SELECT TABLE_NAME, REPLACE(LOCK_MODE, 'MDL_', ''), THREAD_ID FROM information_schema.METADATA_LOCK_INFO
  WHERE LOCK_TYPE = 'Table metadata lock' AND TABLE_SCHEMA = DATABASE() AND LOCK_MODE IN ('MDL_SHARED_NO_WRITE', 'MDL_SHARED_NO_READ_WRITE', 'MDL_EXCLUSIVE') AND TABLE_NAME NOT LIKE '#sql%';
`

/** The beginning of a statement is enough, and the rest may hold data. */
const processes = `SELECT HEX(LEFT(INFO, 400)), 'statement', ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND INFO IS NOT NULL;
`

/** Pure: what the script printed. */
export function locksIn(output: string): LockNow[] {
  const end = output.indexOf('\n')
  const seen = output.slice(0, end) === 'YES'
  return parseCopy(output.slice(end + 1)).flatMap(([what, mode, holder]) => {
    const text = seen ? undefined : Buffer.from(what ?? '', 'hex').toString('utf8')
    const table = text === undefined ? what : changedTable(text)
    return table ? [{ table, mode: mode ?? '', holder: `${holder} ${text ?? ''}` }] : []
  })
}

/** Pure: the table that a statement changes in its definition, unquoted; undefined for one that changes none. */
export function changedTable(statement: string): string | undefined {
  const text = statement.replace(/^(\s|\/\*.*?\*\/|--[^\n]*(\n|$)|#[^\n]*(\n|$))+/s, '')
  const name = '((?:`(?:[^`]|``)+`|[^\\s`.(;,]+)(?:\\s*\\.\\s*(?:`(?:[^`]|``)+`|[^\\s`.(;,]+))?)'
  const whole = new RegExp(
    `^(?:ALTER|DROP|TRUNCATE|OPTIMIZE|RENAME)\\s+(?:(?:ONLINE|OFFLINE|IGNORE|LOCAL|NO_WRITE_TO_BINLOG)\\s+)*TABLE\\s+(?:IF\\s+EXISTS\\s+)?${name}`,
    'i'
  )
  const index = new RegExp(
    `^(?:CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:(?:ONLINE|OFFLINE|UNIQUE|FULLTEXT|SPATIAL)\\s+)*|DROP\\s+)INDEX\\s.*?\\sON\\s+${name}`,
    'is'
  )
  const found = (whole.exec(text) ?? index.exec(text))?.[1]
  if (found === undefined) return undefined
  const last = /(?:`((?:[^`]|``)+)`|([^`.\s]+))$/.exec(found)
  return (last?.[1]?.replaceAll('``', '`') ?? last?.[2]) || undefined
}
