import { openBackup } from '../../../../shared/backup/encryption.ts'
import { type BackupMember, type Manifest, manifest as schema } from '../../../../shared/backup/manifest.ts'
import { restoreSource } from '../../../../shared/backup/source.ts'
import { verifyBackup } from '../../../../shared/backup/store.ts'
import { messageOf } from '../../../../shared/errors.ts'
import type { Cell } from '../cell.ts'
import type { Fault, Outcome } from '../fault.ts'
import { kinds } from '../kinds.ts'

/** Has a script change the backup `id`, `work` runs, and the backup is as it was. */
export async function changed<T>(cell: Cell, id: string, script: string, work: () => Promise<T>): Promise<T> {
  await cell.exec(`set -e; cd ${cell.state}/backups; rm -rf ../aside; cp -a ${id} ../aside; cd ${id}\n${script}`)
  try {
    return await work()
  } finally {
    await cell.exec(`cd ${cell.state}/backups; rm -rf ${id}; mv ../aside ${id}`)
  }
}

export async function manifestOf(cell: Cell, id: string): Promise<Manifest> {
  return schema.parse(JSON.parse(await cell.exec(`cat ${cell.state}/backups/${id}/manifest.json`)))
}

/** Why the call was refused; undefined: it was not. An error that is none of the user's is thrown. */
export async function refusedBy(cell: Cell, call: () => Promise<unknown>): Promise<string | undefined> {
  const { ended, said } = await cell.ended(undefined, call())
  if (said.startsWith('BUG: ')) throw new Error(said)
  return ended === 'failed' ? said : undefined
}

/** SQLite's member is the database itself: nothing but its SHA-256 knows what is in a cell of it. */
const onlyManifest = 'its reader alone would have restored something else'

/** A damaged member: the manifest must refuse it. What its reader says where somebody has changed the manifest to fit is told beside. */
async function damaged(cell: Cell, id: 'b2' | 'e1', member: BackupMember, manifest: Manifest, script: string): Promise<Outcome> {
  const live = cell.ground.live.get(cell.kind)!
  const wrong: string[] = []
  const said = await changed(cell, id, `F=${member.name}\n${script}`, async () => {
    const why = await refusedBy(cell, () => verifyBackup(cell.host, cell.state, id, cell.trust))
    if (why === undefined || !/is damaged: (its member|the SHA-256)/.test(why)) wrong.push(`the manifest did not refuse it (${why})`)
    if (member.role === 'globals') return 'refused by the manifest'
    const further =
      id === 'e1'
        ? await refusedBy(cell, () =>
            openBackup(cell.host, cell.job(), manifest, { identity: cell.ground.age.identity, databases: ['main'] })
          )
        : await refusedBy(cell, () =>
            cell.source().drill(cell.job(), restoreSource(manifest, 'main', cell.source(), 'drill', { stateDir: cell.state }))
          )
    if (further !== undefined) return `refused by the manifest, and by its reader: ${further}`
    if (id === 'e1') return `refused by the manifest; age took it${void wrong.push('age took a damaged member')}`
    // It came through the drill: what was hit means nothing, or something was missed.
    await cell.restore(manifest)
    if ((await cell.sight()).live === live) return 'refused by the manifest; what was hit means nothing to its reader'
    await cell.ground.renew(cell.kind)
    return `refused by the manifest; ${onlyManifest}`
  })
  return { run: { ended: 'none', said }, wrong, onlyManifest: said.endsWith(onlyManifest) }
}

/** Even tries: as it is; odd ones: encrypted. */
const victim = async (cell: Cell, n: number) => {
  const id = n % 2 === 0 ? ('b2' as const) : ('e1' as const)
  const manifest = await manifestOf(cell, id)
  return { id, manifest, member: manifest.members[Math.floor(cell.random() * manifest.members.length)]! }
}

const cut = (name: string, says: string, script: (cell: Cell) => string, tries?: number): Fault => ({
  name: `cut-${name}`,
  says: `A member was cut ${says}, plain and encrypted in turns`,
  kinds,
  ...(tries === undefined ? {} : { tries: asked => Math.min(asked, tries) }),
  ...(name === 'line' ? { ci: ['sqlite', 'files'] as const } : {}),
  async inject(cell, n) {
    const { id, manifest, member } = await victim(cell, n)
    return damaged(cell, id, member, manifest, script(cell))
  }
})

const flipped = (name: string, says: string, id: 'b2' | 'e1'): Fault => ({
  name,
  says,
  kinds,
  ci: id === 'b2' ? ['postgres', 'mariadb', 'redis'] : ['files'],
  async inject(cell, n) {
    const manifest = await manifestOf(cell, id)
    // Each member in turn.
    const member = manifest.members[n % manifest.members.length]!
    const at = Math.floor(cell.random() * member.bytes)
    const bit = Math.floor(cell.random() * 8)
    return damaged(
      cell,
      id,
      member,
      manifest,
      `python3 -c 'f = open("'$F'", "r+b"); f.seek(${at}); b = f.read(1)[0]; f.seek(${at}); f.write(bytes([b ^ ${1 << bit}]))'`
    )
  }
})

export const damages: readonly Fault[] = [
  ...[1, 4, 16].map(bytes => cut(String(bytes), bytes === 1 ? 'by 1 byte' : `by ${bytes} bytes`, () => `truncate -s -${bytes} $F`, 4)),
  cut('half', 'in half', () => 'truncate -s $(($(stat -c %s $F) / 2)) $F', 4),
  cut(
    'line',
    'at a line end',
    cell =>
      `python3 -c 'import os; d = open("'$F'", "rb").read(); at = d.rfind(b"\\n", 0, max(2, int(len(d) * ${cell.random().toFixed(6)}))) + 1 or len(d) // 3; os.truncate("'$F'", at)'`
  ),
  flipped('bit-flipped', 'One bit of a member was flipped, each member in turn', 'b2'),
  flipped('bit-flipped-encrypted', 'The same, of an encrypted member', 'e1')
]

/** Why a backup cannot be used, where a call must refuse. */
export const mustRefuse = async (cell: Cell, what: string, pattern: RegExp, call: () => Promise<unknown>): Promise<Outcome> => {
  const why = await refusedBy(cell, call).catch((error: unknown) => `BUG: ${messageOf(error)}`)
  const run = { ended: 'none' as const, said: `${what}: ${why ?? 'not refused'}` }
  return { run, wrong: why !== undefined && pattern.test(why) ? [] : [`${what} was not refused as it should be (${why})`] }
}
