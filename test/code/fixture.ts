import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type * as z from 'zod'
import { GitCheckout } from '../../shared/code/checkout.ts'
import { Releases } from '../../shared/code/releases.ts'
import type { StageRequest } from '../../shared/code/strategy.ts'
import { code } from '../../shared/config/schema.ts'
import type { JobContext } from '../../shared/database/backup-source.ts'
import { LocalHost } from '../../shared/host/local-host.ts'

export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** A repository, a directory to deploy to and a state directory on this machine; remove it with `dispose`. */
export class LocalApp {
  readonly home = mkdtempSync(join(tmpdir(), 'belay-code-'))
  readonly repository = join(this.home, 'repository')
  readonly root = join(this.home, "it's an app")
  readonly stateDir = join(this.home, 'state')
  readonly host = new LocalHost({ path: systemPath })
  readonly env = { PATH: systemPath, HOME: this.home, GIT_CONFIG_NOSYSTEM: '1' }
  readonly output: string[] = []
  #step = 0

  constructor() {
    for (const each of [this.repository, this.root, this.stateDir]) mkdirSync(each, { mode: 0o755 })
    this.git('init', '-q', '-b', 'main')
  }

  git(...args: string[]): string {
    return this.gitIn(this.repository, ...args)
  }

  gitIn(directory: string, ...args: string[]): string {
    const person = ['-c', 'user.name=t', '-c', 'user.email=t@example.net']
    return execFileSync('git', ['-C', directory, ...person, ...args], {
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe']
    }).trim()
  }

  /** Commits these files over what is there, and tags the commit; null removes a file. */
  commit(tag: string, files: Readonly<Record<string, string | null>>): string {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.repository, path)
      if (content === null) rmSync(file)
      else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', tag)
    this.git('tag', tag)
    return this.git('rev-parse', 'HEAD')
  }

  releases(options: Omit<z.input<typeof code>, 'root'> = {}): Releases {
    return new Releases({ host: this.host, stateDir: this.stateDir, code: code.parse({ root: this.root, ...options }) })
  }

  request(ref: string): StageRequest {
    return { checkout: new GitCheckout(this.repository, this.env), ref, temporary: this.home }
  }

  /** A step of its own each time, unless it is named. */
  job(name = `step-${++this.#step}`, timeoutMs = 60_000): JobContext {
    return { stateDir: this.stateDir, idPrefix: name, timeoutMs, onOutput: text => void this.output.push(text) }
  }

  async stage(ref: string, options: Omit<z.input<typeof code>, 'root'> = {}, job = this.job()) {
    const releases = this.releases(options)
    return releases.stage(job, await releases.plan(this.request(ref)), this.request(ref))
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}
