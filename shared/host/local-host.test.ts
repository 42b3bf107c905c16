import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { CommandFailed, DeadlinePassed, FencedOff, JobLost } from './errors.ts'
import type { JobResult, JobSpec } from './host.ts'
import { LocalHost } from './local-host.ts'
import { sh } from './shell.ts'

const host = new LocalHost()
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-host-'))
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Processes whose arguments hold a word that only this test uses. */
function processes(word: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(word)
      } catch {
        return false
      }
    })
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited 10 s for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** A client of its own, to be killed; `host` is a LocalHost there. */
function runClient(code: string): ChildProcess {
  const module = JSON.stringify(join(process.cwd(), 'shared/host/local-host.ts'))
  return spawn(
    process.execPath,
    ['--input-type=module', '--eval', `import { LocalHost } from ${module}; const host = new LocalHost(); ${code}`],
    {
      stdio: 'ignore'
    }
  )
}

/** A number of seconds to sleep that no other process has. */
const long = () => String(1000 + Math.random() * 1000)

describe('a script', () => {
  test('gives its output and its exit code', async () => {
    expect(await host.run('echo out; echo err >&2; exit 3', { check: false })).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' })
  })

  test('that fails is an error with the last lines of its stderr', async () => {
    const error = await host.run('echo broken >&2; false; echo not reached').catch(thrown => thrown)
    expect(error).toBeInstanceOf(CommandFailed)
    expect(error.message).toBe('A command on local ended with exit code 1:\nbroken')
    expect(error.result.stdout).toBe('')
  })

  test.each([
    ['a failure inside a pipe', 'false | cat'],
    ['an unset variable', 'echo "$NOT_SET"']
  ])('stops at %s', async (_what, script) => {
    expect((await host.run(`${script}\necho went on`, { check: false })).stdout).not.toContain('went on')
  })

  test('that reads stdin reads nothing, and its rest still runs', async () => {
    expect((await host.run('cat\nread -r line || echo "nothing"\nssh-keygen -y -f /dev/stdin 2>/dev/null || true\necho rest')).stdout).toBe(
      'nothing\nrest\n'
    )
  })

  test('may have no newline at its end', async () => {
    expect((await host.run('echo a')).stdout).toBe('a\n')
    expect((await host.run('echo a # comment')).stdout).toBe('a\n')
    expect((await host.run('cat <<END\na\nEND')).stdout).toBe('a\n')
    expect((await host.run('')).exitCode).toBe(0)
  })

  test.each([
    ['an unbalanced quote', 'echo ran\necho "unbalanced'],
    ['a heredoc without its end', 'echo ran\ncat <<END\ntext'],
    ['an open brace', 'echo ran\nif true; then {'],
    ['a closing brace too many', 'echo ran\n}'],
    ['an attempt to leave the wrapper', 'echo ran\n}\ncat\n{']
  ])('with %s runs not at all and fails', async (_what, script) => {
    const result = await host.run(script, { check: false })
    expect(result.stdout).toBe('')
    expect(result.exitCode).not.toBe(0)
    expect(result.stderr).not.toBe('')
  })

  test('may be 1 MB long', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `x=$((x + 1)) # ${String(index).padStart(40, 'ü')}`)
    expect((await host.run(`x=0\n${lines.join('\n')}\necho $x`)).stdout).toBe('20000\n')
  })

  test('may print what looks like the end of an answer', async () => {
    const { stdout } = await host.run('echo "0123456789abcdef0123456789abcdef end exit 0"; set; declare -p; exit 5', { check: false })
    expect(stdout).toContain('end exit 0')
    expect((await host.run('set; exit 5', { check: false })).exitCode).toBe(5)
  })

  test('that kills its own wrapper is never a success', async () => {
    await expect(host.run('kill -KILL $$; sleep 5')).rejects.toThrow('cut off before its end (signal SIGKILL)')
  })

  test('with many outputs and arguments stays exact', async () => {
    const values = ["it's", '$(touch x)', 'a\nb\n', '--', '-n', 'ü€𝄞', '\\', '"', '*', '']
    expect((await host.run(sh`printf '<%s>' ${values}`)).stdout).toBe(values.map(value => `<${value}>`).join(''))
    expect(
      (await host.run('head -c 3000000 /dev/zero | tr "\\0" x; echo; head -c 2000000 /dev/zero | tr "\\0" y >&2')).stdout
    ).toHaveLength(3_000_001)
  })

  test('does not wait for a process in the background that holds its output open', async () => {
    const seconds = long()
    const start = performance.now()
    const { stdout } = await host.run(`sleep ${seconds} & echo "$!"`)
    expect(performance.now() - start).toBeLessThan(5000)
    process.kill(Number(stdout))
  })

  test('runs in the directory that it is given', async () => {
    expect((await host.run('pwd', { cwd: '/usr' })).stdout).toBe('/usr\n')
    expect((await host.run('pwd', { cwd: '/no such', check: false })).stderr).toContain('/no such: No such file or directory')
  })
})

