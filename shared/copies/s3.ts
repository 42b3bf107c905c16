import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { S3Client } from '@aws-sdk/client-s3'
import { UserError } from '../errors.ts'
import { ConnectionLost } from '../host/errors.ts'
import { again, PAUSES_MS } from './again.ts'
import { Deadline, type Pace } from './deadline.ts'
import { partBytes, SMALLEST_PART } from './parts.ts'
import { prove, proven } from './proof.ts'
import { explainS3, isPassing, nameOf, type S3Place, statusOf } from './s3-errors.ts'
import { type PartsRequest, type Sdk, uploadInParts } from './s3-upload.ts'
import type { CopyStore, FileProof, StoredFile } from './store.ts'

export interface S3Options {
  readonly bucket: string
  /** What every key begins with, without slashes at its ends; '' for the whole bucket. */
  readonly prefix: string
  /** `https://s3.example.net`; undefined: AWS itself. */
  readonly endpoint?: string | undefined
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken?: string | undefined
  /** The bucket is part of the path and not of the host's name, as most stores but AWS want it. */
  readonly pathStyle: boolean
  /** true: every copy is read back, also where the store's own checksum fits. Costs its transfer a second time. */
  readonly readBack?: boolean | undefined
  /** Milliseconds without a byte after which a request counts as failed; default 60,000. */
  readonly stallMs?: number | undefined
  /** The slowest that a file may go; default 64 KiB/s. */
  readonly pace?: Pace | undefined
  /** Milliseconds before each further try of what failed, each of which is three requests; default 2, 10 and 30 s. */
  readonly pausesMs?: readonly number[] | undefined
  /** Bytes of a part; default the smallest that S3 takes, 5 MiB, two of which are held in memory. */
  readonly partBytes?: number | undefined
}

const STALL_MS = 60_000

/** A bucket of any store that speaks S3. Asks nothing yet. The SDK is loaded here and nowhere else: a run without copies does without. */
export async function openS3(options: S3Options): Promise<CopyStore> {
  const sdk = await import('@aws-sdk/client-s3')
  const { endpoint, region, accessKey, secretKey, sessionToken, pathStyle, stallMs = STALL_MS } = options
  const client = new sdk.S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    forcePathStyle: pathStyle,
    credentials: {
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      ...(sessionToken === undefined ? {} : { sessionToken })
    },
    maxAttempts: 3,
    // Stores other than AWS reject checksums that they do not know; what arrived is proven another way.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It costs a round trip and a connection for each part, and not every store knows it.
    expectContinueHeader: false,
    requestHandler: { connectionTimeout: Math.min(stallMs, 15_000), socketTimeout: stallMs, httpsAgent: { keepAlive: true } }
  })
  return new S3Store(sdk, client, options)
}

/** The client as far as one transfer may use it, and the tries of what may go through a little later, both until its deadline. */
interface Within extends Pick<PartsRequest, 'client' | 'persist'> {
  /** What a failure means to the user. */
  readonly explain: (what: string, error: unknown) => Error
}

class S3Store implements CopyStore {
  readonly label: string
  readonly #sdk: Sdk
  readonly #client: S3Client
  readonly #options: S3Options
  readonly #place: S3Place

