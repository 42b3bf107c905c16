"use strict";
exports.id = 917;
exports.ids = [917];
exports.modules = {

/***/ 7917:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ entry_run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/shared/action/action-step.js
var action_step = __webpack_require__(4515);
// EXTERNAL MODULE: ./build/shared/action/ref.js
var ref = __webpack_require__(3693);
// EXTERNAL MODULE: ./build/shared/action/session.js + 20 modules
var session = __webpack_require__(1387);
// EXTERNAL MODULE: ./build/shared/squash/check.js + 20 modules
var check = __webpack_require__(4838);
// EXTERNAL MODULE: ./build/shared/squash/git-source.js
var git_source = __webpack_require__(2769);
// EXTERNAL MODULE: ./build/shared/squash/source.js
var squash_source = __webpack_require__(5618);
;// CONCATENATED MODULE: ./build/shared/action/squash-offline.js




/** Checks the migrations of a commit without a host or a database: what a pull request can know. */
async function checkOffline(request) {
    const source = await (0,git_source/* gitSource */.Y)({ directory: request.workspace, ref: request.ref ?? 'HEAD' });
    const path = (0,external_node_path_.join)('/', request.path).slice(1);
    return (0,check/* checkMigrations */.wE)(path === '' ? source : (0,squash_source/* subtree */.dY)(source, path));
}

// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: ./build/shared/github/run.js
var run = __webpack_require__(920);
// EXTERNAL MODULE: ./build/shared/report/squash.js
var squash = __webpack_require__(8235);
// EXTERNAL MODULE: ./build/shared/steps/squash-check.js
var squash_check = __webpack_require__(5461);
;// CONCATENATED MODULE: ./build/actions/squash-check/entry.js










const entry_run = async (inputs, runtime) => {
    runtime.output('verdict', 'error');
    const { workspace } = (0,run/* readRun */.c)(runtime.environment, process.cwd(), process.cwd());
    if (!(await hasHost(inputs, runtime))) {
        runtime.log.info('Checked without a database: no host was given');
        await tell([await checkOffline({ workspace, path: inputs.path, ref: inputs.ref })], inputs, runtime, workspace);
        runtime.output('status', 'passed');
        return;
    }
    await (0,session/* withSession */.fQ)(inputs, runtime, async (session) => {
        if (await (0,action_step/* nothingToDo */.K)(session, runtime))
            return;
        const { config, policy } = session.context.target;
        if (policy === undefined && config.migrations.length === 0) {
            runtime.log.info('Checked without a database: none was given');
            await tell([await checkOffline({ workspace, path: inputs.path, ref: inputs.ref })], inputs, runtime, workspace);
            runtime.output('status', 'passed');
            return;
        }
        const reports = [];
        // Its own verdict comes from `fail-on` below, after every annotation has been made.
        const step = (0,squash_check/* squashStep */.u)({
            ref: (0,ref/* refOf */.H)(inputs.ref, session.context.run),
            onReport: report => void reports.push(report),
            failOn: inputs['fail-on']
        });
        const evidence = await (0,action_step/* actionStep */.J)(session, runtime, step, {}).catch(async (error) => {
            await tell(reports, inputs, runtime, workspace);
            throw error;
        });
        if (evidence === undefined)
            return;
        runtime.output('additive', evidence.sets.every(set => set.additive || set.pending.length === 0));
        await tell(reports, inputs, runtime, workspace);
    });
};
/** A pull request has no key: then the commit is checked by itself. A configuration that cannot be read is an error, not a reason to check less. */
async function hasHost(inputs, runtime) {
    if (inputs.host === 'local' || inputs['private-key'] !== undefined)
        return true;
    if (inputs.environment === undefined && inputs.config === undefined)
        return false;
    const target = await (0,session/* readTarget */._E)(inputs, (0,run/* readRun */.c)(runtime.environment, process.cwd(), process.cwd()));
    return target.host.address === 'local';
}
/** Annotations, outputs, summary and file. Errors: UserError when a finding is as grave as `fail-on`. */
async function tell(reports, inputs, runtime, workspace) {
    const findings = reports.flatMap(report => report.findings);
    const verdicts = reports.map(report => report.verdict);
    (0,squash/* annotate */.fz)(runtime.log, findings);
    runtime.output('errors', findings.filter(each => each.severity === 'error').length);
    runtime.output('warnings', findings.filter(each => each.severity === 'warning').length);
    runtime.output('unknown', reports.flatMap(report => report.unknown).length);
    runtime.output('apps', reports.flatMap(report => report.apps).length);
    runtime.output('files', reports.flatMap(report => report.apps).reduce((sum, app) => sum + app.files, 0));
    runtime.output('verdict', verdicts.includes('failed') ? 'failed' : verdicts.includes('inconclusive') ? 'inconclusive' : 'passed');
    if (inputs['json-file'] !== undefined) {
        const file = (0,external_node_path_.join)(workspace, inputs['json-file']);
        await (0,promises_.writeFile)(file, `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
        runtime.output('findings-file', file);
    }
    if (reports.length > 0)
        await runtime.summarise((0,squash/* renderSquashSummary */.Gs)(reports));
    const bad = (0,squash/* failing */.Jr)(findings, inputs['fail-on']);
    if (bad.length > 0)
        throw new errors/* UserError */.y(`${bad.length === 1 ? 'One finding fails' : `${bad.length} findings fail`} the check:\n${bad.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`);
}


/***/ }),

/***/ 4515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4851);


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
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(230);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3001);


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
        const deployment = step.changes ? await session.require(opening) : session.deployment;
        if (step.changes)
            await deployment?.begin(step.name, planned.plan);
        try {
            const evidence = await step.run(session, planned.plan);
            if (deployment === undefined)
                await session.remember(step.name, evidence, clock.monotonic() - start);
            else
                await deployment.done(step.name, evidence, clock.monotonic() - start, more);
            return { status: 'passed', evidence, durationMs: clock.monotonic() - start };
        }
        catch (error) {
            // What the journal cannot take must not hide why the step failed.
            await deployment
                ?.failed(step.name, (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .b)(error).slice(0, 4000), clock.monotonic() - start)
                .catch(second => log.warning(`The journal could not be written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .messageOf */ .b)(second)}`));
            throw error;
        }
    });
}
/** The evidence of a step that was interrupted after its work was done, read from the world itself. Errors: UserError while it still runs. */
async function finished(session, step) {
    const { deployment, context } = session;
    if (deployment === undefined || step.inspect === undefined || context.dryRun)
        return undefined;
    const interrupted = (0,_summarise_js__WEBPACK_IMPORTED_MODULE_0__/* .interruptedStep */ .$Q)({ id: deployment.id, records: deployment.records });
    if (interrupted?.step !== step.name)
        return undefined;
    const inspected = await step.inspect(session, interrupted.intent.plan);
    if (inspected.outcome === 'running')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${step.title}: ${inspected.what} still runs on ${context.host.label}. Wait until it has ended, then run the same again`);
    return inspected.outcome === 'done' ? inspected.evidence : undefined;
}


/***/ })

};
;