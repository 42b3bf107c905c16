/** Mulberry32: the same seed, the same points. Answers numbers from 0 up to, not including, 1. */
export function random(seed: string): () => number {
  let now = 0x811c9dc5
  // FNV-1a: every cell has a seed of its own, whatever ran before it.
  for (const byte of Buffer.from(seed)) now = Math.imul(now ^ byte, 0x01000193)
  return () => {
    now = (now + 0x6d2b79f5) | 0
    let t = Math.imul(now ^ (now >>> 15), 1 | now)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
