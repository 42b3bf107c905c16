import { expect, test } from '@jest/globals'
import { service as serviceSchema } from '../config/schema.ts'
import { parseSnapshot, type ServiceState, type Verb } from './manager.ts'
import { type Code, judge } from './proof.ts'
import { serviceOf } from './registry.ts'

const web = serviceOf(serviceSchema.parse('web'))
const code: Code = { root: '/app', link: '/app/releases/2', release: '/app/releases/2', switchedAtMs: Date.UTC(2026, 0, 1) }
const free: Code = { root: undefined, link: undefined, release: undefined, switchedAtMs: undefined }
const running = (more: Partial<ServiceState> = {}): ServiceState => ({
  ...parseSnapshot(
    'Name=web\nLoadState=loaded\nActiveState=active\nSubState=running\nMainPID=10\nStartTicks=100\nInvocationID=a\nResult=success\nExecMainStatus=0\nCanReload=yes'
  )[0]!,
  ...more
})
const stopped = running({ active: 'inactive', sub: 'dead', pid: undefined, startTicks: undefined, invocation: '' })
const fresh = (more: Partial<ServiceState> = {}) => running({ pid: 20, startTicks: 200, invocation: 'b', ...more })
const through = { runsIn: '/app/releases/2' }
const early = new Date(code.switchedAtMs! - 1000).toISOString()
const late = new Date(code.switchedAtMs! + 1000).toISOString()

