"use strict";
exports.id = 661;
exports.ids = [661,377];
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
// EXTERNAL MODULE: ./build/shared/action/read-target.js + 1 modules
var read_target = __webpack_require__(513);
// EXTERNAL MODULE: ./build/shared/action/ref.js
var ref = __webpack_require__(3693);
// EXTERNAL MODULE: ./build/shared/action/session.js + 6 modules
var session = __webpack_require__(9750);
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
    return (0,check.checkMigrations)(path === '' ? source : (0,squash_source/* subtree */.dY)(source, path));
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
    await (0,session/* withSession */.f)(inputs, runtime, async (session) => {
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
    const target = await (0,read_target/* readTarget */._)(inputs, (0,run/* readRun */.c)(runtime.environment, process.cwd(), process.cwd()), runtime.environment['RUNNER_TEMP']);
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
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9344);


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

/***/ 4031:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ runStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3510);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3001);



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

/***/ 8235:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gs: () => (/* binding */ renderSquashSummary),
/* harmony export */   Jr: () => (/* binding */ failing),
/* harmony export */   fz: () => (/* binding */ annotate)
/* harmony export */ });
/** The findings from a severity on. */
function failing(findings, from) {
    const levels = { error: ['error'], warning: ['error', 'warning'], never: [] }[from];
    return findings.filter(finding => levels.includes(finding.severity));
}
/** One annotation per finding, at its file and line. */
function annotate(log, findings) {
    for (const finding of findings) {
        const place = { title: finding.rule, file: finding.file, line: finding.line, column: finding.column };
        const text = `${finding.message} ${finding.fix}`;
        if (finding.severity === 'error')
            log.error(text, place);
        else if (finding.severity === 'warning')
            log.warning(text, place);
        else
            log.notice(text, place);
    }
}
/** Pure: the table of the job summary. */
function renderSquashSummary(reports) {
    const apps = reports.flatMap(report => report.apps);
    const findings = reports.flatMap(report => report.findings).filter(finding => finding.severity !== 'info');
    const lines = [
        '## Migrations',
        '',
        '| app | files | after a squash | operations | leaves |',
        '| --- | ---: | ---: | --- | --- |',
        ...apps.map(app => {
            const { before, after, exact } = app.operations;
            return `| ${cell(app.label)} | ${app.files} | ${app.files - app.squashed} | ${exact ? '' : 'about '}${before}${before === after ? '' : ` → ${after}`} | ${cell(app.leaves.join(', '))} |`;
        }),
        ''
    ];
    if (findings.length > 0)
        lines.push('| rule | where | what |', '| --- | --- | --- |', ...findings.map(each => `| ${each.severity === 'error' ? '❌' : '⚠️'} ${each.rule} | \`${cell(each.file)}:${each.line}\` | ${cell(each.message)} |`), '');
    return lines.join('\n');
}
function cell(text) {
    return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}


/***/ }),

/***/ 2769:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ gitSource)
/* harmony export */ });
/* unused harmony export spawnExec */
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(230);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5618);




/**
 * The files of exactly one commit, whatever the working directory holds. Three calls of git: the ref is resolved over stdin (so a ref
 * that looks like an option is only a name that does not exist), the tree is listed with NUL separators, the contents come from one batch.
 * @throws UserError when there is no such commit or git cannot read the repository.
 */
