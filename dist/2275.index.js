"use strict";
exports.id = 2275;
exports.ids = [2275];
exports.modules = {

/***/ 29296:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Eb: () => (/* binding */ key),
  NX: () => (/* binding */ operate),
  XC: () => (/* binding */ planOf),
  JQ: () => (/* binding */ readServices)
});

// UNUSED EXPORTS: ServiceFailed, actions

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/shared/errors.js
var errors = __webpack_require__(20230);
// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
// EXTERNAL MODULE: ./build/shared/nearest.js
var nearest = __webpack_require__(96995);
;// CONCATENATED MODULE: ./build/shared/services/manager.js
/** What can be asked of one service. */
const verbs = (/* unused pure expression or super */ null && (['start', 'stop', 'restart', 'reload']));
/** The default of `stable-for`: long enough for a service that dies after 4 s and is started again by its manager. */
const STABLE_FOR_MS = 5000;
/** How long a reload waits until the last old worker is gone. */
const WORKERS_GONE_MS = 30_000;
/** One file of `Key=value` blocks -> states. A key that is missing is empty. */
function parseSnapshot(text) {
    return text
        .split(/\n\n+/)
        .filter(block => block.trim() !== '')
        .map(block => {
        const fields = new Map(block.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
        const get = (key) => fields.get(key) ?? '';
        const number = (key) => (/^\d+$/.test(get(key)) && get(key) !== '0' ? Number(get(key)) : undefined);
        const words = (key) => get(key).split(' ').filter(Boolean);
        return {
            name: get('Name'),
            found: !['not-found', 'bad-setting', 'error', 'masked', ''].includes(get('LoadState')),
            active: get('ActiveState'),
            sub: get('SubState'),
            pid: number('MainPID'),
            startTicks: number('StartTicks'),
            startedAt: number('StartedMs') === undefined ? undefined : new Date(Number(get('StartedMs'))).toISOString(),
            restarts: number('NRestarts') ?? 0,
            invocation: get('InvocationID'),
            result: get('Result'),
            exitStatus: /^\d+$/.test(get('ExecMainStatus')) ? Number(get('ExecMainStatus')) : undefined,
            canReload: get('CanReload') === 'yes',
            workers: words('Workers'),
            cwd: get('Cwd') || undefined,
            workerCwds: get('WorkerCwds').split('\t').filter(Boolean),
            runsIn: get('RunsIn') || undefined,
            throughProgram: get('ThroughProgram') === 'yes',
            throughArgument: get('ThroughArgument') === 'yes',
            namedRelease: get('NamedRelease') || undefined,
            activeTriggers: words('ActiveTriggers'),
            needsDaemonReload: get('NeedDaemonReload') === 'yes'
        };
    });
}

;// CONCATENATED MODULE: ./build/shared/services/proof.js
/** Pure: the states before and after a verb -> a proof, or what is wrong. */
function judge(verb, service, before, after, code) {
    if (!after.found)
        return { problem: missing(service, after) };
    if (verb === 'stop')
        return judgeStop(service, after);
    const what = `${service.manager.noun} ${service.name}`;
    if (after.active !== 'active' && after.active !== 'reloading')
        return { problem: notRunning(what, after) };
    const same = before.invocation === after.invocation && before.pid === after.pid && before.startTicks === after.startTicks;
    if (after.restarts > (same ? before.restarts : 0)) {
        return { problem: `${what} does not stay up: its manager started it again ${times(after.restarts)} since` };
    }
    if (verb === 'reload')
        return judgeReload(what, before, after, code);
    if (verb === 'restart' && same)
        return { problem: `${what} still runs as the same process (pid ${after.pid ?? 'none'}) as before the restart` };
    if ((before.startTicks ?? 0) > (after.startTicks ?? Number.POSITIVE_INFINITY)) {
        return { problem: `${what} runs as a process that is older than the one before (pid ${after.pid})` };
    }
    return judgeRelease(what, after, !same, code);
}
/** Why a service that ought to run does not, in words. */
function notRunning(what, state) {
    const facts = [
        state.result === '' || state.result === 'success' ? '' : `result ${state.result}`,
        state.exitStatus === undefined || (state.exitStatus === 0 && state.result !== '') ? '' : `exit status ${state.exitStatus}`,
        state.restarts === 0 ? '' : `started again ${times(state.restarts)} by its manager`
    ].filter(Boolean);
    return `${what} does not run: it is ${state.active}${state.sub === '' || state.sub === 'dead' ? '' : ` (${state.sub})`}${facts.length === 0 ? '' : `, ${facts.join(', ')}`}`;
}
function missing(service, state) {
    if (state.active === '')
        return `${service.manager.noun} ${service.name} could not be asked for its state`;
    return `${service.manager.noun} ${service.name} does not exist on the host, or cannot be loaded`;
}
function judgeStop(service, after) {
    const what = `${service.manager.noun} ${service.name}`;
    const left = [...(after.pid === undefined ? [] : [String(after.pid)]), ...after.workers.map(worker => worker.split(':')[0])];
    if (!['inactive', 'failed'].includes(after.active))
        return { problem: `${what} has not stopped: it is ${after.active}${after.sub ? ` (${after.sub})` : ''}` };
    if (left.length > 0)
        return { problem: `${what} is ${after.active}, but these processes of it still run: ${left.join(', ')}` };
    if (after.activeTriggers.length > 0) {
        return {
            problem: `${what} has stopped, but ${after.activeTriggers.join(' and ')} would start it again: name that among the services too`
        };
    }
    return after.result === '' || after.result === 'success'
        ? { proof: 'stopped' }
        : { proof: 'stopped', remark: `it ended with the result ${after.result}` };
}
function judgeReload(what, before, after, code) {
    const old = new Set([...before.workers, ...(before.pid === after.pid ? [] : [`${before.pid}:${before.startTicks}`])]);
    const left = after.workers.filter(worker => old.has(worker));
    if (left.length > 0) {
        return {
            problem: `${left.length} of ${before.workers.length} old workers of ${what} still run (pid ${left.map(worker => worker.split(':')[0]).join(', ')})`
        };
    }
    if (before.pid !== after.pid)
        return judgeRelease(what, after, true, code);
    if (after.workers.length === 0) {
        if (code.root === undefined)
            return { proof: 'running', remark: 'it has no workers: that the reload changed anything cannot be seen' };
        return { problem: `${what} has no workers, so a reload cannot be seen to bring new code: restart it` };
    }
    if (code.root === undefined)
        return { proof: 'new-process' };
    const wrong = linkProblem(code);
    if (wrong !== undefined)
        return { problem: wrong };
    const elsewhere = after.workerCwds.find(cwd => otherRelease(cwd, code) !== undefined);
    if (elsewhere !== undefined) {
        return {
            problem: `the new workers of ${what} run in ${elsewhere}, not in ${code.release}: its main process keeps the directory it was started in; restart it, or give it its directory by an argument (gunicorn: --chdir ${code.root}/current)`
        };
    }
    if (after.workerCwds.length > 0 && after.workerCwds.every(cwd => within(cwd, code.release)))
        return { proof: 'cwd' };
    // A main process that goes on keeps the directory that it was started in; only an argument that names the link is resolved again.
    if (after.throughArgument || startedAfterSwitch(after, code))
        return { proof: 'started-after-switch' };
    if (after.runsIn !== undefined && within(after.runsIn, code.release)) {
        return {
            problem: `that the new workers of ${what} run the release ${code.release} cannot be shown: its main process was started before the switch and keeps its directory; restart it, or give it its directory by an argument (gunicorn: --chdir ${code.root}/current)`
        };
    }
    return { proof: 'new-process', remark: unrelated(what, code) };
}
function judgeRelease(what, after, fresh, code) {
    if (code.root === undefined)
        return { proof: fresh ? 'new-process' : 'running' };
    const wrong = linkProblem(code);
    if (wrong !== undefined)
        return { problem: wrong };
    const other = after.cwd === undefined ? undefined : otherRelease(after.cwd, code);
    if (other !== undefined)
        return { problem: `${what} runs in ${other}, not in the release ${code.release}` };
    if (after.namedRelease !== undefined && after.namedRelease !== code.release) {
        return {
            problem: `${what} names the release ${after.namedRelease} in its command, not ${code.release}: let it go through ${code.root}/current`
        };
    }
    if (after.cwd !== undefined && within(after.cwd, code.release))
        return { proof: 'cwd' };
    if (after.namedRelease !== undefined)
        return { proof: 'command-line' };
    const through = after.throughProgram || after.throughArgument || (after.runsIn !== undefined && within(after.runsIn, code.release));
    if (!through)
        return { proof: fresh ? 'new-process' : 'running', remark: unrelated(what, code) };
    if (fresh || startedAfterSwitch(after, code))
        return { proof: 'started-after-switch' };
    return { problem: `${what} runs since ${after.startedAt ?? 'before'}, which is before the switch to ${code.release}: restart it` };
}
function linkProblem(code) {
    if (code.link === undefined || code.release === undefined)
        return `${code.root}/current points nowhere: deploy a release, or run adopt`;
    return code.link === code.release ? undefined : `${code.root}/current points to ${code.link}, not to ${code.release}`;
}
const startedAfterSwitch = (state, code) => state.startedAt !== undefined && code.switchedAtMs !== undefined && Date.parse(state.startedAt) > code.switchedAtMs;
const unrelated = (what, code) => `${what} does not go through ${code.root}/current: that it runs the release cannot be shown`;
const within = (path, directory) => path === directory || path.startsWith(`${directory}/`);
const otherRelease = (path, code) => within(path, `${code.root}/releases`) && !within(path, code.release) ? path : undefined;
const times = (count) => (count === 1 ? 'once' : `${count} times`);

// EXTERNAL MODULE: ./build/shared/host/guarded.js
var guarded = __webpack_require__(60440);
;// CONCATENATED MODULE: ./build/shared/services/remove-maintenance.js


/**
 * Removes the maintenance file, when `token` holds the lock still: a run that has lost it must not let users in (G4). Answers whether the file is gone.
 * Errors: as runGuarded.
 */
async function removeMaintenance({ host, job }, file, token) {
    const { exitCode } = await (0,guarded/* runGuarded */.s)(host, {
        stateDir: job.stateDir,
        token,
        name: `${job.idPrefix}.open`,
        script: (0,shell.sh) `rm -f -- ${file}`
    });
    return exitCode === 0;
}

// EXTERNAL MODULE: ./build/shared/services/rights.js + 1 modules
var rights = __webpack_require__(42275);
;// CONCATENATED MODULE: ./build/shared/services/script.js


/**
 * One script: snapshot, steps, wait until up, stay up, snapshot. It only acts and observes; what the observations mean is decided by `proof.ts`.
 * Its output is sections, `@NAME ARGUMENT` and then lines that begin with a tab, so no line of a service can be taken for a mark.
 */
function script(work, paths) {
    const each = (what, services) => [...byKind(services)].map(([kind, names]) => `${kind}_${what} ${(0,shell.sh) `${names}`}`).join('; ');
    const up = work.steps.filter(step => step.verb !== 'stop').map(step => step.service);
    const lines = [
        prelude(work.services, paths, work.release),
        'section link "$belay_current_now" "$belay_release"',
        'section switched "" "$(stat -c %.3Z -- "$belay_current" 2>/dev/null)"',
        `belay_snapshot() { ${each('snapshot', work.services) || ':'}; }`,
        'belay_before=$(belay_snapshot); section before "" "$belay_before"'
    ];
    lines.push(`belay_possible ${work.steps.some(step => step.verb === 'reload') ? 'reload' : "''"}`);
    if (work.maintenance?.action === 'make')
        lines.push(`[[ $belay_failed ]] || { ${makeFile(work.maintenance.file)}; }`);
    for (const group of groups(work.steps)) {
        const { verb, service } = group[0];
        const call = group.length === 1
            ? (0,shell.sh) `belay_step ${verb} ${service.manager.kind} ${service.name}`
            : (0,shell.sh) `belay_stop ${service.manager.kind} ${group.map(step => step.service.name)}`;
        lines.push(`[[ $belay_failed ]] || ${call}`);
    }
    if (up.length > 0) {
        lines.push(`belay_pulse() { ${each('pulse', up)}; }`, `[[ $belay_failed ]] || belay_settle ${Math.round(work.startMs)} ${Math.round(work.stableForMs)}`);
    }
    if (work.steps.length > 0)
        lines.push('[[ $belay_after ]] || belay_after=$(belay_snapshot)', 'section after "" "$belay_after"');
    if (work.maintenance?.action === 'remove')
        lines.push(`[[ $belay_failed ]] || { ${removeFile(work.maintenance.file)}; }`);
    if (work.maintenance)
        lines.push((0,shell.sh) `if [[ -e ${work.maintenance.file} ]]; then section maintenance up ''; else section maintenance down ''; fi`);
    lines.push('section end "$belay_failed" ""', '');
    return lines.join('\n');
}
/** Pure: the steps in their order, those that are done together in one list. */
function groups(steps) {
    const groups = [];
    for (const step of steps) {
        const last = groups.at(-1);
        if (last !== undefined && together(last[0], step))
            last.push(step);
        else
            groups.push([step]);
    }
    return groups;
}
const together = (first, next) => [first, next].every(({ verb, service }) => verb === 'stop' && service.manager.stopsTogether(service.name)) &&
    first.service.manager === next.service.manager;
function byKind(services) {
    const kinds = new Map();
    for (const { manager, name } of services)
        kinds.set(manager.kind, [...(kinds.get(manager.kind) ?? []), name]);
    return kinds;
}
const makeFile = (file) => (0,shell.sh) `if mkdir -p "$(dirname -- ${file})" && : > ${file}; then section made '' ''; else section refused maintenance "The maintenance file could not be made"; belay_failed=1; fi`;
const removeFile = (file) => (0,shell.sh) `if rm -f -- ${file}; then section removed '' ''; else section refused maintenance "The maintenance file could not be removed"; belay_failed=1; fi`;
/** Functions that every manager's library builds on, the libraries, and the definitions of the services. */
function prelude(services, paths, release) {
    const managers = new Map(services.map(service => [service.manager.kind, service.manager]));
    return [
        'set +e +o pipefail; shopt -s globstar nullglob',
        (0,shell.sh) `belay_scope=${paths.scope} belay_state=${paths.stateDir} belay_root=${paths.root ?? ''}`,
        'belay_failed= belay_current= belay_current_now= belay_after=',
        // The link is read before anything is started: what starts after this instant through the link runs this release.
        'if [[ $belay_root ]]; then belay_current=$belay_root/current; belay_current_now=$(readlink -f -- "$belay_current"); fi',
        (0,shell.sh) `belay_release=${release ?? ''}; belay_release=\${belay_release:-$belay_current_now}`,
        common,
        ...[...managers.values()].map(manager => manager.library),
        ...services.map(service => service.manager.define(service, paths)).filter(Boolean)
    ].join('\n');
}
const common = `
# NAME ARGUMENT TEXT: one section of the output.
section() { local text=\${3//$'\\r'/}; printf '@%s %s\\n\\t%s\\n' "$1" "$2" "\${text//$'\\n'/$'\\n\\t'}"; }
# Milliseconds of the boot clock: it never goes back.
belay_uptime() { local up; read -r up _ < /proc/uptime; up=\${up/./}; belay_up=$((10#$up * 10)); }
# What turns ticks since boot into wall-clock time. The kernel counts 100 ticks a second for user space on every platform that runs systemd.
belay_clock() { belay_uptime; local wall=\${EPOCHREALTIME/[.,]/}; belay_boot_ms=$((wall / 1000 - belay_up)); }
# Start of a process in ticks since boot, into belay_ticks; empty when there is no such process or it is a zombie.
belay_started() {
  local line= fields
  belay_ticks=
  { IFS= read -rd '' line < "/proc/$1/stat"; } 2>/dev/null
  [[ $line ]] || return 1
  fields=(\${line##*) })
  [[ \${fields[0]} == Z || \${fields[0]} == X ]] && return 1
  belay_ticks=\${fields[19]}
}
belay_through() { [[ $belay_current && ( $1 == "$belay_current" || $1 == "$belay_current"/* ) ]]; }
# A path into a release by its own name, not through the link.
belay_named() {
  [[ $belay_root && $1 == "$belay_root"/releases/* ]] || return 0
  local rest=\${1#"$belay_root"/releases/}
  printf 'NamedRelease=%s\\n' "$belay_root/releases/\${rest%%/*}"
}
# Working directory of a process, into cwd; fails for another user's process. Asks a program only where the shell cannot tell.
belay_cwd() {
  [[ -e /proc/$1/cwd/. ]] || return 1
  if [[ $belay_release && /proc/$1/cwd -ef $belay_release ]]; then cwd=$belay_release; else cwd=$(readlink "/proc/$1/cwd" 2>/dev/null); fi
}
# Whether a process is systemd's own child still, on its way to become the program: its name is in brackets until then.
belay_becoming() {
  local comm=
  { IFS= read -r comm < "/proc/$1/comm"; } 2>/dev/null
  [[ $comm == '('* || $comm == systemd-execut* ]]
}
# MAIN-PID PID...: who they are. Only the resolved directory is printed, not the command line: arguments may be secret.
belay_processes() {
  local main=$1 pid workers= cwds= cwd word try
  shift
  if [[ $main && $main != 0 ]]; then
    # It mostly takes some milliseconds: to look again is cheaper than another snapshot.
    for ((try = 0; try < 20; try++)); do belay_becoming "$main" || break; sleep 0.005; done
    if belay_started "$main"; then
      printf 'StartTicks=%s\\nStartedMs=%s\\n' "$belay_ticks" $((belay_boot_ms + belay_ticks * 10))
      ((try < 20)) || printf 'Becoming=yes\\n'
      belay_cwd "$main" && printf 'Cwd=%s\\n' "$cwd"
      while IFS= read -rd '' word; do belay_named "$word"; done 2>/dev/null < "/proc/$main/cmdline"
    else
      # It ended between the manager's answer and this look: ask again.
      printf 'Becoming=yes\\n'
    fi
  fi
  for pid; do
    [[ $pid != "$main" ]] && belay_started "$pid" || continue
    workers+=" $pid:$belay_ticks"
    # Sixty-four tell as much as all, and each costs a process.
    (( \${#workers} < 1000 )) && belay_cwd "$pid" && cwds+="$cwd"$'\\t'
  done
  printf 'Workers=%s\\nWorkerCwds=%s\\n' "$workers" "$cwds"
}
# Nothing is changed when one of the services cannot be acted on at all.
belay_possible() {
  local line bad= reload=$1
  while IFS= read -r line; do
    case $line in
      Problem=*) bad=1 ;;
      LoadState=loaded) ;;
      LoadState=*) bad=1 ;;
      CanReload=no) [[ $reload ]] && bad=1 ;;
    esac
  done <<< "$belay_before"
  [[ ! $bad ]] || { section impossible "" ""; belay_failed=1; }
}
belay_step() {
  local verb=$1 kind=$2 name=$3 said code old
  section doing "$verb $kind $name" ""
  if [[ $verb == reload ]]; then old=$("\${kind}_snapshot" "$name"); old=\${old##*$'\\n'Workers=}; old=\${old%%$'\\n'*}; fi
  said=$("\${kind}_do" "$verb" "$name" 2>&1); code=$?
  if ((code != 0)); then section refused "$verb $kind $name" "$said"; belay_failed=1; return; fi
  if [[ $verb == reload && $old ]]; then belay_old_gone "$kind" "$name" $old; fi
  section done "$verb $kind $name" "$said"
}
# KIND NAME...: stops them at the same time, except that what was declared to stop after another waits for that one. Each tells its end at once: when
# the deadline passes, only those that had not ended are named. All that were begun are waited for, whatever one of them says.
belay_stop() {
  local kind=$1 order names left wave each first then turn pids
  shift
  left=("$@")
  order=$("\${kind}_order")
  # A pipe with one line in it: who has the line may write.
  exec {turn}<> <(:); echo >&"$turn"
  while ((\${#left[@]})) && [[ ! $belay_failed ]]; do
    names=" \${left[*]} " wave=("\${left[@]}")
    while read -r first then; do
      [[ $names == *" $first "* ]] || continue
      for each in "\${!wave[@]}"; do [[ \${wave[each]} != "$then" ]] || unset -v "wave[each]"; done
    done <<< "$order"
    # A circle: one after the other, as configured.
    ((\${#wave[@]})) || wave=("\${left[0]}")
    for each in "\${wave[@]}"; do section doing "stop $kind $each" ""; done
    pids=()
    for each in "\${wave[@]}"; do
      (
        said=$("\${kind}_do" stop "$each" 2>&1); code=$?
        if ((code != 0)); then word=refused; else word=done; fi
        read -ru "$turn"; section $word "stop $kind $each" "$said"; echo >&"$turn"
        exit "$code"
      ) &
      pids+=($!)
    done
    for each in "\${pids[@]}"; do wait "$each" || belay_failed=1; done
    names=" \${wave[*]} " wave=()
    for each in "\${left[@]}"; do [[ $names == *" $each "* ]] || wave+=("$each"); done
    left=("\${wave[@]}")
  done
  exec {turn}>&-
}
# Waits until none of the old workers (pid:ticks) lives; what is left is seen in the snapshot after.
belay_old_gone() {
  local end each left
  shift 2
  belay_uptime; end=$((belay_up + ${WORKERS_GONE_MS}))
  while :; do
    left=
    for each; do belay_started "\${each%:*}" && [[ $belay_ticks == "\${each#*:}" ]] && { left=1; break; }; done
    [[ $left ]] || return 0
    belay_uptime; ((belay_up < end)) || return 0
    sleep 0.05
  done
}
# START-MS STABLE-MS: until all are up, or one is down, or it takes too long; then until nothing has changed for so long.
belay_settle() {
  local start=$1 stable=$2 end becoming first= now
  belay_uptime; end=$((belay_up + start)) becoming=$((belay_up + 2000))
  while :; do
    # Before the snapshot: what dies between the two is seen in the snapshot, and what is replaced in the next pulse.
    ((stable > 0)) && first=$(belay_pulse)
    belay_after=$(belay_snapshot)
    case $belay_after in
      *State=failed* | *State=inactive* | *State=deactivating* | *SubState=auto-restart* | *Problem=*) section down "" ""; belay_failed=1; return ;;
      *ActiveState=activating*) ;;
      *Becoming=yes*) ((belay_up < becoming)) || break ;;
      *) break ;;
    esac
    belay_uptime; ((belay_up < end)) || { section late "" ""; belay_failed=1; return; }
    sleep 0.02
  done
  ((stable > 0)) || return 0
  belay_uptime; end=$((belay_up + stable))
  while belay_uptime; ((belay_up < end)); do
    sleep 0.2
    now=$(belay_pulse)
    [[ $now == "$first" ]] || { section changed "" "$first"$'\\n--\\n'"$now"; belay_failed=1; break; }
  done
  belay_after=
}
`;
/** The script's output -> its sections. Lines that are neither mark nor content are not the script's own and are left out. */
function parseSections(output) {
    const sections = [];
    for (const line of output.split('\n')) {
        const mark = /^@([a-z]+) (.*)$/.exec(line);
        if (mark)
            sections.push({ name: mark[1], argument: mark[2], lines: [] });
        else if (line.startsWith('\t'))
            sections.at(-1)?.lines.push(line.slice(1));
    }
    return sections.map(({ name, argument, lines }) => ({ name, argument, text: lines.join('\n') }));
}

;// CONCATENATED MODULE: ./build/shared/services/operate.js









const actions = (/* unused pure expression or super */ null && (['restart', 'reload', 'stop', 'start', 'fence', 'open']));
/** A service is not as it should be. `evidence` holds what was proven of the others, `untouched` those that nothing was done to. */
class ServiceFailed extends errors/* UserError */.y {
    services;
    untouched;
    constructor(message, services, untouched, options) {
        super(message, options);
        this.services = services;
        this.untouched = untouched;
    }
}
/** Pure: which verbs in which order. Stops are begun in reverse order and run together (decision 0010); the fence stops writers behind a
 * maintenance file that is made first and removed last. */
function planOf(action, services, maintenanceFile) {
    const each = (verb, list) => list.map(service => ({ verb, service }));
    switch (action) {
        case 'stop':
            return { steps: each('stop', [...services].reverse()) };
        case 'fence':
            return {
                steps: each('stop', services.filter(service => service.writes).reverse()),
                maintenance: maintenanceFile === undefined ? undefined : { file: maintenanceFile, action: 'make' }
            };
        case 'open':
            return {
                steps: each('start', services),
                maintenance: maintenanceFile === undefined ? undefined : { file: maintenanceFile, action: 'remove' }
            };
        default:
            return { steps: each(action, services) };
    }
}
/**
 * Does it, in one job on the host, and proves it (where a maintenance file is all there is to remove, without a job: see removeMaintenance). Safe to repeat. `maintenanceFile` is an absolute path, for `fence` and `open`.
 * Errors: ServiceFailed (a service did not do what it should; its last 30 lines are the cause), and what Host.job throws.
 */
async function operate(context, action, services, maintenanceFile) {
    const unable = action === 'reload' ? services.filter(service => service.manager.kind === 'process') : [];
    if (unable.length > 0)
        throw new errors/* UserError */.y(`The process ${unable[0].name} cannot be reloaded: use restart.`);
    if (action === 'open' && maintenanceFile !== undefined && services.length > 0) {
        // Users are let in only when the proof was judged: that is not the script's to decide.
        const started = await operate(context, 'start', services);
        const { maintenance, durationMs } = await operate(context, 'open', [], maintenanceFile);
        return { ...started, action, maintenance, durationMs: started.durationMs + durationMs };
    }
    if (action === 'open' && maintenanceFile !== undefined && context.job.token !== undefined) {
        const begun = performance.now();
        if (!(await removeMaintenance(context, maintenanceFile, context.job.token))) {
            throw refusedFile('The maintenance file could not be removed', context, maintenanceFile, []);
        }
        const { label } = context.host;
        return { action, host: label, maintenance: 'down', stableForMs: 0, durationMs: Math.round(performance.now() - begun), services: [] };
    }
    const { steps, maintenance } = planOf(action, services, maintenanceFile);
    const stableForMs = Math.max(0, ...services.map(service => service.stableForMs ?? context.stableForMs ?? STABLE_FOR_MS));
    const starts = steps.some(step => step.verb !== 'stop');
    const work = { services, steps, maintenance, release: context.release, stableForMs, startMs: 30_000 };
    const text = script(work, context);
    const result = await context.host.job({
        stateDir: context.job.stateDir,
        // The same prefix may serve several calls; the same call attaches to its own job.
        id: `${context.job.idPrefix}.${action}-${(0,external_node_crypto_.createHash)('sha256').update(text).digest('hex').slice(0, 8)}`,
        token: context.job.token,
        timeoutMs: context.job.timeoutMs,
        script: text
    });
    const sections = parseSections(result.tail);
    const observed = observe(sections, services, context.root);
    if (result.attached && observed.ended)
        observed.after = (await readServices(context, services)).states;
    const evidence = [];
    const problems = [];
    const untouched = [];
    for (const { verb, service } of steps) {
        const [before, after] = [observed.before.get(key(service)), observed.after.get(key(service))];
        const step = `${verb} ${key(service)}`;
        const refused = sections.find(section => section.name === 'refused' && section.argument === step);
        const begun = sections.some(section => section.name === 'doing' && section.argument === step);
        if (before !== undefined && !before.found)
            problems.push({ service, text: missing(service, before) });
        else if (verb === 'reload' && before?.canReload === false)
            problems.push({ service, text: `${service.manager.noun} ${service.name} cannot be reloaded: use restart` });
        else if (!begun)
            untouched.push(service.name);
        else if (refused)
            problems.push(refusal(verb, service, refused.text));
        else if (!observed.ended) {
            if (!sections.some(section => section.name === 'done' && section.argument === step))
                problems.push({
                    service,
                    text: `${verb} of ${service.manager.noun} ${service.name} had not ended when the deadline of ${context.job.timeoutMs / 1000} s passed`
                });
        }
        else if (before === undefined || after === undefined)
            problems.push({ service, text: `${service.manager.noun} ${service.name} could not be asked for its state` });
        else {
            const judgement = judge(verb, service, before, after, observed.code);
            if ('problem' in judgement)
                problems.push({ service, text: judgement.problem });
            else
                evidence.push({ name: service.name, manager: service.manager.kind, verb, ...judgement, before: facts(before), after: facts(after) });
        }
    }
    const refused = sections.find(section => section.name === 'refused' && section.argument === 'maintenance');
    if (refused)
        throw refusedFile(refused.text, context, maintenanceFile, untouched);
    const unsteady = sections.find(section => ['changed', 'down', 'late'].includes(section.name));
    if (unsteady && problems.length === 0) {
        // The snapshot after looks healthy again, but while the services were watched one was down or replaced.
        problems.push(...steps.map(({ service }) => ({
            service,
            text: `${service.manager.noun} ${service.name}, or one beside it, went down or was replaced while it was watched`
        })));
    }
    if (problems.length === 0 && (!observed.ended || observed.failed))
        throw new Error(`The script that should ${action} ended with exit code ${result.exitCode} and an incomplete answer:\n${result.tail.slice(-2000)}`);
    if (problems.length > 0)
        throw await failure(context, action, problems, steps, untouched);
    return {
        action,
        host: context.host.label,
        release: observed.code.link,
        maintenance: observed.maintenance,
        stableForMs: starts ? stableForMs : 0,
        durationMs: result.durationMs,
        services: evidence
    };
}
/** How the services are now, in one read. The map's keys are `<manager> <name>`. */
async function readServices(context, services, maintenanceFile) {
    const text = script({ services, steps: [], release: context.release, stableForMs: 0, startMs: 0, maintenance: undefined }, context);
    const look = maintenanceFile === undefined
        ? ''
        : (0,shell.sh) `if [[ -e ${maintenanceFile} ]]; then section maintenance up ''; else section maintenance down ''; fi`;
    const { stdout } = await context.host.run(text + look, { timeoutMs: 30_000 });
    const observed = observe(parseSections(stdout), services, context.root);
    return { states: observed.after, code: observed.code, maintenance: observed.maintenance };
}
const key = (service) => `${service.manager.kind} ${service.name}`;
function observe(sections, services, root) {
    const find = (name) => sections.findLast(section => section.name === name);
    const link = find('link');
    const changed = find('switched')?.text ?? '';
    const states = (name) => {
        // Blocks come in the order of the managers' first appearance, and a name may be used by two managers.
        const kinds = [...new Set(services.map(service => service.manager.kind))];
        const ordered = kinds.flatMap(kind => services.filter(service => service.manager.kind === kind));
        const parsed = parseSnapshot(find(name)?.text ?? '');
        return new Map(ordered.flatMap((service, index) => (parsed[index]?.name === service.name ? [[key(service), parsed[index]]] : [])));
    };
    const end = find('end');
    return {
        code: {
            root,
            link: link?.argument || undefined,
            release: link?.text || undefined,
            switchedAtMs: changed === '' ? undefined : Number(changed) * 1000
        },
        before: states('before'),
        after: find('after') === undefined ? states('before') : states('after'),
        maintenance: find('maintenance')?.argument,
        ended: end !== undefined,
        failed: end?.argument !== ''
    };
}
const refusedFile = (text, { host }, file, untouched) => new ServiceFailed(`${text} on ${host.label}: ${file}. Nothing was opened or stopped.`, [], untouched);
function refusal(verb, service, said) {
    const lacksRight = service.manager.lacksRight(said) ? verb : undefined;
    return { service, lacksRight, text: `${service.manager.noun} ${service.name} refused to ${verb}: ${said.trim() || 'it said nothing'}` };
}
const facts = (state) => ({
    state: state.active,
    pid: state.pid,
    startedAt: state.startedAt,
    restarts: state.restarts,
    workers: state.workers.length
});
async function failure(context, action, problems, steps, untouched) {
    const names = problems.map(problem => problem.service.name);
    // A service that was not acted on has nothing to say about it.
    const acted = problems.filter(problem => problem.lacksRight === undefined && !problem.text.includes('does not exist'));
    const lines = await lastLines(context, acted.map(problem => problem.service));
    const message = [
        `${action} failed on ${context.host.label}: ${problems.map(problem => problem.text).join('; ')}.`,
        ...(await operate_rights(context, problems, steps)),
        ...(await suggestions(context, problems)),
        untouched.length === 0 ? '' : `Nothing was done to: ${untouched.join(', ')}.`
    ];
    return new ServiceFailed(message.filter(Boolean).join('\n'), names, untouched, lines === '' ? {} : { cause: new Error(lines) });
}
/** The sudoers lines that are missing for the whole action, not only for the step that met it first. */
async function operate_rights(context, problems, steps) {
    const verb = problems.find(problem => problem.lacksRight !== undefined)?.lacksRight;
    if (verb === undefined)
        return [];
    const lines = await (0,rights/* missingRights */.o)(context.host, [verb], steps.map(step => step.service));
    return ['The user may not do that. Add with visudo on the host:', ...lines.map(line => `  ${line}`)];
}
/** The last 30 lines of each; never an error of its own. */
async function lastLines(context, services) {
    if (services.length === 0)
        return '';
    const script = services
        .map(service => `echo ${(0,shell.sh) `${`Last lines of ${service.name}:`}`}; ${service.manager.lastLines(service.name, context)} || :`)
        .join('\n');
    try {
        return (await context.host.run(`set +e\n${script}`, { timeoutMs: 15_000, check: false })).stdout.trim();
    }
    catch (error) {
        return `The last lines could not be read: ${String(error)}`;
    }
}
/** For units that do not exist: the nearest name that does. */
async function suggestions(context, problems) {
    const unknown = problems.filter(problem => problem.service.manager.kind === 'systemd' && problem.text.includes('does not exist'));
    if (unknown.length === 0)
        return [];
    const { stdout } = await context.host.run('systemctl list-unit-files --type=service --no-legend --no-pager --plain', {
        check: false,
        timeoutMs: 15_000
    });
    const units = stdout
        .split('\n')
        .map(line => line.split(/\s/)[0].replace(/\.service$/, ''))
        .filter(Boolean);
    return unknown.flatMap(({ service }) => {
        const near = (0,nearest/* nearest */.p)(service.name.replace(/\.service$/, ''), units);
        return near === undefined ? [] : [`Did you mean ${near}?`];
    });
}


/***/ }),

