import { isMap, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Position } from './model.ts'
import { readText, type SourceTree } from './source.ts'

/** One command that a file of the repository would run, with continued lines in one. */
export interface Command extends Position {
  text: string
  /**
   * - `production`: the configuration of Belay runs it, or a job that names one of its environments, and that one is not marked `development`
   * - `development`: the same for one that is marked so
   * - `unsaid`: a script; who runs it where is not written down
   */
  runs: 'production' | 'development' | 'unsaid'
}

const configuration = /(^|\/)\.github\/belay\.ya?ml$/
const workflow = /(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/
const compose = /(^|\/)(docker-)?compose[^/]*\.ya?ml$/
const script = /\.(sh|bash|bat|cmd|ps1|mk|sql)$|(^|\/)(Makefile|Procfile|Dockerfile)$/i

/** Keys whose text is for people. */
const prose = new Set(['name', 'description', 'reason', 'title'])

/**
 * Every command of the repository that speaks of migrations, from Belay's configuration, workflows, compose files, scripts and SQL. `environment`: the
 * one that is checked for; undefined: any.
 */
export function commandsOf(source: SourceTree, environment: string | undefined): Command[] {
  const known = cache.get(source)
  if (known?.environment === environment && known !== undefined) return known.commands
  const commands = read(source.outer ?? source, environment)
  cache.set(source, { environment, commands })
  return commands
}

/** Several rules ask for the same of one source. */
const cache = new WeakMap<SourceTree, { environment: string | undefined; commands: Command[] }>()

function read(source: SourceTree, environment: string | undefined): Command[] {
  const files = source.list().filter(file => [configuration, workflow, compose, script].some(kind => kind.test(file)))
  const texts = files.map(file => [file, readText(source, file) ?? ''] as const)
  const config = texts.find(([file]) => configuration.test(file))
  const environments = environmentsOf(config?.[1] ?? '')
  const own = environment === undefined ? [...environments.values()] : [environments.get(environment) ?? false]
  const isDevelopment = own.length > 0 && own.every(each => each)
  return texts
    .filter(([, text]) => /migrat|alembic_version|flyway_schema/i.test(text))
    .flatMap(([file, text]): Command[] => {
      if (configuration.test(file)) return inYaml(file, text, () => (isDevelopment ? 'development' : 'production'))
      if (workflow.test(file)) return inYaml(file, text, named => stageOf(named, environments))
      if (compose.test(file)) return inYaml(file, text, () => 'unsaid')
      if (file.endsWith('.sql'))
        return linesOf(text.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*/g, blank), 0).map(each => ({ ...each, file, runs: 'unsaid' }))
      return commandLines(text, /\.(bat|cmd)$/i.test(file) ? 'batch' : 'shell').map(each => ({ ...each, file, runs: 'unsaid' }))
    })
}

/** Which of the configured environments are marked `development`. */
function environmentsOf(text: string): Map<string, boolean> {
  const found = new Map<string, boolean>()
  const environments = parseDocument(text, { logLevel: 'silent' }).get('environments')
  if (!isMap(environments)) return found
  for (const { key, value } of environments.items)
    if (isScalar(key)) found.set(String(key.value), isMap(value) && value.get('development') === true)
  return found
}

function stageOf(named: string | undefined, environments: ReadonlyMap<string, boolean>): Command['runs'] {
  const mark = named === undefined ? undefined : environments.get(named)
  return mark === undefined ? 'unsaid' : mark ? 'development' : 'production'
}

/** The commands in the texts of a YAML file. `runs` is asked with the environment that the job names. */
function inYaml(file: string, text: string, runs: (environment: string | undefined) => Command['runs']): Command[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' })
  const commands: Command[] = []
  visit(document, {
    Scalar(key, node, path) {
      const pair = path.at(-1)
      if (key === 'key' || typeof node.value !== 'string' || node.range == null) return
      if (isPair(pair) && isScalar(pair.key) && prose.has(String(pair.key.value))) return
      const start = lines.linePos(node.range[0])
      const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
      for (const each of commandLines(node.value, 'shell')) {
        // A folded text has lost its lines.
        const line = node.type === 'BLOCK_LITERAL' ? start.line + each.line : start.line + (isBlock ? 1 : 0)
        const column = isBlock ? 1 : start.col
        commands.push({ text: each.text, file, line, column, runs: runs(environmentOf(path as readonly Node[])) })
      }
    }
  })
  return commands
}

