import { join } from 'node:path'
import { checkMigrations, type Report } from '../squash/check.ts'
import { gitSource } from '../squash/git-source.ts'
import { subtree } from '../squash/source.ts'

/** Checks the migrations of a commit without a host or a database: what a pull request can know. */
export async function checkOffline(request: {
  readonly workspace: string
  readonly path: string
  readonly ref: string | undefined
}): Promise<Report> {
  const source = await gitSource({ directory: request.workspace, ref: request.ref ?? 'HEAD' })
  const path = join('/', request.path).slice(1)
  return checkMigrations(path === '' ? source : subtree(source, path))
}
