// Actions: where they are, their inputs, and how JavaScript and composite ones run, with pre and post.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkout } from './checkout.ts'
import { contexts, environment, type Scope } from './context.ts'
import { evaluate, textOf, texts, truthy } from './expressions.ts'
import type { Job } from './job.ts'
import { type Document, get, items, pairs, readAction, type Token } from './parser.ts'
import type { Stop } from './process.ts'
import { functions, perform, runProcess, runStep } from './steps.ts'
import { checkUses, remoteAction } from './supported.ts'
import { Red, type StepResult } from './types.ts'

interface Action {
  uses: string
  local: boolean
  dir: string
  doc: Document
  using: string
  github: Record<string, string | null>
}
/** One use of an action: its state lives from pre over main to post. */
export interface Use {
  state: Record<string, string>
  postRegistered: boolean
  /** Uses inside a composite action, by the place of their step. */
  nested: Use[]
}
const newUse = (): Use => ({ state: {}, postRegistered: false, nested: [] })

/** The uses of a list of steps. By place: a manifest is read again for each stage. */
export const usesOf =
  (all: Use[], steps: Token[]) =>
  (step: Token): Use => {
    const place = steps.indexOf(step)
    const use = all[place] ?? newUse()
    all[place] = use
    return use
  }

const stock = 'actions/checkout'
const isStock = (job: Job, uses: string) => remoteAction(uses)?.repository === stock && job.run.options.actions?.[stock] === undefined

function load(job: Job, scope: Scope, token: Token): Action {
  const uses = String(token.value)
  checkUses(scope.doc.file, token, job.run.options.actions ?? {})
  const remote = remoteAction(uses)
  const local = uses.startsWith('.')
  const dir = local
    ? resolve(String(job.github['workspace']), uses)
    : resolve(join(job.run.options.actions?.[remote?.repository ?? ''] as string, remote?.path ?? ''))
  const file = ['action.yml', 'action.yaml'].map(name => join(dir, name)).find(existsSync)
  if (!file)
    throw existsSync(join(dir, 'Dockerfile'))
      ? new Red(`container action '${uses}' is not supported by this runner`, scope.doc.file, token.line)
      : new Red(
          `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${dir}'.${local ? ' Did you forget to run actions/checkout before running your local action?' : ''}`,
          scope.doc.file,
          token.line
        )
  const doc = readAction(file)
  const using = get(get(doc.root, 'runs'), 'using')
  const runtime = String(using?.value)
  if (!['node20', 'node24', 'composite'].includes(runtime))
    throw new Red(`runs.using '${runtime}' is not supported by this runner`, file, using?.line)
  return {
    uses,
    local,
    dir,
    doc,
    using: runtime,
    github:
      remote && !local ? { action_repository: remote.repository, action_ref: remote.ref } : { action_repository: null, action_ref: null }
  }
}

function inputsOf(job: Job, scope: Scope, action: Action, step: Token, env: Record<string, string>): Record<string, string> {
  const ctx = contexts(job, scope, env)
  const fns = functions(job, scope)
  const given = texts(get(step, 'with'), scope.doc.file, ctx, fns)
  const declared = pairs(get(action.doc.root, 'inputs'))
  const out: Record<string, string> = {}
  const unexpected: string[] = []
  for (const [key, value] of Object.entries(given)) {
    const input = declared.find(d => d.key.toLowerCase() === key.toLowerCase())
    if (!input) unexpected.push(key)
    const note = get(input?.value, 'deprecationMessage')
    if (note) job.annotate({ level: 'warning', message: `Input '${key}' has been deprecated with message: ${note.value}` })
    out[input?.key ?? key] = value
  }
  if (unexpected.length > 0)
    job.annotate({
      level: 'warning',
      message: `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${declared.map(d => d.key).join("', '")}']`
    })
  for (const { key, value } of declared) if (!(key in out)) out[key] = textOf(get(value, 'default'), action.doc.file, ctx, fns)
  return out
}

const asEnvironment = (inputs: Record<string, string>) =>
  Object.fromEntries(Object.entries(inputs).map(([k, v]) => [`INPUT_${k.replaceAll(' ', '_').toUpperCase()}`, v]))

/** Runs pre, main or post of a JavaScript action. */
function javascript(
  job: Job,
  scope: Scope,
  action: Action,
  use: Use,
  key: 'pre' | 'main' | 'post',
  name: string,
  env: Record<string, string>,
  result: StepResult,
  stop: Stop
) {
  const script = get(get(action.doc.root, 'runs'), key)
  const path = join(action.dir, String(script?.value))
  if (!existsSync(path)) throw new Red(`File not found: '${path}'`, action.doc.file, script?.line)
  const inner: Scope = { ...scope, github: { ...scope.github, ...action.github } }
  return runProcess(job, {
    command: job.run.options.node ?? process.execPath,
    args: [path],
    cwd: String(job.github['workspace']),
    env: { ...environment(job, inner, name, env), ...Object.fromEntries(Object.entries(use.state).map(([k, v]) => [`STATE_${k}`, v])) },
    result,
    stop,
    state: use.state
  })
}

