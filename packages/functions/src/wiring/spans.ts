/** Times named parts of an invocation for a trace. */
export interface Spans {
  /** Runs `work` within a span of that name. */
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Passes a generator's items and its result on; the span lasts from the first request for one until the end. */
  iterate<Item, Result>(
    name: string,
    items: AsyncGenerator<Item, Result, undefined>,
  ): AsyncGenerator<Item, Result, undefined>;
}

const NO_SPANS: Spans = { run: (_name, work) => work(), iterate: (_name, items) => items };

/**
 * Spans in X-Ray where tracing is on, nothing otherwise: the tracer is then not even evaluated. Its middleware does
 * not work with streams, so subsegments are opened and closed by hand.
 */
export async function createSpans(isTracingOn: boolean): Promise<Spans> {
  if (!isTracingOn) {
    return NO_SPANS;
  }
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  const tracer = new Tracer({ captureHTTPsRequests: false });
  const open = (name: string) => tracer.getSegment()?.addNewSubsegment(name);

  return {
    async run(name, work) {
      const span = open(name);
      try {
        return await work();
      } catch (error) {
        span?.addFaultFlag();
        throw error;
      } finally {
        span?.close();
      }
    },
    async *iterate(name, items) {
      const span = open(name);
      try {
        return yield* items;
      } catch (error) {
        span?.addFaultFlag();
        throw error;
      } finally {
        span?.close();
      }
    },
  };
}
