import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { publint } from 'publint';
import { buildPackage, PACKAGE_DIRECTORY, readSourceManifest } from '../build/build-package.ts';

const MAX_MAIN_BYTES = 12 * 1024;

/** Ways of resolving that an ESM-only package does not serve: Node before 12, and `require` without its ESM support. */
const OLD_RESOLUTIONS = ['node10', 'node16-cjs'];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coach-stream-client-'));
  await buildPackage(directory, await readSourceManifest());
  await symlink(join(PACKAGE_DIRECTORY, 'node_modules'), join(directory, 'node_modules'));
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Bundles code of an application as a frontend would, minified, with all it depends on. */
async function bundleOf(code: string): Promise<{ readonly gzippedBytes: number; readonly inputs: string }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: directory },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    // Said of bare imports of chunks, which esbuild says of no package in node_modules.
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => input),
  );
  return { gzippedBytes: gzipSync(outputFiles[0]?.contents ?? '').length, inputs: inputs.join('\n') };
}

describe('the published package', () => {
  it('has a main entry of at most 12 KB gzipped, its parser included, without zod, React and the AI SDK', async () => {
    const { gzippedBytes, inputs } = await bundleOf("export * from './dist/index.js';");
    expect(gzippedBytes).toBeLessThanOrEqual(MAX_MAIN_BYTES);
    expect(inputs).toContain('eventsource-parser');
    expect(inputs).not.toMatch(/node_modules\/(\.pnpm\/)?(zod|react|ai)[@/]/);
  });

  it('gives an application only what it uses', async () => {
    const { gzippedBytes } = await bundleOf(
      "import { supportsStreaming } from './dist/index.js'; console.log(supportsStreaming());",
    );
    expect(gzippedBytes).toBeLessThan(400);
  });

  it('has agents without zod, React and the AI SDK', async () => {
    const { inputs } = await bundleOf("export * from './dist/agents/index.js';");
    expect(inputs).not.toMatch(/node_modules\/(\.pnpm\/)?(zod|react|ai)[@/]/);
  });

  it('names no AWS client, and nothing of the workspace', async () => {
    const files = await readdir(join(directory, 'dist'), { recursive: true });
    const code = await Promise.all(
      files.filter((file) => /\.(js|d\.ts)$/.test(file)).map((file) => readFile(join(directory, 'dist', file), 'utf8')),
    );
    expect(code.length).toBeGreaterThan(20);
    const text = code.join('\n') + (await readFile(join(directory, 'package.json'), 'utf8'));
    expect(text).not.toMatch(/@aws-sdk|@smithy|workspace:/);
    expect(text).not.toMatch(/(from|import\() ?['"](@coach-stream|[^'"]+\.ts['"])/);
  });

  it('is well for publint', async () => {
    const { messages } = await publint({ pkgDir: directory, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that are right for bundlers and for Node', async () => {
    const { stdout } = await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--json'], { cwd: directory });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    const tarball = await readFile(join(directory, packed?.filename ?? ''));
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    const problems = 'problems' in result ? result.problems : [{ kind: 'NoTypes' as const }];
    const counted = problems.filter(
      (problem) => !('resolutionKind' in problem) || !OLD_RESOLUTIONS.includes(problem.resolutionKind),
    );
    expect(counted).toEqual([]);
  }, 60_000);
});
