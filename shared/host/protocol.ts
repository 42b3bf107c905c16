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
export const GRACE_MS = 5000

/**
 * What ends a deadline's timer, a bash that sits in `read -t`. For TERM bash has a handler that only takes a note: when the signal comes in the moment
 * before `read` begins to wait (a script that ends at once), the note is seen only at the deadline, and the answer comes a minute late (once in 600
 * runs of `:`). For a real-time signal it has none, so the kernel ends it.
 */
export const END_TIMER = 'RTMIN'

/** Exit code of a wrapper whose input was cut off. It has no end mark, so the code is only for people. */
const CUT = 97

export interface Request {
  readonly script: string
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly secrets?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
}

/** What goes to bash's stdin: `head` is free of secrets, `pairs` holds the environment with them. */
export interface Message {
  readonly head: Buffer
  readonly pairs: Buffer
}

export interface RunMessageOptions {
  readonly nonce: string
  /** Found in the environment of all that the script starts. */
  readonly marker: string
  readonly timeoutMs: number
  /** The script reads what follows on stdin from fd 3. */
  readonly keepStdin: boolean
  /** The channel's bash serves no other script after it. */
  readonly last: boolean
}

/** A script with a deadline, between a begin mark and an end mark on stdout and on stderr. */
export function runMessage(request: Request, options: RunMessageOptions): Message {
  const { nonce, marker, timeoutMs, keepStdin, last } = options
  return message(
    request,
    { ...request.env, BELAY_RUN: marker },
    `belay_mark=BELAY_RUN=${marker}
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
`,
    line(nonce, last || keepStdin)
  )
}

/**
 * A script of Belay's own that speaks the channel's protocol itself: fd 3 is what follows on stdin, and it prints its own marks with $belay_n. With an exit
 * code other than 0 it ends the channel's bash: it must, where it has not read all that was sent to it.
 */
export function bareMessage(script: string, nonce: string): Message {
  return message({ script }, {}, 'eval "$belay_s"\nexit 0\n', line(nonce, false))
}

/** The inner shell of a job: its exit code is the script's; TERM ends everything that it started, as the user that it runs as. */
export function jobMessage(request: Request, marker: string): Message {
  return message(
    request,
    { ...request.env, BELAY_JOB: marker.slice(marker.lastIndexOf('/') + 1), BELAY_JOB_DIR: marker },
    `belay_mark=BELAY_JOB_DIR=$BELAY_JOB_DIR
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
`,
    bytes => `{ ${BEGIN}IFS= read -rN ${bytes} -u 3 belay_s || exit ${CUT}; eval "$belay_s"; exit ${CUT}; }\n`
  )
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
`

/**
 * Bash functions: `belay_find ROOT` sets belay_pids to the processes of ROOT's group, those that carry the marker in their environment, and all their
 * descendants, without those named in belay_keep; with belay_cg, that cgroup's processes too. `belay_end ROOT` sends them TERM (sudo relays TERM and not KILL), after the grace KILL, and waits until they are gone. belay_left: what could not be ended.
 */
export const FIND_AND_END = `belay_find() {
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
`

/** A new bash is empty of what the login left it, and finds the system's programs. LC_ALL=C: read -N counts bytes. */
const BEGIN = `exec 3<&0 </dev/null
for belay_k in $(compgen -e); do case $belay_k in HOME|USER|PATH) ;; *) unset -v "$belay_k" ;; esac; done 2>/dev/null
for belay_k in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  [[ :$PATH: == *:$belay_k:* ]] || PATH=\${PATH:+$PATH:}$belay_k
done
export LANG=C.UTF-8 PATH
unset -v OLDPWD
LC_ALL=C
${FIND_AND_END}`

/**
 * The first thing that a channel's bash reads: from then on it runs each line that comes in. Whatever a script does to its shell, the next one does not
 * find it. stdin is replaced here and not in a line: bash 5.2 crashes when an `eval` replaces the stdin that it reads its script from.
 */
export const SERVE = `{ ${BEGIN}while IFS= read -r belay_l <&3; do eval "$belay_l"; done; exit 0; }\n`

/**
 * The line that runs a message. The nonce is in it alone: when login files have swallowed it, nothing that follows can make a mark. The `last` one takes
 * the shell with it: what may still come in after it must not be taken for a line.
 */
function line(nonce: string, last: boolean): (bytes: number) => string {
  const run = (bytes: number) => `belay_n=${nonce}; IFS= read -rN ${bytes} -u 3 belay_s || exit ${CUT}; eval "$belay_s"; exit ${CUT}`
  // No `||`: in what stands before it bash ignores `set -e`, and a script would go on after a command that failed.
  return bytes => (last ? `${run(bytes)}\n` : `( ${run(bytes)} ); [[ $? == 0 ]] || exit ${CUT}\n`)
}

/** `first`: the line that reads and runs the wrapper, which has so many bytes. */
function message(request: Request, env: Readonly<Record<string, string>>, body: string, first: (bytes: number) => string): Message {
  const script = Buffer.from(request.script)
  if (request.script.includes('\0')) throw new Error('A script cannot hold a NUL character')
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
${body}`)
  const pairs: string[] = request.cwd === undefined ? [] : ['.', request.cwd]
  for (const [name, value] of Object.entries({ ...env, ...request.secrets })) {
    checkVariable(name, value)
    pairs.push(name, value)
  }
  if (pairs.some(text => text.includes('\0'))) throw new Error('A directory or value cannot hold a NUL character')
  return {
    head: Buffer.concat([Buffer.from(first(wrapper.length)), wrapper, script]),
    pairs: Buffer.from([...pairs, ''].map(text => `${text}\0`).join(''))
  }
}

