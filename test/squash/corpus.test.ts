import { expect, test } from '@jest/globals'
import { describeBed } from '../bed/bed.ts'
import { checkCorpus, corpusImage } from './corpus.ts'

await describeBed(
  'real migrations that are in order',
  () => {
    test('have no finding that is an error, and all of them are read', async () => {
      const entries = await checkCorpus()
      expect(entries.length).toBeGreaterThan(10)
      expect(entries.reduce((sum, entry) => sum + entry.files, 0)).toBeGreaterThan(200)
      const errors = entries.flatMap(({ name, history }) =>
        history.findings
          .filter(each => each.severity === 'error')
          .map(each => `${name}: ${each.file}:${each.line} ${each.rule} ${each.message}`)
      )
      expect(errors).toEqual([])
      expect(entries.filter(entry => entry.files === 0).map(entry => entry.name)).toEqual([])
    }, 900_000)
  },
  corpusImage
)
