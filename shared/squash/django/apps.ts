import { posix } from 'node:path'
import type { App, Unknown } from '../model.ts'
import { readPython } from '../python.ts'
import type { SourceTree } from '../source.ts'
import { type DjangoSettings, moduleFile } from './settings.ts'

export interface DiscoveredApps {
  apps: App[]
  /** the migration modules of each app: file names without `.py`, by label */
  modules: Map<string, { name: string; file: string }[]>
  unknown: Unknown[]
}

/**
 * Finds the project's apps: every folder with an `apps.py`, and every folder with a package of Django migrations. A label comes from the
 * AppConfig in `apps.py` (its `label`, else the last part of its `name`), else from the folder's name; MIGRATION_MODULES moves the migrations.
 */
export function discoverApps(
  source: SourceTree,
  paths: ReadonlySet<string>,
  roots: readonly string[],
  settings: DjangoSettings
): DiscoveredApps {
  const unknown: Unknown[] = []
  const report = (app: string, file: string, reason: string, position = { line: 1, column: 1 }) =>
    unknown.push({ framework: 'django', app, migration: '', affects: 'graph', reason, file, ...position })
  const byFolder = new Map<string, string[]>()
  for (const path of paths) {
    const folder = folderOf(path)
    const names = byFolder.get(folder)
    if (names === undefined) byFolder.set(folder, [posix.basename(path)])
    else names.push(posix.basename(path))
  }
  const moved = new Map<string, string>()
  for (const [label, module] of settings.migrationModules ?? []) {
    if (module === null) continue
    const file = moduleFile(`${module}.__init__`, roots, path => paths.has(path))
    if (file !== undefined) moved.set(label, posix.dirname(file))
    else
      report(
        label,
        settings.file ?? '',
        `MIGRATION_MODULES puts the migrations of '${label}' into '${module}', which is not in the repository`
      )
  }
  if (settings.migrationModulesUnreadable !== undefined) {
    const { file, reason, line, column } = settings.migrationModulesUnreadable
    report('', file, reason, { line, column })
  }

  const movedFolders = new Set(moved.values())
  const folders = new Set<string>()
  for (const [folder, names] of byFolder) {
    if (names.includes('apps.py') && hasAppConfig(source, posix.join(folder, 'apps.py'))) folders.add(folder)
    const isMigrations = posix.basename(folder) === 'migrations' && !movedFolders.has(folder)
    if (isMigrations && (looksLikeDjango(source, folder, names) || isEmptyPackage(folder, names, byFolder))) {
      if (folder === 'migrations')
        report('', folder, 'a migrations folder at the root: the label of its app cannot be told. Set `path` to the folder above')
      else folders.add(folderOf(folder))
    }
  }

  const byLabel = new Map<string, App>()
  const modules = new Map<string, { name: string; file: string }[]>()
  for (const folder of [...folders].sort()) {
    const read = labelOf(source, folder, paths)
    if (read.reason !== undefined) report(read.label, posix.join(folder, 'apps.py'), read.reason, read.position)
    const label = read.label
    const app: App = { label, framework: 'django', directory: folder, migrations: undefined, state: 'unmigrated' }
    const place = moved.get(label) ?? posix.join(folder, 'migrations')
    const names = byFolder.get(place) ?? []
    const isSwitchedOff =
      settings.migrationModules?.get(label) === null || (settings.migrationModules?.has(label) === true && !moved.has(label))
    if (!isSwitchedOff && (moved.has(label) || looksLikeDjango(source, place, names))) {
      app.migrations = place
      app.state = names.includes('__init__.py') ? 'migrated' : 'no-package'
    } else if (!isSwitchedOff && names.includes('__init__.py')) {
      app.migrations = place
      app.state = 'migrated'
    }
    const rival = byLabel.get(label)
    if (rival !== undefined) {
      const preferred = [rival, app].filter(one => isInstalled(one, settings.installedApps, roots))
      if (preferred.length !== 1) {
        report(
          label,
          folder,
          `two apps share the label '${label}': ${rival.directory} and ${folder}. Set \`path\` to the project's own folder`
        )
        continue
      }
      if (preferred[0] === rival) continue
    }
    byLabel.set(label, app)
    modules.set(label, app.migrations === undefined ? [] : modulesIn(app.migrations, names))
  }
  for (const entry of source.skipped) {
    if (/(^|\/)migrations(\/[^/]*\.py)?$/.test(entry.path) || /(^|\/)apps\.py$/.test(entry.path))
      report('', entry.path, `not read: ${entry.reason}`)
  }
  return { apps: [...byLabel.values()].sort((a, b) => (a.label < b.label ? -1 : 1)), modules, unknown }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path)
  return folder === '.' ? '' : folder
}

