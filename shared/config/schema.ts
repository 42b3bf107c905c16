import * as z from 'zod'
import { copyTo } from './copy-to.ts'
import { duration, percentage, size } from './units.ts'

/**
 * `.github/belay.yml`: one file per repository. Every action also works from inputs alone, and an input wins.
 * Each key carries its description: errors, the published JSON Schema and docs/configuration.md come from here.
 */

export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dot, dash and underscore only, at most 63')

/** A value that must not lie on the host. */
const secretRef = z.strictObject({
  secret: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .describe("Name of a variable in the step's `env`.")
})

/** Where a value that may be secret comes from; `secret` names a variable of the step's `env`. */
export const valueRef = z
  .union([
    secretRef,
    z.strictObject({
      'env-file': z.string().min(1).describe('A file on the host with KEY=value lines, relative to `code.root`.'),
      key: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe('The key in that file.')
    })
  ])
  .describe('`{ secret: NAME }` or `{ env-file: shared/.env, key: NAME }`.')
export type ValueRef = z.infer<typeof valueRef>

const hook = z.strictObject({
  run: z.string().min(1).describe('Shell script, run in the release directory; `RELEASE`, `RELEASE_PATH` and `SHARED_PATH` are set.'),
  timeout: duration.default(600_000).describe('Deadline of the hook.'),
  produces: z.string().optional().describe('A path that the hook builds beside; swapped and rolled back with the release.')
})
export type Hook = z.infer<typeof hook>

export const code = z.strictObject({
  strategy: z.enum(['releases']).default('releases').describe('How a release reaches the host.'),
  root: z.string().regex(/^\//, 'an absolute path on the host').describe('Directory with `releases/`, `shared/` and the link `current`.'),
  shared: z.array(z.string().min(1)).default([]).describe('Paths that every release shares; each becomes a link to `shared/`.'),
  keep: z.number().int().min(1).default(5).describe('Verified releases to keep, besides the live one and the rollback target.'),
  environment: z
    .strictObject({
      venv: z.string().min(1).describe('Requirements file; releases with the same requirements share one virtual environment.'),
      'system-site-packages': z.boolean().default(false).describe("Let the environment see the host's Python packages."),
      python: z.string().default('python3').describe('The interpreter that makes the environment.')
    })
    .optional()
    .describe('What the release needs to run.'),
  'expect-files': z.array(z.string()).default([]).describe('Files that a staged release must have.'),
  hooks: z
    .strictObject({
      stage: z.array(hook).default([]).describe('After the code and its environment are in place; nothing live is touched yet.'),
      'after-migrate': z.array(hook).default([]).describe('After the migrations, before the switch.'),
      'after-switch': z.array(hook).default([]).describe('After the switch, before the services start.')
    })
    .prefault({})
    .describe('Scripts of your own, each with a deadline.')
})
export type CodeConfig = z.infer<typeof code>

const compose = z
  .strictObject({
    file: z.string().regex(/^\//, 'an absolute path on the host').describe('The compose file.'),
    service: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .describe('The service whose container holds the server.'),
    project: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]*$/)
      .optional()
      .describe('Name of the project, where compose would find another.')
  })
  .optional()
  .describe(
    'The server runs in a container of a compose project: every client runs inside, by its own version; `url`, `as` and `admin` mean what they mean there.'
  )

const postgres = z
  .strictObject({
    engine: z.literal('postgres'),
    url: valueRef.optional().describe('`postgres://user:password@host:port/name`.'),
    as: z
      .string()
      .min(1)
      .optional()
      .describe('In place of `url`: the user of the host as whom every client runs, through sudo, over the socket and without a password.'),
    database: z.string().min(1).optional().describe('Name of the database, with `as`.'),
    compose,
    format: z
      .enum(['custom', 'directory'])
      .optional()
      .describe('custom (default): one archive. directory: dumped by several processes side by side; needs twice the space meanwhile.'),
    scope: z
      .enum(['full', 'schema'])
      .optional()
      .describe(
        'What a backup holds; default: full. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.'
      ),
    jobs: z
      .number()
      .int()
      .min(1)
      .max(32)
      .optional()
      .describe('Processes that restore, and with `format: directory` dump, side by side; default 2.'),
    admin: z
      .strictObject({ as: z.string().describe('User of the host who may create and rename databases over the socket, through sudo.') })
      .optional()
      .describe("Who makes restore points; the application's role usually may not."),
    'drill-url': valueRef
      .optional()
      .describe(
        'A server that drills restore into, in place of its own: `postgres://user:password@host:port/name`, with CREATEDB. Roles and rights are left out there.'
      ),
    pgbouncer: z
      .strictObject({
        url: valueRef.describe('Its admin console: `postgres://user:password@host:6432/pgbouncer`, with a user of `admin_users`.')
      })
      .optional()
      .describe('The PgBouncer before the database: paused while a restore point is made, or the database is swapped.')
  })
  .refine(
    ({ url, as, database }) =>
      url === undefined ? as !== undefined && database !== undefined : as === undefined && database === undefined,
    {
      error: 'give `url`, or in its place `as` and `database`'
    }
  )

