"use strict";
exports.id = 41;
exports.ids = [41,377];
exports.modules = {

/***/ 60209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(89750);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(20230);
/* harmony import */ var _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92139);
/* harmony import */ var _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(44136);
/* harmony import */ var _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(26254);
/* harmony import */ var _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(91204);







const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, async (session) => {
    if (session.context.target.config.migrations.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y('Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration');
    const rehearsed = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_4__/* .rehearseStep */ .M, {});
    const predicted = Object.values(rehearsed?.sets ?? {});
    if (predicted.length > 0)
        runtime.output('predicted-ms', predicted.reduce((sum, each) => sum + each.ms, 0));
    await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_5__/* .restorePointStep */ .B, {});
    const start = performance.now();
    const tell = (sets) => {
        const applied = sets.flatMap(set => set.applied);
        runtime.output('applied', JSON.stringify(applied));
        runtime.output('before', JSON.stringify(sets.flatMap(set => set.before)));
        runtime.output('after', JSON.stringify(sets.flatMap(set => set.after)));
        runtime.output('lossless', (0,_shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_3__/* .losslessOf */ ._1)(applied, session.evidence('squash-check')));
        runtime.output('duration-ms', Math.round(performance.now() - start));
    };
    try {
        const evidence = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_3__/* .migrateStep */ .w9, {});
        if (evidence !== undefined)
            tell(Object.values(evidence.sets));
    }
    catch (error) {
        runtime.output('status', 'failed');
        // Of several sets, the one that failed: what it says of itself was read from the database after its last session was gone.
        if (error instanceof _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationFailed */ .g)
            tell([error.evidence]);
        throw error;
    }
});


/***/ }),

/***/ 94515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76571);


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

/***/ 35489:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ readSchema),
/* harmony export */   _: () => (/* binding */ compareSchemas)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/**
 * Schemas of the system, and what belongs to an extension, are left out. A column that numbers itself is one, whether by serial or as identity: Django made
 * the former until 4.1.
 */
const postgres = `WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'),
own AS (SELECT c.*, nspname FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
SELECT 'table', format('%s.%s', nspname, relname), '', format('%s %s %s', relkind, relpersistence, coalesce(pg_get_partkeydef(oid), '')) FROM own WHERE relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'column', format('%s.%s', nspname, relname), attname,
  concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
    CASE WHEN attidentity <> '' OR pg_get_serial_sequence(format('%I.%I', nspname, relname), attname) IS NOT NULL THEN 'numbers itself'
      WHEN attgenerated <> '' THEN 'generated ' || pg_get_expr(adbin, adrelid) WHEN adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(adbin, adrelid) END,
    CASE WHEN attcollation <> typcollation THEN format('COLLATE %s', attcollation::regcollation) END)
  FROM own JOIN pg_attribute a ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped JOIN pg_type t ON t.oid = atttypid
  LEFT JOIN pg_attrdef ON adrelid = own.oid AND adnum = attnum WHERE relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'constraint', format('%s.%s', nspname, relname), conname, pg_get_constraintdef(k.oid) FROM own JOIN pg_constraint k ON conrelid = own.oid WHERE contype NOT IN ('n', 't')
UNION ALL SELECT 'index', format('%s.%s', t.nspname, t.relname), i.relname,
  regexp_replace(pg_get_indexdef(x.indexrelid), ' INDEX (\\S+|"([^"]|"")+") ON ', ' INDEX ON ') || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index x JOIN own t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
  WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL SELECT 'view', '', format('%s.%s', nspname, relname), concat_ws(' ', relkind, pg_get_viewdef(oid)) FROM own WHERE relkind IN ('v', 'm')
UNION ALL SELECT 'sequence', '', format('%s.%s', nspname, relname), '' FROM own WHERE relkind = 'S'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = own.oid AND d.deptype IN ('a', 'i'))
UNION ALL SELECT 'trigger', format('%s.%s', nspname, relname), tgname, pg_get_triggerdef(t.oid) FROM own JOIN pg_trigger t ON tgrelid = own.oid AND NOT tgisinternal
UNION ALL SELECT 'function', '', format('%s.%s(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)), CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) ELSE prokind::text END
  FROM pg_proc p JOIN spaces s ON s.oid = pronamespace WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'type', '', format('%s.%s', nspname, typname), coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), format_type(typbasetype, typtypmod))
  FROM pg_type t JOIN spaces s ON s.oid = typnamespace WHERE typtype IN ('e', 'd') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL SELECT 'extension', '', extname, extversion FROM pg_extension WHERE extname <> 'plpgsql'`;
