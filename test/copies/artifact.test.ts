// GitHub's artifacts run nowhere but on GitHub: every test here is against a fake (artifact-fake.ts), and says so in its name.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { verifyBackup } from '../../shared/backup/store.ts'
import { openArtifacts } from '../../shared/copies/artifact.ts'
import { listCopies } from '../../shared/copies/copies.ts'
import { copyBackup } from '../../shared/copies/copy-backup.ts'
import { fetchBackup } from '../../shared/copies/fetch-backup.ts'
import type { CopyStore } from '../../shared/copies/store.ts'
import { UserError } from '../../shared/errors.ts'
import { artifactAccess } from '../../shared/github/artifact-access.ts'
import { readRun } from '../../shared/github/run.ts'
import { LocalHost } from '../../shared/host/local-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { FakeArtifacts } from './artifact-fake.ts'
import { factsOf, storeContract, streamOf } from './contract.ts'
import { layBackup } from './lay.ts'

const timing = { pausesMs: [20, 20], partBytes: 2 ** 20, pace: { graceMs: 1500, bytesPerSecond: 50 * 2 ** 20 } }
let fake: FakeArtifacts
beforeAll(async () => void (fake = await FakeArtifacts.start()))
beforeEach(() => fake.reset())
afterAll(() => fake.stop())
const open = (run: string, more: Parameters<FakeArtifacts['access']>[1] = {}) => openArtifacts(fake.access(run, more), timing)
const failure = async (call: Promise<unknown>): Promise<Error> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown
  )
  expect(error).toBeInstanceOf(UserError)
  return error as Error
}

describe('a fake of GitHub artifacts: the contract', () => {
  const store = () => open('1')
  storeContract(store)
})

