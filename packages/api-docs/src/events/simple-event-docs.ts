import { ERRORS, type SimpleEvent } from '@coach-stream/streaming-core/contract';

/** What is said about an event of the simple dialect. */
export interface SimpleEventDoc {
  readonly example: SimpleEvent;
  readonly meaning: string;
}

/** Every event of the simple dialect, in the order in which a reader may meet them. */
export const SIMPLE_EVENT_DOCS: readonly SimpleEventDoc[] = [
  { example: { token: 'Going ' }, meaning: 'The next piece of the text.' },
  { example: { done: true }, meaning: 'Terminal: the answer is whole and stored.' },
  {
    example: { error: { code: 'MODEL_TIMEOUT', message: ERRORS.MODEL_TIMEOUT.message } },
    meaning: 'Terminal: the turn, or this connection of it, has failed with one of [the codes](#errors).',
  },
];
