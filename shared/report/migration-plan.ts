import type { TableSize } from '../database/table-sizes.ts'
import { bytesText } from './bytes.ts'
import { code, text } from './markdown.ts'

/** One migration that is pending, as far as it was read. */
export interface PlannedMigration {
  readonly name: string
  readonly lossless: boolean
  /** What going back over it means, in one sentence. */
  readonly reason: string
  readonly tables?: readonly TableSize[] | undefined
  /** It may touch others, which cannot be told. */
  readonly more?: boolean | undefined
  /** Rules. */
  readonly risks?: readonly string[] | undefined
}

export interface PlannedSet {
  readonly pending: readonly string[]
  /** Absent: nobody read them. */
  readonly reversals?: readonly PlannedMigration[] | undefined
}

/** What is pending and what is known of it: one line each, for the log. Pure. */
export function planLines(sets: readonly PlannedSet[]): string[] {
  return sets.flatMap(set =>
    (set.reversals ?? []).map(each => `${each.name}: ${[touches(each), each.reason, risks(each)].filter(Boolean).join('; ')}`)
  )
}

/** The same as a table for the job summary; empty where nothing is pending. Pure. */
export function planTable(sets: readonly PlannedSet[]): string[] {
  const known = sets.flatMap(set => set.reversals ?? [])
  const unread = sets.flatMap(set => (set.reversals === undefined ? set.pending : []))
  if (known.length + unread.length === 0) return []
  return [
    '| pending migration | tables that it touches | going back | risks |',
    '| --- | --- | --- | --- |',
    ...known.map(
      each =>
        `| ${code(each.name)} | ${touched(each, size => `${code(size.table)} ${sizeText(size)}`).join('<br>')} | ${each.lossless ? '✅' : '⚠️'} ${text(each.reason)} | ${(each.risks ?? []).join(', ') || 'none known'} |`
    ),
    ...unread.map(name => `| ${code(name)} | unknown | unknown | unknown |`),
    ''
  ]
}

function touches(migration: PlannedMigration): string {
  return `touches ${touched(migration, size => `${size.table} ${sizeText(size)}`).join(', ')}`
}

function touched({ tables, more }: PlannedMigration, text: (size: TableSize) => string): string[] {
  if (tables === undefined) return ['what is not known']
  const named = tables.map(text)
  if (more === true) return [...named, `what cannot be read`]
  return named.length === 0 ? ['no table that is there'] : named
}

function risks({ risks: ids = [] }: PlannedMigration): string {
  return ids.length === 0 ? '' : `risks: ${ids.join(', ')}`
}

function sizeText({ isThere, rows, bytes }: TableSize): string {
  if (isThere === null) return '(size unknown)'
  if (!isThere) return '(not found)'
  const parts = [rows === null ? 'rows not counted' : `~${rows.toLocaleString('en')} rows`, ...(bytes === null ? [] : [bytesText(bytes)])]
  return `(${parts.join(', ')})`
}
