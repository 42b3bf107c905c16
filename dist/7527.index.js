"use strict";
exports.id = 7527;
exports.ids = [7527];
exports.modules = {

/***/ 80180:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  M6: () => (/* binding */ rehearseStep)
});

// UNUSED EXPORTS: describeRehearsal, detailsOf

// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(89173);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/migrations/framework.js
var migrations_framework = __webpack_require__(92139);
// EXTERNAL MODULE: ./build/shared/migrations/online-trial.js + 1 modules
var online_trial = __webpack_require__(34210);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/schema-objects.js
var schema_objects = __webpack_require__(35489);
// EXTERNAL MODULE: ./build/shared/database/sql.js
var database_sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/database/table-hashes.js

const longest = 30 * 60_000;
const postgres = {
    columns: but => `SELECT n.nspname, c.relname, a.attname, '', CASE WHEN a.attname = 'id' THEN 'key' END FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'${but.map(name => ` AND c.relname <> ${(0,database_sql/* literal */.eu)(name)}`).join('')}
  ORDER BY 1, 2, 3`,
    table: (schema, name) => `${(0,database_sql/* ident */.bD)(schema)}.${(0,database_sql/* ident */.bD)(name)}`,
    sum: ({ name }, key) => `sum(('x' || substr(md5(${key.map(each => `coalesce(${(0,database_sql/* ident */.bD)(each)}::text, '') || `).join('')}':' || coalesce(${(0,database_sql/* ident */.bD)(name)}::text, '\\N')), 1, 15))::bit(60)::bigint::numeric)::text`
};
/** A value is hashed before it is put beside its key, so that it may be as long as it likes. `float` would become text of six digits. */
const mysql = {
    columns: but => `SELECT '', c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE, IF(c.COLUMN_KEY = 'PRI', 'key', NULL)
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
  WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND c.EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED'${but.map(name => ` AND c.TABLE_NAME <> ${(0,database_sql/* mysqlLiteral */.me)(name)}`).join('')}
  ORDER BY CAST(c.TABLE_NAME AS BINARY), CAST(c.COLUMN_NAME AS BINARY)`,
    table: (_, name) => (0,database_sql/* mysqlIdent */.Hr)(name),
    sum: ({ name, type }, key) => {
        const value = type === 'float' ? `${(0,database_sql/* mysqlIdent */.Hr)(name)} + 0e0` : type === 'bit' ? `${(0,database_sql/* mysqlIdent */.Hr)(name)} + 0` : (0,database_sql/* mysqlIdent */.Hr)(name);
        const parts = [...key.map(each => `SHA2(${(0,database_sql/* mysqlIdent */.Hr)(each)}, 256)`), `COALESCE(SHA2(${value}, 256), 'N')`];
        return `COALESCE(SUM(CAST(CONV(LEFT(SHA2(CONCAT(${parts.join(', ')}), 256), 15), 16, 10) AS DECIMAL(20, 0))), 0)`;
    }
};
/** What every table of a database holds, exactly; for copies that nobody else works in. `but`: names of tables that are left out. Reads only. */
async function hashTables(engine, but) {
    if (engine.hashTables !== undefined)
        return engine.hashTables(but);
    const dialect = engine.engine === 'postgres' ? postgres : mysql;
    const tables = new Map();
    for (const [schema, name, column, type, key] of await engine.query(dialect.columns(but))) {
        const called = schema === '' ? name : `${schema}.${name}`;
        const table = tables.get(called) ?? { schema: schema, name: name, columns: [], key: [] };
        tables.set(called, table);
        if (column !== null && column !== undefined)
            table.columns.push({ name: column, type: type ?? '' });
        if (key === 'key' && column)
            table.key.push(column);
    }
    const hashes = new Map();
    for (const [called, { schema, name, columns, key }] of tables) {
        // The place of a column in its row changes when it goes and comes back, so each is summed by itself.
        const sums = columns.map(column => `, ${dialect.sum(column, key)}`);
        const [row] = await engine.query(`SELECT count(*)${sums.join('')} FROM ${dialect.table(schema, name)}`, longest);
        hashes.set(called, {
            rows: Number(row?.[0]),
            columns: Object.fromEntries(columns.map((column, index) => [column.name, row?.[index + 1] ?? '']))
        });
    }
    return hashes;
}
/** Pure: what the second has not as the first, one line each: `shop_order.note`, `shop_order: 3 of 7 rows`. */
function lostIn(before, after) {
    const lost = [];
    for (const [table, old] of before) {
        const now = after.get(table);
        if (now === undefined)
            lost.push(`${table} is gone`);
        else if (now.rows !== old.rows)
            lost.push(`${table}: ${now.rows} of ${old.rows} rows`);
        else
            for (const [column, sum] of Object.entries(old.columns))
                if (now.columns[column] !== sum)
                    lost.push(`${table}.${column}`);
    }
    return [...lost, ...[...after.keys()].filter(table => !before.has(table)).map(table => `${table} is left over`)];
}

// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var applied = __webpack_require__(63674);
;// CONCATENATED MODULE: ./build/shared/migrations/lock-watch.js

/** Pure: the longest that each table was locked against others, the longest first. */
function longestLocks(seen) {
    const spans = new Map();
    for (const { table, mode, holder, at } of seen) {
        const key = `${holder} ${table} ${mode}`;
        const span = spans.get(key);
        if (span === undefined)
            spans.set(key, { table, mode, from: at, to: at });
        else
            span.to = Math.max(span.to, at);
    }
    const longest = new Map();
    for (const { table, mode, from, to } of spans.values()) {
        const known = longest.get(table);
        if (known === undefined || to - from > known.ms)
            longest.set(table, { table, mode, ms: Math.round(to - from) });
    }
    return [...longest.values()].sort((a, b) => b.ms - a.ms || (a.table < b.table ? -1 : 1));
}
/** Locks that keep readers or writers of a table out. */
const modes = "'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'";
/**
 * Looks again and again, while `work` runs, which tables are locked: by sessions of this application name where the server knows one. A look takes as long as
 * a command on the host, so shorter locks are not seen, and times are lower bounds by about that much.
 */
async function watchLocks(engine, applicationName, clock, work) {
    const seen = [];
    let done = false;
    // A look without an answer has not seen that there is no lock.
    let looks = 0;
    // A lock that a look did not find is another one when it is there again.
    let last = new Map();
    const watching = (async () => {
        while (!done) {
            const held = await heldLocks(engine, applicationName).catch(() => undefined);
            const at = clock.monotonic();
            if (held !== undefined) {
                looks++;
                const now = new Map();
                for (const { table, mode, holder } of held) {
                    const key = `${holder} ${table} ${mode}`;
                    now.set(key, last.get(key) ?? looks);
                    seen.push({ table, mode, holder: `${holder} ${now.get(key)}`, at });
                }
                last = now;
            }
            await clock.sleep(50);
        }
    })();
    try {
        const result = await work();
        return { result, locks: longestLocks(seen), looks };
    }
    finally {
        done = true;
        await watching;
    }
}
async function heldLocks(engine, applicationName) {
    if (engine.heldLocks !== undefined)
        return engine.heldLocks();
    const sql = `SELECT n.nspname || '.' || c.relname, l.mode, l.pid || ' ' || a.xact_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.application_name = ${(0,database_sql/* literal */.eu)(applicationName)} AND l.granted AND l.mode IN (${modes}) AND c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND a.datname = current_database()`;
    return (await engine.query(sql)).map(([table, mode, holder]) => ({ table: table ?? '', mode: mode ?? '', holder: holder ?? '' }));
}

;// CONCATENATED MODULE: ./build/shared/migrations/rehearsal.js







/** Tables that a framework makes for itself, and does not take away again. */
const ledgers = ['django_migrations', 'alembic_version', 'belay_migrations', 'belay_scripts'];
/** Tables whose rows are a framework's own: Django adds to these after every migration, and takes nothing away. */
const bookkeeping = [...ledgers, 'django_content_type', 'auth_permission'];
/**
 * Runs on a copy what is pending there: up, down, compared with what was, up again. Nothing live is touched. `statements`: those that changed the schema,
 * where the framework tells them.
 * Errors: MigrationFailed where the first way up fails.
 */
