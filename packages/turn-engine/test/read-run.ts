import type { TurnEvent } from '@coach-stream/streaming-core';
import type { AnswerRun } from '../src/engine/answer-run.ts';
import type { TurnResult } from '../src/protocol/settle-turn.ts';

/** What a run gave until it ended, whichever way. */
export interface ReadRun<Result> {
  readonly events: readonly TurnEvent[];
  /** What it returned; `undefined` where it threw. */
  readonly result: Result | undefined;
  /** What it threw; `undefined` where it returned. */
  readonly error: unknown;
  /** What is kept of it where it counts as stopped behind its last event. */
  readonly partial: Result;
}

/** How a run that is being read is stopped. */
export interface RunStop {
  /** Whose signal the run heeds. */
  readonly stopping: AbortController;
  /** Chunks of text after which it is aborted. Default: never */
  readonly stopAfterChunks: number | undefined;
}

/** Reads a run to its end, or stops it. */
export async function readRun<Result extends TurnResult>(
  run: AnswerRun<Result>,
  stop?: RunStop,
): Promise<ReadRun<Result>> {
  const events: TurnEvent[] = [];
  let chunks = 0;
  let result: Result | undefined;
  let error: unknown;
  try {
    for (let next = await run.events.next(); ; next = await run.events.next()) {
      if (next.done) {
        result = next.value;
        break;
      }
      events.push(next.value);
      chunks += next.value.type === 'chunk' ? 1 : 0;
      if (stop?.stopAfterChunks !== undefined && chunks >= stop.stopAfterChunks) {
        stop.stopping.abort(new Error('stopped'));
      }
    }
  } catch (thrown) {
    error = thrown;
  }
  return { events, result, error, partial: run.partial('stopped', textOf(events)) };
}

/** The text that a client shows after these events: the chunks since the last `retract`. */
export function textOf(events: readonly TurnEvent[]): string {
  return events
    .slice(events.findLastIndex(({ type }) => type === 'retract') + 1)
    .map((event) => (event.type === 'chunk' ? event.content : ''))
    .join('');
}
