import { createHash } from 'node:crypto'

/** The applied set of rows as they were recorded: sorted, each once. */
export function appliedOf(recorded: readonly string[]): string[] {
  return [...new Set(recorded)].sort()
}

export interface SetDifference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** What is in one applied set and not in the other, each sorted. */
export function difference(before: readonly string[], after: readonly string[]): SetDifference {
  const [old, now] = [new Set(before), new Set(after)]
  return { added: [...now].filter(name => !old.has(name)).sort(), removed: [...old].filter(name => !now.has(name)).sort() }
}

/** Why the applied set is not what was expected, in one sentence; undefined when it is. */
export function mismatch(expected: readonly string[], actual: readonly string[]): string | undefined {
  const { added, removed } = difference(expected, actual)
  const parts = [
    ...(removed.length === 0 ? [] : [`not applied although planned: ${list(removed)}`]),
    ...(added.length === 0 ? [] : [`applied although not planned: ${list(added)}`])
  ]
  return parts.length === 0 ? undefined : parts.join('; ')
}

/** What is planned and was not asked for, in one sentence; undefined where there is no such thing. */
export function unaskedFor(set: string, only: readonly string[] | undefined, planned: readonly string[]): string | undefined {
  const unasked = only === undefined ? [] : difference(only, planned).added
  if (unasked.length === 0) return undefined
  return `${set} would also apply ${list(unasked)}, which the check of the repository did not see, so nobody proved that it is additive, and nothing was applied: a package brought it (set \`fence: always\` for this deployment), or \`migrations.directory\` names the wrong folder`
}

/** SHA-256 of a set of names, as the drivers make it: any number of them fits into an environment. */
export function digestOf(names: readonly string[]): string {
  return createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex')
}

/** Up to ten names, and how many more. */
export function list(names: readonly string[]): string {
  return names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '')
}
