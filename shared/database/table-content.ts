import { parseCopy } from './sql.ts'

/** What a table held in one snapshot. */
export interface TableContent {
  readonly rows: number
  /** SHA-256 over rows of it, in hexadecimal: of all in a small table, else of the first and the last by its key. null: it is large and has no key. */
  readonly sample: string | null
}

/** By name as it is written in SQL, schema included where there are schemas. */
export type DatabaseContent = Readonly<Record<string, TableContent>>

/** Lines of name, rows and sample as COPY writes them. */
export function parseContent(text: string): DatabaseContent {
  return Object.fromEntries(parseCopy(text).map(([name, rows, sample]) => [name!, { rows: Number(rows), sample: sample ?? null }]))
}

const letters: Record<string, string> = { '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' }

/** The same lines, sorted by their bytes: what a host compares with its own. */
export function renderContent(content: DatabaseContent): string {
  const escaped = (text: string) => text.replace(/[\\\b\f\n\r\t\v]/g, letter => `\\${letters[letter]}`)
  return Object.entries(content)
    .map(([name, { rows, sample }]) => `${escaped(name)}\t${rows}\t${sample ?? '\\N'}\n`)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .join('')
}
