import type { Cell } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds } from '../kinds.ts'

/** Waits for the dumper, then so long, and kills whichever of its name runs then. */
const killDumper: Fault = {
  name: 'dumper-killed',
  says: 'SIGKILL of the dumper (`pg_dump`, `mariadb-dump`, `sqlite3`, `redis-cli`, `tar`)',
  kinds,
  leaves: true,
  ci: ['postgres', 'files'],
  async inject(cell) {
    const after = cell.random() * (cell.kind === 'sqlite' ? 60 : 150) * 0.6 ** cell.missed
    const struck = await cell.arm(`uid = 1000
ready()
end = time.time() + 60
while not find('${cell.subject.dumper}', uid) and time.time() < end: pass
time.sleep(${after.toFixed(0)} / 1000)
end = time.time() + 0.5
hit = 0
while not hit and time.time() < end: hit = kill(find('${cell.subject.dumper}', uid))
print('hit' if hit else 'missed')`)
    const run = await cell.take()
    return { run, missed: (await struck()) !== 'hit' }
  }
}

const killAction: Fault = {
  name: 'action-killed',
  says: 'SIGKILL of the action',
  kinds,
  leaves: true,
  ci: ['sqlite'],
  async inject(cell) {
    const { child, done } = cell.takeInChild()
    // Node and the login take a while before anything is sent.
    await cell.sleep(250 + cell.random() * 500 + cell.moment())
    child.kill('SIGKILL')
    const run = await done
    await cell.settled()
    return { run, missed: run.ended !== 'killed' }
  }
}

const killSession: Fault = {
  name: 'session-killed',
  says: "SIGKILL of sshd's process for the session",
  kinds,
  leaves: true,
  ci: ['sqlite'],
  async inject(cell) {
    const taking = cell.take()
    await cell.sleep(cell.moment())
    await cell.ground.bed.dropSessions()
    const run = await taking
    await cell.settled()
    return { run }
  }
}

const killUser: Fault = {
  name: 'processes-killed',
  says: 'SIGKILL of every process of the backup at once',
  kinds,
  leaves: true,
  async inject(cell) {
    const taking = cell.take()
    await cell.sleep(cell.moment())
    await cell.exec(
      `pids=$(grep -lsz -e '^BELAY_JOB_DIR=${cell.state}/' -e '^BELAY_SUPERVISOR=${cell.state}/' /proc/[0-9]*/environ | cut -d/ -f3) && kill -KILL $pids || :`
    )
    const run = await taking
    await cell.settled()
    return { run }
  }
}

const killMachine: Fault = {
  name: 'machine-killed',
  says: 'SIGKILL of the machine (its container), and boot',
  kinds,
  leaves: true,
  async inject(cell) {
    const taking = cell.take()
    await cell.sleep(cell.moment())
    await cell.ground.bed.kill()
    await cell.ground.bed.start()
    await serversUp(cell)
    const run = await taking
    await cell.ground.reconnect()
    return { run }
  }
}

async function serversUp(cell: Cell): Promise<void> {
  await cell.exec(
    'for ((i = 0; i < 300; i++)); do if ! systemctl is-enabled -q mariadb || mariadb -e "SELECT 1" > /dev/null 2>&1; then exit 0; fi; sleep 0.1; done; exit 1'
  )
}

const endBackend: Fault = {
  name: 'backend-terminated',
  says: "The server ends the backup's sessions",
  kinds: ['postgres', 'mariadb', 'redis'],
  leaves: true,
  ci: ['mariadb'],
  async inject(cell) {
    const after = cell.moment() * 0.7
    await cell.exec(`cat > /run/end-sessions <<'END_OF_SCRIPT'
${cell.subject.endSessions}
END_OF_SCRIPT`)
    const struck = await cell.arm(`ready()
time.sleep(${after.toFixed(0)} / 1000)
end = time.time() + 2
hit = 0
while not hit and time.time() < end: hit = int(subprocess.run(['bash', '/run/end-sessions'], capture_output=True, text=True).stdout.strip() or 0)
print('hit' if hit else 'missed')`)
    const run = await cell.take()
    return { run, missed: (await struck()) !== 'hit' }
  }
}

export const kills: readonly Fault[] = [killDumper, killAction, killSession, killUser, killMachine, endBackend]
