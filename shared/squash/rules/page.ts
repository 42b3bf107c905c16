import { keyOf } from '../model.ts'
import type { Example, Rule } from './rule.ts'

/** The Markdown page of a rule, from nothing but the rule. */
export function renderRulePage(rule: Rule): string {
  const lines = [
    `# ${rule.id} · ${rule.title}`,
    '',
    `Severity: **${rule.severity}** · Frameworks: ${rule.frameworks.join(', ')}`,
    '',
    '## Why it matters',
    '',
    rule.why,
    '',
    '## How to mend it',
    '',
    rule.fix,
    '',
    `## ${rule.severity === 'info' ? 'Reported' : 'Bad'}`,
    '',
    ...renderExample(rule.examples.bad),
    `## ${rule.severity === 'info' ? 'Not reported' : 'Good'}`,
    '',
    ...renderExample(rule.examples.good)
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function renderExample(example: Example): string[] {
  const lines: string[] = []
  for (const [path, content] of Object.entries(example.files)) {
    lines.push(`\`${path}\`${content === '' ? ' (empty)' : ''}`, '')
    if (content === '') continue
    lines.push(path.endsWith('.py') ? '```python' : '```', content.trimEnd(), '```', '')
  }
  if (example.applied !== undefined) lines.push(`Applied: ${example.applied.map(keyOf).join(', ')}`, '')
  return lines
}
