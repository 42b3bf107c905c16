import { UserError } from '../errors.ts'

/** Names that Belay itself puts into a release; the repository and `shared` must leave them alone. */
const reserved = ['REVISION', 'venv']

/**
 * The id of a release: the version, made safe for a path, and the first ten digits of the commit (`v1.1.0-1a2b3c4d5e`).
 * `attempt` 2 and above is appended where an id is taken by a directory that cannot be used again.
 */
export function releaseId(version: string, commit: string, attempt = 1): string {
  const name = version
    .replace(/^refs\/(heads|tags)\//, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .slice(0, 60)
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/[^A-Za-z0-9]+$/, '')
  return `${name === '' ? 'release' : name}-${commit.slice(0, 10)}${attempt === 1 ? '' : `-${attempt}`}`
}

/** Refuses what can be no name of a release, before it becomes part of a path. */
export function checkReleaseId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(id) && !/\.(partial|removed)$/.test(id)) return id
  throw new UserError(
    `${JSON.stringify(id)} is no release: an id has letters, digits, dots, dashes and underscores only, as in v1.1.0-1a2b3c4d5e`
  )
}

/** Refuses what git would read as an option or an expression: only the name of a branch or tag, or a commit, gets through. */
export function checkRef(ref: string): string {
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|\/\.|[/.]$|\.lock(\/|$)/
  if (ref !== '' && ref !== '@' && !forbidden.test(ref)) return ref
  throw new UserError(
    `${JSON.stringify(ref)} is no name of a tag, a branch or a commit. Write for example v1.1.0, refs/tags/v1.1.0 or a commit of 40 digits.`
  )
}

/** A path within a directory: relative, without `.` and `..`, printable. `what` names the setting in the message. */
export function checkRelativePath(path: string, what: string): string {
  const parts = path.replace(/\/$/, '').split('/')
  const bad = path === '' || /[\x00-\x1f\x7f]/.test(path) || parts.some(part => part === '' || part === '.' || part === '..')
  if (bad)
    throw new UserError(
      `${what}: ${JSON.stringify(path)} must be a path inside it, like media or config/local.env: relative, without "." and ".."`
    )
  return path
}

export interface SharedPath {
  readonly path: string
  /** Written with a slash at its end: a directory that Belay may make. */
  readonly directory: boolean
}

/** The paths of `code.shared`, checked: inside the release, none within another, none of Belay's own names. */
export function sharedPaths(shared: readonly string[]): SharedPath[] {
  const paths = shared.map(each => ({ path: checkRelativePath(each, 'code.shared').replace(/\/$/, ''), directory: each.endsWith('/') }))
  for (const [index, { path }] of paths.entries()) {
    const top = path.split('/')[0]!
    if (reserved.includes(path) || top === 'venv' || top === '.git')
      throw new UserError(`code.shared: ${path} is a name that Belay uses itself; share another path`)
    const other = paths.find((each, at) => at !== index && (each.path === path || each.path.startsWith(`${path}/`)))
    if (other) throw new UserError(`code.shared: ${path} and ${other.path} overlap; share only one of them`)
  }
  return paths
}
