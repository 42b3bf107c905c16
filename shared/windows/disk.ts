import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, rename, statfs } from 'node:fs/promises'
import * as native from 'node:path'
import { UserError } from '../errors.ts'

/** What Windows asks for besides what Node.js does by itself: tries again, other words for the same failure, paths with a drive. */

/** Milliseconds for which a rename is tried again: a virus scanner or an indexer looks at what was just written, and holds it for a moment. */
const patienceMs = 5_000

/** Codes by which Windows says that somebody has a file, or one within a directory, open. */
const inUse = new Set(['EBUSY', 'EPERM', 'EACCES'])

/** `rename`, tried again while somebody holds the file. Errors: what `rename` throws. */
export async function renameOver(from: string, to: string, waitMs = patienceMs): Promise<void> {
  for (const end = performance.now() + waitMs; ; ) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!inUse.has(codeOf(error)) || performance.now() >= end) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? ''
}

/**
 * What a failure of the file system means to the user: `what` is a sentence without its end (`Backing up D:\ledger`). A bug, and what is said well enough
 * already, is answered as it is.
 */
export function explained(what: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error
  const { code = '', path } = error as NodeJS.ErrnoException
  const at = path === undefined ? 'a file in it' : path
  const full = code === 'ENOSPC' || code === 'EDQUOT' || isFull(error)
  if (full) return new UserError(`${what} failed: the disk is full.`, { cause: error })
  if (inUse.has(code))
    return new UserError(
      `${what} failed: a process has ${at} open, or this user has no right to it. Stop that process (Resource Monitor, CPU, Associated Handles names it), or give the user of the runner that right.`,
      { cause: error }
    )
  if (code === 'ENAMETOOLONG') return new UserError(`${what} failed: the path ${at} is too long here.`, { cause: error })
  if (code === 'EROFS') return new UserError(`${what} failed: the disk is read-only.`, { cause: error })
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'EIO') return new UserError(`${what} failed.`, { cause: error })
  return error
}

/** SQLite says it in a number of its own. */
function isFull(error: Error): boolean {
  return (error as { errcode?: number }).errcode === 13
}

/** Flushes a file to the disk. A directory cannot be flushed on Windows, whose file systems journal names by themselves. */
export async function syncFile(path: string): Promise<void> {
  // Windows flushes only what was opened for writing.
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Bytes that this user may still write there. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

/** Of a file, read from the disk. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk)
  return hash.digest('hex')
}

/** The same chunks, each shown on its way. */
export async function* shown(chunks: AsyncIterable<Buffer>, show: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    show(chunk)
    yield chunk
  }
}

/** An absolute path as the platform writes it; on Windows with its drive. `what` names where it was given. Errors: UserError. */
export function fullPath(path: string, what: string, api: native.PlatformPath = native): string {
  const { root } = api.parse(path)
  const example = api.sep === '\\' ? 'D:\\ledger\\state' : '/srv/ledger/state'
  const whole = api.sep === '\\' ? /^[A-Za-z]:[\\/]$/.test(root) : root === '/'
  const steps = path.slice(root.length).split(api.sep === '\\' ? /[\\/]/ : '/')
  if (steps.at(-1) === '') steps.pop()
  if (whole && steps.length > 0 && !/[\0\n]/.test(path) && steps.every(step => step !== '' && step !== '.' && step !== '..'))
    return api.join(root, ...steps)
  throw new UserError(`${what}: ${JSON.stringify(path)} is not usable here: write a whole path without . and .., like ${example}`)
}

/** Whether `path` is `directory`, or lies in it; Windows does not tell large letters from small ones. */
export function within(directory: string, path: string, api: native.PlatformPath = native): boolean {
  const relative = api.relative(directory, path)
  return relative === '' || (!api.isAbsolute(relative) && relative.split(api.sep)[0] !== '..')
}
