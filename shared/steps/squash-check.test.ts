import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { fakeContext } from '../deployment/fake-context.ts'
import { fakeJobFile } from '../deployment/job-file.ts'
import { Session } from '../deployment/session.ts'
import { squashStep } from './squash-check.ts'

const config = `app: mes
environments: { production: { hosts: [{ address: local }] } }
code: { root: /srv/mes }
databases: { main: { engine: sqlite, path: /srv/mes/main.db } }
migrations: [{ framework: django, database: main, directory: wrong }]
`

test('G12: a check that found no migrations has not passed', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'belay-'))
  try {
    const env = { PATH: process.env['PATH'] ?? '' }
    const git = (...args: string[]) => execFileSync('git', ['-C', workspace, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { env })
    git('init', '--quiet')
    writeFileSync(join(workspace, 'manage.py'), '')
    git('add', '.')
    git('commit', '--quiet', '-m', 'one')
    const fake = fakeContext({ config })
    const context = { ...fake, gitEnvironment: env, run: { ...fake.run, workspace } }
    await context.store.initialise()
    context.host
      .on('directory=false', 'symlink\0releases/v1\0/srv/mes/releases/v1\0v1\0\0\0false\0')
      .on('sq_sql', "'1'\n")
      .on('SELECT app, name', "'core','0001_initial'\n")
    const session = await Session.join(context, fakeJobFile(), undefined)
    const evidence = await squashStep({ ref: 'HEAD' }).run(session, { sets: [] })
    expect(evidence.verdict).toBe('inconclusive')
    expect(context.log.text()).toContain('no Django migrations were found')
  } finally {
    rmSync(workspace, { recursive: true })
  }
})
