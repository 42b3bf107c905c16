"use strict";
exports.id = 7688;
exports.ids = [7688];
exports.modules = {

/***/ 55293:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ao: () => (/* binding */ AnswerCutOff),
/* harmony export */   LL: () => (/* binding */ Unreachable),
/* harmony export */   Xp: () => (/* binding */ DeadlinePassed),
/* harmony export */   YQ: () => (/* binding */ JobLost),
/* harmony export */   b0: () => (/* binding */ FencedOff),
/* harmony export */   nk: () => (/* binding */ CommandFailed),
/* harmony export */   pz: () => (/* binding */ ConnectionLost)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(20230);

/** A command on a host answered with a non-zero exit code. The step that ran it says what that means to the user. */
class CommandFailed extends Error {
    name = 'CommandFailed';
    host;
    result;
    constructor(host, result) {
        const last = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-10).join('\n');
        super(`A command on ${host} ended with exit code ${result.exitCode}${last === '' ? '' : `:\n${last}`}`);
        this.host = host;
        this.result = result;
    }
}
/** A command on a host had not ended when its deadline passed; everything that it started was ended, except what `survivors` names. */
class DeadlinePassed extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = 'DeadlinePassed';
    /** Process ids that could not be ended: another user's, deaf to TERM. */
    survivors;
    constructor(message, survivors = []) {
        super(message);
        this.survivors = survivors;
    }
}
/** The connection broke and could not be made again in time; what was running as a job goes on on the host. */
class ConnectionLost extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = 'ConnectionLost';
}
/** What answered on the host was ended before its answer was whole, by somebody or by the kernel where memory ran out; the connection holds. */
class AnswerCutOff extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = 'AnswerCutOff';
}
/** The lock is not, or no longer, held with the token that the job was to start under: the job was not started. */
class FencedOff extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = 'FencedOff';
    /** What the lock file says of its holder; empty when there is no lock. */
    holder;
    constructor(host, job, holder) {
        const now = holder === '' ? 'nobody holds the lock any more' : 'another job holds the lock now, as this deployment was taken over or closed';
        super(`The job ${job} was not started on ${host}: ${now}. Nothing more is changed from here; look at \`command: status\``, holder === '' ? undefined : { cause: new Error(`the lock is held by ${holder}`) });
        this.holder = holder;
    }
}
/** A job was started, none of its processes lives, and it left no exit code: the machine went down or all of it was killed. */
class JobLost extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
    name = 'JobLost';
}
/** The host could not be reached. In the middle of a job this is tried again; at the start the user must mend it. */
class Unreachable extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y {
}


/***/ }),

/***/ 97688:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openHost: () => (/* binding */ openHost)
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/errors.js
var host_errors = __webpack_require__(55293);
;// CONCATENATED MODULE: ./build/shared/host/protocol.js
/**
 * How a script reaches bash and how its answer is told from a broken one. Pure text and bytes; the channels are elsewhere.
 *
 * bash reads a script from stdin byte by byte, so what comes in there is: `SERVE`, once, which then runs line after line in a subshell; and for each
 * script one line that reads exactly so many bytes and runs them (the wrapper), the script with its length, and the environment as NUL-separated
 * pairs, ended by an empty name. Nothing runs before all of it has arrived. The
 * script is parsed as one group before its first command runs, so half a script never runs (a brace too many would leave `{ }`, but not the `if`
 * inside it), and it reads /dev/null, so it cannot swallow anything.
 */
/** Milliseconds between TERM and KILL for what is ended. Long enough for psql and pg_dump to cancel their statement. */
const GRACE_MS = 5000;
/**
 * What ends a deadline's timer, a bash that sits in `read -t`. For TERM bash has a handler that only takes a note: when the signal comes in the moment
 * before `read` begins to wait (a script that ends at once), the note is seen only at the deadline, and the answer comes a minute late (once in 600
 * runs of `:`). For a real-time signal it has none, so the kernel ends it.
 */
const END_TIMER = 'RTMIN';
/** Exit code of a wrapper whose input was cut off. It has no end mark, so the code is only for people. */
const CUT = 97;
/** A script with a deadline, between a begin mark and an end mark on stdout and on stderr. */
function runMessage(request, options) {
    const { nonce, marker, timeoutMs, keepStdin, last } = options;
    return message(request, { ...request.env, BELAY_RUN: marker }, `belay_mark=BELAY_RUN=${marker}
printf '%s begin\\n' $belay_n
printf '%s begin\\n' $belay_n >&2
set -m
( ${keepStdin ? '' : 'exec 3<&-\n'}${RUN_SCRIPT} ) & belay_w=$!
exec 4>&2 2>/dev/null
( ${keepStdin ? 'exec 3<> <(:)\n' : ''}read -rt ${seconds(timeoutMs)} -u 3; belay_k=$?
  trap '' ${END_TIMER}
  belay_end $belay_w
  [[ ! $belay_left ]] || printf '%s left %s\\n' $belay_n "$belay_left"
  exit $((belay_k > 128 ? 77 : 78)) ) 4>&- & belay_t=$!
set +m
wait $belay_w; belay_c=$?
kill -s ${END_TIMER} $belay_t; wait $belay_t; belay_k=$?
case $belay_k in
  77) belay_v="deadline $belay_c" ;;
  78) belay_v="gone $belay_c" ;;
  *) belay_v="exit $belay_c"; ! kill -0 -- -$belay_w || belay_v+=' left-some' ;;
esac
printf '%s end %s\\n' $belay_n "$belay_v"
printf '%s end %s\\n' $belay_n "$belay_v" >&4
exit 0
`, line(nonce, last || keepStdin));
}
/**
 * A script of Belay's own that speaks the channel's protocol itself: fd 3 is what follows on stdin, and it prints its own marks with $belay_n. With an exit
 * code other than 0 it ends the channel's bash: it must, where it has not read all that was sent to it.
 */
function bareMessage(script, nonce) {
    return message({ script }, {}, 'eval "$belay_s"\nexit 0\n', line(nonce, false));
}
/** The inner shell of a job: its exit code is the script's; TERM ends everything that it started, as the user that it runs as. */
function jobMessage(request, marker) {
    return message(request, { ...request.env, BELAY_JOB: marker.slice(marker.lastIndexOf('/') + 1), BELAY_JOB_DIR: marker }, `belay_mark=BELAY_JOB_DIR=$BELAY_JOB_DIR
exec 3<&-
belay_k=
trap 'belay_k=1' TERM
set -m
( trap - TERM
${RUN_SCRIPT} ) & belay_w=$!
set +m
exec >/dev/null 2>&1
while :; do
  wait $belay_w; belay_c=$?
  [[ $belay_k ]] && { belay_end $belay_w; exit 143; }
  kill -0 $belay_w || exit $belay_c
done
`, bytes => `{ ${BEGIN}IFS= read -rN ${bytes} -u 3 belay_s || exit ${CUT}; eval "$belay_s"; exit ${CUT}; }\n`);
}
/** Runs what the message brought: the variables of the wrapper are gone before the script's first command. */
const RUN_SCRIPT = `set +m
  [[ ! $belay_d ]] || cd -- "$belay_d" || exit
  set -eu -o pipefail
  eval "unset -v belay_n belay_s belay_d belay_k belay_v belay_mark belay_w belay_t belay_c
{ if :; then :
$belay_s
fi
}"
`;
/**
 * Bash functions: `belay_find ROOT` sets belay_pids to the processes of ROOT's group, those that carry the marker in their environment, and all their
 * descendants, without those named in belay_keep; with belay_cg, that cgroup's processes too. `belay_end ROOT` sends them TERM (sudo relays TERM and not KILL), after the grace KILL, and waits until they are gone. belay_left: what could not be ended.
 */
const FIND_AND_END = `belay_find() {
  local p l more; local -A parent=() want=()
  belay_pids=()
  for p in /proc/[0-9]*; do
    p=\${p#/proc/}
    IFS= read -rd '' l < /proc/$p/stat
    l=\${l##*) }
    set -- $1 $l
    [[ $2 == Z || ! $3 || $p == $BASHPID ]] && continue
    parent[$p]=$3
    [[ $1 && ( $p == $1 || $4 == $1 ) ]] && want[$p]=1
  done 2>/dev/null
  for p in $(grep -lszxF -e "$belay_mark" /proc/[0-9]*/environ 2>/dev/null); do
    p=\${p#/proc/}; p=\${p%/environ}
    [[ \${parent[$p]} ]] && want[$p]=1
  done
  [[ \${belay_cg:-} ]] && for p in $(<"$belay_cg/cgroup.procs"); do [[ \${parent[$p]} ]] && want[$p]=1; done 2>/dev/null
  more=1
  while [[ $more ]]; do
    more=
    for p in "\${!parent[@]}"; do
      [[ ! \${want[$p]} && \${want[\${parent[$p]}]} ]] && { want[$p]=1; more=1; }
    done
  done
  for p in \${belay_keep:-}; do unset "want[$p]"; done
  belay_pids=("\${!want[@]}")
}
belay_end() {
  local p t=1 since=$SECONDS; local -A seen=()
  while (( SECONDS - since < 10 )); do
    belay_find "$1"
    for p in "\${belay_pids[@]}"; do
      [[ \${seen[$p]} ]] || { seen[$p]=1; [[ $t ]] && kill -TERM $p; }
    done 2>/dev/null
    for p in "\${!seen[@]}"; do [[ -d /proc/$p ]] && ! grep -q '^State:.Z' /proc/$p/status || unset "seen[$p]"; done 2>/dev/null
    (( \${#seen[@]} )) || break
    (( SECONDS - since >= ${GRACE_MS / 1000} )) && t=
    [[ $t ]] || { [[ \${belay_cg:-} ]] && echo 1 > "$belay_cg/cgroup.kill"; kill -KILL "\${!seen[@]}"; } 2>/dev/null
    sleep 0.1
  done
  belay_left="\${!seen[*]}"
}
`;
/** A new bash is empty of what the login left it, and finds the system's programs. LC_ALL=C: read -N counts bytes. */
const BEGIN = `exec 3<&0 </dev/null
for belay_k in $(compgen -e); do case $belay_k in HOME|USER|PATH) ;; *) unset -v "$belay_k" ;; esac; done 2>/dev/null
for belay_k in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  [[ :$PATH: == *:$belay_k:* ]] || PATH=\${PATH:+$PATH:}$belay_k
done
export LANG=C.UTF-8 PATH
unset -v OLDPWD
LC_ALL=C
${FIND_AND_END}`;
/**
 * The first thing that a channel's bash reads: from then on it runs each line that comes in. Whatever a script does to its shell, the next one does not
 * find it. stdin is replaced here and not in a line: bash 5.2 crashes when an `eval` replaces the stdin that it reads its script from.
 */
