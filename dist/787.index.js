"use strict";
exports.id = 787;
exports.ids = [787];
exports.modules = {

/***/ 5183:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Xj: () => (/* binding */ encryptMembers),
  jr: () => (/* binding */ needsAge),
  Yf: () => (/* binding */ needsIdentity),
  Tw: () => (/* binding */ openBackup),
  MH: () => (/* binding */ plainName),
  wX: () => (/* binding */ recipientsOf)
});

// UNUSED EXPORTS: recipientOf

// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(5824);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(2854);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
;// CONCATENATED MODULE: ./build/shared/backup/age-library.js


/**
 * age in JavaScript, by the author of age, for a host without the program: what is encrypted passes through the runner, as a stream. It knows age's own
 * recipients only; SSH keys need the program.
 */
/** Whether these recipients can do without the program. */
function libraryTakes(recipients) {
    return recipients.every(recipient => recipient.startsWith('age1'));
}
/** Encrypts a file of the host into another one beside it. `bytes`: of the plain file. */
async function encryptFile(host, { from, to, bytes, recipients }) {
    const { Encrypter } = await __webpack_require__.e(/* import() */ 539).then(__webpack_require__.bind(__webpack_require__, 1539));
    const age = new Encrypter();
    try {
        for (const recipient of recipients)
            age.addRecipient(recipient);
    }
    catch (error) {
        throw new errors/* UserError */.y('age does not take one of the recipients in encrypt-to.', { cause: error });
    }
    const stream = await age.encrypt(web(await host.download(from)));
    return host.upload({ stream: external_node_stream_.Readable.fromWeb(stream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs });
}
/** Decrypts a file of the host into another one. `bytes`: of the encrypted file. Errors: UserError where the identity does not fit, or the file is damaged. */
async function decryptFile(host, { from, to, bytes, identity }) {
    const keys = identity.match(/^AGE-SECRET-KEY-[0-9A-Z-]+$/gim);
    if (keys === null)
        throw new errors/* UserError */.y('The identity is not one of age. One of another kind, like an SSH key, needs age on the host (Debian: apt-get install age).');
    const { Decrypter } = await __webpack_require__.e(/* import() */ 539).then(__webpack_require__.bind(__webpack_require__, 1539));
    const age = new Decrypter();
    try {
        for (const key of keys)
            age.addIdentity(key.toUpperCase());
    }
    catch {
        throw new errors/* UserError */.y('The identity is not one of age.');
    }
    const stream = await age.decrypt(web(await host.download(from)));
    await host.upload({ stream: external_node_stream_.Readable.fromWeb(stream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs });
}
/** Whether it is the library that could not read a file, and not the host. */
function isOfAge(error) {
    return (error instanceof Error &&
        !(error instanceof errors/* UserError */.y) &&
        /^(no identity matched|invalid |ciphertext |final chunk|stream ended|aes\/gcm|aead|unsupported |unrecognized )/i.test(error.message));
}
/** The longest that one file may take between host and runner. */
const transferMs = 6 * 3_600_000;
function web(stream) {
    return external_node_stream_.Readable.toWeb(stream);
}

// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(9173);
;// CONCATENATED MODULE: ./build/shared/backup/encryption.js





/**
 * Members are encrypted to age recipients (age-encryption.org/v1) when they have been proven, and decrypted into a directory of their own when one is
 * restored. Who can read the host's disk can read its databases too: this is for whoever gets hold of a copy, or of the disk later.
 */
const suffix = '.age';
/** Script text: refuses a host without age where these recipients need the program. */
const needsAge = (recipients) => (libraryTakes(recipients.map(recipientOf)) ? '' : mustHaveAge);
const mustHaveAge = `type -P age > /dev/null || { echo 'BELAY: age is not installed on this host, and an SSH key as recipient or identity needs it. Install age (Debian: apt-get install age)'; exit 64; }
`;
/** A recipient as age writes it, or an SSH public key without its comment: public, so it may stand in a manifest. */
function recipientOf(text) {
    return text.trim().split(/\s+/).slice(0, 2).join(' ');
}
/**
 * Encrypts the members of a backup that is not published yet; what was plain is removed. Safe to repeat. Answers the members as they are stored now.
 * Errors: UserError; the backup is then of no use.
 */
async function encryptMembers(host, job, draft, recipients) {
    const wanted = recipients.map(recipientOf);
    if (libraryTakes(wanted) && !(await hasAge(host)))
        return encryptByRunner(host, job, draft, wanted);
    const each = draft.members.map(({ name }, index) => (0,shell.sh) `FILE="$TEMP/"${name}
if [[ -e $FILE ]]; then
  age -e ${wanted.flatMap(recipient => ['-r', recipient])} -o "$FILE.new" -- "$FILE"
  sync -- "$FILE.new"
  mv -f -- "$FILE.new" "$FILE"${suffix}
  rm -- "$FILE"
fi
read -r sha256 _ < <(sha256sum -- "$FILE"${suffix})
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\n' ${index} "$sha256" ${index} "$(stat -c %s -- "$FILE"${suffix})"
`);
    const output = await (0,database_job/* runDatabaseJob */.u5)(host, job, {
        name: `encrypt-${draft.id}`,
        what: `Encrypting the backup ${draft.id}`,
        script: `${(0,shell.sh) `umask 077
TEMP=${(0,store/* temporaryDirectory */.De)(job.stateDir, draft.id)}
exec {belay_own}<"$TEMP"
flock -n "$belay_own" || :
`}${mustHaveAge}${each.join('')}`
    }, (what, said) => explain(`${what} on ${host.label}`, said));
    return draft.members.map((member, index) => encryptedMember(member, { bytes: Number((0,database_job/* fact */.fK)(output, `${index}.size`)), sha256: (0,database_job/* fact */.fK)(output, `${index}.sha256`) }, wanted));
}
function encryptedMember(member, stored, recipients) {
    return {
        ...member,
        name: `${member.name}${suffix}`,
        bytes: stored.bytes,
        sha256: stored.sha256,
        plainBytes: member.plainBytes ?? member.bytes,
        plainSha256: member.plainSha256 ?? member.sha256,
        encryption: { type: 'age', recipients }
    };
}
async function hasAge(host) {
    return (await host.run('type -P age > /dev/null', { check: false })).exitCode === 0;
}
/** On a host without age. */
async function encryptByRunner(host, job, draft, recipients) {
    const directory = (0,store/* temporaryDirectory */.De)(job.stateDir, draft.id);
    const members = [];
    for (const member of draft.members) {
        const from = `${directory}/${member.name}`;
        const { bytes, sha256 } = await encryptFile(host, { from, to: `${from}${suffix}`, bytes: member.bytes, recipients });
        await host.run((0,shell.sh) `rm -- ${from}`);
        members.push(encryptedMember(member, { bytes, sha256 }, recipients));
    }
    return members;
}
/** To whom a backup is encrypted; nobody: it is not. */
function recipientsOf(manifest) {
    return [...new Set(manifest.members.flatMap(member => member.encryption?.recipients ?? []))];
}
function needsIdentity(manifest) {
    return new errors/* UserError */.y(`Backup ${manifest.id} is encrypted to ${recipientsOf(manifest).join(', ')}: give the age identity that belongs to one of them as \`identity\``);
}
/** The name of a member's file once it is decrypted. */
function plainName(member) {
    return member.encryption === undefined ? member.name : member.name.slice(0, -suffix.length);
}
/**
 * Makes the members of a verified backup readable: those that are encrypted are decrypted into a directory that only this user may enter.
 * `databases`: whose members. Errors: UserError where the identity is missing or does not fit, or where a member does not hold what was encrypted.
 */
async function openBackup(host, job, manifest, { identity, databases }) {
    const from = (0,store/* backupDirectory */.iV)(job.stateDir, manifest.id);
    const members = manifest.members.filter(member => databases.includes(member.database) && member.role !== 'globals');
    const encrypted = members.filter(member => member.encryption !== undefined);
    if (encrypted.length === 0)
        return { directory: from, close: async () => { } };
    const recipients = recipientsOf(manifest).join(', ');
    if (identity === undefined)
        throw needsIdentity(manifest);
    const directory = (0,store/* temporaryDirectory */.De)(job.stateDir, `${manifest.id}-open`);
    const remove = async () => void (await host.run((0,shell.sh) `rm -rf -- ${directory}`, { check: false }));
    const byRunner = !(await hasAge(host));
    const each = members.map(member => member.encryption === undefined
        ? (0,shell.sh) `cp -- ${`${from}/${member.name}`} "$TEMP/"
`
        : (0,shell.sh) `${(0,shell/* raw */.l)(byRunner ? '' : (0,shell.sh) `printf '%s\n' "$BELAY_AGE_IDENTITY" | age -d -i - -o "$TEMP/"${plainName(member)} -- ${`${from}/${member.name}`}`)}
${(0,shell/* raw */.l)(member.compression === undefined
            ? (0,shell.sh) `read -r sha256 _ < <(sha256sum -- "$TEMP/"${plainName(member)})
[[ $sha256 == ${member.plainSha256 ?? ''} ]] || { printf 'BELAY: the decrypted member %s does not have the SHA-256 of the manifest\n' ${member.name}; exit 64; }`
            : '')}
`);
    const prepare = `${(0,shell.sh) `umask 077
TEMP=${directory}
`}rm -rf -- "$TEMP"
mkdir -- "$TEMP"
need=${members.reduce((sum, member) => sum + member.bytes, 0)}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- "$TEMP")
(( free > need + need / 10 )) || { printf 'BELAY: %s MiB are free and the decrypted backup needs %s MiB\\n' $((free / 1048576)) $((need / 1048576)); exit 64; }
: > "$TEMP/.complete"
`;
    const what = `Decrypting the backup ${manifest.id}`;
    const failed = (said) => explain(`${what} on ${host.label}`, said, recipients);
    try {
        if (byRunner) {
            const begun = await host.run(prepare, { check: false });
            if (begun.exitCode !== 0)
                throw failed(`${begun.stdout}\n${begun.stderr}`);
            for (const member of encrypted)
                await decryptFile(host, {
                    from: `${from}/${member.name}`,
                    to: `${directory}/${plainName(member)}`,
                    bytes: member.bytes,
                    identity
                }).catch((error) => {
                    throw isOfAge(error) ? failed((0,errors/* messageOf */.b)(error)) : error;
                });
        }
        const script = `${byRunner ? (0,shell.sh) `TEMP=${directory}\n` : prepare}exec {belay_own}<"$TEMP"
flock -s -n "$belay_own"
${each.join('')}`;
        const secrets = byRunner ? {} : { BELAY_AGE_IDENTITY: identity.trim() };
        await (0,database_job/* runDatabaseJob */.u5)(host, job, { name: `decrypt-${manifest.id}`, what, script, secrets }, (_, said) => failed(said));
    }
    catch (error) {
        await remove();
        throw error;
    }
    return { directory, close: remove };
}
function explain(what, said, recipients = '') {
    const own = (0,database_job/* refusal */.x5)(said);
    if (own !== undefined)
        return new errors/* UserError */.y(`${what}: ${own}.`);
    const known = [
        [/no identity matched/, `the identity is of none of its recipients (${recipients}). Give the one that belongs to one of them.`],
        [
            /failed to read header|parsing age header|invalid (header|stanza|tag|non-ASCII|version|footer|line)|failed to decrypt|chunk|unexpected (EOF|newline)|stream ended|ciphertext/i,
            'what is stored is not what age wrote, or it was cut.'
        ],
        [
            /malformed recipient|unknown recipient type|invalid recipient|parsing recipient/i,
            'age does not take one of the recipients in encrypt-to.'
        ],
        [
            /malformed secret key|unknown identity type|reading "-"|no secret keys found|parsing identity/i,
            'the identity is not one of age, nor an SSH key without a passphrase.'
        ],
        [/No space left on device/, 'the disk is full.']
    ];
    const advice = known.find(([pattern]) => pattern.test(said))?.[1];
    // What age says holds neither data nor keys, except that it may quote a line of an identity that it cannot read.
    const cause = advice === undefined
        ? new Error(said
            .trim()
            .split('\n')
            .filter(line => /^age: /.test(line) && !/SECRET/.test(line))
            .join('\n'))
        : undefined;
    return new errors/* UserError */.y(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, cause === undefined ? undefined : { cause });
}


/***/ }),

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
    /** The last thing that was done to it; without it the file is readable by whoever may read the directory. */
    encryption: zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ type: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('age'), recipients: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()).min(1) }).optional(),
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
    /** Places off the host where each member was proven to lie when this was written. One without a manifest.json is no copy. */
    copies: zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()).optional(),
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
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);
/* harmony import */ var _encryption_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5183);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9173);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5495);




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

