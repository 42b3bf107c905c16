/**
 * What the user can mend. The headline says what happened, where, and what to do next; `cause` is shown beneath it, and no stack trace.
 * Every other error is a bug: it is shown with its stack and a request to report it.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
}

/** The message of anything that was thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
