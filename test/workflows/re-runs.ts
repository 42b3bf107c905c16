// What a re-run does, decided: docs/re-runs.md holds this table, and the tests of both columns run it.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Run, RunResult } from '../runner/run.ts'
import {
  byTime,
  type Change,
  entries,
  errorsOf,
  forgetAuthors,
  Guestbook,
  holdWhile,
  noticesOf,
  type Start,
  stars,
  stepsOf,
  until
} from './guestbook.ts'

export interface Row {
  /** How the attempt before ended. */
  readonly before: string
  /** What stands in the journal on the host. */
  readonly host: string
  readonly rerun: string
  /** What the run says; `…` stands for an id. */
  readonly says: string
}

export const rows = {
  verified: {
    before: 'deployed, verified',
    host: 'closed, `verified`',
    rerun: '**green**; every step is skipped',
    says: 'v1.1.0 is live and verified already: there is nothing to do'
  },
  unchanged: {
    before: 'failed before anything live was changed',
    host: 'none opened, or closed, `nothing-changed`',
    rerun: '**deploys**; the staged release is used again',
    says: 'is staged already and unchanged'
  },
  rolledBack: {
    before: 'failed, rolled back',
    host: 'closed, `rolled-back`; the release is `bad`',
    rerun: '**red**; nothing is changed, *Go back* has nothing to do',
    says: 'v1.2.0 was rolled back by deployment …: the same commit would fail the same way. Mend it and push a new tag; or give `force: true` with a `reason`'
  },
  byHand: {
    before: 'deployed, later rolled back by hand',
    host: 'closed, `verified` (a rollback); the release is `bad`',
    rerun: '**red**; nothing is changed, *Go back* has nothing to do',
    says: 'v1.1.0 was rolled back by deployment …: the same commit would fail the same way. Mend it and push a new tag; or give `force: true` with a `reason`'
  },
  rollback: {
    before: 'the rollback by hand itself ([rollback.yml](../workflows-examples/rollback.yml))',
    host: 'closed, `verified` (a rollback)',
    rerun: '**green**; it does not go back one release more',
    says: 'This run has rolled back already (deployment …): there is nothing to do'
  },
  cancelled: {
    before: 'cancelled, rolled back by *Go back*',
    host: 'closed, `rolled-back`; the release is not bad, for nothing was seen to fail',
    rerun: '**deploys**; the staged release is used again',
    says: 'is staged already and unchanged'
  },
  running: {
    before: 'killed before *Go back*, and a job of it still runs on the host',
    host: 'open, the lock is held',
    rerun: '**red**; nothing is changed',
    says: 'still running on the host: … Wait until they have ended (each has a deadline), then run the same command again.'
  },
  killed: {
    before: 'killed before *Go back*, and nothing of it runs any more',
    host: 'open, the lock is held',
    rerun: '**red**: `preflight` refuses, *Go back* takes the deployment over and rolls it back. The re-run after that **deploys**',
    says: 'Deployment … holds the lock of …'
  }
} as const satisfies Record<string, Row>

