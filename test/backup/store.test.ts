import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { fakeManifest } from '../../shared/backup/fake-manifest.ts'
import type { Manifest } from '../../shared/backup/manifest.ts'
import { publishBackup, readContents } from '../../shared/backup/store.ts'
import { LocalHost } from '../../shared/host/local-host.ts'

const state = mkdtempSync(join(tmpdir(), 'belay-store-'))
const backups = join(state, 'backups')
const unpublished = join(backups, '.b1.tmp')
const host = new LocalHost({ path: `${state}/bin:/usr/bin:/bin` })
afterAll(() => rmSync(state, { recursive: true }))

/** What a backup's job has left when it ended well. */
beforeEach(() => {
  rmSync(backups, { recursive: true, force: true })
  rmSync(join(state, 'bin'), { recursive: true, force: true })
  mkdirSync(unpublished, { recursive: true })
  mkdirSync(join(state, 'bin'))
  writeFileSync(join(unpublished, 'main.dump'), 'rows\n')
  writeFileSync(join(unpublished, '.content-0'), 'things\t2\t\\N\n')
  writeFileSync(join(unpublished, '.complete'), '8\n')
  writeFileSync(join(backups, '.sequence'), '8 b0\n')
})

const manifest = (sequence: number): Manifest => ({ ...fakeManifest, sequence, previousId: 'b0' })

test('a run publishes what its own job has made, and leaves what another run of its id makes to that one', async () => {
  await expect(publishBackup(host, state, manifest(7))).rejects.toThrow('The backup b1 on local was removed before it could be published')
  expect(readFileSync(join(unpublished, '.complete'), 'utf8')).toBe('8\n')
  expect(existsSync(join(backups, 'b1'))).toBe(false)
  await publishBackup(host, state, manifest(8))
  expect(readdirSync(join(backups, 'b1')).sort()).toEqual(['main.dump', 'manifest.json'])
  expect(existsSync(unpublished)).toBe(false)
})

test('one that another run has not made whole is not published either', async () => {
  rmSync(join(unpublished, '.complete'))
  await expect(publishBackup(host, state, manifest(8))).rejects.toThrow('was removed before it could be published')
  expect(readdirSync(unpublished).sort()).toEqual(['.content-0', 'main.dump'])
})

test('contents that cannot be measured are no empty contents', async () => {
  expect(await readContents(host, state, 'b1')).toEqual(new Map([[0, 'things\t2\t\\N\n']]))
  writeFileSync(join(state, 'bin', 'stat'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(state, 'bin', 'stat'), 0o755)
  await expect(readContents(host, state, 'b1')).rejects.toThrow()
})
