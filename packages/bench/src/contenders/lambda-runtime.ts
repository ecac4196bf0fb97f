import type { Writable } from 'node:stream';
import type { LambdaResponseStream, StreamingHandler } from '@coach-stream/streaming-core';

interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface AwsLambdaGlobal {
  readonly awslambda: {
    streamifyResponse(handler: StreamingHandler): StreamingHandler;
    readonly HttpResponseStream: { from(stream: LambdaResponseStream, prelude: Prelude): Writable };
  };
}

/**
 * The runtime's own global, for the contenders that are written against nothing else.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */
export function awslambda(): AwsLambdaGlobal['awslambda'] {
  return (globalThis as unknown as AwsLambdaGlobal).awslambda;
}

/** Status and headers of a stream of server-sent events. */
export const EVENT_STREAM: Prelude = {
  statusCode: 200,
  headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
};
