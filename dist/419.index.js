"use strict";
exports.id = 419;
exports.ids = [419];
exports.modules = {

/***/ 6903:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eu: () => (/* binding */ manifest),
/* harmony export */   hh: () => (/* binding */ MANIFEST_VERSION),
/* harmony export */   sB: () => (/* binding */ renderManifest)
/* harmony export */ });
/* unused harmony exports backupCheck, backupMember, manifestJsonSchema */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4377);
/* harmony import */ var _signature_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2362);


/**
 * `backups/<id>/manifest.json`, written last: a directory without it is not a backup. Version 1. A reader of a newer version reads every older one.
 * Times are RFC 3339 in UTC, durations whole milliseconds.
 */
const MANIFEST_VERSION = 1;
const id = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/);
const sha256 = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/);
const milliseconds = zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().nonnegative();
const backupCheck = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    name: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['exit-code', 'trailer', 'full-decode', 'integrity', 'sha256', 'drill']),
    result: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('passed')
});
const backupMember = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    /** File name in the backup's directory. */
    name: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/),
    /** `globals`: what a server holds beside its databases (roles, tablespaces). Only a person restores it. */
    role: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['database', 'globals', 'files']),
    format: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** By a program of its own, after the client; absent: the format compresses by itself, or not at all. */
    compression: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['zstd', 'gzip']).optional(),
    /** Of the file as it is stored. */
    bytes: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    sha256,
    /** Of what was compressed and encrypted; absent where the file is stored as its client wrote it. */
    plainBytes: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().nonnegative().optional(),
    plainSha256: sha256.optional(),
    /** Name in `databases` or `files` of the configuration. */
    database: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    engine: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Database name, or path. */
    source: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    engineVersion: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    clientVersion: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    /** Of the source when it was dumped. */
    facts: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
        /** Every table in the snapshot of the dump: exact rows, and a SHA-256 over a sample of them. */
        content: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ rows: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().nonnegative(), sample: sha256.nullable() })).optional(),
        bytes: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().nonnegative(),
        tables: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().nonnegative().optional()
    }),
    dumpMs: milliseconds,
    verifyMs: milliseconds,
    drillMs: milliseconds.optional(),
    checks: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(backupCheck).min(1),
    /** Without anything secret. */
    commands: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()),
    /** Of each command, in order. */
    exitCodes: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(0))
});
const manifest = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    schemaVersion: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(MANIFEST_VERSION),
    id,
    /** Grows with every backup in this state directory; a number may be missing where a run died. */
    sequence: zod__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig().int().positive(),
    previousId: id.nullable(),
    startedAt: zod__WEBPACK_IMPORTED_MODULE_2__/* .datetime */ .w$(),
    finishedAt: zod__WEBPACK_IMPORTED_MODULE_2__/* .datetime */ .w$(),
    durationMs: milliseconds,
    /** Which run of the host's kernel this was, and how old it was: of two backups of one run they tell the time between, whatever the clock did. */
    clock: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ boot: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), uptimeMs: milliseconds }).optional(),
    /** Never removed by retention. */
    pinned: zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY().optional(),
    app: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    environment: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    host: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(),
    deployment: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional(),
    level: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['quick', 'full', 'drill']),
    members: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(backupMember).min(1),
    /** Stands last. */
    signature: _signature_js__WEBPACK_IMPORTED_MODULE_0__/* .signature */ .vl.optional()
});
function manifestJsonSchema() {
    return { ...z.toJSONSchema(manifest), title: 'Manifest of a backup (manifest.json)' };
}
/** The file's text: stable order of keys, one key per line. */
function renderManifest(value) {
    return `${JSON.stringify(manifest.parse(value), null, 2)}\n`;
}


/***/ }),

/***/ 2787:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ restoreSource),
/* harmony export */   w: () => (/* binding */ namesIn)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(230);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9173);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5495);



/** Seconds that a restore waits for backups that are being taken: users wait too, but what was begun must not be cut off. */
const patience = { restore: 600, drill: 60 };
/**
 * What an engine needs to restore one database of a backup, or to try it. `directory`: where the backup lies while it is not published.
 * Errors: UserError when it holds no such database.
 */
