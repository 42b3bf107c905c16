import { UserError } from '../errors.ts'
import type { Drill, DumpPlan, JobContext, RestoreSource } from './backup-source.ts'
import { type Content, changedContent } from './content.ts'
import type { Changes, DatabaseEngine, DatabaseFacts, Fingerprint, RestorePoint, SqlClient } from './engine.ts'

/** A database in memory, for tests of the planner and the chain: `tables` is what is live, copies are taken of it. */
export class FakeEngine implements DatabaseEngine {
  readonly engine = 'fake'
  readonly database: string
  tables: Content
  /** Every copy: restore points, and what was kept. */
  readonly copies = new Map<string, Content>()
  /** Backup directories that `restore` knows. */
  readonly backups = new Map<string, Content>()
  /** What was called, in order. */
  readonly calls: string[] = []
  /** Answers of `query` by statement. */
  readonly answers = new Map<string, readonly (readonly (string | null)[])[]>()
  /** Thrown by the method of that name. */
  readonly failures = new Map<string, Error>()
  facts: DatabaseFacts = { version: '1', bytes: 1000, canCopy: true }

  constructor(database = 'app', tables: Content = { items: { rows: 1, hash: 'a' } }) {
    this.database = database
    this.tables = tables
  }

  async describe(): Promise<DatabaseFacts> {
    this.#called('describe')
    return this.facts
  }

  async query(sql: string): Promise<readonly (readonly (string | null)[])[]> {
    this.#called('query')
    const rows = this.answers.get(sql)
    if (!rows) throw new UserError(`The fake database has no answer to ${sql}`)
    return rows
  }

  dump(): readonly DumpPlan[] {
    this.#called('dump')
    return [
      {
        prepare:
          'estimate[M]=1\nfor n in engine-version client-version; do printf "BELAY-%s.$n=1\\n" "$M"; done\nprintf "BELAY-%s.bytes=1\\nBELAY-%s.tables=1\\n" "$M" "$M"\n',
        dump: 'printf x > "$FILE"\n',
        verify: '[[ -s $FILE ]]\n',
        secrets: {},
        member: { name: `${this.database}.fake`, role: 'database', format: 'fake' },
        content: () => ({}),
        checks: ['exit-code', 'sha256'],
        commands: ['printf x']
      }
    ]
  }

  async createRestorePoint(_job: JobContext, label: string): Promise<RestorePoint> {
    this.#called('createRestorePoint')
    const name = `${this.database}_point_${label}`
    if (!this.copies.has(name)) this.copies.set(name, this.tables)
    return { name, bytes: this.facts.bytes, createdAt: '2026-01-01T00:00:00.000Z' }
  }

  async returnToRestorePoint(_job: JobContext, point: RestorePoint): Promise<{ readonly kept: string }> {
    this.#called('returnToRestorePoint')
    return { kept: this.#swapIn(point.name, this.copies.get(point.name), `${this.database}_failed_${point.name}`) }
  }

  async copyExists(point: Pick<RestorePoint, 'name'>): Promise<boolean> {
    return this.copies.has(point.name)
  }

  async dropCopy(_job: JobContext, point: Pick<RestorePoint, 'name'>): Promise<void> {
    this.#called('dropCopy')
    this.copies.delete(point.name)
  }

  async reopen(): Promise<void> {
    this.#called('reopen')
  }

  async restore(_job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    this.#called('restore')
    return { kept: this.#swapIn('', this.backups.get(backup.directory), `${this.database}_old_1`) }
  }

  async drill(_job: JobContext, backup: RestoreSource): Promise<Drill> {
    this.#called('drill')
    const tables = Object.values(this.backups.get(backup.directory) ?? {})
    return { says: `${tables.length} tables`, durationMs: 1 }
  }

  async fingerprint(): Promise<Fingerprint> {
    this.#called('fingerprint')
    return this.tables
  }

  async changesSince(_job: JobContext, before: Fingerprint): Promise<Changes> {
    this.#called('changesSince')
    return changedContent(before, this.tables)
  }

  async endSessions(tag: string | null): Promise<void> {
    this.#called(`endSessions ${tag ?? 'all'}`)
  }

  clientEnvironment({ tag }: { readonly tag: string }): Readonly<Record<string, string>> {
    return { FAKE_TAG: tag }
  }

  scratchName(label: string): string {
    return `${this.database}_scratch_${label}`
  }

  async scratch(_job: JobContext, label: string): Promise<{ readonly name: string; readonly engine: DatabaseEngine }> {
    this.#called('scratch')
    const name = this.scratchName(label)
    return { name, engine: new FakeEngine(name, {}) }
  }

  sqlClient(): SqlClient {
    return { functions: '', begin: '', secrets: {} }
  }

  underAdvisoryLock(script: string): { readonly script: string; readonly secrets: Readonly<Record<string, string>> } {
    return { script: `# under the lock of ${this.database}\n${script}`, secrets: {} }
  }

  explain(what: string, output: string): Error {
    return new UserError(`${what}: ${output}`)
  }

  /** As the engines do it: repeated after it was done, it answers the same. */
  #swapIn(name: string, copy: Content | undefined, kept: string): string {
    if (copy === undefined && this.copies.has(kept)) return kept
    if (copy === undefined) throw new UserError(`${name} is not there.`)
    this.copies.set(kept, this.tables)
    this.copies.delete(name)
    this.tables = copy
    return kept
  }

  #called(name: string): void {
    this.calls.push(name)
    const failure = this.failures.get(name)
    if (failure) throw failure
  }
}
