import { createHash } from 'node:crypto'
import type { CodeConfig } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import type { Packed } from './checkout.ts'
import { hashFiles, recordFiles, recordHashed, sayFingerprint } from './job.ts'
import { checkRelativePath, sharedPaths } from './names.ts'
import type { StagePlan } from './strategy.ts'

/** Everything that decides what a staged release holds: the same digest, the same release. */
export function specOf(code: CodeConfig, commit: string, requirements: string | undefined): string {
  const parts = [commit, code.root, code.shared, requirements ?? null, code.environment ?? null, code['expect-files'], code.hooks.stage]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Finds the first candidate that is free, or that is this very release, complete and unchanged. Reads only. */
export function planScript(root: string, stateDir: string, candidates: readonly string[], spec: string): string {
  return sh`root=${root} records=${`${stateDir}/code`} spec=${spec}
[ -d "$root" ] || refuse ${`${root} does not exist. Make it and give it to the user that Belay logs in as: sudo install -d -o "$USER" ${root}`}
[ -w "$root" ] || refuse "$(id -un)"${` may not write to ${root}. Give it to that user: sudo chown`}" $(id -un) "${root}
[ ! -d "$records" ] || echo BELAY-records=true
for id in ${candidates}; do
  release=$root/releases/$id
  if [ ! -e "$release" ] && [ ! -L "$release" ]; then echo "BELAY-id=$id"; echo BELAY-reuse=false; break; fi
  [ -f "$records/$id.spec" ] && [ "$(cat -- "$records/$id.spec")" = "$spec" ] || continue
  cd -- "$release" || continue
  [ ! -L venv ] || { [ -f venv/.belay-complete ] && [ -x venv/bin/python ]; } || continue
  [ -s "$records/$id.files" ] && sha256sum --check --quiet --strict -- "$records/$id.files" >/dev/null 2>&1 || continue
  echo "BELAY-id=$id"; echo BELAY-reuse=true; break
done
`
}

/** Facts of a release that is staged already. */
export function stagedScript(root: string, stateDir: string, plan: StagePlan): string {
  return sh`cd -- ${`${root}/releases/${plan.id}`}
${{ raw: sayFingerprint(`${stateDir}/code/${plan.id}`) }}[ ! -L venv ] || printf 'BELAY-venv=%s\\n' "$(readlink -f venv)"
`
}

export interface StageInput {
  readonly code: CodeConfig
  readonly stateDir: string
  readonly plan: StagePlan
  readonly packed: Packed
  readonly incoming: Incoming
}

/** One file on the host with all that a release is made of: the archive, then the list of what is not recorded, then the list of what is. */
export interface Incoming {
  readonly path: string
  /** Bytes of each part. */
  readonly archive: number
  readonly others: number
  readonly recorded: number
}

/**
 * `prepare` unpacks into `releases/<id>.partial`, checks every file against the commit, links shared paths and makes the environment;
 * `finish` checks expected files, records the content, flushes and renames. Hooks run between them, in `.partial`. Where nothing of the user's own
 * ran in the tree (no hook, no pip), the list that every file was checked against is the record; else the files are hashed again.
 */
export function stageScript(input: StageInput): { readonly prepare: string; readonly finish: string } {
  return { prepare: unpack(input) + shared(input) + environment(input), finish: finish(input) }
}

function unpack({ code, stateDir, plan, packed, incoming }: StageInput): string {
  if (code.environment && packed.paths.some(path => path === 'venv' || path.startsWith('venv/'))) {
    throw new UserError(
      `Commit ${plan.commit.slice(0, 10)} holds a path named venv, where Belay puts the link to the release's environment. Remove it from git.`
    )
  }
  const links = packed.links
    .map(
      link =>
        sh`[ "$(readlink -- ${`./${link.path}`})" = ${link.target.replace(/\n+$/, '')} ] || refuse ${`${link.path} did not arrive as it is in the commit`}\n`
    )
    .join('')
  return sh`root=${code.root} records=${`${stateDir}/code`} id=${plan.id} spec=${plan.spec} final=${plan.path}
partial=$final.partial incoming=${incoming.path} built=false
if [ -d "$final" ] && [ -f "$records/$id.spec" ] && [ "$(cat -- "$records/$id.spec")" = "$spec" ]; then
  echo BELAY-done=true
  rm -f -- "$incoming"
  ${{ raw: sayFingerprint(`${stateDir}/code/${plan.id}`) }}  [ ! -L "$final/venv" ] || printf 'BELAY-venv=%s\\n' "$(readlink -f "$final/venv")"
  exit 0
fi
[ ! -e "$final" ] && [ ! -L "$final" ] || refuse "$final exists and is not this release"
mkdir -p -- "$root/releases" "$root/shared" || refuse "cannot make $root/releases and $root/shared"
rm -rf --one-file-system -- "$partial"
mkdir -- "$partial"
cd -- "$partial"
if ! head -c ${incoming.archive} -- "$incoming" | tar --extract --gzip --no-same-owner --file -; then
  cd /; rm -rf --one-file-system -- "$partial"; rm -f -- "$incoming"
  refuse "the code could not be unpacked into $root/releases ($(df -Ph -- "$root" | awk 'NR==2 {print $4}') free there)"
fi
count=$(find . ! -type d -printf x)
[ "\${#count}" = ${packed.paths.length} ] || refuse ${`the commit has ${packed.paths.length} files, and here are`}" \${#count}"
${{ raw: revision({ plan, packed }) }}tail -c ${incoming.others + incoming.recorded} -- "$incoming" | sha256sum --check --quiet --strict || refuse "the unpacked files differ from the commit"
tail -c ${incoming.recorded} -- "$incoming" > "$records/$id.files.new"
rm -f -- "$incoming"
${{ raw: links }}`
}

function shared({ code, packed }: StageInput): string {
  return sharedPaths(code.shared)
    .map(({ path, directory }) => {
      const above = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))
      const trap = packed.links.find(link => above.includes(link.path))
      if (trap)
        throw new UserError(
          `code.shared: ${path} lies beneath ${trap.path}, which is a symbolic link in the commit; share ${trap.path} itself`
        )
      const file = packed.paths.find(each => above.includes(each))
      if (file !== undefined) throw new UserError(`code.shared: ${path} lies beneath ${file}, which is a file in the commit`)
      const makes = directory || packed.paths.some(each => each.startsWith(`${path}/`))
      const target = `${code.root}/shared/${path}`
      const missing = makes
        ? sh`mkdir -p -- ${target}`
        : sh`refuse ${`${target} does not exist. Put it there, or write "${path}/" in code.shared if Belay shall make an empty directory.`}`
      return sh`[ -e ${target} ] || ${{ raw: missing }}
${{ raw: path.includes('/') ? sh`mkdir -p -- ${`./${path.slice(0, path.lastIndexOf('/'))}`}\n` : '' }}[ ! -e ${`./${path}`} ] && [ ! -L ${`./${path}`} ] || rm -rf --one-file-system -- ${`./${path}`}
ln -s -- ${target} ${`./${path}`}
`
    })
    .join('')
}

