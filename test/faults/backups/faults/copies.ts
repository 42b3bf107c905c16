import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Manifest, manifest as schema } from '../../../../shared/backup/manifest.ts'
import { verifyBackup } from '../../../../shared/backup/store.ts'
import { listCopies, removeCopy } from '../../../../shared/copies/copies.ts'
import { copyBackup } from '../../../../shared/copies/copy-backup.ts'
import { fetchBackup } from '../../../../shared/copies/fetch-backup.ts'
import { prove } from '../../../../shared/copies/proof.ts'
import { type CopyStore, copyKey, copyPrefix } from '../../../../shared/copies/store.ts'
import { messageOf } from '../../../../shared/errors.ts'
import { systemClock } from '../../../../shared/ports.ts'
import type { Fault as Answer, Asked } from '../../../copies/proxy.ts'
import type { Cell, Run } from '../cell.ts'
import type { Fault } from '../fault.ts'
import type { FaultyStore } from '../store.ts'
import { ageOf } from '../system.ts'
import { manifestOf, mustRefuse, refusedBy } from './damage.ts'

const kinds = ['postgres', 'files'] as const

const answers: readonly (readonly [string, Answer])[] = [
  ['403', { status: 403, code: 'AccessDenied' }],
  ['500', { status: 500, code: 'InternalError' }],
  ['silence', 'silence'],
  ['a cut', 'cut'],
  ['a lost answer', 'lose the answer']
]
const lasting = ['once', 'each time', 'from then on'] as const
const everyWay = (asked: number) => (asked === 1 ? 1 : Math.max(asked, answers.length * lasting.length))

/** From the `at`-th request on (from 1): once, for this request however often it comes, or for all that follow. */
function failing(
  at: number,
  how: (typeof lasting)[number],
  answer: Answer
): { hit: () => boolean; faults: (asked: Asked) => Answer | undefined } {
  let count = 0
  let which: string | undefined
  return {
    hit: () => which !== undefined,
    faults({ method, kind, part }) {
      const request = `${method} ${kind} ${part}`
      if (++count === at) which = request
      if (which === undefined || (how === 'once' && count !== at) || (how === 'each time' && request !== which)) return undefined
      return answer
    }
  }
}

const nameOf = (cell: Cell, id: string) => ({ app: cell.trust.app!, environment: cell.trust.environment!, id })

/** How many requests a copy of this kind makes when nothing fails. */
const requests = new Map<string, number>()
async function requestsOf(cell: Cell, store: FaultyStore): Promise<number> {
  if (!requests.has(cell.kind)) {
    store.proxy.reset()
    const { id, ended, said } = await take(cell, store)
    if (ended !== 'passed') throw new Error(said)
    requests.set(cell.kind, store.proxy.asked.length)
    await cell.forget([id!])
  }
  return requests.get(cell.kind)!
}

async function take(cell: Cell, store: FaultyStore): Promise<Run> {
  const opened = await store.open()
  try {
    return await cell.take(undefined, { copyTo: [opened] })
  } finally {
    await opened.close()
  }
}

/** What is wrong with the members of a copy, read past the proxy. */
async function unproven(store: CopyStore, cell: Cell, { id, members }: Manifest): Promise<string[]> {
  const wrong: string[] = []
  for (const { name, ...facts } of members)
    await prove(`the copied ${name} is not what was backed up`, await store.get(copyKey(nameOf(cell, id), name)), facts).catch(
      (error: unknown) => wrong.push(messageOf(error))
    )
  return wrong
}

