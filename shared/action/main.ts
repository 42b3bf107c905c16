import * as core from '@actions/core'
import type { Context } from '../deployment/context.ts'
import { messageOf, UserError } from '../errors.ts'
import { actionLog } from './action-log.ts'
import type { ActionDefinition, InputShape, InputValues } from './definition.ts'
import { masksOf, readInputs, secretsOf } from './inputs.ts'

/** What an action's body gets from the runner besides its inputs. */
export interface Runtime {
  readonly log: typeof actionLog
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The ports of this action, where their making was begun before its code was loaded; who takes them leaves undefined. */
  begun?: Promise<Context> | undefined
  output(name: string, value: string | number | boolean): void
  /** Kept for the post step of the same action. */
  keep(name: string, value: string): void
  /** Appends Markdown to the job summary. */
  summarise(markdown: string): Promise<void>
  /** Called once, on SIGINT or SIGTERM, before the process ends with the signal's exit code; it has seconds. */
  onSignal(handler: (signal: 'SIGINT' | 'SIGTERM') => Promise<void>): void
}

export type Body<Shape extends InputShape> = (inputs: InputValues<Shape>, runtime: Runtime) => Promise<void>

/**
 * Runs an action: masks, reads inputs, runs the body, and turns what it throws into one annotation.
 * A UserError shows its headline and its causes; anything else is a bug and shows its stack.
 */
export async function runAction<Shape extends InputShape>(definition: ActionDefinition<Shape>, body: Body<Shape>): Promise<void> {
  const environment = process.env
  for (const secret of secretsOf(definition, environment)) for (const each of masksOf(secret)) core.setSecret(each)
  const handlers: ((signal: 'SIGINT' | 'SIGTERM') => Promise<void>)[] = []
  listen(handlers)
  const runtime: Runtime = {
    log: actionLog,
    environment,
    output: (name, value) => core.setOutput(name, value),
    keep: core.saveState,
    summarise: async markdown => {
      await core.summary.addRaw(markdown, true).write()
    },
    onSignal: handler => void handlers.push(handler)
  }
  for (const name of Object.keys(definition.outputs)) if (name === 'status') runtime.output(name, 'failed')
  try {
    const inputs = readInputs(definition, environment)
    await body(inputs, runtime)
  } catch (error) {
    fail(error)
  }
}

/** Shows what was thrown and makes the step red. */
export function fail(error: unknown): void {
  if (error instanceof UserError) {
    core.setFailed(error.message)
    for (let cause = error.cause; cause !== undefined && cause !== null; cause = cause instanceof Error ? cause.cause : undefined)
      core.info(`  caused by: ${messageOf(cause).replaceAll('\n', '\n    ')}`)
    return
  }
  core.setFailed(`This is a bug in Belay: ${messageOf(error)}`)
  core.info('Please report it with the lines below. What was done so far stands in the journal on the host; `command: status` shows it.')
  core.info(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

function listen(handlers: ((signal: 'SIGINT' | 'SIGTERM') => Promise<void>)[]): void {
  let caught = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // GitHub sends SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that: one round of handlers must do.
      if (caught) return
      caught = true
      core.error(`${signal}: the run was cancelled. What runs on the host goes on there; the next step or run decides.`)
      const done = Promise.allSettled(handlers.map(handler => handler(signal)))
      const limit = new Promise(resolve => setTimeout(resolve, 6_000))
      void Promise.race([done, limit]).then(() => process.exit(exitCodes[signal]))
    })
}
