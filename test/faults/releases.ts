import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../bed/process.ts'
import { writeRepository } from '../systems/mes/repository.ts'

/** What a tag of these tests adds to another. */
interface Variant {
  readonly tag: string
  readonly on: string
  readonly files: Readonly<Record<string, string>>
}

/** One more migration of `workorder`. */
function migration(name: string, after: string, operations: readonly string[]): Record<string, string> {
  return {
    [`workorder/migrations/${name}.py`]: `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('workorder', '${after}')]
    operations = [${operations.join(', ')}]
`
  }
}

const sql = (statement: string) => `migrations.RunSQL(${JSON.stringify(statement)})`
/** Rewrites data that only a restore point can bring back. SQL of one's own is never proven additive: it is fenced. */
const rewrite = (word: string) => sql(`UPDATE workorder_workorder SET remark = '${word}' WHERE id <= 1000`)
const last = '0030_qualityinspection_and_more'

const variants: readonly Variant[] = [
  // Destroys data, and works.
  { tag: 'v1.1.1', on: 'v1.1.0', files: migration('0031_rewrite', last, [rewrite('rewritten')]) },
  // As slow as a cut of 10 s needs.
  { tag: 'v1.1.2', on: 'v1.1.0', files: migration('0031_slow', last, [rewrite('slow'), sql('SELECT pg_sleep(20)')]) },
  // Never ends by itself.
  { tag: 'v1.1.3', on: 'v1.1.0', files: migration('0031_endless', last, [rewrite('endless'), sql('SELECT pg_sleep(600)')]) },
  // Its Gunicorn answers at first and dies after 4 s; systemd starts it again, for ever.
  {
    tag: 'v1.1.4',
    on: 'v1.1.0',
    files: {
      ...migration('0031_rewrite', last, [rewrite('dying')]),
      'gunicorn.conf.py': 'import os\nimport threading\n\nthreading.Timer(4, lambda: os._exit(1)).start()\n'
    }
  },
  // Additive: v1.1.1 works with its schema.
  {
    tag: 'v1.1.5',
    on: 'v1.1.1',
    files: migration('0032_workorder_extra', '0031_rewrite', ["migrations.AddField('workorder', 'extra', models.TextField(null=True))"])
  },
  // Destroys data, and works.
  { tag: 'v1.1.6', on: 'v1.1.5', files: migration('0033_rewrite', '0032_workorder_extra', [rewrite('again')]) },
  { tag: 'v1.1.7', on: 'v1.1.6', files: migration('0034_rewrite', '0033_rewrite', [rewrite('once more')]) },
  // Mends v1.1.7 forward.
  { tag: 'v1.1.8', on: 'v1.1.7', files: { 'NOTES.md': 'Mended.\n' } }
]

/** The repository of the MES with one more annotated tag per fault that a release can have. */
export async function writeFaultyRepository(directory: string): Promise<void> {
  await writeRepository(directory)
  const git = (...args: string[]) => {
    const person = ['-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid']
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
    return run('git', ['-C', directory, ...person, ...args], { env })
  }
  for (const { tag, on, files } of variants) {
    await git('checkout', '--quiet', '--detach', on)
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
    const config = join(directory, 'mes_config', '__init__.py')
    await writeFile(config, (await readFile(config, 'utf8')).replace(`'${on.slice(1)}'`, `'${tag.slice(1)}'`))
    await git('add', '--all')
    await git('commit', '--quiet', '--message', `MES ${tag}`)
    await git('tag', '--annotate', '--message', `MES ${tag}`, tag)
  }
  await git('checkout', '--quiet', 'main')
}
