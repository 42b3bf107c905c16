"use strict";
exports.id = 1367;
exports.ids = [1367,4377];
exports.modules = {

/***/ 88387:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_ref_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(33693);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45504);
/* harmony import */ var _shared_steps_stage_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(42171);
/* harmony import */ var _shared_steps_switch_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(52837);





const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    const ref = (0,_shared_action_ref_js__WEBPACK_IMPORTED_MODULE_4__/* .refOf */ .H)(inputs.ref, session.context.run);
    if (inputs.phase === 'switch') {
        const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_switch_js__WEBPACK_IMPORTED_MODULE_3__/* .switchStep */ .P, {});
        if (evidence === undefined)
            return;
        runtime.output('release', evidence.release);
        runtime.output('previous', evidence.from ?? '');
        return;
    }
    const { force } = await session.job.read();
    const stage = (0,_shared_steps_stage_js__WEBPACK_IMPORTED_MODULE_2__/* .stageStep */ .N)({ ref, version: (0,_shared_action_ref_js__WEBPACK_IMPORTED_MODULE_4__/* .versionOf */ .E)(ref), repository: inputs.repository, force });
    const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, stage, { version: (0,_shared_action_ref_js__WEBPACK_IMPORTED_MODULE_4__/* .versionOf */ .E)(ref) });
    if (evidence === undefined)
        return;
    runtime.output('release', evidence.release);
    runtime.output('path', evidence.path);
    runtime.output('commit', evidence.commit);
    runtime.output('previous', session.deployment?.opened.code?.release ?? '');
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

/***/ 33693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ versionOf),
/* harmony export */   H: () => (/* binding */ refOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** What is to be deployed: the input `ref`, else the ref of the workflow run. Errors: UserError when there is neither. */
function refOf(input, run) {
    const ref = input ?? (run.ref?.startsWith('refs/pull/') ? run.sha : run.ref) ?? run.sha;
    if (ref === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y('The input `ref` is needed outside GitHub: the tag or commit to deploy');
    return ref;
}
/** The name for people: the tag or branch without `refs/…/`. */
function versionOf(ref) {
    return ref.replace(/^refs\/(tags|heads)\//, '');
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

/***/ 42171:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ stageStep),
/* harmony export */   W: () => (/* binding */ prepareStage)
/* harmony export */ });
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63001);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);




/** Begins to prepare while the host is asked other things. What goes wrong is told by `stageStep`, which prepares it itself then. */
function prepareStage(session, request) {
    const { checkout, ref, version, temporary } = requestOf(session, request);
    const found = checkout.resolve(ref);
    const plan = found.then(() => (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(session.context).plan({ checkout, ref, version, temporary }));
    const packed = found.then(commit => checkout.pack(commit, temporary));
    const done = packed.then(each => each.dispose, () => async () => undefined);
    const commit = found.then(each => each.commit);
    for (const each of [plan, commit])
        each.catch(() => undefined);
    return { plan, commit, packed, dispose: async () => (await done)() };
}
function requestOf(session, { ref, version, repository }) {
    return { checkout: (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .checkoutOf */ .o5)(session.context, repository), ref, version, temporary: session.context.run.temp };
}
/** Brings exactly one commit to the host beside the live release. */
function stageStep(request) {
    return {
        name: 'stage',
        title: 'Stage the code',
        changes: true,
        async plan(session) {
            const ahead = await request.prepared?.plan.catch(() => undefined);
            const plan = ahead ?? (await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(session.context).plan(requestOf(session, request)));
            const state = await session.context.state();
            refuseBad(state.releases, plan, request.force === true);
            return {
                plan: { ...plan },
                says: [
                    plan.reuse
                        ? `release ${plan.id} is staged already and unchanged`
                        : `stage commit ${plan.commit.slice(0, 10)} of ${plan.version} as release ${plan.id} in ${plan.path}`
                ]
            };
        },
        async run(session, plan) {
            const { context, mine } = session;
            const ready = (await request.prepared?.commit.catch(() => undefined)) === plan.commit;
            const packed = ready ? request.prepared?.packed : undefined;
            const staged = await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(context).stage(mine.job('stage', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .codeTimeoutMs */ .DO, text => context.log.info(text.trimEnd())), plan, { ...requestOf(session, request), packed });
            // A release that was proven stays a way back while it is deployed again, also when that fails.
            const known = (await context.state()).releases.find(each => each.id === staged.id);
            if (known === undefined || !(0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__/* .isGood */ .Kg)(known)) {
                session.putRelease(releaseRecord(staged, context.clock.now(), mine.id));
            }
            return {
                release: staged.id,
                version: staged.version,
                commit: staged.commit,
                path: staged.path,
                reused: staged.reused,
                says: `${staged.id}: ${staged.files} files, SHA-256 checked on the host${staged.reused ? ' (was there)' : ''}${staged.venvBuilt ? ', environment built' : ''}`
            };
        }
    };
}
/** A release that was rolled back stays bad: deploying the same commit again would do the same again. */
function refuseBad(releases, plan, force) {
    const bad = releases.find(release => release.state === 'bad' && release.commit === plan.commit);
    if (bad === undefined || force)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${bad.version} (commit ${plan.commit.slice(0, 10)}) was rolled back by deployment ${bad.deployment ?? '(unknown)'}: deploying it again would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``);
}
function releaseRecord(staged, now, deployment) {
    return {
        id: staged.id,
        version: staged.version,
        commit: staged.commit,
        tree: staged.tree,
        path: staged.path,
        state: 'staged',
        stagedAt: now.toISOString(),
        deployment,
        fingerprint: { files: staged.fingerprint }
    };
}


/***/ }),

/***/ 52837:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ switchStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25002);



/** Makes the staged release live in one rename, with the hooks around it. */
const switchStep = {
    name: 'switch',
    title: 'Switch to the new release',
    changes: true,
    async plan(session) {
        const staged = session.deployment?.evidence('stage');
        if (staged === undefined) {
            if (session.context.dryRun)
                return { plan: { release: '', from: null }, says: ['make the staged release live (which one is decided when it is staged)'] };
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('No release is staged in this deployment: run `deploy-code` with `phase: stage` first');
        }
        const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .liveCode */ .Y0)(session.context);
        if (live.currentIsDirectory)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${session.context.target.config.code?.root}/current on ${session.context.host.label} is a real directory, not a link: move it to releases/ and link it (\`command: adopt\` says how)`);
        return {
            plan: { release: staged.release, from: live.release ?? null },
            says: [`switch current from ${live.release ?? 'nothing'} to ${staged.release}`]
        };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const code = (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCode */ .vn)(context);
        const job = mine.job('switch', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .codeTimeoutMs */ .DO, text => context.log.info(text.trimEnd()));
        const hooks = context.target.config.code?.hooks;
        if ((hooks?.['after-migrate'].length ?? 0) > 0)
            await code.runHooks(job, 'after-migrate', plan.release);
        await code.switchTo(job, plan.release);
        if ((hooks?.['after-switch'].length ?? 0) > 0)
            await code.runHooks(job, 'after-switch', plan.release);
        return { release: plan.release, from: plan.from, says: `current -> ${plan.release}` };
    },
    async inspect(session, plan) {
        const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .liveCode */ .Y0)(session.context);
        return live.release === plan.release
            ? { outcome: 'done', evidence: { release: plan.release, from: plan.from, says: `current -> ${plan.release}` } }
            : { outcome: 'not-started' };
    }
};


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