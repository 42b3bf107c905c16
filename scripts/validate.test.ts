import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'

const folder = 'scripts/fixtures'

function check(...files: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/validate.ts', ...files], { encoding: 'utf8', timeout: 60_000 })
  return { status, stdout, problems: stderr.trim().split('\n') }
}

test('a workflow without a mistake is green, and it is said how much was checked', () => {
  expect(check(`${folder}/good-workflow.yml`)).toEqual({ status: 0, stdout: '1 workflow and action files, 0 problems\n', problems: [''] })
})

test('each mistake is named with its line', () => {
  const file = `${folder}/bad-workflow.yml`
  const { status, problems } = check(file)
  expect(status).toBe(1)
  expect(problems).toEqual(
    expect.arrayContaining([
      `${file}:10: belay-actions/belay@v1 has no input "enviroment"`,
      `${file}:13: ./actions/backup-db has no input "verifi"`,
      `${file}:14: belay-actions/belay/actions/deploy@v1: there is no actions/deploy/action.yml`,
      expect.stringMatching(/:15: .*none/),
      expect.stringMatching(/:16: .*nothing/),
      expect.stringMatching(/:17: .*runs/)
    ])
  )
})

test('an action.yml is checked too', () => {
  const { status, problems } = check(`${folder}/bad-action/action.yml`)
  expect(status).toBe(1)
  expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(/:6: .*mian/)]))
})
