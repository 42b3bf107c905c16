"use strict";
exports.id = 740;
exports.ids = [740];
exports.modules = {

/***/ 7740:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ rollBack)
});

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
                            ? 'nothing was written since the restore point: proven by counts and content hashes'
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
            what: 'repair forward: deploy a new tag that works with the schema as it is',
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
var operate = __webpack_require__(3996);
// EXTERNAL MODULE: ./build/shared/steps/fence-state.js
var fence_state = __webpack_require__(4060);
// EXTERNAL MODULE: ./build/shared/steps/gate.js + 9 modules
var gate = __webpack_require__(9868);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(455);
// EXTERNAL MODULE: ./build/shared/deployment/open-deployment.js
var open_deployment = __webpack_require__(7441);
// EXTERNAL MODULE: ./build/shared/deployment/summarise.js
var summarise = __webpack_require__(3001);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 29 modules
var world = __webpack_require__(4851);
;// CONCATENATED MODULE: ./build/shared/steps/writes.js

/**
 * Did users write anything since they were let in? Answers only from proof: writers are stopped now, and counts and content hashes of every table
 * are compared with those taken at the opening. Without both nobody knows.
 */
async function proveNoWrites(session, records, database) {
    const opening = records.findLast(record => record.type === 'intent' && record.step === 'open');
    if (opening?.type !== 'intent' || session.context.dryRun)
        return 'unknown';
    const before = opening.plan.fingerprints?.[database];
    const refenced = records.some(record => record.seq > opening.seq && record.type === 'evidence' && record.step === 'fence');
    if (before === undefined || !refenced || session.deployment === undefined)
        return 'unknown';
    const engine = await (0,world/* databaseOf */.zJ)(session.context, database);
    const now = await engine.fingerprint(session.deployment.job('rollback', 10 * 60_000));
    return difference(before, now);
}
/** Pure: tables that are not as they were, with the rows that were added or changed at least. */
function difference(before, now) {
    const tables = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(table => before[table]?.rows !== now[table]?.rows || before[table]?.hash !== now[table]?.hash);
    if (tables.length === 0)
        return 'none';
    // A table with as many rows and other content has at least one changed row.
    return tables.map(table => ({ table, rows: Math.max(1, Math.abs((now[table]?.rows ?? 0) - (before[table]?.rows ?? 0))) }));
}

;// CONCATENATED MODULE: ./build/shared/steps/rollback-facts.js







