"use strict";
exports.id = 8933;
exports.ids = [8933,4377];
exports.modules = {

/***/ 84869:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(45504);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _shared_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(48563);
/* harmony import */ var _shared_report_report_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30656);




const run = (inputs, runtime) => 
// To tell of a deployment is no reason to take it over.
(0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_0__/* .withSession */ .f)({ ...inputs, deployment: undefined }, runtime, async (session) => {
    const { context } = session;
    const { ended, nothingToDo } = await session.job.read();
    const state = await context.refresh();
    const id = inputs.deployment ?? session.deployment?.id ?? ended;
    const deployment = state.deployments.find(each => each.id === id);
    if (deployment === undefined && inputs.deployment !== undefined)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`There is no deployment ${JSON.stringify(id)} of ${context.target.app} in ${context.target.environment} on ${context.host.label}; \`command: status\` lists them`);
    if (deployment === undefined) {
        const why = nothingToDo ?? 'This job opened no deployment: nothing was changed';
        await runtime.summarise(`## ⚪ Nothing was changed\n\n${why}\n`);
        runtime.output('outcome', 'nothing-changed');
        runtime.output('status', 'passed');
        return;
    }
    const { app, environment } = context.target;
    const report = (0,_shared_report_report_js__WEBPACK_IMPORTED_MODULE_2__/* .reportOf */ .E)(deployment, { app, environment, host: context.host.label });
    await runtime.summarise((0,_shared_report_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .renderMarkdown */ .Gc)(report));
    runtime.log.info(`${report.outcome}: ${report.message}`);
    runtime.output('outcome', report.outcome);
    runtime.output('report', JSON.stringify(report));
    runtime.output('status', 'passed');
});


/***/ }),

/***/ 63001:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ interruptedStep),
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   VD: () => (/* binding */ situation),
/* harmony export */   ae: () => (/* binding */ begunStep)
/* harmony export */ });
/* harmony import */ var _host_store_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67179);
/* harmony import */ var _lock_message_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8780);
/* harmony import */ var _token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(66972);



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
    return (0,_host_store_state_js__WEBPACK_IMPORTED_MODULE_0__/* .isOpen */ .nT)(deployment) ? begunStep(deployment.records) : undefined;
}
/** The last intent among records that has neither evidence nor failure after it. */
function begunStep(records) {
    let found;
    for (const record of records) {
        if (record.type === 'intent')
            found = { step: record.step, since: record.at, intent: record };
        // The fence that a way back closed ends with it.
        else if ((record.type === 'evidence' || record.type === 'failed') && [found?.step, 'rollback'].includes(record.step))
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
    return newestFirst(a.verifiedAt ?? '', b.verifiedAt ?? '') || newestFirst(a.stagedAt, b.stagedAt);
}
/** ISO times in UTC sort as text; localeCompare would load the collation for it, 9 ms. */
function newestFirst(a, b) {
    return a === b ? 0 : a < b ? 1 : -1;
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

/***/ 48563:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ renderPlan),
/* harmony export */   Gc: () => (/* binding */ renderMarkdown),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code)
/* harmony export */ });
/* harmony import */ var _migration_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80794);

