/** The text of a migration file for the examples: dependencies as Python, one operation per line. */
export function migrationText(dependencies: string, operations: readonly string[] = [], extra: readonly string[] = []): string {
  const lines = ['from django.db import migrations, models', '', '', 'class Migration(migrations.Migration):']
  for (const line of extra) lines.push(`    ${line}`)
  lines.push(`    dependencies = [${dependencies}]`, '    operations = [')
  for (const operation of operations) lines.push(`        ${operation},`)
  lines.push('    ]', '')
  return lines.join('\n')
}

export const createOrder = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))])"
export const addNote = "migrations.AddField('order', 'note', models.TextField(null=True))"
export const addState = "migrations.AddField('order', 'state', models.TextField(null=True))"
