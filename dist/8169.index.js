"use strict";
exports.id = 8169;
exports.ids = [8169];
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

/***/ 61158:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Qy: () => (/* binding */ newestFor),
  su: () => (/* binding */ newestOf),
  Wy: () => (/* binding */ readNamedBackup),
  Lm: () => (/* binding */ wantedOf)
});

// UNUSED EXPORTS: latestOf, namedBackup

// EXTERNAL MODULE: ./build/shared/backup/destination.js
var backup_destination = __webpack_require__(71992);
// EXTERNAL MODULE: ./build/shared/backup/prune.js
var prune = __webpack_require__(28432);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var backup_store = __webpack_require__(89173);
// EXTERNAL MODULE: ./build/shared/copies/manifest.js
var manifest = __webpack_require__(86454);
// EXTERNAL MODULE: ./build/shared/copies/store.js
var copies_store = __webpack_require__(84274);
;// CONCATENATED MODULE: ./build/shared/copies/copies.js


/** Every copy of an application's environment in a store, in the order of their ids; those of others are never among them. */
async function listCopies(store, of) {
    const prefix = (0,copies_store/* siblingsPrefix */.gG)(of);
    const copies = new Map();
    for (const { key, bytes } of await store.list(prefix)) {
        const [id = '', file, ...deeper] = key.slice(prefix.length).split('/');
        if (file === undefined || deeper.length > 0)
            continue;
        const copy = copies.get(id) ?? { bytes: 0, whole: false };
        copies.set(id, { bytes: copy.bytes + bytes, whole: copy.whole || file === manifest/* MANIFEST */.e0 });
    }
    return [...copies].map(([id, copy]) => ({ id, ...copy }));
}
/** Removes a copy, its manifest first: killed at any point it is a copy or none. Nothing to do when it is gone. */
async function removeCopy(store, name) {
    await store.remove(copyKey(name, MANIFEST));
    for (const { key } of await store.list(copyPrefix(name)))
        await store.remove(key);
}

// EXTERNAL MODULE: ./build/shared/database/schema-only.js
var schema_only = __webpack_require__(64795);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/named-backup.js









/**
 * The backup that a person named, an id or `latest`, every byte of it verified, and what of it is wanted. Where the host does not have it, a copy of it is
 * brought back first. `fromHost`: the machine that it was taken on, where it is not this one. Errors: UserError.
 */
async function readNamedBackup(session, named, { fromHost, ...asked }) {
    const { host, target, dryRun } = session.context;
    const { destination } = target.config.backup;
    // On a machine that was set up anew the backups of the old one may lie there.
    if (destination !== undefined && !dryRun)
        await (0,backup_destination/* useDestination */.s)(host, target.stateDir, destination);
    const trust = { ...(await (0,world/* trustOf */.An)(session.context)), fromHost };
    const id = await namedBackup(session, named, trust, asked);
    const verify = () => (0,backup_store/* verifyBackup */.gu)(host, target.stateDir, id, trust);
    const manifest = (await bringBack(session, id, verify)) ?? (await verify());
    return { manifest, wanted: wantedOf(manifest, asked) };
}
/** Fetches the copy of a backup that is not on the host, from the first place that has a good one. undefined: it is there, or nowhere. */
async function bringBack({ context }, id, verify) {
    const { host, log, target, dryRun } = context;
    const { app, environment, stateDir, config } = target;
    if (config.backup['copy-to'].length === 0)
        return undefined;
    const { exitCode } = await host.run((0,shell.sh) `[[ -e ${(0,backup_store/* backupDirectory */.iV)(stateDir, id)} ]]`, { check: false });
    if (exitCode === 0)
        return undefined;
    const stores = await (0,world/* copyStoresOf */.He)(context);
    const { fetchBackup } = await __webpack_require__.e(/* import() */ 534).then(__webpack_require__.bind(__webpack_require__, 10534));
    const fetch = async (store) => {
        if (!(await listCopies(store, { app, environment })).some(copy => copy.id === id && copy.whole))
            return undefined;
        if (dryRun)
            throw new errors/* UserError */.y(`Backup ${id} is not on ${host.label}, but there is a copy in ${store.label}: without \`dry-run\` it is brought back first`);
        log.info(`Backup ${id} is not on ${host.label}: bringing its copy back from ${store.label}`);
        let manifest;
        const prove = async () => {
            manifest = await verify();
        };
        await fetchBackup({ store, host, stateDir, app, environment, id, prove });
        await (0,backup_store/* continueAfter */.WF)(host, stateDir, manifest);
        return manifest;
    };
    try {
        return await firstOf(context, stores, fetch);
    }
    finally {
        await Promise.all(stores.map(each => each.close()));
    }
}
/** What the first place that has it answers. One that fails is no reason to do without another. Errors: of the first that failed, where none has it. */
async function firstOf({ log }, stores, ask) {
    const failures = [];
    for (const store of stores) {
        try {
            const answer = await ask(store);
            if (answer !== undefined)
                return answer;
        }
        catch (error) {
            failures.push(error);
            if (stores.length > 1)
                log.warning((0,errors/* messageOf */.b)(error));
        }
    }
    if (failures.length > 0)
        throw failures[0];
    return undefined;
}
/** Names that are asked for and in the backup. Errors: UserError where there is none, or a listed one is not in it. */
function wantedOf(manifest, { meant, only }) {
    const held = (0,source/* namesIn */.w)(manifest);
    const missing = only?.find(name => !held.includes(name));
    if (missing !== undefined)
        throw new errors/* UserError */.y(`Backup ${manifest.id} holds ${held.join(', ')}, and not ${missing}`);
    const wanted = only ?? meant.filter(name => held.includes(name));
    if (wanted.length === 0)
        throw new errors/* UserError */.y(`Backup ${manifest.id} holds ${held.join(', ')}, and none of those is meant here: name what you mean with \`only\``);
    return wanted;
}
/**
 * The newest backup that holds the rows of what is asked for: of everything that is listed, else of anything that is meant. One action may back up a database
 * and another the files, into one directory. Pure.
 */
