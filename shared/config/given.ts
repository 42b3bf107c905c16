import type { Target, TargetInputs } from './target.ts'

/** The secret values among the inputs, which travel beside the configuration and not with it. */
export function givenOf(
  inputs: Pick<TargetInputs, 'database-url' | 'manifest-key' | 'identity' | 'private-key' | 'passphrase'>
): Target['given'] {
  return {
    databaseUrl: inputs['database-url'],
    manifestKey: inputs['manifest-key'],
    identity: inputs.identity,
    privateKey: inputs['private-key'],
    passphrase: inputs.passphrase
  }
}
