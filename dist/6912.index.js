"use strict";
exports.id = 6912;
exports.ids = [6912];
exports.modules = {

/***/ 26397:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qe: () => (/* binding */ s3Target),
/* harmony export */   ay: () => (/* binding */ copyToOf),
/* harmony export */   ov: () => (/* binding */ sshTarget),
/* harmony export */   rH: () => (/* binding */ copyTo)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(38815);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(37428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(20230);



const bucket = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const segments = '(?:/[A-Za-z0-9][A-Za-z0-9._-]*)';
const s3Url = new RegExp(`^s3://(${bucket})(${segments}*)/?$`);
const sshUrl = /^ssh:\/\/([a-z_][a-z0-9._-]*)@(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:\/[A-Za-z0-9._@+-]+)+)\/?$/;
const s3 = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    s3: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
        .regex(s3Url, 'write `s3://bucket/prefix`')
        .describe('`s3://bucket/prefix`: a bucket of AWS or of any store that speaks S3, and what the keys begin with.'),
    endpoint: zod__WEBPACK_IMPORTED_MODULE_1__/* .url */ .OZ5({ protocol: /^https?$/ })
        .optional()
        .describe('`https://s3.example.net`: where the store is, if it is not AWS. With http:// whoever is on the line can read the backup.'),
    region: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().min(1).default('us-east-1').describe('As the store names it; most stores but AWS take any.'),
    'path-style': zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()
        .optional()
        .describe("The bucket is part of the path and not of the host's name. Default: true where there is an `endpoint`."),
    'read-back': zod__WEBPACK_IMPORTED_MODULE_1__/* .boolean */ .zMY()
        .default(false)
        .describe("Read every copy back, also where the store's own checksum fits: for a store that you do not trust with that.")
});
const ssh = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    ssh: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
        .regex(sshUrl, 'write `ssh://user@host:port/absolute/directory`')
        .refine(url => !url.split('/').includes('..') && Number(sshUrl.exec(url)?.[3] ?? 22) <= 65_535, 'a port up to 65535 and no `..`')
        .describe("`ssh://user@host:port/absolute/directory`: another machine; the directory's parent must be there.")
});
const artifact = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    artifact: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz(true)
        .describe('An artifact of the run that takes the backup, on GitHub. Encrypted backups only; GitHub removes it when its days are over.')
});
const short = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()
    .regex(/^(s3:\/\/.*|ssh:\/\/.*|artifact)$/, 'write `s3://bucket/prefix`, `ssh://user@host:port/absolute/directory` or `artifact`');
const ofShort = (text) => (text === 'artifact' ? { artifact: true } : text.startsWith('s3:') ? { s3: text } : { ssh: text });
/** One entry of `backup.copy-to`, or the input of that name: an URL or `artifact` alone, or an object with what the kind needs besides. Nothing secret. */
const copyTo = zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([short.transform(ofShort).pipe(zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([s3, ssh, artifact])), s3, ssh, artifact])
    .describe('`s3://bucket/prefix`, `ssh://user@host:port/directory`, `artifact`, or an object with `endpoint`, `region` and `path-style` for S3.');
/** The input `copy-to`. Errors: UserError. */
function copyToOf(text) {
    const lines = text.split(/\s+/).filter(each => each !== '');
    const given = lines.every(each => /^((s3|ssh):|artifact$)/.test(each)) ? lines : yaml(text);
    const read = zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(copyTo).safeParse(Array.isArray(given) ? given : [given]);
    if (read.success)
        return read.data;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y(`The input \`copy-to\` cannot be used:\n${zod__WEBPACK_IMPORTED_MODULE_3__/* .prettifyError */ .S1(read.error)}`);
}
function yaml(text) {
    try {
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parse */ .qg)(text);
    }
    catch {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UserError */ .y('The input `copy-to` is neither a list of addresses, one to a line, nor YAML in the form of `backup.copy-to`');
    }
}
function s3Target(config) {
    const [, name = '', path = ''] = s3Url.exec(config.s3);
    const { endpoint, region } = config;
    const pathStyle = config['path-style'] ?? endpoint !== undefined;
    return { bucket: name, prefix: path.replace(/^\//, ''), endpoint, region, pathStyle, readBack: config['read-back'] };
}
function sshTarget(config) {
    const [, user = '', address = '', port = '22', directory = ''] = sshUrl.exec(config.ssh);
    return { user, address: address.replace(/^\[(.*)\]$/, '$1'), port: Number(port), directory };
}


/***/ }),

/***/ 87971:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ PAUSES_MS),
/* harmony export */   k: () => (/* binding */ again)
/* harmony export */ });
/** Milliseconds before each further try of what may go through a little later. */
const PAUSES_MS = [2_000, 10_000, 30_000];
/** Does it again after each pause while `mayPass` says that it may go through then. Errors: what the last try threw. */
async function again(pausesMs, mayPass, body) {
    for (const pause of pausesMs) {
        try {
            return await body();
        }
        catch (error) {
            if (!mayPass(error))
                throw error;
            await new Promise(resolve => setTimeout(resolve, pause));
        }
    }
    return body();
}


/***/ }),

/***/ 57826:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ prove),
  H: () => (/* binding */ proven)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(78877);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(30714);
;// CONCATENATED MODULE: ./build/shared/copies/collect.js


let minor;
/**
 * Frees the chunks that have passed through. V8 itself waits until there are some 64 MB of them, because it counts only their small heads; with this the
 * action stays as small as it was. Takes a millisecond or two.
 */
function freeChunks() {
    if (minor === undefined) {
        (0,external_node_v8_.setFlagsFromString)('--expose-gc');
        minor = (0,external_node_vm_.runInNewContext)('gc');
    }
    minor?.({ type: 'minor' });
}

;// CONCATENATED MODULE: ./build/shared/copies/proof.js



/** Bytes after which the chunks that have passed are freed. */
const FREE_EACH = 4 * 2 ** 20;
/**
 * Passes a file's bytes on and compares them with what they must be; the last chunk comes only when they are.
 * Errors: UserError that begins with `what`, and what the source throws.
 */
async function* proven(what, source, facts) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let bytes = 0;
    let since = 0;
    let last;
    for await (const chunk of source) {
        if (last !== undefined)
            yield last;
        hash.update(chunk);
        bytes += chunk.length;
        since += chunk.length;
        if (since > FREE_EACH) {
            since = 0;
            freeChunks();
        }
        // More than it must have will not become the right file any more.
        if (bytes > facts.bytes)
            break;
        last = chunk;
    }
    if (bytes !== facts.bytes)
        throw new errors/* UserError */.y(`${what}: it has ${bytes > facts.bytes ? 'more' : bytes} bytes and the manifest says ${facts.bytes}.`);
    if (hash.digest('hex') !== facts.sha256)
        throw new errors/* UserError */.y(`${what}: its SHA-256 is not that of the manifest.`);
    if (last !== undefined)
        yield last;
}
/** Reads to the end and only compares. */
async function prove(what, source, facts) {
    for await (const _ of proven(what, source, facts))
        ;
}


