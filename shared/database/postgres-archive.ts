import { sh } from '../host/shell.ts'
import type { RestoreSource } from './backup-source.ts'

/** Of a member: an archive in one file, or the files of a parallel dump in one tar. */
export const CUSTOM = 'pg_dump-custom'
export const DIRECTORY = 'pg_dump-directory-tar'

/** A directory of its own in a container, gone when this ends; one that a killed container left goes a day later. */
const scratch = `set -e
find /tmp -maxdepth 1 -name 'belay-pg.*' -mtime +0 -exec rm -rf {} + 2>/dev/null || :
d=$(mktemp -d /tmp/belay-pg.XXXXXX)
trap 'rm -rf "$d"' EXIT
trap 'exit 143' HUP INT TERM
`

/** Words before a dump's command in a container: what it writes into a directory comes out as a tar. */
export const PACKED: readonly string[] = ['sh', '-c', `${scratch}"$@" --file="$d/dump"\ncd "$d/dump"\ntar -cf - *`, 'sh']

/** Words before a command in a container that reads such a directory, as its last argument: the tar comes in on stdin. */
export const UNPACKED: readonly string[] = ['sh', '-c', `${scratch}tar -C "$d" -xf -\n"$@" "$d" </dev/null`, 'sh']

/** Script parts before and after a member is restored; `belay_archive` is what pg_restore reads meanwhile, as its stdin. */
export interface OpenArchive {
  readonly begin: string
  /** Safe to repeat, also where `begin` was not reached. */
  readonly end: string
}

/**
 * Several processes restore side by side only from something that each can open anew, and the administrator may not enter the backups' directory. What
 * they get is an open descriptor: `/dev/stdin` is opened anew by the rights of the file alone, whatever directory it lies in. So while it is restored the
 * member may be read by everyone who could come near it, which its directory allows to nobody else.
 * A killed run leaves those rights, and the unpacked files, to the next restore; they go with the backup.
 * `streams`: nothing of the host is seen where it is read, and the tar itself goes there (`UNPACKED`).
 */
export function openArchive({ directory, member, format }: RestoreSource, byOther: boolean, streams = false): OpenArchive {
  const file = `${directory}/${member}`
  if (format !== DIRECTORY || streams) {
    return {
      begin: `${sh`belay_archive=${file}`}\n${byOther ? sh`chmod 700 -- ${directory}\nchmod 644 -- ${file}` : ''}`,
      end: byOther ? sh`chmod -f 600 -- ${file} || :` : ':'
    }
  }
  const unpacked = `${directory}/.unpacked`
  return {
    begin: sh`belay_archive=${`${unpacked}/archive`}
rm -rf -- ${unpacked}
{ read -r _; read -r belay_room; } < <(df -B1 --output=avail -- ${directory})
belay_size=$(stat -c %s -- ${file})
if (( belay_room < belay_size )); then
  printf 'BELAY: %s has %s MiB free and unpacking the backup needs %s MiB\n' ${directory} $((belay_room / 1048576)) $((belay_size / 1048576))
  exit 64
fi
mkdir -m 700 -- ${unpacked}
mkdir -m 755 -- "$belay_archive"
( umask 022; tar -C "$belay_archive" --no-same-owner -xf ${file}; )`,
    end: sh`rm -rf -- ${unpacked}`
  }
}
