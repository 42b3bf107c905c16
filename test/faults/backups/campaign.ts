// Makes every fault happen to every kind of backup, and writes docs/fault-matrix.md. CI does a bounded part of it (campaign.test.ts).
// Usage: node test/faults/backups/campaign.ts [--tries 20] [--only FAULT,KIND] [--seed N] [--no-write]
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { kinds } from './kinds.ts'
import { type CellResult, runCell } from './matrix.ts'
import { faults } from './registry.ts'
import { render } from './render.ts'
import { Ground } from './system.ts'

const { values } = parseArgs({
  options: {
    tries: { type: 'string', default: '20' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    'no-write': { type: 'boolean', default: false }
  }
})
const only = values.only?.split(',') ?? []
const wantedKinds = kinds.filter(kind => only.includes(kind) || !kinds.some(each => only.includes(each)))
const wantedFaults = faults.filter(({ name }) => only.includes(name) || !faults.some(each => only.includes(each.name)))
const unknown = only.find(name => ![...kinds, ...faults.map(each => each.name)].includes(name))
if (unknown !== undefined) throw new Error(`${unknown} is neither a fault nor a kind. Faults: ${faults.map(each => each.name).join(', ')}`)
const tries = Number(values.tries)

console.log(`seed ${values.seed}, ${tries} tries`)
const begun = performance.now()
const ground = await Ground.boot(wantedKinds)
const results: CellResult[] = []
try {
  for (const fault of wantedFaults) {
    for (const kind of wantedKinds.filter(each => fault.kinds.includes(each))) {
      const result = await runCell(ground, fault, kind, { tries, seed: values.seed, say: console.log })
      results.push(result)
      const how = Object.entries(result.ended).map(([name, n]) => `${n} ${name}`)
      console.log(
        `== ${fault.name} ${kind}: ${result.tries} tries, ${result.losses.length} losses (${how.join('; ')}), ${result.seconds.toFixed(0)} s`
      )
    }
  }
  const text = render(results, faults, {
    date: new Date().toISOString().slice(0, 10),
    command: `node test/faults/backups/campaign.ts --tries ${tries} --seed ${values.seed}`,
    minutes: Math.round((performance.now() - begun) / 60_000),
    versions: [`Node.js ${process.versions.node}`, ...(await ground.versions(wantedKinds))]
  })
  console.log(text)
  if (!values['no-write'] && only.length === 0)
    await writeFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'fault-matrix.md'), text)
} finally {
  await ground.destroy()
}
process.exitCode = results.some(each => each.losses.length > 0 || each.tries === 0) ? 1 : 0
