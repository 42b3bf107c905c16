// The words that the runner's parts and its callers share.

export type Status = 'success' | 'failure' | 'cancelled'
export type Outcome = Status | 'skipped'
export type Conclusion = Outcome | 'startup_failure' | 'not_triggered'
export type EventName = 'push' | 'workflow_dispatch' | 'schedule'

export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  message: string
  title?: string | undefined
  file?: string | undefined
  line?: number | undefined
  endLine?: number | undefined
  col?: number | undefined
  endColumn?: number | undefined
  /** Job and step that wrote it; absent when the workflow itself is at fault. */
  job?: string | undefined
  step?: string | undefined
  /** GitHub shows ten of a level per step; this one came later. */
  hidden?: boolean | undefined
}

export interface StepResult {
  id: string
  name: string
  stage: 'pre' | 'main' | 'post'
  outcome: Outcome
  conclusion: Outcome
  outputs: Record<string, string>
  durationMs: number
  /** Exit code of the step's own process, when it had one. */
  exitCode?: number | null | undefined
  /** Signals that the runner sent to it, in order. */
  signals?: NodeJS.Signals[] | undefined
  /** Steps inside a composite action. */
  steps?: StepResult[] | undefined
}

export interface LegResult {
  name: string
  matrix: Record<string, unknown>
  result: Outcome
  /** What happened before `continue-on-error` of the job was applied. */
  outcome: Outcome
  outputs: Record<string, string>
  steps: StepResult[]
  log: string[]
  /** One entry per step that wrote a summary. */
  summary: string[]
  annotations: Annotation[]
  environment?: { name: string; url: string } | undefined
  /** The directory that was GITHUB_WORKSPACE; '' when the job did not start. */
  workspace: string
}

export interface JobResult {
  result: Outcome
  outputs: Record<string, string>
  /** Steps of all legs, in order. */
  steps: StepResult[]
  /** Markdown of all steps, in order. */
  summary: string
  annotations: Annotation[]
  legs: LegResult[]
  /** Kept from an earlier attempt by a re-run of failed jobs. */
  kept: boolean
}

export interface RunResult {
  conclusion: Conclusion
  /** Why the run did not start or was cancelled; '' otherwise. */
  reason: string
  name: string
  runId: number
  runNumber: number
  attempt: number
  jobs: Record<string, JobResult>
  /** Masked lines, each `job | text`, in the order in which they were written. */
  log: string[]
  /** Markdown per job. */
  summary: Record<string, string>
  annotations: Annotation[]
}

export interface Timing {
  /** Milliseconds of one "minute" of timeout-minutes. */
  minute: number
  /** SIGINT to SIGTERM. */
  interrupt: number
  /** SIGTERM to SIGKILL. */
  terminate: number
  /** How long to wait for output that a finished step's children still hold open. */
  drain: number
  /** Cancellation to the forced end of everything. */
  force: number
}

export const githubTiming: Timing = { minute: 60_000, interrupt: 7_500, terminate: 2_500, drain: 5_000, force: 300_000 }

export interface Secrets {
  secrets?: Record<string, string> | undefined
  vars?: Record<string, string> | undefined
}

export interface RunOptions extends Secrets {
  /** Path of the workflow file. */
  workflow: string
  /** `owner/name`; default `octo/repo`. */
  repository?: string | undefined
  /** Where actions/checkout finds a repository: a bare one or one with a work tree. */
  repositories?: Record<string, string> | undefined
  event?: EventName | undefined
  /** A full ref; default the head of the default branch. */
  ref?: string | undefined
  /** Default: the commit that `ref` points to. */
  sha?: string | undefined
  /** Merged over the event payload that the runner makes. */
  payload?: Record<string, unknown> | undefined
  /** Inputs of workflow_dispatch. */
  inputs?: Record<string, string | number | boolean> | undefined
  /** Secrets and variables per environment. */
  environments?: Record<string, Secrets> | undefined
  /** secrets.GITHUB_TOKEN and github.token; random by default. */
  token?: string | undefined
  actor?: string | undefined
  /** `owner/repo` to the directory that stands for it; the ref is recorded, not used. */
  actions?: Record<string, string> | undefined
  /** The machine's own environment, over PATH, HOME and LANG. GITHUB_API_URL, GITHUB_SERVER_URL and GITHUB_GRAPHQL_URL also set the github context. */
  env?: Record<string, string> | undefined
  /** The node that runs JavaScript actions; default the one that runs this. */
  node?: string | undefined
  /** At the job's end, kill what still carries the job's RUNNER_TRACKING_ID. */
  selfHosted?: boolean | undefined
  timing?: Partial<Timing> | undefined
  onLine?: ((line: string) => void) | undefined
  /** Called when a step begins (no `result` yet) and when it has ended; steps inside a composite action included. */
  onStep?: ((step: { job: string; name: string; result?: StepResult | undefined }) => void) | undefined
}

/** What the runner cannot run, or what GitHub would refuse: always red, with the place to look at. */
export class Red extends Error {
  readonly file: string | undefined
  readonly line: number | undefined
  constructor(message: string, file?: string, line?: number) {
    super(message)
    this.file = file
    this.line = line
  }
  /** `file:line: message`. */
  get text(): string {
    return this.file === undefined ? this.message : `${this.file}:${this.line ?? 1}: ${this.message}`
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Red ? error.text : error instanceof Error ? error.message : String(error)
