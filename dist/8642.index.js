"use strict";
exports.id = 8642;
exports.ids = [8642];
exports.modules = {

/***/ 34653:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   It: () => (/* binding */ decryptFile),
/* harmony export */   TQ: () => (/* binding */ isOfAge),
/* harmony export */   oL: () => (/* binding */ encryptFile),
/* harmony export */   yS: () => (/* binding */ libraryTakes)
/* harmony export */ });
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);


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
    const { Encrypter } = await __webpack_require__.e(/* import() */ 1539).then(__webpack_require__.bind(__webpack_require__, 81539));
    const age = new Encrypter();
    try {
        for (const recipient of recipients)
            age.addRecipient(recipient);
    }
    catch (error) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('age does not take one of the recipients in encrypt-to.', { cause: error });
    }
    const stream = await age.encrypt(web(await host.download(from)));
    return host.upload({ stream: node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.fromWeb(stream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs });
}
/** Decrypts a file of the host into another one. `bytes`: of the encrypted file. Errors: UserError where the identity does not fit, or the file is damaged. */
async function decryptFile(host, { from, to, bytes, identity }) {
    const keys = identity.match(/^AGE-SECRET-KEY-[0-9A-Z-]+$/gim);
    if (keys === null)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('The identity is not one of age. One of another kind, like an SSH key, needs age on the host (Debian: apt-get install age).');
    const { Decrypter } = await __webpack_require__.e(/* import() */ 1539).then(__webpack_require__.bind(__webpack_require__, 81539));
    const age = new Decrypter();
    try {
        for (const key of keys)
            age.addIdentity(key.toUpperCase());
    }
    catch {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('The identity is not one of age.');
    }
    const stream = await age.decrypt(web(await host.download(from)));
    await host.upload({ stream: node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.fromWeb(stream), bytes: stream.size(bytes) }, to, { timeoutMs: transferMs });
}
/** Whether it is the library that could not read a file, and not the host. */
function isOfAge(error) {
    return (error instanceof Error &&
        !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y) &&
        /^(no identity matched|invalid |ciphertext |final chunk|stream ended|aes\/gcm|aead|unsupported |unrecognized )/i.test(error.message));
}
/** The longest that one file may take between host and runner. */
const transferMs = 6 * 3_600_000;
function web(stream) {
    return node_stream__WEBPACK_IMPORTED_MODULE_0__.Readable.toWeb(stream);
}


/***/ }),

/***/ 40127:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MH: () => (/* binding */ plainName),
/* harmony export */   RC: () => (/* binding */ encryptedMember),
/* harmony export */   Tw: () => (/* binding */ openBackup),
/* harmony export */   Xj: () => (/* binding */ encryptMembers),
/* harmony export */   Yf: () => (/* binding */ needsIdentity),
/* harmony export */   du: () => (/* binding */ recipientOf),
/* harmony export */   jr: () => (/* binding */ needsAge),
/* harmony export */   wX: () => (/* binding */ recipientsOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _database_job_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95824);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(20230);
/* harmony import */ var _host_sha256_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(55209);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(82854);
/* harmony import */ var _age_library_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(34653);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89173);







/**
 * Members are encrypted to age recipients (age-encryption.org/v1) when they have been proven, and decrypted into a directory of their own when one is
 * restored. Who can read the host's disk can read its databases too: this is for whoever gets hold of a copy, or of the disk later.
 */
const suffix = '.age';
/** Script text: refuses a host without age where these recipients need the program. */
const needsAge = (recipients) => ((0,_age_library_js__WEBPACK_IMPORTED_MODULE_2__/* .libraryTakes */ .yS)(recipients.map(recipientOf)) ? '' : mustHaveAge);
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
    if ((0,_age_library_js__WEBPACK_IMPORTED_MODULE_2__/* .libraryTakes */ .yS)(wanted) && !(await hasAge(host)))
        return encryptByRunner(host, job, draft, wanted);
    const each = draft.members.map(({ name }, index) => (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `FILE="$TEMP/"${name}
if [[ -e $FILE ]]; then
  age -e ${wanted.flatMap(recipient => ['-r', recipient])} -o "$FILE.new" -- "$FILE"
  sync -- "$FILE.new"
  mv -f -- "$FILE.new" "$FILE"${suffix}
  rm -- "$FILE"
fi
sha256=$(belay_sha256 < "$FILE"${suffix})
size=$(stat -c %s -- "$FILE"${suffix})
printf 'BELAY-%s.sha256=%s\nBELAY-%s.size=%s\n' ${index} "\${sha256%% *}" ${index} "$size"
`);
    const output = await (0,_database_job_js__WEBPACK_IMPORTED_MODULE_1__/* .runDatabaseJob */ .u5)(host, job, {
        name: `encrypt-${draft.id}`,
        what: `Encrypting the backup ${draft.id}`,
        script: `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `umask 077
TEMP=${(0,_store_js__WEBPACK_IMPORTED_MODULE_3__/* .temporaryDirectory */ .De)(job.stateDir, draft.id)}
exec {belay_own}<"$TEMP"
flock -n "$belay_own" || :
`}${_host_sha256_js__WEBPACK_IMPORTED_MODULE_5__/* .sha256Function */ .s}${mustHaveAge}${each.join('')}`
    }, (what, said) => explain(`${what} on ${host.label}`, said));
    return draft.members.map((member, index) => encryptedMember(member, { bytes: Number((0,_database_job_js__WEBPACK_IMPORTED_MODULE_1__/* .fact */ .fK)(output, `${index}.size`)), sha256: (0,_database_job_js__WEBPACK_IMPORTED_MODULE_1__/* .fact */ .fK)(output, `${index}.sha256`) }, wanted));
}
/** How a member is described when it is encrypted. */
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
    const directory = (0,_store_js__WEBPACK_IMPORTED_MODULE_3__/* .temporaryDirectory */ .De)(job.stateDir, draft.id);
    const members = [];
    for (const member of draft.members) {
        const from = `${directory}/${member.name}`;
        const { bytes, sha256 } = await (0,_age_library_js__WEBPACK_IMPORTED_MODULE_2__/* .encryptFile */ .oL)(host, { from, to: `${from}${suffix}`, bytes: member.bytes, recipients });
        await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `rm -- ${from}`);
        members.push(encryptedMember(member, { bytes, sha256 }, recipients));
    }
    return members;
}
/** To whom a backup is encrypted; nobody: it is not. */
function recipientsOf(manifest) {
    return [...new Set(manifest.members.flatMap(member => member.encryption?.recipients ?? []))];
}
function needsIdentity(manifest) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`Backup ${manifest.id} is encrypted to ${recipientsOf(manifest).join(', ')}: give the age identity that belongs to one of them as \`identity\``);
}
/** The name of a member's file once it is decrypted. */
function plainName(member) {
    return member.encryption === undefined ? member.name : member.name.slice(0, -suffix.length);
}
/**
 * Makes the members of a verified backup readable: those that are encrypted are decrypted into a directory that only this user may enter.
 * It is the job's own directory, the same for the same job: several may read one backup at once. `databases`: whose members. Errors: UserError where the identity is missing or does not fit, or where a member does not hold what was encrypted.
 */
async function openBackup(host, job, manifest, { identity, databases }) {
    const from = (0,_store_js__WEBPACK_IMPORTED_MODULE_3__/* .backupDirectory */ .iV)(job.stateDir, manifest.id);
    const members = manifest.members.filter(member => databases.includes(member.database) && member.role !== 'globals');
    const encrypted = members.filter(member => member.encryption !== undefined);
    if (encrypted.length === 0)
        return { directory: from, close: async () => { } };
    const recipients = recipientsOf(manifest).join(', ');
    if (identity === undefined)
        throw needsIdentity(manifest);
    const reader = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(job.idPrefix).digest('hex').slice(0, 12);
    const directory = (0,_store_js__WEBPACK_IMPORTED_MODULE_3__/* .temporaryDirectory */ .De)(job.stateDir, `${manifest.id}-open-${reader}`);
    const remove = async () => void (await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `rm -rf -- ${directory}`, { check: false }));
    const byRunner = !(await hasAge(host));
    const each = members.map(member => member.encryption === undefined
        ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `cp -- ${`${from}/${member.name}`} "$TEMP/"
`
        : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__/* .raw */ .l)(byRunner ? '' : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `printf '%s\n' "$BELAY_AGE_IDENTITY" | age -d -i - -o "$TEMP/"${plainName(member)} -- ${`${from}/${member.name}`}`)}
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__/* .raw */ .l)(member.compression === undefined
            ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `sha256=$(belay_sha256 < "$TEMP/"${plainName(member)})
[[ \${sha256%% *} == ${member.plainSha256 ?? ''} ]] || { printf 'BELAY: the decrypted member %s does not have the SHA-256 of the manifest\n' ${member.name}; exit 64; }`
            : '')}
`);
    const prepare = `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `umask 077
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
                await (0,_age_library_js__WEBPACK_IMPORTED_MODULE_2__/* .decryptFile */ .It)(host, {
                    from: `${from}/${member.name}`,
                    to: `${directory}/${plainName(member)}`,
                    bytes: member.bytes,
                    identity
                }).catch((error) => {
                    throw (0,_age_library_js__WEBPACK_IMPORTED_MODULE_2__/* .isOfAge */ .TQ)(error) ? failed((0,_errors_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .b)(error)) : error;
                });
        }
        const script = `${byRunner ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `TEMP=${directory}\n` : prepare}exec {belay_own}<"$TEMP"
flock -s -n "$belay_own"
${_host_sha256_js__WEBPACK_IMPORTED_MODULE_5__/* .sha256Function */ .s}${each.join('')}`;
        const secrets = byRunner ? {} : { BELAY_AGE_IDENTITY: identity.trim() };
        await (0,_database_job_js__WEBPACK_IMPORTED_MODULE_1__/* .runDatabaseJob */ .u5)(host, job, { name: `decrypt-${manifest.id}`, what, script, secrets }, (_, said) => failed(said));
    }
    catch (error) {
        await remove();
        throw error;
    }
    // Of several databases the second may have to wait long for the first.
    const stop = (0,_store_js__WEBPACK_IMPORTED_MODULE_3__/* .keepFresh */ .yA)(host, directory);
    return {
        directory,
        close() {
            stop();
            return remove();
        }
    };
}
function explain(what, said, recipients = '') {
    const own = (0,_database_job_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)(said);
    if (own !== undefined)
        return new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(`${what}: ${own}.`);
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
    return new _errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, cause === undefined ? undefined : { cause });
}


/***/ }),

/***/ 96903:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eu: () => (/* binding */ manifest),
/* harmony export */   hh: () => (/* binding */ MANIFEST_VERSION),
/* harmony export */   sB: () => (/* binding */ renderManifest)
/* harmony export */ });
/* unused harmony exports backupCheck, backupMember, manifestJsonSchema */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(64377);
/* harmony import */ var _signature_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72362);


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
    /**
     * `globals`: what a server holds beside its databases (roles, tablespaces). `schema`: what makes the tables of a database, and no row. Only a person
     * restores these.
     */
    role: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(['database', 'schema', 'globals', 'files']),
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

/***/ 72362:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _S: () => (/* binding */ sign),
/* harmony export */   p7: () => (/* binding */ distrust),
/* harmony export */   vl: () => (/* binding */ signature),
/* harmony export */   yR: () => (/* binding */ checkKey)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);



/**
 * The runner signs a manifest with a key that the host never sees: who can write on the host can then neither change a backup, nor pass one of another
 * application, environment or machine off as this one's. Signed is the file's text up to the signature itself, which stands last: whatever a newer Belay
 * writes into a manifest is covered too, and an older one can check it.
 */
const signature = zod__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({
    algorithm: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('HMAC-SHA256'),
    /** The first 16 hexadecimal digits of the SHA-256 of `belay manifest key`, a newline and the key: tells which key it was, and nothing about it. */
    key: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[0-9a-f]{16}$/),
    value: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/)
});
/** Fewer characters can be guessed. */
const shortest = 32;
/** Errors: UserError for a key that can be guessed. */
function checkKey(key) {
    if (key.trim().length >= shortest)
        return key.trim();
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The manifest-key has ${key.trim().length} characters, and fewer than ${shortest} can be guessed. Make one with: openssl rand -hex 32`);
}
const begin = ',\n  "signature": {';
/** Signs a file's text, an object with one key to a line. */
function sign(text, key) {
    const body = text.replace(/\n\}\n$/, '');
    if (body === text || body.includes(begin))
        throw new Error('This text cannot be signed');
    const made = { algorithm: 'HMAC-SHA256', key: fingerprint(key), value: mac(body, key) };
    const [, ...lines] = JSON.stringify(made, null, 2).split('\n');
    return `${body}${begin}\n${lines.map(line => `  ${line}`).join('\n')}\n}\n`;
}
/** Why a file's text is not to be trusted; undefined: its signature is that of the key. */
function distrust(text, given, key) {
    if (given === undefined)
        return 'it is not signed, and a manifest-key is given: who could write on the host could have made it';
    if (given.key !== fingerprint(key))
        return `it was signed with another key (${given.key}, and this one is ${fingerprint(key)})`;
    // A line break within a string is escaped in JSON, so this stands nowhere else.
    const at = text.indexOf(begin);
    // Nothing may follow the signature: a reader of JSON takes the last of two keys of one name.
    const expected = Buffer.from(at === -1 || at !== text.lastIndexOf(begin) ? '' : sign(`${text.slice(0, at)}\n}\n`, key));
    const found = Buffer.from(text);
    return expected.length === found.length && (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.timingSafeEqual)(expected, found) ? undefined : 'its signature does not fit: it was changed';
}
function mac(text, key) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', key).update(text).digest('hex');
}
function fingerprint(key) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`belay manifest key\n${key}`).digest('hex').slice(0, 16);
}


/***/ }),

/***/ 89173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $2: () => (/* binding */ manifestText),
/* harmony export */   $x: () => (/* binding */ trustedPointer),
/* harmony export */   Ac: () => (/* binding */ latestSigned),
/* harmony export */   Ag: () => (/* binding */ differs),
/* harmony export */   BI: () => (/* binding */ beginScript),
/* harmony export */   De: () => (/* binding */ temporaryDirectory),
/* harmony export */   KJ: () => (/* binding */ damagedBackup),
/* harmony export */   NE: () => (/* binding */ trustedManifest),
/* harmony export */   WF: () => (/* binding */ continueAfter),
/* harmony export */   WR: () => (/* binding */ publishBackup),
/* harmony export */   f2: () => (/* binding */ discardBackup),
/* harmony export */   gu: () => (/* binding */ verifyBackup),
/* harmony export */   iV: () => (/* binding */ backupDirectory),
/* harmony export */   p5: () => (/* binding */ endLeft),
/* harmony export */   po: () => (/* binding */ pointerText),
/* harmony export */   r0: () => (/* binding */ readContents),
/* harmony export */   yA: () => (/* binding */ keepFresh)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _host_sha256_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(55209);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(82854);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96903);
/* harmony import */ var _signature_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(72362);
/* harmony import */ var _use_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(45495);







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
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(_host_sha256_js__WEBPACK_IMPORTED_MODULE_4__/* .sha256Function */ .s)}BACKUPS=${directory} TEMP=${`${directory}/.${id}.tmp`}
[[ -d ${stateDir} ]] || { printf 'BELAY: %s does not exist on this host; run adopt first\n' ${stateDir}; exit 64; }
if [[ -L $BACKUPS && ! -d $BACKUPS ]]; then printf 'BELAY: backups go to %s, and it is not there: is its disk mounted?\n' "$(readlink -- "$BACKUPS")"; exit 64; fi
mkdir -p -- "$BACKUPS"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)((0,_use_js__WEBPACK_IMPORTED_MODULE_5__/* .useTogether */ .gA)(stateDir, 60))}exec {belay_list}>>"$BACKUPS/.lock"
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
    const latest = key === undefined ? '' : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `printf %s ${pointerText(value, key)} > "$BACKUPS/.latest.new"`;
    const result = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `umask 077
cd /
BACKUPS=${`${stateDir}/backups`} TEMP=${temporaryDirectory(stateDir, value.id)}
[[ ! -f ${directory}/manifest.json ]] || exit 0
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
# Another run of the same id may have begun anew meanwhile: what lies there then is that one's, and its own to publish or to remove.
{ read -r complete < "$TEMP/.complete"; } 2>/dev/null && [[ $complete == ${value.sequence} ]] || exit 44
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
    if (result.exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${value.id} on ${host.label} was removed before it could be published. Take it again.`, { cause });
    // On a full disk what cannot become a backup must not stay in the way of the next one.
    await discardBackup(host, stateDir, value.id);
    const failed = `The backup ${value.id} could not be published on ${host.label}`;
    if (/No space left on device|Disk quota exceeded/.test(result.stderr))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}: the disk is full. No backup was added. Free some space there, then try again.`, { cause });
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${failed}. No backup was added.`, { cause });
}
/** What names the newest backup, signed. */
function pointerText({ id, sequence, app, environment, host }, key) {
    return (0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .sign */ ._S)(`${JSON.stringify({ id, sequence, app, environment, host }, null, 2)}\n`, key);
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
/** Keeps a complete directory from being taken for one that was left behind, until the answer is called. */
function keepFresh(host, directory, everyMs = (ABANDONED_MINUTES / 3) * 60_000) {
    const touch = () => void host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `touch -c -- ${`${directory}/.complete`}`).catch(() => undefined);
    const timer = setInterval(touch, everyMs).unref();
    return () => clearInterval(timer);
}
/** What the members' tables hold, as the job wrote it down, by the number of the member. Nothing of a backup that an earlier run has published. */
async function readContents(host, stateDir, id) {
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `cd -- ${temporaryDirectory(stateDir, id)} 2>/dev/null || exit 0
for f in .content-*; do
  [[ -f $f ]] || continue
  # Not within the arguments of printf, where a failure would go unseen.
  size=$(stat -c %s -- "$f")
  printf '%s %s\\n' "\${f#.content-}" "$size"
  cat -- "$f"
done
`, { timeoutMs: 120_000 });
    const bytes = Buffer.from(stdout);
    const contents = new Map();
    for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(10, at) + 1;
        const line = /^(\d+) (\d+)\n$/.exec(bytes.subarray(at, end).toString());
        if (line === null)
            throw new Error(`The contents of the backup ${id} cannot be read where a file should begin`);
        const [index, size] = [Number(line[1]), Number(line[2])];
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
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(_host_sha256_js__WEBPACK_IMPORTED_MODULE_4__/* .sha256Function */ .s)}for f in *; do
  [[ $f != manifest.json ]] || continue
  [[ -f $f && ! -L $f ]] || exit 46
  # It is no member's name, and one with a newline would speak for a member.
  [[ $f != *[!A-Za-z0-9._-]* ]] || continue
  sum=$(belay_sha256 < "$f")
  size=$(stat -c %s -- "$f")
  printf '%s %s  %s\n' "$size" "\${sum%% *}" "$f"
done
echo
cat manifest.json
`, { check: false, timeoutMs });
    const damaged = (why) => damagedBackup(id, host.label, why);
    if (exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`There is no backup ${id} on ${host.label} (${directory}).`);
    if (exitCode === 45)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${directory} on ${host.label} has no manifest, so it is not a backup: a run that wrote it did not end.`);
    if (exitCode === 46)
        throw damaged('something in its directory is not a plain file');
    if (exitCode !== 0)
        throw damaged(`its files could not be read (exit code ${exitCode})`);
    const end = stdout.startsWith('\n') ? 0 : stdout.indexOf('\n\n') + 1;
    const value = trustedManifest(stdout.slice(end + 1), { id, label: host.label, trust });
    const files = new Map(stdout
        .slice(0, end)
        .split('\n')
        .filter(Boolean)
        .map(line => {
        const [bytes, sha256, , name] = line.split(' ');
        return [name, { bytes: Number(bytes), sha256 }];
    }));
    for (const member of value.members) {
        const why = differs(member, files.get(member.name));
        if (why !== undefined)
            throw damaged(why);
    }
    return value;
}
/** What is wrong with the files of a backup, in words that name it and where it lies. */
function damagedBackup(id, label, why) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${id} on ${label} is damaged: ${why}. It is not used; take a new one or name another.`);
}
/** How a member's file is not what the manifest says; undefined: it is. */
function differs(member, file) {
    if (!file)
        return `its member ${member.name} is missing`;
    if (file.bytes !== member.bytes)
        return `its member ${member.name} has ${file.bytes} bytes and the manifest says ${member.bytes}`;
    if (file.sha256 !== member.sha256)
        return `the SHA-256 of its member ${member.name} is not that of the manifest`;
    return undefined;
}
/** A manifest's text once it is known whose it is. `label`: of the host. Errors: UserError for what cannot be read, and for what is not to be trusted. */
function trustedManifest(text, { id, label, trust }) {
    const damaged = (why) => damagedBackup(id, label, why);
    const value = parseManifest(text, damaged);
    const untrusted = (why) => new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The backup ${id} on ${label} is not to be trusted: ${why}. It is not used; take a new one or name another.`);
    const why = trust.key === undefined ? undefined : (0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .distrust */ .p7)(text, value.signature, trust.key);
    if (why !== undefined)
        throw untrusted(why);
    // One machine may be reached by several names: which it was is asked only where the answer can be trusted.
    const asked = trust.key === undefined
        ? ['app', 'environment'].filter(name => value[name] !== undefined)
        : ['app', 'environment', ...(trust.fromHost === undefined ? ['host'] : [])];
    for (const name of asked)
        if (trust[name] !== undefined && value[name] !== trust[name])
            throw untrusted(`it was taken of ${name} ${value[name] ?? '(none)'}, and this is ${trust[name]}${name === 'host' ? `. If you mean it, give \`from-host: ${value.host}\`` : ''}`);
    if (trust.fromHost !== undefined && value.host !== trust.fromHost)
        throw untrusted(`it was taken of host ${value.host}, and \`from-host\` says ${trust.fromHost}`);
    if (value.id !== id)
        throw damaged(`its manifest belongs to the backup ${value.id}`);
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
const pointer = zod__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(),
    sequence: zod__WEBPACK_IMPORTED_MODULE_6__/* .number */ .aig(),
    app: zod__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP().optional(),
    environment: zod__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP().optional(),
    host: zod__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(),
    signature: _signature_js__WEBPACK_IMPORTED_MODULE_1__/* .signature */ .vl
});
/**
 * The backup that was signed last here, by the pointer that was signed with it: where it is gone, somebody has removed it who was not Belay.
 * undefined: there is none yet. Errors: UserError for a pointer that is not to be trusted.
 */
async function latestSigned(host, stateDir, trust) {
    const path = `${stateDir}/backups/.latest.json`;
    const { stdout } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `[[ ! -f ${path} ]] || cat -- ${path}`);
    return stdout === '' ? undefined : trustedPointer(stdout, `${path} on ${host.label}`, trust);
}
/** The text of that pointer. `where`: for messages. Errors: UserError for one that is not to be trusted. */
function trustedPointer(text, where, trust) {
    const read = pointer.safeParse(json(text));
    const why = read.success
        ? ((0,_signature_js__WEBPACK_IMPORTED_MODULE_1__/* .distrust */ .p7)(text, read.data.signature, trust.key) ??
            ['app', 'environment', 'host']
                .filter(name => trust[name] !== undefined && read.data[name] !== trust[name])
                .map(name => `it is of ${name} ${read.data[name]}, and this is ${trust[name]}`)[0])
        : 'it cannot be read';
    if (why !== undefined || !read.success)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${where}, which names the newest backup, is not to be trusted: ${why}. Name the backup by its id.`);
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

/***/ 45495:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S5: () => (/* binding */ holdBackup),
/* harmony export */   Tj: () => (/* binding */ drillAlone),
/* harmony export */   gA: () => (/* binding */ useTogether),
/* harmony export */   hR: () => (/* binding */ useAlone)
/* harmony export */ });
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82854);

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

/***/ 57098:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ filterClientErrors),
/* harmony export */   r: () => (/* binding */ filterLine)
/* harmony export */ });
/**
 * What the database clients write to stderr, without what may hold a row of data (G7): `DETAIL:`, `CONTEXT:`, `STATEMENT:`, `LINE n:`, the echo of a
 * statement or command, and every message whose shape is not known to name only objects of the database.
 */
function filterClientErrors(text) {
    const kept = [];
    for (const line of text.split(/\r?\n/)) {
        const safe = filterLine(line);
        if (safe !== undefined && safe !== kept.at(-1))
            kept.push(safe);
    }
    return kept.join('\n');
}
/** The line as it may be shown; undefined: it is dropped. */
function filterLine(line) {
    const text = line.trim();
    if (text === '')
        return undefined;
    const mysql = mysqlLine(text);
    if (mysql !== undefined)
        return mysql;
    const [, program = '', level = '', rest = ''] = /^((?!ERROR|FATAL|PANIC|WARNING)(?:[\w./-]+)(?::<stdin>:\d+|: line \d+)?: +)?((?:error|warning|fatal): +)?(.*)$/s.exec(text);
    const fromServer = /^(.*?)\b(ERROR|FATAL|PANIC|WARNING): +(.*)$/s.exec(text);
    if (fromServer) {
        const introduction = fromServer[1].slice(`${program}${level}`.length);
        const shown = introductions.test(introduction) ? `${program}${level}${introduction}` : '';
        const message = safeMessage(fromServer[3]);
        // A warning that cannot be shown helps nobody; an error that cannot be shown is still an error.
        return fromServer[2] === 'WARNING' && message.endsWith(withheld) ? undefined : `${shown}${fromServer[2]}: ${message}`;
    }
    if (known(rest))
        return `${program}${level}${position(rest)}`;
    if (known(text))
        return position(text);
    return clients.test(program) && level !== 'warning: ' && level !== '' ? `${program}${level}${withheld}` : undefined;
}
/**
 * An error of MySQL's or MariaDB's: its number says what happened, so that much is shown of every one. The clients print the failing statement too, in lines
 * of their own, which begin with nothing that is known.
 */
function mysqlLine(text) {
    const client = /^(?:[\w./-]+: )?ERROR (\d{4}) \(([0-9A-Z]{5})\)( at line \d+)?(?: in file: '[^']*')?: (.*)$/s.exec(text);
    if (client)
        return `ERROR ${client[1]} (${client[2]})${client[3] ?? ''}: ${safeMysql(client[4])}`;
    const dump = /^(?:[\w./-]*\/)?(mysqldump|mariadb-dump): (?:\[Warning\] )?(.*)$/s.exec(text);
    if (!dump)
        return undefined;
    const [, program, said = ''] = dump;
    const [, number, message = ''] = /^Got error: (\d{4}): "?(.*?)"? when [\w ]+(?:;.*)?$/s.exec(said) ??
        /^Error (\d{4}): (.*?) when dumping table [^:]*(?: at row: \d+)?$/s.exec(said) ??
        [];
    if (number !== undefined)
        return `${program}: error ${number}: ${safeMysql(message)}`;
    const [, failed = '', code] = /^Couldn't execute '.*': (.*) \((\d{4})\)$/s.exec(said) ?? [];
    if (code !== undefined)
        return `${program}: error ${code}: ${safeMysql(failed)}`;
    return `${program}: ${safeMysql(said)}`;
}
function safeMysql(message) {
    return mysqlSafe.test(message) ? message : withheld;
}
/** Programs whose errors are reported even when the message is not. */
const clients = /^(?:.*\/)?(psql|pg_\w+|createdb|dropdb|sqlite3|sudo)\b/;
const introductions = /^(connection to server (at|on socket) [^:]*(: ?\d*)?[^:]* failed: |query failed: |could not execute query: |)$/;
const withheld = '(message withheld: it may hold data)';
function safeMessage(message) {
    const code = /^([0-9A-Z]{5}): (.*)$/s.exec(message);
    const text = code ? code[2] : message;
    return `${code ? `${code[1]}: ` : ''}${known(text) ? position(text) : withheld}`;
}
/** The place in a statement says nothing that the reader could use without the statement. */
function position(message) {
    return message.replace(/ at character \d+$/, '');
}
const name = String.raw `"(?:[^"]|"")*"`;
/** Messages in which only names of roles, databases and objects, sizes and the operating system's own words occur. */
const shapes = [
    // Connections.
    String.raw `(password|peer|ident|scram|md5|certificate|pam|ldap|gssapi)\b[\w ]* authentication failed for user ${name}`,
    String.raw `no pg_hba\.conf entry for .*`,
    String.raw `(database|role) ${name} does not exist`,
    String.raw `database ${name} is not currently accepting connections`,
    String.raw `permission denied for database ${name}`,
    String.raw `role ${name} is not permitted to log in`,
    String.raw `(sorry, too many clients already|too many connections for (role|database) ${name}|remaining connection slots are reserved .*)`,
    String.raw `the database system is (starting up|shutting down|in recovery mode|not yet accepting connections.*)`,
    String.raw `connection to server (at|on socket) .* failed: (Connection refused|No such file or directory|Permission denied|timeout expired|Connection timed out|No route to host|Network is unreachable|fe_sendauth: no password supplied|server does not support SSL, but SSL was required|SSL error: certificate verify failed|server closed the connection unexpectedly)`,
    String.raw `could not translate host name ${name} to address: .*`,
    String.raw `(server closed the connection unexpectedly|terminating connection (due to|because of) [\w ]+|connection to server was lost|lost synchronization with server.*|SSL connection has been closed unexpectedly)`,
    String.raw `fe_sendauth: no password supplied`,
    String.raw `invalid sslmode value: .*`,
    // Rights and objects.
    String.raw `permission denied for (schema|table|sequence|view|function|language|large object|relation|tablespace|type|foreign server) [^:]*`,
    String.raw `permission denied to (create|rename|alter|terminate|set|grant|drop|change)[\w ]*("[^"]*")?[\w ]*`,
    String.raw `must be (owner of|superuser|member of|a member of|able to SET ROLE)[^:]*`,
    String.raw `permission denied to copy database ${name}`,
    String.raw `(relation|table|schema|column|function|type|extension|index|constraint|tablespace|sequence|collation|view|operator|access method)( ${name}(\.${name})?| [\w.]+\([\w ,\[\]."]*\)| [\w.]+)( of relation ${name})? (does not exist|already exists)`,
    String.raw `(column|table|database|role|schema) ${name}( of relation ${name})? (is ambiguous|contains null values|is not a table|is not a view|specified more than once)`,
    String.raw `(database|role|relation|schema) ${name} already exists`,
    String.raw `(source )?database ${name} is being accessed by other users`,
    String.raw `query would be affected by row-level security policy for table ${name}`,
    // Constraints: the row itself is in DETAIL.
    String.raw `duplicate key value violates unique constraint ${name}`,
    String.raw `null value in column ${name}( of relation ${name})? violates not-null constraint`,
    String.raw `(new row for relation|insert or update on table|update or delete on table) ${name} violates (check|foreign key) constraint ${name}( on table ${name})?`,
    String.raw `could not create unique index ${name}`,
    String.raw `(check|exclusion) constraint ${name}( of relation ${name})? is violated by some row`,
    // Limits, locks and the machine.
    String.raw `canceling statement due to (statement timeout|lock timeout|user request|conflict with recovery)`,
    String.raw `canceling autovacuum task`,
    String.raw `(deadlock detected|could not obtain lock on [\w ]+${name}|could not serialize access due to [\w/ ]+)`,
    String.raw `cannot execute [A-Z ]+ (in a read-only transaction|inside a transaction block|during recovery)`,
    String.raw `[A-Z ]+ cannot (run inside a transaction block|be executed [\w ]+)`,
    String.raw `current transaction is aborted, commands ignored until end of transaction block`,
    String.raw `(could not (extend|write to|write|open|create|close|fsync|read|rename|stat|seek|access)( \w+)*( ${name}| file [^:]*)?)(: [A-Z][\w ]+)?`,
    String.raw `out of (shared )?memory`,
    String.raw `(disk full|No space left on device|Disk quota exceeded)`,
    String.raw `[^:"']*: (No space left on device|Permission denied|No such file or directory|Disk quota exceeded|Read-only file system|Input/output error|command not found|Is a directory|Broken pipe)`,
    // The clients themselves.
    String.raw `(aborting because of )?server version mismatch`,
    String.raw `server version: [\w.() /~+-]+; [\w]+ version: [\w.() /~+-]+`,
    String.raw `unsupported version \([\d.]+\) in file header`,
    String.raw `(did not find magic string in file header|input file (is too short|does not appear to be a valid archive).*|input file appears to be a text format dump.*|found unexpected block ID .*|corrupt tar header.*|could not uncompress data: .*|unexpected end of file|could not find block ID \d+ in archive.*)`,
    String.raw `could not read from input file: end of file`,
    String.raw `this build does not support compression with \w+`,
    String.raw `unrecognized configuration parameter ${name}`,
    String.raw `syntax error at end of input`,
    // sudo.
    String.raw `a password is required`,
    String.raw `a terminal is required to read the password.*`,
    String.raw `Sorry, user [\w-]+ is not allowed to execute .*`,
    String.raw `unknown user:? [\w-]+`,
    // SQLite.
    String.raw `(database is locked|database table is locked|unable to open database file|disk I/O error|database disk image is malformed|file is not a database|database or disk is full|attempt to write a readonly database|out of memory)( \(\d+\))?`,
    String.raw `no such (table|column|index|function|module|collation sequence): [\w.]+`,
    String.raw `unsupported file format`
];
const safe = new RegExp(String.raw `^(?:(?:in prepare|stepping|near line \d+|Error|Runtime error|Parse error)[,:]? )*(?:${shapes.join('|')})( \(\d+\))?( at character \d+)?[.;]?$`, 'i');
function known(message) {
    return safe.test(message.trim());
}
const quoted = "(?:'[^']*'|`[^`]*`)";
const account = `${quoted}(?:@${quoted})?`;
const object = `${quoted}(?:\\.${quoted})?`;
/** As `shapes`, of MySQL's and MariaDB's messages. */
const mysqlShapes = [
    String.raw `Access denied for user ${account}( \(using password: (YES|NO)\)| to database ${quoted})?`,
    String.raw `Access denied; you need \(?at least one of\)? the [\w ,_]+ privilege\(s\) for this operation`,
    String.raw `[A-Z ,_]+ command denied to user ${account} for (table|routine|column)[^:]*`,
    String.raw `Unknown (database|table|server host|MySQL server host|collation:?|character set:?|storage engine|prepared statement handler) ${object}( \(-?\d+\))?`,
    String.raw `Unknown column ${quoted} in '?[\w ]+'?`,
    String.raw `(Table|View|Function|Procedure|PROCEDURE|FUNCTION|Trigger|TRIGGER|Event|EVENT|SEQUENCE) (${object}|[\w$.]+) (doesn't exist|does not exist|already exists)`,
    String.raw `View ${object} references invalid table\(s\) or column\(s\) or function\(s\) or definer/invoker of view lack rights to use them`,
    String.raw `Can't (create|drop) database ${quoted}; database (exists|doesn't exist)`,
    String.raw `Can't connect to (local )?(MySQL |MariaDB )?(server|MySQL server|MariaDB server)[\w ]* (through socket |on )?${quoted}( ?:\d+)?( \(\d+( "[\w ]+")?\))?`,
    String.raw `(Lost connection to (MySQL |MariaDB )?server[\w ,':]*( error: \d+( "[\w /]+")?)?|(MySQL |MariaDB )?[Ss]erver has gone away|Connection was killed|Server shutdown in progress)`,
    String.raw `(Query execution was interrupted[\w ,()]*|Lock wait timeout exceeded; try restarting transaction|Deadlock found when trying to get lock; try restarting transaction)`,
    String.raw `Table definition has changed, please retry transaction`,
    String.raw `Cannot execute statement in a READ ONLY transaction`,
    String.raw `The (MySQL|MariaDB) server is running with the [\w-]+ option so it cannot execute this statement`,
    String.raw `The table ${quoted} is full`,
    String.raw `(Got error \d+ "[\w ]+" from storage engine \w+|Disk full \([^)]*\); waiting for someone to free some space\.*( \(errno: \d+ "[\w ]+"\))?)`,
    String.raw `(Cannot (add or update a child row|delete or update a parent row): a foreign key constraint fails)( \(.*\))?`,
    String.raw `Got a packet bigger than 'max_allowed_packet' bytes`,
    String.raw `(Trigger in wrong schema|Changing schema from ${quoted} to ${quoted} is not allowed)`,
    String.raw `Can't execute the given command because you have active locked tables or an active transaction`,
    String.raw `(Column count doesn't match value count at row \d+|Data truncated for column ${quoted} at row \d+|Out of range value for column ${quoted} at row \d+|Field ${quoted} doesn't have a default value|Column ${quoted} cannot be null)`,
    String.raw `Got errno \d+ on write`,
    String.raw `${account} has insuff?icent privileges to SHOW CREATE (FUNCTION|PROCEDURE|EVENT|TRIGGER) ${quoted}!?`,
    String.raw `TLS/SSL error: [\w ,.:()-]*`
];
const mysqlSafe = new RegExp(`^(?:${mysqlShapes.join('|')})[.!]?$`);


/***/ }),

/***/ 78339:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ inContainer),
/* harmony export */   kq: () => (/* binding */ composeContainer),
/* harmony export */   v3: () => (/* binding */ composeProgram)
/* harmony export */ });
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(82854);

/** Defines `belay_compose`, by whichever of its two versions is there. */
const composeProgram = `if docker compose version >/dev/null 2>&1; then belay_compose() { docker compose "$@"; }
elif type -P docker-compose >/dev/null; then belay_compose() { docker-compose "$@"; }
else echo 'CommandError: neither "docker compose" nor docker-compose is installed on this host' >&2; exit 64; fi
`;
/**
 * Sets the container of a service. It is asked of compose, whichever of its two versions is there; what runs in it then goes through docker itself, which
 * takes the value of a variable from the environment when it is given only the name, so that no secret is in an argument.
 */
const composeContainer = (variable, { file, service, project }) => {
    const where = (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `-f ${file} ${project === undefined ? [] : ['-p', project]} ps -q ${service}`;
    return `if docker compose version >/dev/null 2>&1; then ${variable}=$(docker compose ${where})
elif type -P docker-compose >/dev/null; then ${variable}=$(docker-compose ${where})
else echo 'BELAY: neither "docker compose" nor docker-compose is installed on this host'; exit 64; fi
[[ \${${variable}} && \${${variable}} != *$'\\n'* ]] || { ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `printf 'BELAY: the service %s of %s has %s containers and one is needed; is it running?\n' ${service} ${file}`} "$(grep -c . <<<"\${${variable}}" || :)"; exit 64; }
`;
};
/**
 * Command prefix for a program in the container. Killing docker's client leaves the program running; it ends with its session, which Belay ends by its
 * name, and after a day in any case.
 */
const inContainer = (variable, variables, user) => (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__.sh) `docker exec -i ${variables.flatMap(name => ['-e', name])} ${user === undefined ? [] : ['-u', user]} ${{ raw: `"$${variable}"` }} timeout -k 10 86400`;


/***/ }),

/***/ 66774:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ changedContent)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);

const content = zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ rows: zod__WEBPACK_IMPORTED_MODULE_0__/* .int */ .Whr().nonnegative(), hash: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }));
/** Pure: tables that are not as they were, with the rows that were added or changed at least. `unknown` when `before` is nothing of this kind. */
function changedContent(before, now) {
    const { success, data: was } = content.safeParse(before);
    if (!success)
        return 'unknown';
    const tables = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(table => was[table]?.rows !== now[table]?.rows || was[table]?.hash !== now[table]?.hash);
    if (tables.length === 0)
        return 'none';
    // A table with as many rows and other content has at least one changed row.
    return tables.map(table => ({ table, rows: Math.max(1, Math.abs((now[table]?.rows ?? 0) - (was[table]?.rows ?? 0))) }));
}


/***/ }),

/***/ 95824:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fK: () => (/* binding */ fact),
/* harmony export */   qk: () => (/* binding */ clientFailure),
/* harmony export */   u5: () => (/* binding */ runDatabaseJob),
/* harmony export */   x5: () => (/* binding */ refusal),
/* harmony export */   zw: () => (/* binding */ filteredOutput)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _host_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(55293);
/* harmony import */ var _client_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(57098);




/**
 * Runs a script that is safe to repeat as a job. A job of the same name that runs already is followed to its end; its answer, like that of one that ended
 * before, is not taken for ours, because the world may have changed since: the script runs again under the next number. Gives the end of the output.
 * Errors: the UserError that `explain` makes of the clients' filtered output.
 */
async function runDatabaseJob(host, job, { name, what, script, secrets }, explain) {
    const call = `BELAY-call=${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(6).toString('hex')}`;
    const show = job.onOutput === undefined ? () => { } : filteredOutput(job.onOutput);
    let id = '';
    let begun = false;
    let result;
    for (let attempt = 1; result === undefined; attempt++) {
        id = `${job.idPrefix}.${name}${attempt === 1 ? '' : `.${attempt}`}`;
        try {
            const ended = await host.job({
                stateDir: job.stateDir,
                id,
                script: `echo ${call}\n${script}`,
                secrets,
                timeoutMs: job.timeoutMs,
                token: job.token,
                onOutput: text => {
                    begun ||= text.includes(call);
                    show(text);
                }
            });
            if (!ended.attached)
                result = ended;
        }
        catch (error) {
            if (!(error instanceof _host_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .JobLost */ .YQ))
                throw error;
            // Else an earlier run's job of this name was lost, and the next number is ours.
            if (begun)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} on ${host.label} was killed from outside (job ${id}). Run the same action again.`, { cause: error });
        }
    }
    if (result.ended === 'deadline') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} on ${host.label} had not ended after ${job.timeoutMs / 1000} s and was stopped, with everything that it started.`);
    }
    if (result.ended === 'signal')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} on ${host.label} was ended from outside (job ${id}).`);
    if (result.exitCode !== 0)
        throw explain(what, result.tail);
    return result.tail;
}
const NOTE = 'BELAY-note=';
/** Passes on only what may be shown (G7), line by line; the facts for Belay itself are left out, and `BELAY-note=` is for people. */
function filteredOutput(write) {
    let rest = '';
    return text => {
        const lines = (rest + text).split('\n');
        // A line that has not ended yet waits, but not without bound.
        rest = lines.pop().slice(-65_536);
        for (const line of lines) {
            const shown = line.startsWith(NOTE) ? line.slice(NOTE.length) : line.startsWith('BELAY') ? undefined : (0,_client_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .filterLine */ .r)(line);
            if (shown !== undefined)
                write(`${shown}\n`);
        }
    };
}
/** The value that a script printed last as `BELAY-<name>=<value>`. */
function fact(output, name) {
    const key = `BELAY-${name}=`;
    return output
        .split('\n')
        .findLast(line => line.startsWith(key))
        ?.slice(key.length);
}
/** What a script or a DO block gave as the reason for doing nothing: `BELAY: reason` at a line's end. */
function refusal(output) {
    return [...output.matchAll(/(?:^|ERROR: {1,2})BELAY: (.+)$/gm)].at(-1)?.[1];
}
/** A UserError with what the clients said beneath. */
function clientFailure(headline, output) {
    const said = (0,_client_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .filterClientErrors */ .$)(output
        .split('\n')
        .filter(line => !line.startsWith('BELAY'))
        .join('\n'));
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(headline, said === '' ? undefined : { cause: new Error(said) });
}


/***/ }),

/***/ 50126:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G4: () => (/* binding */ sessionLock),
/* harmony export */   Hj: () => (/* binding */ sessionsOf),
/* harmony export */   Rq: () => (/* binding */ mysqlShell),
/* harmony export */   _X: () => (/* binding */ clientPackage),
/* harmony export */   hm: () => (/* binding */ feed)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(82854);
/* harmony import */ var _compose_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(78339);
/* harmony import */ var _mysql_connection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73862);
/* harmony import */ var _sql_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92059);





/** Packages that hold the clients, for messages. */
const clientPackage = { mariadb: 'mariadb-client', mysql: 'mysql-client' };
/**
 * Fixed for every session. No reconnect: a session that came back would have lost its locks and its snapshot. In binary mode no line of a dump can be a
 * command of the client's.
 */
const FLAGS = [
    '--batch',
    '--raw',
    '--unbuffered',
    '--skip-column-names',
    '--skip-reconnect',
    '--binary-mode',
    '--default-character-set=utf8mb4',
    '--connect-timeout=10'
];
/** How the sessions of one step are recognised: each holds a lock whose name ends with its own id. A name has at most 64 characters. */
const sessionLock = (tag) => `belay:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(tag).digest('hex').slice(0, 24)}:`;
/** Bash functions that need nothing of a connection. */
const FUNCTIONS = (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(`my_find() {
  local p said
  for p in "\${@:2}"; do
    REPLY=$(my_type "$p") || continue
    # Each vendor's package may provide the other's names, but nobody else has these.
    [[ $p != mariadb* ]] || return 0
    said=$(my_run "$REPLY" --version)
    case $my_vendor:$said in mariadb:*MariaDB*) return 0 ;; mariadb:* | *MariaDB*) ;; *) return 0 ;; esac
  done
  printf 'BELAY: the client %s of %s is not installed %s. Install %s\\n' "$2" "$1" "$my_where" "$my_package"
  exit 64
}
# my_session NAME COMMAND…: a session that is asked by my_ask. Its ends are closed in the children of those that follow, else none would ever end.
declare -A my_in=() my_out=() my_pid=()
my_marks=0
my_session() {
  local n=$1 i o
  rm -f -- "$belay_dir/$n.in" "$belay_dir/$n.out"
  mkfifo -- "$belay_dir/$n.in" "$belay_dir/$n.out"
  ( for i in "\${my_in[@]}" "\${my_out[@]}"; do exec {i}>&-; done; [[ ! \${belay_use:-} ]] || exec {belay_use}>&-; "\${@:2}" ) < "$belay_dir/$n.in" > "$belay_dir/$n.out" & my_pid[$n]=$!
  exec {i}> "$belay_dir/$n.in" {o}< "$belay_dir/$n.out"
  my_in[$n]=$i my_out[$n]=$o
}
# my_ask NAME SQL: REPLY is what it printed; false when the session has ended.
my_ask() {
  local line mark="BELAY-mark-$((++my_marks))"
  REPLY=
  trap '' PIPE
  printf '%s\\nSELECT %s;\\n' "$2" "'$mark'" 2>/dev/null >&"\${my_in[$1]}" || { trap - PIPE; return 1; }
  trap - PIPE
  while IFS= read -r line <&"\${my_out[$1]}"; do
    [[ $line != "$mark" ]] || return 0
    REPLY+=$line$'\\n'
  done
  return 1
}
# my_close NAME: its exit code.
my_close() {
  local i=\${my_in[$1]} o=\${my_out[$1]}
  exec {i}>&- {o}<&-
  unset "my_in[$1]" "my_out[$1]"
  wait "\${my_pid[$1]}"
}
# The first line that MariaDB's dumps have is an error to older clients.
my_plain() { sed -e '1{/^\\/\\*!999999\\\\- enable the sandbox mode \\*\\/ *$/d' -e '/^\\/\\*M!999999\\\\- enable the sandbox mode \\*\\/ *$/d' -e '}'; }
`);
function mysqlShell({ key, vendor, connection, adminUser, compose }) {
    const suffix = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(key).digest('hex').slice(0, 8);
    const secretName = `BELAY_MY_${suffix}`;
    const app = `my_app_${suffix}`;
    const names = vendor === 'mariadb' ? { sql: ['mariadb', 'mysql'], dump: ['mariadb-dump', 'mysqldump'] } : { sql: ['mysql'], dump: ['mysqldump'] };
    // The clients would take the name of whoever logged in to the host, and not of whom sudo made them.
    const place = [
        ...(adminUser === undefined ? [] : [`--user=${adminUser}`]),
        ...(connection.socket === undefined ? ['--protocol=socket'] : [`--socket=${connection.socket}`])
    ];
    const container = `belay_container_${suffix}`;
    const asUser = (user) => (compose === undefined ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `sudo -n -u ${user} --` : (0,_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .inContainer */ .Bc)(container, [], user));
    const client = (database) => (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${FLAGS} --init-command="$my_init" ${database === undefined ? [] : ['-D', database]}`;
    const dump = [
        '--default-character-set=utf8mb4',
        '--no-tablespaces',
        ...(vendor === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [])
    ];
    return {
        functions: `${compose === undefined
            ? `my_where='on this host'
my_run() { "$@"; }
my_type() { type -P "$1"; }
`
            : `${(0,_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .composeContainer */ .kq)(container, compose)}my_where='in the container'
my_run() { ${(0,_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .inContainer */ .Bc)(container, [])} "$@" < /dev/null; }
my_type() { my_run bash -c 'type -P "$1"' bash "$1"; }
`}${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `my_vendor=${vendor} my_package=${clientPackage[vendor]}
${FUNCTIONS}my_find ${vendor} ${names.sql}; my_sql=$REPLY
my_find ${vendor} ${names.dump}; my_dumper=$REPLY
`}my_init="DO GET_LOCK(CONCAT('$belay_tag', CONNECTION_ID()), 0)"
# What starts a client of the application's user on this host.
my_through=()
# The option file goes through a pipe: no disk ever holds the password.
${compose === undefined
            ? `${app}() { local program=$1; shift; "\${my_through[@]}" "$program" --defaults-extra-file=<(printf %s "$${secretName}") "$@"; }`
            : `${app}() { ${secretName}="$${secretName}" ${(0,_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .inContainer */ .Bc)(container, [secretName])} bash -c ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .h)(`options=$${secretName}; unset ${secretName}; exec "$0" --defaults-extra-file=<(printf %s "$options") "$@"`)} "$@"; }`}
`,
        app: (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(app)} "$my_sql" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(client(connection.database))}`,
        admin: database => adminUser === undefined
            ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(app)} "$my_sql" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(client(database))}`
            : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(asUser(adminUser))} "\${my_sql##*/}" ${place} ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(client(database))}`,
        dumpApp: (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(app)} "$my_dumper" ${dump}`,
        dumpAdmin: adminUser === undefined ? (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(app)} "$my_dumper" ${dump}` : (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(asUser(adminUser))} "\${my_dumper##*/}" ${place} ${dump}`,
        secrets: { [secretName]: (0,_mysql_connection_js__WEBPACK_IMPORTED_MODULE_1__/* .optionFile */ .qj)(connection, vendor) },
        secretName
    };
}
/** Script text that feeds SQL to a command on its stdin; nothing of it is ever in argv. */
function feed(sql, command) {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__.sh) `printf %s ${sql} | ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_3__/* .raw */ .l)(command)}`;
}
/** SQL: the ids of the sessions of one step, where `p` is the list of processes. */
const sessionsOf = (tag) => `IS_USED_LOCK(CONCAT(${(0,_sql_js__WEBPACK_IMPORTED_MODULE_2__/* .mysqlLiteral */ .me)(sessionLock(tag))}, p.id)) = p.id`;


/***/ }),

/***/ 70455:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cO: () => (/* binding */ tagOf),
/* harmony export */   h8: () => (/* binding */ isCopyOf),
/* harmony export */   rz: () => (/* binding */ drillName),
/* harmony export */   vC: () => (/* binding */ copyName)
/* harmony export */ });
/* unused harmony export sessionTag */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/** PostgreSQL cuts longer names silently (NAMEDATALEN 64, less the closing NUL). */
const MAX_NAME_BYTES = 63;
/**
 * What a copy of a database is called: `<database>_<kind>_<label>`, always the same for the same arguments, at most 63 bytes.
 * A longer one is cut in the database's part and made unique again by a hash.
 */
function copyName(database, kind, label) {
    const whole = `${database}_${kind}_${label}`;
    if (Buffer.byteLength(whole) <= MAX_NAME_BYTES)
        return whole;
    const end = `_${kind}_${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(whole).digest('hex').slice(0, 16)}`;
    return `${cut(database, MAX_NAME_BYTES - end.length)}${end}`;
}
/**
 * The name of a drill's copy, and what the names of all such copies of this database begin with, as long as this one: nobody else's database or file is
 * called so. Where the name had to be cut, only this one is known.
 */
function drillName(database, hash) {
    const copy = copyName(database, 'drill', `belay${hash}`);
    return { copy, stem: copy.endsWith(`_drill_belay${hash}`) ? copy.slice(0, -hash.length) : copy };
}
/** Whether a name is one that `copyName` gives for this database: nothing else is ever dropped. */
function isCopyOf(database, name) {
    const match = /^(.*)_(?:point|failed|new|old|drill|scratch)_(.+)$/su.exec(name);
    if (!match)
        return false;
    return match[1] === database || (/^[0-9a-f]{16}$/.test(match[2]) && match[1] !== '' && database.startsWith(match[1]));
}
/** The application name of the sessions of one step: printable ASCII, at most 63 bytes, as PostgreSQL keeps it. */
function sessionTag(deployment, step) {
    const tag = `belay:${deployment}:${step}`;
    if (/^[\x20-\x7e]{1,63}$/.test(tag))
        return tag;
    return `belay:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(tag).digest('hex').slice(0, 40)}`;
}
/** The tag of a job's own sessions, from its `<deployment>.<step>`. */
function tagOf(idPrefix) {
    const dot = idPrefix.lastIndexOf('.');
    return dot === -1 ? sessionTag(idPrefix, 'database') : sessionTag(idPrefix.slice(0, dot), idPrefix.slice(dot + 1));
}
function cut(text, bytes) {
    let result = '';
    let length = 0;
    for (const character of text) {
        length += Buffer.byteLength(character);
        if (length > bytes)
            break;
        result += character;
    }
    return result;
}


/***/ }),

/***/ 23119:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  p: () => (/* binding */ isEngine),
  q: () => (/* binding */ openDatabase)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var host_shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/database/content.js
var content = __webpack_require__(66774);
// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(95824);
;// CONCATENATED MODULE: ./build/shared/database/mysql-content.js
/**
 * SQL that tells what every table of the session's database holds, in the snapshot of the transaction that it runs in: a line of name, exact rows and sample
 * each (see table-content.ts). Settings that fix how values become text come first.
 *
 * A sample of 500 rows from either end of the key is read through its index. Without a key nothing says which rows are which, so all of them are hashed, up
 * to 10,000. Generated columns are left out, which are made anew.
 */
function contentSettings(vendor) {
    const limit = vendor === 'mariadb' ? 'max_statement_time = 0' : 'max_execution_time = 0';
    return `SET SESSION sql_mode = '', time_zone = '+00:00', group_concat_max_len = 67108864, lock_wait_timeout = 60, wait_timeout = 28800, ${limit};
`;
}
/** A snapshot that lasts, and a lock on every table that keeps its definition (and TRUNCATE away) for as long. */
const snapshotBegin = 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nSTART TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;\n';
/** Base tables, and those of MariaDB that keep their history; sequences hold no rows. */
const tables = `SELECT TABLE_NAME AS name, CONCAT('\`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`') AS ident, ENGINE AS engine
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')`;
/** One statement that locks every table against writers; made of names only, so what was listed twice can be compared. */
const lockStatement = `SELECT COALESCE(CONCAT('LOCK TABLES ', GROUP_CONCAT(ident, ' READ' ORDER BY ident SEPARATOR ', '), ';'), 'DO 0;') FROM (${tables}) t;
`;
/** Statements that open every table, which takes the lock of its definition until the transaction ends. */
const touchStatements = `SELECT COALESCE(GROUP_CONCAT('SELECT 1 FROM ', ident, ' LIMIT 0;' ORDER BY ident SEPARATOR '\\n'), 'DO 0;') FROM (${tables}) t;
`;
/** The number of tables that no snapshot covers. */
const outsideSnapshots = `SELECT COUNT(*) FROM (${tables}) t WHERE engine <> 'InnoDB';
`;
/**
 * SQL: a line for each view, routine, trigger and event of a schema (an expression). A view that refers to what is gone is another one: MariaDB then knows no
 * columns of it, and MySQL says so in its comment.
 */
const objectsIn = (schema) => `SELECT CONVERT(CONCAT_WS('\\t', 'v', v.TABLE_NAME, DEFINER, SECURITY_TYPE, CHECK_OPTION, /*M! ALGORITHM, */ CHARACTER_SET_CLIENT, COLLATION_CONNECTION, TABLE_COMMENT, COALESCE(n, 0), SHA2(VIEW_DEFINITION, 256)) USING utf8mb4) AS x
    FROM information_schema.VIEWS v JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = ${schema} AND t.TABLE_NAME = v.TABLE_NAME
    LEFT JOIN (SELECT TABLE_NAME AS of_columns, COUNT(*) AS n FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${schema} GROUP BY TABLE_NAME) c ON of_columns = v.TABLE_NAME
    WHERE v.TABLE_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'r', ROUTINE_TYPE, ROUTINE_NAME, LAST_ALTERED, SHA2(ROUTINE_DEFINITION, 256)) USING utf8mb4) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'g', TRIGGER_NAME, EVENT_OBJECT_TABLE, CREATED, SHA2(ACTION_STATEMENT, 256)) USING utf8mb4) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${schema}
  UNION ALL SELECT CONVERT(CONCAT_WS('\\t', 'e', EVENT_NAME, LAST_ALTERED, STATUS, SHA2(EVENT_DEFINITION, 256)) USING utf8mb4) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${schema}`;
const hashOf = (lines) => `(SELECT SHA2(COALESCE(GROUP_CONCAT(x ORDER BY x SEPARATOR '\\n'), ''), 256) FROM (${lines}) s)`;
/** SQL: a hash over what a schema (an expression) has besides tables: the same means that nothing of it was made, changed or removed. */
const objectsHash = (schema) => hashOf(objectsIn(schema));
/**
 * Prints a hash over the names of everything and the text of what is not a table: the same before and after a dump means that nothing was made, changed or
 * removed meanwhile. Tables that there are already cannot be changed while the snapshot's transaction has them open.
 */
const definitions = `SELECT ${hashOf(`SELECT CONVERT(CONCAT_WS('\\t', 't', TABLE_NAME, TABLE_TYPE, ENGINE) USING utf8mb4) AS x FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
  UNION ALL ${objectsIn('DATABASE()')}`)};
`;
/** Written as COPY would: the fields' own tabs, newlines and backslashes escaped. */
const mysql_content_name = `REPLACE(REPLACE(REPLACE(REPLACE(name, CHAR(92), CONCAT(CHAR(92), CHAR(92))), CHAR(9), CONCAT(CHAR(92), 't')), CHAR(10), CONCAT(CHAR(92), 'n')), CHAR(13), CONCAT(CHAR(92), 'r'))`;
const hash = "SHA2(COALESCE(GROUP_CONCAT(h ORDER BY h SEPARATOR ''''), ''''), 256)";
/** Tables with what a statement needs to read them: one expression that hashes a row, and the columns of a key in both directions. */
const readable = `(SELECT name, ident, COALESCE(row_hash, '''N''') AS row_hash, ascending, descending FROM (${tables}) t
  LEFT JOIN (SELECT TABLE_NAME AS of_columns, GROUP_CONCAT('COALESCE(SHA2(r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`', IF(DATA_TYPE = 'bit', '+0', ''), ', 256), ''N'')'
      ORDER BY CAST(COLUMN_NAME AS BINARY) SEPARATOR ', ') AS row_hash
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED' GROUP BY TABLE_NAME) c ON of_columns = name
  LEFT JOIN (SELECT of_key, ascending, descending FROM (SELECT k.*, ROW_NUMBER() OVER (PARTITION BY of_key ORDER BY index_name <> 'PRIMARY', index_name) AS nr
      FROM (SELECT TABLE_NAME AS of_key, INDEX_NAME AS index_name,
          GROUP_CONCAT('r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`' ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS ascending,
          GROUP_CONCAT('r.\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\` DESC' ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS descending
        FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0
        GROUP BY TABLE_NAME, INDEX_NAME HAVING SUM(COLUMN_NAME IS NULL OR SUB_PART IS NOT NULL OR NULLABLE = 'YES') = 0) k) n WHERE nr = 1) k ON of_key = name) t`;
/** Prints the statements that print the lines. */
const contentStatements = `SELECT IF(ascending IS NULL,
    CONCAT('SELECT ', QUOTE(${mysql_content_name}), ', n, IF(n <= 10000, (SELECT ${hash} FROM (SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r) s), CONCAT(CHAR(92), ''N'')) FROM (SELECT COUNT(*) AS n FROM ', ident, ') c;'),
    CONCAT('SELECT ', QUOTE(${mysql_content_name}), ', (SELECT COUNT(*) FROM ', ident, '), (SELECT ${hash} FROM ((SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r ORDER BY ', ascending, ' LIMIT 500) UNION ALL (SELECT SHA2(CONCAT(', row_hash, '), 256) FROM ', ident, ' r ORDER BY ', descending, ' LIMIT 500)) s);'))
  FROM ${readable} ORDER BY CAST(name AS BINARY);
`;
/** Prints the statements that print name, rows and a hash over all rows that does not depend on their order: the sum of 128 bits of each row's own. */
const wholeStatements = `SELECT CONCAT('SELECT ', QUOTE(${mysql_content_name}), ', COUNT(*), CONCAT_WS('':'', COALESCE(SUM(CAST(CONV(LEFT(h, 16), 16, 10) AS DECIMAL(20, 0))), 0), COALESCE(SUM(CAST(CONV(SUBSTRING(h, 17, 16), 16, 10) AS DECIMAL(20, 0))), 0)) FROM (SELECT SHA2(CONCAT(', row_hash, '), 256) AS h FROM ', ident, ' r) s;')
  FROM ${readable} ORDER BY CAST(name AS BINARY);
`;

// EXTERNAL MODULE: ./build/shared/database/sql.js
var database_sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/database/mysql-copies.js



/**
 * The table of a copy that holds, as SQL, what is not a table: a copy is whole when it has one. Beside that `body` the number of tables, the grants on routines,
 * and the hash of what the live database had besides its tables when the body was written down from it.
 */
const DEFINITIONS = 'belay_definitions';
/** SQL: what is removed by name in a schema, as statements. */
function drops(schema, kinds) {
    const quoted = (column) => `CONCAT('\`', REPLACE(${column}, '\`', '\`\`'), '\`')`;
    const of = {
        events: ['EVENT', 'EVENT'],
        triggers: ['TRIGGER', 'TRIGGER'],
        views: ['VIEW', 'TABLE'],
        routines: ['ROUTINE', 'ROUTINE']
    };
    return kinds
        .map(kind => {
        const [word, prefix] = of[kind];
        const called = kind === 'routines' ? "', ROUTINE_TYPE, '" : word;
        return `SELECT CONCAT('DROP ${called} IF EXISTS ', ${quoted(`${prefix}_SCHEMA`)}, '.', ${quoted(`${prefix}_NAME`)}, ';') FROM information_schema.${kind.toUpperCase()} WHERE ${prefix}_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(schema)};\n`;
    })
        .join('');
}
/** Tables and sequences that move: everything but views and the definitions. */
const movable = (schema) => `TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(schema)} AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW') AND TABLE_NAME <> '${DEFINITIONS}' AND TABLE_NAME <> '${DEFINITIONS}_new'`;
/** SQL: `have` is 1 for a schema that is there, `whole` 1 where it has its definitions, `n` its tables. */
const stateOf = (schema) => `(SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${(0,database_sql/* mysqlLiteral */.me)(schema)}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(schema)} AND TABLE_NAME = '${DEFINITIONS}'),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(schema)})`;
const wholeCopy = (schema) => `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(schema)} AND TABLE_NAME = '${DEFINITIONS}';\n`;
/** A schema with the live one's default character set and collation. */
const createLike = (live, copy) => `SELECT CONCAT('CREATE DATABASE IF NOT EXISTS ', ${(0,database_sql/* mysqlLiteral */.me)((0,database_sql/* mysqlIdent */.Hr)(copy))}, ' CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ', DEFAULT_COLLATION_NAME, ';') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${(0,database_sql/* mysqlLiteral */.me)(live)};\n`;
/** Whose sessions are ended: SQL over `p`, the list of processes. */
const othersIn = (database) => `p.DB = ${(0,database_sql/* mysqlLiteral */.me)(database)}`;
/** What a session of the administrator begins with: names of a thousand tables in one value, and no end while rows are copied beside it. */
const settings = 'SET SESSION group_concat_max_len = 67108864, wait_timeout = 28800;';
/**
 * Bash functions for whoever makes, swaps or removes a copy, and the session `admin` that they ask: to start a client takes longer than most statements.
 * `my_admin [DATABASE]` reads SQL, `my_admin_dump …` dumps, as the administrator.
 */
function copyFunctions(shell) {
    return `my_admin() { ${shell.admin()} \${1+-D "$1"}; }
my_admin_dump() { ${shell.dumpAdmin} --comments "$@"; }
my_forgiving() { ${shell.admin()} --force 2>/dev/null; }
my_open() { my_session admin my_admin; my_ask admin '${settings}'; }
# my_try SQL: runs every statement, whichever of them fails.
my_try() {
  [[ \${my_in[try]-} ]] || my_session try my_forgiving
  my_ask try '${settings}' && my_ask try "$1" || :
}
# Makes statements by SQL and runs them.
my_made() { my_ask admin "$1" && my_ask admin "$REPLY"; }
my_drop() { my_ask admin "SET foreign_key_checks = 0; DROP DATABASE IF EXISTS $1; SET foreign_key_checks = DEFAULT;"; }
# A dump that is whole, on stdout. With my_force=--force what cannot be written down is left out: a view that refers to what is gone.
my_force=
my_whole() {
  my_admin_dump $my_force "$@" > "$belay_dir/part" || [[ $my_force ]]
  [[ $(tail -n 1 -- "$belay_dir/part") == '-- Dump completed'* ]] || { echo 'BELAY: a dump of definitions did not come to its end' >&2; exit 64; }
  my_plain < "$belay_dir/part"
}
# my_apply FROM TO: makes in one schema what the definitions of another say, and gives the grants on routines again.
my_apply() {
  my_ask admin "SELECT OCTET_LENGTH(body) FROM $1.${DEFINITIONS};" || return
  local bytes=\${REPLY%$'\\n'}
  if (( bytes > 0 )); then
    printf 'SELECT body FROM %s.${DEFINITIONS};\\n' "$1" >&"\${my_in[admin]}"
    # Not line by line, for which bash would read each byte by itself.
    head -c "$bytes" <&"\${my_out[admin]}" > "$belay_dir/body"
    my_ask admin "USE $2;"$'\\n'"$(< "$belay_dir/body")" || return
  fi
}
# my_grant FROM: gives the grants on routines again that its definitions name. A user may be gone.
my_grant() {
  my_ask admin "SELECT grants FROM $1.${DEFINITIONS} WHERE grants IS NOT NULL;" || return
  [[ ! $REPLY ]] || my_try "$REPLY"
}
# my_end WHERE [SECONDS]: ends sessions; false when there are new ones all the time.
my_end() {
  local n
  for ((n = 0; n < \${2:-10} * 10; n++)); do
    my_ask admin "SELECT CONCAT('KILL ', p.ID, ';') FROM information_schema.PROCESSLIST p WHERE p.ID <> CONNECTION_ID() AND p.USER NOT IN ('system user', 'event_scheduler') AND p.COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID') AND $1;" || exit 1
    [[ $REPLY ]] || return 0
    # One that has ended by itself meanwhile is an error.
    my_try "$REPLY"
    sleep 0.1
  done
  return 1
}
belay_dir=$(mktemp -d)
my_open
`;
}
/**
 * Script text: writes SQL to `belay_dir/objects` that makes what is no table in a schema, from another file where its events lie already. The dump program
 * is started only for what there is: and it cannot write down the events of a database whose name has a quote.
 */
function writeObjects(schema, events) {
    const of = (0,database_sql/* mysqlLiteral */.me)(schema);
    const counts = `SELECT CONCAT_WS(' ', (SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${of}) + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${of}),
  (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${of}));\n`;
    const views = `SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${of};\n`;
    return (0,host_shell.sh) `my_ask admin ${counts}
read -r my_programs my_events <<<"$REPLY"
my_ask admin ${views}
my_views=()
[[ ! $REPLY ]] || mapfile -t my_views <<<"\${REPLY%$'\n'}"
{
  (( my_programs == 0 )) || my_whole --no-data --no-create-info --routines --triggers --add-drop-trigger --skip-events -- ${schema}
  (( \${#my_views[@]} == 0 )) || my_whole --no-data --skip-triggers --skip-routines --skip-events -- ${schema} "\${my_views[@]}"
  ${(0,host_shell/* raw */.l)(events === undefined ? (0,host_shell.sh) `(( my_events == 0 )) || my_whole --no-data --no-create-info --skip-triggers --skip-routines --events -- ${schema}` : `cat -- ${events}`)}
} > "$belay_dir/objects"
`;
}
/** SQL: the definitions under a name that says nothing yet, from a SELECT of body and hash; and the name that makes the copy whole, which comes last. */
const beginDefinitions = (schema) => `DROP TABLE IF EXISTS ${(0,database_sql/* mysqlIdent */.Hr)(schema)}.${DEFINITIONS}_new; CREATE TABLE ${(0,database_sql/* mysqlIdent */.Hr)(schema)}.${DEFINITIONS}_new (body longtext, tables bigint, grants longtext, objects char(64)) ENGINE=InnoDB CHARACTER SET utf8mb4;`;
const insertInto = (schema) => `INSERT INTO ${(0,database_sql/* mysqlIdent */.Hr)(schema)}.${DEFINITIONS}_new (body, tables, objects)`;
const endDefinitions = (schema) => `RENAME TABLE ${(0,database_sql/* mysqlIdent */.Hr)(schema)}.${DEFINITIONS}_new TO ${(0,database_sql/* mysqlIdent */.Hr)(schema)}.${DEFINITIONS};`;
/** SQL for `my_ask`, in double quotes: what `belay_dir/objects` says. */
const bodyOf = `CONVERT(X'$(od -An -v -tx1 -- "$belay_dir/objects" | tr -d ' \\n')' USING utf8mb4)`;
/** Script text: puts `belay_dir/objects` into the copy, and the hash of the live database from which it comes, if it does; with it the copy is whole. */
function keepObjects(copy, hash) {
    const count = `SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(copy)};\n`;
    return (0,host_shell.sh) `my_ask admin ${count}
held=\${REPLY%$'\n'}
my_ask admin ${beginDefinitions(copy)}${insertInto(copy)}" VALUES (${(0,host_shell/* raw */.l)(bodyOf)}, $held, NULLIF('${(0,host_shell/* raw */.l)(hash)}', ''));"${endDefinitions(copy)}
`;
}
/** Script text: `my_objects_now` is the hash of what the live database has besides tables. */
const hashObjects = (live) => (0,host_shell.sh) `my_ask admin ${`SELECT ${objectsHash((0,database_sql/* mysqlLiteral */.me)(live))};\n`}
my_objects_now=\${REPLY%$'\n'}
`;
/**
 * Script text: the live database becomes what `copy` holds, and `kept` gets what was live. One RENAME TABLE moves all tables. Triggers cannot move with their
 * tables, and views, routines and events not at all: they are removed before and made again after, from the definitions that lie in both copies by then. So
 * whatever died, a repetition finds what is left to do; and where the rename itself fails, what was removed is made again at once.
 *
 * What the live database has besides tables is seldom other than when its restore point was made: then its definitions are those of the copy.
 */
function swapScript(live, copy, kept, called) {
    const quoted = (schema) => `CONCAT(${(0,database_sql/* mysqlLiteral */.me)(`${(0,database_sql/* mysqlIdent */.Hr)(schema)}.`)}, '\`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`')`;
    const move = (from, to, order) => `SELECT ${order} AS o, CONCAT(${quoted(from)}, ' TO ', ${quoted(to)}) AS move FROM information_schema.TABLES WHERE ${movable(from)}`;
    const rename = `SELECT CONCAT('RENAME TABLE ', GROUP_CONCAT(move ORDER BY o SEPARATOR ', '), ';') FROM (${move(live, kept, 1)} UNION ALL ${move(copy, live, 2)}) m HAVING COUNT(*) > 0;\n`;
    // Grants on routines are lost with them; only an administrator may see whose they are. MariaDB keeps a database's name there in UTF-8 twice over.
    const grants = `UPDATE ${(0,database_sql/* mysqlIdent */.Hr)(kept)}.${DEFINITIONS}_new SET grants = (SELECT GROUP_CONCAT('GRANT ', REPLACE(Proc_priv, 'Grant', 'Grant Option'), ' ON ', Routine_type, ' ', ${(0,database_sql/* mysqlLiteral */.me)(`${(0,database_sql/* mysqlIdent */.Hr)(live)}.`)}, '\`', REPLACE(Routine_name, '\`', '\`\`'), '\` TO ', QUOTE(User), '@', QUOTE(Host), ';' SEPARATOR '\\n') FROM mysql.procs_priv WHERE Db IN (${(0,database_sql/* mysqlLiteral */.me)(live)}, CONVERT(CAST(${(0,database_sql/* mysqlLiteral */.me)(live)} AS BINARY) USING latin1)));\n`;
    const held = `SELECT CONCAT_WS(' ', tables, COALESCE(objects = ${objectsHash((0,database_sql/* mysqlLiteral */.me)(live))}, 0), (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(live)})) FROM ${(0,database_sql/* mysqlIdent */.Hr)(copy)}.${DEFINITIONS};\n`;
    const [of, into] = [(0,database_sql/* mysqlIdent */.Hr)(copy), (0,database_sql/* mysqlIdent */.Hr)(kept)];
    return (0,host_shell.sh) `my_ask admin ${`SELECT CONCAT_WS(' ', ${[copy, kept, live].map(stateOf).join(', ')});\n`}
read -r has_copy copy_whole copy_tables has_kept kept_whole kept_tables has_live live_whole live_tables <<<"$REPLY"
if (( ! copy_whole )); then
  if (( kept_whole && ! has_copy )); then exit 0; fi
  printf 'BELAY: %s is not there\n' ${called}
  exit 64
fi
my_ask admin ${held}
read -r held same routines <<<"$REPLY"
if (( copy_tables > 0 && copy_tables < held )); then printf 'BELAY: the server died while it renamed, and %s of %s tables are in %s. Move them by hand\n' $((held - copy_tables)) "$held" ${(0,database_sql/* mysqlIdent */.Hr)(live)}; exit 64; fi
if (( held == copy_tables && (held > 0 || (kept_tables == 0 && (live_tables > 0 || ! kept_whole))) )); then
  if (( kept_tables > 0 )); then printf 'BELAY: %s exists from an earlier return; look at it and drop it first\n' ${into}; exit 64; fi
  my_made ${createLike(live, kept)}
  if (( ! kept_whole )); then
    my_ask admin ${beginDefinitions(kept)}
    if (( same )); then
      my_ask admin ${insertInto(kept)}" SELECT body, $live_tables, NULL FROM "${`${of}.${DEFINITIONS};`}
    else
      my_force=--force
      ${(0,host_shell/* raw */.l)(writeObjects(live))}
      my_ask admin ${insertInto(kept)}" VALUES (${(0,host_shell/* raw */.l)(bodyOf)}, $live_tables, NULL);"
    fi
    (( routines == 0 )) || my_try ${grants}
    my_ask admin ${endDefinitions(kept)}
  fi
  my_end ${othersIn(live)} 1 || :
  my_ask admin ${`${drops(live, ['events', 'triggers', 'views', 'routines'])}${drops(copy, ['events', 'triggers', 'views'])}${rename}`}
  my_swap=$REPLY
  my_ask admin 'SELECT CONNECTION_ID();'
  my_id=\${REPLY%$'\n'}
  if ! my_ask admin "SET SESSION lock_wait_timeout = 20;"$'\n'"$my_swap""SET SESSION lock_wait_timeout = DEFAULT;"; then
    code=0
    my_close admin || code=$?
    my_open
    # Where only the client died, the server may still rename, or has renamed: then what is kept holds all that was live.
    my_end "p.ID = $my_id" || exit 1
    my_ask admin ${`SELECT COUNT(*) FROM information_schema.TABLES WHERE ${movable(kept)};\n`}
    [[ $REPLY != $'0\n' ]] || { my_apply ${into} ${(0,database_sql/* mysqlIdent */.Hr)(live)} && my_grant ${into} && my_drop ${into} || :; }
    exit "$(( code > 0 ? code : 1 ))"
  fi
fi
my_apply ${of} ${(0,database_sql/* mysqlIdent */.Hr)(live)}
my_grant ${into}
my_drop ${of}
my_close admin
`;
}

;// CONCATENATED MODULE: ./build/shared/database/mysql-locks.js


/**
 * Script text: prints what keeps others out of the tables of the client's database. Metadata locks where the server keeps a list of them that this user may
 * read: the performance schema, which MariaDB has off by default, or MariaDB's plugin. Else the statements that change a table now, as the list of
 * processes shows them. Locks of rows are not among them.
 */
function lookAtLocks(client) {
    const ask = (sql) => (0,host_shell.sh) `belay_locks=$(printf %s ${sql} | ${(0,host_shell/* raw */.l)(client)} 2> /dev/null)`;
    return `if ${ask(instrumented)} && [[ $belay_locks == YES* ]]; then printf '%s\\n' "$belay_locks"
elif ${ask(mysql_locks_plugin)}; then printf 'YES\\n%s\\n' "$belay_locks"
else printf '%s\\n' 'NO'; printf %s ${(0,host_shell.sh) `${processes}`} | ${client}
fi
`;
}
/** In Belay's own session nothing but reading: what it opens to look is shared, and never among these. */
const instrumented = `SELECT IF(@@performance_schema, ENABLED, 'NO') FROM performance_schema.setup_instruments WHERE NAME = 'wait/lock/metadata/sql/mdl';
SELECT OBJECT_NAME, LOCK_TYPE, CONCAT_WS(' ', OWNER_THREAD_ID, OWNER_EVENT_ID) FROM performance_schema.metadata_locks
  WHERE OBJECT_TYPE = 'TABLE' AND OBJECT_SCHEMA = DATABASE() AND LOCK_STATUS = 'GRANTED' AND LOCK_TYPE IN ('SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE') AND OBJECT_NAME NOT LIKE '#sql%';
`;
const mysql_locks_plugin = `SELECT TABLE_NAME, REPLACE(LOCK_MODE, 'MDL_', ''), THREAD_ID FROM information_schema.METADATA_LOCK_INFO
  WHERE LOCK_TYPE = 'Table metadata lock' AND TABLE_SCHEMA = DATABASE() AND LOCK_MODE IN ('MDL_SHARED_NO_WRITE', 'MDL_SHARED_NO_READ_WRITE', 'MDL_EXCLUSIVE') AND TABLE_NAME NOT LIKE '#sql%';
`;
/** The beginning of a statement is enough, and the rest may hold data. */
const processes = `SELECT HEX(LEFT(INFO, 400)), 'statement', ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND INFO IS NOT NULL;
`;
/** Pure: what the script printed. */
function locksIn(output) {
    const end = output.indexOf('\n');
    const seen = output.slice(0, end) === 'YES';
    return (0,database_sql/* parseCopy */.pM)(output.slice(end + 1)).flatMap(([what, mode, holder]) => {
        const text = seen ? undefined : Buffer.from(what ?? '', 'hex').toString('utf8');
        const table = text === undefined ? what : changedTable(text);
        return table ? [{ table, mode: mode ?? '', holder: `${holder} ${text ?? ''}` }] : [];
    });
}
/** Pure: the table that a statement changes in its definition, unquoted; undefined for one that changes none. */
function changedTable(statement) {
    const text = statement.replace(/^(\s|\/\*.*?\*\/|--[^\n]*(\n|$)|#[^\n]*(\n|$))+/s, '');
    const name = '((?:`(?:[^`]|``)+`|[^\\s`.(;,]+)(?:\\s*\\.\\s*(?:`(?:[^`]|``)+`|[^\\s`.(;,]+))?)';
    const whole = new RegExp(`^(?:ALTER|DROP|TRUNCATE|OPTIMIZE|RENAME)\\s+(?:(?:ONLINE|OFFLINE|IGNORE|LOCAL|NO_WRITE_TO_BINLOG)\\s+)*TABLE\\s+(?:IF\\s+EXISTS\\s+)?${name}`, 'i');
    const index = new RegExp(`^(?:CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:(?:ONLINE|OFFLINE|UNIQUE|FULLTEXT|SPATIAL)\\s+)*|DROP\\s+)INDEX\\s.*?\\sON\\s+${name}`, 'is');
    const found = (whole.exec(text) ?? index.exec(text))?.[1];
    if (found === undefined)
        return undefined;
    const last = /(?:`((?:[^`]|``)+)`|([^`.\s]+))$/.exec(found);
    return (last?.[1]?.replaceAll('``', '`') ?? last?.[2]) || undefined;
}

;// CONCATENATED MODULE: ./build/shared/database/mysql-script.js


/** What parts a dump from the events that follow it: events would run in every copy that is made, so they are made last, and only in the live database. */
const EVENTS_FOLLOW = '-- BELAY: events follow';
/** Rights without which a dump lacks something silently. */
const rightsToDump = (scope) => scope === 'data-only' ? ['SELECT', 'LOCK TABLES'] : ['SELECT', 'LOCK TABLES', 'SHOW VIEW', 'TRIGGER', 'EVENT', 'EXECUTE'];
/** SQL: the session's user as the lists of rights name it. */
const grantee = "CONCAT('''', SUBSTR(CURRENT_USER(), 1, CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";
/** SQL: how many of these rights the session's user has in a schema of this name (an expression). */
function rightsIn(schema, rights) {
    return `(SELECT COUNT(DISTINCT PRIVILEGE_TYPE) FROM (SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES
    UNION SELECT GRANTEE, PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE ${schema} LIKE TABLE_SCHEMA) p
  WHERE GRANTEE = ${grantee}
    AND PRIVILEGE_TYPE IN (${rights.map(right => `'${right}'`).join(', ')}))`;
}
const BASE = "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')";
/** A line of version, bytes, tables, tables with a history, and whether the user sees everything that a dump needs. MySQL's sizes are else a day old. */
const dumpFacts = (scope) => `/*!80000 SET SESSION information_schema_stats_expiry = 0 */;
SELECT CONCAT_WS(CHAR(9), VERSION(),
  (SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND ${BASE}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND ${BASE}),
  (SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'SYSTEM VERSIONED'),
  IF(${rightsIn('DATABASE()', rightsToDump(scope))} = ${rightsToDump(scope).length}${scope === 'data-only'
    ? ''
    : ' AND NOT EXISTS (SELECT 1 FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_DEFINITION IS NULL)'}, 'all', 'some'));
`;
/** Which server this is: two that answer the same are one. */
const serverIdentity = "SELECT CONCAT_WS('|', @@hostname, @@port, @@datadir);\n";
/**
 * Bash functions that lock every table of the live database for reading in a session beside (`lock`), and begin another one (`count`) whose snapshot is that
 * moment's. `my_live` is a function that runs a client. A table that a transaction has written to is not locked before that ends; while one waits for the lock its
 * writers wait too, so it is waited for three seconds at a time.
 */
function snapshotFunctions(vendor) {
    return (0,host_shell.sh) `my_live_quietly() { my_live 2> "$belay_dir/lock.err"; }
my_lock() {
  local n
  for n in {1..10}; do
    my_session lock my_live_quietly
    if my_ask lock ${`${contentSettings(vendor)}SET SESSION lock_wait_timeout = 3;\n${lockStatement}`} && my_locked=$REPLY && my_ask lock "$my_locked" \
      && my_ask lock ${lockStatement} && [[ $REPLY == "$my_locked" ]]; then return 0; fi
    my_close lock || :
    grep -q '^ERROR 1205 ' "$belay_dir/lock.err" || { cat -- "$belay_dir/lock.err" >&2; [[ -s $belay_dir/lock.err ]] && exit 1; }
    sleep 1
  done
  echo 'BELAY: the tables could not be locked for a moment, ten times in 3 s each: a transaction stays open that has written. Look for it in SHOW PROCESSLIST'
  exit 64
}
my_snapshot() {
  my_ask count ${touchStatements} || exit 1
  my_ask count ${snapshotBegin}"$REPLY" || exit 1
}
# Prints a line for every table; the session lives on.
my_contents() {
  local line
  my_ask count ${contentStatements} || return 1
  trap '' PIPE
  printf '%s\n' "$REPLY" "SELECT 'BELAY-counted';" 2>/dev/null >&"\${my_in[count]}" &
  while IFS= read -r line <&"\${my_out[count]}"; do
    [[ $line != BELAY-counted ]] || return 0
    printf '%s\n' "$line"
  done
  return 1
}
`;
}
/** SQL: the session of a dump that waits for the lock of a table's definition. */
const dumpWaits = "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND STATE = 'Waiting for table metadata lock' AND INFO LIKE 'SELECT /*!40001%' AND TIME >= 1 LIMIT 1;\n";
/**
 * Perl: stdin goes to stdout and to the descriptor of the first argument; the number of bytes and the last of them are appended to the files of the second
 * and the third. tee reads 8 KiB at a time: with sha256sum, wc and tail behind it, it took 1.6 s of processors where dump and compression take 5.6 s. This with
 * sha256sum, and a dump program that writes 64 KiB at a time, takes 0.3 s (measured). Larger pipes spare nothing more.
 */
const SPLIT = `use strict;
my ($to, $bytes, $end) = @ARGV;
open my $sha, ">&=", $to or die "$!\n";
# PERL_UNICODE may ask for letters in place of bytes.
binmode $_ for *STDIN, *STDOUT, $sha;
my ($n, $last, $part) = (0, "");
while (1) {
  my $got = sysread STDIN, $part, 1 << 17;
  defined $got or die "read: $!\n";
  $got or last;
  for my $out ($sha, *STDOUT) {
    for (my $at = 0; $at < $got;) { $at += syswrite($out, $part, $got - $at, $at) // die "write: $!\n" }
  }
  $n += $got;
  $last = $got < 4096 ? $last . $part : $part;
  $last = substr $last, -4096 if length $last > 4096;
}
for ([$bytes, "$n\n"], [$end, $last]) {
  open my $file, ">>:raw", $_->[0] or die "$!\n";
  print $file $_->[1] and close $file or die "write: $!\n";
}
`;
/**
 * Script text: writes `FILE`. `my_live` and `my_dump` are functions that run the client and the dump.
 *
 * MySQL cannot hand a snapshot to another session. So every table is locked for reading until both the counting session and the dump have begun their
 * transactions: nobody can commit between the two. That the dump has is known by its first line on a table, which comes after. A table of another engine
 * than InnoDB is in no snapshot: then the lock is held to the end of the dump.
 */
function dumpScript(vendor, database, scope) {
    const flags = scope === 'full'
        ? '--single-transaction --quick --hex-blob --comments --routines --triggers --skip-events'
        : '--single-transaction --quick --hex-blob --comments --no-create-info --skip-triggers --complete-insert';
    return `${snapshotFunctions(vendor)}${(0,host_shell.sh) `belay_dir="$FILE.parts"
mkdir -- "$belay_dir"
mkfifo -- "$belay_dir/sha256"
my_head() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in '-- Table structure '* | '-- Dumping '* | '-- Sequence '* | '-- Temporary '* | '-- Dump completed'*) break ;; esac
  done
}
# my_split END: to stdout and to who hashes.
my_perl=
my_split() { tee -- /dev/fd/"$my_to_sha256"; }
if type -P perl > /dev/null; then
  my_perl=1
  my_split() { perl -e ${SPLIT} -- "$my_to_sha256" "$belay_dir/bytes" "$1"; }
fi
my_gate() {
  my_head > "$belay_dir/head"
  [[ $my_held ]] || printf 'UNLOCK TABLES;\n' >&"\${my_in[lock]}"
  my_split "$belay_dir/end" < "$belay_dir/head"
  my_split "$belay_dir/end"
}
# A statement that changes a table waits for the counting session, the dump for that statement, and the counting session for the dump: nobody would end.
my_watch() {
  local never
  # No child that would keep the sessions' ends open.
  exec {never}<> <(:)
  while ! read -rt 1 -u "$never"; do
    my_ask lock ${dumpWaits} || return 0
    [[ $REPLY ]] || continue
    echo 'BELAY: a statement that changes a table waited for the dump, and the dump for it. Run it again when no migration runs'
    my_ask lock "KILL \${REPLY%$'\n'};" || :
    return 0
  done
}
# What can be asked before the lock is: every writer waits for it.
my_session count my_live
my_ask count ${contentSettings(vendor)}${outsideSnapshots} || exit 1
my_held=
if [[ $REPLY != $'0\n' ]]; then my_held=1; echo 'WARNING: some tables are not InnoDB, so writers wait until the dump has ended'; fi
my_ask count ${definitions} || exit 1
my_before=$REPLY
${(0,host_shell/* raw */.l)(scope === 'full'
        ? (0,host_shell.sh) `my_ask count 'SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE();' || exit 1
: > "$belay_dir/events"
# Asked only where there are any: mariadb-dump cannot do it in a database whose name has a quote.
if [[ $REPLY != $'0\n' ]]; then
my_dump --no-data --no-create-info --skip-triggers --skip-routines --events --comments -- ${database} | my_plain > "$belay_dir/events"
[[ $(tail -n 1 -- "$belay_dir/events") == '-- Dump completed'* ]] || { echo 'BELAY: the dump of the events did not come to its end'; exit 64; }
fi`
        : ': > "$belay_dir/events"')}
belay_sha256 < "$belay_dir/sha256" > "$belay_dir/sha256.is" & my_sha256=$!
my_lock
my_snapshot
( trap - EXIT; my_contents > "$CONTENT" ) & my_counter=$!
( trap - EXIT; my_watch ) & my_watcher=$!
{
  exec {my_to_sha256}> "$belay_dir/sha256"
  # Else 4 KiB at a time.
  ! type -P stdbuf > /dev/null || my_through=(stdbuf -o 64K)
  my_dump ${(0,host_shell/* raw */.l)(flags)} \${my_history[M]} -- ${database} | my_gate
  { printf '%s\n' ${EVENTS_FOLLOW}; cat -- "$belay_dir/events"; } | my_split /dev/null
} | zstd -q -1 -T0 -o "$FILE"
wait "$my_sha256"
kill "$my_watcher" 2>/dev/null || :
wait "$my_watcher" || :
if [[ $my_perl ]]; then
  my_size=0
  while read -r my_part; do my_size=$((my_size + my_part)); done < "$belay_dir/bytes"
  my_end=$(tail -n 1 -- "$belay_dir/end")
else
  my_size=$(zstd -dcq -- "$FILE" | wc -c)
  my_end=$(${(0,host_shell/* raw */.l)(tablesIn('"$FILE"'))} | tail -n 1)
fi
[[ $my_end == '-- Dump completed'* ]] || { echo 'BELAY: the dump did not come to its end: its last line is missing'; exit 64; }
wait "$my_counter" || { echo 'BELAY: the rows could not be counted in the snapshot of the dump'; exit 1; }
my_ask count ${definitions} || exit 1
[[ $REPLY == "$my_before" ]] || { echo 'BELAY: a table, view, routine, trigger or event was made, changed or removed while the database was dumped. Run it again'; exit 64; }
my_close count
my_close lock
read -r my_sha _ < "$belay_dir/sha256.is"
plain[M]=$my_sha
printf 'BELAY-%s.plain-bytes=%s\nBELAY-%s.plain-sha256=%s\n' "$M" "$my_size" "$M" "$my_sha"
rm -rf -- "$belay_dir"
`}`;
}
/** Script text: writes `FILE`, what makes the tables and no row: so little that it needs no pipe. */
function schemaScript(database) {
    return (0,host_shell.sh) `mkdir -- "$FILE.parts"
my_dump ${schemaFlags} -- ${database} > "$FILE.parts/plain"
[[ $(tail -n 1 -- "$FILE.parts/plain") == '-- Dump completed'* ]] || { echo 'BELAY: the dump did not come to its end: its last line is missing'; exit 64; }
read -r my_sha _ < <(sha256sum < "$FILE.parts/plain")
plain[M]=$my_sha
my_size=$(stat -c %s -- "$FILE.parts/plain")
printf 'BELAY-%s.plain-bytes=%s\nBELAY-%s.plain-sha256=%s\n' "$M" "$my_size" "$M" "$my_sha"
zstd -q -1 -o "$FILE" -- "$FILE.parts/plain"
rm -rf -- "$FILE.parts"
: > "$CONTENT"
`;
}
const schemaFlags = ['--single-transaction', '--no-data', '--comments', '--routines', '--triggers', '--events'];
/** `file`: one word of bash. */
const tablesIn = (file) => (0,host_shell.sh) `zstd -dcq -- ${(0,host_shell/* raw */.l)(file)} | sed -e ${`/^${EVENTS_FOLLOW}$/,$d`}`;
/** The plain text of a member's tables (and what belongs to them), or of its events. */
const tablesOf = (file) => `${tablesIn((0,host_shell/* quote */.h)(file))} | my_plain`;
const eventsOf = (file) => (0,host_shell.sh) `zstd -dcq -- ${file} | sed -e ${`1,/^${EVENTS_FOLLOW}$/d`}`;

// EXTERNAL MODULE: ./build/shared/database/mysql-shell.js
var mysql_shell = __webpack_require__(50126);
;// CONCATENATED MODULE: ./build/shared/database/mysql-xml.js
const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Rows that a client of MySQL or MariaDB printed with `--xml`, as text; null stays null. */
function parseXmlRows(text) {
    return [...text.matchAll(/^ {2}<row>\n(.*?)^ {2}<\/row>$/gms)].map(([, row]) => [...row.matchAll(/^\t<field name="[^>]*?(?:" xsi:nil="true" \/>|">([^<]*)<\/field>)$/gm)].map(([, value]) => value === undefined ? null : value.replace(/&(lt|gt|amp|quot|apos);/g, (_, name) => entities[name])));
}

// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/restored.js
var restored = __webpack_require__(24309);
// EXTERNAL MODULE: ./build/shared/database/schema-only.js
var schema_only = __webpack_require__(64795);
// EXTERNAL MODULE: ./build/shared/database/table-content.js
var table_content = __webpack_require__(61875);
;// CONCATENATED MODULE: ./build/shared/database/mysql.js
var _a;

















/** What a script prints when it refuses by itself. */
const REFUSED = 64;
/** EX_TEMPFAIL: another session holds the advisory lock. */
const BUSY = 75;
/** The session that held the advisory lock died while the script ran. */
const LOCK_LOST = 76;
const FORMATS = { full: 'mysqldump', 'data-only': 'mysqldump-data', schema: 'mysqldump-schema' };
/**
 * MySQL 8.0 and newer, MariaDB 10.5 and newer, reached by their own clients on the host, or in the server's container. What MySQL calls a database is a schema:
 * copies lie beside it.
 */
class MysqlEngine {
    engine;
    database;
    #host;
    #key;
    #connection;
    #admin;
    #scope;
    #shellOptions;
    #shell;
    #drill;
    /** Errors: UserError when an administrator of this host is named for a server elsewhere. */
    constructor(host, { key, vendor, connection, adminUser, compose, scope = 'full', drill }) {
        if (adminUser !== undefined && !connection.local && compose === undefined) {
            throw new errors/* UserError */.y(`databases.${key}: admin: { as: ${adminUser} } reaches the server of ${host.label} itself over its socket, and the connection URL names another machine. Remove admin, and give the URL's user the rights to create and drop ${(0,database_sql/* mysqlIdent */.Hr)(`${connection.database}_%`)}.`);
        }
        this.#host = host;
        this.#key = key;
        this.#connection = connection;
        this.#admin = adminUser;
        this.#scope = scope;
        this.#drill = drill;
        this.#shellOptions = { key, vendor, connection, adminUser, compose };
        this.#shell = (0,mysql_shell/* mysqlShell */.Rq)(this.#shellOptions);
        this.engine = vendor;
        this.database = connection.database;
    }
    async describe() {
        const what = `Connecting to ${this.#name}`;
        const rights = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER'];
        const canCopy = `SELECT IF(${rightsIn((0,database_sql/* mysqlLiteral */.me)((0,names/* copyName */.vC)(this.database, 'point', 'x')), rights)} = ${rights.length}, 'yes', 'no');\n`;
        const script = `${this.#head('belay:describe')}app=$(${(0,mysql_shell/* feed */.hm)(dumpFacts('full') + serverIdentity, this.#shell.app)})
admin=$(${(0,mysql_shell/* feed */.hm)(canCopy + serverIdentity, this.#shell.admin())})
printf 'BELAY-facts=%s\\nBELAY-server=%s\\nBELAY-copy=%s\\nBELAY-admin=%s\\n' "\${app%%$'\\n'*}" "\${app#*$'\\n'}" "\${admin%%$'\\n'*}" "\${admin#*$'\\n'}"
`;
        const output = await this.#run(what, script, 30_000);
        if ((0,database_job/* fact */.fK)(output, 'server') !== (0,database_job/* fact */.fK)(output, 'admin')) {
            throw new errors/* UserError */.y(`databases.${this.#key}: ${this.#admin ?? 'the administrator'} on ${this.#host.label} reaches another server than the connection URL. Its socket must be that of the server in the URL.`);
        }
        const [version = '', bytes] = ((0,database_job/* fact */.fK)(output, 'facts') ?? '').split('\t');
        this.#mustBeOurs(version);
        return { version, bytes: Number(bytes), canCopy: (0,database_job/* fact */.fK)(output, 'copy') === 'yes' };
    }
    async query(sql, timeoutMs = 10_000) {
        const statement = sql.trim().replace(/;\s*$/, '');
        const limit = this.engine === 'mariadb'
            ? `max_statement_time = ${Math.max(0.001, timeoutMs / 1000)}`
            : `max_execution_time = ${Math.max(1, Math.round(timeoutMs))}`;
        // XML tells null from an empty string and from the word. The newline ends a trailing comment.
        const script = `${this.#head('belay:query')}${(0,mysql_shell/* feed */.hm)(`SET SESSION ${limit};\nSTART TRANSACTION READ ONLY;\n${statement}\n;`, `${this.#shell.app} --xml`)}\n`;
        return parseXmlRows(await this.#run(`The query of ${this.#name}`, script, timeoutMs + 5_000));
    }
    dump(level, tag) {
        const scope = this.#scope;
        const { app, dumpApp, dumpAdmin } = this.#shell;
        const schema = scope === 'schema';
        if (schema && level === 'drill')
            throw (0,schema_only/* schemaHasNoRows */.Yz)(this.#key);
        const name = `${this.#key}${schema ? '.schema' : ''}.sql.zst`;
        const needs = rightsToDump(scope).join(', ');
        return [
            {
                prepare: `${this.#head(tag)}type -P zstd >/dev/null || { echo 'BELAY: zstd is not installed on this host. Install zstd'; exit ${REFUSED}; }
facts=$(${(0,mysql_shell/* feed */.hm)(dumpFacts(scope), app)})
asadmin[M]=
${this.#admin === undefined
                    ? ''
                    : `if [[ $facts != *all ]]; then
  # The user of the URL dumps when it may read everything: no sudo, and no more rights than needed.
  asadmin[M]=1
  facts=$(${(0,mysql_shell/* feed */.hm)(dumpFacts(scope), this.#shell.admin(this.database))})
fi
`}IFS=$'\\t' read -r version bytes tables historic rights <<<"$facts"
${(0,host_shell.sh) `[[ $rights == all ]] || { printf 'BELAY: the user of the connection URL may not read everything in the database (a right is missing, or a routine has another definer), and what it cannot see would be missing. GRANT %s ON %s.* to it, or configure admin\n' ${needs} ${(0,database_sql/* mysqlIdent */.Hr)(this.database)}; exit ${REFUSED}; }
`}${this.#fits}my_history[M]=
(( historic == 0 )) || my_history[M]=--dump-history
estimate[M]=${schema ? schema_only/* schemaBytes */.X5 : '$bytes'}
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "$client" "$M" "$bytes" "$M" "$tables"
`,
                dump: `${this.#tag(tag)}
if [[ \${asadmin[M]} ]]; then
  my_live() { ${this.#shell.admin(this.database)}; }
  my_dump() { ${dumpAdmin} "$@"; }
else
  my_live() { ${app}; }
  my_dump() { ${dumpApp} "$@"; }
fi
${schema ? schemaScript(this.database) : dumpScript(this.engine, this.database, scope)}`,
                verify: level === 'quick'
                    ? '[[ -s $FILE ]]\n'
                    : `read -r my_sha _ < <(zstd -dcq -- "$FILE" | belay_sha256)
[[ $my_sha == "\${plain[M]}" ]] || { echo 'BELAY: what was compressed does not come out again as it was'; exit ${REFUSED}; }
`,
                secrets: this.#shell.secrets,
                member: {
                    name,
                    role: schema ? 'schema' : 'database',
                    format: FORMATS[scope],
                    compression: 'zstd',
                    source: schema ? (0,schema_only/* schemaOf */.pP)(this.database) : undefined
                },
                content: schema ? undefined : table_content/* parseContent */.F,
                checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'trailer', 'full-decode', 'sha256'],
                commands: [
                    `${this.engine === 'mariadb' ? 'mariadb-dump' : 'mysqldump'} ${schema ? schemaFlags.join(' ') : `--single-transaction ${scope === 'full' ? '--routines --triggers' : '--no-create-info'}`} ${this.database} | zstd -1`,
                    ...(level !== 'quick' ? [`zstd -dc ${name} | sha256sum`] : [])
                ]
            }
        ];
    }
    async createRestorePoint(job, label) {
        const name = (0,names/* copyName */.vC)(this.database, 'point', label);
        const output = await this.#job(job, 'point', `The restore point of ${this.#name}`, `${this.#copies}
${this.#facts}${this.#fits}printf 'BELAY-bytes=%s\\n' "$bytes"
my_ask admin ${(0,host_shell.sh) `${wholeCopy(name)}`}
if [[ $REPLY == $'1\\n' ]]; then exit 0; fi
(( historic == 0 )) || { echo 'BELAY: tables with system versioning would lose their history in a restore point. Take a backup before, and migrate without a restore point'; exit ${REFUSED}; }
my_drop ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(name)}`}
${this.#checkSpace}my_live() { ${this.#shell.admin(this.database)}; }
${snapshotFunctions(this.engine)}my_end ${(0,host_shell.sh) `${othersIn(this.database)}`} || { echo 'BELAY: sessions come into the database again and again. Stop what writes to it first'; exit ${REFUSED}; }
# Nobody writes while it is copied.
my_lock
my_made ${(0,host_shell.sh) `${createLike(this.database, name)}`}
${this.#structure(name)}
${this.#copyRows(name)}
my_close lock
${hashObjects(this.database)}${writeObjects(this.database)}${keepObjects(name, '$my_objects_now')}my_close admin
`);
        return { name, bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')), createdAt: new Date().toISOString() };
    }
    async returnToRestorePoint(job, point) {
        const kept = (0,names/* copyName */.vC)(this.database, 'failed', shortHash(point.name));
        await this.#job(job, 'return', `The return of ${this.#name} to its restore point`, `${this.#copies}${swapScript(this.database, point.name, kept, `the restore point ${(0,database_sql/* mysqlIdent */.Hr)(point.name)}`)}`);
        return { kept };
    }
    async copyExists({ name }) {
        const output = await this.#run(`Looking for the copy of ${this.#name}`, `${this.#head('belay:describe')}printf 'BELAY-there=%s\\n' "$(${(0,mysql_shell/* feed */.hm)(wholeCopy(name), this.#shell.admin())})"\n`, 30_000);
        return (0,database_job/* fact */.fK)(output, 'there') === '1';
    }
    async dropCopy(job, { name }) {
        if (!(0,names/* isCopyOf */.h8)(this.database, name))
            throw new Error(`${name} is no copy that Belay made of ${this.database}`);
        await this.#job(job, 'drop', `Removing the copy ${(0,database_sql/* mysqlIdent */.Hr)(name)} of ${this.#name}`, `${this.#copies}${this.#dismiss(name)}my_drop ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(name)}`}
my_close admin
`);
    }
    scratchName(label) {
        return (0,names/* copyName */.vC)(this.database, 'scratch', label);
    }
    async scratch(job, label, backup) {
        const name = this.scratchName(label);
        const made = backup === undefined
            ? `my_drop ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(name)}`}
my_made ${(0,host_shell.sh) `${createLike(this.database, name)}`}
`
            : `${this.#restored(name, backup)}
${backup.format === FORMATS['data-only']
                ? `# Rows alone were backed up: what is no table comes from the live database too. No events, which would run in the copy.
${writeObjects(this.database, '/dev/null')}my_admin ${(0,host_shell.sh) `${name}`} < "$belay_dir/objects"
`
                : ''}`;
        await this.#job(job, 'scratch', backup === undefined ? `Making an empty database beside ${this.#name}` : `Restoring a copy of ${this.#name}`, `${backup?.hold ?? ''}${this.#copies}${this.#mayCopy(name)}${made}${this.#admit(name)}belay_made=
my_close admin
`);
        return this.#copyOf(name);
    }
    async emptyScratch(job, label) {
        const name = this.scratchName(label);
        await this.#job(job, 'scratch-empty', `Copying the tables of ${this.#name} without their rows`, `${this.#copies}${this.#mayCopy(name)}my_drop ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(name)}`}
${(0,host_shell.sh) `belay_made=${(0,database_sql/* mysqlIdent */.Hr)(name)}`}
my_made ${(0,host_shell.sh) `${createLike(this.database, name)}`}
${this.#structure(name)}
${this.#admit(name)}belay_made=
my_close admin
`);
        return this.#copyOf(name);
    }
    #copyOf(name) {
        const connection = { ...this.#connection, database: name };
        return {
            name,
            engine: new _a(this.#host, { ...this.#shellOptions, key: `${this.#key}-scratch`, connection, scope: this.#scope })
        };
    }
    /**
     * Sessions are never shut out of a MySQL database. What a dead run may have left is a live database without its triggers, views, routines and events: the
     * copy that was to take its tables holds their definitions and no table yet.
     */
    async reopen(job) {
        const left = (kind) => {
            const stem = (0,names/* copyName */.vC)(this.database, kind, '');
            return `SELECT CONCAT('\`', REPLACE(TABLE_SCHEMA, '\`', '\`\`'), '\`') FROM information_schema.TABLES t WHERE TABLE_NAME = '${DEFINITIONS}' AND LEFT(TABLE_SCHEMA, ${[...stem].length}) = ${(0,database_sql/* mysqlLiteral */.me)(stem)}
  AND (SELECT COUNT(*) FROM information_schema.TABLES o WHERE o.TABLE_SCHEMA = t.TABLE_SCHEMA) = 1 AND (SELECT COUNT(*) FROM information_schema.TABLES l WHERE l.TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(this.database)}) > 0;\n`;
        };
        await this.#job(job, 'reopen', `Opening ${this.#name}`, `${this.#copies}my_ask admin ${(0,host_shell.sh) `${left('failed') + left('old')}`}
left=$REPLY
while IFS= read -r each; do
  [[ ! $each ]] || { my_apply "$each" ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(this.database)}`}; my_grant "$each"; }
done <<<"$left"
my_close admin
`);
    }
    async restore(job, backup) {
        const label = shortHash(`${job.idPrefix} ${backup.directory}`);
        const copy = (0,names/* copyName */.vC)(this.database, 'new', label);
        const kept = (0,names/* copyName */.vC)(this.database, 'old', label);
        const dataOnly = backup.format === FORMATS['data-only'];
        const file = `${backup.directory}/${backup.member}`;
        await this.#job(job, 'restore', `Restoring ${this.#name}`, `${backup.hold ?? ''}${this.#copies}
my_ask admin ${(0,host_shell.sh) `${wholeCopy(copy) + wholeCopy(kept)}`}
# An earlier attempt that died has made the copy already, or swapped it in.
if [[ $REPLY == $'0\\n0\\n' ]]; then
  ${this.#restored(copy, backup)}
  ${dataOnly ? '' : `${eventsOf(file)} > "$belay_dir/events"`}
  ${dataOnly ? writeObjects(this.database) : writeObjects(copy, '"$belay_dir/events"')}${keepObjects(copy, '')}belay_made=
fi
${swapScript(this.database, copy, kept, 'the restored copy')}`);
        return { kept };
    }
    async drill(job, backup) {
        if (this.#drill !== undefined) {
            if (backup.format === FORMATS['data-only'])
                throw new errors/* UserError */.y(`The backup of ${this.#name} holds rows alone, and its drill takes the tables from the live database: leave drill-url out, or take a backup with \`scope: full\``);
            return new _a(this.#host, { key: this.#key, vendor: this.engine, connection: await this.#drill() }).drill(job, backup);
        }
        const { copy, stem } = (0,names/* drillName */.rz)(this.database, shortHash(`${job.idPrefix} ${backup.directory}`));
        const left = `SELECT CONCAT('DROP DATABASE \`', REPLACE(SCHEMA_NAME, '\`', '\`\`'), '\`;') FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, ${[...stem].length}) = ${(0,database_sql/* mysqlLiteral */.me)(stem)} AND CHAR_LENGTH(SCHEMA_NAME) = ${[...copy].length};\n`;
        const dataOnly = backup.format === FORMATS['data-only'];
        const output = await this.#job(job, 'drill', `The drill of the backup of ${this.#name}`, `${backup.hold ?? ''}${this.#copies}${restored/* drillBegins */.Y1}
my_made ${(0,host_shell.sh) `${left}`}
${this.#restored(copy, backup)}
${dataOnly
            ? ''
            : `# Everything that makes the schema, without rows, the next number of a table, and what a version comment says of the dump itself.
belay_schema() { LC_ALL=C sed -E -e '/^(INSERT INTO|\\(|LOCK TABLES|UNLOCK TABLES|-- |--$|\\/\\*!40000|\\/\\*!40103|SET @OLD_AUTOCOMMIT|set autocommit|commit;|COMMIT;|SET AUTOCOMMIT|\\/\\*M!101100 SET (@old_)?system_versioning|$)/d' -e 's/ AUTO_INCREMENT=[0-9]+//'; }
${tablesOf(`${backup.directory}/${backup.member}`)} | belay_schema > "$belay_dir/schema"
my_admin_dump --no-data --routines --triggers --skip-events -- ${(0,host_shell.sh) `${copy}`} | my_plain | belay_schema > "$belay_dir/schema-restored"
if ! cmp -s "$belay_dir/schema" "$belay_dir/schema-restored"; then
  printf 'BELAY: the restored copy (>) has not the schema of the backup (<): %s\\n' "$(diff "$belay_dir/schema" "$belay_dir/schema-restored" | grep '^[<>]' | head -n 3 | cut -c 1-200 | paste -sd ' ')"
  exit ${REFUSED}
fi
`}${restored/* drillEnds */.ae}`);
        return (0,restored/* drilled */.hH)(output);
    }
    fingerprint(job) {
        return this.#content(job);
    }
    async changesSince(job, before) {
        return (0,content/* changedContent */.O)(before, await this.#content(job));
    }
    async endSessions(tag) {
        const where = tag === null ? othersIn(this.database) : (0,mysql_shell/* sessionsOf */.Hj)(tag);
        await this.#run(`Ending the sessions of ${tag ?? 'others'} in ${this.#name}`, `${this.#head('belay:end-sessions')}${this.#copies}my_end ${(0,host_shell.sh) `${where}`} || { echo 'BELAY: there are new sessions all the time. Stop what connects to the database first'; exit ${REFUSED}; }
`, 30_000);
    }
    /** MySQL's clients take neither a name nor time-outs from the environment: only the session that holds the advisory lock is recognisable. */
    clientEnvironment({ tag }) {
        return { BELAY_SESSIONS: tag };
    }
    sqlClient({ tag, lockTimeoutMs, statementTimeoutMs }) {
        const shell = (0,mysql_shell/* mysqlShell */.Rq)({ ...this.#shellOptions, key: `${this.#key}/sql` });
        const seconds = (ms) => Math.max(1, Math.ceil(ms / 1000));
        const lock = lockTimeoutMs === 0
            ? ''
            : `SET SESSION lock_wait_timeout = ${seconds(lockTimeoutMs)}, innodb_lock_wait_timeout = ${seconds(lockTimeoutMs)};\n`;
        const limit = this.engine === 'mariadb' ? `max_statement_time = ${statementTimeoutMs / 1000}` : `max_execution_time = ${statementTimeoutMs}`;
        return {
            functions: `cd /\n${(0,host_shell.sh) `belay_tag=${(0,mysql_shell/* sessionLock */.G4)(tag)}`}\n${shell.functions}sql_client() { ${shell.app}; }\n`,
            begin: `${lock}SET SESSION ${limit};\n`,
            secrets: shell.secrets
        };
    }
    underAdvisoryLock(script, waitMs) {
        // Locks are the server's and not a database's: its name is in the lock's.
        const lock = (0,database_sql/* mysqlLiteral */.me)(`belay-migrate:${(0,external_node_crypto_.createHash)('sha256').update(this.database).digest('hex').slice(0, 32)}`);
        const take = `SELECT CONCAT('BELAY-lock ', COALESCE(GET_LOCK(${lock}, ${Math.max(1, Math.ceil(waitMs / 1000))}), 'none'));`;
        return {
            secrets: this.#shell.secrets,
            script: `cd /
belay_tag=belay:$(printf %s "\${BELAY_SESSIONS:-belay}" | sha256sum | cut -c 1-24):
${this.#shell.functions}trap '' PIPE
coproc belay_lock { ${this.#shell.app} 2>&1; }
# bash closes a coprocess's own descriptors in subshells, where the heartbeat needs one.
belay_0=\${belay_lock[0]} belay_1=\${belay_lock[1]} belay_lock_pid=$belay_lock_PID
exec {belay_lock_in}>&"$belay_1" {belay_lock_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
# Reads up to the mark; false when the session is gone. belay_line is then not the mark, belay_said what was said before.
belay_hear() {
  belay_said= belay_line=
  while IFS= read -r belay_line <&"$belay_lock_out"; do
    [[ $belay_line != "$1"* ]] || return 0
    belay_said+=$belay_line$'\\n'
  done
  return 1
}
${(0,host_shell.sh) `printf '%s\\n' ${take} >&"$belay_lock_in"`} 2>/dev/null || :
belay_hear 'BELAY-lock ' || :
case $belay_line in
  'BELAY-lock 1') ;;
  'BELAY-lock 0') echo 'BELAY: another session holds the migration lock of the database' >&2; exit ${BUSY} ;;
  *) printf '%s' "$belay_said" >&2; exit ${LOCK_LOST} ;;
esac
${(0,host_shell.sh) `belay_locked=${script}`}
set -m
( set +m
  trap - PIPE
  exec {belay_lock_in}>&- {belay_lock_out}<&-
  eval "unset -v ${this.#shell.secretName} \${!belay_@} \${!my_@}
unset -f belay_hear
{ :
$belay_locked
}" ) & belay_script=$!
set +m
# The client notices the end of its session only when it asks for something.
( exec {belay_never}<> <(:) {belay_lock_out}<&-
  while ! read -rt 1 -u "$belay_never"; do printf 'DO 0;\\n' >&"$belay_lock_in" || exit 0; done ) 2>/dev/null & belay_beat=$!
belay_code=0
wait -n "$belay_script" "$belay_lock_pid" || belay_code=$?
kill -KILL "$belay_beat" 2>/dev/null || :
wait "$belay_beat" 2>/dev/null || :
# What ran is done only if the lock was held to its end: the session must answer once more, and still hold it.
if { ${(0,host_shell.sh) `printf '%s\\n' ${`SELECT CONCAT('BELAY-alive ', IS_USED_LOCK(${lock}) = CONNECTION_ID());`} >&"$belay_lock_in"`}; } 2>/dev/null && belay_hear BELAY-alive && [[ $belay_line == 'BELAY-alive 1' ]]; then
  exec {belay_lock_in}>&-
  wait "$belay_lock_pid" || :
  exit "$belay_code"
fi
echo 'BELAY: the session that held the migration lock ended before its script; what ran under it was ended' >&2
kill -TERM -- "-$belay_script" 2>/dev/null || :
for _ in {1..50}; do kill -0 -- "-$belay_script" 2>/dev/null || break; sleep 0.1; done
kill -KILL -- "-$belay_script" 2>/dev/null || :
exit ${LOCK_LOST}
`
        };
    }
    explain(what, output) {
        return explainMysql(what, output, this.#connection, this.engine, this.#admin);
    }
    /** Script text: what the administrator sees of the live database. */
    get #facts() {
        return (0,host_shell.sh) `my_ask admin ${`USE ${(0,database_sql/* mysqlIdent */.Hr)(this.database)};\n${dumpFacts('full')}`}
IFS=$'\\t' read -r version bytes tables historic rights <<<"$REPLY"
`;
    }
    get #name() {
        return `the database ${(0,database_sql/* mysqlIdent */.Hr)(this.database)}`;
    }
    #tag(tag) {
        return (0,host_shell.sh) `belay_tag=${(0,mysql_shell/* sessionLock */.G4)(tag)}`;
    }
    #head(tag) {
        return `cd /\n${this.#tag(tag)}\n${this.#shell.functions}`;
    }
    /** Functions for copies, and what removes the script's own files, and a copy that was not finished (`belay_made`), at its end. */
    get #copies() {
        return `belay_made= belay_dir=
belay_clean() {
  local code=$?
  [[ ! $belay_dir ]] || rm -rf -- "$belay_dir"
  [[ ! $belay_made ]] || printf 'SET foreign_key_checks = 0; DROP DATABASE IF EXISTS %s;' "$belay_made" | my_admin || :
  exit "$code"
}
trap belay_clean EXIT
${copyFunctions(this.#shell)}`;
    }
    /** Script text: from `version`, whether the server is the vendor's and the client not older than it; sets `client`. */
    get #fits() {
        const vendor = mysql_names[this.engine];
        const other = this.engine === 'mariadb' ? 'mysql' : 'mariadb';
        return `if [[ $version ${this.engine === 'mariadb' ? '!=' : '=='} *MariaDB* ]]; then
  printf 'BELAY: the server is %s and not ${vendor}. Write engine: ${other}\\n' "$version"
  exit ${REFUSED}
fi
client=$(my_run "$my_dumper" --version)
[[ $client =~ ([0-9]+)\\.([0-9]+)\\.[0-9]+-MariaDB || $client =~ Distrib\\ ([0-9]+)\\.([0-9]+) || $client =~ Ver\\ ([0-9]+)\\.([0-9]+)\\.[0-9]+ ]]
belay_client=$((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2])) client=\${BASH_REMATCH[0]#* }
[[ $version =~ ^([0-9]+)\\.([0-9]+) ]]
if (( belay_client < BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] )); then
  printf 'BELAY: the dump program %s is version %s and the server is version %s: what is newer in the server may be missing. Install %s of the server version\\n' "$my_where" "$client" "$version" ${mysql_shell/* clientPackage */._X[this.engine]}
  exit ${REFUSED}
fi
`;
    }
    /** Script text: one clear refusal where this user may make no such schema, before anything is read. */
    #mayCopy(name) {
        if (this.#admin !== undefined)
            return '';
        const rights = ['SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER'];
        const pattern = (0,database_sql/* mysqlIdent */.Hr)(`${grantedAs(this.database)}\\_%`);
        return (0,host_shell.sh) `my_ask admin ${`SELECT ${rightsIn((0,database_sql/* mysqlLiteral */.me)(name), rights)} = ${rights.length}, CURRENT_USER();\n`}
IFS=$'\t' read -r my_may my_user <<<"$REPLY"
if [[ $my_may != 1 ]]; then
  printf 'BELAY: %s may not make a copy of the database beside it. GRANT ALL ON %s.* to it, or configure admin\n' "$my_user" ${pattern}
  exit ${REFUSED}
fi
`;
    }
    /** Script text: the application's user gets the rights in a copy that it has in the live database, and no more: what it may not do there must fail here. */
    #admit(name) {
        if (this.#admin === undefined)
            return '';
        const [live, to] = [(0,database_sql/* mysqlLiteral */.me)(this.database), (0,database_sql/* mysqlLiteral */.me)(` ON ${(0,database_sql/* mysqlIdent */.Hr)(grantedAs(name))}.* TO `)];
        return (0,host_shell.sh) `my_who=$(${(0,host_shell/* raw */.l)((0,mysql_shell/* feed */.hm)(`SELECT HEX(CONVERT(${grantee} USING utf8mb4));\n`, this.#shell.app))})
my_made ${`SELECT CONCAT('GRANT ', GROUP_CONCAT(DISTINCT PRIVILEGE_TYPE SEPARATOR ', '), ${to}, GRANTEE, ';') FROM information_schema.SCHEMA_PRIVILEGES
  WHERE ${live} LIKE TABLE_SCHEMA AND PRIVILEGE_TYPE <> 'USAGE' AND GRANTEE = _utf8mb4 X`}"'$my_who'"' GROUP BY GRANTEE;'
`;
    }
    /** As the administrator where there is one: the application's user may seldom look. */
    async heldLocks() {
        const client = this.#shell.admin(this.database);
        const output = await this.#run(`Looking at the locks of ${this.#name}`, `${this.#head('belay:locks')}${lookAtLocks(client)}`, 10_000);
        return locksIn(output);
    }
    /** Script text: nobody keeps rights in a schema of this name once it is gone. */
    #dismiss(name) {
        if (this.#admin === undefined)
            return '';
        const of = (0,database_sql/* mysqlLiteral */.me)(`${(0,database_sql/* mysqlIdent */.Hr)(grantedAs(name))}.* FROM `);
        return (0,host_shell.sh) `my_ask admin ${`SELECT DISTINCT CONCAT('REVOKE ALL PRIVILEGES ON ', ${of}, GRANTEE, ';') FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(grantedAs(name))};
`}
[[ ! $REPLY ]] || my_try "$REPLY"
`;
    }
    /** Script text: refuses where a copy of `bytes` and a fifth more would fill the server's disk; of a server elsewhere the disk is not known. */
    get #checkSpace() {
        if (!this.#connection.local)
            return '';
        return `my_ask admin 'SELECT @@datadir;'
datadir=\${REPLY%$'\\n'}
{ read -r _; read -r free; } < <(my_run df -B1 --output=avail -- "$datadir" 2>/dev/null || my_run df -B1 --output=avail -- /)
if (( free < bytes + bytes / 5 + 67108864 )); then
  printf 'BELAY: the disk of the server has %s MiB free and a copy of the database needs %s MiB\\n' $((free / 1048576)) $(((bytes + bytes / 5) / 1048576 + 64))
  exit ${REFUSED}
fi
`;
    }
    /** Script text: the tables of the live database, empty, in a copy. */
    #structure(copy) {
        const list = `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(this.database)} AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW');\n`;
        return (0,host_shell.sh) `my_ask admin ${list}
tables_of=()
[[ ! $REPLY ]] || mapfile -t tables_of <<<"\${REPLY%$'\n'}"
(( \${#tables_of[@]} == 0 )) || my_whole --no-data --skip-triggers --skip-routines --skip-events -- ${this.database} "\${tables_of[@]}" | my_admin ${copy}`;
    }
    /** Script text: fills the tables of a copy from the live ones, the largest first, two at a time. */
    #copyRows(copy) {
        const statements = `SELECT CONCAT('INSERT INTO ', ${(0,database_sql/* mysqlLiteral */.me)(`${(0,database_sql/* mysqlIdent */.Hr)(copy)}.`)}, t, ' (', columns_of, ') SELECT ', columns_of, ' FROM ', ${(0,database_sql/* mysqlLiteral */.me)(`${(0,database_sql/* mysqlIdent */.Hr)(this.database)}.`)}, t, ';') FROM (
  SELECT CONCAT('\`', REPLACE(t.TABLE_NAME, '\`', '\`\`'), '\`') AS t, MAX(DATA_LENGTH) AS size, GROUP_CONCAT('\`', REPLACE(COLUMN_NAME, '\`', '\`\`'), '\`' ORDER BY ORDINAL_POSITION SEPARATOR ', ') AS columns_of
  FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
  WHERE t.TABLE_SCHEMA = ${(0,database_sql/* mysqlLiteral */.me)(this.database)} AND TABLE_TYPE = 'BASE TABLE' AND EXTRA NOT RLIKE '(VIRTUAL|STORED|PERSISTENT) GENERATED' GROUP BY t.TABLE_NAME) s ORDER BY size DESC;
`;
        const begin = `SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;\n`;
        return (0,host_shell.sh) `my_ask admin ${statements}
printf %s "$REPLY" > "$belay_dir/rows"
{ printf %s ${begin}; sed -n '1~2p' "$belay_dir/rows"; } | my_admin & belay_half=$!
{ printf %s ${begin}; sed -n '2~2p' "$belay_dir/rows"; } | my_admin
wait "$belay_half"`;
    }
    /** Script text: makes the copy from the backup's member and compares what its tables hold with what the manifest says. */
    #restored(copy, backup) {
        const file = `${backup.directory}/${backup.member}`;
        const dataOnly = backup.format === FORMATS['data-only'];
        const counted = `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED');\n`;
        return `${this.#facts}${this.#fits}${(0,host_shell.sh) `bytes=$(( $(stat -c %s -- ${file}) * 6 ))`}
my_drop ${(0,host_shell.sh) `${(0,database_sql/* mysqlIdent */.Hr)(copy)}`}
${this.#checkSpace}${(0,host_shell.sh) `belay_made=${(0,database_sql/* mysqlIdent */.Hr)(copy)} belay_work=$belay_dir`}
my_made ${(0,host_shell.sh) `${createLike(this.database, copy)}`}
${dataOnly ? this.#structure(copy) : ''}
${dataOnly ? `{ printf 'SET foreign_key_checks = 0;\\n'; ${tablesOf(file)}; }` : tablesOf(file)} | my_admin ${(0,host_shell.sh) `${copy}`}
tables=$(${(0,mysql_shell/* feed */.hm)(counted, (0,host_shell.sh) `my_admin ${copy}`)})
${backup.tables === undefined ? '' : (0,restored/* countsAs */.Pn)(backup.tables)}
statements=$(${(0,mysql_shell/* feed */.hm)(contentSettings(this.engine) + contentStatements, (0,host_shell.sh) `my_admin ${copy}`)})
{ printf %s ${(0,host_shell.sh) `${contentSettings(this.engine) + snapshotBegin}`}; printf '%s\\n' "$statements"; } | my_admin ${(0,host_shell.sh) `${copy}`} | LC_ALL=C sort > "$belay_dir/restored"
${backup.content === undefined ? '' : (0,restored/* holdsAs */.pk)(backup.content)}`;
    }
    async #content(job) {
        const client = this.#shell.admin(this.database);
        const script = `${this.#head((0,names/* tagOf */.cO)(job.idPrefix))}statements=$(${(0,mysql_shell/* feed */.hm)(contentSettings(this.engine) + wholeStatements, client)})
{ printf %s ${(0,host_shell.sh) `${contentSettings(this.engine) + snapshotBegin}`}; printf '%s\\n' "$statements"; } | ${client}
`;
        const output = await this.#run(`Counting the rows of ${this.#name}`, script, job.timeoutMs);
        return Object.fromEntries((0,database_sql/* parseCopy */.pM)(output).map(([table, rows, hash]) => [table, { rows: Number(rows), hash: hash }]));
    }
    #mustBeOurs(version) {
        if (version.includes('MariaDB') !== (this.engine === 'mariadb'))
            throw new errors/* UserError */.y(`databases.${this.#key}: the server is ${version} and not ${mysql_names[this.engine]}. Write engine: ${this.engine === 'mariadb' ? 'mysql' : 'mariadb'}.`);
    }
    #job(job, name, what, script) {
        return (0,database_job/* runDatabaseJob */.u5)(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${this.#head((0,names/* tagOf */.cO)(job.idPrefix))}${script}`, secrets: this.#shell.secrets }, (said, output) => this.explain(`${said} on ${this.#host.label}`, output));
    }
    async #run(what, script, timeoutMs) {
        const result = await this.#host.run(script, { secrets: this.#shell.secrets, timeoutMs, check: false }).catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error });
            throw error;
        });
        if (result.exitCode !== 0)
            throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`);
        return result.stdout;
    }
}
_a = MysqlEngine;
const mysql_names = { mysql: 'MySQL', mariadb: 'MariaDB' };
const shortHash = (text) => (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 12);
/** What went wrong, in one sentence that says what to do; the clients' filtered words are the cause. */
function explainMysql(what, output, connection, vendor, admin) {
    const own = (0,database_job/* refusal */.x5)(output);
    if (own !== undefined)
        return new errors/* UserError */.y(`${what}: ${own}.`);
    const user = connection.user === undefined ? 'the user' : `the user ${connection.user}`;
    const advice = reasons.find(([pattern]) => pattern.test(output))?.[1]({
        user,
        database: (0,database_sql/* mysqlIdent */.Hr)(connection.database),
        admin: admin ?? '',
        clients: vendor === 'mariadb' ? '/usr/bin/mariadb, /usr/bin/mariadb-dump' : '/usr/bin/mysql, /usr/bin/mysqldump'
    });
    return (0,database_job/* clientFailure */.qk)(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output);
}
/** A schema's name as GRANT takes it, where `_` and `%` stand for more than themselves. */
const grantedAs = (name) => name.replaceAll(/[_%\\]/g, '\\$&');
const code = (...numbers) => new RegExp(`(E(?:RROR|rror) |Got error: |error: |\\()(${numbers.join('|')})\\b`);
const reasons = [
    [code(1045, 1698), ({ user }) => `the server refused ${user} or its password. Compare them with the connection URL.`],
    [code(1049), ({ database }) => `the server has no database ${database}. Compare the name with the connection URL.`],
    [
        code(1044),
        ({ user, database }) => `${user} may not use ${database}, or may not create a copy of it. Configure admin, or GRANT it the rights.`
    ],
    [code(2002, 2003), () => 'no server answers at the host and port (or socket) of the connection URL. Is it running?'],
    [code(2005), () => 'the host name in the connection URL cannot be resolved.'],
    [
        /TLS\/SSL error: unexpected eof|TLS\/SSL error: .*reset/,
        () => 'the session was ended: by an administrator, by the server, or because the server stopped.'
    ],
    [code(2026), () => 'the encrypted connection could not be made. Check the certificates, or ssl-mode in the connection URL.'],
    [
        /sudo: .*(password is required|not allowed to execute|terminal is required)|is not allowed to execute/,
        ({ admin, clients }) => `sudoers does not let this user run the clients as ${admin}. Add: <user> ALL=(${admin}) NOPASSWD: ${clients}`
    ],
    [/sudo: (command )?not found|sudo: No such file/, ({ admin }) => `sudo is not installed, and admin: { as: ${admin} } needs it.`],
    [code(1142, 1143, 1227, 1370, 1419, 3879), ({ user }) => `${user} lacks a right that it needs. Configure admin, who may do everything.`],
    [/insufficient privileges|insufficent privileges/, ({ user }) => `${user} may not see a routine of another definer. Configure admin.`],
    [code(1356), () => 'a view refers to something that is not there any more. Drop or mend it: SHOW CREATE VIEW fails for it too.'],
    [code(1412), () => 'a table was changed while the database was dumped. Run it again when no migration runs.'],
    [/No space left on device|Errcode: 28/, () => 'the disk is full.'],
    [code(1021, 1114), () => "the server's disk is full."],
    [code(1205), () => 'a lock was not granted in time; another session holds it.'],
    [code(1969, 3024), () => 'a statement took longer than its deadline.'],
    [code(1792), () => 'the statement writes, and only reading is allowed here.'],
    [code(1317, 1927, 2006, 2013, 1053), () => 'the session was ended: by an administrator, by the server, or because the server stopped.'],
    [code(1153, 2020), () => 'a row is larger than max_allowed_packet.']
];

// EXTERNAL MODULE: ./build/shared/database/mysql-connection.js
var mysql_connection = __webpack_require__(73862);
;// CONCATENATED MODULE: ./build/shared/database/postgres-archive.js

/** Of a member: an archive in one file, or the files of a parallel dump in one tar. */
const CUSTOM = 'pg_dump-custom';
const DIRECTORY = 'pg_dump-directory-tar';
/** A directory of its own in a container, gone when this ends; one that a killed container left goes a day later. */
const scratch = `set -e
find /tmp -maxdepth 1 -name 'belay-pg.*' -mtime +0 -exec rm -rf {} + 2>/dev/null || :
d=$(mktemp -d /tmp/belay-pg.XXXXXX)
trap 'rm -rf "$d"' EXIT
trap 'exit 143' HUP INT TERM
`;
/** Words before a dump's command in a container: what it writes into a directory comes out as a tar. */
const PACKED = ['sh', '-c', `${scratch}"$@" --file="$d/dump"\ncd "$d/dump"\ntar -cf - *`, 'sh'];
/** Words before a command in a container that reads such a directory, as its last argument: the tar comes in on stdin. */
const UNPACKED = ['sh', '-c', `${scratch}tar -C "$d" -xf -\n"$@" "$d" </dev/null`, 'sh'];
/**
 * Several processes restore side by side only from something that each can open anew, and the administrator may not enter the backups' directory. What
 * they get is an open descriptor: `/dev/stdin` is opened anew by the rights of the file alone, whatever directory it lies in. So while it is restored the
 * member may be read by everyone who could come near it, which its directory allows to nobody else.
 * A killed run leaves those rights, and the unpacked files, to the next restore; they go with the backup.
 * `streams`: nothing of the host is seen where it is read, and the tar itself goes there (`UNPACKED`).
 */
function openArchive({ directory, member, format }, byOther, streams = false) {
    const file = `${directory}/${member}`;
    if (format !== DIRECTORY || streams) {
        return {
            begin: `${(0,host_shell.sh) `belay_archive=${file}`}\n${byOther ? (0,host_shell.sh) `chmod 700 -- ${directory}\nchmod 644 -- ${file}` : ''}`,
            end: byOther ? (0,host_shell.sh) `chmod -f 600 -- ${file} || :` : ':'
        };
    }
    const unpacked = `${directory}/.unpacked`;
    return {
        begin: (0,host_shell.sh) `belay_archive=${`${unpacked}/archive`}
rm -rf -- ${unpacked}
{ read -r _; read -r belay_room; } < <(df -B1 --output=avail -- ${directory})
belay_size=$(stat -c %s -- ${file})
if (( belay_room < belay_size )); then
  printf 'BELAY: %s has %s MiB free and unpacking the backup needs %s MiB\n' ${directory} $((belay_room / 1048576)) $((belay_size / 1048576))
  exit 64
fi
mkdir -m 700 -- ${unpacked}
mkdir -m 755 -- "$belay_archive"
( umask 022; tar -C "$belay_archive" --no-same-owner -xf ${file}; )`,
        end: (0,host_shell.sh) `rm -rf -- ${unpacked}`
    };
}

;// CONCATENATED MODULE: ./build/shared/database/postgres-content.js
/**
 * What every table holds, in the snapshot of the transaction that this runs in: a line of name, exact rows and sample each (see table-content.ts), made by
 * COPY. First come settings that fix how values become text. Tables of extensions are left out, whose rows come with the extension, and materialized
 * views, which are made anew and may say something else then.
 *
 * A sample of 500 rows from either end of the key is read through its index. Without a key nothing says which rows are which, so all of them are hashed, up
 * to 10,000.
 */
const postgres_content_contentSettings = `SET statement_timeout = 0; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0; SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'; SET client_encoding = 'UTF8';
SET search_path = pg_catalog; SET row_security = off; SET max_parallel_workers_per_gather = 0; SET jit = off;
`;
const postgres_content_hash = `encode(sha256(convert_to(coalesce(string_agg(h, '''' ORDER BY h COLLATE "C"), ''''), ''UTF8'')), ''hex'')`;
/** Which tables are told of: alias t, with their oid and name. */
const postgres_content_tables = `(SELECT c.oid, format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')) t`;
/**
 * Begins a transaction whose snapshot is taken when every table is locked as a dump locks it. TRUNCATE and what rewrites a table are not bound to
 * snapshots: one that came between the dump and the counting would make the manifest contradict its own dump.
 */
const contentBegin = `SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') AS locked FROM ${postgres_content_tables} \\gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT :'locked' <> '' AS any \\gset
\\if :any
LOCK TABLE :locked IN ACCESS SHARE MODE;
\\endif
`;
const contentSql = `COPY (SELECT 'large objects', count(*), NULL FROM pg_largeobject_metadata) TO STDOUT;
SELECT CASE WHEN ascending IS NULL THEN format('COPY (SELECT %1$L, n, CASE WHEN n <= 10000 THEN (SELECT ${postgres_content_hash} FROM (SELECT md5(ROW(%2$s)::text) AS h FROM ONLY %1$s "belay row") s) END FROM (SELECT count(*) AS n FROM ONLY %1$s) c) TO STDOUT', name, coalesce(columns, ''))
    ELSE format('COPY (SELECT %1$L, (SELECT count(*) FROM ONLY %1$s), (SELECT ${postgres_content_hash} FROM ((SELECT md5(ROW(%4$s)::text) AS h FROM ONLY %1$s "belay row" ORDER BY %2$s LIMIT 500) UNION ALL (SELECT md5(ROW(%4$s)::text) FROM ONLY %1$s "belay row" ORDER BY %3$s LIMIT 500)) s)) TO STDOUT', name, ascending, descending, columns) END
  FROM ${postgres_content_tables}
  -- By name: a restore may give columns and indexes another order than they were made in.
  LEFT JOIN LATERAL (SELECT string_agg(format('"belay row".%I', attname), ', ' ORDER BY attname COLLATE "C") AS columns
    FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped) cols ON true
  LEFT JOIN LATERAL (SELECT string_agg(format('"belay row".%I', attname), ', ' ORDER BY nr) AS ascending,
      string_agg(format('"belay row".%I DESC', attname), ', ' ORDER BY nr) AS descending
    FROM (SELECT indkey, indnkeyatts FROM pg_index JOIN pg_class x ON x.oid = indexrelid
        WHERE indrelid = t.oid AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
        AND NOT EXISTS (SELECT FROM unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = indrelid AND a.attnum = k.attnum
          WHERE nr <= indnkeyatts AND NOT attnotnull) ORDER BY indisprimary DESC, x.relname COLLATE "C" LIMIT 1) i
    CROSS JOIN LATERAL unnest(indkey::int2[]) WITH ORDINALITY k(attnum, nr) JOIN pg_attribute a ON attrelid = t.oid AND a.attnum = k.attnum
    WHERE nr <= indnkeyatts) keys ON true
  ORDER BY name \\gexec
`;

// EXTERNAL MODULE: ./build/shared/database/compose.js
var database_compose = __webpack_require__(78339);
;// CONCATENATED MODULE: ./build/shared/database/postgres-shell.js





/** Fixed for every session: no start-up file, no prompt, stop at the first error, one line per error. */
const PSQL_FLAGS = '-X -q -A -t -w -v ON_ERROR_STOP=1 -v VERBOSITY=terse -v SHOW_CONTEXT=never';
/**
 * `pg_client PROGRAM [MAJOR]` sets REPLY. Debian's and RHEL's packages keep every major version in a directory of its own; the program in PATH is
 * there often a wrapper in Perl that guesses the version (65 ms more per call, measured).
 */
const PG_CLIENT = `pg_client() {
  local d
  REPLY=
  for d in /usr/lib/postgresql/\${2:-*}/bin /usr/pgsql-\${2:-*}/bin; do [[ ! -x $d/$1 ]] || REPLY=$d/$1; done
  [[ $REPLY ]] || REPLY=$(type -P "$1") || { printf 'BELAY: %s is not installed on this host. Install PostgreSQL client programs of the server version\\n' "$1" >&2; exit 64; }
}
`;
/** Errors: UserError for `as` with a server that is not reached over a socket of this host, or with a password. */
function postgresShell({ key, connection, adminUser, as, compose }) {
    const suffix = (0,external_node_crypto_.createHash)('sha256').update(key).digest('hex').slice(0, 8);
    const secretName = `BELAY_PG_${suffix}`;
    const app = `pg_app_${suffix}`;
    const place = ['-p', connection.port, ...(connection.socket === undefined ? [] : ['-h', connection.socket])];
    const flags = { raw: PSQL_FLAGS };
    const container = `belay_container_${suffix}`;
    const asUser = (user) => (compose === undefined ? (0,host_shell.sh) `sudo -n -u ${user} --` : (0,database_compose/* inContainer */.Bc)(container, [], user));
    const begin = compose === undefined ? PG_CLIENT : (0,database_compose/* composeContainer */.kq)(container, compose);
    const administrator = adminUser ?? as;
    const common = {
        app,
        adminProgram: (program, args, before = []) => administrator === undefined ? undefined : (0,host_shell.sh) `${{ raw: asUser(administrator) }} ${before} ${program} ${place} ${args}`,
        adminVersion: (program) => compose === undefined ? (0,host_shell.sh) `PGPORT=${connection.port} ${program} --version` : `${(0,database_compose/* inContainer */.Bc)(container, [])} ${program} --version`,
        secretName,
        streams: compose !== undefined
    };
    const adminPsql = (user, database, tag) => (0,host_shell.sh) `${{ raw: asUser(user) }} psql ${flags} ${place} -d ${(0,database_sql/* conninfo */.Zf)({ dbname: database, application_name: tag, connect_timeout: '10' })}`;
    if (as !== undefined) {
        if (connection.password !== undefined || connection.user !== undefined || /^[^/]/.test(connection.environment['PGHOST'] ?? ''))
            throw new errors/* UserError */.y(`databases.${key}: as: ${as} connects over the socket as the role of that name, and the connection URL names a role, a password or a machine. Write postgres:///${connection.database}, or leave as out.`);
        const own = { port: connection.port, ...(connection.socket === undefined ? {} : { host: connection.socket }) };
        return {
            ...common,
            // sudo passes no environment on: all that a client must know stands in its arguments, and none of it is secret.
            functions: `${compose === undefined ? '' : begin}${app}() { ${asUser(as)} "$@"; }\n`,
            find: program => `REPLY=${program}`,
            psql: `${app} psql ${PSQL_FLAGS} ${(0,host_shell.sh) `-d ${(0,database_sql/* conninfo */.Zf)({ dbname: connection.database, connect_timeout: '10', ...own })}`}" application_name='\${belay_tag//[\\'\\\\]/_}'"`,
            target: (database, tag) => (0,database_sql/* conninfo */.Zf)({ dbname: database, application_name: tag, ...own }),
            admin: (database, tag) => adminPsql(adminUser ?? as, database, tag),
            secrets: {}
        };
    }
    const environment = { ...connection.environment, PGDATABASE: connection.database };
    const assigned = Object.entries(environment)
        .map(([name, value]) => (0,host_shell.sh) `${{ raw: name }}=${value}`)
        .join(' ');
    const password = connection.password === undefined ? '' : ` PGPASSWORD="$${secretName}"`;
    const run = compose === undefined
        ? '"$@"'
        : `${(0,database_compose/* inContainer */.Bc)(container, [...Object.keys(environment), ...(password === '' ? [] : ['PGPASSWORD']), 'PGAPPNAME'])} "$@"`;
    const target = (database, tag) => (0,database_sql/* conninfo */.Zf)({ dbname: database, application_name: tag });
    return {
        ...common,
        functions: `${begin}${app}() { ${assigned}${password} PGAPPNAME="\${belay_tag:-belay}" ${run}; }\n`,
        find: (program, major) => compose !== undefined ? `REPLY=${program}` : `pg_client ${program}${major === undefined ? '' : ` ${major}`}`,
        psql: `${app} "$REPLY" ${PSQL_FLAGS}`,
        target,
        admin: (database, tag) => adminUser === undefined ? (0,host_shell.sh) `${{ raw: app }} "$REPLY" ${flags} -d ${target(database, tag)}` : adminPsql(adminUser, database, tag),
        secrets: connection.password === undefined ? {} : { [secretName]: connection.password }
    };
}
/** Script text that feeds SQL to a command on its stdin; nothing of it is ever in argv. */
function feed(sql, command) {
    return (0,host_shell.sh) `printf %s ${sql} | ${{ raw: command }}`;
}

;// CONCATENATED MODULE: ./build/shared/database/postgres-sql.js

/**
 * SQL that runs in psql on the maintenance database. The blocks are constant text; names come in as session settings (`settings`), so nothing is
 * built into a statement except by format()'s %I and %L. A reason for doing nothing is raised as `BELAY: reason`.
 */
/** Names and numbers for the blocks below, as settings of the session. */
function postgres_sql_settings(values) {
    return Object.entries(values)
        .map(([key, value]) => `SET belay.${key} = ${(0,database_sql/* literal */.eu)(value)};\n`)
        .join('');
}
function block(declarations, body) {
    return `DO $belay$
DECLARE
  live text := current_setting('belay.live');
${declarations}BEGIN
${body}END $belay$;
`;
}
/** Begins a guard: the database is there, and on the server that is meant. Sets `db` and `me`. */
const guarded = `  SELECT * INTO db FROM pg_database WHERE datname = live;
  IF NOT FOUND THEN RAISE EXCEPTION 'BELAY: the database % does not exist on this server', quote_ident(live); END IF;
  IF coalesce(current_setting('belay.server', true), '') NOT IN ('', db.oid || ' ' || extract(epoch FROM pg_postmaster_start_time())) THEN
    RAISE EXCEPTION 'BELAY: the administrator of this host reaches another server than the connection URL. Its socket and port must be those of the server in the URL';
  END IF;
  SELECT rolname, rolsuper, rolcreatedb INTO me FROM pg_roles WHERE rolname = current_user;
`;
/** What is tied to the database itself. The words say what would become of it. */
function guardTies(slots, subscriptions, workers) {
    return `  SELECT string_agg(slot_name, ', ') INTO what FROM pg_replication_slots WHERE database = live;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the logical replication slots % belong to the database %; ${slots}', what, quote_ident(live); END IF;
  SELECT string_agg(subname, ', ') INTO what FROM pg_subscription WHERE subdbid = db.oid;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the subscriptions % belong to the database %; ${subscriptions}', what, quote_ident(live); END IF;
  SELECT string_agg(quote_ident(gid), ', ') INTO what FROM pg_prepared_xacts WHERE database = live;
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: the prepared transactions % are open in the database %', what, quote_ident(live); END IF;
  SELECT string_agg(DISTINCT backend_type, ', ') INTO what FROM pg_stat_activity WHERE datname = live
    AND backend_type NOT IN ('client backend', 'parallel worker', 'autovacuum worker', 'walsender', 'slotsync worker');
  IF what IS NOT NULL THEN RAISE EXCEPTION 'BELAY: background workers (%) are connected to the database %; ${workers}', what, quote_ident(live); END IF;
`;
}
const guardVariables = `  db record;
  me record;
  what text;
`;
/** Refuses, with the reason, what a copy or a swap cannot carry over; changes nothing. */
const guardLive = block(guardVariables, `${guarded}  IF NOT me.rolsuper AND NOT me.rolcreatedb THEN
    RAISE EXCEPTION 'BELAY: the role % may not create databases. Configure admin: { as: postgres }, or ALTER ROLE % CREATEDB', quote_ident(me.rolname), quote_ident(me.rolname);
  END IF;
  IF NOT me.rolsuper AND NOT pg_has_role(db.datdba, 'USAGE') THEN
    RAISE EXCEPTION 'BELAY: the role % does not own the database %. Configure admin: { as: postgres }', quote_ident(me.rolname), quote_ident(live);
  END IF;
${guardTies('they would stay with the copy that goes', 'they would stay with the copy that goes', 'an extension owns them and they cannot be swapped with it')}`);
/** The same for a restore in place, which needs neither of the two rights. */
const guardInPlace = block(guardVariables, `${guarded}${guardTies('whoever reads them would get the whole restore as changes', 'they would go on writing into what is restored', 'an extension owns them and they would work in it meanwhile')}`);
/** From now on no session can begin, not even a superuser's. */
const closeLive = block('', `  EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS false', live);\n`);
/** Sessions can begin again; nothing to do when there is no such database or it is open. */
const openLive = block('', `  IF EXISTS (SELECT FROM pg_database WHERE datname = live AND NOT datallowconn) THEN
    EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', live);
  END IF;
`);
/** Ten seconds: a backend ends within milliseconds unless it hangs in the kernel or in foreign code. */
const SESSIONS_DEADLINE_MS = 10_000;
/** Ends the sessions that the condition (on pg_stat_activity) names and waits until none is left; asked again in each round, for those that come in between. */
function endWhere(condition, who) {
    return block(`  deadline timestamptz := clock_timestamp() + interval '${SESSIONS_DEADLINE_MS} ms';
  left_over int;
`, `  LOOP
    PERFORM pg_stat_clear_snapshot();
    BEGIN
      SELECT count(pg_terminate_backend(pid)) INTO left_over FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'parallel worker', 'walsender') AND ${condition};
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'BELAY: the role % may not end the sessions of other roles in the database %. Configure admin: { as: postgres }', quote_ident(current_user), quote_ident(live);
    END;
    EXIT WHEN left_over = 0;
    IF clock_timestamp() > deadline THEN RAISE EXCEPTION 'BELAY: % sessions of ${who} are still there ${SESSIONS_DEADLINE_MS / 1000} s after they were ended', left_over; END IF;
    PERFORM pg_sleep(0.02);
  END LOOP;
`);
}
const endAll = endWhere('datname = live', 'the database');
/** Those that this role may end: in place there is no need to be alone, only to get the locks. */
const endOurs = endWhere(`datname = live AND (pg_has_role(usesysid, 'USAGE')
          OR pg_has_role('pg_signal_backend', 'USAGE') AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = usesysid))`, 'the database');
const endTagged = endWhere(`application_name = current_setting('belay.tag')`, 'this step');
const left = "starts_with(datname, current_setting('belay.stem')) AND length(datname) = length(current_setting('belay.copy'))";
/**
 * Removes the copies of drills that were killed: only one drill runs at a time. A client that sudo started outlives its user's processes, and a server goes on
 * with a statement whose client is gone, an index for example, so their sessions are ended first.
 */
const dropLeft = `SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', datname) FROM pg_database WHERE ${left} \\gexec
${endWhere(left, 'a drill that was killed')}SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE ${left} \\gexec
`;
/** Sets the variables `bytes` and `directory` (empty: cannot be known by this role). */
const sizeOfLive = `SELECT pg_database_size(oid) AS bytes, CASE
    WHEN current_setting('belay.local') <> 'yes' THEN ''
    WHEN pg_tablespace_location(dattablespace) <> '' THEN pg_tablespace_location(dattablespace)
    WHEN pg_has_role('pg_read_all_settings', 'USAGE') THEN (SELECT setting FROM pg_settings WHERE name = 'data_directory')
    ELSE '' END AS directory
  FROM pg_database WHERE datname = current_setting('belay.live') \\gset
`;
/**
 * Compares the free space of the database's file system with 1.2 x its size and 256 MiB for the write-ahead log of the copy's checkpoints. psql itself
 * asks df, as the user that it runs as: one process instead of a second login.
 */
const checkSpace = `SELECT :'directory' <> '' AS known \\gset
\\if :known
\\setenv BELAY_DIRECTORY :directory
\\set free \`df -B1 --output=avail -- "$BELAY_DIRECTORY" | tail -n 1\`
SELECT coalesce(nullif(trim(:'free'), ''), '-1')::numeric AS free, 1.2 * :bytes + 268435456 AS need \\gset
SELECT :free >= 0 AND :free < :need AS short, pg_size_pretty(:free::numeric) AS free_text, pg_size_pretty(:need::numeric) AS need_text \\gset
\\if :short
SELECT set_config('belay.free', :'free_text', false) AS a, set_config('belay.need', :'need_text', false) AS b \\gset
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: the file system of the database has % free and a copy of the database needs %', current_setting('belay.free'), current_setting('belay.need'); END $belay$;
\\endif
\\else
\\echo BELAY-space=unknown
\\endif
`;
/**
 * Gives the database `belay.target` what CREATE DATABASE … TEMPLATE does not copy from `belay.source`: database-level grants, settings for all and
 * for single roles, connection limit, comment. A list setting is stored as a quoted list, and each element becomes a literal of its own, as pg_dump does it.
 */
const copyProperties = `SELECT command FROM (
  WITH source AS (SELECT d.*, o.rolname AS owner FROM pg_database d JOIN pg_roles o ON o.oid = d.datdba WHERE datname = current_setting('belay.source')),
  target AS (SELECT current_setting('belay.target') AS name),
  grants AS (SELECT a.*, owner, r.rolname FROM source CROSS JOIN LATERAL aclexplode(datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee)
  SELECT 1 AS n, format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name) AS command FROM target, source WHERE datacl IS NOT NULL
  UNION ALL SELECT 2, format('REVOKE ALL ON DATABASE %I FROM %I', name, owner) FROM target, source WHERE datacl IS NOT NULL
  UNION ALL SELECT 3, format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(rolname) END,
    CASE WHEN is_grantable AND grantee <> 0 THEN ' WITH GRANT OPTION' ELSE '' END) FROM target, grants WHERE grantee = 0 OR rolname IS NOT NULL
  UNION ALL SELECT 4, format('ALTER DATABASE %I CONNECTION LIMIT %s', name, datconnlimit) FROM target, source WHERE datconnlimit >= 0
  UNION ALL SELECT 5, format('COMMENT ON DATABASE %I IS %L', name, shobj_description(oid, 'pg_database')) FROM target, source
    WHERE shobj_description(oid, 'pg_database') IS NOT NULL
  UNION ALL SELECT 6, format('ALTER %s SET %I TO %s', CASE setrole WHEN 0 THEN format('DATABASE %I', name) ELSE format('ROLE %I IN DATABASE %I', rolname, name) END, key,
    CASE WHEN lower(key) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories')
      THEN coalesce((SELECT string_agg(quote_literal(CASE WHEN m[1] LIKE '"%' THEN replace(substr(m[1], 2, length(m[1]) - 2), '""', '"') ELSE m[1] END), ', ' ORDER BY nr)
        FROM regexp_matches(value, '("(?:[^"]|"")*"|[^",\\s]+)', 'g') WITH ORDINALITY AS e(m, nr)), '''''')
      ELSE quote_literal(value) END)
    FROM target, source JOIN pg_db_role_setting s ON s.setdatabase = source.oid LEFT JOIN pg_roles r ON r.oid = s.setrole,
    LATERAL (SELECT split_part(c, '=', 1) AS key, substr(c, strpos(c, '=') + 1) AS value FROM unnest(setconfig) c) pair
    WHERE setrole = 0 OR rolname IS NOT NULL
) commands ORDER BY n \\gexec
`;
/** Whether the restore point, the kept database and the live one are there: `BELAY-state=<point><kept><live>` of y and n. */
const copiesState = `SELECT 'BELAY-state=' || string_agg(CASE WHEN datname IS NULL THEN 'n' ELSE 'y' END, '' ORDER BY nr) AS state,
    bool_or(nr = 1 AND datname IS NOT NULL) AS has_copy, bool_or(nr = 2 AND datname IS NOT NULL) AS has_kept, bool_or(nr = 3 AND datname IS NOT NULL) AS has_live
  FROM (VALUES (1, current_setting('belay.copy')), (2, current_setting('belay.kept')), (3, current_setting('belay.live'))) w(nr, name)
  LEFT JOIN pg_database ON datname = name \\gset
\\echo :state
`;
/** Live becomes kept, the copy becomes live and is opened, in one transaction. */
const swap = block('', `  IF EXISTS (SELECT FROM pg_database WHERE datname = live) THEN EXECUTE format('ALTER DATABASE %I RENAME TO %I', live, current_setting('belay.kept')); END IF;
  EXECUTE format('ALTER DATABASE %I RENAME TO %I', current_setting('belay.copy'), live);
  EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', live);
`);
/**
 * Rows of every table in one snapshot, and how many of them were written by transaction `belay.since` (64 bits; empty: the snapshot's own xmin) or a later
 * one. `changedRows` says what follows from it. First a line of the database: run of the server, oid, xmin and xmax of the snapshot, types; then one per
 * table: name, columns, rows, newer rows. Partitions count as tables; sequences, large objects and foreign tables are not looked at. A materialized view
 * counts as a table, and a refresh writes its rows anew.
 *
 * - The run of the server: after a crash transaction ids that reached no disk are given again, so that an id no longer says when a row was written.
 *   Recovery resets the statistics (documented), also where the postmaster lives on.
 * - age() counts transactions back from now modulo 2^32 and is below zero beyond 2^31; now is the same for a whole transaction, but not in parallel workers.
 *   A frozen row keeps its xmin; one that a server before 9.4 froze, and those of initdb, have the greatest age.
 * - A column's number tells one that was dropped and added again from the old one: neither writes a row.
 * - Only in the heap xmin says who wrote a row version.
 *
 * The txid_ functions are those that all versions have. 200,000 rows take about 0.02 s of processor time, a tenth of what hashing their content takes.
 */
const rowVersionsSql = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = pg_catalog; SET LOCAL row_security = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off;
COPY (SELECT concat_ws(' ', pg_is_in_recovery(), extract(epoch FROM pg_postmaster_start_time()), extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time())),
    (SELECT oid FROM pg_database WHERE datname = current_database()), txid_snapshot_xmin(txid_current_snapshot()), txid_snapshot_xmax(txid_current_snapshot()),
    md5(concat((SELECT string_agg(concat_ws(' ', oid, enumtypid, quote_literal(enumlabel)), ',' ORDER BY oid) FROM pg_enum),
      (SELECT string_agg(concat_ws(' ', attrelid, attnum, quote_ident(attname), format_type(atttypid, atttypmod)), ',' ORDER BY attrelid, attnum)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relkind = 'c' AND c.oid >= 16384 AND NOT attisdropped)))) TO STDOUT;
SELECT format('COPY (SELECT %L, %L, count(*), %s FROM ONLY %I.%I) TO STDOUT', format('%I.%I', nspname, relname), c.oid || ':' || md5(coalesce(columns, '')),
    CASE amname WHEN 'heap' THEN format('count(*) FILTER (WHERE age(xmin) <= %s AND age(xmin) >= 0)', age(since)) ELSE 'NULL' END, nspname, relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_am a ON a.oid = relam
  CROSS JOIN (SELECT (coalesce(nullif(current_setting('belay.since'), '')::bigint, txid_snapshot_xmin(txid_current_snapshot())) % 4294967296)::text::xid AS since) s
  LEFT JOIN (SELECT attrelid, string_agg(concat_ws(' ', attnum, quote_ident(attname), format_type(atttypid, atttypmod), attnotnull, attgenerated,
      pg_get_expr(adbin, adrelid)), ',' ORDER BY attnum) AS columns
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum AND attgenerated <> ''
    WHERE attnum > 0 AND NOT attisdropped GROUP BY 1) d ON attrelid = c.oid
  WHERE relkind IN ('r', 'm') AND relpersistence <> 't' AND nspname <> 'information_schema' AND nspname !~ '^pg_' AND (relkind = 'r' OR relispopulated)
  ORDER BY 1 \\gexec
COMMIT;
`;
/** What a dump must know: `version number|bytes|estimate|tables|may read all|version`. Indexes are not dumped; their size is the last vacuum's. */
const postgres_sql_dumpFacts = `SELECT concat_ws('|', current_setting('server_version_num'), size, greatest(size - coalesce(indexes, 0), 8388608), tables, complete,
    split_part(current_setting('server_version'), ' ', 1))
FROM (SELECT pg_database_size(current_database()) AS size,
  (SELECT sum(relpages::numeric * current_setting('block_size')::int) FROM pg_class WHERE relkind = 'i') AS indexes,
  (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
    AND nspname <> 'information_schema' AND nspname !~ '^pg_') AS tables,
  NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'm', 'S') AND relpersistence <> 't'
      AND nspname <> 'information_schema' AND nspname !~ '^pg_' AND NOT (has_schema_privilege(n.oid, 'USAGE')
      AND CASE relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid) END))
    AND NOT EXISTS (SELECT FROM pg_largeobject_metadata WHERE NOT pg_has_role(lomowner, 'USAGE')) AS complete) facts;
`;
/** CREATE DATABASE with everything that a new, empty database has in common with the live one; its owner is this role where `belay.owner` says `self`. */
const postgres_sql_createLike = `SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %I ENCODING %L', current_setting('belay.copy'),
    CASE current_setting('belay.owner', true) WHEN 'self' THEN current_user ELSE rolname END, pg_encoding_to_char(encoding))
    || CASE WHEN row ->> 'datlocprovider' = 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', row ->> 'datlocale')
       WHEN row ->> 'datlocprovider' = 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(row ->> 'datlocale', row ->> 'daticulocale'))
         || coalesce(format(' ICU_RULES %L', row ->> 'daticurules'), '')
       WHEN row ->> 'datlocprovider' = 'c' THEN ' LOCALE_PROVIDER libc' ELSE '' END
    || format(' LC_COLLATE %L LC_CTYPE %L', datcollate, datctype)
    -- Naming even the default tablespace needs a right on it.
    || CASE WHEN dattablespace = (SELECT dattablespace FROM pg_database WHERE datname = 'template0') THEN '' ELSE format(' TABLESPACE %I', spcname) END
  FROM (SELECT d.*, to_jsonb(d) AS row FROM pg_database d) d JOIN pg_roles r ON r.oid = datdba JOIN pg_tablespace t ON t.oid = dattablespace
  WHERE datname = current_setting('belay.live') \\gexec
`;

;// CONCATENATED MODULE: ./build/shared/database/postgres-dump.js







/** Exit code with which a script says its reason by itself. */
const postgres_dump_REFUSED = 64;
/**
 * The database, and what the server holds beside it: roles, their settings and memberships, tablespaces. Of the schema alone nothing else.
 * Errors: UserError for a drill of what has no rows.
 */
function dumpPlans(of, level, tag) {
    if (of.scope === 'schema') {
        if (level === 'drill')
            throw (0,schema_only/* schemaHasNoRows */.Yz)(of.key);
        return [databasePlan({ ...of, format: 'custom' }, level, tag)];
    }
    return [databasePlan(of, level, tag), globalsPlan(of, tag)];
}
function databasePlan(of, level, tag) {
    const { key, database, shell, head, jobs } = of;
    const directory = of.format === 'directory';
    const schema = of.scope === 'schema';
    // In a container the directory is one of its own, and what comes out is the tar.
    const packed = directory && shell.streams ? PACKED : [];
    // Numbers and words of the schema only.
    const flags = `--format=${of.format} --no-password --lock-wait-timeout=60000${schema ? ' --schema-only' : ''}${directory ? ` --jobs=${jobs}` : ''}`;
    const asAdmin = shell.adminProgram('pg_dump', ['-d', shell.target(database, tag)], packed);
    const rest = `${flags} ${schema ? '' : '--snapshot="$belay_snapshot" '}"$compress" --no-sync`;
    const dumped = (client, more = '') => `${client} ${rest}${more}`;
    const byAdmin = (more) => (asAdmin === undefined ? 'false' : dumped(asAdmin, more));
    const byApp = (more) => dumped(`${shell.app} ${(0,host_shell.sh) `${packed}`} "\${dumper[M]}" ${(0,host_shell.sh) `-d ${shell.target(database, tag)}`}`, more);
    const either = (more) => `if [[ \${asadmin[M]} ]]; then ${byAdmin(more)}; else ${byApp(more)}; fi`;
    const opened = ' --file=/dev/stdin';
    // Written to stdout the archive would not say where in it each table lies, and pg_dump leaves a second table of contents behind its end.
    const writing = shell.streams
        ? `${either('')} | cat > "$FILE"`
        : `# Open to whoever writes it, and the directory above to nobody else: another user gets it as an open descriptor.
${directory ? 'mkdir -m 777 -- "$FILE.d"' : ': > "$FILE"\nchmod 666 -- "$FILE"'}
( umask 022; ${either(opened)}; ) < "$FILE${directory ? '.d' : ''}"${directory ? '' : '\nchmod 600 -- "$FILE"'}`;
    const member = `${key}${schema ? '.schema' : ''}.dump${directory ? '.tar' : ''}`;
    return {
        prepare: `${head}${shell.find('psql')}
facts=$(${feed(`SET statement_timeout = '60s';\n${postgres_sql_dumpFacts}`, shell.psql)})
IFS='|' read -r number bytes estimate[M] tables complete version <<<"$facts"
major[M]=$((number / 10000)) engine_of[M]=$version
${directory && !shell.streams ? '# The files of the dump, and the tar of them.\nestimate[M]=$((2 * estimate[M]))\n' : ''}${schema ? `estimate[M]=${schema_only/* schemaBytes */.X5}\n` : ''}# The role of the URL dumps when it may read everything: no sudo, and no more rights than needed.
asadmin[M]=
${asAdmin === undefined ? '' : '[[ $complete == t ]] || asadmin[M]=1\n'}${shell.find('pg_dump', '"${major[M]}"')}
dumper[M]=$REPLY
client=$(if [[ \${asadmin[M]} ]]; then ${shell.adminVersion('pg_dump')}; else ${shell.app} "$REPLY" --version; fi)
[[ $client =~ ([0-9]+)([.0-9]*) ]]
client_of[M]=\${BASH_REMATCH[0]}
if [[ \${BASH_REMATCH[1]} != "\${major[M]}" ]]; then
  printf 'BELAY: pg_dump on this host is version %s and the server is version %s: a backup by another major version may not restore. Install postgresql-client-%s\\n' "\${BASH_REMATCH[0]}" "$version" "\${major[M]}"
  exit ${postgres_dump_REFUSED}
fi
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "\${BASH_REMATCH[0]}" "$M" "$bytes" "$M" "$tables"
`,
        dump: `${head}compress=--compress=zstd:1
(( major[M] >= 16 )) || compress=--compress=1
${shell.find('psql')}
${schema ? ': > "$CONTENT"' : countBeside(of, tag)}
${writing}
${schema ? '' : endCount}${directory && !shell.streams
            ? `( cd -- "$FILE.d" && printf '%s\\0' * | tar --null -T - -cf "$FILE" )
`
            : ''}`,
        verify: directory ? verifyDirectory(shell, level) : verifyCustom(shell, level),
        secrets: shell.secrets,
        member: {
            name: member,
            role: schema ? 'schema' : 'database',
            format: directory ? DIRECTORY : CUSTOM,
            source: schema ? (0,schema_only/* schemaOf */.pP)(database) : undefined
        },
        content: schema ? undefined : table_content/* parseContent */.F,
        checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'full-decode', 'sha256'],
        commands: [
            `pg_dump ${flags} --compress=<zstd:1, or 1 before PostgreSQL 16> ${database}`,
            ...(directory ? [`tar -cf ${member}`] : []),
            ...(level !== 'quick' ? [`pg_restore --file=/dev/null ${member}`] : [])
        ]
    };
}
function verifyCustom(shell, level) {
    if (level === 'quick')
        return `[[ $(head -c 5 -- "$FILE") == PGDMP ]]\n`;
    return `${shell.find('pg_restore', '"${major[M]}"')}
${shell.app} "$REPLY" --file=/dev/null < "$FILE"
`;
}
/** The table of contents comes last. Decoding reads every data file that it names, and the tar is compared with what was decoded. */
function verifyDirectory(shell, level) {
    if (shell.streams)
        return `[[ $(tar -xOf "$FILE" toc.dat | { head -c 5; cat > /dev/null; }) == PGDMP ]]
${level === 'quick' ? '' : `${shell.find('pg_restore', '"${major[M]}"')}\n${shell.app} ${(0,host_shell.sh) `${UNPACKED}`} "$REPLY" --file=/dev/null < "$FILE"\n`}`;
    const decode = `${shell.find('pg_restore', '"${major[M]}"')}
${shell.app} "$REPLY" --file=/dev/null /dev/stdin < "$FILE.d"
tar -C "$FILE.d" -df "$FILE"
`;
    return `[[ $(head -c 5 -- "$FILE.d/toc.dat") == PGDMP ]]
${level === 'quick' ? '' : decode}rm -rf -- "$FILE.d"
`;
}
/**
 * What belongs to no database. Every role may read it as a rule; where it may not (a server that somebody else runs), the backup is one without it: the
 * log says so, and the manifest has no such member.
 */
function globalsPlan({ key, database, shell }, tag) {
    const flags = '--globals-only --no-role-passwords --no-password --lock-wait-timeout=60000';
    const asAdmin = shell.adminProgram('pg_dumpall', [
        '--globals-only',
        '--no-role-passwords',
        '--no-password',
        '-l',
        shell.target('postgres', tag)
    ]);
    return {
        // The member before is the database's: the same server and clients.
        prepare: `estimate[M]=0
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=0\\n' "$M" "\${engine_of[M-1]}" "$M" "\${client_of[M-1]}" "$M"
`,
        dump: `: > "$CONTENT"
if { ( ${shell.find('pg_dumpall', '"${major[M-1]}"')} 2>/dev/null && ${shell.app} "$REPLY" ${flags} ${(0,host_shell.sh) `-l ${shell.target(database, tag)}`} ) > "$FILE" ||
  ${asAdmin === undefined ? 'false' : `${asAdmin} > "$FILE"`}; } && tail -n 8 -- "$FILE" | grep -qxF -e '-- PostgreSQL database cluster dump complete'; then :; else
  rm -f -- "$FILE"
  echo 'BELAY-note=roles and tablespaces are not in this backup: no role that it runs as may read them'
fi
`,
        verify: '',
        secrets: shell.secrets,
        member: { name: `${key}.globals.sql`, role: 'globals', format: 'sql' },
        optional: true,
        checks: ['exit-code', 'trailer', 'sha256'],
        commands: [`pg_dumpall ${flags}`]
    };
}
/**
 * Script text: begins a session beside the dump whose snapshot the dump takes over (`belay_snapshot`), and which counts the rows of every table meanwhile.
 * It must live until the dump has connected, so it is ended only after the dump.
 */
function countBeside({ database, shell }, tag) {
    const asAdmin = shell.adminProgram('psql', []) === undefined ? 'false' : shell.admin(database, tag);
    return `trap '' PIPE
coproc belay_count { trap - PIPE; exec {belay_use}>&-; if [[ \${asadmin[M]} ]]; then ${asAdmin}; else ${shell.psql}; fi; }
belay_0=\${belay_count[0]} belay_1=\${belay_count[1]} belay_count_pid=$belay_count_PID
exec {belay_count_in}>&"$belay_1" {belay_count_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
${(0,host_shell.sh) `printf '%s\n' ${`${postgres_content_contentSettings}${contentBegin}SELECT pg_export_snapshot();`} >&"$belay_count_in"`} 2>/dev/null || :
IFS= read -r belay_snapshot <&"$belay_count_out" || { wait "$belay_count_pid"; exit 1; }
${(0,host_shell.sh) `printf '%s\n' ${contentSql} >&"$belay_count_in"`} 2>/dev/null || :
trap - PIPE
# Read at once: what nobody reads would stop the counting.
cat <&"$belay_count_out" > "$CONTENT" & belay_counter=$!
exec {belay_count_out}<&-`;
}
/** Script text: takes what the session of `countBeside` said; fails where it did not come to its end. */
const endCount = `trap '' PIPE
printf 'COMMIT;\\n\\\\echo BELAY-counted\\n' 2>/dev/null >&"$belay_count_in" || :
trap - PIPE
exec {belay_count_in}>&-
wait "$belay_counter"
# What it said last is the proof: bash may have forgotten its exit code.
wait "$belay_count_pid" 2>/dev/null || :
[[ $(tail -n 1 -- "$CONTENT") == BELAY-counted ]]
sed -i '$d' -- "$CONTENT"
`;

;// CONCATENATED MODULE: ./build/shared/database/postgres-in-place.js





/**
 * A restore where the live database stands, for a role that may make no other: all that is in it goes and all that the backup holds comes, in one
 * transaction. Until its COMMIT nobody sees anything of it, and a failure, a kill or a full disk at any point undoes it.
 *
 * It saves no room: the files of the old tables go only at the COMMIT, so for a while there is both, as with a copy beside.
 */
/** Of objects that a dump holds: not PostgreSQL's own, and none that is part of another (an extension, a range type, an identity column). */
const ours = (catalog, row) => `${row}.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${row}.oid AND objsubid = 0 AND deptype IN ('e', 'i'))`;
const userSchema = (row) => `${row}.nspname <> 'information_schema' AND ${row}.nspname !~ '^pg_'`;
/** What a new database's schema `public` has: owner and rights. Before PostgreSQL 15 it belongs to whoever made the cluster. */
const publicOwner = `(SELECT rolname FROM pg_roles WHERE oid = CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 6171 ELSE 10 END)`;
const publicRights = `(SELECT array_agg(a::text ORDER BY a::text) FROM (VALUES (format('%I=UC/%1$I', ${publicOwner})),
    (format('=%s/%I', CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'U' ELSE 'UC' END, ${publicOwner}))) v(a))`;
/** Why this role can make no copy beside the database `belay.live`, in one line; none: it can. */
const whyInPlace = `SELECT CASE
    WHEN NOT rolcreatedb THEN format('the role %I may not create databases (CREATEDB)', rolname)
    WHEN NOT pg_has_role(datdba, 'USAGE') THEN format('the role %I does not own the database %I, and so cannot rename it', rolname, datname) END
  FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_setting('belay.live') AND NOT rolsuper
    AND NOT (rolcreatedb AND pg_has_role(datdba, 'USAGE'));`;
/** What stands in the way of a restore in place, the first three: nobody but its owner can take it away and make it again. No row: nothing. */
const standsInTheWay = `SELECT what FROM (
    SELECT format('%s %I.%I of the role %I', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' ELSE 'table' END, nspname, relname, relowner::regrole) AS what
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
      AND ${userSchema('n')} AND ${ours('pg_class', 'c')} AND NOT pg_has_role(relowner, 'USAGE')
    UNION ALL SELECT format('function %s of the role %I', p.oid::regprocedure, proowner::regrole) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
      WHERE ${userSchema('n')} AND ${ours('pg_proc', 'p')} AND NOT pg_has_role(proowner, 'USAGE')
    UNION ALL SELECT format('type %s of the role %I', t.oid::regtype, typowner::regrole) FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
      WHERE typtype IN ('d', 'e', 'r') AND ${userSchema('n')} AND ${ours('pg_type', 't')} AND NOT pg_has_role(typowner, 'USAGE')
    UNION ALL SELECT format('schema %I of the role %I', nspname, nspowner::regrole) FROM pg_namespace n
      WHERE ${userSchema('n')} AND ${ours('pg_namespace', 'n')} AND NOT pg_has_role(nspowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_extension WHERE extnamespace = n.oid)
    UNION ALL SELECT format('schema public, whose rights were changed, of the role %I', nspowner::regrole) FROM pg_namespace
      WHERE nspname = 'public' AND NOT pg_has_role(nspowner, 'USAGE')
      AND (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(nspacl) a) IS DISTINCT FROM ${publicRights}
    UNION ALL SELECT format('event trigger %I, which only a superuser can make', evtname) FROM pg_event_trigger e
      WHERE ${ours('pg_event_trigger', 'e')} AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
    UNION ALL SELECT format('publication %I of the role %I', pubname, pubowner::regrole) FROM pg_publication p WHERE NOT pg_has_role(pubowner, 'USAGE')
    UNION ALL SELECT format('foreign data wrapper %I of the role %I', fdwname, fdwowner::regrole) FROM pg_foreign_data_wrapper f
      WHERE ${ours('pg_foreign_data_wrapper', 'f')} AND NOT pg_has_role(fdwowner, 'USAGE')
    UNION ALL SELECT format('foreign server %I of the role %I', srvname, srvowner::regrole) FROM pg_foreign_server s
      WHERE ${ours('pg_foreign_server', 's')} AND NOT pg_has_role(srvowner, 'USAGE')
    UNION ALL SELECT DISTINCT format('default privileges of the role %I', defaclrole::regrole) FROM pg_default_acl WHERE NOT pg_has_role(defaclrole, 'USAGE')
    UNION ALL SELECT DISTINCT format('large objects of the role %I', lomowner::regrole) FROM pg_largeobject_metadata WHERE NOT pg_has_role(lomowner, 'USAGE')
  ) w LIMIT 3`;
/** Extensions that the backup has too stay as they are: most can only be made by a superuser. `belay.extensions`: names in the backup, one a line. */
const kept = `extname = ANY (string_to_array(current_setting('belay.extensions'), E'\\n') || 'plpgsql'::text)`;
/** Schemas that stay, and are emptied: `public`, and those that an extension which stays lies in. */
const stays = (row) => `(${row}.nspname = 'public' OR EXISTS (SELECT FROM pg_extension WHERE extnamespace = ${row}.oid AND ${kept}))`;
/** Entries of the archive that must be left out, because what they would make or change stays: one a line, as `pg_restore --list` prints them. */
const leaveOut = `SELECT format('COMMENT - EXTENSION %s ', extname) FROM pg_extension WHERE ${kept} AND NOT pg_has_role(extowner, 'USAGE')
  UNION ALL SELECT format(entry, nspname, pg_get_userbyid(nspowner)) FROM pg_namespace n, (VALUES ('SCHEMA - %s %s', true), ('ACL - SCHEMA %s %s', false), ('COMMENT - SCHEMA %s %s', false)) e(entry, own)
    WHERE ${userSchema('n')} AND nspname <> 'public' AND ${ours('pg_namespace', 'n')} AND ${stays('n')} AND (own OR NOT pg_has_role(nspowner, 'USAGE'));
`;
/** The catalogs of what lies in schemas, in the order in which it goes; what depends on it goes with it. */
const inSchemas = [
    ['pg_class', 'relnamespace', "relkind IN ('r', 'p', 'v', 'm', 'f')"],
    ['pg_class', 'relnamespace', "relkind = 'S'"],
    ['pg_operator', 'oprnamespace', 'true'],
    ['pg_opclass', 'opcnamespace', 'true'],
    ['pg_opfamily', 'opfnamespace', 'true'],
    ['pg_proc', 'pronamespace', 'true'],
    [
        'pg_type',
        'typnamespace',
        "(typtype IN ('d', 'e', 'r', 'b') OR typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')"
    ],
    ['pg_collation', 'collnamespace', 'true'],
    ['pg_conversion', 'connamespace', 'true'],
    ['pg_ts_config', 'cfgnamespace', 'true'],
    ['pg_ts_dict', 'dictnamespace', 'true'],
    ['pg_ts_parser', 'prsnamespace', 'true'],
    ['pg_ts_template', 'tmplnamespace', 'true'],
    ['pg_statistic_ext', 'stxnamespace', 'true']
];
const besideSchemas = [
    'pg_publication',
    'pg_event_trigger',
    'pg_foreign_server',
    'pg_foreign_data_wrapper',
    'pg_transform',
    'pg_cast',
    'pg_language',
    'pg_am'
];
const found = [
    ...inSchemas.map(([catalog, schema, condition], nr) => `SELECT ${nr + 2} AS nr, '${catalog}'::regclass AS catalog, o.oid FROM ${catalog} o JOIN pg_namespace n ON n.oid = ${schema}
      WHERE ${condition} AND ${ours(catalog, 'o')} AND ${userSchema('n')} AND ${stays('n')}`),
    ...besideSchemas.map((catalog, nr) => `SELECT ${nr + 50}, '${catalog}'::regclass, o.oid FROM ${catalog} o WHERE ${ours(catalog, 'o')}`)
].join('\n    UNION ALL ');
const postgres_in_place_grantee = `CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END`;
/** All that a new database has not; what stays is as in a new one. Every command can be repeated: what went with another is passed over. */
const empty = block(`  each record;
  command text;
`, `  FOR each IN SELECT extname, extowner FROM pg_extension WHERE NOT (${kept}) AND NOT pg_has_role(extowner, 'USAGE') LOOP
    RAISE EXCEPTION 'BELAY: the extension % came after the backup and belongs to the role %, and this role may not remove it. Let that role run DROP EXTENSION %', quote_ident(each.extname), quote_ident(pg_get_userbyid(each.extowner)), quote_ident(each.extname);
  END LOOP;
  FOR command IN SELECT drops FROM (
    SELECT 1 AS nr, format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) AS drops FROM pg_namespace n WHERE ${userSchema('n')} AND ${ours('pg_namespace', 'n')} AND NOT ${stays('n')}
    UNION ALL SELECT nr, format('DROP %s IF EXISTS %s CASCADE', CASE WHEN catalog = 'pg_proc'::regclass THEN 'ROUTINE' WHEN type = 'statistics object' THEN 'STATISTICS' ELSE upper(replace(type, '-', ' ')) END, identity)
      FROM (${found}) objects CROSS JOIN LATERAL pg_identify_object(catalog, objects.oid, 0)
    UNION ALL SELECT 90, format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE NOT (${kept})) d ORDER BY nr LOOP
    EXECUTE command;
  END LOOP;
  PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
  -- Rows that a dump takes out of the tables of an extension.
  FOR each IN SELECT c.oid::regclass AS name, condition FROM pg_extension CROSS JOIN LATERAL unnest(extconfig, extcondition) u(config, condition)
      JOIN pg_class c ON c.oid = config WHERE relkind = 'r' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s %s)::text', each.name, each.condition) INTO command;
    IF command = 'true' THEN EXECUTE format('DELETE FROM ONLY %s %s', each.name, each.condition); END IF;
  END LOOP;
  FOR command IN SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s %s', defaclrole::regrole, CASE WHEN defaclnamespace <> 0 THEN format('IN SCHEMA %I', defaclnamespace::regnamespace) END, what)
    FROM (SELECT d.*, CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind FROM pg_default_acl d) d
    CROSS JOIN LATERAL (SELECT 1 AS nr, format('REVOKE ALL ON %s FROM %s', kind, ${postgres_in_place_grantee}) AS what FROM aclexplode(defaclacl) a
      UNION SELECT 2, format('GRANT ALL ON %s TO %I', kind, defaclrole::regrole) WHERE defaclnamespace = 0
      UNION SELECT 2, format('GRANT %s ON %s TO PUBLIC', CASE defaclobjtype WHEN 'f' THEN 'EXECUTE' ELSE 'USAGE' END, kind) WHERE defaclnamespace = 0 AND defaclobjtype IN ('f', 'T')) w ORDER BY nr LOOP
    EXECUTE command;
  END LOOP;
  FOR each IN SELECT n.*, nspname = 'public' AS is_public FROM pg_namespace n WHERE ${userSchema('n')} AND ${stays('n')} AND pg_has_role(nspowner, 'USAGE')
      AND (nspname = 'public' OR ${ours('pg_namespace', 'n')}) LOOP
    FOR command IN SELECT DISTINCT format('REVOKE ALL ON SCHEMA %I FROM %s CASCADE', each.nspname, ${postgres_in_place_grantee}) FROM aclexplode(each.nspacl) a WHERE a.grantee <> each.nspowner LOOP
      EXECUTE command;
    END LOOP;
    IF each.is_public THEN
      IF pg_get_userbyid(each.nspowner) <> ${publicOwner} THEN EXECUTE format('ALTER SCHEMA public OWNER TO %I', ${publicOwner}); END IF;
      EXECUTE format('GRANT %s ON SCHEMA public TO PUBLIC', CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'USAGE' ELSE 'ALL' END);
      EXECUTE format('GRANT ALL ON SCHEMA public TO %I', ${publicOwner});
      COMMENT ON SCHEMA public IS 'standard public schema';
    ELSE
      EXECUTE format('COMMENT ON SCHEMA %I IS NULL', each.nspname);
    END IF;
  END LOOP;
`);
/** Every table is locked: from here to the end nobody else reads or writes one. */
const lockAll = `BEGIN;
SELECT coalesce(string_agg(format('%I.%I', nspname, relname), ', ' ORDER BY c.oid), '') AS locked FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND relpersistence <> 't' AND ${userSchema('n')} AND ${ours('pg_class', 'c')} \\gset
SELECT :'locked' <> '' AS any \\gset
\\if :any
LOCK TABLE :locked IN ACCESS EXCLUSIVE MODE;
\\endif
`;
/** Names of the tables with a row that was written by transaction `belay.since` or a later one. */
const newerRows = `SELECT format('COPY (SELECT %L FROM ONLY %I.%I WHERE age(xmin) <= %s AND age(xmin) >= 0 LIMIT 1) TO STDOUT', format('%I.%I', nspname, relname), nspname, relname, age(since))
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  JOIN pg_am a ON a.oid = relam AND amname = 'heap' CROSS JOIN (SELECT (current_setting('belay.since')::bigint % 4294967296)::text::xid AS since) s
  WHERE relkind = 'r' AND relpersistence <> 't' AND ${userSchema('n')} AND ${ours('pg_class', 'c')} \\gexec
`;
const counted = `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
  AND nspname <> 'information_schema' AND nspname !~ '^pg_';
`;
/**
 * `pg_restore` ends its text with COMMIT, which is not its to say: it goes, when nothing follows it but the end that pg_restore writes. A text without that
 * end was cut, and fails. A row of data may read the same, so what comes last decides.
 */
const withoutCommit = `function flush(i) { for (i = 0; i < n; i++) print kept[i]; n = 0 }
/^COMMIT;$/ { flush(); kept[n++] = $0; next }
n > 0 && n < 20 { kept[n++] = $0; next }
{ flush(); print }
END {
  if (n == 0) exit 1
  for (i = 1; i < n; i++) if (kept[i] !~ /^(--.*|\\\\unrestrict .*)?$/) exit 1
  for (i = 1; i < n; i++) print kept[i]
}`;
/**
 * Script text; `belay_work` is a directory of the script's own, and `belay_archive` the member. Exit code 64 says its reason. Whatever is not said to the one
 * session that does it all is not done: its COMMIT comes last, and only when what it holds is what the manifest says.
 */
function inPlaceScript({ session, live, tag, psql, emit, streams, backup, safety }) {
    const tell = (sql) => (0,host_shell.sh) `printf '%s\n' ${sql} >&"$belay_in" || exit 1\n`;
    const begin = `${session}${postgres_sql_settings({ live, tag, since: safety.since })}SET belay.extensions = :'extensions';
${guardInPlace}${endTagged}${endOurs}${lockAll}${postgres_content_contentSettings}${contentSql}\\echo BELAY-content
${newerRows}\\echo BELAY-newer
${leaveOut}\\echo BELAY-out`;
    const tables = backup.tables === undefined ? '' : (0,restored/* countsAs */.Pn)(backup.tables);
    return `belay_emit() { ${emit} "$@" < "$belay_archive"; }
belay_emit --list > "$belay_work/list"
belay_extensions=$(sed -n 's/^[0-9]*; [0-9]* [0-9]* EXTENSION - \\([^ ]*\\) .*/\\1/p' "$belay_work/list")
mkfifo -- "$belay_work/to" "$belay_work/from"
${psql} -v extensions="$belay_extensions" < "$belay_work/to" > "$belay_work/from" & belay_session=$!
exec {belay_in}> "$belay_work/to" {belay_out}< "$belay_work/from"
# What it prints up to a mark, into a file; fails when it has ended.
belay_hear() {
  : > "$belay_work/$1"
  while IFS= read -r belay_line <&"$belay_out"; do
    [[ $belay_line != "BELAY-$1" ]] || return 0
    printf '%s\\n' "$belay_line" >> "$belay_work/$1"
  done
  return 1
}
trap '' PIPE
${tell(begin)}belay_hear content && belay_hear newer && belay_hear out || exit 1
LC_ALL=C sort -o "$belay_work/content" "$belay_work/content"
${(0,host_shell.sh) `printf %s ${(0,table_content/* renderContent */.c)(safety.content)} > "$belay_work/safety"`}
if [[ -s $belay_work/newer ]] || ! cmp -s "$belay_work/safety" "$belay_work/content"; then
  printf 'BELAY: rows were written after the safety copy was taken, and would be in no copy (%s). Stop what still writes, then run the same action again\\n' \\
    "$({ cat "$belay_work/newer"; LC_ALL=C comm -3 "$belay_work/safety" "$belay_work/content" | tr -d '\\t' | sed 's/[0-9].*//'; } | sort -u | head -n 3 | cut -c 1-100 | paste -sd ' ')"
  exit 64
fi
belay_flags=()
declare -A belay_left_out=()
while IFS= read -r belay_line; do belay_left_out["x$belay_line"]=1; done < "$belay_work/out"
if (( \${#belay_left_out[@]} )); then
  while IFS= read -r belay_line; do
    [[ $belay_line == ';'* || ! \${belay_left_out["x\${belay_line#* * * }"]-} ]] && printf '%s\\n' "$belay_line" || belay_flags=(--use-list="$belay_work/use")
  done < "$belay_work/list" > "$belay_work/use"
fi
${streams ? `(( \${#belay_flags[@]} == 0 )) || { echo 'BELAY: an extension of this database belongs to another role, and inside a compose service nothing can be left out of the archive. Configure admin: { as: postgres }'; exit 64; }\n` : ''}${tell(`${empty}\\o /dev/null`)}( trap - PIPE
  belay_emit --single-transaction --file=- "\${belay_flags[@]}" | LC_ALL=C awk ${(0,host_shell.sh) `${withoutCommit}`} >&"$belay_in" ) || { exec {belay_in}>&-; wait "$belay_session" || :; exit 1; }
${tell(`\\o\n${counted}\\echo BELAY-tables\n${postgres_content_contentSettings}${contentSql}\\echo BELAY-restored`)}belay_hear tables && belay_hear restored || exit 1
tables=$(<"$belay_work/tables")
LC_ALL=C sort -o "$belay_work/restored" "$belay_work/restored"
${tables}${backup.content === undefined ? '' : (0,restored/* holdsAs */.pk)(backup.content)}${tell('COMMIT;\n\\echo BELAY-committed')}belay_hear committed || exit 1
exec {belay_in}>&-
trap - PIPE
wait "$belay_session" || :
`;
}

;// CONCATENATED MODULE: ./build/shared/database/postgres-pooler.js

/** Without one nothing is to be done. */
const noPooler = { functions: '', check: '', pause: '', resume: '' };
/**
 * `shell` reaches the admin console. Every name under which PgBouncer leads to the database is paused; one that `*` would make on demand too.
 * PAUSE waits for transactions that run, or in session pooling for clients to leave: what has not ended within five seconds is ended by the swap, like
 * every other session of the database, and the waiting PAUSE with it.
 */
function pooler(shell, database) {
    const ask = `${shell.psql} -P tuples_only=off -P footer=off`;
    const refused = (0,host_shell.sh) `printf 'BELAY: PgBouncer, as pgbouncer.url of the configuration reaches it, has no database that leads to %s\n' ${database}`;
    return {
        functions: `${shell.functions}
# Prints "<1 where it is paused> <name>" for each of PgBouncer's databases that lead to ours. The columns differ between its versions.
belay_pooled() {
  local said head row name= leads= paused= i
  ${shell.find('psql')}
  said=$(printf 'SHOW DATABASES;\\n' | ${ask}) || return
  {
    IFS='|' read -ra head
    for i in "\${!head[@]}"; do case \${head[i]} in name) name=$i ;; database) leads=$i ;; paused) paused=$i ;; esac; done
    while IFS='|' read -ra row; do
      [[ \${row[leads]} != ${(0,host_shell/* quote */.h)(database)} ]] || printf '%s %s\\n' "\${row[paused]}" "\${row[name]}"
    done
  } <<<"$said"
}
belay_console() { ${shell.find('psql')}; printf '%s "%s";\\n' "$1" "\${2//\\"/\\"\\"}" | ${shell.psql}; }
`,
        check: `belay_pooled > /dev/null
`,
        pause: `belay_pausing=()
belay_names=$(belay_pooled)
${(0,host_shell.sh) `[[ $belay_names ]] || belay_names='0 '${database}`}
while IFS= read -r belay_name; do
  belay_console PAUSE "\${belay_name#* }" & belay_pausing+=($!)
done <<<"$belay_names"
for belay_pid in "\${belay_pausing[@]}"; do
  for _ in {1..50}; do kill -0 "$belay_pid" 2>/dev/null || break; sleep 0.1; done
  kill -0 "$belay_pid" 2>/dev/null || wait "$belay_pid" || { ${refused}; exit 64; }
done
`,
        resume: `belay_names=$(belay_pooled)
while IFS= read -r belay_name; do
  [[ $belay_name != 1* ]] || belay_console RESUME "\${belay_name#* }"
done <<<"$belay_names"
`
    };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 4 modules
var schemas = __webpack_require__(2503);
;// CONCATENATED MODULE: ./build/shared/database/row-versions.js


/** A 64-bit transaction id, as text: JSON's numbers end at 2^53. */
const xid = schemas/* string */.YjP().regex(/^\d{1,18}$/);
const rowVersions = schemas/* strictObject */.rej({
    /** One uninterrupted run of one server; another one may have given the same transaction ids again. */
    server: schemas/* string */.YjP(),
    /** Its oid: a database of the same name may be another one. */
    database: schemas/* string */.YjP(),
    /** Every transaction before this one had ended when the snapshot was taken. */
    xmin: xid,
    /** The first transaction id that the snapshot cannot see. */
    xmax: xid,
    /** What gives stored values another meaning without writing a row: labels of enumerations, attributes of composite types. */
    types: schemas/* string */.YjP(),
    tables: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* strictObject */.rej({
        rows: schemas/* int */.Whr().nonnegative(),
        /** The table itself and its columns. */
        columns: schemas/* string */.YjP(),
        /** Row versions written at or after the transaction that was asked for; null where the storage of the table does not tell. */
        newer: schemas/* int */.Whr().nonnegative().nullable()
    }))
});
/** Transaction ids in rows have 32 bits: what is older than this cannot be told from what is newer. */
const MAX_TRANSACTIONS = 2000000000n;
/** The xmin of an earlier look, where it is one. */
function xminOf(before) {
    return rowVersions.safeParse(before).data?.xmin;
}
/** What `rowVersionsSql` printed: a line of the database, then one per table. */
function parseRowVersions(output) {
    const [[server, database, xmin, xmax, types] = [], ...lines] = (0,database_sql/* parseCopy */.pM)(output);
    return rowVersions.parse({
        ...{ server, database, xmin, xmax, types },
        tables: Object.fromEntries(lines.map(([table, columns, rows, newer]) => [table, { rows: Number(rows), columns, newer: newer === null ? null : Number(newer) }]))
    });
}
/**
 * Pure: what was written between two looks, where `now.tables[…].newer` counts from the first look's xmin.
 *
 * A row that is seen now and was written by a transaction before that xmin was seen then too: its writer had ended, and what is deleted does not come
 * back. So with no newer row the rows of now are among those of then, and with equal counts they are the same row versions. A version never changes: an
 * update writes another one.
 *
 * `rows` is how many rows were written, or are missing, at least. `unknown`: there is no proof, because `before` is not of this kind, the server was
 * started anew or recovered, or a transaction was open at the first look and had rows after it.
 */
function changedRows(before, now) {
    const { success, data: was } = rowVersions.safeParse(before);
    if (!success)
        return 'unknown';
    if (was.server !== now.server || was.database !== now.database || was.types !== now.types)
        return 'unknown';
    const passed = BigInt(now.xmax) - BigInt(was.xmin);
    if (passed < 0n || passed > MAX_TRANSACTIONS)
        return 'unknown';
    if (Object.values(was.tables).some(table => table.newer !== 0) || Object.values(now.tables).some(table => table.newer === null))
        return 'unknown';
    const changes = [...new Set([...Object.keys(was.tables), ...Object.keys(now.tables)])].flatMap(table => {
        const rows = changedIn(was.tables[table], now.tables[table]);
        return rows === 0 ? [] : [{ table, rows }];
    });
    return changes.length === 0 ? 'none' : changes;
}
function changedIn(was, now) {
    // Other columns: every row reads differently.
    if (was?.columns !== now?.columns)
        return Math.max(1, was?.rows ?? 0, now?.rows ?? 0);
    const newer = now?.newer ?? 0;
    const missing = (was?.rows ?? 0) - ((now?.rows ?? 0) - newer);
    return Math.max(newer, Math.abs(missing));
}

;// CONCATENATED MODULE: ./build/shared/database/postgres.js
















/** What a script prints when it refuses by itself. */
const postgres_REFUSED = 64;
/** EX_TEMPFAIL: another session holds the advisory lock. */
const postgres_BUSY = 75;
/** The session that held the advisory lock died while the script ran. */
const postgres_LOCK_LOST = 76;
/**
 * Bytes up to which a copy goes through the write-ahead log, PostgreSQL's own default: it spares the two checkpoints of STRATEGY FILE_COPY, which flush
 * what every database of the server has dirty (measured with 47 MB: 0.60 s instead of 0.75 s; from 60 MB on no difference, and twice the writing).
 */
const copiedThroughLog = 56 * 2 ** 20;
/** PostgreSQL 12 to 18, reached by its own clients on the host. */
class PostgresEngine {
    engine = 'postgres';
    database;
    #host;
    #key;
    #options;
    #connection;
    /** As whom the administrator's clients run; undefined: as this user. */
    #admin;
    #shell;
    #pooler;
    #secrets;
    /** Where the administrator's sessions are while the live database is closed or renamed. */
    #maintenance;
    /** Errors: UserError when an administrator of this host is named for a server elsewhere. */
    constructor(host, options) {
        const { key, connection, adminUser, as } = options;
        if (adminUser !== undefined && !connection.local && options.compose === undefined) {
            throw new errors/* UserError */.y(`databases.${key}: admin: { as: ${adminUser} } reaches the server of ${host.label} itself over its socket, and the connection URL names another machine. Remove admin, and give the URL's role CREATEDB.`);
        }
        this.#host = host;
        this.#key = key;
        this.#connection = connection;
        this.#options = { ...options, jobs: options.jobs ?? 2 };
        this.#admin = adminUser ?? as;
        this.#shell = postgresShell(options);
        this.database = connection.database;
        const console = options.pgbouncer === undefined
            ? undefined
            : postgresShell({ key: `${key}/pgbouncer`, connection: options.pgbouncer, compose: options.compose });
        this.#pooler = console === undefined ? noPooler : pooler(console, this.database);
        this.#secrets = { ...this.#shell.secrets, ...console?.secrets };
        this.#maintenance = connection.database === 'postgres' ? 'template1' : 'postgres';
    }
    async describe() {
        const what = `Connecting to ${this.#name}`;
        const canCopy = `SELECT (rolsuper OR rolcreatedb AND pg_has_role(datdba, 'USAGE'))::text FROM pg_roles, pg_database
      WHERE rolname = current_user AND datname = ${(0,database_sql/* literal */.eu)(this.database)};`;
        const script = `${this.#head('belay:describe')}${this.#shell.find('psql')}
exec {belay_admin}< <(${feed(`${postgres_sql_settings({ live: this.database })}${canCopy}SELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = ${(0,database_sql/* literal */.eu)(this.database)};`, this.#adminPsql('belay:describe'))})
belay_pid=$!
app=$(${feed(`${postgres_sql_dumpFacts}\nSELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = current_database();`, this.#shell.psql)})
printf 'BELAY-app=%s\\n' "\${app//$'\\n'/ ; }"
admin=$(cat <&"$belay_admin")
wait "$belay_pid"
${this.#pooler.functions}${this.#pooler.check}printf 'BELAY-admin=%s\\n' "\${admin//$'\\n'/ ; }"
`;
        const output = await this.#run(what, script, 30_000);
        const [facts = '', server = ''] = ((0,database_job/* fact */.fK)(output, 'app') ?? '').split(' ; ');
        const [copy = '', adminServer = ''] = ((0,database_job/* fact */.fK)(output, 'admin') ?? '').split(' ; ');
        if (server !== adminServer) {
            throw new errors/* UserError */.y(`databases.${this.#key}: ${this.#admin ?? 'the administrator'} on ${this.#host.label} reaches another server than the connection URL. Its socket and port must be those of the server in the URL.`);
        }
        const [, bytes, , , , version] = facts.split('|');
        return { version: version ?? '', bytes: Number(bytes), canCopy: copy === 'true' };
    }
    async query(sql, timeoutMs = 10_000) {
        const statement = sql.trim().replace(/;\s*$/, '');
        // COPY takes exactly one query, and its text format tells null from an empty string. `-c` passes the text on without psql's own commands and
        // variables; the newline ends a trailing comment.
        const copy = `BEGIN READ ONLY; COPY (${statement}\n) TO STDOUT`;
        const script = `${this.#head('belay:query')}${this.#shell.find('psql')}
${this.#shell.psql} ${(0,host_shell.sh) `-c ${`SET statement_timeout = ${Math.max(1, Math.round(timeoutMs))}`} -c ${copy}`}
`;
        return (0,database_sql/* parseCopy */.pM)(await this.#run(`The query of ${this.#name}`, script, timeoutMs + 5_000));
    }
    dump(level, tag) {
        const { key, format = 'custom', scope = 'full', jobs } = this.#options;
        return dumpPlans({ key, database: this.database, shell: this.#shell, head: this.#head(tag), format, scope, jobs }, level, tag);
    }
    async createRestorePoint(job, label) {
        const name = (0,names/* copyName */.vC)(this.database, 'point', label);
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const values = {
            live: this.database,
            copy: name,
            kept: (0,names/* copyName */.vC)(this.database, 'new', label),
            tag,
            local: this.#local ? 'yes' : 'no'
        };
        // Made under another name and renamed when it is complete: a database of the point's name is always whole.
        const sql = `${this.#session(job)}${postgres_sql_settings(values)}SET belay.server = :'server';
${guardLive}${endTagged}${copiesState}${sizeOfLive}SELECT 'BELAY-bytes=' || :bytes AS line \\gset
\\echo :line
\\if :has_copy
${openLive}\\else
${checkSpace}\\if :has_kept
SELECT format('DROP DATABASE %I', current_setting('belay.kept')) \\gexec
\\endif
SELECT current_setting('server_version_num')::int >= 150000 AS modern, current_setting('server_version_num')::int >= 130000 AS known \\gset
${closeLive}${endAll}SELECT format('CREATE DATABASE %I TEMPLATE %I OWNER %I ALLOW_CONNECTIONS false', current_setting('belay.kept'), datname, rolname)
    || CASE WHEN current_setting('server_version_num')::int >= 150000 AND :bytes > ${copiedThroughLog} THEN ' STRATEGY FILE_COPY' ELSE '' END
  FROM pg_database JOIN pg_roles r ON r.oid = datdba WHERE datname = current_setting('belay.live') \\gexec
${postgres_sql_settings({ source: this.database, target: values.kept })}${copyProperties}BEGIN;
SELECT format('ALTER DATABASE %I RENAME TO %I', current_setting('belay.kept'), current_setting('belay.copy')) \\gexec
${openLive}COMMIT;
\\endif
`;
        const output = await this.#job(job, 'point', `The restore point of ${this.#name}`, `${this.#shell.find('psql')}
server=$(${feed("SELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) FROM pg_database WHERE datname = current_database();", this.#shell.psql)}) || server=
reopen() { ${feed(`${postgres_sql_settings({ live: this.database })}${openLive}`, this.#adminPsql(tag))}; }
${this.#paused}if ${feed(sql, `${this.#adminPsql(tag)} -v server="$server"`)}; then :; else
  code=$?
  reopen || :
  exit $code
fi
`);
        return { name, bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')), createdAt: new Date().toISOString() };
    }
    async returnToRestorePoint(job, point) {
        const kept = (0,names/* copyName */.vC)(this.database, 'failed', postgres_shortHash(point.name));
        await this.#swap(job, 'return', `The return of ${this.#name} to its restore point`, point.name, kept, `the restore point ${(0,database_sql/* ident */.bD)(point.name)}`);
        return { kept };
    }
    async copyExists(point) {
        const sql = `SELECT 'BELAY-there=' || (EXISTS (SELECT FROM pg_database WHERE datname = ${(0,database_sql/* literal */.eu)(point.name)}))::text;`;
        const output = await this.#run(`Looking for the restore point of ${this.#name}`, `${this.#head('belay:describe')}${this.#shell.find('psql')}\n${feed(sql, this.#adminPsql('belay:describe'))}\n`, 30_000);
        return (0,database_job/* fact */.fK)(output, 'there') === 'true';
    }
    async dropCopy(job, { name }) {
        if (!(0,names/* isCopyOf */.h8)(this.database, name))
            throw new Error(`${name} is no copy that Belay made of ${this.database}`);
        await this.#job(job, 'drop', `Removing the copy ${(0,database_sql/* ident */.bD)(name)} of ${this.#name}`, `${this.#shell.find('psql')}\n${feed(`${this.#session(job)}DROP DATABASE IF EXISTS ${(0,database_sql/* ident */.bD)(name)};`, this.#adminPsql((0,names/* tagOf */.cO)(job.idPrefix)))}\n`);
    }
    scratchName(label) {
        return (0,names/* copyName */.vC)(this.database, 'scratch', label);
    }
    async scratch(job, label, backup) {
        const name = this.scratchName(label);
        const empty = `${this.#session(job)}${postgres_sql_settings({ live: this.database, copy: name })}SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = ${(0,database_sql/* literal */.eu)(name)} \\gset
DROP DATABASE IF EXISTS ${(0,database_sql/* ident */.bD)(name)};
${postgres_sql_createLike}`;
        await this.#job(job, 'scratch', backup === undefined ? `Making an empty database beside ${this.#name}` : `Restoring a copy of ${this.#name}`, `${backup?.hold ?? ''}${this.#shell.find('psql')}
${backup === undefined ? feed(empty, this.#adminPsql((0,names/* tagOf */.cO)(job.idPrefix))) : this.#restored(job, name, '', backup)}
`);
        const connection = { ...this.#connection, database: name };
        return {
            name,
            engine: new PostgresEngine(this.#host, { ...this.#options, key: `${this.#key}-scratch`, connection, pgbouncer: undefined })
        };
    }
    async reopen(job) {
        await this.#job(job, 'reopen', `Opening ${this.#name}`, `${this.#shell.find('psql')}\n${feed(`${postgres_sql_settings({ live: this.database })}${openLive}`, this.#adminPsql((0,names/* tagOf */.cO)(job.idPrefix)))}\n${this.#pooler.functions}${this.#pooler.resume}`);
    }
    async restore(job, backup) {
        const label = postgres_shortHash(`${job.idPrefix} ${backup.directory}`);
        const copy = (0,names/* copyName */.vC)(this.database, 'new', label);
        const kept = (0,names/* copyName */.vC)(this.database, 'old', label);
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const output = await this.#job(job, 'restore', `Restoring ${this.#name}`, `${backup.hold ?? ''}${this.#shell.find('psql')}
state=$(${feed(`${postgres_sql_settings({ live: this.database, copy, kept })}${copiesState}`, this.#adminPsql(tag))})
if [[ $state == *=nyy ]]; then echo BELAY-done=yes; exit 0; fi
${this.#restored(job, copy, guardLive, backup)}`).catch((error) => {
            if (!(error instanceof errors/* UserError */.y))
                throw error;
            throw new errors/* UserError */.y(`${error.message} Nothing was done to ${this.#name} itself.`, { cause: error.cause });
        });
        if ((0,database_job/* fact */.fK)(output, 'done') !== 'yes')
            await this.#swap(job, 'restore-swap', `Swapping the restored copy of ${this.#name} in`, copy, kept, 'the restored copy', backup);
        return { kept };
    }
    async whyInPlace() {
        const tag = 'belay:describe';
        const limited = `SET statement_timeout = '30s';\n`;
        const inLive = this.#shell.admin(this.database, tag);
        const asked = `${limited}${postgres_sql_settings({ live: this.database })}${whyInPlace}`;
        // The live database may be why it is restored, and on some servers a role may enter no other.
        const output = await this.#run(`Looking for a way to restore ${this.#name}`, `${this.#head(tag)}${this.#shell.find('psql')}
why=$(${feed(asked, this.#adminPsql(tag))} 2>/dev/null || ${feed(asked, inLive)})
[[ $why ]] || exit 0
printf 'BELAY-why=%s\\n' "$why"
${feed(`${limited}SELECT 'BELAY-way=' || string_agg(replace(what, E'\\n', ' '), ', ') FROM (${standsInTheWay}) w;`, inLive)}
`, 45_000);
        const why = (0,database_job/* fact */.fK)(output, 'why');
        const stands = (0,database_job/* fact */.fK)(output, 'way');
        if (stands === undefined)
            return why;
        throw new errors/* UserError */.y(`${this.#name[0].toUpperCase()}${this.#name.slice(1)} cannot be restored beside the live one, because ${why}, nor in its place, because this role can neither remove nor make: ${stands}. Configure admin: { as: postgres }, or give the role of the URL CREATEDB and the ownership of the database.`);
    }
    async restoreInPlace(job, backup, safety) {
        const since = xminOf(safety.fingerprint);
        if (since === undefined)
            throw new Error('A safety copy without the transaction that it was taken after');
        const { app, find, streams } = this.#shell;
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const psql = this.#shell.admin(this.database, tag);
        // Nothing of it needs the database: it turns the archive into SQL, as whoever may read it.
        const archive = openArchive(backup, false, streams);
        const { functions, pause, resume } = this.#pooler;
        const name = `in-place-${this.#options.key}`;
        const what = `Restoring ${this.#name} in its place`;
        const output = await this.#job(job, 'in-place', what, `${backup.hold ?? ''}# A job of this very step that came to its end has done it: users may have written since.
for belay_exit in ${(0,host_shell.sh) `${job.stateDir}/jobs/${job.idPrefix}`}.${(0,host_shell.sh) `${name}`}{,.*}/exit; do
  [[ ! -e $belay_exit || $(head -c 7 -- "$belay_exit") != '0 exit ' ]] || { echo BELAY-done=yes; exit 0; }
done
belay_work=$(mktemp -d)
belay_end() {
  local code=$?
  trap - EXIT
  rm -rf -- "$belay_work"
  ${archive.end}
  ${pause === '' ? '' : resume}
  exit "$code"
}
trap belay_end EXIT
${archive.begin}
${pause === '' ? '' : `${functions}${pause}`}${find('psql')}
major=$(${feed("SELECT current_setting('server_version_num')::int / 10000;", psql)})
${find('pg_restore', '"$major"')}
restorer=$REPLY
${find('psql')}
${inPlaceScript({
            session: this.#session(job),
            live: this.database,
            tag,
            psql,
            emit: streams ? `${app} ${this.#unpacked(backup)} "$restorer"` : `"$restorer"${backup.format === DIRECTORY ? ' /dev/stdin' : ''}`,
            streams,
            backup,
            safety: { content: safety.content, since }
        })}`).catch((error) => {
            if (!(error instanceof errors/* UserError */.y))
                throw error;
            throw new errors/* UserError */.y(`${error.message} It is one transaction, and ${this.#name} is as it was unless that came to its end.`, {
                cause: error.cause
            });
        });
        if ((0,database_job/* fact */.fK)(output, 'done') === 'yes')
            return;
        // Without statistics it is slow, and restored all the same.
        await this.#job(job, 'analyze', `ANALYZE of ${this.#name}`, `${find('psql')}\n${feed(`${this.#session(job)}ANALYZE;`, psql)}\n`).catch((error) => {
            if (!(error instanceof errors/* UserError */.y))
                throw error;
            job.onOutput?.(`${error.message}\n`);
        });
    }
    async drill(job, backup) {
        const { drill: elsewhere, key: name, jobs } = this.#options;
        if (elsewhere !== undefined)
            return new PostgresEngine(this.#host, { key: name, connection: await elsewhere(), jobs, roleless: true }).drill(job, backup);
        const { copy, stem } = (0,names/* drillName */.rz)(this.database, postgres_shortHash(`${job.idPrefix} ${backup.directory}`));
        const { app, find, streams, target } = this.#shell;
        const listed = this.#options.roleless
            ? `--no-owner --no-acl --file=- < "$1" | sed -n -e '/; Type: MATERIALIZED VIEW DATA; /d' -e '/^-- Name: .*; Type: /p'`
            : `--list < "$1" | sed -e '/^;/d' -e '/^[0-9]*; [0-9]* [0-9]* MATERIALIZED VIEW DATA /d' -e 's/^[0-9]*; [0-9]* [0-9]* //'`;
        const schema = ['--schema-only', '--format=custom', '--no-password', '-d', target(copy, (0,names/* tagOf */.cO)(job.idPrefix))];
        const dumped = this.#shell.adminProgram('pg_dump', schema) ?? (0,host_shell.sh) `${(0,host_shell/* raw */.l)(app)} "$belay_dumper" ${schema}`;
        const output = await this.#job(job, 'drill', `The drill of the backup of ${this.#name}`, `${backup.hold ?? ''}${this.#shell.find('psql')}
${restored/* drillBegins */.Y1}${feed(`${postgres_sql_settings({ live: this.database, stem, copy })}${dropLeft}`, this.#adminPsql((0,names/* tagOf */.cO)(job.idPrefix)))}
${this.#restored(job, copy, '', backup)}
${find('pg_dump', '"$major"')}
belay_dumper=$REPLY
# Kinds, names and owners, where there are those: how PostgreSQL writes an expression down changes when it has read it again.
belay_objects() { ${app} "\${@:2}" --schema-only ${listed} | LC_ALL=C sort; }
${dumped} > "$belay_work/again"
belay_objects "$belay_archive" ${this.#unpacked(backup)} "$restorer" ${backup.format === DIRECTORY && !streams ? '/dev/stdin' : ''} > "$belay_work/schema"
belay_objects "$belay_work/again" "$restorer" > "$belay_work/schema-restored"
if ! cmp -s "$belay_work/schema" "$belay_work/schema-restored"; then
  printf 'BELAY: the restored copy (>) does not hold the objects of the backup (<): %s\\n' "$(diff "$belay_work/schema" "$belay_work/schema-restored" | grep '^[<>]' | head -n 3 | cut -c 1-200 | paste -sd ' ')"
  exit ${postgres_REFUSED}
fi
belay_failed=1
${restored/* drillEnds */.ae}`);
        return (0,restored/* drilled */.hH)(output);
    }
    /**
     * Script text: makes the copy from the backup's member and compares what its tables hold with what the manifest says. `restorer`, `major`,
     * `belay_archive` and `belay_work/restored` are for what follows. A copy that is not what it should be is removed; so is any while `belay_failed` is set at the end.
     */
    #restored(job, copy, guard, backup) {
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const values = { live: this.database, copy, kept: '', tag, local: this.#local ? 'yes' : 'no' };
        const owner = this.#options.roleless ? postgres_sql_settings({ owner: 'self' }) : '';
        const start = `${this.#session(job)}${postgres_sql_settings(values)}${owner}${guard}${endTagged}${copiesState}\\if :has_copy
SELECT format('DROP DATABASE %I', current_setting('belay.copy')) \\gexec
\\endif
${sizeOfLive}${checkSpace}${postgres_sql_createLike}`;
        const counted = `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
  AND nspname <> 'information_schema' AND nspname !~ '^pg_';`;
        const { app, find, streams, target } = this.#shell;
        const before = this.#unpackedBy(backup);
        const several = !streams || before.length > 0;
        const { jobs, roleless } = this.#options;
        const bare = roleless ? ['--no-owner', '--no-acl'] : [];
        const flags = ['--exit-on-error', '--no-password', ...bare, ...(several ? [`--jobs=${jobs}`] : []), '-d', target(copy, tag)];
        const restorer = this.#shell.adminProgram('pg_restore', flags, before) ?? (0,host_shell.sh) `${(0,host_shell/* raw */.l)(app)} ${before} "$restorer" ${flags}`;
        const inCopy = this.#shell.admin(copy, tag);
        const tables = backup.tables === undefined ? '' : (0,restored/* countsAs */.Pn)(backup.tables);
        const archive = openArchive(backup, this.#admin !== undefined && !streams, streams);
        return `${restored/* millisecondClock */.sV}belay_work=$(mktemp -d) belay_failed=
belay_end() {
  local code=$?
  rm -rf -- "$belay_work"
  ${archive.end}
  if (( code != 0 )) || [[ $belay_failed ]]; then ${find('psql')}; ${feed(`${this.#session(job)}DROP DATABASE IF EXISTS ${(0,database_sql/* ident */.bD)(copy)};`, this.#adminPsql(tag))} || :; fi
  exit "$code"
}
trap belay_end EXIT
${archive.begin}
${find('psql')}
${feed(start, this.#adminPsql(tag))}
major=$(${feed("SELECT current_setting('server_version_num')::int / 10000;", this.#adminPsql(tag))})
${find('pg_restore', '"$major"')}
restorer=$REPLY
${find('psql')}
belay_begun=$(belay_ms)
${restorer}${streams ? '' : ' /dev/stdin'} < "$belay_archive"
belay_loaded=$(belay_ms)
${feed('SET client_min_messages = error; ANALYZE;', inCopy)}
printf 'BELAY-note=restored in %s ms, ANALYZE in %s ms\\n' $((belay_loaded - belay_begun)) $(($(belay_ms) - belay_loaded))
tables=$(${feed(counted, inCopy)})
${tables}${feed(`${postgres_content_contentSettings}BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n${contentSql}COMMIT;`, inCopy)} | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : (0,restored/* holdsAs */.pk)(backup.content)}`;
    }
    fingerprint(job) {
        return this.#rowVersions(job, '');
    }
    async changesSince(job, before) {
        const since = xminOf(before);
        return since === undefined ? 'unknown' : changedRows(before, await this.#rowVersions(job, since));
    }
    async endSessions(tag) {
        const sql = `${postgres_sql_settings({ live: this.database, tag: tag ?? '' })}${tag === null ? endAll : endTagged}`;
        await this.#run(`Ending the sessions of ${tag ?? 'others'} in ${this.#name}`, `${this.#head('belay:end-sessions')}${this.#shell.find('psql')}\n${feed(sql, this.#adminPsql('belay:end-sessions'))}\n`, SESSIONS_DEADLINE_MS + 15_000);
    }
    clientEnvironment(options) {
        const own = this.#connection.environment['PGOPTIONS'];
        const limits = `-c lock_timeout=${Math.round(options.lockTimeoutMs)} -c statement_timeout=${Math.round(options.statementTimeoutMs)}`;
        return { PGAPPNAME: options.tag, PGOPTIONS: own === undefined ? limits : `${own} ${limits}` };
    }
    sqlClient({ tag, lockTimeoutMs, statementTimeoutMs }) {
        // Under names of its own: what runs under the advisory lock has lost those of the session that holds it.
        const shell = postgresShell({ ...this.#options, key: `${this.#key}/sql` });
        return {
            functions: `cd /\n${(0,host_shell.sh) `belay_tag=${tag}`}\n${shell.functions}${shell.find('psql')}\nsql_program=$REPLY\nsql_client() { local REPLY=$sql_program; ${shell.psql}; }\n`,
            begin: `SET lock_timeout = ${Math.round(lockTimeoutMs)}; SET statement_timeout = ${Math.round(statementTimeoutMs)};\n`,
            secrets: shell.secrets
        };
    }
    underAdvisoryLock(script, waitMs) {
        return {
            secrets: this.#shell.secrets,
            script: `${this.#head('belay:lock')}${this.#shell.find('psql')}
belay_tag="\${PGAPPNAME:-belay}"
trap '' PIPE
coproc belay_lock { ${this.#shell.psql} -v ON_ERROR_STOP=0 2>&1; }
# bash closes a coprocess's own descriptors in subshells, where the heartbeat needs one.
belay_0=\${belay_lock[0]} belay_1=\${belay_lock[1]} belay_lock_pid=$belay_lock_PID
exec {belay_lock_in}>&"$belay_1" {belay_lock_out}<&"$belay_0" {belay_0}<&- {belay_1}>&-
# Reads up to the mark; false when the session is gone. belay_line is then not the mark, belay_said what was said before.
belay_hear() {
  belay_said= belay_line=
  while IFS= read -r belay_line <&"$belay_lock_out"; do
    [[ $belay_line != "$1 "* ]] || return 0
    belay_said+=$belay_line$'\\n'
  done
  return 1
}
${(0,host_shell.sh) `printf '%s\\n' ${takeLock(waitMs)} >&"$belay_lock_in"`} || :
belay_hear BELAY-lock || :
case $belay_line in
  'BELAY-lock 00000') ;;
  'BELAY-lock 55P03') echo 'BELAY: another session holds the migration lock of the database' >&2; exit ${postgres_BUSY} ;;
  *) printf '%s' "$belay_said" >&2; exit ${postgres_LOCK_LOST} ;;
esac
${(0,host_shell.sh) `belay_locked=${script}`}
set -m
( set +m
  trap - PIPE
  exec {belay_lock_in}>&- {belay_lock_out}<&-
  eval "unset -v ${this.#shell.secretName} \${!belay_@}
unset -f belay_hear
{ :
$belay_locked
}" ) & belay_script=$!
set +m
# psql notices the end of its session only when it asks for something.
( exec {belay_never}<> <(:) {belay_lock_out}<&-
  while ! read -rt 1 -u "$belay_never"; do printf 'SELECT 1 AS belay \\\\gset\\n' >&"$belay_lock_in" || exit 0; done ) 2>/dev/null & belay_beat=$!
belay_code=0
wait -n "$belay_script" "$belay_lock_pid" || belay_code=$?
kill -KILL "$belay_beat" 2>/dev/null || :
wait "$belay_beat" 2>/dev/null || :
# What ran is done only if the lock was held to its end: the session must answer once more.
if { ${(0,host_shell.sh) `printf '%s\\n' ${'SELECT 1 AS belay \\gset'} ${'\\echo BELAY-alive :SQLSTATE'} >&"$belay_lock_in"`}; } 2>/dev/null && belay_hear BELAY-alive && [[ $belay_line == 'BELAY-alive 00000' ]]; then
  exec {belay_lock_in}>&-
  wait "$belay_lock_pid" || :
  exit "$belay_code"
fi
echo 'BELAY: the session that held the migration lock ended before its script; what ran under it was ended' >&2
kill -TERM -- "-$belay_script" 2>/dev/null || :
for _ in {1..50}; do kill -0 -- "-$belay_script" 2>/dev/null || break; sleep 0.1; done
kill -KILL -- "-$belay_script" 2>/dev/null || :
exit ${postgres_LOCK_LOST}
`
        };
    }
    explain(what, output) {
        return explainPostgres(what, output, this.#connection, this.#admin);
    }
    /** Words before a program that reads the archive: in a container it is a tar on stdin. */
    #unpackedBy({ format }) {
        return this.#shell.streams && format === DIRECTORY ? UNPACKED : [];
    }
    #unpacked(backup) {
        return (0,host_shell.sh) `${this.#unpackedBy(backup)}`;
    }
    /** The server's files are where its clients are. */
    get #local() {
        return this.#connection.local || this.#options.compose !== undefined;
    }
    get #name() {
        return `the database ${(0,database_sql/* ident */.bD)(this.database)}`;
    }
    #adminPsql(tag) {
        return this.#shell.admin(this.#maintenance, tag);
    }
    /** Script text: from here to the script's end, however it comes, nothing reaches the database through PgBouncer. */
    get #paused() {
        const { functions, pause, resume } = this.#pooler;
        if (pause === '')
            return '';
        return `${functions}belay_resume() {
  local code=$?
  trap - EXIT
  ${resume}
  exit "$code"
}
trap belay_resume EXIT
${pause}`;
    }
    #head(tag) {
        return `cd /\n${(0,host_shell.sh) `belay_tag=${tag}`}\n${this.#shell.functions}`;
    }
    /** The server ends a statement by itself when the job's deadline has passed and nobody is there to cancel it. */
    #session(job) {
        return `SET statement_timeout = ${Math.round(job.timeoutMs)}; SET lock_timeout = 30000; SET client_min_messages = error;\n`;
    }
    async #swap(job, name, what, copy, kept, called, restored) {
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const sql = `${this.#session(job)}${postgres_sql_settings({ live: this.database, copy, kept, tag, called })}${endTagged}${copiesState}SELECT NOT :'has_copy'::boolean AND :'has_kept'::boolean AND :'has_live'::boolean AS done,
  NOT :'has_copy'::boolean AS gone, :'has_copy'::boolean AND :'has_kept'::boolean AND :'has_live'::boolean AS both \\gset
\\if :done
${openLive}\\else
\\if :gone
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: % is not there', current_setting('belay.called'); END $belay$;
\\endif
\\if :both
DO $belay$ BEGIN RAISE EXCEPTION 'BELAY: % exists from an earlier return; look at it and drop it first', quote_ident(current_setting('belay.kept')); END $belay$;
\\endif
\\if :has_live
${guardLive}${restored ? `${postgres_sql_settings({ source: this.database, target: copy })}${copyProperties}` : ''}${closeLive}${endAll}\\endif
${postgres_sql_settings({ closing: copy })}DO $belay$ BEGIN EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS false', current_setting('belay.closing')); END $belay$;
SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname = current_setting('belay.closing') \\gset
${swap}\\endif
`;
        await this.#job(job, name, what, `${restored?.hold ?? ''}${this.#paused}${this.#shell.find('psql')}
if ${feed(sql, this.#adminPsql(tag))}; then :; else
  code=$?
  { ${feed(`${postgres_sql_settings({ live: this.database })}${openLive}`, this.#adminPsql(tag))}; } || :
  exit $code
fi
`);
    }
    /** `since`: the transaction from which row versions count as newer; empty: from the oldest that is still open. */
    async #rowVersions(job, since) {
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const sql = `${this.#session(job)}${postgres_sql_settings({ since })}${rowVersionsSql}`;
        const script = `${this.#head(tag)}${this.#shell.find('psql')}\n${feed(sql, this.#shell.admin(this.database, tag))}\n`;
        return parseRowVersions(await this.#run(`Counting the rows of ${this.#name}`, script, job.timeoutMs));
    }
    #job(job, name, what, script) {
        return (0,database_job/* runDatabaseJob */.u5)(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${this.#head((0,names/* tagOf */.cO)(job.idPrefix))}${script}`, secrets: this.#secrets }, (said, output) => this.explain(`${said} on ${this.#host.label}`, output));
    }
    async #run(what, script, timeoutMs) {
        const result = await this.#host.run(script, { secrets: this.#secrets, timeoutMs, check: false }).catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error });
            throw error;
        });
        if (result.exitCode !== 0)
            throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`);
        return result.stdout;
    }
}
/** A constant of Belay's own: advisory locks are per database, so one key is enough. The digits spell BELAY in ASCII. */
const ADVISORY_KEY = 0x42454c4159;
/** psql tells on stdout how taking the lock went, and then waits for more on stdin: the lock lives as long as that pipe. */
function takeLock(waitMs) {
    return [
        'SET idle_session_timeout = 0;',
        'SET statement_timeout = 0;',
        `SET lock_timeout = ${Math.max(1, Math.round(waitMs))};`,
        `SELECT pg_advisory_lock(${ADVISORY_KEY});`,
        '\\echo BELAY-lock :SQLSTATE'
    ];
}
const postgres_shortHash = (text) => (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 12);
/** What went wrong, in one sentence that says what to do; the clients' filtered words are the cause. */
function explainPostgres(what, output, connection, admin) {
    const own = (0,database_job/* refusal */.x5)(output);
    if (own !== undefined)
        return new errors/* UserError */.y(`${what}: ${own}.`);
    const user = connection.user === undefined ? 'the role' : `the role ${(0,database_sql/* ident */.bD)(connection.user)}`;
    const advice = postgres_reasons.find(([pattern]) => pattern.test(output))?.[1]({ user, database: (0,database_sql/* ident */.bD)(connection.database), admin: admin ?? '' });
    return (0,database_job/* clientFailure */.qk)(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output);
}
const postgres_reasons = [
    [
        /authentication failed for user|no password supplied/,
        ({ user }) => `the server refused the password of ${user}. Compare it with the connection URL.`
    ],
    [
        /no pg_hba\.conf entry/,
        ({ user, database }) => `pg_hba.conf on the server has no line that lets ${user} into ${database} from this host.`
    ],
    [
        /FATAL: +database .* does not exist/,
        ({ database }) => `the server has no database ${database}. Compare the name with the connection URL.`
    ],
    [/FATAL: +role .* does not exist/, ({ user }) => `the server has no such role (${user}).`],
    [
        /not currently accepting connections/,
        ({ database }) => `${database} is closed to sessions: a run died while it made or returned to a restore point. Run the same action again, or ALTER DATABASE ${database} ALLOW_CONNECTIONS true.`
    ],
    [
        /Connection refused|No such file or directory\s+Is the server running/,
        () => 'no server answers at the host and port of the connection URL. Is it running?'
    ],
    [/could not translate host name/, () => 'the host name in the connection URL cannot be resolved.'],
    [/timeout expired/, () => 'the server did not answer in time. Check the host, the port and the firewall.'],
    [
        /sudo: .*(password is required|not allowed to execute|terminal is required)|is not allowed to execute/,
        ({ admin }) => `sudoers does not let this user run the PostgreSQL clients as ${admin}. Add: <user> ALL=(${admin}) NOPASSWD: /usr/bin/psql, /usr/bin/pg_dump, /usr/bin/pg_dumpall, /usr/bin/pg_restore`
    ],
    [
        /permission denied while trying to connect to the Docker/i,
        () => 'this user may not use docker on the host. Add it to the group docker, which makes it as powerful as root there.'
    ],
    [/Error response from daemon: .*is not running/, () => 'the container of the compose service is not running. Start it, then try again.'],
    [/sudo: (command )?not found|sudo: No such file/, ({ admin }) => `sudo is not installed, and admin: { as: ${admin} } needs it.`],
    [
        /permission denied to create database/,
        ({ user }) => `${user} may not create databases. Configure admin: { as: postgres }, or give it CREATEDB.`
    ],
    [
        /permission denied for|row-level security policy|must be (owner|superuser)/,
        ({ user }) => `${user} lacks a right that it needs. Configure admin: { as: postgres }.`
    ],
    [/No space left on device/, () => 'the disk is full.'],
    [/lock timeout/, () => 'a lock was not granted in time; another session holds it.'],
    [/statement timeout/, () => 'a statement took longer than its deadline.'],
    [/server version mismatch/, () => "the client is older than the server. Install the client of the server's version."],
    [
        /being accessed by other users/,
        ({ database }) => `sessions came into ${database} again before it could be swapped. Run the same action again.`
    ]
];

// EXTERNAL MODULE: ./build/shared/database/postgres-connection.js
var postgres_connection = __webpack_require__(97677);
// EXTERNAL MODULE: ./build/shared/database/redis-connection.js
var redis_connection = __webpack_require__(85257);
;// CONCATENATED MODULE: ./build/shared/database/redis-shell.js


/** Logical databases of a scratch server: its last one is a notebook. A backup of a server that numbers higher does not load. */
const SCRATCH_DATABASES = 1024;
function redisShell(key, { host, port, user, password, tls }) {
    const secretName = `BELAY_REDIS_${(0,external_node_crypto_.createHash)('sha256').update(key).digest('hex').slice(0, 8)}`;
    const login = password === undefined ? '' : `REDISCLI_AUTH="$${secretName}" VALKEYCLI_AUTH="$${secretName}" `;
    const place = ['-h', host, '-p', port, ...(user === undefined ? [] : ['--user', user]), ...tls];
    return {
        // -e: else a refused command exits 0.
        functions: `belay_cli=$(type -P redis-cli || type -P valkey-cli) || { echo 'BELAY: neither redis-cli nor valkey-cli is on this host. Install redis-tools'; exit 64; }
r() { ${login}"$belay_cli" -e --no-auth-warning ${(0,host_shell.sh) `${place}`} "$@"; }
${SCRATCH}`,
        secrets: password === undefined ? {} : { [secretName]: password }
    };
}
/** The one key of a spare database that says what the database is: hash of `name`, `kind` (`new` | `old`), `source`, `of`. */
const MARKER = 'belay:copy';
/** Calls `each(database, marker)` for every logical database that the server has. */
const EVERY = `local function every(each)
  for i = 0, 16383 do
    local answer = redis.pcall('SELECT', i)
    if type(answer) == 'table' and answer.err then return end
    local mark = {}
    local found = redis.pcall('HGETALL', '${MARKER}')
    if not found.err then for n = 1, #found, 2 do mark[found[n]] = found[n + 1] end end
    each(i, mark)
  end
end
`;
/** `only`: empties every database but this one, where one is named, and those that are copies. */
const tidy = `${EVERY}every(function(i, mark)
  if mark.name or (ARGV[1] ~= '' and tonumber(ARGV[1]) ~= i) then redis.call('FLUSHDB') end
end)`;
/**
 * `belay_load FILE [DATABASE]` checks an RDB file with redis-check-rdb and loads it into a server of the script's own, on a socket in a private directory and without a
 * port; `belay_unload` ends it, as does the end of the script, whatever ends it. As a replica of nobody it keeps also what has expired since: what it counts
 * is what the file holds, of this database or of all, less the copies that an earlier restore kept. `belay_content` prints that as COPY would: the keys of every database, and a digest of all values, which the order of keys and
 * their encoding do not change. Debian's redis-server and redis-check-rdb are one program that goes by its name; redis-tools is enough.
 */
const SCRATCH = `belay_server=$(type -P redis-server || type -P valkey-server || type -P redis-check-rdb) || belay_server=
belay_checker=$(type -P redis-check-rdb || type -P valkey-check-rdb) || belay_checker=
[[ $belay_server && $belay_checker ]] || { echo 'BELAY: redis-server and redis-check-rdb are not on this host, so that nothing can be proved about a backup. Install redis-server or redis-tools, of the version of the server'; exit 64; }
belay_rdb= belay_pid= belay_notebook=${SCRATCH_DATABASES - 1}
s() { "$belay_cli" -e -s "$belay_rdb/socket" "$@"; }
belay_memory() {
  local line available=
  while read -r line; do [[ $line != MemAvailable:* ]] || available=\${line//[!0-9]/}; done < /proc/meminfo
  [[ ! $available ]] || (( available * 1024 > $1 + $1 / 5 + 67108864 )) || { printf 'BELAY: %s needs %s MiB of memory and this host has %s MiB available\\n' "$2" $((($1 + $1 / 5) / 1048576 + 64)) $((available / 1024)); exit 64; }
}
belay_load() {
  local bytes said with=(setpriv --pdeathsig KILL)
  # A directory that nobody holds was left by a script that was killed.
  for said in "\${TMPDIR:-/tmp}"/belay-redis.*; do
    [[ -d $said && -O $said && ! -L $said ]] || continue
    exec {belay_held}<"$said"
    if flock -n "$belay_held"; then rm -rf -- "$said"; fi
    exec {belay_held}<&-
  done
  belay_rdb=$(mktemp -d -- "\${TMPDIR:-/tmp}/belay-redis.XXXXXXXX")
  exec {belay_held}<"$belay_rdb"
  flock -n "$belay_held"
  # What it says names keys: none of it may be shown.
  said=$("$belay_checker" "$1" 2>&1) || { echo 'BELAY: the backup does not pass redis-check-rdb'; exit 64; }
  bytes=\${said##*used-mem = \\'} bytes=\${bytes%%\\'*}
  [[ $bytes =~ ^[0-9]{1,15}$ ]] || bytes=$(stat -c %s -- "$1")
  belay_memory "$bytes" 'loading the backup beside the server'
  ln -s -- "$1" "$belay_rdb/dump.rdb"
  printf '%s\\n' 'port 0' "unixsocket $belay_rdb/socket" 'unixsocketperm 700' "dir $belay_rdb" "logfile $belay_rdb/log" 'save ""' 'appendonly no' \\
    'databases ${SCRATCH_DATABASES}' 'replicaof 127.0.0.1 0' 'replica-read-only no' 'enable-debug-command local' 'sanitize-dump-payload yes' > "$belay_rdb/conf"
  "\${with[@]}" true 2>/dev/null || with=()
  # Where memory ends, the kernel is to take this one and no other.
  "\${with[@]}" bash -c '{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null; exec -a redis-server "$0" "$1"' "$belay_server" "$belay_rdb/conf" > /dev/null 2>&1 & belay_pid=$!
  until [[ $(s PING 2>/dev/null) == PONG ]]; do
    kill -0 "$belay_pid" 2>/dev/null && { sleep 0.02; continue; }
    belay_pid=
    said=$(cat -- "$belay_rdb/log" 2>/dev/null) || said=
    case $said in
      *"Can't handle RDB format version"*) echo 'BELAY: the backup is of a newer Redis than the one on this host' ;;
      *module*) echo 'BELAY: the backup holds types of a module, which the redis-server of this host does not load' ;;
      *'configured to handle more than'*) echo 'BELAY: the backup holds a database with a number of ${SCRATCH_DATABASES} or more' ;;
      *) echo 'BELAY: the backup does not load into a Redis server' ;;
    esac
    exit 64
  done
  s EVAL ${(0,host_shell/* quote */.h)(tidy)} 0 "\${2-}" > /dev/null
}
belay_unload() {
  [[ ! $belay_pid ]] || { kill -KILL "$belay_pid"; wait "$belay_pid"; } 2>/dev/null || :
  belay_pid=
  [[ ! $belay_rdb ]] || rm -rf -- "$belay_rdb"
}
belay_content() {
  local info
  info=$(s INFO keyspace)
  sed -n 's/^db\\([0-9]*\\):keys=\\([0-9]*\\),.*/db\\1\\t\\2\\t\\\\N/p' <<< "$info"
  info=$(s DEBUG DIGEST | sha256sum)
  printf 'all values\\t0\\t%s\\n' "\${info%% *}"
}
`;
/**
 * Each is one EVAL, and nothing comes between what it reads and what it writes; an append-only file has all of it or nothing.
 */
const lua = {
    /**
     * `source new old only database…`: gives each database that changes (those of the backup, and those of the server that hold something; or `only` it) an
     * empty one, highest number first, marks it as the copy `new`, and says `database spare` line by line. Empties what an attempt that died has left. Says `done` where the
     * copy `old` is there, `short n` where n are missing.
     */
    prepare: `${EVERY}local source, new, old, only = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local change, spare, done = {}, {}, false
for n = 5, #ARGV do change[tonumber(ARGV[n])] = true end
every(function(i, mark)
  if mark.source == source and mark.kind == 'new' then redis.call('FLUSHDB') mark = {} end
  if mark.name == old then done = true end
  if mark.name then return end
  if redis.call('DBSIZE') > 0 then
    if only == '' or tonumber(only) == i then change[i] = true end
  elseif not change[i] then
    table.insert(spare, i)
  end
end)
if done then return 'done' end
local changed, said = {}, {}
for i in pairs(change) do table.insert(changed, i) end
table.sort(changed)
if #changed > #spare then return 'short ' .. (#changed - #spare) end
for _, i in ipairs(changed) do
  local to = table.remove(spare)
  redis.call('SELECT', to)
  redis.call('HSET', '${MARKER}', 'name', new, 'kind', 'new', 'source', source, 'of', i)
  table.insert(said, i .. ' ' .. to)
end
return table.concat(said, '\\n')`,
    /** `old database spare…`: changes each with its spare one, which is marked as the copy `old` from then on. Says `lost` where a spare one is no longer marked. */
    swap: `for n = 2, #ARGV, 2 do
  redis.call('SELECT', ARGV[n + 1])
  if redis.call('HGET', '${MARKER}', 'kind') ~= 'new' or redis.call('HGET', '${MARKER}', 'of') ~= ARGV[n] then return 'lost' end
end
for n = 2, #ARGV, 2 do
  redis.call('SELECT', ARGV[n + 1])
  local source = redis.call('HGET', '${MARKER}', 'source')
  redis.call('DEL', '${MARKER}')
  redis.call('SWAPDB', ARGV[n], ARGV[n + 1])
  redis.call('HSET', '${MARKER}', 'name', ARGV[1], 'kind', 'old', 'source', source, 'of', ARGV[n])
end
return 'swapped'`,
    /** `name`: empties every database that is marked as this copy. */
    drop: `${EVERY}every(function(i, mark) if mark.name == ARGV[1] then redis.call('FLUSHDB', 'ASYNC') end end) return 'dropped'`,
    /** `name`: how many databases are marked as this copy. */
    count: `${EVERY}local n = 0 every(function(i, mark) if mark.name == ARGV[1] then n = n + 1 end end) return n`,
    /**
     * For a scratch server. `database spare`: the next keys of the database as commands that restore them into `spare`, in Redis's own protocol; what has
     * expired is left out. The place where the next call begins is kept in the notebook, as `cursor`; it is 0 after the last.
     */
    next: `redis.call('SELECT', ${SCRATCH_DATABASES - 1})
local cursor = redis.call('GET', 'cursor') or '0'
redis.call('SELECT', ARGV[1])
local page = redis.call('SCAN', cursor, 'COUNT', 500)
local said = {}
local function add(...)
  local words = {...}
  table.insert(said, '*' .. #words .. '\\r\\n')
  for _, word in ipairs(words) do table.insert(said, '$' .. #word .. '\\r\\n' .. word .. '\\r\\n') end
end
add('SELECT', ARGV[2])
for _, key in ipairs(page[2]) do
  local left, value = redis.call('PTTL', key), redis.call('DUMP', key)
  -- To RESTORE, 0 ms mean for ever.
  if value and (left == -1 or left > 0) then add('RESTORE', key, string.format('%.0f', math.max(left, 0)), value, 'REPLACE') end
end
redis.call('SELECT', ${SCRATCH_DATABASES - 1})
redis.call('SET', 'cursor', page[1])
return table.concat(said)`
};

;// CONCATENATED MODULE: ./build/shared/database/redis.js










/** Milliseconds in which clients must be gone. */
const redis_SESSIONS_DEADLINE_MS = 10_000;
/**
 * One Redis 7 or 8 server (or Valkey), by its own client on the host, which needs no access to the server's files. The member is an RDB file, which always
 * holds the whole server; a URL with a number counts, compares and restores only that database.
 *
 * A restore loads the file into a scratch server, and copies its keys (DUMP, RESTORE) into empty logical databases of the live server, which nobody reads;
 * then one script changes each with its live one (SWAPDB). Until then nothing that is live has changed, and what was live stays in the spare databases: it is
 * the kept copy, until dropped. It is the server itself that writes, so it comes out the same with an append-only file and without. REPLICAOF would need no
 * spare database, but a replica empties itself before it loads, stays read-only when its restore is killed, and must reach a port of the scratch server.
 *
 * Needs: as many empty databases as are restored, and memory for both. Refused for a cluster and for a replica. Not covered: functions and users (ACL), which the server keeps as
 * they are; types of modules. Keys keep their time to live, counted from the backup's file; what expired since does not come back.
 */
class RedisSource {
    engine = 'redis';
    database;
    #host;
    #key;
    #connection;
    #shell;
    /** The database that is meant, as an argument; empty: all. */
    #only;
    /** Errors: UserError for a URL that cannot be read. */
    constructor(host, { key, url }) {
        this.#host = host;
        this.#key = key;
        this.#connection = (0,redis_connection/* parseRedisUrl */.C)(url, `The connection URL of databases.${key}`);
        this.#shell = redisShell(key, this.#connection);
        const { host: server, port, index } = this.#connection;
        this.#only = index === undefined ? '' : String(index);
        this.database = `${server}:${port}${index === undefined ? '' : `/${index}`}`;
    }
    async describe() {
        const output = await this.#run(`Connecting to ${this.#name}`, `${this.#ask}printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$version" "$bytes"\n`, 30_000);
        return { version: (0,database_job/* fact */.fK)(output, 'version') ?? '', bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')) };
    }
    /** Every level loads the file: only so is it known what it holds. */
    dump(_level) {
        const name = `${this.#key}.rdb`;
        return [
            {
                prepare: `cd /
${this.#shell.functions}${this.#ask}belay_memory "$bytes" 'loading the backup beside the server'
estimate[M]=$bytes
client=$("$belay_cli" --version)
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\n' "$M" "$version" "$M" "\${client#*-cli }" "$M" "$bytes"
`,
                // To a file: on its standard output errors and data would be one.
                dump: `r --rdb "$FILE"
[[ -s $FILE ]]
`,
                verify: `(
  trap belay_unload EXIT
  ${this.#load('"$FILE"')}  belay_content > "$CONTENT"
)
`,
                secrets: this.#shell.secrets,
                member: { name, role: 'database', format: 'rdb' },
                content: table_content/* parseContent */.F,
                checks: ['exit-code', 'full-decode', 'integrity', 'sha256'],
                commands: [`redis-cli --rdb ${name}`, `redis-check-rdb ${name}`, `redis-server --dbfilename ${name}`]
            }
        ];
    }
    async restore(job, backup) {
        const label = redis_shortHash(`${job.idPrefix} ${backup.directory}`);
        const copy = (0,names/* copyName */.vC)(this.database, 'new', label);
        const kept = (0,names/* copyName */.vC)(this.database, 'old', label);
        await this.#job(job, 'restore', `Restoring ${this.#name}`, `${backup.hold ?? ''}${this.#ask}${this.#refuseRole}${this.#restored(backup)}
# What was copied and not swapped in would take memory for nothing.
belay_undo() { ${(0,host_shell.sh) `r EVAL ${lua.drop} 0 ${copy}`} > /dev/null 2>&1 || :; belay_unload; }
trap belay_undo EXIT
databases=$(cut -f 1 -- "$belay_work/restored" | sed -n 's/^db//p')
plan=$(r EVAL ${(0,host_shell/* quote */.h)(lua.prepare)} 0 ${(0,host_shell.sh) `${this.database} ${copy} ${kept} ${this.#only}`} $databases)
case $plan in
  done) pairs= ;;
  short*) printf 'BELAY: a restore needs as many empty databases as it restores, and the server lacks %s. Raise databases in redis.conf, or drop the copies that earlier restores kept\\n' "\${plan#short }"; exit 64 ;;
  *) pairs=\${plan//$'\\n'/ } ;;
esac
if [[ $pairs ]]; then
  info=$(s INFO memory)
  belay_info maxmemory "$(r INFO memory)"; limit=$REPLY
  belay_info used_memory "$(r INFO memory)"; used=$REPLY
  belay_info used_memory_dataset "$info"; size=$REPLY
  if (( limit > 0 && used + size + size / 5 > limit )); then
    printf 'BELAY: the server may use %s MiB of memory (maxmemory) and needs %s MiB while it holds both what is live and what is restored\\n' $((limit / 1048576)) $(((used + size + size / 5) / 1048576))
    exit 64
  fi
  ${this.#connection.local ? `belay_memory "$size" 'what is restored beside what is live'` : ':'}
  keys() { local i; i=$("$1" INFO keyspace); [[ $i =~ (^|$'\\n')db$2:keys=([0-9]+),expires=([0-9]+) ]] && REPLY="\${BASH_REMATCH[2]} $((BASH_REMATCH[2] - BASH_REMATCH[3]))" || REPLY='0 0'; }
  while read -r from to; do
    while :; do
      s --raw EVAL ${(0,host_shell/* quote */.h)(lua.next)} 0 "$from" "$to"
      [[ $(s -n $belay_notebook GET cursor) != 0 ]] || break
    done
  done <<< "$plan" | r --pipe > /dev/null
  while read -r from to; do
    keys s "$from"; read -r all lasting <<< "$REPLY"
    keys r "$to"; read -r came stay <<< "$REPLY"
    # One is the mark. What lasts is there to the key; what expires may have.
    (( stay - 1 == lasting && came - 1 <= all )) || { printf 'BELAY: of the %s keys of database %s that do not expire, %s came into the server\\n' "$lasting" "$from" $((stay - 1)); exit 64; }
  done <<< "$plan"
  [[ $(r EVAL ${(0,host_shell/* quote */.h)(lua.swap)} 0 ${(0,host_shell.sh) `${kept}`} $pairs) == swapped ]] || { echo 'BELAY: somebody emptied the databases that were to be swapped in. Nothing was changed'; exit 64; }
fi
# Else a crash would bring back what was live. A server that saves nothing is left to it.
saves=$(r CONFIG GET save 2>/dev/null | tail -n +2) || saves=unknown
belay_info aof_enabled "$(r INFO persistence)"
if [[ $REPLY == 1 ]]; then
  r WAITAOF 1 0 10000 > /dev/null 2>&1 || :
elif [[ $saves ]]; then
  until r BGSAVE > /dev/null 2>&1; do
    belay_info rdb_bgsave_in_progress "$(r INFO persistence)"
    [[ $REPLY == 1 ]] || { r BGSAVE > /dev/null; break; }
    sleep 0.1
  done
  while info=$(r INFO persistence); belay_info rdb_bgsave_in_progress "$info"; [[ $REPLY == 1 ]]; do sleep 0.1; done
  belay_info rdb_last_bgsave_status "$info"
  [[ $REPLY == ok ]] || { echo 'BELAY: it is restored, but the server could not save it to its disk: a restart would bring back what was before. See its log, and run the same again'; exit 64; }
fi
`);
        return { kept };
    }
    async drill(job, backup) {
        const output = await this.#job(job, 'drill', `The drill of the backup of ${this.#name}`, `${backup.hold ?? ''}${restored/* drillBegins */.Y1}${this.#restored(backup)}
databases=0 keys=0
while IFS=$'\\t' read -r name n _; do
  [[ $name != db* ]] || databases=$((databases + 1)) keys=$((keys + n))
done < "$belay_work/restored"
(( keys > 0 )) || { echo 'BELAY: the backup restores no key, and so proves nothing: is it the right database'; exit 64; }
printf 'BELAY-databases=%s\\nBELAY-keys=%s\\nBELAY-ms=%s\\n' "$databases" "$keys" "$(($(belay_ms) - belay_from))"
`);
        return {
            says: `${(0,database_job/* fact */.fK)(output, 'databases')} databases with ${(0,database_job/* fact */.fK)(output, 'keys')} keys, all values compared`,
            durationMs: Number((0,database_job/* fact */.fK)(output, 'ms'))
        };
    }
    async copyExists({ name }) {
        const output = await this.#run(`Looking for the copy ${name}`, (0,host_shell.sh) `printf 'BELAY-copies=%s\n' "$(r EVAL ${lua.count} 0 ${name})"\n`, 30_000);
        return (0,database_job/* fact */.fK)(output, 'copies') !== '0';
    }
    async dropCopy(job, { name }) {
        if (!(0,names/* isCopyOf */.h8)(this.database, name))
            throw new Error(`${name} is no copy that Belay made of ${this.database}`);
        await this.#job(job, 'drop', `Removing the copy ${name} of ${this.#name}`, (0,host_shell.sh) `r EVAL ${lua.drop} 0 ${name} > /dev/null\n`);
    }
    /** A client that dumps ends with its connection. With null every other client is disconnected, until none comes back. */
    async endSessions(tag) {
        if (tag !== null)
            return;
        await this.#run(`Ending the sessions of others in ${this.#name}`, `quiet=0 from=$SECONDS
while (( SECONDS - from < ${redis_SESSIONS_DEADLINE_MS / 1000} )); do
  ended=0
  for type in normal pubsub; do ended=$((ended + $(r CLIENT KILL TYPE "$type" SKIPME yes))); done
  (( ended )) && quiet=0 || quiet=$((quiet + 1))
  # Half a second, in which whoever only lost a connection would be back.
  (( quiet < 5 )) || exit 0
  sleep 0.1
done
echo 'BELAY: clients connect again as fast as they are disconnected. Stop what writes to it first'
exit 64
`, redis_SESSIONS_DEADLINE_MS + 20_000);
    }
    explain(what, output) {
        const own = (0,database_job/* refusal */.x5)(output);
        if (own !== undefined)
            return new errors/* UserError */.y(`${what}: ${own}.`);
        const right = /NOPERM .*?'([\w|]+)' command/.exec(output)?.[1];
        const advice = right === undefined
            ? redis_reasons.find(([pattern]) => pattern.test(output))?.[1]
            : `the server does not let this user run ${right.toUpperCase()}. A backup needs +info +select +replconf +sync, a restore the rights of an administrator.`;
        return (0,database_job/* clientFailure */.qk)(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output);
    }
    get #name() {
        return `Redis ${this.database}`;
    }
    /** Script text: sets `version` and `bytes`, and refuses a database that the server does not have. `belay_info NAME TEXT` sets REPLY. */
    get #ask() {
        return `belay_info() { [[ $2 =~ (^|$'\\n')"$1":([^$'\\r\\n']*) ]] && REPLY=\${BASH_REMATCH[2]} || REPLY=; }
info=$(r INFO)
${this.#only === '' ? '' : (0,host_shell.sh) `r SELECT ${this.#only} > /dev/null\n`}belay_info valkey_version "$info"; version=$REPLY
[[ $version ]] || { belay_info redis_version "$info"; version=$REPLY; }
belay_info used_memory_dataset "$info"; bytes=\${REPLY:-0}
belay_info loading "$info"
[[ $REPLY != 1 ]] || { echo 'BELAY: the server is still loading its data. Try again when it has'; exit 64; }
`;
    }
    get #refuseRole() {
        return `belay_info cluster_enabled "$info"
[[ $REPLY != 1 ]] || { echo 'BELAY: the server is part of a cluster, which has one database only, so that nothing can be restored beside it. Restore its RDB file by hand'; exit 64; }
belay_info role "$info"
[[ $REPLY == master ]] || { echo 'BELAY: the server is a replica. Restore into its master'; exit 64; }
`;
    }
    #load(file) {
        return (0,host_shell.sh) `belay_load ${(0,host_shell/* raw */.l)(file)} ${this.#only}\n`;
    }
    /** Script text: a scratch server holds what the backup holds, compared with what its manifest says; it ends with the script. */
    #restored(backup) {
        return `trap belay_unload EXIT
${this.#load((0,host_shell.sh) `${`${backup.directory}/${backup.member}`}`)}belay_work=$belay_rdb
belay_content | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : (0,restored/* holdsAs */.pk)(backup.content)}`;
    }
    #job(job, name, what, script) {
        const { functions, secrets } = this.#shell;
        return (0,database_job/* runDatabaseJob */.u5)(this.#host, job, { name: `${name}-${this.#key}`, what, script: `cd /\n${functions}${script}`, secrets }, (said, output) => this.explain(`${said} on ${this.#host.label}`, output));
    }
    async #run(what, script, timeoutMs) {
        const { functions, secrets } = this.#shell;
        const result = await this.#host.run(`cd /\n${functions}${script}`, { secrets, timeoutMs, check: false }).catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`${what} had no answer from ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error });
            throw error;
        });
        if (result.exitCode !== 0)
            throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`);
        return result.stdout;
    }
}
const redis_shortHash = (text) => (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const redis_reasons = [
    [/WRONGPASS|AUTH failed/, 'the server refused the password, or asks for none. Compare it with the connection URL.'],
    [/NOAUTH/, 'the server asks for a password. Write redis://:password@host:port.'],
    [/DB index is out of range/, 'the server has no database of this number.'],
    [/Connection refused|Name or service not known|No route to host|timed out/i, 'no server answers there. Are host and port right?'],
    [
        /DUMP payload version/,
        'the server is older than the redis-server of this host, and cannot take what that one writes. Install the same version.'
    ],
    [/\bOOM\b/, 'the server has reached its maxmemory.'],
    [/MISCONF/, 'the server cannot save to its disk and takes no writes. See its log.'],
    [/Unrecognized option/, 'redis-cli is older than 7. Install redis-tools of the version of the server.'],
    [/No space left on device|Error writing/, 'the disk is full.']
];

// EXTERNAL MODULE: ./build/shared/database/sqlite.js + 1 modules
var sqlite = __webpack_require__(45669);
;// CONCATENATED MODULE: ./build/shared/database/registry.js






/** Whether it has SQL, restore points and migrations, and is not only backed up. */
function isEngine(source) {
    return 'createRestorePoint' in source;
}
/** One configured database. Errors: UserError when the URL cannot be read. Connects to nothing. */
function openDatabase(host, { name, config, url, poolerUrl, drillUrl, root, nodePath }) {
    switch (config.engine) {
        case 'postgres':
            return new PostgresEngine(host, {
                key: name,
                connection: (0,postgres_connection/* parsePostgresUrl */.q)(url ?? `postgres:///${encodeURIComponent(config.database ?? '')}`, `The connection URL of databases.${name}`),
                adminUser: config.admin?.as,
                as: config.as,
                compose: config.compose,
                format: config.format,
                scope: config.scope,
                jobs: config.jobs,
                drill: drillUrl && (async () => (0,postgres_connection/* parsePostgresUrl */.q)(await drillUrl(), `drill-url of databases.${name}`)),
                pgbouncer: poolerUrl === undefined ? undefined : (0,postgres_connection/* parsePostgresUrl */.q)(poolerUrl, `pgbouncer.url of databases.${name}`)
            });
        case 'mysql':
        case 'mariadb':
            return new MysqlEngine(host, {
                key: name,
                vendor: config.engine,
                connection: (0,mysql_connection/* parseMysqlUrl */.LM)(url ?? '', `The connection URL of databases.${name}`),
                adminUser: config.admin?.as,
                compose: config.compose,
                scope: config.scope,
                drill: drillUrl && (async () => (0,mysql_connection/* parseMysqlUrl */.LM)(await drillUrl(), `drill-url of databases.${name}`))
            });
        case 'sqlite':
            return new sqlite/* SqliteEngine */.L(host, {
                key: name,
                path: config.path.startsWith('/') ? config.path : `${root ?? ''}/${config.path}`,
                nodePath
            });
        case 'redis':
            return new RedisSource(host, { key: name, url: url ?? '' });
    }
}


/***/ }),

/***/ 24309:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pn: () => (/* binding */ countsAs),
/* harmony export */   Y1: () => (/* binding */ drillBegins),
/* harmony export */   ae: () => (/* binding */ drillEnds),
/* harmony export */   hH: () => (/* binding */ drilled),
/* harmony export */   pk: () => (/* binding */ holdsAs),
/* harmony export */   sV: () => (/* binding */ millisecondClock)
/* harmony export */ });
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(82854);
/* harmony import */ var _job_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(95824);
/* harmony import */ var _table_content_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61875);



/** Script parts that every engine needs to look at a restored copy; `belay_work` is a directory of the script's own, and `tables` the copy's number of tables. */
/** Refuses a copy with another number of tables. */
function countsAs(tables) {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `[[ $tables == ${tables} ]] || { printf 'BELAY: the backup restored %s tables and its manifest says %s\\n' "$tables" ${tables}; exit 64; }
`;
}
/** Refuses a copy whose tables, in `belay_work/restored`, do not hold what the manifest says: the first that differ are named, with rows and sample. */
function holdsAs(content) {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `printf %s ${(0,_table_content_js__WEBPACK_IMPORTED_MODULE_1__/* .renderContent */ .c)(content)} > "$belay_work/manifest"
if ! cmp -s "$belay_work/manifest" "$belay_work/restored"; then
  belay_says() { LC_ALL=C comm "$1" "$belay_work/manifest" "$belay_work/restored" | cut -c 1-200 | tr '\\t' ' ' | head -n 3 | paste -sd ';'; }
  printf 'BELAY: the restored copy does not hold what the manifest says. In the manifest: %s. Restored: %s\\n' "$(belay_says -23)" "$(belay_says -13)"
  exit 64
fi
`;
}
/** `belay_ms` prints the milliseconds of the clock that only grows. */
const millisecondClock = `belay_ms() { local up; read -r up _ < /proc/uptime; printf %s0 "$((10#\${up/./}))"; }
`;
const drillBegins = `${millisecondClock}belay_from=$(belay_ms)
`;
/** What was compared; a backup of nothing proves nothing. */
const drillEnds = `belay_rows=0 belay_sampled=0
while IFS=$'\\t' read -r belay_table belay_n belay_sample; do
  belay_rows=$((belay_rows + belay_n))
  [[ $belay_sample == '\\N' ]] || belay_sampled=$((belay_sampled + 1))
done < "$belay_work/restored"
(( tables > 0 && belay_rows > 0 )) || { printf 'BELAY: the backup restores %s tables and %s rows, and so proves nothing: is it the right database\\n' "$tables" "$belay_rows"; exit 64; }
printf 'BELAY-tables=%s\\nBELAY-rows=%s\\nBELAY-sampled=%s\\nBELAY-ms=%s\\n' "$tables" "$belay_rows" "$belay_sampled" "$(($(belay_ms) - belay_from))"
`;
function drilled(output) {
    const number = (name) => Number((0,_job_js__WEBPACK_IMPORTED_MODULE_0__/* .fact */ .fK)(output, name));
    return {
        says: `${number('tables')} tables with ${number('rows')} rows, rows of ${number('sampled')} tables compared`,
        durationMs: number('ms')
    };
}


/***/ }),

/***/ 64795:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X5: () => (/* binding */ schemaBytes),
/* harmony export */   Yz: () => (/* binding */ schemaHasNoRows),
/* harmony export */   pP: () => (/* binding */ schemaOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** Room that a dump without rows may need, in bytes. */
const schemaBytes = 2 ** 24;
/** What a backup of the schema alone is known by: nothing that needs the rows finds one under the database's own name. */
const schemaOf = (database) => `${database} (schema only)`;
const schemaHasNoRows = (key) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`databases.${key}: with \`scope: schema\` a backup holds no rows, so there is nothing that \`verify: drill\` could compare. Use \`verify: full\`.`);


/***/ }),

/***/ 92059:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hr: () => (/* binding */ mysqlIdent),
/* harmony export */   SO: () => (/* binding */ sqliteLiteral),
/* harmony export */   Zf: () => (/* binding */ conninfo),
/* harmony export */   bD: () => (/* binding */ ident),
/* harmony export */   eu: () => (/* binding */ literal),
/* harmony export */   me: () => (/* binding */ mysqlLiteral),
/* harmony export */   pM: () => (/* binding */ parseCopy)
/* harmony export */ });
/** Quoting for PostgreSQL, MySQL and SQLite. Every name and value that reaches SQL goes through one of these (G9). */
/** A quoted identifier. */
function ident(name) {
    return `"${withoutNul(name).replaceAll('"', '""')}"`;
}
/** A string literal that reads the same whatever `standard_conforming_strings` says. PostgreSQL only. */
function literal(value) {
    const quoted = `'${withoutNul(value).replaceAll("'", "''")}'`;
    return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
/** A string literal of SQLite, where a backslash is a character like any other. */
function sqliteLiteral(value) {
    return `'${withoutNul(value).replaceAll("'", "''")}'`;
}
/** A quoted identifier of MySQL. */
function mysqlIdent(name) {
    return `\`${withoutNul(name).replaceAll('`', '``')}\``;
}
/** A string literal of MySQL that reads the same whatever `sql_mode` says of backslashes. */
function mysqlLiteral(value) {
    return value === '' ? "''" : `_utf8mb4 X'${Buffer.from(withoutNul(value)).toString('hex')}'`;
}
/** libpq's `key='value'` pairs. In place of a database name they keep the name `a=b` or `postgres://x` from being read as a connection string. */
function conninfo(parameters) {
    return Object.entries(parameters)
        .map(([key, value]) => `${key}='${withoutNul(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
        .join(' ');
}
/**
 * Rows that `COPY (...) TO STDOUT` printed in text format: tabs part the columns, `\N` is null, backslashes escape.
 * Also how Belay's own SQLite helper prints.
 */
function parseCopy(text) {
    const lines = text.split('\n');
    if (lines.at(-1) === '')
        lines.pop();
    return lines.map(line => line.split('\t').map(field => (field === '\\N' ? null : unescaped(field))));
}
const escapes = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
function unescaped(field) {
    return field.includes('\\') ? field.replace(/\\(.)/g, (_, letter) => escapes[letter] ?? letter) : field;
}
function withoutNul(value) {
    if (value.includes('\0'))
        throw new Error('A value with a NUL character cannot be part of an SQL statement');
    return value;
}


/***/ }),

/***/ 45669:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  L: () => (/* binding */ SqliteEngine),
  C: () => (/* binding */ TABLES)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/database/content.js
var content = __webpack_require__(66774);
// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(95824);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/restored.js
var restored = __webpack_require__(24309);
// EXTERNAL MODULE: ./build/shared/database/sql.js
var sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/database/sqlite-shell.js

/**
 * SQLite on a host through `node:sqlite` of a Node.js program (24 or newer) where one is named, else through `sqlite3`. Both give bash the same
 * functions: `sq_sql r|w FILE SQL` prints rows as SQL literals, `sq_run FILE MS` runs the statements on its stdin, `sq_backup FILE TARGET` copies a consistent state in one snapshot while others write,
 * `sq_hold FILE` keeps everybody else out of the database, with no log beside it, until `sq_release`, or is false and says in REPLY why; `sq_version`. They
 * wait 10 s for a lock.
 */
function sqliteFunctions(nodePath) {
    return `${nodePath === undefined ? 'sq_node=' : (0,shell.sh) `sq_node=$(type -P ${nodePath}) || sq_node=`}
sq_cli=
[[ $sq_node ]] || sq_cli=$(type -P sqlite3) || sq_cli=
[[ $sq_cli || $sq_node ]] || { echo 'BELAY: neither sqlite3 nor Node.js 24 is on this host. Install sqlite3'; exit 64; }
if [[ $sq_cli ]]; then
  # A leading blank keeps a statement from being read as a command of the shell program.
  sq_sql() { local mode=(); [[ $1 == w ]] || mode=(-readonly); "$sq_cli" -batch -bail -init /dev/null \${mode[@]+"\${mode[@]}"} -cmd '.timeout 10000' -cmd '.mode quote' "$2" " $3"; }
  sq_run() { "$sq_cli" -batch -bail -init /dev/null -cmd ".timeout $2" "$1"; }
  # The open read transaction keeps one snapshot: without it the copy would begin again with every write of another process.
  sq_backup() {
    local name=\${2//\\\\/\\\\\\\\}; name=\${name//\\"/\\\\\\"}
    printf '.timeout 10000\\nBEGIN;\\nSELECT 1 FROM sqlite_master LIMIT 0;\\n.backup main "%s"\\nCOMMIT;\\n' "$name" | "$sq_cli" -batch -bail -init /dev/null "$1"
  }
  sq_holder() {
    exec "$sq_cli" -batch -bail -init /dev/null -cmd '.timeout 10000' -cmd '.mode quote' "$1" < <(
      printf 'PRAGMA journal_mode = DELETE;\nBEGIN EXCLUSIVE;\nPRAGMA journal_mode;\nSELECT 1;\n'
      # Its errors go nowhere: it would hold the pipe of what sqlite3 says open.
      exec cat 2>/dev/null
    )
  }
else
  sq_program=${(0,shell/* quote */.h)(NODE_PROGRAM)}
  sq_node() { "$sq_node" --disable-warning=ExperimentalWarning --input-type=module -e "$sq_program" -- "$@"; }
  sq_sql() { sq_node sql "$@"; }
  sq_run() { sq_node run "$@"; }
  sq_backup() { sq_node backup "$@"; }
  sq_holder() { exec "$sq_node" --disable-warning=ExperimentalWarning --input-type=module -e "$sq_program" -- hold "$1"; }
fi
sq_mine=
# Not by the locking mode EXCLUSIVE: its journal stays open, and when it ends it removes the file of that name, which by then is the new database's.
sq_hold() {
  local line from to
  REPLY=
  coproc sq_held { sq_holder "$1" 2>&1; }
  # Of a coprocess that has ended bash forgets these.
  sq_mine=$sq_held_PID from=\${sq_held[0]} to=\${sq_held[1]}
  exec {sq_to}>&"$to" {sq_from}<&"$from" {to}>&- {from}<&-
  while IFS= read -r line <&"$sq_from"; do
    [[ $line != 1 ]] || break
    REPLY+=$line$'\\n'
  done
  [[ $line == 1 && $REPLY == *"'delete'"$'\\n' ]] && return 0
  sq_release
  return 1
}
sq_release() {
  exec {sq_to}>&- {sq_from}<&-
  wait "$sq_mine" 2>/dev/null || :
  sq_mine=
}
sq_version() { sq_sql r :memory: 'SELECT sqlite_version()' | tr -d "'"; }
`;
}
const NODE_PROGRAM = `import { DatabaseSync, backup } from 'node:sqlite'
const [command, ...args] = process.argv.slice(1)
const literal = v => v === null ? 'NULL' : typeof v === 'string' ? "'" + v.replaceAll("'", "''") + "'" : v instanceof Uint8Array ? "X'" + Buffer.from(v).toString('hex') + "'" : String(v)
try {
  if (command === 'backup') {
    const db = new DatabaseSync(args[0], { timeout: 10000 })
    db.exec('BEGIN; SELECT 1 FROM sqlite_master LIMIT 0')
    await backup(db, args[1], { rate: 100000 })
    db.close()
  } else if (command === 'run') {
    let text = ''
    for await (const part of process.stdin.setEncoding('utf8')) text += part
    const db = new DatabaseSync(args[0], { timeout: Number(args[1]) })
    if (text.startsWith('SELECT ')) for (const row of db.prepare(text).iterate()) process.stdout.write(Object.values(row).join('|') + '\\n')
    else db.exec(text)
    db.close()
  } else if (command === 'hold') {
    const db = new DatabaseSync(args[0], { timeout: 10000 })
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    process.stdout.write(literal(db.prepare('PRAGMA journal_mode').get().journal_mode) + '\\n1\\n')
    for await (const _ of process.stdin);
  } else {
    const readOnly = args[0] === 'r' && args[1] !== ':memory:'
    const db = new DatabaseSync(args[1], { readOnly, timeout: 10000 })
    const statement = db.prepare(args[2])
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    let text = ''
    for (const row of statement.iterate()) {
      text += row.map(literal).join(',') + '\\n'
      if (text.length > 1e6) { await new Promise(done => process.stdout.write(text, done)); text = '' }
    }
    await new Promise(done => process.stdout.write(text, done))
    db.close()
  }
} catch (error) {
  process.stderr.write('Error: ' + error.message + '\\n')
  process.exitCode = 1
}`;
/** Rows that `sq_sql` printed, as text; null stays null. */
function parseRows(text) {
    const rows = [];
    const value = /(NULL)|([xX])?'((?:[^']|'')*)'|([^,\n']+)/y;
    let row = [];
    let at = 0;
    while (at < text.length) {
        value.lastIndex = at;
        const match = value.exec(text);
        if (!match)
            throw new Error('SQLite printed rows in a form that Belay does not know');
        at = value.lastIndex;
        const [, isNull, , string, number] = match;
        row.push(isNull === undefined ? (string?.replaceAll("''", "'") ?? number) : null);
        const next = text[at++];
        if (next === '\n' || next === undefined) {
            rows.push(row);
            row = [];
        }
    }
    return rows;
}
/**
 * `sq_users FILE` prints the processes that have the database or a file beside it open, as `pid program`; only those that this user may see, and not the
 * holder of `sq_hold`. `sq_wait FILE [SECONDS] [FORMAT]` waits ten seconds for there to be none and refuses.
 */
const processFunctions = (0,shell/* raw */.l)(`sq_users() {
  local f p same=() seen=
  for f in "$1" "$1"-{wal,shm,journal}; do [[ ! -e $f ]] || same+=(-o -samefile "$f"); done
  # By inode and not by name: in a container the file may have another one.
  for p in $(find -L /proc/[0-9]*/fd -maxdepth 1 \\( "\${same[@]:1}" \\) 2>/dev/null || :); do
    p=\${p#/proc/} p=\${p%%/*}
    [[ $seen == *" $p "* || $p == "\${sq_mine:-}" ]] && continue
    seen+=" $p "
    printf '%s %s\\n' "$p" "$(cat "/proc/$p/comm" 2>/dev/null)"
  done
}
sq_wait() {
  local from=$SECONDS users
  while :; do
    users=$(sq_users "$1")
    [[ $users ]] || return 0
    (( SECONDS - from < \${2:-10} )) || break
    sleep 0.1
  done
  printf "BELAY: \${3:-these processes still have the database open: %s. Stop them first}\\n" "\${users//$'\\n'/, }"
  exit 64
}
`);

// EXTERNAL MODULE: ./build/shared/database/table-content.js
var table_content = __webpack_require__(61875);
;// CONCATENATED MODULE: ./build/shared/database/sqlite.js











/** Names of the tables that hold rows of their own. */
const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1";
/** Tables that one statement counts: it is an argument of a program, which may have 128 KiB. */
const PORTION = 200;
/** Makes the statement that counts tables; names are written as COPY would. `$belay_n`, where to begin, comes between the parts. */
const COUNTS = [
    `SELECT coalesce('SELECT replace(replace(replace(replace(name, char(92), char(92) || char(92)), char(9), char(92) || ''t''), char(10), char(92) || ''n''), char(13), char(92) || ''r''), CASE name ' ||
  group_concat('WHEN ' || quote(name) || ' THEN (SELECT count(*) FROM "' || replace(name, '"', '""') || '")', ' ') || ${(0,sql/* sqliteLiteral */.SO)(` END FROM (${TABLES} LIMIT ${PORTION} OFFSET `)} || `,
    ` || ')', 'SELECT 1 WHERE 0') FROM (${TABLES} LIMIT ${PORTION} OFFSET `,
    ')'
];
/**
 * Script text that prints name and rows of every table of `file` (a word of bash), as COPY would. There is no sample: the member is the database itself, so
 * its SHA-256 is that of all of its content.
 */
const contentOf = (file) => `{
  ${(0,shell.sh) `belay_tables=$(sq_sql r ${(0,shell/* raw */.l)(file)} ${`SELECT count(*) FROM (${TABLES})`})`}
  for ((belay_n = 0; belay_n < belay_tables; belay_n += ${PORTION})); do
    belay_counts=$(sq_sql r ${file} ${(0,shell/* quote */.h)(COUNTS[0])}"$belay_n"${(0,shell/* quote */.h)(COUNTS[1])}"$belay_n"${(0,shell/* quote */.h)(COUNTS[2])})
    belay_quote="'" belay_counts=\${belay_counts:1:-1}
    belay_counts=\${belay_counts//"$belay_quote$belay_quote"/"$belay_quote"}
    sq_sql r ${file} "$belay_counts" | sed -e "s/^'\\(.*\\)',\\([0-9]*\\)$/\\1\\t\\2\\t\\\\\\\\N/" -e "s/''/'/g"
  done
}`;
/**
 * One SQLite file and what lies beside it (`-wal`, `-shm`, `-journal`). Copies lie in the same directory, so that a rename is what decides; owner and mode of
 * the live file are kept.
 */
class SqliteEngine {
    engine = 'sqlite';
    database;
    #host;
    #key;
    #directory;
    #file;
    #functions;
    #nodePath;
    constructor(host, { key, path, nodePath }) {
        if (!/^\/.*[^/]$/s.test(path))
            throw new errors/* UserError */.y(`databases.${key}: the path ${path} of the SQLite file is not absolute, and no code.root is known.`);
        this.#host = host;
        this.#key = key;
        this.database = path;
        this.#directory = path.slice(0, path.lastIndexOf('/')) || '/';
        this.#file = path.slice(path.lastIndexOf('/') + 1);
        this.#nodePath = nodePath;
        this.#functions = `cd /\n${sqliteFunctions(nodePath)}`;
    }
    async describe() {
        const output = await this.#run(`Opening the database ${this.database}`, `${this.#mustExist}${(0,shell.sh) `sq_sql r ${this.database} ${TABLES}`} > /dev/null
${(0,shell.sh) `printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$(sq_version)" "$(stat -c %s -- ${this.database})"
if [[ -w ${this.#directory} && ( -O ${this.database} || $EUID == 0 ) ]]; then echo BELAY-copy=yes; fi
`}`, 30_000);
        return { version: (0,database_job/* fact */.fK)(output, 'version') ?? '', bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')), canCopy: (0,database_job/* fact */.fK)(output, 'copy') === 'yes' };
    }
    async query(sql, timeoutMs = 10_000) {
        return parseRows(await this.#run(`The query of ${this.database}`, `${this.#mustExist}${(0,shell.sh) `sq_sql r ${this.database} ${sql}`}\n`, timeoutMs));
    }
    dump(level) {
        const name = `${this.#key}.sqlite3`;
        return [
            {
                prepare: `${this.#functions}${this.#mustExist}tables=$(${(0,shell.sh) `sq_sql r ${this.database} ${`SELECT count(*) FROM (${TABLES})`}`})
bytes=0
for f in ${(0,shell.sh) `${this.database} ${`${this.database}-wal`}`}; do [[ ! -f $f ]] || bytes=$((bytes + $(stat -c %s -- "$f"))); done
estimate[M]=$bytes
version=$(sq_version)
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\nBELAY-%s.tables=%s\\n' "$M" "$version" "$M" "$version" "$M" "$bytes" "$M" "$tables"
`,
                dump: `${(0,shell.sh) `sq_backup ${this.database} "$FILE"`}
[[ -s $FILE ]]
`,
                // Opened as immutable: nothing is written beside it, also when the source is in WAL mode. The name is made of safe characters.
                verify: `cd -- "$TEMP"
checked=$(sq_sql r ${(0,shell.sh) `file:${name}?immutable=1`} 'PRAGMA ${level === 'quick' ? 'quick_check' : 'integrity_check'}')
[[ $checked == "'ok'" ]] || { echo 'BELAY: the copy does not pass integrity_check; the database itself is damaged'; exit 64; }
${contentOf((0,shell.sh) `file:${name}?immutable=1`)} > "$CONTENT"
cd /
`,
                secrets: {},
                member: { name, role: 'database', format: 'sqlite3' },
                content: table_content/* parseContent */.F,
                checks: level === 'quick' ? ['exit-code', 'trailer', 'sha256'] : ['exit-code', 'integrity', 'sha256'],
                commands: [`.backup ${this.database}`, level === 'quick' ? 'PRAGMA quick_check' : 'PRAGMA integrity_check']
            }
        ];
    }
    async createRestorePoint(job, label) {
        const name = (0,names/* copyName */.vC)(this.#file, 'point', label);
        const output = await this.#job(job, 'point', `The restore point of ${this.database}`, `${this.#mustExist}${this.#copyRights}${(0,shell.sh) `live=${this.database} point=${this.#beside(name)} new=${this.#beside((0,names/* copyName */.vC)(this.#file, 'new', label))}`}
if [[ ! -e $point ]]; then
  rm -f -- "$new" "$new"-{wal,shm,journal}
  ${processFunctions.raw}sq_wait "$live"
  size=$(stat -c %s -- "$live")
  [[ ! -f $live-wal ]] || size=$((size + $(stat -c %s -- "$live-wal")))
  ${this.#checkRoom}  sq_backup "$live" "$new"
  rm -f -- "$new"-{wal,shm,journal}
  chown --reference="$live" -- "$new"
  chmod --reference="$live" -- "$new"
  sync -- "$new"
  mv -T -- "$new" "$point"
  ${(0,shell.sh) `sync -- ${this.#directory}`}
fi
size=$(stat -c %s -- "$point")
printf 'BELAY-bytes=%s\\n' "$size"
`);
        return { name, bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')), createdAt: new Date().toISOString() };
    }
    async returnToRestorePoint(job, point) {
        const kept = (0,names/* copyName */.vC)(this.#file, 'failed', shortHash(point.name));
        await this.#job(job, 'return', `The return of ${this.database} to its restore point`, this.#swap(point.name, kept, 'the restore point'));
        return { kept };
    }
    async copyExists(point) {
        const { exitCode } = await this.#host.run((0,shell.sh) `[[ -f ${this.#beside(point.name)} ]]`, { check: false });
        return exitCode === 0;
    }
    async dropCopy(job, { name }) {
        if (!(0,names/* isCopyOf */.h8)(this.#file, name) || name.includes('/'))
            throw new Error(`${name} is no copy that Belay made of ${this.database}`);
        const path = this.#beside(name);
        await this.#job(job, 'drop', `Removing the copy ${name} of ${this.database}`, (0,shell.sh) `rm -f -- ${path} ${`${path}-wal`} ${`${path}-shm`} ${`${path}-journal`}\n`);
    }
    scratchName(label) {
        return (0,names/* copyName */.vC)(this.#file, 'scratch', label);
    }
    async scratch(job, label, backup) {
        const name = this.scratchName(label);
        const path = this.#beside(name);
        const made = backup === undefined
            ? // A file without a page is refused by every query: its path may be wrong.
                (0,shell.sh) `rm -f -- "$copy" "$copy"-{wal,shm,journal}
sq_sql w "$copy" 'PRAGMA user_version = 1'
`
            : `${this.#restored(backup)}
rm -rf -- "$belay_work"
trap 'rm -f -- "$copy"' EXIT
`;
        await this.#job(job, 'scratch', backup === undefined ? `Making an empty database beside ${this.database}` : `Restoring a copy of ${this.database}`, `${backup?.hold ?? ''}${this.#mustExist}${this.#copyRights}${(0,shell.sh) `copy=${path} live=${this.database}`}
${made}chown --reference="$live" -- "$copy"
chmod --reference="$live" -- "$copy"
trap - EXIT
`);
        return { name, engine: new SqliteEngine(this.#host, { key: `${this.#key}-scratch`, path, nodePath: this.#nodePath }) };
    }
    /** Column by column, each in the order of the primary key, so that a row that got another's value is seen; without a key in that of the values. */
    async hashTables(but) {
        const path = this.database;
        const found = await this.query(`SELECT m.name, c.name, c.pk FROM (${TABLES}) m, pragma_table_xinfo(m.name) c WHERE c.hidden = 0${but.map(name => ` AND m.name <> ${(0,sql/* sqliteLiteral */.SO)(name)}`).join('')} ORDER BY 1, 2`);
        const tables = new Map();
        for (const [name, column, at] of found) {
            const table = tables.get(name) ?? { columns: [], key: [] };
            tables.set(name, table);
            table.columns.push(column);
            if (at !== '0')
                table.key.push({ name: column, at: Number(at) });
        }
        const script = [...tables].map(([name, { columns, key }]) => {
            const of = (0,sql/* ident */.bD)(name);
            const ordered = key.sort((a, b) => a.at - b.at).map(each => (0,sql/* ident */.bD)(each.name));
            const hashes = columns.map(column => {
                const value = `quote(${(0,sql/* ident */.bD)(column)})`;
                const row = [...ordered.map(each => `quote(${each})`), value].join(" || ',' || ");
                return (0,shell.sh) `sq_sql r ${path} ${`SELECT ${row} FROM ${of} ORDER BY ${ordered.length === 0 ? value : ordered.join(', ')}`} | sha256sum
`;
            });
            return (0,shell.sh) `sq_sql r ${path} ${`SELECT count(*) FROM ${of}`}
${(0,shell/* raw */.l)(hashes.join(''))}`;
        });
        const lines = (await this.#run(`Comparing the rows of ${path}`, script.join(''), 30 * 60_000)).split('\n');
        let line = 0;
        return new Map([...tables].map(([name, { columns }]) => {
            const rows = Number(lines[line++]);
            return [name, { rows, columns: Object.fromEntries(columns.map(column => [column, lines[line++].slice(0, 64)])) }];
        }));
    }
    /**
     * What the kernel knows of the locks that SQLite takes on the file, or on that of its log: they are of the whole database. Nothing is opened for it, so
     * nobody has to wait for this look.
     */
    async heldLocks() {
        const output = await this.#run(`Looking at the locks of ${this.database}`, (0,shell.sh) `file=$(stat -c %i -- ${this.database})
log=$(stat -c %i -- ${`${this.database}-shm`} 2> /dev/null) || log=none
# Device and inode are one field, and then come the first and the last byte. SQLite locks by fixed bytes: the second of these keeps writers out, a range after it readers too; of the log it is byte 120.
awk -v "file=$file" -v "log_file=$log" '$2 != "->" && $4 == "WRITE" {
  split($6, id, ":")
  if (id[3] == file && $7 > 1073741825) print "everybody", $5
  else if (id[3] == file && $7 == 1073741825 || id[3] == log_file && $7 <= 120 && ($8 == "EOF" || $8 >= 120)) print "writers", $5
}' /proc/locks
`, 10_000);
        return output.split('\n').flatMap(line => {
            const [mode, pid] = line.split(' ');
            return mode && pid ? [{ table: 'the whole file', mode, holder: pid }] : [];
        });
    }
    /** A file is never closed to its users. */
    async reopen() { }
    async restore(job, backup) {
        const label = shortHash(`${job.idPrefix} ${backup.directory}`);
        const copy = (0,names/* copyName */.vC)(this.#file, 'new', label);
        const kept = (0,names/* copyName */.vC)(this.#file, 'old', label);
        await this.#job(job, 'restore', `Restoring ${this.database}`, `${backup.hold ?? ''}${this.#mustExist}${this.#copyRights}${(0,shell.sh) `copy=${this.#beside(copy)} old=${this.#beside(kept)} live=${this.database}`}
# Live under its second name too: an earlier attempt died before it swapped.
if [[ -e $copy || ! -e $old || $old -ef $live ]]; then
  ${this.#restored(backup)}
  rm -rf -- "$belay_work"
  # Where it cannot be swapped in, it must not lie there for ever: the next attempt makes it anew.
  restored=1
  trap 'rm -f -- "$copy"' EXIT
  chown --reference="$live" -- "$copy"
  chmod --reference="$live" -- "$copy"
  sync -- "$copy"
fi
${this.#swap(copy, kept, 'the restored copy')}`);
        return { kept };
    }
    async drill(job, backup) {
        const { copy, stem } = (0,names/* drillName */.rz)(this.#file, shortHash(`${job.idPrefix} ${backup.directory}`));
        return (0,restored/* drilled */.hH)(await this.#job(job, 'drill', `The drill of the backup of ${this.database}`, `${backup.hold ?? ''}${(0,shell.sh) `copy=${this.#beside(copy)}`}
${restored/* drillBegins */.Y1}${(0,shell.sh) `rm -f -- ${this.#beside(stem)}`}*
${this.#restored(backup)}
${restored/* drillEnds */.ae}`));
    }
    /** Script text: `copy` becomes what the backup holds, compared with what its manifest says. It is removed at the script's end. */
    #restored(backup) {
        return `belay_work=$(mktemp -d)
belay_clean() { rm -rf -- "$belay_work"; rm -f -- "$copy" "$copy"-{wal,shm,journal}; }
trap belay_clean EXIT
rm -f -- "$copy" "$copy"-{wal,shm,journal}
${(0,shell.sh) `size=$(stat -c %s -- ${`${backup.directory}/${backup.member}`})`}
${this.#checkRoom}${(0,shell.sh) `cp -- ${`${backup.directory}/${backup.member}`} "$copy"`}
checked=$(sq_sql w "$copy" 'PRAGMA integrity_check') || checked=
[[ $checked == "'ok'" ]] || { echo 'BELAY: the backup does not pass integrity_check'; exit 64; }
${(0,shell.sh) `tables=$(sq_sql r "$copy" ${`SELECT count(*) FROM (${TABLES})`})`}
${backup.tables === undefined ? '' : (0,restored/* countsAs */.Pn)(backup.tables)}
${contentOf('"$copy"')} | LC_ALL=C sort > "$belay_work/restored"
${backup.content === undefined ? '' : (0,restored/* holdsAs */.pk)(backup.content)}
rm -f -- "$copy"-{wal,shm,journal}`;
    }
    /** SQLite's rows do not tell when they were written, so their content is hashed. */
    fingerprint(job) {
        return this.#content(job);
    }
    async changesSince(job, before) {
        return (0,content/* changedContent */.O)(before, await this.#content(job));
    }
    /** SQLite has no sessions to end: with null this waits until no process that the user may see has the file open. */
    async endSessions(tag) {
        if (tag === null)
            await this.#run(`Waiting for the users of ${this.database}`, `${processFunctions.raw}${(0,shell.sh) `sq_wait ${this.database}`}\n`, 30_000);
    }
    clientEnvironment() {
        return {};
    }
    sqlClient({ lockTimeoutMs }) {
        return {
            functions: `${this.#functions}${this.#mustExist}sql_client() { ${(0,shell.sh) `sq_run ${this.database} ${Math.round(lockTimeoutMs)}`}; }\n`,
            begin: '',
            secrets: {}
        };
    }
    /** The lock is a flock of the database file itself: it does not touch SQLite's own locks, and lives as long as the script and its children. */
    underAdvisoryLock(script, waitMs) {
        return {
            secrets: {},
            script: `${(0,shell.sh) `exec {belay_lock}<${this.database} || { printf 'BELAY: %s cannot be opened for its lock\\n' ${this.database} >&2; exit 76; }
flock -w ${Math.max(0.001, waitMs / 1000)} "$belay_lock" || { echo 'BELAY: another run holds the migration lock of the database' >&2; exit 75; }
unset -v belay_lock`}
${script}
`
        };
    }
    explain(what, output) {
        const own = (0,database_job/* refusal */.x5)(output);
        if (own !== undefined)
            return new errors/* UserError */.y(`${what}: ${own}.`);
        const advice = reasons.find(([pattern]) => pattern.test(output))?.[1];
        return (0,database_job/* clientFailure */.qk)(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output);
    }
    #beside(name) {
        return `${this.#directory === '/' ? '' : this.#directory}/${name}`;
    }
    /** sqlite3 creates what is not there, and its backup of a wrong path is empty and "ok". */
    get #mustExist() {
        return (0,shell.sh) `[[ -e ${this.database} ]] || { printf 'BELAY: there is no file %s on this host\n' ${this.database}; exit 64; }
[[ -f ${this.database} && -r ${this.database} ]] || { printf 'BELAY: %s is not a file that this user may read\n' ${this.database}; exit 64; }
[[ -s ${this.database} ]] || { printf 'BELAY: %s is empty. Is the path right?\n' ${this.database}; exit 64; }
`;
    }
    /** Refuses where a copy of `size` bytes and a fifth more would fill the file system of the database. */
    get #checkRoom() {
        return `{ read -r _; read -r free; } < <(${(0,shell.sh) `df -B1 --output=avail -- ${this.#directory}`})
if (( free < size + size / 5 + 16777216 )); then
  printf 'BELAY: the file system of the database has %s MiB free and a copy of it needs %s MiB\\n' $((free / 1048576)) $(((size + size / 5) / 1048576 + 16))
  exit 64
fi
`;
    }
    get #copyRights() {
        return (0,shell.sh) `[[ -w ${this.#directory} ]] || { printf 'BELAY: this user may not write into %s, where a copy of the database must lie\n' ${this.#directory}; exit 64; }
[[ -O ${this.database} || $EUID == 0 ]] || { printf 'BELAY: %s belongs to another user, and a copy of it could not be given to that user\n' ${this.database}; exit 64; }
`;
    }
    /**
     * Live gets the second name `kept`, its side files go with it, and then one rename puts the copy in the place of live. A dead run is recognised: live and
     * kept are still the same file, or the copy is gone and kept is there.
     * Meanwhile the database is held: who comes in between waits for the lock, and comes to the new file or fails. A writer that got into the old one would lay
     * its journal, whose name it makes of the path, beside the new.
     */
    #swap(copy, kept, called) {
        return (0,shell.sh) `live=${this.database} copy=${this.#beside(copy)} kept=${this.#beside(kept)}
if [[ ! -e $copy ]]; then
  [[ -e $kept && -e $live && ! $kept -ef $live ]] && exit 0
  printf 'BELAY: %s is not there\n' ${called}
  exit 64
fi
if [[ -e $live ]]; then
  if [[ -e $kept && ! $kept -ef $live ]]; then printf 'BELAY: %s exists from an earlier return; look at it and remove it first\n' "$kept"; exit 64; fi
  ${processFunctions}sq_wait "$live"
  # Its log is taken into the file. A damaged database cannot do that: its log goes with it.
  if ! sq_hold "$live"; then
    case $REPLY in *locked* | *busy* | *"'wal'"*) echo 'BELAY: a process still has the database open. Stop what writes to it first'; exit 64 ;; esac
    echo 'WARNING: the database could not be locked while it is swapped (it may be damaged): nothing may write to it now'
  fi
  trap 'if [[ $kept -ef $live ]]; then rm -f -- "$kept"; fi; [[ ! \${restored:-} ]] || rm -f -- "$copy"' EXIT
  [[ $kept -ef $live ]] || ln -- "$live" "$kept" || cp -p -- "$live" "$kept"
  sync -- "$kept" ${this.#directory}
fi
for side in wal journal; do [[ ! -e $live-$side ]] || mv -fT -- "$live-$side" "$kept-$side"; done
rm -f -- "$live-shm"
mv -fT -- "$copy" "$live"
rm -f -- "$copy"-{wal,shm,journal}
sync -- ${this.#directory}
if [[ $sq_mine ]]; then
  sq_wait "$kept" 60 'what was live is kept, and the restored database is in its place, but these processes still have the old file open: %s. End them, then run this again'
  sq_release
fi
`;
    }
    async #content(job) {
        const path = this.database;
        const what = `Counting the rows of ${path}`;
        const select = `SELECT m.name, group_concat('quote(' || '"' || replace(c.name, '"', '""') || '"' || ')', '||'',''||') FROM (${TABLES}) m, pragma_table_info(m.name) c GROUP BY 1 ORDER BY 1`;
        const columns = parseRows(await this.#run(what, (0,shell.sh) `sq_sql r ${path} ${select}\n`, job.timeoutMs));
        const script = columns.map(([table, row]) => (0,shell.sh) `sq_sql r ${path} ${`SELECT count(*) FROM ${(0,sql/* ident */.bD)(table)}`}
sq_sql r ${path} ${`SELECT ${row} FROM ${(0,sql/* ident */.bD)(table)} ORDER BY 1`} | sha256sum
`);
        const lines = (await this.#run(what, script.join(''), job.timeoutMs)).split('\n');
        return Object.fromEntries(columns.map(([table], index) => [table, { rows: Number(lines[2 * index]), hash: lines[2 * index + 1].slice(0, 64) }]));
    }
    #job(job, name, what, script) {
        return (0,database_job/* runDatabaseJob */.u5)(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${this.#functions}${script}` }, (said, output) => this.explain(`${said} on ${this.#host.label}`, output));
    }
    async #run(what, script, timeoutMs) {
        const result = await this.#host.run(`${this.#functions}${script}`, { timeoutMs, check: false }).catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`${what} had not ended on ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error });
            throw error;
        });
        if (result.exitCode !== 0)
            throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`);
        return result.stdout;
    }
}
const shortHash = (text) => (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const reasons = [
    [/database is locked/, 'another process holds the database for more than 10 s.'],
    [/file is not a database/, 'the file is no SQLite database. Is the path right?'],
    [/malformed|corrupt/, 'the database file is damaged.'],
    [/No space left on device|disk is full/, 'the disk is full.'],
    [/unable to open database file|readonly database|Permission denied/, 'this user may not read or write the file or its directory.']
];


/***/ }),

/***/ 61875:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ parseContent),
/* harmony export */   c: () => (/* binding */ renderContent)
/* harmony export */ });
/* harmony import */ var _sql_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92059);

/** Lines of name, rows and sample as COPY writes them. */
function parseContent(text) {
    return Object.fromEntries((0,_sql_js__WEBPACK_IMPORTED_MODULE_0__/* .parseCopy */ .pM)(text).map(([name, rows, sample]) => [name, { rows: Number(rows), sample: sample ?? null }]));
}
const letters = { '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' };
/** The same lines, sorted by their bytes: what a host compares with its own. */
function renderContent(content) {
    const escaped = (text) => text.replace(/[\\\b\f\n\r\t\v]/g, letter => `\\${letters[letter]}`);
    return Object.entries(content)
        .map(([name, { rows, sample }]) => `${escaped(name)}\t${rows}\t${sample ?? '\\N'}\n`)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .join('');
}


/***/ }),

/***/ 63001:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ interruptedStep),
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   VD: () => (/* binding */ situation),
/* harmony export */   ae: () => (/* binding */ begunStep)
/* harmony export */ });
/* harmony import */ var _host_store_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67179);
/* harmony import */ var _lock_message_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8780);
/* harmony import */ var _token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(66972);



/** Pure. `mine` is what this job holds, if anything; with a token that is no longer the holder's the deployment is another's. */
function situation(state, mine) {
    if (state === undefined)
        return { kind: 'no-state', choices: ['`command: adopt`: what runs now, once it passed the gate, becomes the first good release'] };
    const good = state.releases.filter(isGood).sort(byVerification);
    const live = liveRelease(state);
    const facts = { live, lastGood: good[0], candidates: good.filter(each => each.id !== live?.id) };
    const { holder, open } = state;
    if (holder === undefined || open === undefined)
        return { kind: 'idle', ...facts, choices: idleChoices(facts) };
    const kind = mine?.deployment === open.id && (0,_token_js__WEBPACK_IMPORTED_MODULE_1__/* .fingerprintOf */ .ax)(mine.token) === holder.fingerprint ? 'open-mine' : 'open-other';
    const waiting = holder.runningJobs.length > 0 ? [`wait: ${holder.runningJobs.join(', ')} still running on the host`] : [];
    return { kind, ...facts, holder, open, interrupted: interruptedStep(open), choices: [...waiting, ...(0,_lock_message_js__WEBPACK_IMPORTED_MODULE_2__/* .waysOn */ .gp)(open.id)] };
}
/** The last intent of an open deployment that has neither evidence nor failure after it. */
function interruptedStep(deployment) {
    return (0,_host_store_state_js__WEBPACK_IMPORTED_MODULE_0__/* .isOpen */ .nT)(deployment) ? begunStep(deployment.records) : undefined;
}
/** The last intent among records that has neither evidence nor failure after it. */
function begunStep(records) {
    let found;
    for (const record of records) {
        if (record.type === 'intent')
            found = { step: record.step, since: record.at, intent: record };
        // The fence that a way back closed ends with it.
        else if ((record.type === 'evidence' || record.type === 'failed') && [found?.step, 'rollback'].includes(record.step))
            found = undefined;
    }
    return found;
}
/** A rollback may go there. */
function isGood(release) {
    return release.state === 'verified' || release.state === 'adopted';
}
/** Newest verification first; one that never had its time written down comes last; never by a directory's time. */
function byVerification(a, b) {
    return newestFirst(a.verifiedAt ?? '', b.verifiedAt ?? '') || newestFirst(a.stagedAt, b.stagedAt);
}
/** ISO times in UTC sort as text; localeCompare would load the collation for it, 9 ms. */
function newestFirst(a, b) {
    return a === b ? 0 : a < b ? 1 : -1;
}
/** `live` while a deployment is between switch and gate; otherwise the release that the last ended deployment left, or the last good one. */
function liveRelease(state) {
    const live = state.releases.find(each => each.state === 'live');
    if (live !== undefined)
        return live;
    for (const { records } of state.deployments) {
        const last = records.at(-1);
        if (last?.type !== 'closed' || last.release === undefined)
            continue;
        const found = state.releases.find(each => each.id === last.release);
        if (found !== undefined)
            return found;
    }
    return state.releases.filter(isGood).sort(byVerification)[0];
}
function idleChoices({ lastGood, candidates }) {
    if (lastGood === undefined)
        return ['`command: adopt`: there is no good release to go back to yet'];
    const back = candidates[0];
    return ['`command: deploy`', ...(back === undefined ? [] : [`\`command: rollback\` with \`to: ${back.version}\``])];
}


/***/ }),

/***/ 24469:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ wrongJson)
/* harmony export */ });
/** Pure: what is wrong with a text that should be JSON with these values by dotted path; undefined when nothing is. */
function wrongJson(text, expected) {
    let json;
    try {
        json = JSON.parse(text);
    }
    catch {
        return 'expected JSON, got something else';
    }
    for (const [path, value] of Object.entries(expected)) {
        const got = at(json, path);
        if (!equal(got, value))
            return `expected ${path} to be ${JSON.stringify(value)}, got ${got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 80)}`;
    }
    return undefined;
}
/** The value at a dotted path; a number is an index of a list. A key that holds dots itself is found first. */
function at(json, path) {
    let here = json;
    if (isObject(here) && Object.hasOwn(here, path))
        return here[path];
    for (const part of path.split('.')) {
        if (Array.isArray(here))
            here = /^\d+$/.test(part) ? here[Number(part)] : undefined;
        else if (isObject(here) && Object.hasOwn(here, part))
            here = here[part];
        else
            return undefined;
    }
    return here;
}
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
function equal(a, b) {
    if (Array.isArray(a) && Array.isArray(b))
        return a.length === b.length && a.every((each, index) => equal(each, b[index]));
    if (isObject(a) && isObject(b)) {
        const keys = Object.keys(a);
        return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && equal(a[key], b[key]));
    }
    return a === b;
}


/***/ }),

/***/ 4851:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ wrong),
/* harmony export */   q: () => (/* binding */ statement)
/* harmony export */ });
/** Pure: what is sent. Rows are counted and columns compared by the database: no row of data leaves it. */
function statement(check) {
    const query = check.sql.trim().replace(/;\s*$/, '');
    const { equal, rows } = check.expect;
    if (equal === undefined && rows === undefined)
        return query;
    const differ = equal === undefined
        ? '0'
        : `sum(CASE WHEN ${column(equal[0])} = ${column(equal[1])} OR (${column(equal[0])} IS NULL AND ${column(equal[1])} IS NULL) THEN 0 ELSE 1 END)`;
    // The line break ends a comment at the end of the query.
    return `SELECT count(*), ${differ} FROM (${query}\n) AS belay_rows`;
}
const column = (name) => `belay_rows."${name.replaceAll('"', '""')}"`;
/** Pure: what is wrong with the rows; undefined when nothing is. Values are told only when they are numbers. */
function wrong(check, rows) {
    const { value, equal, rows: limits } = check.expect;
    if (equal !== undefined || limits !== undefined) {
        const [count, differ] = [Number(rows[0]?.[0] ?? 0), Number(rows[0]?.[1] ?? 0)];
        if (limits?.min !== undefined && count < limits.min)
            return `expected at least ${limits.min} rows, got ${count}`;
        if (limits?.max !== undefined && count > limits.max)
            return `expected at most ${limits.max} rows, got ${count}`;
        if (equal !== undefined && differ > 0)
            return `expected ${equal[0]} and ${equal[1]} to be equal in every row, and they differ in ${differ} of ${count}`;
    }
    if (value === undefined)
        return undefined;
    if (equal !== undefined || limits !== undefined)
        return 'value cannot be asked together with equal or rows: write two checks';
    const first = rows[0]?.[0];
    if (first === undefined)
        return `expected ${JSON.stringify(value)}, got no row`;
    const same = value === null || first === null
        ? first === value
        : typeof value === 'number'
            ? first.trim() !== '' && Number(first) === value
            : first === value;
    if (same)
        return undefined;
    const got = first === null ? 'null' : /^-?\d+(\.\d+)?$/.test(first) ? first : 'another value';
    return `expected ${JSON.stringify(value)}, got ${got}`;
}


/***/ }),

/***/ 60440:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ runGuarded)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55293);
/* harmony import */ var _shell_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(82854);



/** How often it is tried when the connection breaks, and milliseconds between two tries. */
const tries = 3;
const pauseMs = 1_000;
/** Seconds to wait for another change of the lock; each takes milliseconds. */
const flockSeconds = 30;
const [LOST, BUSY] = [117, 118];
/**
 * Runs a short script under the flock of every change of the lock, when the token holds the lock still (G4): nobody takes the lock over in between. For
 * what is over in a moment; a job, which goes on without its client, costs 50 ms more.
 * Answers also a script that failed. Errors: FencedOff (nothing was done), UserError (the flock is not to be had), and what Host.run throws.
 */
async function runGuarded(host, { stateDir, token, name, script }) {
    for (let attempt = 1;; attempt++) {
        try {
            const result = await host.run(guard(stateDir) + script, { secrets: { BELAY_TOKEN: token }, timeoutMs: 60_000, check: false });
            if (result.exitCode === LOST)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .FencedOff */ .b0(host.label, name, result.stdout.trim());
            if (result.exitCode === BUSY)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`The lock in ${stateDir} on ${host.label} was in use for ${flockSeconds} s, so nothing was done (${name}): is its disk all right? Try again.`);
            return result;
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ConnectionLost */ .pz) || attempt === tries)
                throw error;
            await new Promise(resolve => setTimeout(resolve, pauseMs));
        }
    }
}
// `[[` is the shell's own. What the script starts need not know the token.
const guard = (stateDir) => (0,_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `cd -- ${stateDir} 2>/dev/null || exit ${String(LOST)}
exec 9>>lock.flock
flock -x -w ${String(flockSeconds)} 9 || exit ${String(BUSY)}
if [[ ! lock -ef "owner.$BELAY_TOKEN" ]]; then head -c 4096 lock 2>/dev/null || :; exit ${String(LOST)}; fi
unset -v BELAY_TOKEN
`;


/***/ }),

/***/ 55209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ sha256Function)
/* harmony export */ });
/**
 * Bash function `belay_sha256`: what sha256sum prints of its standard input. The coreutils of Debian 12 and Ubuntu 22.04 compute it without the processor's
 * instructions for it: 5.0 s of processor for 1 GB, where openssl takes 0.7 s (measured). Where sha256sum is linked with openssl's library nothing is to be
 * gained. The sum of nothing tells whether openssl works here.
 */
const sha256Function = `belay_openssl=
if [[ -e /usr/bin/sha256sum ]] && ! grep -q libcrypto /usr/bin/sha256sum \\
  && [[ $(openssl dgst -sha256 -r < /dev/null 2> /dev/null) == e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855* ]]; then belay_openssl=1; fi
belay_sha256() {
  local sum
  [[ $belay_openssl ]] || { sha256sum; return; }
  sum=$(openssl dgst -sha256 -r) && printf '%s  -\\n' "\${sum%% *}"
}
`;


/***/ }),

/***/ 63674:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J4: () => (/* binding */ mismatch),
/* harmony export */   bX: () => (/* binding */ unaskedFor),
/* harmony export */   iv: () => (/* binding */ difference),
/* harmony export */   ol: () => (/* binding */ digestOf),
/* harmony export */   pZ: () => (/* binding */ appliedOf),
/* harmony export */   p_: () => (/* binding */ list)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/** The applied set of rows as they were recorded: sorted, each once. */
function appliedOf(recorded) {
    return [...new Set(recorded)].sort();
}
/** What is in one applied set and not in the other, each sorted. */
function difference(before, after) {
    const [old, now] = [new Set(before), new Set(after)];
    return { added: [...now].filter(name => !old.has(name)).sort(), removed: [...old].filter(name => !now.has(name)).sort() };
}
/** Why the applied set is not what was expected, in one sentence; undefined when it is. */
function mismatch(expected, actual) {
    const { added, removed } = difference(expected, actual);
    const parts = [
        ...(removed.length === 0 ? [] : [`not applied although planned: ${list(removed)}`]),
        ...(added.length === 0 ? [] : [`applied although not planned: ${list(added)}`])
    ];
    return parts.length === 0 ? undefined : parts.join('; ');
}
/** What is planned and was not asked for, in one sentence; undefined where there is no such thing. */
function unaskedFor(set, only, planned) {
    const unasked = only === undefined ? [] : difference(only, planned).added;
    if (unasked.length === 0)
        return undefined;
    return `${set} would also apply ${list(unasked)}, which the check of the repository did not see, so nobody proved that it is additive, and nothing was applied: a package brought it (set \`fence: always\` for this deployment), or \`migrations.directory\` names the wrong folder`;
}
/** SHA-256 of a set of names, as the drivers make it: any number of them fits into an environment. */
function digestOf(names) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
        .update([...names].sort().join('\n'))
        .digest('hex');
}
/** Up to ten names, and how many more. */
function list(names) {
    return names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
}


/***/ }),

/***/ 79664:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EP: () => (/* binding */ firstErrorLines),
/* harmony export */   Td: () => (/* binding */ isLockTimeout),
/* harmony export */   fe: () => (/* binding */ shownOutput)
/* harmony export */ });
/* harmony import */ var _database_client_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(57098);

/**
 * The first 20 lines of what a migration said in its error, without what may hold data: the database's own message as far as it names only
 * objects, the class of a Python exception, the places of a traceback. Messages of other exceptions are withheld: they quote values.
 */
function firstErrorLines(output, limit = 20) {
    const kept = [];
    for (const line of output.split(/\r?\n/)) {
        const shown = pythonLine(line) ?? (0,_database_client_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .filterLine */ .r)(line);
        if (shown !== undefined && shown !== kept.at(-1))
            kept.push(shown);
    }
    // The error itself stands at the end of a traceback; its frames come last if they do not fit.
    const errors = kept.filter(line => !line.startsWith('  File '));
    const frames = kept.filter(line => line.startsWith('  File ')).slice(-3);
    return [...errors, ...frames].slice(0, limit);
}
/** Passes on of a migration's output, line by line, what it does and what may be shown of its errors (G7). */
function shownOutput(write) {
    let rest = '';
    return text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop().slice(-65_536);
        for (const line of lines) {
            const shown = progress.test(line) ? line : (pythonLine(line) ?? (0,_database_client_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .filterLine */ .r)(line));
            if (shown !== undefined)
                write(`${shown}\n`);
        }
    };
}
/** A lock was not free in time. MySQL's own number for it stands in what its drivers and clients say, whatever the language of the server. */
function isLockTimeout(output) {
    return /canceling statement due to lock timeout|LockNotAvailable|database (table )?is locked|Error: \(1205, |^ERROR 1205 \(/m.test(output);
}
/** What `migrate` itself prints. */
const progress = /^(Operations to perform:| {2}Apply all migrations: [\w, ]+| {2}Synchronize unmigrated apps: [\w, ]+|Running migrations:| {2}(Applying|Unapplying|Reverting|Rendering model states|No migrations to apply)[\w. ]*)$/;
const withheld = '(message withheld: it may hold data)';
/** Exceptions of Django that speak of migrations, settings and modules only. */
const harmless = /^(django\.db\.migrations\.exceptions\.\w+|django\.core\.exceptions\.(ImproperlyConfigured|AppRegistryNotReady)|ModuleNotFoundError|ImportError|SyntaxError|IndentationError|CommandError|SystemCheckError): /;
function pythonLine(line) {
    if (/^ {2}File ".*", line \d+(, in \S+)?$/.test(line))
        return line;
    const applying = /^ {2}((?:Una|A)pplying [\w.]+\.\.\.)/.exec(line);
    if (applying)
        return applying[1];
    if (harmless.test(line))
        return line;
    const exception = /^((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Available|Violation|Canceled|Warning|Interrupt|Exit|DoesNotExist|Column|Table|Object|Failed))(?:: (.*))?$/.exec(line);
    if (exception === null || /^(ERROR|DETAIL|HINT|CONTEXT|STATEMENT)$/.test(exception[1]))
        return undefined;
    const [, name] = exception;
    // SQLAlchemy names the driver's own exception before the message.
    const message = exception[2]?.replace(/^\([\w.]+\) /, '');
    if (message === undefined)
        return name;
    // psycopg's messages are the server's, without its level; MySQL's drivers show its number and its message as Python would.
    const [, number, , said] = /^\((\d{4}), (['"])(.*)\2\)$/s.exec(message) ?? [];
    if (number !== undefined)
        return `${name}: error ${number}: ${(0,_database_client_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .filterLine */ .r)(`ERROR ${number} (HY000): ${said}`).slice(20)}`;
    const server = (0,_database_client_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .filterLine */ .r)(`ERROR: ${message}`);
    const shown = server?.startsWith('ERROR: ') ? server.slice(7) : withheld;
    return `${name}: ${shown}`;
}


/***/ }),

/***/ 92139:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ MigrationFailed)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** A migration did not do what was planned. Nothing of it runs any more. */
class MigrationFailed extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    evidence;
    constructor(message, evidence) {
        super(message, evidence.error.length === 0 ? undefined : { cause: new Error(evidence.error.join('\n')) });
        this.evidence = evidence;
    }
}


/***/ }),

/***/ 33147:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ jobOrLost)
/* harmony export */ });
/* harmony import */ var _host_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55293);

/** A job of which nothing lives and that left no exit code (the power failed, someone killed all of it) ended by a signal. */
async function jobOrLost(job) {
    try {
        return await job;
    }
    catch (error) {
        if (!(error instanceof _host_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .JobLost */ .YQ))
            throw error;
        return { exitCode: 137, ended: 'signal', tail: error.message, outputBytes: 0, durationMs: 0, attached: true };
    }
}


/***/ }),

/***/ 34210:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  bW: () => (/* binding */ describeOnline),
  nQ: () => (/* binding */ schemaChanges),
  Jk: () => (/* binding */ tryOnline)
});

// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
;// CONCATENATED MODULE: ./build/shared/squash/mysql-online.js
/**
 * The same statement in a form that MySQL and MariaDB refuse (errors 1845 and 1846) where they could do it only by copying the table or with
 * writers kept out: run on a rehearsal copy it decides, without guessing, whether it works beside the application. undefined: it is no statement
 * that takes these clauses, or it says itself how it wants to be done, or it renames, which needs a moment alone and copies nothing.
 */
function onlineForm(statement) {
    const text = statement.trim().replace(/[;\s]+$/, '');
    if (/\b(ALGORITHM|LOCK)\s*=?\s*(DEFAULT|INSTANT|INPLACE|NOCOPY|COPY|NONE|SHARED|EXCLUSIVE)\b/i.test(text))
        return undefined;
    if (/^ALTER\s+(ONLINE\s+|IGNORE\s+)*TABLE\b/i.test(text))
        return /\bRENAME\s+(TO\s+|AS\s+)?[`\w]+(\.[`\w]+)?$/i.test(text) && !text.includes(',')
            ? undefined
            : `${text}, ALGORITHM=INPLACE, LOCK=NONE`;
    if (/^(CREATE\s+(ONLINE\s+|OFFLINE\s+|UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)*INDEX|DROP\s+INDEX)\b/i.test(text))
        return `${text} ALGORITHM=INPLACE LOCK=NONE`;
    return undefined;
}

// EXTERNAL MODULE: ./build/shared/squash/sql/split.js
var split = __webpack_require__(12936);
// EXTERNAL MODULE: ./build/shared/migrations/lost-job.js
var lost_job = __webpack_require__(33147);
;// CONCATENATED MODULE: ./build/shared/migrations/online-trial.js






const most = 1_000;
const schemaChange = /^(ALTER|CREATE|DROP|RENAME)\b/i;
const setting = /^SET\s+(?!(?:GLOBAL|PERSIST|PASSWORD|ROLE|DEFAULT)\b)/i;
/** Pure: the statements of a text that change the schema, each with the settings of its session that come before it. */
function schemaChanges(migration, text) {
    let settings = '';
    return (0,split/* splitSql */.b5)(text, 'mysql').statements.flatMap(({ text: sql }) => {
        if (setting.test(sql))
            settings += `${sql};\n`;
        return schemaChange.test(sql) ? [{ migration, sql: `${settings}${sql}` }] : [];
    });
}
/**
 * Runs the changes in their order in a copy of the schema that holds no rows and nobody uses: each that can be is asked first to be done in place beside
 * writers, and done as it is written only where the server refuses that (errors 1845 and 1846). From the first that fails on, none is judged.
 */
async function tryOnline(host, copy, ran, job) {
    const asked = ran.slice(0, most).map(each => {
        const { statements } = (0,split/* splitSql */.b5)(each.sql, 'mysql');
        const last = statements.at(-1)?.text ?? each.sql;
        const settings = each.sql.slice(0, each.sql.lastIndexOf(last));
        return { ...each, last, settings, online: onlineForm(last) };
    });
    if (!asked.some(each => each.online !== undefined))
        return [];
    const client = copy.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 });
    const send = (sql) => (0,shell.sh) `printf %s ${client.begin + sql} | sql_client > /dev/null 2> "$belay_said"`;
    const script = asked.map(({ settings, last, online }, index) => online === undefined
        ? `${send(`${settings}${last}`)} || exit 0\n`
        : `if ${send(`${settings}${online}`)}; then echo BELAY-online-${index}=online
elif grep -Eq '^ERROR 184[56] ' "$belay_said"; then
  echo BELAY-online-${index}=copies
  ${send(`${settings}${last}`)} || exit 0
else ${send(`${settings}${last}`)} || exit 0
fi
`);
    const result = await (0,lost_job/* jobOrLost */.f)(host.job({
        stateDir: job.stateDir,
        id: `${job.idPrefix}.online`,
        script: `${client.functions}belay_said=$(mktemp)
trap 'rm -f -- "$belay_said"' EXIT
${script.join('')}`,
        secrets: client.secrets,
        timeoutMs: job.timeoutMs,
        token: job.token
    }));
    if (result.ended !== 'exit' || result.exitCode !== 0)
        throw new errors/* UserError */.y(`Asking the server which changes it makes beside writers did not end well in ${copy.database}`);
    const answers = new Map([...result.tail.matchAll(/^BELAY-online-(\d+)=(online|copies)$/gm)].map(([, n, word]) => [Number(n), word]));
    return asked.flatMap(({ migration, last, online }, index) => {
        if (online === undefined)
            return [];
        const said = answers.get(index);
        const statement = last.replaceAll(/\s+/g, ' ').slice(0, 160);
        return [{ migration, statement, verdict: said === 'online' || said === 'copies' ? said : 'unknown' }];
    });
}
/** Pure: `R15: the server makes 2 of 3 changes beside writers; it copies or locks: 0002_x (ALTER TABLE …)`; undefined: there was nothing to ask. */
function describeOnline(verdicts) {
    if (verdicts.length === 0)
        return undefined;
    const of = (verdict) => verdicts.filter(each => each.verdict === verdict);
    const [copies, unknown] = [of('copies'), of('unknown')];
    const named = (which) => `${which
        .slice(0, 3)
        .map(each => `${each.migration} (${each.statement.slice(0, 80)})`)
        .join(', ')}${which.length > 3 ? ` and ${which.length - 3} more` : ''}`;
    if (copies.length + unknown.length === 0)
        return `R15 does not hold: the server makes ${verdicts.length === 1 ? 'the change' : `all ${verdicts.length} changes`} beside writers`;
    return [
        ...(copies.length === 0
            ? []
            : [`R15 holds: the server refuses to make ${copies.length} of ${verdicts.length} changes beside writers: ${named(copies)}`]),
        ...(unknown.length === 0 ? [] : [`R15 is not decided for ${named(unknown)}`])
    ].join('; ');
}


/***/ }),

/***/ 48138:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ checksumOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/** SHA-256 of what is run: the text of a script, its way back, and the files that it consists of. `sums`: SHA-256 of each file by its path. Pure. */
function checksumOf(script, sums) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
        .update(JSON.stringify([script.apply, script.undo ?? null, script.files.map(path => [path, sums.get(path)])]))
        .digest('hex');
}


/***/ }),

/***/ 54268:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ holds)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _expect_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(24469);
/* harmony import */ var _expect_sql_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4851);
/* harmony import */ var _host_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55293);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(79664);





/**
 * Why a verdict does not hold; undefined when it does. A command by its exit code: 0 holds, 1 does not; one with `expect` must end with 0, then what it
 * printed decides; a query by its rows. Errors: UserError where there is no answer: that is neither yes nor no.
 */
async function holds(verdict, what, asking) {
    if (typeof verdict !== 'string' && 'sql' in verdict) {
        try {
            return (0,_expect_sql_js__WEBPACK_IMPORTED_MODULE_2__/* .wrong */ .Q)(verdict, await asking.engine.query((0,_expect_sql_js__WEBPACK_IMPORTED_MODULE_2__/* .statement */ .q)(verdict), asking.timeoutMs));
        }
        catch (error) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} had no answer from ${asking.engine.database}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .messageOf */ .b)(error)}`, { cause: error });
        }
    }
    const result = await asking.run(typeof verdict === 'string' ? verdict : verdict.run).catch((error) => {
        if (error instanceof _host_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeadlinePassed */ .Xp)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} had not ended after ${asking.timeoutMs / 1000} s`, { cause: error });
        throw error;
    });
    const { exitCode, stdout } = result;
    if (typeof verdict === 'string' ? exitCode > 1 : exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${what} failed on ${asking.host.label} with exit code ${exitCode} (${typeof verdict === 'string' ? '0: applied, 1: to be applied' : '0, and then what it prints decides'})`, { cause: new Error((0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .firstErrorLines */ .EP)(result.stderr).join('\n')) });
    if (typeof verdict === 'string')
        return exitCode === 0 ? undefined : 'exit code 1';
    const { stdout: text, matches, json } = verdict.expect;
    if (text !== undefined && !stdout.includes(text))
        return `expected output with ${JSON.stringify(text)}, and it is not there`;
    if (matches !== undefined && !new RegExp(matches, 'm').test(stdout))
        return `expected output that matches ${matches}, and it does not`;
    return json === undefined ? undefined : (0,_expect_json_js__WEBPACK_IMPORTED_MODULE_4__/* .wrongJson */ .s)(stdout, json);
}


/***/ }),

/***/ 68417:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ whyNoTransaction),
/* harmony export */   K5: () => (/* binding */ parseSqlFile),
/* harmony export */   ZE: () => (/* binding */ sectionOf),
/* harmony export */   Zy: () => (/* binding */ compareVersions),
/* harmony export */   bI: () => (/* binding */ compareSqlFiles),
/* harmony export */   ux: () => (/* binding */ saysNoTransaction),
/* harmony export */   xh: () => (/* binding */ isOneChange)
/* harmony export */ });
const flyway = /^([VU])(\d+(?:[._]\d+)*)__(.+)\.sql$/;
const repeatable = /^(R__.+)\.sql$/;
const numbered = /^(\d+(?:[._]\d+)*)([-_. ].*?)?(?:\.(up|down))?\.sql$/i;
/** undefined: the name says no version, so it is no migration. Sources: Flyway's naming, and that of golang-migrate, dbmate and goose. */
function parseSqlFile(file) {
    const again = repeatable.exec(file);
    if (again)
        return { file, name: again[1], role: 'repeatable', version: [] };
    const versioned = flyway.exec(file);
    if (versioned) {
        const [, letter, version, words] = versioned;
        return { file, name: `V${version}__${words}`, role: letter === 'U' ? 'down' : 'up', version: numbers(version) };
    }
    const plain = numbered.exec(file);
    if (plain === null)
        return undefined;
    const [, version, words = '', role] = plain;
    return { file, name: `${version}${words}`, role: role?.toLowerCase() === 'down' ? 'down' : 'up', version: numbers(version) };
}
function numbers(version) {
    return version.split(/[._]/).map(Number);
}
/** By version, then by name; what is repeatable comes last. */
function compareSqlFiles(a, b) {
    if ((a.role === 'repeatable') !== (b.role === 'repeatable'))
        return a.role === 'repeatable' ? 1 : -1;
    return compareVersions(a, b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
/** Missing parts count as 0: 1.2 and 1.2.0 are one version. */
function compareVersions(a, b) {
    for (let i = 0; i < Math.max(a.version.length, b.version.length); i++) {
        const difference = (a.version[i] ?? 0) - (b.version[i] ?? 0);
        if (difference !== 0)
            return difference;
    }
    return 0;
}
const sections = /^--\s*(?:\+goose|migrate:)\s*(up|down)\b.*$/gim;
/** The part of a file for one direction, where it has both (goose, dbmate); the whole file where it has none. undefined: it has no such part. */
function sectionOf(text, direction) {
    const marks = [...text.matchAll(sections)];
    if (marks.length === 0)
        return direction === 'up' ? text : undefined;
    const index = marks.findIndex(mark => mark[1].toLowerCase() === direction);
    return index < 0 ? undefined : text.slice(marks[index].index, marks[index + 1]?.index);
}
/** The statements without what stands in comments and quotes, so that words can be looked for. */
function bare(text) {
    return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1/g, ' ');
}
/** Whether a comment asks for no transaction around the file, in the words of one of the tools. */
function saysNoTransaction(text) {
    return /^--\s*(?:belay: no transaction|\+goose no transaction|migrate:(?:up|down)\s.*transaction:\s*false|executeInTransaction\s*=\s*false)/im.test(text);
}
/** Why a file cannot run in one transaction with its row in the ledger; undefined when it can. */
function whyNoTransaction(text, engine) {
    if (engine === 'mysql' || engine === 'mariadb')
        return 'the server commits at every change of the schema';
    if (saysNoTransaction(text))
        return 'the file says so';
    const statements = bare(text);
    if (/(?:^|;)\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK)\b\s*(?:;|WORK|TRANSACTION|IMMEDIATE|EXCLUSIVE|ISOLATION|READ)/i.test(statements))
        return 'it has a transaction of its own';
    const outside = engine === 'sqlite'
        ? /(?:^|;)\s*(?:VACUUM|PRAGMA\s+(?:journal_mode|foreign_keys)|DETACH|ATTACH)\b/i
        : /\bCONCURRENTLY\b|(?:^|;)\s*(?:VACUUM|CREATE\s+DATABASE|DROP\s+DATABASE|ALTER\s+SYSTEM|CREATE\s+TABLESPACE|DROP\s+TABLESPACE)\b/i;
    const found = outside.exec(statements)?.[0].replace(/^[;\s]+/, '');
    return found === undefined ? undefined : `${found.toUpperCase()} cannot run in a transaction`;
}
/** Whether a text is one statement, and that one a change of the schema. */
function isOneChange(text) {
    const statements = bare(text)
        .split(';')
        .map(each => each.trim())
        .filter(each => each !== '');
    return statements.length === 1 && /^(?:ALTER|CREATE|DROP|RENAME)\b/i.test(statements[0]);
}


/***/ }),

/***/ 41737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ Ledger)
/* harmony export */ });
/* harmony import */ var _database_sql_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92059);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);


/** SQL of the ledger for one engine. */
class Ledger {
    table;
    #engine;
    constructor(engine, table) {
        this.#engine = engine;
        this.table = table;
    }
    /** undefined: there is no ledger yet. Errors: UserError for a row that Belay did not write. */
    async read() {
        const there = {
            postgres: `SELECT to_regclass('${this.table}') IS NOT NULL`,
            sqlite: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '${this.table}'`
        };
        const exists = await this.#engine.query(there[this.#engine.engine] ??
            `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${this.table}'`);
        if (exists[0]?.[0] !== 't' && exists[0]?.[0] !== '1')
            return undefined;
        const rows = await this.#engine.query(`SELECT name, checksum, state FROM ${this.table}`);
        return rows.map(([name, checksum, state]) => {
            if (name === null || name === undefined || !/^[0-9a-f]{64}$/.test(checksum ?? '') || (state !== 'applied' && state !== 'running'))
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`The table ${this.table} of ${this.#engine.database} has a row that Belay did not write: ${name ?? 'NULL'} (state ${state ?? 'NULL'}). Its columns are name, checksum (SHA-256 of what was run) and state (applied or running). Put the row right by hand, then run this again.`);
            return { name, checksum: checksum, state };
        });
    }
    /** How many tables of its own the database has, the ledger not counted. */
    async tables() {
        const sql = {
            postgres: `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' AND c.relname <> '${this.table}' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
            sqlite: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '${this.table}'`
        };
        const [row] = await this.#engine.query(sql[this.#engine.engine] ??
            `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> '${this.table}'`);
        return Number(row?.[0]);
    }
    /** Statement that makes the table where it is not there. */
    get create() {
        const text = this.#isMysql ? 'varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : 'text';
        const time = { postgres: 'timestamptz', sqlite: 'text' }[this.#engine.engine] ?? 'timestamp';
        return `CREATE TABLE IF NOT EXISTS ${this.table} (name ${text} NOT NULL PRIMARY KEY, checksum char(64) NOT NULL, state varchar(7) NOT NULL, at ${time} NOT NULL DEFAULT CURRENT_TIMESTAMP);\n`;
    }
    /** A query that answers `same` where exactly these files are applied. */
    holds(names) {
        const count = `(SELECT count(*) FROM ${this.table} WHERE state = 'applied'`;
        const among = names.length === 0 ? '' : ` AND ${count} AND name IN (${names.map(name => this.#literal(name)).join(', ')})) = ${names.length}`;
        return `SELECT CASE WHEN ${count}) = ${names.length}${among} THEN 'same' ELSE 'other' END;\n`;
    }
    /** Statements that leave exactly this row of that name. */
    write({ name, checksum, state }) {
        return `${this.remove(name)}INSERT INTO ${this.table} (name, checksum, state) VALUES (${this.#literal(name)}, '${checksum}', '${state}');\n`;
    }
    remove(name) {
        return `DELETE FROM ${this.table} WHERE name = ${this.#literal(name)};\n`;
    }
    get #isMysql() {
        return this.#engine.engine === 'mysql' || this.#engine.engine === 'mariadb';
    }
    #literal(value) {
        return this.#isMysql ? (0,_database_sql_js__WEBPACK_IMPORTED_MODULE_0__/* .mysqlLiteral */ .me)(value) : this.#engine.engine === 'sqlite' ? (0,_database_sql_js__WEBPACK_IMPORTED_MODULE_0__/* .sqliteLiteral */ .SO)(value) : (0,_database_sql_js__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .eu)(value);
    }
}


/***/ }),

/***/ 12936:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Uo: () => (/* binding */ headOf),
/* harmony export */   Xq: () => (/* binding */ positions),
/* harmony export */   b5: () => (/* binding */ splitSql)
/* harmony export */ });
/* unused harmony export excerpt */
/* harmony import */ var _tokens_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(86400);

/**
 * Cuts a text into statements as the database's own client does: what is in quotes, comments, brackets and the bodies of routines ends none. Lines for the
 * client (`\connect`) are statements of their own; DELIMITER lines are none. The data below a `COPY … FROM stdin` belongs to it.
 */
function splitSql(text, dialect) {
    const tokens = new _tokens_js__WEBPACK_IMPORTED_MODULE_0__/* .Tokens */ .D(text, dialect);
    const statements = [];
    let problem = findConflict(text, dialect);
    let from = -1;
    let to = -1;
    let brackets = 0;
    let body = new Body(dialect);
    /** goose: what is between StatementBegin and StatementEnd is one statement */
    let held = false;
    const close = () => {
        if (from < 0)
            return;
        const statement = text.slice(from, to);
        statements.push({ from, to, text: statement, head: headOf(statement) });
        if (dialect === 'postgres' && /^SET\s/i.test(statement)) {
            const setting = /^SET\s+(?:SESSION\s+|LOCAL\s+)?standard_conforming_strings\s*(?:=|TO)\s*'?(\w+)/i.exec(statement)?.[1];
            if (setting !== undefined)
                tokens.backslashes = /^(?:off|false|no|0)$/i.test(setting);
        }
        from = -1;
        brackets = 0;
        body = new Body(dialect);
    };
    for (let token = tokens.at(0, true); token !== undefined; token = tokens.at(token.to, from < 0)) {
        if (token.open !== undefined && problem === undefined)
            problem = { kind: 'syntax', at: token.from, message: `a ${token.open} that is not closed in ${excerpt(text, token.from)}` };
        if (token.kind === 'space') {
            if (text.startsWith('-- +goose Statement', token.from)) {
                held = text.startsWith('-- +goose StatementBegin', token.from);
                if (!held)
                    close();
            }
            continue;
        }
        if (token.kind === 'line') {
            if (text[token.from] === '\\')
                statements.push({
                    from: token.from,
                    to: token.to,
                    text: text.slice(token.from, token.to),
                    head: headOf(text.slice(token.from, token.to))
                });
            continue;
        }
        if (token.kind === 'end' && !held && brackets <= 0 && !(body.depth > 0 && tokens.delimiter === ';')) {
            if (dialect === 'postgres' && from >= 0 && /^COPY\b[\s\S]*\bFROM\s+STDIN\b/i.test(text.slice(from, Math.min(to, from + 4000)))) {
                const data = /\n\\\.(?=\r?\n|\r?$)/g;
                data.lastIndex = token.to;
                token = data.test(text) ? { ...token, to: data.lastIndex } : { ...token, to: text.length };
            }
            close();
            continue;
        }
        if (from < 0)
            from = token.from;
        to = token.kind === 'end' && held ? to : token.to;
        if (token.kind === 'sign') {
            if (text[token.from] === '(')
                brackets++;
            else if (text[token.from] === ')')
                brackets--;
        }
        if (token.kind === 'word')
            body.see(text, token, brackets);
        else
            body.pause();
    }
    close();
    return { statements, problem };
}
const blocks = /^(?:BEGIN|CASE|END|IF|LOOP|WHILE|REPEAT)$/i;
/** How deep a statement stands in the body of a routine that is not in quotes: `BEGIN ATOMIC … END` of PostgreSQL, BEGIN … END elsewhere. */
class Body {
    depth = 0;
    #words = [];
    #isRoutine;
    #last = '';
    #dialect;
    constructor(dialect) {
        this.#dialect = dialect;
    }
    /** `END; IF` is no `END IF`. */
    pause() {
        this.#last = '';
    }
    see(text, token, brackets) {
        if (this.#isRoutine === false)
            return;
        const length = token.to - token.from;
        if (this.#isRoutine === undefined) {
            if (this.#words.length === 0 && length !== 6)
                this.#isRoutine = false;
            else {
                this.#words.push(text.slice(token.from, token.to).toUpperCase());
                this.#isRoutine = isRoutine(this.#words, this.#dialect);
            }
            return;
        }
        if (brackets > 0)
            return;
        const found = length <= 6 ? text.slice(token.from, token.to).toUpperCase() : '';
        if (blocks.test(found)) {
            if (found === 'BEGIN' && this.#last !== 'END')
                this.depth++;
            else if (found === 'CASE' && this.depth > 0 && this.#last !== 'END')
                this.depth++;
            else if (found === 'END' && this.depth > 0)
                this.depth--;
            else if (this.#last === 'END' && found !== 'CASE' && found !== 'BEGIN')
                this.depth++;
        }
        this.#last = found;
    }
}
/** Whether the words that a statement begins with are those of a routine; undefined: not to be told yet. */
function isRoutine(words, dialect) {
    if (words[0] !== 'CREATE')
        return false;
    const last = words.at(-1);
    if (last === 'FUNCTION' || last === 'PROCEDURE')
        return dialect !== 'sqlite';
    if (last === 'TRIGGER' || last === 'EVENT')
        return dialect !== 'postgres';
    if (words.length === 1 || /^(?:OR|REPLACE|TEMP|TEMPORARY)$/.test(last))
        return undefined;
    // MySQL: CREATE DEFINER = name@host PROCEDURE
    if (dialect === 'mysql' && (last === 'DEFINER' || last === 'AGGREGATE' || words.includes('DEFINER')) && words.length < 8)
        return undefined;
    return false;
}
/** Marks of an unresolved merge, where they are not inside quotes. */
function findConflict(text, dialect) {
    if (!/^(?:<{7}|>{7})(?:\s|$)/m.test(text))
        return undefined;
    const message = 'unresolved merge conflict';
    const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text);
    if (whole !== null)
        return { kind: 'conflict', at: whole.index, message };
    const marks = [...text.matchAll(/^(?:<{7}|>{7})(?:\s|$)/gm)].map(mark => mark.index);
    const tokens = new _tokens_js__WEBPACK_IMPORTED_MODULE_0__/* .Tokens */ .D(text, dialect);
    for (let token = tokens.at(0, false); token !== undefined; token = tokens.at(token.to, false)) {
        if (token.kind === 'sign' && marks.includes(token.from))
            return { kind: 'conflict', at: token.from, message };
    }
    return undefined;
}
/** The words that say what a statement does: `ALTER TABLE`, `CREATE INDEX`. What only qualifies them is left out. */
function headOf(statement) {
    if (statement.startsWith('\\'))
        return /^\\\S*/.exec(statement)[0];
    const words = leadingWords(statement, 8);
    const first = words[0] ?? '';
    if (!/^(?:CREATE|ALTER|DROP|COMMENT|RENAME|TRUNCATE|LOCK|REFRESH|REINDEX)$/.test(first))
        return first === '' ? 'statement' : first;
    const rest = words
        .slice(1)
        .filter(each => !/^(?:OR|REPLACE|UNIQUE|FULLTEXT|SPATIAL|TEMP|TEMPORARY|GLOBAL|LOCAL|UNLOGGED|ONLINE|OFFLINE|IGNORE|ON|CONSTRAINT|RECURSIVE)$/.test(each));
    const object = rest[0] ?? '';
    if (!/^[A-Z]+$/.test(object) || /^(?:TRUNCATE|LOCK)$/.test(first))
        return object === 'TABLE' ? `${first} TABLE` : first;
    return /^(?:MATERIALIZED|FOREIGN|EVENT|TEXT|DEFAULT)$/.test(object) && rest[1] !== undefined
        ? `${first} ${object} ${rest[1]}`
        : `${first} ${object}`;
}
function leadingWords(statement, limit) {
    const words = [];
    const next = /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|--[^\n]*\n)*([A-Za-z_]+)(?=[\s;(/]|$)/y;
    for (let found = next.exec(statement); found !== null && words.length < limit; found = next.exec(statement))
        words.push(found[1].toUpperCase());
    return words;
}
/** What stands at an offset, short enough for a message. */
function excerpt(text, at) {
    const line = text
        .slice(at, at + 60)
        .split('\n', 1)[0]
        .trimEnd();
    return `'${line.length > 40 ? `${line.slice(0, 40)}…` : line}'`;
}
/** Line and column of offsets in one text; the lines are counted once. */
function positions(text, file) {
    let starts;
    return offset => {
        if (starts === undefined) {
            starts = [0];
            for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
                starts.push(i + 1);
        }
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (starts[middle] <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        return { file, line: low + 1, column: offset - starts[low] + 1 };
    };
}


/***/ }),

/***/ 86400:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ Tokens)
/* harmony export */ });
const blank = /[ \t\r\n\f\v\u00a0]+/y;
const word = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_$]*/uy;
const lineComment = /--[^\n\r]*/y;
const mysqlLineComment = /(?:--(?=[\s]|$)|#)[^\n\r]*/y;
const number = /\d[\w.]*|\.\d\w*/y;
const parameter = /\$\d+/y;
const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
/** What may stand between two parts of one string in PostgreSQL: blanks with a line break among them, and no comment. */
const continued = /[ \t\f\v]*[\n\r][ \t\f\v\n\r]*'/y;
const delimiterLine = /DELIMITER[ \t]+(\S+)[^\n\r]*/iy;
const metaCommand = /\\[^\n\r]*/y;
/** Cuts a text into tokens, one at a time. It never fails: what is not closed reaches to the end of the text and says so. */
class Tokens {
    text;
    #dialect;
    /** what ends a statement; DELIMITER changes it in the files of MySQL */
    delimiter = ';';
    /** backslashes escape in plain strings too: MySQL, and PostgreSQL where `standard_conforming_strings` is off */
    backslashes;
    constructor(text, dialect) {
        this.text = text;
        this.#dialect = dialect;
        this.backslashes = dialect === 'mysql';
    }
    /** The token that begins at an offset, undefined behind the end. `fresh`: no statement is open, so that a line may be for the client. */
    at(from, fresh) {
        const { text } = this;
        if (from >= text.length)
            return undefined;
        const token = (kind, to, open) => open === undefined ? { kind, from, to } : { kind, from, to, open };
        const match = (pattern) => {
            pattern.lastIndex = from;
            return pattern.test(text) ? pattern.lastIndex : -1;
        };
        const character = text[from];
        let to = match(blank);
        if (to > 0)
            return token('space', to);
        if (text.startsWith(this.delimiter, from))
            return token('end', from + this.delimiter.length);
        to = match(this.#dialect === 'mysql' ? mysqlLineComment : lineComment);
        if (to > 0)
            return token('space', to);
        if (text.startsWith('/*', from))
            return this.#comment(from);
        if (this.#dialect === 'mysql' && text.startsWith('*/', from))
            return token('space', from + 2);
        if (fresh && this.#dialect === 'postgres' && character === '\\')
            return token('line', match(metaCommand));
        if (fresh && this.#dialect === 'mysql' && (character === 'D' || character === 'd')) {
            to = match(delimiterLine);
            if (to > 0) {
                delimiterLine.lastIndex = from;
                this.delimiter = delimiterLine.exec(text)[1];
                return token('line', to);
            }
        }
        if (character === "'")
            return this.#quoted(from, from + 1, 'string', this.backslashes);
        if (character === '"')
            return this.#quoted(from, from + 1, this.#dialect === 'mysql' ? 'string' : 'name', this.#dialect === 'mysql');
        if (character === '`' && this.#dialect !== 'postgres')
            return this.#quoted(from, from + 1, 'name', false);
        if (character === '[' && this.#dialect === 'sqlite') {
            const end = text.indexOf(']', from);
            return end < 0 ? token('name', text.length, 'name') : token('name', end + 1);
        }
        if (this.#dialect === 'postgres' && character === '$') {
            to = match(parameter);
            if (to > 0)
                return token('sign', to);
            to = match(dollarQuote);
            if (to > 0) {
                const tag = text.slice(from, to);
                const end = text.indexOf(tag, to);
                return end < 0 ? token('string', text.length, 'dollar quote') : token('string', end + tag.length);
            }
        }
        to = match(word);
        if (to > 0) {
            // E'…' has escapes; the other letters before a quote change nothing about where the string ends.
            if (to === from + 1 && text[to] === "'" && this.#dialect === 'postgres' && /[ebxn]/i.test(character))
                return this.#quoted(from, to + 1, 'string', /e/i.test(character) || this.backslashes);
            return token('word', to);
        }
        to = match(number);
        return token('sign', to > 0 ? to : from + (text.codePointAt(from) > 0xffff ? 2 : 1));
    }
    /** Nested in PostgreSQL. What MySQL runs of a comment (the marked kind) is code; its marks are blanks. */
    #comment(from) {
        const { text } = this;
        if (this.#dialect === 'mysql') {
            const code = /\/\*M?!\d*/y;
            code.lastIndex = from;
            if (code.test(text))
                return { kind: 'space', from, to: code.lastIndex };
        }
        let depth = 1;
        const mark = this.#dialect === 'postgres' ? /\/\*|\*\//g : /\*\//g;
        mark.lastIndex = from + 2;
        for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
            depth += found[0] === '/*' ? 1 : -1;
            if (depth === 0)
                return { kind: 'space', from, to: mark.lastIndex };
        }
        return { kind: 'space', from, to: text.length, open: 'comment' };
    }
    #quoted(from, inside, kind, backslashes) {
        const { text } = this;
        const quote = text[inside - 1];
        for (let i = inside; i < text.length; i++) {
            const character = text[i];
            if (character === '\\' && backslashes)
                i++;
            else if (character === quote) {
                if (text[i + 1] === quote)
                    i++;
                else {
                    if (kind === 'name' || this.#dialect !== 'postgres')
                        return { kind, from, to: i + 1 };
                    continued.lastIndex = i + 1;
                    if (!continued.test(text))
                        return { kind, from, to: i + 1 };
                    i = continued.lastIndex - 1;
                }
            }
        }
        return { kind, from, to: text.length, open: kind };
    }
}


/***/ }),

/***/ 25002:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o5: () => (/* binding */ checkoutOf),
  $N: () => (/* binding */ codeOf),
  He: () => (/* binding */ copyStoresOf),
  iX: () => (/* binding */ databaseEnvOf),
  zJ: () => (/* binding */ databaseOf),
  K5: () => (/* binding */ frameworkOf),
  Vr: () => (/* binding */ heldBy),
  cu: () => (/* binding */ identityOf),
  Y0: () => (/* binding */ liveCode),
  iV: () => (/* binding */ maintenanceFile),
  E4: () => (/* binding */ openingOf),
  $e: () => (/* binding */ rememberCode),
  vn: () => (/* binding */ requireCode),
  aR: () => (/* binding */ requireSources),
  bP: () => (/* binding */ restoredNames),
  f4: () => (/* binding */ serviceContext),
  Yj: () => (/* binding */ servicesOf),
  s4: () => (/* binding */ setOf),
  SI: () => (/* binding */ sourceNames),
  vz: () => (/* binding */ sourceOf),
  An: () => (/* binding */ trustOf)
});

// UNUSED EXPORTS: databaseNames

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/signature.js
var signature = __webpack_require__(72362);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(46466);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
;// CONCATENATED MODULE: ./build/shared/code/names.js

/** Names that Belay itself puts into a release; the repository and `shared` must leave them alone. */
const reserved = ['REVISION', 'venv'];
/**
 * The id of a release: the version, made safe for a path, and the first ten digits of the commit (`v1.1.0-1a2b3c4d5e`).
 * `attempt` 2 and above is appended where an id is taken by a directory that cannot be used again.
 */
function releaseId(version, commit, attempt = 1) {
    const name = version
        .replace(/^refs\/(heads|tags)\//, '')
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replaceAll(/\.{2,}/g, '.')
        .slice(0, 60)
        .replace(/^[^A-Za-z0-9]+/, '')
        .replace(/[^A-Za-z0-9]+$/, '');
    return `${name === '' ? 'release' : name}-${commit.slice(0, 10)}${attempt === 1 ? '' : `-${attempt}`}`;
}
/** Refuses what can be no name of a release, before it becomes part of a path. */
function checkReleaseId(id) {
    if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(id) && !/\.(partial|removed)$/.test(id))
        return id;
    throw new errors/* UserError */.y(`${JSON.stringify(id)} is no release: an id has letters, digits, dots, dashes and underscores only, as in v1.1.0-1a2b3c4d5e`);
}
/** Refuses what git would read as an option or an expression: only the name of a branch or tag, or a commit, gets through. */
function checkRef(ref) {
    const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|\/\.|[/.]$|\.lock(\/|$)/;
    if (ref !== '' && ref !== '@' && !forbidden.test(ref))
        return ref;
    throw new errors/* UserError */.y(`${JSON.stringify(ref)} is no name of a tag, a branch or a commit. Write for example v1.1.0, refs/tags/v1.1.0 or a commit of 40 digits.`);
}
/** A path within a directory: relative, without `.` and `..`, printable. `what` names the setting in the message. */
function checkRelativePath(path, what) {
    const parts = path.replace(/\/$/, '').split('/');
    const bad = path === '' || /[\x00-\x1f\x7f]/.test(path) || parts.some(part => part === '' || part === '.' || part === '..');
    if (bad)
        throw new errors/* UserError */.y(`${what}: ${JSON.stringify(path)} must be a path inside it, like media or config/local.env: relative, without "." and ".."`);
    return path;
}
/** The paths of `code.shared`, checked: inside the release, none within another, none of Belay's own names. */
function sharedPaths(shared) {
    const paths = shared.map(each => ({ path: checkRelativePath(each, 'code.shared').replace(/\/$/, ''), directory: each.endsWith('/') }));
    for (const [index, { path }] of paths.entries()) {
        const top = path.split('/')[0];
        if (reserved.includes(path) || top === 'venv' || top === '.git')
            throw new errors/* UserError */.y(`code.shared: ${path} is a name that Belay uses itself; share another path`);
        const other = paths.find((each, at) => at !== index && (each.path === path || each.path.startsWith(`${path}/`)));
        if (other)
            throw new errors/* UserError */.y(`code.shared: ${path} and ${other.path} overlap; share only one of them`);
    }
    return paths;
}

;// CONCATENATED MODULE: ./build/shared/code/checkout.js








const objectId = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/**
 * The runner's checkout. Read only: what the user's working tree holds does not matter, only the commit does.
 *
 * The archive is the tree itself. `git archive` would leave files out (`export-ignore`), rewrite them (`export-subst`), convert line ends and run
 * filters, all by attributes that lie in the repository: what runs would differ from the commit that was reviewed, checked and hashed. So it is
 * made from an empty repository that borrows the objects and whose own attributes, which win over all others, turn these off.
 */
class GitCheckout {
    directory;
    #env;
    /** `env`: environment of git on the runner; PATH at least. */
    constructor(directory, env) {
        this.directory = directory;
        this.#env = { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
    }
    /** The commit that a tag, a branch or a commit names. Errors: UserError. */
    async resolve(ref) {
        const name = checkRef(ref);
        // One process for both; what names nothing is answered with a line that says so.
        const { code, stdout, stderr } = await this.#git(['cat-file', '--batch-check=%(objectname)'], `${name}^{commit}\n${name}^{tree}\n`);
        const [commit, tree] = stdout.toString().split('\n');
        if (code !== 0 || commit === undefined || tree === undefined || !objectId.test(commit) || !objectId.test(tree)) {
            const why = /not a git repository|dubious ownership/.exec(stderr) ? `: ${stderr.trim().split('\n')[0]}` : '';
            throw new errors/* UserError */.y(`${name} is not in the checkout at ${this.directory}${why}. Check it out first (actions/checkout with \`ref\`, or fetch-depth: 0 for other commits).`);
        }
        return { commit, tree };
    }
    /** Text of a file of the commit; undefined where it has none. */
    async file(commit, path) {
        const { code, stdout } = await this.#git(['cat-file', 'blob', `${commit}:${path}`]);
        return code === 0 ? stdout.toString('utf8') : undefined;
    }
    /** The files of a commit. Errors: UserError for a submodule, and for an empty tree. */
    async entries(commit) {
        const text = (await this.#read(['ls-tree', '-r', '-z', '--full-tree', commit])).toString('latin1');
        const entries = text
            .split('\0')
            .filter(line => line !== '')
            .map(line => {
            const [, mode, , blob, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line);
            return { mode: mode, blob: blob, path: path };
        });
        const submodules = entries.filter(entry => entry.mode === '160000').map(entry => utf8(entry.path));
        if (submodules.length > 0) {
            throw new errors/* UserError */.y(`The commit holds submodules (${submodules.slice(0, 5).join(', ')}), whose content is not in it. Vendor them (git subtree), or deploy them as packages.`);
        }
        if (entries.length === 0)
            throw new errors/* UserError */.y(`Commit ${commit.slice(0, 10)} holds no file: there is nothing to deploy`);
        return entries;
    }
    /** Writes the archive into `directory` (the runner's own) and computes what the host checks it with. */
    async pack({ commit }, directory) {
        const borrowed = await (0,promises_.mkdtemp)((0,external_node_path_.join)(directory, 'belay-git-'));
        try {
            const archive = `${borrowed}.tar.gz`;
            const reading = this.entries(commit).then(async (entries) => ({ entries, contents: await this.#contents(entries) }));
            const packing = this.#borrow(borrowed).then(() => this.#archive(borrowed, commit, archive));
            const [read, packed] = await Promise.allSettled([reading, packing]);
            if (read.status === 'rejected' || packed.status === 'rejected') {
                await (0,promises_.rm)(archive, { force: true });
                throw read.status === 'rejected' ? read.reason : packed.reason;
            }
            const { entries, contents } = read.value;
            const files = entries.filter(entry => entry.mode !== '120000').map(entry => ({ path: entry.path, sha256: contents.hash(entry.blob) }));
            const links = entries
                .filter(entry => entry.mode === '120000')
                .map(entry => ({ path: utf8(entry.path), target: contents.text(entry.blob).toString('utf8') }));
            return {
                archive,
                files,
                links,
                paths: entries.map(entry => utf8(entry.path)),
                dispose: () => (0,promises_.rm)(archive, { force: true })
            };
        }
        finally {
            await (0,promises_.rm)(borrowed, { recursive: true, force: true });
        }
    }
    async #borrow(directory) {
        const [objects, format] = (await this.#read(['rev-parse', '--git-path', 'objects', '--show-object-format']))
            .toString()
            .trim()
            .split('\n');
        const path = (0,external_node_path_.isAbsolute)(objects) ? objects : (0,external_node_path_.resolve)(this.directory, objects);
        await Promise.all(['objects/info', 'refs', 'info'].map(each => (0,promises_.mkdir)((0,external_node_path_.join)(directory, each), { recursive: true })));
        const sha256 = format === 'sha256';
        await Promise.all([
            (0,promises_.writeFile)((0,external_node_path_.join)(directory, 'HEAD'), 'ref: refs/heads/none\n'),
            (0,promises_.writeFile)((0,external_node_path_.join)(directory, 'config'), `[core]\n\tbare = true\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tautocrlf = false\n[tar]\n\tumask = 0022\n${sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : ''}`),
            (0,promises_.writeFile)((0,external_node_path_.join)(directory, 'objects/info/alternates'), `${JSON.stringify(path)}\n`),
            (0,promises_.writeFile)((0,external_node_path_.join)(directory, 'info/attributes'), '* -export-ignore -export-subst -text -filter -ident -working-tree-encoding\n')
        ]);
    }
    async #archive(borrowed, commit, archive) {
        const child = (0,external_node_child_process_.spawn)('git', ['--git-dir', borrowed, 'archive', '--format=tar.gz', '-1', commit], {
            env: this.#env,
            stdio: ['ignore', 'pipe', 'pipe']
        });
        const [ended] = await Promise.all([outcome(child), (0,external_node_stream_promises_.pipeline)(child.stdout, (0,external_node_fs_.createWriteStream)(archive, { mode: 0o600 }))]);
        if (ended.code !== 0)
            throw gitFailed(this.directory, ['archive'], ended);
    }
    /** SHA-256 of every blob, and the text of small ones. Errors: UserError for Git LFS pointers. */
    async #contents(entries) {
        const hashes = new Map();
        const texts = new Map();
        const wanted = [...new Set(entries.map(entry => entry.blob))];
        const links = new Set(entries.filter(entry => entry.mode === '120000').map(entry => entry.blob));
        const pointers = new Set();
        const child = (0,external_node_child_process_.spawn)('git', this.#arguments(['cat-file', '--batch']), { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
        const ended = outcome(child);
        child.stdin.on('error', () => undefined);
        child.stdin.end(`${wanted.join('\n')}\n`);
        let rest = Buffer.alloc(0);
        let current;
        for await (const chunk of child.stdout) {
            let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
            for (;;) {
                if (current === undefined) {
                    const end = data.indexOf(10);
                    if (end < 0)
                        break;
                    const [blob, type, size] = data.subarray(0, end).toString('latin1').split(' ');
                    if (type !== 'blob')
                        throw new errors/* UserError */.y(`The checkout at ${this.directory} lacks object ${blob}: it is a partial clone. Check out without \`filter\`.`);
                    current = { blob: blob, left: Number(size), hash: (0,external_node_crypto_.createHash)('sha256'), head: [] };
                    data = data.subarray(end + 1);
                }
                const piece = data.subarray(0, current.left);
                current.hash.update(piece);
                // A pipe may cut it anywhere, also right before its first byte.
                const wanted = links.has(current.blob) ? piece.length : 64 - current.head.reduce((sum, part) => sum + part.length, 0);
                if (wanted > 0)
                    current.head.push(Buffer.from(piece.subarray(0, wanted)));
                current.left -= piece.length;
                data = data.subarray(piece.length);
                // The newline that ends an object must be here too.
                if (current.left > 0 || data.length === 0)
                    break;
                data = data.subarray(1);
                const head = Buffer.concat(current.head);
                hashes.set(current.blob, current.hash.digest('hex'));
                if (links.has(current.blob))
                    texts.set(current.blob, head);
                if (head.toString('latin1').startsWith('version https://git-lfs.github.com/spec/'))
                    pointers.add(current.blob);
                current = undefined;
            }
            rest = Buffer.from(data);
        }
        const result = await ended;
        if (result.code !== 0 || hashes.size !== wanted.length)
            throw gitFailed(this.directory, ['cat-file'], result);
        const lfs = entries.filter(entry => pointers.has(entry.blob)).map(entry => utf8(entry.path));
        if (lfs.length > 0)
            throw new errors/* UserError */.y(`The commit keeps files in Git LFS (${lfs.slice(0, 5).join(', ')}): only their pointers would be deployed. Keep them in git, or fetch them in a stage hook.`);
        const known = (map, blob) => {
            const value = map.get(blob);
            if (value === undefined)
                throw new Error(`Blob ${blob} was not read`);
            return value;
        };
        return { hash: blob => known(hashes, blob), text: blob => known(texts, blob) };
    }
    #arguments(args) {
        return ['-c', `safe.directory=${this.directory}`, '-C', this.directory, ...args];
    }
    async #git(args, input = '') {
        const child = (0,external_node_child_process_.spawn)('git', this.#arguments(args), { env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
        // It may end before it has read: its exit code and its answer tell.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
        const chunks = [];
        child.stdout.on('data', (chunk) => chunks.push(chunk));
        const ended = await outcome(child);
        return { ...ended, stdout: Buffer.concat(chunks) };
    }
    async #read(args) {
        const result = await this.#git(args);
        if (result.code !== 0)
            throw gitFailed(this.directory, args, result);
        return result.stdout;
    }
}
function outcome(child) {
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
        stderr = (stderr + chunk.toString()).slice(-4096);
    });
    return new Promise((done, fail) => {
        child.once('error', fail);
        child.once('close', code => done({ code, stderr }));
    });
}
function gitFailed(directory, args, { code, stderr }) {
    return new errors/* UserError */.y(`git ${args[0]} failed in the checkout at ${directory} (exit code ${code})`, {
        cause: new Error(stderr.trim().split('\n').slice(-5).join('\n'))
    });
}
/** A line of `sha256sum`: names with a backslash or a line break are escaped and marked. */
function checksumLine(hash, path) {
    const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    return `${escaped === path ? '' : '\\'}${hash}  ./${escaped}\n`;
}
function utf8(path) {
    return Buffer.from(path, 'latin1').toString('utf8');
}

// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/host/guarded.js
var guarded = __webpack_require__(60440);
;// CONCATENATED MODULE: ./build/shared/code/job.js





/** Exit code of a script that says with its last line, after `BELAY: `, why it did nothing. */
const refusal = 64;
/** How many jobs in a row may be lost before their first output: a machine that ends each at once is not asked for ever. */
const tries = 5;
/** Shell functions that every script here begins with. */
const prelude = `umask 022
refuse() { printf 'BELAY: %s\\n' "$1" >&2; exit ${refusal}; }
`;
/**
 * Runs one job of a step to its end. Every script here is safe to repeat: a job of that name that runs already is followed to its end, and neither its
 * answer nor that of one that ended before is taken for ours, because the world may have changed since: the script runs again under the next number.
 * Errors: UserError that names the step, the host, what happened and the last lines.
 */
async function runJob(host, context, { name, script, what, env, timeoutMs = context.timeoutMs }) {
    // The first line of our own job's output: a job that was lost with it was ours, one without it an earlier run's.
    const mark = `BELAY-call=${(0,external_node_crypto_.randomBytes)(6).toString('hex')}`;
    for (let attempt = 1;; attempt++) {
        const id = `${context.idPrefix}.${name}${attempt === 1 ? '' : `.${attempt}`}`;
        let begun = false;
        let head = '';
        try {
            const result = await host.job({
                stateDir: context.stateDir,
                id,
                script: `echo ${mark}\n${prelude}${script}`,
                timeoutMs,
                token: context.token,
                env,
                onOutput: text => {
                    head = (head + text).slice(0, 2 * mark.length);
                    begun ||= head.includes(mark);
                    const shown = text.replace(`${mark}\n`, '');
                    if (shown !== '')
                        context.onOutput?.(shown);
                }
            });
            if (result.attached)
                continue;
            if (result.exitCode !== 0 || result.ended !== 'exit')
                throw jobFailed(host, what, result, timeoutMs, id);
            return result;
        }
        catch (error) {
            if (begun || !(error instanceof host_errors/* JobLost */.YQ) || attempt >= tries)
                throw error;
        }
    }
}
function jobFailed(host, what, result, timeoutMs, id) {
    const last = result.tail.trim().split('\n').slice(-20);
    const reason = refusalIn(result.exitCode, result.tail);
    const before = last.filter(line => !line.startsWith('BELAY')).join('\n');
    if (reason !== undefined)
        return new errors/* UserError */.y(`${what} on ${host.label}: ${reason}`, before === '' ? undefined : { cause: new Error(before) });
    const cause = last.join('\n').trim() === '' ? undefined : { cause: new Error(last.join('\n')) };
    if (result.ended === 'deadline')
        return new errors/* UserError */.y(`${what} on ${host.label} had not ended after ${timeoutMs / 1000} s and was stopped, with everything that it started`, cause);
    if (result.ended === 'signal')
        return new errors/* UserError */.y(`${what} on ${host.label} was ended from outside (job ${id})`, cause);
    return new errors/* UserError */.y(`${what} on ${host.label} failed with exit code ${result.exitCode}`, cause);
}
/** The reason that a script gave with `refuse`. */
function refusalIn(exitCode, output) {
    if (exitCode !== refusal)
        return undefined;
    return output
        .trim()
        .split('\n')
        .findLast(line => line.startsWith('BELAY: '))
        ?.slice(7);
}
/** Runs a script that only reads and gives its standard output. Errors: as `runJob`. */
async function readHost(host, what, script, timeoutMs) {
    return output(host, what, await host.run(prelude + script, { check: false, timeoutMs }));
}
/** Does what is over in a moment while the token holds the lock, and gives its standard output. Errors: as `runGuarded` and `runJob`. */
async function runHeld(host, { stateDir, idPrefix }, token, { name, what, script }) {
    return output(host, what, await (0,guarded/* runGuarded */.s)(host, { stateDir, token, name: `${idPrefix}.${name}`, script: prelude + script }));
}
function output(host, what, result) {
    if (result.exitCode === 0)
        return result.stdout;
    const reason = refusalIn(result.exitCode, result.stderr);
    if (reason !== undefined)
        throw new errors/* UserError */.y(`${what} on ${host.label}: ${reason}`);
    throw new errors/* UserError */.y(`${what} on ${host.label} failed with exit code ${result.exitCode}`, {
        cause: new Error(result.stderr.trim().split('\n').slice(-20).join('\n'))
    });
}
/** The value that a script printed as `BELAY-name=value`, the last one. */
function said(output, name) {
    const key = `BELAY-${name}=`;
    return output
        .split('\n')
        .findLast(line => line.startsWith(key))
        ?.slice(key.length);
}
/** What a running application writes beside its code, and Git's own files: no part of a release. Belongs behind `find .`. */
const notOurs = String.raw `\( -name __pycache__ -o -name .git -o -path ./venv -a -type d \) -prune -o ! -name '*.pyc'`;
/** Script lines that record a tree's files and links beside each other: `<record>.files` as sha256sum writes them, `<record>.links` as `path>target`. */
function recordFiles(directory, record) {
    return (0,shell.sh) `cd -- ${directory}\n` + hashFiles(record) + recordHashed(record);
}
/** Hashes the files of the working directory for a new record. */
function hashFiles(record) {
    return (0,shell.sh) `find . ${{ raw: notOurs }} -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum -- > ${`${record}.files.new`}
`;
}
/** Completes a new record whose files are hashed, puts it in place, and says its fingerprint. */
function recordHashed(record) {
    return (0,shell.sh) `${{ raw: listLinks }} | LC_ALL=C sort > ${`${record}.links.new`}
mv -f -- ${`${record}.files.new`} ${`${record}.files`}
mv -f -- ${`${record}.links.new`} ${`${record}.links`}
${{ raw: sayFingerprint(record) }}`;
}
/** Script lines that say the fingerprint of a record. Not within the arguments of printf, where a failure would go unseen. */
function sayFingerprint(record) {
    return (0,shell.sh) `fingerprint=$(cat -- ${`${record}.files`} ${`${record}.links`} | sha256sum | cut -c1-64)
files=$(wc -l < ${`${record}.files`})
printf 'BELAY-fingerprint=%s\\nBELAY-files=%s\\n' "$fingerprint" "$files"
`;
}
/** Prints the links of the working directory, one `path>target` a line, unsorted. A line break in a name becomes a question mark. */
const listLinks = String.raw `find . ${notOurs} -type l -printf '%p>%l\0' | tr '\n\0' '?\n'`;

;// CONCATENATED MODULE: ./build/shared/code/switch.js

/** Says what to do about a `current` that cannot be replaced by a rename. */
const directoryAdvice = (root) => `${root}/current is a real directory, and only a link can be switched in one instant. While the services are stopped: mkdir -p ${root}/releases && mv -T ${root}/current ${root}/releases/first && ln -s releases/first ${root}/current. Then start them and adopt again.`;
/** A new link beside, renamed over `current`, flushed and read back. `mv` without `-T` would move it into the old release and answer 0. */
function switchScript(root, target) {
    return `${(0,shell.sh) `root=${root} target=${target}
cd -- "$root" || refuse ${`${root} does not exist`}
[ -d "$target" ] || refuse "$target is not there: stage it first"
`}${relink(root)}`;
}
function relink(root) {
    return (0,shell.sh) `if [ -e current ] && [ ! -L current ]; then refuse ${directoryAdvice(root)}; fi
from=$(readlink -- current || :)
printf 'BELAY-from=%s\\n' "$from"
changed=false
if [ "$from" != "$target" ]; then
  changed=true
  if [ -e .current-next ] && [ ! -L .current-next ]; then refuse ${`${root}/.current-next is in the way; remove it`}; fi
  ln -sfnT -- "$target" .current-next
  mv -fT -- .current-next current
  sync -- .
fi
[ "$(readlink -- current)" = "$target" ] || refuse "current leads to $(readlink -- current) and not to $target: something else changes it"
printf 'BELAY-to=%s\\nBELAY-changed=%s\\n' "$target" "$changed"
`;
}
/** Makes live what the journal says was live. */
function goBackScript(root, previous) {
    if (previous.kind === 'git')
        return goBackInGit(previous);
    if (previous.kind === 'none') {
        return (0,shell.sh) `cd -- ${root}
if [ -e current ] && [ ! -L current ]; then refuse ${directoryAdvice(root)}; fi
printf 'BELAY-from=%s\\nBELAY-to=\\n' "$(readlink -- current || :)"
if [ -L current ]; then rm -- current; sync -- .; echo BELAY-changed=true; else echo BELAY-changed=false; fi
`;
    }
    if (!previous.target)
        throw new Error('The journal names no target of the link that was live');
    return switchScript(root, previous.target);
}
/**
 * The user's own work tree goes back to the recorded commit. `checkout` and not `reset --hard`: it refuses to overwrite what git does not track.
 */
function goBackInGit({ path, target, branch }) {
    if (!path || !target || !/^[0-9a-f]{40,64}$/.test(target))
        throw new Error('The journal names no work tree and commit that were live');
    const checkout = branch ? (0,shell.sh) `checkout --quiet -B ${branch} ${target}` : (0,shell.sh) `checkout --quiet --detach ${target}`;
    return (0,shell.sh) `path=${path} target=${target} branch=${branch ?? ''}
command -v git >/dev/null || refuse 'git is not installed'
tree() { git -c "safe.directory=$path" -c core.hooksPath=/dev/null -c advice.detachedHead=false -C "$path" "$@"; }
from=$(tree rev-parse --verify --quiet HEAD) || refuse "$path is no git work tree any more"
on=$(tree symbolic-ref --quiet --short HEAD || :)
printf 'BELAY-from=%s\\n' "$from"
changed=false
if [ "$from" != "$target" ] || [ "$on" != "$branch" ]; then
  changed=true
  tree cat-file -e "$target^{commit}" 2>/dev/null || refuse "commit $target is not in $path any more: fetch it there"
  modified=$(tree status --porcelain --untracked-files=no | cut -c4- | head -n 10 | paste -sd ' ')
  [ -z "$modified" ] || refuse "$path has local changes that going back would lose: $modified. Commit or stash them there, then run the rollback again."
  tree ${{ raw: checkout }} || refuse "git could not check out $target in $path; nothing was changed"
fi
[ "$(tree rev-parse HEAD)" = "$target" ] || refuse "$path is not at $target after the checkout"
printf 'BELAY-to=%s\\nBELAY-changed=%s\\n' "$target" "$changed"
`;
}

;// CONCATENATED MODULE: ./build/shared/code/inspect.js







/** Reads what is live: NUL-separated kind, target, path, release, commit, branch, whether `current` is a real directory. */
function liveScript(root) {
    return (0,shell.sh) `root=${root}
commit='' branch=''
git_at() {
  [ -n "$1" ] && [ -e "$1/.git" ] && command -v git >/dev/null || return 1
  commit=$(git -c "safe.directory=$1" -C "$1" rev-parse --verify --quiet 'HEAD^{commit}') || return 1
  branch=$(git -c "safe.directory=$1" -C "$1" symbolic-ref --quiet --short HEAD || :)
}
directory=false
if [ -d "$root/current" ] && [ ! -L "$root/current" ]; then directory=true; fi
release=''
if [ -L "$root/current" ]; then
  kind=symlink target=$(readlink -- "$root/current") path=$(readlink -e -- "$root/current" || :)
  [ -d "$path" ] || path=''
  if [ -n "$path" ] && [ "$(dirname -- "$path")" = "$(readlink -f -- "$root/releases")" ]; then release=$(basename -- "$path"); fi
  git_at "$path" || :
  if [ -z "$commit" ] && [ -n "$release" ] && [ -f "$path/REVISION" ]; then commit=$(head -c 64 -- "$path/REVISION"); fi
elif [ "$directory" = true ] && git_at "$root/current"; then
  kind=git target=$commit path=$root/current
elif git_at "$root"; then
  kind=git target=$commit path=$root
else
  kind=none target='' path=''
  if [ "$directory" = true ]; then path=$root/current; fi
fi
printf '%s\\0' "$kind" "$target" "$path" "$release" "$commit" "$branch" "$directory"
`;
}
function live(output) {
    const [kind, target, path, release, commit, branch, directory] = output.split('\0');
    if (kind !== 'symlink' && kind !== 'git' && kind !== 'none')
        throw new Error('The host did not say what is live');
    return {
        kind,
        target: target || undefined,
        path: path || undefined,
        release: release || undefined,
        commit: commit && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined,
        branch: branch || undefined,
        currentIsDirectory: directory === 'true'
    };
}
/** What runs today, as a release. Errors: UserError when nothing is there. */
function adopted(now, root) {
    if (now.path === undefined) {
        const why = now.kind === 'symlink'
            ? `${root}/current leads to ${now.target}, which does not exist`
            : `there is neither ${root}/current nor a git work tree at ${root}`;
        throw new errors/* UserError */.y(`There is no code to adopt: ${why}. Set code.root to the directory that holds the link current.`);
    }
    const notes = now.currentIsDirectory ? [directoryAdvice(root)] : [];
    const name = now.release ?? external_node_path_.posix.basename(now.kind === 'symlink' ? now.path : root);
    // Only a directory of `releases/` is named by its own name: switchTo finds it there.
    const usable = now.release !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(now.release);
    const digits = now.commit ?? (0,external_node_crypto_.createHash)('sha256').update(`${now.kind}\0${now.path}`).digest('hex');
    const id = usable ? now.release : releaseId(now.kind === 'git' ? 'git' : `adopted-${name}`, digits);
    return { ...now, id, version: now.branch ?? name, notes };
}
/** Records where an adopted release lies, its files unless git itself knows them, and the tag that its commit has. */
function adoptScript(stateDir, { id, kind, path }) {
    const record = `${stateDir}/code/${id}`;
    const files = kind === 'git' ? '' : recordFiles(path, record);
    return (0,shell.sh) `(umask 077; mkdir -p -- ${`${stateDir}/code`})
if [ -e ${`${path}/.git`} ] && tag=$(git -c ${`safe.directory=${path}`} -C ${path} describe --tags --exact-match HEAD 2>/dev/null); then
  printf 'BELAY-version=%s\\n' "$tag"
fi
printf '%s\\n' ${path} > ${`${record}.path`}
${{ raw: files }}`;
}
/** Lists what differs from the record: `changed`, `missing` and `link` with paths. Where git holds the code, git itself says. */
function driftScript(root, stateDir, id) {
    const record = `${stateDir}/code/${id}`;
    return (0,shell.sh) `record=${record} path=${`${root}/releases/${id}`}
if [ -f "$record.path" ]; then IFS= read -r path < "$record.path"; fi
export LC_ALL=C
if [ -d "$path" ] && [ -f "$record.files" ]; then
  echo BELAY-state=known
  cd -- "$path"
  { sha256sum --check --quiet -- "$record.files" 2>/dev/null || :; } | sed -n 's/: FAILED open or read$/: missing/p; s/: FAILED$/: changed/p' | sed 's/^/BELAY-change=/'
  ${{ raw: listLinks }} | sort | { diff "$record.links" - || :; } | sed -n 's/^[<>] \\([^>]*\\)>.*/\\1: link changed/p' | sort -u | sed 's/^/BELAY-change=/'
  ${{ raw: sayFingerprint(record) }}elif [ -e "$path/.git" ] && [ -f "$record.path" ]; then
  echo BELAY-state=known
  git -c "safe.directory=$path" -C "$path" status --porcelain --untracked-files=no | sed 's/^\\(..\\) \\(.*\\)/BELAY-change=\\2: changed/'
elif [ -f "$record.files" ]; then
  echo BELAY-state=known; printf 'BELAY-change=%s: missing\\n' "$path"
else
  echo BELAY-state=unknown
fi
`;
}
function parseDrift(output) {
    const lines = output.split('\n');
    const value = (name) => lines.find(line => line.startsWith(`BELAY-${name}=`))?.slice(name.length + 7);
    const changes = lines.flatMap(line => (line.startsWith('BELAY-change=') ? [line.slice(13).replace(/^\.\//, '')] : []));
    const state = value('state');
    if (state !== 'known' && state !== 'unknown')
        throw new Error('The host did not say whether files changed');
    return {
        state: state === 'unknown' ? 'unknown' : changes.length === 0 ? 'same' : 'drifted',
        changes: changes.slice(0, 10),
        count: changes.length,
        fingerprint: value('fingerprint')
    };
}

;// CONCATENATED MODULE: ./build/shared/code/record.js



/**
 * The record of a release whose tree nobody but Belay has touched: the host checks every file against it, so it need not hash them again. Paths are
 * the bytes of git, as latin1, and sorted as such.
 */
function releaseLists(packed, shared, commit) {
    const linked = sharedPaths(shared).map(({ path }) => Buffer.from(path).toString('latin1'));
    const revision = packed.paths.includes('REVISION')
        ? []
        : [{ path: 'REVISION', sha256: (0,external_node_crypto_.createHash)('sha256').update(`${commit}\n`).digest('hex') }];
    const recorded = [];
    const others = [];
    for (const { path, sha256 } of [...packed.files, ...revision].sort((a, b) => (a.path < b.path ? -1 : 1))) {
        const gives = linked.some(each => path === each || path.startsWith(`${each}/`));
        (gives || isNotOurs(path) ? others : recorded).push(checksumLine(sha256, path));
    }
    return { recorded: Buffer.from(recorded.join(''), 'latin1'), others: Buffer.from(others.join(''), 'latin1') };
}
/** The same as `notOurs` in job.ts, for the path of a file. */
function isNotOurs(path) {
    return path.endsWith('.pyc') || path.startsWith('venv/') || path.split('/').some(part => part === '__pycache__' || part === '.git');
}

;// CONCATENATED MODULE: ./build/shared/code/remove.js

/**
 * Removes releases and then the environments that no release uses. Nothing is removed on doubt: what Belay did not stage, what is live now, and
 * what a process works in stays. A directory is renamed before it is emptied, so that a half-removed one is never taken for a release.
 */
function removeScript(root, stateDir, ids) {
    return (0,shell.sh) `root=${root} records=${`${stateDir}/code`}
[ -d "$root/releases" ] || exit 0
cd -- "$root/releases"
shopt -s nullglob
left() { printf 'BELAY-left=%s: %s\\n' "$1" "$2"; }
live=$(readlink -f -- "$root/current" || :)
busy=$(for p in /proc/[0-9]*/cwd; do readlink -- "$p" 2>/dev/null || :; done | sort -u)
for id in ${ids}; do
  [ -d "$id" ] && [ ! -L "$id" ] || { left "$id" 'it is no directory'; continue; }
  [ -f "$records/$id.spec" ] || { left "$id" 'Belay did not make it'; continue; }
  here=$(readlink -f -- "$id")
  [ "$here" != "$live" ] || { left "$id" 'it is live'; continue; }
  case $'\\n'"$busy/" in *$'\\n'"$here"/* | *$'\\n'"$here"$'\\n'*) left "$id" 'a process works in it'; continue ;; esac
  mv -T -- "$id" "$id.removed" || { left "$id" 'it could not be renamed'; continue; }
  rm -f -- "$records/$id.spec" "$records/$id.files" "$records/$id.links" "$records/$id.path"
  printf 'BELAY-removed=%s\\n' "$id"
done
for rest in *.removed *.partial; do
  [[ $rest =~ -[0-9a-f]{10}(-[2-9])?\\.(removed|partial)$ ]] && [ -d "$rest" ] && [ ! -L "$rest" ] || continue
  rm -rf --one-file-system -- "$rest" || left "$rest" 'not all of it could be removed'
done
[ -d "$root/venvs" ] || exit 0
exec 9>"$root/venvs/.lock"
flock 9
used=$(for link in "$root"/releases/*/venv "$root/current/venv"; do readlink -f -- "$link" || :; done)
for environment in "$root"/venvs/*/; do
  environment=$(readlink -f -- "$environment")
  [ -f "$environment/.belay-complete" ] && [ ! -L "$root/venvs/$(basename -- "$environment")" ] || continue
  case $'\\n'"$used"$'\\n' in *$'\\n'"$environment"$'\\n'*) continue ;; esac
  # The marker goes first: what is left of it is built anew and never used.
  rm -f -- "$environment/.belay-complete"
  rm -rf --one-file-system -- "$environment" || left "$environment" 'not all of it could be removed'
  printf 'BELAY-environment=%s\\n' "$(basename -- "$environment")"
done
`;
}

;// CONCATENATED MODULE: ./build/shared/code/requirements.js




/**
 * Reads a requirements file and what it includes (`-r`, `-c`).
 * `read` gives a file of the commit, or undefined. Errors: UserError for a missing file, a loop's escape, an editable install.
 */
async function readRequirements(file, tree, read) {
    const texts = new Map();
    let local = false;
    const visit = async (path, from) => {
        if (texts.has(path))
            return;
        const text = await read(path);
        if (text === undefined)
            throw new errors/* UserError */.y(`${from} names ${path}, which is not in the commit`);
        texts.set(path, text);
        for (const line of logicalLines(text)) {
            const included = /^(?:-r|--requirement|-c|--constraint)(?:\s+|=|(?<=^-[rc]))(\S+)$/.exec(line)?.[1];
            if (included !== undefined && !/^[a-z+]+:\/\//.test(included)) {
                await visit(checkRelativePath(external_node_path_.posix.join(external_node_path_.posix.dirname(path), included), path), path);
            }
            else if (/^(-e|--editable)\b/.test(line)) {
                throw new errors/* UserError */.y(`${path} asks for an editable install (${line}), which would point at the directory that it was built in. Write the path without -e.`);
            }
            else if (/^\.{0,2}\/|^\.$|^\.\[|^file:|^--find-links[ =]+(?![a-z]+:\/\/)|^-f\s*(?![a-z]+:\/\/)|@\s*(file:|\.)/.test(line) ||
                /^[^\s@]+\.(whl|zip|tar\.gz)$/.test(line)) {
                local = true;
            }
        }
    };
    await visit(checkRelativePath(file, 'code.environment.venv'), 'code.environment.venv');
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
        hash.update(`${path}\0${text}\0`);
    if (local)
        hash.update(tree);
    return { digest: hash.digest('hex'), local };
}
function logicalLines(text) {
    return text
        .replaceAll(/\\\r?\n/g, ' ')
        .split(/\r?\n/)
        .map(line => line.replace(/(^|\s)#.*$/, '').trim())
        .filter(line => line !== '');
}

;// CONCATENATED MODULE: ./build/shared/code/stage.js





/** Everything that decides what a staged release holds: the same digest, the same release. */
function specOf(code, commit, requirements) {
    const parts = [commit, code.root, code.shared, requirements ?? null, code.environment ?? null, code['expect-files'], code.hooks.stage];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex');
}
/** Finds the first candidate that is free, or that is this very release, complete and unchanged. Reads only. */
function planScript(root, stateDir, candidates, spec) {
    return (0,shell.sh) `root=${root} records=${`${stateDir}/code`} spec=${spec}
[ -d "$root" ] || refuse ${`${root} does not exist. Make it and give it to the user that Belay logs in as: sudo install -d -o "$USER" ${root}`}
[ -w "$root" ] || refuse "$(id -un)"${` may not write to ${root}. Give it to that user: sudo chown`}" $(id -un) "${root}
[ ! -d "$records" ] || echo BELAY-records=true
for id in ${candidates}; do
  release=$root/releases/$id
  if [ ! -e "$release" ] && [ ! -L "$release" ]; then echo "BELAY-id=$id"; echo BELAY-reuse=false; break; fi
  [ -f "$records/$id.spec" ] && [ "$(cat -- "$records/$id.spec")" = "$spec" ] || continue
  cd -- "$release" || continue
  [ ! -L venv ] || { [ -f venv/.belay-complete ] && [ -x venv/bin/python ]; } || continue
  [ -s "$records/$id.files" ] && sha256sum --check --quiet --strict -- "$records/$id.files" >/dev/null 2>&1 || continue
  echo "BELAY-id=$id"; echo BELAY-reuse=true; break
done
`;
}
/** Facts of a release that is staged already. */
function stagedScript(root, stateDir, plan) {
    return (0,shell.sh) `cd -- ${`${root}/releases/${plan.id}`}
${{ raw: sayFingerprint(`${stateDir}/code/${plan.id}`) }}[ ! -L venv ] || printf 'BELAY-venv=%s\\n' "$(readlink -f venv)"
`;
}
/**
 * `prepare` unpacks into `releases/<id>.partial`, checks every file against the commit, links shared paths and makes the environment;
 * `finish` checks expected files, records the content, flushes and renames. Hooks run between them, in `.partial`. Where nothing of the user's own
 * ran in the tree (no hook, no pip), the list that every file was checked against is the record; else the files are hashed again.
 */
function stageScript(input) {
    return { prepare: unpack(input) + shared(input) + environment(input), finish: finish(input) };
}
function unpack({ code, stateDir, plan, packed, incoming }) {
    if (code.environment && packed.paths.some(path => path === 'venv' || path.startsWith('venv/'))) {
        throw new errors/* UserError */.y(`Commit ${plan.commit.slice(0, 10)} holds a path named venv, where Belay puts the link to the release's environment. Remove it from git.`);
    }
    const links = packed.links
        .map(link => (0,shell.sh) `[ "$(readlink -- ${`./${link.path}`})" = ${link.target.replace(/\n+$/, '')} ] || refuse ${`${link.path} did not arrive as it is in the commit`}\n`)
        .join('');
    return (0,shell.sh) `root=${code.root} records=${`${stateDir}/code`} id=${plan.id} spec=${plan.spec} final=${plan.path}
partial=$final.partial incoming=${incoming.path} built=false
if [ -d "$final" ] && [ -f "$records/$id.spec" ] && [ "$(cat -- "$records/$id.spec")" = "$spec" ]; then
  echo BELAY-done=true
  rm -f -- "$incoming"
  ${{ raw: sayFingerprint(`${stateDir}/code/${plan.id}`) }}  [ ! -L "$final/venv" ] || printf 'BELAY-venv=%s\\n' "$(readlink -f "$final/venv")"
  exit 0
fi
[ ! -e "$final" ] && [ ! -L "$final" ] || refuse "$final exists and is not this release"
mkdir -p -- "$root/releases" "$root/shared" || refuse "cannot make $root/releases and $root/shared"
rm -rf --one-file-system -- "$partial"
mkdir -- "$partial"
cd -- "$partial"
if ! head -c ${incoming.archive} -- "$incoming" | tar --extract --gzip --no-same-owner --file -; then
  cd /; rm -rf --one-file-system -- "$partial"; rm -f -- "$incoming"
  refuse "the code could not be unpacked into $root/releases ($(df -Ph -- "$root" | awk 'NR==2 {print $4}') free there)"
fi
count=$(find . ! -type d -printf x)
[ "\${#count}" = ${packed.paths.length} ] || refuse ${`the commit has ${packed.paths.length} files, and here are`}" \${#count}"
${{ raw: revision({ plan, packed }) }}tail -c ${incoming.others + incoming.recorded} -- "$incoming" | sha256sum --check --quiet --strict || refuse "the unpacked files differ from the commit"
tail -c ${incoming.recorded} -- "$incoming" > "$records/$id.files.new"
rm -f -- "$incoming"
${{ raw: links }}`;
}
function shared({ code, packed }) {
    return sharedPaths(code.shared)
        .map(({ path, directory }) => {
        const above = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
        const trap = packed.links.find(link => above.includes(link.path));
        if (trap)
            throw new errors/* UserError */.y(`code.shared: ${path} lies beneath ${trap.path}, which is a symbolic link in the commit; share ${trap.path} itself`);
        const file = packed.paths.find(each => above.includes(each));
        if (file !== undefined)
            throw new errors/* UserError */.y(`code.shared: ${path} lies beneath ${file}, which is a file in the commit`);
        const makes = directory || packed.paths.some(each => each.startsWith(`${path}/`));
        const target = `${code.root}/shared/${path}`;
        const missing = makes
            ? (0,shell.sh) `mkdir -p -- ${target}`
            : (0,shell.sh) `refuse ${`${target} does not exist. Put it there, or write "${path}/" in code.shared if Belay shall make an empty directory.`}`;
        return (0,shell.sh) `[ -e ${target} ] || ${{ raw: missing }}
${{ raw: path.includes('/') ? (0,shell.sh) `mkdir -p -- ${`./${path.slice(0, path.lastIndexOf('/'))}`}\n` : '' }}[ ! -e ${`./${path}`} ] && [ ! -L ${`./${path}`} ] || rm -rf --one-file-system -- ${`./${path}`}
ln -s -- ${target} ${`./${path}`}
`;
    })
        .join('');
}
/**
 * A virtual environment knows its own path, so it is built where it stays; a marker written last says that it is complete, and one without
 * marker is built anew. The key holds the requirements and the interpreter: another Python, another environment.
 */
function environment({ code, plan }) {
    if (code.environment === undefined || plan.requirements === undefined)
        return '';
    const { venv, python, 'system-site-packages': site } = code.environment;
    return (0,shell.sh) `python=$(command -v -- ${python}) || refuse ${`there is no ${python} on the host (code.environment.python)`}
interpreter=$("$python" -I -S -c 'import os, sys; print(os.path.realpath(sys.executable), sys.implementation.cache_tag)')
key=$(printf '%s\\n' "$interpreter" ${String(site)} ${plan.requirements} | sha256sum | cut -c1-16)
environment=$root/venvs/$key
mkdir -p -- "$root/venvs"
exec 9>"$root/venvs/.lock"
flock 9
if [ ! -f "$environment/.belay-complete" ] || [ ! -x "$environment/bin/python" ]; then
  built=true
  rm -rf --one-file-system -- "$environment"
  "$python" -m venv ${site ? ['--system-site-packages'] : []} -- "$environment" 9>&- || refuse "$python -m venv failed; on Debian and Ubuntu it needs the package python3-venv"
  "$environment/bin/python" -m pip install --no-input --disable-pip-version-check --requirement ${venv} 9>&- || refuse ${`pip could not install what ${venv} asks for`}
  sync -f -- "$environment"
  : > "$environment/.belay-complete"
  sync -- "$environment/.belay-complete" "$environment" "$root/venvs"
fi
exec 9>&-
ln -s -- "$environment" venv
printf 'BELAY-venv=%s\\nBELAY-venv-built=%s\\n' "$environment" "$built"
`;
}
function finish({ code, stateDir, plan, packed }) {
    const record = `${stateDir}/code/${plan.id}`;
    const expected = code['expect-files']
        .map(path => (0,shell.sh) `[ -e ${`./${checkRelativePath(path, 'code.expect-files')}`} ] || refuse ${`the staged release has no ${path} (code.expect-files)`}\n`)
        .join('');
    const partial = `${plan.path}.partial`;
    const content = code.hooks.stage.length > 0
        ? revision({ plan, packed }) + recordFiles(partial, record)
        : `if [ "$built" = true ]; then\n${hashFiles(record)}fi\n${recordHashed(record)}`;
    return (0,shell.sh) `cd -- ${partial}
${{ raw: expected }}${{ raw: content }}printf '%s\\n' ${plan.spec} > ${`${record}.spec`}
sync -f -- . ${`${record}.spec`}
cd /
mv -T -- ${partial} ${plan.path}
sync -- ${`${code.root}/releases`}
`;
}
/** The repository's own REVISION stays as it is. */
function revision({ plan, packed }) {
    return packed.paths.includes('REVISION') ? '' : (0,shell.sh) `printf '%s\\n' ${plan.commit} > REVISION\n`;
}

;// CONCATENATED MODULE: ./build/shared/code/releases.js











/**
 * One directory per release, and the link `current`:
 *
 *     <root>/releases/<id>     the commit's tree, REVISION, links to shared paths, `venv` -> ../../venvs/<key>
 *     <root>/shared/           what releases share
 *     <root>/venvs/<key>/      environments by requirements and interpreter; built in place, for they cannot be moved; complete with .belay-complete
 *     <root>/current           -> releases/<id>
 *     <state>/code/<id>.spec   what the release was staged from; .files and .links: its content, for drift (G4)
 */
class Releases {
    name = 'releases';
    #context;
    constructor(context) {
        this.#context = context;
    }
    async plan({ checkout, ref, version = ref }) {
        const { host, code, stateDir } = this.#context;
        const { commit, tree } = await checkout.resolve(ref);
        const venv = code.environment?.venv;
        const requirements = venv === undefined ? undefined : await readRequirements(venv, tree, path => checkout.file(commit, path));
        const spec = specOf(code, commit, requirements?.digest);
        const candidates = Array.from({ length: 9 }, (_, index) => releaseId(version, commit, index + 1));
        const answer = await readHost(host, `Looking for ${candidates[0]}`, planScript(code.root, stateDir, candidates, spec));
        const id = said(answer, 'id');
        if (id === undefined)
            throw new errors/* UserError */.y(`${code.root}/releases on ${host.label} holds ${candidates[0]} nine times over, none as it was staged. Remove those that you do not need.`);
        return {
            id,
            version: version.replace(/^refs\/(heads|tags)\//, ''),
            commit,
            tree,
            path: `${code.root}/releases/${id}`,
            reuse: said(answer, 'reuse') === 'true',
            spec,
            requirements: requirements?.digest,
            hasRecords: said(answer, 'records') === 'true'
        };
    }
    async stage(job, plan, { checkout, temporary, packed: early }) {
        const { host, code, stateDir } = this.#context;
        const what = `Staging ${plan.id}`;
        if (plan.reuse)
            return this.#staged(plan, await readHost(host, what, stagedScript(code.root, stateDir, plan)), {
                reused: true,
                built: false,
                bytes: 0
            });
        const [packed] = await Promise.all([
            early ?? checkout.pack(plan, temporary),
            plan.hasRecords === true ? undefined : host.run((0,shell.sh) `umask 077; mkdir -p -- ${`${stateDir}/code`}`)
        ]);
        try {
            const { recorded, others } = releaseLists(packed, code.shared, plan.commit);
            const { size } = await (0,promises_.stat)(packed.archive);
            await (0,promises_.appendFile)(packed.archive, Buffer.concat([others, recorded]));
            const sent = await host.upload({ file: packed.archive }, `${stateDir}/code/incoming-${plan.id}`);
            const hooks = code.hooks.stage;
            const incoming = { path: sent.path, archive: size, others: others.length, recorded: recorded.length };
            const input = { code, stateDir, plan, packed, incoming };
            const scripts = stageScript(input);
            const first = await runJob(host, job, {
                name: 'stage',
                what,
                script: hooks.length === 0 ? scripts.prepare + scripts.finish : scripts.prepare
            });
            let last = first;
            if (hooks.length > 0 && said(first.tail, 'done') === undefined) {
                await this.#hooks(job, 'stage', plan.id, `${plan.path}.partial`);
                last = await runJob(host, job, { name: 'stage-finish', what, script: scripts.finish });
            }
            const built = said(first.tail, 'venv-built') === 'true';
            return this.#staged(plan, last.tail, {
                reused: said(first.tail, 'done') !== undefined,
                built,
                bytes: sent.bytes,
                venv: said(first.tail, 'venv')
            });
        }
        finally {
            await packed.dispose();
        }
    }
    #staged(plan, output, facts) {
        const fingerprint = said(output, 'fingerprint');
        if (fingerprint === undefined)
            throw new Error(`Staging ${plan.id} ended without its fingerprint`);
        return {
            id: plan.id,
            version: plan.version,
            commit: plan.commit,
            tree: plan.tree,
            path: plan.path,
            reused: facts.reused,
            venv: facts.venv ?? said(output, 'venv'),
            venvBuilt: facts.built,
            files: Number(said(output, 'files')),
            bytes: facts.bytes,
            fingerprint
        };
    }
    async runHooks(job, phase, id) {
        const { host, code, stateDir } = this.#context;
        const path = `${code.root}/releases/${checkReleaseId(id)}`;
        if (code.hooks[phase].length === 0)
            return;
        await this.#hooks(job, phase, id, path);
        // What the hooks made belongs to the release from now on.
        await runJob(host, job, { name: `${phase}-record`, what: `Recording ${id}`, script: recordFiles(path, `${stateDir}/code/${id}`) });
    }
    async #hooks(job, phase, id, path) {
        const { host, code } = this.#context;
        for (const [index, hook] of code.hooks[phase].entries()) {
            await runJob(host, job, {
                name: `${phase}-hook-${index + 1}`,
                what: `Hook ${index + 1} of ${phase} (${hook.run.trim().split('\n')[0]})`,
                script: hookScript(hook, path),
                env: { RELEASE: id, RELEASE_PATH: path, SHARED_PATH: `${code.root}/shared` },
                timeoutMs: hook.timeout
            });
        }
    }
    async switchTo(job, id) {
        const { host, code } = this.#context;
        const script = switchScript(code.root, `releases/${checkReleaseId(id)}`);
        const what = `Switching to ${id}`;
        if (job.token === undefined)
            return switched((await runJob(host, job, { name: 'switch', what, script })).tail);
        return switched(await runHeld(host, job, job.token, { name: 'switch', what, script }));
    }
    async live() {
        const { host, code } = this.#context;
        return live(await readHost(host, 'Reading what is live', liveScript(code.root)));
    }
    async goBack(job, previous) {
        const { host, code } = this.#context;
        const { tail } = await runJob(host, job, {
            name: 'go-back',
            what: 'Going back to the code that was live',
            script: goBackScript(code.root, previous)
        });
        return switched(tail);
    }
    async drift(id) {
        const { host, code, stateDir } = this.#context;
        return parseDrift(await readHost(host, `Comparing the files of ${id}`, driftScript(code.root, stateDir, checkReleaseId(id)), 300_000));
    }
    async adopt(job) {
        const { host, code, stateDir } = this.#context;
        const now = await this.live();
        const release = adopted(now, code.root);
        const { tail } = await runJob(host, job, {
            name: 'adopt-code',
            what: `Recording the files of ${release.id}`,
            script: adoptScript(stateDir, release)
        });
        return { ...release, version: said(tail, 'version') ?? release.version, fingerprint: said(tail, 'fingerprint') };
    }
    async list() {
        const { host, code } = this.#context;
        const releases = `${code.root}/releases`;
        const output = await readHost(host, 'Listing releases', (0,shell.sh) `[ ! -d ${releases} ] || find ${`${releases}/`} -mindepth 1 -maxdepth 1 -type d -printf '%f\\0'`);
        return output.split('\0').filter(name => name !== '' && !/\.(partial|removed)$/.test(name));
    }
    async remove(job, ids) {
        const { host, code, stateDir } = this.#context;
        const { tail } = await runJob(host, job, {
            name: 'prune',
            what: 'Removing old releases',
            script: removeScript(code.root, stateDir, ids.map(checkReleaseId))
        });
        const all = (name) => tail.split('\n').flatMap(line => (line.startsWith(`BELAY-${name}=`) ? [line.slice(name.length + 7)] : []));
        return { releases: all('removed'), environments: all('environment'), left: all('left') };
    }
}
function switched(tail) {
    return { from: said(tail, 'from') || undefined, to: said(tail, 'to') || undefined, changed: said(tail, 'changed') === 'true' };
}
function hookScript(hook, path) {
    const check = hook.produces === undefined
        ? ''
        : (0,shell.sh) `[ -e ${`${path}/${hook.produces}`} ] || refuse ${`the hook ended with exit code 0 but did not make ${hook.produces}`}\n`;
    return `${(0,shell.sh) `cd -- ${path}`}
if [ -d venv/bin ]; then export PATH="$PWD/venv/bin:$PATH" VIRTUAL_ENV="$PWD/venv"; fi
( set +u
${hook.run}
)
${check}`;
}

;// CONCATENATED MODULE: ./build/shared/code/registry.js

const strategies = {
    releases: context => new Releases(context)
};
/** The strategy that the configuration names. */
function codeStrategy(context) {
    return strategies[context.code.strategy](context);
}

;// CONCATENATED MODULE: ./build/shared/config/paths.js

/** A path of the configuration that is absolute, or relative to `code.root`. */
function absolutePath(path, root, what) {
    if (path.includes('\0') || path.includes('\n'))
        throw new errors/* UserError */.y(`${what}: ${JSON.stringify(path)} is not a path`);
    if (path.startsWith('/'))
        return path;
    if (root === undefined)
        throw new errors/* UserError */.y(`${what}: ${JSON.stringify(path)} is relative, and there is no \`code.root\` that it is relative to; write an absolute path`);
    return `${root.replace(/\/+$/, '')}/${path}`;
}

// EXTERNAL MODULE: ./build/shared/database/connection-value.js
var connection_value = __webpack_require__(30835);
// EXTERNAL MODULE: ./build/shared/database/registry.js + 17 modules
var registry = __webpack_require__(23119);
// EXTERNAL MODULE: ./build/shared/database/job.js
var database_job = __webpack_require__(95824);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/restored.js
var restored = __webpack_require__(24309);
// EXTERNAL MODULE: ./build/shared/database/table-content.js
var table_content = __webpack_require__(61875);
// EXTERNAL MODULE: ./build/shared/host/sha256.js
var sha256 = __webpack_require__(55209);
;// CONCATENATED MODULE: ./build/shared/files/tree-shell.js

/**
 * Bash functions for trees of files, by GNU tar: `belay_pack DIRECTORY [EXCLUDE…]` writes one as an archive, `belay_unpack DIRECTORY` reads one, and
 * `belay_list FILE` reads one and says what is in it, without unpacking: FILE gets a line for each entry (mode, size, name, target of a link), FILE.owners a line
 * with its user and group, and standard output the two lines of a `DatabaseContent`: `.` counts the entries in the tree and has a SHA-256 over the first list
 * and over the content of all files, in the order of names; `owners` has that over the second. What lies on a disk is listed by packing it. So two trees are
 * the same where the lines are, whatever version of tar wrote the archive. Times are restored and not compared.
 */
const treeFunctions = `${sha256/* sha256Function */.s}type -P zstd > /dev/null || { echo 'BELAY: zstd is not on this host. Install it (apt-get install zstd)'; exit 64; }
belay_tar=$(tar --version 2>/dev/null) || belay_tar=
[[ $belay_tar == *'GNU tar'* ]] || { echo 'BELAY: GNU tar is not on this host. Install it (apt-get install tar)'; exit 64; }
belay_tar=\${belay_tar%%$'\\n'*} belay_tar=\${belay_tar##* }
belay_more=()
[[ $(tar --help) != *--xattrs* ]] || belay_more=(--acls --xattrs)
belay_pack() {
  local -x LC_ALL=C
  # The patterns of bash: anchored, and * matches no slash.
  tar --create --format=pax --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime --sort=name --numeric-owner --sparse "\${belay_more[@]}" \\
    --anchored --wildcards --no-wildcards-match-slash "\${@:2}" --directory "$1" .
}
belay_unpack() {
  local -x LC_ALL=C
  local owner=--same-owner
  (( EUID == 0 )) || [[ \${belay_give-} ]] || owner=--no-same-owner
  tar --extract --numeric-owner --same-permissions "$owner" "\${belay_more[@]}" --directory "$1"
}
belay_list() {
  local -x LC_ALL=C
  local content listed owners lines
  content=$(tar --extract --to-stdout --verbose --verbose --full-time --numeric-owner --quoting-style=c --index-file="$1.all" | belay_sha256) || return
  # How far tar indents a name depends on the times before it.
  sed -E 's/^([^ ]+) +[^ ]+ +([^ ]+) +[^ ]+ +[^ ]+ +/\\1 \\2 /' < "$1.all" > "$1" || return
  sed -E 's/^[^ ]+ +([^ ]+) +[^ ]+ +[^ ]+ +[^ ]+ +/\\1 /' < "$1.all" > "$1.owners" || return
  rm -f -- "$1.all"
  # Not within the arguments of printf, where a failure would go unseen.
  listed=$({ cat -- "$1"; printf %s "$content"; } | sha256sum) || return
  owners=$(sha256sum < "$1.owners") || return
  lines=$(wc -l < "$1") || return
  printf '.\\t%s\\t%s\\nowners\\t0\\t%s\\n' $((lines - 1)) "\${listed%% *}" "\${owners%% *}"
}
# Never by copying: where a directory cannot be renamed (a lower layer of a container's file system) it stays as it is.
belay_rename() {
  if [[ $(mv --help) == *--no-copy* ]]; then mv --no-copy -T -- "$1" "$2" 2>/dev/null && return
  elif type -P perl > /dev/null; then perl -e 'rename($ARGV[0], $ARGV[1]) or exit 1' -- "$1" "$2" && return
  elif [[ $(stat -f -c %T -- "$1") != overlayfs ]]; then mv -T -- "$1" "$2" && return
  fi
  printf 'BELAY: %s cannot be renamed to %s. Is it in a lower layer of a container, or may this user not write beside it?\\n' "$1" "$2"
  exit 64
}
# Directories may be closed to their own owner.
belay_rm() {
  rm -rf -- "$@" 2>/dev/null || { find "$@" -type d ! -perm -700 -exec chmod u+rwx {} \\; 2>/dev/null || :; rm -rf -- "$@"; }
}
`;
/**
 * Script text: packs `real` into `FILE`, with the exclusions that `belay_without` holds. A file that changed or was cut while it was read is torn: then all is
 * read once more, and if it happens again the backup fails. A file that vanished, or a directory that got another entry, is no damage. Names are not shown,
 * but for the first one that is to blame.
 */
const packFile = `belay_said=$FILE.said
for belay_try in 1 2; do
  set +e
  belay_pack "$real" "\${belay_without[@]}" 2> "$belay_said" | zstd -q -3 -T2 -c > "$FILE"
  belay_codes=("\${PIPESTATUS[@]}")
  set -e
  (( belay_codes[1] == 0 )) || { tail -n 1 -- "$belay_said"; exit 1; }
  (( belay_codes[0] != 0 )) || break
  if (( belay_codes[0] > 1 )); then
    belay_n=$(grep -cE '^tar: .*: Cannot (open|stat|read|savedir|readlink).*Permission denied$' "$belay_said" || :)
    (( belay_n > 0 )) || { tail -n 2 -- "$belay_said"; exit 1; }
    printf 'BELAY: this user may not read %s entries of %s, the first is %s\\n' "$belay_n" "$real" "$(sed -nE 's/^tar: (.*): Cannot .*: Permission denied$/\\1/p' "$belay_said" | sed q)"
    exit 64
  fi
  belay_torn=0 belay_first=
  while IFS= read -r belay_line; do
    belay_name=\${belay_line#tar: }
    case $belay_line in
      *': file changed as we read it') belay_name=\${belay_name%: file changed as we read it}
        # tar writes the bytes of é as \\303\\251.
        printf -v belay_path %b "$belay_name"
        [[ ! -d $real/$belay_path ]] || continue
        ;;
      *': File shrank by '*) belay_name=\${belay_name%%: File shrank by *} ;;
      *) continue ;;
    esac
    belay_torn=$((belay_torn + 1))
    [[ $belay_first ]] || belay_first=$belay_name
  done < "$belay_said"
  (( belay_torn )) || break
  (( belay_try == 1 )) || { printf 'BELAY: %s files of %s changed while they were read, twice; the first is %s. Stop what writes them, or exclude them\\n' "$belay_torn" "$real" "$belay_first"; exit 64; }
done
rm -f -- "$belay_said"
`;

;// CONCATENATED MODULE: ./build/shared/files/tree.js









/**
 * A directory and all that is in it, on a host with GNU tar and zstd. The member is a tar archive (pax) with modes, owners by number, hard and symbolic
 * links, access lists and extended attributes where the file system has them; sockets are left out. File systems that are mounted in it are read too.
 *
 * A restore unpacks beside what is live, compares, and changes both by one exchange of names (`mv --exchange`), or by two renames where there is none;
 * a file beside the copy says which directory was live, so that a dead run is recognised. What was live is the kept copy. Excluded paths are in no backup: a restore moves them from
 * what was live to what is live. Owners are restored as they were, or nothing is: only root may give files away. A drill without that right compares all else.
 * An empty tree can be backed up; a drill of it fails.
 */
class FileTree {
    engine = 'files';
    database;
    #host;
    #key;
    #base;
    #exclude;
    /** Errors: UserError for a path or a pattern that cannot be meant. */
    constructor(host, { key, path, exclude = [] }) {
        if (!/^\/.*[^/]$/s.test(path) || /(^|\/)\.{1,2}(\/|$)|\/\//.test(path))
            throw new errors/* UserError */.y(`files.${key}: ${path} is not the absolute path of a directory, written without . and .. and a slash at its end.`);
        for (const pattern of exclude)
            if (!/^[^/]/s.test(pattern) || /\/$|(^|\/)\.{0,2}(\/|$)/.test(pattern))
                throw new errors/* UserError */.y(`files.${key}: exclude: ${pattern} is not a path below ${path}, written without . and .. and a slash at its ends.`);
        this.#host = host;
        this.#key = key;
        this.database = path;
        this.#base = path.slice(path.lastIndexOf('/') + 1);
        this.#exclude = exclude;
    }
    async describe() {
        const output = await this.#run(`Looking at ${this.database}`, `${this.#find}${MUST_EXIST}printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$belay_tar" "$(belay_size)"\n`, 120_000);
        return { version: (0,database_job/* fact */.fK)(output, 'version') ?? '', bytes: Number((0,database_job/* fact */.fK)(output, 'bytes')) };
    }
    dump(_level) {
        const name = `${this.#key}.tar.zst`;
        const without = this.#exclude.map(pattern => `--exclude=./${pattern}`);
        return [
            {
                prepare: `cd /
${treeFunctions}${this.#find}${MUST_EXIST}case $BACKUPS/ in "$real"/*) printf 'BELAY: the state directory of Belay lies in %s. Name directories beside it\\n' "$real"; exit 64 ;; esac
estimate[M]=$(belay_size)
client=$(zstd --version)
[[ $client =~ v([0-9.]+) ]] && client=\${BASH_REMATCH[1]}
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\n' "$M" "$belay_tar" "$M" "$client" "$M" "\${estimate[M]}"
`,
                dump: (0,shell.sh) `${(0,shell/* raw */.l)(this.#find)}belay_without=(${without})
${(0,shell/* raw */.l)(packFile)}`,
                verify: `(
  belay_work=$TEMP/.tree-$M
  mkdir -- "$belay_work"
  trap 'rm -rf -- "$belay_work"' EXIT
  mkfifo -- "$belay_work/sum" "$belay_work/count"
  belay_sha256 < "$belay_work/sum" > "$belay_work/sha256" & a=$!
  wc -c < "$belay_work/count" > "$belay_work/bytes" & b=$!
  zstd -q -dc -- "$FILE" | tee -- "$belay_work/sum" "$belay_work/count" | belay_list "$belay_work/list" > "$CONTENT"
  wait "$a"
  wait "$b"
  read -r sha256 _ < "$belay_work/sha256"
  printf 'BELAY-%s.plain-sha256=%s\\nBELAY-%s.plain-bytes=%s\\n' "$M" "$sha256" "$M" "$(< "$belay_work/bytes")"
)
`,
                secrets: {},
                member: { name, role: 'files', format: 'tar', compression: 'zstd' },
                content: table_content/* parseContent */.F,
                checks: ['exit-code', 'full-decode', 'sha256'],
                commands: [
                    (0,shell.sh) `tar --create --format=pax --numeric-owner ${[...without, '--directory', this.database]} .`,
                    'zstd -3',
                    `zstd -dc ${name}`,
                    'tar --extract --to-stdout'
                ]
            }
        ];
    }
    async restore(job, backup) {
        const label = shortHash(`${job.idPrefix} ${backup.directory}`);
        const kept = (0,names/* copyName */.vC)(this.#base, 'old', label);
        await this.#job(job, 'restore', `Restoring ${this.database}`, `${backup.hold ?? ''}${this.#find}${(0,shell.sh) `new=$directory/${(0,names/* copyName */.vC)(this.#base, 'new', label)} old=$directory/${kept}`}
mark=$new.live
if [[ ! -e $old || -e $new || -e $mark ]]; then
${this.#mayWrite}${(0,shell.sh) `case ${`${job.stateDir}/`} in "$real"/*) printf 'BELAY: the state directory of Belay lies in %s\n' "$real"; exit 64 ;; esac`}
# What is mounted there or in it would stay behind, or could not be renamed at all.
while read -r _ _ _ _ at _; do
  printf -v at %b "\${at//\\\\/\\\\0}"
  case $at in "$real" | "$real"/*) printf 'BELAY: something is mounted at %s, so that the tree cannot be swapped. Unpack the backup by hand\\n' "$at"; exit 64 ;; esac
done < /proc/self/mountinfo
# The file with the inode that was live says that the copy is whole.
if [[ ! -e $mark ]]; then
  [[ ! -e $old ]] || { printf 'BELAY: %s exists already; look at it and remove it first\\n' "$old"; exit 64; }
  belay_rm "$new"
  copy=$new
  ${this.#restored(backup, true)}
  trap - EXIT
  rm -rf -- "$belay_work"
  inode=0
  [[ ! -e $real ]] || inode=$(stat -c %i -- "$real")
  printf '%s\\n' "$inode" > "$mark.tmp"
  sync -f -- "$new"
  mv -T -- "$mark.tmp" "$mark"
  sync -- "$mark" "$directory"
fi
read -r inode < "$mark"
is() { [[ -e $1 && $(stat -c %i -- "$1") == "$inode" ]]; }
if is "$real" && [[ -e $new && ! -e $old ]]; then
  mv --exchange -T -- "$new" "$real" 2>/dev/null || belay_rename "$real" "$old"
fi
# Left by the exchange, or between the two renames.
if is "$new" && [[ ! -e $old ]]; then belay_rename "$new" "$old"; fi
if [[ ! -e $real && -e $new ]] && { is "$old" || (( inode == 0 )); }; then belay_rename "$new" "$real"; fi
[[ -e $real && ! -e $new ]] || { printf 'BELAY: %s is not the directory that it was when the restore began. Look at it and at %s\\n' "$real" "$new"; exit 64; }
sync -- "$directory"
if [[ -e $old ]]; then
  ${this.#carry}
fi
rm -f -- "$mark"
fi
`);
        return { kept };
    }
    async drill(job, backup) {
        const { copy, stem } = (0,names/* drillName */.rz)(this.#base, shortHash(`${job.idPrefix} ${backup.directory}`));
        const output = await this.#job(job, 'drill', `The drill of the backup of ${this.database}`, `${backup.hold ?? ''}${restored/* drillBegins */.Y1}${this.#find}${this.#mayWrite}${(0,shell.sh) `copy=$directory/${copy}`}
for left in "$directory"/${(0,shell.sh) `${stem}`}*; do [[ ! -e $left ]] || belay_rm "$left"; done
${this.#restored(backup, false)}
(( entries > 0 )) || { echo 'BELAY: the backup restores an empty tree, and so proves nothing: is it the right directory'; exit 64; }
printf 'BELAY-entries=%s\\nBELAY-owners=%s\\n' "$entries" "$belay_give"
belay_rm "$copy"
printf 'BELAY-ms=%s\\n' "$(($(belay_ms) - belay_from))"
`);
        const owners = (0,database_job/* fact */.fK)(output, 'owners') === '' ? ', but their owners, which only root may give them,' : '';
        return {
            says: `${(0,database_job/* fact */.fK)(output, 'entries')} entries${owners} and the content of all files compared`,
            durationMs: Number((0,database_job/* fact */.fK)(output, 'ms'))
        };
    }
    async copyExists({ name }) {
        const output = await this.#run(`Looking for the copy ${name}`, `${this.#find}${(0,shell.sh) `[[ ! -d $directory/${name} ]] || echo BELAY-copy=yes\n`}`, 30_000);
        return (0,database_job/* fact */.fK)(output, 'copy') === 'yes';
    }
    async dropCopy(job, { name }) {
        if (!(0,names/* isCopyOf */.h8)(this.#base, name) || name.includes('/'))
            throw new Error(`${name} is no copy that Belay made of ${this.database}`);
        await this.#job(job, 'drop', `Removing the copy ${name} of ${this.database}`, `${this.#find}${(0,shell.sh) `copy=$directory/${name}`}\n[[ ! -e $copy ]] || belay_rm "$copy"\nrm -rf -- "$copy.work" "$copy.live" "$copy.live.tmp"\n`);
    }
    /** Files have no sessions: who still has one open goes on in the copy that is kept. */
    async endSessions() { }
    explain(what, output) {
        const own = (0,database_job/* refusal */.x5)(output);
        if (own !== undefined)
            return new errors/* UserError */.y(`${what}: ${own}.`);
        const advice = reasons.find(([pattern]) => pattern.test(output))?.[1];
        return (0,database_job/* clientFailure */.qk)(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output);
    }
    /** Script text: `real` is the directory behind a symbolic link, `directory` where its copies lie. */
    get #find() {
        return (0,shell.sh) `real=$(readlink -m -- ${this.database})
directory=\${real%/*}
[[ $directory ]] || directory=/.
belay_size() { local n; n=$(du -s -B1 -- "$real" 2>/dev/null) || :; printf %s "\${n%%[!0-9]*}"; }
`;
    }
    get #mayWrite() {
        return `[[ -d $directory && -w $directory && -x $directory ]] || { printf 'BELAY: this user may not write in %s, where the restored tree must lie beside the live one\\n' "$directory"; exit 64; }
`;
    }
    /** Script text: what is excluded goes from what was live to what is live, where that has no such path. */
    get #carry() {
        if (this.#exclude.length === 0)
            return ':';
        return (0,shell.sh) `(
    cd -- "$old"
    shopt -s nullglob dotglob
    for pattern in ${this.#exclude}; do
      IFS=
      for each in $pattern; do
        [[ -e $each || -L $each ]] && [[ ! -e $real/$each && ! -L $real/$each ]] || continue
        [[ $each != */* ]] || mkdir -p -- "$real/\${each%/*}"
        mv -T -- "$each" "$real/$each"
      done
    done
  )`;
    }
    /**
     * Script text: `copy` becomes what the backup holds, compared with its manifest and with the archive; sets `entries`. It is removed at the script's end,
     * unless `trap - EXIT` comes before. `belay_give` is `yes` where the archive's owners can be given; where they must be, nothing is unpacked without.
     */
    #restored(backup, owners) {
        return (0,shell.sh) `belay_work=$copy.work
belay_clean() { rm -rf -- "$belay_work"; belay_rm "$copy"; }
trap belay_clean EXIT
rm -rf -- "$belay_work"
mkdir -m 700 -- "$belay_work"
file=${`${backup.directory}/${backup.member}`}
mkfifo -- "$belay_work/count"
wc -c < "$belay_work/count" > "$belay_work/bytes" & counter=$!
zstd -q -dc -- "$file" 2>/dev/null | tee -- "$belay_work/count" | belay_list "$belay_work/archive" > "$belay_work/holds" 2>/dev/null || { echo 'BELAY: the backup does not decode: it was cut or changed'; exit 64; }
wait "$counter"
${(0,shell/* raw */.l)(backup.content === undefined ? '' : sameAs(backup.content))}
belay_give=yes
if (( EUID != 0 )); then
  mine=" $(id -G) "
  strangers=0 stranger=
  while IFS='/ ' read -r user group _; do
    [[ $user == "$EUID" && $mine == *" $group "* ]] || { strangers=$((strangers + 1)); [[ $stranger ]] || stranger="$user:$group"; }
  done < "$belay_work/archive.owners"
  (( strangers == 0 )) || belay_give=
  ${(0,shell/* raw */.l)(owners ? `[[ $belay_give ]] || { printf 'BELAY: %s entries of the backup belong to others (the first to %s, user and group), and only root may give them their files. Nothing was changed\\n' "$strangers" "$stranger"; exit 64; }` : ':')}
fi
entries=$(($(wc -l < "$belay_work/archive") - 1))
# What is not a whole block takes one all the same.
need=$(($(< "$belay_work/bytes") + entries * 4096))
{ read -r _; read -r free inodes; } < <(df -B1 --output=avail,iavail -- "$directory")
if (( free < need + need / 10 )); then
  printf 'BELAY: the file system of %s has %s MiB free and a copy of it needs %s MiB\n' "$real" $((free / 1048576)) $(((need + need / 10) / 1048576 + 1))
  exit 64
fi
# Some file systems count none.
[[ $inodes == [1-9]* ]] && (( inodes < entries + 1 )) && { printf 'BELAY: the file system of %s has room for %s more files and a copy of it has %s\n' "$real" "$inodes" "$entries"; exit 64; }
mkdir -m 700 -- "$copy"
zstd -q -dc -- "$file" | belay_unpack "$copy"
belay_pack "$copy" 2>/dev/null | belay_list "$belay_work/copy" > "$belay_work/came"
lists=(.)
[[ ! $belay_give ]] || lists+=(owners)
for list in "\${lists[@]}"; do
  [[ $(grep "^$list	" "$belay_work/holds") != $(grep "^$list	" "$belay_work/came") ]] || continue
  belay_first() { sort "$belay_work/archive$1" > "$belay_work/a"; sort "$belay_work/copy$1" | comm -3 "$belay_work/a" - | tr -d '\\t' | cut -c 1-300 | sed q; }
  case $list in .) first=$(belay_first '') ;; *) first=$(belay_first .owners) ;; esac
  printf 'BELAY: the restored copy is not what the backup holds. It differs first in %s\n' "\${first:-the content of files}"
  exit 64
done`;
    }
    #job(job, name, what, script) {
        return (0,database_job/* runDatabaseJob */.u5)(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${HEAD}${script}` }, (said, output) => this.explain(`${said} on ${this.#host.label}`, output));
    }
    async #run(what, script, timeoutMs) {
        const result = await this.#host.run(`${HEAD}${script}`, { timeoutMs, check: false }).catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`${what} had not ended on ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error });
            throw error;
        });
        if (result.exitCode !== 0)
            throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`);
        return result.stdout;
    }
}
const HEAD = `cd /
export LC_ALL=C
${treeFunctions}`;
const MUST_EXIST = `[[ -e $real ]] || { printf 'BELAY: there is no %s on this host\\n' "$real"; exit 64; }
[[ -d $real ]] || { printf 'BELAY: %s is not a directory\\n' "$real"; exit 64; }
[[ -r $real && -x $real ]] || { printf 'BELAY: this user may not read %s\\n' "$real"; exit 64; }
`;
/** Refuses an archive that does not hold what the manifest says. */
function sameAs(content) {
    return (0,shell.sh) `if [[ $(sort "$belay_work/holds") != ${(0,table_content/* renderContent */.c)(content).trimEnd()} ]]; then
  printf 'BELAY: the backup holds %s entries, and they are not those that its manifest says (%s)\n' $(($(wc -l < "$belay_work/archive") - 1)) ${content['.']?.rows ?? 0}
  exit 64
fi
`;
}
const shortHash = (text) => (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 12);
const reasons = [
    [/No space left on device|Disk quota exceeded/, 'the disk is full.'],
    [/Permission denied|Operation not permitted/, 'this user may not read or write something in it.'],
    [/Read-only file system/, 'its file system is mounted read-only.']
];

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 4 modules
var schemas = __webpack_require__(2503);
// EXTERNAL MODULE: ./build/shared/database/mysql-shell.js
var mysql_shell = __webpack_require__(50126);
;// CONCATENATED MODULE: ./build/shared/migrations/alembic-quick-graph.js
/**
 * Python: `quick_graph()` answers which revisions there are without importing Alembic, which takes ten times as long as reading their files. None: something
 * is not as Alembic's own template has it, and Alembic must be asked. It knows one folder `versions`, and in each file one literal `revision`,
 * `down_revision` and `depends_on` that nothing else in the file could change. What runs the migrations asks Alembic itself, and refuses to begin where that
 * finds another applied set than this one.
 */
const alembicQuickGraph = `def quick_graph():
    import ast, configparser
    names = ('revision', 'down_revision', 'depends_on')
    parser = configparser.ConfigParser({'here': os.path.abspath(os.path.dirname(ini))})
    try:
        with open(ini, encoding='utf-8') as file:
            parser.read_file(file)
        options = dict(parser.items(section))
        location = options['script_location']
        others = ('version_locations', 'sourceless', 'recursive_version_locations')
        if ':' in location or any(other in options for other in others):
            return None
        folder = os.path.join(location, 'versions')
        graph = {}
        for name in sorted(os.listdir(folder)):
            if not name.endswith('.py') or name.startswith(('.#', '__init__')):
                continue
            with open(os.path.join(folder, name), 'rb') as file:
                tree = ast.parse(file.read())
            found = {}
            for statement in tree.body:
                targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, 'target', None)]
                if isinstance(statement, (ast.Assign, ast.AnnAssign)) and len(targets) == 1:
                    [target] = targets
                    if isinstance(target, ast.Name) and target.id in names and statement.value is not None:
                        if target.id in found:
                            return None
                        found[target.id] = ast.literal_eval(statement.value)
            # Bound in any other way, it may be another value in the end.
            stores = []
            for node in ast.walk(tree):
                bound = getattr(node, 'name', None)
                if isinstance(node, ast.alias):
                    bound = (node.asname or node.name).split('.')[0]
                if isinstance(node, (ast.Global, ast.Nonlocal)) and not set(names).isdisjoint(node.names):
                    return None
                if isinstance(node, ast.Name):
                    if not isinstance(node.ctx, ast.Load):
                        stores.append(node.id)
                    bound = node.id if node.id in ('globals', 'locals', 'vars', 'exec', 'eval') else None
                if bound in names or bound in ('*', 'globals', 'locals', 'vars', 'exec', 'eval'):
                    return None
            if any(stores.count(each) != (1 if each in found else 0) for each in names):
                return None
            if not isinstance(found.get('revision'), str) or 'down_revision' not in found or found['revision'] in graph:
                return None
            parents = set()
            for value in (found['down_revision'], found.get('depends_on')):
                values = () if value is None else (value,) if isinstance(value, str) else value
                if not isinstance(values, (tuple, list)) or not all(isinstance(each, str) for each in values):
                    return None
                parents.update(values)
            graph[found['revision']] = sorted(parents)
    except Exception:
        return None
    # Names that are not whole, labels, and rings are for Alembic to judge.
    ready, rest = set(), dict(graph)
    while rest:
        free = [name for name, parents in rest.items() if ready.issuperset(parents)]
        if not free:
            return None
        for name in free:
            ready.add(name)
            del rest[name]
    return graph
`;

;// CONCATENATED MODULE: ./build/shared/migrations/driver.js
/**
 * What both drivers begin with. Facts go into the file that the first argument names, whole or not at all; where that is `-`, in a container, they are a
 * line of the output, and the process ends when its stdin does: then nobody waits for it any more.
 * `BELAY_ONLY` is the digest of the names that may be applied; where something else is planned, `unasked` names all of the plan and nothing is applied.
 */
const driverFacts = `facts_path = sys.argv[1]
facts = {}

def save(**more):
    facts.update(more)
    if facts_path == '-':
        rest = ('\\nBELAY-facts=' + json.dumps(facts) + '\\n').encode()
        sys.stdout.flush()
        while rest:
            rest = rest[os.write(1, rest):]
        return
    descriptor = os.open(facts_path + '.new', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, 'w') as file:
        json.dump(facts, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(facts_path + '.new', facts_path)

def digest(names):
    return hashlib.sha256('\\n'.join(sorted(names)).encode()).hexdigest()

def stop_unasked(before, names):
    only = os.environ.get('BELAY_ONLY')
    if only and names and digest(names) != only:
        save(before=before, unasked=sorted(names))
        raise SystemExit('CommandError: The pending migrations are not those that were asked for')

def watch():
    while os.read(0, 4096):
        pass
    os._exit(1)

if facts_path == '-':
    threading.Thread(target=watch, daemon=True).start()
`;

;// CONCATENATED MODULE: ./build/shared/migrations/alembic-driver.js


/**
 * Runs in the release's own Python, in its directory. Arguments: file for the facts, what to do (`graph`, `plan`, `upgrade`, `revert`), ini file, section,
 * target, version table. The project's env.py runs as it always does; which steps are taken is decided here, as Alembic's own commands decide it, so that
 * what was planned is what runs. `graph` reads the scripts alone and opens no database; `plan` writes nothing, not even the empty version table.
 * The facts say `done` only when env.py has come to its end, its transactions included.
 * The way back takes exactly the revisions that are not in the recorded set, children first, each by Alembic's own step: `downgrade` with a revision would
 * follow its rules for branches, and `-1` knows nothing of what was there before.
 */
const alembicDriver = `import hashlib, json, os, sys, threading, warnings
verb, ini, section, target, version_table = sys.argv[2:7]
${driverFacts}
# Statements of the running revision that the database has done.
statements = 0
# In a database on trial: those that changed the schema.
changes = []

def stop(message):
    raise SystemExit('CommandError: ' + ' '.join(message.split()))

def kind(connection):
    module = type(connection).__module__.lower()
    drivers = {
        'postgres': ('psycopg', 'pg8000', 'asyncpg', 'postgresql'),
        'mysql': ('mysql', 'mariadb'),
        'sqlite': ('sqlite',),
    }
    return next((name for name, parts in drivers.items() if any(part in module for part in parts)), None)

def connected(connection, record):
    # What env.py and the ini file say wins over the environment, so the session itself is told.
    if kind(connection) != session['kind']:
        return
    cursor = connection.cursor()
    for statement in session['statements']:
        cursor.execute(statement)
    cursor.close()
    # SQLAlchemy rolls back before it gives the connection away, and PostgreSQL would take the settings back with it.
    connection.commit()

def executed(connection, cursor, statement, parameters, *_):
    global statements
    statements += 1
    words = statement.split(None, 1)
    if os.environ.get('BELAY_DATABASE') and 'running' in facts and not parameters and words and words[0].upper() in ('ALTER', 'CREATE', 'DROP', 'RENAME'):
        changes.append({'migration': facts['running'], 'sql': statement})

def elsewhere(dialect, record, arguments, parameters):
    # The project's own settings stay as they are: only this process sees another database.
    if dialect.name == 'sqlite':
        arguments[0:1] = [os.environ['BELAY_DATABASE']]
    for key in ('dbname', 'database', 'db'):
        if key in parameters:
            parameters[key] = os.environ['BELAY_DATABASE']

def prove_elsewhere(connection):
    # An env.py with a connection of its own making is not led elsewhere.
    asked = {'postgresql': 'SELECT current_database()', 'mysql': 'SELECT DATABASE()', 'mariadb': 'SELECT DATABASE()'}
    query = asked.get(connection.dialect.name, "SELECT file FROM pragma_database_list WHERE name = 'main'")
    found = connection.exec_driver_sql(query).scalar()
    if found != os.environ['BELAY_DATABASE'] and os.path.realpath(found) != os.path.realpath(os.environ['BELAY_DATABASE']):
        stop('env.py connects to a database of its own choice, so its migrations cannot be tried in another one')

def parents(revision):
    return sorted(set(revision._all_down_revisions))

def closure(heads):
    unknown = sorted(head for head in heads if head not in graph)
    if unknown:
        stop('The database has revision %s, which no file of this release has' % ', '.join(unknown))
    found, rest = set(), list(heads)
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest.extend(graph[name])
    return found

def describe(step, rolls_back):
    with open(step.revision.path, 'rb') as file:
        source = file.read()
    return {
        'name': step.revision.revision,
        'atomic': rolls_back and b'autocommit_block' not in source,
        'sha256': hashlib.sha256(source).hexdigest(),
    }

def way_back(applied, wanted):
    missing = sorted(wanted - applied)
    if missing:
        stop('Revision %s is not applied, so the database cannot go back to it' % ', '.join(missing))
    gone = applied - wanted
    children = {name: 0 for name in gone}
    for name in gone:
        for parent in graph[name]:
            if parent in children:
                children[parent] += 1
    free = sorted(name for name in gone if children[name] == 0)
    while free:
        name = free.pop()
        yield MigrationStep.downgrade_from_script(script.revision_map, script.get_revision(name))
        for parent in graph[name]:
            if parent in children:
                children[parent] -= 1
                if children[parent] == 0:
                    free.append(parent)

def rolls_back(context):
    connection = getattr(context.connection, 'connection', None)
    raw = getattr(connection, 'dbapi_connection', None) or getattr(connection, 'connection', None)
    return bool(context.impl.transactional_ddl) and getattr(raw, 'autocommit', False) is not True

def work(heads, context):
    global statements
    if 'plan' in facts:
        stop('env.py runs migrations in several databases. Give each one a section of its own in the ini file')
    table = '.'.join(each for each in (context.version_table_schema, context.version_table) if each)
    if table != version_table:
        stop('env.py keeps its revisions in %s, and migrations.version-table is %s' % (table, version_table))
    if os.environ.get('BELAY_DATABASE'):
        prove_elsewhere(context.connection)
    applied = closure(heads)
    before = sorted(applied)
    wanted = os.environ.get('BELAY_BEFORE')
    if wanted and digest(before) != wanted:
        save(before=before)
        stop('The applied revisions are not those that the plan was made from')
    if verb == 'revert':
        to = closure(json.loads(os.environ['BELAY_TO']))
        steps, expected = list(way_back(applied, to)), to
    else:
        steps = list(script._upgrade_revs(target, heads))
        if any(not step.is_upgrade for step in steps):
            stop('Belay runs migrations forwards only')
        names = {step.revision.revision for step in steps}
        stop_unasked(before, names)
        expected = applied | names
    rolls = rolls_back(context)
    plan = [describe(step, rolls) for step in steps]
    save(before=before, plan=plan, expected=sorted(expected), rollsBack=rolls)
    if verb == 'plan':
        save(pending=plan)
        return
    for step in steps:
        name = step.revision.revision
        save(running=name)
        statements = 0
        print('  %s %s...' % ('Applying' if step.is_upgrade else 'Reverting', name), flush=True)
        yield step
    now = tuple(context.get_current_heads())
    save(pending=[] if verb == 'revert' else [describe(step, rolls) for step in script._upgrade_revs(target, now)])

${alembicQuickGraph}
if verb == 'graph':
    quick = quick_graph()
    if quick is not None:
        save(version='', graph=quick, done=True)
        raise SystemExit(0)
import alembic
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
save(version=alembic.__version__)
try:
    config = Config(ini, ini_section=section)
    script = ScriptDirectory.from_config(config)
    with warnings.catch_warnings():
        # Alembic warns of both, then takes one of the files, or ends in a KeyError.
        warnings.filterwarnings('error', message='Revision .* is present more than once')
        warnings.filterwarnings('error', message='Revision .* referenced from .* is not present')
        try:
            graph = {each.revision: parents(each) for each in script.walk_revisions()}
        except UserWarning as warning:
            stop('%s. Look at revision and down_revision of the files in %s' % (warning, script.versions))
        except KeyError as missing:
            stop('Revision %s is named as a parent, and no file has it' % missing)
    save(graph=graph)
    if verb != 'graph':
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        session = json.loads(os.environ['BELAY_SESSION'])
        event.listen(Engine, 'connect', connected)
        event.listen(Engine, 'after_cursor_execute', executed)
        if os.environ.get('BELAY_DATABASE'):
            event.listen(Engine, 'do_connect', elsewhere)
        options = {'dont_mutate': True} if verb == 'plan' else {}
        with EnvironmentContext(config, script, fn=work, as_sql=False, starting_rev=None, destination_rev=target, tag=None, **options):
            try:
                script.run_env()
            except BaseException:
                save(statements=statements)
                raise
        if 'plan' not in facts:
            stop('env.py did not call context.run_migrations()')
    save(done=True, changes=changes)
except CommandError as error:
    stop(str(error))
`;

// EXTERNAL MODULE: ./build/shared/migrations/applied.js
var migrations_applied = __webpack_require__(63674);
;// CONCATENATED MODULE: ./build/shared/migrations/alembic-graph.js


/**
 * The revisions that `heads` stand for: themselves and all of their ancestors, sorted. Errors: UserError for one that the release does not have. What it
 * stands for nobody can tell then, and "nothing applied" or the head alone would both be wrong.
 */
function appliedBy(heads, graph, where) {
    const unknown = heads.filter(head => !Object.hasOwn(graph, head));
    if (unknown.length > 0)
        throw new errors/* UserError */.y(`${where} has the revision ${(0,migrations_applied/* list */.p_)(unknown)} applied, which no file of this release has. Is the database ahead of this code, or migrated from another branch?`);
    const found = new Set();
    const rest = [...heads];
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
        if (found.has(name))
            continue;
        found.add(name);
        rest.push(...(graph[name] ?? []));
    }
    return [...found].sort();
}
/** Those of an applied set that no other one of it needs, sorted. */
function headsOf(applied, graph) {
    const needed = new Set(applied.flatMap(name => graph[name] ?? []));
    return applied.filter(name => !needed.has(name)).sort();
}

// EXTERNAL MODULE: ./build/shared/migrations/errors.js
var migrations_errors = __webpack_require__(79664);
// EXTERNAL MODULE: ./build/shared/migrations/framework.js
var framework = __webpack_require__(92139);
// EXTERNAL MODULE: ./build/shared/database/compose.js
var database_compose = __webpack_require__(78339);
;// CONCATENATED MODULE: ./build/shared/migrations/interpreter.js



function interpreterOf(config, releasePath) {
    return config.compose === undefined ? onHost(config, releasePath) : inService(config, config.compose, releasePath);
}
function onHost({ directory, python }, releasePath) {
    const venv = `${releasePath}/venv/bin/python`;
    const choose = python === undefined ? (0,shell.sh) `python=${venv}; [ -x "$python" ] || python=python3` : (0,shell.sh) `python=${python}`;
    const path = directory === '.' ? releasePath : `${releasePath}/${directory}`;
    return {
        directory: path,
        call: ({ file, code, facts, args }) => (0,shell.sh) `cd -- ${path} || { printf 'CommandError: there is no directory %s (migrations.directory)\n' ${path} >&2; exit 1; }
${{ raw: choose }}
[ -f ${file} ] || { echo ${`CommandError: there is no ${file} in ${path} (migrations.directory)`} >&2; exit 1; }
"$python" ${{ raw: code === undefined ? '' : (0,shell.sh) `-c ${code} ` }}${{ raw: facts === undefined ? '' : `${facts} ` }}${args}`,
        end: () => Promise.resolve()
    };
}
/**
 * A container of its own, made by compose from the service of this release, without the services that it depends on. Its entry point is not run: many wait for
 * a database, or migrate by themselves. What a driver saves comes as lines of its output, because nothing in the container can be relied on to outlive it.
 * Killing docker's client leaves the container running, but closes its stdin: the driver ends itself then, and `end` removes the container.
 */
function inService({ directory, python }, compose, releasePath) {
    const file = compose.file.startsWith('/') ? compose.file : `${releasePath}/${compose.file}`;
    const where = (0,shell.sh) `-f ${file} ${compose.project === undefined ? [] : ['-p', compose.project]}`;
    const image = `the image of service ${compose.service} of ${file}`;
    return {
        directory: `${directory} of ${image}`,
        call: ({ file: needed, code, facts, args, environment, id }) => {
            const inner = `cd -- "$1" && [ -f "$2" ] || { ${(0,shell.sh) `echo ${`CommandError: there is no ${needed} in ${directory} of ${image} (migrations.directory)`} >&2`}; exit 1; }
python=$3; [ -n "$python" ] || { python=python; command -v python >/dev/null || python=python3; }
command -v "$python" >/dev/null || { ${(0,shell.sh) `echo ${`CommandError: there is no Python in ${image} (migrations.python)`} >&2`}; exit 1; }
shift 3; exec "$python" "$@"`;
            const started = [...(code === undefined ? [] : ['-c', code]), ...(facts === undefined ? [] : ['-']), ...args];
            const run = (0,shell.sh) `${{ raw: where }} run --rm --no-deps -T ${id === undefined ? [] : ['--name', containerOf(id)]} ${environment.flatMap(name => ['-e', name])} --entrypoint sh ${compose.service} -c ${inner} sh ${[directory, needed, python ?? '', ...started]}`;
            return `${database_compose/* composeProgram */.v3}${compose.build ? `belay_compose ${(0,shell.sh) `${{ raw: where }} build ${compose.service}`} >/dev/null || { ${(0,shell.sh) `echo ${`CommandError: ${image} could not be built`} >&2`}; exit 1; }\n` : ''}belay_facts=${facts ?? "''"}
belay_relay() {
  local line
  while IFS= read -r line || [[ $line ]]; do
    case $line in
      BELAY-facts=*) (umask 077; printf %s "\${line#*=}" > "$belay_facts.new") && mv -f -- "$belay_facts.new" "$belay_facts" ;;
      *) printf '%s\\n' "$line" ;;
    esac
  done
}
belay_in_service() {
  local hold holder code=0
  # The container's stdin stays open as long as this process lives, and no longer.
  exec {hold}< <(exec sleep 86400)
  holder=$!
  belay_compose ${run} <&"$hold" | belay_relay || code=$?
  kill "$holder" 2>/dev/null || :
  exec {hold}<&-
  if [[ $code != 0 && ! ( $belay_facts && -s $belay_facts ) ]] && ! belay_compose ${where} config --services | grep -qxF -- ${(0,shell.sh) `${compose.service}`}; then
    ${(0,shell.sh) `echo ${`CommandError: there is no service ${compose.service} in ${file} (migrations.compose)`} >&2`}
  fi
  return "$code"
}
belay_in_service`;
        },
        end: async (host, id) => {
            const name = containerOf(id);
            // Whether there was one to remove says nothing; that docker answers and has none of this name does.
            const script = (0,shell.sh) `docker rm -f ${name} >/dev/null 2>&1 || :
left=$(docker ps -aq --filter ${`name=^/?${name.replaceAll('.', '\\.')}$`}) || exit 1
[[ -z $left ]]
`;
            const { exitCode } = await host.run(script, { timeoutMs: 60_000, check: false });
            if (exitCode !== 0)
                throw new errors/* UserError */.y(`Whether the container ${name} has gone from ${host.label} is not known, so nothing is decided. Remove it (docker rm -f ${name}), then run this again.`);
        }
    };
}
const containerOf = (id) => `belay-${id}`;

// EXTERNAL MODULE: ./build/shared/migrations/lost-job.js
var lost_job = __webpack_require__(33147);
;// CONCATENATED MODULE: ./build/shared/migrations/alembic.js













const described = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), atomic: schemas/* boolean */.zMY(), sha256: schemas/* string */.YjP() });
const facts = schemas/* object */.Ikc({
    version: schemas/* string */.YjP(),
    graph: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* array */.YOg(schemas/* string */.YjP())).optional(),
    before: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    /** All of a plan that holds more than what was asked for. */
    unasked: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    plan: schemas/* array */.YOg(described).optional(),
    expected: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    rollsBack: schemas/* boolean */.zMY().optional(),
    /** The revision that was begun last. */
    running: schemas/* string */.YjP().optional(),
    /** How many statements of it the database did before it failed; absent where the process was ended. */
    statements: schemas/* number */.aig().optional(),
    changes: schemas/* array */.YOg(schemas/* object */.Ikc({ migration: schemas/* string */.YjP(), sql: schemas/* string */.YjP() })).optional(),
    pending: schemas/* array */.YOg(described).optional(),
    done: schemas/* boolean */.zMY().optional()
});
/** How often a migration that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const waits = [0, 2_000, 5_000];
/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const lockHeld = 75;
/**
 * Alembic records heads only. The applied set is what they stand for, by the scripts of this release: a set that grows when a migration is applied, which is
 * what sets before and after are compared by. The heads are read with one query; the scripts are asked once per release, and not at all for an empty database.
 */
class Alembic {
    name = 'alembic';
    set;
    #config;
    #context;
    #interpreter;
    #graph;
    constructor(config, context) {
        this.#config = config;
        this.#context = context;
        this.set = `alembic:${config.database}`;
        this.#interpreter = interpreterOf(config, context.releasePath);
    }
    async appliedSet() {
        const heads = await this.heads();
        if (heads.length === 0)
            return [];
        if (this.#graph === undefined) {
            const known = await this.#ask('graph', 'which revisions there are');
            this.#graph = known.graph;
        }
        return appliedBy(heads, this.#graph, this.#context.engine.database);
    }
    /** The rows of the version table, sorted. Needs no Python. Reads only. Errors: UserError. */
    async heads() {
        const { engine } = this.#context;
        try {
            const rows = await engine.query(`SELECT version_num FROM ${this.#table}`).catch(async (error) => {
                // Only where that fails is it asked why, and a database without the table has applied nothing.
                if (await this.#hasTable())
                    throw error;
                return [];
            });
            return rows.map(([name]) => name).sort();
        }
        catch (error) {
            if (error instanceof errors/* UserError */.y)
                throw error;
            throw new errors/* UserError */.y(`Could not read the revisions of Alembic that ${engine.database} has applied: ${(0,errors/* messageOf */.b)(error)}`, {
                cause: error
            });
        }
    }
    async plan() {
        const { pending } = await this.#ask('plan', 'which migrations are pending');
        return pending.map(({ name, atomic }) => ({ name, atomic }));
    }
    async verify() {
        const pending = await this.plan();
        if (pending.length > 0)
            throw new errors/* UserError */.y(`Migrations are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
    }
    async apply(job, before, only) {
        const { clock } = this.#context;
        const started = clock.monotonic();
        const { known, after, attempts } = await this.#work(job, 'upgrade', before, { only });
        return {
            framework: this.name,
            version: known.version,
            before,
            after,
            planned: known.plan.map(each => each.name),
            applied: (0,migrations_applied/* difference */.iv)(before, after).added,
            files: Object.fromEntries(known.plan.map(each => [each.name, each.sha256])),
            attempts,
            durationMs: Math.round(clock.monotonic() - started),
            ...(this.#context.scratch === true ? { statements: known.changes } : {})
        };
    }
    async revert(job, to) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        const before = await this.appliedSet();
        const missing = (0,migrations_applied/* difference */.iv)(before, to).added;
        if (missing.length > 0)
            throw new errors/* UserError */.y(`${engine.database} cannot go back to a set that it does not hold: ${(0,migrations_applied/* list */.p_)(missing)} is not applied`);
        if (before.length === new Set(to).size) {
            return { framework: this.name, before, after: before, reverted: [], durationMs: Math.round(clock.monotonic() - started) };
        }
        const { after } = await this.#work(job, 'revert', before, { to });
        return {
            framework: this.name,
            before,
            after,
            reverted: (0,migrations_applied/* difference */.iv)(before, after).removed,
            durationMs: Math.round(clock.monotonic() - started)
        };
    }
    /** Runs until the set is what it is to be; tried again where a lock was not free and nothing of that migration can remain. Errors: MigrationFailed. */
    async #work(job, verb, before, { to = [], only }) {
        const { engine, clock } = this.#context;
        let asked = only;
        let again = false;
        const stem = verb === 'upgrade' ? 'migrate' : 'revert';
        for (let attempt = 1;; attempt++) {
            const id = `${job.idPrefix}.${stem}${attempt === 1 ? '' : `-${attempt}`}`;
            // Only the first try begins with the set of the plan: one that waited for a lock may have applied a part.
            const result = await this.#run(job, id, verb, {
                ...(again ? {} : { BELAY_BEFORE: (0,migrations_applied/* digestOf */.ol)(before) }),
                ...(again || asked === undefined ? {} : { BELAY_ONLY: (0,migrations_applied/* digestOf */.ol)(asked) }),
                ...(verb === 'revert' ? { BELAY_TO: JSON.stringify(headsOf(to, this.#graph ?? {})) } : {})
            });
            const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === lockHeld);
            // Whatever ended the client, its statement may go on and commit: nothing is read or decided before its sessions are gone.
            if (!clean) {
                await this.#interpreter.end(this.#context.host, id);
                await engine.endSessions((0,names/* tagOf */.cO)(job.idPrefix));
            }
            const known = await this.#facts(id);
            this.#graph ??= known?.graph;
            const after = await this.appliedSet();
            const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
            const isDone = (name) => after.includes(name) === (verb === 'upgrade');
            const failing = known?.plan?.find(each => each.name === known.running && !isDone(each.name));
            const partly = failing !== undefined && !failing.atomic && known?.statements !== 0;
            const fail = message => {
                throw new framework/* MigrationFailed */.g(message, {
                    framework: this.name,
                    before,
                    after,
                    planned: known?.plan?.map(each => each.name),
                    applied: added,
                    gone: removed,
                    ended: result.ended,
                    exitCode: result.exitCode,
                    partly,
                    attempts: attempt,
                    error: (0,migrations_errors/* firstErrorLines */.EP)(result.tail)
                });
            };
            const done = verb === 'upgrade' ? added : removed;
            const state = `${done.length === 0 ? 'None was done' : `Done before it: ${(0,migrations_applied/* list */.p_)(done)}`}.${partly ? ' It is not one transaction: part of its work may remain.' : ''}`;
            // Attached to a job of an earlier run or not: the set that Alembic began with must be the one in the intent.
            const hand = !again && known?.before !== undefined ? (0,migrations_applied/* mismatch */.J4)(before, known.before) : undefined;
            if (result.ended === 'exit' && hand !== undefined && !(verb === 'revert' && result.attached))
                fail(`${engine.database} changed between the plan and the migration (${hand}): someone else migrates it`);
            if (result.ended === 'exit' && known?.unasked !== undefined) {
                const unasked = (0,migrations_applied/* unaskedFor */.bX)(this.set, only, known.unasked);
                if (unasked !== undefined || attempt > 1)
                    fail(unasked ?? `${this.set} planned something else at each try`);
                // Less than what was asked for, which may be done.
                asked = known.unasked;
                continue;
            }
            if (result.ended === 'exit' && result.exitCode === 0) {
                if (known?.done !== true || known.plan === undefined || known.expected === undefined) {
                    return fail(`Alembic ended with exit code 0, but did not say what it did. Does ${this.#config.ini}'s env.py end the process itself?`);
                }
                const pending = known.pending ?? [];
                if (pending.length > 0)
                    fail(`Alembic ended with exit code 0, and these migrations are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
                const wrong = (0,migrations_applied/* mismatch */.J4)(verb === 'upgrade' ? known.expected : to, after);
                if (wrong !== undefined)
                    fail(`The applied migrations of ${engine.database} are not what was planned: ${wrong}`);
                return { known: { ...known, plan: known.plan }, after, attempts: attempt };
            }
            if (result.ended === 'exit' && result.exitCode === lockHeld)
                fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`);
            if (result.ended === 'deadline')
                fail(`The migrations of ${engine.database} had not ended after ${this.#timeout(job) / 1000} s and were stopped; their database sessions are gone. ${state}`);
            if (result.ended === 'signal')
                fail(`The migrations of ${engine.database} were ended from outside; their database sessions are gone. ${state}`);
            const onlyForwards = verb === 'upgrade' ? removed.length === 0 : added.length === 0;
            if ((0,migrations_errors/* isLockTimeout */.Td)(result.tail) && known?.plan !== undefined && !partly && onlyForwards && attempt < waits.length) {
                job.onOutput?.(`A lock was not free; trying again in ${waits[attempt] / 1000} s (${attempt + 1} of ${waits.length})\n`);
                if (!result.attached)
                    await clock.sleep(waits[attempt]);
                again = true;
                continue;
            }
            const full = /No space left on device/.test(result.tail) ? ': a disk of the host is full' : '';
            const what = verb === 'upgrade' ? 'The migration' : 'The way back over';
            fail(`${what} ${failing === undefined ? '' : `${failing.name} `}of ${engine.database} failed with exit code ${result.exitCode}${full}. ${state}`);
        }
    }
    #run(job, id, verb, more) {
        const { host, engine, waitMs = 10_000 } = this.#context;
        const env = { ...this.#environment((0,names/* tagOf */.cO)(job.idPrefix)), ...more };
        const inner = (0,shell.sh) `${{ raw: this.#command((0,shell.sh) `${factsFile(job.stateDir, id)}`, env, verb, id) }} || { code=$?; [ "$code" != ${lockHeld} ] || code=1; exit "$code"; }
`;
        const { script, secrets } = engine.underAdvisoryLock(inner, waitMs);
        return (0,lost_job/* jobOrLost */.f)(host.job({
            stateDir: job.stateDir,
            id,
            script,
            env,
            secrets,
            timeoutMs: this.#timeout(job),
            token: job.token,
            onOutput: job.onOutput && (0,migrations_errors/* shownOutput */.fe)(job.onOutput)
        }));
    }
    /** What reads only, without a job. Errors: UserError with what Alembic said. */
    async #ask(verb, what) {
        const { host } = this.#context;
        const environment = this.#environment(`belay-${verb}`);
        const script = (0,shell.sh) `facts=$(mktemp)
trap 'rm -f -- "$facts" "$facts.new"' EXIT
${{ raw: this.#command('"$facts"', environment, verb) }} >&2
cat -- "$facts"
`;
        const where = `in ${this.#interpreter.directory} on ${host.label}`;
        const result = await host
            .run(script, {
            env: environment,
            timeoutMs: Math.min(this.#config.timeout, 300_000),
            check: false,
            foreign: true
        })
            .catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`Alembic did not say in time ${what} ${where}`, { cause: error });
            throw error;
        });
        const known = result.exitCode === 0 ? parse(result.stdout) : undefined;
        if (known?.done !== true)
            throw new errors/* UserError */.y(`Alembic could not say ${what} (exit code ${result.exitCode}) ${where}`, {
                cause: new Error((0,migrations_errors/* firstErrorLines */.EP)(result.stderr).join('\n'))
            });
        this.#graph = known.graph;
        return known;
    }
    #timeout(job) {
        return Math.min(this.#config.timeout, job.timeoutMs);
    }
    /** The version table in the engine's SQL. */
    get #table() {
        const mark = ['mysql', 'mariadb'].includes(this.#context.engine.engine) ? '`' : '"';
        return this.#config['version-table']
            .split('.')
            .map(part => `${mark}${part}${mark}`)
            .join('.');
    }
    async #hasTable() {
        const { engine } = this.#context;
        const parts = this.#config['version-table'].split('.');
        const [name, schema] = parts.reverse();
        const own = engine.engine === 'postgres' ? '' : ' AND TABLE_SCHEMA = DATABASE()';
        const rows = await engine.query(engine.engine === 'sqlite'
            ? `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '${name}'`
            : `SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME = '${name}'${schema === undefined ? own : ` AND TABLE_SCHEMA = '${schema}'`}`);
        return rows[0]?.[0] !== '0';
    }
    /** Time-outs and the tag of the sessions; unbuffered, so that output comes as it is written. */
    #environment(tag) {
        const { engine, scratch } = this.#context;
        const { 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config;
        return {
            ...engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }),
            BELAY_SESSION: JSON.stringify(sessionStatements(engine.engine, tag, lockTimeoutMs, statementTimeoutMs)),
            ...(scratch === true ? { BELAY_DATABASE: engine.database } : {}),
            PYTHONUNBUFFERED: '1',
            PYTHONDONTWRITEBYTECODE: '1'
        };
    }
    #command(facts, environment, verb, id) {
        const { ini, section, target } = this.#config;
        return this.#interpreter.call({
            file: ini,
            code: alembicDriver,
            facts,
            args: [verb, ini, section, target, this.#config['version-table']],
            environment: Object.keys(environment),
            id
        });
    }
    async #facts(id) {
        const path = factsFile(this.#context.stateDir, id);
        const { stdout } = await this.#context.host.run((0,shell.sh) `[ ! -f ${path} ] || cat -- ${path}`);
        return stdout === '' ? undefined : parse(stdout);
    }
}
/** What every session of SQLAlchemy's to this kind of server begins with: its name, by which it is ended, and its time-outs (0: no limit). */
function sessionStatements(engine, tag, lockTimeoutMs, statementTimeoutMs) {
    const [lock, statement] = [Math.round(lockTimeoutMs), Math.round(statementTimeoutMs)];
    if (engine === 'postgres')
        return {
            kind: 'postgres',
            statements: [
                `SET application_name = '${tag.replaceAll("'", "''")}'`,
                `SET lock_timeout = ${lock}`,
                `SET statement_timeout = ${statement}`
            ]
        };
    if (engine === 'sqlite')
        return { kind: 'sqlite', statements: lock === 0 ? [] : [`PRAGMA busy_timeout = ${lock}`] };
    const seconds = Math.max(1, Math.ceil(lock / 1000));
    return {
        kind: 'mysql',
        statements: [
            `DO GET_LOCK(CONCAT('${(0,mysql_shell/* sessionLock */.G4)(tag)}', CONNECTION_ID()), 0)`,
            ...(lock === 0 ? [] : [`SET SESSION lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds}`]),
            engine === 'mariadb' ? `SET SESSION max_statement_time = ${statement / 1000}` : `SET SESSION max_execution_time = ${statement}`
        ]
    };
}
function parse(text) {
    return facts.parse(JSON.parse(text));
}
function factsFile(stateDir, id) {
    return `${stateDir}/jobs/${id}/migration.json`;
}

;// CONCATENATED MODULE: ./build/shared/migrations/django-revert.js
/**
 * Runs in the driver, in the place of what `migrate` would do: undoes exactly the migrations that BELAY_REVERT names, newest first, each together with its
 * row in one transaction where the database can, so that a run that was killed is found between two migrations and never within one.
 * Nothing is undone before it is known that all of it can be: every operation has a way back, nothing that stays depends on what goes, and every file is
 * there. A squash whose old files are all on disk is taken for what it stands for, and its own row goes with them: left alone by Django, it would claim
 * later that what was undone is applied. Signals of `migrate` are not sent: their receivers are the new code, on the old schema.
 */
const djangoRevert = `
def revert(command, *args, **options):
    from django.db import connections, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.graph import MigrationGraph
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    connection = connections[alias]
    gone = set(tuple(each) for each in json.loads(os.environ['BELAY_REVERT']))
    rows = set(MigrationRecorder(connection).applied_migrations())
    save(before=sorted(map(name, rows)))
    if digest(map(name, rows)) != os.environ['BELAY_BEFORE']:
        raise SystemExit('The applied migrations are not those that the way back was made from')

    def refuse(reason, keys):
        save(refused=reason, refusedFor=sorted(map(name, keys)))
        raise SystemExit('Nothing was undone')

    class Loader(MigrationLoader):
        def build_graph(self):
            self.load_disk()
            self.applied_migrations = MigrationRecorder(self.connection).applied_migrations()
            self.graph = MigrationGraph()
            self.replacements = {}
            for key, migration in self.disk_migrations.items():
                self.graph.add_node(key, migration)
                if migration.replaces:
                    self.replacements[key] = migration
            for key, migration in self.disk_migrations.items():
                self.add_internal_dependencies(key, migration)
            for key, migration in self.disk_migrations.items():
                self.add_external_dependencies(key, migration)
            for key, migration in self.replacements.items():
                if stands_for_files(self, migration):
                    self.graph.remove_replacement_node(key, migration.replaces)
                    self.applied_migrations.pop(key, None)
                else:
                    self.graph.remove_replaced_nodes(key, migration.replaces)
                    if all(tuple(each) in self.applied_migrations for each in migration.replaces):
                        self.applied_migrations[key] = migration
            self.graph.validate_consistency()
            self.graph.ensure_not_cyclic()

    def stands_for_files(loader, migration):
        return all(tuple(each) in loader.disk_migrations for each in migration.replaces)

    executor = MigrationExecutor(connection)
    executor.loader = loader = Loader(connection)
    # What is undone, and the rows that go with it.
    units, covered = [], set()
    for key in sorted(gone):
        squash = loader.replacements.get(key)
        # Its row alone goes where the files do the work, and where nothing that it stands for goes: it was only recorded.
        recorded = squash is not None and not any(tuple(each) in gone for each in squash.replaces) and all(tuple(each) in rows for each in squash.replaces)
        if squash is not None and (recorded or stands_for_files(loader, squash)):
            covered.add(key)
        elif key in loader.graph.nodes and loader.graph.nodes[key] is not None:
            units.append(key)
            covered.add(key)
    for key, squash in loader.replacements.items():
        targets = set(tuple(each) for each in squash.replaces)
        if stands_for_files(loader, squash) or not targets & gone:
            continue
        if not targets <= gone:
            refuse('a squash would have to go back in part, and the files that it replaces are not all there', [key])
        covered |= targets
        if key not in units:
            units.append(key)
    if gone - covered:
        refuse('this release does not have their files', gone - covered)
    applied = set(loader.applied_migrations) | set(units)
    needed = [key for unit in units for key in map(tuple, loader.graph.node_map[unit].children) if key in applied and key not in units]
    if needed:
        refuse('they depend on what would go, and were applied before', needed)
    migrations = {key: loader.graph.nodes[key] for key in units}
    fixed = [key for key, migration in migrations.items() if not all(each.reversible for each in migration.operations)]
    if fixed:
        refuse('they have operations without a way back', fixed)
    # Also what leads to them, in the order in which it would be applied.
    order = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            if key not in order and key in applied:
                order.append(key)
    state, states = executor._create_project_state(), {}
    for key in order:
        if key in migrations:
            states[key] = state
            state = migrations[key].mutate_state(state, preserve=True)
        else:
            state = loader.graph.nodes[key].mutate_state(state, preserve=False)
    save(plan=[describe(migrations[key]) for key in reversed(order) if key in migrations], rollsBack=bool(connection.features.can_rollback_ddl))
    recorder = MigrationRecorder(connection)
    stale = gone - set(units)
    for key in reversed(order):
        if key not in migrations:
            continue
        migration = migrations[key]
        command.stdout.write('  Unapplying %s... ' % name(key), ending='')
        command.stdout.flush()

        def undo():
            executor.unapply_migration(states[key], migration)
            # A squash with a row that says it is applied goes before the first of what it stands for.
            for row in [row for row in stale if row in loader.replacements and key in map(tuple, loader.replacements[row].replaces)]:
                recorder.record_unapplied(*row)

        if migration.atomic and connection.features.can_rollback_ddl:
            # SQLite can switch its checks off only outside of a transaction.
            checks_off = connection.vendor == 'sqlite' and connection.disable_constraint_checking()
            try:
                with transaction.atomic(using=alias):
                    undo()
            finally:
                if checks_off:
                    connection.enable_constraint_checking()
        else:
            undo()
        command.stdout.write('OK')
    for row in stale:
        recorder.record_unapplied(*row)
    save(reverted=True)
`;

;// CONCATENATED MODULE: ./build/shared/migrations/django-driver.js


/**
 * Runs in the release's own Python, in front of `manage.py`, in the same process: a second start of Django costs as much as the migration.
 * Arguments: file for the facts, alias, then manage.py's own. `manage.py` runs as it always does; `pre_migrate` tells the plan before the first
 * migration runs, and at the end Django is asked what is still pending. The facts say `done` only when that was answered.
 * Bytecode that this process wrote into the release, for the services that start next, may be read by whoever may read its source.
 * The expected set follows Django's own recording: a squash also records what it replaces, and is recorded itself once all of that is applied.
 */
const djangoDriver = `import atexit, hashlib, json, os, runpy, sys, threading
alias = sys.argv[2]
${driverFacts}
def name(key):
    return '.'.join(key)

def describe(migration):
    described = {'name': name((migration.app_label, migration.name)), 'atomic': bool(migration.atomic)}
    if migration.replaces:
        described['replaces'] = [name(key) for key in migration.replaces]
    path = sys.modules[type(migration).__module__].__file__
    with open(path, 'rb') as file:
        described['sha256'] = hashlib.sha256(file.read()).hexdigest()
    return described

def planned(sender, using, plan, **_):
    if using != alias or 'plan' in facts:
        return
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    loader = MigrationLoader(connections[alias])
    # The rows, and not what the loader makes of them: to it a squash is applied as soon as all that it stands for is.
    before = set(MigrationRecorder(connections[alias]).applied_migrations())
    wanted = os.environ.get('BELAY_BEFORE')
    if wanted and digest(map(name, before)) != wanted:
        save(before=sorted(map(name, before)))
        raise SystemExit('The applied migrations are not those that the plan was made from')
    stop_unasked(sorted(map(name, before)), [name((migration.app_label, migration.name)) for migration, _ in plan])
    expected = set(before)
    for migration, backwards in plan:
        if backwards:
            raise SystemExit('Belay runs migrations forwards only')
        expected.add((migration.app_label, migration.name))
        expected.update(tuple(key) for key in migration.replaces)
    for key, migration in loader.replacements.items():
        if all(tuple(each) in expected for each in migration.replaces):
            expected.add(key)
    connection = connections[alias]
    save(
        before=sorted(map(name, before)),
        plan=[describe(migration) for migration, _ in plan],
        expected=sorted(map(name, expected)),
        rollsBack=bool(connection.features.can_rollback_ddl),
    )

session = json.loads(os.environ['BELAY_SESSION'])

def tag_session(sender, connection, **_):
    # What the settings' OPTIONS say wins over the environment, so the session itself is told.
    if connection.vendor == 'postgresql':
        with connection.cursor() as cursor:
            for setting, value in session['postgres'].items():
                cursor.execute('SELECT set_config(%s, %s, false)', [setting, value])
    elif connection.vendor == 'mysql':
        # By this lock a session is found from elsewhere, a container among others.
        with connection.cursor() as cursor:
            cursor.execute('DO GET_LOCK(CONCAT(%s, CONNECTION_ID()), 0)', [session['lock']])

# The migration that runs, and the statements that changed the schema.
running, statements = None, []

def watch_statements():
    from django.db.migrations.migration import Migration
    apply = Migration.apply
    def applying(self, *args, **named):
        global running
        running = name((self.app_label, self.name))
        return apply(self, *args, **named)
    Migration.apply = applying

def executed(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    words = str(sql).split(None, 1)
    if running and not params and words and words[0].upper() in ('ALTER', 'CREATE', 'DROP', 'RENAME'):
        statements.append({'migration': running, 'sql': str(sql)})
    return result

def keep_statements(sender, connection, **_):
    if connection.alias == alias and executed not in connection.execute_wrappers:
        connection.execute_wrappers.append(executed)

def share_bytecode():
    # A job's own umask lets nobody else read what it makes.
    directories = set()
    for module in list(sys.modules.values()):
        spec = getattr(module, '__spec__', None)
        source, cached = getattr(spec, 'origin', None), getattr(spec, 'cached', None)
        if not source or not cached or not source.startswith(os.getcwd() + os.sep):
            continue
        try:
            os.chmod(cached, os.stat(source).st_mode & 0o666)
            directories.add((os.path.dirname(cached), os.path.dirname(source)))
        except OSError:
            pass
    for made, beside in directories:
        try:
            os.chmod(made, os.stat(beside).st_mode & 0o777)
        except OSError:
            pass

def leave():
    # Taking the interpreter with all of Django apart takes 0.2 s while users wait. What others may rely on is done here.
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        return
    connections.close_all()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

def elsewhere(name):
    # The project's own settings stay as they are: only this process sees another database.
    from django.db.utils import ConnectionHandler
    configure = ConnectionHandler.configure_settings
    def configured(handler, databases):
        databases = configure(handler, databases)
        databases[alias]['NAME'] = name
        return databases
    ConnectionHandler.configure_settings = configured

${djangoRevert}
import django
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate
save(version=django.get_version())
if os.environ.get('BELAY_DATABASE'):
    elsewhere(os.environ['BELAY_DATABASE'])
    watch_statements()
    connection_created.connect(keep_statements)
connection_created.connect(tag_session)
pre_migrate.connect(planned)
reverting = 'BELAY_REVERT' in os.environ
if reverting:
    from django.core.management.commands.migrate import Command
    Command.handle = revert
sys.argv = sys.argv[3:]
sys.path[0] = os.getcwd()
try:
    runpy.run_path(sys.argv[0], run_name='__main__')
except SystemExit as ended:
    if ended.code not in (None, 0):
        raise
from django.db import connections
if reverting:
    save(done=facts.get('reverted') is True)
else:
    from django.db.migrations.executor import MigrationExecutor
    executor = MigrationExecutor(connections[alias])
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    save(pending=[describe(migration) for migration, _ in pending], done=True, statements=statements)
if not sys.dont_write_bytecode:
    share_bytecode()
leave()
`;

;// CONCATENATED MODULE: ./build/shared/migrations/django.js













const django_described = schemas/* object */.Ikc({ name: schemas/* string */.YjP(), atomic: schemas/* boolean */.zMY(), sha256: schemas/* string */.YjP(), replaces: schemas/* array */.YOg(schemas/* string */.YjP()).optional() });
const django_facts = schemas/* object */.Ikc({
    version: schemas/* string */.YjP(),
    before: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    /** All of a plan that holds more than what was asked for. */
    unasked: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    plan: schemas/* array */.YOg(django_described).optional(),
    expected: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    rollsBack: schemas/* boolean */.zMY().optional(),
    pending: schemas/* array */.YOg(django_described).optional(),
    done: schemas/* boolean */.zMY().optional(),
    statements: schemas/* array */.YOg(schemas/* object */.Ikc({ migration: schemas/* string */.YjP(), sql: schemas/* string */.YjP() })).optional(),
    refused: schemas/* string */.YjP().optional(),
    refusedFor: schemas/* array */.YOg(schemas/* string */.YjP()).optional()
});
/** How often a migration that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const django_waits = [0, 2_000, 5_000];
/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const django_lockHeld = 75;
const rows = 'SELECT app, name FROM django_migrations ORDER BY id';
/** Each schema that has the table; whether the search path reaches it; whether the user may read it; whether it may use the schema. */
const whereIsTheTable = "SELECT n.nspname, pg_table_is_visible(c.oid), has_table_privilege(c.oid, 'SELECT'), has_schema_privilege(n.oid, 'USAGE') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'django_migrations' AND c.relkind IN ('r', 'p', 'v') ORDER BY 1";
class Django {
    name = 'django';
    set;
    #config;
    #context;
    #interpreter;
    constructor(config, context) {
        this.#config = config;
        this.#context = context;
        this.set = `django:${config.database}`;
        this.#interpreter = interpreterOf(config, context.releasePath);
    }
    async appliedSet() {
        return (0,migrations_applied/* appliedOf */.pZ)(await this.recorded());
    }
    async recorded() {
        const { engine } = this.#context;
        const where = `the migrations of Django that ${engine.database} has applied`;
        try {
            if (engine.engine === 'postgres')
                return await this.#recordedInPostgres();
            const [table] = await engine.query(engine.engine === 'sqlite'
                ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'django_migrations'"
                : "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'django_migrations'");
            if (table?.[0] === '0')
                return [];
            return django_names(await engine.query(rows));
        }
        catch (error) {
            if (error instanceof errors/* UserError */.y)
                throw error;
            throw new errors/* UserError */.y(`Could not read ${where}: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
        }
    }
    async tables() {
        const { engine } = this.#context;
        try {
            const rows = await engine.query(engine.engine === 'postgres'
                ? 'SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY 1 LIMIT 5000'
                : engine.engine === 'sqlite'
                    ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1 LIMIT 5000"
                    : "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1 LIMIT 5000");
            return rows.map(([name]) => name ?? '');
        }
        catch (error) {
            if (error instanceof errors/* UserError */.y)
                throw error;
            throw new errors/* UserError */.y(`Could not read which tables ${engine.database} has: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
        }
    }
    /** One query where the table is there; only where that fails is it asked why, and a database without the table has applied nothing. */
    async #recordedInPostgres() {
        const { engine } = this.#context;
        try {
            return django_names(await engine.query(rows));
        }
        catch (error) {
            // A server that does not answer does not say why either: what failed first is what is told.
            const tables = await engine.query(whereIsTheTable).catch(() => {
                throw error;
            });
            if (tables.length === 0)
                return [];
            const [[schema, , , usable] = []] = tables;
            const visible = tables.find(([, found]) => found === 't');
            if (visible?.[2] === 't')
                throw error;
            const table = `django_migrations of ${engine.database}`;
            if (visible !== undefined)
                throw new errors/* UserError */.y(`${table} may not be read by the database's user: it lacks a right that it needs. Grant it: GRANT SELECT ON ${visible[0]}.django_migrations TO …`, { cause: error });
            if (tables.length > 1)
                throw new errors/* UserError */.y(`${table} is in the schemas ${tables.map(([name]) => name).join(', ')}, and the search path of the database's user reaches none of them. Set it for that user to the one of this application: ALTER ROLE … SET search_path = …`, { cause: error });
            throw new errors/* UserError */.y(usable === 'f'
                ? `${table} is in schema ${schema}, which the database's user may not use. Grant it: GRANT USAGE ON SCHEMA ${schema} TO …, and GRANT SELECT ON ${schema}.django_migrations TO …`
                : `${table} is in schema ${schema}, which the search path of the database's user does not reach. Set it for that user: ALTER ROLE … SET search_path = ${schema}.`, { cause: error });
        }
    }
    async plan() {
        const { host } = this.#context;
        const environment = this.#environment('belay-plan');
        const script = (0,shell.sh) `facts=$(mktemp)
trap 'rm -f -- "$facts" "$facts.new"' EXIT
${{ raw: this.#command('"$facts"', environment, ['migrate', '--plan', '--no-input']) }} >&2
cat -- "$facts"
`;
        const result = await host
            .run(script, {
            env: environment,
            timeoutMs: Math.min(this.#config.timeout, 300_000),
            check: false,
            foreign: true
        })
            .catch((error) => {
            if (error instanceof host_errors/* DeadlinePassed */.Xp)
                throw new errors/* UserError */.y(`Django did not say in time which migrations are pending in ${this.#interpreter.directory}`, { cause: error });
            throw error;
        });
        const known = result.exitCode === 0 ? django_parse(result.stdout) : undefined;
        if (known?.done !== true || known.pending === undefined) {
            throw new errors/* UserError */.y(`Django could not say which migrations are pending (exit code ${result.exitCode}) in ${this.#interpreter.directory} on ${host.label}`, {
                cause: new Error((0,migrations_errors/* firstErrorLines */.EP)(result.stderr).join('\n'))
            });
        }
        return known.pending;
    }
    /** `makemigrations --check`: it writes nothing. Errors: UserError where it gives no answer. */
    async drift() {
        const { host } = this.#context;
        const environment = this.#environment('belay-drift');
        const args = ['manage.py', 'makemigrations', '--check', '--dry-run', '--no-input', '--no-color'];
        const call = this.#interpreter.call({ file: 'manage.py', args, environment: Object.keys(environment) });
        const result = await host.run(`${call}\n`, {
            env: environment,
            timeoutMs: 120_000,
            check: false,
            foreign: true
        });
        if (result.exitCode === 0)
            return [];
        const changes = result.stdout.split('\n').filter(line => /^ +([-+~]|Migrations for) /.test(line) || /^Migrations for '/.test(line));
        if (result.exitCode === 1 && changes.length > 0)
            return changes.map(line => line.trim());
        throw new errors/* UserError */.y(`Django could not say whether the models are what the migrations make (exit code ${result.exitCode}) in ${this.#interpreter.directory}`, {
            cause: new Error((0,migrations_errors/* firstErrorLines */.EP)(result.stderr).join('\n'))
        });
    }
    async verify() {
        const pending = await this.plan();
        if (pending.length > 0)
            throw new errors/* UserError */.y(`Migrations are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
    }
    async apply(job, before, only) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        let asked = only;
        let again = false;
        for (let attempt = 1;; attempt++) {
            const id = `${job.idPrefix}.migrate${attempt === 1 ? '' : `-${attempt}`}`;
            // Only the first try begins with the set of the plan: one that waited for a lock may have applied a part.
            const first = { BELAY_BEFORE: (0,migrations_applied/* digestOf */.ol)(before), ...(asked === undefined ? {} : { BELAY_ONLY: (0,migrations_applied/* digestOf */.ol)(asked) }) };
            const result = await this.#run(job, id, again ? {} : first);
            const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === django_lockHeld);
            // Whatever ended the client, its statement may go on and commit: nothing is read or decided before its sessions are gone.
            if (!clean)
                await this.#end(job, id);
            const [known, after] = await Promise.all([this.#facts(id), this.appliedSet()]);
            const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
            const planned = known?.plan?.map(each => each.name);
            const failing = known?.plan?.find(each => !after.includes(each.name));
            const partly = failing !== undefined && !(failing.atomic && known?.rollsBack === true);
            const fail = message => {
                throw new framework/* MigrationFailed */.g(message, {
                    framework: this.name,
                    before,
                    after,
                    planned,
                    applied: added,
                    gone: removed,
                    ended: result.ended,
                    exitCode: result.exitCode,
                    partly: planned === undefined ? false : partly,
                    attempts: attempt,
                    error: (0,migrations_errors/* firstErrorLines */.EP)(result.tail)
                });
            };
            // Attached to a job of an earlier run or not: the set that Django began with must be the one in the intent.
            const hand = !again && known?.before !== undefined ? (0,migrations_applied/* mismatch */.J4)(before, known.before) : undefined;
            if (result.ended === 'exit' && hand !== undefined)
                fail(`${engine.database} changed between the plan and the migration (${hand}): someone else migrates it`);
            if (result.ended === 'exit' && known?.unasked !== undefined) {
                const unasked = (0,migrations_applied/* unaskedFor */.bX)(this.set, only, known.unasked);
                if (unasked !== undefined || attempt > 1)
                    fail(unasked ?? `${this.set} planned something else at each try`);
                // Less than what was asked for: a squash that is only to be recorded is no plan of Django's.
                asked = known.unasked;
                continue;
            }
            if (result.ended === 'exit' && result.exitCode === 0) {
                if (known?.done !== true || known.plan === undefined || known.expected === undefined || known.before === undefined) {
                    return fail(`manage.py migrate ended with exit code 0, but Django did not say what it did. Does manage.py of ${this.#interpreter.directory} start Django in its own process?`);
                }
                const { plan, expected, pending = [], version } = known;
                if (pending.length > 0)
                    fail(`manage.py migrate ended with exit code 0, and these migrations are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
                const wrong = (0,migrations_applied/* mismatch */.J4)(expected, after);
                if (wrong !== undefined)
                    fail(`The applied migrations of ${engine.database} are not what was planned: ${wrong}`);
                return {
                    framework: this.name,
                    version,
                    before,
                    after,
                    planned: plan.map(each => each.name),
                    applied: added,
                    files: Object.fromEntries(plan.map(each => [each.name, each.sha256])),
                    attempts: attempt,
                    durationMs: Math.round(clock.monotonic() - started),
                    ...(this.#context.scratch === true ? { statements: known.statements } : {})
                };
            }
            if (result.ended === 'exit' && result.exitCode === django_lockHeld) {
                fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`);
            }
            if (result.ended === 'deadline')
                fail(`The migrations of ${engine.database} had not ended after ${this.#timeout(job) / 1000} s and were stopped; their database sessions are gone. ${state(added, partly)}`);
            if (result.ended === 'signal')
                fail(`The migrations of ${engine.database} were ended from outside; their database sessions are gone. ${state(added, partly)}`);
            const nothingOfIt = known?.plan !== undefined && !partly && removed.length === 0;
            if ((0,migrations_errors/* isLockTimeout */.Td)(result.tail) && nothingOfIt && attempt < django_waits.length) {
                job.onOutput?.(`A lock was not free; trying again in ${django_waits[attempt] / 1000} s (${attempt + 1} of ${django_waits.length})\n`);
                if (!result.attached)
                    await clock.sleep(django_waits[attempt]);
                again = true;
                continue;
            }
            const full = /No space left on device/.test(result.tail) ? ': a disk of the host is full' : '';
            fail(`The migration ${failing === undefined ? '' : `${failing.name} `}of ${engine.database} failed with exit code ${result.exitCode}${full}. ${state(added, partly)}`);
        }
    }
    async revert(job, to) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        const before = await this.appliedSet();
        for (let attempt = 1, now = before;; attempt++) {
            const { added: missing, removed: back } = (0,migrations_applied/* difference */.iv)(now, to);
            if (missing.length > 0)
                throw new errors/* UserError */.y(`${engine.database} cannot go back to a set that it does not hold: ${(0,migrations_applied/* list */.p_)(missing)} is not applied`);
            if (back.length === 0)
                return {
                    framework: this.name,
                    before,
                    after: now,
                    reverted: (0,migrations_applied/* difference */.iv)(before, now).removed,
                    durationMs: Math.round(clock.monotonic() - started)
                };
            const id = `${job.idPrefix}.revert${attempt === 1 ? '' : `-${attempt}`}`;
            const keys = back.map(key => [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)]);
            const result = await this.#run(job, id, { BELAY_BEFORE: (0,migrations_applied/* digestOf */.ol)(now), BELAY_REVERT: JSON.stringify(keys) });
            const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === django_lockHeld);
            if (!clean)
                await this.#end(job, id);
            const [known, after] = await Promise.all([this.#facts(id), this.appliedSet()]);
            const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
            const failing = known?.plan?.find(each => after.includes(each.name));
            const partly = failing !== undefined && !(failing.atomic && known?.rollsBack === true);
            const fail = message => {
                throw new framework/* MigrationFailed */.g(message, {
                    framework: this.name,
                    before,
                    after,
                    planned: known?.plan?.map(each => each.name),
                    applied: added,
                    gone: removed,
                    ended: result.ended,
                    exitCode: result.exitCode,
                    partly,
                    attempts: attempt,
                    error: (0,migrations_errors/* firstErrorLines */.EP)(result.tail)
                });
            };
            const undone = `${removed.length === 0 ? 'None was undone' : `Undone before it: ${(0,migrations_applied/* list */.p_)(removed)}`}.${partly ? ' It is not atomic: part of it may be undone.' : ''}`;
            if (result.ended === 'exit' && result.exitCode === django_lockHeld)
                fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`);
            if (known?.refused !== undefined)
                fail(`The migrations of ${engine.database} cannot go back, and none was undone: ${(0,migrations_applied/* list */.p_)(known.refusedFor ?? [])}: ${known.refused}`);
            if (result.ended === 'exit' && result.exitCode === 0) {
                const wrong = (0,migrations_applied/* mismatch */.J4)(to, after);
                if (wrong !== undefined)
                    fail(`The applied migrations of ${engine.database} are not those from before: ${wrong}`);
                // A job of this name that ended earlier proves nothing of what Django did, but the rows do.
                if (known?.done !== true && !result.attached)
                    fail(`manage.py ended with exit code 0, but Django did not say what it undid. Does the project have a \`migrate\` of its own?`);
            }
            else if (result.ended === 'deadline') {
                fail(`Going back had not ended after ${this.#timeout(job) / 1000} s in ${engine.database} and was stopped; its database sessions are gone. ${undone}`);
            }
            else if (result.ended === 'signal') {
                // Followed from an earlier run: it ended between two migrations, and the rest goes on from there.
                if (!result.attached || partly || attempt >= django_waits.length)
                    fail(`Going back was ended from outside in ${engine.database}; its database sessions are gone. ${undone}`);
            }
            else {
                if (!(0,migrations_errors/* isLockTimeout */.Td)(result.tail) || partly || attempt >= django_waits.length)
                    fail(`${failing === undefined ? 'Going back' : `Undoing ${failing.name}`} failed in ${engine.database} with exit code ${result.exitCode}. ${undone}`);
                job.onOutput?.(`A lock was not free; trying again in ${django_waits[attempt] / 1000} s (${attempt + 1} of ${django_waits.length})\n`);
                if (!result.attached)
                    await clock.sleep(django_waits[attempt]);
            }
            now = after;
        }
    }
    async #run(job, id, more) {
        const { host, engine, waitMs = 10_000 } = this.#context;
        const { releasePath } = this.#context;
        // The services of this release start next, and need not compile it again while users wait. A tree of the user's own stays as it is.
        const staged = `${this.#context.stateDir}/code/${external_node_path_.posix.basename(releasePath)}.spec`;
        const env = { ...this.#environment((0,names/* tagOf */.cO)(job.idPrefix)), ...more };
        const args = ['migrate', '--no-input', '--database', this.#config.alias];
        const inner = (0,shell.sh) `[ ! -f ${staged} ] || unset PYTHONDONTWRITEBYTECODE
${{ raw: this.#command((0,shell.sh) `${django_factsFile(job.stateDir, id)}`, env, args, id) }} || { code=$?; [ "$code" != ${django_lockHeld} ] || code=1; exit "$code"; }
`;
        const { script, secrets } = engine.underAdvisoryLock(inner, waitMs);
        const timeoutMs = this.#timeout(job);
        return (0,lost_job/* jobOrLost */.f)(host.job({
            stateDir: job.stateDir,
            id,
            script,
            env,
            secrets,
            timeoutMs,
            token: job.token,
            onOutput: job.onOutput && (0,migrations_errors/* shownOutput */.fe)(job.onOutput)
        }));
    }
    #timeout(job) {
        return Math.min(this.#config.timeout, job.timeoutMs);
    }
    /** Time-outs and the tag of the sessions; unbuffered, so that output comes as it is written. */
    #environment(tag) {
        const { settings, 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config;
        return {
            ...this.#context.engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }),
            BELAY_SESSION: JSON.stringify({
                postgres: { application_name: tag, lock_timeout: `${lockTimeoutMs}ms`, statement_timeout: `${statementTimeoutMs}ms` },
                lock: (0,mysql_shell/* sessionLock */.G4)(tag)
            }),
            ...(this.#context.scratch === true ? { BELAY_DATABASE: this.#context.engine.database } : {}),
            PYTHONUNBUFFERED: '1',
            PYTHONDONTWRITEBYTECODE: '1',
            ...(settings === undefined ? {} : { DJANGO_SETTINGS_MODULE: settings })
        };
    }
    #command(facts, environment, args, id) {
        return this.#interpreter.call({
            file: 'manage.py',
            code: djangoDriver,
            facts,
            args: [this.#config.alias, 'manage.py', ...args],
            environment: Object.keys(environment),
            id
        });
    }
    /** What a killed job left running elsewhere, and then its sessions. */
    async #end(job, id) {
        const { host, engine } = this.#context;
        await this.#interpreter.end(host, id);
        await engine.endSessions((0,names/* tagOf */.cO)(job.idPrefix));
    }
    async #facts(id) {
        const path = django_factsFile(this.#context.stateDir, id);
        const { stdout } = await this.#context.host.run((0,shell.sh) `[ ! -f ${path} ] || cat -- ${path}`);
        return stdout === '' ? undefined : django_parse(stdout);
    }
}
function django_names(table) {
    return table.map(([app, name]) => `${app}.${name}`);
}
function django_parse(text) {
    return django_facts.parse(JSON.parse(text));
}
function django_factsFile(stateDir, id) {
    return `${stateDir}/jobs/${id}/migration.json`;
}
function state(applied, partly) {
    const done = applied.length === 0 ? 'None was applied' : `Applied before it: ${(0,migrations_applied/* list */.p_)(applied)}`;
    return `${done}.${partly ? ' It is not atomic: part of its work may remain.' : ''}`;
}

// EXTERNAL MODULE: ./build/shared/migrations/script-checksum.js
var script_checksum = __webpack_require__(48138);
;// CONCATENATED MODULE: ./build/shared/migrations/script-phase.js

/** Runs a user's script in a bash of its own, read from stdin whole before its first line runs. */
function phase(script, timeoutMs, otherwise) {
    const end = 'BELAY_END_OF_SCRIPT';
    if (script.split('\n').includes(end))
        throw new errors/* UserError */.y(`A migration script may not hold the line ${end}`);
    return `timeout --kill-after=5 ${Math.ceil(timeoutMs / 1000)} bash --noprofile --norc -e -o pipefail <<'${end}' || ${otherwise}
{ ${script}
exit; } </dev/null
${end}`;
}

;// CONCATENATED MODULE: ./build/shared/migrations/script-compare.js



/** `belay_measure FUNCTION` sets REPLY to the number of lines that it prints and the SHA-256 of them in order. Only the number is ever in a file. */
const measure = `${sha256/* sha256Function */.s}belay_measure() {
  local count sum
  count=$(mktemp)
  sum=$(set -o pipefail; "$1" | LC_ALL=C sort | awk -v to="$count" '{ print } END { print NR > to }' | belay_sha256) || { rm -f -- "$count"; return 1; }
  REPLY="$(cat -- "$count") \${sum%% *}"
  rm -f -- "$count"
}
`;
/**
 * Script text that counts and sums the sources before a script and the targets after it. Lines count in any order; rows and files never leave the host, only
 * `<number> <SHA-256>` of each side. It ends with `exitCode` where a side cannot be read or they differ, and
 * before the script with `emptyCode` where a source has no line and may not be empty: two empty sides are equal and prove nothing (G12).
 */
function compareScript(comparisons, options) {
    if (comparisons.length === 0)
        return { before: '', after: '' };
    const { client, directory, exitCode, emptyCode } = options;
    const side = (each, index, which) => `belay_${which}_${index}() {
${lines(each[which], options)}
}
belay_measure belay_${which}_${index} || { ${(0,shell.sh) `printf 'BELAY-compare=%s cannot be read (%s)\n' ${each.name} ${which}`}; exit ${exitCode}; }
belay_${which}_sum_${index}=$REPLY
`;
    const full = (each, index) => each['allow-empty']
        ? ''
        : `[[ $belay_source_sum_${index} != '0 '* ]] || { ${(0,shell.sh) `printf 'BELAY-compare=%s\n' ${each.name}`}; exit ${emptyCode}; }
`;
    return {
        before: `${client.functions}${(0,shell.sh) `cd -- ${directory}`}
${measure}${comparisons.map((each, index) => `${side(each, index, 'source')}${full(each, index)}`).join('')}`,
        after: comparisons
            .map((each, index) => `${side(each, index, 'target')}[[ $belay_source_sum_${index} == "$belay_target_sum_${index}" ]] || {
  ${(0,shell.sh) `printf 'BELAY-compare=%s: source %s, target %s\n' ${each.name}`} "$belay_source_sum_${index}" "$belay_target_sum_${index}"
  exit ${exitCode}
}
${(0,shell.sh) `printf '  %s: %s lines, the same before and after\n' ${each.name}`} "\${belay_target_sum_${index}%% *}"
`)
            .join('')
    };
}
function lines(side, { timeoutMs, client }) {
    if ('sql' in side)
        return (0,shell.sh) `printf %s ${`${client.begin}${side.sql.trim().replace(/;\s*$/, '')};\n`} | sql_client`;
    if ('run' in side)
        return phase(side.run, timeoutMs, 'return 1');
    return (0,shell.sh) `( cd -- ${side.files} && find . -type f -exec sha256sum -- {} + )`;
}
/** What a job said about the comparison that failed. */
function differences(output) {
    return [...output.matchAll(/^BELAY-compare=(.*)$/gm)].at(-1)?.[1] ?? 'the comparison gave no answer';
}

// EXTERNAL MODULE: ./build/shared/migrations/script-verdict.js
var script_verdict = __webpack_require__(54268);
// EXTERNAL MODULE: ./build/shared/migrations/sql-ledger.js
var sql_ledger = __webpack_require__(41737);
;// CONCATENATED MODULE: ./build/shared/migrations/scripts.js













/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const scripts_lockHeld = 75;
/** Exit codes of the job of one script, by what went wrong in it. */
const phases = { check: 91, apply: 92, verify: 93, compare: 94, undo: 95, empty: 96 };
/** Exit code of the job when the ledger is not what the plan was made from. */
const changed = 78;
/**
 * Scripts of the user's own, each with a check, an application and a proof. The applied set is what the checks say; the ledger keeps which text of a script
 * was run.
 */
class Scripts {
    name = 'scripts';
    set;
    #config;
    #context;
    #ledger;
    constructor(config, context) {
        this.#config = config;
        this.#context = context;
        this.#ledger = new sql_ledger/* Ledger */.O(context.engine, 'belay_scripts');
        this.set = `scripts:${config.database}`;
    }
    async appliedSet() {
        const applied = [];
        for (const script of this.#config.scripts)
            if (await this.#isApplied(script))
                applied.push(script.name);
        return applied.sort();
    }
    async plan() {
        const applied = await this.appliedSet();
        return this.#config.scripts.filter(script => !applied.includes(script.name)).map(script => ({ name: script.name, atomic: false }));
    }
    async verify() {
        const pending = await this.plan();
        if (pending.length > 0)
            throw new errors/* UserError */.y(`Scripts are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
    }
    async apply(job, before) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        const planned = this.#config.scripts.filter(script => !before.includes(script.name));
        const sums = await this.#checksums();
        await this.#tellEdited(job, before, sums);
        for (const script of planned)
            await this.#apply(job, script, before, planned, sums.get(script.name));
        const after = await this.appliedSet();
        const { added } = (0,migrations_applied/* difference */.iv)(before, after);
        const wrong = (0,migrations_applied/* mismatch */.J4)([...before, ...planned.map(each => each.name)], after);
        if (wrong !== undefined)
            throw this.#failed(`The applied scripts of ${engine.database} are not what was planned: ${wrong}`, before, after, planned, 'exit', 0, '');
        return {
            framework: this.name,
            before,
            after,
            planned: planned.map(each => each.name),
            applied: added,
            files: Object.fromEntries(planned.map(each => [each.name, sums.get(each.name)])),
            attempts: 1,
            durationMs: Math.round(clock.monotonic() - started)
        };
    }
    async revert(job, to) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        const before = await this.appliedSet();
        const { added: missing, removed: gone } = (0,migrations_applied/* difference */.iv)(before, to);
        if (missing.length > 0)
            throw new errors/* UserError */.y(`${engine.database} cannot go back to a set that it does not hold: ${(0,migrations_applied/* list */.p_)(missing)} is not applied`);
        const back = this.#config.scripts.filter(script => gone.includes(script.name)).reverse();
        const without = back.filter(script => script.undo === undefined).map(script => script.name);
        if (without.length > 0)
            throw new errors/* UserError */.y(`${engine.database} cannot go back: ${(0,migrations_applied/* list */.p_)(without)} has no \`undo\``);
        for (const script of back) {
            const id = `${job.idPrefix}.revert-${script.name}`;
            const inner = `${phase(script.undo, script.timeout, `exit ${phases.undo}`)}\n${this.#record(job, this.#ledger.remove(script.name))}`;
            await this.#work(job, script, id, inner, before, back);
        }
        const after = await this.appliedSet();
        const wrong = (0,migrations_applied/* mismatch */.J4)(to, after);
        if (wrong !== undefined)
            throw this.#failed(`The applied scripts of ${engine.database} are not those from before: ${wrong}`, before, after, back, 'exit', 0, '');
        return {
            framework: this.name,
            before,
            after,
            reverted: (0,migrations_applied/* difference */.iv)(before, after).removed,
            durationMs: Math.round(clock.monotonic() - started)
        };
    }
    async #isApplied(script) {
        return (await (0,script_verdict/* holds */.v)(script.check, `The check of script ${script.name}`, this.#asking(script))) === undefined;
    }
    #asking(script) {
        const { host, engine, databaseEnv } = this.#context;
        const run = (text) => host.run(`( set +u\n${text}\n)\n`, {
            cwd: this.#directory,
            env: this.#environment('belay-check'),
            secrets: databaseEnv,
            timeoutMs: script.timeout,
            check: false,
            foreign: true
        });
        return { host, engine, run, timeoutMs: script.timeout };
    }
    /** Of what was run: its text, the way back, and the files that it consists of. */
    async #checksums() {
        const { host } = this.#context;
        const { scripts } = this.#config;
        const paths = [...new Set(scripts.flatMap(script => script.files))];
        const read = paths.length === 0
            ? undefined
            : await host.run(`${sha256/* sha256Function */.s}${(0,shell.sh) `for file in ${paths}; do belay_sha256 < "$file"; done`}`, {
                cwd: this.#directory,
                timeoutMs: 60_000,
                check: false
            });
        const lines = read?.stdout
            .trim()
            .split('\n')
            .map(line => line.split(' ')[0]) ?? [];
        if (read !== undefined && (read.exitCode !== 0 || lines.length !== paths.length))
            throw new errors/* UserError */.y(`The files of the scripts could not be read in ${this.#directory} on ${host.label}: ${(0,migrations_applied/* list */.p_)(paths)} (\`files\`)`);
        const sums = new Map(paths.map((path, index) => [path, lines[index]]));
        return new Map(scripts.map(script => [script.name, (0,script_checksum/* checksumOf */.l)(script, sums)]));
    }
    /** A script that was run in another form than it has now is no error: what it did is proven by its check. But it is told. */
    async #tellEdited(job, before, sums) {
        const rows = (await this.#ledger.read()) ?? [];
        for (const row of rows)
            if (before.includes(row.name) && sums.has(row.name) && row.checksum !== sums.get(row.name))
                job.onOutput?.(`WARNING: script ${row.name} was edited after it was applied; what runs there now is what was applied then\n`);
    }
    /** The row is written by the job itself, behind the proof: a run that is killed leaves none. */
    #record(job, sql) {
        const client = this.#context.engine.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 });
        return `${client.functions}${(0,shell.sh) `printf %s ${client.begin + this.#ledger.create + sql} | sql_client > /dev/null || exit ${phases.verify}`}\n`;
    }
    /** Errors: MigrationFailed. */
    async #apply(job, script, before, planned, checksum) {
        const { engine } = this.#context;
        const id = `${job.idPrefix}.migrate-${script.name}`;
        const client = engine.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 0, statementTimeoutMs: 0 });
        const comparison = compareScript(script.compare, {
            timeoutMs: script.timeout,
            directory: this.#directory,
            client,
            exitCode: phases.compare,
            emptyCode: phases.empty
        });
        // What only Belay can judge is asked before the lock and after it; who came in between is seen in the ledger.
        const guard = typeof script.check === 'string'
            ? `code=0
${phase(script.check, script.timeout, 'code=$?')}
case $code in 0) echo 'already applied'; exit 0 ;; 1) ;; *) exit ${phases.check} ;; esac
`
            : await this.#unchanged(job);
        const inner = `${guard}${comparison.before}${phase(script.apply, script.timeout, `exit ${phases.apply}`)}
${typeof script.verify === 'string' ? phase(script.verify, script.timeout, `exit ${phases.verify}`) : ''}
${comparison.after}${this.#record(job, this.#ledger.write({ name: script.name, checksum, state: 'applied' }))}`;
        await this.#work(job, script, id, inner, before, planned);
        if (typeof script.verify === 'string')
            return;
        const wrong = await (0,script_verdict/* holds */.v)(script.verify, `The proof of script ${script.name}`, this.#asking(script));
        if (wrong !== undefined)
            throw this.#failed(`Script ${script.name} of ${engine.database} is not proven: ${wrong}`, before, await this.appliedSet(), planned, 'exit', phases.verify, '');
    }
    async #unchanged(job) {
        const rows = ((await this.#ledger.read()) ?? []).map(row => row.name);
        const client = this.#context.engine.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 10_000, statementTimeoutMs: 0 });
        return `${client.functions}${(0,shell.sh) `printf %s ${client.begin + this.#ledger.create} | sql_client > /dev/null || exit ${phases.check}
said=$(printf %s ${this.#ledger.holds(rows)} | sql_client) || exit ${phases.check}
[[ $said == *same* ]] || exit ${changed}`}
${(0,shell.sh) `cd -- ${this.#directory}`}
`;
    }
    async #work(job, script, id, body, before, planned) {
        const { host, engine, databaseEnv, waitMs = 10_000 } = this.#context;
        const client = engine.sqlClient({ tag: (0,names/* tagOf */.cO)(job.idPrefix), lockTimeoutMs: 0, statementTimeoutMs: 0 });
        // `timeout` bounds each of its parts; the job's own deadline ends what they started.
        const inner = `${(0,shell.sh) `cd -- ${this.#directory}`}\n${body}`;
        const locked = engine.underAdvisoryLock(inner, waitMs);
        const result = await (0,lost_job/* jobOrLost */.f)(host.job({
            stateDir: job.stateDir,
            id,
            script: locked.script,
            env: this.#environment((0,names/* tagOf */.cO)(job.idPrefix)),
            secrets: { ...databaseEnv, ...client.secrets, ...locked.secrets },
            timeoutMs: Math.min(script.timeout * (3 + 2 * script.compare.length) + 30_000, job.timeoutMs),
            token: job.token,
            onOutput: job.onOutput && (0,migrations_errors/* shownOutput */.fe)(job.onOutput)
        }));
        if (result.ended === 'exit' && result.exitCode === 0)
            return;
        if (result.exitCode === scripts_lockHeld && result.ended === 'exit')
            throw this.#failed(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`, before, before, planned, 'exit', scripts_lockHeld, '');
        if (result.exitCode === changed && result.ended === 'exit')
            throw this.#failed(`Another run applied scripts to ${engine.database} in the meantime. Run this again.`, before, before, planned, 'exit', changed, '');
        await engine.endSessions((0,names/* tagOf */.cO)(job.idPrefix));
        // A check that fails says nothing; what ran before this script was proven.
        const done = planned.slice(0, planned.indexOf(script)).map(each => each.name);
        const after = await this.appliedSet().catch(() => [...before, ...done].sort());
        const failing = Object.entries(phases).find(([, code]) => code === result.exitCode)?.[0];
        const how = result.ended === 'deadline'
            ? 'had not ended in time and was stopped; its database sessions are gone'
            : result.ended === 'signal'
                ? 'was ended from outside; its database sessions are gone'
                : failing === 'compare'
                    ? `moved data that is not what it was: ${differences(result.tail)}`
                    : failing === 'empty'
                        ? `was not begun: the source of its comparison ${differences(result.tail)} has not one line, so that nothing could prove the move. Look at the source; where it may be empty, set \`allow-empty: true\` there`
                        : failing === undefined
                            ? `failed with exit code ${result.exitCode}`
                            : `failed or had not ended after ${script.timeout / 1000} s in ${failing}`;
        throw this.#failed(`Script ${script.name} of ${engine.database} ${how}`, before, after, planned, result.ended, result.exitCode, result.tail);
    }
    #failed(message, before, after, planned, ended, exitCode, tail) {
        const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
        return new framework/* MigrationFailed */.g(message, {
            framework: this.name,
            before,
            after,
            planned: planned.map(each => each.name),
            applied: added,
            gone: removed,
            ended,
            exitCode,
            // What a script does in its own transactions is unknown.
            partly: ![scripts_lockHeld, changed, phases.check, phases.empty].includes(exitCode),
            attempts: 1,
            error: (0,migrations_errors/* firstErrorLines */.EP)(tail)
        });
    }
    get #directory() {
        const { directory } = this.#config;
        return directory === '.' ? this.#context.releasePath : `${this.#context.releasePath}/${directory}`;
    }
    #environment(tag) {
        return {
            ...this.#context.engine.clientEnvironment({ tag, lockTimeoutMs: 0, statementTimeoutMs: 0 }),
            RELEASE_PATH: this.#context.releasePath
        };
    }
}

// EXTERNAL MODULE: ./build/shared/migrations/online-trial.js + 1 modules
var online_trial = __webpack_require__(34210);
// EXTERNAL MODULE: ./build/shared/migrations/sql-files.js
var sql_files = __webpack_require__(68417);
;// CONCATENATED MODULE: ./build/shared/migrations/sql.js











/** How often a file that could not get a lock is tried, and how long is waited before each try, in milliseconds. */
const sql_waits = [0, 2_000, 5_000];
/** Exit code of `underAdvisoryLock` when another session holds the lock. */
const sql_lockHeld = 75;
/** Exit code of the job when the ledger is not what the plan was made from. */
const sql_changed = 78;
/**
 * Ordered files of SQL with a ledger of their own in the database. A file is one transaction with its row where the engine can; else its row says `running`
 * until it has ended, so that one that broke half way is known for ever after.
 */
class Sql {
    name = 'sql';
    set;
    #config;
    #context;
    #ledger;
    constructor(config, context) {
        this.#config = config;
        this.#context = context;
        this.#ledger = new sql_ledger/* Ledger */.O(context.engine, 'belay_migrations');
        this.set = `sql:${config.database}`;
    }
    async appliedSet() {
        const rows = await this.#rows();
        if (rows !== undefined)
            return rows.flatMap(row => (row.state === 'applied' ? [row.name] : [])).sort();
        return (await this.#baseline(await this.#files())).map(each => each.name).sort();
    }
    async plan() {
        const { pending } = await this.#compare();
        return pending.map(each => ({ name: each.name, atomic: this.#isAtomic(each) }));
    }
    async verify() {
        const pending = await this.plan();
        if (pending.length > 0)
            throw new errors/* UserError */.y(`Files are still to be applied: ${(0,migrations_applied/* list */.p_)(pending.map(each => each.name))}`);
    }
    async apply(job, before, only) {
        const { host, engine, clock } = this.#context;
        const started = clock.monotonic();
        // Followed and not begun: what its ledger says now is the job's own doing.
        const begun = (await host.inspectJob(job.stateDir, `${job.idPrefix}.migrate`)).state !== 'absent';
        const { pending, baseline } = await this.#compare(begun ? before : undefined);
        const unasked = begun
            ? undefined
            : (0,migrations_applied/* unaskedFor */.bX)(this.set, only, pending.map(each => each.name));
        if (unasked !== undefined)
            throw new errors/* UserError */.y(unasked);
        const parts = pending.map((each) => ({
            name: each.name,
            file: each.file,
            text: each.text,
            transaction: this.#isAtomic(each),
            single: this.#isSingle(each.text),
            before: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'running' }),
            after: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'applied' }),
            undone: this.#ledger.remove(each.name)
        }));
        const begin = this.#ledger.create + baseline.map(each => this.#ledger.write({ ...each, state: 'applied' })).join('');
        const { after, attempts } = await this.#work(job, 'migrate', parts, begin, before);
        const wrong = (0,migrations_applied/* mismatch */.J4)([...new Set([...before, ...pending.map(each => each.name)])], after);
        if (wrong !== undefined)
            throw this.#failed(`The applied files of ${engine.database} are not what was planned: ${wrong}`, { before, after, parts, attempts });
        return {
            framework: this.name,
            before,
            after,
            planned: pending.map(each => each.name),
            applied: (0,migrations_applied/* difference */.iv)(before, after).added,
            files: Object.fromEntries(pending.map(each => [each.name, each.checksum])),
            attempts,
            durationMs: Math.round(clock.monotonic() - started),
            ...(this.#context.scratch === true ? { statements: pending.flatMap(each => (0,online_trial/* schemaChanges */.nQ)(each.file, each.text)) } : {})
        };
    }
    async revert(job, to) {
        const { engine, clock } = this.#context;
        const started = clock.monotonic();
        const before = await this.appliedSet();
        const { added: missing, removed: gone } = (0,migrations_applied/* difference */.iv)(before, to);
        if (missing.length > 0)
            throw new errors/* UserError */.y(`${engine.database} cannot go back to a set that it does not hold: ${(0,migrations_applied/* list */.p_)(missing)} is not applied`);
        const files = await this.#files();
        const back = files.filter(each => gone.includes(each.name)).reverse();
        const unknown = gone.filter(name => !files.some(each => each.name === name));
        const without = back.filter(each => each.down === undefined).map(each => each.name);
        if (unknown.length > 0 || without.length > 0)
            throw new errors/* UserError */.y(`${engine.database} cannot go back: ${(0,migrations_applied/* list */.p_)([...unknown, ...without])} has no statements for the way back in ${this.#directory} (a file U…, *.down.sql, or a section)`);
        const parts = back.map((each) => {
            const { file, text } = each.down;
            return {
                name: each.name,
                file,
                text,
                transaction: (0,sql_files/* whyNoTransaction */.E)(text, engine.engine) === undefined,
                single: this.#isSingle(text),
                before: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'running' }),
                after: this.#ledger.remove(each.name),
                undone: this.#ledger.write({ name: each.name, checksum: each.checksum, state: 'applied' })
            };
        });
        const { after, attempts } = await this.#work(job, 'revert', parts, '', before);
        const wrong = (0,migrations_applied/* mismatch */.J4)(to, after);
        if (wrong !== undefined)
            throw this.#failed(`The applied files of ${engine.database} are not those from before: ${wrong}`, { before, after, parts, attempts });
        return {
            framework: this.name,
            before,
            after,
            reverted: (0,migrations_applied/* difference */.iv)(before, after).removed,
            durationMs: Math.round(clock.monotonic() - started)
        };
    }
    /**
     * What the ledger and the directory say together. `followed`: the set that a job began with which is there already; what stands in the ledger now is that
     * job's. Errors: UserError where they contradict each other.
     */
    async #compare(followed) {
        const { engine } = this.#context;
        const files = await this.#files();
        if (followed !== undefined)
            return { pending: files.filter(each => each.role === 'up' && !followed.includes(each.name)), baseline: [] };
        const rows = await this.#rows();
        const baseline = rows === undefined ? await this.#baseline(files) : [];
        const known = new Map((rows ?? baseline.map(each => ({ ...each, state: 'applied' }))).map(row => [row.name, row]));
        const half = [...known.values()].filter(row => row.state === 'running').map(row => row.name);
        if (half.length > 0)
            throw new errors/* UserError */.y(`${half.join(', ')} of ${engine.database} was begun and has not ended: another run is at it now, or one broke and a part of it may be there. Look what is, finish or undo it by hand, then set its row in ${this.#ledger.table} to \`applied\` or delete it.`);
        const edited = files.filter(each => each.role === 'up' && known.has(each.name) && known.get(each.name).checksum !== each.checksum);
        if (edited.length > 0)
            throw new errors/* UserError */.y(`${(0,migrations_applied/* list */.p_)(edited.map(each => each.file))} is not the file that was applied to ${engine.database} (another SHA-256 stands in ${this.#ledger.table}): an applied file was edited, or the ledger was. Bring the old file back and write a new one with the change.`);
        const pending = files.filter(each => each.role === 'repeatable' ? known.get(each.name)?.checksum !== each.checksum : !known.has(each.name));
        const newest = files.filter(each => each.role === 'up' && known.has(each.name)).at(-1);
        const late = newest === undefined ? [] : pending.filter(each => each.role === 'up' && (0,sql_files/* compareVersions */.Zy)(each, newest) < 0);
        if (late.length > 0 && !this.#config['out-of-order'])
            throw new errors/* UserError */.y(`${(0,migrations_applied/* list */.p_)(late.map(each => each.file))} comes before ${newest.file}, which is applied to ${engine.database} already. Give it a higher version, or set \`out-of-order: true\` where the order does not matter.`);
        return { pending, baseline };
    }
    /** The files that count as applied where there is no ledger yet. Errors: UserError where nobody says it. */
    async #baseline(files) {
        const { baseline } = this.#config;
        const { engine } = this.#context;
        if (baseline === undefined) {
            const tables = await this.#ledger.tables();
            if (tables === 0)
                return [];
            throw new errors/* UserError */.y(`${engine.database} has ${tables} ${tables === 1 ? 'table' : 'tables'} and no ${this.#ledger.table} yet, so nobody can tell which files are applied. Set \`baseline\` to the last one that is (\`baseline: V3__x\`), or to \`none\`.`);
        }
        if (baseline === 'none')
            return [];
        const index = files.findIndex(each => each.name === baseline || each.file === baseline);
        if (index < 0)
            throw new errors/* UserError */.y(`There is no file ${baseline} in ${this.#directory} (\`baseline\`)`);
        return files.slice(0, index + 1);
    }
    async #rows() {
        try {
            return await this.#ledger.read();
        }
        catch (error) {
            if (error instanceof errors/* UserError */.y)
                throw error;
            throw new errors/* UserError */.y(`Could not read which files ${this.#context.engine.database} has applied: ${(0,errors/* messageOf */.b)(error)}`, { cause: error });
        }
    }
    /** What is to be applied, in order. Errors: UserError for a directory without such files, and for two of one version. */
    async #files() {
        const { host } = this.#context;
        const script = (0,shell.sh) `cd -- ${this.#directory} || { printf 'BELAY: there is no directory %s\n' ${this.#directory} >&2; exit 64; }
for file in *.sql; do
  [ -f "$file" ] || continue
  # In an argument of printf a failure would go unseen, and the file would pass for an empty one.
  content=$(base64 -w 0 -- "$file") || { printf 'BELAY: %s cannot be read\\n' "$file" >&2; exit 64; }
  printf '%s\\0%s\\0' "$file" "$content"
done
`;
        const { stdout, exitCode, stderr } = await host.run(script, { timeoutMs: 60_000, check: false });
        if (exitCode !== 0)
            throw new errors/* UserError */.y(`The files of SQL could not be read on ${host.label}: ${/BELAY: (.*)/.exec(stderr)?.[1] ?? `exit code ${exitCode}`}. Is \`directory\` right?`);
        return migrationsIn(stdout.split('\0'), this.#directory);
    }
    #isAtomic(migration) {
        return (0,sql_files/* whyNoTransaction */.E)(migration.text, this.#context.engine.engine) === undefined;
    }
    /** MySQL and MariaDB take back a change of the schema that failed; an index that PostgreSQL could not build concurrently stays. */
    #isSingle(text) {
        return ['mysql', 'mariadb'].includes(this.#context.engine.engine) && (0,sql_files/* isOneChange */.xh)(text);
    }
    /** Runs the parts in their order as one job; tried again where a lock was not free and nothing of that part can remain. */
    async #work(job, verb, parts, begin, before) {
        const { engine, clock } = this.#context;
        const timeoutMs = Math.min(this.#config.timeout, job.timeoutMs);
        let left = parts;
        for (let attempt = 1;; attempt++) {
            const id = `${job.idPrefix}.${verb}${attempt === 1 ? '' : `-${attempt}`}`;
            const result = await this.#run(job, id, timeoutMs, left, attempt === 1 ? begin : '', attempt === 1 ? before : undefined);
            const clean = result.ended === 'exit' && (result.exitCode === 0 || result.exitCode === sql_lockHeld);
            if (!clean)
                await engine.endSessions((0,names/* tagOf */.cO)(job.idPrefix));
            const rows = (await this.#rows()) ?? [];
            const after = rows.flatMap(row => (row.state === 'applied' ? [row.name] : [])).sort();
            if (result.ended === 'exit' && result.exitCode === 0)
                return { after, attempts: attempt };
            const partly = rows.some(row => row.state === 'running');
            const fail = (message) => {
                throw this.#failed(message, { before, after, parts, attempts: attempt, result, partly });
            };
            const sets = (0,migrations_applied/* difference */.iv)(before, after);
            const done = (verb === 'migrate' ? sets.added : sets.removed).filter(name => parts.some(part => part.name === name));
            const state = `${done.length === 0 ? 'None was done' : `Done before it: ${(0,migrations_applied/* list */.p_)(done)}`}.${partly ? ' It is not one transaction: part of its work may remain.' : ''}`;
            if (result.ended === 'exit' && result.exitCode === sql_lockHeld)
                fail(`Another run holds the migration lock of ${engine.database}. Wait for it, then run this again.`);
            if (result.ended === 'exit' && result.exitCode === sql_changed)
                fail(`${engine.database} changed between the plan and the migration (applied now: ${(0,migrations_applied/* list */.p_)(after)}): someone else migrates it. Nothing was run.`);
            const current = /^BELAY-file=(.*)$/m.exec(result.tail.split('\n').findLast(line => line.startsWith('BELAY-file=')) ?? '')?.[1];
            const what = `${current ?? 'The migration'} of ${engine.database}`;
            if (result.ended === 'deadline')
                fail(`${what} had not ended after ${timeoutMs / 1000} s and was stopped; its database sessions are gone. ${state}`);
            if (result.ended === 'signal')
                fail(`${what} was ended from outside; its database sessions are gone. ${state}`);
            if ((0,migrations_errors/* isLockTimeout */.Td)(result.tail) && !partly && attempt < sql_waits.length) {
                job.onOutput?.(`A lock was not free; trying again in ${sql_waits[attempt] / 1000} s (${attempt + 1} of ${sql_waits.length})\n`);
                if (!result.attached)
                    await clock.sleep(sql_waits[attempt]);
                left = left.filter(part => !done.includes(part.name));
                continue;
            }
            fail(`${what} failed with exit code ${result.exitCode}. ${state}`);
        }
    }
    #run(job, id, timeoutMs, parts, begin, expected) {
        const { host, engine, waitMs = 10_000 } = this.#context;
        const tag = (0,names/* tagOf */.cO)(job.idPrefix);
        const { 'db-lock-timeout': lockTimeoutMs, 'statement-timeout': statementTimeoutMs } = this.#config;
        const client = engine.sqlClient({ tag, lockTimeoutMs, statementTimeoutMs });
        // Rows that a statement selects are data, and go nowhere.
        const send = (sql) => (0,shell.sh) `printf %s ${client.begin + sql} | sql_client > /dev/null || belay_failed
`;
        const script = `${client.functions}belay_failed() { local code=$?; [ "$code" != ${sql_lockHeld} ] && [ "$code" != ${sql_changed} ] || code=1; exit "$code"; }
${begin === '' ? '' : send(begin)}${expected === undefined
            ? ''
            : (0,shell.sh) `said=$(printf %s ${this.#ledger.holds(expected)} | sql_client) || belay_failed
[[ $said == *same* ]] || exit ${sql_changed}
`}${parts.map(part => this.#script(part, send, client.begin)).join('')}`;
        const locked = engine.underAdvisoryLock(script, waitMs);
        const show = job.onOutput && (0,migrations_errors/* shownOutput */.fe)(job.onOutput);
        return (0,lost_job/* jobOrLost */.f)(host.job({
            stateDir: job.stateDir,
            id,
            script: locked.script,
            env: { ...engine.clientEnvironment({ tag, lockTimeoutMs, statementTimeoutMs }) },
            secrets: { ...client.secrets, ...locked.secrets },
            timeoutMs,
            token: job.token,
            onOutput: show && (text => show(text.replaceAll(/^BELAY-file=(.*)$/gm, '  Applying $1...')))
        }));
    }
    /** In a transaction of its own the file and its row are one; else the row says before it that it runs. */
    #script(part, send, begin) {
        const says = (0,shell.sh) `printf 'BELAY-file=%s\n' ${part.name}\n`;
        // An unended comment or quote would swallow what follows: then its row is missing, and nothing passes.
        const undo = part.single
            ? (0,shell.sh) `belay_taken_back() { local code=$?; printf %s ${begin + part.undone} | sql_client > /dev/null; (exit "$code"); belay_failed; }
`
            : '';
        const run = part.single ? send(part.text).replace(/belay_failed\n$/, 'belay_taken_back\n') : send(part.text);
        if (!part.transaction)
            return `${says}${send(part.before)}${undo}${run}${send(part.after)}`;
        const isPostgres = this.#context.engine.engine === 'postgres';
        const mark = isPostgres ? `DO $$ BEGIN PERFORM set_config('belay.transaction', txid_current()::text, true); END $$;\n` : '';
        const same = isPostgres
            ? `DO $$ BEGIN IF current_setting('belay.transaction', true) IS DISTINCT FROM txid_current()::text THEN RAISE EXCEPTION 'BELAY: the file ended its transaction'; END IF; END $$;\n`
            : '';
        const open = this.#context.engine.engine === 'sqlite' ? 'BEGIN IMMEDIATE;\n' : 'BEGIN;\n';
        return `${says}${(0,shell.sh) `printf %s ${`${begin}${open}${mark}${part.text}\n;\n${same}${part.after}COMMIT;\n`} | sql_client > /dev/null || belay_failed
`}`;
    }
    get #directory() {
        const { directory } = this.#config;
        return directory === '.' ? this.#context.releasePath : `${this.#context.releasePath}/${directory}`;
    }
    #failed(message, facts) {
        const { before, after, parts, attempts, result, partly = false } = facts;
        const { added, removed } = (0,migrations_applied/* difference */.iv)(before, after);
        return new framework/* MigrationFailed */.g(message, {
            framework: this.name,
            before,
            after,
            planned: parts.map(part => part.name),
            applied: added,
            gone: removed,
            ended: result?.ended ?? 'exit',
            exitCode: result?.exitCode ?? 0,
            partly,
            attempts,
            error: (0,migrations_errors/* firstErrorLines */.EP)(result?.tail ?? '')
        });
    }
}
/** `name, base64 of the content, …` as the host lists it. Errors: UserError for a directory without such files, and for two of one version. */
function migrationsIn(listed, directory) {
    const texts = new Map();
    for (let index = 0; index + 1 < listed.length; index += 2)
        texts.set(listed[index], Buffer.from(listed[index + 1], 'base64'));
    const parsed = [...texts.keys()].map(sql_files/* parseSqlFile */.K5).filter(each => each !== undefined);
    const downs = new Map(parsed.filter(each => each.role === 'down').map(each => [versionOf(each), each.file]));
    const files = parsed
        .filter(each => each.role !== 'down')
        .sort(sql_files/* compareSqlFiles */.bI)
        .map((each) => {
        const content = texts.get(each.file);
        const whole = content.toString('utf8');
        const file = downs.get(versionOf(each));
        const section = (0,sql_files/* sectionOf */.ZE)(whole, 'down');
        const down = file !== undefined
            ? { file, text: texts.get(file).toString('utf8') }
            : section === undefined
                ? undefined
                : { file: each.file, text: section };
        return {
            ...each,
            checksum: (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex'),
            text: (0,sql_files/* sectionOf */.ZE)(whole, 'up') ?? '',
            down: each.role === 'repeatable' ? undefined : down
        };
    });
    if (files.length === 0)
        throw new errors/* UserError */.y(`There is no file of SQL with a version in its name in ${directory} (V1__x.sql, 0001_x.sql, 0001_x.up.sql). Is \`directory\` right?`);
    const twice = files.find((each, index) => index > 0 && each.role === 'up' && (0,sql_files/* compareVersions */.Zy)(each, files[index - 1]) === 0);
    if (twice !== undefined)
        throw new errors/* UserError */.y(`${files[files.indexOf(twice) - 1].file} and ${twice.file} in ${directory} have one version. Give one of them another.`);
    return files;
}
function versionOf(file) {
    return file.role === 'repeatable' ? file.name : file.version.join('.');
}

;// CONCATENATED MODULE: ./build/shared/migrations/registry.js




/** The framework that the configuration names, for one release. */
function migrationFramework(config, context) {
    switch (config.framework) {
        case 'django':
            return new Django(config, context);
        case 'alembic':
            return new Alembic(config, context);
        case 'scripts':
            return new Scripts(config, context);
        case 'sql':
            return new Sql(config, context);
    }
}

;// CONCATENATED MODULE: ./build/shared/services/process.js


/** Milliseconds between TERM and KILL when a process is stopped. */
const STOP_GRACE_MS = 10_000;
/**
 * A process that Belay starts itself, detached and in a session of its own; nobody restarts it, so systemd is better wherever there is one.
 *
 * - It runs in the resolved release directory (not in the link), so that /proc/PID/cwd proves which release runs.
 * - Its environment is clean: PATH, HOME, USER, LANG and TZ, the lines of `env-file`, `env`, and BELAY_SERVICE=<app>/<environment>/<name>, by
 *   which its processes are found again. Nothing of the runner's or the job's environment, no open file, stdin is /dev/null.
 * - Output is appended to `<root>/shared/log/<name>.log` (`<state dir>/services/<name>.log` without a root); a log above 10 MiB is moved to `.1`
 *   before a start.
 * - `<state dir>/services/<name>.pid` holds pid and start time: a pid that was given to another process is never signalled.
 * - To stop means TERM to every process of its session or with its mark, and KILL after ${STOP_GRACE_MS} ms; it has stopped when none is left.
 */
const library = `
declare -A process_run=() process_file=() process_log=() process_env=()
process_define() { process_run[$1]=$2 process_file[$1]=$3 process_log[$1]=$4; }
process_recorded() { belay_pid= belay_since=; read -r belay_pid belay_since < "$belay_state/services/$1.pid"; } 2>/dev/null
# The processes of a service, into belay_all, and its leader into belay_main (empty when that one is gone).
process_find() {
  local file pid line= fields session=
  local -A found=()
  belay_main=
  process_recorded "$1"
  if [[ $belay_pid ]]; then
    if belay_started "$belay_pid"; then
      # Another process has the number now: then the kernel saw the whole session end before.
      [[ $belay_ticks == "$belay_since" ]] && session=$belay_pid belay_main=$belay_pid found[$belay_pid]=1
    else
      session=$belay_pid
    fi
  fi
  for file in $(grep -lszxF -e "BELAY_SERVICE=$belay_scope/$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}; found[\${pid%/environ}]=1
  done
  if [[ $session ]]; then
    for file in /proc/[0-9]*/stat; do
      line=
      { IFS= read -rd '' line < "$file"; } 2>/dev/null
      fields=(\${line##*) })
      [[ \${fields[3]:-} == "$session" ]] && { pid=\${file#/proc/}; found[\${pid%/stat}]=1; }
    done
  fi
  belay_all=()
  for pid in "\${!found[@]}"; do
    belay_started "$pid" || continue
    belay_all+=("$pid")
    # Without a record (the machine went down between start and record) the leader of the session is the main process.
    if [[ ! $belay_main && ! $session ]]; then
      { IFS= read -rd '' line < "/proc/$pid/stat"; } 2>/dev/null
      fields=(\${line##*) })
      [[ \${fields[3]:-} == "$pid" ]] && belay_main=$pid
    fi
  done
}
process_snapshot() {
  local name
  belay_clock
  for name; do
    process_find "$name"
    printf 'Name=%s\\nLoadState=loaded\\nMainPID=%s\\n' "$name" "\${belay_main:-0}"
    if [[ $belay_main ]]; then
      belay_started "$belay_main"
      printf 'ActiveState=active\\nInvocationID=%s\\n' "$belay_main:$belay_ticks"
    elif ((\${#belay_all[@]})); then
      printf 'ActiveState=deactivating\\nSubState=main process gone, children left\\n'
    else
      printf 'ActiveState=inactive\\n'
    fi
    belay_processes "$belay_main" "\${belay_all[@]}"
    printf '\\n'
  done
}
process_pulse() { local name; for name; do process_recorded "$name"; belay_started "$belay_pid" && printf '%s:%s\\n' "$belay_pid" "$belay_ticks" || printf 'gone\\n'; done; }
process_do() {
  case $1 in
    start) process_start "$2" ;;
    stop) process_stop "$2" ;;
    restart) process_stop "$2" && process_start "$2" ;;
  esac
}
process_stop() {
  local end signalled= pid
  belay_uptime; end=$((belay_up + ${STOP_GRACE_MS}))
  while :; do
    process_find "$1"
    ((\${#belay_all[@]})) || break
    belay_uptime
    if ((belay_up < end)); then
      for pid in "\${belay_all[@]}"; do
        [[ " $signalled " == *" $pid "* ]] || { kill -TERM "$pid" 2>/dev/null; signalled+=" $pid"; }
      done
    elif ((belay_up < end + 5000)); then
      kill -KILL "\${belay_all[@]}" 2>/dev/null
    else
      printf 'These processes do not end, not even by KILL: %s\\n' "\${belay_all[*]}"
      return 1
    fi
    sleep 0.05
  done
  rm -f -- "$belay_state/services/$1.pid"
}
process_start() {
  local name=$1 directory=\${belay_release:-$HOME} log=\${process_log[$1]} file=\${process_file[$1]} size
  process_find "$name"
  [[ $belay_main ]] && return 0
  if ((\${#belay_all[@]})); then printf 'Children of an earlier run still live: %s. Restart it.\\n' "\${belay_all[*]}"; return 1; fi
  [[ -d $directory ]] || { printf 'There is no release directory %s\\n' "$directory"; return 1; }
  if [[ $file && ! -r $file ]]; then printf 'The env-file %s cannot be read\\n' "$file"; return 1; fi
  mkdir -p -- "$belay_state/services" "\${log%/*}" || return 1
  size=$(stat -c %s -- "$log" 2>/dev/null) && ((size > 10485760)) && mv -f -- "$log" "$log.1"
  : >> "$log" || return 1
  process_launch "$name" "$directory" "$file" </dev/null >> "$log" 2>&1 &
  belay_pid=$!
  belay_started "$belay_pid" || { wait "$belay_pid"; printf 'It ended at once with exit code %s\\n' $?; return 1; }
  printf '%s %s\\n' "$belay_pid" "$belay_ticks" > "$belay_state/services/$name.pid.new" &&
    mv -f -- "$belay_state/services/$name.pid.new" "$belay_state/services/$name.pid" || return 1
  # Until it has become the service, or is gone: before that its directory and its mark are this script's.
  for ((size = 0; size < 400; size++)); do
    belay_started "$belay_pid" || break
    grep -qszxF -e "BELAY_SERVICE=$belay_scope/$name" "/proc/$belay_pid/environ" && break
    sleep 0.01
  done
  return 0
}
# Becomes the service. The order matters: the environment is emptied, filled, and then the shell is replaced.
process_launch() {
  local name=$1 file=$3 fd key line
  cd -P -- "$2" || exit 126
  for fd in /proc/$BASHPID/fd/*; do fd=\${fd##*/}; ((fd > 2)) && eval "exec $fd>&-"; done 2>/dev/null
  for key in $(compgen -e); do
    case $key in PATH | HOME | USER | LOGNAME | LANG | TZ) ;; *) unset -v "$key" 2>/dev/null || export -n "$key" ;; esac
  done
  if [[ $file ]]; then
    while IFS= read -r line || [[ $line ]]; do process_pair "$line"; done < "$file"
  fi
  for key in "\${!process_env[@]}"; do
    [[ $key == "$name "* ]] && export "\${key#* }=\${process_env[$key]}"
  done
  export BELAY_SERVICE=$belay_scope/$name PWD
  exec setsid bash --noprofile --norc -c "\${process_run[$name]}"
}
# One line of an env-file: comments and blank lines are skipped, one pair of quotes around the value is taken off, nothing is evaluated.
process_pair() {
  local text=$1 key value
  text=\${text%$'\\r'}
  [[ $text =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || return 0
  key=\${BASH_REMATCH[2]} value=\${BASH_REMATCH[3]}
  value=\${value%"\${value##*[![:space:]]}"}
  if [[ $value =~ ^\\"(.*)\\"$ || $value =~ ^\\'(.*)\\'$ ]]; then value=\${BASH_REMATCH[1]}; fi
  export "$key=$value"
}
`;
const processManager = {
    kind: 'process',
    noun: 'the process',
    library,
    define(service, paths) {
        const { run, env, envFile } = service.process;
        const pairs = Object.entries(env).map(([key, value]) => {
            if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
                throw new errors/* UserError */.y(`${JSON.stringify(key)} in the env of the process ${service.name} cannot be the name of a variable.`);
            return (0,shell.sh) `process_env[${`${service.name} ${key}`}]=${value}`;
        });
        const file = envFile === undefined ? '' : absolute(envFile, paths, service);
        return [(0,shell.sh) `process_define ${service.name} ${run} ${file} ${logFile(service.name, paths)}`, ...pairs].join('\n');
    },
    // A process declares no order, so that of the configuration is all there is.
    stopsTogether: () => false,
    lastLines: (name, paths) => `tail -n 30 -- ${(0,shell.sh) `${logFile(name, paths)}`} 2>&1 | cut -c1-500`,
    lacksRight: () => false
};
/** Where the output of a process goes. */
function logFile(name, paths) {
    return paths.root === undefined ? `${paths.stateDir}/services/${name}.log` : `${paths.root}/shared/log/${name}.log`;
}
function absolute(file, paths, service) {
    if (file.startsWith('/'))
        return file;
    if (paths.root === undefined) {
        throw new errors/* UserError */.y(`The env-file ${file} of the process ${service.name} is relative, and there is no code.root: write an absolute path.`);
    }
    return `${paths.root}/${file}`;
}

;// CONCATENATED MODULE: ./build/shared/services/systemd.js

/**
 * systemd units: changed by `sudo -n systemctl VERB UNIT` and nothing else (so that exact sudoers lines are enough; as root without sudo), read
 * without sudo. Processes are told apart by the cgroup, which is readable to everyone; another user's working directory is not.
 */
const systemd_library = `
systemd_ask=Id,After,LoadState,ActiveState,SubState,MainPID,NRestarts,InvocationID,Result,ExecMainStatus,ControlGroup,WorkingDirectory,ExecStart,CanReload,NeedDaemonReload,TriggeredBy
# A stopped unit no longer tells its control group: what the first snapshot said is used from then on.
systemd_group() {
  local line group= name=
  while IFS= read -r line; do
    case $line in
      ControlGroup=*) group=\${line#*=} ;;
      Name="$1") name=1 ;;
      '') [[ $name ]] && break; group= ;;
    esac
  done <<< "\${belay_before:-}
"
  [[ $name ]] && printf '%s' "$group"
}
systemd_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }
systemd_do() {
  local said code try
  said=$(systemd_root systemctl "$1" "$2" 2>&1); code=$?
  # A release that crashed again and again has used up the starts that systemd allows; the way back must not fail on that.
  for ((try = 0; try < 20; try++)); do
    [[ $code != 0 && $1 == *start && $(systemctl show -p Result "$2") == *start-limit-hit* ]] || break
    systemd_root systemctl reset-failed "$2" 2>/dev/null || sleep 1
    said=$(systemd_root systemctl "$1" "$2" 2>&1); code=$?
  done
  printf '%s' "$said"
  return "$code"
}
systemd_pulse() { systemctl show -p ActiveState,SubState,MainPID,NRestarts,InvocationID "$@"; }
# The pids in a control group and those below it, into belay_pids, from any of the places where the tree may be mounted.
systemd_pids() {
  local base file
  belay_pids=()
  [[ $1 ]] || return 0
  for base in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [[ -e $base$1/cgroup.procs ]] || continue
    for file in "$base$1"/**/cgroup.procs; do mapfile -t -O \${#belay_pids[@]} belay_pids < "$file"; done 2>/dev/null
    return 0
  done
}
systemd_snapshot() {
  local text line name
  text=$(systemctl show -p "$systemd_ask" "$@" 2>&1) || { printf 'Problem=%s\\n\\n' "$text"; return 1; }
  belay_clock
  local names=("$@") at=0 pid= group= directory= programs= triggers= after= unit
  while IFS= read -r line; do
    case $line in
      MainPID=*) pid=\${line#*=}; printf '%s\\n' "$line" ;;
      ControlGroup=*) group=\${line#*=} ;;
      WorkingDirectory=*) directory=\${line#*=}; directory=\${directory#!} ;;
      ExecStart=*) programs+=" \${line#*=}" ;;
      TriggeredBy=*) triggers=\${line#*=} ;;
      # Only those that were asked about.
      After=*) for unit in \${line#*=}; do [[ $text == *"Id=$unit"$'\\n'* ]] && after+=" $unit"; done ;;
      ?*=*) printf '%s\\n' "$line" ;;
      '')
        name=\${names[at]}; at=$((at + 1))
        printf 'After=%s\\nName=%s\\n' "$after" "$name"
        [[ $group ]] || group=$(systemd_group "$name")
        printf 'ControlGroup=%s\\n' "$group"
        systemd_pids "$group"
        belay_processes "$pid" "\${belay_pids[@]}"
        systemd_definition "$directory" "$programs"
        systemd_triggers $triggers
        printf '\\n'
        pid= group= directory= programs= triggers= after= ;;
    esac
  done <<< "$text
"
}
# What starts after a unit (After=, and Before= of the other) must stop before it. systemd keeps that order only among jobs that it holds at the
# same time, and which of two sudo calls reaches it first is chance.
systemd_order() {
  local line id= each unit
  local -A name=() after=()
  while IFS= read -r line; do
    case $line in
      Id=*) id=\${line#*=} ;;
      After=*) each=\${line#*=} ;;
      Name=*) [[ $id ]] && name[$id]=\${line#*=} after[$id]=$each; id= ;;
    esac
  done <<< "$belay_before"
  for id in "\${!after[@]}"; do
    for unit in \${after[$id]}; do printf '%s %s\\n' "\${name[$id]}" "\${name[$unit]}"; done
  done
}
# Whether the definition goes through the link current. Its words are compared and never printed: arguments may be secret.
systemd_definition() {
  if belay_through "$1"; then printf 'RunsIn=%s\\n' "$belay_current_now\${1#"$belay_current"}"
  elif [[ $1 ]]; then printf 'RunsIn=%s\\n' "$(readlink -f -- "$1" || printf '%s' "$1")"; fi
  [[ $belay_current ]] || return 0
  local words argument=no
  read -ra words <<< "$2"
  local word first=
  for word in "\${words[@]}"; do
    case $word in
      path=*) belay_through "\${word#path=}" && printf 'ThroughProgram=yes\\n'; belay_named "\${word#path=}" ;;
      'argv[]='*) first=1 ;;
      *)
        if [[ $first ]]; then belay_through "$word" || belay_through "\${word#*=}" && argument=yes; belay_named "\${word#--*=}"; fi
        [[ $word == ignore_errors=* ]] && first= ;;
    esac
  done
  printf 'ThroughArgument=%s\\n' "$argument"
}
systemd_triggers() {
  local unit active=
  for unit; do systemctl -q is-active "$unit" && active+=" $unit"; done
  printf 'ActiveTriggers=%s\\n' "$active"
}
`;
const systemd = {
    kind: 'systemd',
    noun: 'the unit',
    library: systemd_library,
    define: () => '',
    // Sockets, timers and paths would start again what has just stopped: they keep their place in the order of the configuration.
    stopsTogether: name => !/\.(?!service$)[a-z]+$/.test(name),
    lastLines: name => `journalctl ${(0,shell.sh) `-u ${name}`} -n 30 --no-pager -o short-iso 2>&1 | cut -c1-500`,
    lacksRight: said => /sudo: .*(password is required|not allowed|not in the sudoers|terminal is required)/i.test(said)
};
/** Names that systemctl takes as one unit and nothing else. */
const unitName = /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,254}$/;

;// CONCATENATED MODULE: ./build/shared/services/registry.js



/** Every manager, one line each. */
const managers = [systemd, processManager];
/** A service of the configuration, with the manager that keeps it. Errors: UserError for a name that no manager takes. */
function serviceOf(config) {
    const common = { writes: config.writes, stableForMs: config['stable-for'] };
    if ('systemd' in config) {
        if (!unitName.test(config.systemd)) {
            throw new errors/* UserError */.y(`${JSON.stringify(config.systemd)} cannot be the name of a systemd unit: letters, digits and : _ . @ \\ - only, not beginning with a dash.`);
        }
        return { ...common, manager: systemd, name: config.systemd, reload: config.reload };
    }
    const { name, run, env, 'env-file': envFile } = config.process;
    return { ...common, manager: processManager, name, reload: false, process: { run, env, envFile } };
}

;// CONCATENATED MODULE: ./build/shared/steps/world.js












/** The areas, put together for one target: what the steps work with. Everything is made on first use. */
function codeOf(context) {
    const { code } = context.target.config;
    return code === undefined ? undefined : codeStrategy({ host: context.host, stateDir: context.target.stateDir, code });
}
/** Errors: UserError when no code is configured. */
function requireCode(context) {
    const code = codeOf(context);
    if (code === undefined)
        throw new errors/* UserError */.y('Nothing says where the code lies on the host: give the input `code-root`, or `code.root` in the configuration');
    return code;
}
async function liveCode(context) {
    return (await codeOf(context)?.live()) ?? { kind: 'none', currentIsDirectory: false };
}
function checkoutOf(context, directory = '.') {
    return new GitCheckout((0,external_node_path_.join)(context.run.workspace, directory), context.gitEnvironment);
}
/** Whose backups this job believes. Errors: UserError for a key that can be guessed, or that the step was not given. */
async function trustOf(context) {
    const { app, environment, config } = context.target;
    const ref = config.backup['manifest-key'];
    const key = ref === undefined ? undefined : (0,signature/* checkKey */.yR)(await context.values.resolve(ref));
    return { key, app, environment, host: context.host.label };
}
/** What reads this backup where it is encrypted. Errors: UserError where the step was not given what the configuration names. */
async function identityOf(context, manifest) {
    const ref = context.target.config.backup.identity;
    return ref === undefined || (0,encryption/* recipientsOf */.wX)(manifest).length === 0 ? undefined : context.values.resolve(ref);
}
/** The places that backups are copied to; nothing is connected to yet. Whoever asks closes them. Errors: UserError for what a place lacks. */
async function copyStoresOf({ target, values, artifacts }) {
    const { backup } = target.config;
    if (backup['copy-to'].length === 0)
        return [];
    const { openCopyStore } = await Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(6912)]).then(__webpack_require__.bind(__webpack_require__, 86912));
    const value = async (ref) => (ref === undefined ? undefined : values.resolve(ref));
    const { privateKey, passphrase } = target.given;
    const secrets = {
        accessKey: await value(backup['copy-access-key']),
        secretKey: await value(backup['copy-secret-key']),
        sessionToken: await value(backup['copy-session-token']),
        privateKey: (await value(backup['copy-private-key'])) ?? privateKey ?? (await value(target.host['private-key'])),
        passphrase: backup['copy-private-key'] === undefined ? (passphrase ?? (await value(target.host.passphrase))) : undefined,
        knownHosts: (await value(backup['copy-known-hosts'])) ?? (await value(target.host['known-hosts']))
    };
    return Promise.all(backup['copy-to'].map(place => openCopyStore(place, secrets, artifacts)));
}
const sources = new WeakMap();
/** What a backup knows by this name: one object per name and process. Errors: UserError when nothing has that name. */
function sourceOf(context, name) {
    const known = sources.get(context) ?? new Map();
    sources.set(context, known);
    const made = known.get(name) ?? world_open(context, name);
    known.set(name, made);
    return made;
}
/** A database with SQL. Errors: UserError also for one without. */
async function databaseOf(context, name) {
    const source = await sourceOf(context, name);
    if ((0,registry/* isEngine */.p)(source))
        return source;
    throw new errors/* UserError */.y(`${name} is ${source.engine} ${source.database}: it is backed up and restored, but it has no SQL and no migrations`);
}
async function world_open(context, name) {
    const { config } = context.target;
    const files = config.files[name];
    if (files !== undefined)
        return new FileTree(context.host, {
            key: name,
            path: absolutePath(files.path.replace(/\/+$/, ''), config.code?.root, `files.${name}.path`),
            exclude: files.exclude
        });
    const database = config.databases[name];
    if (database === undefined)
        throw new errors/* UserError */.y(`There is no database ${JSON.stringify(name)} in the configuration`);
    const resolve = (ref) => (ref === undefined ? undefined : context.values.resolve(ref));
    const url = 'url' in database ? await resolve(database.url) : undefined;
    const poolerUrl = database.engine === 'postgres' ? await resolve(database.pgbouncer?.url) : undefined;
    const drill = 'drill-url' in database ? database['drill-url'] : undefined;
    const drillUrl = drill && (() => context.values.resolve(drill));
    return (0,registry/* openDatabase */.q)(context.host, {
        name,
        config: database,
        url,
        poolerUrl,
        drillUrl,
        root: config.code?.root,
        nodePath: context.nodePath
    });
}
/** The databases with SQL that are backed up. */
function databaseNames({ target }) {
    const { databases, backup } = target.config;
    return (backup.databases ?? Object.keys(databases)).filter(name => databases[name]?.engine !== 'redis');
}
/** Everything that is backed up. */
function sourceNames({ target }) {
    const { databases, files, backup } = target.config;
    return [...(backup.databases ?? Object.keys(databases)), ...(backup.files ?? Object.keys(files))];
}
/** What a restore brings back where nobody lists anything: a Redis or files only where nothing else can be meant. */
function restoredNames(context) {
    const databases = databaseNames(context);
    return databases.length > 0 ? databases : sourceNames(context);
}
/** Errors: UserError where there is nothing to back up. */
function requireSources(context) {
    const names = sourceNames(context);
    if (names.length > 0)
        return names;
    throw new errors/* UserError */.y('Nothing says what to back up: give `engine` and `database-url` (or `database`), or `files`, or `databases` and `files` in the configuration');
}
/** The framework of one migration set, in a release on the host. `scratch`: it works in this database on trial, in place of the live one. */
async function frameworkOf(context, migration, releasePath, scratch) {
    const engine = scratch ?? (await databaseOf(context, migration.database));
    const databaseEnv = await databaseEnvOf(context, migration.database, engine, scratch !== undefined);
    return migrationFramework(migration, {
        host: context.host,
        stateDir: context.target.stateDir,
        releasePath,
        engine,
        scratch: scratch !== undefined,
        clock: context.clock,
        databaseEnv
    });
}
/** What a command finds a database by; secret. `copy`: the engine's database is another one than that of the configured URL. */
async function databaseEnvOf({ target, values }, name, engine, copy) {
    const database = target.config.databases[name];
    if (database === undefined || !('url' in database))
        return { DATABASE_PATH: engine.database, ...(copy ? { DATABASE_URL: `sqlite:///${engine.database}` } : {}) };
    if (database.url === undefined)
        return { DATABASE_URL: `postgres:///${encodeURIComponent(engine.database)}` };
    const url = await values.resolve(database.url);
    return { DATABASE_URL: copy ? (0,connection_value/* withDatabase */.kR)(url, engine.database) : url };
}
/** Name of the applied set in records: `django:main`. */
function setOf(migration) {
    return `${migration.framework}:${migration.database}`;
}
/** The scripts that a release was deployed with: a newer one's check would not be found in it. `recorded`: its applied set; undefined: not known. */
function heldBy(migration, recorded) {
    if (migration.framework !== 'scripts' || recorded === undefined)
        return migration;
    return { ...migration, scripts: migration.scripts.filter(script => recorded.includes(script.name)) };
}
function servicesOf(context) {
    return context.target.config.services.map(serviceOf);
}
function maintenanceFile(context) {
    const { maintenance, code } = context.target.config;
    return maintenance === undefined ? undefined : absolutePath(maintenance.file, code?.root, 'maintenance.file');
}
function serviceContext(context, job, release) {
    const { app, environment, stateDir, config } = context.target;
    return { scope: `${app}/${environment}`, stateDir, root: config.code?.root, host: context.host, job, release };
}
function codeRecord({ kind, path, target, branch, release }) {
    return { kind, path, target, branch, release };
}
/**
 * Keeps the code that is live before this job changes anything: where a step of the user's own updates a work tree, it may come before the action
 * that opens the deployment.
 */
async function rememberCode(session) {
    const { context, job } = session;
    if (session.deployment !== undefined || context.dryRun || context.target.config.code === undefined)
        return;
    if ((await rememberedCode(session)) !== undefined)
        return;
    const newest = (await context.state()).deployments[0]?.id;
    await job.write({ code: { ...codeRecord(await liveCode(context)), newest } });
}
async function rememberedCode({ context, job }) {
    const { code } = await job.read();
    if (code === undefined)
        return undefined;
    const { newest, ...live } = code;
    return newest === (await context.state()).deployments[0]?.id ? live : undefined;
}
/** What the opening record says: who, what, and the way back for the code. */
async function openingOf(session, kind, facts) {
    return { kind, ...facts, code: (await rememberedCode(session)) ?? codeRecord(await liveCode(session.context)) };
}


/***/ })

};
;