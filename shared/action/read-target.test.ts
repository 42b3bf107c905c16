import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Target } from '../config/target.ts'
import { readRun } from '../github/run.ts'
import { readTarget, type TargetTexts } from './read-target.ts'

const config = (app: string) => `app: ${app}
environments: { production: { hosts: [{ address: local }] } }
databases: { main: { engine: sqlite, path: /srv/main.db } }
`
let workspace = ''
let temp = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'belay-target-'))
  temp = join(workspace, 'temp')
  await mkdir(join(workspace, '.github'))
  await writeFile(join(workspace, '.github', 'belay.yml'), config('mes'))
})
afterEach(() => rm(workspace, { recursive: true }))

const read = (inputs: TargetTexts & { readonly config?: string } = {}): Promise<Target> =>
  readTarget(inputs, readRun({ GITHUB_WORKSPACE: workspace, GITHUB_REPOSITORY: 'octo/mes' }, workspace, temp), temp)
const kept = async () => (await readdir(join(temp, 'belay')).catch(() => [])).map(name => join(temp, 'belay', name))
const secrets = { 'private-key': 's3cret-key', passphrase: 's3cret-phrase', 'database-url': 'postgres://u:s3cret@h/d' }

test('what an action has read the next one reads again from what is kept, which holds no secret', async () => {
  const first = await read(secrets)
  const [file] = await kept()
  const text = await readFile(file!, 'utf8')
  expect(text).not.toContain('s3cret')
  expect(await read(secrets)).toEqual(JSON.parse(JSON.stringify(first)))
  expect(first.given).toEqual({
    privateKey: 's3cret-key',
    passphrase: 's3cret-phrase',
    secrets: { BELAY_DATABASE_URL: 'postgres://u:s3cret@h/d' }
  })
  // It is really used.
  await writeFile(file!, text.replaceAll('"mes"', '"kept"'))
  expect((await read(secrets)).app).toBe('kept')
})

test('another configuration, another input and a broken file are read anew', async () => {
  await read()
  expect((await read({ app: 'given' })).app).toBe('given')
  for (const file of await kept()) await writeFile(file, '{')
  expect((await read()).app).toBe('mes')
  await writeFile(join(workspace, '.github', 'belay.yml'), config('other'))
  expect((await read()).app).toBe('other')
})

test.each([
  { checks: 'api: { http: "http://127.0.0.1/", headers: { authorization: "Bearer s3cret" } }' },
  { url: 'https://user:s3cret@mes.example.net/' }
])('nothing is kept of inputs that may hold a secret: %j', async inputs => {
  await read(inputs)
  expect(await kept()).toEqual([])
})

test('a configuration that cannot be read is an error each time', async () => {
  await writeFile(join(workspace, '.github', 'belay.yml'), 'app: [')
  await expect(read()).rejects.toThrow('.github/belay.yml')
  await expect(read()).rejects.toThrow('.github/belay.yml')
  expect(await kept()).toEqual([])
})
