import type { Logger } from '@aws-lambda-powertools/logger';
import { ERRORS, type ErrorCode } from '@coach-stream/streaming-core/contract';
import { describeError } from './describe-error.ts';

/** How something ended, and what was thrown, where anything was. */
export interface Outcome {
  readonly code: ErrorCode | undefined;
  readonly cause: unknown;
}

/** Whether an error is our fault, status 500 or more, and not the client's. */
export function isOurFault(code: ErrorCode | undefined): boolean {
  return code !== undefined && ERRORS[code].status >= 500;
}

/**
 * Writes one log line about something that has ended: an error where it `isFailed`. Of what was thrown it tells only
 * what `describeError` lets out.
 *
 * @param facts what the line holds beside; nobody's token, body or text
 */
export function logOutcome(
  logger: Logger,
  message: string,
  { cause, ...facts }: Outcome & Record<string, unknown>,
  { isFailed }: { readonly isFailed: boolean },
): void {
  const line = { ...facts, ...(cause !== undefined && { error: describeError(cause) }) };
  if (isFailed) {
    logger.error(message, line);
  } else {
    logger.info(message, line);
  }
}
