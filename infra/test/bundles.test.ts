import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleSize, bundleSizes } from '../src/bundle-sizes.ts';
import { FUNCTION_NAMES } from '../src/constructs/node-function.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';
import { stageConfig } from '../src/stages.ts';
import { synthesize } from '../src/synthesize.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

/** What the handlers read when they are loaded. */
const environment = {
  AWS_REGION: 'us-east-1',
  STAGE: 'prod',
  COACH_TABLE_NAME: 'coach',
  TURNS_TABLE_NAME: 'turns',
  TURN_LEASE_MS: '15000',
  ALLOWED_ORIGINS: '["https://coach-stream.example"]',
  USER_POOL_ID: 'us-east-1_Example',
  USER_POOL_CLIENT_ID: 'client',
  IMAGE_BUCKET_NAME: 'images',
  PROCESS_TURN_FUNCTION_NAME: 'process-turn',
  BUILD_FUNCTION_NAME: 'build-coach-config',
  RETRIEVAL: JSON.stringify({ kind: 'pinecone', indexName: 'coach', keySecretId: 'key' }),
  MODELS: JSON.stringify(stageConfig('prod').models),
};

let bundles: BundleSize[] = [];

beforeAll(() => {
  const { directory, stacks } = synthesize({ stage: 'prod', outdir: temporaryDirectory() });
  bundles = bundleSizes(
    directory,
    stacks.map(({ templateFile }) => templateFile),
  );
}, 60_000);

test('every function is bundled once', () => {
  expect(bundles.map(({ functionName }) => functionName).sort()).toEqual([...FUNCTION_NAMES].sort());
});

describe.each(FUNCTION_NAMES)('the bundle of %s', (name) => {
  function bundle(): BundleSize {
    const found = bundles.find(({ functionName }) => functionName === name);
    if (found === undefined) {
      throw new Error(`There is no bundle of ${name}.`);
    }
    return found;
  }

  test('is within its budget', () => {
    expect(bundle().bytes).toBeLessThanOrEqual(bundle().budgetBytes);
  });

  test('is one ES module without a source map', () => {
    expect(readdirSync(dirname(bundle().file))).toEqual(['index.mjs']);
    expect(readFileSync(bundle().file, 'utf8')).not.toContain('sourceMappingURL');
  });

  test('tells nothing of the machine that made it', () => {
    expect(readFileSync(bundle().file, 'utf8')).not.toContain(REPOSITORY_ROOT);
  });

  test.each(['on', 'off'])('loads in plain Node.js from a folder without packages, with tracing %s', (tracing) => {
    const { file } = bundle();
    const script = `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: dirname(file),
      env: { ...environment, TRACING: tracing },
      encoding: 'utf8',
      timeout: 10_000,
    });

    expect({ stdout, stderr, status }).toEqual({ stdout: 'function\n', stderr: '', status: 0 });
  });
});
