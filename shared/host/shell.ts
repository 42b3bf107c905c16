/** A piece of script that is inserted as it is; everything else that is interpolated into `sh` is quoted. */
export interface Raw {
  readonly raw: string
}

type Value = string | number | Raw | readonly (string | number)[]

/** One POSIX shell word for any string; NUL cannot be passed to a program at all. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new Error('A value with a NUL character cannot be passed to a shell')
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) && !value.startsWith('-') ? value : `'${value.replaceAll("'", `'\\''`)}'`
}

/** Marks script text that was built by `sh` (or is a constant) so that it is not quoted again. */
export function raw(script: string): Raw {
  return { raw: script }
}

/** Builds script text: every interpolated value becomes one quoted word, an array several words, `raw()` stays as it is (G9). */
export function sh(strings: TemplateStringsArray, ...values: Value[]): string {
  return strings.reduce((script, text, index) => script + (index === 0 ? '' : word(values[index - 1]!)) + text, '')
}

function word(value: Value): string {
  if (typeof value === 'object' && 'raw' in value) return value.raw
  if (typeof value === 'object') return value.map(each => quote(String(each))).join(' ')
  return quote(String(value))
}
