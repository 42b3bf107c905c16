// Makes every fault happen to every kind of backup, and writes docs/fault-matrix.md. CI does a bounded part of it (campaign.test.ts).
// Usage: node test/faults/backups/campaign.ts [--tries 20] [--only FAULT,KIND] [--seed N] [--workers N] [--minutes N] [--results FILE] [--no-write]
// Each worker has a machine of its own. After so many minutes no cell is begun, and the page says which were not. Each cell's result is a line of the
// file of results; the same call with the same file goes on where the last one ended.
import { existsSync, readFileSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../../../shared/errors.ts'
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
    workers: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    results: { type: 'string' },
    'no-write': { type: 'boolean', default: false }
  }
})
const only = values.only?.split(',') ?? []
const wantedKinds = kinds.filter(kind => only.includes(kind) || !kinds.some(each => only.includes(each)))
const wantedFaults = faults.filter(({ name }) => only.includes(name) || !faults.some(each => only.includes(each.name)))
const unknown = only.find(name => ![...kinds, ...faults.map(each => each.name)].includes(name))
if (unknown !== undefined) throw new Error(`${unknown} is neither a fault nor a kind. Faults: ${faults.map(each => each.name).join(', ')}`)
const tries = Number(values.tries)

const workers = Number(values.workers)
const deadline = performance.now() + Number(values.minutes) * 60_000

console.log(`seed ${values.seed}, ${tries} tries`)
const results: CellResult[] =
  values.results !== undefined && existsSync(values.results)
    ? readFileSync(values.results, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as CellResult)
    : []
const queue = wantedFaults
  .flatMap(fault => wantedKinds.filter(kind => fault.kinds.includes(kind)).map(kind => ({ fault, kind })))
  .filter(({ fault, kind }) => !results.some(each => each.fault === fault.name && each.kind === kind))

/** Takes cells until there are none, on a machine of its own. */
async function work(): Promise<void> {
  if (queue.length === 0 || performance.now() >= deadline) return
  const ground = await Ground.boot(wantedKinds)
  try {
    while (performance.now() < deadline) {
      const next = queue.shift()
      if (next === undefined) break
      const { fault, kind } = next
      const result = await runCell(ground, fault, kind, { tries, seed: values.seed, say: console.log }).catch(async (error: unknown) => {
        // What the campaign cannot judge is no survived fault.
        console.log(error)
        await ground.reconnect()
        return {
          fault: fault.name,
          kind,
          tries: 0,
          losses: [`the campaign failed: ${messageOf(error)}`],
          ended: {},
          onlyManifest: 0,
          seconds: 0,
          software: kind
        }
      })
      results.push(result)
      if (values.results !== undefined) await appendFile(values.results, `${JSON.stringify(result)}\n`)
      const how = Object.entries(result.ended).map(([name, n]) => `${n} ${name}`)
      console.log(
        `== ${fault.name} ${kind}: ${result.tries} tries, ${result.losses.length} losses (${how.join('; ')}), ${result.seconds.toFixed(0)} s; ${queue.length} cells wait`
      )
    }
  } finally {
    await ground.destroy()
  }
}

const ends = await Promise.allSettled(Array.from({ length: workers }, work))
const text = render(results, faults, {
  date: new Date().toISOString().slice(0, 10),
  command: `node test/faults/backups/campaign.ts --tries ${tries} --seed ${values.seed} --workers ${workers}${values.results === undefined ? '' : ' --results FILE'}`,
  minutes: Math.round(results.reduce((sum, each) => sum + each.seconds, 0) / 60),
  versions: [
    `Node.js ${process.versions.node}`,
    ...new Set(kinds.flatMap(kind => results.filter(each => each.kind === kind && each.software !== kind).map(each => each.software)))
  ],
  waiting: queue.map(({ fault, kind }) => `${fault.name} ${kind}`)
})
console.log(text)
if (!values['no-write'] && only.length === 0) await writeFile(join(import.meta.dirname, '..', '..', '..', 'docs', 'fault-matrix.md'), text)
for (const end of ends) if (end.status === 'rejected') throw end.reason
process.exitCode = queue.length > 0 || results.some(each => each.losses.length > 0 || each.tries === 0) ? 1 : 0
