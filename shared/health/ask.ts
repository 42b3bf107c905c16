import type { CheckConfig } from '../config/schema.ts'
import { sh } from '../host/shell.ts'
import type { Checks, RoundOptions } from './gate.ts'
import type { Measurement } from './measurement.ts'
import type { AskOptions, ProbeContext, ScriptProbe } from './probe.ts'
import { directProbes, scriptProbes } from './registry.ts'

interface Asked {
  readonly name: string
  readonly check: CheckConfig
  readonly probe: ScriptProbe<CheckConfig>
  readonly options: AskOptions
}

/**
 * One round: every check is asked once. What a script can ask goes to the host in one round trip and runs side by side.
 * Errors: what Host.run throws (nothing is known then of any check), UserError for a check that names no database.
 */
export async function askAll(context: ProbeContext, checks: Checks, round: RoundOptions): Promise<readonly Measurement[]> {
  const scripted: Asked[] = []
  const direct: Promise<Measurement>[] = []
  for (const [name, check] of Object.entries(checks)) {
    const script = scriptProbes.find(probe => probe.accepts(check)) as ScriptProbe<CheckConfig> | undefined
    const options = { graceMs: round.graceMs, requests: round.requests[name] ?? 1 }
    if (script) scripted.push({ name, check, probe: script, options })
    else direct.push(directProbes.find(probe => probe.accepts(check))!.ask(name, check as never, context))
  }
  const [byScript, others] = await Promise.all([askByScript(context, scripted), Promise.all(direct)])
  return [...byScript, ...others]
}

async function askByScript(context: ProbeContext, asked: readonly Asked[]): Promise<readonly Measurement[]> {
  if (asked.length === 0) return []
  const budget = Math.max(...asked.map(({ probe, check, options }) => probe.budgetMs(check, options)))
  const foreign = asked.some(({ check }) => 'command' in check)
  const { stdout } = await context.host.run(roundScript(context, asked), { timeoutMs: budget + 5000, foreign })
  const sections = new Map<number, string[]>()
  let records: string[] | undefined
  for (const line of stdout.split('\n')) {
    const mark = /^@(\d+)$/.exec(line)
    if (mark) sections.set(Number(mark[1]), (records = []))
    else if (line !== '') records?.push(line)
  }
  return Promise.all(
    asked.map(async ({ name, check, probe, options }, index): Promise<Measurement> => {
      const read = probe.read(check, sections.get(index) ?? [])
      if (!('unable' in read)) return { check: name, samples: read }
      if (context.host.kind === 'local' && probe.fallback) return { check: name, samples: await probe.fallback(check, options) }
      return { check: name, samples: [], error: `${read.unable} (${context.host.label})` }
    })
  )
}

/** Records begin with a word in small letters, marks with `@`: what a check prints cannot be taken for a mark, since it comes encoded. */
function roundScript(context: ProbeContext, asked: readonly Asked[]): string {
  const each = asked.map(
    ({ check, probe, options }, index) =>
      `(\nbelay_file=$belay_dir/${index}\n${probe.script(check, options, context)}\n) > "$belay_dir/${index}.records" 2>"$belay_dir/${index}.noise" &`
  )
  return `set +eu +o pipefail
belay_dir=$(mktemp -d) || exit
trap 'rm -rf -- "$belay_dir"' EXIT
${each.join('\n')}
wait
${sh`for belay_each in ${asked.map((_, index) => index)}; do`} printf '@%s\\n' "$belay_each"; cat "$belay_dir/$belay_each.records"; done
`
}