/***/ 42275:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ missingRights)
});

// EXTERNAL MODULE: ./build/shared/host/shell.js
var shell = __webpack_require__(82854);
;// CONCATENATED MODULE: ./build/shared/services/sudo-list.js
const nothing = { everything: false, commands: new Set() };
/** `(root) NOPASSWD: /usr/bin/systemctl stop web, …`; the target's group does not matter to systemctl, but only the usual forms are taken. */
const plainEntry = /^ {4}\(([A-Za-z0-9_, :-]+)\) NOPASSWD: ([A-Za-z0-9_@%+./*? ,-]+)$/;
const asRoot = new Set(['root', 'root : root', 'ALL', 'ALL : ALL', 'root : ALL', 'ALL : root']);
/**
 * Pure: what `sudo -n -l` prints (LC_ALL=C, into a pipe, where it does not wrap lines) -> what is granted. The last entry that matches a command
 * decides, so one entry that may take a right away (`!`, PASSWD, no tag), or is in a form that is not known here (escapes, digests, expressions,
 * options, other defaults), makes the whole list worth nothing: then each command must be asked about. Entries with wildcards grant nothing here.
 */
function parseSudoList(text) {
    const [head = '', list, ...more] = text.split(/^User \S+ may run the following commands on \S+:\n/m);
    if (list === undefined || more.length > 0)
        return nothing;
    // Defaults of this user for all commands only: those for single commands or targets come under a heading of their own.
    if (!/^(Matching Defaults entries for \S+ on \S+:\n( {4}.*\n)+\n)?$/.test(head) || head.includes('runas_default'))
        return nothing;
    const entries = list
        .split('\n')
        .filter(line => line !== '')
        .map(line => plainEntry.exec(line));
    if (!entries.every(entry => entry !== null))
        return nothing;
    const commands = entries.flatMap(([, target, each]) => (asRoot.has(target) ? each.split(', ') : []));
    return { everything: commands.includes('ALL'), commands: new Set(commands.filter(command => !/[*?]/.test(command))) };
}

;// CONCATENATED MODULE: ./build/shared/services/rights.js


/** How many questions are put to sudo at the same time: each is a process of some 15 ms. */
const atOnce = 8;
/**
 * The sudoers lines that are missing for these verbs on these services, ready to be added with visudo; empty when every right is there. Asks sudo what it
 * would allow and runs nothing: its whole list in one question, and for what does not stand there word for word one question each.
 */
async function missingRights(host, verbs, services) {
    const units = services.filter(service => service.manager.kind === 'systemd').map(service => service.name);
    const wanted = units.flatMap(unit => verbs.map(verb => `${verb} ${unit}`));
    if (wanted.length === 0)
        return [];
    const { stdout } = await host.run(listScript(wanted[0]), { timeoutMs: 30_000 });
    if (stdout === 'root\n')
        return [];
    const end = stdout.indexOf('\n');
    const first = stdout.slice(0, end);
    const list = stdout.slice(end + 1);
    const granted = parseSudoList(list);
    // Which systemctl sudo finds is told by its answer about the first command; without that nothing can be compared.
    const program = first.endsWith(` ${wanted[0]}`) ? first.slice(0, -wanted[0].length - 1) : undefined;
    const left = wanted.filter(each => program === undefined || !(granted.everything || granted.commands.has(`${program} ${each}`)));
    if (left.length === 0)
        return [];
    return (await host.run(askScript(left, exempts(list)), { timeoutMs: 30_000 })).stdout.split('\n').filter(Boolean);
}
/** Whether the defaults may ask this user for no password, whatever the entry says; also when there is no list to tell. */
const exempts = (list) => list.trim() === '' || /!authenticate|exempt_group/.test(list);
/** `root`, or sudo's answer about one command in one line, and then its list. Into a pipe, always: sudo wraps its list for anything else. */
const listScript = (wanted) => `if ((EUID == 0)); then echo root; exit 0; fi
export LC_ALL=C
exec {belay_list}< <(sudo -n -l 2>/dev/null)
first=$(sudo -n -l systemctl ${words(wanted)} 2>/dev/null) || first=
printf '%s\\n' "\${first//$'\\n'/ }"
cat <&"$belay_list"`;
/**
 * A line of sudoers for each command that sudo would not run now. `-l` alone is content with a right that needs a password; `-l -l` tells the entry that
 * decides (sudo 1.9.14 and later), and that must be one without. `exempt`: entries without a tag need none either.
 */
const askScript = (wanted, exempt) => `export LC_ALL=C
user=$(id -un) systemctl=$(command -v systemctl) || systemctl=/usr/bin/systemctl
ask() {
  local answer options=
  if answer=$(sudo -n -l -l systemctl "$@" 2>/dev/null); then
    if [[ $answer == *'Options: '* ]]; then options=\${answer#*Options: } options=\${options%%$'\\n'*}; fi
    case $options in
      *'!authenticate'*) return ;;
      *authenticate*) ;;
      *) if [[ ${exempt ? 1 : "''"} || $answer != *Commands:* ]]; then return; fi ;;
    esac
  fi
  printf '%s ALL=(root) NOPASSWD: %s %s %s\\n' "$user" "$systemctl" "$@"
}
answers=()
collect() { local fd; for fd in "\${answers[@]}"; do cat <&"$fd"; exec {fd}<&-; done; answers=(); }
for wanted in ${(0,shell.sh) `${[...wanted]}`}; do
  exec {answer}< <(ask "\${wanted%% *}" "\${wanted#* }"); answers+=("$answer")
  if ((\${#answers[@]} == ${atOnce})); then collect; fi
done
collect`;
const words = (wanted) => (0,shell.sh) `${wanted.split(' ')}`;


/***/ }),

