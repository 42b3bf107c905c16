import type { Change, ChangeContext, ChangeKind, Column } from '../changes.ts'
import type { Migration, Operation, Position } from '../model.ts'
import type { CallValue, Value } from '../python.ts'
import { rewrites } from '../rewrite.ts'
import { type Field, hasCheck, readField, sameColumn } from './field.ts'
import { operationOf } from './migration.ts'
import { defaultTable, type Model, type Models, manyTable, readOptions, readTogether } from './state.ts'
import { argument, isConstant, sameValue, textArgument } from './values.ts'

type Reverse = Change['reverse']
/** `inner`: the operation within another that brings it */
type Effect = ChangeKind & { reverse?: Reverse; sql?: string | undefined; inner?: Operation | undefined }

const stateOnly: Effect = { kind: 'state-only' }
const unknown = (reason: string): Effect => ({ kind: 'unknown', reason })

/** Operations that touch nothing but Django's picture of the models. */
const stateOperations = new Set(['AlterModelOptions', 'AlterModelManagers', 'AlterConstraint'])

/** Reads the operations of one migration in their order, and carries the models along with them. */
export class OperationReader {
  private readonly app: string
  private readonly models: Models
  private readonly context: ChangeContext

  constructor({ app }: Pick<Migration, 'app'>, models: Models, context: ChangeContext) {
    this.app = app
    this.models = models
    this.context = context
  }

  read(operation: Operation): Change[] {
    const effects = this.effectsOf(operation)
    if (operation.conditional) effects.unshift(unknown('it runs under a condition that cannot be read'))
    return effects.map(({ inner = operation, ...effect }) => {
      const isUnknown = effect.kind === 'unknown'
      const at: Position = { file: inner.file, line: inner.line, column: inner.column }
      return { reverse: isUnknown ? undefined : 'automatic', ...effect, at, operation: inner.kind }
    })
  }

  private effectsOf(operation: Operation): Effect[] {
    const { call, kind } = operation
    if (call.kind !== 'call' || !operation.known) return [unknown(`${operation.path} is not an operation of Django`)]
    if (!call.complete) return [unknown(`some arguments of ${kind} cannot be read`)]
    if (stateOperations.has(kind)) return [stateOnly]
    if (/^(CreateExtension|\w+Extension)$/.test(kind))
      return [{ kind: 'other-object', verb: 'create', object: 'extension', name: textArgument(call, 'name', 0) }]
    switch (kind) {
      case 'CreateModel':
        return this.createModel(call)
      case 'DeleteModel':
        return this.deleteModel(call)
      case 'RenameModel':
        return this.renameModel(call)
      case 'AlterModelTable':
        return this.alterTable(call)
      case 'AddField':
        return this.addField(call)
      case 'RemoveField':
        return this.removeField(call)
      case 'AlterField':
        return this.alterField(call)
      case 'RenameField':
        return this.renameField(call)
      case 'AddIndex':
      case 'AddIndexConcurrently':
        return this.onModel(call, 'model_name', ({ table }) => {
          const index = argument(call, 'index', 1)
          const name = index?.kind === 'call' ? index.keywords.get('name') : undefined
          return [
            {
              kind: 'create-index',
              table,
              name: name?.kind === 'string' ? name.value : undefined,
              unique: false,
              concurrently: kind === 'AddIndexConcurrently'
            }
          ]
        })
      case 'RemoveIndex':
      case 'RemoveIndexConcurrently':
        return this.onModel(call, 'model_name', ({ table }) => [
          { kind: 'drop-index', table, name: textArgument(call, 'name', 1), concurrently: kind === 'RemoveIndexConcurrently' }
        ])
      case 'RenameIndex':
        return this.onModel(call, 'model_name', () => [
          { kind: 'other-object', verb: 'alter', object: 'index', name: textArgument(call, 'new_name', 1) }
        ])
      case 'AddConstraint':
      case 'AddConstraintNotValid':
        return this.onModel(call, 'model_name', ({ table }) => [addConstraint(call, table, kind === 'AddConstraint')])
      case 'ValidateConstraint':
        return this.onModel(call, 'model_name', ({ table }) => [
          { kind: 'validate-constraint', table, name: textArgument(call, 'name', 1) }
        ])
      case 'RemoveConstraint':
        return this.onModel(call, 'model_name', ({ table }) => [{ kind: 'drop-constraint', table, name: textArgument(call, 'name', 1) }])
      case 'AlterUniqueTogether':
      case 'AlterIndexTogether':
        return this.alterTogether(call, kind === 'AlterUniqueTogether' ? 'uniqueTogether' : 'indexTogether')
      case 'AlterOrderWithRespectTo':
        return this.alterOrder(call)
      case 'AlterModelTableComment':
        return [{ kind: 'other-object', verb: 'alter', object: 'comment', name: textArgument(call, 'name', 0) }]
      case 'CreateCollation':
      case 'RemoveCollation':
        return [
          {
            kind: 'other-object',
            verb: kind === 'CreateCollation' ? 'create' : 'drop',
            object: 'collation',
            name: textArgument(call, 'name', 0)
          }
        ]
      case 'RunSQL':
        return this.runSql(call, operation)
      case 'RunPython':
        return [runPython(call)]
      case 'SeparateDatabaseAndState':
        return this.separate(call, operation)
      default:
        return [unknown(`the effect of ${kind} is not known`)]
    }
  }

