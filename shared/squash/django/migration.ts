import type { Migration, Operation, Reference, SourceProblem, Unknown } from '../model.ts'
import { type CallValue, type ClassFacts, type PythonModule, readPython, reasonOf, type Value } from '../python.ts'

/** A dependency on the app of a swappable model, before the setting is resolved. */
export interface Swappable {
  setting: string
  reference: Reference
}

export interface ReadMigration {
  /** undefined when the module has no Migration class at all */
  migration: Migration | undefined
  swappables: Swappable[]
  /** settings that name a model which this migration creates: `AUTH_USER_MODEL` */
  providesSwappable: string[]
  problems: SourceProblem[]
  unknown: Unknown[]
}

const djangoOperations = /^django\.(db\.migrations|contrib\.(postgres|gis)\.)/

/** Reads one migration module. Positions are those of the file; nothing is run. */
export function readMigration(content: Uint8Array | string, app: string, name: string, file: string): ReadMigration {
  return new MigrationReader(readPython(content), app, name, file).read()
}

class MigrationReader {
  private readonly module: PythonModule
  private readonly app: string
  private readonly name: string
  private readonly file: string
  private readonly problems: SourceProblem[] = []
  private readonly unknown: Unknown[] = []
  private readonly swappables: Swappable[] = []

  constructor(module: PythonModule, app: string, name: string, file: string) {
    this.module = module
    this.app = app
    this.name = name
    this.file = file
  }

  read(): ReadMigration {
    const { problem } = this.module
    if (problem !== undefined) {
      const unported = problem.kind === 'syntax' ? unportedAt(this.module.text, problem.at) : undefined
      const told =
        unported === undefined ? { kind: problem.kind, detail: problem.message } : { kind: 'unported' as const, detail: unported }
      this.problems.push({ ...told, ...this.at(problem.at), app: this.app, migration: this.name })
    }
    const facts = this.migrationClass(problem !== undefined)
    const result = { swappables: this.swappables, providesSwappable: [] as string[], problems: this.problems, unknown: this.unknown }
    if (facts === 'absent') return { ...result, migration: undefined }
    const migration: Migration = {
      framework: 'django',
      app: this.app,
      name: this.name,
      ...this.at(facts?.at ?? 0),
      dependencies: [],
      runBefore: [],
      replaces: [],
      operations: [],
      operationsKnown: facts !== undefined && problem === undefined,
      graphKnown: facts !== undefined && problem === undefined,
      atomic: true,
      initial: undefined,
      methods: facts?.methods ?? []
    }
    if (facts === undefined) return { ...result, migration }
    const get = (attribute: string) => facts.attributes.get(attribute)
    migration.dependencies = this.references(migration, 'dependencies', get('dependencies'))
    migration.runBefore = this.references(migration, 'run_before', get('run_before'))
    migration.replaces = this.references(migration, 'replaces', get('replaces'))
    migration.operations = this.operations(migration, get('operations'))
    migration.atomic = booleanOf(get('atomic'), true)
    migration.initial = get('initial') === undefined ? undefined : booleanOf(get('initial'), undefined)
    if (migration.methods.includes('__init__') || migration.methods.includes('__new__')) {
      this.report('graph', facts.at, 'the Migration class has its own constructor')
      migration.graphKnown = false
    }
    const base = facts.bases.find(one => !isMigrationBase(one))
    if (base !== undefined || facts.bases.length === 0) {
      this.report(
        'graph',
        facts.at,
        `the Migration class inherits from ${base === undefined ? 'nothing' : base.kind === 'name' ? base.name : 'a class'} that is not read`
      )
      migration.graphKnown = false
      migration.methods.push('(inherited)')
    }
    return { ...result, migration, providesSwappable: swappableOptions(migration.operations) }
  }

  /** The facts of the class; undefined when `Migration` is something that is not read; `absent` when there is no such name. */
  private migrationClass(isBroken: boolean): ClassFacts | undefined | 'absent' {
    const value = this.module.names.get('Migration')
    if (value?.kind === 'class') return value.facts
    if (value !== undefined) {
      this.report('graph', value.at, `Migration is not a class in this file: ${reasonOf(value)}`)
      return undefined
    }
    if (this.module.stars.length > 0) {
      this.report('graph', 0, `Migration may come from \`from ${this.module.stars[0]} import *\``)
      return undefined
    }
    if (isBroken) return undefined
    this.problems.push({
      kind: 'no-migration-class',
      ...this.at(0),
      app: this.app,
      migration: this.name,
      detail: `${this.file} defines no class Migration`
    })
    return 'absent'
  }

