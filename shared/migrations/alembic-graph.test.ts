import { expect, test } from '@jest/globals'
import { sessionStatements } from './alembic.ts'
import { appliedBy, headsOf } from './alembic-graph.ts'

/** a is the root; m merges b and c; x begins anew and needs b. */
const graph = { a: [], b: ['a'], c: ['a'], m: ['b', 'c'], x: ['b'] }

test('heads stand for themselves and for all that they need', () => {
  expect(appliedBy(['m'], graph, 'shop')).toEqual(['a', 'b', 'c', 'm'])
  expect(appliedBy(['x', 'c'], graph, 'shop')).toEqual(['a', 'b', 'c', 'x'])
  expect(appliedBy([], graph, 'shop')).toEqual([])
})

test('a head that the release does not have is named, and is not nothing', () => {
  expect(() => appliedBy(['m', 'gone'], graph, 'shop')).toThrow('shop has the revision gone applied, which no file of this release has')
  expect(() => appliedBy(['toString'], graph, 'shop')).toThrow('revision toString')
})

test('the heads of an applied set are those that no other of it needs', () => {
  expect(headsOf(['a', 'b', 'c'], graph)).toEqual(['b', 'c'])
  expect(headsOf(['a', 'b', 'x', 'c'], graph)).toEqual(['c', 'x'])
  expect(headsOf(appliedBy(['m'], graph, 'shop'), graph)).toEqual(['m'])
})

test('sessions are named and limited in the words of their server', () => {
  expect(sessionStatements('postgres', "belay:d1:o'x", 1_500, 0)).toEqual({
    kind: 'postgres',
    statements: ["SET application_name = 'belay:d1:o''x'", 'SET lock_timeout = 1500', 'SET statement_timeout = 0']
  })
  expect(sessionStatements('mariadb', 'belay:d1:migrate', 1_500, 2_500).statements.slice(1)).toEqual([
    'SET SESSION lock_wait_timeout = 2, innodb_lock_wait_timeout = 2',
    'SET SESSION max_statement_time = 2.5'
  ])
  expect(sessionStatements('mysql', 'belay:d1:migrate', 0, 2_500).statements.slice(1)).toEqual(['SET SESSION max_execution_time = 2500'])
  expect(sessionStatements('sqlite', 'belay:d1:migrate', 700, 0)).toEqual({ kind: 'sqlite', statements: ['PRAGMA busy_timeout = 700'] })
})
