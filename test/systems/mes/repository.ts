import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../../bed/process.ts'
import { renderApps } from './django.ts'
import { appsOf, type Version, versions } from './history.ts'

const project = join(import.meta.dirname, 'project')

/** Writes the files of one version into `directory`: each version's folder lies over those before it; models and migrations are rendered. */
export async function writeVersion(directory: string, version: Version): Promise<void> {
  for (const each of versions) if (each <= version) await cp(join(project, `v${each}`), directory, { recursive: true })
  for (const [path, content] of renderApps(appsOf(version))) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
  }
  const config = join(directory, 'mes_config', '__init__.py')
  await writeFile(config, (await readFile(config, 'utf8')).replace('@VERSION@', version))
}

/** Writes the MES as a git repository: one commit on main and one annotated tag (v1.0.0, v1.1.0, v1.2.0) per version; always the same commits. */
export async function writeRepository(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const git = (day: number, ...args: string[]) => {
    const date = `2026-01-0${day}T09:00:00+08:00`
    const env = {
      ...process.env,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1'
    }
    const person = ['-c', 'user.name=MES', '-c', 'user.email=mes@example.invalid']
    return run('git', ['-C', directory, ...person, ...args], { env })
  }
  await git(1, 'init', '--quiet', '--initial-branch=main')
  for (const [index, version] of versions.entries()) {
    for (const name of await readdir(directory)) if (name !== '.git') await rm(join(directory, name), { recursive: true })
    await writeVersion(directory, version)
    await git(index + 1, 'add', '--all')
    await git(index + 1, 'commit', '--quiet', '--message', `MES ${version}`)
    await git(index + 1, 'tag', '--annotate', '--message', `MES ${version}`, `v${version}`)
  }
}
