"use strict";
exports.id = 3070;
exports.ids = [3070];
exports.modules = {

/***/ 26397:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qe: () => (/* binding */ s3Target),
/* harmony export */   ay: () => (/* binding */ copyToOf),
/* harmony export */   ov: () => (/* binding */ sshTarget),
/* harmony export */   rH: () => (/* binding */ copyTo)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(37428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);



const bucket = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const segments = '(?:/[A-Za-z0-9][A-Za-z0-9._-]*)';
const s3Url = new RegExp(`^s3://(${bucket})(${segments}*)/?$`);
const sshUrl = /^ssh:\/\/([a-z_][a-z0-9._-]*)@(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:\/[A-Za-z0-9._@+-]+)+)\/?$/;
const s3 = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    s3: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
        .regex(s3Url, 'write `s3://bucket/prefix`')
        .describe('`s3://bucket/prefix`: a bucket of AWS or of any store that speaks S3, and what the keys begin with.'),
    endpoint: zod__WEBPACK_IMPORTED_MODULE_1__/* .url */ .OZ5({ protocol: /^https?$/ })
        .optional()
        .describe('`https://s3.example.net`: where the store is, if it is not AWS. With http:// whoever is on the line can read the backup.'),
    region: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().min(1).default('us-east-1').describe('As the store names it; most stores but AWS take any.'),
    'path-style': zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()
        .optional()
        .describe("The bucket is part of the path and not of the host's name. Default: true where there is an `endpoint`."),
    'read-back': zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()
        .default(false)
        .describe("Read every copy back, also where the store's own checksum fits: for a store that you do not trust with that.")
});
const ssh = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    ssh: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
        .regex(sshUrl, 'write `ssh://user@host:port/absolute/directory`')
        .refine(url => !url.split('/').includes('..') && Number(sshUrl.exec(url)?.[3] ?? 22) <= 65_535, 'a port up to 65535 and no `..`')
        .describe("`ssh://user@host:port/absolute/directory`: another machine; the directory's parent must be there.")
});
const artifact = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    artifact: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(true)
        .describe('An artifact of the run that takes the backup, on GitHub. Encrypted backups only; GitHub removes it when its days are over.')
});
const short = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    .regex(/^(s3:\/\/.*|ssh:\/\/.*|artifact)$/, 'write `s3://bucket/prefix`, `ssh://user@host:port/absolute/directory` or `artifact`');
const ofShort = (text) => (text === 'artifact' ? { artifact: true } : text.startsWith('s3:') ? { s3: text } : { ssh: text });
/** One entry of `backup.copy-to`, or the input of that name: an URL or `artifact` alone, or an object with what the kind needs besides. Nothing secret. */
const copyTo = zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([short.transform(ofShort).pipe(zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([s3, ssh, artifact])), s3, ssh, artifact])
    .describe('`s3://bucket/prefix`, `ssh://user@host:port/directory`, `artifact`, or an object with `endpoint`, `region` and `path-style` for S3.');
/** The input `copy-to`. Errors: UserError. */
function copyToOf(text) {
    const lines = text.split(/\s+/).filter(each => each !== '');
    const given = lines.every(each => /^((s3|ssh):|artifact$)/.test(each)) ? lines : yaml(text);
    const read = zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(copyTo).safeParse(Array.isArray(given) ? given : [given]);
    if (read.success)
        return read.data;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The input \`copy-to\` cannot be used:\n${zod__WEBPACK_IMPORTED_MODULE_3__/* .prettifyError */ .S1(read.error)}`);
}
function yaml(text) {
    try {
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parse */ .qg)(text);
    }
    catch {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y('The input `copy-to` is neither a list of addresses, one to a line, nor YAML in the form of `backup.copy-to`');
    }
}
function s3Target(config) {
    const [, name = '', path = ''] = s3Url.exec(config.s3);
    const { endpoint, region } = config;
    const pathStyle = config['path-style'] ?? endpoint !== undefined;
    return { bucket: name, prefix: path.replace(/^\//, ''), endpoint, region, pathStyle, readBack: config['read-back'] };
}
function sshTarget(config) {
    const [, user = '', address = '', port = '22', directory = ''] = sshUrl.exec(config.ssh);
    return { user, address: address.replace(/^\[(.*)\]$/, '$1'), port: Number(port), directory };
}


/***/ }),

