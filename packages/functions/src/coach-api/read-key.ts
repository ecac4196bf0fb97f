import { type HttpRequest, StreamError } from '@coach-stream/streaming-core';
import { canonicalTurnId } from '@coach-stream/streaming-core/contract';

/**
 * The `Idempotency-Key` of a request in canonical form; `undefined` where it has none.
 *
 * @throws StreamError `INVALID_IDEMPOTENCY_KEY`
 */
export function readKey({ headers }: Pick<HttpRequest, 'headers'>): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) {
    return undefined;
  }
  const canonical = canonicalTurnId(key);
  if (canonical === undefined) {
    throw new StreamError('INVALID_IDEMPOTENCY_KEY');
  }
  return canonical;
}
