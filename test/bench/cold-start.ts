import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../bed/process.ts'
import { type Summary, summarise } from './statistics.ts'

export interface ColdStart {
  /** `node -e 0`, in milliseconds. */
  readonly node: Summary
  /** Every action of the bundle with an input that it must refuse, in milliseconds. */
  readonly actions: readonly (Summary & { readonly name: string })[]
}

/** Starts each action with a misspelt input, in turn with Node doing nothing. Errors: an action that does not refuse. */
export async function coldStart(dist: string, rounds: number): Promise<ColdStart> {
  const names = readdirSync(dist)
    .filter(file => /^[a-z-]+\.js$/.test(file) && file !== 'index.js' && file !== 'post.js')
    .map(file => file.slice(0, -'.js'.length))
  const bare: number[] = []
  const times = new Map(names.map(name => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    const ms = await timed(['-e', '0'], 0)
    if (round > 0) bare.push(ms)
    for (const name of names) {
      const time = await timed([join(dist, `${name}.js`)], 1)
      if (round > 0) times.get(name)!.push(time)
    }
  }
  return { node: summarise(bare), actions: names.map(name => ({ name, ...summarise(times.get(name)!) })) }
}

async function timed(args: readonly string[], wanted: number): Promise<number> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], 'INPUT_DRY-RUN': 'ture' }
  const start = performance.now()
  const { code, stdout } = await run(process.execPath, args, { env, check: false })
  const ms = performance.now() - start
  if (code !== wanted || (wanted === 1 && !stdout.includes('dry-run: "ture" is not allowed')))
    throw new Error(`${args.join(' ')} ended with exit code ${code}:\n${stdout}`)
  return ms
}
