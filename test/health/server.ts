import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'

/** A small application that answers well, badly, slowly, half, or not at all. Loopback only. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** Paths in the order in which they were asked. */
  readonly asked: string[]
  close(): Promise<void>
}

export async function startServer(port = 0): Promise<TestServer> {
  const asked: string[] = []
  const counts: Record<string, number> = {}
  const next = (path: string) => (counts[path] = (counts[path] ?? 0) + 1)
  const server: Server = createServer((request, response) => {
    asked.push(request.url!)
    const json = (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
    switch (request.url!.split('?')[0]) {
      case '/ok':
        return json({ db: 'ok', queues: [{ depth: 0 }], 'a.b': true })
      case '/headers':
        return json(request.headers)
      case '/degraded':
        return json({ db: 'down', queues: [{ depth: 9 }] })
      case '/text':
        return response.end('all is well')
      case '/fails':
        response.statusCode = 500
        return response.end('stack trace')
      case '/redirect':
        response.statusCode = 302
        return response.setHeader('location', '/login').end()
      case '/slow':
        return setTimeout(() => json({ db: 'ok' }), 300)
      case '/hangs':
        return
      case '/half':
        response.setHeader('content-length', '1000')
        response.write('{"db":')
        return setTimeout(() => response.socket!.destroy(), 50)
      case '/endless':
        return endless(response)
      case '/every-third-fails':
        response.statusCode = next('third') % 3 === 0 ? 500 : 200
        return response.end()
      case '/different':
        return response.end(`answer ${next('different')}`)
      case '/long':
        return response.end(`${'x'.repeat(200_000)}end`)
      default:
        response.statusCode = 404
        return response.end()
    }
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    asked,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    }
  }
}

function endless(response: import('node:http').ServerResponse): void {
  const block = Buffer.alloc(1 << 20, 120)
  const push = () => {
    while (!response.destroyed && response.write(block));
    if (!response.destroyed) response.once('drain', push)
  }
  push()
}

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createSocketServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>(resolve => server.close(() => resolve()))
  return port
}
