import { posix } from 'node:path'
import type { App, Position } from '../model.ts'
import type { SourceTree } from '../source.ts'
import { type EnvironmentConfig, readIni, readPyproject } from './config.ts'

/** One environment: what one `alembic` command with its configuration works on. */
export interface Environment {
  app: App
  /** its revision files in the order in which Alembic loads them */
  files: string[]
}

export interface Discovery {
  environments: Environment[]
  /** configurations that cannot be followed */
  unknown: (Position & { reason: string })[]
}

/** Stands for the folder of the configuration file in paths, until they are made relative to the repository. */
const hereMark = '\0here'

/** Finds the environments of a repository: those that an ini file or pyproject.toml configures, and folders with `env.py` that none does. */
export function discoverEnvironments(source: SourceTree): Discovery {
  const paths = source.list().filter(path => !/(^|\/)(site-packages|node_modules|\.git)\//.test(path))
  const tree = new Tree(paths, source)
  const found = new Map<string, { directory: string; folders: string[]; section: string; files: string[] }>()
  const unknown: Discovery['unknown'] = []
  const configuredByIni = new Set<string>()
  const add = (file: string, config: EnvironmentConfig) => {
    const folder = posix.dirname(file)
    const unresolved = (what: string) =>
      unknown.push({ file, line: 1, column: 1, reason: `${what} of [${config.section}] is not a folder of the repository` })
    const directory = tree.resolve(config.scriptLocation, folder)
    if (directory === undefined) return unresolved(`script_location = ${shown(config.scriptLocation)}`)
    const folders: string[] = []
    for (const location of config.versionLocations) {
      const resolved = tree.resolve(location, folder)
      // A folder that is not there is passed over by Alembic as well, and git keeps no empty one.
      if (resolved === undefined && location.startsWith(hereMark)) continue
      if (resolved === undefined) unresolved(`${shown(location)} in version_locations`)
      else if (!folders.includes(resolved)) folders.push(resolved)
    }
    if (config.versionLocations.length === 0) folders.push(posix.join(directory, 'versions'))
    if (folders.length === 0) return
    const key = `${directory}\0${[...folders].sort().join('\0')}`
    // Two configurations for the same files (one per stage, say) are one environment.
    if (!found.has(key)) found.set(key, { directory, folders, section: config.section, files: tree.revisions(folders, config.recursive) })
  }
  for (const file of paths.filter(path => /(^|\/)[^/]*\.ini$/.test(path) || /(^|\/)pyproject\.toml$/.test(path))) {
    const text = textOf(source.read(file))
    if (file.endsWith('.toml')) {
      const table = text?.includes('alembic') ? readPyproject(text, hereMark) : undefined
      const location = table?.['script_location']
      // What the ini file beside it sets counts before this one, and was read before it.
      if (typeof location !== 'string' || configuredByIni.has(posix.dirname(file))) continue
      const locations = table?.['version_locations']
      const recursive = table?.['recursive_version_locations'] === true
      add(file, { section: 'alembic', scriptLocation: location, versionLocations: Array.isArray(locations) ? locations : [], recursive })
      continue
    }
    if (text === undefined) {
      const reason = source.skipped.find(entry => entry.path === file)?.reason
      if (/(^|\/)alembic[^/]*\.ini$/.test(file))
        unknown.push({ file, line: 1, column: 1, reason: `not read: ${reason ?? 'the content is not there'}` })
      continue
    }
    if (!/script_location|\[alembic\]/.test(text)) continue
    const beside = textOf(source.read(posix.join(posix.dirname(file), 'pyproject.toml')))
    const read = readIni(text, hereMark, beside === undefined ? {} : readPyproject(beside, hereMark))
    for (const { reason, line } of read.problems) unknown.push({ file, line, column: 1, reason })
    for (const config of read.environments) add(file, config)
    if (posix.basename(file) === 'alembic.ini' && read.environments.some(config => config.section === 'alembic'))
      configuredByIni.add(posix.dirname(file))
  }
  const configured = new Set([...found.values()].map(one => one.directory))
  for (const file of paths) {
    if (posix.basename(file) !== 'env.py') continue
    const directory = posix.dirname(file)
    if (configured.has(directory) || !textOf(source.read(file))?.includes('alembic')) continue
    const folders = [posix.join(directory, 'versions')]
    const files = tree.revisions(folders, false)
    const deeper = tree.revisions(folders, true).filter(one => !files.includes(one))
    if (files.length + deeper.length === 0) continue
    found.set(directory, { directory, folders, section: 'alembic', files })
    if (deeper.length > 0) {
      const reason = `whether Alembic loads ${deeper[0]} and what else is in folders of ${folders[0]} is set in no alembic.ini here`
      unknown.push({ file, line: 1, column: 1, reason })
    }
  }
  return { environments: named([...found.values()]), unknown }
}

/** The folders of a repository, and what a configured path means among them. */
class Tree {
  private readonly folders = new Set<string>()
  private readonly paths: string[]
  private readonly source: SourceTree

  constructor(paths: string[], source: SourceTree) {
    this.paths = paths
    this.source = source
    for (const path of paths) {
      for (let folder = posix.dirname(path); folder !== '.' && !this.folders.has(folder); folder = posix.dirname(folder))
        this.folders.add(folder)
    }
  }

  /**
   * A relative path is relative to where `alembic` is called, which is the configuration's folder as a rule, or one above it. `package:folder`
   * is a folder of a package.
   */
  resolve(location: string, folder: string): string | undefined {
    if (location.startsWith(hereMark)) return this.folder(posix.join(folder, location.slice(hereMark.length)))
    if (location.startsWith('/')) return undefined
    const [first, ...rest] = location.split(':')
    const path = rest.length === 0 ? location : posix.join(first!.replaceAll('.', '/'), ...rest)
    for (let base = folder; ; base = posix.dirname(base)) {
      const found = this.folder(posix.join(base, path)) ?? this.folder(posix.join(base, 'src', path))
      if (found !== undefined || base === '.') return found
    }
  }

  private folder(path: string): string | undefined {
    const normal = posix.normalize(path).replace(/\/+$/, '')
    if (normal === '.') return normal
    return this.folders.has(normal) ? normal : undefined
  }

  /** Folder by folder, each by name; with `recursive` its folders after its own files. */
  revisions(folders: readonly string[], recursive: boolean): string[] {
    const skipped = this.source.skipped.map(entry => entry.path)
    const all = new Set<string>()
    for (const folder of folders) {
      const start = folder === '.' ? '' : `${folder}/`
      const inside = [...this.paths, ...skipped]
        .filter(path => path.startsWith(start) && (recursive || !path.slice(start.length).includes('/')))
        .filter(path => /^(?!\.#|__init__).*\.py$/.test(posix.basename(path)) && !path.includes('__pycache__/'))
        .map(path => path.slice(start.length).split('/'))
      for (const parts of inside.sort(compareWalk)) all.add(start + parts.join('/'))
    }
    return [...all]
  }
}

/** The order of `os.walk` from the top, names sorted: a folder's own files come before what is in its folders. */
function compareWalk(a: string[], b: string[]): number {
  for (let i = 0; ; i++) {
    const endsA = i === a.length - 1
    const endsB = i === b.length - 1
    if (endsA !== endsB) return endsA ? -1 : 1
    if (a[i]! !== b[i]!) return a[i]! < b[i]! ? -1 : 1
    if (endsA) return 0
  }
}

/** Labels: the section, or the folder's name for the usual `[alembic]`; with the folders above it where two have the same. */
function named(found: { directory: string; folders: string[]; section: string; files: string[] }[]): Environment[] {
  // A label has no point.
  const clean = (text: string) => text.replaceAll('.', '_') || 'alembic'
  const short = found.map(one => clean(one.section === 'alembic' ? posix.basename(one.directory) : one.section))
  const labels = found.map((one, index) =>
    short.filter(label => label === short[index]).length === 1
      ? short[index]!
      : clean(one.section === 'alembic' ? one.directory : `${one.directory}/${one.section}`)
  )
  const seen = new Set<string>()
  return found.map(({ directory, folders, files }, index) => {
    let label = labels[index]!
    for (let number = 2; seen.has(label); number++) label = `${labels[index]}-${number}`
    seen.add(label)
    const [migrations, ...more] = folders
    const app: App = {
      label,
      framework: 'alembic',
      directory,
      migrations,
      state: 'migrated',
      ...(more.length > 0 ? { moreMigrations: more } : {})
    }
    return { app, files }
  })
}

function shown(location: string): string {
  return location.replace(hereMark, '%(here)s')
}

function textOf(content: Uint8Array | string | undefined): string | undefined {
  return content === undefined || typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
}