function registerPost(job: Job, scope: Scope, action: Action, use: Use, title: string, name: string, own: Record<string, string>): void {
  const runs = get(action.doc.root, 'runs')
  // GITHUB_ENV of the steps in between reaches a post step.
  const env = () => ({ ...job.env, ...own })
  if (!get(runs, 'post') || use.postRegistered) return
  use.postRegistered = true
  const condition = get(runs, 'post-if')
  job.posts.push(() =>
    perform(
      job,
      { ...scope, results: job.results },
      {
        id: name,
        name: `Post ${title}`,
        stage: 'post',
        test: () =>
          condition
            ? truthy(
                evaluate(String(condition.expression ?? condition.value), contexts(job, scope, env(), name), functions(job, scope, true))
              )
            : true,
        body: (result, stop) => javascript(job, scope, action, use, 'post', name, env(), result, stop)
      }
    )
  )
}

/** The main stage of a `uses` step. */
export async function runUses(
  job: Job,
  scope: Scope,
  step: Token,
  at: {
    name: string
    title: string
    env: Record<string, string>
    result: StepResult
    stop: Stop
    use: Use
    overlay: Record<string, string>
  }
): Promise<boolean> {
  const token = get(step, 'uses') as Token
  const uses = String(token.value)
  if (isStock(job, uses)) {
    const given = texts(get(step, 'with'), scope.doc.file, contexts(job, scope, at.env, at.name), functions(job, scope))
    const inputs = Object.fromEntries(Object.entries(given).map(([k, v]) => [k.toLowerCase(), v]))
    job.printBlock(`Run ${uses}`, { with: inputs, env: at.env })
    const done = await checkout(job, remoteAction(uses)?.ref ?? '', inputs, environment(job, scope, at.name, {}), at.stop)
    Object.assign(at.result.outputs, done.outputs)
    return done.ok
  }
  const action = load(job, scope, token)
  const inputs = inputsOf(job, scope, action, step, at.env)
  job.printBlock(`Run ${uses}`, { with: inputs, env: at.env })
  const runs = get(action.doc.root, 'runs')
  if (action.using !== 'composite') {
    if (action.local && get(runs, 'pre'))
      job.annotate({ level: 'warning', message: `\`pre\` execution is not supported for local action from '${uses}'` })
    const env = { ...at.env, ...asEnvironment(inputs) }
    registerPost(job, scope, action, at.use, at.title, at.name, { ...at.overlay, ...asEnvironment(inputs) })
    return javascript(job, scope, action, at.use, 'main', at.name, env, at.result, at.stop)
  }

  at.result.steps = []
  const steps = items(get(runs, 'steps'))
  const inner: Scope = {
    doc: action.doc,
    composite: true,
    steps: {},
    env: at.env,
    inputs,
    github: { ...scope.github, ...action.github, action_path: action.dir },
    failed: false,
    names: new Map(),
    results: at.result.steps,
    use: usesOf(at.use.nested, steps)
  }
  for (const nested of steps) {
    await runStep(job, inner, nested, at.stop)
    if (at.stop.reason !== undefined) return false
  }
  const ctx = contexts(job, inner, { ...job.env, ...at.env }, at.name)
  for (const { key, value } of pairs(get(action.doc.root, 'outputs')))
    at.result.outputs[key] = textOf(get(value, 'value'), action.doc.file, ctx, functions(job, inner))
  return !inner.failed
}

/** Before the first step: `pre` of every remote action, nested ones included. Local actions are not there yet. */
export async function runPre(job: Job, scope: Scope, steps: Token[], outer: Record<string, string> = {}): Promise<void> {
  for (const step of steps) {
    const token = get(step, 'uses')
    const uses = String(token?.value ?? '')
    if (!token || uses.startsWith('.') || isStock(job, uses)) continue
    const action = load(job, scope, token)
    const runs = get(action.doc.root, 'runs')
    const base = { ...job.env, ...outer }
    const overlay = { ...outer, ...texts(get(step, 'env'), scope.doc.file, contexts(job, scope, base), functions(job, scope)) }
    const env = { ...base, ...overlay }
    const inner = items(get(runs, 'steps'))
    const nested = () => ({
      ...scope,
      use: usesOf(scope.use(step).nested, inner),
      doc: action.doc,
      composite: true,
      inputs: inputsOf(job, scope, action, step, env),
      github: { ...action.github, action_path: action.dir }
    })
    if (action.using === 'composite') await runPre(job, nested(), inner, env)
    else if (get(runs, 'pre')) {
      const condition = get(runs, 'pre-if')
      const use = scope.use(step)
      const name = `__${uses.replace(/@.*/, '').replace(/\W+/g, '_')}`
      const title = String(get(step, 'name')?.value ?? `Run ${uses}`)
      await perform(
        job,
        { ...scope, results: job.results },
        {
          id: name,
          name: `Pre ${title}`,
          stage: 'pre',
          test: () =>
            condition
              ? truthy(
                  evaluate(String(condition.expression ?? condition.value), contexts(job, scope, env, name), functions(job, scope, true))
                )
              : true,
          body: (result, stop) => {
            const inputs = asEnvironment(inputsOf(job, scope, action, step, env))
            registerPost(job, scope, action, use, title, name, { ...overlay, ...inputs })
            return javascript(job, scope, action, use, 'pre', name, { ...env, ...inputs }, result, stop)
          }
        }
      )
    }
  }
}
