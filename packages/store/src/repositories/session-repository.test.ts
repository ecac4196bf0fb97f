import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { greetingOf, newSession } from '../../test/sessions.ts';
import { placeOf, questionOf, settledTurn } from '../../test/turns.ts';
import type { CreatorSession } from '../entities/creator-session.ts';
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

const QUEUED = { status: 'queued', attempt: 0, queuedAt: placeOf(0) } as const;

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

  it('has one greeting, however many ask for it at once and begin at different times', async () => {
    const starts = [0, 1, 2, 3].map((nth) => ({ ...session, startedAt: placeOf(nth) }));
    const answers = await Promise.all(starts.map((start) => sessions.create(start, greetingOf(start))));
    expect(answers.filter((isNew) => isNew)).toHaveLength(1);
    const { session: stored, messages } = await sessions.load(session, { messageLimit: 5 });
    expect(messages).toEqual([greetingOf({ ...session, startedAt: stored?.startedAt ?? '' })]);
  });

  it('that was left without its greeting is given it', async () => {
    table.faults.next({ operation: 'PutItem', kind: 'refuse', skip: 1, times: 1 });
    await expect(create()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await create()).toBe(false);
    await sessions.putGreeting(session, greetingOf(session));
    await sessions.putGreeting(session, greetingOf(session));
    const { messages } = await sessions.load(session, { messageLimit: 5 });
    expect(messages).toEqual([greetingOf(session)]);
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
