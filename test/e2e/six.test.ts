import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import type { BedHost } from '../bed/host.ts'
import { quote } from '../bed/host.ts'
import type { RunResult } from '../runner/types.ts'
import { missingRows, OrderClient } from '../systems/mes/client.ts'
import { appliedMigrations, mesDatabase, mesRoot, waitForHealth } from '../systems/mes/install.ts'
import { atRest, lookAt } from './outside.ts'
import { leaks } from './secrets.ts'
import { outputsOf, Site, stepsOf } from './site.ts'

/** Where the team's step fetches from: a bare clone on the host, as a git server would be reached from there. */
const remote = '/srv/mes.git'

await describeBed("the six actions around a team's own code step, without a belay.yml", () => {
  let site: Site
  let host: BedHost
  let client: OrderClient

  beforeAll(async () => {
    site = await Site.boot('six', undefined)
    host = site.host
    await becomeWorkTree(site)
    client = new OrderClient(host.url, 10)
    client.start()
  }, 900_000)

  afterAll(async () => {
    await client.stop()
    await site.destroy()
  }, 180_000)

  const failures = (result: RunResult) => result.annotations.filter(each => each.level === 'error')
  /** What each step is told: the machine, and what it works on. */
  const machine = () => ({
    app: 'mes',
    environment: 'production',
    host: host.address,
    port: String(host.sshPort),
    user: host.user,
    'private-key': expression('secrets.BELAY_PRIVATE_KEY'),
    'known-hosts': expression('vars.BELAY_KNOWN_HOSTS'),
    'code-root': mesRoot
  })
  const database = { engine: 'postgres', 'database-url': expression('secrets.DATABASE_URL'), 'database-admin': 'postgres' }
  const migrations = { framework: 'django' }
  const services = {
    services: 'gunicorn-mes_config, celery-mes_config',
    'stable-for': '2 s',
    'maintenance-file': `${mesRoot}/shared/maintenance.flag`
  }
  const health = { checks: 'api: { http: "http://127.0.0.1:8000/health/", expect: { json: { db: ok } } }' }
  const gate = { interval: '500 ms', successes: '2', failures: '5' }

  const use = (name: string, action: string, inputs: Record<string, string>, when?: string) =>
    `      - name: ${name}\n${when === undefined ? '' : `        if: ${when}\n`}        uses: belay-actions/belay${action === '' ? '' : `/actions/${action}`}@v1\n        with:\n${Object.entries(
      { ...machine(), ...inputs }
    )
      .map(([key, value]) => `          ${key}: ${JSON.stringify(value)}\n`)
      .join('')}`

  /** The team's own step: what they typed by hand before. */
  const pull = (tag: string) =>
    `      - name: Our own code step\n        run: |\n          ssh ${host.sshArguments().map(quote).join(' ')} 'set -e; cd ${mesRoot}; git fetch --quiet --tags; git checkout --quiet ${tag}; venv/bin/python manage.py collectstatic --noinput --verbosity 0'\n`

  const deploy = (tag: string) =>
    site.steps(
      [
        use('How healthy is it now?', 'health-gate', { ...health, ...gate, phase: 'baseline' }),
        // By the short name, which this action has too.
        use('Back up', 'backup-db', { engine: 'postgres', url: database['database-url'], 'database-admin': 'postgres' }),
        use('Check the migrations', 'squash-check', { ...database }),
        use('Fence', 'restart-service', { ...services, action: 'fence' }),
        pull(tag),
        use('Migrate', 'run-migrations', { ...database, ...migrations }),
        use('Restart', 'restart-service', { ...services, action: 'restart' }),
        use('Gate behind the fence', 'health-gate', { ...database, ...health, ...gate }),
        use('Open', 'restart-service', { ...services, action: 'open' }),
        use('Gate', 'health-gate', { ...database, ...health, ...gate }),
        use('Go back', 'rollback', { ...database, ...migrations, ...services, ...health }, 'failure() || cancelled()')
      ].join(''),
      { ref: `refs/tags/${tag}` }
    )

  test('adopts the work tree that runs today', async () => {
    const result = await site.steps(
      use('adopt', '', { command: 'adopt', ...database, ...migrations, ...services, ...health, ...gate }).replace(
        '- name: adopt',
        '- id: belay'
      ),
      { ref: 'refs/heads/main' }
    )
    expect(failures(result)).toEqual([])
    expect(outputsOf(result)).toMatchObject({ outcome: 'adopted', version: 'v1.0.0' })
    expect(await lookAt(host)).toEqual({
      ...atRest,
      version: '1.0.0',
      code: 'v1.0.0',
      outcomes: ['adopted'],
      releases: { 'v1.0.0': 'adopted' },
      databases: [mesDatabase]
    })
  }, 180_000)

  test('deploys v1.1.0', async () => {
    const result = await deploy('v1.1.0')
    expect(failures(result)).toEqual([])
    expect(result.conclusion).toBe('success')
    expect(await lookAt(host)).toEqual({
      ...atRest,
      version: '1.1.0',
      code: 'v1.1.0',
      outcomes: ['adopted', 'verified'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified' },
      databases: [mesDatabase, expect.stringMatching(/^mes_db_point_/)]
    })
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    expect(await missingRows(host, client.acknowledged)).toEqual([])
  }, 300_000)

  test('goes back from v1.2.0 to v1.1.0: work tree, schema and rows', async () => {
    const result = await deploy('v1.2.0')
    expect(result.conclusion).toBe('failure')
    expect(stepsOf(result).flatMap(step => (step.conclusion === 'failure' ? [step.name] : []))).toEqual(['Gate behind the fence'])
    expect(failures(result).map(each => each.message)).toEqual([
      'The health gate is failed: 6 rounds failed, 5 are forgiven; in the last one api: expected status 200, got 500.',
      'Process completed with exit code 1.'
    ])
    const back = stepsOf(result).find(step => step.name === 'Go back')
    expect(back?.outputs).toMatchObject({ plan: 'restore-point', loss: '[]', status: 'passed' })
    expect(await lookAt(host)).toMatchObject({
      ...atRest,
      version: '1.1.0',
      code: 'v1.1.0',
      outcomes: ['adopted', 'verified', 'rolled-back'],
      releases: { 'v1.0.0': 'adopted', 'v1.1.0': 'verified' }
    })
    expect((await appliedMigrations(host))['workorder']).toBe(30)
    await client.stop()
    expect(await missingRows(host, client.acknowledged)).toEqual([])
    expect(client.acknowledged.length).toBeGreaterThan(50)
  }, 300_000)

  test('refuses to go back without being told how the schema is read', async () => {
    const result = await site.steps(
      use('Go back', 'rollback', { ...services, ...health, to: 'v1.0.0', reason: 'no framework is given', 'dry-run': 'true' }),
      { ref: 'refs/heads/main' }
    )
    expect(result.conclusion).toBe('failure')
    expect(failures(result)[0]?.message).toContain('The journal tells of migrations of django:main')
    expect(failures(result)[0]?.message).toContain('`framework`')
  }, 180_000)

  test('no secret is in a log, a summary or on a disk', async () => {
    expect(await leaks(site)).toEqual([])
  }, 180_000)
})

/** Turns the installed MES into what many teams have: one git work tree that they update by hand, its services started from it. */
async function becomeWorkTree({ host, origin }: Site): Promise<void> {
  await host.copyIn(origin, '/srv/origin')
  await host.exec(`set -e
git clone --quiet --bare /srv/origin ${remote} && rm -r /srv/origin
git config --system --add safe.directory ${remote}
systemctl stop gunicorn-mes_config celery-mes_config
cd ${mesRoot}
mv releases/v1.0.0 /srv/by-hand && rm current && rmdir releases`)
  await host.exec(
    `set -e
cd ${mesRoot}
git init --quiet
git remote add origin ${remote}
git fetch --quiet --tags origin
printf '%s\\n' shared/ >> .git/info/exclude
git checkout --quiet v1.0.0
ln -s shared/.env .env
ln -s shared/media media
python3 -m venv --system-site-packages venv
venv/bin/pip install --quiet --no-index --requirement requirements.txt
venv/bin/python manage.py collectstatic --noinput --verbosity 0`,
    { user: 'deploy', timeout: 120_000 }
  )
  await host.exec(`set -e
rm -r /srv/by-hand
sed -i 's#/var/www/mes/current#/var/www/mes#g' /etc/systemd/system/gunicorn-mes_config.service /etc/systemd/system/celery-mes_config.service /etc/nginx/sites-available/mes
systemctl daemon-reload
systemctl start gunicorn-mes_config celery-mes_config
systemctl reload nginx`)
  await waitForHealth(host, '1.0.0')
}

/** An expression of GitHub's. */
function expression(name: string): string {
  return `\${{ ${name} }}`
}
