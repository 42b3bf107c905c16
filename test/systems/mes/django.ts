// A small language for Django apps: a history of migrations, from which the migration files and the models they add up to are written.

/** One operation of a migration. Fields are Python expressions, e.g. `models.TextField(blank=True)`. */
export type Operation =
  | { readonly kind: 'CreateModel'; readonly model: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'DeleteModel'; readonly model: string }
  | { readonly kind: 'AddField' | 'AlterField'; readonly model: string; readonly field: string; readonly as: string }
  | { readonly kind: 'RemoveField'; readonly model: string; readonly field: string }
  | { readonly kind: 'RenameField'; readonly model: string; readonly field: string; readonly to: string }
  | { readonly kind: 'AlterUniqueTogether'; readonly model: string; readonly fields: readonly string[] }
  | { readonly kind: 'AlterModelOptions'; readonly model: string; readonly verboseName: string }
  | { readonly kind: 'AddIndex'; readonly model: string; readonly field: string }
  | { readonly kind: 'RunPython'; readonly name: string; readonly body: string }

export interface MigrationSpec {
  readonly name: string
  readonly operations: readonly Operation[]
}

export interface AppSpec {
  readonly label: string
  readonly migrations: readonly MigrationSpec[]
}

export const create = (model: string, fields: Record<string, string>): Operation => ({ kind: 'CreateModel', model, fields })
export const destroy = (model: string): Operation => ({ kind: 'DeleteModel', model })
export const add = (model: string, field: string, as: string): Operation => ({ kind: 'AddField', model, field, as })
export const alter = (model: string, field: string, as: string): Operation => ({ kind: 'AlterField', model, field, as })
export const remove = (model: string, field: string): Operation => ({ kind: 'RemoveField', model, field })
export const rename = (model: string, field: string, to: string): Operation => ({ kind: 'RenameField', model, field, to })
export const unique = (model: string, ...fields: string[]): Operation => ({ kind: 'AlterUniqueTogether', model, fields })
export const titled = (model: string, verboseName: string): Operation => ({ kind: 'AlterModelOptions', model, verboseName })
export const index = (model: string, field: string): Operation => ({ kind: 'AddIndex', model, field })
/** A data migration; `body` sees `apps` and `schema_editor`. Its reverse does nothing. */
export const python = (name: string, body: string): Operation => ({ kind: 'RunPython', name, body })

export const char = (length: number, more = '') => `models.CharField(max_length=${length}${more && `, ${more}`})`
export const text = (more = "blank=True, default=''") => `models.TextField(${more})`
export const integer = (more = 'default=0') => `models.IntegerField(${more})`
export const decimal = (more = 'default=0') => `models.DecimalField(decimal_places=2, max_digits=10, ${more})`
export const boolean = (value = 'False') => `models.BooleanField(default=${value})`
export const date = (more = 'blank=True, null=True') => `models.DateField(${more})`
export const moment = (more = 'blank=True, null=True') => `models.DateTimeField(${more})`
/** A foreign key to `app.Model`; optional ones survive the deletion of what they point to. */
export const to = (target: string, need: 'required' | 'optional' = 'required') =>
  need === 'required'
    ? `models.ForeignKey(on_delete=models.CASCADE, to='${target.toLowerCase()}')`
    : `models.ForeignKey(blank=True, null=True, on_delete=models.SET_NULL, to='${target.toLowerCase()}')`

interface Model {
  readonly fields: Map<string, string>
  unique: readonly string[]
  verboseName: string
  readonly indexes: string[]
}

const indexName = (model: string, field: string) => `${model.toLowerCase().slice(0, 16)}_${field.slice(0, 9)}_ix`

/** The files of the apps, by path: each migration, and the models that the history adds up to. Apps come after those they point to. */
export function renderApps(apps: readonly AppSpec[]): Map<string, string> {
  const files = new Map<string, string>()
  const createdIn = new Map<string, string>()
  for (const { label, migrations } of apps) {
    const models = new Map<string, Model>()
    files.set(`${label}/__init__.py`, '')
    files.set(`${label}/migrations/__init__.py`, '')
    let previous: string | undefined
    for (const migration of migrations) {
      for (const operation of migration.operations) {
        if (operation.kind === 'CreateModel') createdIn.set(`${label}.${operation.model}`.toLowerCase(), migration.name)
        apply(models, operation)
      }
      files.set(`${label}/migrations/${migration.name}.py`, renderMigration(label, migration, previous, createdIn))
      previous = migration.name
    }
    files.set(`${label}/models.py`, renderModels(models))
  }
  return files
}