/***/ 33070:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ loadConfig)
/* harmony export */ });
/* unused harmony export configJsonSchema */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _schema_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82381);
/* harmony import */ var _yaml_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48201);




/**
 * Reads `.github/belay.yml` from its text.
 * Errors: UserError with file, line and column for every problem, and for names that point nowhere.
 */
function loadConfig(text, file) {
    const loaded = (0,_yaml_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .parseYaml */ .h)(_schema_js__WEBPACK_IMPORTED_MODULE_0__/* .config */ .$W, text, file);
    const problems = references(loaded);
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${file} is not usable:\n${problems.map(each => `  ${file}: ${each}`).join('\n')}`);
    return loaded;
}
/** Names that point to another part of the configuration must find it. */
function references(loaded) {
    const databases = Object.keys(loaded.databases);
    const known = databases.length === 0 ? 'there are no databases' : `there are ${databases.join(', ')}`;
    const withSql = (where, name) => name !== undefined && loaded.databases[name]?.engine === 'redis' ? [`${where}: ${name} is a Redis, which has no SQL`] : [];
    const trees = Object.keys(loaded.files);
    const missing = (where, name) => name === undefined || name in loaded.databases ? [] : [`${where}: no database ${JSON.stringify(name)}; ${known}`];
    return [
        ...loaded.migrations.flatMap((migration, index) => missing(`migrations.${index}.database`, migration.database)),
        ...loaded.migrations.flatMap((migration, index) => withSql(`migrations.${index}.database`, migration.database)),
        ...trees
            .filter(name => databases.includes(name))
            .map(name => `files.${name}: a database has that name already, and a backup knows both by their names`),
        ...(loaded.backup.files ?? []).flatMap((name, index) => name in loaded.files
            ? []
            : [
                `backup.files.${index}: no files ${JSON.stringify(name)}; ${trees.length === 0 ? 'there are none' : `there are ${trees.join(', ')}`}`
            ]),
        ...(loaded.backup.databases ?? []).flatMap((name, index) => missing(`backup.databases.${index}`, name)),
        ...Object.entries(loaded.health.checks).flatMap(([name, check]) => 'sql' in check
            ? [...missing(`health.checks.${name}.database`, check.database), ...withSql(`health.checks.${name}.database`, check.database)]
            : []),
        ...loaded.migrations.flatMap((migration, index) => loaded.backup.databases !== undefined && !loaded.backup.databases.includes(migration.database)
            ? [`backup.databases: leaves out ${migration.database}, which migrations.${index} changes; no migration starts without a backup`]
            : []),
        ...loaded.migrations.flatMap((migration, index) => loaded.migrations.findIndex(each => each.framework === migration.framework && each.database === migration.database) < index
            ? [`migrations.${index}: there is another ${migration.framework} for ${migration.database} already; put its scripts into one list`]
            : []),
        ...(loaded.migrations.length > 0 &&
            loaded.code === undefined &&
            loaded.migrations.some(each => each.framework === 'django' || each.framework === 'alembic')
            ? ['migrations need `code`: the release that they are run from']
            : [])
    ];
}
/** The published JSON Schema: editors complete and check `.github/belay.yml` with it. */
function configJsonSchema() {
    return { ...z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }), title: 'Belay configuration (.github/belay.yml)' };
}


/***/ }),

/***/ 82381:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $W: () => (/* binding */ config),
/* harmony export */   AV: () => (/* binding */ checks),
/* harmony export */   UU: () => (/* binding */ name),
/* harmony export */   Yy: () => (/* binding */ scriptList)
/* harmony export */ });
/* unused harmony exports valueRef, code, database, fileTree, migration, service, check, gate, host, environment, squashCheck */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2503);
/* harmony import */ var _copy_to_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(26397);
/* harmony import */ var _units_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(42095);



/**
 * `.github/belay.yml`: one file per repository. Every action also works from inputs alone, and an input wins.
 * Each key carries its description: errors, the published JSON Schema and docs/configuration.md come from here.
 */
const name = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dot, dash and underscore only, at most 63');
/** A value that must not lie on the host. */
const secretRef = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    secret: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe("Name of a variable in the step's `env`.")
});
/** Where a value that may be secret comes from; `secret` names a variable of the step's `env`. */
const valueRef = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    secretRef,
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        'env-file': zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('A file on the host with KEY=value lines, relative to `code.root`.'),
        key: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
            .describe('The key in that file.')
    })
])
    .describe('`{ secret: NAME }` or `{ env-file: shared/.env, key: NAME }`.');
const hook = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    run: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Shell script, run in the release directory; `RELEASE`, `RELEASE_PATH` and `SHARED_PATH` are set.'),
    timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(600_000).describe('Deadline of the hook.'),
    produces: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('A path that the hook builds beside; swapped and rolled back with the release.')
});
const code = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    strategy: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['releases']).default('releases').describe('How a release reaches the host.'),
    root: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^\//, 'an absolute path on the host').describe('Directory with `releases/`, `shared/` and the link `current`.'),
    shared: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1)).default([]).describe('Paths that every release shares; each becomes a link to `shared/`.'),
    keep: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(1).default(5).describe('Verified releases to keep, besides the live one and the rollback target.'),
    environment: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        venv: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Requirements file; releases with the same requirements share one virtual environment.'),
        'system-site-packages': zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(false).describe("Let the environment see the host's Python packages."),
        python: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('python3').describe('The interpreter that makes the environment.')
    })
        .optional()
        .describe('What the release needs to run.'),
    'expect-files': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).default([]).describe('Files that a staged release must have.'),
    hooks: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        stage: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(hook).default([]).describe('After the code and its environment are in place; nothing live is touched yet.'),
        'after-migrate': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(hook).default([]).describe('After the migrations, before the switch.'),
        'after-switch': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(hook).default([]).describe('After the switch, before the services start.')
    })
        .prefault({})
        .describe('Scripts of your own, each with a deadline.')
});
const compose = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    file: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^\//, 'an absolute path on the host').describe('The compose file.'),
    service: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        .describe('The service whose container holds the server.'),
    project: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^[a-z0-9][a-z0-9_-]*$/)
        .optional()
        .describe('Name of the project, where compose would find another.')
})
    .optional()
    .describe('The server runs in a container of a compose project: every client runs inside, by its own version; `url`, `as` and `admin` mean what they mean there.');
const postgres = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    engine: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('postgres'),
    url: valueRef.optional().describe('`postgres://user:password@host:port/name`.'),
    as: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .min(1)
        .optional()
        .describe('In place of `url`: the user of the host as whom every client runs, through sudo, over the socket and without a password.'),
    database: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).optional().describe('Name of the database, with `as`.'),
    compose,
    format: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['custom', 'directory'])
        .optional()
        .describe('custom (default): one archive. directory: dumped by several processes side by side; needs twice the space meanwhile.'),
    scope: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['full', 'schema'])
        .optional()
        .describe('What a backup holds; default: full. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.'),
    jobs: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig()
        .int()
        .min(1)
        .max(32)
        .optional()
        .describe('Processes that restore, and with `format: directory` dump, side by side; default 2.'),
    admin: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ as: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().describe('User of the host who may create and rename databases over the socket, through sudo.') })
        .optional()
        .describe("Who makes restore points; the application's role usually may not."),
    'drill-url': valueRef
        .optional()
        .describe('A server that drills restore into, in place of its own: `postgres://user:password@host:port/name`, with CREATEDB. Roles and rights are left out there.'),
    pgbouncer: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        url: valueRef.describe('Its admin console: `postgres://user:password@host:6432/pgbouncer`, with a user of `admin_users`.')
    })
        .optional()
        .describe('The PgBouncer before the database: paused while a restore point is made, or the database is swapped.')
})
    .refine(({ url, as, database }) => url === undefined ? as !== undefined && database !== undefined : as === undefined && database === undefined, {
    error: 'give `url`, or in its place `as` and `database`'
});
const database = zod__WEBPACK_IMPORTED_MODULE_2__/* .discriminatedUnion */ .gMt('engine', [
    postgres,
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        engine: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['mysql', 'mariadb']),
        url: valueRef.describe('`mysql://user:password@host:port/name`, or with `?unix_socket=PATH`.'),
        admin: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ as: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().describe('User of the host who may do everything over the socket, through sudo: `mysql` or `root`.') })
            .optional()
            .describe('Who makes copies of the database; the rights of the application end at its own.'),
        compose,
        'drill-url': valueRef
            .optional()
            .describe("A server that drills restore into, in place of its own: `mysql://user:password@host:port/name`, with a user who may do everything. The host's own clients go there."),
        scope: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['full', 'data-only', 'schema'])
            .default('full')
            .describe('What a backup holds. data-only: the rows alone; they are restored into tables that are made like the live ones. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        engine: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('sqlite'),
        path: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('The database file, absolute or relative to `code.root`.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        engine: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('redis'),
        url: valueRef.describe('`redis://user:password@host:port`. It is backed up; only a restore that names it brings it back.')
    })
]);
const fileTree = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    path: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('The directory, absolute or relative to `code.root`.'),
    exclude: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1)).default([]).describe('Paths below it that are not backed up.')
});
const sqlExpectation = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    value: zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig(), zod__WEBPACK_IMPORTED_MODULE_2__/* ["null"] */ .chJ()]).optional().describe('First column of the first row.'),
    equal: zod__WEBPACK_IMPORTED_MODULE_2__/* .tuple */ .PVZ([zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()]).optional().describe('Two columns that must be equal in every row.'),
    rows: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ min: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().optional(), max: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().optional() }).optional()
})
    .prefault({});
