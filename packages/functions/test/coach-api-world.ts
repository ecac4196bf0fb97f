import { randomUUID } from 'node:crypto';
import { settleSession, startSession } from '@coach-stream/coach-creator';
import { startChat } from '@coach-stream/persona-chat';
import {
  type Chat,
  type Coach,
  type Conversation,
  type ConversationRef,
  type CreatorSession,
  createChatRepository,
  createCoachRepository,
  createConversationRepository,
  createConversationTurns,
  createMemoryRepository,
  createSessionRepository,
  createSessionTurns,
  createTurnRepository,
  createUserDeletionRepository,
  createWorkoutRepository,
  DEFAULT_TURN_TTL,
  type Memory,
  type SessionRef,
  type TurnLimits,
  type TurnSubject,
  toMessageId,
  type Workout,
} from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { refusalSchema } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { ulid } from 'ulid';
import { type LoopbackImages, startLoopbackImages } from '../../store/test/loopback-images.ts';
import { type LoopbackTable, startLoopbackTable } from '../../store/test/loopback-table.ts';
import type { BuildEvent } from '../src/build-coach-config/build-event.ts';
import { createApiHandlers } from '../src/coach-api/create-api-handlers.ts';
import { createCoachApi, type ProxyHandler } from '../src/coach-api/create-coach-api.ts';
import type { DeletionEvent } from '../src/delete-user-data/deletion-event.ts';
import { chatTurns } from '../src/wiring/chat-turns.ts';
import { conversationTurns } from '../src/wiring/conversation-turns.ts';
import { createTurns } from '../src/wiring/create-turns.ts';
import type { RequestReport } from '../src/wiring/observe-request.ts';
import { sessionTurns } from '../src/wiring/session-turns.ts';
import { userLimits } from '../src/wiring/user-limits.ts';
import { RecordedIndex } from './recorded-index.ts';
import { type ApiRequestOptions, restApiEvent } from './rest-api-event.ts';

/** Origins that the API under test allows. */
export const ORIGINS = ['https://app.example', 'https://other.example'];
/** The id of the one turn that a test has. */
export const TURN_ID = '01JD8ZQ4K6M2V7X9T3R5W8Y0AB';

/** What users of the API under test may use. */
export const LIMITS: TurnLimits = {
  turnsPerMinute: 10,
  concurrentTurns: 3,
  tokensPerDay: 100_000,
  costUsdPerDay: 5,
  reservation: { tokens: 1_000, costUsd: 0.1 },
};

const NOBODY: ConversationRef = { userId: '', coachId: 'c1', conversationId: 'v1' };

/** An answer, read. */
export interface ApiAnswerRead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Record<string, unknown>;
}

/**
 * The API over a table on the real engine. Every test has a user of its own, with the coach `c1` and the conversation
 * `v1`, so that none meets another one's items.
 */
export class CoachApiWorld {
  ref: ConversationRef = NOBODY;
  reports: RequestReport[] = [];
  /** Faults that answers do not tell of. */
  faults: string[] = [];
  /** Builds that were handed over. */
  builds: BuildEvent[] = [];
  /** Deletions that were handed over. */
  deletions: DeletionEvent[] = [];
  /** Whether Lambda takes no event. */
  isInvokeLost = false;
  readonly index = new RecordedIndex();
  #table: LoopbackTable | undefined;
  #images: LoopbackImages | undefined;
  #api: ProxyHandler | undefined;

  get table(): LoopbackTable {
    if (this.#table === undefined) {
      throw new Error('The table has not been started.');
    }
    return this.#table;
  }

