"use strict";
exports.id = 41;
exports.ids = [41,377];
exports.modules = {

/***/ 209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9750);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(230);
/* harmony import */ var _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4136);
/* harmony import */ var _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1204);





const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (session.context.target.config.migrations.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y('Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration');
    await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_3__/* .restorePointStep */ .B, {});
    const start = performance.now();
    const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_2__/* .migrateStep */ .w, {});
    if (evidence === undefined)
        return;
    const sets = Object.values(evidence.sets);
    runtime.output('applied', JSON.stringify(sets.flatMap(set => set.applied)));
    runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)));
    runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)));
    runtime.output('duration-ms', Math.round(performance.now() - start));
});


/***/ }),

/***/ 4515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9344);


/** Runs one step as an action of its own: opens the deployment where it is the first to change something, and sets `status`. */
async function actionStep(session, runtime, step, facts) {
    if (await nothingToDo(session, runtime))
        return undefined;
    const { reason } = await session.job.read();
    const { run } = session.context;
    const opening = () => (0,_steps_world_js__WEBPACK_IMPORTED_MODULE_1__/* .openingOf */ .E4)(session, 'deploy', { version: facts.version, commit: run.sha, reason });
    const { status, evidence } = await (0,_deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__/* .runStep */ .e)(session, step, { opening });
    runtime.output('status', status === 'passed' ? 'passed' : 'skipped');
    return evidence;
}
/** In a chain: preflight found that this version is live and verified already, or the deployment of this job has ended. */
async function nothingToDo(session, runtime) {
    if (session.deployment !== undefined)
        return false;
    await (0,_steps_world_js__WEBPACK_IMPORTED_MODULE_1__/* .rememberCode */ .$e)(session);
    const { nothingToDo: why, ended } = await session.job.read();
    if (why === undefined && ended === undefined)
        return false;
    runtime.log.notice(why ?? `Deployment ${ended} of this job has ended: there is nothing left to do`);
    runtime.output('status', 'skipped');
    return true;
}


/***/ }),

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

/***/ 4060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hN: () => (/* binding */ fenceStands),
/* harmony export */   i3: () => (/* binding */ isFenced),
/* harmony export */   xp: () => (/* binding */ wasOpened),
/* harmony export */   yH: () => (/* binding */ decideFence),
/* harmony export */   zI: () => (/* binding */ leftFenced)
/* harmony export */ });
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9344);

/** Does the fence stand, as the journal tells? It stands from its intent on: an interrupted fence may have stopped a writer. */
function isFenced(records) {
    const fenced = records.findLastIndex(record => (record.type === 'intent' || record.type === 'evidence') && record.step === 'fence');
    const opened = records.findLastIndex(record => record.type === 'evidence' && record.step === 'open');
    return fenced > opened;
}
/** Is it proven that the writers are stopped? An interrupted fence is no proof. */
function fenceStands(records) {
    const fenced = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence');
    const started = records.findLastIndex(record => record.type === 'intent' && (record.step === 'restart' || record.step === 'open'));
    return fenced > started;
}
/**
 * Could users write since the restore point was made (or, without one, since the fence stood)? With a maintenance file from the first intent to
 * open on; without one, as soon as the services are started again. A fence that was closed once more does not undo that. A deployment without a
 * fence was open the whole time.
 */
function wasOpened(records, hasMaintenanceFile) {
    const at = (step) => records.findIndex(record => record.type === 'evidence' && record.step === step);
    const since = at('restore-point') >= 0 ? at('restore-point') : at('fence');
    if (since < 0)
        return true;
    const letsIn = (step) => step === 'open' || (step === 'restart' && !hasMaintenanceFile);
    return records.slice(since + 1).some(record => (record.type === 'intent' || record.type === 'evidence') && letsIn(record.step));
}
/** The deployment before this one, when a person gave it up behind its fence: services may be stopped, and users see the maintenance answer. */
function leftFenced(deployments, mine) {
    const last = deployments.find(each => each.id !== mine);
    const end = last?.records.at(-1);
    return last !== undefined && end?.type === 'closed' && end.outcome === 'stopped' && isFenced(last.records) ? last : undefined;
}
/** Whether this deployment needs a fence, and why. */
async function decideFence(session) {
    const { config } = session.context.target;
    const checked = session.evidence('squash-check');
    const left = leftFenced((await session.context.state()).deployments, session.deployment?.id);
    // Green with users locked out would be a lie: whoever takes such a system over also opens it.
    if (left !== undefined)
        return { needed: true, why: `deployment ${left.id} was given up behind its fence, which this one opens at its end` };
    if (config.fence === 'never')
        return { needed: false, why: '`fence: never` is configured' };
    if (config.fence === 'always')
        return { needed: true, why: '`fence: always` is configured' };
    if (checked === undefined)
        return {
            needed: true,
            why: session.context.dryRun
                ? 'whether a fence is needed is decided after the migrations are checked'
                : 'nothing has checked the migrations, so every one may change data'
        };
    const pending = checked.sets.flatMap(set => set.pending);
    if (pending.length === 0)
        return { needed: false, why: 'no schema change: nothing needs a fence' };
    const against = checked.sets.filter(set => set.pending.length > 0 && !set.additive);
    if (against.length === 0)
        return {
            needed: false,
            why: `every pending migration is additive (${pending.join(', ')}): the running release works with the new schema, no fence is needed`
        };
    const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .maintenanceFile */ .iV)(session.context);
    return {
        needed: true,
        why: `${against.flatMap(set => (set.reasons.length > 0 ? set.reasons.slice(0, 3) : set.pending)).join('; ')}: going back needs a restore point${file === undefined ? '; no `maintenance.file` is configured, so users are let in as soon as the services start' : ''}`
    };
}


/***/ }),

/***/ 4136:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ migrateStep)
/* harmony export */ });
/* unused harmony export releaseToMigrateFrom */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(230);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5841);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9344);





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
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9344);




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


/***/ }),

/***/ 9693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DO: () => (/* binding */ codeTimeoutMs),
/* harmony export */   Xc: () => (/* binding */ serviceTimeoutMs),
/* harmony export */   fE: () => (/* binding */ databaseTimeoutMs)
/* harmony export */ });
/** Deadlines of steps, in milliseconds, where neither input nor configuration says one. AWS CodeDeploy gives each lifecycle event an hour. */
const codeTimeoutMs = 30 * 60_000;
const serviceTimeoutMs = 10 * 60_000;
const databaseTimeoutMs = 60 * 60_000;


/***/ }),

/***/ 4377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w$: () => (/* binding */ datetime)
/* harmony export */ });
/* unused harmony exports date, time, duration */
/* harmony import */ var _core_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3759);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);



function datetime(params) {
    return _core_index_js__WEBPACK_IMPORTED_MODULE_0__/* ._isoDateTime */ .G1(_schemas_js__WEBPACK_IMPORTED_MODULE_1__/* .ZodISODateTime */ .You, params);
}
function date(params) {
    return core._isoDate(ZodISODate, params);
}
function time(params) {
    return core._isoTime(ZodISOTime, params);
}
function duration(params) {
    return core._isoDuration(ZodISODuration, params);
}


/***/ })

};
;