import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheDirectory, findDocker } from '../../bed/docker.ts'
import { type BedHost, type BootOptions, bootHost, quote } from '../../bed/host.ts'
import { debian, imageName } from '../../bed/image.ts'
import { run, waitFor, withLock } from '../../bed/process.ts'
import type { Version } from './history.ts'
import { writeRepository } from './repository.ts'

/** What the sudoers lines of the host must name. */
export const mesUnits = ['gunicorn-mes_config', 'celery-mes_config', 'nginx'] as const
const services = 'gunicorn-mes_config celery-mes_config'
export const mesRoot = '/var/www/mes'
export const mesDatabase = 'mes_db'
export const seededRows = 200_000

export interface InstallOptions {
  /** A repository made by `writeRepository`; a temporary one when absent. */
  readonly repository?: string | undefined
  readonly rows?: number | undefined
}

/** What only this installation knows: for tests that look for secrets where none may be. */
export interface Installed {
  readonly databasePassword: string
  /** As it stands in .env: the password is percent-encoded in it. */
  readonly databaseUrl: string
  readonly secretKey: string
}

/**
 * Installs v1.0.0 as its team did by hand: /var/www/mes/releases/v1.0.0 with a venv of its own, `current` pointing to it, shared/.env and
 * shared/media, database mes_db of mes_user, 200,000 work orders, both units enabled, nginx before it. Ends when /health/ answers through nginx.
 */
export async function installMes(host: BedHost, { repository, rows = seededRows }: InstallOptions = {}): Promise<Installed> {
  // Characters that a URL must encode, and a shell must quote: what a password generator would give.
  const databasePassword = `p@ss/${randomBytes(9).toString('hex')}'$:`
  const databaseUrl = `postgres://mes_user:${encodeURIComponent(databasePassword)}@127.0.0.1:5432/${mesDatabase}`
  const secretKey = randomBytes(24).toString('hex')
  await host.exec(`install -d -o deploy -g www-data -m 2755 ${mesRoot} ${mesRoot}/releases ${mesRoot}/shared ${mesRoot}/shared/media`)
  await host.sql(`CREATE USER mes_user PASSWORD '${databasePassword.replaceAll("'", "''")}'`)
  await host.sql(`CREATE DATABASE ${mesDatabase} OWNER mes_user`)
  const env = `SECRET_KEY=${secretKey}\nDATABASE_URL=${databaseUrl}\nREDIS_URL=redis://127.0.0.1:6379/0\n`
  await host.write(`${mesRoot}/shared/.env`, env, { owner: 'deploy:www-data', mode: '600' })

  await stageByHand(host, '1.0.0', repository)
  await migrateByHand(host, '1.0.0')
  await host.exec(`cd ${mesRoot}/releases/v1.0.0 && venv/bin/python manage.py seed ${rows}`, { user: 'deploy' })
  await host.exec(`set -e
ln -s releases/v1.0.0 ${mesRoot}/current && chown -h deploy:www-data ${mesRoot}/current
cp ${mesRoot}/current/deployment/*.service /etc/systemd/system/
cp ${mesRoot}/current/deployment/nginx.conf /etc/nginx/sites-available/mes
rm -f /etc/nginx/sites-enabled/default
ln -s ../sites-available/mes /etc/nginx/sites-enabled/mes
nginx -q -t
systemctl daemon-reload
systemctl enable --quiet --now ${services}
systemctl restart nginx`)
  await waitForHealth(host, '1.0.0')
  return { databasePassword, databaseUrl, secretKey }
}

export interface BootedMes {
  readonly host: BedHost
  readonly installed: Installed
}

/**
 * A host on which v1.0.0 is installed and answers. The first call installs it (17 s measured) and keeps the machine's disk as an image; from then
 * on it takes as long as a boot. Hosts booted this way share the secrets of that one installation.
 */
export async function bootMes(options: Omit<BootOptions, 'image'> = {}): Promise<BootedMes> {
  const host = await bootHost({
    name: 'mes',
    ...options,
    units: [...mesUnits, ...(options.units ?? [])],
    image: await ensureInstalledImage()
  })
  try {
    await waitForHealth(host, '1.0.0')
    return { host, installed: await readInstalled(host) }
  } catch (error) {
    await host.destroy()
    throw error
  }
}

const installedImages = 'belay-bed-mes'

