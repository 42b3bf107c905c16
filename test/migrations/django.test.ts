import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { quote } from '../../shared/host/shell.ts'
import { difference } from '../../shared/migrations/applied.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { describeBed } from '../bed/bed.ts'
import { run, waitFor } from '../bed/process.ts'
import { bootMes, mesDatabase } from '../systems/mes/install.ts'
import { djangoOn, MesApp } from './fixture.ts'

const added = 'workorder.0030_qualityinspection_and_more'

/** A migration of the app workorder after v1.1.0's last one. */
const next = (operations: string, more = '') => ({
  'workorder/migrations/0031_next.py': `import time
from django.db import migrations, models


def hold(apps, schema_editor):
    schema_editor.execute("UPDATE workorder_workorder SET priority = priority WHERE id = 1")
    time.sleep(300)


class Migration(migrations.Migration):
    dependencies = [('workorder', '0030_qualityinspection_and_more')]
${more}
    operations = [${operations}]
`
})

await describeBed('migrations of Django on a real host', () => {
  let app: MesApp
  let atFirst: readonly string[]
  let applied: readonly string[]

  const failure = async (promise: Promise<unknown>): Promise<MigrationFailed> => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown
    )
    if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
    return error
  }
  /** Sessions of the application's role that do something, other than the app's own idle ones. */
  const busy = () =>
    app.bed.sql(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = 'mes_db' AND state <> 'idle' AND query LIKE '%0031%' OR query ~ 'pg_sleep|SET priority = priority' AND pid <> pg_backend_pid()"
    )
  let sessions = 0
  /** A session of the superuser's, which has run this and stays open until its end is asked for. */
  const session = (sql: string) => {
    const over = `/tmp/session-${++sessions}-is-over`
    const ended = app.bed.exec(
      `{ echo ${quote(sql)}; until [[ -e ${over} ]]; do sleep 0.05; done; } | psql -X -q -d ${mesDatabase} > /dev/null`,
      { user: 'postgres', timeout: 240_000 }
    )
    return {
      end: async () => {
        await app.bed.exec(`touch ${over}`)
        await ended
      }
    }
  }
  /** Holds back the migration `slow`. */
  const held = async () => {
    const holding = session('SELECT pg_advisory_lock(4711);')
    const locks = 'SELECT count(*) FROM pg_locks WHERE objid = 4711'
    await waitFor('the session that holds it', 60_000, async () => (await app.bed.sql(locks, mesDatabase)) === '1' || undefined)
    return holding
  }
  /** Modes of the compiled migrations of workorder and of their directory, and their names. Nothing else imports them. */
  const bytecode = async (path: string): Promise<string[]> => {
    const { stdout } = await app.bed.exec(
      `cd ${path}/workorder/migrations; [ ! -d __pycache__ ] || find __pycache__ -name '0*.pyc' -printf "%m $(stat -c %a __pycache__) %f\n"`
    )
    return stdout.split('\n').filter(line => line !== '')
  }
  const columns = () =>
    app.bed.sql(
      "SELECT string_agg(column_name, ',' ORDER BY column_name) FROM information_schema.columns WHERE table_name = 'workorder_workorder'",
      mesDatabase
    )

  beforeAll(async () => {
    app = await MesApp.open(await bootMes({ name: 'migrate' }))
  }, 300_000)
  afterAll(async () => {
    await app?.close()
    await app?.bed.destroy()
  })

  test('go up, and the applied set is read from the database before and after', async () => {
    const release = await app.stage('v1.1.0')
    const django = app.django(release)
    atFirst = await django.appliedSet()
    expect(atFirst.filter(name => name.startsWith('workorder.'))).toHaveLength(29)
    expect(await django.plan()).toMatchObject([{ name: added, atomic: true }])
    expect(await bytecode(release.path)).toEqual([])
    await expect(django.verify()).rejects.toThrow(`still to be applied: ${added}`)
    const refused = await failure(django.apply(app.job(), atFirst, ['orders.0001_initial']))
    expect(refused.message).toContain(`django:main would also apply ${added}, which the check of the repository did not see`)
    expect(refused.evidence).toMatchObject({ after: atFirst, partly: false, attempts: 1 })
    expect(await columns()).not.toContain('customer_reference')
    const evidence = await django.apply(app.job(), atFirst, [added])
    applied = evidence.after
    expect(evidence).toMatchObject({ framework: 'django', before: atFirst, planned: [added], applied: [added], attempts: 1 })
    expect(evidence.version).toMatch(/^4\.2/)
    expect(evidence.files[added]).toBe(
      (await app.bed.exec(`sha256sum ${release.path}/workorder/migrations/0030_qualityinspection_and_more.py | cut -c1-64`)).stdout.trim()
    )
    expect(difference(atFirst, applied)).toEqual({ added: [added], removed: [] })
    expect(await columns()).toContain('customer_reference')
    expect(app.output.join('')).toContain(`Applying ${added}... OK`)
    await django.verify()
    // What the services of this release start from: compiled, readable for them, and no drift.
    const compiled = await bytecode(release.path)
    expect(compiled).toEqual(expect.arrayContaining([expect.stringMatching(/^644 755 0030_qualityinspection_and_more\.cpython-\d+\.pyc$/)]))
    expect(compiled.every(each => each.startsWith('644 755 '))).toBe(true)
    expect(await app.releases.drift(release.id)).toMatchObject({ state: 'same', fingerprint: release.fingerprint })
  }, 300_000)

  test('with nothing pending run all the same, and the same job is followed and not run again', async () => {
    const django = app.django(await app.stage('v1.1.0'))
    const job = app.job()
    const evidence = await django.apply(job, applied, ['orders.0001_initial'])
    expect(evidence).toMatchObject({ before: applied, after: applied, planned: [], applied: [], attempts: 1 })
    expect(await django.apply(job, applied)).toMatchObject({ after: applied })
    expect(
      (await app.bed.exec(`ls -d /var/lib/belay/mes/production/jobs/${job.idPrefix}.migrate*`)).stdout.trim().split('\n')
    ).toHaveLength(1)
  }, 180_000)

  test('past the deadline are ended on the server before anything is decided (G10)', async () => {
    await app.commit('hang-server', 'v1.1.0', next("migrations.RunSQL('SELECT pg_sleep(300)')"))
    await app.commit('hang-client', 'v1.1.0', next('migrations.RunPython(hold)'))
    for (const tag of ['hang-server', 'hang-client']) {
      const error = await failure(app.django(await app.stage(tag)).apply(app.job(12_000), applied))
      expect(await busy()).toBe('0')
      expect(error.message).toContain('had not ended after 12 s and were stopped; their database sessions are gone. None was applied.')
      expect(error.evidence).toMatchObject({
        ended: 'deadline',
        before: applied,
        after: applied,
        planned: ['workorder.0031_next'],
        applied: [],
        gone: [],
        partly: false
      })
    }
  }, 300_000)

  test("are ended too where Django's settings name their sessions themselves", async () => {
    const settings = await run('git', ['-C', `${app.directory}/mes`, 'show', 'v1.1.0:mes_config/settings.py'])
    await app.commit('named', 'v1.1.0', {
      ...next("migrations.RunSQL('SELECT pg_sleep(300)')"),
      'mes_config/settings.py': `${settings.stdout}\nDATABASES['default']['OPTIONS'] = {'application_name': 'mes', 'options': '-c lock_timeout=60000'}\n`
    })
    const error = await failure(app.django(await app.stage('named')).apply(app.job(12_000), applied))
    expect(await busy()).toBe('0')
    expect(error.evidence).toMatchObject({ ended: 'deadline', after: applied })
  }, 180_000)

  test('that cannot get a lock are tried again, as long as nothing of them was applied', async () => {
    await app.commit('wants-lock', 'v1.1.0', next("migrations.AddField('workorder', 'colour', models.CharField(max_length=9, null=True))"))
    const django = app.django(await app.stage('wants-lock'), { config: { 'db-lock-timeout': '500 ms' } })
    const blocker = session('BEGIN; LOCK TABLE workorder_workorder;')
    const locks = (state: string) =>
      waitFor(
        `the lock ${state}`,
        60_000,
        async () =>
          (await app.bed.sql(
            `SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'workorder_workorder'::regclass AND ${state}`,
            mesDatabase
          )) === '1' || undefined
      )
    await locks('granted')
    const applying = django.apply(app.job(), applied)
    await locks('NOT granted')
    // Its first attempt has passed the limit by then.
    await new Promise(resolve => setTimeout(resolve, 1000))
    await blocker.end()
    const evidence = await applying
    expect(evidence.applied).toEqual(['workorder.0031_next'])
    expect(evidence.attempts).toBeGreaterThan(1)
    // Back to v1.1.0's schema for the tests after this one.
    await app.bed.sql(
      "ALTER TABLE workorder_workorder DROP COLUMN colour; DELETE FROM django_migrations WHERE name = '0031_next'",
      mesDatabase
    )
  }, 180_000)

  test('that fail say what the database said, without a row of data (G7), and what is applied now', async () => {
    const insert = 'INSERT INTO system_department (code, name) SELECT code, name FROM system_department LIMIT 1'
    await app.bed.sql(
      "INSERT INTO system_department (code, name) VALUES ('SECRET-CODE', 'SECRET-NAME') ON CONFLICT DO NOTHING",
      mesDatabase
    )
    await app.commit('fails', 'v1.1.0', next(`migrations.RunSQL("${insert}")`))
    app.output.length = 0
    const error = await failure(app.django(await app.stage('fails')).apply(app.job(), applied))
    expect(error.message).toContain('The migration workorder.0031_next of mes_db failed with exit code 1. None was applied.')
    expect(error.evidence).toMatchObject({ ended: 'exit', after: applied, partly: false, attempts: 1 })
    const shown = [error.message, ...error.evidence.error, ...app.output].join('\n')
    expect(shown).toContain('duplicate key value violates unique constraint')
    expect(shown).not.toContain('SECRET')
    expect(shown).not.toContain(app.reach.databaseUrl)
  }, 180_000)

  test('that are not atomic and fail half-way are reported as such, and not tried again', async () => {
    await app.commit(
      'half',
      'v1.1.0',
      next("migrations.RunSQL('CREATE TABLE half (n int)'), migrations.RunSQL('SELECT 1/0')", '    atomic = False\n')
    )
    const error = await failure(app.django(await app.stage('half')).apply(app.job(), applied))
    expect(error.message).toContain('It is not atomic: part of its work may remain.')
    expect(error.evidence).toMatchObject({ partly: true, after: applied, attempts: 1 })
    expect(await app.bed.sql("SELECT to_regclass('half')", mesDatabase)).toBe('half')
    await app.bed.sql('DROP TABLE half', mesDatabase)
  }, 180_000)

  test('write no bytecode into a tree that Belay did not stage, and do without where they may not write', async () => {
    await app.commit('tree', 'v1.1.0', next('migrations.RunSQL("SELECT 1")'))
    const { path } = await app.stage('tree')
    await app.bed.exec(`cp -a ${path} /srv/tree; chmod -R a-w ${path}`)
    for (const each of ['/srv/tree', path]) {
      const evidence = await djangoOn(app.host, app.reach, each).apply(app.job(), applied)
      expect(evidence.applied).toEqual(['workorder.0031_next'])
      expect(await bytecode(each)).toEqual([])
      await app.bed.sql("DELETE FROM django_migrations WHERE name = '0031_next'", mesDatabase)
    }
    await app.bed.exec(`chmod -R u+w ${path}; rm -rf /srv/tree`)
  }, 180_000)

  test('of two runs at once, one is refused, and the other goes on', async () => {
    await app.commit(
      'slow',
      'v1.1.0',
      next(
        "migrations.RunSQL('DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_locks WHERE objid = 4711) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$')"
      )
    )
    const hold = await held()
    const release = await app.stage('slow')
    const first = app.django(release).apply(app.job(), applied)
    await waitFor('the first', 60_000, async () => (await busy()) === '1' || undefined)
    const error = await failure(app.django(release, { waitMs: 200 }).apply(app.job(), applied))
    expect(error.message).toContain('Another run holds the migration lock of mes_db')
    expect(error.evidence).toMatchObject({ partly: false, attempts: 1 })
    await hold.end()
    expect((await first).applied).toEqual(['workorder.0031_next'])
    await app.bed.sql("DELETE FROM django_migrations WHERE name = '0031_next'", mesDatabase)
  }, 180_000)

  test('go on when the runner is killed, and the next call follows them and knows', async () => {
    const release = await app.stage('slow')
    const hold = await held()
    const job = app.job()
    const request = JSON.stringify({ reach: app.reach, releasePath: release.path, prefix: job.idPrefix, before: applied })
    const runner = spawn(process.execPath, [`${import.meta.dirname}/apply-once.ts`, request], { stdio: 'ignore' })
    await waitFor('the migration', 60_000, async () => (await busy()) === '1' || undefined)
    runner.kill('SIGKILL')
    await once(runner, 'exit')
    await hold.end()
    const evidence = await app.django(release).apply(job, applied)
    expect(evidence).toMatchObject({ before: applied, applied: ['workorder.0031_next'], planned: ['workorder.0031_next'] })
    expect(await app.bed.sql("SELECT count(*) FROM django_migrations WHERE name = '0031_next'", mesDatabase)).toBe('1')
    await app.bed.sql("DELETE FROM django_migrations WHERE name = '0031_next'", mesDatabase)
  }, 180_000)

  test('are red when exit code 0 proves nothing (G12)', async () => {
    await app.commit('says-nothing', 'v1.1.0', { 'manage.py': 'print("done")\n' })
    expect((await failure(app.django(await app.stageWithoutHooks('says-nothing')).apply(app.job(), applied))).message).toMatch(
      /failed with exit code|did not say what it did/
    )
    await app.commit('elsewhere', 'v1.1.0', {
      'manage.py': `import subprocess, sys
sys.exit(subprocess.call(['true']))
`
    })
    await failure(app.django(await app.stageWithoutHooks('elsewhere')).apply(app.job(), applied))
    await app.commit(
      'unrecorded',
      'v1.1.0',
      next('migrations.RunSQL("DELETE FROM django_migrations WHERE name = \'0030_qualityinspection_and_more\'")')
    )
    const error = await failure(app.django(await app.stage('unrecorded')).apply(app.job(), applied))
    expect(error.message).toMatch(/still to be applied|not applied although planned: workorder.0030/)
    expect(error.evidence.gone).toEqual([added])
    await app.bed.sql(
      "DELETE FROM django_migrations WHERE name = '0031_next'; INSERT INTO django_migrations (app, name, applied) VALUES ('workorder', '0030_qualityinspection_and_more', now())",
      mesDatabase
    )
  }, 180_000)

  test('let the application do what it does at its end', async () => {
    await app.commit('at-end', 'v1.1.0', {
      'manage.py': `import atexit, os, sys, threading, time
def write(name):
    open('/tmp/belay-' + name, 'w').close()
def late():
    time.sleep(1)
    write('late')
atexit.register(write, 'at-end')
if os.path.exists('/tmp/belay-at-end'):
    threading.Thread(target=late).start()
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mes_config.settings')
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
`
    })
    const release = await app.stageWithoutHooks('at-end')
    const there = async () => (await app.bed.exec('cd /tmp && ls belay-*')).stdout.trim().split('\n')
    await app.django(release).apply(app.job(), applied)
    expect(await there()).toEqual(['belay-at-end'])
    // Now with a thread that is to end by itself.
    await app.django(release).apply(app.job(), applied)
    expect(await there()).toEqual(['belay-at-end', 'belay-late'])
  }, 180_000)

  test('are red when the database changed between plan and migration', async () => {
    const error = await failure(app.django(await app.stage('v1.1.0')).apply(app.job(), atFirst))
    expect(error.message).toContain(`changed between the plan and the migration (applied although not planned: ${added})`)
    // Told before anything is applied, not after.
    await app.commit('changed', 'v1.1.0', next('migrations.RunSQL("SELECT 1")'))
    const early = await failure(app.django(await app.stage('changed')).apply(app.job(), atFirst))
    expect(early.message).toContain(`changed between the plan and the migration (applied although not planned: ${added})`)
    expect(await app.bed.sql("SELECT count(*) FROM django_migrations WHERE name = '0031_next'", mesDatabase)).toBe('0')
  }, 180_000)
})
