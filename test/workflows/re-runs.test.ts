import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { root } from './guestbook.ts'
import { chained, describeReRuns, renderTable } from './re-runs.ts'

describe('re-runs of the chained actions (production.yml)', () => describeReRuns(chained))

test('docs/re-runs.md holds the table that is tested', () => {
  expect(readFileSync(join(root, 'docs', 're-runs.md'), 'utf8')).toContain(renderTable())
})