async function tryMigrations({ framework, engine, clock, smoke }, job) {
    const trial = (found) => ({ trial: found, statements: result.statements ?? [] });
    const recorded = await framework.appliedSet();
    const [schema, rows] = [await (0,schema_objects/* readSchema */.G)(engine), await hashTables(engine, bookkeeping)];
    const up = { ...job, idPrefix: `${job.idPrefix}.up` };
    const { result, locks, looks } = await watchLocks(engine, (0,names/* tagOf */.cO)(up.idPrefix), clock, () => framework.apply(up, recorded));
    const drift = (await framework.drift?.()) ?? [];
    const found = {
        applied: result.applied,
        ms: result.durationMs,
        looks,
        locks: locks.slice(0, 20).map(each => ({ ...each })),
        drift
    };
    const smoked = async (isNew) => {
        if (smoke === undefined)
            return {};
        if (!isNew)
            return {
                smoke: { result: 'unknown', says: 'the copy could not be brought to the new schema again, so the previous release was not tried' }
            };
        return { smoke: await smoke(job) };
    };
    if (result.applied.length === 0)
        return trial({ ...found, lossless: 'yes', lost: [] });
    try {
        if (framework.revert === undefined)
            throw new errors/* UserError */.y(`${framework.name} has no way back`);
        await framework.revert({ ...job, idPrefix: `${job.idPrefix}.down` }, recorded);
    }
    catch (error) {
        // That it cannot go back is what the rehearsal finds out; the deployment may go on.
        if (!(error instanceof errors/* UserError */.y))
            throw error;
        const lost = [(0,errors/* messageOf */.b)(error).split('\n')[0]];
        // One that broke half way has left neither the old schema nor the new one.
        const isNew = (0,applied/* difference */.iv)(result.after, await framework.appliedSet()).removed.length === 0 &&
            !(error instanceof migrations_framework/* MigrationFailed */.g && error.evidence.partly);
        return trial({ ...found, lossless: 'unknown', lost, ...(await smoked(isNew)) });
    }
    const lost = [
        ...(0,schema_objects/* compareSchemas */._)(schema, await (0,schema_objects/* readSchema */.G)(engine), ledgers).differences.map(line => line.replace('only the live database has', 'missing afterwards:').replace('only the new migrations make', 'left over:')),
        ...lostIn(rows, await hashTables(engine, bookkeeping))
    ];
    let again = true;
    try {
        await framework.apply({ ...job, idPrefix: `${job.idPrefix}.again` }, recorded);
    }
    catch (error) {
        // The live database has not been taken back, so there they would not fail.
        if (!(error instanceof migrations_framework/* MigrationFailed */.g))
            throw error;
        again = false;
        lost.push(`it cannot be applied again: ${(0,errors/* messageOf */.b)(error).split('\n')[0]}`);
    }
    return trial({ ...found, lossless: lost.length === 0 ? 'yes' : 'no', lost, ...(await smoked(again)) });
}

// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/migrations/errors.js
var migrations_errors = __webpack_require__(79664);
// EXTERNAL MODULE: ./build/shared/migrations/lost-job.js
var lost_job = __webpack_require__(33147);
;// CONCATENATED MODULE: ./build/shared/migrations/smoke.js




/**
 * Loaded by every Python of the command before anything else, from a directory on PYTHONPATH: Django's settings stay as they are, and its connection of this
 * alias goes to the copy. What was led there leaves a file, which is the only proof that the live database was not asked. A sitecustomize that this one
 * shadows is loaded too.
 */
