"use strict";
exports.id = 6000;
exports.ids = [6000];
exports.modules = {

/***/ 16362:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  H7: () => (/* binding */ adoptHistoryStep),
  fq: () => (/* binding */ adoptionsOf),
  YP: () => (/* binding */ isAdopted),
  Sy: () => (/* binding */ undoAdoptions),
  kn: () => (/* binding */ withoutAdoptions)
});

// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/schema-objects.js
var schema_objects = __webpack_require__(35489);
// EXTERNAL MODULE: ./build/shared/deployment/open-deployment.js
var open_deployment = __webpack_require__(87441);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/database/sql.js
var sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/migrations/django-history.js

/** The rows as they stand. Reads only; the table must be there. */
async function readHistory(engine) {
    const rows = await engine.query('SELECT app, name, applied FROM django_migrations ORDER BY id');
    return rows.map(([app, name, applied]) => [app ?? '', name ?? '', applied ?? '']);
}
/**
 * Pure: what makes the rows those of a database in which the new migrations were run. Rows that both have stay as they are, and so do those of apps that
 * the new history does not know: their tables were compared with the rest.
 */
function planHistory(live, fresh) {
    const wanted = new Set(fresh);
    const apps = new Set(fresh.map(key => key.slice(0, key.indexOf('.'))));
    const there = new Set(live.map(([app, name]) => `${app}.${name}`));
    return {
        removed: live.filter(([app, name]) => apps.has(app) && !wanted.has(`${app}.${name}`)),
        added: fresh.filter(key => !there.has(key)).map(key => ({ app: key.slice(0, key.indexOf('.')), name: key.slice(key.indexOf('.') + 1) }))
    };
}
/**
 * Pure: the way back, where `before` are the rows that were there, and `made` what the adoption is known to have done: what was recorded since stays. Without
 * it (the adoption was interrupted) the rows become those from before.
 */
function planReturn(now, before, made) {
    const key = ([app, name]) => `${app}.${name}`;
    const old = new Set(before.map(key));
    const current = new Set(now.map(key));
    return {
        removed: now.filter(row => (made === undefined ? !old.has(key(row)) : made.added.includes(key(row)))),
        restored: before.filter(row => !current.has(key(row)) && (made?.removed.includes(key(row)) ?? true))
    };
}
/** Statements that do it in one transaction. PostgreSQL lets nobody else record anything meanwhile. */
function historySql(engine, change) {
    const text = engine === 'sqlite' ? sql/* sqliteLiteral */.SO : engine === 'postgres' ? sql/* literal */.eu : sql/* mysqlLiteral */.me;
    const now = engine === 'sqlite' ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : engine === 'postgres' ? 'clock_timestamp()' : 'UTC_TIMESTAMP(6)';
    const insert = (app, name, applied) => `INSERT INTO django_migrations (app, name, applied) VALUES (${text(app)}, ${text(name)}, ${applied});\n`;
    return [
        engine === 'sqlite' ? 'BEGIN IMMEDIATE;\n' : 'BEGIN;\n',
        engine === 'postgres' ? 'LOCK TABLE django_migrations IN EXCLUSIVE MODE;\n' : '',
        ...change.removed.map(([app, name]) => `DELETE FROM django_migrations WHERE app = ${text(app)} AND name = ${text(name)};\n`),
        ...('added' in change ? change.added : []).map(({ app, name }) => insert(app, name, now)),
        ...('restored' in change ? change.restored : []).map(([app, name, applied]) => insert(app, name, text(applied))),
        'COMMIT;\n'
    ].join('');
}

// EXTERNAL MODULE: ./build/shared/steps/backup.js + 2 modules
var backup = __webpack_require__(75841);
// EXTERNAL MODULE: ./build/shared/steps/migrate.js
var migrate = __webpack_require__(44136);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/adopt-history.js










/** Differences that are named; a schema that is another one altogether has thousands. */
const shown = 20;
/**
 * The clean slate: migrations that begin anew are run in an empty database, and only where its schema is the live one's are their rows recorded in place of
 * the old ones. What `migrate --fake` would claim is proven here.
 */
const adoptHistoryStep = {
    name: 'adopt-history',
    title: 'Adopt the new history of the migrations',
    changes: true,
    async plan(session) {
        const { context } = session;
        const sets = djangoSets(session);
        if (sets.length === 0)
            throw new errors/* UserError */.y('`adopt-history` is for migrations of Django, and none are configured');
        const releasePath = await (0,migrate/* releaseToMigrateFrom */._g)(session);
        if (releasePath === undefined && !context.dryRun)
            throw new errors/* UserError */.y('No release is staged whose migrations could be adopted');
        if (!context.dryRun)
            await (0,backup/* requireBackups */.Pu)(session, [...new Set(sets.map(each => each.database))]);
        const rows = {};
        for (const migration of sets)
            rows[(0,world/* setOf */.s4)(migration)] = await readHistory(await (0,world/* databaseOf */.zJ)(context, migration.database));
        return {
            plan: { releasePath: releasePath ?? '', rows },
            says: sets.map(each => `run the migrations of the release in an empty database beside ${each.database}, compare the schemas, and record them if equal`)
        };
    },
    async run(session, plan) {
        const sets = {};
        // All are compared before the first is recorded.
        const changes = [];
        for (const migration of djangoSets(session))
            changes.push({ migration, change: await prove(session, migration, plan) });
        for (const { migration, change } of changes) {
            await record(session, migration, 'adopt-history', historySql((await (0,world/* databaseOf */.zJ)(session.context, migration.database)).engine, change));
            const now = (await readHistory(await (0,world/* databaseOf */.zJ)(session.context, migration.database))).map(keyOf);
            const missing = change.added.map(each => `${each.app}.${each.name}`).filter(key => !now.includes(key));
            const left = change.removed.map(keyOf).filter(key => now.includes(key));
            if (missing.length + left.length > 0)
                throw new errors/* UserError */.y(`The rows of ${migration.database} are not those of the new history: ${[...missing, ...left].join(', ')}`);
            sets[(0,world/* setOf */.s4)(migration)] = { removed: change.removed.map(keyOf), added: change.added.map(each => `${each.app}.${each.name}`) };
        }
        const [removed, added] = [Object.values(sets).flatMap(set => set.removed), Object.values(sets).flatMap(set => set.added)];
        return { sets, says: `the schemas are equal: ${removed.length} rows became ${added.length}` };
    }
};
/** Runs the release's migrations in an empty database beside the live one. Errors: UserError that names what differs. */
async function prove(session, migration, plan) {
    const { context, mine } = session;
    const live = await (0,world/* databaseOf */.zJ)(context, migration.database);
    const job = { ...mine.job('adopt-history', context.timeoutMs ?? timeouts/* databaseTimeoutMs */.fE, text => context.log.info(text.trimEnd())) };
    const { name, engine } = await live.scratch(job, mine.id);
    try {
        const framework = await (0,world/* frameworkOf */.K5)(context, migration, plan.releasePath, engine);
        await framework.apply({ ...job, idPrefix: `${job.idPrefix}.scratch-${migration.database}` }, []);
        const ignore = ['belay_migrations', 'belay_scripts', ...('ignore-tables' in migration ? migration['ignore-tables'] : [])];
        const [mineNow, fresh] = await Promise.all([(0,schema_objects/* readSchema */.G)(live), (0,schema_objects/* readSchema */.G)(engine)]);
        const { differences, tolerated } = (0,schema_objects/* compareSchemas */._)(mineNow, fresh, ignore);
        for (const line of tolerated)
            context.log.info(`Not compared by name: ${line}`);
        if (differences.length > 0)
            throw new errors/* UserError */.y(`The schema of ${migration.database} is not what the new migrations make, so nothing was recorded:\n${differences
                .slice(0, shown)
                .map(line => `  - ${line}`)
                .join('\n')}${differences.length > shown ? `\n  - and ${differences.length - shown} more` : ''}\nMend the migrations (or the models) until they make the live schema. Tables that no migration is to make: \`ignore-tables\`.`);
        return planHistory(plan.rows[(0,world/* setOf */.s4)(migration)] ?? [], await framework.appliedSet());
    }
    finally {
        await live.dropCopy(job, { name }).catch((error) => context.log.warning(`${name} could not be removed: ${(0,errors/* messageOf */.b)(error)}`));
    }
}
/** The adoptions of these journals, in their order. */
function adoptionsOf(journals) {
    return journals.flatMap(records => {
        const intent = records.find(record => record.type === 'intent' && record.step === 'adopt-history');
        if (intent?.type !== 'intent')
            return [];
        return [
            {
                rows: intent.plan.rows,
                sets: (0,open_deployment/* findEvidence */.H)(records, 'adopt-history')?.sets
            }
        ];
    });
}
/** Pure: the applied set without what an adoption did to it. */
function withoutAdoptions(names, set, adoptions) {
    return adoptions.reduce((now, { sets }) => {
        const made = sets?.[set];
        return made === undefined ? now : [...new Set([...now.filter(name => !made.added.includes(name)), ...made.removed])].sort();
    }, [...names]);
}
/** Puts the rows back that adoptions replaced, the newest first, where they are not back already (a restore brings them too). Safe to repeat. */
async function undoAdoptions(session, adoptions) {
    const { context } = session;
    const said = [];
    for (const [index, adoption] of adoptions.entries()) {
        for (const migration of djangoSets(session)) {
            const engine = await (0,world/* databaseOf */.zJ)(context, migration.database);
            const back = await returnOf(session, migration, adoption);
            if (back === undefined)
                continue;
            await record(session, migration, 'rollback', historySql(engine.engine, back), index);
            if ((await returnOf(session, migration, adoption)) !== undefined)
                throw new errors/* UserError */.y(`The rows of django_migrations of ${migration.database} could not be put back as they were`);
            said.push(`${(0,world/* setOf */.s4)(migration)}: ${back.restored.length} rows are back`);
        }
    }
    return said.length === 0 ? undefined : said.join('; ');
}
/** Whether one of them stands in the database. */
async function isAdopted(session, adoptions) {
    for (const adoption of adoptions)
        for (const migration of djangoSets(session))
            if ((await returnOf(session, migration, adoption)) !== undefined)
                return true;
    return false;
}
/** undefined: nothing of it is left to undo. */
async function returnOf(session, migration, { rows, sets }) {
    const before = rows[(0,world/* setOf */.s4)(migration)];
    if (before === undefined)
        return undefined;
    const back = planReturn(await readHistory(await (0,world/* databaseOf */.zJ)(session.context, migration.database)), before, sets?.[(0,world/* setOf */.s4)(migration)]);
    return back.removed.length + back.restored.length === 0 ? undefined : back;
}
async function record(session, migration, step, sql, index = 0) {
    const { context, mine } = session;
    const engine = await (0,world/* databaseOf */.zJ)(context, migration.database);
    const job = mine.job(step, timeouts/* databaseTimeoutMs */.fE);
    const client = engine.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 });
    const locked = engine.underAdvisoryLock(`${client.functions}${(0,shell.sh) `printf %s ${client.begin + sql} | sql_client > /dev/null`}\n`, 10_000);
    const result = await context.host.job({
        stateDir: job.stateDir,
        id: `${job.idPrefix}.history-${migration.database}${index === 0 ? '' : `-${index}`}`,
        script: locked.script,
        env: { ...engine.clientEnvironment({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 }) },
        secrets: { ...client.secrets, ...locked.secrets },
        timeoutMs: 120_000,
        token: job.token
    });
    if (result.ended === 'exit' && result.exitCode === 0)
        return;
    await engine.endSessions((0,names/* tagOf */.cO)(job.idPrefix));
    throw engine.explain(`Recording the migrations of ${migration.database}`, result.tail);
}
const keyOf = ([app, name]) => `${app}.${name}`;
function djangoSets({ context }) {
    return context.target.config.migrations.filter(migration => migration.framework === 'django');
}


