// A run of a workflow: which jobs run, in which order, with what of each other, and what the run comes to.
import type { Groups } from './concurrency.ts'
import type { RunContext } from './context.ts'
import { type Contexts, text, textOf, truthy, type Value, value } from './expressions.ts'
import { holds, Job } from './job.ts'
import { expand } from './matrix.ts'
import { condition, get, is, pairs, strings, type Token } from './parser.ts'
import { type Annotation, type JobResult, type LegResult, messageOf, type Outcome, Red } from './types.ts'

/** `group` and `cancel-in-progress` of a workflow or a job. */
export function concurrencyOf(token: Token | undefined, file: string, ctx: Contexts): { group: string; cancel: boolean } | undefined {
  if (token === undefined) return undefined
  const mapping = is(token, 'mapping')
  const group = textOf(mapping ? get(token, 'group') : token, file, ctx)
  return group === '' ? undefined : { group, cancel: mapping && truthy(value(get(token, 'cancel-in-progress'), file, ctx)) }
}

const worst = (results: Outcome[]): Outcome => (['failure', 'cancelled', 'success'] as const).find(r => results.includes(r)) ?? 'skipped'

export class Jobs {
  readonly #run: RunContext
  readonly #groups: Groups
  readonly #tokens: Map<string, Token>
  readonly #kept: Record<string, JobResult>
  readonly #results = new Map<string, Promise<JobResult>>()
  readonly #active = new Set<Job>()
  readonly #waiting = new Set<() => void>()
  #count = 0
  cancelled = false
  #forced = false
  #timer: NodeJS.Timeout | undefined

  constructor(run: RunContext, groups: Groups, kept: Record<string, JobResult>) {
    this.#run = run
    this.#groups = groups
    this.#kept = kept
    this.#tokens = new Map(pairs(get(run.doc.root, 'jobs')).map(p => [p.key, p.value]))
  }

