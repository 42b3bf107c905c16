// G3, G5: the runner dies in any step. The next run sees the open deployment and says what to do; `rollback` brings the system back.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { FaultSystem, stateDir, type World } from './system.ts'

/** Steps that change nothing, and so have no intent: the process is killed when the log names them. */
const inLog: Readonly<Record<string, string>> = { gate: '::group::Health gate', 'live-gate': '::group::Health gate as users see it' }
const behindFence = ['stage', 'backup', 'fence', 'restore-point', 'migrate', 'switch', 'restart', 'gate']

await describeBed('the action is killed', () => {
  let system: FaultSystem
  beforeAll(async () => void (system = await FaultSystem.boot()), 300_000)
  afterAll(() => system?.destroy(), 300_000)
  afterEach(async () => expect(await system?.missing()).toEqual([]))

  /** Deploys the tag in a new run and kills the process with SIGKILL at the moment. Answers the deployment that it left open. */
  async function killed(tag: string, step: string): Promise<string> {
    const run = system.newRun()
    // A gate that is not over before the kill, however busy the machine is.
    const health = { ...(system.config()['health'] as object), successes: 20 }
    const line = inLog[step]
    const config = system.config({ fence: 'always', ...(line === undefined ? {} : { health }) })
    const started = await system.open(tag, { run, config })
    // With the intent its sessions stand still at once: else the next step may have begun when the kill comes.
    if (line === undefined) await system.untilIntent(step, { afterwards: "pkill -STOP -f '^sshd-session: '" })
    else await started.until(line)
    started.process.kill('SIGKILL')
    expect((await started.done).code).toBeNull()
    await system.host.exec("pkill -CONT -f '^sshd-session: ' || :")
    system.github.runs.set(String(run), 'completed')
    expect((await system.journal()).at(-1)?.type).not.toBe('closed')
    return started.id
  }

  /** What the next run of any action says: who holds the lock, and the exact ways on. */
  async function expectRefusal(open: string): Promise<void> {
    const next = await system.deploy('v1.1.0')
    expect(next.code).toBe(1)
    expect(next.output).toContain(`Deployment ${open} holds the lock of ${'/var/lib/belay/mes/production'}`)
    expect(next.output).toContain(`\`command: rollback\` with \`deployment: ${open}\``)
    expect(next.output).not.toMatch(/This is a bug|^\s+at /m)
  }

  /** Goes back from another run; while a job of the deployment still runs on the host, that is said and nothing is decided. */
  async function rollBack(open: string): Promise<string> {
    for (const end = Date.now() + 60_000; ; ) {
      const ended = await system.run({ run: system.newRun(), inputs: { command: 'rollback', deployment: open, reason: 'the runner died' } })
      if (ended.code === 0) return String(ended.outputs['plan'])
      if (!ended.output.includes('still running on the host') || Date.now() > end) throw new Error(ended.output)
    }
  }

  const plans: Readonly<Record<string, string>> = {
    stage: 'nothing',
    backup: 'nothing',
    fence: 'code-only',
    'restore-point': 'code-only'
  }
  test.each(behindFence)(
    'in %s of a release that destroys data: rolled back, data included',
    async step => {
      const before = await system.world()
      const open = await killed('v1.1.1', step)
      await expectRefusal(open)
      expect(await rollBack(open)).toBe(plans[step] ?? 'restore-point')
      expect(await system.world()).toEqual({
        ...before,
        version: '1.0.0',
        maintenance: 'down',
        leftovers: '',
        lock: 'free'
      } satisfies World)
      await system.untilWritable()
    },
    300_000
  )

  test('then the same tag can be deployed', async () => {
    const ended = await system.deploy('v1.1.1')
    expect([ended.code, ended.outputs['outcome']]).toEqual([0, 'verified'])
    expect(await system.world()).toMatchObject({ version: '1.1.1', maintenance: 'down', leftovers: '', lock: 'free' })
    await system.untilWritable()
  }, 300_000)

  /** The last script marks the release and closes the deployment; what it leaves when the machine ends it between the two. */
  const halfClosed = async () => {
    // Written in place: the file stays its owner's.
    await system.host.exec(`set -e
file=$(echo ${stateDir}/releases/v1.1.5-*/release.json)
text=$(sed 's/"state":"staged"/"state":"verified","verifiedAt":"${new Date().toISOString()}"/' "$file")
printf '%s\\n' "$text" >"$file"
grep -q '"state":"verified"' "$file"`)
  }

  test.each(['open', 'finish'])(
    'in %s of an additive release: the code goes back, the schema stays, no row is lost',
    async step => {
      const before = await system.world()
      const open = await killed('v1.1.5', step === 'finish' ? 'live-gate' : step)
      if (step === 'finish') await halfClosed()
      await expectRefusal(open)
      expect(await rollBack(open)).toBe('code-only')
      const { version, current, services, data } = before
      expect(await system.world()).toMatchObject({
        ...{ version, current, services, data },
        ...{ maintenance: 'down', leftovers: '', lock: 'free' }
      })
      await system.untilWritable()
    },
    300_000
  )

  test('then that tag can be deployed too, and only the newest way back is kept', async () => {
    const ended = await system.deploy('v1.1.5')
    expect([ended.code, ended.outputs['outcome']]).toEqual([0, 'verified'])
    expect(await system.world()).toMatchObject({ version: '1.1.5', maintenance: 'down', leftovers: '', lock: 'free' })
    const copies = await system.host.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'mes\\_db\\_%'")
    expect(Number(copies)).toBeLessThanOrEqual(1)
  }, 300_000)

  /** Killed when users were in and had written: a restore point would cost their rows. */
  async function killedAfterWrites(tag: string): Promise<string> {
    const open = await killed(tag, 'live-gate')
    await system.untilWritable()
    await expectRefusal(open)
    const refused = await system.run({ run: system.newRun(), inputs: { command: 'rollback', deployment: open, reason: 'the runner died' } })
    expect(refused.code).toBe(1)
    expect(refused.output).toMatch(/No safe way back/)
    expect(refused.output).toMatch(
      /accept-loss.*cost: main\.public\.workorder_qualityinspection: \d+ rows; main\.public\.workorder_workorder: \d+ rows/
    )
    system.github.finishAll()
    return open
  }

  test('when users have written since the opening: a rollback is refused with its cost, and the deployment can be resumed', async () => {
    const open = await killedAfterWrites('v1.1.6')
    const resumed = await system.deploy('v1.1.6', { inputs: { deployment: open } })
    expect([resumed.code, resumed.outputs['outcome'], resumed.outputs['deployment']]).toEqual([0, 'verified', open])
    expect(await system.world()).toMatchObject({ version: '1.1.6', maintenance: 'down', leftovers: '', lock: 'free' })
    await system.untilWritable()
  }, 300_000)

  test('or given up, and repaired forward by a new tag, which lets users in again', async () => {
    const open = await killedAfterWrites('v1.1.7')
    const unlocked = await system.run({
      run: system.newRun(),
      inputs: { command: 'unlock', deployment: open, reason: 'repaired forward by v1.1.8' }
    })
    expect(unlocked.code).toBe(0)
    expect(await system.world()).toMatchObject({ maintenance: 'up', lock: 'free' })
    const plain = await system.deploy('v1.1.8')
    expect(plain.code).toBe(1)
    expect(plain.output).toContain('someone migrated past Belay')
    const repaired = await system.deploy('v1.1.8', { inputs: { force: 'true', reason: 'repair forward' } })
    expect([repaired.code, repaired.outputs['outcome']]).toEqual([0, 'verified'])
    expect(await system.world()).toMatchObject({ version: '1.1.8', services: 'active,active', maintenance: 'down', lock: 'free' })
    await system.untilWritable()
  }, 300_000)
})