/***/ 9173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ manifestText),
/* harmony export */   Ac: () => (/* binding */ latestSigned),
/* harmony export */   BI: () => (/* binding */ beginScript),
/* harmony export */   De: () => (/* binding */ temporaryDirectory),
/* harmony export */   WF: () => (/* binding */ continueAfter),
/* harmony export */   WR: () => (/* binding */ publishBackup),
/* harmony export */   f2: () => (/* binding */ discardBackup),
/* harmony export */   gu: () => (/* binding */ verifyBackup),
/* harmony export */   iV: () => (/* binding */ backupDirectory),
/* harmony export */   p5: () => (/* binding */ endLeft),
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
/** The file's text, signed where there is a key. */
function manifestText(value, key) {
    const plain = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .renderManifest */ .sB)(value);
    return key === undefined ? plain : (0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .sign */ ._S)(plain, key);
}
/**
 * Gives a complete temporary directory its manifest, signed where there is a key, and its name. Safe to repeat: published already is success.
 * Errors: UserError when the directory is gone or incomplete.
 */
async function publishBackup(host, stateDir, value, key) {
    const directory = backupDirectory(stateDir, value.id);
    const text = manifestText(value, key);
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
# From here on it is a backup, whatever fails.
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence" && { [[ ! -e $BACKUPS/.latest.new ]] || mv -f -- "$BACKUPS/.latest.new" "$BACKUPS/.latest.json"; } &&
  sync -- "$BACKUPS" || exit 45
`, { check: false });
    if (result.exitCode === 0)
        return;
    const cause = new Error(result.stderr.trim().slice(-2000));
    if (result.exitCode === 45)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${value.id} is there on ${host.label}, and its disk did not confirm that it keeps the list of backups. Look at that disk, then take another backup.`, { cause });
    // On a full disk what cannot become a backup must not stay in the way of the next one.
    await discardBackup(host, stateDir, value.id);
    if (result.exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${value.id} on ${host.label} was removed before it could be published. Take it again.`, { cause });
    const failed = `The backup ${value.id} could not be published on ${host.label}`;
    if (/No space left on device|Disk quota exceeded/.test(result.stderr))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}: the disk is full. No backup was added. Free some space there, then try again.`, { cause });
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}. No backup was added.`, { cause });
}
/** What comes after a backup that was brought here from elsewhere gets a larger number than it has. */
async function continueAfter(host, stateDir, { id, sequence }) {
    await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `umask 077
