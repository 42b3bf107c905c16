"use strict";
exports.id = 4002;
exports.ids = [4002];
exports.modules = {

/***/ 28432:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ listBackups),
/* harmony export */   m: () => (/* binding */ removeBackups)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82854);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45495);



/** What is read of a manifest: lines of its text, which `renderManifest` writes one key to a line. */
const wanted = /^ {2}"(sequence|finishedAt|deployment|pinned|app|environment|host)": (.+?),?$|^ {4}"(boot|uptimeMs)": (.+?),?$|^ {6}"(database|source)": (.+?),?$/;
const pattern = '^( {2}"(sequence|finishedAt|deployment|pinned|app|environment|host)"| {4}"(boot|uptimeMs)"| {6}"(database|source)"): ';
/** Days after which what a job left (its script and its output) is of no use to anybody. */
const jobDays = 30;
const oldJobs = (directory) => (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `find ${directory} -mindepth 2 -maxdepth 2 -name exit -mtime +${jobDays}`;
/**
 * Every backup of the state directory, in one answer, whatever their number. A directory whose manifest does not say what a manifest must say is
 * named apart.
 */
async function listBackups(host, stateDir) {
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `export LC_ALL=C
printf '%s %s\\n' "$(date +%s%3N)" "$(${{ raw: oldJobs(`${stateDir}/jobs`) }} -print -quit 2>/dev/null)"
[[ -d ${`${stateDir}/backups`} ]] || exit 0
cd -- ${`${stateDir}/backups`}
find . -mindepth 2 -maxdepth 2 -name manifest.json ! -path './.*' -printf '%h ' | sed 's#\\./##g'
echo
find . -mindepth 2 -maxdepth 2 -name manifest.json -type f ! -path './.*' -print0 | xargs -0 -r grep -HE ${pattern} || [[ $? == 123 ]]
`);
    const [head = '', directories = '', ...lines] = stdout.split('\n');
    const [time, oldJob] = head.split(' ');
    const found = new Map();
    for (const line of lines) {
        const [, id, text] = /^\.\/([A-Za-z0-9][A-Za-z0-9._-]*)\/manifest\.json:(.*)$/.exec(line) ?? [];
        const [, a, aValue, b, bValue, c, cValue] = wanted.exec(text ?? '') ?? [];
        const value = json(aValue ?? bValue ?? cValue);
        if (id === undefined || value === undefined)
            continue;
        const facts = found.get(id) ?? { databases: [] };
        found.set(id, facts);
        if (c === 'database')
            facts.databases.push(String(value));
        else if (c === 'source')
            facts.databases.push(`${facts.databases.pop()} (${value})`);
        else
            facts[(a ?? b)] = value;
    }
    const backups = [...found].flatMap(([id, facts]) => known(id, facts));
    const readable = new Set(backups.map(each => each.id));
    return {
        now: Number(time),
        oldJobs: oldJob !== '',
        backups,
        unreadable: directories.split(' ').filter(id => id !== '' && !readable.has(id))
    };
}
function known(id, facts) {
    const { sequence, finishedAt, deployment, pinned, boot, uptimeMs, databases, app, environment, host } = facts;
    const time = typeof finishedAt === 'string' ? Date.parse(finishedAt) : Number.NaN;
    if (typeof sequence !== 'number' || Number.isNaN(time) || databases.length === 0)
        return [];
    return [
        {
            id,
            sequence,
            finishedAt: time,
            databases,
            pinned: pinned === true,
            deployment: typeof deployment === 'string' ? deployment : undefined,
            boot: typeof boot === 'string' ? boot : undefined,
            uptime: typeof uptimeMs === 'number' ? uptimeMs : undefined,
            app: typeof app === 'string' ? app : undefined,
            environment: typeof environment === 'string' ? environment : undefined,
            host: typeof host === 'string' ? host : undefined
        }
    ];
}
function json(text) {
    try {
        return text === undefined ? undefined : JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/**
 * Removes backups, each by one rename that takes it from the list, then its manifest, then the rest: killed at any point it is there whole or it is no
 * backup. One in whose directory something else lies is left. Old jobs go too, but none of `openDeployment`.
 * Answers the ids that are gone. Errors: UserError while a backup or a restore runs.
 */
async function removeBackups(host, stateDir, ids, openDeployment) {
    const { stdout, stderr, exitCode } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `umask 077; shopt -s nullglob
[[ -d ${`${stateDir}/backups`} ]] || exit 0
cd -- ${`${stateDir}/backups`}
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .raw */ .l)((0,_use_js__WEBPACK_IMPORTED_MODULE_1__/* .useAlone */ .hR)(stateDir, 30))}
for id in ${ids}; do
  [[ -d $id && ! -L $id && -f $id/manifest.json ]] || continue
  members=$(grep -cE '^ {6}"name": ' -- "$id/manifest.json") || members=0
  there=$(find "$id" -mindepth 1 -printf x)
  if (( \${#there} != members + 1 )); then printf 'left %s\\n' "$id"; continue; fi
  rm -rf -- ".$id.tmp"
  mv -T -- "$id" ".$id.tmp"
  sync -- .
  rm -f -- ".$id.tmp/manifest.json"
  rm -rf -- ".$id.tmp"
  printf 'removed %s\\n' "$id"
done
sync -- .
[[ -d ${`${stateDir}/jobs`} ]] || exit 0
cd -- ${`${stateDir}/jobs`}
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .raw */ .l)(oldJobs('.'))} ! -path ${`./${openDeployment ?? '/'}.*`} -printf '%h\\0' | xargs -0 -r rm -rf --
`, { check: false, timeoutMs: 600_000 });
    if (exitCode === 64)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(stdout.replace(/^BELAY: /, '').trim());
    if (exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`Old backups could not be removed from ${stateDir} on ${host.label}`, {
            cause: new Error(stderr.trim().slice(-2000))
        });
    const lines = stdout.split('\n');
    const those = (word) => lines.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1));
    return { removed: those('removed'), left: those('left') };
}


