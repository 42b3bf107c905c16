import type { ComparedSide, ScriptConfig } from '../config/schema.ts'
import type { SqlClient } from '../database/engine.ts'
import { sha256Function } from '../host/sha256.ts'
import { sh } from '../host/shell.ts'
import { phase } from './script-phase.ts'

type Comparison = ScriptConfig['compare'][number]

/** `belay_measure FUNCTION` sets REPLY to the number of lines that it prints and the SHA-256 of them in order. Only the number is ever in a file. */
const measure = `${sha256Function}belay_measure() {
  local count sum
  count=$(mktemp)
  sum=$(set -o pipefail; "$1" | LC_ALL=C sort | awk -v to="$count" '{ print } END { print NR > to }' | belay_sha256) || { rm -f -- "$count"; return 1; }
  REPLY="$(cat -- "$count") \${sum%% *}"
  rm -f -- "$count"
}
`

/**
 * Script text that counts and sums the sources before a script and the targets after it. Lines count in any order; rows and files never leave the host, only
 * `<number> <SHA-256>` of each side. It ends with `exitCode` where a side cannot be read or they differ, and
 * before the script with `emptyCode` where a source has no line and may not be empty: two empty sides are equal and prove nothing (G12).
 */
export function compareScript(
  comparisons: readonly Comparison[],
  options: {
    readonly timeoutMs: number
    readonly directory: string
    readonly client: SqlClient
    readonly exitCode: number
    readonly emptyCode: number
  }
): { readonly before: string; readonly after: string } {
  if (comparisons.length === 0) return { before: '', after: '' }
  const { client, directory, exitCode, emptyCode } = options
  const side = (each: Comparison, index: number, which: 'source' | 'target') => `belay_${which}_${index}() {
${lines(each[which], options)}
}
belay_measure belay_${which}_${index} || { ${sh`printf 'BELAY-compare=%s cannot be read (%s)\n' ${each.name} ${which}`}; exit ${exitCode}; }
belay_${which}_sum_${index}=$REPLY
`
  const full = (each: Comparison, index: number) =>
    each['allow-empty']
      ? ''
      : `[[ $belay_source_sum_${index} != '0 '* ]] || { ${sh`printf 'BELAY-compare=%s\n' ${each.name}`}; exit ${emptyCode}; }
`
  return {
    before: `${client.functions}${sh`cd -- ${directory}`}
${measure}${comparisons.map((each, index) => `${side(each, index, 'source')}${full(each, index)}`).join('')}`,
    after: comparisons
      .map(
        (each, index) => `${side(each, index, 'target')}[[ $belay_source_sum_${index} == "$belay_target_sum_${index}" ]] || {
  ${sh`printf 'BELAY-compare=%s: source %s, target %s\n' ${each.name}`} "$belay_source_sum_${index}" "$belay_target_sum_${index}"
  exit ${exitCode}
}
${sh`printf '  %s: %s lines, the same before and after\n' ${each.name}`} "\${belay_target_sum_${index}%% *}"
`
      )
      .join('')
  }
}

function lines(side: ComparedSide, { timeoutMs, client }: { readonly timeoutMs: number; readonly client: SqlClient }): string {
  if ('sql' in side) return sh`printf %s ${`${client.begin}${side.sql.trim().replace(/;\s*$/, '')};\n`} | sql_client`
  if ('run' in side) return phase(side.run, timeoutMs, 'return 1')
  return sh`( cd -- ${side.files} && find . -type f -exec sha256sum -- {} + )`
}

/** What a job said about the comparison that failed. */
export function differences(output: string): string {
  return [...output.matchAll(/^BELAY-compare=(.*)$/gm)].at(-1)?.[1] ?? 'the comparison gave no answer'
}
