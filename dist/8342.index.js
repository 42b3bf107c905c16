"use strict";
exports.id = 8342;
exports.ids = [8342];
exports.modules = {

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

/***/ 49693:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DO: () => (/* binding */ codeTimeoutMs),
/* harmony export */   Xc: () => (/* binding */ serviceTimeoutMs),
/* harmony export */   fE: () => (/* binding */ databaseTimeoutMs)
/* harmony export */ });
/** Deadlines of steps, in milliseconds, where neither input nor configuration says one. AWS CodeDeploy gives each lifecycle event an hour. */
const codeTimeoutMs = 30 * 60_000;
const serviceTimeoutMs = 10 * 60_000;
const databaseTimeoutMs = 60 * 60_000;


/***/ })

};
;