export const database = z.discriminatedUnion('engine', [
  postgres,
  z.strictObject({
    engine: z.enum(['mysql', 'mariadb']),
    url: valueRef.describe('`mysql://user:password@host:port/name`, or with `?unix_socket=PATH`.'),
    admin: z
      .strictObject({ as: z.string().describe('User of the host who may do everything over the socket, through sudo: `mysql` or `root`.') })
      .optional()
      .describe('Who makes copies of the database; the rights of the application end at its own.'),
    compose,
    'drill-url': valueRef
      .optional()
      .describe(
        "A server that drills restore into, in place of its own: `mysql://user:password@host:port/name`, with a user who may do everything. The host's own clients go there."
      ),
    scope: z
      .enum(['full', 'data-only', 'schema'])
      .default('full')
      .describe(
        'What a backup holds. data-only: the rows alone; they are restored into tables that are made like the live ones. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.'
      )
  }),
  z.strictObject({
    engine: z.literal('sqlite'),
    path: z.string().min(1).describe('The database file, absolute or relative to `code.root`.')
  }),
  z.strictObject({
    engine: z.literal('redis'),
    url: valueRef.describe('`redis://user:password@host:port`. It is backed up; only a restore that names it brings it back.')
  })
])
export type DatabaseConfig = z.infer<typeof database>

export const fileTree = z.strictObject({
  path: z.string().min(1).describe('The directory, absolute or relative to `code.root`.'),
  exclude: z.array(z.string().min(1)).default([]).describe('Paths below it that are not backed up.')
})
export type FileTreeConfig = z.infer<typeof fileTree>

const sqlExpectation = z
  .strictObject({
    value: z.union([z.string(), z.number(), z.null()]).optional().describe('First column of the first row.'),
    equal: z.tuple([z.string(), z.string()]).optional().describe('Two columns that must be equal in every row.'),
    rows: z.strictObject({ min: z.number().int().optional(), max: z.number().int().optional() }).optional()
  })
  .prefault({})

/** What tells whether a script is applied: an exit code, what a command prints, or one query. */
const scriptVerdict = z.union([
  z.string().min(1),
  z.strictObject({
    run: z.string().min(1).describe('Ends with exit code 0; then what it printed decides.'),
    expect: z
      .strictObject({
        stdout: z.string().optional().describe('Text that the output contains.'),
        matches: z.string().optional().describe('Regular expression (JavaScript) that the output matches.'),
        json: z.record(z.string(), z.json()).optional().describe('The output is JSON with these values by dotted path.')
      })
      .refine(expect => Object.values(expect).some(each => each !== undefined), 'needs `stdout`, `matches` or `json`')
  }),
  z.strictObject({ sql: z.string().min(1).describe('One read-only query.'), expect: sqlExpectation })
])
export type ScriptVerdict = z.infer<typeof scriptVerdict>

/** One side of a comparison: lines in any order. */
const comparedSide = z.union([
  z.strictObject({ sql: z.string().min(1).describe('A query; each row is a line.') }),
  z.strictObject({ run: z.string().min(1).describe('A command; each line that it prints counts.') }),
  z.strictObject({ files: z.string().min(1).describe('A directory; each file below it counts, by its path and content.') })
])
export type ComparedSide = z.infer<typeof comparedSide>

