"use strict";
exports.id = 5504;
exports.ids = [5504];
exports.modules = {

/***/ 80513:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j: () => (/* binding */ defaultPath),
  _: () => (/* binding */ readTarget)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
;// CONCATENATED MODULE: ./build/shared/config/database-url.js

const parts = ['db-host', 'db-port', 'db-user', 'db-password'];
/**
 * The URL that single inputs make, every part of it percent-encoded; undefined: none of them is given. A host that begins with a slash is the directory of
 * PostgreSQL's socket. Errors: UserError where they do not fit together; it never shows a value.
 */
function databaseUrl(inputs) {
    const given = parts.filter(name => inputs[name] !== undefined);
    if (given.length === 0)
        return undefined;
    const { engine = 'postgres', database, 'db-host': host, 'db-port': port, 'db-user': user, 'db-password': password } = inputs;
    const other = ['database-url', 'database-as'].find(name => inputs[name] !== undefined);
    if (other !== undefined)
        throw new errors/* UserError */.y(`The inputs \`${other}\` and \`${given[0]}\` say the same in two ways: give one of them`);
    if (engine === 'sqlite' || engine === 'files')
        throw new errors/* UserError */.y(`The input \`${given[0]}\` is not for \`engine: ${engine}\`, which has no server`);
    if (host === undefined)
        throw new errors/* UserError */.y(`With \`${given[0]}\` the input \`db-host\` is needed: the server, as seen from the host`);
    if (database === undefined && engine !== 'redis')
        throw new errors/* UserError */.y('With `db-host` the input `database` is needed: the name of the database');
    if (user === undefined && engine !== 'redis')
        throw new errors/* UserError */.y('With `db-host` the input `db-user` is needed');
    const login = [user ?? '', ...(password === undefined ? [] : [password])].map(encoded).join(':');
    const socket = host.startsWith('/');
    if (socket && engine !== 'postgres')
        throw new errors/* UserError */.y('The input `db-host` is a path, which only `engine: postgres` takes: write `database-url` with its socket');
    const place = `${socket ? '' : host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : encoded(host)}${port === undefined ? '' : `:${port}`}`;
    return `${engine}://${login === '' ? '' : `${login}@`}${place}/${encoded(database ?? '')}${socket ? `?host=${encoded(host)}` : ''}`;
}
/** The same inputs with the URL in place of its parts. Errors: as databaseUrl. */
function withDatabaseUrl(inputs) {
    const url = databaseUrl(inputs);
    return url === undefined ? inputs : { ...inputs, 'database-url': url, database: undefined };
}
/** What `encodeURIComponent` leaves alone is harmless in a URL, but for the quote, which some readers take for the end of it. */
function encoded(text) {
    return encodeURIComponent(text).replaceAll("'", '%27');
}

// EXTERNAL MODULE: ./build/shared/config/given.js
var config_given = __webpack_require__(81805);
;// CONCATENATED MODULE: ./build/shared/action/read-target.js






/** Where the configuration lies in a repository. */
const defaultPath = '.github/belay.yml';
/** What of each input a target depends on: its value, only whether it is given, or nothing, where it is a secret that stands beside the rest. */
const depends = {
    app: 'value',
    environment: 'value',
    host: 'value',
    port: 'value',
    user: 'value',
    'private-key': 'not',
    passphrase: 'not',
    'known-hosts': 'value',
    'state-dir': 'value',
    engine: 'value',
    'database-url': 'given',
    'drill-url': 'given',
    database: 'value',
    'database-admin': 'value',
    'database-as': 'value',
    'compose-file': 'value',
    'compose-service': 'value',
    scope: 'value',
    'code-root': 'value',
    services: 'value',
    'stable-for': 'value',
    'maintenance-file': 'value',
    framework: 'value',
    directory: 'value',
    python: 'value',
    ini: 'value',
    rehearse: 'value',
    baseline: 'value',
    scripts: 'value',
    'db-lock-timeout': 'value',
    'statement-timeout': 'value',
    checks: 'value',
    url: 'value',
    interval: 'value',
    successes: 'value',
    failures: 'value',
    verify: 'value',
    destination: 'value',
    'min-free': 'value',
    'manifest-key': 'given',
    'encrypt-to': 'value',
    require: 'value',
    files: 'value',
    identity: 'given',
    'copy-to': 'value',
    'copy-access-key': 'given',
    'copy-secret-key': 'given',
    'copy-session-token': 'given',
    'copy-private-key': 'given',
    'copy-known-hosts': 'value',
    'keep-days': 'value',
    'keep-last': 'value',
    'keep-weekly': 'value',
    'keep-monthly': 'value',
    'min-verified': 'value'
};
/**
 * What configuration and inputs name together, before anything that is needed to connect. To read it takes as long as to connect, so the actions of a
 * job keep it for each other in `temp` (RUNNER_TEMP), without the secrets that came as inputs: the same texts and the same code mean the same.
 * Errors: UserError for configuration or inputs.
 */
async function readTarget(texts, run, temp) {
    const inputs = withDatabaseUrl(texts);
    const file = await configText(inputs.config, run);
    const kept = temp === undefined || mayHoldSecrets(inputs) ? undefined : (0,external_node_path_.join)(temp, 'belay', `target-${digest(inputs, file, run)}.json`);
    const known = kept === undefined ? undefined : await (0,promises_.readFile)(kept, 'utf8').then(parse, () => undefined);
    const given = (0,config_given/* givenOf */.t)(inputs);
    if (known !== undefined)
        return { ...known, given };
    const { makeTarget } = await Promise.all(/* import() */[__webpack_require__.e(8815), __webpack_require__.e(3070), __webpack_require__.e(3517)]).then(__webpack_require__.bind(__webpack_require__, 73517));
    const { given: _, ...target } = makeTarget(inputs, file, run.repositoryName);
    // Without it the next action reads the same again.
    if (kept !== undefined)
        await keep(kept, JSON.stringify(target)).catch(() => undefined);
    return { ...target, given };
}
/** A workflow may put a secret into these texts: a header of a check, a password in an address. They are read again by each action. */
function mayHoldSecrets({ checks, scripts, url }) {
    return [checks, scripts, url].some(each => each !== undefined);
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
async function keep(path, text) {
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(path), { recursive: true, mode: 0o700 });
    await (0,promises_.writeFile)(`${path}.new`, text, { mode: 0o600 });
    await (0,promises_.rename)(`${path}.new`, path);
}
async function configText(path, run) {
    const name = path ?? defaultPath;
    try {
        return { name, text: await (0,promises_.readFile)((0,external_node_path_.isAbsolute)(name) ? name : (0,external_node_path_.join)(run.workspace, name), 'utf8') };
    }
    catch (error) {
        if (error.code !== 'ENOENT')
            throw error;
        if (path === undefined)
            return undefined;
        throw new errors/* UserError */.y(`The configuration ${path} is not in the checkout at ${run.workspace}: check the repository out first (actions/checkout), or correct the input \`config\``);
    }
}
/** Two versions of Belay in one job lie in two directories. */
function digest(inputs, file, run) {
    const values = Object.keys(depends).map(name => depends[name] === 'value' ? (inputs[name] ?? null) : depends[name] === 'given' && inputs[name] !== undefined);
    const parts = [(0,external_node_path_.dirname)(process.argv[1] ?? ''), run.repositoryName, file?.text ?? null, values];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}


/***/ }),

/***/ 45504:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  begin: () => (/* binding */ begin),
  o: () => (/* binding */ makeContext),
  f: () => (/* binding */ withSession)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./build/shared/database/connection-value.js
var connection_value = __webpack_require__(30835);
// EXTERNAL MODULE: ./build/shared/deployment/deployment-id.js
var deployment_id = __webpack_require__(17170);
// EXTERNAL MODULE: ./build/shared/deployment/errors.js
var errors = __webpack_require__(83510);
// EXTERNAL MODULE: ./build/shared/errors.js
var shared_errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/deployment/host-store-state.js
var host_store_state = __webpack_require__(67179);
;// CONCATENATED MODULE: ./build/shared/deployment/journal-host.js
/**
 * The host as a deployment sees it: nothing is done on it before what was appended to the journal stands there. A job takes it along, so that an intent
 * and what follows from it cost one exchange; whatever else comes first writes it by itself.
 */
class JournalHost {
    #host;
    #waiting;
    constructor(host, waiting) {
        this.#host = host;
        this.#waiting = waiting;
    }
    get label() {
        return this.#host.label;
    }
    get kind() {
        return this.#host.kind;
    }
    async run(script, options) {
        await this.#written();
        return this.#host.run(script, options);
    }
    async job(spec) {
        const waiting = this.#waiting();
        if (waiting === undefined)
            return this.#host.job(spec);
        if (spec.token === undefined) {
            await waiting.write();
            return this.#host.job(spec);
        }
        const result = await this.#host.job({ ...spec, preface: waiting.preface });
        // Where the job was there already, or the answer was lost with the connection, nothing has been heard of it.
        await this.#written();
        return result;
    }
    async inspectJob(stateDir, id) {
        await this.#written();
        return this.#host.inspectJob(stateDir, id);
    }
    async endJob(stateDir, id) {
        await this.#written();
        return this.#host.endJob(stateDir, id);
    }
    async upload(source, path, options) {
        await this.#written();
        return this.#host.upload(source, path, options);
    }
    async download(path) {
        await this.#written();
        return this.#host.download(path);
    }
    close() {
        return this.#host.close();
    }
    async #written() {
        await this.#waiting()?.write();
    }
}

// EXTERNAL MODULE: ./build/shared/deployment/lock-message.js
var lock_message = __webpack_require__(8780);
// EXTERNAL MODULE: ./build/shared/deployment/records.js
var records = __webpack_require__(5651);
// EXTERNAL MODULE: ./build/shared/deployment/state-script.js
var state_script = __webpack_require__(92342);
// EXTERNAL MODULE: ./build/shared/deployment/token.js
var deployment_token = __webpack_require__(66972);
;// CONCATENATED MODULE: ./build/shared/deployment/host-store.js









