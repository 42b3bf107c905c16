"use strict";
exports.id = 4163;
exports.ids = [4163];
exports.modules = {

/***/ 44172:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BC: () => (/* binding */ shortHash),
/* harmony export */   E3: () => (/* binding */ drillBackup),
/* harmony export */   ay: () => (/* binding */ takeBackup),
/* harmony export */   dH: () => (/* binding */ restoreBackup)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _backup_age_library_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(34653);
/* harmony import */ var _backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(40127);
/* harmony import */ var _backup_manifest_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(96903);
/* harmony import */ var _backup_source_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(62787);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(20230);
/* harmony import */ var _host_windows_host_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3288);
/* harmony import */ var _disk_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(49790);
/* harmony import */ var _lock_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(10732);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(66594);












/**
 * Backs the sources up into one directory with one manifest, each proven before the next begins. What is there before stays whatever happens; killed at any
 * point there is no backup or a whole one. Errors: UserError; then no backup was added.
 */
async function takeBackup(request) {
    const { store, id } = request;
    await store.open();
    return (0,_lock_js__WEBPACK_IMPORTED_MODULE_9__/* .alone */ .Q)(store.directory, async () => {
        try {
            return await take(request);
        }
        catch (error) {
            const failed = (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .explained */ .to)(`Backing up into ${store.directory}`, error);
            if (!(failed instanceof _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y))
                throw failed;
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`The backup ${id}: ${failed.message} No backup was added.`, { cause: failed.cause });
        }
        finally {
            await store.discard(id);
        }
    });
}
async function take(request) {
    const { store, clock, id, sources, level, signal, encryptTo } = request;
    const recipients = encryptTo.map(_backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__/* .recipientOf */ .du);
    if (!(0,_backup_age_library_js__WEBPACK_IMPORTED_MODULE_3__/* .libraryTakes */ .yS)(recipients))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y('On Windows `encrypt-to` takes age recipients (age1…) only: an SSH key needs the program age, which is not used here.');
    const started = clock.now();
    const from = clock.monotonic();
    let estimate = 0;
    for (const { source } of sources)
        estimate += await source.ready(signal);
    const { sequence, previousId } = await store.begin(id);
    await checkRoom(store.directory, recipients.length > 0 ? 2 * estimate : estimate, request.minFreeBytes);
    const directory = store.temporary(id);
    const members = [];
    for (const { name, source } of sources) {
        const file = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(directory, source.member.name);
        const t0 = clock.monotonic();
        await source.write(file, signal);
        const t1 = clock.monotonic();
        const proof = await source.prove(file, level, signal);
        const [{ size: bytes }, sha256] = [await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.stat)(file), await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .sha256Of */ .Bj)(file, signal)];
        const t2 = clock.monotonic();
        const member = {
            ...source.member,
            bytes,
            sha256,
            database: name,
            engine: source.engine,
            source: source.database,
            ...proof,
            dumpMs: Math.round(t1 - t0),
            verifyMs: Math.round(t2 - t1),
            exitCodes: []
        };
        members.push(level === 'drill' ? await drilled(source, member, file, signal) : member);
    }
    const stored = recipients.length === 0 ? members : await encrypted(directory, members, recipients);
    const value = {
        schemaVersion: _backup_manifest_js__WEBPACK_IMPORTED_MODULE_5__/* .MANIFEST_VERSION */ .hh,
        id,
        sequence,
        previousId,
        startedAt: started.toISOString(),
        finishedAt: clock.now().toISOString(),
        durationMs: Math.round(clock.monotonic() - from),
        pinned: request.pin,
        app: request.app,
        environment: request.environment,
        host: _store_js__WEBPACK_IMPORTED_MODULE_10__/* .label */ .P,
        level,
        members: stored
    };
    await store.publish(value, request.manifestKey);
    return value;
}
async function drilled(source, member, file, signal) {
    const { content, tables } = member.facts;
    const { durationMs } = await source.drill({ file, content, tables }, shortHash(file), signal);
    return { ...member, drillMs: durationMs, checks: [...member.checks, { name: 'drill', result: 'passed' }] };
}
/** By the library: what is plain is written to the disk first, and removed when its encrypted form is flushed. */
async function encrypted(directory, members, recipients) {
    const host = new _host_windows_host_js__WEBPACK_IMPORTED_MODULE_7__/* .WindowsHost */ ._();
    const stored = [];
    for (const member of members) {
        const plain = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(directory, member.name);
        const { bytes, sha256 } = await (0,_backup_age_library_js__WEBPACK_IMPORTED_MODULE_3__/* .encryptFile */ .oL)(host, { from: plain, to: `${plain}.age`, bytes: member.bytes, recipients });
        await host.remove(plain);
        stored.push((0,_backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__/* .encryptedMember */ .RC)(member, { bytes, sha256 }, recipients));
    }
    return stored;
}
async function checkRoom(directory, estimate, minFreeBytes) {
    const need = minFreeBytes ?? Math.max(2 ** 31, 1.2 * estimate);
    const free = await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .freeBytes */ .go)(directory);
    if (free >= need)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`${directory} has ${mebibytes(free)} MiB free and the backup asks for ${mebibytes(need)} MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise).`);
}
/** Tries each source of a backup in a copy that nobody uses. Errors: UserError that says what differs. */
function drillBackup(request) {
    return use(request, (source, stored) => source.drill(stored, shortHash(stored.file), request.signal));
}
/**
 * Each source becomes what the backup holds; what was live is kept beside. Under the same label nothing is restored twice. Errors: UserError that says which
 * were restored before.
 */
async function restoreBackup(request) {
    const restored = [];
    try {
        return await use(request, async (source, stored, name) => {
            const result = await source.restore(stored, request.label, request.signal);
            restored.push(name);
            return { ...result, kept: (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.dirname)(source.database), result.kept) };
        });
    }
    catch (error) {
        if (restored.length === 0 || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y))
            throw error;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`${error.message} Restored before that: ${restored.join(', ')}.`, { cause: error.cause });
    }
}
/** Verifies the backup, makes it readable, and does one after the other with each of its sources. */
async function use({ store, trust, backup, sources, identity, signal }, each) {
    await store.open();
    return (0,_lock_js__WEBPACK_IMPORTED_MODULE_9__/* .alone */ .Q)(store.directory, async () => {
        await store.removeLeft();
        const manifest = await store.verify(backup, trust, signal);
        for (const { name, source } of sources)
            memberOf(manifest, name, source);
        const open = store.temporary(`${manifest.id}-open`);
        try {
            const found = {};
            for (const { name, source } of sources) {
                const member = memberOf(manifest, name, source);
                const { content, tables } = member.facts;
                const file = member.encryption === undefined
                    ? (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(store.path(manifest.id), member.name)
                    : await decrypted(manifest, member, store.path(manifest.id), open, identity);
                found[name] = await each(source, { file, content, tables }, name);
            }
            return found;
        }
        finally {
            await store.discard(`${manifest.id}-open`);
        }
    });
}
/** Errors: UserError where it is not in the backup, or was taken of something else. */
function memberOf(manifest, name, { engine, database }) {
    const member = manifest.members.find(each => each.database === name && each.role !== 'globals');
    if (member === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`Backup ${manifest.id} holds ${(0,_backup_source_js__WEBPACK_IMPORTED_MODULE_6__/* .namesIn */ .w)(manifest).join(', ')}, and not ${name}.`);
    if (member.engine === engine && member.source === database)
        return member;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`Backup ${manifest.id} of ${name} was taken of ${member.engine} ${member.source}, and ${name} is ${engine} ${database} now. It is not used.`);
}
async function decrypted(manifest, member, from, to, identity) {
    if (identity === undefined)
        throw (0,_backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__/* .needsIdentity */ .Yf)(manifest);
    const host = new _host_windows_host_js__WEBPACK_IMPORTED_MODULE_7__/* .WindowsHost */ ._();
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(to, (0,_backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__/* .plainName */ .MH)(member));
    await host.makeDirectory(to);
    try {
        await (0,_backup_age_library_js__WEBPACK_IMPORTED_MODULE_3__/* .decryptFile */ .It)(host, { from: (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(from, member.name), to: file, bytes: member.bytes, identity });
    }
    catch (error) {
        if (!(0,_backup_age_library_js__WEBPACK_IMPORTED_MODULE_3__/* .isOfAge */ .TQ)(error))
            throw error;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(/no identity matched/.test((0,_errors_js__WEBPACK_IMPORTED_MODULE_11__/* .messageOf */ .b)(error))
            ? `Backup ${manifest.id}: the identity is of none of its recipients (${(0,_backup_encryption_js__WEBPACK_IMPORTED_MODULE_4__/* .recipientsOf */ .wX)(manifest).join(', ')}). Give the one that belongs to one of them.`
            : `Backup ${manifest.id}: what is stored is not what age wrote, or it was cut.`, { cause: error });
    }
    // What was compressed has the checksum of what is in it, which is looked at when it is unpacked.
    if (member.compression === undefined && (await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .sha256Of */ .Bj)(file)) !== member.plainSha256)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_11__/* .UserError */ .y(`Backup ${manifest.id}: the decrypted member ${member.name} does not have the SHA-256 of the manifest.`);
    return file;
}
const shortHash = (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const mebibytes = (bytes) => Math.floor(bytes / 2 ** 20);


/***/ }),

/***/ 44163:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backUpHere: () => (/* binding */ backUpHere),
  drillHere: () => (/* binding */ drillHere),
  K: () => (/* binding */ named),
  planHere: () => (/* binding */ planHere),
  restoreHere: () => (/* binding */ restoreHere),
  x: () => (/* binding */ storeOf)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/backup/demands.js
