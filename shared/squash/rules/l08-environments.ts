import { formerSquashes, targetsOf } from '../live.ts'
import { keyOf, type Migration, type MigrationKey } from '../model.ts'
import { liveFolder, liveOld, liveSquash, squashRow } from './live-example.ts'
import { few } from './live-state.ts'
import type { Rule } from './rule.ts'

export const environmentsReady: Rule = {
  id: 'L08',
  title: 'Old files of a squash go before every environment has recorded it',
  why: 'Production is not the only database. Staging, the second customer or a demonstration that has applied only a part of the old migrations, or has not run `migrate` since the squash came, is stranded by their deletion, and Django does not say so.',
  fix: 'Deploy the release with the squash and the old files to that environment, let squash-check write its report there again (`json-file`), and hand it over in `live-reports`.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, base, environments }) {
    if (environments === undefined) return []
    const onDisk = new Set(project.migrations.map(keyOf))
    const before = base === undefined ? undefined : new Set(base.migrations.map(keyOf))
    // Where the base branch is known, only what this branch deletes; what was deleted before is nobody's decision any more.
    const isDeleted = (target: MigrationKey) => !onDisk.has(keyOf(target)) && (before?.has(keyOf(target)) ?? true)
    const kept = project.migrations.map(squash => ({ squash, gone: targetsOf(squash).filter(isDeleted), what: 'deleted' as const }))
    const former = base === undefined ? [] : formerSquashes(project, base)
    const changed: { squash: Migration; gone: MigrationKey[]; what: 'deleted' | 'unbound' }[] = [
      ...kept.filter(({ gone }) => gone.length > 0),
      // Without `replaces` the old rows say nothing any more, whether their files are there or not.
      ...former
        .filter(({ squash }) => before?.has(keyOf(squash)))
        .map(({ squash, names }) => ({ squash, gone: names, what: 'unbound' as const }))
    ]
    return changed.flatMap(({ squash, gone, what }) => {
      const { app, name, file, line, column } = squash
      return environments.flatMap(environment => {
        const state = environment.squashes.find(each => each.app === app && each.name === name)
        if (environment.unknown === undefined && state?.state === 'full-recorded') return []
        const why =
          environment.unknown ??
          (state === undefined
            ? 'its report does not know this squash: it was not deployed there when the database was asked'
            : `there it is ${state.state} (${state.applied} of ${state.of} applied)`)
        const done = what === 'deleted' ? `${few(gone)} ${gone.length === 1 ? 'is' : 'are'} deleted` : '`replaces` is removed'
        const message = `${done}, but ${environment.name} is not known to have recorded ${keyOf(squash)}: ${why}.`
        return [{ app, migration: name, file, line, column, message }]
      })
    })
  },
  examples: {
    bad: {
      files: { ...liveFolder, ...liveSquash },
      base: { ...liveFolder, ...liveOld, ...liveSquash },
      environments: [
        {
          name: 'staging',
          unknown: undefined,
          squashes: [{ app: 'orders', name: squashRow, state: 'partial', applied: 1, of: 2, verdict: 'run-migrate-first' }]
        }
      ]
    },
    good: {
      files: { ...liveFolder, ...liveSquash },
      base: { ...liveFolder, ...liveOld, ...liveSquash },
      environments: [
        {
          name: 'staging',
          unknown: undefined,
          squashes: [{ app: 'orders', name: squashRow, state: 'full-recorded', applied: 2, of: 2, verdict: 'may-delete' }]
        }
      ]
    }
  }
}
