import { expect, test } from '@jest/globals'
import { checkMigrations } from '../check.ts'
import { migrationText } from '../rules/example.ts'
import { isRead, objectSource } from '../source.ts'
import { findDjangoVersion } from './version.ts'

const poetry = '[[package]]\nname = "asgiref"\nversion = "3.8.1"\n\n[[package]]\nname = "Django"\nversion = "5.1.4"\ndescription = ""\n'
const pipfile = '{\n  "default": {\n    "django": {\n      "hashes": ["sha256:00"],\n      "version": "==4.2.16"\n    }\n  }\n}\n'

test.each<[string, Record<string, string>, string | undefined]>([
  ['poetry.lock', { 'poetry.lock': poetry }, '5.1 of 5.1.4 at poetry.lock:6'],
  ['uv.lock', { 'uv.lock': 'version = 1\n\n[[package]]\nname = "django"\nversion = "6.0.1"\n' }, '6.0 of 6.0.1 at uv.lock:4'],
  [
    'uv.lock with two of them: the lower one',
    { 'uv.lock': poetry.replace('asgiref', 'django').replace('3.8', '4.2') },
    '4.2 of 4.2.1 at uv.lock:2'
  ],
  ['Pipfile.lock', { 'Pipfile.lock': pipfile }, '4.2 of 4.2.16 at Pipfile.lock:3'],
  ['a pin in requirements.txt', { 'requirements.txt': 'celery==5.4\nDjango==5.1.4  # LTS\n' }, '5.1 of 5.1.4 at requirements.txt:2'],
  [
    'with extras, marker and hash',
    { 'requirements.txt': 'django[argon2] == 5.0 ; python_version > "3" --hash=x' },
    '5.0 of == 5.0 at requirements.txt:1'
  ],
  ['a folder of requirements', { 'requirements/base.txt': 'Django~=4.2.3\n' }, '4.2 of ~=4.2.3 at requirements/base.txt:1'],
  ['a range: its lower bound', { 'requirements.txt': 'Django<6,>=4.2\n' }, '4.2 of <6,>=4.2 at requirements.txt:1'],
  ['a star', { 'requirements.txt': 'Django==5.2.*\n' }, '5.2 of ==5.2.* at requirements.txt:1'],
  ['a range without a lower bound', { 'requirements.txt': 'Django<6,!=5.0\n' }, undefined],
  ['no version', { 'requirements.txt': 'Django\ndjango-filter==24.3\ndjangorestframework>=3\n' }, undefined],
  ['a URL', { 'requirements.txt': 'django @ https://127.0.0.1/django-5.0.zip\n' }, undefined],
  [
    'dependencies of pyproject.toml',
    { 'pyproject.toml': '[project]\ndependencies = [\n  "Django[bcrypt]>=5.0,<5.3; python_version > \'3\'",\n]\n' },
    '5.0 of >=5.0,<5.3 at pyproject.toml:3'
  ],
  ["Poetry's", { 'pyproject.toml': '[tool.poetry.dependencies]\ndjango = "^5.1"\n' }, '5.1 of ^5.1 at pyproject.toml:2'],
  ["Poetry's with extras", { 'pyproject.toml': 'django = { extras = ["bcrypt"], version = "~4.2" }\n' }, '4.2 of ~4.2 at pyproject.toml:1'],
  ['a classifier says nothing', { 'pyproject.toml': 'classifiers = ["Framework :: Django :: 5.1"]\nname = "django"\n' }, undefined],
  ['a lock before a range', { 'pyproject.toml': 'django = "^4.2"\n', 'poetry.lock': poetry }, '5.1 of 5.1.4 at poetry.lock:6'],
  [
    'a pin before a range nearer to the root',
    { 'requirements.txt': 'Django>=4\n', 'api/requirements.txt': 'Django==5.2.1\n' },
    '5.2 of 5.2.1 at api/requirements.txt:1'
  ],
  [
    'the root before a folder',
    { 'docs/requirements.txt': 'Django==3.2.1\n', 'requirements.txt': 'Django==5.2.1\n' },
    '5.2 of 5.2.1 at requirements.txt:1'
  ],
  ['nothing', { 'manage.py': '' }, undefined]
])('%s', (_, files, expected) => {
  const found = findDjangoVersion(objectSource(files))
  expect(found && `${found.version?.join('.')} of ${found.text} at ${found.file}:${found.line}`).toBe(expected)
  // It is of no use where the file is never loaded.
  expect(Object.keys(files).filter(file => !isRead(file))).toEqual([])
})

test('text that runs on forever is read in no time', () => {
  const long = 'django '.repeat(50_000)
  const started = performance.now()
  for (const file of ['poetry.lock', 'Pipfile.lock', 'requirements.txt', 'pyproject.toml'])
    for (const text of [
      long,
      `django = {${' '.repeat(100_000)}`,
      `"django": {${'"version": '.repeat(20_000)}`,
      `django${'>=1,'.repeat(30_000)}x`
    ])
      findDjangoVersion(objectSource({ [file]: text }))
  expect(performance.now() - started).toBeLessThan(2_000)
})

const nested = {
  'orders/migrations/__init__.py': '',
  'orders/migrations/0001_a.py': migrationText('', [], ["replaces = [('orders', '0001_b')]"]),
  'orders/migrations/0001_b.py': migrationText('', [], ["replaces = [('orders', '0001_initial')]"])
}
test('the check takes it, says where it is from, and what is given comes first', () => {
  const files = { ...nested, 'requirements.txt': 'Django==6.0.1\n' }
  const rulesOf = (report: ReturnType<typeof checkMigrations>) => report.findings.map(finding => finding.rule)
  const report = checkMigrations(objectSource(files))
  expect(report.versions).toEqual([{ framework: 'django', version: [6, 0], text: '6.0.1', file: 'requirements.txt', line: 1 }])
  expect(rulesOf(report)).not.toContain('S06')
  expect(rulesOf(checkMigrations(objectSource(files), { version: [5, 2] }))).toContain('S06')
  // A project in a folder, whose lock file lies at the root.
  expect(rulesOf(checkMigrations(objectSource(nested), { repository: objectSource(files) }))).not.toContain('S06')
})
