import { severalLeaves } from './g01-several-leaves.ts'
import { missingDependency } from './g02-missing-dependency.ts'
import { cycle } from './g03-cycle.ts'
import { noMigrationClass } from './g04-no-migration-class.ts'
import { noPackage } from './g05-no-package.ts'
import { syntax } from './g06-syntax.ts'
import { unknownParts } from './g11-unknown.ts'
import type { Rule } from './rule.ts'
import { squashSize } from './s13-squash-size.ts'

/** Every rule, in the order of the report. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  severalLeaves,
  missingDependency,
  cycle,
  noMigrationClass,
  noPackage,
  syntax,
  unknownParts,
  squashSize
]
