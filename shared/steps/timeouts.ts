/** Deadlines of steps, in milliseconds, where neither input nor configuration says one. AWS CodeDeploy gives each lifecycle event an hour. */
export const codeTimeoutMs = 30 * 60_000
export const serviceTimeoutMs = 10 * 60_000
export const databaseTimeoutMs = 60 * 60_000