function restoreSource(manifest, database, engine, purpose, { stateDir, directory = (0,_store_js__WEBPACK_IMPORTED_MODULE_0__/* .backupDirectory */ .iV)(stateDir, manifest.id) }) {
    const member = manifest.members.find(each => each.database === database && each.role !== 'globals');
    if (member === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`Backup ${manifest.id} holds ${namesIn(manifest).join(', ')}, and not ${database}.`);
    if (member.engine !== engine.engine || member.source !== engine.database)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`Backup ${manifest.id} of ${database} was taken of ${member.engine} ${member.source}, and ${database} is ${engine.engine} ${engine.database} now. It is not used.`);
    if (purpose === 'drill' && member.facts.content === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`The manifest of backup ${manifest.id} does not say what its tables held, so nothing can be compared.`);
    return {
        directory,
        member: member.name,
        format: member.format,
        tables: member.facts.tables,
        content: member.facts.content,
        hold: purpose === 'restore'
            ? (0,_use_js__WEBPACK_IMPORTED_MODULE_2__/* .useAlone */ .hR)(stateDir, patience.restore)
            : `${(0,_use_js__WEBPACK_IMPORTED_MODULE_2__/* .useTogether */ .gA)(stateDir, patience.drill)}${(0,_use_js__WEBPACK_IMPORTED_MODULE_2__/* .drillAlone */ .Tj)(stateDir, patience.drill)}${(0,_use_js__WEBPACK_IMPORTED_MODULE_2__/* .holdBackup */ .S5)(directory)}`
    };
}
/** What a backup holds, by the names in the configuration that it was taken with. */
function namesIn(manifest) {
    return [...new Set(manifest.members.map(member => member.database))];
}


/***/ }),

/***/ 9173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ac: () => (/* binding */ latestSigned),
/* harmony export */   BI: () => (/* binding */ beginScript),
/* harmony export */   De: () => (/* binding */ temporaryDirectory),
/* harmony export */   WR: () => (/* binding */ publishBackup),
/* harmony export */   f2: () => (/* binding */ discardBackup),
/* harmony export */   gu: () => (/* binding */ verifyBackup),
/* harmony export */   iV: () => (/* binding */ backupDirectory),
/* harmony export */   r0: () => (/* binding */ readContents)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2854);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6903);
/* harmony import */ var _signature_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2362);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5495);






/**
 * Backups on the host, `<state dir>/backups/<id>/`. A backup grows in `.<id>.tmp`, under a flock of that directory by the job that writes it, and gets its
 * name by one rename when everything in it is on disk: killed at any point there is no backup or a whole one.
 * `.lock` guards `.sequence` (`<last number> <last published id>`) and the making and removing of temporary directories.
 */
const BACKUP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
function backupDirectory(stateDir, id) {
    if (!BACKUP_ID.test(id))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${JSON.stringify(id)} is not the id of a backup: letters, digits, dot, dash and underscore only.`);
    return `${stateDir}/backups/${id}`;
}
/** Whole minutes after which a complete backup that nobody published counts as left behind. */
const ABANDONED_MINUTES = 15;
/**
 * Script text: makes the temporary directory of this backup, holds its flock as long as the shell or a child of it lives, removes what dead runs left, and
 * takes a sequence number. Sets TEMP; prints `sequence` and `previous`, and what tells how much time lies between two backups whatever the clock does.
 */
function beginScript(stateDir, id) {
    const directory = `${stateDir}/backups`;
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `umask 077
cd /
BACKUPS=${directory} TEMP=${`${directory}/.${id}.tmp`}
[[ -d ${stateDir} ]] || { printf 'BELAY: %s does not exist on this host; run adopt first\n' ${stateDir}; exit 64; }
mkdir -p -- "$BACKUPS"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)((0,_use_js__WEBPACK_IMPORTED_MODULE_4__/* .useTogether */ .gA)(stateDir, 60))}exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list" || { echo 'BELAY: another run holds the list of backups for more than 30 s'; exit 64; }
if [[ -e ${`${directory}/${id}/manifest.json`} ]]; then printf 'BELAY: there is a backup %s already\n' ${id}; exit 64; fi
for d in "$BACKUPS"/.*.tmp; do
  [[ -d $d && ! -L $d ]] || continue
  exec {belay_dead}<"$d"
  if flock -n "$belay_dead" && [[ ! -e $d/.complete || $d == "$TEMP" || $(find "$d/.complete" -mmin ${`+${ABANDONED_MINUTES}`}) ]]; then rm -rf -- "$d"; fi
  exec {belay_dead}<&-
