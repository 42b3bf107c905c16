import type { ChangesOf } from './changes.ts'
import type { MigrationGraph } from './graph.ts'
import type { Kept } from './kept.ts'
import type { Framework, Migration, MigrationKey, Project } from './model.ts'
import type { SourceTree } from './source.ts'

export interface ReadOptions {
  /** Django: the settings module, dotted or as a path; default: the one that manage.py names */
  settings?: string | undefined
  /** For a second tree that shares files with this one. */
  kept?: Kept | undefined
}

/** How one migration framework writes its files. One folder per framework, one line in the registry. */
export interface SourceFramework {
  readonly name: Framework
  /** Whether the tree seems to hold migrations of this framework. Cheap: names of files, and a look into few of them. */
  detect(source: SourceTree): boolean
  /** Reads all of it; yields between two files, so that the process may answer what else has come in. Never throws on what the files hold. */
  read(source: SourceTree, options: ReadOptions): Generator<undefined, Project>
  /** The graph for what a database has recorded; `[]` for a fresh one. */
  graph(project: Project, recorded: readonly MigrationKey[], version: FrameworkVersion): MigrationGraph
  /** What the framework would apply next, in its order; empty where the graph does not allow one. */
  plan(graph: MigrationGraph): Migration[]
  readonly changes: ChangesOf
  /** The version of the framework that the source asks for, where its files tell. */
  version?(source: SourceTree): FoundVersion | undefined
}

/** A version, and where it stands. */
export interface FoundVersion {
  version: FrameworkVersion
  /** as it stands there: `5.1.4`, `>=4.2,<5` */
  text: string
  file: string
  line: number
}

/** Major and minor version of the framework that will run the migrations: `[5, 2]`. undefined: not known. */
export type FrameworkVersion = readonly [number, number] | undefined
