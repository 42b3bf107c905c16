import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Answer, Request } from './client.ts'

/** Starts `client.ts` with Node's own type stripping. */
export function startClient(request: Request): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'test/host/client.ts'], {
    stdio: ['pipe', 'pipe', 'inherit']
  })
  child.stdin?.end(JSON.stringify(request))
  return child
}

export async function runClient(request: Request): Promise<Answer> {
  const child = startClient(request)
  const [output] = await Promise.all([text(child.stdout!), once(child, 'exit')])
  return JSON.parse(output) as Answer
}

/** 100,000,000 bytes of counted lines: a lost, doubled or displaced part changes the hash. */
export const hundredMegabytes = '{ seq -f "line %.0f of the output" 10000000 2>/dev/null || true; } | head -c 100000000'
