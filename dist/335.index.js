"use strict";
exports.id = 335;
exports.ids = [335];
exports.modules = {

/***/ 335:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  makeTarget: () => (/* binding */ makeTarget)
});

// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 4 modules
var schemas = __webpack_require__(2503);
// EXTERNAL MODULE: ./build/shared/config/copy-to.js
var copy_to = __webpack_require__(6397);
// EXTERNAL MODULE: ./build/shared/config/units.js
var units = __webpack_require__(2095);
;// CONCATENATED MODULE: ./build/shared/config/schema.js



/**
 * `.github/belay.yml`: one file per repository. Every action also works from inputs alone, and an input wins.
 * Each key carries its description: errors, the published JSON Schema and docs/configuration.md come from here.
 */
const schema_name = schemas/* string */.YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'letters, digits, dot, dash and underscore only, at most 63');
/** A value that must not lie on the host. */
const secretRef = schemas/* strictObject */.rej({
    secret: schemas/* string */.YjP()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .describe("Name of a variable in the step's `env`.")
});
/** Where a value that may be secret comes from; `secret` names a variable of the step's `env`. */
const valueRef = schemas/* union */.KCZ([
    secretRef,
    schemas/* strictObject */.rej({
        'env-file': schemas/* string */.YjP().min(1).describe('A file on the host with KEY=value lines, relative to `code.root`.'),
        key: schemas/* string */.YjP()
            .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
            .describe('The key in that file.')
    })
])
    .describe('`{ secret: NAME }` or `{ env-file: shared/.env, key: NAME }`.');
