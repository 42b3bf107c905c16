// G2, G3, G5: a full disk on the host, while dumping and while journalling.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { mesDatabase } from '../systems/mes/install.ts'
import { FaultSystem, stateDir } from './system.ts'

const disk = '/var/lib/belay'

await describeBed('a full disk', () => {
  let system: FaultSystem
  // Random bytes: a dump that compression cannot make small.
  beforeAll(async () => {
    system = await FaultSystem.boot({ disks: [{ path: disk, mebibytes: 24 }] })
    await system.host.sql(
      "CREATE TABLE ballast AS SELECT string_agg(md5(random()::text), '') AS text FROM generate_series(1, 300000) AS n GROUP BY n % 3000",
      mesDatabase
    )
  }, 300_000)
  afterAll(() => system?.destroy(), 300_000)
  afterEach(async () => void (await system?.host.exec(`rm -f ${disk}/fill`)))

  const backups = async () =>
    (
      await system.host.exec(
        `cd ${stateDir}/backups && find . -type f ! -path './.lock' ! -path './.sequence' -exec sha256sum {} + | sort -k2`
      )
    ).stdout
  /** Fills the disk as soon as the condition holds on the host; `room` bytes stay. */
  const fill = (condition: string, room = 0) =>
    // In one go: a dump is over in half a second.
    system.untilOnHost(condition, {
      afterwards: `free=$(($(stat -f -c '%a*%S' ${disk}) - ${room})); head -c $free /dev/zero 2>/dev/null >${disk}/fill || :`
    })
  const expectClear = (output: string) => {
    expect(output).toMatch(/disk .*is full|make room on the disk|MiB free and the backup asks for/)
    expect(output).not.toMatch(/This is a bug|^\s+at /m)
  }

  test('too little room for a backup is said before anything is dumped; earlier backups stay', async () => {
    const first = await system.run({ run: system.newRun(), inputs: { command: 'backup' } })
    expect(first.code).toBe(0)
    const [before, kept] = [await system.world(), await backups()]
    await fill('true', 2 * 2 ** 20)
    const ended = await system.deploy('v1.1.1')
    expect([ended.code, ended.outputs['outcome']]).toEqual([1, 'nothing-changed'])
    expectClear(ended.output)
    expect(await backups()).toBe(kept)
    expect(await system.world()).toEqual(before)
  }, 300_000)

  test('full while dumping: no backup is added, earlier ones stay, nothing was changed', async () => {
    const [before, kept] = [await system.world(), await backups()]
    const config = system.config({ backup: { 'min-free': '1 KiB' } })
    const started = await system.open('v1.1.1', { config })
    await fill('[ -n "$(find backups -type f -size +64k -newer lock -print -quit)" ]')
    const ended = await started.done
    expect([ended.code, ended.outputs['outcome']]).toEqual([1, 'nothing-changed'])
    expectClear(ended.output)
    expect(await backups()).toBe(kept)
    expect(await system.world()).toEqual(before)
    expect((await system.journal()).at(-1)).toMatchObject({ type: 'closed', outcome: 'nothing-changed' })
  }, 300_000)

  test('full before the journal can be opened: one clear message, nothing is begun', async () => {
    const before = await system.world()
    await system.host.exec(`rm -f ${stateDir}/reserve`)
    await fill('true')
    const ended = await system.deploy('v1.1.1')
    expect(ended.code).toBe(1)
    expectClear(ended.output)
    expect(await system.world()).toEqual(before)
  }, 300_000)

  test('full in a migration, behind the fence: as before, or open with the way on, which works when there is room', async () => {
    const before = await system.world()
    const started = await system.open('v1.1.2')
    await fill('record intent migrate')
    const ended = await started.done
    expect(ended.code).toBe(1)
    expectClear(ended.output)
    await system.host.exec(`rm -f ${disk}/fill`)
    if (ended.outputs['outcome'] !== 'rolled-back') {
      const open = await system.newestDeployment()
      expect(ended.output).toContain(`deployment: ${open}`)
      const back = await system.run({
        run: system.newRun(),
        inputs: { command: 'rollback', deployment: open, reason: 'there is room again' }
      })
      expect([back.code, back.outputs['outcome']]).toEqual([0, 'rolled-back'])
    }
    expect(await system.world()).toEqual(before)
    await system.untilWritable()
    expect(await system.missing()).toEqual([])
  }, 300_000)
})
