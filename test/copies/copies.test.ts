import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { verifyBackup } from '../../shared/backup/store.ts'
import { copyBackup } from '../../shared/copies/copy-backup.ts'
import { fetchBackup } from '../../shared/copies/fetch-backup.ts'
import { openS3 } from '../../shared/copies/s3.ts'
import { openSsh } from '../../shared/copies/ssh.ts'
import type { CopyStore } from '../../shared/copies/store.ts'
import { UserError } from '../../shared/errors.ts'
import { ConnectionLost } from '../../shared/host/errors.ts'
import { SshHost } from '../../shared/host/ssh-host.ts'
import { systemClock } from '../../shared/ports.ts'
import { describeBed } from '../bed/bed.ts'
import { factsOf, storeContract, streamOf } from './contract.ts'
import { layBackup } from './lay.ts'
import { FaultyProxy } from './proxy.ts'
import { bootRgw, type Rgw, withCeph } from './rgw.ts'
import { stripped } from './stripped.ts'

const MEBIBYTE = 2 ** 20

await describeBed(
  'copies off the host',
  () => {
    let rgw: Rgw
    let s3: CopyStore
    let ssh: CopyStore
    let host: SshHost
    let proxy: FaultyProxy

    beforeAll(async () => {
      rgw = await bootRgw('backups')
      const spec = sshSpec()
      host = new SshHost(spec)
      s3 = await openS3(rgw.options())
      ssh = openSsh({ host: spec, directory: '/home/deploy/vault/', pausesMs: [50, 50] })
      proxy = await FaultyProxy.start(rgw.bed.url)
      await host.run('mkdir -m 700 /home/deploy/state')
    }, 600_000)
    beforeEach(() => proxy.reset())
    afterAll(async () => {
      await Promise.all([s3?.close(), ssh?.close(), host?.close(), proxy?.stop()])
      rgw?.client.destroy()
      await rgw?.bed.destroy()
    }, 180_000)

    const sshSpec = () => {
      const { address, sshPort: port, user, privateKey, knownHosts } = rgw.bed
      return { address, port, user, privateKey, knownHosts }
    }
    const unfinished = async () => (await rgw.client.send(new ListMultipartUploadsCommand({ Bucket: 'backups' }))).Uploads ?? []

    describe('S3: Ceph', () => storeContract(() => s3))
    describe('S3: Ceph, read back', () => {
      let careful: CopyStore
      beforeAll(async () => void (careful = await openS3(rgw.options({ prefix: '', readBack: true }))))
      afterAll(() => careful.close())
      storeContract(() => careful)
    })
    describe('another machine over SSH', () => {
      storeContract(() => ssh)

      test('files and directories are for their owner only, and their label names no secret', async () => {
        await ssh.put('app/mode/b1/f', streamOf(Buffer.from('x')), factsOf(Buffer.from('x')))
        const { stdout } = await host.run('cd vault/app/mode && stat -c %a . b1 b1/f', { cwd: '/home/deploy' })
        expect(stdout).toBe('700\n700\n600\n')
        expect(ssh.label).toBe(`ssh://deploy@127.0.0.1:${rgw.bed.sshPort}/home/deploy/vault`)
      })

      test('a disk whose name has a blank is asked how much room it has', async () => {
        await rgw.bed.exec("mkdir -p /srv/blank && mount -t tmpfs -o size=8m,mode=777 'a disk' /srv/blank")
        const small = openSsh({ host: sshSpec(), directory: '/srv/blank/vault', pausesMs: [] })
        const content = randomBytes(1000)
        await small.put('a/b/c/f', streamOf(content), factsOf(content))
        expect((await buffer(await small.get('a/b/c/f'))).equals(content)).toBe(true)
        const large = { ...factsOf(content), bytes: 9 * MEBIBYTE }
        await expect(small.put('a/b/c/g', streamOf(content), large)).rejects.toThrow(/there are only 7 MiB free/)
        await small.close()
      })

      test.each([
        ['may not be entered', '0600', 'cd'],
        ['may not be read', '0300', 'find']
      ])('a directory that %s is an error, and not one without copies', async (_, mode, program) => {
        await ssh.put('app/closed/b1/f', streamOf(Buffer.from('x')), factsOf(Buffer.from('x')))
        await host.run(`chmod ${mode} vault/app`, { cwd: '/home/deploy' })
        try {
          await expect(ssh.list('app/')).rejects.toThrow(new RegExp(`could not be listed: .*${program}.*Permission denied`))
        } finally {
          await host.run('chmod 0700 vault/app', { cwd: '/home/deploy' })
        }
        expect(await ssh.list('app/closed/')).toHaveLength(1)
      })

      test('a directory whose parent is not there is not made: the disk may not be mounted', async () => {
        const absent = openSsh({ host: sshSpec(), directory: '/mnt/absent/vault' })
        await expect(absent.put('a/b/c/f', streamOf(Buffer.from('x')), factsOf(Buffer.from('x')))).rejects.toThrow(UserError)
        await expect(absent.list('a/')).rejects.toThrow(/could not be listed: .*No such file/)
        await absent.close()
      })
    })

    describe('faults between the runner and the store', () => {
      let store: CopyStore
      const content = randomBytes(23 * MEBIBYTE)
      let key: string
      let number = 0
      beforeAll(async () => void (store = await openS3(rgw.options({ endpoint: proxy.url, stallMs: 1500 }))))
      beforeEach(() => void (key = `shop/faults/b${++number}/f`))
      afterAll(() => store.close())
      const put = () => store.put(key, streamOf(content), factsOf(content))
      const partsSent = () => proxy.asked.filter(each => each.kind === 'part').map(each => each.part)

      test.each([
        ['500', { status: 500, code: 'InternalError' } as const],
        ['503 SlowDown', { status: 503, code: 'SlowDown' } as const],
        ['a cut connection', 'cut' as const],
        ['silence', 'silence' as const],
        ['a lost answer', 'lose the answer' as const]
      ])(
        '%s at part 3, once: the part is sent again, the others are not, and the copy is whole',
        async (_, fault) => {
          proxy.reset(({ part, nth }) => (part === 3 && nth === 1 ? fault : undefined))
          await put()
          expect(partsSent().sort((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 3, 4, 5])
          expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
          expect(await unfinished()).toEqual([])
        },
        180_000
      )

      test.each([
        ['500', { status: 500, code: 'InternalError' } as const, /answered 500/],
        ['403', { status: 403, code: 'AccessDenied' } as const, /does not allow it to this key\. It needs s3:PutObject/],
        ['silence', 'silence' as const, /did not answer in time, several times/],
        ['507', { status: 507, code: 'XMinioStorageFull' } as const, /no room/]
      ])(
        '%s at part 3, for good: an error that says so, no file, and no part remains',
        async (_, fault, words) => {
          proxy.reset(({ part }) => (part === 3 ? fault : undefined))
          const error = await put().then(
            () => undefined,
            (thrown: unknown) => thrown
          )
          expect(error).toBeInstanceOf(UserError)
          expect((error as Error).message).toMatch(words)
          expect(await s3.list(key)).toEqual([])
          expect(await unfinished()).toEqual([])
        },
        180_000
      )

      test('the answer to the last request is lost: the copy counts, for what lies there decides', async () => {
        proxy.reset(({ kind, nth }) => (kind === 'end' && nth === 1 ? 'lose the answer' : undefined))
        await put()
        expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
      })

      test('the answer to the beginning of an upload is lost: none of those begun stays, neither of a copy nor of a failure', async () => {
        proxy.reset(({ kind, nth }) => (kind === 'begin' && nth <= 2 ? 'lose the answer' : undefined))
        await put()
        expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
        expect(await unfinished()).toEqual([])
        proxy.reset(({ kind, nth }) => (kind === 'begin' ? (nth <= 2 ? 'lose the answer' : 'silence') : undefined))
        key = `${key}-again`
        await expect(put()).rejects.toThrow(/did not answer in time/)
        expect(await unfinished()).toEqual([])
      }, 60_000)

      test('parts that could not be removed are named, and the next copy goes on from them', async () => {
        proxy.reset(({ part, kind }) => (part === 4 || kind === 'abort' ? { status: 500, code: 'InternalError' } : undefined))
        await expect(put()).rejects.toThrow(/Parts of .* remain in the bucket backups/)
        expect(await unfinished()).toHaveLength(1)
        proxy.reset()
        await put()
        expect(partsSent()).not.toContain(1)
        expect(partsSent()).toContain(4)
        expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
        expect(await unfinished()).toEqual([])
      }, 180_000)

      test('parts of other bytes that a killed run has left are not taken for these', async () => {
        proxy.reset(({ part, kind }) => (part === 4 || kind === 'abort' ? { status: 500, code: 'InternalError' } : undefined))
        const other = randomBytes(content.length)
        await expect(store.put(key, streamOf(other), factsOf(other))).rejects.toThrow('remain')
        proxy.reset()
        await put()
        expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
      }, 180_000)

      test('the connection to the host breaks at byte 12 MiB: it is read again, and no part is sent twice', async () => {
        let reads = 0
        const source = async () => {
          const broken = ++reads === 1
          return Readable.from(
            (async function* () {
              yield content.subarray(0, 12 * MEBIBYTE)
              if (broken) throw new ConnectionLost('the connection broke')
              yield content.subarray(12 * MEBIBYTE)
            })()
          )
        }
        await store.put(key, source, factsOf(content))
        expect(reads).toBe(2)
        expect(partsSent().sort((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 4, 5])
        expect((await buffer(await s3.get(key))).equals(content)).toBe(true)
      })

      describe('a store that never falls silent, and never comes to an end', () => {
        let slow: CopyStore
        // The 23 MiB have 3.3 s, an answer 1 s.
        const pace = { graceMs: 1000, bytesPerSecond: 10 * MEBIBYTE }
        beforeAll(async () => void (slow = await openS3(rgw.options({ endpoint: proxy.url, stallMs: 60_000, pace }))))
        afterAll(() => slow.close())
        const failure = async (call: Promise<unknown>) => {
          const from = performance.now()
          const error = await call.then(
            () => undefined,
            (thrown: unknown) => thrown
          )
          expect(error).toBeInstanceOf(UserError)
          expect(performance.now() - from).toBeLessThan(10_000)
          return (error as Error).message
        }

        test('an upload is given up at its deadline, and no part remains', async () => {
          proxy.reset(({ part }) => (part === 3 ? 'trickle' : undefined))
          expect(await failure(slow.put(key, streamOf(content), factsOf(content)))).toMatch(
            /could not be copied to .*it had not ended after 4 s, so it is slower than 10240 KiB\/s\. Look at the line to/
          )
          expect(await s3.list(key)).toEqual([])
          expect(await unfinished()).toEqual([])
        }, 60_000)

        test('a download too, as an error and no short file', async () => {
          await s3.put(key, streamOf(content), factsOf(content))
          proxy.reset(({ method }) => (method === 'GET' ? 'trickle' : undefined))
          expect(await failure(slow.get(key).then(buffer))).toMatch(/could not be read to its end.*it had not ended after 4 s/)
        }, 60_000)

        test('and a list', async () => {
          proxy.reset(() => 'trickle')
          expect(await failure(slow.list('shop/'))).toMatch(/could not be listed: it had not ended after 1 s/)
        }, 60_000)
      })

      test('a download that breaks is an error and no short file', async () => {
        await s3.put(key, streamOf(content), factsOf(content))
        proxy.reset(({ method }) => (method === 'GET' ? 'silence' : undefined))
        await expect(store.get(key).then(buffer)).rejects.toThrow(/did not answer in time/)
      }, 180_000)
    })

    describe('what the user must mend', () => {
      const refused = async (more: Parameters<Rgw['options']>[0]) => {
        const store = await openS3(rgw.options(more))
        const errors: UserError[] = []
        for (const bytes of [10, 6 * MEBIBYTE]) {
          const content = randomBytes(bytes)
          await store.put('a/b/c/f', streamOf(content), factsOf(content)).catch((error: unknown) => void errors.push(error as UserError))
        }
        await store.list('').catch((error: unknown) => void errors.push(error as UserError))
        await store.close()
        expect(errors).toHaveLength(3)
        const { secretKey } = rgw.options(more)
        for (const error of errors) {
          expect(error).toBeInstanceOf(UserError)
          expect(`${error.message} ${error.cause}`).not.toContain(secretKey)
        }
        return errors.map(error => error.message).join('\n')
      }

      test('an unknown access key, a wrong secret key, a bucket that is not there', async () => {
        expect(await refused({ accessKey: 'NOBODYSKEY' })).toMatch(/(does not know the access key[\s\S]*){3}/)
        expect(await refused({ secretKey: 'not-the-secret-key' })).toMatch(/(the secret key is not that of the access key[\s\S]*){3}/)
        expect(await refused({ bucket: 'absent' })).toMatch(/(there is no bucket absent at[\s\S]*){3}/)
      }, 180_000)

      test('a clock that is a day off is corrected by the time that the server says', async () => {
        jest.useFakeTimers({
          now: Date.now() + 86_400_000,
          doNotFake: [
            'setTimeout',
            'clearTimeout',
            'setInterval',
            'clearInterval',
            'setImmediate',
            'clearImmediate',
            'nextTick',
            'queueMicrotask',
            'performance',
            'hrtime'
          ]
        })
        try {
          const store = await openS3(rgw.options())
          const content = randomBytes(6 * MEBIBYTE)
          await store.put('shop/clock/b1/f', streamOf(content), factsOf(content))
          expect(await store.list('shop/clock/')).toEqual([{ key: 'shop/clock/b1/f', bytes: content.length }])
          await store.close()
        } finally {
          jest.useRealTimers()
        }
      })

      test('a clock that cannot be corrected is told', async () => {
        const store = await openS3(rgw.options({ endpoint: proxy.url }))
        proxy.reset(() => ({ status: 403, code: 'RequestTimeTooSkewed' }))
        await expect(store.put('a/b/c/f', streamOf(randomBytes(5)), factsOf(randomBytes(5)))).rejects.toThrow(UserError)
        await expect(store.list('')).rejects.toThrow(/the clocks of this runner \(.*\) and of .* are too far apart/)
        await store.close()
      })
    })

    describe('a whole backup', () => {
      const name = { app: 'shop', environment: 'production' }
      const state = '/home/deploy/state'
      const kinds = [['S3', () => s3] as const, ['SSH', () => ssh] as const]

      test.each(kinds)(
        '%s: copied, lost on the host, fetched again, and verified',
        async (kind, store) => {
          const id = `whole-${kind}`
          const directory = await layBackup(host, state, { id, bytes: 12 * MEBIBYTE })
          const before = await verifyBackup(host, state, id)
          const copy = await copyBackup({ host, directory, store: store(), clock: systemClock, ...name, id })
          expect(copy).toMatchObject({ to: store().label, files: 2 })
          await host.run(`rm -r ${directory}`)
          expect(await fetchBackup({ store: store(), host, stateDir: state, ...name, id })).toBe(directory)
          expect(await verifyBackup(host, state, id)).toEqual(before)
        },
        180_000
      )

      test.each(kinds)(
        '%s: one flipped bit in the copy is refused, and nothing is added to the host',
        async (kind, store) => {
          const id = `flip-${kind}`
          const directory = await layBackup(host, state, { id, bytes: 6 * MEBIBYTE })
          await copyBackup({ host, directory, store: store(), clock: systemClock, ...name, id })
          await host.run(`rm -r ${directory}`)
          const key = `shop/production/${id}/main.dump`
          const content = await buffer(await store().get(key))
          content[content.length >> 1]! ^= 1
          if (kind === 'S3') await rgw.client.send(new PutObjectCommand({ Bucket: 'backups', Key: `copies/${key}`, Body: content }))
          else await host.upload(content, `/home/deploy/vault/${key}`)
          await expect(fetchBackup({ store: store(), host, stateDir: state, ...name, id })).rejects.toThrow(
            /The copy shop\/production\/flip-.*main\.dump in .* is damaged.*SHA-256/
          )
          const { stdout } = await host.run(`ls -A ${state}/backups`)
          expect(stdout).not.toContain(id)
        },
        180_000
      )

      test('100 MB pass through the runner in less than 150 MB of memory', async () => {
        const directory = await layBackup(host, state, { id: 'large', bytes: 100_000_000 })
        const { address, sshPort: port, user, privateKey, knownHosts } = rgw.bed
        const request = {
          spec: { address, port, user, privateKey, knownHosts },
          s3: { ...rgw.options(), partBytes: undefined },
          directory,
          ...name,
          id: 'large'
        }
        // As the bundle runs it: Node's own type stripping alone takes 30 MB.
        using program = stripped('test/copies/client.ts')
        const child = spawn(process.execPath, [program.path], {
          stdio: ['pipe', 'pipe', 'inherit']
        })
        child.stdin.end(JSON.stringify(request))
        const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
        const { resident, files } = JSON.parse(output) as { resident: number; files: number }
        expect(files).toBe(2)
        expect(resident).toBeGreaterThan(40e6)
        expect(resident).toBeLessThan(150e6)
        expect(await s3.list('shop/production/large/main.dump')).toEqual([{ key: 'shop/production/large/main.dump', bytes: 100_000_000 }])
      }, 300_000)
    })
  },
  withCeph
)
