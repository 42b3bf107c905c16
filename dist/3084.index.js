"use strict";
exports.id = 3084;
exports.ids = [3084];
exports.modules = {

/***/ 83084:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Mz: () => (/* binding */ preflight),
  LH: () => (/* binding */ reportFindings),
  lb: () => (/* binding */ requirePreflight)
});

// EXTERNAL MODULE: ./build/shared/database/registry.js + 17 modules
var registry = __webpack_require__(23119);
// EXTERNAL MODULE: ./build/shared/deployment/lock-message.js
var lock_message = __webpack_require__(8780);
// EXTERNAL MODULE: ./build/shared/deployment/summarise.js
var summarise = __webpack_require__(63001);
// EXTERNAL MODULE: ./build/shared/errors.js
var shared_errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var migrations_applied = __webpack_require__(63674);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./build/shared/policy/remote.js

/** Deadline for the remote, in milliseconds: a slow remote is `unknown` and never a pass. */
const remoteTimeoutMs = 30_000;
/** What the checkout and its remote say of a ref. `ref` and `branch` were checked: git never sees them as options. */
async function readRefFacts(checkout, ref, commit, branch) {
    const git = (...args) => run(checkout, args);
    const [remote, onBranch] = await Promise.all([
        ref.startsWith('refs/tags/') ? remoteTag(git, ref) : {},
        branch === undefined ? undefined : isOnBranch(git, commit, branch)
    ]);
    return { ref, commit, ...remote, onBranch };
}
/** A tag object has a second line, `<commit> refs/tags/x^{}`; a lightweight tag has none. */
async function remoteTag(git, ref) {
    const { code, stdout } = await git('ls-remote', 'origin', ref, `${ref}^{}`);
    if (code !== 0)
        return { remoteTag: 'unknown' };
    const lines = new Map(stdout
        .split('\n')
        .filter(Boolean)
        .map(line => line.split('\t').reverse()));
    const peeled = lines.get(`${ref}^{}`);
    if (peeled !== undefined)
        return { remoteTag: 'annotated', remoteCommit: peeled };
    const direct = lines.get(ref);
    return direct === undefined ? { remoteTag: 'absent' } : { remoteTag: 'lightweight', remoteCommit: direct };
}
async function isOnBranch(git, commit, branch) {
    const tip = await git('ls-remote', 'origin', `refs/heads/${branch}`);
    const sha = tip.stdout.split('\t')[0]?.trim();
    if (tip.code !== 0 || sha === undefined || sha === '')
        return 'unknown';
    // actions/checkout of a tag with fetch-depth: 0 has every branch; a shallow one lacks the tip, and then nothing can be said.
    const known = await git('cat-file', '-e', `${sha}^{commit}`);
    if (known.code !== 0)
        return 'unknown';
    const { code } = await git('merge-base', '--is-ancestor', commit, sha);
    return code === 0 ? true : code === 1 ? false : 'unknown';
}
function run(checkout, args) {
    return new Promise(resolve => {
        (0,external_node_child_process_.execFile)('git', ['-c', `safe.directory=${checkout.directory}`, '-C', checkout.directory, ...args], { env: { ...checkout.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }, timeout: remoteTimeoutMs, maxBuffer: 16 * 2 ** 20 }, (error, stdout) => resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 255, stdout }));
    });
}

// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(62088);
var semver_default = /*#__PURE__*/__webpack_require__.n(semver);
;// CONCATENATED MODULE: ./build/shared/policy/pattern.js
/** GitHub's filter patterns as far as branch and tag names need them: `*` stops at a slash, `**` does not, `?` is one character. */
function matchesPattern(pattern, name) {
    const source = pattern
        .split(/(\*\*|\*|\?)/)
        .map(part => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')))
        .join('');
    return new RegExp(`^${source}$`).test(name);
}

;// CONCATENATED MODULE: ./build/shared/policy/tag.js


/** May this ref be deployed to this environment? `live`: the version that is live now; `reason`: a person's, for going back to an older one. */
function checkRef(facts, policy, live, reason) {
    const found = [];
    const error = (check, message) => void found.push({ level: 'error', check, message });
    const tag = facts.ref.startsWith('refs/tags/') ? facts.ref.slice('refs/tags/'.length) : undefined;
    const branch = facts.ref.startsWith('refs/heads/') ? facts.ref.slice('refs/heads/'.length) : undefined;
    if (policy?.branches !== undefined && branch !== undefined && !policy.branches.some(pattern => matchesPattern(pattern, branch)))
        error('ref', `The branch ${branch} may not be deployed here; allowed: ${policy.branches.join(', ')}`);
    if (policy?.tags !== undefined && tag === undefined && !(policy.branches !== undefined && branch !== undefined))
        error('ref', `${facts.ref} is not a tag; this environment deploys tags like ${policy.tags}. Tag the commit: git tag -a v1.2.3 -m "Release 1.2.3" && git push origin v1.2.3`);
    if (tag !== undefined) {
        const version = semver_default().parse(tag.replace(/^v/, ''));
        if (policy?.tags !== undefined && !matchesPattern(policy.tags, tag))
            error('ref', `The tag ${tag} does not match ${policy.tags}`);
        if (version === null)
            error('semver', `The tag ${JSON.stringify(tag)} is not a semantic version; name it like v1.2.3`);
        if (facts.remoteTag === 'lightweight')
            error('annotated', `The tag ${tag} is a lightweight tag on the remote: it says neither who made it nor when. Make it again: git tag -d ${tag} && git tag -a ${tag} -m "${tag}" && git push -f origin ${tag}`);
        if (facts.remoteTag === 'absent')
            error('remote', `The remote has no tag ${tag}: push it first`);
        if (facts.remoteTag === 'unknown')
            error('remote', `The remote did not answer, so it is not known whether the tag ${tag} is annotated and what it points to`);
        if (facts.remoteCommit !== undefined && facts.remoteCommit !== facts.commit)
            error('moved', `The tag ${tag} points to ${facts.remoteCommit.slice(0, 10)} on the remote, but the checkout has ${facts.commit.slice(0, 10)}: it was moved. Run the workflow again for the tag as it is now`);
        const liveVersion = live === undefined ? null : semver_default().parse(live.replace(/^v/, ''));
        if (version !== null && liveVersion !== null && semver_default().lt(version, liveVersion))
            reason === undefined
                ? error('newer', `${tag} is older than ${live}, which is live. To go back use \`rollback\`, which decides about the database too; to deploy it all the same give \`reason\`, which works as long as the database has no migration that ${tag} lacks (L05)`)
                : found.push({
                    level: 'warning',
                    check: 'newer',
                    message: `${tag} is older than ${live}, which is live; reason: ${reason}. Where the database has migrations that ${tag} lacks, the check of the migrations stops it (L05): then use \`rollback\``
                });
    }
    if (policy?.on !== undefined && tag !== undefined) {
        if (facts.onBranch === false)
            error('branch', `The commit ${facts.commit.slice(0, 10)} of ${tag} is not on ${policy.on}: merge it there first, then tag the merged commit`);
        if (facts.onBranch === 'unknown')
            error('branch', `It is not known whether ${tag} is on ${policy.on}: check out with \`fetch-depth: 0\``);
    }
    return found;
}

;// CONCATENATED MODULE: ./build/shared/policy/window.js
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const week = 7 * 24 * 60;
/** undefined: the window is open long enough. Otherwise why not, in a sentence. */
function outsideWindow(window, now) {
    const minute = minuteOfWeek(now, window.zone);
    const needed = Math.ceil((window.expected + window['rollback-reserve']) / 60_000);
    let left;
    for (const text of window.open) {
        const [, day, h1, m1, h2, m2] = /^(\w{3}) (\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text);
        const start = days.indexOf(day) * 1440 + Number(h1) * 60 + Number(m1);
        const length = (Number(h2) * 60 + Number(m2) - (Number(h1) * 60 + Number(m1)) + 1440) % 1440 || 1440;
        const since = (minute - start + week) % week;
        if (since < length)
            left = Math.max(left ?? 0, length - since);
    }
    if (left === undefined)
        return `it is ${local(now, window.zone)}, and the window is open ${window.open.join(', ')} (${window.zone})`;
    if (left < needed)
        return `the window closes in ${left} min, and a deployment with its rollback reserve needs ${needed} min`;
    return undefined;
}
function minuteOfWeek(now, zone) {
    const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
        .formatToParts(now)
        .map(part => [part.type, part.value]));
    return days.indexOf(parts['weekday']) * 1440 + Number(parts['hour']) * 60 + Number(parts['minute']);
}
function local(now, zone) {
    return new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23'
    }).format(now);
}

