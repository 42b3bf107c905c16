import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ArtifactAccess } from '../../shared/copies/artifact-service.ts'

/** What is asked of the fake. */
export type Ask =
  | 'CreateArtifact'
  | 'FinalizeArtifact'
  | 'ListArtifacts'
  | 'GetSignedArtifactURL'
  | 'DeleteArtifact'
  | 'block'
  | 'blocklist'
  | 'blob'
  | 'rest list'
  | 'rest zip'
  | 'rest delete'

/** An answer instead of its own; the connection closed, half of a blob sent; no answer at all; or one bit of a blob wrong. */
export type Fault = { readonly status: number; readonly message?: string } | 'cut' | 'flip' | 'silence'

interface Artifact {
  readonly id: number
  readonly run: string
  readonly name: string
  readonly blob: string
  finished: boolean
  size: number
  hash: string
  expired: boolean
}

/**
 * A FAKE of GitHub's artifacts, no more: the calls of its service, of the blob store behind it and of the REST API in the shapes that the official
 * `@actions/artifact` 6.2.1 sends and reads. What GitHub itself answers was never seen here.
 */
export class FakeArtifacts {
  faults: (ask: Ask, nth: number) => Fault | undefined = () => undefined
  readonly asked: Ask[] = []
  readonly artifacts: Artifact[] = []
  readonly #blobs = new Map<string, Buffer>()
  readonly #blocks = new Map<string, Map<string, Buffer>>()
  readonly #server: Server
  #ids = 0
  static readonly repository = 'octo/shop'
  static readonly apiToken = 'api-token-5d2f'

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(error => response.writeHead(500).end(String(error)))
    })
  }

  static async start(): Promise<FakeArtifacts> {
    const fake = new FakeArtifacts()
    await new Promise<void>(resolve => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  reset(faults: typeof this.faults = () => undefined): void {
    this.faults = faults
    this.asked.length = 0
  }

  /** What a job of this run is given. */
  access(runId: string, more: Partial<ArtifactAccess> = {}): ArtifactAccess {
    const scopes = { scp: `Actions.Generic:x Actions.Results:run-${runId}:job-of-${runId}` }
    const serviceToken = `e30.${Buffer.from(JSON.stringify(scopes)).toString('base64url')}.sig`
    const { repository, apiToken } = FakeArtifacts
    return { repository, runId, serviceUrl: `${this.url}/`, serviceToken, apiUrl: this.url, apiToken, days: 90, ...more }
  }

  /** Content of a finished artifact. */
  content(name: string): Buffer | undefined {
    const found = this.artifacts.find(each => each.name === name && each.finished)
    return found && this.#blobs.get(found.blob)
  }

  replace(name: string, content: Buffer): void {
    this.#blobs.set(this.artifacts.find(each => each.name === name)!.blob, content)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url)
    const body = await buffer(request)
    const ask = askOf(request.method ?? '', url)
    if (ask === undefined) return void response.writeHead(404).end()
    this.asked.push(ask)
    const fault = this.faults(ask, this.asked.filter(each => each === ask).length)
    if (typeof fault === 'object') return void json(response, fault.status, { msg: fault.message ?? 'injected' })
    if (fault === 'silence') return
    if (fault === 'cut' && ask !== 'blob') return void request.socket.destroy()
    if (ask.startsWith('rest')) return this.#rest(ask, request, url, response)
    if (url.pathname.startsWith('/blob/')) return this.#blob(ask, url, request, body, response, fault)
    this.#service(ask, request, JSON.parse(body.toString()), response)
  }

  #service(ask: Ask, request: IncomingMessage, body: Record<string, string>, response: ServerResponse): void {
    const claims = Buffer.from(/^Bearer e30\.(.*)\.sig$/.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64url').toString()
    const { workflow_run_backend_id: run = '', name = '' } = body
    if (!claims.includes(`Actions.Results:${run}:`)) return void json(response, 401, { msg: 'another run' })
    const mine = this.artifacts.filter(each => each.run === run)
    const found = mine.find(each => each.name === name)
    switch (ask) {
      case 'CreateArtifact': {
        if (found !== undefined) return void json(response, 409, { msg: 'an artifact with this name already exists on the workflow run' })
        const blob = randomUUID()
        this.artifacts.push({ id: ++this.#ids, run, name, blob, finished: false, size: 0, hash: '', expired: false })
        return void json(response, 200, { ok: true, signed_upload_url: `${this.url}/blob/${blob}?se=1&sig=w%2Bs%3D` })
      }
      case 'FinalizeArtifact':
        if (found === undefined || this.#blobs.get(found.blob)?.length !== Number(body['size']))
          return void json(response, 400, { msg: 'size' })
        Object.assign(found, { finished: true, size: Number(body['size']), hash: body['hash'] })
        return void json(response, 200, { ok: true, artifactId: String(found.id) })
      case 'ListArtifacts': {
        const wanted = mine.filter(each => each.finished && (body['name_filter'] === undefined || each.name === body['name_filter']))
        // In the other spelling, which protobuf's JSON allows too; without what is empty.
        const artifacts = wanted.map(each => ({
          workflowRunBackendId: each.run,
          workflowJobRunBackendId: 'job',
          databaseId: String(each.id),
          name: each.name,
          ...(each.size === 0 ? {} : { size: String(each.size) })
        }))
        return void json(response, 200, artifacts.length === 0 ? {} : { artifacts })
      }
      case 'GetSignedArtifactURL':
        if (!found?.finished) return void json(response, 404, { msg: 'artifact not found' })
        return void json(response, 200, { signedUrl: `${this.url}/blob/${found.blob}?sig=r%2Bd%3D` })
      default:
        if (found === undefined) return void json(response, 404, { msg: 'artifact not found' })
        this.artifacts.splice(this.artifacts.indexOf(found), 1)
        return void json(response, 200, { ok: true, artifactId: String(found.id) })
    }
  }

  #blob(ask: Ask, url: URL, { headers }: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault | undefined): void {
    const id = url.pathname.split('/')[2] ?? ''
    if (url.searchParams.get('sig') !== (ask === 'blob' ? 'r+d=' : 'w+s=')) return void response.writeHead(403).end()
    if (ask === 'blob') {
      const content = Buffer.from(this.#blobs.get(id) ?? '')
      if (fault === 'flip') content[content.length >> 1]! ^= 1
      response.writeHead(200, { 'content-length': content.length, 'content-type': 'application/octet-stream' })
      if (fault !== 'cut') return void response.end(content)
      response.write(content.subarray(0, content.length >> 1), () => response.destroy())
      return
    }
    if (headers['content-md5'] !== createHash('md5').update(body).digest('base64'))
      return void response.writeHead(400).end('<?xml version="1.0"?><Error><Code>Md5Mismatch</Code></Error>')
    const blocks = this.#blocks.get(id) ?? new Map<string, Buffer>()
    this.#blocks.set(id, blocks)
    if (ask === 'block') blocks.set(url.searchParams.get('blockid') ?? '', body)
    else {
      const parts = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(([, block]) => blocks.get(block!))
      if (parts.includes(undefined)) return void response.writeHead(400).end('<Error><Code>InvalidBlockList</Code></Error>')
      this.#blobs.set(id, Buffer.concat(parts as Buffer[]))
    }
    response.writeHead(201).end()
  }

  #rest(ask: Ask, { headers }: IncomingMessage, url: URL, response: ServerResponse): void {
    if (headers.authorization !== `Bearer ${FakeArtifacts.apiToken}`)
      return void json(response, 403, { message: 'Resource not accessible by integration' })
    if (ask === 'rest list') {
      const name = url.searchParams.get('name')
      const [page, size] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('per_page'))]
      const all = this.artifacts.filter(each => each.finished && (name === null || each.name === name)).reverse()
      const artifacts = all
        .slice((page - 1) * size, page * size)
        .map(each => ({ id: each.id, name: each.name, size_in_bytes: each.size, expired: each.expired, digest: each.hash }))
      return void json(response, 200, { total_count: all.length, artifacts })
    }
    const found = this.artifacts.find(each => String(each.id) === /artifacts\/(\d+)/.exec(url.pathname)?.[1])
    if (found === undefined) return void json(response, 404, { message: 'Not Found' })
    if (found.expired) return void json(response, 410, { message: 'Artifact has expired' })
    if (ask === 'rest zip') return void response.writeHead(302, { location: `${this.url}/blob/${found.blob}?sig=r%2Bd%3D` }).end()
    this.artifacts.splice(this.artifacts.indexOf(found), 1)
    response.writeHead(204).end()
  }
}

function askOf(method: string, url: URL): Ask | undefined {
  const call = /^\/twirp\/github\.actions\.results\.api\.v1\.ArtifactService\/(\w+)$/.exec(url.pathname)?.[1]
  if (call !== undefined) return call as Ask
  if (url.pathname.startsWith('/blob/')) return method === 'GET' ? 'blob' : (url.searchParams.get('comp') as Ask)
  const path = url.pathname.slice(`/repos/${FakeArtifacts.repository}/actions/artifacts`.length)
  if (!url.pathname.startsWith(`/repos/${FakeArtifacts.repository}/actions/artifacts`)) return undefined
  return path === '' ? 'rest list' : path.endsWith('/zip') ? 'rest zip' : method === 'DELETE' ? 'rest delete' : undefined
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