/** How often `open` looks again while another deployment holds the lock, in milliseconds. */
const pollMs = 1_000;
/** How often a transition is tried when the connection breaks. Each is safe to repeat: it knows its own records and token again. */
const tries = 3;
/** Belay's memory in a directory on the host; one round trip per call. What its scripts promise stands in `state-script.ts`. */
class HostStore {
    stateDir;
    /** The host that the state lies on, for whoever changes something: what waits to be written is written before. */
    host;
    #host;
    #clock;
    #random;
    #ahead;
    #waiting;
    constructor(host, stateDir, { clock, random, ahead }) {
        // On Windows nothing is ever read or written by this; who uses the directory looks at it.
        if (host.kind !== 'windows' && !stateDir.startsWith('/'))
            throw new shared_errors/* UserError */.y(`state-dir: ${JSON.stringify(stateDir)} is not an absolute path on the host.`);
        this.stateDir = stateDir;
        this.#host = host;
        this.host = new JournalHost(host, () => this.#waiting && this.#before(this.#waiting));
        this.#clock = clock;
        this.#random = random;
        this.#ahead = ahead;
    }
    get #where() {
        return `${this.stateDir} on ${this.#host.label}`;
    }
    async read() {
        const answer = await this.#read().catch(error => {
            if (!(error instanceof host_errors/* CommandFailed */.nk))
                throw error;
            throw new shared_errors/* UserError */.y(`The journal of ${this.#where} cannot be read. Look at the file that is named below.`, { cause: error });
        });
        if (answer.word !== 'state')
            throw this.#unexpected(answer);
        return (0,host_store_state/* parseState */.Bu)(answer.details, this.#where);
    }
    async #read() {
        const ahead = this.#ahead;
        this.#ahead = undefined;
        // A host that cannot be reached is not asked twice; anything else goes wrong again, where it is told.
        const result = await ahead?.catch((error) => {
            if (error instanceof shared_errors/* UserError */.y && !(error instanceof host_errors/* ConnectionLost */.pz || error instanceof host_errors/* AnswerCutOff */.Ao))
                throw error;
        });
        return result === undefined ? this.#run((0,state_script/* readScript */.Uq)(this.stateDir)) : answerOf(result, false);
    }
    async initialise() {
        const answer = await this.#run((0,state_script/* initialiseScript */.jr)(this.stateDir));
        if (answer.word === 'foreign') {
            throw new shared_errors/* UserError */.y(`state-dir: ${this.#where} is not Belay's: it holds ${JSON.stringify(answer.details[0])}. Name an empty directory or one that does not exist.`);
        }
        if (answer.word === 'denied') {
            throw new shared_errors/* UserError */.y(`The state directory ${this.#where} cannot be made by the user that Belay logs in as. ` +
                `Have root make it once: install -d -m 0700 -o USER ${this.stateDir}`);
        }
        if (answer.word !== 'made')
            throw this.#unexpected(answer);
    }
    async open(request) {
        const since = this.#clock.now().toISOString();
        const nonce = (0,deployment_token/* randomHex */.nw)(this.#random, 16);
        const texts = [this.#text(request.first), ...this.#texts(request.more ?? [])].map(({ text }) => text);
        const script = (0,state_script/* openScript */.mr)(this.stateDir, host_store_name(request.deployment), ownerText(request.owner, since), texts);
        const end = this.#clock.monotonic() + request.waitMs;
        for (;;) {
            const answer = await this.#run(script, { BELAY_NONCE: nonce });
            if (answer.word === 'held')
                return this.#held(request.deployment, answer);
            if (answer.word === 'exists')
                throw new Error(`Deployment ${request.deployment} exists already`);
            if (answer.word !== 'other')
                throw this.#unexpected(answer);
            const left = end - this.#clock.monotonic();
            if (left <= 0) {
                const state = await this.read();
                // Undefined: it was released between the two calls, so there is one more try.
                if (state.holder !== undefined)
                    throw new errors/* LockHeld */.BG(state.holder, (0,lock_message/* heldMessage */.BA)(this.#where, state.holder, state.open));
            }
            await this.#clock.sleep(Math.max(0, Math.min(pollMs, left)));
        }
    }
    async append(held, each) {
        return (await this.appendAll(held, [each]))[0];
    }
    async appendAll(held, records, releases = []) {
        const waiting = this.#waiting;
        const made = this.#texts(records);
        if (waiting === undefined && records.length === 0 && releases.length === 0)
            return [];
        const script = (0,state_script/* appendScript */.ki)(this.stateDir, host_store_name(held.deployment), [...(waiting?.texts ?? []), ...made.map(({ text }) => text)], [...(waiting?.releases ?? []), ...releases.map(placed)]);
        const answer = await this.#run(script, token(held));
        if (answer.word !== 'written')
            throw this.#unexpected(answer, held);
        if (this.#waiting === waiting)
            this.#waiting = undefined;
        const seqs = (answer.details[0] ?? '')
            .trim()
            .split(' ')
            .map(Number)
            .slice(waiting?.texts.length ?? 0);
        return made.map(({ value }, index) => ({ ...value, seq: seqs[index] }));
    }
    appendWithNext(held, records, releases = []) {
        const made = this.#texts(records);
        const { texts = [], releases: earlier = [] } = this.#waiting ?? {};
        this.#waiting = { held, texts: [...texts, ...made.map(({ text }) => text)], releases: [...earlier, ...releases.map(placed)] };
        return made.map(({ value }) => value);
    }
    takeBack() {
        if (this.#waiting === undefined)
            return false;
        const { held, texts, releases } = this.#waiting;
        this.#waiting = texts.length > 1 || releases.length > 0 ? { held, texts: texts.slice(0, -1), releases } : undefined;
        return true;
    }
    /** How what waits comes to be written: by itself, or by the job that is started next. */
    #before(waiting) {
        const { held, texts, releases } = waiting;
        return {
            write: async () => {
                if (this.#waiting === waiting)
                    await this.appendAll(held, []);
            },
            preface: {
                script: (0,state_script/* prefaceScript */.Y5)(host_store_name(held.deployment), token(held).BELAY_TOKEN, texts, releases),
                onEnd: ({ output }) => {
                    const lines = output.trimEnd().split('\n');
                    const [word = '', ...details] = lines.pop().split(' ');
                    if (word !== 'written')
                        throw this.#unexpected({ word, details: [details.join(' ').trim()], stderr: lines.join('\n'), repeated: false }, held);
                    if (this.#waiting === waiting)
                        this.#waiting = undefined;
                }
            }
        };
    }
    async close(held, closing, left = { records: [], releases: [] }) {
        const waiting = this.#waiting;
        const made = [...this.#texts(left.records), this.#text(closing)];
        const texts = [...(waiting?.texts ?? []), ...made.map(({ text }) => text)];
        const releases = [...(waiting?.releases ?? []), ...left.releases.map(placed)];
        const answer = await this.#run((0,state_script/* closeScript */.OE)(this.stateDir, host_store_name(held.deployment), texts, releases), token(held));
        if (answer.word !== 'closed-now')
            throw this.#unexpected(answer, held);
        this.#waiting = undefined;
        const last = Number(answer.details[0]);
        return made.map(({ value }, index) => ({ ...value, seq: last - made.length + 1 + index }));
    }
    async takeOver(request) {
        const since = this.#clock.now().toISOString();
        const { owner } = request;
        const note = this.#text({
            type: 'note',
            message: `Taken over by ${owner.repository}, run ${owner.runId} attempt ${owner.runAttempt}, job ${owner.job}, ${owner.actor}; before: ${request.expected}`
        });
        const script = (0,state_script/* takeOverScript */.ND)(this.stateDir, host_store_name(request.deployment), fingerprint(request.expected), ownerText(owner, since), note.text);
        const answer = await this.#run(script, { BELAY_NONCE: (0,deployment_token/* randomHex */.nw)(this.#random, 16) });
        if (answer.word === 'held')
            return this.#held(request.deployment, answer);
        throw this.#refused(answer, request.expected);
    }
    async unlock(expected, message) {
        const closing = this.#text({ type: 'closed', outcome: 'stopped', message });
        const answer = await this.#run((0,state_script/* unlockScript */.Ag)(this.stateDir, fingerprint(expected), closing.text));
        if (answer.word === 'unlocked' || (answer.repeated && answer.word === 'changed' && answer.details[0] === 'none'))
            return;
        throw this.#refused(answer, expected);
    }
    async removeRelease(id, held) {
        await this.appendAll(held, []);
        const answer = await this.#run((0,state_script/* removeReleaseScript */.JA)(this.stateDir, host_store_name(id), host_store_name(held.deployment)), token(held));
        if (answer.word !== 'removed')
            throw this.#unexpected(answer, held);
    }
    #texts(records) {
        if (records.some(each => each.type === 'closed' || each.type === 'opened'))
            throw new Error('open and close write these records themselves');
        return records.map(each => this.#text(each));
    }
    /** The record as it will stand in its file, without the number that the host gives it; the nonce makes a repeated append recognisable. */
    #text(each) {
        const value = records/* record */.g1.parse({ ...each, seq: 1, at: this.#clock.now().toISOString() });
        const { seq: _, at, type, ...rest } = value;
        return { value, text: JSON.stringify({ at, type, ...rest, nonce: (0,deployment_token/* randomHex */.nw)(this.#random, 8) }).slice(1) };
    }
    async #run(script, secrets) {
        for (let attempt = 1;; attempt++) {
            try {
                return answerOf(await this.#host.run(script, { secrets }), attempt > 1);
            }
            catch (error) {
                if (!(error instanceof host_errors/* ConnectionLost */.pz) || attempt === tries)
                    throw error;
                await this.#clock.sleep(pollMs);
            }
        }
    }
    #held(deployment, answer) {
        const token = answer.details[0] ?? '';
        if (!deployment_token/* tokenPattern */.M7.test(token))
            throw new Error('The host answered without a token');
        return { deployment, token };
    }
    #refused(answer, expected) {
        if (answer.word === 'running') {
            return new shared_errors/* UserError */.y(`The lock of ${this.#where} stays as it is: still running on the host: ${answer.details.join(', ')}. ` +
                'Wait until they have ended (each has a deadline), then run the same command again.');
        }
        if (answer.word === 'changed') {
            const [now, deployment] = answer.details;
            const holds = now === 'none' ? 'nobody holds it' : `deployment ${deployment} holds it (${now})`;
            return new shared_errors/* UserError */.y(`The lock of ${this.#where} is not held by ${expected} any more: ${holds}. Someone else acted first; look at \`command: status\`.`);
        }
        return this.#unexpected(answer);
    }
    #unexpected(answer, held) {
        const [detail] = answer.details;
        switch (answer.word) {
            case 'missing':
                return new errors/* NoState */.nG(`There is no Belay state in ${this.#where}. Run \`command: adopt\` for this host once: it makes what runs now the first good release.`);
            case 'denied':
                return new errors/* NoState */.nG(`The state directory ${this.#where} belongs to another user. Log in as its owner: two users would mean two locks.`);
            case 'version':
                return Number(detail) > 1
                    ? new shared_errors/* UserError */.y(`The state in ${this.#where} was made by a newer Belay (format ${detail}). Use that version or a later one.`)
                    : new shared_errors/* UserError */.y(`The file version in ${this.#where} is broken: it says ${JSON.stringify(detail)}.`);
            case 'busy':
                return new shared_errors/* UserError */.y(`Another change of ${this.#where} has not ended for 20 s. The disk may hang; look at the host.`);
            case 'broken':
                return new shared_errors/* UserError */.y(`The journal of ${this.#where} cannot be used: ${detail} is broken, or a record is missing or unknown. ` +
                    'Look at the file on the host, and restore or remove it deliberately.');
            case 'lost':
            case 'closed':
                return new errors/* LockLost */.yS(`This job no longer holds deployment ${held?.deployment} of ${this.#where}: it was taken over or closed. Nothing more is changed from here; look at \`command: status\`.`);
            case 'full': {
                const full = /No space left on device|Disk quota exceeded/.test(answer.stderr);
                const cause = answer.stderr.trim() === '' ? undefined : new Error(answer.stderr.trim());
                return new errors/* NotWritten */.rl(full
                    ? `The disk of ${this.#where} is full: the journal cannot be written, so nothing is changed. Free some space there, then run the same command again.`
                    : `The journal in ${this.#where} cannot be written, so nothing is changed.`, { cause });
            }
            default:
                return new Error(`Unexpected answer from ${this.#where}: ${JSON.stringify(answer.word)}${answer.stderr && `\n${answer.stderr}`}`);
        }
    }
}
function answerOf({ stdout, stderr }, repeated) {
    const [word = '', ...details] = stdout.replace(/\n$/, '').split('\n');
    return { word, details, stderr, repeated };
}
function placed(release) {
    return { id: host_store_name(release.id), text: JSON.stringify(records/* release */._r.parse(release)) };
}
function ownerText(owner, since) {
    return JSON.stringify({ owner, since });
}
/** Ids become file names; they are checked where they come in, so a bad one here is a bug. */
function host_store_name(id) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(id))
        throw new Error(`${JSON.stringify(id)} cannot be an id`);
    return id;
}
function fingerprint(text) {
    if (!/^([0-9a-f]{16}|missing)$/.test(text))
        throw new Error(`${JSON.stringify(text)} is no fingerprint`);
    return text;
}
function token(held) {
    if (!deployment_token/* tokenPattern */.M7.test(held.token))
        throw new Error('The token of this deployment is none');
    return { BELAY_TOKEN: held.token };
}

// EXTERNAL MODULE: ./build/shared/deployment/job-file.js
var job_file = __webpack_require__(27489);
// EXTERNAL MODULE: ./build/shared/deployment/session.js
var deployment_session = __webpack_require__(80049);
;// CONCATENATED MODULE: ./build/shared/deployment/store.js
/** The state with one release more, or as it is now. */
function withRelease(state, release) {
    const others = state.releases.filter(each => each.id !== release.id);
    return { ...state, releases: [...others, release].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

;// CONCATENATED MODULE: ./build/shared/github/artifact-access.js

/** Where and as whom the artifacts of this run are reached, from what the runner gives to every action. Errors: UserError where there are none. */
function artifactAccess(environment, { owner, apiUrl }, apiToken) {
    const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com';
    const refused = 'A copy to a GitHub artifact is not possible here';
    const { hostname } = new URL(server);
    if (!/(^|\.)(github\.com|ghe\.com|localhost)$/i.test(hostname))
        throw new shared_errors/* UserError */.y(`${refused}: ${hostname} is a GitHub Enterprise Server, which has no artifacts of this kind. Copy to \`s3://…\` or \`ssh://…\`.`);
    const { ACTIONS_RESULTS_URL: serviceUrl = '', ACTIONS_RUNTIME_TOKEN: serviceToken = '' } = environment;
    if (serviceUrl === '' || serviceToken === '')
        throw new shared_errors/* UserError */.y(`${refused}: the runner has given this step neither ACTIONS_RESULTS_URL nor ACTIONS_RUNTIME_TOKEN. It gives them to \`uses:\` steps of a job on GitHub.`);
    const days = Number(environment['GITHUB_RETENTION_DAYS']);
    return {
        repository: owner.repository,
        runId: owner.runId,
        serviceUrl,
        serviceToken,
        apiUrl,
        apiToken,
        days: Number.isInteger(days) && days > 0 ? days : undefined
    };
}

;// CONCATENATED MODULE: ./build/shared/github/github.js
/** No token: nothing can be known. */
const noGitHub = { runState: async () => 'unknown' };
/** GitHub's REST API. Answers `unknown` on any trouble: what is not known never breaks a lock. */
class ApiGitHub {
    #token;
    #apiUrl;
    constructor(token, apiUrl) {
        this.#token = token;
        this.#apiUrl = apiUrl;
    }
    async runState(repository, runId) {
        const [owner, repo] = repository.split('/');
        if (owner === undefined || repo === undefined || !/^\d+$/.test(runId))
            return 'unknown';
        const { getOctokit } = await Promise.all(/* import() */[__webpack_require__.e(4119), __webpack_require__.e(2413)]).then(__webpack_require__.bind(__webpack_require__, 92413));
        try {
            const octokit = getOctokit(this.#token, { baseUrl: this.#apiUrl, request: { signal: AbortSignal.timeout(10_000) } });
            const { data } = await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: Number(runId) });
            return data.status === 'completed' ? 'ended' : 'running';
        }
        catch {
            return 'unknown';
        }
    }
}
/** Answers from a table. */
class FakeGitHub {
    states;
    constructor(states = {}) {
        this.states = states;
    }
    async runState(repository, runId) {
        return this.states[`${repository}/${runId}`] ?? 'unknown';
    }
}

// EXTERNAL MODULE: ./build/shared/github/run.js
var github_run = __webpack_require__(40920);
// EXTERNAL MODULE: ./build/shared/host/open-host.js + 10 modules
var open_host = __webpack_require__(97688);
// EXTERNAL MODULE: ./build/shared/ports.js
var ports = __webpack_require__(93013);
// EXTERNAL MODULE: ./build/shared/action/early-host.js
var early_host = __webpack_require__(71190);
// EXTERNAL MODULE: ./build/shared/action/inputs.js
var inputs = __webpack_require__(81503);
// EXTERNAL MODULE: ./build/shared/action/read-target.js + 1 modules
var read_target = __webpack_require__(80513);
;// CONCATENATED MODULE: ./build/shared/action/session.js


















/** Begins to connect and to read the state, for the body that will ask for it. Never fails: what is wrong is told when the body asks. */
function begin(inputs, runtime, early) {
    const login = Promise.withResolvers();
    const begun = makeNow(inputs, runtime, early, login.resolve);
    const state = begun.then(context => context.state());
    state.then(() => login.resolve(), () => login.resolve());
    runtime.begun = begun;
    return {
        login: login.promise,
        async end() {
            await early?.host.close();
            if (runtime.begun !== begun)
                return;
            runtime.begun = undefined;
            await begun.then(context => context.host.close(), () => undefined);
        }
    };
}
/** The ports of one action: those that were begun, or new ones. Errors: UserError for what the configuration and the inputs lack. */
function makeContext(inputs, runtime) {
    const { begun } = runtime;
    runtime.begun = undefined;
    return begun ?? makeNow(inputs, runtime);
}
/** Reads the configuration and makes the ports. Connects to nothing yet. */
async function makeNow(inputs, runtime, early, onLogin) {
    const { environment, log } = runtime;
    const run = (0,github_run/* readRun */.c)(environment, process.cwd(), (0,external_node_os_.tmpdir)());
    const target = await (0,read_target/* readTarget */._)(inputs, run, environment['RUNNER_TEMP']);
    const secret = (name) => target.given.secrets[name] ?? environment[name];
    const known = (ref) => (ref === undefined || typeof ref === 'string' ? ref : earlyValue(ref, secret));
    const spec = { ...connection(target, known, log.mask), path: environment['PATH'], windows: isWindows(environment) };
    const taken = (0,early_host/* takeEarly */.hy)(early, spec);
    if (taken !== undefined)
        onLogin?.();
    const host = taken ?? (0,open_host.openHost)({ ...spec, onLogin });
    // Without it the next action connects a little later.
    await (0,early_host/* rememberHost */.oj)(environment, run.temp, spec, target.stateDir).catch(() => undefined);
    const ahead = taken !== undefined && early?.stateDir === target.stateDir ? early.state : undefined;
    const store = new HostStore(host, target.stateDir, { clock: ports/* systemClock */.m, random: external_node_crypto_.randomBytes, ahead });
    let state;
    return {
        target,
        host: store.host,
        store,
        log,
        clock: ports/* systemClock */.m,
        random: external_node_crypto_.randomBytes,
        github: inputs['github-token'] === undefined ? noGitHub : new ApiGitHub(inputs['github-token'], run.apiUrl),
        run,
        artifacts: () => artifactAccess(environment, run, inputs['github-token']),
        values: values(store.host, target, secret, log.mask),
        nodePath: process.execPath,
        gitEnvironment: gitEnvironment(environment),
        timeoutMs: inputs.timeout,
        lockTimeoutMs: inputs['lock-timeout'] ?? 0,
        dryRun: inputs['dry-run'] ?? false,
        state: () => (state ??= store.read()),
        refresh: () => (state = store.read()),
        know: release => {
            state = state?.then(each => withRelease(each, release));
        }
    };
}
/** The runner says it; outside GitHub Node.js does. The one place that asks. */
function isWindows(environment) {
    return (environment['RUNNER_OS'] ?? (process.platform === 'win32' ? 'Windows' : '')) === 'Windows';
}
/** How to get in. Errors: UserError for what is missing. */
function connection(target, early, mask) {
    const { address, port, user } = target.host;
    const privateKey = target.given.privateKey ?? early(target.host['private-key']);
    const passphrase = target.given.passphrase ?? early(target.host.passphrase);
    for (const secret of [privateKey, passphrase])
        if (secret !== undefined)
            (0,inputs/* masksOf */.JF)(secret).forEach(mask);
    const knownHosts = early(target.host['known-hosts']);
    if (address !== 'local') {
        if (user === undefined)
            throw new shared_errors/* UserError */.y(`The input \`user\` is needed to log in to ${address}: an unprivileged user with sudoers lines for the named units`);
        if (privateKey === undefined)
            throw new shared_errors/* UserError */.y(`The input \`private-key\` is needed to log in to ${address}: private-key: \${{ secrets.BELAY_PRIVATE_KEY }}. If it is given, the secret is empty or not visible to this environment`);
        if (knownHosts === undefined || knownHosts.trim() === '')
            throw new shared_errors/* UserError */.y(`The input \`known-hosts\` is needed for ${address}: no host key is trusted on first use. Run ssh-keyscan ${address} on a machine that you trust, compare the fingerprints on the host (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), and keep the lines in a variable`);
    }
    return {
        address,
        port,
        user: user ?? '',
        privateKey: privateKey ?? '',
        passphrase,
        knownHosts: knownHosts ?? ''
    };
}
/**
 * Joins this job's deployment, runs the body, and closes the connection whatever happens. A signal is written to the journal. `onWindows`: what is done
 * where the machine is this one and has no shell, and so no deployments. `readsOnly`: the body changes nothing, so that a host where nothing was adopted
 * is as good as one without any deployment.
 */
async function withSession(inputs, runtime, body, onWindows, { readsOnly = false } = {}) {
    const made = await makeContext(inputs, runtime);
    const context = readsOnly ? orWithoutState(made) : made;
    const { app, environment } = context.target;
    try {
        if (context.host.kind === 'windows' && onWindows !== undefined)
            return await onWindows(context);
        const job = (0,job_file/* jobFile */._)(context.run.temp, app, environment);
        const named = inputs.deployment === undefined ? undefined : (0,deployment_id/* parseDeploymentId */.E)(inputs.deployment);
        const session = await deployment_session/* Session */.Nn.join(context, job, named);
        const opened = session.deployment?.id;
        runtime.onSignal(async (signal) => {
            await session.deployment?.note(`${signal}: the run was cancelled; what runs on the host goes on there`);
        });
        try {
            return await body(session);
        }
        finally {
            const id = session.deployment?.id ?? (await job.read()).ended ?? '';
            runtime.output('deployment', id);
            if (opened === undefined && session.deployment !== undefined) {
                // The post step of the action that opened it says so at the job's end, if it is still open then.
                runtime.keep('belay', JSON.stringify({ app, environment, deployment: session.deployment.id }));
            }
            await session.deployment?.flush().catch(() => undefined);
        }
    }
    finally {
        await context.host.close();
    }
}
/** The same where the lack of Belay's state is no error: then there are no deployments. */
function orWithoutState(context) {
    const orNone = (state) => state.catch((error) => {
        if (!(error instanceof errors/* NoState */.nG))
            throw error;
        context.log.info(`Belay keeps no state of ${context.target.app} (${context.target.environment}) here, so only the database is asked`);
        return { version: 1, deployments: [], releases: [], backups: [], freeBytes: 0, hostTime: new Date(context.clock.now()).toISOString() };
    });
    let known;
    return {
        ...context,
        state: () => (known ??= orNone(context.state())),
        refresh: () => (known = orNone(context.refresh()))
    };
}
/** A value that is needed before there is a connection: it cannot lie on the host. */
function earlyValue(ref, secret) {
    if (!('secret' in ref))
        throw new shared_errors/* UserError */.y('The key and the known hosts of a connection cannot come from a file on the host: use `{ secret: NAME }`');
    const value = secret(ref.secret);
    if (value === undefined || value === '')
        throw new shared_errors/* UserError */.y(`The secret ${ref.secret} is not set. Give it to the step: env: { ${ref.secret}: \${{ secrets.${ref.secret} }} }`);
    return value;
}
function values(host, target, secret, mask) {
    const known = new Map();
    return {
        resolve(ref) {
            if (typeof ref === 'string')
                return Promise.resolve(ref);
            const key = JSON.stringify(ref);
            const made = known.get(key) ??
                (0,connection_value/* resolveValue */.g$)(ref, { host, secret, root: target.config.code?.root }).then(({ value, masks }) => (masks.forEach(mask), value));
            known.set(key, made);
            return made;
        }
    };
}
/** What git needs on the runner, and no secret: PATH, HOME, and how to reach a remote. */
function gitEnvironment(environment) {
    const names = [
        'PATH',
        'HOME',
        'LANG',
        'SSH_AUTH_SOCK',
        'GIT_SSH_COMMAND',
        'HTTPS_PROXY',
        'HTTP_PROXY',
        'NO_PROXY',
        'https_proxy',
        'http_proxy',
        'no_proxy'
    ];
    return Object.fromEntries(names.flatMap(name => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}


/***/ }),

/***/ 81805:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ secretOf),
/* harmony export */   t: () => (/* binding */ givenOf)
/* harmony export */ });
/** Inputs whose values are secret, and the name of the variable that stands for each in the configuration: the value itself travels beside it. */
const secretInputs = {
    'database-url': 'BELAY_DATABASE_URL',
    'drill-url': 'BELAY_DRILL_URL',
    'manifest-key': 'BELAY_MANIFEST_KEY',
    identity: 'BELAY_IDENTITY',
    'copy-access-key': 'BELAY_COPY_ACCESS_KEY',
    'copy-secret-key': 'BELAY_COPY_SECRET_KEY',
    'copy-session-token': 'BELAY_COPY_SESSION_TOKEN',
    'copy-private-key': 'BELAY_COPY_PRIVATE_KEY'
};
/** What stands in the configuration where an input has this secret; undefined: it is not given. */
function secretOf(inputs, name) {
    return inputs[name] === undefined ? undefined : { secret: secretInputs[name] };
}
/** The secret values among the inputs. */
function givenOf(inputs) {
    const names = Object.keys(secretInputs);
    return {
        privateKey: inputs['private-key'],
        passphrase: inputs.passphrase,
        secrets: Object.fromEntries(names.flatMap(name => (inputs[name] === undefined ? [] : [[secretInputs[name], inputs[name]]])))
    };
}


/***/ }),

/***/ 30835:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g$: () => (/* binding */ resolveValue),
/* harmony export */   kR: () => (/* binding */ withDatabase)
/* harmony export */ });
/* unused harmony export parseEnvLine */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(82854);
/* harmony import */ var _mysql_connection_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73862);
/* harmony import */ var _postgres_connection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97677);
/* harmony import */ var _redis_connection_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(85257);





