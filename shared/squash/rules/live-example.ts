import type { MigrationKey } from '../model.ts'
import { addNote, createOrder, migrationText } from './example.ts'

/** An app with two migrations and, beside them or alone, a squash of both. */
const replaces = "replaces = [('orders', '0001_initial'), ('orders', '0002_note')]"
const createWithNote =
  "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.TextField(null=True))])"

export const liveFolder = { 'orders/migrations/__init__.py': '' }
export const liveOld = {
  'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
  'orders/migrations/0002_note.py': migrationText("('orders', '0001_initial')", [addNote])
}
export const liveSquash = { 'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createWithNote], [replaces]) }
/** The squash when `replaces` was removed. */
export const formerSquash = { 'orders/migrations/0001_squashed_0002_note.py': migrationText('', [createWithNote]) }

export const rowsOf = (...names: string[]): MigrationKey[] => names.map(name => ({ app: 'orders', name }))
export const squashRow = '0001_squashed_0002_note'
