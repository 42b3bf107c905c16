"use strict";
exports.id = 9788;
exports.ids = [9788,4377,5624];
exports.modules = {

/***/ 45081:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/action/action-step.js
var action_step = __webpack_require__(94515);
// EXTERNAL MODULE: ./build/shared/action/read-target.js + 1 modules
var read_target = __webpack_require__(80513);
// EXTERNAL MODULE: ./build/shared/action/ref.js
var action_ref = __webpack_require__(33693);
// EXTERNAL MODULE: ./build/shared/action/session.js + 5 modules
var session = __webpack_require__(45504);
// EXTERNAL MODULE: ./build/shared/config/load.js
var load = __webpack_require__(33070);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/squash/check.js + 3 modules
var squash_check = __webpack_require__(84677);
// EXTERNAL MODULE: ./build/shared/squash/decisions.js
var decisions = __webpack_require__(85624);
// EXTERNAL MODULE: ./build/shared/squash/memory.js
var memory = __webpack_require__(12884);
// EXTERNAL MODULE: ./build/shared/squash/source.js
var squash_source = __webpack_require__(55618);
// EXTERNAL MODULE: ./build/shared/squash/sql/load.js + 2 modules
var sql_load = __webpack_require__(70652);
;// CONCATENATED MODULE: ./build/shared/action/squash-offline.js









/** Checks the migrations of a commit without a host or a database: what a pull request can know. Errors: UserError for what it cannot read. */
async function checkOffline(request) {
    (0,memory/* boundNewSpace */.T)();
    const { base, source } = request;
    const config = configIn(source, request.config);
    const path = (0,external_node_path_.join)('/', request.path).replace(/^\/|\/$/g, '');
    const database = databaseOf(request.engine, config);
    const at = (tree) => (path === '' ? tree : (0,squash_source/* subtree */.dY)(tree, path));
    const project = at(source);
    // A misspelt folder has no migrations either, and must not look like a project without any.
    if (project.list().length === 0 && project.skipped.length === 0 && path !== '' && !source.skipped.some(each => each.path === path))
        throw new errors/* UserError */.y(`There is no folder ${path} in the commit that is checked: correct the input \`path\``);
    return (0,squash_check.checkMigrations)(project, {
        base: base && at(base.mergeBase),
        tip: base && (base.tip === base.mergeBase ? undefined : at(base.tip)),
        frameworks: request.framework && [request.framework],
        environment: request.environment,
        version: request.version,
        repository: source,
        environments: request.environments,
        database,
        sql: await (0,sql_load.loadSqlReader)(database),
        decisions: (0,decisions.decisionsOf)(config?.['squash-check'], request.baseline)
    });
}
function configIn(source, named) {
    const text = (0,squash_source/* readText */.yR)(source, named ?? read_target/* defaultPath */.j);
    if (text !== undefined)
        return (0,load/* loadConfig */.Z)(text, named ?? read_target/* defaultPath */.j);
    if (named === undefined)
        return undefined;
    throw new errors/* UserError */.y(`The configuration ${named} is not in the commit that is checked: correct the input \`config\``);
}
/** The one that the migrations change, where that is one. */
function databaseOf(engine, config) {
    const engines = config?.migrations.map(({ database }) => config.databases[database]?.engine) ?? [];
    const found = engine ?? (new Set(engines).size === 1 ? engines[0] : undefined);
    return ['postgres', 'mysql', 'mariadb', 'sqlite'].find(each => each === found);
}

;// CONCATENATED MODULE: ./build/shared/github/comment.js

/** GitHub did not do it: `rights` where the token may not (a pull request from a fork has a token that only reads). */
class CommentRefused extends Error {
    name = 'CommentRefused';
    why;
    constructor(why, message) {
        super(message);
        this.why = why;
    }
}
/**
 * Keeps one comment with this mark up to date. It is begun only where there is something to say, and from then on follows what is the case, also to green.
 * Errors: CommentRefused.
 */
async function keepComment(comments, { mark, body, worthSaying }) {
    const hidden = `<!-- belay:${mark.replaceAll(/[^A-Za-z0-9._/-]+/g, '_').replaceAll('--', '__')} -->`;
    const whole = `${hidden}\n${body}`;
    // A person may quote the comment: the mark counts only as its first line.
    const mine = (await comments.list()).find(each => each.body.startsWith(hidden));
    if (mine === undefined && !worthSaying)
        return 'nothing to say';
    if (mine === undefined) {
        await comments.create(whole);
        return 'created';
    }
    if (mine.body.replaceAll('\r\n', '\n').trim() === whole.trim())
        return 'unchanged';
    await comments.update(mine.id, whole);
    return 'updated';
}
/** GitHub's REST API; each call has 10 seconds. */
class ApiComments {
    #token;
    #apiUrl;
    #place;
    constructor(token, apiUrl, repository, number) {
        const [owner = '', repo = ''] = repository.split('/');
        this.#token = token;
        this.#apiUrl = apiUrl;
        this.#place = { owner, repo, issue_number: number };
    }
    async list() {
        return this.#ask('read', async (octokit) => {
            const found = [];
            // A pull request with more than 2,000 comments gets another one.
            for (let page = 1; page <= 20; page++) {
                const { data } = await octokit.rest.issues.listComments({ ...this.#place, per_page: 100, page });
                found.push(...data.map(({ id, body }) => ({ id, body: body ?? '' })));
                if (data.length < 100)
                    break;
            }
            return found;
        });
    }
    async create(body) {
        await this.#ask('write', octokit => octokit.rest.issues.createComment({ ...this.#place, body }));
    }
    async update(id, body) {
        const { owner, repo } = this.#place;
        await this.#ask('write', octokit => octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body }));
    }
    async #ask(what, call) {
        try {
            return await call(await client(this.#token, this.#apiUrl));
        }
        catch (error) {
            const status = error.status;
            const isRights = status === 401 || status === 403 || status === 404;
            throw new CommentRefused(isRights ? 'rights' : 'other', `GitHub did not let it ${what} comments of pull request ${this.#place.issue_number}${typeof status === 'number' ? ` (${status})` : `: ${(0,errors/* messageOf */.b)(error)}`}`);
        }
    }
}
async function client(token, baseUrl) {
    const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(4119), __webpack_require__.e(2413)]).then(__webpack_require__.bind(__webpack_require__, 92413));
    return getOctokit(token, { baseUrl, request: { fetch: withDeadline } });
}
/** A deadline for each call, not for all of them together. */
const withDeadline = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(10_000) });
/** Keeps them in memory. */
class FakeComments {
    comments;
    refuse;
    constructor(bodies = []) {
        this.comments = bodies.map((body, index) => ({ id: index + 1, body }));
    }
    async list() {
        if (this.refuse !== undefined)
            throw this.refuse;
        return this.comments;
    }
    async create(body) {
        this.comments.push({ id: this.comments.length + 1, body });
    }
    async update(id, body) {
        this.comments.find(each => each.id === id).body = body;
    }
}