/**
 * The value that a configuration names: a variable of the step's environment, or a key of an env file on the host. Only the lines of that key
 * are read; the last one wins. Errors: UserError that names the file, key or variable, never a value.
 */
async function resolveValue(ref, ports) {
    if ('secret' in ref) {
        const value = ports.secret(ref.secret);
        if (value === undefined || value === '') {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The secret ${ref.secret} is not set. Give it to the step: env: { ${ref.secret}: \${{ secrets.${ref.secret} }} }.`);
        }
        return { value, masks: masksOf(value) };
    }
    const path = ref['env-file'].startsWith('/') || ports.root === undefined ? ref['env-file'] : `${ports.root}/${ref['env-file']}`;
    const value = await readEnvFile(ports.host, path, ref.key);
    return { value, masks: masksOf(value) };
}
/** The password of a connection URL; any other value as a whole. */
function masksOf(value) {
    try {
        if (/^(mysql|mariadb)/i.test(value.trim()))
            return (0,_mysql_connection_js__WEBPACK_IMPORTED_MODULE_0__/* .masksOfMysqlUrl */ .Yn)(value);
        return /^rediss?:/i.test(value.trim()) ? (0,_redis_connection_js__WEBPACK_IMPORTED_MODULE_3__/* .masksOfRedisUrl */ .Z)(value) : (0,_postgres_connection_js__WEBPACK_IMPORTED_MODULE_1__/* .masksOfUrl */ .y)(value);
    }
    catch {
        return [value, encodeURIComponent(value)];
    }
}
/** Pure: the same connection URL with another database. */
function withDatabase(url, database) {
    const [, server, query = ''] = /^([^?]*?:\/\/[^/?]*)[^?]*(\?.*)?$/s.exec(url.trim()) ?? [];
    if (server === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y('The connection URL is not of the form scheme://user:password@host:port/database.');
    const rest = query
        .slice(1)
        .split('&')
        .filter(pair => pair !== '' && !/^dbname(=|$)/.test(pair));
    return `${server}/${encodeURIComponent(database)}${rest.length === 0 ? '' : `?${rest.join('&')}`}`;
}
async function readEnvFile(host, path, key) {
    // The pattern is made of a name that the schema limits to letters, digits and underscores.
    const pattern = `^[[:space:]]*(export[[:space:]]+)?${key}[[:space:]]*=`;
    const { stdout, exitCode } = await host.run((0,_host_shell_js__WEBPACK_IMPORTED_MODULE_4__.sh) `[ -e ${path} ] || exit 40
[ -f ${path} ] && [ -r ${path} ] || exit 41
LC_ALL=C grep -aE -e ${pattern} -- ${path} || [ $? -eq 1 ]`, { check: false });
    if (exitCode === 40)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${path} does not exist on ${host.label}, so ${key} cannot be read from it.`);
    if (exitCode === 41)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${path} on ${host.label} is not a file that this user may read, so ${key} cannot be read from it.`);
    if (exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${path} on ${host.label} could not be read (exit code ${exitCode}).`);
    const line = stdout.replace(/\n$/, '').split('\n').at(-1) ?? '';
    if (line === '')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${path} on ${host.label} has no line ${key}=…`);
    const value = parseEnvLine(line);
    if (value === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The value of ${key} in ${path} on ${host.label} has an opening quote without a closing one on the same line.`);
    if (value === '')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${key} is empty in ${path} on ${host.label}.`);
    return value;
}
/**
 * The value of one `KEY=value` line: `export`, single or double quotes, a comment after a blank, a carriage return at the end. Variables are not
 * expanded. undefined: a quote is not closed.
 */
function parseEnvLine(line) {
    const text = line
        .slice(line.indexOf('=') + 1)
        .replace(/\r$/, '')
        .trim();
    if (text.startsWith("'"))
        return /^'([^']*)'/.exec(text)?.[1];
    if (text.startsWith('"')) {
        const inner = /^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1];
        return inner?.replace(/\\(["\\$`])/g, '$1');
    }
    return text.replace(/(?:^|\s+)#.*$/s, '');
}