/***/ }),

/***/ 86912:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openCopyStore: () => (/* binding */ openCopyStore)
});

// EXTERNAL MODULE: ./build/shared/config/copy-to.js
var copy_to = __webpack_require__(26397);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
// EXTERNAL MODULE: ./build/shared/copies/again.js
var again = __webpack_require__(87971);
;// CONCATENATED MODULE: ./build/shared/copies/deadline.js
/** Half a Mbit/s: 1 GB in four and a half hours. */
const usual = { graceMs: 5 * 60_000, bytesPerSecond: 64 * 1024 };
/** The moment at which a transfer is given up, however regularly a byte of it comes. Whoever makes one ends it. */
class Deadline {
    #pace;
    #controller = new AbortController();
    #ms;
    #timer;
    /** For a transfer of so many bytes; 0: a question and its answer. */
    constructor(bytes, pace = usual) {
        this.#pace = pace;
        this.#ms = this.#allowed(bytes);
        this.#timer = this.#start();
    }
    get signal() {
        return this.#controller.signal;
    }
    get passed() {
        return this.#controller.signal.aborted;
    }
    /** Begins anew, now that it is known how many bytes come. */
    restart(bytes) {
        this.end();
        this.#ms = this.#allowed(bytes);
        this.#timer = this.#start();
    }
    end() {
        clearTimeout(this.#timer);
    }
    /** What a message says of it, without a full stop. */
    get words() {
        return `it had not ended after ${Math.ceil(this.#ms / 1000)} s, so it is slower than ${Math.ceil(this.#pace.bytesPerSecond / 1024)} KiB/s`;
    }
    #allowed(bytes) {
        return this.#pace.graceMs + (bytes / this.#pace.bytesPerSecond) * 1000;
    }
    #start() {
        // A longer one than Node can wait for would end at once.
        return setTimeout(() => this.#controller.abort(), Math.min(this.#ms, 2 ** 31 - 1)).unref();
    }
}

;// CONCATENATED MODULE: ./build/shared/copies/artifact-service.js



/** Answers of the service and of the store beside it; `status` 0: there was none. */
class ArtifactFailure extends Error {
    name = 'ArtifactFailure';
    status;
    constructor(status, message, cause) {
        super(message, { cause });
        this.status = status;
    }
}
/**
 * GitHub's artifacts as the official `@actions/artifact` 6 speaks to them: the calls of its service (Twirp, JSON), Azure's blob interface for the bytes, and
 * the REST API for other runs. No signed address is part of what it throws.
 */
