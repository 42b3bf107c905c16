// Everything in a workflow that this runner would not run as GitHub does is red before the first job starts.
import { type Document, get, items, type Pair, pairs, type Token } from './parser.ts'
import { Red } from './types.ts'

const keys = {
  workflow: ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs'],
  job: [
    'name',
    'needs',
    'if',
    'runs-on',
    'permissions',
    'environment',
    'concurrency',
    'outputs',
    'env',
    'defaults',
    'steps',
    'timeout-minutes',
    'strategy',
    'continue-on-error'
  ],
  step: ['id', 'if', 'name', 'uses', 'run', 'with', 'env', 'shell', 'working-directory', 'continue-on-error', 'timeout-minutes'],
  concurrency: ['group', 'cancel-in-progress'],
  environment: ['name', 'url']
}

function only(file: string, what: keyof typeof keys, token: Token | undefined): void {
  const bad = pairs(token).find(p => !keys[what].includes(p.key))
  if (bad) throw new Red(`${what} key '${bad.key}' is not supported by this runner`, file, bad.keyToken.line)
}

/** `owner/repo/path@ref`; undefined for what is not a remote action. */
export function remoteAction(uses: string): { repository: string; path: string; ref: string } | undefined {
  const m = /^([\w.-]+\/[\w.-]+)((?:\/[^@]+)?)@(.+)$/.exec(uses)
  return m ? { repository: m[1] as string, path: (m[2] as string).replace(/^\/+/, ''), ref: m[3] as string } : undefined
}

export function checkUses(file: string, token: Token, actions: Record<string, string>): void {
  const uses = String(token.value ?? '')
  if (uses.startsWith('./') || uses.startsWith('.\\')) return
  if (uses.startsWith('docker://')) throw new Red(`container action '${uses}' is not supported by this runner`, file, token.line)
  const remote = remoteAction(uses)
  if (!remote) throw new Red(`'${uses}' is not owner/repo@ref, owner/repo/path@ref or ./path`, file, token.line)
  if (remote.repository !== 'actions/checkout' && actions[remote.repository] === undefined)
    throw new Red(`remote action '${uses}' is not available to this runner: name its directory in \`actions\``, file, token.line)
}

export function checkSupported(doc: Document, actions: Record<string, string>): void {
  const { file, root } = doc
  only(file, 'workflow', root)
  only(file, 'concurrency', get(root, 'concurrency'))
  for (const { value: job } of pairs(get(root, 'jobs'))) {
    const reusable = pairs(job).find((p: Pair) => p.key === 'uses')
    if (reusable) throw new Red('reusable workflows are not supported by this runner', file, reusable.keyToken.line)
    only(file, 'job', job)
    only(file, 'concurrency', get(job, 'concurrency'))
    only(file, 'environment', get(job, 'environment'))
    for (const step of items(get(job, 'steps'))) {
      only(file, 'step', step)
      const uses = get(step, 'uses')
      if (uses) checkUses(file, uses, actions)
    }
  }
}
