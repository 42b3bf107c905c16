/**
 * The same statement in a form that MySQL and MariaDB refuse (errors 1845 and 1846) where they could do it only by copying the table or with
 * writers kept out: run on a rehearsal copy it decides, without guessing, whether it works beside the application. undefined: it is no statement
 * that takes these clauses, or it says itself how it wants to be done, or it renames, which needs a moment alone and copies nothing.
 */
export function onlineForm(statement: string): string | undefined {
  const text = statement.trim().replace(/[;\s]+$/, '')
  if (/\b(ALGORITHM|LOCK)\s*=?\s*(DEFAULT|INSTANT|INPLACE|NOCOPY|COPY|NONE|SHARED|EXCLUSIVE)\b/i.test(text)) return undefined
  if (/^ALTER\s+(ONLINE\s+|IGNORE\s+)*TABLE\b/i.test(text))
    return /\bRENAME\s+(TO\s+|AS\s+)?[`\w]+(\.[`\w]+)?$/i.test(text) && !text.includes(',')
      ? undefined
      : `${text}, ALGORITHM=INPLACE, LOCK=NONE`
  if (/^(CREATE\s+(ONLINE\s+|OFFLINE\s+|UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)*INDEX|DROP\s+INDEX)\b/i.test(text))
    return `${text} ALGORITHM=INPLACE LOCK=NONE`
  return undefined
}