async function gitSource(options) {
    const { directory, ref, exec = spawnExec, limits = _source_js__WEBPACK_IMPORTED_MODULE_2__/* .defaultLimits */ .MK, deadline = 60_000 } = options;
    const wanted = options.wanted ?? (path => path.endsWith('.py'));
    const git = async (args, stdin) => {
        // Replacement refs would show another commit's content under this commit's name.
        const result = await exec('git', ['--no-replace-objects', ...args], { cwd: directory, stdin, deadline });
        if (result.code !== 0) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`Cannot read the git repository in '${directory}': git ${args[0]} ended with exit code ${result.code}.`, {
                cause: new Error(result.stderr.trim())
            });
        }
        return result.stdout;
    };
    const commit = options.commit ?? (await resolve(ref, directory, git));
    const entries = parseTree(await git(['ls-tree', '-r', '-z', '-l', '--full-tree', commit]));
    if (entries.length > limits.files)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`Commit ${commit} holds more than ${limits.files} files. Check a smaller repository.`);
    const skipped = [];
    const files = new Map(entries.filter(entry => entry.mode.startsWith('100')).map(entry => [entry.path, entry]));
    const links = entries.filter(entry => entry.mode === '120000');
    for (const entry of entries)
        if (entry.mode === '160000')
            skipped.push({ path: entry.path, reason: 'a submodule' });
    const load = [...links];
    let total = 0;
    for (const entry of files.values()) {
        if (!wanted(entry.path))
            continue;
        if (entry.size > limits.fileSize)
            skipped.push({ path: entry.path, reason: `larger than ${limits.fileSize} bytes` });
        else {
            total += entry.size;
            load.push(entry);
        }
    }
    if (total > limits.totalSize)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`Commit ${commit} holds more than ${limits.totalSize} bytes of Python. Check a smaller repository.`);
    const objects = [...new Set(load.map(entry => entry.object))];
    const contents = objects.length === 0 ? new Map() : parseBatch(await git(['cat-file', '--batch'], `${objects.join('\n')}\n`), objects);
    const readable = new Map();
    for (const entry of files.values()) {
        const content = contents.get(entry.object);
        if (content !== undefined && wanted(entry.path) && entry.size <= limits.fileSize)
            readable.set(entry.path, content);
    }
    const listed = new Set(files.keys());
    for (const link of links) {
        const target = contents.get(link.object)?.toString('utf8') ?? '';
        const path = target.startsWith('/') ? '..' : node_path__WEBPACK_IMPORTED_MODULE_1__.posix.normalize(node_path__WEBPACK_IMPORTED_MODULE_1__.posix.join(node_path__WEBPACK_IMPORTED_MODULE_1__.posix.dirname(link.path), target));
        if (path === '..' || path.startsWith('../'))
            skipped.push({ path: link.path, reason: 'a symbolic link out of the tree' });
        else if (files.has(path)) {
            listed.add(link.path);
            const content = readable.get(path);
            if (content !== undefined)
                readable.set(link.path, content);
        }
        else {
            const isDirectory = entries.some(entry => entry.path.startsWith(`${path}/`));
            skipped.push({ path: link.path, reason: isDirectory ? 'a symbolic link to a directory' : 'a symbolic link that leads nowhere' });
        }
    }
    const sorted = [...listed].sort();
    return { commit, list: () => sorted, read: path => readable.get(path), skipped };
}
/** The commit that a name stands for. */
async function resolve(ref, directory, git) {
    if (ref === '' || ref.includes('\n') || ref.includes('\0'))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${JSON.stringify(ref)} is not the name of a commit, tag or branch.`);
    const resolved = (await git(['cat-file', '--batch-check'], `${ref}^{commit}\n`)).toString('utf8').trim();
    const commit = /^([0-9a-f]{40}|[0-9a-f]{64}) commit \d+$/.exec(resolved)?.[1];
    if (commit === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`No commit ${JSON.stringify(ref)} in '${directory}'. Fetch it first (actions/checkout with \`fetch-depth: 0\`), or correct the name.`);
    }
    return commit;
}
/** `<mode> <type> <object> <size>\t<path>` per record, NUL-separated; the size is `-` for a submodule. */
function parseTree(output) {
    const entries = [];
    for (const record of output.toString('utf8').split('\0')) {
        if (record === '')
            continue;
        const match = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(record);
        if (match === null)
            throw new Error(`git ls-tree answered a record that cannot be read: ${JSON.stringify(record)}`);
        entries.push({ mode: match[1], object: match[2], size: match[3] === '-' ? 0 : Number(match[3]), path: match[4] });
    }
    return entries;
}
/** `<object> <type> <size>\n<content>\n` per object; a cut stream is an error, never a shorter list. */
function parseBatch(output, objects) {
    const contents = new Map();
    let offset = 0;
    for (const object of objects) {
        const end = output.indexOf(10, offset);
        const header = end < 0 ? '' : output.toString('utf8', offset, end);
        const match = /^([0-9a-f]+) blob (\d+)$/.exec(header);
        if (match === null || match[1] !== object)
            throw new Error(`The answer of git cat-file is cut off or wrong at ${object}: '${header}'`);
        const start = end + 1;
        const stop = start + Number(match[2]);
        if (stop >= output.length)
            throw new Error(`The answer of git cat-file is cut off within ${object}`);
        contents.set(object, output.subarray(start, stop));
        offset = stop + 1;
    }
    return contents;
}
/** The real port. The child is killed at its deadline; what it printed up to then is never used. */
const spawnExec = (command, args, { cwd, stdin, deadline }) => new Promise((resolve, reject) => {
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout = [];
    const stderr = [];
    const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`'${command} ${args.join(' ')}' gave no answer within ${deadline / 1000} s and was ended.`));
    }, deadline);
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.on('error', error => {
        clearTimeout(timer);
        reject(new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`Cannot run '${command}': ${error.message}. Install it, or add it to PATH.`, { cause: error }));
    });
    child.on('close', (code, signal) => {
        clearTimeout(timer);
        resolve({
            code: code ?? 128,
            stdout: Buffer.concat(stdout),
            stderr: Buffer.concat(stderr).toString('utf8') + (signal === null ? '' : `\nended by ${signal}`)
        });
    });
    // The child may end before it has read everything; its exit code then tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
});


