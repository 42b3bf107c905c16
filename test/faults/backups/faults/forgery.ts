import { openBackup } from '../../../../shared/backup/encryption.ts'
import { renderManifest } from '../../../../shared/backup/manifest.ts'
import { sign } from '../../../../shared/backup/signature.ts'
import { restoreSource } from '../../../../shared/backup/source.ts'
import { verifyBackup } from '../../../../shared/backup/store.ts'
import { FakeLog } from '../../../../shared/fake-ports.ts'
import { namedBackup } from '../../../../shared/steps/named-backup.ts'
import type { Cell } from '../cell.ts'
import type { Fault } from '../fault.ts'
import { kinds } from '../kinds.ts'
import { ageOf } from '../system.ts'
import { changed, manifestOf, mustRefuse, refusedBy } from './damage.ts'

const write = (text: string) => `cat > manifest.json <<'END_OF_MANIFEST'\n${text.replace(/\n$/, '')}\nEND_OF_MANIFEST`

const text = (cell: Cell, id: string) => cell.exec(`cat ${cell.state}/backups/${id}/manifest.json`)

/** One character that is another: anywhere in the text. */
async function edited(cell: Cell): Promise<string> {
  const whole = await text(cell, 'b2')
  const at = Math.floor(cell.random() * whole.length)
  const letters = '0123456789abcdefxyz"{},: '
  const other = [...letters].filter(each => each !== whole[at])[Math.floor(cell.random() * (letters.length - 1))]!
  return `${whole.slice(0, at)}${other}${whole.slice(at + 1)}\n`
}

const editedWithKey: Fault = {
  name: 'manifest-edited',
  says: 'One character of the manifest was changed, and there is a `manifest-key`',
  kinds,
  ci: ['postgres', 'files'],
  async inject(cell) {
    return changed(cell, 'b2', write(await edited(cell)), () =>
      mustRefuse(cell, 'an edited manifest', /is damaged|not to be trusted/, () => verifyBackup(cell.host, cell.state, 'b2', cell.trust))
    )
  }
}

const editedWithoutKey: Fault = {
  name: 'manifest-edited-without-key',
  says: 'One character of the manifest was changed, and there is no key: refused, or it restores the same',
  kinds,
  async inject(cell) {
    const live = cell.ground.live.get(cell.kind)!
    return changed(cell, 'b2', write(await edited(cell)), async () => {
      const why = await refusedBy(cell, async () => {
        const manifest = await verifyBackup(cell.host, cell.state, 'b2')
        const member = manifest.members.find(each => each.role !== 'globals')!
        await cell.source().drill(cell.job(), restoreSource(manifest, member.database, cell.source(), 'drill', { stateDir: cell.state }))
        await cell.restore(manifest)
      })
      const same = why !== undefined || (await cell.sight()).live === live
      return {
        run: { ended: 'none', said: why ?? 'used: what was changed means nothing' },
        wrong: same ? [] : ['it restored something else']
      }
    })
  }
}

const forged: Fault = {
  name: 'forged',
  says: 'A member was replaced, and the manifest made to fit: signature kept, left out, or made with another key',
  kinds,
  ci: ['redis', 'sqlite'],
  tries: asked => Math.min(asked, 3),
  async inject(cell, n) {
    const { signature: _, ...manifest } = await manifestOf(cell, 'b2')
    const member = manifest.members[0]!
    const content = `forged ${cell.random()}`
    const sha256 = await cell.exec(`printf %s '${content}' | sha256sum | cut -c 1-64`)
    const plain = renderManifest({ ...manifest, members: [{ ...member, sha256, bytes: content.length }, ...manifest.members.slice(1)] })
    const old = /,\n {2}"signature": \{[^}]*\}/.exec(await text(cell, 'b2'))![0]
    const forms = [plain.replace(/\n\}\n$/, `${old}\n}\n`), plain, sign(plain, 'x'.repeat(64))]
    return changed(cell, 'b2', `${write(forms[n % 3]!)}\nprintf %s '${content}' > ${member.name}`, () =>
      mustRefuse(cell, 'a forged backup', /not to be trusted/, () => verifyBackup(cell.host, cell.state, 'b2', cell.trust))
    )
  }
}

const replayed: Fault = {
  name: 'replayed',
  says: 'An older backup was put in the place of a newer one, or the newest was taken away',
  kinds,
  ci: ['sqlite'],
  tries: asked => Math.min(asked, 2),
  async inject(cell, n) {
    if (n % 2 === 0)
      return changed(cell, 'b2', 'cp -a ../b1/. .', () =>
        mustRefuse(cell, 'a replayed backup', /is damaged: its manifest belongs to the backup b1/, () =>
          verifyBackup(cell.host, cell.state, 'b2', cell.trust)
        )
      )
    const { app, environment } = cell.trust
    const config = { backup: { 'copy-to': [] } }
    const context = { host: cell.host, log: new FakeLog(), target: { app, environment, stateDir: cell.state, config } }
    return changed(cell, 'b2', 'rm -rf ../b2', () =>
      mustRefuse(cell, '`latest` where the newest is gone', /somebody removed it who was not Belay/, () =>
        namedBackup({ context } as unknown as Parameters<typeof namedBackup>[0], 'latest', cell.trust, { meant: [] })
      )
    )
  }
}

const foreign: Fault = {
  name: 'foreign',
  says: 'A backup of another machine, environment or application, signed with the same key; another key; another age identity; a cut manifest',
  kinds,
  ci: ['mariadb'],
  tries: asked => Math.min(asked, 6),
  async inject(cell, n) {
    const { trust } = cell
    const verify = (change: object) => () => verifyBackup(cell.host, cell.state, 'b2', { ...trust, ...change })
    const other = ageOf(await cell.exec('age-keygen 2>/dev/null')).identity
    const whole = await text(cell, 'b2')
    switch (n % 6) {
      case 0:
        return mustRefuse(cell, 'another host', /not to be trusted: it was taken of host/, verify({ host: 'deploy@elsewhere:22' }))
      case 1:
        return mustRefuse(
          cell,
          'another environment',
          /not to be trusted: it was taken of environment/,
          verify({ environment: 'production' })
        )
      case 2:
        return mustRefuse(cell, 'another application', /not to be trusted: it was taken of app/, verify({ app: 'shop' }))
      case 3:
        return mustRefuse(cell, 'another key', /it was signed with another key/, verify({ key: 'y'.repeat(64) }))
      case 4:
        return mustRefuse(cell, 'another identity', /the identity is of none of its recipients/, async () =>
          openBackup(cell.host, cell.job(), await verifyBackup(cell.host, cell.state, 'e1', trust), {
            identity: other,
            databases: ['main']
          })
        )
      default:
        return changed(cell, 'b2', `truncate -s ${Math.floor(cell.random() * (whole.length - 2))} manifest.json`, () =>
          mustRefuse(cell, 'a cut manifest', /is damaged|not to be trusted/, verify({}))
        )
    }
  }
}

export const forgeries: readonly Fault[] = [editedWithKey, editedWithoutKey, forged, replayed, foreign]