const headlines = {
    verified: '✅ Deployed and verified',
    'rolled-back': '↩️ Failed, and rolled back: the system is as before',
    adopted: '✅ Adopted',
    'nothing-changed': '⚪ Nothing was changed',
    stopped: '🛑 Stopped: a person must decide',
    open: '🛑 Not decided: the deployment is still open'
};
const marks = { passed: '✅', failed: '❌', interrupted: '⚠️' };
/** The job summary. Pure; GitHub limits it to 1 MiB, which a deployment's few dozen lines never reach. */
function renderMarkdown(report) {
    const { rollback } = report;
    const title = report.kind === 'rollback' && report.outcome === 'verified' ? '↩️ Rolled back and verified' : headlines[report.outcome];
    const lines = [
        `## ${title}`,
        '',
        `**${code(report.app)}** in **${code(report.environment)}** on ${code(report.host)}${report.version === null ? '' : ` · version **${code(report.version)}**`}${report.release === null ? '' : ` · live: **${code(report.release)}**`}`,
        '',
        text(report.message),
        '',
        '| what it cost | |',
        '| --- | --- |',
        `| data lost | ${lossOf(report)} |`,
        `| users saw the maintenance answer | ${report.downtimeMs === null ? 'never' : `${seconds(report.downtimeMs)}${report.fenced ? ', and still see it' : ''}`} |`,
        `| whole run | ${seconds(report.durationMs)} |`,
        ''
    ];
    if (rollback !== null) {
        lines.push(`### The way back: ${code(rollback.plan)}`, '', ...rollback.reasons.map(reason => `- ${text(reason)}`));
        lines.push(...rollback.kept.map(kept => `- kept for study: ${code(kept)}`), '');
        if (rollback.choices.length > 0)
            lines.push(...choicesTable(rollback.choices));
    }
    lines.push(...(0,_migration_plan_js__WEBPACK_IMPORTED_MODULE_0__/* .planTable */ .k)(report.migrations ?? []));
    lines.push('| | step | took | what was proved |', '| --- | --- | ---: | --- |');
    lines.push(...report.steps.map(step => `| ${marks[step.status]} | ${step.step} | ${seconds(step.durationMs)} | ${text(step.says)} |`), '');
    if (report.notes.length > 0)
        lines.push('<details><summary>Notes</summary>', '', ...report.notes.map(note => `- ${text(note)}`), '', '</details>', '');
    const by = report.by.url === null ? text(report.by.actor) : `[${text(report.by.actor)}](${report.by.url})`;
    lines.push(`<sub>Deployment ${code(report.deployment)} · ${report.startedAt} · by ${by}${report.reason === null ? '' : ` · reason: ${text(report.reason)}`}</sub>`, '');
    return lines.join('\n');
}
/** A way back that was only planned, or was refused before anything was opened. Pure. */
function renderPlan(plan) {
    const title = plan.kind === 'refuse' ? '🛑 No safe way back; nothing was changed' : '⚪ Nothing was changed: this would be the way back';
    const loss = 'loss' in plan ? plan.loss.map(each => `- it costs: ${text(each)}`) : [];
    const lines = [`## ${title}`, '', `Plan: ${code(plan.kind)}`, '', ...plan.reasons.map(reason => `- ${text(reason)}`), ...loss, ''];
    if (plan.kind === 'refuse')
        lines.push(...choicesTable(plan.choices));
    return lines.join('\n');
}
function choicesTable(choices) {
    return ['| you can | and it costs |', '| --- | --- |', ...choices.map(choice => `| ${text(choice.what)} | ${text(choice.cost)} |`), ''];
}
function lossOf({ rollback, outcome }) {
    if (rollback !== null && rollback.loss.length > 0)
        return rollback.loss.map(text).join('; ');
    return outcome === 'stopped' || outcome === 'open' ? 'not decided' : '**nothing**';
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
}
/** Text that cannot become markup, a new table cell or a new row. */
function text(value) {
    return value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll(/([\\`*_[\]|#~])/g, '\\$1')
        .replaceAll(/\s*\n\s*/g, ' · ');
}
/** Text as code, within a table too. */
function code(value) {
    return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')}\``;
}


/***/ }),

/***/ 80794:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ planLines),
/* harmony export */   k: () => (/* binding */ planTable)
/* harmony export */ });
/* harmony import */ var _bytes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9739);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48563);


