import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import { ConnectionLost } from '../host/errors.ts'
import { again, PAUSES_MS } from './again.ts'
import { type ArtifactAccess, ArtifactFailure, ArtifactService, type FoundArtifact, type Timing } from './artifact-service.ts'
import { Buffers, cut, partBytes, SMALLEST_PART } from './parts.ts'
import { prove, proven } from './proof.ts'
import type { CopyStore, FileProof, StoredFile } from './store.ts'

/** What the name of every artifact begins with; a key's slashes may not be in it. */
const PREFIX = 'belay~'

export interface ArtifactOptions extends Partial<Timing> {
  /** Bytes of a block; default 5 MiB, two of which are held in memory. */
  readonly partBytes?: number | undefined
}

/** The artifacts of a repository, each file of a backup one of them. Asks nothing yet. Errors: UserError for a token that names no run. */
export function openArtifacts(access: ArtifactAccess, options: ArtifactOptions = {}): CopyStore {
  return new ArtifactStore(access, options)
}

class ArtifactStore implements CopyStore {
  readonly label: string
  readonly days: number | undefined
  readonly #service: ArtifactService
  readonly #options: ArtifactOptions
  readonly #pausesMs: readonly number[]
  readonly #repository: string
  readonly #others: boolean

  constructor(access: ArtifactAccess, options: ArtifactOptions) {
    this.label = `artifact://${access.repository}/runs/${access.runId}`
    this.days = access.days
    this.#pausesMs = options.pausesMs ?? PAUSES_MS
    this.#service = new ArtifactService(access, { pausesMs: this.#pausesMs, pace: options.pace })
    this.#options = options
    this.#repository = access.repository
    this.#others = access.apiToken !== undefined
  }

