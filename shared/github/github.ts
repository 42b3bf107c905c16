/** What Belay asks GitHub. Implemented by ApiGitHub; FakeGitHub stands beside it. */
export interface GitHub {
  /** Has a workflow run ended? `unknown`: no token, no rights, not GitHub, or no answer. */
  runState(repository: string, runId: string): Promise<'running' | 'ended' | 'unknown'>
}

/** No token: nothing can be known. */
export const noGitHub: GitHub = { runState: async () => 'unknown' }

/** GitHub's REST API. Answers `unknown` on any trouble: what is not known never breaks a lock. */
export class ApiGitHub implements GitHub {
  readonly #token: string
  readonly #apiUrl: string

  constructor(token: string, apiUrl: string) {
    this.#token = token
    this.#apiUrl = apiUrl
  }

  async runState(repository: string, runId: string): Promise<'running' | 'ended' | 'unknown'> {
    const [owner, repo] = repository.split('/')
    if (owner === undefined || repo === undefined || !/^\d+$/.test(runId)) return 'unknown'
    const { getOctokit } = await import('@actions/github')
    try {
      const octokit = getOctokit(this.#token, { baseUrl: this.#apiUrl, request: { signal: AbortSignal.timeout(10_000) } })
      const { data } = await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: Number(runId) })
      return data.status === 'completed' ? 'ended' : 'running'
    } catch {
      return 'unknown'
    }
  }
}

/** Answers from a table. */
export class FakeGitHub implements GitHub {
  readonly states: Record<string, 'running' | 'ended'>
  constructor(states: Record<string, 'running' | 'ended'> = {}) {
    this.states = states
  }
  async runState(repository: string, runId: string): Promise<'running' | 'ended' | 'unknown'> {
    return this.states[`${repository}/${runId}`] ?? 'unknown'
  }
}
