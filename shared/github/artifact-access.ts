import type { ArtifactAccess } from '../copies/artifact-service.ts'
import { UserError } from '../errors.ts'
import type { Run } from './run.ts'

/** Where and as whom the artifacts of this run are reached, from what the runner gives to every action. Errors: UserError where there are none. */
export function artifactAccess(
  environment: Readonly<Record<string, string | undefined>>,
  { owner, apiUrl }: Run,
  apiToken: string | undefined
): ArtifactAccess {
  const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const refused = 'A copy to a GitHub artifact is not possible here'
  const { hostname } = new URL(server)
  if (!/(^|\.)(github\.com|ghe\.com|localhost)$/i.test(hostname))
    throw new UserError(
      `${refused}: ${hostname} is a GitHub Enterprise Server, which has no artifacts of this kind. Copy to \`s3://…\` or \`ssh://…\`.`
    )
  const { ACTIONS_RESULTS_URL: serviceUrl = '', ACTIONS_RUNTIME_TOKEN: serviceToken = '' } = environment
  if (serviceUrl === '' || serviceToken === '')
    throw new UserError(
      `${refused}: the runner has given this step neither ACTIONS_RESULTS_URL nor ACTIONS_RUNTIME_TOKEN. It gives them to \`uses:\` steps of a job on GitHub.`
    )
  const days = Number(environment['GITHUB_RETENTION_DAYS'])
  return {
    repository: owner.repository,
    runId: owner.runId,
    serviceUrl,
    serviceToken,
    apiUrl,
    apiToken,
    days: Number.isInteger(days) && days > 0 ? days : undefined
  }
}
