"use strict";
exports.id = 466;
exports.ids = [466];
exports.modules = {

/***/ 8563:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ renderPlan),
/* harmony export */   G: () => (/* binding */ renderMarkdown)
/* harmony export */ });
const headlines = {
    verified: '✅ Deployed and verified',
    'rolled-back': '↩️ Failed, and rolled back: the system is as before',
    adopted: '✅ Adopted',
    'nothing-changed': '⚪ Nothing was changed',
    stopped: '🛑 Stopped: a person must decide',
    open: '🛑 Not decided: the deployment is still open'
};
const marks = { passed: '✅', failed: '❌', interrupted: '⚠️' };
/** The job summary. Pure; GitHub limits it to 1 MiB, which a deployment's few dozen lines never reach. */
function renderMarkdown(report) {
    const { rollback } = report;
    const title = report.kind === 'rollback' && report.outcome === 'verified' ? '↩️ Rolled back and verified' : headlines[report.outcome];
    const lines = [
        `## ${title}`,
        '',
        `**${code(report.app)}** in **${code(report.environment)}** on ${code(report.host)}${report.version === null ? '' : ` · version **${code(report.version)}**`}${report.release === null ? '' : ` · live: **${code(report.release)}**`}`,
        '',
        text(report.message),
        '',
        '| what it cost | |',
        '| --- | --- |',
        `| data lost | ${lossOf(report)} |`,
        `| users saw the maintenance answer | ${report.downtimeMs === null ? 'never' : seconds(report.downtimeMs)} |`,
        `| whole run | ${seconds(report.durationMs)} |`,
        ''
    ];
    if (rollback !== null) {
        lines.push(`### The way back: ${code(rollback.plan)}`, '', ...rollback.reasons.map(reason => `- ${text(reason)}`));
        lines.push(...rollback.kept.map(kept => `- kept for study: ${code(kept)}`), '');
        if (rollback.choices.length > 0)
            lines.push(...choicesTable(rollback.choices));
    }
    lines.push('| | step | took | what was proved |', '| --- | --- | ---: | --- |');
    lines.push(...report.steps.map(step => `| ${marks[step.status]} | ${step.step} | ${seconds(step.durationMs)} | ${text(step.says)} |`), '');
    if (report.notes.length > 0)
        lines.push('<details><summary>Notes</summary>', '', ...report.notes.map(note => `- ${text(note)}`), '', '</details>', '');
    const by = report.by.url === null ? text(report.by.actor) : `[${text(report.by.actor)}](${report.by.url})`;
    lines.push(`<sub>Deployment ${code(report.deployment)} · ${report.startedAt} · by ${by}${report.reason === null ? '' : ` · reason: ${text(report.reason)}`}</sub>`, '');
    return lines.join('\n');
}
/** A way back that was only planned, or was refused before anything was opened. Pure. */
function renderPlan(plan) {
    const title = plan.kind === 'refuse' ? '🛑 No safe way back; nothing was changed' : '⚪ Nothing was changed: this would be the way back';
    const loss = 'loss' in plan ? plan.loss.map(each => `- it costs: ${text(each)}`) : [];
    const lines = [`## ${title}`, '', `Plan: ${code(plan.kind)}`, '', ...plan.reasons.map(reason => `- ${text(reason)}`), ...loss, ''];
    if (plan.kind === 'refuse')
        lines.push(...choicesTable(plan.choices));
    return lines.join('\n');
}
function choicesTable(choices) {
    return ['| you can | and it costs |', '| --- | --- |', ...choices.map(choice => `| ${text(choice.what)} | ${text(choice.cost)} |`), ''];
}
function lossOf({ rollback, outcome }) {
    if (rollback !== null && rollback.loss.length > 0)
        return rollback.loss.map(text).join('; ');
    return outcome === 'stopped' || outcome === 'open' ? 'not decided' : '**nothing**';
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
}
/** Text that cannot become markup, a new table cell or a new row. */
function text(value) {
    return value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll(/([\\`*_[\]|#~])/g, '\\$1')
        .replaceAll(/\s*\n\s*/g, ' · ');
}
function code(value) {
    return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')}\``;
}


/***/ }),

/***/ 6688:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M8: () => (/* binding */ saveLive),
/* harmony export */   bD: () => (/* binding */ inPlaceSays),
/* harmony export */   jz: () => (/* binding */ whyInPlace),
/* harmony export */   oJ: () => (/* binding */ stillSaved)
/* harmony export */ });
/* harmony import */ var _backup_store_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9173);
/* harmony import */ var _database_registry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9028);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5841);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9344);




/** Why this database can only be restored in its place; undefined: it can be restored beside. Errors: UserError where neither can be. */
async function whyInPlace(context, name) {
    const source = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .sourceOf */ .vz)(context, name);
    return (0,_database_registry_js__WEBPACK_IMPORTED_MODULE_1__/* .isEngine */ .p)(source) ? source.whyInPlace?.() : undefined;
}
/** What that means, for people. */
function inPlaceSays({ database, inPlace }) {
    if (inPlace === undefined)
        return [];
    return [
        `${database} is restored in its place, because ${inPlace}. No copy of what is live stays in the server: a backup of it is taken first, and pinned. Its tables are locked until the one transaction ends, and the disk must hold both meanwhile`
    ];
}
/** Backs up what is live, and reads every byte of that again. Errors: UserError; then nothing was changed. */
async function saveLive(session, name, job) {
    const { context } = session;
    const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .databaseOf */ .zJ)(context, name);
    // Before the backup: whatever is written from here on is seen.
    const fingerprint = await engine.fingerprint(job);
    // A drill would need the right that is missing.
    const { backup } = await (0,_backup_js__WEBPACK_IMPORTED_MODULE_2__/* .backUp */ .vm)(session, [name], true, 'full');
    const manifest = await (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_0__/* .verifyBackup */ .gu)(context.host, context.target.stateDir, backup, await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .trustOf */ .An)(context));
    const content = manifest.members.find(member => member.database === name)?.facts.content;
    if (content === undefined)
        throw new Error(`Backup ${backup} does not say what ${name} held`);
    context.log.info(`${name} as it is now is backup ${backup}, which retention never removes`);
    return { backup, content, fingerprint };
}
/** The same when the writers are stopped: another backup where anything was, or may have been, written since that one was begun. */
async function stillSaved(session, name, job, saved) {
    const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .databaseOf */ .zJ)(session.context, name);
    return (await engine.changesSince(job, saved.fingerprint)) === 'none' ? saved : saveLive(session, name, job);
}


