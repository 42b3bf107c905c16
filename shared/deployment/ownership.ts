import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { UserError } from '../errors.ts'
import type { Held } from './store.ts'
import { tokenPattern } from './token.ts'

/**
 * Which deployment this job owns: a file of mode 0600 in the runner's temporary directory, which GitHub empties between jobs. So the actions
 * of one job find it without wiring, and another job does not.
 */
const ownership = z.object({ deployment: z.string(), token: z.string().regex(tokenPattern) })

/** `<RUNNER_TEMP>/belay/<app>-<environment>.json`; both names are made safe as file names without two of them becoming the same. */
export function ownershipPath(runnerTemp: string, app: string, environment: string): string {
  return join(runnerTemp, 'belay', `${encodeURIComponent(app)}-${encodeURIComponent(environment).replaceAll('-', '%2D')}.json`)
}

export async function saveOwnership(path: string, held: Held): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify({ deployment: held.deployment, token: held.token }))
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** Undefined: this job owns none. Errors: UserError when the file is broken, so that no second deployment is opened by mistake. */
export async function loadOwnership(path: string): Promise<Held | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return ownership.parse(JSON.parse(text))
  } catch {
    // The cause could quote the token.
    throw new UserError(`${path} is broken, so this job cannot know which deployment it owns. Name it with the input \`deployment\`.`)
  }
}

export async function removeOwnership(path: string): Promise<void> {
  await rm(path, { force: true })
}
