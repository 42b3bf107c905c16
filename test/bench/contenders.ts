import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { run } from '../bed/process.ts'
import { after, type System } from './system.ts'

/** Something that deploys `after` onto the system. Answers the milliseconds that it took; throws when it did not succeed. */
export interface Contender {
  readonly key: string
  readonly name: string
  deploy(system: System): Promise<number>
}

const here = import.meta.dirname
const root = join(here, '..', '..')
const tag = `v${after}`

/** Runs a program to its end; only its success and its time count. */
async function timed(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<number> {
  const start = performance.now()
  const { stdout, stderr } = await run(program, args, { ...options, timeout: 300_000 })
  const ms = performance.now() - start
  if (process.env['BENCH_VERBOSE']) console.error(stdout + stderr)
  return ms
}

/** A job's environment as GitHub gives it to a step, with a RUNNER_TEMP of its own. */
export async function jobEnvironment(system: System, version: string): Promise<NodeJS.ProcessEnv> {
  const temp = await mkdtemp(join(system.directory, 'temp-'))
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary', GITHUB_ENV: 'env' }
  for (const file of Object.values(files)) await writeFile(join(temp, file), '')
  const sha = (await run('git', ['-C', system.checkout, 'rev-parse', `v${version}^{commit}`])).stdout.trim()
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'bench/mes',
    GITHUB_RUN_ID: String(Date.now()),
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'deploy',
    GITHUB_ACTOR: 'bench',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: `refs/tags/v${version}`,
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: system.checkout,
    RUNNER_TEMP: temp,
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(temp, file)]))
  }
}

/** Inputs as the runner hands them over. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

/** The root action: the whole chain in one process. `dist`: the folder of the bundle. */
export function rootAction(dist: string): Contender {
  return {
    key: 'a',
    name: "Belay's root action (`command: deploy`)",
    deploy: system => runRootAction(dist, system, 'deploy', after)
  }
}

export async function runRootAction(dist: string, system: System, command: string, version: string): Promise<number> {
  const { host } = system
  const inputs = { command, environment: 'production', 'private-key': host.privateKey, 'known-hosts': host.knownHosts }
  const env = { ...(await jobEnvironment(system, version)), ...inputVariables(inputs) }
  return timed(process.execPath, [join(dist, 'belay.js')], { env })
}

/** The actions of production.yml one after another, each a process of its own, as a job runs them. */
export async function chainedActions(dist: string): Promise<Contender & { readonly steps: number }> {
  const steps = await readSteps()
  return {
    key: 'd',
    name: `Belay's ${steps.length} chained actions (workflows-examples/production.yml)`,
    steps: steps.length,
    async deploy(system) {
      const environment = await jobEnvironment(system, after)
      const values: Record<string, string> = {
        'secrets.BELAY_PRIVATE_KEY': system.host.privateKey,
        'vars.BELAY_KNOWN_HOSTS': system.host.knownHosts,
        'github.token': ''
      }
      let sum = 0
      for (const { action, inputs } of steps) {
        const given = Object.entries(inputs).map(([name, value]) => [
          name,
          value.replace(/\$\{\{ (\S+) \}\}/g, (_, expression: string) => values[expression] ?? '')
        ])
        const env = { ...environment, ...inputVariables(Object.fromEntries(given)) }
        sum += await timed(process.execPath, [join(dist, `${action}.js`)], { env })
      }
      return sum
    }
  }
}

/** The steps that a green run performs. */
async function readSteps(): Promise<{ action: string; inputs: Record<string, string> }[]> {
  const workflow = parse(await readFile(join(root, 'workflows-examples', 'production.yml'), 'utf8')) as {
    jobs: { deploy: { steps: { uses: string; if?: string; with?: Record<string, string> }[] } }
  }
  return workflow.jobs.deploy.steps.flatMap(step => {
    const action = /^belay-actions\/belay\/actions\/([a-z-]+)@/.exec(step.uses)?.[1]
    if (action === undefined || step.if?.includes('failure()')) return []
    return [{ action, inputs: Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, String(value)])) }]
  })
}

/** deploy.sh over one connection of OpenSSH's client. */
export const script: Contender = {
  key: 'b',
  name: 'bash script over one SSH connection (test/bench/deploy.sh)',
  async deploy({ host, checkout }) {
    const pipe = 'set -o pipefail; tag=$1; script=$2; shift 2; git archive --format=tar.gz "$tag" | "$@" "bash -c $script deploy $tag"'
    const text = await readFile(join(here, 'deploy.sh'), 'utf8')
    const quoted = `'${text.replaceAll("'", "'\\''")}'`
    return timed('bash', ['-c', pipe, 'bash', tag, quoted, 'ssh', ...host.sshArguments()], { cwd: checkout })
  }
}

/** playbook.yml with pipelining and one kept connection, which each run makes anew as a job of a workflow would. */
export const playbook: Contender = {
  key: 'c',
  name: 'ansible-core playbook (test/bench/playbook.yml)',
  async deploy({ host, checkout, directory }) {
    const temp = await mkdtemp(join(directory, 'ansible-'))
    const control = join(temp, 'c')
    await mkdir(join(temp, 'home'))
    await cp(join(here, 'playbook.yml'), join(temp, 'playbook.yml'))
    const options = [
      ...['StrictHostKeyChecking=yes', `UserKnownHostsFile=${host.knownHostsFile}`, 'GlobalKnownHostsFile=none', 'IdentitiesOnly=yes'],
      ...['ControlMaster=auto', 'ControlPersist=60s', `ControlPath=${control}`]
    ]
    const env = {
      ...process.env,
      ANSIBLE_HOME: join(temp, 'home'),
      ANSIBLE_LOCAL_TEMP: join(temp, 'home'),
      ANSIBLE_PIPELINING: 'True',
      ANSIBLE_SSH_ARGS: `-F none ${options.map(option => `-o ${option}`).join(' ')}`
    }
    const variables = {
      version: tag,
      repository: checkout,
      archive: join(temp, 'code.tar.gz'),
      ansible_host: host.address,
      ansible_port: host.sshPort,
      ansible_user: host.user,
      ansible_ssh_private_key_file: host.privateKeyFile,
      ansible_ssh_control_path: control
    }
    const inventory = join(temp, 'hosts.json')
    await writeFile(
      inventory,
      JSON.stringify({
        all: {
          hosts: { mes: { ...variables, ansible_python_interpreter: '/usr/bin/python3' } }
        }
      })
    )
    try {
      return await timed('ansible-playbook', ['-i', inventory, join(temp, 'playbook.yml')], { env, cwd: temp })
    } finally {
      await run('ssh', ['-F', 'none', '-o', `ControlPath=${control}`, '-O', 'exit', `${host.user}@${host.address}`], { check: false })
      await rm(temp, { recursive: true, force: true })
    }
  }
}
