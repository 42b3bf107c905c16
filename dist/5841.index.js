"use strict";
exports.id = 5841;
exports.ids = [5841];
exports.modules = {

/***/ 4048:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Xe: () => (/* binding */ lessThan),
/* harmony export */   gP: () => (/* binding */ lacking),
/* harmony export */   p0: () => (/* binding */ checkDemands)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _encryption_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(40127);


/** What a backup can be besides proven, the input or key that makes it so, and what it is without. */
const qualities = {
    encrypted: { by: 'encrypt-to', not: 'not encrypted (no encrypt-to)' },
    copied: { by: 'copy-to', not: 'on this host only (no copy-to)' },
    signed: { by: 'manifest-key', not: 'integrity only (no manifest-key)' }
};
const names = Object.keys(qualities);
function has(config, quality) {
    const value = config[qualities[quality].by];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
}
/** What the backup will not be, in the words of the report. */
function lacking(config) {
    return names.filter(quality => !has(config, quality)).map(quality => qualities[quality].not);
}
const unset = 'To GitHub an input whose variable or secret is not set is an empty text, and an empty input is the same as none: is it set in this environment, and given to this step?';
/**
 * Refuses a backup that would be less than it was meant to be, before anything is done. Errors: UserError: what `require` names is not given; keys of copies
 * are given and no place for one; a copy to GitHub would not be encrypted.
 */
function checkDemands(config, given) {
    const missing = config.require.filter(quality => !has(config, quality));
    if (missing.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`No backup is taken, for \`require\` names ${missing.join(', ')}, and ${missing.map(quality => `\`${qualities[quality].by}\``).join(', ')} ${missing.length === 1 ? 'is' : 'are'} empty. ${unset}`);
    const keys = ['ACCESS_KEY', 'SECRET_KEY', 'SESSION_TOKEN', 'PRIVATE_KEY'].filter(key => `BELAY_COPY_${key}` in given.secrets);
    if (keys.length > 0 && config['copy-to'].length === 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`No backup is taken, for it is given \`copy-${keys[0].toLowerCase().replace('_', '-')}\`, and \`copy-to\` is empty. ${unset} Where no copy is meant, leave the key out too.`);
    if (config['copy-to'].some(place => 'artifact' in place) && config['encrypt-to'].length === 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('No backup is taken, for `copy-to` names `artifact`, and whoever can read the repository can read its artifacts: only an encrypted backup is copied there. Give `encrypt-to`.');
}
/** What the backup before this one was, and this one will not be; in words, with the input that makes the difference. */
function lessThan(before, config) {
    if (before === undefined)
        return [];
    const was = {
        encrypted: (0,_encryption_js__WEBPACK_IMPORTED_MODULE_0__/* .recipientsOf */ .wX)(before).length > 0,
        copied: (before.copies ?? []).length > 0,
        signed: before.signature !== undefined
    };
    return names.filter(quality => was[quality] && !has(config, quality)).map(quality => `${quality} (\`${qualities[quality].by}\` is empty)`);
}


/***/ }),

/***/ 71992:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ useDestination)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82854);


/**
 * Makes `<state dir>/backups` a link to the directory that the configuration names, another disk for example. A link, because whoever comes later
 * without that setting (a rollback by hand, an older workflow) finds the same backups. Backups that are there already are for a person to move.
 * Errors: UserError.
 */
