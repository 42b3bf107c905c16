import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { service as serviceSchema } from '../../shared/config/schema.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import type { ServiceContext } from '../../shared/services/manager.ts'
import { type Action, operate, readServices, ServiceFailed } from '../../shared/services/operate.ts'
import { serviceOf } from '../../shared/services/registry.ts'
import { missingRights } from '../../shared/services/rights.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'

const root = '/srv/app'
const stateDir = '/var/lib/belay/app/production'

/** Unit files by name. Those of www-data cannot be looked into by deploy. */
const gunicorn = (port: number, chdir: string) =>
  `User=www-data\nWorkingDirectory=${root}/current\nExecStart=/usr/bin/gunicorn ${chdir}-w 2 -b 127.0.0.1:${port} app:application\nExecReload=/bin/kill -HUP $MAINPID`
const units: Record<string, string> = {
  web: gunicorn(8001, ''),
  pinned: gunicorn(8002, `--chdir ${root}/current `),
  worker: `User=www-data\nWorkingDirectory=${root}/current\nExecStart=/usr/bin/sleep 100000`,
  own: `User=deploy\nWorkingDirectory=${root}/current/sub\nExecStart=/usr/bin/sleep 100000`,
  dies: `User=www-data\nWorkingDirectory=${root}/current\nRestart=on-failure\nExecStart=/bin/bash -c 'echo up; sleep 4; echo "the queue is gone"; exit 3'`,
  absent: `User=www-data\nWorkingDirectory=${root}/current\nType=simple\nExecStart=/nonexistent/program`,
  never: `User=www-data\nWorkingDirectory=${root}/current\nType=exec\nExecStart=/nonexistent/program`,
  hangs: `ExecStart=/bin/bash -c 'trap "" TERM; while :; do sleep 1; done'\nTimeoutStopSec=8`,
  literal: `User=www-data\nExecStart=/usr/bin/tail -f ${root}/releases/r1/app.py`,
  foreign: 'User=www-data\nExecStart=/usr/bin/sleep 100000',
  pulled: 'User=www-data\nExecStart=/usr/bin/sleep 100000',
  slow: 'User=www-data\nExecStart=/usr/bin/sleep 100000\nExecStop=/usr/bin/sleep 4',
  slower: 'User=www-data\nExecStart=/usr/bin/sleep 100000\nExecStop=/usr/bin/sleep 5',
  base: 'User=www-data\nExecStart=/usr/bin/sleep 100000\n[Unit]\nBefore=ssh.service',
  upon: 'User=www-data\nExecStart=/usr/bin/sleep 100000\nExecStop=/usr/bin/sleep 4\n[Unit]\nAfter=base.service',
  leaves: "User=www-data\nKillMode=process\nExecStart=/bin/bash -c 'sleep 100001 & exec sleep 100002'"
}

