import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BedHost } from '../bed/host.ts'
import { python52, runPython } from '../bed/python.ts'

/** Django 5.2 for the Python of a bed's host, with a driver that is Python alone. */
export async function installDjango(bed: BedHost): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'belay-django-'))
  try {
    const pack = 'tar -C /usr/lib/python3/dist-packages -cf /work/django.tar django asgiref sqlparse pymysql'
    await runPython(python52, {
      directory,
      args: ['-c', `import subprocess; subprocess.run(${JSON.stringify(pack.split(' '))}, check=True)`]
    })
    await bed.copyIn(join(directory, 'django.tar'), '/opt/django.tar')
    await bed.exec('cd "$(python3 -c "import site; print(site.getsitepackages()[0])")" && tar -xf /opt/django.tar')
  } finally {
    await rm(directory, { recursive: true })
  }
}

const project = (database: string) => ({
  'manage.py': `import os, sys
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
`,
  'settings.py': `import pymysql
pymysql.version_info = (2, 2, 1, 'final', 0)
pymysql.install_as_MySQLdb()
SECRET_KEY = 'x'
INSTALLED_APPS = ['shop']
DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql', 'NAME': '${database}', 'USER': 'app', 'PASSWORD': 'secret', 'HOST': '127.0.0.1'}}
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
`,
  'shop/__init__.py': '',
  'shop/migrations/__init__.py': '',
  'shop/migrations/0001_initial.py': `from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True)), ('note', models.CharField(max_length=40, null=True)), ('amount', models.IntegerField())])]
`
})

/** Two releases of a shop: the second drops a column, adds one, and makes another wider. */
export const shop = (database: string) => {
  const model = (fields: string) => `from django.db import models\nclass Order(models.Model):\n${fields}`
  return {
    old: {
      ...project(database),
      'shop/models.py': model('    note = models.CharField(max_length=40, null=True)\n    amount = models.IntegerField()\n')
    },
    next: {
      ...project(database),
      'shop/models.py': model('    amount = models.BigIntegerField()\n    stars = models.IntegerField(null=True)\n'),
      'shop/migrations/0002_change.py': `from django.db import migrations, models
def fill(apps, schema_editor):
    apps.get_model('shop', 'Order').objects.update(stars=5)
class Migration(migrations.Migration):
    dependencies = [('shop', '0001_initial')]
    operations = [
        migrations.AddField('order', 'stars', models.IntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField('order', 'note'),
        migrations.AlterField('order', 'amount', models.BigIntegerField()),
    ]
`
    }
  }
}
