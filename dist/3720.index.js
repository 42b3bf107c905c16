"use strict";
exports.id = 3720;
exports.ids = [3720];
exports.modules = {

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

/***/ 48235:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gs: () => (/* binding */ renderSquashSummary),
/* harmony export */   Jr: () => (/* binding */ failing),
/* harmony export */   fH: () => (/* binding */ renderSquashComment),
/* harmony export */   fz: () => (/* binding */ annotate),
/* harmony export */   gd: () => (/* binding */ rulePage),
/* harmony export */   wU: () => (/* binding */ isWorthSaying)
/* harmony export */ });
/* unused harmony exports countOf, headlineOf, liveTable */
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48563);

/** The page of a rule. */
function rulePage(id) {
    return `https://github.com/belay-actions/belay/blob/main/docs/rules/${id}.md`;
}
/** The findings from a severity on. */
function failing(findings, from) {
    const levels = { error: ['error'], warning: ['error', 'warning'], never: [] }[from];
    return findings.filter(finding => levels.includes(finding.severity));
}
const ranks = { error: 0, warning: 1, info: 2 };
const bySeverity = (a, b) => ranks[a.severity] - ranks[b.severity];
/** GitHub shows so many annotations of each kind for a step; one error is left for the step's own. */
const shown = { error: 9, warning: 10, info: 10 };
/** Annotations at file and line, the gravest first; those that GitHub would not show are lines of the log. */
function annotate(log, findings) {
    const count = { error: 0, warning: 0, info: 0 };
    const rest = [];
    for (const finding of [...findings].sort(bySeverity)) {
        const { severity } = finding;
        if (++count[severity] > shown[severity]) {
            rest.push(finding);
            continue;
        }
        const place = { title: finding.rule, file: finding.file === '' ? undefined : finding.file, line: finding.line, column: finding.column };
        const message = `${finding.message} ${finding.fix}`;
        if (severity === 'error')
            log.error(message, place);
        else if (severity === 'warning')
            log.warning(message, place);
        else
            log.notice(message, place);
    }
    if (rest.length === 0)
        return;
    log.info(`GitHub shows no more than ten of each kind beside the code. ${rest.length} more:`);
    for (const each of rest)
        log.info(`  ${each.severity} ${each.rule} ${each.file}:${each.line}:${each.column} ${each.message} ${each.fix}`);
}
/** `2 errors, 1 warning` */
function countOf(findings) {
    const parts = ['error', 'warning'].flatMap(severity => {
        const count = findings.filter(each => each.severity === severity).length;
        return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
    });
    return parts.length === 0 ? 'nothing found' : parts.join(', ');
}
function headlineOf(report) {
    const { verdict, findings } = report;
    const grave = findings.filter(each => each.severity !== 'info');
    if (verdict === 'failed')
        return `❌ Do not deploy these migrations: ${countOf(grave)}`;
    if (verdict === 'inconclusive')
        return `❔ Not decided: a part of the migrations cannot be read${grave.length === 0 ? '' : ` (${countOf(grave)})`}`;
    return grave.length === 0 ? '✅ The migrations are sound' : `⚠️ The migrations are sound, with ${countOf(grave)}`;
}
/** Pure: the job summary. What to do comes first, figures last. */
function renderSquashSummary(report, against) {
    return [
        `## ${headlineOf(report)}`,
        '',
        ...basis(report, against),
        ...findingsTable(report.findings, against, 100),
        ...liveTable(report.squashes ?? []),
        ...appsTable(report),
        ...unknownList(report),
        ...suppressedList(report, against),
        ''
    ].join('\n');
}
/** GitHub takes 65,536 characters for a comment. */
const commentLimit = 60_000;
/** Pure: the comment of a pull request, shorter than the summary. */
function renderSquashComment(report, against) {
    const suppressed = report.suppressed?.length ?? 0;
    const end = [
        ...(suppressed === 0 ? [] : [`${suppressed} more ${suppressed === 1 ? 'is' : 'are'} ignored, each with a reason.`, '']),
        ...(against.run === undefined ? [] : [`<sub>[Everything that was found](${against.run})</sub>`, ''])
    ];
    for (const rows of [30, 10, 3, 0]) {
        const lines = [`### ${headlineOf(report)}`, '', ...basis(report, against), ...findingsTable(report.findings, against, rows), ...end];
        if (lines.join('\n').length <= commentLimit || rows === 0)
            return lines.join('\n');
    }
    return '';
}
/** Whether there is anything that a comment should be begun for. */
function isWorthSaying(report) {
    return report.verdict !== 'passed' || report.findings.some(each => each.severity !== 'info');
}
function basis(report, { commit, by, stale = 0 }) {
    const read = commit === undefined ? '' : ` at ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(commit.slice(0, 10))}`;
    const lines = by.kind === 'database'
        ? [`Checked${read} against the live database${report.pending === undefined ? '' : `: ${pendingOf(report.pending)}`}.`]
        : by.kind === 'base'
            ? [`Checked${read} against ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(by.ref)}, which this branch left at ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(by.commit.slice(0, 10))}: what is not there is new.`]
            : [`Checked${read}. **Risks were not judged**: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(by.why)}`];
    if (stale > 0)
        lines.push('', `${stale} ${stale === 1 ? 'entry' : 'entries'} of the baseline ${stale === 1 ? 'was' : 'were'} not found any more.`);
    return [...lines, ''];
}
function pendingOf(pending) {
    if (pending.length === 0)
        return 'nothing is pending';
    const names = pending.slice(0, 10).map(each => (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(`${each.app}.${each.name}`));
    return `${pending.length} pending, ${names.join(', ')}${pending.length > 10 ? ` and ${pending.length - 10} more` : ''}`;
}
function findingsTable(findings, against, limit) {
    const grave = findings.filter(each => each.severity !== 'info').sort(bySeverity);
    if (grave.length === 0)
        return [];
    const rows = grave
        .slice(0, limit)
        .map(each => `| ${each.severity === 'error' ? '❌' : '⚠️'} [${each.rule}](${rulePage(each.rule)}) | ${whereOf(each, against)} | ${prose(each.message)}<br>**Do:** ${prose(each.fix)} |`);
    const more = grave.length - rows.length;
    return [
        '| rule | where | what is wrong, and what to do |',
        '| --- | --- | --- |',
        ...rows,
        '',
        ...(more > 0 ? [`And ${more} more; the log and \`json-file\` have all of them.`, ''] : [])
    ];
}
function whereOf({ file, line }, { files }) {
    if (file === '')
        return '';
    const name = `${file.split('/').slice(-3).join('/')}:${line}`;
    return files === undefined
        ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(`${file}:${line}`)
        : `[${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(name)}](${files}/${file.split('/').map(encodeURIComponent).join('/')}#L${line})`;
}
function appsTable({ apps }) {
    if (apps.length === 0)
        return [];
    const several = new Set(apps.map(app => app.framework)).size > 1;
    return [
        `| app | ${several ? 'framework | ' : ''}files → with squashes | operations | leaves |`,
        `| --- | ${several ? '--- | ' : ''}---: | ---: | --- |`,
        ...apps.map(app => {
            const { before, after, exact } = app.operations;
            const files = app.squashed === 0 ? `${app.files}` : `${app.files} → **${app.files - app.squashed}**`;
            const operations = `${exact ? '' : 'about '}${before}${before === after ? '' : ` → **${after}**`}`;
            const leaves = app.leaves.map(_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY).join(', ');
            return `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(app.label)} | ${several ? `${app.framework} | ` : ''}${files} | ${operations} | ${leaves} |`;
        }),
        ''
    ];
}
const verdicts = {
    'may-add': 'may be added',
    'run-migrate-first': 'run `migrate` first: the old files and `replaces` must stay until the squash is recorded',
    'may-delete': 'old files may be deleted, as far as this database goes',
    'would-strand': '❌ would strand this database'
};
/** Pure: how the live database stands to each squash, as lines; none where there is no squash or no database. */
function liveTable(squashes) {
    if (squashes.length === 0)
        return [];
    return [
        '| squash | live database | applied | what that means |',
        '| --- | --- | ---: | --- |',
        ...squashes.map(each => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(`${each.app}.${each.name}`)} | ${each.state} | ${each.applied} of ${each.of} | ${verdicts[each.verdict]} |`),
        ''
    ];
}
function unknownList({ unknown }) {
    const external = unknown.filter(each => each.affects === 'external').length;
    const own = unknown
        .filter(each => each.affects !== 'external')
        .sort((a, b) => (a.affects === b.affects ? 0 : a.affects === 'graph' ? -1 : 1));
    if (own.length === 0)
        return [];
    const rows = own
        .slice(0, 50)
        .map(each => `- ${each.file === '' ? '' : `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(`${each.file}:${each.line}`)}: `}${prose(each.reason)}${each.affects === 'graph' ? ' — **the verdict depends on it**' : ''}`);
    const isOpen = own.some(each => each.affects === 'graph');
    return [
        `<details${isOpen ? ' open' : ''}><summary>Not known: ${own.length} ${own.length === 1 ? 'part' : 'parts'}</summary>`,
        '',
        ...rows,
        ...(own.length > 50 ? [`- and ${own.length - 50} more`] : []),
        ...(external > 0 ? ['', `Apps that come from packages are not read (${external}); the framework checks them itself.`] : []),
        '',
        '</details>',
        ''
    ];
}
function suppressedList({ suppressed = [] }, against) {
    if (suppressed.length === 0)
        return [];
    return [
        `<details><summary>Ignored: ${suppressed.length} ${suppressed.length === 1 ? 'finding' : 'findings'}, each with a reason</summary>`,
        '',
        '| rule | where | ignored by | because |',
        '| --- | --- | --- | --- |',
        ...suppressed
            .slice(0, 100)
            .map(each => `| [${each.rule}](${rulePage(each.rule)}) | ${whereOf(each, against)} | ${each.by} | ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(each.reason)} |`),
        '',
        ...(suppressed.length > 100 ? [`And ${suppressed.length - 100} more.`, ''] : []),
        '</details>',
        ''
    ];
}
/** Sentences whose parts between backticks are code. */
function prose(value) {
    return value
        .split(/(`[^`\n]+`)/)
        .map(part => (/^`[^`\n]+`$/.test(part) ? (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(part.slice(1, -1)) : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(part)))
        .join('');
}


/***/ }),

/***/ 21544:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $j: () => (/* binding */ reportWhileDeploying),
/* harmony export */   fX: () => (/* binding */ stopping),
/* harmony export */   fg: () => (/* binding */ whileDeploying),
/* harmony export */   rN: () => (/* binding */ stopsDeployment)
/* harmony export */ });
/**
 * Whether a finding of this rule may stop a deployment. A risk (R) or a way back that is missing (B) may not: it says what a migration costs while it
 * runs, or that it cannot be taken back by itself, and in a deployment the fence and the restore point are the remedy. What is wrong (G, S, L) would fail or strand.
 */
function stopsDeployment(rule) {
    return !/^[RB]\d/.test(rule);
}
/** Of findings that are grave enough those that may stop what is under way: outside a deployment all of them. */
function stopping(findings, deploying) {
    return findings.filter(({ rule }) => !deploying || stopsDeployment(rule));
}
/** The findings as a deployment tells them: what does not stop it is a warning there, whatever it is in a pull request. */
function whileDeploying(findings) {
    return findings.map(each => (each.severity === 'error' && !stopsDeployment(each.rule) ? { ...each, severity: 'warning' } : each));
}
/** A whole report in that way: with no error left it has not failed. */
function reportWhileDeploying(report) {
    const findings = whileDeploying(report.findings);
    if (report.verdict !== 'failed' || findings.some(each => each.severity === 'error'))
        return { ...report, findings };
    return { ...report, findings, verdict: report.unknown.some(each => each.affects === 'graph') ? 'inconclusive' : 'passed' };
}


/***/ }),

/***/ 42769:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ gitSource),
/* harmony export */   b: () => (/* binding */ spawnExec)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(55618);




/**
 * The files of exactly one commit, whatever the working directory holds. Three calls of git: the ref is resolved over stdin (so a ref
 * that looks like an option is only a name that does not exist), the tree is listed with NUL separators, the contents come from one batch.
 * @throws UserError when there is no such commit or git cannot read the repository.
 */
async function gitSource(options) {
    const { directory, ref, exec = spawnExec, limits = _source_js__WEBPACK_IMPORTED_MODULE_2__/* .defaultLimits */ .MK, deadline = 60_000 } = options;
    const wanted = options.wanted ?? _source_js__WEBPACK_IMPORTED_MODULE_2__/* .isRead */ .H9;
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
    const missing = objects.filter(object => options.reuse?.objects.has(object) !== true);
    const contents = missing.length === 0 ? new Map() : parseBatch(await git(['cat-file', '--batch'], `${missing.join('\n')}\n`), missing);
    for (const object of objects) {
        const known = options.reuse?.objects.get(object);
        if (known !== undefined)
            contents.set(object, known);
    }
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
    return { commit, objects: contents, list: () => sorted, read: path => readable.get(path), skipped };
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

/***/ 12884:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ boundNewSpace)
/* harmony export */ });
/* harmony import */ var node_v8__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(78877);
/* harmony import */ var node_v8__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_v8__WEBPACK_IMPORTED_MODULE_0__);

/**
 * Keeps the space for new objects at its first size, which is a flag of V8 for the whole process. A check of thousands of files makes and drops many of them,
 * and V8 would take 110 MB for that instead of having a look more often; it is no slower for it (14,000 files: 391 -> 274 MB).
 */
function boundNewSpace() {
    (0,node_v8__WEBPACK_IMPORTED_MODULE_0__.setFlagsFromString)('--semi-space-growth-factor=1');
}


/***/ }),

/***/ 55618:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H9: () => (/* binding */ isRead),
/* harmony export */   MK: () => (/* binding */ defaultLimits),
/* harmony export */   dY: () => (/* binding */ subtree),
/* harmony export */   yR: () => (/* binding */ readText)
/* harmony export */ });
/* unused harmony export objectSource */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);

const defaultLimits = { fileSize: 2 * 1024 * 1024, files: 200_000, totalSize: 256 * 1024 * 1024 };
/** Files that some rule or framework looks into: code, SQL, settings, versions of packages, and what runs commands. */
function isRead(path) {
    return /\.(py|sql|ini|toml|cfg|conf|lock|sh|bash|bat|cmd|ps1|mk|ya?ml)$|(^|\/)(requirements[^/]*\.txt|requirements\/[^/]+\.txt|Makefile|Procfile|Dockerfile)$/i.test(path);
}
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
        skipped: source.skipped.filter(entry => within(entry.path)).map(entry => ({ ...entry, path: entry.path.slice(start.length) })),
        folder: node_path__WEBPACK_IMPORTED_MODULE_0__.posix.join(source.folder ?? '', prefix),
        outer: seenFrom(source.outer ?? source, prefix)
    };
}
function seenFrom(whole, folder) {
    return {
        list: () => whole.list().map(path => node_path__WEBPACK_IMPORTED_MODULE_0__.posix.relative(`/${folder}`, `/${path}`)),
        read: path => whole.read(node_path__WEBPACK_IMPORTED_MODULE_0__.posix.join(folder, path)),
        skipped: []
    };
}
/** The text of a file, of the folder itself or around it; undefined where there is none. */
function readText(source, path) {
    const content = source.read(path) ?? source.outer?.read(path);
    return content === undefined || typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
}


/***/ }),

/***/ 13246:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ prefetchSource),
  u: () => (/* binding */ squashStep)
});

// EXTERNAL MODULE: ./build/shared/database/sql.js
var sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/database/table-sizes.js

/** Milliseconds. Nobody waits longer for what is only told. */
const timeoutMs = 10_000;
/** Of these tables, in their order. `schema.table` is asked as such. One read-only query (two in SQLite). Errors: as `query`. */
async function tableSizes(engine, tables) {
    if (tables.length === 0)
        return [];
    const found = new Map((await ask(engine, tables)).map(([name, rows, bytes]) => [name, { rows: numberOf(rows), bytes: numberOf(bytes) }]));
    return tables.map(table => ({ table, isThere: found.has(table), ...(found.get(table) ?? { rows: null, bytes: null }) }));
}
async function ask(engine, tables) {
    if (engine.engine === 'postgres')
        return engine.query(`SELECT w.name, CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::bigint END, pg_total_relation_size(c.oid) FROM unnest(ARRAY[${tables.map(sql/* literal */.eu).join(', ')}]::text[]) AS w(name) JOIN pg_class c ON c.relkind IN ('r', 'p') JOIN pg_namespace n ON n.oid = c.relnamespace WHERE (w.name = c.relname AND pg_table_is_visible(c.oid)) OR w.name = n.nspname || '.' || c.relname`, timeoutMs);
    if (engine.engine === 'sqlite') {
        const there = await engine.query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (${tables.map(sql/* sqliteLiteral */.SO).join(', ')})`, timeoutMs);
        if (there.length === 0)
            return [];
        return engine
            .query(there.map(([name]) => `SELECT ${(0,sql/* sqliteLiteral */.SO)(name)}, count(*), NULL FROM ${(0,sql/* ident */.bD)(name)}`).join(' UNION ALL '), timeoutMs)
            .catch(() => there.map(([name]) => [name, null, null]));
    }
    return engine.query(`SELECT TABLE_NAME, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${tables.map(sql/* mysqlLiteral */.me).join(', ')})`, timeoutMs);
}
function numberOf(value) {
    return value === null || value === undefined ? null : Number(value);
}

