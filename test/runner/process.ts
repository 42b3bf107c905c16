// One child process of a step: its lines, its signals, its end.
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Timing } from './types.ts'

export type StopReason = 'cancel' | 'timeout' | 'force'

/** Ends a step: told once by whoever wants it to stop, heard by whatever process runs in it. */
export class Stop {
  reason: StopReason | undefined
  readonly #listeners = new Set<(reason: StopReason) => void>()
  request(reason: StopReason): void {
    if (this.reason !== undefined && reason !== 'force') return
    this.reason ??= reason
    for (const listener of this.#listeners) listener(reason)
  }
  on(listener: (reason: StopReason) => void): () => void {
    this.#listeners.add(listener)
    if (this.reason !== undefined) listener(this.reason)
    return () => this.#listeners.delete(listener)
  }
}

export interface Exit {
  code: number | null
  signals: NodeJS.Signals[]
  error?: string
}

function lines(stream: Readable, onLine: (line: string) => void): () => void {
  let parts: string[] = []
  const flush = () => {
    if (parts.length > 0) onLine(parts.join('').replace(/\r$/, ''))
    parts = []
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    let from = 0
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      parts.push(chunk.slice(from, at))
      flush()
      from = at + 1
    }
    if (from < chunk.length) parts.push(chunk.slice(from))
  })
  return flush
}

/** SIGINT, then SIGTERM, then SIGKILL, to the process alone as GitHub's runner does it. */
function signalling(child: ChildProcess, timing: Timing, signals: NodeJS.Signals[]): { stop(reason: StopReason): void; done(): void } {
  const timers: NodeJS.Timeout[] = []
  const send = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null && child.kill(signal)) signals.push(signal)
  }
  return {
    stop(reason) {
      if (reason === 'force') return send('SIGKILL')
      send('SIGINT')
      timers.push(
        setTimeout(() => send('SIGTERM'), timing.interrupt),
        setTimeout(() => send('SIGKILL'), timing.interrupt + timing.terminate)
      )
    },
    done: () => timers.forEach(clearTimeout)
  }
}

export function execute(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; stop: Stop; timing: Timing; onLine: (line: string) => void }
): Promise<Exit> {
  return new Promise(resolve => {
    const signals: NodeJS.Signals[] = []
    if (options.stop.reason !== undefined) return resolve({ code: null, signals })
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] })
    const flush = [lines(child.stdout, options.onLine), lines(child.stderr, options.onLine)]
    const signal = signalling(child, options.timing, signals)
    const off = options.stop.on(signal.stop)
    let drain: NodeJS.Timeout | undefined
    let finished = false
    const finish = (exit: Exit) => {
      if (finished) return
      finished = true
      clearTimeout(drain)
      off()
      signal.done()
      for (const f of flush) f()
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(exit)
    }
    child.on('error', error => finish({ code: null, signals, error: error.message }))
    child.on('exit', code => {
      signal.done()
      drain = setTimeout(() => finish({ code, signals }), options.timing.drain)
    })
    child.on('close', code => finish({ code, signals }))
  })
}

/** What a self-hosted runner does when a job ends: whoever still carries the job's id is killed. */
export function killOrphans(trackingId: string, print: (line: string) => void): void {
  const mark = `RUNNER_TRACKING_ID=${trackingId}`
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) continue
      const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
      process.kill(Number(pid), 'SIGKILL')
      print(`Terminate orphan process: pid (${pid}) (${name})`)
    } catch {
      // It ended meanwhile, or belongs to somebody else.
    }
  }
}
