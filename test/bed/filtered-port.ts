import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface FilteredPort {
  readonly port: number
  close(): void
}

// Listens with the shortest queue and takes nothing out of it.
const listener = `const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`

/**
 * A port of the loopback address that a firewall seems to filter: it neither accepts nor refuses. A stopped process listens on it, and its
 * queue is full, so the kernel drops every further SYN.
 */
export async function filteredPort(): Promise<FilteredPort> {
  const child = spawn(process.execPath, ['--eval', listener], { stdio: ['ignore', 'pipe', 'inherit'] })
  const sockets: Socket[] = []
  const close = () => {
    for (const socket of sockets) socket.destroy()
    child.kill('SIGKILL')
  }
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    child.kill('SIGSTOP')
    for (let filled = false; !filled; ) {
      if (sockets.length > 10) throw new Error(`port ${port} goes on accepting`)
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      socket.on('error', () => {})
      filled = await Promise.race([
        once(socket, 'connect').then(() => false),
        new Promise<boolean>(resolve => setTimeout(resolve, 300, true))
      ])
    }
    return { port, close }
  } catch (error) {
    close()
    throw error
  }
}
