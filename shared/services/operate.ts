import { createHash } from 'node:crypto'
import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { nearest } from '../nearest.ts'
import { parseSnapshot, type Service, type ServiceContext, type ServiceState, STABLE_FOR_MS, type Verb } from './manager.ts'
import { type Code, judge, missing, type ProofKind } from './proof.ts'
import { removeMaintenance } from './remove-maintenance.ts'
import { missingRights } from './rights.ts'
import { parseSections, type Section, script, type Work } from './script.ts'

export const actions = ['restart', 'reload', 'stop', 'start', 'fence', 'open'] as const
export type Action = (typeof actions)[number]

/** What an action did to the services, and the proof that it worked: JSON, without secrets, for the journal and the report. */
export interface ServicesEvidence {
  readonly action: Action
  readonly host: string
  /** What `current` pointed to. */
  readonly release?: string | undefined
  /** Whether the maintenance file exists now; absent when there is none. */
  readonly maintenance?: 'up' | 'down' | undefined
  /** Milliseconds that the services were watched after all of them were up. */
  readonly stableForMs: number
  readonly durationMs: number
  readonly services: readonly ServiceEvidence[]
}

export interface ServiceEvidence {
  readonly name: string
  readonly manager: string
  readonly verb: Verb
  readonly proof: ProofKind
  readonly remark?: string | undefined
  readonly before: ServiceFacts
  readonly after: ServiceFacts
}

export interface ServiceFacts {
  readonly state: string
  readonly pid?: number | undefined
  readonly startedAt?: string | undefined
  readonly restarts: number
  readonly workers: number
}

/** A service is not as it should be. `evidence` holds what was proven of the others, `untouched` those that nothing was done to. */
export class ServiceFailed extends UserError {
  readonly services: readonly string[]
  readonly untouched: readonly string[]
  constructor(message: string, services: readonly string[], untouched: readonly string[], options?: ErrorOptions) {
    super(message, options)
    this.services = services
    this.untouched = untouched
  }
}

/** Pure: which verbs in which order. Stops are begun in reverse order and run together (decision 0010); the fence stops writers behind a
 * maintenance file that is made first and removed last. */
export function planOf(action: Action, services: readonly Service[], maintenanceFile?: string): Pick<Work, 'steps' | 'maintenance'> {
  const each = (verb: Verb, list: readonly Service[]) => list.map(service => ({ verb, service }))
  switch (action) {
    case 'stop':
      return { steps: each('stop', [...services].reverse()) }
    case 'fence':
      return {
        steps: each('stop', services.filter(service => service.writes).reverse()),
        maintenance: maintenanceFile === undefined ? undefined : { file: maintenanceFile, action: 'make' }
      }
    case 'open':
      return {
        steps: each('start', services),
        maintenance: maintenanceFile === undefined ? undefined : { file: maintenanceFile, action: 'remove' }
      }
    default:
      return { steps: each(action, services) }
  }
}

/**
 * Does it, in one job on the host, and proves it (where a maintenance file is all there is to remove, without a job: see removeMaintenance). Safe to repeat. `maintenanceFile` is an absolute path, for `fence` and `open`.
 * Errors: ServiceFailed (a service did not do what it should; its last 30 lines are the cause), and what Host.job throws.
 */
