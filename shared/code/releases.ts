import { appendFile, stat } from 'node:fs/promises'
import type { Hook } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import { sh } from '../host/shell.ts'
import { adopted, adoptScript, driftScript, live, liveScript, parseDrift } from './inspect.ts'
import { readHost, recordFiles, runHeld, runJob, said } from './job.ts'
import { checkReleaseId, releaseId } from './names.ts'
import { releaseLists } from './record.ts'
import { removeScript } from './remove.ts'
import { readRequirements } from './requirements.ts'
import { planScript, specOf, stagedScript, stageScript } from './stage.ts'
import type {
  AdoptedCode,
  CodeContext,
  CodeStrategy,
  Drift,
  HookPhase,
  JobContext,
  LiveCode,
  PreviousCode,
  Removed,
  StagedRelease,
  StagePlan,
  StageRequest,
  Switched
} from './strategy.ts'
import { goBackScript, switchScript } from './switch.ts'

/**
 * One directory per release, and the link `current`:
 *
 *     <root>/releases/<id>     the commit's tree, REVISION, links to shared paths, `venv` -> ../../venvs/<key>
 *     <root>/shared/           what releases share
 *     <root>/venvs/<key>/      environments by requirements and interpreter; built in place, for they cannot be moved; complete with .belay-complete
 *     <root>/current           -> releases/<id>
 *     <state>/code/<id>.spec   what the release was staged from; .files and .links: its content, for drift (G4)
 */
export class Releases implements CodeStrategy {
  readonly name = 'releases'
  readonly #context: CodeContext

  constructor(context: CodeContext) {
    this.#context = context
  }

  async plan({ checkout, ref, version = ref }: StageRequest): Promise<StagePlan> {
    const { host, code, stateDir } = this.#context
    const { commit, tree } = await checkout.resolve(ref)
    const venv = code.environment?.venv
    const requirements = venv === undefined ? undefined : await readRequirements(venv, tree, path => checkout.file(commit, path))
    const spec = specOf(code, commit, requirements?.digest)
    const candidates = Array.from({ length: 9 }, (_, index) => releaseId(version, commit, index + 1))
    const answer = await readHost(host, `Looking for ${candidates[0]}`, planScript(code.root, stateDir, candidates, spec))
    const id = said(answer, 'id')
    if (id === undefined)
      throw new UserError(
        `${code.root}/releases on ${host.label} holds ${candidates[0]} nine times over, none as it was staged. Remove those that you do not need.`
      )
    return {
      id,
      version: version.replace(/^refs\/(heads|tags)\//, ''),
      commit,
      tree,
      path: `${code.root}/releases/${id}`,
      reuse: said(answer, 'reuse') === 'true',
      spec,
      requirements: requirements?.digest,
      hasRecords: said(answer, 'records') === 'true'
    }
  }

  async stage(job: JobContext, plan: StagePlan, { checkout, temporary, packed: early }: StageRequest): Promise<StagedRelease> {
    const { host, code, stateDir } = this.#context
    const what = `Staging ${plan.id}`
    if (plan.reuse)
      return this.#staged(plan, await readHost(host, what, stagedScript(code.root, stateDir, plan)), {
        reused: true,
        built: false,
        bytes: 0
      })

