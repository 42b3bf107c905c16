export const alembicIni = { 'alembic.ini': '[alembic]\nscript_location = alembic\n' }

interface Revision {
  /** as Python */
  down?: string
  up?: readonly string[]
  /** `undefined`: there is no function */
  back?: readonly string[] | undefined
  extra?: readonly string[]
}

/** The text of a revision file for the examples, one statement per line. */
export function revisionText(id: string, revision: Revision = {}): string {
  const { down = 'None', up = ['pass'], extra = [] } = revision
  const back = 'back' in revision ? revision.back : ['pass']
  const body = (name: string, statements: readonly string[]) => [
    '',
    '',
    `def ${name}():`,
    ...statements.map(statement => `    ${statement}`)
  ]
  return [
    'from alembic import op',
    'import sqlalchemy as sa',
    '',
    `revision = '${id}'`,
    `down_revision = ${down}`,
    ...extra,
    ...body('upgrade', up),
    ...(back === undefined ? [] : body('downgrade', back)),
    ''
  ].join('\n')
}

export const createOrders = "op.create_table('orders', sa.Column('id', sa.Integer(), primary_key=True))"
export const dropOrders = "op.drop_table('orders')"
export const addNoteColumn = "op.add_column('orders', sa.Column('note', sa.Text(), nullable=True))"
export const dropNoteColumn = "op.drop_column('orders', 'note')"
