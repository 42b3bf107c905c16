"use strict";
exports.id = 2459;
exports.ids = [2459];
exports.modules = {

/***/ 62459:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_ref_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(33693);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45504);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _shared_steps_preflight_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(83084);




const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__/* .withSession */ .f)(inputs, runtime, async (session) => {
    const ref = (0,_shared_action_ref_js__WEBPACK_IMPORTED_MODULE_2__/* .refOf */ .H)(inputs.ref, session.context.run);
    const report = await (0,_shared_steps_preflight_js__WEBPACK_IMPORTED_MODULE_1__/* .preflight */ .Mz)(session, { ref, branchPolicy: inputs['branch-policy'], reason: inputs.reason, force: inputs.force });
    runtime.output('version', report.version);
    runtime.output('live', report.live?.version ?? '');
    runtime.output('findings', JSON.stringify(report.findings));
    const needed = report.needed || inputs.force;
    runtime.output('needed', needed);
    const why = `${report.version} is live and verified already: there is nothing to do`;
    await session.job.write({ nothingToDo: needed ? undefined : why, reason: inputs.reason, force: inputs.force });
    const errors = (0,_shared_steps_preflight_js__WEBPACK_IMPORTED_MODULE_1__/* .reportFindings */ .LH)(session, report.findings);
    if (errors !== undefined)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(errors);
    if (!needed)
        runtime.log.notice(why);
    runtime.output('status', 'passed');
});


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


/***/ })

};
;