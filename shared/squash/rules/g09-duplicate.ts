import { alembicIni, revisionText } from './alembic-example.ts'
import type { Rule } from './rule.ts'

export const duplicate: Rule = {
  id: 'G09',
  title: 'A revision or version is there twice',
  why: 'Two branches chose the same id or number, or a file was copied. Alembic only warns while it loads the files ("is present more than once"), takes the last one, and then refuses `upgrade heads` ("overlaps with other requested revisions") as soon as anything follows; a branch label that is taken stops every command. Of two SQL files with one version one is never run, or every run stops.',
  fix: 'Give the newer file an id or version of its own. Where one of them has been applied anywhere, that one keeps it.',
  severity: 'error',
  frameworks: ['alembic', 'sql'],
  check: ({ project }) =>
    project.problems
      .filter(problem => problem.kind === 'duplicate')
      .map(({ app, migration, file, line, column, detail }) => ({
        app,
        migration,
        file,
        line,
        column,
        message: `${app}.${migration}: ${detail}.`
      })),
  examples: {
    bad: {
      files: {
        ...alembicIni,
        'alembic/versions/1a_orders.py': revisionText('1a'),
        'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
        'alembic/versions/2b_state.py': revisionText('2b', { down: "'1a'" })
      }
    },
    good: {
      files: {
        ...alembicIni,
        'alembic/versions/1a_orders.py': revisionText('1a'),
        'alembic/versions/2b_note.py': revisionText('2b', { down: "'1a'" }),
        'alembic/versions/3c_state.py': revisionText('3c', { down: "'2b'" })
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', { extra: ["branch_labels = ('orders',)"] }),
          'alembic/versions/1b_reports.py': revisionText('1b', { extra: ["branch_labels = ('orders',)"] })
        }
      },
      good: {
        files: {
          ...alembicIni,
          'alembic/versions/1a_orders.py': revisionText('1a', { extra: ["branch_labels = ('orders',)"] }),
          'alembic/versions/1b_reports.py': revisionText('1b', { extra: ["branch_labels = ('reports',)"] })
        }
      }
    }
  ]
}
