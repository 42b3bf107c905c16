import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import * as z from 'zod'
import type { ActionDefinition, InputShape } from '../shared/action/definition.ts'
import { type Body, runAction } from '../shared/action/main.ts'
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

/** How long code waits for a login, in milliseconds: what else may be wrong is not to be told late because of a host that does not answer. */
const loginMs = 500

/** An action whose body is loaded only after its inputs were read: a misspelt input is answered within a tenth of a second. */
interface Registered {
  readonly definition: ActionDefinition
  start(): Promise<void>
}

function register<Shape extends InputShape>(
  definition: ActionDefinition<Shape>,
  load: () => Promise<{ readonly run: Body<Shape> }>
): Registered {
  return {
    definition: definition as unknown as ActionDefinition,
    start: () =>
      runAction(definition, async (inputs, runtime) => {
        // The way to the host and the code for what is done there take a tenth of a second each: both at once. Loading code leaves no turn to
        // anything else, so it waits until the login is under way, and stops in between for the server's answers.
        const { connectEarly } = await import('../shared/action/early-host.ts')
        const early = await connectEarly(inputs, runtime.environment['RUNNER_TEMP'])
        await atMost(loginMs, early?.login)
        const { begin } = await import('../shared/action/session.ts')
        await turn()
        const { login, end } = begin(inputs, runtime, early)
        try {
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

async function atMost(ms: number, promise: Promise<void> | undefined): Promise<void> {
  if (promise === undefined) return
  const limit = new AbortController()
  await Promise.race([promise, sleep(ms, undefined, { signal: limit.signal }).catch(() => undefined)])
  limit.abort()
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

/** What a stub in `dist/` calls. */
export async function main(name: string): Promise<void> {
  const action = actions.find(each => each.definition.name === name)
  if (action === undefined) throw new Error(`There is no action ${name}`)
  await action.start()
}

/** The post step of every action. */
export async function post(): Promise<void> {
  const { runPost } = await import('../shared/action/post.ts')
  await runPost()
}
