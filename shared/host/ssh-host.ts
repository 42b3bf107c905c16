import { connect as connectSocket, type Socket } from 'node:net'
import type { ClientChannel, ParsedKey, PublicKeyAuthMethod, Client as SshClient } from 'ssh2'
import { UserError } from '../errors.ts'
import { type Channel, type Closed, shellCommand, type Transport } from './channel.ts'
import { ConnectionLost, Unreachable } from './errors.ts'
import { fingerprint, KnownHosts } from './known-hosts.ts'
import { readPrivateKey } from './private-key.ts'
import { ShellHost } from './shell-host.ts'

export interface SshOptions {
  /** A name, an IPv4 or an IPv6 address. */
  readonly address: string
  readonly port: number
  readonly user: string
  readonly privateKey: string
  readonly passphrase?: string | undefined
  /** Text in OpenSSH's known_hosts format (G8). */
  readonly knownHosts: string
  /** Milliseconds for the connection, and as many again for the handshake; default 15,000. */
  readonly connectTimeoutMs?: number | undefined
  /** Called when the login is on its way: from here until the first session is open the server works and this process waits. */
  readonly onLogin?: (() => void) | undefined
}

/** Sessions at once over one connection. OpenSSH allows 10 (MaxSessions) and frees one a little after its channel is closed. */
const MAX_CHANNELS = 8

/** Shells that wait for their next script. More at once are needed only in a burst. */
const MAX_IDLE = 2

/** A dead connection is noticed after three unanswered questions. */
const KEEPALIVE_MS = 5000
const KEEPALIVE_COUNT = 3

const CONNECT_TIMEOUT_MS = 15_000

/** Ciphers that node:crypto does itself come first; ssh2's own chacha20 is JavaScript. */
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com'
]

/** A host over SSH: one connection, made at the first use and made again when it broke. */
export class SshHost extends ShellHost {
  /** Errors: UserError for a missing or unsuitable known_hosts, before anything is sent. */
  constructor(options: SshOptions) {
    super(new SshTransport(options))
  }
}

class Connection {
  readonly client: SshClient
  readonly #socket: Socket
  lost: Error | undefined
  readonly onLost: (() => void)[] = []

  constructor(client: SshClient, socket: Socket) {
    this.client = client
    this.#socket = socket
  }

  /** Says goodbye; nobody waits for the answer. */
  end(): void {
    this.client.end()
    this.#socket.unref()
  }

  lose(error: Error): void {
    if (this.lost) return
    this.lost = error
    for (const tell of this.onLost) tell()
  }
}

export class SshTransport implements Transport {
  readonly kind = 'ssh'
  readonly label: string
  readonly user: string
  readonly #options: SshOptions
  readonly #address: string
  readonly #knownHosts: KnownHosts
  readonly #waiting: (() => void)[] = []
  readonly #idle: { readonly as: string | undefined; readonly channel: Channel; readonly connection: Connection }[] = []
  #connection: Promise<Connection> | undefined
  #channels = 0
  #limit = MAX_CHANNELS
  #closed: boolean = false

