import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { type StartedIndex, startIndex } from '../test/start-index.ts';

let started: StartedIndex;
beforeAll(async () => {
  started = await startIndex();
});
afterAll(() => started.close());

test('the client is loaded by the first call and not by the import', async () => {
  const script = `
    import { createRequire } from 'node:module';
    import { createPineconeIndex } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => /@pinecone-database/.test(path));
    const index = createPineconeIndex({
      index: { name: 'coach' },
      controllerHostUrl: ${JSON.stringify(started.pinecone.url)},
      apiKey: async () => ${JSON.stringify(started.pinecone.apiKey)},
    });
    const before = loaded();
    await index.warmUp();
    console.log(JSON.stringify({ before, after: loaded() }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true });
});

test.each([
  ["export { noIndex, recordId, retrieve } from './index.ts'", false],
  ["export { createPineconeIndex } from './index.ts'", true],
])('a bundle of %s has the client in it: %s', async (contents, isInside) => {
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
    outdir: 'unused',
  });
  const [bundle] = Object.values(metafile.outputs);
  expect(Object.keys(bundle?.inputs ?? {}).some((path) => /@pinecone-database/.test(path))).toBe(isInside);
});

test.each([false, true])('a bundle finds the client, also where that is a file of its own: %s', async (splitting) => {
  const folder = mkdtempSync(join(tmpdir(), 'coach-stream-retrieval-'));
  try {
    await build({
      stdin: {
        contents: `
          import { createPineconeIndex } from './index.ts';
          const index = createPineconeIndex({
            index: { name: 'coach' },
            controllerHostUrl: ${JSON.stringify(started.pinecone.url)},
            apiKey: async () => ${JSON.stringify(started.pinecone.apiKey)},
          });
          const search = index.search({ namespace: 'n', text: 'rest', topK: 1 }, {});
          console.log(JSON.stringify(await search));
        `,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      splitting,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      outExtension: { '.js': '.mjs' },
      entryNames: 'index',
      banner: { js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);" },
      outdir: folder,
    });
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'index.mjs')]);
    expect(JSON.parse(stdout)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