/** What tells whether a script is applied: an exit code, what a command prints, or one query. */
const scriptVerdict = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        run: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Ends with exit code 0; then what it printed decides.'),
        expect: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
            stdout: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Text that the output contains.'),
            matches: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Regular expression (JavaScript) that the output matches.'),
            json: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .json */ .Pq9()).optional().describe('The output is JSON with these values by dotted path.')
        })
            .refine(expect => Object.values(expect).some(each => each !== undefined), 'needs `stdout`, `matches` or `json`')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ sql: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('One read-only query.'), expect: sqlExpectation })
]);
/** One side of a comparison: lines in any order. */
const comparedSide = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ sql: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('A query; each row is a line.') }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ run: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('A command; each line that it prints counts.') }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ files: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('A directory; each file below it counts, by its path and content.') })
]);
const script = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    name,
    check: scriptVerdict.describe('Whether it is applied. A command: exit code 0 applied, 1 to be applied, any other an error; `{ run, expect }` by what it prints; `{ sql, expect }` by one query.'),
    apply: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Applies it; exit code 0 is success.'),
    verify: scriptVerdict.describe('Proves it, in the same forms; a command proves it with exit code 0.'),
    undo: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).optional().describe('Takes it back; afterwards `check` must say that it is to be applied.'),
    compare: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        name,
        source: comparedSide.describe('Counted and summed before it is applied.'),
        target: comparedSide.describe('Counted and summed afterwards; both must be the same.'),
        'allow-empty': zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
            .default(false)
            .describe('true: a source without a line is right too. Otherwise the script fails before it begins: nothing equals nothing.')
    }))
        .default([])
        .describe('For a move of data: numbers and checksums of what was there and of what is there now.'),
    files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1)).default([]).describe('Files in `directory` that it consists of: their content counts in its checksum.'),
    timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(1_800_000).describe('Deadline of each of its parts.'),
    additive: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(false).describe('true: you vouch that the running release works with the schema after it.'),
    lossless: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(false).describe('true: you vouch that `undo` gives everything back as it was.')
});
const scriptList = zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(script).min(1);
const migrationCompose = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    file: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).default('compose.yaml').describe('The compose file, in the release, or an absolute path on the host.'),
    service: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        .describe('The service whose image has the code of this release.'),
    project: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^[a-z0-9][a-z0-9_-]*$/)
        .optional()
        .describe('Name of the project. Needed where the file is in the release and has no `name`: compose would take that of the directory.'),
    build: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
        .default(false)
        .describe('true: the image is built first. Without it the image must have another name in each release.')
})
    .optional()
    .describe('They run in a container of its own, made from this service (`run --rm --no-deps`, without its entry point); `directory` and `python` are those of the image, which needs `sh`.');
