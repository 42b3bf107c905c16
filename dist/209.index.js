"use strict";
exports.id = 209;
exports.ids = [209];
exports.modules = {

/***/ 4031:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ runStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3510);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3001);



/** Runs one step by its contract: plan, intent, run, evidence. A dry run ends after the plan. */
async function runStep(session, step, { opening, more = false }) {
    const { context } = session;
    const { clock, log } = context;
    const start = clock.monotonic();
    return log.group(step.title, async () => {
        const found = await finished(session, step);
        if (found !== undefined) {
            log.info(`Done already: an interrupted run of it had come to its end (${'says' in Object(found) ? String(found.says) : step.name})`);
            await session.mine.done(step.name, found, clock.monotonic() - start, more);
            return { status: 'passed', evidence: found, durationMs: clock.monotonic() - start };
        }
        const planned = await step.plan(session);
        if ('skip' in planned) {
            log.info(`Skipped: ${planned.skip}`);
            return { status: 'skipped', durationMs: clock.monotonic() - start };
        }
        for (const line of planned.says)
            log.info(context.dryRun && step.inDryRun !== true ? `Would: ${line}` : line);
        if (context.dryRun && step.inDryRun !== true)
            return { status: 'planned', durationMs: clock.monotonic() - start };
        const deployment = step.changes ? await begin(session, step.name, planned.plan, opening) : session.deployment;
        try {
            const evidence = await step.run(session, planned.plan);
            if (deployment === undefined)
                await session.remember(step.name, evidence, clock.monotonic() - start);
            else
                await deployment.done(step.name, evidence, clock.monotonic() - start, more);
            return { status: 'passed', evidence, durationMs: clock.monotonic() - start };
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NotWritten */ .rl)
                deployment?.takeBack();
            // What the journal cannot take must not hide why the step failed.
            await deployment
                ?.failed(step.name, (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .b)(error).slice(0, 4000), clock.monotonic() - start)
                .catch(second => log.warning(`The journal could not be written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .messageOf */ .b)(second)}`));
            throw error;
        }
    });
}
/** The intent stands on the host before anything is changed: in the deployment of this job, or as one of the first records of a new one. */
async function begin(session, step, plan, opening) {
    const { deployment } = session;
    if (deployment === undefined)
        return session.require(opening, { more: [{ type: 'intent', step, plan: plan }] });
    deployment.begin(step, plan);
    return deployment;
}
/** The evidence of a step that was interrupted after its work was done, read from the world itself. Errors: UserError while it still runs. */
async function finished(session, step) {
    const { deployment, context } = session;
    if (deployment === undefined || step.inspect === undefined || context.dryRun)
        return undefined;
    const interrupted = (0,_summarise_js__WEBPACK_IMPORTED_MODULE_1__/* .interruptedStep */ .$Q)({ id: deployment.id, records: deployment.records });
    if (interrupted?.step !== step.name)
        return undefined;
    const inspected = await step.inspect(session, interrupted.intent.plan);
    if (inspected.outcome === 'running')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${step.title}: ${inspected.what} still runs on ${context.host.label}. Wait until it has ended, then run the same again`);
    return inspected.outcome === 'done' ? inspected.evidence : undefined;
}


/***/ }),

/***/ 9739:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ bytesText)
/* harmony export */ });
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
/** A size for people: `0 B`, `12.0 KiB`, `1.2 MiB`. `bytes` is a whole number of at least 0. */
function bytesText(bytes) {
    let [value, unit] = [bytes, 0];
    // What would be shown as 1024.0 is shown in the next unit.
    while (Number(value.toFixed(1)) >= 1024 && unit < units.length - 1)
        [value, unit] = [value / 1024, unit + 1];
    return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}


/***/ }),

/***/ 7173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vm: () => (/* binding */ backUp),
  lk: () => (/* binding */ backupStep),
  Pu: () => (/* binding */ requireBackups)
});

// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(5824);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(455);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(5293);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(2854);
// EXTERNAL MODULE: ./build/shared/backup/manifest.js
var manifest = __webpack_require__(6903);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(9173);
;// CONCATENATED MODULE: ./build/shared/backup/backup.js







const GIBIBYTE = 2 ** 30;
/** Exit code of a backup's job that found the disk full: ENOSPC. */
const diskFull = 28;
/**
 * Backs the databases up into one directory with one manifest. One job on the host checks the space, dumps, reads everything back (full decode and
 * SHA-256 side by side) and fsyncs; a second round trip writes the manifest and publishes by rename. What is there before stays whatever happens.
 * Errors: UserError; then no backup was added.
 */
async function takeBackup(request) {
    const { host, clock, job, id, databases, level } = request;
    if (databases.length === 0)
        throw new Error('A backup without a database');
    const directory = (0,store/* backupDirectory */.iV)(job.stateDir, id);
    const started = clock.now();
    const from = clock.monotonic();
    const tag = (0,names/* tagOf */.cO)(job.idPrefix);
    const plans = databases.map(({ engine }) => engine.dump(level, tag));
    const what = `The backup ${id} of ${databases.map(({ engine }) => engine.database).join(', ')}`;
    const result = await host
        .job({
        stateDir: job.stateDir,
        id: `${job.idPrefix}.backup-${id}`.slice(0, 120),
        script: backupScript(job.stateDir, id, plans, request.minFreeBytes),
        secrets: Object.assign({}, ...plans.map(plan => plan.secrets)),
        timeoutMs: job.timeoutMs,
        token: job.token,
        onOutput: job.onOutput === undefined ? undefined : (0,database_job/* filteredOutput */.zw)(job.onOutput)
    })
        .catch(async (error) => {
        if (!(error instanceof host_errors/* JobLost */.YQ))
            throw error;
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        throw new errors/* UserError */.y(`${what} on ${host.label} was killed from outside. No backup was added.`, { cause: error });
    });
    if (result.exitCode !== 0 || result.ended !== 'exit') {
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        // A client that was killed leaves its statement running in the server.
        if (result.ended !== 'exit')
            for (const { engine } of databases)
                await engine.endSessions(tag);
        throw failure(what, host, job, result, databases);
    }
    const manifest = toManifest(request, plans, result, started, clock.now(), Math.round(clock.monotonic() - from));
    await (0,store/* publishBackup */.WR)(host, job.stateDir, manifest);
    return {
        id,
        directory,
        manifestPath: `${directory}/manifest.json`,
        manifest,
        bytes: manifest.members.reduce((sum, member) => sum + member.bytes, 0),
        durationMs: Math.round(clock.monotonic() - from)
    };
}
/** The job's whole script. */
function backupScript(stateDir, id, plans, minFreeBytes) {
    const members = plans.map((plan, index) => {
        return (0,shell.sh) `M=${index} FILE="$TEMP/"${plan.member.name}
now t0
${{ raw: plan.dump }}
now t1
{ sync -- "$FILE" && sha256sum -- "$FILE"; } > "$TEMP/.sha256" & sum=$!
${{ raw: plan.verify }}
wait "$sum"
read -r sha256 _ < "$TEMP/.sha256"
now t2
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\nBELAY-%s.dump-ms=%s\nBELAY-%s.verify-ms=%s\n' $M "$sha256" $M "$(stat -c %s -- "$FILE")" $M $((t1 - t0)) $M $((t2 - t1))
`;
    });
    return `${(0,store/* beginScript */.BI)(stateDir, id)}
# The disk may be too full for a single word of why, and what is removed here makes room again: only the exit code can tell.
finish() {
  local code=$?
  (( code == 0 )) && return
  { printf '%65536s' '' > "$TEMP/.probe"; } 2>/dev/null || code=${diskFull}
  rm -rf -- "$TEMP"
  exit "$code"
}
trap finish EXIT
# Milliseconds of the clock that only grows, in steps of ten.
now() { local up; read -r up _ < /proc/uptime; up=\${up/./}; printf -v "$1" %d "$((10#$up * 10))"; }
estimate=()
${plans.map((plan, index) => `M=${index}\n${plan.prepare}`).join('')}
need=0
for M in "\${!estimate[@]}"; do need=$((need + estimate[M])); done
need=$((need + need / 5))
${minFreeBytes === undefined ? `(( need > ${2 * GIBIBYTE} )) || need=${2 * GIBIBYTE}` : (0,shell.sh) `need=${Math.round(minFreeBytes)}`}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
if (( free < need )); then
  printf 'BELAY: %s has %s MiB free and the backup asks for %s MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise)\\n' "$BACKUPS" $((free / 1048576)) $((need / 1048576))
  exit 64
fi
${members.join('')}
rm -f -- "$TEMP/.sha256"
: > "$TEMP/.complete"
`;
}
function toManifest(request, plans, result, started, finished, durationMs) {
    const said = (name) => {
        const value = (0,database_job/* fact */.fK)(result.tail, name);
        if (value === undefined)
            throw new Error(`The backup's job did not say ${name}`);
        return value;
    };
    const previous = said('previous');
    return {
        schemaVersion: manifest/* MANIFEST_VERSION */.hh,
        id: request.id,
        sequence: Number(said('sequence')),
        previousId: previous === '' ? null : previous,
        startedAt: started.toISOString(),
        finishedAt: finished.toISOString(),
        durationMs,
        clock: { boot: said('boot'), uptimeMs: Number(said('uptime')) },
        pinned: request.pin === true,
        app: request.app,
        environment: request.environment,
        host: request.host.label,
        deployment: request.deployment,
        level: request.level,
        members: plans.map((plan, index) => ({
            ...plan.member,
            bytes: Number(said(`${index}.size`)),
            sha256: said(`${index}.sha256`),
            database: request.databases[index].name,
            engine: request.databases[index].engine.engine,
            source: request.databases[index].engine.database,
            engineVersion: said(`${index}.engine-version`),
            clientVersion: said(`${index}.client-version`),
            facts: { bytes: Number(said(`${index}.bytes`)), tables: Number(said(`${index}.tables`)) },
            dumpMs: Number(said(`${index}.dump-ms`)),
            verifyMs: Number(said(`${index}.verify-ms`)),
            checks: plan.checks.map(name => ({ name, result: 'passed' })),
            commands: [...plan.commands],
            exitCodes: plan.commands.map(() => 0)
        }))
    };
}
function failure(what, host, job, result, databases) {
    const where = `${what} on ${host.label}`;
    if (result.ended === 'deadline')
        return new errors/* UserError */.y(`${where} had not ended after ${job.timeoutMs / 1000} s and was stopped. No backup was added.`);
    if (result.ended === 'signal')
        return new errors/* UserError */.y(`${where} was ended from outside. No backup was added.`);
    const own = (0,database_job/* refusal */.x5)(result.tail);
    if (own !== undefined)
        return new errors/* UserError */.y(`${where}: ${own}. No backup was added.`);
    if (result.exitCode === diskFull || /No space left on device/.test(result.tail))
        return (0,database_job/* clientFailure */.qk)(`${where} failed: the disk is full. No backup was added.`, result.tail);
    if (databases.length === 1) {
        const { message, cause } = databases[0].engine.explain(where, result.tail);
        return new errors/* UserError */.y(`${message} No backup was added.`, cause === undefined ? undefined : { cause });
    }
    return (0,database_job/* clientFailure */.qk)(`${where} failed. No backup was added.`, result.tail);
}

// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(7170);
// EXTERNAL MODULE: ./build/shared/report/bytes.js
var bytes = __webpack_require__(9739);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 32 modules
var world = __webpack_require__(3383);
;// CONCATENATED MODULE: ./build/shared/steps/backup.js







/** A backup of every database that a migration may touch, proven before anything changes (G2). `pin`: retention never removes it. */
function backupStep(pin = false) {
    return {
        name: 'backup',
        title: 'Back up the databases',
        changes: true,
        async plan(session) {
            const databases = (0,world/* databaseNames */.Ml)(session.context);
            if (databases.length === 0)
                return { skip: 'no databases are configured' };
            return { plan: { databases }, says: [`back up ${databases.join(', ')}, decode it fully and read its SHA-256 back from disk`] };
        },
        run: (session, plan) => backUp(session, plan.databases, pin)
    };
}
/** Takes the backup; without an open deployment it is a lone one, that needs no lock. */
async function backUp(session, databases, pin) {
    const { context, deployment } = session;
    const { app, environment, stateDir, config } = context.target;
    const timeoutMs = context.timeoutMs ?? config.backup.timeout;
    const onOutput = (text) => context.log.info(text.trimEnd());
    const taken = await takeBackup({
        host: context.host,
        clock: context.clock,
        // A lone backup changes nothing that a deployment guards, so it needs no lock and no token.
        job: deployment?.job('backup', timeoutMs, onOutput) ?? { stateDir, idPrefix: 'backup', timeoutMs, onOutput },
        id: (0,deployment_id/* newDeploymentId */.X)(context.clock.now(), context.random),
        databases: await Promise.all(databases.map(async (name) => ({ name, engine: await (0,world/* databaseOf */.zJ)(context, name) }))),
        level: config.backup.verify,
        minFreeBytes: config.backup['min-free'],
        app,
        environment,
        deployment: deployment?.id,
        pin
    });
    const checks = [...new Set(taken.manifest.members.flatMap(member => member.checks.map(check => check.name)))];
    return {
        backup: taken.id,
        databases: [...databases],
        manifest: taken.manifestPath,
        sha256: taken.manifest.members[0].sha256,
        bytes: taken.bytes,
        level: taken.manifest.level,
        durationMs: taken.durationMs,
        says: `${taken.id}: ${(0,bytes/* bytesText */.p)(taken.bytes)}, proven by ${checks.join(', ')}`
    };
}
/** How old a backup may be that a migration outside the chain relies on, in milliseconds. */
const freshMs = 60 * 60_000;
/**
 * The verified backup of each database that a migration may rely on: this deployment's own, else one of the last hour.
 * Errors: UserError when a database has none (G2).
 */
