// Every file of workflows-examples runs on the local runner with the real bundle, and the end is read from outside.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { entries, errorsOf, forgetAuthors, Guestbook, noticesOf, root, stars, stepsOf } from './guestbook.ts'

/** Milliseconds for one test; a busy machine takes ten times as long as an idle one. */
const patience = 180_000
let book: Guestbook
beforeAll(async () => {
  book = await Guestbook.make({ environments: ['production', 'staging', 'develop'], adopt: false })
}, patience)
afterAll(() => book.end())

const closedNow = () => {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(new Date().getUTCDay() + 3) % 7]
  return `{ zone: UTC, open: ['${day} 02:00-04:00'] }`
}
const last = (name = 'production') => book.journal(name).at(-1)?.records
const closing = (name = 'production') => last(name)?.at(-1)
/** Steps with an intent or evidence in the last deployment, in their order. */
const steps = (name = 'production') => [
  ...new Set(last(name)?.flatMap(record => (record.type === 'intent' && record.step ? [record.step] : [])))
]

test('every example is run by the tests below', () => {
  const known = ['adopt.yml', 'backup.yml', 'develop.yml', 'hotfix.yml', 'production.yml', 'restore.yml', 'rollback.yml', 'staging.yml']
  expect(readdirSync(join(root, 'workflows-examples')).sort((a, b) => a.localeCompare(b))).toEqual(known)
})

// In this order: what one test leaves is where the next begins, as in the life of a system.
describe('adopt.yml', () => {
  test(
    'makes what runs in each environment its first good release',
    async () => {
      for (const name of ['staging', 'develop']) book.branch(name, 'v1.0.0', { on: name })
      const before = await Promise.all(['production', 'staging', 'develop'].map(name => book.world(name)))
      await Promise.all(
        ['production', 'staging', 'develop'].map(async name => {
          const ref = `refs/heads/${name === 'production' ? 'main' : name}`
          const result = await book.run('adopt.yml', { event: 'workflow_dispatch', ref, inputs: { environment: name } })
          expect(errorsOf(result)).toEqual([])
          expect(result.conclusion).toBe('success')
          expect(noticesOf(result)).toEqual(['Adopted v1.0.0 (v1.0.0) as the first good release'])
          expect(closing(name)).toMatchObject({ type: 'closed', outcome: 'adopted' })
          expect(book.releaseState('v1.0.0', name)).toBe('adopted')
        })
      )
      expect(await Promise.all(['production', 'staging', 'develop'].map(name => book.world(name)))).toEqual(before)
      expect(before[0]).toEqual({
        served: 'v1.0.0',
        current: 'releases/v1.0.0',
        maintenance: false,
        locked: false,
        migrations: ['0001_entries'],
        entries: 1
      })
    },
    patience
  )

  test('refuses an environment that the form does not offer', async () => {
    const result = await book.run('adopt.yml', { event: 'workflow_dispatch', inputs: { environment: 'prodution' } })
    expect(result.conclusion).toBe('startup_failure')
    expect(result.reason).toContain('not in the list of allowed values [production, staging, develop]')
  })
})

describe('production.yml', () => {
  test(
    'a tag is deployed, step by step',
    async () => {
      const kept = await book.write()
      const result = await book.run('production.yml', { ref: book.release('v1.1.0', { migrations: [entries, stars] }) })
      expect(errorsOf(result)).toEqual([])
      expect(result.conclusion).toBe('success')
      expect(await book.world()).toMatchObject({
        served: 'v1.1.0',
        migrations: ['0001_entries', '0002_stars'],
        entries: 2,
        maintenance: false,
        locked: false
      })
      expect(book.has([kept])).toBe(true)
      expect(steps()).toEqual(['stage', 'backup', 'migrate', 'switch', 'restart'])
      expect(closing()).toMatchObject({ outcome: 'verified' })
      expect(result.summary['deploy']).toContain('v1.1.0')
      expect(stepsOf(result).filter(step => !step.endsWith(': success'))).toEqual(['Go back: skipped'])
    },
    patience
  )

  test(
    'a tag that destroys data and answers 500 is red, and everything is as before',
    async () => {
      const kept = [await book.write(), await book.write()]
      const before = await book.world()
      const result = await book.run('production.yml', {
        ref: book.release('v1.2.0', { migrations: [entries, stars, forgetAuthors], broken: true })
      })
      expect(result.conclusion).toBe('failure')
      expect(errorsOf(result)).toHaveLength(1)
      expect(errorsOf(result)[0]).toContain('expected status 200, got 500')
      expect(await book.world()).toEqual(before)
      expect(book.has(kept)).toBe(true)
      expect(closing()).toMatchObject({ outcome: 'rolled-back' })
      expect(book.releaseState('v1.2.0')).toBe('bad')
      expect(stepsOf(result)).toContain('Go back: success')
      expect(result.summary['deploy']).toMatch(/v1\.2\.0/)
    },
    patience
  )

  test(
    'outside the window a tag is refused and told why',
    async () => {
      const before = await book.digest()
      const result = await book.run('production.yml', {
        ref: book.release('v1.1.1', { migrations: [entries, stars], window: closedNow() })
      })
      expect(result.conclusion).toBe('failure')
      expect(errorsOf(result)).toHaveLength(1)
      expect(errorsOf(result)[0]).toMatch(
        /^One thing stands against this deployment; nothing was changed:\n {2}- window: A deployment may not start now: it is .*, and the window is open .* 02:00-04:00 \(UTC\)\. Wait, or give a `reason`, which is recorded$/
      )
      expect(await book.digest()).toBe(before)
    },
    patience
  )

  test('a branch does not start it', async () => {
    expect((await book.run('production.yml', { ref: 'refs/heads/main' })).conclusion).toBe('not_triggered')
  })
})