function newestFor(backups, { meant, only }) {
    const holds = ({ databases }, name) => databases.some(each => each.startsWith(`${name} (`) && !each.endsWith(`${(0,schema_only/* schemaOf */.pP)('')})`));
    return newestOf(backups.filter(each => (only === undefined ? meant.some(name => holds(each, name)) : only.every(name => holds(each, name)))));
}
/** By its number, which grows whatever the clock does. */
function newestOf(backups) {
    return backups.reduce((best, each) => (best === undefined || each.sequence > best.sequence ? each : best), undefined);
}
/**
 * The newest of the host's backups, by its number, or a copy that is newer and not on the host: one that was set up again from an old disk has lost its
 * newest. The numbers of copies are not known; ids begin with the time, by which only what the host does not hold (`held`) is compared. Pure.
 */
function latestOf(backups, held, copies) {
    const newest = newestOf(backups);
    const copy = copies
        .filter(id => !held.includes(id))
        .sort((a, b) => (a < b ? -1 : 1))
        .at(-1);
    if (newest === undefined)
        return copy === undefined ? undefined : { id: copy, newest };
    return { id: copy !== undefined && copy > newest.id ? copy : newest.id, newest };
}
/**
 * An id as it was named, or the newest that holds what is asked for, on the host or among the copies. Errors: UserError where there is none, or where the
 * newest that was signed is gone.
 */
