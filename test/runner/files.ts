// The command files of a step: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE, GITHUB_PATH, GITHUB_STEP_SUMMARY.
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const prefixes = { OUTPUT: 'set_output_', ENV: 'set_env_', STATE: 'save_state_', PATH: 'add_path_', STEP_SUMMARY: 'step_summary_' } as const
export const summaryLimit = 1024 * 1024

export interface CommandFiles {
  env: Record<string, string>
  /** Reads what the step wrote and removes the files. */
  collect(): Collected
}
export interface Collected {
  outputs: Record<string, string>
  env: Record<string, string>
  state: Record<string, string>
  path: string[]
  summary: string
  /** Each fails the step, unless `fails` says otherwise. */
  errors: { message: string; fails: boolean }[]
}

/** `NAME=value` lines and `NAME<<DELIMITER` blocks; anything else is an error, as on GitHub. */
export function keyValues(content: string): Record<string, string> {
  const out: Record<string, string> = {}
  const lines = content.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const block = line.indexOf('<<')
    if (equals >= 0 && (block < 0 || equals < block)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`)
      out[line.slice(0, equals)] = line.slice(equals + 1)
    } else if (block >= 0) {
      const name = line.slice(0, block)
      const delimiter = line.slice(block + 2)
      if (name === '' || delimiter === '')
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
      const from = ++i
      while (i < lines.length && lines[i] !== delimiter) i++
      if (i >= lines.length) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
      out[name] = lines.slice(from, i).join('\n')
    } else throw new Error(`Invalid format '${line}'`)
  }
  return out
}

export function commandFiles(temp: string): CommandFiles {
  const dir = join(temp, '_runner_file_commands')
  mkdirSync(dir, { recursive: true })
  const id = randomUUID()
  const path = (name: keyof typeof prefixes) => join(dir, prefixes[name] + id)
  const names = Object.keys(prefixes) as (keyof typeof prefixes)[]
  for (const name of names) writeFileSync(path(name), '')
  return {
    env: Object.fromEntries(names.map(name => [`GITHUB_${name}`, path(name)])),
    collect() {
      const errors: Collected['errors'] = []
      const read = (name: keyof typeof prefixes) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '')
      const map = (name: 'OUTPUT' | 'ENV' | 'STATE') => {
        try {
          return keyValues(read(name))
        } catch (error) {
          errors.push({
            message: `Unable to process file command '${name.toLowerCase()}' successfully. ${(error as Error).message}`,
            fails: true
          })
          return {}
        }
      }
      const env = map('ENV')
      for (const key of Object.keys(env))
        if (key.toUpperCase() === 'NODE_OPTIONS') {
          delete env[key]
          errors.push({ message: "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.", fails: false })
        }
      let summary = ''
      const size = existsSync(path('STEP_SUMMARY')) ? statSync(path('STEP_SUMMARY')).size : 0
      if (size > summaryLimit)
        errors.push({
          message: `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(size / 1024)}k.`,
          fails: false
        })
      else summary = read('STEP_SUMMARY')
      const result: Collected = {
        outputs: map('OUTPUT'),
        env,
        state: map('STATE'),
        path: read('PATH')
          .split('\n')
          .map(l => l.replace(/\r$/, ''))
          .filter(l => l !== ''),
        summary,
        errors
      }
      for (const name of names) rmSync(path(name), { force: true })
      return result
    }
  }
}
