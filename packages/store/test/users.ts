import { randomUUID } from 'node:crypto';
import { systemClock } from '@coach-stream/streaming-core';
import type { SettledTurn } from '@coach-stream/turn-engine';
import type { AnswerResult } from '../src/entities/turn-result.ts';
import { keys } from '../src/keys.ts';
import { createChatRepository } from '../src/repositories/chat-repository.ts';
import { createCoachRepository } from '../src/repositories/coach-repository.ts';
import { createConversationRepository } from '../src/repositories/conversation-repository.ts';
import { createConversationTurns } from '../src/repositories/conversation-turns.ts';
import { createMemoryRepository } from '../src/repositories/memory-repository.ts';
import { createProfileRepository } from '../src/repositories/profile-repository.ts';
import { createSessionRepository } from '../src/repositories/session-repository.ts';
import { createSummaryRepository } from '../src/repositories/summary-repository.ts';
import { putUserMessage } from '../src/repositories/turn-messages.ts';
import { createTurnRepository, DEFAULT_TURN_TTL } from '../src/repositories/turn-repository.ts';
import { createTicketStore } from '../src/repositories/turn-ticket-repository.ts';
import { createUserLimitsRepository } from '../src/repositories/user-limits-repository.ts';
import { createWorkoutRepository } from '../src/repositories/workout-repository.ts';
import type { Table } from '../src/table-client.ts';
import { newChat } from './chats.ts';
import { greetingOf, newSession } from './sessions.ts';
import { newHead, questionOf, resultOf, settledTurn } from './turns.ts';

/** The two tables. */
export interface TablesUnderTest {
  readonly coachTable: Table;
  readonly turnsTable: Table;
}

/** A user who has something of everything. */
export interface UserUnderTest {
  readonly userId: string;
  readonly sessionId: string;
  readonly conversation: { readonly userId: string; readonly coachId: string; readonly conversationId: string };
  /** A turn that is said to have been answered, of which nothing is stored. */
  lateTurn(): Promise<SettledTurn<AnswerResult>>;
  /** A turn that holds the conversation, and has a state. */
  lock(): Promise<SettledTurn<AnswerResult>>;
  /** What a runner writes that does not know that its conversation is gone: message, answer and log. */
  writeLate(turn: SettledTurn<AnswerResult>): Promise<void>;
}

/** More messages than are removed at once. */
const TURNS = 53;
/** What a user may use who uses next to nothing. */
const LIMITS = {
  turnsPerMinute: 10,
  concurrentTurns: 2,
  tokensPerDay: 1_000,
  costUsdPerDay: 1,
  reservation: { tokens: 1, costUsd: 0.01 },
};
/** Those of which there is more than their messages. */
const LOGGED_TURNS = 12;

/** Makes a user with a profile, coaches, memories, workouts, conversations, sessions, a chat and turns. */
export async function fillUser({ coachTable, turnsTable }: TablesUnderTest): Promise<UserUnderTest> {
  const userId = randomUUID();
  const createdAt = new Date().toISOString();
  const coachId = 'coach_1';
  const conversation = { userId, coachId, conversationId: 'conv_0' };
  const subject = { kind: 'conversation', ...conversation } as const;
  const conversations = createConversationRepository(coachTable);
  const heads = createConversationTurns(coachTable, { now: Date.now });
  const turns = createTurnRepository(turnsTable, { now: Date.now, ...DEFAULT_TURN_TTL });
  const session = newSession({ userId });
  const chat = newChat({ userId });
  const contents = keys.conversationMessages(conversation);
  const prompts = {
    personality: '',
    safety: '',
    motivation: '',
    methodology: '',
    communicationStyle: '',
    adaptation: '',
  };

  const lateTurn = async () => settledTurn({ claimedAt: new Date().toISOString() });
  const putTurn = async (turn: SettledTurn<AnswerResult>) => {
    const key = { userId, turnId: turn.turnId };
    await turns.claim(key, { hash: 'h', subject, leaseUntil: Date.now() + 60_000 });
    await turns.append(key, 1, { firstSeq: 1, entries: ['some text'] });
    await turns.putResult(key, 1, resultOf('some text'));
    await createTicketStore(turnsTable, { now: Date.now }).put(key, 'hash');
  };

  await Promise.all([
    createProfileRepository(coachTable).create({ userId, timezone: 'UTC', unitSystem: 'metric', createdAt }),
    ...[coachId, 'coach_2'].map((id) =>
      createCoachRepository(coachTable).create(userId, {
        coachId: id,
        coachName: 'Robin',
        coachDescription: 'd',
        prompts,
        metadata: { version: 1, createdAt },
      }),
    ),
    ...Array.from({ length: 60 }, (_, nth) =>
      createMemoryRepository(coachTable).create({
        memoryId: `mem_${nth}`,
        userId,
        content: 'Trains in the morning.',
        type: 'preference',
        importance: 'medium',
        tags: [],
        source: 'conversation',
        createdAt,
        usageCount: 0,
      }),
    ),
    createWorkoutRepository(coachTable).put({
      ...conversation,
      workoutId: 'wko_1',
      completedAt: createdAt,
      discipline: 'rowing',
      workoutType: 'cardio',
      exercises: [],
      personalRecords: [],
      extraction: { confidence: 0.9, flags: [] },
      createdAt,
    }),
    createSessionRepository(coachTable).create(session, greetingOf(session)),
    ...Array.from({ length: 7 }, (_, nth) =>
      conversations.create(newHead({ ...subject, conversationId: `conv_${nth}` })),
    ),
    createChatRepository(coachTable).create(chat),
    createChatRepository(coachTable).putUserMessage(chat, questionOf(await lateTurn())),
  ]);
  const putMessages = async (nth: number) => {
    const turn = settledTurn({ claimedAt: new Date(Date.now() + nth).toISOString() });
    await conversations.putUserMessage(conversation, questionOf(turn));
    await heads.putAnswer(subject, turn);
    if (nth < LOGGED_TURNS) {
      await putTurn(turn);
    }
  };
  for (let nth = 0; nth < TURNS; nth += 1) {
    await putMessages(nth);
  }
  await createSummaryRepository(coachTable).putIfLonger(conversation, {
    conversationId: conversation.conversationId,
    narrative: 'n',
    currentGoals: [],
    recentProgress: [],
    preferences: {},
    methodology: {},
    emotionalState: {},
    keyInsights: [],
    importantContext: [],
    tags: [],
    range: { firstMessageId: 'a', lastMessageId: 'b', count: 2 },
    trigger: 'interval',
    createdAt,
  });

  const limits = createUserLimitsRepository(turnsTable, { limits: LIMITS, turns, clock: systemClock, random: () => 0 });
  await limits.open(userId).admit({ userId, turnId: 'turn_1', attempt: 1 }, Date.now());

  return {
    userId,
    sessionId: session.sessionId,
    conversation,
    lateTurn,
    async lock() {
      const turn = await lateTurn();
      await turns.claim({ userId, turnId: turn.turnId }, { hash: 'h', subject, leaseUntil: Date.now() + 60_000 });
      if (!(await heads.lock(subject, { ...turn, mustBeLast: false }))) {
        throw new Error('The lock was not to be had.');
      }
      return turn;
    },
    async writeLate(turn) {
      await putUserMessage(coachTable, contents, questionOf(turn));
      await heads.putAnswer(subject, turn);
      await turns.append({ userId, turnId: turn.turnId }, 1, { firstSeq: 1, entries: ['some text'] });
    },
  };
}