/** What is pending and what is known of it: one line each, for the log. Pure. */
function planLines(sets) {
    return sets.flatMap(set => (set.reversals ?? []).map(each => `${each.name}: ${[touches(each), each.reason, risks(each)].filter(Boolean).join('; ')}`));
}
/** The same as a table for the job summary; empty where nothing is pending. Pure. */
function planTable(sets) {
    const known = sets.flatMap(set => set.reversals ?? []);
    const unread = sets.flatMap(set => (set.reversals === undefined ? set.pending : []));
    if (known.length + unread.length === 0)
        return [];
    return [
        '| pending migration | tables that it touches | going back | risks |',
        '| --- | --- | --- | --- |',
        ...known.map(each => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(each.name)} | ${touched(each, size => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(size.table)} ${sizeText(size)}`).join('<br>')} | ${each.lossless ? '✅' : '⚠️'} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(each.reason)} | ${(each.risks ?? []).join(', ') || 'none known'} |`),
        ...unread.map(name => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(name)} | unknown | unknown | unknown |`),
        ''
    ];
}
function touches(migration) {
    return `touches ${touched(migration, size => `${size.table} ${sizeText(size)}`).join(', ')}`;
}
function touched({ tables, more }, text) {
    if (tables === undefined)
        return ['what is not known'];
    const named = tables.map(text);
    if (more === true)
        return [...named, `what cannot be read`];
    return named.length === 0 ? ['no table that is there'] : named;
}
function risks({ risks: ids = [] }) {
    return ids.length === 0 ? '' : `risks: ${ids.join(', ')}`;
}
function sizeText({ isThere, rows, bytes }) {
    if (isThere === null)
        return '(size unknown)';
    if (!isThere)
        return '(not found)';
    const parts = [rows === null ? 'rows not counted' : `~${rows.toLocaleString('en')} rows`, ...(bytes === null ? [] : [(0,_bytes_js__WEBPACK_IMPORTED_MODULE_1__/* .bytesText */ .p)(bytes)])];
    return `(${parts.join(', ')})`;
}


/***/ }),

/***/ 30656:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ reportOf)
/* harmony export */ });
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63001);

/** Pure: the journal's records -> the report. */
function reportOf(deployment, where) {
    const { records } = deployment;
    const first = records[0];
    if (first?.type !== 'opened')
        throw new Error(`Deployment ${deployment.id} does not begin with its opening record`);
    const last = records.at(-1);
    const closed = last.type === 'closed' ? last : undefined;
    const failed = records.filter(record => record.type === 'failed');
    const checked = records.findLast(record => record.type === 'evidence' && record.step === 'squash-check');
    const sets = checked?.type === 'evidence' ? (checked.evidence.sets ?? []) : [];
    return {
        deployment: deployment.id,
        ...where,
        kind: first.kind,
        version: first.version ?? null,
        commit: first.commit ?? null,
        reason: first.reason ?? null,
        outcome: closed?.outcome ?? 'open',
        message: closed?.message ?? (failed.length > 0 ? `stopped in ${failed.at(-1).step}` : 'not decided yet'),
        startedAt: first.at,
        durationMs: Date.parse(last.at) - Date.parse(first.at),
        by: { actor: first.owner.actor, repository: first.owner.repository, url: first.owner.url ?? null },
        steps: stepsOf(records),
        ...fenceOf(records),
        rollback: rollbackOf(records),
        release: closed?.release ?? null,
        notes: records.filter(record => record.type === 'note').map(record => record.message),
        ...(sets.some(set => set.pending.length > 0) ? { migrations: sets } : {})
    };
}
function stepsOf(records) {
    const steps = records.flatMap((record) => {
        if (record.type === 'failed')
            return [{ step: record.step, status: 'failed', durationMs: record.durationMs, says: record.message.split('\n')[0] }];
        if (record.type !== 'evidence')
            return [];
        return [{ step: record.step, status: 'passed', durationMs: record.durationMs, says: summaryOf(record.evidence) }];
    });
    const begun = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__/* .begunStep */ .ae)(records);
    if (begun === undefined)
        return steps;
    return [...steps, { step: begun.step, status: 'interrupted', durationMs: 0, says: `begun at ${begun.since}; its end is not recorded` }];
}
/** Each step's evidence says itself in one line what it proved. */
function summaryOf(evidence) {
    return typeof evidence === 'object' && evidence !== null && 'says' in evidence && typeof evidence.says === 'string' ? evidence.says : '';
}
/** How long the fence stood, each time from its intent to what opened it or the last record, and whether it still does. */
function fenceOf(records) {
    let downtimeMs = null;
    let since;
    for (const record of records) {
        if (record.type === 'intent' && record.step === 'fence')
            since ??= Date.parse(record.at);
        const opens = record.type === 'evidence' && (record.step === 'open' || record.step === 'rollback');
        if (since === undefined || !(opens || record === records.at(-1)))
            continue;
        downtimeMs = (downtimeMs ?? 0) + Date.parse(record.at) - since;
        if (opens)
            since = undefined;
    }
    return { downtimeMs, fenced: since !== undefined };
}
function rollbackOf(records) {
    const intent = records.findLast(record => record.type === 'intent' && record.step === 'rollback');
    if (intent?.type !== 'intent')
        return null;
    const plan = intent.plan;
    const evidence = records.findLast(record => record.type === 'evidence' && record.step === 'rollback');
    const kept = evidence?.type === 'evidence' ? (evidence.evidence.kept ?? []) : [];
    return { plan: plan.kind ?? 'unknown', reasons: plan.reasons ?? [], loss: plan.loss ?? [], kept, choices: plan.choices ?? [] };
}


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