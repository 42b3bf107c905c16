import { randomBytes } from 'node:crypto'
import type { BedHost } from '../../bed/host.ts'
import { mesDatabase } from './install.ts'

/** A row that the MES said is committed. */
export interface Acknowledged {
  readonly id: number
  readonly orderNumber: string
}

/** One request: when it was sent (milliseconds since the epoch) and what came back: a status, or that nothing did. */
export interface Answer {
  readonly sentAt: number
  readonly answer: number | 'refused' | 'no answer'
}

/** Writes work orders at a steady rate, whatever is answered, and remembers what was acknowledged. */
export class OrderClient {
  readonly acknowledged: Acknowledged[] = []
  readonly answers: Answer[] = []
  readonly #url: string
  readonly #interval: number
  readonly #prefix = `CLIENT-${randomBytes(3).toString('hex')}`
  readonly #open = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #sent = 0

  /** `url` is that of the host (`host.url`); `rate` is rows per second. */
  constructor(url: string, rate: number) {
    this.#url = `${url}/orders/`
    this.#interval = 1000 / rate
  }

  start(): void {
    this.#timer = setInterval(() => {
      const request = this.#write().finally(() => this.#open.delete(request))
      this.#open.add(request)
    }, this.#interval)
  }

  /** Sends no more, and waits for what is under way (5 s at most). */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#open)
  }

  /** How many requests each status, `refused` and `no answer` came back for. */
  tally(): Record<string, number> {
    const tally: Record<string, number> = {}
    for (const { answer } of this.answers) tally[answer] = (tally[answer] ?? 0) + 1
    return tally
  }

  async #write(): Promise<void> {
    const orderNumber = `${this.#prefix}-${++this.#sent}`
    const sentAt = Date.now()
    try {
      const body = JSON.stringify({ order_number: orderNumber, remark: `written by ${this.#prefix}` })
      const response = await fetch(this.#url, { method: 'POST', body, signal: AbortSignal.timeout(5_000) })
      if (response.status === 201) {
        const { id } = (await response.json()) as { id: number }
        this.acknowledged.push({ id, orderNumber })
      } else await response.body?.cancel()
      this.answers.push({ sentAt, answer: response.status })
    } catch (error) {
      const code = ((error as Error).cause as { code?: string } | undefined)?.code
      this.answers.push({ sentAt, answer: code === 'ECONNREFUSED' ? 'refused' : 'no answer' })
    }
  }
}

/** The acknowledged rows that are not in the database, read past the application and past Belay. Empty is what every test wants. */
export async function missingRows(
  host: BedHost,
  acknowledged: readonly Acknowledged[],
  database: string = mesDatabase
): Promise<Acknowledged[]> {
  // The client may go on writing while this asks.
  const asked = [...acknowledged]
  if (asked.length === 0) return []
  const stored = new Map<number, string>()
  const ids = asked.map(row => row.id).join(',')
  const rows = await host.sql(`SELECT id, order_number FROM workorder_workorder WHERE id IN (${ids})`, database)
  for (const row of rows.split('\n').filter(Boolean)) {
    const [id, orderNumber = ''] = row.split('|')
    stored.set(Number(id), orderNumber)
  }
  return asked.filter(row => stored.get(row.id) !== row.orderNumber)
}
