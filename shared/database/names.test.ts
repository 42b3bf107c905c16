import { describe, expect, test } from '@jest/globals'
import { copyName, drillName, isCopyOf, sessionTag, tagOf } from './names.ts'

describe('names of copies', () => {
  test.each([
    ['app', 'app_point_d1'],
    ['Sales "EU" 台北', 'Sales "EU" 台北_point_d1']
  ])('%s', (database, name) => {
    expect(copyName(database, 'point', 'd1')).toBe(name)
    expect(isCopyOf(database, name)).toBe(true)
  })

  test('a long name is cut at a character, unique by hash, and at most 63 bytes', () => {
    const database = '資料庫'.repeat(7)
    const one = copyName(database, 'failed', '20260101T000000Z-1')
    const other = copyName(database, 'failed', '20260101T000000Z-2')
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual(63)
    expect(one).not.toBe(other)
    expect(one.isWellFormed()).toBe(true)
    expect(isCopyOf(database, one)).toBe(true)
  })

  test.each(['app', 'other_point_d1', 'app_backup', 'app_point_', 'point_d1'])('%s is no copy of app', name =>
    expect(isCopyOf('app', name)).toBe(false)
  )
})

describe('session tags', () => {
  test('name deployment and step', () => expect(sessionTag('20260101-1', 'migrate')).toBe('belay:20260101-1:migrate'))
  test('follow from the prefix of job ids', () => expect(tagOf('20260101-1.migrate')).toBe(sessionTag('20260101-1', 'migrate')))
  test('stay what PostgreSQL keeps: 63 bytes of ASCII', () => {
    expect(sessionTag('x'.repeat(80), 'migrate')).toMatch(/^belay:[0-9a-f]{40}$/)
    expect(sessionTag('台北', 'migrate')).toMatch(/^belay:[0-9a-f]{40}$/)
  })
})

test("a drill's copies are told from what people call their own, and a name that was cut stands for itself only", () => {
  expect(drillName('shop', 'a1b2c3d4e5f6')).toEqual({ copy: 'shop_drill_belaya1b2c3d4e5f6', stem: 'shop_drill_belay' })
  const { copy, stem } = drillName('x'.repeat(60), 'a1b2c3d4e5f6')
  expect(Buffer.byteLength(copy)).toBeLessThanOrEqual(63)
  expect(stem).toBe(copy)
  expect(isCopyOf('x'.repeat(60), copy)).toBe(true)
})
