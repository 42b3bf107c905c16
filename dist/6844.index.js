"use strict";
exports.id = 6844;
exports.ids = [6844];
exports.modules = {

/***/ 26844:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./build/shared/action/ref.js
var action_ref = __webpack_require__(33693);
// EXTERNAL MODULE: ./build/shared/action/session.js + 5 modules
var session = __webpack_require__(45504);
// EXTERNAL MODULE: ./build/shared/deployment/session.js
var deployment_session = __webpack_require__(80049);
// EXTERNAL MODULE: ./build/shared/errors.js
var shared_errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/report/markdown.js
var markdown = __webpack_require__(48563);
// EXTERNAL MODULE: ./build/shared/report/report.js
var report_report = __webpack_require__(30656);
// EXTERNAL MODULE: ./build/shared/report/squash.js
var squash = __webpack_require__(48235);
// EXTERNAL MODULE: ./build/shared/deployment/state-script.js
var state_script = __webpack_require__(92342);
// EXTERNAL MODULE: ./build/shared/deployment/summarise.js
var summarise = __webpack_require__(63001);
;// CONCATENATED MODULE: ./build/shared/report/status.js


/** Pure: what is the case, for `command: status`. */
function renderStatus(state, where) {
    const now = (0,summarise/* situation */.VD)(state);
    const lines = [`${where.app} in ${where.environment} on ${where.host}`];
    if (now.kind === 'no-state')
        return [...lines, 'not adopted yet', ...now.choices.map(choice => `  you can: ${choice}`)].join('\n');
    lines.push(`live: ${now.live === undefined ? 'not known' : `${now.live.version} (${now.live.id}, ${now.live.state})`}`);
    lines.push(`last good: ${now.lastGood === undefined ? 'none' : `${now.lastGood.version}, verified ${now.lastGood.verifiedAt ?? 'at an unknown time'}`}`);
    lines.push(`could go back to: ${now.candidates.length === 0 ? 'nothing' : now.candidates.map(each => each.version).join(', ')}`);
    if (now.kind !== 'idle') {
        const { owner, since } = now.holder;
        lines.push(`open: deployment ${now.open.id}, by ${owner.actor} (${owner.repository}, ${owner.url ?? `run ${owner.runId}`}) since ${since}`);
        if (now.interrupted !== undefined)
            lines.push(`  it stopped in ${now.interrupted.step}, begun at ${now.interrupted.since}`);
    }
    lines.push('last deployments:');
    for (const { id, records } of state.deployments.slice(0, 10)) {
        const [first, last] = [records[0], records.at(-1)];
        lines.push(`  ${id} ${first?.type === 'opened' ? `${first.kind} ${first.version ?? ''}` : ''} ${last?.type === 'closed' ? `${last.outcome}: ${last.message.split('\n')[0]}` : 'open'}`);
    }
    // Of many only the newest are read, and all are counted.
    const many = state.backups.length > state_script/* manifestsRead */.dQ;
    const backups = state.backups.filter(backup => (many ? backup.problem === undefined : backup.manifest !== undefined));
    lines.push(`backups: ${backups.length}${backups.length === 0
        ? ''
        : `, newest ${backups
            .map(backup => backup.id)
            .sort()
            .at(-1)}`}`);
    return [...lines, ...now.choices.map(choice => `you can: ${choice}`)].join('\n');
}

// EXTERNAL MODULE: ./build/shared/squash/blocking.js
var blocking = __webpack_require__(21544);
// EXTERNAL MODULE: ./build/shared/steps/gate.js + 9 modules
var gate = __webpack_require__(19868);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 31 modules
var world = __webpack_require__(25002);
;// CONCATENATED MODULE: ./build/shared/steps/adopt.js




/** Makes what runs today the first good release, when the health gate passes: the first rollback has somewhere to go. */
async function adopt(session, reason) {
    const { context } = session;
    const { config, environment } = context.target;
    if (Object.keys(config.health.checks).length === 0)
        throw new shared_errors/* UserError */.y('There are no health checks, so nothing can prove that what runs now is good: give `checks` or `url`, or `health.checks` in the configuration');
    const left = session.deployment;
    if (left !== undefined && left.kind !== 'adopt')
        throw new shared_errors/* UserError */.y(`Deployment ${left.id} is open, so what runs now may be half of two releases. Run \`rollback\` with \`deployment: ${left.id}\`, or give it up with \`command: unlock\`, and adopt then`);
    const deployment = await session.require(() => (0,world/* openingOf */.E4)(session, 'adopt', { reason }));
    try {
        const report = await context.log.group('Health gate', () => (0,gate/* measure */.xP)(session, 'gate'));
        if (report.verdict !== 'passed')
            throw new shared_errors/* UserError */.y(`What runs now cannot be adopted: the health gate is ${report.verdict}: ${report.reason}. Mend it first`);
        const code = (0,world/* codeOf */.$N)(context);
        const adopted = await code?.adopt(deployment.job('stage', timeouts/* codeTimeoutMs */.DO));
        for (const note of adopted?.notes ?? [])
            context.log.warning(note);
        const live = await (0,world/* liveCode */.Y0)(context);
        const now = context.clock.now().toISOString();
        const path = adopted?.path ?? config.code?.root ?? '/';
        const applied = Object.fromEntries(await Promise.all(config.migrations.map(async (migration) => [(0,world/* setOf */.s4)(migration), [...(await (await (0,world/* frameworkOf */.K5)(context, migration, path)).appliedSet())]])));
        const release = {
            id: adopted?.id ?? `adopted-${deployment.id}`,
            version: adopted?.version ?? environment,
            commit: adopted?.commit ?? live.commit,
            path,
            state: 'adopted',
            stagedAt: now,
            verifiedAt: now,
            deployment: deployment.id,
            applied,
            fingerprint: adopted?.fingerprint === undefined ? undefined : { files: adopted.fingerprint }
        };
        session.putRelease(release);
        await deployment.close('adopted', `${release.version} runs, passed the gate, and is the first good release`, release.id);
        await session.closed();
        return release;
    }
    catch (error) {
        // Adopting changes nothing that runs, so nothing needs to be undone and no lock needs to stay.
        await deployment
            .close('nothing-changed', (0,shared_errors/* messageOf */.b)(error).slice(0, 4000))
            .then(() => session.closed())
            .catch(second => context.log.warning(`The journal could not be written: ${(0,shared_errors/* messageOf */.b)(second)}`));
        throw error;
    }
}

// EXTERNAL MODULE: ./build/shared/steps/backup.js + 2 modules
var backup = __webpack_require__(75841);
// EXTERNAL MODULE: ./build/shared/deployment/errors.js
var errors = __webpack_require__(83510);
// EXTERNAL MODULE: ./build/shared/deployment/run-step.js
var run_step = __webpack_require__(64031);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/steps/adopt-history.js + 1 modules
var adopt_history = __webpack_require__(16362);
// EXTERNAL MODULE: ./build/shared/steps/fence-state.js
var fence_state = __webpack_require__(14060);
// EXTERNAL MODULE: ./build/shared/steps/finish.js + 1 modules
var finish = __webpack_require__(54002);
// EXTERNAL MODULE: ./build/shared/steps/migrate.js
var migrate = __webpack_require__(44136);
// EXTERNAL MODULE: ./build/shared/steps/preflight.js + 4 modules
var preflight = __webpack_require__(83084);
// EXTERNAL MODULE: ./build/shared/steps/rehearse.js + 4 modules
var rehearse = __webpack_require__(80180);
// EXTERNAL MODULE: ./build/shared/steps/restore-point.js
var restore_point = __webpack_require__(91204);
// EXTERNAL MODULE: ./build/shared/steps/rollback.js + 1 modules
var rollback = __webpack_require__(6000);
// EXTERNAL MODULE: ./build/shared/steps/rollback-facts.js
var rollback_facts = __webpack_require__(14451);
// EXTERNAL MODULE: ./build/shared/steps/services.js
var services = __webpack_require__(16281);
// EXTERNAL MODULE: ./build/shared/steps/squash-check.js + 2 modules
var squash_check = __webpack_require__(13246);
// EXTERNAL MODULE: ./build/shared/steps/stage.js
var stage = __webpack_require__(42171);
// EXTERNAL MODULE: ./build/shared/steps/switch.js
var steps_switch = __webpack_require__(52837);
;// CONCATENATED MODULE: ./build/shared/steps/chain.js




















/** A deployment failed, and what was done about it. */
class DeploymentFailed extends shared_errors/* UserError */.y {
    rollback;
    constructor(message, cause, rollback) {
        super(message, { cause });
        this.rollback = rollback;
    }
}
/** The whole chain in one process: a deployment reads as this list. Errors: DeploymentFailed, after the rollback. */
async function deploy(session, request) {
    const { context } = session;
    const checked = await context.log.group('Preflight', () => (0,preflight/* requirePreflight */.lb)(session, request));
    if (!checked.needed && !request.force && session.deployment === undefined) {
        context.log.notice(`${checked.version} is live and verified already: there is nothing to do`);
        return { outcome: 'nothing-changed', version: checked.version };
    }
    if (session.deployment !== undefined)
        await resume(session, checked);
    const opening = () => (0,world/* openingOf */.E4)(session, 'deploy', { version: checked.version, commit: checked.commit, reason: request.reason });
    const step = (each) => (0,run_step/* runStep */.e)(session, each, { opening, more: true });
    // While the host is busy there is little else to do here.
    const source = (0,squash_check/* prefetchSource */.F)(session, request);
    const prepared = context.dryRun ? undefined : (0,stage/* prepareStage */.W)(session, { ...request, version: checked.version });
    try {
        await step(gate/* baselineStep */.IL);
        const { ref, repository, force } = request;
        await step((0,stage/* stageStep */.N)({ ref, version: checked.version, repository, force, prepared }));
        if (request.adoptHistory === true) {
            // The check of the migrations judges the rows that stand there afterwards.
            await step((0,backup/* backupStep */.lk)());
            await step(adopt_history/* adoptHistoryStep */.H7);
        }
        const applied = request.adoptHistory === true ? undefined : checked.applied;
        await step((0,squash_check/* squashStep */.u)({ ref, repository, onReport: request.onSquashReport, source, applied }));
        if (request.adoptHistory !== true)
            await step((0,backup/* backupStep */.lk)());
        await step(rehearse/* rehearseStep */.M6);
        await step(services/* fenceStep */.Mr);
        await step(restore_point/* restorePointStep */.B);
        await step(migrate/* migrateStep */.w9);
        await step(steps_switch/* switchStep */.P);
        await step((0,services/* restartStep */.se)());
        await step(gate/* gateStep */.sf);
        const fenced = (0,fence_state/* isFenced */.i3)(session.deployment?.records ?? []);
        await step(services/* openStep */.b0);
        if (fenced || context.dryRun)
            await step(gate/* liveGateStep */.YQ);
    }
    catch (error) {
        throw await afterFailure(session, error);
    }
    finally {
        await prepared?.dispose();
    }
    if (context.dryRun)
        return { outcome: 'planned', version: checked.version };
    await (0,finish/* finish */.O)(session);
    await session.closed();
    return { outcome: 'verified', version: checked.version };
}
/**
 * Goes on with a deployment that another job left open: what still runs of it is ended first, then every step is asked again; those that are done
 * say so. A rollback that was refused has changed nothing but the fence, so it does not stand in the way. Errors: UserError when it is not the same deployment, or is on its way back.
 */
async function resume(session, checked) {
    const { context, mine } = session;
    const { version, commit } = mine.opened;
    if (mine.kind !== 'deploy' || (commit !== undefined && commit !== checked.commit))
        throw new shared_errors/* UserError */.y(`Deployment ${mine.id} is a ${mine.kind} of ${version ?? 'unknown'} (${commit?.slice(0, 10) ?? 'no commit'}), not of ${checked.version}: it cannot be resumed with another version. Run \`rollback\` with \`deployment: ${mine.id}\``);
    if (mine.records.some(record => record.type === 'intent' && record.step === 'rollback' && record.plan.kind !== 'refuse'))
        throw new shared_errors/* UserError */.y(`Deployment ${mine.id} is on its way back: run \`rollback\` with \`deployment: ${mine.id}\` to finish that`);
    context.log.info(`Going on with deployment ${mine.id}`);
    if (!context.dryRun)
        await (0,rollback_facts/* settle */.G9)(session, { id: mine.id, records: mine.records });
}
/**
 * What becomes of a deployment in which a step threw. Whatever it was, the system must not stay half way: a broken connection or a bug is rolled
 * back like a failed migration. Only who has lost the lock changes nothing more, because another job decides now.
 */
async function afterFailure(session, thrown) {
    const { context, deployment } = session;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (deployment === undefined || context.dryRun || error instanceof errors/* LockLost */.yS || error instanceof host_errors/* FencedOff */.b0)
        return error;
    const message = error instanceof shared_errors/* UserError */.y ? error.message : `This is a bug in Belay, please report it: ${error.message}`;
    const cause = causeOf(error);
    context.log.error(message);
    if (!context.target.config.rollback.automatic) {
        return new DeploymentFailed(`${message}\n\`rollback.automatic: false\`: deployment ${deployment.id} stays open. Run \`rollback\` with \`deployment: ${deployment.id}\``, cause, undefined);
    }
    try {
        const result = await context.log.group('Roll back', () => (0,rollback/* rollBack */.Fu)(session, {}));
        await session.closed();
        const end = result.outcome === 'nothing-changed'
            ? 'Nothing live had been changed.'
            : `The system is as before: ${result.plan.kind}, ${result.release ?? 'same code'}, ${'loss' in result.plan && result.plan.loss.length > 0 ? `lost: ${result.plan.loss.join('; ')}` : 'nothing was lost'}.`;
        return new DeploymentFailed(`The deployment failed: ${message}\n${end}`, cause, result);
    }
    catch (second) {
        return new DeploymentFailed(`The deployment failed: ${message}\nAnd it could not be rolled back: ${(0,shared_errors/* messageOf */.b)(second)}`, causeOf(second) ?? cause, undefined);
    }
}
/** What is shown beneath the headline; of a bug its stack, which a report needs. */
function causeOf(error) {
    if (error instanceof shared_errors/* UserError */.y)
        return error.cause;
    return error instanceof Error ? new Error(error.stack ?? error.message) : undefined;
}

// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(17170);
// EXTERNAL MODULE: ./build/shared/steps/named-backup.js + 1 modules
var named_backup = __webpack_require__(61158);
;// CONCATENATED MODULE: ./build/shared/steps/drill.js






/**
 * Proves that a backup restores: every byte against its manifest, then each database into a copy that nobody uses, compared with what it held when it was
 * dumped. Nothing live is touched. `named`: an id, or `latest`. Errors: UserError that says what differs.
 */
async function drillBackup(session, named, { only, fromHost } = {}) {
    const { context } = session;
    const { stateDir } = context.target;
    const { manifest, wanted } = await (0,named_backup/* readNamedBackup */.Wy)(session, named, { meant: (0,world/* sourceNames */.SI)(context), only, fromHost });
    const { id } = manifest;
    // A drill changes nothing that a deployment guards, so it needs no lock and no token.
    const job = {
        stateDir,
        idPrefix: `drill-${(0,deployment_id/* newDeploymentId */.X)(context.clock.now(), context.random)}.drill`,
        timeoutMs: context.timeoutMs ?? timeouts/* databaseTimeoutMs */.fE,
        onOutput: (text) => context.log.info(text.trimEnd())
    };
    const databases = {};
    const opened = await (0,encryption/* openBackup */.Tw)(context.host, job, manifest, { identity: await (0,world/* identityOf */.cu)(context, manifest), databases: wanted });
    try {
        for (const name of wanted) {
            const engine = await (0,world/* sourceOf */.vz)(context, name);
            databases[name] = await engine.drill(job, (0,source/* restoreSource */.M)(manifest, name, engine, 'drill', { stateDir, directory: opened.directory }));
        }
    }
    finally {
        await opened.close();
    }
    const each = Object.entries(databases);
    return {
        backup: id,
        databases,
        durationMs: each.reduce((sum, [, drill]) => sum + drill.durationMs, 0),
        says: `Backup ${id}${fromHost === undefined ? '' : ` of ${fromHost}`} restores: ${each.map(([name, drill]) => `${name} in ${(drill.durationMs / 1000).toFixed(1)} s (${drill.says})`).join('; ')}`
    };
}

;// CONCATENATED MODULE: ./build/shared/database/estimate.js
/**
 * How many rows a restore would take away, by the engine's own statistics: quick whatever the size, never exact, and so for display only. No decision may
 * depend on it; where one does, rows are counted while the writers are stopped.
 */
/** Table and rows, by engine; names are those of a manifest's content. */
const statistics = {
    postgres: "SELECT format('%I.%I', schemaname, relname), n_live_tup FROM pg_stat_user_tables",
    mysql: "SELECT TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
    mariadb: "SELECT TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
};
/** Tables named in one line. */
const shown = 3;
/** One phrase about how the live tables differ from what a backup holds; undefined where this engine keeps no statistics. Errors: as `query`. */
async function estimatedLoss(engine, content) {
    const sql = statistics[engine.engine];
    if (sql === undefined)
        return undefined;
    const rows = await engine.query(sql);
    return differenceText(content, new Map(rows.map(([table, count]) => [table ?? '', Number(count)])));
}
/** Pure. `live`: estimated rows by table. */
function differenceText(content, live) {
    const tables = [...new Set([...Object.keys(content), ...live.keys()])];
    const differing = tables
        .map(table => ({ table, rows: (live.get(table) ?? 0) - (content[table]?.rows ?? 0), there: live.has(table), was: table in content }))
        .filter(({ rows, there, was }) => rows !== 0 || there !== was)
        .sort((a, b) => Math.abs(b.rows) - Math.abs(a.rows) || a.table.localeCompare(b.table));
    if (differing.length === 0)
        return 'by an estimate every table has as many rows now as in the backup';
    const said = differing.slice(0, shown).map(({ table, rows, there, was }) => {
        if (!there)
            return `${table} (gone now)`;
        if (!was)
            return `${table} (new, about ${rows} rows)`;
        return `${table} (about ${Math.abs(rows)} rows ${rows > 0 ? 'more' : 'fewer'})`;
    });
    const others = differing.length - said.length;
    return `by an estimate these differ now from the backup: ${said.join(', ')}${others > 0 ? `, and ${others} more` : ''}`;
}

// EXTERNAL MODULE: ./build/shared/database/registry.js + 17 modules
var registry = __webpack_require__(23119);
// EXTERNAL MODULE: ./build/shared/steps/in-place.js
var in_place = __webpack_require__(56688);
;// CONCATENATED MODULE: ./build/shared/steps/restore.js











/**
 * The databases become what a backup holds; code and release stay. Nothing is changed before the backup is authenticated and every byte of it is read, the
 * restored copy is compared before it is swapped in, and what was live is kept beside. Errors: UserError; where the loss is not accepted it names it.
 */
async function restoreBackup(session, request) {
    const { context } = session;
    if (session.deployment === undefined)
        await (0,deployment_session/* takeOverOwnRun */.ps)(session);
    const open = session.deployment;
    if (open !== undefined) {
        const begun = (0,rollback/* begunPlan */.nr)(session);
        if (begun?.kind !== 'restore' || !begun.asked)
            throw new shared_errors/* UserError */.y(`Deployment ${open.id} is open: end it first (\`rollback\` with \`deployment: ${open.id}\`, or \`command: unlock\` to give it up as it is), then restore`);
        if (request.backup !== 'latest' && begun.databases.some(({ backup }) => backup !== request.backup))
            throw new shared_errors/* UserError */.y(`Deployment ${open.id} restores backup ${begun.databases[0]?.backup}, and is not at its end: run the same again with that backup, or give that up as it is (\`command: unlock\` with \`deployment: ${open.id}\`), then restore another`);
        if (context.dryRun)
            return { plan: begun, outcome: 'planned', release: undefined, deployment: open.id, kept: [] };
        await (0,rollback_facts/* settle */.G9)(session, { id: open.id, records: open.records });
        context.log.info('Going on with the restore that was begun');
        return (0,rollback/* execute */.g7)(session, await (0,rollback_facts/* wayOfLive */.VL)(session, await context.refresh()), begun);
    }
    await session.waitForTurn();
    const state = await context.state();
    const { only, fromHost } = request;
    const asked = { meant: (0,world/* restoredNames */.bP)(context), only, fromHost };
    const { manifest, wanted: databases } = await (0,named_backup/* readNamedBackup */.Wy)(session, request.backup, asked);
    const { id } = manifest;
    const done = (0,rollback/* endedOfThisRun */.dF)(session, state, plan => restores(plan, databases, request.backup === 'latest' ? undefined : id));
    if (done !== undefined) {
        // A re-run of the same run must not take away what users have written since.
        context.log.notice(`This run has restored already (deployment ${done.id}): there is nothing to do`);
        const plan = { kind: 'nothing', reasons: ['this run has restored already'] };
        return { plan, outcome: 'nothing-changed', release: undefined, deployment: done.id, kept: [] };
    }
    // Refused before anything is stopped where it is another database's.
    for (const name of databases)
        (0,source/* restoreSource */.M)(manifest, name, await (0,world/* sourceOf */.vz)(context, name), 'restore', context.target);
    if ((0,encryption/* recipientsOf */.wX)(manifest).length > 0 && (await (0,world/* identityOf */.cu)(context, manifest)) === undefined)
        throw (0,encryption/* needsIdentity */.Yf)(manifest);
    const loss = await Promise.all(databases.map(name => lossOf(session, manifest, name)));
    const ways = await Promise.all(databases.map(async (database) => ({ database, inPlace: await (0,in_place/* whyInPlace */.jz)(context, database) })));
    const plan = {
        kind: 'restore',
        to: null,
        asked: true,
        fromHost: request.fromHost,
        reasons: [
            `backup ${id} of ${manifest.finishedAt} was asked for${request.fromHost === undefined ? '' : `, which was taken on ${request.fromHost}`}`,
            ...ways.flatMap(in_place/* inPlaceSays */.bD)
        ],
        databases: ways.map(way => ({ backup: id, ...way })),
        loss
    };
    for (const each of ways.flatMap(in_place/* inPlaceSays */.bD))
        context.log.warning(each);
    for (const each of loss)
        context.log.warning(`${context.dryRun ? 'This would be lost' : 'This is lost'}: ${each}`);
    if (context.dryRun)
        return { plan, outcome: 'planned', release: undefined, deployment: undefined, kept: [] };
    if (request.acceptLoss !== id)
        throw new shared_errors/* UserError */.y(`Restoring backup ${id} loses what was written since, and nobody has accepted that:\n${loss.map(each => `  - ${each}`).join('\n')}\n${ways
            .flatMap(in_place/* inPlaceSays */.bD)
            .map(each => `  - ${each}\n`)
            .join('')}If you mean it, give \`accept-loss: ${id}\`. What is live now is kept all the same.`);
    if (request.reason === undefined)
        throw new shared_errors/* UserError */.y('A restore needs a `reason`, which is recorded');
    if (Object.keys(context.target.config.health.checks).length === 0)
        throw new shared_errors/* UserError */.y('There are no health checks, so nothing could prove that the system works when it is restored: give `checks` or `url`, or `health.checks` in the configuration. Nothing was changed');
    const way = await (0,rollback_facts/* wayOfLive */.VL)(session, state);
    const { version, commit } = way.targetRelease ?? {};
    // The plan goes in with the opening: of a restore that was killed right after it, nobody else could tell what it was to do, or how it ends.
    await session.require(() => (0,world/* openingOf */.E4)(session, 'rollback', { version, commit, reason: request.reason }), {
        waited: true,
        more: [{ type: 'intent', step: 'rollback', plan: plan }]
    });
    return (0,rollback/* execute */.g7)(session, way, plan, true);
}
/** What a restore costs, in one line for people. */
async function lossOf({ context }, manifest, name) {
    const loss = `${name}: everything written since ${manifest.startedAt} (backup ${manifest.id})`;
    const source = await (0,world/* sourceOf */.vz)(context, name);
    const content = manifest.members.find(member => member.database === name)?.facts.content;
    if (content === undefined || !(0,registry/* isEngine */.p)(source))
        return loss;
    // A database that cannot be asked may be why it is restored.
    const estimate = await estimatedLoss(source, content).catch(() => undefined);
    return estimate === undefined ? loss : `${loss}; ${estimate}`;
}
/** Whether a plan restored these databases from this backup; undefined: from whichever was the newest. */
function restores(plan, databases, backup) {
    if (plan.kind !== 'restore' || !plan.asked)
        return false;
    const restored = plan.databases.map(each => each.database);
    return databases.every(name => restored.includes(name)) && plan.databases.every(each => backup === undefined || each.backup === backup);
}

// EXTERNAL MODULE: ./build/shared/steps/retention.js
var retention = __webpack_require__(40799);
;// CONCATENATED MODULE: ./build/shared/steps/unlock.js

/** A person gives up an open deployment as it is. Refused while a job of it runs on the host. Errors: UserError. */
async function unlock(session, deployment, reason) {
    const { context } = session;
    const state = await context.state();
    const { open, holder } = state;
    if (open === undefined)
        throw new shared_errors/* UserError */.y('No deployment is open: there is nothing to unlock');
    if (deployment === undefined || deployment !== open.id)
        throw new shared_errors/* UserError */.y(`Name the deployment that you give up: \`deployment: ${open.id}\` is the one that is open${deployment === undefined ? '' : `, not ${deployment}`}`);
    if (reason === undefined)
        throw new shared_errors/* UserError */.y('Unlocking needs a `reason`, which is recorded');
    if (context.dryRun)
        return context.log.info(`Would: give up deployment ${open.id} as it is`);
    await context.store.unlock(holder?.fingerprint ?? 'missing', `Given up by ${context.run.owner.actor}: ${reason}`);
    context.log.warning(`Deployment ${open.id} was given up as it is. What it left is not undone: look at \`command: status\`, and at the system`);
}

;// CONCATENATED MODULE: ./build/actions/belay/entry.js




















const run = async (inputs, runtime) => {
    if (inputs.command === 'adopt') {
        const context = await (0,session/* makeContext */.o)(inputs, runtime);
        try {
            if (context.dryRun)
                return void runtime.log.info(`Would: make ${context.target.stateDir} on ${context.host.label}, and adopt what runs there when the health gate passes`);
            await context.store.initialise();
        }
        finally {
            await context.host.close();
        }
    }
    // Only what goes on with a deployment takes it over; looking at it must not take the lock from the job that works in it.
    const takesOver = inputs.command === 'deploy' || inputs.command === 'rollback' || inputs.command === 'restore';
    await (0,session/* withSession */.f)({ ...inputs, deployment: takesOver ? inputs.deployment : undefined }, runtime, session => commands[inputs.command](session, inputs, runtime), inputs.command === 'backup' || inputs.command === 'restore' || inputs.command === 'restore-drill'
        ? context => here(context, inputs, runtime)
        : undefined);
};
/** The commands that need no shell, on this machine where it runs Windows. */
async function here(context, inputs, runtime) {
    const { backUpHere, drillHere, planHere, restoreHere } = await Promise.all(/* import() */[__webpack_require__.e(750), __webpack_require__.e(4163)]).then(__webpack_require__.bind(__webpack_require__, 44163));
    const { backup, command, reason } = inputs;
    const only = namesOf(inputs.only);
    if (inputs['from-host'] !== undefined)
        throw new shared_errors/* UserError */.y('`from-host` means nothing on Windows: a backup there names no machine');
    if (command === 'restore') {
        const result = await restoreHere(context, { backup, only, reason, acceptLoss: inputs['accept-loss'] });
        for (const path of result.kept)
            runtime.log.info(`What was live is kept as ${path}`);
        runtime.output('plan', 'restore');
        runtime.output('outcome', result.outcome);
        runtime.output('backup-id', result.backup);
    }
    else if (context.dryRun)
        return void runtime.log.info(command === 'backup' ? planHere(context) : `Would: restore backup ${backup} into a copy, and compare it`);
    else if (command === 'backup') {
        const { evidence, pruned } = await backUpHere(context, inputs.pin);
        runtime.log.info(evidence.says);
        runtime.output('backup-id', evidence.backup);
        runtime.output('pruned', pruned.join(','));
    }
    else {
        const drill = await drillHere(context, backup, only);
        runtime.log.notice(drill.says);
        runtime.output('backup-id', drill.backup);
        runtime.output('drill-ms', drill.durationMs);
    }
    runtime.output('status', 'passed');
}
const commands = {
    async deploy(session, inputs, runtime) {
        const ref = (0,action_ref/* refOf */.H)(inputs.ref, session.context.run);
        const onSquashReport = (report) => (0,squash/* annotate */.fz)(runtime.log, (0,blocking/* whileDeploying */.fg)(report.findings));
        try {
            const { outcome, version } = await deploy(session, {
                ref,
                repository: inputs.repository,
                reason: inputs.reason,
                force: inputs.force,
                branchPolicy: inputs['branch-policy'],
                adoptHistory: inputs['adopt-history'],
                onSquashReport
            });
            runtime.output('outcome', outcome);
            runtime.output('version', version);
            runtime.output('status', outcome === 'verified' ? 'passed' : 'skipped');
        }
        catch (error) {
            if (error instanceof DeploymentFailed && error.rollback !== undefined) {
                runtime.output('outcome', error.rollback.outcome);
                runtime.output('plan', error.rollback.plan.kind);
                runtime.output('release', error.rollback.release ?? '');
            }
            else
                runtime.output('outcome', 'stopped');
            throw error;
        }
        finally {
            await entry_summarise(session, runtime);
        }
    },
    async rollback(session, inputs, runtime) {
        if (session.deployment === undefined)
            await (0,deployment_session/* takeOverOwnRun */.ps)(session);
        if (session.deployment === undefined && inputs.to === undefined && inputs['accept-loss'] === undefined)
            throw new shared_errors/* UserError */.y('No deployment of this job is open. To go back by hand give `to: previous`, or a version; for one that stopped half way give `deployment`');
        try {
            const result = await (0,rollback/* rollBack */.Fu)(session, { to: inputs.to, reason: inputs.reason, acceptLoss: inputs['accept-loss'] });
            runtime.output('plan', result.plan.kind);
            runtime.output('release', result.release ?? '');
            runtime.output('outcome', result.outcome);
            if (session.deployment === undefined)
                await runtime.summarise((0,markdown/* renderPlan */.EG)(result.plan));
            if (result.outcome !== 'planned')
                await session.closed();
            runtime.output('status', 'passed');
        }
        catch (error) {
            if (error instanceof rollback/* RollbackRefused */.vs) {
                runtime.output('plan', 'refuse');
                if (session.deployment === undefined)
                    await runtime.summarise((0,markdown/* renderPlan */.EG)(error.plan));
            }
            throw error;
        }
        finally {
            await entry_summarise(session, runtime);
        }
    },
    async backup(session, inputs, runtime) {
        const databases = (0,world/* requireSources */.aR)(session.context);
        if (session.context.dryRun)
            return void runtime.log.info(`Would: back up ${databases.join(', ')}`);
        const evidence = await (0,backup/* backUp */.vm)(session, databases, inputs.pin);
        runtime.log.info(evidence.says);
        runtime.output('backup-id', evidence.backup);
        runtime.output('pruned', (await (0,retention/* removeOldBackups */.hI)(session)).join(','));
        runtime.output('status', 'passed');
    },
    async health(session, _inputs, runtime) {
        runtime.output('verdict', 'error');
        const report = await (0,gate/* measure */.xP)(session, 'gate');
        runtime.output('verdict', report.verdict);
        runtime.output('report', JSON.stringify(report));
        if (report.verdict !== 'passed')
            throw new shared_errors/* UserError */.y(`Health is ${report.verdict}: ${report.reason}`);
        runtime.log.info(report.reason);
        runtime.output('status', 'passed');
    },
    async status(session, _inputs, runtime) {
        const { app, environment } = session.context.target;
        const text = renderStatus(await session.context.state(), { app, environment, host: session.context.host.label });
        runtime.log.info(text);
        await runtime.summarise(`\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\`\n`);
        runtime.output('status', 'passed');
    },
    async adopt(session, inputs, runtime) {
        const release = await adopt(session, inputs.reason);
        runtime.log.notice(`Adopted ${release.version} (${release.id}) as the first good release`);
        runtime.output('outcome', 'adopted');
        runtime.output('version', release.version);
        runtime.output('release', release.id);
        runtime.output('status', 'passed');
        await entry_summarise(session, runtime);
    },
    async preflight(session, inputs, runtime) {
        const report = await (0,preflight/* preflight */.Mz)(session, {
            ref: (0,action_ref/* refOf */.H)(inputs.ref, session.context.run),
            branchPolicy: inputs['branch-policy'],
            reason: inputs.reason,
            force: inputs.force
        });
        const errors = (0,preflight/* reportFindings */.LH)(session, report.findings);
        if (errors !== undefined)
            throw new shared_errors/* UserError */.y(errors);
        runtime.log.info('Nothing stands against this deployment');
        runtime.output('version', report.version);
        runtime.output('status', 'passed');
    },
    async restore(session, inputs, runtime) {
        try {
            const { plan, outcome, release, kept } = await restoreBackup(session, {
                backup: inputs.backup,
                only: namesOf(inputs.only),
                fromHost: inputs['from-host'],
                reason: inputs.reason,
                acceptLoss: inputs['accept-loss']
            });
            for (const name of kept)
                runtime.log.info(`What was live is kept as ${name}`);
            runtime.output('plan', plan.kind);
            runtime.output('release', release ?? '');
            runtime.output('outcome', outcome);
            if (plan.kind === 'restore')
                runtime.output('backup-id', plan.databases[0].backup);
            if (session.deployment === undefined)
                await runtime.summarise((0,markdown/* renderPlan */.EG)(plan));
            if (outcome !== 'planned')
                await session.closed();
            runtime.output('status', 'passed');
        }
        finally {
            await entry_summarise(session, runtime);
        }
    },
    async 'restore-drill'(session, inputs, runtime) {
        if (session.context.dryRun)
            return void runtime.log.info(`Would: restore backup ${inputs.backup} into a copy, and compare it`);
        const evidence = await session.context.log.group('Restore drill', () => drillBackup(session, inputs.backup, { only: namesOf(inputs.only), fromHost: inputs['from-host'] }));
        runtime.log.notice(evidence.says);
        runtime.output('backup-id', evidence.backup);
        runtime.output('drill-ms', evidence.durationMs);
        runtime.output('status', 'passed');
    },
    async unlock(session, inputs, runtime) {
        await unlock(session, inputs.deployment, inputs.reason);
        runtime.output('outcome', 'stopped');
        runtime.output('status', 'passed');
    }
};
/** Names that an input lists; undefined: it is not given. */
function namesOf(text) {
    return text?.split(/[\s,]+/).filter(each => each !== '');
}
async function read(session) {
    const id = session.deployment?.id ?? (await session.job.read()).ended;
    const state = await session.context.refresh().catch(() => undefined);
    return state?.deployments.find(each => each.id === id);
}
/** The report of the deployment that this job worked in: job summary and output. */
async function entry_summarise(session, runtime) {
    const { context } = session;
    const deployment = session.ended ?? (await read(session));
    if (deployment === undefined)
        return;
    const { app, environment } = context.target;
    const report = (0,report_report/* reportOf */.E)(deployment, { app, environment, host: context.host.label });
    runtime.output('report', JSON.stringify(report));
    await runtime.summarise((0,markdown/* renderMarkdown */.Gc)(report));
}


/***/ }),