/** `environment:` of the job that a node of a workflow is in. */
function environmentOf(path: readonly unknown[]): string | undefined {
  const jobs = path.findIndex(each => isPair(each) && isScalar(each.key) && each.key.value === 'jobs')
  const job = jobs < 0 ? undefined : path.slice(jobs + 1).find(each => isPair(each))
  if (job === undefined || !isPair(job) || !isMap(job.value)) return undefined
  const named = job.value.get('environment')
  const name = isMap(named) ? named.get('name') : named
  return typeof name === 'string' ? name : undefined
}

interface Line {
  text: string
  line: number
  column: number
}

/** What only shows its arguments. */
const shows = /^[\s@-]*(echo|printf|write-host|write-output|rem|usage|help|log\w*|die|grep|sed|awk)\b/i

/**
 * The simple commands of a shell, make or batch text that mention migrations, without comments, with what a backslash (`^` in batch) continues. Texts that
 * are only printed are none: `echo …`, and a here-document for `cat`.
 */
export function commandLines(text: string, kind: 'shell' | 'batch'): Line[] {
  const commands: Line[] = []
  const lines = text.split(/\r?\n/)
  let until: string | undefined
  for (let index = 0; index < lines.length; index++) {
    const first = index
    if (until !== undefined) {
      if (lines[index]!.trim() === until) until = undefined
      continue
    }
    const continued = kind === 'batch' ? /\^\s*$/ : /\\\s*$/
    const parts: string[] = []
    let part = lines[index]!
    for (; continued.test(part) && index + 1 < lines.length; part = lines[++index]!.trim()) parts.push(part.replace(continued, ' '))
    const line = parts.join('') + part
    const printed = /\b(?:cat|tee)\b.*<<-?\s*["']?(\w+)/.exec(line)
    if (printed !== null) until = printed[1]
    if (kind === 'batch' && /^\s*@?(rem\b|::)/i.test(line)) continue
    for (const { text: command, column } of split(line, kind)) {
      if (shows.test(command) || !/migrat|alembic_version|flyway_schema/i.test(command)) continue
      commands.push({ text: command.trim(), line: first + 1, column: first === index ? column : 1 })
    }
  }
  return commands
}

/** One line at `;`, `&`, `|` and before a comment, all of them outside of quotes. */
function split(line: string, kind: 'shell' | 'batch'): { text: string; column: number }[] {
  const parts: { text: string; column: number }[] = []
  let quote = ''
  let start = 0
  const take = (end: number) => {
    const text = line.slice(start, end)
    parts.push({ text, column: start + text.length - text.trimStart().length + 1 })
    start = end + 1
  }
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (quote !== '') {
      if (character === quote) quote = ''
      else if (character === '\\' && quote === '"') at++
    } else if (character === '"' || (character === "'" && kind === 'shell')) quote = character
    else if (character === '#' && kind === 'shell' && (at === 0 || /\s/.test(line[at - 1]!))) {
      take(at)
      return parts
    } else if (character === ';' || character === '&' || character === '|') take(at)
  }
  take(line.length)
  return parts
}

function linesOf(text: string, from: number): Line[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' ? [] : [{ text: line.trim(), line: from + index + 1, column: line.length - line.trimStart().length + 1 }]
    )
}

/** The same number of lines and columns, and nothing on them. */
function blank(part: string): string {
  return part.replaceAll(/[^\n]/g, ' ')
}

/** `--fake` or `--fake-initial` where this command runs Django's `migrate` with it. */
export function fakeFlag(command: string): string | undefined {
  const call =
    /(?:manage\.py|django-admin(?:\.py)?|-m\s+django|\$[({]?\w*manage\w*[)}]?)["',\s]+(?:-[^\s"',]+[\s"',]+(?:(?!migrate\b)[^\s"',-]\S*\s+)?)*migrate(?=[\s"',]|$)([^;&|\n]*)/i.exec(
      command
    )
  return /(?:^|[\s"',])(--fake(?:-i[a-z]*)?)(?=[\s"',)\]`]|$)/.exec(call?.[1] ?? '')?.[1]
}

const records = 'django_migrations|alembic_version|flyway_schema_history'
const emptied = new RegExp(
  `\\b(delete\\s+from|truncate(?:\\s+table)?|drop\\s+table(?:\\s+if\\s+exists)?)\\s+(?:only\\s+)?["'\`\\\\\\[]*(?:\\w+["\`\\]]*\\.["\`\\[]*)?(${records})\\b`,
  'i'
)

/** What takes rows out of a framework's record of what was applied: `DELETE FROM django_migrations`. */
export function emptiesRecord(text: string): { statement: string; table: string } | undefined {
  const match = emptied.exec(text)
  return match === null ? undefined : { statement: match[1]!.replaceAll(/\s+/g, ' ').toUpperCase(), table: match[2]! }
}
