import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { actionStep, nothingToDo } from '../../shared/action/action-step.ts'
import type { InputValues } from '../../shared/action/definition.ts'
import type { Body, Runtime } from '../../shared/action/main.ts'
import { defaultPath, readTarget } from '../../shared/action/read-target.ts'
import { refOf } from '../../shared/action/ref.ts'
import { withSession } from '../../shared/action/session.ts'
import { checkOffline } from '../../shared/action/squash-offline.ts'
import type { Session } from '../../shared/deployment/session.ts'
import { messageOf, UserError } from '../../shared/errors.ts'
import { ApiComments, CommentRefused, keepComment } from '../../shared/github/comment.ts'
import { type PullRequest, readPullRequest } from '../../shared/github/pull-request.ts'
import { type Run, readRun } from '../../shared/github/run.ts'
import { renderSarif, shownLimit } from '../../shared/report/sarif.ts'
import {
  annotate,
  type CheckedAgainst,
  failing,
  isWorthSaying,
  renderSquashComment,
  renderSquashSummary
} from '../../shared/report/squash.ts'
import { documentOf } from '../../shared/report/squash-document.ts'
import { type Base, changedLines, isChanged, readBase } from '../../shared/squash/base.ts'
import { reportWhileDeploying, stopping } from '../../shared/squash/blocking.ts'
import { mergeReports, type Report } from '../../shared/squash/check.ts'
import { type Baseline, parseBaseline, renderBaseline, staleEntries } from '../../shared/squash/decisions.ts'
import { type EnvironmentState, readEnvironments } from '../../shared/squash/environments.ts'
import { type GitSource, gitSource } from '../../shared/squash/git-source.ts'
import { rules } from '../../shared/squash/rules/registry.ts'
import { squashStep } from '../../shared/steps/squash-check.ts'
import type { definition } from './definition.ts'

type Inputs = InputValues<typeof definition.inputs>

/** What is known before anything is checked. */
interface Facts {
  readonly run: Run
  readonly pull: PullRequest | undefined
  /** a text: why there is none */
  readonly base: Base | string
  readonly baseline: Baseline | undefined
  /** what was last heard of the environments that must have recorded a squash */
  readonly environments: readonly EnvironmentState[] | undefined
}

export const run: Body<typeof definition.inputs> = async (given, runtime) => {
  runtime.output('verdict', 'error')
  const run = readRun(runtime.environment, process.cwd(), process.cwd())
  const inputs = withHost(given, run)
  // What was begun ahead knew no host.
  if (inputs !== given) runtime.begun = undefined
  if (inputs['write-baseline'] && inputs.baseline === undefined)
    throw new UserError('With `write-baseline` the input `baseline` is needed: the file that is written')
  if (inputs.comment && inputs['github-token'] === undefined)
    throw new UserError(
      'With `comment` the input `github-token` is needed: github-token: ${{ github.token }}, and `permissions: pull-requests: write`'
    )
  const pull = await readPullRequest(runtime.environment)
  const baseline = await baselineOf(inputs, run)
  const environments = await environmentsOf(inputs, run.workspace)
  if (!(await hasHost(inputs, runtime))) {
    if (namesDatabase(inputs))
      runtime.log.warning(
        'The database was not asked: no host was given. `host: local` asks it from this machine; else give `private-key`.'
      )
    else runtime.log.info('Checked without a database: no host was given')
    await offline(inputs, runtime, { run, pull, baseline, environments })
    return
  }
  const facts = { run, pull, baseline, environments, base: await baseOf(inputs, run, pull) }
  const check = async (session: Session) => {
    if (await nothingToDo(session, runtime)) return
    const { config, policy } = session.context.target
    if (policy === undefined && config.migrations.length === 0) {
      runtime.log.info('Checked without a database: none was given')
      await offline(inputs, runtime, facts)
      return
    }
    if (inputs['base-ref'] !== undefined && typeof facts.base === 'string')
      runtime.log.warning(`Not compared with ${inputs['base-ref']}: ${facts.base}`)
    const reports: Report[] = []
    const ref = refOf(inputs.ref, session.context.run)
    // Whoever asks the live database is about to deploy, whether a deployment is open already or not.
    const { environment } = session.context.target
    // A ref that was named is not the commit of this run.
    const commit = inputs.ref === undefined ? facts.run.sha : undefined
    const told = () => tell(reportWhileDeploying(mergeReports(reports)), { kind: 'database' }, commit, inputs, runtime, facts, environment)
    // Its own verdict comes from `fail-on` below, after every annotation has been made.
    const step = squashStep({
      ref,
      onReport: report => void reports.push(report),
      failOn: inputs['write-baseline'] ? 'never' : inputs['fail-on'],
      version: inputs['django-version'],
      base: typeof facts.base === 'string' ? undefined : facts.base,
      baseline: facts.baseline,
      environments
    })
    const evidence = await actionStep(session, runtime, step, {}).catch(async (error: unknown) => {
      // Nothing was checked: the verdict stays `error`.
      if (reports.length > 0) await told()
      throw error
    })
    if (evidence === undefined) return
    runtime.output(
      'additive',
      evidence.sets.every(set => set.additive || set.pending.length === 0)
    )
    if (reports.length > 0) await told()
  }
  await withSession(inputs, runtime, check, undefined, { readsOnly: true })
}

