import { createWriteStream, type WriteStream } from 'node:fs'

/** Says what happens, when, and how long it took; the whole log goes to a file. */
export class Timeline {
  readonly #start = performance.now()
  readonly #log: WriteStream

  constructor(logFile: string) {
    this.#log = createWriteStream(logFile)
  }

  say(text: string): void {
    console.log(`${stamp(performance.now() - this.#start)}  ${text}`)
  }

  /** A line of a workflow's log: steps are shown, the rest is kept. */
  readonly line = (line: string): void => {
    this.#log.write(`${line}\n`)
    const step = /^[^|]*\| ## (.*)$/.exec(line)
    if (step !== null) this.say(`    ${step[1]}`)
    else if (/\| (error|warning|notice): /.test(line)) this.say(`      ${line.replace(/^[^|]*\| /, '')}`)
  }

  async run<T extends { readonly conclusion: string }>(title: string, body: () => Promise<T>): Promise<T> {
    this.say(`> ${title}`)
    const start = performance.now()
    const result = await body()
    this.say(`< ${result.conclusion} after ${((performance.now() - start) / 1000).toFixed(1)} s`)
    return result
  }

  /** Prints each claim with what was found. The exit code: 0 when all hold. */
  prove(claims: readonly (readonly [string, unknown, unknown])[], cost: string): number {
    console.log('\nWhat is proven at the end:')
    const wrong = claims.filter(([, found, expected]) => found !== expected)
    for (const [claim, found, expected] of claims)
      console.log(
        `  ${found === expected ? 'yes' : 'NO '}  ${claim}: ${String(found)}${found === expected ? '' : ` (expected ${String(expected)})`}`
      )
    console.log(`  cost: ${cost}`)
    console.log(wrong.length === 0 ? '\nThe promise held.' : '\nThe promise did NOT hold.')
    return wrong.length === 0 ? 0 : 1
  }
}

function stamp(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`
}
