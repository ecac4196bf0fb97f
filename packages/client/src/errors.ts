import type { ErrorCode } from '@coach-stream/streaming-core/contract';

/** Codes of failures that only a client sees; all others are the server's. */
export type ClientErrorCode =
  | 'NETWORK'
  | 'NO_TERMINAL_EVENT'
  | 'ALL_TRANSPORTS_FAILED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'UNSUPPORTED_OUTPUTS';

/** A field of a body that the server has refused: where, and which rule it broke. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: string;
}

/** What a `CoachStreamError` is made of. */
export interface CoachStreamErrorDetails {
  readonly code: ErrorCode | ClientErrorCode;
  /** What happened and what to do, in words that may be shown. */
  readonly message: string;
  /** Whether the same message may succeed when sent again under the same turn id. */
  readonly retryable: boolean;
  /** Whether text of the answer was already read. */
  readonly partial?: boolean | undefined;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** The server's id of the request, for its operators. */
  readonly requestId?: string | undefined;
  /** When the server asks to come again, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  /** The transport that was in use: `functionUrl`, `restStream` or `json`. */
  readonly transport?: string | undefined;
  readonly fields?: readonly FieldProblem[] | undefined;
  readonly cause?: unknown;
}

/** Pure, and no computed field below, so that a bundler can drop the class where it is not used. */
const MARKER = /* @__PURE__ */ Symbol.for('coach-stream.client.error');

/** Every failure of this package. Tell one by `CoachStreamError.is(error)` and its `code`, never by its message. */
export class CoachStreamError extends Error {
  override readonly name = 'CoachStreamError';
  readonly code: ErrorCode | ClientErrorCode;
  readonly retryable: boolean;
  readonly partial: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly transport: string | undefined;
  readonly fields: readonly FieldProblem[] | undefined;

  constructor(details: CoachStreamErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.retryable = details.retryable;
    this.partial = details.partial ?? false;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.transport = details.transport;
    this.fields = details.fields;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Whether `error` is one of ours, also where the package is there twice. */
  static is(error: unknown): error is CoachStreamError {
    return typeof error === 'object' && error !== null && MARKER in error;
  }
}
