/** Milliseconds before each further try of what may go through a little later. */
export const PAUSES_MS: readonly number[] = [2_000, 10_000, 30_000]

/** Does it again after each pause while `mayPass` says that it may go through then. Errors: what the last try threw. */
export async function again<T>(pausesMs: readonly number[], mayPass: (error: unknown) => boolean, body: () => Promise<T>): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await body()
    } catch (error) {
      if (!mayPass(error)) throw error
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  return body()
}
