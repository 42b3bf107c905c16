import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type BackupRequest, takeBackup } from '../../../shared/backup/backup.ts'
import { openBackup } from '../../../shared/backup/encryption.ts'
import type { Manifest } from '../../../shared/backup/manifest.ts'
import type { Trust } from '../../../shared/backup/signature.ts'
import { restoreSource } from '../../../shared/backup/source.ts'
import { verifyBackup } from '../../../shared/backup/store.ts'
import type { JobContext } from '../../../shared/database/backup-source.ts'
import { messageOf, UserError } from '../../../shared/errors.ts'
import type { Host } from '../../../shared/host/host.ts'
import { sh } from '../../../shared/host/shell.ts'
import type { SshOptions } from '../../../shared/host/ssh-host.ts'
import { systemClock } from '../../../shared/ports.ts'
import { type Kind, openSource, type Place, password } from './kinds.ts'
import { type Subject, writerProgram } from './subject.ts'
import type { Ground } from './system.ts'
import type { Sight, Try } from './verdict.ts'

/** What `take.ts` reads. */
export interface Order
  extends Pick<BackupRequest, 'id' | 'job' | 'level' | 'minFreeBytes' | 'app' | 'environment' | 'manifestKey' | 'encryptTo'> {
  readonly ssh: SshOptions
  readonly kind: Kind
}

export type Run = Try['run']

export interface Writer {
  /** Waits for a further row to be acknowledged, at most 10 s; false: none was. */
  acknowledgesMore(): Promise<boolean>
  /** Ends it, and gives the rows that were acknowledged to it. */
  end(): Promise<string[]>
}

const timeoutMs = 90_000

/** One kind under one fault: a state directory of its own with two backups, and all that a fault needs to do its work. */
export class Cell {
  readonly ground: Ground
  readonly subject: Subject
  readonly state: string
  /** From 0 up to, not including, 1. */
  readonly random: () => number
  /** All that was logged and said. */
  readonly log: string[] = []
  /** How many points in a row lay behind the end of what they were to hit. */
  missed = 0
  static #counter = 0

  constructor(ground: Ground, subject: Subject, state: string, random: () => number) {
    this.ground = ground
    this.subject = subject
    this.state = state
    this.random = random
  }

  get kind(): Kind {
    return this.subject.kind
  }
  get host(): Host {
    return this.ground.host
  }
  get trust(): Trust & { readonly key: string } {
    return { key: this.ground.manifestKey, app: 'plant', environment: 'test', host: this.host.label }
  }

  /** A random moment of a backup, in milliseconds from its begin: earlier after points that were missed. */
  moment(): number {
    return this.random() * this.ground.duration.get(this.kind)! * 0.6 ** this.missed
  }

