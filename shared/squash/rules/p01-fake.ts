import { commandsOf, fakeFlag } from '../commands.ts'
import { createOrder, migrationText } from './example.ts'
import type { Match, Rule, Subject } from './rule.ts'

const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }
const config = (command: string) => `app: mes
environments:
  production: { hosts: [{ address: local }] }
  develop: { hosts: [{ address: local }], development: true }
code:
  root: /srv/mes
  hooks:
    stage:
      - run: ${command}
`

export const fake: Rule = {
  id: 'P01',
  title: 'A deployment runs migrate --fake',
  why: 'The flag records migrations as applied without running them. From then on Django believes in tables and columns that are not there, and every later migration builds on them. It repairs one database in the hands of somebody who has compared it by eye; in a deployment it does the same to every database, on every run. `--fake-initial` looks at the names of tables only, not at their columns.',
  fix: 'Run `migrate` without the flag. Where the history was begun anew, `adopt-history` compares the schemas first and records only what is equal. A machine whose data may be lost is marked with `development: true` in `.github/belay.yml`.',
  severity: 'error',
  frameworks: ['django'],
  check: subject => faked(subject, 'production'),
  examples: {
    bad: { files: { ...orders, '.github/belay.yml': config('python manage.py migrate --fake-initial') } },
    good: { files: { ...orders, '.github/belay.yml': config('python manage.py check --deploy') } }
  },
  more: [
    {
      bad: {
        files: {
          ...orders,
          '.github/belay.yml': config('true'),
          '.github/workflows/deploy.yml':
            'on: push\njobs:\n  deploy:\n    environment: production\n    runs-on: self-hosted\n    steps:\n      - run: python manage.py migrate --fake\n'
        }
      },
      good: {
        files: {
          ...orders,
          '.github/belay.yml': config('true'),
          '.github/workflows/deploy.yml':
            'on: push\njobs:\n  deploy:\n    environment: develop\n    runs-on: self-hosted\n    steps:\n      - run: python manage.py migrate --fake\n'
        }
      }
    }
  ]
}

/** What P01 and P02 both look for, where it runs. */
export function faked({ source, environment }: Pick<Subject, 'source' | 'environment'>, runs: 'production' | 'unsaid'): Match[] {
  return commandsOf(source, environment).flatMap(command => {
    const flag = command.runs === runs ? fakeFlag(command.text) : undefined
    if (flag === undefined) return []
    const { file, line, column } = command
    return [{ app: '', migration: '', file, line, column, message: `\`migrate ${flag}\` records migrations that were not run.` }]
  })
}
