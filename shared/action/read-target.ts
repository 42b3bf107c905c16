import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { type DatabaseParts, withDatabaseUrl } from '../config/database-url.ts'
import { givenOf } from '../config/given.ts'
import type { Target, TargetInputs } from '../config/target.ts'
import { UserError } from '../errors.ts'
import type { Run } from '../github/run.ts'

/** Where the configuration lies in a repository. */
export const defaultPath = '.github/belay.yml'

/** Inputs that stand in for the configuration, as their texts. */
export type TargetTexts = Omit<TargetInputs, 'checks' | 'scripts'> &
  Pick<DatabaseParts, 'db-host' | 'db-port' | 'db-user' | 'db-password'> & {
    readonly checks?: string | undefined
    readonly scripts?: string | undefined
  }

/** What of each input a target depends on: its value, only whether it is given, or nothing, where it is a secret that stands beside the rest. */
const depends: Readonly<Record<keyof TargetInputs, 'value' | 'given' | 'not'>> = {
  app: 'value',
  environment: 'value',
  host: 'value',
  port: 'value',
  user: 'value',
  'private-key': 'not',
  passphrase: 'not',
  'known-hosts': 'value',
  'state-dir': 'value',
  engine: 'value',
  'database-url': 'given',
  'drill-url': 'given',
  database: 'value',
  'database-admin': 'value',
  'database-as': 'value',
  'compose-file': 'value',
  'compose-service': 'value',
  scope: 'value',
  'code-root': 'value',
  services: 'value',
  'stable-for': 'value',
  'maintenance-file': 'value',
  framework: 'value',
  directory: 'value',
  python: 'value',
  ini: 'value',
  rehearse: 'value',
  baseline: 'value',
  scripts: 'value',
  'db-lock-timeout': 'value',
  'statement-timeout': 'value',
  checks: 'value',
  url: 'value',
  interval: 'value',
  successes: 'value',
  failures: 'value',
  verify: 'value',
  destination: 'value',
  'min-free': 'value',
  'manifest-key': 'given',
  'encrypt-to': 'value',
  require: 'value',
  files: 'value',
  identity: 'given',
  'copy-to': 'value',
  'copy-access-key': 'given',
  'copy-secret-key': 'given',
  'copy-session-token': 'given',
  'copy-private-key': 'given',
  'copy-known-hosts': 'value',
  'keep-days': 'value',
  'keep-last': 'value',
  'keep-weekly': 'value',
  'keep-monthly': 'value',
  'min-verified': 'value'
}

/**
 * What configuration and inputs name together, before anything that is needed to connect. To read it takes as long as to connect, so the actions of a
 * job keep it for each other in `temp` (RUNNER_TEMP), without the secrets that came as inputs: the same texts and the same code mean the same.
 * Errors: UserError for configuration or inputs.
 */
export async function readTarget(
  texts: TargetTexts & { readonly config?: string | undefined },
  run: Run,
  temp: string | undefined
): Promise<Target> {
  const inputs = withDatabaseUrl(texts)
  const file = await configText(inputs.config, run)
  const kept = temp === undefined || mayHoldSecrets(inputs) ? undefined : join(temp, 'belay', `target-${digest(inputs, file, run)}.json`)
  const known = kept === undefined ? undefined : await readFile(kept, 'utf8').then(parse, () => undefined)
  const given = givenOf(inputs)
  if (known !== undefined) return { ...known, given }
  const { makeTarget } = await import('./make-target.ts')
  const { given: _, ...target } = makeTarget(inputs, file, run.repositoryName)
  // Without it the next action reads the same again.
  if (kept !== undefined) await keep(kept, JSON.stringify(target)).catch(() => undefined)
  return { ...target, given }
}

/** A workflow may put a secret into these texts: a header of a check, a password in an address. They are read again by each action. */
function mayHoldSecrets({ checks, scripts, url }: TargetTexts): boolean {
  return [checks, scripts, url].some(each => each !== undefined)
}

function parse(text: string): Omit<Target, 'given'> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function keep(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

type ConfigFile = { readonly name: string; readonly text: string }

async function configText(path: string | undefined, run: Run): Promise<ConfigFile | undefined> {
  const name = path ?? defaultPath
  try {
    return { name, text: await readFile(isAbsolute(name) ? name : join(run.workspace, name), 'utf8') }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (path === undefined) return undefined
    throw new UserError(
      `The configuration ${path} is not in the checkout at ${run.workspace}: check the repository out first (actions/checkout), or correct the input \`config\``
    )
  }
}

/** Two versions of Belay in one job lie in two directories. */
function digest(inputs: TargetTexts, file: ConfigFile | undefined, run: Run): string {
  const values = (Object.keys(depends) as (keyof TargetInputs)[]).map(name =>
    depends[name] === 'value' ? (inputs[name] ?? null) : depends[name] === 'given' && inputs[name] !== undefined
  )
  const parts = [dirname(process.argv[1] ?? ''), run.repositoryName, file?.text ?? null, values]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
