// The clean corpus: migrations of Django's own apps and of Django applications from Debian 13's packages.
// Usage: node test/squash/corpus.ts   prints the table of docs/corpus.md
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkMigrations, type Report } from '../../shared/squash/check.ts'
import { directorySource } from '../../shared/squash/directory-source.ts'
import { findDocker } from '../bed/docker.ts'
import { ensureImage, type ImageRecipe } from '../bed/image.ts'
import { run } from '../bed/process.ts'

const packages = [
  'graphite-web',
  'python3-django-allauth',
  'python3-django-celery-beat',
  'python3-django-celery-results',
  'python3-django-hyperkitty',
  'python3-django-oauth-toolkit',
  'python3-django-otp',
  'python3-django-postorius',
  'python3-django-q',
  'python3-django-taggit',
  'python3-mini-buildd',
  'python3-social-django'
]

/** The packages' files alone, unpacked beside each other: nothing of them is installed or run. */
export const corpusImage: ImageRecipe = {
  suite: 'trixie',
  packages: ['python3-django'],
  aptOptions: [],
  customize: `set -eu
mkdir /corpus
cd /corpus
apt-get -qq download ${packages.join(' ')}
for file in *.deb; do dpkg-deb -x "$file" "/corpus/\${file%%_*}"; rm -f "$file"; done
mkdir /corpus/django
cp -R /usr/lib/python3/dist-packages/django/contrib /corpus/django/contrib
rm -rf /var/cache/apt /var/lib/apt/lists
`
}

export interface CorpusEntry {
  readonly name: string
  readonly files: number
  /** As a repository whose migrations are all applied long ago. */
  readonly history: Report
}

/** Checks every package as it is. */
export async function checkCorpus(): Promise<CorpusEntry[]> {
  const docker = await findDocker()
  const image = await ensureImage(docker, corpusImage)
  const directory = await mkdtemp(join(tmpdir(), 'belay-corpus-'))
  try {
    const limits = ['--rm', '--network', 'none', '--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined']
    await docker.run(['run', ...limits, '--volume', `${directory}:/out`, image, 'cp', '-R', '/corpus/.', '/out'])
    const names = (await run('ls', [directory])).stdout.trim().split('\n')
    return names.map(name => {
      const source = directorySource(join(directory, name))
      const history = checkMigrations(source, { frameworks: ['django'] })
      return { name, files: history.apps.reduce((sum, app) => sum + app.files, 0), history }
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The table for the docs. */
export function renderCorpus(entries: readonly CorpusEntry[]): string {
  const count = (report: Report, severity: string) => report.findings.filter(finding => finding.severity === severity).length
  const rows = entries.map(({ name, files, history }) => {
    const open = history.unknown.filter(each => each.affects !== 'external').length
    return `| ${name} | ${files} | ${count(history, 'error')} | ${count(history, 'warning')} | ${open} |`
  })
  return `| package | files | errors | warnings | not read |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`
}

if (import.meta.main) process.stdout.write(renderCorpus(await checkCorpus()))
