/** Commands that sudo's own list plainly grants to root without a password: exact command lines, or everything. */
export interface Grants {
  readonly everything: boolean
  readonly commands: ReadonlySet<string>
}

const nothing: Grants = { everything: false, commands: new Set() }

/** `(root) NOPASSWD: /usr/bin/systemctl stop web, …`; the target's group does not matter to systemctl, but only the usual forms are taken. */
const plainEntry = /^ {4}\(([A-Za-z0-9_, :-]+)\) NOPASSWD: ([A-Za-z0-9_@%+./*? ,-]+)$/
const asRoot = new Set(['root', 'root : root', 'ALL', 'ALL : ALL', 'root : ALL', 'ALL : root'])

/**
 * Pure: what `sudo -n -l` prints (LC_ALL=C, into a pipe, where it does not wrap lines) -> what is granted. The last entry that matches a command
 * decides, so one entry that may take a right away (`!`, PASSWD, no tag), or is in a form that is not known here (escapes, digests, expressions,
 * options, other defaults), makes the whole list worth nothing: then each command must be asked about. Entries with wildcards grant nothing here.
 */
export function parseSudoList(text: string): Grants {
  const [head = '', list, ...more] = text.split(/^User \S+ may run the following commands on \S+:\n/m)
  if (list === undefined || more.length > 0) return nothing
  // Defaults of this user for all commands only: those for single commands or targets come under a heading of their own.
  if (!/^(Matching Defaults entries for \S+ on \S+:\n( {4}.*\n)+\n)?$/.test(head) || head.includes('runas_default')) return nothing
  const entries = list
    .split('\n')
    .filter(line => line !== '')
    .map(line => plainEntry.exec(line))
  if (!entries.every(entry => entry !== null)) return nothing
  const commands = entries.flatMap(([, target, each]) => (asRoot.has(target!) ? each!.split(', ') : []))
  return { everything: commands.includes('ALL'), commands: new Set(commands.filter(command => !/[*?]/.test(command))) }
}