const script = z.strictObject({
  name,
  check: scriptVerdict.describe(
    'Whether it is applied. A command: exit code 0 applied, 1 to be applied, any other an error; `{ run, expect }` by what it prints; `{ sql, expect }` by one query.'
  ),
  apply: z.string().min(1).describe('Applies it; exit code 0 is success.'),
  verify: scriptVerdict.describe('Proves it, in the same forms; a command proves it with exit code 0.'),
  undo: z.string().min(1).optional().describe('Takes it back; afterwards `check` must say that it is to be applied.'),
  compare: z
    .array(
      z.strictObject({
        name,
        source: comparedSide.describe('Counted and summed before it is applied.'),
        target: comparedSide.describe('Counted and summed afterwards; both must be the same.'),
        'allow-empty': z
          .boolean()
          .default(false)
          .describe('true: a source without a line is right too. Otherwise the script fails before it begins: nothing equals nothing.')
      })
    )
    .default([])
    .describe('For a move of data: numbers and checksums of what was there and of what is there now.'),
  files: z.array(z.string().min(1)).default([]).describe('Files in `directory` that it consists of: their content counts in its checksum.'),
  timeout: duration.default(1_800_000).describe('Deadline of each of its parts.'),
  additive: z.boolean().default(false).describe('true: you vouch that the running release works with the schema after it.'),
  lossless: z.boolean().default(false).describe('true: you vouch that `undo` gives everything back as it was.')
})
export const scriptList = z.array(script).min(1)
const migrationCompose = z
  .strictObject({
    file: z.string().min(1).default('compose.yaml').describe('The compose file, in the release, or an absolute path on the host.'),
    service: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .describe('The service whose image has the code of this release.'),
    project: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]*$/)
      .optional()
      .describe(
        'Name of the project. Needed where the file is in the release and has no `name`: compose would take that of the directory.'
      ),
    build: z
      .boolean()
      .default(false)
      .describe('true: the image is built first. Without it the image must have another name in each release.')
  })
  .optional()
  .describe(
    'They run in a container of its own, made from this service (`run --rm --no-deps`, without its entry point); `directory` and `python` are those of the image, which needs `sh`.'
  )
const rehearse = z
  .boolean()
  .default(false)
  .describe('true: before the live database they are tried on a copy that is restored from the fresh backup: up, down, compared, up again.')
const smoke = z
  .strictObject({
    command: z
      .string()
      .min(1)
      .describe(
        "Shell script in the release that is live; for Django and Alembic in its `directory`. Django's connection of `alias` leads to the copy; for the others DATABASE_URL (of SQLite also DATABASE_PATH) names it."
      ),
    timeout: duration.default(120_000),
    required: z
      .boolean()
      .default(false)
      .describe('true: where it fails, the deployment ends before the live database is touched; else it is a warning.')
  })
  .optional()
  .describe(
    'With `rehearse`: a command of the previous release that is run on the rehearsed copy, which has the new schema then. It tells whether the running release, and a rollback of the code alone, can live with it.'
  )
