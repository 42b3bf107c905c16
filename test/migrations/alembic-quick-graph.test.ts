import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { alembicQuickGraph } from '../../shared/migrations/alembic-quick-graph.ts'
import { describeBed } from '../bed/bed.ts'
import { python42, python52, runPython } from '../bed/python.ts'

/** Prints, for each folder, what is read and what Alembic says; `null`: nothing is. */
const asker = `import json, os, sys, warnings
ini, section = 'alembic.ini', 'alembic'
${alembicQuickGraph}
from alembic.config import Config
from alembic.script import ScriptDirectory
warnings.simplefilter('error')

def asked():
    try:
        script = ScriptDirectory.from_config(Config(ini))
        return {each.revision: sorted(set(each._all_down_revisions)) for each in script.walk_revisions()}
    except BaseException:
        return None

answers = {}
for folder in sorted(os.listdir('/work')):
    os.chdir('/work/' + folder)
    answers[folder] = [quick_graph(), asked()]
print(json.dumps(answers))
`

type Graph = Record<string, string[]>

/** A project's files by their paths. */
type Files = Readonly<Record<string, string>>

const ini = '[alembic]\nscript_location = %(here)s/alembic\n'
const revision = (id: string, down: string, more = '') =>
  `"""${id}"""\nfrom alembic import op\n\nrevision = '${id}'\ndown_revision = ${down}\n${more}\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n`
const files = (versions: Files, config = ini): Files => ({
  'alembic.ini': config,
  ...Object.fromEntries(Object.entries(versions).map(([name, text]) => [`alembic/versions/${name}.py`, text]))
})

/** Both answers of each project, by its name. */
async function ask(
  image: typeof python42,
  projects: Readonly<Record<string, Files>>
): Promise<Record<string, [Graph | null, Graph | null]>> {
  const directory = mkdtempSync(join(tmpdir(), 'belay-quick-'))
  try {
    for (const [name, each] of Object.entries(projects)) {
      for (const [path, text] of Object.entries(each)) {
        mkdirSync(dirname(join(directory, name, path)), { recursive: true })
        writeFileSync(join(directory, name, path), text)
      }
    }
    return JSON.parse((await runPython(image, { directory, args: ['-c', asker] })).stdout)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** A history with branches, merges and `depends_on`. The same on every run. */
function randomProject(seed: number): Files {
  let state = seed + 1
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const versions: Record<string, string> = {}
  const names = Array.from({ length: 1 + random(9) }, (_, index) => `r${index}`)
  for (const [index, name] of names.entries()) {
    const some = (count: number) => [...new Set(Array.from({ length: count }, () => names[random(index)]!))]
    const parents = index === 0 ? [] : some(random(3))
    const down =
      parents.length === 0 ? 'None' : parents.length === 1 ? `'${parents[0]}'` : `(${parents.map(each => `'${each}'`).join(', ')})`
    const needed = index > 1 && random(4) === 0 ? some(1 + random(2)) : []
    const more = ['branch_labels = None', 'depends_on: object = None', `depends_on = [${needed.map(each => `'${each}'`).join(', ')}]`]
    versions[`${name}_step`] = revision(name, down, needed.length > 0 ? more[2] : more[random(2)])
  }
  return files(versions)
}

const first = revision('a', 'None')
const next = (more: string) => ({ a_first: first, b_next: `${revision('b', "'a'")}${more}\n` })

await describeBed('the revisions of Alembic, read without it', () => {
  test.each([
    ['Debian 13', python42],
    ['Debian unstable', python52]
  ])('are what the Alembic of %s says, in 200 random histories', async (_, image) => {
    const projects = Object.fromEntries(Array.from({ length: 200 }, (_each, seed) => [`p${seed}`, randomProject(seed)]))
    const answers = await ask(image, projects)
    expect(Object.keys(answers)).toHaveLength(200)
    const read = Object.values(answers).filter(([quick]) => quick !== null)
    for (const [quick, asked] of read) expect(quick).toEqual(asked)
    expect(read.length).toBeGreaterThan(150)
  })

  test('are left to Alembic where a file may say something else in the end', async () => {
    const bodies = [
      "if True:\n    revision = 'x'",
      'def f():\n    global revision',
      'from os import *',
      'from os import path as revision',
      'import os as down_revision',
      'for revision in []:\n    pass',
      'try:\n    pass\nexcept ValueError as revision:\n    pass',
      "revision += 'x'",
      "(revision, other) = 'x', 'y'",
      'del revision',
      "globals()['revision'] = 'x'",
      "if (revision := 'x'):\n    pass",
      'def revision():\n    pass',
      'class depends_on:\n    pass',
      "depends_on = 'a'\ndepends_on = None",
      "depends_on = ''.join(['a'])",
      'def ('
    ]
    const projects: Record<string, Files> = Object.fromEntries(bodies.map((body, at) => [`body${at}`, files(next(body))]))
    projects['computed'] = files({ a: first.replace("'a'", "'a'.lower()") })
    projects['missing'] = files({ a: first, b: revision('b', "'z'") })
    projects['ring'] = files({ a: revision('a', "'b'"), b: revision('b', "'a'") })
    projects['twice'] = files({ a: first, b: first })
    projects['no-id'] = files({ a: first, b: 'x = 1\n' })
    projects['places'] = files({ a: first }, `${ini}version_locations = %(here)s/alembic/versions\n`)
    projects['package'] = files({ a: first }, '[alembic]\nscript_location = project:alembic\n')
    projects['no-ini'] = { 'other.ini': ini }
    const answers = await ask(python42, projects)
    expect(Object.keys(answers).sort()).toEqual(Object.keys(projects).sort())
    expect(Object.entries(answers).flatMap(([name, [quick]]) => (quick === null ? [] : [name]))).toEqual([])
    // Some of them Alembic reads well: that they are left to it is no failure.
    expect(answers['places']![1]).toEqual({ a: [] })
  })
})
