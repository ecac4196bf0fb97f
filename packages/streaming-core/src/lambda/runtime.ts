/**
 * What the Lambda runtime hands a streaming handler.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
 */

/** The response stream: a facade of a writable, with fewer members than Node's. */
export interface LambdaResponseStream {
  setContentType(contentType: string): void;
  /** Returns `false` where the buffer is full and `drain` will follow. */
  write(chunk: string | Uint8Array): boolean;
  end(): unknown;
  on(event: 'drain' | 'close' | 'error', listener: (error?: Error) => void): unknown;
  off(event: 'drain' | 'close' | 'error', listener: (error?: Error) => void): unknown;
}

/** The part of the invocation's context that is used. */
export interface LambdaContext {
  readonly awsRequestId: string;
  callbackWaitsForEmptyEventLoop?: boolean;
  getRemainingTimeInMillis(): number;
}

/** A streaming handler as the runtime calls it. */
export type StreamingHandler = (event: unknown, stream: LambdaResponseStream, context: LambdaContext) => Promise<void>;

interface AwsLambdaGlobal {
  readonly awslambda?: { readonly streamifyResponse?: (handler: StreamingHandler) => StreamingHandler };
}

/**
 * Marks a handler as streaming for the runtime. Outside Lambda, where the global is missing, the handler is
 * returned as it is, so that a module with a handler can be imported anywhere.
 */
export function streamifyResponse(handler: StreamingHandler): StreamingHandler {
  return (globalThis as AwsLambdaGlobal).awslambda?.streamifyResponse?.(handler) ?? handler;
}
