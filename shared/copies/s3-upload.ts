import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { UserError } from '../errors.ts'
import { ConnectionLost } from '../host/errors.ts'
import { again } from './again.ts'
import { Buffers, cut } from './parts.ts'
import { isPassing, nameOf, statusOf } from './s3-errors.ts'

export type Sdk = typeof import('@aws-sdk/client-s3')

export interface PartsRequest {
  readonly sdk: Sdk
  readonly client: Pick<S3Client, 'send'>
  readonly at: { readonly Bucket: string; readonly Key: string }
  /** The file from its beginning; read again when the connection to where it lies broke. */
  readonly source: () => Promise<AsyncIterable<Buffer>>
  readonly bytes: number
  readonly partBytes: number
  /** Tries a request again that may go through a little later. */
  readonly persist: <T>(request: () => Promise<T>) => Promise<T>
  /** Ends an upload that has failed, with a client whose time has not passed. */
  readonly end: (body: (within: Pick<PartsRequest, 'client' | 'persist'>) => Promise<unknown>) => Promise<void>
  /** Milliseconds before each further reading of the source. */
  readonly pausesMs: readonly number[]
  /** What a failure means to the user. */
  readonly explain: (error: unknown) => Error
}

/** What is known of a part that the store has. */
interface Stored {
  readonly tag: string
  readonly bytes: number
}

/** Parts on their way at once; one more is being filled meanwhile. With two the action has more than 150 MB resident (1 GB copied, measured). */
const PARALLEL = 1

/**
 * A multipart upload that goes on from the parts that are there: those of this run, after the connection to the source or to the store broke, and those
 * of a run that was killed. A part counts as there when its MD5 is that of the bytes that belong there.
 * Answers the ETag that the whole must have. On a failure nothing remains of it; where that could not be done either, the error says so.
 */
export async function uploadInParts(request: PartsRequest): Promise<string> {
  const { sdk, client, at, persist } = request
  let begun: string | undefined
  try {
    const { id, stored } = await begin(request)
    begun = id
    const digests = await sendAll(request, id, stored)
    const whole = composite(digests)
    const Parts = digests.map((_, index) => ({ PartNumber: index + 1, ETag: `"${stored.get(index + 1)!.tag}"` }))
    const complete = () => client.send(new sdk.CompleteMultipartUploadCommand({ ...at, UploadId: id, MultipartUpload: { Parts } }))
    await persist(complete).catch(async (error: unknown) => {
      // Its answer may have been lost, and the next try then finds no upload any more: what lies there decides.
      const head = await client.send(new sdk.HeadObjectCommand(at)).catch(() => undefined)
      if (nameOf(error) !== 'NoSuchUpload' || head?.ContentLength !== request.bytes || head.ETag !== `"${whole}"`) throw error
    })
    // What cannot be tidied up now is no reason to do without the copy.
    await request.end(within => endOthers(request, within)).catch(() => undefined)
    return whole
  } catch (error) {
    throw await abort(request, begun, error)
  }
}

/** Goes on with an upload of this file that a killed run has left, or begins one. Of several the newest counts and the others are ended. */
async function begin({ sdk, client, at, persist }: PartsRequest): Promise<{ id: string; stored: Map<number, Stored> }> {
  const found = await uploadsOf(sdk, client, at).catch((error: unknown) => {
    // A key that may only write, or a store without this list: nothing is known of former runs, and it works without.
    if (isUnknown(error)) return []
    throw error
  })
  const newest = found.pop()
  for (const UploadId of found) await client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId }))
  if (newest !== undefined) return { id: newest, stored: await partsOf(sdk, client, at, newest) }
  const { UploadId } = await persist(() => client.send(new sdk.CreateMultipartUploadCommand(at)))
  return { id: UploadId!, stored: new Map() }
}

const isUnknown = (error: unknown) => statusOf(error) === 501 || nameOf(error) === 'AccessDenied'

/** Uploads of this very file that were begun and are neither finished nor ended, the oldest first. */
async function uploadsOf(sdk: Sdk, client: Pick<S3Client, 'send'>, at: PartsRequest['at']): Promise<string[]> {
  const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: at.Key }))
  return Uploads.filter(({ Key, UploadId }) => Key === at.Key && UploadId !== undefined)
    .sort((a, b) => (a.Initiated?.getTime() ?? 0) - (b.Initiated?.getTime() ?? 0))
    .map(({ UploadId }) => UploadId!)
}

