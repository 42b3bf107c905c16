import { readFile } from 'node:fs/promises'

/** The pull request that started this run. */
export interface PullRequest {
  readonly number: number
  /** the branch that it will be merged into: `main` */
  readonly base: string
}

/** From GitHub's own description of the event; undefined where the run has another cause. */
export async function readPullRequest(environment: Readonly<Record<string, string | undefined>>): Promise<PullRequest | undefined> {
  const base = environment['GITHUB_BASE_REF'] ?? ''
  if (base === '') return undefined
  const fromRef = /^refs\/pull\/(\d+)\//.exec(environment['GITHUB_REF'] ?? '')?.[1]
  if (fromRef !== undefined) return { number: Number(fromRef), base }
  // `pull_request_target` runs on the base branch; only the event says which pull request it is for.
  const path = environment['GITHUB_EVENT_PATH']
  const event: unknown =
    path === undefined
      ? undefined
      : await readFile(path, 'utf8')
          .then(JSON.parse)
          .catch(() => undefined)
  const number = (event as { pull_request?: { number?: unknown } } | undefined)?.pull_request?.number
  return typeof number === 'number' ? { number, base } : undefined
}
