import type { SourceFramework } from '../framework.ts'
import { changesOf } from './changes.ts'
import { sqlDirectories } from './directories.ts'
import { buildGraph, planOf } from './graph.ts'
import { readInTurns } from './project.ts'

/** Directories of SQL files as Flyway, golang-migrate, dbmate and goose name them; Belay's own `framework: sql` runs the same. */
export const sql: SourceFramework = {
  name: 'sql',
  detect: source => sqlDirectories(source).length > 0,
  read: readInTurns,
  graph: buildGraph,
  plan: planOf,
  changes: changesOf
}
