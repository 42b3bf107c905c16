import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { UserError } from '../errors.ts'
import { liveCodeRecord, stepName } from './records.ts'

const content = z.object({
  /** The open deployment of this job and its fencing token; without a token it was being opened. */
  deployment: z.string().optional(),
  token: z.string().optional(),
  /** The deployment of this job that is over. */
  ended: z.string().optional(),
  /** Why the steps of this job have nothing to do: what is to be deployed is live and verified. */
  nothingToDo: z.string().optional(),
  /** What preflight was told: why, and whether a release that was rolled back may be deployed again. */
  reason: z.string().optional(),
  force: z.boolean().optional(),
  /** Evidence of steps that ran before a deployment was open: the one that this job opens begins with it. */
  found: z.array(z.object({ step: stepName, evidence: z.unknown(), durationMs: z.number() })).optional(),
  /** The code that was live when this job first looked: the way back where a step of the user's own changes the code before anything is open. */
  code: liveCodeRecord
    .extend({ /** The newest deployment then; another one since may have changed what is live. */ newest: z.string().optional() })
    .optional()
})
export type JobFileContent = z.infer<typeof content>

/** What the actions of one job tell each other: a file of mode 0600 in RUNNER_TEMP, which the runner empties before each job. */
export interface JobFile {
  read(): Promise<JobFileContent>
  /** Changes the named keys and keeps the others. */
  write(changes: JobFileContent): Promise<void>
}

export function jobFile(temp: string, app: string, environment: string): JobFile {
  // Escaped, so that no name leaves the folder and no two pairs of names share a file.
  const path = join(temp, 'belay', `${encodeURIComponent(app)}-${encodeURIComponent(environment).replaceAll('-', '%2D')}.json`)
  const read = async (): Promise<JobFileContent> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (text === undefined) return {}
    try {
      return content.parse(JSON.parse(text))
    } catch {
      // The cause could quote the token.
      throw new UserError(`${path} is broken, so this job cannot know which deployment it owns. Name it with the input \`deployment\`.`)
    }
  }
  return {
    read,
    async write(changes) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const next = JSON.stringify({ ...(await read()), ...changes })
      await writeFile(`${path}.new`, next, { mode: 0o600 })
      await rename(`${path}.new`, path)
    }
  }
}

/** Keeps it in memory: for the root action's own process and for tests. */
export function fakeJobFile(initial: JobFileContent = {}): JobFile {
  let value = initial
  return { read: async () => value, write: async changes => void (value = { ...value, ...changes }) }
}
