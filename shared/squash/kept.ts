/**
 * What was read of files, for a second tree that holds the same bytes at the same places: a branch and its base differ in a few files of thousands.
 * Only what is made of a file's bytes and its `place` alone may be kept, and nobody may change it afterwards.
 */
export class Kept {
  private readonly files = new WeakMap<Uint8Array, Map<string, unknown>>()

  /** `read` is called once for the same bytes (the same object, see `gitSource`, `reuse`) and place; a text is always read. */
  of<T>(content: Uint8Array | string, place: string, read: () => T): T {
    if (typeof content === 'string') return read()
    let places = this.files.get(content)
    if (places === undefined) this.files.set(content, (places = new Map()))
    if (!places.has(place)) places.set(place, read())
    return places.get(place) as T
  }
}