  async start(): Promise<void> {
    this.#table = await startLoopbackTable();
    this.#images = await startLoopbackImages();
    const turns = createTurns({
      kinds: {
        conversation: conversationTurns(this.table, systemClock),
        session: sessionTurns(this.table),
        chat: chatTurns(this.table),
      },
      turnsTable: this.table,
      leaseMs: 60_000,
      clock: systemClock,
      onFault: () => undefined,
    });
    this.#api = createCoachApi({
      handlers: createApiHandlers({
        coachTable: this.table,
        turns,
        userLimits: userLimits(this.table, { limits: LIMITS, clock: systemClock }),
        limits: LIMITS,
        index: this.index,
        images: this.#images.bucket,
        invokeBuild: async (event) => {
          this.builds.push(event);
          return !this.isInvokeLost;
        },
        invokeDeletion: async (event) => {
          this.deletions.push(event);
          return !this.isInvokeLost;
        },
        clock: systemClock,
        createUlid: ulid,
        onFault: (what) => this.faults.push(what),
      }),
      allowedOrigins: ORIGINS,
      observer: { onEnd: (report) => this.reports.push(report), warn: () => undefined },
      clock: systemClock,
    });
  }

  async stop(): Promise<void> {
    await this.#images?.stop();
    await this.#table?.stop();
  }

  /** From now on another user, who has a coach and a conversation of the same ids. */
  async becomeNewUser(): Promise<void> {
    this.reports = [];
    this.faults = [];
    this.builds = [];
    this.deletions = [];
    this.isInvokeLost = false;
    this.index.reset();
    this.ref = { ...NOBODY, userId: randomUUID() };
    await this.createCoach('c1');
    await this.createConversation();
  }

  /** Calls the handler with an event as it is. */
  invoke(event: unknown): ReturnType<ProxyHandler> {
    return (this.#api ?? (() => Promise.reject(new Error('Not started.'))))(event, { awsRequestId: 'request-1' });
  }

  /** Sends a request as this test's user, reads the answer and checks what every answer has. */
  async send(options: ApiRequestOptions): Promise<ApiAnswerRead> {
    const { statusCode, headers, body } = await this.invoke(restApiEvent({ userId: this.ref.userId, ...options }));
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-request-id': 'request-1',
      'cache-control': 'no-store',
      vary: 'origin',
    });
    return { status: statusCode, headers, json: JSON.parse(body) };
  }

  /** Checks that the last request was refused with this error, by our JSON and in the log. */
  expectRefusal(answer: ApiAnswerRead, status: number, code: string): void {
    const refusal = refusalSchema.parse(answer.json);
    expect({ status: answer.status, ...refusal }).toMatchObject({ status, code, requestId: 'request-1' });
    expect(this.reports.at(-1)).toMatchObject({ status, code });
  }

  async createCoach(coachId: string, changes: Partial<Coach> = {}): Promise<void> {
    const prompts = { personality: '', safety: '', motivation: '', methodology: '', communicationStyle: '' };
    await createCoachRepository(this.table).create(this.ref.userId, {
      coachId,
      coachName: 'Robin',
      coachDescription: 'd',
      prompts: { ...prompts, adaptation: '' },
      metadata: { version: 1, createdAt: 't' },
      ...changes,
    });
  }

  async createConversation(changes: Partial<Conversation> = {}): Promise<void> {
    const head = { ...this.ref, endedTurnIds: [], messageCount: 0, createdAt: 't', updatedAt: 't', version: 1 };
    await createConversationRepository(this.table).create({ ...head, ...changes });
  }

  /** Puts the user's message and the stopped answer of `count` turns, one a second. */
  async putTurns(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const claimedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
      const turn = { turnId: `t${index}`, claimedAt };
      await createConversationRepository(this.table).putUserMessage(this.ref, {
        ...turn,
        messageId: toMessageId(turn.turnId, 'user'),
        role: 'user',
        content: `ask ${index}`,
        createdAt: claimedAt,
      });
      const end = { attempt: 1, status: 'stopped', lastSeq: 1, textFrom: 'log', result: undefined } as const;
      await this.#heads().putAnswer(this.#subject(), { ...turn, ...end, text: `answer ${index}` });
    }
  }

  /** Which coach creator session this test's user has. */
  get sessionRef(): SessionRef {
    return { userId: this.ref.userId, sessionId: 'sess_1' };
  }

  /** Begins the session `sess_1` of this test's user, and lets it be as `changes` say. */
  async createSession(changes: Partial<CreatorSession> = {}): Promise<void> {
    const { session, firstMessage } = startSession({ ...this.sessionRef, startedAt: '2026-01-01T08:00:00.000Z' });
    await createSessionRepository(this.table).create({ ...session, ...changes }, firstMessage);
  }

  /** Lets a turn hold the session. */
  async lockSession(turnId: string): Promise<void> {
    const turns = createSessionTurns(this.table, { advance: settleSession });
    const subject = { kind: 'session', ...this.sessionRef } as const;
    await turns.lock(subject, { turnId, attempt: 1, claimedAt: 't', mustBeLast: false });
  }

  /** Begins the chat `chat_1` of this test's user, and lets it be as `changes` say. */
  async createChat(changes: Partial<Chat> = {}): Promise<void> {
    const { userId } = this.ref;
    const chat = startChat({ userId, sessionId: 'chat_1', startedAt: '2026-01-01T08:00:00.000Z' });
    await createChatRepository(this.table).create({ ...chat, ...changes });
  }

  /** Puts a memory of this test's user. */
  async createMemory(changes: Partial<Memory> = {}): Promise<void> {
    await createMemoryRepository(this.table).create({
      memoryId: 'mem_1',
      userId: this.ref.userId,
      content: 'Trains in the morning.',
      type: 'preference',
      importance: 'medium',
      tags: [],
      source: 'conversation',
      turnId: TURN_ID,
      createdAt: '2026-01-01T00:00:00.000Z',
      usageCount: 0,
      ...changes,
    });
  }

  /** Puts a workout of this test's user. */
  async putWorkout(changes: Partial<Workout> = {}): Promise<void> {
    await createWorkoutRepository(this.table).put({
      ...this.ref,
      workoutId: 'wko_1',
      completedAt: '2026-02-03T18:00:00.000Z',
      discipline: 'rowing',
      workoutType: 'cardio',
      exercises: [{ name: 'row', distance: 5_000, unit: 'm', time: '19:58' }],
      personalRecords: [],
      extraction: { confidence: 0.9, flags: ['no_performance_data'] },
      createdAt: '2026-02-03T18:05:00.000Z',
      ...changes,
    });
  }

  /** Asks for the deletion of everything of this test's user. */
  async requestDeletion(): Promise<void> {
    await createUserDeletionRepository(this.table).request(this.ref.userId, Date.now());
  }

  /** Begins the turn, and ends it where an end is given. */
  async beginTurn(
    end?: 'complete' | 'stopped' | 'failed' | 'released',
    subject: TurnSubject = this.#subject(),
  ): Promise<void> {
    const turn = { userId: this.ref.userId, turnId: TURN_ID };
    const claim = { hash: 'h', subject, leaseUntil: Date.now() + 60_000 };
    await this.turnStates().claim(turn, claim);
    if (end === 'released') {
      await this.turnStates().release(turn, 1);
    } else if (end !== undefined) {
      const place = { turnId: TURN_ID, claimedAt: 't' };
      await createConversationRepository(this.table).putUserMessage(this.ref, {
        ...place,
        messageId: toMessageId(TURN_ID, 'user'),
        role: 'user',
        content: 'Hi',
        createdAt: 't',
      });
      await this.turnStates().commit(turn, 1, { status: end, lastSeq: 0, textFrom: 'log', claimedAt: 't' });
    }
  }

  /** Lets a turn hold the conversation. */
  async lock(turnId: string): Promise<void> {
    await this.#heads().lock(this.#subject(), { turnId, attempt: 1, claimedAt: 't', mustBeLast: false });
  }

  /** The states of turns. Keys of both tables differ: one serves for both here. */
  turnStates() {
    return createTurnRepository(this.table, { now: Date.now, ...DEFAULT_TURN_TTL });
  }

  #heads() {
    return createConversationTurns(this.table, { now: Date.now });
  }

  #subject() {
    return { kind: 'conversation', ...this.ref } as const;
  }
}

/** A world for the tests of a file; each of them meets it as another user. */
export function useCoachApi(): CoachApiWorld {
  const world = new CoachApiWorld();
  beforeAll(() => world.start());
  beforeEach(() => world.becomeNewUser());
  afterAll(() => world.stop());
  return world;
}
