import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputsSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod';
import { OUTPUTS_LOGICAL_ID, stackName } from '../names.ts';
import type { StageName } from '../stages.ts';

const stackOutputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * Writes a stage's outputs contract from what the CDK CLI wrote with `--outputs-file`.
 *
 * @param options `stackOutputsFile`: the CLI's file, by stack name; `outputsDirectory`: where `<stage>.json` goes
 * @returns the path of the file
 * @throws Error where the stack has no such output, ZodError where it does not match `outputsSchema`
 */
export function writeOutputsFile(options: {
  stackOutputsFile: string;
  stage: StageName;
  outputsDirectory: string;
}): string {
  const stack = stackName(options.stage, 'app');
  const stackOutputs = stackOutputsSchema.parse(JSON.parse(readFileSync(options.stackOutputsFile, 'utf8')));
  const value = stackOutputs[stack]?.[OUTPUTS_LOGICAL_ID];
  if (value === undefined) {
    throw new Error(`Stack ${stack} has no output ${OUTPUTS_LOGICAL_ID}; was it left out of this deployment?`);
  }
  const outputs = outputsSchema.parse(JSON.parse(value));
  const file = join(options.outputsDirectory, `${options.stage}.json`);
  writeFileSync(file, `${JSON.stringify(outputs, null, 2)}\n`);
  return file;
}
