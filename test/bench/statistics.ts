export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Median, least and greatest of at least one number. */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0) throw new Error('Nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return { median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2, min: sorted[0]!, max: sorted.at(-1)! }
}