const SERVE = `{ ${BEGIN}while IFS= read -r belay_l <&3; do eval "$belay_l"; done; exit 0; }\n`;
/**
 * The line that runs a message. The nonce is in it alone: when login files have swallowed it, nothing that follows can make a mark. The `last` one takes
 * the shell with it: what may still come in after it must not be taken for a line.
 */
function line(nonce, last) {
    const run = (bytes) => `belay_n=${nonce}; IFS= read -rN ${bytes} -u 3 belay_s || exit ${CUT}; eval "$belay_s"; exit ${CUT}`;
    // No `||`: in what stands before it bash ignores `set -e`, and a script would go on after a command that failed.
    return bytes => (last ? `${run(bytes)}\n` : `( ${run(bytes)} ); [[ $? == 0 ]] || exit ${CUT}\n`);
}
/** `first`: the line that reads and runs the wrapper, which has so many bytes. */
function message(request, env, body, first) {
    const script = Buffer.from(request.script);
    if (request.script.includes('\0'))
        throw new Error('A script cannot hold a NUL character');
    // The directory travels first among the pairs, as the empty-prefixed name `.`; it is not exported.
    const wrapper = Buffer.from(`IFS= read -rN ${script.length} -u 3 belay_s || exit ${CUT}
unset -v LC_ALL
belay_d=
while :; do
  IFS= read -rd '' -u 3 belay_k || exit ${CUT}
  [[ $belay_k ]] || break
  IFS= read -rd '' -u 3 belay_v || exit ${CUT}
  if [[ $belay_k == . ]]; then belay_d=$belay_v; else export "$belay_k=$belay_v"; fi
done
unset -v belay_k belay_v belay_l
${body}`);
    const pairs = request.cwd === undefined ? [] : ['.', request.cwd];
    for (const [name, value] of Object.entries({ ...env, ...request.secrets })) {
        checkVariable(name, value);
        pairs.push(name, value);
    }
    if (pairs.some(text => text.includes('\0')))
        throw new Error('A directory or value cannot hold a NUL character');
    return {
        head: Buffer.concat([Buffer.from(first(wrapper.length)), wrapper, script]),
        pairs: Buffer.from([...pairs, ''].map(text => `${text}\0`).join(''))
    };
}
/** Variables that bash keeps for itself, and those that would change what the wrapper does. */
const RESERVED = new Set(['BASHOPTS', 'BASHPID', 'BASH_ENV', 'BASH_VERSINFO', 'EUID', 'IFS', 'PPID', 'SHELLOPTS', 'UID']);
function checkVariable(name, value) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || RESERVED.has(name) || name.startsWith('belay_')) {
        throw new Error(`${JSON.stringify(name)} cannot be the name of an environment variable here`);
    }
    if (value.includes('\0'))
        throw new Error(`The value of the environment variable ${name} holds a NUL character`);
}
function seconds(milliseconds) {
    return (Math.max(1, Math.round(milliseconds)) / 1000).toFixed(3);
}
/**
 * Takes a stream apart: marks are `<nonce> text` up to a newline, wherever they stand; everything else after the first mark is data.
 * What comes before the first mark is noise of login files and is dropped. The nonce is random and unknown to the script.
 */
class FrameReader {
    #nonce;
    #onData;
    #onMark;
    #held = Buffer.alloc(0);
    #begun = false;
    constructor(nonce, onData, onMark) {
        this.#nonce = Buffer.from(`${nonce} `);
        this.#onData = onData;
        this.#onMark = onMark;
    }
    push(chunk) {
        let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
        this.#held = Buffer.alloc(0);
        for (;;) {
            const at = rest.indexOf(this.#nonce);
            if (at === -1)
                break;
            this.#data(rest.subarray(0, at));
            const end = rest.indexOf(10, at);
            if (end === -1) {
                this.#held = Buffer.from(rest.subarray(at));
                return;
            }
            this.#begun = true;
            this.#onMark(rest.toString('utf8', at + this.#nonce.length, end));
            rest = rest.subarray(end + 1);
        }
        const held = this.#partialMark(rest);
        this.#data(rest.subarray(0, rest.length - held));
        if (held > 0)
            this.#held = Buffer.from(rest.subarray(rest.length - held));
    }
    #data(data) {
        if (this.#begun && data.length > 0)
            this.#onData(data);
    }
    /** How many bytes at the end may be the beginning of a mark; they wait for the next chunk. */
    #partialMark(data) {
        for (let length = Math.min(data.length, this.#nonce.length - 1); length > 0; length--) {
            if (this.#nonce.subarray(0, length).equals(data.subarray(data.length - length)))
                return length;
        }
        return 0;
    }
}

;// CONCATENATED MODULE: ./build/shared/host/channel.js



/** Standard error that is kept, in bytes; the rest is dropped from the middle of a flood and said so. */
const MAX_STDERR = 8 * 1024 * 1024;
/**
 * Sends a message through a channel and reads the answer up to its end mark. What still holds stdout open after that is not waited for. The channel is let
 * go of unless the answer is there; then that is the caller's to decide.
 * Errors: an answer without an end mark is never a success: ConnectionLost, UserError (sudo, bash), or Error.
 */
async function exchange(transport, channel, message, options) {
    let begun = false;
    let end;
    let stderrEnded = options.bare === true;
    let timer;
    let noise = '';
    const errors = [];
    let errorBytes = 0;
    let stop = () => { };
    try {
        return await new Promise((resolve, reject) => {
            const finish = () => {
                if (end !== undefined && stderrEnded)
                    resolve({ end, stderr: Buffer.concat(errors).toString() });
            };
            const guarded = (body) => {
                try {
                    body();
                }
                catch (error) {
                    reject(error);
                }
            };
            const out = new FrameReader(options.nonce, data => end === undefined && options.onData(data), mark => {
                if (mark === 'begin') {
                    begun = true;
                    options.onBegin?.();
                }
                else if (end === undefined && (mark === 'end' || mark.startsWith('end '))) {
                    end = mark.slice(4);
                    finish();
                }
                else
                    options.onMark?.(mark);
            });
            const err = new FrameReader(options.nonce, data => {
                errorBytes += data.length;
                if (errorBytes <= MAX_STDERR)
                    errors.push(data);
            }, mark => {
                if (mark === 'end' || mark.startsWith('end ')) {
                    stderrEnded = true;
                    finish();
                }
            });
            const onOut = (chunk) => guarded(() => out.push(chunk));
            const onErr = (chunk) => {
                if (noise.length < 8192)
                    noise += chunk.toString('utf8');
                guarded(() => err.push(chunk));
            };
            channel.stdout.on('data', onOut);
            channel.stderr.on('data', onErr);
            stop = () => {
                forget();
                channel.stdout.off('data', onOut);
                channel.stderr.off('data', onErr);
            };
            const forget = whenClosed(channel, closed => {
                // A background process may have kept stderr open past the end mark of stdout.
                if (end === undefined || !stderrEnded)
                    reject(cutOff(transport, channel, closed, begun, noise, options));
            });
            if (options.giveUpMs !== undefined) {
                timer = setTimeout(() => reject(new host_errors/* ConnectionLost */.pz(`${transport.label} gave no answer in ${Math.round(options.giveUpMs / 1000)} s, past the deadline that it was to keep itself`)), options.giveUpMs);
            }
            if (channel.fresh) {
                // A broken pipe shows in `closed`, with its reason.
                channel.stdin.on('error', () => { });
                channel.stdin.write(SERVE);
            }
            channel.stdin.write(message.head);
            channel.stdin.write(message.pairs);
            options.onSent?.(channel);
        });
    }
    catch (error) {
        channel.destroy();
        throw error;
    }
    finally {
        clearTimeout(timer);
        stop();
    }
}
/** A channel outlives its exchanges, and what waits for its end must not keep theirs: what this answers lets go of it. */
function whenClosed(channel, tell) {
    const waiting = { tell };
    void channel.closed.then(closed => waiting.tell?.(closed));
    return () => {
        waiting.tell = undefined;
    };
}
function cutOff(transport, channel, closed, begun, stderr, options) {
    const last = stderr.replaceAll(/[0-9a-f]{32} (begin|end [^\n]*)\n/g, '').trim();
    // What sudo said counts also where the server did not come to tell its exit code.
    const refused = !begun && options.as !== undefined ? sudoRefusal(transport, options.as, last, closed.code) : undefined;
    if (refused)
        return refused;
    if (closed.lost)
        return closed.lost;
    if (!channel.fresh && !begun)
        return new host_errors/* ConnectionLost */.pz(`A shell of ${transport.label} ended while it waited for its next script`);
    if (!begun && closed.code === 127)
        return new errors/* UserError */.y(`bash was not found on ${transport.label}. Install it, or use a login shell that finds it.`, { cause: last });
    const how = closed.signal === undefined ? `exit code ${closed.code}` : `signal ${closed.signal}`;
    return new host_errors/* AnswerCutOff */.Ao(`The answer of ${transport.label} was cut off before its end (${how}): what answers was ended there, or found no memory or no room. Look at the log of that machine, then run this again`, { cause: new Error(last.split('\n').slice(-10).join('\n')) });
}
/** The error for a user when sudo did not run the command, or undefined when that was not it. */
function sudoRefusal(transport, as, stderr, code) {
    const text = stderr
        .split('\n')
        .filter(line => /sudo|is not allowed|may not run|not in the sudoers/i.test(line))
        .join('\n');
    if (code === 127 || (text.includes('sudo') && /not found|No such file/.test(text))) {
        return new errors/* UserError */.y(`sudo was not found on ${transport.label}; it is needed to run commands as ${as}. Install it (apt-get install sudo).`, { cause: stderr });
    }
    if (text === '')
        return undefined;
    if (/unknown user/.test(text))
        return new errors/* UserError */.y(`There is no user ${as} on ${transport.label}. Correct the name in \`as\`.`, { cause: text });
    return new errors/* UserError */.y(`${transport.user} may not run commands as ${as} on ${transport.label}. Add with \`visudo -f /etc/sudoers.d/belay\` on the host:\n` +
        `  ${transport.user} ALL=(${as}) NOPASSWD: /usr/bin/bash --noprofile --norc`, { cause: text });
}
/** The command of a channel; `as` is checked because it becomes part of a command line. */
function shellCommand(as) {
    if (as === undefined)
        return ['bash', '--noprofile', '--norc'];
    if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$/.test(as))
        throw new errors/* UserError */.y(`${JSON.stringify(as)} is not a user name. Correct the name in \`as\`.`);
    return ['sudo', '-n', '-u', as, '--', 'bash', '--noprofile', '--norc'];
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
;// CONCATENATED MODULE: ./build/shared/host/files.js







/** Deadline of a transfer that names none, in milliseconds: 1 h, some 10 GB over a 25 Mbit/s line. */
/** A job on a hosted runner ends after six hours; a connection that is dead is noticed by SSH itself, long before. */
const TRANSFER_TIMEOUT_MS = 6 * 3_600_000;
/** Bytes of a file that are held at once. */
const CHUNK = 256 * 1024;
/** Writes a file; see Host.upload. Errors: UserError (no directory, no room), Error when the checksum differs. */
async function upload(transport, source, path, options) {
    if (typeof source === 'object' && 'stream' in source)
        return send(transport, source.stream, source.bytes, path, options);
    const file = typeof source === 'string' || Buffer.isBuffer(source) ? undefined : await (0,promises_.open)(source.file);
    try {
        const bytes = file === undefined ? Buffer.byteLength(source) : (await file.stat()).size;
        const chunks = file === undefined ? [Buffer.from(source)] : chunksOf(file, bytes);
        return await send(transport, chunks, bytes, path, options);
    }
    finally {
        await file?.close();
    }
}
/** A file's first bytes, in a buffer that is used again: each chunk must have been taken before the next one is asked for. */
async function* chunksOf(file, bytes) {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; at < bytes;) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, bytes - at), at);
        if (bytesRead === 0)
            throw new Error('The file became shorter while it was read');
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
    }
}
async function send(transport, chunks, bytes, path, options) {
    const mode = (options.mode ?? 0o600).toString(8);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let sha256 = '';
    let broken;
    const feed = async (channel) => {
        const closed = channel.closed.then(() => { });
        let sent = 0;
        for await (const chunk of chunks) {
            hash.update(chunk);
            sent += chunk.length;
            // What is too much would be read as the checksum.
            if (sent > bytes)
                break;
            if (channel.stdin.destroyed)
                return;
            await Promise.race([new Promise(resolve => channel.stdin.write(chunk, resolve)), closed]);
        }
        if (sent !== bytes)
            throw new Error(`What was to be written to ${path} has not the ${bytes} bytes that were announced`);
        sha256 = hash.digest('hex');
        channel.stdin.write(sha256);
    };
    const script = (0,shell.sh) `umask 077
[[ -d ${external_node_path_.posix.dirname(path)} ]] || { echo 'its directory does not exist' >&2; exit 1; }
[[ ! -d ${path} ]] || { echo 'it is a directory' >&2; exit 1; }
t=$(mktemp -- ${`${external_node_path_.posix.dirname(path)}/.belay-upload.XXXXXX`})
trap 'rm -f -- "$t"' EXIT
head -c ${bytes} <&3 >"$t"
IFS= read -rN 64 -u 3 sum || { echo 'the transfer was cut off' >&2; exit 1; }
[[ $(sha256sum <"$t") == "$sum  -" ]] || { echo 'what arrived has another SHA-256' >&2; exit 1; }
chmod ${mode} -- "$t"
sync -- "$t"
mv -fT -- "$t" ${path}
sync -- ${external_node_path_.posix.dirname(path)}
`;
    const run = framedRun(transport, script, { timeoutMs: options.timeoutMs ?? TRANSFER_TIMEOUT_MS }, () => { }, channel => {
        feed(channel).catch(error => {
            broken = error;
            channel.destroy();
        });
    });
    const { exitCode, stderr } = await run.catch(error => {
        throw broken ?? error;
    });
    if (broken !== undefined)
        throw broken;
    if (exitCode !== 0) {
        throw new errors/* UserError */.y(`${path} could not be written on ${transport.label}: ${stderr.trim() || `exit code ${exitCode}`}. What was there before is unchanged.`);
    }
    return { path, bytes, sha256 };
}
/** Streams a file; see Host.download. The stream errors when the file could not be read to its end. Errors: UserError when it cannot be opened. */
async function download(transport, path) {
    const out = new external_node_stream_.PassThrough({ highWaterMark: 1024 * 1024 });
    let channel;
    await new Promise((resolve, reject) => {
        const script = (0,shell.sh) `[[ -f ${path} ]] || { echo 'there is no such file' >&2; exit 1; }
exec cat -- ${path}`;
        framedRun(transport, script, { timeoutMs: TRANSFER_TIMEOUT_MS }, data => {
            resolve();
            if (out.write(data))
                return;
            channel?.stdout.pause();
            out.once('drain', () => channel?.stdout.resume());
        }, opened => {
            channel = opened;
        }).then(({ exitCode, stderr }) => {
            if (exitCode === 0) {
                out.end();
                resolve();
                return;
            }
            const error = new errors/* UserError */.y(`${path} could not be read on ${transport.label}: ${stderr.trim() || `exit code ${exitCode}`}`);
            reject(error);
            out.destroy(error);
        }, fail);
        function fail(error) {
            reject(error);
            // A consumer that has let go of the stream is not told.
            if (!out.destroyed)
                out.destroy(error);
        }
        out.once('close', () => channel?.destroy());
        out.on('error', () => { });
    });
    return out;
}

// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
;// CONCATENATED MODULE: ./build/shared/host/job-script.js


/**
 * The bash that runs on the host for a job. In `jobs/<id>/` of the state directory:
 *
 *   launch      flock: held while a launcher starts the job
 *   request     what the job's shell reads on stdin: the script, without the environment
 *   pairs, output, ready   named pipes, removed at the start: the environment with the secrets, the output, "it has started"
 *   supervisor  the supervisor's text
 *   started     time, pid, uptime in centiseconds, call: synced before the script begins; without it the job never began
 *   alive       flock: held through descriptor JOB_FD by the supervisor and every process that inherited it
 *   out/NNNNNN  the output in segments of SEGMENT bytes; only the last one is shorter
 *   acked       bytes that a follower's client has, and when it said so (seconds since 1970)
 *   full        there while the writer waits for a follower to make room
 *   exit        exit code, how it ended, duration in ms, bytes of output, start, end, pids that could not be ended: renamed in when synced
 */
/** Bytes in a segment of output. */
const SEGMENT = 1024 * 1024;
/** Segments that are kept on disk: 16 MiB for each job. */
const MAX_SEGMENTS = 16;
/** Segments at the beginning that are kept when nobody follows and the middle is dropped. */
const FIRST_SEGMENTS = 4;
/**
 * Seconds without a word from a follower after which the writer no longer waits for it. Long enough for a connection to be cut for half a
 * minute, noticed and made again; a job whose follower has died stands still for at most so long, once, and only when its output fills the disk quota.
 */
