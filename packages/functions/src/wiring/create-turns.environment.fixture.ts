import { conductTurn, type TurnInput } from '@coach-stream/coach-conversation';
import { type ChatModel, type ModelEvent, structured } from '@coach-stream/models';
import { noIndex } from '@coach-stream/retrieval';
import {
  type AnswerResult,
  type ConversationRef,
  createConversationRepository,
  createMemoryRepository,
  createSummaryRepository,
  createWorkoutRepository,
  type Table,
  type TurnLimits,
  type TurnSubject,
} from '@coach-stream/store';
import { type Clock, type OpenedStream, StreamError } from '@coach-stream/streaming-core';
import type { EventPosition } from '@coach-stream/streaming-core/contract';
import type { AnswerRun, TurnEngine } from '@coach-stream/turn-engine';
import { conversationTurns } from './conversation-turns.ts';
import type { Caller, CallFate, TableGate } from './create-turns.gate.fixture.ts';
import { createTurns } from './create-turns.ts';
import { toConversationTurn } from './to-conversation-turn.ts';
import { userLimits } from './user-limits.ts';

/** What the model says to each message, and how it has been called. */
export interface ModelScript {
  /** How long a token takes, in milliseconds. */
  readonly tokenMs: number;
  /** Makes the answer to a message, by how often it has been asked before. */
  readonly answer: (message: string, earlier: number) => { tokens: readonly string[]; isBroken: boolean };
  /** How often it was asked each message. */
  readonly asked: Map<string, number>;
}

/** The lease of turns, in milliseconds. */
export const LEASE_MS = 900;

/** What the user may use, where a test says nothing else: one turn at once, so that whatever leaks is in the way. */
export const LIMITS: TurnLimits = {
  turnsPerMinute: 1_000,
  concurrentTurns: 1,
  tokensPerDay: 1_000_000,
  costUsdPerDay: 1_000,
  reservation: { tokens: 10, costUsd: 0.01 },
};

/** What a stage configures. */
export interface EnvironmentSettings {
  readonly limits?: TurnLimits;
  /** Default: {@link LEASE_MS}. */
  readonly leaseMs?: number;
}

/** A table call of an environment that is to come: the first that holds `of`, after so many others that do. */
export interface Moment {
  /** Part of the command's name and input; every call holds `''`. */
  readonly of: string;
  skip: number;
}

const PRICE = {
  inputPerMillion: 1,
  outputPerMillion: 1,
  cacheReadPerMillion: 1,
  cacheWritePerMillion: 1,
  asOf: '2026-01-01',
};

/** One environment of the function: the engine wired as it is deployed. It can be frozen, thawed and killed. */
export class TurnEnvironment implements Caller {
  isHeld = false;
  isDead = false;
  readonly turns: TurnEngine<TurnSubject, AnswerResult>;
  /** The work of its invocations. */
  readonly opened: OpenedStream[] = [];
  readonly #table: Table;
  /** The time of the world. */
  readonly #time: Clock;
  /** The same time, whose timers stand still with the environment. */
  readonly #clock: Clock;
  readonly #script: ModelScript;
  #deadline = new AbortController();
  #death: (Moment & { readonly isCarriedOut: boolean }) | undefined;
  #frost: (Moment & { readonly forMs: number }) | undefined;
  #due: (() => void)[] = [];

