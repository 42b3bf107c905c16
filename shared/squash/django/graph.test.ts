import { describe, expect, test } from '@jest/globals'
import type { FrameworkVersion } from '../framework.ts'
import { keyOf, type MigrationKey } from '../model.ts'
import { migrationText } from '../rules/example.ts'
import { objectSource } from '../source.ts'
import { buildGraph, planOf } from './graph.ts'
import { readDjangoProject } from './project.ts'
import { rowsWritten } from './recorded.ts'

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

describe('a squash of a squash', () => {
  const nested = project({
    'a.0001': [''],
    'a.0002': ["('a', '0001')"],
    'a.0002_x': ['', "replaces = [('a', '0001'), ('a', '0002')]"],
    'a.0003': ["('a', '0002')"],
    'a.0001_y': ['', "replaces = [('a', '0002_x'), ('a', '0003')]"]
  })

  test.each([undefined, [4, 2], [5, 2]] as const)('before Django 6 or with an unknown version it is a problem (%j)', version => {
    expect(buildGraph(nested, [], version).problems.map(({ kind, origin }) => [kind, keyOf(origin)])).toEqual([['nested', 'a.0001_y']])
  })
  // As Django 6.0's release describes it; there is no Django 6 here to ask.
  test.each<[string, MigrationKey[], string[]]>([
    ['nothing: the outer one is used', [], ['a.0001_y']],
    ['all that the inner one replaces: the outer one cannot be used', rows('a.0001', 'a.0002'), ['a.0003']],
    ['some of it: neither can be used', rows('a.0001'), ['a.0002', 'a.0003']],
    ['the inner one alone, by its own row: it does not count', rows('a.0002_x'), ['a.0001_y']],
    ['all: the outer one counts as applied', rows('a.0001', 'a.0002', 'a.0003'), []]
  ])('from Django 6 on, with applied: %s', (_, applied, plan) => {
    const graph = buildGraph(nested, applied, [6, 0])
    expect(graph.problems).toEqual([])
    expect(graph.leaves('a').length).toBe(1)
    expect(planOf(graph).map(keyOf)).toEqual(plan)
  })
})

test.each<[FrameworkVersion, string[], string[]]>([
  [undefined, ['a.0002', 'a.0003'], ['a.0002_squashed']],
  [[5, 2], ['a.0002', 'a.0003'], ['a.0002_squashed']],
  [[6, 0], ['a.0002', 'a.0003', 'a.0002_squashed'], []]
])('the rows that a squash writes, with version %j', (version, atOnce, atEnd) => {
  const written = rowsWritten(squashed.migrations.find(migration => migration.name === '0002_squashed')!, version)
  expect([written.atOnce.map(keyOf), written.atEnd.map(keyOf)]).toEqual([atOnce, atEnd])
  expect(rowsWritten(squashed.migrations[0]!, version)).toEqual({ atOnce: rows('a.0001'), atEnd: [] })
})

test.each([[5, 2] as const, [6, 0] as const])(
  'a squash that replaces itself, directly or through another one, is a problem (%i.%i)',
  (...version) => {
    const itself = project({ 'a.0001': [''], 'a.0001_s': ['', "replaces = [('a', '0001'), ('a', '0001_s')]"] })
    const each = project({ 'a.0001_s': ['', "replaces = [('a', '0001_t')]"], 'a.0001_t': ['', "replaces = [('a', '0001_s')]"] })
    expect(buildGraph(itself, [], version).problems.map(({ kind }) => kind)).toEqual(['cyclic'])
    expect(buildGraph(each, [], version).problems.map(({ kind }) => kind)).toEqual(['cyclic', 'cyclic'])
  }
)

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
