import * as z from 'zod'
import type { ActionDefinition, InputShape } from '../shared/action/definition.ts'
import type { EarlyHost } from '../shared/action/early-host.ts'
import { type Body, runAction } from '../shared/action/main.ts'
import { atMost, loginMs, turn } from '../shared/action/turn.ts'
import { definition as backupDb } from './backup-db/definition.ts'
import { definition as belay } from './belay/definition.ts'
import { definition as deployCode } from './deploy-code/definition.ts'
import { definition as healthGate } from './health-gate/definition.ts'
import { definition as notify } from './notify/definition.ts'
import { definition as preflight } from './preflight/definition.ts'
import { definition as restartService } from './restart-service/definition.ts'
import { definition as rollback } from './rollback/definition.ts'
import { definition as runMigrations } from './run-migrations/definition.ts'
import { definition as squashCheck } from './squash-check/definition.ts'

// Each schema is used once or twice in a process: compiling it costs more than that saves.
z.config({ jitless: true })

/** An action whose body is loaded only after its inputs were read: a misspelt input is answered within a tenth of a second. */
interface Registered {
  readonly definition: ActionDefinition
  /** `early`: the host that was connected to before anything was read. */
  start(early?: EarlyHost): Promise<void>
}

function register<Shape extends InputShape>(
  definition: ActionDefinition<Shape>,
  load: () => Promise<{ readonly run: Body<Shape> }>
): Registered {
  return {
    definition: definition as unknown as ActionDefinition,
    start: early =>
      runAction(definition, async (inputs, runtime) => {
        const { begin } = await import('../shared/action/session.ts')
        await turn()
        const { login, end } = begin(inputs, runtime, early)
        try {
          // Loading code leaves no turn to the handshake: it waits until the server works alone.
          await atMost(loginMs, login)
          const { run } = await load()
          await turn()
          await run(inputs, runtime)
        } finally {
          await end()
        }
      })
  }
}

/** Every action of the suite; `belay` is the root action. */
export const actions: readonly Registered[] = [
  register(belay, () => import('./belay/entry.ts')),
  register(preflight, () => import('./preflight/entry.ts')),
  register(deployCode, () => import('./deploy-code/entry.ts')),
  register(backupDb, () => import('./backup-db/entry.ts')),
  register(squashCheck, () => import('./squash-check/entry.ts')),
  register(runMigrations, () => import('./run-migrations/entry.ts')),
  register(restartService, () => import('./restart-service/entry.ts')),
  register(healthGate, () => import('./health-gate/entry.ts')),
  register(rollback, () => import('./rollback/entry.ts')),
  register(notify, () => import('./notify/entry.ts'))
]
