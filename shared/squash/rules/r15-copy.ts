import type { Change } from '../changes.ts'
import type { Framework } from '../model.ts'
import { matchOf, riskySteps } from './risk.ts'
import { alembicWith, shopWith, sqlWith } from './risk-example.ts'
import type { Rule } from './rule.ts'

export const copies: Rule = {
  id: 'R15',
  title: 'A schema change copies the table while writers wait',
  why: 'Some changes MySQL and MariaDB cannot make in place: they copy the table row by row (ALGORITHM=COPY), need the space of a second one, and keep every writer out until it is done. It is so for another type, a shorter text, a foreign key, a CHECK, another character set, a dropped primary key, and a stored generated column; a new AUTO_INCREMENT column and a FULLTEXT index keep writers out too.',
  fix: 'Write `ALGORITHM=INPLACE, LOCK=NONE` (or INSTANT) into the statement, so that the server refuses instead of copying. What must copy: a tool that copies beside the application (gh-ost, pt-online-schema-change), a new column that is filled in batches, or a maintenance window.',
  severity: 'error',
  frameworks: ['django', 'alembic', 'sql'],
  databases: ['mysql', 'mariadb'],
  check: subject =>
    riskySteps(subject).flatMap(step => {
      const why = reasonOf(step.change, step.migration.framework)
      const table = 'table' in step.change && step.change.table !== undefined ? step.change.table : 'the table'
      return why === undefined ? [] : [matchOf(step, `${why}: nobody can write to ${table} until it is done.`)]
    }),
  examples: {
    bad: shopWith(
      { '0002_amount': { operations: ["migrations.AlterField('order', 'amount', models.BigIntegerField(null=True))"] } },
      { database: 'mysql' }
    ),
    good: shopWith(
      { '0002_code': { operations: ["migrations.AlterField('order', 'code', models.CharField(max_length=40, null=True))"] } },
      { database: 'mysql' }
    )
  },
  more: [
    {
      bad: shopWith(
        {
          '0002_customer': {
            operations: ["migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True))"]
          }
        },
        { database: 'mariadb' }
      ),
      good: shopWith(
        {
          '0002_customer': {
            operations: [
              "migrations.AddField('order', 'customer', models.ForeignKey('orders.customer', models.PROTECT, null=True, db_constraint=False))"
            ]
          }
        },
        { database: 'mariadb' }
      )
    },
    {
      bad: shopWith(
        {
          '0002_check': {
            operations: [
              "migrations.AddConstraint('order', models.CheckConstraint(condition=models.Q(amount__gte=0), name='amount_not_negative'))"
            ]
          }
        },
        { database: 'mysql' }
      ),
      good: shopWith(
        {
          '0002_unique': {
            operations: ["migrations.AddConstraint('order', models.UniqueConstraint(fields=['code'], name='order_code'))"]
          }
        },
        { database: 'mysql' }
      )
    },
    {
      bad: alembicWith([["op.create_check_constraint('amount_not_negative', 'orders_order', 'amount >= 0')"]], 'mysql'),
      good: alembicWith([["op.create_unique_constraint('order_code', 'orders_order', ['code'])"]], 'mysql')
    },
    {
      bad: sqlWith({ 'V2__charset.sql': 'ALTER TABLE orders_order CONVERT TO CHARACTER SET latin1;' }, 'mysql'),
      good: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_code ON orders_order (code);' }, 'mysql')
    },
    {
      bad: sqlWith({ 'V2__amount.sql': 'ALTER TABLE orders_order MODIFY COLUMN amount bigint;' }, 'mysql'),
      good: sqlWith({ 'V2__code.sql': 'ALTER TABLE orders_order MODIFY COLUMN code varchar(40);' }, 'mysql')
    },
    {
      bad: sqlWith(
        { 'V2__key.sql': 'ALTER TABLE orders_order ADD CONSTRAINT order_customer FOREIGN KEY (amount) REFERENCES orders_customer (id);' },
        'mariadb'
      ),
      good: sqlWith({ 'V2__index.sql': 'CREATE INDEX order_amount ON orders_order (amount);' }, 'mariadb')
    }
  ]
}

/** What a server does with a change that it cannot make beside writers; undefined where it can, or where only a trial would tell. */
function reasonOf(change: Change, framework: Framework): string | undefined {
  if (change.sql !== undefined && /\bCONVERT\s+TO\s+(CHARACTER\s+SET|CHARSET)\b/i.test(change.sql))
    return 'Another character set copies every row'
  if (
    change.sql !== undefined &&
    /\bDROP\s+PRIMARY\s+KEY\b/i.test(change.sql) &&
    !/\bADD\s+(CONSTRAINT\s+\S+\s+)?PRIMARY\s+KEY\b/i.test(change.sql)
  )
    return 'Dropping the primary key copies every row'
  if (change.sql !== undefined && /\b(ADD|CREATE)\s+FULLTEXT\b/i.test(change.sql)) return 'A FULLTEXT index is built under a lock'
  if (change.kind === 'change-type' && change.rewrites === true)
    return `Another type of ${change.table}.${change.column}${change.from === undefined || change.to === undefined ? '' : ` (${change.from} to ${change.to})`} copies every row`
  // A field of Django's that is not known is reported as that.
  if (change.kind === 'change-type' && change.rewrites === undefined && framework !== 'django')
    return `What ${change.table}.${change.column} was before ${change.to ?? 'this'} cannot be told: unless only a varchar grows, or nothing but NULL and DEFAULT change, every row is copied`
  if (change.kind === 'add-constraint' && (change.type === 'foreign-key' || change.type === 'check'))
    return `A ${change.type === 'check' ? 'CHECK' : 'foreign key'} on ${change.table} copies every row`
  if (change.kind !== 'add-column') return undefined
  if (change.column.references !== undefined)
    return `${change.table}.${change.column.name} comes with a foreign key to ${change.column.references}, which copies every row`
  return change.column.databaseDefault === 'volatile' ? `${change.table}.${change.column.name} is computed for every row` : undefined
}