/***/ }),

/***/ 80294:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ planRetention)
/* harmony export */ });
/** Which backups go. Pure: what is known of each, a policy, and nothing else. */
const dayMs = 86_400_000;
/** A clock that is so much ahead is told apart from two clocks that are not quite the same. */
const futureMs = 5 * 60_000;
/**
 * Ages are counted from the newest backup and not from now: where backups have stopped nothing expires. `now`: the host's clock. `needed`: by backup or
 * by deployment, those that a release still needs to be gone back to, with the reason.
 */
function planRetention(backups, policy, { now, needed }) {
    const inOrder = [...backups].sort((a, b) => b.sequence - a.sequence);
    const usable = inOrder.filter(each => each.finishedAt <= now + futureMs);
    const newest = usable[0];
    const why = new Map();
    const keep = (each, reason) => void (why.has(each.id) || why.set(each.id, reason));
    for (const each of inOrder) {
        const reason = needed.get(each.id) ?? (each.deployment === undefined ? undefined : needed.get(each.deployment));
        if (each.pinned)
            keep(each, 'pinned');
        else if (reason !== undefined)
            keep(each, reason);
        else if (each.finishedAt > now + futureMs)
            keep(each, 'its time lies in the future');
        else if (newest !== undefined && age(newest, each) <= policy.keepDays * dayMs)
            keep(each, `not older than ${policy.keepDays} days`);
    }
    // Of each database: what holds only the files of a week is no backup of its databases.
    for (const database of new Set(inOrder.flatMap(each => each.databases))) {
        const its = usable.filter(each => each.databases.includes(database));
        for (const each of its.slice(0, policy.keepLast ?? 0))
            keep(each, `one of the last ${policy.keepLast} of ${database}`);
        for (const each of newestOfEach(its, week, policy.keepWeekly ?? 0))
            keep(each, `the newest of its week of ${database}`);
        for (const each of newestOfEach(its, month, policy.keepMonthly ?? 0))
            keep(each, `the newest of its month of ${database}`);
        for (const each of its.slice(0, Math.max(1, policy.minVerified)))
            keep(each, `one of the last ${policy.minVerified} of ${database}`);
    }
    return {
        keep: inOrder.flatMap(({ id }) => (why.has(id) ? [{ id, why: why.get(id) }] : [])),
        remove: inOrder
            .filter(({ id }) => !why.has(id))
            .map(({ id }) => id)
            .reverse()
    };
}
function age(newest, each) {
    const sameRun = newest.boot !== undefined && newest.boot === each.boot;
    return sameRun ? (newest.uptime ?? 0) - (each.uptime ?? 0) : newest.finishedAt - each.finishedAt;
}
function newestOfEach(inOrder, period, count) {
    const first = new Map();
    for (const each of inOrder) {
        const name = period(each.finishedAt);
        if (!first.has(name))
            first.set(name, each);
    }
    return [...first.values()].slice(0, count);
}
const month = (time) => new Date(time).toISOString().slice(0, 7);
/** The day of the week's Thursday, by which ISO 8601 counts weeks. */
function week(time) {
    const day = new Date(time).getUTCDay();
    return new Date(time + (4 - (day || 7)) * dayMs).toISOString().slice(0, 10);
}