/***/ }),

/***/ 73862:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LM: () => (/* binding */ parseMysqlUrl),
/* harmony export */   Yn: () => (/* binding */ masksOfMysqlUrl),
/* harmony export */   qj: () => (/* binding */ optionFile)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** Parameters of a URL that are files of the clients' TLS, by the names that drivers give them. */
const files = {
    'ssl-ca': 'ssl-ca',
    ssl_ca: 'ssl-ca',
    sslrootcert: 'ssl-ca',
    'ssl-cert': 'ssl-cert',
    ssl_cert: 'ssl-cert',
    'ssl-key': 'ssl-key',
    ssl_key: 'ssl-key'
};
/**
 * Reads `mysql://user:password@host:port/database`, also with the schemes that SQLAlchemy, Django and Rails use, and with `?unix_socket=PATH`. Percent-encoded
 * parts are decoded; a password that was not encoded is taken as it stands, as long as it holds no `/` or `?`. Parameters that are no client's are left out.
 * Errors: UserError, which never shows the URL.
 */
function parseMysqlUrl(url, where = 'The connection URL') {
    const match = /^(?:mysql2?|mariadb)(?:\+[a-z0-9_]+)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is.exec(url.trim());
    if (!match)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} is not of the form mysql://user:password@host:port/database.`);
    const [, authority = '', path = '', query = ''] = match;
    const at = authority.lastIndexOf('@');
    const login = at === -1 ? '' : authority.slice(0, at);
    const colon = login.indexOf(':');
    const place = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1));
    if (!place)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # : in the password.`);
    const parameters = new Map(query
        .split('&')
        .filter(Boolean)
        .map(pair => {
        const equals = pair.indexOf('=');
        return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    }));
    const named = decode(place[1] ?? place[2] ?? '');
    const socket = parameters.get('unix_socket') ??
        parameters.get('unix-socket') ??
        parameters.get('socket') ??
        (named.startsWith('/') ? named : undefined);
    const host = named.startsWith('/') ? '' : named;
    const user = colon === -1 ? decode(login) : decode(login.slice(0, colon));
    const password = colon === -1 ? undefined : decode(login.slice(colon + 1));
    const database = decode(path);
    if (database === '')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} names no database. Write mysql://user:password@host:port/database.`);
    const tls = {};
    for (const [name, option] of Object.entries(files)) {
        const value = parameters.get(name);
        if (value !== undefined && value !== '')
            tls[option] = value;
    }
    const mode = parameters.get('ssl-mode') ?? parameters.get('ssl_mode') ?? parameters.get('sslmode');
    if (mode !== undefined && mode !== '')
        tls['ssl-mode'] = mode.toUpperCase().replaceAll('-', '_');
    if ([database, user, password ?? '', host, socket ?? '', ...Object.values(tls)].some(part => part.includes('\0')))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} holds a NUL character.`);
    return {
        database,
        user: user === '' ? undefined : user,
        password: password === '' ? undefined : password,
        host,
        port: place[3] === undefined || place[3] === '' ? '3306' : place[3],
        socket,
        tls,
        local: socket !== undefined || host === '' || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
    };
}
/** The option file that makes the vendor's clients connect so. It holds the password: it is passed through a pipe, never written to a disk. */
function optionFile({ user, password, host, port, socket, tls }, vendor) {
    const { 'ssl-mode': mode, ...certificates } = tls;
    const options = {
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password }),
        ...(socket === undefined ? { ...(host === '' ? {} : { host }), port } : { socket }),
        ...certificates,
        ...(mode === undefined ? {} : vendor === 'mysql' ? { 'ssl-mode': mode } : mariadbMode(mode))
    };
    return `[client]\n${Object.entries(options)
        .map(([name, value]) => `${name}=${optionValue(value)}\n`)
        .join('')}`;
}
/** MariaDB's clients have two switches in place of MySQL's `ssl-mode`. */
function mariadbMode(mode) {
    if (mode === 'DISABLED' || mode === 'DISABLE')
        return { ssl: '0' };
    return mode.startsWith('VERIFY_')
        ? { ssl: '1', 'ssl-verify-server-cert': '1' }
        : mode === 'REQUIRED' || mode === 'REQUIRE'
            ? { ssl: '1' }
            : {};
}
/** As option files quote: a `#` outside of quotes would begin a comment. */
function optionValue(value) {
    const escapes = { '\\': '\\\\', '"': '\\"', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };
    return `"${value.replace(/[\\"'\n\r\t]/g, character => escapes[character])}"`;
}
/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
function masksOfMysqlUrl(url) {
    const { password } = parseMysqlUrl(url);
    if (password === undefined)
        return [];
    const raw = /^[^:]*:\/\/[^:/?@]*:([^/?]*)@/s.exec(url.trim())?.[1];
    return [...new Set([password, encodeURIComponent(password), ...(raw === undefined ? [] : [raw])])];
}
/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text) {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}