  constructor(
    gate: Pick<TableGate, 'tableOf'>,
    clock: Clock,
    script: ModelScript,
    { limits = LIMITS, leaseMs = LEASE_MS }: EnvironmentSettings = {},
  ) {
    this.#table = gate.tableOf(this);
    this.#script = script;
    this.#time = clock;
    this.#clock = {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (callback, delayMs) => clock.schedule(() => this.#fire(callback), delayMs),
    };
    this.turns = createTurns({
      kinds: { conversation: conversationTurns(this.#table, this.#clock) },
      turnsTable: this.#table,
      leaseMs,
      clock: this.#clock,
      quota: userLimits(this.#table, { limits, clock: this.#clock, random: () => 1 }),
      onFault: () => undefined,
    });
  }

  /** Sends a message, as the function's handler does. */
  async post(ref: ConversationRef, turnId: string, after: EventPosition | undefined): Promise<OpenedStream> {
    const startedAtMs = this.#clock.monotonicMs();
    const request = toConversationTurn(
      { ref, turnId, after, body: { userResponse: turnId }, startedAtMs },
      { coachTable: this.#table, images: { head: async () => undefined }, answer: (turn) => this.#answer(turn) },
    );
    const opened = await this.turns.open(request, { signal: this.#deadline.signal });
    this.opened.push(opened);
    return opened;
  }

  /** Watches a turn. */
  watch(userId: string, turnId: string, after: EventPosition | undefined): Promise<OpenedStream | undefined> {
    return this.turns.watch({ userId, turnId, after }, { signal: this.#deadline.signal });
  }

  /** Its calls are never answered and its timers never fire, from now on. */
  kill(): void {
    this.isDead = true;
  }

  /** Dies with a table call, whether that is carried out or not. */
  dieAt(moment: Moment, isCarriedOut: boolean): void {
    this.#death = { ...moment, isCarriedOut };
  }

  /** Nothing happens in it for a while from a table call on, which waits, too. */
  freezeAt(moment: Moment, forMs: number): void {
    this.#frost = { ...moment, forMs };
  }

  /** It neither dies nor freezes any more, and thaws. */
  calm(): void {
    this.#death = undefined;
    this.#frost = undefined;
    this.#thaw();
  }

  /** Everything that came due while it was frozen happens now. */
  #thaw(): void {
    this.isHeld = false;
    const due = this.#due;
    this.#due = [];
    for (const callback of due) {
      this.#fire(callback);
    }
  }

  /** The time of all its invocations is nearly over. */
  endInvocations(): void {
    this.#deadline.abort(new StreamError('DEADLINE_EXCEEDED'));
    this.#deadline = new AbortController();
  }

  meet(call: string): CallFate {
    if (this.isDead) {
      return 'lost';
    }
    if (isReached(this.#frost, call)) {
      const { forMs } = this.#frost;
      this.#frost = undefined;
      this.isHeld = true;
      this.#time.schedule(() => this.#thaw(), forMs);
      return 'held';
    }
    if (isReached(this.#death, call)) {
      this.isDead = true;
      return this.#death.isCarriedOut ? 'unheard' : 'lost';
    }
    return 'through';
  }

  #fire(callback: () => void): void {
    if (this.isDead) {
      return;
    }
    if (this.isHeld) {
      this.#due.push(callback);
    } else {
      callback();
    }
  }

  #answer(turn: TurnInput): AnswerRun<AnswerResult> {
    const table = this.#table;
    const coach = { model: this.#modelFor(turn.turnId), price: PRICE };
    return conductTurn(turn, {
      // Only the answer is streamed: the plan is made by rule.
      models: { fillSchema: structured, router: coach, coach, extract: coach },
      stores: {
        messages: createConversationRepository(table),
        summaries: createSummaryRepository(table),
        memories: createMemoryRepository(table),
        workouts: createWorkoutRepository(table),
      },
      index: noIndex,
      clock: this.#clock,
      random: () => 0,
    });
  }

  #modelFor(message: string): ChatModel {
    const { answer, asked, tokenMs } = this.#script;
    const pause = (signal: AbortSignal) => this.#pause(tokenMs, signal);
    return {
      async *stream(_request, { signal }): AsyncGenerator<ModelEvent> {
        const earlier = asked.get(message) ?? 0;
        asked.set(message, earlier + 1);
        const { tokens, isBroken } = answer(message, earlier);
        for (const text of tokens) {
          await pause(signal);
          yield { type: 'text', text };
        }
        if (isBroken) {
          throw new StreamError('MODEL_INTERRUPTED');
        }
        yield { type: 'stop', reason: 'end_turn' };
        yield { type: 'usage', usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 } };
      },
      complete: () => Promise.reject(new Error('An answer is streamed.')),
    };
  }

  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const abort = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = this.#clock.schedule(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      }, delayMs);
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}

/** Counts a call that fits a moment. @returns whether it is the moment */
function isReached<Some extends Moment>(moment: Some | undefined, call: string): moment is Some {
  if (moment === undefined || !call.includes(moment.of)) {
    return false;
  }
  moment.skip -= 1;
  return moment.skip < 0;
}
