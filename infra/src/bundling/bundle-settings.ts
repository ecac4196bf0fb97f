import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** How every function is bundled, apart from where from and where to. */
export const BUNDLE_SETTINGS = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // What is imported with the first use lies in files of its own: a cold start does not parse it.
  splitting: true,
  outExtension: { '.js': '.mjs' },
  entryNames: 'index',
  chunkNames: 'chunk-[hash]',
  // CommonJS dependencies call `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Modules that others take the place of in every function. */
export const BUNDLE_ALIAS: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'environment-credentials.ts'),
};

const { resolve } = createRequire(import.meta.url);

/** The source of a function's entry point. @param name its folder in packages/functions/src */
export function entryPoint(name: string): string {
  return resolve(`@coach-stream/functions/${name}/handler.ts`);
}
