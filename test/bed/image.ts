import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory, type Docker } from './docker.ts'
import { installed, run, withLock } from './process.ts'

/** What a root file system is made of. Two recipes that differ in anything are two images. */
export interface ImageRecipe {
  /** Debian suite. */
  readonly suite: string
  readonly packages: readonly string[]
  /** Extra `--aptopt` values, e.g. for sid. */
  readonly aptOptions: readonly string[]
  /** Shell script run as root inside the new root file system. */
  readonly customize: string
}

/** Runs inside the new root: what every host has in common. Host keys are removed, so that each host makes its own. */
const commonSetup = `set -eu
rm -f /etc/ssh/ssh_host_*
mkdir -p /etc/systemd/system/ssh.service.d /etc/systemd/system/redis-server.service.d
printf '[Service]\\nExecStartPre=\\nExecStartPre=/usr/bin/ssh-keygen -A\\nExecStartPre=/usr/sbin/sshd -t\\n' > /etc/systemd/system/ssh.service.d/keys.conf
# A user namespace inside the container is refused: redis would not start.
printf '[Service]\\nPrivateUsers=no\\n' > /etc/systemd/system/redis-server.service.d/container.conf
# Deploying as root or with a password is nobody's practice; MaxSessions stays at OpenSSH's 10.
printf 'PermitRootLogin no\\nPasswordAuthentication no\\nKbdInteractiveAuthentication no\\n' > /etc/ssh/sshd_config.d/bed.conf
useradd --create-home --uid 1000 --shell /bin/bash deploy
usermod --append --groups systemd-journal,www-data deploy
install -d -m 700 -o deploy -g deploy /home/deploy/.ssh
# The cluster that the package makes takes the locale of the build: make it UTF-8 in any case.
version=$(ls /usr/lib/postgresql)
pg_dropcluster "$version" main
pg_createcluster --locale C.UTF-8 --encoding UTF8 --start-conf auto "$version" main >/dev/null 2>&1
# kombu asks pip for tzdata, which Debian replaces by /usr/share/zoneinfo: without this entry pip would look for it on the network.
install -d /usr/lib/python3/dist-packages/tzdata-2025.2.dist-info
printf 'Metadata-Version: 2.1\\nName: tzdata\\nVersion: 2025.2\\n' > /usr/lib/python3/dist-packages/tzdata-2025.2.dist-info/METADATA
# They fetch or run by the calendar; a test's host must stay as the test left it.
systemctl disable -q apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer 2>/dev/null || true
# Started by the tests that need them.
systemctl disable -q mariadb.service pgbouncer.service
systemctl mask -q systemd-networkd-wait-online.service systemd-udevd.service
: > /etc/machine-id
`

/** Debian 13 with PostgreSQL 17, MariaDB 11.8, Redis, nginx, Django 4.2, Gunicorn and Celery. */
export const debian: ImageRecipe = {
  suite: 'trixie',
  packages: [
    ...['systemd', 'systemd-sysv', 'dbus', 'dbus-user-session', 'libpam-systemd', 'openssh-server', 'sudo', 'ca-certificates'],
    ...['git', 'curl', 'rsync', 'zstd', 'xz-utils', 'procps', 'util-linux', 'iproute2', 'psmisc', 'lsof'],
    ...['postgresql', 'pgbouncer', 'mariadb-server', 'redis-server', 'nginx-light', 'sqlite3', 'age'],
    ...['python3-venv', 'python3-pip', 'python3-django', 'gunicorn', 'celery', 'python3-psycopg2', 'python3-redis']
  ],
  aptOptions: [],
  customize: commonSetup
}

/** The same recipe with more packages, e.g. `withPackages(debian, 'docker-compose')`: another image, built once. */
export const withPackages = (recipe: ImageRecipe, ...packages: string[]): ImageRecipe => ({
  ...recipe,
  packages: [...recipe.packages, ...packages]
})

/** The image's name in the docker daemon; follows the recipe's content. */
export function imageName(recipe: ImageRecipe): string {
  return `belay-bed:${recipe.suite}-${createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16)}`
}

async function hasImage(docker: Docker, name: string): Promise<boolean> {
  return (await docker.run(['image', 'inspect', '--format', '{{.Id}}', name], { check: false })).code === 0
}

function tarOf(recipe: ImageRecipe): string {
  return join(cacheDirectory(), 'images', `${imageName(recipe).replace(':', '-')}.tar`)
}

/** Why this image cannot be had, in one sentence; undefined when it is there or can be built. Builds nothing. */
export async function whyNoImage(docker: Docker, recipe: ImageRecipe): Promise<string | undefined> {
  if ((await hasImage(docker, imageName(recipe))) || existsSync(tarOf(recipe))) return undefined
  if (!(await installed('mmdebstrap'))) return 'the image must be built first, and mmdebstrap is not installed'
  if (process.getuid?.() !== 0) return 'the image must be built first, and only root can do that'
  return undefined
}

/** The image of the recipe, built when the daemon lacks it (75 s measured on two cores; the tar is kept). Returns its name. */
export async function ensureImage(docker: Docker, recipe: ImageRecipe): Promise<string> {
  const name = imageName(recipe)
  if (await hasImage(docker, name)) return name
  return withLock(join(cacheDirectory(), 'image.lock'), async () => {
    if (await hasImage(docker, name)) return name
    const tar = tarOf(recipe)
    if (!existsSync(tar)) await buildTar(recipe, tar)
    await docker.run(['import', '--change', 'CMD ["/sbin/init"]', '--change', 'ENV container=docker LANG=C.UTF-8', tar, name], {
      timeout: 300_000
    })
    return name
  })
}

async function buildTar(recipe: ImageRecipe, tar: string): Promise<void> {
  mkdirSync(join(tar, '..'), { recursive: true })
  const partial = `${tar}.partial`
  const args = [
    '--variant=minbase',
    '--mode=root',
    '--format=tar',
    `--include=${recipe.packages.join(',')}`,
    ...recipe.aptOptions.map(option => `--aptopt=${option}`),
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    '--customize-hook=printf %s "$BED_CUSTOMIZE" | chroot "$1" bash --noprofile --norc -s',
    recipe.suite,
    partial
  ]
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', BED_CUSTOMIZE: recipe.customize }
  try {
    await run('mmdebstrap', args, { env, timeout: 900_000 })
    renameSync(partial, tar)
  } finally {
    rmSync(partial, { force: true })
  }
}
