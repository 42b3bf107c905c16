import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Docker, findDocker } from './docker.ts'
import { debian, ensureImage, type ImageRecipe } from './image.ts'
import { type Output, type RunOptions, run, waitFor } from './process.ts'

const label = 'belay.bed'

export interface BootOptions {
  /** Part of the container's name and the host name; lower-case letters, digits and hyphens. */
  readonly name?: string | undefined
  /** What it boots: a recipe (built when missing), or the name of an image that `becomeImage` made. */
  readonly image?: ImageRecipe | string | undefined
  /** systemd units that `deploy` may start, stop, restart, reload and reset-failed with `sudo -n systemctl VERB UNIT` (or UNIT.service). */
  readonly units?: readonly string[] | undefined
  /** More lines for the sudoers file, verbatim. */
  readonly sudoers?: readonly string[] | undefined
  /** Whether `deploy`'s own systemd manager runs without a session (`systemctl --user`). */
  readonly linger?: boolean | undefined
  /** Small file systems to fill: a tmpfs of so many MiB at each path, owned by deploy. */
  readonly disks?: readonly { readonly path: string; readonly mebibytes: number }[] | undefined
  /** More flags for `docker run`. */
  readonly flags?: readonly string[] | undefined
  /** Leave it running when this process ends. Only `destroy` or `destroyAll` removes it then. */
  readonly keep?: boolean | undefined
}

/** The verbs that the sudoers lines of a named unit allow. */
export const unitVerbs = ['start', 'stop', 'restart', 'reload', 'reset-failed'] as const

/** A machine with systemd, sshd, PostgreSQL, Redis and nginx, reached over SSH as the unprivileged user `deploy`. */
export class BedHost {
  readonly container: string
  /** Where the published ports are: always the loopback address. */
  readonly address = '127.0.0.1'
  readonly user = 'deploy'
  readonly sshPort: number
  readonly httpPort: number
  /** `http://127.0.0.1:PORT`, nginx on this host. */
  readonly url: string
  /** The private key of the client, OpenSSH's format, without a passphrase. */
  readonly privateKey: string
  readonly privateKeyFile: string
  /** Every host key of this host, collected from inside the machine, in known_hosts form. */
  readonly knownHosts: string
  readonly knownHostsFile: string
  readonly #docker: Docker
  readonly #directory: string

  constructor(docker: Docker, container: string, ports: Ports, directory: string, privateKey: string, knownHosts: string) {
    this.#docker = docker
    this.#directory = directory
    this.container = container
    this.sshPort = ports.ssh
    this.httpPort = ports.http
    this.url = `http://127.0.0.1:${ports.http}`
    this.privateKey = privateKey
    this.privateKeyFile = join(directory, 'id_ed25519')
    this.knownHosts = knownHosts
    this.knownHostsFile = join(directory, 'known_hosts')
  }

  /** Runs a bash script inside, past SSH: root unless `user` says otherwise. Throws on a failure unless `check` is false. */
  exec(script: string, options: RunOptions & { readonly user?: string | undefined } = {}): Promise<Output> {
    const { user = 'root', ...rest } = options
    return this.#docker.run(['exec', '-i', '--user', user, this.container, 'bash', '--noprofile', '--norc', '-c', script], rest)
  }

  /** One SQL command or query as the superuser: unaligned rows, fields parted by `|`. */
  async sql(query: string, database = 'postgres'): Promise<string> {
    const command = `psql -X -q -A -t -v ON_ERROR_STOP=1 -d ${quote(database)}`
    return (await this.exec(`cd / && ${command}`, { user: 'postgres', input: query })).stdout.trim()
  }

  /** Copies a local file or directory to `target` inside (docker cp); owned by root unless `owner` says otherwise. */
  async copyIn(source: string, target: string, owner?: string): Promise<void> {
    await this.#docker.run(['cp', source, `${this.container}:${target}`])
    if (owner) await this.exec(`chown -R ${quote(owner)} ${quote(target)}`)
  }

  /** Writes a file inside. */
  async write(path: string, content: string | Buffer, { owner = 'root:root', mode = '644' } = {}): Promise<void> {
    const file = quote(path)
    await this.exec(`install -D -m ${quote(mode)} /dev/stdin ${file} && chown ${quote(owner)} ${file}`, { input: content })
  }

