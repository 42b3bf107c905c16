import { expect, test } from '@jest/globals'
import { replaceSection } from './report.ts'

const document = '# Benchmarks\n\nMade.\n\n## One\n\nold\n\n### Part\n\nold\n\n## One more\n\nkept\n'

test('a section takes the place of the one of its heading, parts included', () => {
  expect(replaceSection(document, '## One\n\nnew\n')).toBe('# Benchmarks\n\nMade.\n\n## One\n\nnew\n\n## One more\n\nkept\n')
})

test('the last one too, and a second time changes nothing', () => {
  const replaced = replaceSection(document, '## One more\n\nnew\n\n')
  expect(replaced).toBe(document.replace('kept', 'new'))
  expect(replaceSection(replaced, '## One more\n\nnew\n')).toBe(replaced)
})

test('one that is not there yet comes last', () => {
  expect(replaceSection(document, '## Two\n\nnew\n')).toBe(`${document}\n## Two\n\nnew\n`)
})
