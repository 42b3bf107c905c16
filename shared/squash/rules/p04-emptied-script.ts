import { createOrder, migrationText } from './example.ts'
import { emptying } from './p03-emptied-record.ts'
import type { Rule } from './rule.ts'

const orders = { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) }

export const emptiedScript: Rule = {
  id: 'P04',
  title: 'A script of the repository takes rows out of the record of what was applied',
  why: 'Nothing in the repository says where this script runs. A database of a developer is made anew in a minute; production, whose record was emptied, begins at the first migration at the next deployment and fails at a table that exists.',
  fix: 'Let the script refuse to run outside development. If it never reaches production, say so above the line: `# belay: ignore P04 because …` (in SQL behind `--`).',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  check: subject => emptying(subject, 'unsaid'),
  examples: {
    bad: { files: { ...orders, 'scripts/clean.sql': 'BEGIN;\nDELETE FROM django_migrations;\nCOMMIT;\n' } },
    good: { files: { ...orders, 'scripts/clean.sql': '-- DELETE FROM django_migrations;\nSELECT count(*) FROM django_migrations;\n' } }
  }
}