  /** The arguments of `ssh` up to the command: this key, these host keys, and nothing of the caller's own configuration. */
  sshArguments(): string[] {
    const options = ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${this.knownHostsFile}`, 'GlobalKnownHostsFile=none', 'BatchMode=yes']
    return [
      ...['-F', 'none', '-i', this.privateKeyFile, '-o', 'IdentitiesOnly=yes', '-o', 'ConnectTimeout=10'],
      ...options.flatMap(option => ['-o', option]),
      ...['-p', String(this.sshPort), `${this.user}@${this.address}`]
    ]
  }

  /** Runs a command over SSH as `deploy` with OpenSSH's client. */
  ssh(command: string, options: RunOptions = {}): Promise<Output> {
    return run('ssh', [...this.sshArguments(), command], options)
  }

  /**
   * Cuts the network: from now on packets vanish both ways, no connection is told. The published ports still accept (docker's proxy does),
   * then say nothing. Answers the function that ends the cut.
   */
  async cut(): Promise<() => Promise<void>> {
    const route = (await this.exec('ip -o route show default && ip link set eth0 down')).stdout.trim().split('\n')[0] ?? ''
    return async () => {
      await this.exec(`ip link set eth0 up && { ip route show default | grep -q . || ip route add ${route}; }`)
    }
  }

  /** Ends every SSH session at once, from the server's side: the clients see the connection close. The commands they started may live on. */
  async dropSessions(): Promise<void> {
    await this.exec("pkill -KILL -f '^sshd-session: ' || test $? -eq 1")
  }

  /** Freezes every process. */
  async pause(): Promise<void> {
    await this.#docker.run(['pause', this.container])
  }

  async unpause(): Promise<void> {
    await this.#docker.run(['unpause', this.container])
  }

  /** Kills every process at once. What was written, even if not synced, stays: the machine's kernel lives on, so this is less than a power cut. */
  async kill(): Promise<void> {
    await this.#docker.run(['kill', this.container])
  }

  /** Boots it again after `kill` or `shutDown`, on the same ports; what lay in /run, /tmp and the small disks is gone. */
  async start(): Promise<void> {
    await this.#docker.run(['start', this.container])
    await this.waitUntilBooted()
  }

  /** Waits for systemd, sshd, PostgreSQL and Redis. */
  async waitUntilBooted(): Promise<void> {
    const ready = 'systemctl is-system-running | grep -qE "^(running|degraded)$" && pg_isready -q && redis-cli ping >/dev/null'
    await waitFor(`boot of ${this.container}`, 60_000, async () => (await this.exec(ready, { check: false })).code === 0 || undefined)
  }

  /** Shuts it down in order: each service is stopped as its unit says. `start` boots it again. */
  async shutDown(): Promise<void> {
    await this.exec('systemctl poweroff', { check: false })
    await this.#docker.run(['wait', this.container], { timeout: 120_000 })
  }

  /** Shuts the machine down and keeps its disk as an image to boot others from: each makes host keys and a journal of its own. */
  async becomeImage(image: string): Promise<void> {
    await this.exec('rm /etc/ssh/ssh_host_* && : > /etc/machine-id')
    await this.shutDown()
    await this.#docker.run(['commit', this.container, image], { timeout: 300_000 })
    await this.destroy()
  }

  /** Removes the machine and the client's key. */
  async destroy(): Promise<void> {
    await this.#docker.run(['rm', '--force', '--volumes', this.container])
    await rm(this.#directory, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }
}

interface Ports {
  readonly ssh: number
  readonly http: number
}

/** Boots a machine and waits until it is ready (3 s when the image is there). */
export async function bootHost(options: BootOptions = {}): Promise<BedHost> {
  const { name = 'host', image = debian, disks = [], flags = [] } = options
  const docker = await findDocker()
  await removeLeftovers()
  const imageName = typeof image === 'string' ? image : await ensureImage(docker, image)
  const container = `belay-bed-${name}-${randomBytes(4).toString('hex')}`
  const directory = await mkdtemp(join(tmpdir(), 'belay-bed-'))
  try {
    const keyFile = join(directory, 'id_ed25519')
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', container, '-f', keyFile])
    const ports = await startContainer(docker, [
      ...['run', '--detach', '--name', container, '--hostname', name, '--label', label],
      ...['--label', `${label}.owner=${options.keep ? 'kept' : ownerOf(process.pid)}`, '--label', `${label}.directory=${directory}`],
      ...[
        '--cap-add',
        'SYS_ADMIN',
        '--cap-add',
        'NET_ADMIN',
        '--security-opt',
        'seccomp=unconfined',
        '--security-opt',
        'apparmor=unconfined'
      ],
      ...['--tmpfs', '/run:exec,mode=755', '--tmpfs', '/run/lock', '--tmpfs', '/tmp:exec,mode=1777'],
      ...disks.flatMap(disk => ['--tmpfs', `${disk.path}:exec,size=${disk.mebibytes}m,mode=755,uid=1000,gid=1000`]),
      ...cgroupFlags(),
      ...flags,
      imageName
    ])
    const early = new BedHost(docker, container, ports, directory, '', '')
    await early.waitUntilBooted()
    await early.exec(setUp(options, await readFile(`${keyFile}.pub`, 'utf8')))
    const knownHosts = await readHostKeys(early, ports.ssh)
    await writeFile(join(directory, 'known_hosts'), knownHosts)
    await chmod(keyFile, 0o600)
    return new BedHost(docker, container, ports, directory, await readFile(keyFile, 'utf8'), knownHosts)
  } catch (error) {
    const log = await docker.run(['logs', '--tail', '20', container], { check: false })
    await docker.run(['rm', '--force', '--volumes', container], { check: false })
    await rm(directory, { recursive: true, force: true })
    throw new Error(`${container} did not boot: ${(error as Error).message}\n${log.stdout}${log.stderr}`, { cause: error })
  }
}

function setUp({ units = [], sudoers = [], linger = false }: BootOptions, publicKey: string): string {
  return `set -eu
printf '%s' ${quote(publicKey)} | install -m 600 -o deploy -g deploy /dev/stdin /home/deploy/.ssh/authorized_keys
printf '%s\\n' ${quote(sudoersFor(units, sudoers))} > /etc/sudoers.d/belay
chmod 440 /etc/sudoers.d/belay
visudo -cqf /etc/sudoers.d/belay
${linger ? 'loginctl enable-linger deploy' : ''}
`
}

/** What the user `deploy` may do as somebody else: named verbs on named units, and the PostgreSQL clients as postgres. */
export function sudoersFor(units: readonly string[], more: readonly string[] = []): string {
  const names = units.flatMap(unit => (/\.[a-z]+$/.test(unit) ? [unit] : [unit, `${unit}.service`]))
  const clients = ['psql', 'pg_dump', 'pg_dumpall', 'pg_restore', 'createdb', 'dropdb'].map(client => `/usr/bin/${client}`)
  return [
    ...names.map(unit => `deploy ALL=(root) NOPASSWD: ${unitVerbs.map(verb => `/usr/bin/systemctl ${verb} ${unit}`).join(', ')}`),
    `deploy ALL=(postgres) NOPASSWD: ${clients.join(', ')}`,
    ...more
  ].join('\n')
}

async function readHostKeys(host: BedHost, port: number): Promise<string> {
  const keys = (await host.exec('cat /etc/ssh/ssh_host_*_key.pub')).stdout.trim().split('\n')
  return `${keys.map(key => `[127.0.0.1]:${port} ${key.split(' ').slice(0, 2).join(' ')}`).join('\n')}\n`
}

/** Starts it on two free ports of the loopback address. They stay the same over `kill` and `start`; another program may take one first. */
async function startContainer(docker: Docker, args: readonly string[]): Promise<Ports> {
  const container = args[args.indexOf('--name') + 1] ?? ''
  for (let attempt = 1; ; attempt++) {
    const [ssh, http] = await freePorts(2)
    const publish = ['--publish', `127.0.0.1:${ssh}:22`, '--publish', `127.0.0.1:${http}:80`]
    const { code, stderr } = await docker.run([args[0] ?? '', ...publish, ...args.slice(1)], { check: false })
    if (code === 0) return { ssh: ssh ?? 0, http: http ?? 0 }
    await docker.run(['rm', '--force', container], { check: false })
    if (attempt === 5 || !/port is already allocated|address already in use/.test(stderr)) throw new Error(stderr.trim())
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
      return server
    })
  )
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/** systemd inside needs a cgroup tree of its own: version 2 everywhere, or version 1 with version 2 mounted beside it. */
function cgroupFlags(): string[] {
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) return ['--cgroupns=private', '--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw']
  if (existsSync('/sys/fs/cgroup/unified/cgroup.procs')) return ['--cgroupns=host', '--volume', '/sys/fs/cgroup/unified:/sys/fs/cgroup:rw']
  throw new Error('No version 2 cgroup tree at /sys/fs/cgroup or /sys/fs/cgroup/unified: systemd cannot boot in a container here.')
}

/** Names a living process beyond reuse of its number: machine, process namespace, number, start time. */
function ownerOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${namespace()}/${pid}/${started}`
  } catch {
    return undefined
  }
}

