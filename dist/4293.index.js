"use strict";
exports.id = 4293;
exports.ids = [4293,4377];
exports.modules = {

/***/ 71957:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45504);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(20230);
/* harmony import */ var _shared_steps_fence_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(14060);
/* harmony import */ var _shared_steps_services_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(16281);
/* harmony import */ var _shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(25002);






const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if ((0,_shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__/* .servicesOf */ .Yj)(session.context).length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y('Nothing says which services there are: give `services`, or `services` in the configuration');
    const step = inputs.action === 'fence' ? _shared_steps_services_js__WEBPACK_IMPORTED_MODULE_3__/* .fenceStep */ .Mr : inputs.action === 'open' ? _shared_steps_services_js__WEBPACK_IMPORTED_MODULE_3__/* .openStep */ .b0 : (0,_shared_steps_services_js__WEBPACK_IMPORTED_MODULE_3__/* .restartStep */ .se)(inputs.action);
    const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, step, {});
    runtime.output('fenced', (0,_shared_steps_fence_state_js__WEBPACK_IMPORTED_MODULE_2__/* .isFenced */ .i3)(session.deployment?.records ?? []));
    if (evidence !== undefined)
        runtime.output('services', JSON.stringify(evidence.services));
});


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