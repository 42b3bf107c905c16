import type { SyntaxNode } from '@lezer/common'
import { keyOf, type Migration } from '../model.ts'
import { pythonTokens, sqlTokens } from '../same-content.ts'
import type { SourceTree } from '../source.ts'
import { addNoteColumn, alembicIni, createOrders, dropOrders, revisionText } from './alembic-example.ts'
import { addNote, createOrder, migrationText } from './example.ts'
import type { Match, Rule } from './rule.ts'

const initial = migrationText('', [createOrder])
const note = migrationText("('orders', '0001_initial')", [addNote])

export const edited: Rule = {
  id: 'G08',
  title: 'A migration that is on the base branch already was edited, renamed or deleted',
  why: 'Databases that have applied it never run it again: they keep what the old text made, while new ones get what the new text makes, and nothing ever compares the two. A renamed or deleted one is worse: its row stays in the database, and a renamed one runs a second time. Comments, layout and docstrings may change; so may `replaces` once the squash is recorded everywhere, dependencies that are pointed at the squash, and `elidable`.',
  fix: 'Bring the file back as it was and write what is missing into a new migration. Where the history is begun anew on purpose (`adopt-history`), say so in `squash-check.ignore` of the configuration.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check({ project, base, source, baseSource }) {
    if (base === undefined || baseSource === undefined) return []
    const here = new Map(project.migrations.map(migration => [keyOf(migration), migration]))
    const before = new Set(base.migrations.map(keyOf))
    const broken = new Set([...base.problems, ...project.problems].map(({ app, migration }) => keyOf({ app, name: migration })))
    const squashes = [...base.migrations, ...project.migrations].filter(migration => migration.replaces.length > 0)
    const replaced = new Set(squashes.flatMap(squash => squash.replaces.map(keyOf)))
    const added = project.migrations.filter(migration => !before.has(keyOf(migration)))
    return base.migrations.flatMap((old): Match[] => {
      if (broken.has(keyOf(old)) || isRepeatable(old)) return []
      const now = here.get(keyOf(old))
      if (now === undefined) {
        // What a squash replaces may be deleted; whether it is time for that is S14's matter.
        if (replaced.has(keyOf(old))) return []
        // The file is there, and only its app is none any more: that has a rule of its own (G05), or is what the settings want.
        const app = project.apps.find(each => each.label === old.app)
        if (app !== undefined && app.state !== 'migrated' && source.read(old.file) !== undefined) return []
        const renamed = added.find(
          each => each.file === old.file || (each.app === old.app && isSame(old, each, baseSource, source, replaced))
        )
        const where = renamed ?? { file: old.file, line: 1, column: 1 }
        const message =
          renamed === undefined
            ? `${keyOf(old)} is on the base branch and was deleted here (${old.file}).`
            : `${keyOf(old)} is on the base branch and was renamed to ${keyOf(renamed)}: databases that have applied it will run it again.`
        return [
          {
            app: renamed?.app ?? old.app,
            migration: renamed?.name ?? old.name,
            file: where.file,
            line: where.line,
            column: where.column,
            message
          }
        ]
      }
      if (isSame(old, now, baseSource, source, replaced)) return []
      const { app, name, file, line, column } = now
      return [
        {
          app,
          migration: name,
          file,
          line,
          column,
          message: `${keyOf(now)} is on the base branch and says something else there (${file}).`
        }
      ]
    })
  },
  examples: {
    bad: {
      base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note },
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': initial,
        'orders/migrations/0002_note.py': note.replace('null=True', "default=''")
      }
    },
    good: {
      base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note },
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': initial,
        'orders/migrations/0002_note.py': `# Reviewed in May.\n${note.replaceAll("'", '"')}`
      }
    }
  },
  more: [
    {
      bad: {
        base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note },
        files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial }
      },
      good: {
        base: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial },
        files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': initial, 'orders/migrations/0002_note.py': note }
      }
    },
    {
      bad: {
        base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) },
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders, addNoteColumn], back: [dropOrders] })
        }
      },
      good: {
        base: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: [createOrders], back: [dropOrders] }) },
        files: {
          ...alembicIni,
          // Alembic knows a revision by its id, not by its file.
          'alembic/versions/2026_1a_orders.py': `"""Orders."""\n${revisionText('1a', { up: [createOrders], back: [dropOrders] })}`
        }
      }
    }
  ]
}

/** Flyway runs `R__x.sql` again whenever it changes. */
function isRepeatable({ framework, file }: Migration): boolean {
  return framework === 'sql' && /(^|\/)R__[^/]*$/.test(file)
}

function isSame(old: Migration, now: Migration, before: SourceTree, after: SourceTree, replaced: ReadonlySet<string>): boolean {
  const [a, b] = [before.read(old.file), after.read(now.file)]
  // What was not loaded is told as unknown.
  if (a === undefined || b === undefined || a === b || Buffer.from(a).equals(Buffer.from(b))) return true
  if (!old.file.endsWith('.py')) return sqlTokens(a).join('\0') === sqlTokens(b).join('\0')
  const [left, right] = [pythonTokens(a, isOrder), pythonTokens(b, isOrder)]
  if (left === undefined || right === undefined) return true
  if (withoutElidable(left) !== withoutElidable(right)) return false
  return now.framework !== 'django' || !isReordered(old, now, replaced)
}

/** What the graph says of a migration of Django is compared by its facts. */
function isOrder(node: SyntaxNode, text: string): boolean {
  const name = node.name === 'AssignStatement' ? node.firstChild : null
  return name !== null && ['dependencies', 'replaces'].includes(text.slice(name.from, name.to))
}

/** `elidable=True` is read by a later squash only. */
function withoutElidable(tokens: readonly string[]): string {
  return tokens.join('\0').replaceAll(/\0,\0elidable\0=\0(True|False)(?=\0[,)])/g, '')
}

/** Whether it was given other dependencies, beyond those that a squash has taken over, or made a squash of other migrations. */
function isReordered(old: Migration, now: Migration, replaced: ReadonlySet<string>): boolean {
  const [before, after] = [new Set(old.dependencies.map(keyOf)), new Set(now.dependencies.map(keyOf))]
  const lost = [...before].filter(key => !after.has(key))
  const gained = [...after].filter(key => !before.has(key))
  if (lost.some(key => !replaced.has(key)) || (lost.length === 0 && gained.length > 0)) return true
  const [was, is] = [new Set(old.replaces.map(keyOf)), [...new Set(now.replaces.map(keyOf))]]
  return is.length > 0 && (is.length !== was.size || is.some(key => !was.has(key)))
}
