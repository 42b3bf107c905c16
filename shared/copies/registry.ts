import { type CopyTo, s3Target, sshTarget } from '../config/copy-to.ts'
import { UserError } from '../errors.ts'
import { openArtifacts } from './artifact.ts'
import type { ArtifactAccess } from './artifact-service.ts'
import { openS3 } from './s3.ts'
import { openSsh } from './ssh.ts'
import type { CopyStore } from './store.ts'

/** Values that come as inputs or from the step's `env`; each kind takes what it needs. */
export interface CopySecrets {
  readonly accessKey?: string | undefined
  readonly secretKey?: string | undefined
  readonly sessionToken?: string | undefined
  readonly privateKey?: string | undefined
  readonly passphrase?: string | undefined
  /** Text in OpenSSH's known_hosts format. */
  readonly knownHosts?: string | undefined
}

/** The store of one entry of `copy-to`; `artifacts` throws where there can be none. Connects to nothing yet. Errors: UserError that names what is missing. */
export async function openCopyStore(config: CopyTo, secrets: CopySecrets, artifacts: () => ArtifactAccess): Promise<CopyStore> {
  if ('artifact' in config) return openArtifacts(artifacts())
  if ('s3' in config) {
    const accessKey = needed(config.s3, 'an access key', secrets.accessKey).trim()
    const secretKey = needed(config.s3, 'a secret key', secrets.secretKey).trim()
    return openS3({ ...s3Target(config), accessKey, secretKey, sessionToken: secrets.sessionToken })
  }
  const { directory, ...place } = sshTarget(config)
  const privateKey = needed(config.ssh, 'a private key', secrets.privateKey)
  const knownHosts = needed(config.ssh, 'lines of known_hosts', secrets.knownHosts)
  return openSsh({ host: { ...place, privateKey, knownHosts, passphrase: secrets.passphrase }, directory })
}

function needed(url: string, what: string, value: string | undefined): string {
  // A secret that does not exist is an empty string in a workflow.
  if (value !== undefined && value.trim() !== '') return value
  throw new UserError(`A copy to ${url} needs ${what}, and there is none: is the secret set in this environment?`)
}
