import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { FUNCTION_NAMES, type FunctionName } from './constructs/node-function.ts';

/**
 * Largest bundle of each function, in bytes. A bigger one takes longer to load at every cold start.
 *
 * Some 470 KB are Pinecone's client, 130 KB Lambda's, 160 KB S3's and 30 KB Secrets Manager's. The first two and the
 * last are parsed at a cold start, and evaluated only with their first call.
 */
const SIZE_BUDGETS: Readonly<Record<FunctionName, number>> = {
  'stream-coach-conversation': 1_550_000,
  'stream-coach-creator-session': 1_000_000,
  'process-turn': 1_100_000,
  'build-coach-config': 1_200_000,
  'sweep-builds': 700_000,
  'coach-api': 1_350_000,
  'add-user-id-claim': 5_000,
};

/** One function's bundle in a cloud assembly. */
export interface BundleSize {
  readonly functionName: FunctionName;
  /** The one module that Lambda loads. */
  readonly file: string;
  readonly bytes: number;
  readonly budgetBytes: number;
}

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
        return { functionName, file, bytes: statSync(file).size, budgetBytes: SIZE_BUDGETS[functionName] };
      });
  });
}
