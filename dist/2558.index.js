"use strict";
exports.id = 2558;
exports.ids = [2558,4377];
exports.modules = {

/***/ 46588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45504);
/* harmony import */ var _shared_deployment_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80049);
/* harmony import */ var _shared_report_markdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(48563);
/* harmony import */ var _shared_steps_rollback_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6000);




const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (session.deployment === undefined)
        await (0,_shared_deployment_session_js__WEBPACK_IMPORTED_MODULE_1__/* .takeOverOwnRun */ .ps)(session);
    // Without a name only what this job (or an earlier attempt of this run) left open is undone: in a chain that failed before anything was
    // opened, what is live must not be touched.
    if (session.deployment === undefined && inputs.to === undefined && inputs['accept-loss'] === undefined) {
        runtime.log.notice('This job has no open deployment: there is nothing to go back from. To go back by hand give `to: previous`, or a version');
        runtime.output('plan', 'nothing');
        runtime.output('status', 'skipped');
        return;
    }
    const say = async (plan) => {
        runtime.output('plan', plan.kind);
        runtime.output('reasons', JSON.stringify(plan.reasons));
        runtime.output('loss', JSON.stringify('loss' in plan ? plan.loss : []));
        // A deployment that is open, or was, tells its plan in its own report.
        if (session.deployment === undefined)
            await runtime.summarise((0,_shared_report_markdown_js__WEBPACK_IMPORTED_MODULE_2__/* .renderPlan */ .EG)(plan));
    };
    const request = { to: inputs.to, reason: inputs.reason, acceptLoss: inputs['accept-loss'] };
    const result = await session.context.log
        .group('Roll back', () => (0,_shared_steps_rollback_js__WEBPACK_IMPORTED_MODULE_3__/* .rollBack */ .Fu)(session, request))
        .catch(async (error) => {
        if (error instanceof _shared_steps_rollback_js__WEBPACK_IMPORTED_MODULE_3__/* .RollbackRefused */ .vs)
            await say(error.plan);
        throw error;
    });
    await say(result.plan);
    runtime.output('release', result.release ?? '');
    if (result.outcome !== 'planned')
        await session.closed();
    if (result.deployment !== undefined)
        runtime.output('report', `${session.context.target.stateDir}/deployments/${result.deployment}`);
    runtime.output('status', 'passed');
});


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