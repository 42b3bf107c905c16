// One job on its own "machine": fresh workspace and RUNNER_TEMP, its steps, its post steps, its outputs.
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runPre, usesOf } from './actions.ts'
import { Masker } from './commands.ts'
import { contexts, type RunContext, type Scope } from './context.ts'
import { type Contexts, evaluate, text, textOf, texts, truthy, type Value, value } from './expressions.ts'
import { get, is, items, pairs, type Token } from './parser.ts'
import { killOrphans, type Stop } from './process.ts'
import { functions, runStep } from './steps.ts'
import { type Annotation, type LegResult, messageOf, Red, type Status, type StepResult } from './types.ts'

export interface JobParts {
  run: RunContext
  id: string
  name: string
  token: Token
  matrix: Record<string, Value>
  strategy: Record<string, Value>
  needs: Value
  /** The job's own `if` again, after a cancellation: true means that it is not cancelled. */
  retest: () => boolean
}

export class Job {
  readonly run: RunContext
  readonly id: string
  readonly name: string
  readonly matrix: Record<string, Value>
  readonly strategy: Record<string, Value>
  readonly needs: Value
  readonly #token: Token
  readonly #retest: () => boolean
  readonly masker = new Masker()
  readonly log: string[] = []
  readonly summary: string[] = []
  readonly annotations: Annotation[] = []
  readonly results: StepResult[] = []
  readonly posts: (() => Promise<unknown>)[] = []
  readonly trackingId = `github_${randomUUID()}`
  readonly runnerName: string
  readonly temp: string
  readonly runnerWorkspace: string
  readonly workspace: string
  readonly github: Record<string, Value>
  secrets: Record<string, string> = {}
  vars: Record<string, string> = {}
  env: Record<string, string> = {}
  path: string[] = []
  debug = false
  status: Status = 'success'
  forced = false
  stepName = ''
  current: { stop: Stop; test: () => boolean } | undefined
  #force: NodeJS.Timeout | undefined

  constructor(parts: JobParts, number: number) {
    this.run = parts.run
    this.id = parts.id
    this.name = parts.name
    this.matrix = parts.matrix
    this.strategy = parts.strategy
    this.needs = parts.needs
    this.#token = parts.token
    this.#retest = parts.retest
    this.runnerName = `local-${number}`
    const dir = join(parts.run.dir, `job-${number}`)
    const repository = String(parts.run.github['repository']).split('/')[1] as string
    this.temp = join(dir, '_temp')
    this.runnerWorkspace = join(dir, repository)
    this.workspace = join(this.runnerWorkspace, repository)
    this.github = {
      ...parts.run.github,
      job: parts.id,
      workspace: this.workspace,
      event_path: join(this.temp, '_github_workflow', 'event.json')
    }
  }

  print(line: string): void {
    for (const part of this.masker.mask(line).split('\n')) {
      this.log.push(part)
      this.run.print(this.name, part)
    }
  }

  /** What GitHub shows folded at the top of a step. */
  printBlock(title: string, parts: { script?: string; shell?: string; with?: Record<string, string>; env?: Record<string, string> }): void {
    this.print(`##[group]${title}`)
    if (parts.script !== undefined) for (const line of parts.script.trimEnd().split('\n')) this.print(line)
    if (parts.shell !== undefined) this.print(`shell: ${parts.shell}`)
    for (const key of ['with', 'env'] as const) {
      const entries = Object.entries(parts[key] ?? {}).filter(([, v]) => key === 'env' || v !== '')
      if (entries.length > 0) this.print(`${key}:`)
      for (const [k, v] of entries) this.print(`  ${k}: ${v}`)
    }
    this.print('##[endgroup]')
  }

  annotate(annotation: Annotation): void {
    const { level, message, title } = annotation
    const place = annotation.file === undefined ? '' : ` (${annotation.file}${annotation.line === undefined ? '' : `:${annotation.line}`})`
    this.print(`##[${level}]${title === undefined ? '' : `${title}: `}${message}${place}`)
    const same = this.annotations.filter(a => a.level === level && a.step === this.stepName).length
    this.annotations.push({
      ...annotation,
      message: this.masker.mask(message),
      ...(title === undefined ? {} : { title: this.masker.mask(title) }),
      job: this.name,
      step: this.stepName,
      ...(same >= 10 ? { hidden: true } : {})
    })
  }

  fail(): void {
    if (this.status === 'success') this.status = 'failure'
  }

