import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CallSiteFallback } from '@coach-stream/models';

/**
 * Counts models that were passed over for the next one: the metric `ModelFallback` (embedded metric format) by stage and
 * call site. Which models, and why, stands in the same log line and in no dimension.
 */
export function createFallbackCounter(stage: string): (fallback: CallSiteFallback) => void {
  const metrics = new Metrics({ defaultDimensions: { stage } });
  return ({ callSite, from, to, code }) => {
    const single = metrics.singleMetric();
    single.addDimension('callSite', callSite);
    single.addMetadata('from', from.modelId);
    single.addMetadata('to', to.modelId);
    single.addMetadata('code', code);
    single.addMetric('ModelFallback', MetricUnit.Count, 1);
  };
}
