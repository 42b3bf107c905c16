import * as z from 'zod'
import { UserError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { copyToOf } from './copy-to.ts'
import { givenOf, secretOf } from './given.ts'
import {
  type CheckConfig,
  type Config,
  type ConfigInput,
  config as configSchema,
  type DatabaseConfig,
  type HostConfig,
  type MigrationConfig,
  name as nameSchema,
  type ScriptConfig
} from './schema.ts'

type ConfigRequire = NonNullable<ConfigInput['backup']>['require']

/** One application in one environment on one machine: configuration and inputs put together; an input has won. */
export interface Target {
  readonly app: string
  readonly environment: string
  readonly stateDir: string
  readonly host: HostConfig
  readonly config: Config
  /** The environment's own part of the configuration (`refs`, `window`); undefined when an action works from inputs alone. */
  readonly policy: Config['environments'][string] | undefined
  /** Values that came as inputs and are secret: they replace what the configuration names. */
  readonly given: {
    /** By the name of the variable that stands for each. */
    readonly secrets: Readonly<Record<string, string>>
    readonly privateKey?: string | undefined
    readonly passphrase?: string | undefined
  }
}

/** Inputs that can stand in for the configuration; each action has some of them. */
export interface TargetInputs {
  readonly app?: string | undefined
  readonly environment?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly 'private-key'?: string | undefined
  readonly passphrase?: string | undefined
  readonly 'known-hosts'?: string | undefined
  readonly 'state-dir'?: string | undefined
  readonly engine?: string | undefined
  readonly 'database-url'?: string | undefined
  /** A server that drills restore into, in place of the database's own server. */
  readonly 'drill-url'?: string | undefined
  readonly database?: string | undefined
  readonly 'database-admin'?: string | undefined
  readonly 'database-as'?: string | undefined
  readonly 'compose-file'?: string | undefined
  readonly 'compose-service'?: string | undefined
  readonly scope?: 'full' | 'data-only' | 'schema' | undefined
  readonly 'code-root'?: string | undefined
  readonly services?: string | undefined
  readonly 'stable-for'?: number | undefined
  readonly 'maintenance-file'?: string | undefined
  readonly framework?: string | undefined
  readonly directory?: string | undefined
  readonly python?: string | undefined
  readonly ini?: string | undefined
  readonly rehearse?: boolean | undefined
  readonly baseline?: string | undefined
  /** Read by their schema already: a bare number of it is milliseconds now, and must not be read as seconds once more. */
  readonly scripts?: readonly ScriptConfig[] | undefined
  readonly 'db-lock-timeout'?: number | undefined
  readonly 'statement-timeout'?: number | undefined
  /** Read by their schema already, like `scripts`. */
  readonly checks?: Readonly<Record<string, CheckConfig>> | undefined
  readonly url?: string | undefined
  readonly interval?: number | undefined
  readonly successes?: number | undefined
  readonly failures?: number | undefined
  readonly verify?: 'quick' | 'full' | 'drill' | undefined
  readonly destination?: string | undefined
  readonly 'min-free'?: number | undefined
  readonly 'manifest-key'?: string | undefined
  readonly 'encrypt-to'?: string | undefined
  readonly require?: string | undefined
  readonly files?: string | undefined
  readonly identity?: string | undefined
  /** Lines of URLs, or YAML in the form of `backup.copy-to`. */
  readonly 'copy-to'?: string | undefined
  readonly 'copy-access-key'?: string | undefined
  readonly 'copy-secret-key'?: string | undefined
  readonly 'copy-session-token'?: string | undefined
  readonly 'copy-private-key'?: string | undefined
  readonly 'copy-known-hosts'?: string | undefined
  readonly 'keep-days'?: number | undefined
  readonly 'keep-last'?: number | undefined
  readonly 'keep-weekly'?: number | undefined
  readonly 'keep-monthly'?: number | undefined
  readonly 'min-verified'?: number | undefined
}

/** Errors: UserError when the environment or the machine is not named, or when inputs do not fit together. */
export function resolveTarget(file: Config | undefined, given: TargetInputs, repositoryName: string): Target {
  const inputs = given.engine === 'files' ? treeOf(given) : given
  const environments = Object.keys(file?.environments ?? {})
  const environment = inputs.environment ?? (environments.length === 1 ? environments[0]! : undefined)
  if (environment === undefined)
    throw new UserError(
      file === undefined
        ? 'The input `environment` is needed: there is no configuration to take it from'
        : `The input \`environment\` is needed: the configuration has ${environments.join(', ')}`
    )
  const policy = file?.environments[environment]
  if (file !== undefined && policy === undefined) {
    const near = nearest(environment, environments)
    throw new UserError(
      `The configuration has no environment ${JSON.stringify(environment)}; it has ${environments.join(', ')}${near === undefined ? '' : `. Did you mean ${near}?`}`
    )
  }
  const app = inputs.app ?? file?.app ?? repositoryName
  const address = inputs.host ?? policy?.hosts[0]?.address
  if (address === undefined)
    throw new UserError('The input `host` is needed: `local`, a name or an IP address (there is no configuration to take it from)')
  const fromFile = inputs.host === undefined || inputs.host === policy?.hosts[0]?.address ? policy?.hosts[0] : undefined
  const host: HostConfig = {
    ...fromFile,
    address,
    port: inputs.port ?? fromFile?.port ?? 22,
    user: inputs.user ?? fromFile?.user,
    ...(inputs['known-hosts'] === undefined ? {} : { 'known-hosts': inputs['known-hosts'] })
  }
  const config = overlay(file, inputs, app)
  return {
    app,
    environment,
    stateDir: inputs['state-dir'] ?? policy?.['state-dir'] ?? `/var/lib/belay/${app}/${environment}`,
    host,
    config,
    policy,
    given: givenOf(inputs)
  }
}

/** `engine: files` and a path as `database` are a directory alone. Errors: UserError where more is asked of it than of a directory. */
function treeOf(inputs: TargetInputs): TargetInputs {
  const { database, files, scope } = inputs
  if (database === undefined)
    throw new UserError('With `engine: files` the input `database` is needed: the path of the directory on the host')
  const wrong = (['database-url', 'database-as', 'database-admin', 'drill-url', 'compose-service'] as const).find(
    name => inputs[name] !== undefined
  )
  if (wrong !== undefined || (scope ?? 'full') !== 'full')
    throw new UserError(`The input \`${wrong ?? 'scope'}\` is for databases, and \`engine\` is \`files\`: leave it out`)
  return { ...inputs, files: files === undefined ? database : `${database}\n${files}` }
}

/** What inputs say in the configuration's own words, read by the configuration's own schema. */
function overlay(file: Config | undefined, inputs: TargetInputs, app: string): Config {
  const base = file ?? read({ app, environments: {} })
  const databases = drilledElsewhere(scoped(overlayDatabases(base, inputs), inputs.scope), inputs)
  const fragment: ConfigInput = {
    app,
    environments: {},
    ...(inputs['code-root'] === undefined ? {} : { code: { root: inputs['code-root'] } }),
    ...(inputs.services === undefined ? {} : { services: words(inputs.services) }),
    ...(inputs['maintenance-file'] === undefined ? {} : { maintenance: { file: inputs['maintenance-file'] } }),
    ...(inputs.files === undefined ? {} : { files: trees(lines(inputs.files), Object.keys(databases)) }),
    backup: {
      ...(inputs['encrypt-to'] === undefined ? {} : { 'encrypt-to': lines(inputs['encrypt-to']) }),
      ...(inputs.destination === undefined ? {} : { destination: inputs.destination }),
      ...(inputs.require === undefined ? {} : { require: words(inputs.require) as ConfigRequire })
    },
    ...(inputs.url === undefined ? {} : { health: { checks: { url: { http: inputs.url } } } })
  }
  const given = read(fragment)
  const files = inputs.files === undefined ? base.files : given.files
  const twice = Object.keys(files).find(name => Object.hasOwn(databases, name))
  if (twice !== undefined)
    throw new UserError(
      `The database of the inputs and the files ${files[twice]?.path} of the configuration are both called ${JSON.stringify(twice)}, and a backup knows both by their names: give the files another one`
    )
  const migrations = overlayMigrations(base, inputs, Object.keys(databases))
  return {
    ...base,
    app,
    code:
      inputs['code-root'] === undefined ? base.code : base.code === undefined ? given.code : { ...base.code, root: inputs['code-root'] },
    databases,
    files,
    migrations,
    services: (inputs.services === undefined ? base.services : given.services).map(service =>
      inputs['stable-for'] === undefined ? service : { ...service, 'stable-for': inputs['stable-for'] }
    ),
    maintenance: given.maintenance ?? base.maintenance,
    health: {
      ...base.health,
      checks: inputs.checks === undefined && inputs.url === undefined ? base.health.checks : { ...inputs.checks, ...given.health.checks },
      interval: inputs.interval ?? base.health.interval,
      successes: inputs.successes ?? base.health.successes,
      failures: inputs.failures ?? base.health.failures
    },
    backup: {
      ...base.backup,
      // What an input chooses is all that is meant.
      databases: chosenDatabases(base, inputs),
      files: inputs.files === undefined ? base.backup.files : undefined,
      verify: inputs.verify ?? base.backup.verify,
      destination: inputs.destination === undefined ? base.backup.destination : given.backup.destination,
      'min-free': inputs['min-free'] ?? base.backup['min-free'],
      // The values themselves stay in `given`.
      'manifest-key': secretOf(inputs, 'manifest-key') ?? base.backup['manifest-key'],
      'encrypt-to': inputs['encrypt-to'] === undefined ? base.backup['encrypt-to'] : given.backup['encrypt-to'],
      require: inputs.require === undefined ? base.backup.require : given.backup.require,
      identity: secretOf(inputs, 'identity') ?? base.backup.identity,
      'copy-to': inputs['copy-to'] === undefined ? base.backup['copy-to'] : copyToOf(inputs['copy-to']),
      'copy-access-key': secretOf(inputs, 'copy-access-key') ?? base.backup['copy-access-key'],
      'copy-secret-key': secretOf(inputs, 'copy-secret-key') ?? base.backup['copy-secret-key'],
      'copy-session-token': secretOf(inputs, 'copy-session-token') ?? base.backup['copy-session-token'],
      'copy-private-key': secretOf(inputs, 'copy-private-key') ?? base.backup['copy-private-key'],
      'copy-known-hosts': inputs['copy-known-hosts'] ?? base.backup['copy-known-hosts'],
      'keep-days': inputs['keep-days'] ?? base.backup['keep-days'],
      'keep-last': inputs['keep-last'] ?? base.backup['keep-last'],
      'keep-weekly': inputs['keep-weekly'] ?? base.backup['keep-weekly'],
      'keep-monthly': inputs['keep-monthly'] ?? base.backup['keep-monthly'],
      'min-verified': inputs['min-verified'] ?? base.backup['min-verified']
    }
  }
}

function chosenDatabases(base: Config, inputs: TargetInputs): Config['backup']['databases'] {
  if (inputs.engine === 'files') return []
  return (inputs.database ?? inputs.engine ?? inputs['database-url'] ?? inputs['database-as']) ? undefined : base.backup.databases
}

function overlayDatabases(base: Config, inputs: TargetInputs): Record<string, DatabaseConfig> {
  const named = inputs.database
  const known = Object.keys(base.databases)
  // Nothing of them is meant, but their migrations are there.
  if (inputs.engine === 'files') return base.databases
  if (inputs.engine === undefined && inputs['database-url'] === undefined && inputs['database-as'] === undefined) {
    if (named === undefined) return base.databases
    const chosen = base.databases[named]
    if (chosen === undefined)
      throw new UserError(
        `The input \`database\` is ${JSON.stringify(named)}, but the configuration has ${known.length === 0 ? 'no databases; give `engine` too' : known.join(', ')}`
      )
    return { [named]: chosen }
  }
  const engine = inputs.engine ?? 'postgres'
  if (engine === 'sqlite') {
    if (named === undefined) throw new UserError('With `engine: sqlite` the input `database` is needed: the path of the file on the host')
    return { main: { engine: 'sqlite', path: named } }
  }
  if (engine !== 'postgres' && engine !== 'mysql' && engine !== 'mariadb' && engine !== 'redis')
    throw new UserError(
      `The input \`engine\` is ${JSON.stringify(engine)}; allowed: \`postgres\`, \`mysql\`, \`mariadb\`, \`sqlite\`, \`redis\`, \`files\``
    )
  const as = inputs['database-as']
  const compose = composeOf(inputs)
  if (engine === 'postgres' && as !== undefined && inputs['database-url'] === undefined) {
    if (named === undefined) throw new UserError('With `database-as` the input `database` is needed: the name of the database')
    return { main: { engine, as, database: named, ...compose } }
  }
  if (as !== undefined)
    throw new UserError('The input `database-as` stands in the place of `database-url`, for `engine: postgres`: give one of them')
  if (inputs['database-url'] === undefined) throw new UserError(`With \`engine: ${engine}\` the input \`database-url\` is needed`)
  const admin = inputs['database-admin']
  const name = named ?? known[0] ?? 'main'
  // It becomes part of files' names.
  if (!nameSchema.safeParse(name).success)
    throw new UserError(
      `The input \`database\` is ${JSON.stringify(name)}: with \`engine: ${engine}\` it is what the database is called in backups, of letters, digits, dot, dash and underscore only. Which database is meant stands in \`database-url\``
    )
  if (engine === 'redis') return { [name]: { engine, url: { secret: 'BELAY_DATABASE_URL' } } }
  // The value itself stays in `given`; here only its place is kept, so that no secret travels with the configuration.
  const login = { url: { secret: 'BELAY_DATABASE_URL' }, ...(admin === undefined ? {} : { admin: { as: admin } }) }
  const open = { ...login, ...compose }
  return { [name]: engine === 'postgres' ? { engine, ...open } : { engine, ...open, scope: 'full' } }
}

/** Errors: UserError for a scope that an engine does not know. */
function scoped(databases: Record<string, DatabaseConfig>, scope: TargetInputs['scope']): Record<string, DatabaseConfig> {
  if (scope === undefined) return databases
  const choose = (name: string, config: DatabaseConfig): DatabaseConfig => {
    if (config.engine === 'mysql' || config.engine === 'mariadb') return { ...config, scope }
    if (config.engine === 'postgres' && scope !== 'data-only') return { ...config, scope }
    if (scope === 'full') return config
    throw new UserError(
      `The input \`scope\` is \`${scope}\`, and ${name} is ${config.engine}: \`data-only\` is for \`mysql\` and \`mariadb\`, \`schema\` for those and \`postgres\``
    )
  }
  return Object.fromEntries(Object.entries(databases).map(([name, config]) => [name, choose(name, config)]))
}

/** Errors: UserError for a database that would be tried on its own server all the same. */
function drilledElsewhere(databases: Record<string, DatabaseConfig>, inputs: TargetInputs): Record<string, DatabaseConfig> {
  const url = secretOf(inputs, 'drill-url')
  if (url === undefined) return databases
  const entries = Object.entries(databases).map(([name, database]): [string, DatabaseConfig] => {
    if (database.engine !== 'sqlite' && database.engine !== 'redis') return [name, { ...database, 'drill-url': url }]
    throw new UserError(
      `The input \`drill-url\` is for \`postgres\`, \`mysql\` and \`mariadb\`, and ${name} is ${database.engine}: it would be tried on its own machine. Leave \`drill-url\` out, or name a database of one of those with \`database\``
    )
  })
  return Object.fromEntries(entries)
}

function composeOf({ 'compose-file': file, 'compose-service': service }: TargetInputs): { compose?: { file: string; service: string } } {
  if (file === undefined && service === undefined) return {}
  if (file === undefined || service === undefined)
    throw new UserError('The inputs `compose-file` and `compose-service` belong together: give both')
  return { compose: { file, service } }
}

function overlayMigrations(base: Config, inputs: TargetInputs, databases: readonly string[]): MigrationConfig[] {
  // Without a configuration `auto` is the one framework whose migrations can be read from the repository.
  const found = base.migrations.length === 0 && databases.length > 0 ? 'django' : undefined
  const framework = inputs.framework === 'auto' ? found : inputs.framework
  if (framework === undefined)
    return base.migrations.map(each => ({
      ...each,
      ...(inputs.directory === undefined ? {} : { directory: inputs.directory }),
      ...(each.framework === 'scripts' ? {} : limitInputs(inputs)),
      ...(inputs.python !== undefined && (each.framework === 'django' || each.framework === 'alembic') ? { python: inputs.python } : {}),
      ...(each.framework === 'alembic' && inputs.ini !== undefined ? { ini: inputs.ini } : {}),
      ...(each.framework === 'sql' && inputs.baseline !== undefined ? { baseline: inputs.baseline } : {})
    })) as MigrationConfig[]
  const database = databases[0]
  if (database === undefined)
    throw new UserError('The input `framework` needs a database: give `engine` and `database-url` (or `database`) too')
  const own = base.migrations.find(each => each.framework === framework)
  if (own !== undefined) return [own]
  const { directory, python } = inputs
  if (framework === 'scripts') {
    if (inputs.scripts === undefined)
      throw new UserError('With `framework: scripts` the input `scripts` is needed: a list of `name`, `check`, `apply` and `verify`')
    return [{ framework, database, directory: directory ?? '.', scripts: [...inputs.scripts] }]
  }
  const parts = framework === 'sql' ? { baseline: inputs.baseline } : { python, ...(framework === 'alembic' ? { ini: inputs.ini } : {}) }
  const fragment = { framework, database, directory, ...parts }
  const [read1] = read({ app: base.app, environments: {}, migrations: [JSON.parse(JSON.stringify(fragment))] }).migrations
  return [{ ...read1!, ...limitInputs(inputs) } as MigrationConfig]
}

function limitInputs(inputs: TargetInputs) {
  return {
    ...(inputs.rehearse === undefined ? {} : { rehearse: inputs.rehearse }),
    ...(inputs['db-lock-timeout'] === undefined ? {} : { 'db-lock-timeout': inputs['db-lock-timeout'] }),
    ...(inputs['statement-timeout'] === undefined ? {} : { 'statement-timeout': inputs['statement-timeout'] })
  }
}

/** A name for each directory: its own. Errors: UserError where two would have the same. */
function trees(paths: readonly string[], taken: readonly string[]): Record<string, { path: string }> {
  const found: Record<string, { path: string }> = {}
  for (const path of paths) {
    const name =
      (
        path
          .replace(/[\\/]+$/, '')
          .split(/^[A-Za-z]:[\\/]/.test(path) ? /[\\/]/ : '/')
          .at(-1) ?? ''
      )
        .replace(/[^A-Za-z0-9._-]/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '') || 'files'
    if (name in found || taken.includes(name))
      throw new UserError(
        `The input \`files\` has two that would be called ${JSON.stringify(name)} in the backup: give them names under \`files\` in the configuration`
      )
    found[name] = { path }
  }
  return found
}

function words(text: string): string[] {
  return lines(text.replaceAll(',', '\n'))
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map(each => each.trim())
    .filter(each => each !== '')
}

function read(fragment: ConfigInput): Config {
  const result = configSchema.safeParse(fragment)
  if (!result.success) throw new UserError(`The inputs do not make a usable configuration:\n${z.prettifyError(result.error)}`)
  return result.data
}