/** The table as it stands in docs/re-runs.md. */
export function renderTable(): string {
  const lines = Object.values(rows).map(({ before, host, rerun, says }) => `| ${before} | ${host} | ${rerun} | ${says} |`)
  return ['| the attempt before | on the host | re-run | it says |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** A pattern for what a row says. A branch has no version: its name stands there. */
function saying({ says }: Row, version?: string): RegExp {
  const text = version === undefined ? says : says.replace(/v\d\.\d\.\d/, version)
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[\\s\\S]+?'))
}

interface Way {
  readonly environment: string
  readonly workflow: string
  /** Commits and returns what is pushed. */
  push(book: Guestbook, version: string, change: Change): string
}

export const chained: Way = {
  environment: 'production',
  workflow: 'production.yml',
  push: (book, version, change) => book.release(version, change)
}

/** By the root action; the branch's name is what it deploys, so its messages say `develop`. */
export const rootAction: Way = {
  environment: 'develop',
  workflow: 'develop.yml',
  push: (book, version, change) => book.branch('develop', version, change)
}

/** Milliseconds for one test; a busy machine takes ten times as long as an idle one. */
const patience = 180_000

/** The same life of a system, by either way of deploying it; each test begins where the one before ended. */
export function describeReRuns(way: Way): void {
  const { environment, workflow } = way
  const version = environment === 'production' ? undefined : environment
  let book: Guestbook
  let first: Run
  let written: number
  beforeAll(async () => {
    book = await Guestbook.make({ environments: environment === 'production' ? ['production'] : ['production', environment] })
    written = await book.write(environment)
  }, patience)
  afterAll(() => book.end())

  const start = (ref: string, more: Start = {}) => book.start(workflow, { ref, ...more })
  const again = async (run: Run, mode: 'failed' | 'all') => {
    const next = book.runner.rerun(run, mode)
    return [next, await next.done] as const
  }
  const world = () => book.world(environment)
  const closing = () => book.journal(environment).at(-1)?.records.at(-1)
  const goBack = (result: RunResult) => stepsOf(result).find(step => step.startsWith('Go back'))
  const hold = () => join(book.directory, 'hold')
  const nothingElseWasLost = () => expect(book.has([written], environment)).toBe(true)

  test(
    rows.unchanged.before,
    async () => {
      const state = book.system(environment).state
      rmSync(join(state, 'backups'), { recursive: true, force: true })
      writeFileSync(join(state, 'backups'), 'a file where the backups should lie')
      const before = await world()
      first = start(way.push(book, 'v1.1.0', { migrations: [entries, stars], on: environment }))
      const failed = await first.done
      expect(failed.conclusion).toBe('failure')
      expect(await world()).toEqual(before)
      expect(closing()).toMatchObject({ type: 'closed', outcome: 'nothing-changed' })

      renameSync(join(state, 'backups'), join(state, 'backups.file'))
      const [next, result] = await again(first, 'failed')
      first = next
      expect(errorsOf(result)).toEqual([])
      expect(result.log.join('\n')).toMatch(saying(rows.unchanged))
      expect(await world()).toMatchObject({ served: 'v1.1.0', locked: false, migrations: ['0001_entries', '0002_stars'] })
      expect(closing()).toMatchObject({ outcome: 'verified' })
    },
    patience
  )

  test(
    rows.verified.before,
    async () => {
      const before = await book.digest(environment)
      const [next, result] = await again(first, 'all')
      first = next
      expect(result.conclusion).toBe('success')
      expect(noticesOf(result)[0]).toMatch(saying(rows.verified, version))
      expect(await book.digest(environment)).toBe(before)
      // GitHub offers "re-run failed jobs" only where one failed.
      expect(() => book.runner.rerun(first, 'failed')).toThrow('no failed or cancelled job')
    },
    patience
  )

  test(
    rows.rolledBack.before,
    async () => {
      const before = await world()
      const run = start(way.push(book, 'v1.2.0', { migrations: [entries, stars, forgetAuthors], broken: true, on: environment }))
      expect((await run.done).conclusion).toBe('failure')
      expect(await world()).toEqual(before)
      expect(closing()).toMatchObject({ outcome: 'rolled-back' })
      expect(versionState('v1.2.0')).toBe('bad')
      await refused(run, 'failed', rows.rolledBack)
      nothingElseWasLost()
    },
    patience
  )

  test(
    rows.byHand.before,
    async () => {
      const rollback = book.start('rollback.yml', dispatch())
      expect(errorsOf(await rollback.done)).toEqual([])
      expect(await world()).toMatchObject({ served: 'v1.0.0', locked: false })
      expect(versionState('v1.1.0')).toBe('bad')
      await refused(first, 'all', rows.byHand)

      // rows.rollback: the rollback's own run.
      const before = await book.digest(environment)
      const [, result] = await again(rollback, 'all')
      expect(result.conclusion).toBe('success')
      expect(noticesOf(result)[0]).toMatch(saying(rows.rollback))
      expect(await book.digest(environment)).toBe(before)
    },
    patience
  )

  test(
    rows.cancelled.before,
    async () => {
      const run = await startAndHold('v1.3.0', [entries, stars, { ...forgetAuthors, before: holdWhile(hold()) }])
      const before = await world()
      expect(before).toMatchObject({ maintenance: true, locked: true })
      const result = await book.runner.cancel(run)
      expect(result.conclusion).toBe('cancelled')
      expect(goBack(result)).toBe('Go back: success')
      expect(await world()).toMatchObject({ served: 'v1.0.0', maintenance: false, locked: false, entries: before.entries })
      expect(closing()).toMatchObject({ outcome: 'rolled-back' })
      expect(versionState('v1.3.0')).toBe('staged')
      nothingElseWasLost()

      rmSync(hold())
      const [, next] = await again(run, 'failed')
      expect(errorsOf(next)).toEqual([])
      expect(next.log.join('\n')).toMatch(saying(rows.cancelled))
      expect(await world()).toMatchObject({ served: 'v1.3.0', maintenance: false, locked: false, entries: before.entries })
    },
    patience
  )

  test(
    `${rows.running.before}; ${rows.killed.before}`,
    async () => {
      const entriesBefore = (await world()).entries
      const migrations = [entries, stars, forgetAuthors, { ...byTime, before: holdWhile(hold()) }]
      const run = await startAndHold('v1.4.0', migrations)
      expect((await book.runner.forceCancel(run)).conclusion).toBe('cancelled')
      const open = book.journal(environment).at(-1)
      expect(open?.records.at(-1)).toMatchObject({ type: 'intent', step: 'migrate' })

      const held = await book.digest(environment)
      const [second, waiting] = await again(run, 'all')
      expect(waiting.conclusion).toBe('failure')
      expect(errorsOf(waiting).join('\n')).toMatch(saying(rows.running))
      expect(await book.digest(environment)).toBe(held)

      rmSync(hold())
      await until('the job of the migration has ended', async () => (await world()).migrations.includes('0004_by_time'))
      await until('its script has ended', () => !runningJobs(open!.id))
      const [third, taken] = await again(second, 'failed')
      expect(taken.conclusion).toBe('failure')
      const errors = errorsOf(taken)
      expect(errors).toHaveLength(1)
      expect(errors[0]).toMatch(saying(rows.killed))
      expect(errors[0]).toContain(`Deployment ${open!.id} holds the lock`)
      expect(errors[0]).toContain('step migrate has begun and not ended')
      for (const choice of ['resume:', 'go back:', 'give it up as it is:']) expect(errors[0]).toContain(choice)
      expect(goBack(taken)).toBe('Go back: success')
      expect(await world()).toMatchObject({ served: 'v1.3.0', maintenance: false, locked: false, entries: entriesBefore })
      expect((await world()).migrations).not.toContain('0004_by_time')
      expect(closing()).toMatchObject({ outcome: 'rolled-back' })

      const [, deployed] = await again(third, 'failed')
      expect(errorsOf(deployed)).toEqual([])
      expect(await world()).toMatchObject({ served: 'v1.4.0', maintenance: false, locked: false, entries: entriesBefore })
      expect((await world()).migrations).toContain('0004_by_time')
    },
    2 * patience
  )

  async function refused(run: Run, mode: 'failed' | 'all', row: Row): Promise<void> {
    const before = await book.digest(environment)
    const [, result] = await again(run, mode)
    expect(result.conclusion).toBe('failure')
    expect(errorsOf(result)).toHaveLength(1)
    expect(errorsOf(result)[0]).toMatch(saying(row, version))
    expect(goBack(result)).toBe('Go back: success')
    expect(noticesOf(result).join('\n')).toContain('there is nothing to go back from')
    expect(await book.digest(environment)).toBe(before)
  }

  /** Pushes and waits until the migration that is held has begun on the host. */
  async function startAndHold(version: string, migrations: NonNullable<Change['migrations']>): Promise<Run> {
    writeFileSync(hold(), '')
    rmSync(`${hold()}.begun`, { force: true })
    const run = start(way.push(book, version, { migrations, on: environment }))
    let ended: RunResult | undefined
    void run.done.then(result => void (ended = result))
    await until('the migration has begun', () => existsSync(`${hold()}.begun`) || ended !== undefined)
    if (ended !== undefined) throw new Error(`The run ended before its migration:\n${errorsOf(ended).join('\n')}`)
    return run
  }

  function dispatch(): Start {
    const ref = environment === 'production' ? 'refs/heads/main' : `refs/heads/${environment}`
    return { event: 'workflow_dispatch', ref, inputs: { environment, reason: 'by hand', 'dry-run': false } }
  }

  /** Of a branch the release's version is the branch's name; it is found by the commit's own VERSION. */
  function versionState(version: string): string | undefined {
    const { state } = book.system(environment)
    return readdirSync(join(state, 'releases'))
      .map(id => JSON.parse(readFileSync(join(state, 'releases', id, 'release.json'), 'utf8')) as { state: string; path: string })
      .find(release => existsSync(join(release.path, 'VERSION')) && readFileSync(join(release.path, 'VERSION'), 'utf8').trim() === version)
      ?.state
  }

  function runningJobs(deployment: string): boolean {
    const jobs = join(book.system(environment).state, 'jobs')
    return readdirSync(jobs).some(id => id.startsWith(`${deployment}.migrate`) && !existsSync(join(jobs, id, 'exit')))
  }
}