/** What counts as a copy must be one: in the store by its manifest, on the host by the manifest's `copies`. */
async function miscounted(cell: Cell, store: FaultyStore, run: Run): Promise<string[]> {
  const wrong: string[] = []
  const id = run.id!
  const whole = (await listCopies(store.direct, nameOf(cell, id))).filter(copy => copy.whole).map(copy => copy.id)
  const published = (await cell.exec(`[[ ! -f ${cell.state}/backups/${id}/manifest.json ]] || echo yes`)) === 'yes'
  const members = published ? (await manifestOf(cell, id)).members : []
  if (whole.includes(id)) {
    const copied = await copiedManifest(store, cell, id)
    wrong.push(...(await unproven(store.direct, cell, copied)))
    // Where its manifest may not have arrived, that of the host does not count this copy.
    if (published && copied.members.some(({ sha256 }) => !members.some(each => each.sha256 === sha256)))
      wrong.push('it is a copy of something else')
  }
  const counted = published && ((await manifestOf(cell, id)).copies ?? []).length > 0
  if (counted) wrong.push(...(await unproven(store.direct, cell, await manifestOf(cell, id))))
  if (run.ended === 'passed' && !(whole.includes(id) && counted)) wrong.push('the run passed, and there is no copy')
  if (run.ended === 'failed' && !published) wrong.push('a copy that failed has cost the backup')
  const left = await store.unfinished()
  // A store that allows nothing any more cannot be tidied up; then the message says so, and the next copy of this backup goes on from there.
  if (left.length > 0 && !/Parts of .* remain in the bucket/.test(run.said))
    wrong.push(`uploads stay begun, and nobody says so: ${left.join(', ')}`)
  return wrong
}

const copyBroken: Fault = {
  name: 'copy-broken',
  says: 'S3 answers 403, 500, nothing, with a cut or not to be heard at a random request of a copy (each part is one): once, each time, or from then on',
  kinds,
  ci: ['files'],
  leaves: true,
  tries: everyWay,
  async inject(cell, n) {
    const store = await cell.ground.store()
    await store.clear()
    const [what, answer] = answers[n % answers.length]!
    const how = lasting[Math.floor(n / answers.length) % lasting.length]!
    const at = 1 + Math.floor(cell.random() * (await requestsOf(cell, store)))
    const { faults, hit } = failing(at, how, answer)
    await store.clear()
    store.proxy.reset(faults)
    const run = await take(cell, store)
    store.proxy.reset()
    const wrong = await miscounted(cell, store, run)
    await tidied(cell, store, run, wrong)
    return {
      run: { ...run, said: `${what} ${how} at request ${at} of ${requests.get(cell.kind)}: ${run.ended} ${run.said}` },
      wrong,
      missed: !hit()
    }
  }
}

/** The next copy of the same backup goes on from what was left, and leaves nothing. */
async function tidied(cell: Cell, store: FaultyStore, { id = '' }: Run, wrong: string[]): Promise<void> {
  if ((await store.unfinished()).length === 0) return
  const opened = await store.open()
  const again = await cell.ended(
    undefined,
    copyBackup({ host: cell.host, directory: `${cell.state}/backups/${id}`, store: opened, clock: systemClock, ...nameOf(cell, id) })
  )
  await opened.close()
  if (again.ended !== 'passed') wrong.push(`the next copy failed: ${again.said}`)
  const left = await store.unfinished()
  if (left.length > 0) wrong.push(`the next copy left uploads begun: ${left.join(', ')}`)
}

/** Copies a backup, has the host lose it, and has `work` bring it back; afterwards the host has it again. */
async function lost<T>(cell: Cell, store: FaultyStore, id: string, work: () => Promise<T>): Promise<T> {
  const directory = `${cell.state}/backups/${id}`
  store.proxy.reset()
  await copyBackup({ host: cell.host, directory, store: store.direct, clock: systemClock, ...nameOf(cell, id) })
  await cell.exec(`rm -rf ${cell.state}/away; mv ${directory} ${cell.state}/away`)
  try {
    return await work()
  } finally {
    store.proxy.reset()
    await cell.exec(`rm -rf ${directory}; mv ${cell.state}/away ${directory}`)
    await removeCopy(store.direct, nameOf(cell, id))
  }
}

/** Brings it back as the action does: what is not believed does not stay. */
async function bringBack(cell: Cell, store: FaultyStore, id: string, trust = cell.trust, secretKey?: string): Promise<void> {
  const opened = await store.open(secretKey)
  const prove = () => verifyBackup(cell.host, cell.state, id, trust)
  try {
    await fetchBackup({ store: opened, host: cell.host, stateDir: cell.state, ...nameOf(cell, id), pausesMs: [20, 20], prove })
  } finally {
    await opened.close()
  }
}

/** Nothing of it: neither a backup nor what one was to become. */
const nothingOf = async (cell: Cell, id: string): Promise<string[]> => {
  const left = await cell.exec(`cd ${cell.state}/backups; ls -d ${id} .fetch-${id} 2>/dev/null || :`)
  return left === '' ? [] : [`what was not brought back stays: ${left.replaceAll('\n', ', ')}`]
}

