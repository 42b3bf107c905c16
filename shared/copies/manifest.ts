import * as z from 'zod'
import { UserError } from '../errors.ts'
import { type CopyName, copyKey } from './store.ts'

/** Bytes that a manifest may have. */
const LARGEST = 64 * 2 ** 20

/** The file that makes a directory a backup and a prefix a copy: written last, removed first. */
export const MANIFEST = 'manifest.json'

/** What a copy must know of a backup's manifest; all else in it is the business of whoever verifies the backup. */
const wanted = z.object({
  id: z.string(),
  app: z.string().optional(),
  environment: z.string().optional(),
  members: z.array(z.object({ name: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).min(1)
})
export type CopiedManifest = z.infer<typeof wanted>

/** Reads the text. Errors: UserError that begins with `where`: it cannot be read, or it belongs to another backup, application or environment. */
export function readManifest(where: string, text: string, name: CopyName): CopiedManifest {
  const read = wanted.safeParse(json(text))
  if (!read.success) throw new UserError(`${where} is damaged: it does not say what a manifest says. It is not used.`)
  for (const key of ['app', 'environment', 'id'] as const)
    if (read.data[key] !== name[key])
      throw new UserError(`${where} is that of ${key} ${read.data[key] ?? '(none)'}, and this is ${name[key]}. It is not used.`)
  for (const member of read.data.members) {
    copyKey(name, member.name)
    if (member.name === MANIFEST) throw new UserError(`${where} names itself as a member. It is not used.`)
  }
  return read.data
}

/** A manifest's bytes. Errors: UserError for one that cannot be a manifest, and what the source throws. */
export async function collectManifest(where: string, source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > LARGEST) throw new UserError(`${where} has more than ${LARGEST / 2 ** 20} MiB, so it is no manifest. It is not used.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
