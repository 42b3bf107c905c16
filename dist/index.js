/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 71190:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ir: () => (/* binding */ connectEarly),
/* harmony export */   hy: () => (/* binding */ takeEarly),
/* harmony export */   oj: () => (/* binding */ rememberHost)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(77598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(51455);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__nccwpck_require__.n(node_fs_promises__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__nccwpck_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _deployment_state_script_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(92342);




/** An input as it was given; nothing has looked at it yet. */
function given(environment, name) {
    return environment[`INPUT_${name.toUpperCase()}`]?.trim() || undefined;
}
/**
 * Begins to connect to where the last action of this job with the same inputs connected, before the configuration is read: both take a tenth of a
 * second. Undefined in the first action of a job, and where the key or the known hosts do not come as inputs. Never fails.
 */
async function connectEarly(environment) {
    const temp = environment['RUNNER_TEMP'];
    const [privateKey, knownHosts, passphrase] = ['private-key', 'known-hosts', 'passphrase'].map(name => given(environment, name));
    if (temp === undefined || privateKey === undefined || knownHosts === undefined)
        return undefined;
    try {
        const { key, address, port, user, stateDir } = JSON.parse(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(file(temp), 'utf8'));
        if (key !== keyOf(environment) || typeof port !== 'number' || [address, user, stateDir].some(each => typeof each !== 'string'))
            return undefined;
        const spec = { address, port, user, privateKey, passphrase, knownHosts };
        const login = Promise.withResolvers();
        const { openHost } = await Promise.all(/* import() */[__nccwpck_require__.e(7688), __nccwpck_require__.e(230)]).then(__nccwpck_require__.bind(__nccwpck_require__, 97688));
        const host = openHost({ ...spec, onLogin: login.resolve });
        // What every action asks first is asked now. What goes wrong is told when the host is used.
        const state = host.run((0,_deployment_state_script_js__WEBPACK_IMPORTED_MODULE_3__/* .readScript */ .Uq)(stateDir));
        state.then(() => login.resolve(), () => login.resolve());
        return { spec, host, login: login.promise, stateDir, state };
    }
    catch {
        return undefined;
    }
}
/** Keeps where this action connects to, and the state directory there, for the next one: no secret. */
async function rememberHost(environment, temp, { address, port, user }, stateDir) {
    if (address === 'local')
        return;
    const text = JSON.stringify({ key: keyOf(environment), address, port, user, stateDir });
    if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(file(temp), 'utf8').catch(() => '')) === text)
        return;
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(temp, 'belay'), { recursive: true, mode: 0o700 });
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(`${file(temp)}.new`, text, { mode: 0o600 });
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(`${file(temp)}.new`, file(temp));
}
/** The early host where it is what is needed now; else it is let go. */
function takeEarly(early, spec) {
    if (early === undefined)
        return undefined;
    const names = ['address', 'port', 'user', 'privateKey', 'passphrase', 'knownHosts'];
    if (names.every(name => early.spec[name] === spec[name]))
        return early.host;
    early.host.close().catch(() => undefined);
    return undefined;
}
function file(temp) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(temp, 'belay', 'host.json');
}
/** The inputs that a connection follows from, with the configuration. */
function keyOf(environment) {
    const inputs = ['config', 'environment', 'host', 'port', 'user', 'app', 'state-dir'].map(name => given(environment, name) ?? null);
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(inputs)).digest('hex');
}


/***/ }),

/***/ 16901:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Aw: () => (/* binding */ loginMs),
/* harmony export */   Tu: () => (/* binding */ atMost),
/* harmony export */   wC: () => (/* reexport safe */ node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setImmediate)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(58500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__nccwpck_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);

/**
 * Lets whatever waits for this process have its turn: loading code gives none, and a handshake is a dialogue.
 */

