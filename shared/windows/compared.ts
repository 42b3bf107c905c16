import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ComparedSide } from '../config/schema.ts'
import { UserError } from '../errors.ts'
import type { Ended } from './command.ts'
import { sha256Of } from './disk.ts'
import { rowsOf } from './sqlite-query.ts'

export interface Measured {
  readonly lines: number
  /** The same for the same lines in any order. */
  readonly sum: string
}

export interface Side {
  readonly database: string
  readonly directory: string
  run(command: string, onStdout: (text: string) => void): Promise<Ended>
}

/** Counts and sums one side of a comparison. Lines are never kept. Errors: UserError where it cannot be read. */
export async function measure(side: ComparedSide, what: string, at: Side): Promise<Measured> {
  const total = new LineSum()
  try {
    if ('sql' in side) for (const row of rowsOf(at.database, side.sql)) total.add(JSON.stringify(row))
    else if ('run' in side) {
      let rest = ''
      const { exitCode, deadline } = await at.run(side.run, text => {
        const lines = (rest + text).split(/\r?\n/)
        rest = lines.pop()!
        for (const line of lines) total.add(line)
      })
      if (deadline || exitCode !== 0) throw new Error(deadline ? 'it had not ended in time' : `exit code ${exitCode}`)
      if (rest !== '') total.add(rest)
    } else await addFiles(total, resolve(at.directory, side.files))
  } catch (error) {
    throw new UserError(`${what} cannot be read`, { cause: error })
  }
  return total.measured
}

async function addFiles(total: LineSum, root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    total.add(`${path.slice(root.length).replaceAll('\\', '/')} ${await sha256Of(path)}`)
  }
}

/** The sum of the SHA-256 of all lines, modulo 2^256: it needs no order and keeps no line, and a line that is there twice counts twice. */
class LineSum {
  #lines = 0
  #sum = 0n

  add(line: string): void {
    this.#lines++
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${createHash('sha256').update(line).digest('hex')}`))
  }

  get measured(): Measured {
    return { lines: this.#lines, sum: this.#sum.toString(16).padStart(64, '0') }
  }
}
