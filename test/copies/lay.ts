import { type Manifest, manifest, renderManifest } from '../../shared/backup/manifest.ts'
import type { Host } from '../../shared/host/host.ts'
import { sh } from '../../shared/host/shell.ts'

/** A backup of random bytes, laid down in the way that a real one lies there. Answers its directory. */
export async function layBackup(
  host: Host,
  stateDir: string,
  {
    id = 'b1',
    app = 'shop',
    environment = 'production',
    bytes = 1000
  }: { id?: string; app?: string; environment?: string; bytes?: number } = {}
): Promise<string> {
  const directory = `${stateDir}/backups/${id}`
  const { stdout } = await host.run(
    sh`mkdir -p -- ${directory}; cd -- ${directory}
head -c ${bytes} /dev/urandom > main.dump
sha256sum main.dump
`,
    { timeoutMs: 120_000 }
  )
  const value: Manifest = manifest.parse({
    schemaVersion: 1,
    id,
    sequence: 1,
    previousId: null,
    startedAt: '2026-11-22T10:00:00Z',
    finishedAt: '2026-11-22T10:00:01Z',
    durationMs: 1000,
    app,
    environment,
    host: host.label,
    level: 'full',
    members: [
      {
        name: 'main.dump',
        role: 'database',
        format: 'pg_dump-custom',
        bytes,
        sha256: stdout.slice(0, 64),
        database: 'main',
        engine: 'postgres',
        source: 'shop',
        engineVersion: '17',
        clientVersion: '17',
        facts: { bytes, tables: 1 },
        dumpMs: 1,
        verifyMs: 1,
        checks: [{ name: 'sha256', result: 'passed' }],
        commands: [],
        exitCodes: []
      }
    ]
  })
  await host.upload(renderManifest(value), `${directory}/manifest.json`)
  return directory
}
