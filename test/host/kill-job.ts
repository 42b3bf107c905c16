import { quote } from '../../shared/host/shell.ts'

/**
 * Script text for the user of a job, or for root: kills everything of the jobs whose ids begin with `prefix` and a dot, and prints `killed` where there was
 * something. Whatever holds a job's file `alive` is of it: a bash does not show what it exports, and a Redis writes its title over its environment. What sudo
 * started holds no such file and lives on, as it does when a user's processes are killed. Asked again until nobody is left: a fork may have come between.
 */
export function killJob(stateDir: string, prefix: string): string {
  return `killed=
for round in {1..50}; do
  same=()
  for f in ${quote(`${stateDir}/jobs/${prefix}`)}.*/alive; do [[ ! -e $f ]] || same+=(-o -samefile "$f"); done
  (( \${#same[@]} )) || break
  p=$(find -L /proc/[0-9]*/fd -maxdepth 1 \\( "\${same[@]:1}" \\) 2>/dev/null | cut -d/ -f3 | sort -u) || :
  [[ $p ]] || break
  kill -KILL $p 2>/dev/null && killed=killed || :
done
echo "$killed"
`
}
