import { quote, sh } from '../host/shell.ts'
import type { PostgresShell } from './postgres-shell.ts'

/** A PgBouncer before the database. What it holds back while it is paused waits, and is neither refused nor lost. */
export interface Pooler {
  /** Script text: bash functions, once before the others. */
  readonly functions: string
  /** Asks it; fails where it cannot be asked or does not lead to this database. */
  readonly check: string
  /** From now on no query reaches the database through it. */
  readonly pause: string
  /** Queries go through again, also after a run that died in between. Safe to repeat. */
  readonly resume: string
}

/** Without one nothing is to be done. */
export const noPooler: Pooler = { functions: '', check: '', pause: '', resume: '' }

/**
 * `shell` reaches the admin console. Every name under which PgBouncer leads to the database is paused; one that `*` would make on demand too.
 * PAUSE waits for transactions that run, or in session pooling for clients to leave: what has not ended within five seconds is ended by the swap, like
 * every other session of the database, and the waiting PAUSE with it.
 */
export function pooler(shell: PostgresShell, database: string): Pooler {
  const ask = `${shell.psql} -P tuples_only=off -P footer=off`
  const refused = sh`printf 'BELAY: PgBouncer, as pgbouncer.url of the configuration reaches it, has no database that leads to %s\n' ${database}`
  return {
    functions: `${shell.functions}
# Prints "<1 where it is paused> <name>" for each of PgBouncer's databases that lead to ours. The columns differ between its versions.
belay_pooled() {
  local said head row name= leads= paused= i
  ${shell.find('psql')}
  said=$(printf 'SHOW DATABASES;\\n' | ${ask}) || return
  {
    IFS='|' read -ra head
    for i in "\${!head[@]}"; do case \${head[i]} in name) name=$i ;; database) leads=$i ;; paused) paused=$i ;; esac; done
    while IFS='|' read -ra row; do
      [[ \${row[leads]} != ${quote(database)} ]] || printf '%s %s\\n' "\${row[paused]}" "\${row[name]}"
    done
  } <<<"$said"
}
belay_console() { ${shell.find('psql')}; printf '%s "%s";\\n' "$1" "\${2//\\"/\\"\\"}" | ${shell.psql}; }
`,
    check: `belay_pooled > /dev/null
`,
    pause: `belay_pausing=()
belay_names=$(belay_pooled)
${sh`[[ $belay_names ]] || belay_names='0 '${database}`}
while IFS= read -r belay_name; do
  belay_console PAUSE "\${belay_name#* }" & belay_pausing+=($!)
done <<<"$belay_names"
for belay_pid in "\${belay_pausing[@]}"; do
  for _ in {1..50}; do kill -0 "$belay_pid" 2>/dev/null || break; sleep 0.1; done
  kill -0 "$belay_pid" 2>/dev/null || wait "$belay_pid" || { ${refused}; exit 64; }
done
`,
    resume: `belay_names=$(belay_pooled)
while IFS= read -r belay_name; do
  [[ $belay_name != 1* ]] || belay_console RESUME "\${belay_name#* }"
done <<<"$belay_names"
`
  }
}
