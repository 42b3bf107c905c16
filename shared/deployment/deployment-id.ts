import { UserError } from '../errors.ts'
import type { Random } from './token.ts'

const pattern = /^\d{8}-\d{6}-[0-9a-z]{6}$/

/** A new deployment's id: UTC time to the second, then six random base-36 digits. Sorts by time; safe as a file name. */
export function newDeploymentId(now: Date, random: Random): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  // 48 bits modulo 36^6 (31 bits): the bias is below 10^-5.
  const number = Buffer.from(random(6)).readUIntBE(0, 6) % 36 ** 6
  return `${time}-${number.toString(36).padStart(6, '0')}`
}

/** The id that an input names. Errors: UserError, when it is none, so that it can never be a path. */
export function parseDeploymentId(text: string): string {
  if (pattern.test(text)) return text
  throw new UserError(
    `deployment: ${JSON.stringify(text)} is not the id of a deployment. Ids look like 20261122-024035-k3x9qa; \`command: status\` lists them.`
  )
}
