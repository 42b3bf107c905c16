import { compareVersions, parseSqlFile, type SqlFile } from '../../migrations/sql-files.ts'
import type { GraphNode, MigrationGraph } from '../graph.ts'
import { keyOf, type Migration, type Project } from '../model.ts'
import { addNote, addState, createOrder, migrationText } from './example.ts'
import type { Match, Rule, Subject } from './rule.ts'

export const outOfOrder: Rule = {
  id: 'G10',
  title: 'A new migration comes before one that is on the base branch already',
  why: 'A database that has the later migration never had this one before it. Flyway refuses the file or skips it, golang-migrate skips it without a word, Django stops with InconsistentMigrationHistory, and Alembic takes what stands below its recorded revision as applied. A fresh database runs the two in another order than production did.',
  fix: 'Give the file a version above the newest one; in Django and Alembic let it depend on the newest migration, and let no older one depend on it.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  check(subject) {
    const { base, project } = subject
    if (base === undefined) return []
    return project.framework === 'sql' ? lateVersions(project, base) : insertedBelow(subject, base)
  },
  examples: {
    bad: {
      base: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
      },
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
        'orders/migrations/0002_before_note.py': migrationText(
          "('orders', '0001_initial')",
          [addState],
          ["run_before = [('orders', '0002_note')]"]
        )
      }
    },
    good: {
      base: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
      },
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote]),
        'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
      }
    }
  },
  more: [
    {
      bad: {
        base: {
          'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
        },
        files: {
          'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migration/V9__parcels.sql': 'CREATE TABLE parcels (id bigint PRIMARY KEY);\n',
          'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
        }
      },
      good: {
        base: {
          'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n'
        },
        files: {
          'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migration/V10__items.sql': 'CREATE TABLE items (id bigint PRIMARY KEY);\n',
          'db/migration/V10.1__parcels.sql': 'CREATE TABLE parcels (id bigint PRIMARY KEY);\n'
        }
      }
    }
  ]
}

/** New files whose version is below the newest one of the same directory on the base branch. */
function lateVersions(project: Project, base: Project): Match[] {
  const there = new Set(base.migrations.map(keyOf))
  const newest = new Map<string, SqlFile>()
  for (const migration of base.migrations) {
    const file = versionOf(migration)
    const known = newest.get(migration.app)
    if (file !== undefined && (known === undefined || compareVersions(known, file) < 0)) newest.set(migration.app, file)
  }
  return project.migrations.flatMap(migration => {
    const file = versionOf(migration)
    const last = newest.get(migration.app)
    // The same version twice has a rule of its own.
    if (there.has(keyOf(migration)) || file === undefined || last === undefined || compareVersions(file, last) >= 0) return []
    return [matchOf(migration, `${migration.name} is new and comes before ${last.name}, which is on the base branch already.`)]
  })
}

function versionOf({ name }: Migration): SqlFile | undefined {
  const file = parseSqlFile(`${name}.sql`)
  return file?.role === 'up' ? file : undefined
}

/** New migrations, no squashes, that something on the base branch depends on, straight or through others. */
function insertedBelow({ project, graphs }: Subject, base: Project): Match[] {
  const there = new Set(base.migrations.map(keyOf))
  const graph = graphs.find(({ state }) => state === 'fresh')?.graph
  if (graph === undefined) return []
  const below = beforeAnyOf(graph, there)
  return project.migrations.flatMap(migration => {
    if (there.has(keyOf(migration)) || migration.replaces.length > 0) return []
    const node = graph.nodes.get(keyOf(migration))
    // Looked at before each is followed upwards: of thousands that are new hardly one is below the base.
    const after = node !== undefined && below.has(node) ? laterOnBase(node, there) : undefined
    if (after === undefined) return []
    return [matchOf(migration, `${keyOf(migration)} is new, and ${keyOf(after)}, which is on the base branch already, comes after it.`)]
  })
}

/** Everything that one of these depends on, straight or through others. */
function beforeAnyOf({ nodes }: MigrationGraph, keys: ReadonlySet<string>): Set<GraphNode> {
  const found = new Set<GraphNode>()
  const pending = [...nodes.values()].filter(node => keys.has(keyOf(node)))
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const parent of node.parents) {
      if (found.has(parent)) continue
      found.add(parent)
      pending.push(parent)
    }
  }
  return found
}

function laterOnBase(start: GraphNode, base: ReadonlySet<string>): GraphNode | undefined {
  const pending = [...start.children]
  const seen = new Set(pending)
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (base.has(keyOf(node))) return node
    for (const child of node.children) {
      if (seen.has(child)) continue
      seen.add(child)
      pending.push(child)
    }
  }
  return undefined
}

function matchOf({ app, name, file, line, column }: Migration, message: string): Match {
  return { app, migration: name, file, line, column, message }
}
