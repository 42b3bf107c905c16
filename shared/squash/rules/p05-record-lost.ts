import type { Migration, Position } from '../model.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }

export const recordLost: Rule = {
  id: 'P05',
  title: 'The live database has the tables, but no migration is recorded',
  why: 'Somebody emptied `django_migrations`, or the tables came from a dump without it. `migrate` begins at the first file and fails at the first table that exists; with `--fake` it would record whatever the files say, whether it is there or not.',
  fix: 'Bring the rows back from a backup of before (`django_migrations` alone is enough). Where there is none, `adopt-history` compares the schemas first and records only what is equal.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, recorded, tables }) {
    if (recorded === undefined || recorded.length > 0 || tables === undefined) return []
    const there = new Set(tables.map(table => table.toLowerCase()))
    const made = project.migrations.flatMap(tablesOf)
    const names = [...new Set(made.map(each => each.table))]
    const found = made.filter(each => there.has(each.table))
    const [first] = found
    if (first === undefined) return []
    const count = new Set(found.map(each => each.table)).size
    const { app, migration, at } = first
    const { file, line, column } = at
    const message = `No migration is recorded, but the live database has ${count} of the ${names.length} tables that they make (${first.table}${count > 1 ? ' and others' : ''}).`
    return [{ app, migration, file, line, column, message }]
  },
  examples: {
    bad: { files: orders, applied: [], tables: ['django_migrations', 'orders_order'] },
    good: { files: orders, applied: [], tables: ['django_migrations'] }
  }
}

/** The tables that a migration creates for its models, by Django's rule or by `db_table`; lower case. Not those that were there before (`managed`). */
function tablesOf({ app, name, operations }: Migration): { table: string; app: string; migration: string; at: Position }[] {
  return operations.flatMap(operation => {
    const { call, kind, known } = operation
    if (!known || kind !== 'CreateModel' || call.kind !== 'call') return []
    const model = call.args[0] ?? call.keywords.get('name')
    const options = call.keywords.get('options') ?? call.args[2]
    const option = (key: string) =>
      options?.kind === 'dict' ? options.entries.find(entry => entry.key.kind === 'string' && entry.key.value === key)?.value : undefined
    const given = option('db_table')
    if (option('managed') !== undefined || option('proxy') !== undefined) return []
    if (model?.kind !== 'string' || (given !== undefined && given.kind !== 'string')) return []
    const table = (given?.value ?? `${app}_${model.value}`).toLowerCase().replaceAll('"', '')
    return [{ table, app, migration: name, at: operation }]
  })
}
