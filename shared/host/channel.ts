import type { Readable, Writable } from 'node:stream'
import { UserError } from '../errors.ts'
import { AnswerCutOff, ConnectionLost } from './errors.ts'
import { FrameReader, type Message, SERVE } from './protocol.ts'

/** A running `bash --noprofile --norc` on a host that has been told to `SERVE`. */
export interface Channel {
  /** false: it has served before, so its connection may have broken without anybody having noticed. */
  readonly fresh: boolean
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the process ended and its output is read, or the connection broke (`lost`). Never rejects. */
  readonly closed: Promise<Closed>
  /** Lets go of it: closes its stdin and reads no more. What runs on the host notices the end of its stdin. */
  destroy(): void
  /** Keeps it for the next script, where the transport does so; else lets go of it. Only when its last one has ended and left nothing behind. */
  reuse(): void
}

export interface Closed {
  readonly code: number | null
  readonly signal?: string | undefined
  /** The connection broke, or the process could not be started. */
  readonly lost?: Error | undefined
}

/** What LocalHost and SshHost differ in. */
export interface Transport {
  readonly label: string
  readonly kind: 'local' | 'ssh'
  /** The user whom commands run as when no `as` is given. */
  readonly user: string
  /** A channel to the user's bash; `fresh`: none that has served before. Errors: UserError (cannot connect), ConnectionLost. */
  open(as: string | undefined, fresh?: boolean): Promise<Channel>
  close(): Promise<void>
}

export interface ExchangeOptions {
  readonly nonce: string
  readonly as?: string | undefined
  /** Raw output between the marks of stdout. */
  readonly onData: (data: Buffer) => void
  /** Marks of stdout other than `begin` and `end`. */
  readonly onMark?: ((text: string) => void) | undefined
  /** Called at the begin mark: the script has begun. */
  readonly onBegin?: (() => void) | undefined
  /** Called when the script may have begun; gives access to stdin for what follows the message. */
  readonly onSent?: ((channel: Channel) => void) | undefined
  /** Milliseconds until the client gives up on the host's own deadline. */
  readonly giveUpMs?: number | undefined
  /** The script is Belay's own and prints its end mark on stdout only. */
  readonly bare?: boolean | undefined
}

export interface Answer {
  /** What follows `end ` in the end mark. */
  readonly end: string
  readonly stderr: string
}

/** Standard error that is kept, in bytes; the rest is dropped from the middle of a flood and said so. */
const MAX_STDERR = 8 * 1024 * 1024

/**
 * Sends a message through a channel and reads the answer up to its end mark. What still holds stdout open after that is not waited for. The channel is let
 * go of unless the answer is there; then that is the caller's to decide.
 * Errors: an answer without an end mark is never a success: ConnectionLost, UserError (sudo, bash), or Error.
 */
export async function exchange(transport: Transport, channel: Channel, message: Message, options: ExchangeOptions): Promise<Answer> {
  let begun = false
  let end: string | undefined
  let stderrEnded = options.bare === true
  let timer: NodeJS.Timeout | undefined
  let noise = ''
  const errors: Buffer[] = []
  let errorBytes = 0
  let stop = () => {}
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const finish = () => {
        if (end !== undefined && stderrEnded) resolve({ end, stderr: Buffer.concat(errors).toString() })
      }
      const guarded = (body: () => void) => {
        try {
          body()
        } catch (error) {
          reject(error)
        }
      }
      const out = new FrameReader(
        options.nonce,
        data => end === undefined && options.onData(data),
        mark => {
          if (mark === 'begin') {
            begun = true
            options.onBegin?.()
          } else if (end === undefined && (mark === 'end' || mark.startsWith('end '))) {
            end = mark.slice(4)
            finish()
          } else options.onMark?.(mark)
        }
      )
      const err = new FrameReader(
        options.nonce,
        data => {
          errorBytes += data.length
          if (errorBytes <= MAX_STDERR) errors.push(data)
        },
        mark => {
          if (mark === 'end' || mark.startsWith('end ')) {
            stderrEnded = true
            finish()
          }
        }
      )
      const onOut = (chunk: Buffer) => guarded(() => out.push(chunk))
      const onErr = (chunk: Buffer) => {
        if (noise.length < 8192) noise += chunk.toString('utf8')
        guarded(() => err.push(chunk))
      }
      channel.stdout.on('data', onOut)
      channel.stderr.on('data', onErr)
      stop = () => {
        forget()
        channel.stdout.off('data', onOut)
        channel.stderr.off('data', onErr)
      }
      const forget = whenClosed(channel, closed => {
        // A background process may have kept stderr open past the end mark of stdout.
        if (end === undefined || !stderrEnded) reject(cutOff(transport, channel, closed, begun, noise, options))
      })
      if (options.giveUpMs !== undefined) {
        timer = setTimeout(
          () =>
            reject(
              new ConnectionLost(
                `${transport.label} gave no answer in ${Math.round(options.giveUpMs! / 1000)} s, past the deadline that it was to keep itself`
              )
            ),
          options.giveUpMs
        )
      }
      if (channel.fresh) {
        // A broken pipe shows in `closed`, with its reason.
        channel.stdin.on('error', () => {})
        channel.stdin.write(SERVE)
      }
      channel.stdin.write(message.head)
      channel.stdin.write(message.pairs)
      options.onSent?.(channel)
    })
  } catch (error) {
    channel.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    stop()
  }
}

