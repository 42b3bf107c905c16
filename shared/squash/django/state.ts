import type { Database } from '../changes.ts'
import type { Value } from '../python.ts'
import { type Field, pointedTo, typeOf } from './field.ts'
import { isConstant } from './values.ts'

/** A model as the migrations up to here have made it. Never changed in place: a state may share it with its copies. */
export interface Model {
  app: string
  /** as the migration writes it */
  name: string
  table: string
  /** whether the table's name was chosen, so that it stays when the model is renamed */
  named: boolean
  /** false for proxies and unmanaged models: the database has nothing of them, or not from here */
  managed: boolean
  /** `AUTH_USER_MODEL`, where it may stand for it */
  swappable: string | undefined
  fields: ReadonlyMap<string, Field>
  /** by the columns' names, joined */
  uniqueTogether: ReadonlySet<string>
  indexTogether: ReadonlySet<string>
  ordered: boolean
}

/** All models of a project at one point of its history: what Django calls the project state, without what no table depends on. */
export class Models {
  private readonly models: Map<string, Model>

  constructor(models: Iterable<readonly [string, Model]> = []) {
    this.models = new Map(models)
  }

  copy(): Models {
    return new Models(this.models)
  }

  get(app: string, name: string): Model | undefined {
    return this.models.get(modelKey(app, name))
  }

  set(model: Model): void {
    this.models.set(modelKey(model.app, model.name), model)
  }

  delete(app: string, name: string): void {
    this.models.delete(modelKey(app, name))
  }

  setField(model: Model, name: string, field: Field | undefined): Model {
    const fields = new Map(model.fields)
    if (field === undefined) fields.delete(name)
    else fields.set(name, field)
    const next = { ...model, fields }
    this.set(next)
    return next
  }

  /** The table of a model, whether it is known or not: then it is the name that Django would give. */
  tableOf(app: string, name: string): string {
    return this.get(app, name)?.table ?? defaultTable(app, name)
  }

  /** Gives a model another name and table; what points to it follows. */
  rename(model: Model, name: string, table: string): Model {
    const key = modelKey(model.app, model.name)
    const pointing = this.pointingTo(model)
    this.models.delete(key)
    this.set({ ...model, name, table })
    for (const { owner, name: fieldName, field } of pointing) {
      const current = this.get(owner.app, modelKey(owner.app, owner.name) === key ? name : owner.name)!
      this.setField(current, fieldName, pointedTo(field, `${model.app}.${name}`))
    }
    return this.get(model.app, name)!
  }

  /** The fields of all models that point to this one. */
  pointingTo(model: Model): { owner: Model; name: string; field: Field }[] {
    const key = modelKey(model.app, model.name)
    return [...this.models.values()].flatMap(owner =>
      [...owner.fields].flatMap(([name, field]) => {
        const to = (field.relation ?? field.many)?.to
        return to !== undefined && this.targetKey(to, owner.app, owner.name) === key ? [{ owner, name, field }] : []
      })
    )
  }

  /** What a relation points to, in one spelling; undefined where it cannot be told. */
  targetKey(to: Value | undefined, app: string, own: string): string | undefined {
    const { model } = this.target(to, app, own)
    if (model !== undefined) return modelKey(model.app, model.name)
    if (to?.kind === 'name') return to.name
    return to?.kind === 'string' ? (to.value.includes('.') ? to.value.toLowerCase() : modelKey(app, to.value)) : undefined
  }

  /** The model that a relation's `to` names. */
  target(to: Value | undefined, app: string, own: string): { model: Model | undefined; table: string } {
    if (to?.kind === 'name') {
      const setting = /(?:^|\.)settings\.(\w+)$/.exec(to.name)?.[1]
      const model = [...this.models.values()].find(one => setting !== undefined && one.swappable === setting)
      return { model, table: model?.table ?? (setting === 'AUTH_USER_MODEL' ? 'auth_user' : to.name) }
    }
    if (to?.kind !== 'string') return { model: undefined, table: '(not read)' }
    const [first, second] = to.value === 'self' ? [app, own] : to.value.includes('.') ? to.value.split('.') : [app, to.value]
    return { model: this.get(first!, second!), table: this.tableOf(first!, second!) }
  }

  /** The type of a field's column; of a relation, that of the key it points to. */
  columnType(field: Field, model: { app: string; name: string }, database: Database | undefined, depth = 0): string | undefined {
    if (field.relation === undefined) return typeOf(field, database, undefined)
    const target = this.target(field.relation.to, model.app, model.name).model
    const to = field.call.keywords.get('to_field')
    const key = to?.kind === 'string' ? target?.fields.get(to.value) : keyField(target)
    // A key may be a relation itself (multi-table inheritance); a ring of them is a mistake that Django reports.
    return key === undefined || depth > 20 ? undefined : typeOf(field, database, this.columnType(key, target!, database, depth + 1))
  }
}

function keyField(model: Model | undefined): Field | undefined {
  return model && [...model.fields.values()].find(field => field.primaryKey)
}

export function defaultTable(app: string, name: string): string {
  return `${app}_${name.toLowerCase()}`
}

/** Django compares model names without case. */
function modelKey(app: string, name: string): string {
  return `${app}.${name.toLowerCase()}`
}

/** The table that a ManyToManyField makes. */
export function manyTable(model: Model, name: string, field: Field): string {
  return field.many?.table ?? `${model.table}_${name}`
}

/** What `options={…}` of a new model says about its table. */
export function readOptions(options: Value | undefined): {
  table: string | undefined
  managed: boolean
  swappable: string | undefined
  uniqueTogether: Value | undefined
  indexTogether: Value | undefined
  ordered: boolean
} {
  const entries = new Map(
    options?.kind === 'dict'
      ? options.entries.flatMap(({ key, value }) => (key.kind === 'string' ? [[key.value, value] as const] : []))
      : []
  )
  const text = (name: string) => {
    const value = entries.get(name)
    return value?.kind === 'string' ? value.value : undefined
  }
  return {
    table: text('db_table'),
    managed: !isConstant(entries.get('managed'), false) && !isConstant(entries.get('proxy'), true),
    swappable: text('swappable'),
    uniqueTogether: entries.get('unique_together'),
    indexTogether: entries.get('index_together'),
    ordered: entries.get('order_with_respect_to')?.kind === 'string'
  }
}

/** `unique_together` as a set of field lists; undefined where it cannot be read. One flat list is one set. */
export function readTogether(value: Value | undefined): Set<string> | undefined {
  if (value === undefined || isConstant(value, null)) return new Set()
  if (value.kind === 'call' && value.name === 'set' && value.args.length === 0) return new Set()
  if (value.kind === 'call' && value.name === 'set' && value.args[0] !== undefined) return readTogether(value.args[0])
  if (value.kind !== 'list') return undefined
  const names = (items: readonly Value[]) =>
    items.every(item => item.kind === 'string') ? items.map(item => item.value).join(', ') : undefined
  if (value.items.length > 0 && value.items.every(item => item.kind === 'string')) return new Set([names(value.items)!])
  const sets = value.items.map(item => (item.kind === 'list' ? names(item.items) : undefined))
  return sets.every(one => one !== undefined) ? new Set(sets) : undefined
}
