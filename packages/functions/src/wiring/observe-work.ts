import { Logger } from '@aws-lambda-powertools/logger';
import { describeError } from './describe-error.ts';
import { logOutcome } from './log-outcome.ts';

/** What became of one run of background work. Holds nobody's text. */
export interface WorkReport {
  readonly requestId: string;
  /** `refused`: the event was not read; `late`: the time was up. */
  readonly outcome: 'done' | 'refused' | 'late' | 'failed';
  /** From the handler's call to its end, in milliseconds. */
  readonly totalMs: number;
  /** What the work itself tells. */
  readonly facts: object;
  /** What was thrown. */
  readonly cause: unknown;
}

/** Writes what became of background work. */
export interface WorkObserver {
  /** One log line for a run that has ended; an error where it is not done. */
  onEnd(report: WorkReport): void;
  /** One warning for a fault that the work goes on without. */
  warn(message: string, error: unknown): void;
}

/**
 * Logs outcome, time and facts of every run.
 *
 * @param what begins the line, such as `After-work`
 */
export function createWorkObserver(what: string): WorkObserver {
  const logger = new Logger();
  return {
    onEnd: ({ facts, ...report }) =>
      logOutcome(
        logger,
        `${what} ended`,
        { ...facts, ...report, code: undefined },
        { isFailed: report.outcome !== 'done' },
      ),
    warn: (message, error) => logger.warn(message, { error: describeError(error) }),
  };
}