/***/ 14060:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   hN: () => (/* binding */ fenceStands),
/* harmony export */   i3: () => (/* binding */ isFenced),
/* harmony export */   xp: () => (/* binding */ wasOpened),
/* harmony export */   yH: () => (/* binding */ decideFence),
/* harmony export */   zI: () => (/* binding */ leftFenced)
/* harmony export */ });
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(25002);

/** Does the fence stand, as the journal tells? It stands from its intent on: an interrupted fence may have stopped a writer. */
function isFenced(records) {
    const fenced = records.findLastIndex(record => (record.type === 'intent' || record.type === 'evidence') && record.step === 'fence');
    const opened = records.findLastIndex(record => record.type === 'evidence' && record.step === 'open');
    return fenced > opened;
}
/** Is it proven that the writers are stopped? An interrupted fence is no proof. */
function fenceStands(records) {
    const fenced = records.findLastIndex(record => record.type === 'evidence' && record.step === 'fence');
    const started = records.findLastIndex(record => record.type === 'intent' && (record.step === 'restart' || record.step === 'open'));
    return fenced > started;
}
/**
 * Could users write since the restore point was made (or, without one, since the fence stood)? With a maintenance file from the first intent to
 * open on; without one, as soon as the services are started again. A fence that was closed once more does not undo that. A deployment without a
 * fence was open the whole time.
 */