;// CONCATENATED MODULE: ./build/shared/github/pull-request.js

/** From GitHub's own description of the event; undefined where the run has another cause. */
async function readPullRequest(environment) {
    const base = environment['GITHUB_BASE_REF'] ?? '';
    if (base === '')
        return undefined;
    const fromRef = /^refs\/pull\/(\d+)\//.exec(environment['GITHUB_REF'] ?? '')?.[1];
    if (fromRef !== undefined)
        return { number: Number(fromRef), base };
    // `pull_request_target` runs on the base branch; only the event says which pull request it is for.
    const path = environment['GITHUB_EVENT_PATH'];
    const event = path === undefined
        ? undefined
        : await (0,promises_.readFile)(path, 'utf8')
            .then(JSON.parse)
            .catch(() => undefined);
    const number = event?.pull_request?.number;
    return typeof number === 'number' ? { number, base } : undefined;
}

// EXTERNAL MODULE: ./build/shared/github/run.js
var github_run = __webpack_require__(40920);
// EXTERNAL MODULE: ./build/shared/report/squash.js
var squash = __webpack_require__(48235);
;// CONCATENATED MODULE: ./build/shared/report/sarif.js

/** GitHub takes no file with more results, and shows the gravest 5,000. */
const resultLimit = 25_000;
const shownLimit = 5_000;
const noteLimit = 1_000;
const levels = { error: 'error', warning: 'warning', info: 'note' };
const problemSeverity = { error: 'error', warning: 'warning', info: 'recommendation' };
/**
 * Pure: the report as SARIF 2.1.0 for GitHub's code scanning. Errors and warnings are results; figures and what is not known are notes of the run, which
 * are no alerts. What is ignored is left out: GitHub then closes its alert. `category` tells two checks of one commit apart.
 */
function renderSarif(report, rules, category = '') {
    const rank = { error: 0, warning: 1, info: 2 };
    const graded = report.findings.filter(each => each.severity !== 'info').sort((a, b) => rank[a.severity] - rank[b.severity]);
    const notes = report.findings.filter(each => each.severity === 'info');
    const left = graded.length - resultLimit;
    const index = new Map(rules.map((rule, position) => [rule.id, position]));
    const more = left > 0 ? [note(`${left} more findings are left out: GitHub takes ${resultLimit} at most.`)] : [];
    return {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
            {
                tool: {
                    driver: {
                        name: 'Belay squash-check',
                        informationUri: 'https://github.com/belay-actions/belay',
                        rules: rules.map(describe)
                    }
                },
                automationDetails: { id: `belay/squash-check/${category === '' ? '' : `${category}/`}` },
                columnKind: 'utf16CodeUnits',
                invocations: [
                    {
                        executionSuccessful: true,
                        toolExecutionNotifications: [
                            ...more,
                            ...notes.slice(0, noteLimit).map(each => ({ ...note(each.message), locations: locationsOf(each), properties: facts(each) }))
                        ]
                    }
                ],
                results: graded.slice(0, resultLimit).map(each => ({
                    ruleId: each.rule,
                    ...(index.has(each.rule) ? { ruleIndex: index.get(each.rule) } : {}),
                    level: levels[each.severity],
                    message: { text: `${each.message} ${each.fix}` },
                    locations: locationsOf(each),
                    ...(each.fingerprint === undefined
                        ? {}
                        : { partialFingerprints: { primaryLocationLineHash: each.fingerprint, 'belayFinding/v1': each.fingerprint } }),
                    properties: { ...facts(each), fix: each.fix }
                }))
            }
        ]
    };
}
function describe(rule) {
    return {
        id: rule.id,
        name: rule.title,
        shortDescription: { text: rule.title },
        fullDescription: { text: rule.why },
        help: {
            text: `${rule.why}\n\n${rule.fix}`,
            markdown: `${rule.why}\n\n**How to mend it:** ${rule.fix}\n\n[The rule with its examples](${(0,squash/* rulePage */.gd)(rule.id)})`
        },
        helpUri: (0,squash/* rulePage */.gd)(rule.id),
        defaultConfiguration: { level: levels[rule.severity] },
        properties: { tags: ['migrations', ...rule.frameworks], precision: 'high', 'problem.severity': problemSeverity[rule.severity] }
    };
}
function note(text) {
    return { level: 'note', message: { text } };
}
function facts({ framework, app, migration }) {
    return { framework, app, migration };
}
/** Relative to the repository's root. GitHub wants a place for each result; what has none is told at the root. */
function locationsOf({ file, line, column }) {
    const uri = file === '' ? '.' : file.split('/').map(encodeURIComponent).join('/');
    return [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line, startColumn: column } } }];
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 4 modules
var schemas = __webpack_require__(2503);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/iso.js
var iso = __webpack_require__(64377);
;// CONCATENATED MODULE: ./build/shared/squash/environments.js


