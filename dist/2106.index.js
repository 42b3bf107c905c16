"use strict";
exports.id = 2106;
exports.ids = [2106,4377];
exports.modules = {

/***/ 60209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45504);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(20230);
/* harmony import */ var _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92139);
/* harmony import */ var _shared_report_migration_plan_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(80794);
/* harmony import */ var _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(44136);
/* harmony import */ var _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(80180);
/* harmony import */ var _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(91204);








const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, session => onHost(session, runtime), context => onWindows(context, runtime));
async function onHost(session, runtime) {
    if (session.context.target.config.migrations.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_7__/* .UserError */ .y('Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration');
    const table = (0,_shared_report_migration_plan_js__WEBPACK_IMPORTED_MODULE_3__/* .planTable */ .k)(session.evidence('squash-check')?.sets ?? []);
    if (table.length > 0)
        await runtime.summarise([...table, ''].join('\n'));
    const rehearsed = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_5__/* .rehearseStep */ .M6, {});
    const predicted = Object.values(rehearsed?.sets ?? {});
    if (predicted.length > 0)
        runtime.output('predicted-ms', predicted.reduce((sum, each) => sum + each.ms, 0));
    await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_6__/* .restorePointStep */ .B, {});
    const start = performance.now();
    const tell = (sets) => {
        const applied = sets.flatMap(set => set.applied);
        runtime.output('applied', JSON.stringify(applied));
        runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)));
        runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)));
        runtime.output('lossless', (0,_shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_4__/* .losslessOf */ ._1)(applied, session.evidence('squash-check')));
        runtime.output('duration-ms', Math.round(performance.now() - start));
    };
    try {
        const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_4__/* .migrateStep */ .w9, {});
        if (evidence !== undefined)
            tell(Object.values(evidence.sets));
    }
    catch (error) {
        runtime.output('status', 'failed');
        // Of several sets, the one that failed: what it says of itself was read from the database after its last session was gone.
        if (error instanceof _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationFailed */ .g)
            tell([error.evidence]);
        throw error;
    }
}
async function onWindows(context, runtime) {
    const { migrateHere } = await Promise.all(/* import() */[__webpack_require__.e(750), __webpack_require__.e(4163), __webpack_require__.e(8169)]).then(__webpack_require__.bind(__webpack_require__, 60972));
    const start = performance.now();
    const tell = (sets) => {
        for (const name of ['applied', 'before', 'after'])
            runtime.output(name, JSON.stringify(sets.flatMap(set => set[name])));
        // What a script does is known to its author alone.
        runtime.output('lossless', 'unknown');
        runtime.output('duration-ms', Math.round(performance.now() - start));
    };
    try {
        const { sets } = await migrateHere(context, runtime.environment);
        tell(sets);
        runtime.output('status', sets.some(set => set.applied.length > 0) ? 'passed' : 'skipped');
    }
    catch (error) {
        if (error instanceof _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationFailed */ .g)
            tell([error.evidence]);
        throw error;
    }
}


/***/ }),

/***/ 94515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);


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

/***/ 64031:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ runStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83510);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(63001);



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

/***/ 14060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hN: () => (/* binding */ fenceStands),
/* harmony export */   i3: () => (/* binding */ isFenced),
/* harmony export */   xp: () => (/* binding */ wasOpened),
/* harmony export */   yH: () => (/* binding */ decideFence),
/* harmony export */   zI: () => (/* binding */ leftFenced)
/* harmony export */ });
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25002);

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

/***/ 49693:
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

/***/ 64377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w$: () => (/* binding */ datetime)
/* harmony export */ });
/* unused harmony exports date, time, duration */
/* harmony import */ var _core_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(43759);
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