"use strict";
exports.id = 4677;
exports.ids = [4677];
exports.modules = {

/***/ 84677:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  checkMigrations: () => (/* binding */ checkMigrations),
  checkProject: () => (/* binding */ checkProject),
  classify: () => (/* reexport */ classify),
  describeReason: () => (/* reexport */ describeReason),
  detectFrameworks: () => (/* binding */ detectFrameworks),
  mergeReports: () => (/* binding */ mergeReports),
  plannedMigrations: () => (/* binding */ plannedMigrations),
  readProject: () => (/* binding */ readProject),
  readProjectInTurns: () => (/* binding */ readProjectInTurns)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./build/shared/squash/django/migration.js
var django_migration = __webpack_require__(92955);
;// CONCATENATED MODULE: ./build/shared/squash/additive.js

/** Model fields of Django that become one plain column, without index, check or reference of their own. */
const plainFields = new Set('BigIntegerField BinaryField BooleanField CharField DateField DateTimeField DecimalField DurationField EmailField FileField FilePathField FloatField GenericIPAddressField ImageField IntegerField JSONField SmallIntegerField TextField TimeField URLField UUIDField'.split(' '));
/** Fields with a CHECK of their own: adding the column makes PostgreSQL read every row under its lock. */
const checkedFields = new Set(['PositiveBigIntegerField', 'PositiveIntegerField', 'PositiveSmallIntegerField']);
/** Keyword arguments of fields that change nothing in how the column is added. */
const harmlessArguments = new Set('allow_files allow_folders allow_unicode auto_now auto_now_add blank choices db_collation db_column db_comment decimal_places decoder default editable encoder error_messages height_field help_text match max_digits max_length name path protocol recursive serialize storage unpack_ipv4 upload_to validators verbose_name width_field'.split(' '));
/** Operations that change Django's picture of the models and send no SQL. */
const stateOnly = new Set(['AlterModelOptions', 'AlterModelManagers']);
const relations = new Set(['ForeignKey', 'OneToOneField', 'ManyToManyField']);
/** Decides whether a plan, in its order, is proven additive and compatible with the release that runs now. */
function classify(plan) {
    const reasons = [];
    const created = new Set();
    for (const item of plan) {
        if (!('operations' in item)) {
            reasons.push({
                app: item.app,
                migration: item.name,
                operation: '',
                file: '',
                line: 0,
                column: 0,
                reason: 'the migration is not in the repository, so its operations are not read'
            });
            continue;
        }
        const whole = (reason) => reasons.push({ app: item.app, migration: item.name, operation: '', file: item.file, line: item.line, column: item.column, reason });
        if (!item.operationsKnown)
            whole('some of its operations cannot be read from the source');
        if (!item.graphKnown)
            whole('the migration cannot be read completely');
        if (item.methods.length > 0)
            whole(`the Migration class defines ${item.methods.join(', ')}, whose effect is not known`);
        for (const operation of item.operations) {
            const reason = objection(operation, item, created);
            if (reason !== undefined) {
                const { kind, file, line, column } = operation;
                reasons.push({ app: item.app, migration: item.name, operation: kind, file, line, column, reason });
            }
        }
    }
    return { additive: reasons.length === 0, reasons };
}
/** One line per reason, for a summary: `AddField in mes/migrations/0004_x.py:12: …`. */
function describeReason(reason) {
    const what = reason.operation === '' ? `${reason.app}.${reason.migration}` : reason.operation;
    return reason.file === '' ? `${what}: ${reason.reason}` : `${what} in ${reason.file}:${reason.line}: ${reason.reason}`;
}
/** Why one operation is not proven additive; undefined when it is. `created` collects the tables that this plan makes itself. */
function objection(operation, migration, created) {
    const { call, kind } = operation;
    if (operation.conditional)
        return 'it runs under a condition that cannot be read';
    // Only what Django does to a database is on the list; a statement of a user's own is never proven additive.
    if (migration.framework !== 'django')
        return 'the running release was not proven to work with it';
    if (call.kind !== 'call' || !operation.known)
        return `${operation.path} is not an operation of Django, so its effect is not known`;
    if (!call.complete)
        return 'some of its arguments cannot be read';
    if (stateOnly.has(kind))
        return undefined;
    switch (kind) {
        case 'CreateModel':
            return createModel(call, migration, created);
        case 'AddField': {
            const model = textArgument(call, 'model_name', 0);
            const field = argument(call, 'field', 2);
            if (model === undefined || field === undefined)
                return 'its model or field cannot be read';
            const isNewTable = created.has(tableKey(migration.app, model));
            return isNewTable ? relationObjection(field, migration.app, created) : fieldObjection(field);
        }
        case 'AddIndex':
        case 'AddConstraint': {
            const model = textArgument(call, 'model_name', 0);
            if (model !== undefined && created.has(tableKey(migration.app, model)))
                return undefined;
            return kind === 'AddIndex'
                ? 'building an index keeps writers out of the table until it is done (AddIndexConcurrently does not)'
                : 'a constraint is checked on every row under a lock, and the running release may violate it';
        }
        case 'AlterUniqueTogether':
        case 'AlterIndexTogether': {
            const model = textArgument(call, 'name', 0);
            if (model !== undefined && created.has(tableKey(migration.app, model)))
                return undefined;
            return 'it builds or drops an index under a lock';
        }
        case 'AddIndexConcurrently':
            return migration.atomic === false ? undefined : 'the migration is not `atomic = False`, so Django refuses a concurrent index';
        case 'SeparateDatabaseAndState':
            return separate(call, operation, migration, created);
        case 'RunPython':
            return 'it runs code whose effect on the data is not known';
        case 'RunSQL':
            return 'it runs SQL that is not read here';
        case 'RemoveField':
            return 'it drops a column that the running release may still read or write';
        case 'DeleteModel':
            return 'it drops a table that the running release may still use';
        case 'AlterField':
            return 'it changes a column that the running release uses, and may rewrite the table';
        case 'RenameField':
        case 'RenameModel':
        case 'AlterModelTable':
            return 'it renames what the running release still calls by its old name';
        default:
            return `${kind} is not on the list of operations that are proven additive`;
    }
}
function createModel(call, migration, created) {
    const name = textArgument(call, 'name', 0);
    const fields = argument(call, 'fields', 1);
    if (name === undefined || fields?.kind !== 'list')
        return 'its name or fields cannot be read';
    created.add(tableKey(migration.app, name));
    const bases = argument(call, 'bases', 3);
    if (bases !== undefined && bases.kind !== 'list')
        return 'its bases cannot be read';
    for (const item of fields.items) {
        const field = item.kind === 'list' ? item.items[1] : undefined;
        if (field === undefined)
            return 'one of its fields cannot be read';
        const reason = relationObjection(field, migration.app, created);
        if (reason !== undefined)
            return reason;
    }
    return undefined;
}
/** What a field of a new, empty table can still do to other tables: lock one that it references. */
function relationObjection(field, app, created) {
    if (field.kind !== 'call' || !field.complete)
        return 'a field cannot be read';
    const kind = djangoField(field);
    if (kind === undefined)
        return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`;
    if (!relations.has(kind))
        return undefined;
    if (kind !== 'ManyToManyField' && isConstant(field.keywords.get('db_constraint'), false))
        return undefined;
    const to = field.keywords.get('to') ?? field.args[0];
    const through = field.keywords.get('through');
    if (kind === 'ManyToManyField' && through !== undefined)
        return undefined;
    const target = to?.kind === 'string' ? (to.value.includes('.') ? to.value.split('.') : [app, to.value]) : undefined;
    if (target?.length === 2 && created.has(tableKey(target[0], target[1])))
        return undefined;
    return `its ${kind} locks the referenced table${target === undefined ? '' : ` ${target.join('.')}`} against writers while the constraint is added`;
}
/** Why a new column in a table with data is not proven additive. */
function fieldObjection(field) {
    if (field.kind !== 'call' || !field.complete)
        return 'its field cannot be read';
    const kind = djangoField(field);
    if (kind === undefined)
        return `the field class ${field.name === '' ? '(not a name)' : field.name} is not Django's, so its column is not known`;
    if (relations.has(kind))
        return `a ${kind} locks the referenced table against writers while the constraint is added`;
    if (checkedFields.has(kind))
        return `a ${kind} has a CHECK that is verified on every row under a lock`;
    if (kind === 'SlugField' && !isConstant(field.keywords.get('db_index'), false))
        return 'a SlugField has an index, which is built under a lock';
    if (kind !== 'SlugField' && !plainFields.has(kind))
        return `${kind} is not on the list of fields that are proven additive`;
    for (const [name, value] of field.keywords) {
        if (name === 'null' || name === 'db_default' || harmlessArguments.has(name))
            continue;
        if (name === 'unique' || name === 'db_index' || name === 'primary_key') {
            if (!isConstant(value, false))
                return `\`${name}\` builds an index under a lock`;
        }
        else
            return `its argument \`${name}\` is not on the list of arguments that are proven harmless`;
    }
    const databaseDefault = field.keywords.get('db_default');
    if (databaseDefault !== undefined && !isStableDefault(databaseDefault))
        return 'its `db_default` is an expression that may be computed for every row, under a lock';
    if (databaseDefault !== undefined || isConstant(field.keywords.get('null'), true))
        return undefined;
    return field.keywords.has('null') && !isConstant(field.keywords.get('null'), false)
        ? 'whether the column may be NULL cannot be read'
        : 'the column is NOT NULL without a database default (`default` is not one), so an INSERT of the running release fails';
}
/** A literal, `Value(literal)`, or the start of the transaction: PostgreSQL 11+ and MySQL 8 store it without touching the rows. */
function isStableDefault(value) {
    if (value.kind === 'string' || value.kind === 'number')
        return true;
    if (value.kind === 'constant')
        return value.value !== null;
    if (value.kind !== 'call')
        return false;
    const first = value.args[0];
    if (/^django\.db\.models\.(expressions\.)?Value$/.test(value.name) && first !== undefined)
        return isStableDefault(first);
    return /^django\.db\.models\.functions\.(datetime\.)?Now$/.test(value.name) && value.args.length === 0;
}
function separate(call, operation, migration, created) {
    const database = argument(call, 'database_operations', 0);
    if (database === undefined || isConstant(database, null))
        return undefined;
    if (database.kind !== 'list')
        return 'its database operations cannot be read';
    for (const item of database.items) {
        if (item.kind !== 'call')
            return 'one of its database operations cannot be read';
        const inner = (0,django_migration/* operationOf */.z)(item, { file: operation.file, line: operation.line, column: operation.column }, false);
        const reason = objection(inner, migration, created);
        if (reason !== undefined)
            return `${inner.kind} inside: ${reason}`;
    }
    return undefined;
}
/** The class of a field of Django's, undefined for any other. Django writes `models.X` for all of its own. */
function djangoField(field) {
    return /^django\.db\.models\.(?:fields\.)?(?:\w+\.)*(\w+)$/.exec(field.name)?.[1];
}
function argument(call, name, index) {
    return call.keywords.get(name) ?? call.args[index];
}
function textArgument(call, name, index) {
    const value = argument(call, name, index);
    return value?.kind === 'string' ? value.value : undefined;
}
function isConstant(value, expected) {
    return value?.kind === 'constant' && value.value === expected;
}
/** Django compares model names without case. */
function tableKey(app, model) {
    return `${app}.${model.toLowerCase()}`;
}

// EXTERNAL MODULE: ./build/shared/squash/frameworks.js + 26 modules
var frameworks = __webpack_require__(87282);
;// CONCATENATED MODULE: ./build/shared/squash/kept.js
/**
 * What was read of files, for a second tree that holds the same bytes at the same places: a branch and its base differ in a few files of thousands.
 * Only what is made of a file's bytes and its `place` alone may be kept, and nobody may change it afterwards.
 */
class Kept {
    files = new WeakMap();
    /** `read` is called once for the same bytes (the same object, see `gitSource`, `reuse`) and place; a text is always read. */
    of(content, place, read) {
        if (typeof content === 'string')
            return read();
        let places = this.files.get(content);
        if (places === undefined)
            this.files.set(content, (places = new Map()));
        if (!places.has(place))
            places.set(place, read());
        return places.get(place);
    }
}

// EXTERNAL MODULE: ./build/shared/squash/live.js
var squash_live = __webpack_require__(6529);
// EXTERNAL MODULE: ./build/shared/squash/model.js
var model = __webpack_require__(87306);
// EXTERNAL MODULE: ./build/shared/squash/reversal.js
var reversal = __webpack_require__(2761);
// EXTERNAL MODULE: ./build/shared/squash/rules/registry.js + 79 modules
var registry = __webpack_require__(56784);
// EXTERNAL MODULE: ./build/shared/squash/rules/rule.js
var rules_rule = __webpack_require__(77629);
// EXTERNAL MODULE: ./build/shared/squash/source.js
var squash_source = __webpack_require__(55618);
// EXTERNAL MODULE: ./build/shared/squash/suppress.js
var suppress = __webpack_require__(48260);
;// CONCATENATED MODULE: ./build/shared/squash/touched.js
/**
 * The tables that changes read or write, each once, in their order; a table that they make themselves and a renamed one's new name are left out. `all`: there
 * are no others; a function of the user's own may touch any.
 */
function touchedTables(changes) {
    const made = new Set();
    const touched = new Set();
    const touch = (table) => {
        if (table !== undefined && !made.has(table))
            touched.add(table);
    };
    let all = true;
    for (const change of changes) {
        if (change.kind === 'code' || change.kind === 'unknown' || ('table' in change && change.table === undefined))
            all = false;
        if (change.kind === 'create-table') {
            made.add(change.table);
            for (const column of change.columns)
                touch(column.references);
            continue;
        }
        if ('table' in change)
            touch(change.table);
        if (change.kind === 'rename-table')
            made.add(change.to);
        if (change.kind === 'add-column')
            touch(change.column.references);
        if (change.kind === 'add-constraint')
            touch(change.references);
    }
    return { tables: [...touched], all };
}

;// CONCATENATED MODULE: ./build/shared/squash/check.js














/** Checks the migrations of one source, of whatever frameworks it holds. Pure: the same source and options give the same report. */
function checkMigrations(source, given = {}) {
    const options = given.base === undefined ? given : { kept: new Kept(), ...given };
    const names = options.frameworks ?? detectFrameworks(source);
    const projects = (names.length === 0 ? ['django'] : names).map(name => readProject(name, source, options));
    const reports = projects.map(project => {
        const base = options.base && readProject(project.framework, options.base, options);
        const tip = options.tip && readProject(project.framework, options.tip, options);
        return checkProject(project, source, { ...options, base, baseSource: options.base, tip });
    });
    return reports.length === 1 ? reports[0] : mergeReports(reports);
}
/** The frameworks whose files a source holds. */
function detectFrameworks(source) {
    return Object.values(frameworks/* frameworks */.I)
        .filter(framework => framework.detect(source))
        .map(framework => framework.name);
}
/** Reads what a source holds of one framework. Never throws on what the files hold; `problems` and `unknown` tell. */
function readProject(name, source, options = {}) {
    const reading = (0,frameworks/* sourceFramework */._)(name).read(source, options);
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
    }
}
/** The same, beside other work: between two files the process may answer what else has come in. A hundred files take 0.1 s of it. */
async function readProjectInTurns(name, source, options = {}) {
    const reading = (0,frameworks/* sourceFramework */._)(name).read(source, options);
    for (;;) {
        const turn = reading.next();
        if (turn.done)
            return turn.value;
        await (0,promises_.setImmediate)();
    }
}
/** Several projects in one report; what one of them leaves open stays open, and what fails in one fails in all. */
function mergeReports(reports) {
    const verdicts = reports.map(report => report.verdict);
    const pending = reports.every(report => report.pending !== undefined) ? reports.flatMap(report => report.pending) : undefined;
    const additive = reports.flatMap(report => report.additive ?? []);
    const suppressed = unique(reports.flatMap(report => report.suppressed ?? []));
    const squashes = reports.flatMap(report => report.squashes ?? []);
    return {
        verdict: verdicts.includes('failed') ? 'failed' : verdicts.includes('inconclusive') ? 'inconclusive' : 'passed',
        // What lies outside of all of them was found once by each.
        findings: unique(reports.flatMap(report => report.findings)),
        apps: reports.flatMap(report => report.apps),
        unknown: reports.flatMap(report => report.unknown),
        versions: reports.flatMap(report => report.versions ?? []),
        ...(suppressed.length === 0 ? {} : { suppressed }),
        ...(reports.some(report => report.squashes !== undefined) ? { squashes } : {}),
        ...(pending === undefined ? {} : { pending }),
        ...(pending === undefined
            ? {}
            : {
                additive: { additive: additive.every(each => each.additive), reasons: additive.flatMap(each => each.reasons) },
                reversals: reports.flatMap(report => report.reversals ?? [])
            })
    };
}
function unique(findings) {
    const seen = new Map();
    for (const each of findings) {
        const key = JSON.stringify([each.rule, each.file, each.line, each.column, each.message]);
        if (!seen.has(key))
            seen.set(key, each);
    }
    return [...seen.values()];
}
/**
 * Checks one project that was read from this source. Its positions are those of the source; those of the report are the repository's, also where
 * the source is one of its folders.
 */