/***/ }),

/***/ 56688:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M8: () => (/* binding */ saveLive),
/* harmony export */   bD: () => (/* binding */ inPlaceSays),
/* harmony export */   jz: () => (/* binding */ whyInPlace),
/* harmony export */   oJ: () => (/* binding */ stillSaved)
/* harmony export */ });
/* harmony import */ var _backup_store_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89173);
/* harmony import */ var _database_registry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(23119);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(75841);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(25002);




/** Why this database can only be restored in its place; undefined: it can be restored beside. Errors: UserError where neither can be. */
async function whyInPlace(context, name) {
    const source = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .sourceOf */ .vz)(context, name);
    return (0,_database_registry_js__WEBPACK_IMPORTED_MODULE_1__/* .isEngine */ .p)(source) ? source.whyInPlace?.() : undefined;
}
/** What that means, for people. */
function inPlaceSays({ database, inPlace }) {
    if (inPlace === undefined)
        return [];
    return [
        `${database} is restored in its place, because ${inPlace}. No copy of what is live stays in the server: a backup of it is taken first, and pinned. Its tables are locked until the one transaction ends, and the disk must hold both meanwhile`
    ];
}
/** Backs up what is live, and reads every byte of that again. Errors: UserError; then nothing was changed. */
async function saveLive(session, name, job) {
    const { context } = session;
    const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .databaseOf */ .zJ)(context, name);
    // Before the backup: whatever is written from here on is seen.
    const fingerprint = await engine.fingerprint(job);
    // A drill would need the right that is missing.
    const { backup } = await (0,_backup_js__WEBPACK_IMPORTED_MODULE_2__/* .backUp */ .vm)(session, [name], true, 'full');
    const manifest = await (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_0__/* .verifyBackup */ .gu)(context.host, context.target.stateDir, backup, await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .trustOf */ .An)(context));
    const content = manifest.members.find(member => member.database === name)?.facts.content;
    if (content === undefined)
        throw new Error(`Backup ${backup} does not say what ${name} held`);
    context.log.info(`${name} as it is now is backup ${backup}, which retention never removes`);
    return { backup, content, fingerprint };
}
/** The same when the writers are stopped: another backup where anything was, or may have been, written since that one was begun. */
async function stillSaved(session, name, job, saved) {
    const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .databaseOf */ .zJ)(session.context, name);
    return (await engine.changesSince(job, saved.fingerprint)) === 'none' ? saved : saveLive(session, name, job);
}


/***/ }),

/***/ 14451:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $0: () => (/* binding */ allExist),
/* harmony export */   G9: () => (/* binding */ settle),
/* harmony export */   VL: () => (/* binding */ wayOfLive),
/* harmony export */   gZ: () => (/* binding */ wayFromVerified),
/* harmony export */   wD: () => (/* binding */ wayFromOpen)
/* harmony export */ });
/* unused harmony exports reverseOf, rehearsedReverse, mayBePartly, deploymentBackTo */
/* harmony import */ var _database_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70455);
/* harmony import */ var _deployment_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83510);
/* harmony import */ var _deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(87441);
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(63001);
/* harmony import */ var _deployment_token_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(66972);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(20230);
/* harmony import */ var _services_operate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(29296);
/* harmony import */ var _adopt_history_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(16362);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(14060);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(25002);
/* harmony import */ var _writes_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(24685);











