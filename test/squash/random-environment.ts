/** An environment of Alembic as teams make it, and as they break it. */
export interface RandomEnvironment {
  /** path below the repository -> content */
  files: Record<string, string>
  /** rows of `alembic_version` to try, the fresh database first */
  states: string[][]
}

interface Draft {
  id: string
  down: string[]
  dependsOn: string[]
  labels: string[]
  folder: string
}

/**
 * Chains, branches and merges, several bases, labels, `depends_on` by id and by label, one or several folders; and now and then a revision that is
 * missing, doubled, named by its beginning, in a circle or on itself, and a label that is taken. Files are not in the order of the history.
 */
export function randomEnvironment(random: () => number): RandomEnvironment {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const number = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const hex = (length: number) => Array.from({ length }, () => pick([...'0123456789abcdef'])).join('')
  const layout = random() < 0.85 ? 'plain' : pick(['several', 'recursive'] as const)
  const folders =
    layout === 'plain'
      ? ['db/versions']
      : layout === 'several'
        ? ['db/core', 'db/more']
        : ['db/versions', 'db/versions/old', 'db/versions/old/er']
  const drafts: Draft[] = []
  const tips = () => drafts.filter(one => !drafts.some(other => other.down.includes(one.id)))
  const wild = random() < 0.25
  const length = number(1, wild ? 12 : 8)
  for (let i = 0; i < length; i++) {
    const previous = drafts.at(-1)
    const id = previous !== undefined && random() < 0.06 ? previous.id.slice(0, 5) + hex(4) : hex(pick([4, 8, 12]))
    if (drafts.some(one => one.id === id)) continue
    const draft: Draft = { id, down: [], dependsOn: [], labels: [], folder: pick(folders) }
    const chance = random()
    const open = tips()
    if (chance < 0.16 && open.length > 1)
      draft.down = open
        .sort(() => random() - 0.5)
        .slice(0, number(2, 3))
        .map(one => one.id)
    else if (chance < (wild ? 0.5 : 0.26) && drafts.length > 0) draft.down = [pick(drafts).id]
    else if (chance > 0.9 || previous === undefined) draft.down = []
    else draft.down = [previous.id]
    if (random() < (draft.down.length === 0 ? 0.4 : 0.08))
      draft.labels = [`label${drafts.length}`, ...(random() < 0.1 ? [`more${drafts.length}`] : [])]
    if (random() < (wild ? 0.35 : 0.1) && drafts.length > 1) {
      for (let count = number(1, 2); count > 0; count--) {
        const other = pick(drafts)
        const name = other.labels[0] !== undefined && random() < 0.5 ? other.labels[0] : other.id
        if (!draft.dependsOn.includes(name)) draft.dependsOn.push(name)
      }
    }
    drafts.push(draft)
  }
  breakSome(drafts, random, pick, hex)
  const files: Record<string, string> = { 'alembic.ini': iniOf(layout), 'db/env.py': 'from alembic import context\n' }
  for (const [index, draft] of drafts.entries()) files[`${draft.folder}/${hex(3)}${index}_x.py`] = revisionText(draft)
  return { files, states: statesOf(drafts, random, pick, hex) }
}

/** One thing goes wrong in one environment of three. */
function breakSome(drafts: Draft[], random: () => number, pick: <T>(items: readonly T[]) => T, hex: (length: number) => string): void {
  if (random() > 0.36) return
  const one = pick(drafts)
  const later = pick(drafts.slice(drafts.indexOf(one)))
  const copy = (of: Draft): Draft => ({ ...of, down: [...of.down], dependsOn: [...of.dependsOn], labels: [] })
  const faults: (() => void)[] = [
    () => one.down.push(hex(6)),
    () => one.dependsOn.push(hex(6)),
    // `alembic revision --depends-on` takes the beginning of an id, the file does not.
    () => one.dependsOn.push(pick(drafts).id.slice(0, 3)),
    () => void (drafts.length > 1 && drafts.splice(drafts.indexOf(one), 1)),
    () => one.down.splice(0, one.down.length, later.id),
    () => one.down.push(later.id),
    () => one.dependsOn.push(later.id),
    () => one.dependsOn.push(pick(drafts).id),
    () => one.down.push(one.id),
    () => one.dependsOn.push(one.id),
    () => void drafts.push(copy(one)),
    () => void drafts.splice(drafts.indexOf(one), 0, { ...copy(one), down: drafts.indexOf(one) === 0 ? [] : [drafts[0]!.id] }),
    () => one.labels.push(...(pick(drafts).labels.length > 0 ? pick(drafts).labels : ['label0', 'label0'])),
    () => one.labels.push(pick(drafts).id),
    () => void (one.id = `${one.id}${pick(['-', '+', '@'])}x`),
    () => one.labels.push('tag')
  ]
  pick(faults)()
  for (const draft of drafts) {
    draft.down = [...new Set(draft.down)]
    draft.dependsOn = [...new Set(draft.dependsOn)]
  }
}

function statesOf(drafts: Draft[], random: () => number, pick: <T>(items: readonly T[]) => T, hex: (length: number) => string): string[][] {
  const byId = new Map(drafts.map(one => [one.id, one]))
  const ids = [...byId.keys()]
  const labelOf = (name: string) => byId.get(name)?.id ?? drafts.find(one => one.labels.includes(name))?.id
  const parentsOf = (id: string) => [...byId.get(id)!.down, ...byId.get(id)!.dependsOn].flatMap(name => labelOf(name) ?? [])
  /** The rows of a database in which these and all that they need is applied. */
  const rowsOf = (wanted: readonly string[]) => {
    const done = new Set<string>()
    const rest = [...wanted]
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
      if (done.has(id)) continue
      done.add(id)
      rest.push(...parentsOf(id))
    }
    return [...done].filter(id => ![...done].some(other => other !== id && parentsOf(other).includes(id)))
  }
  const some = (share: number) => ids.filter(() => random() < share)
  const row = pick(ids)
  return [
    [],
    rowsOf(ids),
    rowsOf(some(0.4)),
    rowsOf(some(0.2)),
    some(0.3),
    [pick([hex(8), row.slice(0, 3), row.slice(0, 5), drafts.flatMap(one => one.labels)[0] ?? row])],
    [row, row]
  ]
}

function iniOf(layout: 'plain' | 'several' | 'recursive'): string {
  return [
    '[alembic]',
    layout === 'several' ? 'script_location = %(here)s/db' : 'script_location = db',
    ...(layout === 'several' ? ['version_path_separator = space', 'version_locations = %(here)s/db/core %(here)s/db/more'] : []),
    ...(layout === 'recursive' ? ['recursive_version_locations = true'] : []),
    ''
  ].join('\n')
}

function revisionText({ id, down, dependsOn, labels }: Draft): string {
  const names = (all: string[]) =>
    all.length === 0 ? 'None' : all.length === 1 ? `'${all[0]}'` : `(${all.map(name => `'${name}'`).join(', ')})`
  return [
    `revision = '${id}'`,
    `down_revision = ${names(down)}`,
    `branch_labels = ${labels.length === 0 ? 'None' : `(${labels.map(name => `'${name}',`).join(' ')})`}`,
    `depends_on = ${names(dependsOn)}`,
    'def upgrade():\n    pass\ndef downgrade():\n    pass\n'
  ].join('\n')
}
