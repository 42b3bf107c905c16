import { UserError } from '../errors.ts'
import type { Holder } from './store.ts'

/** Another deployment holds the lock. */
export class LockHeld extends UserError {
  readonly holder: Holder
  constructor(holder: Holder, message: string) {
    super(message)
    this.holder = holder
  }
}

/** This job no longer holds the lock: someone took the deployment over. Nothing more may be changed. */
export class LockLost extends UserError {}

/** The journal cannot take a record: what it announces has not begun. */
export class NotWritten extends UserError {}

/** The host has no state of this application and environment, or another user's: nothing can be changed from here. What only reads may go on. */
export class NoState extends UserError {}
