import { UserError } from '../errors.ts'
import { again } from './again.ts'
import { Deadline, type Pace } from './deadline.ts'

/** What GitHub gives every action to reach the artifacts of its own run. */
export interface ArtifactAccess {
  /** `owner/name`. */
  readonly repository: string
  readonly runId: string
  /** `ACTIONS_RESULTS_URL` and `ACTIONS_RUNTIME_TOKEN`; the token ends with the job. */
  readonly serviceUrl: string
  readonly serviceToken: string
  readonly apiUrl: string
  /** `github-token`, with `actions: read`: for the artifacts of other runs. */
  readonly apiToken?: string | undefined
  /** Days after which GitHub removes an artifact, as the repository's settings say; undefined: it does not say. */
  readonly days?: number | undefined
}

export interface FoundArtifact {
  readonly name: string
  readonly bytes: number
  /** Undefined: of this run. */
  readonly apiId?: number | undefined
}

/** Answers of the service and of the store beside it; `status` 0: there was none. */
export class ArtifactFailure extends Error {
  override readonly name = 'ArtifactFailure'
  readonly status: number

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause })
    this.status = status
  }
}

export interface Timing {
  readonly pausesMs: readonly number[]
  readonly pace?: Pace | undefined
}

/**
 * GitHub's artifacts as the official `@actions/artifact` 6 speaks to them: the calls of its service (Twirp, JSON), Azure's blob interface for the bytes, and
 * the REST API for other runs. No signed address is part of what it throws.
 */
export class ArtifactService {
  readonly #access: ArtifactAccess
  readonly #timing: Timing
  readonly #ids: { readonly workflow_run_backend_id: string; readonly workflow_job_run_backend_id: string }

  /** Errors: UserError for a token that names no run. */
  constructor(access: ArtifactAccess, timing: Timing) {
    this.#access = access
    this.#timing = timing
    this.#ids = backendIds(access.serviceToken)
  }

  /** Where the bytes of a new artifact are sent to. Errors: ArtifactFailure, 409 for a name that the run has. */
  async create(name: string): Promise<string> {
    // 7: a file as it is, and no zip.
    const answer = await this.#call('CreateArtifact', { ...this.#ids, name, version: 7, mime_type: 'application/octet-stream' })
    return text(answer, 'signed_upload_url', 'CreateArtifact')
  }

  async finalize(name: string, bytes: number, sha256: string): Promise<void> {
    await this.#call('FinalizeArtifact', { ...this.#ids, name, size: String(bytes), hash: `sha256:${sha256}` })
  }

  /** Of this run, from all its jobs. */
  async listRun(name?: string): Promise<readonly (FoundArtifact & { readonly ids: object })[]> {
    const { artifacts = [] } = await this.#call('ListArtifacts', { ...this.#ids, ...(name === undefined ? {} : { name_filter: name }) })
    return (artifacts as Answer[]).map(each => ({
      name: text(each, 'name', 'ListArtifacts'),
      bytes: Number(field(each, 'size') ?? 0),
      ids: {
        workflow_run_backend_id: text(each, 'workflow_run_backend_id', 'ListArtifacts'),
        workflow_job_run_backend_id: text(each, 'workflow_job_run_backend_id', 'ListArtifacts')
      }
    }))
  }

  /** Nothing to do where the run has none of this name. */
  async deleteOfRun(name: string): Promise<void> {
    for (const { ids } of await this.listRun(name)) await this.#delete(ids, name)
  }

  /** Also one that this job has begun and not finished, which no list has. Nothing to do where there is none. */
  async deleteOfJob(name: string): Promise<void> {
    await this.#delete(this.#ids, name)
  }

  /** The bytes of an artifact of this run, or of another. Errors: ArtifactFailure, 404 where there is none; the stream's too. */
  async open({ name, bytes, apiId }: FoundArtifact): Promise<AsyncIterable<Buffer>> {
    const url = apiId === undefined ? await this.#urlOfRun(name) : await this.#urlOfApi(apiId)
    return this.#read(`the content of ${name}`, url, bytes)
  }

  /** Those of all runs that have not expired, the newest first. Errors: ArtifactFailure. */
  async listAll(name?: string): Promise<readonly FoundArtifact[]> {
    const found: FoundArtifact[] = []
    for (let page = 1; ; page++) {
      const query = `per_page=100&page=${page}${name === undefined ? '' : `&name=${encodeURIComponent(name)}`}`
      const { artifacts } = (await this.#api('GET', `/actions/artifacts?${query}`)) as { artifacts: RestArtifact[] }
      for (const each of artifacts) if (!each.expired) found.push({ name: each.name, bytes: each.size_in_bytes, apiId: each.id })
      if (artifacts.length < 100) return found.sort((a, b) => b.apiId! - a.apiId!)
    }
  }

  async deleteOfApi(id: number): Promise<void> {
    await this.#api('DELETE', `/actions/artifacts/${id}`)
  }

  /** Stores one block of an artifact, or all of it at once; the store compares the MD5 of what arrives. */
  async putBlob(url: string, query: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
    await this.#ask(
      'the upload',
      `${url}&${query}`,
      { method: 'PUT', body, headers: { 'x-ms-version': '2023-11-03', ...headers } },
      body.length
    )
  }

