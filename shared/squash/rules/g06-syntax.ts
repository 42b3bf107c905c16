import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

const kinds = new Set(['syntax', 'conflict', 'encoding'])
/** Built, not written, so that no tool takes this file for a conflict. */
const mark = (character: string) => character.repeat(7)

export const syntax: Rule = {
  id: 'G06',
  title: 'A migration is not valid Python, or holds a merge conflict',
  why: 'Django cannot import the file, so no migration runs, and the application usually does not start either. What else is wrong with the app cannot be told before it is mended.',
  fix: 'Resolve the conflict or the error; `python -m py_compile FILE` shows what Python says.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project }) =>
    project.problems
      .filter(problem => kinds.has(problem.kind))
      .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${app}.${migration} cannot be imported: ${detail}.`
      })),
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': migrationText('', [createOrder]),
        'orders/migrations/0002_note.py': migrationText(
          `\n${mark('<')} HEAD\n        ('orders', '0001_initial'),\n${mark('=')}\n        ('orders', '0001_squashed'),\n${mark('>')} feature\n    `
        )
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': `"""Title\n${mark('=')}\nAn underline of seven signs is not a conflict.\n"""\n${migrationText('', [createOrder])}`
      }
    }
  }
}
