import { posix } from 'node:path'
import type { FoundVersion, FrameworkVersion } from '../framework.ts'
import type { SourceTree } from '../source.ts'

interface Candidate {
  file: string
  line: number
  /** `5.1.4`, `>=4.2,<5` */
  text: string
  /** one version, not a range */
  pinned: boolean
}

/** How each kind of file names its packages; the first that says something is believed, so what is installed comes before what is asked for. */
const readers: readonly { matches: RegExp; read(text: string): Omit<Candidate, 'file'>[] }[] = [
  { matches: /(^|\/)(poetry|uv|pdm)\.lock$/, read: readTomlLock },
  { matches: /(^|\/)Pipfile\.lock$/, read: readPipfileLock },
  { matches: /(^|\/)requirements[^/]*\.txt$|(^|\/)requirements\/[^/]+\.txt$/, read: readRequirements },
  { matches: /(^|\/)pyproject\.toml$/, read: readPyproject }
]

/**
 * The version of Django that a source asks for, from its lock files, requirements and pyproject.toml. A pinned version comes before a range, of which
 * the lower bound is taken, a file near the root before one deeper down, and of several in one kind of file the lowest. undefined: none is named.
 */
export function findDjangoVersion(source: SourceTree): FoundVersion | undefined {
  const paths = source.list().filter(path => !/(^|\/)(site-packages|node_modules)\//.test(path))
  const found = readers.flatMap(({ matches, read }, rank) =>
    paths
      .filter(path => matches.test(path))
      .flatMap(file => {
        const content = source.read(file)
        const text = content === undefined ? '' : typeof content === 'string' ? content : Buffer.from(content).toString('utf8')
        return read(text).map(candidate => ({ ...candidate, file, rank }))
      })
      .flatMap(candidate => {
        const version = lowest(candidate.text)
        return version === undefined ? [] : [{ ...candidate, version }]
      })
  )
  const depth = (file: string) => posix.normalize(file).split('/').length
  const [first] = found.sort(
    (a, b) =>
      Number(b.pinned) - Number(a.pinned) ||
      depth(a.file) - depth(b.file) ||
      a.rank - b.rank ||
      a.version[0] - b.version[0] ||
      a.version[1] - b.version[1]
  )
  return first && { version: first.version, text: first.text, file: first.file, line: first.line }
}

/** Major and minor of `5.1.4`, or the lower bound of a range; undefined where there is none. */
function lowest(text: string): FrameworkVersion {
  const bounds = text
    .split(',')
    .map(part => /^\s*(===?|>=?|~=?|\^|)\s*v?(\d+)(?:\.(\d+))?/.exec(part))
    .filter(match => match !== null)
    .map(([, , major, minor]): [number, number] => [Number(major), Number(minor ?? 0)])
  return bounds.sort((a, b) => b[0] - a[0] || b[1] - a[1])[0]
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** `[[package]]`, `name = "django"`, `version = "5.1.4"`. */
function readTomlLock(text: string): Omit<Candidate, 'file'>[] {
  return [...text.matchAll(/^name = "django"\s*\nversion = "([^"\n]+)"/gim)].map(match => ({
    text: match[1]!,
    line: lineOf(text, match.index),
    pinned: true
  }))
}

/** `"django": { …, "version": "==5.1.4" }`, in `default` or `develop`. */
function readPipfileLock(text: string): Omit<Candidate, 'file'>[] {
  return [...text.matchAll(/"django"\s*:\s*\{[^{}]*?"version"\s*:\s*"==([^"\n]+)"/gi)].map(match => ({
    text: match[1]!,
    line: lineOf(text, match.index),
    pinned: true
  }))
}

/** `Django[argon2]==5.1.4 ; python_version >= "3.10"`, with comments and hashes. */
function readRequirements(text: string): Omit<Candidate, 'file'>[] {
  return text.split('\n').flatMap((line, index) => {
    const asked = /^\s*django\s*(?:\[[^\]]*\])?\s*((?:[=<>~!]=?=?\s*[\w.*+-]+\s*,?\s*)+)/i.exec(line)?.[1]?.trim()
    return asked === undefined
      ? []
      : [{ text: asked.replace(/^==(?=[\d.]+$)/, ''), line: index + 1, pinned: /^===?\s*[\d.]+$/.test(asked) }]
  })
}

/** `"Django>=4.2"` in a list of dependencies, or Poetry's `django = "^5.0"` and `django = { version = "^5.0", … }`. */
function readPyproject(text: string): Omit<Candidate, 'file'>[] {
  const listed = [...text.matchAll(/(["'])django\s*(?:\[[^\]]*\])?\s*([=<>~!][^"';]*)(?:;[^"']*)?["']/gi)].map(
    match => [match.index, match[2]!] as const
  )
  const keyed = [...text.matchAll(/^django\s*=\s*(?:\{[^}\n]*?\bversion\s*=\s*)?(["'])([^"'\n]+)\1/gim)].map(
    match => [match.index, match[2]!] as const
  )
  return [...listed, ...keyed].map(([at, asked]) => ({
    text: asked.trim().replace(/^==(?=[\d.]+$)/, ''),
    line: lineOf(text, at),
    pinned: /^(===?)?\s*\d+\.\d+\.[\d.]+$/.test(asked.trim())
  }))
}
