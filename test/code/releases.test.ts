import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { prelude, recordFiles } from '../../shared/code/job.ts'
import { LocalApp } from './fixture.ts'

let app: LocalApp
beforeEach(() => {
  app = new LocalApp()
  app.commit('v1.0.0', { 'app.py': 'print(1)\n', 'media/.gitkeep': '', 'bin/run': '#!/bin/sh\n' })
})
afterEach(() => app.dispose())

const at = (...path: string[]) => join(app.root, ...path)
const entries = (...path: string[]) => (existsSync(at(...path)) ? readdirSync(at(...path)).sort() : [])

describe('staging', () => {
  test('puts the tree of the commit beside the live one, and says what it is', async () => {
    const staged = await app.stage('v1.0.0')
    const commit = app.git('rev-parse', 'v1.0.0')
    expect(staged).toMatchObject({
      id: `v1.0.0-${commit.slice(0, 10)}`,
      commit,
      tree: app.git('rev-parse', 'v1.0.0^{tree}'),
      reused: false,
      files: 4,
      venvBuilt: false
    })
    expect(staged.path).toBe(at('releases', staged.id))
    expect(staged.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(entries('releases')).toEqual([staged.id])
    expect(entries('releases', staged.id)).toEqual(['REVISION', 'app.py', 'bin', 'media'])
    expect(readFileSync(at('releases', staged.id, 'REVISION'), 'utf8')).toBe(`${commit}\n`)
    expect(existsSync(at('current'))).toBe(false)
    expect(lstatSync(at('releases', staged.id, 'app.py')).mode & 0o777).toBe(0o644)
    expect(readdirSync(join(app.stateDir, 'code')).filter(name => name.startsWith('incoming'))).toEqual([])
  })

  test('uses a staged release again when the same commit has the same settings and no file changed', async () => {
    const first = await app.stage('v1.0.0')
    const again = await app.stage('v1.0.0')
    expect(again).toMatchObject({ id: first.id, reused: true, bytes: 0, fingerprint: first.fingerprint, files: first.files })
    const other = await app.stage('v1.0.0', { 'expect-files': ['app.py'] })
    expect(other).toMatchObject({ id: `${first.id}-2`, reused: false })
    writeFileSync(at('releases', first.id, 'app.py'), 'print(2)\n')
    expect(await app.stage('v1.0.0')).toMatchObject({ id: `${first.id}-3`, reused: false })
    expect(readFileSync(at('releases', first.id, 'app.py'), 'utf8')).toBe('print(2)\n')
  })

  test('clears what a run that died left behind', async () => {
    const { id } = await app.releases().plan(app.request('v1.0.0'))
    mkdirSync(at('releases', `${id}.partial`), { recursive: true })
    writeFileSync(at('releases', `${id}.partial`, 'half'), 'x')
    expect(await app.stage('v1.0.0')).toMatchObject({ id, reused: false })
    expect(existsSync(at('releases', id, 'half'))).toBe(false)
    expect(entries('releases')).toEqual([id])
  })

  test('does nothing twice when the plan was carried out already', async () => {
    const releases = app.releases()
    const plan = await releases.plan(app.request('v1.0.0'))
    const first = await releases.stage(app.job(), plan, app.request('v1.0.0'))
    const again = await releases.stage(app.job(), plan, app.request('v1.0.0'))
    expect(again).toMatchObject({ id: first.id, reused: true, fingerprint: first.fingerprint })
  })

  test('links what releases share, nested paths and tracked placeholders too', async () => {
    mkdirSync(at('shared', 'config'), { recursive: true })
    writeFileSync(at('shared', '.env'), 'A=1')
    writeFileSync(at('shared', 'config', "it's $(local)"), 'x')
    const { id } = await app.stage('v1.0.0', { shared: ['.env', 'media', "config/it's $(local)", 'logs/'] })
    expect(readlinkSync(at('releases', id, '.env'))).toBe(at('shared', '.env'))
    expect(readlinkSync(at('releases', id, 'media'))).toBe(at('shared', 'media'))
    expect(readFileSync(at('releases', id, 'config', "it's $(local)"), 'utf8')).toBe('x')
    expect(lstatSync(at('shared', 'media')).isDirectory()).toBe(true)
    expect(lstatSync(at('shared', 'logs')).isDirectory()).toBe(true)
  })

  test.each<[string, string[], string]>([
    ['that is missing', ['.env'], '.env does not exist. Put it there'],
    ['out of the release', ['../other'], 'must be a path inside it'],
    ['beneath a link of the commit', ['out/etc'], 'lies beneath out, which is a symbolic link'],
    ['beneath a file of the commit', ['app.py/x'], 'lies beneath app.py, which is a file']
  ])('refuses a shared path %s', async (_name, shared, message) => {
    symlinkSync('/etc', join(app.repository, 'out'))
    app.commit('v1.0.1', {})
    await expect(app.stage('v1.0.1', { shared })).rejects.toThrow(message)
    expect(entries('releases').filter(name => !name.endsWith('.partial'))).toEqual([])
  })

  test('refuses a root that is missing, with the command that makes it', async () => {
    rmSync(app.root, { recursive: true })
    await expect(app.stage('v1.0.0')).rejects.toThrow(
      'does not exist. Make it and give it to the user that Belay logs in as: sudo install -d'
    )
  })

  test('runs hooks in the release with their environment, and records what they made', async () => {
    const run = 'printf "%s|%s|%s" "$RELEASE" "$RELEASE_PATH" "$SHARED_PATH" > built; : "$UNSET"'
    const staged = await app.stage('v1.0.0', {
      hooks: { stage: [{ run, produces: 'built' }, { run: 'cp built copy' }] },
      'expect-files': ['copy']
    })
    expect(readFileSync(at('releases', staged.id, 'copy'), 'utf8')).toBe(`${staged.id}|${staged.path}.partial|${at('shared')}`)
    expect(await app.releases().drift(staged.id)).toMatchObject({ state: 'same', fingerprint: staged.fingerprint })
    writeFileSync(at('releases', staged.id, 'copy'), 'x')
    expect(await app.releases().drift(staged.id)).toMatchObject({ state: 'drifted', changes: ['copy: changed'] })
  })

  test.each([
    ['fails', { run: 'echo why >&2; false; echo on' }, 'Hook 1 of stage (echo why >&2; false; echo on) on local failed with exit code 1'],
    ['fails in a pipe', { run: 'false | cat' }, 'failed with exit code 1'],
    ['makes nothing', { run: 'exit 0', produces: 'index' }, 'did not make index'],
    ['hangs', { run: 'sleep 300 & sleep 300', timeout: '1 s' }, 'had not ended after 1 s and was stopped']
  ])('a hook that %s leaves no release', async (_name, hook, message) => {
    await expect(app.stage('v1.0.0', { hooks: { stage: [hook] } })).rejects.toThrow(message)
    expect(entries('releases').filter(name => !name.endsWith('.partial'))).toEqual([])
    expect(await app.stage('v1.0.0', {})).toMatchObject({ reused: false })
  })

  test('a missing expected file stops it before the release is complete', async () => {
    await expect(app.stage('v1.0.0', { 'expect-files': ['manage.py'] })).rejects.toThrow('has no manage.py (code.expect-files)')
    expect(entries('releases').filter(name => !name.endsWith('.partial'))).toEqual([])
  })

  test('a ref and a tag full of quotes go through nothing but git', async () => {
    const tag = `v1-$(touch${'$'}{IFS}pwned)'";&`
    app.commit(tag, {})
    const staged = await app.stage(tag)
    expect(staged.version).toBe(tag)
    expect(staged.id).toMatch(/^v1--touch-IFS-pwned-[0-9a-f]{10}$/)
    await expect(app.stage('--exec=touch pwned')).rejects.toThrow('is no name of a tag')
    expect(existsSync('pwned')).toBe(false)
  })
})

describe('the environment', () => {
  const environment = { venv: 'requirements.txt', 'system-site-packages': true, python: '/usr/bin/python3' }

  test('is built once for the same requirements, in place, anew when its marker is missing, and goes with its last release', async () => {
    app.commit('v1.1.0', { 'requirements.txt': 'pip>=20\n' })
    app.commit('v1.2.0', { 'app.py': 'print(3)\n' })
    const first = await app.stage('v1.1.0', { environment })
    const second = await app.stage('v1.2.0', { environment })
    expect(first).toMatchObject({ venvBuilt: true, reused: false })
    expect(second).toMatchObject({ venvBuilt: false, reused: false, venv: first.venv })
    expect(realpathSync(join(second.path, 'venv'))).toBe(realpathSync(first.venv!))
    rmSync(join(first.venv!, '.belay-complete'))
    const third = await app.stage('v1.2.0', { environment })
    expect(third).toMatchObject({ venvBuilt: true, venv: first.venv })
    expect(third.id).not.toBe(second.id)

    mkdirSync(at('venvs', 'mine'))
    const releases = app.releases()
    expect(await releases.remove(app.job(), [first.id, second.id])).toEqual({ releases: [first.id, second.id], environments: [], left: [] })
    expect(await releases.remove(app.job(), [third.id])).toEqual({
      releases: [third.id],
      environments: [first.venv!.split('/').at(-1)],
      left: []
    })
    expect(entries('venvs')).toEqual(['.lock', 'mine'])
  }, 300_000)

  test('that cannot be had stops it, and says why', async () => {
    app.commit('v1.1.0', { 'requirements.txt': 'belay-no-such-package @ file:///nowhere/x.whl\n' })
    await expect(app.stage('v1.1.0', { environment })).rejects.toThrow('pip could not install what requirements.txt asks for')
    await expect(app.stage('v1.1.0', { environment: { ...environment, python: 'python9.9' } })).rejects.toThrow(
      'there is no python9.9 on the host'
    )
    await expect(app.stage('v1.0.0', { environment })).rejects.toThrow('requirements.txt, which is not in the commit')
  }, 300_000)
})

/** The record that a release has, and the one that its files give when they are hashed on the host. */
async function records(id: string) {
  const of = (record: string) => ['files', 'links'].map(each => readFileSync(`${record}.${each}`).toString('latin1'))
  const again = join(app.home, 'again')
  await app.host.run(prelude + recordFiles(at('releases', id), again))
  return { kept: of(join(app.stateDir, 'code', id)), again: of(again) }
}

describe('the record (G4)', () => {
  const files = {
    'a b/x': '1',
    'a-b': '2',
    'name with\nbreak': '3',
    'back\\slash': '4',
    中文: '5',
    empty: '',
    'x.pyc': 'b',
    'lib/__pycache__/y': 'c',
    'venv/bin/python': 'd',
    'REVISION.txt': 'e',
    'media/.gitkeep': '',
    'media.txt': 'f',
    'config/local.env': 'g',
    'config/local.env.example': 'h'
  }
  const shared = ['media/', 'config/local.env', '.env']
  beforeEach(() => {
    mkdirSync(at('shared', 'config'), { recursive: true })
    for (const name of ['.env', 'config/local.env']) writeFileSync(at('shared', name), 'A=1')
    symlinkSync('a-b', join(app.repository, 'link with\nbreak'))
    symlinkSync('../../nowhere', join(app.repository, 'dangling'))
    writeFileSync(Buffer.concat([Buffer.from(`${app.repository}/latin-`), Buffer.from([0xfc])]), 'ü')
  })

  test('is the list that every file was checked against, byte for byte what hashing the tree again gives', async () => {
    app.commit('v2', files)
    const { id, fingerprint } = await app.stage('v2', { shared })
    const { kept, again } = await records(id)
    expect(kept).toEqual(again)
    expect(kept[0]!.split('\n')).toHaveLength(14)
    expect(kept[0]).toContain('  ./REVISION\n')
    expect(kept[1]).toContain(`./config/local.env>${at('shared', 'config/local.env')}\n`)
    for (const gone of ['x.pyc', '__pycache__', 'venv', 'media/', 'local.env\n']) expect(kept[0]).not.toContain(gone)
    expect(await app.releases().drift(id)).toMatchObject({ state: 'same', fingerprint })
  })

  test('is that of the repository where it has a REVISION, or nothing but links', async () => {
    app.commit('v2', { REVISION: 'mine\n' })
    const own = await records((await app.stage('v2', { shared })).id)
    expect(own.kept).toEqual(own.again)
    for (const name of ['app.py', 'media', 'bin', 'REVISION']) rmSync(join(app.repository, name), { recursive: true })
    rmSync(Buffer.concat([Buffer.from(`${app.repository}/latin-`), Buffer.from([0xfc])]))
    app.commit('v3', {})
    const links = await records((await app.stage('v3')).id)
    expect(links.kept).toEqual(links.again)
    expect(links.kept[0]).toMatch(/^[0-9a-f]{64} {2}\.\/REVISION\n$/)
  })

  test('holds what a hook did in the tree', async () => {
    app.commit('v2', files)
    const { id } = await app.stage('v2', { shared, hooks: { stage: [{ run: 'echo x >> a-b; echo y > REVISION; echo z > new' }] } })
    expect(readFileSync(at('releases', id, 'REVISION'), 'utf8')).toBe(`${app.git('rev-parse', 'v2')}\n`)
    const { kept, again } = await records(id)
    expect(kept).toEqual(again)
    expect(kept[0]).toContain('  ./new\n')
  })

  test('holds what pip did in the tree when it built the environment', async () => {
    // A build backend of the repository's own, as offline as real.
    const backend = `import zipfile
def build_wheel(directory, *_):
    open('made-by-pip', 'w').write('x')
    open('version.py', 'w').write('2')
    name = 'it-1-py3-none-any.whl'
    with zipfile.ZipFile(directory + '/' + name, 'w') as wheel:
        wheel.writestr('it-1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: it\\nVersion: 1\\n')
        wheel.writestr('it-1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr('it-1.dist-info/RECORD', '')
    return name
`
    app.commit('v2', {
      'backend.py': backend,
      'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
      'version.py': '1',
      'requirements.txt': './\n'
    })
    const environment = { venv: 'requirements.txt', python: '/usr/bin/python3' }
    const { id, venvBuilt } = await app.stage('v2', { environment })
    expect([venvBuilt, readFileSync(at('releases', id, 'version.py'), 'utf8')]).toEqual([true, '2'])
    const { kept, again } = await records(id)
    expect(kept).toEqual(again)
    expect(kept[0]).toContain('  ./made-by-pip\n')
    expect(kept[1]).toMatch(/^\.\/venv>/m)
    const next = await app.stage('v2', { environment, 'expect-files': ['app.py'] })
    expect(next.venvBuilt).toBe(false)
    const ofNext = await records(next.id)
    expect(ofNext.kept).toEqual(ofNext.again)
    expect(ofNext.kept[0]).not.toContain('made-by-pip')
  }, 300_000)
})

describe('what arrives', () => {
  /** Stages v1.0.0 with a host that changes what was uploaded. */
  async function tampered(change: (content: Buffer) => Buffer) {
    const { host } = app
    const upload = host.upload.bind(host)
    host.upload = async (source, path, options) => {
      const facts = await upload(source, path, options)
      writeFileSync(path, change(readFileSync(path)))
      return facts
    }
    return app.stage('v1.0.0')
  }

  test.each([
    [
      'a list that names another content',
      (content: Buffer) =>
        Buffer.from(
          content.toString('latin1').replace(/[0-9a-f](?=[0-9a-f]{63} {2}\.\/app\.py)/, digit => (digit === '0' ? '1' : '0')),
          'latin1'
        ),
      'the unpacked files differ from the commit'
    ],
    [
      'a damaged archive',
      (content: Buffer) => Buffer.concat([content.subarray(0, 60), Buffer.alloc(20), content.subarray(80)]),
      'the code could not be unpacked'
    ]
  ])('%s leaves no release', async (_name, change, message) => {
    await expect(tampered(change)).rejects.toThrow(message)
    expect(entries('releases').filter(name => !name.endsWith('.partial'))).toEqual([])
  })

  test('goes in one upload, and its place is made once', async () => {
    const { host } = app
    const calls: string[] = []
    const [upload, run] = [host.upload.bind(host), host.run.bind(host)]
    host.upload = (...all) => (calls.push('upload'), upload(...all))
    host.run = (script, options) => (script.includes('mkdir -p') && calls.push('mkdir'), run(script, options))
    await app.stage('v1.0.0')
    expect(calls).toEqual(['mkdir', 'upload'])
    app.commit('v1.1.0', {})
    await app.stage('v1.1.0')
    expect(calls).toEqual(['mkdir', 'upload', 'upload'])
  })

  test('is staged anew by a job whose id has been used', async () => {
    const job = app.job('same')
    const first = await app.stage('v1.0.0', {}, job)
    app.commit('v1.1.0', { 'app.py': 'print(2)\n' })
    const second = await app.stage('v1.1.0', {}, job)
    expect([first.commit, second.commit]).toEqual([app.git('rev-parse', 'v1.0.0'), app.git('rev-parse', 'v1.1.0')])
    expect(readFileSync(at('releases', second.id, 'app.py'), 'utf8')).toBe('print(2)\n')
  })
})

describe('switching', () => {
  test('is one rename, safe to repeat, and goes back to where the journal says', async () => {
    app.commit('v1.1.0', { 'app.py': 'print(2)\n' })
    const [one, two] = [await app.stage('v1.0.0'), await app.stage('v1.1.0')]
    const releases = app.releases()
    expect(await releases.live()).toEqual({ kind: 'none', currentIsDirectory: false })
    expect(await releases.switchTo(app.job(), one.id)).toEqual({ from: undefined, to: `releases/${one.id}`, changed: true })
    const before = await releases.live()
    expect(before).toEqual({
      kind: 'symlink',
      path: realpathSync(one.path),
      target: `releases/${one.id}`,
      release: one.id,
      commit: one.commit,
      currentIsDirectory: false
    })
    expect(await releases.switchTo(app.job(), two.id)).toEqual({ from: `releases/${one.id}`, to: `releases/${two.id}`, changed: true })
    expect(await releases.switchTo(app.job(), two.id)).toMatchObject({ changed: false })
    expect(readFileSync(at('current', 'app.py'), 'utf8')).toBe('print(2)\n')
    expect(entries('releases', one.id)).not.toContain('current')
    expect(await releases.goBack(app.job(), before)).toMatchObject({ to: `releases/${one.id}`, changed: true })
    expect(await releases.goBack(app.job(), before)).toMatchObject({ changed: false })
    expect((await releases.live()).release).toBe(one.id)
    expect(await releases.goBack(app.job(), { kind: 'none' })).toMatchObject({ changed: true })
    expect(await releases.live()).toEqual({ kind: 'none', currentIsDirectory: false })
  })

  test('passes over what a run that died left behind', async () => {
    const { id } = await app.stage('v1.0.0')
    symlinkSync('elsewhere', at('.current-next'))
    expect(await app.releases().switchTo(app.job(), id)).toMatchObject({ changed: true })
    expect(existsSync(at('.current-next'))).toBe(false)
  })

  test('refuses when current is a real directory, and says what to do; nothing changed', async () => {
    const { id } = await app.stage('v1.0.0')
    mkdirSync(at('current'))
    await expect(app.releases().switchTo(app.job(), id)).rejects.toThrow('current is a real directory, and only a link can be switched')
    expect(entries('current')).toEqual([])
    expect(await app.releases().live()).toMatchObject({ kind: 'none', currentIsDirectory: true })
    const adopted = await app.releases().adopt(app.job())
    expect(adopted).toMatchObject({ kind: 'none', path: at('current') })
    expect(adopted.notes[0]).toContain('ln -s releases/first')
  })

  test('refuses a release that is not there, or is no release', async () => {
    await expect(app.releases().switchTo(app.job(), 'v9')).rejects.toThrow('releases/v9 is not there: stage it first')
    await expect(app.releases().switchTo(app.job(), '../shared')).rejects.toThrow('is no release')
  })
})

describe('a work tree that the user updates', () => {
  test('is live by its commit, and goes back to it on its branch', async () => {
    rmSync(app.root, { recursive: true })
    app.gitIn(app.home, 'clone', '-q', app.repository, app.root)
    const releases = app.releases()
    const before = await releases.live()
    expect(before).toEqual({
      kind: 'git',
      path: app.root,
      target: app.git('rev-parse', 'v1.0.0'),
      commit: app.git('rev-parse', 'v1.0.0'),
      branch: 'main',
      currentIsDirectory: false
    })
    app.commit('v1.1.0', { 'app.py': 'print(2)\n', 'new.py': '' })
    app.gitIn(app.root, 'pull', '-q')
    expect((await releases.live()).commit).toBe(app.git('rev-parse', 'v1.1.0'))

    writeFileSync(at('app.py'), 'print("edited on the host")\n')
    await expect(releases.goBack(app.job(), before)).rejects.toThrow('has local changes that going back would lose: app.py')
    expect((await releases.live()).commit).toBe(app.git('rev-parse', 'v1.1.0'))
    expect(readFileSync(at('app.py'), 'utf8')).toBe('print("edited on the host")\n')
    app.gitIn(app.root, 'checkout', '-q', '--', 'app.py')
    writeFileSync(at('untracked'), 'stays')

    expect(await releases.goBack(app.job(), before)).toEqual({ from: app.git('rev-parse', 'v1.1.0'), to: before.target, changed: true })
    expect(await releases.live()).toEqual(before)
    expect(await releases.goBack(app.job(), before)).toMatchObject({ changed: false })
    expect(readFileSync(at('untracked'), 'utf8')).toBe('stays')
    expect(existsSync(at('new.py'))).toBe(false)
  })

  test('goes back to a branch from a tag, never over what git does not track', async () => {
    rmSync(app.root, { recursive: true })
    app.commit('v1.1.0', { 'app.py': null })
    app.gitIn(app.home, 'clone', '-q', app.repository, app.root)
    app.gitIn(app.root, 'checkout', '-q', 'v1.0.0')
    const before = await app.releases().live()
    expect(before).toMatchObject({ kind: 'git', branch: undefined })
    app.gitIn(app.root, 'checkout', '-q', 'main')
    writeFileSync(at('app.py'), 'mine, untracked')
    await expect(app.releases().goBack(app.job(), before)).rejects.toThrow('could not check out')
    expect(readFileSync(at('app.py'), 'utf8')).toBe('mine, untracked')
    rmSync(at('app.py'))
    expect(await app.releases().goBack(app.job(), before)).toMatchObject({ changed: true })
    expect(await app.releases().live()).toEqual(before)
  })
})

describe('drift (G4)', () => {
  test('names what was edited, deleted and re-linked, not what the application writes', async () => {
    symlinkSync('app.py', join(app.repository, 'link'))
    app.commit('v1.0.1', { 'b.py': '', 'name with\nbreak': '' })
    const { id, path } = await app.stage('v1.0.1', { shared: ['media'] })
    const releases = app.releases()
    mkdirSync(join(path, '__pycache__'))
    writeFileSync(join(path, '__pycache__', 'x.pyc'), '')
    writeFileSync(join(path, 'celerybeat-schedule'), '')
    writeFileSync(at('shared', 'media', 'upload'), '')
    utimesSync(join(path, 'app.py'), 1, 1)
    expect(await releases.drift(id)).toMatchObject({ state: 'same', changes: [], count: 0 })
    writeFileSync(join(path, 'app.py'), 'print(9)\n')
    rmSync(join(path, 'b.py'))
    rmSync(join(path, 'link'))
    symlinkSync('/etc/passwd', join(path, 'link'))
    expect(await releases.drift(id)).toMatchObject({
      state: 'drifted',
      count: 3,
      changes: ['app.py: changed', 'b.py: missing', 'link: link changed']
    })
    expect(await releases.drift('v0')).toMatchObject({ state: 'unknown' })
  })

  test('is seen in what was adopted, of whatever kind', async () => {
    mkdirSync(at('releases', '20240101'), { recursive: true })
    writeFileSync(at('releases', '20240101', 'app.py'), 'x')
    symlinkSync(at('releases', '20240101'), at('current'))
    const adopted = await app.releases().adopt(app.job())
    expect(adopted).toMatchObject({ kind: 'symlink', id: '20240101', release: '20240101', notes: [] })
    expect(await app.releases().drift(adopted.id)).toMatchObject({ state: 'same', fingerprint: adopted.fingerprint })
    writeFileSync(at('releases', '20240101', 'app.py'), 'y')
    expect(await app.releases().drift(adopted.id)).toMatchObject({ changes: ['app.py: changed'] })
    expect((await app.releases().switchTo(app.job(), (await app.stage('v1.0.0')).id)).from).toBe(at('releases', '20240101'))

    rmSync(app.root, { recursive: true })
    app.gitIn(app.home, 'clone', '-q', app.repository, app.root)
    const tree = await app.releases().adopt(app.job())
    expect(tree).toMatchObject({ kind: 'git', id: `git-${app.git('rev-parse', 'HEAD').slice(0, 10)}`, version: 'v1.0.0' })
    expect(await app.releases().drift(tree.id)).toMatchObject({ state: 'same' })
    writeFileSync(at('app.py'), 'y')
    expect(await app.releases().drift(tree.id)).toMatchObject({ state: 'drifted', changes: ['app.py: changed'] })
  })

  test('nothing there cannot be adopted', async () => {
    await expect(app.releases().adopt(app.job())).rejects.toThrow('There is no code to adopt')
  })
})

describe('removing', () => {
  test('takes what is named and what a dead run left; never the live one, a link, or what Belay did not make', async () => {
    for (const version of ['v1.0.1', 'v1.0.2']) app.commit(version, { 'app.py': version })
    const [one, two, three] = [await app.stage('v1.0.0'), await app.stage('v1.0.1'), await app.stage('v1.0.2')]
    const releases = app.releases()
    await releases.switchTo(app.job(), three.id)
    mkdirSync(at('releases', 'hand-made'))
    symlinkSync('/etc', at('releases', 'link'))
    mkdirSync(at('releases', 'v1.0.9-0123456789.partial'))
    mkdirSync(at('releases', 'mine.partial'))
    symlinkSync(app.repository, join(one.path, 'out'))
    expect(await releases.list()).toEqual(expect.arrayContaining([one.id, two.id, three.id, 'hand-made']))
    const removed = await releases.remove(app.job(), [one.id, three.id, 'hand-made', 'link', 'absent'])
    expect(removed.releases).toEqual([one.id])
    expect(removed.left).toEqual([
      `${three.id}: it is live`,
      'hand-made: Belay did not make it',
      'link: it is no directory',
      'absent: it is no directory'
    ])
    expect(entries('releases')).toEqual(['hand-made', 'link', 'mine.partial', two.id, three.id].sort())
    expect(existsSync(join(app.repository, 'app.py'))).toBe(true)
    expect(await releases.drift(one.id)).toMatchObject({ state: 'unknown' })
  })
})
