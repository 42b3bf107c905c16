"use strict";
exports.id = 822;
exports.ids = [822,230];
exports.modules = {

/***/ 50822:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  actions: () => (/* binding */ actions)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(88532);
// EXTERNAL MODULE: ./build/node_modules/@actions/core/lib/core.js + 11 modules
var lib_core = __webpack_require__(66343);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
;// CONCATENATED MODULE: ./build/shared/action/action-log.js

/** The log of a workflow run: groups, annotations and masks by workflow commands. */
const actionLog = {
    info: lib_core/* info */.pq,
    debug: lib_core/* debug */.Yz,
    warning: (message, place) => lib_core/* warning */.$e(message, annotation(place)),
    error: (message, place) => lib_core/* error */.z3(message, annotation(place)),
    notice: (message, place) => lib_core/* notice */.lm(message, annotation(place)),
    group: lib_core/* group */.Os,
    mask: lib_core/* setSecret */.Pq
};
function annotation(place) {
    if (place === undefined)
        return {};
    return Object.fromEntries(Object.entries({ title: place.title, file: place.file, startLine: place.line, startColumn: place.column }).filter(([, value]) => value !== undefined));
}

// EXTERNAL MODULE: ./build/shared/action/inputs.js
var action_inputs = __webpack_require__(81503);
;// CONCATENATED MODULE: ./build/shared/action/main.js




/**
 * Runs an action: masks, reads inputs, runs the body, and turns what it throws into one annotation.
 * A UserError shows its headline and its causes; anything else is a bug and shows its stack.
 */
async function runAction(definition, body) {
    const environment = process.env;
    for (const secret of (0,action_inputs/* secretsOf */.Fj)(definition, environment))
        for (const each of (0,action_inputs/* masksOf */.JF)(secret))
            lib_core/* setSecret */.Pq(each);
    const handlers = [];
    listen(handlers);
    const runtime = {
        log: actionLog,
        environment,
        output: (name, value) => lib_core/* setOutput */.uH(name, value),
        keep: lib_core/* saveState */.LZ,
        summarise: async (markdown) => {
            await lib_core/* summary */.z.addRaw(markdown, true).write();
        },
        onSignal: handler => void handlers.push(handler)
    };
    for (const name of Object.keys(definition.outputs))
        if (name === 'status')
            runtime.output(name, 'failed');
    try {
        const inputs = (0,action_inputs/* readInputs */.Ko)(definition, environment);
        await body(inputs, runtime);
    }
    catch (error) {
        fail(error);
    }
}
/** Shows what was thrown and makes the step red. */
function fail(error) {
    if (error instanceof errors/* UserError */.y) {
        lib_core/* setFailed */.C1(error.message);
        for (let cause = error.cause; cause !== undefined && cause !== null; cause = cause instanceof Error ? cause.cause : undefined)
            lib_core/* info */.pq(`  caused by: ${(0,errors/* messageOf */.b)(cause).replaceAll('\n', '\n    ')}`);
        return;
    }
    lib_core/* setFailed */.C1(`This is a bug in Belay: ${(0,errors/* messageOf */.b)(error)}`);
    lib_core/* info */.pq('Please report it with the lines below. What was done so far stands in the journal on the host; `command: status` shows it.');
    lib_core/* info */.pq(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
const exitCodes = { SIGINT: 130, SIGTERM: 143 };
function listen(handlers) {
    let caught = false;
    for (const signal of ['SIGINT', 'SIGTERM'])
        process.on(signal, () => {
            // GitHub sends SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that: one round of handlers must do.
            if (caught)
                return;
            caught = true;
            lib_core/* error */.z3(`${signal}: the run was cancelled. What runs on the host goes on there; the next step or run decides.`);
            const done = Promise.allSettled(handlers.map(handler => handler(signal)));
            const limit = new Promise(resolve => setTimeout(resolve, 6_000));
            void Promise.race([done, limit]).then(() => process.exit(exitCodes[signal]));
        });
}

// EXTERNAL MODULE: ./build/shared/action/turn.js
var turn = __webpack_require__(16901);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 4 modules
var schemas = __webpack_require__(2503);
;// CONCATENATED MODULE: ./build/shared/action/definition.js

function input(schema, description, options, extra) {
    const needed = options?.required === true || options?.default !== undefined;
    return {
        // `''` is how GitHub says that an input was not given.
        schema: (needed ? schema : schema.optional()),
        description,
        default: options?.default,
        required: options?.required === true,
        secret: extra?.secret ?? false,
        allowed: extra?.allowed
    };
}
/** One line or several of free text. */
function definition_text(description, options) {
    return input(schemas/* string */.YjP(), description, options);
}
/** Text that the log never shows. */
function secret(description, options) {
    return input(schemas/* string */.YjP(), description, options, { secret: true });
}
/** A short name of an input, in an action that has nothing else of that name. */
function shortFor(name, named) {
    return { ...named, description: `Short for \`${name}\`.`, means: name };
}
/** One of some words. */
function choice(words, description, options) {
    return input(schemas/* enum */.k5n(words), description, options, { allowed: words.map(word => `\`${word}\``).join(', ') });
}
/** `true` or `false`, nothing else: a misspelt `ture` is an error and not a no. */
function toggle(description, options) {
    return input(schemas/* stringbool */.uEf({ truthy: ['true'], falsy: ['false'], case: 'insensitive' }), description, options, {
        allowed: '`true`, `false`'
    });
}
/** Text that a schema of the configuration reads: a duration, a size, a number. */
function parsed(schema, allowed, description, options) {
    return input(schema, description, options, { allowed });
}
/** A whole number in a range. */
function integer(min, max, description, options) {
    return input(schemas/* string */.YjP().regex(/^\d+$/, 'not a whole number').transform(Number).pipe(schemas/* number */.aig().min(min).max(max)), description, options, {
        allowed: `${min} to ${max}`
    });
}
/** Major and minor version of a framework: `5.2`, or `5.2.4` of which the rest does not matter. */
function frameworkVersion(description, options) {
    const schema = schemas/* string */.YjP()
        .regex(/^\d{1,4}\.\d{1,4}([.abrc\d]*)$/, 'not a version')
        .transform((text) => [Number(text.split('.')[0]), Number.parseInt(text.split('.')[1], 10)]);
    return input(schema, description, options, { allowed: 'a version like `5.2` or `5.2.4`' });
}
/** Lines, or words separated by commas. */
function list(description, options) {
    return input(schemas/* string */.YjP().transform(value => value
        .split(/[\n,]/)
        .map(each => each.trim())
        .filter(each => each !== '')), description, options, { allowed: 'one per line, or separated by commas' });
}

// EXTERNAL MODULE: ./build/shared/config/units.js
var units = __webpack_require__(42095);
;// CONCATENATED MODULE: ./build/shared/action/shared-inputs.js


const durationWords = 'a duration like `90 s`, `10 min`, `1 h`';
/** What every action needs to know: which environment, which machine, how to get in, how long to wait. An input wins over the configuration. */
const sharedInputs = {
    config: definition_text('Path of the configuration in the repository. Default: `.github/belay.yml` where it exists.'),
    app: definition_text('Name of the application, part of the state directory. Default: from the configuration, else the name of the repository.'),
    environment: definition_text('Name of the environment (production, staging, ...). Default: the only one of the configuration.'),
    host: definition_text('`local` (a self-hosted runner on the machine itself; on Windows for backups and scripts only), a name or an IP address. Default: from the configuration.'),
    port: integer(1, 65535, 'Port of SSH. Default: from the configuration, else 22.'),
    user: definition_text('User to log in as; unprivileged, with sudoers lines for the named units. Default: from the configuration.'),
    'private-key': secret('Private key of that user (OpenSSH format).'),
    passphrase: secret('Passphrase of the private key.'),
    'known-hosts': definition_text('Lines of known_hosts for the machine. No host key is trusted on first use.'),
    'state-dir': definition_text('Directory on the host where Belay keeps journal, lock and backups. Default: `/var/lib/belay/<app>/<environment>`. On Windows there is none: name one that only the runner and administrators can read.'),
    deployment: definition_text('Id of an open deployment that another job opened, to act on it on purpose.'),
    timeout: parsed(units/* duration */.p0, durationWords, "Deadline of this step, kept on the host. Default: the step's own."),
    'lock-timeout': parsed(units/* duration */.p0, durationWords, 'How long to wait for another deployment to end.', { default: '0 s' }),
    'dry-run': toggle('Change nothing and print the plan.', { default: 'false' })
};
/** For the actions that touch a database without a configuration. */
const databaseInputs = {
    engine: definition_text('`postgres`, `mysql`, `mariadb`, `sqlite`, `redis` or `files`. Default: from the configuration.'),
    'database-url': secret('`postgres://user:password@host:port/name`, `mysql://…` or `redis://…`, as seen from the host.'),
    'db-host': definition_text('In place of `database-url`, with `db-user` and `database` (the name of the database): the server as seen from the host, or the directory of its socket.'),
    'db-port': integer(1, 65535, "Port of that server. Default: the engine's own."),
    'db-user': definition_text('And the role or user that connects.'),
    'db-password': secret('And its password, as it is: nothing in it needs to be encoded.'),
    database: definition_text('Which of the configured databases; with `engine: sqlite` the path of the file, with `engine: files` that of the directory; with `database-as`, the name of the database; with another `engine`, what it is called in backups.'),
    'database-as': definition_text('For `postgres`, in place of `database-url`: the user of the host as whom every client runs, through sudo, over the socket and without a password (`postgres`).'),
    'compose-file': definition_text('For `postgres`, `mysql` or `mariadb` in a container: path of the compose file on the host. Every client then runs inside.'),
    'compose-service': definition_text('And the service whose container holds the server.'),
    'database-admin': definition_text('User of the host who may create and rename databases over the socket (`postgres`, `mysql`), through sudo.')
};
/** For the actions that take or use backups. */
const backupInputs = {
    'manifest-key': secret('Signs every backup and is asked of every one that is used: at least 32 characters, in a secret of the environment. Default: `backup.manifest-key` of the configuration, else integrity only.')
};
/** For the actions that copy backups off the host, or bring a copy back. */
const copyInputs = {
    'copy-to': definition_text('Where the backup is copied, off the host: `s3://bucket/prefix`, `ssh://user@host:port/directory` or `artifact` (of this run, encrypted only), one on each line, or YAML in the form of `backup.copy-to`. Default: from the configuration.'),
    'copy-access-key': secret('Access key of the S3 store.'),
    'copy-secret-key': secret('Secret key of the S3 store.'),
    'copy-session-token': secret('Session token of the S3 store, where its keys need one.'),
    'copy-private-key': secret('Private key for a copy over SSH. Default: that of the host itself.'),
    'copy-known-hosts': definition_text('Lines of known_hosts for a copy over SSH. Default: those of the host itself.')
};
/** For the actions that restore. */
const restoreInputs = {
    identity: secret('age identity, or SSH key without a passphrase, for a backup that is encrypted. Default: `backup.identity` of the configuration.')
};
/** For the actions that handle code without a configuration. */
const codeInputs = {
    'code-root': definition_text('Directory on the host with `releases/`, `shared/` and `current`, or a git work tree that is deployed by your own step. Default: from the configuration.')
};
/** For the actions that read which migrations are applied, without a configuration. */
const migrationInputs = {
    framework: choice(['django', 'alembic', 'scripts', 'sql'], 'Default: from the configuration.'),
    directory: definition_text('Directory on the host with `manage.py`, alembic.ini, the scripts or the files of SQL. Default: the staged release, else the code root.'),
    python: definition_text("Interpreter. Default: the release's virtual environment, else python3."),
    ini: definition_text('Configuration file of Alembic in `directory`. Default: alembic.ini.'),
    rehearse: toggle('Try the migrations first on a copy that is restored from the fresh backup: up, down, compared, up again. Default: from the configuration.'),
    baseline: definition_text('For `framework: sql` and a database that has tables but no ledger of Belay yet: the last file that is applied (`V3__x`), or `none`.'),
    scripts: definition_text('YAML list in the form of `migrations[].scripts` in the configuration.')
};
const serviceInputs = {
    services: definition_text('Systemd units, separated by commas, in the order in which they start. Default: from the configuration.'),
    'stable-for': parsed(units/* duration */.p0, durationWords, 'How long a service must stay up before it counts as started. Default: 5 s.'),
    'maintenance-file': definition_text('While this file exists on the host the front answers 503. Default: from the configuration.')
};
const healthInputs = {
    checks: definition_text('YAML in the form of `health.checks` in the configuration.'),
    url: definition_text('Shorthand for one http check that expects status 200.')
};
/** What every action says about the deployment that it worked in. */
const sharedOutputs = {
    deployment: 'Id of the deployment that this step belongs to; empty when none is open.',
    status: '`passed`, `failed` or `skipped` (there was nothing to do).'
};

;// CONCATENATED MODULE: ./build/actions/backup-db/definition.js



const definition = {
    name: 'backup-db',
    title: 'Belay backup database',
    description: "A backup that is proven: every stage's exit code, a full decode, a SHA-256 re-read from disk, and a manifest written last.",
    branding: { icon: 'database', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        url: shortFor('database-url', databaseInputs['database-url']),
        as: shortFor('database-as', databaseInputs['database-as']),
        ...backupInputs,
        ...copyInputs,
        ...codeInputs,
        scope: choice(['full', 'data-only', 'schema'], '`data-only` (`mysql`, `mariadb`) leaves out what makes the tables; `schema` (those and `postgres`) holds that and no row: no migration relies on such a backup, and only a person restores it. Default: from the configuration, else `full`.'),
        verify: choice(['quick', 'full', 'drill'], '`full` also decodes the whole backup; `drill` also restores it into a copy and compares that. Default: from the configuration, else `full`.'),
        'drill-url': secret("For `postgres`, `mysql` and `mariadb`: a server that `verify: drill` and `restore-drill` restore into, in place of the database's own: `postgres://user:password@host:port/name`, whose user may create databases (MySQL: may do everything)."),
        files: definition_text('Directories on the host that are backed up too, one on each line. Default: from the configuration.'),
        'encrypt-to': definition_text('age recipients (age1…) or SSH public keys, one on each line: only who has the identity of one can read the backup. Default: from the configuration.'),
        destination: definition_text('Directory on the host for the backups, on another disk for example. Default: from the configuration, else `backups` in the state directory.'),
        require: definition_text('`encrypted`, `copied`, `signed`, separated by commas: what the backup must be, or none is taken. An input that a variable or a secret fills is empty when that is not set, and empty is the same as not given; this one is written out. Default: from the configuration, else nothing.'),
        'min-free': parsed(units/* size */.Ej, 'a size like `2 GiB`', 'Free space that must remain. Default: the larger of 2 GiB and 1.2 x the estimate.'),
        'keep-days': integer(0, 36_500, 'Backups that are at most so many days older than the newest stay. Default: from the configuration, else 7.'),
        'keep-last': integer(0, 100_000, 'The newest so many stay too. Default: from the configuration.'),
        'keep-weekly': integer(0, 5_000, 'And the newest of each of the last so many weeks. Default: from the configuration.'),
        'keep-monthly': integer(0, 1_200, 'And the newest of each of the last so many months. Default: from the configuration.'),
        'min-verified': integer(1, 100_000, 'Never fewer of each database. Default: from the configuration, else 2.'),
        pin: toggle('This backup is never removed by Belay.', { default: 'false' })
    },
    outputs: {
        ...sharedOutputs,
        'backup-id': 'Id of the backup.',
        manifest: 'Path of its manifest on the host.',
        sha256: 'SHA-256 of the (first) member.',
        'size-bytes': 'Bytes of all members.',
        verified: 'Level to which it was verified.',
        'duration-ms': 'Milliseconds.',
        'drill-ms': 'Milliseconds of the drill; empty without one.',
        copies: 'Where copies of it lie off the host, separated by commas: `s3://…`, `ssh://…`, `artifact://owner/name/runs/ID`.',
        pruned: 'Ids of the old backups that were removed, separated by commas.'
    }
};

;// CONCATENATED MODULE: ./build/actions/deploy-code/definition.js


const definition_definition = {
    name: 'deploy-code',
    title: 'Belay deploy code',
    description: 'Brings exactly one commit to the host beside the live release (stage), then makes it live in one instant (switch).',
    branding: { icon: 'upload-cloud', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...codeInputs,
        phase: choice(['stage', 'switch'], '`stage` touches nothing live; `switch` makes the staged release live.', { required: true }),
        ref: definition_text('Tag or commit. Default: the ref of the workflow run.'),
        repository: definition_text('Path of the checkout on the runner.', { default: '.' })
    },
    outputs: {
        ...sharedOutputs,
        release: 'Id of the release.',
        path: 'Its directory on the host.',
        commit: 'Its commit.',
        previous: 'Id of the release that was live before.'
    }
};

;// CONCATENATED MODULE: ./build/actions/health-gate/definition.js



const words = 'a duration like `2 s`';
const health_gate_definition_definition = {
    name: 'health-gate',
    title: 'Belay health gate',
    description: 'Passes only on proof: every check, several times in a row. No answer is never a pass. With `phase: gate` a deployment becomes verified.',
    branding: { icon: 'activity', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        ...codeInputs,
        ...healthInputs,
        phase: choice(['baseline', 'gate'], '`baseline` records how healthy the system was before; `gate` decides.', { default: 'gate' }),
        interval: parsed(units/* duration */.p0, words, 'Time between rounds. Default: from the configuration, else 2 s.'),
        successes: integer(1, 1000, 'Rounds in a row in which every check passes. Default: from the configuration, else 3.'),
        failures: integer(0, 1000, 'Failed rounds that are forgiven. Default: from the configuration, else 10.')
    },
    outputs: {
        ...sharedOutputs,
        verdict: '`passed`, `failed`, `inconclusive` or `error`.',
        report: 'JSON: every check with its verdict, reason and measurements.'
    }
};

;// CONCATENATED MODULE: ./build/actions/preflight/definition.js


const preflight_definition_definition = {
    name: 'preflight',
    title: 'Belay preflight',
    description: 'Everything that can be known before a deployment, reported at once: connection, rights, lock, disk, services, tag, drift.',
    branding: { icon: 'check-square', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        ...codeInputs,
        ...serviceInputs,
        ...healthInputs,
        ref: definition_text('Tag or commit that will be deployed. Default: the ref of the workflow run.'),
        'branch-policy': toggle('Check the ref against `refs` of the environment.', { default: 'true' }),
        reason: definition_text('Why a deployment may start outside its window or go back to an older version; recorded.'),
        force: toggle('Deploy a release again that was rolled back, or over drift; needs `reason`.', { default: 'false' }),
        'github-token': definition_text('Token to ask GitHub whether the run that holds the lock has ended; `github.token` is enough.')
    },
    outputs: {
        ...sharedOutputs,
        version: 'Version that would be deployed.',
        live: 'Version that is live now; empty before `adopt`.',
        needed: '`true`, or `false` when this version is live and verified already.',
        findings: 'JSON: every problem and warning.'
    }
};

;// CONCATENATED MODULE: ./build/actions/restart-service/definition.js


const restart_service_definition_definition = {
    name: 'restart-service',
    title: 'Belay restart service',
    description: 'Restarts, reloads, stops, starts, fences or opens services, and proves it: a new process, from the new release, that stays up.',
    branding: { icon: 'refresh-cw', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...codeInputs,
        ...serviceInputs,
        action: choice(['restart', 'reload', 'stop', 'start', 'fence', 'open'], '`fence` puts the maintenance answer up and stops the writers; `open` lets users in again.', {
            default: 'restart'
        })
    },
    outputs: {
        ...sharedOutputs,
        services: 'JSON: per service the process before and after, and what proved it.',
        fenced: '`true` while the fence stands.'
    }
};

;// CONCATENATED MODULE: ./build/actions/rollback/definition.js


const rollback_definition_definition = {
    name: 'rollback',
    title: 'Belay rollback',
    description: 'Puts the system back as it was, data included, or says why it cannot and what the choices cost. Never goes to a release that was not verified.',
    branding: { icon: 'rewind', color: 'orange' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        ...backupInputs,
        ...restoreInputs,
        ...migrationInputs,
        ...codeInputs,
        ...serviceInputs,
        ...healthInputs,
        to: definition_text('By hand: `previous`, a version or a release id. Without it only the deployment that this job left open is undone.'),
        reason: definition_text('Why; recorded. Required for a rollback by hand.'),
        'github-token': definition_text('Token to ask GitHub whether the run that holds the lock has ended; `github.token` is enough.'),
        'accept-loss': definition_text('Id of the deployment whose loss, named by a refused rollback, is accepted; for `command: restore` the id of the backup.')
    },
    outputs: {
        ...sharedOutputs,
        plan: '`nothing`, `code-only`, `restore-point`, `restore` or `refuse`.',
        reasons: 'JSON: why this plan.',
        loss: 'JSON: what is lost; empty when nothing is.',
        release: 'Release that is live afterwards.',
        report: 'Path of the report on the host.'
    }
};

;// CONCATENATED MODULE: ./build/actions/run-migrations/definition.js



const run_migrations_definition_definition = {
    name: 'run-migrations',
    title: 'Belay run migrations',
    description: 'Runs the migrations once, under an advisory lock and a deadline that ends the database sessions too, and proves what was applied.',
    branding: { icon: 'layers', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        ...backupInputs,
        ...codeInputs,
        ...migrationInputs,
        'db-lock-timeout': parsed(units/* duration */.p0, 'a duration like `5 s`', 'How long a statement waits for a lock.'),
        'statement-timeout': parsed(units/* duration */.p0, 'a duration like `10 min`', 'Longest time of one statement.')
    },
    outputs: {
        ...sharedOutputs,
        applied: 'JSON: the migrations that were applied.',
        before: 'JSON: the applied set before.',
        after: 'JSON: the applied set after.',
        lossless: '`yes`: going back over what was applied loses nothing of what was there before; `no`: it does; `unknown`: `squash-check` did not read it.',
        'predicted-ms': 'Milliseconds that the migrations took in the rehearsal; empty where there was none.',
        'duration-ms': 'Milliseconds, also of a run that failed.'
    }
};

;// CONCATENATED MODULE: ./build/actions/belay/definition.js








const { phase: _deployPhase, ...deployInputs } = definition_definition.inputs;
const { phase: _gatePhase, ...gateInputs } = health_gate_definition_definition.inputs;
const { action: _action, ...restartInputs } = restart_service_definition_definition.inputs;
/** The whole chain in one step. */
const belay_definition_definition = {
    name: 'belay',
    title: 'Belay',
    description: 'Deploys code, database, migrations and services together; when a deployment fails, the system is back as it was, data included.',
    branding: { icon: 'anchor', color: 'blue' },
    inputs: {
        command: choice(['deploy', 'rollback', 'backup', 'health', 'status', 'adopt', 'preflight', 'restore', 'restore-drill', 'unlock'], 'What to do.', {
            default: 'deploy'
        }),
        ...preflight_definition_definition.inputs,
        ...deployInputs,
        ...definition.inputs,
        ...run_migrations_definition_definition.inputs,
        'adopt-history': toggle("For `deploy` of a release whose Django migrations begin anew (new initial migrations, the old files deleted): they are run in an empty database, and only where its schema is the live one's are their rows recorded in place of the old ones.", { default: 'false' }),
        ...restartInputs,
        ...gateInputs,
        ...rollback_definition_definition.inputs,
        backup: definition_text('For `restore` and `restore-drill`: id of the backup, or `latest`: the newest that holds what is asked for.', {
            default: 'latest'
        }),
        only: definition_text('For `restore` and `restore-drill`: which databases and files of the backup, separated by commas. Default: `restore` brings back the databases, and a Redis or files only where they are named or there is nothing else; `restore-drill` tries everything.'),
        'from-host': definition_text('For `restore` and `restore-drill` of a backup that another machine took: its name in the manifest (`deploy@mes1.example.net:22`). All else of the signature is asked as ever.')
    },
    outputs: {
        deployment: 'Id of the deployment.',
        status: '`passed`, `failed` or `skipped`.',
        outcome: '`verified`, `rolled-back`, `adopted`, `nothing-changed` or `stopped`.',
        version: 'Version that is live afterwards.',
        release: 'Release that is live afterwards.',
        plan: 'Plan of the rollback, where there was one.',
        'backup-id': 'Id of the backup.',
        pruned: 'Ids of the old backups that `command: backup` removed, separated by commas.',
        'drill-ms': 'Milliseconds that `restore-drill` took to restore and compare.',
        verdict: 'Verdict of the health gate.',
        report: 'JSON: the whole report.'
    }
};

;// CONCATENATED MODULE: ./build/actions/notify/definition.js

const notify_definition_definition = {
    name: 'notify',
    title: 'Belay notify',
    description: 'Says what happened and what it cost, in the job summary; to be run with `if: always()`.',
    branding: { icon: 'bell', color: 'blue' },
    inputs: { ...sharedInputs },
    outputs: {
        ...sharedOutputs,
        outcome: '`verified`, `rolled-back`, `nothing-changed`, `stopped`, or `open` while it is not decided.',
        report: 'JSON: the whole report.'
    }
};

;// CONCATENATED MODULE: ./build/actions/squash-check/definition.js



const squash_check_definition_definition = {
    name: 'squash-check',
    title: 'Belay squash check',
    description: 'Reads the migrations of exactly one commit and says what would strand a database, before anything runs. Needs no Python and no host.',
    branding: { icon: 'git-merge', color: 'blue' },
    inputs: {
        ...sharedInputs,
        ...databaseInputs,
        ...codeInputs,
        framework: choice(['auto', 'django', 'alembic', 'sql'], 'Which framework wrote the migrations; `auto`: as configured, else all that are found.', { default: 'auto' }),
        path: definition_text('Directory of the project in the repository; a report names files from the root of the repository all the same.', {
            default: '.'
        }),
        ref: definition_text("Commit to read. Default: the working directory's files are read from `HEAD`."),
        'django-version': frameworkVersion('Version of Django that will run the migrations. Default: read from lock files, requirements or pyproject.toml; of a range the lowest.'),
        'base-ref': definition_text('Branch or commit that this one is compared with: what is not on it is new, and only what is new is judged for risks where no database is asked. Default: the base of the pull request.'),
        'fail-on': choice(['error', 'warning', 'never'], 'From which severity on the step fails.', { default: 'error' }),
        'changed-only': toggle('Annotate only lines that were changed since `base-ref`; summary and files have everything.', {
            default: 'false'
        }),
        environments: list('Environments that must all have recorded a squash before its old files are deleted. Each needs a report in `live-reports`.'),
        'live-reports': list('Files that `json-file` wrote where this action asked the database of such an environment.'),
        'live-report-age': parsed(units/* duration */.p0, 'a duration like `12 h`, `7 d`', 'How old such a report may be.', { default: '7 d' }),
        'json-file': definition_text('Where to write the report as JSON on the runner; docs/squash-report.schema.json has its form.'),
        'sarif-file': definition_text("Where to write it as SARIF 2.1.0, for GitHub's code scanning."),
        baseline: definition_text('File in the repository with old findings, which are then ignored; `write-baseline` writes it.'),
        'write-baseline': toggle('Write everything that is found to the file of `baseline`, and do not fail.', { default: 'false' }),
        comment: toggle('Keep one comment of the pull request up to date; needs `github-token`.', { default: 'false' }),
        'github-token': definition_text('Token for the comment, with `pull-requests: write`; `github.token` is enough.')
    },
    outputs: {
        ...sharedOutputs,
        verdict: '`passed`, `failed`, `inconclusive` or `error`.',
        errors: 'Number of errors.',
        warnings: 'Number of warnings.',
        suppressed: 'Number of findings that are ignored: by a comment, the configuration or the baseline.',
        unknown: 'Number of places that could not be read.',
        apps: 'Number of apps.',
        files: 'Number of migration files.',
        additive: '`true` when every pending migration is proven to leave the running release working.',
        'findings-file': 'Path of the JSON file; empty without `json-file`.'
    }
};

;// CONCATENATED MODULE: ./build/actions/index.js













// Each schema is used once or twice in a process: compiling it costs more than that saves.
core/* config */.$W({ jitless: true });
function register(definition, load) {
    return {
        definition: definition,
        start: early => runAction(definition, async (inputs, runtime) => {
            const { begin } = await Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(4377)]).then(__webpack_require__.bind(__webpack_require__, 45504));
            await (0,turn/* turn */.wC)();
            const { login, end } = begin(inputs, runtime, early);
            try {
                // Loading code leaves no turn to the handshake: it waits until the server works alone.
                await (0,turn/* atMost */.Tu)(turn/* loginMs */.Aw, login);
                const { run } = await load();
                await (0,turn/* turn */.wC)();
                await run(inputs, runtime);
            }
            finally {
                await end();
            }
        })
    };
}
/** Every action of the suite; `belay` is the root action. */
const actions = [
    register(belay_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(2754), __webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(2275), __webpack_require__.e(5841), __webpack_require__.e(7568), __webpack_require__.e(632), __webpack_require__.e(6000), __webpack_require__.e(3720), __webpack_require__.e(7527), __webpack_require__.e(3084), __webpack_require__.e(4002), __webpack_require__.e(6844)]).then(__webpack_require__.bind(__webpack_require__, 26844))),
    register(preflight_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(2754), __webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(2275), __webpack_require__.e(3084), __webpack_require__.e(2459)]).then(__webpack_require__.bind(__webpack_require__, 62459))),
    register(definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(1367)]).then(__webpack_require__.bind(__webpack_require__, 88387))),
    register(definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(5841), __webpack_require__.e(6343)]).then(__webpack_require__.bind(__webpack_require__, 28851))),
    register(squash_check_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(1283), __webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(5493), __webpack_require__.e(6784), __webpack_require__.e(3070), __webpack_require__.e(3720), __webpack_require__.e(652), __webpack_require__.e(4677), __webpack_require__.e(9788)]).then(__webpack_require__.bind(__webpack_require__, 45081))),
    register(run_migrations_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(5841), __webpack_require__.e(632), __webpack_require__.e(7527), __webpack_require__.e(2106)]).then(__webpack_require__.bind(__webpack_require__, 60209))),
    register(restart_service_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(2275), __webpack_require__.e(4293)]).then(__webpack_require__.bind(__webpack_require__, 71957))),
    register(health_gate_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(7568), __webpack_require__.e(4002), __webpack_require__.e(7412)]).then(__webpack_require__.bind(__webpack_require__, 52126))),
    register(rollback_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8642), __webpack_require__.e(2275), __webpack_require__.e(5841), __webpack_require__.e(7568), __webpack_require__.e(632), __webpack_require__.e(6000), __webpack_require__.e(2558)]).then(__webpack_require__.bind(__webpack_require__, 46588))),
    register(notify_definition_definition, () => Promise.all(/* import() */[__webpack_require__.e(7688), __webpack_require__.e(5504), __webpack_require__.e(8933)]).then(__webpack_require__.bind(__webpack_require__, 84869)))
];


