import { randomUUID } from 'node:crypto';
import type { SettledTurn } from '@coach-stream/turn-engine';
import type { Conversation } from '../src/entities/conversation.ts';
import { toMessageId, type UserMessage } from '../src/entities/message.ts';
import type { AnswerResult } from '../src/entities/turn-result.ts';
import type { TurnSubjectOf } from '../src/entities/turn-state.ts';

/** The subject of a conversation that no other test knows. */
export function newSubject(): TurnSubjectOf<'conversation'> {
  return { kind: 'conversation', userId: 'u', coachId: 'c', conversationId: randomUUID() };
}

/** The head of a conversation in which nothing has been said. */
export function newHead({ userId, coachId, conversationId }: TurnSubjectOf<'conversation'>): Conversation {
  const createdAt = '2026-01-01T00:00:00.000Z';
  return {
    userId,
    coachId,
    conversationId,
    endedTurnIds: [],
    messageCount: 0,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  };
}

/** The place of a conversation's nth turn. */
export function placeOf(nth: number): string {
  return new Date(Date.parse('2026-01-02T00:00:00.000Z') + nth * 60_000).toISOString();
}

/** What a runner leaves. */
export function resultOf(text: string, state: AnswerResult['state'] = 'complete'): AnswerResult {
  return {
    text,
    state,
    stopReason: 'end_turn',
    usage: { inputTokens: 5, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0.25 },
    createdAt: '2026-01-03T00:00:00.000Z',
    timings: { firstTokenMs: 120, totalMs: 900 },
    effects: { workoutLogged: { workoutId: 'w1' } },
  };
}

/** A turn that its runner has ended well, where nothing else is said. */
export function settledTurn(turn: Partial<SettledTurn<AnswerResult>> = {}): SettledTurn<AnswerResult> {
  const { text = 'answer' } = turn;
  return {
    turnId: randomUUID(),
    attempt: 1,
    claimedAt: placeOf(1),
    status: 'complete',
    lastSeq: 1,
    textFrom: 'result',
    text,
    result: resultOf(text),
    ...turn,
  };
}

/** What a person asked in a turn. */
export function questionOf({
  turnId,
  claimedAt,
}: Pick<SettledTurn<AnswerResult>, 'turnId' | 'claimedAt'>): UserMessage {
  const messageId = toMessageId(turnId, 'user');
  return { messageId, turnId, claimedAt, createdAt: claimedAt, role: 'user', content: `ask ${turnId}` };
}