  private createModel(call: CallValue): Effect[] {
    const name = textArgument(call, 'name', 0)
    const fields = argument(call, 'fields', 1)
    if (name === undefined || fields?.kind !== 'list') return [unknown('the name or the fields of a new model cannot be read')]
    const { table, managed, swappable, uniqueTogether, indexTogether, ordered } = readOptions(argument(call, 'options', 2))
    const read = new Map<string, Field>()
    let hidden = 0
    for (const item of fields.items) {
      const [key, value] = item.kind === 'list' ? item.items : []
      const field = key?.kind === 'string' ? readField(key.value, value) : undefined
      if (key?.kind === 'string' && field !== undefined) read.set(key.value, field)
      else hidden++
    }
    const model: Model = {
      app: this.app,
      name,
      table: table ?? defaultTable(this.app, name),
      named: table !== undefined,
      managed,
      swappable,
      fields: read,
      uniqueTogether: readTogether(uniqueTogether) ?? new Set(),
      indexTogether: readTogether(indexTogether) ?? new Set(),
      ordered
    }
    this.models.set(model)
    if (!managed) return [stateOnly]
    const columns = [...read.values()].filter(field => field.column !== undefined).map(field => this.columnOf(field, model))
    const effects: Effect[] = [{ kind: 'create-table', table: model.table, columns }]
    for (const [fieldName, field] of read) if (field.many?.hidden === true) effects.push(this.createMany(model, fieldName, field))
    if (hidden > 0) effects.push(unknown(`${hidden === 1 ? 'a field' : `${hidden} fields`} of the new model ${name} cannot be read`))
    return effects
  }

  private deleteModel(call: CallValue): Effect[] {
    return this.onModel(call, 'name', ({ model, table, name }) => {
      const effects: Effect[] = []
      for (const [fieldName, field] of model?.fields ?? [])
        if (field.many?.hidden === true) effects.push({ kind: 'drop-table', table: manyTable(model!, fieldName, field) })
      this.models.delete(this.app, name)
      return [...effects, { kind: 'drop-table', table }]
    })
  }

