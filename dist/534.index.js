"use strict";
exports.id = 534;
exports.ids = [534];
exports.modules = {

/***/ 87971:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ PAUSES_MS),
/* harmony export */   k: () => (/* binding */ again)
/* harmony export */ });
/** Milliseconds before each further try of what may go through a little later. */
const PAUSES_MS = [2_000, 10_000, 30_000];
/** Does it again after each pause while `mayPass` says that it may go through then. Errors: what the last try threw. */
async function again(pausesMs, mayPass, body) {
    for (const pause of pausesMs) {
        try {
            return await body();
        }
        catch (error) {
            if (!mayPass(error))
                throw error;
            await new Promise(resolve => setTimeout(resolve, pause));
        }
    }
    return body();
}


/***/ }),

/***/ 10534:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fetchBackup: () => (/* binding */ fetchBackup)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(20230);
/* harmony import */ var _host_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55293);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(82854);
/* harmony import */ var _again_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(87971);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(86454);
/* harmony import */ var _proof_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(57826);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(84274);







/** Milliseconds in which the host must have all of it on its disk. */
const SYNC_MS = 30 * 60_000;
/** Minutes without a change after which what is being brought here counts as left by a run that was killed. */
const ABANDONED_MINUTES = 10;
/**
 * Brings a copy back to a host, where `verifyBackup` then judges it like any other backup: the members as the copy's manifest says, the manifest last, all
 * in a directory beside it that gets the backup's name by one rename. Answers that directory. Nothing there is replaced.
 * Errors: UserError; then no backup was added, also where another run brings this one at the moment.
 */
async function fetchBackup({ store, host, stateDir, pausesMs = _again_js__WEBPACK_IMPORTED_MODULE_3__/* .PAUSES_MS */ .T, prove, ...name }) {
    const key = (0,_store_js__WEBPACK_IMPORTED_MODULE_4__/* .copyKey */ .$E)(name, _manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .MANIFEST */ .e0);
    const where = `${key} in ${store.label}`;
    const text = await manifestOf(store, name);
    const { members } = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .readManifest */ .WI)(where, text.toString(), name);
    const directory = `${stateDir}/backups/${name.id}`;
    // Not `.<id>.tmp`: the next backup removes such a directory when nobody holds it.
    const temporary = `${stateDir}/backups/.fetch-${name.id}`;
    const need = members.reduce((sum, { bytes }) => sum + bytes, text.length);
    const what = `The backup ${name.id} was not brought to ${host.label}`;
    await prepare(host, { stateDir, directory, temporary, need, what });
    const removal = (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_5__.sh) `rm -f -- ${`${directory}/${_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .MANIFEST */ .e0}`} && rm -rf -- ${directory}`;
    let naming = false;
    try {
        for (const { name: file, ...facts } of members)
            await (0,_again_js__WEBPACK_IMPORTED_MODULE_3__/* .again */ .k)(pausesMs, error => error instanceof _host_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ConnectionLost */ .pz, async () => {
                const damaged = `The copy ${(0,_store_js__WEBPACK_IMPORTED_MODULE_4__/* .copyKey */ .$E)(name, file)} in ${store.label} is damaged. It is not used`;
                const stream = (0,_proof_js__WEBPACK_IMPORTED_MODULE_2__/* .proven */ .H)(damaged, await store.get((0,_store_js__WEBPACK_IMPORTED_MODULE_4__/* .copyKey */ .$E)(name, file)), facts);
                await host.upload({ stream, bytes: facts.bytes }, `${temporary}/${file}`);
            });
        await host.upload(text, `${temporary}/${_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .MANIFEST */ .e0}`);
        naming = true;
        await publish(host, { stateDir, directory, temporary, what });
    }
    catch (error) {
        // What has its name already, and not for good, is ours too.
        const ours = naming ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_5__.sh) `[[ -e ${temporary} ]] || { ${{ raw: removal }}; }; ` : '';
        await host.run(ours + (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_5__.sh) `rm -rf -- ${temporary}`, { check: false }).catch(() => undefined);
        throw error;
    }
    try {
        await prove?.();
    }
    catch (error) {
        // `latest`, and the policy that removes old backups, would take it for one. Its manifest goes first.
        await host.run(removal, { check: false }).catch(() => undefined);
        throw error;
    }
    return directory;
}
/** One rename makes it a backup. A disk that is slow to write may have much to write still. */
async function publish(host, { stateDir, directory, temporary, what }) {
    const { exitCode, stderr } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_5__.sh) `sync -- ${temporary}
mv -nT -- ${temporary} ${directory}
[[ ! -e ${temporary} ]] || { printf '%s is there already: another run has made it meanwhile' ${directory} >&2; exit 1; }
sync -- ${`${stateDir}/backups`}
`, { check: false, timeoutMs: SYNC_MS });
    if (exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`${what}: it could not be given its name there (${stderr.trim().slice(-500) || `exit code ${exitCode}`}). Mend that and run this again.`);
}
/** A prefix without a manifest is no copy: a run that made it did not end. */
async function manifestOf(store, name) {
    const key = (0,_store_js__WEBPACK_IMPORTED_MODULE_4__/* .copyKey */ .$E)(name, _manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .MANIFEST */ .e0);
    const found = await store.list(key);
    if (!found.some(file => file.key === key))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`There is no whole copy of the backup ${name.id} of ${name.app}/${name.environment} in ${store.label}.`);
    return (0,_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .collectManifest */ .YP)(`${key} in ${store.label}`, await store.get(key));
}
async function prepare(host, { stateDir, directory, temporary, need, what }) {
    const { exitCode, stdout, stderr } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_5__.sh) `umask 077
[[ -d ${stateDir} ]] || { printf '%s does not exist there; run adopt first' ${stateDir}; exit 64; }
[[ ! -e ${directory} ]] || { printf '%s is there already. Restore that one, or move it away first' ${directory}; exit 64; }
mkdir -p -- ${`${stateDir}/backups`}
exec {belay_list}>>${`${stateDir}/backups/.lock`}
flock -w 30 "$belay_list" || { printf 'another run holds the list of backups for more than 30 s'; exit 64; }
# Into that of a run that works, something is written all the time.
[[ ! -e ${temporary} || ! $(find ${temporary} -mmin ${`-${ABANDONED_MINUTES}`} -print -quit) ]] || { printf 'another run has been bringing it in the last %s minutes. Try again when it has ended' ${ABANDONED_MINUTES}; exit 64; }
rm -rf -- ${temporary}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- ${`${stateDir}/backups`})
(( free > ${need} )) || { printf 'there are %s MiB free, and it needs %s MiB' $((free / 1048576)) ${Math.ceil(need / 2 ** 20)}; exit 64; }
mkdir -- ${temporary}
`, { check: false });
    if (exitCode === 64)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`${what}: ${stdout}.`);
    if (exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`${what}: ${stderr.trim().slice(-500)}.`);
}