/***/ }),

/***/ 4451:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $0: () => (/* binding */ allExist),
/* harmony export */   G9: () => (/* binding */ settle),
/* harmony export */   VL: () => (/* binding */ wayOfLive),
/* harmony export */   gZ: () => (/* binding */ wayFromVerified),
/* harmony export */   wD: () => (/* binding */ wayFromOpen)
/* harmony export */ });
/* unused harmony export deploymentBackTo */
/* harmony import */ var _database_names_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(455);
/* harmony import */ var _deployment_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3510);
/* harmony import */ var _deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7441);
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3001);
/* harmony import */ var _deployment_token_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6972);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(230);
/* harmony import */ var _services_operate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9296);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4060);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9344);
/* harmony import */ var _writes_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4685);










/** Steps whose jobs end by themselves soon and must not be cut: half a swap is worse than none. */
const finishFirst = ['fence', 'restore-point', 'switch', 'open', 'rollback'];
/** Steps in which the new release itself is tried. A fence that cannot be closed, or a full disk, says nothing of it. */
const provesBad = ['migrate', 'switch', 'restart', 'gate', 'live-gate'];
/** Ends or awaits what still runs of a deployment, and its database sessions, before anything is decided (G10). Errors: UserError. */
async function settle(session, deployment) {
    const { context } = session;
    const { holder } = await context.refresh();
    const { deployment: open } = session;
    if (open !== undefined && holder?.fingerprint !== (0,_deployment_token_js__WEBPACK_IMPORTED_MODULE_3__/* .fingerprintOf */ .ax)(open.held.token))
        throw new _deployment_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .LockLost */ .yS(`Deployment ${deployment.id} was taken over by another job. Nothing more is changed from here; look at \`command: status\``);
    const running = holder?.runningJobs ?? [];
    for (const id of running.filter(each => each.startsWith(`${deployment.id}.`))) {
        const step = id.split('.')[1];
        if (!finishFirst.includes(step)) {
            context.log.info(`Ending job ${id}, which still runs on the host`);
            const ended = await context.host.endJob(context.target.stateDir, id);
            const survivors = ended.state === 'ended' ? (ended.result.survivors ?? []) : [];
            if (survivors.length > 0)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y(`Processes of job ${id} on ${context.host.label} do not end: ${survivors.join(', ')}. Another user started them, whom this user may not signal: end them there (sudo kill), then run the same again`);
            continue;
        }
        context.log.info(`Waiting for job ${id} to end`);
        for (const end = context.clock.monotonic() + 10 * 60_000; (await context.host.inspectJob(context.target.stateDir, id)).state === 'running';) {
            if (context.clock.monotonic() > end)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y(`Job ${id} still runs on ${context.host.label} after 10 min: nothing can be decided before it has ended`);
            await context.clock.sleep(500);
        }
    }
    if (open !== undefined)
        await noticeOpened(session, open);
    // A client that was killed leaves its statement running in the server, and it may still commit.
    const begun = (step) => deployment.records.filter(record => record.type === 'intent' && record.step === step).length;
    const migrate = begun('migrate');
    const last = deployment.records.findLast(record => record.type !== 'note' && 'step' in record && record.step === 'migrate');
    const ended = last?.type === 'evidence';
    // A copy that was cut short leaves its database closed to every session.
    if (begun('restore-point') + migrate + begun('rollback') === 0)
        return;
    for (const migration of context.target.config.migrations) {
        const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .databaseOf */ .zJ)(context, migration.database);
        await engine.reopen({
            stateDir: context.target.stateDir,
            idPrefix: `${deployment.id}.rollback.0`,
            token: session.deployment?.held.token,
            timeoutMs: 60_000
        });
        if (migrate > 0 && !ended)
            await engine.endSessions((0,_database_names_js__WEBPACK_IMPORTED_MODULE_0__/* .tagOf */ .cO)(`${deployment.id}.migrate.${migrate}.${migration.framework}-${migration.database}`));
    }
}
/**
 * A machine that was started again starts its services too, and so may a person: what the journal says of the fence is believed only as long as the world
 * agrees. Otherwise it is recorded that users were let in, and a restore point no longer leads back without a loss.
 */