describe('the environment', () => {
  test('is clean: nothing of the action or the runner reaches a script', async () => {
    const planted = {
      INPUT_PRIVATE_KEY: 'x',
      'INPUT_PRIVATE-KEY': 'x',
      GITHUB_TOKEN: 'x',
      ACTIONS_RUNTIME_TOKEN: 'x',
      RUNNER_TRACKING_ID: 'x',
      BASH_ENV: '/dev/null'
    }
    Object.assign(process.env, planted)
    try {
      const { stdout } = await host.run('env -0', { env: { GIVEN: 'a\nb' }, secrets: { SECRET: "s'$(x)" } })
      const names = new Map(stdout.split('\0').map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
      expect([...names.keys()].filter(name => name !== '').sort((a, b) => a.localeCompare(b))).toEqual([
        '_',
        'BELAY_RUN',
        'GIVEN',
        'HOME',
        'LANG',
        'PATH',
        'SECRET',
        'USER'
      ])
      expect(names.get('GIVEN')).toBe('a\nb')
      expect(names.get('SECRET')).toBe("s'$(x)")
      expect(names.get('LANG')).toBe('C.UTF-8')
      expect(names.get('HOME')).toBe(userInfo().homedir)
    } finally {
      for (const name of Object.keys(planted)) delete process.env[name]
    }
  })

  test("has the system's directories behind the login's PATH", async () => {
    const { stdout } = await new LocalHost({ path: '/opt/tools:/usr/bin:/bin' }).run('echo "$PATH"')
    expect(stdout).toBe('/opt/tools:/usr/bin:/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin\n')
  })

  test('keeps secrets out of every argument', async () => {
    const secret = randomBytes(16).toString('hex')
    const seconds = long()
    const running = host
      .run(`echo "\${#SECRET}"; sleep ${seconds} & wait`, { secrets: { SECRET: secret }, timeoutMs: 1000 })
      .catch(error => error)
    await until('the script', () => processes(seconds).length === 1)
    expect(spawnSync('bash', ['-c', 'cat /proc/[0-9]*/cmdline 2>/dev/null'], { maxBuffer: 1e8 }).stdout.includes(secret)).toBe(false)
    expect(readFileSync(`/proc/${processes(seconds)[0]}/environ`).includes(secret)).toBe(true)
    expect(await running).toBeInstanceOf(DeadlinePassed)
  })
})

describe('a deadline', () => {
  test('ends everything that the script started, new sessions and background processes included', async () => {
    const seconds = long()
    const start = performance.now()
    await expect(host.run(`sleep ${seconds} & setsid sleep ${seconds} & sleep ${seconds}`, { timeoutMs: 300 })).rejects.toThrow(
      DeadlinePassed
    )
    expect(processes(seconds)).toEqual([])
    expect(performance.now() - start).toBeLessThan(5000)
  })

  test('KILLs what ignores TERM', async () => {
    const seconds = long()
    await expect(host.run(`trap '' TERM; while :; do sleep ${seconds}; done`, { timeoutMs: 300 })).rejects.toThrow(DeadlinePassed)
    expect(processes(seconds)).toEqual([])
  })

  test('is not waited for when the client is gone: what it ran is ended', async () => {
    const seconds = long()
    const client = runClient(`await host.run('setsid sleep ${seconds} & wait')`)
    await until('the script', () => processes(seconds).length === 1)
    client.kill('SIGKILL')
    await until('the end of the script', () => processes(seconds).length === 0)
  })
})

describe('a job', () => {
  let number = 0
  const stateDir = () => directory
  const spec = (script: string, more: Partial<JobSpec> = {}): JobSpec => ({
    stateDir: stateDir(),
    id: `job-${++number}`,
    script,
    timeoutMs: 20_000,
    ...more
  })

  test('gives output in order, exit code, and leaves a record', async () => {
    const heard: string[] = []
    const job = spec('echo one; echo two >&2; echo three; exit 7', { onOutput: text => heard.push(text) })
    const result = await host.job(job)
    expect(result).toMatchObject({
      exitCode: 7,
      ended: 'exit',
      tail: 'one\ntwo\nthree\n',
      outputBytes: 14,
      attached: false,
      droppedBytes: 0
    })
    expect(heard.join('')).toBe('one\ntwo\nthree\n')
    expect(await host.inspectJob(directory, job.id)).toEqual({ state: 'ended', result: { ...result, attached: true } })
  })

  test('runs once: its id attaches, also many at the same time', async () => {
    const job = spec('echo ran >> witness; sleep 0.3; echo done', { cwd: directory })
    const results = await Promise.all([host.job(job), host.job(job), host.job(job), host.job(job)])
    results.push(await host.job({ ...job, script: 'echo other >> witness' }))
    expect(readFileSync(join(directory, 'witness'), 'utf8')).toBe('ran\n')
    expect(results.map(result => result.tail)).toEqual(Array(5).fill('done\n'))
    expect(results.filter(result => !result.attached)).toHaveLength(1)
  })

  test('has a clean environment and its secrets, which are stored nowhere', async () => {
    const secret = randomBytes(16).toString('hex')
    const job = spec('env -0 | tr "\\n\\0" "?\\n" | cut -d= -f1 | sort; [[ $SECRET == ????* ]]; cat; echo "$PWD $GIVEN $BELAY_JOB"', {
      env: { GIVEN: 'a\nb' },
      secrets: { SECRET: secret },
      cwd: '/usr'
    })
    const { tail } = await host.job(job)
    expect(tail).toBe(`BELAY_JOB\nBELAY_JOB_DIR\nBELAY_JOB_FD\nGIVEN\nHOME\nLANG\nPATH\nSECRET\nUSER\n_\n/usr a\nb ${job.id}\n`)
    expect(spawnSync('grep', ['-rlF', '-D', 'skip', '-e', secret, directory]).stdout.toString()).toBe('')
    expect(spawnSync('grep', ['-rlF', '-D', 'skip', '-e', 'GIVEN', directory]).stdout.toString()).toContain(job.id)
  })

  test('takes a secret larger than a pipe holds', async () => {
    const { tail } = await host.job(spec('echo ${#SECRET}', { secrets: { SECRET: 'x'.repeat(120_000) } }))
    expect(tail).toBe('120000\n')
  })

  test('is ended by its deadline, with everything that it started', async () => {
    const seconds = long()
    const result = await host.job(spec(`echo begin; setsid sleep ${seconds} & sleep ${seconds}; echo not reached`, { timeoutMs: 400 }))
    expect(result).toMatchObject({ ended: 'deadline', tail: expect.stringMatching(/^begin\n/) })
    expect(result.tail).not.toContain('not reached')
    expect(result.durationMs).toBeGreaterThanOrEqual(390)
    expect(processes(seconds)).toEqual([])
  })

  test('can be ended from another connection', async () => {
    const seconds = long()
    const job = spec(`echo begin; sleep ${seconds}`)
    const running = host.job(job)
    await until('the job', () => processes(seconds).length === 1)
    expect(await host.inspectJob(directory, job.id)).toEqual({
      state: 'running',
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    })
    expect(await host.endJob(directory, job.id)).toMatchObject({
      state: 'ended',
      result: { ended: 'signal', tail: expect.stringMatching(/^begin\n/) }
    })
    expect(processes(seconds)).toEqual([])
    expect(await running).toMatchObject({ ended: 'signal' })
  })

  test('of which all was killed is lost, and says so', async () => {
    const seconds = long()
    const job = spec(`echo begin; sleep ${seconds}`)
    const running = host.job(job).catch(error => error)
    await until('the job', () => processes(seconds).length === 1)
    const supervisor = Number(readFileSync(join(directory, 'jobs', job.id, 'started'), 'utf8').split(' ')[1])
    process.kill(supervisor, 'SIGKILL')
    // What the supervisor leaves still runs and must not be taken for lost.
    expect(await host.inspectJob(directory, job.id)).toMatchObject({ state: 'running' })
    expect(await host.endJob(directory, job.id)).toMatchObject({ state: 'lost' })
    expect(processes(seconds)).toEqual([])
    expect(await running).toBeInstanceOf(JobLost)
  })

  test('that does not exist is absent', async () => {
    expect(await host.inspectJob(directory, 'never')).toEqual({ state: 'absent' })
    expect(await host.endJob(directory, 'never')).toEqual({ state: 'absent' })
  })

  test('ends although a daemon that it started holds its output open', async () => {
    const { tail } = await host.job(spec(`sleep ${long()} & echo "$!"`))
    expect(Number(tail)).toBeGreaterThan(0)
    process.kill(Number(tail))
  })

  test('may print bytes that are no text, and characters that come in halves', async () => {
    const heard: string[] = []
    const result = await host.job(spec("printf 'a\\xe2\\x82'; sleep 0.2; printf '\\xacb\\0c'", { onOutput: text => heard.push(text) }))
    expect(heard.join('')).toBe('a€b\0c')
    expect(result.outputBytes).toBe(7)
  })

  test.each(['', '.', '..', 'a/b', 'a b', '$(x)', 'x'.repeat(121)])('has no id %j', async id => {
    await expect(host.job(spec('true', { id }))).rejects.toThrow("cannot be a job's id")
  })

  test('needs its state directory', async () => {
    await expect(host.job(spec('true', { stateDir: join(directory, 'none') }))).rejects.toThrow('does not exist on local')
  })

  describe('with a token', () => {
    const lock = () => join(directory, 'lock')

    afterEach(() => rmSync(lock(), { force: true }))

    test('starts while the lock is held with it', async () => {
      writeFileSync(join(directory, 'owner.one'), 'run 1')
      linkSync(join(directory, 'owner.one'), lock())
      expect((await host.job(spec('echo ran', { token: 'one' }))).tail).toBe('ran\n')
    })

    test('does not start without a lock', async () => {
      const job = spec('echo ran', { token: 'one' })
      await expect(host.job(job)).rejects.toThrow(FencedOff)
      expect(existsSync(join(directory, 'jobs', job.id))).toBe(false)
    })

    test('does not start while someone else holds the lock, and says who', async () => {
      writeFileSync(join(directory, 'owner.two'), 'run 2 of someone')
      linkSync(join(directory, 'owner.two'), lock())
      const error = await host.job(spec('echo ran', { token: 'one' })).catch(thrown => thrown)
      expect(error).toBeInstanceOf(FencedOff)
      expect(error.holder).toBe('run 2 of someone')
    })

    test('does not start with a copy of the lock instead of a link', async () => {
      writeFileSync(join(directory, 'owner.three'), 'run 3')
      writeFileSync(lock(), 'run 3')
      await expect(host.job(spec('echo ran', { token: 'three' }))).rejects.toThrow(FencedOff)
    })

    test('lets the lock change hands while it runs', async () => {
      writeFileSync(join(directory, 'owner.four'), 'run 4')
      linkSync(join(directory, 'owner.four'), lock())
      const seconds = long()
      const job = spec(`sleep ${seconds}`, { token: 'four' })
      const running = host.job(job)
      await until('the job', () => processes(seconds).length === 1)
      await host.run(sh`flock -w 5 ${join(directory, 'lock.flock')} true`)
      await host.endJob(directory, job.id)
      await running
    })
  })

  describe('with much output', () => {
    const mebibyte = 1024 * 1024
    const onDisk = (id: string) =>
      readdirSync(join(directory, 'jobs', id, 'out')).reduce(
        (sum, name) => sum + statSync(join(directory, 'jobs', id, 'out', name)).size,
        0
      )

    test('that nobody follows keeps the beginning and the end, and says how much was dropped', async () => {
      const job = spec('sleep 1; head -c 40000000 /dev/zero | tr "\\0" "a"; echo "the end"')
      const jobDirectory = join(directory, 'jobs', job.id)
      // A follower that was killed, and whose lease has run out.
      const client = runClient(`await host.job(${JSON.stringify(job)})`)
      await until('the job', () => existsSync(join(jobDirectory, 'acked')))
      client.kill('SIGKILL')
      writeFileSync(join(jobDirectory, 'acked'), '0 1\n')
      await until('its end', () => existsSync(join(jobDirectory, 'exit')))
      expect(onDisk(job.id)).toBeLessThanOrEqual(16 * mebibyte)
      const heard: string[] = []
      const result: JobResult = await host.job({ ...job, onOutput: text => heard.push(text) })
      const dropped = result.droppedBytes ?? 0
      expect(result).toMatchObject({ outputBytes: 40_000_008, attached: true, exitCode: 0 })
      expect(dropped).toBeGreaterThan(20 * mebibyte)
      const text = heard.join('')
      expect(text).toContain(`[belay: ${dropped} bytes of output were dropped on the host because nobody followed]`)
      expect(text.replace(/\n\[belay: [^\]]*\]\n/, '')).toHaveLength(40_000_008 - dropped)
      expect(result.tail).toMatch(/a\nthe end\n$|athe end\n$/)
    })
  })
})

