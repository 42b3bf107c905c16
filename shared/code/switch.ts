import { sh } from '../host/shell.ts'
import type { PreviousCode } from './strategy.ts'

/** Says what to do about a `current` that cannot be replaced by a rename. */
export const directoryAdvice = (root: string) =>
  `${root}/current is a real directory, and only a link can be switched in one instant. While the services are stopped: mkdir -p ${root}/releases && mv -T ${root}/current ${root}/releases/first && ln -s releases/first ${root}/current. Then start them and adopt again.`

/** A new link beside, renamed over `current`, flushed and read back. `mv` without `-T` would move it into the old release and answer 0. */
export function switchScript(root: string, target: string): string {
  return `${sh`root=${root} target=${target}
cd -- "$root" || refuse ${`${root} does not exist`}
[ -d "$target" ] || refuse "$target is not there: stage it first"
`}${relink(root)}`
}

function relink(root: string): string {
  return sh`if [ -e current ] && [ ! -L current ]; then refuse ${directoryAdvice(root)}; fi
from=$(readlink -- current || :)
printf 'BELAY-from=%s\\n' "$from"
changed=false
if [ "$from" != "$target" ]; then
  changed=true
  if [ -e .current-next ] && [ ! -L .current-next ]; then refuse ${`${root}/.current-next is in the way; remove it`}; fi
  ln -sfnT -- "$target" .current-next
  mv -fT -- .current-next current
  sync -- .
fi
[ "$(readlink -- current)" = "$target" ] || refuse "current leads to $(readlink -- current) and not to $target: something else changes it"
printf 'BELAY-to=%s\\nBELAY-changed=%s\\n' "$target" "$changed"
`
}

/** Makes live what the journal says was live. */
export function goBackScript(root: string, previous: PreviousCode): string {
  if (previous.kind === 'git') return goBackInGit(previous)
  if (previous.kind === 'none') {
    return sh`cd -- ${root}
if [ -e current ] && [ ! -L current ]; then refuse ${directoryAdvice(root)}; fi
printf 'BELAY-from=%s\\nBELAY-to=\\n' "$(readlink -- current || :)"
if [ -L current ]; then rm -- current; sync -- .; echo BELAY-changed=true; else echo BELAY-changed=false; fi
`
  }
  if (!previous.target) throw new Error('The journal names no target of the link that was live')
  return switchScript(root, previous.target)
}

/**
 * The user's own work tree goes back to the recorded commit. `checkout` and not `reset --hard`: it refuses to overwrite what git does not track.
 */
function goBackInGit({ path, target, branch }: PreviousCode): string {
  if (!path || !target || !/^[0-9a-f]{40,64}$/.test(target)) throw new Error('The journal names no work tree and commit that were live')
  const checkout = branch ? sh`checkout --quiet -B ${branch} ${target}` : sh`checkout --quiet --detach ${target}`
  return sh`path=${path} target=${target} branch=${branch ?? ''}
command -v git >/dev/null || refuse 'git is not installed'
tree() { git -c "safe.directory=$path" -c core.hooksPath=/dev/null -c advice.detachedHead=false -C "$path" "$@"; }
from=$(tree rev-parse --verify --quiet HEAD) || refuse "$path is no git work tree any more"
on=$(tree symbolic-ref --quiet --short HEAD || :)
printf 'BELAY-from=%s\\n' "$from"
changed=false
if [ "$from" != "$target" ] || [ "$on" != "$branch" ]; then
  changed=true
  tree cat-file -e "$target^{commit}" 2>/dev/null || refuse "commit $target is not in $path any more: fetch it there"
  modified=$(tree status --porcelain --untracked-files=no | cut -c4- | head -n 10 | paste -sd ' ')
  [ -z "$modified" ] || refuse "$path has local changes that going back would lose: $modified. Commit or stash them there, then run the rollback again."
  tree ${{ raw: checkout }} || refuse "git could not check out $target in $path; nothing was changed"
fi
[ "$(tree rev-parse HEAD)" = "$target" ] || refuse "$path is not at $target after the checkout"
printf 'BELAY-to=%s\\nBELAY-changed=%s\\n' "$target" "$changed"
`
}