var demands = __webpack_require__(4048);
// EXTERNAL MODULE: ./build/shared/backup/retention.js
var retention = __webpack_require__(80294);
// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(17170);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/steps/backup.js + 2 modules
var steps_backup = __webpack_require__(75841);
// EXTERNAL MODULE: ./build/shared/steps/named-backup.js + 1 modules
var named_backup = __webpack_require__(61158);
// EXTERNAL MODULE: ./build/shared/steps/retention.js
var steps_retention = __webpack_require__(40799);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
// EXTERNAL MODULE: ./build/shared/windows/backups.js
var backups = __webpack_require__(44172);
// EXTERNAL MODULE: ./build/shared/windows/disk.js
var disk = __webpack_require__(49790);
// EXTERNAL MODULE: ./build/shared/windows/lock.js
var lock = __webpack_require__(10732);
// EXTERNAL MODULE: ./build/shared/windows/sqlite.js
var sqlite = __webpack_require__(29235);
// EXTERNAL MODULE: ./build/shared/windows/store.js
var windows_store = __webpack_require__(66594);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(38522);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
;// CONCATENATED MODULE: ./build/shared/windows/listing.js

/**
 * What a tree holds, as `belay_list` of tree-shell.ts says it, so that a manifest means the same wherever it was written: lines as GNU tar prints them, their
 * number, and a SHA-256 over them and over the content of all files, in the archive's order.
 */
class Listing {
    #lines = (0,external_node_crypto_.createHash)('sha256');
    #owners = (0,external_node_crypto_.createHash)('sha256');
    #content = (0,external_node_crypto_.createHash)('sha256');
    #portable;
    #count = 0;
    /** `portable`: without modes, of which Windows knows none, to compare what lies there with an archive of POSIX. */
    constructor(portable = false) {
        this.#portable = portable;
    }
    add(entry) {
        const named = `${quoted(entry.name)}${entry.type === 'symlink' ? ` -> ${quoted(entry.target)}` : entry.type === 'link' ? ` link to ${quoted(entry.target)}` : ''}`;
        this.#lines.update(`${this.#portable ? entry.type : modeText(entry)} ${entry.size} ${named}\n`);
        this.#owners.update(`${entry.uid}/${entry.gid} ${named}\n`);
        this.#count++;
    }
    /** Content of the file that was added last. */
    content(chunk) {
        this.#content.update(chunk);
    }
    /** To be asked once. */
    end() {
        // As sha256sum says it of what comes through a pipe.
        const sample = this.#lines.update(`${this.#content.digest('hex')}  -`).digest('hex');
        return { '.': { rows: this.#count - 1, sample }, owners: { rows: 0, sample: this.#owners.digest('hex') } };
    }
}
const letters = { file: '-', directory: 'd', symlink: 'l', link: 'h' };
function modeText({ type, mode }) {
    const three = (bits, special, letter) => `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${special ? (bits & 1 ? letter : letter.toUpperCase()) : bits & 1 ? 'x' : '-'}`;
    return `${letters[type]}${three(mode >> 6, (mode & 0o4000) !== 0, 's')}${three(mode >> 3, (mode & 0o2000) !== 0, 's')}${three(mode, (mode & 0o1000) !== 0, 't')}`;
}
const escapes = {
    7: 'a',
    8: 'b',
    9: 't',
    10: 'n',
    11: 'v',
    12: 'f',
    13: 'r',
    34: '"',
    92: '\\'
};
/** A name as tar quotes it for C. */
function quoted(name) {
    let text = '"';
    for (const byte of Buffer.from(name))
        text +=
            escapes[byte] !== undefined
                ? `\\${escapes[byte]}`
                : byte < 32 || byte > 126
                    ? `\\${byte.toString(8).padStart(3, '0')}`
                    : String.fromCharCode(byte);
    return `${text}"`;
}

// EXTERNAL MODULE: ./build/shared/windows/names.js
var windows_names = __webpack_require__(49911);
// EXTERNAL MODULE: ./node_modules/tar/dist/esm/header.js + 2 modules
var esm_header = __webpack_require__(16532);
// EXTERNAL MODULE: ./node_modules/tar/dist/esm/pax.js
var pax = __webpack_require__(50750);
;// CONCATENATED MODULE: ./build/shared/windows/pack.js







/** A file was written to while it was read: what was packed of it may never have been in it at once. */
class Torn extends Error {
    path;
    constructor(path) {
        super(`${path} changed while it was read`);
        this.path = path;
    }
}
/** Bytes of a file that are read at once. */
const chunkBytes = 256 * 1024;
const block = 512;
/**
 * A tree as a tar archive (pax) in the order in which GNU tar sorts by name, as a stream; what was read is added to `listing`. Sockets, pipes and devices are
 * left out, and what vanishes meanwhile. `excluded` is asked for each path below the tree, written with slashes.
 * Errors: Torn, UserError, what the file system says.
 */
async function* packTree(root, listing, excluded) {
    /** The name in the archive under which a file with several names was packed first. */
    const first = new Map();
    yield* pack(root, '.', await (0,promises_.lstat)(root, { bigint: true }), { listing, excluded, first });
    yield Buffer.alloc(2 * block);
}
async function* pack(path, name, stat, packing) {
    const { listing, excluded, first } = packing;
    if (stat.isDirectory()) {
        const entries = await (0,promises_.readdir)(path).catch(absent);
        if (entries === undefined)
            return;
        const entry = entryOf(`${name}/`, 'directory', stat);
        listing.add(entry);
        yield* headerOf(entry);
        for (const each of entries.sort(byBytes)) {
            if (excluded(`${name}/${each}`.slice(2)))
                continue;
            const inner = await (0,promises_.lstat)((0,external_node_path_.join)(path, each), { bigint: true }).catch(absent);
            if (inner !== undefined)
                yield* pack((0,external_node_path_.join)(path, each), `${name}/${each}`, inner, packing);
        }
    }
    else if (stat.isSymbolicLink()) {
        const target = await (0,promises_.readlink)(path).catch(absent);
        if (target === undefined)
            return;
        const entry = { ...entryOf(name, 'symlink', stat), target };
        listing.add(entry);
        yield* headerOf(entry);
    }
    else if (stat.isFile()) {
        const key = `${stat.dev} ${stat.ino}`;
        const target = stat.nlink > 1n ? first.get(key) : undefined;
        if (target !== undefined) {
            const entry = { ...entryOf(name, 'link', stat), size: 0, target };
            listing.add(entry);
            yield* headerOf(entry);
        }
        else if (yield* packFile(path, name, listing))
            first.set(key, name);
    }
}
/** Answers whether it was there. */
async function* packFile(path, name, listing) {
    const file = await (0,promises_.open)(path, 'r').catch(absent);
    if (file === undefined)
        return false;
    try {
        const before = await file.stat({ bigint: true });
        const entry = entryOf(name, 'file', before);
        listing.add(entry);
        yield* headerOf(entry);
        const once = (0,external_node_crypto_.createHash)('sha256');
        for await (const chunk of contentOf(file, path, entry.size)) {
            once.update(chunk);
            listing.content(chunk);
            yield chunk;
        }
        const after = await file.stat({ bigint: true });
        if (after.size !== before.size || after.mtimeNs !== before.mtimeNs)
            throw new Torn(path);
        // Windows need not change the time before whoever writes has closed the file. What was written behind this reader's back is another byte now.
        const again = (0,external_node_crypto_.createHash)('sha256');
        for await (const chunk of contentOf(file, path, entry.size))
            again.update(chunk);
        if (!once.digest().equals(again.digest()))
            throw new Torn(path);
        const rest = entry.size % block;
        if (rest > 0)
            yield Buffer.alloc(block - rest);
        return true;
    }
    finally {
        await file.close();
    }
}
async function* contentOf(file, path, size) {
    for (let at = 0; at < size;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(size - at, chunkBytes)), { position: at });
        if (bytesRead === 0)
            throw new Torn(path);
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
    }
}
/** What is gone when it is looked at was removed while the tree was read, which is no damage. */
function absent(error) {
    if ((0,disk/* codeOf */.$N)(error) !== 'ENOENT')
        throw error;
    return undefined;
}
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
function entryOf(name, type, stat) {
    // A name that is no text in Unicode would come back as another one.
    if (name.includes('\ufffd'))
        throw new errors/* UserError */.y(`The name of ${JSON.stringify(name)} is not valid Unicode: rename it, or exclude it.`);
    return {
        name,
        type,
        mode: modeOf(type, Number(stat.mode)),
        uid: Number(stat.uid),
        gid: Number(stat.gid),
        size: type === 'file' ? Number(stat.size) : 0,
        mtime: new Date(Number(stat.mtimeMs))
    };
}
/** Windows knows of all this only whether a file may be written to. */
function modeOf(type, mode, platform = process.platform) {
    if (platform !== 'win32')
        return mode & 0o7777;
    if (type === 'symlink')
        return 0o777;
    if (type === 'directory')
        return 0o755;
    return mode & 0o200 ? 0o644 : 0o444;
}
const codes = { file: 'File', directory: 'Directory', symlink: 'SymbolicLink', link: 'Link' };
/** What does not fit into the header of old comes before it, in one of its own. */
function* headerOf({ name, type, mode, uid, gid, size, mtime, target }) {
    const data = { path: name, ...(target === undefined ? {} : { linkpath: target }), mode, uid, gid, size, type: codes[type] };
    const header = new esm_header/* Header */.Y({ ...data, mtime: new Date(Math.floor(mtime.getTime() / 1000) * 1000) });
    // What it splits off a long name of a directory is the slash, by which a directory is known.
    const more = header.encode() || Buffer.byteLength(name) >= 100;
    yield new pax/* Pax */.u(more ? { ...data, mtime } : { mtime }).encode();
    yield header.block;
}

;// CONCATENATED MODULE: ./build/shared/windows/unpack.js


const unpack_block = 512;
const types = {
    File: 'file',
    OldFile: 'file',
    ContiguousFile: 'file',
    Directory: 'directory',
    SymbolicLink: 'symlink',
    Link: 'link'
};
/**
 * Reads a tar archive (pax, also with the sparse files of GNU tar), as GNU tar or `packTree` writes it.
 * Errors: UserError for what is no such archive, or was cut.
 */
