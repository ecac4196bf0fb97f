import type { ErrorCode } from '../contract/errors.ts';
import type { CompleteEvent } from '../contract/events.ts';

/** What became of one request, for logs and metrics. Holds no token, no prompt and no text of an answer. */
export interface StreamReport {
  readonly requestId: string;
  /** `undefined` where the request was refused before its turn was known. */
  readonly turnId: string | undefined;
  /**
   * `complete` and `failed`: the stream's terminal event. `detached`: the reader has to come back, the turn goes on.
   * `answered`: a response without a stream, to a stop or to a reader that has everything. `refused`: an HTTP error.
   */
  readonly outcome: 'complete' | 'failed' | 'detached' | 'answered' | 'refused';
  /** The contract's code where the request failed or was refused. */
  readonly code: ErrorCode | undefined;
  /** What was thrown, where anything was: for its class names, never for its text. */
  readonly cause: unknown;
  /** The terminal event, where the stream completed. */
  readonly complete: CompleteEvent | undefined;
  /** From the handler's call to the first byte, the first `chunk` and the end, in milliseconds. */
  readonly firstByteMs: number;
  readonly firstChunkMs: number | undefined;
  readonly totalMs: number;
  /** Whether this invocation has run the turn: a turn has many readers, and one run unless something broke. */
  readonly hasRun: boolean;
  /** `chunk` events written. */
  readonly chunks: number;
  /** Whether the runtime closed the response before it ended. */
  readonly isClosedEarly: boolean;
}