const mysql = `SELECT 'table', TABLE_NAME, '', CONCAT_WS(' ', TABLE_TYPE, ENGINE, TABLE_COLLATION) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'
UNION ALL SELECT 'column', c.TABLE_NAME, COLUMN_NAME, CONCAT_WS(' ', COLUMN_TYPE, CASE IS_NULLABLE WHEN 'NO' THEN 'NOT NULL' END, CONCAT('DEFAULT ', COLUMN_DEFAULT), NULLIF(EXTRA, ''), NULLIF(COLLATION_NAME, ''), NULLIF(GENERATION_EXPRESSION, ''))
  FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME) WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'
UNION ALL SELECT 'index', TABLE_NAME, INDEX_NAME, CONCAT(CASE NON_UNIQUE WHEN 0 THEN 'UNIQUE ' ELSE '' END, INDEX_TYPE, ' (', GROUP_CONCAT(CONCAT_WS(' ', COLUMN_NAME, SUB_PART, NULLIF(COLLATION, 'A')) ORDER BY SEQ_IN_INDEX), ')')
  FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE
UNION ALL SELECT 'constraint', k.TABLE_NAME, k.CONSTRAINT_NAME, CONCAT('FOREIGN KEY (', GROUP_CONCAT(COLUMN_NAME ORDER BY ORDINAL_POSITION), ') ', k.REFERENCED_TABLE_NAME, ' (', GROUP_CONCAT(REFERENCED_COLUMN_NAME ORDER BY ORDINAL_POSITION), ') ', UPDATE_RULE, ' ', DELETE_RULE)
  FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
  WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL GROUP BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.REFERENCED_TABLE_NAME, UPDATE_RULE, DELETE_RULE
UNION ALL SELECT 'constraint', t.TABLE_NAME, t.CONSTRAINT_NAME, CONCAT('CHECK ', CHECK_CLAUSE) FROM information_schema.TABLE_CONSTRAINTS t
  JOIN information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME %same
  WHERE t.TABLE_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK'
UNION ALL SELECT 'view', '', TABLE_NAME, REPLACE(VIEW_DEFINITION, CONCAT('\`', DATABASE(), '\`.'), '') FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT 'trigger', EVENT_OBJECT_TABLE, TRIGGER_NAME, CONCAT_WS(' ', ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
UNION ALL SELECT 'function', '', ROUTINE_NAME, CONCAT_WS(' ', ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()`;
/** A table's text is compared where it holds more than its columns tell: its checks. */
const sqlite = `SELECT 'table', m.name, '', CASE WHEN lower(m.sql) LIKE '%without rowid%' THEN 'WITHOUT ROWID' ELSE '' END FROM sqlite_master m WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'column', m.name, c.name, lower(c.type) || CASE c."notnull" WHEN 1 THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || c.dflt_value, '') || CASE c.pk WHEN 0 THEN '' ELSE ' primary key' END
  FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'index', m.name, i.name, CASE i."unique" WHEN 1 THEN 'UNIQUE ' ELSE '' END || '(' || (SELECT group_concat(coalesce(x.name, 'expression') || CASE x."desc" WHEN 1 THEN ' DESC' ELSE '' END) FROM pragma_index_xinfo(i.name) x WHERE x.key = 1) || ')'
    || coalesce((SELECT substr(s.sql, instr(upper(s.sql), ' WHERE ')) FROM sqlite_master s WHERE s.name = i.name AND i.partial = 1), '')
  FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
UNION ALL SELECT 'constraint', m.name, '', 'FOREIGN KEY (' || f."from" || ') ' || f."table" || ' (' || coalesce(f."to", '') || ') ' || f.on_update || ' ' || f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
UNION ALL SELECT 'constraint', m.name, 'checks', replace(replace(lower(substr(m.sql, instr(lower(m.sql), 'check'))), char(10), ' '), '"', '') FROM sqlite_master m WHERE m.type = 'table' AND lower(m.sql) LIKE '%check%(%'
UNION ALL SELECT m.type, CASE m.type WHEN 'trigger' THEN m.tbl_name ELSE '' END, m.name, m.sql FROM sqlite_master m WHERE m.type IN ('view', 'trigger')`;
/** What the schema of a database is made of, sorted. Reads only. Errors: UserError. */
async function readSchema(engine) {
    const sql = engine.engine === 'postgres'
        ? postgres
        : engine.engine === 'sqlite'
            ? sqlite
            : // MariaDB names checks per table, MySQL per schema.
                mysql.replace('%same', engine.engine === 'mariadb' ? 'AND c.TABLE_NAME = t.TABLE_NAME' : '');
    try {
        const rows = await engine.query(sql, 60_000);
        return rows
            .map(([kind, table, name, definition]) => ({
            kind: kind,
            table: table ?? '',
            name: name ?? '',
            definition: (definition ?? '').trim()
        }))
            .sort((a, b) => order(a).localeCompare(order(b)));
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y))
            throw error;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`Could not read the schema of ${engine.database}: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .b)(error)}`, { cause: error.cause });
    }
}
const order = ({ kind, table, name, definition }) => [table, kind, name, definition].join('\0');
/** Names that a database or Django gives by itself; nothing is ever looked up by them. */
const generated = /(_pkey|_key\d*|_fkey\d*|_check\d*|_idx\d*)$|_[0-9a-f]{8}(_\w+)?$|^SYS_|^PRIMARY$|^sqlite_autoindex_|_ibfk_\d+$|_chk_\d+$|^CONSTRAINT_\d+$/;
/** Pure: what keeps two schemas from being equal. `ignore`: tables that are not looked at. */
function compareSchemas(live, fresh, ignore = []) {
    const ignored = (each) => ignore.some(name => each.table === name || each.table.endsWith(`.${name}`));
    const left = live.filter(each => !ignored(each));
    const right = fresh.filter(each => !ignored(each));
    const key = (each) => order(each);
    const there = new Set(left.map(key));
    const both = new Set(right.map(key).filter(each => there.has(each)));
    const onlyLive = left.filter(each => !both.has(key(each)));
    const onlyFresh = right.filter(each => !both.has(key(each)));
    const tolerated = [];
    const named = (each) => each.kind === 'index' || each.kind === 'constraint';
    for (const one of [...onlyLive]) {
        if (!named(one) || !generated.test(one.name))
            continue;
        const twin = onlyFresh.find(each => each.kind === one.kind && each.table === one.table && each.definition === one.definition && generated.test(each.name));
        if (twin === undefined)
            continue;
        tolerated.push(`${one.kind} of ${one.table} is called ${one.name}, and would be ${twin.name}`);
        onlyLive.splice(onlyLive.indexOf(one), 1);
        onlyFresh.splice(onlyFresh.indexOf(twin), 1);
    }
    const whole = new Set([...onlyLive, ...onlyFresh].filter(each => each.kind === 'table').map(each => each.table));
    // A table that is missing is said once, and not again for each of its columns.
    const shown = (each) => each.kind === 'table' || !whole.has(each.table);
    const describe = ({ kind, table, name, definition }) => `${kind} ${[table, name].filter(part => part !== '').join('.')}${definition === '' || kind === 'table' ? '' : `: ${definition.slice(0, 160)}`}`;
    return {
        differences: [
            ...onlyLive.filter(shown).map(each => `only the live database has ${describe(each)}`),
            ...onlyFresh.filter(shown).map(each => `only the new migrations make ${describe(each)}`)
        ],
        tolerated
    };
}


