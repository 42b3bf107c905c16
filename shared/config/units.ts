import * as z from 'zod'

const durations: Record<string, number> = { ms: 1, s: 1000, sec: 1000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const sizes: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }

function unit(kind: string, units: Record<string, number>, bare: string, example: string) {
  const pattern = new RegExp(`^\\s*(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(units).join('|')})?\\s*$`)
  return z
    .union([z.number().nonnegative(), z.string().regex(pattern, `not a ${kind}: write for example "${example}"`)])
    .transform(value => {
      if (typeof value === 'number') return value * units[bare]!
      const [, amount, name] = pattern.exec(value)!
      return Math.round(Number(amount) * units[name ?? bare]!)
    })
}

/** Milliseconds, from `90`, `90 s`, `1.5 h`; a bare number is seconds. */
export const duration = unit('duration', durations, 's', '90 s')
/** Bytes, from `50 GiB`; a bare number is bytes. */
export const size = unit('size', sizes, 'B', '50 GiB')
/** A share between 0 and 1, from `0.1 %`; a bare number is percent. */
export const percentage = z
  .union([z.number().min(0).max(100), z.string().regex(/^\s*\d+(\.\d+)?\s*%?\s*$/, 'not a percentage: write for example "0.1 %"')])
  .transform(value => (typeof value === 'number' ? value : Number.parseFloat(value)) / 100)
