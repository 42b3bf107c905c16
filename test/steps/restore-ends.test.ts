// A restore after which the system cannot come up says every way on, and each of them is one.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { fakeJobFile } from '../../shared/deployment/job-file.ts'
import { Session } from '../../shared/deployment/session.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { backUp } from '../../shared/steps/backup.ts'
import { restoreBackup } from '../../shared/steps/restore.ts'
import { unlock } from '../../shared/steps/unlock.ts'
import { realContext } from './real-context.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'belay-restore-ends-'))
  await mkdir(join(directory, 'state'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

function sql(text: string): number {
  const db = new DatabaseSync(join(directory, 'main.db'))
  db.exec(text)
  const { n } = db.prepare('SELECT count(*) AS n FROM entry').get() as { n: number }
  db.close()
  return n
}

async function session(deployment?: string, checks = `{ page: { command: 'test -e ${join(directory, 'healthy')}' } }`): Promise<Session> {
  const context = realContext({
    host: new LocalHost(),
    stateDir: join(directory, 'state'),
    config: `app: mes
environments: { production: { hosts: [{ address: local }] } }
databases: { main: { engine: sqlite, path: ${join(directory, 'main.db')} } }
maintenance: { file: ${join(directory, 'maintenance')} }
health: { checks: ${checks}, successes: 1, failures: 0, interval: 100 ms }
backup: { min-free: 1 B }
`,
    // Whose run has ended GitHub says elsewhere: here every attempt is one of the same run.
    runId: '7'
  })
  await context.store.initialise()
  return Session.join(context, fakeJobFile(), deployment)
}

test('mended, the same restore goes on from there; given up, another backup can be restored', async () => {
  sql('CREATE TABLE entry (n INTEGER PRIMARY KEY); INSERT INTO entry VALUES (1), (2)')
  const { backup: two } = await backUp(await session(), ['main'], false)
  sql('INSERT INTO entry VALUES (3)')
  const { backup: three } = await backUp(await session(), ['main'], false)
  sql('INSERT INTO entry VALUES (4)')
  const restore = async (backup: string, deployment?: string) =>
    restoreBackup(await session(deployment), { backup, acceptLoss: backup, reason: 'a bad import' })
  const error = await restore(two).then(
    () => undefined,
    (thrown: Error) => thrown
  )
  const [, id] = /deployment (\S+) stays open; users see the maintenance answer/.exec(error!.message)!
  expect(error!.message).toMatch(/the health gate is failed: .*The data are restored/s)
  expect(error!.message).toMatch(`run \`command: restore\` again with \`deployment: ${id}\``)
  expect(error!.message).toMatch(
    new RegExp(
      `\`command: unlock\` with \`deployment: ${id}\` and a \`reason\`.*kept as .*main\\.db_old_.*on local remove ${directory}/maintenance$`
    )
  )
  expect(sql('')).toBe(2)

  // Another backup has to wait until this one is decided.
  await expect(restore(three, id)).rejects.toThrow(
    new RegExp(`restores backup ${two}, and is not at its end.*\`command: unlock\` with \`deployment: ${id}\``)
  )
  await unlock(await session(), id, 'the data are too old for this code')
  await expect(restore(three)).rejects.toThrow('The data are restored')
  expect(sql('')).toBe(3)

  // Mended: users have written since, and what is restored already is not restored again.
  sql('INSERT INTO entry VALUES (5)')
  await writeFile(join(directory, 'healthy'), '')
  const open = (await (await session()).context.state()).open!.id
  expect((await restore('latest', open)).outcome).toBe('rolled-back')
  expect(sql('')).toBe(4)
}, 60_000)

test('without a health check nothing is restored: nobody could tell whether it works', async () => {
  sql('CREATE TABLE entry (n INTEGER PRIMARY KEY); INSERT INTO entry VALUES (1), (2)')
  const { backup } = await backUp(await session(), ['main'], false)
  sql('INSERT INTO entry VALUES (3)')
  const blind = await session(undefined, '{}')
  await expect(restoreBackup(blind, { backup, acceptLoss: backup, reason: 'a bad import' })).rejects.toThrow('There are no health checks')
  expect(sql('')).toBe(3)
  expect((await blind.context.refresh()).open).toBeUndefined()
})