const LEASE_S = 90;
/** The descriptor of `alive`; its number is in the job's environment as BELAY_JOB_FD, and a daemon that is to outlive its job closes it. */
const JOB_FD = 198;
/** Starts the job or attaches to it, then follows it, in one channel. Marks: see jobs.ts. */
function launchScript(launch) {
    const { stateDir, id, token, preface, requestBytes, pairsBytes } = launch;
    return `umask 077
belay_mark() { printf '%s %s\\n' $belay_n "$*"; }
# What was not read of the request must not be taken for the next line: then the shell ends here.
stop() { belay_mark "$@"; belay_mark end; exit $((rest > 0)); }
rest=${requestBytes + 3 + pairsBytes}
belay_mark begin
cd -- ${(0,shell/* quote */.h)(stateDir)} 2>/dev/null || stop no-state
j=jobs/${id}
if [[ ! -s $j/started ]]; then
${token === undefined
        ? ''
        : `  { exec 8>>lock.flock; } 2>/dev/null || stop denied
  flock -w 30 8 || stop busy
  if [[ ! lock -ef ${(0,shell/* quote */.h)(`owner.${token}`)} ]]; then belay_mark fenced; head -c 4096 lock 2>/dev/null; stop; fi
${preface === undefined ? '' : prefaced(preface)}`}  mkdir -p "$j/out" && { exec 7>>"$j/launch"; } || stop denied
  flock -w 30 7 || stop busy
  if [[ ! -s $j/started ]]; then
    if [[ -e $j/pairs ]]; then rm -f "$j"/{pairs,output,ready}; fi
    # Bytes, and no NUL among them.
    LC_ALL=C; IFS= read -rN ${requestBytes} -u 3 x || exit 1
    printf '%s' "$x" >"$j/request" && mkfifo "$j"/{pairs,output,ready} && printf '%s' ${(0,shell/* quote */.h)(supervisorScript(launch))} >"$j/supervisor" || stop denied
    IFS= read -r x <&3; [[ $x == go ]] || exit 1
    head -c ${pairsBytes} <&3 >"$j/pairs" & h=$!
    rest=0
    exec 4<>"$j/ready"
    run=()
    if [[ $UID == 0 ]]; then
      [[ -S /run/systemd/private ]] && run=(systemd-run)
    elif [[ -e /var/lib/systemd/linger/$USER && -S /run/user/$UID/systemd/private ]]; then
      export XDG_RUNTIME_DIR=/run/user/$UID
      run=(systemd-run --user)
    fi
    s=$PWD/$j/supervisor
    # In a subshell that lets go of the locks: nothing that lives on may hold them.
    ( exec 3<&- 4>&- 7>&- 8>&- </dev/null >/dev/null 2>&1
      export BELAY_SUPERVISOR=$PWD/$j
      (( \${#run[@]} )) && "\${run[@]}" --quiet --collect --no-block --unit=${launch.unit} -p KillMode=process -p Delegate=yes \\
        --setenv={PATH,HOME,USER,LANG,BELAY_SUPERVISOR} bash --noprofile --norc "$s" unit ||
        exec setsid bash --noprofile --norc "$s" ) &
    read -rt 12 -u 4
    if [[ ! -s $j/started ]]; then
      kill $h 2>/dev/null
      rest=1
      { printf '%8192s' >"$j/room" && rm -f "$j/room"; } 2>/dev/null || { rm -f "$j/room"; stop full; }
      stop not-started
    fi
    wait $h
  fi
  exec 4>&- 7>&- 8>&-
fi
(( rest )) && head -c $rest <&3 >/dev/null
rest=0
cd -- "$j" || stop denied
read -r x x x call <started
belay_mark started "$call"
${followScript(launch.offset)}`;
}
/** Answers are one line: what the host prints goes into it with its line ends as carriage returns. */
function prefaced(script) {
    return `  if [[ ! -s $j/started ]]; then
    x=$( set -eu -o pipefail; eval ${(0,shell/* quote */.h)(script)} 2>&1 ); c=$?
    belay_mark preface $c "\${x//$'\\n'/$'\\r'}"
    (( c == 0 )) || stop
  fi
`;
}
/** Copies the output from an offset on, as it grows, with marks for what is missing, for the exit record, and for a job that left none. In the job's directory. */
function followScript(offset) {
    return `i=$((${offset} / ${SEGMENT})) open= idle=0 ref=.ref.$BASHPID skip=$((${offset} % ${SEGMENT}))
trap 'rm -f "$ref"' EXIT
# A job that failed on a full disk could not even write why.
ended() {
  read -r x _ <exit
  if [[ $x != 0 ]] && ! { printf '%8192s' '' >"$ref"; } 2>/dev/null; then belay_mark no-space; fi
  belay_mark exit "$(<exit)"; stop
}
hear() {
  local r wait=$1
  while read -rt $wait -u 3 x; r=$?; (( r == 0 )); do
    printf -v t '%(%s)T' -1
    printf '%s %s\\n' "\${x#: }" "$t" >acked
    wait=0.001
  done
  (( r > 128 )) || exit 0
}
shopt -s nullglob
printf -v t '%(%s)T' -1
[[ -s acked ]] && read -r x _ <acked || x=0
printf '%s %s\\n' "$x" "$t" >acked
: >"$ref"
while :; do
  fin=; [[ -e exit ]] && fin=1
  # A later segment is there: this one is complete, or was dropped.
  s=(out/*) next=
  (( \${#s[@]} )) && (( 10#\${s[-1]#out/} > i )) && next=1
  printf -v f 'out/%06d' $i
  if [[ ! $open ]] && ! { [[ -e $f ]] && exec 5<"$f"; } 2>/dev/null; then
    for x in "\${s[@]}"; do
      x=$((10#\${x#out/}))
      if (( x > i )); then belay_mark gap $((x * ${SEGMENT})); i=$x skip=0; continue 2; fi
    done
    if [[ $fin ]]; then ended; fi
  else
    if [[ ! $open ]]; then
      open=1
      (( skip )) && head -c $skip <&5 >/dev/null
      skip=0
      cat <&5
    elif [[ $next || $fin || ! $f -ot $ref ]]; then
      : >"$ref"
      cat <&5
      idle=0
    fi || exit 1
    if [[ $next ]]; then exec 5<&-; open=; i=$((i + 1)); hear 0.001; continue; fi
    if [[ $fin ]]; then ended; fi
  fi
  idle=$((idle + 1))
  if (( idle < 40 )); then hear 0.003; elif (( idle < 100 )); then hear 0.01; else hear 0.05; fi
  if (( idle > 100 && idle % 20 == 0 )) && flock -n alive true && [[ ! -e exit ]]; then stop lost; fi
done
`;
}
/** Runs on its own, detached from everything; see the list of files above. $1 is `unit` in a systemd unit of its own. */
function supervisorScript(launch) {
    const command = launch.as === undefined ? '' : `sudo -n -u ${(0,shell/* quote */.h)(launch.as)} -- `;
    return `umask 077; LC_ALL=C
cd -- "$BELAY_SUPERVISOR" || exit
belay_mark=BELAY_JOB_DIR=$PWD
unset -v BELAY_SUPERVISOR
{ exec ${JOB_FD}>>alive; } && flock -n ${JOB_FD} || exit 98
# Room for the exit record: a disk that fills up meanwhile must not cost the knowledge of how the job ended.
printf '%512s' '' >exit.new || exit 98
stop= belay_cg=
trap 'stop=signal' TERM INT HUP
trap 'stop=deadline' USR1
exec 6<>pairs; p=()
while :; do
  IFS= read -rd '' -t 20 -u 6 x || exit 97
  [[ $x ]] || break
  p+=("$x")
  IFS= read -rd '' -t 20 -u 6 x || exit 97
  p+=("$x")
done
if [[ $1 == unit ]]; then
  while IFS=: read -r x y g; do
    [[ $y ]] || for x in /sys/fs/cgroup /sys/fs/cgroup/unified; do
      [[ -e $x$g/cgroup.kill ]] && mkdir "$x$g/job" && belay_cg=$x$g/job && break
    done
  done </proc/self/cgroup 2>/dev/null
fi
${FIND_AND_END}
uptime() { local u; read -r u _ </proc/uptime; REPLY=$((10#\${u/./})); }
now() { TZ=UTC printf -v REPLY '%(%Y-%m-%dT%H:%M:%SZ)T' -1; }
now; begin=$REPLY
uptime; up=$REPLY
printf '%s %s %s %s\\n' "$begin" $$ $up ${launch.call} >started
sync started . ..
echo 1<>ready
filter='
f=\${FILE##*/} waited=
while set -- out/*; (( $# >= ${MAX_SEGMENTS} )); do
  acked=0 seen=0
  # Between truncation and writing it is empty.
  if [[ -e acked ]] && ! read -r acked seen <acked; then sleep 0.005; continue; fi
  printf -v t "%(%s)T" -1
  n=\${1#out/}
  if (( (10#$n + 1) * ${SEGMENT} <= acked )); then rm -f "$1"
  elif (( t - seen < ${LEASE_S} )); then
    [[ $waited ]] || { waited=1; : >full; }
    sleep 0.02
  else shift ${FIRST_SEGMENTS}; rm -f "$1"
  fi
done 2>/dev/null
[[ $waited ]] && rm -f full
exec cat >"$FILE"'
SHELL=$BASH split -b ${SEGMENT} -d -a 6 --filter="$filter" - out/ <output ${JOB_FD}>&- 6>&- & z=$!
exec 5>output
IFS= read -rN 1000000000 request <request
set -m
{ printf '%s' "$request"; printf '%s\\0' "\${p[@]}" ''; } 5>&- 6>&- | ( trap - TERM INT HUP USR1
  exec 6>&-
  [[ $belay_cg ]] && echo 0 >"$belay_cg/cgroup.procs" 2>/dev/null
  exec ${command}bash --noprofile --norc ) >&5 2>&5 5>&- &
w=$!
unset -v p request
rm -f pairs output ready
( exec ${JOB_FD}>&- 5>&-; trap - USR1; read -rt ${(launch.timeoutMs / 1000).toFixed(3)} -u 6; kill -USR1 $$ ) 2>/dev/null & t=$!
set +m
exec 2>/dev/null
while :; do
  wait $w; c=$?
  [[ $stop ]] && break
  kill -0 $w || break
done
ended=exit
case $c in 129 | 130 | 131 | 137 | 143) ended=signal ;; esac
if [[ $stop ]]; then
  ended=$stop
  belay_keep="$$ $t $z"
  belay_end $w
  wait $w; c=$?
fi
kill -s ${END_TIMER} -- -$t
exec 5>&-
i=0
: >drained
shopt -s nullglob
while kill -0 $z && (( i < 2000 )); do
  # Usually it ends at once.
  if (( i < 20 )); then read -rt 0.001 -u 6; else read -rt 0.005 -u 6; fi
  [[ -e full ]] || i=$((i + 1))
  if (( i % 100 == 99 )); then
    i=$((i + 1)) f=(out/*)
    [[ \${#f[@]} != 0 && ! \${f[-1]} -ot drained ]] || break
    : >drained
  fi
done
kill $z
f=(out/*) bytes=0
[[ \${#f[@]} == 0 ]] || { x=\${f[-1]}; bytes=$((10#\${x#out/} * ${SEGMENT} + $(stat -c %s "$x"))); }
uptime; up=$((10 * (REPLY - up)))
now
printf -v x '%s %s %s %s %s %s %s' $c $ended $up $bytes "$begin" "$REPLY" "$belay_left"
printf '%-511s\\n' "$x" 1<>exit.new && sync exit.new && mv -T exit.new exit
sync .
exit 0
`;
}
/** Prints `absent`, `ended` and the exit record and the last 64 KiB of output, `running TIME`, or `lost TIME`. */
function inspectScript(stateDir, id) {
    return `cd -- ${(0,shell/* quote */.h)(`${stateDir}/jobs/${id}`)} 2>/dev/null || { echo absent; exit; }
ended() {
  local f; shopt -s nullglob; f=(out/*)
  printf 'ended %s\\n' "$(<exit)"
  if (( \${#f[@]} > 2 )); then f=("\${f[@]: -2}"); fi
  if (( \${#f[@]} )); then cat "\${f[@]}" | tail -c 65536; fi
  exit 0
}
if [[ -e exit ]]; then ended; fi
if [[ ! -s started ]]; then
  if [[ -e launch ]] && ! flock -n launch true; then printf 'running %s\\n' "$(date -u -r launch +%FT%TZ)"; else echo absent; fi
  exit
fi
read -r begin _ <started
live=
flock -n alive true || live=1
[[ $live ]] || ! grep -qszxF -e "BELAY_JOB_DIR=$PWD" /proc/[0-9]*/environ || live=1
if [[ -e exit ]]; then ended; fi
if [[ $live ]]; then echo "running $begin"; else echo "lost $begin"; fi
`;
}
/** Ends a job: TERM to its supervisor, which ends the rest; without a supervisor, ends what is found of it. */
function endScript(stateDir, id) {
    return `cd -- ${(0,shell/* quote */.h)(`${stateDir}/jobs/${id}`)} 2>/dev/null || exit 0
[[ -s started && ! -e exit ]] || exit 0
set +eu
read -r _ pid _ <started
if grep -qszxF -e "BELAY_SUPERVISOR=$PWD" /proc/$pid/environ; then
  kill -TERM $pid
  for ((i = 0; i < 400; i++)); do
    [[ ! -e exit && -d /proc/$pid ]] || exit 0
    sleep 0.05
  done
fi
${FIND_AND_END}
belay_mark=BELAY_JOB_DIR=$PWD
belay_cg=
belay_end -
`;
}

