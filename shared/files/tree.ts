import { createHash } from 'node:crypto'
import type { BackupSource, Drill, DumpPlan, JobContext, RestoreSource, SourceFacts, VerifyLevel } from '../database/backup-source.ts'
import { clientFailure, fact, refusal, runDatabaseJob } from '../database/job.ts'
import { copyName, drillName, isCopyOf } from '../database/names.ts'
import { drillBegins } from '../database/restored.ts'
import { type DatabaseContent, parseContent, renderContent } from '../database/table-content.ts'
import { UserError } from '../errors.ts'
import { DeadlinePassed } from '../host/errors.ts'
import type { Host } from '../host/host.ts'
import { raw, sh } from '../host/shell.ts'
import { packFile, treeFunctions } from './tree-shell.ts'

export interface FileTreeOptions {
  /** Name in the configuration: part of job ids and of the member's name. */
  readonly key: string
  /** Absolute path of a directory, or of a symbolic link to one. */
  readonly path: string
  /** Patterns of paths below it, as bash matches them: `cache`, `thumbs/*.png`. With a directory goes all that is in it. */
  readonly exclude?: readonly string[] | undefined
}

/**
 * A directory and all that is in it, on a host with GNU tar and zstd. The member is a tar archive (pax) with modes, owners by number, hard and symbolic
 * links, access lists and extended attributes where the file system has them; sockets are left out. File systems that are mounted in it are read too.
 *
 * A restore unpacks beside what is live, compares, and changes both by one exchange of names (`mv --exchange`), or by two renames where there is none;
 * a file beside the copy says which directory was live, so that a dead run is recognised. What was live is the kept copy. Excluded paths are in no backup: a restore moves them from
 * what was live to what is live. Owners are restored as they were, or nothing is: only root may give files away. A drill without that right compares all else.
 * An empty tree can be backed up; a drill of it fails.
 */
export class FileTree implements BackupSource {
  readonly engine = 'files'
  readonly database: string
  readonly #host: Host
  readonly #key: string
  readonly #base: string
  readonly #exclude: readonly string[]

  /** Errors: UserError for a path or a pattern that cannot be meant. */
  constructor(host: Host, { key, path, exclude = [] }: FileTreeOptions) {
    if (!/^\/.*[^/]$/s.test(path) || /(^|\/)\.{1,2}(\/|$)|\/\//.test(path))
      throw new UserError(`files.${key}: ${path} is not the absolute path of a directory, written without . and .. and a slash at its end.`)
    for (const pattern of exclude)
      if (!/^[^/]/s.test(pattern) || /\/$|(^|\/)\.{0,2}(\/|$)/.test(pattern))
        throw new UserError(
          `files.${key}: exclude: ${pattern} is not a path below ${path}, written without . and .. and a slash at its ends.`
        )
    this.#host = host
    this.#key = key
    this.database = path
    this.#base = path.slice(path.lastIndexOf('/') + 1)
    this.#exclude = exclude
  }

  async describe(): Promise<SourceFacts> {
    const output = await this.#run(
      `Looking at ${this.database}`,
      `${this.#find}${MUST_EXIST}printf 'BELAY-version=%s\\nBELAY-bytes=%s\\n' "$belay_tar" "$(belay_size)"\n`,
      120_000
    )
    return { version: fact(output, 'version') ?? '', bytes: Number(fact(output, 'bytes')) }
  }

