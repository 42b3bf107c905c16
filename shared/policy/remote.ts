import { execFile } from 'node:child_process'
import type { RefFacts } from './tag.ts'

/** Deadline for the remote, in milliseconds: a slow remote is `unknown` and never a pass. */
const remoteTimeoutMs = 30_000

/** What the checkout and its remote say of a ref. `ref` and `branch` were checked: git never sees them as options. */
export async function readRefFacts(
  checkout: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
  ref: string,
  commit: string,
  branch: string | undefined
): Promise<RefFacts> {
  const git = (...args: string[]) => run(checkout, args)
  const [remote, onBranch] = await Promise.all([
    ref.startsWith('refs/tags/') ? remoteTag(git, ref) : {},
    branch === undefined ? undefined : isOnBranch(git, commit, branch)
  ])
  return { ref, commit, ...remote, onBranch }
}

type Git = (...args: string[]) => Promise<{ readonly code: number; readonly stdout: string }>

/** A tag object has a second line, `<commit> refs/tags/x^{}`; a lightweight tag has none. */
async function remoteTag(git: Git, ref: string): Promise<Pick<RefFacts, 'remoteTag' | 'remoteCommit'>> {
  const { code, stdout } = await git('ls-remote', 'origin', ref, `${ref}^{}`)
  if (code !== 0) return { remoteTag: 'unknown' }
  const lines = new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map(line => line.split('\t').reverse() as [string, string])
  )
  const peeled = lines.get(`${ref}^{}`)
  if (peeled !== undefined) return { remoteTag: 'annotated', remoteCommit: peeled }
  const direct = lines.get(ref)
  return direct === undefined ? { remoteTag: 'absent' } : { remoteTag: 'lightweight', remoteCommit: direct }
}

async function isOnBranch(git: Git, commit: string, branch: string): Promise<boolean | 'unknown'> {
  const tip = await git('ls-remote', 'origin', `refs/heads/${branch}`)
  const sha = tip.stdout.split('\t')[0]?.trim()
  if (tip.code !== 0 || sha === undefined || sha === '') return 'unknown'
  // actions/checkout of a tag with fetch-depth: 0 has every branch; a shallow one lacks the tip, and then nothing can be said.
  const known = await git('cat-file', '-e', `${sha}^{commit}`)
  if (known.code !== 0) return 'unknown'
  const { code } = await git('merge-base', '--is-ancestor', commit, sha)
  return code === 0 ? true : code === 1 ? false : 'unknown'
}

function run(
  checkout: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
  args: readonly string[]
): Promise<{ code: number; stdout: string }> {
  return new Promise(resolve => {
    execFile(
      'git',
      ['-c', `safe.directory=${checkout.directory}`, '-C', checkout.directory, ...args],
      { env: { ...checkout.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }, timeout: remoteTimeoutMs, maxBuffer: 16 * 2 ** 20 },
      (error, stdout) => resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 255, stdout })
    )
  })
}
