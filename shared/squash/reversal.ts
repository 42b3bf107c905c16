import type { Change, MigrationChanges } from './changes.ts'

/** What going back takes away. */
export interface Loss {
  /** undefined: it cannot be told */
  readonly table: string | undefined
  readonly column?: string | undefined
  /** `its rows`, `what it held` */
  readonly what: string
}

/** What going back over one migration does to what the database held before it. */
export interface Reversal {
  /** There is a way back for all of it. */
  readonly reversible: boolean
  /** The way back leaves schema and rows as they were before: every change is on the list of those of which that is known. */
  readonly lossless: boolean
  /**
   * The same where users have written since: what they wrote to what the migration made (`drops`) goes with it, and nothing else is lost or stands in the way.
   */
  readonly afterWrites: boolean
  /** What the migration made, and what goes with everything that was written to it since. */
  readonly drops: readonly Loss[]
  /** Of what was there before. Empty where it is lossless, or not reversible for another reason. */
  readonly loses: readonly Loss[]
  /** In one sentence. */
  readonly reason: string
}

/**
 * The same for migrations that are applied one after the other and undone together, in the order in which they are applied: what one of them does to a
 * table that an earlier one made takes nothing from what was there before. Pure.
 */
export function reversals(plan: readonly MigrationChanges[]): Reversal[] {
  const made = new Made()
  return plan.map(changes => reversal(changes, made))
}

/** Decided by a list of what is known to be undone without a loss; everything else is a loss, or is not known. Pure. */
export function reversalOf(changes: MigrationChanges): Reversal {
  return reversal(changes, new Made())
}

/** Tables and columns that the migrations to undo have made themselves, by the name that they have now. */
class Made {
  readonly #tables = new Set<string>()
  readonly #columns = new Set<string>()

  table(table: string): void {
    this.#tables.add(table)
  }

  column(table: string, column: string): void {
    this.#columns.add(`${table}.${column}`)
  }

  hasTable(table: string | undefined): boolean {
    return table !== undefined && this.#tables.has(table)
  }

  has(table: string, column: string): boolean {
    return this.#tables.has(table) || this.#columns.has(`${table}.${column}`)
  }