// EXTERNAL MODULE: ./build/shared/errors.js
var shared_errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var migrations_applied = __webpack_require__(63674);
// EXTERNAL MODULE: ./build/shared/report/squash.js
var squash = __webpack_require__(48235);
;// CONCATENATED MODULE: ./build/shared/squash/alembic/applied-heads.js
/**
 * The rows that Alembic would keep of an applied set, which holds every ancestor: those that no other one of it follows or depends on. A revision that
 * no file has stays a row.
 */
function appliedHeads(project, applied) {
    const set = new Set(applied);
    const parents = new Set(project.migrations.filter(each => set.has(each.name)).flatMap(each => each.dependencies.map(({ name }) => name)));
    return applied.filter(name => !parents.has(name));
}

// EXTERNAL MODULE: ./build/shared/squash/blocking.js
var blocking = __webpack_require__(21544);
// EXTERNAL MODULE: ./build/shared/squash/git-source.js
var git_source = __webpack_require__(42769);
// EXTERNAL MODULE: ./build/shared/squash/memory.js
var memory = __webpack_require__(12884);
// EXTERNAL MODULE: ./build/shared/squash/source.js
var squash_source = __webpack_require__(55618);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/squash-check.js










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
            const sets = session.context.target.config.migrations.map(world/* setOf */.s4);
            if (sets.length === 0)
                return { skip: 'no migrations are configured' };
            return { plan: { sets }, says: sets.map(set => `check ${set} at ${request.ref} against the live database`) };
        },
        async run(session) {
            const { config } = session.context.target;
            let inconclusive = false;
            const risks = new Set();
            const onReport = (report) => {
                request.onReport?.(report);
                inconclusive ||= report.verdict === 'inconclusive';
                for (const { rule } of (0,squash/* failing */.Jr)(report.findings, 'error'))
                    if (!(0,blocking/* stopsDeployment */.rN)(rule))
                        risks.add(rule);
            };
            // Read while the database is asked; what fails first there is what the step says.
            const source = sourceFor(session, request);
            source.catch(() => undefined);
            const sets = await Promise.all(config.migrations.map(migration => checkSet(session, migration, source, { ...request, onReport })));
            const pending = sets.flatMap(set => set.pending);
            return {
                sets,
                verdict: inconclusive ? 'inconclusive' : 'passed',
                says: `${pending.length === 0
                    ? 'nothing is pending'
                    : `pending: ${pending.join(', ')}${sets.every(set => set.additive) ? ' (additive)' : ''}`}${risks.size === 0 ? '' : `; risks that do not stop a deployment: ${[...risks].sort().join(', ')}`}`
            };
        }
    };
}
async function checkSet(session, migration, source, request) {
    const { context } = session;
    const staged = session.deployment?.evidence('stage');
    const releasePath = staged?.path ?? (await (0,world/* liveCode */.Y0)(context)).path ?? context.target.config.code?.root ?? '/';
    const framework = await (0,world/* frameworkOf */.K5)(context, migration, releasePath);
    const base = { set: (0,world/* setOf */.s4)(migration), database: migration.database };
    if (migration.framework === 'scripts') {
        const before = await framework.appliedSet();
        const pending = migration.scripts.map(script => script.name).filter(name => !before.includes(name));
        const against = migration.scripts.filter(script => pending.includes(script.name) && !script.additive);
        return {
            ...base,
            before: [...before],
            pending,
            additive: against.length === 0,
            reasons: against.map(script => `${script.name} is not marked \`additive\``),
            // What a script does is known to its author alone: \`lossless\` is his word for it, and holds for the data that was there.
            reversals: migration.scripts
                .filter(script => pending.includes(script.name))
                .map(({ name, lossless, undo }) => ({
                name,
                lossless: lossless && undo !== undefined,
                afterWrites: false,
                atomic: false,
                drops: [],
                reason: undo === undefined
                    ? 'it has no `undo`'
                    : lossless
                        ? 'its `undo` gives everything back, as `lossless` in the configuration says'
                        : 'what its `undo` loses is not known'
            }))
        };
    }
    const rows = request.applied?.get(migration) ?? (await (framework.recorded?.() ?? framework.appliedSet()));
    const before = (0,migrations_applied/* appliedOf */.pZ)(rows);
    const { projects, repository } = await source;
    const read = projects.get(migration);
    // Whoever reads nothing of the files proves nothing of them either.
    if (read === undefined) {
        const pending = (await framework.plan()).map(each => each.name);
        const reasons = pending.length === 0 ? [] : [`the migrations of ${(0,world/* setOf */.s4)(migration)} are not read before they run`];
        return { ...base, before, pending, additive: pending.length === 0, reasons };
    }
    // Django's names begin with their app; a revision or a file stands alone, in the one environment or directory that was read.
    const isDjango = migration.framework === 'django';
    const keyOf = (each) => isDjango
        ? { app: each.slice(0, each.indexOf('.')), name: each.slice(each.indexOf('.') + 1) }
        : { app: read.project.apps[0]?.label ?? '', name: each };
    const nameOf = (each) => (isDjango ? `${each.app}.${each.name}` : each.name);
    // Alembic's graph is asked for what its table holds: the heads, and never an ancestor beside them.
    const applied = (migration.framework === 'alembic' ? appliedHeads(read.project, rows) : rows).map(keyOf);
    const [{ checkProject, describeReason }, { recordedWith }, { decisionsOf }, { sqlReaderFor }] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(1283), __webpack_require__.e(5493), __webpack_require__.e(6784), __webpack_require__.e(4677)]).then(__webpack_require__.bind(__webpack_require__, 84677)),
        __webpack_require__.e(/* import() */ 6529).then(__webpack_require__.bind(__webpack_require__, 6529)),
        Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(1283), __webpack_require__.e(5493), __webpack_require__.e(6784), __webpack_require__.e(5624)]).then(__webpack_require__.bind(__webpack_require__, 85624)),
        Promise.all(/* import() */[__webpack_require__.e(5493), __webpack_require__.e(652)]).then(__webpack_require__.bind(__webpack_require__, 70652))
    ]);
    const database = databaseOfEngine(context.target.config.databases[migration.database]?.engine);
    const { project, tree } = read;
    const report = checkProject(project, tree, {
        applied,
        version: isDjango ? request.version : undefined,
        database,
        sql: await sqlReaderFor(read.project, database),
        repository,
        ...(await baseFor(migration, request.base)),
        // An empty record beside tables was emptied; a database that has some rows is spared the question.
        tables: before.length === 0 ? await framework.tables?.() : undefined,
        environment: context.target.environment,
        environments: request.environments,
        decisions: decisionsOf(context.target.config['squash-check'], request.baseline)
    });
    request.onReport?.(report);
    for (const { reason } of report.unknown.slice(0, 5))
        context.log.warning(`${(0,world/* setOf */.s4)(migration)}: not known: ${reason}`);
    // Outside a deployment its caller has the last word.
    const errors = (0,blocking/* stopping */.fX)((0,squash/* failing */.Jr)(report.findings, request.failOn ?? 'error'), true);
    if (errors.length > 0)
        throw new shared_errors/* UserError */.y(`The migrations are not sound:\n${errors.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`);
    const sizes = await sizesOf(session, migration, report);
    return {
        ...base,
        before,
        pending: (report.pending ?? []).map(nameOf),
        additive: report.additive?.additive ?? false,
        reasons: (report.additive?.reasons ?? []).map(describeReason),
        records: recordedWith(project, report.squashes ?? [], report.pending ?? []).map(nameOf),
        reversals: (report.reversals ?? []).map(({ app, name, lossless, afterWrites, atomic, drops, reason, touched }) => ({
            name: nameOf({ app, name }),
            lossless,
            afterWrites,
            atomic: atomic === true,
            drops: drops.map(({ table, column }) => (column === undefined ? `${table}` : `${table}.${column}`)),
            reason,
            tables: touched.tables.map(table => sizes.get(table) ?? { table, isThere: null, rows: null, bytes: null }),
            more: !touched.all,
            risks: [
                ...new Set(report.findings.filter(each => each.app === app && each.migration === name && /^R/.test(each.rule)).map(each => each.rule))
            ].sort()
        }))
    };
}
/** Only told, never decided by: a server that does not say is no reason to stop. */
async function sizesOf({ context }, migration, report) {
    const tables = [...new Set((report.reversals ?? []).flatMap(each => each.touched.tables))].slice(0, 200);
    try {
        const sizes = await tableSizes(await (0,world/* databaseOf */.zJ)(context, migration.database), tables);
        return new Map(sizes.map(size => [size.table, size]));
    }
    catch (error) {
        if (!(error instanceof shared_errors/* UserError */.y))
            throw error;
        context.log.warning(`How large the tables of ${migration.database} are is not known: ${(0,shared_errors/* messageOf */.b)(error)}`);
        return new Map();
    }
}
function databaseOfEngine(engine) {
    return ['postgres', 'mysql', 'mariadb', 'sqlite'].find(each => each === engine);
}
/** The same project where the branch left its base, and at the base's newest commit. */
async function baseFor(migration, base) {
    if (base === undefined || migration.framework === 'scripts')
        return {};
    const { readProjectInTurns } = await Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(1283), __webpack_require__.e(5493), __webpack_require__.e(6784), __webpack_require__.e(4677)]).then(__webpack_require__.bind(__webpack_require__, 84677));
    const { framework } = migration;
    const settings = framework === 'django' ? migration.settings : undefined;
    const read = (source) => readProjectInTurns(framework, source, { settings });
    const baseSource = (0,squash_source/* subtree */.dY)(base.mergeBase, migration.directory);
    const project = await read(baseSource);
    return { base: project, baseSource, tip: base.tip === base.mergeBase ? project : await read((0,squash_source/* subtree */.dY)(base.tip, migration.directory)) };
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
    const sets = session.context.target.config.migrations.filter(migration => migration.framework !== 'scripts');
    if (sets.length === 0)
        return { commit: undefined, projects };
    const checkout = (0,world/* checkoutOf */.o5)(session.context, request.repository);
    (0,memory/* boundNewSpace */.T)();
    try {
        const [source, { readProjectInTurns }] = await Promise.all([
            checkout.resolve(request.ref).then(({ commit }) => (0,git_source/* gitSource */.Y)({ directory: checkout.directory, ref: request.ref, commit })),
            Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(1283), __webpack_require__.e(5493), __webpack_require__.e(6784), __webpack_require__.e(4677)]).then(__webpack_require__.bind(__webpack_require__, 84677))
        ]);
        for (const migration of sets) {
            const tree = migration.directory === '.' ? source : (0,squash_source/* subtree */.dY)(source, migration.directory);
            const settings = migration.framework === 'django' ? migration.settings : undefined;
            const project = await readProjectInTurns(migration.framework, tree, { settings });
            // The revisions of several environments are not told apart by what one database has recorded, and only all heads are what is read.
            const isOne = project.apps.length === 1 && (migration.framework !== 'alembic' || migration.target === 'heads');
            if (migration.framework === 'django' || isOne)
                projects.set(migration, { project, tree });
        }
        return { commit: source.commit, projects, repository: source };
    }
    catch (error) {
        if (error instanceof shared_errors/* UserError */.y)
            throw error;
        throw new shared_errors/* UserError */.y(`The commit ${request.ref} could not be read from ${checkout.directory}: ${(0,shared_errors/* messageOf */.b)(error)}`, { cause: error });
    }
}


/***/ })

};
;