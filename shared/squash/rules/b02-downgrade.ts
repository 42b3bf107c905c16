import { raises } from '../alembic/changes.ts'
import type { Migration } from '../model.ts'
import { addNoteColumn, alembicIni, createOrders, dropNoteColumn, dropOrders, revisionText } from './alembic-example.ts'
import type { Rule } from './rule.ts'

const first = { 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) }
const bad = (back: readonly string[] | undefined) => ({
  base: { ...alembicIni, ...first },
  files: { ...alembicIni, ...first, 'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'", up: [addNoteColumn], back }) }
})

export const downgrade: Rule = {
  id: 'B02',
  title: 'A revision has no way back',
  why: 'When the deployment fails, `alembic downgrade` does as `downgrade()` says. Where it is empty, Alembic reports success and takes the revision from its table, while the schema stays as it was: the next `upgrade` then fails on what is there already. Where it raises or is missing, going back stops there, with everything below it left in place. The rollback then has to restore a backup.',
  fix: 'Write the way back in `downgrade()`. Where there is none without loss, say so by raising, and have a restore point made before the upgrade.',
  severity: 'warning',
  frameworks: ['alembic'],
  check: ({ project, isNew }) =>
    project.migrations.flatMap(migration => {
      const reason = isNew(migration) && migration.graphKnown ? reasonOf(migration) : undefined
      const { app, name, file, line, column } = migration
      const at = migration.reverse?.find(operation => operation.kind === 'raise') ?? { line, column }
      return reason === undefined
        ? []
        : [
            {
              app,
              migration: name,
              file,
              line: at.line,
              column: at.column,
              message: `${app}.${name} cannot be undone: downgrade() ${reason}.`
            }
          ]
    }),
  examples: {
    bad: bad(['pass']),
    good: bad([dropNoteColumn])
  },
  more: [
    { bad: bad(["raise NotImplementedError('restore a backup')"]), good: { files: { ...alembicIni, ...first } } },
    {
      bad: bad(undefined),
      // A merge of two branches does nothing, and nothing is to be undone.
      good: {
        base: { ...alembicIni, ...first },
        files: {
          ...alembicIni,
          ...first,
          'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'", up: [addNoteColumn], back: [dropNoteColumn] }),
          'alembic/versions/2c_none.py': revisionText('2c', { down: "'1a'" }),
          'alembic/versions/3d_merge.py': revisionText('3d', { down: "('2b', '2c')" })
        }
      }
    }
  ]
}

/** Why there is no way back; undefined where there is one, or nothing to undo. What cannot be read is no reason. */
function reasonOf({ reverse, operations, operationsKnown }: Migration): string | undefined {
  if (reverse === undefined) return 'is missing'
  if (raises(reverse)) return 'raises an error'
  return reverse.length === 0 && (operations.length > 0 || !operationsKnown) ? 'is empty' : undefined
}
