import { hostname, userInfo } from 'node:os'
import type { Owner } from '../deployment/records.ts'

/** The workflow run that this process is part of, from GitHub's documented variables; outside GitHub: the user and machine. */
export interface Run {
  readonly owner: Owner
  /** `refs/tags/v1.1.0`, `refs/heads/main`; undefined outside GitHub. */
  readonly ref: string | undefined
  readonly sha: string | undefined
  readonly eventName: string | undefined
  readonly workspace: string
  /** Private to the job and removed by the runner: where the job's own facts lie. */
  readonly temp: string
  readonly apiUrl: string
  /** Name of the repository without its owner: the default name of the application. */
  readonly repositoryName: string
}

/** `cwd` and `temp` stand in where GitHub's variables are missing. */
export function readRun(environment: Readonly<Record<string, string | undefined>>, cwd: string, temp: string): Run {
  const repository = environment['GITHUB_REPOSITORY'] ?? `${userInfo().username}@${hostname()}`
  const runId = environment['GITHUB_RUN_ID'] ?? `local-${process.ppid}`
  const server = environment['GITHUB_SERVER_URL']
  return {
    owner: {
      repository,
      runId,
      runAttempt: Number(environment['GITHUB_RUN_ATTEMPT'] ?? '1'),
      job: environment['GITHUB_JOB'] ?? 'local',
      actor: environment['GITHUB_ACTOR'] ?? userInfo().username,
      url: server === undefined ? undefined : `${server}/${repository}/actions/runs/${runId}`
    },
    ref: environment['GITHUB_REF'],
    sha: environment['GITHUB_SHA'],
    eventName: environment['GITHUB_EVENT_NAME'],
    workspace: environment['GITHUB_WORKSPACE'] ?? cwd,
    temp: environment['RUNNER_TEMP'] ?? temp,
    apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
    repositoryName: repository.split('/').at(-1) ?? repository
  }
}
