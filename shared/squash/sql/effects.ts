import type { Change, ChangeKind } from '../changes.ts'
import type { Position } from '../model.ts'
import type { Statement } from './split.ts'

/** What a statement does; `offset` where it stands in the statement, else its beginning. */
export type Effect = ChangeKind & { offset?: number | undefined }

/** The statement's text and place added. The way back is the migration's own business. */
export function changeOf({ offset, ...effect }: Effect, { from, head, text }: Statement, place: (offset: number) => Position): Change {
  return { ...effect, at: place(from + (offset ?? 0)), operation: head, sql: text, reverse: undefined }
}