describe('files', () => {
  test('arrive whole, with their mode, and come back the same', async () => {
    const content = randomBytes(3_000_001)
    const path = join(directory, "a file's name")
    const facts = await host.upload(content, path, { mode: 0o640 })
    expect(facts).toEqual({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o640)
    const chunks: Buffer[] = []
    for await (const chunk of await host.download(path)) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).equals(content)).toBe(true)
    await host.upload({ file: path }, `${path}.2`)
    expect(readFileSync(`${path}.2`).equals(content)).toBe(true)
    expect(statSync(`${path}.2`).mode & 0o777).toBe(0o600)
    expect((await host.upload('', `${path}.3`)).bytes).toBe(0)
  })

  test('that cannot be written leave nothing behind', async () => {
    mkdirSync(join(directory, 'sub'))
    await expect(host.upload('x', join(directory, 'sub'))).rejects.toThrow('it is a directory')
    await expect(host.upload('x', join(directory, 'none', 'x'))).rejects.toThrow('its directory does not exist')
    expect(readdirSync(directory).filter(name => name.startsWith('.belay-upload'))).toEqual([])
  })

  test('that do not exist are an error and not an empty stream', async () => {
    await expect(host.download(join(directory, 'none'))).rejects.toThrow('there is no such file')
    await expect(host.upload({ file: join(directory, 'none') }, join(directory, 'x'))).rejects.toThrow('ENOENT')
  })
})
