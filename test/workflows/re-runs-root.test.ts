import { describe } from '@jest/globals'
import { describeReRuns, rootAction } from './re-runs.ts'

describe('re-runs of the root action (develop.yml)', () => describeReRuns(rootAction))
