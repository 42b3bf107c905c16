"use strict";
exports.id = 632;
exports.ids = [632];
exports.modules = {

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

/***/ 48563:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ renderPlan),
/* harmony export */   Gc: () => (/* binding */ renderMarkdown),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code)
/* harmony export */ });
/* harmony import */ var _migration_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80794);

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
        `| users saw the maintenance answer | ${report.downtimeMs === null ? 'never' : `${seconds(report.downtimeMs)}${report.fenced ? ', and still see it' : ''}`} |`,
        `| whole run | ${seconds(report.durationMs)} |`,
        ''
    ];
    if (rollback !== null) {
        lines.push(`### The way back: ${code(rollback.plan)}`, '', ...rollback.reasons.map(reason => `- ${text(reason)}`));
        lines.push(...rollback.kept.map(kept => `- kept for study: ${code(kept)}`), '');
        if (rollback.choices.length > 0)
            lines.push(...choicesTable(rollback.choices));
    }
    lines.push(...(0,_migration_plan_js__WEBPACK_IMPORTED_MODULE_0__/* .planTable */ .k)(report.migrations ?? []));
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
/** Text as code, within a table too. */
function code(value) {
    return `\`${value.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')}\``;
}


/***/ }),

/***/ 80794:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ planLines),
/* harmony export */   k: () => (/* binding */ planTable)
/* harmony export */ });
/* harmony import */ var _bytes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9739);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48563);


/** What is pending and what is known of it: one line each, for the log. Pure. */
function planLines(sets) {
    return sets.flatMap(set => (set.reversals ?? []).map(each => `${each.name}: ${[touches(each), each.reason, risks(each)].filter(Boolean).join('; ')}`));
}
/** The same as a table for the job summary; empty where nothing is pending. Pure. */
function planTable(sets) {
    const known = sets.flatMap(set => set.reversals ?? []);
    const unread = sets.flatMap(set => (set.reversals === undefined ? set.pending : []));
    if (known.length + unread.length === 0)
        return [];
    return [
        '| pending migration | tables that it touches | going back | risks |',
        '| --- | --- | --- | --- |',
        ...known.map(each => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(each.name)} | ${touched(each, size => `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(size.table)} ${sizeText(size)}`).join('<br>')} | ${each.lossless ? '✅' : '⚠️'} ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(each.reason)} | ${(each.risks ?? []).join(', ') || 'none known'} |`),
        ...unread.map(name => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(name)} | unknown | unknown | unknown |`),
        ''
    ];
}
function touches(migration) {
    return `touches ${touched(migration, size => `${size.table} ${sizeText(size)}`).join(', ')}`;
}
function touched({ tables, more }, text) {
    if (tables === undefined)
        return ['what is not known'];
    const named = tables.map(text);
    if (more === true)
        return [...named, `what cannot be read`];
    return named.length === 0 ? ['no table that is there'] : named;
}
function risks({ risks: ids = [] }) {
    return ids.length === 0 ? '' : `risks: ${ids.join(', ')}`;
}
function sizeText({ isThere, rows, bytes }) {
    if (isThere === null)
        return '(size unknown)';
    if (!isThere)
        return '(not found)';
    const parts = [rows === null ? 'rows not counted' : `~${rows.toLocaleString('en')} rows`, ...(bytes === null ? [] : [(0,_bytes_js__WEBPACK_IMPORTED_MODULE_1__/* .bytesText */ .p)(bytes)])];
    return `(${parts.join(', ')})`;
}


/***/ }),

