import type { SyntaxNode } from '@lezer/common'
import { decodePython, parsePython } from './python-syntax.ts'

/**
 * What a file of Python says, without what does not change it: comments, layout, docstrings, the kind of quotes, a comma behind the last item.
 * One text per token. undefined: it is broken, and nothing can be said.
 */
export function pythonTokens(
  content: Uint8Array | string,
  skip: (node: SyntaxNode, text: string) => boolean = () => false
): string[] | undefined {
  const { text, tree, problem } = parsePython(content)
  if (problem !== undefined) return undefined
  const tokens: string[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.name === 'Comment' || isDocstring(node) || isLastComma(node) || skip(node, text)) return
    if (node.firstChild === null || node.name === 'String') {
      const token = text.slice(node.from, node.to)
      tokens.push(node.name === 'String' ? plain(token) : token)
      return
    }
    // Depth is meaning; the spaces that make it are not.
    if (node.name === 'Body') tokens.push('{')
    for (let child = node.firstChild as SyntaxNode | null; child !== null; child = child.nextSibling) visit(child)
    if (node.name === 'Body') tokens.push('}')
  }
  visit(tree.topNode)
  return tokens
}

/** A statement that is nothing but a string. */
function isDocstring(node: SyntaxNode): boolean {
  return (
    node.name === 'ExpressionStatement' &&
    node.firstChild !== null &&
    node.firstChild.name === 'String' &&
    node.firstChild.nextSibling === null
  )
}

/** `(x,)` is a tuple because of its comma; everywhere else the last comma says nothing. */
function isLastComma(node: SyntaxNode): boolean {
  if (node.name !== ',' || !/^[)\]}]$/.test(node.nextSibling?.name ?? '')) return false
  if (node.parent?.name !== 'TupleExpression') return true
  for (let before = node.prevSibling; before !== null; before = before.prevSibling) if (before.name === ',') return true
  return false
}

/** A simple string without its quotes; one with a prefix or a backslash as it stands. */
function plain(token: string): string {
  const match = /^("""|'''|"|')([\s\S]*)\1$/.exec(token)
  return match === null || match[2]!.includes('\\') ? token : `"${match[2]}"`
}

/** What a file of SQL says, without comments and layout. Text within quotes, names within quotes and bodies within dollars stay as they are. */
export function sqlTokens(content: Uint8Array | string): string[] {
  const { text } = decodePython(content)
  const parts = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|(\$\w*\$)[\s\S]*?\1|[\p{L}\p{N}_$]+|\s+|./gu
  return [...text.matchAll(parts)].map(([part]) => part).filter(part => !/^(--|\/\*|\s)/.test(part) || /^\/\*[!+]/.test(part))
}