export async function operate(
  context: ServiceContext,
  action: Action,
  services: readonly Service[],
  maintenanceFile?: string
): Promise<ServicesEvidence> {
  const unable = action === 'reload' ? services.filter(service => service.manager.kind === 'process') : []
  if (unable.length > 0) throw new UserError(`The process ${unable[0]!.name} cannot be reloaded: use restart.`)
  if (action === 'open' && maintenanceFile !== undefined && services.length > 0) {
    // Users are let in only when the proof was judged: that is not the script's to decide.
    const started = await operate(context, 'start', services)
    const { maintenance, durationMs } = await operate(context, 'open', [], maintenanceFile)
    return { ...started, action, maintenance, durationMs: started.durationMs + durationMs }
  }
  if (action === 'open' && maintenanceFile !== undefined && context.job.token !== undefined) {
    const begun = performance.now()
    if (!(await removeMaintenance(context, maintenanceFile, context.job.token))) {
      throw refusedFile('The maintenance file could not be removed', context, maintenanceFile, [])
    }
    const { label } = context.host
    return { action, host: label, maintenance: 'down', stableForMs: 0, durationMs: Math.round(performance.now() - begun), services: [] }
  }
  const { steps, maintenance } = planOf(action, services, maintenanceFile)
  const stableForMs = Math.max(0, ...services.map(service => service.stableForMs ?? context.stableForMs ?? STABLE_FOR_MS))
  const starts = steps.some(step => step.verb !== 'stop')
  const work = { services, steps, maintenance, release: context.release, stableForMs, startMs: 30_000 }
  const text = script(work, context)
  const result = await context.host.job({
    stateDir: context.job.stateDir,
    // The same prefix may serve several calls; the same call attaches to its own job.
    id: `${context.job.idPrefix}.${action}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`,
    token: context.job.token,
    timeoutMs: context.job.timeoutMs,
    script: text
  })
  const sections = parseSections(result.tail)
  const observed = observe(sections, services, context.root)
  if (result.attached && observed.ended) observed.after = (await readServices(context, services)).states
  const evidence: ServiceEvidence[] = []
  const problems: Problem[] = []
  const untouched: string[] = []
  for (const { verb, service } of steps) {
    const [before, after] = [observed.before.get(key(service)), observed.after.get(key(service))]
    const step = `${verb} ${key(service)}`
    const refused = sections.find(section => section.name === 'refused' && section.argument === step)
    const begun = sections.some(section => section.name === 'doing' && section.argument === step)
    if (before !== undefined && !before.found) problems.push({ service, text: missing(service, before) })
    else if (verb === 'reload' && before?.canReload === false)
      problems.push({ service, text: `${service.manager.noun} ${service.name} cannot be reloaded: use restart` })
    else if (!begun) untouched.push(service.name)
    else if (refused) problems.push(refusal(verb, service, refused.text))
    else if (!observed.ended) {
      if (!sections.some(section => section.name === 'done' && section.argument === step))
        problems.push({
          service,
          text: `${verb} of ${service.manager.noun} ${service.name} had not ended when the deadline of ${context.job.timeoutMs / 1000} s passed`
        })
    } else if (before === undefined || after === undefined)
      problems.push({ service, text: `${service.manager.noun} ${service.name} could not be asked for its state` })
    else {
      const judgement = judge(verb, service, before, after, observed.code)
      if ('problem' in judgement) problems.push({ service, text: judgement.problem })
      else
        evidence.push({ name: service.name, manager: service.manager.kind, verb, ...judgement, before: facts(before), after: facts(after) })
    }
  }
  const refused = sections.find(section => section.name === 'refused' && section.argument === 'maintenance')
  if (refused) throw refusedFile(refused.text, context, maintenanceFile, untouched)
  const unsteady = sections.find(section => ['changed', 'down', 'late'].includes(section.name))
  if (unsteady && problems.length === 0) {
    // The snapshot after looks healthy again, but while the services were watched one was down or replaced.
    problems.push(
      ...steps.map(({ service }) => ({
        service,
        text: `${service.manager.noun} ${service.name}, or one beside it, went down or was replaced while it was watched`
      }))
    )
  }
  if (problems.length === 0 && (!observed.ended || observed.failed))
    throw new Error(
      `The script that should ${action} ended with exit code ${result.exitCode} and an incomplete answer:\n${result.tail.slice(-2000)}`
    )
  if (problems.length > 0) throw await failure(context, action, problems, steps, untouched)
  return {
    action,
    host: context.host.label,
    release: observed.code.link,
    maintenance: observed.maintenance,
    stableForMs: starts ? stableForMs : 0,
    durationMs: result.durationMs,
    services: evidence
  }
}

export interface ServicesNow {
  readonly states: ReadonlyMap<string, ServiceState>
  readonly code: Code
  readonly maintenance: 'up' | 'down' | undefined
}

/** How the services are now, in one read. The map's keys are `<manager> <name>`. */
export async function readServices(context: ServiceContext, services: readonly Service[], maintenanceFile?: string): Promise<ServicesNow> {
  const text = script({ services, steps: [], release: context.release, stableForMs: 0, startMs: 0, maintenance: undefined }, context)
  const look =
    maintenanceFile === undefined
      ? ''
      : sh`if [[ -e ${maintenanceFile} ]]; then section maintenance up ''; else section maintenance down ''; fi`
  const { stdout } = await context.host.run(text + look, { timeoutMs: 30_000 })
  const observed = observe(parseSections(stdout), services, context.root)
  return { states: observed.after, code: observed.code, maintenance: observed.maintenance }
}

export const key = (service: Service) => `${service.manager.kind} ${service.name}`

interface Observed {
  readonly code: Code
  before: ReadonlyMap<string, ServiceState>
  after: ReadonlyMap<string, ServiceState>
  readonly maintenance: 'up' | 'down' | undefined
  readonly ended: boolean
  readonly failed: boolean
}