const hook = schemas/* strictObject */.rej({
    run: schemas/* string */.YjP().min(1).describe('Shell script, run in the release directory; `RELEASE`, `RELEASE_PATH` and `SHARED_PATH` are set.'),
    timeout: units/* duration */.p0.default(600_000).describe('Deadline of the hook.'),
    produces: schemas/* string */.YjP().optional().describe('A path that the hook builds beside; swapped and rolled back with the release.')
});
const code = schemas/* strictObject */.rej({
    strategy: schemas/* enum */.k5n(['releases']).default('releases').describe('How a release reaches the host.'),
    root: schemas/* string */.YjP().regex(/^\//, 'an absolute path on the host').describe('Directory with `releases/`, `shared/` and the link `current`.'),
    shared: schemas/* array */.YOg(schemas/* string */.YjP().min(1)).default([]).describe('Paths that every release shares; each becomes a link to `shared/`.'),
    keep: schemas/* number */.aig().int().min(1).default(5).describe('Verified releases to keep, besides the live one and the rollback target.'),
    environment: schemas/* strictObject */.rej({
        venv: schemas/* string */.YjP().min(1).describe('Requirements file; releases with the same requirements share one virtual environment.'),
        'system-site-packages': schemas/* boolean */.zMY().default(false).describe("Let the environment see the host's Python packages."),
        python: schemas/* string */.YjP().default('python3').describe('The interpreter that makes the environment.')
    })
        .optional()
        .describe('What the release needs to run.'),
    'expect-files': schemas/* array */.YOg(schemas/* string */.YjP()).default([]).describe('Files that a staged release must have.'),
    hooks: schemas/* strictObject */.rej({
        stage: schemas/* array */.YOg(hook).default([]).describe('After the code and its environment are in place; nothing live is touched yet.'),
        'after-migrate': schemas/* array */.YOg(hook).default([]).describe('After the migrations, before the switch.'),
        'after-switch': schemas/* array */.YOg(hook).default([]).describe('After the switch, before the services start.')
    })
        .prefault({})
        .describe('Scripts of your own, each with a deadline.')
});
const compose = schemas/* strictObject */.rej({
    file: schemas/* string */.YjP().regex(/^\//, 'an absolute path on the host').describe('The compose file.'),
    service: schemas/* string */.YjP()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
        .describe('The service whose container holds the server.'),
    project: schemas/* string */.YjP()
        .regex(/^[a-z0-9][a-z0-9_-]*$/)
        .optional()
        .describe('Name of the project, where compose would find another.')
})
    .optional()
    .describe('The server runs in a container of a compose project: every client runs inside, by its own version; `url`, `as` and `admin` mean what they mean there.');
const postgres = schemas/* strictObject */.rej({
    engine: schemas/* literal */.euz('postgres'),
    url: valueRef.optional().describe('`postgres://user:password@host:port/name`.'),
    as: schemas/* string */.YjP()
        .min(1)
        .optional()
        .describe('In place of `url`: the user of the host as whom every client runs, through sudo, over the socket and without a password.'),
    database: schemas/* string */.YjP().min(1).optional().describe('Name of the database, with `as`.'),
    compose,
    format: schemas/* enum */.k5n(['custom', 'directory'])
        .optional()
        .describe('custom (default): one archive. directory: dumped by several processes side by side; needs twice the space meanwhile.'),
    scope: schemas/* enum */.k5n(['full', 'schema'])
        .optional()
        .describe('What a backup holds; default: full. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.'),
    jobs: schemas/* number */.aig()
        .int()
        .min(1)
        .max(32)
        .optional()
        .describe('Processes that restore, and with `format: directory` dump, side by side; default 2.'),
    admin: schemas/* strictObject */.rej({ as: schemas/* string */.YjP().describe('User of the host who may create and rename databases over the socket, through sudo.') })
        .optional()
        .describe("Who makes restore points; the application's role usually may not."),
    'drill-url': valueRef
        .optional()
        .describe('A server that drills restore into, in place of its own: `postgres://user:password@host:port/name`, with CREATEDB. Roles and rights are left out there.'),
    pgbouncer: schemas/* strictObject */.rej({
        url: valueRef.describe('Its admin console: `postgres://user:password@host:6432/pgbouncer`, with a user of `admin_users`.')
    })
        .optional()
        .describe('The PgBouncer before the database: paused while a restore point is made, or the database is swapped.')
})
    .refine(({ url, as, database }) => url === undefined ? as !== undefined && database !== undefined : as === undefined && database === undefined, {
    error: 'give `url`, or in its place `as` and `database`'
});
const database = schemas/* discriminatedUnion */.gMt('engine', [
    postgres,
    schemas/* strictObject */.rej({
        engine: schemas/* enum */.k5n(['mysql', 'mariadb']),
        url: valueRef.describe('`mysql://user:password@host:port/name`, or with `?unix_socket=PATH`.'),
        admin: schemas/* strictObject */.rej({ as: schemas/* string */.YjP().describe('User of the host who may do everything over the socket, through sudo: `mysql` or `root`.') })
            .optional()
            .describe('Who makes copies of the database; the rights of the application end at its own.'),
        compose,
        'drill-url': valueRef
            .optional()
            .describe("A server that drills restore into, in place of its own: `mysql://user:password@host:port/name`, with a user who may do everything. The host's own clients go there."),
        scope: schemas/* enum */.k5n(['full', 'data-only', 'schema'])
            .default('full')
            .describe('What a backup holds. data-only: the rows alone; they are restored into tables that are made like the live ones. schema: what makes the tables, and no row; no migration relies on it, and only a person restores it.')
    }),
    schemas/* strictObject */.rej({
        engine: schemas/* literal */.euz('sqlite'),
        path: schemas/* string */.YjP().min(1).describe('The database file, absolute or relative to `code.root`.')
    }),
    schemas/* strictObject */.rej({
        engine: schemas/* literal */.euz('redis'),
        url: valueRef.describe('`redis://user:password@host:port`. It is backed up; only a restore that names it brings it back.')
    })
]);
const fileTree = schemas/* strictObject */.rej({
    path: schemas/* string */.YjP().min(1).describe('The directory, absolute or relative to `code.root`.'),
    exclude: schemas/* array */.YOg(schemas/* string */.YjP().min(1)).default([]).describe('Paths below it that are not backed up.')
});
const script = schemas/* strictObject */.rej({
    name: schema_name,
    check: schemas/* string */.YjP().min(1).describe('Exit code 0: already applied. 1: to be applied. Any other: error.'),
    apply: schemas/* string */.YjP().min(1).describe('Applies it; exit code 0 is success.'),
    verify: schemas/* string */.YjP().min(1).describe('Proves it; exit code 0 is success.'),
    timeout: units/* duration */.p0.default(1_800_000).describe('Deadline of each of the three.'),
    additive: schemas/* boolean */.zMY().default(false).describe('true: you vouch that the running release works with the schema after it.')
});
const scriptList = schemas/* array */.YOg(script).min(1);
const migration = schemas/* discriminatedUnion */.gMt('framework', [
    schemas/* strictObject */.rej({
        framework: schemas/* literal */.euz('django'),
        database: schema_name.describe('Which of `databases` it changes.'),
        directory: schemas/* string */.YjP().default('.').describe('Directory of `manage.py` in the repository.'),
        python: schemas/* string */.YjP().optional().describe("Interpreter; default: the release's virtual environment, else python3."),
        settings: schemas/* string */.YjP().optional().describe('DJANGO_SETTINGS_MODULE, where `manage.py` does not say.'),
        alias: schemas/* string */.YjP().default('default').describe("Alias of the database in Django's settings."),
        'db-lock-timeout': units/* duration */.p0.default(5_000).describe('How long a statement waits for a lock.'),
        'statement-timeout': units/* duration */.p0.default(0).describe('Longest time of one statement; 0: no limit but the deadline.'),
        timeout: units/* duration */.p0.default(1_800_000).describe('Deadline of the whole run.')
    }),
    schemas/* strictObject */.rej({
        framework: schemas/* literal */.euz('scripts'),
        database: schema_name,
        directory: schemas/* string */.YjP().default('.').describe('Directory in the repository where the commands run.'),
        scripts: scriptList.describe('In the order in which they are applied.')
    })
]);
const service = schemas/* union */.KCZ([
    schemas/* string */.YjP()
        .min(1)
        .transform(unit => ({ systemd: unit, writes: true, 'stable-for': undefined, reload: false })),
    schemas/* strictObject */.rej({
        systemd: schemas/* string */.YjP().min(1).describe('Name of the unit.'),
        writes: schemas/* boolean */.zMY().default(true).describe('It writes to the database: it is stopped behind the fence.'),
        reload: schemas/* boolean */.zMY().default(false).describe('Where no schema changes, reload it and do not restart it.'),
        'stable-for': units/* duration */.p0.optional().describe('How long it must stay up before it counts as started.')
    }),
    schemas/* strictObject */.rej({
        process: schemas/* strictObject */.rej({
            name: schema_name,
            run: schemas/* string */.YjP().min(1).describe('Command, run in `current`; it is kept running by nobody: use systemd where you can.'),
            env: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).default({}).describe('Environment of the process.'),
            'env-file': schemas/* string */.YjP().optional().describe('File on the host with KEY=value lines, relative to `code.root`.')
        }),
        writes: schemas/* boolean */.zMY().default(true),
        'stable-for': units/* duration */.p0.optional()
    })
]);
const latency = schemas/* strictObject */.rej({
    p95: schemas/* strictObject */.rej({
        target: units/* duration */.p0.optional().describe('What you aim at; only reported.'),
        warn: units/* duration */.p0.optional().describe('Above it the gate warns.'),
        fail: units/* duration */.p0.optional().describe('Above it the gate fails.')
    })
});
const check = schemas/* union */.KCZ([
    schemas/* strictObject */.rej({
        http: schemas/* url */.OZ5({ protocol: /^https?$/ }).describe('Asked from the host itself.'),
        expect: schemas/* strictObject */.rej({
            status: schemas/* union */.KCZ([schemas/* number */.aig().int(), schemas/* array */.YOg(schemas/* number */.aig().int())]).default(200),
            body: schemas/* string */.YjP().optional().describe('Text that the answer contains.'),
            json: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* json */.Pq9()).optional().describe('Values by dotted path.')
        })
            .prefault({}),
        headers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).default({}),
        timeout: units/* duration */.p0.default(5_000),
        latency: latency.optional(),
        errors: schemas/* strictObject */.rej({ warn: units/* percentage */.X1.optional(), fail: units/* percentage */.X1.optional() })
            .optional()
            .describe('Share of failed requests; the number of requests must be able to resolve it.'),
        requests: schemas/* number */.aig().int().min(1).max(10_000).default(1).describe('Requests per round.')
    }),
    schemas/* strictObject */.rej({
        command: schemas/* string */.YjP().min(1).describe('Shell script on the host, in `current` where there is one.'),
        expect: schemas/* strictObject */.rej({ exit: schemas/* number */.aig().int().default(0), stdout: schemas/* string */.YjP().optional().describe('Text that the output contains.') })
            .prefault({}),
        timeout: units/* duration */.p0.default(10_000),
        latency: latency.optional()
    }),
    schemas/* strictObject */.rej({
        sql: schemas/* string */.YjP().min(1).describe('One read-only query.'),
        database: schema_name.optional().describe('Which of `databases`; needed when there are several.'),
        expect: schemas/* strictObject */.rej({
            value: schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* null */.chJ()]).optional().describe('First column of the first row.'),
            equal: schemas/* tuple */.PVZ([schemas/* string */.YjP(), schemas/* string */.YjP()]).optional().describe('Two columns that must be equal in every row.'),
            rows: schemas/* strictObject */.rej({ min: schemas/* number */.aig().int().optional(), max: schemas/* number */.aig().int().optional() }).optional()
        })
            .prefault({}),
        timeout: units/* duration */.p0.default(10_000),
        latency: latency.optional()
    })
]);
const checks = schemas/* record */.g1P(schema_name, check);
const gate = schemas/* strictObject */.rej({
    checks: checks.default({}).describe('What must hold; every check must pass.'),
    interval: units/* duration */.p0.default(2_000).describe('Time between rounds.'),
    successes: schemas/* number */.aig().int().min(1).default(3).describe('Rounds in a row in which every check passes.'),
    failures: schemas/* number */.aig().int().min(0).default(10).describe('Failed rounds that are still forgiven (a start takes time).'),
    timeout: units/* duration */.p0.default(120_000).describe('After that the gate is inconclusive, which is not a pass.')
});
const host = schemas/* strictObject */.rej({
    address: schemas/* string */.YjP().min(1).describe('`local` (a self-hosted runner on the machine itself), a name or an IP address.'),
    port: schemas/* number */.aig().int().min(1).max(65535).default(22),
    user: schemas/* string */.YjP().optional().describe('The user that Belay logs in as.'),
    'known-hosts': schemas/* union */.KCZ([valueRef, schemas/* string */.YjP()]).optional().describe('Lines of known_hosts; no host key is trusted on first use.'),
    'private-key': valueRef.optional(),
    passphrase: valueRef.optional()
});
const environment = schemas/* strictObject */.rej({
    refs: schemas/* strictObject */.rej({
        tags: schemas/* string */.YjP().optional().describe('Pattern that the tag must match.'),
        on: schemas/* string */.YjP().optional().describe('Branch that the commit must be on.'),
        branches: schemas/* array */.YOg(schemas/* string */.YjP()).optional()
    })
        .optional()
        .describe('What may be deployed here.'),
    hosts: schemas/* array */.YOg(host).length(1, 'exactly one host').describe('The machine.'),
    window: schemas/* strictObject */.rej({
        zone: schemas/* string */.YjP().describe('IANA time zone.'),
        open: schemas/* array */.YOg(schemas/* string */.YjP().regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{2}:\d{2}-\d{2}:\d{2}$/, 'write for example "Sat 02:00-06:00"'))
            .min(1),
        expected: units/* duration */.p0.default(0).describe('How long a deployment takes.'),
        'rollback-reserve': units/* duration */.p0.default(0).describe('Time kept for a rollback before the window closes.')
    })
        .optional()
        .describe('When a deployment may start; passed over only with a reason, which is recorded.'),
    'state-dir': schemas/* string */.YjP()
        .regex(/^(\/|[A-Za-z]:[\\/])/, 'an absolute path on the host')
        .optional()
        .describe('Default `/var/lib/belay/<app>/<environment>`.')
});
const schema_config = schemas/* strictObject */.rej({
    app: schema_name.describe("Name of the application; part of the state directory's path."),
    environments: schemas/* record */.g1P(schema_name, environment).describe('One per environment of GitHub.'),
    code: code.optional(),
    requirements: schemas/* strictObject */.rej({
        'free-disk': units/* size */.Ej.optional().describe('Free space that preflight asks for.'),
        commands: schemas/* array */.YOg(schemas/* string */.YjP()).default([]).describe('Programs that must be on the host.')
    })
        .prefault({})
        .describe('What preflight asks of the host.'),
    databases: schemas/* record */.g1P(schema_name, database).default({}).describe('Every database that a migration may touch.'),
    files: schemas/* record */.g1P(schema_name, fileTree)
        .default({})
        .describe('Directories that are backed up too (uploads, media). Only a restore that names one brings it back.'),
    backup: schemas/* strictObject */.rej({
        databases: schemas/* array */.YOg(schema_name).optional().describe('Default: all.'),
        files: schemas/* array */.YOg(schema_name).optional().describe('Default: all.'),
        verify: schemas/* enum */.k5n(['quick', 'full', 'drill'])
            .default('full')
            .describe('quick: exit codes and SHA-256; full: decoded too; drill: also restored into a copy, which is compared; what is empty then fails.'),
        destination: schemas/* string */.YjP()
            .regex(/^\/.*[^/]$/s, 'an absolute path on the host')
            .optional()
            .describe('Directory on the host for the backups, on another disk for example. Default: `backups` in the state directory.'),
        'min-free': units/* size */.Ej.optional().describe('Free space that must remain; default: the larger of 2 GiB and 1.2 x the estimate.'),
        timeout: units/* duration */.p0.default(3_600_000),
        'manifest-key': secretRef
            .optional()
            .describe('Signs every backup; whoever can write on the host can then not pass off one of their own. At least 32 characters.'),
        'encrypt-to': schemas/* array */.YOg(schemas/* string */.YjP()
            .trim()
            .regex(/^(age1[0-9a-z]+|ssh-(ed25519|rsa) [A-Za-z0-9+/=]+( .*)?)$/, 'an age recipient (age1…) or an SSH public key (ssh-ed25519 …, ssh-rsa …)'))
            .default([])
            .describe('age recipients: only who has the identity of one of them can read the backups. None: they are stored as they are.'),
        identity: secretRef
            .optional()
            .describe('The age identity, or SSH key without a passphrase, that reads them; only what restores needs it.'),
        require: schemas/* array */.YOg(schemas/* enum */.k5n(['encrypted', 'copied', 'signed']))
            .default([])
            .describe('What a backup must be, or none is taken. `encrypt-to`, `copy-to` and `manifest-key` may come from variables and secrets, and one that is not set is empty.'),
        'copy-to': schemas/* array */.YOg(copy_to/* copyTo */.rH)
            .default([])
            .describe('Where every backup is copied, off the host; each copy is proven there. Old copies are not removed by Belay: give the store a rule of its own.'),
        'copy-access-key': secretRef.optional().describe('For S3.'),
        'copy-secret-key': secretRef.optional().describe('For S3.'),
        'copy-session-token': secretRef.optional().describe('For S3, with a key that has an end.'),
        'copy-private-key': secretRef.optional().describe('For SSH. Default: the key of the host itself.'),
        'copy-known-hosts': schemas/* union */.KCZ([valueRef, schemas/* string */.YjP()])
            .optional()
            .describe('For SSH: lines of known_hosts. Default: those of the host itself.'),
        'keep-days': schemas/* number */.aig().int().min(0).default(7).describe('Backups that are at most so many days older than the newest stay.'),
        'keep-last': schemas/* number */.aig().int().min(0).optional().describe('The newest so many stay too.'),
        'keep-weekly': schemas/* number */.aig().int().min(0).optional().describe('And the newest of each of the last so many weeks.'),
        'keep-monthly': schemas/* number */.aig().int().min(0).optional().describe('And the newest of each of the last so many months.'),
        'min-verified': schemas/* number */.aig().int().min(1).default(2).describe('Never fewer of each database.')
    })
        .prefault({}),
    migrations: schemas/* array */.YOg(migration).default([]),
    services: schemas/* array */.YOg(service)
        .default([])
        .describe('In the order in which they are started. systemd services stop at the same time, but in the order that their units declare (`After=`); everything else in reverse.'),
    maintenance: schemas/* strictObject */.rej({
        file: schemas/* string */.YjP().min(1).describe('While this file exists the front (nginx, a proxy) answers 503; relative to `code.root`.')
    })
        .optional()
        .describe('How users see the fence; without it going live and starting the services are the same moment.'),
    health: gate.prefault({}),
    fence: schemas/* enum */.k5n(['auto', 'always', 'never']).default('auto').describe('auto: writers stop whenever a migration is not proven additive.'),
    rollback: schemas/* strictObject */.rej({
        automatic: schemas/* boolean */.zMY().default(true),
        'on-refuse': schemas/* enum */.k5n(['keep-fence', 'open']).default('keep-fence').describe('What happens to the fence when no safe way back exists.')
    })
        .prefault({})
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/json-schema-processors.js
var json_schema_processors = __webpack_require__(8439);
// EXTERNAL MODULE: ./build/shared/nearest.js
var nearest = __webpack_require__(6995);
;// CONCATENATED MODULE: ./build/shared/config/yaml-errors.js




/**
 * Reads YAML text by a schema. `source` is what messages call the text: a file's path, or `input checks`.
 * Errors: one UserError with every problem as `source:line:column: path: what is wrong`, unknown keys with the nearest known one.
 */
function parseYaml(schema, text, source) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
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
    return new errors/* UserError */.y(`${source} is not usable:\n${lines.map(line => `  ${line}`).join('\n')}`);
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
    const near = found.unknownKey === undefined ? undefined : (0,nearest/* nearest */.p)(found.unknownKey, knownKeys(schema, found.path.slice(0, -1)));
    return `${source}:${line}:${col}: ${where === '' ? '' : `${where}: `}${found.message}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
function offsetOf(found, document) {
    const { path } = found;
    if (found.unknownKey !== undefined) {
        const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
        const pair = (0,dist/* isMap */.jh)(parent) ? parent.items.find(item => (0,dist/* isNode */.Ll)(item.key) && String(item.key) === found.unknownKey) : undefined;
        if (pair !== undefined && (0,dist/* isNode */.Ll)(pair.key))
            return pair.key.range?.[0] ?? 0;
    }
    // What is missing has no place of its own: the nearest parent that stands in the text has one.
    for (let length = path.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if ((0,dist/* isNode */.Ll)(node) && node.range)
            return node.range[0];
    }
    return 0;
}
/** Every key that the schema knows at a path, over all branches of unions. */
function knownKeys(schema, path) {
    const json = json_schema_processors/* toJSONSchema */.bl(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
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

;// CONCATENATED MODULE: ./build/shared/config/load.js




/**
 * Reads `.github/belay.yml` from its text.
 * Errors: UserError with file, line and column for every problem, and for names that point nowhere.
 */
function loadConfig(text, file) {
    const loaded = parseYaml(schema_config, text, file);
    const problems = references(loaded);
    if (problems.length > 0)
        throw new errors/* UserError */.y(`${file} is not usable:\n${problems.map(each => `  ${file}: ${each}`).join('\n')}`);
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
        ...(loaded.migrations.length > 0 && loaded.code === undefined && loaded.migrations.some(each => each.framework === 'django')
            ? ['migrations need `code`: the release that they are run from']
            : [])
    ];
}
/** The published JSON Schema: editors complete and check `.github/belay.yml` with it. */
function configJsonSchema() {
    return { ...z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }), title: 'Belay configuration (.github/belay.yml)' };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/core/errors.js
var core_errors = __webpack_require__(7428);
// EXTERNAL MODULE: ./build/shared/config/given.js
var config_given = __webpack_require__(1805);
;// CONCATENATED MODULE: ./build/shared/config/target.js






/** Errors: UserError when the environment or the machine is not named, or when inputs do not fit together. */
function resolveTarget(file, given, repositoryName) {
    const inputs = given.engine === 'files' ? treeOf(given) : given;
    const environments = Object.keys(file?.environments ?? {});
    const environment = inputs.environment ?? (environments.length === 1 ? environments[0] : undefined);
    if (environment === undefined)
        throw new errors/* UserError */.y(file === undefined
            ? 'The input `environment` is needed: there is no configuration to take it from'
            : `The input \`environment\` is needed: the configuration has ${environments.join(', ')}`);
    const policy = file?.environments[environment];
    if (file !== undefined && policy === undefined) {
        const near = (0,nearest/* nearest */.p)(environment, environments);
        throw new errors/* UserError */.y(`The configuration has no environment ${JSON.stringify(environment)}; it has ${environments.join(', ')}${near === undefined ? '' : `. Did you mean ${near}?`}`);
    }
    const app = inputs.app ?? file?.app ?? repositoryName;
    const address = inputs.host ?? policy?.hosts[0]?.address;
    if (address === undefined)
        throw new errors/* UserError */.y('The input `host` is needed: `local`, a name or an IP address (there is no configuration to take it from)');
    const fromFile = inputs.host === undefined || inputs.host === policy?.hosts[0]?.address ? policy?.hosts[0] : undefined;
    const host = {
        ...fromFile,
        address,
        port: inputs.port ?? fromFile?.port ?? 22,
        user: inputs.user ?? fromFile?.user,
        ...(inputs['known-hosts'] === undefined ? {} : { 'known-hosts': inputs['known-hosts'] })
    };
    const config = overlay(file, inputs, app);
    return {
        app,
        environment,
        stateDir: inputs['state-dir'] ?? policy?.['state-dir'] ?? `/var/lib/belay/${app}/${environment}`,
        host,
        config,
        policy,
        given: (0,config_given/* givenOf */.t)(inputs)
    };
}
/** `engine: files` and a path as `database` are a directory alone. Errors: UserError where more is asked of it than of a directory. */
function treeOf(inputs) {
    const { database, files, scope } = inputs;
    if (database === undefined)
        throw new errors/* UserError */.y('With `engine: files` the input `database` is needed: the path of the directory on the host');
    const wrong = ['database-url', 'database-as', 'database-admin', 'drill-url', 'compose-service'].find(name => inputs[name] !== undefined);
    if (wrong !== undefined || (scope ?? 'full') !== 'full')
        throw new errors/* UserError */.y(`The input \`${wrong ?? 'scope'}\` is for databases, and \`engine\` is \`files\`: leave it out`);
    return { ...inputs, files: files === undefined ? database : `${database}\n${files}` };
}
/** What inputs say in the configuration's own words, read by the configuration's own schema. */
function overlay(file, inputs, app) {
    const base = file ?? read({ app, environments: {} });
    const databases = drilledElsewhere(scoped(overlayDatabases(base, inputs), inputs.scope), inputs);
    const fragment = {
        app,
        environments: {},
        ...(inputs['code-root'] === undefined ? {} : { code: { root: inputs['code-root'] } }),
        ...(inputs.services === undefined ? {} : { services: words(inputs.services) }),
        ...(inputs['maintenance-file'] === undefined ? {} : { maintenance: { file: inputs['maintenance-file'] } }),
        ...(inputs.files === undefined ? {} : { files: trees(lines(inputs.files), Object.keys(databases)) }),
        backup: {
            ...(inputs['encrypt-to'] === undefined ? {} : { 'encrypt-to': lines(inputs['encrypt-to']) }),
            ...(inputs.destination === undefined ? {} : { destination: inputs.destination }),
            ...(inputs.require === undefined ? {} : { require: words(inputs.require) })
        },
        ...(inputs.url === undefined ? {} : { health: { checks: { url: { http: inputs.url } } } })
    };
    const given = read(fragment);
    const files = inputs.files === undefined ? base.files : given.files;
    const twice = Object.keys(files).find(name => Object.hasOwn(databases, name));
    if (twice !== undefined)
        throw new errors/* UserError */.y(`The database of the inputs and the files ${files[twice]?.path} of the configuration are both called ${JSON.stringify(twice)}, and a backup knows both by their names: give the files another one`);
    const migrations = overlayMigrations(base, inputs, Object.keys(databases));
    return {
        ...base,
        app,
        code: inputs['code-root'] === undefined ? base.code : base.code === undefined ? given.code : { ...base.code, root: inputs['code-root'] },
        databases,
        files,
        migrations,
        services: (inputs.services === undefined ? base.services : given.services).map(service => inputs['stable-for'] === undefined ? service : { ...service, 'stable-for': inputs['stable-for'] }),
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
            'manifest-key': (0,config_given/* secretOf */.O)(inputs, 'manifest-key') ?? base.backup['manifest-key'],
            'encrypt-to': inputs['encrypt-to'] === undefined ? base.backup['encrypt-to'] : given.backup['encrypt-to'],
            require: inputs.require === undefined ? base.backup.require : given.backup.require,
            identity: (0,config_given/* secretOf */.O)(inputs, 'identity') ?? base.backup.identity,
            'copy-to': inputs['copy-to'] === undefined ? base.backup['copy-to'] : (0,copy_to/* copyToOf */.ay)(inputs['copy-to']),
            'copy-access-key': (0,config_given/* secretOf */.O)(inputs, 'copy-access-key') ?? base.backup['copy-access-key'],
            'copy-secret-key': (0,config_given/* secretOf */.O)(inputs, 'copy-secret-key') ?? base.backup['copy-secret-key'],
            'copy-session-token': (0,config_given/* secretOf */.O)(inputs, 'copy-session-token') ?? base.backup['copy-session-token'],
            'copy-private-key': (0,config_given/* secretOf */.O)(inputs, 'copy-private-key') ?? base.backup['copy-private-key'],
            'copy-known-hosts': inputs['copy-known-hosts'] ?? base.backup['copy-known-hosts'],
            'keep-days': inputs['keep-days'] ?? base.backup['keep-days'],
            'keep-last': inputs['keep-last'] ?? base.backup['keep-last'],
            'keep-weekly': inputs['keep-weekly'] ?? base.backup['keep-weekly'],
            'keep-monthly': inputs['keep-monthly'] ?? base.backup['keep-monthly'],
            'min-verified': inputs['min-verified'] ?? base.backup['min-verified']
        }
    };
}
function chosenDatabases(base, inputs) {
    if (inputs.engine === 'files')
        return [];
    return (inputs.database ?? inputs.engine ?? inputs['database-url'] ?? inputs['database-as']) ? undefined : base.backup.databases;
}
function overlayDatabases(base, inputs) {
    const named = inputs.database;
    const known = Object.keys(base.databases);
    // Nothing of them is meant, but their migrations are there.
    if (inputs.engine === 'files')
        return base.databases;
    if (inputs.engine === undefined && inputs['database-url'] === undefined && inputs['database-as'] === undefined) {
        if (named === undefined)
            return base.databases;
        const chosen = base.databases[named];
        if (chosen === undefined)
            throw new errors/* UserError */.y(`The input \`database\` is ${JSON.stringify(named)}, but the configuration has ${known.length === 0 ? 'no databases; give `engine` too' : known.join(', ')}`);
        return { [named]: chosen };
    }
    const engine = inputs.engine ?? 'postgres';
    if (engine === 'sqlite') {
        if (named === undefined)
            throw new errors/* UserError */.y('With `engine: sqlite` the input `database` is needed: the path of the file on the host');
        return { main: { engine: 'sqlite', path: named } };
    }
    if (engine !== 'postgres' && engine !== 'mysql' && engine !== 'mariadb' && engine !== 'redis')
        throw new errors/* UserError */.y(`The input \`engine\` is ${JSON.stringify(engine)}; allowed: \`postgres\`, \`mysql\`, \`mariadb\`, \`sqlite\`, \`redis\`, \`files\``);
    const as = inputs['database-as'];
    const compose = composeOf(inputs);
    if (engine === 'postgres' && as !== undefined && inputs['database-url'] === undefined) {
        if (named === undefined)
            throw new errors/* UserError */.y('With `database-as` the input `database` is needed: the name of the database');
        return { main: { engine, as, database: named, ...compose } };
    }
    if (as !== undefined)
        throw new errors/* UserError */.y('The input `database-as` stands in the place of `database-url`, for `engine: postgres`: give one of them');
    if (inputs['database-url'] === undefined)
        throw new errors/* UserError */.y(`With \`engine: ${engine}\` the input \`database-url\` is needed`);
    const admin = inputs['database-admin'];
    const name = named ?? known[0] ?? 'main';
    // It becomes part of files' names.
    if (!schema_name.safeParse(name).success)
        throw new errors/* UserError */.y(`The input \`database\` is ${JSON.stringify(name)}: with \`engine: ${engine}\` it is what the database is called in backups, of letters, digits, dot, dash and underscore only. Which database is meant stands in \`database-url\``);
    if (engine === 'redis')
        return { [name]: { engine, url: { secret: 'BELAY_DATABASE_URL' } } };
    // The value itself stays in `given`; here only its place is kept, so that no secret travels with the configuration.
    const login = { url: { secret: 'BELAY_DATABASE_URL' }, ...(admin === undefined ? {} : { admin: { as: admin } }) };
    const open = { ...login, ...compose };
    return { [name]: engine === 'postgres' ? { engine, ...open } : { engine, ...open, scope: 'full' } };
}
/** Errors: UserError for a scope that an engine does not know. */
function scoped(databases, scope) {
    if (scope === undefined)
        return databases;
    const choose = (name, config) => {
        if (config.engine === 'mysql' || config.engine === 'mariadb')
            return { ...config, scope };
        if (config.engine === 'postgres' && scope !== 'data-only')
            return { ...config, scope };
        if (scope === 'full')
            return config;
        throw new errors/* UserError */.y(`The input \`scope\` is \`${scope}\`, and ${name} is ${config.engine}: \`data-only\` is for \`mysql\` and \`mariadb\`, \`schema\` for those and \`postgres\``);
    };
    return Object.fromEntries(Object.entries(databases).map(([name, config]) => [name, choose(name, config)]));
}
/** Errors: UserError for a database that would be tried on its own server all the same. */
function drilledElsewhere(databases, inputs) {
    const url = (0,config_given/* secretOf */.O)(inputs, 'drill-url');
    if (url === undefined)
        return databases;
    const entries = Object.entries(databases).map(([name, database]) => {
        if (database.engine !== 'sqlite' && database.engine !== 'redis')
            return [name, { ...database, 'drill-url': url }];
        throw new errors/* UserError */.y(`The input \`drill-url\` is for \`postgres\`, \`mysql\` and \`mariadb\`, and ${name} is ${database.engine}: it would be tried on its own machine. Leave \`drill-url\` out, or name a database of one of those with \`database\``);
    });
    return Object.fromEntries(entries);
}
function composeOf({ 'compose-file': file, 'compose-service': service }) {
    if (file === undefined && service === undefined)
        return {};
    if (file === undefined || service === undefined)
        throw new errors/* UserError */.y('The inputs `compose-file` and `compose-service` belong together: give both');
    return { compose: { file, service } };
}
function overlayMigrations(base, inputs, databases) {
    // Without a configuration `auto` is the one framework whose migrations can be read from the repository.
    const found = base.migrations.length === 0 && databases.length > 0 ? 'django' : undefined;
    const framework = inputs.framework === 'auto' ? found : inputs.framework;
    if (framework === undefined)
        return base.migrations.map(each => ({
            ...each,
            ...(inputs.directory === undefined ? {} : { directory: inputs.directory }),
            ...(each.framework === 'django' ? djangoInputs(inputs) : {})
        }));
    const database = databases[0];
    if (database === undefined)
        throw new errors/* UserError */.y('The input `framework` needs a database: give `engine` and `database-url` (or `database`) too');
    const own = base.migrations.find(each => each.framework === framework);
    if (own !== undefined)
        return [own];
    const { directory, python } = inputs;
    if (framework === 'scripts') {
        if (inputs.scripts === undefined)
            throw new errors/* UserError */.y('With `framework: scripts` the input `scripts` is needed: a list of `name`, `check`, `apply` and `verify`');
        return [{ framework, database, directory: directory ?? '.', scripts: [...inputs.scripts] }];
    }
    const fragment = { framework, database, directory, python };
    const [read1] = read({ app: base.app, environments: {}, migrations: [JSON.parse(JSON.stringify(fragment))] }).migrations;
    return [{ ...read1, ...(read1.framework === 'django' ? djangoInputs(inputs) : {}) }];
}
function djangoInputs(inputs) {
    return {
        ...(inputs.python === undefined ? {} : { python: inputs.python }),
        ...(inputs['db-lock-timeout'] === undefined ? {} : { 'db-lock-timeout': inputs['db-lock-timeout'] }),
        ...(inputs['statement-timeout'] === undefined ? {} : { 'statement-timeout': inputs['statement-timeout'] })
    };
}
/** A name for each directory: its own. Errors: UserError where two would have the same. */
function trees(paths, taken) {
    const found = {};
    for (const path of paths) {
        const name = (path
            .replace(/[\\/]+$/, '')
            .split(/^[A-Za-z]:[\\/]/.test(path) ? /[\\/]/ : '/')
            .at(-1) ?? '')
            .replace(/[^A-Za-z0-9._-]/g, '-')
            .replace(/^[^A-Za-z0-9]+/, '') || 'files';
        if (name in found || taken.includes(name))
            throw new errors/* UserError */.y(`The input \`files\` has two that would be called ${JSON.stringify(name)} in the backup: give them names under \`files\` in the configuration`);
        found[name] = { path };
    }
    return found;
}
function words(text) {
    return lines(text.replaceAll(',', '\n'));
}
function lines(text) {
    return text
        .split('\n')
        .map(each => each.trim())
        .filter(each => each !== '');
}
function read(fragment) {
    const result = schema_config.safeParse(fragment);
    if (!result.success)
        throw new errors/* UserError */.y(`The inputs do not make a usable configuration:\n${core_errors/* prettifyError */.S1(result.error)}`);
    return result.data;
}