done
mkdir -- "$TEMP" || { printf 'BELAY: another run is writing the backup %s\n' ${id}; exit 64; }
exec {belay_own}<"$TEMP"
flock -n "$belay_own"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(readSequence)}
sequence=$((sequence + 1))
printf '%s %s\n' "$sequence" "$previous" > "$BACKUPS/.sequence.new" || { rm -f -- "$BACKUPS/.sequence.new"; exit 1; }
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
exec {belay_list}>&-
read -r belay_boot < /proc/sys/kernel/random/boot_id
read -r belay_up _ < /proc/uptime
printf 'BELAY-sequence=%s\nBELAY-previous=%s\nBELAY-boot=%s\nBELAY-uptime=%s0\n' "$sequence" "$previous" "$belay_boot" "$((10#\${belay_up/./}))"
`;
}
/** Sets `sequence` and `previous`; where the file is missing or cut, from the manifests. */
const readSequence = `sequence= previous=
{ read -r sequence previous < "$BACKUPS/.sequence"; } 2>/dev/null || :
if ! [[ $sequence =~ ^[0-9]{1,15}$ ]]; then
  sequence=0 previous=
  for d in "$BACKUPS"/*/manifest.json; do
    [[ -f $d ]] || continue
    n=$(grep -m 1 -oE '"sequence": [0-9]{1,15}' -- "$d") || continue
    if (( \${n##* } > sequence )); then sequence=\${n##* } previous=\${d%/manifest.json} previous=\${previous##*/}; fi
  done
fi
[[ ! $previous || -f $BACKUPS/$previous/manifest.json ]] || previous=`;
/**
 * Gives a complete temporary directory its manifest, signed where there is a key, and its name. Safe to repeat: published already is success.
 * Errors: UserError when the directory is gone or incomplete.
 */
async function publishBackup(host, stateDir, value, key) {
    const directory = backupDirectory(stateDir, value.id);
    const plain = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .renderManifest */ .sB)(value);
    const text = key === undefined ? plain : (0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .sign */ ._S)(plain, key);
    const { id, sequence, app, environment } = value;
    const newest = `${JSON.stringify({ id, sequence, app, environment, host: value.host }, null, 2)}\n`;
    const latest = key === undefined ? '' : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `printf %s ${(0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .sign */ ._S)(newest, key)} > "$BACKUPS/.latest.new"`;
    const result = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `umask 077
cd /
BACKUPS=${`${stateDir}/backups`} TEMP=${temporaryDirectory(stateDir, value.id)}
[[ ! -f ${directory}/manifest.json ]] || exit 0
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
[[ -e $TEMP/.complete ]] || exit 44
printf %s ${text} > "$TEMP/manifest.json"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(latest)}
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(readSequence)}
# All that needs room is written before the rename that makes it a backup.
printf '%s %s\n' "$(( sequence > ${value.sequence} ? sequence : ${value.sequence} ))" ${value.id} > "$BACKUPS/.sequence.new" || { rm -f -- "$BACKUPS/.sequence.new"; exit 1; }
rm -f -- "$TEMP/.complete" "$TEMP"/.content-*
belay_new=("$BACKUPS"/.latest.new)
[[ -e \${belay_new[0]} ]] || belay_new=()
sync -- "$TEMP/manifest.json" "$BACKUPS/.sequence.new" "\${belay_new[@]}" "$TEMP"
mv -T -- "$TEMP" ${directory}
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
[[ ! -e $BACKUPS/.latest.new ]] || mv -f -- "$BACKUPS/.latest.new" "$BACKUPS/.latest.json"
sync -- "$BACKUPS"
`, { check: false });
    if (result.exitCode === 0)
        return;
    const cause = new Error(result.stderr.trim().slice(-2000));
    // On a full disk what cannot become a backup must not stay in the way of the next one.
    await discardBackup(host, stateDir, value.id);
    if (result.exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${value.id} on ${host.label} was removed before it could be published. Take it again.`, { cause });
    const failed = `The backup ${value.id} could not be published on ${host.label}`;
    if (/No space left on device|Disk quota exceeded/.test(result.stderr))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}: the disk is full. No backup was added. Free some space there, then try again.`, { cause });
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}. No backup was added.`, { cause });
}
/** Where a backup lies until it is published. */
function temporaryDirectory(stateDir, id) {
    return `${stateDir}/backups/.${id}.tmp`;
}
/** What the members' tables hold, as the job wrote it down, in the order of the members. Nothing of a backup that an earlier run has published. */
async function readContents(host, stateDir, id) {
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `cd -- ${temporaryDirectory(stateDir, id)} 2>/dev/null || exit 0
for ((i = 0; ; i++)); do
  [[ -e .content-$i ]] || break
  printf '%s\\n' "$(stat -c %s .content-$i)"
  cat .content-$i
done
`, { timeoutMs: 120_000 });
    const bytes = Buffer.from(stdout);
    const contents = [];
    for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(10, at) + 1;
        const size = Number(bytes.subarray(at, end).toString());
        contents.push(bytes.subarray(end, end + size).toString());
        at = end + size;
    }
    return contents;
}
/** Removes the temporary directory of a backup that failed; harmless when it is gone. */
async function discardBackup(host, stateDir, id) {
    await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `rm -rf -- ${temporaryDirectory(stateDir, id)}`, { check: false });
}
/**
 * Proves that a backup is what its manifest says: the manifest is whole, and every member has its size and its SHA-256, read again from the disk.
 * With a key its signature is checked before anything of it is believed, and whose it is.
 * Used before every restore and before a deployment relies on it (G2, G6). Errors: UserError that names the backup, the member and what differs.
 */