/** Variables that bash keeps for itself, and those that would change what the wrapper does. */
const RESERVED = new Set(['BASHOPTS', 'BASHPID', 'BASH_ENV', 'BASH_VERSINFO', 'EUID', 'IFS', 'PPID', 'SHELLOPTS', 'UID'])

function checkVariable(name: string, value: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || RESERVED.has(name) || name.startsWith('belay_')) {
    throw new Error(`${JSON.stringify(name)} cannot be the name of an environment variable here`)
  }
  if (value.includes('\0')) throw new Error(`The value of the environment variable ${name} holds a NUL character`)
}

function seconds(milliseconds: number): string {
  return (Math.max(1, Math.round(milliseconds)) / 1000).toFixed(3)
}

/**
 * Takes a stream apart: marks are `<nonce> text` up to a newline, wherever they stand; everything else after the first mark is data.
 * What comes before the first mark is noise of login files and is dropped. The nonce is random and unknown to the script.
 */
export class FrameReader {
  readonly #nonce: Buffer
  readonly #onData: (data: Buffer) => void
  readonly #onMark: (text: string) => void
  #held: Buffer = Buffer.alloc(0)
  #begun: boolean = false

  constructor(nonce: string, onData: (data: Buffer) => void, onMark: (text: string) => void) {
    this.#nonce = Buffer.from(`${nonce} `)
    this.#onData = onData
    this.#onMark = onMark
  }

  push(chunk: Buffer): void {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = Buffer.alloc(0)
    for (;;) {
      const at = rest.indexOf(this.#nonce)
      if (at === -1) break
      this.#data(rest.subarray(0, at))
      const end = rest.indexOf(10, at)
      if (end === -1) {
        this.#held = Buffer.from(rest.subarray(at))
        return
      }
      this.#begun = true
      this.#onMark(rest.toString('utf8', at + this.#nonce.length, end))
      rest = rest.subarray(end + 1)
    }
    const held = this.#partialMark(rest)
    this.#data(rest.subarray(0, rest.length - held))
    if (held > 0) this.#held = Buffer.from(rest.subarray(rest.length - held))
  }

  #data(data: Buffer): void {
    if (this.#begun && data.length > 0) this.#onData(data)
  }

  /** How many bytes at the end may be the beginning of a mark; they wait for the next chunk. */
  #partialMark(data: Buffer): number {
    for (let length = Math.min(data.length, this.#nonce.length - 1); length > 0; length--) {
      if (this.#nonce.subarray(0, length).equals(data.subarray(data.length - length))) return length
    }
    return 0
  }
}
