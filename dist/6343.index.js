"use strict";
exports.id = 6343;
exports.ids = [6343,4377];
exports.modules = {

/***/ 28851:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45504);
/* harmony import */ var _shared_deployment_run_step_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(64031);
/* harmony import */ var _shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(75841);
/* harmony import */ var _shared_steps_retention_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(40799);
/* harmony import */ var _shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(25002);






const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .nothingToDo */ .K)(session, runtime))
        return;
    const databases = (0,_shared_steps_world_js__WEBPACK_IMPORTED_MODULE_4__/* .requireSources */ .aR)(session.context);
    let evidence;
    let pruned = [];
    if (session.context.dryRun || session.deployment !== undefined) {
        const result = await (0,_shared_deployment_run_step_js__WEBPACK_IMPORTED_MODULE_2__/* .runStep */ .e)(session, (0,_shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backupStep */ .lk)(inputs.pin), {
            opening: () => Promise.reject(new Error('A backup opens no deployment'))
        });
        evidence = result.evidence;
    }
    else {
        evidence = await session.context.log.group((0,_shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backupStep */ .lk)().title, () => (0,_shared_steps_backup_js__WEBPACK_IMPORTED_MODULE_3__/* .backUp */ .vm)(session, databases, inputs.pin));
        await session.remember('backup', evidence, evidence.durationMs);
        pruned = await (0,_shared_steps_retention_js__WEBPACK_IMPORTED_MODULE_5__/* .removeOldBackups */ .hI)(session);
    }
    tell(runtime, evidence, pruned);
}, async (context) => {
    const { backUpHere, planHere } = await Promise.all(/* import() */[__webpack_require__.e(750), __webpack_require__.e(4163), __webpack_require__.e(8342)]).then(__webpack_require__.bind(__webpack_require__, 44163));
    if (context.dryRun)
        return void context.log.info(planHere(context));
    const { evidence, pruned } = await backUpHere(context, inputs.pin);
    tell(runtime, evidence, pruned);
});
function tell(runtime, evidence, pruned) {
    if (evidence !== undefined) {
        runtime.log.info(evidence.says);
        runtime.output('backup-id', evidence.backup);
        runtime.output('manifest', evidence.manifest);
        runtime.output('sha256', evidence.sha256);
        runtime.output('size-bytes', evidence.bytes);
        runtime.output('verified', evidence.level);
        runtime.output('duration-ms', evidence.durationMs);
        runtime.output('copies', evidence.copies.join(','));
        runtime.output('drill-ms', evidence.drillMs ?? '');
    }
    runtime.output('pruned', pruned.join(','));
    runtime.output('status', 'passed');
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