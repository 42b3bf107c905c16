import type { Readable } from 'node:stream'

/** A machine that Belay works on. Implemented by LocalHost and SshHost; FakeHost stands beside them for tests of pure logic. */
export interface Host {
  /** What messages call it: `local` or `deploy@mes1.example.net:22`. */
  readonly label: string
  /** `windows`: this machine, without a shell: only files can be read and written. */
  readonly kind: 'local' | 'ssh' | 'windows'
  /**
   * Runs a bash script (`set -eu -o pipefail`) that comes in on stdin; its children read /dev/null.
   * For what only reads, or is short and safe to repeat; what changes something is a job.
   * Errors: CommandFailed (non-zero exit, unless `check: false`), DeadlinePassed, ConnectionLost, UserError (cannot connect).
   */
  run(script: string, options?: RunOptions): Promise<RunResult>
  /**
   * Starts the job, or attaches to the one that has this id, follows its output to the end, over dropped connections too.
   * Errors: FencedOff (not started), JobLost (no exit code, no process), ConnectionLost (the job goes on), UserError.
   */
  job(spec: JobSpec): Promise<JobResult>
  /** What is known of a job on this host, read from its directory and its processes. */
  inspectJob(stateDir: string, id: string): Promise<JobStatus>
  /** Ends everything that a running job started and waits until it is gone. */
  endJob(stateDir: string, id: string): Promise<JobStatus>
  /** Writes a file: temporary beside it, SHA-256 compared on the host, fsync, rename. What the source throws is thrown, and nothing was written then. */
  upload(source: UploadSource, path: string, options?: UploadOptions): Promise<FileFacts>
  /** Streams a file's content; the caller compares the checksum where it knows one. */
  download(path: string): Promise<Readable>
  close(): Promise<void>
}

export interface RunOptions {
  /** Exported to the script; not secret. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Exported to the script; travels as NUL-separated pairs on stdin, never in argv, never stored. */
  readonly secrets?: Readonly<Record<string, string>> | undefined
  /** Another user of the host, through `sudo -n -u`. */
  readonly as?: string | undefined
  readonly cwd?: string | undefined
  /** Deadline in milliseconds, enforced on the host; default 60,000. */
  readonly timeoutMs?: number | undefined
  /** false: a non-zero exit code is returned and not thrown. */
  readonly check?: boolean | undefined
  /** It runs programs of the user's, which may leave something behind: its shell serves no other script. */
  readonly foreign?: boolean | undefined
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A short script that runs on the host right before the job that it belongs to, under the same flock: one exchange for both. */
export interface Preface {
  /** Runs with `set -eu -o pipefail` in the state directory; what it prints on stdout and stderr is its answer. Must be safe to repeat. */
  readonly script: string
  /** Called when it has run. With an exit code other than 0 the job was not started; the error that this throws then is the job's. */
  readonly onEnd: (result: { readonly exitCode: number; readonly output: string }) => void
}

export interface JobSpec extends Omit<RunOptions, 'check'> {
  /** Belay's state directory of the application and environment; the job lives in `jobs/<id>` there. */
  readonly stateDir: string
  /** Chosen by the client, [A-Za-z0-9._-]{1,120}; starting an id that exists attaches to it. */
  readonly id: string
  readonly script: string
  /** Deadline in milliseconds, kept on the host: TERM, then KILL, for everything that the job started. */
  readonly timeoutMs: number
  /** The fencing token: the job starts only while the lock is held with it (checked under the lock's flock). Absent: no lock needed (a lone backup). */
  readonly token?: string | undefined
  /** Only with a token. A job that had been started already does without. */
  readonly preface?: Preface | undefined
  /** Each chunk of output (stdout and stderr in the order written), as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined
}

export interface JobResult {
  readonly exitCode: number
  /** How it ended: by itself, by its deadline, or by a signal from outside. */
  readonly ended: 'exit' | 'deadline' | 'signal'
  /** The last 64 KiB of output. */
  readonly tail: string
  readonly outputBytes: number
  /** Milliseconds between start and end, by the host's monotonic clock where it has one. */
  readonly durationMs: number
  /** true: the job existed already and this call only followed it. */
  readonly attached: boolean
  /** Bytes of output that the host had dropped before this call could read them: nobody followed, and it was more than the host keeps. */
  readonly droppedBytes?: number | undefined
  /** Process ids that could not be ended after the deadline or a signal: another user's, deaf to TERM, where the job had no cgroup. */
  readonly survivors?: readonly number[] | undefined
}

export type JobStatus =
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly startedAt: string }
  | { readonly state: 'ended'; readonly result: JobResult }
  /** It was started, no process of it lives, and it left no exit code: the power failed, or someone killed all of it. */
  | { readonly state: 'lost'; readonly startedAt: string }

/** The content itself, a file of this machine, or a stream with its length, whose chunks must not be used again by whoever gives them. */
export type UploadSource = Buffer | string | { readonly file: string } | { readonly stream: AsyncIterable<Buffer>; readonly bytes: number }

export interface UploadOptions {
  /** Octal file mode, default 0o600. */
  readonly mode?: number | undefined
  readonly timeoutMs?: number | undefined
}

export interface FileFacts {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}