/***/ }),

/***/ 54002:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  O: () => (/* binding */ finish)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./build/shared/code/prune.js
/**
 * Which releases go. Kept: what `protectedIds` names (the live one, the rollback target, the one being deployed), and the newest `keep` that were
 * verified or adopted, by the time of their verification and never by a directory's mtime. What is not known is kept.
 */
function planPrune(present, releases, keep, protectedIds) {
    const known = new Map(releases.map(release => [release.id, release]));
    const proven = releases
        .filter(release => ['verified', 'adopted'].includes(release.state) || (release.state === 'live' && release.verifiedAt !== undefined))
        .sort((a, b) => (b.verifiedAt ?? b.stagedAt).localeCompare(a.verifiedAt ?? a.stagedAt));
    const newest = new Set(proven.slice(0, keep).map(release => release.id));
    const reason = (release) => {
        if (protectedIds.includes(release.id))
            return 'protected';
        if (release.state === 'live')
            return 'live';
        return newest.has(release.id) ? `one of the newest ${keep} verified` : undefined;
    };
    const here = releases.filter(release => present.includes(release.id));
    return {
        keep: here.flatMap(release => {
            const why = reason(release);
            return why === undefined ? [] : [{ id: release.id, reason: why }];
        }),
        remove: here
            .filter(release => reason(release) === undefined)
            .sort((a, b) => a.stagedAt.localeCompare(b.stagedAt))
            .map(release => release.id),
        unknown: present.filter(id => !known.has(id))
    };
}

// EXTERNAL MODULE: ./build/shared/database/names.js
var database_names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/deployment/open-deployment.js
var open_deployment = __webpack_require__(87441);
// EXTERNAL MODULE: ./build/shared/deployment/summarise.js
var summarise = __webpack_require__(63001);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/steps/retention.js
var retention = __webpack_require__(40799);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/finish.js









/**
 * The gate has passed with users in: only now does "last good release" move (G1). Then what is no longer needed goes.
 * Errors: UserError when a staged release was never made live; then the gate proved the old one.
 */