/** Waits for a promise, but not longer than so many milliseconds. It must not reject. */
async function atMost(ms, promise) {
    const limit = new AbortController();
    await Promise.race([promise, (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(ms, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
}
/** How long code waits for a login, in milliseconds: what else may be wrong is not to be told late because of a host that does not answer. */
const loginMs = 500;


/***/ }),

/***/ 92342:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ag: () => (/* binding */ unlockScript),
/* harmony export */   JA: () => (/* binding */ removeReleaseScript),
/* harmony export */   ND: () => (/* binding */ takeOverScript),
/* harmony export */   OE: () => (/* binding */ closeScript),
/* harmony export */   Uq: () => (/* binding */ readScript),
/* harmony export */   Y5: () => (/* binding */ prefaceScript),
/* harmony export */   dQ: () => (/* binding */ manifestsRead),
/* harmony export */   jr: () => (/* binding */ initialiseScript),
/* harmony export */   ki: () => (/* binding */ appendScript),
/* harmony export */   mr: () => (/* binding */ openScript),
/* harmony export */   y5: () => (/* binding */ stateVersion)
/* harmony export */ });
/* unused harmony exports deploymentsRead, reserveBytes */
/* harmony import */ var _host_shell_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(82854);

/**
 * The bash that runs on the host for each transition of the state directory. It needs bash, coreutils, find and flock, nothing else.
 *
 * Every transition runs under one flock on `lock.flock`, held through descriptor 9 by the script *and* by each process that it starts:
 * when the script is killed, the next transition waits until its last child has ended, and then finds one of two worlds, never a third:
 *
 * - A record appears by the rename of a synced file: it is there whole or not at all. (A hard link instead of the rename would leave the
 *   temporary name beside the record when killed, and the next append would write through it.)
 * - A deployment is open from its first record to its `closed` record, and the lock counts only while its deployment is open.
 *   `open` makes the lock first (a lock without records: the opener died before it opened anything, the lock is free);
 *   `close` writes `closed` first (a lock with a closed deployment behind it: released).
 * - `takeOver` changes the holder by one rename over `lock`.
 * - An owner file that is not linked to `lock` means nothing; the newest one stays, so that the generation in the token keeps growing.
 *
 * The token reaches the script as a secret in its environment and is never an argument of a process (G7): owner files are written by
 * redirection, synced and linked through their descriptor, and found by `find` to be removed.
 *
 * A script answers with one word and its details, one per line, on stdout; exit codes other than 0 are bugs or a broken host.
 */
/** The newest deployments: as many `read` brings, and among as many `open` looks for one that has lost its lock file. */
const deploymentsRead = 20;
/** Manifests of this many backups, the newest: what a job of a deployment may rely on is among them. */
const manifestsRead = 100;
/** Bytes given up when the disk is full while a record must be written: room for some 60 records of one block each. */
const reserveBytes = 256 * 1024;
/** Format of the state directory. */
const stateVersion = 1;
/** Seconds to wait for another transition; each takes milliseconds, so a longer wait means a disk that hangs. */
const flockSeconds = 20;
/** bash reads a script on stdin byte by byte, so comments and indentation stay here. */
function compact(script) {
    return script
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '' && !line.startsWith('#'))
        .join('\n');
}
const prelude = compact(`
  umask 077; export LC_ALL=C; shopt -s nullglob
  answer() { printf '%s\\n' "$@"; exit 0; }
`);
const enter = (stateDir, flock) => `${prelude}\ndir=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(stateDir)}\n${compact(`
    [ -d "$dir" ] || answer missing
    cd -- "$dir" 2>/dev/null && [ -O . ] || answer denied
    [ -f version ] && IFS= read -r v <version || answer missing
    [ "$v" = ${stateVersion} ] || answer version "$v"
    exec 9>>lock.flock
    flock ${flock} -w ${flockSeconds} 9 || answer busy
  `)}\n`;
