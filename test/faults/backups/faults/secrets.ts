import type { Fault } from '../fault.ts'
import { kinds, password } from '../kinds.ts'
import { manifestOf } from './damage.ts'

const secrets: Fault = {
  name: 'secrets',
  says: 'Passwords, manifest key and age identity, looked for in every argument, file and line of the log while a backup is taken, encrypted, drilled, restored, and fails',
  kinds,
  ci: ['postgres', 'redis'],
  leaves: true,
  async inject(cell) {
    const wanted = [password, cell.ground.manifestKey, cell.ground.age.identity]
    // The sampler's own text has them: it reads itself not at all.
    const seen = await cell.arm(`secrets = ${JSON.stringify(wanted)}
stop, found, looks = '/run/sampled', set(), 0
if os.path.exists(stop): os.remove(stop)
ready()
while not os.path.exists(stop):
    looks += 1
    for pid in os.listdir('/proc'):
        if not pid.isdigit(): continue
        try: line = open('/proc/%s/cmdline' % pid, errors='replace').read()
        except OSError: continue
        if any(secret in line for secret in secrets): found.add(line.replace(chr(0), ' ')[:60])
print(looks)
for line in found: print(line)`)
    const before = cell.log.length
    const run = await cell.take(undefined, { encryptTo: [cell.ground.age.recipient], level: 'drill' })
    await cell.restore(await manifestOf(cell, 'e1'), { drill: true, identity: cell.ground.age.identity })
    await cell.take(undefined, { place: 'wrong' })
    await cell.exec(': > /run/sampled')
    const [looks, ...arguments_] = (await seen()).split('\n')
    const files = await cell.exec(`grep -rlF -e '${wanted[0]}' -e '${wanted[1]}' -e '${wanted[2]}' ${cell.state} /tmp 2>/dev/null || :`)
    const log = cell.log.slice(before).join('\n')
    const wrong = [
      ...arguments_.map(line => `a secret was in an argument: ${line.split(' ')[0]}`),
      ...files
        .split('\n')
        .filter(Boolean)
        .map(file => `a secret is in ${file}`),
      ...wanted.filter(secret => log.includes(secret)).map(() => 'a secret is in the log')
    ]
    return { run: { ...run, said: `${looks} looks at all arguments${run.said === '' ? '' : `: ${run.said}`}` }, wrong, compared: false }
  }
}

export const confidences: readonly Fault[] = [secrets]
