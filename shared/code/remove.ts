import { sh } from '../host/shell.ts'

/**
 * Removes releases and then the environments that no release uses. Nothing is removed on doubt: what Belay did not stage, what is live now, and
 * what a process works in stays. A directory is renamed before it is emptied, so that a half-removed one is never taken for a release.
 */
export function removeScript(root: string, stateDir: string, ids: readonly string[]): string {
  return sh`root=${root} records=${`${stateDir}/code`}
[ -d "$root/releases" ] || exit 0
cd -- "$root/releases"
shopt -s nullglob
left() { printf 'BELAY-left=%s: %s\\n' "$1" "$2"; }
live=$(readlink -f -- "$root/current" || :)
busy=$(for p in /proc/[0-9]*/cwd; do readlink -- "$p" 2>/dev/null || :; done | sort -u)
for id in ${ids}; do
  [ -d "$id" ] && [ ! -L "$id" ] || { left "$id" 'it is no directory'; continue; }
  [ -f "$records/$id.spec" ] || { left "$id" 'Belay did not make it'; continue; }
  here=$(readlink -f -- "$id")
  [ "$here" != "$live" ] || { left "$id" 'it is live'; continue; }
  case $'\\n'"$busy/" in *$'\\n'"$here"/* | *$'\\n'"$here"$'\\n'*) left "$id" 'a process works in it'; continue ;; esac
  mv -T -- "$id" "$id.removed" || { left "$id" 'it could not be renamed'; continue; }
  rm -f -- "$records/$id.spec" "$records/$id.files" "$records/$id.links" "$records/$id.path"
  printf 'BELAY-removed=%s\\n' "$id"
done
for rest in *.removed *.partial; do
  [[ $rest =~ -[0-9a-f]{10}(-[2-9])?\\.(removed|partial)$ ]] && [ -d "$rest" ] && [ ! -L "$rest" ] || continue
  rm -rf --one-file-system -- "$rest" || left "$rest" 'not all of it could be removed'
done
[ -d "$root/venvs" ] || exit 0
exec 9>"$root/venvs/.lock"
flock 9
used=$(for link in "$root"/releases/*/venv "$root/current/venv"; do readlink -f -- "$link" || :; done)
for environment in "$root"/venvs/*/; do
  environment=$(readlink -f -- "$environment")
  [ -f "$environment/.belay-complete" ] && [ ! -L "$root/venvs/$(basename -- "$environment")" ] || continue
  case $'\\n'"$used"$'\\n' in *$'\\n'"$environment"$'\\n'*) continue ;; esac
  # The marker goes first: what is left of it is built anew and never used.
  rm -f -- "$environment/.belay-complete"
  rm -rf --one-file-system -- "$environment" || left "$environment" 'not all of it could be removed'
  printf 'BELAY-environment=%s\\n' "$(basename -- "$environment")"
done
`
}
