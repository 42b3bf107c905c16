import type { Migration, Position, Reference, SourceProblem, Unknown } from '../model.ts'
import { type PythonModule, readPython, reasonOf, type Value } from '../python.ts'
import { readFunction } from './operations.ts'

export interface ReadRevision {
  /** undefined when the file is no revision at all */
  migration: Migration | undefined
  problems: SourceProblem[]
  unknown: Unknown[]
}

/** Reads one revision file. `stem` is the file's name without its ending. Positions are those of the file; nothing is run. */
export function readRevision(content: Uint8Array | string, app: string, stem: string, file: string): ReadRevision {
  return new RevisionReader(readPython(content), app, stem, file).read()
}

class RevisionReader {
  private readonly module: PythonModule
  private readonly app: string
  private readonly stem: string
  private readonly file: string
  private readonly problems: SourceProblem[] = []
  private readonly unknown: Unknown[] = []
  private name: string
  private graphKnown = true
  private operationsKnown = true

  constructor(module: PythonModule, app: string, stem: string, file: string) {
    this.module = module
    this.app = app
    this.stem = stem
    this.file = file
    this.name = stem
  }

  read(): ReadRevision {
    const { module, problems, unknown } = this
    const { problem } = module
    const isBroken = problem !== undefined
    const id = this.revision(isBroken)
    if (problem !== undefined) {
      this.problem(problem.kind, problem.at, problem.message)
      this.graphKnown = this.operationsKnown = false
    }
    if (id === 'absent') return { migration: undefined, problems, unknown }
    const dependencies = [...this.references('down_revision', isBroken), ...this.references('depends_on', isBroken)]
    const labels = this.names('branch_labels').map(({ value }) => value)
    const up = this.operations('upgrade', isBroken)
    const down = this.operations('downgrade', isBroken)
    const migration: Migration = {
      framework: 'alembic',
      app: this.app,
      name: this.name,
      ...this.at(id?.at ?? 0),
      dependencies,
      runBefore: [],
      replaces: [],
      operations: up ?? [],
      reverse: down,
      ...(labels.length > 0 ? { labels } : {}),
      operationsKnown: this.operationsKnown,
      graphKnown: this.graphKnown,
      atomic: !(up ?? []).some(operation => operation.autocommit),
      initial: undefined,
      methods: []
    }
    return { migration, problems, unknown }
  }

  /** Sets `name`. `absent`: Alembic takes every file of the folder for a revision and stops at this one. */
  private revision(isBroken: boolean): Value | undefined | 'absent' {
    const value = this.module.names.get('revision')
    if (value?.kind === 'string') {
      this.name = value.value
      const illegal = /[-@+]/.exec(value.value)?.[0]
      if (illegal !== undefined) this.problem('syntax', value.at, `Alembic allows no '${illegal}' in a revision id, as in '${value.value}'`)
      else if (value.value.includes(':')) this.report('graph', value.at, `newer versions of Alembic allow no ':' in a revision id`)
      return value
    }
    if (value !== undefined || this.module.stars.length > 0) {
      this.report(
        'graph',
        value?.at ?? 0,
        `revision: ${value === undefined ? `it may come from ${this.module.stars[0]}` : reasonOf(value)}`
      )
      return value
    }
    if (isBroken) return undefined
    // Files of Alembic 0.1 have the id only in their name.
    if (/^[a-f0-9]+$/.test(this.stem)) return undefined
    this.problem('no-migration-class', 0, `${this.file} sets no \`revision\`, and Alembic loads every file of the folder`)
    return 'absent'
  }

  private references(attribute: 'down_revision' | 'depends_on', isBroken: boolean): Reference[] {
    if (attribute === 'down_revision' && !this.module.names.has(attribute) && !isBroken) {
      if (this.module.stars.length > 0) this.report('graph', 0, `down_revision: it may come from ${this.module.stars[0]}`)
      else this.problem('no-migration-class', 0, `${this.file} sets no \`down_revision\`; the first revision has \`down_revision = None\``)
    }
    const order = attribute === 'depends_on' ? { order: true as const } : {}
    return this.names(attribute).map(({ value, at }) => ({ app: this.app, name: value, conditional: false, ...order, ...this.at(at) }))
  }

  /** None, a string, or several. */
  private names(attribute: string): { value: string; at: number }[] {
    const value = this.module.names.get(attribute)
    if (value === undefined || (value.kind === 'constant' && value.value === null)) return []
    const items = value.kind === 'list' ? value.items : [value]
    return items.flatMap(item => {
      if (item.kind === 'string' && item.value !== '') return [{ value: item.value, at: item.at }]
      const reason =
        item.kind === 'string' ? 'an empty string' : item.kind === 'constant' ? 'a constant among revision ids' : reasonOf(item)
      this.report('graph', item.at, `${attribute}: ${reason}`)
      return []
    })
  }

  /** undefined: the file defines no such function. */
  private operations(name: 'upgrade' | 'downgrade', isBroken: boolean): Migration['reverse'] {
    const read = readFunction(this.module, name, this.file)
    if (read !== undefined) {
      for (const { what, at } of read.unknown) this.report('operations', at, `${name}() ${what}`, name === 'upgrade')
      return read.operations
    }
    if (isBroken) return []
    const value = this.module.names.get(name)
    if (value !== undefined || this.module.stars.length > 0) {
      const at = value?.at ?? 0
      this.report('operations', at, `${name}() is not defined in this file`, name === 'upgrade')
      const call: Value = value ?? { kind: 'unknown', reason: 'imported', at }
      return [{ kind: 'code', path: value?.kind === 'name' ? value.name : '', known: false, conditional: false, call, ...this.at(at) }]
    }
    if (name === 'upgrade') this.problem('no-migration-class', 0, `${this.file} defines no function upgrade(), which Alembic calls`)
    return undefined
  }

  private problem(kind: SourceProblem['kind'], at: number, detail: string): void {
    this.problems.push({ kind, app: this.app, migration: this.name, detail, ...this.at(at) })
  }

  private report(affects: Unknown['affects'], at: number, reason: string, isUpgrade = true): void {
    this.unknown.push({ framework: 'alembic', app: this.app, migration: this.name, affects, reason, ...this.at(at) })
    if (affects === 'graph') this.graphKnown = false
    else if (isUpgrade) this.operationsKnown = false
  }

  private at(offset: number): Position {
    return { file: this.file, ...this.module.position(offset) }
  }
}
