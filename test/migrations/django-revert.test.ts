import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { migration } from '../../shared/config/schema.ts'
import type { DatabaseEngine } from '../../shared/database/engine.ts'
import { PostgresEngine } from '../../shared/database/postgres.ts'
import { parsePostgresUrl } from '../../shared/database/postgres-connection.ts'
import { SqliteEngine } from '../../shared/database/sqlite.ts'
import type { Host } from '../../shared/host/host.ts'
import { openHost } from '../../shared/host/open-host.ts'
import { Django } from '../../shared/migrations/django.ts'
import { MigrationFailed } from '../../shared/migrations/framework.ts'
import { systemClock } from '../../shared/ports.ts'
import { migrationText } from '../../shared/squash/rules/example.ts'
import { describeBed } from '../bed/bed.ts'
import { type BedHost, bootHost } from '../bed/host.ts'
import { waitFor } from '../bed/process.ts'

const dependsOn = (name: string) => `('orders', '${name}')`
const first = migrationText('', [
  "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.TextField(null=True))])"
])
const files = {
  '0001_initial': first,
  '0002_colour': migrationText(dependsOn('0001_initial'), [
    "migrations.AddField('order', 'colour', models.CharField(max_length=9, null=True))",
    "migrations.CreateModel('Log', [('id', models.AutoField(primary_key=True)), ('order', models.ForeignKey('orders.Order', models.CASCADE))])"
  ]),
  '0003_index': migrationText(dependsOn('0002_colour'), ["migrations.AddIndex('order', models.Index(fields=['note'], name='order_note'))"])
}
const lost = migrationText(dependsOn('0003_index'), ["migrations.RunSQL('DELETE FROM orders_order')"])
const squash = migrationText(
  '',
  [
    `migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.TextField(null=True)), ('colour', models.CharField(max_length=9, null=True))])`,
    "migrations.CreateModel('Log', [('id', models.AutoField(primary_key=True)), ('order', models.ForeignKey('orders.Order', models.CASCADE))])",
    "migrations.AddIndex('order', models.Index(fields=['note'], name='order_note'))"
  ],
  ["replaces = [('orders', '0001_initial'), ('orders', '0002_colour'), ('orders', '0003_index')]"]
)

