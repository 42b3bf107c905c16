import type { Host } from './host.ts'
import { LocalHost } from './local-host.ts'
import { SshHost } from './ssh-host.ts'
import { WindowsHost } from './windows-host.ts'

export interface HostSpec {
  /** `local`, or a name or address to reach over SSH. */
  readonly address: string
  readonly port: number
  readonly user: string
  readonly privateKey: string
  readonly passphrase?: string | undefined
  readonly knownHosts: string
  /** Milliseconds; default 15,000. */
  readonly connectTimeoutMs?: number | undefined
  /** For `local`: the login's PATH, in front of the system's directories. */
  readonly path?: string | undefined
  /** For `local`: it runs Windows. */
  readonly windows?: boolean | undefined
  /** Called when the login is on its way; from here on the server works and this process waits. For `local` at once. */
  readonly onLogin?: (() => void) | undefined
}

/** The host for a specification; it connects at its first use. Errors: UserError when known_hosts does not hold a usable key for it. */
export function openHost(spec: HostSpec): Host {
  if (spec.address !== 'local') return new SshHost(spec)
  spec.onLogin?.()
  if (spec.windows) return new WindowsHost()
  return new LocalHost({ path: spec.path })
}