/***/ }),

/***/ 64031:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ runStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83510);
/* harmony import */ var _summarise_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(63001);



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

/***/ 14060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hN: () => (/* binding */ fenceStands),
/* harmony export */   i3: () => (/* binding */ isFenced),
/* harmony export */   xp: () => (/* binding */ wasOpened),
/* harmony export */   yH: () => (/* binding */ decideFence),
/* harmony export */   zI: () => (/* binding */ leftFenced)
/* harmony export */ });
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76571);

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

/***/ 44136:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _1: () => (/* binding */ losslessOf),
/* harmony export */   _g: () => (/* binding */ releaseToMigrateFrom),
/* harmony export */   w9: () => (/* binding */ migrateStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(20230);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(75841);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(14060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76571);





/** Runs the migrations of every set from the staged release. */
const migrateStep = {
    name: 'migrate',
    title: 'Run the migrations',
    changes: true,
    async plan(session) {
        const { context } = session;
        const { migrations } = context.target.config;
        if (migrations.length === 0)
            return { skip: 'no migrations are configured' };
        const releasePath = await releaseToMigrateFrom(session);
        if (context.dryRun && releasePath === undefined) {
            const pending = session.evidence('squash-check')?.sets.flatMap(set => set.pending);
            const which = pending === undefined ? 'the pending migrations' : pending.length === 0 ? 'no migration' : pending.join(', ');
            return { plan: { releasePath: '', backups: {}, before: {} }, says: [`run ${which} from the staged release`, ...waysBack(session)] };
        }
        if (releasePath === undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y('No release is staged, and no `directory` or `code-root` says where the migrations are run from');
        const databases = [...new Set(migrations.map(migration => migration.database))];
        const backups = context.dryRun ? {} : await (0,_backup_js__WEBPACK_IMPORTED_MODULE_0__/* .requireBackups */ .Pu)(session, databases);
        const before = Object.fromEntries(await Promise.all(migrations.map(async (migration) => [(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration), [...(await appliedBefore(session, migration, releasePath))]])));
        await guardUnfenced(session, releasePath);
        const says = migrations.map(migration => `migrate ${(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration)} from ${releasePath}`);
        return { plan: { releasePath, backups, before }, says: [...says, ...waysBack(session)] };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const sets = {};
        for (const migration of context.target.config.migrations) {
            const framework = await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(context, migration, plan.releasePath);
            const timeoutMs = context.timeoutMs ?? deadlineOf(migration);
            const job = mine.job('migrate', timeoutMs, text => context.log.info(text.trimEnd()));
            const { before, after, applied } = await framework.apply({ ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` }, plan.before[framework.set] ?? []);
            sets[framework.set] = { before: [...before], after: [...after], applied: [...applied] };
        }
        const applied = Object.values(sets).flatMap(set => set.applied);
        return {
            sets: sets,
            says: applied.length === 0 ? 'nothing was pending; the applied set is as before' : `applied ${applied.join(', ')}`
        };
    }
};
/** One line per pending migration: what going back over it costs, as the check of the migrations read it. */
function waysBack(session) {
    const sets = session.evidence('squash-check')?.sets ?? [];
    return sets.flatMap(set => (set.reversals ?? []).map(each => `${each.name}: ${each.reason}`));
}
/** Whether going back over these loses nothing of what was there before; `unknown`: nobody read them. Pure. */
function losslessOf(applied, checked) {
    const known = checked?.sets.flatMap(set => set.reversals ?? []) ?? [];
    const each = applied.map(name => known.find(one => one.name === name));
    if (each.some(one => one?.lossless === false))
        return 'no';
    return each.every(one => one !== undefined) ? 'yes' : 'unknown';
}
/**
 * The set that was applied before. What the check of this deployment read is not read again behind the fence: Django's driver compares it with the set
 * that it begins with, so somebody else's migration in between is told. After a first attempt it is read anew.
 */
async function appliedBefore(session, migration, releasePath) {
    const checked = session.deployment?.evidence('squash-check')?.sets.find(set => set.set === (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration));
    const first = session.deployment?.intent('migrate') === undefined;
    if (migration.framework === 'django' && first && checked !== undefined)
        return checked.before;
    return (await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(session.context, migration, releasePath)).appliedSet();
}
function deadlineOf(migration) {
    return 'timeout' in migration ? migration.timeout : _timeouts_js__WEBPACK_IMPORTED_MODULE_4__/* .databaseTimeoutMs */ .fE;
}
/** The staged release; for the six actions around a user's own code step, the code that is there now. */
async function releaseToMigrateFrom(session) {
    const staged = session.deployment?.evidence('stage');
    if (staged !== undefined)
        return staged.path;
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .liveCode */ .Y0)(session.context);
    // A release that a dry run does not stage: what is live is not what would be migrated from.
    if (session.context.dryRun && live.kind !== 'git')
        return undefined;
    return live.path ?? session.context.target.config.code?.root;
}
/**
 * Without a fence only what the check of the migrations saw may be applied: a package could bring migrations of its own, that the repository
 * does not show and nobody proved additive. Asking the framework costs half a second, so it is asked only here.
 */
async function guardUnfenced(session, releasePath) {
    const { context } = session;
    if (context.dryRun || (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_1__/* .isFenced */ .i3)(session.deployment?.records ?? []) || context.target.config.fence === 'never')
        return;
    const checked = session.evidence('squash-check');
    if (checked === undefined)
        return;
    for (const migration of context.target.config.migrations) {
        if (migration.framework === 'scripts')
            continue;
        const known = checked.sets.find(set => set.set === (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration))?.pending ?? [];
        const pending = await (await (0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .frameworkOf */ .K5)(context, migration, releasePath)).plan();
        const unseen = pending.map(each => each.name).filter(name => !known.includes(name));
        if (unseen.length > 0)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .UserError */ .y(`${(0,_world_js__WEBPACK_IMPORTED_MODULE_2__/* .setOf */ .s4)(migration)} would also apply ${unseen.join(', ')}, which the check of the repository did not see, so nobody proved that it is additive: a package brought it (set \`fence: always\` for this deployment), or \`migrations.directory\` names the wrong folder`);
    }
}


/***/ }),

/***/ 26254:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  M: () => (/* binding */ rehearseStep)
});

// UNUSED EXPORTS: describeRehearsal

// EXTERNAL MODULE: ./build/shared/backup/encryption.js
var encryption = __webpack_require__(40127);
// EXTERNAL MODULE: ./build/shared/backup/source.js
var source = __webpack_require__(62787);
// EXTERNAL MODULE: ./build/shared/backup/store.js
var store = __webpack_require__(89173);
// EXTERNAL MODULE: ./build/shared/database/names.js
var names = __webpack_require__(70455);
// EXTERNAL MODULE: ./build/shared/database/schema-objects.js
var schema_objects = __webpack_require__(35489);
// EXTERNAL MODULE: ./build/shared/database/sql.js
var database_sql = __webpack_require__(92059);
;// CONCATENATED MODULE: ./build/shared/database/table-hashes.js

const longest = 30 * 60_000;
/** What every table of a database holds, exactly; for copies that nobody else works in. `but`: names of tables that are left out. Reads only. */
async function hashTables(engine, but) {
    const columns = await engine.query(`SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'${but.map(name => ` AND c.relname <> ${(0,database_sql/* literal */.eu)(name)}`).join('')}
  ORDER BY 1, 2, 3`);
    const tables = new Map();
    for (const [schema, name, column] of columns) {
        const key = `${schema}.${name}`;
        const table = tables.get(key) ?? { schema: schema, name: name, columns: [] };
        tables.set(key, table);
        if (column !== null && column !== undefined)
            table.columns.push(column);
    }
    const hashes = new Map();
    for (const [key, { schema, name, columns: names }] of tables) {
        // The place of a column in its row changes when it goes and comes back, so each is summed by itself, beside the key that tells rows apart.
        const rowKey = names.includes('id') ? "coalesce(id::text, '')" : "''";
        const sums = names.map(column => `, sum(('x' || substr(md5(${rowKey} || ':' || coalesce(${(0,database_sql/* ident */.bD)(column)}::text, '\\N')), 1, 15))::bit(60)::bigint::numeric)::text`);
        const [row] = await engine.query(`SELECT count(*)${sums.join('')} FROM ${(0,database_sql/* ident */.bD)(schema)}.${(0,database_sql/* ident */.bD)(name)}`, longest);
        hashes.set(key, { rows: Number(row?.[0]), columns: Object.fromEntries(names.map((column, index) => [column, row?.[index + 1] ?? ''])) });
    }
    return hashes;
}
/** Pure: what the second has not as the first, one line each: `shop_order.note`, `shop_order: 3 of 7 rows`. */
function lostIn(before, after) {
    const lost = [];
    for (const [table, old] of before) {
        const now = after.get(table);
        if (now === undefined)
            lost.push(`${table} is gone`);
        else if (now.rows !== old.rows)
            lost.push(`${table}: ${now.rows} of ${old.rows} rows`);
        else
            for (const [column, sum] of Object.entries(old.columns))
                if (now.columns[column] !== sum)
                    lost.push(`${table}.${column}`);
    }
    return [...lost, ...[...after.keys()].filter(table => !before.has(table)).map(table => `${table} is left over`)];
}

// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/migrations/framework.js
var framework = __webpack_require__(92139);
;// CONCATENATED MODULE: ./build/shared/migrations/lock-watch.js

/** Pure: the longest that each table was locked against others, the longest first. */
function longestLocks(seen) {
    const spans = new Map();
    for (const { table, mode, holder, at } of seen) {
        const key = `${holder} ${table} ${mode}`;
        const span = spans.get(key);
        if (span === undefined)
            spans.set(key, { table, mode, from: at, to: at });
        else
            span.to = Math.max(span.to, at);
    }
    const longest = new Map();
    for (const { table, mode, from, to } of spans.values()) {
        const known = longest.get(table);
        if (known === undefined || to - from > known.ms)
            longest.set(table, { table, mode, ms: Math.round(to - from) });
    }
    return [...longest.values()].sort((a, b) => b.ms - a.ms || (a.table < b.table ? -1 : 1));
}
/** Locks that keep readers or writers of a table out. */
const modes = "'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'";
/**
 * Looks again and again, while `work` runs, which tables its sessions lock; those are the ones of this application name. A look takes as long as a command on the
 * host, so shorter locks are not seen, and times are lower bounds by about that much.
 */
async function watchLocks(engine, applicationName, clock, work) {
    const seen = [];
    let done = false;
    // A look without an answer has not seen that there is no lock.
    let looks = 0;
    const sql = `SELECT n.nspname || '.' || c.relname, l.mode, l.pid || ' ' || a.xact_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.application_name = ${(0,database_sql/* literal */.eu)(applicationName)} AND l.granted AND l.mode IN (${modes}) AND c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND a.datname = current_database()`;
    const watching = (async () => {
        while (!done) {
            const rows = await engine.query(sql).catch(() => undefined);
            const at = clock.monotonic();
            if (rows !== undefined)
                looks++;
            for (const [table, mode, holder] of rows ?? [])
                seen.push({ table: table ?? '', mode: mode ?? '', holder: holder ?? '', at });
            await clock.sleep(50);
        }
    })();
    try {
        const result = await work();
        return { result, locks: longestLocks(seen), looks };
    }
    finally {
        done = true;
        await watching;
    }
}

// EXTERNAL MODULE: ./build/shared/steps/backup.js + 2 modules
var backup = __webpack_require__(75841);
// EXTERNAL MODULE: ./build/shared/steps/migrate.js
var migrate = __webpack_require__(44136);
// EXTERNAL MODULE: ./build/shared/steps/timeouts.js
var timeouts = __webpack_require__(49693);
// EXTERNAL MODULE: ./build/shared/steps/world.js + 32 modules
var world = __webpack_require__(76571);
;// CONCATENATED MODULE: ./build/shared/steps/rehearse.js













/** Tables in which frameworks keep their own rows: Django adds to the last two after every migration, and takes nothing away. */
const bookkeeping = ['django_migrations', 'django_content_type', 'auth_permission', 'alembic_version', 'belay_migrations', 'belay_scripts'];
/** Tries the migrations on a copy that is restored from the fresh backup: up, down, compared, up again. Nothing live is touched. */
const rehearseStep = {
    name: 'rehearse',
    title: 'Rehearse the migrations on a copy',
    changes: true,
    async plan(session) {
        const { context } = session;
        const wanted = rehearsed(session);
        if (wanted.length === 0)
            return { skip: 'no `rehearse: true` is configured' };
        const releasePath = await (0,migrate/* releaseToMigrateFrom */._g)(session);
        const sets = wanted.map(world/* setOf */.s4);
        const says = sets.map(set => `restore the fresh backup into a copy, and apply ${set} there, take it back, compare, and apply it again`);
        if (context.dryRun)
            return { plan: { releasePath: releasePath ?? '', backups: {}, sets }, says };
        if (releasePath === undefined)
            throw new errors/* UserError */.y('No release is staged whose migrations could be rehearsed');
        const backups = await (0,backup/* requireBackups */.Pu)(session, [...new Set(wanted.map(each => each.database))]);
        return { plan: { releasePath, backups, sets }, says };
    },
    async run(session, plan) {
        const sets = {};
        for (const migration of rehearsed(session)) {
            const found = await rehearse(session, migration, plan);
            sets[(0,world/* setOf */.s4)(migration)] = found;
            const { log } = session.context;
            log[found.lossless === 'no' || found.drift.length > 0 ? 'warning' : 'notice'](`Rehearsed ${(0,world/* setOf */.s4)(migration)}: ${describeRehearsal(found)}`);
        }
        return { sets: sets, says: Object.values(sets).map(describeRehearsal).join('; ') };
    }
};
/** `41.0 s, longest lock 0.3 s (public.orders), going back is lossless` */
function describeRehearsal({ applied, ms, locks, looks, lossless, lost, drift }) {
    if (applied.length === 0)
        return 'nothing was pending on the copy';
    const lock = locks[0];
    const held = looks === 0
        ? 'its locks could not be looked at'
        : lock === undefined
            ? 'no lock was seen'
            : `longest lock ${seconds(lock.ms)} (${lock.table})`;
    const back = lossless === 'yes'
        ? 'going back is lossless'
        : lossless === 'no'
            ? `going back loses ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''}`
            : `there is no way back: ${lost[0] ?? 'none is written'}`;
    return `${seconds(ms)}, ${held}, ${back}${drift.length === 0 ? '' : `; the models are not what the migrations make: ${drift[0]}`}`;
}
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
function rehearsed({ context }) {
    return context.target.config.migrations.filter(migration => 'rehearse' in migration && migration.rehearse);
}
/** Errors: UserError where the migrations fail on the copy: then nothing live was touched, and they would fail there too. */
async function rehearse(session, migration, plan) {
    const { context, mine } = session;
    const { database } = migration;
    const { stateDir } = context.target;
    const live = await (0,world/* databaseOf */.zJ)(context, database);
    const job = mine.job('rehearse', context.timeoutMs ?? timeouts/* databaseTimeoutMs */.fE, text => context.log.info(text.trimEnd()));
    const manifest = await (0,store/* verifyBackup */.gu)(context.host, stateDir, plan.backups[database], await (0,world/* trustOf */.An)(context));
    const opened = await (0,encryption/* openBackup */.Tw)(context.host, job, manifest, { identity: await (0,world/* identityOf */.cu)(context, manifest), databases: [database] });
    try {
        const { name, engine } = await live.scratch(job, mine.id, (0,source/* restoreSource */.M)(manifest, database, live, 'drill', { stateDir, directory: opened.directory }));
        try {
            const framework = await (0,world/* frameworkOf */.K5)(context, migration, plan.releasePath, engine);
            return await tryOn(session, framework, engine, { ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${database}` });
        }
        catch (error) {
            if (!(error instanceof framework/* MigrationFailed */.g))
                throw error;
            throw new errors/* UserError */.y(`On a copy of ${database}, and so on the live one too: ${error.message}`, { cause: error.cause });
        }
        finally {
            await live.dropCopy(job, { name }).catch((error) => context.log.warning(`${name} could not be removed: ${(0,errors/* messageOf */.b)(error)}`));
        }
    }
    finally {
        await opened.close();
    }
}
async function tryOn({ context }, framework, engine, job) {
    const recorded = await framework.appliedSet();
    const [schema, rows] = [await (0,schema_objects/* readSchema */.G)(engine), await hashTables(engine, bookkeeping)];
    const up = { ...job, idPrefix: `${job.idPrefix}.up` };
    const { result, locks, looks } = await watchLocks(engine, (0,names/* tagOf */.cO)(up.idPrefix), context.clock, () => framework.apply(up, recorded));
    const drift = (await framework.drift?.()) ?? [];
    const found = {
        applied: result.applied,
        ms: result.durationMs,
        looks,
        locks: locks.slice(0, 20).map(each => ({ ...each })),
        drift
    };
    if (result.applied.length === 0)
        return { ...found, lossless: 'yes', lost: [] };
    try {
        if (framework.revert === undefined)
            throw new errors/* UserError */.y(`${framework.name} has no way back`);
        await framework.revert({ ...job, idPrefix: `${job.idPrefix}.down` }, recorded);
    }
    catch (error) {
        // That it cannot go back is what the rehearsal finds out; the deployment may go on.
        if (!(error instanceof errors/* UserError */.y))
            throw error;
        return { ...found, lossless: 'unknown', lost: [(0,errors/* messageOf */.b)(error).split('\n')[0]] };
    }
    const lost = [
        ...(0,schema_objects/* compareSchemas */._)(schema, await (0,schema_objects/* readSchema */.G)(engine)).differences.map(line => line.replace('only the live database has', 'missing afterwards:').replace('only the new migrations make', 'left over:')),
        ...lostIn(rows, await hashTables(engine, bookkeeping))
    ];
    await framework.apply({ ...job, idPrefix: `${job.idPrefix}.again` }, recorded);
    return { ...found, lossless: lost.length === 0 ? 'yes' : 'no', lost };
}


/***/ }),

/***/ 91204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ restorePointStep)
/* harmony export */ });
/* harmony import */ var _report_bytes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9739);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(14060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76571);




/** A copy of each database that a migration may touch, made while its writers are stopped: the instant to return to. */
const restorePointStep = {
    name: 'restore-point',
    title: 'Make a restore point',
    changes: true,
    async plan(session) {
        const { context } = session;
        const databases = [...new Set(context.target.config.migrations.map(migration => migration.database))];
        if (databases.length === 0)
            return { skip: 'no migrations are configured' };
        const records = session.deployment?.records ?? [];
        const fence = context.dryRun ? await (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .decideFence */ .yH)(session) : undefined;
        if (fence?.needed === false)
            return { skip: fence.why };
        if (session.deployment?.evidence('restore-point') !== undefined)
            return { skip: 'this deployment has its restore point' };
        if (!context.dryRun && !(0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .fenceStands */ .hN)(records))
            return { skip: 'no fence stands: going back is possible by the code alone, or not at all' };
        if (!context.dryRun && (0,_fence_state_js__WEBPACK_IMPORTED_MODULE_0__/* .wasOpened */ .xp)(records, (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .maintenanceFile */ .iV)(context) !== undefined))
            return { skip: 'users were let in already: a restore point would not be a way back' };
        if (session.deployment?.evidence('restore-point') !== undefined)
            return { skip: 'this deployment has its restore point' };
        return { plan: { databases }, says: databases.map(name => `copy ${name} while its writers are stopped`) };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const points = {};
        for (const name of plan.databases) {
            const engine = await (0,_world_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseOf */ .zJ)(context, name);
            points[name] = await engine.createRestorePoint(mine.job('restore-point', context.timeoutMs ?? _timeouts_js__WEBPACK_IMPORTED_MODULE_2__/* .databaseTimeoutMs */ .fE), mine.id);
        }
        return {
            points: { ...points },
            says: Object.values(points)
                .map(point => `${point.name} (${(0,_report_bytes_js__WEBPACK_IMPORTED_MODULE_3__/* .bytesText */ .p)(point.bytes)})`)
                .join(', ')
        };
    }
};


/***/ }),

/***/ 49693:
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

/***/ 64377:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w$: () => (/* binding */ datetime)
/* harmony export */ });
/* unused harmony exports date, time, duration */
/* harmony import */ var _core_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(43759);
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