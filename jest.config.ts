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

const config: Config = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/packages/*/src/**/*.test.ts'] },
    { ...shared, displayName: 'infra', testMatch: ['<rootDir>/infra/test/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/packages/demo/e2e/**/*.test.ts'],
      globalSetup: '<rootDir>/packages/demo/e2e/start-local-run.ts',
      globalTeardown: '<rootDir>/packages/demo/e2e/stop-local-run.ts',
    },
  ],
};

export default config;
