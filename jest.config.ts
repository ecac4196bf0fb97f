import type { Config } from 'jest';

const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
};

/** One local run for all tests of a project. */
const localRun = {
  globalSetup: '<rootDir>/packages/demo/e2e/start-local-run.ts',
  globalTeardown: '<rootDir>/packages/demo/e2e/stop-local-run.ts',
};

const config: Config = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/packages/*/src/**/*.test.ts'] },
    { ...shared, displayName: 'infra', testMatch: ['<rootDir>/infra/test/**/*.test.ts'] },
    { ...shared, ...localRun, displayName: 'e2e', testMatch: ['<rootDir>/packages/demo/e2e/*.test.ts'] },
    { ...shared, ...localRun, displayName: 'commands', testMatch: ['<rootDir>/packages/demo/e2e/commands/*.test.ts'] },
    { ...shared, ...localRun, displayName: 'faults', testMatch: ['<rootDir>/packages/demo/e2e/faults/*.test.ts'] },
    { ...shared, ...localRun, displayName: 'browser', testMatch: ['<rootDir>/packages/demo/e2e/web/*.test.ts'] },
  ],
};

export default config;
