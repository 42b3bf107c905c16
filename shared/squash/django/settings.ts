import { posix } from 'node:path'
import { type PythonModule, readPython, type Value } from '../python.ts'
import type { SourceTree } from '../source.ts'

/** What the check needs of a project's settings. Every field is undefined where it cannot be read with certainty. */
export interface DjangoSettings {
  /** the settings module's file; undefined when none was found */
  file: string | undefined
  installedApps: string[] | undefined
  /** by label: a dotted module, or null for "no migrations" */
  migrationModules: Map<string, string | null> | undefined
  /** where MIGRATION_MODULES stands but cannot be read */
  migrationModulesUnreadable: { file: string; line: number; column: number; reason: string } | undefined
  /** strings of settings such as AUTH_USER_MODEL, by name */
  strings: Map<string, string>
}

const maximumStars = 20

/** The folders from which a project's modules are imported: where a `manage.py` is, or the root. */
export function importRoots(paths: readonly string[]): string[] {
  const roots = paths
    .filter(path => posix.basename(path) === 'manage.py')
    .map(path => (posix.dirname(path) === '.' ? '' : posix.dirname(path)))
  return roots.includes('') ? roots : [...roots, '']
}

/** The file of a dotted module below one of the roots, or undefined. */
export function moduleFile(module: string, roots: readonly string[], has: (path: string) => boolean): string | undefined {
  for (const root of roots) {
    const base = posix.join(root, module.replaceAll('.', '/'))
    for (const path of [`${base}.py`, `${base}/__init__.py`]) if (has(path)) return path
  }
  return undefined
}

/**
 * Reads the settings that `manage.py` (or wsgi, asgi) names, with everything that they import by `*` from the repository.
 * `module` overrides: a dotted module or a path.
 */
export function readSettings(source: SourceTree, paths: ReadonlySet<string>, roots: readonly string[], module?: string): DjangoSettings {
  const has = (path: string) => paths.has(path)
  const file = module !== undefined ? (has(module) ? module : moduleFile(module, roots, has)) : defaultSettings(source, paths, roots)
  const result: DjangoSettings = {
    file,
    installedApps: undefined,
    migrationModules: undefined,
    migrationModulesUnreadable: undefined,
    strings: new Map()
  }
  if (file === undefined) return result
  let complete = true
  let reads = 0
  const load = (path: string): PythonModule | undefined => {
    const content = source.read(path)
    if (content === undefined || ++reads > maximumStars) {
      complete = false
      return undefined
    }
    const read = readPython(content, star => {
      const target = resolveImport(star, path, roots, has)
      if (target === undefined) {
        complete = false
        return undefined
      }
      return load(target)?.names
    })
    if (read.problem !== undefined) complete = false
    return read
  }
  const settings = load(file)
  if (settings === undefined) return result
  for (const [name, value] of settings.names) if (value.kind === 'string') result.strings.set(name, value.value)
  result.installedApps = stringsOf(settings.names.get('INSTALLED_APPS'))
  const modules = settings.names.get('MIGRATION_MODULES')
  if (modules === undefined) result.migrationModules = complete ? new Map() : undefined
  else {
    result.migrationModules = modulesOf(modules)
    if (result.migrationModules === undefined) {
      result.migrationModulesUnreadable = {
        file,
        ...settings.position(modules.at),
        reason: 'MIGRATION_MODULES is not a literal dictionary of strings'
      }
    }
  }
  return result
}

function defaultSettings(source: SourceTree, paths: ReadonlySet<string>, roots: readonly string[]): string | undefined {
  const entries = [...paths]
    .filter(path => /(^|\/)(manage|wsgi|asgi)\.py$/.test(path))
    .sort((a, b) => Number(!a.endsWith('manage.py')) - Number(!b.endsWith('manage.py')) || a.length - b.length)
  for (const path of entries) {
    const content = source.read(path)
    if (content === undefined) continue
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
    const module = /DJANGO_SETTINGS_MODULE['"]\s*(?:,|\]\s*=)\s*(['"])([\w.]+)\1/.exec(text)?.[2]
    const file = module === undefined ? undefined : moduleFile(module, roots, one => paths.has(one))
    if (file !== undefined) return file
  }
  return undefined
}

function resolveImport(module: string, from: string, roots: readonly string[], has: (path: string) => boolean): string | undefined {
  const dots = /^\.*/.exec(module)![0].length
  if (dots === 0) return moduleFile(module, roots, has)
  let folder = posix.dirname(from)
  for (let level = 1; level < dots; level++) folder = posix.dirname(folder)
  return moduleFile(module.slice(dots), [folder === '.' ? '' : folder], has)
}

function stringsOf(value: Value | undefined): string[] | undefined {
  if (value?.kind !== 'list') return undefined
  const strings: string[] = []
  for (const item of value.items) {
    if (item.kind !== 'string') return undefined
    strings.push(item.value)
  }
  return strings
}

function modulesOf(value: Value): Map<string, string | null> | undefined {
  if (value.kind !== 'dict' || !value.complete) return undefined
  const modules = new Map<string, string | null>()
  for (const entry of value.entries) {
    if (entry.key.kind !== 'string') return undefined
    if (entry.value.kind === 'string') modules.set(entry.key.value, entry.value.value)
    else if (entry.value.kind === 'constant' && entry.value.value === null) modules.set(entry.key.value, null)
    else return undefined
  }
  return modules
}
