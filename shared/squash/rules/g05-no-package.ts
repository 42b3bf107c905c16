import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const noPackage: Rule = {
  id: 'G05',
  title: 'A migrations folder has no __init__.py',
  why: 'Django then takes the whole app as one without migrations, and says nothing: `migrate` is green, `migrate --check` is green, and the tables never change.',
  fix: 'Add an empty `__init__.py` to the folder and commit it (is it in `.gitignore`?).',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project }) =>
    project.problems
      .filter(problem => problem.kind === 'no-package')
      .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `The migrations of '${app}' are not a package: ${detail}, no __init__.py. Django ignores them all without a word.`
      })),
  examples: {
    bad: { files: { 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } },
    good: { files: { 'orders/migrations/__init__.py': '', 'orders/migrations/0001_initial.py': migrationText('', [createOrder]) } }
  }
}
