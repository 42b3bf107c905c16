import { loadConfig } from '../config/load.ts'
import { scriptList } from '../config/schema.ts'
import { resolveTarget, type Target, type TargetInputs } from '../config/target.ts'
import { parseYaml } from '../config/yaml-errors.ts'
import { parseChecks } from '../health/parse-checks.ts'
import type { TargetTexts } from './read-target.ts'

/** What the texts of configuration and inputs mean together. Errors: UserError for either. */
export function makeTarget(
  inputs: TargetTexts,
  file: { readonly name: string; readonly text: string } | undefined,
  repositoryName: string
): Target {
  const { checks, scripts, 'db-host': _host, 'db-port': _port, 'db-user': _user, 'db-password': _password, ...rest } = inputs
  const read: TargetInputs = {
    ...rest,
    ...(checks === undefined ? {} : { checks: parseChecks(checks) }),
    ...(scripts === undefined ? {} : { scripts: parseYaml(scriptList, scripts, 'input scripts') })
  }
  return resolveTarget(file === undefined ? undefined : loadConfig(file.text, file.name), read, repositoryName)
}
