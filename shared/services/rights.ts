import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import type { Service, Verb } from './manager.ts'

/**
 * The sudoers lines that are missing for these verbs on these services, ready to be added with visudo; empty when every right is there. Asks sudo what it
 * would allow and runs nothing.
 */
export async function missingRights(host: Host, verbs: readonly Verb[], services: readonly Service[]): Promise<string[]> {
  const units = services.filter(service => service.manager.kind === 'systemd').map(service => service.name)
  if (units.length === 0) return []
  const script = `if ((EUID == 0)); then exit 0; fi
user=$(id -un) systemctl=$(command -v systemctl) || systemctl=/usr/bin/systemctl
${sh`for unit in ${units}; do for verb in ${[...verbs]}; do`}
  sudo -n -l systemctl "$verb" "$unit" > /dev/null 2>&1 || printf '%s ALL=(root) NOPASSWD: %s %s %s\\n' "$user" "$systemctl" "$verb" "$unit"
done; done`
  return (await host.run(script, { timeoutMs: 30_000 })).stdout.split('\n').filter(Boolean)
}