  constructor(options: SshOptions) {
    this.#options = options
    this.#address = options.address.replace(/^\[(.*)\]$/, '$1')
    this.user = options.user
    this.label = `${options.user}@${this.#address.includes(':') ? `[${this.#address}]` : this.#address}:${options.port}`
    this.#knownHosts = new KnownHosts(options.knownHosts, this.#address, options.port)
  }

  async open(as: string | undefined, fresh = false): Promise<Channel> {
    const at = fresh ? -1 : this.#idle.findLastIndex(each => each.as === as && each.connection.lost === undefined)
    if (at !== -1) return { ...this.#idle.splice(at, 1)[0]!.channel, fresh: false }
    const command = shellCommand(as).join(' ')
    for (let attempt = 0; ; attempt++) {
      await this.#slot()
      let connection: Connection | undefined
      try {
        connection = await this.#connect()
        const stream = await execute(connection, command)
        return this.#channel(connection, stream, as)
      } catch (error) {
        this.#release()
        if (error instanceof UserError && !(error instanceof ConnectionLost)) throw error
        // Nothing was sent yet, so a broken connection is made again, once.
        if (connection?.lost) {
          if (attempt > 0) throw connection.lost
          continue
        }
        // The server allows fewer sessions than expected: wait for one of ours to end.
        if (this.#channels === 0 || attempt > 100) {
          throw new UserError(`${this.label} refused to open a session. Look at MaxSessions and ForceCommand in its sshd_config.`, {
            cause: error
          })
        }
        this.#limit = Math.max(1, Math.min(this.#limit - 1, this.#channels))
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = await this.#connection?.catch(() => undefined)
    connection?.end()
    this.#connection = undefined
  }

  async #slot(): Promise<void> {
    while (this.#channels >= this.#limit) {
      this.#idle.shift()?.channel.destroy()
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
    this.#channels++
  }

  #release(): void {
    this.#channels--
    this.#waiting.shift()?.()
  }

  #connect(): Promise<Connection> {
    if (this.#closed) throw new Error(`${this.label} was closed before`)
    if (this.#connection) return this.#connection
    const connecting = this.#connectNow()
    this.#connection = connecting
    const forget = () => {
      if (this.#connection === connecting) this.#connection = undefined
    }
    connecting.then(connection => connection.onLost.push(forget), forget)
    return connecting
  }

  async #connectNow(): Promise<Connection> {
    const { port, user, privateKey, passphrase, connectTimeoutMs = CONNECT_TIMEOUT_MS, onLogin } = this.#options
    // While the server gets ready to speak, ssh2 is loaded.
    const connecting = this.#socket(port, connectTimeoutMs)
    connecting.catch(() => undefined)
    const { Client, parseKey } = await loadSsh2()
    let key: ParsedKey
    try {
      key = readPrivateKey(parseKey, privateKey, passphrase)
    } catch (error) {
      void connecting.then(
        socket => socket.destroy(),
        () => undefined
      )
      throw error
    }
    if (onLogin !== undefined) tellOfSignature(key, onLogin)
    const socket = await connecting
    // It ended while ssh2 was loaded: nobody would hear of it any more.
    if (socket.destroyed || !socket.writable) throw this.#handshakeError(new Error('the other side closed it'), key, connectTimeoutMs)
    const client = new Client()
    const connection = new Connection(client, socket)
    let wrongKey: UserError | undefined
    return new Promise<Connection>((resolve, reject) => {
      let ready = false
      const fail = (error: Error) => {
        if (ready) connection.lose(new ConnectionLost(`The connection to ${this.label} broke: ${error.message}`, { cause: error }))
        else reject(wrongKey ?? this.#handshakeError(error, key, connectTimeoutMs))
        client.destroy()
      }
      client.on('ready', () => {
        ready = true
        resolve(connection)
      })
      client.on('error', fail)
      client.on('close', () => fail(new Error('the other side closed it')))
      client.connect({
        sock: socket,
        username: user,
        authHandler: [{ type: 'publickey', username: user, key } as PublicKeyAuthMethod],
        algorithms: { serverHostKey: this.#knownHosts.algorithms as never, cipher: CIPHERS as never },
        hostVerifier: (blob: Buffer) => {
          wrongKey = this.#knownHosts.check(blob)
          return wrongKey === undefined
        },
        readyTimeout: connectTimeoutMs,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVE_COUNT
      })
    })
  }

  #socket(port: number, timeoutMs: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      // Without noDelay each command takes 130 ms instead of 5 (Nagle against delayed acknowledgements).
      const socket = connectSocket({ host: this.#address, port, noDelay: true })
      const timer = setTimeout(() => {
        socket.destroy()
        reject(
          new Unreachable(
            `${this.label} did not answer within ${timeoutMs / 1000} s. Is the address right, is the machine up, and does a firewall let this runner reach port ${port}?`
          )
        )
      }, timeoutMs)
      socket.once('connect', () => {
        clearTimeout(timer)
        resolve(socket)
      })
      socket.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        reject(this.#socketError(error, port))
      })
    })
  }

  #socketError(error: NodeJS.ErrnoException, port: number): Error {
    switch (error.code) {
      case 'ECONNREFUSED':
        return new Unreachable(
          `${this.label} refused the connection: nothing listens on port ${port}. Is sshd running, and is the port right?`,
          { cause: error }
        )
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return new Unreachable(`The name ${this.#address} could not be resolved. Check its spelling, and the DNS of this runner.`, {
          cause: error
        })
      default:
        return new Unreachable(
          `${this.label} could not be reached (${error.code ?? error.message}). Is the machine up, and is there a route from this runner?`,
          { cause: error }
        )
    }
  }

  #handshakeError(error: Error & { level?: string }, key: ParsedKey, timeoutMs: number): Error {
    if (error.level === 'client-authentication') {
      const blob = key.getPublicSSH()
      return new UserError(
        `${this.label} refused the user ${this.user} with the key ${fingerprint(blob)} (${key.type}). ` +
          `Is the user right, and is this line in ~${this.user}/.ssh/authorized_keys there (file mode 600, directory 700)?\n  ${key.type} ${blob.toString('base64')}`,
        { cause: error }
      )
    }
    if (/no matching host key/i.test(error.message)) {
      return new UserError(
        `${this.label} has no host key of the types that \`known-hosts\` holds for it (${this.#knownHosts.algorithms.join(', ')}). Run \`ssh-keyscan\` again from a machine that you trust.`,
        { cause: error }
      )
    }
    if (/no matching/i.test(error.message)) {
      return new UserError(
        `${this.label} and Belay have no common algorithm: ${error.message}. Its sshd is too old, or too narrowly configured.`,
        { cause: error }
      )
    }
    if (error.level === 'client-timeout') {
      return new Unreachable(
        `${this.label} accepted the connection and then said nothing for ${timeoutMs / 1000} s. Is it sshd that listens there, and is the machine alive?`,
        { cause: error }
      )
    }
    return new Unreachable(
      `${this.label} broke the connection off before the login (${error.message}). Is it sshd that listens there? Look at its log; it may be refusing this address.`,
      { cause: error }
    )
  }

  #channel(connection: Connection, stream: ClientChannel, as: string | undefined): Channel {
    let released = false
    const release = () => {
      if (released) return
      released = true
      this.#release()
    }
    const closed = new Promise<Closed>(resolve => {
      let code: number | null = null
      let signal: string | undefined
      stream.on('exit', (status: number | null, name?: string) => {
        code = status
        signal = name
      })
      const lost = () => {
        release()
        resolve({ code: null, lost: connection.lost })
      }
      stream.on('close', () => {
        release()
        // When the connection broke, its own event comes right after the channels'.
        setImmediate(() =>
          resolve({ code, signal, lost: connection.lost ?? (code === null && signal === undefined ? noExit(this.label) : undefined) })
        )
      })
      if (connection.lost) lost()
      else connection.onLost.push(lost)
    })
    stream.on('error', () => {})
    const channel: Channel = {
      fresh: true,
      stdin: stream,
      stdout: stream,
      stderr: stream.stderr,
      closed,
      destroy: () => {
        stream.end()
        stream.close()
        stream.resume()
        stream.stderr.resume()
      },
      reuse: () => {
        if (this.#closed || this.#waiting.length > 0 || this.#idle.length >= MAX_IDLE || connection.lost) channel.destroy()
        else this.#idle.push({ as, channel, connection })
      }
    }
    void closed.then(() => {
      const at = this.#idle.findIndex(each => each.channel === channel)
      if (at !== -1) this.#idle.splice(at, 1)
    })
    return channel
  }
}

/** Loaded at the first connection; a local host needs none of it. */
async function loadSsh2() {
  const [{ default: Client }, { default: keys }] = await Promise.all([
    import('ssh2/lib/client.js'),
    import('ssh2/lib/protocol/keyParser.js')
  ])
  return { Client, parseKey: keys.parseKey }
}

/** The login is the only thing that the key signs; ssh2 has no event for it. The signature is sent before anybody hears of it. */
function tellOfSignature(key: ParsedKey, tell: () => void): void {
  const sign = key.sign.bind(key)
  key.sign = (...args: Parameters<ParsedKey['sign']>) => {
    setImmediate(tell)
    return sign(...args)
  }
}

function noExit(label: string): ConnectionLost {
  return new ConnectionLost(`${label} closed the session before the command ended`)
}

function execute(connection: Connection, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(connection.lost)
    if (connection.lost) {
      lost()
      return
    }
    connection.onLost.push(lost)
    try {
      connection.client.exec(command, (error, stream) => {
        const at = connection.onLost.indexOf(lost)
        if (at !== -1) connection.onLost.splice(at, 1)
        if (error) reject(error)
        else resolve(stream)
      })
    } catch (error) {
      // "Not connected": the connection broke a moment ago.
      connection.lose(new ConnectionLost('The connection broke', { cause: error }))
    }
  })
}
