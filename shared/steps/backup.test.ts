import { expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { requireBackups } from './backup.ts'

const at = '2026-01-01T00:00:00.000Z'
const manifest = {
  schemaVersion: 1,
  id: 'b1',
  sequence: 1,
  previousId: null,
  startedAt: at,
  finishedAt: at,
  durationMs: 1,
  host: 'local',
  level: 'full',
  members: [
    {
      name: 'main.dump',
      role: 'database',
      format: 'pg_dump-custom',
      bytes: 1,
      sha256: 'a'.repeat(64),
      database: 'main',
      engine: 'sqlite',
      source: '/srv/mes.db',
      engineVersion: '17',
      clientVersion: '17',
      facts: { bytes: 1, tables: 1 },
      dumpMs: 1,
      verifyMs: 1,
      checks: [{ name: 'sha256', result: 'passed' }],
      commands: ['pg_dump'],
      exitCodes: [0]
    }
  ]
}

const config = (path = '/srv/mes.db') => `app: mes
environments: { production: { hosts: [{ address: local }] } }
databases: { main: { engine: sqlite, path: ${path} }, other: { engine: sqlite, path: /srv/other.db } }
`

async function sessionWith(sha256: string, path?: string) {
  const context = fakeContext({ config: config(path) })
  await context.store.initialise()
  context.store.backups.push({ id: 'b1', manifest })
  context.host.on('cat manifest.json', `1 ${sha256}  main.dump\n\n${JSON.stringify(manifest)}`)
  return Session.join(context, fakeJobFile(), undefined)
}

test('G2: a backup of the last hour is read again before a migration relies on it', async () => {
  expect(await requireBackups(await sessionWith('a'.repeat(64)), ['main'])).toEqual({ main: 'b1' })
  await expect(requireBackups(await sessionWith('b'.repeat(64)), ['main'])).rejects.toThrow('is damaged')
})

test('G2: no migration without a backup of its database', async () => {
  await expect(requireBackups(await sessionWith('a'.repeat(64)), ['other'])).rejects.toThrow('There is no verified backup of other')
})

test('the backup that this job has just proven is not read again', async () => {
  const session = await sessionWith('b'.repeat(64))
  await session.remember('backup', { backup: 'b1', databases: ['main'] }, 1)
  expect(await requireBackups(session, ['main'])).toEqual({ main: 'b1' })
})

test('G2: the backup of another file is none of this one, though both are called main', async () => {
  await expect(requireBackups(await sessionWith('a'.repeat(64), '/srv/elsewhere.db'), ['main'])).rejects.toThrow(
    'There is no verified backup of main'
  )
})
