import { sh } from '../host/shell.ts'
import type { DumpPlan, VerifyLevel } from './backup-source.ts'
import { CUSTOM, DIRECTORY, PACKED, UNPACKED } from './postgres-archive.ts'
import { contentBegin, contentSettings, contentSql } from './postgres-content.ts'
import { feed, type PostgresShell } from './postgres-shell.ts'
import { dumpFacts } from './postgres-sql.ts'
import { schemaBytes, schemaHasNoRows, schemaOf } from './schema-only.ts'
import { parseContent } from './table-content.ts'

export interface DumpOf {
  /** Name in the configuration. */
  readonly key: string
  readonly database: string
  readonly shell: PostgresShell
  /** Script text that comes once before anything else. */
  readonly head: string
  readonly format: 'custom' | 'directory'
  readonly scope: 'full' | 'schema'
  /** Processes that dump side by side; only into a directory. */
  readonly jobs: number
}

/** Exit code with which a script says its reason by itself. */
const REFUSED = 64

/**
 * The database, and what the server holds beside it: roles, their settings and memberships, tablespaces. Of the schema alone nothing else.
 * Errors: UserError for a drill of what has no rows.
 */
export function dumpPlans(of: DumpOf, level: VerifyLevel, tag: string): readonly DumpPlan[] {
  if (of.scope === 'schema') {
    if (level === 'drill') throw schemaHasNoRows(of.key)
    return [databasePlan({ ...of, format: 'custom' }, level, tag)]
  }
  return [databasePlan(of, level, tag), globalsPlan(of, tag)]
}

function databasePlan(of: DumpOf, level: VerifyLevel, tag: string): DumpPlan {
  const { key, database, shell, head, jobs } = of
  const directory = of.format === 'directory'
  const schema = of.scope === 'schema'
  // In a container the directory is one of its own, and what comes out is the tar.
  const packed = directory && shell.streams ? PACKED : []
  // Numbers and words of the schema only.
  const flags = `--format=${of.format} --no-password --lock-wait-timeout=60000${schema ? ' --schema-only' : ''}${directory ? ` --jobs=${jobs}` : ''}`
  const asAdmin = shell.adminProgram('pg_dump', ['-d', shell.target(database, tag)], packed)
  const rest = `${flags} ${schema ? '' : '--snapshot="$belay_snapshot" '}"$compress" --no-sync`
  const dumped = (client: string, more = '') => `${client} ${rest}${more}`
  const byAdmin = (more: string) => (asAdmin === undefined ? 'false' : dumped(asAdmin, more))
  const byApp = (more: string) => dumped(`${shell.app} ${sh`${packed}`} "\${dumper[M]}" ${sh`-d ${shell.target(database, tag)}`}`, more)
  const either = (more: string) => `if [[ \${asadmin[M]} ]]; then ${byAdmin(more)}; else ${byApp(more)}; fi`
  const opened = ' --file=/dev/stdin'
  // Written to stdout the archive would not say where in it each table lies, and pg_dump leaves a second table of contents behind its end.
  const writing = shell.streams
    ? `${either('')} | cat > "$FILE"`
    : `# Open to whoever writes it, and the directory above to nobody else: another user gets it as an open descriptor.
${directory ? 'mkdir -m 777 -- "$FILE.d"' : ': > "$FILE"\nchmod 666 -- "$FILE"'}
( umask 022; ${either(opened)}; ) < "$FILE${directory ? '.d' : ''}"${directory ? '' : '\nchmod 600 -- "$FILE"'}`
  const member = `${key}${schema ? '.schema' : ''}.dump${directory ? '.tar' : ''}`
  return {
    prepare: `${head}${shell.find('psql')}
facts=$(${feed(`SET statement_timeout = '60s';\n${dumpFacts}`, shell.psql)})
IFS='|' read -r number bytes estimate[M] tables complete version <<<"$facts"
major[M]=$((number / 10000)) engine_of[M]=$version
${directory && !shell.streams ? '# The files of the dump, and the tar of them.\nestimate[M]=$((2 * estimate[M]))\n' : ''}${schema ? `estimate[M]=${schemaBytes}\n` : ''}# The role of the URL dumps when it may read everything: no sudo, and no more rights than needed.
asadmin[M]=
${asAdmin === undefined ? '' : '[[ $complete == t ]] || asadmin[M]=1\n'}${shell.find('pg_dump', '"${major[M]}"')}
dumper[M]=$REPLY
client=$(if [[ \${asadmin[M]} ]]; then ${shell.adminVersion('pg_dump')}; else ${shell.app} "$REPLY" --version; fi)
[[ $client =~ ([0-9]+)([.0-9]*) ]]
client_of[M]=\${BASH_REMATCH[0]}
if [[ \${BASH_REMATCH[1]} != "\${major[M]}" ]]; then
  printf 'BELAY: pg_dump on this host is version %s and the server is version %s: a backup by another major version may not restore. Install postgresql-client-%s\\n' "\${BASH_REMATCH[0]}" "$version" "\${major[M]}"
  exit ${REFUSED}
fi
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "\${BASH_REMATCH[0]}" "$M" "$bytes" "$M" "$tables"
`,
    dump: `${head}compress=--compress=zstd:1
(( major[M] >= 16 )) || compress=--compress=1
${shell.find('psql')}
${schema ? ': > "$CONTENT"' : countBeside(of, tag)}
${writing}
${schema ? '' : endCount}${
  directory && !shell.streams
    ? `( cd -- "$FILE.d" && printf '%s\\0' * | tar --null -T - -cf "$FILE" )
`
    : ''
}`,
    verify: directory ? verifyDirectory(shell, level) : verifyCustom(shell, level),
    secrets: shell.secrets,
    member: {
      name: member,
      role: schema ? 'schema' : 'database',
      format: directory ? DIRECTORY : CUSTOM,
      source: schema ? schemaOf(database) : undefined
    },
    content: schema ? undefined : parseContent,
    checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'full-decode', 'sha256'],
    commands: [
      `pg_dump ${flags} --compress=<zstd:1, or 1 before PostgreSQL 16> ${database}`,
      ...(directory ? [`tar -cf ${member}`] : []),
      ...(level !== 'quick' ? [`pg_restore --file=/dev/null ${member}`] : [])
    ]
  }
}