  cancel(): void {
    this.cancelled = true
    for (const leave of [...this.#waiting]) leave()
    for (const job of this.#active) job.cancel()
    // A cancelled run has five minutes in all, whatever its conditions say.
    this.#timer ??= setTimeout(() => this.force(), this.#run.timing.force)
  }

  force(): void {
    this.cancel()
    this.#forced = true
    for (const job of this.#active) job.force()
  }

  async all(): Promise<Record<string, JobResult>> {
    const ids = [...this.#tokens.keys()]
    const results = await Promise.all(ids.map(id => this.#result(id)))
    clearTimeout(this.#timer)
    return Object.fromEntries(ids.map((id, i) => [id, results[i] as JobResult]))
  }

  #result(id: string): Promise<JobResult> {
    let result = this.#results.get(id)
    if (!result) {
      const started = this.#job(id).catch((error: unknown) => {
        const annotation: Annotation = {
          level: 'error',
          message: messageOf(error),
          job: id,
          ...(error instanceof Red && error.file ? { file: error.file, line: error.line ?? 1 } : {})
        }
        this.#run.print(id, `##[error]${annotation.message}`)
        return { ...this.#none('failure'), annotations: [annotation] }
      })
      this.#results.set(id, started)
      result = started
    }
    return result
  }

  #none(result: Outcome): JobResult {
    return { result, outputs: {}, steps: [], summary: '', annotations: [], legs: [], kept: false }
  }

  #ancestors(id: string): string[] {
    const direct = strings(get(this.#tokens.get(id), 'needs'))
    return [...new Set([...direct, ...direct.flatMap(d => this.#ancestors(d))])]
  }

  async #job(id: string): Promise<JobResult> {
    const token = this.#tokens.get(id) as Token
    const { doc, github, inputs, options } = this.#run
    const previous = this.#kept[id]
    if (previous?.kept) return previous
    const names = strings(get(token, 'needs'))
    const needs: Record<string, Value> = {}
    for (const name of names) {
      const { result, outputs } = await this.#result(name)
      needs[name] = { result, outputs }
    }
    const ancestors = await Promise.all(this.#ancestors(id).map(a => this.#result(a)))
    const status = () => ({
      success: !this.cancelled && ancestors.every(a => a.result === 'success'),
      failure: ancestors.some(a => a.result === 'failure'),
      cancelled: this.cancelled
    })
    const ctx: Contexts = { github, inputs, vars: options.vars ?? {}, needs }
    const expression = condition(doc, get(token, 'if'))
    const test = () => {
      try {
        return holds(expression, ctx, status())
      } catch (error) {
        throw new Red(`if: ${expression}: ${(error as Error).message}`, doc.file, get(token, 'if')?.line)
      }
    }
    if (this.#forced || !test()) return this.#none(this.cancelled ? 'cancelled' : 'skipped')

    const strategy = get(token, 'strategy')
    const rows = expand(value(get(strategy, 'matrix'), doc.file, ctx))
    if (rows.length === 0) throw new Red('the matrix is empty', doc.file, strategy?.line)
    const failFast = truthy(value(get(strategy, 'fail-fast'), doc.file, ctx) ?? true)
    const maxParallel = Number(value(get(strategy, 'max-parallel'), doc.file, ctx) ?? rows.length)
    let stopped = false
    const mine = new Set<Job>()
    const legs: LegResult[] = []
    const leg = async (index: number): Promise<LegResult> => {
      const matrix = rows[index] as Record<string, Value>
      const all: Contexts = {
        ...ctx,
        matrix,
        strategy: { 'fail-fast': failFast, 'job-index': index, 'job-total': rows.length, 'max-parallel': maxParallel }
      }
      const given = textOf(get(token, 'name'), doc.file, all)
      const values = Object.values(matrix).map(v => (v !== null && typeof v === 'object' ? JSON.stringify(v) : text(v)))
      const name = given || (values.length > 0 ? `${id} (${values.join(', ')})` : id)
      const before = previous?.legs.find(l => l.name === name && l.result === 'success')
      if (before) return before
      const empty = (result: Outcome): LegResult => ({
        name,
        matrix,
        result,
        outcome: result,
        outputs: {},
        steps: [],
        log: [],
        summary: [],
        annotations: [],
        workspace: ''
      })
      const group = concurrencyOf(get(token, 'concurrency'), doc.file, all)
      let release: (() => void) | undefined
      let job: Job | undefined
      // Groups of workflows and of jobs are the same ones; a job that waits for its own workflow would wait for ever.
      const outer = concurrencyOf(get(doc.root, 'concurrency'), doc.file, { github, inputs, vars: options.vars ?? {} })
      if (group !== undefined && outer?.group.toLowerCase() === group.group.toLowerCase())
        throw new Red(
          `Canceling since a deadlock for concurrency group '${group.group}' was detected between the workflow and job '${id}'`,
          doc.file,
          get(token, 'concurrency')?.line
        )
      if (group) {
        let leave: (() => void) | undefined
        const entered = this.#groups.enter(
          `${github['repository']}:${group.group}`,
          group.cancel,
          () => job?.cancel(),
          give => {
            leave = give
            this.#waiting.add(give)
            this.#run.print(name, `Waiting for concurrency group '${group.group}'`)
          }
        )
        release = await entered
        if (leave) this.#waiting.delete(leave)
        if (!release) {
          this.#run.print(name, `Canceling since a higher priority waiting request for '${group.group}' exists, or the run was cancelled`)
          return empty('cancelled')
        }
      }
      try {
        if (stopped || this.#forced || (this.cancelled && !test())) return empty('cancelled')
        job = new Job(
          {
            run: this.#run,
            id,
            name,
            token,
            matrix,
            strategy: all['strategy'] as Record<string, Value>,
            needs,
            retest: () => !stopped && this.cancelled && test()
          },
          ++this.#count
        )
        this.#active.add(job)
        mine.add(job)
        const result = await job.execute()
        if (result.result === 'failure' && failFast) {
          stopped = true
          for (const other of mine) if (other !== job) other.cancel()
        }
        return result
      } finally {
        if (job) this.#active.delete(job)
        if (job) mine.delete(job)
        release?.()
      }
    }
    let next = 0
    const outputs: Record<string, string> = {}
    const worker = async () => {
      while (next < rows.length) {
        const index = next++
        const result = await leg(index)
        legs[index] = result
        Object.assign(outputs, result.outputs)
      }
    }
    await Promise.all(Array.from({ length: Math.min(maxParallel, rows.length) }, worker))
    return {
      result: worst(legs.map(l => l.result)),
      outputs,
      steps: legs.flatMap(l => l.steps),
      summary: legs.flatMap(l => l.summary).join('\n'),
      annotations: legs.flatMap(l => l.annotations),
      legs,
      kept: false
    }
  }
}
