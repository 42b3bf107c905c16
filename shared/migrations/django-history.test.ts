import { expect, test } from '@jest/globals'
import { type HistoryRow, historySql, planHistory, planReturn } from './django-history.ts'

const row = (key: string, applied = '2026-01-01 00:00:00+00'): HistoryRow => {
  const [app, name] = key.split('.')
  return [app!, name!, applied]
}
const live = [row('shop.0001_initial'), row('shop.0002_note'), row('auth.0001_initial'), row('gone.0001_initial')]

test('rows of the new history take the place of the old ones; what both have stays, and so do apps that it does not know', () => {
  expect(planHistory(live, ['auth.0001_initial', 'shop.0001_initial', 'shop.0002_more'])).toEqual({
    removed: [row('shop.0002_note')],
    added: [{ app: 'shop', name: '0002_more' }]
  })
})

test('the way back takes away what was added and brings back what was there, and leaves what came since', () => {
  const now = [row('shop.0001_initial'), row('shop.0002_more'), row('shop.0003_since'), row('auth.0001_initial'), row('gone.0001_initial')]
  expect(planReturn(now, live, { removed: ['shop.0002_note'], added: ['shop.0002_more'] })).toEqual({
    removed: [row('shop.0002_more')],
    restored: [row('shop.0002_note')]
  })
  expect(planReturn(live, live, { removed: ['shop.0002_note'], added: ['shop.0002_more'] })).toEqual({ removed: [], restored: [] })
})

test('of an adoption that was interrupted the rows become those from before', () => {
  expect(planReturn([row('shop.0001_initial'), row('x.y')], live)).toEqual({
    removed: [row('x.y')],
    restored: [row('shop.0002_note'), row('auth.0001_initial'), row('gone.0001_initial')]
  })
})

test('names and times are quoted, and all of it is one transaction', () => {
  const sql = historySql('postgres', { removed: [row("o'app.a")], restored: [row('b.c', '2026-01-02 03:04:05.678901+00')] })
  expect(sql).toBe(`BEGIN;
LOCK TABLE django_migrations IN EXCLUSIVE MODE;
DELETE FROM django_migrations WHERE app = 'o''app' AND name = 'a';
INSERT INTO django_migrations (app, name, applied) VALUES ('b', 'c', '2026-01-02 03:04:05.678901+00');
COMMIT;
`)
  expect(historySql('sqlite', { removed: [], added: [{ app: 'a', name: 'b' }] })).toMatch(/^BEGIN IMMEDIATE;\nINSERT INTO .*COMMIT;\n$/s)
})
