import { describe, expect, test } from '@jest/globals'
import { readDjangoProject } from './django/project.ts'
import { buildGraph, planOf } from './graph.ts'
import { keyOf, type MigrationKey } from './model.ts'
import { migrationText } from './rules/example.ts'
import { objectSource } from './source.ts'

/** `{ 'a.0001': 'deps' }`, with `replaces` and the like as further lines. */
function project(migrations: Record<string, [dependencies: string, ...extra: string[]]>, more: Record<string, string> = {}) {
  const files: Record<string, string> = { ...more }
  for (const [key, [dependencies, ...extra]] of Object.entries(migrations)) {
    const [app, name] = key.split('.')
    files[`${app}/migrations/__init__.py`] = ''
    files[`${app}/migrations/${name}.py`] = migrationText(dependencies, [], extra)
  }
  return readDjangoProject(objectSource(files))
}
const rows = (...keys: string[]): MigrationKey[] => keys.map(key => ({ app: key.split('.')[0]!, name: key.split('.')[1]! }))

/** a: 1 - 2 - 3 - 4, with a squash of 2 and 3; b.1 depends on a.3. */
const squashed = project({
  'a.0001': [''],
  'a.0002': ["('a', '0001')"],
  'a.0003': ["('a', '0002')"],
  'a.0002_squashed': ["('a', '0001')", "replaces = [('a', '0002'), ('a', '0003')]"],
  'a.0004': ["('a', '0003')"],
  'b.0001': ["('a', '0003')"]
})

describe('a squash, by what is applied', () => {
  test.each<[string, MigrationKey[], string[], string[]]>([
    ['nothing: the squash is used', [], ['a.0001', 'a.0002_squashed', 'a.0004', 'b.0001'], ['0004']],
    ['all targets: the squash counts as applied', rows('a.0001', 'a.0002', 'a.0003'), ['a.0004', 'b.0001'], ['0004']],
    ['some: the squash is removed', rows('a.0001', 'a.0002'), ['a.0003', 'a.0004', 'b.0001'], ['0004']],
    ['the squash alone: its row does not count', rows('a.0001', 'a.0002_squashed'), ['a.0002_squashed', 'a.0004', 'b.0001'], ['0004']],
    ['everything', rows('a.0001', 'a.0002', 'a.0003', 'a.0002_squashed', 'a.0004', 'b.0001'), [], ['0004']]
  ])('%s', (_, applied, plan, leaves) => {
    const graph = buildGraph(squashed, applied)
    expect(graph.problems).toEqual([])
    expect(planOf(graph).map(keyOf)).toEqual(plan)
    expect(graph.leaves('a').map(leaf => leaf.name)).toEqual(leaves)
  })
})

test('targets deleted, some applied: what names them is missing, and the blocked squash is told', () => {
  const graph = buildGraph(
    project({
      'a.0001': [''],
      'a.0002_squashed': ["('a', '0001')", "replaces = [('a', '0002'), ('a', '0003')]"],
      'a.0004': ["('a', '0003')"]
    }),
    rows('a.0001', 'a.0002')
  )
  expect(graph.problems.map(problem => [problem.kind, keyOf(problem.reference), problem.blocked.map(keyOf)])).toEqual([
    ['missing', 'a.0003', ['a.0002_squashed']]
  ])
})

test('targets deleted, none applied: what names them is led to the squash', () => {
  const graph = buildGraph(project({ 'a.0002_squashed': ['', "replaces = [('a', '0002'), ('a', '0003')]"], 'a.0004': ["('a', '0003')"] }))
  expect(graph.problems).toEqual([])
  expect(planOf(graph).map(keyOf)).toEqual(['a.0002_squashed', 'a.0004'])
})

describe('late references', () => {
  const of = (name: string) => project({ 'a.0001': [''], 'a.0002': ["('a', '0001')"], 'b.0001': [`('a', '${name}')`] })
  test('__first__ and __latest__ are the root and the leaf of the other app', () => {
    expect([...buildGraph(of('__first__')).nodes.get('b.0001')!.parents].map(keyOf)).toEqual(['a.0001'])
    expect([...buildGraph(of('__latest__')).nodes.get('b.0001')!.parents].map(keyOf)).toEqual(['a.0002'])
  })
  test('of an app with an empty migrations package it is an error, of one without migrations nothing', () => {
    const empty = project(
      { 'b.0001': ["('a', '__first__')"] },
      { 'a/apps.py': 'from django.apps import AppConfig\nclass A(AppConfig):\n    name = "a"\n', 'a/migrations/__init__.py': '' }
    )
    expect(buildGraph(empty).problems.map(problem => problem.kind)).toEqual(['no-migrations'])
    const none = project(
      { 'b.0001': ["('a', '__first__')"] },
      { 'a/apps.py': 'from django.apps import AppConfig\nclass A(AppConfig):\n    name = "a"\n' }
    )
    expect(buildGraph(none).problems).toEqual([])
  })
})

test('run_before turns the edge round, and a missing child is a problem of its own', () => {
  const graph = buildGraph(project({ 'a.0001': ['', "run_before = [('b', '0001'), ('b', '0009')]"], 'b.0001': [''] }))
  expect([...graph.nodes.get('b.0001')!.parents].map(keyOf)).toEqual(['a.0001'])
  expect(graph.problems.map(problem => [problem.role, keyOf(problem.reference)])).toEqual([['run_before', 'b.0009']])
})

test('migrations of packages are neither missing nor leaves nor planned', () => {
  const graph = buildGraph(project({ 'a.0001': ["('auth', '0012_x'), ('taggit', '__latest__')"] }))
  expect(graph.problems).toEqual([])
  expect(graph.nodes.get('auth.0012_x')?.external).toBe(true)
  expect(planOf(graph).map(keyOf)).toEqual(['a.0001'])
  expect(graph.leaves('auth')).toEqual([])
})

test('a cycle has no plan; two separate cycles are two; a migration on itself is one', () => {
  const graph = buildGraph(
    project({ 'a.0001': ["('b', '0001')"], 'b.0001': ["('a', '0001')"], 'c.0001': ["('c', '0001')"], 'd.0001': [''] })
  )
  expect(graph.cycles.map(members => members.map(keyOf))).toEqual([['a.0001', 'b.0001'], ['c.0001']])
  expect(planOf(graph)).toEqual([])
})

test('a squash of a squash is reported whatever the order of the files', () => {
  const graph = buildGraph(
    project({
      'a.0001': [''],
      'a.0002': ["('a', '0001')"],
      'a.0002_x': ['', "replaces = [('a', '0001'), ('a', '0002')]"],
      'a.0001_y': ['', "replaces = [('a', '0002_x')]"]
    })
  )
  expect(graph.problems.map(problem => problem.kind)).toEqual(['nested'])
})

test('every parent stands before its children in the plan of a wide graph', () => {
  const migrations: Record<string, [string, ...string[]]> = {}
  for (let i = 0; i < 60; i++) {
    const parents = [i - 1, i - 7, Math.floor(i / 2)].filter(parent => parent >= 0 && parent !== i)
    migrations[`${'abc'[i % 3]}.${1000 + i}`] = [parents.map(parent => `('${'abc'[parent % 3]}', '${1000 + parent}')`).join(', ')]
  }
  const graph = buildGraph(project(migrations))
  const order = planOf(graph).map(keyOf)
  expect(order.length).toBe(60)
  for (const node of graph.nodes.values())
    for (const parent of node.parents) expect(order.indexOf(keyOf(parent))).toBeLessThan(order.indexOf(keyOf(node)))
})
