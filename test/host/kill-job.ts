import { quote } from '../../shared/host/shell.ts'

/**
 * Script text for the user of the jobs (root in a container does not see which files others hold): when one of them has begun, and `afterMs` later, everything
 * of it is killed. `ids` is a pattern of bash, for a job begins anew under a next number where nothing was heard of it. Prints `killed` where there was something.
 *
 * Whatever holds a job's file `alive` is of it: a bash does not show what it exports, and a Redis writes its title over its environment. What sudo started
 * holds no such file and lives on, as it does when a user's processes are killed. Asked again until nobody is left: a fork may have come between.
 */
export function killJob(stateDir: string, ids: string, afterMs: number): string {
  return `${whenBegun(stateDir, ids, afterMs)}killed=
for n in {1..50}; do
  same=()
  for f in jobs/${ids}/alive; do [[ ! -e $f ]] || same+=(-o -samefile "$f"); done
  (( \${#same[@]} )) || break
  p=$(find -L /proc/[0-9]*/fd -maxdepth 1 \\( "\${same[@]:1}" \\) 2>/dev/null | cut -d/ -f3 | sort -u) || :
  [[ $p ]] || break
  kill -KILL $p 2>/dev/null && killed=killed || :
done
echo "$killed"
`
}

/** Script text: waits until one of the jobs has begun, and `afterMs` more. */
export function whenBegun(stateDir: string, ids: string, afterMs: number): string {
  return `cd -- ${quote(stateDir)}
for ((n = 0; n < 3000; n++)); do ! compgen -G ${quote(`jobs/${ids}/out/*`)} > /dev/null || break; sleep 0.01; done
sleep ${(afterMs / 1000).toFixed(3)}
`
}

/** Does the work while a kill, which was begun before it, waits for its job. Answers whether the work failed. */
export async function failsUnder(kill: Promise<unknown>, work: () => Promise<unknown>): Promise<boolean> {
  const failed = await work().then(
    () => false,
    () => true
  )
  await kill
  return failed
}

/** What the work answers, and the milliseconds that it takes on this machine, however busy that is. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly ms: number }> {
  const from = performance.now()
  return { answer: await work(), ms: performance.now() - from }
}