/***/ }),

/***/ 97677:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ parsePostgresUrl),
/* harmony export */   y: () => (/* binding */ masksOfUrl)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** Parameters of a URL that libpq also takes from the environment. */
const variables = {
    sslmode: 'PGSSLMODE',
    sslcert: 'PGSSLCERT',
    sslkey: 'PGSSLKEY',
    sslrootcert: 'PGSSLROOTCERT',
    sslcrl: 'PGSSLCRL',
    sslcrldir: 'PGSSLCRLDIR',
    sslnegotiation: 'PGSSLNEGOTIATION',
    ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
    ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
    channel_binding: 'PGCHANNELBINDING',
    gssencmode: 'PGGSSENCMODE',
    krbsrvname: 'PGKRBSRVNAME',
    require_auth: 'PGREQUIREAUTH',
    options: 'PGOPTIONS',
    connect_timeout: 'PGCONNECT_TIMEOUT',
    target_session_attrs: 'PGTARGETSESSIONATTRS',
    load_balance_hosts: 'PGLOADBALANCEHOSTS',
    client_encoding: 'PGCLIENTENCODING',
    hostaddr: 'PGHOSTADDR'
};
/**
 * Reads `postgres://user:password@host:port/database?sslmode=…`, also with the schemes that Django, SQLAlchemy and psycopg use. Percent-encoded
 * parts are decoded; a password that was not encoded is taken as it stands, as long as it holds no `/` or `?`. Parameters that are not libpq's
 * (a framework's own) are left out. Errors: UserError, which never shows the URL.
 */
function parsePostgresUrl(url, where = 'The connection URL') {
    const match = /^(?:postgres|postgresql|postgis|psql|pgsql)(?:\+[a-z0-9_]+)?:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is.exec(url.trim());
    if (!match)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} is not of the form postgres://user:password@host:port/database.`);
    const [, authority = '', path = '', query = ''] = match;
    const at = authority.lastIndexOf('@');
    const login = at === -1 ? '' : authority.slice(0, at);
    const colon = login.indexOf(':');
    const parameters = new Map();
    for (const pair of query.split('&').filter(Boolean)) {
        const equals = pair.indexOf('=');
        parameters.set(decode(equals === -1 ? pair : pair.slice(0, equals)), equals === -1 ? '' : decode(pair.slice(equals + 1)));
    }
    const [hosts, ports] = hostsOf(authority.slice(at + 1), where);
    const host = parameters.get('host') ?? hosts;
    const port = parameters.get('port') ?? ports;
    const user = parameters.get('user') ?? (colon === -1 ? decode(login) : decode(login.slice(0, colon)));
    const password = parameters.get('password') ?? (colon === -1 ? undefined : decode(login.slice(colon + 1)));
    const database = parameters.get('dbname') ?? decode(path);
    if (database === '')
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} names no database. Write postgres://user:password@host:port/database.`);
    const environment = { PGCONNECT_TIMEOUT: '10' };
    if (host !== '')
        environment['PGHOST'] = host;
    if (port !== '')
        environment['PGPORT'] = port;
    if (user !== '')
        environment['PGUSER'] = user;
    for (const [name, variable] of Object.entries(variables)) {
        const value = parameters.get(name);
        if (value !== undefined && value !== '')
            environment[variable] = value;
    }
    const parts = [database, ...Object.values(environment), password ?? ''];
    if (parts.some(part => part.includes('\0')))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} holds a NUL character.`);
    return {
        database,
        user: user === '' ? undefined : user,
        password: password === '' ? undefined : password,
        environment,
        port: port === '' ? '5432' : port,
        socket: host.startsWith('/') ? host : undefined,
        local: host === '' || host.startsWith('/') || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
    };
}
/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
function masksOfUrl(url) {
    const { password } = parsePostgresUrl(url);
    if (password === undefined)
        return [];
    const raw = /^[^:]*:\/\/[^:/?@]*:([^/?]*)@/s.exec(url.trim())?.[1];
    return [...new Set([password, encodeURIComponent(password), ...(raw === undefined ? [] : [raw])])];
}
/** `a:1,b:2` as libpq's lists `a,b` and `1,2`; an address of IP version 6 stands in brackets. */
function hostsOf(text, where) {
    const hosts = [];
    const ports = [];
    for (const each of text.split(',')) {
        const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(each);
        if (!match)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # : in the password.`);
        hosts.push(decode(match[1] ?? match[2] ?? ''));
        ports.push(match[3] ?? '');
    }
    return [hosts.join(','), ports.every(port => port === '') ? '' : ports.join(',')];
}
/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text) {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}


/***/ }),

/***/ 85257:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ parseRedisUrl),
/* harmony export */   Z: () => (/* binding */ masksOfRedisUrl)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

const FORM = 'redis://user:password@host:port/database, or rediss:// for TLS';
/**
 * Reads `redis://[user:password@]host:port[/database]` and `rediss://`, the latter also with the parameters `ssl_cert_reqs` and `ssl_ca_certs` of Celery and
 * redis-py; others are a framework's own and are left out. `redis://:password@host` has no user. Percent-encoded parts are decoded; a password that was not
 * encoded is taken as it stands, as long as it holds no `/`, `?` or `#`. Errors: UserError, which never shows the URL.
 */
function parseRedisUrl(url, where = 'The connection URL') {
    const match = /^(rediss?):\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/is.exec(url.trim());
    if (!match)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} is not of the form ${FORM}.`);
    const [, scheme = '', authority = '', path = '', query = ''] = match;
    const at = authority.lastIndexOf('@');
    const login = at === -1 ? '' : authority.slice(0, at);
    const colon = login.indexOf(':');
    const place = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d*))?$/.exec(authority.slice(at + 1));
    if (!place)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} has a host that cannot be read. Write host:port, and percent-encode the characters @ / ? # in the password.`);
    const host = decode(place[1] ?? place[2] ?? '') || '127.0.0.1';
    const port = place[3] || '6379';
    if (Number(port) < 1 || Number(port) > 65_535)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} has a port that is none.`);
    const parameters = new URLSearchParams(query);
    const index = (path === '' ? parameters.get('db') : decode(path)) ?? '';
    if (!/^\d{0,5}$/.test(index))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} names a database that is not a number. Write ${FORM}; without it, all are meant.`);
    // Without a colon it is a user, of whom no server asks a password.
    const user = colon === -1 ? decode(login) : decode(login.slice(0, colon));
    const password = colon === -1 ? '' : decode(login.slice(colon + 1));
    if ([host, user, password].some(part => /[\0\r\n]/.test(part)))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`${where} holds a character that cannot be in it.`);
    return {
        host,
        port,
        user: user === '' ? undefined : user,
        password: password === '' ? undefined : password,
        index: index === '' ? undefined : Number(index),
        tls: scheme.toLowerCase() === 'rediss' ? tlsArguments(host, parameters) : [],
        local: /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)
    };
}
/** What the log must hide of a URL: the password as it is, as it stands in the URL, and percent-encoded. */
function masksOfRedisUrl(url) {
    const { password } = parseRedisUrl(url);
    if (password === undefined)
        return [];
    const written = /^[^:]*:\/\/[^:/?#@]*:([^/?#]*)@/s.exec(url.trim())?.[1];
    return [...new Set([password, encodeURIComponent(password), ...(written === undefined ? [] : [written])])];
}
function tlsArguments(host, parameters) {
    const authority = parameters.get('ssl_ca_certs');
    const unchecked = /^(none|cert_none)$/i.test(parameters.get('ssl_cert_reqs') ?? '');
    const named = /^[\d.]+$|:/.test(host) ? [] : ['--sni', host];
    return ['--tls', ...named, ...(authority === null ? [] : ['--cacert', authority]), ...(unchecked ? ['--insecure'] : [])];
}
/** Decodes `%41`; a percent sign that begins no such pair stays as it is. */
function decode(text) {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}


/***/ }),

