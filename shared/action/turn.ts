import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Lets whatever waits for this process have its turn: loading code gives none, and a handshake is a dialogue.
 */
export { setImmediate as turn } from 'node:timers/promises'

/** Waits for a promise, but not longer than so many milliseconds. It must not reject. */
export async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  const limit = new AbortController()
  await Promise.race([promise, sleep(ms, undefined, { signal: limit.signal }).catch(() => undefined)])
  limit.abort()
}

/** How long code waits for a login, in milliseconds: what else may be wrong is not to be told late because of a host that does not answer. */
export const loginMs = 500
