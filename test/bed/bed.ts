import { describe, test } from '@jest/globals'
import { findDocker, whyNoDocker } from './docker.ts'
import { debian, type ImageRecipe, whyNoImage } from './image.ts'

/** Why real hosts cannot be booted here, in one sentence without its full stop; undefined when they can. */
export async function whyNoBed(image: ImageRecipe = debian): Promise<string | undefined> {
  return (await whyNoDocker()) ?? (await whyNoImage(await findDocker(), image))
}

/**
 * A `describe` whose tests need real hosts: `await describeBed('name', () => { ... })` at the top of a test file. Where there can be none, the
 * suite fails with one sentence under CI, and elsewhere is listed as skipped with the reason in its name.
 */
export async function describeBed(name: string, body: () => void, image: ImageRecipe = debian): Promise<void> {
  register(name, body, await whyNoBed(image), process.env['CI'] === 'true', { describe, test })
}

/** The part of jest that a suite is registered with. */
export interface Registry {
  readonly describe: ((name: string, body: () => void) => void) & { skip(name: string, body: () => void): void }
  test(name: string, body: () => void): void
}

/** Registers the suite, or what stands for it where real hosts cannot be booted. */
export function register(name: string, body: () => void, why: string | undefined, ci: boolean, registry: Registry): void {
  if (why === undefined) registry.describe(name, body)
  else if (ci) {
    registry.describe(name, () =>
      registry.test('can boot real hosts', () => {
        throw new Error(`This suite needs real hosts: ${why}.`)
      })
    )
  } else registry.describe.skip(`${name} (not run here: ${why})`, body)
}
