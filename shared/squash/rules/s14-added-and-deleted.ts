import { keyOf } from '../model.ts'
import type { Rule } from './rule.ts'
import { orders, squashed, squashFile } from './squash-example.ts'
import { byKey, squashesOf } from './squashes.ts'

export const addedAndDeleted: Rule = {
  id: 'S14',
  title: 'A squash is added and its old files are deleted in one change',
  why: 'A database that has applied only some of the old migrations (production one release behind, a restored backup, a colleague) can neither run the rest, whose files are gone, nor use the squash. Where nothing depends on a deleted file, Django does not even say so: `migrate` ends with exit code 0 and does nothing, for ever.',
  fix: 'Release it in two steps: first the squash beside the old files; delete them, and `replaces`, only when every database has migrated with it.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base }) {
    if (base === undefined) return []
    const before = byKey(base)
    const now = byKey(project)
    return squashesOf(project, base).flatMap(({ squash, names }) => {
      // One name is applied or not: a file that is renamed with the help of `replaces` strands nobody.
      if (before.has(keyOf(squash)) || names.length < 2) return []
      const deleted = names.filter(name => before.has(keyOf(name)) && !now.has(keyOf(name)))
      if (deleted[0] === undefined) return []
      const { file, line, column } = deleted[0]
      const message = `${keyOf(squash)} is new, and ${deleted.map(keyOf).join(', ')}, which it replaces, ${deleted.length === 1 ? 'is' : 'are'} deleted in the same change.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    })
  },
  examples: {
    bad: { files: { 'orders/migrations/__init__.py': '', [squashFile]: squashed }, base: orders },
    good: { files: { ...orders, [squashFile]: squashed }, base: orders }
  }
}