/** Steps whose jobs end by themselves soon and must not be cut: half a swap is worse than none. */
const finishFirst = ['fence', 'restore-point', 'switch', 'open', 'rollback'];
/** Steps in which the new release itself is tried. A fence that cannot be closed, or a full disk, says nothing of it. */
const provesBad = ['migrate', 'switch', 'restart', 'gate', 'live-gate'];
/** Ends or awaits what still runs of a deployment, and its database sessions, before anything is decided (G10). Errors: UserError. */
async function settle(session, deployment) {
    const { context } = session;
    const { holder } = await context.refresh();
    const { deployment: open } = session;
    if (open !== undefined && holder?.fingerprint !== (0,_deployment_token_js__WEBPACK_IMPORTED_MODULE_3__/* .fingerprintOf */ .ax)(open.held.token))
        throw new _deployment_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LockLost */ .yS(`Deployment ${deployment.id} was taken over by another job. Nothing more is changed from here; look at \`command: status\``);
    const running = holder?.runningJobs ?? [];
    for (const id of running.filter(each => each.startsWith(`${deployment.id}.`))) {
        const step = id.split('.')[1];
        if (!finishFirst.includes(step)) {
            context.log.info(`Ending job ${id}, which still runs on the host`);
            const ended = await context.host.endJob(context.target.stateDir, id);
            const survivors = ended.state === 'ended' ? (ended.result.survivors ?? []) : [];
            if (survivors.length > 0)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y(`Processes of job ${id} on ${context.host.label} do not end: ${survivors.join(', ')}. Another user started them, whom this user may not signal: end them there (sudo kill), then run the same again`);
            continue;
        }
        context.log.info(`Waiting for job ${id} to end`);
        for (const end = context.clock.monotonic() + 10 * 60_000; (await context.host.inspectJob(context.target.stateDir, id)).state === 'running';) {
            if (context.clock.monotonic() > end)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y(`Job ${id} still runs on ${context.host.label} after 10 min: nothing can be decided before it has ended`);
            await context.clock.sleep(500);
        }
    }
    if (open !== undefined)
        await noticeOpened(session, open);
    // A client that was killed leaves its statement running in the server, and it may still commit.
    const begun = (step) => deployment.records.filter(record => record.type === 'intent' && record.step === step).length;
    const migrate = begun('migrate');
    const last = deployment.records.findLast(record => record.type !== 'note' && 'step' in record && record.step === 'migrate');
    const ended = last?.type === 'evidence';
    // A copy that was cut short leaves its database closed to every session.
    const trials = begun('adopt-history') + begun('rehearse');
    if (begun('restore-point') + migrate + begun('rollback') + trials === 0)
        return;
    for (const migration of context.target.config.migrations) {
        const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .databaseOf */ .zJ)(context, migration.database);
        await engine.reopen({
            stateDir: context.target.stateDir,
            idPrefix: `${deployment.id}.rollback.0`,
            token: session.deployment?.held.token,
            timeoutMs: 60_000
        });
        // A trial that was cut short leaves its copy.
        if (trials > 0)
            await engine.dropCopy({
                stateDir: context.target.stateDir,
                idPrefix: `${deployment.id}.rollback.0`,
                token: session.deployment?.held.token,
                timeoutMs: 60_000
            }, { name: engine.scratchName(deployment.id) });
        if (begun('adopt-history') > 0)
            await engine.endSessions((0,_database_names_js__WEBPACK_IMPORTED_MODULE_0__/* .tagOf */ .cO)(`${deployment.id}.adopt-history.${begun('adopt-history')}`));
        const name = `${migration.framework}-${migration.database}`;
        if (migrate > 0 && !ended)
            await engine.endSessions((0,_database_names_js__WEBPACK_IMPORTED_MODULE_0__/* .tagOf */ .cO)(`${deployment.id}.migrate.${migrate}.${name}`));
        if (begun('rollback') > 0)
            await engine.endSessions((0,_database_names_js__WEBPACK_IMPORTED_MODULE_0__/* .tagOf */ .cO)(`${deployment.id}.rollback.${begun('rollback')}.${name}`));
    }
}
/**
 * A machine that was started again starts its services too, and so may a person: what the journal says of the fence is believed only as long as the world
 * agrees. Otherwise it is recorded that users were let in, and a restore point no longer leads back without a loss.
 */
async function noticeOpened(session, open) {
    const { context } = session;
    const { records } = open;
    const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .maintenanceFile */ .iV)(context);
    const points = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'restore-point')?.points ?? {};
    if (Object.keys(points).length === 0 || (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_6__/* .wasOpened */ .xp)(records, file !== undefined))
        return;
    // Returned to already: then the services were started by that rollback.
    if (!(await allExist(session, points)))
        return;
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .servicesOf */ .Yj)(context);
    const job = { stateDir: context.target.stateDir, idPrefix: open.id, timeoutMs: 30_000 };
    const now = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_4__/* .readServices */ .JQ)((0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .serviceContext */ .f4)(context, job), services, file);
    const running = services.filter(each => each.writes && !['inactive', 'failed'].includes(now.states.get((0,_services_operate_js__WEBPACK_IMPORTED_MODULE_4__/* .key */ .Eb)(each))?.active ?? ''));
    if (file === undefined ? running.length === 0 : now.maintenance === 'up')
        return;
    const says = file === undefined
        ? `found running, though the fence had stopped them: ${running.map(each => each.name).join(', ')}`
        : `found open: ${file} is gone, though the fence had made it`;
    context.log.warning(`${says}. Users may have written since the restore point`);
    open.begin('open', { found: true });
    await open.done('open', { says }, 0, false);
}
/** Whether none of these restore points was returned to or removed. */
async function allExist(session, points) {
    const found = await Promise.all(Object.entries(points).map(async ([database, point]) => (await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .databaseOf */ .zJ)(session.context, database)).copyExists(point)));
    return found.every(Boolean);
}
/** Back from an open deployment that failed or was interrupted. */
async function wayFromOpen(session, deployment, state, lossAccepted) {
    const { context } = session;
    const { records } = deployment;
    const opened = records[0];
    if (opened?.type !== 'opened')
        throw new Error(`Deployment ${deployment.id} does not begin with its opening record`);
    const code = opened.code ?? { kind: 'none' };
    const adoptions = (0,_adopt_history_js__WEBPACK_IMPORTED_MODULE_5__/* .adoptionsOf */ .fq)([records]);
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .liveCode */ .Y0)(context);
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    const lastGood = now.kind === 'no-state' ? undefined : now.lastGood;
    const previous = state.releases.find(release => release.id === code.release) ??
        state.releases.find(release => code.kind === 'git' && release.commit === code.target) ??
        // A link that leads out of `releases/`, as it was adopted.
        state.releases.find(release => code.kind === 'symlink' && release.path === code.path) ??
        (code.kind === 'none' ? lastGood : undefined);
    // The first intent: a resumed deployment began its second one where the first had stopped.
    const migrated = intents(records, 'migrate')[0];
    requireSets(session, Object.keys(migrated?.before ?? {}));
    const facts = {
        undecided: [],
        previous: previous === undefined ? null : { id: previous.id, state: previous.state, present: await isThere(session, previous.path) },
        codeChanged: live.kind !== code.kind || live.target !== code.target,
        servicesTouched: ['fence', 'restart', 'open'].some(step => intents(records, step).length > 0),
        schema: migrated === undefined
            ? []
            : (await schemaSince(session, migrated.before, migrated.releasePath, [records])).map(each => 
            // Who accepts the loss after the migrations could not go back must not be led there again.
            lossAccepted && downFailed(records) ? { ...each, reverse: undefined } : each),
        databases: await databasesOf(session, records, migrated !== undefined),
        opened: (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_6__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .maintenanceFile */ .iV)(context) !== undefined),
        baselineFailed: (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'baseline')?.report.verdict === 'failed',
        historyAdopted: await (0,_adopt_history_js__WEBPACK_IMPORTED_MODULE_5__/* .isAdopted */ .YP)(session, adoptions),
        lossAccepted
    };
    const staged = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'stage');
    const failed = records.some(record => record.type === 'failed' && provesBad.includes(record.step));
    return {
        facts,
        undone: deployment,
        adoptions,
        previousCode: code,
        targetRelease: previous,
        // Only what was seen to fail is bad; a cancelled deployment may be tried again.
        badRelease: failed ? state.releases.find(release => release.id === staged?.release) : undefined
    };
}
/** Back from what is live and verified, because a person says so. `to`: version or release id. */
async function wayFromVerified(session, state, to, lossAccepted) {
    const { context } = session;
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    if (now.kind === 'no-state')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y('There is no state of Belay on this host: run `command: adopt` first');
    const target = to === undefined || to === 'previous' ? now.candidates[0] : state.releases.filter(each => each.id === to || each.version === to).at(-1);
    if (target === undefined) {
        const known = now.candidates.map(each => each.version).join(', ');
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y(to === undefined
            ? 'There is no earlier verified or adopted release to go back to'
            : `There is no release ${JSON.stringify(to)} here; there ${known === '' ? 'is none to go back to' : `are ${known}`}`);
    }
    if (target.id === now.live?.id)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y(`${target.version} is what is live now: there is nothing to go back to`);
    // The deployments since the target was verified, newest first; each may have moved the schema.
    const since = state.deployments.filter(each => (each.records[0]?.at ?? '') > (target.verifiedAt ?? target.stagedAt));
    requireSets(session, [...Object.keys(target.applied ?? {}), ...since.flatMap(each => migratedSets(each.records))]);
    const last = deploymentBackTo(target.applied ?? {}, since);
    const adoptions = (0,_adopt_history_js__WEBPACK_IMPORTED_MODULE_5__/* .adoptionsOf */ .fq)(since.map(each => each.records));
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .liveCode */ .Y0)(context);
    const facts = {
        undecided: [],
        previous: { id: target.id, state: target.state, present: await isThere(session, target.path) },
        codeChanged: true,
        servicesTouched: true,
        schema: await schemaSince(session, target.applied ?? {}, now.live?.path ?? live.path ?? target.path, since.map(each => each.records), now.live?.applied, adoptions),
        historyAdopted: await (0,_adopt_history_js__WEBPACK_IMPORTED_MODULE_5__/* .isAdopted */ .YP)(session, adoptions),
        databases: last === undefined ? [] : await databasesOf(session, last.records, true),
        opened: true,
        baselineFailed: false,
        // The loss that was named is that of this deployment; what another one would cost nobody has accepted.
        lossAccepted: lossAccepted !== undefined && lossAccepted === last?.id
    };
    const previousCode = live.kind === 'git'
        ? { kind: 'git', path: live.path, target: target.commit, branch: live.branch }
        : // Also where a directory stands in the link's place: then the switch refuses, and nothing is called rolled back that is not.
            {
                kind: 'symlink',
                path: target.path,
                target: target.path.endsWith(`/releases/${target.id}`) ? `releases/${target.id}` : target.path
            };
    return { facts, undone: last, previousCode, targetRelease: target, badRelease: now.live, adoptions };
}
/** No other code: what is live stays, and only its data changes. */
async function wayOfLive({ context }, state) {
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    if (now.kind === 'no-state')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y('There is no state of Belay on this host: run `command: adopt` first');
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .liveCode */ .Y0)(context);
    const facts = {
        undecided: [],
        previous: null,
        codeChanged: false,
        servicesTouched: true,
        schema: [],
        databases: [],
        opened: true,
        baselineFailed: false,
        lossAccepted: true
    };
    return { facts, undone: undefined, previousCode: { ...live }, targetRelease: now.live, badRelease: undefined, adoptions: [] };
}
/** Where nothing says how to read a set that was migrated, its schema would pass for unchanged. Errors: UserError. */
function requireSets(session, sets) {
    const known = session.context.target.config.migrations.map(_world_js__WEBPACK_IMPORTED_MODULE_7__/* .setOf */ .s4);
    const missing = [...new Set(sets.filter(set => !known.includes(set)))];
    if (missing.length === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_9__/* .UserError */ .y(`The journal tells of migrations of ${missing.join(', ')} (framework:database), and nothing says how to read what is applied: give the inputs \`framework\`, \`engine\` and \`database-url\` as for \`run-migrations\`, or \`migrations\` in the configuration`);
}
function migratedSets(records) {
    return intents(records, 'migrate').flatMap(plan => Object.keys(plan.before));
}
async function isThere({ context }, path) {
    const { exitCode } = await context.host.run('test -d "$BELAY_PATH"', { env: { BELAY_PATH: path }, check: false });
    return exitCode === 0;
}
function intents(records, step) {
    return records.flatMap(record => (record.type === 'intent' && record.step === step ? [record.plan] : []));
}
/** The applied sets before and now, and whether everything in between was proven additive. */
async function schemaSince(session, before, releasePath, journals, recorded, adoptions = []) {
    const { context } = session;
    return Promise.all(context.target.config.migrations.map(async (migration) => {
        const set = (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .setOf */ .s4)(migration);
        const framework = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .frameworkOf */ .K5)(context, (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .heldBy */ .Vr)(migration, recorded?.[set]), releasePath);
        const now = await framework
            .appliedSet()
            .then(names => (0,_adopt_history_js__WEBPACK_IMPORTED_MODULE_5__/* .withoutAdoptions */ .kn)(names, set, adoptions))
            .catch((error) => {
            context.log.warning(`The applied migrations of ${set} could not be read: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_9__/* .messageOf */ .b)(error)}`);
            return null;
        });
        const was = before[set] ?? null;
        const checks = journals
            .map(records => (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'squash-check')?.sets.find(each => each.set === set))
            .filter(each => each !== undefined);
        const proven = new Set(checks.filter(check => check.additive).flatMap(check => check.pending));
        const added = (now ?? []).filter(each => !was?.includes(each));
        const records = checks.flatMap(check => check.records ?? []);
        const ran = added.filter(each => !records.includes(each));
        const { engine } = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .databaseOf */ .zJ)(context, migration.database);
        // MySQL ends a transaction with every change of the schema.
        const migrated = journals[0] !== undefined && (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(journals[0], 'migrate') !== undefined;
        const partly = !migrated && mayBePartly(checks[0], now ?? [], engine === 'postgres' || engine === 'sqlite');
        return {
            set,
            database: migration.database,
            before: was === null ? null : [...was],
            now: now === null ? null : [...now],
            additive: ran.every(each => proven.has(each)),
            reverse: framework.revert === undefined
                ? undefined
                : (reverseOf(added, checks.flatMap(check => check.reversals ?? []), { releasePath, partly, records }) ??
                    rehearsedReverse(added, journals.flatMap(records => (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'rehearse')?.sets[set] ?? []), { releasePath, partly })),
            // What a deployment that was rolled back would have applied is no reason any more.
            reasons: checks
                .filter(check => !check.additive && (added.length === 0 || check.pending.some(each => added.includes(each))))
                .flatMap(check => check.reasons)
        };
    }));
}
/**
 * How what was applied can go back, as the check of the migrations read it; undefined where one of them is not known to lose nothing. `records`: what only
 * got a row, which goes with what ran, or by itself. Pure.
 */
