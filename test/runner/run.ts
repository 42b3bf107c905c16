// A local runner for GitHub Actions workflows: the API and the command line.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Masker } from './commands.ts'
import { Groups } from './concurrency.ts'
import type { RunContext } from './context.ts'
import { textOf, type Value } from './expressions.ts'
import { type Document, get, pairs, readWorkflow, strings } from './parser.ts'
import { checkSupported } from './supported.ts'
import { dispatchInputs, refusal } from './triggers.ts'
import {
  type Annotation,
  type Conclusion,
  githubTiming,
  type JobResult,
  messageOf,
  Red,
  type RunOptions,
  type RunResult,
  type Secrets
} from './types.ts'
import { concurrencyOf, Jobs } from './workflow.ts'

export type * from './types.ts'

/** One attempt of a run. Cancel and re-run it through its Runner. */
export interface Run {
  readonly id: number
  readonly number: number
  readonly attempt: number
  /** queued: waits for its concurrency group. */
  readonly state: 'queued' | 'running' | 'done'
  readonly done: Promise<RunResult>
}

/** What GitHub reads anew for a re-run. */
export interface RerunChanges extends Secrets {
  environments?: RunOptions['environments'] | undefined
  onLine?: RunOptions['onLine'] | undefined
}

interface Attempt extends Run {
  state: Run['state']
  options: RunOptions
  /** The workflow as it was at the first attempt. */
  doc?: Document
  jobs?: Jobs
  cancelled: boolean
  leave?: (() => void) | undefined
  result?: RunResult
}

function git(dir: string, ...args: string[]): string {
  try {
    return execFileSync('git', ['-c', 'safe.directory=*', '-C', dir, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe']
    }).trim()
  } catch (error) {
    throw new Red(`git ${args.join(' ')} in ${dir}: ${String((error as { stderr?: string }).stderr ?? error).trim()}`)
  }
}

/** Runs workflows, and keeps what runs share: concurrency groups, run numbers, the tool cache. */
export class Runner {
  readonly #root: string
  readonly #own: boolean
  readonly #groups = new Groups()
  readonly #numbers = new Map<string, number>()
  readonly #attempts = new Map<Run, Attempt>()
  #last = 7_000_000_000

