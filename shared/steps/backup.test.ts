import { expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { backUp, backupStep, requireBackups } from './backup.ts'

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

async function sessionOf(backup: string, known?: object) {
  const context = fakeContext({ config: `${config()}${backup}` })
  await context.store.initialise()
  if (known !== undefined) context.store.backups.push({ id: 'b1', manifest: known })
  return Session.join(context, fakeJobFile(), undefined)
}

test('what `require` names and nothing gives is refused before anything is asked of the host, alone and in a plan', async () => {
  const session = await sessionOf('backup: { require: [encrypted, signed] }\n')
  const { host } = session.context as ReturnType<typeof fakeContext>
  const words = /^No backup is taken, for `require` names encrypted, signed, and `encrypt-to`, `manifest-key` are empty/
  await expect(backUp(session, ['main'], false)).rejects.toThrow(words)
  await expect(backupStep().plan(session)).rejects.toThrow(words)
  expect(host.scripts).toEqual([])
})

test('a backup that is less than the one before it is a warning, and one of another application is none before it', async () => {
  const before = { ...manifest, app: 'mes', environment: 'production', copies: ['s3://bucket'] }
  const warned = async (known: object) => {
    const session = await sessionOf('', known)
    // The host is none: what comes after the warning fails.
    await backUp(session, ['main'], false).catch(() => undefined)
    return (session.context as ReturnType<typeof fakeContext>).log.text()
  }
  expect(await warned(before)).toContain('The backup before this one (b1) was copied (`copy-to` is empty), and this one is not')
  expect(await warned({ ...before, app: 'other' })).not.toContain('The backup before this one')
})
