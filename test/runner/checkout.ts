// actions/checkout, with real git, from the repositories that the caller names.
import { mkdirSync, readdirSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Job } from './job.ts'
import { execute, type Stop } from './process.ts'

const known: Record<string, string> = {
  repository: '',
  ref: '',
  token: '',
  path: '',
  clean: 'true',
  'fetch-depth': '1',
  'fetch-tags': 'false',
  'persist-credentials': 'true',
  'show-progress': 'true',
  'set-safe-directory': 'true',
  lfs: 'false',
  submodules: 'false'
}

/** Before v6.0.2 a tag was fetched by its commit, so an annotated tag became a lightweight one. */
function keepsAnnotatedTags(version: string): boolean {
  const m = /^v?(\d+)(?:\.(\d+)\.(\d+))?$/.exec(version)
  if (!m) return true
  if (Number(m[1]) !== 6) return Number(m[1]) > 6
  return m[2] === undefined || Number(m[2]) > 0 || Number(m[3]) >= 2
}

export async function checkout(
  job: Job,
  version: string,
  given: Record<string, string>,
  env: Record<string, string>,
  stop: Stop
): Promise<{ ok: boolean; outputs: Record<string, string> }> {
  const fail = (message: string) => {
    job.annotate({ level: 'error', message })
    return { ok: false, outputs: {} }
  }
  for (const [key, value] of Object.entries(given)) {
    const refused = !(key in known) || ((key === 'lfs' || key === 'submodules') && value !== '' && value !== 'false')
    if (refused && value !== '') return fail(`actions/checkout: input '${key}: ${value}' is not supported by this runner`)
  }
  const input = (key: string) => given[key] || (known[key] as string)
  const name = input('repository') || String(job.github['repository'])
  const source = job.run.options.repositories?.[name]
  if (source === undefined)
    return fail(`actions/checkout: repository '${name}' is not available to this runner: name its directory in \`repositories\``)
  const workspace = String(job.github['workspace'])
  const dir = resolve(workspace, input('path') || '.')
  if (relative(workspace, dir).startsWith('..')) return fail(`Repository path '${dir}' is not under '${workspace}'`)
  const depth = Number(input('fetch-depth'))
  if (!Number.isInteger(depth) || depth < 0) return fail(`actions/checkout: fetch-depth '${input('fetch-depth')}' is not a number`)

  const url = pathToFileURL(resolve(source)).href
  // GitHub serves any commit of a repository, whoever owns its files.
  const upload = ['--upload-pack', "git -c safe.directory='*' -c uploadpack.allowAnySHA1InWant=true upload-pack"]
  const git = async (args: string[], quiet = false) => {
    const lines: string[] = []
    if (!quiet) job.print(`[command]git ${args.join(' ')}`)
    const exit = await execute('git', args, {
      cwd: dir,
      env: { ...env, GIT_TERMINAL_PROMPT: '0' },
      stop,
      timing: job.run.timing,
      onLine: line => {
        lines.push(line)
        if (!quiet) job.print(line)
      }
    })
    return { ok: exit.code === 0, text: lines.join('\n').trim() }
  }

  mkdirSync(dir, { recursive: true })
  if (!readdirSync(dir).includes('.git')) {
    if (!(await git(['init', '-q', '-b', 'main', '.'], true)).ok) return fail('git init failed')
    await git(['remote', 'add', 'origin', url], true)
  } else {
    await git(['remote', 'set-url', 'origin', url], true)
    if (input('clean') === 'true') {
      await git(['clean', '-ffdx'], true)
      await git(['reset', '--hard', '-q'], true)
    }
  }

  // Which ref, and which commit of it.
  let ref = input('ref')
  let commit = ''
  const own = name === job.github['repository']
  if (ref === '' && own) {
    ref = String(job.github['ref'])
    commit = String(job.github['sha'])
  }
  if (ref === '') {
    const head = await git(['ls-remote', '--symref', ...upload, 'origin', 'HEAD'], true)
    ref = /^ref: (\S+)\s+HEAD/m.exec(head.text)?.[1] ?? 'refs/heads/main'
  }
  if (/^[0-9a-f]{40}$/.test(ref)) {
    commit = ref
    ref = ''
  } else if (!ref.startsWith('refs/')) {
    const found = (await git(['ls-remote', ...upload, 'origin', `refs/heads/${ref}`, `refs/tags/${ref}`], true)).text
      .split('\n')
      .map(l => l.split('\t')[1])
    const full = [`refs/heads/${ref}`, `refs/tags/${ref}`].find(r => found.includes(r))
    if (!full) return fail(`A branch or tag with the name '${ref}' could not be found`)
    ref = full
  }

  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  const tag = ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : undefined
  const specs: string[] = []
  if (depth === 0) specs.push('+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*')
  else {
    if (input('fetch-tags') === 'true') specs.push('+refs/tags/*:refs/tags/*')
    if (branch !== undefined) specs.push(`+${commit || ref}:refs/remotes/origin/${branch}`)
    else if (tag !== undefined) {
      if (!specs.includes('+refs/tags/*:refs/tags/*')) specs.push(`+${ref}:${ref}`)
    } else specs.push(commit || ref)
  }
  const fetch = [
    '-c',
    'protocol.version=2',
    'fetch',
    '-q',
    '--no-tags',
    '--prune',
    '--no-recurse-submodules',
    ...(depth > 0 ? [`--depth=${depth}`] : []),
    ...upload,
    'origin'
  ]
  if (!(await git([...fetch, ...specs])).ok) return fail(`actions/checkout: cannot fetch ${ref || commit} of ${name}`)
  if (tag !== undefined && commit !== '') {
    const there = (await git(['rev-parse', `${ref}^{commit}`], true)).text
    if (there !== commit) return fail(`actions/checkout: tag ${tag} points to ${there}, the run is for ${commit}`)
    if (!keepsAnnotatedTags(version)) await git(['update-ref', ref, commit])
  }
  if (depth === 0 && branch !== undefined && commit !== '') await git(['update-ref', `refs/remotes/origin/${branch}`, commit], true)

  const target =
    branch !== undefined
      ? ['-B', branch, `refs/remotes/origin/${branch}`]
      : tag !== undefined
        ? ['--detach', ref]
        : ['--detach', commit || 'FETCH_HEAD']
  if (!(await git(['checkout', '-q', '--force', ...target])).ok) return fail(`actions/checkout: cannot check out ${ref || commit}`)
  const at = await git(['log', '-1', '--format=%H'], true)
  return { ok: at.ok, outputs: { ref: ref || commit, commit: at.text } }
}
