// Writes what comes from the schemas: action.yml of every action, the tables in the READMEs, the JSON Schemas of the configuration, of a backup's manifest and of
// the report of squash-check, the pages of the rules.
// Usage: node scripts/generate.ts [--check]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { actions } from '../actions/index.ts'
import { renderActionYml, renderTables } from '../shared/action/render.ts'
import { manifestJsonSchema } from '../shared/backup/manifest.ts'
import { configJsonSchema } from '../shared/config/load.ts'
import { squashJsonSchema } from '../shared/report/squash-document.ts'
import { renderRuleIndex, renderRulePage } from '../shared/squash/rules/page.ts'
import { rules } from '../shared/squash/rules/registry.ts'

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'))
const wanted = new Map<string, string>()
for (const { definition } of actions) {
  const root = definition.name === 'belay'
  const folder = root ? '' : `actions/${definition.name}/`
  wanted.set(`${folder}action.yml`, renderActionYml(definition, root ? 'dist' : '../../dist'))
  const readme = root ? 'docs/root-action.md' : `${folder}README.md`
  wanted.set(readme, between(readme, `# ${definition.title}\n\n${definition.description}\n`, renderTables(definition)))
}
wanted.set('docs/manifest.schema.json', `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`)
wanted.set('docs/squash-report.schema.json', `${JSON.stringify(squashJsonSchema(), null, 2)}\n`)
wanted.set('docs/belay.schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`)

for (const rule of rules) wanted.set(`docs/rules/${rule.id}.md`, renderRulePage(rule))
wanted.set('docs/rules/README.md', renderRuleIndex(rules))

const stale = [...wanted].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
if (process.argv.includes('--check')) {
  for (const [file] of stale) console.error(`stale: ${file}`)
  console.log(stale.length === 0 ? `${wanted.size} generated files are up to date` : 'run npm run generate and commit the result')
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [file, text] of stale) writeFileSync(file, text)
  console.log(`${stale.length} of ${wanted.size} generated files were written`)
}

/** The part of a page between the two marks is generated; a page that is not there yet begins with a heading. */
function between(file: string, heading: string, generated: string): string {
  const [open, close] = ['<!-- generated from definition.ts by npm run generate -->', '<!-- end -->']
  const page = existsSync(file) ? readFileSync(file, 'utf8') : `${heading}\n${open}\n${close}\n`
  const start = page.indexOf(open)
  const end = page.indexOf(close)
  if (start < 0 || end < start) throw new Error(`${file} has no part between ${open} and ${close}`)
  return `${page.slice(0, start + open.length)}\n${generated}\n${page.slice(end)}`
}