function apply(models: Map<string, Model>, operation: Operation): void {
  if (operation.kind === 'RunPython') return
  if (operation.kind === 'CreateModel') {
    models.set(operation.model, { fields: new Map(Object.entries(operation.fields)), unique: [], verboseName: '', indexes: [] })
    return
  }
  const model = models.get(operation.model)
  if (!model) throw new Error(`${operation.kind} of ${operation.model}, which does not exist`)
  const mustHave = (field: string) => {
    if (!model.fields.has(field)) throw new Error(`${operation.kind} of ${operation.model}.${field}, which does not exist`)
  }
  switch (operation.kind) {
    case 'DeleteModel':
      models.delete(operation.model)
      break
    case 'AddField':
      model.fields.set(operation.field, operation.as)
      break
    case 'AlterField':
      mustHave(operation.field)
      model.fields.set(operation.field, operation.as)
      break
    case 'RemoveField':
      mustHave(operation.field)
      model.fields.delete(operation.field)
      break
    case 'RenameField': {
      mustHave(operation.field)
      const as = model.fields.get(operation.field) ?? ''
      model.fields.delete(operation.field)
      model.fields.set(operation.to, as)
      break
    }
    case 'AlterUniqueTogether':
      model.unique = operation.fields
      break
    case 'AlterModelOptions':
      model.verboseName = operation.verboseName
      break
    case 'AddIndex':
      model.indexes.push(operation.field)
      break
  }
}

function renderMigration(label: string, migration: MigrationSpec, previous: string | undefined, createdIn: Map<string, string>): string {
  const targets = migration.operations.flatMap(operation =>
    operation.kind === 'CreateModel' ? Object.values(operation.fields) : operation.kind === 'AddField' ? [operation.as] : []
  )
  const foreign = targets.flatMap(field => /to='(\w+)\.(\w+)'/.exec(field)?.[0] ?? []).map(found => found.slice(4, -1))
  const needed = foreign
    .filter(target => !target.startsWith(`${label}.`))
    .map(target => {
      const name = createdIn.get(target)
      if (!name) throw new Error(`${label}.${migration.name} points to ${target}, which does not exist`)
      return `('${target.split('.')[0]}', '${name}')`
    })
  const dependencies = [...(previous ? [`('${label}', '${previous}')`] : []), ...new Set(needed)]
  const functions = migration.operations.flatMap(operation =>
    operation.kind === 'RunPython' ? [`def ${operation.name}(apps, schema_editor):\n${indent(operation.body, 4)}\n\n\n`] : []
  )
  return `from django.db import migrations, models


${functions.join('')}class Migration(migrations.Migration):

${previous ? '' : '    initial = True\n\n'}    dependencies = [
${dependencies.map(dependency => `        ${dependency},\n`).join('')}    ]

    operations = [
${migration.operations.map(operation => `${indent(renderOperation(operation), 8)},\n`).join('')}    ]
`
}

function renderOperation(operation: Operation): string {
  const call = (name: string, ...args: string[]) => `migrations.${name}(\n${args.map(arg => `${indent(arg, 4)},\n`).join('')})`
  switch (operation.kind) {
    case 'CreateModel': {
      const id = "('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID'))"
      const fields = [id, ...Object.entries(operation.fields).map(([name, as]) => `('${name}', ${as})`)]
      return call('CreateModel', `name='${operation.model}'`, `fields=[\n${fields.map(field => `    ${field},\n`).join('')}]`)
    }
    case 'DeleteModel':
      return call('DeleteModel', `name='${operation.model}'`)
    case 'AddField':
    case 'AlterField':
      return call(operation.kind, `model_name='${operation.model.toLowerCase()}'`, `name='${operation.field}'`, `field=${operation.as}`)
    case 'RemoveField':
      return call('RemoveField', `model_name='${operation.model.toLowerCase()}'`, `name='${operation.field}'`)
    case 'RenameField':
      return call(
        'RenameField',
        `model_name='${operation.model.toLowerCase()}'`,
        `old_name='${operation.field}'`,
        `new_name='${operation.to}'`
      )
    case 'AlterUniqueTogether':
      return call('AlterUniqueTogether', `name='${operation.model.toLowerCase()}'`, `unique_together={${tuple(operation.fields)}}`)
    case 'AlterModelOptions':
      return call('AlterModelOptions', `name='${operation.model.toLowerCase()}'`, `options={'verbose_name': '${operation.verboseName}'}`)
    case 'AddIndex': {
      const made = `models.Index(fields=['${operation.field}'], name='${indexName(operation.model, operation.field)}')`
      return call('AddIndex', `model_name='${operation.model.toLowerCase()}'`, `index=${made}`)
    }
    case 'RunPython':
      return `migrations.RunPython(${operation.name}, migrations.RunPython.noop)`
  }
}

function renderModels(models: Map<string, Model>): string {
  const classes = [...models].map(([name, { fields, unique, verboseName, indexes }]) => {
    const meta = [
      ...(verboseName ? [`verbose_name = '${verboseName}'`] : []),
      ...(unique.length > 0 ? [`unique_together = [${tuple(unique)}]`] : []),
      ...(indexes.length > 0
        ? [`indexes = [${indexes.map(field => `models.Index(fields=['${field}'], name='${indexName(name, field)}')`).join(', ')}]`]
        : [])
    ]
    const body = [...fields].map(([field, as]) => `    ${field} = ${as}\n`).join('')
    return `class ${name}(models.Model):\n${body}${meta.length > 0 ? `\n    class Meta:\n${indent(meta.join('\n'), 8)}\n` : ''}`
  })
  return `from django.db import models\n\n\n${classes.join('\n\n')}`
}

const tuple = (words: readonly string[]) => `(${words.map(word => `'${word}'`).join(', ')})`

const indent = (lines: string, by: number) =>
  lines
    .split('\n')
    .map(line => (line ? ' '.repeat(by) + line : line))
    .join('\n')
