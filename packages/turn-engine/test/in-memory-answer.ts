import { type Clock, StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type { ErrorCode } from '@coach-stream/streaming-core/contract';
import type { AnswerRun } from '../src/engine/answer-run.ts';
import type { RunningTurn } from '../src/protocol/finish-turn.ts';
import { appendText, toEntry } from '../src/turn-log.ts';
import { type ModelResult, perform, type World } from './model-operations.ts';

/** An answer that is known beforehand. */
export interface AnswerScript {
  /** A string is a `chunk`. */
  readonly events: readonly (string | TurnEvent)[];
  /** How long each event takes, in milliseconds. */
  readonly everyMs: number;
  /** What it fails with in the end. */
  readonly failure?: ErrorCode;
}

/** Answers turns in order, the last script again and again, and puts their questions into a world. */
export class ScriptedAnswers {
  /** The attempts that it has answered. */
  readonly begun: RunningTurn<string>[] = [];
  /** How many of them were aborted. */
  aborted = 0;
  readonly #world: World;
  readonly #scripts: readonly AnswerScript[];

  constructor(world: World, scripts: readonly AnswerScript[]) {
    this.#world = world;
    this.#scripts = scripts;
  }

  /** Begins the making of an answer in a process, which is gone once its clock stands still. */
  answer(clock: Clock, turn: RunningTurn<string>, signal: AbortSignal): AnswerRun<ModelResult> {
    const script = this.#scripts[Math.min(this.begun.length, this.#scripts.length - 1)];
    if (script === undefined) {
      throw new Error('There is no script.');
    }
    this.begun.push(turn);
    return { events: this.#play(script, { clock, turn, signal }), partial: (_end, text) => ({ text }) };
  }

  async *#play(
    { events, everyMs, failure }: AnswerScript,
    { clock, turn, signal }: { clock: Clock; turn: RunningTurn<string>; signal: AbortSignal },
  ): AsyncGenerator<TurnEvent, ModelResult, undefined> {
    perform(this.#world, { name: 'putQuestion' as never, args: [turn.turnId, turn.claimedAt] });
    let text = '';
    for (const event of events) {
      await this.#pause(clock, everyMs, signal);
      const made: TurnEvent = typeof event === 'string' ? { type: 'chunk', content: event } : event;
      text = made.type === 'contextual' ? text : appendText(text, toEntry(made));
      yield made;
    }
    if (failure !== undefined) {
      throw new StreamError(failure);
    }
    return { text };
  }

  #pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        this.aborted += 1;
        reject(signal.reason);
      };
      const cancel = clock.schedule(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      }, delayMs);
      if (signal.aborted) {
        abort();
      } else {
        signal.addEventListener('abort', abort, { once: true });
      }
    });
  }
}
