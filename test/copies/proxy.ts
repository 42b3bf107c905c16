import {
  createServer,
  request as forward,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse
} from 'node:http'
import { buffer } from 'node:stream/consumers'

/**
 * An answer instead of the server's; no answer at all; the connection closed; the server asked and its answer lost; or an answer of which a byte comes
 * every 50 ms, for ever: of what was asked for, else of its first lines.
 */
export type Fault = { readonly status: number; readonly code: string } | 'silence' | 'cut' | 'lose the answer' | 'trickle'

export interface Asked {
  readonly method: string
  /** From 1, of this kind of request. */
  readonly nth: number
  /** Of an upload of parts. */
  readonly part: number | undefined
  /** `begin`, `end`, `part` or `abort` of an upload of parts, else `other`. */
  readonly kind: 'begin' | 'end' | 'part' | 'abort' | 'other'
}

interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
  readonly trickle?: boolean | undefined
}

/** Ends with the connection. */
function trickle(response: ServerResponse, { status, headers, body }: Answer): void {
  const { socket } = response
  if (socket === null) return
  let at = 0
  if (body.length > 0) response.writeHead(status, headers)
  else socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')
  const timer = setInterval(() => (body.length > 0 ? response.write(body.subarray(at, ++at)) : socket.write('a')), 50)
  socket.once('close', () => clearInterval(timer))
}

/** A man in the middle of 127.0.0.1, who passes everything on as it is until he is told what to do with a request. */
export class FaultyProxy {
  faults: (asked: Asked) => Fault | undefined = () => undefined
  /** What was asked, in order. */
  readonly asked: Asked[] = []
  readonly #server: Server
  readonly #target: URL

  private constructor(target: string) {
    this.#target = new URL(target)
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(
        answer => {
          if (answer === 'silence') return
          if (answer === 'cut') response.destroy()
          else if (answer.trickle) trickle(response, answer)
          else response.writeHead(answer.status, answer.headers).end(answer.body)
        },
        () => response.destroy()
      )
    })
  }

  static async start(target: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target)
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }

  reset(faults: (asked: Asked) => Fault | undefined = () => undefined): void {
    this.faults = faults
    this.asked.length = 0
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage): Promise<Answer | 'silence' | 'cut'> {
    const { method = '', url = '' } = request
    const query = new URL(url, this.#target).searchParams
    const part = query.has('partNumber') ? Number(query.get('partNumber')) : undefined
    const multi = query.has('uploadId')
    const kind =
      part !== undefined
        ? 'part'
        : query.has('uploads') && method === 'POST'
          ? 'begin'
          : multi && method === 'POST'
            ? 'end'
            : multi && method === 'DELETE'
              ? 'abort'
              : 'other'
    const nth = 1 + this.asked.filter(each => each.kind === kind && each.part === part && each.method === method).length
    const asked: Asked = { method, nth, part, kind }
    this.asked.push(asked)
    const fault = this.faults(asked)
    const body = await buffer(request)
    if (fault === 'silence' || fault === 'cut') return fault
    if (typeof fault === 'object')
      return {
        status: fault.status,
        headers: { 'content-type': 'application/xml' },
        body: Buffer.from(
          method === 'HEAD' ? '' : `<?xml version="1.0"?><Error><Code>${fault.code}</Code><Message>injected</Message></Error>`
        )
      }
    if (fault === 'trickle' && method !== 'GET') return { status: 200, headers: {}, body: Buffer.alloc(0), trickle: true }
    const answer = await this.#pass(request, body)
    if (fault === 'trickle') return { ...answer, trickle: true }
    return fault === 'lose the answer' ? 'cut' : answer
  }

  async #pass({ method, url, rawHeaders }: IncomingMessage, body: Buffer) {
    const { hostname, port } = this.#target
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      // The headers as they came, Host too: they are signed.
      const passed = forward({ hostname, port, method, path: url, headers: rawHeaders, setHost: false }, resolve)
      passed.once('error', reject)
      passed.end(body)
    })
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) }
  }
}