/***/ }),

/***/ 57826:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ prove),
  H: () => (/* binding */ proven)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(30714);
;// CONCATENATED MODULE: ./build/shared/copies/collect.js


let minor;
/**
 * Frees the chunks that have passed through. V8 itself waits until there are some 64 MB of them, because it counts only their small heads; with this the
 * action stays as small as it was. Takes a millisecond or two.
 */
function freeChunks() {
    if (minor === undefined) {
        (0,external_node_v8_.setFlagsFromString)('--expose-gc');
        minor = (0,external_node_vm_.runInNewContext)('gc');
    }
    minor?.({ type: 'minor' });
}

;// CONCATENATED MODULE: ./build/shared/copies/proof.js



/** Bytes after which the chunks that have passed are freed. */
const FREE_EACH = 4 * 2 ** 20;
/**
 * Passes a file's bytes on and compares them with what they must be; the last chunk comes only when they are.
 * Errors: UserError that begins with `what`, and what the source throws.
 */
async function* proven(what, source, facts) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let bytes = 0;
    let since = 0;
    let last;
    for await (const chunk of source) {
        if (last !== undefined)
            yield last;
        hash.update(chunk);
        bytes += chunk.length;
        since += chunk.length;
        if (since > FREE_EACH) {
            since = 0;
            freeChunks();
        }
        // More than it must have will not become the right file any more.
        if (bytes > facts.bytes)
            break;
        last = chunk;
    }
    if (bytes !== facts.bytes)
        throw new errors/* UserError */.y(`${what}: it has ${bytes > facts.bytes ? 'more' : bytes} bytes and the manifest says ${facts.bytes}.`);
    if (hash.digest('hex') !== facts.sha256)
        throw new errors/* UserError */.y(`${what}: its SHA-256 is not that of the manifest.`);
    if (last !== undefined)
        yield last;
}
/** Reads to the end and only compares. */
async function prove(what, source, facts) {
    for await (const _ of proven(what, source, facts))
        ;
}


/***/ })

};
;