describe('hotfix.yml', () => {
  test(
    'a push to hotfix/** is checked and rehearsed on staging',
    async () => {
      const production = await book.digest()
      const ref = book.branch('hotfix/stars', 'v1.1.2', { migrations: [entries, stars], on: 'staging' })
      const result = await book.run('hotfix.yml', { ref })
      expect(errorsOf(result)).toEqual([])
      expect(Object.fromEntries(Object.entries(result.jobs).map(([id, job]) => [id, job.result]))).toEqual({
        check: 'success',
        rehearse: 'success',
        production: 'skipped'
      })
      expect(await book.world('staging')).toMatchObject({ served: 'v1.1.2', migrations: ['0001_entries', '0002_stars'], locked: false })
      expect(closing('staging')).toMatchObject({ outcome: 'verified' })
      expect(await book.digest()).toBe(production)
    },
    patience
  )

  test(
    'its merged patch tag goes to production outside the window, with the reason recorded',
    async () => {
      const tag = book.release('v1.1.2', { migrations: [entries, stars], window: closedNow() })
      const refused = await book.run('production.yml', { ref: tag })
      expect(errorsOf(refused)[0]).toContain('- window: A deployment may not start now')
      const reason = 'orders cannot be starred; "asked" by $(the) customer'
      const result = await book.run('hotfix.yml', { event: 'workflow_dispatch', ref: 'refs/heads/main', inputs: { tag: 'v1.1.2', reason } })
      expect(errorsOf(result)).toEqual([])
      expect(Object.fromEntries(Object.entries(result.jobs).map(([id, job]) => [id, job.result]))).toEqual({
        check: 'skipped',
        rehearse: 'skipped',
        production: 'success'
      })
      expect(await book.world()).toMatchObject({ served: 'v1.1.2', locked: false })
      expect(last()?.[0]).toMatchObject({ type: 'opened', kind: 'deploy', reason })
      expect(closing()).toMatchObject({ outcome: 'verified' })
      expect(result.summary['production']).toContain('orders cannot be starred')
    },
    patience
  )

  test(
    'a failed hotfix leaves production as it was, and its rollback step undoes nothing more',
    async () => {
      const before = await book.world()
      book.release('v1.1.3', { migrations: [entries, stars], window: closedNow(), broken: true })
      const inputs = { tag: 'v1.1.3', reason: 'try' }
      const result = await book.run('hotfix.yml', { event: 'workflow_dispatch', ref: 'refs/heads/main', inputs })
      expect(result.conclusion).toBe('failure')
      expect(await book.world()).toEqual(before)
      expect(closing()).toMatchObject({ outcome: 'rolled-back' })
      expect(stepsOf(result, 'production')).toEqual(['Deploy the patch outside the window: failure', 'Go back: success'])
      expect(noticesOf(result).join()).toContain('there is nothing to go back from')
    },
    patience
  )
})

describe('staging.yml', () => {
  test(
    'a push to staging is deployed',
    async () => {
      const ref = book.branch('staging', 'v1.2.0-rc', { migrations: [entries, stars, forgetAuthors], on: 'staging' })
      const result = await book.run('staging.yml', { ref })
      expect(errorsOf(result)).toEqual([])
      expect(await book.world('staging')).toMatchObject({
        served: 'v1.2.0-rc',
        migrations: ['0001_entries', '0002_stars', '0003_forget_authors'],
        maintenance: false,
        locked: false,
        entries: 1
      })
      expect(steps('staging')).toEqual(['stage', 'backup', 'fence', 'restore-point', 'migrate', 'switch', 'restart', 'open'])
      expect(closing('staging')).toMatchObject({ outcome: 'verified' })
    },
    patience
  )
})

