import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { lookAt } from './outside.ts'
import { leaks, needlesOf } from './secrets.ts'
import { configOf, Site, stateDir } from './site.ts'

await describeBed('secrets of the MES while it is deployed', () => {
  let site: Site
  const seen = new Set<string>()
  let samples = 0
  let watching = true
  let watcher: Promise<void>

  beforeAll(async () => {
    site = await Site.boot('secrets', configOf)
    watcher = watch()
  }, 900_000)

  afterAll(async () => {
    watching = false
    await watcher
    await site.destroy()
  }, 180_000)

  /** Arguments of every process of this machine; those of a host in a container are among them. */
  async function watch(): Promise<void> {
    // A process may become another program soon after its start, so each is looked at several times, and then left alone.
    const looks = new Map<string, number>()
    while (watching) {
      for (const pid of await readdir('/proc')) {
        const count = looks.get(pid) ?? 0
        if (count >= 10 || !/^\d+$/.test(pid)) continue
        looks.set(pid, count + 1)
        const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
        if (line !== '') seen.add(line.replaceAll('\0', ' '))
      }
      samples++
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  test('a good and a bad deployment, watched', async () => {
    expect((await site.command('adopt')).conclusion).toBe('success')
    expect((await site.command('deploy', {}, 'refs/tags/v1.1.0')).conclusion).toBe('success')
    expect((await site.command('deploy', {}, 'refs/tags/v1.2.0')).conclusion).toBe('failure')
    expect((await lookAt(site.host)).outcomes).toEqual(['adopted', 'verified', 'rolled-back'])
  }, 300_000)

  test('no process had a secret in its arguments, on the runner or on the host', () => {
    expect(samples).toBeGreaterThan(100)
    const lines = [...seen]
    // The watch saw what runs on the host.
    for (const program of ['pg_dump', 'manage.py', 'systemctl']) expect(lines.some(line => line.includes(program))).toBe(true)
    const bad = [...needlesOf(site)].flatMap(([name, value]) => (lines.some(line => line.includes(value)) ? [name] : []))
    expect(bad).toEqual([])
  })

  test('no log, summary, journal, job or file holds one', async () => {
    expect(site.tokens.length).toBeGreaterThan(0)
    expect(await leaks(site)).toEqual([])
  }, 180_000)

  test('the search finds what it looks for', async () => {
    await site.host.exec(`cat > ${stateDir}/jobs/planted`, { input: `x${site.installed.databasePassword}x\n` })
    expect(await leaks(site)).toEqual([`${stateDir}/jobs/planted`])
    await site.host.exec(`rm ${stateDir}/jobs/planted`)
  }, 180_000)
})