async function verifyBackup(host, stateDir, id, trust = {}, timeoutMs = 1_800_000) {
    const directory = backupDirectory(stateDir, id);
    const { stdout, exitCode } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `cd / && cd -- ${directory} 2>/dev/null || exit 44
[[ -f manifest.json && ! -L manifest.json ]] || exit 45
for f in *; do
  [[ $f != manifest.json ]] || continue
  [[ -f $f && ! -L $f ]] || exit 46
  printf '%s %s\n' "$(stat -c %s -- "$f")" "$(sha256sum -- "$f")"
done
echo
cat manifest.json
`, { check: false, timeoutMs });
    const damaged = (why) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${id} on ${host.label} is damaged: ${why}. It is not used; take a new one or name another.`);
    if (exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`There is no backup ${id} on ${host.label} (${directory}).`);
    if (exitCode === 45)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${directory} on ${host.label} has no manifest, so it is not a backup: a run that wrote it did not end.`);
    if (exitCode === 46)
        throw damaged('something in its directory is not a plain file');
    if (exitCode !== 0)
        throw damaged(`its files could not be read (exit code ${exitCode})`);
    const end = stdout.startsWith('\n') ? 0 : stdout.indexOf('\n\n') + 1;
    const text = stdout.slice(end + 1);
    const value = parseManifest(text, damaged);
    const untrusted = (why) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${id} on ${host.label} is not to be trusted: ${why}. It is not used; take a new one or name another.`);
    const why = trust.key === undefined ? undefined : (0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .distrust */ .p7)(text, value.signature, trust.key);
    if (why !== undefined)
        throw untrusted(why);
    // One machine may be reached by several names: which it was is asked only where the answer can be trusted.
    const asked = trust.key === undefined
        ? ['app', 'environment'].filter(name => value[name] !== undefined)
        : ['app', 'environment', 'host'];
    for (const name of asked)
        if (trust[name] !== undefined && value[name] !== trust[name])
            throw untrusted(`it was taken of ${name} ${value[name] ?? '(none)'}, and this is ${trust[name]}`);
    if (value.id !== id)
        throw damaged(`its manifest belongs to the backup ${value.id}`);
    const files = new Map(stdout
        .slice(0, end)
        .split('\n')
        .filter(Boolean)
        .map(line => {
        const [bytes, sha256, ...name] = line.split(' ');
        return [name.slice(1).join(' '), { bytes: Number(bytes), sha256 }];
    }));
    for (const member of value.members) {
        const file = files.get(member.name);
        if (!file)
            throw damaged(`its member ${member.name} is missing`);
        if (file.bytes !== member.bytes)
            throw damaged(`its member ${member.name} has ${file.bytes} bytes and the manifest says ${member.bytes}`);
        if (file.sha256 !== member.sha256)
            throw damaged(`the SHA-256 of its member ${member.name} is not that of the manifest`);
    }
    return value;
}
function parseManifest(text, damaged) {
    let json;
    try {
        json = JSON.parse(text);
    }
    catch {
        throw damaged('its manifest is not JSON');
    }
    const parsed = _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .manifest */ .eu.safeParse(json);
    if (parsed.success)
        return parsed.data;
    const version = json?.schemaVersion;
    if (typeof version === 'number' && version > 1)
        throw damaged(`its manifest has the version ${version}, which this Belay cannot read`);
    throw damaged(`its manifest is not valid (${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')})`);
}
const pointer = zod__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(),
    sequence: zod__WEBPACK_IMPORTED_MODULE_5__/* .number */ .aig(),
    app: zod__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP().optional(),
    environment: zod__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP().optional(),
    host: zod__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(),
    signature: _signature_js__WEBPACK_IMPORTED_MODULE_1__/* .signature */ .vl
});
/**
 * The backup that was signed last here, by the pointer that was signed with it: where it is gone, somebody has removed it who was not Belay.
 * undefined: there is none yet. Errors: UserError for a pointer that is not to be trusted.
 */