/** A channel outlives its exchanges, and what waits for its end must not keep theirs: what this answers lets go of it. */
function whenClosed(channel: Channel, tell: (closed: Closed) => void): () => void {
  const waiting: { tell: ((closed: Closed) => void) | undefined } = { tell }
  void channel.closed.then(closed => waiting.tell?.(closed))
  return () => {
    waiting.tell = undefined
  }
}

function cutOff(transport: Transport, channel: Channel, closed: Closed, begun: boolean, stderr: string, options: ExchangeOptions): Error {
  const last = stderr.replaceAll(/[0-9a-f]{32} (begin|end [^\n]*)\n/g, '').trim()
  // What sudo said counts also where the server did not come to tell its exit code.
  const refused = !begun && options.as !== undefined ? sudoRefusal(transport, options.as, last, closed.code) : undefined
  if (refused) return refused
  if (closed.lost) return closed.lost
  if (!channel.fresh && !begun) return new ConnectionLost(`A shell of ${transport.label} ended while it waited for its next script`)
  if (!begun && closed.code === 127)
    return new UserError(`bash was not found on ${transport.label}. Install it, or use a login shell that finds it.`, { cause: last })
  const how = closed.signal === undefined ? `exit code ${closed.code}` : `signal ${closed.signal}`
  return new AnswerCutOff(
    `The answer of ${transport.label} was cut off before its end (${how}): what answers was ended there, or found no memory or no room. Look at the log of that machine, then run this again`,
    { cause: new Error(last.split('\n').slice(-10).join('\n')) }
  )
}

/** The error for a user when sudo did not run the command, or undefined when that was not it. */
export function sudoRefusal(transport: Transport, as: string, stderr: string, code: number | null): UserError | undefined {
  const text = stderr
    .split('\n')
    .filter(line => /sudo|is not allowed|may not run|not in the sudoers/i.test(line))
    .join('\n')
  if (code === 127 || (text.includes('sudo') && /not found|No such file/.test(text))) {
    return new UserError(
      `sudo was not found on ${transport.label}; it is needed to run commands as ${as}. Install it (apt-get install sudo).`,
      { cause: stderr }
    )
  }
  if (text === '') return undefined
  if (/unknown user/.test(text))
    return new UserError(`There is no user ${as} on ${transport.label}. Correct the name in \`as\`.`, { cause: text })
  return new UserError(
    `${transport.user} may not run commands as ${as} on ${transport.label}. Add with \`visudo -f /etc/sudoers.d/belay\` on the host:\n` +
      `  ${transport.user} ALL=(${as}) NOPASSWD: /usr/bin/bash --noprofile --norc`,
    { cause: text }
  )
}

/** The command of a channel; `as` is checked because it becomes part of a command line. */
export function shellCommand(as: string | undefined): string[] {
  if (as === undefined) return ['bash', '--noprofile', '--norc']
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$/.test(as))
    throw new UserError(`${JSON.stringify(as)} is not a user name. Correct the name in \`as\`.`)
  return ['sudo', '-n', '-u', as, '--', 'bash', '--noprofile', '--norc']
}
