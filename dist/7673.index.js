"use strict";
exports.id = 7673;
exports.ids = [7673,4377];
exports.modules = {

/***/ 60209:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(94515);
/* harmony import */ var _shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45504);
/* harmony import */ var _shared_errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(20230);
/* harmony import */ var _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(92139);
/* harmony import */ var _shared_steps_migrate_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(44136);
/* harmony import */ var _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(80180);
/* harmony import */ var _shared_steps_restore_point_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(91204);







const run = (inputs, runtime) => (0,_shared_action_session_js__WEBPACK_IMPORTED_MODULE_1__/* .withSession */ .f)(inputs, runtime, session => onHost(session, runtime), context => onWindows(context, runtime));
async function onHost(session, runtime) {
    if (session.context.target.config.migrations.length === 0)
        throw new _shared_errors_js__WEBPACK_IMPORTED_MODULE_6__/* .UserError */ .y('Nothing says which migrations to run: give `framework`, `engine` and `database-url` (or `database`), or `migrations` in the configuration');
    const rehearsed = await (0,_shared_action_action_step_js__WEBPACK_IMPORTED_MODULE_0__/* .actionStep */ .J)(session, runtime, _shared_steps_rehearse_js__WEBPACK_IMPORTED_MODULE_4__/* .rehearseStep */ .M6, {});
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
}
async function onWindows(context, runtime) {
    const { migrateHere } = await Promise.all(/* import() */[__webpack_require__.e(750), __webpack_require__.e(4163), __webpack_require__.e(8169)]).then(__webpack_require__.bind(__webpack_require__, 60972));
    const start = performance.now();
    const tell = (sets) => {
        for (const name of ['applied', 'before', 'after'])
            runtime.output(name, JSON.stringify(sets.flatMap(set => set[name])));
        // What a script does is known to its author alone.
        runtime.output('lossless', 'unknown');
        runtime.output('duration-ms', Math.round(performance.now() - start));
    };
    try {
        const { sets } = await migrateHere(context, runtime.environment);
        tell(sets);
        runtime.output('status', sets.some(set => set.applied.length > 0) ? 'passed' : 'skipped');
    }
    catch (error) {
        if (error instanceof _shared_migrations_framework_js__WEBPACK_IMPORTED_MODULE_2__/* .MigrationFailed */ .g)
            tell([error.evidence]);
        throw error;
    }
}


/***/ }),

/***/ 94515:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ actionStep),
/* harmony export */   K: () => (/* binding */ nothingToDo)
/* harmony export */ });
/* harmony import */ var _deployment_run_step_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(64031);
/* harmony import */ var _steps_world_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(25002);


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
UNION ALL SELECT 'view', '', TABLE_NAME, REPLACE(VIEW_DEFINITION, CONCAT('\`', REPLACE(DATABASE(), '\`', '\`\`'), '\`.'), '') FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
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
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25002);

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
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(25002);





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