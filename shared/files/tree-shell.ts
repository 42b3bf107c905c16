import { sha256Function } from '../host/sha256.ts'

/**
 * Bash functions for trees of files, by GNU tar: `belay_pack DIRECTORY [EXCLUDE…]` writes one as an archive, `belay_unpack DIRECTORY` reads one, and
 * `belay_list FILE` reads one and says what is in it, without unpacking: FILE gets a line for each entry (mode, size, name, target of a link), FILE.owners a line
 * with its user and group, and standard output the two lines of a `DatabaseContent`: `.` counts the entries in the tree and has a SHA-256 over the first list
 * and over the content of all files, in the order of names; `owners` has that over the second. What lies on a disk is listed by packing it. So two trees are
 * the same where the lines are, whatever version of tar wrote the archive. Times are restored and not compared.
 */
export const treeFunctions = `${sha256Function}type -P zstd > /dev/null || { echo 'BELAY: zstd is not on this host. Install it (apt-get install zstd)'; exit 64; }
belay_tar=$(tar --version 2>/dev/null) || belay_tar=
[[ $belay_tar == *'GNU tar'* ]] || { echo 'BELAY: GNU tar is not on this host. Install it (apt-get install tar)'; exit 64; }
belay_tar=\${belay_tar%%$'\\n'*} belay_tar=\${belay_tar##* }
belay_more=()
[[ $(tar --help) != *--xattrs* ]] || belay_more=(--acls --xattrs)
belay_pack() {
  local -x LC_ALL=C
  # The patterns of bash: anchored, and * matches no slash.
  tar --create --format=pax --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime --sort=name --numeric-owner --sparse "\${belay_more[@]}" \\
    --anchored --wildcards --no-wildcards-match-slash "\${@:2}" --directory "$1" .
}
belay_unpack() {
  local -x LC_ALL=C
  local owner=--same-owner
  (( EUID == 0 )) || [[ \${belay_give-} ]] || owner=--no-same-owner
  tar --extract --numeric-owner --same-permissions "$owner" "\${belay_more[@]}" --directory "$1"
}
belay_list() {
  local -x LC_ALL=C
  local content listed owners lines
  content=$(tar --extract --to-stdout --verbose --verbose --full-time --numeric-owner --quoting-style=c --index-file="$1.all" | belay_sha256) || return
  # How far tar indents a name depends on the times before it.
  sed -E 's/^([^ ]+) +[^ ]+ +([^ ]+) +[^ ]+ +[^ ]+ +/\\1 \\2 /' < "$1.all" > "$1" || return
  sed -E 's/^[^ ]+ +([^ ]+) +[^ ]+ +[^ ]+ +[^ ]+ +/\\1 /' < "$1.all" > "$1.owners" || return
  rm -f -- "$1.all"
  # Not within the arguments of printf, where a failure would go unseen.
  listed=$({ cat -- "$1"; printf %s "$content"; } | sha256sum) || return
  owners=$(sha256sum < "$1.owners") || return
  lines=$(wc -l < "$1") || return
  printf '.\\t%s\\t%s\\nowners\\t0\\t%s\\n' $((lines - 1)) "\${listed%% *}" "\${owners%% *}"
}
# Never by copying: where a directory cannot be renamed (a lower layer of a container's file system) it stays as it is.
belay_rename() {
  if [[ $(mv --help) == *--no-copy* ]]; then mv --no-copy -T -- "$1" "$2" 2>/dev/null && return
  elif type -P perl > /dev/null; then perl -e 'rename($ARGV[0], $ARGV[1]) or exit 1' -- "$1" "$2" && return
  elif [[ $(stat -f -c %T -- "$1") != overlayfs ]]; then mv -T -- "$1" "$2" && return
  fi
  printf 'BELAY: %s cannot be renamed to %s. Is it in a lower layer of a container, or may this user not write beside it?\\n' "$1" "$2"
  exit 64
}
# Directories may be closed to their own owner.
belay_rm() {
  rm -rf -- "$@" 2>/dev/null || { find "$@" -type d ! -perm -700 -exec chmod u+rwx {} \\; 2>/dev/null || :; rm -rf -- "$@"; }
}
`

/**
 * Script text: packs `real` into `FILE`, with the exclusions that `belay_without` holds. A file that changed or was cut while it was read is torn: then all is
 * read once more, and if it happens again the backup fails. A file that vanished, or a directory that got another entry, is no damage. Names are not shown,
 * but for the first one that is to blame.
 */
export const packFile = `belay_said=$FILE.said
for belay_try in 1 2; do
  set +e
  belay_pack "$real" "\${belay_without[@]}" 2> "$belay_said" | zstd -q -3 -T2 -c > "$FILE"
  belay_codes=("\${PIPESTATUS[@]}")
  set -e
  (( belay_codes[1] == 0 )) || { tail -n 1 -- "$belay_said"; exit 1; }
  (( belay_codes[0] != 0 )) || break
  if (( belay_codes[0] > 1 )); then
    belay_n=$(grep -cE '^tar: .*: Cannot (open|stat|read|savedir|readlink).*Permission denied$' "$belay_said" || :)
    (( belay_n > 0 )) || { tail -n 2 -- "$belay_said"; exit 1; }
    printf 'BELAY: this user may not read %s entries of %s, the first is %s\\n' "$belay_n" "$real" "$(sed -nE 's/^tar: (.*): Cannot .*: Permission denied$/\\1/p' "$belay_said" | sed q)"
    exit 64
  fi
  belay_torn=0 belay_first=
  while IFS= read -r belay_line; do
    belay_name=\${belay_line#tar: }
    case $belay_line in
      *': file changed as we read it') belay_name=\${belay_name%: file changed as we read it}
        # tar writes the bytes of é as \\303\\251.
        printf -v belay_path %b "$belay_name"
        [[ ! -d $real/$belay_path ]] || continue
        ;;
      *': File shrank by '*) belay_name=\${belay_name%%: File shrank by *} ;;
      *) continue ;;
    esac
    belay_torn=$((belay_torn + 1))
    [[ $belay_first ]] || belay_first=$belay_name
  done < "$belay_said"
  (( belay_torn )) || break
  (( belay_try == 1 )) || { printf 'BELAY: %s files of %s changed while they were read, twice; the first is %s. Stop what writes them, or exclude them\\n' "$belay_torn" "$real" "$belay_first"; exit 64; }
done
rm -f -- "$belay_said"
`