const sitecustomize = `import os, sys
here = os.path.dirname(os.path.abspath(__file__))
def lead():
    try:
        from django.db.utils import ConnectionHandler
    except ImportError:
        return
    configure = ConnectionHandler.configure_settings
    def configured(handler, databases):
        databases = configure(handler, databases)
        if os.environ['BELAY_ALIAS'] not in databases:
            return databases
        databases[os.environ['BELAY_ALIAS']]['NAME'] = os.environ['BELAY_DATABASE']
        open(os.path.join(here, 'led'), 'w').close()
        return databases
    ConnectionHandler.configure_settings = configured
lead()
sys.path[:] = [path for path in sys.path if os.path.abspath(path or '.') != here]
own = sys.modules.pop('sitecustomize', None)
try:
    import sitecustomize
except ImportError:
    if own is not None:
        sys.modules['sitecustomize'] = own
`;
/** Django's command asked nothing through its settings. */
const notLed = 79;
/** The previous release has no such directory. */
const noDirectory = 80;
/** Runs a command of the previous release against a copy that has the new schema, as the job `<prefix>.smoke`. */
async function runSmoke(host, engine, smoke, job) {
    const { command, release, directory, django, databaseEnv } = smoke;
    const timeoutMs = Math.min(smoke.timeoutMs, job.timeoutMs);
    const tag = (0,names/* tagOf */.cO)(job.idPrefix);
    const where = directory === '.' ? release : `${release}/${directory}`;
    const end = 'BELAY_END_OF_SMOKE';
    if (command.split('\n').includes(end))
        return { result: 'unknown', says: `the command of smoke may not hold the line ${end}` };
    const run = `bash --noprofile --norc -e -o pipefail <<'${end}' || code=$?
{ ${command}
exit; } </dev/null
${end}`;
    const led = (0,shell.sh) `led=$(mktemp -d)
trap 'rm -rf -- "$led"' EXIT
printf %s ${sitecustomize} > "$led/sitecustomize.py"
export PYTHONPATH="$led\${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1
`;
    const script = `${(0,shell.sh) `cd -- ${where} || exit ${noDirectory}
[ ! -d ${`${release}/venv/bin`} ] || export PATH=${`${release}/venv/bin`}:"$PATH"
`}${django === undefined ? '' : led}code=0
${run}
${django === undefined ? '' : `[ "$code" != 0 ] || [ -e "$led/led" ] || code=${notLed}\n`}exit "$code"
`;
    const result = await (0,lost_job/* jobOrLost */.f)(host.job({
        stateDir: job.stateDir,
        id: `${job.idPrefix}.smoke`,
        script,
        env: {
            ...engine.clientEnvironment({ tag, lockTimeoutMs: 5_000, statementTimeoutMs: timeoutMs }),
            PYTHONUNBUFFERED: '1',
            ...(django === undefined ? {} : { BELAY_DATABASE: engine.database, BELAY_ALIAS: django.alias }),
            ...(django?.settings === undefined ? {} : { DJANGO_SETTINGS_MODULE: django.settings })
        },
        secrets: databaseEnv,
        timeoutMs,
        token: job.token
    }));
    if (result.ended === 'exit' && result.exitCode === 0)
        return { result: 'works', says: 'the previous release works on the new schema' };
    if (django !== undefined && result.ended === 'exit' && result.exitCode === notLed)
        return {
            result: 'unknown',
            says: "the command of smoke succeeded without asking Django's connections of this copy, and so proves nothing of it"
        };
    if (result.ended === 'exit' && result.exitCode === noDirectory)
        return { result: 'unknown', says: `the previous release has no directory ${directory}, so it was not tried on the new schema` };
    const fails = 'the previous release does not work on the new schema';
    if (result.ended === 'deadline')
        return { result: 'fails', says: `${fails}: the command had not ended after ${timeoutMs / 1000} s` };
    if (result.ended === 'signal')
        return { result: 'unknown', says: 'the command of smoke was ended from outside' };
    const lines = (0,migrations_errors/* firstErrorLines */.EP)(result.tail).filter(line => !line.startsWith('Traceback') && !line.startsWith('  File '));
    return { result: 'fails', says: `${fails}: ${lines[0] ?? `exit code ${result.exitCode}`}` };
}

// EXTERNAL MODULE: ./build/shared/steps/backup.js + 2 modules
var backup = __webpack_require__(75841);
// EXTERNAL MODULE: ./build/shared/steps/migrate.js
var migrate = __webpack_require__(44136);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/rehearse.js












