import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputsSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod';
import { OUTPUTS_LOGICAL_ID, stackName, WEB_ADDRESS_LOGICAL_ID, WEB_BUCKET_LOGICAL_ID } from '../names.ts';
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
  const output = stackOutputs(options.stackOutputsFile, stackName(options.stage, 'app'));
  const outputs = outputsSchema.parse(JSON.parse(output(OUTPUTS_LOGICAL_ID)));
  const file = join(options.outputsDirectory, `${options.stage}.json`);
  writeFileSync(file, `${JSON.stringify(outputs, null, 2)}\n`);
  return file;
}

/** Where a stage hosts its web app. */
export interface WebHosting {
  /** Such as `https://d111111abcdef8.cloudfront.net`. */
  readonly address: string;
  readonly bucketName: string;
}

/**
 * Reads where a stage hosts its web app from what the CDK CLI wrote with `--outputs-file`.
 *
 * @throws Error where the stack has no such outputs
 */
export function readWebHosting(options: { stackOutputsFile: string; stage: StageName }): WebHosting {
  const output = stackOutputs(options.stackOutputsFile, stackName(options.stage, 'web'));
  return { address: output(WEB_ADDRESS_LOGICAL_ID), bucketName: output(WEB_BUCKET_LOGICAL_ID) };
}

function stackOutputs(file: string, stack: string): (name: string) => string {
  const outputs = stackOutputsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return (name) => {
    const value = outputs[stack]?.[name];
    if (value === undefined) {
      throw new Error(`Stack ${stack} has no output ${name}; was it left out of this deployment?`);
    }
    return value;
  };
}
