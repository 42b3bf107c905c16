/** What S3 asks of a multipart upload: at most so many parts, each but the last of at least so many bytes. */
const MOST_PARTS = 10_000
const MEBIBYTE = 2 ** 20
export const SMALLEST_PART = 5 * MEBIBYTE

/** Bytes of each part but the last. A file of the same size always has the same parts, so a later run can go on from them. */
export function partBytes(bytes: number, least: number): number {
  const needed = bytes / MOST_PARTS
  return needed <= least ? least : Math.ceil(needed / MEBIBYTE) * MEBIBYTE
}

/** So many buffers and no more: who takes one waits until one is there. */
export class Buffers {
  readonly #free: Buffer[]
  readonly #waiting: ((buffer: Buffer) => void)[] = []

  constructor(count: number, bytes: number) {
    this.#free = Array.from({ length: count }, () => Buffer.allocUnsafeSlow(bytes))
  }

  async take(): Promise<Buffer> {
    return this.#free.pop() ?? new Promise(resolve => this.#waiting.push(resolve))
  }

  give(buffer: Buffer): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(buffer)
    else next(buffer)
  }
}

export interface Part {
  /** From 1. */
  readonly number: number
  readonly body: Buffer
  /** Must be called once, when the bytes are not needed any more. */
  release(): void
}

/** Cuts a stream into parts as large as the buffers. */
export async function* cut(source: AsyncIterable<Buffer>, buffers: Buffers): AsyncGenerator<Part> {
  let number = 1
  let buffer: Buffer | undefined
  let filled = 0
  const part = (whole: Buffer): Part => ({ number: number++, body: whole.subarray(0, filled), release: () => buffers.give(whole) })
  try {
    for await (const chunk of source)
      for (let at = 0; at < chunk.length; ) {
        buffer ??= await buffers.take()
        const taken = chunk.copy(buffer, filled, at)
        at += taken
        filled += taken
        if (filled < buffer.length) continue
        const full = buffer
        buffer = undefined
        yield part(full)
        filled = 0
      }
    if (buffer === undefined) return
    const rest = buffer
    buffer = undefined
    yield part(rest)
  } finally {
    if (buffer !== undefined) buffers.give(buffer)
  }
}
