import type { StepName } from './records.ts'
import type { Session } from './session.ts'

/** JSON as it stands in the journal. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * One step of the chain. `plan` only reads, and its result is what a dry run prints and what the journal holds as intent;
 * `run` does it and returns what proves it; `inspect` reads from the world itself how far an interrupted one came.
 */
export interface Step<Plan extends Json, Evidence extends Json> {
  readonly name: StepName
  /** What a person calls it: `Stage the code`. */
  readonly title: string
  /** true: it changes something, so it needs an open deployment and an intent. */
  readonly changes: boolean
  /** It reads only what is the case now, so a dry run runs it too: the steps after it then say what would really happen. */
  readonly inDryRun?: boolean | undefined
  plan(session: Session): Promise<Planned<Plan>>
  run(session: Session, plan: Plan): Promise<Evidence>
  inspect?(session: Session, plan: Plan): Promise<Inspected<Evidence>>
}

export type Planned<Plan> =
  /** There is nothing to do; says why. */
  | { readonly skip: string }
  /** `says`: the plan in words, one line each. */
  | { readonly plan: Plan; readonly says: readonly string[] }

export type Inspected<Evidence> =
  | { readonly outcome: 'not-started' }
  | { readonly outcome: 'running'; readonly what: string }
  | { readonly outcome: 'done'; readonly evidence: Evidence }
  | { readonly outcome: 'partly'; readonly what: string }
