import { quote } from '../host/shell.ts'

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
export const deploymentsRead = 20
/** Manifests of this many backups, the newest: what a job of a deployment may rely on is among them. */
export const manifestsRead = 100

/** Bytes given up when the disk is full while a record must be written: room for some 60 records of one block each. */
export const reserveBytes = 256 * 1024

/** Format of the state directory. */
export const stateVersion = 1

/** Seconds to wait for another transition; each takes milliseconds, so a longer wait means a disk that hangs. */
const flockSeconds = 20

/** bash reads a script on stdin byte by byte, so comments and indentation stay here. */
function compact(script: string): string {
  return script
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n')
}

const prelude = compact(`
  umask 077; export LC_ALL=C; shopt -s nullglob
  answer() { printf '%s\\n' "$@"; exit 0; }
`)

const enter = (stateDir: string, flock: string) =>
  `${prelude}\ndir=${quote(stateDir)}\n${compact(`
    [ -d "$dir" ] || answer missing
    cd -- "$dir" 2>/dev/null && [ -O . ] || answer denied
    [ -f version ] && IFS= read -r v <version || answer missing
    [ "$v" = ${stateVersion} ] || answer version "$v"
    exec 9>>lock.flock
    flock ${flock} -w ${flockSeconds} 9 || answer busy
  `)}\n`

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
`)

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
`)

const room = compact(`
  # Runs what writes; when it fails, gives the reserve up and runs it again: it must be safe to repeat.
  room() { "$@" || { rm -f reserve; "$@"; } || { rm -f deployments/*/.new/* releases/*/.new lock.new; answer full; }; }
  reserve() { [ -f reserve ] || { head -c ${reserveBytes} /dev/urandom >.reserve && mv -T .reserve reserve; } || { rm -f .reserve; false; }; }
`)

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
`)

const mine = compact(`
  mine() { [ lock -ef "owner.$BELAY_TOKEN" ] && IFS=' ' read -r print dep <lock && [ "$dep" = "$1" ]; }
`)

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
`)

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
`)

/** Makes the state directory; safe to repeat, and refuses a directory that holds anything else. Answers: made | foreign NAME | denied | full. */
export function initialiseScript(stateDir: string): string {
  return `${prelude}\ndir=${quote(stateDir)}\n${room}\n${compact(`
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
  `)}`
}

/**
 * Everything in one answer: `state`, then lines `free BLOCKS SIZE`, `time ISO`, `job ID`..., `backup ID`..., `files`, then the files as
 * `tail -v` prints them: a line `==> path <==` before each. No record holds such a line, because a record is one line of JSON.
 * A file that cannot be read: exit code 1, and its name on stderr.
 */
export function readScript(stateDir: string): string {
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
  `)}`
}

/** Answers: held TOKEN SEQS | other FINGERPRINT DEPLOYMENT | exists | full. Secrets: BELAY_NONCE. */
export function openScript(stateDir: string, deployment: string, ownerText: string, recordTexts: readonly string[]): string {
  return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${own}\nd=${quote(deployment)}\n${compact(`
    if ! already; then
      holder
      [ $print = none ] || answer other $print "$dep"
      last "$d"; [ $n = 0 ] || answer exists
      reserve || answer full
  `)}\nroom own "$d" ${quote(ownerText)}\nfi\nroom write "$d" ${recordTexts.map(quote).join(' ')}\nsweep\nanswer held $token "$seqs"\n`
}

/** What a release is put as: its id, which is a file name, and its JSON on one line. */
export interface PlacedRelease {
  readonly id: string
  readonly text: string
}

const place = compact(`
  # place ID TEXT
  place() {
    local d=releases/$1
    mkdir -p "$d" && printf '%s\\n' "$2" >"$d/.new" && sync "$d/.new" && mv -T "$d/.new" "$d/release.json" && sync "$d" releases
  }
`)

const places = (releases: readonly PlacedRelease[]) =>
  releases.length === 0 ? '' : `${place}\n${releases.map(({ id, text }) => `room place ${quote(id)} ${quote(text)}\n`).join('')}`

/** Answers: written SEQS | lost | closed | full. Secrets: BELAY_TOKEN. */
export function appendScript(
  stateDir: string,
  deployment: string,
  recordTexts: readonly string[],
  releases: readonly PlacedRelease[]
): string {
  const texts = recordTexts.map(quote).join(' ')
  return `${enter(stateDir, '-x')}${last}\n${room}\n${write}\n${mine}\nd=${quote(deployment)}\n${compact(`
    mine "$d" || answer lost
  `)}\n${places(releases)}room write "$d" ${texts}\nanswer written "$seqs"\n`
}

