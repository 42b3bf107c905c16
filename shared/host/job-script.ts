import { END_TIMER, FIND_AND_END } from './protocol.ts'
import { quote } from './shell.ts'

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
export const SEGMENT = 1024 * 1024

/** Segments that are kept on disk: 16 MiB for each job. */
const MAX_SEGMENTS = 16

/** Segments at the beginning that are kept when nobody follows and the middle is dropped. */
const FIRST_SEGMENTS = 4

/**
 * Seconds without a word from a follower after which the writer no longer waits for it. Long enough for a connection to be cut for half a
 * minute, noticed and made again; a job whose follower has died stands still for at most so long, once, and only when its output fills the disk quota.
 */
const LEASE_S = 90

/** The descriptor of `alive`; its number is in the job's environment as BELAY_JOB_FD, and a daemon that is to outlive its job closes it. */
export const JOB_FD = 198

export interface Launch {
  readonly stateDir: string
  readonly id: string
  /** Random, the same for every attempt of one call: tells whether the call started the job or found it. */
  readonly call: string
  readonly token?: string | undefined
  /** A script that runs before the job when the token holds; see Host.job. */
  readonly preface?: string | undefined
  readonly as?: string | undefined
  readonly unit: string
  readonly timeoutMs: number
  /** Bytes on stdin after the launcher's text: the request, then a line `go`, then the pairs. */
  readonly requestBytes: number
  readonly pairsBytes: number
  /** Where to begin to follow, in bytes of output. */
  readonly offset: number
}

/** Starts the job or attaches to it, then follows it, in one channel. Marks: see jobs.ts. */
export function launchScript(launch: Launch): string {
  const { stateDir, id, token, preface, requestBytes, pairsBytes } = launch
  return `umask 077
belay_mark() { printf '%s %s\\n' $belay_n "$*"; }
# What was not read of the request must not be taken for the next line: then the shell ends here.
stop() { belay_mark "$@"; belay_mark end; exit $((rest > 0)); }
rest=${requestBytes + 3 + pairsBytes}
belay_mark begin
cd -- ${quote(stateDir)} 2>/dev/null || stop no-state
j=jobs/${id}
if [[ ! -s $j/started ]]; then
${
  token === undefined
    ? ''
    : `  { exec 8>>lock.flock; } 2>/dev/null || stop denied
  flock -w 30 8 || stop busy
  if [[ ! lock -ef ${quote(`owner.${token}`)} ]]; then belay_mark fenced; head -c 4096 lock 2>/dev/null; stop; fi
${preface === undefined ? '' : prefaced(preface)}`
}  mkdir -p "$j/out" && { exec 7>>"$j/launch"; } || stop denied
  flock -w 30 7 || stop busy
  if [[ ! -s $j/started ]]; then
    if [[ -e $j/pairs ]]; then rm -f "$j"/{pairs,output,ready}; fi
    # Bytes, and no NUL among them.
    LC_ALL=C; IFS= read -rN ${requestBytes} -u 3 x || exit 1
    printf '%s' "$x" >"$j/request" && mkfifo "$j"/{pairs,output,ready} && printf '%s' ${quote(supervisorScript(launch))} >"$j/supervisor" || stop denied
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
${followScript(launch.offset)}`
}

/** Answers are one line: what the host prints goes into it with its line ends as carriage returns. */
function prefaced(script: string): string {
  return `  if [[ ! -s $j/started ]]; then
    x=$( set -eu -o pipefail; eval ${quote(script)} 2>&1 ); c=$?
    belay_mark preface $c "\${x//$'\\n'/$'\\r'}"
    (( c == 0 )) || stop
  fi
`
}

/** Copies the output from an offset on, as it grows, with marks for what is missing, for the exit record, and for a job that left none. In the job's directory. */
function followScript(offset: number): string {
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
`
}

/** Runs on its own, detached from everything; see the list of files above. $1 is `unit` in a systemd unit of its own. */
function supervisorScript(launch: Launch): string {
  const command = launch.as === undefined ? '' : `sudo -n -u ${quote(launch.as)} -- `
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
`
}

/** Prints `absent`, `ended` and the exit record and the last 64 KiB of output, `running TIME`, or `lost TIME`. */
export function inspectScript(stateDir: string, id: string): string {
  return `cd -- ${quote(`${stateDir}/jobs/${id}`)} 2>/dev/null || { echo absent; exit; }
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
`
}

/** Ends a job: TERM to its supervisor, which ends the rest; without a supervisor, ends what is found of it. */
export function endScript(stateDir: string, id: string): string {
  return `cd -- ${quote(`${stateDir}/jobs/${id}`)} 2>/dev/null || exit 0
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
`
}
