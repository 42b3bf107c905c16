import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { GitCheckout } from '../../shared/code/checkout.ts'
import { Releases } from '../../shared/code/releases.ts'
import { code } from '../../shared/config/schema.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { LocalApp } from './fixture.ts'

await describeBed('releases on a real host', () => {
  let app: LocalApp
  let bed: BedHost
  let host: SshHost
  let directory: string
  const stateDir = '/var/lib/belay/app/production'
  let step = 0
  const job = () => ({ stateDir, idPrefix: `d${++step}.stage`, timeoutMs: 60_000 })

  async function stage(root: string, ref: string) {
    const releases = new Releases({ host, stateDir, code: code.parse({ root }) })
    const request = { checkout: new GitCheckout(app.repository, app.env), ref, temporary: directory }
    return releases.stage(job(), await releases.plan(request), request)
  }

  beforeAll(async () => {
    app = new LocalApp()
    app.commit('v1.0.0', { 'app.py': 'x' })
    app.commit('v1.1.0', { big: Array.from({ length: 1_000_000 }, (_, index) => (index * 7919) % 1_000_003).join('\n') })
    directory = await mkdtemp(join(tmpdir(), 'belay-code-bed-'))
    bed = await bootHost({ name: 'code', disks: [{ path: '/srv/small', mebibytes: 3 }] })
    await bed.exec(`install -d -o deploy -g deploy ${stateDir} /srv/small/app; install -d /srv/locked`)
    host = new SshHost({ address: bed.address, port: bed.sshPort, user: bed.user, privateKey: bed.privateKey, knownHosts: bed.knownHosts })
  }, 300_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
    app.dispose()
    await rm(directory, { recursive: true, force: true })
  })

  test('are staged and switched over SSH', async () => {
    const staged = await stage('/srv/small/app', 'v1.0.0')
    await new Releases({ host, stateDir, code: code.parse({ root: '/srv/small/app' }) }).switchTo(job(), staged.id)
    expect((await bed.exec('cat /srv/small/app/current/app.py')).stdout).toBe('x')
  })

  test('say that the disk is full, and leave nothing half-made behind', async () => {
    const before = (await bed.exec('ls -A /srv/small/app/releases; readlink /srv/small/app/current')).stdout
    await expect(stage('/srv/small/app', 'v1.1.0')).rejects.toThrow('the code could not be unpacked into /srv/small/app/releases (')
    expect((await bed.exec('ls -A /srv/small/app/releases; readlink /srv/small/app/current')).stdout).toBe(before)
    expect((await bed.exec(`ls ${stateDir}/code`)).stdout).not.toContain('incoming')
  }, 60_000)

  test('say whose the root must be', async () => {
    await expect(stage('/srv/locked', 'v1.0.0')).rejects.toThrow(
      'deploy may not write to /srv/locked. Give it to that user: sudo chown deploy /srv/locked'
    )
  })
})