async function latestSigned(host, stateDir, trust) {
    const path = `${stateDir}/backups/.latest.json`;
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `[[ ! -f ${path} ]] || cat -- ${path}`);
    if (stdout === '')
        return undefined;
    const read = pointer.safeParse(json(stdout));
    const why = read.success
        ? ((0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .distrust */ .p7)(stdout, read.data.signature, trust.key) ??
            ['app', 'environment', 'host']
                .filter(name => trust[name] !== undefined && read.data[name] !== trust[name])
                .map(name => `it is of ${name} ${read.data[name]}, and this is ${trust[name]}`)[0])
        : 'it cannot be read';
    if (why !== undefined || !read.success)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${path} on ${host.label}, which names the newest backup, is not to be trusted: ${why}. Name the backup by its id.`);
    return { id: read.data.id, sequence: read.data.sequence };
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

/***/ 5495:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S5: () => (/* binding */ holdBackup),
/* harmony export */   Tj: () => (/* binding */ drillAlone),
/* harmony export */   gA: () => (/* binding */ useTogether),
/* harmony export */   hR: () => (/* binding */ useAlone)
/* harmony export */ });
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2854);

/**
 * Script text: holds `backups/.use`, alone or with others, as long as the shell or a child of it lives. Backups of one state directory run beside each
 * other; a restore and the removal of old ones run alone. Exit code 64 and a reason when it is not to be had for so many seconds.
 */
function use(stateDir, flag, seconds, held, file = '.use') {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `exec {belay_use}>>${`${stateDir}/backups/${file}`}
flock ${flag} -w ${seconds} "$belay_use" || { printf 'BELAY: %s\n' ${`${held} in ${stateDir}/backups for more than ${seconds} s; try again when it has ended`}; exit 64; }
`;
}
const useTogether = (stateDir, seconds) => use(stateDir, '-s', seconds, 'a restore, or the removal of old backups, has been running');
const useAlone = (stateDir, seconds) => use(stateDir, '-x', seconds, 'a backup or a restore has been running');
/** One drill at a time: each begins with removing what a killed one left. */
const drillAlone = (stateDir, seconds) => use(stateDir, '-x', seconds, 'another drill has been running', '.drill');
/** Holds the directory of a backup that is not published yet, so that nobody takes it for one that was left behind. */
function holdBackup(directory) {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `exec {belay_backup}<${directory}
flock -s -n "$belay_backup" || :
`;
}


/***/ }),

/***/ 4031:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ runStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3510);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3001);



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

/***/ 7173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vm: () => (/* binding */ backUp),
  lk: () => (/* binding */ backupStep),
  Pu: () => (/* binding */ requireBackups)
});

// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(5824);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(455);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(5293);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(2854);
// EXTERNAL MODULE: ./build/shared/backup/manifest.js
var manifest = __webpack_require__(6903);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var backup_source = __webpack_require__(2787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(9173);
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
    const result = await host
        .job({
        stateDir: job.stateDir,
        id: `${job.idPrefix}.backup-${id}`.slice(0, 120),
        script: backupScript(job.stateDir, id, plans.map(each => each.plan), request.minFreeBytes),
        secrets: Object.assign({}, ...plans.map(({ plan }) => plan.secrets)),
        timeoutMs: job.timeoutMs,
        token: job.token,
        onOutput: job.onOutput === undefined ? undefined : (0,database_job/* filteredOutput */.zw)(job.onOutput)
    })
        .catch(async (error) => {
        if (!(error instanceof host_errors/* JobLost */.YQ))
            throw error;
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        throw new errors/* UserError */.y(`${what} on ${host.label} was killed from outside. No backup was added.`, { cause: error });
    });
    if (result.exitCode !== 0 || result.ended !== 'exit') {
        await (0,store/* discardBackup */.f2)(host, job.stateDir, id);
        // A client that was killed leaves its statement running in the server, and the one that counts may go on after its dump has failed.
        for (const { engine } of databases) {
            // Where the client ended by itself, why it failed says more than that its server cannot be asked either.
            await engine.endSessions(tag).catch((error) => {
                if (result.ended !== 'exit')
                    throw error;
            });
        }
        throw failure(what, host, job, result, databases);
    }
    const contents = await (0,store/* readContents */.r0)(host, job.stateDir, id);
    const draft = toManifest(request, plans, result, contents, started, clock.now(), Math.round(clock.monotonic() - from));
    const manifest = level === 'drill' ? await drilled(request, draft) : draft;
    await (0,store/* publishBackup */.WR)(host, job.stateDir, manifest, request.manifestKey);
    return {
        id,
        directory,
        manifestPath: `${directory}/manifest.json`,
        manifest,
        bytes: manifest.members.reduce((sum, member) => sum + member.bytes, 0),
        durationMs: Math.round(clock.monotonic() - from)
    };
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
/** The job's whole script. */
function backupScript(stateDir, id, plans, minFreeBytes) {
    const members = plans.map((plan, index) => {
        return (0,shell.sh) `M=${index} FILE="$TEMP/"${plan.member.name} CONTENT="$TEMP/.content-"${index}
