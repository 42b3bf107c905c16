/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/actions', '<rootDir>/shared', '<rootDir>/test', '<rootDir>/scripts'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest/strip-types.mjs' },
  collectCoverageFrom: ['actions/**/*.ts', 'shared/**/*.ts'],
  coverageProvider: 'v8',
  testTimeout: 30_000
}
