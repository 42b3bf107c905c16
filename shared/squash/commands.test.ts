import { describe, expect, test } from '@jest/globals'
import { commandLines, commandsOf, emptiesRecord, fakeFlag } from './commands.ts'
import { objectSource, subtree } from './source.ts'

describe('migrate with a flag', () => {
  test.each([
    ['python manage.py migrate --fake', '--fake'],
    ['./manage.py migrate shop 0004 --fake', '--fake'],
    ['python manage.py --settings mes.prod migrate --fake-initial', '--fake-initial'],
    ['python manage.py migrate --noinput --fake-init', '--fake-init'],
    ['django-admin migrate --fake', '--fake'],
    ['python3 -m django migrate --fake', '--fake'],
    ['$(MANAGE) migrate --fake', '--fake'],
    ['ssh host "cd /srv && python manage.py migrate --fake"', '--fake'],
    ['docker compose exec web python manage.py migrate --fake', '--fake'],
    ['CMD ["python", "manage.py", "migrate", "--fake"]', '--fake']
  ])('%s', (command, flag) => expect(fakeFlag(command)).toBe(flag))

  test.each([
    'python manage.py migrate',
    'python manage.py makemigrations --fake',
    'python manage.py migrate_users --fake',
    'python manage.py fakemigrate --fake',
    'python manage.py migrate --faker',
    'python manage.py migrate && ./load --fake',
    'make migrate --fake',
    'python manage.py loaddata migrate.json --fake'
  ])('not %s', command => expect(fakeFlag(command)).toBeUndefined())
})

describe('an emptied record', () => {
  test.each([
    'DELETE FROM django_migrations;',
    'psql -c "delete from public.django_migrations where app = \'shop\'"',
    'TRUNCATE TABLE "django_migrations" CASCADE',
    'truncate only django_migrations',
    'DROP TABLE IF EXISTS alembic_version',
    'DELETE FROM `mes`.`django_migrations`'
  ])('%s', text => expect(emptiesRecord(text)).toBeDefined())
  test.each([
    'SELECT * FROM django_migrations',
    'DELETE FROM django_migrations_log',
    'DELETE FROM shop_order',
    'TRUNCATE shop_django_migrations'
  ])('not %s', text => expect(emptiesRecord(text)).toBeUndefined())
})

describe('commands of a script', () => {
  test('are whole, at their first line, without comments', () => {
    const text = '#!/bin/sh\n# manage.py migrate --fake\ncd x && python manage.py \\\n  migrate --fake # always\n'
    expect(commandLines(text, 'shell')).toEqual([{ text: 'python manage.py  migrate --fake', line: 3, column: 1 }])
  })
  test.each([
    ['printed text', 'echo "run manage.py migrate --fake; then go"'],
    ['a here-document that is printed', 'cat <<EOF\npython manage.py migrate --fake\nEOF\ntrue'],
    ['a sign within quotes', 'say "it # is" # manage.py migrate']
  ])('but not %s', (_, text) => expect(commandLines(text, 'shell')).toEqual([]))
  test('a here-document that is run counts', () => {
    expect(commandLines('ssh host <<EOF\npython manage.py migrate --fake\nEOF', 'shell')).toMatchObject([{ line: 2 }])
  })
  test('batch has its own signs', () => {
    const text = 'REM manage.py migrate --fake\r\n:: manage.py migrate\r\npython manage.py ^\r\n  migrate --fake\r\n'
    expect(commandLines(text, 'batch')).toMatchObject([{ line: 3 }])
  })
})

describe('where a command runs', () => {
  const config =
    'app: mes\nenvironments:\n  production: { hosts: [{ address: a }] }\n  develop: { development: true }\ncode:\n  hooks:\n    stage:\n      - run: |\n          cd x\n          python manage.py migrate\n'
  const job = (environment: string) =>
    `on: push\njobs:\n  a:\n    ${environment}\n    steps:\n      - name: migrate\n        run: python manage.py migrate\n`
  const runs = (files: Record<string, string>, environment?: string) =>
    commandsOf(objectSource(files), environment).map(each => `${each.file}:${each.line}:${each.column} ${each.runs}`)

  test('the configuration of Belay says it', () => {
    const files = { '.github/belay.yml': config }
    expect(runs(files)).toEqual(['.github/belay.yml:10:1 production'])
    expect(runs(files, 'production')).toEqual(['.github/belay.yml:10:1 production'])
    expect(runs(files, 'develop')).toEqual(['.github/belay.yml:10:1 development'])
  })

  test.each([
    ['environment: production', 'production'],
    ['environment: { name: develop }', 'development'],
    ['environment: elsewhere', 'unsaid'],
    ['runs-on: x', 'unsaid']
  ])('a job with %s: %s', (environment, expected) => {
    const found = runs({
      '.github/belay.yml': 'environments: { production: {}, develop: { development: true } }',
      '.github/workflows/a.yml': job(environment)
    })
    expect(found).toEqual([`.github/workflows/a.yml:7:14 ${expected}`])
  })

  test('a script says nothing, and a project in a folder sees what lies around it', () => {
    const tree = objectSource({ 'bin/reset.sh': 'python manage.py migrate\n', 'backend/x.py': '' })
    expect(commandsOf(subtree(tree, 'backend'), undefined)).toMatchObject([{ file: '../bin/reset.sh', runs: 'unsaid' }])
  })

  test('what is no YAML is no reason to stop', () => {
    expect(runs({ '.github/workflows/a.yml': '\t: {', 'a.sh': 'python manage.py migrate' })).toEqual(['a.sh:1:1 unsaid'])
  })
})