  /** @param root directory for workspaces and temporary files; without it a temporary one, which dispose() removes. */
  constructor(root?: string) {
    this.#own = root === undefined
    this.#root = root === undefined ? mkdtempSync(join(tmpdir(), 'runner-')) : resolve(root)
    mkdirSync(this.#root, { recursive: true })
  }

  dispose(): void {
    if (this.#own) rmSync(this.#root, { recursive: true, force: true })
  }

  /** Starts a run; returns at once. Never rejects: what cannot run ends as `startup_failure`. */
  start(options: RunOptions): Run {
    const key = `${options.repository ?? 'octo/repo'} ${basename(options.workflow)}`
    const number = (this.#numbers.get(key) ?? 0) + 1
    this.#numbers.set(key, number)
    return this.#begin(
      ++this.#last,
      number,
      1,
      { ...options, token: options.token ?? `ghs_${randomBytes(18).toString('hex')}` },
      {},
      undefined
    )
  }

  run(options: RunOptions): Promise<RunResult> {
    return this.start(options).done
  }

  /** Cancels as GitHub does, and resolves when the run has ended. */
  cancel(run: Run): Promise<RunResult> {
    const attempt = this.#attempt(run)
    attempt.cancelled = true
    attempt.leave?.()
    attempt.jobs?.cancel()
    return attempt.done
  }

  /** Force-cancels: everything is killed, no condition is asked. */
  forceCancel(run: Run): Promise<RunResult> {
    const attempt = this.#attempt(run)
    attempt.cancelled = true
    attempt.leave?.()
    attempt.jobs?.force()
    return attempt.done
  }

  /** Runs again with the same id, number, commit and workflow. `failed`: failed and cancelled jobs and what depends on them. */
  rerun(run: Run, mode: 'failed' | 'all', changes: RerunChanges = {}): Run {
    const old = this.#attempt(run)
    const result = old.result
    if (!result) throw new Error('the run has not ended yet')
    const doc = old.doc
    if (!doc || result.conclusion === 'startup_failure' || result.conclusion === 'not_triggered')
      throw new Error(`a run that ended as ${result.conclusion} has no jobs to run again`)
    let kept: Record<string, JobResult> = {}
    if (mode === 'failed') {
      const tokens = pairs(get(doc.root, 'jobs'))
      const again = new Set(
        tokens
          .map(t => t.key)
          .filter(
            id =>
              ['failure', 'cancelled'].includes(String(result.jobs[id]?.result)) || result.jobs[id]?.legs.some(l => l.outcome === 'failure')
          )
      )
      if (again.size === 0) throw new Error('the run has no failed or cancelled job')
      const roots = new Set(again)
      for (let grew = true; grew; ) {
        grew = false
        for (const { key, value } of tokens)
          if (!again.has(key) && strings(get(value, 'needs')).some(n => again.has(n))) {
            again.add(key)
            grew = true
          }
      }
      // Of a failed matrix only the legs that did not succeed run again; a dependent runs again as a whole.
      kept = Object.fromEntries(
        Object.entries(result.jobs)
          .filter(([id]) => !again.has(id) || roots.has(id))
          .map(([id, job]) => [
            id,
            again.has(id) ? { ...job, kept: false, legs: job.legs.filter(l => l.outcome === 'success') } : { ...job, kept: true }
          ])
      )
    }
    return this.#begin(old.id, old.number, old.attempt + 1, { ...old.options, ...changes }, kept, doc)
  }

  #attempt(run: Run): Attempt {
    const attempt = this.#attempts.get(run)
    if (!attempt) throw new Error('the run belongs to another Runner')
    return attempt
  }

  #begin(
    id: number,
    number: number,
    attempt: number,
    options: RunOptions,
    kept: Record<string, JobResult>,
    doc: Document | undefined
  ): Run {
    const self: Attempt = {
      id,
      number,
      attempt,
      state: 'queued',
      options,
      cancelled: false,
      done: Promise.resolve(undefined as never),
      ...(doc ? { doc } : {})
    }
    Object.assign(self, { done: this.#execute(self, kept) })
    this.#attempts.set(self, self)
    return self
  }

  async #execute(self: Attempt, kept: Record<string, JobResult>): Promise<RunResult> {
    const { options } = self
    const masker = new Masker()
    for (const secret of [
      options.token as string,
      ...[options, ...Object.values(options.environments ?? {})].flatMap(s => Object.values(s.secrets ?? {}))
    ])
      masker.addSecret(secret)
    const log: string[] = []
    const emit = (line: string) => {
      log.push(line)
      options.onLine?.(line)
    }
    const print = (job: string, line: string) => emit(masker.mask(`${job} | ${line}`))
    const finish = (
      conclusion: Conclusion,
      reason: string,
      name: string,
      jobs: Record<string, JobResult> = {},
      own: Annotation[] = []
    ): RunResult => {
      print('run', `${name}: ${conclusion}${reason === '' ? '' : ` (${reason})`}`)
      self.state = 'done'
      self.result = {
        conclusion,
        reason: masker.mask(reason),
        name,
        runId: self.id,
        runNumber: self.number,
        attempt: self.attempt,
        jobs,
        log,
        summary: Object.fromEntries(Object.entries(jobs).map(([id, j]) => [id, j.summary])),
        annotations: [...own, ...Object.values(jobs).flatMap(j => j.annotations)]
      }
      return self.result
    }
    let release: (() => void) | undefined
    let name = basename(options.workflow)
    try {
      const doc = self.doc ?? (await readWorkflow(options.workflow))
      self.doc = doc
      checkSupported(doc, options.actions ?? {})
      const { github, inputs, refused } = describe(self, doc)
      if (refused !== undefined) return finish('not_triggered', refused, name)
      const ctx = { github, inputs, vars: (options.vars ?? {}) as Record<string, Value> }
      name = textOf(get(doc.root, 'run-name'), doc.file, ctx) || String(github['workflow'])
      const dir = join(this.#root, `run-${self.id}-${self.attempt}`)
      mkdirSync(dir, { recursive: true })
      const run: RunContext = {
        options,
        doc,
        github,
        inputs,
        timing: { ...githubTiming, ...options.timing },
        dir,
        toolCache: join(this.#root, 'tool-cache'),
        print
      }
      const jobs = new Jobs(run, this.#groups, kept)
      const group = concurrencyOf(get(doc.root, 'concurrency'), doc.file, ctx)
      if (group) {
        release = await this.#groups.enter(
          `${github['repository']}:${group.group}`,
          group.cancel,
          () => void this.cancel(self),
          leave => {
            self.leave = leave
            if (self.cancelled) leave()
            else print('run', `waiting for concurrency group '${group.group}'`)
          }
        )
        self.leave = undefined
        if (!release) {
          const why = self.cancelled
            ? 'cancelled while it was waiting'
            : `Canceling since a higher priority waiting request for '${group.group}' exists`
          return finish('cancelled', why, name)
        }
      }
      self.state = 'running'
      self.jobs = jobs
      if (self.cancelled) jobs.cancel()
      const results = await jobs.all()
      const all = Object.values(results).map(j => j.result)
      const conclusion: Conclusion =
        self.cancelled && all.includes('cancelled')
          ? 'cancelled'
          : ((['failure', 'cancelled', 'success'] as const).find(r => all.includes(r)) ?? 'skipped')
      return finish(conclusion, '', name, results)
    } catch (error) {
      const place = error instanceof Red && error.file !== undefined ? { file: error.file, line: error.line ?? 1 } : {}
      return finish('startup_failure', messageOf(error), name, {}, [
        { level: 'error', message: masker.mask(error instanceof Error ? error.message : String(error)), ...place }
      ])
    } finally {
      release?.()
    }
  }
}

/** The github context of a run and its inputs, or why the event does not start the workflow. */
function describe(self: Attempt, doc: Document): { github: Record<string, Value>; inputs: Record<string, Value>; refused?: string } {
  const { options } = self
  const forbidden = Object.keys(options.env ?? {}).find(
    k => /^(GITHUB_|RUNNER_|INPUT_|STATE_)/.test(k) && !['GITHUB_API_URL', 'GITHUB_SERVER_URL', 'GITHUB_GRAPHQL_URL'].includes(k)
  )
  if (forbidden) throw new Red(`option env: ${forbidden} is set by the runner and cannot be given`)
  const repository = options.repository ?? 'octo/repo'
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Red(`repository '${repository}' is not owner/name`)
  const [owner, short] = repository.split('/') as [string, string]
  const dir = options.repositories?.[repository]
  const event = options.event ?? 'push'
  if (!['push', 'workflow_dispatch', 'schedule'].includes(event)) throw new Red(`event '${String(event)}' is not supported by this runner`)
  const branch = dir === undefined ? 'main' : git(dir, 'symbolic-ref', '--short', 'HEAD')
  const ref = options.ref ?? `refs/heads/${branch}`
  if (!/^refs\/(heads|tags)\/./.test(ref)) throw new Red(`ref '${ref}' is not refs/heads/… or refs/tags/…`)
  const refused = refusal(doc, event, ref)
  const dispatch =
    event === 'workflow_dispatch' && refused === undefined
      ? dispatchInputs(doc, options.inputs ?? {}, Object.keys(options.environments ?? {}))
      : undefined
  if (!dispatch && refused === undefined && Object.keys(options.inputs ?? {}).length > 0)
    throw new Red(`inputs are for workflow_dispatch, the event is ${event}`)
  const sha =
    options.sha ??
    (dir === undefined || refused !== undefined ? '0'.repeat(40) : git(dir, 'rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`))
  const server = options.env?.['GITHUB_SERVER_URL'] ?? 'https://github.com'
  const path = `.github/workflows/${basename(options.workflow)}`
  const actor = options.actor ?? 'octocat'
  const tag = ref.startsWith('refs/tags/')
  const sender = { login: actor, id: 583231, type: 'User' }
  const payload: Record<string, Value> = {
    ref,
    repository: {
      id: 1296269,
      name: short,
      full_name: repository,
      private: false,
      owner: { login: owner, id: 583232, type: 'Organization' },
      default_branch: branch,
      html_url: `${server}/${repository}`,
      clone_url: `${server}/${repository}.git`
    },
    sender,
    ...(event === 'push'
      ? {
          before: '0'.repeat(40),
          // For an annotated tag GitHub names the tag object here.
          after:
            options.sha ?? (dir === undefined || refused !== undefined ? sha : git(dir, 'rev-parse', '--verify', '--end-of-options', ref)),
          created: tag,
          deleted: false,
          forced: false,
          base_ref: null,
          pusher: { name: actor, email: `${actor}@example.com` },
          head_commit: {
            id: sha,
            message: dir === undefined || refused !== undefined ? '' : git(dir, 'log', '-1', '--format=%B', sha, '--'),
            author: { name: actor, email: `${actor}@example.com` }
          },
          commits: []
        }
      : event === 'workflow_dispatch'
        ? { inputs: dispatch?.event ?? {}, workflow: path }
        : { schedule: strings(get(get(doc.root, 'on'), 'schedule'))[0] ?? '' }),
    ...(options.payload as Record<string, Value>)
  }
  const github: Record<string, Value> = {
    event: payload,
    event_name: event,
    repository,
    repository_id: '1296269',
    repository_owner: owner,
    repository_owner_id: '583232',
    repositoryUrl: `git://github.com/${repository}.git`,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: tag ? 'tag' : 'branch',
    ref_protected: false,
    base_ref: '',
    head_ref: '',
    sha,
    actor,
    actor_id: '583231',
    triggering_actor: actor,
    run_id: String(self.id),
    run_number: String(self.number),
    run_attempt: String(self.attempt),
    retention_days: '90',
    workflow: String(get(doc.root, 'name')?.value ?? path),
    workflow_ref: `${repository}/${path}@${ref}`,
    workflow_sha: sha,
    server_url: server,
    api_url: options.env?.['GITHUB_API_URL'] ?? 'https://api.github.com',
    graphql_url: options.env?.['GITHUB_GRAPHQL_URL'] ?? 'https://api.github.com/graphql',
    token: options.token as string
  }
  return { github, inputs: dispatch?.inputs ?? {}, ...(refused === undefined ? {} : { refused }) }
}

/** One run with a Runner of its own; nothing is left on disk. */
export async function runWorkflow(options: RunOptions): Promise<RunResult> {
  const runner = new Runner()
  try {
    return await runner.run(options)
  } finally {
    runner.dispose()
  }
}

const usage = `usage: run.ts WORKFLOW [--repo owner/name=PATH]... [--event push|workflow_dispatch|schedule] [--ref REF] [--sha SHA]
  [--action owner/repo=DIR]... [--secret K=V]... [--var K=V]... [--input K=V]... [--env K=V]... [--token TOKEN] [--actor NAME]
  [--node PATH] [--root DIR] [--self-hosted]
The first --repo is the repository of the workflow. Secrets on a command line are visible to other users: use made-up ones.`

async function main(args: string[]): Promise<number> {
  const many = { type: 'string', multiple: true } as const
  const one = { type: 'string' } as const
  let parsed: ReturnType<typeof parse>
  const parse = () =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        repo: many,
        action: many,
        secret: many,
        var: many,
        input: many,
        env: many,
        event: one,
        ref: one,
        sha: one,
        token: one,
        actor: one,
        node: one,
        root: one,
        'self-hosted': { type: 'boolean' }
      }
    })
  const table = (list: string[] | undefined, name: string) =>
    Object.fromEntries(
      (list ?? []).map(entry => {
        const at = entry.indexOf('=')
        if (at < 1) throw new Error(`--${name} ${entry}: KEY=VALUE is needed`)
        return [entry.slice(0, at), entry.slice(at + 1)]
      })
    )
  let options: RunOptions
  try {
    parsed = parse()
    const v = parsed.values
    const [workflow] = parsed.positionals
    if (workflow === undefined || parsed.positionals.length > 1) throw new Error('one workflow file is needed')
    const repositories = table(v.repo, 'repo')
    const [repository] = Object.keys(repositories)
    const defined = { repository, event: v.event, ref: v.ref, sha: v.sha, token: v.token, actor: v.actor, node: v.node }
    options = {
      workflow,
      repositories,
      actions: table(v.action, 'action'),
      secrets: table(v.secret, 'secret'),
      vars: table(v.var, 'var'),
      inputs: table(v.input, 'input'),
      env: table(v.env, 'env'),
      selfHosted: v['self-hosted'] ?? false,
      onLine: line => console.log(line),
      ...(Object.fromEntries(Object.entries(defined).filter(([, x]) => x !== undefined)) as Partial<RunOptions>)
    }
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    return 2
  }
  const runner = new Runner(parsed.values.root)
  const run = runner.start(options)
  let asked = 0
  const interrupted = () => void (++asked === 1 ? runner.cancel(run) : runner.forceCancel(run))
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  try {
    const result = await run.done
    for (const [id, job] of Object.entries(result.jobs)) {
      console.log(`\n${id}: ${job.result}`)
      for (const step of job.steps) console.log(`  ${step.outcome.padEnd(9)} ${String(step.durationMs).padStart(6)} ms  ${step.name}`)
      if (job.summary !== '') console.log(`\n${job.summary}`)
    }
    return result.conclusion === 'success' ? 0 : 1
  } finally {
    runner.dispose()
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) process.exitCode = await main(process.argv.slice(2))
