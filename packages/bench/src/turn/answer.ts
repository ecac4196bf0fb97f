import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnswerResult,
  type ConversationOpening,
  type ConversationRef,
  createConversationRepository,
  type Table,
  toMessageId,
} from '@coach-stream/store';
import type { AnswerRun, RunningTurn } from '@coach-stream/turn-engine';
import { nowMs } from './table-calls.ts';

/** How an answer is made. */
export interface Pace {
  readonly tokens: readonly string[];
  readonly firstTokenMs: number;
  readonly tokenMs: number;
}

/** What an answer is made in. */
export interface AnswerOptions {
  readonly coachTable: Table;
  readonly ref: ConversationRef;
  readonly opening: ConversationOpening;
  readonly question: string;
  readonly turn: Pick<RunningTurn<unknown>, 'turnId' | 'claimedAt'>;
  readonly signal: AbortSignal;
  readonly pace: Pace;
  /** Told when each token is made. */
  readonly onToken: (atMs: number) => void;
}

/**
 * An answer without a coach and a model: reads and stores what every answer does — the past, and the question before
 * the first token — and says the same tokens at an even pace, each at its own time, so that waits do not add up.
 */
export function makeAnswer(options: AnswerOptions): AnswerRun<AnswerResult> {
  const { coachTable, ref, opening, question, turn, signal, pace, onToken } = options;
  const beganAt = nowMs();
  const toResult = (text: string, state: AnswerResult['state']): AnswerResult => ({
    text,
    state,
    stopReason: 'end_turn',
    usage: {
      inputTokens: 548,
      outputTokens: pace.tokens.length,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      modelCalls: 1,
      costUsd: 0.007644,
    },
    createdAt: new Date().toISOString(),
    timings: { firstTokenMs: pace.firstTokenMs, totalMs: Math.round(nowMs() - beganAt) },
  });

  async function* events() {
    const { turnId, claimedAt } = turn;
    const questionStored = createConversationRepository(coachTable).putUserMessage(ref, {
      messageId: toMessageId(turnId, 'user'),
      turnId,
      claimedAt,
      createdAt: claimedAt,
      role: 'user',
      content: question,
    });
    const [, { conversation }] = await Promise.all([questionStored, opening.snapshot()]);
    if (conversation === undefined) {
      throw new RangeError('The conversation has not been put.');
    }
    let text = '';
    for (const [index, content] of pace.tokens.entries()) {
      const waitMs = beganAt + pace.firstTokenMs + index * pace.tokenMs - nowMs();
      if (waitMs > 0) {
        await sleep(waitMs, undefined, { signal });
      }
      onToken(nowMs());
      text += content;
      yield { type: 'chunk', content } as const;
    }
    return toResult(text, 'complete');
  }

  return {
    events: events(),
    partial: (end, text) => toResult(text, end === 'stopped' ? 'stopped' : 'partial'),
  };
}
