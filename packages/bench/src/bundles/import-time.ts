import { execFileSync } from 'node:child_process';

/** What a function finds in its environment; none of it is reached while a module is imported. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  STAGE: 'bench',
  COACH_TABLE_NAME: 'coach',
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_ID: 'client',
  TRACING: 'off',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Bench',
};

/** Prints how long the import took and ends before anything that it started does. */
const MEASURE = `
globalThis.awslambda = { streamifyResponse: (handler) => handler };
const startedAt = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - startedAt), () => process.exit());
`;

/**
 * Imports a bundle in a fresh process.
 *
 * @param models the function's model table, as JSON
 * @returns milliseconds
 */
export function importOnce(file: string, models: string): number {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', MEASURE, file], {
    env: { ...ENVIRONMENT, MODELS: models },
    encoding: 'utf8',
  });
  return Number(printed);
}
