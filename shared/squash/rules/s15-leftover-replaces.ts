import { keyOf } from '../model.ts'
import { migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { createWithNote, orders, squashed, squashFile } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

const folder = { 'orders/migrations/__init__.py': '' }

export const leftoverReplaces: Rule = {
  id: 'S15',
  title: 'What a squash replaces is deleted, and `replaces` is still there',
  why: 'It does no harm, and most projects leave it. But as long as it is there, the row of the squash itself does not count: what decides are the rows of migrations that exist no longer, so those rows must never be pruned, and their names never be used again.',
  fix: 'When every database has recorded the squash, let what still names an old migration name the squash, and remove `replaces`.',
  severity: 'info',
  frameworks: ['django'],
  check: ({ project }) =>
    squashesOf(project).flatMap(({ squash, names, targets, reused }) => {
      const { file, line, column } = squash.replaces[0]!
      if (names.length === 0 || targets.length > 0 || reused.length > 0) return []
      const message = `${keyOf(squash)} replaces ${names.length} ${names.length === 1 ? 'migration' : 'migrations'}, none of which is on disk any more.`
      return [{ app: squash.app, migration: squash.name, file, line, column, message }]
    }),
  examples: {
    bad: { files: { ...folder, [squashFile]: squashed }, base: { ...orders, [squashFile]: squashed } },
    good: { files: { ...folder, [squashFile]: migrationText('', [createWithNote]) }, base: { ...orders, [squashFile]: squashed } }
  }
}
