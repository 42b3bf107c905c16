"use strict";
exports.id = 676;
exports.ids = [676,377];
exports.modules = {

/***/ 209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6690);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(230);
/* harmony import */ var _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4136);
/* harmony import */ var _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1204);





const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (session.context.target.config.migrations.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y('Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration');
    await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_3__/* .restorePointStep */ .B, {});
    const start = performance.now();
    const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_2__/* .migrateStep */ .w, {});
    if (evidence === undefined)
        return;
    const sets = Object.values(evidence.sets);
    runtime.output('applied', JSON.stringify(sets.flatMap(set => set.applied)));
    runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)));
    runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)));
    runtime.output('duration-ms', Math.round(performance.now() - start));
});


/***/ }),

/***/ 4515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3383);


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

/***/ 6903:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   eu: () => (/* binding */ manifest),
/* harmony export */   hh: () => (/* binding */ MANIFEST_VERSION),
/* harmony export */   sB: () => (/* binding */ renderManifest)
/* harmony export */ });
/* unused harmony exports backupCheck, backupMember */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4377);

/**
 * `backups/<id>/manifest.json`, written last: a directory without it is not a backup. Version 1. A reader of a newer version reads every older one.
 * Times are RFC 3339 in UTC, durations whole milliseconds.
 */
const MANIFEST_VERSION = 1;
const id = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/);
const sha256 = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^[0-9a-f]{64}$/);
const milliseconds = zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative();
const backupCheck = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    name: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['exit-code', 'trailer', 'full-decode', 'integrity', 'sha256']),
    result: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('passed')
});
const backupMember = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    /** File name in the backup's directory. */
    name: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/),
    role: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('database'),
    format: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    bytes: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().positive(),
    sha256,
    /** Name in `databases` of the configuration. */
    database: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    engine: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    /** Database name, or path of the file. */
    source: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    engineVersion: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    clientVersion: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    /** Of the source when it was dumped. */
    facts: zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ bytes: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative(), tables: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().nonnegative() }),
    dumpMs: milliseconds,
    verifyMs: milliseconds,
    checks: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(backupCheck).min(1),
    /** Without anything secret. */
    commands: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()),
    /** Of each command, in order. */
    exitCodes: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz(0))
});
const manifest = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    schemaVersion: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz(MANIFEST_VERSION),
    id,
    /** Grows with every backup in this state directory; a number may be missing where a run died. */
    sequence: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().positive(),
    previousId: id.nullable(),
    startedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    finishedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    durationMs: milliseconds,
    /** Which run of the host's kernel this was, and how old it was: of two backups of one run they tell the time between, whatever the clock did. */
    clock: zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ boot: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), uptimeMs: milliseconds }).optional(),
    /** Never removed by retention. */
    pinned: zod__WEBPACK_IMPORTED_MODULE_0__/* .boolean */ .zMY().optional(),
    app: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    environment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    host: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    deployment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    level: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['quick', 'full']),
    members: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(backupMember).min(1)
});
/** The file's text: stable order of keys, one key per line. */
function renderManifest(value) {
    return `${JSON.stringify(manifest.parse(value), null, 2)}\n`;
}


/***/ }),

/***/ 9173:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BI: () => (/* binding */ beginScript),
/* harmony export */   WR: () => (/* binding */ publishBackup),
/* harmony export */   f2: () => (/* binding */ discardBackup),
/* harmony export */   gu: () => (/* binding */ verifyBackup),
/* harmony export */   hR: () => (/* binding */ useAlone),
/* harmony export */   iV: () => (/* binding */ backupDirectory)
/* harmony export */ });
/* unused harmony export useTogether */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(230);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2854);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6903);



/**
 * Backups on the host, `<state dir>/backups/<id>/`. A backup grows in `.<id>.tmp`, under a flock of that directory by the job that writes it, and gets its
 * name by one rename when everything in it is on disk: killed at any point there is no backup or a whole one.
 * `.lock` guards `.sequence` (`<last number> <last published id>`) and the making and removing of temporary directories.
 */
