import { randomBytes } from 'node:crypto'
import { SshHost, type SshOptions } from '../../../shared/host/ssh-host.ts'
import { type BedHost, bootHost } from '../../bed/host.ts'
import { Cell } from './cell.ts'
import type { Fault } from './fault.ts'
import { type Kind, places } from './kinds.ts'
import { random } from './random.ts'
import { FaultyStore } from './store.ts'
import { subjects } from './subject.ts'

const smallDisk = '/srv/small'

/** One machine with every kind of source, and of each a state directory with three backups (`e1` is encrypted) that every cell begins from. */
export class Ground {
  readonly bed: BedHost
  readonly ssh: SshOptions
  host: SshHost
  readonly manifestKey: string = randomBytes(32).toString('hex')
  /** Of each kind: what is live. */
  readonly live = new Map<Kind, string>()
  /** Of each kind: how long the last backup took that passed, in milliseconds. */
  readonly duration = new Map<Kind, number>()

  /** Of the encrypted backups. */
  readonly age: { readonly identity: string; readonly recipient: string }

  #store: Promise<FaultyStore> | undefined

  private constructor(bed: BedHost, identity: string) {
    this.bed = bed
    this.age = ageOf(identity)
    const { address, sshPort: port, user, privateKey, knownHosts } = bed
    this.ssh = { address, port, user, privateKey, knownHosts }
    this.host = new SshHost(this.ssh)
  }

  static async boot(kinds: readonly Kind[]): Promise<Ground> {
    const bed = await bootHost({
      name: 'fault-matrix',
      sudoers: ['deploy ALL=(mysql) NOPASSWD: /usr/bin/mariadb, /usr/bin/mariadb-dump'],
      disks: [{ path: smallDisk, mebibytes: 16 }]
    })
    const ground = new Ground(bed, (await bed.exec('age-keygen 2>/dev/null')).stdout)
    try {
      // Where scripts look for programs first: the versions that PATH finds, and those of PostgreSQL.
      await bed.exec('install -d -o deploy -m 700 /home/deploy/cells /home/deploy/first; install -d /usr/pgsql-17/bin')
      for (const kind of kinds) await ground.#prepare(kind)
      return ground
    } catch (error) {
      await ground.destroy()
      throw error
    }
  }

  async #prepare(kind: Kind): Promise<void> {
    const subject = subjects[kind]
    await this.bed.exec(`set -e\n${subject.seed}`, { timeout: 120_000 })
    const state = `/home/deploy/first/${kind}`
    await this.bed.exec(`install -d -o deploy -m 700 ${state}`)
    const cell = new Cell(this, subject, state, random(kind))
    for (const id of ['b1', 'e1', 'b2']) {
      const { ended, said } = await cell.take(id, id === 'e1' ? { encryptTo: [this.age.recipient] } : {})
      if (ended !== 'passed') throw new Error(`${places[kind].live}: ${said}`)
    }
    this.live.set(kind, (await cell.sight()).live)
  }

  /** Where copies go, on a machine of its own that is booted when it is asked for first. */
  store(): Promise<FaultyStore> {
    this.#store ??= FaultyStore.boot()
    return this.#store
  }

  /** A state directory as it was at first, for one fault. */
  async cell(fault: Fault, kind: Kind, seed: string): Promise<Cell> {
    const state = fault.smallDisk === true ? `${smallDisk}/${kind}` : `/home/deploy/cells/${fault.name}-${kind}`
    await this.bed.exec(`rm -rf ${smallDisk}/*; rm -rf ${state}; cp -a /home/deploy/first/${kind} ${state}; rm -rf ${state}/jobs/*`)
    return new Cell(this, subjects[kind], state, random(`${seed} ${fault.name} ${kind}`))
  }

  /** Makes what is live what it was at first, where a fault has changed it: from the first backup. */
  async renew(kind: Kind): Promise<void> {
    const cell = new Cell(this, subjects[kind], `/home/deploy/first/${kind}`, random(kind))
    const why = await cell.unproven('b1', this.live.get(kind)!)
    if (why !== undefined) throw new Error(`What is live cannot be made what it was at first: ${why}`)
  }

  /** Connects again, where the machine was down. */
  async reconnect(): Promise<void> {
    await this.host.close()
    this.host = new SshHost(this.ssh)
  }

  async versions(kinds: readonly Kind[]): Promise<string[]> {
    return Promise.all(kinds.map(async kind => `${kind} ${(await this.bed.exec(subjects[kind].version)).stdout.trim()}`))
  }

  async destroy(): Promise<void> {
    await this.host.close()
    await (await this.#store?.catch(() => undefined))?.destroy()
    await this.bed.destroy()
  }
}

/** What `age-keygen` wrote, with the recipient that stands in a comment of it. */
export function ageOf(text: string): { readonly identity: string; readonly recipient: string } {
  return { identity: /^AGE-SECRET-KEY-.*$/m.exec(text)![0], recipient: /public key: (age1[0-9a-z]+)/.exec(text)![1]! }
}
