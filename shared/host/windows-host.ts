import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { FileFacts, Host, JobResult, JobStatus, RunResult, UploadSource } from './host.ts'

/**
 * The machine that the action runs on, where it runs Windows: there is no bash, so no script and no job. What needs none (`shared/windows`) works with files
 * alone; everything else is refused here, with one sentence.
 */
export class WindowsHost implements Host {
  readonly label = 'local'
  readonly kind = 'windows'

  run(): Promise<RunResult> {
    return refused()
  }

  job(): Promise<JobResult> {
    return refused()
  }

  inspectJob(): Promise<JobStatus> {
    return refused()
  }

  endJob(): Promise<JobStatus> {
    return refused()
  }

  /** Flushed beside it, then renamed. */
  async upload(source: UploadSource, path: string): Promise<FileFacts> {
    const chunks =
      Buffer.isBuffer(source) || typeof source === 'string'
        ? [Buffer.from(source)]
        : 'file' in source
          ? createReadStream(source.file)
          : source.stream
    const hash = createHash('sha256')
    let bytes = 0
    try {
      const file = await open(`${path}.new`, 'w', 0o600)
      try {
        for await (const chunk of chunks as AsyncIterable<Buffer>) {
          hash.update(chunk)
          bytes += chunk.length
          await file.writeFile(chunk)
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${path}.new`, path)
    } catch (error) {
      await rm(`${path}.new`, { force: true })
      throw error
    }
    return { path, bytes, sha256: hash.digest('hex') }
  }

  async download(path: string): Promise<Readable> {
    const file = await open(path, 'r')
    return Readable.from(file.createReadStream(), { objectMode: false })
  }

  async makeDirectory(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 })
  }

  async remove(path: string): Promise<void> {
    await rm(path)
  }

  async close(): Promise<void> {}
}

async function refused(): Promise<never> {
  throw new UserError(
    'With `host: local` on Windows Belay takes backups, tries them and restores them (`backup-db`, and `command: backup`, `restore` and `restore-drill` of the root action), of `engine: sqlite` and `files`, and runs migrations that are scripts (`run-migrations`). All else needs bash, and so a host with Linux, which a runner on Windows may reach over SSH'
  )
}