async function useDestination(host, stateDir, destination) {
    const backups = `${stateDir}/backups`;
    if (destination === backups)
        return;
    const { exitCode, stdout, stderr } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `umask 077; shopt -s nullglob dotglob
cd /
# Whoever comes next says that adopt must run first.
[[ -d ${stateDir} ]] || exit 0
# By another name perhaps: a link to itself would lead nowhere.
[[ ! ${backups} -ef ${destination} ]] || exit 0
if [[ -L ${backups} ]]; then
  [[ $(readlink -- ${backups}) != ${destination} ]] || exit 41
  readlink -- ${backups}
  exit 42
fi
if [[ -d ${backups} ]]; then
  there=(${backups}/*/ ${backups}/.latest.json*)
  (( \${#there[@]} == 0 )) || exit 43
  # What a run that came to nothing has left: locks, and a number.
  rm -f -- ${backups}/.{lock,use,drill,sequence}
fi
[[ -d ${destination} ]] || mkdir -- ${destination} || exit 44
[[ -w ${destination} && -x ${destination} ]] || { echo 'it cannot be written' >&2; exit 44; }
[[ ! ${destination} -ef ${stateDir} ]] || { echo 'it is the state directory' >&2; exit 44; }
# A killed run may have left one.
ln -s -f -T -- ${destination} ${`${backups}.new`}
[[ ! -d ${backups} ]] || rmdir -- ${backups}
mv -T -- ${`${backups}.new`} ${backups}
sync -- ${stateDir}
`, { check: false });
    if (exitCode === 0)
        return;
    const cause = stderr.trim() === '' ? {} : { cause: new Error(stderr.trim().slice(-2000)) };
    const why = {
        41: `The directory for backups ${destination} is not there on ${host.label}, and it was: is its disk mounted? Nothing was written.`,
        42: `Backups of ${stateDir} on ${host.label} go to ${stdout.trim()}, and not to ${destination}. To change that, copy them there (cp -a ${stdout.trim()}/. ${destination}/), remove the link ${backups}, and make it anew: ln -s ${destination} ${backups}`,
        43: `There are backups in ${backups} on ${host.label} already, and they belong into ${destination} now. While nothing runs: cp -a ${backups}/. ${destination}/ && mv ${backups} ${backups}.old && ln -s ${destination} ${backups}`,
        44: `The directory for backups ${destination} cannot be used on ${host.label}. Make it, for the user that Belay logs in as.`
    };
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(why[exitCode] ?? `The directory for backups ${destination} could not be put in place on ${host.label}`, cause);
}


/***/ }),

/***/ 62787:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ restoreSource),
/* harmony export */   w: () => (/* binding */ namesIn)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _encryption_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(40127);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89173);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(45495);




/** Seconds that a restore waits for backups that are being taken: users wait too, but what was begun must not be cut off. */
const patience = { restore: 600, drill: 60 };
/**
 * What an engine needs to restore one database of a backup, or to try it. `directory`: where the backup lies while it is not published.
 * Errors: UserError when it holds no such database.
 */
function restoreSource(manifest, database, engine, purpose, { stateDir, directory = (0,_store_js__WEBPACK_IMPORTED_MODULE_1__/* .backupDirectory */ .iV)(stateDir, manifest.id) }) {
    const member = manifest.members.find(each => each.database === database && each.role !== 'globals');
    if (member === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`Backup ${manifest.id} holds ${namesIn(manifest).join(', ')}, and not ${database}.`);
    if (member.engine !== engine.engine || member.source !== engine.database)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`Backup ${manifest.id} of ${database} was taken of ${member.engine} ${member.source}, and ${database} is ${engine.engine} ${engine.database} now. It is not used.`);
    if (purpose === 'drill' && member.facts.content === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The manifest of backup ${manifest.id} does not say what its tables held, so nothing can be compared.`);
    return {
        directory,
        member: (0,_encryption_js__WEBPACK_IMPORTED_MODULE_0__/* .plainName */ .MH)(member),
        format: member.format,
        tables: member.facts.tables,
        content: member.facts.content,
        hold: purpose === 'restore'
            ? (0,_use_js__WEBPACK_IMPORTED_MODULE_3__/* .useAlone */ .hR)(stateDir, patience.restore)
            : `${(0,_use_js__WEBPACK_IMPORTED_MODULE_3__/* .useTogether */ .gA)(stateDir, patience.drill)}${(0,_use_js__WEBPACK_IMPORTED_MODULE_3__/* .drillAlone */ .Tj)(stateDir, patience.drill)}${(0,_use_js__WEBPACK_IMPORTED_MODULE_3__/* .holdBackup */ .S5)(directory)}`
    };
}
/** What a backup holds, by the names in the configuration that it was taken with. */
function namesIn(manifest) {
    return [...new Set(manifest.members.map(member => member.database))];
}


/***/ }),

/***/ 86454:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   YP: () => (/* binding */ collectManifest),
/* harmony export */   e0: () => (/* binding */ MANIFEST)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(84274);



/** Bytes that a manifest may have. */
const LARGEST = 64 * 2 ** 20;
/** The file that makes a directory a backup and a prefix a copy: written last, removed first. */
const MANIFEST = 'manifest.json';
/** What a copy must know of a backup's manifest; all else in it is the business of whoever verifies the backup. */
const wanted = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    app: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    environment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    members: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ name: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), bytes: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative(), sha256: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/) })).min(1)
});
/** Reads the text. Errors: UserError that begins with `where`: it cannot be read, or it belongs to another backup, application or environment. */
function readManifest(where, text, name) {
    const read = wanted.safeParse(json(text));
    if (!read.success)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${where} is damaged: it does not say what a manifest says. It is not used.`);
    for (const key of ['app', 'environment', 'id'])
        if (read.data[key] !== name[key])
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${where} is that of ${key} ${read.data[key] ?? '(none)'}, and this is ${name[key]}. It is not used.`);
    for (const member of read.data.members) {
        (0,_store_js__WEBPACK_IMPORTED_MODULE_2__/* .copyKey */ .$E)(name, member.name);
        if (member.name === MANIFEST)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${where} names itself as a member. It is not used.`);
    }
    return read.data;
}
/** A manifest's bytes. Errors: UserError for one that cannot be a manifest, and what the source throws. */
async function collectManifest(where, source) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > LARGEST)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${where} has more than ${LARGEST / 2 ** 20} MiB, so it is no manifest. It is not used.`);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}
function json(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 84274:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $E: () => (/* binding */ copyKey),
/* harmony export */   gG: () => (/* binding */ siblingsPrefix)
/* harmony export */ });
/* unused harmony export copyPrefix */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
/** `<app>/<environment>/<backup-id>/<file>`. Errors: UserError for a name that could mean another place. */
function copyKey({ app, environment, id }, file) {
    return [app, environment, id, file].map(segment).join('/');
}
/** What the keys of a backup's files begin with. */
function copyPrefix({ app, environment, id }) {
    return `${[app, environment, id].map(segment).join('/')}/`;
}
/** What the keys of all backups of an application's environment begin with. */
function siblingsPrefix({ app, environment }) {
    return `${[app, environment].map(segment).join('/')}/`;
}
function segment(name) {
    if (SEGMENT.test(name))
        return name;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${JSON.stringify(name)} cannot be part of a copy's name: letters, digits, dot, dash and underscore only, a letter or a digit first.`);
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

