import type { Database } from './changes.ts'

/** Whether a change of type makes the database write every row anew; undefined: it cannot be told. */
export function rewrites(from: string | undefined, to: string | undefined, database: Database | undefined): boolean | undefined {
  if (from === undefined || to === undefined) return undefined
  if (from === to) return false
  const before = sized(from)
  const after = sized(to)
  if (database === 'sqlite') return true
  if (database === 'mysql' || database === 'mariadb') {
    if (before.name !== 'varchar' || after.name !== 'varchar') return true
    // MySQL: the length of a value takes one byte up to 255 bytes, that is 63 characters of utf8mb4, and two beyond. MariaDB changes that in place.
    const [a = 0, b = 0] = [before.sizes[0], after.sizes[0]]
    return b < a || (database === 'mysql' && a <= 63 && b > 63)
  }
  const texts = ['varchar', 'text']
  if (texts.includes(before.name) && texts.includes(after.name)) {
    const [a, b] = [before.sizes[0], after.sizes[0]]
    return b !== undefined && (a === undefined || b < a)
  }
  if (before.name === 'numeric' && after.name === 'numeric')
    return (
      after.sizes.length > 0 &&
      !(before.sizes[1] === after.sizes[1] && (after.sizes[0] ?? 0) >= (before.sizes[0] ?? Number.POSITIVE_INFINITY))
    )
  return true
}

function sized(type: string): { name: string; sizes: number[] } {
  const [, name = type, list = ''] = /^([^(]+)\(([\d, ]+)\)$/.exec(type) ?? []
  return { name, sizes: list === '' ? [] : list.split(',').map(Number) }
}
