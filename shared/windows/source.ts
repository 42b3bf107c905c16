import type { BackupMember } from '../backup/manifest.ts'
import type { Drill, DumpPlan, VerifyLevel } from '../database/backup-source.ts'
import type { DatabaseContent } from '../database/table-content.ts'

/** What a backup is made of, where there is no shell: read, proven and restored by this process. One file per kind. */
export interface NodeSource {
  readonly engine: 'files' | 'sqlite'
  /** Its path: shown to people, and what a backup of it is known by. */
  readonly database: string
  readonly member: DumpPlan['member']
  /** There, and not in the middle of a restore: what a dead run left is put right first. Answers the bytes that a backup may need. Errors: UserError. */
  ready(signal: AbortSignal): Promise<number>
  /** Writes the member and flushes it. Errors: UserError, what the file system says. */
  write(file: string, signal: AbortSignal): Promise<void>
  /** Reads what was written back, and proves that it is whole. Errors: UserError. */
  prove(file: string, level: VerifyLevel, signal: AbortSignal): Promise<Proof>
  /**
   * Replaces what is live: beside it, compared, then swapped; what was live is kept under a name that `label` is part of. Live unchanged on any failure.
   * `done`: it was restored under this label before, and nothing was changed now.
   */
  restore(stored: Stored, label: string, signal: AbortSignal): Promise<{ readonly kept: string; readonly done: boolean }>
  /** Restores into a copy that nobody uses, compares it, and removes it again. Errors: UserError; an empty result is one. */
  drill(stored: Stored, label: string, signal: AbortSignal): Promise<Drill>
}

/** What is known of a member when it has been read back; for its manifest. */
export interface Proof
  extends Pick<BackupMember, 'engineVersion' | 'clientVersion' | 'plainBytes' | 'plainSha256' | 'facts' | 'checks' | 'commands'> {}

/** A member that can be read, of a backup whose manifest was checked already. */
export interface Stored {
  readonly file: string
  readonly content?: DatabaseContent | undefined
  readonly tables?: number | undefined
}