  private references(migration: Migration, attribute: string, value: Value | undefined): Reference[] {
    if (value === undefined) return []
    const unread = (at: number, reason: string) => {
      this.report('graph', at, `${attribute}: ${reason}`)
      migration.graphKnown = false
    }
    if (value.kind !== 'list') {
      unread(value.at, reasonOf(value))
      return []
    }
    const references: Reference[] = []
    for (const item of value.items) {
      const conditional = item.kind === 'maybe'
      const inner = item.kind === 'maybe' ? item.value : item
      if (conditional) unread(item.at, item.reason)
      const swappable = this.swappable(inner, conditional)
      if (swappable !== undefined) {
        this.swappables.push(swappable)
        continue
      }
      const [app, name] = inner.kind === 'list' ? inner.items : []
      if (inner.kind === 'list' && inner.items.length === 2 && app?.kind === 'string' && name?.kind === 'string') {
        references.push({ app: app.value, name: name.value, conditional, ...this.at(inner.at) })
      } else if (inner.kind === 'list' && inner.items.every(part => part.kind === 'string'))
        unread(inner.at, `an entry of ${inner.items.length} strings where (app, name) was expected`)
      else if (inner.kind === 'string') unread(inner.at, 'a string where (app, name) was expected; a comma may be missing')
      else unread(inner.at, inner.kind === 'list' ? reasonOf(inner.items.find(part => part.kind !== 'string') ?? inner) : reasonOf(inner))
    }
    return references
  }

  private swappable(value: Value, conditional: boolean): Swappable | undefined {
    if (value.kind !== 'call' || !/(^|\.)swappable_dependency$/.test(value.name)) return undefined
    const argument = value.args[0] ?? value.keywords.get('value')
    const place = { conditional, ...this.at(value.at) }
    if (argument?.kind === 'string') return { setting: '', reference: { app: argument.value.split('.')[0]!, name: '__first__', ...place } }
    if (argument?.kind === 'name' && /(^|\.)settings\.\w+$/.test(argument.name))
      return { setting: argument.name.split('.').at(-1)!, reference: { app: '', name: '__first__', ...place } }
    return undefined
  }

  private operations(migration: Migration, value: Value | undefined): Operation[] {
    if (value === undefined) return []
    if (value.kind !== 'list') {
      this.report('operations', value.at, `operations: ${reasonOf(value)}`)
      migration.operationsKnown = false
      return []
    }
    const operations: Operation[] = []
    for (const item of value.items) {
      const inner = item.kind === 'maybe' ? item.value : item
      if (item.kind === 'maybe' || inner.kind !== 'call' || inner.name === '') {
        this.report('operations', item.at, `operations: ${item.kind === 'maybe' ? item.reason : reasonOf(inner)}`)
        migration.operationsKnown = false
      }
      if (inner.kind === 'call' && inner.name !== '') {
        const within = this.within(inner)
        operations.push({
          ...operationOf(inner, this.at(inner.at), item.kind === 'maybe'),
          ...(within.size === 0 ? {} : { within })
        })
      }
    }
    return operations
  }

  /** Where the operations stand that an operation holds in its lists, however deep. */
  private within(call: CallValue): Map<number, { line: number; column: number }> {
    const places = new Map<number, { line: number; column: number }>()
    if (!/(^|\.)(SeparateDatabaseAndState|RunSQL)$/.test(call.name)) return places
    const walk = (value: Value): void => {
      if (value.kind !== 'list') return
      for (const item of value.items) {
        if (item.kind !== 'call') continue
        places.set(item.at, this.module.position(item.at))
        for (const inner of [...item.args, ...item.keywords.values()]) walk(inner)
      }
    }
    for (const value of [...call.args, ...call.keywords.values()]) walk(value)
    return places
  }

  private report(affects: Unknown['affects'], at: number, reason: string): void {
    this.unknown.push({ framework: 'django', app: this.app, migration: this.name, affects, reason, ...this.at(at) })
  }

  private at(offset: number): { file: string; line: number; column: number } {
    return { file: this.file, ...this.module.position(offset) }
  }
}

/** The function that squashmigrations named by its old module, where the first error is in it: `orders.migrations.0002_fill.fill`. */
function unportedAt(text: string, at: number): string | undefined {
  // A line may be as long as the file; a dotted name is not.
  const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 300)
  const end = text.indexOf('\n', at)
  const line = text.slice(start, Math.min(end < 0 ? text.length : end, at + 300))
  return [...line.matchAll(/\b[A-Za-z_][\w.]{0,200}\.\d\w*\.\w+/g)].find(
    match => start + match.index <= at && at <= start + match.index + match[0].length
  )?.[0]
}

/** The operation that a call builds. */
export function operationOf(
  call: Extract<Value, { kind: 'call' }>,
  position: { file: string; line: number; column: number },
  conditional: boolean
): Operation {
  return { kind: call.name.split('.').at(-1)!, path: call.name, known: djangoOperations.test(call.name), conditional, call, ...position }
}

function isMigrationBase(value: Value): boolean {
  return value.kind === 'name' && /^django\.db\.migrations(\.migration)?\.Migration$/.test(value.name)
}

function booleanOf<T>(value: Value | undefined, absent: T): boolean | T | undefined {
  if (value === undefined) return absent
  return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined
}

/** `options={'swappable': 'AUTH_USER_MODEL'}` of the models that are created. */
function swappableOptions(operations: Operation[]): string[] {
  const settings: string[] = []
  for (const { kind, call } of operations) {
    if (kind !== 'CreateModel' || call.kind !== 'call') continue
    const options = call.keywords.get('options') ?? call.args[2]
    if (options?.kind !== 'dict') continue
    for (const { key, value } of options.entries)
      if (key.kind === 'string' && key.value === 'swappable' && value.kind === 'string') settings.push(value.value)
  }
  return settings
}