  dump(_level: VerifyLevel): readonly DumpPlan[] {
    const name = `${this.#key}.tar.zst`
    const without = this.#exclude.map(pattern => `--exclude=./${pattern}`)
    return [
      {
        prepare: `cd /
${treeFunctions}${this.#find}${MUST_EXIST}case $BACKUPS/ in "$real"/*) printf 'BELAY: the state directory of Belay lies in %s. Name directories beside it\\n' "$real"; exit 64 ;; esac
estimate[M]=$(belay_size)
client=$(zstd --version)
[[ $client =~ v([0-9.]+) ]] && client=\${BASH_REMATCH[1]}
printf 'BELAY-%s.engine-version=%s\\nBELAY-%s.client-version=%s\\nBELAY-%s.bytes=%s\\n' "$M" "$belay_tar" "$M" "$client" "$M" "\${estimate[M]}"
`,
        dump: sh`${raw(this.#find)}belay_without=(${without})
${raw(packFile)}`,
        verify: `(
  belay_work=$TEMP/.tree-$M
  mkdir -- "$belay_work"
  trap 'rm -rf -- "$belay_work"' EXIT
  mkfifo -- "$belay_work/sum" "$belay_work/count"
  belay_sha256 < "$belay_work/sum" > "$belay_work/sha256" & a=$!
  wc -c < "$belay_work/count" > "$belay_work/bytes" & b=$!
  zstd -q -dc -- "$FILE" | tee -- "$belay_work/sum" "$belay_work/count" | belay_list "$belay_work/list" > "$CONTENT"
  wait "$a"
  wait "$b"
  read -r sha256 _ < "$belay_work/sha256"
  printf 'BELAY-%s.plain-sha256=%s\\nBELAY-%s.plain-bytes=%s\\n' "$M" "$sha256" "$M" "$(< "$belay_work/bytes")"
)
`,
        secrets: {},
        member: { name, role: 'files', format: 'tar', compression: 'zstd' },
        content: parseContent,
        checks: ['exit-code', 'full-decode', 'sha256'],
        commands: [
          sh`tar --create --format=pax --numeric-owner ${[...without, '--directory', this.database]} .`,
          'zstd -3',
          `zstd -dc ${name}`,
          'tar --extract --to-stdout'
        ]
      }
    ]
  }

