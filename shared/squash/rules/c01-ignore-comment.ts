import { ignoreComments } from '../suppress.ts'
import { createOrder, migrationText } from './example.ts'
import type { Rule } from './rule.ts'

export const ignoreComment: Rule = {
  id: 'C01',
  title: 'A comment that should have a finding ignored says too little',
  why: 'A finding is ignored only where somebody says which one and why: whoever reads the migration a year later, or at night, has nothing else. A comment without a reason, or with an id that no rule has, ignores nothing.',
  fix: 'Write `# belay: ignore R01 because the table is empty everywhere` (in SQL behind `--`), on the line of the finding, on the line above, or at the top of the file for all of it.',
  severity: 'warning',
  frameworks: ['django', 'alembic', 'sql'],
  check: ({ project, source, ruleIds }) =>
    project.migrations.flatMap(({ app, name, file }) =>
      ignoreComments(textWithComments(source.read(file))).flatMap(({ rules, reason, line, column }) => {
        const unknown = rules.filter(id => !ruleIds.has(id))
        const message =
          rules.length === 0
            ? 'This comment names no rule, so it ignores nothing.'
            : unknown.length > 0
              ? `There is no rule ${unknown.join(', ')}; this comment ignores nothing for it.`
              : reason === ''
                ? `This comment gives no reason, so ${rules.join(', ')} is not ignored.`
                : undefined
        return message === undefined ? [] : [{ app, migration: name, file, line, column, message }]
      })
    ),
  examples: {
    bad: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': `# belay: ignore G11\n${migrationText('', [createOrder])}`
      }
    },
    good: {
      files: {
        'orders/migrations/__init__.py': '',
        'orders/migrations/0001_initial.py': `# belay: ignore G11 because the list is the same in every setting\n${migrationText('', [createOrder])}`
      }
    }
  }
}

/** Ten thousand files are looked through before one of them is decoded. */
function textWithComments(content: Uint8Array | string | undefined): string {
  if (content === undefined || typeof content === 'string') return content ?? ''
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  return bytes.includes('belay:') ? bytes.toString('utf8') : ''
}