class ArtifactService {
    #access;
    #timing;
    #ids;
    /** Errors: UserError for a token that names no run. */
    constructor(access, timing) {
        this.#access = access;
        this.#timing = timing;
        this.#ids = backendIds(access.serviceToken);
    }
    /** Where the bytes of a new artifact are sent to. Errors: ArtifactFailure, 409 for a name that the run has. */
    async create(name) {
        // 7: a file as it is, and no zip.
        const answer = await this.#call('CreateArtifact', { ...this.#ids, name, version: 7, mime_type: 'application/octet-stream' });
        return artifact_service_text(answer, 'signed_upload_url', 'CreateArtifact');
    }
    async finalize(name, bytes, sha256) {
        await this.#call('FinalizeArtifact', { ...this.#ids, name, size: String(bytes), hash: `sha256:${sha256}` });
    }
    /** Of this run, from all its jobs. */
    async listRun(name) {
        const { artifacts = [] } = await this.#call('ListArtifacts', { ...this.#ids, ...(name === undefined ? {} : { name_filter: name }) });
        return artifacts.map(each => ({
            name: artifact_service_text(each, 'name', 'ListArtifacts'),
            bytes: Number(field(each, 'size') ?? 0),
            ids: {
                workflow_run_backend_id: artifact_service_text(each, 'workflow_run_backend_id', 'ListArtifacts'),
                workflow_job_run_backend_id: artifact_service_text(each, 'workflow_job_run_backend_id', 'ListArtifacts')
            }
        }));
    }
    /** Nothing to do where the run has none of this name. */
    async deleteOfRun(name) {
        for (const { ids } of await this.listRun(name))
            await this.#delete(ids, name);
    }
    /** Also one that this job has begun and not finished, which no list has. Nothing to do where there is none. */
    async deleteOfJob(name) {
        await this.#delete(this.#ids, name);
    }
    /** The bytes of an artifact of this run, or of another. Errors: ArtifactFailure, 404 where there is none; the stream's too. */
    async open({ name, bytes, apiId }) {
        const url = apiId === undefined ? await this.#urlOfRun(name) : await this.#urlOfApi(apiId);
        return this.#read(`the content of ${name}`, url, bytes);
    }
    /** Those of all runs that have not expired, the newest first. Errors: ArtifactFailure. */
    async listAll(name) {
        const found = [];
        for (let page = 1;; page++) {
            const query = `per_page=100&page=${page}${name === undefined ? '' : `&name=${encodeURIComponent(name)}`}`;
            const { artifacts } = (await this.#api('GET', `/actions/artifacts?${query}`));
            for (const each of artifacts)
                if (!each.expired)
                    found.push({ name: each.name, bytes: each.size_in_bytes, apiId: each.id });
            if (artifacts.length < 100)
                return found.sort((a, b) => b.apiId - a.apiId);
        }
    }
    async deleteOfApi(id) {
        await this.#api('DELETE', `/actions/artifacts/${id}`);
    }
    /** Stores one block of an artifact, or all of it at once; the store compares the MD5 of what arrives. */
    async putBlob(url, query, body, headers) {
        await this.#ask('the upload', `${url}&${query}`, { method: 'PUT', body, headers: { 'x-ms-version': '2023-11-03', ...headers } }, body.length);
    }
    async #delete(ids, name) {
        await this.#call('DeleteArtifact', { ...ids, name }).catch((error) => {
            if (!(error instanceof ArtifactFailure) || error.status !== 404)
                throw error;
        });
    }
    async #urlOfRun(name) {
        const [found] = await this.listRun(name);
        if (found === undefined)
            throw new ArtifactFailure(404, `this run has no artifact ${name}`);
        return artifact_service_text(await this.#call('GetSignedArtifactURL', { ...found.ids, name }), 'signed_url', 'GetSignedArtifactURL');
    }
    async #urlOfApi(id) {
        const { repository, apiUrl, apiToken } = this.#access;
        const url = `${apiUrl}/repos/${repository}/actions/artifacts/${id}/zip`;
        const { status, headers } = await this.#ask('the address of an artifact', url, { headers: apiHeaders(apiToken), redirect: 'manual' }, 0);
        const location = headers.get('location');
        if (location === null)
            throw new ArtifactFailure(status, `GitHub answered ${status} and no address of the artifact`);
        return location;
    }
    async #call(method, body) {
        const { serviceUrl, serviceToken } = this.#access;
        const url = new URL(`/twirp/github.actions.results.api.v1.ArtifactService/${method}`, serviceUrl).href;
        const headers = { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' };
        const answer = await this.#json(method, url, { method: 'POST', headers, body: JSON.stringify(body) });
        if ('ok' in answer && answer['ok'] !== true)
            throw new ArtifactFailure(200, `${method}: the service did not accept it`);
        return answer;
    }
    async #api(method, path) {
        const { repository, apiUrl, apiToken } = this.#access;
        return this.#json(`${method} ${path.split('?')[0]}`, `${apiUrl}/repos/${repository}${path}`, { method, headers: apiHeaders(apiToken) });
    }
    async #json(what, url, request) {
        const { status, body } = await this.#ask(what, url, request, 0);
        if (body === '')
            return {};
        try {
            return JSON.parse(body);
        }
        catch {
            throw new ArtifactFailure(status, `${what}: GitHub answered ${status}, and no JSON`);
        }
    }
    /** Asks until it is answered in time, some tries long, and reads the answer, which is short. Errors: ArtifactFailure. */
    async #ask(what, url, request, bytes) {
        return (0,again/* again */.k)(this.#timing.pausesMs, isPassing, async () => {
            const deadline = new Deadline(bytes, this.#timing.pace);
            try {
                const response = await fetch(url, { ...request, signal: deadline.signal });
                const { status, headers } = response;
                const body = await response.text();
                if (status >= 400)
                    throw new ArtifactFailure(status, `${what}: ${status}${said(body)}`);
                return { status, headers, body };
            }
            catch (error) {
                throw failureOf(what, error, deadline);
            }
            finally {
                deadline.end();
            }
        });
    }
    async #read(what, url, bytes) {
        const deadline = new Deadline(bytes, this.#timing.pace);
        const response = await (0,again/* again */.k)(this.#timing.pausesMs, isPassing, async () => {
            try {
                const answer = await fetch(url, { signal: deadline.signal });
                if (!answer.ok)
                    throw new ArtifactFailure(answer.status, `${what}: ${answer.status}${said(await answer.text())}`);
                return answer;
            }
            catch (error) {
                throw failureOf(what, error, deadline);
            }
        }).catch((error) => {
            deadline.end();
            throw error;
        });
        async function* chunks() {
            try {
                if (response.body !== null)
                    for await (const chunk of response.body)
                        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
            }
            catch (error) {
                throw failureOf(`${what} broke off`, error, deadline);
            }
            finally {
                deadline.end();
            }
        }
        return chunks();
    }
}
/** The service answers in either spelling, as protobuf's JSON allows. */
function field(answer, name) {
    return answer[name] ?? answer[name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase())];
}
function artifact_service_text(answer, name, call) {
    const value = field(answer, name);
    if (typeof value !== 'string' || value === '')
        throw new ArtifactFailure(200, `${call}: the answer has no ${name}`);
    return value;
}
function apiHeaders(token) {
    return { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', authorization: `Bearer ${token}` };
}
/** The run and the job that a runtime token is for: its scope `Actions.Results:<run>:<job>`. */
function backendIds(token) {
    const [, body = ''] = token.split('.');
    const scopes = () => {
        try {
            return String(JSON.parse(Buffer.from(body, 'base64url').toString()).scp);
        }
        catch {
            return '';
        }
    };
    const [, run = '', job = ''] = /(?:^| )Actions\.Results:([^: ]+):([^: ]+)(?: |$)/.exec(scopes()) ?? [];
    if (run === '')
        throw new errors/* UserError */.y('A copy to a GitHub artifact is not possible: the token that GitHub gave this job (ACTIONS_RUNTIME_TOKEN) names no run.');
    return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
}
/** Whether the same request may go through a little later. */
function isPassing(error) {
    return (error instanceof ArtifactFailure &&
        (error.status === 0 || error.status === 429 || error.status >= 500) &&
        !error.message.includes('slower than'));
}
/** The server's own words, in one line, without an address: that of a blob is as good as a password. */
function said(body) {
    const own = /"(?:msg|message)"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? '';
    const line = own
        .replaceAll(/https?:\S+/g, '…')
        .replaceAll(/\s+/g, ' ')
        .slice(0, 300);
    return line === '' ? '' : ` (${line})`;
}
function failureOf(what, error, deadline) {
    if (error instanceof ArtifactFailure)
        return error;
    if (deadline.passed)
        return new ArtifactFailure(0, `${what}: ${deadline.words}`);
    // fetch says `fetch failed` or `terminated`, and beneath it why.
    const { name, cause } = error;
    const code = cause?.code;
    if (name === 'TypeError' && cause !== undefined)
        return new ArtifactFailure(0, `${what}: the connection failed${code === undefined ? '' : ` (${code})`}`);
    return error;
}

;// CONCATENATED MODULE: ./build/shared/copies/parts.js
/** What S3 asks of a multipart upload: at most so many parts, each but the last of at least so many bytes. */
const MOST_PARTS = 10_000;
const MEBIBYTE = 2 ** 20;
const SMALLEST_PART = 5 * MEBIBYTE;
/** Bytes of each part but the last. A file of the same size always has the same parts, so a later run can go on from them. */
function partBytes(bytes, least) {
    const needed = bytes / MOST_PARTS;
    return needed <= least ? least : Math.ceil(needed / MEBIBYTE) * MEBIBYTE;
}
/** So many buffers and no more: who takes one waits until one is there. */
class Buffers {
    #free;
    #waiting = [];
    constructor(count, bytes) {
        this.#free = Array.from({ length: count }, () => Buffer.allocUnsafeSlow(bytes));
    }
    async take() {
        return this.#free.pop() ?? new Promise(resolve => this.#waiting.push(resolve));
    }
    give(buffer) {
        const next = this.#waiting.shift();
        if (next === undefined)
            this.#free.push(buffer);
        else
            next(buffer);
    }
}
/** Cuts a stream into parts as large as the buffers. */
async function* cut(source, buffers) {
    let number = 1;
    let buffer;
    let filled = 0;
    const part = (whole) => ({ number: number++, body: whole.subarray(0, filled), release: () => buffers.give(whole) });
    try {
        for await (const chunk of source)
            for (let at = 0; at < chunk.length;) {
                buffer ??= await buffers.take();
                const taken = chunk.copy(buffer, filled, at);
                at += taken;
                filled += taken;
                if (filled < buffer.length)
                    continue;
                const full = buffer;
                buffer = undefined;
                yield part(full);
                filled = 0;
            }
        if (buffer === undefined)
            return;
        const rest = buffer;
        buffer = undefined;
        yield part(rest);
    }
    finally {
        if (buffer !== undefined)
            buffers.give(buffer);
    }
}

// EXTERNAL MODULE: ./build/shared/copies/proof.js + 1 modules
var proof = __webpack_require__(57826);
;// CONCATENATED MODULE: ./build/shared/copies/artifact.js








/** What the name of every artifact begins with; a key's slashes may not be in it. */
const PREFIX = 'belay~';
/** The artifacts of a repository, each file of a backup one of them. Asks nothing yet. Errors: UserError for a token that names no run. */
function openArtifacts(access, options = {}) {
    return new ArtifactStore(access, options);
}
class ArtifactStore {
    label;
    days;
    #service;
    #options;
    #pausesMs;
    #repository;
    #others;
    constructor(access, options) {
        this.label = `artifact://${access.repository}/runs/${access.runId}`;
        this.days = access.days;
        this.#pausesMs = options.pausesMs ?? again/* PAUSES_MS */.T;
        this.#service = new ArtifactService(access, { pausesMs: this.#pausesMs, pace: options.pace });
        this.#options = options;
        this.#repository = access.repository;
        this.#others = access.apiToken !== undefined;
    }
    /** Everything is read back: what GitHub says of the SHA-256 is what it was told. */
    async put(key, source, facts) {
        const what = `${key} could not be copied to ${this.label}`;
        const name = nameOf(key);
        await this.#explained(what, async () => {
            await this.#service.deleteOfRun(name);
            const isLost = (error) => error instanceof host_errors/* ConnectionLost */.pz;
            try {
                const url = await this.#create(name);
                await (0,again/* again */.k)(this.#pausesMs, isLost, async () => {
                    const stream = (0,proof/* proven */.H)(`${what}, because it is not what the manifest says`, await source(), facts);
                    await this.#send(url, stream, facts.bytes);
                });
                await this.#service.finalize(name, facts.bytes, facts.sha256);
                await (0,proof/* prove */.z)(`What ${this.label} holds as ${name} is not what was sent`, await this.#service.open({ name, bytes: facts.bytes }), facts);
            }
            catch (error) {
                throw await this.#undone(what, name, error);
            }
        });
    }
    async get(key) {
        return this.#explained(`${key} could not be read from ${this.label}`, async () => {
            const name = nameOf(key);
            const [mine] = await this.#service.listRun(name);
            const found = mine ?? (await this.#listOthers(name))[0];
            if (found === undefined)
                throw new ArtifactFailure(404, `there is no artifact ${name} that has not expired`);
            return this.#stream(key, await this.#service.open(found));
        });
    }
    async list(prefix) {
        return this.#explained(`The artifacts of ${this.#repository} could not be listed`, async () => {
            const files = new Map();
            const add = ({ name, bytes }) => {
                const key = keyOf(name);
                // The first of a name is the newest.
                if (key?.startsWith(prefix) && !files.has(key))
                    files.set(key, { key, bytes });
            };
            for (const each of await this.#service.listRun())
                add(each);
            if (this.#others || files.size === 0)
                for (const each of await this.#listOthers())
                    add(each);
            return [...files.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
        });
    }
    async remove(key) {
        await this.#explained(`${key} could not be removed from ${this.label}`, async () => {
            const name = nameOf(key);
            await this.#service.deleteOfRun(name);
            if (this.#others)
                for (const { apiId } of await this.#listOthers(name))
                    await this.#service.deleteOfApi(apiId);
        });
    }
    async close() { }
    /** What a former try of this job has begun and could not remove holds the name still. */
    async #create(name) {
        return this.#service.create(name).catch(async (error) => {
            if (!(error instanceof ArtifactFailure) || error.status !== 409)
                throw error;
            await this.#service.deleteOfJob(name);
            return this.#service.create(name);
        });
    }
    async #listOthers(name) {
        if (this.#others)
            return this.#service.listAll(name);
        throw new errors/* UserError */.y('This run has no such copy among its artifacts, and those of earlier runs are seen only with a token: give `github-token: ${{ github.token }}`, and the job `permissions: actions: read`.');
    }
    /** A block counts as there when the store found its MD5 right. */
    async #send(url, stream, bytes) {
        const size = partBytes(bytes, this.#options.partBytes ?? SMALLEST_PART);
        const ids = [];
        for await (const { number, body, release } of cut(stream, new Buffers(2, size))) {
            // All ids must be of one length.
            const id = Buffer.from(String(number).padStart(6, '0')).toString('base64');
            ids.push(id);
            await this.#service.putBlob(url, `comp=block&blockid=${encodeURIComponent(id)}`, body, { 'content-md5': md5(body) });
            release();
        }
        const list = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map(id => `<Latest>${id}</Latest>`).join('')}</BlockList>`);
        await this.#service.putBlob(url, 'comp=blocklist', list, {
            'content-md5': md5(list),
            'content-type': 'application/xml',
            'x-ms-blob-content-type': 'application/octet-stream'
        });
    }
    /** Removes what was begun; what was never finished is no artifact, and GitHub removes it by itself. Answers the error to throw. */
    async #undone(what, name, error) {
        const told = this.#explain(what, error);
        try {
            await this.#service.deleteOfJob(name);
            return told;
        }
        catch (second) {
            if (!(told instanceof errors/* UserError */.y))
                return told;
            const left = `The artifact ${name} may be there all the same, for it could not be removed: remove it on the page of this run.`;
            return new errors/* UserError */.y(`${told.message} ${left}`, { cause: second });
        }
    }
    #stream(key, source) {
        const explain = (error) => this.#explain(`${key} could not be read to its end from ${this.label}`, error);
        async function* chunks() {
            try {
                yield* source;
            }
            catch (error) {
                throw explain(error);
            }
        }
        return external_node_stream_.Readable.from(chunks(), { objectMode: false, highWaterMark: 2 ** 20 });
    }
    async #explained(what, body) {
        try {
            return await body();
        }
        catch (error) {
            throw this.#explain(what, error);
        }
    }
    #explain(what, error) {
        if (!(error instanceof ArtifactFailure))
            return error;
        return new errors/* UserError */.y(`${what}: ${this.#advice(error)}`, { cause: error });
    }
    #advice(error) {
        const { status, message } = error;
        if (/insufficient usage|quota/i.test(message))
            return "GitHub's room for artifacts is used up. Remove old ones, or raise the limit of the account.";
        if (status === 401 || status === 403)
            return `GitHub does not allow it (${message}). The token of a job ends with the job; for other runs \`github-token\` needs \`actions: read\`, and \`actions: write\` to remove.`;
        if (status === 404)
            return `${message}. Has it expired?`;
        if (status === 0 || status >= 500 || status === 429)
            return `${message}. It was tried several times; try again when GitHub works again.`;
        return `${message}.`;
    }
}
const md5 = (body) => (0,external_node_crypto_.createHash)('md5').update(body).digest('base64');
function nameOf(key) {
    return PREFIX + key.replaceAll('/', '~');
}
function keyOf(name) {
    return name.startsWith(PREFIX) ? name.slice(PREFIX.length).replaceAll('~', '/') : undefined;
}

// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(38321);
;// CONCATENATED MODULE: ./build/shared/copies/s3-errors.js

const statusOf = (error) => error?.$metadata?.httpStatusCode;
const s3_errors_nameOf = (error) => String(error?.name ?? '');
const network = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/;
const s3_errors_transient = /^(TimeoutError|AbortError|RequestTimeout|SlowDown|Throttling.*|TooManyRequests|InternalError|ServiceUnavailable|OperationAborted)$/;
/** Whether the same request may go through a little later. */
function s3_errors_isPassing(error) {
    const { code = '', name = '' } = (error ?? {});
    const status = statusOf(error);
    if (network.test(code) || s3_errors_transient.test(name) || s3_errors_transient.test(code))
        return true;
    return status === 429 || (status !== undefined && status >= 500 && status !== 501 && status !== 507);
}
/** What a failure means to the user. `what` says what did not work, without a full stop. */
function explainS3(what, error, place) {
    if (error instanceof errors/* UserError */.y)
        return error;
    const failure = (error ?? {});
    if (failure.name === undefined || (error instanceof TypeError && failure.code === undefined))
        return error;
    const advice = adviceFor(failure, place);
    if (advice === undefined)
        return error;
    return new errors/* UserError */.y(`${what}: ${advice}`, { cause: new Error(words(failure, place.secrets)) });
}
const needed = 's3:PutObject, s3:GetObject, s3:ListBucket, s3:AbortMultipartUpload, s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts';
function adviceFor(failure, { bucket, endpoint, region }) {
    const { name = '', code = '' } = failure;
    const status = statusOf(failure);
    switch (name) {
        case 'NoSuchBucket':
            return `there is no bucket ${bucket} at ${endpoint}. Make it there, or mend its name.`;
        case 'InvalidAccessKeyId':
            return `${endpoint} does not know the access key. Is it of this store, and was it removed there?`;
        case 'SignatureDoesNotMatch':
            return `the secret key is not that of the access key (${endpoint} computes another signature). Was it copied whole? A proxy that changes requests does the same.`;
        case 'InvalidToken':
        case 'ExpiredToken':
        case 'ExpiredTokenException':
            return 'the session token is not valid any more. Ask for the credentials right before the copy, or for longer.';
        case 'RequestTimeTooSkewed':
        case 'RequestExpired':
            return `the clocks of this runner (${new Date().toISOString()}) and of ${endpoint}${serverTime(failure)} are too far apart. Set the wrong one.`;
        case 'PermanentRedirect':
        case 'AuthorizationHeaderMalformed':
        case 'IllegalLocationConstraintException':
            return `the bucket ${bucket} is not in the region ${region}${elsewhere(failure)}. Mend \`region\`, and \`endpoint\` where one is given.`;
        case 'QuotaExceeded':
        case 'QuotaExceededException':
        case 'XMinioStorageFull':
        case 'EntityTooLarge':
            return 'the store has no room for it, or not for a file of this size. Look at its quota.';
        case 'InvalidObjectState':
            return 'the file was moved to an archive class. Restore it to a normal class in the store first.';
        case 'NoSuchKey':
            return `there is no such file in the bucket ${bucket} any more.`;
    }
    if (status === 507)
        return 'the store has no room for it. Look at its quota.';
    if (status === 403)
        return `${endpoint} does not allow it to this key. It needs ${needed} on the bucket ${bucket}, and s3:DeleteObject where copies are to be removed.`;
    if (status === 404)
        return `${endpoint} has nothing at ${bucket}. Is the bucket there, and must \`path-style\` be set for this store?`;
    if (status === 301 || status === 307)
        return `${endpoint} sends requests for ${bucket} elsewhere. Mend \`region\` and \`endpoint\`.`;
    if (status === 501)
        return `${endpoint} does not know this request. Is it a store with the whole of S3's interface?`;
    // The SDK calls a broken connection by that name too.
    if (name === 'TimeoutError' && (code === '' || code === 'ETIMEDOUT'))
        return `${endpoint} did not answer in time, several times. Is it up, and is the line to it?`;
    if (s3_errors_isPassing(failure) && status !== undefined)
        return `${endpoint} answered ${status}${name === '' ? '' : ` (${name})`} several times. Try again when it works again.`;
    if (code === 'ENOTFOUND')
        return `the name of ${endpoint} could not be resolved. Check \`endpoint\`, and \`path-style\` (without it the bucket is part of the name).`;
    if (code === 'ECONNREFUSED')
        return `nothing listens at ${endpoint}. Is the port right, and is the store up?`;
    if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO|ERR_SSL)/.test(code))
        return `the TLS connection to ${endpoint} could not be trusted (${code}). Set NODE_EXTRA_CA_CERTS for an authority of your own.`;
    if (s3_errors_isPassing(failure))
        return `the connection to ${endpoint} broke several times (${code || name}).`;
    if (status !== undefined)
        return `${endpoint} answered ${status} (${name}).`;
    return undefined;
}
function serverTime({ $response }) {
    const date = $response?.headers?.['date'];
    return date === undefined ? '' : ` (${new Date(date).toISOString()})`;
}
function elsewhere({ Region, $response }) {
    const found = Region ?? $response?.headers?.['x-amz-bucket-region'];
    return found === undefined ? '' : ` but in ${found}`;
}
/** The server's own words, in one line, without anything secret. */
function words({ name = '', code, message = '', $metadata }, secrets) {
    const parts = [[name, code === name ? undefined : code, message === 'UnknownError' ? undefined : message].filter(Boolean).join(': ')];
    if ($metadata?.httpStatusCode !== undefined)
        parts.push(`HTTP ${$metadata.httpStatusCode}`);
    if ($metadata?.requestId !== undefined)
        parts.push(`request ${$metadata.requestId}`);
    const text = parts.join(', ').replaceAll(/\s+/g, ' ').slice(0, 1000);
    return secrets.filter(secret => secret !== '').reduce((so, secret) => so.replaceAll(secret, '***'), text);
}

