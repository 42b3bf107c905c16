import { nearest } from '../../nearest.ts'
import { keyOf } from '../model.ts'
import { migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { createWithNote, orders, replaces, squashed, squashFile } from './squash-example.ts'
import { byKey, squashesOf } from './squashes.ts'

export const missingTarget: Rule = {
  id: 'S02',
  title: 'A squash replaces a migration that does not exist, while others of its list do',
  why: 'A typing error in `replaces`, or only some of the old files were deleted. A database that has applied the real migrations never has the row of the other name, so Django takes it as half migrated for ever: the squash is never recorded, and nothing says so. On a fresh database the migration that was meant runs after the squash and fails, because its column is there already.',
  fix: 'Correct the name, or bring the file back until all of them are deleted together.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base }) {
    const onDisk = byKey(project)
    const inBase = new Set(base?.migrations.map(keyOf))
    const unread = new Set(project.problems.map(problem => keyOf({ app: problem.app, name: problem.migration })))
    const apps = new Set(project.apps.map(app => app.label))
    return squashesOf(project, base).flatMap(({ squash, names, targets }) => {
      if (targets.length === 0) return []
      return (
        names
          .filter(name => apps.has(name.app) && !onDisk.has(keyOf(name)) && !unread.has(keyOf(name)))
          // Deleted in the change that adds the squash: that is S14.
          .filter(name => !(inBase.has(keyOf(name)) && !inBase.has(keyOf(squash))))
          .map(name => {
            const own = project.migrations.filter(
              one => one.app === name.app && one !== squash && !squash.replaces.some(each => keyOf(each) === keyOf(one))
            )
            const near = nearest(
              name.name,
              own.map(one => one.name)
            )
            const { file, line, column } = name
            return {
              app: squash.app,
              migration: squash.name,
              file,
              line,
              column,
              message: `${keyOf(squash)} replaces ${keyOf(name)}, which does not exist, while ${targets.length} of what it replaces ${targets.length === 1 ? 'does' : 'do'}.`,
              fix: near === undefined ? undefined : `Did you mean ${near}? Otherwise bring ${keyOf(name)} back.`
            }
          })
      )
    })
  },
  examples: {
    bad: { files: { ...orders, [squashFile]: migrationText('', [createWithNote], [replaces('0001_initial', '0002_notes')]) } },
    good: { files: { ...orders, [squashFile]: squashed } }
  }
}
