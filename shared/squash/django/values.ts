import type { CallValue, Value } from '../python.ts'

/** An argument by its name, else by its place. */
export function argument(call: CallValue, name: string, index: number): Value | undefined {
  return call.keywords.get(name) ?? call.args[index]
}

export function textArgument(call: CallValue, name: string, index: number): string | undefined {
  const value = argument(call, name, index)
  return value?.kind === 'string' ? value.value : undefined
}

export function isConstant(value: Value | undefined, expected: boolean | null): boolean {
  return value?.kind === 'constant' && value.value === expected
}

/** Whether two values are written alike; positions do not count. What is not read is like nothing else. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  switch (a.kind) {
    case 'string':
    case 'number':
    case 'constant':
      return b.kind === a.kind && b.value === a.value
    case 'name':
      return b.kind === 'name' && b.name === a.name
    case 'list':
      return b.kind === 'list' && a.items.length === b.items.length && a.items.every((item, index) => sameValue(item, b.items[index]))
    case 'dict':
      return (
        b.kind === 'dict' &&
        a.complete &&
        b.complete &&
        a.entries.length === b.entries.length &&
        a.entries.every(({ key, value }, index) => sameValue(key, b.entries[index]?.key) && sameValue(value, b.entries[index]?.value))
      )
    case 'call':
      return (
        b.kind === 'call' &&
        a.name !== '' &&
        a.name === b.name &&
        a.complete &&
        b.complete &&
        a.args.length === b.args.length &&
        a.args.every((item, index) => sameValue(item, b.args[index])) &&
        a.keywords.size === b.keywords.size &&
        [...a.keywords].every(([name, value]) => sameValue(value, b.keywords.get(name)))
      )
    default:
      return false
  }
}
