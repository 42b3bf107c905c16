// Everything that must hold before a change is merged, phase by phase; every phase runs, whatever failed before it.
// Usage: node scripts/test.ts [PHASE...]. The last line is "N passed, N failed": jest's tests, and one check per other phase.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Phase {
  readonly name: string
  readonly run: () => Count
}
interface Count {
  readonly passed: number
  readonly failed: number
  /** Why it is red, or what was not run. */
  readonly remark?: string | undefined
}

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'))
const jestBinary = 'node_modules/jest/bin/jest.js'
const minute = 60_000

const phases: readonly Phase[] = [
  { name: 'typecheck', run: () => command('node_modules/typescript/bin/tsc', '--noEmit') },
  { name: 'lint', run: () => command('node_modules/@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'generated', run: () => command('scripts/generate.ts', '--check') },
  { name: 'workflows', run: () => command('scripts/validate.ts') },
  { name: 'dist', run: () => command('scripts/build.mjs', '--check') },
  // Pure code and fakes.
  { name: 'unit', run: () => jest(10 * minute, ['shared/', 'actions/', 'scripts/']) },
  // Real parts: git, databases, hosts with systemd and sshd, the bundle in workflows.
  { name: 'real', run: () => jest(70 * minute, ['test/']) }
]

const names = process.argv.slice(2)
const unknown = names.filter(name => !phases.some(phase => phase.name === name))
if (unknown.length > 0) {
  console.error(`There is no phase ${unknown.join(', ')}: ${phases.map(phase => phase.name).join(', ')}`)
  process.exit(2)
}

const rows: string[] = []
let passed = 0
let failed = 0
for (const phase of phases.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.log(`\n== ${phase.name}`)
  const start = performance.now()
  const count = phase.run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  passed += count.passed
  failed += count.failed
  const result = `${count.passed} passed, ${count.failed} failed`
  rows.push(`${phase.name.padEnd(10)} ${seconds.padStart(7)} s   ${result}${count.remark === undefined ? '' : `   ${count.remark}`}`)
}
console.log(`\n== summary\n${rows.join('\n')}\n`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

function command(...args: string[]): Count {
  const { status, signal, error } = spawnSync(process.execPath, args, { stdio: 'inherit', timeout: 5 * minute })
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, remark: ending(status, signal, error) }
}

interface JestResult {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly numRuntimeErrorTestSuites: number
}

/** Runs the tests whose path below the root begins so. A suite that cannot be loaded counts as one failure. */
function jest(timeout: number, folders: readonly string[]): Count {
  const directory = mkdtempSync(join(tmpdir(), 'belay-test-'))
  const file = join(directory, 'result.json')
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jestBinary,
    '--maxWorkers=2',
    '--json',
    `--outputFile=${file}`
  ]
  try {
    const run = spawnSync(process.execPath, [...args, '--roots', ...folders.map(folder => resolve(folder))], { stdio: 'inherit', timeout })
    const result: JestResult = JSON.parse(readFileSync(file, 'utf8'))
    const skipped = result.numPendingTests + result.numTodoTests
    // Where every part can be installed nothing may be left out.
    const hidden = process.env['CI'] === 'true' && skipped > 0 ? 1 : 0
    const counted = result.numFailedTests + result.numRuntimeErrorTestSuites + hidden
    // jest is red for other reasons too: no test found, a crashed worker.
    const other = run.status !== 0 && counted === 0 ? 1 : 0
    const remark = other > 0 ? ending(run.status, run.signal, run.error) : skipped > 0 ? `${skipped} not run` : undefined
    return { passed: result.numPassedTests, failed: counted + other, remark }
  } catch (error) {
    return { passed: 0, failed: 1, remark: `no result: ${error instanceof Error ? error.message : error}` }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function ending(status: number | null, signal: string | null, error: Error | undefined): string {
  return error?.message ?? (status === null ? `ended by ${signal}` : `exit code ${status}`)
}
