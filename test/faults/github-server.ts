import { createServer, type Server } from 'node:http'

/**
 * GitHub's REST API as far as Belay asks it, in the documented shapes: `GET /repos/{owner}/{repo}/actions/runs/{id}`, and the comments of an issue or
 * pull request.
 */
export class GitHubServer {
  /** Status of each run; one that is not here is answered 404. */
  readonly runs = new Map<string, 'in_progress' | 'completed'>()
  /** Comments of every issue, by its number. */
  readonly comments = new Map<number, { id: number; body: string }[]>()
  /** The token may only read, as that of a pull request from a fork. */
  readOnly = false
  /** Every path that was asked for. */
  readonly asked: string[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.asked.push(path)
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const { status, answer } = this.#answer(request.method ?? '', path, Buffer.concat(parts).toString('utf8'))
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        response.end(JSON.stringify(answer))
      })
    })
  }

  #answer(method: string, path: string, sent: string): { status: number; answer: unknown } {
    const run = /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs\/(\d+)$/.exec(path)
    const status = run === null ? undefined : this.runs.get(run[3] ?? '')
    if (method === 'GET' && status !== undefined)
      return {
        status: 200,
        answer: {
          id: Number(run?.[3]),
          name: 'production',
          run_attempt: 1,
          event: 'push',
          status,
          conclusion: status === 'completed' ? 'failure' : null,
          repository: { full_name: `${run?.[1]}/${run?.[2]}` }
        }
      }
    const list = /^\/repos\/[^/]+\/[^/]+\/issues\/(\d+)\/comments(?:\?(.*))?$/.exec(path)
    const one = /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/(\d+)$/.exec(path)
    if (method !== 'GET' && (list ?? one) !== null && this.readOnly)
      return { status: 403, answer: { message: 'Resource not accessible by integration', status: '403' } }
    const body = () => String((JSON.parse(sent) as { body?: unknown }).body)
    if (list !== null) {
      const all = this.comments.get(Number(list[1])) ?? []
      if (method === 'GET') {
        const query = new URLSearchParams(list[2])
        const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)]
        return { status: 200, answer: all.slice(size * (page - 1), size * page) }
      }
      if (method === 'POST') {
        const comment = { id: 1000 + [...this.comments.values()].flat().length, body: body() }
        this.comments.set(Number(list[1]), [...all, comment])
        return { status: 201, answer: comment }
      }
    }
    const comment = one === null ? undefined : [...this.comments.values()].flat().find(each => each.id === Number(one[1]))
    if (method === 'PATCH' && comment !== undefined) {
      comment.body = body()
      return { status: 200, answer: comment }
    }
    return { status: 404, answer: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' } }
  }

  /** From now on no run is in progress. */
  finishAll(): void {
    for (const run of this.runs.keys()) this.runs.set(run, 'completed')
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}
