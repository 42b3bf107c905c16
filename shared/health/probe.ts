import type { CheckConfig } from '../config/schema.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import type { Host } from '../host/host.ts'
import type { Measurement, Sample } from './measurement.ts'

/** What probes need. */
export interface ProbeContext {
  readonly host: Host
  /** Databases of the configuration by name. */
  readonly databases: Readonly<Record<string, DatabaseEngine>>
  /** `code.root`: commands run in `current` there. */
  readonly root?: string | undefined
}

export interface AskOptions {
  readonly graceMs: number
  readonly requests: number
}

/** Kinds of checks that are asked by a script on the host; all of one round go into one script and run side by side. One file each. */
export interface ScriptProbe<C extends CheckConfig> {
  readonly kind: string
  accepts(check: CheckConfig): check is C
  /** Bash; runs in a subshell of its own with `$belay_file` as a path for scratch files, and prints records: `WORD REST` per line. */
  script(check: C, options: AskOptions, context: ProbeContext): string
  /** Milliseconds that it may take altogether. */
  budgetMs(check: C, options: AskOptions): number
  /** Records -> samples. `unable`: the host lacks what the script needs. */
  read(check: C, records: readonly string[]): readonly Sample[] | { readonly unable: string }
  /** Asks from this machine instead, where the host is this machine and lacks what the script needs. */
  fallback?(check: C, options: AskOptions): Promise<readonly Sample[]>
}

/** Kinds of checks that go another way than a script. */
export interface DirectProbe<C extends CheckConfig> {
  readonly kind: string
  accepts(check: CheckConfig): check is C
  ask(name: string, check: C, context: ProbeContext): Promise<Measurement>
}
