"use strict";
exports.id = 379;
exports.ids = [379];
exports.modules = {

/***/ 6397:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qe: () => (/* binding */ s3Target),
/* harmony export */   ay: () => (/* binding */ copyToOf),
/* harmony export */   ov: () => (/* binding */ sshTarget),
/* harmony export */   rH: () => (/* binding */ copyTo)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2503);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7428);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(230);



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
const short = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^(s3|ssh):\/\//, 'write `s3://bucket/prefix` or `ssh://user@host:port/absolute/directory`');
/** One entry of `backup.copy-to`, or the input of that name: an URL alone, or an object with what the kind needs besides. Nothing secret. */
const copyTo = zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([short.transform(url => (url.startsWith('s3:') ? { s3: url } : { ssh: url })).pipe(zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([s3, ssh])), s3, ssh])
    .describe('`s3://bucket/prefix`, `ssh://user@host:port/directory`, or an object with `endpoint`, `region` and `path-style` for S3.');
/** The input `copy-to`. Errors: UserError. */
function copyToOf(text) {
    const lines = text.split(/\s+/).filter(each => each !== '');
    const given = lines.every(each => /^(s3|ssh):/.test(each)) ? lines : yaml(text);
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

/***/ 7971:
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

/***/ 7826:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ prove),
  H: () => (/* binding */ proven)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
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

/***/ 3379:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openCopyStore: () => (/* binding */ openCopyStore)
});

