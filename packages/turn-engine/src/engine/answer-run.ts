import type { TurnEvent } from '@coach-stream/streaming-core';
import type { TurnResult } from '../protocol/settle-turn.ts';

/** One making of an answer: what a domain gives the engine to run. */
export interface AnswerRun<Result extends TurnResult> {
  /**
   * Yields events as they are made and returns the result, whose text equals that of the `chunk`s since the last
   * `retract`. Has to heed its signal; what it throws fails the turn by the code of the contract that it carries.
   */
  readonly events: AsyncGenerator<TurnEvent, Result, undefined>;
  /** What is kept of an answer that broke off after `text`. */
  partial(end: 'stopped' | 'failed', text: string): Result;
}
