import { addNote, addState, createOrder, migrationText } from './example.ts'

/** `replaces` of an app `orders`. */
export function replaces(...names: string[]): string {
  return `replaces = [${names.map(name => `('orders', '${name}')`).join(', ')}]`
}

/** An app with two migrations, which the examples squash. */
export const orders = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
}

/** And with a third one. */
export const ordersAndState = {
  ...orders,
  'orders/migrations/0003_state.py': migrationText("('orders', '0002_note')", [addState])
}

const note = "('note', models.TextField(null=True))"
const state = "('state', models.TextField(null=True))"
const id = "('id', models.AutoField(primary_key=True))"
/** What the operations of the two, and of the three, come to. */
export const createWithNote = `migrations.CreateModel('Order', [${id}, ${note}])`
export const createWithState = `migrations.CreateModel('Order', [${id}, ${note}, ${state}])`

/** A sound squash of the two. */
export const squashed = migrationText('', [createWithNote], [replaces('0001_initial', '0002_note')])
export const squashFile = 'orders/migrations/0001_squashed_0002_note.py'
