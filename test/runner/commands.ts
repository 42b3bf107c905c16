// What a step says in its output: workflow commands, annotations, and the masking of secrets.
import type { Annotation } from './types.ts'

export class Masker {
  readonly #values = new Set<string>()

  /** A secret of the job: also in the encodings in which it tends to leak. */
  addSecret(secret: string): void {
    this.add(secret)
    if (secret.trim() === '') return
    const json = JSON.stringify(secret).slice(1, -1)
    const xml = secret.replace(/[&<>"']/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[c] ?? c)
    for (const v of [json, encodeURIComponent(secret), xml]) this.#values.add(v)
    const bytes = Buffer.from(secret)
    this.#values.add(bytes.toString('base64'))
    for (let shift = 0; shift < 3; shift++) {
      const rest = bytes.subarray(shift)
      const whole = rest.subarray(0, rest.length - (rest.length % 3))
      if (whole.length > 0) this.#values.add(whole.toString('base64'))
    }
  }

  /** A value and each of its lines. */
  add(value: string): void {
    if (value.trim() === '') return
    this.#values.add(value)
    for (const line of value.split(/[\r\n]+/)) if (line !== '') this.#values.add(line)
  }

  mask(text: string): string {
    const spans: [number, number][] = []
    for (const value of this.#values)
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) spans.push([at, at + value.length])
    if (spans.length === 0) return text
    spans.sort((a, b) => a[0] - b[0])
    let out = ''
    let end = 0
    let open = false
    for (const [from, to] of spans) {
      if (!open || from > end) {
        out += `${text.slice(end, from)}***`
        end = to
        open = true
      } else end = Math.max(end, to)
    }
    return out + text.slice(end)
  }
}

export interface Command {
  name: string
  properties: Record<string, string>
  data: string
}
const known = new Set([
  'add-mask',
  'add-matcher',
  'remove-matcher',
  'add-path',
  'set-env',
  'set-output',
  'save-state',
  'debug',
  'notice',
  'warning',
  'error',
  'group',
  'endgroup',
  'echo',
  'stop-commands'
])
const plain = (s: string) => s.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%')
const property = (s: string) => plain(s.replace(/%3A/g, ':').replace(/%2C/g, ','))

export function parseCommand(line: string): Command | undefined {
  const text = line.trimStart()
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const head = text.slice(2, end)
  const space = head.indexOf(' ')
  const name = (space < 0 ? head : head.slice(0, space)).toLowerCase()
  if (!known.has(name)) return undefined
  const properties: Record<string, string> = {}
  if (space >= 0)
    for (const part of head
      .slice(space + 1)
      .trim()
      .split(',')) {
      const equals = part.indexOf('=')
      if (equals > 0) properties[part.slice(0, equals).trim()] = property(part.slice(equals + 1))
    }
  return { name, properties, data: plain(text.slice(end + 2)) }
}

export interface Listener {
  masker: Masker
  debug: boolean
  print(line: string): void
  annotate(annotation: Annotation): void
  setOutput(name: string, value: string): void
  saveState(name: string, value: string): void
  /** The command fails the step. */
  fail(message: string): void
}

/** Reads a step's lines, both streams together, and acts on the commands in them. */
export function interpreter(to: Listener): (line: string) => void {
  let stopped: string | undefined
  let echo = false
  const number = (s: string | undefined) => (s !== undefined && /^\d+$/.test(s) ? Number(s) : undefined)
  return line => {
    if (stopped !== undefined) {
      if (line.trim() === `::${stopped}::`) stopped = undefined
      to.print(line)
      return
    }
    const command = parseCommand(line)
    if (!command) return to.print(line)
    const { name, properties, data } = command
    const p = (key: string) => properties[key]
    switch (name) {
      case 'add-mask':
        if (data.trim() === '')
          return to.annotate({ level: 'warning', message: "Can't add secret mask for empty string in ##[add-mask] command." })
        to.masker.add(data)
        if (echo) to.print('::add-mask::***')
        return
      case 'stop-commands':
        if (data.trim() === '' || known.has(data.toLowerCase())) return to.fail(`Invalid stop-commands token '${data}'`)
        stopped = data
        to.print(line)
        return
      case 'error':
      case 'warning':
      case 'notice': {
        const places = { line: number(p('line')), endLine: number(p('endLine')), col: number(p('col')), endColumn: number(p('endColumn')) }
        to.annotate({
          level: name,
          message: data,
          ...(p('title') ? { title: p('title') as string } : {}),
          ...(p('file') ? { file: p('file') as string } : {}),
          ...(Object.fromEntries(Object.entries(places).filter(([, v]) => v !== undefined)) as Partial<Annotation>)
        })
        return
      }
      case 'debug':
        if (to.debug) to.print(`##[debug]${data}`)
        return
      case 'group':
        return to.print(`##[group]${data}`)
      case 'endgroup':
        return to.print('##[endgroup]')
      case 'echo':
        echo = data.trim().toLowerCase() === 'on'
        return
      case 'set-output':
      case 'save-state':
        if (!p('name')) return to.fail(`Required field 'name' is missing in ##[${name}] command.`)
        to.annotate({
          level: 'warning',
          message: `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files.`
        })
        return name === 'set-output' ? to.setOutput(p('name') as string, data) : to.saveState(p('name') as string, data)
      case 'set-env':
      case 'add-path':
        return to.fail(`The \`${name}\` command is disabled. Please upgrade to using Environment Files.`)
      default:
        return to.fail(`The \`${name}\` command is not supported by this runner`)
    }
  }
}
