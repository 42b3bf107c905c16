import { sh } from '../host/shell.ts'
import type { Drill } from './backup-source.ts'
import { fact } from './job.ts'
import { type DatabaseContent, renderContent } from './table-content.ts'

/** Script parts that every engine needs to look at a restored copy; `belay_work` is a directory of the script's own, and `tables` the copy's number of tables. */

/** Refuses a copy with another number of tables. */
export function countsAs(tables: number): string {
  return sh`[[ $tables == ${tables} ]] || { printf 'BELAY: the backup restored %s tables and its manifest says %s\\n' "$tables" ${tables}; exit 64; }
`
}

/** Refuses a copy whose tables, in `belay_work/restored`, do not hold what the manifest says: the first that differ are named, with rows and sample. */
export function holdsAs(content: DatabaseContent): string {
  return sh`printf %s ${renderContent(content)} > "$belay_work/manifest"
if ! cmp -s "$belay_work/manifest" "$belay_work/restored"; then
  belay_says() { LC_ALL=C comm "$1" "$belay_work/manifest" "$belay_work/restored" | cut -c 1-200 | tr '\\t' ' ' | head -n 3 | paste -sd ';'; }
  printf 'BELAY: the restored copy does not hold what the manifest says. In the manifest: %s. Restored: %s\\n' "$(belay_says -23)" "$(belay_says -13)"
  exit 64
fi
`
}

/** `belay_ms` prints the milliseconds of the clock that only grows. */
export const millisecondClock = `belay_ms() { local up; read -r up _ < /proc/uptime; printf %s0 "$((10#\${up/./}))"; }
`

export const drillBegins = `${millisecondClock}belay_from=$(belay_ms)
`

/** What was compared; a backup of nothing proves nothing. */
export const drillEnds = `belay_rows=0 belay_sampled=0
while IFS=$'\\t' read -r belay_table belay_n belay_sample; do
  belay_rows=$((belay_rows + belay_n))
  [[ $belay_sample == '\\N' ]] || belay_sampled=$((belay_sampled + 1))
done < "$belay_work/restored"
(( tables > 0 && belay_rows > 0 )) || { printf 'BELAY: the backup restores %s tables and %s rows, and so proves nothing: is it the right database\\n' "$tables" "$belay_rows"; exit 64; }
printf 'BELAY-tables=%s\\nBELAY-rows=%s\\nBELAY-sampled=%s\\nBELAY-ms=%s\\n' "$tables" "$belay_rows" "$belay_sampled" "$(($(belay_ms) - belay_from))"
`

export function drilled(output: string): Drill {
  const number = (name: string) => Number(fact(output, name))
  return {
    says: `${number('tables')} tables with ${number('rows')} rows, rows of ${number('sampled')} tables compared`,
    durationMs: number('ms')
  }
}
