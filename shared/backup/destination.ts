import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'

/**
 * Makes `<state dir>/backups` a link to the directory that the configuration names, another disk for example. A link, because whoever comes later
 * without that setting (a rollback by hand, an older workflow) finds the same backups. Backups that are there already are for a person to move.
 * Errors: UserError.
 */
export async function useDestination(host: Host, stateDir: string, destination: string): Promise<void> {
  const backups = `${stateDir}/backups`
  if (destination === backups) return
  const { exitCode, stdout, stderr } = await host.run(
    sh`umask 077; shopt -s nullglob dotglob
cd /
# Whoever comes next says that adopt must run first.
[[ -d ${stateDir} ]] || exit 0
# By another name perhaps: a link to itself would lead nowhere.
[[ ! ${backups} -ef ${destination} ]] || exit 0
if [[ -L ${backups} ]]; then
  [[ $(readlink -- ${backups}) != ${destination} ]] || exit 41
  readlink -- ${backups}
  exit 42
fi
if [[ -d ${backups} ]]; then
  there=(${backups}/*/ ${backups}/.latest.json*)
  (( \${#there[@]} == 0 )) || exit 43
  # What a run that came to nothing has left: locks, and a number.
  rm -f -- ${backups}/.{lock,use,drill,sequence}
fi
[[ -d ${destination} ]] || mkdir -- ${destination} || exit 44
[[ -w ${destination} && -x ${destination} ]] || { echo 'it cannot be written' >&2; exit 44; }
[[ ! ${destination} -ef ${stateDir} ]] || { echo 'it is the state directory' >&2; exit 44; }
# A killed run may have left one.
ln -s -f -T -- ${destination} ${`${backups}.new`}
[[ ! -d ${backups} ]] || rmdir -- ${backups}
mv -T -- ${`${backups}.new`} ${backups}
sync -- ${stateDir}
`,
    { check: false }
  )
  if (exitCode === 0) return
  const cause = stderr.trim() === '' ? {} : { cause: new Error(stderr.trim().slice(-2000)) }
  const why: Record<number, string> = {
    41: `The directory for backups ${destination} is not there on ${host.label}, and it was: is its disk mounted? Nothing was written.`,
    42: `Backups of ${stateDir} on ${host.label} go to ${stdout.trim()}, and not to ${destination}. To change that, copy them there (cp -a ${stdout.trim()}/. ${destination}/), remove the link ${backups}, and make it anew: ln -s ${destination} ${backups}`,
    43: `There are backups in ${backups} on ${host.label} already, and they belong into ${destination} now. While nothing runs: cp -a ${backups}/. ${destination}/ && mv ${backups} ${backups}.old && ln -s ${destination} ${backups}`,
    44: `The directory for backups ${destination} cannot be used on ${host.label}. Make it, for the user that Belay logs in as.`
  }
  throw new UserError(why[exitCode] ?? `The directory for backups ${destination} could not be put in place on ${host.label}`, cause)
}
