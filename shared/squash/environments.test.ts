import { describe, expect, test } from '@jest/globals'
import { environmentStates, liveStamp, readEnvironments } from './environments.ts'

const day = 86_400_000
const now = Date.parse('2026-11-23T12:00:00.000Z')
const squash = { app: 'orders', name: '0001_squashed', state: 'full-recorded', applied: 2, of: 2, verdict: 'may-delete' } as const
const reportOf = (environment: string, daysAgo: number, squashes: readonly (typeof squash)[] = [squash]) => ({
  path: `${environment}.json`,
  // As squash-check writes it: among everything else that a report holds.
  text: JSON.stringify({ verdict: 'passed', findings: [], ...liveStamp(squashes, environment, new Date(now - daysAgo * day)) })
})
const one = (files: Parameters<typeof environmentStates>[1]) => environmentStates(['production'], files, now, 7 * day)[0]!

describe('what is known of an environment', () => {
  test('is what its newest report says', () => {
    expect(one([reportOf('production', 1)])).toEqual({ name: 'production', unknown: undefined, squashes: [squash] })
    expect(one([reportOf('production', 1, []), reportOf('production', 2)]).squashes).toEqual([])
    expect(one([reportOf('production', 2), reportOf('production', 1, [])]).squashes).toEqual([])
  })

  test.each<[string, Parameters<typeof environmentStates>[1], string]>([
    ['none was given', [], 'there is no report of it'],
    ['it is of another environment', [reportOf('staging', 1)], 'there is no report of it'],
    ['its file is missing', [{ path: 'a.json', text: undefined }], 'there is no report of it; a.json is not there'],
    ['it is no JSON', [{ path: 'a.json', text: '{' }], 'there is no report of it; a.json is no report of a live check'],
    ['no database was asked for it', [{ path: 'a.json', text: '{"verdict":"passed"}' }], 'a.json is no report of a live check'],
    ['it is too old', [reportOf('production', 8)], 'its report is of 2026-11-15T12:00:00.000Z and so older than 7 days'],
    ['it is of tomorrow', [reportOf('production', -1)], 'its report is of 2026-11-24T12:00:00.000Z, which is still to come']
  ])('is nothing where %s', (_, files, why) => {
    const state = one(files)
    expect(state.unknown).toContain(why)
    expect(state.squashes).toEqual([])
  })

  test('a state that this version does not know proves nothing', () => {
    const report = { ...reportOf('production', 1) }
    expect(one([{ ...report, text: report.text.replace('full-recorded', 'splendid') }]).unknown).toContain('no report of a live check')
  })
})

test('each named environment is there once, and without a name nothing is asked', async () => {
  const read = async (path: string) => (path === 'there.json' ? reportOf('staging', 1).text : undefined)
  const states = await readEnvironments(
    { names: ['staging', 'live', 'staging'], reports: ['there.json', 'gone.json'], maxAge: day * 2 },
    read,
    now
  )
  expect(states).toMatchObject([
    { name: 'staging', unknown: undefined },
    { name: 'live', unknown: 'there is no report of it; gone.json is not there' }
  ])
  expect(await readEnvironments({ names: undefined, reports: undefined, maxAge: day }, read, now)).toBeUndefined()
  await expect(readEnvironments({ names: [], reports: ['there.json'], maxAge: day }, read, now)).rejects.toThrow('`environments` is needed')
})

test('a check that asked no database leaves no stamp', () => {
  expect(liveStamp(undefined, 'production', new Date(now))).toBeUndefined()
})
