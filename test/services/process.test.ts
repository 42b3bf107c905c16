import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { service as serviceSchema } from '../../shared/config/schema.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { systemClock } from '../../shared/ports.ts'
import type { ServiceContext } from '../../shared/services/manager.ts'
import { type Action, operate, readServices, ServiceFailed } from '../../shared/services/operate.ts'
import { serviceOf } from '../../shared/services/registry.ts'

const host = new LocalHost()
let directory: string
let root: string
let stateDir: string
let call = 0
const started = new Set<string>()
const strangers: ChildProcess[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'belay-process-'))
  root = join(directory, 'root')
  stateDir = join(directory, 'state')
  await Promise.all([mkdir(join(root, 'releases/r1'), { recursive: true }), mkdir(join(root, 'releases/r2'), { recursive: true })])
  await mkdir(join(root, 'shared'))
  await mkdir(stateDir)
  await symlink('releases/r1', join(root, 'current'))
})
afterEach(async () => {
  for (const run of started) await act('stop', run).catch(() => undefined)
  started.clear()
  for (const child of strangers.splice(0)) child.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

const context = (): ServiceContext => ({
  host,
  scope: 'demo/test',
  stateDir,
  root,
  stableForMs: 0,
  job: { stateDir, idPrefix: `d${++call}.restart`, timeoutMs: 30_000 }
})
const service = (run: string, more: Record<string, unknown> = {}, name = 'web') =>
  serviceOf(serviceSchema.parse({ process: { name, run, ...more } }))
async function act(action: Action, run: string, more: Record<string, unknown> = {}, stableForMs = 0) {
  started.add(run)
  return operate({ ...context(), stableForMs }, action, [service(run, more)])
}
const state = async (run: string) => (await readServices(context(), [service(run)])).states.get('process web')!
/** A zombie is dead: not every machine of the tests reaps orphans. */
function alive(pid: string | number | undefined): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
const environment = (pid: number) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean).sort()

test('starts detached, in the resolved release, with a clean environment', async () => {
  await writeFile(join(root, 'shared/.env'), '# comment\nexport A_KEY="with space"\nSINGLE=\'$HOME\'\nPLAIN=a=b \nBAD LINE\nLAST=last')
  const { services } = await act('start', 'exec sleep 1000', { env: { QUOTED: `it's "$(id)"`, PORT: '8000' }, 'env-file': 'shared/.env' })
  expect(services).toMatchObject([
    { name: 'web', manager: 'process', verb: 'start', proof: 'cwd', before: { state: 'inactive' }, after: { state: 'active' } }
  ])
  const pid = services[0]!.after.pid!
  expect(await readlink(`/proc/${pid}/cwd`)).toBe(join(root, 'releases/r1'))
  expect(await readlink(`/proc/${pid}/fd/0`)).toBe('/dev/null')
  expect(await readlink(`/proc/${pid}/fd/1`)).toBe(join(root, 'shared/log/web.log'))
  const own = environment(pid).filter(pair => !/^(PATH|HOME|USER|LOGNAME|LANG|TZ|PWD|SHLVL|_)=/.test(pair))
  expect(own).toEqual([
    'A_KEY=with space',
    'BELAY_SERVICE=demo/test/web',
    'LAST=last',
    'PLAIN=a=b',
    'PORT=8000',
    `QUOTED=it's "$(id)"`,
    'SINGLE=$HOME'
  ])
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  expect(status.slice(status.lastIndexOf(')')).split(' ').slice(3, 5)).toEqual([String(pid), String(pid)])
  expect(existsSync(`/proc/${pid}/fd/198`)).toBe(false)
})

test('goes on when the job that started it has ended, and a start again changes nothing', async () => {
  const first = await act('start', 'exec sleep 1000')
  const again = await act('start', 'exec sleep 1000')
  expect(again.services[0]!.after.pid).toBe(first.services[0]!.after.pid)
  expect(again.services[0]!.before).toMatchObject({ state: 'active', pid: first.services[0]!.after.pid })
})

test('a restart brings a new process from the new release', async () => {
  const first = await act('start', 'exec sleep 1000')
  await rm(join(root, 'current'))
  await symlink('releases/r2', join(root, 'current'))
  const second = await act('restart', 'exec sleep 1000')
  expect(second).toMatchObject({
    release: join(root, 'releases/r2'),
    services: [{ proof: 'cwd', before: { pid: first.services[0]!.after.pid } }]
  })
  expect(alive(first.services[0]!.after.pid)).toBe(false)
  expect(await readlink(`/proc/${second.services[0]!.after.pid}/cwd`)).toBe(join(root, 'releases/r2'))
})

test('a start is refused where the old release still runs', async () => {
  await act('start', 'exec sleep 1000')
  await rm(join(root, 'current'))
  await symlink('releases/r2', join(root, 'current'))
  await expect(act('start', 'exec sleep 1000')).rejects.toThrow(`runs in ${root}/releases/r1, not in the release ${root}/releases/r2`)
})

test('stops children that outlive the main process, in its session and out of it', async () => {
  const run = 'sleep 1001 & setsid sleep 1002 & exec sleep 1003'
  const { services } = await act('start', run)
  let before = await state(run)
  while (before.workers.length < 2) before = await state(run)
  expect(before.workers).toHaveLength(2)
  process.kill(services[0]!.after.pid!, 'SIGKILL')
  while (alive(services[0]!.after.pid)) await systemClock.sleep(5)
  const orphaned = await state(run)
  expect(orphaned).toMatchObject({ active: 'deactivating', pid: undefined })
  expect(orphaned.workers).toHaveLength(2)
  await expect(act('start', run)).rejects.toThrow('Children of an earlier run still live')
  const stopped = await act('stop', run)
  expect(stopped.services).toMatchObject([{ proof: 'stopped', after: { state: 'inactive', workers: 0 } }])
  for (const worker of before.workers) expect(alive(worker.split(':')[0])).toBe(false)
})

test('kills what does not listen to TERM', async () => {
  const run = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
  const { services } = await act('start', run)
  const log = join(root, 'shared/log/web.log')
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes('ready')) await systemClock.sleep(5)
  const stopped = await act('stop', run)
  expect(stopped.services[0]!.proof).toBe('stopped')
  expect(alive(services[0]!.after.pid)).toBe(false)
  expect(stopped.durationMs).toBeGreaterThan(9000)
}, 60_000)

