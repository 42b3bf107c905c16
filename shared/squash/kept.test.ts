import { expect, test } from '@jest/globals'
import { readProject } from './check.ts'
import { Kept } from './kept.ts'
import { migrationText } from './rules/example.ts'
import { objectSource } from './source.ts'

test('the same bytes at the same place are read once, a text always', () => {
  const kept = new Kept()
  const bytes = Buffer.from('a')
  let reads = 0
  const read = () => ++reads
  expect([kept.of(bytes, 'x', read), kept.of(bytes, 'x', read), kept.of(bytes, 'y', read)]).toEqual([1, 1, 2])
  expect([kept.of(Buffer.from('a'), 'x', read), kept.of('a', 'x', read), kept.of('a', 'x', read)]).toEqual([3, 4, 5])
})

test('what the settings of one branch decide is not that of the other', () => {
  const bytes = Buffer.from(migrationText('migrations.swappable_dependency(settings.AUTH_USER_MODEL)'))
  const tree = (model: string) =>
    objectSource({
      'manage.py': "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
      'shop/settings.py': `AUTH_USER_MODEL = '${model}'\n`,
      'orders/migrations/__init__.py': '',
      'orders/migrations/0001_initial.py': bytes
    })
  const kept = new Kept()
  const [here, there, again] = ['people.User', 'auth.User', 'people.User'].map(
    model => readProject('django', tree(model), { kept }).migrations[0]!
  )
  const apps = [here, there, again].map(migration => migration!.dependencies.map(each => each.app))
  expect(apps).toEqual([['people'], ['auth'], ['people']])
  expect(here!.operations).toBe(there!.operations)
})
