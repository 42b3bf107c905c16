import type { Target, TargetInputs } from './target.ts'

/** Inputs whose values are secret, and the name of the variable that stands for each in the configuration: the value itself travels beside it. */
const secretInputs = {
  'database-url': 'BELAY_DATABASE_URL',
  'drill-url': 'BELAY_DRILL_URL',
  'manifest-key': 'BELAY_MANIFEST_KEY',
  identity: 'BELAY_IDENTITY',
  'copy-access-key': 'BELAY_COPY_ACCESS_KEY',
  'copy-secret-key': 'BELAY_COPY_SECRET_KEY',
  'copy-session-token': 'BELAY_COPY_SESSION_TOKEN',
  'copy-private-key': 'BELAY_COPY_PRIVATE_KEY'
} as const satisfies Partial<Record<keyof TargetInputs, string>>
type SecretInput = keyof typeof secretInputs

/** What stands in the configuration where an input has this secret; undefined: it is not given. */
export function secretOf(inputs: Pick<TargetInputs, SecretInput>, name: SecretInput): { readonly secret: string } | undefined {
  return inputs[name] === undefined ? undefined : { secret: secretInputs[name] }
}

/** The secret values among the inputs. */
export function givenOf(inputs: Pick<TargetInputs, SecretInput | 'private-key' | 'passphrase'>): Target['given'] {
  const names = Object.keys(secretInputs) as SecretInput[]
  return {
    privateKey: inputs['private-key'],
    passphrase: inputs.passphrase,
    secrets: Object.fromEntries(names.flatMap(name => (inputs[name] === undefined ? [] : [[secretInputs[name], inputs[name]]])))
  }
}
