import { keyOf, type MigrationKey } from '../../shared/squash/model.ts'

/** A repeatable source of chance (mulberry32): the same seed gives the same projects on every machine. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface RandomProject {
  apps: string[]
  /** path below the project -> content */
  files: Record<string, string>
  /** applied sets to try, the fresh database first */
  states: MigrationKey[][]
  squashes: number
  /** what two squashes of an app are to each other */
  pairs: ('chain' | 'overlapping' | 'nested')[]
}

interface Draft extends MigrationKey {
  dependencies: MigrationKey[]
  runBefore: MigrationKey[]
  replaces: MigrationKey[]
}

/**
 * A project as teams make them, and as they break them: chains, branches and merges, dependencies across apps, `__first__` and `__latest__`,
 * `run_before`, squashes, squashes that follow, overlap or replace each other, deleted files. The applied sets: none, all, all with and without the
 * squashes' rows, every beginning of what a squash replaces, a squash's row without those of its targets, rows of files that are gone, and chance.
 */
export function randomProject(random: () => number): RandomProject {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const number = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const apps = ['orders', 'parts', 'stock', 'users'].slice(0, number(1, 4))
  const drafts: Draft[] = []
  const pairs: RandomProject['pairs'] = []
  for (const app of apps) {
    const own: Draft[] = []
    // Now and then an app with a migrations package and nothing in it.
    const length = app !== apps[0] && random() < 0.05 ? 0 : number(1, 7)
    for (let i = 1; i <= length; i++) {
      const draft: Draft = {
        app,
        name: `${String(i).padStart(4, '0')}_${pick(['a', 'initial', 'z'])}`,
        dependencies: [],
        runBefore: [],
        replaces: []
      }
      const parent = random() < 0.08 ? pick([...own, undefined]) : own.at(-1)
      if (parent !== undefined) draft.dependencies.push({ app, name: parent.name })
      if (random() < 0.05 && own.length > 1) draft.dependencies.push({ app, name: pick(own).name })
      own.push(draft)
    }
    const chain = [...own]
    const squash = (targets: readonly Draft[], suffix = '') => {
      if (targets.length < 2) return undefined
      const inside = new Set(targets.map(target => target.name))
      const draft: Draft = {
        app,
        name: `${targets[0]!.name.slice(0, 4)}_squashed${suffix}_${targets.at(-1)!.name}`,
        dependencies: targets.flatMap(target => target.dependencies).filter(key => !inside.has(key.name)),
        runBefore: [],
        replaces: targets.map(({ name }) => ({ app, name }))
      }
      own.push(draft)
      const next = chain[chain.indexOf(targets.at(-1)!) + 1]
      if (next !== undefined && random() < 0.4) next.dependencies = [{ app, name: draft.name }]
      return draft
    }
    const from = number(0, length - 1)
    const until = from + number(2, 5)
    const inner = random() < 0.7 ? squash(chain.slice(from, until)) : undefined
    if (inner !== undefined) {
      const kind = random()
      const second =
        kind < 0.25
          ? squash(chain.slice(until, until + number(2, 4)))
          : kind < 0.4
            ? squash(chain.slice(Math.max(0, from - 1), until - 1), '_again')
            : kind < 0.5
              ? squash([inner, ...chain.slice(until, until + number(1, 2))], '_outer')
              : undefined
      if (second !== undefined) pairs.push(kind < 0.25 ? 'chain' : kind < 0.4 ? 'overlapping' : 'nested')
    }
    drafts.push(...own)
  }
  const empty = apps.filter(app => drafts.every(draft => draft.app !== app))
  for (const draft of drafts) {
    if (empty[0] !== undefined && random() < 0.1) draft.dependencies.push({ app: empty[0], name: '__first__' })
    const others = drafts.filter(other => other.app !== draft.app)
    if (others.length === 0) continue
    if (random() < 0.2) {
      // Mostly downwards, so that most graphs have no cycle and some do.
      const lower = others.filter(other => other.app < draft.app)
      const other = lower.length > 0 && random() < 0.93 ? pick(lower) : pick(others)
      draft.dependencies.push(
        random() < 0.75 ? { app: other.app, name: other.name } : { app: other.app, name: pick(['__first__', '__first__', '__latest__']) }
      )
    }
    const higher = others.filter(other => other.app > draft.app)
    if (random() < 0.05 && higher.length > 0) draft.runBefore.push({ app: pick(higher).app, name: pick(higher).name })
    if (random() < 0.02) draft.dependencies.push({ app: draft.app, name: '__first__' })
  }
  const replaced = drafts.flatMap(draft => draft.replaces)
  const isDeleted = (draft: Draft) => random() < (replaced.some(key => key.app === draft.app && key.name === draft.name) ? 0.15 : 0.01)
  const kept = drafts.filter(draft => !isDeleted(draft))

  const files: Record<string, string> = {}
  const list = (keys: MigrationKey[]) => `[${keys.map(key => `('${key.app}', '${key.name}')`).join(', ')}]`
  for (const app of apps) {
    files[`${app}/__init__.py`] = ''
    files[`${app}/migrations/__init__.py`] = ''
  }
  for (const draft of kept) {
    files[`${draft.app}/migrations/${draft.name}.py`] = [
      'from django.db import migrations',
      '',
      '',
      'class Migration(migrations.Migration):',
      `    dependencies = ${list(draft.dependencies)}`,
      ...(draft.runBefore.length > 0 ? [`    run_before = ${list(draft.runBefore)}`] : []),
      ...(draft.replaces.length > 0 ? [`    replaces = ${list(draft.replaces)}`] : []),
      '    operations = []',
      ''
    ].join('\n')
  }
  const rows = drafts.map(({ app, name }) => ({ app, name }))
  const isSquash = new Set(drafts.filter(draft => draft.replaces.length > 0).map(keyOf))
  const plain = rows.filter(key => !isSquash.has(keyOf(key)))
  const states = [[], plain, rows, plain.filter(key => Number(key.name.slice(0, 4)) <= number(1, 6)), rows.filter(() => random() < 0.5)]
  for (const { app, name, replaces } of drafts) {
    if (replaces.length === 0) continue
    const targets = new Set(replaces.map(keyOf))
    const before = plain.filter(key => key.app !== app || Number(key.name.slice(0, 4)) < Number(replaces[0]!.name.slice(0, 4)))
    for (let count = 1; count < replaces.length; count++) states.push([...before, ...replaces.slice(0, count)])
    // A squash that was rolled back past: its row is still there, and so is that of a file that is gone.
    const left = plain.filter(key => !targets.has(keyOf(key)))
    states.push([...left, { app, name }], [...left, ...replaces.slice(0, 1), { app, name }, { app, name: '0000_gone' }])
  }
  const distinct = new Map(states.map(state => [state.map(keyOf).sort().join(' '), state]))
  return { apps, files, states: [...distinct.values()], squashes: kept.filter(draft => draft.replaces.length > 0).length, pairs }
}