  async restore(job: JobContext, backup: RestoreSource): Promise<{ readonly kept: string }> {
    const label = shortHash(`${job.idPrefix} ${backup.directory}`)
    const kept = copyName(this.#base, 'old', label)
    await this.#job(
      job,
      'restore',
      `Restoring ${this.database}`,
      `${backup.hold ?? ''}${this.#find}${sh`new=$directory/${copyName(this.#base, 'new', label)} old=$directory/${kept}`}
mark=$new.live
if [[ ! -e $old || -e $new || -e $mark ]]; then
${this.#mayWrite}${sh`case ${`${job.stateDir}/`} in "$real"/*) printf 'BELAY: the state directory of Belay lies in %s\n' "$real"; exit 64 ;; esac`}
# What is mounted there or in it would stay behind, or could not be renamed at all.
while read -r _ _ _ _ at _; do
  printf -v at %b "\${at//\\\\/\\\\0}"
  case $at in "$real" | "$real"/*) printf 'BELAY: something is mounted at %s, so that the tree cannot be swapped. Unpack the backup by hand\\n' "$at"; exit 64 ;; esac
done < /proc/self/mountinfo
# The file with the inode that was live says that the copy is whole.
if [[ ! -e $mark ]]; then
  [[ ! -e $old ]] || { printf 'BELAY: %s exists already; look at it and remove it first\\n' "$old"; exit 64; }
  belay_rm "$new"
  copy=$new
  ${this.#restored(backup, true)}
  trap - EXIT
  rm -rf -- "$belay_work"
  inode=0
  [[ ! -e $real ]] || inode=$(stat -c %i -- "$real")
  printf '%s\\n' "$inode" > "$mark.tmp"
  sync -f -- "$new"
  mv -T -- "$mark.tmp" "$mark"
  sync -- "$mark" "$directory"
fi
read -r inode < "$mark"
is() { [[ -e $1 && $(stat -c %i -- "$1") == "$inode" ]]; }
if is "$real" && [[ -e $new && ! -e $old ]]; then
  mv --exchange -T -- "$new" "$real" 2>/dev/null || belay_rename "$real" "$old"
fi
# Left by the exchange, or between the two renames.
if is "$new" && [[ ! -e $old ]]; then belay_rename "$new" "$old"; fi
if [[ ! -e $real && -e $new ]] && { is "$old" || (( inode == 0 )); }; then belay_rename "$new" "$real"; fi
[[ -e $real && ! -e $new ]] || { printf 'BELAY: %s is not the directory that it was when the restore began. Look at it and at %s\\n' "$real" "$new"; exit 64; }
sync -- "$directory"
if [[ -e $old ]]; then
  ${this.#carry}
fi
rm -f -- "$mark"
fi
`
    )
    return { kept }
  }

  async drill(job: JobContext, backup: RestoreSource): Promise<Drill> {
    const { copy, stem } = drillName(this.#base, shortHash(`${job.idPrefix} ${backup.directory}`))
    const output = await this.#job(
      job,
      'drill',
      `The drill of the backup of ${this.database}`,
      `${backup.hold ?? ''}${drillBegins}${this.#find}${this.#mayWrite}${sh`copy=$directory/${copy}`}
for left in "$directory"/${sh`${stem}`}*; do [[ ! -e $left ]] || belay_rm "$left"; done
${this.#restored(backup, false)}
(( entries > 0 )) || { echo 'BELAY: the backup restores an empty tree, and so proves nothing: is it the right directory'; exit 64; }
printf 'BELAY-entries=%s\\nBELAY-owners=%s\\n' "$entries" "$belay_give"
belay_rm "$copy"
printf 'BELAY-ms=%s\\n' "$(($(belay_ms) - belay_from))"
`
    )
    const owners = fact(output, 'owners') === '' ? ', but their owners, which only root may give them,' : ''
    return {
      says: `${fact(output, 'entries')} entries${owners} and the content of all files compared`,
      durationMs: Number(fact(output, 'ms'))
    }
  }

  async copyExists({ name }: { readonly name: string }): Promise<boolean> {
    const output = await this.#run(
      `Looking for the copy ${name}`,
      `${this.#find}${sh`[[ ! -d $directory/${name} ]] || echo BELAY-copy=yes\n`}`,
      30_000
    )
    return fact(output, 'copy') === 'yes'
  }

  async dropCopy(job: JobContext, { name }: { readonly name: string }): Promise<void> {
    if (!isCopyOf(this.#base, name) || name.includes('/')) throw new Error(`${name} is no copy that Belay made of ${this.database}`)
    await this.#job(
      job,
      'drop',
      `Removing the copy ${name} of ${this.database}`,
      `${this.#find}${sh`copy=$directory/${name}`}\n[[ ! -e $copy ]] || belay_rm "$copy"\nrm -rf -- "$copy.work" "$copy.live" "$copy.live.tmp"\n`
    )
  }

  /** Files have no sessions: who still has one open goes on in the copy that is kept. */
  async endSessions(): Promise<void> {}

  explain(what: string, output: string): Error {
    const own = refusal(output)
    if (own !== undefined) return new UserError(`${what}: ${own}.`)
    const advice = reasons.find(([pattern]) => pattern.test(output))?.[1]
    return clientFailure(advice === undefined ? `${what} failed.` : `${what} failed: ${advice}`, output)
  }

  /** Script text: `real` is the directory behind a symbolic link, `directory` where its copies lie. */
  get #find(): string {
    return sh`real=$(readlink -m -- ${this.database})
directory=\${real%/*}
[[ $directory ]] || directory=/.
belay_size() { local n; n=$(du -s -B1 -- "$real" 2>/dev/null) || :; printf %s "\${n%%[!0-9]*}"; }
`
  }

  get #mayWrite(): string {
    return `[[ -d $directory && -w $directory && -x $directory ]] || { printf 'BELAY: this user may not write in %s, where the restored tree must lie beside the live one\\n' "$directory"; exit 64; }
`
  }

  /** Script text: what is excluded goes from what was live to what is live, where that has no such path. */
  get #carry(): string {
    if (this.#exclude.length === 0) return ':'
    return sh`(
    cd -- "$old"
    shopt -s nullglob dotglob
    for pattern in ${this.#exclude}; do
      IFS=
      for each in $pattern; do
        [[ -e $each || -L $each ]] && [[ ! -e $real/$each && ! -L $real/$each ]] || continue
        [[ $each != */* ]] || mkdir -p -- "$real/\${each%/*}"
        mv -T -- "$each" "$real/$each"
      done
    done
  )`
  }

  /**
   * Script text: `copy` becomes what the backup holds, compared with its manifest and with the archive; sets `entries`. It is removed at the script's end,
   * unless `trap - EXIT` comes before. `belay_give` is `yes` where the archive's owners can be given; where they must be, nothing is unpacked without.
   */
  #restored(backup: RestoreSource, owners: boolean): string {
    return sh`belay_work=$copy.work
belay_clean() { rm -rf -- "$belay_work"; belay_rm "$copy"; }
trap belay_clean EXIT
rm -rf -- "$belay_work"
mkdir -m 700 -- "$belay_work"
file=${`${backup.directory}/${backup.member}`}
mkfifo -- "$belay_work/count"
wc -c < "$belay_work/count" > "$belay_work/bytes" & counter=$!
zstd -q -dc -- "$file" 2>/dev/null | tee -- "$belay_work/count" | belay_list "$belay_work/archive" > "$belay_work/holds" 2>/dev/null || { echo 'BELAY: the backup does not decode: it was cut or changed'; exit 64; }
wait "$counter"
${raw(backup.content === undefined ? '' : sameAs(backup.content))}
belay_give=yes
if (( EUID != 0 )); then
  mine=" $(id -G) "
  strangers=0 stranger=
  while IFS='/ ' read -r user group _; do
    [[ $user == "$EUID" && $mine == *" $group "* ]] || { strangers=$((strangers + 1)); [[ $stranger ]] || stranger="$user:$group"; }
  done < "$belay_work/archive.owners"
  (( strangers == 0 )) || belay_give=
  ${raw(owners ? `[[ $belay_give ]] || { printf 'BELAY: %s entries of the backup belong to others (the first to %s, user and group), and only root may give them their files. Nothing was changed\\n' "$strangers" "$stranger"; exit 64; }` : ':')}
fi
entries=$(($(wc -l < "$belay_work/archive") - 1))
# What is not a whole block takes one all the same.
need=$(($(< "$belay_work/bytes") + entries * 4096))
{ read -r _; read -r free inodes; } < <(df -B1 --output=avail,iavail -- "$directory")
if (( free < need + need / 10 )); then
  printf 'BELAY: the file system of %s has %s MiB free and a copy of it needs %s MiB\n' "$real" $((free / 1048576)) $(((need + need / 10) / 1048576 + 1))
  exit 64
fi
# Some file systems count none.
[[ $inodes == [1-9]* ]] && (( inodes < entries + 1 )) && { printf 'BELAY: the file system of %s has room for %s more files and a copy of it has %s\n' "$real" "$inodes" "$entries"; exit 64; }
mkdir -m 700 -- "$copy"
zstd -q -dc -- "$file" | belay_unpack "$copy"
belay_pack "$copy" 2>/dev/null | belay_list "$belay_work/copy" > "$belay_work/came"
lists=(.)
[[ ! $belay_give ]] || lists+=(owners)
for list in "\${lists[@]}"; do
  [[ $(grep "^$list	" "$belay_work/holds") != $(grep "^$list	" "$belay_work/came") ]] || continue
  belay_first() { sort "$belay_work/archive$1" > "$belay_work/a"; sort "$belay_work/copy$1" | comm -3 "$belay_work/a" - | tr -d '\\t' | cut -c 1-300 | sed q; }
  case $list in .) first=$(belay_first '') ;; *) first=$(belay_first .owners) ;; esac
  printf 'BELAY: the restored copy is not what the backup holds. It differs first in %s\n' "\${first:-the content of files}"
  exit 64
done`
  }

  #job(job: JobContext, name: string, what: string, script: string): Promise<string> {
    return runDatabaseJob(this.#host, job, { name: `${name}-${this.#key}`, what, script: `${HEAD}${script}` }, (said, output) =>
      this.explain(`${said} on ${this.#host.label}`, output)
    )
  }

  async #run(what: string, script: string, timeoutMs: number): Promise<string> {
    const result = await this.#host.run(`${HEAD}${script}`, { timeoutMs, check: false }).catch((error: unknown) => {
      if (error instanceof DeadlinePassed)
        throw new UserError(`${what} had not ended on ${this.#host.label} within ${timeoutMs / 1000} s.`, { cause: error })
      throw error
    })
    if (result.exitCode !== 0) throw this.explain(`${what} on ${this.#host.label}`, `${result.stdout}\n${result.stderr}`)
    return result.stdout
  }
}

const HEAD = `cd /
export LC_ALL=C
${treeFunctions}`

const MUST_EXIST = `[[ -e $real ]] || { printf 'BELAY: there is no %s on this host\\n' "$real"; exit 64; }
[[ -d $real ]] || { printf 'BELAY: %s is not a directory\\n' "$real"; exit 64; }
[[ -r $real && -x $real ]] || { printf 'BELAY: this user may not read %s\\n' "$real"; exit 64; }
`

/** Refuses an archive that does not hold what the manifest says. */
function sameAs(content: DatabaseContent): string {
  return sh`if [[ $(sort "$belay_work/holds") != ${renderContent(content).trimEnd()} ]]; then
  printf 'BELAY: the backup holds %s entries, and they are not those that its manifest says (%s)\n' $(($(wc -l < "$belay_work/archive") - 1)) ${content['.']?.rows ?? 0}
  exit 64
fi
`
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

const reasons: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|Disk quota exceeded/, 'the disk is full.'],
  [/Permission denied|Operation not permitted/, 'this user may not read or write something in it.'],
  [/Read-only file system/, 'its file system is mounted read-only.']
]