;// CONCATENATED MODULE: ./build/shared/copies/s3-upload.js






/** Parts on their way at once; one more is being filled meanwhile. With two the action has more than 150 MB resident (1 GB copied, measured). */
const PARALLEL = 1;
/**
 * A multipart upload that goes on from the parts that are there: those of this run, after the connection to the source or to the store broke, and those
 * of a run that was killed. A part counts as there when its MD5 is that of the bytes that belong there.
 * Answers the ETag that the whole must have. On a failure nothing remains of it; where that could not be done either, the error says so.
 */
async function uploadInParts(request) {
    const { sdk, client, at, persist } = request;
    let begun;
    try {
        const { id, stored } = await begin(request);
        begun = id;
        const digests = await sendAll(request, id, stored);
        const whole = composite(digests);
        const Parts = digests.map((_, index) => ({ PartNumber: index + 1, ETag: `"${stored.get(index + 1).tag}"` }));
        const complete = () => client.send(new sdk.CompleteMultipartUploadCommand({ ...at, UploadId: id, MultipartUpload: { Parts } }));
        await persist(complete).catch(async (error) => {
            // Its answer may have been lost, and the next try then finds no upload any more: what lies there decides.
            const head = await client.send(new sdk.HeadObjectCommand(at)).catch(() => undefined);
            if (s3_errors_nameOf(error) !== 'NoSuchUpload' || head?.ContentLength !== request.bytes || head.ETag !== `"${whole}"`)
                throw error;
        });
        // What cannot be tidied up now is no reason to do without the copy.
        await request.end(within => endOthers(request, within)).catch(() => undefined);
        return whole;
    }
    catch (error) {
        throw await abort(request, begun, error);
    }
}
/** Goes on with an upload of this file that a killed run has left, or begins one. Of several the newest counts and the others are ended. */
async function begin({ sdk, client, at, persist }) {
    const found = await uploadsOf(sdk, client, at).catch((error) => {
        // A key that may only write, or a store without this list: nothing is known of former runs, and it works without.
        if (isUnknown(error))
            return [];
        throw error;
    });
    const newest = found.pop();
    for (const UploadId of found)
        await client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId }));
    if (newest !== undefined)
        return { id: newest, stored: await partsOf(sdk, client, at, newest) };
    const { UploadId } = await persist(() => client.send(new sdk.CreateMultipartUploadCommand(at)));
    return { id: UploadId, stored: new Map() };
}
const isUnknown = (error) => statusOf(error) === 501 || s3_errors_nameOf(error) === 'AccessDenied';
/** Uploads of this very file that were begun and are neither finished nor ended, the oldest first. */
async function uploadsOf(sdk, client, at) {
    const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: at.Key }));
    return Uploads.filter(({ Key, UploadId }) => Key === at.Key && UploadId !== undefined)
        .sort((a, b) => (a.Initiated?.getTime() ?? 0) - (b.Initiated?.getTime() ?? 0))
        .map(({ UploadId }) => UploadId);
}
/** A beginning whose answer was lost was begun all the same, and the try after it began another. */
async function endOthers({ sdk, at }, { client, persist }) {
    const found = await persist(() => uploadsOf(sdk, client, at)).catch((error) => {
        if (isUnknown(error))
            return [];
        throw error;
    });
    for (const UploadId of found)
        await persist(() => client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })));
}
async function partsOf(sdk, client, at, UploadId) {
    const stored = new Map();
    let PartNumberMarker;
    do {
        const page = await client.send(new sdk.ListPartsCommand({ ...at, UploadId, PartNumberMarker }));
        for (const { PartNumber = 0, ETag = '', Size = 0 } of page.Parts ?? [])
            stored.set(PartNumber, { tag: ETag.replaceAll('"', ''), bytes: Size });
        PartNumberMarker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return stored;
}
/** Answers every part's MD5, in order. */
async function sendAll(request, id, stored) {
    const buffers = new Buffers(PARALLEL + 1, request.partBytes);
    const isLost = (error) => error instanceof host_errors/* ConnectionLost */.pz;
    return (0,again/* again */.k)(request.pausesMs, isLost, () => sendOnce(request, id, stored, buffers));
}
async function sendOnce(request, id, stored, buffers) {
    const { sdk, client, at, persist } = request;
    const digests = [];
    const running = new Set();
    let failure;
    const send = async (number, body, digest) => {
        const md5 = digest.toString('hex');
        const there = stored.get(number);
        if (there?.tag === md5 && there.bytes === body.length)
            return;
        const part = { ...at, UploadId: id, PartNumber: number, Body: body, ContentMD5: digest.toString('base64') };
        const { ETag } = await persist(() => client.send(new sdk.UploadPartCommand(part)));
        stored.set(number, { tag: (ETag ?? '').replaceAll('"', ''), bytes: body.length });
    };
    try {
        for await (const { number, body, release } of cut(await request.source(), buffers)) {
            const digest = (0,external_node_crypto_.createHash)('md5').update(body).digest();
            digests.push(digest);
            const sending = send(number, body, digest)
                .catch((error) => {
                failure ??= { error };
            })
                .finally(() => {
                release();
                running.delete(sending);
            });
            running.add(sending);
            if (failure !== undefined)
                break;
        }
    }
    finally {
        // A part that is still on its way would be there again after the upload was ended.
        await Promise.all(running);
    }
    if (failure !== undefined)
        throw failure.error;
    return digests;
}
/** Ends the upload, so that none of its parts remains, and those whose beginning was not answered. Answers the error to throw. */
async function abort(request, begun, error) {
    const { sdk, at, end, explain } = request;
    const told = explain(error);
    // A clear answer to its beginning: nothing was begun.
    if (begun === undefined && !s3_errors_isPassing(error))
        return told;
    try {
        await end(async (within) => {
            const { client, persist } = within;
            if (begun !== undefined)
                await persist(() => client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId: begun }))).catch((second) => {
                    if (s3_errors_nameOf(second) !== 'NoSuchUpload')
                        throw second;
                });
            await endOthers(request, within);
        });
        return told;
    }
    catch (second) {
        if (!(told instanceof errors/* UserError */.y))
            return told;
        const left = `Parts of ${at.Key} ${begun === undefined ? 'may remain' : 'remain'} in the bucket ${at.Bucket}, because they could not be removed either; the next copy of this backup goes on from them.`;
        return new errors/* UserError */.y(`${told.message} ${left}`, { cause: told.cause });
    }
}
/** The ETag of what was made of parts: the MD5 of their MD5s, and how many they were. */
function composite(digests) {
    return `${(0,external_node_crypto_.createHash)('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`;
}