/** As `pkgutil.iter_modules`: no packages, no `__init__`, no names with a point, nothing that starts with `_` or `~`. */
function modulesIn(folder: string, names: readonly string[]): { name: string; file: string }[] {
  return names
    .filter(name => name.endsWith('.py'))
    .map(name => name.slice(0, -3))
    .filter(name => name !== '' && !name.includes('.') && !name.startsWith('_') && !name.startsWith('~'))
    .sort()
    .map(name => ({ name, file: `${folder}/${name}.py` }))
}

function textOf(source: SourceTree, path: string): string {
  const content = source.read(path)
  return content === undefined
    ? ''
    : typeof content === 'string'
      ? content
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8')
}

/** Other tools also call a folder `migrations`, and so do tests of migrations: one module that makes a migration of Django's, or is numbered, decides. */
function looksLikeDjango(source: SourceTree, folder: string, names: readonly string[]): boolean {
  if (names.includes('env.py') || names.includes('script.py.mako')) return false
  const makes =
    /^class\s+Migration\b|^\s*(?:from\s+django\.db\s+import\b.*\bmigrations\b|from\s+django\.db\.migrations\s+import\b.*\bMigration\b)/m
  return modulesIn(folder, names).some(({ name, file }) =>
    (/^\d/.test(name) ? /\bdjango\b|\bMigration\b/ : makes).test(textOf(source, file))
  )
}

/** An app whose migrations package holds no migration (yet, or any more): Django counts it as migrated, and `__first__` of it is an error. */
function isEmptyPackage(folder: string, names: readonly string[], byFolder: ReadonlyMap<string, string[]>): boolean {
  const parent = byFolder.get(folderOf(folder)) ?? []
  return (
    folder !== 'migrations' &&
    names.length === 1 &&
    names[0] === '__init__.py' &&
    (parent.includes('__init__.py') || parent.includes('models.py'))
  )
}

function hasAppConfig(source: SourceTree, path: string): boolean {
  return /\bAppConfig\b/.test(textOf(source, path))
}

function isInstalled(app: App, installed: readonly string[] | undefined, roots: readonly string[]): boolean {
  if (installed === undefined) return false
  return roots.some(root => {
    const relative = root === '' ? app.directory : app.directory.startsWith(`${root}/`) ? app.directory.slice(root.length + 1) : undefined
    const module = relative?.replaceAll('/', '.')
    return module !== undefined && installed.some(entry => entry === module || entry.startsWith(`${module}.apps.`))
  })
}

interface ReadLabel {
  label: string
  reason?: string
  position?: { line: number; column: number }
}

function labelOf(source: SourceTree, folder: string, paths: ReadonlySet<string>): ReadLabel {
  const fallback = posix.basename(folder)
  const file = posix.join(folder, 'apps.py')
  const content = paths.has(file) ? source.read(file) : undefined
  if (content === undefined) return { label: fallback }
  const module = readPython(content)
  if (module.problem !== undefined)
    return { label: fallback, reason: `apps.py cannot be parsed: ${module.problem.message}`, position: module.position(module.problem.at) }
  const configs: { label: string | undefined; isDefault: boolean; at: number }[] = []
  for (const value of module.names.values()) {
    const facts = value.kind === 'class' ? value.facts : undefined
    if (facts === undefined) continue
    const attribute = facts.attributes
    const isConfig =
      facts.bases.some(base => base.kind === 'name' && /(^|\.)\w*Config$/.test(base.name)) || attribute.has('default_auto_field')
    if (!isConfig) continue
    const label = attribute.get('label')
    const name = attribute.get('name')
    const standard = attribute.get('default')
    const isDefault = standard?.kind === 'constant' && standard.value === true
    if (standard?.kind === 'constant' && standard.value === false) continue
    if (label?.kind === 'string') configs.push({ label: label.value, isDefault, at: facts.at })
    else if (label === undefined && name?.kind === 'string') configs.push({ label: name.value.split('.').at(-1)!, isDefault, at: facts.at })
    else if (label === undefined && name?.kind === 'name' && name.name === '__package__')
      configs.push({ label: fallback, isDefault, at: facts.at })
    else configs.push({ label: undefined, isDefault, at: facts.at })
  }
  const chosen = configs.length === 1 ? configs : configs.filter(config => config.isDefault)
  const labels = new Set((chosen.length > 0 ? chosen : configs).map(config => config.label))
  if (labels.size === 0) return { label: fallback }
  const [label] = labels
  if (labels.size === 1 && label !== undefined) return { label }
  return {
    label: fallback,
    reason: 'the label of the app is not a literal, or several AppConfig classes differ',
    position: module.position(configs[0]!.at)
  }
}
