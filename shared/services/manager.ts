import type { JobContext } from '../database/backup-source.ts'
import type { Host } from '../host/host.ts'

/** What can be asked of one service. */
export const verbs = ['start', 'stop', 'restart', 'reload'] as const
export type Verb = (typeof verbs)[number]

/**
 * Keeps services of one kind. All services of one action go into one script (one round trip), so a manager is text: a library of bash
 * functions that the script calls, and what TypeScript must know of it. One file per manager, one line in the registry.
 *
 * The library defines, for `kind` k:
 * - `k_snapshot NAME...`: one block of `Key=value` lines per name, each ended by an empty line (`parseSnapshot` lists the keys)
 * - `k_pulse NAME...`: a short text that changes whenever a main process is replaced or its state changes; no output when asking failed
 * - `k_do VERB NAME`: does it and waits; what it prints is shown when its exit code is not 0
 * - `k_order`, only where `stopsTogether` may be true: lines `FIRST THEN`, from the first snapshot: FIRST must have stopped before THEN is stopped
 */
export interface ServiceManager {
  readonly kind: string
  /** How messages call one: `the unit` or `the process`. */
  readonly noun: string
  readonly library: string
  /** Bash lines that tell the library about this service before it is used. */
  define(service: Service, paths: ServicePaths): string
  /** Whether it may be stopped at the same time as its neighbours: only where an order that matters is declared to the manager itself. */
  stopsTogether(name: string): boolean
  /** Script that prints the last 30 lines that the service itself wrote. */
  lastLines(name: string, paths: ServicePaths): string
  /** Whether `k_do` said that the user may not do this. */
  lacksRight(said: string): boolean
}

/** One service of the configuration, with its manager. */
export interface Service {
  readonly manager: ServiceManager
  readonly name: string
  /** Stopped behind the fence, because it writes to the database. */
  readonly writes: boolean
  /** Where no schema changes, reload is enough. */
  readonly reload: boolean
  /** Milliseconds that it must stay up before it counts as started; undefined: the action's default. */
  readonly stableForMs: number | undefined
  /** Only for the manager `process`. */
  readonly process?: ProcessSpec | undefined
}

export interface ProcessSpec {
  readonly run: string
  readonly env: Readonly<Record<string, string>>
  readonly envFile?: string | undefined
}

export interface ServicePaths {
  /** Marks processes that Belay started: `<app>/<environment>`. */
  readonly scope: string
  /** Belay's state directory: pid files lie in `services/` there. */
  readonly stateDir: string
  /** `code.root`, with the link `current`; undefined: services are not tied to a release. */
  readonly root?: string | undefined
}

/** What `operate`, `fence` and `open` need to know. */
export interface ServiceContext extends ServicePaths {
  readonly host: Host
  /** Id prefix, fencing token and deadline of the job that changes something. */
  readonly job: JobContext
  /** Release directory that must be live; default: whatever `current` points to when the script runs. */
  readonly release?: string | undefined
  /** Milliseconds, for services that do not say it themselves. */
  readonly stableForMs?: number | undefined
}

/** The default of `stable-for`: long enough for a service that dies after 4 s and is started again by its manager. */
export const STABLE_FOR_MS = 5000
/** How long a reload waits until the last old worker is gone. */
export const WORKERS_GONE_MS = 30_000

/** One service as it was at one instant, read from the host. */
export interface ServiceState {
  readonly name: string
  readonly found: boolean
  /** systemd's words, also for processes: `active`, `inactive`, `failed`, `activating`, … */
  readonly active: string
  readonly sub: string
  /** undefined: no main process. */
  readonly pid: number | undefined
  /** Start of the main process in ticks of the host's boot clock (/proc/PID/stat field 22): with the pid it names a process for good. */
  readonly startTicks: number | undefined
  /** ISO time by the host's wall clock, computed from the boot clock (10 ms). */
  readonly startedAt: string | undefined
  /** How often the manager started it again by itself since it was last started on purpose. */
  readonly restarts: number
  /** systemd's name of this run of the unit; for a process its pid and start. */
  readonly invocation: string
  readonly result: string
  readonly exitStatus: number | undefined
  readonly canReload: boolean
  /** Every other process of it, as `pid:ticks`. */
  readonly workers: readonly string[]
  /** Resolved working directory of the main process; undefined: not readable (another user's process). */
  readonly cwd: string | undefined
  /** Resolved working directories of the workers that could be read. */
  readonly workerCwds: readonly string[]
  /** Working directory of the definition, resolved now. */
  readonly runsIn: string | undefined
  /** The definition's command names a path through `current`, as the program or as an argument. */
  readonly throughProgram: boolean
  readonly throughArgument: boolean
  /** Release directory that the running command line or the definition names literally. */
  readonly namedRelease: string | undefined
  /** Units that are active and would start it again when asked (sockets, paths, timers). */
  readonly activeTriggers: readonly string[]
  /** The definition on disk is newer than the one that the manager uses. */
  readonly needsDaemonReload: boolean
}

/** One file of `Key=value` blocks -> states. A key that is missing is empty. */
export function parseSnapshot(text: string): ServiceState[] {
  return text
    .split(/\n\n+/)
    .filter(block => block.trim() !== '')
    .map(block => {
      const fields = new Map(block.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
      const get = (key: string) => fields.get(key) ?? ''
      const number = (key: string) => (/^\d+$/.test(get(key)) && get(key) !== '0' ? Number(get(key)) : undefined)
      const words = (key: string) => get(key).split(' ').filter(Boolean)
      return {
        name: get('Name'),
        found: !['not-found', 'bad-setting', 'error', 'masked', ''].includes(get('LoadState')),
        active: get('ActiveState'),
        sub: get('SubState'),
        pid: number('MainPID'),
        startTicks: number('StartTicks'),
        startedAt: number('StartedMs') === undefined ? undefined : new Date(Number(get('StartedMs'))).toISOString(),
        restarts: number('NRestarts') ?? 0,
        invocation: get('InvocationID'),
        result: get('Result'),
        exitStatus: /^\d+$/.test(get('ExecMainStatus')) ? Number(get('ExecMainStatus')) : undefined,
        canReload: get('CanReload') === 'yes',
        workers: words('Workers'),
        cwd: get('Cwd') || undefined,
        workerCwds: get('WorkerCwds').split('\t').filter(Boolean),
        runsIn: get('RunsIn') || undefined,
        throughProgram: get('ThroughProgram') === 'yes',
        throughArgument: get('ThroughArgument') === 'yes',
        namedRelease: get('NamedRelease') || undefined,
        activeTriggers: words('ActiveTriggers'),
        needsDaemonReload: get('NeedDaemonReload') === 'yes'
      }
    })
}
