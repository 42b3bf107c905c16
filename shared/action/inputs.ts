import type * as z from 'zod'
import { UserError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ActionDefinition, InputShape, InputValues } from './definition.ts'

/**
 * Inputs as GitHub gives them (`INPUT_*` of the environment) -> typed values.
 * Errors: one UserError that lists every problem with the input's name, the value and what is allowed.
 */
export function readInputs<Shape extends InputShape>(
  definition: ActionDefinition<Shape>,
  environment: Readonly<Record<string, string | undefined>>
): InputValues<Shape> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  const names = Object.keys(definition.inputs)
  for (const [name, input] of Object.entries(definition.inputs)) {
    const given = environment[variable(name)]?.trim()
    const text = given === undefined || given === '' ? input.default : given
    if (text === undefined) {
      if (input.required) problems.push(`${name}: required, and not given. ${input.description}`)
      continue
    }
    if (input.means !== undefined && (environment[variable(input.means)]?.trim() ?? '') !== '') {
      problems.push(`${name} and ${input.means}: two names of one input; give one of them`)
      continue
    }
    const result = input.schema.safeParse(text)
    if (result.success) values[input.means ?? name] = result.data
    else problems.push(`${name}: ${input.secret ? '(secret)' : quoted(text)} ${reason(result.error, input.allowed)}`)
  }
  // GitHub only warns about an input that it does not know; here a misspelt name would silently mean a default.
  const known = new Set(names.map(variable))
  for (const key of Object.keys(environment)) {
    if (!key.startsWith('INPUT_') || known.has(key) || environment[key] === '') continue
    const name = key.slice('INPUT_'.length).toLowerCase()
    const near = nearest(name, names)
    problems.push(`${name}: no such input${near === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${near}?`}`)
  }
  if (problems.length > 0)
    throw new UserError(
      `${problems.length === 1 ? 'An input is' : `${problems.length} inputs are`} not usable:\n${problems.map(problem => `  - ${problem}`).join('\n')}`
    )
  return values as InputValues<Shape>
}

/** The values that must be masked, before anything else is said. */
export function secretsOf(definition: ActionDefinition, environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(definition.inputs)
    .filter(([, input]) => input.secret)
    .map(([name]) => environment[variable(name)]?.trim() ?? '')
    .filter(value => value !== '')
}

/**
 * What the log must hide of a secret. The runner masks line by line, so a key is given line by line, without those that are too short to be masked
 * everywhere: the last line of a valid key may have two characters.
 */
export function masksOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map(line => line.trim())
  return lines.length === 1 ? [secret] : lines.filter(line => line.length >= 4)
}

function variable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

function quoted(text: string): string {
  const line = text.length > 60 ? `${text.slice(0, 57)}...` : text
  return JSON.stringify(line)
}

function reason(error: z.ZodError, allowed: string | undefined): string {
  const first = error.issues[0]
  return allowed === undefined ? `is not usable: ${first?.message ?? 'unknown reason'}` : `is not allowed; allowed: ${allowed}`
}