  newId(): string {
    return `f${++Cell.#counter}`
  }
  job(): JobContext {
    return { stateDir: this.state, idPrefix: `c${++Cell.#counter}.backup`, timeoutMs, onOutput: text => void this.log.push(text) }
  }
  source(place: Place = 'live', host: Host = this.host) {
    return openSource(host, this.kind, place)
  }
  #request(id: string) {
    const { key: manifestKey, app, environment } = this.trust
    return { id, level: 'full' as const, minFreeBytes: 0, manifestKey, app, environment }
  }

  /** Runs a bash script as root on the machine, past Belay. */
  async exec(script: string, check = true): Promise<string> {
    return (await this.ground.bed.exec(script, { check, timeout: 120_000 })).stdout.trim()
  }

  /** Takes a backup; answers how that ended. */
  async take(id = this.newId(), more: Partial<BackupRequest> & { readonly place?: Place } = {}): Promise<Run> {
    const { place, ...changes } = more
    const host = more.host ?? this.host
    const databases = [{ name: 'main', engine: this.source(place, host) }]
    const from = performance.now()
    const run = await this.ended(id, takeBackup({ host, clock: systemClock, job: this.job(), databases, ...this.#request(id), ...changes }))
    if (run.ended === 'passed') this.ground.duration.set(this.kind, performance.now() - from)
    return run
  }

  /** How a call ended. An error that is none of the user's is a bug, and shows. */
  async ended(id: string | undefined, call: Promise<unknown>): Promise<Run> {
    try {
      await call
      return { ended: 'passed', id, said: '' }
    } catch (error) {
      const said = error instanceof UserError ? messageOf(error) : `BUG: ${(error as Error).stack}`
      const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : ''
      this.log.push(said, cause)
      return { ended: 'failed', id, said: said + cause }
    }
  }

  /** Takes a backup in a process of its own, which answers when that has ended: `killed` by a signal, or as the action would end. */
  takeInChild(id = this.newId()): { readonly child: ChildProcess; readonly done: Promise<Run> } {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'take.ts')], {
      stdio: ['pipe', 'ignore', 'pipe']
    })
    const order: Order = { ssh: this.ground.ssh, kind: this.kind, ...this.#request(id), job: { ...this.job(), onOutput: undefined } }
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify(order))
    const stderr: string[] = []
    child.stderr.on('data', (data: Buffer) => void stderr.push(data.toString()))
    const done = new Promise<Run>(resolve =>
      child.once('close', code =>
        resolve({ ended: code === null ? 'killed' : code === 0 ? 'passed' : 'failed', id, said: stderr.join('').slice(-1000) })
      )
    )
    return { child, done }
  }

  /** Until no job of this state directory runs any more. */
  async settled(): Promise<void> {
    await this.exec(
      `for ((i = 0; i < 600; i++)); do
  busy=
  for j in ${this.state}/jobs/*/alive; do [[ -e $j ]] && ! flock -n "$j" true && busy=1; done
  [[ $busy ]] || exit 0
  sleep 0.1
done
echo 'a job still runs' >&2; exit 1`
    )
  }

  /** What is published and what is live, read past Belay. */
  async sight(): Promise<Sight> {
    const out = await this.exec(`cd ${this.state}/backups
for d in *; do [[ ! -f $d/manifest.json ]] || printf '%s %s\\n' "$d" "$(cd -- "$d" && sha256sum -- * | sha256sum | cut -c 1-64)"; done
printf 'live %s\\n' "$(${this.subject.digest})"`)
    const pairs = out.split('\n').map(line => line.split(' ', 2) as [string, string])
    const live = pairs.pop()![1]
    return { backups: new Map(pairs), live }
  }

  /** Why this backup does not restore to what is expected; undefined: it does. Restores it over what is live, by Belay, and reads that past Belay. */
  async unproven(id: string, expected: string, identity?: string): Promise<string | undefined> {
    try {
      const manifest = await verifyBackup(this.host, this.state, id, this.trust)
      await this.restore(manifest, { identity })
      const { live } = await this.sight()
      return live === expected ? undefined : 'it restores something else than what was live'
    } catch (error) {
      return messageOf(error)
    }
  }

  /** Restores a backup; the kept copy is removed unless it is asked for. Answers the name of the copy. */
  async restore(
    manifest: Manifest,
    options: { readonly drill?: boolean; readonly keep?: boolean; readonly identity?: string | undefined } = {}
  ): Promise<string> {
    const engine = this.source()
    const opened = await openBackup(this.host, this.job(), manifest, { identity: options.identity, databases: ['main'] })
    const place = { stateDir: this.state, directory: opened.directory }
    try {
      if (options.drill) await engine.drill(this.job(), restoreSource(manifest, 'main', engine, 'drill', place))
      const { kept } = await engine.restore(this.job(), restoreSource(manifest, 'main', engine, 'restore', place))
      if (!options.keep) await engine.dropCopy(this.job(), { name: kept })
      return kept
    } finally {
      await opened.close()
    }
  }

  /** Removes published backups past Belay, once they are judged. */
  async forget(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await this.exec(sh`rm -rf -- ${`${this.state}/backups/${id}`}`)
  }

  /**
   * Starts a Python program as root that waits for its moment, and answers when it does: `ready()` says so. It has `find(NAME, UID)`, the process ids of
   * running programs that were started since, and `kill(PIDS)`. What it prints comes from the function that this answers, when it has ended.
   */
  async arm(program: string): Promise<() => Promise<string>> {
    const id = `/run/arm-${++Cell.#counter}`
    const text = `import os, signal, subprocess, time
def ready(): open('${id}.ready', 'w').close()
floor = max(int(pid) for pid in os.listdir('/proc') if pid.isdigit())
# Only what was started since: a look at all of them would take longer than what is looked for lives.
def find(name, uid=None):
    found = []
    for pid in os.listdir('/proc'):
        if not pid.isdigit() or int(pid) <= floor: continue
        try:
            comm, state = open('/proc/%s/stat' % pid).read().split('(', 1)[1].rsplit(')', 1)
            # One that has ended and was not fetched yet cannot be killed any more.
            if comm == name and state.split()[0] != 'Z' and (uid is None or os.stat('/proc/' + pid).st_uid == uid): found.append(int(pid))
        except OSError: pass
    return found
def kill(pids):
    n = 0
    for pid in pids:
        try: os.kill(pid, signal.SIGKILL); n += 1
        except OSError: pass
    return n
${program}
`
    // By stdin: what it holds must stand in no argument of ours.
    await this.ground.bed.exec(
      `cat > ${id}.py
( setsid python3 ${id}.py > ${id}.out 2>&1 < /dev/null; : > ${id}.done ) > /dev/null 2>&1 &
for ((i = 0; i < 1000; i++)); do [[ ! -e ${id}.ready && ! -e ${id}.done ]] || exit 0; sleep 0.01; done; exit 1`,
      { input: text }
    )
    return () =>
      this.exec(
        `for ((i = 0; i < 3000; i++)); do if [[ -e ${id}.done ]]; then cat ${id}.out; rm -f ${id}.*; exit 0; fi; sleep 0.02; done; echo 'no end'; cat ${id}.out`
      )
  }

  /** Starts a writer, and waits for its first row. */
  async writer(name: string): Promise<Writer> {
    const file = `/home/deploy/acked-${name}`
    await this.exec(`cat > /run/writer-${name}.py <<'END_OF_PROGRAM'
${writerProgram(this.subject)}
END_OF_PROGRAM
install -o deploy -m 600 /dev/null ${file}
( SECRET=${password} setsid runuser -u deploy -- python3 /run/writer-${name}.py ${name} ${file} > /dev/null 2>&1 < /dev/null & )
for ((i = 0; i < 500; i++)); do [[ ! -s ${file} ]] || exit 0; sleep 0.02; done; echo 'the writer wrote nothing' >&2; exit 1`)
    const rows = async (script: string) => (await this.exec(script)).split('\n').filter(Boolean)
    return {
      acknowledgesMore: async () =>
        (
          await this.exec(
            `n=$(wc -l < ${file}); for ((i = 0; i < 500; i++)); do [[ $(wc -l < ${file}) == $n ]] || { echo yes; exit 0; }; sleep 0.02; done`
          )
        ).includes('yes'),
      end: () => rows(`pkill -KILL -f '[/]run/writer-${name}.py ' || :; sleep 0.1; cat ${file}; rm -f ${file}`)
    }
  }

  async rows(copy?: string): Promise<string[]> {
    return (await this.exec(this.subject.rows(copy))).split('\n').filter(Boolean)
  }

  /** Temporary files, copies, sessions and programs of Belay that are there, and no restore or backup runs. */
  async left(): Promise<string[]> {
    const copies: Readonly<Record<Kind, string>> = {
      postgres: `cd / && runuser -u postgres -- psql -XqAt -c "SELECT datname FROM pg_database WHERE datname LIKE 'plant\\_%'; SELECT 'session ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'belay:%'"`,
      mariadb: `mariadb -BN -e "SHOW DATABASES LIKE 'plant\\_%'; SELECT CONCAT('session ', id) FROM information_schema.PROCESSLIST WHERE user = 'app'"`,
      sqlite: 'ls /home/deploy/sqlite | grep app.db_ || :',
      redis: `pgrep -u deploy -a redis-server || :`,
      files: 'ls /home/deploy/files | grep media_ || :'
    }
    const out = await this.exec(`cd ${this.state}/backups
find . -mindepth 1 -maxdepth 1 -name '.*.tmp' -o -mindepth 1 -maxdepth 1 -name '.*.new'
find /tmp -mindepth 1 -maxdepth 1 -user deploy
flock -x -n .use true || echo 'a process that holds the lock of the backups'
${copies[this.kind]}`)
    return out.split('\n').filter(Boolean)
  }

  /** Has time pass for what waits to be published, takes the next backup, and says what is left. */
  async next(): Promise<Try['next']> {
    await this.settled()
    await this.exec(`find ${this.state}/backups -name .complete -exec touch -d '-20 min' {} +`)
    const taken = await this.take()
    const left = await this.left()
    await this.forget([taken.id!])
    return taken.ended === 'passed' ? { left } : { left, failed: taken.said }
  }

  /** Waits, on this machine. */
  sleep(milliseconds: number): Promise<void> {
    return systemClock.sleep(milliseconds)
  }
}
