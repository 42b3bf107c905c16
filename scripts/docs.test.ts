import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from '../shared/config/load.ts'

const pages = [...globSync('*.md'), ...globSync('{docs,actions,test}/**/*.md')].filter(
  page => !page.includes('node_modules') && !page.includes('/project/')
)

/** What GitHub makes of a heading. */
function anchors(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  )
}

test.each(pages)('the links of %s lead somewhere', page => {
  const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target))
    .filter(target => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      return !existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor))
    })
  expect(broken).toEqual([])
})

test.each(pages)('every row of a table of %s has as many cells as its head', page => {
  const rows = readFileSync(page, 'utf8')
    .replaceAll(/```[\s\S]*?```/g, '')
    .split('\n')
  const cells = (row: string) => row.replaceAll(/\\\||`[^`]*`/g, '').split('|').length
  const odd = rows.filter((row, index) => row.startsWith('|') && rows[index - 1]?.startsWith('|') && cells(row) !== cells(rows[index - 1]!))
  expect(odd).toEqual([])
})

describe('the guarantees', () => {
  const sections = readFileSync('docs/guarantees.md', 'utf8').split(/^## /m).slice(1)

  test('are the twelve, in order', () => {
    expect(sections.map(section => section.split(' ')[0])).toEqual(Array.from({ length: 12 }, (_, index) => `G${index + 1}`))
  })

  test.each(sections.map(section => [section.split(' ')[0], section] as const))('%s names tests', (_name, section) => {
    expect(section.split('\nTests: ')[1]).toMatch(/\]\(\.\.\/\S+\.test\.ts\)/)
  })
})

test("the README's configuration is a valid one", () => {
  const [, block = ''] = /```yaml\n( *app: [\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  const indent = /^ */.exec(block)![0]
  const config = loadConfig(block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), 'README.md')
  expect(config).toMatchObject({
    app: 'mes',
    maintenance: { file: 'shared/maintenance.flag' },
    migrations: [{ framework: 'django', database: 'main' }]
  })
})
