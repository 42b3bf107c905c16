import { restoreSource } from '../../../../shared/backup/source.ts'
import { verifyBackup } from '../../../../shared/backup/store.ts'
import { messageOf } from '../../../../shared/errors.ts'
import type { Cell, Run } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds, places } from '../kinds.ts'
import { manifestOf } from './damage.ts'

const none = (said = ''): Run => ({ ended: 'none', said })

/** Acknowledged rows that are nowhere. */
const missing = (acknowledged: readonly string[], ...where: readonly (readonly string[])[]): string[] => {
  const there = new Set(where.flat())
  const gone = acknowledged.filter(row => !there.has(row))
  return gone.length === 0 ? [] : [`${gone.length} of ${acknowledged.length} acknowledged rows are missing (${gone[0]})`]
}

const twoAtOnce: Fault = {
  name: 'two-at-once',
  says: 'Two backups at once, every second time with the same id',
  kinds,
  leaves: true,
  ci: ['sqlite'],
  async inject(cell, n) {
    const same = n % 2 === 1
    const first = cell.newId()
    const runs = await Promise.all([cell.take(first), cell.sleep(cell.random() * 200).then(() => cell.take(same ? first : undefined))])
    const passed = runs.filter(each => each.ended === 'passed')
    const failed = runs.find(each => each.ended === 'failed')
    const wrong =
      passed.length === (same ? 1 : 2) ? [] : [`${passed.length} of two backups ${same ? 'of one id ' : ''}passed (${failed?.said})`]
    // One of an id that another run writes says that it added none: the other did.
    return { run: passed[0] ?? runs[0], wrong }
  }
}

const duringRestore: Fault = {
  name: 'backup-during-restore',
  says: 'A backup during a restore',
  kinds,
  leaves: true,
  ci: ['sqlite'],
  async inject(cell) {
    const manifest = await manifestOf(cell, 'b1')
    const restoring = cell.ended(undefined, cell.restore(manifest))
    await cell.sleep(cell.moment())
    const run = await cell.take()
    const restored = await restoring
    return { run, wrong: restored.ended === 'passed' ? [] : [`the restore failed: ${restored.said}`] }
  }
}

const writerDuringBackup: Fault = {
  name: 'writer-during-backup',
  says: 'Somebody writes all the time during a backup: what was acknowledged before it began is in it',
  kinds,
  leaves: true,
  ci: ['postgres'],
  async inject(cell, n) {
    const writer = await cell.writer(`d${n}`)
    const before = await cell.rows()
    const run = await cell.take()
    const acknowledged = await writer.end()
    if (run.ended !== 'passed') {
      await cell.exec(cell.subject.clear)
      return { run: { ...run, said: `${acknowledged.length} rows written; ${run.said}` } }
    }
    const wrong: string[] = []
    let held: string[] = []
    try {
      await cell.restore(await verifyBackup(cell.host, cell.state, run.id!, cell.trust), { drill: true })
      held = await cell.rows()
    } catch (error) {
      wrong.push(messageOf(error))
    }
    wrong.push(...missing(before, held))
    await cell.exec(cell.subject.clear)
    if ((await cell.sight()).live !== cell.ground.live.get(cell.kind)) wrong.push('it restores something else than what was live')
    return { run: { ...run, said: `${held.length} of ${acknowledged.length} rows in it, ${before.length} before` }, wrong, compared: true }
  }
}

const writerDuringSwap: Fault = {
  name: 'writer-during-restore',
  says: 'A writer that connects again and again during a restore, with rows acknowledged before and after the swap: each is live or in the kept copy',
  kinds,
  leaves: true,
  ci: ['redis'],
  async inject(cell, n) {
    const writer = await cell.writer(`s${n}`)
    const manifest = await manifestOf(cell, 'b2')
    let kept: string | undefined
    const restored = await cell.ended(
      undefined,
      cell.restore(manifest, { keep: true }).then(name => void (kept = name))
    )
    const goesOn = await writer.acknowledgesMore()
    const acknowledged = await writer.end()
    const [live, copy] = [await cell.rows(), kept === undefined ? [] : await cell.rows(kept)]
    const wrong = missing(acknowledged, live, copy)
    if (!goesOn) wrong.push('nobody could write in the 10 s after the restore')
    // What was written before it is in the copy alone, and what was written after it is live alone: the swap lay between two of the writer's rows.
    const before = acknowledged.filter(row => copy.includes(row)).length
    const after = acknowledged.filter(row => live.includes(row) && !copy.includes(row)).length
    if (kept !== undefined) await cell.source().dropCopy(cell.job(), { name: kept })
    await cell.exec(cell.subject.clear)
    if ((await cell.sight()).live !== cell.ground.live.get(cell.kind)) wrong.push('it restored something else')
    const where = `${acknowledged.length} rows acknowledged, ${after} of them live after the swap, ${before} in the copy`
    return {
      run: none(`restore ${restored.ended}: ${where} ${restored.said}`),
      wrong,
      compared: true,
      missed: before === 0 || after === 0
    }
  }
}