  private renameModel(call: CallValue): Effect[] {
    const to = textArgument(call, 'new_name', 1)
    return this.onModel(call, 'old_name', ({ model, table, name }) => {
      if (to === undefined) return [unknown('the new name of a model cannot be read')]
      const next = model?.named === true ? table : defaultTable(this.app, to)
      if (model === undefined) return [{ kind: 'rename-table', table, to: next }]
      const old = name.toLowerCase()
      const fresh = to.toLowerCase()
      // The tables between it and others name it in a column, whose foreign key Django makes anew.
      const columns = (hidden: Field, owner: Model, table_: string): Effect[] => {
        const isSelf = this.models.targetKey(hidden.many?.to, owner.app, owner.name) === `${owner.app}.${owner.name.toLowerCase()}`
        return (isSelf ? ['from_', 'to_'] : ['']).flatMap((prefix): Effect[] => [
          { kind: 'rename-column', table: table_, column: `${prefix}${old}_id`, to: `${prefix}${fresh}_id` },
          ...again(table_, next)
        ])
      }
      const own = [...model.fields].filter(([, field]) => field.many?.hidden === true)
      // A relation whose other side is hidden Django leaves as it is.
      const pointing = this.models.pointingTo(model).filter(({ field }) => {
        const related = field.call.keywords.get('related_name')
        return !(related?.kind === 'string' && related.value.endsWith('+'))
      })
      const others = pointing.filter(({ owner, field }) => field.many?.hidden === true && owner !== model)
      const renamed = this.models.rename(model, to, next)
      const effects: Effect[] = next === table ? [] : [{ kind: 'rename-table', table, to: next }]
      for (const [fieldName, field] of own) {
        const [before, after] = [manyTable(model, fieldName, field), manyTable(renamed, fieldName, field)]
        if (before !== after) effects.push({ kind: 'rename-table', table: before, to: after })
        if (old !== fresh) effects.push(...columns(field, model, after))
      }
      // To Django a foreign key to another table is another foreign key.
      for (const { owner, field } of pointing)
        if (field.relation?.constraint === true && next !== table) effects.push(...again(owner === model ? next : owner.table, next))
      for (const { owner, name: fieldName, field } of others)
        if (old !== fresh) effects.push(...columns(field, owner, manyTable(owner, fieldName, field)))
      return effects.length === 0 ? [stateOnly] : effects
    })
  }

  private alterTable(call: CallValue): Effect[] {
    const value = argument(call, 'table', 1)
    return this.onModel(call, 'name', ({ model, table, name }) => {
      if (value?.kind !== 'string' && !isConstant(value, null)) return [unknown('the new name of a table cannot be read')]
      const to = value?.kind === 'string' ? value.value : defaultTable(this.app, name)
      const moved = model && { ...model, table: to, named: value?.kind === 'string' }
      if (moved !== undefined) this.models.set(moved)
      if (to === table && model !== undefined) return [stateOnly]
      const effects: Effect[] = [{ kind: 'rename-table', table, to }]
      if (model !== undefined && moved !== undefined) effects.push(...this.moveMany(model, moved))
      return effects
    })
  }

  /** The tables of ManyToManyFields follow the name of their model's. */
  private moveMany(before: Model, after: Model): Extract<ChangeKind, { kind: 'rename-table' }>[] {
    return [...before.fields].flatMap(([name, field]) => {
      const [table, to] = [manyTable(before, name, field), manyTable(after, name, field)]
      return field.many?.hidden === true && table !== to ? [{ kind: 'rename-table' as const, table, to }] : []
    })
  }

  private addField(call: CallValue): Effect[] {
    return this.onField(call, ({ model, owner, table, name }) => {
      const field = readField(name, argument(call, 'field', 2))
      if (field === undefined) return [unknown(`the new field ${name} cannot be read`)]
      if (model !== undefined) this.models.setField(model, name, field)
      if (field.many?.hidden === true) return [this.createMany(owner, name, field)]
      if (field.column === undefined)
        return field.kind === undefined ? [unknown(`what ${field.call.name} makes is not known`)] : [stateOnly]
      const column = this.columnOf(field, owner)
      const effects: Effect[] = [{ kind: 'add-column', table, column }]
      if (hasCheck(field, this.context.database)) effects.push(checkOf(table))
      if (column.nullable === undefined) effects.push(unknown(`whether ${table}.${column.name} may be NULL`))
      if (column.databaseDefault === undefined)
        effects.push(unknown(`whether the database computes the default of ${table}.${column.name} for every row`))
      return effects
    })
  }