  constructor(sdk: Sdk, client: S3Client, options: S3Options) {
    const { bucket, prefix, endpoint, region, accessKey, secretKey, sessionToken = '' } = options
    this.label = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`
    this.#sdk = sdk
    this.#client = client
    this.#options = options
    const secrets = [secretKey, sessionToken, accessKey]
    this.#place = { label: this.label, bucket, endpoint: endpoint ?? `AWS (${region})`, region, secrets }
  }

  async put(key: string, source: () => Promise<Readable>, facts: FileProof): Promise<void> {
    const what = `${key} could not be copied to ${this.label}`
    const size = partBytes(facts.bytes, this.#options.partBytes ?? SMALLEST_PART)
    const checked = async () => proven(`${what}, because it is not what the manifest says`, await source(), facts)
    await this.#explained(what, facts.bytes, async within => {
      const tag =
        facts.bytes <= size
          ? await this.#putWhole(within, key, checked)
          : await this.#putParts(within, what, key, checked, facts.bytes, size)
      await this.#confirm(within, key, facts, tag)
    })
  }

  async get(key: string): Promise<Readable> {
    const deadline = new Deadline(0, this.#options.pace)
    const { Body, ContentLength = 0 } = await this.#told(`${key} could not be read from ${this.label}`, deadline, ({ client }) =>
      client.send(new this.#sdk.GetObjectCommand(this.#at(key)))
    ).catch((error: unknown) => {
      deadline.end()
      throw error
    })
    deadline.restart(ContentLength)
    return this.#explainedStream(key, Body as Readable, deadline)
  }

  async list(prefix: string): Promise<readonly StoredFile[]> {
    return this.#explained(`${this.label} could not be listed`, 0, async ({ client }) => {
      const files: StoredFile[] = []
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(
          new this.#sdk.ListObjectsV2Command({ Bucket: this.#options.bucket, Prefix: this.#name(prefix), ContinuationToken })
        )
        for (const { Key = '', Size = 0 } of page.Contents ?? []) files.push({ key: Key.slice(this.#name('').length), bytes: Size })
        ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined
      } while (ContinuationToken !== undefined)
      return files
    })
  }

  async remove(key: string): Promise<void> {
    await this.#explained(`${key} could not be removed from ${this.label}`, 0, ({ client }) =>
      client.send(new this.#sdk.DeleteObjectCommand(this.#at(key)))
    )
  }

  async close(): Promise<void> {
    this.#client.destroy()
  }

  async #putWhole({ client, persist }: Within, key: string, source: () => Promise<AsyncIterable<Buffer>>): Promise<string> {
    const isLost = (error: unknown) => error instanceof ConnectionLost
    const body = await again(this.#pausesMs, isLost, async () => buffer(await source()))
    const md5 = createHash('md5').update(body).digest()
    const ContentMD5 = md5.toString('base64')
    await persist(() => client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body: body, ContentMD5 })))
    return md5.toString('hex')
  }

  #putParts(
    within: Within,
    what: string,
    key: string,
    source: () => Promise<AsyncIterable<Buffer>>,
    bytes: number,
    size: number
  ): Promise<string> {
    return uploadInParts({
      sdk: this.#sdk,
      ...within,
      end: async body => {
        // What is ended because it took too long has time of its own to be ended in.
        const deadline = new Deadline(0, this.#options.pace)
        await body(this.#within(deadline)).finally(() => deadline.end())
      },
      at: this.#at(key),
      source,
      bytes,
      partBytes: size,
      pausesMs: this.#pausesMs,
      explain: error => within.explain(what, error)
    })
  }

  /**
   * The store's own MD5 of what it holds is that of the bytes whose SHA-256 was compared on the way; where its ETag is not an MD5 (encryption with a
   * key service), everything is read back. Errors: UserError; then it was removed again.
   */
  async #confirm({ client, persist }: Within, key: string, facts: FileProof, tag: string): Promise<void> {
    const head = await persist(() => client.send(new this.#sdk.HeadObjectCommand(this.#at(key))))
    const fits = head.ContentLength === facts.bytes && bare(head.ETag) === tag
    if (fits && this.#options.readBack !== true) return
    try {
      await prove(`What ${this.label} holds as ${key} is not what was sent`, await this.get(key), facts)
    } catch (error) {
      if (error instanceof UserError) await this.remove(key)
      throw error
    }
  }

  get #pausesMs(): readonly number[] {
    return this.#options.pausesMs ?? PAUSES_MS
  }

  #within(deadline: Deadline): Within {
    const send = ((command: Parameters<S3Client['send']>[0]) =>
      this.#client.send(command, { abortSignal: deadline.signal })) as S3Client['send']
    const mayPass = (error: unknown) => isPassing(error) && !deadline.passed
    return {
      client: { send },
      persist: request => again(this.#pausesMs, mayPass, request),
      explain: (what, error) => this.#explain(what, deadline, error)
    }
  }

  /** Does it in the time that so many bytes may take. */
  async #explained<T>(what: string, bytes: number, body: (within: Within) => Promise<T>): Promise<T> {
    const deadline = new Deadline(bytes, this.#options.pace)
    return this.#told(what, deadline, body).finally(() => deadline.end())
  }

  async #told<T>(what: string, deadline: Deadline, body: (within: Within) => Promise<T>): Promise<T> {
    try {
      return await body(this.#within(deadline))
    } catch (error) {
      // An answer to HEAD has no words: a bucket that is not there and a file that is not there look the same.
      const reason = statusOf(error) === 404 && nameOf(error) === 'NotFound' ? await this.#reason(error) : error
      throw this.#explain(what, deadline, reason)
    }
  }

  #explain(what: string, deadline: Deadline, error: unknown): Error {
    if (!deadline.passed || error instanceof UserError) return explainS3(what, error, this.#place)
    return new UserError(`${what}: ${deadline.words}. Look at the line to ${this.#place.endpoint}, and at the store.`, { cause: error })
  }

  async #reason(error: unknown): Promise<unknown> {
    const { bucket: Bucket } = this.#options
    return this.#client.send(new this.#sdk.ListObjectsV2Command({ Bucket, MaxKeys: 1 })).then(
      () => error,
      (reason: unknown) => reason
    )
  }

  /** What breaks in the middle is told like what breaks at the beginning. */
  #explainedStream(key: string, body: Readable, deadline: Deadline): Readable {
    const what = `${key} could not be read to its end from ${this.label}`
    const explain = (error: unknown) => this.#explain(what, deadline, error)
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        yield* body
      } catch (error) {
        throw explain(error)
      } finally {
        deadline.end()
      }
    }
    return Readable.from(chunks(), { objectMode: false, highWaterMark: 2 ** 20 })
  }

  #name(key: string): string {
    return this.#options.prefix === '' ? key : `${this.#options.prefix}/${key}`
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#options.bucket, Key: this.#name(key) }
  }
}

const bare = (tag: string | undefined): string => (tag ?? '').replaceAll('"', '').toLowerCase()
