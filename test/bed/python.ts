import { findDocker } from './docker.ts'
import { ensureImage, type ImageRecipe } from './image.ts'
import type { Output } from './process.ts'

/** What the real frameworks need: nothing is booted, so no systemd. */
const pythonOf = (suite: string): ImageRecipe => ({
  suite,
  packages: ['python3-django', 'alembic', 'python3-psycopg2', 'python3-pymysql', 'sqlite3'],
  aptOptions: suite === 'sid' ? ['Acquire::Check-Valid-Until "false"'] : [],
  customize: 'rm -rf /var/cache/apt /var/lib/apt/lists\n'
})

/** Debian 13: Django 4.2 and its Alembic. */
export const python42 = pythonOf('trixie')
/** Debian unstable: Django 5.2 and its Alembic. */
export const python52 = pythonOf('sid')

export interface PythonRun {
  /** A folder of this machine, seen as `/work` and as the working directory. */
  readonly directory: string
  readonly args: readonly string[]
  readonly input?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** In milliseconds; default 120,000. */
  readonly timeout?: number | undefined
  readonly check?: boolean | undefined
}

/** Runs `python3` with the frameworks of that image, in a container of its own without a network. */
export async function runPython(image: ImageRecipe, run: PythonRun): Promise<Output> {
  const docker = await findDocker()
  const name = await ensureImage(docker, image)
  const env = Object.entries({ PYTHONDONTWRITEBYTECODE: '1', ...run.env }).flatMap(([key, value]) => ['--env', `${key}=${value}`])
  return docker.run(
    [
      'run',
      '--rm',
      '--interactive',
      '--network',
      'none',
      '--security-opt',
      'seccomp=unconfined',
      '--security-opt',
      'apparmor=unconfined'
    ].concat(['--volume', `${run.directory}:/work`, '--workdir', '/work', ...env, name, 'python3', ...run.args]),
    { input: run.input, timeout: run.timeout ?? 120_000, check: run.check }
  )
}
