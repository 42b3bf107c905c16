import * as z from 'zod'
import { UserError } from '../errors.ts'
import type { SquashState } from './live.ts'

/** What one environment's database said of the squashes, when it was last asked. */
export interface EnvironmentState {
  name: string
  /** why nothing is known of it: a sentence without its last point, beginning small; undefined: `squashes` holds */
  unknown: string | undefined
  squashes: readonly SquashState[]
}

/** The part of a report in JSON that other runs read: squash-check writes it wherever it has asked a database. */
export const liveReport = z.object({
  environment: z.string(),
  checkedAt: z.iso.datetime(),
  squashes: z.array(
    z.object({
      app: z.string(),
      name: z.string(),
      state: z.enum(['fresh', 'partial', 'full-unrecorded', 'full-recorded', 'orphan', 'stale']),
      applied: z.int().min(0),
      of: z.int().min(1),
      verdict: z.enum(['may-add', 'run-migrate-first', 'may-delete', 'would-strand'])
    })
  )
})
export type LiveReport = z.infer<typeof liveReport>

/** Such a report as it was read: `text` undefined: there is no such file. */
export interface ReportFile {
  path: string
  text: string | undefined
}

/**
 * What is known of each named environment. The newest report of an environment counts. Pure.
 * `now` and `maxAge` in milliseconds: a database goes on living, and may have been restored from a backup since.
 */
export function environmentStates(names: readonly string[], files: readonly ReportFile[], now: number, maxAge: number): EnvironmentState[] {
  const reports: LiveReport[] = []
  const unreadable: string[] = []
  for (const { path, text } of files) {
    const read = text === undefined ? undefined : parse(text)
    if (read === undefined) unreadable.push(text === undefined ? `${path} is not there` : `${path} is no report of a live check`)
    else reports.push(read)
  }
  return [...new Set(names)].map(name => {
    const own = reports.filter(report => report.environment === name).sort((a, b) => Date.parse(a.checkedAt) - Date.parse(b.checkedAt))
    const newest = own.at(-1)
    if (newest === undefined) return { name, unknown: ['there is no report of it', ...unreadable].join('; '), squashes: [] }
    const age = now - Date.parse(newest.checkedAt)
    if (age > maxAge)
      return {
        name,
        unknown: `its report is of ${newest.checkedAt} and so older than ${Math.round(maxAge / 86_400_000)} days`,
        squashes: []
      }
    // A clock may go wrong by minutes, not by hours.
    if (age < -3_600_000) return { name, unknown: `its report is of ${newest.checkedAt}, which is still to come`, squashes: [] }
    return { name, unknown: undefined, squashes: newest.squashes }
  })
}

/** What a report in JSON says beside its findings where a database was asked, so that other runs can read it with `environmentStates`. */
export function liveStamp(squashes: readonly SquashState[] | undefined, environment: string, now: Date): LiveReport | undefined {
  return squashes && { environment, checkedAt: now.toISOString(), squashes: [...squashes] }
}

/**
 * The same from the inputs of an action; undefined where no environment is named. `read` answers undefined where there is no such file.
 * Errors: UserError, where reports are given and nobody says whose must be there.
 */
export async function readEnvironments(
  inputs: { readonly names: readonly string[] | undefined; readonly reports: readonly string[] | undefined; readonly maxAge: number },
  read: (path: string) => Promise<string | undefined>,
  now: number
): Promise<EnvironmentState[] | undefined> {
  const { names = [], reports = [], maxAge } = inputs
  if (names.length === 0) {
    if (reports.length > 0)
      throw new UserError(
        'With `live-reports` the input `environments` is needed: the names of all environments that must have recorded a squash'
      )
    return undefined
  }
  const files = await Promise.all(reports.map(async path => ({ path, text: await read(path) })))
  return environmentStates(names, files, now, maxAge)
}

function parse(text: string): LiveReport | undefined {
  try {
    return liveReport.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
