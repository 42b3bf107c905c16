// Does an event start a workflow, and with which inputs and payload?
import type { Value } from './expressions.ts'
import { type Document, get, is, items, type Pair, pairs, strings, type Token } from './parser.ts'
import { type EventName, Red } from './types.ts'

/** GitHub's filter patterns: `*` stops at a slash, `**` does not, `?` and `+` repeat the character before, a leading `!` takes back. */
export function matches(patterns: string[], name: string): boolean {
  return patterns.reduce((kept, pattern) => {
    const negative = pattern.startsWith('!')
    const body = negative ? pattern.slice(1) : pattern
    const source = body.replace(/\*\*|\*|[.^$|(){}]|\\./g, p =>
      p === '**' ? '.*' : p === '*' ? '[^/]*' : p.startsWith('\\') ? p : `\\${p}`
    )
    return new RegExp(`^${source}$`).test(name) ? !negative : kept
  }, false)
}

/** The configuration of one event under `on`; undefined when the workflow does not listen to it. */
function listening(doc: Document, event: EventName): { config: Token | undefined } | undefined {
  const on = get(doc.root, 'on')
  if (is(on, 'mapping')) {
    const found = pairs(on).find(p => p.key === event)
    return found ? { config: found.value } : undefined
  }
  return strings(on).includes(event) ? { config: undefined } : undefined
}

/** Why the event does not start the workflow; undefined when it does. */
export function refusal(doc: Document, event: EventName, ref: string): string | undefined {
  const found = listening(doc, event)
  if (!found) return `the workflow is not triggered by ${event}`
  if (event !== 'push') return undefined
  const filter = (key: string) => (get(found.config, key) === undefined ? undefined : strings(get(found.config, key)))
  const tag = ref.startsWith('refs/tags/')
  const name = ref.replace(/^refs\/(heads|tags)\//, '')
  const paths = pairs(found.config).find(p => p.key.startsWith('paths'))
  if (paths && !tag) throw new Red(`push.${paths.key} is not supported by this runner`, doc.file, paths.keyToken.line)
  const [own, ownIgnore, other, otherIgnore] = tag
    ? [filter('tags'), filter('tags-ignore'), filter('branches'), filter('branches-ignore')]
    : [filter('branches'), filter('branches-ignore'), filter('tags'), filter('tags-ignore')]
  const what = `${tag ? 'tag' : 'branch'} ${name}`
  if (own) return matches(own, name) ? undefined : `the workflow is not triggered by a push of ${what}: its filter is [${own.join(', ')}]`
  if (ownIgnore) return matches(ownIgnore, name) ? `the workflow ignores pushes of ${what}` : undefined
  if (other || otherIgnore) return `the workflow is not triggered by a push of ${what}: it filters ${tag ? 'branches' : 'tags'} only`
  return undefined
}

/** The typed `inputs` context of workflow_dispatch, and the texts in the event. */
export function dispatchInputs(
  doc: Document,
  given: Record<string, string | number | boolean>,
  environments: string[]
): { inputs: Record<string, Value>; event: Record<string, string> } {
  const declared = pairs(get(listening(doc, 'workflow_dispatch')?.config, 'inputs'))
  const inputs: Record<string, Value> = {}
  const event: Record<string, string> = {}
  const unknown = Object.keys(given).filter(name => !declared.some(d => d.key === name))
  if (unknown.length > 0) throw new Red(`Unexpected inputs provided: ${JSON.stringify(unknown)}`, doc.file, get(doc.root, 'on')?.line)
  for (const pair of declared) {
    const raw = given[pair.key] ?? get(pair.value, 'default')?.value
    if (raw === undefined || raw === '') {
      if (get(pair.value, 'required')?.value === true)
        throw new Red(`Required input '${pair.key}' not provided`, doc.file, pair.keyToken.line)
    }
    inputs[pair.key] = typed(doc, pair, raw, environments)
    event[pair.key] = String(inputs[pair.key])
  }
  return { inputs, event }
}

function typed(doc: Document, { key, keyToken, value }: Pair, raw: string | number | boolean | undefined, environments: string[]): Value {
  const wrong = (need: string) => new Red(`Provided value '${raw}' for input '${key}' ${need}`, doc.file, keyToken.line)
  switch (String(get(value, 'type')?.value ?? 'string')) {
    case 'boolean':
      if (raw === undefined) return false
      if (raw !== true && raw !== false && raw !== 'true' && raw !== 'false') throw wrong('is not a boolean')
      return String(raw) === 'true'
    case 'number':
      if (raw === undefined || raw === '') return ''
      if (Number.isNaN(Number(raw))) throw wrong('is not a number')
      return Number(raw)
    case 'choice': {
      const options = items(get(value, 'options')).map(o => String(o.value))
      if (raw !== undefined && !options.includes(String(raw))) throw wrong(`is not in the list of allowed values [${options.join(', ')}]`)
      return String(raw ?? '')
    }
    case 'environment':
      if (raw !== undefined && environments.length > 0 && !environments.includes(String(raw)))
        throw wrong(`is not an environment: [${environments.join(', ')}]`)
      return String(raw ?? '')
    default:
      return String(raw ?? '')
  }
}
