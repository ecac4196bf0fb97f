import type { ErrorCode, Refusal } from '@coach-stream/streaming-core/contract';
import { CoachStreamError } from '../errors.ts';
import { readRetryAfter } from './retry-after.ts';

const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;

/** Most that is read of an answer that is no 2xx, in characters; a refusal of ours is below 4 KB. */
const MAX_REFUSAL_CHARACTERS = 65_536;

/**
 * Reads an answer that is no 2xx.
 *
 * @returns the server's refusal; `undefined` where the answer is not ours, as from a proxy. A 401 and a 429 are always
 *   refusals: no other transport would do better.
 */
export async function readRefusal(response: Response, transport?: string): Promise<CoachStreamError | undefined> {
  const { status, headers } = response;
  const refusal = parseRefusal(await response.text().catch(() => ''));
  const common = {
    status,
    transport,
    requestId: refusal?.requestId ?? headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: readRetryAfter(headers),
  };
  if (refusal !== undefined) {
    const { code, message, retryable, fields } = refusal;
    return new CoachStreamError({ ...common, code, message, retryable, fields });
  }
  const code: ErrorCode | undefined =
    status === UNAUTHORIZED ? 'UNAUTHENTICATED' : status === TOO_MANY_REQUESTS ? 'RATE_LIMITED' : undefined;
  return code === undefined
    ? undefined
    : new CoachStreamError({
        ...common,
        code,
        message:
          code === 'RATE_LIMITED' ? 'Too many requests. Try again shortly.' : 'The token was refused. Sign in again.',
        retryable: code === 'RATE_LIMITED',
      });
}

/** A refusal of ours as JSON; `undefined` for everything else. */
function parseRefusal(body: string): Refusal | undefined {
  if (body.length > MAX_REFUSAL_CHARACTERS) {
    return undefined;
  }
  try {
    const value = JSON.parse(body) as Partial<Refusal> | null;
    return typeof value?.code === 'string' && typeof value.message === 'string' && typeof value.retryable === 'boolean'
      ? (value as Refusal)
      : undefined;
  } catch {
    return undefined;
  }
}