/***/ 44136:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _1: () => (/* binding */ losslessOf),
/* harmony export */   _g: () => (/* binding */ releaseToMigrateFrom),
/* harmony export */   w9: () => (/* binding */ migrateStep)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);
/* harmony import */ var _report_migration_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(80794);
/* harmony import */ var _backup_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(75841);
/* harmony import */ var _fence_state_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(14060);
/* harmony import */ var _timeouts_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(49693);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(25002);






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
            return { plan: { releasePath: '', backups: {}, before: {} }, says: [`run ${which} from the staged release`, ...planned(session)] };
        }
        if (releasePath === undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y('No release is staged, and no `directory` or `code-root` says where the migrations are run from');
        const databases = [...new Set(migrations.map(migration => migration.database))];
        const backups = context.dryRun ? {} : await (0,_backup_js__WEBPACK_IMPORTED_MODULE_1__/* .requireBackups */ .Pu)(session, databases);
        const before = Object.fromEntries(await Promise.all(migrations.map(async (migration) => [(0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .setOf */ .s4)(migration), [...(await appliedBefore(session, migration, releasePath))]])));
        const says = migrations.map(migration => `migrate ${(0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .setOf */ .s4)(migration)} from ${releasePath}`);
        return { plan: { releasePath, backups, before }, says: [...says, ...planned(session)] };
    },
    async run(session, plan) {
        const { context, mine } = session;
        const sets = {};
        for (const migration of context.target.config.migrations) {
            const framework = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .frameworkOf */ .K5)(context, migration, plan.releasePath);
            const timeoutMs = context.timeoutMs ?? deadlineOf(migration);
            const job = mine.job('migrate', timeoutMs, text => context.log.info(text.trimEnd()));
            const { before, after, applied } = await framework.apply({ ...job, idPrefix: `${job.idPrefix}.${migration.framework}-${migration.database}` }, plan.before[framework.set] ?? [], provenOf(session, framework.set));
            sets[framework.set] = { before: [...before], after: [...after], applied: [...applied] };
        }
        const applied = Object.values(sets).flatMap(set => set.applied);
        return {
            sets: sets,
            says: applied.length === 0 ? 'nothing was pending; the applied set is as before' : `applied ${applied.join(', ')}`
        };
    }
};
/** One line per pending migration: what it touches and what going back over it costs, as the check of the migrations read it. */
function planned(session) {
    return (0,_report_migration_plan_js__WEBPACK_IMPORTED_MODULE_0__/* .planLines */ .H)(session.evidence('squash-check')?.sets ?? []);
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
    const checked = session.deployment?.evidence('squash-check')?.sets.find(set => set.set === (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .setOf */ .s4)(migration));
    const first = session.deployment?.intent('migrate') === undefined;
    if (migration.framework === 'django' && first && checked !== undefined)
        return checked.before;
    return (await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .frameworkOf */ .K5)(session.context, migration, releasePath)).appliedSet();
}
function deadlineOf(migration) {
    return 'timeout' in migration ? migration.timeout : _timeouts_js__WEBPACK_IMPORTED_MODULE_5__/* .databaseTimeoutMs */ .fE;
}
/** The staged release; for the six actions around a user's own code step, the code that is there now. */
async function releaseToMigrateFrom(session) {
    const staged = session.deployment?.evidence('stage');
    if (staged !== undefined)
        return staged.path;
    const live = await (0,_world_js__WEBPACK_IMPORTED_MODULE_3__/* .liveCode */ .Y0)(session.context);
    // A release that a dry run does not stage: what is live is not what would be migrated from.
    if (session.context.dryRun && live.kind !== 'git')
        return undefined;
    return live.path ?? session.context.target.config.code?.root;
}
/**
 * What may be applied; undefined: whatever is pending. Without a fence it is only what the check of the migrations saw: a package could bring migrations of
 * its own, that the repository does not show and nobody proved additive.
 */
function provenOf({ context, mine }, set) {
    if ((0,_fence_state_js__WEBPACK_IMPORTED_MODULE_2__/* .isFenced */ .i3)(mine.records) || context.target.config.fence === 'never')
        return undefined;
    const checked = mine.evidence('squash-check');
    return checked === undefined ? undefined : (checked.sets.find(each => each.set === set)?.pending ?? []);
}


/***/ })

};
;