import type { LambdaResponseStream } from './runtime.ts';

/** Status and headers that precede the body. */
export interface ResponsePrelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

const PRELUDE_CONTENT_TYPE = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = '\0'.repeat(8);

/**
 * A narrow sink over the runtime's response stream: takes text only, never throws once opened, and knows when
 * nobody can read any more. Writing after the end or after the stream was closed does nothing.
 */
export interface ResponseSink {
  /** Whether the stream was closed from the other side; Lambda itself never tells that the client left. */
  readonly isClosed: boolean;
  /** Whether the buffer is full: wait for `drained` before writing much more. */
  readonly needsDrain: boolean;
  write(text: string): void;
  /** Resolves when the buffer has drained, the stream has closed or the signal aborts. */
  drained(signal: AbortSignal): Promise<void>;
  /** Ends the response; a second call does nothing. */
  end(): void;
}

/**
 * Sends the prelude at once, so that the status survives a body without a byte, and returns the sink for the body.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
export function openResponse(stream: LambdaResponseStream, prelude: ResponsePrelude): ResponseSink {
  let isClosed = false;
  let isEnded = false;
  let needsDrain = false;
  stream.on('error', () => {
    isClosed = true;
  });
  stream.on('close', () => {
    isClosed = true;
  });
  stream.on('drain', () => {
    needsDrain = false;
  });
  stream.setContentType(PRELUDE_CONTENT_TYPE);
  stream.write(`${JSON.stringify(prelude)}${PRELUDE_END}`);

  return {
    get isClosed() {
      return isClosed;
    },
    get needsDrain() {
      return needsDrain && !isClosed;
    },
    write(text) {
      if (isClosed || isEnded) {
        return;
      }
      needsDrain = !stream.write(text);
    },
    drained(signal) {
      return new Promise((resolve) => {
        const settle = () => {
          stream.off('drain', settle);
          stream.off('close', settle);
          stream.off('error', settle);
          signal.removeEventListener('abort', settle);
          resolve();
        };
        if (!needsDrain || isClosed || signal.aborted) {
          resolve();
          return;
        }
        stream.on('drain', settle);
        stream.on('close', settle);
        stream.on('error', settle);
        signal.addEventListener('abort', settle);
      });
    },
    end() {
      if (!isEnded) {
        isEnded = true;
        stream.end();
      }
    },
  };
}