/** A beginning whose answer was lost was begun all the same, and the try after it began another. */
async function endOthers({ sdk, at }: PartsRequest, { client, persist }: Pick<PartsRequest, 'client' | 'persist'>): Promise<void> {
  const found = await persist(() => uploadsOf(sdk, client, at)).catch((error: unknown) => {
    if (isUnknown(error)) return []
    throw error
  })
  for (const UploadId of found) await persist(() => client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })))
}

async function partsOf(sdk: Sdk, client: Pick<S3Client, 'send'>, at: PartsRequest['at'], UploadId: string): Promise<Map<number, Stored>> {
  const stored = new Map<number, Stored>()
  let PartNumberMarker: string | undefined
  do {
    const page = await client.send(new sdk.ListPartsCommand({ ...at, UploadId, PartNumberMarker }))
    for (const { PartNumber = 0, ETag = '', Size = 0 } of page.Parts ?? [])
      stored.set(PartNumber, { tag: ETag.replaceAll('"', ''), bytes: Size })
    PartNumberMarker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined
  } while (PartNumberMarker !== undefined)
  return stored
}

/** Answers every part's MD5, in order. */
async function sendAll(request: PartsRequest, id: string, stored: Map<number, Stored>): Promise<Buffer[]> {
  const buffers = new Buffers(PARALLEL + 1, request.partBytes)
  const isLost = (error: unknown) => error instanceof ConnectionLost
  return again(request.pausesMs, isLost, () => sendOnce(request, id, stored, buffers))
}

async function sendOnce(request: PartsRequest, id: string, stored: Map<number, Stored>, buffers: Buffers): Promise<Buffer[]> {
  const { sdk, client, at, persist } = request
  const digests: Buffer[] = []
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  const send = async (number: number, body: Buffer, digest: Buffer) => {
    const md5 = digest.toString('hex')
    const there = stored.get(number)
    if (there?.tag === md5 && there.bytes === body.length) return
    const part = { ...at, UploadId: id, PartNumber: number, Body: body, ContentMD5: digest.toString('base64') }
    const { ETag } = await persist(() => client.send(new sdk.UploadPartCommand(part)))
    stored.set(number, { tag: (ETag ?? '').replaceAll('"', ''), bytes: body.length })
  }
  try {
    for await (const { number, body, release } of cut(await request.source(), buffers)) {
      const digest = createHash('md5').update(body).digest()
      digests.push(digest)
      const sending: Promise<void> = send(number, body, digest)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => {
          release()
          running.delete(sending)
        })
      running.add(sending)
      if (failure !== undefined) break
    }
  } finally {
    // A part that is still on its way would be there again after the upload was ended.
    await Promise.all(running)
  }
  if (failure !== undefined) throw failure.error
  return digests
}

/** Ends the upload, so that none of its parts remains, and those whose beginning was not answered. Answers the error to throw. */
async function abort(request: PartsRequest, begun: string | undefined, error: unknown): Promise<Error> {
  const { sdk, at, end, explain } = request
  const told = explain(error)
  // A clear answer to its beginning: nothing was begun.
  if (begun === undefined && !isPassing(error)) return told
  try {
    await end(async within => {
      const { client, persist } = within
      if (begun !== undefined)
        await persist(() => client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId: begun }))).catch((second: unknown) => {
          if (nameOf(second) !== 'NoSuchUpload') throw second
        })
      await endOthers(request, within)
    })
    return told
  } catch (second) {
    if (!(told instanceof UserError)) return told
    const left = `Parts of ${at.Key} ${begun === undefined ? 'may remain' : 'remain'} in the bucket ${at.Bucket}, because they could not be removed either; the next copy of this backup goes on from them.`
    return new UserError(`${told.message} ${left}`, { cause: told.cause })
  }
}

/** The ETag of what was made of parts: the MD5 of their MD5s, and how many they were. */
function composite(digests: readonly Buffer[]): string {
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`
}
