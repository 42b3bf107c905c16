import { isCopyOf } from '../database/names.ts'

/** Names as Windows and POSIX tell them apart, and those of copies. */

/** Whether a name is that of a copy that a restore of `live` was making: of a dead one, for whoever has the backups alone. */
export function isUnfinished(live: string, name: string): boolean {
  return isCopyOf(live, name) && /_new_[0-9a-f]{12}([0-9a-f]{4})?$/.test(name)
}

/** Why no file on Windows can be called so; undefined: one can. */
export function cannotBeNamed(name: string, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform !== 'win32') return undefined
  if (/[<>:"/\\|?*\x00-\x1f]/.test(name)) return 'Windows does not allow one of its characters'
  if (/[. ]$/.test(name)) return 'on Windows no name ends with a dot or a blank'
  if (/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(name)) return 'on Windows it is the name of a device'
  return undefined
}

/**
 * Whether a path below a tree, written with slashes, is one that is left out. Patterns as bash has them: `*` and `?` match no slash. With a directory goes all
 * that is in it. Windows does not tell large letters from small ones.
 */
export function matcher(patterns: readonly string[], platform: NodeJS.Platform = process.platform): (path: string) => boolean {
  const all = patterns.map(pattern => new RegExp(`^${source(pattern)}$`, platform === 'win32' ? 'isu' : 'su'))
  return path => all.some(each => each.test(path))
}

function source(pattern: string): string {
  return pattern.replace(/\*+|\?|\[[!^]?\]?[^\]]*\]|[\\^$.|+(){}[\]/]/gu, part => {
    if (part.startsWith('*')) return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.startsWith('[') && part.length > 1)
      return `[${part
        .slice(1, -1)
        .replace(/^!/, '^')
        .replace(/[\\[\]]/g, '\\$&')}]`
    return `\\${part}`
  })
}
