/** What the configuration says of one environment; the paths as they are written, `%(…)s` filled in. */
export interface EnvironmentConfig {
  /** the section of the ini file; `alembic` where it is pyproject.toml */
  section: string
  scriptLocation: string
  /** empty: the folder `versions` of the script location */
  versionLocations: string[]
  recursive: boolean
}

export interface ConfigProblem {
  reason: string
  line: number
}

export interface ReadConfig {
  environments: EnvironmentConfig[]
  problems: ConfigProblem[]
}

interface Entry {
  value: string
  line: number
}

type Section = Map<string, Entry>

/**
 * The environments of an ini file, one per section that names a `script_location`, as Python's ConfigParser reads it. `here` replaces `%(here)s`.
 * `fallback` is what pyproject.toml beside it sets: Alembic 1.16 and newer take from there what the ini file leaves out.
 */
export function readIni(text: string, here: string, fallback: Readonly<Record<string, string | string[] | boolean>> = {}): ReadConfig {
  const sections = parseIni(text)
  const defaults: Section = sections.get('DEFAULT') ?? new Map()
  const environments: EnvironmentConfig[] = []
  const problems: ConfigProblem[] = []
  for (const [section, own] of sections) {
    if (section === 'DEFAULT') continue
    const options: Section = new Map([...defaults, ...own])
    const location = own.get('script_location') ?? (section === 'alembic' ? options.get('script_location') : undefined)
    const shared = section === 'alembic' && typeof fallback['script_location'] === 'string' ? fallback['script_location'] : undefined
    if (location === undefined && shared === undefined) continue
    const get = (name: string): string | undefined => {
      const entry = options.get(name)
      if (entry === undefined) return undefined
      const value = interpolate(entry.value, options, here)
      if (value === undefined) problems.push({ reason: `${name} = ${entry.value} has a %(…)s that is not in the file`, line: entry.line })
      return value
    }
    const scriptLocation = location === undefined ? shared : get('script_location')
    if (scriptLocation === undefined) continue
    const written = get('version_locations')
    const inToml = fallback['version_locations']
    const separator = get('path_separator') ?? get('version_path_separator')
    const recursive = get('recursive_version_locations')
    environments.push({
      section,
      scriptLocation,
      versionLocations: written ? splitLocations(written, separator) : Array.isArray(inToml) ? inToml : [],
      recursive: recursive === undefined ? fallback['recursive_version_locations'] === true : recursive === 'true'
    })
  }
  return { environments, problems }
}

/** What `[tool.alembic]` of a pyproject.toml sets, as far as it decides where revisions are; undefined where there is no such table. */
export function readPyproject(text: string, here: string): Record<string, string | string[] | boolean> | undefined {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex(line => /^\s*\[\s*tool\s*\.\s*"?alembic"?\s*\]\s*(#.*)?$/.test(line))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line) && !/^\s*\[\s*["']/.test(line))
  const body = lines.slice(start + 1, end < 0 ? lines.length : end).join('\n')
  const table: Record<string, string | string[] | boolean> = {}
  const fill = (value: string) => value.replace(/%(%|\(here\)s)/g, (_, code: string) => (code === '%' ? '%' : here))
  for (const match of body.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\[[^\]]*\]|true|false)/gm)) {
    const value = match[2]!
    if (value.startsWith('['))
      table[match[1]!] = [...value.replace(/^\s*#.*$/gm, '').matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(one => fill(one[1] ?? one[2]!))
    else table[match[1]!] = /^["']/.test(value) ? fill(value.slice(1, -1)) : value === 'true'
  }
  return table
}

/** Sections, in order, with lower-case keys; a line that begins with white space goes on with the value above it. */
function parseIni(text: string): Map<string, Section> {
  const sections = new Map<string, Section>()
  let section: Section | undefined
  let entry: Entry | undefined
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const header = /^\[([^\]]+)\]/.exec(line)
    if (header !== null) {
      entry = undefined
      section = sections.get(header[1]!) ?? new Map()
      sections.set(header[1]!, section)
    } else if (/^\s/.test(line) && entry !== undefined) entry.value += `\n${line.trim()}`
    else {
      const option = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line)
      if (option === null || section === undefined) continue
      entry = { value: option[2]!, line: index + 1 }
      section.set(option[1]!.toLowerCase(), entry)
    }
  }
  return sections
}

/** `%(name)s` by the section's own options; undefined where one is not there. */
function interpolate(value: string, options: Section, here: string, depth = 0): string | undefined {
  let complete = depth < 10
  const filled = value.replace(/%%|%\(([^)]+)\)s/g, (whole, name: string | undefined) => {
    if (name === undefined) return '%'
    if (name === 'here') return here
    const entry = options.get(name.toLowerCase())
    const inner = entry === undefined || !complete ? undefined : interpolate(entry.value, options, here, depth + 1)
    if (inner === undefined) complete = false
    return inner ?? whole
  })
  return complete ? filled : undefined
}

const separators: Record<string, RegExp> = { space: / /, newline: /\n/, os: /:/, ':': /:/, ';': /;/ }

/** Without a separator Alembic splits at commas and spaces. */
function splitLocations(value: string, separator: string | undefined): string[] {
  return value
    .split(separators[separator ?? ''] ?? /, *| +|\n/)
    .map(one => one.trim())
    .filter(one => one !== '')
}
