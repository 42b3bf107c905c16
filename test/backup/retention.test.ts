// Backups of a running system, taken by the real actions in the real runner, and which of them are left.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { type Manifest, manifest } from '../../shared/backup/manifest.ts'
import { Guestbook } from '../workflows/guestbook.ts'

const patience = 240_000
let book: Guestbook
beforeAll(async () => {
  book = await Guestbook.make()
}, patience)
afterAll(() => book.end())

const backups = () => join(book.system().state, 'backups')
const left = () =>
  readdirSync(backups())
    .filter(name => !name.startsWith('.'))
    .sort()
const read = (id: string): Manifest => manifest.parse(JSON.parse(readFileSync(join(backups(), id, 'manifest.json'), 'utf8')))

/** One job that takes backups one after the other, with these inputs; answers the outputs of each. */
async function take(...inputs: Readonly<Record<string, string | number | boolean>>[]): Promise<readonly Record<string, string>[]> {
  const steps = inputs.map((each, index) => ({ name: `b${index}`, uses: 'belay-actions/belay/actions/backup-db@v1', with: each }))
  const file = join(book.directory, 'backups.yml')
  writeFileSync(
    file,
    stringify({ on: 'push', jobs: { backup: { 'runs-on': 'ubuntu-latest', steps: [{ uses: 'actions/checkout@v6' }, ...steps] } } })
  )
  const result = await book.run(file, { ref: 'refs/heads/main' })
  if (result.conclusion !== 'success') throw new Error(result.log.join('\n'))
  return steps.map(({ name }) => result.jobs['backup']!.steps.find(step => step.name === name && step.stage === 'main')!.outputs)
}

test(
  'each removes what the policy no longer keeps, and says which; what is pinned stays',
  async () => {
    const policy = { 'keep-days': 0, 'min-verified': 2 }
    const before = left()
    const outputs = await take({ ...policy, pin: true }, policy, policy, policy)
    const ids = outputs.map(each => each['backup-id']!)
    expect(ids.map(id => left().includes(id))).toEqual([true, false, true, true])
    expect(outputs.map(each => each['pruned'])).toEqual(['', '', '', ids[1]])
    expect(left()).toEqual([...before, ids[0], ids[2], ids[3]].sort())
    expect(read(ids[0]!)).toMatchObject({ pinned: true, clock: { boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() } })
    // By default a week is kept.
    expect((await take({}))[0]).toMatchObject({ pruned: '' })
  },
  patience
)

test(
  'a backup that fails removes nothing',
  async () => {
    const before = left()
    await expect(take({ 'keep-days': 0, 'min-verified': 1, 'min-free': '100 TiB' })).rejects.toThrow(/MiB free and the backup asks for/)
    expect(left()).toEqual(before)
  },
  patience
)
