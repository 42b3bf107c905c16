// Stands where nginx stands in a real system: it answers 503 while the maintenance file exists or the application is down.
// node front.mjs PORT APPLICATION-PORT MAINTENANCE-FILE
import { existsSync } from 'node:fs'
import { createServer, request as forward } from 'node:http'

const [port, upstream, file] = process.argv.slice(2)
createServer((request, response) => {
  const unavailable = why => {
    if (response.headersSent) return response.destroy()
    response.writeHead(503, { 'retry-after': '1' })
    response.end(why)
  }
  if (existsSync(file)) return unavailable('maintenance')
  const inner = forward(
    { host: '127.0.0.1', port: upstream, path: request.url, method: request.method, headers: request.headers },
    answer => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    }
  )
  inner.on('error', () => unavailable('the application is down'))
  request.pipe(inner)
}).listen(Number(port), '127.0.0.1')

// Whoever started it may be killed and then ends nothing.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.exit()
}, 1_000).unref()
