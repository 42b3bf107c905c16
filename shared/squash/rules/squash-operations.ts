import type { Migration, Position } from '../model.ts'
import type { Value } from '../python.ts'

/** A RunPython or RunSQL of Django's own, also one within SeparateDatabaseAndState. */
export interface DataOperation extends Position {
  kind: 'RunPython' | 'RunSQL'
  /** what tells it from another one: the function's own name, or the SQL with its spaces made one; undefined where it cannot be read */
  identity: string | undefined
  /** undefined where it is not a literal */
  elidable: boolean | undefined
  /** whether a way back is given; undefined where it cannot be told */
  reversible: boolean | undefined
  /** the functions that it names, as dotted names */
  functions: string[]
}

export function dataOperations(migration: Migration): DataOperation[] {
  return migration.operations.flatMap(operation => inCall(operation.call, operation))
}

function inCall(call: Value, { file, line, column }: Position): DataOperation[] {
  if (call.kind !== 'call' || !/^django\.db\.migrations(\.operations(\.special)?)?\.\w+$/.test(call.name)) return []
  const kind = call.name.split('.').at(-1)!
  const argument = (name: string, index: number) => call.keywords.get(name) ?? call.args[index]
  if (kind === 'SeparateDatabaseAndState') {
    const inner = argument('database_operations', 0)
    return inner?.kind === 'list'
      ? inner.items.flatMap(item => inCall(item.kind === 'maybe' ? item.value : item, { file, line, column }))
      : []
  }
  if (kind !== 'RunPython' && kind !== 'RunSQL') return []
  const forward = kind === 'RunPython' ? argument('code', 0) : argument('sql', 0)
  const backward = kind === 'RunPython' ? argument('reverse_code', 1) : argument('reverse_sql', 1)
  const elidable = argument('elidable', 4)
  const isNone = backward === undefined || (backward.kind === 'constant' && backward.value === null)
  return [
    {
      kind,
      identity: identityOf(forward),
      elidable:
        elidable === undefined ? false : elidable.kind === 'constant' && typeof elidable.value === 'boolean' ? elidable.value : undefined,
      reversible: !isNone ? true : call.complete ? false : undefined,
      functions: kind === 'RunPython' ? [forward, backward].flatMap(value => (value?.kind === 'name' ? [value.name] : [])) : [],
      file,
      line,
      column
    }
  ]
}

function identityOf(value: Value | undefined): string | undefined {
  if (value?.kind === 'string') return value.value.replace(/\s+/g, ' ').trim()
  if (value?.kind === 'name') return value.name.split('.').at(-1)!
  if (value?.kind !== 'list') return undefined
  const parts = value.items.map(item => identityOf(item.kind === 'list' ? item.items[0] : item))
  return parts.includes(undefined) ? undefined : parts.join('; ')
}
