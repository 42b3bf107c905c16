import type { Defect, Files } from './projects.ts'

const folder = 'src/crm/contacts/migrations'
const at = (name: string) => `${folder}/${name}.py`

/** A migration as `black` formats it. */
const text = (dependencies: string, operations: string, extra = '', head = '') => `"""Contacts."""
import django
from django.db import migrations, models
${head}

class Migration(migrations.Migration):
    ${extra}
    dependencies = [${dependencies}]

    operations = [
        ${operations}
    ]
`
const create = (model: string) => `migrations.CreateModel(name="${model}", fields=[("id", models.BigAutoField(primary_key=True))]),`
const add = (name: string, model = 'person') =>
  `migrations.AddField(model_name="${model}", name="${name}", field=models.TextField(null=True)),`
const own = (name: string) => `("contacts", "${name}")`
const replaces = (...names: string[]) => `replaces = [\n        ${names.map(own).join(',\n        ')},\n    ]`

const base: Files = {
  'src/crm/__init__.py': '',
  'src/crm/contacts/__init__.py': '',
  'src/pyproject.toml': '[project]\nname = "crm"\ndependencies = ["django>=4.2,<5"]\n',
  [`${folder}/__init__.py`]: ''
}
const old: Files = {
  ...base,
  [at('0001_initial')]: text('', create('Person')),
  [at('0002_mail')]: text(own('0001_initial'), add('mail')),
  [at('0003_phone')]: text(own('0002_mail'), add('phone')),
  [at('0004_fax')]: text(own('0003_phone'), add('fax'))
}
const all = ['0001_initial', '0002_mail', '0003_phone', '0004_fax']
const squashName = '0001_squashed_0004_fax'
const squash = text('', [create('Person'), add('mail'), add('phone'), add('fax')].join('\n        '), replaces(...all))
const company: Files = {
  'src/crm/company/__init__.py': '',
  'src/crm/company/migrations/__init__.py': '',
  'src/crm/company/migrations/0001_initial.py': text('', create('Company')),
  'src/crm/company/migrations/0002_city.py': text('("company", "0001_initial")', add('city', 'company'))
}
const without = (files: Files, ...names: string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !names.map(at).includes(path)))
const squashAt = at(squashName)
const fn = (name = 'fill', extra = '') =>
  `\n\ndef ${name}(apps, schema_editor):\n    ${extra || 'apps.get_model("contacts", "Person").objects.filter(pk=1).delete()'}\n`

