import { positions, readPython } from '../python.ts'
import { decodePython } from '../python-syntax.ts'
import { createOrder, migrationText } from './example.ts'
import type { Match, Rule } from './rule.ts'
import { orders, replaces } from './squash-example.ts'
import { dataOperations } from './squash-operations.ts'

const note = /#[^\n]*need manual\s+(#\s*)?copying/i
const initial = 'orders/migrations/0001_initial.py'
const fill = [
  'from django.db import migrations',
  '',
  '',
  'def fill(apps, schema_editor):',
  "    apps.get_model('orders', 'Order').objects.all()",
  '',
  '',
  'class Migration(migrations.Migration):',
  "    dependencies = [('orders', '0001_initial')]",
  '    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]',
  ''
].join('\n')
const header = [
  '# Functions from the following migrations need manual copying.',
  '# Move them and any dependencies into this file, then update the',
  '# RunPython operations to refer to the local versions:',
  '# orders.migrations.0002_fill',
  ''
].join('\n')
const squash = (callable: string) =>
  header +
  migrationText('', [createOrder, `migrations.RunPython(${callable}, migrations.RunPython.noop)`], [replaces('0001_initial', '0002_fill')])
const old = {
  'orders/migrations/__init__.py': '',
  [initial]: orders[initial],
  'orders/migrations/0002_fill.py': fill
}
const file = 'orders/migrations/0001_squashed_0002_fill.py'

export const manualCopying: Rule = {
  id: 'S07',
  title: 'squashmigrations left functions to be copied by hand',
  why: 'It cannot copy the functions of RunPython and writes `app.migrations.0002_fill.fill` in their place, which is no valid Python by design: nothing of the project that loads migrations starts any more. Where only the prefix was taken away, the name is not defined, which is no better.',
  fix: 'Copy the functions and what they need into the squash, name them there, and delete the comment; or mark the operation `elidable=True` where a fresh database has no rows to work on, and squash again.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, source }) {
    const broken: Match[] = project.problems
      .filter(problem => problem.kind === 'unported')
      .map(({ app, migration, file: at, line, column, detail }) => ({
        app,
        migration,
        file: at,
        line,
        column,
        message: `${app}.${migration} cannot be imported: ${detail} is to be copied by hand.`
      }))
    const unnamed = project.migrations.flatMap((migration): Match[] => {
      const operations = dataOperations(migration).filter(operation => operation.functions.length > 0)
      if (operations.length === 0 || migration.replaces.length === 0) return []
      const content = source.read(migration.file)
      if (content === undefined || project.problems.some(problem => problem.file === migration.file)) return []
      const { text } = decodePython(content)
      const comment = note.exec(text)
      if (comment === null) return []
      const { names, stars } = readPython(content)
      if (stars.length > 0) return []
      const missing = operations.flatMap(operation => operation.functions).filter(name => !name.includes('.') && !names.has(name))
      if (missing.length === 0) return []
      const { app, name, file: at } = migration
      const message = `${app}.${name} still has the comment of squashmigrations, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not defined in it.`
      return [{ app, migration: name, file: at, ...positions(text)(comment.index), message }]
    })
    return [...broken, ...unnamed]
  },
  examples: {
    bad: { files: { ...old, [file]: squash('orders.migrations.0002_fill.fill') } },
    good: {
      files: { ...old, [file]: squash('fill').replace('\n\nclass', '\n\ndef fill(apps, schema_editor):\n    pass\n\n\nclass') }
    }
  },
  more: [
    {
      bad: { files: { ...old, [file]: squash('fill') } },
      good: { files: { ...old, [file]: squash('migrations.RunPython.noop') } }
    }
  ]
}