test.each<[string, Verb, ServiceState, ServiceState, Code, string]>([
  ['replaced, directory readable', 'restart', running(), fresh({ cwd: '/app/releases/2/sub' }), code, 'cwd'],
  ['replaced, command names the release', 'restart', running(), fresh({ namedRelease: '/app/releases/2' }), code, 'command-line'],
  ['replaced, directory not readable', 'restart', running(), fresh(through), code, 'started-after-switch'],
  ['replaced, no release asked about', 'restart', running(), fresh(), free, 'new-process'],
  ['replaced, not tied to a release', 'restart', running(), fresh(), code, 'new-process'],
  ['started from nothing', 'restart', stopped, fresh(through), code, 'started-after-switch'],
  [
    'same process',
    'restart',
    running(),
    running(through),
    code,
    'problem: the unit web still runs as the same process (pid 10) as before the restart'
  ],
  [
    'older process',
    'restart',
    running(),
    fresh({ ...through, startTicks: 50 }),
    code,
    'problem: the unit web runs as a process that is older than the one before (pid 20)'
  ],
  [
    'old directory',
    'restart',
    running(),
    fresh({ ...through, cwd: '/app/releases/1' }),
    code,
    'problem: the unit web runs in /app/releases/1, not in the release /app/releases/2'
  ],
  [
    'a release whose name begins alike',
    'restart',
    running(),
    fresh({ cwd: '/app/releases/22' }),
    code,
    'problem: the unit web runs in /app/releases/22, not in the release /app/releases/2'
  ],
  [
    'link elsewhere',
    'restart',
    running(),
    fresh(through),
    { ...code, link: '/app/releases/1' },
    'problem: /app/current points to /app/releases/1, not to /app/releases/2'
  ],
  [
    'link to nothing',
    'restart',
    running(),
    fresh(through),
    { ...code, link: undefined },
    'problem: /app/current points nowhere: deploy a release, or run adopt'
  ],
  [
    'crash loop',
    'restart',
    running(),
    fresh({ ...through, restarts: 2 }),
    code,
    'problem: the unit web does not stay up: its manager started it again 2 times since'
  ],
  [
    'waiting for its next try',
    'restart',
    running(),
    fresh({ active: 'activating', sub: 'auto-restart', result: 'exit-code', exitStatus: 3, restarts: 1 }),
    code,
    'problem: the unit web does not run: it is activating (auto-restart), result exit-code, exit status 3, started again once by its manager'
  ],
  [
    'dead',
    'start',
    stopped,
    running({ active: 'failed', sub: 'failed', result: 'signal', exitStatus: 9 }),
    code,
    'problem: the unit web does not run: it is failed (failed), result signal, exit status 9'
  ],
  ['gone', 'restart', running(), running({ found: false }), code, 'problem: the unit web does not exist on the host, or cannot be loaded'],
  ['up already, from the release', 'start', running(), running({ ...through, cwd: '/app/releases/2' }), code, 'cwd'],
  ['up already, since after the switch', 'start', running(), running({ ...through, startedAt: late }), code, 'started-after-switch'],
  [
    'up already, since before the switch',
    'start',
    running(),
    running({ ...through, startedAt: early }),
    code,
    `problem: the unit web runs since ${early}, which is before the switch to /app/releases/2: restart it`
  ],
  ['up already, restarted before our time', 'start', running({ restarts: 3 }), running({ restarts: 3 }), free, 'running'],
  [
    'new workers, directories readable',
    'reload',
    running({ workers: ['11:1'] }),
    running({ workers: ['12:2'], workerCwds: ['/app/releases/2'] }),
    code,
    'cwd'
  ],
  [
    'new workers in the old directory',
    'reload',
    running({ workers: ['11:1'] }),
    running({ workers: ['12:2'], workerCwds: ['/app/releases/1'], throughArgument: true }),
    code,
    'problem: the new workers of the unit web run in /app/releases/1, not in /app/releases/2: its main process keeps the directory it was started in; restart it, or give it its directory by an argument (gunicorn: --chdir /app/current)'
  ],
  [
    'new workers, directory by an argument',
    'reload',
    running({ workers: ['11:1'] }),
    running({ workers: ['12:2'], throughArgument: true, startedAt: early }),
    code,
    'started-after-switch'
  ],
  [
    'an old worker is left',
    'reload',
    running({ workers: ['11:1', '12:1'] }),
    running({ workers: ['12:1', '13:2'] }),
    code,
    'problem: 1 of 2 old workers of the unit web still run (pid 12)'
  ],
  [
    'a recycled number is not the old worker',
    'reload',
    running({ workers: ['11:1'] }),
    running({ workers: ['11:2'], throughArgument: true }),
    code,
    'started-after-switch'
  ],
  [
    'no workers',
    'reload',
    running(),
    running(),
    code,
    'problem: the unit web has no workers, so a reload cannot be seen to bring new code: restart it'
  ],
  ['a new main process', 'reload', running({ workers: ['11:1'] }), fresh({ workers: ['21:2'], cwd: '/app/releases/2' }), code, 'cwd'],
  [
    'a new main process beside the old one',
    'reload',
    running({ workers: [] }),
    fresh({ workers: ['10:100'], cwd: '/app/releases/2' }),
    code,
    'problem: 1 of 0 old workers of the unit web still run (pid 10)'
  ],
  [
    'crashed in the reload',
    'reload',
    running({ workers: ['11:1'] }),
    running({ active: 'failed', sub: 'failed', result: 'exit-code', exitStatus: 1 }),
    code,
    'problem: the unit web does not run: it is failed (failed), result exit-code, exit status 1'
  ],
  ['stopped', 'stop', running(), stopped, code, 'stopped'],
  ['stopped by force', 'stop', running(), { ...stopped, active: 'failed', result: 'timeout' }, code, 'stopped'],
  [
    'still stopping',
    'stop',
    running(),
    running({ active: 'deactivating', sub: 'stop-sigterm' }),
    code,
    'problem: the unit web has not stopped: it is deactivating (stop-sigterm)'
  ],
  [
    'a child is left',
    'stop',
    running(),
    { ...stopped, workers: ['11:1'] },
    code,
    'problem: the unit web is inactive, but these processes of it still run: 11'
  ],
  [
    'its socket listens',
    'stop',
    running(),
    { ...stopped, activeTriggers: ['web.socket'] },
    code,
    'problem: the unit web has stopped, but web.socket would start it again: name that among the services too'
  ]
])('%s', (_name, verb, before, after, where, expected) => {
  const judgement = judge(verb, web, before, after, where)
  expect('problem' in judgement ? `problem: ${judgement.problem}` : judgement.proof).toBe(expected)
})