function observe(sections: readonly Section[], services: readonly Service[], root: string | undefined): Observed {
  const find = (name: string) => sections.findLast(section => section.name === name)
  const link = find('link')
  const changed = find('switched')?.text ?? ''
  const states = (name: string) => {
    // Blocks come in the order of the managers' first appearance, and a name may be used by two managers.
    const kinds = [...new Set(services.map(service => service.manager.kind))]
    const ordered = kinds.flatMap(kind => services.filter(service => service.manager.kind === kind))
    const parsed = parseSnapshot(find(name)?.text ?? '')
    return new Map(
      ordered.flatMap((service, index) => (parsed[index]?.name === service.name ? [[key(service), parsed[index]] as const] : []))
    )
  }
  const end = find('end')
  return {
    code: {
      root,
      link: link?.argument || undefined,
      release: link?.text || undefined,
      switchedAtMs: changed === '' ? undefined : Number(changed) * 1000
    },
    before: states('before'),
    after: find('after') === undefined ? states('before') : states('after'),
    maintenance: find('maintenance')?.argument as 'up' | 'down' | undefined,
    ended: end !== undefined,
    failed: end?.argument !== ''
  }
}

interface Problem {
  readonly service: Service
  readonly text: string
  /** The verb that the user may not use. */
  readonly lacksRight?: Verb | undefined
}

const refusedFile = (text: string, { host }: ServiceContext, file: string | undefined, untouched: readonly string[]) =>
  new ServiceFailed(`${text} on ${host.label}: ${file}. Nothing was opened or stopped.`, [], untouched)

function refusal(verb: Verb, service: Service, said: string): Problem {
  const lacksRight = service.manager.lacksRight(said) ? verb : undefined
  return { service, lacksRight, text: `${service.manager.noun} ${service.name} refused to ${verb}: ${said.trim() || 'it said nothing'}` }
}

const facts = (state: ServiceState): ServiceFacts => ({
  state: state.active,
  pid: state.pid,
  startedAt: state.startedAt,
  restarts: state.restarts,
  workers: state.workers.length
})

async function failure(
  context: ServiceContext,
  action: Action,
  problems: readonly Problem[],
  steps: Work['steps'],
  untouched: readonly string[]
): Promise<ServiceFailed> {
  const names = problems.map(problem => problem.service.name)
  // A service that was not acted on has nothing to say about it.
  const acted = problems.filter(problem => problem.lacksRight === undefined && !problem.text.includes('does not exist'))
  const lines = await lastLines(
    context,
    acted.map(problem => problem.service)
  )
  const message = [
    `${action} failed on ${context.host.label}: ${problems.map(problem => problem.text).join('; ')}.`,
    ...(await rights(context, problems, steps)),
    ...(await suggestions(context, problems)),
    untouched.length === 0 ? '' : `Nothing was done to: ${untouched.join(', ')}.`
  ]
  return new ServiceFailed(message.filter(Boolean).join('\n'), names, untouched, lines === '' ? {} : { cause: new Error(lines) })
}

/** The sudoers lines that are missing for the whole action, not only for the step that met it first. */
async function rights(context: ServiceContext, problems: readonly Problem[], steps: Work['steps']): Promise<string[]> {
  const verb = problems.find(problem => problem.lacksRight !== undefined)?.lacksRight
  if (verb === undefined) return []
  const lines = await missingRights(
    context.host,
    [verb],
    steps.map(step => step.service)
  )
  return ['The user may not do that. Add with visudo on the host:', ...lines.map(line => `  ${line}`)]
}

/** The last 30 lines of each; never an error of its own. */
async function lastLines(context: ServiceContext, services: readonly Service[]): Promise<string> {
  if (services.length === 0) return ''
  const script = services
    .map(service => `echo ${sh`${`Last lines of ${service.name}:`}`}; ${service.manager.lastLines(service.name, context)} || :`)
    .join('\n')
  try {
    return (await context.host.run(`set +e\n${script}`, { timeoutMs: 15_000, check: false })).stdout.trim()
  } catch (error) {
    return `The last lines could not be read: ${String(error)}`
  }
}

/** For units that do not exist: the nearest name that does. */
async function suggestions(context: ServiceContext, problems: readonly Problem[]): Promise<string[]> {
  const unknown = problems.filter(problem => problem.service.manager.kind === 'systemd' && problem.text.includes('does not exist'))
  if (unknown.length === 0) return []
  const { stdout } = await context.host.run('systemctl list-unit-files --type=service --no-legend --no-pager --plain', {
    check: false,
    timeoutMs: 15_000
  })
  const units = stdout
    .split('\n')
    .map(line => line.split(/\s/)[0]!.replace(/\.service$/, ''))
    .filter(Boolean)
  return unknown.flatMap(({ service }) => {
    const near = nearest(service.name.replace(/\.service$/, ''), units)
    return near === undefined ? [] : [`Did you mean ${near}?`]
  })
}
