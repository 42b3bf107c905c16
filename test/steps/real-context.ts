import { randomBytes } from 'node:crypto'
import { loadConfig } from '../../shared/config/load.ts'
import { resolveTarget } from '../../shared/config/target.ts'
import type { Context } from '../../shared/deployment/context.ts'
import { fakeContext } from '../../shared/deployment/fake-context.ts'
import { HostStore } from '../../shared/deployment/host-store.ts'
import type { FakeLog } from '../../shared/fake-ports.ts'
import type { Host } from '../../shared/host/host.ts'
import { systemClock } from '../../shared/ports.ts'

export interface RealContext extends Context {
  readonly log: FakeLog
}

/** What an action works with, on a real host with its real journal; only the log and the run are made up. `secrets`: by the name that stands in the configuration. */
export function realContext(options: {
  readonly host: Host
  readonly stateDir: string
  readonly config: string
  readonly secrets?: Readonly<Record<string, string>>
  readonly dryRun?: boolean
  readonly runId?: string
}): RealContext {
  const { host, stateDir, config, secrets = {}, dryRun = false, runId = '7' } = options
  const store = new HostStore(host, stateDir, { clock: systemClock, random: randomBytes })
  const fake = fakeContext({ owner: { runId } })
  return {
    ...fake,
    target: resolveTarget(loadConfig(config, '.github/belay.yml'), { 'state-dir': stateDir }, 'mes'),
    host: store.host,
    store,
    clock: systemClock,
    values: { resolve: async ref => (typeof ref === 'object' && 'secret' in ref ? secrets[ref.secret]! : String(ref)) },
    nodePath: process.execPath,
    dryRun,
    state: () => store.read(),
    refresh: () => store.read(),
    know: () => {}
  }
}