/***/ }),

/***/ 5618:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MK: () => (/* binding */ defaultLimits),
/* harmony export */   dY: () => (/* binding */ subtree)
/* harmony export */ });
/* unused harmony export objectSource */
const defaultLimits = { fileSize: 2 * 1024 * 1024, files: 200_000, totalSize: 256 * 1024 * 1024 };
/** A tree from a plain object: tests, and the examples of the rules. */
function objectSource(files, skipped = []) {
    const contents = new Map(Object.entries(files));
    return { list: () => [...contents.keys()].sort(), read: path => contents.get(path), skipped };
}
/** The same tree seen from one of its folders; `''` and `.` are the whole tree. */
function subtree(source, folder) {
    const prefix = folder.replace(/^(\.?\/+)+|\/+$/g, '').replace(/^\.$/, '');
    if (prefix === '')
        return source;
    const start = `${prefix}/`;
    const within = (path) => path.startsWith(start);
    return {
        list: () => source
            .list()
            .filter(within)
            .map(path => path.slice(start.length)),
        read: path => source.read(start + path),
        skipped: source.skipped.filter(entry => within(entry.path)).map(entry => ({ ...entry, path: entry.path.slice(start.length) }))
    };
}


/***/ }),

/***/ 5461:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ prefetchSource),
/* harmony export */   u: () => (/* binding */ squashStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(230);
/* harmony import */ var _report_squash_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8235);
/* harmony import */ var _squash_git_source_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2769);
/* harmony import */ var _squash_source_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5618);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9344);





/**
 * Begins to read the commit's migrations, which takes some 0.2 s of this process for a hundred files: earlier steps wait for the host meanwhile.
 * Give the promise to `squashStep`, which throws what went wrong; nobody has to await it where the chain ends before.
 */
