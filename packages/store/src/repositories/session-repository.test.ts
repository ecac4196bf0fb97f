import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { placeOf, questionOf, settledTurn } from '../../test/turns.ts';
import type { CreatorSession } from '../entities/creator-session.ts';
import type { AssistantMessage } from '../entities/message.ts';
import { openSession } from './session-opening.ts';
import { createSessionRepository, type SessionRepository } from './session-repository.ts';
import { createSessionTurns } from './session-turns.ts';

let table: LoopbackTable;
let sessions: SessionRepository;
let session: CreatorSession;
beforeAll(async () => {
  table = await startLoopbackTable();
  sessions = createSessionRepository(table);
});
beforeEach(() => {
  session = newSession();
});
afterAll(() => table.stop());

const STARTED_AT = '2026-01-01T00:00:00.000Z';
const QUEUED = { status: 'queued', attempt: 0, queuedAt: STARTED_AT } as const;

function newSession(changes: Partial<CreatorSession> = {}): CreatorSession {
  const level = 'unknown' as const;
  return {
    userId: randomUUID(),
    sessionId: `sess_${randomUUID()}`,
    status: 'active',
    sophisticationLevel: level,
    detectedSignals: [],
    currentQuestionId: 'first',
    answers: {},
    progress: {
      questionsCompleted: 0,
      totalQuestions: 2,
      percentage: 0,
      sophisticationLevel: level,
      currentQuestion: 'first',
    },
    startedAt: STARTED_AT,
    lastActivityAt: STARTED_AT,
    build: { status: 'none', attempt: 0 },
    messageCount: 1,
    endedTurnIds: [],
    version: 1,
    ...changes,
  };
}

const greetingOf = ({ sessionId, startedAt }: CreatorSession): AssistantMessage => ({
  messageId: `msg_${sessionId}_1`,
  turnId: sessionId,
  role: 'assistant',
  content: 'Hi!',
  createdAt: startedAt,
  claimedAt: startedAt,
  state: 'complete',
});
const create = () => sessions.create(session, greetingOf(session));
const subjectOf = ({ userId, sessionId }: CreatorSession) => ({ kind: 'session', userId, sessionId }) as const;
const isPending = async () =>
  (await sessions.listPendingBuilds(100)).some(({ sessionId }) => sessionId === session.sessionId);

describe('a session', () => {
  it('is created once, with its greeting, for its user alone', async () => {
    expect(await create()).toBe(true);
    expect(await sessions.create({ ...session, status: 'complete' }, greetingOf(session))).toBe(false);
    expect(await sessions.load(session, { messageLimit: 5 })).toEqual({
      session,
      profile: undefined,
      messages: [greetingOf(session)],
    });
    expect(await sessions.read({ ...session, userId: randomUUID() })).toBeUndefined();
  });

  it('is listed with the user’s others, newest first', async () => {
    const { userId } = session;
    for (const sessionId of ['sess_1', 'sess_3', 'sess_2']) {
      session = newSession({ userId, sessionId });
      await create();
    }
    const { items, next } = await sessions.list(userId, { limit: 2 });
    expect(items.map(({ sessionId }) => sessionId)).toEqual(['sess_3', 'sess_2']);
    const rest = await sessions.list(userId, { limit: 2, ...(next !== undefined && { after: next }) });
    expect(rest.items.map(({ sessionId }) => sessionId)).toEqual(['sess_1']);
  });

  it('is removed only as it was read', async () => {
    await create();
    expect(await sessions.removeHead({ ...session, version: 9 })).toBe(false);
    expect(await sessions.removeHead(session)).toBe(true);
    expect(await sessions.read(session)).toBeUndefined();
  });
});

describe('a turn of a session', () => {
  const turn = settledTurn({ claimedAt: placeOf(1) });
  const turns = () =>
    createSessionTurns(table, {
      advance: (seen) => ({ ...seen, status: 'complete', currentQuestionId: null, build: QUEUED }),
    });

  it('locks the head, stores both messages, and is taken in once, however often it is counted', async () => {
    await create();
    const subject = subjectOf(session);
    const opening = openSession(table, session, { messageLimit: 4 });
    await opening.readHead();
    expect(await opening.lock(subject, { ...turn, mustBeLast: false })).toBe(true);
    expect((await opening.snapshot()).session?.active?.turnId).toBe(turn.turnId);
    await sessions.putUserMessage(session, questionOf(turn));
    await turns().putAnswer(subject, turn);
    await turns().countTurn(subject, turn);
    await turns().countTurn(subject, turn);
    const after = await sessions.load(session, { messageLimit: 5 });
    expect(after.messages.map(({ role }) => role)).toEqual(['assistant', 'user', 'assistant']);
    expect(after.session).toEqual({
      ...session,
      status: 'complete',
      currentQuestionId: null,
      build: QUEUED,
      messageCount: 3,
      lastMessageAt: turn.claimedAt,
      lastTurnId: turn.turnId,
      endedTurnIds: [turn.turnId],
      version: 3,
    });
    expect(await isPending()).toBe(true);
  });

  it('of a session that was deleted passes', async () => {
    const subject = subjectOf(session);
    await turns().countTurn(subject, turn);
    expect(await turns().lock(subject, { ...turn, mustBeLast: false })).toBe(false);
    expect(await sessions.read(session)).toBeUndefined();
  });
});

describe('a build', () => {
  it('is changed only where nobody has changed the session since, and stands in the index until it has ended', async () => {
    await create();
    expect(await isPending()).toBe(false);
    expect(await sessions.changeBuild(session, { fromVersion: 1, build: QUEUED })).toBe(true);
    expect(await sessions.changeBuild(session, { fromVersion: 1, build: { status: 'failed', attempt: 1 } })).toBe(
      false,
    );
    expect(await isPending()).toBe(true);
    const inProgress = { ...QUEUED, status: 'inProgress', attempt: 1, leaseUntil: 5 } as const;
    expect(await sessions.changeBuild(session, { fromVersion: 2, build: inProgress })).toBe(true);
    expect(await isPending()).toBe(true);
    const complete = { status: 'complete', attempt: 1 } as const;
    expect(await sessions.changeBuild(session, { fromVersion: 3, build: complete, coachId: 'coach_1' })).toBe(true);
    expect(await isPending()).toBe(false);
    expect(await sessions.read(session)).toEqual({ ...session, build: complete, coachId: 'coach_1', version: 4 });
  });

  it('of a session that is gone changes nothing', async () => {
    expect(await sessions.changeBuild(session, { fromVersion: 1, build: QUEUED })).toBe(false);
    expect(await sessions.read(session)).toBeUndefined();
  });
});
