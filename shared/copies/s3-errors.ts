import { UserError } from '../errors.ts'

/** What a failed request says of itself; the SDK's exceptions and Node's socket errors have these. */
interface Failure {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly Region?: string
  readonly cause?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

export interface S3Place {
  readonly label: string
  readonly bucket: string
  /** What is asked: `https://s3.example.net`, or `AWS (eu-central-1)`. */
  readonly endpoint: string
  readonly region: string
  /** Replaced wherever the server's words hold them. */
  readonly secrets: readonly string[]
}

export const statusOf = (error: unknown): number | undefined => (error as Failure | null)?.$metadata?.httpStatusCode
export const nameOf = (error: unknown): string => String((error as Failure | null)?.name ?? '')

const network = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/
const transient =
  /^(TimeoutError|AbortError|RequestTimeout|SlowDown|Throttling.*|TooManyRequests|InternalError|ServiceUnavailable|OperationAborted)$/

/** Whether the same request may go through a little later. */
export function isPassing(error: unknown): boolean {
  const { code = '', name = '' } = (error ?? {}) as Failure
  const status = statusOf(error)
  if (network.test(code) || transient.test(name) || transient.test(code)) return true
  return status === 429 || (status !== undefined && status >= 500 && status !== 501 && status !== 507)
}

/** What a failure means to the user. `what` says what did not work, without a full stop. */
export function explainS3(what: string, error: unknown, place: S3Place): Error {
  if (error instanceof UserError) return error
  const failure = (error ?? {}) as Failure
  if (failure.name === undefined || (error instanceof TypeError && failure.code === undefined)) return error as Error
  const advice = adviceFor(failure, place)
  if (advice === undefined) return error as Error
  return new UserError(`${what}: ${advice}`, { cause: new Error(words(failure, place.secrets)) })
}

const needed =
  's3:PutObject, s3:GetObject, s3:ListBucket, s3:AbortMultipartUpload, s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts'

function adviceFor(failure: Failure, { bucket, endpoint, region }: S3Place): string | undefined {
  const { name = '', code = '' } = failure
  const status = statusOf(failure)
  switch (name) {
    case 'NoSuchBucket':
      return `there is no bucket ${bucket} at ${endpoint}. Make it there, or mend its name.`
    case 'InvalidAccessKeyId':
      return `${endpoint} does not know the access key. Is it of this store, and was it removed there?`
    case 'SignatureDoesNotMatch':
      return `the secret key is not that of the access key (${endpoint} computes another signature). Was it copied whole? A proxy that changes requests does the same.`
    case 'InvalidToken':
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return 'the session token is not valid any more. Ask for the credentials right before the copy, or for longer.'
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return `the clocks of this runner (${new Date().toISOString()}) and of ${endpoint}${serverTime(failure)} are too far apart. Set the wrong one.`
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `the bucket ${bucket} is not in the region ${region}${elsewhere(failure)}. Mend \`region\`, and \`endpoint\` where one is given.`
    case 'QuotaExceeded':
    case 'QuotaExceededException':
    case 'XMinioStorageFull':
    case 'EntityTooLarge':
      return 'the store has no room for it, or not for a file of this size. Look at its quota.'
    case 'InvalidObjectState':
      return 'the file was moved to an archive class. Restore it to a normal class in the store first.'
    case 'NoSuchKey':
      return `there is no such file in the bucket ${bucket} any more.`
  }
  if (status === 507) return 'the store has no room for it. Look at its quota.'
  if (status === 403)
    return `${endpoint} does not allow it to this key. It needs ${needed} on the bucket ${bucket}, and s3:DeleteObject where copies are to be removed.`
  if (status === 404) return `${endpoint} has nothing at ${bucket}. Is the bucket there, and must \`path-style\` be set for this store?`
  if (status === 301 || status === 307) return `${endpoint} sends requests for ${bucket} elsewhere. Mend \`region\` and \`endpoint\`.`
  if (status === 501) return `${endpoint} does not know this request. Is it a store with the whole of S3's interface?`
  // The SDK calls a broken connection by that name too.
  if (name === 'TimeoutError' && (code === '' || code === 'ETIMEDOUT'))
    return `${endpoint} did not answer in time, several times. Is it up, and is the line to it?`
  if (isPassing(failure) && status !== undefined)
    return `${endpoint} answered ${status}${name === '' ? '' : ` (${name})`} several times. Try again when it works again.`
  if (code === 'ENOTFOUND')
    return `the name of ${endpoint} could not be resolved. Check \`endpoint\`, and \`path-style\` (without it the bucket is part of the name).`
  if (code === 'ECONNREFUSED') return `nothing listens at ${endpoint}. Is the port right, and is the store up?`
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO|ERR_SSL)/.test(code))
    return `the TLS connection to ${endpoint} could not be trusted (${code}). Set NODE_EXTRA_CA_CERTS for an authority of your own.`
  if (isPassing(failure)) return `the connection to ${endpoint} broke several times (${code || name}).`
  if (status !== undefined) return `${endpoint} answered ${status} (${name}).`
  return undefined
}

function serverTime({ $response }: Failure): string {
  const date = $response?.headers?.['date']
  return date === undefined ? '' : ` (${new Date(date).toISOString()})`
}

function elsewhere({ Region, $response }: Failure): string {
  const found = Region ?? $response?.headers?.['x-amz-bucket-region']
  return found === undefined ? '' : ` but in ${found}`
}

/** The server's own words, in one line, without anything secret. */
function words({ name = '', code, message = '', $metadata }: Failure, secrets: readonly string[]): string {
  const parts = [[name, code === name ? undefined : code, message === 'UnknownError' ? undefined : message].filter(Boolean).join(': ')]
  if ($metadata?.httpStatusCode !== undefined) parts.push(`HTTP ${$metadata.httpStatusCode}`)
  if ($metadata?.requestId !== undefined) parts.push(`request ${$metadata.requestId}`)
  const text = parts.join(', ').replaceAll(/\s+/g, ' ').slice(0, 1000)
  return secrets.filter(secret => secret !== '').reduce((so, secret) => so.replaceAll(secret, '***'), text)
}
