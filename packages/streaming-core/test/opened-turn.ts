import type { CompleteEvent } from '../src/contract/events.ts';
import type { OpenedStream, StreamItem, TurnEvent } from '../src/stream/opened-stream.ts';

/** The turn of every test that names none. */
export const TURN_ID = '01JD8ZQ4K6M2V7X9T3R5W8Y0AB';

/** A piece of text. */
export const chunk = (content: string): TurnEvent => ({ type: 'chunk', content });

/** The end of a turn whose answer is this text. */
export const complete = (fullMessage: string): CompleteEvent => ({
  type: 'complete',
  status: 'finished',
  turnId: TURN_ID,
  messageId: 'msg_1',
  conversationId: 'v',
  fullMessage,
  userMessage: { messageId: 'msg_0', role: 'user', content: 'hi', createdAt: '2026-01-01T00:00:00.000Z' },
  aiMessage: { messageId: 'msg_1', role: 'assistant', content: fullMessage, createdAt: '2026-01-01T00:00:01.000Z' },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
  timings: { firstTokenMs: 1, totalMs: 2 },
});

/** The first item of a stream. */
export const START: StreamItem = { id: '1.0', event: { type: 'start', status: 'initialized' } };

/** A turn that tells these events at once. */
export async function* tell(...events: (TurnEvent | CompleteEvent)[]): AsyncGenerator<TurnEvent | CompleteEvent> {
  yield* events;
}

/** A stream of these batches. */
export function openBatches(...batches: (readonly StreamItem[])[]): OpenedStream {
  return {
    turnId: TURN_ID,
    items: (async function* () {
      yield* batches;
    })(),
  };
}

/** A turn as it is opened for its first reader: `start`, then a batch an event, with the ids `1.1`, `1.2` and so on. */
export function openTurn(
  events: AsyncIterable<TurnEvent | CompleteEvent>,
  rest: Partial<OpenedStream> = {},
): OpenedStream {
  return { turnId: TURN_ID, items: toItems(events), ...rest };
}

async function* toItems(events: AsyncIterable<TurnEvent | CompleteEvent>): AsyncGenerator<readonly StreamItem[]> {
  yield [START];
  let seq = 0;
  for await (const event of events) {
    if (event.type === 'contextual') {
      yield [{ id: undefined, event }];
    } else {
      seq += 1;
      yield [{ id: `1.${seq}`, event }];
    }
  }
}
