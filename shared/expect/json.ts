/** Pure: what is wrong with a text that should be JSON with these values by dotted path; undefined when nothing is. */
export function wrongJson(text: string, expected: Readonly<Record<string, unknown>>): string | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'expected JSON, got something else'
  }
  for (const [path, value] of Object.entries(expected)) {
    const got = at(json, path)
    if (!equal(got, value))
      return `expected ${path} to be ${JSON.stringify(value)}, got ${got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80)}`
  }
  return undefined
}

/** The value at a dotted path; a number is an index of a list. A key that holds dots itself is found first. */
function at(json: unknown, path: string): unknown {
  let here = json
  if (isObject(here) && Object.hasOwn(here, path)) return here[path]
  for (const part of path.split('.')) {
    if (Array.isArray(here)) here = /^\d+$/.test(part) ? here[Number(part)] : undefined
    else if (isObject(here) && Object.hasOwn(here, part)) here = here[part]
    else return undefined
  }
  return here
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, index) => equal(each, b[index]))
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && equal(a[key], b[key]))
  }
  return a === b
}
