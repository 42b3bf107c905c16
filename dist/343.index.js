"use strict";
exports.id = 343;
exports.ids = [343,377];
exports.modules = {

/***/ 8851:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6690);
/* harmony import */ var _shared_deployment_run_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4031);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(230);
/* harmony import */ var _shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7173);
/* harmony import */ var _shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3383);






const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .nothingToDo */ .K)(session, runtime))
        return;
    const databases = (0,_shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__/* .databaseNames */ .Ml)(session.context);
    if (databases.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y('Nothing says which database to back up: give `engine` and `database-url` (or `database`), or `databases` in the configuration');
    let evidence;
    if (session.context.dryRun || session.deployment !== undefined) {
        const result = await (0,_shared_deployment_run_step_js__WEBPACK_IMPORTED_MODULE_2__/* .runStep */ .e)(session, _shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backupStep */ .lk, { opening: () => Promise.reject(new Error('A backup opens no deployment')) });
        evidence = result.evidence;
    }
    else {
        evidence = await session.context.log.group(_shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backupStep */ .lk.title, () => (0,_shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backUp */ .vm)(session, databases));
        await session.remember('backup', evidence, evidence.durationMs);
    }
    if (evidence !== undefined) {
        runtime.log.info(evidence.says);
        runtime.output('backup-id', evidence.backup);
        runtime.output('manifest', evidence.manifest);
        runtime.output('sha256', evidence.sha256);
        runtime.output('size-bytes', evidence.bytes);
        runtime.output('verified', evidence.level);
        runtime.output('duration-ms', evidence.durationMs);
    }
    runtime.output('status', 'passed');
});


/***/ }),

/***/ 4515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3383);


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