const namespace = () => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`

/** A machine of any run, as its labels tell. */
export interface Listed {
  readonly container: string
  readonly owner: string
  readonly directory: string
}

/** Every machine on the daemon, of this run and of others. */
export async function listHosts(): Promise<Listed[]> {
  const docker = await findDocker()
  const format = `{{.Names}}\t{{.Label "${label}.owner"}}\t{{.Label "${label}.directory"}}`
  const { stdout } = await docker.run(['ps', '--all', '--filter', `label=${label}`, '--format', format])
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [container = '', owner = '', directory = ''] = line.split('\t')
      return { container, owner, directory }
    })
}

/** Whether the process that booted a host is gone. A process of another machine or namespace cannot be seen, so it counts as alive. */
function isOrphan({ owner }: Listed): boolean {
  const [boot, space, pid] = owner.split('/')
  return `${boot}/${space}` === namespace() && ownerOf(Number(pid)) !== owner
}

/** Removes the hosts that runs which are no more have left behind: only containers with this bed's label. Returns their names. */
export async function removeLeftovers(): Promise<string[]> {
  return removeHosts((await listHosts()).filter(isOrphan))
}

/** Removes one host by name, a kept one too. */
export async function destroyByName(container: string): Promise<void> {
  await removeHosts((await listHosts()).filter(host => host.container === container))
}

async function removeHosts(hosts: readonly Listed[]): Promise<string[]> {
  const docker = await findDocker()
  for (const { container, directory } of hosts) {
    await docker.run(['rm', '--force', '--volumes', container], { check: false })
    if (directory.startsWith(join(tmpdir(), 'belay-bed-'))) await rm(directory, { recursive: true, force: true })
  }
  return hosts.map(host => host.container)
}

/** One word for a POSIX shell. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
