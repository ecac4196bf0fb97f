import { CoachStreamError } from '../errors.ts';

type Code = CoachStreamError['code'];

/** Ends of a turn that the same turn id would only meet again. */
const SPENT: readonly Code[] = ['TURN_SUPERSEDED', 'TURN_MISMATCH', 'TURN_STOPPED', 'MODEL_REFUSED'];

/** Failures behind which nobody is there to be asked what has been stored. */
const UNREACHABLE: readonly Code[] = ['NETWORK', 'TIMEOUT', 'ALL_TRANSPORTS_FAILED', 'NO_TERMINAL_EVENT', 'ABORTED'];

/** Refusals that come before anything is stored, and tell nothing new of what is there. */
const REFUSED_EARLY: readonly number[] = [400, 401, 403, 404, 413, 422, 429];

/** What was thrown, as an error that can be shown. */
export function toCoachStreamError(error: unknown): CoachStreamError {
  return CoachStreamError.is(error)
    ? error
    : new CoachStreamError({
        code: 'INTERNAL',
        message: 'Something went wrong. Try again.',
        retryable: true,
        cause: error,
      });
}

/**
 * Whether a message that has failed so needs a new turn id to be answered. Any other failure keeps its id, also one that
 * is not `retryable` by itself: the turn may be running, and a new id would say the message twice.
 */
export function needsNewTurn({ code }: CoachStreamError): boolean {
  return SPENT.includes(code);
}

/** Whether it is worth while to read what is stored after such a failure. */
export function isWorthReading({ code, status }: CoachStreamError): boolean {
  return !UNREACHABLE.includes(code) && (status === undefined || !REFUSED_EARLY.includes(status));
}