/** A database that is named without a host is asked from this machine: whoever names one wants it asked. */
function withHost(inputs: Inputs, { workspace }: Run): Inputs {
  const hasPlace = inputs.host ?? inputs['private-key'] ?? inputs.config
  if (!namesDatabase(inputs) || hasPlace !== undefined || existsSync(join(workspace, defaultPath))) return inputs
  return { ...inputs, host: 'local', environment: inputs.environment ?? 'check' }
}

function namesDatabase(inputs: Inputs): boolean {
  return inputs['database-url'] !== undefined || inputs['db-host'] !== undefined
}

async function baseOf(inputs: Inputs, { workspace }: Run, pull: PullRequest | undefined, reuse?: GitSource): Promise<Base | string> {
  const named = inputs['base-ref']
  const ref = named ?? (pull === undefined ? undefined : `origin/${pull.base}`)
  if (ref === undefined) return 'neither a database nor a base branch was given, so old and new migrations look alike. Set `base-ref`.'
  const read = await readBase({ directory: workspace, head: reuse?.commit ?? inputs.ref ?? 'HEAD', ref, reuse }).catch((error: unknown) => {
    // Only a name that a person has given can be a wrong one.
    if (named !== undefined || !(error instanceof UserError)) throw error
    return { missing: error.message }
  })
  return 'missing' in read ? read.missing : read
}

async function baselineOf(inputs: Inputs, { workspace }: Run): Promise<Baseline | undefined> {
  const { baseline } = inputs
  if (baseline === undefined) return undefined
  try {
    return parseBaseline(await readFile(join(workspace, baseline), 'utf8'), baseline)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (inputs['write-baseline']) return undefined
    throw new UserError(`The baseline ${baseline} is not in ${workspace}. Write it once with \`write-baseline: true\` and commit it.`, {
      cause: error
    })
  }
}

async function offline(inputs: Inputs, runtime: Runtime, given: Omit<Facts, 'base'>): Promise<void> {
  const { run, pull, baseline, environments } = given
  const { path, environment, engine, framework, config } = inputs
  const source = await gitSource({ directory: run.workspace, ref: inputs.ref ?? 'HEAD' })
  const base = await baseOf(inputs, run, pull, source)
  const known = typeof base === 'string' ? undefined : base
  const report = await checkOffline({
    source,
    path,
    config,
    environment,
    engine,
    framework: framework === 'auto' ? undefined : framework,
    base: known,
    baseline,
    environments,
    version: inputs['django-version']
  })
  // Who has asked for a comparison, or opened a pull request, is warned.
  const asked = inputs['base-ref'] !== undefined || pull !== undefined
  if (typeof base === 'string') runtime.log[asked ? 'warning' : 'info'](`Risks were not judged: ${base}`)
  const by =
    typeof base === 'string'
      ? ({ kind: 'nothing', why: base } as const)
      : ({ kind: 'base', ref: base.ref, commit: base.mergeBase.commit } as const)
  await tell(report, by, source.commit, inputs, runtime, { ...given, base })
  runtime.output('status', 'passed')
}

/** A pull request has no key: then the commit is checked by itself. A configuration that cannot be read is an error, not a reason to check less. */
async function hasHost(inputs: Inputs, runtime: Runtime): Promise<boolean> {
  if (inputs.host === 'local' || inputs['private-key'] !== undefined) return true
  if (inputs.environment === undefined && inputs.config === undefined) return false
  const target = await readTarget(inputs, readRun(runtime.environment, process.cwd(), process.cwd()), runtime.environment['RUNNER_TEMP'])
  return target.host.address === 'local'
}

/** What is known of the named environments, from the reports of other runs. */
function environmentsOf(inputs: Inputs, workspace: string): Promise<EnvironmentState[] | undefined> {
  const { environments: names, 'live-reports': reports, 'live-report-age': maxAge } = inputs
  const read = (path: string) =>
    readFile(resolve(workspace, path), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new UserError(`The report ${path} (live-reports) could not be read: ${messageOf(error)}`, { cause: error })
    })
  return readEnvironments({ names, reports, maxAge }, read, Date.now())
}