function reverseOf(added, known, { releasePath, partly, records = [] }) {
    const each = added.filter(name => !records.includes(name)).map(name => known.find(one => one.name === name));
    if (added.length === 0 || !each.every(one => one?.lossless === true))
        return undefined;
    return {
        releasePath,
        partly,
        proof: 'listed',
        afterWrites: each.every(one => one.afterWrites),
        drops: each.flatMap(one => one.drops)
    };
}
/** The same where it was tried on a copy of the data, which was equal afterwards. What users have written since was not tried. Pure. */
function rehearsedReverse(added, rehearsals, { releasePath, partly }) {
    const tried = new Set(rehearsals.filter(each => each.lossless === 'yes').flatMap(each => each.applied));
    if (added.length === 0 || !added.every(name => tried.has(name)))
        return undefined;
    return { releasePath, partly, proof: 'rehearsed', afterWrites: false, drops: [] };
}
/** Whether one of the migrations that were to be applied and were not may have done a part of its work. Pure. */
function mayBePartly(check, now, transactional) {
    const unfinished = check?.pending.filter(name => !now.includes(name)) ?? [];
    return unfinished.some(name => !transactional || check?.reversals?.find(each => each.name === name)?.atomic !== true);
}
/** Whether going back by the migrations was tried in this deployment, and failed. */
function downFailed(records) {
    const begun = records.findLastIndex(record => record.type === 'intent' && record.step === 'rollback' && record.plan.kind === 'migrate-down');
    return begun !== -1 && records.slice(begun).some(record => record.type === 'failed' && record.step === 'rollback');
}
async function databasesOf(session, records, migrated) {
    const { context } = session;
    const points = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'restore-point')?.points ?? {};
    const backup = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'backup');
    const checked = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'squash-check');
    const evidence = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_10__/* .findEvidence */ .H)(records, 'migrate');
    const opened = (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_6__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .maintenanceFile */ .iV)(context) !== undefined);
    const names = [...new Set(context.target.config.migrations.map(migration => migration.database))];
    return Promise.all(names.map(async (database) => {
        const sets = context.target.config.migrations.filter(migration => migration.database === database).map(_world_js__WEBPACK_IMPORTED_MODULE_7__/* .setOf */ .s4);
        const unchanged = sets.every(set => evidence?.sets[set]?.applied.length === 0);
        const additive = checked !== undefined && sets.every(set => checked.sets.find(each => each.set === set)?.additive === true);
        const point = points[database];
        const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_7__/* .databaseOf */ .zJ)(context, database);
        const exists = point !== undefined && (await engine.copyExists(point));
        return {
            database,
            touched: migrated && !unchanged && !additive,
            restorePoint: exists ? point.name : null,
            backup: backup?.databases.includes(database) ? backup.backup : null,
            writes: opened && exists ? await (0,_writes_js__WEBPACK_IMPORTED_MODULE_8__/* .proveNoWrites */ .i)(session, records, database) : 'unknown'
        };
    }));
}
/**
 * For a rollback by hand: whose restore point or backup holds the schema that the target was verified with. The newest, so that the least is lost;
 * a deployment that was rolled back does not count unless it began with that very schema. `since`: newest first. Pure.
 */
function deploymentBackTo(applied, since) {
    return since.find(({ records }) => {
        const before = intents(records, 'migrate')[0]?.before;
        return (before !== undefined &&
            Object.entries(before).every(([set, names]) => {
                const wanted = new Set(applied[set]);
                return names.length === wanted.size && names.every(name => wanted.has(name));
            }));
    });
}


/***/ }),

