// Common to the runner's tests: workflows written inline, repositories made by git, actions from fixtures/.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Runner, type RunOptions, type RunResult, runWorkflow } from './run.ts'

export const fixtures = join(import.meta.dirname, 'fixtures')
const dir = mkdtempSync(join(tmpdir(), 'runner-test-'))
let count = 0

export const fresh = (name: string): string => join(dir, `${name}-${++count}`)
export const clean = (): void => rmSync(dir, { recursive: true, force: true })

/** Jobs of one step each are most of the tests: `on: push` is put in front unless the text says otherwise. */
export function workflow(text: string): string {
  const file = join(fresh('w'), 'test.yml')
  mkdirSync(dirname(file))
  writeFileSync(file, /^on:/m.test(text) ? text : `on: push\n${text}`)
  return file
}

const base = { actions: { 'suite/own': fixtures } }
export const run = (text: string, options: Partial<RunOptions> = {}): Promise<RunResult> =>
  runWorkflow({ ...base, ...options, workflow: workflow(text) })

export function started(text: string, options: Partial<RunOptions> = {}): { runner: Runner; options: RunOptions } {
  return { runner: new Runner(fresh('root')), options: { ...base, ...options, workflow: workflow(text) } }
}

/** Resolves when a line of the run contains the text. */
export function seen(): { onLine: (line: string) => void; until: (text: string) => Promise<void> } {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  return {
    onLine: line => {
      lines.push(line)
      for (const look of [...waiting]) look()
    },
    until: text =>
      new Promise(resolve => {
        const look = () => {
          if (!lines.some(l => l.includes(text))) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
  }
}

export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-C', cwd, ...args], { encoding: 'utf8' }).trim()

/** A repository with two commits, an annotated tag v1.0.0, a branch `dev` ahead of main, and the fixtures' actions. */
export function repository(): string {
  const path = fresh('repo')
  mkdirSync(path)
  git(path, 'init', '-q', '-b', 'main')
  cpSync(join(fixtures, 'both'), join(path, 'actions/both'), { recursive: true })
  cpSync(join(fixtures, 'probe'), join(path, 'actions/probe'), { recursive: true })
  cpSync(join(fixtures, 'pre'), join(path, 'actions/pre'), { recursive: true })
  for (const [file, message] of [
    ['one', 'first'],
    ['two', 'second']
  ] as const) {
    writeFileSync(join(path, file), message)
    git(path, 'add', '-A')
    git(path, 'commit', '-q', '-m', message)
  }
  git(path, 'tag', '-a', '-m', 'release', 'v1.0.0')
  git(path, 'checkout', '-q', '-b', 'dev')
  writeFileSync(join(path, 'three'), 'third')
  git(path, 'add', '-A')
  git(path, 'commit', '-q', '-m', 'third')
  git(path, 'checkout', '-q', 'main')
  return path
}
