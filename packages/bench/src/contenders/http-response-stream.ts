import type { Writable } from 'node:stream';
import type { LambdaResponseStream } from '@coach-stream/streaming-core';

interface AwsLambdaGlobal {
  readonly awslambda: {
    readonly HttpResponseStream: {
      from(stream: LambdaResponseStream, prelude: { statusCode: number; headers: Record<string, string> }): Writable;
    };
  };
}

/**
 * The runtime's stream with a status and headers before the body, made by the runtime's own helper.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */
export function openHttpStream(stream: LambdaResponseStream, statusCode: number, headers: Headers): Writable {
  const { HttpResponseStream } = (globalThis as unknown as AwsLambdaGlobal).awslambda;
  return HttpResponseStream.from(stream, { statusCode, headers: Object.fromEntries(headers) });
}

/** The same for a stream of server-sent events with status 200. */
export function openEventStream(stream: LambdaResponseStream): Writable {
  return openHttpStream(
    stream,
    200,
    new Headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' }),
  );
}
