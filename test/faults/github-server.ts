import { createServer, type Server } from 'node:http'

/** GitHub's REST API as far as Belay asks it: `GET /repos/{owner}/{repo}/actions/runs/{id}`, in the documented shape. */
export class GitHubServer {
  /** Status of each run; one that is not here is answered 404. */
  readonly runs = new Map<string, 'in_progress' | 'completed'>()
  /** Every path that was asked for. */
  readonly asked: string[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? ''
      this.asked.push(path)
      const match = /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs\/(\d+)$/.exec(path)
      const status = match === null ? undefined : this.runs.get(match[3] ?? '')
      const found = request.method === 'GET' && status !== undefined
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' })
      response.end(
        JSON.stringify(
          found
            ? {
                id: Number(match?.[3]),
                name: 'production',
                run_attempt: 1,
                event: 'push',
                status,
                conclusion: status === 'completed' ? 'failure' : null,
                repository: { full_name: `${match?.[1]}/${match?.[2]}` }
              }
            : { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }
        )
      )
    })
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
