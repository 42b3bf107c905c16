import { MANIFEST } from './manifest.ts'
import { type CopyName, type CopyStore, copyKey, copyPrefix, siblingsPrefix } from './store.ts'

export interface ListedCopy {
  readonly id: string
  /** Of all files that lie there. */
  readonly bytes: number
  /** false: it has no manifest, because a run that made or removed it did not end. It is no copy. */
  readonly whole: boolean
}

/** Every copy of an application's environment in a store, in the order of their ids; those of others are never among them. */
export async function listCopies(store: CopyStore, of: Pick<CopyName, 'app' | 'environment'>): Promise<readonly ListedCopy[]> {
  const prefix = siblingsPrefix(of)
  const copies = new Map<string, { bytes: number; whole: boolean }>()
  for (const { key, bytes } of await store.list(prefix)) {
    const [id = '', file, ...deeper] = key.slice(prefix.length).split('/')
    if (file === undefined || deeper.length > 0) continue
    const copy = copies.get(id) ?? { bytes: 0, whole: false }
    copies.set(id, { bytes: copy.bytes + bytes, whole: copy.whole || file === MANIFEST })
  }
  return [...copies].map(([id, copy]) => ({ id, ...copy }))
}

/** Removes a copy, its manifest first: killed at any point it is a copy or none. Nothing to do when it is gone. */
export async function removeCopy(store: CopyStore, name: CopyName): Promise<void> {
  await store.remove(copyKey(name, MANIFEST))
  for (const { key } of await store.list(copyPrefix(name))) await store.remove(key)
}