/** Steps whose jobs end by themselves soon and must not be cut: half a swap is worse than none. */
const finishFirst = ['fence', 'restore-point', 'switch', 'open', 'rollback'];
/** Ends or awaits what still runs of a deployment, and its database sessions, before anything is decided (G10). Errors: UserError. */
async function settle(session, deployment) {
    const { context } = session;
    const running = (await context.refresh()).holder?.runningJobs ?? [];
    for (const id of running.filter(each => each.startsWith(`${deployment.id}.`))) {
        const step = id.split('.')[1];
        if (!finishFirst.includes(step)) {
            context.log.info(`Ending job ${id}, which still runs on the host`);
            await context.host.endJob(context.target.stateDir, id);
            continue;
        }
        context.log.info(`Waiting for job ${id} to end`);
        for (const end = context.clock.monotonic() + 10 * 60_000; (await context.host.inspectJob(context.target.stateDir, id)).state === 'running';) {
            if (context.clock.monotonic() > end)
                throw new errors/* UserError */.y(`Job ${id} still runs on ${context.host.label} after 10 min: nothing can be decided before it has ended`);
            await context.clock.sleep(500);
        }
    }
    // A client that was killed leaves its statement running in the server, and it may still commit.
    const migrate = deployment.records.filter(record => record.type === 'intent' && record.step === 'migrate').length;
    const ended = deployment.records.some(record => record.type === 'evidence' && record.step === 'migrate');
    if (migrate === 0 || ended)
        return;
    for (const migration of context.target.config.migrations) {
        const engine = await (0,world/* databaseOf */.zJ)(context, migration.database);
        await engine.reopen({
            stateDir: context.target.stateDir,
            idPrefix: `${deployment.id}.rollback.0`,
            token: session.deployment?.held.token,
            timeoutMs: 60_000
        });
        await engine.endSessions((0,names/* tagOf */.cO)(`${deployment.id}.migrate.${migrate}.${migration.framework}-${migration.database}`));
    }
}
/** Back from an open deployment that failed or was interrupted. */
async function wayFromOpen(session, deployment, state, lossAccepted) {
    const { context } = session;
    const { records } = deployment;
    const opened = records[0];
    if (opened?.type !== 'opened')
        throw new Error(`Deployment ${deployment.id} does not begin with its opening record`);
    const code = opened.code ?? { kind: 'none' };
    const live = await (0,world/* liveCode */.Y0)(context);
    const now = (0,summarise/* situation */.V)(state);
    const lastGood = now.kind === 'no-state' ? undefined : now.lastGood;
    const previous = state.releases.find(release => release.id === code.release) ??
        state.releases.find(release => code.kind === 'git' && release.commit === code.target) ??
        (code.kind === 'none' ? lastGood : undefined);
    const migrated = intents(records, 'migrate').at(-1);
    const facts = {
        undecided: [],
        previous: previous === undefined ? null : { id: previous.id, state: previous.state, present: true },
        codeChanged: code.kind !== 'none' && live.target !== code.target,
        servicesTouched: ['fence', 'restart', 'open'].some(step => intents(records, step).length > 0),
        schema: migrated === undefined ? [] : await schemaSince(session, migrated.before, migrated.releasePath, [records]),
        databases: await databasesOf(session, records, migrated !== undefined),
        opened: (0,fence_state/* wasOpened */.xp)(records, (0,world/* maintenanceFile */.iV)(context) !== undefined),
        baselineFailed: (0,open_deployment/* findEvidence */.H)(records, 'baseline')?.report.verdict === 'failed',
        lossAccepted
    };
    const staged = (0,open_deployment/* findEvidence */.H)(records, 'stage');
    const failed = records.some(record => record.type === 'failed' && !['preflight', 'baseline', 'stage', 'squash-check', 'backup', 'rollback'].includes(record.step));
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
    const now = (0,summarise/* situation */.V)(state);
    if (now.kind === 'no-state')
        throw new errors/* UserError */.y('There is no state of Belay on this host: run `command: adopt` first');
    const target = to === undefined ? now.candidates[0] : state.releases.filter(each => each.id === to || each.version === to).at(-1);
    if (target === undefined) {
        const known = now.candidates.map(each => each.version).join(', ');
        throw new errors/* UserError */.y(to === undefined
            ? 'There is no earlier verified or adopted release to go back to'
            : `There is no release ${JSON.stringify(to)} here; there ${known === '' ? 'is none to go back to' : `are ${known}`}`);
    }
    if (target.id === now.live?.id)
        throw new errors/* UserError */.y(`${target.version} is what is live now: there is nothing to go back to`);
    // The deployments since the target was verified, newest first; each may have moved the schema.
    const since = state.deployments.filter(each => (each.records[0]?.at ?? '') > (target.verifiedAt ?? target.stagedAt));
    const last = since.find(each => each.records.some(record => record.type === 'intent' && record.step === 'migrate'));
    const live = await (0,world/* liveCode */.Y0)(context);
    const present = await context.host.run(`test -d "$BELAY_PATH"`, { env: { BELAY_PATH: target.path }, check: false });
    const facts = {
        undecided: [],
        previous: { id: target.id, state: target.state, present: present.exitCode === 0 },
        codeChanged: true,
        servicesTouched: true,
        schema: await schemaSince(session, target.applied ?? {}, now.live?.path ?? live.path ?? target.path, since.map(each => each.records)),
        databases: last === undefined ? [] : await restorableOf(session, last, since),
        opened: true,
        baselineFailed: false,
        lossAccepted: lossAccepted !== undefined && since.some(each => each.id === lossAccepted)
    };
    const previousCode = live.kind === 'git'
        ? { kind: 'git', path: live.path, target: target.commit, branch: live.branch }
        : { kind: live.kind, path: target.path, target: `releases/${target.id}` };
    return { facts, undone: last, previousCode, targetRelease: target, badRelease: now.live };
}
function intents(records, step) {
    return records.flatMap(record => (record.type === 'intent' && record.step === step ? [record.plan] : []));
}
/** The applied sets before and now, and whether everything in between was proven additive. */
async function schemaSince(session, before, releasePath, journals) {
    const { context } = session;
    return Promise.all(context.target.config.migrations.map(async (migration) => {
        const set = (0,world/* setOf */.s4)(migration);
        const now = await (await (0,world/* frameworkOf */.K5)(context, migration, releasePath)).appliedSet().catch((error) => {
            context.log.warning(`The applied migrations of ${set} could not be read: ${(0,errors/* messageOf */.b)(error)}`);
            return null;
        });
        const was = before[set] ?? null;
        const checks = journals
            .map(records => (0,open_deployment/* findEvidence */.H)(records, 'squash-check')?.sets.find(each => each.set === set))
            .filter(each => each !== undefined);
        const proven = new Set(checks.filter(check => check.additive).flatMap(check => check.pending));
        const added = (now ?? []).filter(each => !was?.includes(each));
        return {
            set,
            database: migration.database,
            before: was === null ? null : [...was],
            now: now === null ? null : [...now],
            additive: added.every(each => proven.has(each)),
            reasons: checks.filter(check => !check.additive).flatMap(check => check.reasons)
        };
    }));
}
async function databasesOf(session, records, migrated) {
    const { context } = session;
    const points = (0,open_deployment/* findEvidence */.H)(records, 'restore-point')?.points ?? {};
    const backup = (0,open_deployment/* findEvidence */.H)(records, 'backup');
    const checked = (0,open_deployment/* findEvidence */.H)(records, 'squash-check');
    const evidence = (0,open_deployment/* findEvidence */.H)(records, 'migrate');
    const opened = (0,fence_state/* wasOpened */.xp)(records, (0,world/* maintenanceFile */.iV)(context) !== undefined);
    const names = [...new Set(context.target.config.migrations.map(migration => migration.database))];
    return Promise.all(names.map(async (database) => {
        const sets = context.target.config.migrations.filter(migration => migration.database === database).map(world/* setOf */.s4);
        const unchanged = sets.every(set => evidence?.sets[set]?.applied.length === 0);
        const additive = checked !== undefined && sets.every(set => checked.sets.find(each => each.set === set)?.additive === true);
        const point = points[database];
        const engine = await (0,world/* databaseOf */.zJ)(context, database);
        const exists = point !== undefined && (await engine.restorePointExists(point));
        return {
            database,
            touched: migrated && !unchanged && !additive,
            restorePoint: exists ? point.name : null,
            backup: backup?.databases.includes(database) ? backup.backup : null,
            writes: opened && exists ? await proveNoWrites(session, records, database) : 'unknown'
        };
    }));
}
/** For a rollback by hand: a restore point leads back over one deployment only. */
async function restorableOf(session, last, since) {
    const moving = since.filter(each => each.records.some(record => record.type === 'intent' && record.step === 'migrate'));
    const states = await databasesOf(session, last.records, true);
    return moving.length === 1 ? states : states.map(state => ({ ...state, restorePoint: null }));
}