/***/ 6000:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vs: () => (/* binding */ RollbackRefused),
  nr: () => (/* binding */ begunPlan),
  dF: () => (/* binding */ endedOfThisRun),
  g7: () => (/* binding */ execute),
  Fu: () => (/* binding */ rollBack)
});

// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(89173);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var applied = __webpack_require__(63674);
// EXTERNAL MODULE: ./build/shared/migrations/framework.js
var framework = __webpack_require__(92139);
;// CONCATENATED MODULE: ./build/shared/rollback/planner.js
/**
 * Which way back. Pure: facts in, one plan out, with its reasons. Every row of the table in planner.test.ts is a promise (G5, G6).
 */
function planRollback(facts) {
    if (facts.undecided.length > 0)
        return refuse(facts.undecided.map(each => `not decided yet: ${each}`), [{ what: 'run the rollback again when it has ended', cost: 'nothing' }]);
    const changed = facts.schema.filter(set => set.before === null || set.now === null || !sameSet(set.before, set.now));
    const unreadable = facts.schema.filter(set => set.before === null || set.now === null);
    // A migration may change data without a new row in its ledger (a failed one that is not transactional), so `touched` counts too.
    const touched = facts.databases.filter(database => database.touched);
    const schemaMoved = changed.length > 0;
    const partial = touched.filter(database => !changed.some(set => set.database === database.database));
    if (!facts.codeChanged && !facts.servicesTouched && !schemaMoved && touched.length === 0 && facts.historyAdopted !== true)
        return { kind: 'nothing', reasons: ['no code, schema, data or service was changed'] };
    if (facts.baselineFailed && !facts.codeChanged && !schemaMoved && touched.length === 0)
        return refuse(['the health checks failed before the deployment changed anything: the system was bad already'], [{ what: 'mend the running system, then deploy again', cost: 'nothing' }]);
    const target = facts.previous;
    if (facts.codeChanged || schemaMoved || touched.length > 0) {
        if (target === null)
            return refuse(['no release is known that was verified or adopted before this deployment'], [{ what: 'run `command: adopt` once on a healthy system', cost: 'nothing' }]);
        if (target.state !== 'verified' && target.state !== 'adopted')
            return refuse([`the previous release ${target.id} is ${target.state}: a rollback never goes to a release that was not verified or adopted`], [{ what: 'choose an older verified release with the input `to`', cost: 'what was deployed since' }]);
        if (!target.present)
            return refuse([`the files of the previous release ${target.id} are gone from the host`], [{ what: 'deploy the tag of that release again', cost: 'the time of a deployment' }]);
    }
    if (!schemaMoved && partial.length === 0)
        return {
            kind: 'code-only',
            to: facts.codeChanged ? target.id : null,
            schemaKept: false,
            reasons: [
                facts.historyAdopted === true
                    ? 'only the rows of the migrations were changed, and they are put back as they were'
                    : 'the applied migrations are the same as before'
            ]
        };
    if (unreadable.length === 0 && partial.length === 0 && changed.every(set => set.additive && includes(set.now, set.before)))
        return {
            kind: 'code-only',
            to: target.id,
            schemaKept: true,
            reasons: changed.map(set => `every migration of ${set.set} is additive: ${target.id} works with the new schema, which is kept`)
        };
    const affected = facts.databases.filter(database => database.touched || changed.some(set => set.database === database.database));
    const why = [
        ...changed.flatMap(set => (set.reasons.length > 0 ? set.reasons : [`the applied migrations of ${set.set} are not as before`])),
        ...partial.map(database => `a migration of ${database.database} may have changed it without finishing`)
    ];
    const loss = affected.map(lossOf);
    const points = affected.length > 0 && affected.every(database => database.restorePoint !== null);
    const lossless = !facts.opened || affected.every(database => database.writes === 'none');
    // What users wrote since stays where the schema alone goes back. A restore point that loses nothing is quicker, and needs no code of the failed release.
    const down = points && lossless ? undefined : planDown(facts, changed, partial, target.id);
    if (down !== undefined)
        return down;
    if (points) {
        // A restore point is younger than the backup, so that a loss that was accepted is the smallest possible.
        if (lossless || facts.lossAccepted)
            return {
                kind: 'restore-point',
                to: target.id,
                databases: affected.map(database => ({ database: database.database, restorePoint: database.restorePoint })),
                loss: lossless ? [] : loss,
                reasons: [
                    ...why,
                    !lossless
                        ? 'the loss was accepted by a person'
                        : facts.opened
                            ? 'nothing was written since the restore point: proven by counts and by row versions or content'
                            : 'the fence has stood since the restore point: nothing was written from outside'
                ]
            };
    }
    const backups = affected.filter(database => database.backup !== null);
    if (facts.lossAccepted && backups.length === affected.length && affected.length > 0)
        return {
            kind: 'restore',
            to: target.id,
            databases: affected.map(database => ({ database: database.database, backup: database.backup })),
            reasons: [...why, 'the loss was accepted by a person'],
            loss
        };
    return refuse([
        ...why,
        ...(facts.opened
            ? ['users could write since the restore point']
            : affected.filter(d => d.restorePoint === null).map(d => `${d.database} has no restore point of this deployment`))
    ], [
        {
            what: 'repair forward: `command: unlock` for this deployment, then deploy a new tag that works with the schema as it is, with `force: true` and a `reason`',
            cost: 'nothing is lost; the system stays as it is until then'
        },
        ...(backups.length === affected.length && affected.length > 0
            ? [{ what: 'roll back with the input `accept-loss` naming this deployment', cost: loss.join('; ') }]
            : [])
    ]);
}
/** The schema alone goes back, by the migrations' own way; undefined where that is not known to lose nothing of what was there before. */
function planDown(facts, changed, partial, to) {
    if (changed.length === 0 || partial.length > 0 || facts.historyAdopted === true)
        return undefined;
    const sets = [];
    const reasons = [];
    for (const { set, database, before, now, reverse } of changed) {
        if (reverse === undefined || before === null || now === null || !includes(now, before))
            return undefined;
        if (reverse.partly || (facts.opened && !reverse.afterWrites))
            return undefined;
        sets.push({ set, database, releasePath: reverse.releasePath, to: before });
        const since = now.filter(name => !before.includes(name)).join(', ');
        reasons.push(reverse.proof === 'rehearsed'
            ? `going back over ${since} of ${set} was tried on a copy, and its content was as before`
            : `every change of ${since} of ${set} is undone without a loss of what was there before`);
    }
    const made = changed.flatMap(({ database, reverse }) => (reverse?.drops ?? []).map(each => `${database}.${each}`));
    if (facts.opened)
        reasons.push('users could write since, and what they wrote to what was there before stays');
    return {
        kind: 'migrate-down',
        to,
        sets,
        reasons,
        loss: facts.opened ? made.map(each => `${each}: made by this deployment, and with it goes what was written to it since`) : []
    };
}
function lossOf(database) {
    if (database.writes === 'none')
        return `${database.database}: nothing`;
    if (database.writes === 'unknown')
        return `${database.database}: everything written since ${database.restorePoint === null ? `backup ${database.backup ?? '(none)'}` : `restore point ${database.restorePoint}`}`;
    return database.writes.map(({ table, rows }) => `${database.database}.${table}: ${rows} rows`).join('; ');
}
function refuse(reasons, choices) {
    return { kind: 'refuse', reasons, choices };
}
function sameSet(a, b) {
    return a.length === b.length && includes(a, b);
}
function includes(all, some) {
    const set = new Set(all);
    return some.every(each => set.has(each));
}

// EXTERNAL MODULE: ./build/shared/services/operate.js + 4 modules
var operate = __webpack_require__(29296);
// EXTERNAL MODULE: ./build/shared/steps/adopt-history.js + 1 modules
var adopt_history = __webpack_require__(16362);
// EXTERNAL MODULE: ./build/shared/steps/fence-state.js
var fence_state = __webpack_require__(14060);
// EXTERNAL MODULE: ./build/shared/steps/gate.js + 9 modules
var gate = __webpack_require__(19868);
// EXTERNAL MODULE: ./build/shared/steps/in-place.js
var in_place = __webpack_require__(56688);
// EXTERNAL MODULE: ./build/shared/steps/rollback-facts.js
var rollback_facts = __webpack_require__(14451);
// EXTERNAL MODULE: ./build/shared/steps/services.js
var services = __webpack_require__(16281);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/rollback.js
















