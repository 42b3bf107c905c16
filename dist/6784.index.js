"use strict";
exports.id = 6784;
exports.ids = [6784,6529];
exports.modules = {

/***/ 50036:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  f: () => (/* binding */ changesOf),
  I: () => (/* binding */ raises)
});

// EXTERNAL MODULE: ./build/shared/squash/rewrite.js
var rewrite = __webpack_require__(98395);
;// CONCATENATED MODULE: ./build/shared/squash/alembic/columns.js
/** The names that PostgreSQL's dialect gives to SQLAlchemy's own types; others are written as they are called, in lower case. */
const typeNames = {
    BigInteger: 'bigint',
    DateTime: 'timestamp',
    Integer: 'integer',
    LargeBinary: 'blob',
    SmallInteger: 'smallint',
    String: 'varchar',
    Unicode: 'varchar',
    UnicodeText: 'text'
};
/** Functions that PostgreSQL computes once for a statement, so that adding a column with them touches no row. */
const stableFunctions = /^(now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp)$/i;
/** What a string, an `op.f('…')` or a `quoted_name('…', …)` says; undefined for anything else. */
function textOf(value) {
    if (value?.kind === 'string')
        return value.value;
    if (value?.kind === 'call' && /(\.f|quoted_name|\.conv)$/.test(value.name))
        return textOf(value.args[0]);
    return undefined;
}
/** The SQL of a literal or of `text('…')`; undefined where it is built otherwise. */
function sqlOf(value) {
    if (value?.kind === 'string')
        return value.value;
    if (value?.kind !== 'call')
        return undefined;
    if (/^sqlalchemy\.(sql\.|sql\.expression\.)?(text|DDL)$/.test(value.name) || /^textwrap\.dedent$/.test(value.name))
        return sqlOf(value.args[0] ?? value.keywords.get('text'));
    // `text('…').bindparams(…)`
    return value.on !== undefined && /\.(bindparams|execution_options|columns)$/.test(value.name) ? sqlOf(value.on) : undefined;
}
/** `sa.String(length=20)` as `varchar(20)`; undefined where it is no type that is written out. */
function typeOf(value) {
    if (value?.kind !== 'call' && value?.kind !== 'name')
        return undefined;
    const name = value.name.split('.').at(-1);
    if (name === undefined || name === '')
        return undefined;
    if (value.kind === 'call' && name === 'ARRAY') {
        const inner = typeOf(value.args[0] ?? value.keywords.get('item_type'));
        return inner === undefined ? undefined : `${inner}[]`;
    }
    // An enumeration is a type of its name, whatever it holds.
    if (value.kind === 'call' && /^enum$/i.test(name)) {
        const own = textOf(value.keywords.get('name'));
        return own === undefined ? undefined : `enum ${own}`;
    }
    // What else a type is told changes what is stored, or a class of the project's own decides about it.
    const isOther = (one) => one.kind !== 'number' && one.kind !== 'constant';
    if (value.kind === 'call' && value.args.some(isOther))
        return undefined;
    const base = typeNames[name] ?? name.toLowerCase();
    if (value.kind === 'name')
        return base;
    const named = ['length', 'precision', 'scale'].map(key => value.keywords.get(key));
    const sizes = [...value.args, ...named].flatMap(one => (one?.kind === 'number' ? [String(one.value)] : []));
    const zone = constantOf(value.keywords.get('timezone')) === true ? ' with time zone' : '';
    return `${base}${sizes.length > 0 ? `(${sizes.join(',')})` : ''}${zone}`;
}
function constantOf(value) {
    return value?.kind === 'constant' ? value.value : undefined;
}
/** What `server_default=…` makes the database keep; undefined where it cannot be told. */
function serverDefault(value) {
    if (value === undefined || constantOf(value) === null)
        return 'none';
    if (value.kind === 'string' || value.kind === 'number' || value.kind === 'constant')
        return 'stable';
    if (value.kind !== 'call')
        return undefined;
    const name = value.name.split('.').at(-1);
    if (/^(Identity|Computed|Sequence|FetchedValue)$/.test(name))
        return name === 'FetchedValue' ? undefined : 'volatile';
    if (/^sqlalchemy\.(sql\.|sql\.expression\.)?(true|false|null|literal)$/.test(value.name))
        return 'stable';
    if (/^sqlalchemy\.(sql\.)?(functions\.)?func\./.test(value.name))
        return stableFunctions.test(name) ? 'stable' : 'volatile';
    const sql = sqlOf(value);
    return sql === undefined ? undefined : defaultOf(sql);
}
/** A default written as SQL: a literal and the time of the statement are stable, any other function may be computed for every row. */
function defaultOf(sql) {
    const text = sql
        .trim()
        .replace(/^\((.*)\)$/s, '$1')
        .replace(/::[\w .()[\]"]+$/, '');
    if (/^null$/i.test(text))
        return 'none';
    if (/^(e?'(?:[^']|'')*'|[-+]?[\d.]+|true|false|b'[01]+'|array\[[^()]*\])$/i.test(text))
        return 'stable';
    const name = /^(\w+)\s*(\(\s*\d*\s*\))?$/.exec(text)?.[1];
    if (name !== undefined && stableFunctions.test(name))
        return 'stable';
    return /\(/.test(text) ? 'volatile' : undefined;
}
/** A `Column(…)`; undefined where it, or its name, cannot be read. */
function columnOf(value) {
    if (value?.kind !== 'call' || !/(^|\.)Column$/.test(value.name))
        return undefined;
    const name = textOf(value.args[0] ?? value.keywords.get('name'));
    if (name === undefined)
        return undefined;
    const rest = value.args.slice(textOf(value.args[0]) === undefined ? 0 : 1);
    const isItem = (one) => one.kind === 'call' && /(^|\.)(ForeignKey|Identity|Computed|Sequence|CheckConstraint|FetchedValue)$/.test(one.name);
    const items = rest.filter((one) => one.kind === 'call' && isItem(one));
    const type = value.keywords.get('type_') ?? rest.find(one => !isItem(one));
    const isKey = value.keywords.get('primary_key');
    const nullable = value.keywords.get('nullable');
    const generated = items.find(one => /(^|\.)(Identity|Computed)$/.test(one.name));
    const given = value.keywords.get('server_default');
    const flag = (one) => one !== undefined && constantOf(one) !== false;
    const target = items.filter(one => /(^|\.)ForeignKey$/.test(one.name)).map(one => textOf(one.args[0] ?? one.keywords.get('column')));
    return {
        name,
        type: typeOf(type),
        nullable: !value.complete
            ? undefined
            : nullable === undefined
                ? isKey === undefined
                    ? true
                    : constantOf(isKey) !== true
                : (constantOf(nullable) ?? undefined),
        databaseDefault: !value.complete ? undefined : generated === undefined ? serverDefault(given) : 'volatile',
        unique: flag(value.keywords.get('unique')) || flag(isKey),
        indexed: flag(value.keywords.get('index')),
        ...(target.length > 0 ? { references: target[0]?.split('.').slice(0, -1).join('.') ?? '' } : {})
    };
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/changes.js


/** What `upgrade()` and `downgrade()` do to the database. */
const changesOf = (migration, context) => {
    const { reverse } = migration;
    return {
        forward: changesIn(migration.operations, wayBack(migration), context),
        backward: reverse === undefined || raises(reverse) ? undefined : changesIn(reverse, 'given', context),
        atomic: migration.atomic
    };
};
/** How Alembic undoes a migration: only as its `downgrade()` says. */
function wayBack({ reverse, graphKnown }) {
    if (!graphKnown)
        return undefined;
    if (reverse === undefined || raises(reverse))
        return 'none';
    return reverse.length === 0 ? 'noop' : 'given';
}
/** Whether a function of a migration does nothing but raise an error. */
function raises(operations) {
    return operations.some(operation => operation.kind === 'raise');
}
function changesIn(operations, reverse, context) {
    const changes = [];
    let outside = false;
    const put = (operation, kinds) => {
        const { file, line, column } = operation;
        const name = operation.path.startsWith('alembic.op.') ? `op.${operation.kind}` : operation.kind;
        for (const kind of kinds)
            changes.push({ ...kind, at: { file, line, column }, operation: name, reverse });
    };
    for (const operation of operations) {
        // Alembic commits before an autocommit block and begins anew behind it.
        if ((operation.autocommit === true) !== outside) {
            outside = !outside;
            put(operation, [{ kind: 'transaction', verb: outside ? 'commit' : 'begin' }]);
        }
        if (operation.conditional)
            put(operation, [{ kind: 'unknown', reason: 'it runs under a condition or in a loop that is not read' }]);
        put(operation, kindsOf(operation, context));
    }
    return changes;
}
const unknown = (reason) => [{ kind: 'unknown', reason }];
/** The arguments of an operation, the table of a batch block put first where `op` has it. */
class Arguments {
    call;
    batch;
    constructor(call) {
        this.call = call;
        this.batch = /batch_alter_table\(\)/.test(call.name) ? call.on : undefined;
    }
    /** `index` counts as for `op`; within a batch block the table, which stands at `tableIndex` there, is not among the arguments. */
    value(name, index, tableIndex = 0) {
        const named = this.call.keywords.get(name);
        if (named !== undefined || index < 0)
            return named;
        return this.call.args[this.batch !== undefined && index > tableIndex ? index - 1 : index];
    }
    text(name, index, tableIndex = 0) {
        return textOf(this.value(name, index, tableIndex));
    }
    /** The arguments from one on, as `op` counts them. */
    rest(index) {
        return this.call.args.slice(index);
    }
    get complete() {
        return this.call.complete;
    }
    /** The qualified name of the operation's own table. */
    table(name = 'table_name', index = 0, schema = 'schema') {
        const call = this.batch ?? this.call;
        const own = this.batch === undefined
            ? textOf(call.keywords.get(name) ?? call.args[index])
            : textOf(call.keywords.get('table_name') ?? call.args[0]);
        return own === undefined
            ? undefined
            : this.qualified(own, call.keywords.get(this.batch === undefined ? schema : 'schema') ?? (this.batch && call.args[1]));
    }
    qualified(name, schema) {
        if (schema === undefined || constantOf(schema) === null)
            return name;
        const text = textOf(schema);
        return text === undefined ? undefined : `${text}.${name}`;
    }
    flag(name) {
        return constantOf(this.call.keywords.get(name)) === true;
    }
}
function kindsOf(operation, context) {
    const { call, kind, known, path } = operation;
    if (kind === 'raise')
        return unknown('it ends with an error');
    if (call.kind !== 'call' || !known)
        return unknown(path === '' ? 'it is code that is not read' : `${path}() is not an operation of Alembic, and its code is not read`);
    const args = new Arguments(call);
    if (!args.complete && kind !== 'create_table')
        return unknown('some of its arguments cannot be read');
    if (kind === 'execute')
        return executed(call, context);
    if (kind === 'create_type' || kind === 'drop_type')
        return [
            {
                kind: 'other-object',
                verb: kind === 'create_type' ? 'create' : 'drop',
                object: 'type',
                name: textOf(call.on?.keywords.get('name'))
            }
        ];
    if (kind === 'bulk_insert') {
        const rows = args.value('rows', 1);
        return [{ kind: 'data', verb: 'insert', table: tableOf(args.value('table', 0)), whole: rows?.kind === 'list' ? false : undefined }];
    }
    if (kind === 'rename_table') {
        const table = args.table('old_table_name');
        const to = args.text('new_table_name', 1);
        return table === undefined || to === undefined
            ? unknown('the name of its table cannot be read')
            : [{ kind: 'rename-table', table, to: qualifiedLike(table, to) }];
    }
    if (kind === 'drop_index') {
        const name = args.text('index_name', 0);
        const table = args.table('table_name', 1);
        return [{ kind: 'drop-index', table, name, concurrently: args.flag('postgresql_concurrently') }];
    }
    const isNamedFirst = /^create_(index|foreign_key|check_constraint|unique_constraint|primary_key|exclude_constraint)$|^drop_constraint$/.test(kind);
    const isForeignKey = kind === 'create_foreign_key';
    const table = isForeignKey ? args.table('source_table', 1, 'source_schema') : args.table('table_name', isNamedFirst ? 1 : 0);
    if (table === undefined)
        return unknown('the name of its table cannot be read');
    switch (kind) {
        case 'create_table':
            return createTable(table, args);
        case 'drop_table':
            return [{ kind: 'drop-table', table }];
        case 'create_table_comment':
        case 'drop_table_comment':
            return [{ kind: 'other-object', verb: 'alter', object: 'comment', name: table }];
        case 'add_column': {
            const column = columnOf(args.value('column', 1));
            return column === undefined ? unknown('its column cannot be read') : [{ kind: 'add-column', table, column }];
        }
        case 'drop_column': {
            const column = args.text('column_name', 1);
            return column === undefined ? unknown('its column cannot be read') : [{ kind: 'drop-column', table, column }];
        }
        case 'alter_column':
            return alterColumn(table, args, context.database);
        case 'create_index': {
            const unique = args.value('unique', -1);
            return [
                {
                    kind: 'create-index',
                    table,
                    name: args.text('index_name', 0),
                    unique: unique !== undefined && constantOf(unique) !== false,
                    concurrently: args.flag('postgresql_concurrently')
                }
            ];
        }
        case 'drop_constraint':
            return [{ kind: 'drop-constraint', table, name: args.text('constraint_name', 0) }];
        case 'create_foreign_key': {
            const target = args.text('referent_table', 2, 1);
            const references = target === undefined ? undefined : args.qualified(target, args.value('referent_schema', -1));
            return [constraint(table, args, 'foreign-key', references)];
        }
        case 'create_check_constraint':
            return [constraint(table, args, 'check')];
        case 'create_unique_constraint':
            return [constraint(table, args, 'unique')];
        case 'create_primary_key':
            return [constraint(table, args, 'primary-key')];
        case 'create_exclude_constraint':
            return [constraint(table, args, 'exclusion')];
        default:
            return unknown(`op.${kind} is not read`);
    }
}
function constraint(table, args, type, references) {
    const validates = !args.flag('postgresql_not_valid');
    const name = args.text('constraint_name', 0);
    return { kind: 'add-constraint', table, name, type, validates, usingIndex: false, ...(references === undefined ? {} : { references }) };
}
/** The columns of a new table; what its constraints say of them is taken over. */
function createTable(table, args) {
    const columns = [];
    let complete = args.complete;
    const named = (value) => {
        const list = value.args[0]?.kind === 'list' ? value.args[0].items : value.args;
        return new Set(list.map(textOf));
    };
    const items = args.rest(1);
    for (const item of items) {
        if (item.kind === 'call' && /(^|\.)Column$/.test(item.name)) {
            const column = columnOf(item);
            if (column === undefined)
                complete = false;
            else
                columns.push(column);
        }
        else if (item.kind !== 'call')
            complete = false;
    }
    for (const item of items) {
        if (item.kind !== 'call')
            continue;
        const kind = /(^|\.)(PrimaryKey|Unique|ForeignKey)Constraint$/.exec(item.name)?.[2];
        if (kind === undefined)
            continue;
        const names = named(item);
        for (const column of columns.filter(one => names.has(one.name))) {
            if (kind === 'PrimaryKey')
                column.nullable = false;
            if (kind !== 'ForeignKey' && names.size === 1)
                column.unique = true;
            const target = item.args[1]?.kind === 'list' ? textOf(item.args[1].items[0]) : undefined;
            if (kind === 'ForeignKey' && target !== undefined)
                column.references = target.split('.').slice(0, -1).join('.');
        }
    }
    return [{ kind: 'create-table', table, columns }, ...(complete ? [] : unknown('some of its columns cannot be read'))];
}
/** In the order in which Alembic sends them to PostgreSQL: the type first, the new name last. */
function alterColumn(table, args, database) {
    const column = args.text('column_name', 1);
    if (column === undefined)
        return unknown('its column cannot be read');
    const kinds = [];
    const type = args.value('type_', -1);
    if (type !== undefined && constantOf(type) !== null) {
        const from = typeOf(args.value('existing_type', -1));
        const to = typeOf(type);
        const converted = args.value('postgresql_using', -1) !== undefined;
        kinds.push({
            kind: 'change-type',
            table,
            column,
            from,
            to,
            ...(converted ? { converted, rewrites: undefined } : { rewrites: (0,rewrite/* rewrites */.a)(from, to, database) })
        });
    }
    const nullable = args.value('nullable', -1);
    if (nullable !== undefined && constantOf(nullable) !== null) {
        const value = constantOf(nullable);
        if (value === undefined)
            kinds.push(...unknown('whether the column may be NULL cannot be read'));
        else
            kinds.push({ kind: value ? 'drop-not-null' : 'set-not-null', table, column });
    }
    const initial = args.value('server_default', -1);
    if (initial !== undefined && constantOf(initial) !== false)
        kinds.push({ kind: serverDefault(initial) === 'none' ? 'drop-default' : 'set-default', table, column });
    const comment = args.value('comment', -1);
    if (comment !== undefined && constantOf(comment) !== false)
        kinds.push({ kind: 'other-object', verb: 'alter', object: 'comment', name: `${table}.${column}` });
    const name = args.value('new_column_name', -1);
    if (name !== undefined && constantOf(name) !== null) {
        const to = textOf(name);
        kinds.push(...(to === undefined ? unknown('the new name of the column cannot be read') : [{ kind: 'rename-column', table, column, to }]));
    }
    return kinds;
}
/** SQL text, or an expression of SQLAlchemy that changes rows. */
function executed(call, context) {
    const statement = call.args[0] ?? call.keywords.get('sqltext') ?? call.keywords.get('statement');
    const sql = sqlOf(statement);
    if (sql !== undefined) {
        if (context.sql === undefined)
            return [{ kind: 'unknown', reason: 'SQL that is not read here', sql }];
        return context.sql(sql, { file: '', line: 1, column: 1 }).flatMap(change => (change.kind === 'code' ? [] : [change]));
    }
    const chain = [];
    for (let link = statement?.kind === 'call' ? statement : undefined; link !== undefined; link = link.on)
        chain.unshift(link);
    const verbs = ['insert', 'update', 'delete'];
    const index = chain.findIndex(link => verbs.some(verb => link.name.split('.').at(-1) === verb));
    const changing = chain[index];
    if (changing?.name.startsWith('sqlalchemy.')) {
        const verb = verbs.find(one => changing.name.endsWith(`.${one}`));
        const whole = verb === 'insert'
            ? chain.some(link => link.name.endsWith('.from_select'))
                ? undefined
                : false
            : !chain.some(link => /\.(where|filter|filter_by)$/.test(link.name));
        return [{ kind: 'data', verb, table: tableOf(changing.on ?? changing.args[0]), whole }];
    }
    if (chain.length > 0 && /^sqlalchemy\.(sql\.|sql\.expression\.)?select$/.test(chain[0].name))
        return [];
    const type = /^sqlalchemy\.schema\.(Create|Drop)(Sequence|Schema)$/.exec(chain[0]?.name ?? '');
    if (type !== null)
        return [
            {
                kind: 'other-object',
                verb: type[1] === 'Create' ? 'create' : 'drop',
                object: type[2].toLowerCase(),
                name: textOf(chain[0].args[0])
            }
        ];
    return unknown('SQL that is put together when it runs');
}
/** The name in `sa.table('x', …)`, `sa.Table('x', …)` or `op.create_table('x', …)`. */
function tableOf(value) {
    if (value?.kind !== 'call' || !/(^|\.)([tT]able|create_table)$/.test(value.name))
        return undefined;
    const name = textOf(value.args[0] ?? value.keywords.get('name'));
    const schema = textOf(value.keywords.get('schema'));
    return name === undefined || schema === undefined ? name : `${schema}.${name}`;
}
/** The new name of a table stays in the old one's schema. */
function qualifiedLike(table, name) {
    const schema = table.includes('.') ? table.slice(0, table.lastIndexOf('.') + 1) : '';
    return schema + name;
}


/***/ }),

/***/ 92955:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ readMigration),
/* harmony export */   z: () => (/* binding */ operationOf)
/* harmony export */ });
/* harmony import */ var _python_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61188);

const djangoOperations = /^django\.(db\.migrations|contrib\.(postgres|gis)\.)/;
/** Reads one migration module. Positions are those of the file; nothing is run. */
function readMigration(content, app, name, file) {
    return new MigrationReader((0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .readPython */ .Zl)(content), app, name, file).read();
}
class MigrationReader {
    module;
    app;
    name;
    file;
    problems = [];
    unknown = [];
    swappables = [];
    constructor(module, app, name, file) {
        this.module = module;
        this.app = app;
        this.name = name;
        this.file = file;
    }
    read() {
        const { problem } = this.module;
        if (problem !== undefined) {
            const unported = problem.kind === 'syntax' ? unportedAt(this.module.text, problem.at) : undefined;
            const told = unported === undefined ? { kind: problem.kind, detail: problem.message } : { kind: 'unported', detail: unported };
            this.problems.push({ ...told, ...this.at(problem.at), app: this.app, migration: this.name });
        }
        const facts = this.migrationClass(problem !== undefined);
        const result = { swappables: this.swappables, providesSwappable: [], problems: this.problems, unknown: this.unknown };
        if (facts === 'absent')
            return { ...result, migration: undefined };
        const migration = {
            framework: 'django',
            app: this.app,
            name: this.name,
            ...this.at(facts?.at ?? 0),
            dependencies: [],
            runBefore: [],
            replaces: [],
            operations: [],
            operationsKnown: facts !== undefined && problem === undefined,
            graphKnown: facts !== undefined && problem === undefined,
            atomic: true,
            initial: undefined,
            methods: facts?.methods ?? []
        };
        if (facts === undefined)
            return { ...result, migration };
        const get = (attribute) => facts.attributes.get(attribute);
        migration.dependencies = this.references(migration, 'dependencies', get('dependencies'));
        migration.runBefore = this.references(migration, 'run_before', get('run_before'));
        migration.replaces = this.references(migration, 'replaces', get('replaces'));
        migration.operations = this.operations(migration, get('operations'));
        migration.atomic = booleanOf(get('atomic'), true);
        migration.initial = get('initial') === undefined ? undefined : booleanOf(get('initial'), undefined);
        if (migration.methods.includes('__init__') || migration.methods.includes('__new__')) {
            this.report('graph', facts.at, 'the Migration class has its own constructor');
            migration.graphKnown = false;
        }
        const base = facts.bases.find(one => !isMigrationBase(one));
        if (base !== undefined || facts.bases.length === 0) {
            this.report('graph', facts.at, `the Migration class inherits from ${base === undefined ? 'nothing' : base.kind === 'name' ? base.name : 'a class'} that is not read`);
            migration.graphKnown = false;
            migration.methods.push('(inherited)');
        }
        return { ...result, migration, providesSwappable: swappableOptions(migration.operations) };
    }
    /** The facts of the class; undefined when `Migration` is something that is not read; `absent` when there is no such name. */
    migrationClass(isBroken) {
        const value = this.module.names.get('Migration');
        if (value?.kind === 'class')
            return value.facts;
        if (value !== undefined) {
            this.report('graph', value.at, `Migration is not a class in this file: ${(0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(value)}`);
            return undefined;
        }
        if (this.module.stars.length > 0) {
            this.report('graph', 0, `Migration may come from \`from ${this.module.stars[0]} import *\``);
            return undefined;
        }
        if (isBroken)
            return undefined;
        this.problems.push({
            kind: 'no-migration-class',
            ...this.at(0),
            app: this.app,
            migration: this.name,
            detail: `${this.file} defines no class Migration`
        });
        return 'absent';
    }
    references(migration, attribute, value) {
        if (value === undefined)
            return [];
        const unread = (at, reason) => {
            this.report('graph', at, `${attribute}: ${reason}`);
            migration.graphKnown = false;
        };
        if (value.kind !== 'list') {
            unread(value.at, (0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(value));
            return [];
        }
        const references = [];
        for (const item of value.items) {
            const conditional = item.kind === 'maybe';
            const inner = item.kind === 'maybe' ? item.value : item;
            if (conditional)
                unread(item.at, item.reason);
            const swappable = this.swappable(inner, conditional);
            if (swappable !== undefined) {
                this.swappables.push(swappable);
                continue;
            }
            const [app, name] = inner.kind === 'list' ? inner.items : [];
            if (inner.kind === 'list' && inner.items.length === 2 && app?.kind === 'string' && name?.kind === 'string') {
                references.push({ app: app.value, name: name.value, conditional, ...this.at(inner.at) });
            }
            else if (inner.kind === 'list' && inner.items.every(part => part.kind === 'string'))
                unread(inner.at, `an entry of ${inner.items.length} strings where (app, name) was expected`);
            else if (inner.kind === 'string')
                unread(inner.at, 'a string where (app, name) was expected; a comma may be missing');
            else
                unread(inner.at, inner.kind === 'list' ? (0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(inner.items.find(part => part.kind !== 'string') ?? inner) : (0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(inner));
        }
        return references;
    }
    swappable(value, conditional) {
        if (value.kind !== 'call' || !/(^|\.)swappable_dependency$/.test(value.name))
            return undefined;
        const argument = value.args[0] ?? value.keywords.get('value');
        const place = { conditional, ...this.at(value.at) };
        if (argument?.kind === 'string')
            return { setting: '', reference: { app: argument.value.split('.')[0], name: '__first__', ...place } };
        if (argument?.kind === 'name' && /(^|\.)settings\.\w+$/.test(argument.name))
            return { setting: argument.name.split('.').at(-1), reference: { app: '', name: '__first__', ...place } };
        return undefined;
    }
    operations(migration, value) {
        if (value === undefined)
            return [];
        if (value.kind !== 'list') {
            this.report('operations', value.at, `operations: ${(0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(value)}`);
            migration.operationsKnown = false;
            return [];
        }
        const operations = [];
        for (const item of value.items) {
            const inner = item.kind === 'maybe' ? item.value : item;
            if (item.kind === 'maybe' || inner.kind !== 'call' || inner.name === '') {
                this.report('operations', item.at, `operations: ${item.kind === 'maybe' ? item.reason : (0,_python_js__WEBPACK_IMPORTED_MODULE_0__/* .reasonOf */ .A3)(inner)}`);
                migration.operationsKnown = false;
            }
            if (inner.kind === 'call' && inner.name !== '') {
                const within = this.within(inner);
                operations.push({
                    ...operationOf(inner, this.at(inner.at), item.kind === 'maybe'),
                    ...(within.size === 0 ? {} : { within })
                });
            }
        }
        return operations;
    }
    /** Where the operations stand that an operation holds in its lists, however deep. */
    within(call) {
        const places = new Map();
        if (!/(^|\.)(SeparateDatabaseAndState|RunSQL)$/.test(call.name))
            return places;
        const walk = (value) => {
            if (value.kind !== 'list')
                return;
            for (const item of value.items) {
                if (item.kind !== 'call')
                    continue;
                places.set(item.at, this.module.position(item.at));
                for (const inner of [...item.args, ...item.keywords.values()])
                    walk(inner);
            }
        };
        for (const value of [...call.args, ...call.keywords.values()])
            walk(value);
        return places;
    }
    report(affects, at, reason) {
        this.unknown.push({ framework: 'django', app: this.app, migration: this.name, affects, reason, ...this.at(at) });
    }
    at(offset) {
        return { file: this.file, ...this.module.position(offset) };
    }
}
/** The function that squashmigrations named by its old module, where the first error is in it: `orders.migrations.0002_fill.fill`. */
function unportedAt(text, at) {
    // A line may be as long as the file; a dotted name is not.
    const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 300);
    const end = text.indexOf('\n', at);
    const line = text.slice(start, Math.min(end < 0 ? text.length : end, at + 300));
    return [...line.matchAll(/\b[A-Za-z_][\w.]{0,200}\.\d\w*\.\w+/g)].find(match => start + match.index <= at && at <= start + match.index + match[0].length)?.[0];
}
/** The operation that a call builds. */
function operationOf(call, position, conditional) {
    return { kind: call.name.split('.').at(-1), path: call.name, known: djangoOperations.test(call.name), conditional, call, ...position };
}
function isMigrationBase(value) {
    return value.kind === 'name' && /^django\.db\.migrations(\.migration)?\.Migration$/.test(value.name);
}
function booleanOf(value, absent) {
    if (value === undefined)
        return absent;
    return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;
}
/** `options={'swappable': 'AUTH_USER_MODEL'}` of the models that are created. */
function swappableOptions(operations) {
    const settings = [];
    for (const { kind, call } of operations) {
        if (kind !== 'CreateModel' || call.kind !== 'call')
            continue;
        const options = call.keywords.get('options') ?? call.args[2];
        if (options?.kind !== 'dict')
            continue;
        for (const { key, value } of options.entries)
            if (key.kind === 'string' && key.value === 'swappable' && value.kind === 'string')
                settings.push(value.value);
    }
    return settings;
}


/***/ }),

/***/ 87282:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  I: () => (/* binding */ frameworks),
  _: () => (/* binding */ sourceFramework)
});

// EXTERNAL MODULE: ./build/shared/squash/alembic/changes.js + 1 modules
var changes = __webpack_require__(50036);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./build/shared/squash/alembic/config.js
/**
 * The environments of an ini file, one per section that names a `script_location`, as Python's ConfigParser reads it. `here` replaces `%(here)s`.
 * `fallback` is what pyproject.toml beside it sets: Alembic 1.16 and newer take from there what the ini file leaves out.
 */
function readIni(text, here, fallback = {}) {
    const sections = parseIni(text);
    const defaults = sections.get('DEFAULT') ?? new Map();
    const environments = [];
    const problems = [];
    for (const [section, own] of sections) {
        if (section === 'DEFAULT')
            continue;
        const options = new Map([...defaults, ...own]);
        const location = own.get('script_location') ?? (section === 'alembic' ? options.get('script_location') : undefined);
        const shared = section === 'alembic' && typeof fallback['script_location'] === 'string' ? fallback['script_location'] : undefined;
        if (location === undefined && shared === undefined)
            continue;
        const get = (name) => {
            const entry = options.get(name);
            if (entry === undefined)
                return undefined;
            const value = interpolate(entry.value, options, here);
            if (value === undefined)
                problems.push({ reason: `${name} = ${entry.value} has a %(…)s that is not in the file`, line: entry.line });
            return value;
        };
        const scriptLocation = location === undefined ? shared : get('script_location');
        if (scriptLocation === undefined)
            continue;
        const written = get('version_locations');
        const inToml = fallback['version_locations'];
        const separator = get('path_separator') ?? get('version_path_separator');
        const recursive = get('recursive_version_locations');
        environments.push({
            section,
            scriptLocation,
            versionLocations: written ? splitLocations(written, separator) : Array.isArray(inToml) ? inToml : [],
            recursive: recursive === undefined ? fallback['recursive_version_locations'] === true : recursive === 'true'
        });
    }
    return { environments, problems };
}
/** What `[tool.alembic]` of a pyproject.toml sets, as far as it decides where revisions are; undefined where there is no such table. */
function readPyproject(text, here) {
    const lines = text.split(/\r?\n/);
    const start = lines.findIndex(line => /^\s*\[\s*tool\s*\.\s*"?alembic"?\s*\]\s*(#.*)?$/.test(line));
    if (start < 0)
        return undefined;
    const end = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line) && !/^\s*\[\s*["']/.test(line));
    const body = lines.slice(start + 1, end < 0 ? lines.length : end).join('\n');
    const table = {};
    const fill = (value) => value.replace(/%(%|\(here\)s)/g, (_, code) => (code === '%' ? '%' : here));
    for (const match of body.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\[[^\]]*\]|true|false)/gm)) {
        const value = match[2];
        if (value.startsWith('['))
            table[match[1]] = [...value.replace(/^\s*#.*$/gm, '').matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(one => fill(one[1] ?? one[2]));
        else
            table[match[1]] = /^["']/.test(value) ? fill(value.slice(1, -1)) : value === 'true';
    }
    return table;
}
/** Sections, in order, with lower-case keys; a line that begins with white space goes on with the value above it. */
function parseIni(text) {
    const sections = new Map();
    let section;
    let entry;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
        if (/^\s*([#;]|$)/.test(line))
            continue;
        const header = /^\[([^\]]+)\]/.exec(line);
        if (header !== null) {
            entry = undefined;
            section = sections.get(header[1]) ?? new Map();
            sections.set(header[1], section);
        }
        else if (/^\s/.test(line) && entry !== undefined)
            entry.value += `\n${line.trim()}`;
        else {
            const option = /^\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$/.exec(line);
            if (option === null || section === undefined)
                continue;
            entry = { value: option[2], line: index + 1 };
            section.set(option[1].toLowerCase(), entry);
        }
    }
    return sections;
}
/** `%(name)s` by the section's own options; undefined where one is not there. */
function interpolate(value, options, here, depth = 0) {
    let complete = depth < 10;
    const filled = value.replace(/%%|%\(([^)]+)\)s/g, (whole, name) => {
        if (name === undefined)
            return '%';
        if (name === 'here')
            return here;
        const entry = options.get(name.toLowerCase());
        const inner = entry === undefined || !complete ? undefined : interpolate(entry.value, options, here, depth + 1);
        if (inner === undefined)
            complete = false;
        return inner ?? whole;
    });
    return complete ? filled : undefined;
}
const separators = { space: / /, newline: /\n/, os: /:/, ':': /:/, ';': /;/ };
/** Without a separator Alembic splits at commas and spaces. */
function splitLocations(value, separator) {
    return value
        .split(separators[separator ?? ''] ?? /, *| +|\n/)
        .map(one => one.trim())
        .filter(one => one !== '');
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/environments.js


/** Stands for the folder of the configuration file in paths, until they are made relative to the repository. */
const hereMark = '\0here';
/** Finds the environments of a repository: those that an ini file or pyproject.toml configures, and folders with `env.py` that none does. */
function discoverEnvironments(source) {
    const paths = source.list().filter(path => !/(^|\/)(site-packages|node_modules|\.git)\//.test(path));
    const tree = new Tree(paths, source);
    const found = new Map();
    const unknown = [];
    const configuredByIni = new Set();
    const add = (file, config) => {
        const folder = external_node_path_.posix.dirname(file);
        const unresolved = (what) => unknown.push({ file, line: 1, column: 1, reason: `${what} of [${config.section}] is not a folder of the repository` });
        const directory = tree.resolve(config.scriptLocation, folder);
        if (directory === undefined)
            return unresolved(`script_location = ${shown(config.scriptLocation)}`);
        const folders = [];
        for (const location of config.versionLocations) {
            const resolved = tree.resolve(location, folder);
            // A folder that is not there is passed over by Alembic as well, and git keeps no empty one.
            if (resolved === undefined && location.startsWith(hereMark))
                continue;
            if (resolved === undefined)
                unresolved(`${shown(location)} in version_locations`);
            else if (!folders.includes(resolved))
                folders.push(resolved);
        }
        if (config.versionLocations.length === 0)
            folders.push(external_node_path_.posix.join(directory, 'versions'));
        if (folders.length === 0)
            return;
        const key = `${directory}\0${[...folders].sort().join('\0')}`;
        // Two configurations for the same files (one per stage, say) are one environment.
        if (!found.has(key))
            found.set(key, { directory, folders, section: config.section, files: tree.revisions(folders, config.recursive) });
    };
    for (const file of paths.filter(path => /(^|\/)[^/]*\.ini$/.test(path) || /(^|\/)pyproject\.toml$/.test(path))) {
        const text = textOf(source.read(file));
        if (file.endsWith('.toml')) {
            const table = text?.includes('alembic') ? readPyproject(text, hereMark) : undefined;
            const location = table?.['script_location'];
            // What the ini file beside it sets counts before this one, and was read before it.
            if (typeof location !== 'string' || configuredByIni.has(external_node_path_.posix.dirname(file)))
                continue;
            const locations = table?.['version_locations'];
            const recursive = table?.['recursive_version_locations'] === true;
            add(file, { section: 'alembic', scriptLocation: location, versionLocations: Array.isArray(locations) ? locations : [], recursive });
            continue;
        }
        if (text === undefined) {
            const reason = source.skipped.find(entry => entry.path === file)?.reason;
            if (/(^|\/)alembic[^/]*\.ini$/.test(file))
                unknown.push({ file, line: 1, column: 1, reason: `not read: ${reason ?? 'the content is not there'}` });
            continue;
        }
        if (!/script_location|\[alembic\]/.test(text))
            continue;
        const beside = textOf(source.read(external_node_path_.posix.join(external_node_path_.posix.dirname(file), 'pyproject.toml')));
        const read = readIni(text, hereMark, beside === undefined ? {} : readPyproject(beside, hereMark));
        for (const { reason, line } of read.problems)
            unknown.push({ file, line, column: 1, reason });
        for (const config of read.environments)
            add(file, config);
        if (external_node_path_.posix.basename(file) === 'alembic.ini' && read.environments.some(config => config.section === 'alembic'))
            configuredByIni.add(external_node_path_.posix.dirname(file));
    }
    const configured = new Set([...found.values()].map(one => one.directory));
    for (const file of paths) {
        if (external_node_path_.posix.basename(file) !== 'env.py')
            continue;
        const directory = external_node_path_.posix.dirname(file);
        if (configured.has(directory) || !textOf(source.read(file))?.includes('alembic'))
            continue;
        const folders = [external_node_path_.posix.join(directory, 'versions')];
        const files = tree.revisions(folders, false);
        const deeper = tree.revisions(folders, true).filter(one => !files.includes(one));
        if (files.length + deeper.length === 0)
            continue;
        found.set(directory, { directory, folders, section: 'alembic', files });
        if (deeper.length > 0) {
            const reason = `whether Alembic loads ${deeper[0]} and what else is in folders of ${folders[0]} is set in no alembic.ini here`;
            unknown.push({ file, line: 1, column: 1, reason });
        }
    }
    return { environments: named([...found.values()]), unknown };
}
/** The folders of a repository, and what a configured path means among them. */
class Tree {
    folders = new Set();
    paths;
    source;
    constructor(paths, source) {
        this.paths = paths;
        this.source = source;
        for (const path of paths) {
            for (let folder = external_node_path_.posix.dirname(path); folder !== '.' && !this.folders.has(folder); folder = external_node_path_.posix.dirname(folder))
                this.folders.add(folder);
        }
    }
    /**
     * A relative path is relative to where `alembic` is called, which is the configuration's folder as a rule, or one above it. `package:folder`
     * is a folder of a package.
     */
    resolve(location, folder) {
        if (location.startsWith(hereMark))
            return this.folder(external_node_path_.posix.join(folder, location.slice(hereMark.length)));
        if (location.startsWith('/'))
            return undefined;
        const [first, ...rest] = location.split(':');
        const path = rest.length === 0 ? location : external_node_path_.posix.join(first.replaceAll('.', '/'), ...rest);
        for (let base = folder;; base = external_node_path_.posix.dirname(base)) {
            const found = this.folder(external_node_path_.posix.join(base, path)) ?? this.folder(external_node_path_.posix.join(base, 'src', path));
            if (found !== undefined || base === '.')
                return found;
        }
    }
    folder(path) {
        const normal = external_node_path_.posix.normalize(path).replace(/\/+$/, '');
        if (normal === '.')
            return normal;
        return this.folders.has(normal) ? normal : undefined;
    }
    /** Folder by folder, each by name; with `recursive` its folders after its own files. */
    revisions(folders, recursive) {
        const skipped = this.source.skipped.map(entry => entry.path);
        const all = new Set();
        for (const folder of folders) {
            const start = folder === '.' ? '' : `${folder}/`;
            const inside = [...this.paths, ...skipped]
                .filter(path => path.startsWith(start) && (recursive || !path.slice(start.length).includes('/')))
                .filter(path => /^(?!\.#|__init__).*\.py$/.test(external_node_path_.posix.basename(path)) && !path.includes('__pycache__/'))
                .map(path => path.slice(start.length).split('/'));
            for (const parts of inside.sort(compareWalk))
                all.add(start + parts.join('/'));
        }
        return [...all];
    }
}
/** The order of `os.walk` from the top, names sorted: a folder's own files come before what is in its folders. */
function compareWalk(a, b) {
    for (let i = 0;; i++) {
        const endsA = i === a.length - 1;
        const endsB = i === b.length - 1;
        if (endsA !== endsB)
            return endsA ? -1 : 1;
        if (a[i] !== b[i])
            return a[i] < b[i] ? -1 : 1;
        if (endsA)
            return 0;
    }
}
/** Labels: the section, or the folder's name for the usual `[alembic]`; with the folders above it where two have the same. */
function named(found) {
    // A label has no point.
    const clean = (text) => text.replaceAll('.', '_') || 'alembic';
    const short = found.map(one => clean(one.section === 'alembic' ? external_node_path_.posix.basename(one.directory) : one.section));
    const labels = found.map((one, index) => short.filter(label => label === short[index]).length === 1
        ? short[index]
        : clean(one.section === 'alembic' ? one.directory : `${one.directory}/${one.section}`));
    const seen = new Set();
    return found.map(({ directory, folders, files }, index) => {
        let label = labels[index];
        for (let number = 2; seen.has(label); number++)
            label = `${labels[index]}-${number}`;
        seen.add(label);
        const [migrations, ...more] = folders;
        const app = {
            label,
            framework: 'alembic',
            directory,
            migrations,
            state: 'migrated',
            ...(more.length > 0 ? { moreMigrations: more } : {})
        };
        return { app, files };
    });
}
function shown(location) {
    return location.replace(hereMark, '%(here)s');
}
function textOf(content) {
    return content === undefined || typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
}

// EXTERNAL MODULE: ./build/shared/squash/graph.js
var graph = __webpack_require__(52071);
// EXTERNAL MODULE: ./build/shared/squash/model.js
var model = __webpack_require__(87306);
;// CONCATENATED MODULE: ./build/shared/squash/alembic/revision-map.js
/**
 * The revisions of one environment as Alembic's RevisionMap holds them. Where two files have one id, the last one counts, but the first one stays
 * among the heads. Proven against Alembic 1.13 and 1.18.
 */
class RevisionMap {
    /** by id, in the order in which the ids were first met */
    byId = new Map();
    /** ids of the revisions that no `down_revision` names, in the order of loading; those of doubles too */
    heads;
    /** those that no `depends_on` names either: what `upgrade heads` aims at */
    realHeads;
    /** whether two `depends_on` of one revision count, so that Python's hash seed decides about their order */
    exactOrder;
    /** whether revisions depend on each other in a circle; Alembic does not find every one of them */
    isCyclic;
    revisions;
    byLabel = new Map();
    children = new Map();
    allChildren = new Map();
    /** `down_revision`, then what `depends_on` adds to what the ancestors depend on already */
    parents = new Map();
    constructor(revisions) {
        this.revisions = revisions;
        for (const revision of revisions) {
            this.byId.set(revision.name, revision);
            for (const label of revision.labels ?? [])
                this.byLabel.set(label, revision);
        }
        // A double that has a label is still found by it.
        for (const revision of new Set([...this.byId.values(), ...this.byLabel.values()])) {
            for (const reference of revision.dependencies) {
                const target = this.resolve(reference);
                if (target === undefined)
                    continue;
                for (const map of reference.order ? [this.allChildren] : [this.allChildren, this.children]) {
                    const names = map.get(target);
                    if (names === undefined)
                        map.set(target, new Set([revision.name]));
                    else
                        names.add(revision.name);
                }
            }
        }
        let exact = true;
        for (const revision of this.byId.values()) {
            const needed = new Set(this.dependenciesOf(revision));
            if (needed.size > 0) {
                for (const ancestor of this.reach([revision], one => this.downOf(one))) {
                    if (ancestor.name !== revision.name)
                        for (const name of this.dependenciesOf(ancestor))
                            needed.delete(name);
                }
            }
            if (needed.size > 1)
                exact = false;
            this.parents.set(revision.name, [...new Set([...this.downOf(revision), ...needed])]);
        }
        this.exactOrder = exact;
        this.heads = this.ends(this.children);
        this.realHeads = this.ends(this.allChildren);
        this.isCyclic = this.findCircle();
    }
    /** The id that a reference means. `depends_on` may be a branch label; neither may be the beginning of an id. */
    resolve(reference) {
        if (this.byId.has(reference.name))
            return reference.name;
        return reference.order ? this.byLabel.get(reference.name)?.name : undefined;
    }
    /** The id that a row of the database, or a name on the command line, means: an id, a label, or the only one that begins so. */
    locate(name) {
        const exact = this.byId.get(name) ?? this.byLabel.get(name);
        if (exact !== undefined || name === '')
            return exact?.name;
        const near = [...this.byId.keys(), ...this.byLabel.keys()].filter(key => key.length > 3 && key.startsWith(name));
        return near.length === 1 ? (this.byId.get(near[0]) ?? this.byLabel.get(near[0]))?.name : undefined;
    }
    hasChild(name) {
        return this.children.has(name);
    }
    /** These and everything that must be applied before them; only what is in `among`, where it is given. */
    ancestors(names, among) {
        const seen = new Set();
        const rest = [...names];
        for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
            if (seen.has(name) || among?.has(name) === false)
                continue;
            seen.add(name);
            rest.push(...(this.parents.get(name) ?? []));
        }
        return seen;
    }
    /** What Alembic says when one of these is an ancestor of another. */
    overlap(names) {
        for (const name of names) {
            const all = this.ancestors([name]);
            const others = [...new Set(names)].filter(other => other !== name && all.has(other));
            if (others.length > 0)
                return `Requested revision ${name} overlaps with other requested revisions ${others.join(', ')}`;
        }
        return undefined;
    }
    /** The error with which Alembic stops while it loads the files; undefined where it does not. */
    error() {
        for (const { name, dependencies } of this.revisions) {
            if (dependencies.some(one => !one.order && one.name === name))
                return 'LoopDetected';
            if (dependencies.some(one => one.order && one.name === name))
                return 'DependencyLoopDetected';
            if (/[-@+]/.test(name))
                return 'RevisionError';
        }
        const taken = new Set(this.byId.keys());
        for (const label of this.revisions.flatMap(one => one.labels ?? [])) {
            if (taken.has(label))
                return 'RevisionError';
            taken.add(label);
        }
        const isMissing = (reference) => this.resolve(reference) === undefined;
        if (this.revisions.some(one => one.dependencies.some(reference => reference.order && isMissing(reference))))
            return 'KeyError';
        if ([...this.byId.values()].some(one => one.dependencies.some(isMissing)))
            return 'KeyError';
        // Also what an overwritten double names is looked up once it is walked from.
        if (this.revisions.some(one => one.dependencies.some(isMissing)))
            return 'KeyError';
        if (this.revisions.length === 0)
            return undefined;
        const isBase = (revision) => this.downOf(revision).length === 0;
        const isRealBase = (revision) => revision.dependencies.length === 0;
        if (!this.isSpanned(this.children, isBase, one => this.downOf(one)))
            return 'CycleDetected';
        const all = (one) => [...this.downOf(one), ...this.dependenciesOf(one)];
        return this.isSpanned(this.allChildren, isRealBase, all) ? undefined : 'DependencyCycleDetected';
    }
    /**
     * Sorts a set of revisions with all of their children as Alembic does, children before their parents: down one branch after the other, where a branch waits until all that
     * depends on it has been gone through.
     */
    sort(wanted) {
        const rest = new Set(wanted);
        const order = new Map([...this.byId.keys()].map((name, index) => [name, index]));
        const tips = [...new Set(this.realHeads)].filter(name => rest.has(name)).sort((a, b) => order.get(a) - order.get(b));
        const above = tips.map(tip => this.ancestors([tip], wanted));
        const output = [];
        let index = 0;
        while (tips.length > 0) {
            const candidate = tips[index];
            const blocking = above.findIndex((names, other) => other !== index && names.has(candidate));
            if (blocking >= 0) {
                index = blocking;
                continue;
            }
            if (rest.delete(candidate))
                output.push(candidate);
            const next = this.parents.get(candidate).filter(name => rest.has(name) && !tips.includes(name));
            if (next.length === 0) {
                tips.splice(index, 1);
                above.splice(index, 1);
                index = Math.max(index - 1, 0);
            }
            else {
                tips[index] = next[0];
                tips.push(...next.slice(1));
                // On a plain line what is left is what was there without the one that is done.
                if (this.parents.get(candidate).length === 1)
                    above[index].delete(candidate);
                else
                    above[index] = this.ancestors([next[0]], wanted);
                above.push(...next.slice(1).map(name => this.ancestors([name], wanted)));
            }
        }
        return output;
    }
    ends(children) {
        return this.revisions.filter(one => this.byId.get(one.name) !== one || !children.has(one.name)).map(one => one.name);
    }
    downOf(revision) {
        return revision.dependencies.filter(one => !one.order && this.byId.has(one.name)).map(one => one.name);
    }
    dependenciesOf(revision) {
        return revision.dependencies.filter(one => one.order).flatMap(one => this.resolve(one) ?? []);
    }
    reach(from, next) {
        const seen = new Set();
        const rest = [...from];
        for (let revision = rest.pop(); revision !== undefined; revision = rest.pop()) {
            if (seen.has(revision))
                continue;
            seen.add(revision);
            for (const name of next(revision))
                rest.push(this.byId.get(name));
        }
        return seen;
    }
    /** Alembic's test for cycles: every revision is reached from a head downwards and from a base upwards. */
    isSpanned(children, isBase, down) {
        const heads = this.revisions.filter(one => this.byId.get(one.name) !== one || !children.has(one.name));
        const bases = this.revisions.filter(isBase);
        const up = (revision) => (this.byId.get(revision.name) === revision ? (children.get(revision.name) ?? []) : []);
        const below = new Set([...this.reach(heads, down)].map(one => one.name));
        const above = new Set([...this.reach(bases, up)].map(one => one.name));
        return [...this.byId.keys()].every(name => below.has(name) && above.has(name));
    }
    /** By taking away, again and again, what has no parent left. */
    findCircle() {
        const open = new Map([...this.parents].map(([name, parents]) => [name, parents.length]));
        const free = [...open].filter(([, count]) => count === 0).map(([name]) => name);
        const below = new Map();
        for (const [name, parents] of this.parents)
            for (const parent of parents)
                below.set(parent, [...(below.get(parent) ?? []), name]);
        let done = 0;
        for (let name = free.pop(); name !== undefined; name = free.pop()) {
            done++;
            for (const child of below.get(name) ?? []) {
                const count = open.get(child) - 1;
                open.set(child, count);
                if (count === 0)
                    free.push(child);
            }
        }
        return done < this.parents.size;
    }
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/graph.js



/**
 * Builds the graph for what `alembic_version` holds. Its rows are heads: they and all of their ancestors, those by `depends_on` included, count as
 * applied. A row may be a branch label or the beginning of an id, as Alembic resolves it.
 */
function buildGraph(project, recorded = []) {
    const nodes = new Map();
    const problems = [];
    const labels = new Set(project.apps.map(app => app.label));
    const applied = new Set(recorded.filter(row => !labels.has(row.app)).map(model/* keyOf */.TN));
    const environments = new Map();
    const leaves = new Map();
    const node = (app, name, migration) => {
        const key = (0,model/* keyOf */.TN)({ app, name });
        let found = nodes.get(key);
        if (found === undefined)
            nodes.set(key, (found = { app, name, migration, external: false, parents: new Set(), children: new Set() }));
        return found;
    };
    for (const { label } of project.apps) {
        const own = project.migrations.filter(migration => migration.app === label);
        const map = new RevisionMap(own);
        for (const [name, migration] of map.byId)
            node(label, name, migration);
        for (const [name, migration] of map.byId) {
            const child = node(label, name, migration);
            for (const reference of migration.dependencies) {
                const target = map.resolve(reference);
                if (target === undefined)
                    problems.push({ kind: 'missing', origin: migration, reference, role: 'dependency', blocked: [] });
                const parent = node(label, target ?? reference.name, target === undefined ? undefined : map.byId.get(target));
                child.parents.add(parent);
                parent.children.add(child);
            }
        }
        leaves.set(label, [...map.byId.keys()].filter(name => !map.hasChild(name)));
        const rows = recorded.filter(row => row.app === label).map(row => row.name);
        const error = map.error();
        const state = { heads: [], error, refusal: undefined, history: () => [], plan: () => [], exactOrder: map.exactOrder };
        environments.set(label, state);
        const resolved = rows.map(row => map.locate(row));
        for (const [index, name] of rows.entries())
            if (resolved[index] === undefined)
                applied.add((0,model/* keyOf */.TN)({ app: label, name }));
        for (const name of map.ancestors(resolved.filter(one => one !== undefined)))
            applied.add((0,model/* keyOf */.TN)({ app: label, name }));
        if (error !== undefined)
            continue;
        state.heads = map.heads;
        const orphan = rows.find((_, index) => resolved[index] === undefined);
        const current = resolved.filter(one => one !== undefined);
        // Only with a doubled id is a head the ancestor of another.
        const doubled = map.overlap(map.realHeads);
        state.refusal = doubled ?? (orphan === undefined ? map.overlap(current) : `Can't locate revision identified by '${orphan}'`);
        if (map.isCyclic || doubled !== undefined)
            continue;
        state.history = () => map.sort(map.ancestors(map.realHeads));
        if (state.refusal !== undefined)
            continue;
        state.plan = () => {
            const done = map.ancestors(current);
            return map.sort(new Set([...map.ancestors(map.realHeads)].filter(name => !done.has(name)))).reverse();
        };
    }
    return {
        nodes,
        applied,
        problems,
        cycles: (0,graph/* findCycles */.p)(nodes),
        leaves: app => (leaves.get(app) ?? []).map(name => ({ app, name })),
        environments
    };
}
/** What `alembic upgrade heads` would run next, environment by environment. */
function planOf(graph) {
    return [...graph.environments].flatMap(([app, state]) => state.plan().flatMap(name => graph.nodes.get((0,model/* keyOf */.TN)({ app, name }))?.migration ?? []));
}

// EXTERNAL MODULE: ./build/shared/squash/python.js + 2 modules
var python = __webpack_require__(61188);
;// CONCATENATED MODULE: ./build/shared/squash/python-body.js
/** Longer literal lists are read as a loop whose rounds are not known. */
const unrolledRounds = 200;
/**
 * What a function of the module does, call by call in the order in which they stand, without running it; undefined where it has no such function.
 * Parameters have the values of `call`, where it is given, and are unknown otherwise. A loop over a literal list is gone through; a call of another
 * function is a step and is not followed.
 */
function stepsOf(module, name, call) {
    const definition = module.functions.get(name);
    const body = definition?.getChild('Body');
    if (definition === undefined || !body)
        return undefined;
    const walker = new Walker(module);
    const { scope } = module.inside.block();
    bindParameters(module, definition, scope, call);
    walker.block(body, { scope, conditional: false, within: [] });
    return walker.steps;
}
function bindParameters(module, definition, scope, call) {
    const list = [...children(definition.getChild('ParamList') ?? definition)];
    let index = 0;
    let byPlace = true;
    for (const [at, node] of list.entries()) {
        const isRest = node.prevSibling?.name === '*' || node.prevSibling?.name === '**';
        if (node.name === '*' || node.name === '**')
            byPlace = false;
        if (node.name !== 'VariableName' || node.prevSibling?.name === 'AssignOp' || node.parent?.name !== 'ParamList')
            continue;
        const name = module.text.slice(node.from, node.to);
        const fallback = list.slice(at + 1).find(one => one.name === ',' || one.name === 'AssignOp');
        const initial = fallback?.name === 'AssignOp' ? fallback.nextSibling : null;
        const isKnown = call?.complete === true && !isRest;
        const given = isKnown ? (call.keywords.get(name) ?? (byPlace ? call.args[index] : undefined)) : undefined;
        const otherwise = isKnown && initial !== null ? module.inside.value(initial, scope) : unknown('a parameter', node.from);
        scope.set(name, given ?? otherwise);
        index++;
    }
}
class Walker {
    steps = [];
    module;
    constructor(module) {
        this.module = module;
    }
    block(node, place) {
        let end = 'falls';
        for (let child = node.firstChild; child !== null; child = child.nextSibling) {
            const next = this.statement(child, end === 'may' ? { ...place, conditional: true } : place);
            // What stands after a return or raise never runs.
            if (next === 'leaves')
                return end === 'may' ? 'may' : 'leaves';
            if (next === 'may')
                end = 'may';
        }
        return end;
    }
    statement(node, place) {
        const { inside } = this.module;
        switch (node.name) {
            case ':':
            case 'Comment':
            case 'PassStatement':
            case 'ScopeStatement':
                return 'falls';
            case 'StatementGroup':
                return this.block(node, place);
            case 'ImportStatement':
            case 'FunctionDefinition':
            case 'ClassDefinition':
            case 'DecoratedStatement':
            case 'DeleteStatement':
                inside.statement(node, place.scope, place.conditional ? 'maybe' : 'always');
                return 'falls';
            case 'ExpressionStatement':
                if (node.firstChild !== null && !isConstant(node.firstChild)) {
                    const before = this.steps.length;
                    this.calls(node.firstChild, place, false);
                    // What is no step may change a list.
                    if (this.steps.length === before)
                        inside.statement(node, place.scope, place.conditional ? 'maybe' : 'always');
                }
                return 'falls';
            case 'AssignStatement':
            case 'UpdateStatement': {
                for (const child of children(node))
                    this.calls(child, place, false);
                // A block under a condition has names of its own, so that within it an assignment is sure.
                inside.statement(node, place.scope, node.name === 'AssignStatement' || !place.conditional ? 'always' : 'maybe');
                return 'falls';
            }
            case 'AssertStatement':
                for (const child of children(node))
                    this.calls(child, place, false);
                return 'falls';
            case 'ReturnStatement':
                for (const child of children(node))
                    this.calls(child, place, false);
                return 'leaves';
            case 'ContinueStatement':
            case 'BreakStatement':
                return 'may';
            case 'RaiseStatement': {
                const raised = [...children(node)].find(child => child.name !== 'raise');
                const value = raised === undefined ? unknown('the error at hand', node.from) : inside.value(raised, place.scope);
                this.add('raise', value, place, false, node.from);
                return 'leaves';
            }
            case 'IfStatement':
                return this.ifStatement(node, place);
            case 'WithStatement':
                return this.withStatement(node, place);
            case 'ForStatement':
            case 'WhileStatement':
                return this.loop(node, place);
            case 'TryStatement':
                return this.tryStatement(node, place);
            case 'MatchStatement': {
                let end = 'falls';
                for (const child of children(node)) {
                    if (child.name !== 'MatchBody')
                        this.calls(child, place, false);
                    for (const body of child.getChildren('MatchClause').flatMap(clause => clause.getChildren('Body')))
                        if (this.branch(body, place) !== 'falls')
                            end = 'may';
                }
                return end;
            }
            default:
                if (!node.type.isError)
                    this.add('other', unknown(`a ${node.name} that is not read`, node.from), place, false, node.from);
                return 'falls';
        }
    }
    /** Where every handler raises, what follows is reached only when all of the body has run. */
    tryStatement(node, place) {
        const bodies = [];
        let isHandler = false;
        for (const child of children(node)) {
            if (/^(try|except|else|finally)$/.test(child.name))
                isHandler = child.name === 'except';
            else if (child.name === 'Body')
                bodies.push({ body: child, isHandler });
        }
        const isSure = bodies.every(one => !one.isHandler || endsInRaise(one.body));
        let end = 'falls';
        for (const one of bodies) {
            const next = isSure && !one.isHandler ? this.block(one.body, place) : this.branch(one.body, place);
            if (next !== 'falls' && !(isSure && one.isHandler))
                end = 'may';
        }
        return end;
    }
    ifStatement(node, place) {
        const ends = [];
        let hasElse = false;
        for (const child of children(node)) {
            if (child.name === 'else')
                hasElse = true;
            else if (child.name === 'Body')
                ends.push(this.branch(child, place));
            else
                this.calls(child, place, false);
        }
        if (hasElse && ends.every(end => end === 'leaves'))
            return 'leaves';
        return ends.every(end => end === 'falls') ? 'falls' : 'may';
    }
    /** A block that may run or not. Names that it assigns are unknown behind it. */
    branch(body, place) {
        const { scope, own } = this.module.inside.block(place.scope);
        const end = this.block(body, { ...place, scope, conditional: true });
        for (const name of own.keys())
            place.scope.set(name, unknown('assigned under a condition', body.from));
        return end;
    }
    withStatement(node, place) {
        const within = [...place.within];
        let value;
        let named = false;
        for (const child of children(node)) {
            if (child.name === 'Body')
                return this.block(child, { ...place, within });
            if (child.name === 'as')
                named = true;
            else if (child.name === ',')
                named = false;
            else if (named) {
                for (const name of namesIn(child))
                    place.scope.set(this.text(name), child === name && value !== undefined ? value : unknown('unpacked', name.from));
            }
            else if (!isPunctuation(child)) {
                this.calls(child, place, false);
                value = this.module.inside.value(child, place.scope);
                if (value.kind === 'call')
                    within.push(value);
            }
        }
        return 'falls';
    }
    loop(node, place) {
        const bodies = node.getChildren('Body');
        const header = [];
        const targets = [];
        let inHeader = node.name === 'WhileStatement';
        for (const child of children(node)) {
            if (child.name === 'Body')
                break;
            if (child.name === 'in')
                inHeader = true;
            else if (inHeader)
                header.push(child);
            else
                targets.push(...namesIn(child));
        }
        for (const part of header)
            this.calls(part, place, false);
        const expression = header.filter(part => !isPunctuation(part) && part.name !== 'while');
        const list = node.name === 'ForStatement' && expression.length === 1 ? this.module.inside.value(expression[0], place.scope) : undefined;
        const rounds = list?.kind === 'list' ? list.items.map(item => roundOf(item, targets.length)) : undefined;
        if (bodies.length === 1 && rounds?.every(round => round !== undefined) && rounds.length <= unrolledRounds && !jumps(bodies[0])) {
            let end = 'falls';
            for (const round of rounds) {
                for (const [index, target] of targets.entries())
                    place.scope.set(this.text(target), round[index]);
                const next = this.block(bodies[0], end === 'may' ? { ...place, conditional: true } : place);
                if (next === 'leaves')
                    return end === 'may' ? 'may' : 'leaves';
                if (next === 'may')
                    end = 'may';
            }
            return end;
        }
        for (const target of targets)
            place.scope.set(this.text(target), unknown('the variable of a loop', target.from));
        let end = 'falls';
        for (const body of bodies)
            if (this.branch(body, place) !== 'falls')
                end = 'may';
        return end;
    }
    /** The calls of an expression, those that it is made of before itself. */
    calls(node, place, nested) {
        if (node.name === 'LambdaExpression' || node.name === 'Body')
            return;
        if (node.name !== 'CallExpression') {
            const unsure = /Comprehension|ConditionalExpression/.test(node.name) ? { ...place, conditional: true } : place;
            for (const child of children(node))
                this.calls(child, unsure, nested || !isAlone(node));
            return;
        }
        const value = this.module.inside.value(node, place.scope);
        if (value.kind === 'call' && value.name !== '' && isRead(value)) {
            this.emit(value, node, place, nested);
            return;
        }
        const callee = node.firstChild;
        if (callee !== null && callee.name !== 'VariableName')
            this.calls(callee, place, nested);
        const list = node.getChild('ArgList');
        if (list !== null)
            for (const argument of children(list))
                this.calls(argument, place, true);
        // What it is called on is a list or the like that is known: nothing but that list changes.
        const base = callee?.name === 'MemberExpression' && callee.firstChild !== null
            ? this.module.inside.value(callee.firstChild, place.scope)
            : undefined;
        if (base === undefined || !/^(list|dict|string|number)$/.test(base.kind))
            this.add('call', value, place, nested, node.from);
    }
    /** The same for a call of which every part is read: its parts are taken from its value. What stands elsewhere was a step there. */
    emit(value, within, place, nested) {
        if (value.kind === 'list')
            for (const item of value.items)
                this.emit(item, within, place, true);
        else if (value.kind === 'dict')
            for (const entry of value.entries)
                this.emit(entry.value, within, place, true);
        if (value.kind !== 'call' || value.at < within.from || value.at >= within.to)
            return;
        if (value.on !== undefined)
            this.emit(value.on, within, place, true);
        for (const argument of value.args)
            this.emit(argument, within, place, true);
        for (const argument of value.keywords.values())
            this.emit(argument, within, place, true);
        this.add('call', value, place, nested, value.at);
    }
    add(kind, value, place, nested, at) {
        this.steps.push({ kind, value, conditional: place.conditional, nested, within: place.within, at });
    }
    text(node) {
        return this.module.text.slice(node.from, node.to);
    }
}
/** Whether every part of a value is read, so that no call hides in it. */
function isRead(value) {
    switch (value.kind) {
        case 'call':
            return (value.complete &&
                value.args.every(isRead) &&
                [...value.keywords.values()].every(isRead) &&
                (value.on === undefined || isRead(value.on)));
        case 'list':
            return value.items.every(isRead);
        case 'dict':
            return value.complete && value.entries.every(entry => isRead(entry.key) && isRead(entry.value));
        case 'class':
        case 'maybe':
        case 'unknown':
            return false;
        default:
            return true;
    }
}
/** The values of the loop's variables in one round; undefined where they are not known. */
function roundOf(item, targets) {
    if (item.kind === 'unknown' || item.kind === 'maybe')
        return undefined;
    if (targets === 1)
        return [item];
    return item.kind === 'list' && item.items.length === targets ? item.items : undefined;
}
function endsInRaise(body) {
    let last = body.lastChild;
    while (last?.name === 'Comment' || last?.name === 'StatementGroup')
        last = last.name === 'Comment' ? last.prevSibling : last.lastChild;
    return last?.name === 'RaiseStatement';
}
/** Whether a round may end early. */
function jumps(body) {
    const cursor = body.cursor();
    do
        if (cursor.name === 'BreakStatement' || cursor.name === 'ContinueStatement')
            return true;
    while (cursor.next() && cursor.from < body.to);
    return false;
}
function namesIn(node) {
    return node.name === 'VariableName' ? [node] : [...children(node)].flatMap(namesIn);
}
/** Whether the node stands for nothing but what is in it. */
function isAlone(node) {
    return node.name === 'ParenthesizedExpression' || node.name === 'AwaitExpression';
}
/** A docstring, `...`, or a name by itself. */
function isConstant(node) {
    return /^(String|ContinuedString|FormatString|Number|Boolean|None|Ellipsis|VariableName)$/.test(node.name);
}
function isPunctuation(node) {
    return node.name === 'Comment' || /^[(),:]$/.test(node.name) || /^(with|for|in|async|while)$/.test(node.name);
}
function unknown(reason, at) {
    return { kind: 'unknown', reason, at };
}
function* children(node) {
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
        yield child;
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/operations.js

/** What Alembic's own `op` can do to a database. */
const knownOperations = new Set('add_column alter_column bulk_insert create_check_constraint create_exclude_constraint create_foreign_key create_index create_primary_key create_table create_table_comment create_unique_constraint drop_column drop_constraint drop_index drop_table drop_table_comment execute rename_table'.split(' '));
const neutralOperations = new Set('batch_alter_table f get_bind get_context implementation_for inline_literal register_operation'.split(' '));
const connection = /^alembic\.(op|context)\.get_(bind|context)\(\)\./;
/** Reads, settings and blocks: nothing changes in the database by them. */
const neutralOnConnection = /\.(begin|begin_nested|autocommit_block|execution_options|connect|has_table|in_\w+|is_\w+|get_\w+|fetch\w+|first|all|one|one_or_none|mappings|keys|close|scalar_one|scalar_one_or_none)$|\.(execute|exec_driver_sql|scalar|scalars)\(\)\./;
const neutralModules = /^(logging|warnings|datetime|uuid|re|json|time|textwrap|contextlib|itertools|functools|collections|decimal|string|math|random|secrets|hashlib|typing|enum|os\.(environ|getenv|path))\b/;
const neutralFunctions = new Set('print len str int float bool bytes list dict set frozenset tuple sorted reversed range enumerate zip map filter any all sum min max isinstance hasattr getattr repr globals locals super type'.split(' '));
const logging = /(^|\.)getLogger\(\)\.(debug|info|warn|warning|error|exception|critical|log)$/;
/** A helper that calls itself, or a chain of helpers, ends somewhere. */
const followedCalls = 8;
/** The operations of a function of the module in their order; undefined where the module does not define it. */
function readFunction(module, name, file) {
    if (!module.functions.has(name))
        return undefined;
    const reader = new FunctionReader(module, name, file);
    reader.follow(name, undefined, false, 0);
    return reader.result();
}
class FunctionReader {
    operations = [];
    code = [];
    condition;
    module;
    root;
    file;
    constructor(module, root, file) {
        this.module = module;
        this.root = root;
        this.file = file;
    }
    result() {
        const unknown = [];
        if (this.code[0] !== undefined) {
            const names = [...new Set(this.code.map(({ text }) => text))];
            const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
            unknown.push({ what: `runs code that is not read: ${names.slice(0, 3).join(', ')}${more}`, at: this.code[0].at });
        }
        if (this.condition !== undefined)
            unknown.push({ what: 'has operations under a condition or in a loop that is not read', at: this.condition });
        return { operations: this.operations, unknown };
    }
    /** Whether it does anything at all. */
    follow(name, call, conditional, depth) {
        for (const step of stepsOf(this.module, name, call) ?? [])
            this.step(conditional && !step.conditional ? { ...step, conditional } : step, depth);
    }
    step(step, depth) {
        const { value, kind, conditional } = step;
        if (kind === 'raise') {
            const name = value.kind === 'call' || value.kind === 'name' ? value.name : '';
            // A guard under a condition is no way that the migration goes.
            if (!conditional)
                this.add(step, 'raise', name, true);
            return;
        }
        if (kind === 'other' || value.kind !== 'call') {
            if (!step.nested || kind === 'other')
                this.foreign(step, '');
            return;
        }
        const { name } = value;
        const method = name.split('.').at(-1);
        const own = /^alembic\.op\.(?:batch_alter_table\(\)\.)?(\w+)$/.exec(name)?.[1];
        if (own !== undefined) {
            if (knownOperations.has(own))
                this.add(step, own, name, true);
            else if (!neutralOperations.has(own))
                this.foreign(step, name);
        }
        else if (connection.test(name)) {
            if (neutralOnConnection.test(name))
                return;
            if (/^(execute|exec_driver_sql|scalar|scalars)$/.test(method))
                this.add(step, 'execute', name, true);
            else
                this.foreign(step, name);
        }
        else if (/Enum\(\)\.(create|drop)$/i.test(name))
            this.add(step, `${method}_type`, name, true);
        else if (this.module.functions.has(name) && depth < followedCalls)
            this.follow(name, value, conditional, depth + 1);
        else if (name === '' && this.isDispatch(step.at))
            this.dispatch(conditional, depth);
        else if (!step.nested && !isNeutral(name, method))
            this.foreign(step, name);
        else if (step.nested && this.handsOver(value))
            this.foreign(step, name);
    }
    /** The template for several databases: `globals()["upgrade_%s" % engine_name]()`. */
    isDispatch(at) {
        return /^globals\(\)\[\s*f?["'](up|down)grade_/.test(this.module.text.slice(at, at + 60));
    }
    dispatch(conditional, depth) {
        if (depth >= followedCalls)
            return;
        for (const name of this.module.functions.keys())
            if (name.startsWith(`${this.root}_`))
                this.follow(name, undefined, conditional, depth + 1);
    }
    /** Whether a function that is not known gets the connection. */
    handsOver(call) {
        if (/^(alembic|sqlalchemy)\./.test(call.name) || neutralFunctions.has(call.name))
            return false;
        return [...call.args, ...call.keywords.values()].some(value => value.kind === 'call' && /^alembic\.(op|context)\.get_/.test(value.name));
    }
    foreign(step, name) {
        this.code.push({ text: name === '' ? excerpt(this.module.text, step.at) : `${name.replace(/^alembic\.op\./, 'op.')}()`, at: step.at });
        this.add(step, name.split('.').at(-1) || 'code', name, false);
    }
    add(step, kind, path, known) {
        const autocommit = step.within.some(call => call.name.endsWith('.autocommit_block'));
        if (step.conditional)
            this.condition ??= step.at;
        this.operations.push({
            kind,
            path,
            known,
            conditional: step.conditional,
            call: step.value,
            ...(autocommit ? { autocommit } : {}),
            ...this.at(step.at)
        });
    }
    at(offset) {
        return { file: this.file, ...this.module.position(offset) };
    }
}
/** Whether a call that is no operation leaves the database as it is. */
function isNeutral(name, method) {
    if (/^alembic\.context\.(get_|is_|config)/.test(name))
        return true;
    if (name.startsWith('sqlalchemy.')) {
        if (/^sqlalchemy\.orm\..*\(\)\./.test(name) || /^sqlalchemy\.create_engine/.test(name))
            return false;
        return !/^(create|drop|create_all|drop_all|execute|commit|scalar|scalars)$/.test(method) || !name.includes('().');
    }
    return neutralModules.test(name) || neutralFunctions.has(name) || logging.test(name);
}
function excerpt(text, at) {
    const line = text
        .slice(at, at + 80)
        .split('\n', 1)[0]
        .trim();
    return `\`${line.length > 50 ? `${line.slice(0, 50)}…` : line}\``;
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/migration.js


/** Reads one revision file. `stem` is the file's name without its ending. Positions are those of the file; nothing is run. */
function readRevision(content, app, stem, file) {
    return new RevisionReader((0,python/* readPython */.Zl)(content), app, stem, file).read();
}
class RevisionReader {
    module;
    app;
    stem;
    file;
    problems = [];
    unknown = [];
    name;
    graphKnown = true;
    operationsKnown = true;
    constructor(module, app, stem, file) {
        this.module = module;
        this.app = app;
        this.stem = stem;
        this.file = file;
        this.name = stem;
    }
    read() {
        const { module, problems, unknown } = this;
        const { problem } = module;
        const isBroken = problem !== undefined;
        const id = this.revision(isBroken);
        if (problem !== undefined) {
            this.problem(problem.kind, problem.at, problem.message);
            this.graphKnown = this.operationsKnown = false;
        }
        if (id === 'absent')
            return { migration: undefined, problems, unknown };
        const dependencies = [...this.references('down_revision', isBroken), ...this.references('depends_on', isBroken)];
        const labels = this.names('branch_labels').map(({ value }) => value);
        const up = this.operations('upgrade', isBroken);
        const down = this.operations('downgrade', isBroken);
        const migration = {
            framework: 'alembic',
            app: this.app,
            name: this.name,
            ...this.at(id?.at ?? 0),
            dependencies,
            runBefore: [],
            replaces: [],
            operations: up ?? [],
            reverse: down,
            ...(labels.length > 0 ? { labels } : {}),
            operationsKnown: this.operationsKnown,
            graphKnown: this.graphKnown,
            atomic: !(up ?? []).some(operation => operation.autocommit),
            initial: undefined,
            methods: []
        };
        return { migration, problems, unknown };
    }
    /** Sets `name`. `absent`: Alembic takes every file of the folder for a revision and stops at this one. */
    revision(isBroken) {
        const value = this.module.names.get('revision');
        if (value?.kind === 'string') {
            this.name = value.value;
            const illegal = /[-@+]/.exec(value.value)?.[0];
            if (illegal !== undefined)
                this.problem('syntax', value.at, `Alembic allows no '${illegal}' in a revision id, as in '${value.value}'`);
            else if (value.value.includes(':'))
                this.report('graph', value.at, `newer versions of Alembic allow no ':' in a revision id`);
            return value;
        }
        if (value !== undefined || this.module.stars.length > 0) {
            this.report('graph', value?.at ?? 0, `revision: ${value === undefined ? `it may come from ${this.module.stars[0]}` : (0,python/* reasonOf */.A3)(value)}`);
            return value;
        }
        if (isBroken)
            return undefined;
        // Files of Alembic 0.1 have the id only in their name.
        if (/^[a-f0-9]+$/.test(this.stem))
            return undefined;
        this.problem('no-migration-class', 0, `${this.file} sets no \`revision\`, and Alembic loads every file of the folder`);
        return 'absent';
    }
    references(attribute, isBroken) {
        if (attribute === 'down_revision' && !this.module.names.has(attribute) && !isBroken) {
            if (this.module.stars.length > 0)
                this.report('graph', 0, `down_revision: it may come from ${this.module.stars[0]}`);
            else
                this.problem('no-migration-class', 0, `${this.file} sets no \`down_revision\`; the first revision has \`down_revision = None\``);
        }
        const order = attribute === 'depends_on' ? { order: true } : {};
        return this.names(attribute).map(({ value, at }) => ({ app: this.app, name: value, conditional: false, ...order, ...this.at(at) }));
    }
    /** None, a string, or several. */
    names(attribute) {
        const value = this.module.names.get(attribute);
        if (value === undefined || (value.kind === 'constant' && value.value === null))
            return [];
        const items = value.kind === 'list' ? value.items : [value];
        return items.flatMap(item => {
            if (item.kind === 'string' && item.value !== '')
                return [{ value: item.value, at: item.at }];
            const reason = item.kind === 'string' ? 'an empty string' : item.kind === 'constant' ? 'a constant among revision ids' : (0,python/* reasonOf */.A3)(item);
            this.report('graph', item.at, `${attribute}: ${reason}`);
            return [];
        });
    }
    /** undefined: the file defines no such function. */
    operations(name, isBroken) {
        const read = readFunction(this.module, name, this.file);
        if (read !== undefined) {
            for (const { what, at } of read.unknown)
                this.report('operations', at, `${name}() ${what}`, name === 'upgrade');
            return read.operations;
        }
        if (isBroken)
            return [];
        const value = this.module.names.get(name);
        if (value !== undefined || this.module.stars.length > 0) {
            const at = value?.at ?? 0;
            this.report('operations', at, `${name}() is not defined in this file`, name === 'upgrade');
            const call = value ?? { kind: 'unknown', reason: 'imported', at };
            return [{ kind: 'code', path: value?.kind === 'name' ? value.name : '', known: false, conditional: false, call, ...this.at(at) }];
        }
        if (name === 'upgrade')
            this.problem('no-migration-class', 0, `${this.file} defines no function upgrade(), which Alembic calls`);
        return undefined;
    }
    problem(kind, at, detail) {
        this.problems.push({ kind, app: this.app, migration: this.name, detail, ...this.at(at) });
    }
    report(affects, at, reason, isUpgrade = true) {
        this.unknown.push({ framework: 'alembic', app: this.app, migration: this.name, affects, reason, ...this.at(at) });
        if (affects === 'graph')
            this.graphKnown = false;
        else if (isUpgrade)
            this.operationsKnown = false;
    }
    at(offset) {
        return { file: this.file, ...this.module.position(offset) };
    }
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/project.js



/** Reads every environment of Alembic and its revisions. Never throws on what the files hold; `problems` and `unknown` tell. */
function readAlembicProject(source) {
    const reading = readInTurns(source, {});
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
    }
}
/** See `SourceFramework.read`. */
function* readInTurns(source, { kept }) {
    const discovery = discoverEnvironments(source);
    const apps = [];
    const migrations = [];
    const problems = [];
    const unknown = discovery.unknown.map(({ reason, ...at }) => ({
        framework: 'alembic',
        app: '',
        migration: '',
        affects: 'graph',
        reason,
        ...at
    }));
    for (const { app, files } of discovery.environments.sort((a, b) => (a.app.label < b.app.label ? -1 : 1))) {
        apps.push(app);
        const own = [];
        for (const file of files) {
            yield;
            const stem = external_node_path_.posix.basename(file, '.py');
            const content = source.read(file);
            if (content === undefined) {
                const reason = source.skipped.find(entry => entry.path === file)?.reason ?? 'the content is not there';
                unknown.push({
                    framework: 'alembic',
                    app: app.label,
                    migration: stem,
                    affects: 'graph',
                    reason: `not read: ${reason}`,
                    file,
                    line: 1,
                    column: 1
                });
                own.push(unreadRevision(app.label, stem, file));
                continue;
            }
            const readFile = () => readRevision(content, app.label, stem, file);
            const read = kept === undefined ? readFile() : kept.of(content, `${app.label}\0${file}`, readFile);
            problems.push(...read.problems);
            unknown.push(...read.unknown);
            if (read.migration !== undefined)
                own.push(read.migration);
        }
        problems.push(...duplicates(own));
        migrations.push(...own);
    }
    return { framework: 'alembic', apps, migrations, problems, unknown };
}
/** One id in two files, and a label that is taken. Alembic only warns of the first (and then fails at `upgrade`), and stops at the second. */
function duplicates(migrations) {
    const problems = [];
    const report = ({ app, name, file, line, column }, detail) => problems.push({ kind: 'duplicate', app, migration: name, detail, file, line, column });
    const byName = new Map();
    for (const migration of migrations) {
        const first = byName.get(migration.name);
        if (first === undefined)
            byName.set(migration.name, migration);
        else if (first.graphKnown && migration.graphKnown)
            report(migration, `the revision id ${migration.name} is also in ${first.file}`);
    }
    const byLabel = new Map();
    for (const migration of migrations) {
        for (const label of migration.labels ?? []) {
            const holder = byLabel.get(label);
            const revision = byName.get(label);
            if (holder !== undefined && holder.name !== migration.name)
                report(migration, `the branch label '${label}' is also in ${holder.file}`);
            else if (holder === migration)
                report(migration, `the branch label '${label}' is there twice`);
            else if (revision !== undefined)
                report(migration, `the branch label '${label}' is also the revision id in ${revision.file}`);
            byLabel.set(label, migration);
        }
    }
    return problems;
}
function unreadRevision(app, name, file) {
    return {
        framework: 'alembic',
        app,
        name,
        file,
        line: 1,
        column: 1,
        dependencies: [],
        runBefore: [],
        replaces: [],
        operations: [],
        operationsKnown: false,
        graphKnown: false,
        atomic: undefined,
        initial: undefined,
        methods: []
    };
}

;// CONCATENATED MODULE: ./build/shared/squash/alembic/framework.js




const alembic = {
    name: 'alembic',
    detect: source => {
        const { environments, unknown } = discoverEnvironments(source);
        return environments.length > 0 || unknown.length > 0;
    },
    read: readInTurns,
    graph: (project, recorded) => buildGraph(project, recorded),
    plan: graph => planOf(graph),
    changes: changes/* changesOf */.f
};

// EXTERNAL MODULE: ./build/shared/squash/rewrite.js
var rewrite = __webpack_require__(98395);
;// CONCATENATED MODULE: ./build/shared/squash/django/values.js
/** An argument by its name, else by its place. */
function argument(call, name, index) {
    return call.keywords.get(name) ?? call.args[index];
}
function textArgument(call, name, index) {
    const value = argument(call, name, index);
    return value?.kind === 'string' ? value.value : undefined;
}
function values_isConstant(value, expected) {
    return value?.kind === 'constant' && value.value === expected;
}
/** Whether two values are written alike; positions do not count. What is not read is like nothing else. */
function sameValue(a, b) {
    if (a === undefined || b === undefined)
        return a === b;
    switch (a.kind) {
        case 'string':
        case 'number':
        case 'constant':
            return b.kind === a.kind && b.value === a.value;
        case 'name':
            return b.kind === 'name' && b.name === a.name;
        case 'list':
            return b.kind === 'list' && a.items.length === b.items.length && a.items.every((item, index) => sameValue(item, b.items[index]));
        case 'dict':
            return (b.kind === 'dict' &&
                a.complete &&
                b.complete &&
                a.entries.length === b.entries.length &&
                a.entries.every(({ key, value }, index) => sameValue(key, b.entries[index]?.key) && sameValue(value, b.entries[index]?.value)));
        case 'call':
            return (b.kind === 'call' &&
                a.name !== '' &&
                a.name === b.name &&
                a.complete &&
                b.complete &&
                a.args.length === b.args.length &&
                a.args.every((item, index) => sameValue(item, b.args[index])) &&
                a.keywords.size === b.keywords.size &&
                [...a.keywords].every(([name, value]) => sameValue(value, b.keywords.get(name))));
        default:
            return false;
    }
}

;// CONCATENATED MODULE: ./build/shared/squash/django/field.js

const toOne = new Set(['ForeignKey', 'OneToOneField']);
const withoutColumn = new Set(['CompositePrimaryKey', 'GenericForeignKey', 'GenericRelation']);
/** Keyword arguments that change nothing in the database. */
const stateArguments = new Set('auto_created auto_now auto_now_add blank choices decoder default editable encoder error_messages help_text limit_choices_to on_delete parent_link related_name related_query_name serialize storage upload_to validators verbose_name'.split(' '));
/** Reads a field as a migration writes it; undefined where it is no call that can be read. */
function readField(name, value) {
    if (value?.kind !== 'call' || !value.complete || value.name === '')
        return undefined;
    const kind = djangoField(value);
    const to = argument(value, 'to', 0);
    const isOne = kind === undefined ? value.keywords.has('on_delete') : toOne.has(kind);
    const isMany = kind === 'ManyToManyField';
    // A class of another package that takes `to` or `through` and no `on_delete` is a many-to-many, tags for instance: no column.
    const isManager = kind === undefined && !isOne && (value.keywords.has('to') || value.keywords.has('through'));
    const named = value.keywords.get('db_column');
    const column = isMany || isManager || withoutColumn.has(kind ?? '') ? undefined : named?.kind === 'string' ? named.value : isOne ? `${name}_id` : name;
    const flag = (argumentName) => isTrue(value.keywords.get(argumentName));
    const primaryKey = flag('primary_key');
    const unique = flag('unique') || primaryKey || kind === 'OneToOneField';
    const isIndexedByDefault = kind === 'SlugField' || (isOne && kind !== 'OneToOneField');
    const table = value.keywords.get('db_table');
    return {
        call: value,
        kind,
        column,
        nullable: primaryKey ? false : nullableOf(value, kind),
        primaryKey,
        unique,
        indexed: !unique && (value.keywords.has('db_index') ? flag('db_index') : isIndexedByDefault),
        databaseDefault: defaultOf(value, kind),
        ...(isOne ? { relation: { to, constraint: !values_isConstant(value.keywords.get('db_constraint'), false) } } : {}),
        ...(isMany || isManager
            ? { many: { to, hidden: isMany && !value.keywords.has('through'), table: table?.kind === 'string' ? table.value : undefined } }
            : {})
    };
}
/** Arguments that Django itself takes for no change of the database: any other makes it drop and make anew the constraint of a relation. */
const relationArguments = new Set('blank choices db_column editable error_messages help_text limit_choices_to on_delete related_name related_query_name validators verbose_name'.split(' '));
/** Whether the two are written alike but for what Django does not look at; what a relation points to is not compared. */
function sameColumn(a, b) {
    const isRelation = a.relation !== undefined;
    const ignored = isRelation ? relationArguments : stateArguments;
    const named = (field) => [...field.call.keywords].filter(([name]) => !ignored.has(name) && !(isRelation && name === 'to'));
    const left = named(a);
    const right = new Map(named(b));
    return (a.call.name === b.call.name &&
        a.column === b.column &&
        left.length === right.size &&
        left.every(([name, value]) => sameValue(value, right.get(name))));
}
/** The same field pointing to another model. */
function pointedTo(field, name) {
    const to = { kind: 'string', value: name, at: field.call.at };
    const keywords = new Map(field.call.keywords);
    const isKeyword = keywords.has('to');
    if (isKeyword)
        keywords.set('to', to);
    const call = { ...field.call, keywords, args: isKeyword ? field.call.args : [to, ...field.call.args.slice(1)] };
    return {
        ...field,
        call,
        ...(field.relation === undefined ? {} : { relation: { ...field.relation, to } }),
        ...(field.many === undefined ? {} : { many: { ...field.many, to } })
    };
}
function isTrue(value) {
    return values_isConstant(value, true);
}
function nullableOf(call, kind) {
    if (kind === 'GeneratedField')
        return true;
    const value = call.keywords.get('null');
    if (value === undefined)
        return false;
    return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;
}
function defaultOf(call, kind) {
    // An identity column, and a generated one that is stored, get a value for each row that is there.
    if (kind !== undefined && /^(Small|Big)?AutoField$/.test(kind))
        return 'volatile';
    if (kind === 'GeneratedField')
        return isTrue(call.keywords.get('db_persist')) ? 'volatile' : 'stable';
    const value = call.keywords.get('db_default');
    return value === undefined || isNotProvided(value) ? 'none' : volatility(value);
}
function isNotProvided(value) {
    return value.kind === 'name' && value.name.endsWith('.NOT_PROVIDED');
}
/** A literal, or the time of the statement, is the same for all rows and is stored once; a random value is made for each. */
function volatility(value) {
    if (value.kind === 'string' || value.kind === 'number' || value.kind === 'constant')
        return 'stable';
    if (value.kind !== 'call')
        return undefined;
    const name = value.name.split('.').at(-1);
    if (!value.name.startsWith('django.'))
        return undefined;
    if (name === 'Random' || name === 'RandomUUID')
        return 'volatile';
    if (name === 'Now' || name === 'TransactionNow')
        return 'stable';
    const first = value.args[0];
    return name === 'Value' && first !== undefined ? volatility(first) : undefined;
}
/** The class of a field of Django's, undefined for any other. */
function djangoField(field) {
    return /^django\.(?:db\.models|contrib\.(?:postgres|gis)\b[\w.]*?)\.(?:fields\.)?(?:\w+\.)*(\w+)$/.exec(field.name)?.[1];
}
const sizes = {
    CharField: 0,
    EmailField: 254,
    FileField: 100,
    FilePathField: 100,
    ImageField: 100,
    SlugField: 50,
    URLField: 200
};
/** The type on PostgreSQL (and SQLite, whose names mean nothing), and on MySQL and MariaDB where it differs. */
const types = {
    AutoField: 'integer',
    BigAutoField: 'bigint',
    BigIntegerField: 'bigint',
    BinaryField: ['bytea', 'longblob'],
    BooleanField: ['boolean', 'tinyint(1)'],
    CICharField: 'citext',
    CIEmailField: 'citext',
    CITextField: 'citext',
    DateField: 'date',
    DateTimeField: ['timestamp with time zone', 'datetime(6)'],
    DurationField: ['interval', 'bigint'],
    FloatField: ['double precision', 'double'],
    GenericIPAddressField: ['inet', 'char(39)'],
    HStoreField: 'hstore',
    IntegerField: 'integer',
    JSONField: ['jsonb', 'json'],
    PositiveBigIntegerField: ['bigint', 'bigint unsigned'],
    PositiveIntegerField: ['integer', 'integer unsigned'],
    PositiveSmallIntegerField: ['smallint', 'smallint unsigned'],
    SearchVectorField: 'tsvector',
    SmallAutoField: 'smallint',
    SmallIntegerField: 'smallint',
    TextField: ['text', 'longtext'],
    TimeField: ['time', 'time(6)'],
    UUIDField: ['uuid', 'char(32)']
};
/** The column's type; undefined where it cannot be told. `pointed` is the type of the column that a relation points to. */
function typeOf(field, database, pointed) {
    const { kind, call } = field;
    if (field.relation !== undefined)
        return pointed?.replace(/ auto_increment$/, '');
    if (kind === undefined)
        return undefined;
    const isMysql = database === 'mysql' || database === 'mariadb';
    if (kind in sizes) {
        const length = call.keywords.get('max_length');
        if (length === undefined && kind === 'CharField')
            return isMysql ? undefined : 'varchar';
        return length === undefined ? `varchar(${sizes[kind]})` : length.kind === 'number' ? `varchar(${length.value})` : undefined;
    }
    if (kind === 'DecimalField') {
        const [digits, places] = [argument(call, 'max_digits', 2), argument(call, 'decimal_places', 3)];
        return digits?.kind === 'number' && places?.kind === 'number' ? `numeric(${digits.value}, ${places.value})` : undefined;
    }
    if (kind === 'ArrayField') {
        const inner = readField('', argument(call, 'base_field', 0));
        const base = inner && typeOf(inner, database, undefined);
        return base === undefined ? undefined : `${base}[]`;
    }
    if (kind === 'GeneratedField') {
        const output = readField('', call.keywords.get('output_field'));
        return output && typeOf(output, database, undefined);
    }
    const type = types[kind];
    return Array.isArray(type) ? type[isMysql ? 1 : 0] : type;
}
/** A CHECK that the field brings along, by database: Django keeps whole numbers positive with it where there is no unsigned type. */
function hasCheck(field, database) {
    return /^Positive(Big|Small)?IntegerField$/.test(field.kind ?? '') && database !== 'mysql' && database !== 'mariadb';
}

// EXTERNAL MODULE: ./build/shared/squash/django/migration.js
var django_migration = __webpack_require__(92955);
;// CONCATENATED MODULE: ./build/shared/squash/django/state.js


/** All models of a project at one point of its history: what Django calls the project state, without what no table depends on. */
class Models {
    models;
    constructor(models = []) {
        this.models = new Map(models);
    }
    copy() {
        return new Models(this.models);
    }
    get(app, name) {
        return this.models.get(modelKey(app, name));
    }
    set(model) {
        this.models.set(modelKey(model.app, model.name), model);
    }
    delete(app, name) {
        this.models.delete(modelKey(app, name));
    }
    setField(model, name, field) {
        const fields = new Map(model.fields);
        if (field === undefined)
            fields.delete(name);
        else
            fields.set(name, field);
        const next = { ...model, fields };
        this.set(next);
        return next;
    }
    /** The table of a model, whether it is known or not: then it is the name that Django would give. */
    tableOf(app, name) {
        return this.get(app, name)?.table ?? defaultTable(app, name);
    }
    /** Gives a model another name and table; what points to it follows. */
    rename(model, name, table) {
        const key = modelKey(model.app, model.name);
        const pointing = this.pointingTo(model);
        this.models.delete(key);
        this.set({ ...model, name, table });
        for (const { owner, name: fieldName, field } of pointing) {
            const current = this.get(owner.app, modelKey(owner.app, owner.name) === key ? name : owner.name);
            this.setField(current, fieldName, pointedTo(field, `${model.app}.${name}`));
        }
        return this.get(model.app, name);
    }
    /** The fields of all models that point to this one. */
    pointingTo(model) {
        const key = modelKey(model.app, model.name);
        return [...this.models.values()].flatMap(owner => [...owner.fields].flatMap(([name, field]) => {
            const to = (field.relation ?? field.many)?.to;
            return to !== undefined && this.targetKey(to, owner.app, owner.name) === key ? [{ owner, name, field }] : [];
        }));
    }
    /** What a relation points to, in one spelling; undefined where it cannot be told. */
    targetKey(to, app, own) {
        const { model } = this.target(to, app, own);
        if (model !== undefined)
            return modelKey(model.app, model.name);
        if (to?.kind === 'name')
            return to.name;
        return to?.kind === 'string' ? (to.value.includes('.') ? to.value.toLowerCase() : modelKey(app, to.value)) : undefined;
    }
    /** The model that a relation's `to` names. */
    target(to, app, own) {
        if (to?.kind === 'name') {
            const setting = /(?:^|\.)settings\.(\w+)$/.exec(to.name)?.[1];
            const model = [...this.models.values()].find(one => setting !== undefined && one.swappable === setting);
            return { model, table: model?.table ?? (setting === 'AUTH_USER_MODEL' ? 'auth_user' : to.name) };
        }
        if (to?.kind !== 'string')
            return { model: undefined, table: '(not read)' };
        const [first, second] = to.value === 'self' ? [app, own] : to.value.includes('.') ? to.value.split('.') : [app, to.value];
        return { model: this.get(first, second), table: this.tableOf(first, second) };
    }
    /** The type of a field's column; of a relation, that of the key it points to. */
    columnType(field, model, database, depth = 0) {
        if (field.relation === undefined)
            return typeOf(field, database, undefined);
        const target = this.target(field.relation.to, model.app, model.name).model;
        const to = field.call.keywords.get('to_field');
        const key = to?.kind === 'string' ? target?.fields.get(to.value) : keyField(target);
        // A key may be a relation itself (multi-table inheritance); a ring of them is a mistake that Django reports.
        return key === undefined || depth > 20 ? undefined : typeOf(field, database, this.columnType(key, target, database, depth + 1));
    }
}
function keyField(model) {
    return model && [...model.fields.values()].find(field => field.primaryKey);
}
function defaultTable(app, name) {
    return `${app}_${name.toLowerCase()}`;
}
/** Django compares model names without case. */
function modelKey(app, name) {
    return `${app}.${name.toLowerCase()}`;
}
/** The table that a ManyToManyField makes. */
function manyTable(model, name, field) {
    return field.many?.table ?? `${model.table}_${name}`;
}
/** What `options={…}` of a new model says about its table. */
function readOptions(options) {
    const entries = new Map(options?.kind === 'dict'
        ? options.entries.flatMap(({ key, value }) => (key.kind === 'string' ? [[key.value, value]] : []))
        : []);
    const text = (name) => {
        const value = entries.get(name);
        return value?.kind === 'string' ? value.value : undefined;
    };
    return {
        table: text('db_table'),
        managed: !values_isConstant(entries.get('managed'), false) && !values_isConstant(entries.get('proxy'), true),
        swappable: text('swappable'),
        uniqueTogether: entries.get('unique_together'),
        indexTogether: entries.get('index_together'),
        ordered: entries.get('order_with_respect_to')?.kind === 'string'
    };
}
/** `unique_together` as a set of field lists; undefined where it cannot be read. One flat list is one set. */
function readTogether(value) {
    if (value === undefined || values_isConstant(value, null))
        return new Set();
    if (value.kind === 'call' && value.name === 'set' && value.args.length === 0)
        return new Set();
    if (value.kind === 'call' && value.name === 'set' && value.args[0] !== undefined)
        return readTogether(value.args[0]);
    if (value.kind !== 'list')
        return undefined;
    const names = (items) => items.every(item => item.kind === 'string') ? items.map(item => item.value).join(', ') : undefined;
    if (value.items.length > 0 && value.items.every(item => item.kind === 'string'))
        return new Set([names(value.items)]);
    const sets = value.items.map(item => (item.kind === 'list' ? names(item.items) : undefined));
    return sets.every(one => one !== undefined) ? new Set(sets) : undefined;
}

;// CONCATENATED MODULE: ./build/shared/squash/django/operations.js





const stateOnly = { kind: 'state-only' };
const operations_unknown = (reason) => ({ kind: 'unknown', reason });
/** Operations that touch nothing but Django's picture of the models. */
const stateOperations = new Set(['AlterModelOptions', 'AlterModelManagers', 'AlterConstraint']);
/** Reads the operations of one migration in their order, and carries the models along with them. */
class OperationReader {
    app;
    models;
    context;
    constructor({ app }, models, context) {
        this.app = app;
        this.models = models;
        this.context = context;
    }
    read(operation) {
        const effects = this.effectsOf(operation);
        if (operation.conditional)
            effects.unshift(operations_unknown('it runs under a condition that cannot be read'));
        return effects.map(({ inner = operation, ...effect }) => {
            const isUnknown = effect.kind === 'unknown';
            const at = { file: inner.file, line: inner.line, column: inner.column };
            return { reverse: isUnknown ? undefined : 'automatic', ...effect, at, operation: inner.kind };
        });
    }
    effectsOf(operation) {
        const { call, kind } = operation;
        if (call.kind !== 'call' || !operation.known)
            return [operations_unknown(`${operation.path} is not an operation of Django`)];
        if (!call.complete)
            return [operations_unknown(`some arguments of ${kind} cannot be read`)];
        if (stateOperations.has(kind))
            return [stateOnly];
        if (/^(CreateExtension|\w+Extension)$/.test(kind))
            return [{ kind: 'other-object', verb: 'create', object: 'extension', name: textArgument(call, 'name', 0) }];
        switch (kind) {
            case 'CreateModel':
                return this.createModel(call);
            case 'DeleteModel':
                return this.deleteModel(call);
            case 'RenameModel':
                return this.renameModel(call);
            case 'AlterModelTable':
                return this.alterTable(call);
            case 'AddField':
                return this.addField(call);
            case 'RemoveField':
                return this.removeField(call);
            case 'AlterField':
                return this.alterField(call);
            case 'RenameField':
                return this.renameField(call);
            case 'AddIndex':
            case 'AddIndexConcurrently':
                return this.onModel(call, 'model_name', ({ table }) => {
                    const index = argument(call, 'index', 1);
                    const name = index?.kind === 'call' ? index.keywords.get('name') : undefined;
                    return [
                        {
                            kind: 'create-index',
                            table,
                            name: name?.kind === 'string' ? name.value : undefined,
                            unique: false,
                            concurrently: kind === 'AddIndexConcurrently'
                        }
                    ];
                });
            case 'RemoveIndex':
            case 'RemoveIndexConcurrently':
                return this.onModel(call, 'model_name', ({ table }) => [
                    { kind: 'drop-index', table, name: textArgument(call, 'name', 1), concurrently: kind === 'RemoveIndexConcurrently' }
                ]);
            case 'RenameIndex':
                return this.onModel(call, 'model_name', () => [
                    { kind: 'other-object', verb: 'alter', object: 'index', name: textArgument(call, 'new_name', 1) }
                ]);
            case 'AddConstraint':
            case 'AddConstraintNotValid':
                return this.onModel(call, 'model_name', ({ table }) => [addConstraint(call, table, kind === 'AddConstraint')]);
            case 'ValidateConstraint':
                return this.onModel(call, 'model_name', ({ table }) => [
                    { kind: 'validate-constraint', table, name: textArgument(call, 'name', 1) }
                ]);
            case 'RemoveConstraint':
                return this.onModel(call, 'model_name', ({ table }) => [{ kind: 'drop-constraint', table, name: textArgument(call, 'name', 1) }]);
            case 'AlterUniqueTogether':
            case 'AlterIndexTogether':
                return this.alterTogether(call, kind === 'AlterUniqueTogether' ? 'uniqueTogether' : 'indexTogether');
            case 'AlterOrderWithRespectTo':
                return this.alterOrder(call);
            case 'AlterModelTableComment':
                return [{ kind: 'other-object', verb: 'alter', object: 'comment', name: textArgument(call, 'name', 0) }];
            case 'CreateCollation':
            case 'RemoveCollation':
                return [
                    {
                        kind: 'other-object',
                        verb: kind === 'CreateCollation' ? 'create' : 'drop',
                        object: 'collation',
                        name: textArgument(call, 'name', 0)
                    }
                ];
            case 'RunSQL':
                return this.runSql(call, operation);
            case 'RunPython':
                return [runPython(call)];
            case 'SeparateDatabaseAndState':
                return this.separate(call, operation);
            default:
                return [operations_unknown(`the effect of ${kind} is not known`)];
        }
    }
    createModel(call) {
        const name = textArgument(call, 'name', 0);
        const fields = argument(call, 'fields', 1);
        if (name === undefined || fields?.kind !== 'list')
            return [operations_unknown('the name or the fields of a new model cannot be read')];
        const { table, managed, swappable, uniqueTogether, indexTogether, ordered } = readOptions(argument(call, 'options', 2));
        const read = new Map();
        let hidden = 0;
        for (const item of fields.items) {
            const [key, value] = item.kind === 'list' ? item.items : [];
            const field = key?.kind === 'string' ? readField(key.value, value) : undefined;
            if (key?.kind === 'string' && field !== undefined)
                read.set(key.value, field);
            else
                hidden++;
        }
        const model = {
            app: this.app,
            name,
            table: table ?? defaultTable(this.app, name),
            named: table !== undefined,
            managed,
            swappable,
            fields: read,
            uniqueTogether: readTogether(uniqueTogether) ?? new Set(),
            indexTogether: readTogether(indexTogether) ?? new Set(),
            ordered
        };
        this.models.set(model);
        if (!managed)
            return [stateOnly];
        const columns = [...read.values()].filter(field => field.column !== undefined).map(field => this.columnOf(field, model));
        const effects = [{ kind: 'create-table', table: model.table, columns }];
        for (const [fieldName, field] of read)
            if (field.many?.hidden === true)
                effects.push(this.createMany(model, fieldName, field));
        if (hidden > 0)
            effects.push(operations_unknown(`${hidden === 1 ? 'a field' : `${hidden} fields`} of the new model ${name} cannot be read`));
        return effects;
    }
    deleteModel(call) {
        return this.onModel(call, 'name', ({ model, table, name }) => {
            const effects = [];
            for (const [fieldName, field] of model?.fields ?? [])
                if (field.many?.hidden === true)
                    effects.push({ kind: 'drop-table', table: manyTable(model, fieldName, field) });
            this.models.delete(this.app, name);
            return [...effects, { kind: 'drop-table', table }];
        });
    }
    renameModel(call) {
        const to = textArgument(call, 'new_name', 1);
        return this.onModel(call, 'old_name', ({ model, table, name }) => {
            if (to === undefined)
                return [operations_unknown('the new name of a model cannot be read')];
            const next = model?.named === true ? table : defaultTable(this.app, to);
            if (model === undefined)
                return [{ kind: 'rename-table', table, to: next }];
            const old = name.toLowerCase();
            const fresh = to.toLowerCase();
            // The tables between it and others name it in a column, whose foreign key Django makes anew.
            const columns = (hidden, owner, table_) => {
                const isSelf = this.models.targetKey(hidden.many?.to, owner.app, owner.name) === `${owner.app}.${owner.name.toLowerCase()}`;
                return (isSelf ? ['from_', 'to_'] : ['']).flatMap((prefix) => [
                    { kind: 'rename-column', table: table_, column: `${prefix}${old}_id`, to: `${prefix}${fresh}_id` },
                    ...again(table_, next)
                ]);
            };
            const own = [...model.fields].filter(([, field]) => field.many?.hidden === true);
            // A relation whose other side is hidden Django leaves as it is.
            const pointing = this.models.pointingTo(model).filter(({ field }) => {
                const related = field.call.keywords.get('related_name');
                return !(related?.kind === 'string' && related.value.endsWith('+'));
            });
            const others = pointing.filter(({ owner, field }) => field.many?.hidden === true && owner !== model);
            const renamed = this.models.rename(model, to, next);
            const effects = next === table ? [] : [{ kind: 'rename-table', table, to: next }];
            for (const [fieldName, field] of own) {
                const [before, after] = [manyTable(model, fieldName, field), manyTable(renamed, fieldName, field)];
                if (before !== after)
                    effects.push({ kind: 'rename-table', table: before, to: after });
                if (old !== fresh)
                    effects.push(...columns(field, model, after));
            }
            // To Django a foreign key to another table is another foreign key.
            for (const { owner, field } of pointing)
                if (field.relation?.constraint === true && next !== table)
                    effects.push(...again(owner === model ? next : owner.table, next));
            for (const { owner, name: fieldName, field } of others)
                if (old !== fresh)
                    effects.push(...columns(field, owner, manyTable(owner, fieldName, field)));
            return effects.length === 0 ? [stateOnly] : effects;
        });
    }
    alterTable(call) {
        const value = argument(call, 'table', 1);
        return this.onModel(call, 'name', ({ model, table, name }) => {
            if (value?.kind !== 'string' && !values_isConstant(value, null))
                return [operations_unknown('the new name of a table cannot be read')];
            const to = value?.kind === 'string' ? value.value : defaultTable(this.app, name);
            const moved = model && { ...model, table: to, named: value?.kind === 'string' };
            if (moved !== undefined)
                this.models.set(moved);
            if (to === table && model !== undefined)
                return [stateOnly];
            const effects = [{ kind: 'rename-table', table, to }];
            if (model !== undefined && moved !== undefined)
                effects.push(...this.moveMany(model, moved));
            return effects;
        });
    }
    /** The tables of ManyToManyFields follow the name of their model's. */
    moveMany(before, after) {
        return [...before.fields].flatMap(([name, field]) => {
            const [table, to] = [manyTable(before, name, field), manyTable(after, name, field)];
            return field.many?.hidden === true && table !== to ? [{ kind: 'rename-table', table, to }] : [];
        });
    }
    addField(call) {
        return this.onField(call, ({ model, owner, table, name }) => {
            const field = readField(name, argument(call, 'field', 2));
            if (field === undefined)
                return [operations_unknown(`the new field ${name} cannot be read`)];
            if (model !== undefined)
                this.models.setField(model, name, field);
            if (field.many?.hidden === true)
                return [this.createMany(owner, name, field)];
            if (field.column === undefined)
                return field.kind === undefined ? [operations_unknown(`what ${field.call.name} makes is not known`)] : [stateOnly];
            const column = this.columnOf(field, owner);
            const effects = [{ kind: 'add-column', table, column }];
            if (hasCheck(field, this.context.database))
                effects.push(checkOf(table));
            if (column.nullable === undefined)
                effects.push(operations_unknown(`whether ${table}.${column.name} may be NULL`));
            if (column.databaseDefault === undefined)
                effects.push(operations_unknown(`whether the database computes the default of ${table}.${column.name} for every row`));
            return effects;
        });
    }
    removeField(call) {
        return this.onField(call, ({ model, owner, table, name }) => {
            const field = model?.fields.get(name);
            if (model !== undefined)
                this.models.setField(model, name, undefined);
            if (field === undefined)
                return [{ kind: 'drop-column', table, column: name }];
            if (field.many?.hidden === true)
                return [{ kind: 'drop-table', table: manyTable(owner, name, field) }];
            if (field.column === undefined)
                return [stateOnly];
            const column = { kind: 'drop-column', table, column: field.column };
            return this.constraintOf(field, owner) === undefined ? [column] : [{ kind: 'drop-constraint', table, name: undefined }, column];
        });
    }
    renameField(call) {
        const from = textArgument(call, 'old_name', 1);
        const to = textArgument(call, 'new_name', 2);
        return this.onModel(call, 'model_name', ({ model, table }) => {
            if (from === undefined || to === undefined)
                return [operations_unknown('the names of a renamed field cannot be read')];
            const field = model?.fields.get(from);
            if (model === undefined || field === undefined)
                return [{ kind: 'rename-column', table, column: from, to }];
            const next = readField(to, field.call);
            const without = this.models.setField(model, from, undefined);
            this.models.setField(without, to, next);
            if (field.many?.hidden === true) {
                const [before, after] = [manyTable(model, from, field), manyTable(model, to, next)];
                return before === after ? [stateOnly] : [{ kind: 'rename-table', table: before, to: after }];
            }
            if (field.column === undefined || next.column === undefined || field.column === next.column)
                return [stateOnly];
            return [{ kind: 'rename-column', table, column: field.column, to: next.column }];
        });
    }
    alterField(call) {
        return this.onField(call, ({ model, owner, table, name }) => {
            const value = argument(call, 'field', 2);
            const after = readField(name, value);
            const before = model?.fields.get(name);
            if (after === undefined)
                return [operations_unknown(`the new form of the field ${name} cannot be read`)];
            if (model !== undefined)
                this.models.setField(model, name, after);
            if (before === undefined) {
                if (after.column === undefined)
                    return [operations_unknown(`what the field ${name} was before is not known`)];
                const to = this.models.columnType(after, owner, this.context.database);
                return [
                    { kind: 'change-type', table, column: after.column, from: undefined, to, rewrites: undefined },
                    operations_unknown(`what the field ${name} was before is not known, so it cannot be told what is changed`)
                ];
            }
            const effects = this.difference(before, after, owner);
            return effects.length === 0 ? [stateOnly] : effects;
        });
    }
    /** What Django sends to make one field of another, in its order. */
    difference(before, after, model) {
        const { table } = model;
        const { database } = this.context;
        const key = (field) => this.models.targetKey((field.relation ?? field.many)?.to, model.app, model.name);
        const isSameTarget = key(before) === key(after);
        if (isSameTarget && sameColumn(before, after))
            return [];
        if (before.column === undefined || after.column === undefined) {
            const isSame = before.many !== undefined && before.many.hidden === after.many?.hidden && isSameTarget;
            return isSame ? [] : [operations_unknown('a relation by a table of its own is changed')];
        }
        const effects = [];
        const column = after.column;
        const [target, next] = [this.constraintOf(before, model), this.constraintOf(after, model)];
        if (before.column !== column)
            effects.push({ kind: 'rename-column', table, column: before.column, to: column });
        // Django takes the foreign key away before it alters the column, whatever it alters, and makes it anew.
        if (target !== undefined)
            effects.push({ kind: 'drop-constraint', table, name: undefined });
        if (before.unique && !after.unique)
            effects.push({ kind: 'drop-constraint', table, name: undefined });
        if (before.indexed && !after.indexed)
            effects.push({ kind: 'drop-index', table, name: undefined, concurrently: false });
        if (hasCheck(before, database) && !hasCheck(after, database))
            effects.push({ kind: 'drop-constraint', table, name: undefined });
        const [from, to] = [this.models.columnType(before, model, database), this.models.columnType(after, model, database)];
        const isSameRelation = before.relation !== undefined && after.relation !== undefined && isSameTarget;
        const collation = (field) => field.call.keywords.get('db_collation');
        const isSameCollation = sameValue(collation(before), collation(after));
        if (!isSameRelation && (from === undefined || to === undefined)) {
            effects.push({ kind: 'change-type', table, column, from, to, rewrites: undefined });
            effects.push(operations_unknown(`whether the change of ${table}.${column} writes every row anew`));
        }
        else if (!isSameRelation && (from !== to || !isSameCollation)) {
            // Another collation sorts an index anew, the rows stay.
            const isCollation = from === to;
            effects.push({ kind: 'change-type', table, column, from, to, rewrites: isCollation ? false : (0,rewrite/* rewrites */.a)(from, to, database) });
        }
        if (before.databaseDefault !== after.databaseDefault ||
            !sameValue(before.call.keywords.get('db_default'), after.call.keywords.get('db_default')))
            effects.push({ kind: after.databaseDefault === 'none' ? 'drop-default' : 'set-default', table, column });
        if (before.nullable === true && after.nullable === false) {
            // Django fills what is NULL with the field's default, in one statement.
            if (after.call.keywords.has('default') || after.databaseDefault !== 'none')
                effects.push({ kind: 'data', verb: 'update', table, whole: true, reverse: 'noop' });
            effects.push({ kind: 'set-not-null', table, column });
        }
        else if (before.nullable === false && after.nullable === true)
            effects.push({ kind: 'drop-not-null', table, column });
        else if (before.nullable !== after.nullable)
            effects.push(operations_unknown(`whether ${table}.${column} may be NULL`));
        if (!before.primaryKey && after.primaryKey)
            effects.push(constraint(table, 'primary-key'));
        else if (!before.unique && after.unique)
            effects.push(constraint(table, 'unique'));
        if (!before.indexed && after.indexed)
            effects.push({ kind: 'create-index', table, name: undefined, unique: false, concurrently: false });
        if (next !== undefined)
            effects.push({ ...constraint(table, 'foreign-key'), references: next });
        if (!hasCheck(before, database) && hasCheck(after, database))
            effects.push(checkOf(table));
        const isKey = (before.primaryKey && after.primaryKey) || (before.unique && after.unique);
        if (isKey && from !== to && !isSameRelation)
            effects.push(...this.followers(before, model, from, to));
        return effects;
    }
    /** The columns that point to a key whose type changes: they change with it, and their foreign keys are made anew. */
    followers(key, model, from, to) {
        const follow = (table, column, hasConstraint) => [
            ...(hasConstraint ? [{ kind: 'drop-constraint', table, name: undefined }] : []),
            { kind: 'change-type', table, column, from, to, rewrites: (0,rewrite/* rewrites */.a)(from, to, this.context.database) },
            ...(hasConstraint ? [{ ...constraint(table, 'foreign-key'), references: model.table }] : [])
        ];
        const name = model.name.toLowerCase();
        const toKey = (field) => {
            const named = field.call.keywords.get('to_field');
            return named === undefined ? key.primaryKey : named.kind === 'string' && model.fields.get(named.value)?.column === key.column;
        };
        const pointing = this.models.pointingTo(model).flatMap(({ owner, name: fieldName, field }) => {
            if (field.relation !== undefined)
                return toKey(field) ? follow(owner.table, field.column, field.relation.constraint) : [];
            if (field.many?.hidden !== true || !key.primaryKey)
                return [];
            const isSelf = owner.app === model.app && owner.name === model.name;
            return (isSelf ? [`from_${name}_id`, `to_${name}_id`] : [`${name}_id`]).flatMap(column => follow(manyTable(owner, fieldName, field), column, true));
        });
        const own = [...model.fields].flatMap(([fieldName, field]) => {
            const isSelf = this.models.targetKey(field.many?.to, model.app, model.name) === `${model.app}.${name}`;
            return field.many?.hidden === true && key.primaryKey && !isSelf ? follow(manyTable(model, fieldName, field), `${name}_id`, true) : [];
        });
        return [...pointing, ...own];
    }
    alterTogether(call, which) {
        const next = readTogether(argument(call, which === 'uniqueTogether' ? 'unique_together' : 'index_together', 1));
        return this.onModel(call, 'name', ({ model, table }) => {
            if (next === undefined)
                return [operations_unknown('the sets of fields cannot be read')];
            const before = model?.[which] ?? new Set();
            if (model !== undefined)
                this.models.set({ ...model, [which]: next });
            const isUnique = which === 'uniqueTogether';
            const removed = [...before]
                .filter(one => !next.has(one))
                .map(() => isUnique
                ? { kind: 'drop-constraint', table, name: undefined }
                : { kind: 'drop-index', table, name: undefined, concurrently: false });
            const added = [...next]
                .filter(one => !before.has(one))
                .map(() => isUnique ? constraint(table, 'unique') : { kind: 'create-index', table, name: undefined, unique: false, concurrently: false });
            return removed.length + added.length === 0 ? [stateOnly] : [...removed, ...added];
        });
    }
    alterOrder(call) {
        const value = argument(call, 'order_with_respect_to', 1);
        return this.onModel(call, 'name', ({ model, table }) => {
            const ordered = value?.kind === 'string';
            if (!ordered && !values_isConstant(value, null))
                return [operations_unknown('the order of a model cannot be read')];
            const before = model?.ordered ?? !ordered;
            if (model !== undefined)
                this.models.set({ ...model, ordered });
            if (before === ordered)
                return [stateOnly];
            const column = {
                name: '_order',
                type: 'integer',
                nullable: false,
                databaseDefault: 'none',
                unique: false,
                indexed: false
            };
            return [ordered ? { kind: 'add-column', table, column } : { kind: 'drop-column', table, column: '_order' }];
        });
    }
    runSql(call, operation) {
        const removed = this.runState(argument(call, 'state_operations', 2), operation);
        const reverse = reverseOf(argument(call, 'reverse_sql', 1));
        const value = argument(call, 'sql', 0);
        if (isNoop(value))
            return [{ ...stateOnly, reverse }, ...removed];
        const texts = sqlTexts(value);
        if (texts === undefined)
            return [{ ...operations_unknown('its SQL cannot be read from the source'), reverse }, ...removed];
        const { sql } = this.context;
        if (sql === undefined)
            return [{ ...operations_unknown('SQL is not read here'), reverse }, ...removed];
        const { file, line, column } = operation;
        const effects = texts.flatMap(text => sql(text, { file, line, column }).map((change) => ({ ...change, reverse })));
        return [...(effects.length === 0 ? [{ ...stateOnly, reverse }] : effects), ...removed];
    }
    separate(call, operation) {
        const database = innerOperations(argument(call, 'database_operations', 0), operation);
        // As Django, the database's part is run on the models as they were, whatever the other part says.
        const reader = new OperationReader({ app: this.app }, this.models.copy(), this.context);
        const effects = database.operations.flatMap(one => reader.effectsOf(one).map((effect) => ({ inner: one, ...effect })));
        if (!database.complete)
            effects.push(operations_unknown('some of its database operations cannot be read'));
        effects.push(...this.runState(argument(call, 'state_operations', 1), operation));
        return effects.length === 0 ? [stateOnly] : effects;
    }
    /** Runs operations on the models only. Gives what they take from them. */
    runState(value, operation) {
        const effects = innerOperations(value, operation).operations.flatMap(one => this.effectsOf(one));
        return effects.flatMap((effect) => {
            if (effect.kind === 'drop-column')
                return [{ kind: 'state-only', removes: { table: effect.table, column: effect.column } }];
            return effect.kind === 'drop-table' ? [{ kind: 'state-only', removes: { table: effect.table } }] : [];
        });
    }
    /** Runs on a table that is the database's; a proxy or an unmanaged model has none. */
    onModel(call, nameArgument, body) {
        const name = textArgument(call, nameArgument, 0);
        if (name === undefined)
            return [operations_unknown('the name of its model cannot be read')];
        const model = this.models.get(this.app, name);
        const table = this.models.tableOf(this.app, name);
        const effects = body({ model, owner: model ?? strange(this.app, name, table), table, name: model?.name ?? name });
        return model?.managed === false ? [stateOnly] : effects;
    }
    onField(call, body) {
        const name = textArgument(call, 'name', 1);
        return this.onModel(call, 'model_name', of => name === undefined ? [operations_unknown('the name of its field cannot be read')] : body({ ...of, name }));
    }
    columnOf(field, model) {
        const { nullable, databaseDefault, unique, indexed } = field;
        const references = this.constraintOf(field, model);
        return {
            name: field.column,
            type: this.models.columnType(field, model, this.context.database),
            nullable,
            databaseDefault,
            unique,
            indexed,
            ...(references === undefined ? {} : { references })
        };
    }
    /** The table that a field's foreign key references, where the database has one. */
    constraintOf(field, model) {
        if (field.relation?.constraint !== true)
            return undefined;
        return this.models.target(field.relation.to, model.app, model.name).table;
    }
    createMany(model, name, field) {
        const target = this.models.target(field.many?.to, model.app, model.name);
        const column = (columnName, references) => ({
            name: columnName,
            type: references === undefined ? 'bigint' : undefined,
            nullable: false,
            databaseDefault: references === undefined ? 'volatile' : 'none',
            unique: references === undefined,
            indexed: references !== undefined,
            references
        });
        const own = model.name.toLowerCase();
        const other = target.model?.name.toLowerCase() ?? (field.many?.to?.kind === 'string' ? field.many.to.value.split('.').at(-1).toLowerCase() : '');
        const isSelf = field.many?.to?.kind === 'string' && (field.many.to.value === 'self' || other === own);
        const columns = [
            column('id'),
            column(isSelf ? `from_${own}_id` : `${own}_id`, model.table),
            column(isSelf ? `to_${own}_id` : `${other}_id`, target.table)
        ];
        return { kind: 'create-table', table: manyTable(model, name, field), columns };
    }
}
/** A model that no migration in the repository makes. */
function strange(app, name, table) {
    return {
        app,
        name,
        table,
        named: false,
        managed: true,
        swappable: undefined,
        fields: new Map(),
        uniqueTogether: new Set(),
        indexTogether: new Set(),
        ordered: false
    };
}
function constraint(table, type, validates = true) {
    return { kind: 'add-constraint', table, name: undefined, type, validates, usingIndex: false };
}
/** A foreign key that is taken away and made anew. */
function again(table, references) {
    return [
        { kind: 'drop-constraint', table, name: undefined },
        { ...constraint(table, 'foreign-key'), references }
    ];
}
function checkOf(table) {
    return constraint(table, 'check');
}
function addConstraint(call, table, validates) {
    const value = argument(call, 'constraint', 1);
    if (value?.kind !== 'call' || !value.complete)
        return operations_unknown('its constraint cannot be read');
    const named = value.keywords.get('name');
    const name = named?.kind === 'string' ? named.value : undefined;
    switch (value.name.split('.').at(-1)) {
        case 'CheckConstraint': {
            const column = notNullColumn(value.keywords.get('condition') ?? value.keywords.get('check'));
            return { ...constraint(table, 'check', validates), name, ...(column === undefined ? {} : { notNull: column }) };
        }
        case 'UniqueConstraint': {
            const isIndex = value.args.length > 0 || ['condition', 'include', 'opclasses'].some(key => !isAbsent(value.keywords.get(key)));
            return isIndex ? { kind: 'create-index', table, name, unique: true, concurrently: false } : { ...constraint(table, 'unique'), name };
        }
        case 'ExclusionConstraint':
            return { ...constraint(table, 'exclusion'), name };
        default:
            return operations_unknown(`the constraint ${value.name} is not one of Django's`);
    }
}
/** `Q(note__isnull=False)` and nothing else. */
function notNullColumn(value) {
    if (value?.kind !== 'call' || !/(^|\.)Q$/.test(value.name) || value.keywords.size !== 1 || value.args.length > 0)
        return undefined;
    const [[key, expected]] = [...value.keywords];
    return key.endsWith('__isnull') && values_isConstant(expected, false) ? key.slice(0, -'__isnull'.length) : undefined;
}
function runPython(call) {
    const code = argument(call, 'code', 0);
    const backward = argument(call, 'reverse_code', 1);
    const reverse = reverseOf(backward);
    if (isNoop(code))
        return { ...stateOnly, reverse };
    return { kind: 'code', name: code?.kind === 'name' ? code.name : undefined, reverse };
}
/** The statements of `RunSQL`: a text, or a list of texts and of (text, parameters); undefined where they cannot be read. */
function sqlTexts(value) {
    if (value?.kind === 'string')
        return [value.value];
    if (value?.kind !== 'list')
        return undefined;
    const texts = value.items.map(item => {
        if (item.kind === 'string')
            return item.value;
        const [text, parameters] = item.kind === 'list' ? item.items : [];
        if (text?.kind !== 'string')
            return undefined;
        // What the parameters are does not matter to what the statement does.
        return isAbsent(parameters) ? text.value : text.value.replace(/%(%|s|\(\w+\)s)/g, (_, code) => (code === '%' ? '%' : 'NULL'));
    });
    return texts.every(text => text !== undefined) ? texts : undefined;
}
function innerOperations(value, outer) {
    if (value?.kind !== 'list')
        return { operations: [], complete: isAbsent(value) };
    const { file, within } = outer;
    const placeOf = (at) => ({ file, ...(within?.get(at) ?? { line: outer.line, column: outer.column }) });
    const calls = value.items.filter(item => item.kind === 'call');
    return {
        operations: calls.map(item => ({ ...(0,django_migration/* operationOf */.z)(item, placeOf(item.at), false), ...(within === undefined ? {} : { within }) })),
        complete: calls.length === value.items.length
    };
}
function reverseOf(backward) {
    return isAbsent(backward) ? 'none' : isNoop(backward) ? 'noop' : 'given';
}
function isAbsent(value) {
    return value === undefined || values_isConstant(value, null);
}
/** `RunSQL.noop` is the empty text, `RunPython.noop` a function that does nothing. */
function isNoop(value) {
    if (value?.kind === 'string')
        return value.value.trim() === '';
    if (value?.kind === 'list')
        return value.items.length === 0;
    return value?.kind === 'name' && /(^|\.)Run(SQL|Python)\.noop$/.test(value.name);
}

;// CONCATENATED MODULE: ./build/shared/squash/django/changes.js



/** Read once for each check, since what an operation does depends on all that came before it. */
const known = new WeakMap();
/** What the operations of a Django migration do to the database. */
const changesOf = (migration, context) => {
    let all = known.get(context);
    if (all === undefined) {
        all = readHistory(context);
        known.set(context, all);
    }
    return all.get((0,model/* keyOf */.TN)(migration)) ?? read(migration, new Models(), context);
};
/** The whole history in its order, on one picture of the models; a squash is read on the models as they were before the first that it replaces. */
function readHistory(context) {
    const { main, before } = orderOf(context.project);
    const models = new Models();
    const all = new Map();
    for (const migration of main) {
        for (const squash of before.get(migration) ?? [])
            all.set((0,model/* keyOf */.TN)(squash), read(squash, models.copy(), context));
        all.set((0,model/* keyOf */.TN)(migration), read(migration, models, context));
    }
    return all;
}
function read(migration, models, context) {
    const reader = new OperationReader(migration, models, context);
    const forward = migration.operations.flatMap(operation => reader.read(operation));
    const { file, line, column } = migration;
    const unknown = (reason) => ({ kind: 'unknown', reason, at: { file, line, column }, operation: '', reverse: undefined });
    // What the reader of files could not read, it has reported itself.
    if (!migration.operationsKnown)
        forward.push(unknown('some of its operations cannot be read'));
    if (migration.methods.length > 0)
        forward.push(unknown(`its class defines ${migration.methods.join(', ')}`));
    return { forward, backward: undefined, atomic: migration.atomic };
}
/** Total, whatever the graph is like: of a ring, one is simply the first. */
function orderOf({ migrations }) {
    const byKey = new Map(migrations.map(migration => [(0,model/* keyOf */.TN)(migration), migration]));
    const replacedBy = new Map();
    for (const squash of migrations)
        for (const target of squash.replaces)
            replacedBy.set((0,model/* keyOf */.TN)(target), squash);
    const old = (squash) => squash.replaces.flatMap(target => byKey.get((0,model/* keyOf */.TN)(target)) ?? []).filter(one => one !== squash);
    const isSuperseded = (migration) => old(migration).length > 0;
    /** the migrations of the main line that stand for one that is named */
    const standsFor = (key, seen = new Set()) => {
        const migration = byKey.get(key) ?? replacedBy.get(key);
        if (migration === undefined || seen.has(migration))
            return [];
        seen.add(migration);
        return isSuperseded(migration) ? old(migration).flatMap(one => standsFor((0,model/* keyOf */.TN)(one), seen)) : [migration];
    };
    const later = new Map();
    for (const migration of migrations)
        for (const child of migration.runBefore)
            later.set((0,model/* keyOf */.TN)(child), [...(later.get((0,model/* keyOf */.TN)(child)) ?? []), (0,model/* keyOf */.TN)(migration)]);
    const parents = (migration) => [...migration.dependencies.map(model/* keyOf */.TN), ...(later.get((0,model/* keyOf */.TN)(migration)) ?? [])].flatMap(key => standsFor(key));
    const main = [];
    const visited = new Set();
    for (const start of migrations) {
        if (isSuperseded(start))
            continue;
        const stack = [{ migration: start, expanded: false }];
        for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
            if (top.expanded)
                main.push(top.migration);
            else if (!visited.has(top.migration)) {
                visited.add(top.migration);
                stack.push({ migration: top.migration, expanded: true });
                for (const parent of parents(top.migration))
                    if (!visited.has(parent))
                        stack.push({ migration: parent, expanded: false });
            }
        }
    }
    const place = new Map(main.map((migration, index) => [migration, index]));
    const before = new Map();
    for (const squash of migrations) {
        if (!isSuperseded(squash))
            continue;
        const targets = standsFor((0,model/* keyOf */.TN)(squash)).sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
        if (targets[0] !== undefined)
            before.set(targets[0], [...(before.get(targets[0]) ?? []), squash]);
    }
    return { main, before };
}

;// CONCATENATED MODULE: ./build/shared/squash/django/graph.js


/** Named apart because `__first__` and `__latest__` are answered while the graph is still growing. */
class Builder {
    nodes = new Map();
    problems = [];
    /** who first named a migration that does not exist; Django's message names that one */
    origins = new Map();
    byApp = new Map();
    apps;
    constructor(project) {
        this.apps = new Map(project.apps.map(app => [app.label, app]));
    }
    add(key, migration, external) {
        const node = { app: key.app, name: key.name, migration, external, parents: new Set(), children: new Set() };
        this.nodes.set((0,model/* keyOf */.TN)(key), node);
        let siblings = this.byApp.get(key.app);
        if (siblings === undefined)
            this.byApp.set(key.app, (siblings = new Set()));
        siblings.add(node);
        return node;
    }
    /** Links two migrations, creating what does not exist; `missing` says on whose word. */
    link(child, parent, origin, reference, role) {
        const at = (key) => {
            const known = this.nodes.get((0,model/* keyOf */.TN)(key));
            if (known !== undefined)
                return known;
            const external = this.isExternal(key.app);
            const node = this.add(key, undefined, external);
            if (!external)
                this.origins.set((0,model/* keyOf */.TN)(key), { origin, reference, role });
            return node;
        };
        const childNode = at(child);
        const parentNode = at(parent);
        childNode.parents.add(parentNode);
        parentNode.children.add(childNode);
    }
    /** An app that is not in the repository, or whose migrations Django does not see although they are there (that has a rule of its own). */
    isExternal(app) {
        const known = this.apps.get(app);
        return known === undefined || known.state === 'no-package';
    }
    /** The migration that `__first__` or `__latest__` stands for, or undefined where the dependency is to be left out. */
    resolve(reference, origin, role) {
        if ((reference.name !== '__first__' && reference.name !== '__latest__') || this.nodes.has((0,model/* keyOf */.TN)(reference)))
            return reference;
        if (reference.app === origin.app || this.isExternal(reference.app))
            return undefined;
        if (this.apps.get(reference.app).state === 'unmigrated')
            return undefined;
        const side = reference.name === '__first__' ? 'parents' : 'children';
        const ends = this.ends(reference.app, side);
        if (ends[0] === undefined)
            this.problems.push({ kind: 'no-migrations', origin, reference, role, blocked: [] });
        return ends[0];
    }
    ends(app, side) {
        return [...(this.byApp.get(app) ?? [])].filter(node => [...node[side]].every(other => other.app !== app)).sort(model/* compareKeys */.YD);
    }
    remove(key) {
        const node = this.nodes.get((0,model/* keyOf */.TN)(key));
        if (node === undefined)
            return undefined;
        this.nodes.delete((0,model/* keyOf */.TN)(key));
        this.byApp.get(key.app)?.delete(node);
        return node;
    }
    /** The squash takes over its targets' parents and children. */
    useSquash(squash, targets) {
        const keys = new Set(targets.map(model/* keyOf */.TN));
        for (const target of targets) {
            const node = this.remove(target);
            if (node === undefined)
                continue;
            for (const child of node.children) {
                child.parents.delete(node);
                if (!keys.has((0,model/* keyOf */.TN)(child))) {
                    squash.children.add(child);
                    child.parents.add(squash);
                }
            }
            for (const parent of node.parents) {
                parent.children.delete(node);
                if (!keys.has((0,model/* keyOf */.TN)(parent))) {
                    squash.parents.add(parent);
                    parent.children.add(squash);
                }
            }
        }
    }
    /** The squash leaves; its children go to the last of its targets that are on disk. */
    dropSquash(squash, targets) {
        this.remove(squash);
        const present = new Set(targets.map(target => this.nodes.get((0,model/* keyOf */.TN)(target))).filter(node => node !== undefined));
        const parents = new Set([...present].flatMap(node => [...node.parents]));
        const last = [...present].filter(node => !parents.has(node));
        for (const child of squash.children) {
            child.parents.delete(squash);
            for (const node of last) {
                node.children.add(child);
                child.parents.add(node);
            }
        }
        for (const parent of squash.parents)
            parent.children.delete(squash);
    }
    missing() {
        return [...this.nodes.values()].flatMap(node => {
            const origin = this.origins.get((0,model/* keyOf */.TN)(node));
            return node.migration === undefined && !node.external && origin !== undefined ? [{ node, ...origin }] : [];
        });
    }
}
/**
 * Builds the graph for a database in which `applied` is recorded; without it, for a fresh database. A dependency under a condition that
 * cannot be read is left out, and so are references to apps outside the repository except as nodes marked `external`.
 *
 * Proven against the real Django 4.2 and 5.2 (test/squash/django.test.ts). What differs from 6.0 on (a squash of a squash) is built from its
 * description and not proven; an unknown version is taken as one before 6. `order` is that in which a Django before 6 handles the squashes, where
 * one is to be followed: it is that of a Python set and changes from run to run. Without it a squash is handled after those that it replaces.
 */
function graph_buildGraph(project, applied = [], version, order) {
    const builder = new Builder(project);
    const migrations = project.migrations;
    for (const migration of migrations)
        builder.add(migration, migration, false);
    const certain = (references) => references.filter(reference => !reference.conditional);
    // Dependencies inside an app first, so that `__first__` and `__latest__` of other apps find the right end.
    for (const migration of migrations) {
        for (const reference of certain(migration.dependencies)) {
            if (reference.app === migration.app && reference.name !== '__first__')
                builder.link(migration, reference, migration, reference, 'dependency');
        }
    }
    for (const migration of migrations) {
        for (const reference of certain(migration.dependencies)) {
            if (reference.app === migration.app)
                continue;
            const parent = builder.resolve(reference, migration, 'dependency');
            if (parent !== undefined)
                builder.link(migration, parent, migration, reference, 'dependency');
        }
        for (const reference of certain(migration.runBefore)) {
            const child = builder.resolve(reference, migration, 'run_before');
            if (child !== undefined)
                builder.link(child, migration, migration, reference, 'run_before');
        }
    }
    const squashes = migrations.filter(migration => migration.replaces.length > 0);
    const appliedKeys = new Set(applied.map(model/* keyOf */.TN));
    replaceBySquashes(builder, appliedKeys, squashes, version, order);
    for (const { node, origin, reference, role } of builder.missing()) {
        const candidates = squashes.filter(squash => squash.replaces.some(target => (0,model/* keyOf */.TN)(target) === (0,model/* keyOf */.TN)(node)));
        const blocked = candidates.some(squash => builder.nodes.has((0,model/* keyOf */.TN)(squash))) ? [] : candidates.map(({ app, name }) => ({ app, name }));
        builder.problems.push({ kind: 'missing', origin, reference, role, blocked });
    }
    return {
        nodes: builder.nodes,
        applied: appliedKeys,
        problems: builder.problems,
        cycles: (0,graph/* findCycles */.p)(builder.nodes),
        leaves: app => builder
            .ends(app, 'children')
            .filter(node => node.migration !== undefined)
            .map(({ app: label, name }) => ({ app: label, name }))
    };
}
/** Carries out every squash for this applied set, and sets in it which of them count as applied. */
function replaceBySquashes(builder, applied, squashes, version, order) {
    const byKey = new Map(squashes.map(squash => [(0,model/* keyOf */.TN)(squash), squash]));
    const allowsNested = supportsNestedSquashes(version);
    const ordered = order?.(squashes) ?? squashes;
    const isOrderKept = order !== undefined && !allowsNested;
    for (const squash of isOrderKept ? ordered : innerFirst(ordered, byKey)) {
        const nestedIn = squash.replaces.find(target => byKey.has((0,model/* keyOf */.TN)(target)));
        const node = builder.nodes.get((0,model/* keyOf */.TN)(squash));
        if (isOrderKept && node === undefined) {
            // Another squash has replaced this one before its own turn: Django stops here.
            builder.problems.push({ kind: 'nested', origin: squash, reference: squash.replaces[0], role: 'replaces', blocked: [] });
            return;
        }
        if (!isOrderKept && nestedIn !== undefined) {
            const kind = replacesItself(squash, byKey) ? 'cyclic' : 'nested';
            if (kind === 'cyclic' || !allowsNested)
                builder.problems.push({ kind, origin: squash, reference: nestedIn, role: 'replaces', blocked: [] });
        }
        const targets = squash.replaces.filter(target => (0,model/* keyOf */.TN)(target) !== (0,model/* keyOf */.TN)(squash));
        const counted = allowsNested ? finalTargets(squash, byKey) : targets.map(model/* keyOf */.TN);
        const count = counted.filter(key => applied.has(key)).length;
        const isApplied = count > 0 && count === counted.length;
        if (isApplied)
            applied.add((0,model/* keyOf */.TN)(squash));
        else
            applied.delete((0,model/* keyOf */.TN)(squash));
        if (node === undefined)
            continue;
        if (isApplied || count === 0)
            builder.useSquash(node, targets);
        else
            builder.dropSquash(node, targets);
    }
}
/** From Django 6.0 on a squash may replace squashes: each is handled after those that it replaces, and counts by what they replace in the end. */
function supportsNestedSquashes(version) {
    return version !== undefined && version[0] >= 6;
}
/** The same squashes, each after those that it replaces; a circle is entered anywhere. Without recursion: a chain of them may be long. */
function innerFirst(squashes, byKey) {
    const entered = new Set();
    const sorted = [];
    for (const start of squashes) {
        const stack = [{ squash: start, isReady: false }];
        for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
            const { squash, isReady } = top;
            if (isReady)
                sorted.push(squash);
            if (isReady || entered.has(squash))
                continue;
            entered.add(squash);
            stack.push({ squash, isReady: true });
            for (const target of squash.replaces.toReversed()) {
                const inner = byKey.get((0,model/* keyOf */.TN)(target));
                if (inner !== undefined)
                    stack.push({ squash: inner, isReady: false });
            }
        }
    }
    return sorted;
}
/** What a squash replaces in the end: of a target that is itself a squash on disk, that one's targets. */
function finalTargets(squash, byKey) {
    return replacedBy(squash, byKey).filter(key => !byKey.has(key));
}
function replacesItself(squash, byKey) {
    return replacedBy(squash, byKey).includes((0,model/* keyOf */.TN)(squash));
}
/** Every name that a squash replaces, directly or through squashes. */
function replacedBy(squash, byKey) {
    const seen = new Set();
    const queue = [squash];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        for (const target of next.replaces) {
            if (seen.has((0,model/* keyOf */.TN)(target)))
                continue;
            seen.add((0,model/* keyOf */.TN)(target));
            const inner = byKey.get((0,model/* keyOf */.TN)(target));
            if (inner !== undefined)
                queue.push(inner);
        }
    }
    return [...seen];
}
/**
 * What `migrate` would apply next, in Django's own order: for each leaf, its ancestors depth first, without what counts as applied.
 * Every parent comes before its children. Empty where the graph has cycles.
 */
function graph_planOf(graph) {
    if (graph.cycles.length > 0)
        return [];
    const done = new Set(graph.applied);
    const plan = [];
    const nodes = [...graph.nodes.values()].filter(node => node.migration !== undefined);
    const leaves = nodes.filter(node => [...node.children].every(child => child.app !== node.app)).sort(model/* compareKeys */.YD);
    const visited = new Set();
    for (const leaf of leaves) {
        // As Django: a leaf that counts as applied is not looked behind, whatever its parents are.
        if (done.has((0,model/* keyOf */.TN)(leaf)))
            continue;
        const stack = [{ node: leaf, expanded: false }];
        for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
            if (visited.has(top.node))
                continue;
            if (!top.expanded) {
                stack.push({ node: top.node, expanded: true });
                for (const parent of [...top.node.parents].sort(model/* compareKeys */.YD))
                    stack.push({ node: parent, expanded: false });
                continue;
            }
            visited.add(top.node);
            const key = (0,model/* keyOf */.TN)(top.node);
            if (top.node.migration !== undefined && !done.has(key)) {
                done.add(key);
                plan.push(top.node.migration);
            }
        }
    }
    return plan;
}

;// CONCATENATED MODULE: ./build/shared/squash/django/settings.js


const maximumStars = 20;
/** The folders from which a project's modules are imported: where a `manage.py` is, or the root. */
function importRoots(paths) {
    const roots = paths
        .filter(path => external_node_path_.posix.basename(path) === 'manage.py')
        .map(path => (external_node_path_.posix.dirname(path) === '.' ? '' : external_node_path_.posix.dirname(path)));
    return roots.includes('') ? roots : [...roots, ''];
}
/** The file of a dotted module below one of the roots, or undefined. */
function moduleFile(module, roots, has) {
    for (const root of roots) {
        const base = external_node_path_.posix.join(root, module.replaceAll('.', '/'));
        for (const path of [`${base}.py`, `${base}/__init__.py`])
            if (has(path))
                return path;
    }
    return undefined;
}
/**
 * Reads the settings that `manage.py` (or wsgi, asgi) names, with everything that they import by `*` from the repository.
 * `module` overrides: a dotted module or a path.
 */
function readSettings(source, paths, roots, module) {
    const has = (path) => paths.has(path);
    const file = module !== undefined ? (has(module) ? module : moduleFile(module, roots, has)) : defaultSettings(source, paths, roots);
    const result = {
        file,
        installedApps: undefined,
        migrationModules: undefined,
        migrationModulesUnreadable: undefined,
        strings: new Map()
    };
    if (file === undefined)
        return result;
    let complete = true;
    let reads = 0;
    const load = (path) => {
        const content = source.read(path);
        if (content === undefined || ++reads > maximumStars) {
            complete = false;
            return undefined;
        }
        const read = (0,python/* readPython */.Zl)(content, star => {
            const target = resolveImport(star, path, roots, has);
            if (target === undefined) {
                complete = false;
                return undefined;
            }
            return load(target)?.names;
        });
        if (read.problem !== undefined)
            complete = false;
        return read;
    };
    const settings = load(file);
    if (settings === undefined)
        return result;
    for (const [name, value] of settings.names)
        if (value.kind === 'string')
            result.strings.set(name, value.value);
    result.installedApps = stringsOf(settings.names.get('INSTALLED_APPS'));
    const modules = settings.names.get('MIGRATION_MODULES');
    if (modules === undefined)
        result.migrationModules = complete ? new Map() : undefined;
    else {
        result.migrationModules = modulesOf(modules);
        if (result.migrationModules === undefined) {
            result.migrationModulesUnreadable = {
                file,
                ...settings.position(modules.at),
                reason: 'MIGRATION_MODULES is not a literal dictionary of strings'
            };
        }
    }
    return result;
}
function defaultSettings(source, paths, roots) {
    const entries = [...paths]
        .filter(path => /(^|\/)(manage|wsgi|asgi)\.py$/.test(path))
        .sort((a, b) => Number(!a.endsWith('manage.py')) - Number(!b.endsWith('manage.py')) || a.length - b.length);
    for (const path of entries) {
        const content = source.read(path);
        if (content === undefined)
            continue;
        const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
        const module = /DJANGO_SETTINGS_MODULE['"]\s*(?:,|\]\s*=)\s*(['"])([\w.]+)\1/.exec(text)?.[2];
        const file = module === undefined ? undefined : moduleFile(module, roots, one => paths.has(one));
        if (file !== undefined)
            return file;
    }
    return undefined;
}
function resolveImport(module, from, roots, has) {
    const dots = /^\.*/.exec(module)[0].length;
    if (dots === 0)
        return moduleFile(module, roots, has);
    let folder = external_node_path_.posix.dirname(from);
    for (let level = 1; level < dots; level++)
        folder = external_node_path_.posix.dirname(folder);
    return moduleFile(module.slice(dots), [folder === '.' ? '' : folder], has);
}
function stringsOf(value) {
    if (value?.kind !== 'list')
        return undefined;
    const strings = [];
    for (const item of value.items) {
        if (item.kind !== 'string')
            return undefined;
        strings.push(item.value);
    }
    return strings;
}
function modulesOf(value) {
    if (value.kind !== 'dict' || !value.complete)
        return undefined;
    const modules = new Map();
    for (const entry of value.entries) {
        if (entry.key.kind !== 'string')
            return undefined;
        if (entry.value.kind === 'string')
            modules.set(entry.key.value, entry.value.value);
        else if (entry.value.kind === 'constant' && entry.value.value === null)
            modules.set(entry.key.value, null);
        else
            return undefined;
    }
    return modules;
}

;// CONCATENATED MODULE: ./build/shared/squash/django/apps.js



/**
 * Finds the project's apps: every folder with an `apps.py`, and every folder with a package of Django migrations. A label comes from the
 * AppConfig in `apps.py` (its `label`, else the last part of its `name`), else from the folder's name; MIGRATION_MODULES moves the migrations.
 */
function discoverApps(source, paths, roots, settings) {
    const unknown = [];
    const report = (app, file, reason, position = { line: 1, column: 1 }) => unknown.push({ framework: 'django', app, migration: '', affects: 'graph', reason, file, ...position });
    const byFolder = new Map();
    for (const path of paths) {
        const folder = folderOf(path);
        const names = byFolder.get(folder);
        if (names === undefined)
            byFolder.set(folder, [external_node_path_.posix.basename(path)]);
        else
            names.push(external_node_path_.posix.basename(path));
    }
    const moved = new Map();
    for (const [label, module] of settings.migrationModules ?? []) {
        if (module === null)
            continue;
        const file = moduleFile(`${module}.__init__`, roots, path => paths.has(path));
        if (file !== undefined)
            moved.set(label, external_node_path_.posix.dirname(file));
        else
            report(label, settings.file ?? '', `MIGRATION_MODULES puts the migrations of '${label}' into '${module}', which is not in the repository`);
    }
    if (settings.migrationModulesUnreadable !== undefined) {
        const { file, reason, line, column } = settings.migrationModulesUnreadable;
        report('', file, reason, { line, column });
    }
    const movedFolders = new Set(moved.values());
    const folders = new Set();
    for (const [folder, names] of byFolder) {
        if (names.includes('apps.py') && hasAppConfig(source, external_node_path_.posix.join(folder, 'apps.py')))
            folders.add(folder);
        const isMigrations = external_node_path_.posix.basename(folder) === 'migrations' && !movedFolders.has(folder);
        if (isMigrations && (looksLikeDjango(source, folder, names) || isEmptyPackage(folder, names, byFolder))) {
            if (folder === 'migrations')
                report('', folder, 'a migrations folder at the root: the label of its app cannot be told. Set `path` to the folder above');
            else
                folders.add(folderOf(folder));
        }
    }
    const byLabel = new Map();
    const modules = new Map();
    for (const folder of [...folders].sort()) {
        const read = labelOf(source, folder, paths);
        if (read.reason !== undefined)
            report(read.label, external_node_path_.posix.join(folder, 'apps.py'), read.reason, read.position);
        const label = read.label;
        const app = { label, framework: 'django', directory: folder, migrations: undefined, state: 'unmigrated' };
        const place = moved.get(label) ?? external_node_path_.posix.join(folder, 'migrations');
        const names = byFolder.get(place) ?? [];
        const isSwitchedOff = settings.migrationModules?.get(label) === null || (settings.migrationModules?.has(label) === true && !moved.has(label));
        if (!isSwitchedOff && (moved.has(label) || looksLikeDjango(source, place, names))) {
            app.migrations = place;
            app.state = names.includes('__init__.py') ? 'migrated' : 'no-package';
        }
        else if (!isSwitchedOff && names.includes('__init__.py')) {
            app.migrations = place;
            app.state = 'migrated';
        }
        const rival = byLabel.get(label);
        if (rival !== undefined) {
            const preferred = [rival, app].filter(one => isInstalled(one, settings.installedApps, roots));
            if (preferred.length !== 1) {
                report(label, folder, `two apps share the label '${label}': ${rival.directory} and ${folder}. Set \`path\` to the project's own folder`);
                continue;
            }
            if (preferred[0] === rival)
                continue;
        }
        byLabel.set(label, app);
        modules.set(label, app.migrations === undefined ? [] : modulesIn(app.migrations, names));
    }
    for (const entry of source.skipped) {
        if (/(^|\/)migrations(\/[^/]*\.py)?$/.test(entry.path) || /(^|\/)apps\.py$/.test(entry.path))
            report('', entry.path, `not read: ${entry.reason}`);
    }
    return { apps: [...byLabel.values()].sort((a, b) => (a.label < b.label ? -1 : 1)), modules, unknown };
}
function folderOf(path) {
    const folder = external_node_path_.posix.dirname(path);
    return folder === '.' ? '' : folder;
}
/** As `pkgutil.iter_modules`: no packages, no `__init__`, no names with a point, nothing that starts with `_` or `~`. */
function modulesIn(folder, names) {
    return names
        .filter(name => name.endsWith('.py'))
        .map(name => name.slice(0, -3))
        .filter(name => name !== '' && !name.includes('.') && !name.startsWith('_') && !name.startsWith('~'))
        .sort()
        .map(name => ({ name, file: `${folder}/${name}.py` }));
}
function apps_textOf(source, path) {
    const content = source.read(path);
    return content === undefined
        ? ''
        : typeof content === 'string'
            ? content
            : Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
}
/** Other tools also call a folder `migrations`, and so do tests of migrations: one module that makes a migration of Django's, or is numbered, decides. */
function looksLikeDjango(source, folder, names) {
    if (names.includes('env.py') || names.includes('script.py.mako'))
        return false;
    const makes = /^class\s+Migration\b|^\s*(?:from\s+django\.db\s+import\b.*\bmigrations\b|from\s+django\.db\.migrations\s+import\b.*\bMigration\b)/m;
    return modulesIn(folder, names).some(({ name, file }) => (/^\d/.test(name) ? /\bdjango\b|\bMigration\b/ : makes).test(apps_textOf(source, file)));
}
/** An app whose migrations package holds no migration (yet, or any more): Django counts it as migrated, and `__first__` of it is an error. */
function isEmptyPackage(folder, names, byFolder) {
    const parent = byFolder.get(folderOf(folder)) ?? [];
    return (folder !== 'migrations' &&
        names.length === 1 &&
        names[0] === '__init__.py' &&
        (parent.includes('__init__.py') || parent.includes('models.py')));
}
function hasAppConfig(source, path) {
    return /\bAppConfig\b/.test(apps_textOf(source, path));
}
function isInstalled(app, installed, roots) {
    if (installed === undefined)
        return false;
    return roots.some(root => {
        const relative = root === '' ? app.directory : app.directory.startsWith(`${root}/`) ? app.directory.slice(root.length + 1) : undefined;
        const module = relative?.replaceAll('/', '.');
        return module !== undefined && installed.some(entry => entry === module || entry.startsWith(`${module}.apps.`));
    });
}
function labelOf(source, folder, paths) {
    const fallback = external_node_path_.posix.basename(folder);
    const file = external_node_path_.posix.join(folder, 'apps.py');
    const content = paths.has(file) ? source.read(file) : undefined;
    if (content === undefined)
        return { label: fallback };
    const module = (0,python/* readPython */.Zl)(content);
    if (module.problem !== undefined)
        return { label: fallback, reason: `apps.py cannot be parsed: ${module.problem.message}`, position: module.position(module.problem.at) };
    const configs = [];
    for (const value of module.names.values()) {
        const facts = value.kind === 'class' ? value.facts : undefined;
        if (facts === undefined)
            continue;
        const attribute = facts.attributes;
        const isConfig = facts.bases.some(base => base.kind === 'name' && /(^|\.)\w*Config$/.test(base.name)) || attribute.has('default_auto_field');
        if (!isConfig)
            continue;
        const label = attribute.get('label');
        const name = attribute.get('name');
        const standard = attribute.get('default');
        const isDefault = standard?.kind === 'constant' && standard.value === true;
        if (standard?.kind === 'constant' && standard.value === false)
            continue;
        if (label?.kind === 'string')
            configs.push({ label: label.value, isDefault, at: facts.at });
        else if (label === undefined && name?.kind === 'string')
            configs.push({ label: name.value.split('.').at(-1), isDefault, at: facts.at });
        else if (label === undefined && name?.kind === 'name' && name.name === '__package__')
            configs.push({ label: fallback, isDefault, at: facts.at });
        else
            configs.push({ label: undefined, isDefault, at: facts.at });
    }
    const chosen = configs.length === 1 ? configs : configs.filter(config => config.isDefault);
    const labels = new Set((chosen.length > 0 ? chosen : configs).map(config => config.label));
    if (labels.size === 0)
        return { label: fallback };
    const [label] = labels;
    if (labels.size === 1 && label !== undefined)
        return { label };
    return {
        label: fallback,
        reason: 'the label of the app is not a literal, or several AppConfig classes differ',
        position: module.position(configs[0].at)
    };
}

;// CONCATENATED MODULE: ./build/shared/squash/django/project.js




/** Django's own apps that have migrations, by label. Their names are checked by Django itself. */
const contribApps = new Set(['admin', 'auth', 'contenttypes', 'flatpages', 'redirects', 'sessions', 'sites']);
/** Reads every app and migration of a Django project. Never throws on what the files hold; `problems` and `unknown` tell. */
function readDjangoProject(source, options = {}) {
    const reading = project_readInTurns(source, options);
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
    }
}
/** See `SourceFramework.read`. */
function* project_readInTurns(source, options) {
    const paths = new Set(source.list().filter(path => path.endsWith('.py') && !/(^|\/)(site-packages|node_modules|\.git)\//.test(path)));
    const roots = importRoots([...paths]);
    const settings = readSettings(source, paths, roots, options.settings);
    yield;
    const { apps, modules, unknown } = discoverApps(source, paths, roots, settings);
    const migrations = [];
    const problems = [];
    const reads = [];
    for (const app of apps) {
        if (app.state === 'no-package') {
            const files = modules.get(app.label) ?? [];
            const detail = `${files.length} migration ${files.length === 1 ? 'file' : 'files'} in ${app.migrations}`;
            problems.push({
                kind: 'no-package',
                app: app.label,
                migration: '',
                detail,
                file: files[0]?.file ?? app.migrations ?? '',
                line: 1,
                column: 1
            });
        }
        for (const { name, file } of modules.get(app.label) ?? []) {
            yield;
            const content = source.read(file);
            if (content === undefined) {
                const reason = source.skipped.find(entry => entry.path === file)?.reason ?? 'the content is not there';
                unknown.push({
                    framework: 'django',
                    app: app.label,
                    migration: name,
                    affects: 'graph',
                    reason: `not read: ${reason}`,
                    file,
                    line: 1,
                    column: 1
                });
                if (app.state === 'migrated')
                    migrations.push(unreadMigration(app.label, name, file));
                continue;
            }
            const read = readKept(content, app.label, name, file, options.kept);
            problems.push(...read.problems);
            if (app.state !== 'migrated')
                continue;
            unknown.push(...read.unknown);
            if (read.migration === undefined)
                continue;
            migrations.push(read.migration);
            reads.push({ read, migration: read.migration });
        }
    }
    resolveSwappables(reads, settings, unknown);
    migrations.sort(model/* compareKeys */.YD);
    unknown.push(...externalApps(migrations, new Set(apps.map(app => app.label)), settings));
    return { framework: 'django', apps, migrations, problems, unknown };
}
/** The migration is a copy: what a setting decides is added to it later, and may differ on another branch. */
function readKept(content, app, name, file, kept) {
    if (kept === undefined)
        return (0,django_migration/* readMigration */.V)(content, app, name, file);
    const read = kept.of(content, `${app}\0${file}`, () => (0,django_migration/* readMigration */.V)(content, app, name, file));
    const { migration } = read;
    return migration === undefined ? read : { ...read, migration: { ...migration, dependencies: [...migration.dependencies] } };
}
function unreadMigration(app, name, file) {
    const empty = { dependencies: [], runBefore: [], replaces: [], operations: [], methods: [] };
    return {
        framework: 'django',
        app,
        name,
        file,
        line: 1,
        column: 1,
        ...empty,
        operationsKnown: false,
        graphKnown: false,
        atomic: undefined,
        initial: undefined
    };
}
/**
 * The app of a swappable model: from the setting where it is a literal, else from the migration that creates a model with that
 * `swappable` option. Where neither is in the repository, the model is in a package, and Django's own default holds.
 */
function resolveSwappables(reads, settings, unknown) {
    const providers = new Map();
    for (const { read, migration } of reads) {
        for (const setting of read.providesSwappable)
            providers.set(setting, (providers.get(setting) ?? new Set()).add(migration.app));
    }
    for (const { read, migration } of reads) {
        for (const { setting, reference } of read.swappables) {
            const value = setting === '' ? undefined : settings.strings.get(setting);
            const candidates = [...(providers.get(setting) ?? [])];
            if (setting === '')
                migration.dependencies.push(reference);
            else if (value !== undefined)
                migration.dependencies.push({ ...reference, app: value.split('.')[0] });
            else if (candidates.length === 1)
                migration.dependencies.push({ ...reference, app: candidates[0] });
            else if (candidates.length > 1) {
                migration.graphKnown = false;
                const reason = `settings.${setting} cannot be read, and ${candidates.join(' and ')} both offer a model for it`;
                unknown.push({ ...reference, framework: 'django', app: migration.app, migration: migration.name, affects: 'graph', reason });
            }
        }
    }
}
/**
 * References to apps that are not in the repository. Such an app is normally an installed package. Where INSTALLED_APPS can be read and holds
 * nothing that fits, or the label is one slip away from an app of the repository, it may as well be a typing error, and the graph stays open.
 */
function externalApps(migrations, labels, settings) {
    const seen = new Set();
    const unknown = [];
    for (const migration of migrations) {
        for (const reference of [...migration.dependencies, ...migration.runBefore]) {
            if (labels.has(reference.app) || contribApps.has(reference.app) || seen.has(reference.app))
                continue;
            seen.add(reference.app);
            const near = [...labels].find(label => label.length >= 4 && isOneSlipAway(label, reference.app));
            const installed = settings.installedApps?.some(entry => entry.split('.').includes(reference.app));
            const isOpen = installed === false || (installed === undefined && near !== undefined);
            const hint = near === undefined ? '' : ` (did you mean '${near}'?)`;
            const reason = isOpen
                ? `the app '${reference.app}' is neither in the repository nor recognisable in INSTALLED_APPS${hint}`
                : `the app '${reference.app}' is not in the repository; its migrations come from a package and are not read`;
            const { file, line, column } = reference;
            unknown.push({
                framework: 'django',
                app: migration.app,
                migration: migration.name,
                affects: isOpen ? 'graph' : 'external',
                reason,
                file,
                line,
                column
            });
        }
    }
    return unknown;
}
/** One inserted, dropped or changed character, or two neighbours exchanged. */
function isOneSlipAway(a, b) {
    if (a === b || Math.abs(a.length - b.length) > 1)
        return false;
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start])
        start++;
    let endA = a.length;
    let endB = b.length;
    while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
        endA--;
        endB--;
    }
    const left = a.slice(start, endA);
    const right = b.slice(start, endB);
    return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''));
}

;// CONCATENATED MODULE: ./build/shared/squash/django/version.js

/** How each kind of file names its packages; the first that says something is believed, so what is installed comes before what is asked for. */
const readers = [
    { matches: /(^|\/)(poetry|uv|pdm)\.lock$/, read: readTomlLock },
    { matches: /(^|\/)Pipfile\.lock$/, read: readPipfileLock },
    { matches: /(^|\/)requirements[^/]*\.txt$|(^|\/)requirements\/[^/]+\.txt$/, read: readRequirements },
    { matches: /(^|\/)pyproject\.toml$/, read: version_readPyproject }
];
/**
 * The version of Django that a source asks for, from its lock files, requirements and pyproject.toml. A pinned version comes before a range, of which
 * the lower bound is taken, a file near the root before one deeper down, and of several in one kind of file the lowest. undefined: none is named.
 */
function findDjangoVersion(source) {
    const paths = source.list().filter(path => !/(^|\/)(site-packages|node_modules)\//.test(path));
    const found = readers.flatMap(({ matches, read }, rank) => paths
        .filter(path => matches.test(path))
        .flatMap(file => {
        const content = source.read(file);
        const text = content === undefined ? '' : typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
        return read(text).map(candidate => ({ ...candidate, file, rank }));
    })
        .flatMap(candidate => {
        const version = lowest(candidate.text);
        return version === undefined ? [] : [{ ...candidate, version }];
    }));
    const depth = (file) => external_node_path_.posix.normalize(file).split('/').length;
    const [first] = found.sort((a, b) => Number(b.pinned) - Number(a.pinned) ||
        depth(a.file) - depth(b.file) ||
        a.rank - b.rank ||
        a.version[0] - b.version[0] ||
        a.version[1] - b.version[1]);
    return first && { version: first.version, text: first.text, file: first.file, line: first.line };
}
/** Major and minor of `5.1.4`, or the lower bound of a range; undefined where there is none. */
function lowest(text) {
    const bounds = text
        .split(',')
        .map(part => /^\s*(===?|>=?|~=?|\^|)\s*v?(\d+)(?:\.(\d+))?/.exec(part))
        .filter(match => match !== null)
        .map(([, , major, minor]) => [Number(major), Number(minor ?? 0)]);
    return bounds.sort((a, b) => b[0] - a[0] || b[1] - a[1])[0];
}
function lineOf(text, at) {
    return text.slice(0, at).split('\n').length;
}
/** `[[package]]`, `name = "django"`, `version = "5.1.4"`. */
function readTomlLock(text) {
    return [...text.matchAll(/^name = "django"\s*\nversion = "([^"\n]+)"/gim)].map(match => ({
        text: match[1],
        line: lineOf(text, match.index),
        pinned: true
    }));
}
/** `"django": { …, "version": "==5.1.4" }`, in `default` or `develop`. */
function readPipfileLock(text) {
    return [...text.matchAll(/"django"\s*:\s*\{[^{}]*?"version"\s*:\s*"==([^"\n]+)"/gi)].map(match => ({
        text: match[1],
        line: lineOf(text, match.index),
        pinned: true
    }));
}
/** `Django[argon2]==5.1.4 ; python_version >= "3.10"`, with comments and hashes. */
function readRequirements(text) {
    return text.split('\n').flatMap((line, index) => {
        const asked = /^\s*django\s*(?:\[[^\]]*\])?\s*((?:[=<>~!]=?=?\s*[\w.*+-]+\s*,?\s*)+)/i.exec(line)?.[1]?.trim();
        return asked === undefined
            ? []
            : [{ text: asked.replace(/^==(?=[\d.]+$)/, ''), line: index + 1, pinned: /^===?\s*[\d.]+$/.test(asked) }];
    });
}
/** `"Django>=4.2"` in a list of dependencies, or Poetry's `django = "^5.0"` and `django = { version = "^5.0", … }`. */
function version_readPyproject(text) {
    const listed = [...text.matchAll(/(["'])django\s*(?:\[[^\]]*\])?\s*([=<>~!][^"';]*)(?:;[^"']*)?["']/gi)].map(match => [match.index, match[2]]);
    const keyed = [...text.matchAll(/^django\s*=\s*(?:\{[^}\n]*?\bversion\s*=\s*)?(["'])([^"'\n]+)\1/gim)].map(match => [match.index, match[2]]);
    return [...listed, ...keyed].map(([at, asked]) => ({
        text: asked.trim().replace(/^==(?=[\d.]+$)/, ''),
        line: lineOf(text, at),
        pinned: /^(===?)?\s*\d+\.\d+\.[\d.]+$/.test(asked.trim())
    }));
}

;// CONCATENATED MODULE: ./build/shared/squash/django/framework.js




const django = {
    name: 'django',
    detect: source => source.list().some(path => /(^|\/)manage\.py$|(^|\/)migrations\/(__init__|\d{4}_\w+)\.py$/.test(path)),
    read: project_readInTurns,
    graph: (project, recorded, version) => graph_buildGraph(project, recorded, version),
    plan: graph_planOf,
    changes: changesOf,
    version: findDjangoVersion
};

// EXTERNAL MODULE: ./build/shared/migrations/sql-files.js
var sql_files = __webpack_require__(68417);
;// CONCATENATED MODULE: ./build/shared/squash/sql/dialect.js
/** How a database writes its quotes and comments. */
function dialectOf(database) {
    return database === 'mysql' || database === 'mariadb' ? 'mysql' : database;
}
/** Things that only one of the databases takes, where nobody says which one it is. PostgreSQL otherwise. */
function dialectOfText(text) {
    if (/`[^`\n]+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|^\s*DELIMITER\s|\/\*!\d/im.test(text))
        return 'mysql';
    if (/\bAUTOINCREMENT\b|\bPRAGMA\s+\w|\bWITHOUT\s+ROWID\b/i.test(text))
        return 'sqlite';
    return 'postgres';
}

// EXTERNAL MODULE: ./build/shared/squash/sql/mysql.js
var mysql = __webpack_require__(85518);
// EXTERNAL MODULE: ./build/shared/squash/sql/sqlite.js
var sqlite = __webpack_require__(6966);
;// CONCATENATED MODULE: ./build/shared/squash/sql/changes.js




/** What the statements of a migration in SQL do. */
const changes_changesOf = (migration, context) => {
    const reverse = migration.reverse === undefined ? 'none' : migration.reverse.length === 0 ? 'noop' : 'given';
    // What is run again whenever it is edited goes back by its older text.
    const way = isRepeatable(migration) ? undefined : reverse;
    return {
        forward: readAll(migration.operations, context).map(change => ({ ...change, reverse: way })),
        backward: migration.reverse && readAll(migration.reverse, context),
        atomic: atomicOf(migration, context)
    };
};
function isRepeatable(migration) {
    return migration.name.startsWith('R__');
}
/** One transaction as the runner of Belay makes it, or one that the file itself makes around all that it does. */
function atomicOf(migration, { database }) {
    if (migration.atomic !== undefined)
        return migration.atomic;
    const texts = migration.operations.map(changes_textOf);
    const isWhole = /^(?:BEGIN|START\s+TRANSACTION)\b/i.test(texts[0] ?? '') && /^(?:COMMIT|END)\b/i.test(texts.at(-1) ?? '');
    const within = isWhole ? texts.slice(1, -1) : texts;
    return (0,sql_files/* whyNoTransaction */.E)(within.join(';\n'), database ?? 'postgres') === undefined;
}
function readAll(operations, context) {
    return operations.flatMap(operation => {
        const text = changes_textOf(operation);
        const at = { file: operation.file, line: operation.line, column: operation.column };
        const reader = readerFor(text, context);
        if (reader === undefined)
            return [{ kind: 'unknown', reason: 'no reader of SQL is loaded', at, operation: operation.kind, sql: text, reverse: undefined }];
        return reader(text, { file: at.file, line: 1, column: 1 }).map(change => ({
            ...change,
            at: {
                file: at.file,
                line: at.line + change.at.line - 1,
                column: change.at.line === 1 ? at.column + change.at.column - 1 : change.at.column
            }
        }));
    });
}
/** The database's own reader; where nobody says which database it is, a text that only MySQL or SQLite takes is read as theirs. */
function readerFor(text, { database, sql }) {
    const dialect = database === undefined ? dialectOfText(text) : database === 'mariadb' ? 'mysql' : database;
    return dialect === 'mysql' ? mysql/* mysqlReader */.m : dialect === 'sqlite' ? sqlite/* sqliteReader */.s : sql;
}
function changes_textOf({ call }) {
    return call.kind === 'string' ? call.value : '';
}

;// CONCATENATED MODULE: ./build/shared/squash/sql/directories.js

/** Folders whose numbered files are no history of a database that lives: data for tests, first starts of containers, copies of other people's code. */
const elsewhere = /(?:^|\/)(?:tests?|testing|testdata|specs?|__tests__|fixtures?|examples?|samples?|seeds?|dumps?|backups?|queries|node_modules|vendor|site-packages|(?:docker-entrypoint-)?initdb(?:\.d)?)(?:\/|$)/i;
const usualName = /migrat|^(?:versions?|revisions?|upgrades?|updates?|deltas?|patches|changes|changelogs?)$/i;
/** Directories that hold migrations in SQL: found by the names of their files, and where these leave it open by a look into one of them. */
function sqlDirectories(source) {
    const folders = new Map();
    for (const path of source.list()) {
        const isSql = /\.sql$/i.test(path);
        if (!isSql && !path.endsWith('.py'))
            continue;
        const slash = path.lastIndexOf('/');
        const directory = slash < 0 ? '.' : path.slice(0, slash);
        let folder = folders.get(directory);
        if (folder === undefined)
            folders.set(directory, (folder = { sql: [], python: false }));
        if (isSql)
            folder.sql.push(path.slice(slash + 1));
        else
            folder.python = true;
    }
    const found = [];
    for (const [directory, { sql, python }] of folders) {
        if (sql.length === 0 || elsewhere.test(directory))
            continue;
        // What lies beside migrations in Python, or below them, is SQL that these run themselves.
        const parent = directory.replace(/\/?[^/]*$/, '');
        if (python || (/(?:^|\/)(?:migrations|versions)$/.test(parent) && folders.get(parent)?.python))
            continue;
        const files = sql.flatMap(name => (0,sql_files/* parseSqlFile */.K5)(name) ?? []).sort(sql_files/* compareSqlFiles */.bI);
        if (areMigrations(files, directory, source))
            found.push({ directory, files });
    }
    return found.sort((a, b) => (a.directory < b.directory ? -1 : 1));
}
function areMigrations(files, directory, source) {
    const first = files.find(each => each.role === 'up');
    if (first === undefined)
        return false;
    if (files.some(each => /^V\d/.test(each.file) || /\.(?:up|down)\.sql$/i.test(each.file)))
        return true;
    if (usualName.test(directory.slice(directory.lastIndexOf('/') + 1)))
        return true;
    const content = source.read(pathOf(directory, first.file));
    if (content === undefined)
        return false;
    if (/^--\s*(?:\+goose|migrate:)\s*(?:up|down)\b/im.test(typeof content === 'string' ? content : Buffer.from(content).toString('latin1')))
        return true;
    // Elsewhere only numbers that nobody writes in front of other things: padded to three digits, or a time.
    return files.filter(each => /^(?:0\d{2,}|\d{8,})/.test(each.file)).length >= 2;
}
function pathOf(directory, file) {
    return directory === '.' ? file : `${directory}/${file}`;
}

;// CONCATENATED MODULE: ./build/shared/squash/sql/graph.js

/** One line per directory, in the order of versions. A row that no file has stays outside of it. */
function sql_graph_buildGraph(project, recorded) {
    const nodes = new Map();
    for (const migration of project.migrations) {
        const { app, name } = migration;
        if (nodes.has((0,model/* keyOf */.TN)(migration)))
            continue;
        const node = { app, name, migration, external: false, parents: new Set(), children: new Set() };
        nodes.set((0,model/* keyOf */.TN)(migration), node);
        for (const dependency of migration.dependencies) {
            const parent = nodes.get((0,model/* keyOf */.TN)(dependency));
            if (parent === undefined)
                continue;
            node.parents.add(parent);
            parent.children.add(node);
        }
    }
    return {
        nodes,
        applied: new Set(recorded.map(model/* keyOf */.TN)),
        problems: [],
        cycles: [],
        leaves: app => [...nodes.values()].filter(node => node.app === app && node.children.size === 0).map(({ app: label, name }) => ({ app: label, name }))
    };
}
/** What is not recorded, directory by directory, in the order of versions: the nodes were made in it. */
function sql_graph_planOf(graph) {
    return [...graph.nodes.values()].flatMap(({ migration }) => migration === undefined || graph.applied.has((0,model/* keyOf */.TN)(migration)) ? [] : migration);
}

// EXTERNAL MODULE: ./build/shared/squash/sql/split.js
var split = __webpack_require__(12936);
;// CONCATENATED MODULE: ./build/shared/squash/sql/project.js




const utf8 = new TextDecoder('utf-8', { fatal: true });
/** See `SourceFramework.read`. The migrations of one directory stand in the order in which they run. */
function* sql_project_readInTurns(source, { kept }) {
    const project = { framework: 'sql', apps: [], migrations: [], problems: [], unknown: [] };
    for (const directory of sqlDirectories(source)) {
        project.apps.push({
            label: directory.directory,
            framework: 'sql',
            directory: directory.directory,
            migrations: directory.directory,
            state: 'migrated'
        });
        yield* readDirectory(directory, source, project, kept);
    }
    return project;
}
function* readDirectory({ directory, files }, source, project, kept) {
    const downs = new Map(files.filter(each => each.role === 'down').map(each => [versionKey(each), each]));
    let before;
    for (const file of files) {
        if (file.role === 'down')
            continue;
        yield;
        const path = pathOf(directory, file.file);
        const migration = {
            framework: 'sql',
            app: directory,
            name: file.name,
            file: path,
            line: 1,
            column: 1,
            dependencies: before === undefined ? [] : [{ app: directory, name: before.migration.name, file: path, line: 1, column: 1, conditional: false }],
            runBefore: [],
            replaces: [],
            operations: [],
            operationsKnown: true,
            graphKnown: true,
            atomic: undefined,
            initial: before === undefined ? true : undefined,
            methods: []
        };
        if (before?.file.role === 'up' && file.role === 'up' && (0,sql_files/* compareVersions */.Zy)(before.file, file) === 0) {
            const detail = `it has the version of ${before.file.file}`;
            project.problems.push({ kind: 'duplicate', app: directory, migration: file.name, detail, file: path, line: 1, column: 1 });
        }
        project.migrations.push(migration);
        before = { file, migration };
        const up = readSide(path, 'up', source, migration, project, kept);
        if (up === undefined)
            continue;
        migration.operations = up.operations;
        // Flyway keeps what concerns one file beside it.
        if (up.saysNoTransaction || /^executeInTransaction\s*=\s*false/m.test(project_textOf(source.read(`${path}.conf`))))
            migration.atomic = false;
        const down = downs.get(versionKey(file));
        if (file.role === 'repeatable')
            continue;
        if (down === undefined) {
            if (up.hasDown)
                migration.reverse = readSide(path, 'down', source, migration, project, kept)?.operations;
        }
        else
            migration.reverse = readSide(pathOf(directory, down.file), 'down', source, migration, project, kept)?.operations;
    }
}
function versionKey(file) {
    return file.version.join('.').replace(/(?:\.0)+$/, '');
}
/** The statements of a file for one direction; what is wrong with it goes to the project. undefined: it is not read. */
function readSide(path, side, source, migration, project, kept) {
    const { app, name } = migration;
    const content = source.read(path);
    if (content === undefined) {
        const reason = source.skipped.find(entry => entry.path === path)?.reason ?? 'the content is not there';
        const unknown = {
            framework: 'sql',
            app,
            migration: name,
            affects: 'operations',
            reason: `not read: ${reason}`,
            file: path,
            line: 1,
            column: 1
        };
        project.unknown.push(unknown);
        migration.operationsKnown = false;
        return undefined;
    }
    const read = () => readStatements(content, path, side);
    const facts = kept === undefined ? read() : kept.of(content, `${side}\0${path}`, read);
    const { problem } = facts;
    if (problem === undefined)
        return facts;
    migration.operationsKnown = false;
    const { kind, detail, at } = problem;
    const known = project.problems.some(each => each.file === path && each.kind === kind && each.line === at.line);
    if (!known)
        project.problems.push({ kind, app, migration: name, detail, ...at });
    return kind === 'encoding' ? undefined : facts;
}
function readStatements(content, path, side) {
    let text;
    try {
        text = typeof content === 'string' ? content.replace(/^\uFEFF/, '') : utf8.decode(content);
    }
    catch {
        text = new TextDecoder().decode(content);
        const at = (0,split/* positions */.Xq)(text, path)(Math.max(0, text.indexOf('\uFFFD')));
        const problem = { kind: 'encoding', detail: 'the bytes are not UTF-8', at };
        return { operations: [], problem, saysNoTransaction: false, hasDown: false };
    }
    const place = (0,split/* positions */.Xq)(text, path);
    const down = (0,sql_files/* sectionOf */.ZE)(text, 'down');
    // A section of a file with both directions; what is in front of it is another one's.
    const section = side === 'down' ? (down ?? text) : ((0,sql_files/* sectionOf */.ZE)(text, 'up') ?? '');
    const start = Math.max(0, text.indexOf(section));
    const { statements, problem: broken } = (0,split/* splitSql */.b5)(section, dialectOfText(section));
    const operations = statements.map(({ from, text: statement, head }) => ({
        ...place(start + from),
        kind: head,
        path: head,
        known: false,
        conditional: false,
        call: { kind: 'string', value: statement, at: start + from }
    }));
    const problem = broken && { kind: broken.kind, detail: broken.message, at: place(start + broken.at) };
    return { operations, problem, saysNoTransaction: (0,sql_files/* saysNoTransaction */.ux)(text), hasDown: down !== undefined };
}
function project_textOf(content) {
    return content === undefined ? '' : typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
}

;// CONCATENATED MODULE: ./build/shared/squash/sql/framework.js




/** Directories of SQL files as Flyway, golang-migrate, dbmate and goose name them; Belay's own `framework: sql` runs the same. */
const sql = {
    name: 'sql',
    detect: source => sqlDirectories(source).length > 0,
    read: sql_project_readInTurns,
    graph: sql_graph_buildGraph,
    plan: sql_graph_planOf,
    changes: changes_changesOf
};

;// CONCATENATED MODULE: ./build/shared/squash/frameworks.js



/** Every framework that can be read. A new one is a folder and a line here. */
const frameworks = { django: django, alembic: alembic, sql: sql };
/** Errors: a bug, where the name is of one that cannot be read yet. */
function sourceFramework(name) {
    const found = frameworks[name];
    if (found === undefined)
        throw new Error(`There is no reader for migrations of ${name}`);
    return found;
}


/***/ }),

/***/ 52071:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ findCycles)
/* harmony export */ });
/* harmony import */ var _model_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(87306);

/** Strongly connected components of more than one node, or of one that depends on itself (Tarjan, without recursion). */
function findCycles(nodes) {
    const index = new Map();
    const low = new Map();
    const onStack = new Set();
    const stack = [];
    const cycles = [];
    for (const start of nodes.values()) {
        if (index.has(start))
            continue;
        const work = [];
        const enter = (node) => {
            index.set(node, index.size);
            low.set(node, index.get(node));
            stack.push(node);
            onStack.add(node);
            work.push({ node, rest: node.children.values() });
        };
        enter(start);
        while (work.length > 0) {
            const { node, rest } = work.at(-1);
            const next = rest.next();
            if (next.done !== true) {
                if (!index.has(next.value))
                    enter(next.value);
                else if (onStack.has(next.value))
                    low.set(node, Math.min(low.get(node), index.get(next.value)));
                continue;
            }
            work.pop();
            const parent = work.at(-1)?.node;
            if (parent !== undefined)
                low.set(parent, Math.min(low.get(parent), low.get(node)));
            if (low.get(node) !== index.get(node))
                continue;
            const group = [];
            for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
                onStack.delete(member);
                group.push(member);
                if (member === node)
                    break;
            }
            if (group.length > 1 || node.children.has(node))
                cycles.push(group.map(({ app, name }) => ({ app, name })).sort(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .YD));
        }
    }
    return cycles.sort((a, b) => (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .compareKeys */ .YD)(a[0], b[0]));
}


/***/ }),

/***/ 6529:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   formerSquashes: () => (/* binding */ formerSquashes),
/* harmony export */   liveSquashes: () => (/* binding */ liveSquashes),
/* harmony export */   recordedWith: () => (/* binding */ recordedWith),
/* harmony export */   squashStateOf: () => (/* binding */ squashStateOf),
/* harmony export */   targetsOf: () => (/* binding */ targetsOf)
/* harmony export */ });
/* harmony import */ var _model_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(87306);

/**
 * The class of every squash of a project. `live` is the graph for these rows: a squash within a squash (Django 6) has rows of its own kind, and the graph
 * of the version knows when it counts as applied.
 */
function liveSquashes(project, recorded, live) {
    const rows = new Set(recorded.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    const onDisk = new Map(project.migrations.map(migration => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(migration), migration]));
    // A file that cannot be read is there all the same.
    const unread = new Set(project.problems.map(({ app, migration }) => (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app, name: migration })));
    return project.migrations.flatMap(squash => {
        const targets = targetsOf(squash);
        if (targets.length === 0)
            return [];
        const isApplied = (target) => {
            const inner = onDisk.get((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
            return inner !== undefined && inner.replaces.length > 0 ? live.applied.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target)) : rows.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
        };
        const open = targets.filter(target => !isApplied(target));
        const isGone = (target) => !onDisk.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target)) && !unread.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target));
        // What the first of the open ones follows must be there too, or Django cannot place it.
        const lost = open.some(isGone) ? open.filter(isGone) : open.length === 0 ? [] : targets.filter(isGone);
        const applied = targets.length - open.length;
        const state = stateOf(applied, targets.length, rows.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash)));
        const { app, name } = squash;
        return [{ app, name, state, applied, of: targets.length, verdict: verdictOf(state, lost.length > 0), squash, open, lost }];
    });
}
/** What a squash replaces, each name once; conditional names are left out, and so is its own. */
function targetsOf(squash) {
    const names = squash.replaces.filter(target => !target.conditional && (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(target) !== (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash));
    return [...new Map(names.map(name => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(name), name])).values()];
}
function stateOf(applied, of, own) {
    if (applied === 0)
        return own ? 'orphan' : 'fresh';
    if (applied < of)
        return own ? 'stale' : 'partial';
    return own ? 'full-recorded' : 'full-unrecorded';
}
function verdictOf(state, isLost) {
    switch (state) {
        case 'fresh':
            return 'may-add';
        case 'partial':
        case 'stale':
            return isLost ? 'would-strand' : 'run-migrate-first';
        case 'full-unrecorded':
            return 'run-migrate-first';
        case 'full-recorded':
            return 'may-delete';
        case 'orphan':
            return 'would-strand';
    }
}
/** The published part of it. */
function squashStateOf({ app, name, state, applied, of, verdict }) {
    return { app, name, state, applied, of, verdict };
}
/**
 * What Django only writes a row for when it migrates: a squash whose targets are all applied, and what a squash stands for that runs itself.
 * `pending`: what is to run.
 */
function recordedWith(project, states, pending) {
    const squashes = new Map(project.migrations.filter(each => each.replaces.length > 0).map(each => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each), each]));
    const toRun = new Set(pending.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    const recorded = states.filter(({ state }) => state === 'full-unrecorded').map(({ app, name }) => ({ app, name }));
    const seen = new Set();
    const within = (squash) => squash.replaces.flatMap(({ app, name }) => {
        const key = (0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app, name });
        if (seen.has(key))
            return [];
        seen.add(key);
        const inner = squashes.get(key);
        return [{ app, name }, ...(inner === undefined ? [] : within(inner))];
    });
    const used = [...squashes.values()].filter(each => toRun.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each)));
    return [...recorded, ...used.flatMap(within)].filter(each => !toRun.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(each)));
}
/**
 * Squashes that have lost `replaces`: by the base branch, where one is known, else by the name that squashmigrations gives them,
 * `0001_squashed_0004_last`.
 */
function formerSquashes(project, base) {
    const before = new Map(base?.migrations.map(migration => [(0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(migration), migration]));
    const onDisk = new Set(project.migrations.map(_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN));
    return project.migrations.flatMap(squash => {
        if (squash.framework !== 'django' || squash.replaces.length > 0 || !squash.graphKnown)
            return [];
        const old = before.get((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)(squash));
        if (old !== undefined && old.replaces.length > 0)
            return [{ squash, names: targetsOf(old) }];
        const last = /_squashed_(.+)$/.exec(squash.name)?.[1];
        if (last === undefined || onDisk.has((0,_model_js__WEBPACK_IMPORTED_MODULE_0__/* .keyOf */ .TN)({ app: squash.app, name: last })))
            return [];
        return [{ squash, names: [{ app: squash.app, name: last }] }];
    });
}


/***/ }),

/***/ 87306:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TN: () => (/* binding */ keyOf),
/* harmony export */   YD: () => (/* binding */ compareKeys),
/* harmony export */   dM: () => (/* binding */ shownKey)
/* harmony export */ });
/** `app.name`, as Django prints it. An app label has no point, so it is unambiguous. */
function keyOf(key) {
    return `${key.app}.${key.name}`;
}
/** The same for people: what lies in the project's own folder has no name before it. */
function shownKey(key) {
    return key.app === '.' || key.app === '' ? key.name : keyOf(key);
}
/** Order of Python tuples of strings: by code point, app first. */
function compareKeys(a, b) {
    return compareText(a.app, b.app) || compareText(a.name, b.name);
}
function compareText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}


/***/ }),

/***/ 37665:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r4: () => (/* binding */ parseText),
/* harmony export */   vb: () => (/* binding */ decodePython),
/* harmony export */   w_: () => (/* binding */ parsePython)
/* harmony export */ });
/* harmony import */ var _lezer_python__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(81283);

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Decodes as Python does: UTF-8 unless the first two lines declare another encoding. One that is not known here is read byte by byte. */
function decodePython(content) {
    if (typeof content === 'string')
        return { text: content.replace(/^\uFEFF/, ''), problem: undefined };
    const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, 400)).toString('latin1').split(/\r?\n/, 2);
    const declared = head.map(line => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find(name => name !== undefined);
    if (declared !== undefined && !/^utf[-_]?8(-sig)?$/i.test(declared))
        return { text: decoderOf(declared).decode(content), problem: undefined };
    try {
        return { text: utf8.decode(content), problem: undefined };
    }
    catch {
        const text = new TextDecoder('utf-8').decode(content);
        return {
            text,
            problem: {
                kind: 'encoding',
                at: Math.max(0, text.indexOf('\uFFFD')),
                message: 'the bytes are not UTF-8, and no other encoding is declared'
            }
        };
    }
}
function decoderOf(name) {
    try {
        return new TextDecoder(name.replace(/^latin[-_]1$/i, 'latin1').replaceAll('_', '-'));
    }
    catch {
        return { decode: content => Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1') };
    }
}
/** Parses one module; the tree is complete even where the text is broken (lezer recovers), so `problem` must be looked at. */
function parsePython(content) {
    return parseText(decodePython(content));
}
/** The same of a text that `decodePython` gave. */
function parseText({ text, problem }) {
    let tree = _lezer_python__WEBPACK_IMPORTED_MODULE_0__/* .parser */ .K.parse(text);
    if (problem !== undefined)
        return { text, tree, problem };
    const conflict = findConflict(text, tree);
    if (conflict !== undefined)
        return { text, tree, problem: conflict };
    if (firstError(tree) !== undefined) {
        const eased = easeForLezer(text, tree);
        if (eased !== text)
            tree = _lezer_python__WEBPACK_IMPORTED_MODULE_0__/* .parser */ .K.parse(eased);
    }
    const at = firstError(tree);
    const open = at === undefined ? undefined : findOpenString(text, tree, at);
    if (open !== undefined)
        return { text, tree, problem: { kind: 'syntax', at: open, message: `a string that is not closed in ${excerpt(text, open)}` } };
    if (at !== undefined)
        return { text, tree, problem: { kind: 'syntax', at: pointAt(text, at), message: `invalid syntax near ${excerpt(text, at)}` } };
    return { text, tree, problem: findLenient(text, tree) };
}
/** The offset of the first node that the parser had to skip or to invent. */
function firstError(tree) {
    const cursor = tree.cursor();
    do
        if (cursor.type.isError)
            return cursor.from;
    while (cursor.next());
    return undefined;
}
/** A string that begins before the first error and has no closing quote: the error shows only on a later line. */
function findOpenString(text, tree, before) {
    let found;
    tree.iterate({
        to: before,
        enter: node => {
            if (found === undefined && (node.name === 'String' || node.name === 'FormatString') && isOpenString(text.slice(node.from, node.to)))
                found = node.from;
        }
    });
    return found;
}
/**
 * Marks of an unresolved merge. `=======` alone is a common underline in a docstring, so it counts only between the other two;
 * a single opening or closing mark counts where it is not inside a string.
 */
function findConflict(text, tree) {
    if (!/^(<{7}|>{7})(\s|$)/m.test(text))
        return undefined;
    const whole = /^<{7}(?: [^\n]*)?\r?\n[\s\S]*?^={7}\r?$[\s\S]*?^>{7}(?: [^\n]*)?\r?$/m.exec(text);
    const message = 'unresolved merge conflict';
    if (whole !== null)
        return { kind: 'conflict', at: whole.index, message };
    for (const mark of text.matchAll(/^(<{7}|>{7})(\s|$)/gm)) {
        const name = tree.resolveInner(mark.index, 1).name;
        if (name !== 'String' && name !== 'FormatString' && name !== 'Escape')
            return { kind: 'conflict', at: mark.index, message };
    }
    return undefined;
}
/**
 * Valid Python that @lezer/python 1.1 does not know, rewritten at equal length so that every position stays: a bare `yield`, a float that
 * ends in its point, a starred target of a loop, a target after `as` that is not a name, a `case` with empty brackets, spaces in
 * front of the end. Found by parsing 16,493 valid files.
 */
function easeForLezer(text, tree) {
    const opaque = [];
    tree.iterate({
        enter: node => {
            if (node.name !== 'String' && node.name !== 'Comment')
                return true;
            opaque.push([node.from, node.to]);
            return false;
        }
    });
    let index = 0;
    const isOpaque = (at) => {
        while (index < opaque.length && opaque[index][1] <= at)
            index++;
        return index < opaque.length && opaque[index][0] <= at;
    };
    const rewrite = (source, pattern, replacement) => {
        index = 0;
        return source.replace(pattern, (match, ...rest) => isOpaque(rest.find(value => typeof value === 'number')) ? match : replacement(match));
    };
    let eased = rewrite(text, /\byield\b(?=[ \t]*(?:[\r\n)\];#,]|$))/g, () => 'yie1d');
    eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?![\w.])/g, match => `${match.slice(0, -1)}0`);
    eased = rewrite(eased, /(?<![\w.])\d[\d_]*\.(?=[eEjJ])/g, match => `${match.slice(0, -1)}0`);
    eased = rewrite(eased, /\bfor\b[^\n:]*?\bin\b/g, match => match.replaceAll('*', ' '));
    eased = rewrite(eased, /\bas[ \t]+(?:\([^()\n]*\)|\w+(?:\.\w+)+)(?=[ \t]*[:,)])/g, match => `as ${'x'.repeat(match.length - 3)}`);
    // The spaces of a last line that does not end are read as a block.
    eased = rewrite(eased, /(?<=\n)[ \t]+$/g, match => '\n'.repeat(match.length));
    eased = rewrite(eased, /^[ \t]+case\b[^\n]*:/gm, match => match.replaceAll('()', '  ').replaceAll('{}', '_ '));
    return eased;
}
/** What lezer accepts and Python 3 does not: found by breaking real migrations at random and asking CPython. The first one in the text. */
function findLenient(text, tree) {
    let problem;
    const report = (at, message) => {
        problem ??= { kind: 'syntax', at, message };
    };
    tree.iterate({
        // `at.node` builds the node's whole chain of parents: only where a check needs it.
        enter: at => {
            if (problem !== undefined)
                return false;
            const { name, from, to } = at;
            switch (name) {
                case 'PrintStatement':
                    return report(from, '`print` without brackets is Python 2');
                case 'CompareOp':
                    return text.slice(from, to) === '<>' ? report(from, '`<>` is Python 2') : undefined;
                case 'Number':
                    // `1.e-05` is read as an attribute `e` and a number `05`.
                    return /^0[\d_]*[1-9][\d_]*$/.test(text.slice(from, to)) && !/[eE][-+]$/.test(text.slice(from - 2, from))
                        ? report(from, 'a number cannot begin with 0')
                        : undefined;
                case 'String':
                    return isOpenString(text.slice(from, to)) ? report(from, `a string that is not closed in ${excerpt(text, from)}`) : undefined;
                case 'ArgList':
                    return checkArguments(at.node, report);
                case 'TryStatement':
                    return at.node.getChild('except') === null && at.node.getChild('finally') === null
                        ? report(from, '`try` without `except` or `finally`')
                        : undefined;
                case 'ImportStatement':
                    return at.node.lastChild?.name === ',' ? report(at.node.lastChild.from, 'a comma at the end of an import') : undefined;
                case 'Script':
                case 'Body':
                    return checkIndentation(text, at.node, report);
            }
        }
    });
    return problem;
}
/** A string in single quotes ends on its line unless the line break is escaped. */
function isOpenString(literal) {
    const quote = /^[a-zA-Z]*('''|"""|'|")/.exec(literal);
    if (quote === null)
        return false;
    const body = literal.slice(quote[0].length);
    return !body.endsWith(quote[1]) || (quote[1].length === 1 && /[\r\n]/.test(body.replace(/\\(\r\n|[\s\S])/g, '')));
}
function checkArguments(list, report) {
    let named = false;
    for (let child = list.firstChild; child !== null; child = child.nextSibling) {
        const starts = child.prevSibling?.name === '(' || child.prevSibling?.name === ',';
        if (!starts || child.name === ')' || child.name === '*' || child.name === 'Comment')
            continue;
        if (child.name === '**' || child.nextSibling?.name === 'AssignOp')
            named = true;
        else if (named)
            report(child.from, 'a positional argument after a named one');
    }
}
/** The statements of a block that begin a line stand at one column: at the margin in a module, deeper than the header in a body. */
function checkIndentation(text, block, report) {
    let expected = block.name === 'Script' ? '' : undefined;
    for (let child = block.firstChild; child !== null; child = child.nextSibling) {
        if (child.name === ':' || child.name === 'Comment')
            continue;
        const indent = text.slice(text.lastIndexOf('\n', child.from - 1) + 1, child.from);
        if (!/^[ \t\f]*$/.test(indent))
            continue;
        const margin = indent.replace(/^.*\f/, '');
        if (expected === undefined)
            expected = margin;
        else if (margin !== expected)
            report(child.from, `unexpected indentation of ${excerpt(text, child.from)}`);
    }
}
/** An error node often stands behind the white space that follows the last good token; point at what a reader sees. */
function pointAt(text, at) {
    let offset = Math.min(at, text.length);
    while (offset > 0 && (offset >= text.length || /\s/.test(text[offset])))
        offset--;
    return offset;
}
function excerpt(text, at) {
    const point = pointAt(text, at);
    const start = text.lastIndexOf('\n', point) + 1;
    const end = text.indexOf('\n', point);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``;
}


/***/ }),

/***/ 61188:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Xq: () => (/* binding */ positions),
  Zl: () => (/* binding */ readPython),
  Zc: () => (/* binding */ readTree),
  A3: () => (/* reexport */ reasonOf)
});

;// CONCATENATED MODULE: ./build/shared/squash/python-values.js
/** Calls that read a list and do not change it. */
const harmless = new Set([
    'list',
    'tuple',
    'sorted',
    'len',
    'set',
    'frozenset',
    'print',
    'sum',
    'reversed',
    'enumerate',
    'dict',
    'str',
    'repr',
    'any',
    'all'
]);
/** A class body: reads fall through to the module, writes stay in the class. */
class OverlayScope extends Map {
    own;
    outer;
    constructor(own, outer) {
        super();
        this.own = own;
        this.outer = outer;
    }
    get(name) {
        return this.own.get(name) ?? this.outer.get(name);
    }
    set(name, value) {
        this.own.set(name, value);
        return this;
    }
}
function unknown(reason, at, many) {
    return { kind: 'unknown', reason, at, many };
}
function forget(list, reason, at) {
    list.items.push(unknown(reason, at, true));
}
/** `left + right` */
function sumOf(left, right, at) {
    if (left.kind === 'string' && right.kind === 'string')
        return { kind: 'string', value: left.value + right.value, at };
    if (left.kind === 'list' || right.kind === 'list') {
        const items = (value) => (value.kind === 'list' ? value.items : [unknown(reasonOf(value), value.at, true)]);
        const mutable = left.kind === 'list' ? left.mutable : right.kind === 'list' && right.mutable;
        return { kind: 'list', mutable, items: [...items(left), ...items(right)], at };
    }
    return unknown('a sum of values that are not read', at);
}
/** `base.property` */
function memberOf(base, property, at) {
    if (base.kind === 'name')
        return { kind: 'name', name: `${base.name}.${property}`, at };
    if (base.kind === 'class')
        return base.facts.attributes.get(property) ?? unknown('an attribute that is not read', at);
    return unknown('an attribute of another value', at);
}
/** `name(…)`, which stands from `from` to `to`. Lists that it may change are no longer known. */
function callOf(name, { args, keywords, complete }, { from, to }) {
    const first = args[0];
    if ((name === 'list' || name === 'tuple') && keywords.size === 0) {
        if (first === undefined)
            return { kind: 'list', mutable: name === 'list', items: [], at: from };
        if (first.kind === 'list')
            return { kind: 'list', mutable: name === 'list', items: [...first.items], at: from };
    }
    // What another function gets, it may change.
    if (!harmless.has(name) && !/^(django|alembic|sqlalchemy)\./.test(name)) {
        const who = name === '' ? 'a function' : `${name}()`;
        for (const argument of [...args, ...keywords.values()]) {
            if (argument.kind === 'list' && argument.mutable && (argument.at < from || argument.at >= to))
                forget(argument, `passed to ${who}`, from);
            else if (argument.kind === 'class') {
                for (const attribute of argument.facts.attributes.values())
                    if (attribute.kind === 'list')
                        forget(attribute, `passed to ${who}`, from);
            }
        }
    }
    return { kind: 'call', name, args, keywords, complete, at: from };
}
/** Why a value is not a list of known items. */
function reasonOf(value) {
    switch (value.kind) {
        case 'unknown':
        case 'maybe':
            return value.reason;
        case 'name':
            return `the value of ${value.name} is not in this file`;
        case 'call':
            return `the result of ${value.name === '' ? 'a call' : `${value.name}()`}`;
        default:
            return `a ${value.kind} where a list was expected`;
    }
}
const simpleEscapes = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
    '\\': '\\',
    "'": "'",
    '"': '"',
    '\n': ''
};
/** A string literal's value, or unknown for bytes and `\N{…}`. */
function decodeString(literal, at) {
    const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)$/.exec(literal);
    if (match === null)
        return unknown('a string that is not read', at);
    const prefix = match[1].toLowerCase();
    if (prefix.includes('b'))
        return unknown('bytes', at);
    const quote = match[2];
    const body = match[3].endsWith(quote) ? match[3].slice(0, -quote.length) : match[3];
    if (prefix.includes('r') || !body.includes('\\'))
        return { kind: 'string', value: prefix.includes('f') ? body.replaceAll('{{', '{').replaceAll('}}', '}') : body, at };
    if (/\\N\{/.test(body))
        return unknown('a named character', at);
    const value = body.replace(/\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g, (whole, code) => {
        if (code === '\r\n')
            return '';
        if (/^[xuU]./.test(code)) {
            const point = Number.parseInt(code.slice(1), 16);
            return Number.isNaN(point) || point > 0x10ffff ? whole : String.fromCodePoint(point);
        }
        if (/^[0-7]/.test(code))
            return String.fromCodePoint(Number.parseInt(code, 8));
        return simpleEscapes[code] ?? whole;
    });
    return { kind: 'string', value, at };
}

;// CONCATENATED MODULE: ./build/shared/squash/python-plain.js

/**
 * Reads a module that holds nothing but imports, assignments of literals, names and calls, and classes of such assignments: nearly every migration that
 * a framework has written. It is a parser of that part of Python alone, ten times as fast as one of the whole language and without a tree.
 * undefined: something stands there that it does not know, however harmless, and the whole parser must look. What it answers is exactly what
 * that parser would (python-plain.test.ts compares them).
 */
function readPlain(text) {
    // Marks of a merge have rules of their own.
    if (text.includes('<<<<<<<') || text.includes('>>>>>>>'))
        return undefined;
    try {
        return new PlainReader(text).module();
    }
    catch (error) {
        if (error === notPlain)
            return undefined;
        throw error;
    }
}
/** Thrown where the text leaves the part of the language that is read here. */
const notPlain = new Error('not plain');
/** All words that mean something by themselves, in Python 2 or 3, or only in some places. */
const keywords = new Set(`and as assert async await break case class continue def del elif else except exec finally for from global if import in is lambda match
  nonlocal not or pass print raise return try type while with yield None True False _ __debug__`.split(/\s+/));
/** The parser of the whole language ends at 400 nested values; it judges what comes near. */
const maximumNesting = 60;
const [newline, carriageReturn, space, doubleQuote, hash, quote, openRound, closeRound] = [10, 13, 32, 34, 35, 39, 40, 41];
const [plus, comma, minus, point, colon, equals] = [43, 44, 45, 46, 58, 61];
const [openSquare, backslash, closeSquare, openBrace, closeBrace] = [91, 92, 93, 123, 125];
class PlainReader {
    text;
    names = new Map();
    at = 0;
    nesting = 0;
    /** how many brackets are open: within them a line end is a space */
    brackets = 0;
    constructor(text) {
        this.text = text;
    }
    module() {
        while (this.nextLine(0)) {
            const start = this.at;
            const word = isLetter(this.code()) ? this.word() : '';
            if (word === 'import')
                this.importStatement(start);
            else if (word === 'from')
                this.fromStatement(start);
            else if (word === 'class')
                this.classStatement(start);
            else {
                this.at = start;
                this.simpleStatement(this.names);
            }
        }
        if (this.at < this.text.length)
            throw notPlain;
        return this.names;
    }
    /** Goes to the next statement of a block of this depth. false: the block ends before, and the place stays. */
    nextLine(depth) {
        for (;;) {
            const start = this.at;
            this.spaces();
            const code = this.code();
            if (code === hash)
                this.comment();
            else if (Number.isNaN(code))
                return false;
            else if (code !== newline) {
                if (this.at - start === depth)
                    return true;
                this.at = start;
                return false;
            }
            if (this.code() === newline)
                this.at++;
        }
    }
    /** A docstring, `pass`, or `name = value`. */
    simpleStatement(scope) {
        const code = this.code();
        if (code === quote || code === doubleQuote)
            this.string();
        else {
            const name = this.word();
            if (name !== 'pass') {
                if (keywords.has(name))
                    throw notPlain;
                this.spaces();
                this.take(equals);
                this.spaces();
                scope.set(name, this.value(scope));
            }
        }
        this.endOfLine();
    }
    importStatement(from) {
        this.someSpaces();
        const path = this.path();
        if (path.startsWith('.'))
            throw notPlain;
        const alias = this.alias();
        const top = path.split('.')[0];
        this.names.set(alias ?? top, { kind: 'name', name: alias === undefined ? top : path, at: from });
        this.endOfLine();
    }
    fromStatement(from) {
        this.someSpaces();
        const module = this.path();
        this.someSpaces();
        if (this.word() !== 'import')
            throw notPlain;
        this.someSpaces();
        const bind = () => {
            const name = this.name();
            const full = module.endsWith('.') ? module + name : `${module}.${name}`;
            this.names.set(this.alias() ?? name, { kind: 'name', name: full, at: from });
        };
        if (this.code() === openRound) {
            const start = this.at;
            this.within(closeRound, bind);
            // Of nothing at all the whole parser knows what to say.
            if (/^\(\s*\)$/.test(this.text.slice(start, this.at)))
                throw notPlain;
        }
        else {
            bind();
            for (this.spaces(); this.code() === comma; this.spaces()) {
                this.at++;
                this.spaces();
                bind();
            }
        }
        this.endOfLine();
    }
    alias() {
        const start = this.at;
        this.spaces();
        if (this.at > start && isLetter(this.code()) && this.word() === 'as') {
            this.someSpaces();
            return this.name();
        }
        this.at = start;
        return undefined;
    }
    classStatement(from) {
        this.someSpaces();
        const name = this.name();
        if (this.code() !== openRound)
            throw notPlain;
        const bases = this.args(this.names);
        if (bases.keywords.size > 0)
            throw notPlain;
        this.take(colon);
        this.endOfLine();
        const attributes = new Map();
        const scope = new OverlayScope(attributes, this.names);
        const depth = this.firstDepth();
        while (this.nextLine(depth))
            this.simpleStatement(scope);
        this.names.set(name, { kind: 'class', facts: { name, at: from, bases: bases.args, attributes, methods: [] }, at: from });
    }
    /** How deep the first statement of a block stands. The place stays where it is. */
    firstDepth() {
        const start = this.at;
        for (;;) {
            const line = this.at;
            this.spaces();
            if (this.code() === hash)
                this.comment();
            if (this.code() !== newline) {
                const depth = this.at - line;
                if (depth === 0 || Number.isNaN(this.code()))
                    throw notPlain;
                this.at = start;
                return depth;
            }
            this.at++;
        }
    }
    /** A sum, or one operand. */
    value(scope) {
        if (++this.nesting > maximumNesting)
            throw notPlain;
        const from = this.at;
        let value = this.operand(scope);
        for (let count = 0; count < maximumNesting; count++) {
            const end = this.at;
            const isCommented = this.blanks();
            if (this.code() !== plus) {
                // What stands behind it is looked at by whoever asked for the value.
                this.at = end;
                this.nesting--;
                return value;
            }
            this.at++;
            if (this.blanks() || isCommented)
                throw notPlain;
            value = sumOf(value, this.operand(scope), from);
        }
        throw notPlain;
    }
    /** A literal, a name with its points and calls, or something in brackets. */
    operand(scope) {
        const from = this.at;
        const code = this.code();
        if (code === quote || code === doubleQuote)
            return this.strings();
        if (isDigit(code))
            return { kind: 'number', value: this.number(), at: from };
        if (code === minus) {
            this.at++;
            return { kind: 'number', value: -this.number(), at: from };
        }
        if (code === openRound)
            return this.tuple(scope);
        if (code === openSquare)
            return this.list(scope);
        if (code === openBrace)
            return this.braces(scope);
        const prefixed = this.text.charCodeAt(from + 1);
        if ((prefixed === quote || prefixed === doubleQuote) && isPrefix(code))
            return this.strings();
        return this.nameOrCall(scope);
    }
    nameOrCall(scope) {
        const from = this.at;
        const first = this.word();
        let value;
        if (first === 'True' || first === 'False')
            value = { kind: 'constant', value: first === 'True', at: from };
        else if (first === 'None')
            value = { kind: 'constant', value: null, at: from };
        else if (keywords.has(first))
            throw notPlain;
        else
            value = scope.get(first) ?? { kind: 'name', name: first, at: from };
        for (let count = 0; count < maximumNesting; count++) {
            const code = this.code();
            if (code === point) {
                this.at++;
                value = memberOf(value, this.name(), from);
            }
            else if (code === openRound) {
                const name = value.kind === 'name' ? value.name : value.kind === 'class' ? value.facts.name : '';
                const given = this.args(scope);
                value = callOf(name, given, { from, to: this.at });
            }
            else
                return value;
        }
        throw notPlain;
    }
    /** From the opening bracket to behind the closing one. */
    args(scope) {
        const given = { args: [], keywords: new Map(), complete: true };
        this.within(closeRound, () => {
            const name = this.keyword();
            if (name !== undefined)
                given.keywords.set(name, this.value(scope));
            else if (given.keywords.size > 0)
                throw notPlain;
            else
                given.args.push(this.value(scope));
        });
        return given;
    }
    /** The name of `name=value`; the place is then that of the value. undefined: it is not one, and the place stays. */
    keyword() {
        const start = this.at;
        if (!isLetter(this.code()))
            return undefined;
        const name = this.word();
        const isCommented = this.blanks();
        if (this.code() !== equals) {
            this.at = start;
            return undefined;
        }
        this.at++;
        if (this.blanks() || isCommented || keywords.has(name))
            throw notPlain;
        return name;
    }
    /** `(value)` is that value. */
    tuple(scope) {
        const at = this.at;
        const items = [];
        const commas = this.within(closeRound, () => items.push(this.value(scope)));
        return items.length === 1 && commas === 0 ? items[0] : { kind: 'list', mutable: false, items, at };
    }
    list(scope) {
        const at = this.at;
        const items = [];
        this.within(closeSquare, () => items.push(this.value(scope)));
        return { kind: 'list', mutable: true, items, at };
    }
    /** A dictionary, or a set. */
    braces(scope) {
        const at = this.at;
        const items = [];
        const entries = [];
        this.within(closeBrace, () => {
            const key = this.value(scope);
            this.blanks();
            if (this.code() !== colon)
                items.push(key);
            else {
                this.at++;
                this.blanks();
                entries.push({ key, value: this.value(scope) });
            }
        });
        if (items.length === 0)
            return { kind: 'dict', entries, complete: true, at };
        if (entries.length > 0)
            throw notPlain;
        return { kind: 'list', mutable: false, items, at };
    }
    /** Reads item by item to behind the closing bracket; answers how many commas there were. */
    within(end, item) {
        this.at++;
        this.brackets++;
        let commas = 0;
        for (;;) {
            this.blanks();
            if (this.code() === end)
                break;
            item();
            this.blanks();
            if (this.code() !== comma)
                break;
            this.at++;
            commas++;
        }
        this.take(end);
        this.brackets--;
        return commas;
    }
    /** Strings that stand behind each other are one. */
    strings() {
        const from = this.at;
        const first = this.string();
        let all;
        for (;;) {
            const end = this.at;
            const isCommented = this.blanks();
            const code = this.code();
            const next = this.text.charCodeAt(this.at + 1);
            if (code !== quote && code !== doubleQuote && !(isPrefix(code) && (next === quote || next === doubleQuote))) {
                this.at = end;
                break;
            }
            if (isCommented)
                throw notPlain;
            all ??= [first];
            all.push(this.string());
        }
        if (all === undefined)
            return first;
        let value = '';
        for (const part of all) {
            if (part.kind !== 'string')
                return part;
            value += part.value;
        }
        return { kind: 'string', value, at: from };
    }
    string() {
        const { text } = this;
        const from = this.at;
        const isRaw = this.code() === 114 || this.code() === 82;
        const start = isPrefix(this.code()) ? from + 1 : from;
        const mark = text.charCodeAt(start);
        const isLong = text.charCodeAt(start + 1) === mark && text.charCodeAt(start + 2) === mark;
        const width = isLong ? 3 : 1;
        let hasBackslash = false;
        let at = start + width;
        for (;; at++) {
            const code = text.charCodeAt(at);
            if (code === mark && (!isLong || (text.charCodeAt(at + 1) === mark && text.charCodeAt(at + 2) === mark)))
                break;
            if (Number.isNaN(code) || code === carriageReturn || (code === newline && !isLong))
                throw notPlain;
            if (code !== backslash)
                continue;
            // Whether one at the end of a raw string escapes the quote is left to the whole parser.
            if (isRaw)
                throw notPlain;
            hasBackslash = true;
            at++;
            const escaped = text.charCodeAt(at);
            if (escaped === newline || escaped === carriageReturn)
                throw notPlain;
        }
        this.at = at + width;
        if (start > from || hasBackslash)
            return decodeString(text.slice(from, this.at), from);
        return { kind: 'string', value: text.slice(start + width, at), at: from };
    }
    /** Decimal, as it is nearly always written. */
    number() {
        const start = this.at;
        this.digits();
        const isZero = this.text.charCodeAt(start) === 48;
        if (isZero && this.at > start + 1)
            throw notPlain;
        if (this.code() === point) {
            this.at++;
            this.digits();
        }
        const code = this.code();
        if (isLetter(code) || code === point || code >= 128)
            throw notPlain;
        return Number(this.text.slice(start, this.at));
    }
    digits() {
        const start = this.at;
        while (isDigit(this.code()))
            this.at++;
        if (this.at === start)
            throw notPlain;
    }
    /** `a.b.c`, or with points in front of it. */
    path() {
        const start = this.at;
        while (this.code() === point)
            this.at++;
        if (this.at === start || isLetter(this.code())) {
            this.name();
            while (this.code() === point) {
                this.at++;
                this.name();
            }
        }
        return this.text.slice(start, this.at);
    }
    /** A word that is no keyword. */
    name() {
        const word = this.word();
        if (keywords.has(word))
            throw notPlain;
        return word;
    }
    word() {
        const { text } = this;
        const start = this.at;
        if (!isLetter(text.charCodeAt(start)))
            throw notPlain;
        let at = start + 1;
        let code = text.charCodeAt(at);
        while (isLetter(code) || isDigit(code))
            code = text.charCodeAt(++at);
        // A letter of another script.
        if (code >= 128)
            throw notPlain;
        this.at = at;
        return text.slice(start, at);
    }
    /** Goes over spaces, and within brackets over line ends and comments. Answers whether there was a comment. */
    blanks() {
        let isCommented = false;
        for (;;) {
            const code = this.code();
            if (code === space)
                this.at++;
            else if (this.brackets === 0)
                return false;
            else if (code === newline)
                this.at++;
            else if (code === hash) {
                this.comment();
                isCommented = true;
            }
            else
                return isCommented;
        }
    }
    spaces() {
        while (this.code() === space)
            this.at++;
    }
    someSpaces() {
        this.take(space);
        this.spaces();
    }
    comment() {
        const { text } = this;
        let code = text.charCodeAt(this.at);
        while (code !== newline && !Number.isNaN(code)) {
            if (code === carriageReturn)
                throw notPlain;
            code = text.charCodeAt(++this.at);
        }
    }
    /** Nothing but a comment is left of the line; the place is behind it. */
    endOfLine() {
        this.spaces();
        if (this.code() === hash)
            this.comment();
        if (this.at < this.text.length)
            this.take(newline);
    }
    take(code) {
        if (this.code() !== code)
            throw notPlain;
        this.at++;
    }
    /** NaN at the end. */
    code() {
        return this.text.charCodeAt(this.at);
    }
}
function isLetter(code) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}
function isDigit(code) {
    return code >= 48 && code <= 57;
}
/** The one letter that may stand in front of a string, without what formats it: `b`, `r`, `u`. */
function isPrefix(code) {
    return code === 98 || code === 114 || code === 117 || code === 66 || code === 82 || code === 85;
}

// EXTERNAL MODULE: ./build/shared/squash/python-syntax.js
var python_syntax = __webpack_require__(37665);
;// CONCATENATED MODULE: ./build/shared/squash/python.js




const mutators = new Set([
    'append',
    'extend',
    'insert',
    'remove',
    'pop',
    'clear',
    'sort',
    'reverse',
    '__setitem__',
    '__delitem__',
    '__iadd__'
]);
const maximumDepth = 400;
/**
 * Reads the facts of one module. Never throws on broken text: `problem` is then set and the facts are what could be recovered.
 * `resolveStar` gives the names of a module that is imported with `*`, where the caller can read it.
 */
function readPython(content, resolveStar) {
    const decoded = (0,python_syntax/* decodePython */.vb)(content);
    const plain = decoded.problem === undefined ? readPlain(decoded.text) : undefined;
    if (plain !== undefined)
        return moduleOf(decoded.text, plain);
    return readTree((0,python_syntax/* parseText */.r4)(decoded), resolveStar);
}
/** The same from the parser's whole tree, which is for what `readPlain` does not know. */
function readTree(parsed, resolveStar) {
    const reader = new Reader(parsed, resolveStar);
    reader.block(parsed.tree.topNode, reader.module, 'always');
    reader.settle();
    const { module: names, stars, bodies: functions } = reader;
    return { text: parsed.text, problem: parsed.problem, names, stars, functions, inside: reader.inside(), position: positions(parsed.text) };
}
/** A module that is nothing but assignments and classes of them. */
function moduleOf(text, names) {
    const noTree = () => {
        throw new Error('There is no tree of a module without functions');
    };
    const inside = { block: noTree, value: noTree, statement: noTree };
    return { text, problem: undefined, names, stars: [], functions: new Map(), inside, position: positions(text) };
}
/** Line and column of offsets in a text; the line table is built on first use. */
function positions(text) {
    let starts;
    return at => {
        if (starts === undefined) {
            starts = [0];
            for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
                starts.push(i + 1);
        }
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (starts[middle] <= at)
                low = middle;
            else
                high = middle - 1;
        }
        return { line: low + 1, column: at - starts[low] + 1 };
    };
}
class Reader {
    module = new Map();
    stars = [];
    text;
    resolveStar;
    /** bodies of the module's own functions, and which of them are called while the module is imported */
    functions = new Map();
    called = new Set();
    /** the functions that stand in the module itself, not in a class or in another function */
    bodies = new Map();
    /** whether a method is called on the result of another call is told only within bodies: a migration's own lists never need it */
    bodyDepth = 0;
    depth = 0;
    constructor(parsed, resolveStar) {
        this.text = parsed.text;
        this.resolveStar = resolveStar;
    }
    /** For the bodies of functions, which are read after the module is: they see its names as they are at the end. */
    inside() {
        const reading = (read) => {
            this.bodyDepth++;
            try {
                return read();
            }
            finally {
                this.bodyDepth--;
            }
        };
        return {
            block: (outer = this.module) => {
                const own = new Map();
                return { scope: new OverlayScope(own, outer), own };
            },
            value: (node, scope) => reading(() => this.value(node, scope)),
            statement: (node, scope, certainty) => reading(() => this.statement(node, scope, certainty))
        };
    }
    block(node, scope, certainty) {
        for (let child = node.firstChild; child !== null; child = child.nextSibling)
            this.statement(child, scope, certainty);
    }
    statement(node, scope, certainty) {
        switch (node.name) {
            case 'StatementGroup':
                this.block(node, scope, certainty);
                return;
            case 'ImportStatement':
                this.importStatement(node, scope);
                return;
            case 'AssignStatement':
                this.assign(node, scope, certainty);
                return;
            case 'UpdateStatement':
                this.update(node, scope, certainty);
                return;
            case 'ExpressionStatement': {
                const expression = node.firstChild;
                if (expression !== null && !this.mutation(expression, scope, certainty))
                    this.value(expression, scope);
                return;
            }
            case 'DeleteStatement': {
                for (const child of children(node)) {
                    const target = child.name === 'MemberExpression' ? this.targetList(child.firstChild, scope) : undefined;
                    if (target !== undefined)
                        forget(target, 'an item is deleted', node.from);
                    else if (child.name === 'VariableName')
                        scope.set(this.slice(child), unknown('deleted', node.from));
                }
                return;
            }
            case 'ClassDefinition':
                this.classDefinition(node, scope, certainty);
                return;
            case 'DecoratedStatement': {
                for (const child of children(node)) {
                    if (child.name === 'ClassDefinition') {
                        this.classDefinition(child, scope, certainty);
                        const name = child.getChild('VariableName');
                        if (name !== null)
                            scope.set(this.slice(name), unknown('a decorated class', child.from));
                    }
                    else if (child.name === 'FunctionDefinition')
                        this.statement(child, scope, certainty);
                }
                return;
            }
            case 'FunctionDefinition': {
                const name = node.getChild('VariableName');
                if (name === null)
                    return;
                this.functions.set(this.slice(name), node);
                if (scope === this.module)
                    this.bodies.set(this.slice(name), node);
                scope.set(this.slice(name), { kind: 'name', name: this.slice(name), at: node.from });
                return;
            }
            case 'IfStatement':
                this.ifStatement(node, scope, certainty);
                return;
            case 'WithStatement':
                for (const body of node.getChildren('Body'))
                    this.block(body, scope, certainty);
                return;
            case 'ForStatement':
            case 'WhileStatement': {
                const keyword = node.getChild('in') ?? node.getChild('Body');
                for (const child of children(node)) {
                    if (keyword !== null && child.from >= keyword.from)
                        break;
                    if (child.name === 'VariableName')
                        scope.set(this.slice(child), unknown('the variable of a loop', child.from));
                }
                for (const body of node.getChildren('Body'))
                    this.block(body, scope, 'repeated');
                return;
            }
            case 'TryStatement':
            case 'MatchStatement':
                for (const body of [
                    ...node.getChildren('Body'),
                    ...(node.getChild('MatchBody')?.getChildren('MatchClause') ?? []).flatMap(clause => clause.getChildren('Body'))
                ])
                    this.block(body, scope, certainty === 'always' ? 'maybe' : certainty);
                return;
            default:
                return;
        }
    }
    ifStatement(node, scope, certainty) {
        let decided = false;
        let test = null;
        let isElse = false;
        for (const child of children(node)) {
            if (child.name === 'if' || child.name === 'elif')
                test = null;
            else if (child.name === 'else')
                isElse = true;
            else if (child.name === 'Body') {
                const known = isElse || (test?.name === 'Boolean' ? this.slice(test) === 'True' : undefined);
                if (known !== false && !decided) {
                    const sure = known === true && !this.sawUncertainBranch(node, child);
                    this.block(child, scope, sure ? certainty : certainty === 'always' ? 'maybe' : certainty);
                }
                if (known === true)
                    decided = true;
            }
            else
                test ??= child;
        }
    }
    /** Whether a branch before this one depends on a condition that is not a literal. */
    sawUncertainBranch(node, until) {
        for (const child of children(node)) {
            if (child.from >= until.from)
                return false;
            const previous = child.prevSibling;
            if ((previous?.name === 'if' || previous?.name === 'elif') && child.name !== 'Boolean' && child.name !== 'Body')
                return true;
        }
        return false;
    }
    importStatement(node, scope) {
        const parts = [...children(node)];
        const text = (node_) => this.slice(node_);
        const importAt = parts.findIndex(part => part.name === 'import');
        if (importAt < 0)
            return;
        const from = parts[0]?.name === 'from' ? parts.slice(1, importAt).map(text).join('') : undefined;
        const rest = parts.slice(importAt + 1).filter(part => part.name !== '(' && part.name !== ')' && part.name !== 'Comment');
        let words = [];
        const bind = () => {
            if (words.length === 0)
                return;
            const as = words.indexOf('as');
            const path = (as < 0 ? words : words.slice(0, as)).join('');
            const alias = as < 0 ? undefined : words[as + 1];
            if (path === '*' && from !== undefined) {
                this.stars.push(from);
                for (const [name, value] of this.resolveStar?.(from) ?? new Map())
                    if (!name.startsWith('_'))
                        scope.set(name, value);
            }
            else if (from !== undefined) {
                const full = from.endsWith('.') ? from + path : `${from}.${path}`;
                scope.set(alias ?? path, { kind: 'name', name: full, at: node.from });
            }
            else if (alias !== undefined)
                scope.set(alias, { kind: 'name', name: path, at: node.from });
            else {
                const top = path.split('.')[0];
                scope.set(top, { kind: 'name', name: top, at: node.from });
            }
            words = [];
        };
        for (const part of rest) {
            if (part.name === ',')
                bind();
            else
                words.push(part.name === 'as' ? 'as' : text(part));
        }
        bind();
    }
    assign(node, scope, certainty) {
        const groups = [[]];
        for (const child of children(node)) {
            if (child.name === 'AssignOp')
                groups.push([]);
            else if (child.name !== 'TypeDef' && child.name !== 'Comment')
                groups.at(-1).push(child);
        }
        const right = groups.length > 1 ? groups.pop() : undefined;
        if (right === undefined)
            return;
        const value = right.length === 1 ? this.value(right[0], scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from);
        for (const target of groups) {
            if (target.length === 1 && target[0].name === 'VariableName') {
                scope.set(this.slice(target[0]), certainty === 'always' ? value : unknown('assigned under a condition', node.from));
            }
            else if (target.length === 1 && target[0].name === 'MemberExpression')
                this.assignMember(target[0], value, scope, certainty, node.from);
            else {
                for (const part of target) {
                    for (const name of [part, ...part.getChildren('VariableName')]) {
                        if (name.name === 'VariableName')
                            scope.set(this.slice(name), unknown('unpacked from another value', node.from));
                    }
                }
            }
        }
    }
    /** `Migration.x = …` after the class, `list[0] = …`. */
    assignMember(target, value, scope, certainty, at) {
        const base = target.firstChild === null ? undefined : this.value(target.firstChild, scope);
        const property = target.getChild('PropertyName');
        if (base?.kind === 'class' && property !== null) {
            base.facts.attributes.set(this.slice(property), certainty === 'always' ? value : unknown('assigned under a condition', at));
        }
        else if (base?.kind === 'list')
            forget(base, 'an item is assigned', at);
        else if (base?.kind === 'dict')
            base.complete = false;
    }
    update(node, scope, certainty) {
        const parts = [...children(node)].filter(child => child.name !== 'Comment');
        const operator = parts.findIndex(part => part.name === 'UpdateOp');
        const target = parts[0];
        if (target === undefined || operator < 0)
            return;
        const right = parts.slice(operator + 1);
        const value = right.length === 1 ? this.value(right[0], scope) : this.listOf(right, scope, false, right[0]?.from ?? node.from);
        const list = this.targetList(target, scope);
        const isPlus = this.slice(parts[operator]) === '+=';
        if (list?.mutable === true) {
            if (isPlus)
                this.extend(list, value, certainty);
            else
                forget(list, 'changed by an operator that is not read', node.from);
            return;
        }
        const current = this.value(target, scope);
        const next = isPlus ? sumOf(current, value, node.from) : unknown('an operator that is not read', node.from);
        const assigned = certainty === 'always' ? next : unknown('changed under a condition', node.from);
        if (target.name === 'VariableName')
            scope.set(this.slice(target), assigned);
        else if (target.name === 'MemberExpression')
            this.assignMember(target, assigned, scope, 'always', node.from);
    }
    /** `x.append(…)` and its like, as a statement. Returns whether it was one. */
    mutation(node, scope, certainty) {
        if (node.name !== 'CallExpression')
            return false;
        const callee = node.firstChild;
        const method = callee?.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
        if (callee === null || method === null || callee.firstChild === null)
            return false;
        const name = this.slice(method);
        if (!mutators.has(name))
            return false;
        const list = this.targetList(callee.firstChild, scope);
        if (list === undefined)
            return false;
        const call = this.argumentsOf(node, scope);
        const first = call.args[0];
        if (name === 'append' && first !== undefined && call.args.length === 1)
            this.add(list, first, certainty);
        else if ((name === 'extend' || name === '__iadd__') && first !== undefined)
            this.extend(list, first, certainty);
        else if (name === 'insert' && first?.kind === 'number' && first.value === 0 && call.args[1] !== undefined && certainty === 'always')
            list.items.unshift(call.args[1]);
        else if (name === 'clear' && certainty === 'always')
            list.items.length = 0;
        else
            forget(list, `changed by .${name}()`, node.from);
        return true;
    }
    add(list, item, certainty) {
        if (certainty === 'always')
            list.items.push(item);
        else if (certainty === 'maybe')
            list.items.push({ kind: 'maybe', value: item, reason: 'added under a condition', at: item.at });
        else
            list.items.push(unknown('added in a loop', item.at, true));
    }
    extend(list, value, certainty) {
        if (value.kind === 'list')
            for (const item of [...value.items])
                this.add(list, item, certainty);
        else
            list.items.push(unknown(reasonOf(value), value.at, true));
    }
    /** The list that a target names (`x`, `Migration.operations`), if it is known. */
    targetList(node, scope) {
        if (node === null || (node.name !== 'VariableName' && node.name !== 'MemberExpression'))
            return undefined;
        const value = this.value(node, scope);
        return value.kind === 'list' ? value : undefined;
    }
    classDefinition(node, scope, certainty) {
        const name = node.getChild('VariableName');
        if (name === null)
            return;
        const argList = node.getChild('ArgList');
        const bases = argList === null ? [] : this.readArguments(argList, scope).args;
        const attributes = new Map();
        const body = node.getChild('Body');
        const methods = [];
        const facts = { name: this.slice(name), at: node.from, bases, attributes, methods };
        if (body !== null) {
            this.block(body, new OverlayScope(attributes, scope), 'always');
            for (const child of children(body)) {
                const definition = child.name === 'DecoratedStatement' ? child.getChild('FunctionDefinition') : child.name === 'FunctionDefinition' ? child : null;
                const method = definition?.getChild('VariableName');
                if (method !== null && method !== undefined)
                    methods.push(this.slice(method));
            }
        }
        const value = { kind: 'class', facts, at: node.from };
        scope.set(facts.name, certainty === 'always' ? value : { kind: 'maybe', value, reason: 'defined under a condition', at: node.from });
    }
    value(node, scope) {
        if (++this.depth > maximumDepth) {
            this.depth--;
            return unknown('nested too deeply', node.from);
        }
        try {
            return this.evaluate(node, scope);
        }
        finally {
            this.depth--;
        }
    }
    evaluate(node, scope) {
        const at = node.from;
        switch (node.name) {
            case 'String':
                return decodeString(this.slice(node), at);
            case 'ContinuedString': {
                let joined = '';
                for (const child of children(node)) {
                    const part = this.value(child, scope);
                    if (part.kind === 'unknown')
                        return part;
                    if (part.kind === 'string')
                        joined += part.value;
                }
                return { kind: 'string', value: joined, at };
            }
            case 'FormatString':
                return node.getChild('FormatReplacement') === null ? decodeString(this.slice(node), at) : unknown('a formatted string', at);
            case 'Number': {
                const number = Number(this.slice(node).replaceAll('_', ''));
                return Number.isNaN(number) ? unknown('a number that is not read', at) : { kind: 'number', value: number, at };
            }
            case 'Boolean':
                return { kind: 'constant', value: this.slice(node) === 'True', at };
            case 'None':
                return { kind: 'constant', value: null, at };
            case 'UnaryExpression': {
                const operand = node.lastChild === null ? undefined : this.value(node.lastChild, scope);
                const operator = node.firstChild === null ? '' : this.slice(node.firstChild);
                if (operand?.kind === 'number' && operator === '-')
                    return { kind: 'number', value: -operand.value, at };
                return unknown('an expression', at);
            }
            case 'VariableName': {
                const name = this.slice(node);
                return scope.get(name) ?? { kind: 'name', name, at };
            }
            case 'MemberExpression':
                return this.member(node, scope);
            case 'ParenthesizedExpression': {
                const inner = [...children(node)].find(child => child.name !== '(' && child.name !== ')' && child.name !== 'Comment');
                return inner === undefined ? { kind: 'list', mutable: false, items: [], at } : this.value(inner, scope);
            }
            case 'ArrayExpression':
            case 'TupleExpression':
            case 'SetExpression':
                return this.listOf([...children(node)], scope, node.name === 'ArrayExpression', at);
            case 'DictionaryExpression':
                return this.dictionary(node, scope);
            case 'BinaryExpression': {
                const operator = node.getChild('ArithOp');
                const left = node.firstChild;
                const right = node.lastChild;
                if (operator === null || left === null || right === null || this.slice(operator) !== '+')
                    return unknown('an expression', at);
                return sumOf(this.value(left, scope), this.value(right, scope), at);
            }
            case 'CallExpression':
                return this.call(node, scope);
            case 'ConditionalExpression':
                return unknown('depends on a condition', at);
            case 'ArrayComprehensionExpression':
            case 'ComprehensionExpression':
            case 'SetComprehensionExpression':
            case 'DictionaryComprehensionExpression':
                return unknown('a comprehension', at);
            default:
                return unknown('an expression', at);
        }
    }
    member(node, scope) {
        const base = node.firstChild === null ? undefined : this.value(node.firstChild, scope);
        const property = node.getChild('PropertyName');
        if (base === undefined || property === null)
            return unknown('an item of another value', node.from);
        if (base.kind === 'call' && base.name !== '' && this.bodyDepth > 0)
            return { kind: 'name', name: `${base.name}().${this.slice(property)}`, at: node.from };
        return memberOf(base, this.slice(property), node.from);
    }
    listOf(nodes, scope, mutable, at) {
        const items = [];
        let star = false;
        for (const child of nodes) {
            if (child.name === '*')
                star = true;
            else if (!isPunctuation(child)) {
                const value = this.value(child, scope);
                if (!star)
                    items.push(value);
                else if (value.kind === 'list')
                    items.push(...value.items);
                else
                    items.push(unknown(reasonOf(value), value.at, true));
                star = false;
            }
        }
        return { kind: 'list', mutable, items, at };
    }
    dictionary(node, scope) {
        const entries = [];
        let complete = true;
        let key;
        let splat = false;
        for (const child of children(node)) {
            if (child.name === '**')
                splat = true;
            else if (!isPunctuation(child)) {
                const value = this.value(child, scope);
                if (splat) {
                    if (value.kind === 'dict') {
                        entries.push(...value.entries);
                        complete &&= value.complete;
                    }
                    else
                        complete = false;
                    splat = false;
                }
                else if (key === undefined)
                    key = value;
                else {
                    entries.push({ key, value });
                    key = undefined;
                }
            }
        }
        return { kind: 'dict', entries, complete, at: node.from };
    }
    call(node, scope) {
        const callee = node.firstChild;
        if (callee === null)
            return unknown('a call', node.from);
        const target = this.value(callee, scope);
        const name = target.kind === 'name' ? target.name : target.kind === 'class' ? target.facts.name : '';
        const call = this.argumentsOf(node, scope);
        const on = this.bodyDepth > 0 && name.includes('().') && callee.firstChild !== null ? this.value(callee.firstChild, scope) : undefined;
        if (this.functions.has(name))
            this.called.add(name);
        const value = callOf(name, call, node);
        if (value.kind === 'call' && on?.kind === 'call')
            value.on = on;
        return value;
    }
    argumentsOf(node, scope) {
        const list = node.getChild('ArgList');
        return list === null ? { args: [], keywords: new Map(), complete: true } : this.readArguments(list, scope);
    }
    readArguments(list, scope) {
        const args = [];
        const keywords = new Map();
        let complete = true;
        let group = [];
        const finish = () => {
            const [first, second, third] = group;
            group = [];
            if (first === undefined)
                return;
            if (first.name === '*' && second !== undefined) {
                const value = this.value(second, scope);
                if (value.kind === 'list' && value.items.every(item => item.kind !== 'unknown' && item.kind !== 'maybe'))
                    args.push(...value.items);
                else
                    complete = false;
            }
            else if (first.name === '**' && second !== undefined) {
                const value = this.value(second, scope);
                if (value.kind === 'dict' && value.complete && value.entries.every(entry => entry.key.kind === 'string')) {
                    for (const entry of value.entries)
                        if (entry.key.kind === 'string')
                            keywords.set(entry.key.value, entry.value);
                }
                else
                    complete = false;
            }
            else if (second?.name === 'AssignOp' && third !== undefined)
                keywords.set(this.slice(first), this.value(third, scope));
            else if (second !== undefined)
                args.push(unknown('a generator', first.from));
            else
                args.push(this.value(first, scope));
        };
        for (const child of children(list)) {
            if (child.name === ',' || child.name === ')')
                finish();
            else if (child.name !== '(' && child.name !== 'Comment' && !child.type.isError)
                group.push(child);
        }
        finish();
        return { args, keywords, complete };
    }
    /** Lists that a called function of this module changes are no longer known. */
    settle() {
        for (const name of this.called) {
            const body = this.functions.get(name);
            if (body === undefined)
                continue;
            const code = this.slice(body);
            for (const match of code.matchAll(/\b(\w+)(?:\.(\w+))?(?:\s*(?:\+=|\[[^\]]*\]\s*=[^=])|\.(\w+)\()/g)) {
                const value = this.module.get(match[1]);
                const target = value?.kind === 'class' && match[2] !== undefined ? value.facts.attributes.get(match[2]) : value;
                if (target?.kind === 'list' && (match[3] === undefined || mutators.has(match[3])))
                    forget(target, `changed by ${name}()`, body.from);
            }
            for (const match of code.matchAll(/\bglobal\s+([\w, ]+)/g)) {
                for (const global of match[1].split(','))
                    this.module.set(global.trim(), unknown(`assigned by ${name}()`, body.from));
            }
        }
    }
    slice(node) {
        return this.text.slice(node.from, node.to);
    }
}
function* children(node) {
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
        yield child;
}
function isPunctuation(node) {
    return node.name === 'Comment' || node.type.isError || /^[[\](){},:]$/.test(node.name);
}


/***/ }),

/***/ 2761:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   em: () => (/* binding */ reversals)
/* harmony export */ });
/* unused harmony exports reversalOf, sentence */
/**
 * The same for migrations that are applied one after the other and undone together, in the order in which they are applied: what one of them does to a
 * table that an earlier one made takes nothing from what was there before. Pure.
 */
function reversals(plan) {
    const made = new Made();
    return plan.map(changes => reversal(changes, made));
}
/** Decided by a list of what is known to be undone without a loss; everything else is a loss, or is not known. Pure. */
function reversalOf(changes) {
    return reversal(changes, new Made());
}
/** Tables and columns that the migrations to undo have made themselves, by the name that they have now. */
class Made {
    #tables = new Set();
    #columns = new Set();
    table(table) {
        this.#tables.add(table);
    }
    column(table, column) {
        this.#columns.add(`${table}.${column}`);
    }
    hasTable(table) {
        return table !== undefined && this.#tables.has(table);
    }
    has(table, column) {
        return this.#tables.has(table) || this.#columns.has(`${table}.${column}`);
    }
    renameTable(table, to) {
        if (this.#tables.delete(table))
            this.#tables.add(to);
        for (const each of [...this.#columns])
            if (each.startsWith(`${table}.`)) {
                this.#columns.delete(each);
                this.#columns.add(`${to}.${each.slice(table.length + 1)}`);
            }
    }
    renameColumn(table, column, to) {
        if (this.#columns.delete(`${table}.${column}`))
            this.#columns.add(`${table}.${to}`);
    }
}
function reversal({ forward, backward }, made) {
    const judged = forward.map(change => judge(change, made));
    const loses = judged.flatMap(each => each.loses ?? []);
    const drops = judged.flatMap(each => each.drops ?? []);
    const stop = forward.find(change => change.reverse === 'none' || (change.reverse === undefined && backward === undefined));
    const reversible = stop === undefined;
    const why = stop !== undefined ? `${stop.operation} has no way back` : whyNot(forward, backward, judged, made);
    const lossless = why === undefined && loses.length === 0;
    return {
        reversible,
        lossless,
        afterWrites: lossless && judged.every(each => each.hinderedByWrites !== true),
        drops,
        loses,
        reason: why !== undefined && (stop !== undefined || loses.length === 0)
            ? why
            : loses.length > 0
                ? `going back does not bring back ${sentence(loses)}`
                : drops.length > 0
                    ? `going back drops ${sentence(drops)}, which this migration made`
                    : 'going back leaves everything as it was'
    };
}
/** `orders_order.note (what it held), orders_log (its rows)`. */
function sentence(losses) {
    return losses
        .map(({ table, column, what }) => (table === undefined ? what : `${table}${column === undefined ? '' : `.${column}`} (${what})`))
        .join(', ');
}
function whyNot(forward, backward, judged, made) {
    const unknown = judged.find(each => each.unknown !== undefined)?.unknown;
    if (unknown !== undefined)
        return unknown;
    if (backward !== undefined)
        return unlike(forward, backward, made);
    const written = forward.find(change => change.reverse === 'given' && change.kind !== 'state-only');
    if (written !== undefined)
        return `the way back of ${written.operation} is the user's own and is not read`;
    const left = forward.find(change => change.reverse === 'noop' && leavesSomething(change, made));
    return left === undefined ? undefined : `the way back of ${left.operation} does nothing, so what it made stays`;
}
/** Whether a change whose way back does nothing leaves a trace outside of what is dropped anyway. */
function leavesSomething(change, made) {
    if (change.kind === 'state-only' || change.kind === 'set-timeout' || change.kind === 'transaction')
        return false;
    return !('table' in change && made.hasTable(change.table));
}
function judge(change, made) {
    switch (change.kind) {
        case 'state-only':
        case 'set-timeout':
        case 'transaction':
        case 'set-default':
        case 'drop-default':
        case 'create-index':
        case 'add-constraint':
        case 'validate-constraint':
        case 'set-not-null':
            return {};
        case 'create-table':
            made.table(change.table);
            return { drops: { table: change.table, what: 'its rows' } };
        case 'drop-table':
            return made.hasTable(change.table) ? {} : { loses: { table: change.table, what: 'its rows' } };
        case 'rename-table':
            made.renameTable(change.table, change.to);
            return {};
        case 'add-column': {
            const { name } = change.column;
            const isNew = made.hasTable(change.table);
            made.column(change.table, name);
            return isNew ? {} : { drops: { table: change.table, column: name, what: 'what it holds' } };
        }
        case 'drop-column':
            return made.has(change.table, change.column) ? {} : { loses: { table: change.table, column: change.column, what: 'what it held' } };
        case 'rename-column':
            made.renameColumn(change.table, change.column, change.to);
            return {};
        case 'change-type': {
            const { table, column, from, to } = change;
            if (made.has(table, column))
                return {};
            if (widens(from, to))
                return { hinderedByWrites: true };
            return { loses: { table, column, what: `values that ${from ?? 'its old type'} and ${to ?? 'its new one'} do not hold alike` } };
        }
        // Rows that were written since may break what is to hold again.
        case 'drop-not-null':
            return made.has(change.table, change.column) ? {} : { hinderedByWrites: true };
        case 'drop-index':
        case 'drop-constraint':
            return made.hasTable(change.table) ? {} : { hinderedByWrites: true };
        case 'data':
            if (made.hasTable(change.table))
                return {};
            return { loses: { table: change.table, what: `rows that an ${change.verb} changed` } };
        case 'code':
            return { unknown: `what ${change.name ?? change.operation} does to the rows is not known` };
        case 'other-object':
            return change.verb === 'drop' ? { unknown: `${change.object} ${change.name ?? ''} is dropped, and what it was is not known` } : {};
        case 'unknown':
            return { unknown: change.reason };
    }
}
/** Types of which every value fits the second, and comes back from it as it was. */
function widens(from, to) {
    if (from === undefined || to === undefined)
        return false;
    const [old, next] = [typeOf(from), typeOf(to)];
    const integers = ['smallint', 'integer', 'bigint'];
    if (integers.includes(old.name) && integers.includes(next.name))
        return integers.indexOf(old.name) <= integers.indexOf(next.name);
    if (old.name === 'varchar' && next.name === 'text')
        return true;
    if (old.name !== next.name)
        return false;
    const [size, scale] = old.sizes;
    const [newSize, newScale] = next.sizes;
    if (old.name === 'varchar')
        return newSize === undefined || (size !== undefined && newSize >= size);
    // With another scale the digits behind the point become others.
    if (old.name === 'numeric')
        return newSize === undefined || (size !== undefined && newSize >= size && (scale ?? 0) === (newScale ?? 0));
    return false;
}
function typeOf(text) {
    const [, written = '', sizes] = /^([a-z0-9 ]+?)\s*(?:\(([\d, ]+)\))?$/.exec(text.trim().toLowerCase()) ?? [];
    const names = {
        int: 'integer',
        int2: 'smallint',
        int4: 'integer',
        int8: 'bigint',
        'character varying': 'varchar',
        decimal: 'numeric'
    };
    return { name: names[written] ?? written, sizes: sizes === undefined ? [] : sizes.split(',').map(Number) };
}
/** Where the user wrote the way back: why it is not the forward one in reverse, change by change; undefined where it is. */
function unlike(forward, backward, made) {
    const lossy = backward.find(change => ['data', 'code', 'unknown'].includes(change.kind));
    if (lossy !== undefined && !('table' in lossy && made.hasTable(lossy.table)))
        return `what ${lossy.operation} on the way back does is not known to bring back what was`;
    const wanted = count(forward.flatMap(change => inverseOf(change) ?? []));
    const there = count(backward.flatMap(change => nameOf(change) ?? []));
    for (const [name, times] of wanted)
        if ((there.get(name) ?? 0) < times && !goesAlong(name, there))
            return `the way back lacks what undoes it: ${name}`;
    for (const [name, times] of there)
        if ((wanted.get(name) ?? 0) < times)
            return `the way back does more than to undo it: ${name}`;
    return undefined;
}
function count(names) {
    const all = new Map();
    for (const name of names)
        all.set(name, (all.get(name) ?? 0) + 1);
    return all;
}
/** What belongs to a table goes with it. */
function goesAlong(name, there) {
    const table = /^(?:drop|set|add) \S+ (?:\S+ )?(?:on|of) (\S+)/.exec(name)?.[1];
    return table !== undefined && there.has(`drop table ${table}`);
}
/** What a change is called, so that two of the same name do the same; undefined: it leaves no trace. */
function nameOf(change) {
    switch (change.kind) {
        case 'create-table':
            return `create table ${change.table}`;
        case 'drop-table':
            return `drop table ${change.table}`;
        case 'rename-table':
            return `rename table ${change.table} to ${change.to}`;
        case 'add-column':
            return `add column ${change.column.name} of ${change.table}`;
        case 'drop-column':
            return `drop column ${change.column} of ${change.table}`;
        case 'rename-column':
            return `rename column ${change.column} of ${change.table} to ${change.to}`;
        case 'change-type':
            return `change type ${change.column} of ${change.table} to ${change.to}`;
        case 'set-not-null':
            return `set not-null ${change.column} of ${change.table}`;
        case 'drop-not-null':
            return `drop not-null ${change.column} of ${change.table}`;
        case 'set-default':
            return `set default ${change.column} of ${change.table}`;
        case 'drop-default':
            return `drop default ${change.column} of ${change.table}`;
        case 'create-index':
            return `create index ${change.name} on ${change.table}`;
        case 'drop-index':
            // MySQL names the table in it, PostgreSQL does not.
            return `drop index ${change.name}`;
        case 'add-constraint':
            return `add constraint ${change.name} on ${change.table}`;
        case 'drop-constraint':
            return `drop constraint ${change.name} on ${change.table}`;
        case 'other-object':
            return `${change.verb} ${change.object} ${change.name}`;
        default:
            return undefined;
    }
}
/** The name of what undoes a change; undefined: nothing has to. */
function inverseOf(change) {
    switch (change.kind) {
        case 'create-table':
            return `drop table ${change.table}`;
        case 'drop-table':
            return `create table ${change.table}`;
        case 'rename-table':
            return `rename table ${change.to} to ${change.table}`;
        case 'add-column':
            return `drop column ${change.column.name} of ${change.table}`;
        case 'drop-column':
            return `add column ${change.column} of ${change.table}`;
        case 'rename-column':
            return `rename column ${change.to} of ${change.table} to ${change.column}`;
        case 'change-type':
            return `change type ${change.column} of ${change.table} to ${change.from}`;
        case 'set-not-null':
            return `drop not-null ${change.column} of ${change.table}`;
        case 'drop-not-null':
            return `set not-null ${change.column} of ${change.table}`;
        case 'set-default':
            return `drop default ${change.column} of ${change.table}`;
        case 'drop-default':
            return `set default ${change.column} of ${change.table}`;
        case 'create-index':
            return `drop index ${change.name}`;
        case 'drop-index':
            return `create index ${change.name} on ${change.table}`;
        case 'add-constraint':
            return `drop constraint ${change.name} on ${change.table}`;
        case 'drop-constraint':
            return `add constraint ${change.name} on ${change.table}`;
        case 'other-object':
            return `${change.verb === 'create' ? 'drop' : 'create'} ${change.object} ${change.name}`;
        default:
            return undefined;
    }
}


/***/ }),

/***/ 56784:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ rules)
});

// EXTERNAL MODULE: ./build/shared/squash/model.js
var model = __webpack_require__(87306);
// EXTERNAL MODULE: ./build/shared/squash/rewrite.js
var rewrite = __webpack_require__(98395);
;// CONCATENATED MODULE: ./build/shared/squash/column-types.js


/** A clause that says more of a column than its type: what it changes, the two types do not tell. */
const saysMore = /\b(?:CHARACTER\s+SET|CHARSET|COLLATE|GENERATED|AS\s*\()/i;
/**
 * Completes changes of type whose statement does not say what the type was (`ALTER COLUMN … TYPE`, `MODIFY`) from what the migrations before have
 * made of that column. A change is left as it is where they do not tell.
 */
function withOldTypes(migrations, changesOf, database) {
    const completed = new Map();
    const tables = new Map();
    const table = (name) => {
        const columns = tables.get(name) ?? new Map();
        tables.set(name, columns);
        return columns;
    };
    for (const change of inOrder(migrations).flatMap(each => changesOf(each).forward)) {
        switch (change.kind) {
            case 'create-table':
                tables.set(change.table, new Map(change.columns.map(({ name, type }) => [name, type])));
                break;
            case 'drop-table':
                tables.delete(change.table);
                break;
            case 'rename-table':
                tables.set(change.to, table(change.table));
                tables.delete(change.table);
                break;
            case 'add-column':
                table(change.table).set(change.column.name, change.column.type);
                break;
            case 'drop-column':
                table(change.table).delete(change.column);
                break;
            case 'rename-column':
                table(change.table).set(change.to, table(change.table).get(change.column));
                table(change.table).delete(change.column);
                break;
            case 'change-type': {
                const from = change.from ?? table(change.table).get(change.column);
                if (change.from === undefined && from !== undefined) {
                    const isOpen = change.converted === true || (change.sql !== undefined && saysMore.test(change.sql));
                    const told = isOpen ? undefined : (0,rewrite/* rewrites */.a)(from, change.to, database);
                    completed.set(change, { ...change, from, rewrites: change.rewrites ?? told });
                }
                table(change.table).set(change.column, change.to);
                break;
            }
            case 'unknown':
                // A statement that is not read may have changed any of them.
                if (/^ALTER\b/i.test(change.sql ?? ''))
                    tables.clear();
        }
    }
    return completed;
}
/** Each after those that it depends on, otherwise as they stand. */
function inOrder(migrations) {
    const byKey = new Map(migrations.map(each => [(0,model/* keyOf */.TN)(each), each]));
    const done = new Set();
    const ordered = [];
    for (const start of migrations) {
        const stack = [start];
        const entered = new Set();
        for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
            const waiting = entered.has(next)
                ? []
                : next.dependencies.flatMap(each => byKey.get((0,model/* keyOf */.TN)(each)) ?? []).filter(each => !done.has(each) && !entered.has(each));
            entered.add(next);
            if (waiting.length > 0) {
                stack.push(...waiting);
                continue;
            }
            stack.pop();
            if (!done.has(next))
                ordered.push(next);
            done.add(next);
        }
    }
    return ordered;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/risk.js


const known = new WeakMap();
/** Everything that the migrations that are still to come do, in the order of their names. */
function newSteps(subject) {
    return read(subject).steps;
}
/** The same without what is done to tables that are made by these migrations themselves: they have no rows, and no release uses them. */
function riskySteps(subject) {
    return read(subject).risky;
}
/** Whether a column is made by the migrations that are still to come, so that no release uses it. */
function isNewColumn(subject, table, column) {
    return read(subject).added.has(`${table}.${column}`);
}
/** What all migrations that are not new have done. */
function oldSteps(subject) {
    return subject.project.migrations.filter(migration => !subject.isNew(migration)).flatMap(migration => stepsOf(subject, migration));
}
function matchOf({ migration, change }, message, fix) {
    return { app: migration.app, migration: migration.name, ...change.at, message, ...(fix === undefined ? {} : { fix }) };
}
/** What the steps of one migration are, by migration. */
function byMigration(steps) {
    return [...Map.groupBy(steps, step => step.migration).values()];
}
/**
 * Whether a migration will change a database that is in use. A squash beside what it replaces is new on the branch, and runs on fresh databases
 * only: it must not make the old tables look like new ones. The plan for a live database knows by itself.
 */
function isToRun(subject, migration) {
    if (!subject.isNew(migration))
        return false;
    if (subject.recorded !== undefined || migration.replaces.length === 0)
        return true;
    const there = new Set([...(subject.base?.migrations ?? []), ...subject.project.migrations].filter(one => one !== migration).map(model/* keyOf */.TN));
    return !migration.replaces.some(target => there.has((0,model/* keyOf */.TN)(target)));
}
function stepsOf(subject, migration) {
    const all = subject.changes(migration);
    let transaction = all.atomic === true ? 0 : undefined;
    return all.forward.map((change, index) => {
        if (change.kind === 'transaction')
            transaction = change.verb === 'begin' ? index + 1 : undefined;
        return { migration, change, index, all, transaction };
    });
}
/** Django's own models tell what a column was; elsewhere all migrations before are read for it, where anything asks. */
function withTypes(subject, steps) {
    const { project, database } = subject;
    if (project.framework === 'django' || !steps.some(({ change }) => change.kind === 'change-type' && change.from === undefined))
        return steps;
    const completed = withOldTypes(project.migrations, migration => subject.changes(migration), database);
    return steps.map(step => ({ ...step, change: completed.get(step.change) ?? step.change }));
}
function read(subject) {
    let found = known.get(subject);
    if (found !== undefined)
        return found;
    const steps = withTypes(subject, subject.project.migrations.filter(migration => isToRun(subject, migration)).flatMap(migration => stepsOf(subject, migration)));
    const made = new Set();
    const added = new Set();
    for (const { change } of steps) {
        if (change.kind === 'create-table')
            made.add(change.table);
        else if (change.kind === 'rename-table' && made.has(change.table))
            made.add(change.to);
        else if (change.kind === 'add-column')
            added.add(`${change.table}.${change.column.name}`);
    }
    const risky = steps.filter(({ change }) => !('table' in change) || change.table === undefined || !made.has(change.table));
    found = { steps, risky, added };
    known.set(subject, found);
    return found;
}
const schemaKinds = new Set([
    'drop-table',
    'rename-table',
    'add-column',
    'drop-column',
    'rename-column',
    'change-type',
    'set-not-null',
    'drop-not-null',
    'set-default',
    'drop-default',
    'create-index',
    'drop-index',
    'add-constraint',
    'drop-constraint'
]);
/** Whether it changes a table that exists, and locks it for that against writers at least. */
function isSchema(change) {
    return schemaKinds.has(change.kind) && !('concurrently' in change && change.concurrently);
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/example.js
/** The text of a migration file for the examples: dependencies as Python, one operation per line. */
function migrationText(dependencies, operations = [], extra = []) {
    const lines = ['from django.db import migrations, models', '', '', 'class Migration(migrations.Migration):'];
    for (const line of extra)
        lines.push(`    ${line}`);
    lines.push(`    dependencies = [${dependencies}]`, '    operations = [');
    for (const operation of operations)
        lines.push(`        ${operation},`);
    lines.push('    ]', '');
    return lines.join('\n');
}
const createOrder = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))])";
const addNote = "migrations.AddField('order', 'note', models.TextField(null=True))";
const addState = "migrations.AddField('order', 'state', models.TextField(null=True))";

;// CONCATENATED MODULE: ./build/shared/squash/rules/risk-example.js

/** Two tables with rows that a release uses: what the examples of the risks begin with. */
const shop = {
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [
        "migrations.CreateModel('Customer', [('id', models.AutoField(primary_key=True))])",
        `migrations.CreateModel('Order', [
            ('id', models.AutoField(primary_key=True)),
            ('note', models.TextField(null=True)),
            ('code', models.CharField(max_length=20, null=True)),
            ('amount', models.IntegerField(null=True)),
        ])`
    ])
};
/** The shop with new migrations, by name, each on top of the one before. */
function shopWith(next, { database, base = {}, files = {} } = {}) {
    const names = Object.entries({ ...base, ...next });
    const texts = names.map(([name, { operations, extra, header }], index) => {
        const text = migrationText(`('orders', '${names[index - 1]?.[0] ?? '0001_initial'}')`, operations, extra);
        return [`orders/migrations/${name}.py`, header === undefined ? text : withHeader(text, header)];
    });
    const before = { ...shop, ...Object.fromEntries(texts.slice(0, Object.keys(base).length)) };
    return { base: before, files: { ...before, ...files, ...Object.fromEntries(texts) }, ...(database === undefined ? {} : { database }) };
}
/** Imports of a longer name come first, as they are sorted. */
function withHeader(text, header) {
    const imports = header.filter(line => /^(from|import) /.test(line) && line < 'from django.db ');
    const rest = header.filter(line => !imports.includes(line));
    const [first, ...body] = text.split('\n');
    const later = rest.filter(line => /^(from|import) /.test(line));
    const code = rest.filter(line => !later.includes(line));
    return [...imports, first, ...later, ...(code.length === 0 ? [] : ['', '', ...code]), ...body].join('\n');
}
/** The same tables in Alembic, with new revisions: the statements of each one's upgrade. */
function alembicWith(revisions, database) {
    const id = (index) => `${index + 1}a`;
    const file = (index) => `alembic/versions/${id(index)}_${index === 0 ? 'shop' : 'next'}.py`;
    const shopTables = [
        "op.create_table('orders_customer', sa.Column('id', sa.Integer(), primary_key=True))",
        `op.create_table(
        'orders_order',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('note', sa.Text()),
        sa.Column('code', sa.String(20)),
        sa.Column('amount', sa.Integer()),
    )`
    ];
    const text = (statements, index) => [
        'from alembic import op',
        'import sqlalchemy as sa',
        '',
        `revision = '${id(index)}'`,
        `down_revision = ${index === 0 ? 'None' : `'${id(index - 1)}'`}`,
        '',
        '',
        'def upgrade():',
        ...statements.map(statement => `    ${statement}`),
        ''
    ].join('\n');
    const base = { 'alembic.ini': '[alembic]\nscript_location = alembic\n', [file(0)]: text(shopTables, 0) };
    const next = revisions.map((statements, index) => [file(index + 1), text(statements, index + 1)]);
    return { base, files: { ...base, ...Object.fromEntries(next) }, ...(database === undefined ? {} : { database }) };
}
/** The same tables in a directory of SQL, with new files. */
function sqlWith(next, database) {
    const key = database === undefined ? 'serial PRIMARY KEY' : 'int PRIMARY KEY AUTO_INCREMENT';
    const tables = [
        `CREATE TABLE orders_customer (id ${key});`,
        `CREATE TABLE orders_order (id ${key}, note text, code varchar(20), amount int);`,
        ''
    ];
    const base = { 'db/migrations/V1__shop.sql': tables.join('\n') };
    const files = Object.entries(next).map(([name, text]) => [`db/migrations/${name}`, `${text}\n`]);
    return { base, files: { ...base, ...Object.fromEntries(files) }, ...(database === undefined ? {} : { database }) };
}

// EXTERNAL MODULE: ./build/shared/squash/rules/rule.js
var rule = __webpack_require__(77629);
;// CONCATENATED MODULE: ./build/shared/squash/rules/b01-no-reverse.js



const fill = ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.filter(note=None).update(note='')"];
const noReverse = {
    id: 'B01',
    title: 'An operation without a way back',
    why: 'A `RunPython` without `reverse_code` or a `RunSQL` without `reverse_sql` cannot be undone: after a failed deployment no migration can go back past it, not even those whose own way back loses nothing. What remains is a copy of the database, and with it everything that was written since is lost.',
    fix: 'Give it a way back: `RunPython(forwards, backwards)`, `RunSQL(sql, reverse_sql)`. Where there is nothing to undo, since the old release does not look at it, say so with `RunPython.noop` or `RunSQL.noop`.',
    severity: 'warning',
    frameworks: ['django'],
    check: subject => (0,rule/* distinct */.dM)(newSteps(subject)
        .filter(({ change }) => change.reverse === 'none')
        .map(step => matchOf(step, `${step.change.operation} has no way back, so no migration can go back past ${step.migration.name}.`))),
    examples: {
        bad: shopWith({ '0002_fill': { header: fill, operations: ['migrations.RunPython(fill)'] } }),
        good: shopWith({ '0002_fill': { header: fill, operations: ['migrations.RunPython(fill, migrations.RunPython.noop)'] } })
    },
    more: [
        {
            bad: shopWith({ '0002_sort': { operations: ["migrations.RunSQL('CREATE INDEX order_code ON orders_order (code)')"] } }),
            good: shopWith({
                '0002_sort': {
                    operations: ["migrations.RunSQL('CREATE INDEX order_code ON orders_order (code)', 'DROP INDEX order_code')"]
                }
            })
        }
    ]
};

// EXTERNAL MODULE: ./build/shared/squash/alembic/changes.js + 1 modules
var changes = __webpack_require__(50036);
;// CONCATENATED MODULE: ./build/shared/squash/rules/alembic-example.js
const alembicIni = { 'alembic.ini': '[alembic]\nscript_location = alembic\n' };
/** The text of a revision file for the examples, one statement per line. */
function revisionText(id, revision = {}) {
    const { down = 'None', up = ['pass'], extra = [] } = revision;
    const back = 'back' in revision ? revision.back : ['pass'];
    const body = (name, statements) => [
        '',
        '',
        `def ${name}():`,
        ...statements.map(statement => `    ${statement}`)
    ];
    return [
        'from alembic import op',
        'import sqlalchemy as sa',
        '',
        `revision = '${id}'`,
        `down_revision = ${down}`,
        ...extra,
        ...body('upgrade', up),
        ...(back === undefined ? [] : body('downgrade', back)),
        ''
    ].join('\n');
}
const createOrders = "op.create_table('orders', sa.Column('id', sa.Integer(), primary_key=True))";
const dropOrders = "op.drop_table('orders')";
const addNoteColumn = "op.add_column('orders', sa.Column('note', sa.Text(), nullable=True))";
const dropNoteColumn = "op.drop_column('orders', 'note')";

;// CONCATENATED MODULE: ./build/shared/squash/rules/b02-downgrade.js


const first = { 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) };
const bad = (back) => ({
    base: { ...alembicIni, ...first },
    files: { ...alembicIni, ...first, 'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'", up: [addNoteColumn], back }) }
});
const downgrade = {
    id: 'B02',
    title: 'A revision has no way back',
    why: 'When the deployment fails, `alembic downgrade` does as `downgrade()` says. Where it is empty, Alembic reports success and takes the revision from its table, while the schema stays as it was: the next `upgrade` then fails on what is there already. Where it raises or is missing, going back stops there, with everything below it left in place. The rollback then has to restore a backup.',
    fix: 'Write the way back in `downgrade()`. Where there is none without loss, say so by raising, and have a restore point made before the upgrade.',
    severity: 'warning',
    frameworks: ['alembic'],
    check: ({ project, isNew }) => project.migrations.flatMap(migration => {
        const reason = isNew(migration) && migration.graphKnown ? reasonOf(migration) : undefined;
        const { app, name, file, line, column } = migration;
        const at = migration.reverse?.find(operation => operation.kind === 'raise') ?? { line, column };
        return reason === undefined
            ? []
            : [
                {
                    app,
                    migration: name,
                    file,
                    line: at.line,
                    column: at.column,
                    message: `${app}.${name} cannot be undone: downgrade() ${reason}.`
                }
            ];
    }),
    examples: {
        bad: bad(['pass']),
        good: bad([dropNoteColumn])
    },
    more: [
        { bad: bad(["raise NotImplementedError('restore a backup')"]), good: { files: { ...alembicIni, ...first } } },
        {
            bad: bad(undefined),
            // A merge of two branches does nothing, and nothing is to be undone.
            good: {
                base: { ...alembicIni, ...first },
                files: {
                    ...alembicIni,
                    ...first,
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'", up: [addNoteColumn], back: [dropNoteColumn] }),
                    'alembic/versions/2c_none.py': revisionText('2c', { down: "'1a'" }),
                    'alembic/versions/3d_merge.py': revisionText('3d', { down: "('2b', '2c')" })
                }
            }
        }
    ]
};
/** Why there is no way back; undefined where there is one, or nothing to undo. What cannot be read is no reason. */
function reasonOf({ reverse, operations, operationsKnown }) {
    if (reverse === undefined)
        return 'is missing';
    if ((0,changes/* raises */.I)(reverse))
        return 'raises an error';
    return reverse.length === 0 && (operations.length > 0 || !operationsKnown) ? 'is empty' : undefined;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/b03-empty-reverse.js


const emptyReverse = {
    id: 'B03',
    title: 'A way back that does nothing, from what destroys',
    why: 'The migration can be undone without an error, and nothing comes back: the framework calls the database the old one, while rows, columns or values of it are gone. Whoever relies on that way back learns of it from the users.',
    fix: 'Keep what it destroys until the release has proven itself (a column or table of its own that the way back copies from), or leave the way back out: then going back stops there, and says so.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => riskySteps(subject).flatMap(step => {
        const gone = destroys(step.change);
        if (step.change.reverse !== 'noop' || gone === undefined)
            return [];
        return [matchOf(step, `${gone}, and the way back of ${step.change.operation} does nothing.`)];
    }),
    examples: {
        bad: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, default=''))"] } }, { database: 'mysql' }),
        good: shopWith({
            '0002_code': {
                operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, default=''))"]
            }
        }, { database: 'mysql' })
    }
};
/** What a change takes away for good; undefined: nothing that is known. */
function destroys(change) {
    switch (change.kind) {
        case 'drop-table':
            return `${change.table} is dropped`;
        case 'drop-column':
            return `${change.table}.${change.column} is dropped`;
        case 'data':
            return change.verb === 'insert' ? undefined : `rows of ${change.table ?? 'a table'} are changed (${change.verb})`;
        default:
            return undefined;
    }
}

// EXTERNAL MODULE: ./build/shared/squash/frameworks.js + 26 modules
var frameworks = __webpack_require__(87282);
// EXTERNAL MODULE: ./build/shared/squash/reversal.js
var squash_reversal = __webpack_require__(2761);
;// CONCATENATED MODULE: ./build/shared/squash/rules/b04-reversible-until.js




const reversibleUntil = {
    id: 'B04',
    title: 'How far it is possible to go back',
    why: 'After a failed deployment migrations are undone from the newest on. The first one whose way back is missing, or loses what was there before, is where that ends: from there on only a copy of the database leads back, and whatever was written since is lost.',
    fix: 'Nothing to do, if that is meant. Otherwise give that migration a release of its own, so that everything after it can be undone.',
    severity: 'info',
    frameworks: ['django', 'alembic', 'sql'],
    check(subject) {
        const plan = planOf(subject);
        const found = (0,squash_reversal/* reversals */.em)(plan.map(migration => subject.changes(migration)));
        const index = found.findLastIndex(each => !each.lossless);
        const stop = plan[index];
        const reversal = found[index];
        if (stop === undefined || reversal === undefined)
            return [];
        const { app, name, file, line, column } = stop;
        const after = plan[index + 1];
        const far = after === undefined ? 'No new migration can be undone without a loss' : `Going back is lossless down to ${(0,model/* shownKey */.dM)(after)} only`;
        return [{ app, migration: name, file, line, column, message: `${far}: at ${(0,model/* shownKey */.dM)(stop)} ${reversal.reason}.` }];
    },
    examples: {
        bad: shopWith({
            '0002_text': { operations: ["migrations.AlterField('order', 'note', models.CharField(max_length=9, null=True))"] },
            '0003_colour': { operations: ["migrations.AddField('order', 'colour', models.TextField(null=True))"] }
        }, { database: 'sqlite' }),
        good: shopWith({ '0002_colour': { operations: ["migrations.AddField('order', 'colour', models.TextField(null=True))"] } })
    }
};
/** What is still to come, in the order in which it will be applied. */
function planOf({ project, graphs, isNew }) {
    const { graph } = graphs.find(each => each.state === 'live') ?? graphs[0];
    return (0,frameworks/* sourceFramework */._)(project.framework).plan(graph).filter(isNew);
}

// EXTERNAL MODULE: ./build/shared/squash/suppress.js
var suppress = __webpack_require__(48260);
;// CONCATENATED MODULE: ./build/shared/squash/rules/c01-ignore-comment.js


const ignoreComment = {
    id: 'C01',
    title: 'A comment that should have a finding ignored says too little',
    why: 'A finding is ignored only where somebody says which one and why: whoever reads the migration a year later, or at night, has nothing else. A comment without a reason, or with an id that no rule has, ignores nothing.',
    fix: 'Write `# belay: ignore R01 because the table is empty everywhere` (in SQL behind `--`), on the line of the finding, on the line above, or at the top of the file for all of it.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    check: ({ project, source, ruleIds }) => project.migrations.flatMap(({ app, name, file }) => (0,suppress/* ignoreComments */.JQ)(textWithComments(source.read(file))).flatMap(({ rules, reason, line, column }) => {
        const unknown = rules.filter(id => !ruleIds.has(id));
        const message = rules.length === 0
            ? 'This comment names no rule, so it ignores nothing.'
            : unknown.length > 0
                ? `There is no rule ${unknown.join(', ')}; this comment ignores nothing for it.`
                : reason === ''
                    ? `This comment gives no reason, so ${rules.join(', ')} is not ignored.`
                    : undefined;
        return message === undefined ? [] : [{ app, migration: name, file, line, column, message }];
    })),
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': `# belay: ignore G11\n${migrationText('', [createOrder])}`
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': `# belay: ignore G11 because the list is the same in every setting\n${migrationText('', [createOrder])}`
            }
        }
    }
};
/** Ten thousand files are looked through before one of them is decoded. */
function textWithComments(content) {
    if (content === undefined || typeof content === 'string')
        return content ?? '';
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return bytes.includes('belay:') ? bytes.toString('utf8') : '';
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
;// CONCATENATED MODULE: ./build/shared/squash/alembic/heads.js


/**
 * The heads of an environment that nobody can have meant. Several heads are meant where branch labels tell them apart, or where they have no revision
 * in common and stand in different folders (`version_locations`). In order, empty where fewer than two conflict.
 */
function conflictingHeads(graph, app) {
    const heads = graph.leaves(app).map(key => {
        const history = historyOf(graph.nodes.get((0,model/* keyOf */.TN)(key)));
        const labels = new Set([...history].flatMap(node => node.migration?.labels ?? []));
        return {
            key,
            history,
            labels: [...labels].sort().join('\0'),
            folder: external_node_path_.posix.dirname(graph.nodes.get((0,model/* keyOf */.TN)(key))?.migration?.file ?? '')
        };
    });
    const conflict = (a, b) => a !== b && a.labels === b.labels && (a.folder === b.folder || [...a.history].some(node => b.history.has(node)));
    return heads.filter(head => heads.some(other => conflict(head, other))).map(head => head.key);
}
/** A revision and its ancestors by `down_revision`. */
function historyOf(start) {
    const seen = new Set();
    const rest = start === undefined ? [] : [start];
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
        if (seen.has(node))
            continue;
        seen.add(node);
        const down = new Set(node.migration?.dependencies.filter(one => !one.order).map(one => one.name));
        rest.push(...[...node.parents].filter(parent => down.has(parent.name)));
    }
    return seen;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g01-several-leaves.js





const severalLeaves = {
    id: 'G01',
    title: 'An app has several leaf migrations',
    why: 'Two branches each added a migration after the same parent. Django refuses to run any migration at all ("Conflicting migrations detected; multiple leaf nodes in the migration graph"), so the deployment stops at `migrate`. So does `alembic upgrade head` ("Multiple head revisions are present"), while `upgrade heads` runs both branches in an order that nobody chose. Several heads of Alembic can be meant: they are not reported where branch labels tell them apart, or where they have no revision in common and stand in different folders of `version_locations`.',
    fix: 'Let the newer migration depend on the other one, or join them with `python manage.py makemigrations --merge` or `alembic merge`. Where both branches of Alembic are meant to stay, give each a label (`branch_labels`).',
    severity: 'error',
    frameworks: ['django', 'alembic'],
    check({ project, graphs }) {
        const unread = new Set(project.migrations.filter(migration => !migration.graphKnown).map(migration => migration.app));
        for (const problem of project.problems)
            unread.add(problem.app);
        const fresh = graphs.find(({ state }) => state === 'fresh');
        return (0,rule/* distinct */.dM)(graphs.flatMap(({ state, graph }) => project.apps
            // With a file that is not read, a second leaf may be only its missing child; that file is reported by itself.
            .filter(app => app.state === 'migrated' && !unread.has(app.label) && !isTorn(graph, app.label))
            .flatMap(app => {
            const leaves = leavesOf(graph, app);
            if (leaves.length < 2)
                return [];
            const last = lastOf(project.migrations, leaves);
            if (last === undefined)
                return [];
            const alsoFresh = fresh !== undefined && leavesOf(fresh.graph, app).length > 1;
            const names = leaves.map(leaf => leaf.name).join(', ');
            const { file, line, column } = last;
            return [
                {
                    app: app.label,
                    migration: last.name,
                    file,
                    line,
                    column,
                    ...(app.framework === 'alembic'
                        ? {
                            message: `The environment '${app.label}' has ${leaves.length} heads: ${names}${(0,rule/* stateNote */.WH)(state, alsoFresh)}.`,
                            fix: `Let one of them have the other as its down_revision, or run \`alembic merge ${leaves.map(leaf => leaf.name).join(' ')}\`.`
                        }
                        : {
                            message: `The app '${app.label}' has ${leaves.length} leaf migrations: ${names}${(0,rule/* stateNote */.WH)(state, alsoFresh)}.`,
                            fix: `Let one of them depend on the other, or run \`python manage.py makemigrations --merge ${app.label}\`.`
                        })
                }
            ];
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0002_state.py': migrationText("('orders', '0001_initial')", [addState])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
                    'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
                    'alembic/versions/2c_reports.py': revisionText('2c', { extra: ["branch_labels = ('reports',)"] })
                }
            }
        }
    ]
};
/** The leaves that stop the deployment: two heads of Alembic can be meant. */
function leavesOf(graph, app) {
    return app.framework === 'alembic' ? conflictingHeads(graph, app.label) : graph.leaves(app.label);
}
function lastOf(migrations, leaves) {
    const last = leaves.at(-1);
    return last && migrations.find(migration => (0,model/* keyOf */.TN)(migration) === (0,model/* keyOf */.TN)(last));
}
/** Whether the app's own chain is broken by a missing migration (G02): what stands before the gap looks like a leaf. */
function isTorn(graph, app) {
    return graph.problems.some(problem => problem.kind === 'missing' && problem.origin.app === app && problem.reference.app === app);
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g02-missing-dependency.js




const missingDependency = {
    id: 'G02',
    title: 'A migration depends on one that does not exist',
    why: 'Django cannot build its graph (NodeNotFoundError): `migrate`, `makemigrations` and the tests stop. It comes from a renamed or deleted file, from a dependency on a file that is only on another branch, or from a squash whose old files were deleted too early. Alembic ends with a bare `KeyError` at every command. It does not complete an id that is only begun: neither in `down_revision` nor in `depends_on`.',
    fix: 'Name a migration that is in the repository, or bring the missing file back.',
    severity: 'error',
    frameworks: ['django', 'alembic'],
    check({ project, graphs }) {
        const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.problems.map(identity)));
        return (0,rule/* distinct */.dM)(graphs.flatMap(({ state, graph }) => graph.problems
            // What a squash replaces wrongly has rules of its own.
            .filter(problem => problem.role !== 'replaces' && !isConsequence(problem, project))
            .map(problem => {
            const { origin, reference } = problem;
            const { file, line, column } = reference;
            return {
                app: origin.app,
                migration: origin.name,
                file,
                line,
                column,
                message: messageOf(problem) + (0,rule/* stateNote */.WH)(state, fresh.has(identity(problem))),
                fix: fixOf(problem, project)
            };
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0003_note.py': migrationText("('orders', '0002_renamed')", [addNote])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0003_note.py': migrationText("('orders', '0001_initial')", [addNote])
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a2b3c4d'),
                    'alembic/versions/2b_note.py': revisionText('2b3c4d5e', { down: "'1a2b'" })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a2b3c4d'),
                    'alembic/versions/2b_note.py': revisionText('2b3c4d5e', { down: "'1a2b3c4d'" })
                }
            }
        }
    ]
};
function identity(problem) {
    return `${(0,model/* keyOf */.TN)(problem.origin)} ${problem.role} ${(0,model/* keyOf */.TN)(problem.reference)} ${problem.kind}`;
}
/** Whether the missing node follows from a file that could not be read, which is reported by itself. */
function isConsequence(problem, project) {
    const { reference, origin } = problem;
    if (project.problems.some(one => one.app === origin.app && one.migration === origin.name))
        return true;
    if (project.problems.some(one => one.app === reference.app && one.migration === reference.name))
        return true;
    // A squash whose `replaces` is not read may stand for the missing one.
    return problem.kind === 'missing' && project.migrations.some(one => one.app === reference.app && !one.graphKnown);
}
function messageOf({ kind, origin, reference, role, blocked }) {
    const from = (0,model/* keyOf */.TN)(origin);
    if (kind === 'no-migrations')
        return `${from} depends on ${reference.name} of '${reference.app}', which has no migrations.`;
    const isParent = origin.framework === 'alembic' && !reference.order;
    const what = role === 'run_before' ? 'must run before' : isParent ? 'follows' : 'depends on';
    const squash = blocked.map(model/* keyOf */.TN).join(', ');
    return `${from} ${what} ${(0,model/* keyOf */.TN)(reference)}, which does not exist${squash === '' ? '' : `; ${squash} replaces it, but cannot be used because only some of what it replaces is applied`}.`;
}
function fixOf({ origin, reference, blocked }, project) {
    if (blocked.length > 0)
        return 'Bring the replaced files back and migrate the databases that have only some of them, before deleting the files.';
    if (origin.framework === 'alembic') {
        const begun = project.migrations.filter(one => one.app === reference.app && one.name.startsWith(reference.name));
        return begun.length === 1 ? `Write the whole id: '${begun[0].name}'.` : undefined;
    }
    const number = /^\d+/.exec(reference.name)?.[0];
    const near = project.migrations.find(one => one.app === reference.app && number !== undefined && one.name.startsWith(`${number}_`));
    return near === undefined ? undefined : `Did you mean ${(0,model/* keyOf */.TN)(near)}? Otherwise bring ${(0,model/* keyOf */.TN)(reference)} back.`;
}

// EXTERNAL MODULE: ./build/shared/squash/graph.js
var graph = __webpack_require__(52071);
;// CONCATENATED MODULE: ./build/shared/squash/rules/squashes.js

/** By project, then by its base, or by itself where there is none: a dozen rules ask. */
const found = new WeakMap();
/** Every migration with `replaces`, in the order of the project. */
function squashesOf(project, base) {
    const byBase = found.get(project) ?? new WeakMap();
    found.set(project, byBase);
    const squashes = byBase.get(base ?? project) ?? findSquashes(project, base);
    byBase.set(base ?? project, squashes);
    return squashes;
}
function findSquashes(project, base) {
    const squashes = project.migrations.filter(migration => migration.replaces.length > 0);
    if (squashes.length === 0)
        return [];
    const onDisk = byKey(project);
    const children = childrenOf(project);
    const before = base === undefined ? new Map() : byKey(base);
    return squashes.map(squash => {
        const names = [...new Map(squash.replaces.map(name => [(0,model/* keyOf */.TN)(name), name])).values()].filter(name => (0,model/* keyOf */.TN)(name) !== (0,model/* keyOf */.TN)(squash));
        const present = names.flatMap(name => onDisk.get((0,model/* keyOf */.TN)(name)) ?? []);
        const after = reachedFrom([(0,model/* keyOf */.TN)(squash)], children);
        const reused = present.filter(target => after.has((0,model/* keyOf */.TN)(target)));
        const targets = present.filter(target => !reused.includes(target));
        const gone = names.flatMap(name => (onDisk.has((0,model/* keyOf */.TN)(name)) ? [] : (before.get((0,model/* keyOf */.TN)(name)) ?? [])));
        return { squash, names, keys: new Set(names.map(model/* keyOf */.TN)), inner: innerOf(squash, onDisk), targets, known: [...targets, ...gone], reused };
    });
}
function innerOf(squash, onDisk) {
    const inner = new Set(squash.replaces.map(model/* keyOf */.TN));
    // A set that grows while it is gone through is gone through to its end.
    for (const key of inner)
        for (const name of onDisk.get(key)?.replaces ?? [])
            inner.add((0,model/* keyOf */.TN)(name));
    return inner;
}
function byKey(project) {
    return new Map(project.migrations.map(migration => [(0,model/* keyOf */.TN)(migration), migration]));
}
/** For each migration, those that name it as a dependency, squashes taken for what they are. */
function childrenOf(project) {
    const children = new Map();
    for (const migration of project.migrations) {
        for (const parent of migration.dependencies) {
            const siblings = children.get((0,model/* keyOf */.TN)(parent));
            if (siblings === undefined)
                children.set((0,model/* keyOf */.TN)(parent), [(0,model/* keyOf */.TN)(migration)]);
            else
                siblings.push((0,model/* keyOf */.TN)(migration));
        }
    }
    return children;
}
/** Everything that is reached from some keys, themselves left out unless a way leads back to them. */
function reachedFrom(keys, next) {
    const seen = new Set();
    for (const key of keys)
        for (const other of next.get(key) ?? [])
            seen.add(other);
    // A set that grows while it is gone through is gone through to its end.
    for (const key of seen)
        for (const other of next.get(key) ?? [])
            seen.add(other);
    return seen;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/history.js



const history_known = new WeakMap();
function history_historyOf(project) {
    const history = history_known.get(project) ?? build(project);
    history_known.set(project, history);
    return history;
}
function build(project) {
    const replaced = new Map();
    for (const { squash, targets } of squashesOf(project))
        if (targets.length > 0)
            replaced.set((0,model/* keyOf */.TN)(squash), targets.map(model/* keyOf */.TN));
    const old = project.migrations.filter(migration => !replaced.has((0,model/* keyOf */.TN)(migration)));
    const byApp = Map.groupBy(old, migration => migration.app);
    const expand = (key) => {
        const seen = new Set([key]);
        for (const each of seen)
            for (const target of replaced.get(each) ?? [])
                seen.add(target);
        return [...seen].filter(each => !replaced.has(each));
    };
    const resolve = (reference, from) => {
        const own = byApp.get(reference.app);
        const isFirst = reference.name === '__first__';
        if ((!isFirst && reference.name !== '__latest__') || own === undefined)
            return expand((0,model/* keyOf */.TN)(reference));
        if (reference.app === from.app)
            return [];
        return ends(own, isFirst).map(model/* keyOf */.TN);
    };
    const parents = new Map(old.map(migration => [(0,model/* keyOf */.TN)(migration), new Set()]));
    for (const migration of old) {
        for (const dependency of migration.dependencies)
            for (const parent of resolve(dependency, migration))
                parents.get((0,model/* keyOf */.TN)(migration)).add(parent);
        for (const child of migration.runBefore.flatMap(reference => resolve(reference, migration)))
            parents.get(child)?.add((0,model/* keyOf */.TN)(migration));
    }
    const children = new Map();
    for (const [key, own] of parents)
        for (const parent of own)
            children.set(parent, (children.get(parent) ?? new Set()).add(key));
    let circles;
    return {
        resolve,
        closure: keys => new Set([...keys, ...reachedFrom(keys, parents)]),
        after: keys => reachedFrom(keys, children),
        isInCircle(key) {
            circles ??= new Set((0,graph/* findCycles */.p)(nodesOf(parents, children)).flatMap(members => members.map(model/* keyOf */.TN)));
            return circles.has(key);
        }
    };
}
function nodesOf(parents, children) {
    const nodes = new Map();
    for (const key of new Set([...parents.keys(), ...children.keys()])) {
        const point = key.indexOf('.');
        const names = { app: key.slice(0, point), name: key.slice(point + 1) };
        nodes.set(key, { ...names, migration: undefined, external: false, parents: new Set(), children: new Set() });
    }
    for (const [key, node] of nodes) {
        for (const parent of parents.get(key) ?? [])
            node.parents.add(nodes.get(parent));
        for (const child of children.get(key) ?? [])
            node.children.add(nodes.get(child));
    }
    return nodes;
}
/** The migrations of one app that depend on none of it, or on which none of it depends. */
function ends(own, isFirst) {
    const inApp = (references, app) => references.filter(reference => reference.app === app).map(model/* keyOf */.TN);
    if (isFirst)
        return own.filter(migration => inApp(migration.dependencies, migration.app).length === 0);
    const parents = new Set(own.flatMap(migration => inApp(migration.dependencies, migration.app)));
    return own.filter(migration => !parents.has((0,model/* keyOf */.TN)(migration)));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/squash-cycle.js



/** undefined: the circle is not the work of a squash (G03). */
function explainCycle(members, project) {
    const keys = new Set(members.map(model/* keyOf */.TN));
    const squashes = squashesOf(project).filter(({ squash }) => squash.graphKnown && keys.has((0,model/* keyOf */.TN)(squash)));
    for (const { squash, reused } of squashes)
        if (reused.length > 0)
            return { kind: 'reused', squash };
    const [first] = squashes.filter(({ targets }) => targets.length > 0);
    if (first === undefined)
        return undefined;
    const history = history_historyOf(project);
    const inner = new Set([...keys, ...squashes.flatMap(({ targets }) => targets.map(model/* keyOf */.TN))]);
    if ([...inner].some(key => history.isInCircle(key)))
        return undefined;
    for (const { squash } of squashes) {
        const left = unreplacedBetween(squash, project);
        if (left.some(migration => keys.has((0,model/* keyOf */.TN)(migration))))
            return { kind: 'unreplaced', squash };
    }
    return new Set(members.map(member => member.app)).size > 1 ? { kind: 'apps', squash: first.squash } : undefined;
}
/** Migrations of the squash's app that it does not replace, although they come after one and before another that it replaces. */
function unreplacedBetween(squash, project) {
    const found = squashesOf(project).find(each => each.squash === squash);
    const history = history_historyOf(project);
    const targets = new Set(found?.targets.flatMap(target => history.resolve(target, squash)));
    const before = history.closure(targets);
    const after = history.after(targets);
    const isReplaced = found?.inner ?? new Set();
    return project.migrations.filter(migration => {
        if (migration.app !== squash.app || migration === squash)
            return false;
        const key = (0,model/* keyOf */.TN)(migration);
        // In a circle of its own everything is before and after everything.
        return !isReplaced.has(key) && before.has(key) && after.has(key) && !history.isInCircle(key);
    });
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g03-cycle.js





const cycle = {
    id: 'G03',
    title: 'Migrations depend on each other in a circle',
    why: 'Django cannot order them (CircularDependencyError) and runs none. Where a squash closes the circle, another rule says so (S04, S16, S17). Alembic stops with CycleDetected, DependencyCycleDetected or LoopDetected. A circle that hangs between a base and a head it does not notice: `upgrade` then runs one revision before the one that it follows, or never ends.',
    fix: 'Remove the dependency that closes the circle: often it belongs to a later migration of its own.',
    severity: 'error',
    frameworks: ['django', 'alembic'],
    check({ project, graphs }) {
        const broken = new Set(project.problems.map(keyOfProblem));
        const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.cycles.map(describe)));
        return (0,rule/* distinct */.dM)(graphs.flatMap(({ state, graph }) => graph.cycles.flatMap(members => {
            if (members.some(member => broken.has((0,model/* keyOf */.TN)(member))) || explainCycle(members, project) !== undefined)
                return [];
            const first = members.find(member => graph.nodes.get((0,model/* keyOf */.TN)(member))?.migration !== undefined);
            const migration = first === undefined ? undefined : graph.nodes.get((0,model/* keyOf */.TN)(first))?.migration;
            if (first === undefined || migration === undefined)
                return [];
            const path = shortestCycle(graph, first).map(model/* keyOf */.TN).join(' -> ');
            const { app, name, file, line, column } = migration;
            return [
                {
                    app,
                    migration: name,
                    file,
                    line,
                    column,
                    message: `Circular dependency: ${path}${(0,rule/* stateNote */.WH)(state, fresh.has(describe(members)))}.`
                }
            ];
        })));
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
                'stock/migrations/__init__.py': '',
                'stock/migrations/0001_initial.py': migrationText("('orders', '0002_note')", [
                    "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
                ])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
                'stock/migrations/__init__.py': '',
                'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
                    "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
                ])
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', { down: "'2b'" }),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
                }
            }
        },
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "('1a', '3c')" }),
                    'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" }),
                    'alembic/versions/4d_total.py': revisionText('4d', { down: "'3c'" })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
                    'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" }),
                    'alembic/versions/4d_total.py': revisionText('4d', { down: "'3c'" })
                }
            }
        }
    ]
};
function keyOfProblem(problem) {
    return (0,model/* keyOf */.TN)({ app: problem.app, name: problem.migration });
}
function describe(members) {
    return members.map(model/* keyOf */.TN).join(' ');
}
/** From a member back to itself, each depending on the next. */
function shortestCycle(graph, start) {
    const origin = graph.nodes.get((0,model/* keyOf */.TN)(start));
    const previous = new Map();
    const queue = [origin];
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
        for (const parent of node.parents) {
            if (parent === origin) {
                const path = [origin, node];
                for (let at = node; at !== origin;) {
                    at = previous.get(at);
                    path.push(at);
                }
                // A migration that depends on itself is its own neighbour.
                return node === origin ? [origin, origin] : path.reverse();
            }
            if (!previous.has(parent)) {
                previous.set(parent, node);
                queue.push(parent);
            }
        }
    }
    return [origin];
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g04-no-migration-class.js


const noMigrationClass = {
    id: 'G04',
    title: 'A file among the migrations is no migration',
    why: 'Django imports every module of the folder and stops at one without a class Migration (BadMigrationError): an emptied file or a helper module there keeps every migration from running. Alembic loads every file of the folder as well and stops at one without `revision` (CommandError), or without `down_revision` or `upgrade()` (a bare AttributeError).',
    fix: 'Delete the file, or move helper code to another folder, or begin its name with `_` (Django skips such names; Alembic skips only `__init__.py`).',
    severity: 'error',
    frameworks: ['django', 'alembic'],
    check: ({ project }) => project.problems
        .filter(problem => problem.kind === 'no-migration-class')
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: project.framework === 'alembic' ? `${detail}.` : `${file} has no class Migration.`
    })),
    ignorable: false,
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/_helpers.py': 'def forwards(apps, schema_editor):\n    pass\n'
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/helpers.py': 'def fill(connection):\n    pass\n'
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/__init__.py': '',
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/helpers.py': 'def fill(connection):\n    pass\n'
                }
            }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/g05-no-package.js

const noPackage = {
    id: 'G05',
    title: 'A migrations folder has no __init__.py',
    why: 'Django then takes the whole app as one without migrations, and says nothing: `migrate` is green, `migrate --check` is green, and the tables never change.',
    fix: 'Add an empty `__init__.py` to the folder and commit it (is it in `.gitignore`?).',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project }) => project.problems
        .filter(problem => problem.kind === 'no-package')
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `The migrations of '${app}' are not a package: ${detail}, no __init__.py. Django ignores them all without a word.`
    })),
    examples: {
        bad: { files: { 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } },
        good: { files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/g06-syntax.js


const kinds = new Set(['syntax', 'conflict', 'encoding']);
/** Built, not written, so that no tool takes this file for a conflict. */
const mark = (character) => character.repeat(7);
const syntax = {
    id: 'G06',
    title: 'A migration is not valid Python or SQL, or holds a merge conflict',
    why: 'Django and Alembic cannot import the file, so no migration runs, and the application usually does not start either. What else is wrong with the app cannot be told before it is mended. A file of SQL fails in the middle of the deployment; where the database has no transactions for changes of the schema (MySQL), what stands before the error stays.',
    fix: 'Resolve the conflict or the error; `python -m py_compile FILE` shows what Python says. Of SQL, quotes, comments and conflicts are looked at in every file, and a new file for PostgreSQL is read by its own parser (that of 18).',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => [...broken(subject.project), ...refused(subject)],
    ignorable: false,
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText(`\n${mark('<')} HEAD\n        ('orders', '0001_initial'),\n${mark('=')}\n        ('orders', '0001_squashed'),\n${mark('>')} feature\n    `)
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': `"""Title\n${mark('=')}\nAn underline of seven signs is not a conflict.\n"""\n${migrationText('', [createOrder])}`
            }
        }
    },
    more: [
        {
            bad: {
                files: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: ["op.execute('UPDATE orders SET note = '')"] }) }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', { up: ['op.execute("UPDATE orders SET note = \'\'")'] })
                }
            }
        },
        {
            bad: {
                files: {
                    'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migrations/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUM state text;\n'
                },
                base: { 'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n' },
                database: 'postgres'
            },
            good: {
                files: {
                    'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migrations/V2__note.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\n"
                },
                base: { 'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n' },
                database: 'postgres'
            }
        },
        {
            bad: {
                files: {
                    'db/migrations/001_orders.sql': "CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new);\n"
                }
            },
            good: {
                files: {
                    'db/migrations/001_orders.sql': "CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new');\n"
                }
            }
        }
    ]
};
/** Files that are broken in themselves. */
function broken(project) {
    return project.problems
        .filter(problem => kinds.has(problem.kind))
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${app}.${migration} cannot be ${project.framework === 'sql' ? 'run' : 'imported'}: ${detail}.`
    }));
}
/** New SQL that the database's parser refuses. Where nobody says which database it is for, another one may take it. */
function refused({ project, database, isNew, changes }) {
    if (database !== 'postgres')
        return [];
    const broken = new Set(project.problems.map(problem => problem.file));
    return project.migrations.filter(isNew).flatMap(migration => {
        const { forward, backward = [] } = changes(migration);
        return [...forward, ...backward].flatMap(change => {
            if (change.kind !== 'unknown' || change.syntax !== true || broken.has(change.at.file))
                return [];
            return [{ app: migration.app, migration: migration.name, ...change.at, message: `PostgreSQL cannot read this: ${change.reason}.` }];
        });
    });
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g07-leaves-after-merge.js




const initial = migrationText('', [createOrder]);
const note = migrationText("('orders', '0001_initial')", [addNote]);
const state = migrationText("('orders', '0001_initial')", [addState]);
const leavesAfterMerge = {
    id: 'G07',
    title: 'This branch and its base branch each have a new leaf',
    why: 'Both are sound, and git merges them without a conflict, because the files have different names. Together they have two leaves, and the next deployment stops: Django says "Conflicting migrations detected", Alembic "Multiple head revisions are present". Nobody sees it before the merge, because each branch is tested alone.',
    fix: 'Bring the base branch into this one and let the new migration depend on the newest one there (Django: `makemigrations --merge`, Alembic: `alembic merge`, or change `dependencies` or `down_revision` of the one that is not merged yet).',
    severity: 'error',
    frameworks: ['django', 'alembic'],
    check({ project, base, tip, version }) {
        if (base === undefined || tip === undefined)
            return [];
        const framework = (0,frameworks/* sourceFramework */._)(project.framework);
        const merged = merge(project, base, tip);
        // A file that is not read may be the missing child of a leaf.
        const unread = new Set([...merged.filter(each => !each.graphKnown), ...project.problems, ...tip.problems].map(each => each.app));
        const [here, there, together] = [project, tip, { ...project, migrations: merged }].map(each => framework.graph(each, [], version));
        return project.apps.flatMap(({ label }) => {
            if (unread.has(label))
                return [];
            const leaves = together.leaves(label);
            if (leaves.length <= Math.max(here.leaves(label).length, there.leaves(label).length))
                return [];
            const own = new Set(here.leaves(label).map(model/* keyOf */.TN));
            const onBase = new Set(tip.migrations.map(model/* keyOf */.TN));
            const mine = leaves.filter(leaf => own.has((0,model/* keyOf */.TN)(leaf)) && !onBase.has((0,model/* keyOf */.TN)(leaf)));
            const theirs = leaves.filter(leaf => !own.has((0,model/* keyOf */.TN)(leaf)));
            const newest = project.migrations.find(each => each.app === label && each.name === mine.at(-1)?.name);
            if (newest === undefined)
                return [];
            const names = theirs.map(leaf => leaf.name).join(', ');
            const { app, name, file, line, column } = newest;
            const message = `After the merge '${label}' has ${leaves.length} leaves: ${mine.map(leaf => leaf.name).join(', ')} of this branch, and ${names} of the base branch.`;
            return [{ app, migration: name, file, line, column, message }];
        });
    },
    examples: {
        bad: {
            base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial },
            tip: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_state.py': state },
            files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note }
        },
        good: {
            base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_state.py': state },
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': initial,
                'orders/migrations/0002_state.py': state,
                'orders/migrations/0003_note.py': migrationText("('orders', '0002_state')", [addNote])
            }
        }
    },
    more: [
        {
            bad: {
                base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a') },
                tip: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
                },
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" })
                }
            },
            good: {
                base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a') },
                tip: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
                },
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a'),
                    'alembic/versions/2b_reports.py': revisionText('2b', { extra: ["branch_labels = ('reports',)"] }),
                    'alembic/versions/2c_state.py': revisionText('2c', { down: "'1a'" })
                }
            }
        }
    ]
};
/** What git makes of the two: what only one side has added, deleted or pointed elsewhere is as that side has it. */
function merge(project, base, tip) {
    const [was, there] = [base, tip].map(each => new Map(each.migrations.map(migration => [(0,model/* keyOf */.TN)(migration), migration])));
    const here = new Set(project.migrations.map(model/* keyOf */.TN));
    const kept = project.migrations.flatMap(migration => {
        const [old, other] = [was.get((0,model/* keyOf */.TN)(migration)), there.get((0,model/* keyOf */.TN)(migration))];
        if (old === undefined)
            return [migration];
        if (orderOf(migration) !== orderOf(old))
            return [migration];
        return other === undefined ? [] : [other];
    });
    return [...kept, ...tip.migrations.filter(migration => !here.has((0,model/* keyOf */.TN)(migration)) && !was.has((0,model/* keyOf */.TN)(migration)))];
}
function orderOf({ dependencies, runBefore, replaces }) {
    return JSON.stringify([dependencies, runBefore, replaces].map(each => each.map(model/* keyOf */.TN)));
}

// EXTERNAL MODULE: ./build/shared/squash/python-syntax.js
var python_syntax = __webpack_require__(37665);
;// CONCATENATED MODULE: ./build/shared/squash/same-content.js

/**
 * What a file of Python says, without what does not change it: comments, layout, docstrings, the kind of quotes, a comma behind the last item.
 * One text per token. undefined: it is broken, and nothing can be said.
 */
function pythonTokens(content, skip = () => false) {
    const { text, tree, problem } = (0,python_syntax/* parsePython */.w_)(content);
    if (problem !== undefined)
        return undefined;
    const tokens = [];
    const visit = (node) => {
        if (node.name === 'Comment' || isDocstring(node) || isLastComma(node) || skip(node, text))
            return;
        if (node.firstChild === null || node.name === 'String') {
            const token = text.slice(node.from, node.to);
            tokens.push(node.name === 'String' ? plain(token) : token);
            return;
        }
        // Depth is meaning; the spaces that make it are not.
        if (node.name === 'Body')
            tokens.push('{');
        for (let child = node.firstChild; child !== null; child = child.nextSibling)
            visit(child);
        if (node.name === 'Body')
            tokens.push('}');
    };
    visit(tree.topNode);
    return tokens;
}
/** A statement that is nothing but a string. */
function isDocstring(node) {
    return (node.name === 'ExpressionStatement' &&
        node.firstChild !== null &&
        node.firstChild.name === 'String' &&
        node.firstChild.nextSibling === null);
}
/** `(x,)` is a tuple because of its comma; everywhere else the last comma says nothing. */
function isLastComma(node) {
    if (node.name !== ',' || !/^[)\]}]$/.test(node.nextSibling?.name ?? ''))
        return false;
    if (node.parent?.name !== 'TupleExpression')
        return true;
    for (let before = node.prevSibling; before !== null; before = before.prevSibling)
        if (before.name === ',')
            return true;
    return false;
}
/** A simple string without its quotes; one with a prefix or a backslash as it stands. */
function plain(token) {
    const match = /^("""|'''|"|')([\s\S]*)\1$/.exec(token);
    return match === null || match[2].includes('\\') ? token : `"${match[2]}"`;
}
/** What a file of SQL says, without comments and layout. Text within quotes, names within quotes and bodies within dollars stay as they are. */
function sqlTokens(content) {
    const { text } = (0,python_syntax/* decodePython */.vb)(content);
    const parts = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|(\$\w*\$)[\s\S]*?\1|[\p{L}\p{N}_$]+|\s+|./gu;
    return [...text.matchAll(parts)].map(([part]) => part).filter(part => !/^(--|\/\*|\s)/.test(part) || /^\/\*[!+]/.test(part));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g08-edited.js




const g08_edited_initial = migrationText('', [createOrder]);
const g08_edited_note = migrationText("('orders', '0001_initial')", [addNote]);
const edited = {
    id: 'G08',
    title: 'A migration that is on the base branch already was edited, renamed or deleted',
    why: 'Databases that have applied it never run it again: they keep what the old text made, while new ones get what the new text makes, and nothing ever compares the two. A renamed or deleted one is worse: its row stays in the database, and a renamed one runs a second time. Comments, layout and docstrings may change; so may `replaces` once the squash is recorded everywhere, dependencies that are pointed at the squash, and `elidable`.',
    fix: 'Bring the file back as it was and write what is missing into a new migration. Where the history is begun anew on purpose (`adopt-history`), say so in `squash-check.ignore` of the configuration.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check({ project, base, source, baseSource }) {
        if (base === undefined || baseSource === undefined)
            return [];
        const here = new Map(project.migrations.map(migration => [(0,model/* keyOf */.TN)(migration), migration]));
        const before = new Set(base.migrations.map(model/* keyOf */.TN));
        const broken = new Set([...base.problems, ...project.problems].map(({ app, migration }) => (0,model/* keyOf */.TN)({ app, name: migration })));
        const squashes = [...base.migrations, ...project.migrations].filter(migration => migration.replaces.length > 0);
        const replaced = new Set(squashes.flatMap(squash => squash.replaces.map(model/* keyOf */.TN)));
        const added = project.migrations.filter(migration => !before.has((0,model/* keyOf */.TN)(migration)));
        return base.migrations.flatMap((old) => {
            if (broken.has((0,model/* keyOf */.TN)(old)) || isRepeatable(old))
                return [];
            const now = here.get((0,model/* keyOf */.TN)(old));
            if (now === undefined) {
                // What a squash replaces may be deleted; whether it is time for that is S14's matter.
                if (replaced.has((0,model/* keyOf */.TN)(old)))
                    return [];
                // The file is there, and only its app is none any more: that has a rule of its own (G05), or is what the settings want.
                const app = project.apps.find(each => each.label === old.app);
                if (app !== undefined && app.state !== 'migrated' && source.read(old.file) !== undefined)
                    return [];
                const renamed = added.find(each => each.file === old.file || (each.app === old.app && isSame(old, each, baseSource, source, replaced)));
                const where = renamed ?? { file: old.file, line: 1, column: 1 };
                const message = renamed === undefined
                    ? `${(0,model/* keyOf */.TN)(old)} is on the base branch and was deleted here (${old.file}).`
                    : `${(0,model/* keyOf */.TN)(old)} is on the base branch and was renamed to ${(0,model/* keyOf */.TN)(renamed)}: databases that have applied it will run it again.`;
                return [
                    {
                        app: renamed?.app ?? old.app,
                        migration: renamed?.name ?? old.name,
                        file: where.file,
                        line: where.line,
                        column: where.column,
                        message
                    }
                ];
            }
            if (isSame(old, now, baseSource, source, replaced))
                return [];
            const { app, name, file, line, column } = now;
            return [
                {
                    app,
                    migration: name,
                    file,
                    line,
                    column,
                    message: `${(0,model/* keyOf */.TN)(now)} is on the base branch and says something else there (${file}).`
                }
            ];
        });
    },
    examples: {
        bad: {
            base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial, 'orders/migrations/0002_note.py': g08_edited_note },
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': g08_edited_initial,
                'orders/migrations/0002_note.py': g08_edited_note.replace('null=True', "default=''")
            }
        },
        good: {
            base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial, 'orders/migrations/0002_note.py': g08_edited_note },
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': g08_edited_initial,
                'orders/migrations/0002_note.py': `# Reviewed in May.\n${g08_edited_note.replaceAll("'", '"')}`
            }
        }
    },
    more: [
        {
            bad: {
                base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial, 'orders/migrations/0002_note.py': g08_edited_note },
                files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial }
            },
            good: {
                base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial },
                files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': g08_edited_initial, 'orders/migrations/0002_note.py': g08_edited_note }
            }
        },
        {
            bad: {
                base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) },
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders, addNoteColumn], back: [dropOrders] })
                }
            },
            good: {
                base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) },
                files: {
                    ...alembicIni,
                    // Alembic knows a revision by its id, not by its file.
                    'alembic/versions/2026_1a_orders.py': `"""Orders."""\n${revisionText('1a', { up: [createOrders], back: [dropOrders] })}`
                }
            }
        }
    ]
};
/** Flyway runs `R__x.sql` again whenever it changes. */
function isRepeatable({ framework, file }) {
    return framework === 'sql' && /(^|\/)R__[^/]*$/.test(file);
}
function isSame(old, now, before, after, replaced) {
    const [a, b] = [before.read(old.file), after.read(now.file)];
    // What was not loaded is told as unknown.
    if (a === undefined || b === undefined || a === b || Buffer.from(a).equals(Buffer.from(b)))
        return true;
    if (!old.file.endsWith('.py'))
        return sqlTokens(a).join('\0') === sqlTokens(b).join('\0');
    const [left, right] = [pythonTokens(a, isOrder), pythonTokens(b, isOrder)];
    if (left === undefined || right === undefined)
        return true;
    if (withoutElidable(left) !== withoutElidable(right))
        return false;
    return now.framework !== 'django' || !isReordered(old, now, replaced);
}
/** What the graph says of a migration of Django is compared by its facts. */
function isOrder(node, text) {
    const name = node.name === 'AssignStatement' ? node.firstChild : null;
    return name !== null && ['dependencies', 'replaces'].includes(text.slice(name.from, name.to));
}
/** `elidable=True` is read by a later squash only. */
function withoutElidable(tokens) {
    return tokens.join('\0').replaceAll(/\0,\0elidable\0=\0(True|False)(?=\0[,)])/g, '');
}
/** Whether it was given other dependencies, beyond those that a squash has taken over, or made a squash of other migrations. */
function isReordered(old, now, replaced) {
    const [before, after] = [new Set(old.dependencies.map(model/* keyOf */.TN)), new Set(now.dependencies.map(model/* keyOf */.TN))];
    const lost = [...before].filter(key => !after.has(key));
    const gained = [...after].filter(key => !before.has(key));
    if (lost.some(key => !replaced.has(key)) || (lost.length === 0 && gained.length > 0))
        return true;
    const [was, is] = [new Set(old.replaces.map(model/* keyOf */.TN)), [...new Set(now.replaces.map(model/* keyOf */.TN))]];
    return is.length > 0 && (is.length !== was.size || is.some(key => !was.has(key)));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g09-duplicate.js

const duplicate = {
    id: 'G09',
    title: 'A revision or version is there twice',
    why: 'Two branches chose the same id or number, or a file was copied. Alembic only warns while it loads the files ("is present more than once"), takes the last one, and then refuses `upgrade heads` ("overlaps with other requested revisions") as soon as anything follows; a branch label that is taken stops every command. Of two SQL files with one version one is never run, or every run stops.',
    fix: 'Give the newer file an id or version of its own. Where one of them has been applied anywhere, that one keeps it.',
    severity: 'error',
    frameworks: ['alembic', 'sql'],
    check: ({ project }) => project.problems
        .filter(problem => problem.kind === 'duplicate')
        .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${app}.${migration}: ${detail}.`
    })),
    examples: {
        bad: {
            files: {
                ...alembicIni,
                'alembic/versions/1a_orders.py': revisionText('1a'),
                'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
                'alembic/versions/2b_state.py': revisionText('2b', { down: "'1a'" })
            }
        },
        good: {
            files: {
                ...alembicIni,
                'alembic/versions/1a_orders.py': revisionText('1a'),
                'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
                'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" })
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', { extra: ["branch_labels = ('orders',)"] }),
                    'alembic/versions/1b_reports.py': revisionText('1b', { extra: ["branch_labels = ('orders',)"] })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', { extra: ["branch_labels = ('orders',)"] }),
                    'alembic/versions/1b_reports.py': revisionText('1b', { extra: ["branch_labels = ('reports',)"] })
                }
            }
        }
    ]
};

// EXTERNAL MODULE: ./build/shared/migrations/sql-files.js
var sql_files = __webpack_require__(68417);
;// CONCATENATED MODULE: ./build/shared/squash/rules/g10-out-of-order.js



const outOfOrder = {
    id: 'G10',
    title: 'A new migration comes before one that is on the base branch already',
    why: 'A database that has the later migration never had this one before it. Flyway refuses the file or skips it, golang-migrate skips it without a word, Django stops with InconsistentMigrationHistory, and Alembic takes what stands below its recorded revision as applied. A fresh database runs the two in another order than production did.',
    fix: 'Give the file a version above the newest one; in Django and Alembic let it depend on the newest migration, and let no older one depend on it.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    check(subject) {
        const { base, project } = subject;
        if (base === undefined)
            return [];
        return project.framework === 'sql' ? lateVersions(project, base) : insertedBelow(subject, base);
    },
    examples: {
        bad: {
            base: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
            },
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0002_before_note.py': migrationText("('orders', '0001_initial')", [addState], ["run_before = [('orders', '0002_note')]"])
            }
        },
        good: {
            base: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
            },
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
            }
        }
    },
    more: [
        {
            bad: {
                base: {
                    'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
                },
                files: {
                    'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migration/V9__parcels.sql': 'CREATE TABLE parcels (id bigint PRIMARY KEY);\n',
                    'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
                }
            },
            good: {
                base: {
                    'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
                },
                files: {
                    'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n',
                    'db/migration/V10.1__parcels.sql': 'CREATE TABLE parcels (id bigint PRIMARY KEY);\n'
                }
            }
        }
    ]
};
/** New files whose version is below the newest one of the same directory on the base branch. */
function lateVersions(project, base) {
    const there = new Set(base.migrations.map(model/* keyOf */.TN));
    const newest = new Map();
    for (const migration of base.migrations) {
        const file = versionOf(migration);
        const known = newest.get(migration.app);
        if (file !== undefined && (known === undefined || (0,sql_files/* compareVersions */.Zy)(known, file) < 0))
            newest.set(migration.app, file);
    }
    return project.migrations.flatMap(migration => {
        const file = versionOf(migration);
        const last = newest.get(migration.app);
        // The same version twice has a rule of its own.
        if (there.has((0,model/* keyOf */.TN)(migration)) || file === undefined || last === undefined || (0,sql_files/* compareVersions */.Zy)(file, last) >= 0)
            return [];
        return [g10_out_of_order_matchOf(migration, `${migration.name} is new and comes before ${last.name}, which is on the base branch already.`)];
    });
}
function versionOf({ name }) {
    const file = (0,sql_files/* parseSqlFile */.K5)(`${name}.sql`);
    return file?.role === 'up' ? file : undefined;
}
/** New migrations, no squashes, that something on the base branch depends on, straight or through others. */
function insertedBelow({ project, graphs }, base) {
    const there = new Set(base.migrations.map(model/* keyOf */.TN));
    const graph = graphs.find(({ state }) => state === 'fresh')?.graph;
    if (graph === undefined)
        return [];
    const below = beforeAnyOf(graph, there);
    return project.migrations.flatMap(migration => {
        if (there.has((0,model/* keyOf */.TN)(migration)) || migration.replaces.length > 0)
            return [];
        const node = graph.nodes.get((0,model/* keyOf */.TN)(migration));
        // Looked at before each is followed upwards: of thousands that are new hardly one is below the base.
        const after = node !== undefined && below.has(node) ? laterOnBase(node, there) : undefined;
        if (after === undefined)
            return [];
        return [g10_out_of_order_matchOf(migration, `${(0,model/* keyOf */.TN)(migration)} is new, and ${(0,model/* keyOf */.TN)(after)}, which is on the base branch already, comes after it.`)];
    });
}
/** Everything that one of these depends on, straight or through others. */
function beforeAnyOf({ nodes }, keys) {
    const found = new Set();
    const pending = [...nodes.values()].filter(node => keys.has((0,model/* keyOf */.TN)(node)));
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        for (const parent of node.parents) {
            if (found.has(parent))
                continue;
            found.add(parent);
            pending.push(parent);
        }
    }
    return found;
}
function laterOnBase(start, base) {
    const pending = [...start.children];
    const seen = new Set(pending);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        if (base.has((0,model/* keyOf */.TN)(node)))
            return node;
        for (const child of node.children) {
            if (seen.has(child))
                continue;
            seen.add(child);
            pending.push(child);
        }
    }
    return undefined;
}
function g10_out_of_order_matchOf({ app, name, file, line, column }, message) {
    return { app, migration: name, file, line, column, message };
}

// EXTERNAL MODULE: ./build/shared/squash/python.js + 2 modules
var python = __webpack_require__(61188);
;// CONCATENATED MODULE: ./build/shared/squash/django/functions.js



/** A chain of helpers that is longer is nothing that a person has written for one migration. */
const limit = 200;
/**
 * What `RunPython` runs of the project's own code, forwards and backwards: functions of the migration's file, of modules that it imports, and what
 * these call in turn.
 */
function usedFunctions(migration, source) {
    let ofSource = functions_known.get(source);
    if (ofSource === undefined)
        functions_known.set(source, (ofSource = new WeakMap()));
    const used = ofSource.get(migration.operations) ?? functions_read(migration, source);
    ofSource.set(migration.operations, used);
    return used;
}
/** Several rules ask for the same, and to parse is nearly all of the work. A list of operations belongs to one file, which two sources may share. */
const functions_known = new WeakMap();
function functions_read({ operations, file }, source) {
    const used = { found: [], unknown: [] };
    const wanted = operations.flatMap(operation => functionNames(operation.call).map(name => ({ name, at: operation })));
    if (wanted.length === 0)
        return used;
    const modules = new Map();
    const moduleAt = (path) => {
        if (!modules.has(path))
            modules.set(path, readModule(path, source));
        return modules.get(path);
    };
    const seen = new Set();
    const take = (module, name) => {
        const node = module.functions.get(name);
        const key = `${module.file}:${name}`;
        if (node === undefined)
            return false;
        if (seen.has(key) || seen.size >= limit)
            return true;
        seen.add(key);
        const text = module.text.slice(node.from, node.to);
        const { file: path, place, imports } = module;
        used.found.push({ name, text, imports, position: offset => ({ file: path, ...place(node.from + offset) }) });
        for (const other of module.functions.keys())
            if (new RegExp(`\\b${other}\\b`).test(text))
                take(module, other);
        for (const [alias, target] of [...imports, ...importsWithin(text)])
            for (const [, member = ''] of text.matchAll(new RegExp(`(?<![.\\w])${alias}(?:\\.(\\w+))?\\s*\\(`, 'g')))
                follow(member === '' ? target : `${target}.${member}`, path);
        return true;
    };
    /** false: it is no function of a file that is there */
    const follow = (path, from) => {
        const name = path.slice(path.lastIndexOf('.') + 1);
        return modulePaths(path, from).some(each => {
            const module = moduleAt(each);
            return module !== undefined && take(module, name);
        });
    };
    const own = moduleAt(file);
    for (const { name, at } of wanted) {
        if (/^(django\.|migrations\.)|(^|\.)Run(Python|SQL)\.noop$/.test(name))
            continue;
        if (!name.includes('.') ? own !== undefined && take(own, name) : follow(name, file))
            continue;
        const there = name.includes('.') && modulePaths(name, file).find(each => moduleAt(each) !== undefined);
        used.unknown.push({
            name,
            at: { file: at.file, line: at.line, column: at.column },
            reason: there ? `${there} has no function of that name` : 'it is in no file of this source'
        });
    }
    return used;
}
function readModule(file, source) {
    const content = source.read(file);
    if (content === undefined)
        return undefined;
    const parsed = (0,python_syntax/* parsePython */.w_)(content);
    const { text, tree } = parsed;
    const functions = new Map();
    for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
        const definition = node.name === 'DecoratedStatement' ? node.getChild('FunctionDefinition') : node;
        const name = definition?.name === 'FunctionDefinition' ? definition.getChild('VariableName') : null;
        if (definition !== null && name !== null)
            functions.set(text.slice(name.from, name.to), definition);
    }
    const imports = [...(0,python/* readTree */.Zc)(parsed).names].flatMap(([name, value]) => (value.kind === 'name' ? [[name, value.name]] : []));
    return { file, text, functions, imports, place: (0,python/* positions */.Xq)(text) };
}
/** Where the module of `helpers.fill` may lie: as Python finds it from any folder around the migration, the nearest first. */
function modulePaths(path, from) {
    const dots = /^\.*/.exec(path)[0].length;
    const parts = path.slice(dots).split('.').slice(0, -1);
    let folder = external_node_path_.posix.dirname(from);
    const folders = [];
    if (dots > 0) {
        for (let level = 1; level < dots; level++)
            folder = external_node_path_.posix.dirname(folder);
        folders.push(folder);
    }
    else
        for (;;) {
            folder = external_node_path_.posix.dirname(folder);
            folders.push(folder);
            if (folder === '.' || folder === '/')
                break;
        }
    return folders.flatMap(each => {
        const base = external_node_path_.posix.join(each, ...parts);
        return parts.length === 0 ? [external_node_path_.posix.join(base, '__init__.py')] : [`${base}.py`, `${base}/__init__.py`];
    });
}
/** What a function imports itself: the name, and the dotted path. */
function importsWithin(text) {
    return [...text.matchAll(/^\s+from\s+([\w.]+)\s+import\s+(?:\(([^()]+)\)|([^()\n]+))/gm)].flatMap(([, module, inside, list = inside]) => list
        .split(',')
        .filter(part => part.trim() !== '')
        .map(part => {
        const [what = '', alias = what] = part.trim().split(/\s+as\s+/);
        return [alias, `${module}${module.endsWith('.') ? '' : '.'}${what}`];
    }));
}
/** The names that the `RunPython` of a call are given, however deep it lies in lists and other operations. */
function functionNames(value) {
    if (value.kind === 'list')
        return value.items.flatMap(functionNames);
    if (value.kind !== 'call')
        return [];
    const inner = [...value.args, ...value.keywords.values()];
    if (!/(^|\.)RunPython$/.test(value.name))
        return inner.flatMap(functionNames);
    return inner.flatMap(one => (one.kind === 'name' ? [one.name] : []));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r05-rewrite.js


const r05_rewrite_rewrite = {
    id: 'R05',
    title: 'A change of type rewrites the table',
    why: 'PostgreSQL writes every row and every index anew, and keeps readers and writers out of the table (ACCESS EXCLUSIVE) until it is done. It needs the space of a second table for that time. Only few changes are free: a longer varchar, varchar to text, more digits of a numeric.',
    fix: 'Add a column of the new type, write both, copy in batches, read the new one, and drop the old one in a later release. Where the table is small, say so and suppress the finding with that reason.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change } = step;
        if (change.kind !== 'change-type')
            return [];
        const name = `${change.table}.${change.column}`;
        if (change.rewrites === true) {
            const types = change.from === undefined || change.to === undefined ? '' : ` from ${change.from} to ${change.to}`;
            return [matchOf(step, `The type of ${name} changes${types}: ${change.table} is rewritten while nobody can read or write it.`)];
        }
        if (!isOpen(step) || isOftenFree(change.to))
            return [];
        return [
            matchOf(step, `The type of ${name} becomes ${change.to}: unless it is that already, ${change.table} is rewritten while nobody can read or write it.`)
        ];
    }),
    examples: {
        bad: shopWith({ '0002_amount': { operations: ["migrations.AlterField('order', 'amount', models.BigIntegerField(null=True))"] } }),
        good: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=40, null=True))"] } })
    },
    more: [
        {
            bad: alembicWith([["op.alter_column('orders_order', 'amount', existing_type=sa.Integer(), type_=sa.BigInteger())"]]),
            good: alembicWith([["op.alter_column('orders_order', 'code', existing_type=sa.String(20), type_=sa.String(40))"]])
        },
        {
            bad: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order ALTER COLUMN amount TYPE bigint;' }),
            good: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code TYPE varchar(40);' })
        },
        {
            // The first file says what the type was.
            bad: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code TYPE varchar(10);' }),
            good: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order ALTER COLUMN amount TYPE integer;' })
        }
    ]
};
/** Whether nobody could tell what a change of type does: the old type is not known, or values are converted. Django's fields say so themselves. */
function isOpen({ change, migration }) {
    return change.kind === 'change-type' && change.rewrites === undefined && migration.framework !== 'django';
}
/** Only texts and numerics have free changes, so that one whose old type is not known is no error yet. */
function isOftenFree(type) {
    return type === undefined || /^(text|citext|(character )?varying|varchar|character varying|numeric|decimal)\b/.test(type);
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/g11-unknown.js





const unknownParts = {
    id: 'G11',
    title: 'A part of the migrations cannot be read from the source',
    why: 'The check does not run the project. What is computed while Python imports a file (conditions, loops, functions, values from other modules) stays unknown and is reported as that. Where the graph itself depends on it, the verdict is `inconclusive`, never `passed`.',
    fix: 'Write `dependencies`, `replaces` and `operations` as literal lists. Lists put together by names, `+`, `+=`, `.append` and `*` are read too. For Alembic: `revision` and `down_revision` as literals, and the calls of `op` in `upgrade()` itself or in functions of the same file.',
    severity: 'info',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => [
        ...subject.project.unknown.map(({ app, migration, file, line, column, reason, affects }) => ({
            app,
            migration,
            file,
            line,
            column,
            message: `Not known: ${reason}.`,
            ...(affects === 'external'
                ? { fix: 'Nothing to do: the framework checks the migrations of packages itself before it runs any.' }
                : {})
        })),
        // What a new migration does and is not read, no rule about risks has judged.
        ...newSteps(subject).flatMap(({ migration, change }) => change.kind !== 'unknown' || change.operation === ''
            ? []
            : [
                {
                    app: migration.app,
                    migration: migration.name,
                    ...change.at,
                    message: `Not known: what ${change.operation} does to the database: ${change.reason}.`,
                    fix: 'Look at it yourself: the rules about risks say nothing of it.'
                }
            ]),
        ...(subject.project.framework === 'django' ? subject.project.migrations.filter(subject.isNew) : []).flatMap(migration => usedFunctions(migration, subject.source).unknown.map(({ name, reason, at }) => ({
            app: migration.app,
            migration: migration.name,
            ...at,
            message: `Not known: what ${name.replace(/^\.+/, '')} does, which RunPython runs: ${reason}.`,
            fix: 'Look at it yourself, or write the function into the migration: whether it uses a model of today (R13) is not seen.'
        }))),
        // The rules of the other databases have spoken.
        ...(subject.database !== undefined && subject.database !== 'postgres' ? [] : riskySteps(subject)).flatMap(step => step.change.kind === 'change-type' && isOpen(step) && isOftenFree(step.change.to)
            ? [
                matchOf(step, `Not known: whether ${step.change.table} is rewritten when ${step.change.table}.${step.change.column} becomes ${step.change.to ?? 'another type'}: what it is now is not in the source, or its values are converted.`, 'Look at it yourself: R05 says what a rewrite does, and which changes are free.')
            ]
            : [])
    ],
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('*dependencies_from_settings()', [createOrder])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': [
                    'from django.db import migrations, models',
                    '',
                    'operations = []',
                    `operations.append(${createOrder})`,
                    "operations += [migrations.AddField('order', 'note', models.TextField(null=True))]",
                    '',
                    'class Migration(migrations.Migration):',
                    '    operations = [*operations]',
                    ''
                ].join('\n')
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', {
                        up: ["if op.get_bind().dialect.name == 'postgresql':", `    ${addNoteColumn}`, 'backfill(op.get_bind())'],
                        extra: ['from app.data import backfill']
                    })
                }
            },
            good: {
                files: {
                    ...alembicIni,
                    'alembic/versions/1a_orders.py': revisionText('1a', {
                        up: [addNoteColumn, "for table in ('orders', 'invoices'):", "    op.create_index(f'ix_state', table, ['state'])"],
                        back: [dropNoteColumn]
                    })
                }
            }
        },
        {
            bad: {
                files: {
                    'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migrations/V2__backfill.sql': 'DO $$ BEGIN PERFORM fill_orders(); END $$;\n'
                }
            },
            good: {
                files: {
                    'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
                    'db/migrations/V2__backfill.sql': 'UPDATE orders SET id = id WHERE id < 1000;\n'
                }
            }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/live-example.js

/** An app with two migrations and, beside them or alone, a squash of both. */
const replaces = "replaces = [('orders', '0001_initial'), ('orders', '0002_note')]";
const createWithNote = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.TextField(null=True))])";
const liveFolder = { 'orders/migrations/__init__.py': '' };
const liveOld = {
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
};
const liveSquash = { 'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createWithNote], [replaces]) };
/** The squash when `replaces` was removed. */
const formerSquash = { 'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createWithNote]) };
const rowsOf = (...names) => names.map(name => ({ app: 'orders', name }));
const squashRow = '0001_squashed_0002_note';

// EXTERNAL MODULE: ./build/shared/squash/live.js
var squash_live = __webpack_require__(6529);
;// CONCATENATED MODULE: ./build/shared/squash/rules/live-state.js


/** How the live database stands to every squash; nothing where no database was asked. */
function liveStates({ project, graphs, recorded }) {
    const live = graphs.find(({ state }) => state === 'live');
    return recorded === undefined || live === undefined ? [] : (0,squash_live.liveSquashes)(project, recorded, live.graph);
}
/** Up to five names, and how many more. */
function few(keys) {
    return keys.slice(0, 5).map(model/* shownKey */.dM).join(', ') + (keys.length > 5 ? ` and ${keys.length - 5} more` : '');
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/l01-stranded.js



const stranded = {
    id: 'L01',
    title: 'The database has applied a part of a squash, and the files of the rest are gone',
    why: 'Django does not use a squash of which some migrations are applied, and the others cannot be run: their files are not there. Where nothing follows the squash, `migrate` and `migrate --check` end with exit code 0 and do nothing: the database stays as it is for ever, and the code finds columns missing. A name in `replaces` that never existed does the same.',
    fix: 'Bring the old files back (or correct the name in `replaces`), run `migrate`, and delete them only when the squash is recorded in every database.',
    severity: 'error',
    frameworks: ['django'],
    check: subject => liveStates(subject).flatMap(({ squash, state, applied, of, lost }) => {
        if (state !== 'partial' || lost.length === 0)
            return [];
        const { file, line, column } = lost[0];
        const message = `The live database has applied ${applied} of the ${of} migrations that ${(0,model/* keyOf */.TN)(squash)} replaces. There is no file of ${few(lost)}, so it can go neither by the old files nor by the squash.`;
        return [{ app: squash.app, migration: squash.name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial') },
        good: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial') }
    },
    more: [
        {
            bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0002_note') },
            good: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow) }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l02-unrecorded.js




const unrecorded = {
    id: 'L02',
    title: 'A squash has lost `replaces` before the database recorded it',
    why: 'Only `replaces` tells Django that the squash is applied already. Without it and without a row of its own the squash is a new migration, and `migrate` fails with "table already exists". The row comes at the end of a successful `migrate` with the squash beside `replaces`; `migrate --check` does not write it.',
    fix: 'Put `replaces` back, run `migrate` on this database, and remove `replaces` in a later release, when the row is there.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base, recorded }) {
        if (recorded === undefined)
            return [];
        const rows = new Set(recorded.map(model/* keyOf */.TN));
        return (0,squash_live.formerSquashes)(project, base).flatMap(({ squash, names }) => {
            const applied = names.filter(name => rows.has((0,model/* keyOf */.TN)(name)));
            if (rows.has((0,model/* keyOf */.TN)(squash)) || applied.length === 0)
                return [];
            const { app, name, file, line, column } = squash;
            const message = `${(0,model/* keyOf */.TN)(squash)} has no \`replaces\` any more and no row in the live database, which has applied what it replaced (${few(applied)}): \`migrate\` would run it again and fail, its tables are there.`;
            return [{ app, migration: name, file, line, column, message }];
        });
    },
    examples: {
        bad: {
            files: { ...liveFolder, ...formerSquash },
            base: { ...liveFolder, ...liveOld, ...liveSquash },
            applied: rowsOf('0001_initial', '0002_note')
        },
        good: {
            files: { ...liveFolder, ...formerSquash },
            base: { ...liveFolder, ...liveOld, ...liveSquash },
            applied: rowsOf('0001_initial', '0002_note', squashRow)
        }
    },
    more: [
        {
            // Without a base branch its name tells.
            bad: { files: { ...liveFolder, ...formerSquash }, applied: rowsOf('0001_initial', '0002_note') },
            good: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note') }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l03-orphan-row.js



const orphanRow = {
    id: 'L03',
    title: 'The database has the row of a squash, and none of what it replaces',
    why: 'As long as a squash has `replaces`, its own row does not count: Django looks at the rows of what it replaces, finds none, and `migrate` runs the squash again on tables that are there. It comes of `migrate --prune` before `replaces` was removed, and of rows deleted by hand.',
    fix: 'If the tables are there and the old files are gone, remove `replaces` from the squash: its own row counts from then on. Otherwise put the rows of what it replaces back, or, where the tables are missing too, delete the row of the squash.',
    severity: 'error',
    frameworks: ['django'],
    check: subject => liveStates(subject).flatMap(({ squash, state, of }) => {
        if (state !== 'orphan')
            return [];
        const { file, line, column } = squash.replaces[0];
        const message = `The live database has a row of ${(0,model/* keyOf */.TN)(squash)} and none of the ${of} migrations that it replaces: \`migrate\` would run it again.`;
        return [{ app: squash.app, migration: squash.name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf(squashRow) },
        good: { files: { ...liveFolder, ...formerSquash }, applied: rowsOf(squashRow) }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l04-stale-row.js




const staleRow = {
    id: 'L04',
    title: 'The database has the row of a squash, but only a part of what it replaces',
    why: 'Rolling back to a migration within the squash takes back what came after it and leaves the row of the squash. While `replaces` is there nobody notices. When it is removed, that row says that everything is applied: `migrate` ends with exit code 0, and columns are missing.',
    fix: 'Run `migrate` with the old files and `replaces` in place, so that the rest is applied again; where the rollback was meant, delete the row of the squash.',
    severity: 'error',
    frameworks: ['django'],
    check(subject) {
        const { project, base, recorded } = subject;
        if (recorded === undefined)
            return [];
        const rows = new Set(recorded.map(model/* keyOf */.TN));
        const say = (squash, at, applied, open) => ({
            app: squash.app,
            migration: squash.name,
            file: at.file,
            line: at.line,
            column: at.column,
            message: `The live database has a row of ${(0,model/* keyOf */.TN)(squash)}, but only ${applied} of the ${applied + open.length} migrations that it stands for: ${few(open)} ${open.length === 1 ? 'is' : 'are'} not applied.`
        });
        const stale = liveStates(subject)
            .filter(({ state }) => state === 'stale')
            .map(({ squash, applied, open }) => say(squash, squash.replaces[0], applied, open));
        const former = (0,squash_live.formerSquashes)(project, base).flatMap(({ squash, names }) => {
            const open = names.filter(name => !rows.has((0,model/* keyOf */.TN)(name)));
            const isStale = rows.has((0,model/* keyOf */.TN)(squash)) && open.length > 0 && open.length < names.length;
            return isStale ? [say(squash, squash, names.length - open.length, open)] : [];
        });
        return [...stale, ...former];
    },
    examples: {
        bad: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial', squashRow) },
        good: { files: { ...liveFolder, ...liveOld, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow) }
    },
    more: [
        {
            bad: {
                files: { ...liveFolder, ...formerSquash },
                base: { ...liveFolder, ...liveOld, ...liveSquash },
                applied: rowsOf('0001_initial', squashRow)
            },
            good: {
                files: { ...liveFolder, ...formerSquash },
                base: { ...liveFolder, ...liveOld, ...liveSquash },
                applied: rowsOf('0001_initial', '0002_note', squashRow)
            }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l05-database-ahead.js





const l05_database_ahead_initial = { 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const l05_database_ahead_note = { 'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]) };
const l05_database_ahead_state = { 'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState]) };
const databaseAhead = {
    id: 'L05',
    title: 'The database is ahead of the code',
    why: 'It has applied migrations that this commit does not have: an older commit is checked, another branch was deployed there, or files were deleted. Django ignores rows that it does not know: `migrate --check` ends with exit code 0, and the old code meets a new schema.',
    fix: 'Deploy a commit that has these migrations. To go back to an older one use `rollback`, which proves that the old code can live with the schema, or takes the migrations back by the code that has them. If they were deleted on purpose, `migrate APP --prune` removes their rows.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check({ project, base, recorded }) {
        if (recorded === undefined)
            return [];
        // What a squash stands for may have no file: its rows stay, before the row of the squash or of what follows it.
        const replaced = [...project.migrations, ...(base?.migrations ?? [])].flatMap(migration => migration.replaces);
        const former = (0,squash_live.formerSquashes)(project, base);
        const unread = project.problems.map(({ app, migration }) => ({ app, name: migration }));
        const here = new Set([...project.migrations, ...unread].map(model/* keyOf */.TN));
        const known = new Set([...here, ...[...replaced, ...(base?.migrations ?? []), ...former.flatMap(({ names }) => names)].map(model/* keyOf */.TN)]);
        const rows = new Set(recorded.map(model/* keyOf */.TN));
        return project.apps.flatMap((app) => {
            if (app.state !== 'migrated')
                return [];
            // A squash that is about to run again hides what its old rows are; that is L02's matter.
            if (former.some(({ squash, names }) => squash.app === app.label && !rows.has((0,model/* keyOf */.TN)(squash)) && names.some(name => rows.has((0,model/* keyOf */.TN)(name)))))
                return [];
            const own = recorded.filter(row => row.app === app.label);
            // Django's rows have an order: an unknown one before a known one was left by files that were deleted since.
            const after = project.framework === 'django' ? own.findLastIndex(row => known.has((0,model/* keyOf */.TN)(row))) + 1 : 0;
            const ahead = own.slice(after).filter(row => !known.has((0,model/* keyOf */.TN)(row)));
            const last = project.migrations
                .filter(migration => migration.app === app.label)
                .sort(model/* compareKeys */.YD)
                .at(-1);
            // An app without any file is none of this project's; that files were deleted is G08's matter.
            if (ahead.length === 0 || last === undefined)
                return [];
            const { name, file, line, column } = last;
            const message = `The live database has applied ${few(ahead)}, which ${ahead.length === 1 ? 'is' : 'are'} not in this commit; its last migration${app.label === '.' ? '' : ` of ${app.label}`} is ${name}.`;
            return [{ app: app.label, migration: name, file, line, column, message }];
        });
    },
    examples: {
        bad: { files: { ...liveFolder, ...l05_database_ahead_initial, ...l05_database_ahead_note }, applied: rowsOf('0001_initial', '0002_note', '0003_state') },
        good: { files: { ...liveFolder, ...l05_database_ahead_initial, ...l05_database_ahead_note, ...l05_database_ahead_state }, applied: rowsOf('0001_initial', '0002_note') }
    },
    more: [
        {
            bad: { files: { ...liveFolder, ...liveSquash }, applied: rowsOf('0001_initial', '0002_note', squashRow, '0003_state') },
            // Old rows that nobody pruned are before the row of what took their place.
            good: {
                files: { ...liveFolder, 'orders/migrations/0001_all.py': migrationText('', [createOrder]) },
                applied: rowsOf('0001_initial', '0002_note', '0001_all')
            }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l06-double-row.js


const doubleRow = {
    id: 'L06',
    title: 'The database has recorded a migration more than once',
    why: 'Two `migrate` ran at the same time, and both applied it: what it does to data was done twice. Django does not notice. Taking the migration back deletes all of its rows at once, and tools that count rows miscount.',
    fix: 'Look whether what it does to data was done twice, delete the newer row, and run migrations under a lock (run-migrations takes one).',
    severity: 'warning',
    frameworks: ['django'],
    check({ project, recorded }) {
        if (recorded === undefined)
            return [];
        const counts = new Map();
        for (const row of recorded)
            counts.set((0,model/* keyOf */.TN)(row), (counts.get((0,model/* keyOf */.TN)(row)) ?? 0) + 1);
        const onDisk = new Set(project.migrations.map(model/* keyOf */.TN));
        const replaced = project.migrations.flatMap(squash => squash.replaces.filter(target => !onDisk.has((0,model/* keyOf */.TN)(target))));
        const places = new Map([...project.migrations, ...replaced].map(place => [(0,model/* keyOf */.TN)(place), place]));
        return [...places].flatMap(([key, { app, name, file, line, column }]) => {
            const count = counts.get(key) ?? 0;
            return count < 2
                ? []
                : [{ app, migration: name, file, line, column, message: `The live database has recorded ${key} ${count} times.` }];
        });
    },
    examples: {
        bad: { files: { ...liveFolder, ...liveOld }, applied: rowsOf('0001_initial', '0002_note', '0002_note') },
        good: { files: { ...liveFolder, ...liveOld }, applied: rowsOf('0001_initial', '0002_note') }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l07-inconsistent-history.js



const between = {
    ...liveFolder,
    ...liveOld,
    'orders/migrations/0003_state.py': migrationText("('orders', '0001_initial')", [addState]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0003_state')")
};
const inconsistentHistory = {
    id: 'L07',
    title: 'A migration is applied, and one that it depends on is not',
    why: 'Django stops with InconsistentMigrationHistory before it runs anything, on this database alone: everywhere else the migrations are fine. It comes of a dependency that was added to a migration that is applied already, of a branch that was merged in another order than it was deployed, and of rows written by hand.',
    fix: 'Take the new dependency out of the applied migration and give it to a new one.',
    severity: 'error',
    frameworks: ['django'],
    check({ graphs, recorded }) {
        const live = graphs.find(({ state }) => state === 'live');
        if (recorded === undefined || live === undefined)
            return [];
        const { graph } = live;
        const rows = new Set(recorded.map(model/* keyOf */.TN));
        return [...graph.nodes.values()].flatMap((node) => {
            const { migration } = node;
            if (migration === undefined || !rows.has((0,model/* keyOf */.TN)(node)))
                return [];
            return [...node.parents].flatMap(parent => {
                // As Django: a squash of which everything is applied needs no row of its own.
                if (parent.migration === undefined || rows.has((0,model/* keyOf */.TN)(parent)) || graph.applied.has((0,model/* keyOf */.TN)(parent)))
                    return [];
                const reference = migration.dependencies.find(each => (0,model/* keyOf */.TN)(each) === (0,model/* keyOf */.TN)(parent));
                const { file, line, column } = reference ?? migration;
                const message = `The live database has applied ${(0,model/* keyOf */.TN)(node)}, but not ${(0,model/* keyOf */.TN)(parent)}, on which it depends: Django would stop with InconsistentMigrationHistory.`;
                return [{ app: node.app, migration: node.name, file, line, column, message }];
            });
        });
    },
    examples: {
        bad: { files: between, applied: rowsOf('0001_initial', '0002_note') },
        good: { files: between, applied: rowsOf('0001_initial', '0003_state') }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l08-environments.js




const environmentsReady = {
    id: 'L08',
    title: 'Old files of a squash go before every environment has recorded it',
    why: 'Production is not the only database. Staging, the second customer or a demonstration that has applied only a part of the old migrations, or has not run `migrate` since the squash came, is stranded by their deletion, and Django does not say so.',
    fix: 'Deploy the release with the squash and the old files to that environment, let squash-check write its report there again (`json-file`), and hand it over in `live-reports`.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base, environments }) {
        if (environments === undefined)
            return [];
        const onDisk = new Set(project.migrations.map(model/* keyOf */.TN));
        const before = base === undefined ? undefined : new Set(base.migrations.map(model/* keyOf */.TN));
        // Where the base branch is known, only what this branch deletes; what was deleted before is nobody's decision any more.
        const isDeleted = (target) => !onDisk.has((0,model/* keyOf */.TN)(target)) && (before?.has((0,model/* keyOf */.TN)(target)) ?? true);
        const kept = project.migrations.map(squash => ({ squash, gone: (0,squash_live.targetsOf)(squash).filter(isDeleted), what: 'deleted' }));
        const former = base === undefined ? [] : (0,squash_live.formerSquashes)(project, base);
        const changed = [
            ...kept.filter(({ gone }) => gone.length > 0),
            // Without `replaces` the old rows say nothing any more, whether their files are there or not.
            ...former
                .filter(({ squash }) => before?.has((0,model/* keyOf */.TN)(squash)))
                .map(({ squash, names }) => ({ squash, gone: names, what: 'unbound' }))
        ];
        return changed.flatMap(({ squash, gone, what }) => {
            const { app, name, file, line, column } = squash;
            return environments.flatMap(environment => {
                const state = environment.squashes.find(each => each.app === app && each.name === name);
                if (environment.unknown === undefined && state?.state === 'full-recorded')
                    return [];
                const why = environment.unknown ??
                    (state === undefined
                        ? 'its report does not know this squash: it was not deployed there when the database was asked'
                        : `there it is ${state.state} (${state.applied} of ${state.of} applied)`);
                const done = what === 'deleted' ? `${few(gone)} ${gone.length === 1 ? 'is' : 'are'} deleted` : '`replaces` is removed';
                const message = `${done}, but ${environment.name} is not known to have recorded ${(0,model/* keyOf */.TN)(squash)}: ${why}.`;
                return [{ app, migration: name, file, line, column, message }];
            });
        });
    },
    examples: {
        bad: {
            files: { ...liveFolder, ...liveSquash },
            base: { ...liveFolder, ...liveOld, ...liveSquash },
            environments: [
                {
                    name: 'staging',
                    unknown: undefined,
                    squashes: [{ app: 'orders', name: squashRow, state: 'partial', applied: 1, of: 2, verdict: 'run-migrate-first' }]
                }
            ]
        },
        good: {
            files: { ...liveFolder, ...liveSquash },
            base: { ...liveFolder, ...liveOld, ...liveSquash },
            environments: [
                {
                    name: 'staging',
                    unknown: undefined,
                    squashes: [{ app: 'orders', name: squashRow, state: 'full-recorded', applied: 2, of: 2, verdict: 'may-delete' }]
                }
            ]
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/l09-reused-row.js


const before = { ...liveFolder, 'orders/migrations/0001_initial.py': liveOld['orders/migrations/0001_initial.py'] };
const reusedRow = {
    id: 'L09',
    title: 'A migration is new on this branch, and the database has a row of its name already',
    why: 'A migration of that name was applied once, deleted, and its row was never pruned. Django takes the new file for the old one and skips it without a word: its columns never come. If this branch itself was deployed there already, all is well.',
    fix: 'Give the migration a name that no database has a row of, unless it was deployed there from this branch.',
    severity: 'warning',
    frameworks: ['django', 'sql'],
    check({ project, base, recorded }) {
        if (recorded === undefined || base === undefined)
            return [];
        const rows = new Set(recorded.map(model/* keyOf */.TN));
        const inBase = new Set(base.migrations.map(model/* keyOf */.TN));
        // An app that is new as a whole has no past of which a name could be left.
        const apps = new Set(base.migrations.map(migration => migration.app));
        return project.migrations.flatMap(({ app, name, file, line, column }) => apps.has(app) && !inBase.has((0,model/* keyOf */.TN)({ app, name })) && rows.has((0,model/* keyOf */.TN)({ app, name }))
            ? [
                {
                    app,
                    migration: name,
                    file,
                    line,
                    column,
                    message: `${app}.${name} is not on the base branch, but the live database has recorded it already.`
                }
            ]
            : []);
    },
    examples: {
        bad: { files: { ...liveFolder, ...liveOld }, base: before, applied: rowsOf('0001_initial', '0002_note') },
        good: { files: { ...liveFolder, ...liveOld }, base: before, applied: rowsOf('0001_initial') }
    }
};

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./build/shared/squash/source.js
var squash_source = __webpack_require__(55618);
;// CONCATENATED MODULE: ./build/shared/squash/commands.js


const configuration = /(^|\/)\.github\/belay\.ya?ml$/;
const workflow = /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const compose = /(^|\/)(docker-)?compose[^/]*\.ya?ml$/;
const script = /\.(sh|bash|bat|cmd|ps1|mk|sql)$|(^|\/)(Makefile|Procfile|Dockerfile)$/i;
/** Keys whose text is for people. */
const prose = new Set(['name', 'description', 'reason', 'title']);
/**
 * Every command of the repository that speaks of migrations, from Belay's configuration, workflows, compose files, scripts and SQL. `environment`: the
 * one that is checked for; undefined: any.
 */
function commandsOf(source, environment) {
    const known = cache.get(source);
    if (known?.environment === environment && known !== undefined)
        return known.commands;
    const commands = commands_read(source.outer ?? source, environment);
    cache.set(source, { environment, commands });
    return commands;
}
/** Several rules ask for the same of one source. */
const cache = new WeakMap();
function commands_read(source, environment) {
    const files = source.list().filter(file => [configuration, workflow, compose, script].some(kind => kind.test(file)));
    const texts = files.map(file => [file, (0,squash_source/* readText */.yR)(source, file) ?? '']);
    const config = texts.find(([file]) => configuration.test(file));
    const environments = environmentsOf(config?.[1] ?? '');
    const own = environment === undefined ? [...environments.values()] : [environments.get(environment) ?? false];
    const isDevelopment = own.length > 0 && own.every(each => each);
    return texts
        .filter(([, text]) => /migrat|alembic_version|flyway_schema/i.test(text))
        .flatMap(([file, text]) => {
        if (configuration.test(file))
            return inYaml(file, text, () => (isDevelopment ? 'development' : 'production'));
        if (workflow.test(file))
            return inYaml(file, text, named => stageOf(named, environments));
        if (compose.test(file))
            return inYaml(file, text, () => 'unsaid');
        if (file.endsWith('.sql'))
            return linesOf(text.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, blank), 0).map(each => ({ ...each, file, runs: 'unsaid' }));
        return commandLines(text, /\.(bat|cmd)$/i.test(file) ? 'batch' : 'shell').map(each => ({ ...each, file, runs: 'unsaid' }));
    });
}
/** Which of the configured environments are marked `development`. */
function environmentsOf(text) {
    const found = new Map();
    const environments = (0,dist/* parseDocument */.Tp)(text, { logLevel: 'silent' }).get('environments');
    if (!(0,dist/* isMap */.jh)(environments))
        return found;
    for (const { key, value } of environments.items)
        if ((0,dist/* isScalar */.jn)(key))
            found.set(String(key.value), (0,dist/* isMap */.jh)(value) && value.get('development') === true);
    return found;
}
function stageOf(named, environments) {
    const mark = named === undefined ? undefined : environments.get(named);
    return mark === undefined ? 'unsaid' : mark ? 'development' : 'production';
}
/** The commands in the texts of a YAML file. `runs` is asked with the environment that the job names. */
function inYaml(file, text, runs) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text, { lineCounter: lines, logLevel: 'silent' });
    const commands = [];
    (0,dist/* visit */.YR)(document, {
        Scalar(key, node, path) {
            const pair = path.at(-1);
            if (key === 'key' || typeof node.value !== 'string' || node.range == null)
                return;
            if ((0,dist/* isPair */.tO)(pair) && (0,dist/* isScalar */.jn)(pair.key) && prose.has(String(pair.key.value)))
                return;
            const start = lines.linePos(node.range[0]);
            const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
            for (const each of commandLines(node.value, 'shell')) {
                // A folded text has lost its lines.
                const line = node.type === 'BLOCK_LITERAL' ? start.line + each.line : start.line + (isBlock ? 1 : 0);
                const column = isBlock ? 1 : start.col;
                commands.push({ text: each.text, file, line, column, runs: runs(environmentOf(path)) });
            }
        }
    });
    return commands;
}
/** `environment:` of the job that a node of a workflow is in. */
function environmentOf(path) {
    const jobs = path.findIndex(each => (0,dist/* isPair */.tO)(each) && (0,dist/* isScalar */.jn)(each.key) && each.key.value === 'jobs');
    const job = jobs < 0 ? undefined : path.slice(jobs + 1).find(each => (0,dist/* isPair */.tO)(each));
    if (job === undefined || !(0,dist/* isPair */.tO)(job) || !(0,dist/* isMap */.jh)(job.value))
        return undefined;
    const named = job.value.get('environment');
    const name = (0,dist/* isMap */.jh)(named) ? named.get('name') : named;
    return typeof name === 'string' ? name : undefined;
}
/** What only shows its arguments. */
const shows = /^[\s@-]*(echo|printf|write-host|write-output|rem|usage|help|log\w*|die|grep|sed|awk)\b/i;
/**
 * The simple commands of a shell, make or batch text that mention migrations, without comments, with what a backslash (`^` in batch) continues. Texts that
 * are only printed are none: `echo …`, and a here-document for `cat`.
 */
function commandLines(text, kind) {
    const commands = [];
    const lines = text.split(/\r?\n/);
    let until;
    for (let index = 0; index < lines.length; index++) {
        const first = index;
        if (until !== undefined) {
            if (lines[index].trim() === until)
                until = undefined;
            continue;
        }
        const continued = kind === 'batch' ? /\^\s*$/ : /\\\s*$/;
        const parts = [];
        let part = lines[index];
        for (; continued.test(part) && index + 1 < lines.length; part = lines[++index].trim())
            parts.push(part.replace(continued, ' '));
        const line = parts.join('') + part;
        const printed = /\b(?:cat|tee)\b.*<<-?\s*["']?(\w+)/.exec(line);
        if (printed !== null)
            until = printed[1];
        if (kind === 'batch' && /^\s*@?(rem\b|::)/i.test(line))
            continue;
        for (const { text: command, column } of split(line, kind)) {
            if (shows.test(command) || !/migrat|alembic_version|flyway_schema/i.test(command))
                continue;
            commands.push({ text: command.trim(), line: first + 1, column: first === index ? column : 1 });
        }
    }
    return commands;
}
/** One line at `;`, `&`, `|` and before a comment, all of them outside of quotes. */
function split(line, kind) {
    const parts = [];
    let quote = '';
    let start = 0;
    const take = (end) => {
        const text = line.slice(start, end);
        parts.push({ text, column: start + text.length - text.trimStart().length + 1 });
        start = end + 1;
    };
    for (let at = 0; at < line.length; at++) {
        const character = line[at];
        if (quote !== '') {
            if (character === quote)
                quote = '';
            else if (character === '\\' && quote === '"')
                at++;
        }
        else if (character === '"' || (character === "'" && kind === 'shell'))
            quote = character;
        else if (character === '#' && kind === 'shell' && (at === 0 || /\s/.test(line[at - 1]))) {
            take(at);
            return parts;
        }
        else if (character === ';' || character === '&' || character === '|')
            take(at);
    }
    take(line.length);
    return parts;
}
function linesOf(text, from) {
    return text
        .split('\n')
        .flatMap((line, index) => line.trim() === '' ? [] : [{ text: line.trim(), line: from + index + 1, column: line.length - line.trimStart().length + 1 }]);
}
/** The same number of lines and columns, and nothing on them. */
function blank(part) {
    return part.replaceAll(/[^\n]/g, ' ');
}
/** `--fake` or `--fake-initial` where this command runs Django's `migrate` with it. */
function fakeFlag(command) {
    const call = /(?:manage\.py|django-admin(?:\.py)?|-m\s+django|\$[({]?\w*manage\w*[)}]?)["',\s]+(?:-[^\s"',]+[\s"',]+(?:(?!migrate\b)[^\s"',-]\S*\s+)?)*migrate(?=[\s"',]|$)([^;&|\n]*)/i.exec(command);
    return /(?:^|[\s"',])(--fake(?:-i[a-z]*)?)(?=[\s"',)\]`]|$)/.exec(call?.[1] ?? '')?.[1];
}
const records = 'django_migrations|alembic_version|flyway_schema_history';
const emptied = new RegExp(`\\b(delete\\s+from|truncate(?:\\s+table)?|drop\\s+table(?:\\s+if\\s+exists)?)\\s+(?:only\\s+)?["'\`\\\\\\[]*(?:\\w+["\`\\]]*\\.["\`\\[]*)?(${records})\\b`, 'i');
/** What takes rows out of a framework's record of what was applied: `DELETE FROM django_migrations`. */
function emptiesRecord(text) {
    const match = emptied.exec(text);
    return match === null ? undefined : { statement: match[1].replaceAll(/\s+/g, ' ').toUpperCase(), table: match[2] };
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/p01-fake.js


const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const config = (command) => `app: mes
environments:
  production: { hosts: [{ address: local }] }
  develop: { hosts: [{ address: local }], development: true }
code:
  root: /srv/mes
  hooks:
    stage:
      - run: ${command}
`;
const fake = {
    id: 'P01',
    title: 'A deployment runs migrate --fake',
    why: 'The flag records migrations as applied without running them. From then on Django believes in tables and columns that are not there, and every later migration builds on them. It repairs one database in the hands of somebody who has compared it by eye; in a deployment it does the same to every database, on every run. `--fake-initial` looks at the names of tables only, not at their columns.',
    fix: 'Run `migrate` without the flag. Where the history was begun anew, `adopt-history` compares the schemas first and records only what is equal. A machine whose data may be lost is marked with `development: true` in `.github/belay.yml`.',
    severity: 'error',
    frameworks: ['django'],
    check: subject => faked(subject, 'production'),
    examples: {
        bad: { files: { ...orders, '.github/belay.yml': config('python manage.py migrate --fake-initial') } },
        good: { files: { ...orders, '.github/belay.yml': config('python manage.py check --deploy') } }
    },
    more: [
        {
            bad: {
                files: {
                    ...orders,
                    '.github/belay.yml': config('true'),
                    '.github/workflows/deploy.yml': 'on: push\njobs:\n  deploy:\n    environment: production\n    runs-on: self-hosted\n    steps:\n      - run: python manage.py migrate --fake\n'
                }
            },
            good: {
                files: {
                    ...orders,
                    '.github/belay.yml': config('true'),
                    '.github/workflows/deploy.yml': 'on: push\njobs:\n  deploy:\n    environment: develop\n    runs-on: self-hosted\n    steps:\n      - run: python manage.py migrate --fake\n'
                }
            }
        }
    ]
};
/** What P01 and P02 both look for, where it runs. */
function faked({ source, environment }, runs) {
    return commandsOf(source, environment).flatMap(command => {
        const flag = command.runs === runs ? fakeFlag(command.text) : undefined;
        if (flag === undefined)
            return [];
        const { file, line, column } = command;
        return [{ app: '', migration: '', file, line, column, message: `\`migrate ${flag}\` records migrations that were not run.` }];
    });
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/p02-fake-script.js


const p02_fake_script_orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const fakeScript = {
    id: 'P02',
    title: 'A script of the repository runs migrate --fake',
    why: 'Nothing in the repository says where this script runs. On a machine of a developer it saves an hour; on production it makes Django believe in tables that are not there, and nobody sees it before a later migration or a query fails.',
    fix: 'Let the script refuse to run outside development, or take the flag out. If it never reaches production, say so above the line: `# belay: ignore P02 because …`.',
    severity: 'warning',
    frameworks: ['django'],
    check: subject => faked(subject, 'unsaid'),
    examples: {
        bad: { files: { ...p02_fake_script_orders, 'scripts/reset.sh': '#!/bin/sh\npython manage.py migrate --fake\n' } },
        good: {
            files: {
                ...p02_fake_script_orders,
                'scripts/reset.sh': '#!/bin/sh\n# belay: ignore P02 because it stops unless DEBUG is set\npython manage.py migrate --fake\necho "done: manage.py migrate --fake"\n'
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/p03-emptied-record.js


const p03_emptied_record_orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const emptiedRecord = {
    id: 'P03',
    title: 'A migration or a deployment takes rows out of the record of what was applied',
    why: 'Without its rows the framework takes the database for one where nothing was applied: the next `migrate` begins at the first file and fails at a table that exists, or, with `--fake`, records what is not there. No backup of the code brings the rows back, and every tool that plans by them is blind.',
    fix: 'Leave the record alone. To take out rows of migrations that are gone use `migrate APP --prune`; for a history that was begun anew use `adopt-history`, which compares the schemas and can be undone.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => [...inMigrations(subject), ...emptying(subject, 'production')],
    examples: {
        bad: {
            files: {
                ...p03_emptied_record_orders,
                'orders/migrations/0002_clean.py': migrationText("('orders', '0001_initial')", [
                    "migrations.RunSQL('DELETE FROM django_migrations', migrations.RunSQL.noop)"
                ])
            }
        },
        good: { files: p03_emptied_record_orders }
    },
    more: [
        {
            bad: {
                files: {
                    ...p03_emptied_record_orders,
                    '.github/belay.yml': 'app: mes\nenvironments: { production: { hosts: [{ address: local }] } }\ncode: { root: /srv/mes, hooks: { stage: [{ run: psql mes -c "TRUNCATE django_migrations" }] } }\n'
                }
            },
            good: {
                files: {
                    ...p03_emptied_record_orders,
                    '.github/belay.yml': 'app: mes\nenvironments: { develop: { hosts: [{ address: local }], development: true } }\ncode: { root: /srv/mes, hooks: { stage: [{ run: psql mes -c "TRUNCATE django_migrations" }] } }\n'
                }
            }
        }
    ]
};
/** What P03 and P04 both look for, where it runs. A file of SQL that is a migration is judged as one. */
function emptying({ project, source, environment }, runs) {
    const own = new Set(project.migrations.map(migration => migration.file));
    return commandsOf(source, environment).flatMap(({ text, file, line, column, runs: here }) => {
        const found = here === runs && !own.has(file) ? emptiesRecord(text) : undefined;
        return found === undefined ? [] : [{ app: '', migration: '', file, line, column, message: p03_emptied_record_messageOf(found) }];
    });
}
function inMigrations({ project, isNew }) {
    return project.migrations.filter(isNew).flatMap(({ app, name, operations }) => operations.flatMap(({ call, file, line, column }) => {
        const found = strings(call)
            .map(emptiesRecord)
            .find(each => each !== undefined);
        return found === undefined ? [] : [{ app, migration: name, file, line, column, message: p03_emptied_record_messageOf(found) }];
    }));
}
function p03_emptied_record_messageOf({ statement, table }) {
    return `\`${statement} ${table}\` takes rows out of the record of what was applied.`;
}
/** Every string within a value. */
function strings(value) {
    if (value.kind === 'string')
        return [value.value];
    if (value.kind === 'list')
        return value.items.flatMap(strings);
    if (value.kind === 'maybe')
        return strings(value.value);
    if (value.kind === 'dict')
        return value.entries.flatMap(entry => strings(entry.value));
    if (value.kind === 'call')
        return [...value.args, ...value.keywords.values()].flatMap(strings);
    return [];
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/p04-emptied-script.js


const p04_emptied_script_orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const emptiedScript = {
    id: 'P04',
    title: 'A script of the repository takes rows out of the record of what was applied',
    why: 'Nothing in the repository says where this script runs. A database of a developer is made anew in a minute; production, whose record was emptied, begins at the first migration at the next deployment and fails at a table that exists.',
    fix: 'Let the script refuse to run outside development. If it never reaches production, say so above the line: `# belay: ignore P04 because …` (in SQL behind `--`).',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => emptying(subject, 'unsaid'),
    examples: {
        bad: { files: { ...p04_emptied_script_orders, 'scripts/clean.sql': 'BEGIN;\nDELETE FROM django_migrations;\nCOMMIT;\n' } },
        good: { files: { ...p04_emptied_script_orders, 'scripts/clean.sql': '-- DELETE FROM django_migrations;\nSELECT count(*) FROM django_migrations;\n' } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/p05-record-lost.js

const p05_record_lost_orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) };
const recordLost = {
    id: 'P05',
    title: 'The live database has the tables, but no migration is recorded',
    why: 'Somebody emptied `django_migrations`, or the tables came from a dump without it. `migrate` begins at the first file and fails at the first table that exists; with `--fake` it would record whatever the files say, whether it is there or not.',
    fix: 'Bring the rows back from a backup of before (`django_migrations` alone is enough). Where there is none, `adopt-history` compares the schemas first and records only what is equal.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, recorded, tables }) {
        if (recorded === undefined || recorded.length > 0 || tables === undefined)
            return [];
        const there = new Set(tables.map(table => table.toLowerCase()));
        const made = project.migrations.flatMap(tablesOf);
        const names = [...new Set(made.map(each => each.table))];
        const found = made.filter(each => there.has(each.table));
        const [first] = found;
        if (first === undefined)
            return [];
        const count = new Set(found.map(each => each.table)).size;
        const { app, migration, at } = first;
        const { file, line, column } = at;
        const message = `No migration is recorded, but the live database has ${count} of the ${names.length} tables that they make (${first.table}${count > 1 ? ' and others' : ''}).`;
        return [{ app, migration, file, line, column, message }];
    },
    examples: {
        bad: { files: p05_record_lost_orders, applied: [], tables: ['django_migrations', 'orders_order'] },
        good: { files: p05_record_lost_orders, applied: [], tables: ['django_migrations'] }
    }
};
/** The tables that a migration creates for its models, by Django's rule or by `db_table`; lower case. Not those that were there before (`managed`). */
function tablesOf({ app, name, operations }) {
    return operations.flatMap(operation => {
        const { call, kind, known } = operation;
        if (!known || kind !== 'CreateModel' || call.kind !== 'call')
            return [];
        const model = call.args[0] ?? call.keywords.get('name');
        const options = call.keywords.get('options') ?? call.args[2];
        const option = (key) => options?.kind === 'dict' ? options.entries.find(entry => entry.key.kind === 'string' && entry.key.value === key)?.value : undefined;
        const given = option('db_table');
        if (option('managed') !== undefined || option('proxy') !== undefined)
            return [];
        if (model?.kind !== 'string' || (given !== undefined && given.kind !== 'string'))
            return [];
        const table = (given?.value ?? `${app}_${model.value}`).toLowerCase().replaceAll('"', '');
        return [{ table, app, migration: name, at: operation }];
    });
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r01-drop.js


const drop = {
    id: 'R01',
    title: 'A column or table is dropped that the running release uses',
    why: 'The old release runs until the new one has taken over, and again after a rollback. Its queries name every column of its models: from the moment of the drop each of them fails. What the column held is gone, and going back does not bring it back.',
    fix: 'Drop in two releases. In the first the code stops using it and the database keeps it (Django: `SeparateDatabaseAndState(state_operations=[RemoveField(…)])`; a NOT NULL column must first allow NULL or get a database default, since the new code leaves it out). In a later one drop it with SQL.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check(subject) {
        const drops = riskySteps(subject).filter(({ change }) => change.kind === 'drop-table' || change.kind === 'drop-column');
        // To read all that was applied before takes seconds of a large history.
        const unused = drops.length === 0 ? new Set() : unusedBefore(subject);
        return drops.flatMap(step => {
            const { change } = step;
            if (change.kind === 'drop-table' && !unused.has(change.table))
                return [matchOf(step, `${change.table} is dropped: every query of the running release that names it fails, and its rows are gone.`)];
            if (change.kind !== 'drop-column' || isNewColumn(subject, change.table, change.column))
                return [];
            const name = `${change.table}.${change.column}`;
            if (unused.has(name) || unused.has(change.table))
                return [];
            return [matchOf(step, `${name} is dropped: queries of the running release that name it fail, and what it holds is gone.`)];
        });
    },
    examples: {
        bad: shopWith({ '0002_no_note': { operations: ["migrations.RemoveField('order', 'note')"] } }),
        good: shopWith({
            '0003_drop_note': {
                operations: ["migrations.RunSQL('ALTER TABLE orders_order DROP COLUMN note', migrations.RunSQL.noop)"]
            }
        }, {
            base: {
                '0002_forget_note': {
                    operations: ["migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('order', 'note')])"]
                }
            }
        })
    },
    more: [
        {
            bad: shopWith({ '0002_no_customer': { operations: ["migrations.DeleteModel('Customer')"] } }),
            good: shopWith({
                '0002_forget_customer': {
                    operations: ["migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel('Customer')])"]
                }
            })
        },
        {
            bad: alembicWith([["op.drop_column('orders_order', 'note')"]]),
            good: alembicWith([["op.alter_column('orders_order', 'note', comment='not used any more')"]])
        },
        {
            bad: sqlWith({ 'V2__note.sql': 'ALTER TABLE orders_order DROP COLUMN note;' }),
            good: sqlWith({ 'V2__note.sql': "COMMENT ON COLUMN orders_order.note IS 'not used any more';" })
        }
    ]
};
/** What the code of an earlier release has stopped to use, while the database kept it. */
function unusedBefore(subject) {
    // SQL has no picture of the models.
    if (subject.project.framework === 'sql')
        return new Set();
    return new Set(oldSteps(subject).flatMap(({ change }) => {
        if (change.kind !== 'state-only' || change.removes === undefined)
            return [];
        const { table, column } = change.removes;
        return [column === undefined ? table : `${table}.${column}`];
    }));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r02-rename.js


const rename = {
    id: 'R02',
    title: 'A column or table is renamed that the running release uses',
    why: 'The running release knows only the old name, the new one only the new name: between the migration and the switch every query of the old release fails, and after a rollback of the code all of them do.',
    fix: 'Rename in the code only and keep the name in the database (Django: `db_column`, `db_table`). Where the database must change, add the new column, write both, copy, read the new one, and drop the old one in a later release; a renamed table can leave a view of the old name behind.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change } = step;
        if (change.kind === 'rename-table') {
            const view = step.all.forward.some(other => other.kind === 'other-object' && other.verb === 'create' && other.object === 'view' && other.name === change.table);
            if (view)
                return [];
            return [
                matchOf(step, `${change.table} is renamed to ${change.to}: queries of the running release still name ${change.table} and fail.`)
            ];
        }
        if (change.kind !== 'rename-column' || isNewColumn(subject, change.table, change.column))
            return [];
        const { table, column, to } = change;
        return [matchOf(step, `${table}.${column} is renamed to ${to}: queries of the running release still name ${column} and fail.`)];
    }),
    examples: {
        bad: shopWith({ '0002_remark': { operations: ["migrations.RenameField('order', 'note', 'remark')"] } }),
        good: shopWith({
            '0002_remark': {
                operations: [
                    "migrations.AlterField('order', 'note', models.TextField(null=True, db_column='note'))",
                    "migrations.RenameField('order', 'note', 'remark')"
                ]
            }
        })
    },
    more: [
        {
            bad: shopWith({ '0002_sale': { operations: ["migrations.RenameModel('Order', 'Sale')"] } }),
            good: shopWith({
                '0002_sale': {
                    operations: ["migrations.AlterModelTable('order', 'orders_order')", "migrations.RenameModel('Order', 'Sale')"]
                }
            })
        },
        {
            bad: alembicWith([["op.alter_column('orders_order', 'note', new_column_name='remark')"]]),
            good: alembicWith([["op.add_column('orders_order', sa.Column('remark', sa.Text(), nullable=True))"]])
        },
        {
            bad: sqlWith({ 'V2__remark.sql': 'ALTER TABLE orders_order RENAME COLUMN note TO remark;' }),
            good: sqlWith({ 'V2__remark.sql': 'ALTER TABLE orders_order ADD COLUMN remark text;' })
        },
        {
            bad: sqlWith({ 'V2__sale.sql': 'ALTER TABLE orders_order RENAME TO sale;' }),
            good: sqlWith({
                'V2__sale.sql': ['ALTER TABLE orders_order RENAME TO sale;', 'CREATE VIEW orders_order AS SELECT * FROM sale;'].join('\n')
            })
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r03-required-column.js


const requiredColumn = {
    id: 'R03',
    title: 'A required column is added without a default in the database',
    why: 'The running release does not know the column, so its INSERTs leave it out and fail: NOT NULL is violated. A `default` of a Django field is no help: Django fills the rows that are there with it and takes it away again.',
    fix: 'Allow NULL first, or give the column a default that the database keeps (`db_default` from Django 5.0, `server_default` in SQLAlchemy, DEFAULT in SQL).',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change, all, index } = step;
        if (change.kind !== 'add-column' || change.column.nullable !== false)
            return [];
        const { table, column } = change;
        // What a later statement of the same migration makes of it is what the running release meets.
        let { databaseDefault } = column;
        for (const later of all.forward.slice(index + 1)) {
            if (!('table' in later) || later.table !== table || !('column' in later) || later.column !== column.name)
                continue;
            if (later.kind === 'drop-default')
                databaseDefault = 'none';
            else if (later.kind === 'set-default')
                databaseDefault = 'stable';
            else if (later.kind === 'drop-not-null')
                return [];
        }
        if (databaseDefault !== 'none')
            return [];
        return [
            matchOf(step, `${table}.${column.name} is NOT NULL and has no default in the database: every INSERT of the running release into ${table} fails.`)
        ];
    }),
    examples: {
        bad: shopWith({
            '0002_state': { operations: ["migrations.AddField('order', 'state', models.CharField(max_length=9, default='new'))"] }
        }),
        good: shopWith({
            '0002_state': {
                operations: ["migrations.AddField('order', 'state', models.CharField(max_length=9, default='new', db_default='new'))"]
            }
        })
    },
    more: [
        {
            bad: alembicWith([["op.add_column('orders_order', sa.Column('state', sa.String(9), nullable=False))"]]),
            good: alembicWith([["op.add_column('orders_order', sa.Column('state', sa.String(9), nullable=False, server_default='new'))"]])
        },
        {
            bad: sqlWith({
                'V2__state.sql': [
                    "ALTER TABLE orders_order ADD COLUMN state text NOT NULL DEFAULT 'new';",
                    'ALTER TABLE orders_order ALTER COLUMN state DROP DEFAULT;'
                ].join('\n')
            }),
            good: sqlWith({ 'V2__state.sql': "ALTER TABLE orders_order ADD COLUMN state text NOT NULL DEFAULT 'new';" })
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r04-set-not-null.js


const contrib = ['from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint'];
const setNotNull = {
    id: 'R04',
    title: 'A column that exists becomes NOT NULL',
    why: 'PostgreSQL reads the whole table to prove it, under a lock that keeps readers and writers out (ACCESS EXCLUSIVE). And where the running release still writes NULL, its INSERTs and UPDATEs fail from then on.',
    fix: 'First see that no release writes NULL any more. Then add CHECK (column IS NOT NULL) as NOT VALID, validate it in a migration of its own, and set NOT NULL after that: PostgreSQL takes the CHECK as the proof and reads nothing.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check(subject) {
        const risky = riskySteps(subject).filter(({ change }) => change.kind === 'set-not-null');
        // To read all that was applied before takes seconds of a large history.
        if (risky.length === 0)
            return [];
        const steps = [...oldSteps(subject), ...newSteps(subject)];
        return risky.flatMap(step => {
            const { change } = step;
            if (change.kind !== 'set-not-null' || isProven(steps, step, change.table, change.column))
                return [];
            const name = `${change.table}.${change.column}`;
            return [
                matchOf(step, `${name} is set to NOT NULL: all rows of ${change.table} are read while nobody can read or write it, and a running release that writes NULL fails.`)
            ];
        });
    },
    examples: {
        bad: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20))"] } }),
        good: shopWith({
            '0002_check': {
                header: contrib.map(line => line.replace(', ValidateConstraint', '')),
                operations: ["AddConstraintNotValid('order', models.CheckConstraint(condition=models.Q(code__isnull=False), name='code_is_set'))"]
            },
            '0003_validate': {
                header: contrib.map(line => line.replace('AddConstraintNotValid, ', '')),
                operations: ["ValidateConstraint('order', 'code_is_set')"]
            },
            '0004_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20))"] }
        })
    },
    more: [
        {
            bad: alembicWith([["op.alter_column('orders_order', 'code', nullable=False)"]]),
            good: alembicWith([["op.create_check_constraint('code_is_set', 'orders_order', 'code IS NOT NULL', postgresql_not_valid=True)"]])
        },
        {
            bad: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code SET NOT NULL;' }),
            good: sqlWith({
                'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT code_is_set CHECK (code IS NOT NULL) NOT VALID;',
                'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT code_is_set;',
                'V4__code.sql': 'ALTER TABLE orders_order ALTER COLUMN code SET NOT NULL;'
            })
        }
    ]
};
/** Whether a CHECK that says the same was validated before this step. */
function isProven(steps, step, table, column) {
    const before = steps.slice(0, steps.findIndex(one => one.change === step.change));
    return before.some(({ change: check }) => check.kind === 'add-constraint' &&
        check.table === table &&
        check.notNull === column &&
        (check.validates ||
            before.some(({ change }) => change.kind === 'validate-constraint' && change.table === table && change.name !== undefined && change.name === check.name)));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r06-index.js


const blockingIndex = {
    id: 'R06',
    title: 'An index is built while writers wait',
    why: 'CREATE INDEX holds a SHARE lock on the table until it is done: reading goes on, every INSERT, UPDATE and DELETE waits. On a large table these are minutes.',
    fix: 'Build it CONCURRENTLY, outside a transaction (Django: `AddIndexConcurrently` with `atomic = False`; Alembic: `postgresql_concurrently=True` in an `autocommit_block`). A field with an index of its own: add it with `db_index=False` and the index after it.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change } = step;
        if (change.kind === 'create-index' && !change.concurrently) {
            const name = change.name === undefined ? 'An index' : `The index ${change.name}`;
            return [matchOf(step, `${name} on ${change.table} is not built concurrently: writers of ${change.table} wait until it is done.`)];
        }
        if (change.kind !== 'add-column' || !change.column.indexed)
            return [];
        return [
            matchOf(step, `${change.table}.${change.column.name} comes with an index, which is not built concurrently: writers of ${change.table} wait until it is done.`)
        ];
    }),
    examples: {
        bad: shopWith({
            '0002_index': { operations: ["migrations.AddIndex('order', models.Index(fields=['code'], name='order_code'))"] }
        }),
        good: shopWith({
            '0002_index': {
                header: ['from django.contrib.postgres.operations import AddIndexConcurrently'],
                extra: ['atomic = False'],
                operations: ["AddIndexConcurrently('order', models.Index(fields=['code'], name='order_code'))"]
            }
        })
    },
    more: [
        {
            bad: alembicWith([["op.create_index('order_code', 'orders_order', ['code'])"]]),
            good: alembicWith([
                [
                    'with op.get_context().autocommit_block():',
                    "    op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"
                ]
            ])
        },
        {
            bad: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_code ON orders_order (code);' }),
            good: sqlWith({ 'V2__index.sql': 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);' })
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r07-concurrent-in-transaction.js


const header = ['from django.contrib.postgres.operations import AddIndexConcurrently'];
const operations = ["AddIndexConcurrently('order', models.Index(fields=['code'], name='order_code'))"];
const concurrentInTransaction = {
    id: 'R07',
    title: 'A concurrent operation runs inside a transaction',
    why: 'PostgreSQL refuses it: "cannot run inside a transaction block" (SQLSTATE 25001), and Django refuses before that (NotSupportedError). The migration fails on every database, in the middle of a deployment.',
    fix: 'Run it outside a transaction and alone in its migration: `atomic = False` in Django, `autocommit_block()` in Alembic, no BEGIN around it in SQL.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => newSteps(subject).flatMap(step => {
        const { change, transaction } = step;
        if (transaction === undefined || !isConcurrent(change))
            return [];
        const name = change.name ?? 'an index';
        return [
            matchOf(step, `${change.operation} works on ${name} CONCURRENTLY, but its migration runs in a transaction: PostgreSQL refuses it.`)
        ];
    }),
    examples: {
        bad: shopWith({ '0002_index': { header, operations } }),
        good: shopWith({ '0002_index': { header, extra: ['atomic = False'], operations } })
    },
    more: [
        {
            bad: alembicWith([["op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"]]),
            good: alembicWith([
                [
                    'with op.get_context().autocommit_block():',
                    "    op.create_index('order_code', 'orders_order', ['code'], postgresql_concurrently=True)"
                ]
            ])
        },
        {
            bad: sqlWith({ 'V2__index.sql': ['BEGIN;', 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);', 'COMMIT;'].join('\n') }),
            good: sqlWith({ 'V2__index.sql': 'CREATE INDEX CONCURRENTLY order_code ON orders_order (code);' })
        }
    ]
};
function isConcurrent(change) {
    return (change.kind === 'create-index' || change.kind === 'drop-index') && change.concurrently;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r09-validation.js


const constraint = "models.CheckConstraint(condition=models.Q(amount__gte=0), name='amount_not_negative')";
const notValid = 'from django.contrib.postgres.operations import AddConstraintNotValid';
const validate = 'from django.contrib.postgres.operations import ValidateConstraint';
const validation = {
    id: 'R09',
    title: 'A constraint is checked while nobody can use the table',
    why: 'A CHECK is proven on every row, and a UNIQUE constraint builds its index, under a lock that keeps readers and writers out (ACCESS EXCLUSIVE). One row that violates it stops the deployment.',
    fix: 'CHECK: add it NOT VALID and validate it in a migration of its own, which keeps nobody out. UNIQUE: build a unique index CONCURRENTLY and make the constraint with `UNIQUE USING INDEX`.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change } = step;
        if (change.kind === 'add-column' && change.column.unique) {
            const name = `${change.table}.${change.column.name}`;
            return [matchOf(step, `${name} comes with a unique index, which is built while nobody can read or write ${change.table}.`)];
        }
        if (change.kind !== 'add-constraint' || change.type === 'foreign-key' || change.usingIndex)
            return [];
        const { table, type } = change;
        const name = `The ${type.replace('-', ' ')} constraint${change.name === undefined ? '' : ` ${change.name}`} on ${table}`;
        if (!change.validates)
            return isValidatedTogether(subject, step)
                ? [matchOf(step, `${name} is validated in the transaction that adds it: nobody can read or write ${table} all the time.`)]
                : [];
        const what = type === 'check' ? 'is checked on every row' : 'builds its index';
        return [matchOf(step, `${name} ${what} while nobody can read or write ${table}.`)];
    }),
    examples: {
        bad: shopWith({ '0002_check': { operations: [`migrations.AddConstraint('order', ${constraint})`] } }),
        good: shopWith({
            '0002_check': { header: [notValid], operations: [`AddConstraintNotValid('order', ${constraint})`] },
            '0003_validate': { header: [validate], operations: ["ValidateConstraint('order', 'amount_not_negative')"] }
        })
    },
    more: [
        {
            bad: shopWith({
                '0002_unique': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, unique=True))"] }
            }),
            good: shopWith({
                '0002_unique': {
                    extra: ['atomic = False'],
                    operations: [
                        `migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL('CREATE UNIQUE INDEX CONCURRENTLY order_code ON orders_order (code)', 'DROP INDEX order_code'),
                migrations.RunSQL('ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE USING INDEX order_code', migrations.RunSQL.noop),
            ],
            state_operations=[migrations.AlterField('order', 'code', models.CharField(max_length=20, null=True, unique=True))],
        )`
                    ]
                }
            })
        },
        {
            bad: shopWith({
                '0002_check': {
                    header: ['from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint'],
                    operations: [`AddConstraintNotValid('order', ${constraint})`, "ValidateConstraint('order', 'amount_not_negative')"]
                }
            }),
            good: shopWith({
                '0002_check': { header: [notValid], operations: [`AddConstraintNotValid('order', ${constraint})`] },
                '0003_validate': { header: [validate], operations: ["ValidateConstraint('order', 'amount_not_negative')"] }
            })
        },
        {
            bad: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0')"]]),
            good: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0', postgresql_not_valid=True)"]])
        },
        {
            bad: sqlWith({ 'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT amount_not_negative CHECK (amount >= 0);' }),
            good: sqlWith({
                'V2__check.sql': 'ALTER TABLE orders_order ADD CONSTRAINT amount_not_negative CHECK (amount >= 0) NOT VALID;',
                'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT amount_not_negative;'
            })
        },
        {
            bad: sqlWith({ 'V2__unique.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE (code);' }),
            good: sqlWith({
                'V2__index.sql': 'CREATE UNIQUE INDEX CONCURRENTLY order_code ON orders_order (code);',
                'V3__unique.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_code UNIQUE USING INDEX order_code;'
            })
        }
    ]
};
/** Whether a constraint that is added NOT VALID is validated before its lock is gone. */
function isValidatedTogether(subject, step) {
    const { change, transaction, migration } = step;
    if (change.kind !== 'add-constraint' || transaction === undefined)
        return false;
    return newSteps(subject).some(later => later.migration === migration &&
        later.transaction === transaction &&
        later.change.kind === 'validate-constraint' &&
        later.change.table === change.table &&
        later.change.name === change.name);
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r08-foreign-key.js



const withKey = {
    '0002_customer': {
        operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
    }
};
const foreignKey = {
    id: 'R08',
    title: 'A foreign key is checked while writers of both tables wait',
    why: 'Adding a foreign key locks both tables against writers (SHARE ROW EXCLUSIVE) and holds the locks until the transaction ends: while every row is checked, and while an index for the key is built in the same transaction. It is the referenced table, the busy one, that surprises. Django takes the key away and makes it anew whenever an AlterField changes anything of the column, a `default` included.',
    fix: 'Add the column without the constraint and without an index (Django: `db_constraint=False, db_index=False`), build the index concurrently, add the constraint NOT VALID, and validate it in a migration of its own: validating keeps no writer out.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change, transaction } = step;
        if (change.kind === 'add-constraint' && change.type === 'foreign-key') {
            const { table, references = 'the referenced table' } = change;
            if (change.validates)
                return [
                    matchOf(step, `A foreign key from ${table} to ${references} checks every row of ${table}: until it is done nobody can write to either table.`)
                ];
            return isValidatedTogether(subject, step)
                ? [
                    matchOf(step, `The foreign key from ${table} to ${references} is validated in the transaction that adds it: its locks are held all the time.`)
                ]
                : [];
        }
        if (change.kind !== 'add-column' || change.column.references === undefined)
            return [];
        const { table, column } = change;
        // The new column is NULL everywhere, so that nothing is checked; the locks matter by what else the transaction does.
        const checks = column.databaseDefault !== 'none';
        const builds = transaction !== undefined && (column.indexed || column.unique);
        if (!checks && !builds)
            return [];
        const why = checks ? `every row of ${table} is checked` : `the index over ${table}.${column.name} is built in the same transaction`;
        return [
            matchOf(step, `${table}.${column.name} comes with a foreign key to ${column.references}: nobody can write to ${column.references} while ${why}.`)
        ];
    }),
    examples: {
        bad: shopWith({
            '0002_customer': {
                operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
            }
        }),
        good: shopWith({
            '0002_customer': {
                operations: [
                    "migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_constraint=False, db_index=False))"
                ]
            },
            '0003_index': {
                header: ['from django.contrib.postgres.operations import AddIndexConcurrently'],
                extra: ['atomic = False'],
                operations: ["AddIndexConcurrently('order', models.Index(fields=['customer'], name='order_customer'))"]
            },
            '0004_key': {
                operations: [
                    `migrations.RunSQL(
            'ALTER TABLE orders_order ADD CONSTRAINT order_customer_key FOREIGN KEY (customer_id) REFERENCES orders_customer (id) NOT VALID',
            'ALTER TABLE orders_order DROP CONSTRAINT order_customer_key',
        )`
                ]
            },
            '0005_validate': {
                operations: ["migrations.RunSQL('ALTER TABLE orders_order VALIDATE CONSTRAINT order_customer_key', migrations.RunSQL.noop)"]
            }
        })
    },
    more: [
        {
            bad: shopWith({
                '0003_key': {
                    operations: [
                        "migrations.AlterField('order', 'amount', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_column='amount', db_index=False))"
                    ]
                }
            }, {}),
            good: shopWith({
                '0003_key': {
                    operations: [
                        "migrations.AlterField('order', 'amount', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_column='amount', db_index=False, db_constraint=False))"
                    ]
                }
            })
        },
        {
            bad: shopWith({
                '0003_default': {
                    operations: [
                        "migrations.AlterField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, default=1))"
                    ]
                }
            }, { base: withKey }),
            good: shopWith({
                '0003_on_delete': {
                    operations: ["migrations.AlterField('order', 'customer', models.ForeignKey('orders.customer', models.SET_NULL, null=True))"]
                }
            }, { base: withKey })
        },
        {
            bad: alembicWith([["op.create_foreign_key('order_customer', 'orders_order', 'orders_customer', ['amount'], ['id'])"]]),
            good: alembicWith([
                ["op.create_foreign_key('order_customer', 'orders_order', 'orders_customer', ['amount'], ['id'], postgresql_not_valid=True)"]
            ])
        },
        {
            bad: sqlWith({
                'V2__key.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id);'
            }),
            good: sqlWith({
                'V2__key.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id) NOT VALID;',
                'V3__validate.sql': 'ALTER TABLE orders_order VALIDATE CONSTRAINT order_customer;'
            })
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r10-volatile-default.js


const volatileDefault = {
    id: 'R10',
    title: 'A new column has a default that differs from row to row',
    why: 'A constant default costs nothing: PostgreSQL stores it once. A random value, a sequence or a stored generated column is computed for every row that is there, and the whole table is rewritten while nobody can read or write it (ACCESS EXCLUSIVE).',
    fix: 'Add the column without a default, set the default in a second step (it then counts for new rows only), and fill the old rows in batches.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check: subject => riskySteps(subject).flatMap(step => {
        const { change } = step;
        if (change.kind !== 'add-column' || change.column.databaseDefault !== 'volatile')
            return [];
        const { table, column } = change;
        return [
            matchOf(step, `${table}.${column.name} gets a value of its own in every row: ${table} is rewritten while nobody can read or write it.`)
        ];
    }),
    examples: {
        bad: shopWith({
            '0002_token': {
                header: ['from django.contrib.postgres.functions import RandomUUID'],
                operations: ["migrations.AddField('order', 'token', models.UUIDField(null=True, db_default=RandomUUID()))"]
            }
        }),
        good: shopWith({
            '0002_token': { operations: ["migrations.AddField('order', 'token', models.UUIDField(null=True))"] },
            '0003_default': {
                header: ['from django.contrib.postgres.functions import RandomUUID'],
                operations: ["migrations.AlterField('order', 'token', models.UUIDField(null=True, db_default=RandomUUID()))"]
            }
        })
    },
    more: [
        {
            bad: alembicWith([["op.add_column('orders_order', sa.Column('token', sa.Uuid(), server_default=sa.text('gen_random_uuid()')))"]]),
            good: alembicWith([
                ["op.add_column('orders_order', sa.Column('token', sa.Uuid()))"],
                ["op.alter_column('orders_order', 'token', server_default=sa.text('gen_random_uuid()'))"]
            ])
        },
        {
            bad: sqlWith({ 'V2__token.sql': 'ALTER TABLE orders_order ADD COLUMN token uuid DEFAULT gen_random_uuid();' }),
            good: sqlWith({
                'V2__token.sql': 'ALTER TABLE orders_order ADD COLUMN token uuid;',
                'V3__default.sql': 'ALTER TABLE orders_order ALTER COLUMN token SET DEFAULT gen_random_uuid();'
            })
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r11-backfill.js



const r11_backfill_fill = ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.filter(code=None).update(code='none')"];
const fillInBatches = [
    'def fill(apps, schema_editor):',
    "    orders = apps.get_model('orders', 'Order').objects",
    "    while ids := list(orders.filter(code=None).values_list('pk', flat=True)[:1000]):",
    "        orders.filter(pk__in=ids).update(code='none')"
];
const backfill = {
    id: 'R11',
    title: 'Data is changed in one piece, or under the locks of a schema change',
    why: 'One UPDATE over a whole table locks every row until its transaction ends, writes all of them anew and leaves as many dead ones. Where a schema change came before it in the same transaction, nobody can use the table for all that time.',
    fix: 'Change the schema in one migration and the data in the next, outside a transaction (`atomic = False`) and in batches of some thousand rows by primary key, each committed by itself, so that it can be run again where it stopped.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    check(subject) {
        const isPostgres = (subject.database ?? 'postgres') === 'postgres';
        return byMigration(riskySteps(subject)).flatMap(steps => {
            const matches = steps.flatMap(step => {
                const { change } = step;
                if (change.kind !== 'data' || change.whole !== true || change.verb === 'insert' || change.verb === 'truncate')
                    return [];
                const verb = change.verb === 'update' ? 'updates' : 'deletes';
                return [
                    matchOf(step, `${change.operation} ${verb} all rows${change.table === undefined ? '' : ` of ${change.table}`} in one statement.`)
                ];
            });
            return [...matches, ...wholeUpdates(subject, steps[0].migration), ...(isPostgres ? mixed(steps) : [])];
        });
    },
    examples: {
        bad: shopWith({
            '0002_code': {
                header: r11_backfill_fill,
                operations: [
                    "migrations.AddField('order', 'state', models.TextField(null=True))",
                    'migrations.RunPython(fill, migrations.RunPython.noop)'
                ]
            }
        }),
        good: shopWith({
            '0002_state': { operations: ["migrations.AddField('order', 'state', models.TextField(null=True))"] },
            '0003_code': {
                header: fillInBatches,
                extra: ['atomic = False'],
                operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
            }
        })
    },
    more: [
        {
            bad: shopWith({
                '0002_code': {
                    header: ['def fill(apps, schema_editor):', "    apps.get_model('orders', 'Order').objects.update(code='none')"],
                    extra: ['atomic = False'],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                }
            }),
            good: shopWith({
                '0002_code': {
                    header: fillInBatches,
                    extra: ['atomic = False'],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                }
            })
        },
        {
            bad: sqlWith({
                'V2__state.sql': ['ALTER TABLE orders_order ADD COLUMN state text;', "UPDATE orders_order SET state = 'new';"].join('\n')
            }),
            good: sqlWith({
                'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state text;',
                'V3__fill.sql': "UPDATE orders_order SET state = 'new' WHERE id BETWEEN 1 AND 1000;"
            })
        }
    ]
};
/** Data or code after a schema change whose lock its transaction still holds. */
function mixed(steps) {
    const schema = steps.find(({ change, transaction }) => transaction !== undefined && isSchema(change));
    const data = steps.find(({ change, index, transaction }) => schema !== undefined &&
        transaction === schema.transaction &&
        index > schema.index &&
        change.at !== schema.change.at &&
        (change.kind === 'data' || change.kind === 'code'));
    if (schema === undefined || data === undefined)
        return [];
    const table = 'table' in schema.change ? schema.change.table : undefined;
    return [
        matchOf(data, `${data.change.operation} changes data in the transaction of ${schema.change.operation}: the lock on ${table ?? 'its table'} is held until all of it is done.`)
    ];
}
/** `.objects.update(…)` over all rows, in what RunPython runs. */
function wholeUpdates(subject, migration) {
    return usedFunctions(migration, subject.source).found.flatMap(({ name, text, position }) => [...text.matchAll(/\.(?:objects|_default_manager|_base_manager)(?:\.using\([^)]*\))?(?:\.all\(\))?\.(update|delete)\(/g)].map(match => ({
        app: migration.app,
        migration: migration.name,
        ...position(match.index),
        message: `${name} ${match[1]}s all rows of a model in one statement.`
    })));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r12-timeout.js


const r12_timeout_operations = ["migrations.AddField('order', 'state', models.TextField(null=True))"];
const noTimeout = {
    id: 'R12',
    title: 'A schema change waits for its lock without a limit',
    why: 'Even a change that takes a millisecond first waits until every query that uses the table has ended. Whoever comes later waits behind it: one long report, and the whole application stands still until somebody ends it.',
    fix: "Let it give up and try again. Belay's run-migrations sets `db-lock-timeout` by itself; without it set `lock_timeout`: in the file (`SET lock_timeout = '5s'`), in PGOPTIONS, or in the connection options of Django or Alembic.",
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['postgres'],
    check(subject) {
        const first = byMigration(riskySteps(subject)).flatMap(steps => steps.find(({ change }) => isSchema(change)) ?? []);
        if (first.length === 0 || isSetElsewhere(subject))
            return [];
        const timeouts = newSteps(subject).filter(({ change }) => change.kind === 'set-timeout');
        return first
            .filter(step => !timeouts.some(({ migration, index }) => migration === step.migration && index < step.index))
            .map(step => {
            const table = 'table' in step.change && step.change.table !== undefined ? step.change.table : 'a table';
            return matchOf(step, `${step.change.operation} waits for its lock on ${table} without a limit, and everybody else waits behind it.`);
        });
    },
    examples: {
        bad: shopWith({ '0002_state': { operations: r12_timeout_operations } }),
        good: shopWith({ '0002_state': { operations: r12_timeout_operations } }, {
            files: {
                'shop/settings.py': [
                    'DATABASES = {',
                    "    'default': {",
                    "        'ENGINE': 'django.db.backends.postgresql',",
                    "        'OPTIONS': {'options': '-c lock_timeout=2s'},",
                    '    }',
                    '}',
                    ''
                ].join('\n')
            }
        })
    },
    more: [
        {
            bad: shopWith({ '0002_state': { operations: r12_timeout_operations } }),
            good: shopWith({ '0002_state': { operations: r12_timeout_operations } }, {
                files: {
                    '.github/workflows/deploy.yml': [
                        'on: push',
                        'jobs:',
                        '  deploy:',
                        '    runs-on: ubuntu-latest',
                        '    steps:',
                        '      - uses: belay/run-migrations@v1',
                        ''
                    ].join('\n')
                }
            })
        },
        {
            bad: sqlWith({ 'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state text;' }),
            good: sqlWith({ 'V2__state.sql': ["SET lock_timeout = '2s';", 'ALTER TABLE orders_order ADD COLUMN state text;'].join('\n') })
        }
    ]
};
/** Whether the repository sets a limit for all of its migrations: in settings, in what runs them, or because Belay runs them. */
function isSetElsewhere({ source, project }) {
    const own = new Set(project.migrations.map(migration => migration.file));
    return source.list().some(path => {
        if (own.has(path) || path.endsWith('.sql') || /(^|\/)(node_modules|site-packages)\//.test(path))
            return false;
        const content = source.read(path);
        if (content === undefined)
            return false;
        const text = typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
        return ['lock_timeout', 'lock-timeout', 'statement_timeout', 'run-migrations'].some(word => text.includes(word));
    });
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r13-real-model.js


const models = [
    'from django.db import models',
    '',
    '',
    'class Order(models.Model):',
    '    note = models.TextField(null=True)',
    '    code = models.CharField(max_length=20, null=True)',
    '    amount = models.IntegerField(null=True)',
    '    state = models.TextField(null=True)',
    ''
].join('\n');
const r13_real_model_state = { operations: ["migrations.AddField('order', 'state', models.TextField(null=True))"] };
const body = ['    for order in Order.objects.filter(code=None):', "        order.code = 'none'", '        order.save()'];
const realModel = {
    id: 'R13',
    title: 'RunPython uses a model of today',
    why: 'A model that is imported has the columns of the code of today, the database at this point of the history those of then. The migration works on the day it is written, and fails on every fresh database once a later migration adds a column: in tests, on a new machine, when a backup of before is migrated.',
    fix: "Take the model as it was at this point: `apps.get_model('app', 'Model')`. Methods and managers of the class are not there: write out what is needed of them.",
    severity: 'error',
    frameworks: ['django'],
    check: ({ project, source, isNew }) => project.migrations.filter(isNew).flatMap(migration => usedFunctions(migration, source).found.flatMap(({ name, text, imports, position }) => [...imports, ...importsWithin(text)].flatMap(([alias, path]) => {
        const at = useOf(text, alias, path);
        if (at === undefined)
            return [];
        const message = `${name} uses ${path} as it is today, not as it was at this point of the history.`;
        return [{ app: migration.app, migration: migration.name, ...position(at), message }];
    }))),
    examples: {
        bad: shopWith({
            '0002_code': {
                header: ['from orders.models import Order', 'def fill(apps, schema_editor):', ...body],
                operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
            },
            '0003_state': r13_real_model_state
        }, { files: { 'orders/models.py': models } }),
        good: shopWith({
            '0002_code': {
                header: ['def fill(apps, schema_editor):', "    Order = apps.get_model('orders', 'Order')", ...body],
                operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
            },
            '0003_state': r13_real_model_state
        }, { files: { 'orders/models.py': models } })
    },
    more: [
        {
            bad: shopWith({
                '0002_code': {
                    header: ['def fill(apps, schema_editor):', '    from ..models import Order', '', ...body],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                },
                '0003_state': r13_real_model_state
            }, { files: { 'orders/models.py': models } }),
            good: shopWith({
                '0002_code': {
                    header: [
                        'from orders.models import STATES',
                        'def fill(apps, schema_editor):',
                        "    apps.get_model('orders', 'Order').objects.filter(pk=1).update(code=STATES[0])"
                    ],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                },
                '0003_state': r13_real_model_state
            }, { files: { 'orders/models.py': `${models}\n\nSTATES = ['new']\n` } })
        },
        {
            bad: shopWith({
                '0002_code': {
                    header: ['from orders.fill import fill'],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                },
                '0003_state': r13_real_model_state
            }, {
                files: {
                    'orders/models.py': models,
                    'orders/fill.py': ['from .models import Order', '', '', 'def fill(apps, schema_editor):', ...body, ''].join('\n')
                }
            }),
            good: shopWith({
                '0002_code': {
                    header: ['from orders.fill import fill'],
                    operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
                },
                '0003_state': r13_real_model_state
            }, {
                files: {
                    'orders/models.py': models,
                    'orders/fill.py': ['def fill(apps, schema_editor):', "    Order = apps.get_model('orders', 'Order')", ...body, ''].join('\n')
                }
            })
        }
    ]
};
/** Where a function uses a model of the project's code: its manager, or a new object of it. Constants of the same module are no harm. */
function useOf(text, alias, path) {
    const name = modelPattern(alias, path);
    // A name of its own hides the imported one.
    if (name === undefined || new RegExp(`^\\s+${alias}\\s*=[^=]`, 'm').test(text))
        return undefined;
    return new RegExp(`\\b${name}(?:\\.(?:objects|_default_manager|_base_manager)\\b|\\()`).exec(text)?.index;
}
/** What a model is called in the function's text, where `path` is imported as `alias`; undefined where it is none. */
function modelPattern(alias, path) {
    if (/^django\.(db|conf|utils)\b/.test(path))
        return undefined;
    if (path.endsWith('.get_user_model'))
        return `${alias}\\(\\)`;
    if (/(^|\.)models$/.test(path))
        return `${alias}\\.[A-Z]\\w*`;
    return /(^|\.)models\.(\w+\.)*[A-Z]\w*[a-z]\w*$/.test(path) ? alias : undefined;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/r14-half-applied.js


const halfApplied = {
    id: 'R14',
    title: 'One migration makes several schema changes, and MySQL cannot take them back',
    why: 'MySQL and MariaDB end the transaction at every schema change. Where the second one fails, the first stays, and the migration is not recorded: run again it fails at the first ("Duplicate column name"), and going back fails too. Somebody must mend the schema by hand.',
    fix: 'Write one schema change per migration: each is then applied and recorded, or not at all.',
    severity: 'warning',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['mysql', 'mariadb'],
    check(subject) {
        const risky = new Set(riskySteps(subject).map(step => step.change));
        return byMigration(newSteps(subject)).flatMap(steps => {
            const schema = steps.filter(({ change }) => change.kind === 'create-table' || isSchema(change));
            // What one operation does in several statements cannot be parted by the user.
            const operations = [...Map.groupBy(schema, ({ change }) => `${change.operation} ${change.at.line}:${change.at.column}`).values()];
            const second = operations[1]?.[0];
            if (second === undefined || !schema.some(({ change }) => risky.has(change)))
                return [];
            const count = operations.length;
            return [
                matchOf(second, `${count} schema changes in one migration: where this or a later one fails, those before it stay, and the migration is not recorded.`)
            ];
        });
    },
    examples: {
        bad: shopWith({
            '0002_state': {
                operations: [
                    "migrations.AddField('order', 'state', models.IntegerField(null=True))",
                    "migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"
                ]
            }
        }, { database: 'mysql' }),
        good: shopWith({
            '0002_state': { operations: ["migrations.AddField('order', 'state', models.IntegerField(null=True))"] },
            '0003_code': {
                operations: ["migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"]
            }
        }, { database: 'mysql' })
    },
    more: [
        {
            bad: alembicWith([
                [
                    "op.add_column('orders_order', sa.Column('state', sa.Integer()))",
                    "op.create_unique_constraint('order_code', 'orders_order', ['code'])"
                ]
            ], 'mysql'),
            good: alembicWith([
                ["op.add_column('orders_order', sa.Column('state', sa.Integer()))"],
                ["op.create_unique_constraint('order_code', 'orders_order', ['code'])"]
            ], 'mysql')
        },
        {
            bad: sqlWith({
                'V2__code.sql': ['ALTER TABLE orders_order ADD COLUMN state int;', 'ALTER TABLE orders_order ADD UNIQUE order_code (code);'].join('\n')
            }, 'mysql'),
            good: sqlWith({
                'V2__state.sql': 'ALTER TABLE orders_order ADD COLUMN state int;',
                'V3__code.sql': 'ALTER TABLE orders_order ADD UNIQUE order_code (code);'
            }, 'mysql')
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/r15-copy.js


const copies = {
    id: 'R15',
    title: 'A schema change copies the table while writers wait',
    why: 'Some changes MySQL and MariaDB cannot make in place: they copy the table row by row (ALGORITHM=COPY), need the space of a second one, and keep every writer out until it is done. It is so for another type, a shorter text, a foreign key, a CHECK, another character set, a dropped primary key, and a stored generated column; a new AUTO_INCREMENT column and a FULLTEXT index keep writers out too.',
    fix: 'Write `ALGORITHM=INPLACE, LOCK=NONE` (or INSTANT) into the statement, so that the server refuses instead of copying. What must copy: a tool that copies beside the application (gh-ost, pt-online-schema-change), a new column that is filled in batches, or a maintenance window.',
    severity: 'error',
    frameworks: ['django', 'alembic', 'sql'],
    databases: ['mysql', 'mariadb'],
    check: subject => riskySteps(subject).flatMap(step => {
        const why = r15_copy_reasonOf(step.change, step.migration.framework);
        const table = 'table' in step.change && step.change.table !== undefined ? step.change.table : 'the table';
        return why === undefined ? [] : [matchOf(step, `${why}: nobody can write to ${table} until it is done.`)];
    }),
    examples: {
        bad: shopWith({ '0002_amount': { operations: ["migrations.AlterField('order', 'amount', models.BigIntegerField(null=True))"] } }, { database: 'mysql' }),
        good: shopWith({ '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=40, null=True))"] } }, { database: 'mysql' })
    },
    more: [
        {
            bad: shopWith({
                '0002_customer': {
                    operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
                }
            }, { database: 'mariadb' }),
            good: shopWith({
                '0002_customer': {
                    operations: [
                        "migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_constraint=False))"
                    ]
                }
            }, { database: 'mariadb' })
        },
        {
            bad: shopWith({
                '0002_check': {
                    operations: [
                        "migrations.AddConstraint('order', models.CheckConstraint(condition=models.Q(amount__gte=0), name='amount_not_negative'))"
                    ]
                }
            }, { database: 'mysql' }),
            good: shopWith({
                '0002_unique': {
                    operations: ["migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"]
                }
            }, { database: 'mysql' })
        },
        {
            bad: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0')"]], 'mysql'),
            good: alembicWith([["op.create_unique_constraint('order_code', 'orders_order', ['code'])"]], 'mysql')
        },
        {
            bad: sqlWith({ 'V2__charset.sql': 'ALTER TABLE orders_order CONVERT TO CHARACTER SET latin1;' }, 'mysql'),
            good: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_code ON orders_order (code);' }, 'mysql')
        },
        {
            bad: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order MODIFY COLUMN amount bigint;' }, 'mysql'),
            good: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order MODIFY COLUMN code varchar(40);' }, 'mysql')
        },
        {
            bad: sqlWith({ 'V2__key.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id);' }, 'mariadb'),
            good: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_amount ON orders_order (amount);' }, 'mariadb')
        }
    ]
};
/** What a server does with a change that it cannot make beside writers; undefined where it can, or where only a trial would tell. */
function r15_copy_reasonOf(change, framework) {
    if (change.sql !== undefined && /\bCONVERT\s+TO\s+(CHARACTER\s+SET|CHARSET)\b/i.test(change.sql))
        return 'Another character set copies every row';
    if (change.sql !== undefined &&
        /\bDROP\s+PRIMARY\s+KEY\b/i.test(change.sql) &&
        !/\bADD\s+(CONSTRAINT\s+\S+\s+)?PRIMARY\s+KEY\b/i.test(change.sql))
        return 'Dropping the primary key copies every row';
    if (change.sql !== undefined && /\b(ADD|CREATE)\s+FULLTEXT\b/i.test(change.sql))
        return 'A FULLTEXT index is built under a lock';
    if (change.kind === 'change-type' && change.rewrites === true)
        return `Another type of ${change.table}.${change.column}${change.from === undefined || change.to === undefined ? '' : ` (${change.from} to ${change.to})`} copies every row`;
    // A field of Django's that is not known is reported as that.
    if (change.kind === 'change-type' && change.rewrites === undefined && framework !== 'django')
        return `What ${change.table}.${change.column} was before ${change.to ?? 'this'} cannot be told: unless only a varchar grows, or nothing but NULL and DEFAULT change, every row is copied`;
    if (change.kind === 'add-constraint' && (change.type === 'foreign-key' || change.type === 'check'))
        return `A ${change.type === 'check' ? 'CHECK' : 'foreign key'} on ${change.table} copies every row`;
    if (change.kind !== 'add-column')
        return undefined;
    if (change.column.references !== undefined)
        return `${change.table}.${change.column.name} comes with a foreign key to ${change.column.references}, which copies every row`;
    return change.column.databaseDefault === 'volatile' ? `${change.table}.${change.column.name} is computed for every row` : undefined;
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/squash-example.js

/** `replaces` of an app `orders`. */
function squash_example_replaces(...names) {
    return `replaces = [${names.map(name => `('orders', '${name}')`).join(', ')}]`;
}
/** An app with two migrations, which the examples squash. */
const squash_example_orders = {
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
};
/** And with a third one. */
const ordersAndState = {
    ...squash_example_orders,
    'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
};
const squash_example_note = "('note', models.TextField(null=True))";
const squash_example_state = "('state', models.TextField(null=True))";
const id = "('id', models.AutoField(primary_key=True))";
/** What the operations of the two, and of the three, come to. */
const squash_example_createWithNote = `migrations.CreateModel('Order', [${id}, ${squash_example_note}])`;
const createWithState = `migrations.CreateModel('Order', [${id}, ${squash_example_note}, ${squash_example_state}])`;
/** A sound squash of the two. */
const squashed = migrationText('', [squash_example_createWithNote], [squash_example_replaces('0001_initial', '0002_note')]);
const squashFile = 'orders/migrations/0001_squashed_0002_note.py';

;// CONCATENATED MODULE: ./build/shared/squash/rules/s01-cyclic-replaces.js




const cyclicReplaces = {
    id: 'S01',
    title: 'A squash replaces itself',
    why: 'Django takes the squash out of its graph together with what it replaces. A fresh database then gets nothing of the app, and `migrate` says that there is nothing to apply, with exit code 0; as soon as another migration follows, it stops with a KeyError. Two squashes that replace each other stop it at once ("Unable to find replacement node"; from 6.0 on "Cyclical squash replacement found").',
    fix: 'Take the name out of `replaces`: it lists only the old migrations.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project, graphs }) => (0,rule/* distinct */.dM)(graphs.flatMap(({ graph }) => graph.problems
        .filter(problem => problem.kind === 'cyclic')
        .map(({ origin, reference }) => {
        const itself = project.migrations
            .find(one => (0,model/* keyOf */.TN)(one) === (0,model/* keyOf */.TN)(origin))
            ?.replaces.find(name => (0,model/* keyOf */.TN)(name) === (0,model/* keyOf */.TN)(origin));
        const { file, line, column } = itself ?? reference;
        const through = itself === undefined ? ` through ${(0,model/* keyOf */.TN)(reference)}` : '';
        return { app: origin.app, migration: origin.name, file, line, column, message: `${(0,model/* keyOf */.TN)(origin)} replaces itself${through}.` };
    }))),
    examples: {
        bad: {
            files: {
                ...squash_example_orders,
                [squashFile]: migrationText('', [squash_example_createWithNote], [squash_example_replaces('0001_initial', '0002_note', '0001_squashed_0002_note')])
            }
        },
        good: { files: { ...squash_example_orders, [squashFile]: squashed } }
    }
};

// EXTERNAL MODULE: ./build/shared/nearest.js
var nearest = __webpack_require__(96995);
;// CONCATENATED MODULE: ./build/shared/squash/rules/s02-missing-target.js





const missingTarget = {
    id: 'S02',
    title: 'A squash replaces a migration that does not exist, while others of its list do',
    why: 'A typing error in `replaces`, or only some of the old files were deleted. A database that has applied the real migrations never has the row of the other name, so Django takes it as half migrated for ever: the squash is never recorded, and nothing says so. On a fresh database the migration that was meant runs after the squash and fails, because its column is there already.',
    fix: 'Correct the name, or bring the file back until all of them are deleted together.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base }) {
        const onDisk = byKey(project);
        const inBase = new Set(base?.migrations.map(model/* keyOf */.TN));
        const unread = new Set(project.problems.map(problem => (0,model/* keyOf */.TN)({ app: problem.app, name: problem.migration })));
        const apps = new Set(project.apps.map(app => app.label));
        return squashesOf(project, base).flatMap(({ squash, names, targets }) => {
            if (targets.length === 0)
                return [];
            return (names
                .filter(name => apps.has(name.app) && !onDisk.has((0,model/* keyOf */.TN)(name)) && !unread.has((0,model/* keyOf */.TN)(name)))
                // Deleted in the change that adds the squash: that is S14.
                .filter(name => !(inBase.has((0,model/* keyOf */.TN)(name)) && !inBase.has((0,model/* keyOf */.TN)(squash))))
                .map(name => {
                const own = project.migrations.filter(one => one.app === name.app && one !== squash && !squash.replaces.some(each => (0,model/* keyOf */.TN)(each) === (0,model/* keyOf */.TN)(one)));
                const near = (0,nearest/* nearest */.p)(name.name, own.map(one => one.name));
                const { file, line, column } = name;
                return {
                    app: squash.app,
                    migration: squash.name,
                    file,
                    line,
                    column,
                    message: `${(0,model/* keyOf */.TN)(squash)} replaces ${(0,model/* keyOf */.TN)(name)}, which does not exist, while ${targets.length} of what it replaces ${targets.length === 1 ? 'does' : 'do'}.`,
                    fix: near === undefined ? undefined : `Did you mean ${near}? Otherwise bring ${(0,model/* keyOf */.TN)(name)} back.`
                };
            }));
        });
    },
    examples: {
        bad: { files: { ...squash_example_orders, [squashFile]: migrationText('', [squash_example_createWithNote], [squash_example_replaces('0001_initial', '0002_notes')]) } },
        good: { files: { ...squash_example_orders, [squashFile]: squashed } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s03-overlapping-squashes.js




const addPaid = "migrations.AddField('order', 'paid', models.BooleanField(default=False))";
const overlappingSquashes = {
    id: 'S03',
    title: 'Two squashes replace the same migration',
    why: 'Where the old migrations are applied, both count as applied, and all is well. A fresh database runs both, and the second one creates what the first one has created ("table already exists"): the next test run, developer or restored environment finds it, not production.',
    fix: 'Keep one of the two. Where the older one is already recorded everywhere, first delete its old files and its `replaces`, and let the newer one replace it then.',
    severity: 'error',
    frameworks: ['django'],
    check({ project }) {
        const byName = new Map();
        const matches = [];
        for (const squash of squashesOf(project)) {
            const others = new Set([...squash.keys].flatMap(key => byName.get(key) ?? []));
            for (const key of squash.keys)
                byName.set(key, [...(byName.get(key) ?? []), squash]);
            for (const other of others) {
                // One that replaces the other may name its targets too.
                if (squash.keys.has((0,model/* keyOf */.TN)(other.squash)) || other.keys.has((0,model/* keyOf */.TN)(squash.squash)))
                    continue;
                const shared = squash.names.filter(name => other.keys.has((0,model/* keyOf */.TN)(name)));
                const { app, name: migration } = squash.squash;
                const { file, line, column } = shared[0];
                const message = `${(0,model/* keyOf */.TN)(squash.squash)} and ${(0,model/* keyOf */.TN)(other.squash)} both replace ${shared.map(model/* keyOf */.TN).join(', ')}: a fresh database runs both.`;
                matches.push({ app, migration, file, line, column, message });
            }
        }
        return matches;
    },
    examples: {
        bad: {
            files: {
                ...ordersAndState,
                [squashFile]: squashed,
                'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createWithState], [squash_example_replaces('0001_initial', '0002_note', '0003_state')])
            }
        },
        good: {
            files: {
                ...ordersAndState,
                'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createWithState], [squash_example_replaces('0001_initial', '0002_note', '0003_state')])
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...ordersAndState,
                    [squashFile]: squashed,
                    'orders/migrations/0002_squashed_0003_state.py': migrationText("('orders', '0001_initial')", [addNote, addState], [squash_example_replaces('0002_note', '0003_state')])
                }
            },
            good: {
                files: {
                    ...ordersAndState,
                    'orders/migrations/0004_paid.py': migrationText("('orders', '0003_state')", [addPaid]),
                    [squashFile]: squashed,
                    'orders/migrations/0003_squashed_0004_paid.py': migrationText("('orders', '0001_squashed_0002_note')", [addState, addPaid], [squash_example_replaces('0003_state', '0004_paid')])
                }
            }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s04-unreplaced-migration.js





const unreplacedMigration = {
    id: 'S04',
    title: 'A squash leaves out a migration in the middle of what it replaces',
    why: 'The one that is left out must run after the squash, because it follows its first part, and before it, because the last part follows it: Django cannot order them (CircularDependencyError). It is the usual end of a merge: a branch added a migration to the range while another branch squashed it.',
    fix: 'Add it to `replaces` with its operations, or squash again; or squash only up to the migration before it.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project }) => squashesOf(project).flatMap(({ squash }) => {
        const { file, line, column } = squash.replaces[0];
        if (!squash.graphKnown)
            return [];
        const left = unreplacedBetween(squash, project);
        if (left.length === 0)
            return [];
        const message = `${(0,model/* keyOf */.TN)(squash)} does not replace ${left.map(model/* keyOf */.TN).join(', ')}, which ${left.length === 1 ? 'stands' : 'stand'} between migrations that it replaces.`;
        return [{ app: squash.app, migration: squash.name, file, line, column, message }];
    }),
    examples: {
        bad: {
            files: {
                ...ordersAndState,
                'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createWithState], [squash_example_replaces('0001_initial', '0003_state')])
            }
        },
        good: {
            files: {
                ...ordersAndState,
                'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createWithState], [squash_example_replaces('0001_initial', '0002_note', '0003_state')])
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s05-masked-dependency.js




const folder = { 'orders/migrations/__init__.py': '' };
const maskedDependency = {
    id: 'S05',
    title: 'A dependency names a deleted migration, and only `replaces` of a squash makes up for it',
    why: 'As long as `replaces` is there and the database has all or none of the old rows, Django leads the dependency to the squash. On a database with some of them it stops ("Django tried to replace migration … but wasn\'t able to"), and on the day on which `replaces` is removed it stops everywhere (NodeNotFoundError).',
    fix: 'Let it depend on the squash.',
    severity: 'warning',
    frameworks: ['django'],
    check({ project }) {
        const onDisk = byKey(project);
        const squashes = squashesOf(project);
        return project.migrations.flatMap(migration => [...migration.dependencies, ...migration.runBefore].flatMap(reference => {
            if (onDisk.has((0,model/* keyOf */.TN)(reference)))
                return [];
            const masking = squashes.find(({ names }) => names.some(name => (0,model/* keyOf */.TN)(name) === (0,model/* keyOf */.TN)(reference)));
            if (masking === undefined || masking.squash === migration || masking.targets.includes(migration))
                return [];
            const { file, line, column } = reference;
            const { app, name } = migration;
            const what = migration.runBefore.includes(reference) ? 'must run before' : 'depends on';
            const message = `${(0,model/* keyOf */.TN)(migration)} ${what} ${(0,model/* keyOf */.TN)(reference)}, which is deleted; only \`replaces\` of ${(0,model/* keyOf */.TN)(masking.squash)} leads it on.`;
            const fix = `Write ('${masking.squash.app}', '${masking.squash.name}') in its place.`;
            return [{ app, migration: name, file, line, column, message, fix }];
        }));
    },
    examples: {
        bad: {
            files: {
                ...folder,
                [squashFile]: squashed,
                'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
            },
            base: { ...folder, [squashFile]: squashed }
        },
        good: {
            files: {
                ...folder,
                [squashFile]: squashed,
                'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState])
            },
            base: { ...folder, [squashFile]: squashed }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s06-nested-squash.js



const files = {
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
    'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createOrder], ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"]),
    'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]),
    'orders/migrations/0001_squashed_0003_state.py': migrationText('', [createOrder], ["replaces = [('orders', '0001_squashed_0002_note'), ('orders', '0003_state')]"])
};
const nestedSquash = {
    id: 'S06',
    title: 'A squash replaces a squash, and Django is older than 6.0',
    why: 'Before 6.0 Django handles squashes in the order of a Python set, which is another in each run: where the outer one comes first, the inner one is gone when its turn comes, and Django stops ("Unable to find replacement node"). The same commit then works on one start and fails on the next. From 6.0 on the inner one is always handled first (this is built from the description of 6.0, not proven against it).',
    fix: 'Deploy the inner squash everywhere, remove its `replaces` and its old files, and squash again then; or raise Django to 6.0. Where the version is not found, say it with `django-version`.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ graphs, version }) => (0,rule/* distinct */.dM)(graphs.flatMap(({ graph }) => graph.problems
        .filter(problem => problem.kind === 'nested')
        .map(({ origin, reference }) => {
        const { file, line, column } = reference;
        const with_ = version === undefined ? 'a Django before 6.0' : `Django ${version.join('.')}`;
        return {
            app: origin.app,
            migration: origin.name,
            file,
            line,
            column,
            message: `${(0,model/* keyOf */.TN)(origin)} replaces ${(0,model/* keyOf */.TN)(reference)}, which is itself a squash: ${with_} builds this graph or fails, by chance.`
        };
    }))),
    examples: { bad: { files, version: [5, 2] }, good: { files, version: [6, 0] } }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/squash-operations.js
function dataOperations(migration) {
    return migration.operations.flatMap(operation => inCall(operation.call, operation));
}
function inCall(call, { file, line, column }) {
    if (call.kind !== 'call' || !/^django\.db\.migrations(\.operations(\.special)?)?\.\w+$/.test(call.name))
        return [];
    const kind = call.name.split('.').at(-1);
    const argument = (name, index) => call.keywords.get(name) ?? call.args[index];
    if (kind === 'SeparateDatabaseAndState') {
        const inner = argument('database_operations', 0);
        return inner?.kind === 'list'
            ? inner.items.flatMap(item => inCall(item.kind === 'maybe' ? item.value : item, { file, line, column }))
            : [];
    }
    if (kind !== 'RunPython' && kind !== 'RunSQL')
        return [];
    const forward = kind === 'RunPython' ? argument('code', 0) : argument('sql', 0);
    const backward = kind === 'RunPython' ? argument('reverse_code', 1) : argument('reverse_sql', 1);
    const elidable = argument('elidable', 4);
    const isNone = backward === undefined || (backward.kind === 'constant' && backward.value === null);
    return [
        {
            kind,
            identity: identityOf(forward),
            elidable: elidable === undefined ? false : elidable.kind === 'constant' && typeof elidable.value === 'boolean' ? elidable.value : undefined,
            reversible: !isNone ? true : call.complete ? false : undefined,
            functions: kind === 'RunPython' ? [forward, backward].flatMap(value => (value?.kind === 'name' ? [value.name] : [])) : [],
            file,
            line,
            column
        }
    ];
}
function identityOf(value) {
    if (value?.kind === 'string')
        return value.value.replace(/\s+/g, ' ').trim();
    if (value?.kind === 'name')
        return value.name.split('.').at(-1);
    if (value?.kind !== 'list')
        return undefined;
    const parts = value.items.map(item => identityOf(item.kind === 'list' ? item.items[0] : item));
    return parts.includes(undefined) ? undefined : parts.join('; ');
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/s07-manual-copying.js





const s07_manual_copying_note = /#[^\n]*need manual\s+(#\s*)?copying/i;
const s07_manual_copying_initial = 'orders/migrations/0001_initial.py';
const s07_manual_copying_fill = [
    'from django.db import migrations',
    '',
    '',
    'def fill(apps, schema_editor):',
    "    apps.get_model('orders', 'Order').objects.all()",
    '',
    '',
    'class Migration(migrations.Migration):',
    "    dependencies = [('orders', '0001_initial')]",
    '    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]',
    ''
].join('\n');
const s07_manual_copying_header = [
    '# Functions from the following migrations need manual copying.',
    '# Move them and any dependencies into this file, then update the',
    '# RunPython operations to refer to the local versions:',
    '# orders.migrations.0002_fill',
    ''
].join('\n');
const squash = (callable) => s07_manual_copying_header +
    migrationText('', [createOrder, `migrations.RunPython(${callable}, migrations.RunPython.noop)`], [squash_example_replaces('0001_initial', '0002_fill')]);
const old = {
    'orders/migrations/__init__.py': '',
    [s07_manual_copying_initial]: squash_example_orders[s07_manual_copying_initial],
    'orders/migrations/0002_fill.py': s07_manual_copying_fill
};
const file = 'orders/migrations/0001_squashed_0002_fill.py';
const manualCopying = {
    id: 'S07',
    title: 'squashmigrations left functions to be copied by hand',
    why: 'It cannot copy the functions of RunPython and writes `app.migrations.0002_fill.fill` in their place, which is no valid Python by design: nothing of the project that loads migrations starts any more. Where only the prefix was taken away, the name is not defined, which is no better.',
    fix: 'Copy the functions and what they need into the squash, name them there, and delete the comment; or mark the operation `elidable=True` where a fresh database has no rows to work on, and squash again.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, source }) {
        const broken = project.problems
            .filter(problem => problem.kind === 'unported')
            .map(({ app, migration, file: at, line, column, detail }) => ({
            app,
            migration,
            file: at,
            line,
            column,
            message: `${app}.${migration} cannot be imported: ${detail} is to be copied by hand.`
        }));
        const unnamed = project.migrations.flatMap((migration) => {
            const operations = dataOperations(migration).filter(operation => operation.functions.length > 0);
            if (operations.length === 0 || migration.replaces.length === 0)
                return [];
            const content = source.read(migration.file);
            if (content === undefined || project.problems.some(problem => problem.file === migration.file))
                return [];
            const { text } = (0,python_syntax/* decodePython */.vb)(content);
            const comment = s07_manual_copying_note.exec(text);
            if (comment === null)
                return [];
            const { names, stars } = (0,python/* readPython */.Zl)(content);
            if (stars.length > 0)
                return [];
            const missing = operations.flatMap(operation => operation.functions).filter(name => !name.includes('.') && !names.has(name));
            if (missing.length === 0)
                return [];
            const { app, name, file: at } = migration;
            const message = `${app}.${name} still has the comment of squashmigrations, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not defined in it.`;
            return [{ app, migration: name, file: at, ...(0,python/* positions */.Xq)(text)(comment.index), message }];
        });
        return [...broken, ...unnamed];
    },
    examples: {
        bad: { files: { ...old, [file]: squash('orders.migrations.0002_fill.fill') } },
        good: {
            files: { ...old, [file]: squash('fill').replace('\n\nclass', '\n\ndef fill(apps, schema_editor):\n    pass\n\n\nclass') }
        }
    },
    more: [
        {
            bad: { files: { ...old, [file]: squash('fill') } },
            good: { files: { ...old, [file]: squash('migrations.RunPython.noop') } }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s08-imported-module.js







const importedModule = {
    id: 'S08',
    title: 'Other code imports a migration that a squash replaces',
    why: 'Code that loads an old migration (`import_module("orders.migrations.0002_note")`, `mock.patch`, an import in the squash itself) works until the old files are deleted. Then it fails with ModuleNotFoundError: in a test at best, in a squash or a signal handler while production starts at worst.',
    fix: 'Copy what it needs into the code that uses it.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, source }) {
        const folders = new Map(project.apps.flatMap(app => (app.migrations === undefined ? [] : [[app.label, app.migrations]])));
        const modules = squashesOf(project).flatMap(({ squash, names, targets, reused }) => names.flatMap((target) => {
            const folder = folders.get(target.app);
            if (folder === undefined || reused.some(one => (0,model/* keyOf */.TN)(one) === (0,model/* keyOf */.TN)(target)))
                return [];
            const suffix = folder.split('/').slice(-2).join('.');
            return [
                {
                    app: target.app,
                    name: target.name,
                    squash: (0,model/* keyOf */.TN)(squash),
                    exists: targets.some(one => (0,model/* keyOf */.TN)(one) === (0,model/* keyOf */.TN)(target)),
                    folder,
                    suffix
                }
            ];
        }));
        if (modules.length === 0)
            return [];
        const byName = Map.groupBy(modules, module => module.name);
        const hints = [...new Set(['import_module', ...modules.map(module => external_node_path_.posix.basename(module.folder))])];
        const own = new Set(modules.map(module => `${module.folder}/${module.name}.py`));
        return (source
            .list()
            // What the old files import of each other goes with them.
            .filter(file => file.endsWith('.py') && !own.has(file) && !/(^|\/)(site-packages|node_modules)\//.test(file))
            .flatMap(file => {
            const content = source.read(file);
            return content === undefined ? [] : importsIn(file, (0,python_syntax/* decodePython */.vb)(content).text, byName, hints);
        }));
    },
    examples: {
        bad: {
            files: {
                ...squash_example_orders,
                [squashFile]: squashed,
                'orders/tests.py': "from importlib import import_module\n\nnote = import_module('orders.migrations.0002_note')\n\n\ndef test_note():\n    assert note.Migration\n"
            }
        },
        good: {
            files: {
                ...squash_example_orders,
                [squashFile]: squashed,
                'orders/tests.py': "from importlib import import_module\n\nsquash = import_module('orders.migrations.0001_squashed_0002_note')\n\n\ndef test_note():\n    assert squash.Migration\n"
            }
        }
    },
    more: [
        {
            bad: {
                files: {
                    ...squash_example_orders,
                    'orders/migrations/initial.py': migrationText("('orders', '0002_note')"),
                    [squashFile]: migrationText('', [squash_example_createWithNote], [squash_example_replaces('0001_initial', '0002_note', 'initial')]),
                    'orders/signals.py': 'from .migrations.initial import Migration\n'
                }
            },
            good: { files: { ...squash_example_orders, [squashFile]: squashed, 'orders/signals.py': 'from .models import Order\n' } }
        }
    ]
};
/** A dotted name in quotes, or what an import statement names. Found in the text: one file in a thousand has one, and all of them are looked through. */
const dotted = /(['"])([\w.]{1,200})\1|^[ \t]*from[ \t]+([\w.]{1,200})[ \t]+import[ \t]+\(?([\w, \t]{1,400})|^[ \t]*import[ \t]+([\w.]{1,200})/gm;
function importsIn(file, text, byName, hints) {
    if (!hints.some(hint => text.includes(hint)))
        return [];
    const matches = [];
    for (const match of text.matchAll(dotted)) {
        const [, , quoted, from, names, plain] = match;
        const found = quoted !== undefined
            ? findModule(quoted, file, byName)
            : plain !== undefined
                ? findModule(plain, file, byName)
                : (findModule(from, file, byName) ??
                    names
                        .split(',')
                        .map(name => findModule(join(from, name.trim().split(/\s/)[0]), file, byName))
                        .find(one => one !== undefined));
        if (found === undefined || isComment(text, match.index))
            continue;
        const position = (0,python/* positions */.Xq)(text)(match.index + match[0].search(/\S/));
        const module = `${found.suffix}.${found.name}`;
        matches.push({
            app: found.app,
            migration: found.name,
            file,
            ...position,
            message: found.exists
                ? `${file} imports ${module}, which ${found.squash} replaces: it fails when the old files are deleted.`
                : `${file} imports ${module}, which does not exist any more; ${found.squash} has replaced it.`
        });
    }
    return matches;
}
/** The replaced module that a dotted name is, or lies in (`orders.migrations.0002_note.fill`). */
function findModule(name, file, byName) {
    const dots = /^\.*/.exec(name)[0].length;
    const parts = name.slice(dots).split('.');
    for (const [index, part] of parts.entries()) {
        const before = parts.slice(0, index);
        for (const module of byName.get(part) ?? []) {
            if (dots === 0) {
                const path = before.join('.');
                if (path === module.suffix || path.endsWith(`.${module.suffix}`))
                    return module;
            }
            else if (before.length > 0 || /\D/.test(part)) {
                let folder = external_node_path_.posix.dirname(file);
                for (let level = 1; level < dots; level++)
                    folder = external_node_path_.posix.dirname(folder);
                if (external_node_path_.posix.join(folder, ...before) === module.folder)
                    return module;
            }
        }
    }
    return undefined;
}
function join(from, name) {
    return from.endsWith('.') ? from + name : `${from}.${name}`;
}
function isComment(text, at) {
    return /^\s*#/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 1));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/s09-lost-dependency.js






const stock = {
    'stock/migrations/__init__.py': '',
    'stock/migrations/0001_initial.py': migrationText('', ["migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"]),
    'stock/migrations/0002_name.py': migrationText("('stock', '0001_initial')", [
        "migrations.AddField('item', 'name', models.TextField(null=True))"
    ])
};
const s09_lost_dependency_files = {
    ...squash_example_orders,
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [
        "migrations.AddField('order', 'item', models.ForeignKey('stock.Item', models.CASCADE, null=True))"
    ]),
    ...stock
};
const create = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('item', models.ForeignKey('stock.Item', models.CASCADE, null=True))])";
const list = squash_example_replaces('0001_initial', '0002_note');
const lostDependency = {
    id: 'S09',
    title: 'A squash has lost a dependency of what it replaces',
    why: 'While the old files are there, Django takes their dependencies over, so nothing shows. When they are deleted, only those of the squash itself are left: a fresh database then runs it before the other migration, and fails ("Related model … cannot be resolved"), or not, depending on the names of the apps.',
    fix: 'Add the dependency to the squash.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base }) {
        const apps = new Set(project.apps.map(app => app.label));
        return squashesOf(project, base).flatMap(({ squash, inner: replaced, known }) => {
            if (!squash.graphKnown || known.length === 0)
                return [];
            const history = history_historyOf(project);
            // What stands between two targets is S04's.
            const inner = new Set([(0,model/* keyOf */.TN)(squash), ...replaced, ...unreplacedBetween(squash, project).map(model/* keyOf */.TN)]);
            const kept = history.closure(squash.dependencies.flatMap(dependency => [(0,model/* keyOf */.TN)(dependency), ...history.resolve(dependency, squash)]));
            const lost = known.flatMap(target => target.dependencies
                .filter(dependency => !dependency.conditional && !inner.has((0,model/* keyOf */.TN)(dependency)) && !isKept(dependency, target, kept, history, project, apps))
                .map(dependency => ({ target, dependency })));
            const distinct = new Map(lost.map(each => [(0,model/* keyOf */.TN)(each.dependency), each]));
            const { app, name, file, line, column } = squash;
            return [...distinct.values()].map(({ target, dependency }) => ({
                app,
                migration: name,
                file,
                line,
                column,
                message: `${(0,model/* keyOf */.TN)(target)} depends on ${(0,model/* keyOf */.TN)(dependency)}; ${(0,model/* keyOf */.TN)(squash)}, which replaces it, does not, not even through another migration.`,
                fix: `Add ('${dependency.app}', '${dependency.name}') to its \`dependencies\`.`
            }));
        });
    },
    examples: {
        bad: { files: { ...s09_lost_dependency_files, [squashFile]: migrationText('', [create], [list]) } },
        good: { files: { ...s09_lost_dependency_files, [squashFile]: migrationText("('stock', '0001_initial')", [create], [list]) } }
    },
    more: [
        {
            bad: {
                files: {
                    ...s09_lost_dependency_files,
                    'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [
                        "migrations.AddField('order', 'state', models.TextField(null=True))"
                    ]),
                    'orders/migrations/0002_squashed_0003_state.py': migrationText("('stock', '0001_initial')", ["migrations.AddField('order', 'item', models.ForeignKey('stock.Item', models.CASCADE, null=True))"], [squash_example_replaces('0002_note', '0003_state')])
                }
            },
            // It reaches stock.0001_initial through stock.0002_name.
            good: {
                files: {
                    ...s09_lost_dependency_files,
                    [squashFile]: migrationText("('stock', '0002_name')", [create, squash_example_createWithNote.replace("'Order'", "'Note'")], [list])
                }
            }
        }
    ]
};
/** Whether what a target depends on still comes before the squash. */
function isKept(dependency, target, kept, history, project, apps) {
    if (kept.has((0,model/* keyOf */.TN)(dependency)))
        return true;
    // Of an app outside the repository only the names are known: a later one, or the last one, comes after this one.
    if (!apps.has(dependency.app)) {
        const prefix = `${dependency.app}.`;
        const others = [...kept].filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length));
        return others.some(name => name === '__latest__' || dependency.name === '__first__' || (name !== '__first__' && name >= dependency.name));
    }
    const wanted = history.resolve(dependency, target);
    if (dependency.app === target.app && dependency.name === '__first__')
        return true;
    // What is deleted stands behind the squash that replaces it.
    const standIns = project.migrations.filter(one => one.replaces.some(name => (0,model/* keyOf */.TN)(name) === (0,model/* keyOf */.TN)(dependency))).map(model/* keyOf */.TN);
    return wanted.every(key => kept.has(key)) || standIns.some(key => kept.has(key));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/s10-lost-run-before.js




const runBefore = "run_before = [('stock', '0001_initial')]";
const s10_lost_run_before_files = {
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder], [runBefore]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
    'stock/migrations/__init__.py': '',
    'stock/migrations/0001_initial.py': migrationText('', ["migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"])
};
const s10_lost_run_before_list = squash_example_replaces('0001_initial', '0002_note');
const lostRunBefore = {
    id: 'S10',
    title: 'A squash has lost a `run_before` of what it replaces',
    why: '`squashmigrations` does not carry it over. While the old files are there, Django still keeps to it; when they are deleted, a fresh database may run the other migration first.',
    fix: 'Write the `run_before` of the old migrations into the squash.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project, base }) => squashesOf(project, base).flatMap(({ squash, inner: replaced, known }) => {
        if (!squash.graphKnown)
            return [];
        const inner = new Set([(0,model/* keyOf */.TN)(squash), ...replaced]);
        const kept = new Set(squash.runBefore.map(model/* keyOf */.TN));
        const lost = known.flatMap(target => target.runBefore.filter(child => {
            if (inner.has((0,model/* keyOf */.TN)(child)) || kept.has((0,model/* keyOf */.TN)(child)) || child.conditional)
                return false;
            // The other one may say it itself.
            const other = project.migrations.find(one => (0,model/* keyOf */.TN)(one) === (0,model/* keyOf */.TN)(child));
            return !other?.dependencies.some(dependency => inner.has((0,model/* keyOf */.TN)(dependency)));
        }));
        const distinct = [...new Set(lost.map(model/* keyOf */.TN))];
        if (distinct.length === 0)
            return [];
        const { app, name, file, line, column } = squash;
        const message = `${(0,model/* keyOf */.TN)(squash)} does not say that it runs before ${distinct.join(', ')}, as what it replaces does.`;
        return [{ app, migration: name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...s10_lost_run_before_files, [squashFile]: migrationText('', [squash_example_createWithNote], [s10_lost_run_before_list]) } },
        good: { files: { ...s10_lost_run_before_files, [squashFile]: migrationText('', [squash_example_createWithNote], [s10_lost_run_before_list, runBefore]) } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s11-lost-non-atomic.js




const concurrently = "migrations.RunSQL('CREATE INDEX CONCURRENTLY orders_id ON orders_order (id)', 'DROP INDEX CONCURRENTLY orders_id')";
const s11_lost_non_atomic_files = {
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [concurrently], ['atomic = False'])
};
const s11_lost_non_atomic_list = squash_example_replaces('0001_initial', '0002_note');
const lostNonAtomic = {
    id: 'S11',
    title: 'A squash has lost `atomic = False`',
    why: '`squashmigrations` does not carry it over. What the old migration did outside a transaction is then done inside one: an index that is made concurrently fails (NotSupportedError, or PostgreSQL says that it cannot run inside a transaction block) on every fresh database, and a long data migration holds its locks until the end.',
    fix: 'Write `atomic = False` into the squash, or leave that migration out and squash the ranges before and after it; where a fresh database has no rows, an ordinary index does as well.',
    severity: 'error',
    frameworks: ['django'],
    check: ({ project, base }) => squashesOf(project, base).flatMap(({ squash, known }) => {
        if (squash.atomic !== true || !squash.graphKnown)
            return [];
        const needing = known.filter(target => target.atomic === false && sharesWhatNeedsIt(target, squash));
        if (needing.length === 0)
            return [];
        const { app, name, file, line, column } = squash;
        const message = `${needing.map(model/* keyOf */.TN).join(', ')} ${needing.length === 1 ? 'has' : 'have'} \`atomic = False\`; ${(0,model/* keyOf */.TN)(squash)}, which replaces ${needing.length === 1 ? 'it' : 'them'}, has not.`;
        return [{ app, migration: name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...s11_lost_non_atomic_files, [squashFile]: migrationText('', [createOrder, concurrently], [s11_lost_non_atomic_list]) } },
        good: { files: { ...s11_lost_non_atomic_files, [squashFile]: migrationText('', [createOrder, concurrently], [s11_lost_non_atomic_list, 'atomic = False']) } }
    }
};
/** What a transaction can matter to; where nothing of it came into the squash, it may well be atomic. */
function sharesWhatNeedsIt(target, squash) {
    const matters = (migration) => new Set(migration.operations
        .filter(({ kind, known }) => !known || /^Run(SQL|Python)$|Concurrently$|^SeparateDatabaseAndState$/.test(kind))
        .map(operation => operation.kind));
    if (!target.operationsKnown || !squash.operationsKnown)
        return true;
    const kinds = matters(squash);
    return [...matters(target)].some(kind => kinds.has(kind));
}

;// CONCATENATED MODULE: ./build/shared/squash/rules/s12-vanished-data-operation.js





const insert = 'migrations.RunSQL("INSERT INTO orders_kind VALUES (1, \'open\')", migrations.RunSQL.noop)';
const s12_vanished_data_operation_files = (operation) => ({
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [operation])
});
const s12_vanished_data_operation_list = squash_example_replaces('0001_initial', '0002_note');
const vanishedDataOperation = {
    id: 'S12',
    title: 'A squash has lost an operation on data that is not marked as elidable',
    why: 'Django keeps RunPython and RunSQL in a squash unless they say `elidable=True`. One that is gone was taken out by hand, or the squash was made anew from the models: a fresh database then lacks the rows, the view, the trigger or the extension that it made, and differs from production.',
    fix: 'Bring the operation into the squash, or mark it as `elidable=True` in the old migration to say that a fresh database does not need it.',
    severity: 'warning',
    frameworks: ['django'],
    check: ({ project, base }) => squashesOf(project, base).flatMap(({ squash, known }) => {
        if (!squash.operationsKnown)
            return [];
        const kept = dataOperations(squash);
        const left = [...kept];
        const gone = [];
        for (const target of known) {
            for (const operation of dataOperations(target)) {
                if (operation.elidable !== false)
                    continue;
                // One that cannot be told from others may be any of them.
                const at = left.findIndex(one => one.kind === operation.kind &&
                    (one.identity === operation.identity || one.identity === undefined || operation.identity === undefined));
                if (at < 0)
                    gone.push({ of: (0,model/* keyOf */.TN)(target), operation });
                else
                    left.splice(at, 1);
            }
        }
        // A function that was copied may bear another name: as many as there are left over are taken for those.
        const lost = ['RunPython', 'RunSQL'].flatMap(kind => {
            const ofKind = gone.filter(each => each.operation.kind === kind);
            return ofKind.slice(left.filter(one => one.kind === kind).length);
        });
        const { app, name, file, line, column } = squash;
        return lost.map(({ of, operation }) => {
            const what = operation.kind === 'RunPython' && operation.identity !== undefined ? `RunPython(${operation.identity})` : operation.kind;
            const message = `${(0,model/* keyOf */.TN)(squash)} has lost ${what} of ${of}, which is not elidable.`;
            return { app, migration: name, file, line, column, message };
        });
    }),
    examples: {
        bad: { files: { ...s12_vanished_data_operation_files(insert), [squashFile]: migrationText('', [createOrder], [s12_vanished_data_operation_list]) } },
        good: { files: { ...s12_vanished_data_operation_files(insert), [squashFile]: migrationText('', [createOrder, insert], [s12_vanished_data_operation_list]) } }
    },
    more: [
        {
            bad: {
                files: {
                    ...s12_vanished_data_operation_files(`migrations.SeparateDatabaseAndState(database_operations=[${insert}])`),
                    [squashFile]: migrationText('', [createOrder], [s12_vanished_data_operation_list])
                }
            },
            good: { files: { ...s12_vanished_data_operation_files(insert.replace('noop)', 'noop, elidable=True)')), [squashFile]: migrationText('', [createOrder], [s12_vanished_data_operation_list]) } }
        }
    ]
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s13-squash-size.js


const squashSize = {
    id: 'S13',
    title: 'What a squash saves',
    why: 'The number of files and operations before and after is what a squash is for. An unexpected number is also the first sign of one that took in too much or lost something.',
    fix: 'Nothing to do: this is a figure for the reviewer.',
    severity: 'info',
    frameworks: ['django'],
    check({ project }) {
        const byKey = new Map(project.migrations.map(migration => [(0,model/* keyOf */.TN)(migration), migration]));
        return project.migrations
            .filter(squash => squash.replaces.length > 0)
            .map(squash => {
            const present = [...new Set(squash.replaces.map(model/* keyOf */.TN))].map(key => byKey.get(key)).filter(one => one !== undefined);
            const total = new Set(squash.replaces.map(model/* keyOf */.TN)).size;
            const before = present.reduce((sum, one) => sum + one.operations.length, 0);
            const exact = present.every(one => one.operationsKnown) && squash.operationsKnown;
            const files = present.length === total ? `${total} files -> 1` : `${total} files -> 1 (${present.length} of the ${total} are still on disk)`;
            const operations = present.length === 0 ? `${squash.operations.length} operations` : `${before} -> ${squash.operations.length} operations`;
            const { app, name, file, line, column } = squash;
            return {
                app,
                migration: name,
                file,
                line,
                column,
                message: `${(0,model/* keyOf */.TN)(squash)}: ${files}, ${operations}${exact ? '' : ', as far as they can be read'}.`
            };
        });
    },
    examples: {
        bad: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
                'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
                'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createOrder], ["replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"])
            }
        },
        good: {
            files: {
                'orders/migrations/__init__.py': '',
                'orders/migrations/0001_initial.py': migrationText('', [createOrder])
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s14-added-and-deleted.js



const addedAndDeleted = {
    id: 'S14',
    title: 'A squash is added and its old files are deleted in one change',
    why: 'A database that has applied only some of the old migrations (production one release behind, a restored backup, a colleague) can neither run the rest, whose files are gone, nor use the squash. Where nothing depends on a deleted file, Django does not even say so: `migrate` ends with exit code 0 and does nothing, for ever.',
    fix: 'Release it in two steps: first the squash beside the old files; delete them, and `replaces`, only when every database has migrated with it.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base }) {
        if (base === undefined)
            return [];
        const before = byKey(base);
        const now = byKey(project);
        return squashesOf(project, base).flatMap(({ squash, names }) => {
            // One name is applied or not: a file that is renamed with the help of `replaces` strands nobody.
            if (before.has((0,model/* keyOf */.TN)(squash)) || names.length < 2)
                return [];
            const deleted = names.filter(name => before.has((0,model/* keyOf */.TN)(name)) && !now.has((0,model/* keyOf */.TN)(name)));
            if (deleted[0] === undefined)
                return [];
            const { file, line, column } = deleted[0];
            const message = `${(0,model/* keyOf */.TN)(squash)} is new, and ${deleted.map(model/* keyOf */.TN).join(', ')}, which it replaces, ${deleted.length === 1 ? 'is' : 'are'} deleted in the same change.`;
            return [{ app: squash.app, migration: squash.name, file, line, column, message }];
        });
    },
    examples: {
        bad: { files: { 'orders/migrations/__init__.py': '', [squashFile]: squashed }, base: squash_example_orders },
        good: { files: { ...squash_example_orders, [squashFile]: squashed }, base: squash_example_orders }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s15-leftover-replaces.js




const s15_leftover_replaces_folder = { 'orders/migrations/__init__.py': '' };
const leftoverReplaces = {
    id: 'S15',
    title: 'What a squash replaces is deleted, and `replaces` is still there',
    why: 'It does no harm, and most projects leave it. But as long as it is there, the row of the squash itself does not count: what decides are the rows of migrations that exist no longer, so those rows must never be pruned, and their names never be used again.',
    fix: 'When every database has recorded the squash, let what still names an old migration name the squash, and remove `replaces`.',
    severity: 'info',
    frameworks: ['django'],
    check: ({ project }) => squashesOf(project).flatMap(({ squash, names, targets, reused }) => {
        const { file, line, column } = squash.replaces[0];
        if (names.length === 0 || targets.length > 0 || reused.length > 0)
            return [];
        const message = `${(0,model/* keyOf */.TN)(squash)} replaces ${names.length} ${names.length === 1 ? 'migration' : 'migrations'}, none of which is on disk any more.`;
        return [{ app: squash.app, migration: squash.name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...s15_leftover_replaces_folder, [squashFile]: squashed }, base: { ...squash_example_orders, [squashFile]: squashed } },
        good: { files: { ...s15_leftover_replaces_folder, [squashFile]: migrationText('', [squash_example_createWithNote]) }, base: { ...squash_example_orders, [squashFile]: squashed } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s16-reused-name.js




const s16_reused_name_before = { 'orders/migrations/__init__.py': '', [squashFile]: squashed };
const reusedName = {
    id: 'S16',
    title: 'A new migration bears a name that a squash has replaced',
    why: 'Django takes the new file for the old one. Where it follows the squash, the graph has a circle (CircularDependencyError); where it does not, a database that still has the old row skips it without a word, and a fresh one takes it for a part of the squash: nobody ever runs it.',
    fix: 'Give the new migration another name. It may not be one that any database has a row of.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, base }) {
        const inBase = base === undefined ? undefined : byKey(base);
        return squashesOf(project, base).flatMap(({ squash, targets, reused }) => {
            const wasGone = targets.filter(target => inBase?.has((0,model/* keyOf */.TN)(squash)) === true && !inBase.has((0,model/* keyOf */.TN)(target)));
            return [...reused, ...wasGone].map(({ app, name, file, line, column }) => ({
                app,
                migration: name,
                file,
                line,
                column,
                message: `${app}.${name} is new, but bears a name that ${(0,model/* keyOf */.TN)(squash)} replaces.`
            }));
        });
    },
    examples: {
        bad: {
            files: { ...s16_reused_name_before, 'orders/migrations/0002_note.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]) },
            base: s16_reused_name_before
        },
        good: {
            files: { ...s16_reused_name_before, 'orders/migrations/0002_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState]) },
            base: s16_reused_name_before
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s17-cross-app-cycle.js






const s17_cross_app_cycle_files = {
    ...squash_example_orders,
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote]),
    'stock/migrations/__init__.py': '',
    'stock/migrations/0001_initial.py': migrationText("('orders', '0001_initial')", [
        "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True))])"
    ])
};
const crossAppCycle = {
    id: 'S17',
    title: 'A squash closes a circle between apps',
    why: "Each old migration was fine: the first of one app, then one of another app, then the next of the first. One migration in place of the first app's two must run before the other app's and after it, and Django cannot order them (CircularDependencyError). A database that has some of the old rows does not use the squash and sees no circle, so it shows on a fresh database, or after the last migration.",
    fix: 'Squash in two parts, one up to what the other app needs and one after it; or move the foreign key that closes the circle into a migration of its own after both.',
    severity: 'error',
    frameworks: ['django'],
    check({ project, graphs }) {
        const fresh = new Set(graphs.filter(({ state }) => state === 'fresh').flatMap(({ graph }) => graph.cycles.map(members => members.map(model/* keyOf */.TN).join(' '))));
        return (0,rule/* distinct */.dM)(graphs.flatMap(({ state, graph }) => graph.cycles.flatMap(members => {
            const cause = explainCycle(members, project);
            if (cause?.kind !== 'apps')
                return [];
            const { app, name, file, line, column } = cause.squash;
            const path = shortestCycle(graph, cause.squash).map(model/* keyOf */.TN).join(' -> ');
            const note = (0,rule/* stateNote */.WH)(state, fresh.has(members.map(model/* keyOf */.TN).join(' ')));
            return [{ app, migration: name, file, line, column, message: `${app}.${name} closes a circle: ${path}${note}.` }];
        })));
    },
    examples: {
        bad: {
            files: {
                ...s17_cross_app_cycle_files,
                [squashFile]: migrationText("('stock', '0001_initial')", [squash_example_createWithNote], [squash_example_replaces('0001_initial', '0002_note')])
            }
        },
        good: {
            files: {
                ...s17_cross_app_cycle_files,
                'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [
                    "migrations.AddField('order', 'state', models.TextField(null=True))"
                ]),
                'orders/migrations/0002_squashed_0003_state.py': migrationText("('orders', '0001_initial'), ('stock', '0001_initial')", [addNote, "migrations.AddField('order', 'state', models.TextField(null=True))"], [squash_example_replaces('0002_note', '0003_state')])
            }
        }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/s18-irreversible-squash.js





const update = (reverse) => `migrations.RunSQL('UPDATE orders_order SET id = id'${reverse})`;
const s18_irreversible_squash_files = (reverse) => ({
    'orders/migrations/__init__.py': '',
    'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
    'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [update(reverse)])
});
const s18_irreversible_squash_list = squash_example_replaces('0001_initial', '0002_note');
const noop = ', migrations.RunSQL.noop';
const irreversibleSquash = {
    id: 'S18',
    title: 'One operation without a way back makes the whole squash irreversible',
    why: 'Before, only the one migration could not be undone (IrreversibleError), and those before and after it could. In the squash all of them share its fate: a database that ran the squash can never go back over any of it.',
    fix: 'Give the operation a `reverse_code` or `reverse_sql` (`noop` where nothing is to be undone), mark it `elidable=True` and squash again, or squash the ranges before and after it.',
    severity: 'warning',
    frameworks: ['django'],
    check: ({ project, base }) => squashesOf(project, base).flatMap(({ squash, known }) => {
        const isOneWay = (operation) => operation.reversible === false;
        const irreversible = dataOperations(squash).filter(isOneWay);
        const reversible = known.filter(target => target.operationsKnown && !dataOperations(target).some(isOneWay));
        const [first] = irreversible;
        if (first === undefined || reversible.length === 0)
            return [];
        const { kind, identity, file, line, column } = first;
        const what = kind === 'RunPython' && identity !== undefined ? `RunPython(${identity})` : kind;
        const message = `${what} has no way back, so ${(0,model/* keyOf */.TN)(squash)} has none, although ${reversible.length} of the ${known.length} migrations that it replaces ${reversible.length === 1 ? 'has' : 'have'}.`;
        return [{ app: squash.app, migration: squash.name, file, line, column, message }];
    }),
    examples: {
        bad: { files: { ...s18_irreversible_squash_files(''), [squashFile]: migrationText('', [createOrder, update('')], [s18_irreversible_squash_list]) } },
        good: { files: { ...s18_irreversible_squash_files(noop), [squashFile]: migrationText('', [createOrder, update(noop)], [s18_irreversible_squash_list]) } }
    }
};

;// CONCATENATED MODULE: ./build/shared/squash/rules/registry.js































































/** Every rule, in the order of the report. A new rule is one file and one line here. */
const rules = [
    severalLeaves,
    missingDependency,
    cycle,
    noMigrationClass,
    noPackage,
    syntax,
    leavesAfterMerge,
    edited,
    duplicate,
    outOfOrder,
    unknownParts,
    cyclicReplaces,
    missingTarget,
    overlappingSquashes,
    unreplacedMigration,
    maskedDependency,
    nestedSquash,
    manualCopying,
    importedModule,
    lostDependency,
    lostRunBefore,
    lostNonAtomic,
    vanishedDataOperation,
    squashSize,
    addedAndDeleted,
    leftoverReplaces,
    reusedName,
    crossAppCycle,
    irreversibleSquash,
    stranded,
    unrecorded,
    orphanRow,
    staleRow,
    databaseAhead,
    doubleRow,
    inconsistentHistory,
    environmentsReady,
    reusedRow,
    drop,
    rename,
    requiredColumn,
    setNotNull,
    r05_rewrite_rewrite,
    blockingIndex,
    concurrentInTransaction,
    foreignKey,
    validation,
    volatileDefault,
    backfill,
    noTimeout,
    realModel,
    halfApplied,
    copies,
    noReverse,
    downgrade,
    emptyReverse,
    reversibleUntil,
    fake,
    fakeScript,
    emptiedRecord,
    emptiedScript,
    recordLost,
    ignoreComment
];


/***/ }),

/***/ 77629:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Br: () => (/* binding */ applies),
/* harmony export */   WH: () => (/* binding */ stateNote),
/* harmony export */   dM: () => (/* binding */ distinct)
/* harmony export */ });
/** Whether the rule speaks of this framework and database. */
function applies(rule, framework, database) {
    return rule.frameworks.includes(framework) && (rule.databases?.includes(database ?? 'postgres') ?? true);
}
/** One match per place and message: several graph states often tell the same. */
function distinct(matches) {
    const seen = new Map();
    for (const match of matches) {
        const key = `${match.file}:${match.line}:${match.column}:${match.message}`;
        if (!seen.has(key))
            seen.set(key, match);
    }
    return [...seen.values()];
}
/** ` (on the live database)` where a match does not hold for a fresh one. */
function stateNote(state, alsoFresh) {
    return state === 'live' && !alsoFresh ? ' (with what the live database has applied)' : '';
}


/***/ }),

/***/ 48260:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JQ: () => (/* binding */ ignoreComments),
/* harmony export */   LD: () => (/* binding */ decide)
/* harmony export */ });
/* unused harmony export commentFor */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

const comment = /(#|--|::|\brem\b)[ \t]*belay:[ \t]*ignore\b[ \t]*(.*)$/i;
const onlyComment = /^\s*(#|--|::|rem\b)/i;
/** Every comment of this kind in a text. A string that holds one counts: SQL within Python has its comments there. */
function ignoreComments(text) {
    if (!text.includes('belay:'))
        return [];
    const lines = text.split('\n');
    const top = topOf(text);
    return lines.flatMap((line, index) => {
        const match = comment.exec(line.trimEnd());
        if (match === null)
            return [];
        const [, ids = '', reason = ''] = /^([^\s,]+(?:\s*,\s*[^\s,]+)*)?(?:\s+because\b\s*(.*))?/i.exec(match[2].replace(/^because\b/i, ' because')) ?? [];
        const rules = ids
            .split(',')
            .map(id => id.trim().toUpperCase())
            .filter(id => id !== '');
        const alone = onlyComment.test(line);
        return [{ line: index + 1, column: match.index + 1, rules, reason: reason.trim(), atTop: alone && index < top, alone }];
    });
}
/** How many lines stand before the first one of code: comments, empty lines, and a docstring. */
function topOf(text) {
    const head = /^(?:\uFEFF?(?:[ \t]*(?:#|--|::|rem\b)[^\n]*|[ \t]*)\n|("""|''')[\s\S]*?\1[ \t]*\n)*/i.exec(text)?.[0] ?? '';
    return head.split('\n').length - 1;
}
/** The comment that speaks of this line and rule. One without a reason counts for nothing. */
function commentFor(comments, lines, line, rule) {
    return comments.find(each => {
        if (each.reason === '' || !each.rules.includes(rule))
            return false;
        if (each.atTop || each.line === line)
            return true;
        return each.alone && each.line < line && lines.slice(each.line, line - 1).every(between => onlyComment.test(between));
    });
}
/**
 * What remains of the findings, and what was decided to be ignored. `text` gives the content of a file by the finding's own path.
 * Also sets every finding's fingerprint: rule, migration, file and the text of its line, so that it stays the same where lines move.
 */
function decide(findings, facts) {
    const { decisions, firm } = facts;
    const files = new Map();
    const read = (file) => {
        const known = files.get(file) ?? parse(facts.text(file) ?? '');
        files.set(file, known);
        return known;
    };
    const seen = new Map();
    const remaining = [];
    const suppressed = [];
    for (const each of findings) {
        const { lines, comments } = read(each.file);
        const fingerprint = fingerprintOf(each, lines[each.line - 1] ?? '', seen);
        const finding = { ...each, severity: decisions?.severity[each.rule] ?? each.severity, fingerprint };
        const said = firm.has(each.rule) ? undefined : commentFor(comments, lines, each.line, each.rule);
        const entry = firm.has(each.rule) ? undefined : decisions?.ignore.find(one => fits(one, each));
        if (said !== undefined)
            suppressed.push({ ...finding, by: 'comment', reason: said.reason });
        else if (entry !== undefined)
            suppressed.push({ ...finding, by: 'configuration', reason: entry.reason });
        else if (!firm.has(each.rule) && decisions?.baseline?.has(fingerprint) === true)
            suppressed.push({ ...finding, by: 'baseline', reason: 'it was there before the check' });
        else
            remaining.push({ ...finding, severity: firm.has(each.rule) ? each.severity : finding.severity });
    }
    return { findings: remaining, suppressed };
}
function parse(text) {
    return { lines: text.split('\n'), comments: ignoreComments(text) };
}
function fits({ rule, app, migration, file }, finding) {
    return (rule === finding.rule &&
        (app === undefined || app === finding.app) &&
        (migration === undefined || migration === finding.migration) &&
        (file === undefined || file === finding.file));
}
function fingerprintOf({ rule, framework, app, migration, file }, line, seen) {
    const parts = [rule, framework, app, migration, file, line.replaceAll(/\s+/g, '')];
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
}


/***/ })

};
;