import { spawnSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { FrameReader, runMessage, SERVE } from './protocol.ts'

const nonce = '0123456789abcdef0123456789abcdef'
const options = { nonce, marker: 'marker', timeoutMs: 5000, keepStdin: false, last: true }

function read(chunks: string[]): { data: string; marks: string[] } {
  const marks: string[] = []
  let data = ''
  const reader = new FrameReader(
    nonce,
    chunk => {
      data += chunk.toString()
    },
    mark => marks.push(mark)
  )
  for (const chunk of chunks) reader.push(Buffer.from(chunk))
  return { data, marks }
}

describe('FrameReader', () => {
  const stream = `noise of .bashrc 0123${nonce} begin\nhello 0123456789abcdef\n${nonce} gap 7\nwithout newline 012${nonce} end exit 0\n`

  test.each([1, 2, 3, 5, 16, 33, 1000])('takes a stream apart that comes in pieces of %d bytes', size => {
    const chunks = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(read(chunks)).toEqual({ data: 'hello 0123456789abcdef\nwithout newline 012', marks: ['begin', 'gap 7', 'end exit 0'] })
  })

  test('gives data out at once, except what may be the beginning of a mark', () => {
    expect(read([`${nonce} begin\n`, 'progress: 10 %']).data).toBe('progress: 10 %')
    expect(read([`${nonce} begin\n`, 'progress: 01']).data).toBe('progress: ')
    expect(read([`${nonce} begin\n`, 'progress: 01', 'x']).data).toBe('progress: 01x')
  })

  test('has no mark in a line that is cut off', () => {
    expect(read([`${nonce} begin\n${nonce} end exit 0`]).marks).toEqual(['begin'])
  })
})

describe('runMessage', () => {
  const env = { NAME: 'value' }
  const { head, pairs } = runMessage(
    { script: 'echo first\necho second; touch "$WITNESS"\n', env, secrets: { WITNESS: '/dev/null/none' } },
    options
  )
  const whole = Buffer.concat([Buffer.from(SERVE), head, pairs])

  test('keeps secrets out of the part that may be stored', () => {
    expect(head.includes('/dev/null/none')).toBe(false)
    expect(pairs.toString()).toContain('WITNESS\0/dev/null/none\0')
  })

  // G12: half a script must not run, and must not look as if it had.
  test.each([0.1, 0.3, 0.5, 0.7, 0.9, 0.97])('runs nothing and gives no end mark when the stream is cut off after %d of it', part => {
    const result = spawnSync('bash', ['--noprofile', '--norc'], {
      input: whole.subarray(0, Math.floor(whole.length * part)),
      env: { PATH: process.env['PATH'] }
    })
    expect(result.stdout.toString()).not.toContain('first')
    expect(result.stdout.toString()).not.toContain('end')
    expect(result.status).not.toBe(0)
  })

  test('runs nothing when only the very last byte is missing', () => {
    const result = spawnSync('bash', ['--noprofile', '--norc'], {
      input: whole.subarray(0, whole.length - 1),
      env: { PATH: process.env['PATH'] }
    })
    expect(result.stdout.toString()).toBe('')
    expect(result.status).toBe(97)
  })

  test.each(['', '1A', 'A-B', 'A B', 'belay_s', 'UID', 'IFS', 'A=B', 'A;B'])('refuses %j as the name of a variable', name => {
    expect(() => runMessage({ script: '', env: { [name]: '' } }, options)).toThrow('cannot be the name')
  })

  test('refuses NUL, which cannot travel', () => {
    expect(() => runMessage({ script: 'a\0b' }, options)).toThrow('NUL')
    expect(() => runMessage({ script: '', secrets: { A: 'a\0b' } }, options)).toThrow('NUL')
    expect(() => runMessage({ script: '', cwd: 'a\0b' }, options)).toThrow('NUL')
  })
})
