import { tmpdir } from 'node:os'
import * as core from '@actions/core'
import { jobFile } from '../deployment/job-file.ts'
import { waysOn } from '../deployment/lock-message.ts'
import { readRun } from '../github/run.ts'

/**
 * The end of the job. The action that opened a deployment which is still open says so, and what to do. The lock stays: it is never released by
 * itself, because nobody has decided yet whether the system is well (G3).
 */
export async function runPost(): Promise<void> {
  const kept = core.getState('belay')
  if (kept === '') return
  const { app, environment, deployment } = JSON.parse(kept) as { app: string; environment: string; deployment: string }
  const run = readRun(process.env, process.cwd(), tmpdir())
  const now = await jobFile(run.temp, app, environment).read()
  if (now.deployment !== deployment) return
  core.warning(
    `The job ends and deployment ${deployment} of ${app} in ${environment} is still open. Its lock stays. Choose:\n${waysOn(deployment)
      .map(way => `- ${way}`)
      .join('\n')}`,
    { title: 'A deployment is still open' }
  )
}
