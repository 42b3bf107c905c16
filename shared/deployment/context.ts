import type { Target } from '../config/target.ts'
import type { ArtifactAccess } from '../copies/artifact-service.ts'
import type { GitHub } from '../github/github.ts'
import type { Run } from '../github/run.ts'
import type { Host } from '../host/host.ts'
import type { Clock, Log } from '../ports.ts'
import type { Release } from './records.ts'
import type { State, Store } from './store.ts'
import type { Random } from './token.ts'
import type { Values } from './values.ts'

/** Everything that a step may use. What it may not use is not here: no environment variables, no globals. */
export interface Context {
  readonly target: Target
  readonly host: Host
  readonly store: Store
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly github: GitHub
  readonly run: Run
  readonly values: Values
  /** How to reach the artifacts of this run. Errors: UserError where there are none. */
  readonly artifacts: () => ArtifactAccess
  /** The interpreter of this process: what a local host runs `node:sqlite` with. */
  readonly nodePath: string
  /** Environment for git on the runner. */
  readonly gitEnvironment: Readonly<Record<string, string>>
  /** Deadline in milliseconds that the user set for this step; undefined: the step's own. */
  readonly timeoutMs: number | undefined
  readonly lockTimeoutMs: number
  readonly dryRun: boolean
  /** The state as it was read last; `refresh` reads it again. */
  state(): Promise<State>
  refresh(): Promise<State>
  /** A release that this process writes itself: from now on `state` holds it. */
  know(release: Release): void
}
