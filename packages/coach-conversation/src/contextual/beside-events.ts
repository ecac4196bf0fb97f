import type { Clock } from '@coach-stream/streaming-core';
import type { ContextualEvent, MetadataEvent } from '@coach-stream/streaming-core/contract';

/** The least time between two passing lines, in milliseconds. */
export const LINE_INTERVAL_MS = 700;

/** What goes out beside an answer: facts as soon as they are there, passing lines until the answer begins. */
export interface BesideEvents {
  /** Tells a fact. */
  tell(fact: MetadataEvent): void;
  /** Shows passing lines, one at a time, behind those that are still waiting; nothing once the answer has begun. */
  say(lines: readonly ContextualEvent[]): void;
  /** The first text of the answer is there: no line is shown any more, also none that is due. */
  answerBegins(): void;
  /** The next event that may go out now. */
  take(): ContextualEvent | MetadataEvent | undefined;
  /** Resolves when `take` may have something again. One waits at a time. */
  changed(): Promise<void>;
  /** Lets go of the timer. */
  close(): void;
}

/** How passing lines are shown. */
export interface BesideOptions {
  /** Milliseconds. Default: {@link LINE_INTERVAL_MS}. */
  readonly intervalMs?: number;
  /** Told of each line that goes out. */
  readonly onLine?: (line: ContextualEvent) => void;
}

/** Makes an empty one. */
export function createBesideEvents(
  clock: Pick<Clock, 'monotonicMs' | 'schedule'>,
  { intervalMs = LINE_INTERVAL_MS, onLine }: BesideOptions = {},
): BesideEvents {
  const facts: MetadataEvent[] = [];
  const lines: ContextualEvent[] = [];
  let lastLineAtMs = Number.NEGATIVE_INFINITY;
  let isOver = false;
  let wake: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;

  const dueInMs = () => lastLineAtMs + intervalMs - clock.monotonicMs();
  const rouse = () => wake?.();
  const close = () => {
    isOver = true;
    lines.length = 0;
    cancelTimer?.();
    cancelTimer = undefined;
  };

  return {
    tell(fact) {
      facts.push(fact);
      rouse();
    },
    say(more) {
      if (!isOver) {
        lines.push(...more);
        rouse();
      }
    },
    answerBegins: close,
    take() {
      const fact = facts.shift();
      if (fact !== undefined || lines.length === 0 || dueInMs() > 0) {
        return fact;
      }
      lastLineAtMs = clock.monotonicMs();
      const line = lines.shift();
      if (line !== undefined) {
        onLine?.(line);
      }
      return line;
    },
    changed() {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      cancelTimer?.();
      cancelTimer = lines.length > 0 ? clock.schedule(rouse, Math.max(0, dueInMs())) : undefined;
      return promise;
    },
    close,
  };
}
