import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import type { Service, Verb } from './manager.ts'
import { parseSudoList } from './sudo-list.ts'

/** How many questions are put to sudo at the same time: each is a process of some 15 ms. */
const atOnce = 8

/**
 * The sudoers lines that are missing for these verbs on these services, ready to be added with visudo; empty when every right is there. Asks sudo what it
 * would allow and runs nothing: its whole list in one question, and for what does not stand there word for word one question each.
 */
export async function missingRights(host: Host, verbs: readonly Verb[], services: readonly Service[]): Promise<string[]> {
  const units = services.filter(service => service.manager.kind === 'systemd').map(service => service.name)
  const wanted = units.flatMap(unit => verbs.map(verb => `${verb} ${unit}`))
  if (wanted.length === 0) return []
  const { stdout } = await host.run(listScript(wanted[0]!), { timeoutMs: 30_000 })
  if (stdout === 'root\n') return []
  const end = stdout.indexOf('\n')
  const first = stdout.slice(0, end)
  const list = stdout.slice(end + 1)
  const granted = parseSudoList(list)
  // Which systemctl sudo finds is told by its answer about the first command; without that nothing can be compared.
  const program = first.endsWith(` ${wanted[0]}`) ? first.slice(0, -wanted[0]!.length - 1) : undefined
  const left = wanted.filter(each => program === undefined || !(granted.everything || granted.commands.has(`${program} ${each}`)))
  if (left.length === 0) return []
  return (await host.run(askScript(left, exempts(list)), { timeoutMs: 30_000 })).stdout.split('\n').filter(Boolean)
}

/** Whether the defaults may ask this user for no password, whatever the entry says; also when there is no list to tell. */
const exempts = (list: string) => list.trim() === '' || /!authenticate|exempt_group/.test(list)

/** `root`, or sudo's answer about one command in one line, and then its list. Into a pipe, always: sudo wraps its list for anything else. */
const listScript = (wanted: string) => `if ((EUID == 0)); then echo root; exit 0; fi
export LC_ALL=C
exec {belay_list}< <(sudo -n -l 2>/dev/null)
first=$(sudo -n -l systemctl ${words(wanted)} 2>/dev/null) || first=
printf '%s\\n' "\${first//$'\\n'/ }"
cat <&"$belay_list"`

/**
 * A line of sudoers for each command that sudo would not run now. `-l` alone is content with a right that needs a password; `-l -l` tells the entry that
 * decides (sudo 1.9.14 and later), and that must be one without. `exempt`: entries without a tag need none either.
 */
const askScript = (wanted: readonly string[], exempt: boolean) => `export LC_ALL=C
user=$(id -un) systemctl=$(command -v systemctl) || systemctl=/usr/bin/systemctl
ask() {
  local answer options=
  if answer=$(sudo -n -l -l systemctl "$@" 2>/dev/null); then
    if [[ $answer == *'Options: '* ]]; then options=\${answer#*Options: } options=\${options%%$'\\n'*}; fi
    case $options in
      *'!authenticate'*) return ;;
      *authenticate*) ;;
      *) if [[ ${exempt ? 1 : "''"} || $answer != *Commands:* ]]; then return; fi ;;
    esac
  fi
  printf '%s ALL=(root) NOPASSWD: %s %s %s\\n' "$user" "$systemctl" "$@"
}
answers=()
collect() { local fd; for fd in "\${answers[@]}"; do cat <&"$fd"; exec {fd}<&-; done; answers=(); }
for wanted in ${sh`${[...wanted]}`}; do
  exec {answer}< <(ask "\${wanted%% *}" "\${wanted#* }"); answers+=("$answer")
  if ((\${#answers[@]} == ${atOnce})); then collect; fi
done
collect`

const words = (wanted: string) => sh`${wanted.split(' ')}`