function prefetchSource(session, request) {
    const read = readSource(session, request);
    read.catch(() => undefined);
    return read;
}
/** Checks the migrations of exactly the staged commit against the live applied set. Reads only. */
function squashStep(request) {
    return {
        name: 'squash-check',
        title: 'Check the migrations',
        changes: false,
        inDryRun: true,
        async plan(session) {
            const sets = session.context.target.config.migrations.map(_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4);
            if (sets.length === 0)
                return { skip: 'no migrations are configured' };
            return { plan: { sets }, says: sets.map(set => `check ${set} at ${request.ref} against the live database`) };
        },
        async run(session) {
            const { config } = session.context.target;
            let inconclusive = false;
            const onReport = (report) => {
                inconclusive ||= report.verdict === 'inconclusive';
                request.onReport?.(report);
            };
            // Read while the database is asked; what fails first there is what the step says.
            const source = sourceFor(session, request);
            source.catch(() => undefined);
            const sets = await Promise.all(config.migrations.map(migration => checkSet(session, migration, source, { ...request, onReport })));
            const pending = sets.flatMap(set => set.pending);
            return {
                sets,
                verdict: inconclusive ? 'inconclusive' : 'passed',
                says: pending.length === 0
                    ? 'nothing is pending'
                    : `pending: ${pending.join(', ')}${sets.every(set => set.additive) ? ' (additive)' : ''}`
            };
        }
    };
}
async function checkSet(session, migration, source, request) {
    const { context } = session;
    const staged = session.deployment?.evidence('stage');
    const releasePath = staged?.path ?? (await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .liveCode */ .Y0)(context)).path ?? context.target.config.code?.root ?? '/';
    const framework = await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(context, migration, releasePath);
    const base = { set: (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration), database: migration.database };
    if (migration.framework === 'scripts') {
        const before = await framework.appliedSet();
        const pending = migration.scripts.map(script => script.name).filter(name => !before.includes(name));
        const against = migration.scripts.filter(script => pending.includes(script.name) && !script.additive);
        return {
            ...base,
            before: [...before],
            pending,
            additive: against.length === 0,
            reasons: against.map(script => `${script.name} is not marked \`additive\``)
        };
    }
    const before = request.applied?.get(migration) ?? (await framework.appliedSet());
    const { projects } = await source;
    const applied = before.map(each => ({ app: each.slice(0, each.indexOf('.')), name: each.slice(each.indexOf('.') + 1) }));
    const { checkProject, describeReason } = await Promise.all(/* import() */[__webpack_require__.e(283), __webpack_require__.e(838)]).then(__webpack_require__.bind(__webpack_require__, 4838));
    const report = checkProject(projects.get(migration), { applied });
    request.onReport?.(report);
    for (const { reason } of report.unknown.slice(0, 5))
        context.log.warning(`${(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration)}: not known: ${reason}`);
    const errors = (0,_report_squash_js__WEBPACK_IMPORTED_MODULE_3__/* .failing */ .Jr)(report.findings, request.failOn ?? 'error');
    if (errors.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`The migrations are not sound:\n${errors.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`);
    return {
        ...base,
        before: [...before],
        pending: (report.pending ?? []).map(each => `${each.app}.${each.name}`),
        additive: report.additive?.additive ?? false,
        reasons: (report.additive?.reasons ?? []).map(describeReason)
    };
}
/** What was read early, where it is of the commit that was staged. */
async function sourceFor(session, request) {
    const staged = session.deployment?.evidence('stage');
    const early = await request.source;
    return early !== undefined && (staged === undefined || early.commit === staged.commit) ? early : readSource(session, request);
}
/** The parser is loaded here, while git runs: actions that check nothing do without it. */
async function readSource(session, request) {
    const projects = new Map();
    const sets = session.context.target.config.migrations.filter(migration => migration.framework === 'django');
    if (sets.length === 0)
        return { commit: undefined, projects };
    const checkout = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .checkoutOf */ .o5)(session.context, request.repository);
    try {
        const [source, { readDjangoProjectInTurns }] = await Promise.all([
            checkout.resolve(request.ref).then(({ commit }) => (0,_squash_git_source_js__WEBPACK_IMPORTED_MODULE_0__/* .gitSource */ .Y)({ directory: checkout.directory, ref: request.ref, commit })),
            Promise.all(/* import() */[__webpack_require__.e(283), __webpack_require__.e(838)]).then(__webpack_require__.bind(__webpack_require__, 4838))
        ]);
        for (const migration of sets) {
            const tree = migration.directory === '.' ? source : (0,_squash_source_js__WEBPACK_IMPORTED_MODULE_1__/* .subtree */ .dY)(source, migration.directory);
            projects.set(migration, await readDjangoProjectInTurns(tree, { settings: migration.settings }));
        }
        return { commit: source.commit, projects };
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y)
            throw error;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`The commit ${request.ref} could not be read from ${checkout.directory}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .b)(error)}`, { cause: error });
    }
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