await describeBed('migrations of Django go back', () => {
  let bed: BedHost
  let host: Host
  const stateDir = '/home/deploy/state'

  beforeAll(async () => {
    bed = await bootHost({ name: 'revert' })
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    host = openHost({ address, port, user, privateKey, knownHosts })
    await bed.sql("CREATE USER app PASSWORD 'secret'")
    await bed.exec(`install -d -o deploy -g deploy ${stateDir} /srv/releases`)
  }, 600_000)
  afterAll(async () => {
    await host?.close()
    await bed?.destroy()
  })

  const kinds = [
    {
      kind: 'PostgreSQL',
      settings: "{'ENGINE': 'django.db.backends.postgresql', 'NAME': 'app', 'USER': 'app', 'PASSWORD': 'secret', 'HOST': '127.0.0.1'}",
      engine: (): DatabaseEngine =>
        new PostgresEngine(host, { key: 'main', connection: parsePostgresUrl('postgres://app:secret@127.0.0.1:5432/app') }),
      anew: async () => {
        await bed.sql('DROP DATABASE IF EXISTS app')
        await bed.sql('CREATE DATABASE app OWNER app')
      }
    },
    {
      kind: 'SQLite',
      settings: "{'ENGINE': 'django.db.backends.sqlite3', 'NAME': '/srv/releases/app.db'}",
      engine: (): DatabaseEngine => new SqliteEngine(host, { key: 'main', path: '/srv/releases/app.db' }),
      anew: async () => {
        await bed.exec(`cd /srv/releases && rm -f app.db* && sqlite3 app.db 'PRAGMA user_version = 1' && chown deploy:deploy app.db`)
      }
    }
  ]

  describe.each(kinds)('$kind', ({ kind, settings, engine, anew }) => {
    let step = 0
    const output: string[] = []
    const job = (idPrefix = `${kind}${++step}.rollback`) => ({
      stateDir,
      idPrefix,
      timeoutMs: 60_000,
      onOutput: (text: string) => void output.push(text)
    })
    /** A release with these migrations. */
    const release = async (name: string, migrations: Readonly<Record<string, string>>, config: object = {}, waitMs = 5_000) => {
      const path = `/srv/releases/${kind}-${name}`
      await bed.exec(`rm -rf ${path}; install -d -o deploy -g deploy ${path} ${path}/orders ${path}/orders/migrations`)
      const all = {
        'manage.py':
          "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
        'settings.py': `SECRET_KEY = 'x'\nUSE_TZ = True\nINSTALLED_APPS = ['orders']\nDATABASES = {'default': ${settings}}\n`,
        'orders/__init__.py': '',
        'orders/models.py': '',
        'orders/migrations/__init__.py': '',
        ...Object.fromEntries(Object.entries(migrations).map(([file, text]) => [`orders/migrations/${file}.py`, text]))
      }
      for (const [file, text] of Object.entries(all)) await bed.write(`${path}/${file}`, text)
      const parsed = migration.parse({ framework: 'django', database: 'main', ...config })
      if (parsed.framework !== 'django') throw new Error('not Django')
      return new Django(parsed, { host, stateDir, releasePath: path, engine: engine(), clock: systemClock, waitMs })
    }
    const failure = async (promise: Promise<unknown>): Promise<MigrationFailed> => {
      const error = await promise.then(
        () => undefined,
        (thrown: unknown) => thrown
      )
      if (!(error instanceof MigrationFailed)) throw error ?? new Error('it did not fail')
      return error
    }
    const query = async (sql: string) => (await engine().query(sql)).map(row => row.join(' '))
    const schema = () =>
      kind === 'SQLite'
        ? query("SELECT name, sql FROM sqlite_master WHERE name LIKE '%order%' ORDER BY 1")
        : query(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name LIKE 'orders%' UNION ALL SELECT tablename, indexname, '' FROM pg_indexes WHERE tablename LIKE 'orders%' ORDER BY 1, 2"
          )
    const write = (sql: string) =>
      kind === 'SQLite' ? bed.exec(`sqlite3 /srv/releases/app.db "${sql}"`, { user: 'deploy' }) : bed.sql(sql, 'app')

    /** 0001 is applied, and there are rows: what is gone back to. */
    let before: { readonly set: readonly string[]; readonly schema: string[] }
    beforeEach(async () => {
      output.length = 0
      await anew()
      const django = await release('old', { '0001_initial': first })
      await django.apply(job(), [])
      await write("INSERT INTO orders_order (id, note) VALUES (1, 'one'), (2, NULL)")
      before = { set: await django.appliedSet(), schema: await schema() }
      expect(before.set).toEqual(['orders.0001_initial'])
    }, 60_000)
    const isAsBefore = async () => {
      expect(await schema()).toEqual(before.schema)
      expect(await query('SELECT id, note FROM orders_order ORDER BY id')).toEqual(['1 one', '2 '])
    }

    test('to exactly the recorded set, and up again', async () => {
      const django = await release('new', files)
      await django.apply(job(), before.set)
      const evidence = await django.revert(job(), before.set)
      expect(evidence).toMatchObject({ framework: 'django', after: before.set, reverted: ['orders.0002_colour', 'orders.0003_index'] })
      expect(output.join('')).toMatch(/Unapplying orders\.0003_index\.\.\. OK[\s\S]*Unapplying orders\.0002_colour\.\.\. OK/)
      await isAsBefore()
      // There is nothing left to do, and nothing is done.
      expect(await django.revert(job(), before.set)).toMatchObject({ reverted: [], after: before.set })
      expect((await django.apply(job(), before.set)).applied).toEqual(['orders.0002_colour', 'orders.0003_index'])
    }, 120_000)

    test('from two of three that were applied', async () => {
      const django = await release('partial', {
        ...files,
        '0004_fails': migrationText(dependsOn('0003_index'), ["migrations.RunSQL('nonsense', '')"])
      })
      await failure(django.apply(job(), before.set))
      expect((await django.revert(job(), before.set)).reverted).toEqual(['orders.0002_colour', 'orders.0003_index'])
      await isAsBefore()
    }, 120_000)

    test('not at all where one has no way back, and then nothing is undone', async () => {
      const django = await release('fixed', { ...files, '0004_lost': lost })
      const { after } = await django.apply(job(), before.set)
      const error = await failure(django.revert(job(), before.set))
      expect(error.message).toContain('none was undone: orders.0004_lost: they have operations without a way back')
      expect(await django.appliedSet()).toEqual(after)
    }, 120_000)

    test('not where the release lacks a file, nor to a set that was never there', async () => {
      const { after } = await (await release('whole', files)).apply(job(), before.set)
      const without = await release('without', { '0001_initial': first, '0002_colour': files['0002_colour'] })
      expect((await failure(without.revert(job(), before.set))).message).toContain(
        'orders.0003_index: this release does not have their files'
      )
      await expect(without.revert(job(), [...before.set, 'orders.0009_other'])).rejects.toThrow('orders.0009_other is not applied')
      expect(await without.appliedSet()).toEqual(after)
    }, 120_000)

    test('from a squash: its row goes with what it stands for', async () => {
      const django = await release('squash', { ...files, '0001_squashed_0003_index': squash })
      const { after } = await django.apply(job(), before.set)
      expect(after).toContain('orders.0001_squashed_0003_index')
      expect((await django.revert(job(), before.set)).after).toEqual(before.set)
      await isAsBefore()
      expect((await django.apply(job(), before.set)).after).toEqual(after)
    }, 120_000)

    test('from a squash that was only recorded, as its first deployment does', async () => {
      const applied = (await (await release('whole', files)).apply(job(), before.set)).after
      const django = await release('recorded', { ...files, '0001_squashed_0003_index': squash })
      const { after } = await django.apply(job(), applied)
      expect(after).toEqual([...applied, 'orders.0001_squashed_0003_index'].sort((a, b) => (a < b ? -1 : 1)))
      expect((await django.revert(job(), applied)).reverted).toEqual(['orders.0001_squashed_0003_index'])
      expect(await django.appliedSet()).toEqual(applied)
    }, 120_000)

    test('from a squash that was only recorded, and whose old files are gone: its row goes, and not one table', async () => {
      const applied = (await (await release('whole', files)).apply(job(), before.set)).after
      const schemaThen = await schema()
      const django = await release('recorded-alone', { '0001_squashed_0003_index': squash })
      expect((await django.apply(job(), applied)).applied).toEqual(['orders.0001_squashed_0003_index'])
      expect((await django.revert(job(), applied)).reverted).toEqual(['orders.0001_squashed_0003_index'])
      expect(await django.appliedSet()).toEqual(applied)
      expect(await schema()).toEqual(schemaThen)
      expect(await query('SELECT id, note FROM orders_order ORDER BY id')).toEqual(['1 one', '2 '])
    }, 120_000)

    test('from a squash whose old files are gone, as a whole or not at all', async () => {
      const django = await release('alone', { '0001_squashed_0003_index': squash })
      await (await release('whole', files)).apply(job(), before.set)
      const error = await failure(django.revert(job(), before.set))
      expect(error.message).toContain('a squash would have to go back in part')
      expect((await django.revert(job(), [])).after).toEqual([])
      expect(await schema()).toEqual(expect.not.arrayContaining([expect.stringContaining('colour')]))
    }, 120_000)

    test('after it was killed in the middle: what was undone stays so, and the rest follows', async () => {
      const hold =
        "def hold(apps, schema_editor):\n    import os, time\n    while os.path.exists('/tmp/hold'):\n        time.sleep(0.05)\n\n\n"
      const text = migrationText(dependsOn('0001_initial'), [
        "migrations.AddField('order', 'colour', models.CharField(max_length=9, null=True))",
        'migrations.RunPython(migrations.RunPython.noop, hold)'
      ]).replace('class Migration', `${hold}class Migration`)
      const django = await release('killed', {
        ...files,
        '0002_colour': text
      })
      const { after } = await django.apply(job(), before.set)
      await bed.exec('touch /tmp/hold && chmod a+r /tmp/hold')
      const killed = job()
      const reverting = failure(django.revert(killed, before.set))
      await waitFor(
        'the last to be undone',
        60_000,
        async () => output.join('').includes('Unapplying orders.0003_index... OK') || undefined
      )
      expect(await django.appliedSet()).toEqual(after.filter(each => each !== 'orders.0003_index'))
      await host.endJob(stateDir, `${killed.idPrefix}.revert`)
      expect((await reverting).message).toContain('was ended from outside')
      await bed.exec('rm /tmp/hold')
      expect((await django.revert(job(), before.set)).reverted).toEqual(['orders.0002_colour'])
      await isAsBefore()
    }, 120_000)

    test('not while another run holds the lock', async () => {
      await bed.exec('touch /tmp/hold && chmod a+r /tmp/hold')
      const hold =
        "def hold(apps, schema_editor):\n    import os, time\n    while os.path.exists('/tmp/hold'):\n        time.sleep(0.05)\n\n\n"
      const text = migrationText(dependsOn('0003_index'), ['migrations.RunPython(hold, migrations.RunPython.noop)'], ['atomic = False'])
      const slow = await release('slow', { ...files, '0004_slow': text.replace('class Migration', `${hold}class Migration`) }, {}, 300)
      const applying = slow.apply(job(), before.set)
      await waitFor(
        'the one before the slow one',
        60_000,
        async () => output.join('').includes('Applying orders.0003_index... OK') || undefined
      )
      expect((await failure(slow.revert(job(), before.set))).message).toContain('Another run holds the migration lock')
      await bed.exec('rm /tmp/hold')
      await applying
      expect((await slow.revert(job(), before.set)).after).toEqual(before.set)
    }, 120_000)
  })
})