;// CONCATENATED MODULE: ./build/shared/host/jobs.js








/** Bytes of output that JobResult.tail holds. */
const TAIL = 64 * 1024;
/** The follower on the host hears how far the client is after so many bytes, and at least every so many milliseconds. */
const ACK_BYTES = 256 * 1024;
const ACK_MS = 10_000;
/** Milliseconds without any word from the host after which a job's follower gives up; the job goes on. */
const RECONNECT_MS = 5 * 60_000;
/** Starts the job or attaches to it and follows it to its end; see Host.job. Errors: FencedOff, JobLost, ConnectionLost, UserError. */
async function job(transport, spec) {
    checkId(spec.id);
    const call = (0,external_node_crypto_.randomBytes)(8).toString('hex');
    const output = new Output(spec.onOutput);
    let heard = performance.now();
    for (let attempt = 0;; attempt++) {
        try {
            return await follow(transport, spec, call, output, () => {
                heard = performance.now();
                attempt = 0;
            });
        }
        catch (error) {
            const broken = error instanceof host_errors/* ConnectionLost */.pz || (error instanceof host_errors/* Unreachable */.LL && (attempt > 0 || output.offset > 0));
            if (!broken)
                throw error;
            if (performance.now() - heard > RECONNECT_MS) {
                throw new host_errors/* ConnectionLost */.pz(`The connection to ${transport.label} was lost during the job ${spec.id} and could not be made again in ${RECONNECT_MS / 60_000} min. ` +
                    'The job goes on on the host; run the same step again to follow it.', { cause: error });
            }
            await (0,external_node_timers_promises_.setTimeout)(Math.min(250 * 2 ** attempt, 5000));
        }
    }
}
async function follow(transport, spec, call, output, heard) {
    const nonce = (0,external_node_crypto_.randomBytes)(16).toString('hex');
    const as = spec.as === transport.user ? undefined : spec.as;
    const directory = `${spec.stateDir}/jobs/${spec.id}`;
    const request = jobMessage({ script: spec.script, env: { ...spec.env, BELAY_JOB_FD: String(JOB_FD) }, secrets: spec.secrets, cwd: spec.cwd }, directory);
    const script = launchScript({
        stateDir: spec.stateDir,
        id: spec.id,
        call,
        token: spec.token,
        preface: spec.preface?.script,
        as,
        unit: unitName(spec.stateDir, spec.id),
        timeoutMs: spec.timeoutMs,
        requestBytes: request.head.length,
        pairsBytes: request.pairs.length,
        offset: output.offset
    });
    const problems = [];
    let attached = false;
    let fenced;
    let refused = false;
    let record;
    let acked = output.offset;
    let channel;
    const acknowledge = () => {
        acked = output.offset;
        // Where nobody reads it any more, it is a line for the channel's shell, to which it means nothing.
        channel?.stdin.write(`: ${acked}\n`);
    };
    const timer = setInterval(acknowledge, ACK_MS);
    try {
        await exchange(transport, await transport.open(undefined), bareMessage(script, nonce), {
            nonce,
            bare: true,
            onSent: opened => {
                channel = opened;
                opened.stdin.write(request.head);
                opened.stdin.write('go\n');
                opened.stdin.write(request.pairs);
            },
            onData: data => {
                heard();
                if (fenced !== undefined) {
                    fenced += data.toString();
                    return;
                }
                output.push(data);
                if (output.offset - acked >= ACK_BYTES)
                    acknowledge();
            },
            onMark: mark => {
                heard();
                const [kind = '', value = ''] = mark.split(' ');
                if (kind === 'started')
                    attached = value !== call;
                else if (kind === 'fenced')
                    fenced = '';
                else if (kind === 'preface') {
                    const [exitCode = '', output = ''] = mark.slice(8).split(/ (.*)/s);
                    refused = Number(exitCode) !== 0;
                    spec.preface?.onEnd({ exitCode: Number(exitCode), output: output.replaceAll('\r', '\n') });
                }
                else if (kind === 'gap')
                    output.gap(Number(value));
                else if (kind === 'no-space')
                    output.note(`No space left on device: the disk of ${spec.stateDir} is full`);
                else if (kind === 'exit')
                    record = parseExit(mark.slice(5));
                else
                    problems.push(kind);
            }
        });
    }
    finally {
        clearInterval(timer);
    }
    if (record === undefined)
        channel?.destroy();
    else
        channel?.reuse();
    if (fenced !== undefined)
        throw new host_errors/* FencedOff */.b0(transport.label, spec.id, fenced.trim());
    if (refused)
        throw new Error(`The job ${spec.id} was not started on ${transport.label}: what was to run before it failed`);
    if (record === undefined)
        throw problem(transport, spec, problems[0]);
    if (output.offset < record.bytes)
        output.gap(record.bytes);
    output.end();
    if (as !== undefined && record.exitCode === 1 && record.bytes < 4096 && output.tail.startsWith('sudo: ')) {
        throw sudoRefusal(transport, as, output.tail, record.exitCode);
    }
    return result(record, output.tail, attached, output.dropped);
}
function problem(transport, spec, kind) {
    switch (kind) {
        case 'no-state':
            return new errors/* UserError */.y(`The state directory ${spec.stateDir} does not exist on ${transport.label}, or ${transport.user} cannot enter it. Run \`adopt\` or \`bootstrap\` first.`);
        case 'denied':
            return new errors/* UserError */.y(`${transport.user} cannot write in the state directory ${spec.stateDir} on ${transport.label}: make it theirs, or make room on the disk.`);
        case 'busy':
            return new errors/* UserError */.y(`Another run has been changing the state directory ${spec.stateDir} on ${transport.label} for more than 30 s. Look for a hanging disk there.`);
        case 'full':
            return new errors/* UserError */.y(`The job ${spec.id} could not be started on ${transport.label}: the disk of ${spec.stateDir} is full. Free some space there, then run the same command again.`);
        case 'not-started':
            return new errors/* UserError */.y(`The job ${spec.id} could not be started on ${transport.label} within 12 s: the machine is overloaded, or out of processes or memory. Look there, then run the same command again.`);
        case 'lost':
            return new host_errors/* JobLost */.YQ(`The job ${spec.id} on ${transport.label} left no exit code, and none of its processes lives: the machine went down or someone killed it. What it did must be read from the system itself.`);
        default:
            return new Error(`The job ${spec.id} on ${transport.label} gave an answer that is not understood: ${JSON.stringify(kind)}`);
    }
}
/** What is known of a job; see Host.inspectJob. */
async function inspectJob(transport, stateDir, id) {
    checkId(id);
    const chunks = [];
    const { exitCode, stderr } = await framedRun(transport, inspectScript(stateDir, id), {}, data => chunks.push(data));
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf(10);
    const line = answer.toString('utf8', 0, end === -1 ? answer.length : end);
    if (exitCode !== 0)
        throw new Error(`The job ${id} on ${transport.label} could not be read: ${stderr.trim()}`);
    const [state, startedAt = ''] = line.split(' ');
    if (state === 'absent')
        return { state };
    if (state === 'running' || state === 'lost')
        return { state, startedAt };
    return { state: 'ended', result: result(parseExit(line.slice(6)), answer.toString('utf8', end + 1), true, 0) };
}
/** Ends everything that a running job started and says what became of it; see Host.endJob. */
async function endJob(transport, stateDir, id) {
    checkId(id);
    await framedRun(transport, endScript(stateDir, id), {}, () => { });
    return inspectJob(transport, stateDir, id);
}
function parseExit(line) {
    const [code, ended, duration, bytes, , , ...left] = line.trim().split(' ');
    if (ended !== 'exit' && ended !== 'deadline' && ended !== 'signal')
        throw new Error(`A job's exit record is not understood: ${JSON.stringify(line)}`);
    return { exitCode: Number(code), ended, durationMs: Number(duration), bytes: Number(bytes), survivors: left.map(Number) };
}
function result(record, tail, attached, dropped) {
    const left = record.survivors.length === 0 ? '' : `\n[belay: these processes could not be ended and still run: ${record.survivors.join(' ')}]\n`;
    return {
        exitCode: record.exitCode,
        ended: record.ended,
        tail: tail + left,
        outputBytes: record.bytes,
        durationMs: record.durationMs,
        attached,
        droppedBytes: dropped,
        survivors: record.survivors
    };
}
function checkId(id) {
    if (!/^[A-Za-z0-9._-]{1,120}$/.test(id) || /^\.+$/.test(id))
        throw new Error(`${JSON.stringify(id)} cannot be a job's id`);
}
/** A systemd unit name that no other state directory's job can have. */
function unitName(stateDir, id) {
    return `belay-${(0,external_node_crypto_.createHash)('sha256').update(stateDir).digest('hex').slice(0, 12)}-${id.replace(/^-/, '_')}.service`;
}
/** Output as it comes: its offset, its last part, and the text for the caller, whole characters only. */
class Output {
    #onOutput;
    #decoder = new TextDecoder();
    #last = [];
    #lastBytes = 0;
    offset = 0;
    dropped = 0;
    constructor(onOutput) {
        this.#onOutput = onOutput;
    }
    push(data) {
        this.offset += data.length;
        this.#keep(data);
        this.#tell(this.#decoder.decode(data, { stream: true }));
    }
    /** The host has dropped what lies before `next`. */
    gap(next) {
        const missing = next - this.offset;
        this.dropped += missing;
        this.offset = next;
        const text = `\n[belay: ${missing} bytes of output were dropped on the host because nobody followed]\n`;
        this.#keep(Buffer.from(text));
        this.#tell(this.#decoder.decode() + text);
    }
    /** A remark of Belay's own, which counts as no output of the job. */
    note(text) {
        const line = `\n[belay: ${text}]\n`;
        this.#keep(Buffer.from(line));
        this.#tell(this.#decoder.decode() + line);
    }
    end() {
        this.#tell(this.#decoder.decode());
    }
    get tail() {
        return Buffer.concat(this.#last).subarray(-TAIL).toString();
    }
    #tell(text) {
        if (text !== '')
            this.#onOutput?.(text);
    }
    #keep(data) {
        // Copied: a chunk may be a small view of a large buffer.
        this.#last.push(Buffer.from(data.subarray(-TAIL)));
        this.#lastBytes += Math.min(data.length, TAIL);
        while (this.#lastBytes - this.#last[0].length >= TAIL)
            this.#lastBytes -= this.#last.shift().length;
    }
}

