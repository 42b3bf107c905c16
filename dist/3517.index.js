"use strict";
exports.id = 3517;
exports.ids = [3517];
exports.modules = {

/***/ 73517:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  makeTarget: () => (/* binding */ makeTarget)
});

// EXTERNAL MODULE: ./build/shared/config/load.js
var load = __webpack_require__(33070);
// EXTERNAL MODULE: ./build/shared/config/schema.js
var schema = __webpack_require__(82381);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/errors.js
var errors = __webpack_require__(37428);
// EXTERNAL MODULE: ./build/shared/errors.js
var shared_errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/nearest.js
var nearest = __webpack_require__(96995);
// EXTERNAL MODULE: ./build/shared/config/copy-to.js
var copy_to = __webpack_require__(26397);
// EXTERNAL MODULE: ./build/shared/config/given.js
var config_given = __webpack_require__(81805);
;// CONCATENATED MODULE: ./build/shared/config/target.js






/** Errors: UserError when the environment or the machine is not named, or when inputs do not fit together. */
function resolveTarget(file, given, repositoryName) {
    const inputs = given.engine === 'files' ? treeOf(given) : given;
    const environments = Object.keys(file?.environments ?? {});
    const environment = inputs.environment ?? (environments.length === 1 ? environments[0] : undefined);
    if (environment === undefined)
        throw new shared_errors/* UserError */.y(file === undefined
            ? 'The input `environment` is needed: there is no configuration to take it from'
            : `The input \`environment\` is needed: the configuration has ${environments.join(', ')}`);
    const policy = file?.environments[environment];
    if (file !== undefined && policy === undefined) {
        const near = (0,nearest/* nearest */.p)(environment, environments);
        throw new shared_errors/* UserError */.y(`The configuration has no environment ${JSON.stringify(environment)}; it has ${environments.join(', ')}${near === undefined ? '' : `. Did you mean ${near}?`}`);
    }
    const app = inputs.app ?? file?.app ?? repositoryName;
    const address = inputs.host ?? policy?.hosts[0]?.address;
    if (address === undefined)
        throw new shared_errors/* UserError */.y('The input `host` is needed: `local`, a name or an IP address (there is no configuration to take it from)');
    const fromFile = inputs.host === undefined || inputs.host === policy?.hosts[0]?.address ? policy?.hosts[0] : undefined;
    const host = {
        ...fromFile,
        address,
        port: inputs.port ?? fromFile?.port ?? 22,
        user: inputs.user ?? fromFile?.user,
        ...(inputs['known-hosts'] === undefined ? {} : { 'known-hosts': inputs['known-hosts'] })
    };
    const config = overlay(file, inputs, app);
    return {
        app,
        environment,
        stateDir: inputs['state-dir'] ?? policy?.['state-dir'] ?? `/var/lib/belay/${app}/${environment}`,
        host,
        config,
        policy,
        given: (0,config_given/* givenOf */.t)(inputs)
    };
}
/** `engine: files` and a path as `database` are a directory alone. Errors: UserError where more is asked of it than of a directory. */
function treeOf(inputs) {
    const { database, files, scope } = inputs;
    if (database === undefined)
        throw new shared_errors/* UserError */.y('With `engine: files` the input `database` is needed: the path of the directory on the host');
    const wrong = ['database-url', 'database-as', 'database-admin', 'drill-url', 'compose-service'].find(name => inputs[name] !== undefined);
    if (wrong !== undefined || (scope ?? 'full') !== 'full')
        throw new shared_errors/* UserError */.y(`The input \`${wrong ?? 'scope'}\` is for databases, and \`engine\` is \`files\`: leave it out`);
    return { ...inputs, files: files === undefined ? database : `${database}\n${files}` };
}
/** What inputs say in the configuration's own words, read by the configuration's own schema. */
function overlay(file, inputs, app) {
    const base = file ?? read({ app, environments: {} });
    const databases = drilledElsewhere(scoped(overlayDatabases(base, inputs), inputs.scope), inputs);
    const fragment = {
        app,
        environments: {},
        ...(inputs['code-root'] === undefined ? {} : { code: { root: inputs['code-root'] } }),
        ...(inputs.services === undefined ? {} : { services: words(inputs.services) }),
        ...(inputs['maintenance-file'] === undefined ? {} : { maintenance: { file: inputs['maintenance-file'] } }),
        ...(inputs.files === undefined ? {} : { files: trees(lines(inputs.files), Object.keys(databases)) }),
        backup: {
            ...(inputs['encrypt-to'] === undefined ? {} : { 'encrypt-to': lines(inputs['encrypt-to']) }),
            ...(inputs.destination === undefined ? {} : { destination: inputs.destination }),
            ...(inputs.require === undefined ? {} : { require: words(inputs.require) })
        },
        ...(inputs.url === undefined ? {} : { health: { checks: { url: { http: inputs.url } } } })
    };
    const given = read(fragment);
    const files = inputs.files === undefined ? base.files : given.files;
    const twice = Object.keys(files).find(name => Object.hasOwn(databases, name));
    if (twice !== undefined)
        throw new shared_errors/* UserError */.y(`The database of the inputs and the files ${files[twice]?.path} of the configuration are both called ${JSON.stringify(twice)}, and a backup knows both by their names: give the files another one`);
    const migrations = overlayMigrations(base, inputs, Object.keys(databases));
    return {
        ...base,
        app,
        code: inputs['code-root'] === undefined ? base.code : base.code === undefined ? given.code : { ...base.code, root: inputs['code-root'] },
        databases,
        files,
        migrations,
        services: (inputs.services === undefined ? base.services : given.services).map(service => inputs['stable-for'] === undefined ? service : { ...service, 'stable-for': inputs['stable-for'] }),
        maintenance: given.maintenance ?? base.maintenance,
        health: {
            ...base.health,
            checks: inputs.checks === undefined && inputs.url === undefined ? base.health.checks : { ...inputs.checks, ...given.health.checks },
            interval: inputs.interval ?? base.health.interval,
            successes: inputs.successes ?? base.health.successes,
            failures: inputs.failures ?? base.health.failures
        },
        backup: {
            ...base.backup,
            // What an input chooses is all that is meant.
            databases: chosenDatabases(base, inputs),
            files: inputs.files === undefined ? base.backup.files : undefined,
            verify: inputs.verify ?? base.backup.verify,
            destination: inputs.destination === undefined ? base.backup.destination : given.backup.destination,
            'min-free': inputs['min-free'] ?? base.backup['min-free'],
            // The values themselves stay in `given`.
            'manifest-key': (0,config_given/* secretOf */.O)(inputs, 'manifest-key') ?? base.backup['manifest-key'],
            'encrypt-to': inputs['encrypt-to'] === undefined ? base.backup['encrypt-to'] : given.backup['encrypt-to'],
            require: inputs.require === undefined ? base.backup.require : given.backup.require,
            identity: (0,config_given/* secretOf */.O)(inputs, 'identity') ?? base.backup.identity,
            'copy-to': inputs['copy-to'] === undefined ? base.backup['copy-to'] : (0,copy_to/* copyToOf */.ay)(inputs['copy-to']),
            'copy-access-key': (0,config_given/* secretOf */.O)(inputs, 'copy-access-key') ?? base.backup['copy-access-key'],
            'copy-secret-key': (0,config_given/* secretOf */.O)(inputs, 'copy-secret-key') ?? base.backup['copy-secret-key'],
            'copy-session-token': (0,config_given/* secretOf */.O)(inputs, 'copy-session-token') ?? base.backup['copy-session-token'],
            'copy-private-key': (0,config_given/* secretOf */.O)(inputs, 'copy-private-key') ?? base.backup['copy-private-key'],
            'copy-known-hosts': inputs['copy-known-hosts'] ?? base.backup['copy-known-hosts'],
            'keep-days': inputs['keep-days'] ?? base.backup['keep-days'],
            'keep-last': inputs['keep-last'] ?? base.backup['keep-last'],
            'keep-weekly': inputs['keep-weekly'] ?? base.backup['keep-weekly'],
            'keep-monthly': inputs['keep-monthly'] ?? base.backup['keep-monthly'],
            'min-verified': inputs['min-verified'] ?? base.backup['min-verified']
        }
    };
}
function chosenDatabases(base, inputs) {
    if (inputs.engine === 'files')
        return [];
    return (inputs.database ?? inputs.engine ?? inputs['database-url'] ?? inputs['database-as']) ? undefined : base.backup.databases;
}
function overlayDatabases(base, inputs) {
    const named = inputs.database;
    const known = Object.keys(base.databases);
    // Nothing of them is meant, but their migrations are there.
    if (inputs.engine === 'files')
        return base.databases;
    if (inputs.engine === undefined && inputs['database-url'] === undefined && inputs['database-as'] === undefined) {
        if (named === undefined)
            return base.databases;
        const chosen = base.databases[named];
        if (chosen === undefined)
            throw new shared_errors/* UserError */.y(`The input \`database\` is ${JSON.stringify(named)}, but the configuration has ${known.length === 0 ? 'no databases; give `engine` too' : known.join(', ')}`);
        return { [named]: chosen };
    }
    const engine = inputs.engine ?? 'postgres';
    if (engine === 'sqlite') {
        if (named === undefined)
            throw new shared_errors/* UserError */.y('With `engine: sqlite` the input `database` is needed: the path of the file on the host');
        return { main: { engine: 'sqlite', path: named } };
    }
    if (engine !== 'postgres' && engine !== 'mysql' && engine !== 'mariadb' && engine !== 'redis')
        throw new shared_errors/* UserError */.y(`The input \`engine\` is ${JSON.stringify(engine)}; allowed: \`postgres\`, \`mysql\`, \`mariadb\`, \`sqlite\`, \`redis\`, \`files\``);
    const as = inputs['database-as'];
    const compose = composeOf(inputs);
    if (engine === 'postgres' && as !== undefined && inputs['database-url'] === undefined) {
        if (named === undefined)
            throw new shared_errors/* UserError */.y('With `database-as` the input `database` is needed: the name of the database');
        return { main: { engine, as, database: named, ...compose } };
    }
    if (as !== undefined)
        throw new shared_errors/* UserError */.y('The input `database-as` stands in the place of `database-url`, for `engine: postgres`: give one of them');
    if (inputs['database-url'] === undefined)
        throw new shared_errors/* UserError */.y(`With \`engine: ${engine}\` the input \`database-url\` is needed`);
    const admin = inputs['database-admin'];
    const name = named ?? known[0] ?? 'main';
    // It becomes part of files' names.
    if (!schema/* name */.UU.safeParse(name).success)
        throw new shared_errors/* UserError */.y(`The input \`database\` is ${JSON.stringify(name)}: with \`engine: ${engine}\` it is what the database is called in backups, of letters, digits, dot, dash and underscore only. Which database is meant stands in \`database-url\``);
    if (engine === 'redis')
        return { [name]: { engine, url: { secret: 'BELAY_DATABASE_URL' } } };
    // The value itself stays in `given`; here only its place is kept, so that no secret travels with the configuration.
    const login = { url: { secret: 'BELAY_DATABASE_URL' }, ...(admin === undefined ? {} : { admin: { as: admin } }) };
    const open = { ...login, ...compose };
    return { [name]: engine === 'postgres' ? { engine, ...open } : { engine, ...open, scope: 'full' } };
}
/** Errors: UserError for a scope that an engine does not know. */
function scoped(databases, scope) {
    if (scope === undefined)
        return databases;
    const choose = (name, config) => {
        if (config.engine === 'mysql' || config.engine === 'mariadb')
            return { ...config, scope };
        if (config.engine === 'postgres' && scope !== 'data-only')
            return { ...config, scope };
        if (scope === 'full')
            return config;
        throw new shared_errors/* UserError */.y(`The input \`scope\` is \`${scope}\`, and ${name} is ${config.engine}: \`data-only\` is for \`mysql\` and \`mariadb\`, \`schema\` for those and \`postgres\``);
    };
    return Object.fromEntries(Object.entries(databases).map(([name, config]) => [name, choose(name, config)]));
}
/** Errors: UserError for a database that would be tried on its own server all the same. */
function drilledElsewhere(databases, inputs) {
    const url = (0,config_given/* secretOf */.O)(inputs, 'drill-url');
    if (url === undefined)
        return databases;
    const entries = Object.entries(databases).map(([name, database]) => {
        if (database.engine !== 'sqlite' && database.engine !== 'redis')
            return [name, { ...database, 'drill-url': url }];
        throw new shared_errors/* UserError */.y(`The input \`drill-url\` is for \`postgres\`, \`mysql\` and \`mariadb\`, and ${name} is ${database.engine}: it would be tried on its own machine. Leave \`drill-url\` out, or name a database of one of those with \`database\``);
    });
    return Object.fromEntries(entries);
}
function composeOf({ 'compose-file': file, 'compose-service': service }) {
    if (file === undefined && service === undefined)
        return {};
    if (file === undefined || service === undefined)
        throw new shared_errors/* UserError */.y('The inputs `compose-file` and `compose-service` belong together: give both');
    return { compose: { file, service } };
}
function overlayMigrations(base, inputs, databases) {
    // Without a configuration `auto` is the one framework whose migrations can be read from the repository.
    const found = base.migrations.length === 0 && databases.length > 0 ? 'django' : undefined;
    const framework = inputs.framework === 'auto' ? found : inputs.framework;
    if (framework === undefined)
        return base.migrations.map(each => ({
            ...each,
            ...(inputs.directory === undefined ? {} : { directory: inputs.directory }),
            ...(each.framework === 'scripts' ? {} : limitInputs(inputs)),
            ...(inputs.python !== undefined && (each.framework === 'django' || each.framework === 'alembic') ? { python: inputs.python } : {}),
            ...(each.framework === 'alembic' && inputs.ini !== undefined ? { ini: inputs.ini } : {}),
            ...(each.framework === 'sql' && inputs.baseline !== undefined ? { baseline: inputs.baseline } : {})
        }));
    const database = databases[0];
    if (database === undefined)
        throw new shared_errors/* UserError */.y('The input `framework` needs a database: give `engine` and `database-url` (or `database`) too');
    const own = base.migrations.find(each => each.framework === framework);
    if (own !== undefined)
        return [own];
    const { directory, python } = inputs;
    if (framework === 'scripts') {
        if (inputs.scripts === undefined)
            throw new shared_errors/* UserError */.y('With `framework: scripts` the input `scripts` is needed: a list of `name`, `check`, `apply` and `verify`');
        return [{ framework, database, directory: directory ?? '.', scripts: [...inputs.scripts] }];
    }
    const parts = framework === 'sql' ? { baseline: inputs.baseline } : { python, ...(framework === 'alembic' ? { ini: inputs.ini } : {}) };
    const fragment = { framework, database, directory, ...parts };
    const [read1] = read({ app: base.app, environments: {}, migrations: [JSON.parse(JSON.stringify(fragment))] }).migrations;
    return [{ ...read1, ...limitInputs(inputs) }];
}
function limitInputs(inputs) {
    return {
        ...(inputs.rehearse === undefined ? {} : { rehearse: inputs.rehearse }),
        ...(inputs['db-lock-timeout'] === undefined ? {} : { 'db-lock-timeout': inputs['db-lock-timeout'] }),
        ...(inputs['statement-timeout'] === undefined ? {} : { 'statement-timeout': inputs['statement-timeout'] })
    };
}
/** A name for each directory: its own. Errors: UserError where two would have the same. */
function trees(paths, taken) {
    const found = {};
    for (const path of paths) {
        const name = (path
            .replace(/[\\/]+$/, '')
            .split(/^[A-Za-z]:[\\/]/.test(path) ? /[\\/]/ : '/')
            .at(-1) ?? '')
            .replace(/[^A-Za-z0-9._-]/g, '-')
            .replace(/^[^A-Za-z0-9]+/, '') || 'files';
        if (name in found || taken.includes(name))
            throw new shared_errors/* UserError */.y(`The input \`files\` has two that would be called ${JSON.stringify(name)} in the backup: give them names under \`files\` in the configuration`);
        found[name] = { path };
    }
    return found;
}
function words(text) {
    return lines(text.replaceAll(',', '\n'));
}
function lines(text) {
    return text
        .split('\n')
        .map(each => each.trim())
        .filter(each => each !== '');
}
function read(fragment) {
    const result = schema/* config */.$W.safeParse(fragment);
    if (!result.success)
        throw new shared_errors/* UserError */.y(`The inputs do not make a usable configuration:\n${errors/* prettifyError */.S1(result.error)}`);
    return result.data;
}