test('never touches a process that was given the recorded number', async () => {
  const stranger = spawn('sleep', ['1000'], { stdio: 'ignore', detached: true })
  strangers.push(stranger)
  await mkdir(join(stateDir, 'services'))
  await writeFile(join(stateDir, 'services/web.pid'), `${stranger.pid} 1\n`)
  expect(await state('true')).toMatchObject({ active: 'inactive', pid: undefined, workers: [] })
  expect((await act('stop', 'true')).services[0]!.proof).toBe('stopped')
  expect(stranger.exitCode).toBeNull()
  expect(stranger.signalCode).toBeNull()
  process.kill(stranger.pid!, 0)
})

test('finds its process again when the record is lost', async () => {
  const { services } = await act('start', 'exec sleep 1000')
  await rm(join(stateDir, 'services/web.pid'))
  expect(await state('exec sleep 1000')).toMatchObject({ active: 'active', pid: services[0]!.after.pid })
  await act('stop', 'exec sleep 1000')
  expect(alive(services[0]!.after.pid)).toBe(false)
})

test('a process that dies at once, or soon, has not started; its last lines are told', async () => {
  const failure = await act('restart', 'echo "port is taken"; exit 3', {}, 10_000).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ServiceFailed)
  expect((failure as Error).message).toContain('the process web does not run: it is inactive')
  expect(((failure as Error).cause as Error).message).toContain('port is taken')
  await expect(act('restart', 'sleep 0.6; exit 3', {}, 10_000)).rejects.toThrow('the process web does not run')
})

test('bad input is one clear error', async () => {
  await expect(act('start', 'true', { 'env-file': 'shared/none' })).rejects.toThrow(`The env-file ${root}/shared/none cannot be read`)
  await expect(act('start', 'true', { env: { 'A B': '1' } })).rejects.toThrow(
    '"A B" in the env of the process web cannot be the name of a variable.'
  )
  await expect(act('reload', 'true')).rejects.toThrow('The process web cannot be reloaded: use restart.')
  expect(() => serviceOf(serviceSchema.parse('-H evil'))).toThrow('cannot be the name of a systemd unit')
  expect(() => serviceOf(serviceSchema.parse('web; id'))).toThrow('cannot be the name of a systemd unit')
})

