import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { service as serviceSchema } from '../../shared/config/schema.ts'
import type { Host, RunOptions } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { verbs } from '../../shared/services/manager.ts'
import { serviceOf } from '../../shared/services/registry.ts'
import { missingRights } from '../../shared/services/rights.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

const services = (...names: string[]) => names.map(name => serviceOf(serviceSchema.parse(name)))
const command = (verb: string, unit: string) => `/usr/bin/systemctl ${verb} ${unit}`
const all = (...units: string[]) => units.flatMap(unit => verbs.map(verb => command(verb, unit))).join(', ')

await describeBed('rights of an unprivileged user, asked of sudo', () => {
  let bed: BedHost
  let host: Host

  beforeAll(async () => {
    bed = await bootHost({ name: 'rights' })
    host = openHost({ address: bed.address, port: bed.sshPort, user: bed.user, privateKey: bed.privateKey, knownHosts: bed.knownHosts })
  }, 120_000)

  afterAll(async () => {
    await host.close()
    await bed.destroy()
  }, 60_000)

  /** With these sudoers and nothing else: `<verb> <unit>` of what is missing, and in how many round trips that was found. */
  const missing = async (sudoers: readonly string[], units: readonly string[] = ['web', 'worker']) => {
    await bed.write('/etc/sudoers.d/belay', `${sudoers.join('\n')}\n`, { mode: '440' })
    await bed.exec('visudo -cq')
    let trips = 0
    const counting = { run: (script: string, options?: RunOptions) => (trips++, host.run(script, options)) } as Host
    const lines = await missingRights(counting, verbs, services(...units))
    const start = 'deploy ALL=(root) NOPASSWD: /usr/bin/systemctl '
    return { missing: lines.map(line => (line.startsWith(start) ? line.slice(start.length) : line)), trips }
  }

  test('named units: one round trip, however long the list is', async () => {
    const more = Array.from({ length: 30 }, (_, index) => `deploy ALL=(root) NOPASSWD: ${all(`a-unit-with-a-long-name-${index}`)}`)
    expect(await missing([...more, `deploy ALL=(root) NOPASSWD: ${all('web', 'worker')}`])).toEqual({ missing: [], trips: 1 })
  })

  test('everything without a password: one round trip', async () => {
    expect(await missing(['deploy ALL=(ALL:ALL) NOPASSWD: ALL'])).toEqual({ missing: [], trips: 1 })
  })

  test('what is not named is missing, in the order of the services', async () => {
    const named = `deploy ALL=(root) NOPASSWD: ${all('web')}, ${command('stop', 'worker')}`
    expect((await missing([named])).missing).toEqual(['start worker', 'restart worker', 'reload worker'])
    expect((await missing(['deploy ALL=(postgres) NOPASSWD: ALL'], ['web'])).missing).toEqual(verbs.map(verb => `${verb} web`))
    expect((await missing(['# nothing'], ['web'])).missing).toEqual(verbs.map(verb => `${verb} web`))
  })

  test('more questions than are asked at the same time', async () => {
    const units = Array.from({ length: 5 }, (_, index) => `unit${index}`)
    expect((await missing([`deploy ALL=(root) NOPASSWD: ${all('unit2')}`], units)).missing).toEqual(
      units.filter(unit => unit !== 'unit2').flatMap(unit => verbs.map(verb => `${verb} ${unit}`))
    )
  })

  test('a wildcard is a right', async () => {
    expect((await missing(['deploy ALL=(root) NOPASSWD: /usr/bin/systemctl * web, /usr/bin/systemctl ^[a-z]+ worker$'])).missing).toEqual(
      []
    )
  })

  test('a name with a character that sudoers escapes', async () => {
    expect((await missing([`deploy ALL=(root) NOPASSWD: ${all('app\\:web')}`], ['app:web'])).missing).toEqual([])
  })

  test.each([
    ['after it', [`deploy ALL=(root) NOPASSWD: ${all('web', 'worker')}, !${command('stop', 'web')}`]],
    ['after everything', [`deploy ALL=(root) NOPASSWD: ALL, !${command('stop', 'web')}`]],
    [
      'by a wildcard, in an entry of its own',
      [`deploy ALL=(root) NOPASSWD: ${all('web', 'worker')}`, 'deploy ALL=(root) !/usr/bin/systemctl s[t]op we*']
    ]
  ])('a right is taken away by a negation %s', async (_, sudoers) => {
    expect((await missing(sudoers)).missing).toEqual(['stop web'])
  })

  test('a negation before it takes nothing away', async () => {
    expect((await missing([`deploy ALL=(root) NOPASSWD: !${command('stop', 'web')}, ${all('web', 'worker')}`])).missing).toEqual([])
  })

  test.each([
    ['by its tag', [`deploy ALL=(root) NOPASSWD: ${all('web', 'worker')}, PASSWD: ${command('stop', 'web')}`]],
    ['for want of a tag', [`deploy ALL=(root) NOPASSWD: ${all('web', 'worker')}`, `deploy ALL=(root) ${command('stop', 'web')}`]]
  ])('a right that needs a password is none, %s', async (_, sudoers) => {
    expect((await missing(sudoers)).missing).toEqual(['stop web'])
    const { stderr } = await host.run('sudo -n systemctl stop web', { check: false })
    expect(stderr).toContain('a password is required')
  })

  test.each([
    ['nobody is asked for one', 'Defaults:deploy !authenticate'],
    ['members of a group are not asked for one', 'Defaults exempt_group=deploy']
  ])('without a password all the same: %s', async (_, defaults) => {
    expect((await missing([defaults, `deploy ALL=(root) ${all('web', 'worker')}`])).missing).toEqual([])
  })

  test('the list names another systemctl than sudo finds', async () => {
    await bed.exec('ln -s /bin/true /usr/local/bin/systemctl')
    try {
      expect((await missing([`deploy ALL=(root) NOPASSWD: ${all('web')}`], ['web'])).missing).toHaveLength(verbs.length)
    } finally {
      await bed.exec('rm /usr/local/bin/systemctl')
    }
  })

  test('another target by default: the list names what it would not be', async () => {
    const sudoers = ['Defaults:deploy runas_default=postgres', `deploy ALL=(root) NOPASSWD: ${all('web')}`]
    expect((await missing(sudoers, ['web'])).missing).toEqual(verbs.map(verb => `${verb} web`))
  })
})