  private removeField(call: CallValue): Effect[] {
    return this.onField(call, ({ model, owner, table, name }) => {
      const field = model?.fields.get(name)
      if (model !== undefined) this.models.setField(model, name, undefined)
      if (field === undefined) return [{ kind: 'drop-column', table, column: name }]
      if (field.many?.hidden === true) return [{ kind: 'drop-table', table: manyTable(owner, name, field) }]
      if (field.column === undefined) return [stateOnly]
      const column: Effect = { kind: 'drop-column', table, column: field.column }
      return this.constraintOf(field, owner) === undefined ? [column] : [{ kind: 'drop-constraint', table, name: undefined }, column]
    })
  }

  private renameField(call: CallValue): Effect[] {
    const from = textArgument(call, 'old_name', 1)
    const to = textArgument(call, 'new_name', 2)
    return this.onModel(call, 'model_name', ({ model, table }) => {
      if (from === undefined || to === undefined) return [unknown('the names of a renamed field cannot be read')]
      const field = model?.fields.get(from)
      if (model === undefined || field === undefined) return [{ kind: 'rename-column', table, column: from, to }]
      const next = readField(to, field.call)!
      const without = this.models.setField(model, from, undefined)
      this.models.setField(without, to, next)
      if (field.many?.hidden === true) {
        const [before, after] = [manyTable(model, from, field), manyTable(model, to, next)]
        return before === after ? [stateOnly] : [{ kind: 'rename-table', table: before, to: after }]
      }
      if (field.column === undefined || next.column === undefined || field.column === next.column) return [stateOnly]
      return [{ kind: 'rename-column', table, column: field.column, to: next.column }]
    })
  }

  private alterField(call: CallValue): Effect[] {
    return this.onField(call, ({ model, owner, table, name }) => {
      const value = argument(call, 'field', 2)
      const after = readField(name, value)
      const before = model?.fields.get(name)
      if (after === undefined) return [unknown(`the new form of the field ${name} cannot be read`)]
      if (model !== undefined) this.models.setField(model, name, after)
      if (before === undefined) {
        if (after.column === undefined) return [unknown(`what the field ${name} was before is not known`)]
        const to = this.models.columnType(after, owner, this.context.database)
        return [
          { kind: 'change-type', table, column: after.column, from: undefined, to, rewrites: undefined },
          unknown(`what the field ${name} was before is not known, so it cannot be told what is changed`)
        ]
      }
      const effects = this.difference(before, after, owner)
      return effects.length === 0 ? [stateOnly] : effects
    })
  }

