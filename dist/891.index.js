"use strict";
exports.id = 891;
exports.ids = [891];
exports.modules = {

/***/ 2459:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_ref_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3693);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1387);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(230);
/* harmony import */ var _shared_steps_preflight_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3084);




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

/***/ 3693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ versionOf),
/* harmony export */   H: () => (/* binding */ refOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(230);

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

/***/ 3001:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   VD: () => (/* binding */ situation)
/* harmony export */ });
/* unused harmony export interruptedStep */
/* harmony import */ var _host_store_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7179);
/* harmony import */ var _lock_message_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8780);
/* harmony import */ var _token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6972);



/** Pure. `mine` is what this job holds, if anything; with a token that is no longer the holder's the deployment is another's. */
function situation(state, mine) {
    if (state === undefined)
        return { kind: 'no-state', choices: ['`command: adopt`: what runs now, once it passed the gate, becomes the first good release'] };
    const good = state.releases.filter(isGood).sort(byVerification);
    const live = liveRelease(state);
    const facts = { live, lastGood: good[0], candidates: good.filter(each => each.id !== live?.id) };
    const { holder, open } = state;
    if (holder === undefined || open === undefined)
        return { kind: 'idle', ...facts, choices: idleChoices(facts) };
    const kind = mine?.deployment === open.id && (0,_token_js__WEBPACK_IMPORTED_MODULE_1__/* .fingerprintOf */ .ax)(mine.token) === holder.fingerprint ? 'open-mine' : 'open-other';
    const waiting = holder.runningJobs.length > 0 ? [`wait: ${holder.runningJobs.join(', ')} still running on the host`] : [];
    return { kind, ...facts, holder, open, interrupted: interruptedStep(open), choices: [...waiting, ...(0,_lock_message_js__WEBPACK_IMPORTED_MODULE_2__/* .waysOn */ .gp)(open.id)] };
}
/** The last intent of an open deployment that has neither evidence nor failure after it. */
function interruptedStep(deployment) {
    if (!(0,_host_store_state_js__WEBPACK_IMPORTED_MODULE_0__/* .isOpen */ .nT)(deployment))
        return undefined;
    let found;
    for (const record of deployment.records) {
        if (record.type === 'intent')
            found = { step: record.step, since: record.at, intent: record };
        else if ((record.type === 'evidence' || record.type === 'failed') && record.step === found?.step)
            found = undefined;
    }
    return found;
}
/** A rollback may go there. */
function isGood(release) {
    return release.state === 'verified' || release.state === 'adopted';
}
/** Newest verification first; one that never had its time written down comes last; never by a directory's time. */
function byVerification(a, b) {
    return (b.verifiedAt ?? '').localeCompare(a.verifiedAt ?? '') || b.stagedAt.localeCompare(a.stagedAt);
}
/** `live` while a deployment is between switch and gate; otherwise the release that the last ended deployment left, or the last good one. */
function liveRelease(state) {
    const live = state.releases.find(each => each.state === 'live');
    if (live !== undefined)
        return live;
    for (const { records } of state.deployments) {
        const last = records.at(-1);
        if (last?.type !== 'closed' || last.release === undefined)
            continue;
        const found = state.releases.find(each => each.id === last.release);
        if (found !== undefined)
            return found;
    }
    return state.releases.filter(isGood).sort(byVerification)[0];
}
function idleChoices({ lastGood, candidates }) {
    if (lastGood === undefined)
        return ['`command: adopt`: there is no good release to go back to yet'];
    const back = candidates[0];
    return ['`command: deploy`', ...(back === undefined ? [] : [`\`command: rollback\` with \`to: ${back.version}\``])];
}


/***/ })

};
;