async function namedBackup({ context }, named, trust, asked) {
    if (named !== 'latest')
        return named;
    const { app, environment, stateDir } = context.target;
    const { backups: all, unreadable } = await (0,prune/* listBackups */.C)(context.host, stateDir);
    if (unreadable.length > 0)
        context.log.warning(`The manifests of ${unreadable.slice(0, 5).join(', ')} cannot be read: one of them may be newer than what is taken for the latest`);
    const { fromHost } = trust;
    const backups = all.filter(each => each.app === app && each.environment === environment && (fromHost === undefined || each.host === fromHost));
    const latest = latestOf(backups, [...all.map(each => each.id), ...unreadable], await wholeCopies(context, backups.length > 0));
    if (latest === undefined && fromHost !== undefined)
        throw new errors/* UserError */.y(`There is no backup of ${fromHost} in ${stateDir} on ${context.host.label}: put it there, or give \`copy-to\` with the place where its copies lie. \`from-host\` is the name in a manifest, as in deploy@mes1.example.net:22`);
    if (latest === undefined)
        throw new errors/* UserError */.y(`There is no backup in ${stateDir} on ${context.host.label}: run \`command: backup\` first`);
    const { id, newest } = latest;
    const { key } = trust;
    // What this machine signed last says nothing of another's.
    const signed = key === undefined || fromHost !== undefined ? undefined : await (0,backup_store/* latestSigned */.Ac)(context.host, stateDir, { ...trust, key });
    if (signed !== undefined && (id === newest?.id ? newest.sequence < signed.sequence : id < signed.id))
        throw new errors/* UserError */.y(`The newest backup that was signed is ${signed.id}, and it is gone from ${context.host.label}: somebody removed it who was not Belay. Name another backup by its id if you mean it.`);
    if (newest !== undefined && id !== newest.id)
        context.log.warning(`The newest backup on ${context.host.label} is ${newest.id}, and there is a newer copy: ${id} is taken for the latest. Name the other by its id if you mean that one`);
    // What a copy holds is known when it has been brought back.
    const fit = id === newest?.id ? newestFor(backups, asked) : undefined;
    if (fit === undefined || fit.id === id)
        return id;
    context.log.notice(`The newest backup, ${id}, holds ${newest.databases.join(', ')}: the newest with what is asked for is ${fit.id}`);
    return fit.id;
}
/**
 * The whole copies of this application's environment, in all of the places. Errors: of the first place that cannot be asked, where no other has one;
 * `optional`: then it is a warning, for the host has backups of its own.
 */
