import type { ActionDefinition, Input } from './definition.ts'

/** action.yml of an action. `dist` is the way from its folder to the bundle. */
export function renderActionYml(definition: ActionDefinition, dist: string): string {
  const inputs = Object.entries(definition.inputs).map(([name, input]) =>
    [
      `  ${name}:`,
      `    description: ${yaml(`${input.description}${input.allowed === undefined ? '' : ` Allowed: ${input.allowed}.`}`)}`,
      ...(input.required ? ['    required: true'] : []),
      ...(input.default === undefined ? [] : [`    default: ${yaml(input.default)}`])
    ].join('\n')
  )
  const outputs = Object.entries(definition.outputs).map(([name, description]) => `  ${name}:\n    description: ${yaml(description)}`)
  return `# Generated from definition.ts by \`npm run generate\`.
name: ${yaml(definition.title)}
description: ${yaml(definition.description)}
author: Belay
branding:
  icon: ${definition.branding.icon}
  color: ${definition.branding.color}
inputs:
${inputs.join('\n')}
outputs:
${outputs.join('\n')}
runs:
  using: node24
  main: ${dist}/${definition.name}.js
  post: ${dist}/post.js
`
}

/** The tables of an action's README. */
export function renderTables(definition: ActionDefinition): string {
  const inputs = Object.entries(definition.inputs).map(
    ([name, input]) => `| \`${name}\` | ${cell(input.description)} | ${cell(allowed(input))} | ${fallback(input)} |`
  )
  const outputs = Object.entries(definition.outputs).map(([name, description]) => `| \`${name}\` | ${cell(description)} |`)
  return `
## Inputs

| name | what it is | allowed | default |
| --- | --- | --- | --- |
${inputs.join('\n')}

## Outputs

| name | what it says |
| --- | --- |
${outputs.join('\n')}
`
}

function allowed(input: Input): string {
  return input.allowed ?? (input.secret ? 'a secret' : 'text')
}

function fallback(input: Input): string {
  return input.required ? '**required**' : input.default === undefined ? '' : `\`${input.default}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** A YAML scalar in double quotes: JSON strings are YAML. */
function yaml(text: string): string {
  return JSON.stringify(text)
}
