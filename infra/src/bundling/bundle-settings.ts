import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProviderName } from '@coach-stream/models';
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

const ABSENT_PROVIDERS = join(import.meta.dirname, 'absent-providers.ts');

/**
 * Modules that others take the place of in every function of a stage.
 *
 * @param providers those whose models the stage's functions can call
 */
export function bundleAlias(providers: readonly ProviderName[]): Record<string, string> {
  return {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'environment-credentials.ts'),
    ...(!providers.includes('anthropic') && { '@coach-stream/models/anthropic': ABSENT_PROVIDERS }),
    ...(!providers.includes('openai') && { '@coach-stream/models/openai': ABSENT_PROVIDERS }),
  };
}

const { resolve } = createRequire(import.meta.url);

/** The source of a function's entry point. @param name its folder in packages/functions/src */
export function entryPoint(name: string): string {
  return resolve(`@coach-stream/functions/${name}/handler.ts`);
}
