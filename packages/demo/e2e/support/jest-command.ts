import { join } from 'node:path';

/** Where Jest is started. */
export const REPOSITORY_ROOT = join(import.meta.dirname, '../../../..');

/** Jest's command line for tests that share a local run: behind it come the projects and what else is asked for. */
export const JEST_COMMAND: readonly string[] = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--runInBand',
  '--testTimeout=30000',
];
