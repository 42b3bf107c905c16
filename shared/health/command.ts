import type { CheckConfig } from '../config/schema.ts'
import { sh } from '../host/shell.ts'
import type { ScriptProbe } from './probe.ts'

type CommandCheck = Extract<CheckConfig, { command: string }>

/** Bytes of output that are looked at. */
const OUTPUT = 64 * 1024

/** A shell script on the host, in `current` where there is one. */
export const command: ScriptProbe<CommandCheck> = {
  kind: 'command',
  accepts: (check): check is CommandCheck => 'command' in check,
  budgetMs: check => check.timeout + 2000,
  script(check, _options, { root }) {
    const seconds = (check.timeout / 1000).toFixed(3)
    return `${root === undefined ? '' : sh`if [[ -d ${`${root}/current`} ]]; then cd -- ${`${root}/current`} || exit; fi`}
start=\${EPOCHREALTIME/[.,]/}
{ timeout -k 1 ${seconds} bash --noprofile --norc -c ${sh`${check.command}`} </dev/null 2>"$belay_file.error"; echo "$?" > "$belay_file.code"; } | { head -c ${OUTPUT} > "$belay_file"; cat > /dev/null; }
end=\${EPOCHREALTIME/[.,]/}
printf 'ended %s %s\\n' "$(< "$belay_file.code")" $((end - start))
printf 'output %s\\n' "$(base64 < "$belay_file" | tr -d '\\n')"
printf 'error %s\\n' "$(tail -n 1 "$belay_file.error" | head -c 200)"`
  },
  read(check, records) {
    const field = (word: string) => records.find(record => record.startsWith(`${word} `))?.slice(word.length + 1)
    const ended = field('ended')
    if (ended === undefined) return [{ outcome: 'no-answer', reason: 'the command left no exit code' }]
    const [exit, ms] = [Number(ended.split(' ')[0]), Number(ended.split(' ')[1]) / 1000]
    if ((exit === 124 || exit === 137) && ms >= check.timeout)
      return [{ outcome: 'no-answer', reason: `it had not ended after ${check.timeout} ms` }]
    if (exit !== check.expect.exit) {
      const said = field('error')?.trim() ?? ''
      return [{ outcome: 'wrong', reason: `expected exit code ${check.expect.exit}, got ${exit}${said === '' ? '' : `: ${said}`}`, ms }]
    }
    const output = Buffer.from(field('output') ?? '', 'base64').toString()
    if (check.expect.stdout !== undefined && !output.includes(check.expect.stdout)) {
      return [{ outcome: 'wrong', reason: `expected output with ${JSON.stringify(check.expect.stdout)}, and it is not there`, ms }]
    }
    return [{ outcome: 'ok', ms }]
  }
}