  /** `defaults.run` of the job, else of the workflow. */
  runDefault(key: string): Token | undefined {
    return get(get(get(this.#token, 'defaults'), 'run'), key) ?? get(get(get(this.run.doc.root, 'defaults'), 'run'), key)
  }

  /** The run was cancelled: a job or a step whose condition still holds goes on. */
  cancel(): void {
    if (this.#retest()) return
    this.#stop('The operation was canceled.')
  }

  #stop(why: string): void {
    if (this.status === 'cancelled') return
    this.status = 'cancelled'
    this.print(why)
    this.#force = setTimeout(() => this.force(), this.run.timing.force)
    const current = this.current
    if (!current) return
    let goesOn = false
    try {
      goesOn = current.test()
    } catch {
      // A condition that cannot be evaluated does not hold.
    }
    if (!goesOn) current.stop.request('cancel')
  }

  /** The end of GitHub's patience: nothing more runs. */
  force(): void {
    this.status = 'cancelled'
    this.forced = true
    this.current?.stop.request('force')
  }

  #prepare(environmentName: string): void {
    const { options } = this.run
    const special = options.environments?.[environmentName] ?? {}
    this.secrets = { ...options.secrets, ...special.secrets, GITHUB_TOKEN: options.token as string }
    this.vars = { ...options.vars, ...special.vars }
    this.debug = (this.secrets['ACTIONS_STEP_DEBUG'] ?? this.vars['ACTIONS_STEP_DEBUG']) === 'true'
    for (const secret of Object.values(this.secrets)) this.masker.addSecret(secret)
    mkdirSync(join(this.temp, '_github_workflow'), { recursive: true })
    mkdirSync(this.workspace, { recursive: true })
    mkdirSync(this.run.toolCache, { recursive: true })
    writeFileSync(String(this.github['event_path']), JSON.stringify(this.github['event'], null, 2))
  }

  #scope(): Scope {
    return {
      doc: this.run.doc,
      composite: false,
      steps: {},
      env: {},
      inputs: this.run.inputs,
      github: {},
      failed: false,
      names: new Map(),
      results: this.results,
      use: usesOf([], items(get(this.#token, 'steps')))
    }
  }

  async execute(): Promise<LegResult> {
    const { file, root } = this.run.doc
    const scope = this.#scope()
    const fns = functions(this, scope)
    const outputs: Record<string, string> = {}
    let environment: LegResult['environment']
    let timer: NodeJS.Timeout | undefined
    let soft = false
    const attempt = async (work: () => void | Promise<void>) => {
      try {
        await work()
      } catch (error) {
        this.annotate({
          level: 'error',
          message: messageOf(error),
          ...(error instanceof Red && error.file ? { file: error.file, line: error.line ?? 1 } : {})
        })
        this.fail()
      }
    }
    const environmentToken = get(this.#token, 'environment')
    await attempt(async () => {
      const early: Contexts = {
        github: this.github,
        inputs: this.run.inputs,
        vars: this.run.options.vars ?? {},
        needs: this.needs,
        strategy: this.strategy,
        matrix: this.matrix
      }
      const name = environmentToken
        ? textOf(is(environmentToken, 'mapping') ? get(environmentToken, 'name') : environmentToken, file, early)
        : ''
      this.#prepare(name)
      const ctx = () => contexts(this, scope, this.env)
      this.github['token'] = this.run.options.token as string
      this.env = texts(get(root, 'env'), file, ctx(), fns)
      this.env = { ...this.env, ...texts(get(this.#token, 'env'), file, ctx(), fns) }
      soft = truthy(value(get(this.#token, 'continue-on-error'), file, ctx(), fns))
      const limit = value(get(this.#token, 'timeout-minutes'), file, ctx(), fns) ?? 360
      if (typeof limit !== 'number' || limit <= 0)
        throw new Red(`timeout-minutes must be a positive number, not '${text(limit)}'`, file, get(this.#token, 'timeout-minutes')?.line)
      timer = setTimeout(() => {
        this.annotate({ level: 'error', message: `The job has exceeded the maximum execution time of ${limit} minutes.` })
        this.#stop('The operation was canceled.')
      }, limit * this.run.timing.minute)
      const steps = items(get(this.#token, 'steps'))
      await runPre(this, scope, steps)
      for (const step of steps) await attempt(() => runStep(this, scope, step).then(() => undefined))
      if (name !== '') environment = { name, url: '' }
    })
    for (let post = this.posts.pop(); post; post = this.posts.pop()) await attempt(post as () => Promise<void>)
    clearTimeout(timer)
    clearTimeout(this.#force)
    await attempt(() => {
      const ctx = contexts(this, scope, this.env)
      if (environment && is(environmentToken, 'mapping'))
        environment.url = this.masker.mask(textOf(get(environmentToken, 'url'), file, ctx, fns))
      for (const { key, value: token } of pairs(get(this.#token, 'outputs'))) {
        const output = textOf(token, file, ctx, fns)
        if (this.masker.mask(output) !== output)
          this.annotate({ level: 'warning', message: `Skip output '${key}' since it may contain secret.` })
        else if (output !== '') outputs[key] = output
      }
    })
    if (this.run.options.selfHosted) killOrphans(this.trackingId, line => this.print(line))
    rmSync(this.temp, { recursive: true, force: true })
    return {
      name: this.name,
      matrix: this.matrix,
      result: this.status === 'failure' && soft ? 'success' : this.status,
      outcome: this.status,
      outputs,
      steps: this.results,
      log: this.log,
      summary: this.summary,
      annotations: this.annotations,
      ...(environment ? { environment } : {}),
      workspace: this.workspace
    }
  }
}

/** A condition of a job, where no step is known yet. */
export const holds = (expression: string, ctx: Contexts, status: { success: boolean; failure: boolean; cancelled: boolean }): boolean =>
  truthy(
    evaluate(expression, ctx, {
      success: () => status.success,
      failure: () => status.failure,
      cancelled: () => status.cancelled,
      always: () => true
    })
  )
