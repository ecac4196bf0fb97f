import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ProviderName } from '@coach-stream/models';
import { loadedModules } from './bundle-sizes.ts';
import { bundleFunction } from './bundling/bundle-function.ts';
import type { FunctionName } from './constructs/node-function.ts';

/** A function's bundle where a stage brings certain providers. */
export interface ProviderSize {
  readonly providers: readonly ProviderName[];
  /** Of what is loaded at a cold start. */
  readonly bytes: number;
  /** Of everything in the bundle. */
  readonly totalBytes: number;
  /** The same, each file gzipped by itself. */
  readonly gzippedBytes: number;
}

const COMBINATIONS: readonly (readonly ProviderName[])[] = [
  ['bedrock'],
  ['bedrock', 'anthropic'],
  ['bedrock', 'openai'],
  ['bedrock', 'anthropic', 'openai'],
];

/** Bundles a function once for each set of providers that a stage may bring. @param directory an empty one, for the bundles */
export function providerSizes(name: FunctionName, directory: string): ProviderSize[] {
  return COMBINATIONS.map((providers) => {
    const outdir = join(directory, providers.join('-'));
    bundleFunction(name, providers, outdir);
    const bytesOf = (files: readonly string[]) => files.map((file) => readFileSync(file));
    const all = bytesOf(readdirSync(outdir).map((file) => join(outdir, file)));
    return {
      providers,
      bytes: sum(bytesOf(loadedModules(join(outdir, 'index.mjs')))),
      totalBytes: sum(all),
      gzippedBytes: sum(all.map((bytes) => gzipSync(bytes))),
    };
  });
}

function sum(files: readonly Uint8Array[]): number {
  return files.reduce((bytes, file) => bytes + file.length, 0);
}
