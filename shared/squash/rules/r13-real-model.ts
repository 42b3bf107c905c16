import { importsWithin, usedFunctions } from '../django/functions.ts'
import { shopWith } from './risk-example.ts'
import type { Match, Rule } from './rule.ts'

const models = [
  'from django.db import models',
  '',
  '',
  'class Order(models.Model):',
  '    note = models.TextField(null=True)',
  '    code = models.CharField(max_length=20, null=True)',
  '    amount = models.IntegerField(null=True)',
  '    state = models.TextField(null=True)',
  ''
].join('\n')
const state = { operations: ["migrations.AddField('order', 'state', models.TextField(null=True))"] }
const body = ['    for order in Order.objects.filter(code=None):', "        order.code = 'none'", '        order.save()']

export const realModel: Rule = {
  id: 'R13',
  title: 'RunPython uses a model of today',
  why: 'A model that is imported has the columns of the code of today, the database at this point of the history those of then. The migration works on the day it is written, and fails on every fresh database once a later migration adds a column: in tests, on a new machine, when a backup of before is migrated.',
  fix: "Take the model as it was at this point: `apps.get_model('app', 'Model')`. Methods and managers of the class are not there: write out what is needed of them.",
  severity: 'error',
  frameworks: ['django'],
  check: ({ project, source, isNew }) =>
    project.migrations.filter(isNew).flatMap(migration =>
      usedFunctions(migration, source).found.flatMap(({ name, text, imports, position }) =>
        [...imports, ...importsWithin(text)].flatMap(([alias, path]): Match[] => {
          const at = useOf(text, alias, path)
          if (at === undefined) return []
          const message = `${name} uses ${path} as it is today, not as it was at this point of the history.`
          return [{ app: migration.app, migration: migration.name, ...position(at), message }]
        })
      )
    ),
  examples: {
    bad: shopWith(
      {
        '0002_code': {
          header: ['from orders.models import Order', 'def fill(apps, schema_editor):', ...body],
          operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
        },
        '0003_state': state
      },
      { files: { 'orders/models.py': models } }
    ),
    good: shopWith(
      {
        '0002_code': {
          header: ['def fill(apps, schema_editor):', "    Order = apps.get_model('orders', 'Order')", ...body],
          operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
        },
        '0003_state': state
      },
      { files: { 'orders/models.py': models } }
    )
  },
  more: [
    {
      bad: shopWith(
        {
          '0002_code': {
            header: ['def fill(apps, schema_editor):', '    from ..models import Order', '', ...body],
            operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
          },
          '0003_state': state
        },
        { files: { 'orders/models.py': models } }
      ),
      good: shopWith(
        {
          '0002_code': {
            header: [
              'from orders.models import STATES',
              'def fill(apps, schema_editor):',
              "    apps.get_model('orders', 'Order').objects.filter(pk=1).update(code=STATES[0])"
            ],
            operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
          },
          '0003_state': state
        },
        { files: { 'orders/models.py': `${models}\n\nSTATES = ['new']\n` } }
      )
    },
    {
      bad: shopWith(
        {
          '0002_code': {
            header: ['from orders.fill import fill'],
            operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
          },
          '0003_state': state
        },
        {
          files: {
            'orders/models.py': models,
            'orders/fill.py': ['from .models import Order', '', '', 'def fill(apps, schema_editor):', ...body, ''].join('\n')
          }
        }
      ),
      good: shopWith(
        {
          '0002_code': {
            header: ['from orders.fill import fill'],
            operations: ['migrations.RunPython(fill, migrations.RunPython.noop)']
          },
          '0003_state': state
        },
        {
          files: {
            'orders/models.py': models,
            'orders/fill.py': ['def fill(apps, schema_editor):', "    Order = apps.get_model('orders', 'Order')", ...body, ''].join('\n')
          }
        }
      )
    }
  ]
}

/** Where a function uses a model of the project's code: its manager, or a new object of it. Constants of the same module are no harm. */
function useOf(text: string, alias: string, path: string): number | undefined {
  const name = modelPattern(alias, path)
  // A name of its own hides the imported one.
  if (name === undefined || new RegExp(`^\\s+${alias}\\s*=[^=]`, 'm').test(text)) return undefined
  return new RegExp(`\\b${name}(?:\\.(?:objects|_default_manager|_base_manager)\\b|\\()`).exec(text)?.index
}

/** What a model is called in the function's text, where `path` is imported as `alias`; undefined where it is none. */
function modelPattern(alias: string, path: string): string | undefined {
  if (/^django\.(db|conf|utils)\b/.test(path)) return undefined
  if (path.endsWith('.get_user_model')) return `${alias}\\(\\)`
  if (/(^|\.)models$/.test(path)) return `${alias}\\.[A-Z]\\w*`
  return /(^|\.)models\.(\w+\.)*[A-Z]\w*[a-z]\w*$/.test(path) ? alias : undefined
}
