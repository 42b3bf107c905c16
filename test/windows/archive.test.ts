// An archive means the same to GNU tar and to Node.js: what the one packs the other lists, and restores.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  createReadStream,
  createWriteStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { type DatabaseContent, parseContent } from '../../shared/database/table-content.ts'
import { treeFunctions } from '../../shared/files/tree-shell.ts'
import { Listing } from '../../shared/windows/listing.ts'
import { packTree, Torn } from '../../shared/windows/pack.ts'
import { readTar } from '../../shared/windows/unpack.ts'

const root = mkdtempSync(join(tmpdir(), 'belay-archive-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let directory: string
let tree: string
beforeEach(() => {
  directory = mkdtempSync(join(root, 'x'))
  tree = join(directory, 'tree')
  const at = (name: string) => join(tree, name)
  for (const name of ['', 'dir', 'dir/deep', 'empty', 'dir-x', 'Dir']) mkdirSync(at(name))
  writeFileSync(at('dir/a'), 'content of a')
  linkSync(at('dir/a'), at('z hard'))
  linkSync(at('dir/a'), at('dir/deep/hard'))
  symlinkSync('dir/a', at('link'))
  symlinkSync('/nowhere -> "x"\n', at('dangling'))
  for (const name of ['new\nline', ' blank ', '-rf', '"q" \\n', '*', 'ü', '.hidden', '\u0007\t\u0001', 'x'.repeat(250)])
    writeFileSync(at(name), name)
  mkdirSync(at(`${'long/'.repeat(50)}`), { recursive: true })
  writeFileSync(at(`${'long/'.repeat(50)}end`), 'far')
  writeFileSync(at('sparse'), 'begin')
  truncateSync(at('sparse'), 3 * 2 ** 20)
  appendFileSync(at('sparse'), 'end')
  writeFileSync(at('large'), Buffer.alloc(1_000_001, 'abc'))
  writeFileSync(at('zero'), '')
  chmodSync(at('dir/a'), 0o4751)
  chmodSync(at('empty'), 0o1777)
  chmodSync(tree, 0o2750)
  if (process.getuid!() === 0) chownSync(at('dir'), 33, 4711)
})

const bash = (script: string): string =>
  execFileSync('bash', ['-eu', '-o', 'pipefail'], { input: `${treeFunctions}${script}`, encoding: 'utf8' })
const byTar = (file: string): DatabaseContent => parseContent(bash(`cd ${directory}; belay_list list < ${file}`))

async function byNode(file: string): Promise<DatabaseContent> {
  const listing = new Listing()
  for await (const entry of readTar(createReadStream(file))) {
    listing.add(entry)
    for await (const chunk of entry.content) listing.content(chunk)
  }
  return listing.end()
}

const pack = async (file: string): Promise<DatabaseContent> => {
  const listing = new Listing()
  await pipeline(
    Readable.from(
      packTree(tree, listing, () => false),
      { objectMode: false }
    ),
    createWriteStream(file)
  )
  return listing.end()
}

test('what Node.js packs is to GNU tar what the tree itself is, entry by entry, owners and content', async () => {
  const file = join(directory, 'node.tar')
  const packed = await pack(file)
  expect(packed['.']!.rows).toBeGreaterThan(70)
  expect(byTar(file)).toEqual(packed)
  expect(await byNode(file)).toEqual(packed)
  bash(`belay_pack ${tree} > ${directory}/tar.tar`)
  expect(byTar(join(directory, 'tar.tar'))).toEqual(packed)
  // And it unpacks to the same tree.
  mkdirSync(join(directory, 'copy'))
  bash(`belay_give=yes; belay_unpack ${directory}/copy < ${file}`)
  bash(`belay_pack ${directory}/copy > ${directory}/copy.tar`)
  expect(byTar(join(directory, 'copy.tar'))).toEqual(packed)
})

test('what GNU tar packs is the same to Node.js, sparse files too', async () => {
  const file = join(directory, 'tar.tar')
  bash(`belay_pack ${tree} > ${file}`)
  expect(execFileSync('grep', ['-ac', 'GNU.sparse.realsize', file], { encoding: 'utf8' })).not.toBe('0\n')
  expect(await byNode(file)).toEqual(byTar(file))
})

test('a file that is written to while it is read is torn, whether it grows, shrinks or only changes', async () => {
  const large = join(tree, 'large')
  utimesSync(large, 1e9, 1e9)
  for (const change of [
    () => appendFileSync(large, 'x'),
    () => truncateSync(large, 300_000),
    () => writeFileSync(large, Buffer.alloc(1_000_002, 'x')),
    // As Windows has it while the file stays open: other content, and neither its length nor its time says so.
    () => {
      const { atime, mtime } = statSync(large)
      writeFileSync(large, Buffer.alloc(1_000_001, 'xyz'))
      utimesSync(large, atime, mtime)
    }
  ]) {
    const chunks = packTree(tree, new Listing(), () => false)
    const read = async () => {
      for await (const chunk of chunks) if (chunk.length > 100_000) change()
    }
    await expect(read()).rejects.toThrow(Torn)
    writeFileSync(large, Buffer.alloc(1_000_001, 'abc'))
    utimesSync(large, 1e9, 1e9)
  }
})

test('an archive that was cut anywhere, or has another byte in a header, is refused', async () => {
  const file = join(directory, 'node.tar')
  await pack(file)
  const size = Number(spawnSync('stat', ['-c', '%s', file], { encoding: 'utf8' }).stdout)
  for (const bytes of [0, 1, 511, 512, 700, 5000, Math.floor(size / 2), size - 1024]) {
    truncateSync(file, size)
    await pack(file)
    truncateSync(file, bytes)
    await expect(byNode(file)).rejects.toThrow(/The archive is damaged: its end is missing/)
  }
  await pack(file)
  const fd = openSync(file, 'r+')
  writeSync(fd, 'X', 1024)
  closeSync(fd)
  await expect(byNode(file)).rejects.toThrow(/The archive is damaged: a header has another checksum/)
})
