import { Releases } from './releases.ts'
import type { CodeContext, CodeStrategy } from './strategy.ts'

const strategies: Record<CodeContext['code']['strategy'], (context: CodeContext) => CodeStrategy> = {
  releases: context => new Releases(context)
}

/** The strategy that the configuration names. */
export function codeStrategy(context: CodeContext): CodeStrategy {
  return strategies[context.code.strategy](context)
}
