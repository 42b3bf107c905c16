/**
 * The bash that runs on the host for each transition of the state directory. Only bash, coreutils and flock.
 *
 * Every transition runs under one flock on `lock.flock`, held through descriptor 9 by the script *and* by each process that it starts:
 * when the script is killed, the next transition waits until its last child has ended, and then finds one of two worlds, never a third:
 *
 * - Records appear by a rename of a synced file, so a record is there whole or not at all.
 * - A deployment is open from its first record to its `closed` record, and the lock counts only for an open deployment.
 *   `open` therefore makes the lock first (a lock without records: the opener died, nothing was opened, the lock is free), and
 *   `close` writes `closed` first (a lock with a closed deployment behind it: released).
 * - `takeOver` changes the holder by one rename over `lock`.
 * - Owner files that are not linked to `lock` mean nothing; the newest stays so that the generation in the token keeps growing.
 *
 * The token reaches the script as a secret in its environment. It is never an argument of a process (G7): owner files are written by
 * redirection, and linked and synced through their descriptor.
 *
 * An answer is one word, then its details, on stdout; see `HostStore`.
 */

/** Newest deployments that `read` brings and that `open` searches for one that has lost its lock file. */
export const deploymentsRead = 20

/** Bytes given up when the disk is full while a record must be written: room for some 60 records of one block each. */
export const reserveBytes = 256 * 1024

/** Seconds to wait for another transition; each takes milliseconds, so a longer wait means a disk that hangs. */
const flockSeconds = 20

const answer = String.raw`
umask 077; export LC_ALL=C; shopt -s nullglob
answer() { printf '%s\n' "$@"; exit 0; }`

/** `dir`: the state directory as one quoted word. */
const enter = (dir: string, version: number, mode: 'shared' | 'exclusive') => String.raw`${answer}
[ -d ${dir} ] || answer missing
cd -- ${dir} 2>/dev/null && [ -O . ] || answer denied
IFS= read -r v 2>/dev/null <version || answer missing
[ "$v" = ${version} ] || answer version "$v"
exec 9>>lock.flock
flock ${mode === 'shared' ? '-s ' : ''}-w ${flockSeconds} 9 || answer busy`

// Sets n (how many records), f (their files), tail (the last one). Fails where a file is missing in the sequence.
const last = String.raw`
last() { f=(deployments/"$1"/*); n=${'$'}{#f[@]} tail=
[ $n = 0 ] && return; printf -v x 'deployments/%s/%06d.json' "$1" $n; [ "${'$'}{f[n-1]}" = "$x" ] || answer broken "$1"
IFS= read -r tail <"$x" || answer broken "$1"; }
closed='^\{"seq":[0-9]+,"at":"[^"]+","type":"closed"'
isopen() { last "$1"; [ $n -gt 0 ] && ! [[ $tail =~ $closed ]]; }`

// Sets print and dep to the holder; print is "none" when the lock is free, "missing" when an open deployment has lost its lock file.
const holder = String.raw`
holder() { print=none dep=
if [ -f lock ]; then IFS=' ' read -r print dep <lock || answer broken lock
isopen "$dep" && return; print=none dep=; fi
local d=(deployments/*/) i; for ((i=${'$'}{#d[@]}-1; i>=0 && i>=${'$'}{#d[@]}-${deploymentsRead}; i--)); do x=${'$'}{d[i]%/}; x=${'$'}{x#*/}
if isopen "$x"; then print=missing dep=$x; return; fi; done; }`

// put ID TEXT...: appends records; those that are there already (a retry) are left. Sets seqs.
const put = String.raw`
write() { local d=deployments/$1 r i line m=() g=(); shift; seqs=
last "${'$'}{d#*/}"; local k=$n
for r in "$@"; do
for ((i=k-1; i>=0 && i>=k-$#; i--)); do IFS= read -r line <"${'$'}{f[i]}"
[ "${'$'}{line#*,}" = "$r" ] && { seqs+=" $((i+1))"; continue 2; }; done
[[ $tail =~ $closed ]] && answer closed
printf -v line '%s/.new/%06d.json' "$d" $((++n))
printf '{"seq":%d,%s\n' $n "$r" >"$line" || return 1
m+=("$line"); seqs+=" $n"; done
[ ${'$'}{#m[@]} = 0 ] || { sync "${'$'}{m[@]}" && mv -nt "$d" "${'$'}{m[@]}" && sync "$d"; }; }
room() { "$@" || { rm -f reserve; "$@"; } || { rm -f deployments/*/.new/* releases/*/.new lock.new; answer full; }; }
put() { room write "$@"; }
reserve() { [ -f reserve ] || { head -c ${reserveBytes} /dev/urandom >.reserve && mv -T .reserve reserve; } 2>/dev/null || { rm -f .reserve; false; }; }`

const mine = String.raw`
mine() { [ lock -ef "owner.$BELAY_TOKEN" ] && IFS=' ' read -r print dep <lock && [ "$dep" = "$1" ]; }`

// Makes the next owner file and links it to lock. The old owner files go last: they carry the generation.
const own = String.raw`
own() { local o g=0; for o in owner.*; do o=${'$'}{o#owner.} o=${'$'}{o%%-*}; [[ $o =~ ^[0-9]{8}$ ]] && ((10#$o>g)) && g=$((10#$o)); done
printf -v token '%08d-%s' $((g+1)) "$BELAY_NONCE"; x=$(printf %s "$token" | sha256sum) || return 1
printf '%s %s\n%s\n' "${'$'}{x:0:16}" "$1" "$2" >"owner.$token" && exec 5<"owner.$token" || { x=("owner.$token"); unset token; return 1; }
rm -f lock.new && sync /dev/fd/5 && mkdir -p deployments/"$1"/.new && ln -L /dev/fd/5 lock.new && mv -T lock.new lock && sync . deployments; }
already() { local o=(owner.*-"$BELAY_NONCE"); [ ${'$'}{#o[@]} = 1 ] && [ lock -ef "${'$'}{o[0]}" ] && token=${'$'}{o[0]#owner.}; }
sweep() { local o old=(); for o in owner.*; do [ "$o" = "owner.$token" ] || old+=("$o"); done; [ ${'$'}{#old[@]} = 0 ] || rm -f "${'$'}{old[@]}"; }`

export { answer, enter, holder, last, mine, own, put }
