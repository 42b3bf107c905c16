// What people get wrong: each is told once, in words, with what to do; nothing is changed and nothing of it reaches a shell.
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { RunResult } from '../runner/run.ts'
import { entries, errorsOf, Guestbook, holdWhile, type Start, stars, until } from './guestbook.ts'

/** Milliseconds for one test; a busy machine takes ten times as long as an idle one. */
const patience = 180_000
let book: Guestbook
/** A tag on main that could be deployed. */
let good: string
let count = 0
beforeAll(async () => {
  book = await Guestbook.make()
  good = book.release('v1.1.0', { migrations: [entries, stars] })
}, patience)
afterAll(() => book.end())

interface Step {
  /** Name of the action below actions/; default the root action. */
  readonly action?: string | undefined
  readonly with?: Readonly<Record<string, string>> | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Shell between checkout and action. */
  readonly first?: string | undefined
}

/** A workflow of one action, as a user would write it. */
function workflow({ action, with: inputs, env, first }: Step): string {
  const uses = `belay-actions/belay${action === undefined ? '' : `/actions/${action}`}@v1`
  const steps = [
    { uses: 'actions/checkout@v6', with: { 'fetch-depth': 0 } },
    ...(first === undefined ? [] : [{ run: first }]),
    { name: 'belay', uses, ...(inputs === undefined ? {} : { with: inputs }), ...(env === undefined ? {} : { env }) }
  ]
  const file = join(book.directory, `bad-${++count}.yml`)
  writeFileSync(file, stringify({ on: 'push', jobs: { deploy: { 'runs-on': 'ubuntu-latest', steps } } }))
  return file
}

/** One error, exit code 1, no stack, nothing changed. Returns the message. */
async function refusal(step: Step, options: Start = {}): Promise<string> {
  const before = await book.digest()
  const result = await book.run(workflow(step), { ref: good, ...options })
  const message = theOneError(result)
  expect(await book.digest()).toBe(before)
  expect(existsSync(pwned())).toBe(false)
  return message
}

