import { parse } from 'yaml'
import * as z from 'zod'
import { UserError } from '../errors.ts'

const bucket = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]'
const segments = '(?:/[A-Za-z0-9][A-Za-z0-9._-]*)'
const s3Url = new RegExp(`^s3://(${bucket})(${segments}*)/?$`)
const sshUrl = /^ssh:\/\/([a-z_][a-z0-9._-]*)@(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:\/[A-Za-z0-9._@+-]+)+)\/?$/

const s3 = z.strictObject({
  s3: z
    .string()
    .regex(s3Url, 'write `s3://bucket/prefix`')
    .describe('`s3://bucket/prefix`: a bucket of AWS or of any store that speaks S3, and what the keys begin with.'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('`https://s3.example.net`: where the store is, if it is not AWS. With http:// whoever is on the line can read the backup.'),
  region: z.string().min(1).default('us-east-1').describe('As the store names it; most stores but AWS take any.'),
  'path-style': z
    .boolean()
    .optional()
    .describe("The bucket is part of the path and not of the host's name. Default: true where there is an `endpoint`."),
  'read-back': z
    .boolean()
    .default(false)
    .describe("Read every copy back, also where the store's own checksum fits: for a store that you do not trust with that.")
})

const ssh = z.strictObject({
  ssh: z
    .string()
    .regex(sshUrl, 'write `ssh://user@host:port/absolute/directory`')
    .refine(url => !url.split('/').includes('..') && Number(sshUrl.exec(url)?.[3] ?? 22) <= 65_535, 'a port up to 65535 and no `..`')
    .describe("`ssh://user@host:port/absolute/directory`: another machine; the directory's parent must be there.")
})

const artifact = z.strictObject({
  artifact: z
    .literal(true)
    .describe('An artifact of the run that takes the backup, on GitHub. Encrypted backups only; GitHub removes it when its days are over.')
})

const short = z
  .string()
  .regex(/^(s3:\/\/.*|ssh:\/\/.*|artifact)$/, 'write `s3://bucket/prefix`, `ssh://user@host:port/absolute/directory` or `artifact`')

const ofShort = (text: string) => (text === 'artifact' ? { artifact: true } : text.startsWith('s3:') ? { s3: text } : { ssh: text })

/** One entry of `backup.copy-to`, or the input of that name: an URL or `artifact` alone, or an object with what the kind needs besides. Nothing secret. */
export const copyTo = z
  .union([short.transform(ofShort).pipe(z.union([s3, ssh, artifact])), s3, ssh, artifact])
  .describe(
    '`s3://bucket/prefix`, `ssh://user@host:port/directory`, `artifact`, or an object with `endpoint`, `region` and `path-style` for S3.'
  )
export type CopyTo = z.infer<typeof copyTo>

/** The input `copy-to`. Errors: UserError. */
export function copyToOf(text: string): CopyTo[] {
  const lines = text.split(/\s+/).filter(each => each !== '')
  const given = lines.every(each => /^((s3|ssh):|artifact$)/.test(each)) ? lines : yaml(text)
  const read = z.array(copyTo).safeParse(Array.isArray(given) ? given : [given])
  if (read.success) return read.data
  throw new UserError(`The input \`copy-to\` cannot be used:\n${z.prettifyError(read.error)}`)
}

function yaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    throw new UserError('The input `copy-to` is neither a list of addresses, one to a line, nor YAML in the form of `backup.copy-to`')
  }
}

export interface S3Target {
  readonly bucket: string
  /** Without slashes at its ends; '' where there is none. */
  readonly prefix: string
  readonly endpoint: string | undefined
  readonly region: string
  readonly pathStyle: boolean
  readonly readBack: boolean
}

export function s3Target(config: Extract<CopyTo, { s3: string }>): S3Target {
  const [, name = '', path = ''] = s3Url.exec(config.s3)!
  const { endpoint, region } = config
  const pathStyle = config['path-style'] ?? endpoint !== undefined
  return { bucket: name, prefix: path.replace(/^\//, ''), endpoint, region, pathStyle, readBack: config['read-back'] }
}

export interface SshTarget {
  readonly user: string
  readonly address: string
  readonly port: number
  /** Absolute, without a slash at its end. */
  readonly directory: string
}

export function sshTarget(config: Extract<CopyTo, { ssh: string }>): SshTarget {
  const [, user = '', address = '', port = '22', directory = ''] = sshUrl.exec(config.ssh)!
  return { user, address: address.replace(/^\[(.*)\]$/, '$1'), port: Number(port), directory }
}