// EXTERNAL MODULE: ./build/shared/config/yaml-errors.js
var yaml_errors = __webpack_require__(48201);
;// CONCATENATED MODULE: ./build/shared/health/parse-checks.js



/**
 * The inputs `checks` (YAML in the form of `health.checks`) and `url` (a shorthand for one http check that expects 200) -> checks.
 * Errors: UserError with line, column and the nearest known key for every problem.
 */
function parseChecks(text, url) {
    const named = text === undefined || text.trim() === '' ? {} : (0,yaml_errors/* parseYaml */.h)(schema/* checks */.AV, text, 'input checks');
    if (url === undefined)
        return named;
    if ('url' in named)
        throw new shared_errors/* UserError */.y('The input checks has a check named url, and the input url is given as well: rename the check or leave one of them out.');
    const parsed = schema/* checks */.AV.safeParse({ url: { http: url } });
    if (!parsed.success)
        throw new shared_errors/* UserError */.y(`The input url must be an http:// or https:// address, not ${JSON.stringify(url)}.`);
    return { ...parsed.data, ...named };
}

;// CONCATENATED MODULE: ./build/shared/action/make-target.js





/** What the texts of configuration and inputs mean together. Errors: UserError for either. */
function makeTarget(inputs, file, repositoryName) {
    const { checks, scripts, 'db-host': _host, 'db-port': _port, 'db-user': _user, 'db-password': _password, ...rest } = inputs;
    const read = {
        ...rest,
        ...(checks === undefined ? {} : { checks: parseChecks(checks) }),
        ...(scripts === undefined ? {} : { scripts: (0,yaml_errors/* parseYaml */.h)(schema/* scriptList */.Yy, scripts, 'input scripts') })
    };
    return resolveTarget(file === undefined ? undefined : (0,load/* loadConfig */.Z)(file.text, file.name), read, repositoryName);
}


/***/ })

};
;