const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** A size for people: `0 B`, `12.0 KiB`, `1.2 MiB`. `bytes` is a whole number of at least 0. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0]
  // What would be shown as 1024.0 is shown in the next unit.
  while (Number(value.toFixed(1)) >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