;// CONCATENATED MODULE: ./build/shared/health/parse-checks.js



/**
 * The inputs `checks` (YAML in the form of `health.checks`) and `url` (a shorthand for one http check that expects 200) -> checks.
 * Errors: UserError with line, column and the nearest known key for every problem.
 */
function parseChecks(text, url) {
    const named = text === undefined || text.trim() === '' ? {} : parseYaml(checks, text, 'input checks');
    if (url === undefined)
        return named;
    if ('url' in named)
        throw new errors/* UserError */.y('The input checks has a check named url, and the input url is given as well: rename the check or leave one of them out.');
    const parsed = checks.safeParse({ url: { http: url } });
    if (!parsed.success)
        throw new errors/* UserError */.y(`The input url must be an http:// or https:// address, not ${JSON.stringify(url)}.`);
    return { ...parsed.data, ...named };
}

;// CONCATENATED MODULE: ./build/shared/action/make-target.js





/** What the texts of configuration and inputs mean together. Errors: UserError for either. */
function makeTarget(inputs, file, repositoryName) {
    const { checks, scripts, 'db-host': _host, 'db-port': _port, 'db-user': _user, 'db-password': _password, ...rest } = inputs;
    const read = {
        ...rest,
        ...(checks === undefined ? {} : { checks: parseChecks(checks) }),
        ...(scripts === undefined ? {} : { scripts: parseYaml(scriptList, scripts, 'input scripts') })
    };
    return resolveTarget(file === undefined ? undefined : loadConfig(file.text, file.name), read, repositoryName);
}


/***/ }),

/***/ 6397:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qe: () => (/* binding */ s3Target),
/* harmony export */   ay: () => (/* binding */ copyToOf),
/* harmony export */   ov: () => (/* binding */ sshTarget),
/* harmony export */   rH: () => (/* binding */ copyTo)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);



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


/***/ })

};
;