import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import type { Service, ServiceManager, ServicePaths } from './manager.ts'

/** Milliseconds between TERM and KILL when a process is stopped. */
export const STOP_GRACE_MS = 10_000

/**
 * A process that Belay starts itself, detached and in a session of its own; nobody restarts it, so systemd is better wherever there is one.
 *
 * - It runs in the resolved release directory (not in the link), so that /proc/PID/cwd proves which release runs.
 * - Its environment is clean: PATH, HOME, USER, LANG and TZ, the lines of `env-file`, `env`, and BELAY_SERVICE=<app>/<environment>/<name>, by
 *   which its processes are found again. Nothing of the runner's or the job's environment, no open file, stdin is /dev/null.
 * - Output is appended to `<root>/shared/log/<name>.log` (`<state dir>/services/<name>.log` without a root); a log above 10 MiB is moved to `.1`
 *   before a start.
 * - `<state dir>/services/<name>.pid` holds pid and start time: a pid that was given to another process is never signalled.
 * - To stop means TERM to every process of its session or with its mark, and KILL after ${STOP_GRACE_MS} ms; it has stopped when none is left.
 */
const library = `
declare -A process_run=() process_file=() process_log=() process_env=()
process_define() { process_run[$1]=$2 process_file[$1]=$3 process_log[$1]=$4; }
process_recorded() { belay_pid= belay_since=; read -r belay_pid belay_since < "$belay_state/services/$1.pid"; } 2>/dev/null
# The processes of a service, into belay_all, and its leader into belay_main (empty when that one is gone).
process_find() {
  local file pid line= fields session=
  local -A found=()
  belay_main=
  process_recorded "$1"
  if [[ $belay_pid ]]; then
    if belay_started "$belay_pid"; then
      # Another process has the number now: then the kernel saw the whole session end before.
      [[ $belay_ticks == "$belay_since" ]] && session=$belay_pid belay_main=$belay_pid found[$belay_pid]=1
    else
      session=$belay_pid
    fi
  fi
  for file in $(grep -lszxF -e "BELAY_SERVICE=$belay_scope/$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}; found[\${pid%/environ}]=1
  done
  if [[ $session ]]; then
    for file in /proc/[0-9]*/stat; do
      line=
      { IFS= read -rd '' line < "$file"; } 2>/dev/null
      fields=(\${line##*) })
      [[ \${fields[3]:-} == "$session" ]] && { pid=\${file#/proc/}; found[\${pid%/stat}]=1; }
    done
  fi
  belay_all=()
  for pid in "\${!found[@]}"; do
    belay_started "$pid" || continue
    belay_all+=("$pid")
    # Without a record (the machine went down between start and record) the leader of the session is the main process.
    if [[ ! $belay_main && ! $session ]]; then
      { IFS= read -rd '' line < "/proc/$pid/stat"; } 2>/dev/null
      fields=(\${line##*) })
      [[ \${fields[3]:-} == "$pid" ]] && belay_main=$pid
    fi
  done
}
process_snapshot() {
  local name
  belay_clock
  for name; do
    process_find "$name"
    printf 'Name=%s\\nLoadState=loaded\\nMainPID=%s\\n' "$name" "\${belay_main:-0}"
    if [[ $belay_main ]]; then
      belay_started "$belay_main"
      printf 'ActiveState=active\\nInvocationID=%s\\n' "$belay_main:$belay_ticks"
    elif ((\${#belay_all[@]})); then
      printf 'ActiveState=deactivating\\nSubState=main process gone, children left\\n'
    else
      printf 'ActiveState=inactive\\n'
    fi
    belay_processes "$belay_main" "\${belay_all[@]}"
    printf '\\n'
  done
}
process_pulse() { local name; for name; do process_recorded "$name"; belay_started "$belay_pid" && printf '%s:%s\\n' "$belay_pid" "$belay_ticks" || printf 'gone\\n'; done; }
process_do() {
  case $1 in
    start) process_start "$2" ;;
    stop) process_stop "$2" ;;
    restart) process_stop "$2" && process_start "$2" ;;
  esac
}
process_stop() {
  local end signalled= pid
  belay_uptime; end=$((belay_up + ${STOP_GRACE_MS}))
  while :; do
    process_find "$1"
    ((\${#belay_all[@]})) || break
    belay_uptime
    if ((belay_up < end)); then
      for pid in "\${belay_all[@]}"; do
        [[ " $signalled " == *" $pid "* ]] || { kill -TERM "$pid" 2>/dev/null; signalled+=" $pid"; }
      done
    elif ((belay_up < end + 5000)); then
      kill -KILL "\${belay_all[@]}" 2>/dev/null
    else
      printf 'These processes do not end, not even by KILL: %s\\n' "\${belay_all[*]}"
      return 1
    fi
    sleep 0.05
  done
  rm -f -- "$belay_state/services/$1.pid"
}
process_start() {
  local name=$1 directory=\${belay_release:-$HOME} log=\${process_log[$1]} file=\${process_file[$1]} size
  process_find "$name"
  [[ $belay_main ]] && return 0
  if ((\${#belay_all[@]})); then printf 'Children of an earlier run still live: %s. Restart it.\\n' "\${belay_all[*]}"; return 1; fi
  [[ -d $directory ]] || { printf 'There is no release directory %s\\n' "$directory"; return 1; }
  if [[ $file && ! -r $file ]]; then printf 'The env-file %s cannot be read\\n' "$file"; return 1; fi
  mkdir -p -- "$belay_state/services" "\${log%/*}" || return 1
  size=$(stat -c %s -- "$log" 2>/dev/null) && ((size > 10485760)) && mv -f -- "$log" "$log.1"
  : >> "$log" || return 1
  process_launch "$name" "$directory" "$file" </dev/null >> "$log" 2>&1 &
  belay_pid=$!
  belay_started "$belay_pid" || { wait "$belay_pid"; printf 'It ended at once with exit code %s\\n' $?; return 1; }
  printf '%s %s\\n' "$belay_pid" "$belay_ticks" > "$belay_state/services/$name.pid.new" &&
    mv -f -- "$belay_state/services/$name.pid.new" "$belay_state/services/$name.pid" || return 1
  # Until it has become the service, or is gone: before that its directory and its mark are this script's.
  for ((size = 0; size < 400; size++)); do
    belay_started "$belay_pid" || break
    grep -qszxF -e "BELAY_SERVICE=$belay_scope/$name" "/proc/$belay_pid/environ" && break
    sleep 0.01
  done
  return 0
}
# Becomes the service. The order matters: the environment is emptied, filled, and then the shell is replaced.
process_launch() {
  local name=$1 file=$3 fd key line
  cd -P -- "$2" || exit 126
  for fd in /proc/$BASHPID/fd/*; do fd=\${fd##*/}; ((fd > 2)) && eval "exec $fd>&-"; done 2>/dev/null
  for key in $(compgen -e); do
    case $key in PATH | HOME | USER | LOGNAME | LANG | TZ) ;; *) unset -v "$key" 2>/dev/null || export -n "$key" ;; esac
  done
  if [[ $file ]]; then
    while IFS= read -r line || [[ $line ]]; do process_pair "$line"; done < "$file"
  fi
  for key in "\${!process_env[@]}"; do
    [[ $key == "$name "* ]] && export "\${key#* }=\${process_env[$key]}"
  done
  export BELAY_SERVICE=$belay_scope/$name PWD
  exec setsid bash --noprofile --norc -c "\${process_run[$name]}"
}
# One line of an env-file: comments and blank lines are skipped, one pair of quotes around the value is taken off, nothing is evaluated.
process_pair() {
  local text=$1 key value
  text=\${text%$'\\r'}
  [[ $text =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || return 0
  key=\${BASH_REMATCH[2]} value=\${BASH_REMATCH[3]}
  value=\${value%"\${value##*[![:space:]]}"}
  if [[ $value =~ ^\\"(.*)\\"$ || $value =~ ^\\'(.*)\\'$ ]]; then value=\${BASH_REMATCH[1]}; fi
  export "$key=$value"
}
`

