import { createWriteStream, type WriteStream } from 'node:fs'
import type { RunResult, StepResult } from '../../test/runner/types.ts'

/** Says what happens while it happens, and how long each step took; the whole log goes to a file. */
export class Timeline {
  readonly #start = performance.now()
  readonly #log: WriteStream
  /** What the step at work has said that is worth showing below it. */
  #said: string[] = []

  constructor(logFile: string) {
    this.#log = createWriteStream(logFile)
  }

  say(text: string): void {
    console.log(`${stamp(performance.now() - this.#start)}  ${text}`)
  }

  /** A line of a workflow's log: reasons and annotations are shown, the rest is kept in the file. */
  readonly line = (line: string): void => {
    this.#log.write(`${line}\n`)
    const text = line.replace(/^[^|]*\| /, '')
    const told =
      /^##\[(?:error|warning|notice)\](.*)$/.exec(text)?.[1] ?? /^(?:Skipped: |Going back: | {2}because ).*/.exec(text)?.[0].trim()
    if (told !== undefined && !told.startsWith('Process completed')) this.#said.push(told)
  }

  readonly step = ({ name, result }: { name: string; result?: StepResult | undefined }): void => {
    if (result === undefined) {
      this.#said = []
      return
    }
    if (result.outcome === 'skipped' || result.stage !== 'main' || name.startsWith('Run actions/checkout')) return
    const mark = { success: 'ok', failure: 'RED', cancelled: 'cancelled', skipped: '' }[result.outcome]
    this.say(`  │ ${mark.padEnd(3)} ${duration(result.durationMs)}  ${name}`)
    for (const text of this.#said.slice(0, 6)) console.log(`${' '.repeat(8)}    │             ${cut(text, 110)}`)
  }

  async run(title: string, body: () => Promise<RunResult>): Promise<RunResult> {
    this.say(`┌ ${title}`)
    const start = performance.now()
    const result = await body()
    this.say(`└ ${result.conclusion === 'success' ? 'green' : 'red'} after ${duration(performance.now() - start).trim()}`)
    if (result.reason !== '') this.say(`  ${result.reason}`)
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

  /** Resolves when the log is written out. */
  close(): Promise<void> {
    return new Promise(resolve => this.#log.end(resolve))
  }
}

function stamp(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(6)} s`
}

function duration(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(4)} s`
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text
}
