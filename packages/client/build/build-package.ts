import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type SourceManifest, toPublishedManifest } from './published-manifest.ts';

/** The package as it is in the workspace. */
export const PACKAGE_DIRECTORY = join(import.meta.dirname, '..');

const TSC = join(PACKAGE_DIRECTORY, '../../node_modules/typescript/bin/tsc');
const CONTRACT = '@coach-stream/streaming-core/contract';
/** Where the declarations of the contract are emitted, beside those of the client. */
const CONTRACT_DECLARATIONS = 'streaming-core/src/contract/index.js';

/** What the workspace's package.json says. */
export async function readSourceManifest(): Promise<SourceManifest> {
  return JSON.parse(await readFile(join(PACKAGE_DIRECTORY, 'package.json'), 'utf8')) as SourceManifest;
}

/**
 * Writes the package as it is published into a folder: `dist` with one ES module an entry and what they share, the
 * declarations of the client and of the contract, package.json, README and licence. What it depends on stays outside.
 *
 * @param directory is made where it is missing; its `dist` is replaced
 * @param manifest the workspace's package.json
 */
export async function buildPackage(directory: string, manifest: SourceManifest): Promise<void> {
  const dist = join(directory, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([bundleEntries(dist, manifest), emitDeclarations(dist)]);
  for (const file of ['README.md', 'LICENSE']) {
    if (directory !== PACKAGE_DIRECTORY) {
      await copyFile(join(PACKAGE_DIRECTORY, file), join(directory, file));
    }
  }
  await writeFile(join(directory, 'package.json'), toPublishedManifest(manifest));
}

async function bundleEntries(dist: string, { exports, dependencies, peerDependencies }: SourceManifest): Promise<void> {
  const outside = Object.keys({ ...dependencies, ...peerDependencies });
  await build({
    entryPoints: Object.values(exports).map((source) => join(PACKAGE_DIRECTORY, source)),
    outbase: join(PACKAGE_DIRECTORY, 'src'),
    outdir: dist,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    mainFields: ['module', 'main'],
    external: outside.flatMap((name) => [name, `${name}/*`]),
    logLevel: 'warning',
  });
}

async function emitDeclarations(dist: string): Promise<void> {
  const types = join(dist, 'types');
  await promisify(execFile)(process.execPath, [
    TSC,
    '-p',
    join(PACKAGE_DIRECTORY, 'tsconfig.build.json'),
    '--outDir',
    types,
  ]);
  for (const file of await readdir(types, { recursive: true })) {
    if (file.endsWith('.d.ts')) {
      const path = join(types, file);
      await writeFile(path, withPublicSpecifiers(await readFile(path, 'utf8'), { from: path, types }));
    }
  }
}

/** Declarations name each other as an outside project resolves them: with `.js`, and the contract by its place. */
function withPublicSpecifiers(declarations: string, { from, types }: { from: string; types: string }): string {
  const contract = relative(dirname(from), join(types, CONTRACT_DECLARATIONS)).split(sep).join('/');
  return declarations
    .replaceAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1')
    .replaceAll(`'${CONTRACT}'`, `'${contract}'`)
    .replaceAll(`"${CONTRACT}"`, `"${contract}"`);
}
