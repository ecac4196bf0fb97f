import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { StreamReport } from '@coach-stream/streaming-core';

const TRUNCATING_STOPS: readonly string[] = ['max_tokens', 'model_context_window_exceeded'];

/**
 * Writes one log line and one set of metrics for every request: ids, outcome, times and tokens. No token, body or
 * text of an answer, and of what was thrown only the class names.
 *
 * Metrics (embedded metric format): `TimeToFirstToken`, `TurnTime`, `InputTokens`, `OutputTokens`, `Truncated`,
 * `Completed`, `Failed`, `Refused`.
 */
export function createStreamObserver(stage: string): (report: StreamReport) => void {
  const logger = new Logger();
  const metrics = new Metrics({ defaultDimensions: { stage } });

  return (report) => {
    const { cause, complete, ...facts } = report;
    const line = {
      ...facts,
      ...(cause !== undefined && { errorNames: errorNames(cause) }),
      ...(complete && { stopReason: complete.stopReason, usage: complete.usage }),
    };
    if (report.outcome === 'failed' || report.code === 'INTERNAL') {
      logger.error('Stream ended', line);
    } else {
      logger.info('Stream ended', line);
    }

    if (report.outcome === 'refused') {
      metrics.addMetric('Refused', MetricUnit.Count, 1);
    } else {
      metrics.addMetric('TurnTime', MetricUnit.Milliseconds, report.totalMs);
      metrics.addMetric('Completed', MetricUnit.Count, complete ? 1 : 0);
      metrics.addMetric('Failed', MetricUnit.Count, complete ? 0 : 1);
    }
    if (report.firstChunkMs !== undefined) {
      metrics.addMetric('TimeToFirstToken', MetricUnit.Milliseconds, report.firstChunkMs);
    }
    if (complete) {
      metrics.addMetric('InputTokens', MetricUnit.Count, complete.usage.inputTokens);
      metrics.addMetric('OutputTokens', MetricUnit.Count, complete.usage.outputTokens);
      metrics.addMetric('Truncated', MetricUnit.Count, TRUNCATING_STOPS.includes(complete.stopReason) ? 1 : 0);
    }
    metrics.publishStoredMetrics();
  };
}

/** The class names of an error and its causes, outermost first. */
function errorNames(error: unknown): string[] {
  const names: string[] = [];
  for (let current = error; current instanceof Error && names.length < 5; current = current.cause) {
    names.push(current.name);
  }
  return names;
}
