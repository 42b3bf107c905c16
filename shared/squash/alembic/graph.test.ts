import { describe, expect, test } from '@jest/globals'
import { alembicIni, revisionText } from '../rules/alembic-example.ts'
import { objectSource } from '../source.ts'
import { buildGraph, planOf } from './graph.ts'
import { conflictingHeads } from './heads.ts'
import { readAlembicProject } from './project.ts'

/** `{ a: ['None'] }`: by id, the `down_revision` as Python and further lines. A path in the key sets the folder. */
function project(revisions: Record<string, [down: string, ...extra: string[]]>, ini = alembicIni['alembic.ini']) {
  const files: Record<string, string> = { 'alembic.ini': ini }
  for (const [key, [down, ...extra]] of Object.entries(revisions)) {
    const [id, folder = 'versions'] = key.split('/').reverse()
    files[`alembic/${folder}/${id}.py`] = revisionText(id!, { down, extra })
  }
  return readAlembicProject(objectSource(files))
}
const rows = (...names: string[]) => names.map(name => ({ app: 'alembic', name }))
const state = (read: ReturnType<typeof project>, ...names: string[]) => buildGraph(read, rows(...names)).environments.get('alembic')!

/** a - b - c and, from a base of its own, x - y; y needs b and carries a label. */
const history = project({
  aaaa: ['None'],
  bbbb: ["'aaaa'"],
  cccc: ["'bbbb'"],
  xxxx: ['None', "branch_labels = 'side'"],
  yyyy: ["'xxxx'", "depends_on = 'bbbb'"]
})

describe('what is applied and what comes next, by the rows', () => {
  test.each<[string, string[], string[], string[]]>([
    ['nothing', [], [], ['xxxx', 'aaaa', 'bbbb', 'cccc', 'yyyy']],
    ['a row stands for its ancestors', ['bbbb'], ['aaaa', 'bbbb'], ['xxxx', 'cccc', 'yyyy']],
    ['what it needs by depends_on counts too', ['yyyy'], ['aaaa', 'bbbb', 'xxxx', 'yyyy'], ['cccc']],
    ['a label and the beginning of an id are ids', ['side', 'ccc'], ['aaaa', 'bbbb', 'cccc', 'xxxx'], ['yyyy']],
    ['everything', ['cccc', 'yyyy'], ['aaaa', 'bbbb', 'cccc', 'xxxx', 'yyyy'], []]
  ])('%s', (_, names, applied, plan) => {
    const graph = buildGraph(history, rows(...names))
    expect([...graph.applied].sort()).toEqual(applied.map(name => `alembic.${name}`))
    expect(new Set(planOf(graph).map(one => one.name))).toEqual(new Set(plan))
    const order = planOf(graph).map(one => `alembic.${one.name}`)
    for (const key of order)
      for (const parent of graph.nodes.get(key)!.parents) expect(order.indexOf(`alembic.${parent.name}`)).toBeLessThan(order.indexOf(key))
  })
  test('a row that no file knows, and a row below another, are refused', () => {
    expect(state(history, 'ffff').refusal).toBe("Can't locate revision identified by 'ffff'")
    expect(state(history, 'aaaa', 'yyyy').refusal).toBe('Requested revision yyyy overlaps with other requested revisions aaaa')
    expect(planOf(buildGraph(history, rows('ffff')))).toEqual([])
    expect(buildGraph(history, rows('ffff')).applied).toEqual(new Set(['alembic.ffff']))
  })
  test('rows of another environment do not count', () => {
    expect(planOf(buildGraph(history, [{ app: 'other', name: 'cccc' }])).length).toBe(5)
  })
})

describe('what Alembic stops at', () => {
  test.each<[string, Record<string, [string, ...string[]]>, string | undefined]>([
    ['a parent that is not there', { a: ["'zz'"] }, 'KeyError'],
    ['a depends_on that is only begun', { aaaa: ['None'], b: ['None', "depends_on = 'aaa'"] }, 'KeyError'],
    ['a label as parent', { a: ['None', "branch_labels = 'x'"], b: ["'x'"] }, 'KeyError'],
    ['a revision on itself', { a: ["'a'"] }, 'LoopDetected'],
    ['a circle', { a: ["'b'"], b: ["'a'"] }, 'CycleDetected'],
    ['a circle by depends_on', { a: ['None', "depends_on = 'b'"], b: ["'a'"] }, 'DependencyCycleDetected'],
    ['a label that is an id', { a: ['None'], b: ["'a'", "branch_labels = 'a'"] }, 'RevisionError'],
    ['a circle between a base and a head, which it does not notice', { a: ['None'], b: ["('a', 'c')"], c: ["'b'"], d: ["'c'"] }, undefined]
  ])('%s', (_, revisions, error) => {
    const graph = buildGraph(project(revisions))
    expect(graph.environments.get('alembic')!.error).toBe(error)
    expect(planOf(graph)).toEqual([])
    expect(graph.problems.length > 0).toBe(error === 'KeyError')
    expect(graph.cycles.length > 0).toBe(/Cycle|Loop/.test(error ?? 'Cycle'))
  })
})

describe('heads that nobody can have meant', () => {
  const conflicting = (...given: Parameters<typeof project>) =>
    conflictingHeads(buildGraph(project(...given)), 'alembic').map(key => key.name)
  const folders = '[alembic]\nscript_location = alembic\nversion_locations = alembic/one alembic/two\n'
  test.each<[string, Parameters<typeof project>, string[]]>([
    ['two after one parent', [{ a: ['None'], b: ["'a'"], c: ["'a'"] }], ['b', 'c']],
    ['one of them has a label', [{ a: ['None'], b: ["'a'", "branch_labels = 'x'"], c: ["'a'"] }], []],
    ['a third beside a labelled one', [{ a: ['None'], b: ["'a'", "branch_labels = 'x'"], c: ["'a'"], d: ["'a'"] }], ['c', 'd']],
    ['two within one labelled branch', [{ a: ['None', "branch_labels = 'x'"], b: ["'a'"], c: ["'a'"] }], ['b', 'c']],
    ['two bases without labels in one folder', [{ a: ['None'], b: ['None'] }], ['a', 'b']],
    ['two bases with labels', [{ a: ['None', "branch_labels = 'x'"], b: ['None', "branch_labels = 'y'"] }], []],
    ['two bases in two folders', [{ 'one/a': ['None'], 'two/b': ['None'] }, folders], []],
    ['one history in two folders', [{ 'one/a': ['None'], 'one/b': ["'a'"], 'two/c': ["'a'"] }, folders], ['b', 'c']],
    ['one that another depends on is a head all the same', [{ a: ['None'], b: ['None', "depends_on = 'a'"] }], ['a', 'b']],
    ['a merge', [{ a: ['None'], b: ["'a'"], c: ["'a'"], d: ["('b', 'c')"] }], []]
  ])('%s', (_, given, expected) => {
    expect(conflicting(...given)).toEqual(expected)
  })
})