async function noticeOpened(session, open) {
    const { context } = session;
    const { records } = open;
    const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .maintenanceFile */ .iV)(context);
    const points = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'restore-point')?.points ?? {};
    if (Object.keys(points).length === 0 || (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_5__/* .wasOpened */ .xp)(records, file !== undefined))
        return;
    // Returned to already: then the services were started by that rollback.
    if (!(await allExist(session, points)))
        return;
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .servicesOf */ .Yj)(context);
    const job = { stateDir: context.target.stateDir, idPrefix: open.id, timeoutMs: 30_000 };
    const now = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_4__/* .readServices */ .JQ)((0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .serviceContext */ .f4)(context, job), services, file);
    const running = services.filter(each => each.writes && !['inactive', 'failed'].includes(now.states.get((0,_services_operate_js__WEBPACK_IMPORTED_MODULE_4__/* .key */ .Eb)(each))?.active ?? ''));
    if (file === undefined ? running.length === 0 : now.maintenance === 'up')
        return;
    const says = file === undefined
        ? `found running, though the fence had stopped them: ${running.map(each => each.name).join(', ')}`
        : `found open: ${file} is gone, though the fence had made it`;
    context.log.warning(`${says}. Users may have written since the restore point`);
    open.begin('open', { found: true });
    await open.done('open', { says }, 0, false);
}
/** Whether none of these restore points was returned to or removed. */
async function allExist(session, points) {
    const found = await Promise.all(Object.entries(points).map(async ([database, point]) => (await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .databaseOf */ .zJ)(session.context, database)).copyExists(point)));
    return found.every(Boolean);
}
/** Back from an open deployment that failed or was interrupted. */
async function wayFromOpen(session, deployment, state, lossAccepted) {
    const { context } = session;
    const { records } = deployment;
    const opened = records[0];
    if (opened?.type !== 'opened')
        throw new Error(`Deployment ${deployment.id} does not begin with its opening record`);
    const code = opened.code ?? { kind: 'none' };
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .liveCode */ .Y0)(context);
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    const lastGood = now.kind === 'no-state' ? undefined : now.lastGood;
    const previous = state.releases.find(release => release.id === code.release) ??
        state.releases.find(release => code.kind === 'git' && release.commit === code.target) ??
        // A link that leads out of `releases/`, as it was adopted.
        state.releases.find(release => code.kind === 'symlink' && release.path === code.path) ??
        (code.kind === 'none' ? lastGood : undefined);
    // The first intent: a resumed deployment began its second one where the first had stopped.
    const migrated = intents(records, 'migrate')[0];
    requireSets(session, Object.keys(migrated?.before ?? {}));
    const facts = {
        undecided: [],
        previous: previous === undefined ? null : { id: previous.id, state: previous.state, present: await isThere(session, previous.path) },
        codeChanged: live.kind !== code.kind || live.target !== code.target,
        servicesTouched: ['fence', 'restart', 'open'].some(step => intents(records, step).length > 0),
        schema: migrated === undefined ? [] : await schemaSince(session, migrated.before, migrated.releasePath, [records]),
        databases: await databasesOf(session, records, migrated !== undefined),
        opened: (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_5__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .maintenanceFile */ .iV)(context) !== undefined),
        baselineFailed: (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'baseline')?.report.verdict === 'failed',
        lossAccepted
    };
    const staged = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'stage');
    const failed = records.some(record => record.type === 'failed' && provesBad.includes(record.step));
    return {
        facts,
        undone: deployment,
        previousCode: code,
        targetRelease: previous,
        // Only what was seen to fail is bad; a cancelled deployment may be tried again.
        badRelease: failed ? state.releases.find(release => release.id === staged?.release) : undefined
    };
}
/** Back from what is live and verified, because a person says so. `to`: version or release id. */
async function wayFromVerified(session, state, to, lossAccepted) {
    const { context } = session;
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    if (now.kind === 'no-state')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y('There is no state of Belay on this host: run `command: adopt` first');
    const target = to === undefined || to === 'previous' ? now.candidates[0] : state.releases.filter(each => each.id === to || each.version === to).at(-1);
    if (target === undefined) {
        const known = now.candidates.map(each => each.version).join(', ');
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y(to === undefined
            ? 'There is no earlier verified or adopted release to go back to'
            : `There is no release ${JSON.stringify(to)} here; there ${known === '' ? 'is none to go back to' : `are ${known}`}`);
    }
    if (target.id === now.live?.id)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y(`${target.version} is what is live now: there is nothing to go back to`);
    // The deployments since the target was verified, newest first; each may have moved the schema.
    const since = state.deployments.filter(each => (each.records[0]?.at ?? '') > (target.verifiedAt ?? target.stagedAt));
    requireSets(session, [...Object.keys(target.applied ?? {}), ...since.flatMap(each => migratedSets(each.records))]);
    const last = deploymentBackTo(target.applied ?? {}, since);
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .liveCode */ .Y0)(context);
    const facts = {
        undecided: [],
        previous: { id: target.id, state: target.state, present: await isThere(session, target.path) },
        codeChanged: true,
        servicesTouched: true,
        schema: await schemaSince(session, target.applied ?? {}, now.live?.path ?? live.path ?? target.path, since.map(each => each.records), now.live?.applied),
        databases: last === undefined ? [] : await databasesOf(session, last.records, true),
        opened: true,
        baselineFailed: false,
        // The loss that was named is that of this deployment; what another one would cost nobody has accepted.
        lossAccepted: lossAccepted !== undefined && lossAccepted === last?.id
    };
    const previousCode = live.kind === 'git'
        ? { kind: 'git', path: live.path, target: target.commit, branch: live.branch }
        : // Also where a directory stands in the link's place: then the switch refuses, and nothing is called rolled back that is not.
            {
                kind: 'symlink',
                path: target.path,
                target: target.path.endsWith(`/releases/${target.id}`) ? `releases/${target.id}` : target.path
            };
    return { facts, undone: last, previousCode, targetRelease: target, badRelease: now.live };
}
/** No other code: what is live stays, and only its data changes. */
async function wayOfLive({ context }, state) {
    const now = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_2__/* .situation */ .VD)(state);
    if (now.kind === 'no-state')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y('There is no state of Belay on this host: run `command: adopt` first');
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .liveCode */ .Y0)(context);
    const facts = {
        undecided: [],
        previous: null,
        codeChanged: false,
        servicesTouched: true,
        schema: [],
        databases: [],
        opened: true,
        baselineFailed: false,
        lossAccepted: true
    };
    return { facts, undone: undefined, previousCode: { ...live }, targetRelease: now.live, badRelease: undefined };
}
/** Where nothing says how to read a set that was migrated, its schema would pass for unchanged. Errors: UserError. */
function requireSets(session, sets) {
    const known = session.context.target.config.migrations.map(_world_js__WEBPACK_IMPORTED_MODULE_6__/* .setOf */ .s4);
    const missing = [...new Set(sets.filter(set => !known.includes(set)))];
    if (missing.length === 0)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_8__/* .UserError */ .y(`The journal tells of migrations of ${missing.join(', ')} (framework:database), and nothing says how to read what is applied: give the inputs \`framework\`, \`engine\` and \`database-url\` as for \`run-migrations\`, or \`migrations\` in the configuration`);
}
function migratedSets(records) {
    return intents(records, 'migrate').flatMap(plan => Object.keys(plan.before));
}
async function isThere({ context }, path) {
    const { exitCode } = await context.host.run('test -d "$BELAY_PATH"', { env: { BELAY_PATH: path }, check: false });
    return exitCode === 0;
}
function intents(records, step) {
    return records.flatMap(record => (record.type === 'intent' && record.step === step ? [record.plan] : []));
}
/** The applied sets before and now, and whether everything in between was proven additive. */
async function schemaSince(session, before, releasePath, journals, recorded) {
    const { context } = session;
    return Promise.all(context.target.config.migrations.map(async (migration) => {
        const set = (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .setOf */ .s4)(migration);
        const now = await (await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .frameworkOf */ .K5)(context, (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .heldBy */ .Vr)(migration, recorded?.[set]), releasePath))
            .appliedSet()
            .catch((error) => {
            context.log.warning(`The applied migrations of ${set} could not be read: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_8__/* .messageOf */ .b)(error)}`);
            return null;
        });
        const was = before[set] ?? null;
        const checks = journals
            .map(records => (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'squash-check')?.sets.find(each => each.set === set))
            .filter(each => each !== undefined);
        const proven = new Set(checks.filter(check => check.additive).flatMap(check => check.pending));
        const added = (now ?? []).filter(each => !was?.includes(each));
        return {
            set,
            database: migration.database,
            before: was === null ? null : [...was],
            now: now === null ? null : [...now],
            additive: added.every(each => proven.has(each)),
            // What a deployment that was rolled back would have applied is no reason any more.
            reasons: checks
                .filter(check => !check.additive && (added.length === 0 || check.pending.some(each => added.includes(each))))
                .flatMap(check => check.reasons)
        };
    }));
}
async function databasesOf(session, records, migrated) {
    const { context } = session;
    const points = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'restore-point')?.points ?? {};
    const backup = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'backup');
    const checked = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'squash-check');
    const evidence = (0,_deployment_open_deployment_js__WEBPACK_IMPORTED_MODULE_9__/* .findEvidence */ .H)(records, 'migrate');
    const opened = (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_5__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .maintenanceFile */ .iV)(context) !== undefined);
    const names = [...new Set(context.target.config.migrations.map(migration => migration.database))];
    return Promise.all(names.map(async (database) => {
        const sets = context.target.config.migrations.filter(migration => migration.database === database).map(_world_js__WEBPACK_IMPORTED_MODULE_6__/* .setOf */ .s4);
        const unchanged = sets.every(set => evidence?.sets[set]?.applied.length === 0);
        const additive = checked !== undefined && sets.every(set => checked.sets.find(each => each.set === set)?.additive === true);
        const point = points[database];
        const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_6__/* .databaseOf */ .zJ)(context, database);
        const exists = point !== undefined && (await engine.copyExists(point));
        return {
            database,
            touched: migrated && !unchanged && !additive,
            restorePoint: exists ? point.name : null,
            backup: backup?.databases.includes(database) ? backup.backup : null,
            writes: opened && exists ? await (0,_writes_js__WEBPACK_IMPORTED_MODULE_7__/* .proveNoWrites */ .i)(session, records, database) : 'unknown'
        };
    }));
}
/**
 * For a rollback by hand: whose restore point or backup holds the schema that the target was verified with. The newest, so that the least is lost;
 * a deployment that was rolled back does not count unless it began with that very schema. `since`: newest first. Pure.
 */