const rehearse = zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
    .default(false)
    .describe('true: before the live database they are tried on a copy that is restored from the fresh backup: up, down, compared, up again.');
const smoke = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    command: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .min(1)
        .describe("Shell script in the release that is live; for Django and Alembic in its `directory`. Django's connection of `alias` leads to the copy; for the others DATABASE_URL (of SQLite also DATABASE_PATH) names it."),
    timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(120_000),
    required: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
        .default(false)
        .describe('true: where it fails, the deployment ends before the live database is touched; else it is a warning.')
})
    .optional()
    .describe('With `rehearse`: a command of the previous release that is run on the rehearsed copy, which has the new schema then. It tells whether the running release, and a rollback of the code alone, can live with it.');
const migration = zod__WEBPACK_IMPORTED_MODULE_2__/* .discriminatedUnion */ .gMt('framework', [
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        framework: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('django'),
        database: name.describe('Which of `databases` it changes.'),
        directory: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('.').describe('Directory of `manage.py` in the repository.'),
        python: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe("Interpreter; default: the release's virtual environment, else python3."),
        compose: migrationCompose,
        settings: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('DJANGO_SETTINGS_MODULE, where `manage.py` does not say.'),
        alias: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('default').describe("Alias of the database in Django's settings."),
        'ignore-tables': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1))
            .default([])
            .describe('Tables that no migration is to make; `adopt-history` does not compare them.'),
        'db-lock-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(5_000).describe('How long a statement waits for a lock.'),
        'statement-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
        rehearse,
        smoke,
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(1_800_000).describe('Deadline of the whole run.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        framework: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('alembic'),
        database: name,
        directory: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('.').describe('Directory in the repository where `alembic` is called.'),
        ini: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).default('alembic.ini').describe('Its configuration file, relative to `directory`.'),
        section: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .min(1)
            .default('alembic')
            .describe('Section of the configuration file, where it has several environments (`alembic --name`).'),
        target: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .regex(/^[^+-]/, 'a revision, `branch@head` or `heads`; not relative')
            .default('heads')
            .describe('Up to where: `heads`, a revision, `branch@head`.'),
        'version-table': zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .regex(/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/, '`table` or `schema.table`')
            .default('alembic_version')
            .describe('Table of the applied heads, where env.py sets `version_table` or `version_table_schema`.'),
        python: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe("Interpreter; default: the release's virtual environment, else python3."),
        compose: migrationCompose,
        'db-lock-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(5_000).describe('How long a statement waits for a lock.'),
        'statement-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
        rehearse,
        smoke,
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(1_800_000).describe('Deadline of the whole run.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        framework: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('scripts'),
        database: name,
        directory: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('.').describe('Directory in the repository where the commands run.'),
        scripts: scriptList.describe('In the order in which they are applied.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        framework: zod__WEBPACK_IMPORTED_MODULE_2__/* .literal */ .euz('sql'),
        database: name,
        directory: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().default('.').describe('Directory of the files of SQL in the repository: V1__x.sql, 0001_x.sql, 0001_x.up.sql.'),
        baseline: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .min(1)
            .optional()
            .describe('The last file that is applied in a database that has tables and no ledger of Belay (`belay_migrations`) yet; `none`: none of them.'),
        'out-of-order': zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(false).describe('true: a file may come before one that is applied already.'),
        'db-lock-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(5_000).describe('How long a statement waits for a lock.'),
        'statement-timeout': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
        rehearse,
        smoke,
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(1_800_000).describe('Deadline of the whole run.')
    })
]);
const service = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .min(1)
        .transform(unit => ({ systemd: unit, writes: true, 'stable-for': undefined, reload: false })),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        systemd: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Name of the unit.'),
        writes: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(true).describe('It writes to the database: it is stopped behind the fence.'),
        reload: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(false).describe('Where no schema changes, reload it and do not restart it.'),
        'stable-for': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.optional().describe('How long it must stay up before it counts as started.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        process: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
            name,
            run: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Command, run in `current`; it is kept running by nobody: use systemd where you can.'),
            env: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).default({}).describe('Environment of the process.'),
            'env-file': zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('File on the host with KEY=value lines, relative to `code.root`.')
        }),
        writes: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(true),
        'stable-for': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.optional()
    })
]);
const latency = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    p95: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        target: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.optional().describe('What you aim at; only reported.'),
        warn: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.optional().describe('Above it the gate warns.'),
        fail: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.optional().describe('Above it the gate fails.')
    })
});
const check = zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        http: zod__WEBPACK_IMPORTED_MODULE_2__/* .url */ .OZ5({ protocol: /^https?$/ }).describe('Asked from the host itself.'),
        expect: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
            status: zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int(), zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int())]).default(200),
            body: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Text that the answer contains.'),
            json: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .json */ .Pq9()).optional().describe('Values by dotted path.')
        })
            .prefault({}),
        headers: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).default({}),
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(5_000),
        latency: latency.optional(),
        errors: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ warn: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .percentage */ .X1.optional(), fail: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .percentage */ .X1.optional() })
            .optional()
            .describe('Share of failed requests; the number of requests must be able to resolve it.'),
        requests: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(1).max(10_000).default(1).describe('Requests per round.')
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        command: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('Shell script on the host, in `current` where there is one.'),
        expect: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({ exit: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().default(0), stdout: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Text that the output contains.') })
            .prefault({}),
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(10_000),
        latency: latency.optional()
    }),
    zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        sql: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('One read-only query.'),
        database: name.optional().describe('Which of `databases`; needed when there are several.'),
        expect: sqlExpectation,
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(10_000),
        latency: latency.optional()
    })
]);
const checks = zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, check);
const gate = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    checks: checks.default({}).describe('What must hold; every check must pass.'),
    interval: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(2_000).describe('Time between rounds.'),
    successes: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(1).default(3).describe('Rounds in a row in which every check passes.'),
    failures: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(0).default(10).describe('Failed rounds that are still forgiven (a start takes time).'),
    timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(120_000).describe('After that the gate is inconclusive, which is not a pass.')
});
const host = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    address: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('`local` (a self-hosted runner on the machine itself), a name or an IP address.'),
    port: zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(1).max(65535).default(22),
    user: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('The user that Belay logs in as.'),
    'known-hosts': zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([valueRef, zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()]).optional().describe('Lines of known_hosts; no host key is trusted on first use.'),
    'private-key': valueRef.optional(),
    passphrase: valueRef.optional()
});
const environment = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    refs: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        tags: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Pattern that the tag must match.'),
        on: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional().describe('Branch that the commit must be on.'),
        branches: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).optional()
    })
        .optional()
        .describe('What may be deployed here.'),
    hosts: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(host).length(1, 'exactly one host').describe('The machine.'),
    window: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        zone: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().describe('IANA time zone.'),
        open: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{2}:\d{2}-\d{2}:\d{2}$/, 'write for example "Sat 02:00-06:00"'))
            .min(1),
        expected: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(0).describe('How long a deployment takes.'),
        'rollback-reserve': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(0).describe('Time kept for a rollback before the window closes.')
    })
        .optional()
        .describe('When a deployment may start; passed over only with a reason, which is recorded.'),
    development: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY()
        .optional()
        .describe('true: a machine whose data may be lost. Only there squash-check is silent about `migrate --fake` and an emptied record of what was applied.'),
    'state-dir': zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
        .regex(/^(\/|[A-Za-z]:[\\/])/, 'an absolute path on the host')
        .optional()
        .describe('Default `/var/lib/belay/<app>/<environment>`.')
});
const ruleId = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[A-Z]\d{2}$/, 'the id of a rule: a letter and two digits, like R01');
const squashCheck = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    ignore: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        rule: ruleId.describe('The rule whose findings are ignored.'),
        app: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).optional().describe('Only in this app. Default: in all.'),
        migration: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).optional().describe('Only in this migration. Default: in all.'),
        file: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).optional().describe('Only in this file, by its path in the repository. Default: in all.'),
        reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().trim().min(1).describe('Why; it stands in every report.')
    }))
        .default([])
        .describe('Findings to live with. A comment in the file, `# belay: ignore R01 because …`, says the same beside the code.'),
    severity: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(ruleId, zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['error', 'warning', 'info']))
        .default({})
        .describe('How grave the findings of a rule are here, by its id.')
});
const config = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    app: name.describe("Name of the application; part of the state directory's path."),
    environments: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, environment).describe('One per environment of GitHub.'),
    code: code.optional(),
    requirements: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        'free-disk': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .size */ .Ej.optional().describe('Free space that preflight asks for.'),
        commands: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()).default([]).describe('Programs that must be on the host.')
    })
        .prefault({})
        .describe('What preflight asks of the host.'),
    databases: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, database).default({}).describe('Every database that a migration may touch.'),
    files: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, fileTree)
        .default({})
        .describe('Directories that are backed up too (uploads, media). Only a restore that names one brings it back.'),
    backup: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        databases: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(name).optional().describe('Default: all.'),
        files: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(name).optional().describe('Default: all.'),
        verify: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['quick', 'full', 'drill'])
            .default('full')
            .describe('quick: exit codes and SHA-256; full: decoded too; drill: also restored into a copy, which is compared; what is empty then fails.'),
        destination: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .regex(/^\/.*[^/]$/s, 'an absolute path on the host')
            .optional()
            .describe('Directory on the host for the backups, on another disk for example. Default: `backups` in the state directory.'),
        'min-free': _units_js__WEBPACK_IMPORTED_MODULE_1__/* .size */ .Ej.optional().describe('Free space that must remain; default: the larger of 2 GiB and 1.2 x the estimate.'),
        timeout: _units_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0.default(3_600_000),
        'manifest-key': secretRef
            .optional()
            .describe('Signs every backup; whoever can write on the host can then not pass off one of their own. At least 32 characters.'),
        'encrypt-to': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .trim()
            .regex(/^(age1[0-9a-z]+|ssh-(ed25519|rsa) [A-Za-z0-9+/=]+( .*)?)$/, 'an age recipient (age1…) or an SSH public key (ssh-ed25519 …, ssh-rsa …)'))
            .default([])
            .describe('age recipients: only who has the identity of one of them can read the backups. None: they are stored as they are.'),
        identity: secretRef
            .optional()
            .describe('The age identity, or SSH key without a passphrase, that reads them; only what restores needs it.'),
        require: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['encrypted', 'copied', 'signed']))
            .default([])
            .describe('What a backup must be, or none is taken. `encrypt-to`, `copy-to` and `manifest-key` may come from variables and secrets, and one that is not set is empty.'),
        'copy-to': zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(_copy_to_js__WEBPACK_IMPORTED_MODULE_0__/* .copyTo */ .rH)
            .default([])
            .describe('Where every backup is copied, off the host; each copy is proven there. Old copies are not removed by Belay: give the store a rule of its own.'),
        'copy-access-key': secretRef.optional().describe('For S3.'),
        'copy-secret-key': secretRef.optional().describe('For S3.'),
        'copy-session-token': secretRef.optional().describe('For S3, with a key that has an end.'),
        'copy-private-key': secretRef.optional().describe('For SSH. Default: the key of the host itself.'),
        'copy-known-hosts': zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([valueRef, zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()])
            .optional()
            .describe('For SSH: lines of known_hosts. Default: those of the host itself.'),
        'keep-days': zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(0).default(7).describe('Backups that are at most so many days older than the newest stay.'),
        'keep-last': zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(0).optional().describe('The newest so many stay too.'),
        'keep-weekly': zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(0).optional().describe('And the newest of each of the last so many weeks.'),
        'keep-monthly': zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(0).optional().describe('And the newest of each of the last so many months.'),
        'min-verified': zod__WEBPACK_IMPORTED_MODULE_2__/* .number */ .aig().int().min(1).default(2).describe('Never fewer of each database.')
    })
        .prefault({}),
    migrations: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(migration).default([]),
    'squash-check': squashCheck.prefault({}).describe('What was decided about findings in migrations; docs/rules has every rule.'),
    services: zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(service)
        .default([])
        .describe('In the order in which they are started. systemd services stop at the same time, but in the order that their units declare (`After=`); everything else in reverse.'),
    maintenance: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        file: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().min(1).describe('While this file exists the front (nginx, a proxy) answers 503; relative to `code.root`.')
    })
        .optional()
        .describe('How users see the fence; without it going live and starting the services are the same moment.'),
    health: gate.prefault({}),
    fence: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['auto', 'always', 'never']).default('auto').describe('auto: writers stop whenever a migration is not proven additive.'),
    rollback: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        automatic: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().default(true),
        'on-refuse': zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['keep-fence', 'open']).default('keep-fence').describe('What happens to the fence when no safe way back exists.')
    })
        .prefault({})
});