const last = compact(`
  # last ID: n = how many records, f = their files, tail = the last one's text
  last() {
    f=(deployments/"$1"/*); n=\${#f[@]}; tail=
    [ $n -gt 0 ] || return 0
    printf -v x 'deployments/%s/%06d.json' "$1" $n
    [ "\${f[n-1]}" = "$x" ] && IFS= read -r tail <"$x" || answer broken "$x"
  }
  closed='^\\{"seq":[0-9]+,"at":"[^"]+","type":"closed"'
  isopen() { last "$1"; [ $n -gt 0 ] && ! [[ $tail =~ $closed ]]; }
`);
const holder = compact(`
  # print, dep = the holder's fingerprint and deployment; print is "none" when the lock is free,
  # "missing" when a deployment is open and someone has removed its lock file
  holder() {
    if [ -f lock ]; then
      IFS=' ' read -r print dep <lock || answer broken lock
      isopen "$dep" && return
    fi
    local d=(deployments/*/) i
    for ((i = \${#d[@]} - 1; i >= 0 && i >= \${#d[@]} - ${deploymentsRead}; i--)); do
      dep=\${d[i]%/}; dep=\${dep#*/}
      if isopen "$dep"; then print=missing; return; fi
    done
    print=none dep=
  }
`);
const room = compact(`
  # Runs what writes; when it fails, gives the reserve up and runs it again: it must be safe to repeat.
  room() { "$@" || { rm -f reserve; "$@"; } || { rm -f deployments/*/.new/* releases/*/.new lock.new; answer full; }; }
  reserve() { [ -f reserve ] || { head -c ${reserveBytes} /dev/urandom >.reserve && mv -T .reserve reserve; } || { rm -f .reserve; false; }; }
`);
const write = compact(`
  # write ID TEXT...: appends records, leaves those that are there already (a retry, or a job's preface that another record has overtaken);
  # seqs = their numbers. A text is a record without its leading {"seq":N, and holds a nonce, so equal texts are the same record.
  write() {
    local d=deployments/$1 r i line k m=(); shift; seqs=
    last "\${d#*/}"; k=$n
    for r in "$@"; do
      for ((i = k - 1; i >= 0 && i >= k - $# - 20; i--)); do
        IFS= read -r line <"\${f[i]}"
        if [ "\${line#*,}" = "$r" ]; then seqs+=" $((i + 1))"; continue 2; fi
      done
      if [[ $tail =~ $closed ]]; then answer closed; fi
      n=$((n + 1)); printf -v line '%s/.new/%06d.json' "$d" $n
      printf '{"seq":%d,%s\\n' $n "$r" >"$line" || return 1
      m+=("$line"); seqs+=" $n"
    done
    [ \${#m[@]} = 0 ] || { sync "\${m[@]}" && mv -nt "$d" "\${m[@]}" && sync "$d"; }
  }
`);
const mine = compact(`
  mine() { [ lock -ef "owner.$BELAY_TOKEN" ] && IFS=' ' read -r print dep <lock && [ "$dep" = "$1" ]; }
`);
const own = compact(`
  # already: token = ours, when an earlier try of this very call (same nonce) has made us the holder
  already() {
    local o
    for o in owner.*-"$BELAY_NONCE"; do
      if [ lock -ef "$o" ]; then token=\${o#owner.}; return; fi
    done
    false
  }
  # own ID OWNER: makes the next token's owner file and renames a link to it over lock
  own() {
    local o g=0
    for o in owner.*; do
      o=\${o#owner.}; o=\${o%%-*}
      if [[ $o =~ ^[0-9]{8}$ ]] && ((10#$o > g)); then g=$((10#$o)); fi
    done
    printf -v token '%08d-%s' $((g + 1)) "$BELAY_NONCE"
    x=$(printf %s "$token" | sha256sum) || return 1
    printf '%s %s\\n%s\\n' "\${x:0:16}" "$1" "$2" >"owner.$token" || return 1
    exec 5<"owner.$token"
    { ! [ -e lock.new ] || rm lock.new; } && mkdir -p deployments/"$1"/.new && sync /dev/fd/5 && ln -L /dev/fd/5 lock.new && mv -T lock.new lock && sync . deployments
  }
  # Old owner files go last: until then they carry the generation. find removes them by itself: their names are tokens.
  sweep() {
    local o=(owner.*)
    [ \${#o[@]} -le 1 ] || find . -maxdepth 1 -name 'owner.*' ! -samefile lock -delete
  }
`);
// What "runs" means is the job's own rule, see host/job-script.ts: it is being started, or its flock is held, or a process carries its mark.
const running = compact(`
  # jobs = ids of the deployment's jobs that run now. No job can start meanwhile: with a token they start under lock.flock.
  running() {
    local j; jobs=()
    for j in jobs/"$1".*/; do
      if ! [ -e "$j"exit ] && live "\${j%/}"; then j=\${j%/}; jobs+=("\${j#*/}"); fi
    done
  }
  held() { [ -e "$1" ] && ! flock -n "$1" true; }
  live() { held "$1/launch" || held "$1/alive" || { [ -e "$1/started" ] && grep -qszxF -e "BELAY_JOB_DIR=$PWD/$1" /proc/[0-9]*/environ; }; }
`);
/** Makes the state directory; safe to repeat, and refuses a directory that holds anything else. Answers: made | foreign NAME | denied | full. */
function initialiseScript(stateDir) {
    return `${prelude}\ndir=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(stateDir)}\n${room}\n${compact(`
    mkdir -p -- "$dir" 2>/dev/null && cd -- "$dir" 2>/dev/null && [ -O . ] || answer denied
    shopt -s dotglob
    if ! [ -e version ]; then
      for x in *; do
        case $x in deployments | releases | backups | jobs | lock.flock | reserve | .reserve | .version) ;; *) answer foreign "$x" ;; esac
      done
    fi
    # A link leads to another disk (backup.destination), which may be away.
    chmod 0700 . && mkdir -p deployments releases jobs && { [ -L backups ] || mkdir -p backups; } && : >>lock.flock
    reserve || answer full
    # The version file comes last: without it there is no state directory.
    if ! [ -e version ]; then
      { printf '%s\\n' ${stateVersion} >.version && sync .version && mv -T .version version; } || answer full
    fi
    sync . ..
    answer made
  `)}`;
}
/**
 * Everything in one answer: `state`, then lines `free BLOCKS SIZE`, `time ISO`, `job ID`..., `backup ID`..., `files`, then the files as
 * `tail -v` prints them: a line `==> path <==` before each. No record holds such a line, because a record is one line of JSON.
 * A file that cannot be read: exit code 1, and its name on stderr.
 */