function deploymentBackTo(applied, since) {
    return since.find(({ records }) => {
        const before = intents(records, 'migrate')[0]?.before;
        return (before !== undefined &&
            Object.entries(before).every(([set, names]) => {
                const wanted = new Set(applied[set]);
                return names.length === wanted.size && names.every(name => wanted.has(name));
            }));
    });
}


/***/ }),

/***/ 6000:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vs: () => (/* binding */ RollbackRefused),
  nr: () => (/* binding */ begunPlan),
  dF: () => (/* binding */ endedOfThisRun),
  g7: () => (/* binding */ execute),
  Fu: () => (/* binding */ rollBack)
});

// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(127);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(2787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(9173);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
;// CONCATENATED MODULE: ./build/shared/rollback/planner.js
/**
 * Which way back. Pure: facts in, one plan out, with its reasons. Every row of the table in planner.test.ts is a promise (G5, G6).
 */
function planRollback(facts) {
    if (facts.undecided.length > 0)
        return refuse(facts.undecided.map(each => `not decided yet: ${each}`), [{ what: 'run the rollback again when it has ended', cost: 'nothing' }]);
    const changed = facts.schema.filter(set => set.before === null || set.now === null || !sameSet(set.before, set.now));
    const unreadable = facts.schema.filter(set => set.before === null || set.now === null);
    // A migration may change data without a new row in its ledger (a failed one that is not transactional), so `touched` counts too.
    const touched = facts.databases.filter(database => database.touched);
    const schemaMoved = changed.length > 0;
    const partial = touched.filter(database => !changed.some(set => set.database === database.database));
    if (!facts.codeChanged && !facts.servicesTouched && !schemaMoved && touched.length === 0)
        return { kind: 'nothing', reasons: ['no code, schema, data or service was changed'] };
    if (facts.baselineFailed && !facts.codeChanged && !schemaMoved && touched.length === 0)
        return refuse(['the health checks failed before the deployment changed anything: the system was bad already'], [{ what: 'mend the running system, then deploy again', cost: 'nothing' }]);
    const target = facts.previous;
    if (facts.codeChanged || schemaMoved || touched.length > 0) {
        if (target === null)
            return refuse(['no release is known that was verified or adopted before this deployment'], [{ what: 'run `command: adopt` once on a healthy system', cost: 'nothing' }]);
        if (target.state !== 'verified' && target.state !== 'adopted')
            return refuse([`the previous release ${target.id} is ${target.state}: a rollback never goes to a release that was not verified or adopted`], [{ what: 'choose an older verified release with the input `to`', cost: 'what was deployed since' }]);
        if (!target.present)
            return refuse([`the files of the previous release ${target.id} are gone from the host`], [{ what: 'deploy the tag of that release again', cost: 'the time of a deployment' }]);
    }
    if (!schemaMoved && partial.length === 0)
        return {
            kind: 'code-only',
            to: facts.codeChanged ? target.id : null,
            schemaKept: false,
            reasons: ['the applied migrations are the same as before']
        };
    if (unreadable.length === 0 && partial.length === 0 && changed.every(set => set.additive && includes(set.now, set.before)))
        return {
            kind: 'code-only',
            to: target.id,
            schemaKept: true,
            reasons: changed.map(set => `every migration of ${set.set} is additive: ${target.id} works with the new schema, which is kept`)
        };
    const affected = facts.databases.filter(database => database.touched || changed.some(set => set.database === database.database));
    const why = [
        ...changed.flatMap(set => (set.reasons.length > 0 ? set.reasons : [`the applied migrations of ${set.set} are not as before`])),
        ...partial.map(database => `a migration of ${database.database} may have changed it without finishing`)
    ];
    const loss = affected.map(lossOf);
    if (affected.length > 0 && affected.every(database => database.restorePoint !== null)) {
        const lossless = !facts.opened || affected.every(database => database.writes === 'none');
        // A restore point is younger than the backup, so that a loss that was accepted is the smallest possible.
        if (lossless || facts.lossAccepted)
            return {
                kind: 'restore-point',
                to: target.id,
                databases: affected.map(database => ({ database: database.database, restorePoint: database.restorePoint })),
                loss: lossless ? [] : loss,
                reasons: [
                    ...why,
                    !lossless
                        ? 'the loss was accepted by a person'
                        : facts.opened
                            ? 'nothing was written since the restore point: proven by counts and by row versions or content'
                            : 'the fence has stood since the restore point: nothing was written from outside'
                ]
            };
    }
    const backups = affected.filter(database => database.backup !== null);
    if (facts.lossAccepted && backups.length === affected.length && affected.length > 0)
        return {
            kind: 'restore',
            to: target.id,
            databases: affected.map(database => ({ database: database.database, backup: database.backup })),
            reasons: [...why, 'the loss was accepted by a person'],
            loss
        };
    return refuse([
        ...why,
        ...(facts.opened
            ? ['users could write since the restore point']
            : affected.filter(d => d.restorePoint === null).map(d => `${d.database} has no restore point of this deployment`))
    ], [
        {
            what: 'repair forward: `command: unlock` for this deployment, then deploy a new tag that works with the schema as it is, with `force: true` and a `reason`',
            cost: 'nothing is lost; the system stays as it is until then'
        },
        ...(backups.length === affected.length && affected.length > 0
            ? [{ what: 'roll back with the input `accept-loss` naming this deployment', cost: loss.join('; ') }]
            : [])
    ]);
}
function lossOf(database) {
    if (database.writes === 'none')
        return `${database.database}: nothing`;
    if (database.writes === 'unknown')
        return `${database.database}: everything written since ${database.restorePoint === null ? `backup ${database.backup ?? '(none)'}` : `restore point ${database.restorePoint}`}`;
    return database.writes.map(({ table, rows }) => `${database.database}.${table}: ${rows} rows`).join('; ');
}
function refuse(reasons, choices) {
    return { kind: 'refuse', reasons, choices };
}
function sameSet(a, b) {
    return a.length === b.length && includes(a, b);
}
function includes(all, some) {
    const set = new Set(all);
    return some.every(each => set.has(each));
}

