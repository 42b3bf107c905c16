import { sh } from '../host/shell.ts'

/** A service of a compose project in whose container the clients of a database run. */
export interface ComposeService {
  /** Absolute path on the host. */
  readonly file: string
  readonly service: string
  /** Default: as compose names it. */
  readonly project?: string | undefined
}

/** Defines `belay_compose`, by whichever of its two versions is there. */
export const composeProgram = `if docker compose version >/dev/null 2>&1; then belay_compose() { docker compose "$@"; }
elif type -P docker-compose >/dev/null; then belay_compose() { docker-compose "$@"; }
else echo 'CommandError: neither "docker compose" nor docker-compose is installed on this host' >&2; exit 64; fi
`

/**
 * Sets the container of a service. It is asked of compose, whichever of its two versions is there; what runs in it then goes through docker itself, which
 * takes the value of a variable from the environment when it is given only the name, so that no secret is in an argument.
 */
export const composeContainer = (variable: string, { file, service, project }: ComposeService) => {
  const where = sh`-f ${file} ${project === undefined ? [] : ['-p', project]} ps -q ${service}`
  return `if docker compose version >/dev/null 2>&1; then ${variable}=$(docker compose ${where})
elif type -P docker-compose >/dev/null; then ${variable}=$(docker-compose ${where})
else echo 'BELAY: neither "docker compose" nor docker-compose is installed on this host'; exit 64; fi
[[ \${${variable}} && \${${variable}} != *$'\\n'* ]] || { ${sh`printf 'BELAY: the service %s of %s has %s containers and one is needed; is it running?\n' ${service} ${file}`} "$(grep -c . <<<"\${${variable}}" || :)"; exit 64; }
`
}

/**
 * Command prefix for a program in the container. Killing docker's client leaves the program running; it ends with its session, which Belay ends by its
 * name, and after a day in any case.
 */
export const inContainer = (variable: string, variables: readonly string[], user?: string) =>
  sh`docker exec -i ${variables.flatMap(name => ['-e', name])} ${user === undefined ? [] : ['-u', user]} ${{ raw: `"$${variable}"` }} timeout -k 10 86400`