/** The part of a report in JSON that other runs read: squash-check writes it wherever it has asked a database. */
const liveReport = schemas/* object */.Ikc({
    environment: schemas/* string */.YjP(),
    checkedAt: iso/* datetime */.w$(),
    squashes: schemas/* array */.YOg(schemas/* object */.Ikc({
        app: schemas/* string */.YjP(),
        name: schemas/* string */.YjP(),
        state: schemas/* enum */.k5n(['fresh', 'partial', 'full-unrecorded', 'full-recorded', 'orphan', 'stale']),
        applied: schemas/* int */.Whr().min(0),
        of: schemas/* int */.Whr().min(1),
        verdict: schemas/* enum */.k5n(['may-add', 'run-migrate-first', 'may-delete', 'would-strand'])
    }))
});
/**
 * What is known of each named environment. The newest report of an environment counts. Pure.
 * `now` and `maxAge` in milliseconds: a database goes on living, and may have been restored from a backup since.
 */
function environmentStates(names, files, now, maxAge) {
    const reports = [];
    const unreadable = [];
    for (const { path, text } of files) {
        const read = text === undefined ? undefined : parse(text);
        if (read === undefined)
            unreadable.push(text === undefined ? `${path} is not there` : `${path} is no report of a live check`);
        else
            reports.push(read);
    }
    return [...new Set(names)].map(name => {
        const own = reports.filter(report => report.environment === name).sort((a, b) => Date.parse(a.checkedAt) - Date.parse(b.checkedAt));
        const newest = own.at(-1);
        if (newest === undefined)
            return { name, unknown: ['there is no report of it', ...unreadable].join('; '), squashes: [] };
        const age = now - Date.parse(newest.checkedAt);
        if (age > maxAge)
            return {
                name,
                unknown: `its report is of ${newest.checkedAt} and so older than ${Math.round(maxAge / 86_400_000)} days`,
                squashes: []
            };
        // A clock may go wrong by minutes, not by hours.
        if (age < -3_600_000)
            return { name, unknown: `its report is of ${newest.checkedAt}, which is still to come`, squashes: [] };
        return { name, unknown: undefined, squashes: newest.squashes };
    });
}
/** What a report in JSON says beside its findings where a database was asked, so that other runs can read it with `environmentStates`. */
function liveStamp(squashes, environment, now) {
    return squashes && { environment, checkedAt: now.toISOString(), squashes: [...squashes] };
}
/**
 * The same from the inputs of an action; undefined where no environment is named. `read` answers undefined where there is no such file.
 * Errors: UserError, where reports are given and nobody says whose must be there.
 */
