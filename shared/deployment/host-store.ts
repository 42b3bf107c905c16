import { UserError } from '../errors.ts'
import { AnswerCutOff, CommandFailed, ConnectionLost } from '../host/errors.ts'
import type { Host, RunResult } from '../host/host.ts'
import type { Clock } from '../ports.ts'
import { LockHeld, LockLost, NoState, NotWritten } from './errors.ts'
import { parseState } from './host-store-state.ts'
import { JournalHost, type Waiting } from './journal-host.ts'
import { heldMessage } from './lock-message.ts'
import { type JournalRecord, type NewRecord, type Owner, type Release, record, release as releaseSchema } from './records.ts'
import {
  appendScript,
  closeScript,
  initialiseScript,
  openScript,
  type PlacedRelease,
  prefaceScript,
  readScript,
  removeReleaseScript,
  takeOverScript,
  unlockScript
} from './state-script.ts'
import type { Held, OpenRequest, State, Store, TakeOverRequest } from './store.ts'
import { type Random, randomHex, tokenPattern } from './token.ts'

export interface HostStoreParts {
  readonly clock: Clock
  readonly random: Random
  /** The host's answer to `readScript`, asked by this process a moment ago: the first `read` takes it. */
  readonly ahead?: Promise<RunResult> | undefined
}

/** How often `open` looks again while another deployment holds the lock, in milliseconds. */
const pollMs = 1_000

/** How often a transition is tried when the connection breaks. Each is safe to repeat: it knows its own records and token again. */
const tries = 3

/** Records and releases as they are written, their nonces included: written twice they are the same. */
interface WaitingRecords {
  readonly held: Held
  readonly texts: readonly string[]
  readonly releases: readonly PlacedRelease[]
}

interface Answer {
  readonly word: string
  readonly details: readonly string[]
  readonly stderr: string
  /** true: an earlier try of this call lost its connection and may have succeeded. */
  readonly repeated: boolean
}

/** Belay's memory in a directory on the host; one round trip per call. What its scripts promise stands in `state-script.ts`. */
export class HostStore implements Store {
  readonly stateDir: string
  /** The host that the state lies on, for whoever changes something: what waits to be written is written before. */
  readonly host: Host
  readonly #host: Host
  readonly #clock: Clock
  readonly #random: Random
  #ahead: Promise<RunResult> | undefined
  #waiting: WaitingRecords | undefined

  constructor(host: Host, stateDir: string, { clock, random, ahead }: HostStoreParts) {
    // On Windows nothing is ever read or written by this; who uses the directory looks at it.
    if (host.kind !== 'windows' && !stateDir.startsWith('/'))
      throw new UserError(`state-dir: ${JSON.stringify(stateDir)} is not an absolute path on the host.`)
    this.stateDir = stateDir
    this.#host = host
    this.host = new JournalHost(host, () => this.#waiting && this.#before(this.#waiting))
    this.#clock = clock
    this.#random = random
    this.#ahead = ahead
  }

  get #where(): string {
    return `${this.stateDir} on ${this.#host.label}`
  }

