/** GitHub's filter patterns as far as branch and tag names need them: `*` stops at a slash, `**` does not, `?` is one character. */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .split(/(\*\*|\*|\?)/)
    .map(part => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')))
    .join('')
  return new RegExp(`^${source}$`).test(name)
}
