import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StreamReport } from '@coach-stream/streaming-core';
import { describeError } from './describe-error.ts';
import { isOurFault, logOutcome } from './log-outcome.ts';

const TRUNCATING_STOPS: readonly string[] = ['max_tokens', 'model_context_window_exceeded'];

/** Writes what became of requests. */
export interface StreamObserver {
  /** One log line and one set of metrics for a request that has ended. */
  onEnd(report: StreamReport): void;
  /** One warning about something that went wrong beside an answer that its reader has. */
  warn(message: string, error: unknown): void;
  /** Counts something of the request; sent with its other metrics when it has ended. */
  count(metric: string): void;
}

/**
 * Logs ids, outcome, times and tokens of every request; of what was thrown only what `describeError` lets out. No
 * token, body or text of an answer.
 *
 * Metrics (embedded metric format) count a turn by the invocation that has run it, not by its readers: `Completed`,
 * `Failed` (a turn that failed, or a refusal that is our fault: status 500 or more), `Refused` (any other refusal), `Read`
 * (a request that only read, or stopped, what another made), `TimeToFirstToken`, `TurnTime`, `InputTokens`, `OutputTokens`,
 * `Truncated`.
 */
export function createStreamObserver(stage: string): StreamObserver {
  const logger = new Logger();
  const metrics = new Metrics({ defaultDimensions: { stage } });

  return {
    onEnd(report) {
      const { complete, outcome, code, hasRun, ...facts } = report;
      const isRefused = outcome === 'refused' && !isOurFault(code);
      const isFailed = (outcome === 'failed' && hasRun) || (outcome === 'refused' && isOurFault(code));
      const ended = complete && { stopReason: complete.stopReason, usage: complete.usage };
      logOutcome(logger, 'Stream ended', { ...facts, hasRun, outcome, code, ...ended }, { isFailed });

      metrics.addMetric('Completed', MetricUnit.Count, complete && hasRun ? 1 : 0);
      metrics.addMetric('Failed', MetricUnit.Count, isFailed ? 1 : 0);
      metrics.addMetric('Refused', MetricUnit.Count, isRefused ? 1 : 0);
      metrics.addMetric('Read', MetricUnit.Count, outcome !== 'refused' && !hasRun ? 1 : 0);
      if (hasRun && (outcome === 'complete' || outcome === 'failed')) {
        metrics.addMetric('TurnTime', MetricUnit.Milliseconds, report.totalMs);
      }
      if (hasRun && report.firstChunkMs !== undefined) {
        metrics.addMetric('TimeToFirstToken', MetricUnit.Milliseconds, report.firstChunkMs);
      }
      if (complete && hasRun) {
        metrics.addMetric('InputTokens', MetricUnit.Count, complete.usage.inputTokens);
        metrics.addMetric('OutputTokens', MetricUnit.Count, complete.usage.outputTokens);
        metrics.addMetric('Truncated', MetricUnit.Count, TRUNCATING_STOPS.includes(complete.stopReason) ? 1 : 0);
      }
      metrics.publishStoredMetrics();
    },
    warn: (message, error) => logger.warn(message, { error: describeError(error) }),
    count: (metric) => {
      metrics.addMetric(metric, MetricUnit.Count, 1);
    },
  };
}