    const [packed] = await Promise.all([
      early ?? checkout.pack(plan, temporary),
      plan.hasRecords === true ? undefined : host.run(sh`umask 077; mkdir -p -- ${`${stateDir}/code`}`)
    ])
    try {
      const { recorded, others } = releaseLists(packed, code.shared, plan.commit)
      const { size } = await stat(packed.archive)
      await appendFile(packed.archive, Buffer.concat([others, recorded]))
      const sent = await host.upload({ file: packed.archive }, `${stateDir}/code/incoming-${plan.id}`)
      const hooks = code.hooks.stage
      const incoming = { path: sent.path, archive: size, others: others.length, recorded: recorded.length }
      const input = { code, stateDir, plan, packed, incoming }
      const scripts = stageScript(input)
      const first = await runJob(host, job, {
        name: 'stage',
        what,
        script: hooks.length === 0 ? scripts.prepare + scripts.finish : scripts.prepare
      })
      let last = first
      if (hooks.length > 0 && said(first.tail, 'done') === undefined) {
        await this.#hooks(job, 'stage', plan.id, `${plan.path}.partial`)
        last = await runJob(host, job, { name: 'stage-finish', what, script: scripts.finish })
      }
      const built = said(first.tail, 'venv-built') === 'true'
      return this.#staged(plan, last.tail, {
        reused: said(first.tail, 'done') !== undefined,
        built,
        bytes: sent.bytes,
        venv: said(first.tail, 'venv')
      })
    } finally {
      await packed.dispose()
    }
  }

  #staged(
    plan: StagePlan,
    output: string,
    facts: { reused: boolean; built: boolean; bytes: number; venv?: string | undefined }
  ): StagedRelease {
    const fingerprint = said(output, 'fingerprint')
    if (fingerprint === undefined) throw new Error(`Staging ${plan.id} ended without its fingerprint`)
    return {
      id: plan.id,
      version: plan.version,
      commit: plan.commit,
      tree: plan.tree,
      path: plan.path,
      reused: facts.reused,
      venv: facts.venv ?? said(output, 'venv'),
      venvBuilt: facts.built,
      files: Number(said(output, 'files')),
      bytes: facts.bytes,
      fingerprint
    }
  }

  async runHooks(job: JobContext, phase: HookPhase, id: string): Promise<void> {
    const { host, code, stateDir } = this.#context
    const path = `${code.root}/releases/${checkReleaseId(id)}`
    if (code.hooks[phase].length === 0) return
    await this.#hooks(job, phase, id, path)
    // What the hooks made belongs to the release from now on.
    await runJob(host, job, { name: `${phase}-record`, what: `Recording ${id}`, script: recordFiles(path, `${stateDir}/code/${id}`) })
  }

  async #hooks(job: JobContext, phase: HookPhase, id: string, path: string): Promise<void> {
    const { host, code } = this.#context
    for (const [index, hook] of code.hooks[phase].entries()) {
      await runJob(host, job, {
        name: `${phase}-hook-${index + 1}`,
        what: `Hook ${index + 1} of ${phase} (${hook.run.trim().split('\n')[0]})`,
        script: hookScript(hook, path),
        env: { RELEASE: id, RELEASE_PATH: path, SHARED_PATH: `${code.root}/shared` },
        timeoutMs: hook.timeout
      })
    }
  }

  async switchTo(job: JobContext, id: string): Promise<Switched> {
    const { host, code } = this.#context
    const script = switchScript(code.root, `releases/${checkReleaseId(id)}`)
    const what = `Switching to ${id}`
    if (job.token === undefined) return switched((await runJob(host, job, { name: 'switch', what, script })).tail)
    return switched(await runHeld(host, job, job.token, { name: 'switch', what, script }))
  }

  async live(): Promise<LiveCode> {
    const { host, code } = this.#context
    return live(await readHost(host, 'Reading what is live', liveScript(code.root)))
  }

  async goBack(job: JobContext, previous: PreviousCode): Promise<Switched> {
    const { host, code } = this.#context
    const { tail } = await runJob(host, job, {
      name: 'go-back',
      what: 'Going back to the code that was live',
      script: goBackScript(code.root, previous)
    })
    return switched(tail)
  }

  async drift(id: string): Promise<Drift> {
    const { host, code, stateDir } = this.#context
    return parseDrift(await readHost(host, `Comparing the files of ${id}`, driftScript(code.root, stateDir, checkReleaseId(id)), 300_000))
  }

  async adopt(job: JobContext): Promise<AdoptedCode> {
    const { host, code, stateDir } = this.#context
    const now = await this.live()
    const release = adopted(now, code.root)
    const { tail } = await runJob(host, job, {
      name: 'adopt-code',
      what: `Recording the files of ${release.id}`,
      script: adoptScript(stateDir, release)
    })
    return { ...release, version: said(tail, 'version') ?? release.version, fingerprint: said(tail, 'fingerprint') }
  }

  async list(): Promise<readonly string[]> {
    const { host, code } = this.#context
    const releases = `${code.root}/releases`
    const output = await readHost(
      host,
      'Listing releases',
      sh`[ ! -d ${releases} ] || find ${`${releases}/`} -mindepth 1 -maxdepth 1 -type d -printf '%f\\0'`
    )
    return output.split('\0').filter(name => name !== '' && !/\.(partial|removed)$/.test(name))
  }

  async remove(job: JobContext, ids: readonly string[]): Promise<Removed> {
    const { host, code, stateDir } = this.#context
    const { tail } = await runJob(host, job, {
      name: 'prune',
      what: 'Removing old releases',
      script: removeScript(code.root, stateDir, ids.map(checkReleaseId))
    })
    const all = (name: string) => tail.split('\n').flatMap(line => (line.startsWith(`BELAY-${name}=`) ? [line.slice(name.length + 7)] : []))
    return { releases: all('removed'), environments: all('environment'), left: all('left') }
  }
}

function switched(tail: string): Switched {
  return { from: said(tail, 'from') || undefined, to: said(tail, 'to') || undefined, changed: said(tail, 'changed') === 'true' }
}

function hookScript(hook: Hook, path: string): string {
  const check =
    hook.produces === undefined
      ? ''
      : sh`[ -e ${`${path}/${hook.produces}`} ] || refuse ${`the hook ended with exit code 0 but did not make ${hook.produces}`}\n`
  return `${sh`cd -- ${path}`}
if [ -d venv/bin ]; then export PATH="$PWD/venv/bin:$PATH" VIRTUAL_ENV="$PWD/venv"; fi
( set +u
${hook.run}
)
${check}`
}
