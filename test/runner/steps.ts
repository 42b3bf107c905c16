// One step: its condition, its environment, its end. Also the process that a step runs.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runUses } from './actions.ts'
import { interpreter } from './commands.ts'
import { contexts, environment, type Scope } from './context.ts'
import { evaluate, type Functions, hashFiles, textOf, texts, truthy, value } from './expressions.ts'
import { commandFiles } from './files.ts'
import type { Job } from './job.ts'
import { condition, get, type Token } from './parser.ts'
import { execute, Stop } from './process.ts'
import { messageOf, Red, type StepResult } from './types.ts'

/** In a composite action success() and failure() speak of the action; everywhere else of the job. */
export function functions(job: Job, scope: Scope, jobLevel = !scope.composite): Functions {
  const status = () => (jobLevel ? job.status : scope.failed ? 'failure' : 'success')
  return {
    success: () => status() === 'success',
    failure: () => status() === 'failure',
    cancelled: () => job.status === 'cancelled',
    always: () => true,
    hashFiles: (...patterns) => hashFiles(String(job.github['workspace']), ...patterns)
  }
}

export interface Work {
  id: string
  name: string
  stage: StepResult['stage']
  test: () => boolean
  body: (result: StepResult, stop: Stop) => Promise<boolean>
  /** Evaluated after the condition. */
  title?: () => string
  timeout?: () => number
  soft?: () => boolean
  /** Name in the `steps` context. */
  contextId?: string
}

/** Runs one piece of work as a step: condition, timeout, cancellation, outcome and conclusion. */
export async function perform(job: Job, scope: Scope, work: Work, outer?: Stop): Promise<StepResult> {
  const result: StepResult = {
    id: work.id,
    name: work.name,
    stage: work.stage,
    outcome: 'skipped',
    conclusion: 'skipped',
    outputs: {},
    durationMs: 0
  }
  scope.results.push(result)
  const started = performance.now()
  const stop = outer ?? new Stop()
  const before = job.stepName
  job.stepName = work.name
  let timer: NodeJS.Timeout | undefined
  try {
    if (job.forced) result.outcome = 'cancelled'
    else if (work.test()) {
      if (!outer) job.current = { stop, test: work.test }
      if (work.title) result.name = job.masker.mask(work.title())
      job.stepName = result.name
      job.run.options.onStep?.({ job: job.name, name: result.name })
      const timeout = work.timeout?.() ?? 0
      if (timeout > 0) timer = setTimeout(() => stop.request('timeout'), timeout * job.run.timing.minute)
      const ok = await work.body(result, stop)
      if (stop.reason === 'timeout')
        job.annotate({ level: 'error', message: `The action '${result.name}' has timed out after ${timeout} minutes.` })
      if (stop.reason === 'cancel' || stop.reason === 'force') job.annotate({ level: 'error', message: 'The operation was canceled.' })
      result.outcome = stop.reason === undefined ? (ok ? 'success' : 'failure') : stop.reason === 'timeout' ? 'failure' : 'cancelled'
    }
  } catch (error) {
    job.annotate({
      level: 'error',
      message: messageOf(error),
      ...(error instanceof Red && error.file ? { file: error.file, line: error.line ?? 1 } : {})
    })
    result.outcome = 'failure'
  } finally {
    clearTimeout(timer)
    if (!outer) job.current = undefined
  }
  result.conclusion = result.outcome
  if (result.outcome === 'failure')
    try {
      if (work.soft?.()) result.conclusion = 'success'
    } catch (error) {
      job.annotate({ level: 'error', message: messageOf(error) })
    }
  result.durationMs = Math.round(performance.now() - started)
  job.run.options.onStep?.({ job: job.name, name: result.name, result })
  job.stepName = before
  if (work.contextId !== undefined)
    scope.steps[work.contextId] = { outputs: result.outputs, outcome: result.outcome, conclusion: result.conclusion }
  if (result.conclusion === 'failure') {
    scope.failed = true
    if (!scope.composite || work.stage !== 'main') job.fail()
  }
  return result
}

function minutes(file: string, token: Token | undefined, result: unknown): number {
  if (token === undefined) return 0
  if (typeof result !== 'number' || !Number.isInteger(result) || result <= 0)
    throw new Red(`timeout-minutes must be a positive integer, not '${String(result)}'`, file, token.line)
  return result
}