const copyBackBroken: Fault = {
  name: 'copy-back-broken',
  says: 'The same while a copy is brought back: the backup is there whole, or not at all',
  kinds,
  ci: ['files'],
  tries: everyWay,
  async inject(cell, n) {
    const store = await cell.ground.store()
    const [what, answer] = answers[n % answers.length]!
    const how = lasting[Math.floor(n / answers.length) % lasting.length]!
    return lost(cell, store, 'b2', async () => {
      // A list, the manifest, and each member.
      const { faults, hit } = failing(1 + Math.floor(cell.random() * 3), how, answer)
      store.proxy.reset(faults)
      const run = await cell.ended(undefined, bringBack(cell, store, 'b2'))
      store.proxy.reset()
      const same = `diff -r ${cell.state}/backups/b2 ${cell.state}/away > /dev/null && echo same || :`
      const wrong =
        run.ended === 'failed' ? await nothingOf(cell, 'b2') : (await cell.exec(same)) === 'same' ? [] : ['it is not what was copied']
      return { run: { ended: 'none', said: `${what} ${how}: ${run.ended} ${run.said}` }, wrong, missed: !hit() }
    })
  }
}

const wrongKeys: Fault = {
  name: 'copy-wrong-key',
  says: "A copy is brought back with another manifest-key, another secret key of the store or another age identity; or its bytes are others, or another backup's",
  kinds,
  ci: ['postgres'],
  tries: asked => (asked === 1 ? 1 : Math.max(asked, 5)),
  async inject(cell, n) {
    const store = await cell.ground.store()
    const way = n % 5
    const id = way === 2 ? 'e1' : 'b2'
    return lost(cell, store, id, async () => {
      const refused = async (what: string, words: RegExp, call: () => Promise<unknown>) => {
        const outcome = await mustRefuse(cell, what, words, call)
        return { ...outcome, wrong: [...(outcome.wrong ?? []), ...(await nothingOf(cell, id))] }
      }
      const { members } = await copiedManifest(store, cell, id)
      const key = copyKey(nameOf(cell, id), members[Math.floor(cell.random() * members.length)]!.name)
      switch (way) {
        case 0:
          return refused('a copy signed with another key', /not to be trusted/, () =>
            bringBack(cell, store, id, { ...cell.trust, key: createHash('sha256').update(cell.trust.key).digest('hex') })
          )
        case 1:
          return refused("another secret key of the store's", /the secret key is not that of the access key/, () =>
            bringBack(cell, store, id, cell.trust, 'another-secret-key')
          )
        case 2: {
          const other = ageOf(await cell.exec('age-keygen 2>/dev/null')).identity
          await bringBack(cell, store, id)
          const manifest = await manifestOf(cell, id)
          const why = await refusedBy(cell, () => cell.restore(manifest, { identity: other }))
          const wrong = why === undefined ? ['another identity restored it'] : []
          await cell.restore(manifest, { identity: cell.ground.age.identity })
          return { run: { ended: 'none', said: why ?? 'restored' }, wrong }
        }
        case 3: {
          const content = await buffer(await store.direct.get(key))
          content[Math.floor(cell.random() * content.length)]! ^= 1 << Math.floor(cell.random() * 8)
          await put(store, key, content)
          return refused('a copy with one bit flipped', /is damaged.*SHA-256/, () => bringBack(cell, store, id))
        }
        default: {
          // A whole backup, and a good one: only not this one.
          for (const { key: other } of await store.direct.list(copyPrefix(nameOf(cell, id)))) {
            const file = other.split('/').at(-1)!
            await put(store, other, await buffer(await cell.host.download(`${cell.state}/backups/b1/${file}`)))
          }
          return refused("another backup's copy in its place", /is that of id b1, and this is b2/, () => bringBack(cell, store, id))
        }
      }
    })
  }
}

const put = (store: FaultyStore, key: string, content: Buffer) =>
  store.direct.put(key, async () => Readable.from([content]), {
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex')
  })

async function copiedManifest(store: FaultyStore, cell: Cell, id: string): Promise<Manifest> {
  return schema.parse(JSON.parse((await buffer(await store.direct.get(copyKey(nameOf(cell, id), 'manifest.json')))).toString()))
}

export const copies: readonly Fault[] = [copyBroken, copyBackBroken, wrongKeys]
