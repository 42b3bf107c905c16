import { keyOf } from '../model.ts'
import { addState, migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { squashed, squashFile } from './squash-example.ts'
import { byKey, squashesOf } from './squashes.ts'

const folder = { 'orders/migrations/__init__.py': '' }

export const maskedDependency: Rule = {
  id: 'S05',
  title: 'A dependency names a deleted migration, and only `replaces` of a squash makes up for it',
  why: 'As long as `replaces` is there and the database has all or none of the old rows, Django leads the dependency to the squash. On a database with some of them it stops ("Django tried to replace migration … but wasn\'t able to"), and on the day on which `replaces` is removed it stops everywhere (NodeNotFoundError).',
  fix: 'Let it depend on the squash.',
  severity: 'warning',
  frameworks: ['django'],
  check({ project }) {
    const onDisk = byKey(project)
    const squashes = squashesOf(project)
    return project.migrations.flatMap(migration =>
      [...migration.dependencies, ...migration.runBefore].flatMap(reference => {
        if (onDisk.has(keyOf(reference))) return []
        const masking = squashes.find(({ names }) => names.some(name => keyOf(name) === keyOf(reference)))
        if (masking === undefined || masking.squash === migration || masking.targets.includes(migration)) return []
        const { file, line, column } = reference
        const { app, name } = migration
        const what = migration.runBefore.includes(reference) ? 'must run before' : 'depends on'
        const message = `${keyOf(migration)} ${what} ${keyOf(reference)}, which is deleted; only \`replaces\` of ${keyOf(masking.squash)} leads it on.`
        const fix = `Write ('${masking.squash.app}', '${masking.squash.name}') in its place.`
        return [{ app, migration: name, file, line, column, message, fix }]
      })
    )
  },
  examples: {
    bad: {
      files: {
        ...folder,
        [squashFile]: squashed,
        'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
      },
      base: { ...folder, [squashFile]: squashed }
    },
    good: {
      files: {
        ...folder,
        [squashFile]: squashed,
        'orders/migrations/0003_state.py': migrationText("('orders', '0001_squashed_0002_note')", [addState])
      },
      base: { ...folder, [squashFile]: squashed }
    }
  }
}