describe('a fake of GitHub artifacts: faults', () => {
  const content = randomBytes(3_500_000)
  let key: string
  let number = 0
  beforeEach(() => void (key = `shop/faults/b${++number}/main.dump.age`))
  const name = () => `belay~${key.replaceAll('/', '~')}`
  const put = (store: CopyStore = open('1')) => store.put(key, streamOf(content), factsOf(content))
  /** Whether anybody can see it: one that was only begun nobody can. */
  const seen = () => fake.artifacts.some(each => each.name === name() && each.finished)

  test.each(['CreateArtifact', 'block', 'blocklist', 'FinalizeArtifact', 'GetSignedArtifactURL', 'ListArtifacts'] as const)(
    '%s fails once with 500, or is cut: asked again, and the copy is whole',
    async ask => {
      for (const fault of [{ status: 500 }, 'cut'] as const) {
        fake.reset((asked, nth) => (asked === ask && nth === 1 ? fault : undefined))
        await put()
        expect(fake.content(name())?.equals(content)).toBe(true)
      }
    }
  )

  test.each(['CreateArtifact', 'block', 'blocklist', 'FinalizeArtifact', 'GetSignedArtifactURL', 'blob'] as const)(
    '%s fails for good: an error that says so, and no artifact',
    async ask => {
      for (const fault of [{ status: 500 }, { status: 403, message: 'no access' }] as const) {
        fake.reset(asked => (asked === ask ? fault : undefined))
        expect((await failure(put())).message).toMatch(
          fault.status === 500 ? /could not be copied to artifact:.*500.*tried several times/ : /GitHub does not allow it \(.*no access/
        )
        expect(seen()).toBe(false)
      }
    }
  )

  test.each([
    ['another content', 'flip' as const, /What artifact:.* holds as .* is not what was sent: its SHA-256/],
    ['half of it', 'cut' as const, /could not be copied.*broke off.*the connection failed/]
  ])('what GitHub gives back is %s: it is no copy, and is removed', async (_, fault, words) => {
    fake.reset(ask => (ask === 'blob' ? fault : undefined))
    expect((await failure(put())).message).toMatch(words)
    expect(seen()).toBe(false)
    expect(fake.asked).toContain('DeleteArtifact')
  })

  test.each(['CreateArtifact', 'block', 'blob'] as const)('%s is never answered: given up at the deadline, and no artifact', async ask => {
    fake.reset(asked => (asked === ask ? 'silence' : undefined))
    expect((await failure(put())).message).toMatch(/it had not ended after 2 s, so it is slower than/)
    expect(seen()).toBe(false)
  })

  test('what could not be removed is named', async () => {
    fake.reset(ask => (ask === 'blob' ? 'flip' : ask === 'DeleteArtifact' ? { status: 403 } : undefined))
    expect((await failure(put())).message).toMatch(/is not what was sent.*The artifact belay~shop~faults~.* may be there all the same/)
  })

  test('what was begun and could not be removed does not stand in the way of the next try', async () => {
    fake.reset(ask => (ask === 'block' || ask === 'DeleteArtifact' ? { status: 403 } : undefined))
    await failure(put())
    fake.reset()
    await put()
    expect(fake.content(name())?.equals(content)).toBe(true)
    expect(fake.asked.filter(each => each === 'CreateArtifact')).toHaveLength(2)
  })

  test('the room for artifacts is used up', async () => {
    fake.reset(ask => (ask === 'CreateArtifact' ? { status: 403, message: 'insufficient usage to create artifact' } : undefined))
    expect((await failure(put())).message).toContain("GitHub's room for artifacts is used up")
  })

  test('no signed address and no token is ever told', async () => {
    for (const fault of [{ status: 400, message: `see ${fake.url}/blob/x?sig=w%2Bs` }, 'cut'] as const) {
      fake.reset(ask => (ask === 'block' ? fault : undefined))
      const { message, cause } = await failure(put())
      expect(`${message} ${cause}`).not.toMatch(/sig=|e30\./)
    }
  })

  test('a download that breaks is an error and no short file', async () => {
    await put()
    fake.reset(ask => (ask === 'blob' ? 'cut' : undefined))
    expect((await failure(open('1').get(key).then(buffer))).message).toMatch(/could not be read to its end/)
  })
})

describe('a fake of GitHub artifacts: this run and earlier ones', () => {
  const content = Buffer.from('row')
  const key = 'shop/runs/b1/main.dump.age'

  test('an earlier run is reached with a token, and this run without one', async () => {
    await open('11').put(key, streamOf(content), factsOf(content))
    expect(await open('11', { apiToken: undefined }).list('shop/runs/')).toEqual([{ key, bytes: 3 }])
    expect((await buffer(await open('11', { apiToken: undefined }).get(key))).equals(content)).toBe(true)
    expect(await open('12').list('shop/runs/')).toEqual([{ key, bytes: 3 }])
    expect((await buffer(await open('12').get(key))).equals(content)).toBe(true)
    for (const call of [open('12', { apiToken: undefined }).list('shop/runs/'), open('12', { apiToken: undefined }).get(key)])
      expect((await failure(call)).message).toMatch(/earlier runs are seen only with a token: give `github-token/)
    expect((await failure(open('12', { apiToken: 'wrong' }).list('shop/runs/'))).message).toMatch(/not accessible.*`actions: read`/)
  })

  test('more than a page of artifacts, and the newest of a name', async () => {
    const store = open('13')
    for (let n = 0; n < 120; n++) await store.put(`shop/many/b${n}/f.age`, streamOf(content), factsOf(content))
    const newer = Buffer.from('newer')
    await open('14').put('shop/many/b0/f.age', streamOf(newer), factsOf(newer))
    expect(await open('15').list('shop/many/')).toHaveLength(120)
    expect((await buffer(await open('15').get('shop/many/b0/f.age'))).toString()).toBe('newer')
  }, 30_000)

  test('one that has expired is none', async () => {
    await open('16').put('shop/old/b1/f.age', streamOf(content), factsOf(content))
    for (const each of fake.artifacts) if (each.name.includes('~old~')) each.expired = true
    expect(await open('17').list('shop/old/')).toEqual([])
    expect((await failure(open('17').get('shop/old/b1/f.age'))).message).toMatch(/there is no artifact .* that has not expired/)
  })
})

describe('a fake of GitHub artifacts: a whole backup', () => {
  const host = new LocalHost()
  const name = { app: 'shop', environment: 'production', id: 'w1' }
  let state: string
  beforeEach(() => void mkdirSync(join((state = mkdtempSync(join(tmpdir(), 'belay-artifact-'))), 'backups')))
  afterEach(() => rmSync(state, { recursive: true, force: true }))

  test('copied, lost on the host, brought back by a later run, and verified; a flipped bit is refused', async () => {
    const directory = await layBackup(host, state, { id: 'w1', bytes: 2_500_000 })
    const before = await verifyBackup(host, state, 'w1')
    await copyBackup({ host, directory, store: open('21'), clock: systemClock, ...name })
    rmSync(directory, { recursive: true })
    expect(await listCopies(open('22'), name)).toEqual([expect.objectContaining({ id: 'w1', whole: true })])
    await fetchBackup({ store: open('22'), host, stateDir: state, ...name })
    expect(await verifyBackup(host, state, 'w1')).toEqual(before)

    rmSync(directory, { recursive: true })
    const artifact = 'belay~shop~production~w1~main.dump'
    const damaged = Buffer.from(fake.content(artifact)!)
    damaged[1_000_000]! ^= 4
    fake.replace(artifact, damaged)
    expect((await failure(fetchBackup({ store: open('22'), host, stateDir: state, ...name }))).message).toMatch(/is damaged.*SHA-256/)
    expect(readdirSync(join(state, 'backups'))).toEqual(['.lock'])
  }, 30_000)
})

describe('where there can be no artifact', () => {
  const environment = { GITHUB_REPOSITORY: 'octo/shop', GITHUB_RUN_ID: '7', GITHUB_SERVER_URL: 'https://github.com' }
  const given = { ...environment, ACTIONS_RESULTS_URL: 'https://results.example/', ACTIONS_RUNTIME_TOKEN: 't', GITHUB_RETENTION_DAYS: '30' }
  const access = (variables: Readonly<Record<string, string>>) => artifactAccess(variables, readRun(variables, '/', '/tmp'), undefined)

  test('on GitHub it is reached with what the runner gives', () =>
    expect(access(given)).toMatchObject({ repository: 'octo/shop', runId: '7', serviceToken: 't', days: 30 }))
  test('an enterprise server has none', () =>
    expect(() => access({ ...given, GITHUB_SERVER_URL: 'https://git.example.net' })).toThrow(
      /git\.example\.net is a GitHub Enterprise Server/
    ))
  test('a name that only looks like GitHub is not', () =>
    expect(() => access({ ...given, GITHUB_SERVER_URL: 'https://evilgithub.com' })).toThrow(UserError))
  test('a step that the runner gives no token', () => expect(() => access(environment)).toThrow(/neither ACTIONS_RESULTS_URL nor/))
  test('a token that names no run', () => expect(() => openArtifacts(access(given))).toThrow(/names no run/))
})