/** Annotations, outputs, files, summary and comment. `live`: the environment whose database was asked. Errors: UserError when a finding is as grave as `fail-on`. */
async function tell(
  report: Report,
  by: CheckedAgainst['by'],
  commit: string | undefined,
  inputs: Inputs,
  runtime: Runtime,
  facts: Facts,
  live?: string
): Promise<void> {
  const { findings, apps, unknown, suppressed = [], verdict } = report
  const { run, baseline } = facts
  for (const { framework, text, file, line } of report.versions ?? [])
    runtime.log.info(`Version of ${framework}: ${text} (${file}:${line})`)
  annotate(runtime.log, await toAnnotate(findings, commit, inputs, runtime, facts))
  runtime.output('errors', findings.filter(each => each.severity === 'error').length)
  runtime.output('warnings', findings.filter(each => each.severity === 'warning').length)
  runtime.output('suppressed', suppressed.length)
  runtime.output('unknown', unknown.length)
  runtime.output('apps', apps.length)
  runtime.output(
    'files',
    apps.reduce((sum, app) => sum + app.files, 0)
  )
  runtime.output('verdict', verdict)
  const stale = baseline === undefined ? [] : staleEntries(baseline, report)
  if (stale.length > 0)
    runtime.log.info(
      `${stale.length} ${stale.length === 1 ? 'entry' : 'entries'} of the baseline ${inputs.baseline} ${stale.length === 1 ? 'was' : 'were'} not found any more; \`write-baseline: true\` leaves them out:\n${stale.map(each => `  ${each.rule} ${each.file} ${each.message}`).join('\n')}`
    )
  await writeFiles(report, inputs, runtime, run, live)
  const server = runtime.environment['GITHUB_SERVER_URL']
  const against: CheckedAgainst = {
    commit,
    by,
    files: server === undefined || commit === undefined ? undefined : `${server}/${run.owner.repository}/blob/${commit}`,
    run: run.owner.url,
    stale: stale.length
  }
  await runtime.summarise(renderSquashSummary(report, against))
  if (inputs.comment) await comment(report, against, inputs, runtime, facts)
  const bad = inputs['write-baseline'] ? [] : stopping(failing(findings, inputs['fail-on']), live !== undefined)
  if (bad.length === 0) return
  // A step that let a risk pass has said otherwise.
  runtime.output('status', 'failed')
  throw new UserError(
    `${bad.length === 1 ? 'One finding fails' : `${bad.length} findings fail`} the check:\n${bad.map(each => `  ${each.file}:${each.line}: ${each.rule} ${each.message}`).join('\n')}`
  )
}

/** With `changed-only` those on changed lines. What is left out is counted. */
async function toAnnotate(
  findings: Report['findings'],
  commit: string | undefined,
  inputs: Inputs,
  runtime: Runtime,
  { run, base }: Facts
): Promise<Report['findings']> {
  if (!inputs['changed-only']) return findings
  if (typeof base === 'string' || commit === undefined) {
    runtime.log.info('Which lines were changed is not known, so every finding is annotated')
    return findings
  }
  const lines = await changedLines(run.workspace, base.mergeBase.commit, commit)
  const here = findings.filter(each => isChanged(lines, each))
  if (here.length < findings.length)
    runtime.log.info(
      `${findings.length - here.length} findings are on lines that were not changed since ${base.ref}; they are in the summary`
    )
  return here
}

async function writeFiles(report: Report, inputs: Inputs, runtime: Runtime, { workspace }: Run, environment?: string): Promise<void> {
  const write = async (name: string, text: string) => {
    const file = join(workspace, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    return file
  }
  const { 'json-file': json, 'sarif-file': sarif, baseline } = inputs
  if (json !== undefined)
    runtime.output('findings-file', await write(json, `${JSON.stringify(documentOf(report, environment), null, 2)}\n`))
  if (sarif !== undefined) {
    await write(sarif, `${JSON.stringify(renderSarif(report, rules, inputs.path === '.' ? '' : inputs.path), null, 2)}\n`)
    const results = report.findings.filter(each => each.severity !== 'info').length
    if (results > shownLimit) runtime.log.notice(`GitHub's code scanning shows the gravest ${shownLimit} of these ${results} findings`)
  }
  if (inputs['write-baseline'] && baseline !== undefined) {
    const text = renderBaseline(report)
    await write(baseline, text)
    runtime.log.notice(
      `${(JSON.parse(text) as Baseline).findings.length} findings were written to ${baseline}: commit it, and they are ignored from then on`
    )
  }
}

/** A comment that cannot be written makes no step red: the findings are in the summary too. */
async function comment(report: Report, against: CheckedAgainst, inputs: Inputs, runtime: Runtime, { run, pull }: Facts): Promise<void> {
  if (pull === undefined) {
    runtime.log.info('No comment: this run is not for a pull request')
    return
  }
  const comments = new ApiComments(inputs['github-token'] ?? '', run.apiUrl, run.owner.repository, pull.number)
  try {
    const done = await keepComment(comments, {
      mark: `squash-check/${inputs.framework}/${inputs.path}`,
      body: renderSquashComment(report, against),
      worthSaying: isWorthSaying(report)
    })
    runtime.log.info(`Comment of pull request ${pull.number}: ${done}`)
  } catch (error) {
    if (!(error instanceof CommentRefused)) throw error
    runtime.log.notice(
      error.why === 'rights'
        ? `No comment: ${messageOf(error)}. The job needs \`permissions: pull-requests: write\`; a pull request from a fork never has it.`
        : `No comment: ${messageOf(error)}`
    )
  }
}
