import type { Service, ServiceState, Verb } from './manager.ts'

/**
 * How it was shown that a service is as it should be:
 * - `cwd`: the working directory of the process lies in the release
 * - `command-line`: the running command or the unit names the release directory itself
 * - `started-after-switch`: another user's working directory is not readable; the process was started after `current` pointed to the release, and
 *   its definition goes through `current`
 * - `new-process`: it was replaced; which release it runs was not asked, or cannot be told (then there is a remark)
 * - `running`: it was up already and its process is the same, and no release was asked about
 * - `stopped`: inactive, and no process is left
 */
export type ProofKind = 'cwd' | 'command-line' | 'started-after-switch' | 'new-process' | 'running' | 'stopped'

/** What the host said of the code when the script began. */
export interface Code {
  readonly root: string | undefined
  /** What `current` points to, resolved; undefined when it points nowhere. */
  readonly link: string | undefined
  /** The release that must run. */
  readonly release: string | undefined
  /** When the link was put in its place: Unix time in milliseconds by the host's clock. */
  readonly switchedAtMs: number | undefined
}

export type Judgement = { readonly proof: ProofKind; readonly remark?: string | undefined } | { readonly problem: string }

/** Pure: the states before and after a verb -> a proof, or what is wrong. */
export function judge(verb: Verb, service: Service, before: ServiceState, after: ServiceState, code: Code): Judgement {
  if (!after.found) return { problem: missing(service, after) }
  if (verb === 'stop') return judgeStop(service, after)
  const what = `${service.manager.noun} ${service.name}`
  if (after.active !== 'active' && after.active !== 'reloading') return { problem: notRunning(what, after) }
  const same = before.invocation === after.invocation && before.pid === after.pid && before.startTicks === after.startTicks
  if (after.restarts > (same ? before.restarts : 0)) {
    return { problem: `${what} does not stay up: its manager started it again ${times(after.restarts)} since` }
  }
  if (verb === 'reload') return judgeReload(what, before, after, code)
  if (verb === 'restart' && same)
    return { problem: `${what} still runs as the same process (pid ${after.pid ?? 'none'}) as before the restart` }
  if ((before.startTicks ?? 0) > (after.startTicks ?? Number.POSITIVE_INFINITY)) {
    return { problem: `${what} runs as a process that is older than the one before (pid ${after.pid})` }
  }
  return judgeRelease(what, after, !same, code)
}

/** Why a service that ought to run does not, in words. */
export function notRunning(what: string, state: ServiceState): string {
  const facts = [
    state.result === '' || state.result === 'success' ? '' : `result ${state.result}`,
    state.exitStatus === undefined || (state.exitStatus === 0 && state.result !== '') ? '' : `exit status ${state.exitStatus}`,
    state.restarts === 0 ? '' : `started again ${times(state.restarts)} by its manager`
  ].filter(Boolean)
  return `${what} does not run: it is ${state.active}${state.sub === '' || state.sub === 'dead' ? '' : ` (${state.sub})`}${facts.length === 0 ? '' : `, ${facts.join(', ')}`}`
}

export function missing(service: Service, state: ServiceState): string {
  if (state.active === '') return `${service.manager.noun} ${service.name} could not be asked for its state`
  return `${service.manager.noun} ${service.name} does not exist on the host, or cannot be loaded`
}

function judgeStop(service: Service, after: ServiceState): Judgement {
  const what = `${service.manager.noun} ${service.name}`
  const left = [...(after.pid === undefined ? [] : [String(after.pid)]), ...after.workers.map(worker => worker.split(':')[0]!)]
  if (!['inactive', 'failed'].includes(after.active))
    return { problem: `${what} has not stopped: it is ${after.active}${after.sub ? ` (${after.sub})` : ''}` }
  if (left.length > 0) return { problem: `${what} is ${after.active}, but these processes of it still run: ${left.join(', ')}` }
  if (after.activeTriggers.length > 0) {
    return {
      problem: `${what} has stopped, but ${after.activeTriggers.join(' and ')} would start it again: name that among the services too`
    }
  }
  return after.result === '' || after.result === 'success'
    ? { proof: 'stopped' }
    : { proof: 'stopped', remark: `it ended with the result ${after.result}` }
}

