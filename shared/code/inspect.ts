import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { listLinks, recordFiles, sayFingerprint } from './job.ts'
import { releaseId } from './names.ts'
import type { AdoptedCode, Drift, LiveCode } from './strategy.ts'
import { directoryAdvice } from './switch.ts'

/** Reads what is live: NUL-separated kind, target, path, release, commit, branch, whether `current` is a real directory. */
export function liveScript(root: string): string {
  return sh`root=${root}
commit='' branch=''
git_at() {
  [ -n "$1" ] && [ -e "$1/.git" ] && command -v git >/dev/null || return 1
  commit=$(git -c "safe.directory=$1" -C "$1" rev-parse --verify --quiet 'HEAD^{commit}') || return 1
  branch=$(git -c "safe.directory=$1" -C "$1" symbolic-ref --quiet --short HEAD || :)
}
directory=false
if [ -d "$root/current" ] && [ ! -L "$root/current" ]; then directory=true; fi
release=''
if [ -L "$root/current" ]; then
  kind=symlink target=$(readlink -- "$root/current") path=$(readlink -e -- "$root/current" || :)
  [ -d "$path" ] || path=''
  if [ -n "$path" ] && [ "$(dirname -- "$path")" = "$(readlink -f -- "$root/releases")" ]; then release=$(basename -- "$path"); fi
  git_at "$path" || :
  if [ -z "$commit" ] && [ -n "$release" ] && [ -f "$path/REVISION" ]; then commit=$(head -c 64 -- "$path/REVISION"); fi
elif [ "$directory" = true ] && git_at "$root/current"; then
  kind=git target=$commit path=$root/current
elif git_at "$root"; then
  kind=git target=$commit path=$root
else
  kind=none target='' path=''
  if [ "$directory" = true ]; then path=$root/current; fi
fi
printf '%s\\0' "$kind" "$target" "$path" "$release" "$commit" "$branch" "$directory"
`
}

export function live(output: string): LiveCode {
  const [kind, target, path, release, commit, branch, directory] = output.split('\0')
  if (kind !== 'symlink' && kind !== 'git' && kind !== 'none') throw new Error('The host did not say what is live')
  return {
    kind,
    target: target || undefined,
    path: path || undefined,
    release: release || undefined,
    commit: commit && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined,
    branch: branch || undefined,
    currentIsDirectory: directory === 'true'
  }
}

/** What runs today, as a release. Errors: UserError when nothing is there. */
export function adopted(now: LiveCode, root: string): AdoptedCode {
  if (now.path === undefined) {
    const why =
      now.kind === 'symlink'
        ? `${root}/current leads to ${now.target}, which does not exist`
        : `there is neither ${root}/current nor a git work tree at ${root}`
    throw new UserError(`There is no code to adopt: ${why}. Set code.root to the directory that holds the link current.`)
  }
  const notes = now.currentIsDirectory ? [directoryAdvice(root)] : []
  const name = now.release ?? posix.basename(now.kind === 'symlink' ? now.path : root)
  // Only a directory of `releases/` is named by its own name: switchTo finds it there.
  const usable = now.release !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(now.release)
  const digits = now.commit ?? createHash('sha256').update(`${now.kind}\0${now.path}`).digest('hex')
  const id = usable ? now.release! : releaseId(now.kind === 'git' ? 'git' : `adopted-${name}`, digits)
  return { ...now, id, version: now.branch ?? name, notes }
}

/** Records where an adopted release lies, its files unless git itself knows them, and the tag that its commit has. */
export function adoptScript(stateDir: string, { id, kind, path }: AdoptedCode): string {
  const record = `${stateDir}/code/${id}`
  const files = kind === 'git' ? '' : recordFiles(path!, record)
  return sh`(umask 077; mkdir -p -- ${`${stateDir}/code`})
if [ -e ${`${path!}/.git`} ] && tag=$(git -c ${`safe.directory=${path!}`} -C ${path!} describe --tags --exact-match HEAD 2>/dev/null); then
  printf 'BELAY-version=%s\\n' "$tag"
fi
printf '%s\\n' ${path!} > ${`${record}.path`}
${{ raw: files }}`
}

/** Lists what differs from the record: `changed`, `missing` and `link` with paths. Where git holds the code, git itself says. */
export function driftScript(root: string, stateDir: string, id: string): string {
  const record = `${stateDir}/code/${id}`
  return sh`record=${record} path=${`${root}/releases/${id}`}
if [ -f "$record.path" ]; then IFS= read -r path < "$record.path"; fi
export LC_ALL=C
if [ -d "$path" ] && [ -f "$record.files" ]; then
  echo BELAY-state=known
  cd -- "$path"
  { sha256sum --check --quiet -- "$record.files" 2>/dev/null || :; } | sed -n 's/: FAILED open or read$/: missing/p; s/: FAILED$/: changed/p' | sed 's/^/BELAY-change=/'
  ${{ raw: listLinks }} | sort | { diff "$record.links" - || :; } | sed -n 's/^[<>] \\([^>]*\\)>.*/\\1: link changed/p' | sort -u | sed 's/^/BELAY-change=/'
  ${{ raw: sayFingerprint(record) }}elif [ -e "$path/.git" ] && [ -f "$record.path" ]; then
  echo BELAY-state=known
  git -c "safe.directory=$path" -C "$path" status --porcelain --untracked-files=no | sed 's/^\\(..\\) \\(.*\\)/BELAY-change=\\2: changed/'
elif [ -f "$record.files" ]; then
  echo BELAY-state=known; printf 'BELAY-change=%s: missing\\n' "$path"
else
  echo BELAY-state=unknown
fi
`
}

export function parseDrift(output: string): Drift {
  const lines = output.split('\n')
  const value = (name: string) => lines.find(line => line.startsWith(`BELAY-${name}=`))?.slice(name.length + 7)
  const changes = lines.flatMap(line => (line.startsWith('BELAY-change=') ? [line.slice(13).replace(/^\.\//, '')] : []))
  const state = value('state')
  if (state !== 'known' && state !== 'unknown') throw new Error('The host did not say whether files changed')
  return {
    state: state === 'unknown' ? 'unknown' : changes.length === 0 ? 'same' : 'drifted',
    changes: changes.slice(0, 10),
    count: changes.length,
    fingerprint: value('fingerprint')
  }
}
