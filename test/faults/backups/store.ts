import { AbortMultipartUploadCommand, DeleteObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { openS3 } from '../../../shared/copies/s3.ts'
import type { CopyStore } from '../../../shared/copies/store.ts'
import { FaultyProxy } from '../../copies/proxy.ts'
import { bootRgw, type Rgw } from '../../copies/rgw.ts'

const bucket = 'backups'
/** Bytes of a part: so small that a backup of a few hundred KiB has many. */
const part = 64 * 1024

/** Ceph's S3 gateway on a machine of its own, and a man in the middle who makes it fail. */
export class FaultyStore {
  readonly proxy: FaultyProxy
  /** Past the proxy. */
  readonly direct: CopyStore
  readonly #rgw: Rgw

  private constructor(rgw: Rgw, proxy: FaultyProxy, direct: CopyStore) {
    this.#rgw = rgw
    this.proxy = proxy
    this.direct = direct
  }

  static async boot(): Promise<FaultyStore> {
    const rgw = await bootRgw(bucket, [`rgw_multipart_min_part_size = ${part}`])
    const options = rgw.options({ prefix: '', partBytes: part })
    return new FaultyStore(rgw, await FaultyProxy.start(rgw.bed.url), await openS3(options))
  }

  /** The store as the action has it, through the proxy; it asks again after short pauses. */
  open(secretKey?: string): Promise<CopyStore> {
    const more = secretKey === undefined ? {} : { secretKey }
    return openS3(this.#rgw.options({ prefix: '', partBytes: part, endpoint: this.proxy.url, stallMs: 1500, pausesMs: [20, 20], ...more }))
  }

  /** Keys of the uploads that were begun and are neither finished nor ended. */
  async unfinished(): Promise<string[]> {
    const { Uploads = [] } = await this.#rgw.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
    return Uploads.map(({ Key = '' }) => Key)
  }

  /** Removes everything that lies there, also what was only begun. */
  async clear(): Promise<void> {
    const { Uploads = [] } = await this.#rgw.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
    for (const { Key, UploadId } of Uploads) await this.#rgw.client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
    const { Contents = [] } = await this.#rgw.client.send(new ListObjectsV2Command({ Bucket: bucket }))
    for (const { Key } of Contents) await this.#rgw.client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  }

  async destroy(): Promise<void> {
    await Promise.all([this.proxy.stop(), this.direct.close()])
    this.#rgw.client.destroy()
    await this.#rgw.bed.destroy()
  }
}