  /** What Django sends to make one field of another, in its order. */
  private difference(before: Field, after: Field, model: Model): Effect[] {
    const { table } = model
    const { database } = this.context
    const key = (field: Field) => this.models.targetKey((field.relation ?? field.many)?.to, model.app, model.name)
    const isSameTarget = key(before) === key(after)
    if (isSameTarget && sameColumn(before, after)) return []
    if (before.column === undefined || after.column === undefined) {
      const isSame = before.many !== undefined && before.many.hidden === after.many?.hidden && isSameTarget
      return isSame ? [] : [unknown('a relation by a table of its own is changed')]
    }
    const effects: Effect[] = []
    const column = after.column
    const [target, next] = [this.constraintOf(before, model), this.constraintOf(after, model)]
    if (before.column !== column) effects.push({ kind: 'rename-column', table, column: before.column, to: column })
    // Django takes the foreign key away before it alters the column, whatever it alters, and makes it anew.
    if (target !== undefined) effects.push({ kind: 'drop-constraint', table, name: undefined })
    if (before.unique && !after.unique) effects.push({ kind: 'drop-constraint', table, name: undefined })
    if (before.indexed && !after.indexed) effects.push({ kind: 'drop-index', table, name: undefined, concurrently: false })
    if (hasCheck(before, database) && !hasCheck(after, database)) effects.push({ kind: 'drop-constraint', table, name: undefined })

    const [from, to] = [this.models.columnType(before, model, database), this.models.columnType(after, model, database)]
    const isSameRelation = before.relation !== undefined && after.relation !== undefined && isSameTarget
    const collation = (field: Field) => field.call.keywords.get('db_collation')
    const isSameCollation = sameValue(collation(before), collation(after))
    if (!isSameRelation && (from === undefined || to === undefined)) {
      effects.push({ kind: 'change-type', table, column, from, to, rewrites: undefined })
      effects.push(unknown(`whether the change of ${table}.${column} writes every row anew`))
    } else if (!isSameRelation && (from !== to || !isSameCollation)) {
      // Another collation sorts an index anew, the rows stay.
      const isCollation = from === to
      effects.push({ kind: 'change-type', table, column, from, to, rewrites: isCollation ? false : rewrites(from, to, database) })
    }
    if (
      before.databaseDefault !== after.databaseDefault ||
      !sameValue(before.call.keywords.get('db_default'), after.call.keywords.get('db_default'))
    )
      effects.push({ kind: after.databaseDefault === 'none' ? 'drop-default' : 'set-default', table, column })
    if (before.nullable === true && after.nullable === false) {
      // Django fills what is NULL with the field's default, in one statement.
      if (after.call.keywords.has('default') || after.databaseDefault !== 'none')
        effects.push({ kind: 'data', verb: 'update', table, whole: true, reverse: 'noop' })
      effects.push({ kind: 'set-not-null', table, column })
    } else if (before.nullable === false && after.nullable === true) effects.push({ kind: 'drop-not-null', table, column })
    else if (before.nullable !== after.nullable) effects.push(unknown(`whether ${table}.${column} may be NULL`))
    if (!before.primaryKey && after.primaryKey) effects.push(constraint(table, 'primary-key'))
    else if (!before.unique && after.unique) effects.push(constraint(table, 'unique'))
    if (!before.indexed && after.indexed) effects.push({ kind: 'create-index', table, name: undefined, unique: false, concurrently: false })
    if (next !== undefined) effects.push({ ...constraint(table, 'foreign-key'), references: next })
    if (!hasCheck(before, database) && hasCheck(after, database)) effects.push(checkOf(table))
    const isKey = (before.primaryKey && after.primaryKey) || (before.unique && after.unique)
    if (isKey && from !== to && !isSameRelation) effects.push(...this.followers(before, model, from, to))
    return effects
  }

  /** The columns that point to a key whose type changes: they change with it, and their foreign keys are made anew. */
  private followers(key: Field, model: Model, from: string | undefined, to: string | undefined): Effect[] {
    const follow = (table: string, column: string, hasConstraint: boolean): Effect[] => [
      ...(hasConstraint ? [{ kind: 'drop-constraint' as const, table, name: undefined }] : []),
      { kind: 'change-type', table, column, from, to, rewrites: rewrites(from, to, this.context.database) },
      ...(hasConstraint ? [{ ...constraint(table, 'foreign-key'), references: model.table }] : [])
    ]
    const name = model.name.toLowerCase()
    const toKey = (field: Field) => {
      const named = field.call.keywords.get('to_field')
      return named === undefined ? key.primaryKey : named.kind === 'string' && model.fields.get(named.value)?.column === key.column
    }
    const pointing = this.models.pointingTo(model).flatMap(({ owner, name: fieldName, field }): Effect[] => {
      if (field.relation !== undefined) return toKey(field) ? follow(owner.table, field.column!, field.relation.constraint) : []
      if (field.many?.hidden !== true || !key.primaryKey) return []
      const isSelf = owner.app === model.app && owner.name === model.name
      return (isSelf ? [`from_${name}_id`, `to_${name}_id`] : [`${name}_id`]).flatMap(column =>
        follow(manyTable(owner, fieldName, field), column, true)
      )
    })
    const own = [...model.fields].flatMap(([fieldName, field]): Effect[] => {
      const isSelf = this.models.targetKey(field.many?.to, model.app, model.name) === `${model.app}.${name}`
      return field.many?.hidden === true && key.primaryKey && !isSelf ? follow(manyTable(model, fieldName, field), `${name}_id`, true) : []
    })
    return [...pointing, ...own]
  }

