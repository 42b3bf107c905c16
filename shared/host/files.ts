import type { Readable } from 'node:stream'
import type { Transport } from './channel.ts'
import type { FileFacts, UploadOptions } from './host.ts'
export async function upload(
  _transport: Transport,
  _source: Buffer | string | { file: string },
  _path: string,
  _options: UploadOptions
): Promise<FileFacts> {
  throw new Error('not yet')
}
export async function download(_transport: Transport, _path: string): Promise<Readable> {
  throw new Error('not yet')
}
