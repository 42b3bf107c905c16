import { keyOf } from '../model.ts'
import { migrationText } from './example.ts'
import type { Rule } from './rule.ts'
import { distinct } from './rule.ts'
import { createWithNote, orders, replaces, squashed, squashFile } from './squash-example.ts'

export const cyclicReplaces: Rule = {
  id: 'S01',
  title: 'A squash replaces itself',
  why: 'Django takes the squash out of its graph together with what it replaces. A fresh database then gets nothing of the app, and `migrate` says that there is nothing to apply, with exit code 0; as soon as another migration follows, it stops with a KeyError. Two squashes that replace each other stop it at once ("Unable to find replacement node"; from 6.0 on "Cyclical squash replacement found").',
  fix: 'Take the name out of `replaces`: it lists only the old migrations.',
  severity: 'error',
  frameworks: ['django'],
  check: ({ project, graphs }) =>
    distinct(
      graphs.flatMap(({ graph }) =>
        graph.problems
          .filter(problem => problem.kind === 'cyclic')
          .map(({ origin, reference }) => {
            const itself = project.migrations
              .find(one => keyOf(one) === keyOf(origin))
              ?.replaces.find(name => keyOf(name) === keyOf(origin))
            const { file, line, column } = itself ?? reference
            const through = itself === undefined ? ` through ${keyOf(reference)}` : ''
            return { app: origin.app, migration: origin.name, file, line, column, message: `${keyOf(origin)} replaces itself${through}.` }
          })
      )
    ),
  examples: {
    bad: {
      files: {
        ...orders,
        [squashFile]: migrationText('', [createWithNote], [replaces('0001_initial', '0002_note', '0001_squashed_0002_note')])
      }
    },
    good: { files: { ...orders, [squashFile]: squashed } }
  }
}