/***/ 30656:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ reportOf)
/* harmony export */ });
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63001);

/** Pure: the journal's records -> the report. */
function reportOf(deployment, where) {
    const { records } = deployment;
    const first = records[0];
    if (first?.type !== 'opened')
        throw new Error(`Deployment ${deployment.id} does not begin with its opening record`);
    const last = records.at(-1);
    const closed = last.type === 'closed' ? last : undefined;
    const failed = records.filter(record => record.type === 'failed');
    const checked = records.findLast(record => record.type === 'evidence' && record.step === 'squash-check');
    const sets = checked?.type === 'evidence' ? (checked.evidence.sets ?? []) : [];
    return {
        deployment: deployment.id,
        ...where,
        kind: first.kind,
        version: first.version ?? null,
        commit: first.commit ?? null,
        reason: first.reason ?? null,
        outcome: closed?.outcome ?? 'open',
        message: closed?.message ?? (failed.length > 0 ? `stopped in ${failed.at(-1).step}` : 'not decided yet'),
        startedAt: first.at,
        durationMs: Date.parse(last.at) - Date.parse(first.at),
        by: { actor: first.owner.actor, repository: first.owner.repository, url: first.owner.url ?? null },
        steps: stepsOf(records),
        ...fenceOf(records),
        rollback: rollbackOf(records),
        release: closed?.release ?? null,
        notes: records.filter(record => record.type === 'note').map(record => record.message),
        ...(sets.some(set => set.pending.length > 0) ? { migrations: sets } : {})
    };
}
function stepsOf(records) {
    const steps = records.flatMap((record) => {
        if (record.type === 'failed')
            return [{ step: record.step, status: 'failed', durationMs: record.durationMs, says: record.message.split('\n')[0] }];
        if (record.type !== 'evidence')
            return [];
        return [{ step: record.step, status: 'passed', durationMs: record.durationMs, says: summaryOf(record.evidence) }];
    });
    const begun = (0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__/* .begunStep */ .ae)(records);
    if (begun === undefined)
        return steps;
    return [...steps, { step: begun.step, status: 'interrupted', durationMs: 0, says: `begun at ${begun.since}; its end is not recorded` }];
}
/** Each step's evidence says itself in one line what it proved. */
function summaryOf(evidence) {
    return typeof evidence === 'object' && evidence !== null && 'says' in evidence && typeof evidence.says === 'string' ? evidence.says : '';
}
/** How long the fence stood, each time from its intent to what opened it or the last record, and whether it still does. */
function fenceOf(records) {
    let downtimeMs = null;
    let since;
    for (const record of records) {
        if (record.type === 'intent' && record.step === 'fence')
            since ??= Date.parse(record.at);
        const opens = record.type === 'evidence' && (record.step === 'open' || record.step === 'rollback');
        if (since === undefined || !(opens || record === records.at(-1)))
            continue;
        downtimeMs = (downtimeMs ?? 0) + Date.parse(record.at) - since;
        if (opens)
            since = undefined;
    }
    return { downtimeMs, fenced: since !== undefined };
}
function rollbackOf(records) {
    const intent = records.findLast(record => record.type === 'intent' && record.step === 'rollback');
    if (intent?.type !== 'intent')
        return null;
    const plan = intent.plan;
    const evidence = records.findLast(record => record.type === 'evidence' && record.step === 'rollback');
    const kept = evidence?.type === 'evidence' ? (evidence.evidence.kept ?? []) : [];
    return { plan: plan.kind ?? 'unknown', reasons: plan.reasons ?? [], loss: plan.loss ?? [], kept, choices: plan.choices ?? [] };
}


