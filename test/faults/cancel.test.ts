// G3, G5: cancellation as GitHub does it: SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s after that; then the workflow's rollback step.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { Runner } from '../runner/run.ts'
import { FaultSystem, repositoryName } from './system.ts'

await describeBed('cancellation', () => {
  let system: FaultSystem
  let runner: Runner
  beforeAll(async () => {
    system = await FaultSystem.boot()
    runner = new Runner(join(system.directory, 'runner'))
  }, 300_000)
  afterAll(() => system?.destroy(), 300_000)

  /** The chain in one step and the rollback step of the examples. */
  function workflow(config: Record<string, unknown>): string {
    const file = join(system.directory, 'production.yml')
    const configFile = join(system.directory, 'belay.yml')
    writeFileSync(configFile, JSON.stringify(config))
    const connection = `
          config: ${configFile}
          environment: production
          port: ${system.host.sshPort}
          user: deploy
          private-key: \${{ secrets.BELAY_PRIVATE_KEY }}
          known-hosts: \${{ vars.BELAY_KNOWN_HOSTS }}`
    writeFileSync(
      file,
      `on: { push: { tags: [v*] } }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v6
        with: { fetch-depth: 0 }
      - uses: belay-actions/belay@v1
        id: deploy
        with:
          command: deploy
          branch-policy: false${connection}
      - uses: belay-actions/belay/actions/rollback@v1
        id: back
        if: failure() || cancelled()
        with:
          reason: cancelled${connection}
`
    )
    return file
  }

  test.each([
    ['migrate', 'v1.1.2', undefined],
    ['gate', 'v1.1.1', 'Health gate']
  ])(
    'during %s: the rollback step brings everything back',
    async (_step, tag, line) => {
      const before = await system.world()
      // A gate that takes as long as it needs to be cancelled in.
      const config = system.config({ health: { ...(system.config()['health'] as object), successes: 30 } })
      let seen: () => void = () => undefined
      const cue = new Promise<void>(resolve => void (seen = resolve))
      const run = runner.start({
        workflow: workflow(tag === 'v1.1.1' ? config : system.config()),
        repository: repositoryName,
        repositories: { [repositoryName]: system.workspace },
        ref: `refs/tags/${tag}`,
        actions: { 'belay-actions/belay': system.suite },
        environments: {
          production: { secrets: { BELAY_PRIVATE_KEY: system.host.privateKey }, vars: { BELAY_KNOWN_HOSTS: system.host.knownHosts } }
        },
        env: { GITHUB_API_URL: system.github.url },
        node: process.execPath,
        onLine: text => {
          if (line !== undefined && text.includes(line)) seen()
        }
      })
      if (line === undefined) void system.untilSleeping().then(seen)
      await Promise.race([cue, run.done.then(result => Promise.reject(new Error(result.log.join('\n'))))])
      const result = await runner.cancel(run)
      const steps = result.jobs['deploy']?.steps ?? []
      const deploy = steps.find(step => step.id === 'deploy')
      const back = steps.find(step => step.id === 'back' && step.stage === 'main')
      expect(result.conclusion).toBe('cancelled')
      expect([deploy?.outcome, deploy?.signals?.[0]]).toEqual(['cancelled', 'SIGINT'])
      if (back?.outcome !== 'success') throw new Error(result.log.join('\n'))
      expect(back.outputs).toMatchObject({ plan: 'restore-point', status: 'passed' })
      const journal = await system.journal()
      expect(journal.filter(record => record.type === 'note').map(record => record.message)).toEqual([
        expect.stringMatching(/^SIGINT: the run was cancelled/)
      ])
      expect(journal.at(-1)).toMatchObject({ type: 'closed', outcome: 'rolled-back' })
      expect(await system.world()).toEqual(before)
      await system.untilWritable()
      expect(await system.missing()).toEqual([])
    },
    300_000
  )
})
