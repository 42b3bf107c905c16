"use strict";
exports.id = 6772;
exports.ids = [6772,230,4377];
exports.modules = {

/***/ 86772:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runPost: () => (/* binding */ runPost)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(66343);
/* harmony import */ var _deployment_job_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27489);
/* harmony import */ var _deployment_lock_message_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8780);
/* harmony import */ var _github_run_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(40920);





/**
 * The end of the job. The action that opened a deployment which is still open says so, and what to do. The lock stays: it is never released by
 * itself, because nobody has decided yet whether the system is well (G3).
 */
async function runPost() {
    const kept = _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .getState */ .Gu('belay');
    if (kept === '')
        return;
    const { app, environment, deployment } = JSON.parse(kept);
    const run = (0,_github_run_js__WEBPACK_IMPORTED_MODULE_3__/* .readRun */ .c)(process.env, process.cwd(), (0,node_os__WEBPACK_IMPORTED_MODULE_0__.tmpdir)());
    const now = await (0,_deployment_job_file_js__WEBPACK_IMPORTED_MODULE_2__/* .jobFile */ ._)(run.temp, app, environment).read();
    if (now.deployment !== deployment)
        return;
    _actions_core__WEBPACK_IMPORTED_MODULE_1__/* .warning */ .$e(`The job ends and deployment ${deployment} of ${app} in ${environment} is still open. Its lock stays. Choose:\n${(0,_deployment_lock_message_js__WEBPACK_IMPORTED_MODULE_4__/* .waysOn */ .gp)(deployment)
        .map(way => `- ${way}`)
        .join('\n')}`, { title: 'A deployment is still open' });
}


/***/ }),

/***/ 27489:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ jobFile)
/* harmony export */ });
/* unused harmony export fakeJobFile */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);
/* harmony import */ var _records_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5651);





const content = zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({
    /** The open deployment of this job and its fencing token; without a token it was being opened. */
    deployment: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    token: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** The deployment of this job that is over. */
    ended: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** Why the steps of this job have nothing to do: what is to be deployed is live and verified. */
    nothingToDo: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** What preflight was told: why, and whether a release that was rolled back may be deployed again. */
    reason: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    force: zod__WEBPACK_IMPORTED_MODULE_3__/* .boolean */ .zMY().optional(),
    /** Evidence of steps that ran before a deployment was open: the one that this job opens begins with it. */
    found: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ step: _records_js__WEBPACK_IMPORTED_MODULE_2__/* .stepName */ .u, evidence: zod__WEBPACK_IMPORTED_MODULE_3__/* .unknown */ .L5J(), durationMs: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig() })).optional(),
    /** The code that was live when this job first looked: the way back where a step of the user's own changes the code before anything is open. */
    code: _records_js__WEBPACK_IMPORTED_MODULE_2__/* .liveCodeRecord */ .V7
        .extend({ /** The newest deployment then; another one since may have changed what is live. */ newest: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional() })
        .optional()
});
function jobFile(temp, app, environment) {
    // Escaped, so that no name leaves the folder and no two pairs of names share a file.
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(temp, 'belay', `${encodeURIComponent(app)}-${encodeURIComponent(environment).replaceAll('-', '%2D')}.json`);
    const read = async () => {
        const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8').catch((error) => {
            if (error.code === 'ENOENT')
                return undefined;
            throw error;
        });
        if (text === undefined)
            return {};
        try {
            return content.parse(JSON.parse(text));
        }
        catch {
            // The cause could quote the token.
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${path} is broken, so this job cannot know which deployment it owns. Name it with the input \`deployment\`.`);
        }
    };
    return {
        read,
        async write(changes) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path), { recursive: true, mode: 0o700 });
            const next = JSON.stringify({ ...(await read()), ...changes });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(`${path}.new`, next, { mode: 0o600 });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(`${path}.new`, path);
        }
    };
}
/** Keeps it in memory: for the root action's own process and for tests. */
function fakeJobFile(initial = {}) {
    let value = initial;
    return { read: async () => value, write: async (changes) => void (value = { ...value, ...changes }) };
}


/***/ }),

/***/ 8780:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BA: () => (/* binding */ heldMessage),
/* harmony export */   gp: () => (/* binding */ waysOn)
/* harmony export */ });
/* unused harmony export lastDone */
/** The exact ways on for someone who finds this deployment open. Pure. */
function waysOn(deployment) {
    return [
        `resume: run the same deployment again with \`deployment: ${deployment}\``,
        `go back: \`command: rollback\` with \`deployment: ${deployment}\``,
        `give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\``
    ];
}
/** What a deployment did last, in words. */
function lastDone(deployment) {
    const record = deployment.records.at(-1);
    if (record === undefined)
        return 'It has written nothing yet.';
    const what = {
        opened: () => 'it was opened and no step has begun',
        intent: (step) => `step ${step} has begun and not ended`,
        evidence: (step) => `step ${step} is done`,
        failed: (step) => `step ${step} has failed`,
        note: () => `a note was written`,
        closed: () => 'it is closed'
    }[record.type]('step' in record ? record.step : undefined);
    return `At ${record.at}: ${what}.`;
}
/** Says who holds the lock, since when, how far that deployment is, and the exact next commands. Pure. */
function heldMessage(where, holder, open) {
    const { owner } = holder;
    const run = owner.url ?? `run ${owner.runId}`;
    const lines = [
        `Deployment ${holder.deployment} holds the lock of ${where}. Wait until it ends (\`lock-timeout\`), or, when its run has ended, choose below.`,
        `Holder: ${owner.repository}, job ${owner.job} of ${run} (attempt ${owner.runAttempt}), started by ${owner.actor}, since ${holder.since}.`
    ];
    if (open !== undefined)
        lines.push(lastDone(open));
    if (holder.fingerprint === 'missing')
        lines.push('Its lock file has been removed past Belay.');
    if (holder.runningJobs.length > 0)
        lines.push(`Still running on the host: ${holder.runningJobs.join(', ')}. Until they end, only waiting helps.`);
    return [...lines, ...waysOn(holder.deployment).map(way => `- ${way}`)].join('\n');
}