async function readEnvironments(inputs, read, now) {
    const { names = [], reports = [], maxAge } = inputs;
    if (names.length === 0) {
        if (reports.length > 0)
            throw new errors/* UserError */.y('With `live-reports` the input `environments` is needed: the names of all environments that must have recorded a squash');
        return undefined;
    }
    const files = await Promise.all(reports.map(async (path) => ({ path, text: await read(path) })));
    return environmentStates(names, files, now, maxAge);
}
function parse(text) {
    try {
        return liveReport.safeParse(JSON.parse(text)).data;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/shared/report/squash-document.js


const severity = schemas/* enum */.k5n(['error', 'warning', 'info']);
const framework = schemas/* enum */.k5n(['django', 'alembic', 'sql']);
const count = schemas/* int */.Whr().min(0);
const place = {
    file: schemas/* string */.YjP().describe("As the repository names it; '' for what concerns no file."),
    line: schemas/* int */.Whr().min(1).describe('Counted from 1.'),
    column: schemas/* int */.Whr().min(1).describe('Counted from 1, in UTF-16 units.')
};
const finding = {
    rule: schemas/* string */.YjP().describe('Its page is docs/rules/ID.md.'),
    severity,
    framework,
    app: schemas/* string */.YjP().describe("App of Django, environment of Alembic, or directory of SQL; '' for what concerns none."),
    migration: schemas/* string */.YjP().describe("'' for what concerns a whole app."),
    ...place,
    message: schemas/* string */.YjP(),
    fix: schemas/* string */.YjP()
};
/** The report as `json-file` holds it: always one document, whatever number of projects was checked. Later versions may add keys at the top. */
const squashDocument = schemas/* object */.Ikc({
    verdict: schemas/* enum */.k5n(['passed', 'failed', 'inconclusive'])
        .describe('failed: an error was found; inconclusive: none was, but a part that decides about the graph is not known.'),
    findings: schemas/* array */.YOg(schemas/* strictObject */.rej(finding)),
    apps: schemas/* array */.YOg(schemas/* strictObject */.rej({
        label: schemas/* string */.YjP(),
        framework,
        files: count.describe('Migration files on disk, squashes included.'),
        squashed: count.describe('How many of them a squash replaces on a fresh database.'),
        operations: schemas/* strictObject */.rej({
            before: count.describe('Along the old files.'),
            after: count.describe('Along what a fresh database runs.'),
            exact: schemas/* boolean */.zMY().describe('false where some cannot be read.')
        }),
        leaves: schemas/* array */.YOg(schemas/* string */.YjP()).describe('On a fresh database.')
    })),
    unknown: schemas/* array */.YOg(schemas/* strictObject */.rej({
        framework,
        app: schemas/* string */.YjP(),
        migration: schemas/* string */.YjP(),
        affects: schemas/* enum */.k5n(['graph', 'operations', 'external']).describe('graph: the verdict is open because of it.'),
        reason: schemas/* string */.YjP(),
        ...place
    }))
        .describe('What could not be read.'),
    suppressed: schemas/* array */.YOg(schemas/* strictObject */.rej({ ...finding, by: schemas/* enum */.k5n(['comment', 'configuration', 'baseline']), reason: schemas/* string */.YjP() }))
        .describe('Findings that somebody decided to live with.'),
    pending: schemas/* array */.YOg(schemas/* strictObject */.rej({ app: schemas/* string */.YjP(), name: schemas/* string */.YjP(), ...place, operations: schemas/* array */.YOg(schemas/* string */.YjP()).describe('Their kinds, in order.') }))
        .optional()
        .describe('What would be applied to the live database, in its order; present where one was asked.'),
    environment: schemas/* string */.YjP().optional().describe('Whose live database was asked; other runs read this file by their input `live-reports`.'),
    checkedAt: iso/* datetime */.w$().optional().describe('When it was asked.'),
    squashes: liveReport.shape.squashes.optional().describe('How that database stands to each squash.'),
    additive: schemas/* boolean */.zMY().optional().describe('true: all of it is proven to leave the running release working.')
});
/** Pure: the published form of a report. */
function documentOf(report, environment, now = new Date()) {
    const { verdict, findings, apps, unknown, suppressed = [], pending, additive } = report;
    return {
        verdict,
        findings: findings.map(bare),
        apps: apps.map(({ label, framework: by, files, squashed, operations, leaves }) => ({
            label,
            framework: by,
            files,
            squashed,
            operations,
            leaves
        })),
        unknown: unknown.map(({ framework: by, app, migration, affects, reason, file, line, column }) => ({
            framework: by,
            app,
            migration,
            affects,
            reason,
            file,
            line,
            column
        })),
        suppressed: suppressed.map(each => ({ ...bare(each), by: each.by, reason: each.reason })),
        ...(environment === undefined ? {} : liveStamp(report.squashes, environment, now)),
        ...(pending === undefined ? {} : { pending }),
        ...(additive === undefined ? {} : { additive: additive.additive })
    };
}
function bare(each) {
    const { rule, severity: grave, framework: by, app, migration, file, line, column, message, fix } = each;
    return { rule, severity: grave, framework: by, app, migration, file, line, column, message, fix };
}
/** The published JSON Schema, docs/squash-report.schema.json. */
function squashJsonSchema() {
    return { ...z.toJSONSchema(squashDocument, { io: 'input' }), title: 'Report of Belay squash-check' };
}

// EXTERNAL MODULE: ./build/shared/squash/git-source.js
var git_source = __webpack_require__(42769);
;// CONCATENATED MODULE: ./build/shared/squash/base.js


const deepen = 'Set `fetch-depth: 0` at actions/checkout.';
/**
 * Reads both, or says why the checkout does not hold them: a shallow one lacks the history. Errors: UserError where the history is complete and there is
 * still no such commit, which is a wrong name.
 */
async function readBase({ directory, head, ref, reuse, exec = git_source/* spawnExec */.b }) {
    const git = (args, stdin) => exec('git', ['--no-replace-objects', ...args], { cwd: directory, stdin, deadline: 60_000 });
    const isShallow = (await git(['rev-parse', '--is-shallow-repository'])).stdout.toString('utf8').trim() === 'true';
    const commitOf = async (name) => {
        const answer = (await git(['cat-file', '--batch-check'], `${name}^{commit}\n`)).stdout.toString('utf8').trim();
        return /^([0-9a-f]{40}|[0-9a-f]{64}) commit \d+$/.exec(answer)?.[1];
    };
    const [from, tip] = [await commitOf(head), /[\n\0]/.test(ref) || ref === '' ? undefined : await commitOf(ref)];
    if (from === undefined)
        throw new errors/* UserError */.y(`No commit ${JSON.stringify(head)} in '${directory}'. Fetch it first, or correct the name.`);
    if (tip === undefined) {
        if (isShallow)
            return { missing: `${ref} is not in this checkout, which is shallow. ${deepen}` };
        throw new errors/* UserError */.y(`There is no commit ${JSON.stringify(ref)} in '${directory}': correct \`base-ref\`, or fetch it first. ${deepen}`);
    }
    const found = await git(['merge-base', from, tip]);
    const commit = found.stdout.toString('utf8').trim();
    if (found.code !== 0 || commit === '') {
        if (isShallow)
            return { missing: `where this branch left ${ref} is not in this checkout, which is shallow. ${deepen}` };
        throw new errors/* UserError */.y(`${ref} and ${head} have no commit in common, so nothing can be compared. Correct \`base-ref\`.`);
    }
    const mergeBase = await (0,git_source/* gitSource */.Y)({ directory, ref, commit, exec, reuse });
    return { ref, mergeBase, tip: tip === commit ? mergeBase : await (0,git_source/* gitSource */.Y)({ directory, ref, commit: tip, exec, reuse: mergeBase }) };
}
/** Errors: UserError where git cannot compare them. */
async function changedLines(directory, from, to, exec = git_source/* spawnExec */.b) {
    const args = [
        '-c',
        'core.quotePath=false',
        '--no-replace-objects',
        'diff',
        '--no-ext-diff',
        '--no-textconv',
        '--no-color',
        '--no-renames',
        '-U0',
        '--src-prefix=a/',
        '--dst-prefix=b/',
        from,
        to,
        '--'
    ];
    const result = await exec('git', args, { cwd: directory, deadline: 60_000 });
    if (result.code !== 0)
        throw new errors/* UserError */.y(`git could not compare ${from} with ${to} in '${directory}'.`, { cause: new Error(result.stderr.trim()) });
    return parseDiff(result.stdout.toString('utf8'));
}
/** Reads a diff without context. A file that is gone has its first line, which is where a finding about it is told. */
function parseDiff(text) {
    const changed = new Map();
    let old = '';
    let ranges = [];
    // Lines of content are counted off, so that one that looks like a head is none.
    let content = 0;
    for (const line of text.split('\n')) {
        if (content > 0) {
            if (!line.startsWith('\\'))
                content--;
            continue;
        }
        if (line.startsWith('--- '))
            old = pathOf(line);
        else if (line.startsWith('+++ ')) {
            const path = line === '+++ /dev/null' ? old : pathOf(line);
            ranges = line === '+++ /dev/null' ? [[1, 1]] : [];
            changed.set(path, ranges);
        }
        const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
        if (hunk === null)
            continue;
        const [start, count] = [Number(hunk[2]), Number(hunk[3] ?? '1')];
        content = Number(hunk[1] ?? '1') + count;
        // Where lines were only taken out, the line before them is what a reader sees as changed.
        if (start > 0)
            ranges.push([start, start + Math.max(count, 1) - 1]);
    }
    return changed;
}
/** A name with a quote, a backslash or a control character stands in quotes, as C writes it; one that cannot be read stays as it stands. */
function pathOf(line) {
    const name = line.slice(4).replace(/\t$/, '');
    if (!name.startsWith('"'))
        return name.slice(2);
    try {
        return JSON.parse(name).slice(2);
    }
    catch {
        return name;
    }
}
function isChanged(lines, { file, line }) {
    return lines.get(file)?.some(([first, last]) => line >= first && line <= last) ?? false;
}

// EXTERNAL MODULE: ./build/shared/squash/blocking.js
var blocking = __webpack_require__(21544);
// EXTERNAL MODULE: ./build/shared/squash/rules/registry.js + 79 modules
var registry = __webpack_require__(56784);
// EXTERNAL MODULE: ./build/shared/steps/squash-check.js + 2 modules
var steps_squash_check = __webpack_require__(13246);
;// CONCATENATED MODULE: ./build/actions/squash-check/entry.js























const run = async (given, runtime) => {
    runtime.output('verdict', 'error');
    const run = (0,github_run/* readRun */.c)(runtime.environment, process.cwd(), process.cwd());
    const inputs = withHost(given, run);
    // What was begun ahead knew no host.
    if (inputs !== given)
        runtime.begun = undefined;
    if (inputs['write-baseline'] && inputs.baseline === undefined)
        throw new errors/* UserError */.y('With `write-baseline` the input `baseline` is needed: the file that is written');
    if (inputs.comment && inputs['github-token'] === undefined)
        throw new errors/* UserError */.y('With `comment` the input `github-token` is needed: github-token: ${{ github.token }}, and `permissions: pull-requests: write`');
    const pull = await readPullRequest(runtime.environment);
    const baseline = await baselineOf(inputs, run);
    const environments = await environmentsOf(inputs, run.workspace);
    if (!(await hasHost(inputs, runtime))) {
        if (namesDatabase(inputs))
            runtime.log.warning('The database was not asked: no host was given. `host: local` asks it from this machine; else give `private-key`.');
        else
            runtime.log.info('Checked without a database: no host was given');
        await offline(inputs, runtime, { run, pull, baseline, environments });
        return;
    }
    const facts = { run, pull, baseline, environments, base: await baseOf(inputs, run, pull) };
    const check = async (session) => {
        if (await (0,action_step/* nothingToDo */.K)(session, runtime))
            return;
        const { config, policy } = session.context.target;
        if (policy === undefined && config.migrations.length === 0) {
            runtime.log.info('Checked without a database: none was given');
            await offline(inputs, runtime, facts);
            return;
        }
        if (inputs['base-ref'] !== undefined && typeof facts.base === 'string')
            runtime.log.warning(`Not compared with ${inputs['base-ref']}: ${facts.base}`);
        const reports = [];
        const ref = (0,action_ref/* refOf */.H)(inputs.ref, session.context.run);
        // Whoever asks the live database is about to deploy, whether a deployment is open already or not.
        const { environment } = session.context.target;
        // A ref that was named is not the commit of this run.
        const commit = inputs.ref === undefined ? facts.run.sha : undefined;
        const told = () => tell((0,blocking/* reportWhileDeploying */.$j)((0,squash_check.mergeReports)(reports)), { kind: 'database' }, commit, inputs, runtime, facts, environment);
        // Its own verdict comes from `fail-on` below, after every annotation has been made.
        const step = (0,steps_squash_check/* squashStep */.u)({
            ref,
            onReport: report => void reports.push(report),
            failOn: inputs['write-baseline'] ? 'never' : inputs['fail-on'],
            version: inputs['django-version'],
            base: typeof facts.base === 'string' ? undefined : facts.base,
            baseline: facts.baseline,
            environments
        });
        const evidence = await (0,action_step/* actionStep */.J)(session, runtime, step, {}).catch(async (error) => {
            // Nothing was checked: the verdict stays `error`.
            if (reports.length > 0)
                await told();
            throw error;
        });
        if (evidence === undefined)
            return;
        runtime.output('additive', evidence.sets.every(set => set.additive || set.pending.length === 0));
        if (reports.length > 0)
            await told();
    };
    await (0,session/* withSession */.f)(inputs, runtime, check, undefined, { readsOnly: true });
};
/** A database that is named without a host is asked from this machine: whoever names one wants it asked. */
function withHost(inputs, { workspace }) {
    const hasPlace = inputs.host ?? inputs['private-key'] ?? inputs.config;
    if (!namesDatabase(inputs) || hasPlace !== undefined || (0,external_node_fs_.existsSync)((0,external_node_path_.join)(workspace, read_target/* defaultPath */.j)))
        return inputs;
    return { ...inputs, host: 'local', environment: inputs.environment ?? 'check' };
}
function namesDatabase(inputs) {
    return inputs['database-url'] !== undefined || inputs['db-host'] !== undefined;
}
async function baseOf(inputs, { workspace }, pull, reuse) {
    const named = inputs['base-ref'];
    const ref = named ?? (pull === undefined ? undefined : `origin/${pull.base}`);
    if (ref === undefined)
        return 'neither a database nor a base branch was given, so old and new migrations look alike. Set `base-ref`.';
    const read = await readBase({ directory: workspace, head: reuse?.commit ?? inputs.ref ?? 'HEAD', ref, reuse }).catch((error) => {
        // Only a name that a person has given can be a wrong one.
        if (named !== undefined || !(error instanceof errors/* UserError */.y))
            throw error;
        return { missing: error.message };
    });
    return 'missing' in read ? read.missing : read;
}
async function baselineOf(inputs, { workspace }) {
    const { baseline } = inputs;
    if (baseline === undefined)
        return undefined;
    try {
        return (0,decisions.parseBaseline)(await (0,promises_.readFile)((0,external_node_path_.join)(workspace, baseline), 'utf8'), baseline);
    }
    catch (error) {
        if (error.code !== 'ENOENT')
            throw error;
        if (inputs['write-baseline'])
            return undefined;
        throw new errors/* UserError */.y(`The baseline ${baseline} is not in ${workspace}. Write it once with \`write-baseline: true\` and commit it.`, {
            cause: error
        });
    }
}
async function offline(inputs, runtime, given) {
    const { run, pull, baseline, environments } = given;
    const { path, environment, engine, framework, config } = inputs;
    const source = await (0,git_source/* gitSource */.Y)({ directory: run.workspace, ref: inputs.ref ?? 'HEAD' });
    const base = await baseOf(inputs, run, pull, source);
    const known = typeof base === 'string' ? undefined : base;
    const report = await checkOffline({
        source,
        path,
        config,
        environment,
        engine,
        framework: framework === 'auto' ? undefined : framework,
        base: known,
        baseline,
        environments,
        version: inputs['django-version']
    });
    // Who has asked for a comparison, or opened a pull request, is warned.
    const asked = inputs['base-ref'] !== undefined || pull !== undefined;
    if (typeof base === 'string')
        runtime.log[asked ? 'warning' : 'info'](`Risks were not judged: ${base}`);
    const by = typeof base === 'string'
        ? { kind: 'nothing', why: base }
        : { kind: 'base', ref: base.ref, commit: base.mergeBase.commit };
    await tell(report, by, source.commit, inputs, runtime, { ...given, base });
    runtime.output('status', 'passed');
}
/** A pull request has no key: then the commit is checked by itself. A configuration that cannot be read is an error, not a reason to check less. */
async function hasHost(inputs, runtime) {
    if (inputs.host === 'local' || inputs['private-key'] !== undefined)
        return true;
    if (inputs.environment === undefined && inputs.config === undefined)
        return false;
    const target = await (0,read_target/* readTarget */._)(inputs, (0,github_run/* readRun */.c)(runtime.environment, process.cwd(), process.cwd()), runtime.environment['RUNNER_TEMP']);
    return target.host.address === 'local';
}
/** What is known of the named environments, from the reports of other runs. */
function environmentsOf(inputs, workspace) {
    const { environments: names, 'live-reports': reports, 'live-report-age': maxAge } = inputs;
    const read = (path) => (0,promises_.readFile)((0,external_node_path_.resolve)(workspace, path), 'utf8').catch((error) => {
        if (error.code === 'ENOENT')
            return undefined;
        throw new errors/* UserError */.y(`The report ${path} (live-reports) could not be read: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
    });
    return readEnvironments({ names, reports, maxAge }, read, Date.now());
}
/** Annotations, outputs, files, summary and comment. `live`: the environment whose database was asked. Errors: UserError when a finding is as grave as `fail-on`. */
async function tell(report, by, commit, inputs, runtime, facts, live) {
    const { findings, apps, unknown, suppressed = [], verdict } = report;
    const { run, baseline } = facts;
    for (const { framework, text, file, line } of report.versions ?? [])
        runtime.log.info(`Version of ${framework}: ${text} (${file}:${line})`);
    (0,squash/* annotate */.fz)(runtime.log, await toAnnotate(findings, commit, inputs, runtime, facts));
    runtime.output('errors', findings.filter(each => each.severity === 'error').length);
    runtime.output('warnings', findings.filter(each => each.severity === 'warning').length);
    runtime.output('suppressed', suppressed.length);
    runtime.output('unknown', unknown.length);
    runtime.output('apps', apps.length);
    runtime.output('files', apps.reduce((sum, app) => sum + app.files, 0));
    runtime.output('verdict', verdict);
    const stale = baseline === undefined ? [] : (0,decisions.staleEntries)(baseline, report);
    if (stale.length > 0)
        runtime.log.info(`${stale.length} ${stale.length === 1 ? 'entry' : 'entries'} of the baseline ${inputs.baseline} ${stale.length === 1 ? 'was' : 'were'} not found any more; \`write-baseline: true\` leaves them out:\n${stale.map(each => `  ${each.rule} ${each.file} ${each.message}`).join('\n')}`);
    await writeFiles(report, inputs, runtime, run, live);
    const server = runtime.environment['GITHUB_SERVER_URL'];
    const against = {
        commit,
        by,
        files: server === undefined || commit === undefined ? undefined : `${server}/${run.owner.repository}/blob/${commit}`,
        run: run.owner.url,
        stale: stale.length
    };
    await runtime.summarise((0,squash/* renderSquashSummary */.Gs)(report, against));
    if (inputs.comment)
        await comment(report, against, inputs, runtime, facts);
    const bad = inputs['write-baseline'] ? [] : (0,blocking/* stopping */.fX)((0,squash/* failing */.Jr)(findings, inputs['fail-on']), live !== undefined);
    if (bad.length === 0)
        return;
    // A step that let a risk pass has said otherwise.
    runtime.output('status', 'failed');
    throw new errors/* UserError */.y(`${bad.length === 1 ? 'One finding fails' : `${bad.length} findings fail`} the check:\n${bad.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`);
}
/** With `changed-only` those on changed lines. What is left out is counted. */
async function toAnnotate(findings, commit, inputs, runtime, { run, base }) {
    if (!inputs['changed-only'])
        return findings;
    if (typeof base === 'string' || commit === undefined) {
        runtime.log.info('Which lines were changed is not known, so every finding is annotated');
        return findings;
    }
    const lines = await changedLines(run.workspace, base.mergeBase.commit, commit);
    const here = findings.filter(each => isChanged(lines, each));
    if (here.length < findings.length)
        runtime.log.info(`${findings.length - here.length} findings are on lines that were not changed since ${base.ref}; they are in the summary`);
    return here;
}
async function writeFiles(report, inputs, runtime, { workspace }, environment) {
    const write = async (name, text) => {
        const file = (0,external_node_path_.join)(workspace, name);
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(file), { recursive: true });
        await (0,promises_.writeFile)(file, text);
        return file;
    };
    const { 'json-file': json, 'sarif-file': sarif, baseline } = inputs;
    if (json !== undefined)
        runtime.output('findings-file', await write(json, `${JSON.stringify(documentOf(report, environment), null, 2)}\n`));
    if (sarif !== undefined) {
        await write(sarif, `${JSON.stringify(renderSarif(report, registry/* rules */.a, inputs.path === '.' ? '' : inputs.path), null, 2)}\n`);
        const results = report.findings.filter(each => each.severity !== 'info').length;
        if (results > shownLimit)
            runtime.log.notice(`GitHub's code scanning shows the gravest ${shownLimit} of these ${results} findings`);
    }
    if (inputs['write-baseline'] && baseline !== undefined) {
        const text = (0,decisions.renderBaseline)(report);
        await write(baseline, text);
        runtime.log.notice(`${JSON.parse(text).findings.length} findings were written to ${baseline}: commit it, and they are ignored from then on`);
    }
}
/** A comment that cannot be written makes no step red: the findings are in the summary too. */
async function comment(report, against, inputs, runtime, { run, pull }) {
    if (pull === undefined) {
        runtime.log.info('No comment: this run is not for a pull request');
        return;
    }
    const comments = new ApiComments(inputs['github-token'] ?? '', run.apiUrl, run.owner.repository, pull.number);
    try {
        const done = await keepComment(comments, {
            mark: `squash-check/${inputs.framework}/${inputs.path}`,
            body: (0,squash/* renderSquashComment */.fH)(report, against),
            worthSaying: (0,squash/* isWorthSaying */.wU)(report)
        });
        runtime.log.info(`Comment of pull request ${pull.number}: ${done}`);
    }
    catch (error) {
        if (!(error instanceof CommentRefused))
            throw error;
        runtime.log.notice(error.why === 'rights'
            ? `No comment: ${(0,errors/* messageOf */.b)(error)}. The job needs \`permissions: pull-requests: write\`; a pull request from a fork never has it.`
            : `No comment: ${(0,errors/* messageOf */.b)(error)}`);
    }
}


/***/ }),

/***/ 94515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);


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