async function finish(session) {
    const { context, mine } = session;
    const state = await context.state();
    const staged = mine.evidence('stage');
    if (staged !== undefined && mine.evidence('switch')?.release !== staged.release)
        throw new errors/* UserError */.y(`The gate passed, but ${staged.release} is only staged and not live, so nothing of it is proven: run \`deploy-code\` with \`phase: switch\` and \`restart-service\` before the gate`);
    const now = (0,summarise/* situation */.VD)(state);
    const before = now.kind === 'no-state' ? undefined : now.live;
    const release = await releaseOf(session, state, staged, before);
    const live = release?.id ?? staged?.release ?? before?.id;
    if (release !== undefined)
        session.putRelease({
            ...release,
            state: 'verified',
            verifiedAt: context.clock.now().toISOString(),
            deployment: mine.id,
            applied: appliedNow(session, before?.applied)
        });
    // What cannot be tidied up must not fail a deployment that is verified.
    await prune(session, state, live).catch(error => context.log.warning(`Old releases could not be removed: ${(0,errors/* messageOf */.b)(error)}`));
    // The backup of this deployment is verified, and so is what it led to.
    if (mine.evidence('backup') !== undefined)
        await (0,retention/* removeOldBackups */.hI)(session);
    await dropOldCopies(session, state).catch(error => context.log.warning(`Old copies of databases could not be removed: ${(0,errors/* messageOf */.b)(error)}`));
    await mine.close('verified', `${staged?.version ?? release?.version ?? 'The system'} is live and verified`, live);
}
/** What is live, as a release: what was staged; what the journal knows; else what a step of the user's own put there, recorded now. */
async function releaseOf(session, state, staged, before) {
    const { context, mine } = session;
    if (staged !== undefined)
        return state.releases.find(each => each.id === staged.release);
    const code = (0,world/* codeOf */.$N)(context);
    const now = await (0,world/* liveCode */.Y0)(context);
    if (code === undefined || now.kind === 'none')
        return before;
    const known = state.releases.find(each => (now.kind === 'git' ? each.commit === now.commit : each.id === now.release));
    if (known !== undefined)
        return known;
    const adopted = await code.adopt(mine.job('gate', timeouts/* codeTimeoutMs */.DO));
    return {
        id: adopted.id,
        version: mine.opened.version ?? adopted.version,
        commit: adopted.commit ?? now.commit,
        path: adopted.path ?? now.path ?? '/',
        state: 'staged',
        stagedAt: context.clock.now().toISOString(),
        deployment: mine.id,
        fingerprint: adopted.fingerprint === undefined ? undefined : { files: adopted.fingerprint }
    };
}
function appliedNow(session, before) {
    const sets = session.mine.evidence('migrate')?.sets;
    if (sets === undefined)
        return before === undefined ? undefined : { ...before };
    return { ...before, ...Object.fromEntries(Object.entries(sets).map(([set, { after }]) => [set, [...after]])) };
}
async function prune(session, state, live) {
    const { context, mine } = session;
    const code = (0,world/* codeOf */.$N)(context);
    const keep = context.target.config.code?.keep ?? 5;
    if (code === undefined || state.releases.length <= keep + 1)
        return;
    const present = await code.list();
    const previous = mine.opened.code?.release;
    const releases = state.releases.map(each => (each.id === live ? { ...each, state: 'verified' } : each));
    const { remove } = planPrune(present, releases, keep, [live, previous].filter(id => id !== undefined));
    if (remove.length === 0)
        return;
    const removed = await code.remove(mine.job('gate', timeouts/* codeTimeoutMs */.DO), remove);
    // That a release was bad is remembered without its files: a re-run must still refuse it.
    const forgotten = removed.releases.filter(id => state.releases.find(each => each.id === id)?.state !== 'bad');
    for (const id of forgotten)
        await context.store.removeRelease(id, mine.held);
    context.log.info(`Removed ${removed.releases.join(', ')}`);
}
/** Restore points of earlier deployments, and databases kept for study, cost a whole copy each: only the newest way back stays. */
async function dropOldCopies(session, state) {
    const { context, mine } = session;
    for (const { id, records } of state.deployments.filter(each => each.id !== mine.id)) {
        const points = (0,open_deployment/* findEvidence */.H)(records, 'restore-point')?.points;
        const kept = (0,open_deployment/* findEvidence */.H)(records, 'rollback')?.copies ?? {};
        const known = [...Object.entries(points ?? {}).map(([database, { name }]) => [database, name]), ...Object.entries(kept)];
        for (const [database, name] of [...known, ...(points === undefined ? await unfinishedCopies(session, id, records) : [])]) {
            const { databases, files } = context.target.config;
            if (databases[database] === undefined && files[database] === undefined)
                continue;
            const engine = await (0,world/* sourceOf */.vz)(context, database);
            if (!(await engine.copyExists({ name })))
                continue;
            await engine.dropCopy(mine.job('restore-point', timeouts/* databaseTimeoutMs */.fE), { name });
            context.log.info(`Removed ${name}, a copy of ${engine.database} that deployment ${id} left`);
        }
    }
}
/** What a restore point that was interrupted may have left: it has no evidence, but its names follow from the deployment. */
async function unfinishedCopies(session, id, records) {
    const begun = records.findLast(record => record.type === 'intent' && record.step === 'restore-point');
    if (begun?.type !== 'intent')
        return [];
    const names = await Promise.all(begun.plan.databases
        .filter(database => session.context.target.config.databases[database] !== undefined)
        .map(async (database) => {
        const { database: live } = await (0,world/* databaseOf */.zJ)(session.context, database);
        return ['point', 'new'].map(kind => [database, (0,database_names/* copyName */.vC)((0,external_node_path_.basename)(live), kind, id)]);
    }));
    return names.flat();
}


/***/ }),

/***/ 40799:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   US: () => (/* binding */ policyOf),
/* harmony export */   hI: () => (/* binding */ removeOldBackups)
/* harmony export */ });
/* unused harmony export neededBackups */
/* harmony import */ var _backup_prune_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(28432);
/* harmony import */ var _backup_retention_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(80294);
/* harmony import */ var _deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(87441);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);