now t0
${{ raw: plan.dump }}
now t1
{ sync -- "$FILE" && sha256sum -- "$FILE"; } > "$TEMP/.sha256" & sum=$!
${{ raw: plan.verify }}
wait "$sum"
read -r sha256 _ < "$TEMP/.sha256"
now t2
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\nBELAY-%s.dump-ms=%s\nBELAY-%s.verify-ms=%s\n' $M "$sha256" $M "$(stat -c %s -- "$FILE")" $M $((t1 - t0)) $M $((t2 - t1))
`;
    });
    return `${(0,store/* beginScript */.BI)(stateDir, id)}
# The disk may be too full for a single word of why, and what is removed here makes room again: only the exit code can tell.
finish() {
  local code=$?
  (( code == 0 )) && return
  { printf '%65536s' '' > "$TEMP/.probe"; } 2>/dev/null || code=${diskFull}
  rm -rf -- "$TEMP"
  exit "$code"
}
trap finish EXIT
# Milliseconds of the clock that only grows, in steps of ten.
now() { local up; read -r up _ < /proc/uptime; up=\${up/./}; printf -v "$1" %d "$((10#$up * 10))"; }
estimate=()
${plans.map((plan, index) => `M=${index}\n${plan.prepare}`).join('')}
need=0
for M in "\${!estimate[@]}"; do need=$((need + estimate[M])); done
need=$((need + need / 5))
${minFreeBytes === undefined ? `(( need > ${2 * GIBIBYTE} )) || need=${2 * GIBIBYTE}` : (0,shell.sh) `need=${Math.round(minFreeBytes)}`}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
if (( free < need )); then
  printf 'BELAY: %s has %s MiB free and the backup asks for %s MiB (the larger of 2 GiB and 1.2 x the estimate, unless min-free says otherwise)\\n' "$BACKUPS" $((free / 1048576)) $((need / 1048576))
  exit 64
