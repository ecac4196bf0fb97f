import type { TurnEvent } from '@coach-stream/streaming-core';
import type { BesideEvents } from './beside-events.ts';

/**
 * An answer's events with those beside it in its silences. An event of the answer never waits for one beside it: what
 * is beside goes out only while the answer has nothing to say, and no passing line goes out behind the first `chunk`.
 * The answer's own order is kept, its result returned, its errors thrown; leaving early closes it.
 */
export async function* mergeBeside<Result>(
  answer: AsyncGenerator<TurnEvent, Result, undefined>,
  beside: BesideEvents,
): AsyncGenerator<TurnEvent, Result, undefined> {
  const arrived: IteratorResult<TurnEvent, Result>[] = [];
  let isOver = false;
  try {
    for (;;) {
      const arriving = answer.next().then(
        (result) => {
          arrived.push(result);
        },
        (error: unknown) => {
          isOver = true;
          throw error;
        },
      );
      // Where it fails while an event beside it is being taken, the race below throws it.
      arriving.catch(() => undefined);
      while (arrived.length === 0) {
        const event = isOver ? undefined : beside.take();
        if (event === undefined) {
          await Promise.race([arriving, beside.changed()]);
        } else {
          yield event;
        }
      }
      for (const { done, value } of arrived.splice(0)) {
        if (done) {
          isOver = true;
          beside.answerBegins();
          for (let fact = beside.take(); fact !== undefined; fact = beside.take()) {
            yield fact;
          }
          return value;
        }
        if (value.type === 'chunk') {
          beside.answerBegins();
        }
        yield value;
      }
    }
  } finally {
    beside.close();
    if (!isOver) {
      await answer[Symbol.asyncDispose]();
    }
  }
}
