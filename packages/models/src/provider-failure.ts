import { ModelError, type ModelErrorCode } from './errors.ts';

/** A provider's failure, and whether the same call may well succeed when made again at once. */
export interface ProviderFailure {
  readonly error: ModelError;
  readonly isTransient: boolean;
}

/** When a call failed. */
export interface Circumstances {
  /** The response had begun: what has no name of its own then is an interruption. */
  readonly isOpen: boolean;
  /** Text had been yielded. */
  readonly partial: boolean;
  /** Milliseconds since the epoch, for a `Retry-After` that is a date. */
  readonly now: number;
}

/** What a provider's word for a fault means. */
export interface Verdict {
  readonly code: ModelErrorCode;
  readonly isTransient: boolean;
}

/** A fault that may be gone with the next attempt. */
export const transient = (code: ModelErrorCode): Verdict => ({ code, isTransient: true });

/** A fault that another attempt meets again. */
export const lasting = (code: ModelErrorCode): Verdict => ({ code, isTransient: false });

/** What is known of a fault besides when it happened. */
export interface Symptoms {
  /** What the provider's client threw. */
  readonly thrown: unknown;
  /** By the provider's own word, where that is known. */
  readonly verdict?: Verdict | undefined;
  /** HTTP status, where there was a response. */
  readonly status?: number | undefined;
  /** The client gave up waiting. */
  readonly isTimeout?: boolean;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | undefined;
}

/** Turns a fault into a typed error: by the provider's word where it has one, else by the HTTP status. */
export function toFailure(
  { thrown, verdict, status, isTimeout = false, retryAfter }: Symptoms,
  { isOpen, partial, now }: Circumstances,
): ProviderFailure {
  const { code, isTransient } = verdict ?? verdictByStatus(isOpen ? 200 : status, isTimeout);
  const isCutShort = partial && code === 'MODEL_UNAVAILABLE';
  return {
    error: new ModelError(isCutShort ? 'MODEL_INTERRUPTED' : code, {
      partial,
      retryAfterMs: parseRetryAfter(retryAfter, now),
      cause: thrown,
    }),
    isTransient,
  };
}

/** Statuses that say the request itself is at fault. 422 is what servers built on FastAPI answer. */
const REFUSED: readonly number[] = [400, 413, 422];

/** For errors without a known name: those of the network, of frames and of services in between. */
function verdictByStatus(status: number | undefined, isTimeout: boolean): Verdict {
  if (isTimeout) return transient('MODEL_TIMEOUT');
  if (status === undefined) return transient('MODEL_UNAVAILABLE');
  if (status < 300) return transient('MODEL_INTERRUPTED');
  if (status === 429) return transient('MODEL_THROTTLED');
  if (status >= 500) return transient('MODEL_UNAVAILABLE');
  return lasting(REFUSED.includes(status) ? 'MODEL_REFUSED' : 'MODEL_UNAVAILABLE');
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now. */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const delayMs = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(delayMs) ? Math.max(0, delayMs) : undefined;
}
