/** A user of the guest book: writes at a steady rate and remembers every entry that was acknowledged. */
export interface Client {
  readonly acknowledged: readonly number[]
  readonly refused: number
  /** Longest time in milliseconds between two acknowledged entries. */
  readonly longestGapMs: number
  stop(): Promise<void>
}

export function startClient(url: string, perSecond: number): Client {
  const acknowledged: number[] = []
  let refused = 0
  let longestGapMs = 0
  let last = performance.now()
  let stopped = false
  const write = async (number: number) => {
    try {
      const response = await fetch(`${url}/entries`, {
        method: 'POST',
        body: JSON.stringify({ author: `visitor ${number}`, message: `entry ${number}` }),
        signal: AbortSignal.timeout(5_000)
      })
      if (response.status !== 201) {
        refused++
        return void (await response.arrayBuffer())
      }
      acknowledged.push(((await response.json()) as { id: number }).id)
      longestGapMs = Math.max(longestGapMs, performance.now() - last)
      last = performance.now()
    } catch {
      refused++
    }
  }
  const loop = (async () => {
    for (let number = 1; !stopped; number++) {
      const next = performance.now() + 1000 / perSecond
      await write(number)
      await new Promise(resolve => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
  })()
  return {
    acknowledged,
    get refused() {
      return refused
    },
    get longestGapMs() {
      return longestGapMs
    },
    async stop() {
      stopped = true
      await loop
    }
  }
}