  private alterTogether(call: CallValue, which: 'uniqueTogether' | 'indexTogether'): Effect[] {
    const next = readTogether(argument(call, which === 'uniqueTogether' ? 'unique_together' : 'index_together', 1))
    return this.onModel(call, 'name', ({ model, table }) => {
      if (next === undefined) return [unknown('the sets of fields cannot be read')]
      const before = model?.[which] ?? new Set()
      if (model !== undefined) this.models.set({ ...model, [which]: next })
      const isUnique = which === 'uniqueTogether'
      const removed = [...before]
        .filter(one => !next.has(one))
        .map(
          (): Effect =>
            isUnique
              ? { kind: 'drop-constraint', table, name: undefined }
              : { kind: 'drop-index', table, name: undefined, concurrently: false }
        )
      const added = [...next]
        .filter(one => !before.has(one))
        .map(
          (): Effect =>
            isUnique ? constraint(table, 'unique') : { kind: 'create-index', table, name: undefined, unique: false, concurrently: false }
        )
      return removed.length + added.length === 0 ? [stateOnly] : [...removed, ...added]
    })
  }

  private alterOrder(call: CallValue): Effect[] {
    const value = argument(call, 'order_with_respect_to', 1)
    return this.onModel(call, 'name', ({ model, table }) => {
      const ordered = value?.kind === 'string'
      if (!ordered && !isConstant(value, null)) return [unknown('the order of a model cannot be read')]
      const before = model?.ordered ?? !ordered
      if (model !== undefined) this.models.set({ ...model, ordered })
      if (before === ordered) return [stateOnly]
      const column: Column = {
        name: '_order',
        type: 'integer',
        nullable: false,
        databaseDefault: 'none',
        unique: false,
        indexed: false
      }
      return [ordered ? { kind: 'add-column', table, column } : { kind: 'drop-column', table, column: '_order' }]
    })
  }

  private runSql(call: CallValue, operation: Operation): Effect[] {
    const removed = this.runState(argument(call, 'state_operations', 2), operation)
    const reverse = reverseOf(argument(call, 'reverse_sql', 1))
    const value = argument(call, 'sql', 0)
    if (isNoop(value)) return [{ ...stateOnly, reverse }, ...removed]
    const texts = sqlTexts(value)
    if (texts === undefined) return [{ ...unknown('its SQL cannot be read from the source'), reverse }, ...removed]
    const { sql } = this.context
    if (sql === undefined) return [{ ...unknown('SQL is not read here'), reverse }, ...removed]
    const { file, line, column } = operation
    const effects = texts.flatMap(text => sql(text, { file, line, column }).map((change): Effect => ({ ...change, reverse })))
    return [...(effects.length === 0 ? [{ ...stateOnly, reverse }] : effects), ...removed]
  }

  private separate(call: CallValue, operation: Operation): Effect[] {
    const database = innerOperations(argument(call, 'database_operations', 0), operation)
    // As Django, the database's part is run on the models as they were, whatever the other part says.
    const reader = new OperationReader({ app: this.app }, this.models.copy(), this.context)
    const effects = database.operations.flatMap(one => reader.effectsOf(one).map((effect): Effect => ({ inner: one, ...effect })))
    if (!database.complete) effects.push(unknown('some of its database operations cannot be read'))
    effects.push(...this.runState(argument(call, 'state_operations', 1), operation))
    return effects.length === 0 ? [stateOnly] : effects
  }

