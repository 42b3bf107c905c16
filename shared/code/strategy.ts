import type { CodeConfig, Hook } from '../config/schema.ts'
import type { JobContext } from '../database/backup-source.ts'
import type { Host } from '../host/host.ts'
import type { GitCheckout, Packed } from './checkout.ts'

/** How a release reaches a host and becomes live. One file per strategy, one line in the registry. */
export interface CodeStrategy {
  readonly name: string
  /** What `stage` will do. Reads only. Errors: UserError. */
  plan(request: StageRequest): Promise<StagePlan>
  /** Puts the release beside the live one, with its environment, its shared paths and its stage hooks run; nothing live is touched. Safe to repeat. */
  stage(job: JobContext, plan: StagePlan, request: StageRequest): Promise<StagedRelease>
  /** Makes a staged release live, in one rename. Safe to repeat. Errors: UserError when `current` is no link. */
  switchTo(job: JobContext, id: string): Promise<Switched>
  /** What is live now. Reads only. */
  live(): Promise<LiveCode>
  /** Makes live again what was live when the deployment opened. Safe to repeat. Errors: UserError, with nothing changed. */
  goBack(job: JobContext, previous: PreviousCode): Promise<Switched>
  /** Runs the hooks of one phase in a release, one job each. */
  runHooks(job: JobContext, phase: HookPhase, id: string): Promise<void>
  /** The release's files as they are now, against what was recorded when it was staged or adopted (G4). Reads only. */
  drift(id: string): Promise<Drift>
  /** Records the files of what is live, so that drift can be seen later; for what Belay did not stage. */
  adopt(job: JobContext): Promise<AdoptedCode>
  /** Directories of `releases/`, also those that Belay did not make. */
  list(): Promise<readonly string[]>
  /** Removes these releases, and the environments that no release uses then; the live one never. */
  remove(job: JobContext, ids: readonly string[]): Promise<Removed>
}

export type HookPhase = 'stage' | 'after-migrate' | 'after-switch'

export interface CodeContext {
  readonly host: Host
  readonly stateDir: string
  readonly code: CodeConfig
}

export interface StageRequest {
  readonly checkout: GitCheckout
  /** Tag, branch or commit. */
  readonly ref: string
  /** Name for people, the tag without `refs/tags/`; default: the ref. */
  readonly version?: string | undefined
  /** Directory of the runner for temporary files. */
  readonly temporary: string
  /** The archive of the same commit, where its making was begun earlier; it is disposed of. */
  readonly packed?: Promise<Packed> | undefined
}

export interface StagePlan {
  readonly id: string
  readonly version: string
  readonly commit: string
  readonly tree: string
  /** Path of the release on the host once it is staged. */
  readonly path: string
  /** The same commit with the same settings is there already, complete and unchanged. */
  readonly reuse: boolean
  /** Digest over commit, shared paths, requirements, hooks and expected files. */
  readonly spec: string
  readonly requirements?: string | undefined
  /** The state directory has its place for code already. */
  readonly hasRecords?: boolean | undefined
}

export interface StagedRelease {
  readonly id: string
  readonly version: string
  readonly commit: string
  readonly tree: string
  readonly path: string
  readonly reused: boolean
  /** Directory of the virtual environment on the host. */
  readonly venv?: string | undefined
  readonly venvBuilt: boolean
  readonly files: number
  /** Bytes that were sent; 0 when the release was there. */
  readonly bytes: number
  /** SHA-256 over the list of the release's files: for the release's record. */
  readonly fingerprint: string
}

/** What the service's working directory leads to. */
export interface LiveCode {
  /** `symlink`: the link `current`; `git`: a work tree that the user updates; `none`: neither. */
  readonly kind: 'symlink' | 'git' | 'none'
  /** The directory that is live, links resolved. */
  readonly path?: string | undefined
  /** symlink: what the link holds. git: the commit. */
  readonly target?: string | undefined
  /** Its name where it lies in `releases/`. */
  readonly release?: string | undefined
  readonly commit?: string | undefined
  /** git: the branch that is checked out. */
  readonly branch?: string | undefined
  /** `current` is a real directory: `switchTo` refuses. */
  readonly currentIsDirectory: boolean
}

/** As the journal keeps it. */
export interface PreviousCode {
  readonly kind: 'symlink' | 'git' | 'none'
  readonly path?: string | undefined
  readonly target?: string | undefined
  readonly branch?: string | undefined
}

export interface Switched {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly changed: boolean
}

export interface Drift {
  /** `unknown`: nothing was recorded for it. */
  readonly state: 'same' | 'drifted' | 'unknown'
  /** Up to 10 paths with what happened to them; files that were added (logs, caches) do not count as drift, changed links do. */
  readonly changes: readonly string[]
  readonly count: number
  readonly fingerprint?: string | undefined
}

export interface AdoptedCode extends LiveCode {
  readonly id: string
  readonly version: string
  readonly fingerprint?: string | undefined
  /** What the user must know, such as that `current` must become a link before `deploy-code` can switch. */
  readonly notes: readonly string[]
}

export interface Removed {
  readonly releases: readonly string[]
  readonly environments: readonly string[]
  /** What was left where it is, and why. */
  readonly left: readonly string[]
}

export type { CodeConfig, Hook, JobContext }