  /** Everything is read back: what GitHub says of the SHA-256 is what it was told. */
  async put(key: string, source: () => Promise<Readable>, facts: FileProof): Promise<void> {
    const what = `${key} could not be copied to ${this.label}`
    const name = nameOf(key)
    await this.#explained(what, async () => {
      await this.#service.deleteOfRun(name)
      const isLost = (error: unknown) => error instanceof ConnectionLost
      try {
        const url = await this.#create(name)
        await again(this.#pausesMs, isLost, async () => {
          const stream = proven(`${what}, because it is not what the manifest says`, await source(), facts)
          await this.#send(url, stream, facts.bytes)
        })
        await this.#service.finalize(name, facts.bytes, facts.sha256)
        await prove(
          `What ${this.label} holds as ${name} is not what was sent`,
          await this.#service.open({ name, bytes: facts.bytes }),
          facts
        )
      } catch (error) {
        throw await this.#undone(what, name, error)
      }
    })
  }

  async get(key: string): Promise<Readable> {
    return this.#explained(`${key} could not be read from ${this.label}`, async () => {
      const name = nameOf(key)
      const [mine] = await this.#service.listRun(name)
      const found = mine ?? (await this.#listOthers(name))[0]
      if (found === undefined) throw new ArtifactFailure(404, `there is no artifact ${name} that has not expired`)
      return this.#stream(key, await this.#service.open(found))
    })
  }

  async list(prefix: string): Promise<readonly StoredFile[]> {
    return this.#explained(`The artifacts of ${this.#repository} could not be listed`, async () => {
      const files = new Map<string, StoredFile>()
      const add = ({ name, bytes }: FoundArtifact) => {
        const key = keyOf(name)
        // The first of a name is the newest.
        if (key?.startsWith(prefix) && !files.has(key)) files.set(key, { key, bytes })
      }
      for (const each of await this.#service.listRun()) add(each)
      if (this.#others || files.size === 0) for (const each of await this.#listOthers()) add(each)
      return [...files.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
    })
  }

  async remove(key: string): Promise<void> {
    await this.#explained(`${key} could not be removed from ${this.label}`, async () => {
      const name = nameOf(key)
      await this.#service.deleteOfRun(name)
      if (this.#others) for (const { apiId } of await this.#listOthers(name)) await this.#service.deleteOfApi(apiId!)
    })
  }

  async close(): Promise<void> {}

  /** What a former try of this job has begun and could not remove holds the name still. */
  async #create(name: string): Promise<string> {
    return this.#service.create(name).catch(async (error: unknown) => {
      if (!(error instanceof ArtifactFailure) || error.status !== 409) throw error
      await this.#service.deleteOfJob(name)
      return this.#service.create(name)
    })
  }

  async #listOthers(name?: string): Promise<readonly FoundArtifact[]> {
    if (this.#others) return this.#service.listAll(name)
    throw new UserError(
      'This run has no such copy among its artifacts, and those of earlier runs are seen only with a token: give `github-token: ${{ github.token }}`, and the job `permissions: actions: read`.'
    )
  }

  /** A block counts as there when the store found its MD5 right. */
  async #send(url: string, stream: AsyncIterable<Buffer>, bytes: number): Promise<void> {
    const size = partBytes(bytes, this.#options.partBytes ?? SMALLEST_PART)
    const ids: string[] = []
    for await (const { number, body, release } of cut(stream, new Buffers(2, size))) {
      // All ids must be of one length.
      const id = Buffer.from(String(number).padStart(6, '0')).toString('base64')
      ids.push(id)
      await this.#service.putBlob(url, `comp=block&blockid=${encodeURIComponent(id)}`, body, { 'content-md5': md5(body) })
      release()
    }
    const list = Buffer.from(
      `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map(id => `<Latest>${id}</Latest>`).join('')}</BlockList>`
    )
    await this.#service.putBlob(url, 'comp=blocklist', list, {
      'content-md5': md5(list),
      'content-type': 'application/xml',
      'x-ms-blob-content-type': 'application/octet-stream'
    })
  }

  /** Removes what was begun; what was never finished is no artifact, and GitHub removes it by itself. Answers the error to throw. */
  async #undone(what: string, name: string, error: unknown): Promise<unknown> {
    const told = this.#explain(what, error)
    try {
      await this.#service.deleteOfJob(name)
      return told
    } catch (second) {
      if (!(told instanceof UserError)) return told
      const left = `The artifact ${name} may be there all the same, for it could not be removed: remove it on the page of this run.`
      return new UserError(`${told.message} ${left}`, { cause: second })
    }
  }

  #stream(key: string, source: AsyncIterable<Buffer>): Readable {
    const explain = (error: unknown) => this.#explain(`${key} could not be read to its end from ${this.label}`, error)
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        yield* source
      } catch (error) {
        throw explain(error)
      }
    }
    return Readable.from(chunks(), { objectMode: false, highWaterMark: 2 ** 20 })
  }

  async #explained<T>(what: string, body: () => Promise<T>): Promise<T> {
    try {
      return await body()
    } catch (error) {
      throw this.#explain(what, error)
    }
  }

  #explain(what: string, error: unknown): unknown {
    if (!(error instanceof ArtifactFailure)) return error
    return new UserError(`${what}: ${this.#advice(error)}`, { cause: error })
  }

  #advice(error: unknown): string {
    const { status, message } = error as ArtifactFailure
    if (/insufficient usage|quota/i.test(message))
      return "GitHub's room for artifacts is used up. Remove old ones, or raise the limit of the account."
    if (status === 401 || status === 403)
      return `GitHub does not allow it (${message}). The token of a job ends with the job; for other runs \`github-token\` needs \`actions: read\`, and \`actions: write\` to remove.`
    if (status === 404) return `${message}. Has it expired?`
    if (status === 0 || status >= 500 || status === 429) return `${message}. It was tried several times; try again when GitHub works again.`
    return `${message}.`
  }
}

const md5 = (body: Buffer): string => createHash('md5').update(body).digest('base64')

function nameOf(key: string): string {
  return PREFIX + key.replaceAll('/', '~')
}

function keyOf(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length).replaceAll('~', '/') : undefined
}
