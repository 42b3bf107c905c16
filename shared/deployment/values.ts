import type { ValueRef } from '../config/schema.ts'

/** Resolves what the configuration names; every value is masked before it is returned. */
export interface Values {
  /** Errors: UserError when the secret is not in the step's `env`, or the file or key is not on the host. */
  resolve(ref: ValueRef | string): Promise<string>
}