async function ensureInstalledImage(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'belay-mes-'))
  try {
    const repository = join(directory, 'mes')
    await writeRepository(repository)
    const commit = (await run('git', ['-C', repository, 'rev-parse', 'main'])).stdout
    const installer = await readFile(import.meta.filename, 'utf8')
    const content = createHash('sha256')
      .update([imageName(debian), commit, installer].join('\0'))
      .digest('hex')
      .slice(0, 16)
    const name = `${installedImages}:${content}`
    const docker = await findDocker()
    await withLock(join(cacheDirectory(), 'mes.lock'), async () => {
      if ((await docker.run(['image', 'inspect', name], { check: false })).code === 0) return
      const older = (await docker.run(['image', 'ls', '--quiet', installedImages])).stdout.split('\n').filter(Boolean)
      const host = await bootHost({ name: 'mes' })
      try {
        await installMes(host, { repository })
        await host.becomeImage(name)
      } finally {
        await host.destroy()
      }
      // One that a living host uses refuses to go, and goes the next time.
      for (const image of older) await docker.run(['image', 'rm', image], { check: false })
    })
    return name
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function readInstalled(host: BedHost): Promise<Installed> {
  const env = (await host.exec(`cat ${mesRoot}/shared/.env`)).stdout
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(env)?.[1] ?? ''
  const databaseUrl = value('DATABASE_URL')
  return { databasePassword: decodeURIComponent(new URL(databaseUrl).password), databaseUrl, secretKey: value('SECRET_KEY') }
}

/** Brings a version's code and its venv to releases/, beside what runs. Offline: the host's own Python packages meet the requirements. */
export async function stageByHand(host: BedHost, version: Version, repository?: string): Promise<void> {
  const made = repository === undefined ? await mkdtemp(join(tmpdir(), 'belay-mes-')) : undefined
  try {
    const source = repository ?? join(made ?? '', 'mes')
    if (repository === undefined) await writeRepository(source)
    const archive = await run('bash', ['-c', 'git -C "$1" archive --format=tar "$2" | base64', 'bash', source, `v${version}`])
    const release = `${mesRoot}/releases/v${version}`
    await host.exec(`set -eo pipefail\nmkdir ${release}\nbase64 -d | tar -x -C ${release}`, { user: 'deploy', input: archive.stdout })
    await host.exec(
      `set -e
cd ${release}
ln -s ../../shared/.env .env
ln -s ../../shared/media media
python3 -m venv --system-site-packages venv
venv/bin/pip install --quiet --no-index --requirement requirements.txt
venv/bin/python manage.py collectstatic --noinput --verbosity 0`,
      { user: 'deploy', timeout: 120_000 }
    )
  } finally {
    if (made) await rm(made, { recursive: true, force: true })
  }
}

export async function migrateByHand(host: BedHost, version: Version): Promise<void> {
  await host.exec(`cd ${mesRoot}/releases/v${version} && venv/bin/python manage.py migrate --noinput --verbosity 0`, {
    user: 'deploy',
    timeout: 120_000
  })
}

/** Points `current` to a staged version and restarts both services; does not wait. */
export async function switchByHand(host: BedHost, version: Version): Promise<void> {
  await host.exec(`set -e
cd ${mesRoot}
ln -s releases/v${version} next && chown -h deploy:www-data next && mv -T next current
systemctl restart ${services}`)
}

/** Waits until nginx's published port answers as this version. */
export async function waitForHealth(host: BedHost, version: Version, timeout = 90_000): Promise<void> {
  await waitFor(`health of MES ${version}`, timeout, async () => ((await readHealth(host))?.version === version ? true : undefined))
}

export interface Health {
  readonly status: string
  readonly version: string
  readonly db: string
  readonly redis: string
}

/** What /health/ answers through nginx's published port; undefined unless it is 200. */
export async function readHealth(host: BedHost): Promise<Health | undefined> {
  try {
    const response = await fetch(`${host.url}/health/`, { signal: AbortSignal.timeout(30_000) })
    return response.status === 200 ? ((await response.json()) as Health) : undefined
  } catch {
    return undefined
  }
}

/** Turns the maintenance page on or off. */
export async function setMaintenance(host: BedHost, on: boolean): Promise<void> {
  const flag = quote(`${mesRoot}/shared/maintenance.flag`)
  await host.exec(on ? `touch ${flag}` : `rm -f ${flag}`, { user: 'deploy' })
}

/** How many migrations each app has applied, read from the database. */
export async function appliedMigrations(host: BedHost, database: string = mesDatabase): Promise<Record<string, number>> {
  const rows = await host.sql('SELECT app, count(*) FROM django_migrations GROUP BY app', database)
  return Object.fromEntries(
    rows
      .split('\n')
      .map(row => row.split('|'))
      .map(([app, count]) => [app ?? '', Number(count)])
  )
}