/***/ 85624:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   decisionsOf: () => (/* binding */ decisionsOf),
/* harmony export */   parseBaseline: () => (/* binding */ parseBaseline),
/* harmony export */   renderBaseline: () => (/* binding */ renderBaseline),
/* harmony export */   staleEntries: () => (/* binding */ staleEntries)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(961);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(37428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _nearest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(96995);
/* harmony import */ var _rules_registry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(56784);




const baselineFile = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    version: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(1),
    findings: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        fingerprint: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().min(1),
        rule: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        file: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        app: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        migration: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
        message: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    }))
});
/** What the configuration and the baseline say together. Errors: UserError for rules that there are not, or that nobody can have ignored. */
function decisionsOf(config, baseline) {
    const known = new Map(_rules_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.map(rule => [rule.id, rule]));
    const named = [
        ...(config?.ignore ?? []).map(({ rule }, index) => [`ignore.${index}.rule`, rule]),
        ...Object.keys(config?.severity ?? {}).map(rule => [`severity.${rule}`, rule])
    ];
    const problems = named.flatMap(([where, id]) => {
        const rule = known.get(id);
        if (rule?.ignorable === false)
            return [`${where}: ${id} (${rule.title}) cannot be ignored or made less grave: what else is wrong cannot be told before it is mended`];
        const near = (0,_nearest_js__WEBPACK_IMPORTED_MODULE_2__/* .nearest */ .p)(id, [...known.keys()]);
        return rule === undefined ? [`${where}: there is no rule ${id}${near === undefined ? '' : `; did you mean ${near}?`}`] : [];
    });
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`The configuration's \`squash-check\` is not usable:\n${problems.map(each => `  squash-check.${each}`).join('\n')}`);
    return {
        ignore: config?.ignore ?? [],
        severity: config?.severity ?? {},
        baseline: baseline && new Set(baseline.findings.map(each => each.fingerprint))
    };
}
/** Errors: UserError where it is not such a file. */
function parseBaseline(text, file) {
    try {
        return baselineFile.parse(JSON.parse(text));
    }
    catch (error) {
        const why = error instanceof zod__WEBPACK_IMPORTED_MODULE_4__/* .ZodError */ .G ? zod__WEBPACK_IMPORTED_MODULE_5__/* .prettifyError */ .S1(error) : (0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .b)(error);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`The baseline ${file} cannot be read. Write it anew with \`write-baseline: true\`.`, { cause: new Error(why) });
    }
}
/** The file for what was found: what is in it already stays as long as it is found, figures and what cannot be ignored are left out. */
function renderBaseline(report) {
    const firm = new Set(_rules_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .rules */ .a.filter(rule => rule.ignorable === false).map(rule => rule.id));
    const old = (report.suppressed ?? []).filter(each => each.by === 'baseline');
    const findings = [...old, ...report.findings]
        .filter(each => each.severity !== 'info' && !firm.has(each.rule))
        .map(({ fingerprint = '', rule, file, app, migration, message }) => ({ fingerprint, rule, file, app, migration, message }))
        .sort((a, b) => (a.file === b.file ? compare(a.fingerprint, b.fingerprint) : compare(a.file, b.file)));
    return `${JSON.stringify({ version: 1, findings }, null, 2)}\n`;
}
function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
/** Entries of the baseline that nothing was found for any more. */
function staleEntries(baseline, report) {
    const found = new Set([...report.findings, ...(report.suppressed ?? [])].map(each => each.fingerprint));
    return baseline.findings.filter(each => !found.has(each.fingerprint));
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