/** Two clocks that differ by more cannot both be right, and by which a backup is old is not known. */
const skewMs = 60 * 60_000;
/**
 * Removes the backups that the policy no longer keeps; only after one has succeeded. Whatever stands in the way is a warning: the backup that was just
 * taken is good all the same. Answers the ids of those that are gone.
 */
async function removeOldBackups(session) {
    try {
        return await remove(session);
    }
    catch (error) {
        session.context.log.warning(`Old backups stay: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .b)(error)}`);
        return [];
    }
}
async function remove({ context, deployment }) {
    const { host, log } = context;
    const { stateDir, config } = context.target;
    const { now, backups: all, unreadable, oldJobs } = await (0,_backup_prune_js__WEBPACK_IMPORTED_MODULE_1__/* .listBackups */ .C)(host, stateDir);
    if (unreadable.length > 0)
        log.warning(`These are kept, because their manifests cannot be read: ${unreadable.slice(0, 5).join(', ')}${unreadable.length > 5 ? ` and ${unreadable.length - 5} more` : ''} in ${stateDir}/backups. They are no backups: look at them, and remove them`);
    const { app, environment } = context.target;
    // Another application may keep its backups in the same directory: they are its own affair.
    const backups = all.filter(each => each.app === app && each.environment === environment);
    const skew = now - context.clock.now().getTime();
    if (Math.abs(skew) > skewMs) {
        log.warning(`Old backups stay: the clock of ${host.label} is ${Math.round(Math.abs(skew) / 60_000)} min ${skew > 0 ? 'ahead of' : 'behind'} the runner's, so nobody knows how old they are`);
        return [];
    }
    const policy = policyOf(config.backup);
    const planned = (state) => (0,_backup_retention_js__WEBPACK_IMPORTED_MODULE_2__/* .planRetention */ .S)(backups, policy, { now, needed: neededBackups(state) });
    if (planned(await context.state()).remove.length === 0 && !oldJobs)
        return [];
    // What is known may be as old as this job; another deployment may rely on a backup by now.
    const state = await context.refresh();
    const plan = planned(state);
    const { removed, left } = await (0,_backup_prune_js__WEBPACK_IMPORTED_MODULE_1__/* .removeBackups */ .m)(host, stateDir, plan.remove, deployment?.id ?? state.open?.id);
    for (const id of left)
        log.warning(`Backup ${id} stays: something that is not part of it lies in its directory`);
    if (removed.length > 0)
        log.info(`Removed ${removed.length} old ${removed.length === 1 ? 'backup' : 'backups'}: ${removed.join(', ')}`);
    return removed;
}
/** What the configuration says of keeping. */
function policyOf(backup) {
    const { 'keep-days': keepDays, 'keep-last': keepLast, 'keep-weekly': keepWeekly, 'keep-monthly': keepMonthly } = backup;
    return { keepDays, keepLast, keepWeekly, keepMonthly, minVerified: backup['min-verified'] };
}
/**
 * By id of a backup or of the deployment that took it: what is needed to go back from the live release, or further to one that could be gone back to, and
 * what an open deployment relies on.
 */
function neededBackups(state) {
    const needed = new Map();
    const need = (deployment, why) => {
        needed.set(deployment, why);
        const records = state.deployments.find(each => each.id === deployment)?.records ?? [];
        const backup = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .findEvidence */ .H)(records, 'backup')?.backup;
        if (backup !== undefined)
            needed.set(backup, why);
        for (const record of records)
            if (record.type === 'intent')
                for (const id of backupsOf(record.step, record.plan))
                    needed.set(id, why);
    };
    for (const release of state.releases)
        if (release.state !== 'bad' && release.deployment !== undefined)
            need(release.deployment, `release ${release.version} needs it to be gone back from`);
    if (state.open !== undefined)
        need(state.open.id, `deployment ${state.open.id} is open`);
    return needed;
}
/** What a step relies on: a migration on the backups before it, a way back on those that it restores. */
function backupsOf(step, plan) {
    if (step === 'migrate')
        return Object.values(plan.backups ?? {});
    if (step !== 'rollback')
        return [];
    const { databases = [] } = plan;
    return databases.flatMap(({ backup }) => (backup === undefined ? [] : [backup]));
}


/***/ })

};
;