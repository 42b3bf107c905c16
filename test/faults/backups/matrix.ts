import type { Fault } from './fault.ts'
import type { Kind } from './kinds.ts'
import type { Ground } from './system.ts'
import { losses, type Try } from './verdict.ts'

export interface CellResult {
  readonly fault: string
  readonly kind: Kind
  readonly tries: number
  /** A sentence for each. */
  readonly losses: readonly string[]
  /** How many tries ended so, as the run said. */
  readonly ended: Readonly<Record<string, number>>
  /** How many tries only the manifest's checksum has caught. */
  readonly onlyManifest: number
  readonly seconds: number
  /** The kind and the version of its software. */
  readonly software: string
}

/** Points that lay behind the end of what they were to hit, before a cell is given up. */
const patience = 4

/** Makes one fault happen to one kind so many times. `say` is told how each try ended. */
export async function runCell(
  ground: Ground,
  fault: Fault,
  kind: Kind,
  { tries: asked, seed, say }: { readonly tries: number; readonly seed: string; readonly say: (line: string) => void }
): Promise<CellResult> {
  const from = performance.now()
  const cell = await ground.cell(fault, kind, seed)
  const wanted = fault.tries?.(asked, cell) ?? asked
  const found: string[] = []
  const ended: Record<string, number> = {}
  let onlyManifest = 0
  let made = 0
  let missed = 0
  let before = await cell.sight()
  while (made < wanted && missed < wanted * patience) {
    const outcome = await fault.inject(cell, made)
    const after = await cell.sight()
    const proofs = new Map<string, string | undefined>()
    const added = [...after.backups.keys()].filter(id => !before.backups.has(id))
    // What a fault has compared by itself is live no more.
    for (const id of added) proofs.set(id, outcome.compared ? undefined : await cell.unproven(id, before.live, ground.age.identity))
    await cell.forget(added)
    if (outcome.missed) {
      missed++
      cell.missed++
    } else {
      made++
      cell.missed = 0
    }
    const last = fault.leaves === true && (made === wanted || missed === wanted * patience)
    if (outcome.onlyManifest) onlyManifest++
    const bug = outcome.run.said.includes('BUG: ') ? [`it ended as a bug of Belay's: ${outcome.run.said}`] : []
    const one: Try = {
      before,
      after: outcome.compared ? { ...after, live: before.live } : after,
      run: outcome.run,
      proofs,
      wrong: [...(outcome.wrong ?? []), ...bug],
      next: last ? await cell.next() : { left: [] }
    }
    const lost = losses(one)
    found.push(...lost)
    const how = `${outcome.run.ended}${outcome.missed ? ', missed' : ''}`
    ended[how] = (ended[how] ?? 0) + 1
    say(
      `${fault.name} ${kind} ${made}/${wanted}: ${how}${outcome.run.said === '' ? '' : `: ${outcome.run.said.split('\n')[0]!.slice(0, 220)}`}`
    )
    for (const each of lost) say(`   LOSS: ${each}`)
    if (lost.length > 0 && (await cell.sight()).live !== ground.live.get(kind)) await ground.renew(kind)
    before = lost.length > 0 ? await cell.sight() : { ...after, backups: new Map([...after.backups].filter(([id]) => !added.includes(id))) }
  }
  return {
    fault: fault.name,
    kind,
    tries: made,
    losses: found,
    ended,
    onlyManifest,
    seconds: (performance.now() - from) / 1000,
    software: (await ground.versions([kind]))[0]!
  }
}