/**
 * Goes back: from the open deployment of this session, or, when none is open, from what is live to an earlier verified release.
 * Errors: UserError when the plan is `refuse` (the deployment stays open, with the choices), or when the system is not healthy afterwards.
 */
async function rollBack(session, request) {
    const open = session.deployment;
    if (open !== undefined && open.kind !== 'rollback')
        return rollBackOpen(session, request);
    // The way back is decided only now: whoever held the lock until a moment ago may have changed what is live.
    await session.waitForTurn();
    return rollBackTo(session, request);
}
async function rollBackOpen(session, request) {
    const { context, mine } = session;
    const deployment = () => ({ id: mine.id, records: mine.records });
    await mine.flush();
    if (!context.dryRun)
        await (0,rollback_facts/* settle */.G9)(session, deployment());
    const begun = begunPlan(session);
    if (begun !== undefined && !context.dryRun && !(await canDecideAnew(session, begun))) {
        // A rollback that was interrupted goes on with its own plan: every part of it is safe to repeat, and half of it may be done.
        context.log.info(`Going on with the rollback that was begun: ${begun.kind}`);
        return execute(session, await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), true), begun);
    }
    const accepted = request.acceptLoss === mine.id;
    let way = await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), accepted);
    let plan = planRollback(way.facts);
    if (plan.kind === 'refuse' &&
        way.facts.opened &&
        way.facts.databases.some(database => database.restorePoint !== null) &&
        !context.dryRun) {
        // Perhaps nothing was written since users were let in: stop the writers again and compare exactly.
        context.log.info('Users were let in. Stopping the writers again, to prove whether anything was written since');
        await (0,services/* fenceForProof */.Tb)(session);
        way = await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), accepted);
        plan = planRollback(way.facts);
    }
    say(session, plan);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: mine.id, kept: [] };
    if (plan.kind === 'refuse')
        return rollback_refuse(session, plan);
    if (plan.kind === 'nothing') {
        await mine.close('nothing-changed', 'The deployment ended before anything live was changed', mine.opened.code?.release);
        return { plan, outcome: 'nothing-changed', release: mine.opened.code?.release, deployment: mine.id, kept: [] };
    }
    return execute(session, way, plan);
}
/** A return that has not begun to return anything is decided again: what was true then (no user was let in, nothing was written) may have changed since. */
async function canDecideAnew(session, begun) {
    // The code goes back only after them: as long as one is not as before, what is there now can be judged anew.
    if (begun.kind === 'migrate-down') {
        for (const each of begun.sets) {
            const framework = await (0,world/* frameworkOf */.K5)(session.context, migrationOf(session, each.set), each.releasePath);
            if ((0,applied/* mismatch */.J4)(each.to, await framework.appliedSet()) !== undefined)
                return true;
        }
        return false;
    }
    if (begun.kind !== 'restore-point')
        return false;
    const points = session.mine.evidence('restore-point')?.points ?? {};
    return (0,rollback_facts/* allExist */.$0)(session, Object.fromEntries(begun.databases.flatMap(({ database }) => (points[database] ? [[database, points[database]]] : []))));
}
async function rollBackTo(session, request) {
    const { context, deployment } = session;
    if (deployment !== undefined && !context.dryRun)
        await (0,rollback_facts/* settle */.G9)(session, deployment);
    const done = endedOfThisRun(session, await context.state(), plan => plan.kind !== 'restore' || plan.asked !== true);
    if (done !== undefined && deployment === undefined) {
        // A re-run of the same run must not go back one release more.
        context.log.notice(`This run has rolled back already (deployment ${done.id}): there is nothing to do`);
        return {
            plan: { kind: 'nothing', reasons: ['this run has rolled back already'] },
            outcome: 'nothing-changed',
            release: undefined,
            deployment: done.id,
            kept: []
        };
    }
    const begun = deployment === undefined ? undefined : begunPlan(session);
    if (begun?.kind === 'restore' && begun.asked && !context.dryRun)
        return execute(session, await (0,rollback_facts/* wayOfLive */.VL)(session, await context.state()), begun);
    const to = begun?.to ?? deployment?.opened.version ?? request.to;
    const way = await (0,rollback_facts/* wayFromVerified */.gZ)(session, await context.state(), to, request.acceptLoss);
    if (begun !== undefined && !context.dryRun)
        return execute(session, way, begun);
    const plan = planRollback(way.facts);
    say(session, plan);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: undefined, kept: [] };
    if (plan.kind === 'refuse')
        throw new RollbackRefused(plan, way.undone?.id);
    if (plan.kind === 'nothing')
        throw new errors/* UserError */.y('Nothing is to be undone: what is live is what the rollback would go to');
    if (request.reason === undefined && deployment === undefined)
        throw new errors/* UserError */.y('A rollback by hand needs a `reason`, which is recorded');
    const { version, commit } = way.targetRelease ?? {};
    await session.require(() => (0,world/* openingOf */.E4)(session, 'rollback', { version, commit, reason: request.reason }), { waited: true });
    return execute(session, way, plan);
}
/** A way back that this very run went to its end, whose plan is one of these. */
function endedOfThisRun(session, state, isOne) {
    const { repository, runId } = session.context.run.owner;
    return state.deployments.find(({ records }) => {
        const [first, last] = [records[0], records.at(-1)];
        const begun = records.findLast(record => record.type === 'intent' && record.step === 'rollback');
        return (first?.type === 'opened' &&
            first.kind === 'rollback' &&
            first.owner.repository === repository &&
            first.owner.runId === runId &&
            last?.type === 'closed' &&
            last.outcome === 'verified' &&
            begun?.type === 'intent' &&
            isOne(begun.plan));
    });
}
function begunPlan(session) {
    const plan = session.mine.intent('rollback');
    return plan === undefined || plan.kind === 'refuse' || plan.kind === 'nothing' ? undefined : plan;
}
function say(session, plan) {
    const { log, dryRun } = session.context;
    log.info(`${dryRun ? 'Would go back' : 'Going back'}: ${plan.kind}`);
    for (const reason of plan.reasons)
        log.info(`  because ${reason}`);
    if ('loss' in plan)
        for (const loss of plan.loss)
            log.warning(`This is lost: ${loss}`);
    if (plan.kind === 'refuse')
        for (const choice of plan.choices)
            log.info(`  you can: ${choice.what} (cost: ${choice.cost})`);
}
/** Stopped loudly: the deployment stays open with its lock, so that nothing builds on an undecided state. */
async function rollback_refuse(session, plan) {
    const { context, mine } = session;
    mine.begin('rollback', plan);
    let unopened;
    if ((0,fence_state/* isFenced */.i3)(mine.records) && context.target.config.rollback['on-refuse'] === 'open') {
        // The intent comes first: from here on users may write, and a restore point leads back only with their loss.
        mine.begin('open', { because: '`on-refuse: open`' });
        try {
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, mine.job('open', timeouts/* serviceTimeoutMs */.Xc)), 'open', (0,world/* servicesOf */.Yj)(context), (0,world/* maintenanceFile */.iV)(context));
            await mine.done('open', { says: 'let users in: `on-refuse: open`' }, 0, false);
        }
        catch (error) {
            // Why there is no way back must not be hidden by this.
            unopened = error;
            context.log.warning(`Users could not be let in (\`on-refuse: open\`): ${(0,errors/* messageOf */.b)(error)}`);
        }
    }
    const message = new RollbackRefused(plan, mine.id, (0,fence_state/* isFenced */.i3)(mine.records), unopened);
    await mine.failed('rollback', message.message, 0);
    throw message;
}
/** There is no way back that loses nothing. `plan` holds the reasons and the choices with their cost. */
class RollbackRefused extends errors/* UserError */.y {
    plan;
    /** `fenced`: the writers are stopped and users see the maintenance answer, which is said where it is so. */
    constructor(plan, deployment, fenced = false, cause) {
        super(`No safe way back, so nothing was ${fenced ? 'undone; the writers are stopped, and users see the maintenance answer' : 'changed'}${deployment === undefined ? '' : ` (deployment ${deployment})`}:\n${plan.reasons.map(reason => `  - ${reason}`).join('\n')}\nYou can:\n${plan.choices
            .map(choice => `  - ${choice.what}. Cost: ${choice.cost}`)
            .join('\n')}`, cause === undefined ? undefined : { cause });
        this.plan = plan;
    }
}
/** Writers stopped, data back, code back, services started, gate behind the fence, users in. Each part is safe to repeat. */
async function execute(session, way, plan, recorded = false) {
    const { context, mine } = session;
    const start = context.clock.monotonic();
    if (!recorded)
        mine.begin('rollback', plan);
    const copies = {};
    const saved = [];
    let back = false;
    try {
        const services = (0,world/* servicesOf */.Yj)(context);
        const file = (0,world/* maintenanceFile */.iV)(context);
        const job = (timeoutMs) => mine.job('rollback', context.timeoutMs ?? timeoutMs);
        const data = plan.kind !== 'code-only';
        const code = (0,world/* codeOf */.$N)(context);
        const to = plan.to === null ? undefined : way.targetRelease;
        const fence = async () => {
            // Its intent alone: evidence would say that users could not write before it. It ends with the way back.
            if (!(0,fence_state/* isFenced */.i3)(mine.records))
                mine.begin('fence', { because: 'the way back' });
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'fence', services, file);
        };
        if (plan.kind === 'restore')
            Object.assign(copies, await restoreBackups(session, plan, fence, saved));
        else if (data || (0,fence_state/* isFenced */.i3)(mine.records))
            await fence();
        if (plan.kind === 'restore-point')
            Object.assign(copies, await returnToPoints(session, way, plan));
        if (plan.kind === 'migrate-down')
            await migrateDown(session, plan);
        back = data;
        const rows = await (0,adopt_history/* undoAdoptions */.Sy)(session, way.adoptions);
        if (rows !== undefined)
            context.log.info(`The history of the migrations is as it was: ${rows}`);
        const { kind } = way.previousCode;
        // Where there was no code before, the link that the deployment made goes.
        if (to !== undefined && code !== undefined && (kind !== 'none' || way.facts.codeChanged))
            await code.goBack(job(timeouts/* codeTimeoutMs */.DO), way.previousCode);
        // Only a release behind the link can be proven to run.
        const release = kind === 'symlink' ? to?.path : undefined;
        if (services.length > 0)
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc), release), 'restart', services);
        const report = await (0,gate/* measure */.xP)(session, 'gate');
        if (report.verdict !== 'passed')
            throw new errors/* UserError */.y(`The system was put back, but the health gate is ${report.verdict}: ${report.reason}. ${(0,fence_state/* isFenced */.i3)(mine.records) || data ? 'The fence still stands. ' : ''}Mend what the checks name, then run \`rollback\` with \`deployment: ${mine.id}\` again`);
        if (file !== undefined && (data || (0,fence_state/* isFenced */.i3)(mine.records)))
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'open', [], file);
    }
    catch (thrown) {
        const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)];
        let error = thrown;
        if (back && plan.kind === 'restore' && plan.asked && thrown instanceof errors/* UserError */.y)
            error = new errors/* UserError */.y(`${thrown.message}\n${waysAfterRestore(context, mine.id, kept)}`, { cause: thrown.cause });
        if (plan.kind === 'migrate-down' && thrown instanceof framework/* MigrationFailed */.g)
            error = new errors/* UserError */.y(`${thrown.message}\nThe fence still stands. Mend what stands in its way, then run \`rollback\` with \`deployment: ${mine.id}\` again: it goes on where it stopped`, { cause: thrown.cause });
        await mine.failed('rollback', (0,errors/* messageOf */.b)(error).slice(0, 4000), context.clock.monotonic() - start).catch(() => undefined);
        throw error;
    }
    const loss = 'loss' in plan ? plan.loss : [];
    const where = way.targetRelease === undefined ? 'what ran before' : `${way.targetRelease.version} (${way.targetRelease.id})`;
    const says = `${plan.kind}: ${where} runs and passed the gate; ${loss.length === 0 ? 'nothing was lost' : `lost: ${loss.join('; ')}`}`;
    const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)];
    const evidence = { says, kept, copies, release: way.targetRelease?.id ?? null };
    await mine.done('rollback', evidence, context.clock.monotonic() - start, true);
    if (way.badRelease !== undefined && way.badRelease.id !== way.targetRelease?.id)
        session.putRelease({ ...way.badRelease, state: 'bad', deployment: mine.id });
    recordKeptSchema(session, way, plan);
    if (plan.kind === 'restore' && plan.asked)
        await recordRestoredSchema(session, way);
    const byHand = mine.kind === 'rollback';
    await mine.close(byHand ? 'verified' : 'rolled-back', byHand ? (plan.kind === 'restore' && plan.asked ? says : `Rolled back by hand to ${where}`) : `${failedStep(session)}; ${says}`, way.targetRelease?.id);
    return { plan, outcome: 'rolled-back', release: way.targetRelease?.id, deployment: mine.id, kept };
}
/** The data are back, and the system does not come up with them: nothing else ends a restore that a person asked for. */
function waysAfterRestore(context, deployment, kept) {
    const file = (0,world/* maintenanceFile */.iV)(context);
    const services = (0,world/* servicesOf */.Yj)(context).map(each => each.name);
    const rest = [
        ...(file === undefined ? [] : [`remove ${file}`]),
        ...(services.length === 0 ? [] : [`see that ${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'}`])
    ];
    return `The data are restored, and deployment ${deployment} stays open${file === undefined ? '' : '; users see the maintenance answer'}. You can:
  - mend what is named above, then run \`command: restore\` again with \`deployment: ${deployment}\`: the data are not touched again, it only starts, gates and opens
  - where it cannot pass with these data, give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\` and a \`reason\`. Then restore another backup (what was live is kept as ${kept.join(', ')})${rest.length === 0 ? '' : `, or let users in by hand: on ${context.host.label} ${rest.join(', and ')}`}`;
}
/** Where the code alone went back, the additive migrations stay: without a record of that the next preflight would take them for drift. */
function recordKeptSchema(session, way, plan) {
    const release = way.targetRelease;
    if (release === undefined)
        return;
    if (plan.kind === 'migrate-down') {
        const back = Object.fromEntries(plan.sets.map(({ set, to }) => [set, [...to]]));
        session.putRelease({ ...release, applied: { ...release.applied, ...back } });
    }
    if (plan.kind !== 'code-only')
        return;
    const now = Object.fromEntries(way.facts.schema.flatMap(({ set, now }) => (now === null ? [] : [[set, (0,adopt_history/* withoutAdoptions */.kn)(now, set, way.adoptions)]])));
    if (Object.keys(now).length === 0)
        return;
    session.putRelease({ ...release, applied: { ...release.applied, ...now } });
}
/** A backup may be older than the last migration: what is applied now is read, or the next preflight would take it for drift. */
async function recordRestoredSchema(session, { targetRelease: release }) {
    const { context } = session;
    const { migrations } = context.target.config;
    if (release === undefined || migrations.length === 0)
        return;
    const applied = { ...release.applied };
    for (const migration of migrations)
        applied[(0,world/* setOf */.s4)(migration)] = [...(await (await (0,world/* frameworkOf */.K5)(context, migration, release.path)).appliedSet())];
    session.putRelease({ ...release, applied });
}
function migrationOf({ context }, set) {
    const found = context.target.config.migrations.find(each => (0,world/* setOf */.s4)(each) === set);
    if (found === undefined)
        throw new errors/* UserError */.y(`The migrations of ${set} are to go back, and \`migrations\` of the configuration does not name them`);
    return found;
}
/**
 * The schema goes back by the code that brought it there, before that code goes. Which migrations that are is read from the database each time, so that an
 * attempt after one that was interrupted does what is left; a set is exactly the recorded one afterwards, or this throws.
 */
