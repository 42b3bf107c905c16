import type { BedHost } from '../bed/host.ts'
import { quote } from '../bed/host.ts'
import { mesDatabase, mesRoot, readHealth } from '../systems/mes/install.ts'
import { stateDir } from './site.ts'

/** What is the case on the host, read past Belay and past SSH: by docker exec, psql and nginx's published port. */
export interface Outside {
  /** What /health/ says through nginx; undefined unless it answers 200. */
  readonly version: string | undefined
  /** What the link `current` holds; for a work tree the tag that is checked out. */
  readonly code: string
  readonly services: Readonly<Record<string, string>>
  readonly locked: boolean
  /** Outcomes of the deployments, oldest first; `open` for one without its last record. */
  readonly outcomes: readonly string[]
  /** Version and state of each release that the journal knows. */
  readonly releases: Readonly<Record<string, string>>
  readonly maintenance: boolean
  readonly databases: readonly string[]
  /** Sessions in PostgreSQL that name themselves; those of Django do not. */
  readonly sessions: readonly string[]
  /** Processes of `deploy` besides the two services and what a login has. */
  readonly processes: readonly string[]
  /** Files of the application or of Belay that belong to somebody else than `deploy`. */
  readonly foreign: readonly string[]
}

const script = `export LC_ALL=C
if [ -d ${mesRoot}/.git ]; then code=$(git -c safe.directory='*' -C ${mesRoot} describe --tags --always HEAD); else code=$(readlink ${mesRoot}/current); fi
section() { printf '\\n== %s\\n' "$1"; }
section code; printf '%s\\n' "$code"
section services; for unit in gunicorn-mes_config celery-mes_config nginx; do printf '%s %s\\n' "$unit" "$(systemctl is-active "$unit")"; done
section lock; ls ${stateDir}/lock 2>/dev/null
section outcomes
for deployment in ${stateDir}/deployments/*/; do
  cat "$(ls "$deployment"*.json | tail -n 1)" | tr -d '\\n' | sed -n 's/.*"type":"closed".*"outcome":"\\([a-z-]*\\)".*/\\1/p;t;s/.*/open/p'
  echo
done
section maintenance; ls ${mesRoot}/shared/maintenance.flag 2>/dev/null
section processes; ps -u deploy -o args= | grep -vE 'mes_config|systemd|sd-pam|sshd' 
section foreign; find ${mesRoot} ${stateDir} ! -user deploy -printf '%u %p\\n'
section releases
for release in ${stateDir}/releases/*/release.json; do cat "$release"; echo; done
true`

export async function lookAt(host: BedHost): Promise<Outside> {
  const sections = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of (await host.exec(script)).stdout.split('\n')) {
    if (line.startsWith('== ')) sections.set(line.slice(3), (lines = []))
    else if (line !== '') lines.push(line)
  }
  const section = (name: string) => sections.get(name) ?? []
  const releases = section('releases').map(line => JSON.parse(line) as { version: string; state: string })
  return {
    version: (await readHealth(host))?.version,
    code: section('code').join('\n'),
    services: Object.fromEntries(section('services').map(line => line.split(' ') as [string, string])),
    locked: section('lock').length > 0,
    outcomes: section('outcomes'),
    releases: Object.fromEntries(releases.map(each => [each.version, each.state])),
    maintenance: section('maintenance').length > 0,
    databases: (await host.sql("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1")).split('\n'),
    sessions: (
      await host.sql(
        "SELECT application_name FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> '' AND pid <> pg_backend_pid()"
      )
    )
      .split('\n')
      .filter(Boolean),
    processes: section('processes'),
    foreign: section('foreign')
  }
}

/** What every end must look like, whatever the way to it was. */
export const atRest = {
  services: { 'gunicorn-mes_config': 'active', 'celery-mes_config': 'active', nginx: 'active' },
  locked: false,
  maintenance: false,
  sessions: [],
  processes: [],
  foreign: []
} as const

/** Asks a copy of a database that takes no connections, as restore points and what is kept for study do. */
export async function inCopyOf<T>(host: BedHost, database: string, ask: (copy: string) => Promise<T>): Promise<T> {
  await host.sql(`CREATE DATABASE e2e_copy TEMPLATE "${database}"`)
  try {
    return await ask('e2e_copy')
  } finally {
    await host.sql('DROP DATABASE e2e_copy')
  }
}

/**
 * Everything that a dry run must leave alone, as lines to compare: each file of the application, of Belay and of the machine's services with its
 * times, the running processes, the databases and the content of the application's.
 */
export async function imprint(host: BedHost): Promise<string[]> {
  const dump = `cd / && pg_dump ${quote(mesDatabase)}`
  const { stdout } = await host.exec(`set -eo pipefail
export LC_ALL=C
find ${mesRoot} /var/lib/belay /etc /home/deploy -printf '%p %y %m %u:%g %s %T@ %l\\n' | sort
systemctl show --property=Id,MainPID,NRestarts,ActiveEnterTimestamp gunicorn-mes_config celery-mes_config nginx
su postgres -c 'cd / && psql -XAtc "SELECT datname, oid FROM pg_database ORDER BY 1"'
su postgres -c ${quote(dump)} | grep -v 'restrict ' | sha256sum`)
  return stdout.split('\n')
}
