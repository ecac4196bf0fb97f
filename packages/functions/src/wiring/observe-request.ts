import { Logger } from '@aws-lambda-powertools/logger';
import type { RouteName } from '@coach-stream/streaming-core/contract';
import { describeError } from './describe-error.ts';
import { isOurFault, logOutcome, type Outcome } from './log-outcome.ts';

/** What became of one request that was answered as a whole. Holds nobody's id, token or body. */
export interface RequestReport extends Outcome {
  readonly requestId: string;
  /** `undefined` where the request is for no route. */
  readonly route: RouteName | undefined;
  /** `undefined` where the event is no request. */
  readonly method: string | undefined;
  readonly status: number;
  /** From the handler's call to its answer, in milliseconds. */
  readonly totalMs: number;
}

/** Writes what became of requests. */
export interface RequestObserver {
  /** One log line for a request that has been answered. */
  onEnd(report: RequestReport): void;
  /** One warning about something that went wrong beside the answer. */
  warn(message: string, error: unknown): void;
}

/** Logs route, status, code and time of every request; API Gateway itself counts them. */
export function createRequestObserver(): RequestObserver {
  const logger = new Logger();
  return {
    onEnd: (report) => logOutcome(logger, 'Request ended', { ...report }, { isFailed: isOurFault(report.code) }),
    warn: (message, error) => logger.warn(message, { error: describeError(error) }),
  };
}