async function wholeCopies(context, optional) {
    if (context.target.config.backup['copy-to'].length === 0)
        return [];
    const found = [];
    const ask = async () => {
        const stores = await (0,world/* copyStoresOf */.He)(context);
        try {
            await firstOf(context, stores, async (store) => {
                for (const copy of await listCopies(store, context.target))
                    if (copy.whole)
                        found.push(copy.id);
                return undefined;
            });
        }
        finally {
            await Promise.all(stores.map(each => each.close()));
        }
    };
    await ask().catch((error) => {
        if (optional && error instanceof errors/* UserError */.y)
            context.log.warning(`Whether there is a newer copy is not known: ${(0,errors/* messageOf */.b)(error)}`);
        else if (found.length === 0)
            throw error;
    });
    return found;
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

/***/ 60972:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  migrateHere: () => (/* binding */ migrateHere)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(17170);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var migrations_applied = __webpack_require__(63674);
// EXTERNAL MODULE: ./build/shared/migrations/framework.js
var framework = __webpack_require__(92139);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
// EXTERNAL MODULE: ./build/shared/windows/backups.js
var backups = __webpack_require__(44172);
// EXTERNAL MODULE: ./build/shared/windows/commands.js + 4 modules
var commands = __webpack_require__(44163);
// EXTERNAL MODULE: ./build/shared/windows/lock.js
var lock = __webpack_require__(10732);
// EXTERNAL MODULE: ./build/shared/migrations/errors.js
var migrations_errors = __webpack_require__(79664);
// EXTERNAL MODULE: ./build/shared/migrations/script-checksum.js
var script_checksum = __webpack_require__(48138);
// EXTERNAL MODULE: ./build/shared/migrations/script-verdict.js
var script_verdict = __webpack_require__(54268);
// EXTERNAL MODULE: ./build/shared/migrations/sql-ledger.js
var sql_ledger = __webpack_require__(41737);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./build/shared/windows/command.js



/** Characters. */
const keptLength = 1_000_000;
/** Milliseconds in which what was killed must be gone. */
const goneMs = 10_000;
/**
 * Runs a command of the user's own and waits until it is gone, with everything that it started and did not detach. Its stdin is empty.
 * Errors: UserError for a text of several lines, a directory that is not there, and a process that does not go.
 */
async function runCommand(command) {
    const { cwd, timeoutMs, onOutput } = command;
    const text = command.text.trim();
    if (text.includes('\n'))
        throw new errors/* UserError */.y(`On Windows a command is one line, and this one has more: ${text.split('\n')[0]}. Put them into a file of the repository, and call that.`);
    const child = (0,external_node_child_process_.spawn)(text, {
        cwd,
        env: command.environment,
        shell: true,
        windowsHide: true,
        // A group of its own is what can be ended as a whole; Windows ends by the tree.
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'pipe', 'pipe']
    });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'])
        child[stream].setEncoding('utf8').on('data', (piece) => {
            said[stream] = (said[stream] + piece).slice(-keptLength);
            onOutput?.(piece, stream);
        });
    let deadline = false;
    return new Promise((settle, fail) => {
        let patience;
        const timer = setTimeout(() => {
            deadline = true;
            endTree(child.pid);
            patience = setTimeout(() => fail(new errors/* UserError */.y(`Process ${child.pid} (${text}) was to be ended and has not gone: end it by hand before anything else is done`)), goneMs);
        }, timeoutMs);
        const end = () => {
            clearTimeout(timer);
            clearTimeout(patience);
        };
        child.once('error', error => {
            end();
            fail(new errors/* UserError */.y(`${text} could not be started in ${cwd}: is the directory there?`, { cause: error }));
        });
        // `close` comes when the last process that holds its output is gone, and not when the first one is.
        child.once('close', exitCode => {
            end();
            settle({ exitCode, ...said, deadline });
        });
    });
}
function endTree(pid) {
    if (pid === undefined)
        return;
    if (process.platform === 'win32') {
        const program = (0,external_node_path_.join)(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
        (0,external_node_child_process_.spawnSync)(program, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: goneMs });
        return;
    }
    try {
        process.kill(-pid, 'SIGKILL');
    }
    catch {
        // It was gone already.
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/windows/disk.js
var disk = __webpack_require__(49790);
// EXTERNAL MODULE: external "node:sqlite"
var external_node_sqlite_ = __webpack_require__(80099);
;// CONCATENATED MODULE: ./build/shared/windows/sqlite-query.js


/** Milliseconds that a statement waits for a lock of the database. */
const lockMs = 10_000;
/** Rows of a query as text (null stays null, bytes as hexadecimal digits), one by one; the database is opened for reading only. */
function* rowsOf(path, sql) {
    const database = new external_node_sqlite_.DatabaseSync(path, { readOnly: true, timeout: lockMs });
    try {
        const statement = database.prepare(sql);
        statement.setReadBigInts(true);
        // By position: two columns may have one name.
        statement.setReturnArrays(true);
        for (const row of statement.iterate())
            yield row.map(sqlite_query_text);
    }
    finally {
        database.close();
    }
}
/** Statements in one transaction. Errors: UserError. */
function change(path, sql) {
    const database = new external_node_sqlite_.DatabaseSync(path, { timeout: lockMs });
    try {
        database.exec(`BEGIN IMMEDIATE;\n${sql}\nCOMMIT;`);
    }
    catch (error) {
        throw new errors/* UserError */.y(`${path} could not be written: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
    }
    finally {
        database.close();
    }
}
function sqlite_query_text(value) {
    if (value === null)
        return null;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

;// CONCATENATED MODULE: ./build/shared/windows/compared.js






/** Counts and sums one side of a comparison. Lines are never kept. Errors: UserError where it cannot be read. */
async function measure(side, what, at) {
    const total = new LineSum();
    try {
        if ('sql' in side)
            for (const row of rowsOf(at.database, side.sql))
                total.add(JSON.stringify(row));
        else if ('run' in side) {
            let rest = '';
            const { exitCode, deadline } = await at.run(side.run, text => {
                const lines = (rest + text).split(/\r?\n/);
                rest = lines.pop();
                for (const line of lines)
                    total.add(line);
            });
            if (deadline || exitCode !== 0)
                throw new Error(deadline ? 'it had not ended in time' : `exit code ${exitCode}`);
            if (rest !== '')
                total.add(rest);
        }
        else
            await addFiles(total, (0,external_node_path_.resolve)(at.directory, side.files));
    }
    catch (error) {
        throw new errors/* UserError */.y(`${what} cannot be read`, { cause: error });
    }
    return total.measured;
}
async function addFiles(total, root) {
    for (const entry of await (0,promises_.readdir)(root, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile())
            continue;
        const path = (0,external_node_path_.join)(entry.parentPath, entry.name);
        total.add(`${path.slice(root.length).replaceAll('\\', '/')} ${await (0,disk/* sha256Of */.Bj)(path)}`);
    }
}
/** The sum of the SHA-256 of all lines, modulo 2^256: it needs no order and keeps no line, and a line that is there twice counts twice. */
class LineSum {
    #lines = 0;
    #sum = 0n;
    add(line) {
        this.#lines++;
        this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${(0,external_node_crypto_.createHash)('sha256').update(line).digest('hex')}`));
    }
    get measured() {
        return { lines: this.#lines, sum: this.#sum.toString(16).padStart(64, '0') };
    }
}

// EXTERNAL MODULE: ./build/shared/windows/store.js
var store = __webpack_require__(66594);
;// CONCATENATED MODULE: ./build/shared/windows/scripts.js













/**
 * `shared/migrations/scripts.ts` for a machine without a shell of POSIX: the same verdicts, the same ledger, each command a process of this machine. Whoever
 * calls this has the state directory alone.
 */
class NodeScripts {
    set;
    #config;
    #context;
    #ledger;
    constructor(config, context) {
        this.#config = config;
        this.#context = context;
        this.set = `scripts:${config.database}`;
        this.#ledger = new sql_ledger/* Ledger */.O({ engine: 'sqlite', database: context.database, query: this.#query }, 'belay_scripts');
    }
    /** What the checks say is applied, sorted. Errors: UserError where one gives no answer. */
    async appliedSet() {
        const applied = [];
        for (const script of this.#config.scripts)
            if (await this.#isApplied(script))
                applied.push(script.name);
        return applied.sort();
    }
    pending(applied) {
        return this.#config.scripts.map(script => script.name).filter(name => !applied.includes(name));
    }
    /** Success only when the set afterwards is exactly `before` and what was pending. Errors: MigrationFailed, when no process of it lives any more. */
    async apply(before) {
        const { clock, log, database } = this.#context;
        const started = clock.monotonic();
        const planned = this.pending(before);
        const sums = await this.#checksums();
        const rows = (await this.#ledger.read()) ?? [];
        for (const row of rows)
            if (before.includes(row.name) && sums.has(row.name) && row.checksum !== sums.get(row.name))
                log.warning(`Script ${row.name} was edited after it was applied; what runs there now is what was applied then`);
        const done = [];
        for (const script of this.#config.scripts.filter(each => planned.includes(each.name))) {
            try {
                await log.group(`Script ${script.name}`, () => this.#applyOne(script, sums.get(script.name)));
            }
            catch (error) {
                if (!(error instanceof errors/* UserError */.y))
                    throw error;
                const after = await this.appliedSet().catch(() => [...before, ...done].sort());
                throw this.#failed(error, { before, after, planned });
            }
            done.push(script.name);
        }
        const after = await this.appliedSet();
        const wrong = (0,migrations_applied/* mismatch */.J4)([...before, ...planned], after);
        if (wrong !== undefined)
            throw this.#failed(new errors/* UserError */.y(`The applied scripts of ${database} are not what was planned: ${wrong}`), { before, after, planned });
        return {
            framework: 'scripts',
            before,
            after,
            planned,
            applied: (0,migrations_applied/* difference */.iv)(before, after).added,
            files: Object.fromEntries(planned.map(name => [name, sums.get(name)])),
            attempts: 1,
            durationMs: Math.round(clock.monotonic() - started)
        };
    }
    async #applyOne(script, checksum) {
        const { database, log } = this.#context;
        const sources = [];
        for (const each of script.compare) {
            const source = await this.#measure(script, each.source, `The source ${each.name} of script ${script.name}`);
            if (source.lines === 0 && !each['allow-empty'])
                throw new errors/* UserError */.y(`Script ${script.name} of ${database} was not begun: the source of its comparison ${each.name} has not one line, so that nothing could prove the move. Look at the source; where it may be empty, set \`allow-empty: true\` there`);
            sources.push(source);
        }
        await this.#run(script, script.apply, 'apply');
        if (typeof script.verify === 'string')
            await this.#run(script, script.verify, 'verify');
        else {
            const wrong = await (0,script_verdict/* holds */.v)(script.verify, `The proof of script ${script.name}`, this.#asking(script));
            if (wrong !== undefined)
                throw new errors/* UserError */.y(`Script ${script.name} of ${database} is not proven: ${wrong}`);
        }
        for (const [index, each] of script.compare.entries()) {
            const [source, target] = [
                sources[index],
                await this.#measure(script, each.target, `The target ${each.name} of script ${script.name}`)
            ];
            if (source.lines !== target.lines || source.sum !== target.sum)
                throw new errors/* UserError */.y(`Script ${script.name} of ${database} moved data that is not what it was: ${each.name}: source ${said(source)}, target ${said(target)}`);
            log.info(`${each.name}: ${target.lines} lines, the same before and after`);
        }
        change(database, this.#ledger.create + this.#ledger.write({ name: script.name, checksum, state: 'applied' }));
    }
    async #isApplied(script) {
        return (await (0,script_verdict/* holds */.v)(script.check, `The check of script ${script.name}`, this.#asking(script))) === undefined;
    }
    #asking(script) {
        const run = async (text) => {
            const ended = await runCommand(this.#command(script, text));
            if (ended.deadline)
                throw new errors/* UserError */.y(`${text} of script ${script.name} had not ended after ${script.timeout / 1000} s and was ended`);
            return { ...ended, exitCode: ended.exitCode ?? 255 };
        };
        return { host: { label: store/* label */.P }, engine: { database: this.#context.database, query: this.#query }, run, timeoutMs: script.timeout };
    }
    #query = async (sql) => {
        const { database } = this.#context;
        try {
            return [...rowsOf(database, sql)];
        }
        catch (error) {
            throw new errors/* UserError */.y(`${database} does not answer: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
        }
    };
    /** Errors: UserError with the first lines of what it said, as far as they may be shown. */
    async #run(script, text, part) {
        const show = (0,migrations_errors/* shownOutput */.fe)(line => this.#context.log.info(line.trimEnd()));
        const { exitCode, deadline, stdout, stderr } = await runCommand({ ...this.#command(script, text), onOutput: show });
        if (exitCode === 0 && !deadline)
            return;
        const how = deadline
            ? `had not ended after ${script.timeout / 1000} s in ${part} and was ended`
            : exitCode === null
                ? `was ended from outside in ${part}`
                : `failed in ${part} with exit code ${exitCode}`;
        const lines = (0,migrations_errors/* firstErrorLines */.EP)(`${stdout}\n${stderr}`);
        throw new errors/* UserError */.y(`Script ${script.name} of ${this.#context.database} ${how}`, lines.length === 0 ? undefined : { cause: new Error(lines.join('\n')) });
    }
    #measure(script, side, what) {
        return measure(side, what, {
            database: this.#context.database,
            directory: this.#directory,
            run: (text, onStdout) => runCommand({ ...this.#command(script, text), onOutput: (piece, stream) => (stream === 'stdout' ? onStdout(piece) : undefined) })
        });
    }
    #command(script, text) {
        const { root, environment, database } = this.#context;
        const own = Object.entries(environment).filter(([name]) => !/^(INPUT_|STATE_|ACTIONS_|GITHUB_(ENV|OUTPUT|PATH|STATE|STEP_SUMMARY|TOKEN)$)/.test(name));
        return {
            text,
            cwd: this.#directory,
            environment: { ...Object.fromEntries(own), RELEASE_PATH: root, DATABASE_PATH: database },
            timeoutMs: script.timeout
        };
    }
    async #checksums() {
        const { scripts } = this.#config;
        const sums = new Map();
        for (const path of new Set(scripts.flatMap(script => script.files))) {
            try {
                sums.set(path, await (0,disk/* sha256Of */.Bj)((0,external_node_path_.resolve)(this.#directory, path)));
            }
            catch (error) {
                const cause = (0,disk/* explained */.to)('Reading it', error);
                throw new errors/* UserError */.y(`The file ${path} of the scripts could not be read in ${this.#directory} (\`files\`)`, { cause });
            }
        }
        return new Map(scripts.map(script => [script.name, (0,script_checksum/* checksumOf */.l)(script, sums)]));
    }
    #failed(error, { before, after, planned }) {
        const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
        const applied = added.length === 0 ? 'none of the pending scripts is applied' : `applied is ${(0,migrations_applied/* list */.p_)(added)}`;
        return new framework/* MigrationFailed */.g(`${error.message}. As the checks say, ${applied}`, {
            framework: 'scripts',
            before,
            after,
            planned,
            applied: added,
            gone: removed,
            ended: 'exit',
            exitCode: 1,
            // What a script does in its own transactions is unknown.
            partly: true,
            attempts: 1,
            error: error.cause === undefined ? [] : (0,errors/* messageOf */.b)(error.cause).split('\n')
        });
    }
    get #directory() {
        return (0,external_node_path_.resolve)(this.#context.root, this.#config.directory);
    }
}
const said = ({ lines, sum }) => `${lines} lines (${sum.slice(0, 12)})`;

// EXTERNAL MODULE: ./build/shared/windows/sqlite.js
var sqlite = __webpack_require__(29235);
;// CONCATENATED MODULE: ./build/shared/windows/migrations.js












/**
 * Runs the scripts that are pending, on this machine where it has no shell, one run at a time. Before the first one a backup of their databases is taken and
 * proven. There is no journal and nothing is stopped: when a script fails, its error names the command that brings the backup back.
 * Errors: UserError, when nothing was changed; MigrationFailed.
 */
async function migrateHere(context, environment) {
    const { target, log } = context;
    if (target.config.migrations.length === 0)
        throw new errors/* UserError */.y('Nothing says which migrations to run: give `framework: scripts`, `scripts` and `database`, or `migrations` in the configuration');
    const root = (0,external_node_path_.resolve)(context.run.workspace, target.config.code?.root ?? '.');
    const sets = target.config.migrations.map(config => {
        if (config.framework !== 'scripts')
            throw new errors/* UserError */.y(`\`framework: ${config.framework}\` is not there on Windows: \`scripts\` is, and a script may call ${config.framework}`);
        const { source } = (0,commands/* named */.K)(context, config.database);
        if (!(source instanceof sqlite/* NodeSqlite */.z))
            throw new errors/* UserError */.y(`${config.database} is a directory: scripts belong to a database`);
        return {
            database: config.database,
            scripts: new NodeScripts(config, { database: source.database, root, environment, clock: context.clock, log })
        };
    });
    if (context.dryRun) {
        for (const { scripts } of sets) {
            const pending = scripts.pending(await scripts.appliedSet());
            log.info(pending.length === 0 ? `Nothing is pending in ${scripts.set}` : `Would: back up, then run ${(0,migrations_applied/* list */.p_)(pending)} (${scripts.set})`);
        }
        return { sets: [], backup: undefined };
    }
    const store = (0,commands/* storeOf */.x)(context);
    await store.open();
    const directory = (0,external_node_path_.join)(target.stateDir, 'migrations');
    await (0,promises_.mkdir)(directory, { recursive: true, mode: 0o700 });
    return (0,lock/* alone */.Q)(directory, async () => {
        const before = await Promise.all(sets.map(({ scripts }) => scripts.appliedSet()));
        const due = sets.filter(({ scripts }, index) => scripts.pending(before[index]).length > 0);
        if (due.length === 0) {
            log.notice('Nothing is pending: every check says that it is applied');
            return { sets: [], backup: undefined };
        }
        const databases = [...new Set(due.map(each => each.database))];
        const backup = await log.group('Back up what the scripts will change', () => backUp(context, databases));
        log.info(`Backup ${backup} of ${databases.join(', ')} is proven`);
        const done = [];
        for (const [index, { scripts }] of sets.entries())
            try {
                done.push(await scripts.apply(before[index]));
            }
            catch (error) {
                if (!(error instanceof framework/* MigrationFailed */.g))
                    throw error;
                throw new framework/* MigrationFailed */.g(`${error.message}. Nothing was taken back, as nothing was stopped. To have ${databases.join(', ')} as before, stop the application, then \`command: restore\` with \`backup: ${backup}\`, \`accept-loss: ${backup}\` and a \`reason\``, error.evidence);
            }
        return { sets: done, backup };
    }, { busy: 'Another run applies migrations', waitMs: context.lockTimeoutMs });
}
async function backUp(context, databases) {
    const { target, clock } = context;
    const { backup } = target.config;
    const { key } = await (0,world/* trustOf */.An)(context);
    const manifest = await (0,backups/* takeBackup */.ay)({
        store: (0,commands/* storeOf */.x)(context),
        clock,
        id: (0,deployment_id/* newDeploymentId */.X)(clock.now(), context.random),
        sources: databases.map(database => (0,commands/* named */.K)(context, database)),
        level: backup.verify,
        minFreeBytes: backup['min-free'],
        app: target.app,
        environment: target.environment,
        manifestKey: key,
        encryptTo: backup['encrypt-to'],
        pin: false,
        signal: AbortSignal.timeout(backup.timeout)
    });
    return manifest.id;
}


/***/ })

};
;