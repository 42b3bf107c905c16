import { UserError } from '../errors.ts'
import type { Run } from '../github/run.ts'

/** What is to be deployed: the input `ref`, else the ref of the workflow run. Errors: UserError when there is neither. */
export function refOf(input: string | undefined, run: Run): string {
  const ref = input ?? (run.ref?.startsWith('refs/pull/') ? run.sha : run.ref) ?? run.sha
  if (ref === undefined) throw new UserError('The input `ref` is needed outside GitHub: the tag or commit to deploy')
  return ref
}

/** The name for people: the tag or branch without `refs/…/`. */
export function versionOf(ref: string): string {
  return ref.replace(/^refs\/(tags|heads)\//, '')
}