function judgeReload(what: string, before: ServiceState, after: ServiceState, code: Code): Judgement {
  const old = new Set([...before.workers, ...(before.pid === after.pid ? [] : [`${before.pid}:${before.startTicks}`])])
  const left = after.workers.filter(worker => old.has(worker))
  if (left.length > 0) {
    return {
      problem: `${left.length} of ${before.workers.length} old workers of ${what} still run (pid ${left.map(worker => worker.split(':')[0]).join(', ')})`
    }
  }
  if (before.pid !== after.pid) return judgeRelease(what, after, true, code)
  if (after.workers.length === 0) {
    if (code.root === undefined) return { proof: 'running', remark: 'it has no workers: that the reload changed anything cannot be seen' }
    return { problem: `${what} has no workers, so a reload cannot be seen to bring new code: restart it` }
  }
  if (code.root === undefined) return { proof: 'new-process' }
  const wrong = linkProblem(code)
  if (wrong !== undefined) return { problem: wrong }
  const elsewhere = after.workerCwds.find(cwd => otherRelease(cwd, code) !== undefined)
  if (elsewhere !== undefined) {
    return {
      problem: `the new workers of ${what} run in ${elsewhere}, not in ${code.release}: its main process keeps the directory it was started in; restart it, or give it its directory by an argument (gunicorn: --chdir ${code.root}/current)`
    }
  }
  if (after.workerCwds.length > 0 && after.workerCwds.every(cwd => within(cwd, code.release!))) return { proof: 'cwd' }
  // A main process that goes on keeps the directory that it was started in; only an argument that names the link is resolved again.
  if (after.throughArgument || startedAfterSwitch(after, code)) return { proof: 'started-after-switch' }
  if (after.runsIn !== undefined && within(after.runsIn, code.release!)) {
    return {
      problem: `that the new workers of ${what} run the release ${code.release} cannot be shown: its main process was started before the switch and keeps its directory; restart it, or give it its directory by an argument (gunicorn: --chdir ${code.root}/current)`
    }
  }
  return { proof: 'new-process', remark: unrelated(what, code) }
}

function judgeRelease(what: string, after: ServiceState, fresh: boolean, code: Code): Judgement {
  if (code.root === undefined) return { proof: fresh ? 'new-process' : 'running' }
  const wrong = linkProblem(code)
  if (wrong !== undefined) return { problem: wrong }
  const other = after.cwd === undefined ? undefined : otherRelease(after.cwd, code)
  if (other !== undefined) return { problem: `${what} runs in ${other}, not in the release ${code.release}` }
  if (after.namedRelease !== undefined && after.namedRelease !== code.release) {
    return {
      problem: `${what} names the release ${after.namedRelease} in its command, not ${code.release}: let it go through ${code.root}/current`
    }
  }
  if (after.cwd !== undefined && within(after.cwd, code.release!)) return { proof: 'cwd' }
  if (after.namedRelease !== undefined) return { proof: 'command-line' }
  const through = after.throughProgram || after.throughArgument || (after.runsIn !== undefined && within(after.runsIn, code.release!))
  if (!through) return { proof: fresh ? 'new-process' : 'running', remark: unrelated(what, code) }
  if (fresh || startedAfterSwitch(after, code)) return { proof: 'started-after-switch' }
  return { problem: `${what} runs since ${after.startedAt ?? 'before'}, which is before the switch to ${code.release}: restart it` }
}

function linkProblem(code: Code): string | undefined {
  if (code.link === undefined || code.release === undefined) return `${code.root}/current points nowhere: deploy a release, or run adopt`
  return code.link === code.release ? undefined : `${code.root}/current points to ${code.link}, not to ${code.release}`
}

const startedAfterSwitch = (state: ServiceState, code: Code) =>
  state.startedAt !== undefined && code.switchedAtMs !== undefined && Date.parse(state.startedAt) > code.switchedAtMs
const unrelated = (what: string, code: Code) => `${what} does not go through ${code.root}/current: that it runs the release cannot be shown`
const within = (path: string, directory: string) => path === directory || path.startsWith(`${directory}/`)
const otherRelease = (path: string, code: Code) =>
  within(path, `${code.root}/releases`) && !within(path, code.release!) ? path : undefined
const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