/***/ }),

/***/ 48201:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(98439);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _nearest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(96995);




/**
 * Reads YAML text by a schema. `source` is what messages call the text: a file's path, or `input checks`.
 * Errors: one UserError with every problem as `source:line:column: path: what is wrong`, unknown keys with the nearest known one.
 */
function parseYaml(schema, text, source) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const broken = document.errors.map(error => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${source}:${line}:${col}: ${error.message}`;
    });
    if (broken.length > 0)
        throw problem(source, broken);
    // A thousand aliases of aliases are an attack, not a configuration: the library stops at 100.
    const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
    if (result.success)
        return result.data;
    const found = new Set(result.error.issues.flatMap(issue => flatten(issue, [])).map(each => render(each, schema, document, lines, source)));
    throw problem(source, [...found]);
}
function problem(source, lines) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${source} is not usable:\n${lines.map(line => `  ${line}`).join('\n')}`);
}
/** One line per thing that is wrong; of a union's branches the one that came furthest, since that is the one that was meant. */
function flatten(issue, prefix) {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys')
        return issue.keys.map(key => ({ path: [...path, key], message: 'no such key', unknownKey: key }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
        const branches = issue.errors.map(branch => branch.flatMap(each => flatten(each, path)));
        // A branch whose own type or required key does not fit was not meant.
        const score = (branch) => branch.filter(each => each.message.startsWith('Invalid input')).length * 10 + branch.length;
        return branches.reduce((best, branch) => (score(branch) < score(best) ? branch : best));
    }
    return [{ path, message: issue.message }];
}
function render(found, schema, document, lines, source) {
    const { line, col } = lines.linePos(offsetOf(found, document));
    const where = found.path.map(String).join('.');
    const near = found.unknownKey === undefined ? undefined : (0,_nearest_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .p)(found.unknownKey, knownKeys(schema, found.path.slice(0, -1)));
    return `${source}:${line}:${col}: ${where === '' ? '' : `${where}: `}${found.message}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
function offsetOf(found, document) {
    const { path } = found;
    if (found.unknownKey !== undefined) {
        const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
        const pair = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(parent) ? parent.items.find(item => (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(item.key) && String(item.key) === found.unknownKey) : undefined;
        if (pair !== undefined && (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(pair.key))
            return pair.key.range?.[0] ?? 0;
    }
    // What is missing has no place of its own: the nearest parent that stands in the text has one.
    for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(node) && node.range)
            return node.range[0];
    }
    return 0;
}
/** Every key that the schema knows at a path, over all branches of unions. */
function knownKeys(schema, path) {
    const json = zod__WEBPACK_IMPORTED_MODULE_3__/* .toJSONSchema */ .bl(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
    let nodes = [json];
    for (const step of path) {
        nodes = nodes.flatMap(branches).flatMap(node => {
            if (typeof step === 'number')
                return node.items ? [node.items] : (node.prefixItems ?? []);
            const own = node.properties?.[String(step)];
            return own ? [own] : typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
        });
    }
    return [...new Set(nodes.flatMap(branches).flatMap(node => Object.keys(node.properties ?? {})))];
}
function branches(node) {
    const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
    return inner.length === 0 ? [node] : inner.flatMap(branches);
}


/***/ })

};
;