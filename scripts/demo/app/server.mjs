// A guest book: small, but a real system with a database, migrations and a version.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const version = readFileSync(new URL('./VERSION', import.meta.url), 'utf8').trim()
const database = new DatabaseSync(process.env.DATABASE_PATH)
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000')

const answer = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const server = createServer(async (request, response) => {
  try {
    const path = `${request.method} ${request.url}`
    if (path === 'GET /health') {
      database.prepare('SELECT count(*) AS n FROM entry').get()
      return answer(response, 200, { status: 'ok', db: 'ok', version, pid: process.pid })
    }
    if (path === 'POST /entries') {
      let text = ''
      for await (const chunk of request) text += chunk
      const { author, message } = JSON.parse(text)
      const { lastInsertRowid } = database.prepare('INSERT INTO entry (author, message) VALUES (?, ?)').run(author, message)
      return answer(response, 201, { id: Number(lastInsertRowid) })
    }
    answer(response, 404, { error: 'not found' })
  } catch (error) {
    answer(response, 500, { error: String(error) })
  }
})
server.listen(Number(process.env.PORT), '127.0.0.1')
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    server.close(() => {
      database.close()
      process.exit(0)
    })
    server.closeIdleConnections()
  })
