import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A bundle on disk. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
}

export interface BundleOptions {
  /** Source of the entry point; its imports are resolved from this package. */
  readonly entry: string;
  /** Folder that the bundle gets for itself. */
  readonly directory: string;
  /** Packages that stay imports. */
  readonly external?: readonly string[];
  /** Packages that others stand in for. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** Bundles an entry point with the settings that infra gives every function (`infra/src/constructs/node-function.ts`). */
export async function bundle({ entry, directory, external = [], alias = {} }: BundleOptions): Promise<Bundle> {
  const file = join(directory, 'index.mjs');
  const { outputFiles } = await build({
    stdin: { contents: entry, loader: 'ts', resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: [...external],
    alias,
    minify: true,
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
    },
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, contents);
  return { file, bytes: contents.length, gzippedBytes: gzipSync(contents).length };
}
