import type { Clock } from '@coach-stream/streaming-core';
import type * as z from 'zod/mini';
import type { WorkObserver } from './observe-work.ts';

/** What a piece of background work knows of its run. */
export interface WorkContext {
  /** Aborts shortly before Lambda would end the function, so that the failure is told and tried again. */
  readonly signal: AbortSignal;
}

/** What a {@link defineBackgroundWork} is made of. */
export interface BackgroundWorkOptions<Schema extends z.ZodMiniType> {
  /** What an event has to be. */
  readonly event: Schema;
  /**
   * Does the work. It may be called twice with the same event, at the same time or a day apart.
   *
   * @returns what the log tells of it: nobody's text
   */
  readonly run: (event: z.infer<Schema>, context: WorkContext) => Promise<object>;
  readonly observer: WorkObserver;
  readonly clock: Clock;
}

/** What Lambda tells of an invocation. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** A handler as Lambda calls it for an asynchronous invocation. */
export type BackgroundHandler = (event: unknown, context: InvocationContext) => Promise<void>;

/** Time left for the log line, in milliseconds. */
const DEADLINE_MARGIN_MS = 2_000;

/**
 * Work that failed. Its message goes, by the failure queue, to people who may not see what the work was about; the log
 * line of the same request tells more.
 */
export class BackgroundWorkError extends Error {
  constructor(what: string, requestId: string) {
    super(`${what}; the log line of request ${requestId} tells why.`);
    this.name = 'BackgroundWorkError';
    // The runtime logs the stack of what a handler throws: its frames tell nothing that the line does not.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Makes the Lambda handler of work that nobody waits for. Every run ends with one log line; where it fails, the handler
 * throws, so that Lambda tries again and, in the end, hands the event to the failure queue.
 */
export function defineBackgroundWork<Schema extends z.ZodMiniType>({
  event: schema,
  run,
  observer,
  clock,
}: BackgroundWorkOptions<Schema>): BackgroundHandler {
  return async (input, context) => {
    const { awsRequestId: requestId } = context;
    const startedAtMs = clock.monotonicMs();
    const totalMs = () => Math.round(clock.monotonicMs() - startedAtMs);
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      const members = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'event'))];
      observer.onEnd({ requestId, outcome: 'refused', totalMs: totalMs(), facts: { members }, cause: undefined });
      throw new BackgroundWorkError('The event is not what this function takes', requestId);
    }
    const controller = new AbortController();
    const deadlineMs = Math.max(0, context.getRemainingTimeInMillis() - DEADLINE_MARGIN_MS);
    const cancelTimer = clock.schedule(() => controller.abort(new Error('The time is up.')), deadlineMs);
    try {
      const facts = await raceAbort(run(parsed.data, { signal: controller.signal }), controller.signal);
      observer.onEnd({ requestId, outcome: 'done', totalMs: totalMs(), facts, cause: undefined });
    } catch (cause) {
      const outcome = controller.signal.aborted ? 'late' : 'failed';
      observer.onEnd({ requestId, outcome, totalMs: totalMs(), facts: {}, cause });
      throw new BackgroundWorkError('The work failed', requestId);
    } finally {
      cancelTimer();
    }
  };
}

/** The work's own end, or the signal's reason where that comes first. */
async function raceAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
