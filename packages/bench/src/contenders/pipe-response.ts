import { pipeline } from 'node:stream/promises';
import type { LambdaResponseStream } from '@coach-stream/streaming-core';
import { awslambda } from './lambda-runtime.ts';

/**
 * Pipes a fetch `Response` into the runtime's stream, as Lambda's documentation says to write one.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export async function pipeResponse(response: Response, stream: LambdaResponseStream): Promise<void> {
  const prelude = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  await pipeline(response.body ?? [], awslambda().HttpResponseStream.from(stream, prelude));
}