  /** Runs operations on the models only. Gives what they take from them. */
  private runState(value: Value | undefined, operation: Operation): Effect[] {
    const effects = innerOperations(value, operation).operations.flatMap(one => this.effectsOf(one))
    return effects.flatMap((effect): Effect[] => {
      if (effect.kind === 'drop-column') return [{ kind: 'state-only', removes: { table: effect.table, column: effect.column } }]
      return effect.kind === 'drop-table' ? [{ kind: 'state-only', removes: { table: effect.table } }] : []
    })
  }

  /** Runs on a table that is the database's; a proxy or an unmanaged model has none. */
  private onModel(
    call: CallValue,
    nameArgument: string,
    body: (of: { model: Model | undefined; owner: Model; table: string; name: string }) => Effect[]
  ): Effect[] {
    const name = textArgument(call, nameArgument, 0)
    if (name === undefined) return [unknown('the name of its model cannot be read')]
    const model = this.models.get(this.app, name)
    const table = this.models.tableOf(this.app, name)
    const effects = body({ model, owner: model ?? strange(this.app, name, table), table, name: model?.name ?? name })
    return model?.managed === false ? [stateOnly] : effects
  }

  private onField(
    call: CallValue,
    body: (of: { model: Model | undefined; owner: Model; table: string; name: string }) => Effect[]
  ): Effect[] {
    const name = textArgument(call, 'name', 1)
    return this.onModel(call, 'model_name', of =>
      name === undefined ? [unknown('the name of its field cannot be read')] : body({ ...of, name })
    )
  }

  private columnOf(field: Field, model: Model): Column {
    const { nullable, databaseDefault, unique, indexed } = field
    const references = this.constraintOf(field, model)
    return {
      name: field.column!,
      type: this.models.columnType(field, model, this.context.database),
      nullable,
      databaseDefault,
      unique,
      indexed,
      ...(references === undefined ? {} : { references })
    }
  }

  /** The table that a field's foreign key references, where the database has one. */
  private constraintOf(field: Field, model: Model): string | undefined {
    if (field.relation?.constraint !== true) return undefined
    return this.models.target(field.relation.to, model.app, model.name).table
  }

  private createMany(model: Model, name: string, field: Field): Effect {
    const target = this.models.target(field.many?.to, model.app, model.name)
    const column = (columnName: string, references?: string): Column => ({
      name: columnName,
      type: references === undefined ? 'bigint' : undefined,
      nullable: false,
      databaseDefault: references === undefined ? 'volatile' : 'none',
      unique: references === undefined,
      indexed: references !== undefined,
      references
    })
    const own = model.name.toLowerCase()
    const other =
      target.model?.name.toLowerCase() ?? (field.many?.to?.kind === 'string' ? field.many.to.value.split('.').at(-1)!.toLowerCase() : '')
    const isSelf = field.many?.to?.kind === 'string' && (field.many.to.value === 'self' || other === own)
    const columns = [
      column('id'),
      column(isSelf ? `from_${own}_id` : `${own}_id`, model.table),
      column(isSelf ? `to_${own}_id` : `${other}_id`, target.table)
    ]
    return { kind: 'create-table', table: manyTable(model, name, field), columns }
  }
}

/** A model that no migration in the repository makes. */
function strange(app: string, name: string, table: string): Model {
  return {
    app,
    name,
    table,
    named: false,
    managed: true,
    swappable: undefined,
    fields: new Map(),
    uniqueTogether: new Set(),
    indexTogether: new Set(),
    ordered: false
  }
}

function constraint(table: string, type: 'foreign-key' | 'check' | 'unique' | 'primary-key' | 'exclusion', validates = true) {
  return { kind: 'add-constraint' as const, table, name: undefined as string | undefined, type, validates, usingIndex: false }
}

/** A foreign key that is taken away and made anew. */
function again(table: string, references: string): Effect[] {
  return [
    { kind: 'drop-constraint', table, name: undefined },
    { ...constraint(table, 'foreign-key'), references }
  ]
}