/** Tries the migrations on a copy that is restored from the fresh backup: up, down, compared, up again. Nothing live is touched. */
const rehearseStep = {
    name: 'rehearse',
    title: 'Rehearse the migrations on a copy',
    changes: true,
    async plan(session) {
        const { context } = session;
        const wanted = rehearsed(session);
        if (wanted.length === 0)
            return { skip: 'no `rehearse: true` is configured' };
        const releasePath = await (0,migrate/* releaseToMigrateFrom */._g)(session);
        const sets = wanted.map(world/* setOf */.s4);
        const says = sets.map(set => `restore the fresh backup into a copy, and apply ${set} there, take it back, compare, and apply it again`);
        if (context.dryRun)
            return { plan: { releasePath: releasePath ?? '', backups: {}, sets }, says };
        if (releasePath === undefined)
            throw new errors/* UserError */.y('No release is staged whose migrations could be rehearsed');
        const backups = await (0,backup/* requireBackups */.Pu)(session, [...new Set(wanted.map(each => each.database))]);
        return { plan: { releasePath, backups, sets }, says };
    },
    async run(session, plan) {
        const sets = {};
        for (const migration of rehearsed(session)) {
            const found = await rehearse(session, migration, plan);
            sets[(0,world/* setOf */.s4)(migration)] = found;
            const { log } = session.context;
            const good = found.lossless !== 'no' &&
                found.drift.length === 0 &&
                (found.smoke === undefined || found.smoke.result === 'works') &&
                !found.online?.some(each => each.verdict === 'copies');
            log[good ? 'notice' : 'warning'](`Rehearsed ${(0,world/* setOf */.s4)(migration)}: ${describeRehearsal(found)}`);
            for (const line of detailsOf(found))
                log.info(`  ${line}`);
            if (found.smoke?.result === 'fails' && 'smoke' in migration && migration.smoke?.required === true)
                throw new errors/* UserError */.y(`On a copy of ${migration.database} ${found.smoke.says}. Make the change in two releases (first what both can work with), or set \`smoke.required: false\` and deploy behind the fence.`);
        }
        return { sets: sets, says: Object.values(sets).map(describeRehearsal).join('; ') };
    }
};
/** `41.0 s, longest lock 0.3 s (public.orders), going back is lossless` */
function describeRehearsal({ applied, ms, locks, looks, lossless, lost, drift, smoke, online = [] }) {
    if (applied.length === 0)
        return 'nothing was pending on the copy';
    const lock = locks[0];
    const held = looks === 0
        ? 'its locks could not be looked at'
        : lock === undefined
            ? 'no lock was seen'
            : `${lock.mode === 'statement' ? 'longest change' : 'longest lock'} ${seconds(lock.ms)} (${lock.table})`;
    const back = lossless === 'yes'
        ? 'going back is lossless'
        : lossless === 'no'
            ? `going back loses ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`
            : `there is no way back: ${lost[0] ?? 'none is written'}`;
    const decided = (0,online_trial/* describeOnline */.bW)(online);
    return `${seconds(ms)}, ${held}, ${back}${drift.length === 0 ? '' : `; the models are not what the migrations make: ${drift[0]}`}${smoke === undefined ? '' : `; ${smoke.says}`}${decided === undefined ? '' : `; ${decided}`}`;
}
/** Pure: what the one line has no room for: every table that was locked, everything that is lost, every change that the server was asked about. */
function detailsOf({ locks, lost, lossless, online = [] }) {
    return [
        ...(locks.length > 1 ? locks.map(each => `${each.table}: ${each.mode} for ${seconds(each.ms)}`) : []),
        ...(lossless === 'no' && lost.length > 5 ? lost.map(each => `lost: ${each}`) : []),
        ...online.map(each => `${each.migration}: ${each.verdict === 'online' ? 'beside writers' : each.verdict === 'copies' ? 'not beside writers' : 'undecided'}: ${each.statement}`)
    ];
}
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
function rehearsed({ context }) {
    return context.target.config.migrations.filter(migration => 'rehearse' in migration && migration.rehearse);
}
/** Errors: UserError where the migrations fail on the copy: then nothing live was touched, and they would fail there too. */
async function rehearse(session, migration, plan) {
    const { context, mine } = session;
    const { database } = migration;
    const { stateDir } = context.target;
    const live = await (0,world/* databaseOf */.zJ)(context, database);
    const job = mine.job('rehearse', context.timeoutMs ?? timeouts/* databaseTimeoutMs */.fE, text => context.log.info(text.trimEnd()));
    const manifest = await (0,store/* verifyBackup */.gu)(context.host, stateDir, plan.backups[database], await (0,world/* trustOf */.An)(context));
    const opened = await (0,encryption/* openBackup */.Tw)(context.host, job, manifest, { identity: await (0,world/* identityOf */.cu)(context, manifest), databases: [database] });
    try {
        const tried = { ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${database}` };
        const { trial, statements } = await onCopy(session, live, job, () => live.scratch(job, mine.id, (0,source/* restoreSource */.M)(manifest, database, live, 'drill', { stateDir, directory: opened.directory })), async (engine) => {
            const framework = await (0,world/* frameworkOf */.K5)(context, migration, plan.releasePath, engine);
            const smoke = await smokeOf(session, migration, plan, engine);
            return tryMigrations({ framework, engine, clock: context.clock, smoke }, tried);
        });
        if (live.emptyScratch === undefined || statements.length === 0)
            return trial;
        const online = await onCopy(session, live, job, () => live.emptyScratch(job, mine.id), engine => (0,online_trial/* tryOnline */.Jk)(context.host, engine, statements, tried));
        return { ...trial, online };
    }
    catch (error) {
        if (!(error instanceof migrations_framework/* MigrationFailed */.g))
            throw error;
        throw new errors/* UserError */.y(`On a copy of ${database}, and so on the live one too: ${error.message}`, { cause: error.cause });
    }
    finally {
        await opened.close();
    }
}
/** Makes a copy, works in it, and removes it again. */
async function onCopy({ context }, live, job, make, work) {
    const { name, engine } = await make();
    try {
        return await work(engine);
    }
    finally {
        await live.dropCopy(job, { name }).catch((error) => context.log.warning(`${name} could not be removed: ${(0,errors/* messageOf */.b)(error)}`));
    }
}
/** What tries the release that is live on the new schema; undefined: no command is configured. */
async function smokeOf({ context }, migration, { releasePath }, engine) {
    const config = 'smoke' in migration ? migration.smoke : undefined;
    if (config === undefined)
        return undefined;
    const live = await (0,world/* liveCode */.Y0)(context);
    const release = live.path;
    // A work tree of the user's own has become the new code already.
    if (release === undefined || release === releasePath || live.kind === 'git')
        return async () => ({ result: 'unknown', says: 'there is no previous release on the host that could be tried on the new schema' });
    const databaseEnv = await (0,world/* databaseEnvOf */.iX)(context, migration.database, engine, true);
    const { command, timeout: timeoutMs } = config;
    const django = migration.framework === 'django' ? { alias: migration.alias, settings: migration.settings } : undefined;
    // Where files of SQL lie is no place for an application's command.
    const directory = migration.framework === 'sql' ? '.' : migration.directory;
    return job => runSmoke(context.host, engine, { command, timeoutMs, release, directory, django, databaseEnv }, job);
}


/***/ }),

/***/ 91204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ restorePointStep)
/* harmony export */ });
/* harmony import */ var _report_bytes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9739);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);




/** A copy of each database that a migration may touch, made while its writers are stopped: the instant to return to. */
const restorePointStep = {
    name: 'restore-point',
    title: 'Make a restore point',
    changes: true,
    async plan(session) {
        const { context } = session;
        const databases = [...new Set(context.target.config.migrations.map(migration => migration.database))];
        if (databases.length === 0)
            return { skip: 'no migrations are configured' };
        const records = session.deployment?.records ?? [];
        const fence = context.dryRun ? await (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .decideFence */ .yH)(session) : undefined;
        if (fence?.needed === false)
            return { skip: fence.why };
        if (session.deployment?.evidence('restore-point') !== undefined)
            return { skip: 'this deployment has its restore point' };
        if (!context.dryRun && !(0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .fenceStands */ .hN)(records))
            return { skip: 'no fence stands: going back is possible by the code alone, or not at all' };
        if (!context.dryRun && (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .maintenanceFile */ .iV)(context) !== undefined))
            return { skip: 'users were let in already: a restore point would not be a way back' };
        if (session.deployment?.evidence('restore-point') !== undefined)
            return { skip: 'this deployment has its restore point' };
        return { plan: { databases }, says: databases.map(name => `copy ${name} while its writers are stopped`) };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const points = {};
        for (const name of plan.databases) {
            const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseOf */ .zJ)(context, name);
            points[name] = await engine.createRestorePoint(mine.job('restore-point', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .databaseTimeoutMs */ .fE), mine.id);
        }
        return {
            points: { ...points },
            says: Object.values(points)
                .map(point => `${point.name} (${(0,_report_bytes_js__WEBPACK_IMPORTED_MODULE_3__/* .bytesText */ .p)(point.bytes)})`)
                .join(', ')
        };
    }
};


/***/ })

};
;