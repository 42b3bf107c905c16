import { sourceFramework } from '../frameworks.ts'
import { type Migration, shownKey } from '../model.ts'
import { reversals } from '../reversal.ts'
import { shopWith } from './risk-example.ts'
import type { Rule, Subject } from './rule.ts'

export const reversibleUntil: Rule = {
  id: 'B04',
  title: 'How far it is possible to go back',
  why: 'After a failed deployment migrations are undone from the newest on. The first one whose way back is missing, or loses what was there before, is where that ends: from there on only a copy of the database leads back, and whatever was written since is lost.',
  fix: 'Nothing to do, if that is meant. Otherwise give that migration a release of its own, so that everything after it can be undone.',
  severity: 'info',
  frameworks: ['django', 'alembic', 'sql'],
  check(subject) {
    const plan = planOf(subject)
    const found = reversals(plan.map(migration => subject.changes(migration)))
    const index = found.findLastIndex(each => !each.lossless)
    const stop = plan[index]
    const reversal = found[index]
    if (stop === undefined || reversal === undefined) return []
    const { app, name, file, line, column } = stop
    const after = plan[index + 1]
    const far =
      after === undefined ? 'No new migration can be undone without a loss' : `Going back is lossless down to ${shownKey(after)} only`
    return [{ app, migration: name, file, line, column, message: `${far}: at ${shownKey(stop)} ${reversal.reason}.` }]
  },
  examples: {
    bad: shopWith(
      {
        '0002_text': { operations: ["migrations.AlterField('order', 'note', models.CharField(max_length=9, null=True))"] },
        '0003_colour': { operations: ["migrations.AddField('order', 'colour', models.TextField(null=True))"] }
      },
      { database: 'sqlite' }
    ),
    good: shopWith({ '0002_colour': { operations: ["migrations.AddField('order', 'colour', models.TextField(null=True))"] } })
  }
}

/** What is still to come, in the order in which it will be applied. */
function planOf({ project, graphs, isNew }: Subject): Migration[] {
  const { graph } = graphs.find(each => each.state === 'live') ?? graphs[0]!
  return sourceFramework(project.framework).plan(graph).filter(isNew)
}