;// CONCATENATED MODULE: ./build/shared/copies/s3.js











const STALL_MS = 60_000;
/** A bucket of any store that speaks S3. Asks nothing yet. The SDK is loaded here and nowhere else: a run without copies does without. */
async function openS3(options) {
    const sdk = await __webpack_require__.e(/* import() */ 3711).then(__webpack_require__.t.bind(__webpack_require__, 53711, 19));
    const { endpoint, region, accessKey, secretKey, sessionToken, pathStyle, stallMs = STALL_MS } = options;
    const client = new sdk.S3Client({
        ...(endpoint === undefined ? {} : { endpoint }),
        region,
        forcePathStyle: pathStyle,
        credentials: {
            accessKeyId: accessKey,
            secretAccessKey: secretKey,
            ...(sessionToken === undefined ? {} : { sessionToken })
        },
        maxAttempts: 3,
        // Stores other than AWS reject checksums that they do not know; what arrived is proven another way.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        // It costs a round trip and a connection for each part, and not every store knows it.
        expectContinueHeader: false,
        requestHandler: { connectionTimeout: Math.min(stallMs, 15_000), socketTimeout: stallMs, httpsAgent: { keepAlive: true } }
    });
    return new S3Store(sdk, client, options);
}
class S3Store {
    label;
    #sdk;
    #client;
    #options;
    #place;
    constructor(sdk, client, options) {
        const { bucket, prefix, endpoint, region, accessKey, secretKey, sessionToken = '' } = options;
        this.label = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
        this.#sdk = sdk;
        this.#client = client;
        this.#options = options;
        const secrets = [secretKey, sessionToken, accessKey];
        this.#place = { label: this.label, bucket, endpoint: endpoint ?? `AWS (${region})`, region, secrets };
    }
    async put(key, source, facts) {
        const what = `${key} could not be copied to ${this.label}`;
        const size = partBytes(facts.bytes, this.#options.partBytes ?? SMALLEST_PART);
        const checked = async () => (0,proof/* proven */.H)(`${what}, because it is not what the manifest says`, await source(), facts);
        await this.#explained(what, facts.bytes, async (within) => {
            const tag = facts.bytes <= size
                ? await this.#putWhole(within, key, checked)
                : await this.#putParts(within, what, key, checked, facts.bytes, size);
            await this.#confirm(within, key, facts, tag);
        });
    }
    async get(key) {
        const deadline = new Deadline(0, this.#options.pace);
        const { Body, ContentLength = 0 } = await this.#told(`${key} could not be read from ${this.label}`, deadline, ({ client }) => client.send(new this.#sdk.GetObjectCommand(this.#at(key)))).catch((error) => {
            deadline.end();
            throw error;
        });
        deadline.restart(ContentLength);
        return this.#explainedStream(key, Body, deadline);
    }
    async list(prefix) {
        return this.#explained(`${this.label} could not be listed`, 0, async ({ client }) => {
            const files = [];
            let ContinuationToken;
            do {
                const page = await client.send(new this.#sdk.ListObjectsV2Command({ Bucket: this.#options.bucket, Prefix: this.#name(prefix), ContinuationToken }));
                for (const { Key = '', Size = 0 } of page.Contents ?? [])
                    files.push({ key: Key.slice(this.#name('').length), bytes: Size });
                ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
            } while (ContinuationToken !== undefined);
            return files;
        });
    }
    async remove(key) {
        await this.#explained(`${key} could not be removed from ${this.label}`, 0, ({ client }) => client.send(new this.#sdk.DeleteObjectCommand(this.#at(key))));
    }
    async close() {
        this.#client.destroy();
    }
    async #putWhole({ client, persist }, key, source) {
        const isLost = (error) => error instanceof host_errors/* ConnectionLost */.pz;
        const body = await (0,again/* again */.k)(this.#pausesMs, isLost, async () => (0,consumers_.buffer)(await source()));
        const md5 = (0,external_node_crypto_.createHash)('md5').update(body).digest();
        const ContentMD5 = md5.toString('base64');
        await persist(() => client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body: body, ContentMD5 })));
        return md5.toString('hex');
    }
    #putParts(within, what, key, source, bytes, size) {
        return uploadInParts({
            sdk: this.#sdk,
            ...within,
            end: async (body) => {
                // What is ended because it took too long has time of its own to be ended in.
                const deadline = new Deadline(0, this.#options.pace);
                await body(this.#within(deadline)).finally(() => deadline.end());
            },
            at: this.#at(key),
            source,
            bytes,
            partBytes: size,
            pausesMs: this.#pausesMs,
            explain: error => within.explain(what, error)
        });
    }
    /**
     * The store's own MD5 of what it holds is that of the bytes whose SHA-256 was compared on the way; where its ETag is not an MD5 (encryption with a
     * key service), everything is read back. Errors: UserError; then it was removed again.
     */
    async #confirm({ client, persist }, key, facts, tag) {
        const head = await persist(() => client.send(new this.#sdk.HeadObjectCommand(this.#at(key))));
        const fits = head.ContentLength === facts.bytes && bare(head.ETag) === tag;
        if (fits && this.#options.readBack !== true)
            return;
        try {
            await (0,proof/* prove */.z)(`What ${this.label} holds as ${key} is not what was sent`, await this.get(key), facts);
        }
        catch (error) {
            if (error instanceof errors/* UserError */.y)
                await this.remove(key);
            throw error;
        }
    }
    get #pausesMs() {
        return this.#options.pausesMs ?? again/* PAUSES_MS */.T;
    }
    #within(deadline) {
        const send = ((command) => this.#client.send(command, { abortSignal: deadline.signal }));
        const mayPass = (error) => s3_errors_isPassing(error) && !deadline.passed;
        return {
            client: { send },
            persist: request => (0,again/* again */.k)(this.#pausesMs, mayPass, request),
            explain: (what, error) => this.#explain(what, deadline, error)
        };
    }
    /** Does it in the time that so many bytes may take. */
    async #explained(what, bytes, body) {
        const deadline = new Deadline(bytes, this.#options.pace);
        return this.#told(what, deadline, body).finally(() => deadline.end());
    }
    async #told(what, deadline, body) {
        try {
            return await body(this.#within(deadline));
        }
        catch (error) {
            // An answer to HEAD has no words: a bucket that is not there and a file that is not there look the same.
            const reason = statusOf(error) === 404 && s3_errors_nameOf(error) === 'NotFound' ? await this.#reason(error) : error;
            throw this.#explain(what, deadline, reason);
        }
    }
    #explain(what, deadline, error) {
        if (!deadline.passed || error instanceof errors/* UserError */.y)
            return explainS3(what, error, this.#place);
        return new errors/* UserError */.y(`${what}: ${deadline.words}. Look at the line to ${this.#place.endpoint}, and at the store.`, { cause: error });
    }
    async #reason(error) {
        const { bucket: Bucket } = this.#options;
        return this.#client.send(new this.#sdk.ListObjectsV2Command({ Bucket, MaxKeys: 1 })).then(() => error, (reason) => reason);
    }
    /** What breaks in the middle is told like what breaks at the beginning. */
    #explainedStream(key, body, deadline) {
        const what = `${key} could not be read to its end from ${this.label}`;
        const explain = (error) => this.#explain(what, deadline, error);
        async function* chunks() {
            try {
                yield* body;
            }
            catch (error) {
                throw explain(error);
            }
            finally {
                deadline.end();
            }
        }
        return external_node_stream_.Readable.from(chunks(), { objectMode: false, highWaterMark: 2 ** 20 });
    }
    #name(key) {
        return this.#options.prefix === '' ? key : `${this.#options.prefix}/${key}`;
    }
    #at(key) {
        return { Bucket: this.#options.bucket, Key: this.#name(key) };
    }
}
const bare = (tag) => (tag ?? '').replaceAll('"', '').toLowerCase();

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/shared/host/open-host.js + 10 modules
var open_host = __webpack_require__(97688);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
;// CONCATENATED MODULE: ./build/shared/copies/ssh.js







