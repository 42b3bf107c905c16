import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { sha256Function } from '../../shared/host/sha256.ts'

const directory = mkdtempSync(join(tmpdir(), 'belay-sha256-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Programs that the function finds, and a note of each call of openssl that hashes something. */
function programs(name: string, openssl: 'real' | 'wrong' | 'none'): string {
  const bin = join(directory, name)
  mkdirSync(bin)
  for (const each of ['sha256sum', 'grep']) symlinkSync(execFileSync('which', [each], { encoding: 'utf8' }).trim(), join(bin, each))
  const real = execFileSync('which', ['openssl'], { encoding: 'utf8' }).trim()
  const text = { real: `exec ${real} "$@"`, wrong: `echo "$(printf %064d 0) *stdin"`, none: '' }[openssl]
  if (text !== '') {
    writeFileSync(join(bin, 'openssl'), `#!/bin/bash\necho called >> ${bin}/calls\n${text}\n`)
    chmodSync(join(bin, 'openssl'), 0o755)
  }
  return bin
}

/** As on a host whose coreutils are not linked with openssl, whatever this one's are. */
const slow = sha256Function.replaceAll('/usr/bin/sha256sum', join(directory, 'plain'))

test.each(['real', 'wrong', 'none'] as const)('the sum is right where openssl is %s', openssl => {
  writeFileSync(join(directory, 'plain'), 'a program that is linked with nothing')
  const PATH = programs(openssl, openssl)
  for (const input of [randomBytes(300_000), Buffer.from('')]) {
    const { stdout, status } = spawnSync('/bin/bash', ['-euo', 'pipefail', '-c', `${slow}belay_sha256`], { input, env: { PATH } })
    expect([status, stdout.toString()]).toEqual([0, `${createHash('sha256').update(input).digest('hex')}  -\n`])
  }
  const calls = spawnSync('/bin/bash', ['-c', `cat ${PATH}/calls 2>/dev/null | wc -l`])
    .stdout.toString()
    .trim()
  expect(calls).toBe({ real: '4', wrong: '2', none: '0' }[openssl])
})

test.each(['real', 'none'] as const)('what cannot be read has no sum, where openssl is %s', openssl => {
  writeFileSync(join(directory, 'plain'), '')
  const PATH = programs(`unread-${openssl}`, openssl)
  const { stdout, status } = spawnSync('/bin/bash', ['-euo', 'pipefail', '-c', `${slow}sum=$(belay_sha256 < ${directory}); echo "$sum"`], {
    env: { PATH }
  })
  expect([status !== 0, stdout.toString()]).toEqual([true, ''])
})
