// The contexts and the environment that GitHub documents, and nothing else.
import type { Use } from './actions.ts'
import type { Contexts, Value } from './expressions.ts'
import type { Job } from './job.ts'
import type { Document, Token } from './parser.ts'
import type { RunOptions, StepResult, Timing } from './types.ts'

/** What all jobs of a run share. */
export interface RunContext {
  options: RunOptions
  doc: Document
  github: Record<string, Value>
  inputs: Record<string, Value>
  timing: Timing
  /** Directory of this run attempt. */
  dir: string
  toolCache: string
  print(job: string, line: string): void
}

/** Where a step stands: in a job, or in a composite action. */
export interface Scope {
  doc: Document
  composite: boolean
  /** The `steps` context. */
  steps: Record<string, Value>
  /** `env` of the composite actions around. */
  env: Record<string, string>
  inputs: Record<string, Value>
  /** action_path, action_repository, action_ref. */
  github: Record<string, Value>
  failed: boolean
  names: Map<string, number>
  results: StepResult[]
  use: (step: Token) => Use
}

export const arch = { x64: 'X64', arm64: 'ARM64', arm: 'ARM', ia32: 'X86' }[process.arch as string] ?? 'X64'

export function contexts(job: Job, scope: Scope, env: Record<string, string>, action = ''): Contexts {
  return {
    github: { ...job.github, ...scope.github, action },
    env,
    job: { status: job.status },
    runner: {
      name: job.runnerName,
      os: 'Linux',
      arch,
      environment: job.run.options.selfHosted ? 'self-hosted' : 'github-hosted',
      temp: job.temp,
      tool_cache: job.run.toolCache,
      workspace: job.runnerWorkspace,
      debug: job.debug ? '1' : ''
    },
    strategy: job.strategy,
    matrix: job.matrix,
    steps: scope.steps,
    inputs: scope.inputs,
    ...(scope.composite ? {} : { vars: job.vars, secrets: job.secrets, needs: job.needs })
  }
}

const exported = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace'
]

/** The whole environment of a step's process: nothing of the parent's own, but PATH, HOME and LANG. */
export function environment(job: Job, scope: Scope, action: string, own: Record<string, string>): Record<string, string> {
  const machine = {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: process.env['HOME'] ?? '/',
    LANG: process.env['LANG'] ?? 'C.UTF-8',
    CI: 'true',
    ...job.run.options.env,
    ...own
  }
  const github: Record<string, Value> = { ...job.github, ...scope.github, action }
  return {
    ...machine,
    PATH: [...[...job.path].reverse(), machine.PATH].join(':'),
    ...Object.fromEntries(
      exported.flatMap(k => (github[k] === undefined || github[k] === null ? [] : [[`GITHUB_${k.toUpperCase()}`, String(github[k])]]))
    ),
    GITHUB_ACTIONS: 'true',
    RUNNER_NAME: job.runnerName,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: arch,
    RUNNER_ENVIRONMENT: job.run.options.selfHosted ? 'self-hosted' : 'github-hosted',
    RUNNER_TEMP: job.temp,
    RUNNER_TOOL_CACHE: job.run.toolCache,
    RUNNER_WORKSPACE: job.runnerWorkspace,
    RUNNER_TRACKING_ID: job.trackingId,
    ...(job.debug ? { RUNNER_DEBUG: '1' } : {})
  }
}
