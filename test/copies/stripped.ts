import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** A program with everything of `shared/`, as JavaScript in a directory of its own. */
export function stripped(program: string): { readonly path: string } & Disposable {
  const directory = mkdtempSync(join(tmpdir(), 'belay-stripped-'))
  const shared = readdirSync('shared', { recursive: true, encoding: 'utf8' }).map(name => join('shared', name))
  for (const file of [...shared, program]) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts') || file.endsWith('.test.ts')) continue
    const to = join(directory, file.replace(/ts$/, 'js'))
    mkdirSync(dirname(to), { recursive: true })
    const text = stripTypeScriptTypes(readFileSync(file, 'utf8'))
    writeFileSync(to, text.replaceAll(/((?:from|import\()\s*'\.[^']*)\.ts'/g, "$1.js'"))
  }
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'))
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  return {
    path: join(directory, program.replace(/ts$/, 'js')),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true })
  }
}