const BACKUP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
function backupDirectory(stateDir, id) {
    if (!BACKUP_ID.test(id))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${JSON.stringify(id)} is not the id of a backup: letters, digits, dot, dash and underscore only.`);
    return `${stateDir}/backups/${id}`;
}
/**
 * Script text: holds `backups/.use`, alone or with others, as long as the shell or a child of it lives. Backups of one state directory run beside each
 * other; a restore and the removal of old ones run alone. Exit code 64 and a reason when it is not to be had for so many seconds.
 */
function use(stateDir, flag, seconds, held) {
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `exec {belay_use}>>${`${stateDir}/backups/.use`}
flock ${flag} -w ${seconds} "$belay_use" || { printf 'BELAY: %s\n' ${`${held} in ${stateDir}/backups for more than ${seconds} s; try again when it has ended`}; exit 64; }
`;
}
const useTogether = (stateDir, seconds) => use(stateDir, '-s', seconds, 'a restore, or the removal of old backups, has been running');
const useAlone = (stateDir, seconds) => use(stateDir, '-x', seconds, 'a backup or a restore has been running');
/** Whole minutes after which a complete backup that nobody published counts as left behind. */
const ABANDONED_MINUTES = 15;
/**
 * Script text: makes the temporary directory of this backup, holds its flock as long as the shell or a child of it lives, removes what dead runs left, and
 * takes a sequence number. Sets TEMP; prints `sequence` and `previous`, and what tells how much time lies between two backups whatever the clock does.
 */
function beginScript(stateDir, id) {
    const directory = `${stateDir}/backups`;
    return (0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `umask 077
cd /
BACKUPS=${directory} TEMP=${`${directory}/.${id}.tmp`}
[[ -d ${stateDir} ]] || { printf 'BELAY: %s does not exist on this host; run adopt first\n' ${stateDir}; exit 64; }
mkdir -p -- "$BACKUPS"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__/* .raw */ .l)(useTogether(stateDir, 60))}exec {belay_list}>>"$BACKUPS/.lock"
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
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__/* .raw */ .l)(readSequence)}
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
 * Gives a complete temporary directory its manifest and its name. Safe to repeat: published already is success.
 * Errors: UserError when the directory is gone or incomplete.
 */
async function publishBackup(host, stateDir, value) {
    const directory = backupDirectory(stateDir, value.id);
    const result = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `umask 077
cd /
BACKUPS=${`${stateDir}/backups`} TEMP=${`${stateDir}/backups/.${value.id}.tmp`}
[[ ! -f ${directory}/manifest.json ]] || exit 0
exec {belay_list}>>"$BACKUPS/.lock"
flock -w 30 "$belay_list"
[[ -e $TEMP/.complete ]] || exit 44
printf %s ${(0,_manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .renderManifest */ .sB)(value)} > "$TEMP/manifest.json"
${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__/* .raw */ .l)(readSequence)}
# All that needs room is written before the rename that makes it a backup.
printf '%s %s\n' "$(( sequence > ${value.sequence} ? sequence : ${value.sequence} ))" ${value.id} > "$BACKUPS/.sequence.new" || { rm -f -- "$BACKUPS/.sequence.new"; exit 1; }
rm -f -- "$TEMP/.complete"
sync -- "$TEMP/manifest.json" "$BACKUPS/.sequence.new" "$TEMP"
mv -T -- "$TEMP" ${directory}
mv -f -- "$BACKUPS/.sequence.new" "$BACKUPS/.sequence"
sync -- "$BACKUPS"
`, { check: false });
    if (result.exitCode === 0)
        return;
    const cause = new Error(result.stderr.trim().slice(-2000));
    // On a full disk what cannot become a backup must not stay in the way of the next one.
    await discardBackup(host, stateDir, value.id);
    if (result.exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`The backup ${value.id} on ${host.label} was removed before it could be published. Take it again.`, { cause });
    const failed = `The backup ${value.id} could not be published on ${host.label}`;
    if (/No space left on device|Disk quota exceeded/.test(result.stderr))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${failed}: the disk is full. No backup was added. Free some space there, then try again.`, { cause });
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${failed}. No backup was added.`, { cause });
}
/** Removes the temporary directory of a backup that failed; harmless when it is gone. */
async function discardBackup(host, stateDir, id) {
    await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `rm -rf -- ${`${stateDir}/backups/.${id}.tmp`}`, { check: false });
}
/**
 * Proves that a backup is what its manifest says: the manifest is whole, and every member has its size and its SHA-256, read again from the disk.
 * Used before every restore and before a deployment relies on it (G2, G6). Errors: UserError that names the backup, the member and what differs.
 */
