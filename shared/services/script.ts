import { sh } from '../host/shell.ts'
import { type Service, type ServicePaths, type Verb, WORKERS_GONE_MS } from './manager.ts'

/** What one script does, in this order. */
export interface Work {
  readonly services: readonly Service[]
  /** In the order in which it is begun; each is one of `services`. Neighbours that are stopped may stop at the same time: see `belay_stop`. */
  readonly steps: readonly { readonly verb: Verb; readonly service: Service }[]
  /** Release that must be live; undefined: what `current` points to. */
  readonly release?: string | undefined
  /** Milliseconds that all services must stay as they are, counted from the moment when all are up. */
  readonly stableForMs: number
  /** Milliseconds for services to get up after the manager's own command returned. */
  readonly startMs: number
  /** File that is made before the first step (the fence), or removed after the last one that succeeded. */
  readonly maintenance?: { readonly file: string; readonly action: 'make' | 'remove' } | undefined
}

/**
 * One script: snapshot, steps, wait until up, stay up, snapshot. It only acts and observes; what the observations mean is decided by `proof.ts`.
 * Its output is sections, `@NAME ARGUMENT` and then lines that begin with a tab, so no line of a service can be taken for a mark.
 */
export function script(work: Work, paths: ServicePaths): string {
  const each = (what: string, services: readonly Service[]) =>
    [...byKind(services)].map(([kind, names]) => `${kind}_${what} ${sh`${names}`}`).join('; ')
  const up = work.steps.filter(step => step.verb !== 'stop').map(step => step.service)
  const lines = [
    prelude(work.services, paths, work.release),
    'section link "$belay_current_now" "$belay_release"',
    'section switched "" "$(stat -c %.3Z -- "$belay_current" 2>/dev/null)"',
    `belay_snapshot() { ${each('snapshot', work.services) || ':'}; }`,
    'belay_before=$(belay_snapshot); section before "" "$belay_before"'
  ]
  lines.push(`belay_possible ${work.steps.some(step => step.verb === 'reload') ? 'reload' : "''"}`)
  if (work.maintenance?.action === 'make') lines.push(`[[ $belay_failed ]] || { ${makeFile(work.maintenance.file)}; }`)
  for (const group of groups(work.steps)) {
    const { verb, service } = group[0]!
    const call =
      group.length === 1
        ? sh`belay_step ${verb} ${service.manager.kind} ${service.name}`
        : sh`belay_stop ${service.manager.kind} ${group.map(step => step.service.name)}`
    lines.push(`[[ $belay_failed ]] || ${call}`)
  }
  if (up.length > 0) {
    lines.push(
      `belay_pulse() { ${each('pulse', up)}; }`,
      `[[ $belay_failed ]] || belay_settle ${Math.round(work.startMs)} ${Math.round(work.stableForMs)}`
    )
  }
  if (work.steps.length > 0) lines.push('[[ $belay_after ]] || belay_after=$(belay_snapshot)', 'section after "" "$belay_after"')
  if (work.maintenance?.action === 'remove') lines.push(`[[ $belay_failed ]] || { ${removeFile(work.maintenance.file)}; }`)
  if (work.maintenance)
    lines.push(sh`if [[ -e ${work.maintenance.file} ]]; then section maintenance up ''; else section maintenance down ''; fi`)
  lines.push('section end "$belay_failed" ""', '')
  return lines.join('\n')
}

/** Pure: the steps in their order, those that are done together in one list. */
function groups(steps: Work['steps']): Work['steps'][] {
  const groups: Work['steps'][number][][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last !== undefined && together(last[0]!, step)) last.push(step)
    else groups.push([step])
  }
  return groups
}

const together = (first: Work['steps'][number], next: Work['steps'][number]) =>
  [first, next].every(({ verb, service }) => verb === 'stop' && service.manager.stopsTogether(service.name)) &&
  first.service.manager === next.service.manager

function byKind(services: readonly Service[]): Map<string, string[]> {
  const kinds = new Map<string, string[]>()
  for (const { manager, name } of services) kinds.set(manager.kind, [...(kinds.get(manager.kind) ?? []), name])
  return kinds
}

const makeFile = (file: string) =>
  sh`if mkdir -p "$(dirname -- ${file})" && : > ${file}; then section made '' ''; else section refused maintenance "The maintenance file could not be made"; belay_failed=1; fi`
const removeFile = (file: string) =>
  sh`if rm -f -- ${file}; then section removed '' ''; else section refused maintenance "The maintenance file could not be removed"; belay_failed=1; fi`

/** Functions that every manager's library builds on, the libraries, and the definitions of the services. */
export function prelude(services: readonly Service[], paths: ServicePaths, release?: string): string {
  const managers = new Map(services.map(service => [service.manager.kind, service.manager]))
  return [
    'set +e +o pipefail; shopt -s globstar nullglob',
    sh`belay_scope=${paths.scope} belay_state=${paths.stateDir} belay_root=${paths.root ?? ''}`,
    'belay_failed= belay_current= belay_current_now= belay_after=',
    // The link is read before anything is started: what starts after this instant through the link runs this release.
    'if [[ $belay_root ]]; then belay_current=$belay_root/current; belay_current_now=$(readlink -f -- "$belay_current"); fi',
    sh`belay_release=${release ?? ''}; belay_release=\${belay_release:-$belay_current_now}`,
    common,
    ...[...managers.values()].map(manager => manager.library),
    ...services.map(service => service.manager.define(service, paths)).filter(Boolean)
  ].join('\n')
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
`

export interface Section {
  readonly name: string
  readonly argument: string
  readonly text: string
}

/** The script's output -> its sections. Lines that are neither mark nor content are not the script's own and are left out. */
export function parseSections(output: string): Section[] {
  const sections: { name: string; argument: string; lines: string[] }[] = []
  for (const line of output.split('\n')) {
    const mark = /^@([a-z]+) (.*)$/.exec(line)
    if (mark) sections.push({ name: mark[1]!, argument: mark[2]!, lines: [] })
    else if (line.startsWith('\t')) sections.at(-1)?.lines.push(line.slice(1))
  }
  return sections.map(({ name, argument, lines }) => ({ name, argument, text: lines.join('\n') }))
}