function theOneError(result: RunResult): string {
  const log = result.log.join('\n')
  expect(result.conclusion).toBe('failure')
  expect(result.jobs['deploy']?.steps.findLast(step => step.name === 'belay')?.exitCode).toBe(1)
  expect(log).not.toMatch(/\n[^|\n]*\| +at .*[:(]\d+/)
  expect(log).not.toContain('This is a bug')
  expect(errorsOf(result)).toHaveLength(1)
  return errorsOf(result)[0]!
}

/** A file that a shell would make if any of these texts reached one. */
const pwned = () => join(book.directory, 'pwned')
const attack = () => `'"; touch ${pwned()} #$(touch ${pwned()})\`touch ${pwned()}\``

describe('inputs', () => {
  test.each<[string, Step, RegExp]>([
    [
      'a misspelt name',
      { with: { enviroment: 'production' } },
      /^An input is not usable:\n {2}- enviroment: no such input; did you mean environment\?$/
    ],
    [
      'a value that is not allowed',
      { action: 'deploy-code', with: { phase: 'stag' } },
      /^An input is not usable:\n {2}- phase: "stag" is not allowed; allowed: .*stage.*switch/
    ],
    ['a required one that is missing', { action: 'deploy-code' }, /^An input is not usable:\n {2}- phase: required, and not given\./],
    [
      'several at once',
      { with: { 'dry-run': 'yes please', port: '70000', timeout: 'soon', comand: 'deploy' } },
      /^4 inputs are not usable:\n(?= {2}- )[\s\S]*port: "70000"[\s\S]*timeout: "soon"[\s\S]*dry-run: "yes please"[\s\S]*comand: no such input; did you mean command\?$/
    ],
    [
      'an environment that the configuration lacks',
      { with: { environment: 'producton' } },
      /^The configuration has no environment "producton"; it has production\. Did you mean production\?$/
    ],
    [
      'a configuration that is not there',
      { with: { config: '.github/bellay.yml' } },
      /^The configuration \.github\/bellay\.yml is not in the checkout at .*: check the repository out first \(actions\/checkout\), or correct the input `config`$/
    ],
    ['an id that is none', { action: 'rollback', with: { deployment: '../../etc', reason: 'x' } }, /"\.\.\/\.\.\/etc"/],
    [
      'a deployment that there is not',
      { action: 'rollback', with: { deployment: '20260101-000000-abcdef' } },
      /^There is no deployment 20260101-000000-abcdef here, and none is open$/
    ],
    [
      'a version that there is not',
      { action: 'rollback', with: { to: 'v9.9.9', reason: 'x' } },
      /^There is no release "v9\.9\.9" here; there is none to go back to$/
    ],
    [
      'a rollback to what is live',
      { action: 'rollback', with: { to: 'v1.0.0' } },
      /v1\.0\.0 is what is live now: there is nothing to go back to/
    ],
    ['unlock where nothing is open', { with: { command: 'unlock' } }, /^No deployment is open: there is nothing to unlock$/]
  ])('%s', async (_, step, message) => expect(await refusal(step)).toMatch(message), patience)
})

describe('secrets', () => {
  const remote = { host: '192.0.2.1', user: 'deploy' }
  test.each<[string, Step, RegExp]>([
    [
      'no private key: the secret is not set for this environment',
      { with: { ...remote, 'private-key': '${{ secrets.BELAY_PRIVATE_KEY }}' } },
      /^The input `private-key` is needed to log in to 192\.0\.2\.1: private-key: \$\{\{ secrets\.BELAY_PRIVATE_KEY \}\}\. If it is given, the secret is empty or not visible to this environment$/
    ],
    [
      'no known hosts',
      { with: { ...remote, 'private-key': 'something', 'known-hosts': '${{ vars.NONE }}' } },
      /^The input `known-hosts` is needed for 192\.0\.2\.1: no host key is trusted on first use\. Run ssh-keyscan/
    ]
  ])('%s', async (_, step, message) => expect(await refusal(step)).toMatch(message), patience)

  test(
    'one that the configuration names and the step does not give',
    async () => {
      const edit = (text: string) =>
        text.replace(
          'address: local',
          'address: 192.0.2.1, user: deploy, private-key: { secret: DEPLOY_KEY }, known-hosts: { secret: HOST_KEYS }'
        )
      const ref = book.branch('no-secret', 'v1.1.0', { edit })
      expect(await refusal({}, { ref })).toBe(
        'The secret DEPLOY_KEY is not set. Give it to the step: env: { DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }} }'
      )
    },
    patience
  )
})

describe('configuration', () => {
  test.each<[string, (text: string) => string, RegExp]>([
    ['a misspelt key', text => text.replace('  interval:', '  intervall:'), /\.github\/belay\.yml:\d+(:\d+)?: .*intervall.*interval/],
    ['a key that belongs elsewhere', text => `${text}keep: 3\n`, /\.github\/belay\.yml:\d+(:\d+)?: .*keep/],
    ['a value that is none', text => text.replace('200 ms', 'a moment'), /\.github\/belay\.yml:\d+(:\d+)?: .*stable-for/],
    ['YAML that is none', text => `${text}\n  - [`, /\.github\/belay\.yml:\d+/],
    ['a database that there is not', text => text.replace('    database: main', '    database: mian'), /no database "mian"; there are main/]
  ])(
    '%s: with file and line',
    async (name, edit, message) => {
      const ref = book.branch(`configuration-${name.replaceAll(' ', '-')}`, 'v1.1.0', { edit })
      expect(await refusal({}, { ref })).toMatch(message)
    },
    patience
  )

  test(
    'G12: squash-check does not check less because the configuration cannot be read',
    async () => {
      const ref = book.branch('configuration-squash-check', 'v1.1.0', { edit: text => text.replace('  interval:', '  intervall:') })
      expect(await refusal({ action: 'squash-check', with: { environment: 'production' } }, { ref })).toMatch(/intervall.*interval/)
    },
    patience
  )
})

describe('tags', () => {
  const tagged = (name: string, ...how: string[]) => {
    book.repository.git('tag', ...how, name)
    return `refs/tags/${name}`
  }
  test(
    'not a semantic version',
    async () => {
      expect(await refusal({}, { ref: tagged('v1.one', '-a', '-m', 'x') })).toMatch(
        /- semver: The tag "v1\.one" is not a semantic version; name it like v1\.2\.3$/
      )
    },
    patience
  )

  test(
    'lightweight on the remote',
    async () => {
      expect(await refusal({}, { ref: tagged('v1.1.1') })).toMatch(
        /- annotated: The tag v1\.1\.1 is a lightweight tag on the remote: .* Make it again: git tag -d v1\.1\.1 && git tag -a v1\.1\.1 -m "v1\.1\.1" && git push -f origin v1\.1\.1$/
      )
    },
    patience
  )

  test(
    'older than what is live',
    async () => {
      expect(await refusal({}, { ref: tagged('v0.9.0', '-a', '-m', 'x') })).toMatch(
        /- newer: v0\.9\.0 is older than v1\.0\.0, which is live\. To go back use `rollback`, which decides about the database too; to deploy it all the same give `reason`, which works as long as the database has no migration that v0\.9\.0 lacks \(L05\)$/
      )
    },
    patience
  )

  test(
    'off the branch',
    async () => {
      book.branch('feature', 'v1.1.2')
      book.repository.git('tag', '-a', '-m', 'x', 'v1.1.2', 'feature')
      expect(await refusal({}, { ref: 'refs/tags/v1.1.2' })).toMatch(
        /- branch: The commit [0-9a-f]{10} of v1\.1\.2 is not on main: merge it there first, then tag the merged commit$/
      )
    },
    patience
  )

  test(
    'moved while the run was under way',
    async () => {
      const ref = tagged('v1.1.3', '-a', '-m', 'x')
      const first = `git -C '${book.repository.directory}' -c user.name=x -c user.email=x@example.invalid tag -f -a -m moved v1.1.3 main~1`
      expect(await refusal({ first }, { ref })).toMatch(
        /- moved: The tag v1\.1\.3 points to [0-9a-f]{10} on the remote, but the checkout has [0-9a-f]{10}: it was moved\. Run the workflow again for the tag as it is now$/
      )
    },
    patience
  )

  test(
    'a branch where tags are deployed',
    async () => {
      expect(await refusal({}, { ref: 'refs/heads/main' })).toMatch(
        /- ref: refs\/heads\/main is not a tag; this environment deploys tags like v\*\. Tag the commit: git tag -a v1\.2\.3 -m "Release 1\.2\.3" && git push origin v1\.2\.3$/
      )
    },
    patience
  )

  test(
    'a name that is a command',
    async () => {
      const name = "v1.1.4-$(touch${IFS}pwned)';touch${IFS}pwned;'"
      expect(await refusal({}, { ref: tagged(name, '-a', '-m', 'x') })).toMatch(
        /- semver: The tag "v1\.1\.4-\$\(touch.*" is not a semantic version/
      )
    },
    patience
  )
})

describe('texts that would be commands, options or paths', () => {
  const texts = (): [string, string][] => [
    ['quotes and substitutions', attack()],
    ['a newline', `v1.1.0\ntouch ${pwned()}`],
    ['a leading dash', '--upload-pack=touch'],
    ['a way up', '../../../etc/passwd']
  ]
  test(
    'ref',
    async () => {
      for (const [, ref] of texts())
        expect(await refusal({ with: { ref } })).toMatch(/is no name of a tag, a branch or a commit\. Write for example v1\.1\.0/)
    },
    patience
  )

  test(
    'to',
    async () => {
      for (const [, to] of texts())
        expect(await refusal({ action: 'rollback', with: { to, reason: 'x' } })).toMatch(/^There is no release ".*" here;/)
    },
    patience
  )

  test(
    'config and repository',
    async () => {
      for (const [, config] of texts())
        expect(await refusal({ with: { config } })).toMatch(/^The configuration [\s\S]* is not |is not usable/)
      expect(await refusal({ with: { repository: attack() } })).toMatch(/is not in the checkout at|does not exist/)
    },
    patience
  )

  test(
    'app and environment',
    async () => {
      expect(await refusal({ with: { app: attack() } })).toMatch(/app/)
      expect(await refusal({ with: { environment: attack() } })).toMatch(/^The configuration has no environment ".*"; it has production/)
    },
    patience
  )

  test(
    'state-dir and code-root',
    async () => {
      for (const [, directory] of texts()) {
        expect(await refusal({ with: { 'state-dir': directory } })).toMatch(/state-dir/)
        expect(await refusal({ with: { 'code-root': directory } })).toMatch(/code.root/)
      }
    },
    patience
  )

  test(
    'a reason is only text',
    async () => {
      const reason = attack()
      const message = await refusal({ with: { reason, ref: 'refs/tags/v0.9.1' } })
      expect(message).toMatch(/refs\/tags\/v0\.9\.1 is not in the checkout/)
    },
    patience
  )
})

describe('the system', () => {
  test(
    'current is a real directory',
    async () => {
      const current = join(book.system().site, 'current')
      const digestOfRest = (await book.world()).entries
      renameSync(current, `${current}.link`)
      book.repository.git('worktree', 'add', '--quiet', '--detach', current, 'v1.0.0')
      try {
        expect(await refusal({})).toMatch(/- current: .*\/current on .* is a real directory, not a link: move it to releases\/ and link it/)
      } finally {
        book.repository.git('worktree', 'remove', '--force', current)
        renameSync(`${current}.link`, current)
      }
      expect((await book.world()).entries).toBe(digestOfRest)
    },
    patience
  )

  test(
    'never adopted',
    async () => {
      const directory = join(book.directory, 'no-state')
      expect(await refusal({ with: { 'state-dir': directory } })).toMatch(/command: adopt/)
      expect(existsSync(directory)).toBe(false)
    },
    patience
  )
})

describe('two at once', () => {
  const hold = () => join(book.directory, 'hold')
  /** A deployment whose migration waits on the host. */
  async function deploying(version: string, additive: boolean) {
    writeFileSync(hold(), '')
    rmSync(`${hold()}.begun`, { force: true })
    const ref = book.release(version, { migrations: [entries, { ...stars, additive, before: holdWhile(hold()) }] })
    const run = book.start(workflow({}), { ref })
    await until('the migration has begun', () => existsSync(`${hold()}.begun`))
    return { ref, run, id: book.journal().at(-1)!.id }
  }

  test(
    'takeovers of one that died: one wins, the other is told',
    async () => {
      const before = await book.world()
      const { run, id } = await deploying('v1.2.0', false)
      await book.runner.forceCancel(run)
      const waiting = await book.run(workflow({ action: 'rollback', with: { deployment: id } }), { ref: good })
      expect(theOneError(waiting)).toMatch(/It cannot be taken over: it is not known whether its run has ended \(give `github-token`/)
      expect((await book.world()).locked).toBe(true)

      rmSync(hold())
      await until('the migration has ended', async () => (await book.world()).migrations.includes('0002_stars'))
      const jobs = join(book.system().state, 'jobs')
      await until('its job has ended', () => readdirSync(jobs).every(job => existsSync(join(jobs, job, 'exit'))))
      const github = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"status":"completed"}'))
      await new Promise<void>(resolve => github.listen(0, '127.0.0.1', resolve))
      const env = { GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}` }
      const step = { action: 'rollback', with: { deployment: id, 'github-token': '${{ github.token }}' } }
      try {
        const results = await Promise.all([1, 2].map(() => book.run(workflow(step), { ref: good, env })))
        expect(results.map(result => result.conclusion).sort((a, b) => a.localeCompare(b))).toEqual(['failure', 'success'])
        const loser = results.find(result => result.conclusion === 'failure')!
        expect(theOneError(loser)).toMatch(
          /is not held by .* any more: .* holds it .*Someone else acted first|has ended: rolled-back|was taken over[^\n]*Nothing more is changed from here/
        )
      } finally {
        github.close()
      }
      expect(await book.world()).toEqual(before)
      expect(book.journal().at(-1)?.records.at(-1)).toMatchObject({ type: 'closed', outcome: 'rolled-back' })
    },
    patience
  )

  test(
    'a second deployment is told who deploys and what it can do; the first goes on',
    async () => {
      const { run, id } = await deploying('v1.2.1', true)
      const second = await book.run(workflow({}), { ref: good })
      const message = theOneError(second)
      expect(message).toMatch(new RegExp(`- lock: Deployment ${id} holds the lock of .*\\. Wait until it ends \\(\`lock-timeout\`\\)`))
      expect(message).toMatch(
        /Holder: sample\/guestbook, job deploy of https:\/\/github\.com\/sample\/guestbook\/actions\/runs\/\d+ \(attempt 1\), started by octocat/
      )
      expect(message).toContain(`go back: \`command: rollback\` with \`deployment: ${id}\``)
      rmSync(hold())
      expect(errorsOf(await run.done)).toEqual([])
      expect(await book.world()).toMatchObject({ served: 'v1.2.1', locked: false, maintenance: false })

      // Only now there is something to go back from.
      expect(await refusal({ action: 'rollback', with: { to: 'v1.0.0' } })).toMatch(
        /^A rollback by hand needs a `reason`, which is recorded$/
      )
    },
    patience
  )
})
