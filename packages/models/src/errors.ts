import type { ErrorCode } from '@coach-stream/streaming-core/contract';

/** The contract's codes that a model call can end in. */
export type ModelErrorCode = Extract<ErrorCode, `MODEL_${string}`>;

const MESSAGES: Readonly<Record<ModelErrorCode, string>> = {
  MODEL_THROTTLED: 'The provider refused the call for its quota. Wait, or raise the quota of this model.',
  MODEL_UNAVAILABLE:
    "The provider could not be reached or used. Look at the cause's name: permission, region or outage.",
  MODEL_TIMEOUT: "The model was silent for longer than the call site's timeouts allow.",
  MODEL_INTERRUPTED: 'The answer ended before its stop reason and usage had arrived, or could not be read.',
  MODEL_REFUSED:
    'The provider refused the request as it stands. Check the model id and the request against its limits.',
};

export interface ModelErrorOptions {
  /** Text had been yielded before the error. */
  readonly partial: boolean;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What the provider's client threw. It may hold provider text: for logs by name only. */
  readonly cause?: unknown;
}

/**
 * A model call that failed. The message depends on the code alone: no prompt, answer or provider text is in it.
 */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  /** Text had been yielded before the error, so the call must not be repeated unseen. */
  readonly partial: boolean;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(code: ModelErrorCode, { partial, retryAfterMs, cause }: ModelErrorOptions) {
    super(MESSAGES[code], cause === undefined ? undefined : { cause });
    this.name = 'ModelError';
    this.code = code;
    this.partial = partial;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}
