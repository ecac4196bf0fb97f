import type { ErrorEvent } from '@coach-stream/streaming-core/contract';
import { CoachStreamError } from '../errors.ts';

/** The error of a turn that has failed, from its `error` event. */
export function toTurnError(event: ErrorEvent, details: { transport: string; hasText: boolean }): CoachStreamError {
  const { code, message, retryable, partial, requestId, fields } = event;
  return new CoachStreamError({
    code,
    message: message ?? 'The answer has failed.',
    retryable: retryable === true,
    partial: partial === true || details.hasText,
    requestId,
    transport: details.transport,
    fields,
  });
}