function verifyCustom(shell: PostgresShell, level: VerifyLevel): string {
  if (level === 'quick') return `[[ $(head -c 5 -- "$FILE") == PGDMP ]]\n`
  return `${shell.find('pg_restore', '"${major[M]}"')}
${shell.app} "$REPLY" --file=/dev/null < "$FILE"
`
}

/** The table of contents comes last. Decoding reads every data file that it names, and the tar is compared with what was decoded. */
function verifyDirectory(shell: PostgresShell, level: VerifyLevel): string {
  if (shell.streams)
    return `[[ $(tar -xOf "$FILE" toc.dat | { head -c 5; cat > /dev/null; }) == PGDMP ]]
${level === 'quick' ? '' : `${shell.find('pg_restore', '"${major[M]}"')}\n${shell.app} ${sh`${UNPACKED}`} "$REPLY" --file=/dev/null < "$FILE"\n`}`
  const decode = `${shell.find('pg_restore', '"${major[M]}"')}
${shell.app} "$REPLY" --file=/dev/null /dev/stdin < "$FILE.d"
tar -C "$FILE.d" -df "$FILE"
`
  return `[[ $(head -c 5 -- "$FILE.d/toc.dat") == PGDMP ]]
${level === 'quick' ? '' : decode}rm -rf -- "$FILE.d"
`
}

/**
 * What belongs to no database. Every role may read it as a rule; where it may not (a server that somebody else runs), the backup is one without it: the
 * log says so, and the manifest has no such member.
 */
function globalsPlan({ key, database, shell }: DumpOf, tag: string): DumpPlan {
  const flags = '--globals-only --no-role-passwords --no-password --lock-wait-timeout=60000'
  const asAdmin = shell.adminProgram('pg_dumpall', [
    '--globals-only',
    '--no-role-passwords',
    '--no-password',
    '-l',
    shell.target('postgres', tag)
  ])
  return {
    // The member before is the database's: the same server and clients.
    prepare: `estimate[M]=0
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=0\\n' "$M" "\${engine_of[M-1]}" "$M" "\${client_of[M-1]}" "$M"
`,
    dump: `: > "$CONTENT"
if { ( ${shell.find('pg_dumpall', '"${major[M-1]}"')} 2>/dev/null && ${shell.app} "$REPLY" ${flags} ${sh`-l ${shell.target(database, tag)}`} ) > "$FILE" ||
  ${asAdmin === undefined ? 'false' : `${asAdmin} > "$FILE"`}; } && tail -n 8 -- "$FILE" | grep -qxF -e '-- PostgreSQL database cluster dump complete'; then :; else
  rm -f -- "$FILE"
  echo 'BELAY-note=roles and tablespaces are not in this backup: no role that it runs as may read them'
fi
`,
    verify: '',
    secrets: shell.secrets,
    member: { name: `${key}.globals.sql`, role: 'globals', format: 'sql' },
    optional: true,
    checks: ['exit-code', 'trailer', 'sha256'],
    commands: [`pg_dumpall ${flags}`]
  }
}

/**
 * Script text: begins a session beside the dump whose snapshot the dump takes over (`belay_snapshot`), and which counts the rows of every table meanwhile.
 * It must live until the dump has connected, so it is ended only after the dump.
 */
function countBeside({ database, shell }: DumpOf, tag: string): string {
  const asAdmin = shell.adminProgram('psql', []) === undefined ? 'false' : shell.admin(database, tag)
  return `trap '' PIPE
coproc belay_count { trap - PIPE; exec {belay_use}>&-; if [[ \${asadmin[M]} ]]; then ${asAdmin}; else ${shell.psql}; fi; }
belay_0=\${belay_count[0]} belay_1=\${belay_count[1]} belay_count_pid=$belay_count_PID
exec {belay_count_in}>&"$belay_1" {belay_count_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
${sh`printf '%s\n' ${`${contentSettings}${contentBegin}SELECT pg_export_snapshot();`} >&"$belay_count_in"`} 2>/dev/null || :
IFS= read -r belay_snapshot <&"$belay_count_out" || { wait "$belay_count_pid"; exit 1; }
${sh`printf '%s\n' ${contentSql} >&"$belay_count_in"`} 2>/dev/null || :
trap - PIPE
# Read at once: what nobody reads would stop the counting.
cat <&"$belay_count_out" > "$CONTENT" & belay_counter=$!
exec {belay_count_out}<&-`
}

/** Script text: takes what the session of `countBeside` said; fails where it did not come to its end. */
const endCount = `trap '' PIPE
printf 'COMMIT;\\n\\\\echo BELAY-counted\\n' 2>/dev/null >&"$belay_count_in" || :
trap - PIPE
exec {belay_count_in}>&-
wait "$belay_counter"
# What it said last is the proof: bash may have forgotten its exit code.
wait "$belay_count_pid" 2>/dev/null || :
[[ $(tail -n 1 -- "$CONTENT") == BELAY-counted ]]
sed -i '$d' -- "$CONTENT"
`