/***/ }),

/***/ 81503:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   JF: () => (/* binding */ masksOf),
/* harmony export */   Ko: () => (/* binding */ readInputs)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(20230);
/* harmony import */ var _nearest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(96995);


/**
 * Inputs as GitHub gives them (`INPUT_*` of the environment) -> typed values.
 * Errors: one UserError that lists every problem with the input's name, the value and what is allowed.
 */
function readInputs(definition, environment) {
    const problems = [];
    const values = {};
    const names = Object.keys(definition.inputs);
    for (const [name, input] of Object.entries(definition.inputs)) {
        const given = environment[variable(name)]?.trim();
        const text = given === undefined || given === '' ? input.default : given;
        if (text === undefined) {
            if (input.required)
                problems.push(`${name}: required, and not given. ${input.description}`);
            continue;
        }
        if (input.means !== undefined && (environment[variable(input.means)]?.trim() ?? '') !== '') {
            problems.push(`${name} and ${input.means}: two names of one input; give one of them`);
            continue;
        }
        const result = input.schema.safeParse(text);
        if (result.success)
            values[input.means ?? name] = result.data;
        else
            problems.push(`${name}: ${input.secret ? '(secret)' : quoted(text)} ${reason(result.error, input.allowed)}`);
    }
    // GitHub only warns about an input that it does not know; here a misspelt name would silently mean a default.
    const known = new Set(names.map(variable));
    for (const key of Object.keys(environment)) {
        if (!key.startsWith('INPUT_') || known.has(key) || environment[key] === '')
            continue;
        const name = key.slice('INPUT_'.length).toLowerCase();
        const near = (0,_nearest_js__WEBPACK_IMPORTED_MODULE_0__/* .nearest */ .p)(name, names);
        problems.push(`${name}: no such input${near === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${near}?`}`);
    }
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UserError */ .y(`${problems.length === 1 ? 'An input is' : `${problems.length} inputs are`} not usable:\n${problems.map(problem => `  - ${problem}`).join('\n')}`);
    return values;
}
/** The values that must be masked, before anything else is said. */
function secretsOf(definition, environment) {
    return Object.entries(definition.inputs)
        .filter(([, input]) => input.secret)
        .map(([name]) => environment[variable(name)]?.trim() ?? '')
        .filter(value => value !== '');
}
/**
 * What the log must hide of a secret. The runner masks line by line, so a key is given line by line, without those that are too short to be masked
 * everywhere: the last line of a valid key may have two characters.
 */
function masksOf(secret) {
    const lines = secret.split(/\r?\n/).map(line => line.trim());
    return lines.length === 1 ? [secret] : lines.filter(line => line.length >= 4);
}
function variable(name) {
    return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
function quoted(text) {
    const line = text.length > 60 ? `${text.slice(0, 57)}...` : text;
    return JSON.stringify(line);
}
function reason(error, allowed) {
    const first = error.issues[0];
    return allowed === undefined ? `is not usable: ${first?.message ?? 'unknown reason'}` : `is not allowed; allowed: ${allowed}`;
}


/***/ }),

/***/ 42095:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ej: () => (/* binding */ size),
/* harmony export */   X1: () => (/* binding */ percentage),
/* harmony export */   p0: () => (/* binding */ duration)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);

const durations = { ms: 1, s: 1000, sec: 1000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const sizes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
function unit(kind, units, bare, example) {
    const pattern = new RegExp(`^\\s*(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(units).join('|')})?\\s*$`);
    return zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().nonnegative(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(pattern, `not a ${kind}: write for example "${example}"`)])
        .transform(value => {
        if (typeof value === 'number')
            return value * units[bare];
        const [, amount, name] = pattern.exec(value);
        return Math.round(Number(amount) * units[name ?? bare]);
    });
}
/** Milliseconds, from `90`, `90 s`, `1.5 h`; a bare number is seconds. */
const duration = unit('duration', durations, 's', '90 s');
/** Bytes, from `50 GiB`; a bare number is bytes. */
const size = unit('size', sizes, 'B', '50 GiB');
/** A share between 0 and 1, from `0.1 %`; a bare number is percent. */
const percentage = zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().min(0).max(100), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^\s*\d+(\.\d+)?\s*%?\s*$/, 'not a percentage: write for example "0.1 %"')])
    .transform(value => (typeof value === 'number' ? value : Number.parseFloat(value)) / 100);


/***/ }),

/***/ 20230:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ messageOf),
/* harmony export */   y: () => (/* binding */ UserError)
/* harmony export */ });
/**
 * What the user can mend. The headline says what happened, where, and what to do next; `cause` is shown beneath it, and no stack trace.
 * Every other error is a bug: it is shown with its stack and a request to report it.
 */
class UserError extends Error {
    name = 'UserError';
}
/** The message of anything that was thrown, without a stack. */
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 96995:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ nearest)
/* harmony export */ });
/** The known word that a misspelt one most likely meant, or undefined when none is near. */
function nearest(word, known) {
    let best;
    let least = Math.max(2, Math.floor(word.length / 3)) + 1;
    for (const candidate of known) {
        const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
        if (distance < least)
            [best, least] = [candidate, distance];
    }
    return best;
}
/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count 1 each. */
function editDistance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const same = a[i - 1] === b[j - 1] ? 0 : 1;
            row[j] = Math.min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + same);
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
                row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
        }
        rows.push(row);
    }
    return rows[a.length][b.length];
}


/***/ })

};
;