import type { Project } from '../model.ts'
import { alembicIni, revisionText } from './alembic-example.ts'
import { createOrder, migrationText } from './example.ts'
import type { Match, Rule, Subject } from './rule.ts'

const kinds = new Set(['syntax', 'conflict', 'encoding'])
/** Built, not written, so that no tool takes this file for a conflict. */
const mark = (character: string) => character.repeat(7)

export const syntax: Rule = {
  id: 'G06',
  title: 'A migration is not valid Python or SQL, or holds a merge conflict',
  why: 'Django and Alembic cannot import the file, so no migration runs, and the application usually does not start either. What else is wrong with the app cannot be told before it is mended. A file of SQL fails in the middle of the deployment; where the database has no transactions for changes of the schema (MySQL), what stands before the error stays.',
  fix: 'Resolve the conflict or the error; `python -m py_compile FILE` shows what Python says. Of SQL, quotes, comments and conflicts are looked at in every file, and a new file for PostgreSQL is read by its own parser (that of 18).',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject => [...broken(subject.project), ...refused(subject)],
  ignorable: false,
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText(
          `\n${mark('<')} HEAD\n        ('orders', '0001_initial'),\n${mark('=')}\n        ('orders', '0001_squashed'),\n${mark('>')} feature\n    `
        )
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': `"""Title\n${mark('=')}\nAn underline of seven signs is not a conflict.\n"""\n${migrationText('', [createOrder])}`
      }
    }
  },
  more: [
    {
      bad: {
        files: { ...alembicIni, 'alembic/versions/1a_orders.py': revisionText('1a', { up: ["op.execute('UPDATE orders SET note = '')"] }) }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', { up: ['op.execute("UPDATE orders SET note = \'\'")'] })
        }
      }
    },
    {
      bad: {
        files: {
          'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migrations/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUM state text;\n'
        },
        base: { 'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n' },
        database: 'postgres'
      },
      good: {
        files: {
          'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
          'db/migrations/V2__note.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\n"
        },
        base: { 'db/migrations/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n' },
        database: 'postgres'
      }
    },
    {
      bad: {
        files: {
          'db/migrations/001_orders.sql': "CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new);\n"
        }
      },
      good: {
        files: {
          'db/migrations/001_orders.sql': "CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new');\n"
        }
      }
    }
  ]
}

/** Files that are broken in themselves. */
function broken(project: Project): Match[] {
  return project.problems
    .filter(problem => kinds.has(problem.kind))
    .map(({ app, migration, file, line, column, detail }) => ({
      app,
      migration,
      file,
      line,
      column,
      message: `${app}.${migration} cannot be ${project.framework === 'sql' ? 'run' : 'imported'}: ${detail}.`
    }))
}

/** New SQL that the database's parser refuses. Where nobody says which database it is for, another one may take it. */
function refused({ project, database, isNew, changes }: Subject): Match[] {
  if (database !== 'postgres') return []
  const broken = new Set(project.problems.map(problem => problem.file))
  return project.migrations.filter(isNew).flatMap(migration => {
    const { forward, backward = [] } = changes(migration)
    return [...forward, ...backward].flatMap(change => {
      if (change.kind !== 'unknown' || change.syntax !== true || broken.has(change.at.file)) return []
      return [{ app: migration.app, migration: migration.name, ...change.at, message: `PostgreSQL cannot read this: ${change.reason}.` }]
    })
  })
}
