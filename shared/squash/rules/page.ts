import { keyOf } from '../model.ts'
import type { Example, Rule } from './rule.ts'

/** The Markdown page of a rule, from nothing but the rule. */
export function renderRulePage(rule: Rule): string {
  const databases = rule.databases === undefined ? '' : ` · Databases: ${rule.databases.join(', ')}`
  const [bad, good] = rule.severity === 'info' ? ['Reported', 'Not reported'] : ['Bad', 'Good']
  const lines = [
    `# ${rule.id} · ${rule.title}`,
    '',
    `Severity: **${rule.severity}** · Frameworks: ${rule.frameworks.join(', ')}${databases}`,
    '',
    '## Why it matters',
    '',
    rule.why,
    '',
    '## How to mend it',
    '',
    rule.fix,
    '',
    ...(rule.ignorable === false
      ? ['A finding of this rule cannot be ignored: what else is wrong cannot be told before it is mended.', '']
      : []),
    ...[rule.examples, ...(rule.more ?? [])].flatMap((pair, index) => {
      const number = rule.more === undefined ? '' : ` ${index + 1}`
      return [`## ${bad}${number}`, '', ...renderExample(pair.bad), `## ${good}${number}`, '', ...renderExample(pair.good)]
    })
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

const languages: Readonly<Record<string, string>> = { py: 'python', sql: 'sql', yml: 'yaml', sh: 'sh' }

function renderExample(example: Example): string[] {
  const lines: string[] = []
  const show = (files: Record<string, string>, note: string) => {
    for (const [path, content] of Object.entries(files)) {
      lines.push(`\`${path}\`${note}${content === '' ? ' (empty)' : ''}`, '')
      if (content === '') continue
      lines.push(`\`\`\`${languages[path.slice(path.lastIndexOf('.') + 1)] ?? ''}`, content.trimEnd(), '```', '')
    }
  }
  const { base = {} } = example
  show(base, example.tip === undefined ? ' on the base branch' : ' where this branch left it')
  if (example.tip !== undefined) show(example.tip, ' on the base branch, newest commit')
  show(Object.fromEntries(Object.entries(example.files).filter(([path, content]) => base[path] !== content)), '')
  if (example.applied !== undefined) {
    const rows = example.applied.map(keyOf).join(', ')
    lines.push(rows === '' ? 'Nothing is applied.' : `Applied: ${rows}`, '')
  }
  if (example.tables !== undefined) lines.push(`Tables: ${example.tables.join(', ')}`, '')
  for (const { name, unknown, squashes } of example.environments ?? []) {
    const states = squashes.map(each => `${keyOf(each)} is ${each.state} (${each.applied} of ${each.of})`)
    lines.push(`Environment ${name}: ${unknown ?? states.join(', ')}`, '')
  }
  if (example.database !== undefined) lines.push(`Database: ${example.database}`, '')
  if (example.version !== undefined) lines.push(`Version of the framework: ${example.version.join('.')}`, '')
  return lines
}

/** The index of all pages. */
export function renderRuleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule =>
      `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${rule.severity} | ${rule.frameworks.join(', ')} | ${rule.databases?.join(', ') ?? 'any'} |`
  )
  return `# Rules of squash-check

Each page has the reason, the remedy, and examples that are the rule's own tests. A risk (R) or a way back (B) is judged only where a migration is still to
come: pending in the live database, or not on the base branch. How to live with a finding: [squash-check](../squash-check.md#living-with-a-finding).

| rule | what it finds | severity | frameworks | databases |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