export const migration = z.discriminatedUnion('framework', [
  z.strictObject({
    framework: z.literal('django'),
    database: name.describe('Which of `databases` it changes.'),
    directory: z.string().default('.').describe('Directory of `manage.py` in the repository.'),
    python: z.string().optional().describe("Interpreter; default: the release's virtual environment, else python3."),
    compose: migrationCompose,
    settings: z.string().optional().describe('DJANGO_SETTINGS_MODULE, where `manage.py` does not say.'),
    alias: z.string().default('default').describe("Alias of the database in Django's settings."),
    'ignore-tables': z
      .array(z.string().min(1))
      .default([])
      .describe('Tables that no migration is to make; `adopt-history` does not compare them.'),
    'db-lock-timeout': duration.default(5_000).describe('How long a statement waits for a lock.'),
    'statement-timeout': duration.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
    rehearse,
    smoke,
    timeout: duration.default(1_800_000).describe('Deadline of the whole run.')
  }),
  z.strictObject({
    framework: z.literal('alembic'),
    database: name,
    directory: z.string().default('.').describe('Directory in the repository where `alembic` is called.'),
    ini: z.string().min(1).default('alembic.ini').describe('Its configuration file, relative to `directory`.'),
    section: z
      .string()
      .min(1)
      .default('alembic')
      .describe('Section of the configuration file, where it has several environments (`alembic --name`).'),
    target: z
      .string()
      .regex(/^[^+-]/, 'a revision, `branch@head` or `heads`; not relative')
      .default('heads')
      .describe('Up to where: `heads`, a revision, `branch@head`.'),
    'version-table': z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/, '`table` or `schema.table`')
      .default('alembic_version')
      .describe('Table of the applied heads, where env.py sets `version_table` or `version_table_schema`.'),
    python: z.string().optional().describe("Interpreter; default: the release's virtual environment, else python3."),
    compose: migrationCompose,
    'db-lock-timeout': duration.default(5_000).describe('How long a statement waits for a lock.'),
    'statement-timeout': duration.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
    rehearse,
    smoke,
    timeout: duration.default(1_800_000).describe('Deadline of the whole run.')
  }),
  z.strictObject({
    framework: z.literal('scripts'),
    database: name,
    directory: z.string().default('.').describe('Directory in the repository where the commands run.'),
    scripts: scriptList.describe('In the order in which they are applied.')
  }),
  z.strictObject({
    framework: z.literal('sql'),
    database: name,
    directory: z.string().default('.').describe('Directory of the files of SQL in the repository: V1__x.sql, 0001_x.sql, 0001_x.up.sql.'),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The last file that is applied in a database that has tables and no ledger of Belay (`belay_migrations`) yet; `none`: none of them.'
      ),
    'out-of-order': z.boolean().default(false).describe('true: a file may come before one that is applied already.'),
    'db-lock-timeout': duration.default(5_000).describe('How long a statement waits for a lock.'),
    'statement-timeout': duration.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
    rehearse,
    smoke,
    timeout: duration.default(1_800_000).describe('Deadline of the whole run.')
  })
])
export type MigrationConfig = z.infer<typeof migration>
export type ScriptConfig = z.infer<typeof script>

export const service = z.union([
  z
    .string()
    .min(1)
    .transform(unit => ({ systemd: unit, writes: true, 'stable-for': undefined as number | undefined, reload: false })),
  z.strictObject({
    systemd: z.string().min(1).describe('Name of the unit.'),
    writes: z.boolean().default(true).describe('It writes to the database: it is stopped behind the fence.'),
    reload: z.boolean().default(false).describe('Where no schema changes, reload it and do not restart it.'),
    'stable-for': duration.optional().describe('How long it must stay up before it counts as started.')
  }),
  z.strictObject({
    process: z.strictObject({
      name,
      run: z.string().min(1).describe('Command, run in `current`; it is kept running by nobody: use systemd where you can.'),
      env: z.record(z.string(), z.string()).default({}).describe('Environment of the process.'),
      'env-file': z.string().optional().describe('File on the host with KEY=value lines, relative to `code.root`.')
    }),
    writes: z.boolean().default(true),
    'stable-for': duration.optional()
  })
])
export type ServiceConfig = z.infer<typeof service>

const latency = z.strictObject({
  p95: z.strictObject({
    target: duration.optional().describe('What you aim at; only reported.'),
    warn: duration.optional().describe('Above it the gate warns.'),
    fail: duration.optional().describe('Above it the gate fails.')
  })
})
export const check = z.union([
  z.strictObject({
    http: z.url({ protocol: /^https?$/ }).describe('Asked from the host itself.'),
    expect: z
      .strictObject({
        status: z.union([z.number().int(), z.array(z.number().int())]).default(200),
        body: z.string().optional().describe('Text that the answer contains.'),
        json: z.record(z.string(), z.json()).optional().describe('Values by dotted path.')
      })
      .prefault({}),
    headers: z.record(z.string(), z.string()).default({}),
    timeout: duration.default(5_000),
    latency: latency.optional(),
    errors: z
      .strictObject({ warn: percentage.optional(), fail: percentage.optional() })
      .optional()
      .describe('Share of failed requests; the number of requests must be able to resolve it.'),
    requests: z.number().int().min(1).max(10_000).default(1).describe('Requests per round.')
  }),
  z.strictObject({
    command: z.string().min(1).describe('Shell script on the host, in `current` where there is one.'),
    expect: z
      .strictObject({ exit: z.number().int().default(0), stdout: z.string().optional().describe('Text that the output contains.') })
      .prefault({}),
    timeout: duration.default(10_000),
    latency: latency.optional()
  }),
  z.strictObject({
    sql: z.string().min(1).describe('One read-only query.'),
    database: name.optional().describe('Which of `databases`; needed when there are several.'),
    expect: sqlExpectation,
    timeout: duration.default(10_000),
    latency: latency.optional()
  })
])
export type CheckConfig = z.infer<typeof check>

