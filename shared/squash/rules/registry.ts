import { noReverse } from './b01-no-reverse.ts'
import { downgrade } from './b02-downgrade.ts'
import { emptyReverse } from './b03-empty-reverse.ts'
import { reversibleUntil } from './b04-reversible-until.ts'
import { ignoreComment } from './c01-ignore-comment.ts'
import { severalLeaves } from './g01-several-leaves.ts'
import { missingDependency } from './g02-missing-dependency.ts'
import { cycle } from './g03-cycle.ts'
import { noMigrationClass } from './g04-no-migration-class.ts'
import { noPackage } from './g05-no-package.ts'
import { syntax } from './g06-syntax.ts'
import { leavesAfterMerge } from './g07-leaves-after-merge.ts'
import { edited } from './g08-edited.ts'
import { duplicate } from './g09-duplicate.ts'
import { outOfOrder } from './g10-out-of-order.ts'
import { unknownParts } from './g11-unknown.ts'
import { stranded } from './l01-stranded.ts'
import { unrecorded } from './l02-unrecorded.ts'
import { orphanRow } from './l03-orphan-row.ts'
import { staleRow } from './l04-stale-row.ts'
import { databaseAhead } from './l05-database-ahead.ts'
import { doubleRow } from './l06-double-row.ts'
import { inconsistentHistory } from './l07-inconsistent-history.ts'
import { environmentsReady } from './l08-environments.ts'
import { reusedRow } from './l09-reused-row.ts'
import { fake } from './p01-fake.ts'
import { fakeScript } from './p02-fake-script.ts'
import { emptiedRecord } from './p03-emptied-record.ts'
import { emptiedScript } from './p04-emptied-script.ts'
import { recordLost } from './p05-record-lost.ts'
import { drop } from './r01-drop.ts'
import { rename } from './r02-rename.ts'
import { requiredColumn } from './r03-required-column.ts'
import { setNotNull } from './r04-set-not-null.ts'
import { rewrite } from './r05-rewrite.ts'
import { blockingIndex } from './r06-index.ts'
import { concurrentInTransaction } from './r07-concurrent-in-transaction.ts'
import { foreignKey } from './r08-foreign-key.ts'
import { validation } from './r09-validation.ts'
import { volatileDefault } from './r10-volatile-default.ts'
import { backfill } from './r11-backfill.ts'
import { noTimeout } from './r12-timeout.ts'
import { realModel } from './r13-real-model.ts'
import { halfApplied } from './r14-half-applied.ts'
import { copies } from './r15-copy.ts'
import type { Rule } from './rule.ts'
import { cyclicReplaces } from './s01-cyclic-replaces.ts'
import { missingTarget } from './s02-missing-target.ts'
import { overlappingSquashes } from './s03-overlapping-squashes.ts'
import { unreplacedMigration } from './s04-unreplaced-migration.ts'
import { maskedDependency } from './s05-masked-dependency.ts'
import { nestedSquash } from './s06-nested-squash.ts'
import { manualCopying } from './s07-manual-copying.ts'
import { importedModule } from './s08-imported-module.ts'
import { lostDependency } from './s09-lost-dependency.ts'
import { lostRunBefore } from './s10-lost-run-before.ts'
import { lostNonAtomic } from './s11-lost-non-atomic.ts'
import { vanishedDataOperation } from './s12-vanished-data-operation.ts'
import { squashSize } from './s13-squash-size.ts'
import { addedAndDeleted } from './s14-added-and-deleted.ts'
import { leftoverReplaces } from './s15-leftover-replaces.ts'
import { reusedName } from './s16-reused-name.ts'
import { crossAppCycle } from './s17-cross-app-cycle.ts'
import { irreversibleSquash } from './s18-irreversible-squash.ts'

/** Every rule, in the order of the report. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  severalLeaves,
  missingDependency,
  cycle,
  noMigrationClass,
  noPackage,
  syntax,
  leavesAfterMerge,
  edited,
  duplicate,
  outOfOrder,
  unknownParts,
  cyclicReplaces,
  missingTarget,
  overlappingSquashes,
  unreplacedMigration,
  maskedDependency,
  nestedSquash,
  manualCopying,
  importedModule,
  lostDependency,
  lostRunBefore,
  lostNonAtomic,
  vanishedDataOperation,
  squashSize,
  addedAndDeleted,
  leftoverReplaces,
  reusedName,
  crossAppCycle,
  irreversibleSquash,
  stranded,
  unrecorded,
  orphanRow,
  staleRow,
  databaseAhead,
  doubleRow,
  inconsistentHistory,
  environmentsReady,
  reusedRow,
  drop,
  rename,
  requiredColumn,
  setNotNull,
  rewrite,
  blockingIndex,
  concurrentInTransaction,
  foreignKey,
  validation,
  volatileDefault,
  backfill,
  noTimeout,
  realModel,
  halfApplied,
  copies,
  noReverse,
  downgrade,
  emptyReverse,
  reversibleUntil,
  fake,
  fakeScript,
  emptiedRecord,
  emptiedScript,
  recordLost,
  ignoreComment
]