// EXTERNAL MODULE: ./build/shared/steps/services.js
var services = __webpack_require__(6281);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(9693);
;// CONCATENATED MODULE: ./build/shared/steps/rollback.js










/**
 * Goes back: from the open deployment of this session, or, when none is open, from what is live to an earlier verified release.
 * Errors: UserError when the plan is `refuse` (the deployment stays open, with the choices), or when the system is not healthy afterwards.
 */
async function rollBack(session, request) {
    const { context } = session;
    const open = session.deployment;
    if (open !== undefined && open.kind !== 'rollback')
        return rollBackOpen(session, request);
    const state = await context.state();
    if (open !== undefined)
        return rollBackTo(session, state, {
            ...request,
            to: open.opened.version ?? request.to,
            acceptLoss: request.acceptLoss ?? open.opened.reason
        });
    return rollBackTo(session, state, request);
}
async function rollBackOpen(session, request) {
    const { context, mine } = session;
    const deployment = () => ({ id: mine.id, records: mine.records });
    await mine.flush();
    if (!context.dryRun)
        await settle(session, deployment());
    const accepted = request.acceptLoss === mine.id;
    let way = await wayFromOpen(session, deployment(), await context.refresh(), accepted);
    let plan = planRollback(way.facts);
    if (plan.kind === 'refuse' &&
        way.facts.opened &&
        way.facts.databases.some(database => database.restorePoint !== null) &&
        !context.dryRun) {
        // Perhaps nothing was written since users were let in: stop the writers again and compare exactly.
        context.log.info('Users were let in. Stopping the writers again, to prove whether anything was written since');
        await (0,services/* fenceForProof */.Tb)(session);
        way = await wayFromOpen(session, deployment(), await context.refresh(), accepted);
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
async function rollBackTo(session, state, request) {
    const { context } = session;
    const way = await wayFromVerified(session, state, request.to, request.acceptLoss);
    const plan = planRollback(way.facts);
    say(session, plan);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: way.targetRelease?.id, deployment: undefined, kept: [] };
    if (plan.kind === 'refuse')
        throw refusal(plan, way.undone?.id);
    if (plan.kind === 'nothing')
        throw new errors/* UserError */.y('Nothing is to be undone: what is live is what the rollback would go to');
    if (request.reason === undefined && session.deployment === undefined)
        throw new errors/* UserError */.y('A rollback by hand needs a `reason`, which is recorded');
    await session.require(() => (0,world/* openingOf */.E4)(session, 'rollback', { version: way.targetRelease?.version, commit: way.targetRelease?.commit, reason: request.reason }));
    return execute(session, way, plan);
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
    await mine.begin('rollback', { ...plan });
    const records = mine.records;
    const fenced = (0,fence_state/* isFenced */.i3)(records);
    if (fenced && context.target.config.rollback['on-refuse'] === 'open') {
        const job = mine.job('open', timeouts/* serviceTimeoutMs */.Xc);
        await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job), 'open', (0,world/* servicesOf */.Yj)(context), (0,world/* maintenanceFile */.iV)(context));
        await mine.done('open', { says: 'let users in: `on-refuse: open`' }, 0, false);
    }
    const message = refusal(plan, mine.id);
    await mine.failed('rollback', message.message, 0);
    throw message;
}
function refusal(plan, deployment) {
    return new errors/* UserError */.y(`No safe way back, so nothing was changed${deployment === undefined ? '' : ` (deployment ${deployment})`}:\n${plan.reasons.map(reason => `  - ${reason}`).join('\n')}\nYou can:\n${plan.choices
        .map(choice => `  - ${choice.what}. Cost: ${choice.cost}`)
        .join('\n')}`);
}
/** Writers stopped, data back, code back, services started, gate behind the fence, users in. Each part is safe to repeat. */
async function execute(session, way, plan) {
    const { context, mine } = session;
    const start = context.clock.monotonic();
    await mine.begin('rollback', { ...plan });
    const kept = [];
    try {
        const services = (0,world/* servicesOf */.Yj)(context);
        const file = (0,world/* maintenanceFile */.iV)(context);
        const job = (timeoutMs) => mine.job('rollback', context.timeoutMs ?? timeoutMs);
        const data = plan.kind === 'restore-point' || plan.kind === 'restore';
        const code = (0,world/* codeOf */.$N)(context);
        const to = plan.to === null ? undefined : way.targetRelease;
        if (data || (0,fence_state/* isFenced */.i3)(mine.records))
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'fence', services, file);
        if (plan.kind === 'restore-point')
            kept.push(...(await returnToPoints(session, way, plan)));
        if (plan.kind === 'restore')
            kept.push(...(await restoreBackups(session, plan)));
        if (to !== undefined && code !== undefined && way.previousCode.kind !== 'none')
            await code.goBack(job(timeouts/* codeTimeoutMs */.DO), way.previousCode);
        if (services.length > 0)
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc), to?.path), 'restart', services);
        const report = await (0,gate/* measure */.xP)(session, 'gate');
        if (report.verdict !== 'passed')
            throw new errors/* UserError */.y(`The system was put back, but the health gate is ${report.verdict}: ${report.reason}. ${(0,fence_state/* isFenced */.i3)(mine.records) || data ? 'The fence still stands. ' : ''}Mend what the checks name, then run \`rollback\` with \`deployment: ${mine.id}\` again`);
        if (file !== undefined && (data || (0,fence_state/* isFenced */.i3)(mine.records)))
            await (0,operate/* operate */.NX)((0,world/* serviceContext */.f4)(context, job(timeouts/* serviceTimeoutMs */.Xc)), 'open', [], file);
    }
    catch (error) {
        await mine.failed('rollback', (0,errors/* messageOf */.b)(error).slice(0, 4000), context.clock.monotonic() - start).catch(() => undefined);
        throw error;
    }
    const loss = 'loss' in plan ? plan.loss : [];
    const where = way.targetRelease === undefined ? 'what ran before' : `${way.targetRelease.version} (${way.targetRelease.id})`;
    const says = `${plan.kind}: ${where} runs and passed the gate; ${loss.length === 0 ? 'nothing was lost' : `lost: ${loss.join('; ')}`}`;
    await mine.done('rollback', { says, kept, release: way.targetRelease?.id ?? null }, context.clock.monotonic() - start, true);
    if (way.badRelease !== undefined && way.badRelease.id !== way.targetRelease?.id)
        await context.store.putRelease({ ...way.badRelease, state: 'bad', deployment: mine.id }, mine.held);
    const byHand = mine.kind === 'rollback';
    await mine.close(byHand ? 'verified' : 'rolled-back', byHand ? `Rolled back by hand to ${where}` : `${failedStep(session)}; ${says}`, way.targetRelease?.id);
    return { plan, outcome: 'rolled-back', release: way.targetRelease?.id, deployment: mine.id, kept };
}
async function returnToPoints(session, way, plan) {
    const { mine } = session;
    const points = way.undone?.records.findLast(record => record.type === 'evidence' && record.step === 'restore-point');
    const known = points?.type === 'evidence' ? points.evidence.points : {};
    const kept = [];
    for (const { database } of plan.databases) {
        const point = known[database];
        if (point === undefined)
            throw new Error(`The restore point of ${database} is not in the journal`);
        const engine = await (0,world/* databaseOf */.zJ)(session.context, database);
        kept.push((await engine.returnToRestorePoint(mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), point)).kept);
    }
    return kept;
}
async function restoreBackups(session, plan) {
    const { context, mine } = session;
    const kept = [];
    for (const { database, backup } of plan.databases) {
        const manifest = await (0,store/* verifyBackup */.gu)(context.host, context.target.stateDir, backup);
        const member = manifest.members.find(each => each.database === database);
        if (member === undefined)
            throw new errors/* UserError */.y(`Backup ${backup} has no member for ${database}`);
        const engine = await (0,world/* databaseOf */.zJ)(context, database);
        kept.push((await engine.restore(mine.job('rollback', timeouts/* databaseTimeoutMs */.fE), {
            directory: (0,store/* backupDirectory */.iV)(context.target.stateDir, backup),
            member: member.name,
            format: member.format,
            tables: member.facts.tables
        })).kept);
    }
    return kept;
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
/* harmony import */ var _services_operate_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3996);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4851);