/***/ }),

/***/ 5651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V7: () => (/* binding */ liveCodeRecord),
/* harmony export */   _r: () => (/* binding */ release),
/* harmony export */   eC: () => (/* binding */ owner),
/* harmony export */   g1: () => (/* binding */ record),
/* harmony export */   u: () => (/* binding */ stepName)
/* harmony export */ });
/* unused harmony exports stepNames, deploymentKind, outcome, releaseState */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(64377);

/**
 * What Belay writes down on the host, one file per record, in `<state dir>/deployments/<id>/<seq>.json`.
 * A reader of a newer version must read every older one; `version` in the state directory guards that.
 */
/** The steps of the chain, in the order in which a deployment runs them. */
const stepNames = [
    'preflight',
    'baseline',
    'stage',
    'squash-check',
    'backup',
    'adopt-history',
    'rehearse',
    'fence',
    'restore-point',
    'migrate',
    'switch',
    'restart',
    'gate',
    'open',
    'live-gate',
    'rollback'
];
const stepName = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(stepNames);
/** Who opened a deployment: enough to ask GitHub whether that run still lives, and for a person to find it. */
const owner = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    /** `owner/repository`, or the user and machine of a run outside GitHub. */
    repository: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    runId: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    runAttempt: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    job: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    actor: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    url: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
});
const base = { seq: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().positive(), at: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$() };
const deploymentKind = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['deploy', 'rollback', 'adopt']);
/** How a deployment ended (G5): exactly one of these. */
const outcome = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['verified', 'rolled-back', 'adopted', 'nothing-changed', 'stopped']);
const liveCodeRecord = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    kind: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['symlink', 'git', 'none']),
    path: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    target: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    branch: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    release: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
});
const record = zod__WEBPACK_IMPORTED_MODULE_0__/* .discriminatedUnion */ .gMt('type', [
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        ...base,
        type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('opened'),
        kind: deploymentKind,
        owner,
        /** What was live when the deployment opened: the way back for the code. */
        code: liveCodeRecord.optional(),
        /** Tag or commit that is to be deployed, or the release that a rollback goes to. */
        version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        commit: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        reason: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
    }),
    /** Written before the step changes anything: its plan, and the state before. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('intent'), step: stepName, plan: zod__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J(), jobs: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).optional() }),
    /** Written after the step did its work and proved it. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('evidence'), step: stepName, evidence: zod__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J(), durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() }),
    /** Written when the step ended without doing what it intended. `message` holds no secret and no row of data. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('failed'), step: stepName, message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() }),
    /** A signal from the runner, or a note that explains what follows. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('note'), message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    /** The last record of a deployment. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('closed'), outcome, message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), release: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional() })
]);
/** `releases/<id>/release.json`. `bad` is for ever unless a person forces it: a re-run refuses it. */
const releaseState = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['staged', 'live', 'verified', 'adopted', 'bad']);
const release = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    commit: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    tree: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    path: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    state: releaseState,
    stagedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    /** When the health gate passed with it: the order of rollback candidates, never a directory's mtime. */
    verifiedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$().optional(),
    deployment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    /** Applied migrations per set (`framework:database`) when it was verified, or last went live again: where a rollback of the schema goes. */
    applied: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP())).optional(),
    /** Facts that drift detection compares before the next deployment builds on them (G4). */
    fingerprint: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).optional()
});


/***/ }),

/***/ 20230:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ messageOf),
/* harmony export */   y: () => (/* binding */ UserError)
/* harmony export */ });
/**
 * What the user can mend. The headline says what happened, where, and what to do next; `cause` is shown beneath it, and no stack trace.
 * Every other error is a bug: it is shown with its stack and a request to report it.
 */
class UserError extends Error {
    name = 'UserError';
}
/** The message of anything that was thrown, without a stack. */
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 40920:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ readRun)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);

/** `cwd` and `temp` stand in where GitHub's variables are missing. */
function readRun(environment, cwd, temp) {
    const repository = environment['GITHUB_REPOSITORY'] ?? `${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.userInfo)().username}@${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.hostname)()}`;
    const runId = environment['GITHUB_RUN_ID'] ?? `local-${process.ppid}`;
    const server = environment['GITHUB_SERVER_URL'];
    return {
        owner: {
            repository,
            runId,
            runAttempt: Number(environment['GITHUB_RUN_ATTEMPT'] ?? '1'),
            job: environment['GITHUB_JOB'] ?? 'local',
            actor: environment['GITHUB_ACTOR'] ?? (0,node_os__WEBPACK_IMPORTED_MODULE_0__.userInfo)().username,
            url: server === undefined ? undefined : `${server}/${repository}/actions/runs/${runId}`
        },
        ref: environment['GITHUB_REF'],
        sha: environment['GITHUB_SHA'],
        eventName: environment['GITHUB_EVENT_NAME'],
        workspace: environment['GITHUB_WORKSPACE'] ?? cwd,
        temp: environment['RUNNER_TEMP'] ?? temp,
        apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
        repositoryName: repository.split('/').at(-1) ?? repository
    };
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