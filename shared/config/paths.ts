import { UserError } from '../errors.ts'

/** A path of the configuration that is absolute, or relative to `code.root`. */
export function absolutePath(path: string, root: string | undefined, what: string): string {
  if (path.includes('\0') || path.includes('\n')) throw new UserError(`${what}: ${JSON.stringify(path)} is not a path`)
  if (path.startsWith('/')) return path
  if (root === undefined)
    throw new UserError(
      `${what}: ${JSON.stringify(path)} is relative, and there is no \`code.root\` that it is relative to; write an absolute path`
    )
  return `${root.replace(/\/+$/, '')}/${path}`
}