const ddl: Fault = {
  name: 'ddl-during-dump',
  says: 'A table is altered during the dump',
  kinds: ['mariadb', 'postgres'],
  leaves: true,
  async inject(cell) {
    const statement = (sql: string) =>
      cell.kind === 'mariadb'
        ? `mariadb plant -e '${sql}'`
        : `cd / && runuser -u postgres -- psql -Xq -d plant -c 'SET ROLE app' -c '${sql}'`
    const altered = await cell.arm(`ready()
time.sleep(${cell.moment().toFixed(0)} / 1000)
print(subprocess.run(['bash', '-c', "${statement('ALTER TABLE things ADD COLUMN extra int DEFAULT 7')}"]).returncode)`)
    const run = await cell.take()
    const said = await altered()
    const wrong = said === '0' ? [] : [`the table could not be altered: ${said}`]
    if (run.ended === 'passed') {
      const why = await cell.ended(undefined, drillOf(cell, run.id!))
      if (why.ended === 'failed') wrong.push(why.said)
    }
    await cell.exec(statement('ALTER TABLE things DROP COLUMN extra'))
    return { run, wrong, compared: true }
  }
}

async function drillOf(cell: Cell, id: string): Promise<void> {
  const manifest = await verifyBackup(cell.host, cell.state, id, cell.trust)
  await cell.source().drill(cell.job(), restoreSource(manifest, 'main', cell.source(), 'drill', { stateDir: cell.state }))
}

const staleLog: Fault = {
  name: 'stale-wal',
  says: 'A killed writer has left its `-wal`: it is in the backup, and does not come back after a restore',
  kinds: ['sqlite'],
  ci: ['sqlite'],
  leaves: true,
  async inject(cell, n) {
    const rows = 1 + Math.floor(cell.random() * 200)
    await cell.exec(
      `runuser -u deploy -- python3 - <<'END_OF_PROGRAM'
import os, signal, sqlite3
connection = sqlite3.connect('${places.sqlite.live}', isolation_level=None)
connection.execute('PRAGMA journal_mode = WAL')
connection.execute('PRAGMA wal_autocheckpoint = 0')
for i in range(${rows}): connection.execute('INSERT INTO writes VALUES (?)', ('w${n}-%d' % i,))
os.kill(os.getpid(), signal.SIGKILL)
END_OF_PROGRAM
[[ -s ${places.sqlite.live}-wal ]]`,
      false
    )
    const run = await cell.take()
    const wrong: string[] = []
    const kept = await cell.restore(await manifestOf(cell, 'b2'), { keep: true })
    if ((await cell.sight()).live !== cell.ground.live.get('sqlite')) wrong.push('what was in the log has come back')
    const copy = await cell.rows(kept)
    if (copy.length !== rows) wrong.push(`${copy.length} of ${rows} rows are in the kept copy`)
    if (run.ended === 'passed') {
      await cell.restore(await verifyBackup(cell.host, cell.state, run.id!, cell.trust))
      const held = await cell.rows()
      if (held.length !== rows) wrong.push(`${held.length} of ${rows} rows are in the backup`)
    }
    await cell.source().dropCopy(cell.job(), { name: kept })
    await cell.exec(cell.subject.clear)
    return { run, wrong, compared: true }
  }
}

export const together: readonly Fault[] = [twoAtOnce, duringRestore, writerDuringBackup, writerDuringSwap, ddl, staleLog]