/***/ 75841:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vm: () => (/* binding */ backUp),
  lk: () => (/* binding */ backupStep),
  X1: () => (/* binding */ evidenceOf),
  Pu: () => (/* binding */ requireBackups),
  Jo: () => (/* binding */ saidOf)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./build/shared/copies/manifest.js
var copies_manifest = __webpack_require__(86454);
// EXTERNAL MODULE: ./build/shared/copies/store.js
var copies_store = __webpack_require__(84274);
;// CONCATENATED MODULE: ./build/shared/copies/copy-backup.js




/**
 * Copies a backup off the host: its members in the manifest's order, each proven to lie there, then the manifest. Killed at any point there is no copy
 * or a whole one; done again it puts every file again. It passes through the runner as a stream.
 * Errors: UserError; then it is no copy. What a member has become since its manifest was written is never copied as a success.
 */
async function copyBackup({ host, directory, store, clock, app, environment, id }) {
    const from = clock.monotonic();
    const name = { app, environment, id };
    const where = `${directory}/${MANIFEST} on ${host.label}`;
    const text = await collectManifest(where, await host.download(`${directory}/${MANIFEST}`));
    const { members } = readManifest(where, text.toString(), name);
    await copyMembers({ host, directory, store, name, members });
    await copyManifest(store, name, text.toString());
    return {
        to: store.label,
        bytes: members.reduce((sum, { bytes }) => sum + bytes, text.length),
        files: members.length + 1,
        durationMs: Math.round(clock.monotonic() - from)
    };
}
/** The members alone, each proven to lie there: without a manifest they are no copy yet. Errors: UserError. */
async function copyMembers({ host, directory, store, name, members }) {
    for (const { name: file, bytes, sha256 } of members)
        await store.put((0,copies_store/* copyKey */.$E)(name, file), () => host.download(`${directory}/${file}`), { bytes, sha256 });
}
/** Makes a copy of the members that lie there. Errors: UserError. */
async function copyManifest(store, name, manifest) {
    const text = Buffer.from(manifest);
    const sha256 = (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
    await store.put((0,copies_store/* copyKey */.$E)(name, copies_manifest/* MANIFEST */.e0), async () => external_node_stream_.Readable.from([text]), { bytes: text.length, sha256 });
}

// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(95824);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/manifest.js
var manifest = __webpack_require__(96903);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var backup_source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(89173);
;// CONCATENATED MODULE: ./build/shared/backup/backup.js










const GIBIBYTE = 2 ** 30;
/** Exit code of a backup's job that found the disk full: ENOSPC. */
const diskFull = 28;
/**
 * Backs the databases up into one directory with one manifest. One job on the host checks the space, dumps, reads everything back (full decode and
 * SHA-256 side by side) and fsyncs; a second round trip writes the manifest and publishes by rename. What is there before stays whatever happens.
 * Errors: UserError; then no backup was added.
 */
async function takeBackup(request) {
    const { host, clock, job, id, databases, level } = request;
    if (databases.length === 0)
        throw new Error('A backup without a database');
    const directory = (0,store/* backupDirectory */.iV)(job.stateDir, id);
    const started = clock.now();
    const from = clock.monotonic();
    const tag = (0,names/* tagOf */.cO)(job.idPrefix);
    const plans = databases.flatMap(source => source.engine.dump(level, tag).map(plan => ({ source, plan })));
    const what = `The backup ${id} of ${databases.map(({ engine }) => engine.database).join(', ')}`;
    const jobId = `${job.idPrefix}.backup-${id}`.slice(0, 120);
    const result = await host
        .job({
        stateDir: job.stateDir,
        id: jobId,
        script: backupScript(job.stateDir, id, plans.map(each => each.plan), request),
        secrets: Object.assign({}, ...plans.map(({ plan }) => plan.secrets)),
        timeoutMs: job.timeoutMs,
        token: job.token,
        onOutput: job.onOutput === undefined ? undefined : (0,database_job/* filteredOutput */.zw)(job.onOutput)
    })
        .catch(async (error) => {
        if (!(error instanceof host_errors/* JobLost */.YQ))
            throw error;
        await (0,store/* endLeft */.p5)(host, job.stateDir, jobId);
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        throw new errors/* UserError */.y(`${what} on ${host.label} was killed from outside. No backup was added.`, { cause: error });
    });
    if (result.exitCode !== 0 || result.ended !== 'exit') {
        // A script that ended by itself has removed what it made, and nothing of another run that writes a backup of this id.
        if (result.ended !== 'exit') {
            await (0,store/* endLeft */.p5)(host, job.stateDir, jobId);
            await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        }
        // A client that was killed leaves its statement running in the server, and the one that counts may go on after its dump has failed.
        for (const { engine } of databases) {
            // Where the client ended by itself, why it failed says more than that its server cannot be asked either.
            await engine.endSessions(tag).catch((error) => {
                if (result.ended !== 'exit')
                    throw error;
            });
        }
        throw failure(what, host, job, result, plans.map(({ source }) => source));
    }
    const contents = await (0,store/* readContents */.r0)(host, job.stateDir, id).catch(async (error) => {
        if (!(error instanceof host_errors/* CommandFailed */.nk))
            throw error;
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        throw new errors/* UserError */.y(`What ${what.charAt(0).toLowerCase()}${what.slice(1)} on ${host.label} holds could not be read. No backup was added.`, {
            cause: error
        });
    });
    const draft = toManifest(request, plans, result, contents, started, clock.now(), Math.round(clock.monotonic() - from));
    const stop = (0,store/* keepFresh */.yA)(host, (0,store/* temporaryDirectory */.De)(job.stateDir, id));
    const { manifest, failures } = await finished(request, draft).finally(stop);
    const bug = failures.find(each => !(each instanceof errors/* UserError */.y));
    if (bug !== undefined)
        throw bug;
    // It is there and proven: only the copies are missing.
    if (failures.length > 0)
        throw new errors/* UserError */.y(`The backup ${id} is on ${host.label}, and proven, but it was not copied off the host:\n${failures.map(each => `  - ${(0,errors/* messageOf */.b)(each)}`).join('\n')}`, {
            cause: failures[0]
        });
    return {
        id,
        directory,
        manifestPath: `${directory}/manifest.json`,
        manifest,
        bytes: manifest.members.reduce((sum, member) => sum + member.bytes, 0),
        durationMs: Math.round(clock.monotonic() - from)
    };
}
/** Drilled, encrypted and copied as it was asked for, then published. `failures`: of copies. Errors: UserError; then no backup was added. */
async function finished(request, draft) {
    const { host, job, level, manifestKey } = request;
    const proven = await encrypted(request, level === 'drill' ? await drilled(request, draft) : draft);
    const { copies, failures } = await copied(request, proven);
    const manifest = copies.length === 0 ? proven : { ...proven, copies };
    await (0,store/* publishBackup */.WR)(host, job.stateDir, manifest, manifestKey);
    return { manifest, failures };
}
/**
 * Tries every member before the backup counts: what does not restore is no backup. Errors: UserError; then none was added.
 */
async function drilled(request, draft) {
    const { host, clock, job, databases, id } = request;
    const from = clock.monotonic();
    const members = [];
    for (const member of draft.members) {
        // What holds nothing to compare (roles) is restored by a person.
        if (member.role === 'globals') {
            members.push(member);
            continue;
        }
        const { engine } = databases.find(each => each.name === member.database);
        const source = (0,backup_source/* restoreSource */.M)(draft, member.database, engine, 'drill', {
            stateDir: job.stateDir,
            directory: (0,store/* temporaryDirectory */.De)(job.stateDir, id)
        });
        try {
            const drill = await engine.drill(job, source);
            members.push({
                ...member,
                drillMs: drill.durationMs,
                checks: [...member.checks, { name: 'drill', result: 'passed' }]
            });
        }
        catch (error) {
            await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
            if (!(error instanceof errors/* UserError */.y))
                throw error;
            throw new errors/* UserError */.y(`${error.message} No backup was added.`, { cause: error.cause });
        }
    }
    return {
        ...draft,
        members,
        finishedAt: clock.now().toISOString(),
        durationMs: draft.durationMs + Math.round(clock.monotonic() - from)
    };
}
/** When all of it is proven. Errors: UserError; then no backup was added. */
async function encrypted(request, draft) {
    const { host, clock, job, encryptTo = [] } = request;
    if (encryptTo.length === 0)
        return draft;
    const from = clock.monotonic();
    try {
        const members = await (0,encryption/* encryptMembers */.Xj)(host, job, draft, encryptTo);
        return { ...draft, members, finishedAt: clock.now().toISOString(), durationMs: draft.durationMs + Math.round(clock.monotonic() - from) };
    }
    catch (error) {
        await (0,store/* discardBackup */.f2)(host, job.stateDir, draft.id);
        if (!(error instanceof errors/* UserError */.y))
            throw error;
        throw new errors/* UserError */.y(`${error.message} No backup was added.`, { cause: error.cause });
    }
}
/**
 * Copies the members to each store, then the manifest that names where they lie: killed at any point there is no copy or a whole one. What fails in one
 * store, a bug too, is no reason to do without another, or without the backup.
 */
async function copied(request, proven) {
    const { host, job, id, copyTo = [], app, environment, manifestKey } = request;
    if (copyTo.length === 0)
        return { copies: [], failures: [] };
    if (app === undefined || environment === undefined)
        throw new Error('A copy without the names of application and environment');
    const name = { app, environment, id };
    const failures = [];
    const attempt = async (each, put) => {
        try {
            await put();
            return [each];
        }
        catch (error) {
            failures.push(error);
            return [];
        }
    };
    const directory = (0,store/* temporaryDirectory */.De)(job.stateDir, id);
    const stores = [];
    for (const each of copyTo)
        stores.push(...(await attempt(each, () => copyMembers({ host, directory, store: each, name, members: proven.members }))));
    const copies = stores.map(each => each.label);
    const text = (0,store/* manifestText */.$2)({ ...proven, copies }, manifestKey);
    for (const each of stores)
        await attempt(each, () => copyManifest(each, name, text));
    return { copies, failures };
}
/** The job's whole script. */
function backupScript(stateDir, id, plans, { minFreeBytes, encryptTo = [] }) {
    const members = plans.map((plan, index) => {
        return (0,shell.sh) `M=${index}
echo BELAY-at=$M
FILE="$TEMP/"${plan.member.name} CONTENT="$TEMP/.content-"${index}
now t0
${{ raw: plan.dump }}
now t1
${{ raw: plan.optional ? 'if [[ -e $FILE ]]; then' : '' }}
{ sync -- "$FILE" && belay_sha256 < "$FILE"; } > "$TEMP/.sha256" & sum=$!
${{ raw: plan.verify }}
wait "$sum"
read -r sha256 _ < "$TEMP/.sha256"
now t2
size=$(stat -c %s -- "$FILE")
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\nBELAY-%s.dump-ms=%s\nBELAY-%s.verify-ms=%s\n' $M "$sha256" $M "$size" $M $((t1 - t0)) $M $((t2 - t1))
${{ raw: plan.optional ? 'fi' : '' }}
`;
    });
    return `${(0,store/* beginScript */.BI)(stateDir, id)}
# The disk may be too full for a single word of why, and what is removed here makes room again: only the exit code can tell.
finish() {
  local code=$?
  (( code == 0 )) && return
  # What still waits for a stage that has failed would wait for ever, and hold the locks of this script.
  trap '' TERM
  kill -TERM 0
  [[ ! -d $TEMP ]] || { printf '%65536s' '' > "$TEMP/.probe"; } 2>/dev/null || code=${diskFull}
  rm -rf -- "$TEMP"
  exit "$code"
}
trap finish EXIT
# Milliseconds of the clock that only grows, in steps of ten.
now() { local up; read -r up _ < /proc/uptime; up=\${up/./}; printf -v "$1" %d "$((10#$up * 10))"; }
estimate=()
${plans.map((plan, index) => `M=${index}\necho BELAY-at=$M\n${plan.prepare}`).join('')}
need=0
for M in "\${!estimate[@]}"; do need=$((need + estimate[M])); done
need=$((need + need / 5))
${encryptTo.length > 0
        ? `${(0,encryption/* needsAge */.jr)(encryptTo)}need=$((need * 2))
`
        : ''}${minFreeBytes === undefined ? `(( need > ${2 * GIBIBYTE} )) || need=${2 * GIBIBYTE}` : (0,shell.sh) `need=${Math.round(minFreeBytes)}`}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
if (( free < need )); then
  printf 'BELAY: %s has %s MiB free and the backup asks for %s MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise)\\n' "$BACKUPS" $((free / 1048576)) $((need / 1048576))
  exit 64
fi
${members.join('')}
rm -f -- "$TEMP/.sha256"
echo "$sequence" > "$TEMP/.complete"
`;
}
function toManifest(request, plans, result, contents, started, finished, durationMs) {
    const said = (name) => {
        const value = (0,database_job/* fact */.fK)(result.tail, name);
        if (value === undefined)
            throw new Error(`The backup's job did not say ${name}`);
        return value;
    };
    const number = (name) => {
        const value = (0,database_job/* fact */.fK)(result.tail, name);
        return value === undefined ? undefined : Number(value);
    };
    const memberOf = ({ source, plan }, index) => ({
        ...plan.member,
        bytes: Number(said(`${index}.size`)),
        sha256: said(`${index}.sha256`),
        plainBytes: number(`${index}.plain-bytes`),
        plainSha256: (0,database_job/* fact */.fK)(result.tail, `${index}.plain-sha256`),
        database: source.name,
        engine: source.engine.engine,
        source: plan.member.source ?? source.engine.database,
        engineVersion: said(`${index}.engine-version`),
        clientVersion: said(`${index}.client-version`),
        facts: {
            bytes: Number(said(`${index}.bytes`)),
            tables: number(`${index}.tables`),
            ...(plan.content === undefined || !contents.has(index) ? {} : { content: plan.content(contents.get(index)) })
        },
        dumpMs: Number(said(`${index}.dump-ms`)),
        verifyMs: Number(said(`${index}.verify-ms`)),
        checks: plan.checks.map(name => ({ name, result: 'passed' })),
        commands: [...plan.commands],
        exitCodes: plan.commands.map(() => 0)
    });
    const previous = said('previous');
    return {
        schemaVersion: manifest/* MANIFEST_VERSION */.hh,
        id: request.id,
        sequence: Number(said('sequence')),
        previousId: previous === '' ? null : previous,
        startedAt: started.toISOString(),
        finishedAt: finished.toISOString(),
        durationMs,
        clock: { boot: said('boot'), uptimeMs: Number(said('uptime')) },
        pinned: request.pin === true,
        app: request.app,
        environment: request.environment,
        host: request.host.label,
        deployment: request.deployment,
        level: request.level,
        members: plans.flatMap((each, index) => each.plan.optional && (0,database_job/* fact */.fK)(result.tail, `${index}.sha256`) === undefined ? [] : [memberOf(each, index)])
    };
}
function failure(what, host, job, result, sources) {
    const where = `${what} on ${host.label}`;
    if (result.ended === 'deadline')
        return new errors/* UserError */.y(`${where} had not ended after ${job.timeoutMs / 1000} s and was stopped. No backup was added.`);
    if (result.ended === 'signal')
        return new errors/* UserError */.y(`${where} was ended from outside. No backup was added.`);
    const own = (0,database_job/* refusal */.x5)(result.tail);
    if (own !== undefined)
        return new errors/* UserError */.y(`${where}: ${own}. No backup was added.`);
    if (result.exitCode === diskFull || /No space left on device/.test(result.tail))
        return (0,database_job/* clientFailure */.qk)(`${where} failed: the disk is full. No backup was added.`, result.tail);
    const source = sources[Number((0,database_job/* fact */.fK)(result.tail, 'at') ?? Number.NaN)];
    if (source === undefined)
        return (0,database_job/* clientFailure */.qk)(`${where} failed. No backup was added.`, result.tail);
    const { message, cause } = source.engine.explain(sources.length === 1 ? where : `${where}: ${source.name}`, result.tail);
    return new errors/* UserError */.y(`${message} No backup was added.`, cause === undefined ? undefined : { cause });
}

// EXTERNAL MODULE: ./build/shared/backup/demands.js
var demands = __webpack_require__(4048);
// EXTERNAL MODULE: ./build/shared/backup/destination.js
var destination = __webpack_require__(71992);
// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(17170);
// EXTERNAL MODULE: ./build/shared/report/bytes.js
var report_bytes = __webpack_require__(9739);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/backup.js










/** A backup of every database that a migration may touch, proven before anything changes (G2). `pin`: retention never removes it. */
function backupStep(pin = false) {
    return {
        name: 'backup',
        title: 'Back up the databases',
        changes: true,
        async plan(session) {
            const databases = (0,world/* sourceNames */.SI)(session.context);
            if (databases.length === 0)
                return { skip: 'no databases are configured' };
            (0,demands/* checkDemands */.p0)(session.context.target.config.backup, session.context.target.given);
            return { plan: { databases }, says: [planned(databases, session.context.target.config.backup.verify)] };
        },
        run: (session, plan) => backUp(session, plan.databases, pin)
    };
}
function planned(databases, level) {
    const proof = {
        quick: 'read its SHA-256 back from disk',
        full: 'decode it fully and read its SHA-256 back from disk',
        drill: 'decode it fully, read its SHA-256 back from disk, and restore it into a copy that is compared'
    };
    return `back up ${databases.join(', ')}, ${proof[level]}`;
}
/** Takes the backup; without an open deployment it is a lone one, that needs no lock. `level`: another than the configuration's. */
async function backUp(session, databases, pin, level) {
    const { context, deployment } = session;
    const { app, environment, stateDir, config, given } = context.target;
    (0,demands/* checkDemands */.p0)(config.backup, given);
    const before = await newestOf(session);
    const less = (0,demands/* lessThan */.Xe)(before, config.backup);
    if (less.length > 0)
        context.log.warning(`The backup before this one (${before.id}) was ${less.join(' and ')}, and this one is not. If that is not meant, a variable or a secret is not set in this environment; \`require\` makes it an error`);
    const timeoutMs = context.timeoutMs ?? config.backup.timeout;
    const onOutput = (text) => context.log.info(text.trimEnd());
    const { key } = await (0,world/* trustOf */.An)(context);
    if (config.backup.destination !== undefined)
        await (0,destination/* useDestination */.s)(context.host, stateDir, config.backup.destination);
    const id = (0,deployment_id/* newDeploymentId */.X)(context.clock.now(), context.random);
    const copyTo = await (0,world/* copyStoresOf */.He)(context);
    const taken = await takeBackup({
        host: context.host,
        clock: context.clock,
        // A lone backup changes nothing that a deployment guards, so it needs no lock and no token.
        job: deployment?.job('backup', timeoutMs, onOutput) ?? { stateDir, idPrefix: `backup-${id}.backup`, timeoutMs, onOutput },
        id,
        databases: await Promise.all(databases.map(async (name) => ({ name, engine: await (0,world/* sourceOf */.vz)(context, name) }))),
        level: level ?? config.backup.verify,
        minFreeBytes: config.backup['min-free'],
        app,
        environment,
        deployment: deployment?.id,
        manifestKey: key,
        encryptTo: config.backup['encrypt-to'],
        copyTo,
        pin
    }).finally(() => Promise.all(copyTo.map(each => each.close())));
    const qualities = [...(key === undefined ? [] : ['signed']), ...saidOf(copyTo, taken.manifest), ...(0,demands/* lacking */.gP)(config.backup)];
    return { ...evidenceOf(taken.manifest, taken.manifestPath, qualities), databases: [...databases], durationMs: taken.durationMs };
}
/** What the report says of a backup. `path`: of its manifest. `qualities`: what it is besides proven, and what it is not. */
function evidenceOf(manifest, path, qualities) {
    const { members, copies = [] } = manifest;
    const bytes = members.reduce((sum, member) => sum + member.bytes, 0);
    const checks = [...new Set(members.flatMap(member => member.checks.map(check => check.name)))];
    return {
        backup: manifest.id,
        databases: (0,backup_source/* namesIn */.w)(manifest),
        manifest: path,
        sha256: members[0].sha256,
        bytes,
        level: manifest.level,
        copies,
        durationMs: manifest.durationMs,
        drillMs: members.some(member => member.drillMs !== undefined)
            ? members.reduce((sum, member) => sum + (member.drillMs ?? 0), 0)
            : undefined,
        says: `${manifest.id}: ${(0,report_bytes/* bytesText */.p)(bytes)}, proven by ${checks.join(', ')}, ${qualities.join(', ')}`
    };
}
/** What it is besides proven. */
function saidOf(stores, { copies = [], members }) {
    const place = (label) => {
        const days = stores.find(store => store.label === label)?.days;
        return days === undefined ? label : `${label} (GitHub removes it after ${days} days)`;
    };
    return [
        ...(members.some(member => member.encryption !== undefined) ? ['encrypted'] : []),
        ...(copies.length === 0 ? [] : [`copied to ${copies.map(place).join(', ')}`])
    ];
}
/** The newest backup of this application's environment, by its number. */
async function newestOf({ context }) {
    const { app, environment } = context.target;
    return (await knownOf(context))
        .filter(each => each.app === app && each.environment === environment)
        .reduce((best, each) => (best === undefined || each.sequence > best.sequence ? each : best), undefined);
}
async function knownOf(context) {
    const { backups } = await context.state();
    return backups.map(each => manifest/* manifest */.eu.safeParse(each.manifest)).flatMap(each => (each.success ? [each.data] : []));
}
/** How old a backup may be that a migration outside the chain relies on, in milliseconds. */
const freshMs = 60 * 60_000;
/**
 * The verified backup of each database that a migration may rely on: this deployment's own, else one of the last hour.
 * Errors: UserError when a database has none (G2).
 */
async function requireBackups(session, databases) {
    const own = session.evidence('backup');
    const known = await knownOf(session.context);
    const now = session.context.clock.now().getTime();
    const choose = async (name) => {
        if (own?.databases.includes(name))
            return [name, own.backup];
        const { engine, database } = await (0,world/* databaseOf */.zJ)(session.context, name);
        // Of this very database: with inputs alone every file is called `main`.
        const holds = (member) => member.database === name && member.engine === engine && member.source === database;
        const fresh = known.findLast(backup => backup.members.some(holds) && now - Date.parse(backup.finishedAt) < freshMs);
        if (fresh === undefined)
            throw new errors/* UserError */.y(`There is no verified backup of ${name} from this deployment or the last hour, and no migration starts without one: run \`backup-db\` first`);
        return [name, fresh.id];
    };
    const chosen = await Promise.all(databases.map(choose));
    // One that another job took is read again: it may have been damaged or removed since.
    const others = new Set(chosen.map(([, id]) => id).filter(id => id !== own?.backup));
    for (const id of others)
        await (0,store/* verifyBackup */.gu)(session.context.host, session.context.target.stateDir, id, await (0,world/* trustOf */.An)(session.context));
    return Object.fromEntries(chosen);
}


/***/ })

};
;