describe('develop.yml', () => {
  test(
    'a push to develop is checked and deployed by the root action',
    async () => {
      const ref = book.branch('develop', 'v1.2.0-dev', { migrations: [entries, stars], on: 'develop' })
      const result = await book.run('develop.yml', { ref })
      expect(errorsOf(result)).toEqual([])
      expect(stepsOf(result)).toEqual([
        'Check the migrations: success',
        'The whole chain in one step, with its own rollback: success',
        'Go back: skipped'
      ])
      expect(await book.world('develop')).toMatchObject({ served: 'v1.2.0-dev', locked: false })
      expect(closing('develop')).toMatchObject({ outcome: 'verified' })
    },
    patience
  )

  test('a pull request is red here: the local runner has no such event', async () => {
    const result = await book.run('develop.yml', { event: 'pull_request' as never })
    expect(result.conclusion).toBe('startup_failure')
    expect(result.reason).toContain("event 'pull_request' is not supported by this runner")
  })
})

describe('rollback.yml', () => {
  const dispatch = (inputs: Record<string, string | boolean>) =>
    book.run('rollback.yml', {
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      inputs: { environment: 'production', reason: 'customers complain', ...inputs }
    })

  test(
    'is a dry run unless told otherwise: it prints the plan and changes nothing',
    async () => {
      const before = await book.digest()
      const result = await dispatch({})
      expect(errorsOf(result)).toEqual([])
      expect(result.conclusion).toBe('success')
      expect(result.log.join('\n')).toContain('Would go back: code-only')
      expect(await book.digest()).toBe(before)
    },
    patience
  )

  test(
    'goes back to what was live before, and records why',
    async () => {
      const kept = [await book.write()]
      const result = await dispatch({ 'dry-run': false })
      expect(errorsOf(result)).toEqual([])
      expect(await book.world()).toMatchObject({ served: 'v1.1.0', locked: false, maintenance: false })
      expect(book.has(kept)).toBe(true)
      expect(last()?.[0]).toMatchObject({ kind: 'rollback', reason: 'customers complain' })
      expect(closing()).toMatchObject({ outcome: 'verified' })
      expect(book.releaseState('v1.1.2')).toBe('bad')
    },
    patience
  )

  test(
    'goes nowhere that was not verified',
    async () => {
      const before = await book.digest()
      const result = await dispatch({ 'dry-run': false, to: 'v1.2.0' })
      expect(result.conclusion).toBe('failure')
      expect(errorsOf(result)).toHaveLength(1)
      expect(errorsOf(result)[0]).toMatch(/v1\.2\.0/)
      expect(await book.digest()).toBe(before)
    },
    patience
  )
})

describe('backup.yml and restore.yml', () => {
  const backups = () => readdirSync(join(book.system().state, 'backups')).filter(name => !name.startsWith('.'))
  const secrets = { BELAY_MANIFEST_KEY: 'what openssl rand would have printed' }
  const restore = (inputs: Record<string, string | boolean>) =>
    book.run('restore.yml', {
      secrets,
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      inputs: { environment: 'production', reason: 'a bad import', ...inputs }
    })
  let id: string

  test(
    'the nightly run takes a signed backup, and the drill restores it into a copy',
    async () => {
      const before = backups()
      const taken = await book.run('backup.yml', { secrets, event: 'schedule', ref: 'refs/heads/main' })
      expect(errorsOf(taken)).toEqual([])
      expect([taken.jobs['backup']!.result, taken.jobs['drill']!.result]).toEqual(['success', 'skipped'])
      id = backups().find(name => !before.includes(name))!
      expect(taken.log.join('\n')).toContain(`${id}: `)
      expect(readFileSync(join(book.system().state, 'backups', id, 'manifest.json'), 'utf8')).toContain('HMAC-SHA256')
      const drilled = await book.run('backup.yml', { secrets, event: 'workflow_dispatch', ref: 'refs/heads/main', inputs: { drill: true } })
      expect(errorsOf(drilled)).toEqual([])
      expect([drilled.jobs['backup']!.result, drilled.jobs['drill']!.result]).toEqual(['skipped', 'success'])
      expect(noticesOf(drilled)).toEqual([expect.stringContaining(`Backup ${id} restores: main in `)])
    },
    patience
  )

  test(
    'a restore names its loss and changes nothing, until the loss is accepted',
    async () => {
      const kept = [await book.write()]
      const planned = await restore({})
      expect(errorsOf(planned)).toEqual([])
      expect(planned.log.join('\n')).toContain(`This would be lost: main: everything written since`)
      const refused = await restore({ 'dry-run': false })
      expect(errorsOf(refused)).toEqual([expect.stringContaining(`give \`accept-loss: ${id}\``)])
      expect(book.has(kept)).toBe(true)
      const result = await restore({ 'dry-run': false, 'accept-loss': id })
      expect(errorsOf(result)).toEqual([])
      expect(book.has(kept)).toBe(false)
      expect(await book.world()).toMatchObject({ served: 'v1.1.0', locked: false, maintenance: false })
    },
    patience
  )
})
