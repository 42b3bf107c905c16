import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the space for new objects at its first size, which is a flag of V8 for the whole process. A check of thousands of files makes and drops many of them,
 * and V8 would take 110 MB for that instead of having a look more often; it is no slower for it (14,000 files: 391 -> 274 MB).
 */
export function boundNewSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