function readScript(stateDir) {
    return `${enter(stateDir, '-s')}${running}\n${compact(`
    d=(deployments/*/); f=(); jobs=()
    if [ \${#d[@]} -gt ${deploymentsRead} ]; then d=("\${d[@]: -${deploymentsRead}}"); fi
    if [ -f lock ]; then
      f+=(lock); IFS=' ' read -r print dep <lock || answer broken lock
      [[ " \${d[*]} " = *" deployments/$dep/ "* ]] || d+=("deployments/$dep/")
      running "$dep"
    fi
    for x in "\${d[@]}"; do f+=("$x"*); done
    f+=(releases/*/release.json)
    b=(backups/*/); b=("\${b[@]#*/}"); b=("\${b[@]%/}")
    if [ \${#b[@]} -le ${manifestsRead} ]; then f+=(backups/*/manifest.json)
    else while IFS= read -r -d '' x; do f+=("$x"); done < <(find backups/ -mindepth 2 -maxdepth 2 -name manifest.json -type f ! -path 'backups/.*' -printf '%T@ %p\\0' | sort -zrn | head -z -n ${manifestsRead} | cut -z -d ' ' -f 2-)
    fi
    printf 'state\\n'
    stat -f --printf 'free %a %S\\n' .
    TZ=UTC0 printf 'time %(%Y-%m-%dT%H:%M:%SZ)T\\n' -1
    for x in "\${jobs[@]}"; do printf 'job %s\\n' "$x"; done
    for x in "\${b[@]}"; do printf 'backup %s\\n' "\${x//$'\\n'/?}"; done
    printf 'files\\n'
    # What the tables of a backup held is for whoever restores it: of many backups it would be too much.
    [ \${#f[@]} = 0 ] || tail -v -c +1 "\${f[@]}" | sed '/^        "content": {$/,/^        },$/d'
  `)}`;
}
/** Answers: held TOKEN SEQS | other FINGERPRINT DEPLOYMENT | exists | full. Secrets: BELAY_NONCE. */
function openScript(stateDir, deployment, ownerText, recordTexts) {
    return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${own}\nd=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)}\n${compact(`
    if ! already; then
      holder
      [ $print = none ] || answer other $print "$dep"
      last "$d"; [ $n = 0 ] || answer exists
      reserve || answer full
  `)}\nroom own "$d" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(ownerText)}\nfi\nroom write "$d" ${recordTexts.map(_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h).join(' ')}\nsweep\nanswer held $token "$seqs"\n`;
}
const place = compact(`
  # place ID TEXT
  place() {
    local d=releases/$1
    mkdir -p "$d" && printf '%s\\n' "$2" >"$d/.new" && sync "$d/.new" && mv -T "$d/.new" "$d/release.json" && sync "$d" releases
  }
`);
const places = (releases) => releases.length === 0 ? '' : `${place}\n${releases.map(({ id, text }) => `room place ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(id)} ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(text)}\n`).join('')}`;
/** Answers: written SEQS | lost | closed | full. Secrets: BELAY_TOKEN. */
function appendScript(stateDir, deployment, recordTexts, releases) {
    const texts = recordTexts.map(_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h).join(' ');
    return `${enter(stateDir, '-x')}${last}\n${room}\n${write}\n${mine}\nd=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)}\n${compact(`
    mine "$d" || answer lost
  `)}\n${places(releases)}room write "$d" ${texts}\nanswer written "$seqs"\n`;
}
/**
 * The same as a job's preface: the lock's flock is held already, and the exit code says whether all was written. Answers on one line, after what went
 * wrong if anything did. The token stands in the script, which comes in on stdin.
 */
function prefaceScript(deployment, token, recordTexts, releases) {
    const texts = recordTexts.map(_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h).join(' ');
    return `${compact(`
    export LC_ALL=C; shopt -s nullglob
    answer() { printf '%s ' "$@"; [ "$1" = written ]; exit; }
    [ -f version ] && IFS= read -r v <version || answer missing
    [ "$v" = ${stateVersion} ] || answer version "$v"
  `)}\n${last}\n${room}\n${write}\n${mine}\nBELAY_TOKEN=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(token)}\nd=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)}\n${compact(`
    mine "$d" || answer lost
  `)}\n${places(releases)}room write "$d" ${texts}\nanswer written "$seqs"\n`;
}
/** Answers: closed-now N (how many records there are) | lost | closed | full. Secrets: BELAY_TOKEN. */
function closeScript(stateDir, deployment, recordTexts, releases) {
    const closing = recordTexts.at(-1) ?? '';
    return `${enter(stateDir, '-x')}${last}\n${room}\n${write}\n${mine}\nd=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)}\nr=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(closing)}\n${compact(`
    if ! mine "$d"; then
      last "$d"
      if [ $n -gt 0 ] && [ "\${tail#*,}" = "$r" ]; then answer closed-now $n; fi
      answer lost
    fi
  `)}\n${places(releases)}room write "$d" ${recordTexts.map(_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h).join(' ')}\n${compact(`
    # No sync: a lock that comes back after a power failure has a closed deployment behind it.
    rm -f lock
    reserve 2>/dev/null || :
    answer closed-now $n
  `)}`;
}
/** Answers: held TOKEN SEQS | changed FINGERPRINT DEPLOYMENT | running JOB... | full. Secrets: BELAY_NONCE. */
function takeOverScript(stateDir, deployment, expected, ownerText, noteText) {
    return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${own}\n${running}\nd=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)}\n${compact(`
    if ! already; then
      holder
      [ $print = ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(expected)} ] && [ "$dep" = "$d" ] || answer changed $print "$dep"
      running "$d"; [ \${#jobs[@]} = 0 ] || answer running "\${jobs[@]}"
  `)}\nroom own "$d" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(ownerText)}\nfi\nroom write "$d" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(noteText)}\nsweep\nanswer held $token "$seqs"\n`;
}
/** Answers: unlocked | changed FINGERPRINT DEPLOYMENT | running JOB... | full. */
function unlockScript(stateDir, expected, recordText) {
    return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${running}\nexpected=${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(expected)}\n${compact(`
    holder
    if [ $print = none ] && [ -f lock ]; then
      IFS=' ' read -r x dep <lock
      if [ "$x" = "$expected" ]; then rm -f lock; answer unlocked; fi
    fi
    [ $print = "$expected" ] && [ $print != none ] || answer changed $print "$dep"
    running "$dep"; [ \${#jobs[@]} = 0 ] || answer running "\${jobs[@]}"
  `)}\nroom write "$dep" ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(recordText)}\nrm -f lock\nanswer unlocked\n`;
}
/** Answers: removed | lost. Secrets: BELAY_TOKEN. A directory without release.json is no release, so a kill in between does no harm. */
function removeReleaseScript(stateDir, id, deployment) {
    return `${enter(stateDir, '-x')}${mine}\nmine ${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(deployment)} || answer lost\nd=releases/${(0,_host_shell_js__WEBPACK_IMPORTED_MODULE_0__/* .quote */ .h)(id)}\n${compact(`
    rm -f "$d/release.json"; rm -rf "$d"; sync releases
    answer removed
  `)}`;
}


/***/ }),

/***/ 82854:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ quote),
/* harmony export */   l: () => (/* binding */ raw),
/* harmony export */   sh: () => (/* binding */ sh)
/* harmony export */ });
/** One POSIX shell word for any string; NUL cannot be passed to a program at all. */
function quote(value) {
    if (value.includes('\0'))
        throw new Error('A value with a NUL character cannot be passed to a shell');
    return /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) && !value.startsWith('-') ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
/** Marks script text that was built by `sh` (or is a constant) so that it is not quoted again. */
function raw(script) {
    return { raw: script };
}
/** Builds script text: every interpolated value becomes one quoted word, an array several words, `raw()` stays as it is (G9). */
function sh(strings, ...values) {
    return strings.reduce((script, text, index) => script + (index === 0 ? '' : word(values[index - 1])) + text, '');
}
function word(value) {
    if (typeof value === 'object' && 'raw' in value)
        return value.raw;
    if (typeof value === 'object')
        return value.map(each => quote(String(each))).join(' ');
    return quote(String(value));
}


/***/ }),

/***/ 42613:
/***/ ((module) => {

module.exports = require("assert");

/***/ }),

/***/ 20181:
/***/ ((module) => {

module.exports = require("buffer");

/***/ }),

/***/ 35317:
/***/ ((module) => {

module.exports = require("child_process");

/***/ }),

/***/ 76982:
/***/ ((module) => {

module.exports = require("crypto");

/***/ }),

/***/ 72250:
/***/ ((module) => {

module.exports = require("dns");

/***/ }),

/***/ 24434:
/***/ ((module) => {

module.exports = require("events");

/***/ }),

/***/ 79896:
/***/ ((module) => {

module.exports = require("fs");

/***/ }),

/***/ 58611:
/***/ ((module) => {

module.exports = require("http");

/***/ }),

/***/ 65692:
/***/ ((module) => {

module.exports = require("https");

/***/ }),

/***/ 69278:
/***/ ((module) => {

module.exports = require("net");

/***/ }),

/***/ 34589:
/***/ ((module) => {

module.exports = require("node:assert");

/***/ }),

/***/ 16698:
/***/ ((module) => {

module.exports = require("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = require("node:buffer");

/***/ }),

/***/ 31421:
/***/ ((module) => {

module.exports = require("node:child_process");

/***/ }),

/***/ 37540:
/***/ ((module) => {

module.exports = require("node:console");

/***/ }),

/***/ 77598:
/***/ ((module) => {

module.exports = require("node:crypto");

/***/ }),

/***/ 53053:
/***/ ((module) => {

module.exports = require("node:diagnostics_channel");

/***/ }),

/***/ 40610:
/***/ ((module) => {

module.exports = require("node:dns");

/***/ }),

/***/ 78474:
/***/ ((module) => {

module.exports = require("node:events");

/***/ }),

/***/ 73024:
/***/ ((module) => {

module.exports = require("node:fs");

/***/ }),

/***/ 51455:
/***/ ((module) => {

module.exports = require("node:fs/promises");

/***/ }),

/***/ 37067:
/***/ ((module) => {

module.exports = require("node:http");

/***/ }),

/***/ 32467:
/***/ ((module) => {

module.exports = require("node:http2");

/***/ }),

/***/ 44708:
/***/ ((module) => {

module.exports = require("node:https");

/***/ }),

/***/ 77030:
/***/ ((module) => {

module.exports = require("node:net");

/***/ }),

/***/ 48161:
/***/ ((module) => {

module.exports = require("node:os");

/***/ }),

/***/ 76760:
/***/ ((module) => {

module.exports = require("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = require("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = require("node:process");

/***/ }),

/***/ 41792:
/***/ ((module) => {

module.exports = require("node:querystring");

/***/ }),

/***/ 80099:
/***/ ((module) => {

module.exports = require("node:sqlite");

/***/ }),

/***/ 57075:
/***/ ((module) => {

module.exports = require("node:stream");

/***/ }),

/***/ 38321:
/***/ ((module) => {

module.exports = require("node:stream/consumers");

/***/ }),

/***/ 46466:
/***/ ((module) => {

module.exports = require("node:stream/promises");

/***/ }),

/***/ 58500:
/***/ ((module) => {

module.exports = require("node:timers/promises");

/***/ }),

/***/ 41692:
/***/ ((module) => {

module.exports = require("node:tls");

/***/ }),

/***/ 73136:
/***/ ((module) => {

module.exports = require("node:url");

/***/ }),

/***/ 57975:
/***/ ((module) => {

module.exports = require("node:util");

/***/ }),

/***/ 73429:
/***/ ((module) => {

module.exports = require("node:util/types");

/***/ }),

/***/ 78877:
/***/ ((module) => {

module.exports = require("node:v8");

/***/ }),

/***/ 30714:
/***/ ((module) => {

module.exports = require("node:vm");

/***/ }),

/***/ 75919:
/***/ ((module) => {

module.exports = require("node:worker_threads");

/***/ }),

/***/ 38522:
/***/ ((module) => {

module.exports = require("node:zlib");

/***/ }),

/***/ 70857:
/***/ ((module) => {

module.exports = require("os");

/***/ }),

/***/ 16928:
/***/ ((module) => {

module.exports = require("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = require("process");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = require("stream");

/***/ }),

/***/ 13193:
/***/ ((module) => {

module.exports = require("string_decoder");

/***/ }),

/***/ 53557:
/***/ ((module) => {

module.exports = require("timers");

/***/ }),

/***/ 64756:
/***/ ((module) => {

module.exports = require("tls");

/***/ }),

/***/ 39023:
/***/ ((module) => {

module.exports = require("util");

/***/ }),

/***/ 43106:
/***/ ((module) => {

module.exports = require("zlib");

/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/******/ 	// expose the modules object (__webpack_modules__)
/******/ 	__nccwpck_require__.m = __webpack_modules__;
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/compat get default export */
/******/ 	(() => {
/******/ 		// getDefaultExport function for compatibility with non-harmony modules
/******/ 		__nccwpck_require__.n = (module) => {
/******/ 			var getter = module && module.__esModule ?
/******/ 				() => (module['default']) :
/******/ 				() => (module);
/******/ 			__nccwpck_require__.d(getter, { a: getter });
/******/ 			return getter;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/create fake namespace object */
/******/ 	(() => {
/******/ 		var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 		var leafPrototypes;
/******/ 		// create a fake namespace object
/******/ 		// mode & 1: value is a module id, require it
/******/ 		// mode & 2: merge all properties of value into the ns
/******/ 		// mode & 4: return value when already ns object
/******/ 		// mode & 16: return value when it's Promise-like
/******/ 		// mode & 8|1: behave like require
/******/ 		__nccwpck_require__.t = function(value, mode) {
/******/ 			if(mode & 1) value = this(value);
/******/ 			if(mode & 8) return value;
/******/ 			if(typeof value === 'object' && value) {
/******/ 				if((mode & 4) && value.__esModule) return value;
/******/ 				if((mode & 16) && typeof value.then === 'function') return value;
/******/ 			}
/******/ 			var ns = Object.create(null);
/******/ 			__nccwpck_require__.r(ns);
/******/ 			var def = {};
/******/ 			leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 			for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 				Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 			}
/******/ 			def['default'] = () => (value);
/******/ 			__nccwpck_require__.d(ns, def);
/******/ 			return ns;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/ensure chunk */
/******/ 	(() => {
/******/ 		__nccwpck_require__.f = {};
/******/ 		// This file contains only the entry chunk.
/******/ 		// The chunk loading function for additional chunks
/******/ 		__nccwpck_require__.e = (chunkId) => {
/******/ 			return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 				__nccwpck_require__.f[key](chunkId, promises);
/******/ 				return promises;
/******/ 			}, []));
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/get javascript chunk filename */
/******/ 	(() => {
/******/ 		// This function allow to reference async chunks
/******/ 		__nccwpck_require__.u = (chunkId) => {
/******/ 			// return url for filenames based on template
/******/ 			return "" + chunkId + ".index.js";
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/require chunk loading */
/******/ 	(() => {
/******/ 		// no baseURI
/******/ 		
/******/ 		// object to store loaded chunks
/******/ 		// "1" means "loaded", otherwise not loaded yet
/******/ 		var installedChunks = {
/******/ 			8792: 1
/******/ 		};
/******/ 		
/******/ 		// no on chunks loaded
/******/ 		
/******/ 		var installChunk = (chunk) => {
/******/ 			var moreModules = chunk.modules, chunkIds = chunk.ids, runtime = chunk.runtime;
/******/ 			for(var moduleId in moreModules) {
/******/ 				if(__nccwpck_require__.o(moreModules, moduleId)) {
/******/ 					__nccwpck_require__.m[moduleId] = moreModules[moduleId];
/******/ 				}
/******/ 			}
/******/ 			if(runtime) runtime(__nccwpck_require__);
/******/ 			for(var i = 0; i < chunkIds.length; i++)
/******/ 				installedChunks[chunkIds[i]] = 1;
/******/ 		
/******/ 		};
/******/ 		
/******/ 		// require() chunk loading for javascript
/******/ 		__nccwpck_require__.f.require = (chunkId, promises) => {
/******/ 			// "1" is the signal for "already loaded"
/******/ 			if(!installedChunks[chunkId]) {
/******/ 				if(true) { // all chunks have JS
/******/ 					installChunk(require("./" + __nccwpck_require__.u(chunkId)));
/******/ 				} else installedChunks[chunkId] = 1;
/******/ 			}
/******/ 		};
/******/ 		
/******/ 		// no external install chunk
/******/ 		
/******/ 		// no HMR
/******/ 		
/******/ 		// no HMR manifest
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};
__nccwpck_require__.r(__webpack_exports__);
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   main: () => (/* binding */ main),
/* harmony export */   post: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _shared_action_early_host_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(71190);
/* harmony import */ var _shared_action_turn_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(16901);


/**
 * What a stub in `dist/` calls. The way to the host and the code for what is done there take a tenth of a second each, so the way comes first: while the server
 * works on the login, the code is loaded.
 */
async function main(name) {
    const early = await (0,_shared_action_early_host_js__WEBPACK_IMPORTED_MODULE_0__/* .connectEarly */ .Ir)(process.env);
    try {
        if (early !== undefined)
            await (0,_shared_action_turn_js__WEBPACK_IMPORTED_MODULE_1__/* .atMost */ .Tu)(_shared_action_turn_js__WEBPACK_IMPORTED_MODULE_1__/* .loginMs */ .Aw, early.login);
        const { actions } = await Promise.all(/* import() */[__nccwpck_require__.e(13), __nccwpck_require__.e(822)]).then(__nccwpck_require__.bind(__nccwpck_require__, 50822));
        await (0,_shared_action_turn_js__WEBPACK_IMPORTED_MODULE_1__/* .turn */ .wC)();
        const action = actions.find(each => each.definition.name === name);
        if (action === undefined)
            throw new Error(`There is no action ${name}`);
        await action.start(early);
    }
    finally {
        await early?.host.close();
    }
}
/** The post step of every action. */
async function post() {
    const { runPost } = await Promise.all(/* import() */[__nccwpck_require__.e(13), __nccwpck_require__.e(6772)]).then(__nccwpck_require__.bind(__nccwpck_require__, 86772));
    await runPost();
}

module.exports = __webpack_exports__;
/******/ })()
;