function checkProject(read, source, options = {}) {
    const framework = (0,frameworks/* sourceFramework */._)(read.framework);
    const { applied, base, database } = options;
    const found = options.version === undefined
        ? (framework.version?.(source) ?? (options.repository && framework.version?.(options.repository)))
        : undefined;
    const version = options.version ?? found?.version;
    const unknown = [...read.unknown];
    if (read.migrations.length === 0 && read.problems.length === 0) {
        const nothing = `no migrations of ${read.framework} were found. Set \`path\` to the folder that holds them (that of manage.py or alembic.ini)`;
        unknown.push({ framework: read.framework, app: '', migration: '', affects: 'graph', reason: nothing, file: '', line: 1, column: 1 });
    }
    const project = { ...read, unknown };
    const fresh = framework.graph(project, [], version);
    const graphs = [{ state: 'fresh', graph: fresh }];
    const live = applied && framework.graph(project, applied, version);
    if (live !== undefined)
        graphs.push({ state: 'live', graph: live });
    const plan = live && framework.plan(live);
    const context = { project, database, sql: options.sql };
    const known = new Map();
    const subject = {
        project,
        source,
        graphs,
        base,
        baseSource: options.baseSource,
        tip: options.tip,
        tables: options.tables,
        environment: options.environment,
        ruleIds,
        recorded: applied,
        environments: options.environments,
        database,
        version,
        isNew: newIn(plan, base),
        changes(migration) {
            const changes = known.get(migration) ?? framework.changes(migration, context);
            known.set(migration, changes);
            return changes;
        }
    };
    const matches = (options.rules ?? registry/* rules */.a)
        .filter(rule => (0,rules_rule/* applies */.Br)(rule, project.framework, database))
        .flatMap(rule => rule
        .check(subject)
        .map(({ fix = rule.fix, ...match }) => ({ rule: rule.id, severity: rule.severity, framework: project.framework, ...match, fix })));
    const { findings, suppressed } = (0,suppress/* decide */.LD)(matches.map(each => inRepository(each, source)), { text: file => textAt(source, file), decisions: options.decisions, firm });
    const hasError = findings.some(finding => finding.severity === 'error');
    const isOpen = unknown.some(one => one.affects === 'graph');
    const report = {
        verdict: hasError ? 'failed' : isOpen ? 'inconclusive' : 'passed',
        findings,
        apps: project.apps.filter(app => app.state !== 'unmigrated').map(app => reportApp(project, fresh, app.label)),
        unknown: unknown.map(each => inRepository(each, source))
    };
    if (found !== undefined)
        report.versions = [{ framework: project.framework, ...found }];
    if (suppressed.length > 0)
        report.suppressed = suppressed;
    if (live !== undefined && applied !== undefined)
        report.squashes = (0,squash_live.liveSquashes)(project, applied, live).map(squash_live.squashStateOf);
    if (plan !== undefined) {
        report.pending = plan.map(migration => {
            const { app, name, operations } = migration;
            const { file, line, column } = inRepository(migration, source);
            return { app, name, file, line, column, operations: operations.map(operation => operation.kind) };
        });
        const { additive, reasons } = classify(plan);
        report.additive = { additive, reasons: reasons.map(each => inRepository(each, source)) };
        const changes = plan.map(migration => subject.changes(migration));
        report.reversals = (0,reversal/* reversals */.em)(changes).map((each, index) => {
            const { app, name } = plan[index];
            return { app, name, atomic: changes[index].atomic, touched: touchedTables(changes[index].forward), ...each };
        });
    }
    return report;
}
const ruleIds = new Set(registry/* rules */.a.map(rule => rule.id));
const firm = new Set(registry/* rules */.a.filter(rule => rule.ignorable === false).map(rule => rule.id));
/** The same, its file named as the repository does. */
function inRepository(each, { folder }) {
    return folder === undefined || each.file === '' ? each : { ...each, file: external_node_path_.posix.join(folder, each.file) };
}
function textAt(source, file) {
    return (0,squash_source/* readText */.yR)(source, source.folder === undefined ? file : external_node_path_.posix.relative(`/${source.folder}`, `/${file}`));
}
/** What is still to come, see `Subject.isNew`. */
function newIn(plan, base) {
    if (plan !== undefined) {
        const pending = new Set(plan.map(model/* keyOf */.TN));
        return migration => pending.has((0,model/* keyOf */.TN)(migration));
    }
    if (base === undefined)
        return () => false;
    const there = new Set(base.migrations.map(model/* keyOf */.TN));
    return migration => !there.has((0,model/* keyOf */.TN)(migration));
}
/**
 * What the framework would apply next to a database with these rows, in its order, from the repository's own apps. Migrations of installed
 * packages are not in it: compare with `migrate --plan` of the staged release and give names that are missing here to `classify` as well.
 * Empty where the graph has cycles; look at the verdict first.
 */
function plannedMigrations(project, applied, version) {
    const framework = (0,frameworks/* sourceFramework */._)(project.framework);
    return framework.plan(framework.graph(project, applied, version));
}
function reportApp(project, fresh, label) {
    const own = project.migrations.filter(migration => migration.app === label);
    const onDisk = new Set(own.map(model/* keyOf */.TN));
    const used = own.filter(migration => fresh.nodes.get((0,model/* keyOf */.TN)(migration))?.migration !== undefined);
    // A squash whose old files are all deleted is the history itself.
    const old = own.filter(migration => !migration.replaces.some(target => onDisk.has((0,model/* keyOf */.TN)(target))));
    const sum = (migrations) => migrations.reduce((total, migration) => total + migration.operations.length, 0);
    return {
        label,
        framework: project.framework,
        files: own.length,
        squashed: own.length - used.length,
        operations: { before: sum(old), after: sum(used), exact: own.every(migration => migration.operationsKnown) },
        leaves: fresh.leaves(label).map(leaf => leaf.name)
    };
}


/***/ })

};
;