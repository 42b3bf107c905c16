"use strict";
exports.id = 772;
exports.ids = [772];
exports.modules = {

/***/ 6772:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runPost: () => (/* binding */ runPost)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4958);
/* harmony import */ var _deployment_job_file_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7489);
/* harmony import */ var _deployment_lock_message_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8780);
/* harmony import */ var _github_run_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(920);





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

/***/ 7489:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ jobFile)
/* harmony export */ });
/* unused harmony export fakeJobFile */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(230);




const content = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({
    /** The open deployment of this job and its fencing token. */
    deployment: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    token: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    /** The deployment of this job that is over. */
    ended: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    /** Why the steps of this job have nothing to do: what is to be deployed is live and verified. */
    nothingToDo: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    /** What preflight was told: why, and whether a release that was rolled back may be deployed again. */
    reason: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    force: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().optional(),
    /** The report of `health-gate` with `phase: baseline`, taken before a deployment was open. */
    baseline: zod__WEBPACK_IMPORTED_MODULE_2__/* .unknown */ .L5J().optional()
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
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${path} is broken, so this job cannot know which deployment it owns. Name it with the input \`deployment\`.`);
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

/***/ 920:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ readRun)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8161);
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


/***/ })

};
;