/***/ }),

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

/***/ 42171:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ stageStep),
/* harmony export */   W: () => (/* binding */ prepareStage)
/* harmony export */ });
/* harmony import */ var _deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(63001);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);




/** Begins to prepare while the host is asked other things. What goes wrong is told by `stageStep`, which prepares it itself then. */
function prepareStage(session, request) {
    const { checkout, ref, version, temporary } = requestOf(session, request);
    const found = checkout.resolve(ref);
    const plan = found.then(() => (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(session.context).plan({ checkout, ref, version, temporary }));
    const packed = found.then(commit => checkout.pack(commit, temporary));
    const done = packed.then(each => each.dispose, () => async () => undefined);
    const commit = found.then(each => each.commit);
    for (const each of [plan, commit])
        each.catch(() => undefined);
    return { plan, commit, packed, dispose: async () => (await done)() };
}
function requestOf(session, { ref, version, repository }) {
    return { checkout: (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .checkoutOf */ .o5)(session.context, repository), ref, version, temporary: session.context.run.temp };
}
/** Brings exactly one commit to the host beside the live release. */
function stageStep(request) {
    return {
        name: 'stage',
        title: 'Stage the code',
        changes: true,
        async plan(session) {
            const ahead = await request.prepared?.plan.catch(() => undefined);
            const plan = ahead ?? (await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(session.context).plan(requestOf(session, request)));
            const state = await session.context.state();
            refuseBad(state.releases, plan, request.force === true);
            return {
                plan: { ...plan },
                says: [
                    plan.reuse
                        ? `release ${plan.id} is staged already and unchanged`
                        : `stage commit ${plan.commit.slice(0, 10)} of ${plan.version} as release ${plan.id} in ${plan.path}`
                ]
            };
        },
        async run(session, plan) {
            const { context, mine } = session;
            const ready = (await request.prepared?.commit.catch(() => undefined)) === plan.commit;
            const packed = ready ? request.prepared?.packed : undefined;
            const staged = await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .requireCode */ .vn)(context).stage(mine.job('stage', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .codeTimeoutMs */ .DO, text => context.log.info(text.trimEnd())), plan, { ...requestOf(session, request), packed });
            // A release that was proven stays a way back while it is deployed again, also when that fails.
            const known = (await context.state()).releases.find(each => each.id === staged.id);
            if (known === undefined || !(0,_deployment_summarise_js__WEBPACK_IMPORTED_MODULE_0__/* .isGood */ .Kg)(known)) {
                session.putRelease(releaseRecord(staged, context.clock.now(), mine.id));
            }
            return {
                release: staged.id,
                version: staged.version,
                commit: staged.commit,
                path: staged.path,
                reused: staged.reused,
                says: `${staged.id}: ${staged.files} files, SHA-256 checked on the host${staged.reused ? ' (was there)' : ''}${staged.venvBuilt ? ', environment built' : ''}`
            };
        }
    };
}
/** A release that was rolled back stays bad: deploying the same commit again would do the same again. */
function refuseBad(releases, plan, force) {
    const bad = releases.find(release => release.state === 'bad' && release.commit === plan.commit);
    if (bad === undefined || force)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${bad.version} (commit ${plan.commit.slice(0, 10)}) was rolled back by deployment ${bad.deployment ?? '(unknown)'}: deploying it again would fail the same way. Mend it and push a new tag; or give \`force: true\` with a \`reason\``);
}
function releaseRecord(staged, now, deployment) {
    return {
        id: staged.id,
        version: staged.version,
        commit: staged.commit,
        tree: staged.tree,
        path: staged.path,
        state: 'staged',
        stagedAt: now.toISOString(),
        deployment,
        fingerprint: { files: staged.fingerprint }
    };
}