BACKUPS=${`${stateDir}/backups`}
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(readSequence)}
(( sequence < ${sequence} )) || exit 0
printf '%s %s\n' ${sequence} ${id} > "$BACKUPS/.sequence.new"
sync -- "$BACKUPS/.sequence.new"
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
`);
}
/** Where a backup lies until it is published. */
function temporaryDirectory(stateDir, id) {
    return `${stateDir}/backups/.${id}.tmp`;
}
/** What the members' tables hold, as the job wrote it down, by the number of the member. Nothing of a backup that an earlier run has published. */
async function readContents(host, stateDir, id) {
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `cd -- ${temporaryDirectory(stateDir, id)} 2>/dev/null || exit 0
for f in .content-*; do
  [[ -f $f ]] || continue
  printf '%s %s\\n' "\${f#.content-}" "$(stat -c %s -- "$f")"
  cat -- "$f"
done
`, { timeoutMs: 120_000 });
    const bytes = Buffer.from(stdout);
    const contents = new Map();
    for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(10, at) + 1;
        const [index, size] = bytes.subarray(at, end).toString().split(' ').map(Number);
        contents.set(index, bytes.subarray(end, end + size).toString());
        at = end + size;
    }
    return contents;
}
/** Ends what a job that was killed has left running: it holds the locks of that job. */
async function endLeft(host, stateDir, jobId) {
    const marker = `BELAY_JOB_DIR=${stateDir}/jobs/${jobId}`;
    await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `pids=$(grep -lszxF -e ${marker} /proc/[0-9]*/environ | cut -d / -f 3) || :; [[ ! $pids ]] || kill -KILL $pids`, {
        check: false
    });
}
/** Removes the temporary directory of a backup that failed; harmless when it is gone. One that a job writes is left to that job. */
async function discardBackup(host, stateDir, id) {
    await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `TEMP=${temporaryDirectory(stateDir, id)}
[[ -d $TEMP ]] || exit 0
exec {belay_dead}<"$TEMP"
# What the job has started may be dying still.
flock -w 5 "$belay_dead" || exit 0
rm -rf -- "$TEMP"
`, { check: false });
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


/***/ })

};
;