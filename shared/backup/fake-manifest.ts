import type { Manifest } from './manifest.ts'

/** A manifest that is valid: one member of one PostgreSQL database. */
export const fakeManifest: Manifest = {
  schemaVersion: 1,
  id: 'b1',
  sequence: 3,
  previousId: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  durationMs: 1000,
  host: 'local',
  level: 'full',
  members: [
    {
      name: 'main.dump',
      role: 'database',
      format: 'pg_dump-custom',
      bytes: 5,
      sha256: 'a'.repeat(64),
      database: 'main',
      engine: 'postgres',
      source: 'app',
      engineVersion: '17.1',
      clientVersion: '17.1',
      facts: { bytes: 1, tables: 1 },
      dumpMs: 1,
      verifyMs: 1,
      checks: [{ name: 'sha256', result: 'passed' }],
      commands: ['pg_dump'],
      exitCodes: [0]
    }
  ]
}