/** The fence: the maintenance answer goes up and the writers stop. In a chain only when a pending migration needs it. */
const fenceStep = {
    name: 'fence',
    title: 'Fence: stop the writers',
    changes: true,
    async plan(session) {
        const decision = (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .decideFence */ .yH)(session);
        if (!decision.needed)
            return { skip: decision.why };
        if ((0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isFenced */ .i3)(session.deployment?.records ?? []))
            return { skip: 'the fence stands already' };
        return planned(session, 'fence', [decision.why]);
    },
    run: (session, plan) => run(session, plan, 'fence')
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
    run: (session, plan) => run(session, plan, 'open')
};
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
    const release = step === 'restart' && switched !== undefined && root !== undefined ? `${root}/releases/${switched.release}` : undefined;
    const job = mine.job(step, context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, job, release), plan.action, plan.action === 'open' && plan.maintenance !== null ? [] : services, plan.maintenance ?? undefined);
    return { action: plan.action, fenced: plan.action === 'fence', services: evidence.services, says: saysOf(evidence) };
}
function saysOf(evidence) {
    const each = evidence.services.map(service => `${service.name}: ${service.proof}${service.after.pid === undefined ? '' : ` (pid ${service.before.pid ?? '-'} -> ${service.after.pid})`}`);
    const file = evidence.maintenance === undefined ? [] : [`maintenance answer ${evidence.maintenance}`];
    return [...file, ...each, ...(evidence.stableForMs > 0 ? [`up for ${evidence.stableForMs / 1000} s`] : [])].join(', ');
}
/** Stops the writers of a deployment that was opened, so that what came in can be counted exactly. */
async function fenceForProof(session) {
    const { context, mine } = session;
    const plan = planned(session, 'fence', []).plan;
    await mine.begin('fence', plan);
    const evidence = await (0,_services_operate_js__WEBPACK_IMPORTED_MODULE_0__/* .operate */ .NX)((0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .serviceContext */ .f4)(context, mine.job('fence', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_3__/* .serviceTimeoutMs */ .Xc)), 'fence', (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .servicesOf */ .Yj)(context), (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .maintenanceFile */ .iV)(context));
    await mine.done('fence', { action: 'fence', fenced: true, services: [], says: saysOf(evidence) }, evidence.durationMs, false);
}


/***/ })

};
;