// EXTERNAL MODULE: ./build/shared/config/copy-to.js
var copy_to = __webpack_require__(6397);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(230);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(5293);
// EXTERNAL MODULE: ./build/shared/copies/again.js
var again = __webpack_require__(7971);
;// CONCATENATED MODULE: ./build/shared/copies/parts.js
/** What S3 asks of a multipart upload: at most so many parts, each but the last of at least so many bytes. */
const MOST_PARTS = 10_000;
const MEBIBYTE = 2 ** 20;
const SMALLEST_PART = 5 * MEBIBYTE;
/** Bytes of each part but the last. A file of the same size always has the same parts, so a later run can go on from them. */
function partBytes(bytes, least) {
    return Math.max(least, Math.ceil(bytes / MOST_PARTS / MEBIBYTE) * MEBIBYTE);
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
var proof = __webpack_require__(7826);
;// CONCATENATED MODULE: ./build/shared/copies/s3-errors.js

const statusOf = (error) => error?.$metadata?.httpStatusCode;
const nameOf = (error) => String(error?.name ?? '');
const network = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/;
const s3_errors_transient = /^(TimeoutError|AbortError|RequestTimeout|SlowDown|Throttling.*|TooManyRequests|InternalError|ServiceUnavailable|OperationAborted)$/;
/** Whether the same request may go through a little later. */
function isPassing(error) {
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
    if (isPassing(failure) && status !== undefined)
        return `${endpoint} answered ${status}${name === '' ? '' : ` (${name})`} several times. Try again when it works again.`;
    if (code === 'ENOTFOUND')
        return `the name of ${endpoint} could not be resolved. Check \`endpoint\`, and \`path-style\` (without it the bucket is part of the name).`;
    if (code === 'ECONNREFUSED')
        return `nothing listens at ${endpoint}. Is the port right, and is the store up?`;
    if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO|ERR_SSL)/.test(code))
        return `the TLS connection to ${endpoint} could not be trusted (${code}). Set NODE_EXTRA_CA_CERTS for an authority of your own.`;
    if (isPassing(failure))
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
    const { id, stored } = await begin(request);
    try {
        const digests = await sendAll(request, id, stored);
        const whole = composite(digests);
        const Parts = digests.map((_, index) => ({ PartNumber: index + 1, ETag: `"${stored.get(index + 1).tag}"` }));
        const complete = () => client.send(new sdk.CompleteMultipartUploadCommand({ ...at, UploadId: id, MultipartUpload: { Parts } }));
        await persist(complete).catch(async (error) => {
            // Its answer may have been lost, and the next try then finds no upload any more: what lies there decides.
            const head = await client.send(new sdk.HeadObjectCommand(at)).catch(() => undefined);
            if (nameOf(error) !== 'NoSuchUpload' || head?.ContentLength !== request.bytes || head.ETag !== `"${whole}"`)
                throw error;
        });
        return whole;
    }
    catch (error) {
        throw await abort(request, id, error);
    }
}
/** Goes on with an upload of this file that a killed run has left, or begins one. Of several the newest counts and the others are ended. */
async function begin({ sdk, client, at, persist }) {
    const listed = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: at.Key })).catch((error) => {
        // A key that may only write, or a store without this list: nothing is known of former runs, and it works without.
        if (statusOf(error) === 501 || nameOf(error) === 'AccessDenied')
            return undefined;
        throw error;
    });
    const found = (listed?.Uploads ?? [])
        .filter(({ Key, UploadId }) => Key === at.Key && UploadId !== undefined)
        .sort((a, b) => (a.Initiated?.getTime() ?? 0) - (b.Initiated?.getTime() ?? 0))
        .map(({ UploadId }) => UploadId);
    const newest = found.pop();
    for (const UploadId of found)
        await client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId }));
    if (newest !== undefined)
        return { id: newest, stored: await partsOf(sdk, client, at, newest) };
    const { UploadId } = await persist(() => client.send(new sdk.CreateMultipartUploadCommand(at)));
    return { id: UploadId, stored: new Map() };
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
/** Ends the upload, so that none of its parts remains. Answers the error to throw. */
async function abort({ sdk, client, at, persist, explain }, UploadId, error) {
    const told = explain(error);
    try {
        await persist(() => client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })));
        return told;
    }
    catch (second) {
        if (nameOf(second) === 'NoSuchUpload' || !(told instanceof errors/* UserError */.y))
            return told;
        const left = `Parts of ${at.Key} remain in the bucket ${at.Bucket}, because they could not be removed either; the next copy of this backup goes on from them.`;
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
    const sdk = await __webpack_require__.e(/* import() */ 711).then(__webpack_require__.t.bind(__webpack_require__, 3711, 19));
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
        await this.#explained(what, async () => {
            const tag = facts.bytes <= size ? await this.#putWhole(key, checked) : await this.#putParts(what, key, checked, facts.bytes, size);
            await this.#confirm(key, facts, tag);
        });
    }
    async get(key) {
        return this.#explained(`${key} could not be read from ${this.label}`, async () => {
            const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#at(key)));
            return this.#explainedStream(key, Body);
        });
    }
    async list(prefix) {
        return this.#explained(`${this.label} could not be listed`, async () => {
            const files = [];
            let ContinuationToken;
            do {
                const page = await this.#client.send(new this.#sdk.ListObjectsV2Command({ Bucket: this.#options.bucket, Prefix: this.#name(prefix), ContinuationToken }));
                for (const { Key = '', Size = 0 } of page.Contents ?? [])
                    files.push({ key: Key.slice(this.#name('').length), bytes: Size });
                ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
            } while (ContinuationToken !== undefined);
            return files;
        });
    }
    async remove(key) {
        await this.#explained(`${key} could not be removed from ${this.label}`, () => this.#client.send(new this.#sdk.DeleteObjectCommand(this.#at(key))));
    }
    async close() {
        this.#client.destroy();
    }
    async #putWhole(key, source) {
        const isLost = (error) => error instanceof host_errors/* ConnectionLost */.pz;
        const body = await (0,again/* again */.k)(this.#pausesMs, isLost, async () => (0,consumers_.buffer)(await source()));
        const md5 = (0,external_node_crypto_.createHash)('md5').update(body).digest();
        const ContentMD5 = md5.toString('base64');
        await this.#persist(() => this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body: body, ContentMD5 })));
        return md5.toString('hex');
    }
    #putParts(what, key, source, bytes, size) {
        return uploadInParts({
            sdk: this.#sdk,
            client: this.#client,
            at: this.#at(key),
            source,
            bytes,
            partBytes: size,
            pausesMs: this.#pausesMs,
            persist: request => this.#persist(request),
            explain: error => explainS3(what, error, this.#place)
        });
    }
    /**
     * The store's own MD5 of what it holds is that of the bytes whose SHA-256 was compared on the way; where its ETag is not an MD5 (encryption with a
     * key service), everything is read back. Errors: UserError; then it was removed again.
     */
    async #confirm(key, facts, tag) {
        const head = await this.#persist(() => this.#client.send(new this.#sdk.HeadObjectCommand(this.#at(key))));
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
    #persist(request) {
        return (0,again/* again */.k)(this.#pausesMs, isPassing, request);
    }
    get #pausesMs() {
        return this.#options.pausesMs ?? again/* PAUSES_MS */.T;
    }
    async #explained(what, body) {
        try {
            return await body();
        }
        catch (error) {
            // An answer to HEAD has no words: a bucket that is not there and a file that is not there look the same.
            if (statusOf(error) === 404 && nameOf(error) === 'NotFound')
                throw explainS3(what, await this.#reason(error), this.#place);
            throw explainS3(what, error, this.#place);
        }
    }
    async #reason(error) {
        const { bucket: Bucket } = this.#options;
        return this.#client.send(new this.#sdk.ListObjectsV2Command({ Bucket, MaxKeys: 1 })).then(() => error, (reason) => reason);
    }
    /** What breaks in the middle is told like what breaks at the beginning. */
    #explainedStream(key, body) {
        const explain = (error) => explainS3(`${key} could not be read to its end from ${this.label}`, error, this.#place);
        async function* chunks() {
            try {
                yield* body;
            }
            catch (error) {
                throw explain(error);
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

// EXTERNAL MODULE: ./build/shared/host/open-host.js + 10 modules
var open_host = __webpack_require__(7688);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(2854);
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
read -r _ _ _ free _ < <(df -B1 --output=source,size,used,avail -- ${this.#directory} | tail -n 1)
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
        const { stdout } = await this.#run(`${this.label} could not be listed`, (0,shell.sh) `cd -- ${`${this.#directory}/${below}`} 2>/dev/null || exit 0
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




/** The store of one entry of `copy-to`. Connects to nothing yet. Errors: UserError that names what is missing. */
async function openCopyStore(config, secrets) {
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