export const processManager: ServiceManager = {
  kind: 'process',
  noun: 'the process',
  library,
  define(service, paths) {
    const { run, env, envFile } = service.process!
    const pairs = Object.entries(env).map(([key, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
        throw new UserError(`${JSON.stringify(key)} in the env of the process ${service.name} cannot be the name of a variable.`)
      return sh`process_env[${`${service.name} ${key}`}]=${value}`
    })
    const file = envFile === undefined ? '' : absolute(envFile, paths, service)
    return [sh`process_define ${service.name} ${run} ${file} ${logFile(service.name, paths)}`, ...pairs].join('\n')
  },
  // A process declares no order, so that of the configuration is all there is.
  stopsTogether: () => false,
  lastLines: (name, paths) => `tail -n 30 -- ${sh`${logFile(name, paths)}`} 2>&1 | cut -c1-500`,
  lacksRight: () => false
}

/** Where the output of a process goes. */
export function logFile(name: string, paths: ServicePaths): string {
  return paths.root === undefined ? `${paths.stateDir}/services/${name}.log` : `${paths.root}/shared/log/${name}.log`
}

function absolute(file: string, paths: ServicePaths, service: Service): string {
  if (file.startsWith('/')) return file
  if (paths.root === undefined) {
    throw new UserError(
      `The env-file ${file} of the process ${service.name} is relative, and there is no code.root: write an absolute path.`
    )
  }
  return `${paths.root}/${file}`
}