async function verifyBackup(host, stateDir, id, timeoutMs = 1_800_000) {
    const directory = backupDirectory(stateDir, id);
    const { stdout, exitCode } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_2__.sh) `cd / && cd -- ${directory} 2>/dev/null || exit 44
[[ -f manifest.json && ! -L manifest.json ]] || exit 45
for f in *; do
  [[ $f != manifest.json ]] || continue
  [[ -f $f && ! -L $f ]] || exit 46
  printf '%s %s\n' "$(stat -c %s -- "$f")" "$(sha256sum -- "$f")"
done
echo
cat manifest.json
`, { check: false, timeoutMs });
    const damaged = (why) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`The backup ${id} on ${host.label} is damaged: ${why}. It is not used; take a new one or name another.`);
    if (exitCode === 44)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`There is no backup ${id} on ${host.label} (${directory}).`);
    if (exitCode === 45)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${directory} on ${host.label} has no manifest, so it is not a backup: a run that wrote it did not end.`);
    if (exitCode === 46)
        throw damaged('something in its directory is not a plain file');
    if (exitCode !== 0)
        throw damaged(`its files could not be read (exit code ${exitCode})`);
    const end = stdout.startsWith('\n') ? 0 : stdout.indexOf('\n\n') + 1;
    const value = parseManifest(stdout.slice(end + 1), damaged);
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


/***/ }),

/***/ 4060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hN: () => (/* binding */ fenceStands),
/* harmony export */   i3: () => (/* binding */ isFenced),
/* harmony export */   xp: () => (/* binding */ wasOpened),
/* harmony export */   yH: () => (/* binding */ decideFence),
/* harmony export */   zI: () => (/* binding */ leftFenced)
/* harmony export */ });
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3383);

/** Does the fence stand, as the journal tells? It stands from its intent on: an interrupted fence may have stopped a writer. */
function isFenced(records) {
    const fenced = records.findLastIndex(record => (record.type === 'intent' || record.type === 'evidence') && record.step === 'fence');
    const opened = records.findLastIndex(record => record.type === 'evidence' && record.step === 'open');
    return fenced > opened;
}
/** Is it proven that the writers are stopped? An interrupted fence is no proof. */
function fenceStands(records) {
    const fenced = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence');
    const started = records.findLastIndex(record => record.type === 'intent' && (record.step === 'restart' || record.step === 'open'));
    return fenced > started;
}
/**
 * Could users write since the restore point was made (or, without one, since the fence stood)? With a maintenance file from the first intent to
 * open on; without one, as soon as the services are started again. A fence that was closed once more does not undo that. A deployment without a
 * fence was open the whole time.
 */
function wasOpened(records, hasMaintenanceFile) {
    const at = (step) => records.findIndex(record => record.type === 'evidence' && record.step === step);
    const since = at('restore-point') >= 0 ? at('restore-point') : at('fence');
    if (since < 0)
        return true;
    const letsIn = (step) => step === 'open' || (step === 'restart' && !hasMaintenanceFile);
    return records.slice(since + 1).some(record => (record.type === 'intent' || record.type === 'evidence') && letsIn(record.step));
}
/** The deployment before this one, when a person gave it up behind its fence: services may be stopped, and users see the maintenance answer. */
function leftFenced(deployments, mine) {
    const last = deployments.find(each => each.id !== mine);
    const end = last?.records.at(-1);
    return last !== undefined && end?.type === 'closed' && end.outcome === 'stopped' && isFenced(last.records) ? last : undefined;
}
/** Whether this deployment needs a fence, and why. */
async function decideFence(session) {
    const { config } = session.context.target;
    const checked = session.evidence('squash-check');
    const left = leftFenced((await session.context.state()).deployments, session.deployment?.id);
    // Green with users locked out would be a lie: whoever takes such a system over also opens it.
    if (left !== undefined)
        return { needed: true, why: `deployment ${left.id} was given up behind its fence, which this one opens at its end` };
    if (config.fence === 'never')
        return { needed: false, why: '`fence: never` is configured' };
    if (config.fence === 'always')
        return { needed: true, why: '`fence: always` is configured' };
    if (checked === undefined)
        return {
            needed: true,
            why: session.context.dryRun
                ? 'whether a fence is needed is decided after the migrations are checked'
                : 'nothing has checked the migrations, so every one may change data'
        };
    const pending = checked.sets.flatMap(set => set.pending);
    if (pending.length === 0)
        return { needed: false, why: 'no schema change: nothing needs a fence' };
    const against = checked.sets.filter(set => set.pending.length > 0 && !set.additive);
    if (against.length === 0)
        return {
            needed: false,
            why: `every pending migration is additive (${pending.join(', ')}): the running release works with the new schema, no fence is needed`
        };
    const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .maintenanceFile */ .iV)(session.context);
    return {
        needed: true,
        why: `${against.flatMap(set => (set.reasons.length > 0 ? set.reasons.slice(0, 3) : set.pending)).join('; ')}: going back needs a restore point${file === undefined ? '; no `maintenance.file` is configured, so users are let in as soon as the services start' : ''}`
    };
}


/***/ }),

/***/ 9693:
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


/***/ }),

/***/ 4377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w$: () => (/* binding */ datetime)
/* harmony export */ });
/* unused harmony exports date, time, duration */
/* harmony import */ var _core_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3759);
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