export async function runStep(job: Job, scope: Scope, step: Token, outer?: Stop): Promise<StepResult> {
  const { doc } = scope
  const file = doc.file
  const uses = get(step, 'uses')
  const id = get(step, 'id')?.value
  const base =
    uses === undefined
      ? '__run'
      : `__${String(uses.value).startsWith('.') ? 'self' : String(uses.value).replace(/@.*/, '').replace(/\W+/g, '_')}`
  const count = (scope.names.get(base) ?? 0) + 1
  if (id === undefined) scope.names.set(base, count)
  const name = id === undefined ? (count === 1 ? base : `${base}_${count}`) : String(id)
  const fns = functions(job, scope)
  let env: Record<string, string> | undefined
  let overlay: Record<string, string> = {}
  const own = () => {
    if (env) return env
    const around = { ...job.env, ...scope.env }
    overlay = { ...scope.env, ...texts(get(step, 'env'), file, contexts(job, scope, around, name), fns) }
    env = { ...around, ...overlay }
    return env
  }
  const ctx = () => contexts(job, scope, own(), name)
  const expression = condition(doc, get(step, 'if'))
  const script = get(step, 'run')
  const firstLine = String(script?.value ?? '')
    .trim()
    .split('\n')[0]
  const title = () =>
    textOf(get(step, 'name'), file, ctx(), fns) ||
    (uses ? `Run ${uses.value}` : `Run ${textOf(script, file, ctx(), fns).trim().split('\n')[0]}`)
  return perform(
    job,
    scope,
    {
      id: name,
      name: String(get(step, 'name')?.value ?? (uses ? `Run ${uses.value}` : `Run ${firstLine}`)),
      stage: 'main',
      ...(id === undefined ? {} : { contextId: name }),
      test: () => {
        try {
          return truthy(evaluate(expression, ctx(), fns))
        } catch (error) {
          throw error instanceof Red
            ? error
            : new Red(`if: ${expression}: ${(error as Error).message}`, file, get(step, 'if')?.line ?? step.line)
        }
      },
      title,
      timeout: () => minutes(file, get(step, 'timeout-minutes'), value(get(step, 'timeout-minutes'), file, ctx(), fns)),
      soft: () => {
        const soft = value(get(step, 'continue-on-error'), file, ctx(), fns)
        if (soft !== null && typeof soft !== 'boolean')
          throw new Red(`continue-on-error must be true or false, not '${String(soft)}'`, file, get(step, 'continue-on-error')?.line)
        return soft === true
      },
      body: (result, stop) =>
        uses
          ? runUses(job, scope, step, { name, title: result.name, env: own(), result, stop, use: scope.use(step), overlay })
          : runScript(job, scope, step, name, own(), result, stop)
    },
    outer
  )
}

function shellOf(shell: string, script: string): [string, string[]] | undefined {
  switch (shell) {
    case '':
      return ['bash', ['-e', script]]
    case 'bash':
      return ['bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script]]
    case 'sh':
      return ['sh', ['-e', script]]
    case 'python':
      return ['python3', [script]]
  }
  if (!shell.includes('{0}')) return undefined
  const [command, ...args] = shell.split(/\s+/).map(part => part.replaceAll('{0}', script))
  return [command as string, args]
}

async function runScript(
  job: Job,
  scope: Scope,
  step: Token,
  name: string,
  env: Record<string, string>,
  result: StepResult,
  stop: Stop
): Promise<boolean> {
  const { file } = scope.doc
  const ctx = contexts(job, scope, env, name)
  const fns = functions(job, scope)
  const setting = (key: 'shell' | 'working-directory') => {
    const token = get(step, key)
    return token ? textOf(token, file, ctx, fns) : scope.composite ? '' : textOf(job.runDefault(key), file, ctx, fns)
  }
  const content = textOf(get(step, 'run'), file, ctx, fns)
  const shell = setting('shell')
  const path = join(job.temp, `${randomUUID()}.${shell === 'python' ? 'py' : 'sh'}`)
  const command = shellOf(shell, path)
  if (!command)
    throw new Red(`shell '${shell}' is not supported by this runner`, file, (get(step, 'shell') ?? job.runDefault('shell') ?? step).line)
  writeFileSync(path, content.endsWith('\n') ? content : `${content}\n`)
  job.printBlock(`Run ${content.trim().split('\n')[0]}`, { script: content, shell: shell || 'bash -e {0}', env })
  return runProcess(job, {
    command: command[0],
    args: command[1],
    cwd: resolve(String(job.github['workspace']), setting('working-directory')),
    env: environment(job, scope, name, env),
    result,
    stop
  })
}

/** Starts a step's process with its command files and takes in what it says and writes. */
export async function runProcess(
  job: Job,
  at: {
    command: string
    args: string[]
    cwd: string
    env: Record<string, string>
    result: StepResult
    stop: Stop
    state?: Record<string, string>
  }
): Promise<boolean> {
  const files = commandFiles(job.temp)
  let failed = false
  const fail = (message: string) => {
    failed = true
    job.annotate({ level: 'error', message })
  }
  const onLine = interpreter({
    masker: job.masker,
    debug: job.debug,
    print: line => job.print(line),
    annotate: annotation => job.annotate(annotation),
    setOutput: (name, text) => void (at.result.outputs[name] = text),
    saveState: (name, text) => void (at.state && (at.state[name] = text)),
    fail
  })
  const exit = await execute(at.command, at.args, {
    cwd: at.cwd,
    env: { ...at.env, ...files.env },
    stop: at.stop,
    timing: job.run.timing,
    onLine
  })
  at.result.exitCode = exit.code
  if (exit.signals.length > 0) at.result.signals = exit.signals
  const wrote = files.collect()
  Object.assign(at.result.outputs, wrote.outputs)
  Object.assign(job.env, wrote.env)
  if (at.state) Object.assign(at.state, wrote.state)
  for (const entry of wrote.path) job.path = [...job.path.filter(p => p !== entry), entry]
  if (wrote.summary !== '') job.summary.push(job.masker.mask(wrote.summary))
  for (const error of wrote.errors) error.fails ? fail(error.message) : job.annotate({ level: 'error', message: error.message })
  if (exit.error) fail(`An error occurred trying to start process '${at.command}' with working directory '${at.cwd}'. ${exit.error}`)
  else if (exit.code !== 0 && at.stop.reason === undefined)
    fail(`Process completed with exit code ${exit.code ?? 'unknown (ended by a signal)'}.`)
  return !failed && exit.code === 0
}