function checkOf(table: string): Effect {
  return constraint(table, 'check')
}

function addConstraint(call: CallValue, table: string, validates: boolean): Effect {
  const value = argument(call, 'constraint', 1)
  if (value?.kind !== 'call' || !value.complete) return unknown('its constraint cannot be read')
  const named = value.keywords.get('name')
  const name = named?.kind === 'string' ? named.value : undefined
  switch (value.name.split('.').at(-1)) {
    case 'CheckConstraint': {
      const column = notNullColumn(value.keywords.get('condition') ?? value.keywords.get('check'))
      return { ...constraint(table, 'check', validates), name, ...(column === undefined ? {} : { notNull: column }) }
    }
    case 'UniqueConstraint': {
      const isIndex = value.args.length > 0 || ['condition', 'include', 'opclasses'].some(key => !isAbsent(value.keywords.get(key)))
      return isIndex ? { kind: 'create-index', table, name, unique: true, concurrently: false } : { ...constraint(table, 'unique'), name }
    }
    case 'ExclusionConstraint':
      return { ...constraint(table, 'exclusion'), name }
    default:
      return unknown(`the constraint ${value.name} is not one of Django's`)
  }
}

/** `Q(note__isnull=False)` and nothing else. */
function notNullColumn(value: Value | undefined): string | undefined {
  if (value?.kind !== 'call' || !/(^|\.)Q$/.test(value.name) || value.keywords.size !== 1 || value.args.length > 0) return undefined
  const [[key, expected]] = [...value.keywords] as [[string, Value]]
  return key.endsWith('__isnull') && isConstant(expected, false) ? key.slice(0, -'__isnull'.length) : undefined
}

function runPython(call: CallValue): Effect {
  const code = argument(call, 'code', 0)
  const backward = argument(call, 'reverse_code', 1)
  const reverse = reverseOf(backward)
  if (isNoop(code)) return { ...stateOnly, reverse }
  return { kind: 'code', name: code?.kind === 'name' ? code.name : undefined, reverse }
}

/** The statements of `RunSQL`: a text, or a list of texts and of (text, parameters); undefined where they cannot be read. */
function sqlTexts(value: Value | undefined): string[] | undefined {
  if (value?.kind === 'string') return [value.value]
  if (value?.kind !== 'list') return undefined
  const texts = value.items.map(item => {
    if (item.kind === 'string') return item.value
    const [text, parameters] = item.kind === 'list' ? item.items : []
    if (text?.kind !== 'string') return undefined
    // What the parameters are does not matter to what the statement does.
    return isAbsent(parameters) ? text.value : text.value.replace(/%(%|s|\(\w+\)s)/g, (_, code: string) => (code === '%' ? '%' : 'NULL'))
  })
  return texts.every(text => text !== undefined) ? texts : undefined
}

function innerOperations(value: Value | undefined, outer: Operation): { operations: Operation[]; complete: boolean } {
  if (value?.kind !== 'list') return { operations: [], complete: isAbsent(value) }
  const { file, within } = outer
  const placeOf = (at: number) => ({ file, ...(within?.get(at) ?? { line: outer.line, column: outer.column }) })
  const calls = value.items.filter(item => item.kind === 'call')
  return {
    operations: calls.map(item => ({ ...operationOf(item, placeOf(item.at), false), ...(within === undefined ? {} : { within }) })),
    complete: calls.length === value.items.length
  }
}

function reverseOf(backward: Value | undefined): Reverse {
  return isAbsent(backward) ? 'none' : isNoop(backward) ? 'noop' : 'given'
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || isConstant(value, null)
}

/** `RunSQL.noop` is the empty text, `RunPython.noop` a function that does nothing. */
function isNoop(value: Value | undefined): boolean {
  if (value?.kind === 'string') return value.value.trim() === ''
  if (value?.kind === 'list') return value.items.length === 0
  return value?.kind === 'name' && /(^|\.)Run(SQL|Python)\.noop$/.test(value.name)
}