async function requireBackups(session, databases) {
    const own = session.evidence('backup');
    const state = await session.context.state();
    const known = state.backups.map(each => manifest/* manifest */.eu.safeParse(each.manifest)).flatMap(each => (each.success ? [each.data] : []));
    const now = session.context.clock.now().getTime();
    const chosen = databases.map((name) => {
        if (own?.databases.includes(name))
            return [name, own.backup];
        const fresh = known.findLast(backup => backup.members.some(member => member.database === name) && now - Date.parse(backup.finishedAt) < freshMs);
        if (fresh === undefined)
            throw new errors/* UserError */.y(`There is no verified backup of ${name} from this deployment or the last hour, and no migration starts without one: run \`backup-db\` first`);
        return [name, fresh.id];
    });
    // One that another job took is read again: it may have been damaged or removed since.
    const others = new Set(chosen.map(([, id]) => id).filter(id => id !== own?.backup));
    for (const id of others)
        await (0,store/* verifyBackup */.gu)(session.context.host, session.context.target.stateDir, id);
    return Object.fromEntries(chosen);
}


/***/ }),

/***/ 4136:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ migrateStep)
/* harmony export */ });
/* unused harmony export releaseToMigrateFrom */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(230);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7173);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3383);





/** Runs the migrations of every set from the staged release. */
const migrateStep = {
    name: 'migrate',
    title: 'Run the migrations',
    changes: true,
    async plan(session) {
        const { context } = session;
        const { migrations } = context.target.config;
        if (migrations.length === 0)
            return { skip: 'no migrations are configured' };
        const releasePath = await releaseToMigrateFrom(session);
        if (context.dryRun && releasePath === undefined) {
            const pending = session.evidence('squash-check')?.sets.flatMap(set => set.pending);
            const which = pending === undefined ? 'the pending migrations' : pending.length === 0 ? 'no migration' : pending.join(', ');
            return { plan: { releasePath: '', backups: {}, before: {} }, says: [`run ${which} from the staged release`] };
        }
        if (releasePath === undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y('No release is staged, and no `directory` or `code-root` says where the migrations are run from');
        const databases = [...new Set(migrations.map(migration => migration.database))];
        const backups = context.dryRun ? {} : await (0,_backup_js__WEBPACK_IMPORTED_MODULE_0__/* .requireBackups */ .Pu)(session, databases);
        const before = Object.fromEntries(await Promise.all(migrations.map(async (migration) => [(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration), [...(await appliedBefore(session, migration, releasePath))]])));
        await guardUnfenced(session, releasePath);
        return { plan: { releasePath, backups, before }, says: migrations.map(migration => `migrate ${(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration)} from ${releasePath}`) };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const sets = {};
        for (const migration of context.target.config.migrations) {
            const framework = await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(context, migration, plan.releasePath);
            const timeoutMs = context.timeoutMs ?? deadlineOf(migration);
            const job = mine.job('migrate', timeoutMs, text => context.log.info(text.trimEnd()));
            const { before, after, applied } = await framework.apply({ ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` }, plan.before[framework.set] ?? []);
            sets[framework.set] = { before: [...before], after: [...after], applied: [...applied] };
        }
        const applied = Object.values(sets).flatMap(set => set.applied);
        return {
            sets: sets,
            says: applied.length === 0 ? 'nothing was pending; the applied set is as before' : `applied ${applied.join(', ')}`
        };
    }
};
/**
 * The set that was applied before. What the check of this deployment read is not read again behind the fence: Django's driver compares it with the set
 * that it begins with, so somebody else's migration in between is told. After a first attempt it is read anew.
 */
async function appliedBefore(session, migration, releasePath) {
    const checked = session.deployment?.evidence('squash-check')?.sets.find(set => set.set === (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration));
    const first = session.deployment?.intent('migrate') === undefined;
    if (migration.framework === 'django' && first && checked !== undefined)
        return checked.before;
    return (await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(session.context, migration, releasePath)).appliedSet();
}
function deadlineOf(migration) {
    return 'timeout' in migration ? migration.timeout : _timeouts_js__WEBPACK_IMPORTED_MODULE_4__/* .databaseTimeoutMs */ .fE;
}
/** The staged release; for the six actions around a user's own code step, the code that is there now. */
async function releaseToMigrateFrom(session) {
    const staged = session.deployment?.evidence('stage');
    if (staged !== undefined)
        return staged.path;
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .liveCode */ .Y0)(session.context);
    // A release that a dry run does not stage: what is live is not what would be migrated from.
    if (session.context.dryRun && live.kind !== 'git')
        return undefined;
    return live.path ?? session.context.target.config.code?.root;
}
/**
 * Without a fence only what the check of the migrations saw may be applied: a package could bring migrations of its own, that the repository
 * does not show and nobody proved additive. Asking the framework costs half a second, so it is asked only here.
 */
async function guardUnfenced(session, releasePath) {
    const { context } = session;
    if (context.dryRun || (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isFenced */ .i3)(session.deployment?.records ?? []) || context.target.config.fence === 'never')
        return;
    const checked = session.evidence('squash-check');
    if (checked === undefined)
        return;
    for (const migration of context.target.config.migrations) {
        if (migration.framework === 'scripts')
            continue;
        const known = checked.sets.find(set => set.set === (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration))?.pending ?? [];
        const pending = await (await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(context, migration, releasePath)).plan();
        const unseen = pending.map(each => each.name).filter(name => !known.includes(name));
        if (unseen.length > 0)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration)} would also apply ${unseen.join(', ')}, which the check of the repository did not see, so nobody proved that it is additive: a package brought it (set \`fence: always\` for this deployment), or \`migrations.directory\` names the wrong folder`);
    }
}


/***/ }),

/***/ 1204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ restorePointStep)
/* harmony export */ });
/* harmony import */ var _report_bytes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9739);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3383);




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