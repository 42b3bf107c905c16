import { posix } from 'node:path'
import { keyOf } from '../model.ts'
import { positions } from '../python.ts'
import { decodePython } from '../python-syntax.ts'
import { migrationText } from './example.ts'
import type { Match, Rule } from './rule.ts'
import { createWithNote, orders, replaces, squashed, squashFile } from './squash-example.ts'
import { squashesOf } from './squashes.ts'

/** A module that a squash replaces, by what names it: `orders.migrations.0002_note`. */
interface Replaced {
  app: string
  name: string
  squash: string
  exists: boolean
  /** the folder of the migrations, and its dotted ending: `orders.migrations` */
  folder: string
  suffix: string
}

export const importedModule: Rule = {
  id: 'S08',
  title: 'Other code imports a migration that a squash replaces',
  why: 'Code that loads an old migration (`import_module("orders.migrations.0002_note")`, `mock.patch`, an import in the squash itself) works until the old files are deleted. Then it fails with ModuleNotFoundError: in a test at best, in a squash or a signal handler while production starts at worst.',
  fix: 'Copy what it needs into the code that uses it.',
  severity: 'error',
  frameworks: ['django'],
  check({ project, source }) {
    const folders = new Map(project.apps.flatMap(app => (app.migrations === undefined ? [] : [[app.label, app.migrations] as const])))
    const modules = squashesOf(project).flatMap(({ squash, names, targets, reused }) =>
      names.flatMap((target): Replaced[] => {
        const folder = folders.get(target.app)
        if (folder === undefined || reused.some(one => keyOf(one) === keyOf(target))) return []
        const suffix = folder.split('/').slice(-2).join('.')
        return [
          {
            app: target.app,
            name: target.name,
            squash: keyOf(squash),
            exists: targets.some(one => keyOf(one) === keyOf(target)),
            folder,
            suffix
          }
        ]
      })
    )
    if (modules.length === 0) return []
    const byName = Map.groupBy(modules, module => module.name)
    const hints = [...new Set(['import_module', ...modules.map(module => posix.basename(module.folder))])]
    const own = new Set(modules.map(module => `${module.folder}/${module.name}.py`))
    return (
      source
        .list()
        // What the old files import of each other goes with them.
        .filter(file => file.endsWith('.py') && !own.has(file) && !/(^|\/)(site-packages|node_modules)\//.test(file))
        .flatMap(file => {
          const content = source.read(file)
          return content === undefined ? [] : importsIn(file, decodePython(content).text, byName, hints)
        })
    )
  },
  examples: {
    bad: {
      files: {
        ...orders,
        [squashFile]: squashed,
        'orders/tests.py':
          "from importlib import import_module\n\nnote = import_module('orders.migrations.0002_note')\n\n\ndef test_note():\n    assert note.Migration\n"
      }
    },
    good: {
      files: {
        ...orders,
        [squashFile]: squashed,
        'orders/tests.py':
          "from importlib import import_module\n\nsquash = import_module('orders.migrations.0001_squashed_0002_note')\n\n\ndef test_note():\n    assert squash.Migration\n"
      }
    }
  },
  more: [
    {
      bad: {
        files: {
          ...orders,
          'orders/migrations/initial.py': migrationText("('orders', '0002_note')"),
          [squashFile]: migrationText('', [createWithNote], [replaces('0001_initial', '0002_note', 'initial')]),
          'orders/signals.py': 'from .migrations.initial import Migration\n'
        }
      },
      good: { files: { ...orders, [squashFile]: squashed, 'orders/signals.py': 'from .models import Order\n' } }
    }
  ]
}

/** A dotted name in quotes, or what an import statement names. Found in the text: one file in a thousand has one, and all of them are looked through. */
const dotted =
  /(['"])([\w.]{1,200})\1|^[ \t]*from[ \t]+([\w.]{1,200})[ \t]+import[ \t]+\(?([\w, \t]{1,400})|^[ \t]*import[ \t]+([\w.]{1,200})/gm

function importsIn(file: string, text: string, byName: ReadonlyMap<string, Replaced[]>, hints: readonly string[]): Match[] {
  if (!hints.some(hint => text.includes(hint))) return []
  const matches: Match[] = []
  for (const match of text.matchAll(dotted)) {
    const [, , quoted, from, names, plain] = match
    const found =
      quoted !== undefined
        ? findModule(quoted, file, byName)
        : plain !== undefined
          ? findModule(plain, file, byName)
          : (findModule(from!, file, byName) ??
            names!
              .split(',')
              .map(name => findModule(join(from!, name.trim().split(/\s/)[0]!), file, byName))
              .find(one => one !== undefined))
    if (found === undefined || isComment(text, match.index)) continue
    const position = positions(text)(match.index + match[0].search(/\S/))
    const module = `${found.suffix}.${found.name}`
    matches.push({
      app: found.app,
      migration: found.name,
      file,
      ...position,
      message: found.exists
        ? `${file} imports ${module}, which ${found.squash} replaces: it fails when the old files are deleted.`
        : `${file} imports ${module}, which does not exist any more; ${found.squash} has replaced it.`
    })
  }
  return matches
}

/** The replaced module that a dotted name is, or lies in (`orders.migrations.0002_note.fill`). */
function findModule(name: string, file: string, byName: ReadonlyMap<string, Replaced[]>): Replaced | undefined {
  const dots = /^\.*/.exec(name)![0].length
  const parts = name.slice(dots).split('.')
  for (const [index, part] of parts.entries()) {
    const before = parts.slice(0, index)
    for (const module of byName.get(part) ?? []) {
      if (dots === 0) {
        const path = before.join('.')
        if (path === module.suffix || path.endsWith(`.${module.suffix}`)) return module
      } else if (before.length > 0 || /\D/.test(part)) {
        let folder = posix.dirname(file)
        for (let level = 1; level < dots; level++) folder = posix.dirname(folder)
        if (posix.join(folder, ...before) === module.folder) return module
      }
    }
  }
  return undefined
}

function join(from: string, name: string): string {
  return from.endsWith('.') ? from + name : `${from}.${name}`
}

function isComment(text: string, at: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at + 1))
}
