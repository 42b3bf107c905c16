// strategy.matrix: the product of the axes, less `exclude`, with `include`.
import type { Value } from './expressions.ts'

type Row = Record<string, Value>
const equal = (a: Value | undefined, b: Value | undefined) => JSON.stringify(a) === JSON.stringify(b)

/** The combinations in GitHub's order; one empty combination when there is no matrix. */
export function expand(matrix: Value): Row[] {
  if (matrix === null || typeof matrix !== 'object' || Array.isArray(matrix)) return [{}]
  const { include, exclude, ...axes } = matrix
  const rowsOf = (v: Value | undefined) => (Array.isArray(v) ? (v as Row[]) : [])
  const names = Object.keys(axes)
  let rows: Row[] = names.length === 0 ? [] : [{}]
  for (const name of names)
    rows = rows.flatMap(row =>
      (Array.isArray(axes[name]) ? (axes[name] as Value[]) : [axes[name] as Value]).map(v => ({ ...row, [name]: v }))
    )
  rows = rows.filter(row => !rowsOf(exclude).some(e => Object.entries(e).every(([k, v]) => equal(row[k], v))))
  const original = rows.map(row => ({ ...row }))
  for (const extra of rowsOf(include)) {
    const fitting = rows.filter((_, i) => original[i] && names.every(k => !(k in extra) || equal(original[i]?.[k], extra[k])))
    if (names.length > 0 && fitting.length > 0) for (const row of fitting) Object.assign(row, extra)
    else rows.push({ ...extra })
  }
  return rows
}