function wasOpened(records, hasMaintenanceFile) {
    const at = (step) => records.findIndex(record => record.type === 'evidence' && record.step === step);
    const since = at('restore-point') >= 0 ? at('restore-point') : at('fence');
    if (since < 0)
        return true;
    const letsIn = (step) => step === 'open' || (step === 'restart' && !hasMaintenanceFile);
    return records.slice(since + 1).some(record => (record.type === 'intent' || record.type === 'evidence') && letsIn(record.step));
}
/** The deployment before this one, when a person gave it up behind its fence: services may be stopped, and users see the maintenance answer. */
function leftFenced(deployments, mine) {
    const last = deployments.find(each => each.id !== mine);
    const end = last?.records.at(-1);
    return last !== undefined && end?.type === 'closed' && end.outcome === 'stopped' && isFenced(last.records) ? last : undefined;
}
/** Whether this deployment needs a fence, and why. */
async function decideFence(session) {
    const { config } = session.context.target;
    const checked = session.evidence('squash-check');
    const left = leftFenced((await session.context.state()).deployments, session.deployment?.id);
    // Green with users locked out would be a lie: whoever takes such a system over also opens it.
    if (left !== undefined)
        return { needed: true, why: `deployment ${left.id} was given up behind its fence, which this one opens at its end` };
    if (config.fence === 'never')
        return { needed: false, why: '`fence: never` is configured' };
    if (config.fence === 'always')
        return { needed: true, why: '`fence: always` is configured' };
    if (checked === undefined)
        return {
            needed: true,
            why: session.context.dryRun
                ? 'whether a fence is needed is decided after the migrations are checked'
                : 'nothing has checked the migrations, so every one may change data'
        };
    const pending = checked.sets.flatMap(set => set.pending);
    if (pending.length === 0)
        return { needed: false, why: 'no schema change: nothing needs a fence' };
    const against = checked.sets.filter(set => set.pending.length > 0 && !set.additive);
    if (against.length === 0)
        return {
            needed: false,
            why: `every pending migration is additive (${pending.join(', ')}): the running release works with the new schema, no fence is needed`
        };
    const file = (0,_world_js__WEBPACK_IMPORTED_MODULE_0__/* .maintenanceFile */ .iV)(session.context);
    return {
        needed: true,
        why: `${against.flatMap(set => (set.reasons.length > 0 ? set.reasons.slice(0, 3) : set.pending)).join('; ')}: going back needs a restore point${file === undefined ? '; no `maintenance.file` is configured, so users are let in as soon as the services start' : ''}`
    };
}


/***/ })

};
;