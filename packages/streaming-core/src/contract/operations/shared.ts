import type { ErrorCode } from '../errors.ts';
import { messagePageSchema, turnSchema } from '../resources.ts';
import type { Operation, OperationAnswer } from './operation.ts';

/** Of an answer that streams. */
export const STREAMED =
  'The turn: `start`, then its events, then exactly one terminal event, `complete` or `error`. A stream that ends ' +
  'without one was cut: come back with the same key and the `Last-Event-ID`.';

/** Of an operation that takes a message. */
export const READ_AGAIN =
  'The `Idempotency-Key` is the turn: whoever sends the same message under the same key again, on any transport, joins ' +
  'or reads the same answer. The model runs once.';

/** Of an answer that is one body. */
export const WHOLE_ANSWER = 'The answer: what `complete` tells. With `stream=true` the stream of events.';

/** A reader that has the terminal event has all. */
export const ALL_WAS_READ: OperationAnswer = {
  description: 'The reader has all of the turn. It ends an `EventSource`.',
};

/** Of a page of a list. */
export const NEW_PAGE = 'A page; `nextCursor` is absent on the last one.';

/** Lists what was said, by whichever route. @param whose what it was said in, such as `a chat's` */
export function listMessages(whose: string, refusals: readonly ErrorCode[]): Operation {
  return {
    summary: `List ${whose} messages, newest first`,
    query: ['limit', 'cursor'],
    answers: { 200: { description: NEW_PAGE, json: messagePageSchema } },
    refusals,
  };
}

/** Of a DELETE. */
export const DELETED = 'Nothing is left of it.';

/** Refusals of a message before its turn has begun. */
export const TURN_REFUSALS = [
  'TURN_MISMATCH',
  'TURN_SUPERSEDED',
  'TURN_INTERRUPTED',
  'CONVERSATION_BUSY',
  'BUDGET_EXCEEDED',
] as const satisfies readonly ErrorCode[];

/** How a turn may fail: a status where the answer is one JSON body, an `error` event where it streams. */
export const TURN_FAILURES = [
  'TURN_NOT_FOUND',
  'TURN_STOPPED',
  'MODEL_THROTTLED',
  'MODEL_UNAVAILABLE',
  'MODEL_TIMEOUT',
  'MODEL_INTERRUPTED',
  'MODEL_REFUSED',
] as const satisfies readonly ErrorCode[];

/** Stops a turn, by whichever route. */
export const STOP_OPERATION: Operation = {
  summary: 'Stop a turn; what was written of its answer is kept',
  answers: {
    200: { description: 'The turn, which has ended.', json: turnSchema },
    202: { description: 'The turn, which is about to stop.', json: turnSchema },
  },
  refusals: ['TURN_NOT_FOUND'],
};

/** A reader that has what is there gets nothing. */
export const NOT_MODIFIED: OperationAnswer = {
  description: 'The reader has it as it is: `If-None-Match` names its `ETag`.',
  headers: ['etag'],
};
