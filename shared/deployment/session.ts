import { UserError } from '../errors.ts'
import type { Context } from './context.ts'
import { newDeploymentId } from './deployment-id.ts'
import { LockHeld } from './errors.ts'
import type { JobFile, JobFileContent } from './job-file.ts'
import { heldMessage } from './lock-message.ts'
import { OpenDeployment } from './open-deployment.ts'
import type { NewRecord, Release, StepName } from './records.ts'
import type { Json } from './step.ts'
import type { Deployment, State } from './store.ts'
import { fingerprintOf } from './token.ts'

type Found = NonNullable<JobFileContent['found']>[number]

/**
 * This job's part in a deployment. Whichever action first changes something opens one; the actions after it in the same job join it by the
 * token in RUNNER_TEMP; another job must name it (G4).
 */
export class Session {
  readonly context: Context
  readonly job: JobFile
  #open: OpenDeployment | undefined
  #ended: Deployment | undefined
  /** What steps of this job proved before a deployment was open. */
  #found: readonly Found[] = []

  private constructor(context: Context, job: JobFile, open: OpenDeployment | undefined) {
    this.context = context
    this.job = job
    this.#open = open
  }

  /** Joins the deployment that this job opened earlier, if it did. `named`: the input `deployment`. */
  static async join(context: Context, job: JobFile, named: string | undefined): Promise<Session> {
    const session = new Session(context, job, undefined)
    const state = await context.state()
    const mine = await job.read()
    session.#found = mine.found ?? []
    if (mine.deployment !== undefined && mine.token !== undefined && state.open?.id === mine.deployment) {
      if (named !== undefined && named !== mine.deployment)
        throw new UserError(`The input \`deployment\` is ${named}, but this job works in deployment ${mine.deployment}`)
      if (state.holder === undefined || state.holder.fingerprint !== fingerprintOf(mine.token))
        throw new UserError(
          `Deployment ${mine.deployment} was taken over by another job. Nothing more is changed from here; look at \`command: status\``
        )
      session.#open = new OpenDeployment(
        context.store,
        { deployment: mine.deployment, token: mine.token },
        state.open.records,
        context.clock
      )
      return session
    }
    if (mine.deployment !== undefined && mine.token !== undefined) {
      // Else the next step that changes something would open a deployment of its own, with half of this one behind it.
      await job.write({ deployment: undefined, token: undefined, ended: mine.deployment, found: undefined, code: undefined })
      throw new UserError(
        `The deployment of this job has ended without it, so nothing more is changed from here. ${notOpen(mine.deployment, state)}`
      )
    }
    if (mine.deployment !== undefined && state.open?.id === mine.deployment && named === undefined && !context.dryRun) {
      // Killed while it opened: the lock is held, and its token was never heard.
      await session.takeOver(mine.deployment)
      return session
    }
    if (named !== undefined) {
      if (!context.dryRun) await session.takeOver(named)
      else {
        // To print the plan its records are enough; without a token nothing can be written.
        if (state.open?.id !== named) throw new UserError(notOpen(named, state))
        session.#open = new OpenDeployment(context.store, { deployment: named, token: '' }, state.open.records, context.clock)
      }
    }
    return session
  }

  get deployment(): OpenDeployment | undefined {
    return this.#open
  }

  /** The deployment that this process closed, with all of its journal. */
  get ended(): Deployment | undefined {
    return this.#ended
  }

  /** The open deployment, for what may run only inside one. */
  get mine(): OpenDeployment {
    if (this.#open === undefined) throw new Error('A step that changes something ran without an open deployment')
    return this.#open
  }

  /** The evidence of the last run of a step in this deployment; before one is open, in this job. */
  evidence<T extends Json>(step: StepName): T | undefined {
    if (this.#open !== undefined) return this.#open.evidence<T>(step)
    return this.#found.findLast(each => each.step === step)?.evidence as T | undefined
  }

  /** Remembers what a step proved while no deployment is open: the one that this job opens begins with it. */
  async remember(step: StepName, evidence: Json, durationMs: number): Promise<void> {
    this.#found = [...this.#found.filter(each => each.step !== step), { step, evidence, durationMs: Math.round(durationMs) }]
    if (!this.context.dryRun) await this.job.write({ found: [...this.#found] })
  }

  /**
   * The deployment of this job; opened now when it has none. `first`: what its opening record says. Waits its turn, unless the caller has done so
   * before it decided (`waited`): then another one that came in between is an error, for what was decided may be wrong by now. `more`: records that
   * are written with the opening one, after what this job proved before.
   */
  async require(
    first: () => Promise<Omit<Extract<NewRecord, { type: 'opened' }>, 'type' | 'owner'>>,
    { waited = false, more = [] }: { readonly waited?: boolean; readonly more?: readonly NewRecord[] } = {}
  ): Promise<OpenDeployment> {
    if (this.#open !== undefined) return this.#open
    const { context } = this
    if (!waited) await this.waitForTurn()
    const id = newDeploymentId(context.clock.now(), context.random)
    // Read only now: whoever held the lock until a moment ago may have changed what is live.
    const opening = { type: 'opened' as const, owner: context.run.owner, ...(await first()) }
    // Written before: when this process is killed while it opens, the next step of the job finds its deployment by this.
    await this.job.write({ deployment: id })
    // What this job proved before there was a deployment belongs to it from now on: baseline, check of the migrations, backup.
    const found = this.#found.map(
      ({ step, evidence, durationMs }): NewRecord => ({ type: 'evidence', step, evidence: evidence as never, durationMs })
    )
    const records = [...found, ...more]
    const request = { deployment: id, owner: context.run.owner, first: opening, more: records, waitMs: 0 }
    const held = await context.store.open(request).catch(async error => {
      if (error instanceof LockHeld) await this.job.write({ deployment: undefined })
      throw error
    })
    await this.job.write({ deployment: id, token: held.token })
    context.log.mask(held.token)
    const at = context.clock.now().toISOString()
    const written = [opening, ...records].map((each, index) => ({ ...each, seq: index + 1, at }))
    this.#open = new OpenDeployment(context.store, held, written, context.clock)
    context.log.info(`Opened deployment ${id}`)
    return this.#open
  }

  /** Keeps what is known of a release: in the state at once, on the host with the next record. */
  putRelease(release: Release): void {
    this.mine.put(release)
    this.context.know(release)
  }

  /** Waits while another deployment is open, as long as `lock-timeout` allows. Errors: UserError that says who holds the lock and what can be done. */
  async waitForTurn(): Promise<void> {
    const { context } = this
    if (this.#open !== undefined || context.dryRun) return
    const end = context.clock.monotonic() + context.lockTimeoutMs
    for (let state = await context.state(); state.open !== undefined; state = await context.refresh()) {
      if (state.holder === undefined)
        throw new UserError(
          `Deployment ${state.open.id} is open and its lock is gone. Run \`command: rollback\` with \`deployment: ${state.open.id}\``
        )
      if (context.clock.monotonic() >= end)
        throw new LockHeld(state.holder, heldMessage(`${context.store.stateDir} on ${context.host.label}`, state.holder, state.open))
      await context.clock.sleep(Math.min(1_000, context.lockTimeoutMs))
    }
  }

  /** Takes over a deployment that another job opened: only when that job's run has ended. */
  async takeOver(id: string): Promise<OpenDeployment> {
    const { context } = this
    const state = await context.state()
    const open = state.open
    if (open === undefined || open.id !== id) throw new UserError(notOpen(id, state))
    if (state.holder !== undefined) await assertEnded(context, state, open)
    const held = await context.store.takeOver({
      deployment: id,
      expected: state.holder?.fingerprint ?? 'missing',
      owner: context.run.owner
    })
    context.log.mask(held.token)
    await this.job.write({ deployment: id, token: held.token })
    const after = await context.refresh()
    this.#open = new OpenDeployment(context.store, held, after.open?.records ?? open.records, context.clock)
    context.log.info(`Took over deployment ${id}`)
    return this.#open
  }

  /** The deployment is over: the job keeps what it was, without a token. */
  async closed(): Promise<void> {
    const id = this.#open?.id
    if (this.#open !== undefined) this.#ended = { id: this.#open.id, records: this.#open.records }
    this.#open = undefined
    this.#found = []
    await this.job.write({ deployment: undefined, token: undefined, ended: id, found: undefined, code: undefined })
  }
}

/**
 * May this job have the deployment of another? Yes when that run has ended, by GitHub's answer; when it is this very run, in an earlier attempt
 * (GitHub never runs two attempts at once) or an earlier job; or when it ran outside GitHub and no job of it is left on the host.
 */
export async function assertEnded(context: Context, state: State, open: Deployment): Promise<void> {
  const holder = state.holder
  if (holder === undefined) return
  const { owner } = holder
  const mine = context.run.owner
  if (owner.repository === mine.repository && owner.runId === mine.runId && owner.runAttempt <= mine.runAttempt) return
  const answer = owner.runId.startsWith('local-') ? 'ended' : await context.github.runState(owner.repository, owner.runId)
  if (answer === 'ended') return
  const why =
    answer === 'running'
      ? 'its run has not ended'
      : 'it is not known whether its run has ended (give `github-token`, or run `command: unlock` when you know)'
  throw new UserError(
    `${heldMessage(`${context.store.stateDir} on ${context.host.label}`, holder, open)}\nIt cannot be taken over: ${why}.`
  )
}

function notOpen(id: string, state: State): string {
  const known = state.deployments.find(each => each.id === id)
  const last = known?.records.at(-1)
  if (last?.type === 'closed') return `Deployment ${id} has ended: ${last.outcome}. ${last.message}`
  return `There is no deployment ${id} here${state.open === undefined ? ', and none is open' : `; ${state.open.id} is open`}`
}

/**
 * A re-run of the same workflow run finds what its earlier attempt left open: it may have it without being told its id. Not so another job of
 * the same attempt, which may still run: that one is named.
 */
export async function takeOverOwnRun(session: Session): Promise<void> {
  const { context } = session
  const state = await context.state()
  const { owner } = state.holder ?? {}
  const mine = context.run.owner
  if (state.open === undefined || owner === undefined || context.dryRun) return
  if (owner.repository === mine.repository && owner.runId === mine.runId && owner.runAttempt < mine.runAttempt)
    await session.takeOver(state.open.id)
}