// EXTERNAL MODULE: ./build/shared/services/operate.js + 4 modules
var operate = __webpack_require__(9296);
// EXTERNAL MODULE: ./build/shared/steps/fence-state.js
var fence_state = __webpack_require__(4060);
// EXTERNAL MODULE: ./build/shared/steps/gate.js + 9 modules
var gate = __webpack_require__(9868);
// EXTERNAL MODULE: ./build/shared/steps/in-place.js
var in_place = __webpack_require__(6688);
// EXTERNAL MODULE: ./build/shared/steps/rollback-facts.js
var rollback_facts = __webpack_require__(4451);
// EXTERNAL MODULE: ./build/shared/steps/services.js
var services = __webpack_require__(6281);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(9693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 25 modules
var world = __webpack_require__(9344);
;// CONCATENATED MODULE: ./build/shared/steps/rollback.js













/**
 * Goes back: from the open deployment of this session, or, when none is open, from what is live to an earlier verified release.
 * Errors: UserError when the plan is `refuse` (the deployment stays open, with the choices), or when the system is not healthy afterwards.
 */
async function rollBack(session, request) {
    const open = session.deployment;
    if (open !== undefined && open.kind !== 'rollback')
        return rollBackOpen(session, request);
    // The way back is decided only now: whoever held the lock until a moment ago may have changed what is live.
    await session.waitForTurn();
    return rollBackTo(session, request);
}
async function rollBackOpen(session, request) {
    const { context, mine } = session;
    const deployment = () => ({ id: mine.id, records: mine.records });
    await mine.flush();
    if (!context.dryRun)
        await (0,rollback_facts/* settle */.G9)(session, deployment());
    const begun = begunPlan(session);
    if (begun !== undefined && !context.dryRun && !(await canDecideAnew(session, begun))) {
        // A rollback that was interrupted goes on with its own plan: every part of it is safe to repeat, and half of it may be done.
        context.log.info(`Going on with the rollback that was begun: ${begun.kind}`);
        return execute(session, await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), true), begun);
    }
    const accepted = request.acceptLoss === mine.id;
    let way = await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), accepted);
    let plan = planRollback(way.facts);
    if (plan.kind === 'refuse' &&
        way.facts.opened &&
        way.facts.databases.some(database => database.restorePoint !== null) &&
        !context.dryRun) {
        // Perhaps nothing was written since users were let in: stop the writers again and compare exactly.
        context.log.info('Users were let in. Stopping the writers again, to prove whether anything was written since');
        await (0,services/* fenceForProof */.Tb)(session);
        way = await (0,rollback_facts/* wayFromOpen */.wD)(session, deployment(), await context.refresh(), accepted);
        plan = planRollback(way.facts);
    }
    say(session, plan);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: mine.id, kept: [] };
    if (plan.kind === 'refuse')
        return rollback_refuse(session, plan);
    if (plan.kind === 'nothing') {
        await mine.close('nothing-changed', 'The deployment ended before anything live was changed', mine.opened.code?.release);
        return { plan, outcome: 'nothing-changed', release: mine.opened.code?.release, deployment: mine.id, kept: [] };
    }
    return execute(session, way, plan);
}
/** A return that has not begun to return anything is decided again: what was true then (no user was let in, nothing was written) may have changed since. */
async function canDecideAnew(session, begun) {
    if (begun.kind !== 'restore-point')
        return false;
    const points = session.mine.evidence('restore-point')?.points ?? {};
    return (0,rollback_facts/* allExist */.$0)(session, Object.fromEntries(begun.databases.flatMap(({ database }) => (points[database] ? [[database, points[database]]] : []))));
}
async function rollBackTo(session, request) {
    const { context, deployment } = session;
    if (deployment !== undefined && !context.dryRun)
        await (0,rollback_facts/* settle */.G9)(session, deployment);
    const done = endedOfThisRun(session, await context.state(), plan => plan.kind !== 'restore' || plan.asked !== true);
    if (done !== undefined && deployment === undefined) {
        // A re-run of the same run must not go back one release more.
        context.log.notice(`This run has rolled back already (deployment ${done.id}): there is nothing to do`);
        return {
            plan: { kind: 'nothing', reasons: ['this run has rolled back already'] },
            outcome: 'nothing-changed',
            release: undefined,
            deployment: done.id,
            kept: []
        };
    }
    const begun = deployment === undefined ? undefined : begunPlan(session);
    if (begun?.kind === 'restore' && begun.asked && !context.dryRun)
        return execute(session, await (0,rollback_facts/* wayOfLive */.VL)(session, await context.state()), begun);
    const to = begun?.to ?? deployment?.opened.version ?? request.to;
    const way = await (0,rollback_facts/* wayFromVerified */.gZ)(session, await context.state(), to, request.acceptLoss);
    if (begun !== undefined && !context.dryRun)
        return execute(session, way, begun);
    const plan = planRollback(way.facts);
    say(session, plan);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: undefined, kept: [] };
    if (plan.kind === 'refuse')
        throw new RollbackRefused(plan, way.undone?.id);
    if (plan.kind === 'nothing')
        throw new errors/* UserError */.y('Nothing is to be undone: what is live is what the rollback would go to');
    if (request.reason === undefined && deployment === undefined)
        throw new errors/* UserError */.y('A rollback by hand needs a `reason`, which is recorded');
    const { version, commit } = way.targetRelease ?? {};
    await session.require(() => (0,world/* openingOf */.E4)(session, 'rollback', { version, commit, reason: request.reason }), { waited: true });
    return execute(session, way, plan);
}
/** A way back that this very run went to its end, whose plan is one of these. */
function endedOfThisRun(session, state, isOne) {
    const { repository, runId } = session.context.run.owner;
    return state.deployments.find(({ records }) => {
        const [first, last] = [records[0], records.at(-1)];
        const begun = records.findLast(record => record.type === 'intent' && record.step === 'rollback');
        return (first?.type === 'opened' &&
            first.kind === 'rollback' &&
            first.owner.repository === repository &&
            first.owner.runId === runId &&
            last?.type === 'closed' &&
            last.outcome === 'verified' &&
            begun?.type === 'intent' &&
            isOne(begun.plan));
    });
}
function begunPlan(session) {
    const plan = session.mine.intent('rollback');
    return plan === undefined || plan.kind === 'refuse' || plan.kind === 'nothing' ? undefined : plan;
}
function say(session, plan) {
    const { log, dryRun } = session.context;
    log.info(`${dryRun ? 'Would go back' : 'Going back'}: ${plan.kind}`);
    for (const reason of plan.reasons)
        log.info(`  because ${reason}`);
    if ('loss' in plan)
        for (const loss of plan.loss)
            log.warning(`This is lost: ${loss}`);
    if (plan.kind === 'refuse')
        for (const choice of plan.choices)
            log.info(`  you can: ${choice.what} (cost: ${choice.cost})`);
}
/** Stopped loudly: the deployment stays open with its lock, so that nothing builds on an undecided state. */
async function rollback_refuse(session, plan) {
    const { context, mine } = session;
    mine.begin('rollback', plan);
    let unopened;
    if ((0,fence_state/* isFenced */.i3)(mine.records) && context.target.config.rollback['on-refuse'] === 'open') {
        // The intent comes first: from here on users may write, and a restore point leads back only with their loss.
        mine.begin('open', { because: '`on-refuse: open`' });
        try {
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, mine.job('open', timeouts/* serviceTimeoutMs */.Xc)), 'open', (0,world/* servicesOf */.Yj)(context), (0,world/* maintenanceFile */.iV)(context));
            await mine.done('open', { says: 'let users in: `on-refuse: open`' }, 0, false);
        }
        catch (error) {
            // Why there is no way back must not be hidden by this.
            unopened = error;
            context.log.warning(`Users could not be let in (\`on-refuse: open\`): ${(0,errors/* messageOf */.b)(error)}`);
        }
    }
    const message = new RollbackRefused(plan, mine.id, (0,fence_state/* isFenced */.i3)(mine.records), unopened);
    await mine.failed('rollback', message.message, 0);
    throw message;
}
/** There is no way back that loses nothing. `plan` holds the reasons and the choices with their cost. */
class RollbackRefused extends errors/* UserError */.y {
    plan;
    /** `fenced`: the writers are stopped and users see the maintenance answer, which is said where it is so. */
    constructor(plan, deployment, fenced = false, cause) {
        super(`No safe way back, so nothing was ${fenced ? 'undone; the writers are stopped, and users see the maintenance answer' : 'changed'}${deployment === undefined ? '' : ` (deployment ${deployment})`}:\n${plan.reasons.map(reason => `  - ${reason}`).join('\n')}\nYou can:\n${plan.choices
            .map(choice => `  - ${choice.what}. Cost: ${choice.cost}`)
            .join('\n')}`, cause === undefined ? undefined : { cause });
        this.plan = plan;
    }
}
/** Writers stopped, data back, code back, services started, gate behind the fence, users in. Each part is safe to repeat. */
async function execute(session, way, plan, recorded = false) {
    const { context, mine } = session;
    const start = context.clock.monotonic();
    if (!recorded)
        mine.begin('rollback', plan);
    const copies = {};
    const saved = [];
    let back = false;
    try {
        const services = (0,world/* servicesOf */.Yj)(context);
        const file = (0,world/* maintenanceFile */.iV)(context);
        const job = (timeoutMs) => mine.job('rollback', context.timeoutMs ?? timeoutMs);
        const data = plan.kind === 'restore-point' || plan.kind === 'restore';
        const code = (0,world/* codeOf */.$N)(context);
        const to = plan.to === null ? undefined : way.targetRelease;
        const fence = () => (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'fence', services, file);
        if (plan.kind === 'restore')
            Object.assign(copies, await restoreBackups(session, plan, fence, saved));
        else if (data || (0,fence_state/* isFenced */.i3)(mine.records))
            await fence();
        if (plan.kind === 'restore-point')
            Object.assign(copies, await returnToPoints(session, way, plan));
        back = data;
        const { kind } = way.previousCode;
        // Where there was no code before, the link that the deployment made goes.
        if (to !== undefined && code !== undefined && (kind !== 'none' || way.facts.codeChanged))
            await code.goBack(job(timeouts/* codeTimeoutMs */.DO), way.previousCode);
        // Only a release behind the link can be proven to run.
        const release = kind === 'symlink' ? to?.path : undefined;
        if (services.length > 0)
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc), release), 'restart', services);
        const report = await (0,gate/* measure */.xP)(session, 'gate');
        if (report.verdict !== 'passed')
            throw new errors/* UserError */.y(`The system was put back, but the health gate is ${report.verdict}: ${report.reason}. ${(0,fence_state/* isFenced */.i3)(mine.records) || data ? 'The fence still stands. ' : ''}Mend what the checks name, then run \`rollback\` with \`deployment: ${mine.id}\` again`);
        if (file !== undefined && (data || (0,fence_state/* isFenced */.i3)(mine.records)))
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'open', [], file);
    }
    catch (thrown) {
        const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)];
        const error = back && plan.kind === 'restore' && plan.asked && thrown instanceof errors/* UserError */.y
            ? new errors/* UserError */.y(`${thrown.message}\n${waysAfterRestore(context, mine.id, kept)}`, { cause: thrown.cause })
            : thrown;
        await mine.failed('rollback', (0,errors/* messageOf */.b)(error).slice(0, 4000), context.clock.monotonic() - start).catch(() => undefined);
        throw error;
    }
    const loss = 'loss' in plan ? plan.loss : [];
    const where = way.targetRelease === undefined ? 'what ran before' : `${way.targetRelease.version} (${way.targetRelease.id})`;
    const says = `${plan.kind}: ${where} runs and passed the gate; ${loss.length === 0 ? 'nothing was lost' : `lost: ${loss.join('; ')}`}`;
    const kept = [...Object.values(copies), ...saved.map(id => `backup ${id}`)];
    const evidence = { says, kept, copies, release: way.targetRelease?.id ?? null };
    await mine.done('rollback', evidence, context.clock.monotonic() - start, true);
    if (way.badRelease !== undefined && way.badRelease.id !== way.targetRelease?.id)
        session.putRelease({ ...way.badRelease, state: 'bad', deployment: mine.id });
    recordKeptSchema(session, way, plan);
    if (plan.kind === 'restore' && plan.asked)
        await recordRestoredSchema(session, way);
    const byHand = mine.kind === 'rollback';
    await mine.close(byHand ? 'verified' : 'rolled-back', byHand ? (plan.kind === 'restore' && plan.asked ? says : `Rolled back by hand to ${where}`) : `${failedStep(session)}; ${says}`, way.targetRelease?.id);
    return { plan, outcome: 'rolled-back', release: way.targetRelease?.id, deployment: mine.id, kept };
}
/** The data are back, and the system does not come up with them: nothing else ends a restore that a person asked for. */
function waysAfterRestore(context, deployment, kept) {
    const file = (0,world/* maintenanceFile */.iV)(context);
    const services = (0,world/* servicesOf */.Yj)(context).map(each => each.name);
    const rest = [
        ...(file === undefined ? [] : [`remove ${file}`]),
        ...(services.length === 0 ? [] : [`see that ${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'}`])
    ];
    return `The data are restored, and deployment ${deployment} stays open${file === undefined ? '' : '; users see the maintenance answer'}. You can:
  - mend what is named above, then run \`command: restore\` again with \`deployment: ${deployment}\`: the data are not touched again, it only starts, gates and opens
  - where it cannot pass with these data, give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\` and a \`reason\`. Then restore another backup (what was live is kept as ${kept.join(', ')})${rest.length === 0 ? '' : `, or let users in by hand: on ${context.host.label} ${rest.join(', and ')}`}`;
}
/** Where the code alone went back, the additive migrations stay: without a record of that the next preflight would take them for drift. */
function recordKeptSchema(session, way, plan) {
    const release = way.targetRelease;
    if (release === undefined || plan.kind !== 'code-only')
        return;
    const now = Object.fromEntries(way.facts.schema.flatMap(({ set, now }) => (now === null ? [] : [[set, [...now]]])));
    if (Object.keys(now).length === 0)
        return;
    session.putRelease({ ...release, applied: { ...release.applied, ...now } });
}
/** A backup may be older than the last migration: what is applied now is read, or the next preflight would take it for drift. */
async function recordRestoredSchema(session, { targetRelease: release }) {
    const { context } = session;
    const { migrations } = context.target.config;
    if (release === undefined || migrations.length === 0)
        return;
    const applied = { ...release.applied };
    for (const migration of migrations)
        applied[(0,world/* setOf */.s4)(migration)] = [...(await (await (0,world/* frameworkOf */.K5)(context, migration, release.path)).appliedSet())];
    session.putRelease({ ...release, applied });
}
async function returnToPoints(session, way, plan) {
    const { mine } = session;
    const points = way.undone?.records.findLast(record => record.type === 'evidence' && record.step === 'restore-point');
    const known = points?.type === 'evidence' ? points.evidence.points : {};
    const copies = {};
    for (const { database } of plan.databases) {
        const point = known[database];
        if (point === undefined)
            throw new Error(`The restore point of ${database} is not in the journal`);
        const engine = await (0,world/* databaseOf */.zJ)(session.context, database);
        copies[database] = (await engine.returnToRestorePoint(mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), point)).kept;
    }
    return copies;
}
/**
 * `fence` stops the writers, once every backup is proven and can be read: what refuses one leaves the system running.
 * The jobs' ids do not count the attempts: an attempt after one that was interrupted recognises by them what is restored already, and does not take away
 * again what users have written since.
 * What can only be restored in its place is backed up before: twice, where it was written to until the writers stopped. Its ids go into `saved`.
 */