async function* readTar(chunks) {
    const bytes = new Bytes(chunks);
    let pax = new Map();
    for (;;) {
        const header = new esm_header/* Header */.Y(await bytes.take(unpack_block));
        if (header.nullBlock)
            return bytes.drain();
        if (!header.cksumValid)
            throw damaged('a header has another checksum');
        const stored = Number(pax.get('size') ?? header.size ?? 0);
        if (header.type === 'ExtendedHeader') {
            pax = records(await bytes.take(stored));
            await bytes.take(padding(stored));
            continue;
        }
        const type = types[header.type];
        if (type === undefined)
            throw damaged(`an entry is of the kind ${header.type}`);
        const sparse = pax.get('GNU.sparse.major');
        if (sparse !== undefined && sparse !== '1')
            throw damaged('a sparse file is written in a form of old');
        const name = pax.get('GNU.sparse.name') ?? pax.get('path') ?? header.path ?? '';
        const size = type === 'file' ? Number(pax.get('GNU.sparse.realsize') ?? stored) : 0;
        const body = new Body(bytes, type === 'file' ? stored : 0);
        yield {
            name,
            type,
            mode: (header.mode ?? 0) & 0o7777,
            uid: Number(pax.get('uid') ?? header.uid ?? 0),
            gid: Number(pax.get('gid') ?? header.gid ?? 0),
            size,
            mtime: new Date(Number(pax.get('mtime') ?? (header.mtime?.getTime() ?? 0) / 1000) * 1000),
            target: type === 'symlink' || type === 'link' ? (pax.get('linkpath') ?? header.linkpath ?? '') : undefined,
            content: sparse === undefined ? body.rest() : filled(body, size)
        };
        for await (const _ of body.rest()) {
            // What nobody wanted to read.
        }
        pax = new Map();
    }
}
const padding = (size) => (unpack_block - (size % unpack_block)) % unpack_block;
/** `<length> <key>=<value>\n`, where the length counts the bytes of all of it. */
function records(buffer) {
    const found = new Map();
    for (let at = 0; at < buffer.length;) {
        const blank = buffer.indexOf(0x20, at);
        const length = Number(buffer.subarray(at, blank).toString());
        const text = buffer.subarray(blank + 1, at + length - 1).toString();
        const equals = text.indexOf('=');
        if (blank === -1 || !(length > 0) || equals === -1)
            throw damaged('an extended header cannot be read');
        found.set(text.slice(0, equals), text.slice(equals + 1));
        at += length;
    }
    return found;
}
/** A sparse file with its holes: its content begins with the list of what is there, `<number> (<offset> <bytes>)…`, a number to a line. */
async function* filled(body, size) {
    let at = 0;
    for (const [offset, length] of await body.map()) {
        yield* zeros(offset - at);
        for (let left = length; left > 0;) {
            const chunk = await body.some(left);
            left -= chunk.length;
            yield chunk;
        }
        at = offset + length;
    }
    yield* zeros(size - at);
}
function* zeros(bytes) {
    const hole = Buffer.alloc(Math.max(0, Math.min(bytes, 256 * 1024)));
    for (let left = bytes; left > 0; left -= hole.length)
        yield hole.subarray(0, Math.min(left, hole.length));
}
/** The content of one entry, as it is stored. */
class Body {
    #bytes;
    #left;
    #padding;
    constructor(bytes, size) {
        this.#bytes = bytes;
        this.#left = size;
        this.#padding = padding(size);
    }
    /** At most so many bytes, and at least one. */
    async some(most) {
        if (this.#left === 0)
            throw damaged('the content of a file is too short');
        const chunk = await this.#bytes.some(Math.min(most, this.#left));
        this.#left -= chunk.length;
        return chunk;
    }
    async *rest() {
        while (this.#left > 0)
            yield await this.some(this.#left);
        await this.#bytes.take(this.#padding);
        this.#padding = 0;
    }
    /** What of a sparse file is there: offset and bytes of each part. */
    async map() {
        let text = '';
        const numbers = async (count) => {
            while (text.split('\n').length - 1 < count) {
                const whole = await this.some(unpack_block);
                const more = whole.length === unpack_block ? whole : Buffer.concat([whole, await this.#exactly(unpack_block - whole.length)]);
                text += more.toString('latin1');
            }
            return text.split('\n').slice(0, count).map(Number);
        };
        const [parts = 0] = await numbers(1);
        const all = (await numbers(1 + 2 * parts)).slice(1);
        if (all.some(each => !Number.isSafeInteger(each) || each < 0))
            throw damaged('the parts of a sparse file cannot be read');
        return Array.from({ length: parts }, (_, index) => [all[2 * index], all[2 * index + 1]]);
    }
    async #exactly(bytes) {
        this.#left -= bytes;
        return this.#bytes.take(bytes);
    }
}
/** A stream of chunks, read by number of bytes. */
class Bytes {
    #chunks;
    #rest = Buffer.alloc(0);
    constructor(chunks) {
        this.#chunks = chunks[Symbol.asyncIterator]();
    }
    async some(most) {
        while (this.#rest.length === 0) {
            const { value, done } = await this.#chunks.next();
            if (done)
                throw damaged('its end is missing');
            this.#rest = value;
        }
        const chunk = this.#rest.subarray(0, most);
        this.#rest = this.#rest.subarray(chunk.length);
        return chunk;
    }
    async take(bytes) {
        const parts = [];
        for (let left = bytes; left > 0;) {
            const chunk = await this.some(left);
            left -= chunk.length;
            parts.push(chunk);
        }
        return parts.length === 1 ? parts[0] : Buffer.concat(parts);
    }
    /** To the end, so that what stands before this stream comes to its own end, and its checks. */
    async drain() {
        while (!(await this.#chunks.next()).done)
            ;
    }
}
function damaged(why) {
    return new errors/* UserError */.y(`The archive is damaged: ${why}.`);
}

;// CONCATENATED MODULE: ./build/shared/windows/tree.js














/**
 * A directory and all that is in it, as a pax archive compressed with zstd. A restore unpacks beside what is live, compares, and changes both by two
 * renames; a mark beside them says that they are under way, so that what was live comes back where the process dies between the two.
 */
class NodeTree {
    engine = 'files';
    database;
    member;
    #parent;
    #base;
    #excluded;
    #exclude;
    #written;
    /** Errors: UserError for a path that cannot be meant. */
    constructor({ key, path, exclude = [], stateDir }) {
        this.database = (0,disk/* fullPath */.jS)(path, `files.${key}`);
        if ((0,disk/* within */.ux)(this.database, stateDir))
            throw new errors/* UserError */.y(`The state directory of Belay lies in ${this.database}. Name directories beside it.`);
        this.#parent = (0,external_node_path_.dirname)(this.database);
        this.#base = (0,external_node_path_.basename)(this.database);
        this.#exclude = exclude;
        this.#excluded = (0,windows_names/* matcher */.jN)(exclude);
        this.member = { name: `${key}.tar.zst`, role: 'files', format: 'tar', compression: 'zstd' };
    }
    async ready(signal) {
        await this.#settle();
        const found = await (0,promises_.stat)(this.database).catch(() => undefined);
        if (found === undefined)
            throw new errors/* UserError */.y(`There is no ${this.database} on this machine.`);
        if (!found.isDirectory())
            throw new errors/* UserError */.y(`${this.database} is not a directory.`);
        try {
            return await size(this.database, '', this.#excluded, signal);
        }
        catch (error) {
            throw (0,disk/* explained */.to)(`Reading ${this.database}`, error);
        }
    }
    async write(file, signal) {
        for (let attempt = 1;; attempt++) {
            const listing = new Listing();
            try {
                await (0,external_node_stream_promises_.pipeline)(external_node_stream_.Readable.from(packTree(this.database, listing, this.#excluded), { objectMode: false }), (0,external_node_zlib_.createZstdCompress)({ params: { [external_node_zlib_.constants.ZSTD_c_compressionLevel]: 3, [external_node_zlib_.constants.ZSTD_c_checksumFlag]: 1 } }), (0,external_node_fs_.createWriteStream)(file, { mode: 0o600, flush: true }), { signal });
                this.#written = listing.end();
                return;
            }
            catch (error) {
                if (!(error instanceof Torn))
                    throw (0,disk/* explained */.to)(`Backing up ${this.database}`, error);
                if (attempt === 2)
                    throw new errors/* UserError */.y(`Files of ${this.database} changed while they were read, twice; the first is ${error.path}. Stop what writes them, or exclude them.`);
            }
        }
    }
    async prove(file, _level, signal) {
        const { plainBytes, plainSha256, listing } = await decode(file, signal);
        const content = listing.end();
        if (this.#written !== undefined && !same(content, this.#written))
            throw new errors/* UserError */.y(`What was read back of ${this.database} is not what was written. Is the disk damaged?`);
        return {
            engineVersion: process.versions.node,
            clientVersion: process.versions.zstd ?? '',
            plainBytes,
            plainSha256,
            facts: { bytes: plainBytes, content },
            checks: [
                { name: 'full-decode', result: 'passed' },
                { name: 'sha256', result: 'passed' }
            ],
            commands: []
        };
    }
    async restore(stored, label, signal) {
        await this.#settle();
        const kept = (0,names/* copyName */.vC)(this.#base, 'old', label);
        const [live, copy, old] = [this.database, this.#beside((0,names/* copyName */.vC)(this.#base, 'new', label)), this.#beside(kept)];
        if (await (0,disk/* exists */.t2)(old)) {
            if (await (0,disk/* exists */.t2)(live))
                return { kept, done: true };
            throw new errors/* UserError */.y(`${old} is there and ${live} is not: look at both. If it is what was live, give it its name back.`);
        }
        const mark = `${copy}.live`;
        try {
            await this.#unpacked(stored, copy, signal);
            await this.#swap(live, copy, old, mark);
        }
        catch (error) {
            if (await (0,disk/* exists */.t2)(live))
                await removed(copy, mark);
            throw (0,disk/* explained */.to)(`Restoring ${live}`, error);
        }
        return { kept, done: false };
    }
    async drill(stored, label, signal) {
        const from = performance.now();
        const { copy, stem } = (0,names/* drillName */.rz)(this.#base, label);
        for (const left of await (0,promises_.readdir)(this.#parent))
            if (left.startsWith(stem))
                await removed(this.#beside(left));
        try {
            const entries = await this.#unpacked(stored, this.#beside(copy), signal);
            if (entries === 0)
                throw new errors/* UserError */.y('The backup restores an empty tree, and so proves nothing: is it the right directory?');
            return { says: `${entries} entries and the content of all files compared`, durationMs: Math.round(performance.now() - from) };
        }
        catch (error) {
            throw (0,disk/* explained */.to)(`The drill of the backup of ${this.database}`, error);
        }
        finally {
            await removed(this.#beside(copy));
        }
    }
    #beside(name) {
        return (0,external_node_path_.join)(this.#parent, name);
    }
    /** Two renames, with a mark on the disk from before the first until after the second. */
    async #swap(live, copy, old, mark) {
        const isLive = await (0,disk/* exists */.t2)(live);
        await writeMark(mark, (0,external_node_path_.basename)(old));
        await (0,disk/* syncDirectory */.zR)(this.#parent);
        if (isLive)
            await (0,disk/* renameOver */.HB)(live, old).catch((error) => {
                throw (0,disk/* explained */.to)(`${live} is as it was: it cannot be renamed to make room for the restored one. Renaming it`, error);
            });
        try {
            await (0,disk/* renameOver */.HB)(copy, live);
        }
        catch (error) {
            if (isLive)
                await (0,disk/* renameOver */.HB)(old, live);
            throw error;
        }
        await (0,disk/* syncDirectory */.zR)(this.#parent);
        if (isLive)
            await this.#carry(old);
        await (0,promises_.rm)(mark, { force: true });
    }
    /** What is excluded is in no backup: it goes from what was live to what is live, where that has no such path. */
    async #carry(old) {
        if (this.#exclude.length === 0)
            return;
        const moves = [];
        const look = async (below) => {
            for (const each of await (0,promises_.readdir)((0,external_node_path_.join)(old, below), { withFileTypes: true })) {
                const path = below === '' ? each.name : `${below}/${each.name}`;
                if (this.#excluded(path))
                    moves.push(path);
                else if (each.isDirectory())
                    await look(path);
            }
        };
        await look('');
        for (const path of moves) {
            const to = (0,external_node_path_.join)(this.database, path);
            if (await (0,disk/* exists */.t2)(to))
                continue;
            await (0,promises_.mkdir)((0,external_node_path_.dirname)(to), { recursive: true });
            await (0,disk/* renameOver */.HB)((0,external_node_path_.join)(old, path), to);
        }
    }
    /** Puts right what a process left that died while it swapped: what was live is live again, or the swap is over. */
    async #settle() {
        for (const name of await (0,promises_.readdir)(this.#parent).catch(() => [])) {
            if (!name.endsWith('.live') || !(0,names/* isCopyOf */.h8)(this.#base, name.slice(0, -'.live'.length)))
                continue;
            const [mark, copy] = [this.#beside(name), this.#beside(name.slice(0, -'.live'.length))];
            const kept = (await (0,promises_.readFile)(mark, 'utf8')).trim();
            // A mark that is empty was never flushed, and nothing was renamed after it.
            if ((0,names/* isCopyOf */.h8)(this.#base, kept)) {
                const old = this.#beside(kept);
                const [isOld, isLive, isCopy] = await Promise.all([(0,disk/* exists */.t2)(old), (0,disk/* exists */.t2)(this.database), (0,disk/* exists */.t2)(copy)]);
                if (isOld && isLive && isCopy)
                    throw new errors/* UserError */.y(`A restore of ${this.database} was killed between its two renames, and something has made a new ${this.database} since. Look at it and at ${old}, which was live: keep the one that you mean under that name, remove ${copy} and ${mark}, then try again.`);
                if (isOld && !isLive)
                    await (0,disk/* renameOver */.HB)(old, this.database);
                if (isOld && isLive)
                    await this.#carry(old);
            }
            await removed(copy, mark);
        }
        for (const name of await (0,promises_.readdir)(this.#parent).catch(() => []))
            if ((0,windows_names/* isUnfinished */.ui)(this.#base, name))
                await removed(this.#beside(name));
    }
    /** `copy` becomes what the backup holds, compared with its manifest and with the archive. Answers its entries. Errors: UserError; then it is gone. */
    async #unpacked(stored, copy, signal) {
        const portable = process.platform === 'win32';
        const wants = new Names();
        const { listing, plainBytes } = await decode(stored.file, signal, entry => wants.add(entry));
        const holds = listing.end();
        const entries = holds['.'].rows;
        if (stored.content !== undefined && !same(holds, stored.content))
            throw new errors/* UserError */.y(`The backup holds ${entries} entries, and they are not those that its manifest says (${stored.content['.']?.rows ?? 0}).`);
        const free = await (0,disk/* freeBytes */.go)(this.#parent);
        // What is not a whole cluster takes one all the same.
        const need = 1.1 * (plainBytes + entries * 4096);
        if (free < need)
            throw new errors/* UserError */.y(`The disk of ${this.database} has ${mebibytes(free)} MiB free and a copy of it needs ${mebibytes(need) + 1} MiB.`);
        await removed(copy);
        try {
            const archive = new Listing(portable);
            const directories = [];
            await decode(stored.file, signal, async (entry) => {
                const path = (0,external_node_path_.join)(copy, entry.name);
                await unpackEntry(copy, path, entry, archive);
                if (entry.type === 'directory')
                    directories.push({ path, entry });
            });
            // A directory that may not be written to, or its time, only when all is in it.
            for (const { path, entry } of directories.reverse()) {
                if (!portable)
                    await (0,promises_.chmod)(path, entry.mode);
                await (0,promises_.utimes)(path, entry.mtime, entry.mtime);
            }
            const came = new Listing(portable);
            for await (const _ of packTree(copy, came, () => false))
                signal.throwIfAborted();
            const [a, b] = [archive.end(), came.end()];
            if (a['.'].rows !== b['.'].rows || a['.'].sample !== b['.'].sample)
                throw new errors/* UserError */.y(`The restored copy is not what the backup holds: ${b['.'].rows} entries came back of ${a['.'].rows}, or something in them differs.`);
            return entries;
        }
        catch (error) {
            await removed(copy);
            throw error;
        }
    }
}
/** What an archive holds, as it is read from its end to its end. Errors: UserError. */
async function decode(file, signal, each = () => { }) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const listing = new Listing();
    let plainBytes = 0;
    try {
        await (0,external_node_stream_promises_.pipeline)((0,external_node_fs_.createReadStream)(file), (0,external_node_zlib_.createZstdDecompress)(), async (chunks) => {
            const plain = (0,disk/* shown */.SP)(chunks, chunk => {
                hash.update(chunk);
                plainBytes += chunk.length;
            });
            for await (const entry of readTar(plain)) {
                listing.add(entry);
                const content = (0,disk/* shown */.SP)(entry.content, chunk => listing.content(chunk));
                await each({ ...entry, content }, listing);
                for await (const _ of content) {
                    // What `each` did not read is listed all the same.
                }
            }
        }, { signal });
    }
    catch (error) {
        if (/^(ZSTD_|Z_)/.test((0,disk/* codeOf */.$N)(error)))
            throw new errors/* UserError */.y('The backup does not decode: it was cut or changed.', { cause: error });
        throw error;
    }
    return { listing, plainBytes, plainSha256: hash.digest('hex') };
}
/** The names of an archive: what could leave the directory, or not be written here, is refused before anything is unpacked. */
class Names {
    #directories = new Set();
    #seen = new Map();
    add({ name, type, target }) {
        const path = name.replace(/\/$/, '');
        const steps = path.split('/');
        const foreign = (why) => new errors/* UserError */.y(`The backup holds ${JSON.stringify(name)}, which cannot be unpacked here: ${why}.`);
        if (steps[0] !== '.' || steps.slice(1).some(step => step === '' || step === '.' || step === '..'))
            throw foreign('it is no path below the tree');
        // What lies in it follows it; so nothing is ever written through a link.
        if (steps.length > 1 && !this.#directories.has(steps.slice(0, -1).join('/')))
            throw foreign('its directory is not in the backup');
        if (type === 'directory')
            this.#directories.add(path);
        if (type === 'link' && this.#seen.get(target) !== target)
            throw foreign('it is another name of a file that is not in the backup');
        const why = steps
            .slice(1)
            .map(step => (0,windows_names/* cannotBeNamed */.WG)(step))
            .find(each => each !== undefined);
        if (why !== undefined)
            throw foreign(why);
        const key = process.platform === 'win32' ? path.toLowerCase() : path;
        if (this.#seen.has(key) && type !== 'directory')
            throw foreign('another entry has the same name');
        this.#seen.set(key, path);
    }
}
async function unpackEntry(copy, path, entry, archive) {
    const { type, mode, mtime, target } = entry;
    archive.add(entry);
    if (type === 'directory')
        return void (await (0,promises_.mkdir)(path, { mode: 0o700 }));
    if (type === 'link')
        return (0,promises_.link)((0,external_node_path_.join)(copy, target), path);
    if (type === 'symlink')
        return makeLink(target, path);
    const content = (0,disk/* shown */.SP)(entry.content, chunk => archive.content(chunk));
    await (0,external_node_stream_promises_.pipeline)(content, (0,external_node_fs_.createWriteStream)(path, { flags: 'wx', mode: 0o600, flush: true }));
    await (0,promises_.utimes)(path, mtime, mtime);
    // Of a file that may not be written to not even the time can be set.
    await (0,promises_.chmod)(path, modeOf('file', mode));
}
/** On Windows a link to a directory is of another kind than one to a file; only a junction needs no right, and it must be absolute. */
async function makeLink(target, path) {
    const isDirectory = external_node_path_.sep === '\\' && (/[\\/]$/.test(target) || (await (0,promises_.stat)((0,external_node_path_.join)((0,external_node_path_.dirname)(path), target)).catch(() => undefined))?.isDirectory());
    await (0,promises_.symlink)(target, path, isDirectory ? (/^[A-Za-z]:/.test(target) ? 'junction' : 'dir') : 'file');
}
/** Of all files, in bytes. */
async function size(root, below, excluded, signal) {
    let sum = 0;
    signal.throwIfAborted();
    for (const each of await (0,promises_.readdir)((0,external_node_path_.join)(root, below), { withFileTypes: true })) {
        const path = below === '' ? each.name : `${below}/${each.name}`;
        if (excluded(path))
            continue;
        if (each.isDirectory())
            sum += await size(root, path, excluded, signal);
        else if (each.isFile())
            sum += (await (0,promises_.lstat)((0,external_node_path_.join)(root, path)).catch(() => undefined))?.size ?? 0;
    }
    return sum;
}
async function writeMark(mark, text) {
    const file = await (0,promises_.open)(mark, 'w', 0o600);
    try {
        await file.writeFile(text);
        await file.sync();
    }
    finally {
        await file.close();
    }
}
async function removed(...paths) {
    for (const path of paths) {
        // Directories may be closed to their own owner.
        await (0,promises_.rm)(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
}
function same(a, b) {
    return ['.', 'owners'].every(key => a[key]?.rows === b[key]?.rows && a[key]?.sample === b[key]?.sample);
}
const mebibytes = (bytes) => Math.floor(bytes / 2 ** 20);

;// CONCATENATED MODULE: ./build/shared/windows/commands.js

















/** What the actions do on this machine where it has no shell. Nothing here stops a process or keeps a journal: that is the workflow's own. */
/** Errors: UserError; then no backup was added. */
async function backUpHere(context, pin) {
    const { target, clock, log } = context;
    const { backup } = target.config;
    (0,demands/* checkDemands */.p0)(backup, target.given);
    if (backup.destination !== undefined)
        throw new errors/* UserError */.y('`destination` is not there on Windows: choose another disk with `state-dir`, which holds the backups too');
    if (backup['copy-to'].length > 0)
        throw new errors/* UserError */.y('`copy-to` is not there on Windows: copy the directory that the output `manifest` names in a step of your own, `manifest.json` last');
    const store = storeOf(context);
    const sources = (0,world/* requireSources */.aR)(context).map(name => named(context, name));
    const { key } = await (0,world/* trustOf */.An)(context);
    const manifest = await within(context, backup.timeout, 'The backup had not ended after % and was stopped. No backup was added.', signal => (0,backups/* takeBackup */.ay)({
        store,
        clock,
        id: (0,deployment_id/* newDeploymentId */.X)(clock.now(), context.random),
        sources,
        level: backup.verify,
        minFreeBytes: backup['min-free'],
        app: target.app,
        environment: target.environment,
        manifestKey: key,
        encryptTo: backup['encrypt-to'],
        pin,
        signal
    }));
    const evidence = (0,steps_backup/* evidenceOf */.X1)(manifest, (0,external_node_path_.join)(store.path(manifest.id), 'manifest.json'), [
        ...(key === undefined ? [] : ['signed']),
        ...(0,steps_backup/* saidOf */.Jo)([], manifest),
        ...(0,demands/* lacking */.gP)(context.target.config.backup)
    ]);
    const pruned = await removeOld(context, store).catch((error) => {
        log.warning(`Old backups stay: ${(0,errors/* messageOf */.b)(error)}`);
        return [];
    });
    return { evidence, pruned };
}
/** What would be done, for `dry-run`. Errors: UserError for what could not be. */
function planHere(context) {
    storeOf(context);
    const names = (0,world/* requireSources */.aR)(context);
    for (const name of names)
        named(context, name);
    return `Would: back up ${names.join(', ')}`;
}
async function removeOld({ target, clock, log }, store) {
    return (0,lock/* alone */.Q)(store.directory, async () => {
        const { backups, unreadable } = await store.list();
        if (unreadable.length > 0)
            log.warning(`These are kept, because their manifests cannot be read: ${unreadable.slice(0, 5).join(', ')} in ${store.directory}`);
        const own = backups.filter(each => each.app === target.app && each.environment === target.environment);
        const plan = (0,retention/* planRetention */.S)(own, (0,steps_retention/* policyOf */.US)(target.config.backup), { now: clock.now().getTime(), needed: new Map() });
        const { removed, left } = await store.remove(plan.remove);
        for (const id of left)
            log.warning(`Backup ${id} stays: something that is not part of it lies in its directory`);
        if (removed.length > 0)
            log.info(`Removed ${removed.length} old ${removed.length === 1 ? 'backup' : 'backups'}: ${removed.join(', ')}`);
        return removed;
    });
}
/**
 * Databases and files become what a backup holds. A re-run of the same workflow run changes nothing more, as long as what it kept is there.
 * Errors: UserError; where the loss is not accepted it names it.
 */
async function restoreHere(context, { backup, only, reason, acceptLoss }) {
    const { log, run, clock } = context;
    const asked = await ask(context, backup, only, (0,world/* restoredNames */.bP)(context));
    const { store, manifest } = asked;
    const { id } = manifest;
    const loss = asked.sources.map(({ name }) => `${name}: everything written since ${manifest.startedAt} (backup ${id})`);
    for (const each of loss)
        log.warning(`${context.dryRun ? 'This would be lost' : 'This is lost'}: ${each}`);
    if (context.dryRun)
        return { backup: id, kept: [], outcome: 'planned' };
    if (acceptLoss !== id)
        throw new errors/* UserError */.y(`Restoring backup ${id} loses what was written since, and nobody has accepted that:\n${loss.map(each => `  - ${each}`).join('\n')}\nIf you mean it, give \`accept-loss: ${id}\`. What is live now is kept beside what is restored all the same.`);
    if (reason === undefined)
        throw new errors/* UserError */.y('A restore needs a `reason`, which is recorded');
    const results = await within(context, timeouts/* databaseTimeoutMs */.fE, 'The restore had not ended after % and was stopped. What it was at is as it was, and it is done one by one: look what is kept beside each.', signal => (0,backups/* restoreBackup */.dH)({ ...asked, signal, label: (0,backups/* shortHash */.BC)(`${run.owner.repository} ${run.owner.runId} ${id}`) }));
    const all = Object.entries(results);
    const kept = all.map(([, each]) => each.kept);
    if (all.every(([, each]) => each.done)) {
        log.notice('This run has restored already: there is nothing to do');
        return { backup: id, kept, outcome: 'nothing-changed' };
    }
    const record = { at: clock.now().toISOString(), backup: id, restored: all.map(([name]) => name), kept, reason, ...run.owner };
    await (0,promises_.appendFile)((0,external_node_path_.join)(store.directory, '..', 'restores.jsonl'), `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true });
    return { backup: id, kept, outcome: 'rolled-back' };
}
/** Nothing live is touched. Errors: UserError that says what differs. */
async function drillHere(context, backup, only) {
    const asked = await ask(context, backup, only, (0,world/* sourceNames */.SI)(context));
    const drills = await within(context, timeouts/* databaseTimeoutMs */.fE, 'The drill had not ended after % and was stopped.', signal => (0,backups/* drillBackup */.E3)({ ...asked, signal }));
    const says = ([name, drill]) => `${name} in ${(drill.durationMs / 1000).toFixed(1)} s (${drill.says})`;
    return {
        backup: asked.manifest.id,
        durationMs: Object.values(drills).reduce((sum, drill) => sum + drill.durationMs, 0),
        says: `Backup ${asked.manifest.id} restores: ${Object.entries(drills).map(says).join('; ')}`
    };
}
/** The backup that was named, and what of it is meant. Its bytes are looked at by whoever uses it. */
async function ask(context, wanted, only, meant) {
    const store = storeOf(context);
    const trust = await (0,world/* trustOf */.An)(context);
    const backup = wanted === 'latest' ? await latest(context, store, trust, { meant, only }) : wanted;
    const manifest = await store.read(backup, trust);
    const sources = (0,named_backup/* wantedOf */.Lm)(manifest, { meant, only }).map(name => named(context, name));
    return { store, trust, backup, manifest, sources, identity: await (0,world/* identityOf */.cu)(context, manifest) };
}
async function latest({ target }, store, { key }, asked) {
    const { app, environment } = target;
    const listed = await store.list();
    const backups = listed.backups.filter(each => each.app === app && each.environment === environment);
    const newest = (0,named_backup/* newestOf */.su)(backups);
    if (newest === undefined)
        throw new errors/* UserError */.y(`There is no backup in ${store.directory}: run \`command: backup\` first`);
    const signed = key === undefined ? undefined : await store.latestSigned({ app, environment, host: windows_store/* label */.P, key });
    if (signed !== undefined && newest.sequence < signed.sequence)
        throw new errors/* UserError */.y(`The newest backup that was signed is ${signed.id}, and it is gone from ${store.directory}: somebody removed it who was not Belay. Name another backup by its id if you mean it.`);
    return ((0,named_backup/* newestFor */.Qy)(backups, asked) ?? newest).id;
}
/** One of the configured databases and files. Errors: UserError for what there is not on Windows. */
function named({ target }, name) {
    return { name, source: sourceOf(target.config, name, target.stateDir) };
}
function sourceOf(config, name, stateDir) {
    const files = config.files[name];
    if (files !== undefined)
        return new NodeTree({ key: name, path: files.path, exclude: files.exclude, stateDir });
    const database = config.databases[name];
    if (database === undefined)
        throw new errors/* UserError */.y(`There is no database ${JSON.stringify(name)} in the configuration`);
    if (database.engine === 'sqlite')
        return new sqlite/* NodeSqlite */.z({ key: name, path: database.path });
    throw new errors/* UserError */.y(`${name} is ${database.engine}: on Windows Belay backs up \`sqlite\` and \`files\` only. A database server is reached from a host with Linux`);
}
/** Errors: UserError where no `state-dir` is given. */
function storeOf({ target }) {
    const { app, environment, stateDir } = target;
    if (stateDir === `/var/lib/belay/${app}/${environment}`)
        throw new errors/* UserError */.y('On Windows the input `state-dir` is needed: a directory that only the user of the runner and administrators can read, like D:\\belay\\ledger');
    return new windows_store/* NodeStore */.I((0,disk/* fullPath */.jS)(stateDir, 'state-dir'));
}
/** Deadline of the whole. `late`: what is said when it has passed, with the time in the place of `%`. Errors: UserError. */
async function within(context, defaultMs, late, body) {
    const timeoutMs = context.timeoutMs ?? defaultMs;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
        return await body(signal);
    }
    catch (error) {
        if (!signal.aborted || error instanceof errors/* UserError */.y)
            throw error;
        throw new errors/* UserError */.y(late.replace('%', `${timeoutMs / 1000} s`), { cause: error });
    }
}


/***/ }),

/***/ 49790:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ codeOf),
/* harmony export */   Bj: () => (/* binding */ sha256Of),
/* harmony export */   HB: () => (/* binding */ renameOver),
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   gD: () => (/* binding */ syncFile),
/* harmony export */   go: () => (/* binding */ freeBytes),
/* harmony export */   jS: () => (/* binding */ fullPath),
/* harmony export */   t2: () => (/* binding */ exists),
/* harmony export */   to: () => (/* binding */ explained),
/* harmony export */   ux: () => (/* binding */ within),
/* harmony export */   zR: () => (/* binding */ syncDirectory)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);





/** What Windows asks for besides what Node.js does by itself: tries again, other words for the same failure, paths with a drive. */
/** Milliseconds for which a rename is tried again: a virus scanner or an indexer looks at what was just written, and holds it for a moment. */
const patienceMs = 5_000;
/** Codes by which Windows says that somebody has a file, or one within a directory, open. */
const inUse = new Set(['EBUSY', 'EPERM', 'EACCES']);
/** `rename`, tried again while somebody holds the file. Errors: what `rename` throws. */
async function renameOver(from, to, waitMs = patienceMs) {
    for (const end = performance.now() + waitMs;;) {
        try {
            return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rename)(from, to);
        }
        catch (error) {
            if (!inUse.has(codeOf(error)) || performance.now() >= end)
                throw error;
            await new Promise(resolve => setTimeout(resolve, 100));
        }
    }
}
function codeOf(error) {
    return error?.code ?? '';
}
/**
 * What a failure of the file system means to the user: `what` is a sentence without its end (`Backing up D:\ledger`). A bug, and what is said well enough
 * already, is answered as it is.
 */
function explained(what, error) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y || !(error instanceof Error))
        return error;
    const { code = '', path } = error;
    const at = path === undefined ? 'a file in it' : path;
    const full = code === 'ENOSPC' || code === 'EDQUOT' || isFull(error);
    if (full)
        return new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what} failed: the disk is full.`, { cause: error });
    if (inUse.has(code))
        return new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what} failed: a process has ${at} open, or this user has no right to it. Stop that process (Resource Monitor, CPU, Associated Handles names it), or give the user of the runner that right.`, { cause: error });
    if (code === 'ENAMETOOLONG')
        return new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what} failed: the path ${at} is too long here.`, { cause: error });
    if (code === 'EROFS')
        return new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what} failed: the disk is read-only.`, { cause: error });
    if (code === 'EMFILE' || code === 'ENFILE' || code === 'EIO')
        return new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what} failed.`, { cause: error });
    return error;
}
/** SQLite says it in a number of its own. */
function isFull(error) {
    return error.errcode === 13;
}
/** Flushes a file to the disk. A directory cannot be flushed on Windows, whose file systems journal names by themselves. */
async function syncFile(path) {
    // Windows flushes only what was opened for writing.
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, 'r+');
    try {
        await file.sync();
    }
    finally {
        await file.close();
    }
}
async function syncDirectory(path) {
    if (process.platform === 'win32')
        return;
    const directory = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, 'r');
    try {
        await directory.sync();
    }
    finally {
        await directory.close();
    }
}
/** Bytes that this user may still write there. */
async function freeBytes(directory) {
    const { bavail, bsize } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.statfs)(directory);
    return bavail * bsize;
}
async function exists(path) {
    return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.lstat)(path).catch(() => undefined)) !== undefined;
}
/** Of a file, read from the disk. */
async function sha256Of(path, signal) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    for await (const chunk of (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { signal }))
        hash.update(chunk);
    return hash.digest('hex');
}
/** The same chunks, each shown on its way. */
async function* shown(chunks, show) {
    for await (const chunk of chunks) {
        show(chunk);
        yield chunk;
    }
}
/** An absolute path as the platform writes it; on Windows with its drive. `what` names where it was given. Errors: UserError. */
function fullPath(path, what, api = node_path__WEBPACK_IMPORTED_MODULE_3__) {
    const { root } = api.parse(path);
    const example = api.sep === '\\' ? 'D:\\ledger\\state' : '/srv/ledger/state';
    const whole = api.sep === '\\' ? /^[A-Za-z]:[\\/]$/.test(root) : root === '/';
    const steps = path.slice(root.length).split(api.sep === '\\' ? /[\\/]/ : '/');
    if (steps.at(-1) === '')
        steps.pop();
    if (whole && steps.length > 0 && !/[\0\n]/.test(path) && steps.every(step => step !== '' && step !== '.' && step !== '..'))
        return api.join(root, ...steps);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${what}: ${JSON.stringify(path)} is not usable here: write a whole path without . and .., like ${example}`);
}
/** Whether `path` is `directory`, or lies in it; Windows does not tell large letters from small ones. */
function within(directory, path, api = node_path__WEBPACK_IMPORTED_MODULE_3__) {
    const relative = api.relative(directory, path);
    return relative === '' || (!api.isAbsolute(relative) && relative.split(api.sep)[0] !== '..');
}


/***/ }),

/***/ 10732:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ alone)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_sqlite__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(80099);
/* harmony import */ var node_sqlite__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_sqlite__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _ports_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(93013);




/** Milliseconds that one waits for another: a backup of a large tree takes its time. */
const patienceMs = 10 * 60_000;
/**
 * Runs `body` alone in a directory of backups: backups, restores, drills and the removal of old ones come one after the other. The lock is SQLite's own, on
 * an empty database: the operating system holds it, and gives it back when the process dies, however it dies.
 * Errors: UserError that begins with `busy` when another one has it for longer than `waitMs` milliseconds.
 */
async function alone(directory, body, { waitMs = patienceMs, busy = 'A backup, a drill or a restore has been running' } = {}) {
    const lock = opened(directory);
    try {
        for (const end = _ports_js__WEBPACK_IMPORTED_MODULE_2__/* .systemClock */ .m.monotonic() + waitMs; !taken(lock, directory);) {
            if (_ports_js__WEBPACK_IMPORTED_MODULE_2__/* .systemClock */ .m.monotonic() >= end)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${busy} in ${directory}${waitMs === 0 ? '' : `, for more than ${waitMs / 1000} s`}; try again when it has ended.`);
            await _ports_js__WEBPACK_IMPORTED_MODULE_2__/* .systemClock */ .m.sleep(100);
        }
        return await body();
    }
    finally {
        lock.close();
    }
}
function opened(directory) {
    try {
        return new node_sqlite__WEBPACK_IMPORTED_MODULE_1__.DatabaseSync((0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(directory, '.alone.db'), { timeout: 0 });
    }
    catch (error) {
        throw unusable(directory, error);
    }
}
function taken(lock, directory) {
    try {
        // Nothing is ever written, so that a full disk is no reason to do without a lock.
        lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
        return true;
    }
    catch (error) {
        // SQLITE_BUSY, whatever its extended code.
        if ((error.errcode ?? 0) % 256 === 5)
            return false;
        throw unusable(directory, error);
    }
}
function unusable(directory, error) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`The lock of ${directory} (.alone.db) cannot be taken: may this user write there?`, { cause: error });
}


/***/ }),

/***/ 49911:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WG: () => (/* binding */ cannotBeNamed),
/* harmony export */   jN: () => (/* binding */ matcher),
/* harmony export */   ui: () => (/* binding */ isUnfinished)
/* harmony export */ });
/* harmony import */ var _database_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(70455);

/** Names as Windows and POSIX tell them apart, and those of copies. */
/** Whether a name is that of a copy that a restore of `live` was making: of a dead one, for whoever has the backups alone. */
function isUnfinished(live, name) {
    return (0,_database_names_js__WEBPACK_IMPORTED_MODULE_0__/* .isCopyOf */ .h8)(live, name) && /_new_[0-9a-f]{12}([0-9a-f]{4})?$/.test(name);
}
/** Why no file on Windows can be called so; undefined: one can. */
function cannotBeNamed(name, platform = process.platform) {
    if (platform !== 'win32')
        return undefined;
    if (/[<>:"/\\|?*\x00-\x1f]/.test(name))
        return 'Windows does not allow one of its characters';
    if (/[. ]$/.test(name))
        return 'on Windows no name ends with a dot or a blank';
    if (/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name))
        return 'on Windows it is the name of a device';
    return undefined;
}
/**
 * Whether a path below a tree, written with slashes, is one that is left out. Patterns as bash has them: `*` and `?` match no slash. With a directory goes all
 * that is in it. Windows does not tell large letters from small ones.
 */
function matcher(patterns, platform = process.platform) {
    const all = patterns.map(pattern => new RegExp(`^${source(pattern)}$`, platform === 'win32' ? 'isu' : 'su'));
    return path => all.some(each => each.test(path));
}
function source(pattern) {
    return pattern.replace(/\*+|\?|\[[!^]?\]?[^\]]*\]|[\\^$.|+(){}[\]/]/gu, part => {
        if (part.startsWith('*'))
            return '[^/]*';
        if (part === '?')
            return '[^/]';
        if (part.startsWith('[') && part.length > 1)
            return `[${part
                .slice(1, -1)
                .replace(/^!/, '^')
                .replace(/[\\[\]]/g, '\\$&')}]`;
        return `\\${part}`;
    });
}


/***/ }),

/***/ 29235:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ NodeSqlite)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_sqlite__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(80099);
/* harmony import */ var node_sqlite__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_sqlite__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(73136);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_url__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _database_names_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(70455);
/* harmony import */ var _database_sql_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(92059);
/* harmony import */ var _database_sqlite_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(45669);
/* harmony import */ var _database_table_content_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(61875);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(20230);
/* harmony import */ var _disk_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(49790);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(49911);











/** Milliseconds that one waits for a lock of the database. */
const lockMs = 10_000;
/** What SQLite keeps beside a database. */
const sides = ['-wal', '-journal', '-shm'];
/**
 * One SQLite file by `node:sqlite`. A copy lies in the same directory, so that one rename is what decides; what was live keeps its file under a second name.
 */
class NodeSqlite {
    engine = 'sqlite';
    database;
    member;
    #directory;
    #file;
    /** Errors: UserError for a path that cannot be meant. */
    constructor({ key, path }) {
        this.database = (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .fullPath */ .jS)(path, `databases.${key}`);
        this.#directory = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(this.database);
        this.#file = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(this.database);
        this.member = { name: `${key}.sqlite3`, role: 'database', format: 'sqlite3' };
    }
    async ready() {
        await this.#settle();
        const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(this.database).catch(() => undefined);
        // SQLite would make what is not there, and its backup would be empty and "ok".
        if (found === undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`There is no file ${this.database} on this machine.`);
        if (!found.isFile())
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`${this.database} is not a file.`);
        if (found.size === 0)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`${this.database} is empty. Is the path right?`);
        return found.size + ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(`${this.database}-wal`).catch(() => undefined))?.size ?? 0);
    }
    async write(file, signal) {
        try {
            const live = new node_sqlite__WEBPACK_IMPORTED_MODULE_2__.DatabaseSync(this.database, { timeout: lockMs });
            try {
                // The open transaction keeps one snapshot: without it the copy would begin again with every write of another process.
                live.exec('BEGIN; SELECT 1 FROM sqlite_master LIMIT 0');
                await (0,node_sqlite__WEBPACK_IMPORTED_MODULE_2__.backup)(live, file, { rate: 10_000, progress: () => signal.throwIfAborted() });
            }
            finally {
                live.close();
            }
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .syncFile */ .gD)(file);
        }
        catch (error) {
            throw this.#explained(`Backing up ${this.database}`, error);
        }
    }
    async prove(file, level) {
        const url = (0,node_url__WEBPACK_IMPORTED_MODULE_3__.pathToFileURL)(file);
        // Opened as immutable: nothing is written beside it, also when the source is in WAL mode.
        url.searchParams.set('immutable', '1');
        const copy = new node_sqlite__WEBPACK_IMPORTED_MODULE_2__.DatabaseSync(url, { readOnly: true });
        try {
            if (!passes(copy, level === 'quick' ? 'quick_check' : 'integrity_check'))
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y('The copy does not pass integrity_check; the database itself is damaged.');
            const content = contentOf(copy);
            const version = String(copy.prepare('SELECT sqlite_version() AS v').get()?.['v']);
            return {
                engineVersion: version,
                clientVersion: version,
                facts: { bytes: (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(file)).size, tables: Object.keys(content).length, content },
                checks: [
                    { name: level === 'quick' ? 'trailer' : 'integrity', result: 'passed' },
                    { name: 'sha256', result: 'passed' }
                ],
                commands: []
            };
        }
        catch (error) {
            throw this.#explained(`Reading the copy of ${this.database}`, error);
        }
        finally {
            copy.close();
        }
    }
    async restore(stored, label) {
        const kept = (0,_database_names_js__WEBPACK_IMPORTED_MODULE_4__/* .copyName */ .vC)(this.#file, 'old', label);
        const [live, copy, old] = [this.database, this.#beside((0,_database_names_js__WEBPACK_IMPORTED_MODULE_4__/* .copyName */ .vC)(this.#file, 'new', label)), this.#beside(kept)];
        await this.#settle();
        if ((await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .exists */ .t2)(old)) && !(await sameFile(old, live)))
            return { kept, done: true };
        try {
            await this.#restored(stored, copy);
            await this.#swap(live, copy, old);
        }
        catch (error) {
            throw this.#explained(`Restoring ${live}`, error);
        }
        finally {
            await remove(copy);
        }
        return { kept, done: false };
    }
    async drill(stored, label) {
        const from = performance.now();
        const { copy: name, stem } = (0,_database_names_js__WEBPACK_IMPORTED_MODULE_4__/* .drillName */ .rz)(this.#file, label);
        const copy = this.#beside(name);
        for (const left of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(this.#directory))
            if (left.startsWith(stem))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(this.#beside(left), { force: true });
        try {
            const content = await this.#restored(stored, copy);
            const tables = Object.keys(content).length;
            const rows = Object.values(content).reduce((sum, table) => sum + table.rows, 0);
            if (rows === 0)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`The backup restores ${tables} tables and 0 rows, and so proves nothing: is it the right database?`);
            return { says: `${tables} tables with ${rows} rows, rows of 0 tables compared`, durationMs: Math.round(performance.now() - from) };
        }
        catch (error) {
            throw this.#explained(`The drill of the backup of ${this.database}`, error);
        }
        finally {
            await remove(copy);
        }
    }
    /** Removes what dead runs left: copies that were not whole yet, and a second name of what is live still. */
    async #settle() {
        for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(this.#directory).catch(() => [])) {
            if ((0,_names_js__WEBPACK_IMPORTED_MODULE_9__/* .isUnfinished */ .ui)(this.#file, name))
                await remove(this.#beside(name));
            else if ((0,_database_names_js__WEBPACK_IMPORTED_MODULE_4__/* .isCopyOf */ .h8)(this.#file, name) && (await sameFile(this.#beside(name), this.database)))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(this.#beside(name), { force: true }).catch(() => undefined);
        }
    }
    #beside(name) {
        return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.#directory, name);
    }
    /** `copy` becomes what the backup holds, compared with what its manifest says. */
    async #restored({ file, tables, content }, copy) {
        await remove(copy);
        const { size } = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(file);
        const free = await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .freeBytes */ .go)(this.#directory);
        if (free < 1.2 * size + 16 * 2 ** 20)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`The disk of ${this.database} has ${Math.floor(free / 2 ** 20)} MiB free and a copy of it needs ${Math.floor((1.2 * size) / 2 ** 20) + 16} MiB.`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.copyFile)(file, copy);
        await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .syncFile */ .gD)(copy);
        const database = new node_sqlite__WEBPACK_IMPORTED_MODULE_2__.DatabaseSync(copy);
        let holds;
        try {
            if (!passes(database, 'integrity_check'))
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y('The backup does not pass integrity_check.');
            holds = contentOf(database);
        }
        finally {
            database.close();
        }
        const found = Object.keys(holds).length;
        if (tables !== undefined && found !== tables)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`The backup restored ${found} tables and its manifest says ${tables}.`);
        if (content !== undefined && (0,_database_table_content_js__WEBPACK_IMPORTED_MODULE_7__/* .renderContent */ .c)(content) !== (0,_database_table_content_js__WEBPACK_IMPORTED_MODULE_7__/* .renderContent */ .c)(holds)) {
            const other = Object.keys({ ...content, ...holds }).find(name => content[name]?.rows !== holds[name]?.rows);
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`The restored copy does not hold what the manifest says. In the manifest: ${other} with ${content[other]?.rows ?? 'no'} rows. Restored: ${holds[other]?.rows ?? 'no'} rows.`);
        }
        await remove(copy, false);
        return holds;
    }
    /** Live gets a second name, its side files go with it, and then one rename puts the copy in its place: Windows refuses that while it is open anywhere. */
    async #swap(live, copy, old) {
        const moved = [];
        if (await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .exists */ .t2)(live)) {
            this.#fold(live);
            // Where there are no second names (FAT) nothing is changed.
            if (!(await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .exists */ .t2)(old)))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.link)(live, old);
        }
        try {
            for (const side of sides) {
                if (!(await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .exists */ .t2)(`${live}${side}`)))
                    continue;
                if (side === '-shm')
                    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(`${live}${side}`, { force: true });
                else {
                    await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .renameOver */ .HB)(`${live}${side}`, `${old}${side}`);
                    moved.push(side);
                }
            }
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .renameOver */ .HB)(copy, live);
        }
        catch (error) {
            for (const side of moved)
                await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .renameOver */ .HB)(`${old}${side}`, `${live}${side}`);
            // While it is open it keeps its second name too; the next backup or restore takes that away.
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(old, { force: true }).catch(() => undefined);
            throw (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .explained */ .to)(`${live} is as it was: it cannot be replaced. Replacing it`, error);
        }
        await (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .syncDirectory */ .zR)(this.#directory);
    }
    /** Takes the log into the file, for which nobody else may have it open. A damaged database cannot do that: its log goes with it. */
    #fold(live) {
        const busy = () => new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`A process still has ${live} open. Stop what writes to it (the service, or the script), then run the same again. Nothing was changed.`);
        let database;
        try {
            database = new node_sqlite__WEBPACK_IMPORTED_MODULE_2__.DatabaseSync(live, { timeout: lockMs });
            const mode = database.prepare('PRAGMA journal_mode = DELETE').get()?.['journal_mode'];
            if (mode !== 'delete')
                throw busy();
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y)
                throw error;
            if ((error.errcode ?? 0) % 256 === 5)
                throw busy();
        }
        finally {
            database?.close();
        }
    }
    #explained(what, error) {
        const code = (error?.errcode ?? 0) % 256;
        const advice = reasons[code];
        return advice === undefined ? (0,_disk_js__WEBPACK_IMPORTED_MODULE_8__/* .explained */ .to)(what, error) : new _errors_js__WEBPACK_IMPORTED_MODULE_10__/* .UserError */ .y(`${what} failed: ${advice}`, { cause: error });
    }
}
/** By SQLite's result code. */
const reasons = {
    5: 'another process holds the database for more than 10 s.',
    8: 'this user may not write the file or its directory.',
    11: 'the database file is damaged.',
    13: 'the disk is full.',
    14: 'this user may not read or write the file or its directory.',
    26: 'the file is no SQLite database. Is the path right?'
};
function passes(database, check) {
    const rows = database.prepare(`PRAGMA ${check}`).all();
    return rows.length === 1 && rows[0][check] === 'ok';
}
/** Exact rows of every table. There is no sample: the member is the database itself, so its SHA-256 is that of all of its content. */
function contentOf(database) {
    const rows = (table) => Number(database.prepare(`SELECT count(*) AS n FROM ${(0,_database_sql_js__WEBPACK_IMPORTED_MODULE_5__/* .ident */ .bD)(table)}`).get()['n']);
    return Object.fromEntries(database
        .prepare(_database_sqlite_js__WEBPACK_IMPORTED_MODULE_6__/* .TABLES */ .C)
        .all()
        .map(({ name }) => [String(name), { rows: rows(String(name)), sample: null }]));
}
async function sameFile(a, b) {
    const [one, other] = await Promise.all([a, b].map(path => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.lstat)(path, { bigint: true }).catch(() => undefined)));
    return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
/** A copy, and what SQLite has laid beside it. */
async function remove(copy, itself = true) {
    for (const side of itself ? ['', ...sides] : sides)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(`${copy}${side}`, { force: true });
}


/***/ }),

/***/ 66594:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ NodeStore),
/* harmony export */   P: () => (/* binding */ label)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _backup_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(96903);
/* harmony import */ var _backup_store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89173);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(20230);
/* harmony import */ var _disk_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(49790);






/** What messages call this machine, and manifests. */
const label = 'local';
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
/**
 * Backups on this machine as `shared/backup/store.ts` lays them down, by Node.js alone: a backup grows in `.<id>.tmp` and gets its name by one rename when
 * all of it is on the disk. Everything here is done by whoever has the directory alone.
 */
class NodeStore {
    /** `<state dir>/backups`. */
    directory;
    #stateDir;
    constructor(stateDir) {
        this.#stateDir = stateDir;
        this.directory = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(stateDir, 'backups');
    }
    /** Errors: UserError when there is no state directory: a wrong path is not made. */
    async open() {
        if (!(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(this.#stateDir).catch(() => undefined))?.isDirectory())
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`There is no directory ${this.#stateDir} on this machine. Make it, so that only the user of the runner and administrators can read it, or correct \`state-dir\`.`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(this.directory, { recursive: true, mode: 0o700 });
    }
    path(id) {
        if (!idPattern.test(id))
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`${JSON.stringify(id)} is not the id of a backup: letters, digits, dot, dash and underscore only.`);
        return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, id);
    }
    temporary(id) {
        return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, `.${id}.tmp`);
    }
    /** Makes the directory in which a backup grows, and takes a number for it; what dead runs left is removed. Errors: UserError where the id is taken. */
    async begin(id) {
        if (await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .exists */ .t2)(this.path(id)))
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`There is a backup ${id} already.`);
        await this.removeLeft();
        const { sequence, previousId } = await this.#newest();
        await this.#keep('.sequence', `${sequence + 1} ${previousId ?? ''}\n`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(this.temporary(id), { mode: 0o700 });
        return { sequence: sequence + 1, previousId };
    }
    async discard(id) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(this.temporary(id), { recursive: true, force: true, maxRetries: 5 });
    }
    /** Gives a backup its manifest, signed where there is a key, and its name. Errors: UserError; then no backup was added. */
    async publish(value, key) {
        const from = this.temporary(value.id);
        try {
            await written((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(from, 'manifest.json'), (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .manifestText */ .$2)(value, key));
            // All that needs room is written before the rename that makes it a backup.
            await written((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.sequence.new'), `${value.sequence} ${value.id}\n`);
            if (key !== undefined)
                await written((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.latest.new'), (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .pointerText */ .po)(value, key));
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .syncDirectory */ .zR)(from);
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .renameOver */ .HB)(from, this.path(value.id));
        }
        catch (error) {
            await this.discard(value.id);
            throw (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .explained */ .to)(`Publishing it`, error);
        }
        try {
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .renameOver */ .HB)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.sequence.new'), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.sequence'));
            if (key !== undefined)
                await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .renameOver */ .HB)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.latest.new'), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.latest.json'));
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .syncDirectory */ .zR)(this.directory);
        }
        catch (error) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`The backup ${value.id} is there, and the list of backups in ${this.directory} could not be written. Look at that disk, then take another backup.`, { cause: error });
        }
    }
    /** What a backup says of itself, once it is known whose it is; its members are not looked at. Errors: UserError. */
    async read(id, trust) {
        const directory = this.path(id);
        const names = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(directory, { withFileTypes: true }).catch(() => undefined);
        if (names === undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`There is no backup ${id} on ${label} (${directory}).`);
        if (!names.some(each => each.name === 'manifest.json' && each.isFile()))
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .UserError */ .y(`${directory} has no manifest, so it is not a backup: a run that wrote it did not end.`);
        if (!names.every(each => each.isFile()))
            throw (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .damagedBackup */ .KJ)(id, label, 'something in its directory is not a plain file');
        return (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .trustedManifest */ .NE)(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, 'manifest.json'), 'utf8'), { id, label, trust });
    }
    /** Every byte of a backup against its manifest. Errors: UserError that names the backup, the member and what differs. */
    async verify(id, trust, signal) {
        const value = await this.read(id, trust);
        for (const member of value.members) {
            const why = await this.#why(this.path(id), member, signal);
            if (why !== undefined)
                throw (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .damagedBackup */ .KJ)(id, label, why);
        }
        return value;
    }
    async #why(directory, member, signal) {
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, member.name);
        const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path).catch(() => undefined);
        if (found === undefined)
            return (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .differs */ .Ag)(member, undefined);
        // What has another length need not be read.
        const sha256 = found.size === member.bytes ? await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .sha256Of */ .Bj)(path, signal) : undefined;
        return (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .differs */ .Ag)(member, { bytes: found.size, sha256 });
    }
    /** Every backup, and the directories with a manifest that does not say what one must say. */
    async list() {
        const backups = [];
        const unreadable = [];
        for (const id of await this.#ids()) {
            const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, id, 'manifest.json'), 'utf8').catch(() => undefined);
            if (text === undefined)
                continue;
            const read = _backup_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .manifest */ .eu.safeParse(parsed(text));
            if (read.success && read.data.id === id)
                backups.push(known(read.data));
            else
                unreadable.push(id);
        }
        return { backups, unreadable };
    }
    /** Takes backups from the list, each by one rename, then its manifest, then the rest. One in whose directory something else lies is left. */
    async remove(ids) {
        const removed = [];
        const left = [];
        for (const id of ids) {
            const { members } = JSON.parse(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.path(id), 'manifest.json'), 'utf8'));
            const own = new Set(['manifest.json', ...members.map(member => member.name)]);
            if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(this.path(id))).some(name => !own.has(name))) {
                left.push(id);
                continue;
            }
            await this.discard(id);
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .renameOver */ .HB)(this.path(id), this.temporary(id));
            await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .syncDirectory */ .zR)(this.directory);
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.temporary(id), 'manifest.json'));
            await this.discard(id);
            removed.push(id);
        }
        return { removed, left };
    }
    /** The backup that was signed last here; undefined: there is none. Errors: UserError for a pointer that is not to be trusted. */
    async latestSigned(trust) {
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.latest.json');
        const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8').catch(() => undefined);
        return text === undefined ? undefined : (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_3__/* .trustedPointer */ .$x)(text, path, trust);
    }
    /** What dead runs left: whoever calls this has the directory alone. */
    async removeLeft() {
        for (const name of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(this.directory))
            if (/^\..*\.(tmp|new)$/.test(name))
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, name), { recursive: true, force: true, maxRetries: 5 });
    }
    /** The last number and the last backup; where the file is missing or cut, from the manifests. */
    async #newest() {
        const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, '.sequence'), 'utf8').catch(() => '');
        const [, number, last] = /^(\d{1,15}) (\S*)\n/.exec(text) ?? [];
        const found = number === undefined
            ? (await this.list()).backups.reduce((best, each) => (each.sequence > best.sequence ? each : best), { sequence: 0, id: '' })
            : { sequence: Number(number), id: last };
        const there = found.id !== '' && (await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .exists */ .t2)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, found.id, 'manifest.json')));
        return { sequence: found.sequence, previousId: there ? found.id : null };
    }
    async #keep(name, text) {
        await written((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, `${name}.new`), text);
        await (0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .renameOver */ .HB)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, `${name}.new`), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(this.directory, name));
    }
    async #ids() {
        const names = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(this.directory, { withFileTypes: true }).catch((error) => {
            if ((0,_disk_js__WEBPACK_IMPORTED_MODULE_4__/* .codeOf */ .$N)(error) === 'ENOENT')
                return [];
            throw error;
        });
        return names.filter(each => each.isDirectory() && idPattern.test(each.name)).map(each => each.name);
    }
}
async function written(path, text) {
    const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, 'w', 0o600);
    try {
        await file.writeFile(text);
        await file.sync();
    }
    finally {
        await file.close();
    }
}
function known({ id, sequence, finishedAt, members, pinned, deployment, app, environment, clock }) {
    return {
        id,
        sequence,
        finishedAt: Date.parse(finishedAt),
        databases: members.map(member => `${member.database} (${member.source})`),
        pinned: pinned === true,
        deployment,
        boot: clock?.boot,
        uptime: clock?.uptimeMs,
        app,
        environment
    };
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ })

};
;