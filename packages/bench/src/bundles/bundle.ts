import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadedModules } from '@coach-stream/infra/bundle-sizes';
import { BUNDLE_SETTINGS } from '@coach-stream/infra/bundling/bundle-settings';
import { build } from 'esbuild';

/** A bundle on disk. */
export interface Bundle {
  readonly file: string;
  /** Of what is loaded at once: not of what is imported with its first use. */
  readonly bytes: number;
  /** The same, each module by itself. */
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

/** Bundles an entry point as infra bundles every function. */
export async function bundle({ entry, directory, external = [], alias = {} }: BundleOptions): Promise<Bundle> {
  await build({
    ...BUNDLE_SETTINGS,
    stdin: { contents: entry, loader: 'ts', resolveDir: import.meta.dirname },
    outdir: directory,
    external: [...external],
    alias,
  });
  const file = join(directory, 'index.mjs');
  const loaded = loadedModules(file).map((module) => readFileSync(module));
  return { file, bytes: sum(loaded), gzippedBytes: sum(loaded.map((module) => gzipSync(module))) };
}

function sum(modules: readonly Uint8Array[]): number {
  return modules.reduce((bytes, module) => bytes + module.length, 0);
}
