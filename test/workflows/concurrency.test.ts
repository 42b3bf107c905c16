// The `concurrency` blocks of the examples, and the lock on the host behind them.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { entries, errorsOf, Guestbook, holdWhile, root, stars, until } from './guestbook.ts'

/** Milliseconds for one test; a busy machine takes ten times as long as an idle one. */
const patience = 180_000
let book: Guestbook
beforeAll(async () => {
  book = await Guestbook.make()
}, patience)
afterAll(() => book.end())

test('no example cancels what runs', () => {
  const directory = join(root, 'workflows-examples')
  for (const file of readdirSync(directory)) {
    const workflow = parse(readFileSync(join(directory, file), 'utf8'))
    const blocks = [workflow, ...Object.values<Record<string, unknown>>(workflow.jobs)].flatMap(each => each.concurrency ?? [])
    for (const block of blocks) expect(block['cancel-in-progress']).toBe(false)
    if (['production.yml', 'staging.yml', 'develop.yml', 'hotfix.yml', 'rollback.yml'].includes(file))
      expect(blocks.length).toBeGreaterThan(0)
  }
})

test(
  'a queued tag never cancels a running deployment, and a rollback that waits is never displaced',
  async () => {
    const hold = join(book.directory, 'hold')
    writeFileSync(hold, '')
    const held = { ...stars, before: holdWhile(hold) }
    const refs = ['v1.1.0', 'v1.1.1', 'v1.1.2'].map(version => book.release(version, { migrations: [entries, held] }))
    const deploy = (ref: string) => book.start('production.yml', { ref })
    const first = deploy(refs[0]!)
    await until('the first migration has begun', () => existsSync(`${hold}.begun`))

    let waits = false
    const rollback = book.start('rollback.yml', {
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      inputs: { environment: 'production', to: 'v1.0.0', reason: 'the new version is not wanted', 'dry-run': false },
      onStep: ({ name, result }) => void (waits ||= name === 'Go back' && result === undefined)
    })
    const second = deploy(refs[1]!)
    const third = deploy(refs[2]!)
    // GitHub keeps one that waits per group: the newest.
    const displaced = await second.done
    expect(displaced.conclusion).toBe('cancelled')
    expect(displaced.reason).toContain('higher priority waiting request')
    await until('the rollback waits for the lock', () => waits)
    expect([first.state, third.state, rollback.state]).toEqual(['running', 'queued', 'running'])
    expect((await book.runner.cancel(third)).conclusion).toBe('cancelled')

    rmSync(hold)
    const deployed = await first.done
    expect(errorsOf(deployed)).toEqual([])
    expect(deployed.conclusion).toBe('success')
    const back = await rollback.done
    expect(errorsOf(back)).toEqual([])
    expect(back.conclusion).toBe('success')
    // One after the other, in the journal as in the world.
    const ends = book.journal().map(({ records }) => [records[0]?.kind, records.at(-1)?.outcome])
    expect(ends).toEqual([
      ['adopt', 'adopted'],
      ['deploy', 'verified'],
      ['rollback', 'verified']
    ])
    expect(await book.world()).toMatchObject({ served: 'v1.0.0', locked: false, maintenance: false, entries: 1 })
  },
  2 * patience
)
