// Everything that a system holds in one backup: database, Redis and uploads, by the root action over SSH.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Manifest, manifest } from '../../shared/backup/manifest.ts'
import { describeBed } from '../bed/bed.ts'
import type { BedHost } from '../bed/host.ts'
import type { RunResult } from '../runner/types.ts'
import { mesDatabase, mesRoot } from '../systems/mes/install.ts'
import { configOf, outputsOf, Site, stateDir } from './site.ts'

const media = `${mesRoot}/shared/media`

await describeBed('a backup of database, Redis and files', () => {
  let site: Site
  let host: BedHost

  beforeAll(async () => {
    site = await Site.boot('sources', bed =>
      configOf(bed)
        .replace(/^databases:\n/m, '$&  cache: { engine: redis, url: { env-file: shared/.env, key: REDIS_URL } }\n')
        .concat('files: { media: { path: shared/media, exclude: [cache] } }\n')
    )
    host = site.host
    // The image's own directories are in a lower layer of the container, where nothing can be renamed.
    await host.ssh(`cp -a ${media} ${media}.new && rm -r ${media} && mv ${media}.new ${media}
cd ${media} && mkdir -p 2026 cache && echo photo > 2026/a.jpg && ln -s 2026/a.jpg newest && echo x > cache/x
redis-cli -n 0 SET greeting hello > /dev/null`)
    await host.sql(
      'CREATE TABLE note (n int); ALTER TABLE note OWNER TO mes_user; INSERT INTO note SELECT generate_series(1, 100)',
      mesDatabase
    )
    expect(errors(await site.command('adopt'))).toEqual([])
  }, 900_000)

  afterAll(() => site.destroy(), 60_000)

  const errors = (result: RunResult) => result.annotations.filter(each => each.level === 'error').map(each => each.message)
  const read = async (id: string): Promise<Manifest> =>
    manifest.parse(JSON.parse((await host.exec(`cat ${stateDir}/backups/${id}/manifest.json`)).stdout))
  const world = async () => ({
    notes: await host.sql('SELECT count(*) FROM note', mesDatabase),
    greeting: (await host.ssh('redis-cli -n 0 GET greeting')).stdout.trim(),
    files: (await host.ssh(`cd ${media} && find . -type f -o -type l | LC_ALL=C sort | paste -sd ' '`)).stdout.trim(),
    photo: (await host.ssh(`cat ${media}/2026/a.jpg 2>/dev/null || :`)).stdout.trim()
  })
  let id: string
  let before: Awaited<ReturnType<typeof world>>

  test('each is a member, tried by restoring it', async () => {
    before = await world()
    const result = await site.command('backup', { verify: 'drill' })
    expect(errors(result)).toEqual([])
    id = outputsOf(result)['backup-id']!
    const { members } = await read(id)
    const databases = members.filter(member => member.role !== 'globals')
    expect(databases.map(member => [member.database, member.engine, member.role]).sort()).toEqual([
      ['cache', 'redis', 'database'],
      ['main', 'postgres', 'database'],
      ['media', 'files', 'files']
    ])
    expect(databases.map(member => member.checks.at(-1)!.name)).toEqual(['drill', 'drill', 'drill'])
    const drilled = await site.command('restore-drill', {})
    expect(errors(drilled)).toEqual([])
    expect(await world()).toEqual(before)
  }, 300_000)

  test('a copy off the host is what is left when the host has lost its backups', async () => {
    await host.exec('install -d -o deploy -m 700 /srv/copies')
    const copies = `ssh://${host.user}@${host.address}:${host.sshPort}/srv/copies`
    const taken = await site.command('backup', { 'copy-to': copies })
    expect(errors(taken)).toEqual([])
    const copied = outputsOf(taken)['backup-id']!
    expect((await read(copied)).copies).toEqual([copies])
    expect((await host.exec(`cd /srv/copies && find . -type f | wc -l`)).stdout.trim()).toBe(
      String((await read(copied)).members.length + 1)
    )

    await host.exec(`mv ${stateDir}/backups ${stateDir}/away && install -d -o deploy -m 700 ${stateDir}/backups`)
    expect(errors(await site.command('restore-drill'))[0]).toMatch(/There is no backup in/)
    const drilled = await site.command('restore-drill', { 'copy-to': copies })
    expect(errors(drilled)).toEqual([])
    expect(drilled.log.join('\n')).toContain(`bringing its copy back from ${copies}`)
    expect(outputsOf(drilled)['backup-id']).toBe(copied)
    // What comes next has a larger number, though the host had forgotten how far it was.
    const next = outputsOf(await site.command('backup'))['backup-id']!
    expect((await read(next)).sequence).toBe((await read(copied)).sequence + 1)
    // A host that was set up again from an old disk: its newest is older than the newest copy.
    const old = '20200101-000000-aaaaaa'
    await host.exec(`cd ${stateDir}/backups && rm -r ${copied} && mv ${next} ${old} && sed -i 's/${next}/${old}/' ${old}/manifest.json`)
    const newer = await site.command('restore-drill', { 'copy-to': copies })
    expect(errors(newer)).toEqual([])
    expect(outputsOf(newer)['backup-id']).toBe(copied)
    expect(newer.log.join('\n')).toContain(`there is a newer copy: ${copied} is taken for the latest`)
    await host.exec(`rm -r ${stateDir}/backups && mv ${stateDir}/away ${stateDir}/backups`)

    const unreachable = await site.command('backup', { 'copy-to': `${copies}/not/there` })
    expect(errors(unreachable)[0]).toMatch(/The backup \S+ is on deploy@\S+, and proven, but it was not copied off the host/)
  }, 300_000)

  test('a restore brings back the database, and Redis and files only where they are named', async () => {
    await host.sql('DELETE FROM note WHERE n % 2 = 0', mesDatabase)
    await host.ssh(`cd ${media} && rm -r 2026 newest && echo new > new.txt; redis-cli -n 0 SET greeting bye > /dev/null`)
    const changed = await world()
    await host.sql('ANALYZE note', mesDatabase)
    const planned = await site.command('restore', { backup: id, 'dry-run': 'true' })
    expect(planned.log.join('\n')).toMatch(
      /This would be lost: main: .*by an estimate these differ now from the backup: .*public\.note \(about 50 rows fewer\)/
    )
    const restore = (inputs: Record<string, string>) =>
      site.command('restore', { backup: id, 'accept-loss': id, reason: 'a bad import', ...inputs })
    expect(errors(await restore({}))).toEqual([])
    expect(await world()).toEqual({ ...changed, notes: before.notes })
    expect(errors(await restore({ only: 'media, cache' }))).toEqual([])
    expect(await world()).toEqual(before)
    expect(errors(await restore({ only: 'uploads' }))[0]).toMatch(/Backup .* holds .*, and not uploads/)
  }, 300_000)
})