async function migrateDown(session, plan) {
    const { context, mine } = session;
    for (const { set, releasePath, to } of [...plan.sets].reverse()) {
        const migration = migrationOf(session, set);
        const framework = await (0,world/* frameworkOf */.K5)(context, migration, releasePath);
        if (framework.revert === undefined)
            throw new Error(`The plan lets ${set} go back, and it has no way back`);
        const timeoutMs = context.timeoutMs ?? ('timeout' in migration ? migration.timeout : timeouts/* databaseTimeoutMs */.fE);
        const job = mine.job('rollback', timeoutMs, text => context.log.info(text.trimEnd()));
        const { reverted } = await framework.revert({ ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` }, to);
        context.log.info(`The migrations of ${set} are as before: ${reverted.length === 0 ? 'they were already' : `undone ${reverted.join(', ')}`}`);
    }
}
async function returnToPoints(session, way, plan) {
    const { mine } = session;
    const points = way.undone?.records.findLast(record => record.type === 'evidence' && record.step === 'restore-point');
    const known = points?.type === 'evidence' ? points.evidence.points : {};
    const copies = {};
    for (const { database } of plan.databases) {
        const point = known[database];
        if (point === undefined)
            throw new Error(`The restore point of ${database} is not in the journal`);
        const engine = await (0,world/* databaseOf */.zJ)(session.context, database);
        copies[database] = (await engine.returnToRestorePoint(mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), point)).kept;
    }
    return copies;
}
/**
 * `fence` stops the writers, once every backup is proven and can be read: what refuses one leaves the system running.
 * The jobs' ids do not count the attempts: an attempt after one that was interrupted recognises by them what is restored already, and does not take away
 * again what users have written since.
 * What can only be restored in its place is backed up before: twice, where it was written to until the writers stopped. Its ids go into `saved`.
 */
async function restoreBackups(session, plan, fence, saved) {
    const { context, mine } = session;
    const job = { ...mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), idPrefix: `${mine.id}.rollback` };
    const { stateDir } = context.target;
    const trust = { ...(await (0,world/* trustOf */.An)(context)), fromHost: plan.fromHost };
    const databases = plan.databases.map(each => each.database);
    // All of them are proven before the first is swapped.
    const ready = [];
    const opened = new Map();
    try {
        for (const { database, backup, inPlace } of plan.databases) {
            const manifest = await (0,store/* verifyBackup */.gu)(context.host, context.target.stateDir, backup, trust);
            const engine = await (0,world/* sourceOf */.vz)(context, database);
            const known = opened.get(backup);
            const open = known ?? (await (0,encryption/* openBackup */.Tw)(context.host, job, manifest, { identity: await (0,world/* identityOf */.cu)(context, manifest), databases }));
            opened.set(backup, open);
            ready.push({
                database,
                engine,
                source: (0,source/* restoreSource */.M)(manifest, database, engine, 'restore', { stateDir, directory: open.directory }),
                inPlace: inPlace !== undefined
            });
        }
        const live = {};
        for (const { database, inPlace } of ready)
            if (inPlace)
                live[database] = await (0,in_place/* saveLive */.M8)(session, database, job);
        await fence();
        const copies = {};
        for (const { database, engine, source } of ready) {
            const known = live[database];
            if (known === undefined)
                copies[database] = (await engine.restore(job, source)).kept;
            else {
                const now = await (0,in_place/* stillSaved */.oJ)(session, database, job, known);
                saved.push(now.backup);
                await (await (0,world/* databaseOf */.zJ)(context, database)).restoreInPlace(job, source, now);
            }
        }
        return copies;
    }
    finally {
        for (const each of opened.values())
            await each.close();
    }
}
function failedStep(session) {
    const failed = session.mine.records.findLast(record => record.type === 'failed' && record.step !== 'rollback');
    const staged = session.mine.evidence('stage');
    return failed?.type === 'failed'
        ? `${staged?.version ?? 'The deployment'} failed in ${failed.step}`
        : `${staged?.version ?? 'The deployment'} was cancelled`;
}


/***/ }),

/***/ 16281:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mr: () => (/* binding */ fenceStep),
/* harmony export */   Tb: () => (/* binding */ fenceForProof),
/* harmony export */   b0: () => (/* binding */ openStep),
/* harmony export */   se: () => (/* binding */ restartStep)
/* harmony export */ });
/* harmony import */ var _services_operate_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(29296);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(25002);




/** The fence: the maintenance answer goes up and the writers stop. In a chain only when a pending migration needs it. */
const fenceStep = {
    name: 'fence',
    title: 'Fence: stop the writers',
    changes: true,
    async plan(session) {
        const decision = await (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .decideFence */ .yH)(session);
        if (!decision.needed)
            return { skip: decision.why };
        if ((0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .fenceStands */ .hN)(session.deployment?.records ?? []))
            return { skip: 'the fence stands already' };
        return planned(session, 'fence', [decision.why]);
    },
    run: (session, plan) => run(session, plan, 'fence'),
    async inspect(session, plan) {
        const { states, maintenance } = await now(session);
        const stopped = [...states]
            .filter(([name]) => plan.services.some(each => name.endsWith(` ${each}`)))
            .every(([, state]) => state.active === 'inactive' || state.active === 'failed');
        if (!stopped || (plan.maintenance !== null && maintenance !== 'up'))
            return { outcome: 'partly', what: 'not every writer is stopped' };
        return {
            outcome: 'done',
            evidence: { action: 'fence', fenced: true, services: [], says: 'found fenced: every writer stopped, maintenance answer up' }
        };
    }
};
/** Starts what the fence stopped, or restarts; proves that the new code runs. */
function restartStep(action = 'restart') {
    return {
        name: 'restart',
        title: action === 'stop' ? 'Stop the services' : `${action[0].toUpperCase()}${action.slice(1)} the services`,
        changes: true,
        async plan(session) {
            if ((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context).length === 0)
                return { skip: 'no services are configured' };
            return planned(session, action, []);
        },
        run: (session, plan) => run(session, plan, 'restart')
    };
}
/** Lets users in again. */
const openStep = {
    name: 'open',
    title: 'Open: let users in',
    changes: true,
    async plan(session) {
        const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(session.context);
        if (!(0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isFenced */ .i3)(session.deployment?.records ?? []))
            return { skip: session.context.dryRun ? 'opens whatever the fence closed' : 'no fence stands' };
        return {
            plan: { action: 'open', services: (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context).map(each => each.name), maintenance: file ?? null },
            says: [file === undefined ? 'start what the fence stopped' : `remove ${file}`]
        };
    },
    run: (session, plan) => run(session, plan, 'open'),
    async inspect(session, plan) {
        const { states, maintenance } = await now(session);
        if (maintenance === 'up' || ![...states.values()].every(state => state.active === 'active'))
            return { outcome: 'partly', what: 'users are not let in yet' };
        return {
            outcome: 'done',
            evidence: { action: plan.action, fenced: false, services: [], says: 'found open: maintenance answer down, every service up' }
        };
    }
};
/** The services and the maintenance answer as they are now. */
function now(session) {
    const { context, mine } = session;
    return (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .readServices */ .JQ)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, mine.job('fence', _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc)), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(context));
}
function planned(session, action, why) {
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context);
    const file = action === 'fence' ? (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(session.context) : undefined;
    const { steps } = (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .planOf */ .XC)(action, services, file);
    return {
        plan: { action, services: steps.map(step => step.service.name), maintenance: file ?? null },
        says: [
            ...why,
            ...(file === undefined ? [] : [`maintenance answer up: ${file}`]),
            ...steps.map(step => `${step.verb} ${step.service.manager.kind} ${step.service.name}`)
        ]
    };
}
async function run(session, plan, step) {
    const { context, mine } = session;
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context);
    const switched = mine.evidence('switch');
    const root = context.target.config.code?.root;
    const release = step !== 'fence' && switched !== undefined && root !== undefined ? `${root}/releases/${switched.release}` : undefined;
    const job = mine.job(step, context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, job, release), plan.action, plan.action === 'open' && plan.maintenance !== null ? [] : services, plan.maintenance ?? undefined);
    for (const service of evidence.services)
        if (service.remark !== undefined)
            context.log.warning(`${service.name}: ${service.remark}`);
    return { action: plan.action, fenced: plan.action === 'fence', services: evidence.services, says: saysOf(evidence) };
}
/** The proofs as a person reads them. */
const proofs = {
    cwd: 'works in the release',
    'command-line': 'runs the release that its command names',
    'started-after-switch': 'was started after the switch',
    'new-process': 'is a new process',
    running: 'runs as before',
    stopped: 'stopped'
};
function pids(before, after) {
    if (after === undefined)
        return '';
    return before === undefined || before === after ? ` (pid ${after})` : ` (pid ${before}, now ${after})`;
}
function saysOf(evidence) {
    const each = evidence.services.map(({ name, proof, before, after }) => `${name} ${proofs[proof]}${pids(before.pid, after.pid)}`);
    const file = evidence.maintenance === undefined ? [] : [`maintenance answer ${evidence.maintenance}`];
    return [...file, ...each, ...(evidence.stableForMs > 0 ? [`up for ${evidence.stableForMs / 1000} s`] : [])].join(', ');
}
/** Stops the writers of a deployment that was opened, so that what came in can be counted exactly. */
async function fenceForProof(session) {
    const { context, mine } = session;
    const plan = planned(session, 'fence', []).plan;
    mine.begin('fence', plan);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, mine.job('fence', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc)), 'fence', (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(context));
    await mine.done('fence', { action: 'fence', fenced: true, services: [], says: saysOf(evidence) }, evidence.durationMs, false);
}


/***/ })

};
;