import { randomBytes } from 'node:crypto'
import { loadConfig } from '../config/load.ts'
import { resolveTarget } from '../config/target.ts'
import { FakeClock, FakeLog } from '../fake-ports.ts'
import { FakeGitHub } from '../github/github.ts'
import { FakeHost } from '../host/fake-host.ts'
import type { Context } from './context.ts'
import { FakeStore } from './fake-store.ts'
import type { Owner, Release } from './records.ts'
import { withRelease } from './store.ts'

const configuration = `app: mes
environments: { production: { hosts: [{ address: local }] } }
`

export interface FakeContext extends Context {
  readonly log: FakeLog
  readonly store: FakeStore
  readonly host: FakeHost
  readonly github: FakeGitHub
}

/** A context in memory. Two of them with one `store` are two runs on one host. */
export function fakeContext(
  options: { store?: FakeStore; owner?: Partial<Owner>; config?: string; dryRun?: boolean; github?: FakeGitHub } = {}
): FakeContext {
  const clock = new FakeClock()
  const store = options.store ?? new FakeStore(clock)
  const owner: Owner = { repository: 'octo/mes', runId: '7', runAttempt: 1, job: 'deploy', actor: 'octocat', ...options.owner }
  const known: Release[] = []
  return {
    target: resolveTarget(loadConfig(options.config ?? configuration, '.github/belay.yml'), {}, 'mes'),
    host: new FakeHost(),
    store,
    log: new FakeLog(),
    clock,
    random: randomBytes,
    github: options.github ?? new FakeGitHub(),
    run: {
      owner,
      ref: 'refs/tags/v1.1.0',
      sha: 'a'.repeat(40),
      eventName: 'push',
      workspace: '/workspace',
      temp: '/temp',
      apiUrl: '',
      repositoryName: 'mes'
    },
    values: { resolve: async ref => (typeof ref === 'string' ? ref : 'value') },
    artifacts: () => {
      throw new Error('There are no artifacts in memory')
    },
    nodePath: 'node',
    gitEnvironment: {},
    timeoutMs: undefined,
    lockTimeoutMs: 0,
    dryRun: options.dryRun ?? false,
    state: async () => known.reduce(withRelease, await store.read()),
    refresh: () => store.read(),
    know: release => void known.push(release)
  }
}
