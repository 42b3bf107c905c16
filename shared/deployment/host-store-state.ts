import * as z from 'zod'
import { messageOf, UserError } from '../errors.ts'
import { type JournalRecord, owner, record, release } from './records.ts'
import { stateVersion } from './state-script.ts'
import type { BackupFacts, Deployment, Holder, State } from './store.ts'

/** What an owner file holds after its first line, `<fingerprint> <deployment>`. */
export const ownerFile = z.object({ owner, since: z.iso.datetime() })

/**
 * The state from the lines that follow `state` in the answer of `readScript`. Pure.
 * Errors: UserError that names the file, when one is broken or is none that this Belay knows; nothing is ever left out silently.
 */
export function parseState(lines: readonly string[], where: string): State {
  const { fields, files } = unpack(lines)
  const broken = (path: string, why: string, cause?: unknown) =>
    new UserError(
      `The journal of ${where} cannot be used: ${path} ${why}. Belay changes nothing on top of a journal that it cannot read; ` +
        `look at the file on the host, and restore or remove it deliberately.`,
      { cause }
    )
  const json = <T>(path: string, content: string, schema: z.ZodType<T>): T => {
    try {
      return schema.parse(JSON.parse(content))
    } catch (error) {
      throw broken(path, `is not as Belay wrote it (${problem(error)})`, error)
    }
  }

  const records = new Map<string, JournalRecord[]>()
  const releases: State['releases'][number][] = []
  const backups = new Map<string, BackupFacts>(fields.backups.map(id => [id, { id }]))
  let lock: { fingerprint: string; deployment: string; facts: z.infer<typeof ownerFile> } | undefined
  for (const { path, content } of files) {
    const [top, id = '', name = ''] = path.split('/')
    if (top === 'lock') {
      const [first = '', second = ''] = content.split('\n')
      const [fingerprint, deployment] = first.split(' ')
      if (fingerprint === undefined || deployment === undefined) throw broken(path, 'has no holder in its first line')
      lock = { fingerprint, deployment, facts: json(path, second, ownerFile) }
    } else if (top === 'releases') {
      const found = json(path, content, release)
      if (found.id !== id) throw broken(path, `names another release, ${found.id}`)
      releases.push(found)
    } else if (top === 'backups') {
      backups.set(id, manifest(id, content))
    } else {
      const list = records.get(id) ?? []
      records.set(id, list)
      if (name !== `${String(list.length + 1).padStart(6, '0')}.json`) throw broken(path, 'is not the next record')
      const found = json(path, content, record)
      if (found.seq !== list.length + 1) throw broken(path, `says that it is record ${found.seq}`)
      if ((list.length === 0) !== (found.type === 'opened'))
        throw broken(path, `is a record "${found.type}" in the wrong place: "opened" is the first`)
      if (list.at(-1)?.type === 'closed') throw broken(path, 'stands after the last record, "closed"')
      list.push(found)
    }
  }

  const deployments: Deployment[] = [...records].map(([id, list]) => ({ id, records: list })).sort((a, b) => (a.id < b.id ? 1 : -1))
  const unfinished = deployments.filter(isOpen)
  if (unfinished.length > 1) {
    throw broken(
      `deployments/${unfinished[0]!.id}`,
      `is open and so is deployments/${unfinished[1]!.id}: the files were changed past Belay`
    )
  }
  const open = unfinished[0]
  return {
    version: stateVersion,
    holder: open && holderOf(open, lock, fields.jobs),
    open,
    deployments,
    releases,
    backups: [...backups.values()],
    freeBytes: fields.freeBytes,
    hostTime: fields.now
  }
}

/** A deployment is open from its first record to its `closed` one. */
export function isOpen(deployment: Deployment): boolean {
  return deployment.records.length > 0 && deployment.records.at(-1)!.type !== 'closed'
}

function holderOf(
  open: Deployment,
  lock: { fingerprint: string; deployment: string; facts: z.infer<typeof ownerFile> } | undefined,
  runningJobs: string[]
): Holder {
  if (lock !== undefined && lock.deployment === open.id) {
    return { deployment: open.id, fingerprint: lock.fingerprint, ...lock.facts, runningJobs }
  }
  const first = open.records[0] as Extract<JournalRecord, { type: 'opened' }>
  return { deployment: open.id, fingerprint: 'missing', owner: first.owner, since: first.at, runningJobs }
}

/** A manifest that cannot be read makes its backup useless, not the journal: it is named, and the backup is no candidate. */
function manifest(id: string, content: string): BackupFacts {
  try {
    return { id, manifest: JSON.parse(content) }
  } catch (error) {
    return { id, problem: `backups/${id}/manifest.json is not JSON: ${messageOf(error)}` }
  }
}

function problem(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error)
  const issue = error.issues[0]!
  return `${issue.path.join('.') || 'content'}: ${issue.message}`
}

interface File {
  readonly path: string
  content: string
}

function unpack(lines: readonly string[]): {
  fields: { freeBytes: number; now: string; jobs: string[]; backups: string[] }
  files: File[]
} {
  const split = lines.indexOf('files')
  if (split === -1) throw new Error('The answer of the state directory is cut off')
  const head = lines.slice(0, split).map(line => line.split(' ', 3))
  const values = (name: string) => head.filter(([first]) => first === name).map(([, ...rest]) => rest)
  const [blocks, size] = values('free')[0] ?? []
  const fields = {
    freeBytes: Number(blocks) * Number(size),
    now: values('time')[0]?.[0] ?? '',
    jobs: values('job').map(([id]) => id ?? ''),
    backups: values('backup').map(([id]) => id ?? '')
  }
  const files: File[] = []
  for (const line of lines.slice(split + 1)) {
    const header = /^==> (.+) <==$/.exec(line)
    const file = files.at(-1)
    if (header !== null) files.push({ path: header[1]!, content: '' })
    else if (file !== undefined) file.content += `${line}\n`
  }
  return { fields, files }
}