/***/ 17170:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ parseDeploymentId),
/* harmony export */   X: () => (/* binding */ newDeploymentId)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

const pattern = /^\d{8}-\d{6}-[0-9a-z]{6}$/;
/** A new deployment's id: UTC time to the second, then six random base-36 digits. Sorts by time; safe as a file name. */
function newDeploymentId(now, random) {
    const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
    // 48 bits modulo 36^6 (31 bits): the bias is below 10^-5.
    const number = Buffer.from(random(6)).readUIntBE(0, 6) % 36 ** 6;
    return `${time}-${number.toString(36).padStart(6, '0')}`;
}
/** The id that an input names. Errors: UserError, when it is none, so that it can never be a path. */
function parseDeploymentId(text) {
    if (pattern.test(text))
        return text;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y(`deployment: ${JSON.stringify(text)} is not the id of a deployment. Ids look like 20261122-024035-k3x9qa; \`command: status\` lists them.`);
}


/***/ }),

/***/ 83510:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ LockHeld),
/* harmony export */   nG: () => (/* binding */ NoState),
/* harmony export */   rl: () => (/* binding */ NotWritten),
/* harmony export */   yS: () => (/* binding */ LockLost)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** Another deployment holds the lock. */
class LockHeld extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    holder;
    constructor(holder, message) {
        super(message);
        this.holder = holder;
    }
}
/** This job no longer holds the lock: someone took the deployment over. Nothing more may be changed. */
class LockLost extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
}
/** The journal cannot take a record: what it announces has not begun. */
class NotWritten extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
}
/** The host has no state of this application and environment, or another user's: nothing can be changed from here. What only reads may go on. */
class NoState extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
}


/***/ }),

/***/ 67179:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bu: () => (/* binding */ parseState),
/* harmony export */   nT: () => (/* binding */ isOpen)
/* harmony export */ });
/* unused harmony export ownerFile */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(64377);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(961);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);
/* harmony import */ var _records_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5651);
/* harmony import */ var _state_script_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(92342);




/** What an owner file holds after its first line, `<fingerprint> <deployment>`. */
const ownerFile = zod__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ owner: _records_js__WEBPACK_IMPORTED_MODULE_0__/* .owner */ .eC, since: zod__WEBPACK_IMPORTED_MODULE_3__/* .datetime */ .w$() });
/**
 * The state from the lines that follow `state` in the answer of `readScript`. Pure.
 * Errors: UserError that names the file, when one is broken or is none that this Belay knows; nothing is ever left out silently.
 */
function parseState(lines, where) {
    const { fields, files } = unpack(lines);
    const broken = (path, why, cause) => new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`The journal of ${where} cannot be used: ${path} ${why}. Belay changes nothing on top of a journal that it cannot read; ` +
        `look at the file on the host, and restore or remove it deliberately.`, { cause });
    const json = (path, content, schema) => {
        try {
            return schema.parse(JSON.parse(content));
        }
        catch (error) {
            throw broken(path, `is not as Belay wrote it (${problem(error)})`, error);
        }
    };
    const records = new Map();
    const releases = [];
    const backups = new Map(fields.backups.map(id => [id, { id }]));
    let lock;
    for (const { path, content } of files) {
        const [top, id = '', name = ''] = path.split('/');
        if (top === 'lock') {
            const [first = '', second = ''] = content.split('\n');
            const [fingerprint, deployment] = first.split(' ');
            if (fingerprint === undefined || deployment === undefined)
                throw broken(path, 'has no holder in its first line');
            lock = { fingerprint, deployment, facts: json(path, second, ownerFile) };
        }
        else if (top === 'releases') {
            const found = json(path, content, _records_js__WEBPACK_IMPORTED_MODULE_0__/* .release */ ._r);
            if (found.id !== id)
                throw broken(path, `names another release, ${found.id}`);
            releases.push(found);
        }
        else if (top === 'backups') {
            backups.set(id, manifest(id, content));
        }
        else {
            const list = records.get(id) ?? [];
            records.set(id, list);
            if (name !== `${String(list.length + 1).padStart(6, '0')}.json`)
                throw broken(path, 'is not the next record');
            const found = json(path, content, _records_js__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1);
            if (found.seq !== list.length + 1)
                throw broken(path, `says that it is record ${found.seq}`);
            if ((list.length === 0) !== (found.type === 'opened'))
                throw broken(path, `is a record "${found.type}" in the wrong place: "opened" is the first`);
            if (list.at(-1)?.type === 'closed')
                throw broken(path, 'stands after the last record, "closed"');
            list.push(found);
        }
    }
    const deployments = [...records].map(([id, list]) => ({ id, records: list })).sort((a, b) => (a.id < b.id ? 1 : -1));
    const unfinished = deployments.filter(isOpen);
    if (unfinished.length > 1) {
        throw broken(`deployments/${unfinished[0].id}`, `is open and so is deployments/${unfinished[1].id}: the files were changed past Belay`);
    }
    const open = unfinished[0];
    return {
        version: _state_script_js__WEBPACK_IMPORTED_MODULE_1__/* .stateVersion */ .y5,
        holder: open && holderOf(open, lock, fields.jobs),
        open,
        deployments,
        releases,
        backups: [...backups.values()],
        freeBytes: fields.freeBytes,
        hostTime: fields.now
    };
}
/** A deployment is open from its first record to its `closed` one. */
function isOpen(deployment) {
    return deployment.records.length > 0 && deployment.records.at(-1).type !== 'closed';
}
function holderOf(open, lock, runningJobs) {
    if (lock !== undefined && lock.deployment === open.id) {
        return { deployment: open.id, fingerprint: lock.fingerprint, ...lock.facts, runningJobs };
    }
    const first = open.records[0];
    return { deployment: open.id, fingerprint: 'missing', owner: first.owner, since: first.at, runningJobs };
}
/** A manifest that cannot be read makes its backup useless, not the journal: it is named, and the backup is no candidate. */
function manifest(id, content) {
    try {
        return { id, manifest: JSON.parse(content) };
    }
    catch (error) {
        return { id, problem: `backups/${id}/manifest.json is not JSON: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .b)(error)}` };
    }
}
function problem(error) {
    if (!(error instanceof zod__WEBPACK_IMPORTED_MODULE_5__/* .ZodError */ .G))
        return (0,_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .messageOf */ .b)(error);
    const issue = error.issues[0];
    return `${issue.path.join('.') || 'content'}: ${issue.message}`;
}
function unpack(lines) {
    const split = lines.indexOf('files');
    if (split === -1)
        throw new Error('The answer of the state directory is cut off');
    const head = lines.slice(0, split).map(line => line.split(' ', 3));
    const values = (name) => head.filter(([first]) => first === name).map(([, ...rest]) => rest);
    const [blocks, size] = values('free')[0] ?? [];
    const fields = {
        freeBytes: Number(blocks) * Number(size),
        now: values('time')[0]?.[0] ?? '',
        jobs: values('job').map(([id]) => id ?? ''),
        backups: values('backup').map(([id]) => id ?? '')
    };
    const files = [];
    for (const line of lines.slice(split + 1)) {
        const header = /^==> (.+) <==$/.exec(line);
        const file = files.at(-1);
        if (header !== null)
            files.push({ path: header[1], content: '' });
        else if (file !== undefined)
            file.content += `${line}\n`;
    }
    return { fields, files };
}


/***/ }),

/***/ 27489:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ jobFile)
/* harmony export */ });
/* unused harmony export fakeJobFile */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2503);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);
/* harmony import */ var _records_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5651);





const content = zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({
    /** The open deployment of this job and its fencing token; without a token it was being opened. */
    deployment: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    token: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** The deployment of this job that is over. */
    ended: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** Why the steps of this job have nothing to do: what is to be deployed is live and verified. */
    nothingToDo: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    /** What preflight was told: why, and whether a release that was rolled back may be deployed again. */
    reason: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional(),
    force: zod__WEBPACK_IMPORTED_MODULE_3__/* .boolean */ .zMY().optional(),
    /** Evidence of steps that ran before a deployment was open: the one that this job opens begins with it. */
    found: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ step: _records_js__WEBPACK_IMPORTED_MODULE_2__/* .stepName */ .u, evidence: zod__WEBPACK_IMPORTED_MODULE_3__/* .unknown */ .L5J(), durationMs: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig() })).optional(),
    /** The code that was live when this job first looked: the way back where a step of the user's own changes the code before anything is open. */
    code: _records_js__WEBPACK_IMPORTED_MODULE_2__/* .liveCodeRecord */ .V7
        .extend({ /** The newest deployment then; another one since may have changed what is live. */ newest: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional() })
        .optional()
});
function jobFile(temp, app, environment) {
    // Escaped, so that no name leaves the folder and no two pairs of names share a file.
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(temp, 'belay', `${encodeURIComponent(app)}-${encodeURIComponent(environment).replaceAll('-', '%2D')}.json`);
    const read = async () => {
        const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8').catch((error) => {
            if (error.code === 'ENOENT')
                return undefined;
            throw error;
        });
        if (text === undefined)
            return {};
        try {
            return content.parse(JSON.parse(text));
        }
        catch {
            // The cause could quote the token.
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y(`${path} is broken, so this job cannot know which deployment it owns. Name it with the input \`deployment\`.`);
        }
    };
    return {
        read,
        async write(changes) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path), { recursive: true, mode: 0o700 });
            const next = JSON.stringify({ ...(await read()), ...changes });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(`${path}.new`, next, { mode: 0o600 });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(`${path}.new`, path);
        }
    };
}
/** Keeps it in memory: for the root action's own process and for tests. */
function fakeJobFile(initial = {}) {
    let value = initial;
    return { read: async () => value, write: async (changes) => void (value = { ...value, ...changes }) };
}


/***/ }),

