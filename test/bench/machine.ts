import { cpus, loadavg, release, totalmem } from 'node:os'
import { run } from '../bed/process.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly versions: Readonly<Record<string, string>>
}

/** The machine and the programs that took part. */
export async function describeMachine(): Promise<Machine> {
  const first = async (program: string, ...args: string[]) => {
    const { stdout, stderr } = await run(program, args, { check: false })
    return `${stdout}${stderr}`.split('\n')[0]?.trim() ?? ''
  }
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    versions: {
      node: process.version,
      ssh: (await first('ssh', '-V')).split(',')[0] ?? '',
      bash: (await first('bash', '--version')).replace(/^.*version (\S+).*$/, '$1'),
      ansible: await first('ansible-playbook', '--version'),
      git: (await first('git', '--version')).replace('git version ', '')
    }
  }
}

/** How many processes wanted a core in the last minute: above 0.5 per core the times say more about the neighbours. */
export function loadNow(): number {
  return loadavg()[0] ?? 0
}
