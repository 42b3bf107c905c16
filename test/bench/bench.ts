// npm run bench [-- --rounds N] [--dist DIRECTORY] [--only a,b,backups,mariadb,static-check,run-migrations] [--megabytes N] [--no-write]: how long whole deployments take, and whether the limits hold.
// `--only` writes no more of docs/benchmarks.md than the sections of mariadb, static-check and run-migrations, where it names them.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBackups } from './backups.ts'
import { coldStart } from './cold-start.ts'
import { chainedActions, playbook, rootAction, runRootAction, script } from './contenders.ts'
import { followLargeJob } from './large-job.ts'
import { describeMachine, loadNow } from './machine.ts'
import { measureMariadb, renderMariadb } from './mariadb.ts'
import { type Measured, render, replaceSection } from './report.ts'
import { measureRunMigrations, renderRunMigrations } from './run-migrations.ts'
import { measureStaticCheck, renderStaticCheck } from './static-check.ts'
import { summarise } from './statistics.ts'
import { after, before, System } from './system.ts'

const root = join(import.meta.dirname, '..', '..')
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    dist: { type: 'string', default: join(root, 'dist') },
    only: { type: 'string' },
    megabytes: { type: 'string', default: '1000' },
    'no-write': { type: 'boolean', default: false }
  }
})

async function main(): Promise<number> {
  if (!existsSync(join(values.dist, 'belay.js'))) throw new Error(`There is no bundle in ${values.dist}: npm run build makes it.`)
  const rounds = Number(values.rounds)
  const wanted = values.only?.split(',')
  const wants = (key: string) => wanted?.includes(key) ?? true
  const deployed =
    wanted === undefined || ['a', 'b', 'c', 'd', 'backups'].some(wants) ? await measureDeployments(rounds, wanted) : undefined
  // What stands by itself: each part has its own section, which is also written where only it was asked for.
  const mariadb = wants('mariadb') ? renderMariadb(await measureMariadb(Number(values.megabytes), Math.max(3, rounds))) : undefined
  const staticCheck = wants('static-check') ? renderStaticCheck(await measureStaticCheck(14_000, Math.max(3, rounds))) : undefined
  const migrations = wants('run-migrations') ? renderRunMigrations(await measureRunMigrations(rounds, values.dist)) : undefined
  const alone = [mariadb, staticCheck, migrations].filter(part => part !== undefined)
  const parts = deployed === undefined ? alone : [deployed, ...alone]
  const text = parts.map(part => part.text).join('\n')
  const missed = parts.flatMap(part => part.missed)
  console.log(text)
  for (const each of missed) console.error(`missed: ${each}`)
  if (!values['no-write']) {
    const file = join(root, 'docs', 'benchmarks.md')
    if (wanted === undefined) await writeFile(file, text)
    else if (alone.length > 0) {
      const by = `\nMeasured by itself, \`npm run bench -- --only ${values.only}\`, on ${new Date().toISOString().slice(0, 10)}.\n`
      const sections = alone.map(part => part.text + by)
      await writeFile(file, sections.reduce(replaceSection, await readFile(file, 'utf8')))
    }
  }
  return missed.length === 0 ? 0 : 1
}

/** Whole deployments by all contenders in turns, and what is measured on their host or beside them. */
async function measureDeployments(rounds: number, wanted: readonly string[] | undefined): Promise<{ text: string; missed: string[] }> {
  const chained = await chainedActions(values.dist)
  const contenders = [rootAction(values.dist), script, playbook, chained].filter(each => wanted?.includes(each.key) ?? true)
  const from = loadNow()

  await using system = await System.boot()
  await system.configure('auto')
  await runRootAction(values.dist, system, 'adopt', '1.0.0')
  await runRootAction(values.dist, system, 'deploy', before)
  await system.keep()
  await system.configure('always')

  const times = new Map(contenders.map(each => [each.key, [] as number[]]))
  const processor = new Map(contenders.map(each => [each.key, [] as number[]]))
  // Round 0 warms caches up and is not counted. The order turns with each round, so that nobody always comes after the same one.
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < contenders.length; at++) {
      const contender = contenders[(at + round) % contenders.length]!
      await system.reset()
      const used = await system.processorMs()
      const ms = await contender.deploy(system)
      const processorMs = (await system.processorMs()) - used
      await system.check()
      if (round > 0) times.get(contender.key)!.push(ms)
      if (round > 0) processor.get(contender.key)!.push(processorMs)
      console.error(
        `round ${round} of ${rounds}: ${(ms / 1000).toFixed(2)} s (${(processorMs / 1000).toFixed(2)} s of processor)  ${contender.name}`
      )
    }
  }
  const start = wanted === undefined ? await coldStart(values.dist, 25) : undefined
  const large = wanted === undefined ? await followLargeJob(system.host) : undefined
  const backups =
    wanted === undefined || wanted.includes('backups')
      ? await measureBackups(Number(values.megabytes), Math.max(3, rounds), values.dist)
      : undefined

  const measured: Measured = {
    machine: { ...(await describeMachine()), load: [from, loadNow()] },
    rounds,
    deployments: contenders.map(each => ({
      key: each.key,
      name: each.name,
      ...summarise(times.get(each.key)!),
      processor: summarise(processor.get(each.key)!)
    })),
    chainedSteps: chained.steps,
    versions: { before, after },
    start,
    large,
    backups
  }
  return render(measured)
}

process.exitCode = await main()
