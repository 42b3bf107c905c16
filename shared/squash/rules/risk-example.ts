import type { Database } from '../changes.ts'
import { migrationText } from './example.ts'
import type { Example } from './rule.ts'

/** Two tables with rows that a release uses: what the examples of the risks begin with. */
const shop = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [
    "migrations.CreateModel('Customer', [('id', models.AutoField(primary_key=True))])",
    `migrations.CreateModel('Order', [
            ('id', models.AutoField(primary_key=True)),
            ('note', models.TextField(null=True)),
            ('code', models.CharField(max_length=20, null=True)),
            ('amount', models.IntegerField(null=True)),
        ])`
  ])
}

interface Next {
  operations: readonly string[]
  /** lines of the class before its operations */
  extra?: readonly string[]
  /** lines before the class: imports, functions */
  header?: readonly string[]
}

interface ShopOptions {
  database?: Database
  /** what the base branch has after its first migration, by name */
  base?: Record<string, Next>
  /** other new files */
  files?: Record<string, string>
}

/** The shop with new migrations, by name, each on top of the one before. */
export function shopWith(next: Record<string, Next>, { database, base = {}, files = {} }: ShopOptions = {}): Example {
  const names = Object.entries({ ...base, ...next })
  const texts = names.map(([name, { operations, extra, header }], index) => {
    const text = migrationText(`('orders', '${names[index - 1]?.[0] ?? '0001_initial'}')`, operations, extra)
    return [`orders/migrations/${name}.py`, header === undefined ? text : withHeader(text, header)] as const
  })
  const before = { ...shop, ...Object.fromEntries(texts.slice(0, Object.keys(base).length)) }
  return { base: before, files: { ...before, ...files, ...Object.fromEntries(texts) }, ...(database === undefined ? {} : { database }) }
}

/** Imports of a longer name come first, as they are sorted. */
function withHeader(text: string, header: readonly string[]): string {
  const imports = header.filter(line => /^(from|import) /.test(line) && line < 'from django.db ')
  const rest = header.filter(line => !imports.includes(line))
  const [first, ...body] = text.split('\n')
  const later = rest.filter(line => /^(from|import) /.test(line))
  const code = rest.filter(line => !later.includes(line))
  return [...imports, first, ...later, ...(code.length === 0 ? [] : ['', '', ...code]), ...body].join('\n')
}

/** The same tables in Alembic, with new revisions: the statements of each one's upgrade. */
export function alembicWith(revisions: readonly (readonly string[])[], database?: Database): Example {
  const id = (index: number) => `${index + 1}a`
  const file = (index: number) => `alembic/versions/${id(index)}_${index === 0 ? 'shop' : 'next'}.py`
  const shopTables = [
    "op.create_table('orders_customer', sa.Column('id', sa.Integer(), primary_key=True))",
    `op.create_table(
        'orders_order',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('note', sa.Text()),
        sa.Column('code', sa.String(20)),
        sa.Column('amount', sa.Integer()),
    )`
  ]
  const text = (statements: readonly string[], index: number) =>
    [
      'from alembic import op',
      'import sqlalchemy as sa',
      '',
      `revision = '${id(index)}'`,
      `down_revision = ${index === 0 ? 'None' : `'${id(index - 1)}'`}`,
      '',
      '',
      'def upgrade():',
      ...statements.map(statement => `    ${statement}`),
      ''
    ].join('\n')
  const base = { 'alembic.ini': '[alembic]\nscript_location = alembic\n', [file(0)]: text(shopTables, 0) }
  const next = revisions.map((statements, index) => [file(index + 1), text(statements, index + 1)] as const)
  return { base, files: { ...base, ...Object.fromEntries(next) }, ...(database === undefined ? {} : { database }) }
}

/** The same tables in a directory of SQL, with new files. */
export function sqlWith(next: Record<string, string>, database?: Database): Example {
  const key = database === undefined ? 'serial PRIMARY KEY' : 'int PRIMARY KEY AUTO_INCREMENT'
  const tables = [
    `CREATE TABLE orders_customer (id ${key});`,
    `CREATE TABLE orders_order (id ${key}, note text, code varchar(20), amount int);`,
    ''
  ]
  const base = { 'db/migrations/V1__shop.sql': tables.join('\n') }
  const files = Object.entries(next).map(([name, text]) => [`db/migrations/${name}`, `${text}\n`] as const)
  return { base, files: { ...base, ...Object.fromEntries(files) }, ...(database === undefined ? {} : { database }) }
}