/***/ 8780:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BA: () => (/* binding */ heldMessage),
/* harmony export */   gp: () => (/* binding */ waysOn)
/* harmony export */ });
/* unused harmony export lastDone */
/** The exact ways on for someone who finds this deployment open. Pure. */
function waysOn(deployment) {
    return [
        `resume: run the same deployment again with \`deployment: ${deployment}\``,
        `go back: \`command: rollback\` with \`deployment: ${deployment}\``,
        `give it up as it is: \`command: unlock\` with \`deployment: ${deployment}\``
    ];
}
/** What a deployment did last, in words. */
function lastDone(deployment) {
    const record = deployment.records.at(-1);
    if (record === undefined)
        return 'It has written nothing yet.';
    const what = {
        opened: () => 'it was opened and no step has begun',
        intent: (step) => `step ${step} has begun and not ended`,
        evidence: (step) => `step ${step} is done`,
        failed: (step) => `step ${step} has failed`,
        note: () => `a note was written`,
        closed: () => 'it is closed'
    }[record.type]('step' in record ? record.step : undefined);
    return `At ${record.at}: ${what}.`;
}
/** Says who holds the lock, since when, how far that deployment is, and the exact next commands. Pure. */
function heldMessage(where, holder, open) {
    const { owner } = holder;
    const run = owner.url ?? `run ${owner.runId}`;
    const lines = [
        `Deployment ${holder.deployment} holds the lock of ${where}. Wait until it ends (\`lock-timeout\`), or, when its run has ended, choose below.`,
        `Holder: ${owner.repository}, job ${owner.job} of ${run} (attempt ${owner.runAttempt}), started by ${owner.actor}, since ${holder.since}.`
    ];
    if (open !== undefined)
        lines.push(lastDone(open));
    if (holder.fingerprint === 'missing')
        lines.push('Its lock file has been removed past Belay.');
    if (holder.runningJobs.length > 0)
        lines.push(`Still running on the host: ${holder.runningJobs.join(', ')}. Until they end, only waiting helps.`);
    return [...lines, ...waysOn(holder.deployment).map(way => `- ${way}`)].join('\n');
}


/***/ }),

/***/ 87441:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ OpenDeployment),
/* harmony export */   H: () => (/* binding */ findEvidence)
/* harmony export */ });
/** A deployment that this job holds the lock for, with its journal. */
class OpenDeployment {
    held;
    #store;
    #clock;
    #records;
    /** Evidence is written with the next intent in one round trip: both stand before the next change begins. */
    #pending = [];
    #releases = [];
    constructor(store, held, records, clock) {
        this.#store = store;
        this.held = held;
        this.#records = [...records];
        this.#clock = clock;
    }
    get id() {
        return this.held.deployment;
    }
    /** Every record, what waits to be written with the next intent included: decisions are made from all that is known. */
    get records() {
        const at = this.#clock.now().toISOString();
        return [...this.#records, ...this.#pending.map((record, index) => ({ ...record, seq: this.#records.length + 1 + index, at }))];
    }
    get opened() {
        const first = this.#records[0];
        if (first?.type !== 'opened')
            throw new Error(`Deployment ${this.id} does not begin with its opening record`);
        return first;
    }
    get kind() {
        return this.opened.kind;
    }
    /** The evidence of the last run of a step in this deployment. */
    evidence(step) {
        return findEvidence(this.records, step);
    }
    intent(step) {
        const found = this.records.findLast(record => record.type === 'intent' && record.step === step);
        return found?.type === 'intent' ? found.plan : undefined;
    }
    /** What a job on the host needs to be one of this deployment's. */
    job(step, timeoutMs, onOutput) {
        return {
            stateDir: this.#store.stateDir,
            idPrefix: `${this.id}.${step}.${this.#attempt(step)}`,
            token: this.held.token,
            timeoutMs,
            onOutput
        };
    }
    /** The intent stands in the journal before anything is done on the store's host: the first job of the step takes it along. */
    begin(step, plan) {
        const records = [...this.#pending, { type: 'intent', step, plan: plan }];
        const written = this.#store.appendWithNext(this.held, records, this.#releases);
        this.#pending = [];
        this.#releases = [];
        this.#records.push(...written.map((record, index) => ({ ...record, seq: this.#records.length + 1 + index })));
    }
    /** The journal could not take the intent, so the step has not begun. */
    takeBack() {
        if (this.#store.takeBack())
            this.#records.pop();
    }
    /** Written now, or with the next intent when `later`. */
    async done(step, evidence, durationMs, later) {
        const record = { type: 'evidence', step, evidence: evidence, durationMs: Math.round(durationMs) };
        if (later)
            this.#pending.push(record);
        else
            await this.#write(record);
    }
    async failed(step, message, durationMs) {
        await this.#write({ type: 'failed', step, message, durationMs: Math.round(durationMs) });
    }
    async note(message) {
        await this.#write({ type: 'note', message });
    }
    /** Written with the next record: what is known of a release stands before what follows from it. */
    put(release) {
        this.#releases = [...this.#releases.filter(each => each.id !== release.id), release];
    }
    /** Writes everything that waits. */
    async flush() {
        await this.#write();
    }
    async close(outcome, message, release) {
        const closing = { type: 'closed', outcome, message, release };
        this.#records.push(...(await this.#store.close(this.held, closing, { records: this.#pending, releases: this.#releases })));
        this.#pending = [];
        this.#releases = [];
    }
    async #write(...records) {
        const pending = this.#pending;
        const releases = this.#releases;
        const all = [...pending, ...records];
        this.#pending = [];
        this.#releases = [];
        try {
            this.#records.push(...(await this.#store.appendAll(this.held, all, releases)));
        }
        catch (error) {
            // What could not be written is still known, and goes with the next record.
            this.#pending = [...pending, ...this.#pending];
            this.#releases = [...releases, ...this.#releases];
            throw error;
        }
    }
    /** A step that is run again (after a resume) gets new job ids: a job's id names one run for ever. */
    #attempt(step) {
        return this.records.filter(record => record.type === 'intent' && record.step === step).length;
    }
}
/** The evidence of the last run of a step among records. */
function findEvidence(records, step) {
    const found = records.findLast(record => record.type === 'evidence' && record.step === step);
    return found?.type === 'evidence' ? found.evidence : undefined;
}


/***/ }),

/***/ 5651:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V7: () => (/* binding */ liveCodeRecord),
/* harmony export */   _r: () => (/* binding */ release),
/* harmony export */   eC: () => (/* binding */ owner),
/* harmony export */   g1: () => (/* binding */ record),
/* harmony export */   u: () => (/* binding */ stepName)
/* harmony export */ });
/* unused harmony exports stepNames, deploymentKind, outcome, releaseState */
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(64377);

/**
 * What Belay writes down on the host, one file per record, in `<state dir>/deployments/<id>/<seq>.json`.
 * A reader of a newer version must read every older one; `version` in the state directory guards that.
 */
/** The steps of the chain, in the order in which a deployment runs them. */
const stepNames = [
    'preflight',
    'baseline',
    'stage',
    'squash-check',
    'backup',
    'adopt-history',
    'rehearse',
    'fence',
    'restore-point',
    'migrate',
    'switch',
    'restart',
    'gate',
    'open',
    'live-gate',
    'rollback'
];
const stepName = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(stepNames);
/** Who opened a deployment: enough to ask GitHub whether that run still lives, and for a person to find it. */
const owner = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    /** `owner/repository`, or the user and machine of a run outside GitHub. */
    repository: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    runId: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    runAttempt: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int(),
    job: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    actor: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    url: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
});
const base = { seq: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().int().positive(), at: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$() };
const deploymentKind = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['deploy', 'rollback', 'adopt']);
/** How a deployment ended (G5): exactly one of these. */
const outcome = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['verified', 'rolled-back', 'adopted', 'nothing-changed', 'stopped']);
const liveCodeRecord = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    kind: zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['symlink', 'git', 'none']),
    path: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    target: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    branch: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    release: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
});
const record = zod__WEBPACK_IMPORTED_MODULE_0__/* .discriminatedUnion */ .gMt('type', [
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
        ...base,
        type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('opened'),
        kind: deploymentKind,
        owner,
        /** What was live when the deployment opened: the way back for the code. */
        code: liveCodeRecord.optional(),
        /** Tag or commit that is to be deployed, or the release that a rollback goes to. */
        version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        commit: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
        reason: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional()
    }),
    /** Written before the step changes anything: its plan, and the state before. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('intent'), step: stepName, plan: zod__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J(), jobs: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).optional() }),
    /** Written after the step did its work and proved it. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('evidence'), step: stepName, evidence: zod__WEBPACK_IMPORTED_MODULE_0__/* .unknown */ .L5J(), durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() }),
    /** Written when the step ended without doing what it intended. `message` holds no secret and no row of data. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('failed'), step: stepName, message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), durationMs: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig() }),
    /** A signal from the runner, or a note that explains what follows. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('note'), message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP() }),
    /** The last record of a deployment. */
    zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({ ...base, type: zod__WEBPACK_IMPORTED_MODULE_0__/* .literal */ .euz('closed'), outcome, message: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), release: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional() })
]);
/** `releases/<id>/release.json`. `bad` is for ever unless a person forces it: a re-run refuses it. */
const releaseState = zod__WEBPACK_IMPORTED_MODULE_0__/* ["enum"] */ .k5n(['staged', 'live', 'verified', 'adopted', 'bad']);
const release = zod__WEBPACK_IMPORTED_MODULE_0__/* .object */ .Ikc({
    id: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    version: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    commit: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    tree: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    path: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(),
    state: releaseState,
    stagedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$(),
    /** When the health gate passed with it: the order of rollback candidates, never a directory's mtime. */
    verifiedAt: zod__WEBPACK_IMPORTED_MODULE_1__/* .datetime */ .w$().optional(),
    deployment: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional(),
    /** Applied migrations per set (`framework:database`) when it was verified, or last went live again: where a rollback of the schema goes. */
    applied: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP())).optional(),
    /** Facts that drift detection compares before the next deployment builds on them (G4). */
    fingerprint: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).optional()
});


/***/ }),

/***/ 80049:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Nn: () => (/* binding */ Session),
/* harmony export */   ps: () => (/* binding */ takeOverOwnRun)
/* harmony export */ });
/* unused harmony export assertEnded */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);
/* harmony import */ var _deployment_id_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(17170);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(83510);
/* harmony import */ var _lock_message_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8780);
/* harmony import */ var _open_deployment_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(87441);
/* harmony import */ var _token_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(66972);






/**
 * This job's part in a deployment. Whichever action first changes something opens one; the actions after it in the same job join it by the
 * token in RUNNER_TEMP; another job must name it (G4).
 */