/**
 * A virtual environment knows its own path, so it is built where it stays; a marker written last says that it is complete, and one without
 * marker is built anew. The key holds the requirements and the interpreter: another Python, another environment.
 */
function environment({ code, plan }: StageInput): string {
  if (code.environment === undefined || plan.requirements === undefined) return ''
  const { venv, python, 'system-site-packages': site } = code.environment
  return sh`python=$(command -v -- ${python}) || refuse ${`there is no ${python} on the host (code.environment.python)`}
interpreter=$("$python" -I -S -c 'import os, sys; print(os.path.realpath(sys.executable), sys.implementation.cache_tag)')
key=$(printf '%s\\n' "$interpreter" ${String(site)} ${plan.requirements} | sha256sum | cut -c1-16)
environment=$root/venvs/$key
mkdir -p -- "$root/venvs"
exec 9>"$root/venvs/.lock"
flock 9
if [ ! -f "$environment/.belay-complete" ] || [ ! -x "$environment/bin/python" ]; then
  built=true
  rm -rf --one-file-system -- "$environment"
  "$python" -m venv ${site ? ['--system-site-packages'] : []} -- "$environment" 9>&- || refuse "$python -m venv failed; on Debian and Ubuntu it needs the package python3-venv"
  "$environment/bin/python" -m pip install --no-input --disable-pip-version-check --requirement ${venv} 9>&- || refuse ${`pip could not install what ${venv} asks for`}
  sync -f -- "$environment"
  : > "$environment/.belay-complete"
  sync -- "$environment/.belay-complete" "$environment" "$root/venvs"
fi
exec 9>&-
ln -s -- "$environment" venv
printf 'BELAY-venv=%s\\nBELAY-venv-built=%s\\n' "$environment" "$built"
`
}

function finish({ code, stateDir, plan, packed }: StageInput): string {
  const record = `${stateDir}/code/${plan.id}`
  const expected = code['expect-files']
    .map(
      path =>
        sh`[ -e ${`./${checkRelativePath(path, 'code.expect-files')}`} ] || refuse ${`the staged release has no ${path} (code.expect-files)`}\n`
    )
    .join('')
  const partial = `${plan.path}.partial`
  const content =
    code.hooks.stage.length > 0
      ? revision({ plan, packed }) + recordFiles(partial, record)
      : `if [ "$built" = true ]; then\n${hashFiles(record)}fi\n${recordHashed(record)}`
  return sh`cd -- ${partial}
${{ raw: expected }}${{ raw: content }}printf '%s\\n' ${plan.spec} > ${`${record}.spec`}
sync -f -- . ${`${record}.spec`}
cd /
mv -T -- ${partial} ${plan.path}
sync -- ${`${code.root}/releases`}
`
}

/** The repository's own REVISION stays as it is. */
function revision({ plan, packed }: Pick<StageInput, 'plan' | 'packed'>): string {
  return packed.paths.includes('REVISION') ? '' : sh`printf '%s\\n' ${plan.commit} > REVISION\n`
}