export const checks = z.record(name, check)

export const gate = z.strictObject({
  checks: checks.default({}).describe('What must hold; every check must pass.'),
  interval: duration.default(2_000).describe('Time between rounds.'),
  successes: z.number().int().min(1).default(3).describe('Rounds in a row in which every check passes.'),
  failures: z.number().int().min(0).default(10).describe('Failed rounds that are still forgiven (a start takes time).'),
  timeout: duration.default(120_000).describe('After that the gate is inconclusive, which is not a pass.')
})
export type GateConfig = z.infer<typeof gate>

export const host = z.strictObject({
  address: z.string().min(1).describe('`local` (a self-hosted runner on the machine itself), a name or an IP address.'),
  port: z.number().int().min(1).max(65535).default(22),
  user: z.string().optional().describe('The user that Belay logs in as.'),
  'known-hosts': z.union([valueRef, z.string()]).optional().describe('Lines of known_hosts; no host key is trusted on first use.'),
  'private-key': valueRef.optional(),
  passphrase: valueRef.optional()
})
export type HostConfig = z.infer<typeof host>

export const environment = z.strictObject({
  refs: z
    .strictObject({
      tags: z.string().optional().describe('Pattern that the tag must match.'),
      on: z.string().optional().describe('Branch that the commit must be on.'),
      branches: z.array(z.string()).optional()
    })
    .optional()
    .describe('What may be deployed here.'),
  hosts: z.array(host).length(1, 'exactly one host').describe('The machine.'),
  window: z
    .strictObject({
      zone: z.string().describe('IANA time zone.'),
      open: z
        .array(z.string().regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{2}:\d{2}-\d{2}:\d{2}$/, 'write for example "Sat 02:00-06:00"'))
        .min(1),
      expected: duration.default(0).describe('How long a deployment takes.'),
      'rollback-reserve': duration.default(0).describe('Time kept for a rollback before the window closes.')
    })
    .optional()
    .describe('When a deployment may start; passed over only with a reason, which is recorded.'),
  development: z
    .boolean()
    .optional()
    .describe(
      'true: a machine whose data may be lost. Only there squash-check is silent about `migrate --fake` and an emptied record of what was applied.'
    ),
  'state-dir': z
    .string()
    .regex(/^(\/|[A-Za-z]:[\\/])/, 'an absolute path on the host')
    .optional()
    .describe('Default `/var/lib/belay/<app>/<environment>`.')
})

const ruleId = z.string().regex(/^[A-Z]\d{2}$/, 'the id of a rule: a letter and two digits, like R01')

export const squashCheck = z.strictObject({
  ignore: z
    .array(
      z.strictObject({
        rule: ruleId.describe('The rule whose findings are ignored.'),
        app: z.string().min(1).optional().describe('Only in this app. Default: in all.'),
        migration: z.string().min(1).optional().describe('Only in this migration. Default: in all.'),
        file: z.string().min(1).optional().describe('Only in this file, by its path in the repository. Default: in all.'),
        reason: z.string().trim().min(1).describe('Why; it stands in every report.')
      })
    )
    .default([])
    .describe('Findings to live with. A comment in the file, `# belay: ignore R01 because …`, says the same beside the code.'),
  severity: z
    .record(ruleId, z.enum(['error', 'warning', 'info']))
    .default({})
    .describe('How grave the findings of a rule are here, by its id.')
})
export type SquashCheckConfig = z.infer<typeof squashCheck>

