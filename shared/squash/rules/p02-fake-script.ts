import { createOrder, migrationText } from './example.ts'
import { faked } from './p01-fake.ts'
import type { Rule } from './rule.ts'

const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }

export const fakeScript: Rule = {
  id: 'P02',
  title: 'A script of the repository runs migrate --fake',
  why: 'Nothing in the repository says where this script runs. On a machine of a developer it saves an hour; on production it makes Django believe in tables that are not there, and nobody sees it before a later migration or a query fails.',
  fix: 'Let the script refuse to run outside development, or take the flag out. If it never reaches production, say so above the line: `# belay: ignore P02 because …`.',
  severity: 'warning',
  frameworks: ['django'],
  check: subject => faked(subject, 'unsaid'),
  examples: {
    bad: { files: { ...orders, 'scripts/reset.sh': '#!/bin/sh\npython manage.py migrate --fake\n' } },
    good: {
      files: {
        ...orders,
        'scripts/reset.sh':
          '#!/bin/sh\n# belay: ignore P02 because it stops unless DEBUG is set\npython manage.py migrate --fake\necho "done: manage.py migrate --fake"\n'
      }
    }
  }
}
