import type { JobContext } from '../database/backup-source.ts'
import type { DatabaseEngine } from '../database/engine.ts'
import { tagOf } from '../database/names.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'
import { firstErrorLines } from './errors.ts'
import { jobOrLost } from './lost-job.ts'

/** JSON for the journal. `unknown`: it was not run, or proves nothing. */
export type Smoke = { readonly result: 'works' | 'fails' | 'unknown'; readonly says: string }

export interface SmokeCommand {
  /** Bash, with `directory` of the previous release as its own. */
  readonly command: string
  readonly timeoutMs: number
  /** Absolute path of the previous release. */
  readonly release: string
  /** Relative to it; `.` is itself. */
  readonly directory: string
  /** Where it is found by Django's settings: the alias there, and the settings' module where it is configured. */
  readonly django?: { readonly alias: string; readonly settings: string | undefined } | undefined
  /** What it finds the copy by (DATABASE_URL, DATABASE_PATH): secret. */
  readonly databaseEnv: Readonly<Record<string, string>>
}

/**
 * Loaded by every Python of the command before anything else, from a directory on PYTHONPATH: Django's settings stay as they are, and its connection of this
 * alias goes to the copy. What was led there leaves a file, which is the only proof that the live database was not asked. A sitecustomize that this one
 * shadows is loaded too.
 */
const sitecustomize = `import os, sys
here = os.path.dirname(os.path.abspath(__file__))
def lead():
    try:
        from django.db.utils import ConnectionHandler
    except ImportError:
        return
    configure = ConnectionHandler.configure_settings
    def configured(handler, databases):
        databases = configure(handler, databases)
        if os.environ['BELAY_ALIAS'] not in databases:
            return databases
        databases[os.environ['BELAY_ALIAS']]['NAME'] = os.environ['BELAY_DATABASE']
        open(os.path.join(here, 'led'), 'w').close()
        return databases
    ConnectionHandler.configure_settings = configured
lead()
sys.path[:] = [path for path in sys.path if os.path.abspath(path or '.') != here]
own = sys.modules.pop('sitecustomize', None)
try:
    import sitecustomize
except ImportError:
    if own is not None:
        sys.modules['sitecustomize'] = own
`

/** Django's command asked nothing through its settings. */
const notLed = 79
/** The previous release has no such directory. */
const noDirectory = 80

/** Runs a command of the previous release against a copy that has the new schema, as the job `<prefix>.smoke`. */
export async function runSmoke(host: Host, engine: DatabaseEngine, smoke: SmokeCommand, job: JobContext): Promise<Smoke> {
  const { command, release, directory, django, databaseEnv } = smoke
  const timeoutMs = Math.min(smoke.timeoutMs, job.timeoutMs)
  const tag = tagOf(job.idPrefix)
  const where = directory === '.' ? release : `${release}/${directory}`
  const end = 'BELAY_END_OF_SMOKE'
  if (command.split('\n').includes(end)) return { result: 'unknown', says: `the command of smoke may not hold the line ${end}` }
  const run = `bash --noprofile --norc -e -o pipefail <<'${end}' || code=$?
{ ${command}
exit; } </dev/null
${end}`
  const led = sh`led=$(mktemp -d)
trap 'rm -rf -- "$led"' EXIT
printf %s ${sitecustomize} > "$led/sitecustomize.py"
export PYTHONPATH="$led\${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1
`
  const script = `${sh`cd -- ${where} || exit ${noDirectory}
[ ! -d ${`${release}/venv/bin`} ] || export PATH=${`${release}/venv/bin`}:"$PATH"
`}${django === undefined ? '' : led}code=0
${run}
${django === undefined ? '' : `[ "$code" != 0 ] || [ -e "$led/led" ] || code=${notLed}\n`}exit "$code"
`
  const result = await jobOrLost(
    host.job({
      stateDir: job.stateDir,
      id: `${job.idPrefix}.smoke`,
      script,
      env: {
        ...engine.clientEnvironment({ tag, lockTimeoutMs: 5_000, statementTimeoutMs: timeoutMs }),
        PYTHONUNBUFFERED: '1',
        ...(django === undefined ? {} : { BELAY_DATABASE: engine.database, BELAY_ALIAS: django.alias }),
        ...(django?.settings === undefined ? {} : { DJANGO_SETTINGS_MODULE: django.settings })
      },
      secrets: databaseEnv,
      timeoutMs,
      token: job.token
    })
  )
  if (result.ended === 'exit' && result.exitCode === 0) return { result: 'works', says: 'the previous release works on the new schema' }
  if (django !== undefined && result.ended === 'exit' && result.exitCode === notLed)
    return {
      result: 'unknown',
      says: "the command of smoke succeeded without asking Django's connections of this copy, and so proves nothing of it"
    }
  if (result.ended === 'exit' && result.exitCode === noDirectory)
    return { result: 'unknown', says: `the previous release has no directory ${directory}, so it was not tried on the new schema` }
  const fails = 'the previous release does not work on the new schema'
  if (result.ended === 'deadline') return { result: 'fails', says: `${fails}: the command had not ended after ${timeoutMs / 1000} s` }
  if (result.ended === 'signal') return { result: 'unknown', says: 'the command of smoke was ended from outside' }
  const lines = firstErrorLines(result.tail).filter(line => !line.startsWith('Traceback') && !line.startsWith('  File '))
  return { result: 'fails', says: `${fails}: ${lines[0] ?? `exit code ${result.exitCode}`}` }
}
