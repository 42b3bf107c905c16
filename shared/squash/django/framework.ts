import type { SourceFramework } from '../framework.ts'
import { changesOf } from './changes.ts'
import { buildGraph, planOf } from './graph.ts'
import { readInTurns } from './project.ts'
import { findDjangoVersion } from './version.ts'

export const django: SourceFramework = {
  name: 'django',
  detect: source => source.list().some(path => /(^|\/)manage\.py$|(^|\/)migrations\/(__init__|\d{4}_\w+)\.py$/.test(path)),
  read: readInTurns,
  graph: (project, recorded, version) => buildGraph(project, recorded, version),
  plan: planOf,
  changes: changesOf,
  version: findDjangoVersion
}