async function restoreBackups(session, plan, fence, saved) {
    const { context, mine } = session;
    const job = { ...mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), idPrefix: `${mine.id}.rollback` };
    const { stateDir } = context.target;
    const trust = { ...(await (0,world/* trustOf */.An)(context)), fromHost: plan.fromHost };
    const databases = plan.databases.map(each => each.database);
    // All of them are proven before the first is swapped.
    const ready = [];
    const opened = new Map();
    try {
        for (const { database, backup, inPlace } of plan.databases) {
            const manifest = await (0,store/* verifyBackup */.gu)(context.host, context.target.stateDir, backup, trust);
            const engine = await (0,world/* sourceOf */.vz)(context, database);
            const known = opened.get(backup);
            const open = known ?? (await (0,encryption/* openBackup */.Tw)(context.host, job, manifest, { identity: await (0,world/* identityOf */.cu)(context, manifest), databases }));
            opened.set(backup, open);
            ready.push({
                database,
                engine,
                source: (0,source/* restoreSource */.M)(manifest, database, engine, 'restore', { stateDir, directory: open.directory }),
                inPlace: inPlace !== undefined
            });
        }
        const live = {};
        for (const { database, inPlace } of ready)
            if (inPlace)
                live[database] = await (0,in_place/* saveLive */.M8)(session, database, job);
        await fence();
        const copies = {};
        for (const { database, engine, source } of ready) {
            const known = live[database];
            if (known === undefined)
                copies[database] = (await engine.restore(job, source)).kept;
            else {
                const now = await (0,in_place/* stillSaved */.oJ)(session, database, job, known);
                saved.push(now.backup);
                await (await (0,world/* databaseOf */.zJ)(context, database)).restoreInPlace(job, source, now);
            }
        }
        return copies;
    }
    finally {
        for (const each of opened.values())
            await each.close();
    }
}
function failedStep(session) {
    const failed = session.mine.records.findLast(record => record.type === 'failed' && record.step !== 'rollback');
    const staged = session.mine.evidence('stage');
    return failed?.type === 'failed'
        ? `${staged?.version ?? 'The deployment'} failed in ${failed.step}`
        : `${staged?.version ?? 'The deployment'} was cancelled`;
}


