/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/actions', '<rootDir>/shared', '<rootDir>/test', '<rootDir>/scripts'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest/strip-types.mjs' },
  collectCoverageFrom: ['actions/**/*.ts', 'shared/**/*.ts'],
  coverageProvider: 'v8',
  // An end for what hangs, and no measure: a busy machine takes several times as long as an idle one.
  testTimeout: 120_000
}