/** S01 to S18: what is wrong with a squash. */
export const squashDefects: readonly Defect[] = [
  {
    rule: 'S01',
    name: 'its own name by a constant',
    at: [squashAt, ''],
    files: {
      ...old,
      [squashAt]: text(
        '',
        create('Person'),
        `replaces = [*OLD, ("contacts", SELF)]`,
        `SELF = "${squashName}"\nOLD = [${all.map(own).join(', ')}]\n`
      )
    }
  },
  {
    rule: 'S01',
    name: 'two squashes that replace each other',
    at: [at('0001_b'), ''],
    version: [6, 0],
    files: {
      ...old,
      [at('0001_a')]: text('', create('Person'), replaces('0001_b', '0001_initial')),
      [at('0001_b')]: text('', create('Person'), replaces('0001_a', '0002_mail'))
    }
  },
  {
    rule: 'S01',
    name: 'replaces with += of itself',
    at: [squashAt, ''],
    files: {
      ...old,
      [squashAt]: text('', create('Person'), `replaces = [${all.map(own).join(', ')}]\n    replaces += [${own(squashName)}]`)
    }
  },
  {
    rule: 'S02',
    name: 'a typing error',
    at: [squashAt, '"0003_phones"'],
    files: { ...old, [squashAt]: squash.replace('0003_phone"', '0003_phones"') }
  },
  {
    rule: 'S02',
    name: 'one file is renamed',
    at: [squashAt, '"0002_mail"'],
    files: {
      ...without(old, '0002_mail', '0003_phone'),
      [at('0002_email')]: text(own('0001_initial'), add('mail')),
      [at('0003_phone')]: text(own('0002_email'), add('phone')),
      [squashAt]: squash
    }
  },
  {
    rule: 'S02',
    name: 'the first files are deleted one release early',
    at: [squashAt, '"0001_initial"'],
    base: { ...old, [squashAt]: squash },
    files: { ...without(old, '0001_initial', '0002_mail'), [squashAt]: squash }
  },
  {
    rule: 'S03',
    name: 'two developers squash',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0001_squashed_0003_phone')]: text('', create('Person'), replaces('0001_initial', '0002_mail', '0003_phone')),
      [squashAt]: squash
    }
  },
  {
    rule: 'S03',
    name: 'a squash by hand beside one of Django, one name in common',
    at: [at('0003_squashed_0004_fax'), ''],
    files: {
      ...old,
      [at('0001_squashed_0003_phone')]: text('', create('Person'), replaces('0001_initial', '0002_mail', '0003_phone')),
      [at('0003_squashed_0004_fax')]: text(own('0002_mail'), add('phone') + add('fax'), replaces('0003_phone', '0004_fax'))
    }
  },
  {
    rule: 'S03',
    name: 'the same list twice, in another order',
    at: [at('9_all'), ''],
    files: { ...old, [squashAt]: squash, [at('9_all')]: text('', create('Person'), replaces(...all.toReversed())) }
  },
  {
    rule: 'S04',
    name: 'a migration of a merged branch is left out',
    at: [squashAt, ''],
    files: { ...old, [squashAt]: squash.replace(`${own('0003_phone')},`, '') }
  },
  {
    rule: 'S04',
    name: 'a merge migration is left out',
    at: [at('1_all'), ''],
    files: {
      ...without(old, '0004_fax'),
      [at('0002_fax')]: text(own('0001_initial'), add('fax')),
      [at('0004_merge')]: text(`${own('0003_phone')}, ${own('0002_fax')}`, ''),
      [at('0005_www')]: text(own('0004_merge'), add('www')),
      [at('1_all')]: text('', create('Person'), replaces('0001_initial', '0002_mail', '0003_phone', '0002_fax', '0005_www'))
    }
  },
  {
    rule: 'S04',
    name: 'the last of the range, added late, is needed by one in it',
    at: [squashAt, ''],
    files: {
      ...without(old, '0004_fax'),
      [at('0003_zip')]: text(own('0003_phone'), add('zip')),
      [at('0004_fax')]: text(own('0003_zip'), add('fax')),
      [squashAt]: squash
    }
  },
  {
    rule: 'S05',
    name: 'another app names a deleted file',
    at: ['src/crm/company/migrations/0003_boss.py', '"0003_phone"'],
    files: {
      ...base,
      ...company,
      [squashAt]: squash,
      'src/crm/company/migrations/0003_boss.py': text('("company", "0002_city"), ("contacts", "0003_phone")', add('boss', 'company'))
    }
  },
  {
    rule: 'S05',
    name: 'run_before names a deleted file',
    at: ['src/crm/company/migrations/0002_city.py', '"0001_initial")]'],
    files: {
      ...base,
      ...company,
      [squashAt]: squash,
      'src/crm/company/migrations/0002_city.py': text(
        '("company", "0001_initial")',
        add('city', 'company'),
        'run_before = [("contacts", "0001_initial")]'
      )
    }
  },
  {
    rule: 'S05',
    name: 'the dependency is a tuple of constants',
    at: [at('0005_www'), ''],
    files: { ...base, [squashAt]: squash, [at('0005_www')]: text('LAST', add('www'), '', 'APP = "contacts"\nLAST = (APP, "0004_fax")\n') }
  },
  {
    rule: 'S06',
    name: 'Django 4.2 from pyproject',
    at: [at('0001_all'), ''],
    version: [4, 2],
    files: {
      ...old,
      [squashAt]: squash,
      [at('0005_www')]: text(own(squashName), add('www')),
      [at('0001_all')]: text('', create('Person'), replaces(squashName, '0005_www'))
    }
  },
  {
    rule: 'S06',
    name: 'the inner names stand beside the inner squash',
    at: [at('0001_all'), ''],
    version: [5, 1],
    files: { ...old, [squashAt]: squash, [at('0001_all')]: text('', create('Person'), replaces(...all, squashName)) }
  },
  {
    rule: 'S06',
    name: 'a squash of two squashes',
    at: [at('0001_all'), ''],
    files: {
      ...old,
      [at('0001_squashed_0002_mail')]: text('', create('Person'), replaces('0001_initial', '0002_mail')),
      [at('0003_squashed_0004_fax')]: text(own('0001_squashed_0002_mail'), add('phone'), replaces('0003_phone', '0004_fax')),
      [at('0001_all')]: text('', create('Person'), replaces('0001_squashed_0002_mail', '0003_squashed_0004_fax'))
    }
  },
  {
    rule: 'S07',
    name: 'the callable by its old module',
    at: [squashAt, ''],
    files: {
      ...old,
      [squashAt]: text(
        '',
        'migrations.RunPython(code=crm.contacts.migrations.0002_mail.fill),',
        replaces(...all),
        'import crm.contacts.migrations'
      )
    }
  },
  {
    rule: 'S07',
    name: 'forwards and backwards, over several lines',
    at: [squashAt, ''],
    files: {
      ...old,
      [squashAt]: text(
        '',
        'migrations.RunPython(\n            code=crm.contacts.migrations.0003_phone.forwards,\n            reverse_code=crm.contacts.migrations.0003_phone.backwards,\n        ),',
        replaces(...all)
      )
    }
  },
  {
    rule: 'S07',
    name: 'renamed, but the function was never copied',
    at: [squashAt, ''],
    files: {
      ...old,
      [squashAt]: `# Functions from the following migrations need manual copying.\n# crm.contacts.migrations.0002_mail\n${text('', 'migrations.RunPython(fill_mail),', replaces(...all))}`
    }
  },
  {
    rule: 'S08',
    name: 'a test with import_module',
    at: ['src/tests/test_mail.py', 'import_module('],
    files: {
      ...old,
      [squashAt]: squash,
      'src/tests/test_mail.py': 'import importlib\n\nmodule = importlib.import_module("crm.contacts.migrations.0002_mail")\n'
    }
  },
  {
    rule: 'S08',
    name: 'a later migration takes a helper from an old one',
    at: [at('0005_www'), '__import__('],
    files: {
      ...old,
      [squashAt]: squash,
      [at('0005_www')]: text(
        own(squashName),
        add('www'),
        '',
        'fill = __import__("crm.contacts.migrations.0003_phone", fromlist=["fill"]).fill\n'
      )
    }
  },
  {
    rule: 'S08',
    name: 'a relative import of a file without a number',
    at: [at('0005_www'), 'from .phone_list import'],
    files: {
      ...without(old, '0004_fax'),
      [at('phone_list')]: text(own('0003_phone'), add('fax'), '', 'NUMBERS = (1, 2)\n'),
      [at('1_all')]: text('', create('Person'), replaces('0001_initial', '0002_mail', '0003_phone', 'phone_list')),
      [at('0005_www')]: text(own('1_all'), add('www'), '', 'from .phone_list import NUMBERS\n')
    }
  },
  {
    rule: 'S09',
    name: 'a dependency on another app',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0003_phone')]: text(`${own('0002_mail')}, ("company", "0002_city")`, add('phone')),
      [squashAt]: squash
    }
  },
  {
    rule: 'S09',
    name: 'an earlier one of the same app is kept only',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0002_mail')]: text(`${own('0001_initial')}, ("company", "__latest__")`, add('mail')),
      [squashAt]: squash.replace('dependencies = []', 'dependencies = [("company", "0001_initial")]')
    }
  },
  {
    rule: 'S09',
    name: 'an app of a package',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0004_fax')]: text(`${own('0003_phone')}, ("contenttypes", "0002_remove_content_type_name")`, add('fax')),
      [squashAt]: squash
    }
  },
  {
    rule: 'S10',
    name: 'run_before in the middle',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0002_mail')]: text(own('0001_initial'), add('mail'), 'run_before = [("company", "0001_initial")]'),
      [squashAt]: squash
    }
  },
  {
    rule: 'S10',
    name: 'one of two is left',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0004_fax')]: text(own('0003_phone'), add('fax'), 'run_before = (("company", "0001_initial"), ("company", "0002_city"))'),
      [squashAt]: squash.replace('dependencies = []', 'run_before = [("company", "0002_city")]\n    dependencies = []')
    }
  },
  {
    rule: 'S10',
    name: 'before an app of a package',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0001_initial')]: text('', create('Person'), 'initial = True\n    run_before = [("admin", "0001_initial")]'),
      [squashAt]: squash
    }
  },
  {
    rule: 'S11',
    name: 'a backfill by RunPython',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0003_phone')]: text(own('0002_mail'), 'migrations.RunPython(fill),', 'atomic = False', fn()),
      [squashAt]: text('', `${create('Person')} migrations.RunPython(fill),`, replaces(...all), fn())
    }
  },
  {
    rule: 'S11',
    name: 'AddIndexConcurrently, annotated',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0004_fax')]: text(
        own('0003_phone'),
        'AddIndexConcurrently("person", models.Index(fields=["fax"], name="by_fax")),',
        'atomic: bool = False',
        'from django.contrib.postgres.operations import AddIndexConcurrently\n'
      ),
      [squashAt]: text(
        '',
        `${create('Person')} AddIndexConcurrently("person", models.Index(fields=["fax"], name="by_fax")),`,
        replaces(...all),
        'from django.contrib.postgres.operations import AddIndexConcurrently\n'
      )
    }
  },
  {
    rule: 'S11',
    name: 'explicitly atomic in the squash',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0002_mail')]: text(own('0001_initial'), 'migrations.RunSQL("VACUUM", ""),', 'atomic = False'),
      [squashAt]: text('', `${create('Person')} migrations.RunSQL("VACUUM", ""),`, `atomic = True\n    ${replaces(...all)}`)
    }
  },
  {
    rule: 'S12',
    name: 'RunPython is gone',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0002_mail')]: text(own('0001_initial'), 'migrations.RunPython(fill, migrations.RunPython.noop),', '', fn()),
      [squashAt]: squash
    }
  },
  {
    rule: 'S12',
    name: 'one of two RunSQL is gone',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0003_phone')]: text(
        own('0002_mail'),
        'migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS citext", ""), migrations.RunSQL("CREATE EXTENSION hstore", ""),'
      ),
      [squashAt]: text('', `${create('Person')} migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS citext", ""),`, replaces(...all))
    }
  },
  {
    rule: 'S12',
    name: 'elidable=False is written, class imported directly',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0004_fax')]: text(
        own('0003_phone'),
        'RunPython(code=fill, elidable=False),',
        '',
        `from django.db.migrations import RunPython\n${fn()}`
      ),
      [squashAt]: squash
    }
  },
  { rule: 'S13', name: 'four files', at: [squashAt, ''], files: { ...old, [squashAt]: squash } },
  {
    rule: 'S13',
    name: 'with a tuple',
    at: [squashAt, ''],
    files: { ...old, [squashAt]: text('', create('Person'), `replaces = (${all.map(own).join(', ')})`) }
  },
  {
    rule: 'S13',
    name: 'two apps with one name of a file',
    at: ['src/crm/company/migrations/1_all.py', ''],
    files: {
      ...old,
      ...company,
      [squashAt]: squash,
      'src/crm/company/migrations/1_all.py': text(
        '',
        create('Company'),
        'replaces = [("company", "0001_initial"), ("company", "0002_city")]'
      )
    }
  },
  { rule: 'S14', name: 'everything in one commit', at: [squashAt, ''], base: old, files: { ...base, [squashAt]: squash } },
  {
    rule: 'S14',
    name: 'only the last ones are deleted',
    at: [squashAt, ''],
    base: old,
    files: { ...without(old, '0003_phone', '0004_fax'), [squashAt]: squash }
  },
  {
    rule: 'S14',
    name: 'the squash takes the name 0001_initial_new',
    at: [at('0001_initial_new'), ''],
    base: old,
    files: { ...base, [at('0001_initial_new')]: squash }
  },
  { rule: 'S15', name: 'kept for years', at: [squashAt, ''], files: { ...base, [squashAt]: squash } },
  {
    rule: 'S15',
    name: 'with a successor',
    at: [squashAt, ''],
    files: { ...base, [squashAt]: squash, [at('0005_www')]: text(own(squashName), add('www')) }
  },
  {
    rule: 'S15',
    name: 'a name from another app',
    at: [at('1_all'), ''],
    files: { ...base, [at('1_all')]: text('', create('Person'), 'replaces = [("people", "0001_initial"), ("people", "0002_x")]') }
  },
  {
    rule: 'S16',
    name: 'the number is given again',
    at: [at('0002_mail'), ''],
    base: { ...base, [squashAt]: squash },
    files: { ...base, [squashAt]: squash, [at('0002_mail')]: text(own(squashName), add('mail2')) }
  },
  {
    rule: 'S16',
    name: 'a new initial',
    at: [at('0001_initial'), ''],
    base: { ...base, [squashAt]: squash },
    files: { ...base, [squashAt]: squash, [at('0001_initial')]: text('', create('Letter')) }
  },
  {
    rule: 'S16',
    name: 'after another new one',
    at: [at('0004_fax'), ''],
    base: { ...base, [squashAt]: squash },
    files: {
      ...base,
      [squashAt]: squash,
      [at('0005_www')]: text(own(squashName), add('www')),
      [at('0004_fax')]: text(own('0005_www'), add('fax2'))
    }
  },
  {
    rule: 'S17',
    name: 'there and back',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0003_phone')]: text(`${own('0002_mail')}, ("company", "0001_initial")`, add('phone')),
      'src/crm/company/migrations/0001_initial.py': text(own('0002_mail'), create('Company')),
      [squashAt]: squash.replace('dependencies = []', 'dependencies = [("company", "0001_initial")]')
    }
  },
  {
    rule: 'S17',
    name: 'through two migrations of the other app',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0004_fax')]: text(`${own('0003_phone')}, ("company", "0002_city")`, add('fax')),
      'src/crm/company/migrations/0001_initial.py': text(own('0001_initial'), create('Company')),
      [squashAt]: squash.replace('dependencies = []', 'dependencies = [("company", "0002_city")]')
    }
  },
  {
    rule: 'S17',
    name: 'by run_before',
    at: [squashAt, ''],
    files: {
      ...old,
      ...company,
      [at('0003_phone')]: text(`${own('0002_mail')}, ("company", "0002_city")`, add('phone')),
      [at('0001_initial')]: text('', create('Person'), 'run_before = [("company", "0001_initial")]'),
      [squashAt]: squash.replace(
        'dependencies = []',
        'run_before = [("company", "0001_initial")]\n    dependencies = [("company", "0002_city")]'
      )
    }
  },
  {
    rule: 'S18',
    name: 'one RunPython without a way back',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0003_phone')]: text(own('0002_mail'), 'migrations.RunPython(fill),', '', fn()),
      [squashAt]: text('', `${create('Person')} migrations.RunPython(fill),`, replaces(...all), fn())
    }
  },
  {
    rule: 'S18',
    name: 'RunSQL by keyword with reverse_sql=None',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0002_mail')]: text(own('0001_initial'), 'migrations.RunSQL(sql="SELECT 1", reverse_sql=None),'),
      [squashAt]: text('', `${create('Person')} migrations.RunSQL(sql="SELECT 1", reverse_sql=None),`, replaces(...all))
    }
  },
  {
    rule: 'S18',
    name: 'inside SeparateDatabaseAndState',
    at: [squashAt, ''],
    files: {
      ...old,
      [at('0004_fax')]: text(
        own('0003_phone'),
        'migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("SELECT 2")]),'
      ),
      [squashAt]: text(
        '',
        `${create('Person')} migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("SELECT 2")]),`,
        replaces(...all)
      )
    }
  }
]
