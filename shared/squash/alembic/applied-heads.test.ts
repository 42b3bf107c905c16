import { expect, test } from '@jest/globals'
import { checkMigrations, readProject } from '../check.ts'
import { alembicIni, revisionText } from '../rules/alembic-example.ts'
import { objectSource } from '../source.ts'
import { appliedHeads } from './applied-heads.ts'

const source = objectSource({
  ...alembicIni,
  'alembic/versions/1a.py': revisionText('1a'),
  'alembic/versions/2b.py': revisionText('2b', { down: "'1a'" }),
  'alembic/versions/2c.py': revisionText('2c', { down: "'1a'" }),
  'alembic/versions/3d.py': revisionText('3d', { down: "('2b', '2c')" }),
  'alembic/versions/r1.py': revisionText('r1', { extra: ["depends_on = '2b'"] })
})
const project = readProject('alembic', source)

test.each([
  [[], []],
  [['1a'], ['1a']],
  [['1a', '2b'], ['2b']],
  [
    ['1a', '2b', '2c'],
    ['2b', '2c']
  ],
  [['1a', '2b', '2c', '3d'], ['3d']],
  [['1a', '2b', 'r1'], ['r1']],
  [
    ['1a', '9z'],
    ['1a', '9z']
  ]
])('of the applied set %j the heads are %j', (applied, heads) => {
  expect(appliedHeads(project, applied)).toEqual(heads)
})

test('what is pending is what the heads leave, and not nothing', () => {
  const pending = (applied: readonly string[]) =>
    checkMigrations(source, { applied: appliedHeads(project, applied).map(name => ({ app: 'alembic', name })) }).pending?.map(
      each => each.name
    )
  expect(pending(['1a', '2b'])?.sort()).toEqual(['2c', '3d', 'r1'])
  expect(pending(['1a', '2b', '2c', '3d', 'r1'])).toEqual([])
})
