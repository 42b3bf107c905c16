"use strict";
exports.id = 652;
exports.ids = [652];
exports.modules = {

/***/ 70652:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  loadPostgresReader: () => (/* binding */ loadPostgresReader),
  loadSqlReader: () => (/* binding */ loadSqlReader),
  sqlReaderFor: () => (/* binding */ sqlReaderFor)
});

// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: ./build/shared/squash/sql/mysql.js
var mysql = __webpack_require__(85518);
// EXTERNAL MODULE: ./build/shared/squash/rewrite.js
var rewrite = __webpack_require__(98395);
// EXTERNAL MODULE: ./build/shared/squash/sql/effects.js
var effects = __webpack_require__(61838);
;// CONCATENATED MODULE: ./build/shared/squash/sql/postgres-expressions.js
/** Functions of PostgreSQL that give one value in one statement (immutable or stable), and need no more than their arguments. */
const stable = new Set('now transaction_timestamp statement_timestamp current_setting timezone lower upper length char_length btrim ltrim rtrim trim substring substr replace concat concat_ws format left right lpad rpad repeat reverse md5 sha256 sha512 encode decode convert_to convert_from to_char to_date to_number to_timestamp date_trunc date_part extract make_date make_time make_timestamp make_timestamptz make_interval age abs ceil ceiling floor round sign sqrt power mod greatest least coalesce nullif array_append array_prepend array_cat array_fill string_to_array array_to_string cardinality jsonb_build_object json_build_object jsonb_build_array json_build_array to_json to_jsonb jsonb_set row_to_json txid_current pg_current_xact_id current_database current_schema version inet_client_addr inet_server_addr pg_backend_pid int4range int8range numrange tsrange tstzrange daterange to_tsvector to_tsquery ascii chr initcap position split_part regexp_replace starts_with hashtext bit_length octet_length num_nonnulls quote_literal quote_ident like_escape overlay'.split(' '));
/** Functions that give another value for every row; those of uuid-ossp and pgcrypto too. */
const postgres_expressions_volatile = new Set('random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt clock_timestamp timeofday nextval setval currval lastval setseed pg_sleep'.split(' '));
/** Functions that a SELECT may call without changing the schema or the rows of a table. */
const harmless = new Set('set_config pg_advisory_lock pg_advisory_xact_lock pg_advisory_unlock pg_try_advisory_lock pg_try_advisory_xact_lock pg_sleep setval nextval currval lastval pg_get_serial_sequence count max min sum avg array_agg string_agg bool_and bool_or every json_agg jsonb_agg to_regclass to_regtype to_regproc pg_relation_size pg_total_relation_size pg_size_pretty row_number rank dense_rank generate_series unnest random clock_timestamp gen_random_uuid'.split(' '));
/** Whether PostgreSQL computes an expression once for all rows or for each of them; undefined: it holds something that is not known here. */
function volatilityOf(node) {
    if (node === undefined || node === null)
        return 'stable';
    const [type, body] = (Object.entries(node)[0] ?? ['', {}]);
    switch (type) {
        case 'A_Const':
        case 'SQLValueFunction':
        case 'String':
        case 'Integer':
            return 'stable';
        case 'TypeCast':
        case 'CollateClause':
        case 'A_Indirection':
        case 'NamedArgExpr':
        case 'NullTest':
        case 'BooleanTest':
            return volatilityOf(body.arg);
        case 'A_Expr':
            return join([body.lexpr, body.rexpr]);
        case 'BoolExpr':
        case 'CoalesceExpr':
        case 'MinMaxExpr':
        case 'RowExpr':
            return join(body.args);
        case 'A_ArrayExpr':
            return join(body.elements);
        case 'List':
            return join(body.items);
        case 'CaseExpr':
            return join([body.arg, body.defresult, ...(body.args ?? []).flatMap((each) => [each.CaseWhen?.expr, each.CaseWhen?.result])]);
        case 'FuncCall': {
            const { schema, name } = functionName(body);
            const args = join(body.args);
            if (postgres_expressions_volatile.has(name))
                return 'volatile';
            return (schema === undefined || schema === 'pg_catalog') && stable.has(name) ? args : undefined;
        }
        default:
            return undefined;
    }
}
function join(nodes) {
    const all = (nodes ?? []).map(volatilityOf);
    return all.includes('volatile') ? 'volatile' : all.includes(undefined) ? undefined : 'stable';
}
function functionName(call) {
    const names = (call.funcname ?? []).map((part) => part.String?.sval ?? '');
    return { schema: names.at(-2), name: names.at(-1) ?? '' };
}
/** A function within a query whose effect is not known here, by name. */
function unknownFunction(node) {
    if (Array.isArray(node)) {
        for (const each of node) {
            const found = unknownFunction(each);
            if (found !== undefined)
                return found;
        }
        return undefined;
    }
    if (typeof node !== 'object' || node === null)
        return undefined;
    for (const [key, value] of Object.entries(node)) {
        if (key === 'FuncCall') {
            const { schema, name } = functionName(value);
            const isOwn = schema !== undefined && schema !== 'pg_catalog';
            if (isOwn || !(stable.has(name) || harmless.has(name)))
                return schema === undefined ? name : `${schema}.${name}`;
        }
        const found = unknownFunction(value);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** The name of a type as people write it, lower case: `varchar(20)`, `timestamptz`, `text[]`. undefined: it cannot be told. */
function typeText(type) {
    const names = (type?.names ?? []).map((part) => part.String?.sval ?? '');
    const last = names.at(-1);
    if (last === undefined)
        return undefined;
    const usual = {
        int2: 'smallint',
        int4: 'integer',
        int8: 'bigint',
        float4: 'real',
        float8: 'double precision',
        bool: 'boolean',
        bpchar: 'char'
    };
    const schema = names.length > 1 && names[0] !== 'pg_catalog' ? `${names[0]}.` : '';
    const modifiers = (type.typmods ?? []).map((each) => each.A_Const?.ival?.ival ?? (each.A_Const?.ival ? 0 : undefined));
    const ofInterval = last === 'interval' || modifiers.includes(undefined);
    const suffix = modifiers.length === 0 || ofInterval ? '' : `(${modifiers.join(',')})`;
    return `${schema}${usual[last] ?? last}${suffix}${'[]'.repeat(type.arrayBounds?.length ?? 0)}`;
}

// EXTERNAL MODULE: ./build/shared/squash/sql/split.js
var split = __webpack_require__(12936);
;// CONCATENATED MODULE: ./build/shared/squash/sql/postgres.js




/** Reads statements of PostgreSQL from its own parser's tree. What that does not take, and what runs code, is `unknown`. */
function postgresReader(parse) {
    return (text, at) => {
        const { statements, problem } = (0,split/* splitSql */.b5)(text, 'postgres');
        const place = (0,split/* positions */.Xq)(text, at.file);
        if (problem !== undefined) {
            const whole = { from: problem.at, to: text.length, text, head: (0,split/* headOf */.Uo)(text) };
            return [(0,effects/* changeOf */.C)({ kind: 'unknown', reason: problem.message }, whole, place)];
        }
        return statements.flatMap(statement => readStatement(statement, parse, place));
    };
}
function readStatement(statement, parse, place) {
    const { text } = statement;
    const change = (effect) => (0,effects/* changeOf */.C)(effect, statement, place);
    if (text.startsWith('\\'))
        return metaCommand(text).map(change);
    const { tree, error } = parsed(text, parse);
    if (tree === undefined)
        return [change({ kind: 'unknown', reason: error.reason, offset: error.offset, ...(error.syntax ? { syntax: true } : {}) })];
    const at = byteOffsets(text);
    return (tree.stmts ?? [])
        .flatMap(({ stmt }) => effectsOf(stmt ?? {}))
        .map(effect => change({ ...effect, offset: effect.offset === undefined ? undefined : at(effect.offset) }));
}
/** Commands of psql. Those that only print or set psql itself do nothing to the database. */
function metaCommand(text) {
    if (/^\\(?:echo|qecho|warn|set|unset|timing|pset|x|a|t|encoding|errverbose|if|elif|else|endif|q|\?|!|d\S*|restrict|unrestrict|\.)(?:\s|$)/.test(text))
        return text.startsWith('\\if') || text.startsWith('\\elif') ? [{ kind: 'unknown', reason: `${text} decides when it runs` }] : [];
    return [{ kind: 'unknown', reason: `${/^\\\S*/.exec(text)[0]} of psql runs or loads what is not read here` }];
}
/** Placeholders of Flyway (`${schema}`) and variables of psql (`:name`, `:'name'`) are no SQL before they are filled in. */
function parsed(text, parse) {
    const none = { reason: '', offset: 0, syntax: false };
    try {
        return { tree: parse(text), error: none };
    }
    catch (error) {
        const details = error.sqlDetails;
        // What the parser itself breaks on (nested too deep, out of memory) is no word on the text.
        if (details === undefined)
            return { error: { reason: `PostgreSQL's parser could not read it (${error.message})`, offset: 0, syntax: false } };
        const filled = text
            .replaceAll(/\$\{[\w:.-]+\}/g, name => `p${'_'.repeat(name.length - 1)}`)
            .replaceAll(/(?<![:\w]):(?:'(\w+)'|"(\w+)"|[A-Za-z_]\w*)/g, name => name[1] === "'" ? `'${name.slice(2, -1)}' ` : `p${'_'.repeat(name.length - 1)}`);
        if (filled !== text) {
            try {
                return { tree: parse(filled), error: none };
            }
            catch {
                return { error: { reason: 'it has placeholders, and without their values it is not read', offset: 0, syntax: false } };
            }
        }
        const offset = Math.min(text.length, [...text].slice(0, details.cursorPosition ?? 0).join('').length);
        return { error: { reason: error.message, offset, syntax: true } };
    }
}
/** libpg_query counts in bytes of UTF-8. */
function byteOffsets(text) {
    const bytes = Buffer.from(text);
    return bytes.length === text.length ? offset => offset : offset => bytes.toString('utf8', 0, offset).length;
}
function tableName(relation) {
    const { schemaname, relname } = relation ?? {};
    return schemaname === undefined || schemaname === 'public' ? (relname ?? '') : `${schemaname}.${relname}`;
}
function listName(object) {
    const names = (object.List?.items ?? object.TypeName?.names ?? object.ObjectWithArgs?.objname ?? [object]).map((each) => each.String?.sval ?? '');
    return (names[0] === 'public' ? names.slice(1) : names).join('.');
}
/** How the effects of one kind of statement are read; everything else is in `plainObjects`. */
const readers = {
    CreateStmt: body => [{ kind: 'create-table', table: tableName(body.relation), columns: tableColumns(body.tableElts) }],
    CreateTableAsStmt: body => body.objtype === 'OBJECT_MATVIEW'
        ? [{ kind: 'other-object', verb: 'create', object: 'materialized view', name: tableName(body.into?.rel) }]
        : [{ kind: 'create-table', table: tableName(body.into?.rel), columns: [] }, ...calls(body.query)],
    AlterTableStmt: alterTable,
    DropStmt: drop,
    RenameStmt: rename,
    AlterObjectSchemaStmt: body => body.objectType === 'OBJECT_TABLE'
        ? [
            {
                kind: 'rename-table',
                table: tableName(body.relation),
                to: body.newschema === 'public' ? body.relation?.relname : `${body.newschema}.${body.relation?.relname}`
            }
        ]
        : [
            {
                kind: 'other-object',
                verb: 'alter',
                object: objectName(body.objectType),
                name: body.relation ? tableName(body.relation) : undefined
            }
        ],
    IndexStmt: body => [
        {
            kind: 'create-index',
            table: tableName(body.relation),
            name: body.idxname,
            unique: body.unique === true,
            concurrently: body.concurrent === true
        }
    ],
    UpdateStmt: body => [
        ...withQueries(body),
        { kind: 'data', verb: 'update', table: tableName(body.relation), whole: unbounded(body.whereClause) },
        ...calls(body)
    ],
    DeleteStmt: body => [
        ...withQueries(body),
        { kind: 'data', verb: 'delete', table: tableName(body.relation), whole: unbounded(body.whereClause) },
        ...calls(body)
    ],
    InsertStmt: body => [
        ...withQueries(body),
        { kind: 'data', verb: 'insert', table: tableName(body.relation), whole: insertsWhole(body.selectStmt?.SelectStmt) },
        ...calls(body)
    ],
    MergeStmt: body => [{ kind: 'data', verb: 'update', table: tableName(body.relation), whole: undefined }],
    CopyStmt: body => (body.is_from === true ? [{ kind: 'data', verb: 'insert', table: tableName(body.relation), whole: undefined }] : []),
    TruncateStmt: body => (body.relations ?? []).map((each) => ({ kind: 'data', verb: 'truncate', table: tableName(each.RangeVar), whole: true })),
    SelectStmt: postgres_select,
    VariableSetStmt: body => setting(body.name, body.kind === 'VAR_SET_VALUE' ? constant(body.args?.[0]) : undefined),
    TransactionStmt: body => transaction(body.kind),
    DoStmt: () => [{ kind: 'unknown', reason: 'a DO block runs code that is not read' }],
    CallStmt: body => [{ kind: 'unknown', reason: `the procedure ${functionName(body.funccall ?? {}).name} is not read` }],
    LockStmt: () => [{ kind: 'unknown', reason: 'LOCK TABLE keeps others out until the transaction ends' }],
    VacuumStmt: body => (body.options ?? []).some((each) => each.DefElem?.defname === 'full')
        ? [{ kind: 'unknown', reason: 'VACUUM FULL writes the whole table anew, and nobody can read it meanwhile' }]
        : [],
    ClusterStmt: () => [{ kind: 'unknown', reason: 'CLUSTER writes the whole table anew, and nobody can read it meanwhile' }],
    RepackStmt: () => [{ kind: 'unknown', reason: 'REPACK writes the whole table anew' }],
    ReindexStmt: body => (body.params ?? []).some((each) => each.DefElem?.defname === 'concurrently')
        ? [{ kind: 'other-object', verb: 'alter', object: 'index', name: body.relation && tableName(body.relation) }]
        : [{ kind: 'unknown', reason: 'REINDEX without CONCURRENTLY keeps writers out until it is done' }],
    CreateSchemaStmt: body => [
        { kind: 'other-object', verb: 'create', object: 'schema', name: body.schemaname },
        ...(body.schemaElts ?? []).flatMap((each) => effectsOf(each))
    ],
    DropOwnedStmt: () => [{ kind: 'unknown', reason: 'DROP OWNED drops whatever the role has, tables included' }],
    DropdbStmt: () => [{ kind: 'unknown', reason: 'DROP DATABASE drops all that the database holds' }],
    VariableShowStmt: () => [],
    DiscardStmt: () => [],
    ExplainStmt: () => [],
    ListenStmt: () => [],
    NotifyStmt: () => [],
    UnlistenStmt: () => [],
    ConstraintsSetStmt: () => [],
    CheckPointStmt: () => []
};
/** Statements about objects that hold no rows of their own. */
const plainObjects = /^(Create|Alter|Drop|Comment|Grant|GrantRole|View|Rule|Define|CompositeType|RefreshMatView|SecLabel|AlterOwner|ReassignOwned|ImportForeignSchema)(\w*?)(?:Stmt)$/;
function effectsOf(stmt) {
    const [type, body] = (Object.entries(stmt)[0] ?? ['', {}]);
    const reader = readers[type];
    if (reader !== undefined)
        return reader(body ?? {});
    const found = plainObjects.exec(type);
    if (found === null)
        return [{ kind: 'unknown', reason: `${type.replace(/Stmt$/, '') || 'it'} is a statement that is not read here` }];
    const verb = /^(?:Create|View|Rule|Define|CompositeType|Import)/.test(type) ? 'create' : type.startsWith('Drop') ? 'drop' : 'alter';
    const object = (found[2] === '' ? found[1] : found[2]).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
    return [{ kind: 'other-object', verb, object, name: nameOf(body ?? {}) }];
}
function nameOf(body) {
    if (body.relation?.relname !== undefined)
        return tableName(body.relation);
    if (body.view?.relname !== undefined)
        return tableName(body.view);
    if (body.sequence?.relname !== undefined)
        return tableName(body.sequence);
    const parts = body.funcname ?? body.typeName ?? body.domainname ?? body.defnames;
    if (Array.isArray(parts))
        return parts.map((each) => each.String?.sval ?? '').join('.');
    return body.extname ?? body.trigname ?? body.policy_name ?? body.rolename ?? body.role;
}
function objectName(type) {
    return String(type ?? 'object')
        .replace(/^OBJECT_/, '')
        .toLowerCase()
        .replaceAll('_', ' ')
        .replace('tabconstraint', 'constraint')
        .replace('matview', 'materialized view');
}
function tableColumns(elements = []) {
    const columns = elements.flatMap(each => (each.ColumnDef ? [columnOf(each.ColumnDef)] : []));
    for (const { Constraint: constraint } of elements) {
        if (constraint === undefined)
            continue;
        const keys = (constraint.keys ?? constraint.fk_attrs ?? []).map((each) => each.String?.sval);
        for (const column of columns.filter(each => keys.includes(each.name))) {
            if (constraint.contype === 'CONSTR_PRIMARY' || constraint.contype === 'CONSTR_NOTNULL')
                column.nullable = false;
            if (constraint.contype === 'CONSTR_PRIMARY' || constraint.contype === 'CONSTR_UNIQUE') {
                column.unique ||= keys.length === 1;
                column.indexed = true;
            }
            if (constraint.contype === 'CONSTR_FOREIGN')
                column.references ??= tableName(constraint.pktable);
        }
    }
    return columns;
}
function columnOf(definition) {
    const type = typeText(definition.typeName);
    const isSerial = type !== undefined && /^(?:small|big)?serial[248]?$/.test(type);
    const column = {
        name: definition.colname ?? '',
        type,
        nullable: !isSerial,
        databaseDefault: isSerial ? 'volatile' : 'none',
        unique: false,
        indexed: false
    };
    // A domain may have a default and forbid NULL.
    if (type?.includes('.'))
        column.nullable = undefined;
    for (const { Constraint: constraint } of definition.constraints ?? []) {
        switch (constraint?.contype) {
            case 'CONSTR_NOTNULL':
                column.nullable = false;
                break;
            case 'CONSTR_PRIMARY':
                column.nullable = false;
                column.unique = column.indexed = true;
                break;
            case 'CONSTR_UNIQUE':
                column.unique = column.indexed = true;
                break;
            case 'CONSTR_DEFAULT':
                column.databaseDefault = constraint.raw_expr?.A_Const?.isnull === true ? 'none' : volatilityOf(constraint.raw_expr);
                break;
            case 'CONSTR_IDENTITY':
                column.nullable = false;
                column.databaseDefault = 'volatile';
                break;
            case 'CONSTR_GENERATED':
                // A virtual one is computed when it is read, a stored one when the row is written.
                column.databaseDefault = constraint.generated_kind === 'v' ? 'stable' : 'volatile';
                break;
            case 'CONSTR_FOREIGN':
                column.references = tableName(constraint.pktable);
        }
    }
    return column;
}
/** Subcommands that neither read nor write rows. */
const quiet = {
    AT_SetStatistics: 'statistics',
    AT_SetOptions: 'column options',
    AT_ResetOptions: 'column options',
    AT_SetStorage: 'storage',
    AT_SetCompression: 'compression',
    AT_SetRelOptions: 'table options',
    AT_ResetRelOptions: 'table options',
    AT_ReplaceRelOptions: 'table options',
    AT_ChangeOwner: 'owner',
    AT_ClusterOn: 'cluster order',
    AT_DropCluster: 'cluster order',
    AT_EnableRowSecurity: 'row security',
    AT_DisableRowSecurity: 'row security',
    AT_ForceRowSecurity: 'row security',
    AT_NoForceRowSecurity: 'row security',
    AT_ReplicaIdentity: 'replica identity',
    AT_AlterConstraint: 'constraint',
    AT_DropInherit: 'inheritance',
    AT_AddInherit: 'inheritance',
    AT_DetachPartition: 'partition',
    AT_DetachPartitionFinalize: 'partition',
    AT_SetIdentity: 'identity',
    AT_EnableTrig: 'trigger',
    AT_EnableAlwaysTrig: 'trigger',
    AT_EnableReplicaTrig: 'trigger',
    AT_EnableTrigAll: 'trigger',
    AT_EnableTrigUser: 'trigger',
    AT_DisableTrig: 'trigger',
    AT_DisableTrigAll: 'trigger',
    AT_DisableTrigUser: 'trigger',
    AT_EnableRule: 'rule',
    AT_DisableRule: 'rule'
};
/** Subcommands that read or write every row, for which there is no kind of change. */
const heavy = {
    AT_SetLogged: 'SET LOGGED writes the whole table anew',
    AT_SetUnLogged: 'SET UNLOGGED writes the whole table anew',
    AT_SetTableSpace: 'SET TABLESPACE copies the whole table',
    AT_SetAccessMethod: 'SET ACCESS METHOD writes the whole table anew',
    AT_AttachPartition: 'ATTACH PARTITION reads every row of the partition, unless a CHECK proves them',
    AT_SetExpression: 'SET EXPRESSION may write the whole table anew'
};
function alterTable(body) {
    if (body.objtype !== 'OBJECT_TABLE')
        return [{ kind: 'other-object', verb: 'alter', object: objectName(body.objtype), name: tableName(body.relation) }];
    const table = tableName(body.relation);
    return (body.cmds ?? []).flatMap(({ AlterTableCmd: command }) => alterCommand(table, command ?? {}));
}
function alterCommand(table, command) {
    const definition = command.def?.ColumnDef ?? command.def?.Constraint;
    const offset = definition?.location;
    const column = command.name ?? '';
    switch (command.subtype) {
        case 'AT_AddColumn': {
            const own = constraintsOf(definition).filter(each => each.contype === 'CONSTR_CHECK');
            return [{ kind: 'add-column', table, column: columnOf(definition), offset }, ...own.flatMap(each => constraintEffects(table, each))];
        }
        case 'AT_DropColumn':
            return [{ kind: 'drop-column', table, column }];
        case 'AT_AlterColumnType': {
            const to = typeText(definition?.typeName);
            return [{ kind: 'change-type', table, column, from: undefined, to, ...conversion(column, definition?.raw_default, to), offset }];
        }
        case 'AT_SetNotNull':
            return [{ kind: 'set-not-null', table, column }];
        case 'AT_DropNotNull':
            return [{ kind: 'drop-not-null', table, column }];
        case 'AT_ColumnDefault':
        case 'AT_CookedColumnDefault':
            return [{ kind: command.def === undefined ? 'drop-default' : 'set-default', table, column }];
        case 'AT_AddIdentity':
            return [{ kind: 'set-default', table, column }];
        case 'AT_DropIdentity':
        case 'AT_DropExpression':
            return [{ kind: 'drop-default', table, column }];
        case 'AT_AddConstraint':
            return constraintEffects(table, definition ?? {});
        case 'AT_ValidateConstraint':
            return [{ kind: 'validate-constraint', table, name: command.name }];
        case 'AT_DropConstraint':
            return [{ kind: 'drop-constraint', table, name: command.name }];
    }
    const object = quiet[command.subtype];
    if (object !== undefined)
        return [{ kind: 'other-object', verb: 'alter', object, name: table }];
    return [{ kind: 'unknown', reason: heavy[command.subtype] ?? `${String(command.subtype).replace(/^AT_/, '')} is not read here` }];
}
function constraintsOf(definition) {
    return (definition?.constraints ?? []).flatMap((each) => each.Constraint ?? []);
}
const constraintTypes = {
    CONSTR_FOREIGN: 'foreign-key',
    CONSTR_CHECK: 'check',
    CONSTR_UNIQUE: 'unique',
    CONSTR_PRIMARY: 'primary-key',
    CONSTR_EXCLUSION: 'exclusion'
};
function constraintEffects(table, constraint) {
    const offset = constraint.location;
    const validates = constraint.skip_validation !== true;
    const name = constraint.conname;
    if (constraint.contype === 'CONSTR_NOTNULL') {
        const columns = (constraint.keys ?? []).map((each) => each.String?.sval ?? '');
        if (validates)
            return columns.map(column => ({ kind: 'set-not-null', table, column, offset }));
        return [{ kind: 'add-constraint', table, name, type: 'check', validates, usingIndex: false, notNull: columns[0], offset }];
    }
    const type = constraintTypes[constraint.contype];
    const test = constraint.raw_expr?.NullTest;
    const proven = test?.nulltesttype === 'IS_NOT_NULL' ? test.arg?.ColumnRef?.fields?.at(-1)?.String?.sval : undefined;
    if (type === undefined)
        return [{ kind: 'unknown', reason: `the constraint ${name ?? ''} is not read here`, offset }];
    return [
        {
            kind: 'add-constraint',
            table,
            name: name ?? constraint.indexname,
            type,
            ...(constraint.pktable === undefined ? {} : { references: tableName(constraint.pktable) }),
            validates,
            usingIndex: constraint.indexname !== undefined,
            ...(proven === undefined ? {} : { notNull: proven }),
            offset
        }
    ];
}
/** What USING says about the rows: the column itself, or a cast of it, is as good as none; anything else is computed for each row. */
function conversion(column, using, to) {
    if (using === undefined)
        return { rewrites: undefined };
    const cast = using.TypeCast;
    const inner = cast === undefined ? using : cast.arg;
    const isItself = inner?.ColumnRef?.fields?.at(-1)?.String?.sval === column;
    // A time zone that is UTC changes nothing.
    if (!isItself)
        return { converted: true, rewrites: using.FuncCall && functionName(using.FuncCall).name === 'timezone' ? undefined : true };
    const through = cast === undefined ? to : typeText(cast.typeName);
    // A cast to another type than the column's new one is a second conversion.
    return through === to ? { rewrites: undefined } : { converted: true, rewrites: (0,rewrite/* rewrites */.a)(through, to, 'postgres') || undefined };
}
function drop(body) {
    const objects = body.objects ?? [];
    if (body.removeType === 'OBJECT_TABLE')
        return objects.map(each => ({ kind: 'drop-table', table: listName(each) }));
    if (body.removeType === 'OBJECT_INDEX')
        return objects.map(each => ({ kind: 'drop-index', table: undefined, name: listName(each), concurrently: body.concurrent === true }));
    const object = objectName(body.removeType);
    if (body.behavior === 'DROP_CASCADE' &&
        /^(?:schema|type|domain|extension|function|sequence|collation|foreign server|access method)$/.test(object))
        return [{ kind: 'unknown', reason: `DROP ${object.toUpperCase()} … CASCADE drops what depends on it, tables and columns included` }];
    return objects.map(each => ({ kind: 'other-object', verb: 'drop', object, name: listName(each) || undefined }));
}
function rename(body) {
    const table = body.relation === undefined ? '' : tableName(body.relation);
    if (body.renameType === 'OBJECT_TABLE')
        return [{ kind: 'rename-table', table, to: table.replace(/[^.]*$/, () => body.newname) }];
    if (body.renameType === 'OBJECT_COLUMN' && body.relationType === 'OBJECT_TABLE')
        return [{ kind: 'rename-column', table, column: body.subname, to: body.newname }];
    return [{ kind: 'other-object', verb: 'alter', object: objectName(body.renameType), name: body.subname ?? (table || undefined) }];
}
/** A condition that is no constant bounds the rows. */
function unbounded(where) {
    return where === undefined || where.A_Const?.boolval?.boolval === true;
}
function insertsWhole(query) {
    if (query === undefined || query.valuesLists !== undefined)
        return false;
    if (query.limitCount !== undefined || query.fromClause === undefined)
        return false;
    return unbounded(query.whereClause);
}
/** Changes of rows inside WITH. */
function withQueries(body) {
    return (body.withClause?.ctes ?? []).flatMap(({ CommonTableExpr: each }) => each?.ctequery?.SelectStmt === undefined ? effectsOf(each?.ctequery ?? {}) : []);
}
/** A function of the user's own may do anything. */
function calls(body) {
    const name = unknownFunction(body);
    return name === undefined ? [] : [{ kind: 'unknown', reason: `it calls ${name}, whose effect is not read` }];
}
function postgres_select(body) {
    const effects = withQueries(body);
    if (body.intoClause !== undefined)
        effects.push({ kind: 'create-table', table: tableName(body.intoClause.rel), columns: [] });
    for (const { ResTarget: target } of body.targetList ?? []) {
        const call = target?.val?.FuncCall;
        if (call !== undefined && functionName(call).name === 'set_config')
            effects.push(...setting(constant(call.args?.[0]), constant(call.args?.[1])));
    }
    return [...effects, ...calls(body)];
}
function constant(node) {
    const value = node?.A_Const;
    if (value === undefined)
        return undefined;
    return value.sval?.sval ?? value.fval?.fval ?? (value.ival === undefined ? undefined : String(value.ival.ival ?? 0));
}
/** A time of 0 is none. */
function setting(name, value) {
    const which = name === 'lock_timeout' ? 'lock' : name === 'statement_timeout' ? 'statement' : undefined;
    if (which !== undefined && value !== undefined && !/^0+\D*$/.test(value))
        return [{ kind: 'set-timeout', which }];
    return [{ kind: 'other-object', verb: 'alter', object: 'setting', name }];
}
function transaction(kind) {
    if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START')
        return [{ kind: 'transaction', verb: 'begin' }];
    if (kind === 'TRANS_STMT_COMMIT')
        return [{ kind: 'transaction', verb: 'commit' }];
    if (kind === 'TRANS_STMT_ROLLBACK')
        return [{ kind: 'transaction', verb: 'rollback' }];
    return [];
}

// EXTERNAL MODULE: ./build/shared/squash/sql/sqlite.js
var sqlite = __webpack_require__(6966);
;// CONCATENATED MODULE: ./build/shared/squash/sql/load.js




/**
 * PostgreSQL's own parser is 1.7 MB of WebAssembly: it is loaded by nothing but this call, and once. V8 must not optimise it: for the parser's one huge
 * function its compiler takes 500 MB, in the background, and without it 20,000 statements are read in the same half a second.
 */
async function loadPostgresReader() {
    for (const flag of ['--no-wasm-dynamic-tiering', '--no-wasm-tier-up'])
        (0,external_node_v8_.setFlagsFromString)(flag);
    const { loadModule, parseSync } = await __webpack_require__.e(/* import() */ 2627).then(__webpack_require__.t.bind(__webpack_require__, 2627, 23));
    await loadModule();
    return postgresReader(parseSync);
}
/** The reader for one database; PostgreSQL's where nobody says which it is. */
async function loadSqlReader(database) {
    if (database === 'mysql' || database === 'mariadb')
        return mysql/* mysqlReader */.m;
    return database === 'sqlite' ? sqlite/* sqliteReader */.s : loadPostgresReader();
}
/** The same where a project holds any SQL; undefined where it does not, and nothing is loaded. */
async function sqlReaderFor(project, database) {
    const holds = project.migrations.some(migration => [...migration.operations, ...(migration.reverse ?? [])].some(each => /sql|execute|SeparateDatabaseAndState/i.test(each.kind)));
    return project.framework === 'sql' || holds ? loadSqlReader(database) : undefined;
}


/***/ })

};
;