fi
${members.join('')}
rm -f -- "$TEMP/.sha256"
: > "$TEMP/.complete"
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
        members: plans.map(({ source, plan }, index) => ({
            ...plan.member,
            bytes: Number(said(`${index}.size`)),
            sha256: said(`${index}.sha256`),
            plainBytes: number(`${index}.plain-bytes`),
            plainSha256: (0,database_job/* fact */.fK)(result.tail, `${index}.plain-sha256`),
            database: source.name,
            engine: source.engine.engine,
            source: source.engine.database,
            engineVersion: said(`${index}.engine-version`),
            clientVersion: said(`${index}.client-version`),
            facts: {
                bytes: Number(said(`${index}.bytes`)),
                tables: number(`${index}.tables`),
                ...(plan.content === undefined || contents[index] === undefined ? {} : { content: plan.content(contents[index]) })
            },
            dumpMs: Number(said(`${index}.dump-ms`)),
            verifyMs: Number(said(`${index}.verify-ms`)),
            checks: plan.checks.map(name => ({ name, result: 'passed' })),
            commands: [...plan.commands],
            exitCodes: plan.commands.map(() => 0)
        }))
    };
}
function failure(what, host, job, result, databases) {
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
    if (databases.length === 1) {
        const { message, cause } = databases[0].engine.explain(where, result.tail);
        return new errors/* UserError */.y(`${message} No backup was added.`, cause === undefined ? undefined : { cause });
    }
    return (0,database_job/* clientFailure */.qk)(`${where} failed. No backup was added.`, result.tail);
}

// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(7170);
// EXTERNAL MODULE: ./build/shared/report/bytes.js
var bytes = __webpack_require__(9739);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 35 modules
var world = __webpack_require__(9418);
;// CONCATENATED MODULE: ./build/shared/steps/backup.js







/** A backup of every database that a migration may touch, proven before anything changes (G2). `pin`: retention never removes it. */
function backupStep(pin = false) {
    return {
        name: 'backup',
        title: 'Back up the databases',
        changes: true,
        async plan(session) {
            const databases = (0,world/* databaseNames */.Ml)(session.context);
            if (databases.length === 0)
                return { skip: 'no databases are configured' };
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
/** Takes the backup; without an open deployment it is a lone one, that needs no lock. */
async function backUp(session, databases, pin) {
    const { context, deployment } = session;
    const { app, environment, stateDir, config } = context.target;
    const timeoutMs = context.timeoutMs ?? config.backup.timeout;
    const onOutput = (text) => context.log.info(text.trimEnd());
    const { key } = await (0,world/* trustOf */.An)(context);
    const id = (0,deployment_id/* newDeploymentId */.X)(context.clock.now(), context.random);
    const taken = await takeBackup({
        host: context.host,
        clock: context.clock,
        // A lone backup changes nothing that a deployment guards, so it needs no lock and no token.
        job: deployment?.job('backup', timeoutMs, onOutput) ?? { stateDir, idPrefix: `backup-${id}.backup`, timeoutMs, onOutput },
        id,
        databases: await Promise.all(databases.map(async (name) => ({ name, engine: await (0,world/* databaseOf */.zJ)(context, name) }))),
        level: config.backup.verify,
        minFreeBytes: config.backup['min-free'],
        app,
        environment,
        deployment: deployment?.id,
        manifestKey: key,
        pin
    });
    const checks = [...new Set(taken.manifest.members.flatMap(member => member.checks.map(check => check.name)))];
    return {
        backup: taken.id,
        databases: [...databases],
        manifest: taken.manifestPath,
        sha256: taken.manifest.members[0].sha256,
        bytes: taken.bytes,
        level: taken.manifest.level,
        durationMs: taken.durationMs,
        drillMs: taken.manifest.members.some(member => member.drillMs !== undefined)
            ? taken.manifest.members.reduce((sum, member) => sum + (member.drillMs ?? 0), 0)
            : undefined,
        says: `${taken.id}: ${(0,bytes/* bytesText */.p)(taken.bytes)}, proven by ${checks.join(', ')}, ${key === undefined ? 'integrity only (no manifest-key)' : 'signed'}`
    };
}
/** How old a backup may be that a migration outside the chain relies on, in milliseconds. */
const freshMs = 60 * 60_000;
/**
 * The verified backup of each database that a migration may rely on: this deployment's own, else one of the last hour.
 * Errors: UserError when a database has none (G2).
 */
async function requireBackups(session, databases) {
    const own = session.evidence('backup');
    const state = await session.context.state();
    const known = state.backups.map(each => manifest/* manifest */.eu.safeParse(each.manifest)).flatMap(each => (each.success ? [each.data] : []));
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