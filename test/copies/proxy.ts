import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** An answer instead of the server's; no answer at all; the connection closed; or the server asked and its answer lost. */
export type Fault = { readonly status: number; readonly code: string } | 'silence' | 'cut' | 'lose the answer'

export interface Asked {
  readonly method: string
  /** From 1, of this kind of request. */
  readonly nth: number
  /** Of an upload of parts. */
  readonly part: number | undefined
  /** `begin`, `end`, `part` or `abort` of an upload of parts, else `other`. */
  readonly kind: 'begin' | 'end' | 'part' | 'abort' | 'other'
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

  async #answer(
    request: IncomingMessage
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer } | 'silence' | 'cut'> {
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
    const answer = await this.#pass(request, body)
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
