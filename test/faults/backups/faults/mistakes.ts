import type { Run } from '../cell.ts'
import type { Fault, Outcome } from '../fault.ts'
import { kinds } from '../kinds.ts'

/** A run that must fail, with a sentence for the user. */
const mustFail = (run: Run, pattern: RegExp): Outcome => ({
  run,
  wrong: run.ended === 'failed' && pattern.test(run.said) ? [] : [`it was not refused as it should be (${run.ended} ${run.said})`]
})

const wrongPlace: Fault = {
  name: 'wrong-place',
  says: 'A wrong database, path or port',
  kinds,
  ci: ['mariadb', 'files'],
  tries: () => 1,
  async inject(cell) {
    return mustFail(await cell.take(undefined, { place: 'wrong' }), /No backup was added/)
  }
}

const empty: Fault = {
  name: 'empty',
  says: 'An empty database or directory, `verify: drill`',
  kinds,
  ci: ['redis', 'sqlite'],
  tries: () => 1,
  async inject(cell) {
    return mustFail(
      await cell.take(undefined, { place: 'empty', level: 'drill' }),
      /is it the right (database|directory)\.[\s\S]*No backup was added/
    )
  }
}

/** The client says another version of itself; what it does is the same. */
const otherClient = (name: string, says: string, version: string): Fault => ({
  name,
  says,
  kinds: ['postgres', 'mariadb'],
  ci: ['postgres'],
  tries: () => 1,
  async inject(cell) {
    const at = cell.kind === 'postgres' ? '/usr/pgsql-17/bin/pg_dump' : '/usr/local/bin/mariadb-dump'
    const real = cell.kind === 'postgres' ? '/usr/lib/postgresql/17/bin/pg_dump' : '/usr/bin/mariadb-dump'
    const said = cell.kind === 'postgres' ? `pg_dump (PostgreSQL) ${version}` : `mariadb-dump from ${version}.1-MariaDB, client 10.19`
    await cell.exec(
      `printf '%s\\n' '#!/bin/sh' 'if [ "$1" = --version ]; then echo "${said}"; exit; fi' 'exec ${real} "$@"' > ${at}; chmod 755 ${at}`
    )
    const run = await cell.take()
    await cell.exec(`rm -f ${at}`)
    // A newer mariadb-dump writes what an older server takes.
    if (cell.kind === 'mariadb' && name === 'client-newer') return { run }
    return mustFail(run, /version .* and the server is version/)
  }
})

export const mistakes: readonly Fault[] = [
  wrongPlace,
  empty,
  otherClient('client-older', 'The client is older than the server (a wrapper that says so)', '10.4'),
  otherClient('client-newer', 'The client is newer than the server (a wrapper that says so)', '19.1')
]