// EXTERNAL MODULE: ./build/shared/services/operate.js + 4 modules
var operate = __webpack_require__(29296);
// EXTERNAL MODULE: ./build/shared/services/rights.js + 1 modules
var services_rights = __webpack_require__(42275);
// EXTERNAL MODULE: ./build/shared/steps/fence-state.js
var fence_state = __webpack_require__(14060);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/preflight.js













/** Everything that can be known before a deployment, asked side by side and reported at once. Reads only. */
async function preflight(session, request) {
    const { context } = session;
    // What is live, and newer or older than it, is known only when the deployment that goes on has ended.
    if (context.lockTimeoutMs > 0)
        await session.waitForTurn();
    const state = await context.state();
    const now = (0,summarise/* situation */.VD)(state);
    const live = now.kind === 'no-state' ? undefined : now.live;
    const applied = new Map();
    // What the host answers does not depend on the commit, so it is asked before git is.
    const fromHost = [
        ask('host', () => hostFindings(session)),
        ask('disk', async () => diskFindings(session, state.freeBytes)),
        ask('services', () => serviceFindings(session)),
        ask('drift', () => driftFindings(session, live, request, applied)),
        ...(0,world/* sourceNames */.SI)(context).map(name => ask(`database ${name}`, () => databaseFindings(session, name)))
    ];
    const answers = Promise.all(fromHost);
    answers.catch(() => undefined);
    const checkout = (0,world/* checkoutOf */.o5)(context);
    const commit = await attempt('commit', async () => (await checkout.resolve(request.ref)).commit);
    const version = request.ref.replace(/^refs\/(tags|heads)\//, '');
    const needed = !(commit.value !== undefined && live?.commit === commit.value && (live.state === 'verified' || live.state === 'adopted'));
    const questions = [
        Promise.resolve(commit.findings),
        lockFindings(session),
        ask('ref', async () => (request.branchPolicy && commit.value !== undefined ? refFindings(session, request, commit.value, live) : [])),
        ask('release', async () => releaseFindings(state.releases, commit.value, version, request)),
        ask('adopted', async () => now.kind !== 'no-state' && now.lastGood === undefined
            ? [
                error('adopted', 'No release is known to be good, so there would be no way back: run `command: adopt` once on the healthy system')
            ]
            : []),
        ask('window', async () => windowFindings(session, request, needed))
    ];
    const findings = [...(await Promise.all(questions)), ...(await answers)].flat();
    return { findings, version, commit: commit.value, live, needed, applied };
}
/** Warnings go to the log; the errors come back as one text, or undefined when there is none. */
function reportFindings(session, findings) {
    const errors = findings.filter(finding => finding.level === 'error');
    for (const warning of findings.filter(finding => finding.level === 'warning'))
        session.context.log.warning(warning.message, { title: `preflight: ${warning.check}` });
    if (errors.length === 0)
        return undefined;
    const headline = errors.length === 1 ? 'One thing stands' : `${errors.length} things stand`;
    return `${headline} against this deployment; nothing was changed:\n${errors.map(each => `  - ${each.check}: ${each.message}`).join('\n')}`;
}
/** Errors: UserError that lists everything that stands against the deployment. */
async function requirePreflight(session, request) {
    const report = await preflight(session, request);
    const errors = reportFindings(session, report.findings);
    if (errors !== undefined)
        throw new shared_errors/* UserError */.y(errors);
    return report;
}
function error(check, message) {
    return { level: 'error', check, message };
}
/** A question that could not be answered is an error of its own, and does not hide the others. */
async function ask(check, question) {
    const { value, findings } = await attempt(check, question);
    return value ?? findings;
}
async function attempt(check, question) {
    try {
        return { value: await question(), findings: [] };
    }
    catch (thrown) {
        if (!(thrown instanceof shared_errors/* UserError */.y))
            throw thrown;
        const cause = thrown.cause === undefined ? '' : `\n    ${(0,shared_errors/* messageOf */.b)(thrown.cause).replaceAll('\n', '\n    ')}`;
        return { findings: [error(check, `${thrown.message}${cause}`)] };
    }
}
function lockFindings(session) {
    return ask('lock', async () => {
        const { context } = session;
        if (session.deployment !== undefined)
            return [];
        const state = await context.state();
        if (state.open === undefined || state.holder === undefined)
            return [];
        return [error('lock', (0,lock_message/* heldMessage */.BA)(`${context.store.stateDir} on ${context.host.label}`, state.holder, state.open))];
    });
}
async function refFindings(session, request, commit, live) {
    const { context } = session;
    const { policy } = context.target;
    const checkout = (0,world/* checkoutOf */.o5)(context);
    const ref = request.ref.startsWith('refs/') ? request.ref : /^[0-9a-f]{40}$/.test(request.ref) ? request.ref : `refs/tags/${request.ref}`;
    const facts = await readRefFacts({ directory: checkout.directory, env: context.gitEnvironment }, ref, commit, ref.startsWith('refs/tags/') ? policy?.refs?.on : undefined);
    return checkRef(facts, policy?.refs, live?.version, request.reason);
}
function releaseFindings(releases, commit, version, request) {
    const bad = commit === undefined ? undefined : releases.find(release => release.state === 'bad' && release.commit === commit);
    if (bad === undefined)
        return [];
    if (request.force && request.reason !== undefined)
        return [{ level: 'warning', check: 'release', message: `${version} was rolled back before; forced: ${request.reason}` }];
    return [
        error('release', `${version} was rolled back by deployment ${bad.deployment ?? '(unknown)'}: the same commit would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``)
    ];
}
function windowFindings(session, request, needed) {
    const window = session.context.target.policy?.window;
    if (window === undefined || !needed)
        return [];
    const outside = outsideWindow(window, session.context.clock.now());
    if (outside === undefined)
        return [];
    if (request.reason !== undefined)
        return [{ level: 'warning', check: 'window', message: `Outside the window: ${outside}. Reason: ${request.reason}` }];
    return [error('window', `A deployment may not start now: ${outside}. Wait, or give a \`reason\`, which is recorded`)];
}
/** Commands that are there, and the clock: records of two machines are compared by time. */
async function hostFindings(session) {
    const { context } = session;
    const { requirements } = context.target.config;
    const commands = [...new Set(['bash', 'flock', 'sha256sum', 'tar', ...requirements.commands])];
    const { stdout } = await context.host.run((0,shell.sh) `for command in ${commands}; do command -v -- "$command" >/dev/null || printf '%s\n' "$command"; done`);
    const missing = stdout.split('\n').filter(Boolean);
    return missing.length === 0
        ? []
        : [error('commands', `${context.host.label} lacks ${missing.join(', ')}: install ${missing.length === 1 ? 'it' : 'them'}`)];
}
function diskFindings(session, freeBytes) {
    const needed = session.context.target.config.requirements['free-disk'];
    if (needed === undefined || freeBytes >= needed)
        return [];
    return [
        error('disk', `${session.context.host.label} has ${gibibytes(freeBytes)} free where Belay keeps its state, ${gibibytes(needed)} are required: free some space`)
    ];
}
function gibibytes(bytes) {
    return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
async function serviceFindings(session) {
    const { context } = session;
    const services = (0,world/* servicesOf */.Yj)(context);
    // A deployment that is gone on with may have stopped them itself.
    if (services.length === 0 || session.deployment !== undefined)
        return [];
    const file = (0,world/* maintenanceFile */.iV)(context);
    const left = (0,fence_state/* leftFenced */.zI)((await context.state()).deployments, undefined);
    const job = { stateDir: context.target.stateDir, idPrefix: 'preflight', timeoutMs: 30_000 };
    const [now, rights] = await Promise.all([
        (0,operate/* readServices */.JQ)((0,world/* serviceContext */.f4)(context, job), services, file),
        (0,services_rights/* missingRights */.o)(context.host, ['start', 'stop', 'restart'], services)
    ]);
    const fenced = now.maintenance === 'up'
        ? [{ level: 'warning', check: 'services', message: `The maintenance answer is up (${file}): users see it now` }]
        : [];
    return [
        ...fenced,
        ...(rights.length === 0
            ? []
            : [error('rights', `The user may not operate the services. Add with visudo:\n    ${rights.join('\n    ')}`)]),
        ...[...now.states].flatMap(([name, service]) => {
            if (!service.found)
                return [error('services', `${name} does not exist on ${context.host.label}`)];
            if (service.active !== 'active' && left !== undefined)
                return [
                    {
                        level: 'warning',
                        check: 'services',
                        message: `${name} is ${service.active}: deployment ${left.id} was given up behind its fence`
                    }
                ];
            if (service.active !== 'active')
                return [
                    error('services', `${name} is ${service.active} now, before the deployment: mend it first, or it will be blamed on the deployment`)
                ];
            if (service.needsDaemonReload)
                return [
                    { level: 'warning', check: 'services', message: `${name}: its unit file was changed and not loaded: systemctl daemon-reload` }
                ];
            return [];
        })
    ];
}
/** What was changed past Belay since the last good release (G4): files, and migrations run by hand. */
async function driftFindings(session, live, request, sets) {
    const { context } = session;
    const code = (0,world/* codeOf */.$N)(context);
    if (live === undefined || code === undefined || session.deployment !== undefined)
        return [];
    const level = request.force && request.reason !== undefined ? 'warning' : 'error';
    return (await Promise.all([codeDrift(context, code, live, level), schemaDrift(context, live, level, sets)])).flat();
}
async function codeDrift(context, code, live, level) {
    const found = [];
    const now = await (0,world/* liveCode */.Y0)(context);
    if (now.currentIsDirectory)
        found.push(error('current', `${context.target.config.code?.root}/current on ${context.host.label} is a real directory, not a link: move it to releases/ and link it (\`command: adopt\` says how)`));
    else if (now.release !== undefined && now.release !== live.id)
        found.push({
            level,
            check: 'drift',
            message: `current points to ${now.release}, but the journal's live release is ${live.id}: someone switched past Belay. Run \`command: adopt\` if that is right`
        });
    else if (now.release !== undefined) {
        const drift = await code.drift(now.release);
        if (drift.state === 'drifted')
            found.push({
                level,
                check: 'drift',
                message: `${drift.count} files of the live release were changed past Belay: ${drift.changes.join(', ')}. Bring them into git, or give \`force: true\` with a \`reason\`: they would be lost`
            });
    }
    return found;
}
async function schemaDrift(context, live, level, sets) {
    const found = [];
    for (const migration of context.target.config.migrations) {
        const recorded = live.applied?.[(0,world/* setOf */.s4)(migration)];
        if (recorded === undefined)
            continue;
        const framework = await (0,world/* frameworkOf */.K5)(context, (0,world/* heldBy */.Vr)(migration, recorded), live.path);
        const rows = await (framework.recorded?.() ?? framework.appliedSet());
        const applied = (0,migrations_applied/* appliedOf */.pZ)(rows);
        if (migration.framework === 'django')
            sets.set(migration, rows);
        const extra = applied.filter(each => !recorded.includes(each));
        const gone = recorded.filter(each => !applied.includes(each));
        if (extra.length + gone.length > 0)
            found.push({
                level,
                check: 'drift',
                message: `${(0,world/* setOf */.s4)(migration)} is not as the last deployment left it: ${[...extra.map(each => `+${each}`), ...gone.map(each => `-${each}`)].join(', ')}: someone migrated past Belay`
            });
    }
    return found;
}
async function databaseFindings(session, name) {
    const { context } = session;
    const source = await (0,world/* sourceOf */.vz)(context, name);
    if (!(0,registry/* isEngine */.p)(source)) {
        await source.describe();
        return [];
    }
    const facts = await source.describe();
    const { fence, migrations } = context.target.config;
    if (!facts.canCopy && fence !== 'never' && migrations.some(migration => migration.database === name))
        return [
            {
                level: 'warning',
                check: `database ${name}`,
                message: `No restore point can be made of ${source.database}: its user may not create databases. Give \`admin: { as: postgres }\``
            }
        ];
    return [];
}


/***/ })

};
;