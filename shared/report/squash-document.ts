import * as z from 'zod'
import type { Report } from '../squash/check.ts'
import { liveReport, liveStamp } from '../squash/environments.ts'

const severity = z.enum(['error', 'warning', 'info'])
const framework = z.enum(['django', 'alembic', 'sql'])
const count = z.int().min(0)
const place = {
  file: z.string().describe("As the repository names it; '' for what concerns no file."),
  line: z.int().min(1).describe('Counted from 1.'),
  column: z.int().min(1).describe('Counted from 1, in UTF-16 units.')
}
const finding = {
  rule: z.string().describe('Its page is docs/rules/ID.md.'),
  severity,
  framework,
  app: z.string().describe("App of Django, environment of Alembic, or directory of SQL; '' for what concerns none."),
  migration: z.string().describe("'' for what concerns a whole app."),
  ...place,
  message: z.string(),
  fix: z.string()
}

/** The report as `json-file` holds it: always one document, whatever number of projects was checked. Later versions may add keys at the top. */
export const squashDocument = z.object({
  verdict: z
    .enum(['passed', 'failed', 'inconclusive'])
    .describe('failed: an error was found; inconclusive: none was, but a part that decides about the graph is not known.'),
  findings: z.array(z.strictObject(finding)),
  apps: z.array(
    z.strictObject({
      label: z.string(),
      framework,
      files: count.describe('Migration files on disk, squashes included.'),
      squashed: count.describe('How many of them a squash replaces on a fresh database.'),
      operations: z.strictObject({
        before: count.describe('Along the old files.'),
        after: count.describe('Along what a fresh database runs.'),
        exact: z.boolean().describe('false where some cannot be read.')
      }),
      leaves: z.array(z.string()).describe('On a fresh database.')
    })
  ),
  unknown: z
    .array(
      z.strictObject({
        framework,
        app: z.string(),
        migration: z.string(),
        affects: z.enum(['graph', 'operations', 'external']).describe('graph: the verdict is open because of it.'),
        reason: z.string(),
        ...place
      })
    )
    .describe('What could not be read.'),
  suppressed: z
    .array(z.strictObject({ ...finding, by: z.enum(['comment', 'configuration', 'baseline']), reason: z.string() }))
    .describe('Findings that somebody decided to live with.'),
  pending: z
    .array(
      z.strictObject({ app: z.string(), name: z.string(), ...place, operations: z.array(z.string()).describe('Their kinds, in order.') })
    )
    .optional()
    .describe('What would be applied to the live database, in its order; present where one was asked.'),
  environment: z.string().optional().describe('Whose live database was asked; other runs read this file by their input `live-reports`.'),
  checkedAt: z.iso.datetime().optional().describe('When it was asked.'),
  squashes: liveReport.shape.squashes.optional().describe('How that database stands to each squash.'),
  additive: z.boolean().optional().describe('true: all of it is proven to leave the running release working.')
})
export type SquashDocument = z.infer<typeof squashDocument>

/** Pure: the published form of a report. */
export function documentOf(report: Report, environment?: string, now: Date = new Date()): SquashDocument {
  const { verdict, findings, apps, unknown, suppressed = [], pending, additive } = report
  return {
    verdict,
    findings: findings.map(bare),
    apps: apps.map(({ label, framework: by, files, squashed, operations, leaves }) => ({
      label,
      framework: by,
      files,
      squashed,
      operations,
      leaves
    })),
    unknown: unknown.map(({ framework: by, app, migration, affects, reason, file, line, column }) => ({
      framework: by,
      app,
      migration,
      affects,
      reason,
      file,
      line,
      column
    })),
    suppressed: suppressed.map(each => ({ ...bare(each), by: each.by, reason: each.reason })),
    ...(environment === undefined ? {} : liveStamp(report.squashes, environment, now)),
    ...(pending === undefined ? {} : { pending }),
    ...(additive === undefined ? {} : { additive: additive.additive })
  }
}

function bare(each: Report['findings'][number]): SquashDocument['findings'][number] {
  const { rule, severity: grave, framework: by, app, migration, file, line, column, message, fix } = each
  return { rule, severity: grave, framework: by, app, migration, file, line, column, message, fix }
}

/** The published JSON Schema, docs/squash-report.schema.json. */
export function squashJsonSchema(): unknown {
  return { ...z.toJSONSchema(squashDocument, { io: 'input' }), title: 'Report of Belay squash-check' }
}
