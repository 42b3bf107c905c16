import { messageOf } from '../errors.ts'

/** The comments of one pull request. Implemented by ApiComments; FakeComments stands beside it. Errors: CommentRefused. */
export interface Comments {
  list(): Promise<readonly Comment[]>
  create(body: string): Promise<void>
  update(id: number, body: string): Promise<void>
}

export interface Comment {
  readonly id: number
  readonly body: string
}

/** GitHub did not do it: `rights` where the token may not (a pull request from a fork has a token that only reads). */
export class CommentRefused extends Error {
  override readonly name = 'CommentRefused'
  readonly why: 'rights' | 'other'
  constructor(why: 'rights' | 'other', message: string) {
    super(message)
    this.why = why
  }
}

/**
 * Keeps one comment with this mark up to date. It is begun only where there is something to say, and from then on follows what is the case, also to green.
 * Errors: CommentRefused.
 */
export async function keepComment(
  comments: Comments,
  { mark, body, worthSaying }: { readonly mark: string; readonly body: string; readonly worthSaying: boolean }
): Promise<'created' | 'updated' | 'unchanged' | 'nothing to say'> {
  const hidden = `<!-- belay:${mark.replaceAll(/[^A-Za-z0-9._/-]+/g, '_').replaceAll('--', '__')} -->`
  const whole = `${hidden}\n${body}`
  // A person may quote the comment: the mark counts only as its first line.
  const mine = (await comments.list()).find(each => each.body.startsWith(hidden))
  if (mine === undefined && !worthSaying) return 'nothing to say'
  if (mine === undefined) {
    await comments.create(whole)
    return 'created'
  }
  if (mine.body.replaceAll('\r\n', '\n').trim() === whole.trim()) return 'unchanged'
  await comments.update(mine.id, whole)
  return 'updated'
}

/** GitHub's REST API; each call has 10 seconds. */
export class ApiComments implements Comments {
  readonly #token: string
  readonly #apiUrl: string
  readonly #place: { readonly owner: string; readonly repo: string; readonly issue_number: number }

  constructor(token: string, apiUrl: string, repository: string, number: number) {
    const [owner = '', repo = ''] = repository.split('/')
    this.#token = token
    this.#apiUrl = apiUrl
    this.#place = { owner, repo, issue_number: number }
  }

  async list(): Promise<readonly Comment[]> {
    return this.#ask('read', async octokit => {
      const found: Comment[] = []
      // A pull request with more than 2,000 comments gets another one.
      for (let page = 1; page <= 20; page++) {
        const { data } = await octokit.rest.issues.listComments({ ...this.#place, per_page: 100, page })
        found.push(...data.map(({ id, body }) => ({ id, body: body ?? '' })))
        if (data.length < 100) break
      }
      return found
    })
  }

  async create(body: string): Promise<void> {
    await this.#ask('write', octokit => octokit.rest.issues.createComment({ ...this.#place, body }))
  }

  async update(id: number, body: string): Promise<void> {
    const { owner, repo } = this.#place
    await this.#ask('write', octokit => octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body }))
  }

  async #ask<T>(what: string, call: (octokit: Awaited<ReturnType<typeof client>>) => Promise<T>): Promise<T> {
    try {
      return await call(await client(this.#token, this.#apiUrl))
    } catch (error) {
      const status = (error as { status?: unknown }).status
      const isRights = status === 401 || status === 403 || status === 404
      throw new CommentRefused(
        isRights ? 'rights' : 'other',
        `GitHub did not let it ${what} comments of pull request ${this.#place.issue_number}${typeof status === 'number' ? ` (${status})` : `: ${messageOf(error)}`}`
      )
    }
  }
}

async function client(token: string, baseUrl: string) {
  const { getOctokit } = await import('@actions/github')
  return getOctokit(token, { baseUrl, request: { fetch: withDeadline } })
}

/** A deadline for each call, not for all of them together. */
const withDeadline: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(10_000) })

/** Keeps them in memory. */
export class FakeComments implements Comments {
  readonly comments: { id: number; body: string }[]
  refuse: CommentRefused | undefined
  constructor(bodies: readonly string[] = []) {
    this.comments = bodies.map((body, index) => ({ id: index + 1, body }))
  }
  async list(): Promise<readonly Comment[]> {
    if (this.refuse !== undefined) throw this.refuse
    return this.comments
  }
  async create(body: string): Promise<void> {
    this.comments.push({ id: this.comments.length + 1, body })
  }
  async update(id: number, body: string): Promise<void> {
    this.comments.find(each => each.id === id)!.body = body
  }
}
