import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImageRecipe } from '../bed/image.ts'
import { python42, python52, runPython } from '../bed/python.ts'

/** The versions of Alembic that are asked, with the images that have them. */
export const alembicVersions = [
  ['1.13', python42],
  ['1.18', python52]
] as const

/** Puts one question to a script beside this file, which runs with the real Alembic of that image. */
export async function askAlembic<T>(image: ImageRecipe, script: string, question: object): Promise<{ version: string; answers: T[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'belay-alembic-'))
  try {
    const program = readFileSync(join(import.meta.dirname, script), 'utf8')
    const input = JSON.stringify(question)
    return JSON.parse((await runPython(image, { directory, args: ['-c', program], input, timeout: 240_000 })).stdout)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
