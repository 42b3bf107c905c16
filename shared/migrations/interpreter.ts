import type { MigrationConfig } from '../config/schema.ts'
import { composeProgram } from '../database/compose.ts'
import { UserError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { sh } from '../host/shell.ts'

type Config = Extract<MigrationConfig, { framework: 'django' | 'alembic' }>

/** The release's own Python: on the host, or in a container of a compose service. */
export interface Interpreter {
  /** Where it works, for messages. */
  readonly directory: string
  /**
   * Script text whose exit code is Python's. `file`: what must be in the directory. `facts`: a shell word, the path on the host of what a driver saves; the
   * driver gets it, or `-` where it is to print it, as its first argument. `environment`: names of the variables that it sees.
   */
  call(options: {
    readonly file: string
    readonly code?: string | undefined
    readonly facts?: string | undefined
    readonly args: readonly string[]
    readonly environment: readonly string[]
    /** Of the job; by it what runs elsewhere is ended. */
    readonly id?: string | undefined
  }): string
  /** Ends what a job left running elsewhere; nothing to do where the job's own end is enough. Errors: UserError where it is not known to be gone. */
  end(host: Host, id: string): Promise<void>
}

export function interpreterOf(config: Config, releasePath: string): Interpreter {
  return config.compose === undefined ? onHost(config, releasePath) : inService(config, config.compose, releasePath)
}

function onHost({ directory, python }: Config, releasePath: string): Interpreter {
  const venv = `${releasePath}/venv/bin/python`
  const choose = python === undefined ? sh`python=${venv}; [ -x "$python" ] || python=python3` : sh`python=${python}`
  const path = directory === '.' ? releasePath : `${releasePath}/${directory}`
  return {
    directory: path,
    call: ({ file, code, facts, args }) =>
      sh`cd -- ${path} || { printf 'CommandError: there is no directory %s (migrations.directory)\n' ${path} >&2; exit 1; }
${{ raw: choose }}
[ -f ${file} ] || { echo ${`CommandError: there is no ${file} in ${path} (migrations.directory)`} >&2; exit 1; }
"$python" ${{ raw: code === undefined ? '' : sh`-c ${code} ` }}${{ raw: facts === undefined ? '' : `${facts} ` }}${args}`,
    end: () => Promise.resolve()
  }
}

/**
 * A container of its own, made by compose from the service of this release, without the services that it depends on. Its entry point is not run: many wait for
 * a database, or migrate by themselves. What a driver saves comes as lines of its output, because nothing in the container can be relied on to outlive it.
 * Killing docker's client leaves the container running, but closes its stdin: the driver ends itself then, and `end` removes the container.
 */
function inService({ directory, python }: Config, compose: NonNullable<Config['compose']>, releasePath: string): Interpreter {
  const file = compose.file.startsWith('/') ? compose.file : `${releasePath}/${compose.file}`
  const where = sh`-f ${file} ${compose.project === undefined ? [] : ['-p', compose.project]}`
  const image = `the image of service ${compose.service} of ${file}`
  return {
    directory: `${directory} of ${image}`,
    call: ({ file: needed, code, facts, args, environment, id }) => {
      const inner = `cd -- "$1" && [ -f "$2" ] || { ${sh`echo ${`CommandError: there is no ${needed} in ${directory} of ${image} (migrations.directory)`} >&2`}; exit 1; }
python=$3; [ -n "$python" ] || { python=python; command -v python >/dev/null || python=python3; }
command -v "$python" >/dev/null || { ${sh`echo ${`CommandError: there is no Python in ${image} (migrations.python)`} >&2`}; exit 1; }
shift 3; exec "$python" "$@"`
      const started = [...(code === undefined ? [] : ['-c', code]), ...(facts === undefined ? [] : ['-']), ...args]
      const run = sh`${{ raw: where }} run --rm --no-deps -T ${id === undefined ? [] : ['--name', containerOf(id)]} ${environment.flatMap(name => ['-e', name])} --entrypoint sh ${compose.service} -c ${inner} sh ${[directory, needed, python ?? '', ...started]}`
      return `${composeProgram}${compose.build ? `belay_compose ${sh`${{ raw: where }} build ${compose.service}`} >/dev/null || { ${sh`echo ${`CommandError: ${image} could not be built`} >&2`}; exit 1; }\n` : ''}belay_facts=${facts ?? "''"}
belay_relay() {
  local line
  while IFS= read -r line || [[ $line ]]; do
    case $line in
      BELAY-facts=*) (umask 077; printf %s "\${line#*=}" > "$belay_facts.new") && mv -f -- "$belay_facts.new" "$belay_facts" ;;
      *) printf '%s\\n' "$line" ;;
    esac
  done
}
belay_in_service() {
  local hold holder code=0
  # The container's stdin stays open as long as this process lives, and no longer.
  exec {hold}< <(exec sleep 86400)
  holder=$!
  belay_compose ${run} <&"$hold" | belay_relay || code=$?
  kill "$holder" 2>/dev/null || :
  exec {hold}<&-
  if [[ $code != 0 && ! ( $belay_facts && -s $belay_facts ) ]] && ! belay_compose ${where} config --services | grep -qxF -- ${sh`${compose.service}`}; then
    ${sh`echo ${`CommandError: there is no service ${compose.service} in ${file} (migrations.compose)`} >&2`}
  fi
  return "$code"
}
belay_in_service`
    },
    end: async (host, id) => {
      const name = containerOf(id)
      // Whether there was one to remove says nothing; that docker answers and has none of this name does.
      const script = sh`docker rm -f ${name} >/dev/null 2>&1 || :
left=$(docker ps -aq --filter ${`name=^/?${name.replaceAll('.', '\\.')}$`}) || exit 1
[[ -z $left ]]
`
      const { exitCode } = await host.run(script, { timeoutMs: 60_000, check: false })
      if (exitCode !== 0)
        throw new UserError(
          `Whether the container ${name} has gone from ${host.label} is not known, so nothing is decided. Remove it (docker rm -f ${name}), then run this again.`
        )
    }
  }
}

const containerOf = (id: string) => `belay-${id}`
