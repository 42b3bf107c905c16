import { UserError } from '../errors.ts'

/** Runs a user's script in a bash of its own, read from stdin whole before its first line runs. */
export function phase(script: string, timeoutMs: number, otherwise: string): string {
  const end = 'BELAY_END_OF_SCRIPT'
  if (script.split('\n').includes(end)) throw new UserError(`A migration script may not hold the line ${end}`)
  return `timeout --kill-after=5 ${Math.ceil(timeoutMs / 1000)} bash --noprofile --norc -e -o pipefail <<'${end}' || ${otherwise}
{ ${script}
exit; } </dev/null
${end}`
}