test('two processes with their own environments in one script', async () => {
  const one = service('exec sleep 1000', { env: { NAME: 'one' } }, 'one')
  const two = service('exec sleep 1000', { env: { NAME: 'two' } }, 'two')
  try {
    const { services } = await operate(context(), 'restart', [one, two])
    expect(services.map(each => environment(each.after.pid!).find(pair => pair.startsWith('NAME=')))).toEqual(['NAME=one', 'NAME=two'])
    expect((await readFile(join(stateDir, 'services/one.pid'), 'utf8')).split(' ')[0]).toBe(String(services[0]!.after.pid))
  } finally {
    const { services } = await operate(context(), 'stop', [one, two])
    expect(services.map(each => each.name)).toEqual(['two', 'one'])
  }
})

test('processes stop one after the other: they declare no order but that of the configuration', async () => {
  const notes = join(directory, 'notes')
  const slow = (name: string) =>
    `trap 'echo ${name} begins >> ${notes}; sleep 0.3; echo ${name} ends >> ${notes}; exit' TERM; : > ${notes}.${name}; while :; do sleep 0.05; done`
  const both = [service(slow('one'), {}, 'one'), service(slow('two'), {}, 'two')]
  await operate(context(), 'start', both)
  while (!['one', 'two'].every(name => existsSync(`${notes}.${name}`))) await systemClock.sleep(5)
  await operate(context(), 'stop', both)
  expect(await readFile(notes, 'utf8')).toBe('two begins\ntwo ends\none begins\none ends\n')
})

test('the fence goes up before the writers stop, and comes down after they run', async () => {
  const writer = service('exec sleep 1000', {}, 'writer')
  const reader = { ...service('exec sleep 1000', {}, 'reader'), writes: false }
  const file = join(root, 'shared/maintenance.on')
  try {
    await operate(context(), 'start', [reader, writer])
    const fenced = await operate(context(), 'fence', [reader, writer], file)
    expect(fenced).toMatchObject({ maintenance: 'up', services: [{ name: 'writer', verb: 'stop', proof: 'stopped' }] })
    expect(existsSync(file)).toBe(true)
    expect(await operate(context(), 'fence', [reader, writer], file)).toMatchObject({ maintenance: 'up', services: [{ proof: 'stopped' }] })
    const now = await readServices(context(), [reader, writer], file)
    expect([now.maintenance, ...[...now.states.values()].map(each => each.active)]).toEqual(['up', 'active', 'inactive'])
    const open = await operate(context(), 'open', [reader, writer], file)
    expect(open).toMatchObject({
      maintenance: 'down',
      services: [
        { verb: 'start', before: { state: 'active' } },
        { verb: 'start', before: { state: 'inactive' }, after: { state: 'active' } }
      ]
    })
    expect(existsSync(file)).toBe(false)
    expect(await operate(context(), 'open', [], file)).toMatchObject({ maintenance: 'down', services: [] })
  } finally {
    await operate(context(), 'stop', [reader, writer])
  }
})

test('the fence stays up when a service does not start behind it', async () => {
  const broken = service('exit 3', {}, 'broken')
  const file = join(root, 'shared/maintenance.on')
  await operate(context(), 'fence', [broken], file)
  await expect(operate({ ...context(), stableForMs: 10_000 }, 'open', [broken], file)).rejects.toThrow('the process broken does not run')
  expect(existsSync(file)).toBe(true)
})

test('the fence stays up when what runs behind it is the old release', async () => {
  const file = join(root, 'shared/maintenance.on')
  await act('start', 'exec sleep 1000')
  await operate(context(), 'fence', [], file)
  await rm(join(root, 'current'))
  await symlink('releases/r2', join(root, 'current'))
  await expect(operate(context(), 'open', [service('exec sleep 1000')], file)).rejects.toThrow('not in the release')
  expect(existsSync(file)).toBe(true)
})

test('nothing is stopped when the maintenance file cannot be made', async () => {
  const { services } = await act('start', 'exec sleep 1000')
  await writeFile(join(root, 'file'), '')
  await expect(operate(context(), 'fence', [service('exec sleep 1000')], join(root, 'file/maintenance.on'))).rejects.toThrow(
    'The maintenance file could not be made'
  )
  expect(alive(services[0]!.after.pid)).toBe(true)
})
