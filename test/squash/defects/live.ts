import type { MigrationKey } from '../../../shared/squash/model.ts'
import { changed, clinic, type Defect, type Files, fleet, migration, patients, sqlFolder } from './projects.ts'

const file = (name: string) => `${patients}/${name}.py`
const on = (name: string) => `('patients', '${name}')`
const rows = (...names: string[]): MigrationKey[] => names.map(name => ({ app: 'patients', name }))
const add = (name: string) => `        migrations.AddField('patient', '${name}', models.TextField(null=True)),`
const old: Files = { ...clinic, [file('0002_a')]: migration(add('a')), [file('0003_b')]: migration(add('b'), '', '', on('0002_a')) }
const names = ['0001_initial', '0002_a', '0003_b']
const name = '0001_squashed_0003_b'
const bare = clinic[file('0001_initial')]!
const squash = { [file(name)]: bare.replace('initial = True', `replaces = [${names.map(on).join(', ')}]`) }
const gone = Object.fromEntries(Object.entries({ ...old, ...squash }).filter(([path]) => !names.some(one => path === file(one))))
const other = {
  ...gone,
  'backend/apps/billing/migrations/0001_initial.py': clinic['backend/apps/billing/migrations/0001_initial.py']!.replace(
    '"0001_initial")]',
    `"${name}")]`
  )
}
const unbound = { ...other, [file(name)]: bare }
const state = (verdict: 'partial' | 'fresh', k: number) => [
  {
    name: 'demo',
    unknown: undefined,
    squashes: [{ app: 'patients', name, state: verdict, applied: k, of: 3, verdict: 'run-migrate-first' as const }]
  }
]

/** L01 to L09: what a live database has recorded. */
export const liveDefects: readonly Defect[] = [
  { rule: 'L01', name: 'one of three', at: [file(name), ''], files: other, applied: rows('0001_initial') },
  { rule: 'L01', name: 'two of three', at: [file(name), ''], files: other, applied: rows('0001_initial', '0002_a') },
  { rule: 'L01', name: 'a gap in the rows', at: [file(name), ''], files: other, applied: rows('0001_initial', '0003_b') },
  { rule: 'L02', name: 'replaces is removed too early', at: [file(name), ''], files: unbound, base: other, applied: rows(...names) },
  {
    rule: 'L02',
    name: 'replaces is removed with the old files',
    at: [file(name), ''],
    files: unbound,
    base: { ...old, ...squash },
    applied: rows(...names)
  },
  {
    rule: 'L02',
    name: 'with rows of another app',
    at: [file(name), ''],
    files: unbound,
    base: other,
    applied: [...rows(...names), { app: 'auth', name: '0001_initial' }]
  },
  { rule: 'L03', name: 'old rows were pruned', at: [file(name), ''], files: other, applied: rows(name) },
  { rule: 'L03', name: 'old files are there', at: [file(name), ''], files: { ...old, ...squash }, applied: rows(name) },
  {
    rule: 'L03',
    name: 'pruned, and a later one is applied',
    at: [file(name), ''],
    files: { ...other, [file('0004_c')]: migration(add('c'), '', '', on(name)) },
    applied: rows(name, '0004_c')
  },
  {
    rule: 'L04',
    name: 'rolled back by one',
    at: [file(name), ''],
    files: { ...old, ...squash },
    applied: rows('0001_initial', '0002_a', name)
  },
  { rule: 'L04', name: 'rolled back by two', at: [file(name), ''], files: { ...old, ...squash }, applied: rows('0001_initial', name) },
  {
    rule: 'L04',
    name: 'the row of the squash comes first',
    at: [file(name), ''],
    files: { ...old, ...squash },
    applied: rows(name, '0001_initial', '0002_a')
  },
  { rule: 'L05', name: 'a newer release', at: [file('0003_b'), ''], files: old, applied: rows(...names, '0004_c') },
  { rule: 'L05', name: 'another branch', at: [file('0003_b'), ''], files: old, applied: rows('0001_initial', '0002_a', '0003_other') },
  {
    rule: 'L05',
    name: 'a file of SQL',
    at: [`${sqlFolder}/000001_vehicles.up.sql`, ''],
    files: fleet,
    applied: [
      { app: sqlFolder, name: '000001_vehicles' },
      { app: sqlFolder, name: '000002_x' }
    ]
  },
  { rule: 'L06', name: 'twice', at: [file('0002_a'), ''], files: old, applied: rows('0001_initial', '0002_a', '0003_b', '0002_a') },
  { rule: 'L06', name: 'three times', at: [file('0003_b'), ''], files: old, applied: rows(...names, '0003_b', '0003_b') },
  { rule: 'L06', name: 'a row of a deleted file', at: [file(name), ''], files: other, applied: rows(...names, '0002_a') },
  { rule: 'L07', name: 'a hole', at: [file('0003_b'), ''], files: old, applied: rows('0001_initial', '0003_b') },
  {
    rule: 'L07',
    name: 'a dependency on another app',
    at: ['backend/apps/billing/migrations/0001_initial.py', ''],
    files: old,
    applied: [{ app: 'invoicing', name: '0001_initial' }]
  },
  { rule: 'L07', name: 'the first one is missing', at: [file('0002_a'), ''], files: old, applied: rows('0002_a', '0003_b') },
  {
    rule: 'L08',
    name: 'partial elsewhere',
    at: [file(name), ''],
    files: other,
    base: { ...old, ...squash },
    environments: state('partial', 2)
  },
  {
    rule: 'L08',
    name: 'no report',
    at: [file(name), ''],
    files: other,
    base: { ...old, ...squash },
    environments: [{ name: 'demo', unknown: 'there is no report of it', squashes: [] }]
  },
  { rule: 'L08', name: 'replaces is removed', at: [file(name), ''], files: unbound, base: other, environments: state('fresh', 0) },
  {
    rule: 'L09',
    name: 'an old row',
    at: [file('0003_b'), ''],
    ...changed({ ...clinic, [file('0002_a')]: old[file('0002_a')]! }, old),
    applied: rows(...names)
  },
  {
    rule: 'L09',
    name: 'SQL',
    at: [`${sqlFolder}/000002_x.up.sql`, ''],
    ...changed(fleet, { [`${sqlFolder}/000002_x.up.sql`]: 'SELECT 1;\n' }),
    applied: [
      { app: sqlFolder, name: '000001_vehicles' },
      { app: sqlFolder, name: '000002_x' }
    ]
  },
  {
    rule: 'L09',
    name: 'an app with a label',
    at: ['backend/apps/billing/migrations/0002_x.py', ''],
    ...changed(clinic, { 'backend/apps/billing/migrations/0002_x.py': migration('', '', '', "('invoicing', '0001_initial')") }),
    applied: [...rows('0001_initial'), { app: 'invoicing', name: '0001_initial' }, { app: 'invoicing', name: '0002_x' }]
  }
]