/***/ }),

/***/ 6281:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mr: () => (/* binding */ fenceStep),
/* harmony export */   Tb: () => (/* binding */ fenceForProof),
/* harmony export */   b0: () => (/* binding */ openStep),
/* harmony export */   se: () => (/* binding */ restartStep)
/* harmony export */ });
/* harmony import */ var _services_operate_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9296);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9344);




/** The fence: the maintenance answer goes up and the writers stop. In a chain only when a pending migration needs it. */
const fenceStep = {
    name: 'fence',
    title: 'Fence: stop the writers',
    changes: true,
    async plan(session) {
        const decision = await (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .decideFence */ .yH)(session);
        if (!decision.needed)
            return { skip: decision.why };
        if ((0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .fenceStands */ .hN)(session.deployment?.records ?? []))
            return { skip: 'the fence stands already' };
        return planned(session, 'fence', [decision.why]);
    },
    run: (session, plan) => run(session, plan, 'fence'),
    async inspect(session, plan) {
        const { states, maintenance } = await now(session);
        const stopped = [...states]
            .filter(([name]) => plan.services.some(each => name.endsWith(` ${each}`)))
            .every(([, state]) => state.active === 'inactive' || state.active === 'failed');
        if (!stopped || (plan.maintenance !== null && maintenance !== 'up'))
            return { outcome: 'partly', what: 'not every writer is stopped' };
        return {
            outcome: 'done',
            evidence: { action: 'fence', fenced: true, services: [], says: 'found fenced: every writer stopped, maintenance answer up' }
        };
    }
};
/** Starts what the fence stopped, or restarts; proves that the new code runs. */
function restartStep(action = 'restart') {
    return {
        name: 'restart',
        title: action === 'stop' ? 'Stop the services' : `${action[0].toUpperCase()}${action.slice(1)} the services`,
        changes: true,
        async plan(session) {
            if ((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context).length === 0)
                return { skip: 'no services are configured' };
            return planned(session, action, []);
        },
        run: (session, plan) => run(session, plan, 'restart')
    };
}
/** Lets users in again. */
const openStep = {
    name: 'open',
    title: 'Open: let users in',
    changes: true,
    async plan(session) {
        const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(session.context);
        if (!(0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isFenced */ .i3)(session.deployment?.records ?? []))
            return { skip: session.context.dryRun ? 'opens whatever the fence closed' : 'no fence stands' };
        return {
            plan: { action: 'open', services: (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context).map(each => each.name), maintenance: file ?? null },
            says: [file === undefined ? 'start what the fence stopped' : `remove ${file}`]
        };
    },
    run: (session, plan) => run(session, plan, 'open'),
    async inspect(session, plan) {
        const { states, maintenance } = await now(session);
        if (maintenance === 'up' || ![...states.values()].every(state => state.active === 'active'))
            return { outcome: 'partly', what: 'users are not let in yet' };
        return {
            outcome: 'done',
            evidence: { action: plan.action, fenced: false, services: [], says: 'found open: maintenance answer down, every service up' }
        };
    }
};
/** The services and the maintenance answer as they are now. */
function now(session) {
    const { context, mine } = session;
    return (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .readServices */ .JQ)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, mine.job('fence', _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc)), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(context));
}
function planned(session, action, why) {
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(session.context);
    const file = action === 'fence' ? (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(session.context) : undefined;
    const { steps } = (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .planOf */ .XC)(action, services, file);
    return {
        plan: { action, services: steps.map(step => step.service.name), maintenance: file ?? null },
        says: [
            ...why,
            ...(file === undefined ? [] : [`maintenance answer up: ${file}`]),
            ...steps.map(step => `${step.verb} ${step.service.manager.kind} ${step.service.name}`)
        ]
    };
}
async function run(session, plan, step) {
    const { context, mine } = session;
    const services = (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context);
    const switched = mine.evidence('switch');
    const root = context.target.config.code?.root;
    const release = step !== 'fence' && switched !== undefined && root !== undefined ? `${root}/releases/${switched.release}` : undefined;
    const job = mine.job(step, context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, job, release), plan.action, plan.action === 'open' && plan.maintenance !== null ? [] : services, plan.maintenance ?? undefined);
    for (const service of evidence.services)
        if (service.remark !== undefined)
            context.log.warning(`${service.name}: ${service.remark}`);
    return { action: plan.action, fenced: plan.action === 'fence', services: evidence.services, says: saysOf(evidence) };
}
/** The proofs as a person reads them. */
const proofs = {
    cwd: 'works in the release',
    'command-line': 'runs the release that its command names',
    'started-after-switch': 'was started after the switch',
    'new-process': 'is a new process',
    running: 'runs as before',
    stopped: 'stopped'
};
function pids(before, after) {
    if (after === undefined)
        return '';
    return before === undefined || before === after ? ` (pid ${after})` : ` (pid ${before}, now ${after})`;
}
function saysOf(evidence) {
    const each = evidence.services.map(({ name, proof, before, after }) => `${name} ${proofs[proof]}${pids(before.pid, after.pid)}`);
    const file = evidence.maintenance === undefined ? [] : [`maintenance answer ${evidence.maintenance}`];
    return [...file, ...each, ...(evidence.stableForMs > 0 ? [`up for ${evidence.stableForMs / 1000} s`] : [])].join(', ');
}
/** Stops the writers of a deployment that was opened, so that what came in can be counted exactly. */
async function fenceForProof(session) {
    const { context, mine } = session;
    const plan = planned(session, 'fence', []).plan;
    mine.begin('fence', plan);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, mine.job('fence', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc)), 'fence', (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(context));
    await mine.done('fence', { action: 'fence', fenced: true, services: [], says: saysOf(evidence) }, evidence.durationMs, false);
}


/***/ })

};
;