import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Site } from './site.ts'

/** What must appear nowhere, by the name that a test may print. */
export function needlesOf(site: Site): ReadonlyMap<string, string> {
  const { databasePassword, databaseUrl, secretKey } = site.installed
  // The first line holds no secret: every key of this kind begins with it.
  const body = site.host.privateKey
    .split('\n')
    .filter(line => line.length > 40 && !line.includes('PRIVATE KEY'))
    .slice(1)
  return new Map([
    ['the database password', databasePassword],
    ['the database password, URL-encoded', new URL(databaseUrl).password],
    ['the database password, encoded once more', encodeURIComponent(databasePassword)],
    ['SECRET_KEY', secretKey],
    ...body.map((line, index) => [`line ${index + 1} of the private key`, line] as const),
    ...site.tokens.map((token, index) => [`lock token ${index + 1}`, token] as const)
  ])
}

/** Where a secret lies that must not: in what GitHub would show, in files of the runner, on the disk of the host, in its logs. */
export async function leaks(site: Site): Promise<string[]> {
  const needles = needlesOf(site)
  const shown = [...find(needles, 'a log', site.log.join('\n')), ...find(needles, 'a job summary', site.summaries.join('\n'))]
  const runner: string[] = []
  for (const entry of await readdir(site.directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    runner.push(...find(needles, path.slice(site.directory.length), await readFile(path, 'latin1')))
  }
  return [...shown, ...runner, ...(await onHost(site, needles))]
}

function find(needles: ReadonlyMap<string, string>, where: string, text: string): string[] {
  return [...needles].filter(([, value]) => text.includes(value)).map(([name]) => `${name} in ${where}`)
}

/** The words go in on stdin, and to grep as a file: in an argument they would be what another test of the same image looks for at that moment. */
async function onHost(site: Site, needles: ReadonlyMap<string, string>): Promise<string[]> {
  // The name of the lock's file is the token; the directory is mode 0700.
  const { stdout } = await site.host.exec(
    `export LC_ALL=C
words=$(cat)
grep -rlaF -f <(printf '%s\\n' "$words") --exclude=.env /var/www /var/lib/belay /home /root /etc /tmp /run/user /run/belay* /var/tmp /var/log 2>/dev/null
journalctl --no-pager --output=cat | grep -aF -f <(printf '%s\\n' "$words") | head -n 3 | sed 's/^/the journal of systemd: /'
true`,
    { input: [...needles.values()].join('\n'), timeout: 120_000 }
  )
  return stdout.split('\n').filter(Boolean)
}
