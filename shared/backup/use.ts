import { sh } from '../host/shell.ts'

/**
 * Script text: holds `backups/.use`, alone or with others, as long as the shell or a child of it lives. Backups of one state directory run beside each
 * other; a restore and the removal of old ones run alone. Exit code 64 and a reason when it is not to be had for so many seconds.
 */
function use(stateDir: string, flag: '-s' | '-x', seconds: number, held: string, file = '.use'): string {
  return sh`exec {belay_use}>>${`${stateDir}/backups/${file}`}
flock ${flag} -w ${seconds} "$belay_use" || { printf 'BELAY: %s\n' ${`${held} in ${stateDir}/backups for more than ${seconds} s; try again when it has ended`}; exit 64; }
`
}
export const useTogether = (stateDir: string, seconds: number): string =>
  use(stateDir, '-s', seconds, 'a restore, or the removal of old backups, has been running')
export const useAlone = (stateDir: string, seconds: number): string =>
  use(stateDir, '-x', seconds, 'a backup or a restore has been running')

/** One drill at a time: each begins with removing what a killed one left. */
export const drillAlone = (stateDir: string, seconds: number): string =>
  use(stateDir, '-x', seconds, 'another drill has been running', '.drill')

/** Holds the directory of a backup that is not published yet, so that nobody takes it for one that was left behind. */
export function holdBackup(directory: string): string {
  return sh`exec {belay_backup}<${directory}
flock -s -n "$belay_backup" || :
`
}