/** A directory of another machine. Connects to nothing yet. Errors: UserError when known_hosts does not hold a usable key for it. */
function openSsh({ host, directory, pausesMs }) {
    return new SshStore((0,open_host.openHost)(host), directory.replace(/(?<=.)\/+$/, ''), pausesMs ?? again/* PAUSES_MS */.T);
}
/** The same for any host; a test's is the machine itself. */
class SshStore {
    label;
    #host;
    #directory;
    #pausesMs;
    constructor(host, directory, pausesMs) {
        this.label = `ssh://${host.label}${directory}`;
        this.#host = host;
        this.#directory = directory;
        this.#pausesMs = pausesMs;
    }
    /** The SHA-256 is that of what lies on the other machine's disk, read there before the file gets its name. */
    async put(key, source, facts) {
        const path = this.#path(key);
        const what = `${key} could not be copied to ${this.label}`;
        await this.#run(what, (0,shell.sh) `umask 077
[[ -d ${this.#directory} ]] || mkdir -- ${this.#directory}
mkdir -p -- ${path.slice(0, path.lastIndexOf('/'))}
{ read -r _; read -r free; } < <(df -B1 --output=avail -- ${this.#directory})
(( free > ${facts.bytes} )) || { echo "there are only $((free / 1048576)) MiB free" >&2; exit 1; }
`);
        const isLost = (error) => error instanceof host_errors/* ConnectionLost */.pz;
        await (0,again/* again */.k)(this.#pausesMs, isLost, async () => {
            const stream = (0,proof/* proven */.H)(`${what}, because it is not what the manifest says`, await source(), facts);
            await this.#host.upload({ stream, bytes: facts.bytes }, path);
        });
    }
    get(key) {
        return this.#host.download(this.#path(key));
    }
    async list(prefix) {
        const below = prefix.slice(0, prefix.lastIndexOf('/') + 1);
        const { stdout } = await this.#run(`${this.label} could not be listed`, 
        // Only what is not there holds nothing: what may not be read, or lies on a disk that is not mounted, may hold everything.
        (0,shell.sh) `[[ -d ${this.#directory} ]] || cd -- ${external_node_path_.posix.dirname(this.#directory)}
cd -- ${`${this.#directory}/${below}`} 2>/dev/null || {
  why=$(LC_ALL=C stat -- ${`${this.#directory}/${below}`} 2>&1) || [[ $why != *': No such file or directory' ]] || exit 0
  cd -- ${`${this.#directory}/${below}`}
}
find . -type f ! -name '.*' -printf '%s %P\n'
`);
        return stdout
            .split('\n')
            .filter(Boolean)
            .map(line => ({ key: below + line.slice(line.indexOf(' ') + 1), bytes: Number(line.slice(0, line.indexOf(' '))) }))
            .filter(file => file.key.startsWith(prefix))
            .sort((a, b) => (a.key < b.key ? -1 : 1));
    }
    async remove(key) {
        await this.#run(`${key} could not be removed from ${this.label}`, (0,shell.sh) `cd -- ${this.#directory} 2>/dev/null || exit 0
rm -f -- ${key}
[[ ! -d ${key.slice(0, key.lastIndexOf('/'))} ]] || rmdir -p --ignore-fail-on-non-empty -- ${key.slice(0, key.lastIndexOf('/'))}
`);
    }
    close() {
        return this.#host.close();
    }
    #path(key) {
        return `${this.#directory}/${key}`;
    }
    async #run(what, script) {
        const { stdout, stderr, exitCode } = await this.#host.run(script, { check: false, timeoutMs: 600_000 });
        if (exitCode === 0)
            return { stdout };
        throw new errors/* UserError */.y(`${what}: ${stderr.trim().slice(-500) || `exit code ${exitCode}`}.`);
    }
}

;// CONCATENATED MODULE: ./build/shared/copies/registry.js





/** The store of one entry of `copy-to`; `artifacts` throws where there can be none. Connects to nothing yet. Errors: UserError that names what is missing. */
async function openCopyStore(config, secrets, artifacts) {
    if ('artifact' in config)
        return openArtifacts(artifacts());
    if ('s3' in config) {
        const accessKey = registry_needed(config.s3, 'an access key', secrets.accessKey).trim();
        const secretKey = registry_needed(config.s3, 'a secret key', secrets.secretKey).trim();
        return openS3({ ...(0,copy_to/* s3Target */.Qe)(config), accessKey, secretKey, sessionToken: secrets.sessionToken });
    }
    const { directory, ...place } = (0,copy_to/* sshTarget */.ov)(config);
    const privateKey = registry_needed(config.ssh, 'a private key', secrets.privateKey);
    const knownHosts = registry_needed(config.ssh, 'lines of known_hosts', secrets.knownHosts);
    return openSsh({ host: { ...place, privateKey, knownHosts, passphrase: secrets.passphrase }, directory });
}
function registry_needed(url, what, value) {
    // A secret that does not exist is an empty string in a workflow.
    if (value !== undefined && value.trim() !== '')
        return value;
    throw new errors/* UserError */.y(`A copy to ${url} needs ${what}, and there is none: is the secret set in this environment?`);
}


/***/ })

};
;