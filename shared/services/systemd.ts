import { sh } from '../host/shell.ts'
import type { ServiceManager } from './manager.ts'

/**
 * systemd units: changed by `sudo -n systemctl VERB UNIT` and nothing else (so that exact sudoers lines are enough; as root without sudo), read
 * without sudo. Processes are told apart by the cgroup, which is readable to everyone; another user's working directory is not.
 */
const library = `
systemd_ask=Id,After,LoadState,ActiveState,SubState,MainPID,NRestarts,InvocationID,Result,ExecMainStatus,ControlGroup,WorkingDirectory,ExecStart,CanReload,NeedDaemonReload,TriggeredBy
# A stopped unit no longer tells its control group: what the first snapshot said is used from then on.
systemd_group() {
  local line group= name=
  while IFS= read -r line; do
    case $line in
      ControlGroup=*) group=\${line#*=} ;;
      Name="$1") name=1 ;;
      '') [[ $name ]] && break; group= ;;
    esac
  done <<< "\${belay_before:-}
"
  [[ $name ]] && printf '%s' "$group"
}
systemd_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }
systemd_do() {
  local said code try
  said=$(systemd_root systemctl "$1" "$2" 2>&1); code=$?
  # A release that crashed again and again has used up the starts that systemd allows; the way back must not fail on that.
  for ((try = 0; try < 20; try++)); do
    [[ $code != 0 && $1 == *start && $(systemctl show -p Result "$2") == *start-limit-hit* ]] || break
    systemd_root systemctl reset-failed "$2" 2>/dev/null || sleep 1
    said=$(systemd_root systemctl "$1" "$2" 2>&1); code=$?
  done
  printf '%s' "$said"
  return "$code"
}
systemd_pulse() { systemctl show -p ActiveState,SubState,MainPID,NRestarts,InvocationID "$@"; }
# The pids in a control group and those below it, into belay_pids, from any of the places where the tree may be mounted.
systemd_pids() {
  local base file
  belay_pids=()
  [[ $1 ]] || return 0
  for base in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [[ -e $base$1/cgroup.procs ]] || continue
    for file in "$base$1"/**/cgroup.procs; do mapfile -t -O \${#belay_pids[@]} belay_pids < "$file"; done 2>/dev/null
    return 0
  done
}
systemd_snapshot() {
  local text line name
  text=$(systemctl show -p "$systemd_ask" "$@" 2>&1) || { printf 'Problem=%s\\n\\n' "$text"; return 1; }
  belay_clock
  local names=("$@") at=0 pid= group= directory= programs= triggers= after= unit
  while IFS= read -r line; do
    case $line in
      MainPID=*) pid=\${line#*=}; printf '%s\\n' "$line" ;;
      ControlGroup=*) group=\${line#*=} ;;
      WorkingDirectory=*) directory=\${line#*=}; directory=\${directory#!} ;;
      ExecStart=*) programs+=" \${line#*=}" ;;
      TriggeredBy=*) triggers=\${line#*=} ;;
      # Only those that were asked about.
      After=*) for unit in \${line#*=}; do [[ $text == *"Id=$unit"$'\\n'* ]] && after+=" $unit"; done ;;
      ?*=*) printf '%s\\n' "$line" ;;
      '')
        name=\${names[at]}; at=$((at + 1))
        printf 'After=%s\\nName=%s\\n' "$after" "$name"
        [[ $group ]] || group=$(systemd_group "$name")
        printf 'ControlGroup=%s\\n' "$group"
        systemd_pids "$group"
        belay_processes "$pid" "\${belay_pids[@]}"
        systemd_definition "$directory" "$programs"
        systemd_triggers $triggers
        printf '\\n'
        pid= group= directory= programs= triggers= after= ;;
    esac
  done <<< "$text
"
}
# What starts after a unit (After=, and Before= of the other) must stop before it. systemd keeps that order only among jobs that it holds at the
# same time, and which of two sudo calls reaches it first is chance.
systemd_order() {
  local line id= each unit
  local -A name=() after=()
  while IFS= read -r line; do
    case $line in
      Id=*) id=\${line#*=} ;;
      After=*) each=\${line#*=} ;;
      Name=*) [[ $id ]] && name[$id]=\${line#*=} after[$id]=$each; id= ;;
    esac
  done <<< "$belay_before"
  for id in "\${!after[@]}"; do
    for unit in \${after[$id]}; do printf '%s %s\\n' "\${name[$id]}" "\${name[$unit]}"; done
  done
}
# Whether the definition goes through the link current. Its words are compared and never printed: arguments may be secret.
systemd_definition() {
  if belay_through "$1"; then printf 'RunsIn=%s\\n' "$belay_current_now\${1#"$belay_current"}"
  elif [[ $1 ]]; then printf 'RunsIn=%s\\n' "$(readlink -f -- "$1" || printf '%s' "$1")"; fi
  [[ $belay_current ]] || return 0
  local words argument=no
  read -ra words <<< "$2"
  local word first=
  for word in "\${words[@]}"; do
    case $word in
      path=*) belay_through "\${word#path=}" && printf 'ThroughProgram=yes\\n'; belay_named "\${word#path=}" ;;
      'argv[]='*) first=1 ;;
      *)
        if [[ $first ]]; then belay_through "$word" || belay_through "\${word#*=}" && argument=yes; belay_named "\${word#--*=}"; fi
        [[ $word == ignore_errors=* ]] && first= ;;
    esac
  done
  printf 'ThroughArgument=%s\\n' "$argument"
}
systemd_triggers() {
  local unit active=
  for unit; do systemctl -q is-active "$unit" && active+=" $unit"; done
  printf 'ActiveTriggers=%s\\n' "$active"
}
`

export const systemd: ServiceManager = {
  kind: 'systemd',
  noun: 'the unit',
  library,
  define: () => '',
  // Sockets, timers and paths would start again what has just stopped: they keep their place in the order of the configuration.
  stopsTogether: name => !/\.(?!service$)[a-z]+$/.test(name),
  lastLines: name => `journalctl ${sh`-u ${name}`} -n 30 --no-pager -o short-iso 2>&1 | cut -c1-500`,
  lacksRight: said => /sudo: .*(password is required|not allowed|not in the sudoers|terminal is required)/i.test(said)
}

/** Names that systemctl takes as one unit and nothing else. */
export const unitName = /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,254}$/