  async #delete(ids: object, name: string): Promise<void> {
    await this.#call('DeleteArtifact', { ...ids, name }).catch((error: unknown) => {
      if (!(error instanceof ArtifactFailure) || error.status !== 404) throw error
    })
  }

  async #urlOfRun(name: string): Promise<string> {
    const [found] = await this.listRun(name)
    if (found === undefined) throw new ArtifactFailure(404, `this run has no artifact ${name}`)
    return text(await this.#call('GetSignedArtifactURL', { ...found.ids, name }), 'signed_url', 'GetSignedArtifactURL')
  }

  async #urlOfApi(id: number): Promise<string> {
    const { repository, apiUrl, apiToken } = this.#access
    const url = `${apiUrl}/repos/${repository}/actions/artifacts/${id}/zip`
    const { status, headers } = await this.#ask('the address of an artifact', url, { headers: apiHeaders(apiToken), redirect: 'manual' }, 0)
    const location = headers.get('location')
    if (location === null) throw new ArtifactFailure(status, `GitHub answered ${status} and no address of the artifact`)
    return location
  }

  async #call(method: string, body: object): Promise<Answer> {
    const { serviceUrl, serviceToken } = this.#access
    const url = new URL(`/twirp/github.actions.results.api.v1.ArtifactService/${method}`, serviceUrl).href
    const headers = { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' }
    const answer = await this.#json(method, url, { method: 'POST', headers, body: JSON.stringify(body) })
    if ('ok' in answer && answer['ok'] !== true) throw new ArtifactFailure(200, `${method}: the service did not accept it`)
    return answer
  }

  async #api(method: string, path: string): Promise<Answer> {
    const { repository, apiUrl, apiToken } = this.#access
    return this.#json(`${method} ${path.split('?')[0]}`, `${apiUrl}/repos/${repository}${path}`, { method, headers: apiHeaders(apiToken) })
  }

  async #json(what: string, url: string, request: RequestInit): Promise<Answer> {
    const { status, body } = await this.#ask(what, url, request, 0)
    if (body === '') return {}
    try {
      return JSON.parse(body) as Answer
    } catch {
      throw new ArtifactFailure(status, `${what}: GitHub answered ${status}, and no JSON`)
    }
  }

  /** Asks until it is answered in time, some tries long, and reads the answer, which is short. Errors: ArtifactFailure. */
  async #ask(what: string, url: string, request: RequestInit, bytes: number): Promise<{ status: number; headers: Headers; body: string }> {
    return again(this.#timing.pausesMs, isPassing, async () => {
      const deadline = new Deadline(bytes, this.#timing.pace)
      try {
        const response = await fetch(url, { ...request, signal: deadline.signal })
        const { status, headers } = response
        const body = await response.text()
        if (status >= 400) throw new ArtifactFailure(status, `${what}: ${status}${said(body)}`)
        return { status, headers, body }
      } catch (error) {
        throw failureOf(what, error, deadline)
      } finally {
        deadline.end()
      }
    })
  }

  async #read(what: string, url: string, bytes: number): Promise<AsyncIterable<Buffer>> {
    const deadline = new Deadline(bytes, this.#timing.pace)
    const response = await again(this.#timing.pausesMs, isPassing, async () => {
      try {
        const answer = await fetch(url, { signal: deadline.signal })
        if (!answer.ok) throw new ArtifactFailure(answer.status, `${what}: ${answer.status}${said(await answer.text())}`)
        return answer
      } catch (error) {
        throw failureOf(what, error, deadline)
      }
    }).catch((error: unknown) => {
      deadline.end()
      throw error
    })
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        if (response.body !== null)
          for await (const chunk of response.body) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      } catch (error) {
        throw failureOf(`${what} broke off`, error, deadline)
      } finally {
        deadline.end()
      }
    }
    return chunks()
  }
}

type Answer = Readonly<Record<string, unknown>>

interface RestArtifact {
  readonly id: number
  readonly name: string
  readonly size_in_bytes: number
  readonly expired: boolean
}

/** The service answers in either spelling, as protobuf's JSON allows. */
function field(answer: Answer, name: string): unknown {
  return answer[name] ?? answer[name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())]
}

function text(answer: Answer, name: string, call: string): string {
  const value = field(answer, name)
  if (typeof value !== 'string' || value === '') throw new ArtifactFailure(200, `${call}: the answer has no ${name}`)
  return value
}

function apiHeaders(token: string | undefined): Record<string, string> {
  return { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', authorization: `Bearer ${token}` }
}

/** The run and the job that a runtime token is for: its scope `Actions.Results:<run>:<job>`. */
function backendIds(token: string) {
  const [, body = ''] = token.split('.')
  const scopes = (): string => {
    try {
      return String((JSON.parse(Buffer.from(body, 'base64url').toString()) as { scp?: unknown }).scp)
    } catch {
      return ''
    }
  }
  const [, run = '', job = ''] = /(?:^| )Actions\.Results:([^: ]+):([^: ]+)(?: |$)/.exec(scopes()) ?? []
  if (run === '')
    throw new UserError(
      'A copy to a GitHub artifact is not possible: the token that GitHub gave this job (ACTIONS_RUNTIME_TOKEN) names no run.'
    )
  return { workflow_run_backend_id: run, workflow_job_run_backend_id: job }
}

/** Whether the same request may go through a little later. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ArtifactFailure &&
    (error.status === 0 || error.status === 429 || error.status >= 500) &&
    !error.message.includes('slower than')
  )
}

/** The server's own words, in one line, without an address: that of a blob is as good as a password. */
function said(body: string): string {
  const own = /"(?:msg|message)"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? ''
  const line = own
    .replaceAll(/https?:\S+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300)
  return line === '' ? '' : ` (${line})`
}

function failureOf(what: string, error: unknown, deadline: Deadline): unknown {
  if (error instanceof ArtifactFailure) return error
  if (deadline.passed) return new ArtifactFailure(0, `${what}: ${deadline.words}`)
  // fetch says `fetch failed` or `terminated`, and beneath it why.
  const { name, cause } = error as Error
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  if (name === 'TypeError' && cause !== undefined)
    return new ArtifactFailure(0, `${what}: the connection failed${code === undefined ? '' : ` (${code})`}`)
  return error
}