/**
 * The same as a job's preface: the lock's flock is held already, and the exit code says whether all was written. Answers on one line, after what went
 * wrong if anything did. The token stands in the script, which comes in on stdin.
 */
export function prefaceScript(
  deployment: string,
  token: string,
  recordTexts: readonly string[],
  releases: readonly PlacedRelease[]
): string {
  const texts = recordTexts.map(quote).join(' ')
  return `${compact(`
    export LC_ALL=C; shopt -s nullglob
    answer() { printf '%s ' "$@"; [ "$1" = written ]; exit; }
    [ -f version ] && IFS= read -r v <version || answer missing
    [ "$v" = ${stateVersion} ] || answer version "$v"
  `)}\n${last}\n${room}\n${write}\n${mine}\nBELAY_TOKEN=${quote(token)}\nd=${quote(deployment)}\n${compact(`
    mine "$d" || answer lost
  `)}\n${places(releases)}room write "$d" ${texts}\nanswer written "$seqs"\n`
}

/** Answers: closed-now N (how many records there are) | lost | closed | full. Secrets: BELAY_TOKEN. */
export function closeScript(
  stateDir: string,
  deployment: string,
  recordTexts: readonly string[],
  releases: readonly PlacedRelease[]
): string {
  const closing = recordTexts.at(-1) ?? ''
  return `${enter(stateDir, '-x')}${last}\n${room}\n${write}\n${mine}\nd=${quote(deployment)}\nr=${quote(closing)}\n${compact(`
    if ! mine "$d"; then
      last "$d"
      if [ $n -gt 0 ] && [ "\${tail#*,}" = "$r" ]; then answer closed-now $n; fi
      answer lost
    fi
  `)}\n${places(releases)}room write "$d" ${recordTexts.map(quote).join(' ')}\n${compact(`
    # No sync: a lock that comes back after a power failure has a closed deployment behind it.
    rm -f lock
    reserve 2>/dev/null || :
    answer closed-now $n
  `)}`
}

/** Answers: held TOKEN SEQS | changed FINGERPRINT DEPLOYMENT | running JOB... | full. Secrets: BELAY_NONCE. */
export function takeOverScript(stateDir: string, deployment: string, expected: string, ownerText: string, noteText: string): string {
  return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${own}\n${running}\nd=${quote(deployment)}\n${compact(`
    if ! already; then
      holder
      [ $print = ${quote(expected)} ] && [ "$dep" = "$d" ] || answer changed $print "$dep"
      running "$d"; [ \${#jobs[@]} = 0 ] || answer running "\${jobs[@]}"
  `)}\nroom own "$d" ${quote(ownerText)}\nfi\nroom write "$d" ${quote(noteText)}\nsweep\nanswer held $token "$seqs"\n`
}

/** Answers: unlocked | changed FINGERPRINT DEPLOYMENT | running JOB... | full. */
export function unlockScript(stateDir: string, expected: string, recordText: string): string {
  return `${enter(stateDir, '-x')}${last}\n${holder}\n${room}\n${write}\n${running}\nexpected=${quote(expected)}\n${compact(`
    holder
    if [ $print = none ] && [ -f lock ]; then
      IFS=' ' read -r x dep <lock
      if [ "$x" = "$expected" ]; then rm -f lock; answer unlocked; fi
    fi
    [ $print = "$expected" ] && [ $print != none ] || answer changed $print "$dep"
    running "$dep"; [ \${#jobs[@]} = 0 ] || answer running "\${jobs[@]}"
  `)}\nroom write "$dep" ${quote(recordText)}\nrm -f lock\nanswer unlocked\n`
}

/** Answers: removed | lost. Secrets: BELAY_TOKEN. A directory without release.json is no release, so a kill in between does no harm. */
export function removeReleaseScript(stateDir: string, id: string, deployment: string): string {
  return `${enter(stateDir, '-x')}${mine}\nmine ${quote(deployment)} || answer lost\nd=releases/${quote(id)}\n${compact(`
    rm -f "$d/release.json"; rm -rf "$d"; sync releases
    answer removed
  `)}`
}
