import { filterLine } from '../database/client-errors.ts'

/**
 * The first 20 lines of what a migration said in its error, without what may hold data: the database's own message as far as it names only
 * objects, the class of a Python exception, the places of a traceback. Messages of other exceptions are withheld: they quote values.
 */
export function firstErrorLines(output: string, limit = 20): string[] {
  const kept: string[] = []
  for (const line of output.split(/\r?\n/)) {
    const shown = pythonLine(line) ?? filterLine(line)
    if (shown !== undefined && shown !== kept.at(-1)) kept.push(shown)
  }
  // The error itself stands at the end of a traceback; its frames come last if they do not fit.
  const errors = kept.filter(line => !line.startsWith('  File '))
  const frames = kept.filter(line => line.startsWith('  File ')).slice(-3)
  return [...errors, ...frames].slice(0, limit)
}

/** Passes on of a migration's output, line by line, what it does and what may be shown of its errors (G7). */
export function shownOutput(write: (text: string) => void): (text: string) => void {
  let rest = ''
  return text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!.slice(-65_536)
    for (const line of lines) {
      const shown = progress.test(line) ? line : (pythonLine(line) ?? filterLine(line))
      if (shown !== undefined) write(`${shown}\n`)
    }
  }
}

/** A lock was not free in time. MySQL's own number for it stands in what its drivers and clients say, whatever the language of the server. */
export function isLockTimeout(output: string): boolean {
  return /canceling statement due to lock timeout|LockNotAvailable|database (table )?is locked|Error: \(1205, |^ERROR 1205 \(/m.test(output)
}

/** What `migrate` itself prints. */
const progress =
  /^(Operations to perform:| {2}Apply all migrations: [\w, ]+| {2}Synchronize unmigrated apps: [\w, ]+|Running migrations:| {2}(Applying|Unapplying|Reverting|Rendering model states|No migrations to apply)[\w. ]*)$/

const withheld = '(message withheld: it may hold data)'

/** Exceptions of Django that speak of migrations, settings and modules only. */
const harmless =
  /^(django\.db\.migrations\.exceptions\.\w+|django\.core\.exceptions\.(ImproperlyConfigured|AppRegistryNotReady)|ModuleNotFoundError|ImportError|SyntaxError|IndentationError|CommandError|SystemCheckError): /

function pythonLine(line: string): string | undefined {
  if (/^ {2}File ".*", line \d+(, in \S+)?$/.test(line)) return line
  const applying = /^ {2}((?:Una|A)pplying [\w.]+\.\.\.)/.exec(line)
  if (applying) return applying[1]!
  if (harmless.test(line)) return line
  const exception =
    /^((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Available|Violation|Canceled|Warning|Interrupt|Exit|DoesNotExist|Column|Table|Object|Failed))(?:: (.*))?$/.exec(
      line
    )
  if (exception === null || /^(ERROR|DETAIL|HINT|CONTEXT|STATEMENT)$/.test(exception[1]!)) return undefined
  const [, name] = exception
  // SQLAlchemy names the driver's own exception before the message.
  const message = exception[2]?.replace(/^\([\w.]+\) /, '')
  if (message === undefined) return name
  // psycopg's messages are the server's, without its level; MySQL's drivers show its number and its message as Python would.
  const [, number, , said] = /^\((\d{4}), (['"])(.*)\2\)$/s.exec(message) ?? []
  if (number !== undefined) return `${name}: error ${number}: ${filterLine(`ERROR ${number} (HY000): ${said}`)!.slice(20)}`
  const server = filterLine(`ERROR: ${message}`)
  const shown = server?.startsWith('ERROR: ') ? server.slice(7) : withheld
  return `${name}: ${shown}`
}