;// CONCATENATED MODULE: ./build/shared/host/shell-host.js






/** Deadline of a `run` that names none, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 60_000;
/** Output of one `run` that is kept, in bytes. What gives more is a job or a download. */
const MAX_OUTPUT = 64 * 1024 * 1024;
/** What the client waits past the host's own deadline: TERM, grace, KILL, and the way back. */
const MARGIN_MS = GRACE_MS + 15_000;
/** A host that is reached through bash channels; the transport says how. */
class ShellHost {
    #transport;
    constructor(transport) {
        this.#transport = transport;
    }
    get label() {
        return this.#transport.label;
    }
    get kind() {
        return this.#transport.kind;
    }
    async run(script, options = {}) {
        const chunks = [];
        let bytes = 0;
        const answer = await framedRun(this.#transport, script, options, data => {
            bytes += data.length;
            if (bytes > MAX_OUTPUT)
                throw new Error(`A command on ${this.label} printed more than ${MAX_OUTPUT} bytes; run it as a job or read a file`);
            chunks.push(data);
        });
        const result = { exitCode: answer.exitCode, stdout: Buffer.concat(chunks).toString(), stderr: answer.stderr };
        if (result.exitCode !== 0 && options.check !== false)
            throw new host_errors/* CommandFailed */.nk(this.label, result);
        return result;
    }
    job(spec) {
        return job(this.#transport, spec);
    }
    inspectJob(stateDir, id) {
        return inspectJob(this.#transport, stateDir, id);
    }
    endJob(stateDir, id) {
        return endJob(this.#transport, stateDir, id);
    }
    upload(source, path, options = {}) {
        return upload(this.#transport, source, path, options);
    }
    download(path) {
        return download(this.#transport, path);
    }
    close() {
        return this.#transport.close();
    }
}
/** Runs a script with its deadline kept on the host; `feed` writes what the script reads from fd 3. Errors: as Host.run, except CommandFailed. */
async function framedRun(transport, script, options, onData, feed) {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const nonce = (0,external_node_crypto_.randomBytes)(16).toString('hex');
    const marker = (0,external_node_crypto_.randomBytes)(8).toString('hex');
    const as = options.as === transport.user ? undefined : options.as;
    const last = transport.kind === 'local' || feed !== undefined || options.foreign === true;
    const message = runMessage({ script, env: options.env, secrets: options.secrets, cwd: options.cwd }, { nonce, marker, timeoutMs, keepStdin: feed !== undefined, last });
    let left = '';
    const onMark = (mark) => {
        if (mark.startsWith('left '))
            left = mark.slice(5);
    };
    const ask = async (fresh) => {
        const channel = await transport.open(as, fresh);
        let begun = false;
        const onBegin = () => {
            begun = true;
        };
        try {
            const parts = { nonce, as, onData, onMark, onBegin, onSent: feed, giveUpMs: timeoutMs + MARGIN_MS };
            const answer = await exchange(transport, channel, message, parts);
            // Whoever is left may still write, into the answer to the next script.
            if (!last && /^exit \d+$/.test(answer.end))
                channel.reuse();
            else
                channel.destroy();
            return answer;
        }
        catch (error) {
            // It ended while it waited for this script. What runs here is safe to repeat, should it have been heard all the same.
            if (!channel.fresh && !begun)
                return ask(true);
            throw error;
        }
    };
    const answer = await ask(feed !== undefined);
    const [kind = '', code = ''] = answer.end.split(' ');
    if (kind === 'deadline') {
        throw new host_errors/* DeadlinePassed */.Xp(left === ''
            ? `A command on ${transport.label} had not ended after ${timeoutMs / 1000} s and was ended, with everything that it started`
            : `A command on ${transport.label} had not ended after ${timeoutMs / 1000} s, and these processes of it could not be ended and still run: ${left}`, left
            .split(' ')
            .filter(pid => pid !== '')
            .map(Number));
    }
    if (kind !== 'exit')
        throw new Error(`A command on ${transport.label} was ended because its channel was closed`);
    return { exitCode: Number(code), stderr: answer.stderr };
}

;// CONCATENATED MODULE: ./build/shared/host/local-host.js






/** The machine that the action runs on: a self-hosted runner, or a laptop in the demo. */
class LocalHost extends ShellHost {
    constructor(options = {}) {
        super(new LocalTransport(options));
    }
}
class LocalTransport {
    label = 'local';
    kind = 'local';
    user;
    #env;
    constructor(options) {
        const { username, homedir } = (0,external_node_os_.userInfo)();
        this.user = username;
        this.#env = { PATH: options.path ?? '', HOME: homedir, USER: username };
        if (this.#env['PATH'] === '')
            this.#env['PATH'] = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    }
    async open(as) {
        const [program, ...args] = shellCommand(as);
        // Detached: a signal to the runner's process group does not reach it.
        const child = (0,external_node_child_process_.spawn)(program, args, { env: this.#env, cwd: '/', detached: true, stdio: 'pipe' });
        const closed = new Promise(resolve => {
            child.once('error', (error) => resolve({ code: null, lost: spawnError(program, error) }));
            child.once('close', (code, signal) => resolve({ code, signal: signal ?? undefined }));
        });
        const destroy = () => {
            stdin.destroy();
            stdout.destroy();
            stderr.destroy();
            child.unref();
        };
        const [stdin, stdout, stderr] = [child.stdin, child.stdout, child.stderr];
        // Another bash is there in a moment.
        return { fresh: true, stdin, stdout, stderr, closed, destroy, reuse: destroy };
    }
    async close() { }
}
function spawnError(program, error) {
    if (error.code !== 'ENOENT')
        return new host_errors/* ConnectionLost */.pz(`${program} could not be started on this machine`, { cause: error });
    return new errors/* UserError */.y(`${program} was not found on this machine. Install it (apt-get install ${program}).`);
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./build/shared/host/known-hosts.js


/** Signature algorithms for each key type that a connection can be made with. SHA-1 signatures of RSA keys are not among them. */
const ALGORITHMS = {
    'ssh-ed25519': ['ssh-ed25519'],
    'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
    'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
    'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
    'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256']
};
/** Which keys a host may show (G8). Errors: UserError for an empty or damaged text, for a host that is not in it, and for a certificate authority alone. */
class KnownHosts {
    #keys;
    #revoked;
    #name;
    constructor(text, host, port) {
        this.#name = hostName(host, port);
        if (text.trim() === '')
            throw new errors/* UserError */.y(`No host key is known for ${this.#name}: \`known-hosts\` is empty. ${howToGet(host, port)}`);
        const entries = parseKnownHosts(text).filter(entry => matches(entry.patterns, host, port));
        this.#revoked = entries.filter(entry => entry.marker === 'revoked').map(entry => entry.blob);
        const keys = entries.filter(entry => entry.marker === undefined && !this.#isRevoked(entry.blob));
        this.#keys = keys.filter(entry => entry.type in ALGORITHMS);
        if (this.#keys.length > 0)
            return;
        const authority = entries.find(entry => entry.marker === 'cert-authority');
        if (authority !== undefined) {
            throw new errors/* UserError */.y(`\`known-hosts\` names only a certificate authority for ${this.#name} (line ${authority.line}), and host certificates are not verified here. Add the host's own key. ${howToGet(host, port)}`);
        }
        if (keys.length > 0) {
            throw new errors/* UserError */.y(`\`known-hosts\` holds only ${[...new Set(keys.map(key => key.type))].join(', ')} for ${this.#name}, which cannot be used here. Add a key of type ${Object.keys(ALGORITHMS).join(', ')}. ${howToGet(host, port)}`);
        }
        const revoked = this.#revoked.length > 0 ? ' (every key that it has for it is revoked)' : '';
        throw new errors/* UserError */.y(`\`known-hosts\` holds no key for ${this.#name}${revoked}. ${howToGet(host, port)}`);
    }
    /** What to offer in the handshake, so that the host shows a key that is known. */
    get algorithms() {
        return [...new Set(this.#keys.flatMap(key => ALGORITHMS[key.type] ?? []))];
    }
    /** undefined when the key is one of the known ones, whole; else the error for the user. */
    check(blob) {
        if (this.#isRevoked(blob)) {
            return new errors/* UserError */.y(`${this.#name} shows the host key ${fingerprint(blob)} (${keyType(blob)}), which \`known-hosts\` marks as revoked. Do not connect until the host has a new key and you know why.`);
        }
        if (this.#keys.some(key => key.blob.equals(blob)))
            return undefined;
        const known = this.#keys.map(key => `${fingerprint(key.blob)} (${key.type}, line ${key.line})`).join(', ');
        return new errors/* UserError */.y(`The host key of ${this.#name} is not the one that is known. It shows ${fingerprint(blob)} (${keyType(blob)}); \`known-hosts\` holds ${known}. ` +
            'Either the host was set up anew, or someone is in between. Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself before you change `known-hosts`.');
    }
    #isRevoked(blob) {
        return this.#revoked.some(revoked => revoked.equals(blob));
    }
}
/** Reads known_hosts text in OpenSSH's format. Errors: UserError that names every line that is not understood. */
function parseKnownHosts(text) {
    const entries = [];
    const bad = [];
    for (const [index, raw] of text.split('\n').entries()) {
        const line = raw.trim();
        if (line === '' || line.startsWith('#'))
            continue;
        const entry = parseLine(line, index + 1);
        if (typeof entry === 'string')
            bad.push(`line ${index + 1}: ${entry}`);
        else
            entries.push(entry);
    }
    if (bad.length > 0)
        throw new errors/* UserError */.y(`\`known-hosts\` is not understood: ${bad.join('; ')}. Each line is: names, key type, key, as \`ssh-keyscan\` prints them.`);
    return entries;
}
function parseLine(text, line) {
    const words = text.split(/[ \t]+/);
    let marker;
    if (words[0].startsWith('@')) {
        const word = words.shift();
        if (word === '@revoked')
            marker = 'revoked';
        else if (word === '@cert-authority')
            marker = 'cert-authority';
        else
            return `the marker ${word} is unknown`;
    }
    const [names, type, key] = words;
    if (names === undefined || type === undefined || key === undefined)
        return 'it has fewer than three words';
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key))
        return 'the key is not Base64';
    const blob = Buffer.from(key, 'base64');
    if (keyType(blob) !== type)
        return `the key is not of type ${type} or is cut off`;
    if (!isWhole(blob))
        return 'the key is cut off';
    const patterns = names.split(',');
    for (const pattern of patterns) {
        if (pattern.startsWith('|') && !/^\|1\|[A-Za-z0-9+/=]+\|[A-Za-z0-9+/=]+$/.test(pattern))
            return 'the hashed name is not understood';
    }
    return { marker, patterns, type, blob, line };
}
/** The type that a key names itself; empty when there is none. */
function keyType(blob) {
    if (blob.length < 4)
        return '';
    const length = blob.readUInt32BE(0);
    return length < 64 && blob.length >= 4 + length ? blob.toString('latin1', 4, 4 + length) : '';
}
/** A key is a row of strings with their lengths, to the last byte. */
function isWhole(blob) {
    let at = 0;
    let fields = 0;
    while (at + 4 <= blob.length) {
        at += 4 + blob.readUInt32BE(at);
        fields++;
    }
    return at === blob.length && fields >= 2;
}
/** As `ssh-keygen -l` prints it. */
function fingerprint(blob) {
    return `SHA256:${(0,external_node_crypto_.createHash)('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
/** As known_hosts calls a host: the bare name on port 22, else `[name]:port`. */
function hostName(host, port) {
    return port === 22 ? host : `[${host}]:${port}`;
}
/** A negated pattern that matches wins over all others of its line. */
function matches(patterns, host, port) {
    const names = [hostName(host, port), ...(port === 22 ? [`[${host}]:22`] : [])].map(name => name.toLowerCase());
    const matching = patterns.filter(pattern => names.some(name => matchesOne(pattern.replace(/^!/, ''), name)));
    return matching.length > 0 && !matching.some(pattern => pattern.startsWith('!'));
}
function matchesOne(pattern, name) {
    const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
    if (salt !== undefined && hash !== undefined) {
        return (0,external_node_crypto_.createHmac)('sha1', Buffer.from(salt, 'base64')).update(name).digest().equals(Buffer.from(hash, 'base64'));
    }
    const expression = pattern
        .toLowerCase()
        .replace(/[^*?]/g, character => /[a-z0-9]/.test(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
    return new RegExp(`^${expression}$`).test(name);
}
function howToGet(host, port) {
    const option = port === 22 ? '' : `-p ${port} `;
    return (`From a machine that you trust, run \`ssh-keyscan ${option}${host}\`, compare the result of \`ssh-keyscan ${option}${host} | ssh-keygen -lf -\` ` +
        'with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host itself, and store the lines as the secret for `known-hosts`.');
}

;// CONCATENATED MODULE: ./build/shared/host/private-key.js

/** Reads a private key in OpenSSH's, PEM or PuTTY format. Line ends and blank space around it, as they come from pasting, do no harm. Errors: UserError. */
function readPrivateKey(parse, text, passphrase) {
    const clean = `${text.replaceAll(/\r\n?/g, '\n').trim()}\n`;
    if (clean === '\n')
        throw new errors/* UserError */.y('`private-key` is empty. Pass the private key whose public half is in the authorized_keys of the user on the host.');
    const parsed = parse(clean, passphrase);
    if (parsed instanceof Error)
        throw keyError(parsed, clean, passphrase);
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key === undefined)
        throw keyError(new Error('it holds no key'), clean, passphrase);
    if (!key.isPrivateKey())
        throw new errors/* UserError */.y('`private-key` holds a public key. Pass the other file, the one without `.pub`.');
    return key;
}
function keyError(error, text, passphrase) {
    const encrypted = /encrypted/i.test(error.message) || /ENCRYPTED/.test(text);
    if (encrypted && passphrase === undefined)
        return new errors/* UserError */.y('`private-key` is encrypted. Pass its passphrase as `passphrase`, or use a key without one.', { cause: error });
    if (/passphrase|integrity check|decrypt/i.test(error.message)) {
        return new errors/* UserError */.y('`private-key` could not be decrypted: `passphrase` is wrong, or the key is damaged.', { cause: error });
    }
    if (!text.includes('-----BEGIN') && !text.startsWith('PuTTY-User-Key-File')) {
        return new errors/* UserError */.y('`private-key` is not a private key: it has no line `-----BEGIN … PRIVATE KEY-----`. Pass the whole content of the key file.', { cause: error });
    }
    return new errors/* UserError */.y('`private-key` is damaged or of a kind that is not understood. Pass the whole file, first and last line included; ed25519, ECDSA and RSA keys are understood.', {
        cause: error
    });
}

;// CONCATENATED MODULE: ./build/shared/host/ssh-host.js







/** Sessions at once over one connection. OpenSSH allows 10 (MaxSessions) and frees one a little after its channel is closed. */
const MAX_CHANNELS = 8;
/** Shells that wait for their next script. More at once are needed only in a burst. */
const MAX_IDLE = 2;
/** A dead connection is noticed after three unanswered questions. */
const KEEPALIVE_MS = 5000;
const KEEPALIVE_COUNT = 3;
const CONNECT_TIMEOUT_MS = 15_000;
/** Ciphers that node:crypto does itself come first; ssh2's own chacha20 is JavaScript. */
const CIPHERS = [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com'
];
/** A host over SSH: one connection, made at the first use and made again when it broke. */
class SshHost extends ShellHost {
    /** Errors: UserError for a missing or unsuitable known_hosts, before anything is sent. */
    constructor(options) {
        super(new SshTransport(options));
    }
}
class Connection {
    client;
    #socket;
    lost;
    onLost = [];
    constructor(client, socket) {
        this.client = client;
        this.#socket = socket;
    }
    /** Says goodbye; nobody waits for the answer. */
    end() {
        this.client.end();
        this.#socket.unref();
    }
    lose(error) {
        if (this.lost)
            return;
        this.lost = error;
        for (const tell of this.onLost)
            tell();
    }
}
class SshTransport {
    kind = 'ssh';
    label;
    user;
    #options;
    #address;
    #knownHosts;
    #waiting = [];
    #idle = [];
    #connection;
    #channels = 0;
    #limit = MAX_CHANNELS;
    #closed = false;
    constructor(options) {
        this.#options = options;
        this.#address = options.address.replace(/^\[(.*)\]$/, '$1');
        this.user = options.user;
        this.label = `${options.user}@${this.#address.includes(':') ? `[${this.#address}]` : this.#address}:${options.port}`;
        this.#knownHosts = new KnownHosts(options.knownHosts, this.#address, options.port);
    }
    async open(as, fresh = false) {
        const at = fresh ? -1 : this.#idle.findLastIndex(each => each.as === as && each.connection.lost === undefined);
        if (at !== -1)
            return { ...this.#idle.splice(at, 1)[0].channel, fresh: false };
        const command = shellCommand(as).join(' ');
        for (let attempt = 0;; attempt++) {
            await this.#slot();
            let connection;
            try {
                connection = await this.#connect();
                const stream = await execute(connection, command);
                return this.#channel(connection, stream, as);
            }
            catch (error) {
                this.#release();
                if (error instanceof errors/* UserError */.y && !(error instanceof host_errors/* ConnectionLost */.pz))
                    throw error;
                // Nothing was sent yet, so a broken connection is made again, once.
                if (connection?.lost) {
                    if (attempt > 0)
                        throw connection.lost;
                    continue;
                }
                // The server allows fewer sessions than expected: wait for one of ours to end.
                if (this.#channels === 0 || attempt > 100) {
                    throw new errors/* UserError */.y(`${this.label} refused to open a session. Look at MaxSessions and ForceCommand in its sshd_config.`, {
                        cause: error
                    });
                }
                this.#limit = Math.max(1, Math.min(this.#limit - 1, this.#channels));
            }
        }
    }
    async close() {
        this.#closed = true;
        const connection = await this.#connection?.catch(() => undefined);
        connection?.end();
        this.#connection = undefined;
    }
    async #slot() {
        while (this.#channels >= this.#limit) {
            this.#idle.shift()?.channel.destroy();
            await new Promise(resolve => this.#waiting.push(resolve));
        }
        this.#channels++;
    }
    #release() {
        this.#channels--;
        this.#waiting.shift()?.();
    }
    #connect() {
        if (this.#closed)
            throw new Error(`${this.label} was closed before`);
        if (this.#connection)
            return this.#connection;
        const connecting = this.#connectNow();
        this.#connection = connecting;
        const forget = () => {
            if (this.#connection === connecting)
                this.#connection = undefined;
        };
        connecting.then(connection => connection.onLost.push(forget), forget);
        return connecting;
    }
    async #connectNow() {
        const { port, user, privateKey, passphrase, connectTimeoutMs = CONNECT_TIMEOUT_MS, onLogin } = this.#options;
        // While the server gets ready to speak, ssh2 is loaded.
        const connecting = this.#socket(port, connectTimeoutMs);
        connecting.catch(() => undefined);
        const { Client, parseKey } = await loadSsh2();
        let key;
        try {
            key = readPrivateKey(parseKey, privateKey, passphrase);
        }
        catch (error) {
            void connecting.then(socket => socket.destroy(), () => undefined);
            throw error;
        }
        if (onLogin !== undefined)
            tellOfSignature(key, onLogin);
        const socket = await connecting;
        // It ended while ssh2 was loaded: nobody would hear of it any more.
        if (socket.destroyed || !socket.writable)
            throw this.#handshakeError(new Error('the other side closed it'), key, connectTimeoutMs);
        const client = new Client();
        const connection = new Connection(client, socket);
        let wrongKey;
        return new Promise((resolve, reject) => {
            let ready = false;
            const fail = (error) => {
                if (ready)
                    connection.lose(new host_errors/* ConnectionLost */.pz(`The connection to ${this.label} broke: ${error.message}`, { cause: error }));
                else
                    reject(wrongKey ?? this.#handshakeError(error, key, connectTimeoutMs));
                client.destroy();
            };
            client.on('ready', () => {
                ready = true;
                resolve(connection);
            });
            client.on('error', fail);
            client.on('close', () => fail(new Error('the other side closed it')));
            client.connect({
                sock: socket,
                username: user,
                authHandler: [{ type: 'publickey', username: user, key }],
                algorithms: { serverHostKey: this.#knownHosts.algorithms, cipher: CIPHERS },
                hostVerifier: (blob) => {
                    wrongKey = this.#knownHosts.check(blob);
                    return wrongKey === undefined;
                },
                readyTimeout: connectTimeoutMs,
                keepaliveInterval: KEEPALIVE_MS,
                keepaliveCountMax: KEEPALIVE_COUNT
            });
        });
    }
    #socket(port, timeoutMs) {
        return new Promise((resolve, reject) => {
            // Without noDelay each command takes 130 ms instead of 5 (Nagle against delayed acknowledgements).
            const socket = (0,external_node_net_.connect)({ host: this.#address, port, noDelay: true });
            const timer = setTimeout(() => {
                socket.destroy();
                reject(new host_errors/* Unreachable */.LL(`${this.label} did not answer within ${timeoutMs / 1000} s. Is the address right, is the machine up, and does a firewall let this runner reach port ${port}?`));
            }, timeoutMs);
            socket.once('connect', () => {
                clearTimeout(timer);
                resolve(socket);
            });
            socket.once('error', (error) => {
                clearTimeout(timer);
                reject(this.#socketError(error, port));
            });
        });
    }
    #socketError(error, port) {
        switch (error.code) {
            case 'ECONNREFUSED':
                return new host_errors/* Unreachable */.LL(`${this.label} refused the connection: nothing listens on port ${port}. Is sshd running, and is the port right?`, { cause: error });
            case 'ENOTFOUND':
            case 'EAI_AGAIN':
                return new host_errors/* Unreachable */.LL(`The name ${this.#address} could not be resolved. Check its spelling, and the DNS of this runner.`, {
                    cause: error
                });
            default:
                return new host_errors/* Unreachable */.LL(`${this.label} could not be reached (${error.code ?? error.message}). Is the machine up, and is there a route from this runner?`, { cause: error });
        }
    }
    #handshakeError(error, key, timeoutMs) {
        if (error.level === 'client-authentication') {
            const blob = key.getPublicSSH();
            return new errors/* UserError */.y(`${this.label} refused the user ${this.user} with the key ${fingerprint(blob)} (${key.type}). ` +
                `Is the user right, and is this line in ~${this.user}/.ssh/authorized_keys there (file mode 600, directory 700)?\n  ${key.type} ${blob.toString('base64')}`, { cause: error });
        }
        if (/no matching host key/i.test(error.message)) {
            return new errors/* UserError */.y(`${this.label} has no host key of the types that \`known-hosts\` holds for it (${this.#knownHosts.algorithms.join(', ')}). Run \`ssh-keyscan\` again from a machine that you trust.`, { cause: error });
        }
        if (/no matching/i.test(error.message)) {
            return new errors/* UserError */.y(`${this.label} and Belay have no common algorithm: ${error.message}. Its sshd is too old, or too narrowly configured.`, { cause: error });
        }
        if (error.level === 'client-timeout') {
            return new host_errors/* Unreachable */.LL(`${this.label} accepted the connection and then said nothing for ${timeoutMs / 1000} s. Is it sshd that listens there, and is the machine alive?`, { cause: error });
        }
        return new host_errors/* Unreachable */.LL(`${this.label} broke the connection off before the login (${error.message}). Is it sshd that listens there? Look at its log; it may be refusing this address.`, { cause: error });
    }
    #channel(connection, stream, as) {
        let released = false;
        const release = () => {
            if (released)
                return;
            released = true;
            this.#release();
        };
        const closed = new Promise(resolve => {
            let code = null;
            let signal;
            stream.on('exit', (status, name) => {
                code = status;
                signal = name;
            });
            const lost = () => {
                release();
                resolve({ code: null, lost: connection.lost });
            };
            stream.on('close', () => {
                release();
                // When the connection broke, its own event comes right after the channels'.
                setImmediate(() => resolve({ code, signal, lost: connection.lost ?? (code === null && signal === undefined ? noExit(this.label) : undefined) }));
            });
            if (connection.lost)
                lost();
            else
                connection.onLost.push(lost);
        });
        stream.on('error', () => { });
        const channel = {
            fresh: true,
            stdin: stream,
            stdout: stream,
            stderr: stream.stderr,
            closed,
            destroy: () => {
                stream.end();
                stream.close();
                stream.resume();
                stream.stderr.resume();
            },
            reuse: () => {
                if (this.#closed || this.#waiting.length > 0 || this.#idle.length >= MAX_IDLE || connection.lost)
                    channel.destroy();
                else
                    this.#idle.push({ as, channel, connection });
            }
        };
        void closed.then(() => {
            const at = this.#idle.findIndex(each => each.channel === channel);
            if (at !== -1)
                this.#idle.splice(at, 1);
        });
        return channel;
    }
}
/** Loaded at the first connection; a local host needs none of it. */
async function loadSsh2() {
    const [{ default: Client }, { default: keys }] = await Promise.all([
        Promise.all(/* import() */[__webpack_require__.e(1789), __webpack_require__.e(6297)]).then(__webpack_require__.t.bind(__webpack_require__, 66297, 23)),
        __webpack_require__.e(/* import() */ 1789).then(__webpack_require__.t.bind(__webpack_require__, 41789, 23))
    ]);
    return { Client, parseKey: keys.parseKey };
}
/** The login is the only thing that the key signs; ssh2 has no event for it. The signature is sent before anybody hears of it. */
function tellOfSignature(key, tell) {
    const sign = key.sign.bind(key);
    key.sign = (...args) => {
        setImmediate(tell);
        return sign(...args);
    };
}
function noExit(label) {
    return new host_errors/* ConnectionLost */.pz(`${label} closed the session before the command ended`);
}
function execute(connection, command) {
    return new Promise((resolve, reject) => {
        const lost = () => reject(connection.lost);
        if (connection.lost) {
            lost();
            return;
        }
        connection.onLost.push(lost);
        try {
            connection.client.exec(command, (error, stream) => {
                const at = connection.onLost.indexOf(lost);
                if (at !== -1)
                    connection.onLost.splice(at, 1);
                if (error)
                    reject(error);
                else
                    resolve(stream);
            });
        }
        catch (error) {
            // "Not connected": the connection broke a moment ago.
            connection.lose(new host_errors/* ConnectionLost */.pz('The connection broke', { cause: error }));
        }
    });
}

// EXTERNAL MODULE: ./build/shared/host/windows-host.js
var windows_host = __webpack_require__(3288);
;// CONCATENATED MODULE: ./build/shared/host/open-host.js



/** The host for a specification; it connects at its first use. Errors: UserError when known_hosts does not hold a usable key for it. */
function openHost(spec) {
    if (spec.address !== 'local')
        return new SshHost(spec);
    spec.onLogin?.();
    if (spec.windows)
        return new windows_host/* WindowsHost */._();
    return new LocalHost({ path: spec.path });
}


/***/ }),

/***/ 3288:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ WindowsHost)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(57075);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_3___default = /*#__PURE__*/__webpack_require__.n(node_stream__WEBPACK_IMPORTED_MODULE_3__);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(20230);





/**
 * The machine that the action runs on, where it runs Windows: there is no bash, so no script and no job. What needs none (`shared/windows`) works with files
 * alone; everything else is refused here, with one sentence.
 */
class WindowsHost {
    label = 'local';
    kind = 'windows';
    run() {
        return refused();
    }
    job() {
        return refused();
    }
    inspectJob() {
        return refused();
    }
    endJob() {
        return refused();
    }
    /** Flushed beside it, then renamed. */
    async upload(source, path) {
        const chunks = Buffer.isBuffer(source) || typeof source === 'string'
            ? [Buffer.from(source)]
            : 'file' in source
                ? (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(source.file)
                : source.stream;
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        let bytes = 0;
        try {
            const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(`${path}.new`, 'w', 0o600);
            try {
                for await (const chunk of chunks) {
                    hash.update(chunk);
                    bytes += chunk.length;
                    await file.writeFile(chunk);
                }
                await file.sync();
            }
            finally {
                await file.close();
            }
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rename)(`${path}.new`, path);
        }
        catch (error) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(`${path}.new`, { force: true });
            throw error;
        }
        return { path, bytes, sha256: hash.digest('hex') };
    }
    async download(path) {
        const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.open)(path, 'r');
        return node_stream__WEBPACK_IMPORTED_MODULE_3__.Readable.from(file.createReadStream(), { objectMode: false });
    }
    async makeDirectory(path) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)(path, { recursive: true, mode: 0o700 });
    }
    async remove(path) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(path);
    }
    async close() { }
}
async function refused() {
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_4__/* .UserError */ .y('With `host: local` on Windows Belay takes backups, tries them and restores them (`backup-db`, and `command: backup`, `restore` and `restore-drill` of the root action), of `engine: sqlite` and `files`, and runs migrations that are scripts (`run-migrations`). All else needs bash, and so a host with Linux, which a runner on Windows may reach over SSH');
}


/***/ })

};
;