export const config = z.strictObject({
  app: name.describe("Name of the application; part of the state directory's path."),
  environments: z.record(name, environment).describe('One per environment of GitHub.'),
  code: code.optional(),
  requirements: z
    .strictObject({
      'free-disk': size.optional().describe('Free space that preflight asks for.'),
      commands: z.array(z.string()).default([]).describe('Programs that must be on the host.')
    })
    .prefault({})
    .describe('What preflight asks of the host.'),
  databases: z.record(name, database).default({}).describe('Every database that a migration may touch.'),
  files: z
    .record(name, fileTree)
    .default({})
    .describe('Directories that are backed up too (uploads, media). Only a restore that names one brings it back.'),
  backup: z
    .strictObject({
      databases: z.array(name).optional().describe('Default: all.'),
      files: z.array(name).optional().describe('Default: all.'),
      verify: z
        .enum(['quick', 'full', 'drill'])
        .default('full')
        .describe(
          'quick: exit codes and SHA-256; full: decoded too; drill: also restored into a copy, which is compared; what is empty then fails.'
        ),
      destination: z
        .string()
        .regex(/^\/.*[^/]$/s, 'an absolute path on the host')
        .optional()
        .describe('Directory on the host for the backups, on another disk for example. Default: `backups` in the state directory.'),
      'min-free': size.optional().describe('Free space that must remain; default: the larger of 2 GiB and 1.2 x the estimate.'),
      timeout: duration.default(3_600_000),
      'manifest-key': secretRef
        .optional()
        .describe('Signs every backup; whoever can write on the host can then not pass off one of their own. At least 32 characters.'),
      'encrypt-to': z
        .array(
          z
            .string()
            .trim()
            .regex(
              /^(age1[0-9a-z]+|ssh-(ed25519|rsa) [A-Za-z0-9+/=]+( .*)?)$/,
              'an age recipient (age1…) or an SSH public key (ssh-ed25519 …, ssh-rsa …)'
            )
        )
        .default([])
        .describe('age recipients: only who has the identity of one of them can read the backups. None: they are stored as they are.'),
      identity: secretRef
        .optional()
        .describe('The age identity, or SSH key without a passphrase, that reads them; only what restores needs it.'),
      require: z
        .array(z.enum(['encrypted', 'copied', 'signed']))
        .default([])
        .describe(
          'What a backup must be, or none is taken. `encrypt-to`, `copy-to` and `manifest-key` may come from variables and secrets, and one that is not set is empty.'
        ),
      'copy-to': z
        .array(copyTo)
        .default([])
        .describe(
          'Where every backup is copied, off the host; each copy is proven there. Old copies are not removed by Belay: give the store a rule of its own.'
        ),
      'copy-access-key': secretRef.optional().describe('For S3.'),
      'copy-secret-key': secretRef.optional().describe('For S3.'),
      'copy-session-token': secretRef.optional().describe('For S3, with a key that has an end.'),
      'copy-private-key': secretRef.optional().describe('For SSH. Default: the key of the host itself.'),
      'copy-known-hosts': z
        .union([valueRef, z.string()])
        .optional()
        .describe('For SSH: lines of known_hosts. Default: those of the host itself.'),
      'keep-days': z.number().int().min(0).default(7).describe('Backups that are at most so many days older than the newest stay.'),
      'keep-last': z.number().int().min(0).optional().describe('The newest so many stay too.'),
      'keep-weekly': z.number().int().min(0).optional().describe('And the newest of each of the last so many weeks.'),
      'keep-monthly': z.number().int().min(0).optional().describe('And the newest of each of the last so many months.'),
      'min-verified': z.number().int().min(1).default(2).describe('Never fewer of each database.')
    })
    .prefault({}),
  migrations: z.array(migration).default([]),
  'squash-check': squashCheck.prefault({}).describe('What was decided about findings in migrations; docs/rules has every rule.'),
  services: z
    .array(service)
    .default([])
    .describe(
      'In the order in which they are started. systemd services stop at the same time, but in the order that their units declare (`After=`); everything else in reverse.'
    ),
  maintenance: z
    .strictObject({
      file: z.string().min(1).describe('While this file exists the front (nginx, a proxy) answers 503; relative to `code.root`.')
    })
    .optional()
    .describe('How users see the fence; without it going live and starting the services are the same moment.'),
  health: gate.prefault({}),
  fence: z.enum(['auto', 'always', 'never']).default('auto').describe('auto: writers stop whenever a migration is not proven additive.'),
  rollback: z
    .strictObject({
      automatic: z.boolean().default(true),
      'on-refuse': z.enum(['keep-fence', 'open']).default('keep-fence').describe('What happens to the fence when no safe way back exists.')
    })
    .prefault({})
})
export type Config = z.infer<typeof config>
export type ConfigInput = z.input<typeof config>
