import { type CheckConfig, checks } from '../config/schema.ts'
import { parseYaml } from '../config/yaml-errors.ts'
import { UserError } from '../errors.ts'

/**
 * The inputs `checks` (YAML in the form of `health.checks`) and `url` (a shorthand for one http check that expects 200) -> checks.
 * Errors: UserError with line, column and the nearest known key for every problem.
 */
export function parseChecks(text: string | undefined, url?: string | undefined): Record<string, CheckConfig> {
  const named = text === undefined || text.trim() === '' ? {} : parseYaml(checks, text, 'input checks')
  if (url === undefined) return named
  if ('url' in named)
    throw new UserError(
      'The input checks has a check named url, and the input url is given as well: rename the check or leave one of them out.'
    )
  const parsed = checks.safeParse({ url: { http: url } })
  if (!parsed.success) throw new UserError(`The input url must be an http:// or https:// address, not ${JSON.stringify(url)}.`)
  return { ...parsed.data, ...named }
}
