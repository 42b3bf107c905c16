import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { objectSource } from '../source.ts'
import { migrationText } from './example.ts'
import { leavesAfterMerge } from './g07-leaves-after-merge.ts'

/** Migrations by name, each with the one that it depends on. */
type Chain = Readonly<Record<string, string>>
const tree = (chain: Chain) =>
  objectSource({
    'orders/migrations/__init__.py': '',
    ...Object.fromEntries(
      Object.entries(chain).map(([name, parent]) => [
        `orders/migrations/${name}.py`,
        migrationText(
          parent
            .split(' ')
            .filter(each => each !== '')
            .map(each => `('orders', '${each}')`)
            .join(', ')
        )
      ])
    )
  })
const found = (base: Chain, here: Chain, tip: Chain) =>
  checkMigrations(tree(here), { base: tree(base), tip: tree(tip), rules: [leavesAfterMerge] }).findings.map(each => each.message)

const base = { a: '', b: 'a' }

test('both sides have added one', () => {
  expect(found(base, { ...base, mine: 'b' }, { ...base, theirs: 'b' })).toEqual([
    "After the merge 'orders' has 2 leaves: mine of this branch, and theirs of the base branch."
  ])
})

test.each<[string, Chain, Chain]>([
  ['only this one has', { ...base, mine: 'b' }, base],
  ['only the base has', base, { ...base, theirs: 'b' }],
  ['both have the same one', { ...base, same: 'b' }, { ...base, same: 'b' }],
  ['this one has joined them', { ...base, theirs: 'b', mine: 'b', merge: 'mine theirs' }, { ...base, theirs: 'b' }],
  ['the base has taken its own back', { ...base, mine: 'a' }, { a: '' }]
])('nothing where %s', (_, here, tip) => expect(found(base, here, tip)).toEqual([]))

test('what the base has pointed elsewhere since counts as it is there', () => {
  const before = { a: '', b: 'a', c: 'b' }
  expect(found(before, { ...before, mine: 'c' }, { a: '', c: 'a', b: 'c' })).toEqual([
    "After the merge 'orders' has 2 leaves: mine of this branch, and b of the base branch."
  ])
})

test('two leaves of one side alone are G01', () => {
  expect(found(base, { ...base, one: 'b', two: 'b' }, base)).toEqual([])
})
