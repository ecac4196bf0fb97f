import { ERRORS, type ErrorCode } from './contract/errors.ts';

/** Data that goes with an error; `cause` never reaches a client. */
export interface StreamErrorOptions {
  /** Whole seconds after which the client may try again; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Which fields of the body were refused, and why. */
  readonly fields?: readonly FieldProblem[];
  /** Extra response headers of a refusal. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refused field of the body: its path (`a.b.0`) and the rule it broke, such as `too_big`. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: string;
}

/** An error whose code is in the contract's table. Its public text comes from the code alone. */
export class StreamError extends Error {
  readonly code: ErrorCode;
  readonly options: StreamErrorOptions;

  constructor(code: ErrorCode, options: StreamErrorOptions = {}) {
    super(ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StreamError';
    this.code = code;
    this.options = options;
  }
}

/**
 * The one place that turns whatever was thrown into an error of the contract. An error of another package counts
 * by its `code`, so that a copy of this class in another bundle is no stranger; everything else is `INTERNAL`.
 */
export function toStreamError(thrown: unknown): StreamError {
  if (thrown instanceof StreamError) {
    return thrown;
  }
  if (thrown instanceof Error && 'code' in thrown && isErrorCode(thrown.code)) {
    const retryAfterMs = 'retryAfterMs' in thrown && typeof thrown.retryAfterMs === 'number' ? thrown.retryAfterMs : 0;
    return new StreamError(thrown.code, {
      cause: thrown,
      ...(retryAfterMs > 0 && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    });
  }
  return new StreamError('INTERNAL', { cause: thrown });
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