class Session {
    context;
    job;
    #open;
    #ended;
    /** What steps of this job proved before a deployment was open. */
    #found = [];
    constructor(context, job, open) {
        this.context = context;
        this.job = job;
        this.#open = open;
    }
    /** Joins the deployment that this job opened earlier, if it did. `named`: the input `deployment`. */
    static async join(context, job, named) {
        const session = new Session(context, job, undefined);
        const state = await context.state();
        const mine = await job.read();
        session.#found = mine.found ?? [];
        if (mine.deployment !== undefined && mine.token !== undefined && state.open?.id === mine.deployment) {
            if (named !== undefined && named !== mine.deployment)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The input \`deployment\` is ${named}, but this job works in deployment ${mine.deployment}`);
            if (state.holder === undefined || state.holder.fingerprint !== (0,_token_js__WEBPACK_IMPORTED_MODULE_1__/* .fingerprintOf */ .ax)(mine.token))
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`Deployment ${mine.deployment} was taken over by another job. Nothing more is changed from here; look at \`command: status\``);
            session.#open = new _open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .OpenDeployment */ .A(context.store, { deployment: mine.deployment, token: mine.token }, state.open.records, context.clock);
            return session;
        }
        if (mine.deployment !== undefined && mine.token !== undefined) {
            // Else the next step that changes something would open a deployment of its own, with half of this one behind it.
            await job.write({ deployment: undefined, token: undefined, ended: mine.deployment, found: undefined, code: undefined });
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The deployment of this job has ended without it, so nothing more is changed from here. ${notOpen(mine.deployment, state)}`);
        }
        if (mine.deployment !== undefined && state.open?.id === mine.deployment && named === undefined && !context.dryRun) {
            // Killed while it opened: the lock is held, and its token was never heard.
            await session.takeOver(mine.deployment);
            return session;
        }
        if (named !== undefined) {
            if (!context.dryRun)
                await session.takeOver(named);
            else {
                // To print the plan its records are enough; without a token nothing can be written.
                if (state.open?.id !== named)
                    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(notOpen(named, state));
                session.#open = new _open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .OpenDeployment */ .A(context.store, { deployment: named, token: '' }, state.open.records, context.clock);
            }
        }
        return session;
    }
    get deployment() {
        return this.#open;
    }
    /** The deployment that this process closed, with all of its journal. */
    get ended() {
        return this.#ended;
    }
    /** The open deployment, for what may run only inside one. */
    get mine() {
        if (this.#open === undefined)
            throw new Error('A step that changes something ran without an open deployment');
        return this.#open;
    }
    /** The evidence of the last run of a step in this deployment; before one is open, in this job. */
    evidence(step) {
        if (this.#open !== undefined)
            return this.#open.evidence(step);
        return this.#found.findLast(each => each.step === step)?.evidence;
    }
    /** Remembers what a step proved while no deployment is open: the one that this job opens begins with it. */
    async remember(step, evidence, durationMs) {
        this.#found = [...this.#found.filter(each => each.step !== step), { step, evidence, durationMs: Math.round(durationMs) }];
        if (!this.context.dryRun)
            await this.job.write({ found: [...this.#found] });
    }
    /**
     * The deployment of this job; opened now when it has none. `first`: what its opening record says. Waits its turn, unless the caller has done so
     * before it decided (`waited`): then another one that came in between is an error, for what was decided may be wrong by now. `more`: records that
     * are written with the opening one, after what this job proved before.
     */
    async require(first, { waited = false, more = [] } = {}) {
        if (this.#open !== undefined)
            return this.#open;
        const { context } = this;
        if (!waited)
            await this.waitForTurn();
        const id = (0,_deployment_id_js__WEBPACK_IMPORTED_MODULE_4__/* .newDeploymentId */ .X)(context.clock.now(), context.random);
        // Read only now: whoever held the lock until a moment ago may have changed what is live.
        const opening = { type: 'opened', owner: context.run.owner, ...(await first()) };
        // Written before: when this process is killed while it opens, the next step of the job finds its deployment by this.
        await this.job.write({ deployment: id });
        // What this job proved before there was a deployment belongs to it from now on: baseline, check of the migrations, backup.
        const found = this.#found.map(({ step, evidence, durationMs }) => ({ type: 'evidence', step, evidence: evidence, durationMs }));
        const records = [...found, ...more];
        const request = { deployment: id, owner: context.run.owner, first: opening, more: records, waitMs: 0 };
        const held = await context.store.open(request).catch(async (error) => {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LockHeld */ .BG)
                await this.job.write({ deployment: undefined });
            throw error;
        });
        await this.job.write({ deployment: id, token: held.token });
        context.log.mask(held.token);
        const at = context.clock.now().toISOString();
        const written = [opening, ...records].map((each, index) => ({ ...each, seq: index + 1, at }));
        this.#open = new _open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .OpenDeployment */ .A(context.store, held, written, context.clock);
        context.log.info(`Opened deployment ${id}`);
        return this.#open;
    }
    /** Keeps what is known of a release: in the state at once, on the host with the next record. */
    putRelease(release) {
        this.mine.put(release);
        this.context.know(release);
    }
    /** Waits while another deployment is open, as long as `lock-timeout` allows. Errors: UserError that says who holds the lock and what can be done. */
    async waitForTurn() {
        const { context } = this;
        if (this.#open !== undefined || context.dryRun)
            return;
        const end = context.clock.monotonic() + context.lockTimeoutMs;
        for (let state = await context.state(); state.open !== undefined; state = await context.refresh()) {
            if (state.holder === undefined)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`Deployment ${state.open.id} is open and its lock is gone. Run \`command: rollback\` with \`deployment: ${state.open.id}\``);
            if (context.clock.monotonic() >= end)
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .LockHeld */ .BG(state.holder, (0,_lock_message_js__WEBPACK_IMPORTED_MODULE_5__/* .heldMessage */ .BA)(`${context.store.stateDir} on ${context.host.label}`, state.holder, state.open));
            await context.clock.sleep(Math.min(1_000, context.lockTimeoutMs));
        }
    }
    /** Takes over a deployment that another job opened: only when that job's run has ended. */
    async takeOver(id) {
        const { context } = this;
        const state = await context.state();
        const open = state.open;
        if (open === undefined || open.id !== id)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(notOpen(id, state));
        if (state.holder !== undefined)
            await assertEnded(context, state, open);
        const held = await context.store.takeOver({
            deployment: id,
            expected: state.holder?.fingerprint ?? 'missing',
            owner: context.run.owner
        });
        context.log.mask(held.token);
        await this.job.write({ deployment: id, token: held.token });
        const after = await context.refresh();
        this.#open = new _open_deployment_js__WEBPACK_IMPORTED_MODULE_3__/* .OpenDeployment */ .A(context.store, held, after.open?.records ?? open.records, context.clock);
        context.log.info(`Took over deployment ${id}`);
        return this.#open;
    }
    /** The deployment is over: the job keeps what it was, without a token. */
    async closed() {
        const id = this.#open?.id;
        if (this.#open !== undefined)
            this.#ended = { id: this.#open.id, records: this.#open.records };
        this.#open = undefined;
        this.#found = [];
        await this.job.write({ deployment: undefined, token: undefined, ended: id, found: undefined, code: undefined });
    }
}
/**
 * May this job have the deployment of another? Yes when that run has ended, by GitHub's answer; when it is this very run, in an earlier attempt
 * (GitHub never runs two attempts at once) or an earlier job; or when it ran outside GitHub and no job of it is left on the host.
 */
async function assertEnded(context, state, open) {
    const holder = state.holder;
    if (holder === undefined)
        return;
    const { owner } = holder;
    const mine = context.run.owner;
    if (owner.repository === mine.repository && owner.runId === mine.runId && owner.runAttempt <= mine.runAttempt)
        return;
    const answer = owner.runId.startsWith('local-') ? 'ended' : await context.github.runState(owner.repository, owner.runId);
    if (answer === 'ended')
        return;
    const why = answer === 'running'
        ? 'its run has not ended'
        : 'it is not known whether its run has ended (give `github-token`, or run `command: unlock` when you know)';
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`${(0,_lock_message_js__WEBPACK_IMPORTED_MODULE_5__/* .heldMessage */ .BA)(`${context.store.stateDir} on ${context.host.label}`, holder, open)}\nIt cannot be taken over: ${why}.`);
}
function notOpen(id, state) {
    const known = state.deployments.find(each => each.id === id);
    const last = known?.records.at(-1);
    if (last?.type === 'closed')
        return `Deployment ${id} has ended: ${last.outcome}. ${last.message}`;
    return `There is no deployment ${id} here${state.open === undefined ? ', and none is open' : `; ${state.open.id} is open`}`;
}
/**
 * A re-run of the same workflow run finds what its earlier attempt left open: it may have it without being told its id. Not so another job of
 * the same attempt, which may still run: that one is named.
 */
async function takeOverOwnRun(session) {
    const { context } = session;
    const state = await context.state();
    const { owner } = state.holder ?? {};
    const mine = context.run.owner;
    if (state.open === undefined || owner === undefined || context.dryRun)
        return;
    if (owner.repository === mine.repository && owner.runId === mine.runId && owner.runAttempt < mine.runAttempt)
        await session.takeOver(state.open.id);
}


/***/ }),

/***/ 66972:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M7: () => (/* binding */ tokenPattern),
/* harmony export */   ax: () => (/* binding */ fingerprintOf),
/* harmony export */   nw: () => (/* binding */ randomHex)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

/**
 * A fencing token: a generation that grows with every transition, then 128 random bits. Whoever has it may change things, so it is masked,
 * kept in files of mode 0600 and passed as a secret only.
 */
const tokenPattern = /^\d{8}-[0-9a-f]{32}$/;
/** SHA-256 of the token, its first 16 hex digits. */
function fingerprintOf(token) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(token).digest('hex').slice(0, 16);
}
function randomHex(random, bytes) {
    return Buffer.from(random(bytes)).toString('hex');
}


/***/ }),

/***/ 40920:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ readRun)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_0__);

/** `cwd` and `temp` stand in where GitHub's variables are missing. */
function readRun(environment, cwd, temp) {
    const repository = environment['GITHUB_REPOSITORY'] ?? `${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.userInfo)().username}@${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.hostname)()}`;
    const runId = environment['GITHUB_RUN_ID'] ?? `local-${process.ppid}`;
    const server = environment['GITHUB_SERVER_URL'];
    return {
        owner: {
            repository,
            runId,
            runAttempt: Number(environment['GITHUB_RUN_ATTEMPT'] ?? '1'),
            job: environment['GITHUB_JOB'] ?? 'local',
            actor: environment['GITHUB_ACTOR'] ?? (0,node_os__WEBPACK_IMPORTED_MODULE_0__.userInfo)().username,
            url: server === undefined ? undefined : `${server}/${repository}/actions/runs/${runId}`
        },
        ref: environment['GITHUB_REF'],
        sha: environment['GITHUB_SHA'],
        eventName: environment['GITHUB_EVENT_NAME'],
        workspace: environment['GITHUB_WORKSPACE'] ?? cwd,
        temp: environment['RUNNER_TEMP'] ?? temp,
        apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
        repositoryName: repository.split('/').at(-1) ?? repository
    };
}


/***/ }),

/***/ 93013:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock)
/* harmony export */ });
const systemClock = {
    now: () => new Date(),
    monotonic: () => performance.now(),
    sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
};


/***/ })

};
;