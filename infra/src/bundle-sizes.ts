import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { FUNCTION_NAMES, type FunctionName } from './constructs/node-function.ts';

/**
 * Most bytes that a function may load at a cold start. What is imported with its first use (Pinecone's client of 470 KB,
 * S3's, Lambda's, the tracer's) is not among them.
 */
const SIZE_BUDGETS: Readonly<Record<FunctionName, number>> = {
  'stream-coach-conversation': 620_000,
  'stream-coach-creator-session': 570_000,
  'stream-persona-chat': 570_000,
  'process-turn': 480_000,
  'build-coach-config': 510_000,
  'sweep-builds': 360_000,
  'delete-user-data': 560_000,
  'sweep-user-deletions': 360_000,
  'coach-api': 710_000,
  'add-user-id-claim': 5_000,
};

/** One function's bundle in a cloud assembly. */
export interface BundleSize {
  readonly functionName: FunctionName;
  /** The module that Lambda loads. */
  readonly file: string;
  /** Of that module and all that it imports at once. */
  readonly bytes: number;
  /** Of everything in the bundle. */
  readonly totalBytes: number;
  readonly budgetBytes: number;
}

/** An import of a chunk as esbuild writes it; `import(…)` is one with the first use. */
const STATIC_IMPORT = /(?:from|import)"\.\/(chunk-[A-Z0-9]+\.mjs)"/g;

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string().regex(/^[0-9a-f]{64}\.zip$/) }),
  Environment: z.object({ Variables: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.enum(FUNCTION_NAMES) }) }),
});

/**
 * The bundles of every function in synthesized templates.
 *
 * @param directory the cloud assembly, synthesized with bundling
 * @param templateFiles paths of its templates
 */
export function bundleSizes(directory: string, templateFiles: readonly string[]): BundleSize[] {
  return templateFiles.flatMap((templateFile) => {
    const { Resources } = templateSchema.parse(JSON.parse(readFileSync(templateFile, 'utf8')));
    return Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => {
        const { Code, Environment } = functionSchema.parse(Properties);
        const functionName = Environment.Variables.POWERTOOLS_SERVICE_NAME;
        const file = join(directory, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
        const bytes = sizeOf(loadedModules(file));
        const totalBytes = sizeOf(readdirSync(dirname(file)).map((name) => join(dirname(file), name)));
        return { functionName, file, bytes, totalBytes, budgetBytes: SIZE_BUDGETS[functionName] };
      });
  });
}

/** A module's file and those of every chunk that it, or one of those, imports at once. */
export function loadedModules(file: string): string[] {
  const loaded = new Set([file]);
  for (const module of loaded) {
    for (const [, chunk = ''] of readFileSync(module, 'utf8').matchAll(STATIC_IMPORT)) {
      loaded.add(join(dirname(module), chunk));
    }
  }
  return [...loaded];
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}