/***/ }),

/***/ 52837:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ switchStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25002);



/** Makes the staged release live in one rename, with the hooks around it. */
const switchStep = {
    name: 'switch',
    title: 'Switch to the new release',
    changes: true,
    async plan(session) {
        const staged = session.deployment?.evidence('stage');
        if (staged === undefined) {
            if (session.context.dryRun)
                return { plan: { release: '', from: null }, says: ['make the staged release live (which one is decided when it is staged)'] };
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y('No release is staged in this deployment: run `deploy-code` with `phase: stage` first');
        }
        const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .liveCode */ .Y0)(session.context);
        if (live.currentIsDirectory)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${session.context.target.config.code?.root}/current on ${session.context.host.label} is a real directory, not a link: move it to releases/ and link it (\`command: adopt\` says how)`);
        return {
            plan: { release: staged.release, from: live.release ?? null },
            says: [`switch current from ${live.release ?? 'nothing'} to ${staged.release}`]
        };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const code = (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCode */ .vn)(context);
        const job = mine.job('switch', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .codeTimeoutMs */ .DO, text => context.log.info(text.trimEnd()));
        const hooks = context.target.config.code?.hooks;
        if ((hooks?.['after-migrate'].length ?? 0) > 0)
            await code.runHooks(job, 'after-migrate', plan.release);
        await code.switchTo(job, plan.release);
        if ((hooks?.['after-switch'].length ?? 0) > 0)
            await code.runHooks(job, 'after-switch', plan.release);
        return { release: plan.release, from: plan.from, says: `current -> ${plan.release}` };
    },
    async inspect(session, plan) {
        const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .liveCode */ .Y0)(session.context);
        return live.release === plan.release
            ? { outcome: 'done', evidence: { release: plan.release, from: plan.from, says: `current -> ${plan.release}` } }
            : { outcome: 'not-started' };
    }
};


/***/ })

};
;