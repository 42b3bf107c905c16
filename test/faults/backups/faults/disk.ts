import type { Cell } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds } from '../kinds.ts'

const used = async (cell: Cell) => Number(await cell.exec(`sync; echo $(($(stat -f -c '(%b-%a)*%S' ${cell.state})))`))

/** The disk has room for all that a backup writes beside its member, and for so much of that. */
const full = (percent: number): Fault => ({
  name: `disk-full-${percent}`,
  says: `The disk is full at ${percent} % of the dump`,
  kinds,
  smallDisk: true,
  leaves: true,
  ...(percent === 50 ? { ci: ['sqlite', 'postgres'] as const } : {}),
  async inject(cell) {
    const before = await used(cell)
    const clean = await cell.take()
    const bytes = Number(await cell.exec(`stat -c %s ${cell.state}/backups/${clean.id}/${cell.subject.member}`))
    const beside = (await used(cell)) - before - bytes
    await cell.forget([clean.id!])
    const room = Math.round(beside + (bytes * (percent + (cell.random() - 0.5))) / 100)
    await cell.exec(`free=$(($(stat -f -c '%a*%S' ${cell.state}))); head -c $((free - ${room})) /dev/zero > ${cell.state}/fill`)
    const run = await cell.take()
    await cell.settled()
    await cell.exec(`rm -f ${cell.state}/fill`)
    return { run }
  }
})

export const disks: readonly Fault[] = [10, 50, 99].map(full)
