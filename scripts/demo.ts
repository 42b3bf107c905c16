// The whole promise on one machine, with Node and git only: npm run demo [-- --keep DIR]
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunResult, runWorkflow } from '../test/runner/run.ts'
import { startClient } from './demo/client.ts'
import {
  findEntries,
  installByHand,
  type System,
  startByHand,
  startFront,
  stopService,
  systemIn,
  until,
  version
} from './demo/guestbook.ts'
import { Repository, tagThreeVersions } from './demo/repository.ts'
import { Timeline } from './demo/timeline.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const node = process.execPath

interface Stage {
  readonly directory: string
  readonly system: System
  readonly repository: Repository
  readonly timeline: Timeline
}

async function main(): Promise<number> {
  const at = process.argv.indexOf('--keep')
  const keep = at < 0 ? undefined : process.argv[at + 1]
  if (at >= 0 && keep === undefined) return refuse('--keep needs a directory: npm run demo -- --keep DIR')
  const directory = keep === undefined ? mkdtempSync(join(tmpdir(), 'belay-demo-')) : resolve(keep)
  if (existsSync(directory) && readdirSync(directory).length > 0) return refuse(`${directory} is not empty: name a new directory`)
  mkdirSync(directory, { recursive: true })
  const system = await systemIn(directory, 'production')
  const timeline = new Timeline(join(directory, 'log'))
  const repository = new Repository(join(directory, 'origin'), root)
  const ends: (() => unknown)[] = [() => stopService(system)]
  // Ctrl-C must not leave a guest book running.
  process.once('SIGINT', () => process.exit(130))
  process.once('exit', () => ends[1]?.())
  try {
    const code = await play({ directory, system, repository, timeline }, ends)
    if (keep !== undefined) console.log(`\nEverything is in ${directory}:\n${contents(directory)}`)
    return code
  } finally {
    for (const end of ends.reverse()) await end()
    await timeline.close()
    if (keep === undefined) rmSync(directory, { recursive: true, force: true })
  }
}

async function play(stage: Stage, ends: (() => unknown)[]): Promise<number> {
  const { directory, system, repository, timeline } = stage
  tagThreeVersions(repository, system, node)
  installByHand(repository.directory, system, node)
  ends.push(startFront(root, system, node))
  startByHand(system, node)
  await until('the guest book answers', async () => (await version(system.url)) === 'v1.0.0')
  timeline.say('A guest book runs as v1.0.0, put there by hand. A client writes 5 entries a second.')
  const client = startClient(system.url, 5)

  const adopted = await timeline.run('adopt what runs now: adopt.yml', () => workflow(stage, 'adopt.yml', 'refs/heads/main'))
  const good = await timeline.run('git push origin v1.1.0, which adds a table: production.yml', () =>
    workflow(stage, 'production.yml', 'refs/tags/v1.1.0')
  )
  const served = await version(system.url)
  timeline.say(`  users are served by ${served}, ${client.acknowledged.length} entries so far`)
  const bad = await timeline.run('git push origin v1.2.0, which destroys a column and answers 500: production.yml', () =>
    workflow(stage, 'production.yml', 'refs/tags/v1.2.0')
  )
  const before = client.acknowledged.length
  await until('users can write again', () => client.acknowledged.length > before)
  await client.stop()

  const end = await version(system.url)
  const { present, authors } = findEntries(system.database, client.acknowledged)
  timeline.say(`  users are served by ${end}, ${client.acknowledged.length} entries so far`)
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(JSON.parse(reportOf(bad)), null, 2)}\n`)
  writeFileSync(join(directory, 'summary.md'), Object.values(bad.summary).join('\n'))
  return timeline.prove(
    [
      ['adopted', adopted.conclusion, 'success'],
      ['v1.1.0 went green', good.conclusion, 'success'],
      ['v1.1.0 was served', served, 'v1.1.0'],
      ['v1.2.0 went red', bad.conclusion, 'failure'],
      ['served now', end, 'v1.1.0'],
      [`of ${client.acknowledged.length} acknowledged entries present`, present, client.acknowledged.length],
      ['of them with their author, whom v1.2.0 would have forgotten', authors, client.acknowledged.length],
      ['the client wrote at all', client.acknowledged.length > 10, true]
    ],
    `longest time without an acknowledged entry: ${(client.longestGapMs / 1000).toFixed(1)} s; ${client.refused} entries were refused meanwhile, none was lost`
  )
}

/** Runs a workflow of the sample's repository as GitHub would, with the real bundle. */
function workflow({ repository, timeline }: Stage, file: string, ref: string): Promise<RunResult> {
  const byHand = file === 'adopt.yml'
  return runWorkflow({
    workflow: join(repository.directory, '.github', 'workflows', file),
    repository: 'sample/guestbook',
    repositories: { 'sample/guestbook': repository.directory },
    event: byHand ? 'workflow_dispatch' : 'push',
    ref,
    ...(byHand ? { inputs: { environment: 'production' } } : {}),
    actions: { 'belay-actions/belay': root },
    node,
    onLine: timeline.line,
    onStep: timeline.step
  })
}

function reportOf(result: RunResult): string {
  const steps = Object.values(result.jobs).flatMap(job => job.steps ?? [])
  return steps.map(step => step.outputs['report']).findLast(text => text?.includes('"outcome"')) ?? '{}'
}

function contents(directory: string): string {
  const known: Record<string, string> = {
    'report.json': 'the report of the red run',
    'summary.md': 'its job summary, as GitHub shows it',
    log: 'the whole log of the three runs',
    origin: "the sample's repository",
    'site/releases': 'the releases; site/current points to the live one',
    'site/shared': 'database, restore point and the failed database, kept for study',
    'state/deployments': 'the journal, one file per record',
    'state/backups': 'verified backups with their manifests'
  }
  return Object.entries(known)
    .filter(([path]) => existsSync(join(directory, path)))
    .map(([path, what]) => `  ${path.padEnd(18)} ${what}`)
    .join('\n')
}

function refuse(message: string): number {
  console.error(message)
  return 2
}

await main().then(
  code => process.exit(code),
  error => {
    console.error(error)
    process.exit(1)
  }
)