  renameTable(table: string, to: string): void {
    if (this.#tables.delete(table)) this.#tables.add(to)
    for (const each of [...this.#columns])
      if (each.startsWith(`${table}.`)) {
        this.#columns.delete(each)
        this.#columns.add(`${to}.${each.slice(table.length + 1)}`)
      }
  }

  renameColumn(table: string, column: string, to: string): void {
    if (this.#columns.delete(`${table}.${column}`)) this.#columns.add(`${table}.${to}`)
  }
}

/** What one change means for the way back. */
interface Judged {
  readonly loses?: Loss | undefined
  readonly drops?: Loss | undefined
  /** What users write meanwhile may stand in the way, or be cut. */
  readonly hinderedByWrites?: boolean | undefined
  /** Why it cannot be said to be lossless, where no loss is known either. */
  readonly unknown?: string | undefined
}

function reversal({ forward, backward }: MigrationChanges, made: Made): Reversal {
  const judged = forward.map(change => judge(change, made))
  const loses = judged.flatMap(each => each.loses ?? [])
  const drops = judged.flatMap(each => each.drops ?? [])
  const stop = forward.find(change => change.reverse === 'none' || (change.reverse === undefined && backward === undefined))
  const reversible = stop === undefined
  const why = stop !== undefined ? `${stop.operation} has no way back` : whyNot(forward, backward, judged, made)
  const lossless = why === undefined && loses.length === 0
  return {
    reversible,
    lossless,
    afterWrites: lossless && judged.every(each => each.hinderedByWrites !== true),
    drops,
    loses,
    reason:
      why !== undefined && (stop !== undefined || loses.length === 0)
        ? why
        : loses.length > 0
          ? `going back does not bring back ${sentence(loses)}`
          : drops.length > 0
            ? `going back drops ${sentence(drops)}, which this migration made`
            : 'going back leaves everything as it was'
  }
}

/** `orders_order.note (what it held), orders_log (its rows)`. */
export function sentence(losses: readonly Loss[]): string {
  return losses
    .map(({ table, column, what }) => (table === undefined ? what : `${table}${column === undefined ? '' : `.${column}`} (${what})`))
    .join(', ')
}

function whyNot(
  forward: readonly Change[],
  backward: readonly Change[] | undefined,
  judged: readonly Judged[],
  made: Made
): string | undefined {
  const unknown = judged.find(each => each.unknown !== undefined)?.unknown
  if (unknown !== undefined) return unknown
  if (backward !== undefined) return unlike(forward, backward, made)
  const written = forward.find(change => change.reverse === 'given' && change.kind !== 'state-only')
  if (written !== undefined) return `the way back of ${written.operation} is the user's own and is not read`
  const left = forward.find(change => change.reverse === 'noop' && leavesSomething(change, made))
  return left === undefined ? undefined : `the way back of ${left.operation} does nothing, so what it made stays`
}

/** Whether a change whose way back does nothing leaves a trace outside of what is dropped anyway. */
function leavesSomething(change: Change, made: Made): boolean {
  if (change.kind === 'state-only' || change.kind === 'set-timeout' || change.kind === 'transaction') return false
  return !('table' in change && made.hasTable(change.table))
}

function judge(change: Change, made: Made): Judged {
  switch (change.kind) {
    case 'state-only':
    case 'set-timeout':
    case 'transaction':
    case 'set-default':
    case 'drop-default':
    case 'create-index':
    case 'add-constraint':
    case 'validate-constraint':
    case 'set-not-null':
      return {}
    case 'create-table':
      made.table(change.table)
      return { drops: { table: change.table, what: 'its rows' } }
    case 'drop-table':
      return made.hasTable(change.table) ? {} : { loses: { table: change.table, what: 'its rows' } }
    case 'rename-table':
      made.renameTable(change.table, change.to)
      return {}
    case 'add-column': {
      const { name } = change.column
      const isNew = made.hasTable(change.table)
      made.column(change.table, name)
      return isNew ? {} : { drops: { table: change.table, column: name, what: 'what it holds' } }
    }
    case 'drop-column':
      return made.has(change.table, change.column) ? {} : { loses: { table: change.table, column: change.column, what: 'what it held' } }
    case 'rename-column':
      made.renameColumn(change.table, change.column, change.to)
      return {}
    case 'change-type': {
      const { table, column, from, to } = change
      if (made.has(table, column)) return {}
      if (widens(from, to)) return { hinderedByWrites: true }
      return { loses: { table, column, what: `values that ${from ?? 'its old type'} and ${to ?? 'its new one'} do not hold alike` } }
    }
    // Rows that were written since may break what is to hold again.
    case 'drop-not-null':
      return made.has(change.table, change.column) ? {} : { hinderedByWrites: true }
    case 'drop-index':
    case 'drop-constraint':
      return made.hasTable(change.table) ? {} : { hinderedByWrites: true }
    case 'data':
      if (made.hasTable(change.table)) return {}
      return { loses: { table: change.table, what: `rows that an ${change.verb} changed` } }
    case 'code':
      return { unknown: `what ${change.name ?? change.operation} does to the rows is not known` }
    case 'other-object':
      return change.verb === 'drop' ? { unknown: `${change.object} ${change.name ?? ''} is dropped, and what it was is not known` } : {}
    case 'unknown':
      return { unknown: change.reason }
  }
}

/** Types of which every value fits the second, and comes back from it as it was. */
function widens(from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined) return false
  const [old, next] = [typeOf(from), typeOf(to)]
  const integers = ['smallint', 'integer', 'bigint']
  if (integers.includes(old.name) && integers.includes(next.name)) return integers.indexOf(old.name) <= integers.indexOf(next.name)
  if (old.name === 'varchar' && next.name === 'text') return true
  if (old.name !== next.name) return false
  const [size, scale] = old.sizes
  const [newSize, newScale] = next.sizes
  if (old.name === 'varchar') return newSize === undefined || (size !== undefined && newSize >= size)
  // With another scale the digits behind the point become others.
  if (old.name === 'numeric') return newSize === undefined || (size !== undefined && newSize >= size && (scale ?? 0) === (newScale ?? 0))
  return false
}

function typeOf(text: string): { name: string; sizes: number[] } {
  const [, written = '', sizes] = /^([a-z0-9 ]+?)\s*(?:\(([\d, ]+)\))?$/.exec(text.trim().toLowerCase()) ?? []
  const names: Record<string, string> = {
    int: 'integer',
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    'character varying': 'varchar',
    decimal: 'numeric'
  }
  return { name: names[written] ?? written, sizes: sizes === undefined ? [] : sizes.split(',').map(Number) }
}

/** Where the user wrote the way back: why it is not the forward one in reverse, change by change; undefined where it is. */
function unlike(forward: readonly Change[], backward: readonly Change[], made: Made): string | undefined {
  const lossy = backward.find(change => ['data', 'code', 'unknown'].includes(change.kind))
  if (lossy !== undefined && !('table' in lossy && made.hasTable(lossy.table)))
    return `what ${lossy.operation} on the way back does is not known to bring back what was`
  const wanted = count(forward.flatMap(change => inverseOf(change) ?? []))
  const there = count(backward.flatMap(change => nameOf(change) ?? []))
  for (const [name, times] of wanted)
    if ((there.get(name) ?? 0) < times && !goesAlong(name, there)) return `the way back lacks what undoes it: ${name}`
  for (const [name, times] of there) if ((wanted.get(name) ?? 0) < times) return `the way back does more than to undo it: ${name}`
  return undefined
}

function count(names: readonly string[]): Map<string, number> {
  const all = new Map<string, number>()
  for (const name of names) all.set(name, (all.get(name) ?? 0) + 1)
  return all
}

/** What belongs to a table goes with it. */
function goesAlong(name: string, there: ReadonlyMap<string, number>): boolean {
  const table = /^(?:drop|set|add) \S+ (?:\S+ )?(?:on|of) (\S+)/.exec(name)?.[1]
  return table !== undefined && there.has(`drop table ${table}`)
}

/** What a change is called, so that two of the same name do the same; undefined: it leaves no trace. */
function nameOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'create-table':
      return `create table ${change.table}`
    case 'drop-table':
      return `drop table ${change.table}`
    case 'rename-table':
      return `rename table ${change.table} to ${change.to}`
    case 'add-column':
      return `add column ${change.column.name} of ${change.table}`
    case 'drop-column':
      return `drop column ${change.column} of ${change.table}`
    case 'rename-column':
      return `rename column ${change.column} of ${change.table} to ${change.to}`
    case 'change-type':
      return `change type ${change.column} of ${change.table} to ${change.to}`
    case 'set-not-null':
      return `set not-null ${change.column} of ${change.table}`
    case 'drop-not-null':
      return `drop not-null ${change.column} of ${change.table}`
    case 'set-default':
      return `set default ${change.column} of ${change.table}`
    case 'drop-default':
      return `drop default ${change.column} of ${change.table}`
    case 'create-index':
      return `create index ${change.name} on ${change.table}`
    case 'drop-index':
      // MySQL names the table in it, PostgreSQL does not.
      return `drop index ${change.name}`
    case 'add-constraint':
      return `add constraint ${change.name} on ${change.table}`
    case 'drop-constraint':
      return `drop constraint ${change.name} on ${change.table}`
    case 'other-object':
      return `${change.verb} ${change.object} ${change.name}`
    default:
      return undefined
  }
}

/** The name of what undoes a change; undefined: nothing has to. */
function inverseOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'create-table':
      return `drop table ${change.table}`
    case 'drop-table':
      return `create table ${change.table}`
    case 'rename-table':
      return `rename table ${change.to} to ${change.table}`
    case 'add-column':
      return `drop column ${change.column.name} of ${change.table}`
    case 'drop-column':
      return `add column ${change.column} of ${change.table}`
    case 'rename-column':
      return `rename column ${change.to} of ${change.table} to ${change.column}`
    case 'change-type':
      return `change type ${change.column} of ${change.table} to ${change.from}`
    case 'set-not-null':
      return `drop not-null ${change.column} of ${change.table}`
    case 'drop-not-null':
      return `set not-null ${change.column} of ${change.table}`
    case 'set-default':
      return `drop default ${change.column} of ${change.table}`
    case 'drop-default':
      return `set default ${change.column} of ${change.table}`
    case 'create-index':
      return `drop index ${change.name}`
    case 'drop-index':
      return `create index ${change.name} on ${change.table}`
    case 'add-constraint':
      return `drop constraint ${change.name} on ${change.table}`
    case 'drop-constraint':
      return `add constraint ${change.name} on ${change.table}`
    case 'other-object':
      return `${change.verb === 'create' ? 'drop' : 'create'} ${change.object} ${change.name}`
    default:
      return undefined
  }
}
