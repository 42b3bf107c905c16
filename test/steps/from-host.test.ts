// A signed backup is that of one machine; a person may bring it to another on purpose, by naming the one that took it.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { fakeJobFile } from '../../shared/deployment/job-file.ts'
import { Session } from '../../shared/deployment/session.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { backUp } from '../../shared/steps/backup.ts'
import { drillBackup } from '../../shared/steps/drill.ts'
import { restoreBackup } from '../../shared/steps/restore.ts'
import { type RealContext, realContext } from './real-context.ts'

/** This machine, by a name of its own. */
class Named extends LocalHost {
  readonly #name: string
  constructor(name: string) {
    super()
    this.#name = name
  }
  override get label(): string {
    return this.#name
  }
}

const [alpha, beta] = ['deploy@alpha.example.net:22', 'deploy@beta.example.net:22']
const key = 'a key that only the runner knows: 4711'
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'belay-from-host-'))
  for (const name of ['alpha', 'beta']) await mkdir(join(directory, name))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const database = () => join(directory, 'main.db')
function sql(text: string): number {
  const db = new DatabaseSync(database())
  db.exec(text)
  const { n } = db.prepare('SELECT count(*) AS n FROM entry').get() as { n: number }
  db.close()
  return n
}

let runs = 0
async function session(
  name: string,
  options: { secret?: string; dryRun?: boolean } = {}
): Promise<{ context: RealContext; session: Session }> {
  const signed = options.secret === '' ? '' : '  manifest-key: { secret: KEY }\n'
  const context = realContext({
    host: new Named(name),
    stateDir: join(directory, name === alpha ? 'alpha' : 'beta'),
    config: `app: mes
environments: { production: { hosts: [{ address: local }] } }
databases: { main: { engine: sqlite, path: ${database()} } }
health: { checks: { page: { command: 'true' } }, successes: 1, failures: 0 }
backup:
  min-free: 1 B
${signed}`,
    secrets: { KEY: options.secret ?? key },
    dryRun: options.dryRun ?? false,
    runId: String(++runs)
  })
  await context.store.initialise()
  return { context, session: await Session.join(context, fakeJobFile(), undefined) }
}

/** Taken on alpha, and brought to beta with everything that lay beside it. */
async function brought(secret?: string): Promise<string> {
  sql('CREATE TABLE entry (n INTEGER PRIMARY KEY); INSERT INTO entry VALUES (1), (2)')
  const { session: there } = await session(alpha, secret === undefined ? {} : { secret })
  const { backup } = await backUp(there, ['main'], false)
  await cp(join(directory, 'alpha/backups'), join(directory, 'beta/backups'), { recursive: true })
  sql('INSERT INTO entry VALUES (3)')
  return backup
}

const refused = (promise: Promise<unknown>, message: RegExp) =>
  expect(promise).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) })

test('a signed backup of another machine is refused, tried and restored only where that machine is named', async () => {
  const id = await brought()
  const here = async (fromHost?: string) =>
    restoreBackup((await session(beta)).session, { backup: id, acceptLoss: id, reason: 'a new machine', fromHost })
  await refused(here(), new RegExp(`it was taken of host ${alpha}, and this is ${beta}\\. If you mean it, give \`from-host: ${alpha}\``))
  await refused(here('deploy@gamma.example.net:22'), /it was taken of host deploy@alpha\S+, and `from-host` says deploy@gamma/)
  await refused(drillBackup((await session(beta)).session, id), /it was taken of host/)
  expect((await drillBackup((await session(beta)).session, id, { fromHost: alpha })).says).toMatch(
    `Backup ${id} of ${alpha} restores: main`
  )
  expect((await drillBackup((await session(beta)).session, 'latest', { fromHost: alpha })).backup).toBe(id)
  await refused(drillBackup((await session(beta)).session, 'latest', { fromHost: beta }), /There is no backup of deploy@beta\S+ in /)
  expect(sql('')).toBe(3)

  const planned = await session(beta, { dryRun: true })
  const { plan } = await restoreBackup(planned.session, { backup: id, fromHost: alpha })
  expect(plan).toMatchObject({ kind: 'restore', fromHost: alpha, reasons: [expect.stringContaining(`which was taken on ${alpha}`)] })

  const { outcome, kept } = await here(alpha)
  expect([outcome, kept.length]).toEqual(['rolled-back', 1])
  expect(sql('')).toBe(2)
}, 60_000)

test('everything else of the signature is asked as ever', async () => {
  const id = await brought()
  const drill = async (options: { secret: string }) => drillBackup((await session(beta, options)).session, id, { fromHost: alpha })
  await refused(drill({ secret: 'another key, of the same length as it' }), /signed with another key/)
  await rm(join(directory, 'beta/backups', id, 'manifest.json'))
  await cp(join(directory, 'alpha/backups', id, 'manifest.json'), join(directory, 'beta/backups', id, 'manifest.json'))
  expect((await drill({ secret: key })).backup).toBe(id)
}, 60_000)

test('without a key the machine is asked where one is named', async () => {
  const id = await brought('')
  const drill = async (fromHost?: string) => drillBackup((await session(beta, { secret: '' })).session, id, { fromHost })
  expect((await drill()).backup).toBe(id)
  expect((await drill(alpha)).backup).toBe(id)
  await refused(drill(beta), /it was taken of host deploy@alpha\S+, and `from-host` says deploy@beta/)
}, 60_000)
