import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleSize, bundleSizes, loadedModules } from '../src/bundle-sizes.ts';
import { FUNCTION_NAMES } from '../src/constructs/node-function.ts';
import { providerSizes } from '../src/provider-sizes.ts';
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
  DELETION_FUNCTION_NAME: 'delete-user-data',
  RETRIEVAL: JSON.stringify({ kind: 'pinecone', indexName: 'coach', keySecretId: 'key' }),
  LIMITS: JSON.stringify(stageConfig('prod').limits),
  MODELS: JSON.stringify(stageConfig('prod').models),
  MODEL_SWITCH_PARAMETER: '/coach-stream/prod/model-switch',
  MODEL_SWITCH_CACHE_MS: '30000',
};

/** What signs addresses of images, or deletes them, with most of its requests. */
const USE_IMAGES: readonly string[] = ['coach-api', 'delete-user-data'];

let bundles: BundleSize[] = [];

beforeAll(() => {
  const { directory, stacks } = synthesize({ stage: 'prod', outdir: temporaryDirectory() });
  bundles = bundleSizes(
    directory,
    stacks.map(({ templateFile }) => templateFile),
  );
}, 300_000);

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

  test('is ES modules without source maps, which tell nothing of the machine that made them', () => {
    const folder = dirname(bundle().file);
    expect(readdirSync(folder)).toContain('index.mjs');
    for (const file of readdirSync(folder)) {
      expect(file).toMatch(/^(index|chunk-[A-Z0-9]+)\.mjs$/);
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text).not.toContain('sourceMappingURL');
      expect(text).not.toContain(REPOSITORY_ROOT);
    }
  });

  test('loads no more at a cold start than every request needs', () => {
    const loaded = loadedModules(bundle().file).map((file) => readFileSync(file, 'utf8'));
    // Words that the clients' own sources have: of Pinecone, SSM, S3, Lambda and X-Ray.
    for (const word of [
      'api.pinecone.io',
      'AmazonSSM',
      'x-amz-copy-source',
      '/2015-03-31/functions/',
      'aws-xray-sdk',
    ]) {
      if (!(USE_IMAGES.includes(name) && word === 'x-amz-copy-source')) {
        expect({ word, isLoaded: loaded.some((text) => text.includes(word)) }).toEqual({ word, isLoaded: false });
      }
    }
  });

  test('holds nothing of model providers that the stage does not bring', () => {
    const folder = dirname(bundle().file);
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    for (const word of ['api.anthropic.com', 'api.openai.com']) {
      expect({ word, isThere: texts.some((text) => text.includes(word)) }).toEqual({ word, isThere: false });
    }
  });

  test.each(['on', 'off'])('loads in plain Node.js from a folder without packages, with tracing %s', (tracing) => {
    const { file } = bundle();
    const script = `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: dirname(file),
      env: { ...environment, TRACING: tracing },
      encoding: 'utf8',
      timeout: 60_000,
    });

    expect({ stdout, stderr, status }).toEqual({ stdout: 'function\n', stderr: '', status: 0 });
  });
});

test('a provider that a stage brings is bundled, and loaded with the first call of one of its models', () => {
  const directory = temporaryDirectory();
  const [bedrock, anthropic, openai, all] = providerSizes('stream-persona-chat', directory);
  for (const [size, name] of [
    [anthropic, 'bedrock-anthropic'],
    [openai, 'bedrock-openai'],
    [all, 'bedrock-anthropic-openai'],
  ] as const) {
    expect(size?.totalBytes).toBeGreaterThan((bedrock?.totalBytes ?? 0) + 100_000);
    const loaded = loadedModules(join(directory, name, 'index.mjs')).map((file) => readFileSync(file, 'utf8'));
    expect(loaded.some((text) => /api\.(anthropic|openai)\.com/.test(text))).toBe(false);
  }
}, 60_000);