  async read(): Promise<State> {
    const answer = await this.#read().catch(error => {
      if (!(error instanceof CommandFailed)) throw error
      throw new UserError(`The journal of ${this.#where} cannot be read. Look at the file that is named below.`, { cause: error })
    })
    if (answer.word !== 'state') throw this.#unexpected(answer)
    return parseState(answer.details, this.#where)
  }

  async #read(): Promise<Answer> {
    const ahead = this.#ahead
    this.#ahead = undefined
    // A host that cannot be reached is not asked twice; anything else goes wrong again, where it is told.
    const result = await ahead?.catch((error: unknown) => {
      if (error instanceof UserError && !(error instanceof ConnectionLost || error instanceof AnswerCutOff)) throw error
    })
    return result === undefined ? this.#run(readScript(this.stateDir)) : answerOf(result, false)
  }

  async initialise(): Promise<void> {
    const answer = await this.#run(initialiseScript(this.stateDir))
    if (answer.word === 'foreign') {
      throw new UserError(
        `state-dir: ${this.#where} is not Belay's: it holds ${JSON.stringify(answer.details[0])}. Name an empty directory or one that does not exist.`
      )
    }
    if (answer.word === 'denied') {
      throw new UserError(
        `The state directory ${this.#where} cannot be made by the user that Belay logs in as. ` +
          `Have root make it once: install -d -m 0700 -o USER ${this.stateDir}`
      )
    }
    if (answer.word !== 'made') throw this.#unexpected(answer)
  }

  async open(request: OpenRequest): Promise<Held> {
    const since = this.#clock.now().toISOString()
    const nonce = randomHex(this.#random, 16)
    const texts = [this.#text(request.first), ...this.#texts(request.more ?? [])].map(({ text }) => text)
    const script = openScript(this.stateDir, name(request.deployment), ownerText(request.owner, since), texts)
    const end = this.#clock.monotonic() + request.waitMs
    for (;;) {
      const answer = await this.#run(script, { BELAY_NONCE: nonce })
      if (answer.word === 'held') return this.#held(request.deployment, answer)
      if (answer.word === 'exists') throw new Error(`Deployment ${request.deployment} exists already`)
      if (answer.word !== 'other') throw this.#unexpected(answer)
      const left = end - this.#clock.monotonic()
      if (left <= 0) {
        const state = await this.read()
        // Undefined: it was released between the two calls, so there is one more try.
        if (state.holder !== undefined) throw new LockHeld(state.holder, heldMessage(this.#where, state.holder, state.open))
      }
      await this.#clock.sleep(Math.max(0, Math.min(pollMs, left)))
    }
  }

  async append(held: Held, each: NewRecord): Promise<JournalRecord> {
    return (await this.appendAll(held, [each]))[0]!
  }

  async appendAll(held: Held, records: readonly NewRecord[], releases: readonly Release[] = []): Promise<JournalRecord[]> {
    const waiting = this.#waiting
    const made = this.#texts(records)
    if (waiting === undefined && records.length === 0 && releases.length === 0) return []
    const script = appendScript(
      this.stateDir,
      name(held.deployment),
      [...(waiting?.texts ?? []), ...made.map(({ text }) => text)],
      [...(waiting?.releases ?? []), ...releases.map(placed)]
    )
    const answer = await this.#run(script, token(held))
    if (answer.word !== 'written') throw this.#unexpected(answer, held)
    if (this.#waiting === waiting) this.#waiting = undefined
    const seqs = (answer.details[0] ?? '')
      .trim()
      .split(' ')
      .map(Number)
      .slice(waiting?.texts.length ?? 0)
    return made.map(({ value }, index) => ({ ...value, seq: seqs[index]! }))
  }

  appendWithNext(held: Held, records: readonly NewRecord[], releases: readonly Release[] = []): JournalRecord[] {
    const made = this.#texts(records)
    const { texts = [], releases: earlier = [] } = this.#waiting ?? {}
    this.#waiting = { held, texts: [...texts, ...made.map(({ text }) => text)], releases: [...earlier, ...releases.map(placed)] }
    return made.map(({ value }) => value)
  }

  takeBack(): boolean {
    if (this.#waiting === undefined) return false
    const { held, texts, releases } = this.#waiting
    this.#waiting = texts.length > 1 || releases.length > 0 ? { held, texts: texts.slice(0, -1), releases } : undefined
    return true
  }

  /** How what waits comes to be written: by itself, or by the job that is started next. */
  #before(waiting: WaitingRecords): Waiting {
    const { held, texts, releases } = waiting
    return {
      write: async () => {
        if (this.#waiting === waiting) await this.appendAll(held, [])
      },
      preface: {
        script: prefaceScript(name(held.deployment), token(held).BELAY_TOKEN, texts, releases),
        onEnd: ({ output }) => {
          const lines = output.trimEnd().split('\n')
          const [word = '', ...details] = lines.pop()!.split(' ')
          if (word !== 'written')
            throw this.#unexpected({ word, details: [details.join(' ').trim()], stderr: lines.join('\n'), repeated: false }, held)
          if (this.#waiting === waiting) this.#waiting = undefined
        }
      }
    }
  }

  async close(
    held: Held,
    closing: Extract<NewRecord, { type: 'closed' }>,
    left: Parameters<Store['close']>[2] = { records: [], releases: [] }
  ): Promise<JournalRecord[]> {
    const waiting = this.#waiting
    const made = [...this.#texts(left.records), this.#text(closing)]
    const texts = [...(waiting?.texts ?? []), ...made.map(({ text }) => text)]
    const releases = [...(waiting?.releases ?? []), ...left.releases.map(placed)]
    const answer = await this.#run(closeScript(this.stateDir, name(held.deployment), texts, releases), token(held))
    if (answer.word !== 'closed-now') throw this.#unexpected(answer, held)
    this.#waiting = undefined
    const last = Number(answer.details[0])
    return made.map(({ value }, index) => ({ ...value, seq: last - made.length + 1 + index }))
  }

  async takeOver(request: TakeOverRequest): Promise<Held> {
    const since = this.#clock.now().toISOString()
    const { owner } = request
    const note = this.#text({
      type: 'note',
      message: `Taken over by ${owner.repository}, run ${owner.runId} attempt ${owner.runAttempt}, job ${owner.job}, ${owner.actor}; before: ${request.expected}`
    })
    const script = takeOverScript(
      this.stateDir,
      name(request.deployment),
      fingerprint(request.expected),
      ownerText(owner, since),
      note.text
    )
    const answer = await this.#run(script, { BELAY_NONCE: randomHex(this.#random, 16) })
    if (answer.word === 'held') return this.#held(request.deployment, answer)
    throw this.#refused(answer, request.expected)
  }

  async unlock(expected: string, message: string): Promise<void> {
    const closing = this.#text({ type: 'closed', outcome: 'stopped', message })
    const answer = await this.#run(unlockScript(this.stateDir, fingerprint(expected), closing.text))
    if (answer.word === 'unlocked' || (answer.repeated && answer.word === 'changed' && answer.details[0] === 'none')) return
    throw this.#refused(answer, expected)
  }

  async removeRelease(id: string, held: Held): Promise<void> {
    await this.appendAll(held, [])
    const answer = await this.#run(removeReleaseScript(this.stateDir, name(id), name(held.deployment)), token(held))
    if (answer.word !== 'removed') throw this.#unexpected(answer, held)
  }

  #texts(records: readonly NewRecord[]): { value: JournalRecord; text: string }[] {
    if (records.some(each => each.type === 'closed' || each.type === 'opened'))
      throw new Error('open and close write these records themselves')
    return records.map(each => this.#text(each))
  }

  /** The record as it will stand in its file, without the number that the host gives it; the nonce makes a repeated append recognisable. */
  #text(each: NewRecord): { value: JournalRecord; text: string } {
    const value = record.parse({ ...each, seq: 1, at: this.#clock.now().toISOString() })
    const { seq: _, at, type, ...rest } = value
    return { value, text: JSON.stringify({ at, type, ...rest, nonce: randomHex(this.#random, 8) }).slice(1) }
  }

  async #run(script: string, secrets?: Record<string, string>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return answerOf(await this.#host.run(script, { secrets }), attempt > 1)
      } catch (error) {
        if (!(error instanceof ConnectionLost) || attempt === tries) throw error
        await this.#clock.sleep(pollMs)
      }
    }
  }

  #held(deployment: string, answer: Answer): Held {
    const token = answer.details[0] ?? ''
    if (!tokenPattern.test(token)) throw new Error('The host answered without a token')
    return { deployment, token }
  }

  #refused(answer: Answer, expected: string): Error {
    if (answer.word === 'running') {
      return new UserError(
        `The lock of ${this.#where} stays as it is: still running on the host: ${answer.details.join(', ')}. ` +
          'Wait until they have ended (each has a deadline), then run the same command again.'
      )
    }
    if (answer.word === 'changed') {
      const [now, deployment] = answer.details
      const holds = now === 'none' ? 'nobody holds it' : `deployment ${deployment} holds it (${now})`
      return new UserError(
        `The lock of ${this.#where} is not held by ${expected} any more: ${holds}. Someone else acted first; look at \`command: status\`.`
      )
    }
    return this.#unexpected(answer)
  }

  #unexpected(answer: Answer, held?: Held): Error {
    const [detail] = answer.details
    switch (answer.word) {
      case 'missing':
        return new NoState(
          `There is no Belay state in ${this.#where}. Run \`command: adopt\` for this host once: it makes what runs now the first good release.`
        )
      case 'denied':
        return new NoState(
          `The state directory ${this.#where} belongs to another user. Log in as its owner: two users would mean two locks.`
        )
      case 'version':
        return Number(detail) > 1
          ? new UserError(`The state in ${this.#where} was made by a newer Belay (format ${detail}). Use that version or a later one.`)
          : new UserError(`The file version in ${this.#where} is broken: it says ${JSON.stringify(detail)}.`)
      case 'busy':
        return new UserError(`Another change of ${this.#where} has not ended for 20 s. The disk may hang; look at the host.`)
      case 'broken':
        return new UserError(
          `The journal of ${this.#where} cannot be used: ${detail} is broken, or a record is missing or unknown. ` +
            'Look at the file on the host, and restore or remove it deliberately.'
        )
      case 'lost':
      case 'closed':
        return new LockLost(
          `This job no longer holds deployment ${held?.deployment} of ${this.#where}: it was taken over or closed. Nothing more is changed from here; look at \`command: status\`.`
        )
      case 'full': {
        const full = /No space left on device|Disk quota exceeded/.test(answer.stderr)
        const cause = answer.stderr.trim() === '' ? undefined : new Error(answer.stderr.trim())
        return new NotWritten(
          full
            ? `The disk of ${this.#where} is full: the journal cannot be written, so nothing is changed. Free some space there, then run the same command again.`
            : `The journal in ${this.#where} cannot be written, so nothing is changed.`,
          { cause }
        )
      }
      default:
        return new Error(`Unexpected answer from ${this.#where}: ${JSON.stringify(answer.word)}${answer.stderr && `\n${answer.stderr}`}`)
    }
  }
}

function answerOf({ stdout, stderr }: RunResult, repeated: boolean): Answer {
  const [word = '', ...details] = stdout.replace(/\n$/, '').split('\n')
  return { word, details, stderr, repeated }
}

function placed(release: Release): PlacedRelease {
  return { id: name(release.id), text: JSON.stringify(releaseSchema.parse(release)) }
}

function ownerText(owner: Owner, since: string): string {
  return JSON.stringify({ owner, since })
}

/** Ids become file names; they are checked where they come in, so a bad one here is a bug. */
function name(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(id)) throw new Error(`${JSON.stringify(id)} cannot be an id`)
  return id
}

function fingerprint(text: string): string {
  if (!/^([0-9a-f]{16}|missing)$/.test(text)) throw new Error(`${JSON.stringify(text)} is no fingerprint`)
  return text
}

function token(held: Held): { BELAY_TOKEN: string } {
  if (!tokenPattern.test(held.token)) throw new Error('The token of this deployment is none')
  return { BELAY_TOKEN: held.token }
}
