// Kills deployments of a release that destroys data at random moments and goes back, round after round. CI does not run it.
// Usage: node test/faults/campaign.ts [ROUNDS] [SEED]   (default: 20 rounds; the seed is printed)
import { isDeepStrictEqual } from 'node:util'
import { FaultSystem } from './system.ts'

const rounds = Number(process.argv[2] ?? '20')
const seed = Number(process.argv[3] ?? String(Date.now() % 2 ** 31))

/** Mulberry32: the same seed, the same moments. */
function random(state: number): () => number {
  let now = state
  return () => {
    now = (now + 0x6d2b79f5) | 0
    let t = Math.imul(now ^ (now >>> 15), 1 | now)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One round: what was wrong with its end, or how it ended. */
async function round(system: FaultSystem, afterMs: number): Promise<{ readonly end: string; readonly wrong: readonly string[] }> {
  const before = await system.world()
  const run = system.newRun()
  // Going home by hand has marked it bad.
  const inputs = { force: 'true', reason: 'campaign' }
  const started = await system.open('v1.1.1', { run, config: system.config({ fence: 'always' }), inputs })
  await new Promise(resolve => setTimeout(resolve, afterMs))
  started.process.kill('SIGKILL')
  const { code } = await started.done
  system.github.runs.set(String(run), 'completed')
  const step = (await system.journal()).findLast(record => record.step !== undefined)
  const at = code === null ? `killed after ${step?.type} ${step?.step}` : 'had ended'
  for (let attempt = 1; attempt <= 60; attempt++) {
    const back = await system.run({ run: system.newRun(), inputs: { command: 'rollback', deployment: started.id, reason: 'campaign' } })
    if (back.output.includes('still running on the host')) continue
    const world = await system.world()
    const missing = await system.missing()
    const wrong = missing.length > 0 ? [`${missing.length} acknowledged rows are missing`] : []
    if (back.code === 0) {
      if (!isDeepStrictEqual(world, before)) wrong.push(`not as before: ${JSON.stringify(world)}`)
      return { end: `${at}: ${back.outputs['plan']}`, wrong }
    }
    // The rows that came in since the opening would be lost: gone on with instead, and then deployed.
    if (!back.output.includes('No safe way back') && code === null) return { end: at, wrong: [...wrong, back.output] }
    if (code === null) system.github.finishAll()
    const forward = code === null ? await system.deploy('v1.1.1', { inputs: { ...inputs, deployment: started.id } }) : undefined
    if (forward !== undefined && forward.code !== 0) wrong.push(forward.output)
    const home = await system.run({
      run: system.newRun(),
      inputs: { command: 'rollback', to: 'v1.0.0', reason: 'campaign', 'accept-loss': started.id }
    })
    if (home.code !== 0) wrong.push(home.output)
    return { end: `${at}: refused, gone on with`, wrong }
  }
  return { end: at, wrong: ['a job of it still ran after 60 attempts'] }
}

const system = await FaultSystem.boot()
let failed = 0
try {
  console.log(`seed ${seed}`)
  const next = random(seed)
  for (let n = 1; n <= rounds && failed === 0; n++) {
    const afterMs = Math.round(next() * 20_000)
    const { end, wrong } = await round(system, afterMs)
    console.log(`${n}: ${afterMs} ms: ${end}`)
    for (const line of wrong) console.log(`   WRONG: ${line}`)
    failed += wrong.length
  }
} finally {
  await system.destroy()
}
process.exitCode = failed === 0 ? 0 : 1