await describeBed('systemd units as an unprivileged user over SSH', () => {
  let bed: BedHost
  let host: Host
  let call = 0

  beforeAll(async () => {
    bed = await bootHost({ name: 'services', units: [...Object.keys(units), 'gone'] })
    const releases = ['r1', 'r2'].map(
      name => `install -d ${root}/releases/${name}/sub
printf 'def application(environ, start):\\n    start("200 OK", [])\\n    return [b"%s"]\\n' ${name} > ${root}/releases/${name}/app.py`
    )
    const files = Object.entries(units).map(
      ([name, text]) => `cat > /etc/systemd/system/${name}.service <<'UNIT'\n[Service]\n${text}\nUNIT`
    )
    await bed.exec(`set -e
${releases.join('\n')}
ln -s releases/r1 ${root}/current
chown -R deploy:deploy ${root}
install -d -o deploy -g deploy ${stateDir}
${files.join('\n')}
printf '[Socket]\\nListenStream=127.0.0.1:8009\\n' > /etc/systemd/system/pulled.socket
systemctl daemon-reload`)
    host = openHost({ address: bed.address, port: bed.sshPort, user: bed.user, privateKey: bed.privateKey, knownHosts: bed.knownHosts })
  }, 300_000)

  afterAll(async () => {
    await host.close()
    await bed.destroy()
  }, 180_000)

  beforeEach(async () => {
    await bed.exec(
      `systemctl stop --no-block pulled.socket; systemctl kill -s KILL hangs leaves; systemctl stop ${Object.keys(units).join(' ')}; systemctl reset-failed`,
      { check: false }
    )
    await switchTo('r1')
  }, 180_000)

  const switchTo = (release: string) => bed.exec(`ln -sfn releases/${release} ${root}/next && mv -T ${root}/next ${root}/current`)
  const context = (more: Partial<ServiceContext> = {}): ServiceContext => ({
    host,
    scope: 'app/production',
    stateDir,
    root,
    stableForMs: 0,
    job: { stateDir, idPrefix: `d${++call}.restart`, timeoutMs: 60_000 },
    ...more
  })
  const services = (...names: string[]) => names.map(name => serviceOf(serviceSchema.parse(name)))
  const act = (action: Action, names: string[], more: Partial<ServiceContext> = {}) => operate(context(more), action, services(...names))
  const failure = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    if (!(error instanceof ServiceFailed)) throw new Error(`expected ServiceFailed, got ${String(error)}`, { cause: error })
    return error
  }
  /** Place in the journal where systemd last began to stop a unit, and where it had stopped. */
  const stopOf = async (...units: string[]) => {
    const { stdout } = await bed.exec('journalctl --sync && journalctl -q -n 100 -o cat _PID=1')
    const lines = stdout.split('\n')
    return units.map(unit => {
      const find = (what: string) => lines.findLastIndex(line => line.startsWith(`${what} ${unit}.service`))
      return { begin: find('Stopping'), end: find('Stopped') }
    })
  }
  const answer = async (port: number) => (await bed.exec(`curl -s --retry 20 --retry-connrefused --retry-delay 0 127.0.0.1:${port}`)).stdout

  test('a restart is proven: new process, up, started after the switch', async () => {
    await act('start', ['web', 'worker'])
    await switchTo('r2')
    const evidence = await act('restart', ['web', 'worker'], { release: `${root}/releases/r2`, stableForMs: 600 })
    expect(evidence).toMatchObject({ action: 'restart', host: host.label, release: `${root}/releases/r2`, stableForMs: 600 })
    expect(evidence.services.map(each => [each.name, each.verb, each.proof])).toEqual([
      ['web', 'restart', 'started-after-switch'],
      ['worker', 'restart', 'started-after-switch']
    ])
    for (const { before, after } of evidence.services) {
      expect(after).toMatchObject({ state: 'active', restarts: 0 })
      expect(after.pid).not.toBe(before.pid)
      expect(after.startedAt! > before.startedAt!).toBe(true)
    }
    expect(await answer(8001)).toBe('r2')
  }, 180_000)

  test('the working directory is the proof where it can be read', async () => {
    expect((await act('restart', ['own'])).services[0]).toMatchObject({
      proof: 'cwd',
      before: { state: 'inactive' },
      after: { state: 'active' }
    })
  })

  test('without a root only the process is proven', async () => {
    expect((await act('restart', ['own'], { root: undefined })).services[0]).toMatchObject({ proof: 'new-process' })
  })

  test('a restart while current points elsewhere is no proof', async () => {
    const error = await failure(act('restart', ['worker'], { release: `${root}/releases/r2` }))
    expect(error.message).toContain(`${root}/current points to ${root}/releases/r1, not to ${root}/releases/r2`)
  })

  test('a unit that names the old release itself is found out', async () => {
    await switchTo('r2')
    const error = await failure(act('restart', ['literal']))
    expect(error.message).toContain(`the unit literal names the release ${root}/releases/r1 in its command, not ${root}/releases/r2`)
  })

  test('a unit that has nothing to do with the release is restarted, and that is said', async () => {
    const [foreign] = (await act('restart', ['foreign'])).services
    expect(foreign).toMatchObject({ proof: 'new-process', remark: expect.stringContaining(`does not go through ${root}/current`) })
  })

  test('a service that dies after 4 s and is started again is caught by the default', async () => {
    const error = await failure(operate({ ...context(), stableForMs: undefined }, 'restart', services('dies', 'worker')))
    expect(error.message).toMatch(/the unit dies does not (run|stay up)/)
    expect(error.services).toEqual(['dies'])
    expect((error.cause as Error).message).toContain('the queue is gone')
  }, 180_000)

  test('a service that does not start leaves the next one alone, and its last lines are told', async () => {
    const error = await failure(act('restart', ['never', 'worker']))
    expect(error.message).toContain('the unit never')
    expect(error.message).toContain('Nothing was done to: worker.')
    expect((error.cause as Error).message).toContain('/nonexistent/program')
    expect((await bed.exec('systemctl is-active worker', { check: false })).stdout).toBe('inactive\n')
  })

  test('a program that cannot be executed is found although systemd calls the unit started', async () => {
    const error = await failure(act('restart', ['absent']))
    expect(error.message).toContain('the unit absent does not run: it is failed (failed), result exit-code, exit status 203')
  })

  test('nothing is changed when one unit does not exist; the nearest name is told', async () => {
    const error = await failure(act('restart', ['worker', 'wroker']))
    expect(error.message).toContain('the unit wroker does not exist on the host, or cannot be loaded')
    expect(error.message).toContain('Did you mean worker?')
    expect(error.message).toContain('Nothing was done to: worker.')
    expect((await bed.exec('systemctl is-active worker', { check: false })).stdout).toBe('inactive\n')
  })

  test('a missing right is told with the line for sudoers, also beforehand', async () => {
    const line = 'deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart ssh'
    const error = await failure(act('restart', ['ssh']))
    expect(error.message).toContain(line)
    expect(await missingRights(host, ['restart', 'stop'], services('worker', 'ssh'))).toEqual([line, line.replace('restart', 'stop')])
    expect(await missingRights(host, ['restart'], services('worker', 'web'))).toEqual([])
  })

  test('a reload is proven by new workers, and they run the new release', async () => {
    await act('start', ['pinned'])
    expect(await answer(8002)).toBe('r1')
    await switchTo('r2')
    const [pinned] = (await act('reload', ['pinned'], { stableForMs: 300 })).services
    expect(pinned).toMatchObject({ verb: 'reload', proof: 'started-after-switch', before: { workers: 2 }, after: { workers: 2 } })
    expect(pinned!.after.pid).toBe(pinned!.before.pid)
    expect(await answer(8002)).toBe('r2')
  }, 180_000)

  test('a reload whose main process stays in the old release is found out: it does serve the old code', async () => {
    await act('start', ['web'])
    expect(await answer(8001)).toBe('r1')
    await switchTo('r2')
    const error = await failure(act('reload', ['web']))
    expect(error.message).toContain('its main process was started before the switch and keeps its directory')
    expect(await answer(8001)).toBe('r1')
  }, 180_000)

  test('a reload without a switch is proven by the start of the main process', async () => {
    await act('start', ['web'])
    await answer(8001)
    expect((await act('reload', ['web'])).services[0]).toMatchObject({ proof: 'started-after-switch' })
  }, 180_000)

  test('a unit that cannot be reloaded is told so before anything is done', async () => {
    await act('start', ['web', 'worker'])
    const error = await failure(act('reload', ['web', 'worker']))
    expect(error.message).toContain('the unit worker cannot be reloaded: use restart')
    expect(error.untouched).toEqual(['web'])
  })

  test('a start of what runs from the old release is no success', async () => {
    await act('start', ['worker'])
    await new Promise(resolve => setTimeout(resolve, 50))
    await switchTo('r2')
    const error = await failure(act('start', ['worker']))
    expect(error.message).toContain(`which is before the switch to ${root}/releases/r2: restart it`)
  })

  test('a stop is proven: inactive and no process left', async () => {
    await act('start', ['web', 'worker'])
    const evidence = await act('stop', ['web', 'worker'])
    expect(evidence.services.map(each => [each.name, each.proof, each.after.state])).toEqual([
      ['worker', 'stopped', 'inactive'],
      ['web', 'stopped', 'inactive']
    ])
    expect((await act('stop', ['web'])).services[0]).toMatchObject({ proof: 'stopped', before: { state: 'inactive' } })
  })

  test('units stop at the same time; what was proven is told in the order of the configuration', async () => {
    await act('start', ['slow', 'slower'])
    const evidence = await act('stop', ['slow', 'slower'])
    expect(evidence.services.map(each => [each.name, each.proof, each.after.state])).toEqual([
      ['slower', 'stopped', 'inactive'],
      ['slow', 'stopped', 'inactive']
    ])
    const [slow, slower] = await stopOf('slow', 'slower')
    expect(slow!.begin).toBeGreaterThan(0)
    expect(Math.max(slow!.begin, slower!.begin)).toBeLessThan(Math.min(slow!.end, slower!.end))
  }, 180_000)

  test.each([
    ['as they are configured', ['base', 'upon']],
    ['against the configuration', ['upon', 'base']]
  ])(
    'an order that units declare is kept when they stop, %s',
    async (_, names) => {
      await act('start', ['base', 'upon', 'slower'])
      await act('stop', [...names, 'slower'])
      const [base, upon, slower] = await stopOf('base', 'upon', 'slower')
      expect(upon!.end).toBeGreaterThan(0)
      expect(upon!.end).toBeLessThan(base!.begin)
      // What declares nothing waits for nobody.
      expect(slower!.begin).toBeLessThan(upon!.end)
    },
    180_000
  )

  test('a stop that is refused lets the others that were begun end, and begins none that waits for it', async () => {
    await act('start', ['base', 'slow'])
    const error = await failure(act('stop', ['base', 'slow', 'ssh']))
    expect(error.message).toContain('the unit ssh refused to stop')
    expect(error.message).toContain('deploy ALL=(root) NOPASSWD: /usr/bin/systemctl stop ssh')
    expect(error.services).toEqual(['ssh'])
    expect(error.untouched).toEqual(['base'])
    expect((await bed.exec('systemctl is-active base slow', { check: false })).stdout).toBe('active\ninactive\n')
  }, 180_000)

  test('a socket stops in its place in the configuration, before what it would start again', async () => {
    await bed.exec('systemctl start pulled.socket')
    await act('start', ['pulled'])
    const error = await failure(act('stop', ['slow', 'pulled', 'pulled.socket']))
    // There is no right for it, so it was the first and nothing else was begun.
    expect([error.services, error.untouched]).toEqual([['pulled.socket'], ['pulled', 'slow']])
  })

  test('a process that the unit leaves behind is found', async () => {
    await act('start', ['leaves'])
    const error = await failure(act('stop', ['leaves']))
    expect(error.message).toMatch(/the unit leaves is inactive, but these processes of it still run: \d+/)
  })

  test('a unit that a socket would start again has not stopped for good', async () => {
    await bed.exec('systemctl start pulled.socket')
    await act('start', ['pulled'])
    const error = await failure(act('fence', ['pulled']))
    expect(error.message).toContain('pulled.socket would start it again: name that among the services too')
  })

  test('a stop that hangs ends with the deadline, and with the unit’s own limit it is told', async () => {
    await act('start', ['worker', 'hangs'])
    const late = await failure(act('stop', ['worker', 'hangs'], { job: { stateDir, idPrefix: `d${++call}.stop`, timeoutMs: 5000 } }))
    expect(late.message).toContain('stop of the unit hangs had not ended when the deadline of 5 s passed')
    // The other one ended in time, although it was begun later.
    expect([late.services, late.untouched]).toEqual([['hangs'], []])
    expect((await bed.exec('systemctl is-active worker', { check: false })).stdout).toBe('inactive\n')
    const killed = await act('stop', ['hangs'])
    expect(killed.services[0]).toMatchObject({ proof: 'stopped', after: { state: 'failed' }, remark: 'it ended with the result timeout' })
  }, 180_000)

  test('the fence stops writers behind the file, in reverse; open starts them and takes the file away', async () => {
    const [web, worker] = services('web', 'worker')
    const reader = { ...services('own')[0]!, writes: false }
    const all = [web!, reader, worker!]
    const file = `${root}/maintenance.on`
    await operate(context(), 'start', all)
    const fenced = await operate(context(), 'fence', all, file)
    expect(fenced.maintenance).toBe('up')
    expect(fenced.services.map(each => `${each.verb} ${each.name}`)).toEqual(['stop worker', 'stop web'])
    const now = await readServices(context(), all, file)
    expect([now.maintenance, ...[...now.states.values()].map(each => each.active)]).toEqual(['up', 'inactive', 'active', 'inactive'])
    const open = await operate(context(), 'open', all, file)
    expect(open.maintenance).toBe('down')
    expect(open.services.map(each => `${each.verb} ${each.name} ${each.after.state}`)).toEqual([
      'start web active',
      'start own active',
      'start worker active'
    ])
    expect((await bed.exec(`ls ${root}`)).stdout).not.toContain('maintenance')
  }, 180_000)

  test('a unit that has used up its starts is started all the same, with and without the right to reset it', async () => {
    const exhaust = () =>
      bed.exec('for i in 1 2 3 4 5 6; do systemctl restart worker; done; systemctl show -p Result worker', { check: false })
    expect((await exhaust()).stdout).toContain('start-limit-hit')
    expect((await act('restart', ['worker'])).services[0]).toMatchObject({ proof: 'started-after-switch' })
    await bed.exec(
      "sed -i.all 's/, [^,]*reset-failed [^,]*//' /etc/sudoers.d/belay && mv /etc/sudoers.d/belay.all /root/sudoers && visudo -cq"
    )
    try {
      expect((await exhaust()).stdout).toContain('start-limit-hit')
      expect((await act('start', ['worker'])).services[0]).toMatchObject({ after: { state: 'active' } })
    } finally {
      await bed.exec('mv /root/sudoers /etc/sudoers.d/belay')
    }
  }, 180_000)

  test('the same call again attaches to its own job and tells how it is now', async () => {
    const job = { stateDir, idPrefix: `d${++call}.restart`, timeoutMs: 60_000 }
    const first = await act('restart', ['worker'], { job })
    const again = await act('restart', ['worker'], { job })
    expect(again.services[0]!.after.pid).toBe(first.services[0]!.after.pid)
    await bed.exec('systemctl kill -s KILL worker; until systemctl is-failed -q worker; do sleep 0.05; done')
    const error = await failure(act('restart', ['worker'], { job }))
    expect(error.message).toContain('the unit worker does not run: it is failed')
  })
})
