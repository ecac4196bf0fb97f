import { randomUUID } from 'node:crypto';
import { createCoachRepository, createSessionRepository } from '@coach-stream/store';
import {
  buildPath,
  coachConfigStatusSchema,
  creatorSessionDetailSchema,
  messagePageSchema,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';

const world = useCoachApi();

const sessionPath = () => buildPath('coachCreatorSession', world.sessionRef);
const subject = () => ({ kind: 'session', ...world.sessionRef }) as const;
const get = async () => creatorSessionDetailSchema.parse((await world.send({ path: sessionPath() })).json);
const QUEUED = { status: 'queued', attempt: 0, queuedAt: '2026-01-01T09:00:00.000Z' } as const;
const DONE = { status: 'complete', attempt: 1, endedAt: '2026-01-01T09:01:00.000Z' } as const;

describe('a coach creator session', () => {
  it('names the turn that is being answered', async () => {
    await world.createSession();
    await world.beginTurn(undefined, subject());
    await world.lockSession(TURN_ID);
    expect(await get()).toMatchObject({ activeTurnId: TURN_ID, messageCount: 1 });
  });

  it.each(['complete', 'stopped', 'failed', 'released'] as const)('names no turn that is %s', async (end) => {
    await world.createSession();
    await world.beginTurn(end, subject());
    await world.lockSession(TURN_ID);
    expect(await get()).not.toHaveProperty('activeTurnId');
  });

  it('names no turn that is forgotten', async () => {
    await world.createSession();
    await world.lockSession(randomUUID());
    expect(await get()).not.toHaveProperty('activeTurnId');
  });

  it('shows the progress of a turn that has ended and that nobody has settled yet', async () => {
    await world.createSession();
    await world.lockSession(TURN_ID);
    const turn = { userId: world.ref.userId, turnId: TURN_ID };
    await world.turnStates().claim(turn, { hash: 'h', subject: subject(), leaseUntil: Date.now() + 60_000 });
    const answer = { questionId: 'goalsAndTimeline', text: 'A first pull-up.' };
    const trailer = { sophisticationLevel: 'beginner', answered: true, wantsToFinish: false };
    await world.turnStates().putResult(turn, 1, {
      text: 'Good goal!',
      state: 'complete',
      stopReason: 'end_turn',
      createdAt: '2026-01-01T08:01:00.000Z',
      timings: { firstTokenMs: 1, totalMs: 2 },
      effects: { contextualUpdates: [], answer, trailer },
    });
    const claimedAt = '2026-01-01T08:00:30.000Z';
    await world.turnStates().commit(turn, 1, { status: 'complete', lastSeq: 1, textFrom: 'result', claimedAt });
    expect(await get()).toMatchObject({
      sophisticationLevel: 'beginner',
      progress: { questionsCompleted: 1 },
      currentQuestion: { questionId: 'ageAndLifeStage' },
      messageCount: 3,
    });
  });

  it('that is complete asks nothing more', async () => {
    const completedAt = '2026-01-01T09:00:00.000Z';
    await world.createSession({ status: 'complete', currentQuestionId: null, completedAt, build: QUEUED });
    expect(await get()).toMatchObject({ status: 'complete', currentQuestion: null, completedAt, build: QUEUED });
  });
});

describe('deleting a coach creator session', () => {
  const remove = () => world.send({ method: 'DELETE', path: sessionPath() });
  const countMessages = async () =>
    (await createSessionRepository(world.table).listMessages(world.sessionRef, { limit: 50 })).items.length;

  it('leaves nothing of it: head, messages, what the index has; its coach stays', async () => {
    await world.createCoach('coach_1');
    await world.createSession({ status: 'complete', build: DONE, coachId: 'coach_1' });
    await world.index.upsert([
      {
        namespace: { kind: 'user', userId: world.ref.userId },
        recordType: 'coachCreatorSummary',
        entityId: world.sessionRef.sessionId,
        text: 'x',
        recordedAt: 't',
      },
    ]);
    const answer = await remove();
    expect([answer.status, answer.json]).toEqual([200, { deleted: true }]);
    world.expectRefusal(await world.send({ path: sessionPath() }), 404, 'SESSION_NOT_FOUND');
    expect([await countMessages(), world.index.records]).toEqual([0, []]);
    world.expectRefusal(await remove(), 404, 'SESSION_NOT_FOUND');
    expect(await createCoachRepository(world.table).get(world.ref.userId, 'coach_1')).toBeDefined();
  });

  it('is refused while a turn is being answered in it', async () => {
    await world.createSession();
    await world.beginTurn(undefined, subject());
    await world.lockSession(TURN_ID);
    world.expectRefusal(await remove(), 409, 'CONVERSATION_BUSY');
    expect(await get()).toMatchObject({ activeTurnId: TURN_ID });
  });

  it.each([QUEUED, { ...QUEUED, status: 'inProgress', attempt: 1, leaseUntil: 1 }] as const)(
    'is refused while its coach is $status, and may be tried again',
    async (build) => {
      await world.createSession({ status: 'complete', build });
      const refused = await remove();
      world.expectRefusal(refused, 409, 'COACH_BUILDING');
      expect(refused.json.retryable).toBe(true);
      expect([(await get()).build.status, await countMessages()]).toEqual([build.status, 1]);
    },
  );

  it.each(['BatchWriteItem', 'the semantic index'])('goes on where %s has failed before', async (part) => {
    await world.createSession();
    world.index.isDown = part === 'the semantic index';
    if (!world.index.isDown) {
      world.table.faults.next({ operation: part, kind: 'refuse', times: 1 });
    }
    world.expectRefusal(await remove(), 503, 'STORAGE_UNAVAILABLE');
    world.expectRefusal(await world.send({ path: sessionPath() }), 404, 'SESSION_NOT_FOUND');
    world.index.isDown = false;
    expect([await countMessages(), (await remove()).status, await countMessages()]).toEqual([1, 200, 0]);
  });
});

describe('the messages of a coach creator session', () => {
  it('come in pages, newest first', async () => {
    await world.createSession();
    for (const nth of [1, 2]) {
      await createSessionRepository(world.table).putUserMessage(world.sessionRef, {
        messageId: `msg_t${nth}_0`,
        turnId: `t${nth}`,
        role: 'user',
        content: `answer ${nth}`,
        createdAt: 't',
        claimedAt: `2026-01-02T08:00:0${nth}.000Z`,
      });
    }
    const path = buildPath('coachCreatorSessionMessages', world.sessionRef);
    const first = messagePageSchema.parse((await world.send({ path, query: { limit: '2' } })).json);
    expect(first.messages.map(({ content }) => content)).toEqual(['answer 2', 'answer 1']);
    const query = { limit: '2', cursor: first.nextCursor ?? '' };
    const second = messagePageSchema.parse((await world.send({ path, query })).json);
    expect(second.messages.map(({ role }) => role)).toEqual(['assistant']);
    expect(second).not.toHaveProperty('nextCursor');
  });
});

describe('the status of a coach that is built', () => {
  const getStatus = async () => {
    const { json } = await world.send({ path: buildPath('coachConfigStatus', world.sessionRef) });
    expect(json).toEqual(coachConfigStatusSchema.parse(json));
    return json;
  };

  it('is none until the session is answered to its end', async () => {
    await world.createSession();
    expect(await getStatus()).toEqual({ sessionId: 'sess_1', status: 'none', attempt: 0, canRetry: false });
  });

  it('tells the running step in words, and nothing of the lease', async () => {
    const startedAt = '2026-01-01T09:00:05.000Z';
    const build = {
      ...QUEUED,
      status: 'inProgress',
      step: 'writingCoach',
      attempt: 2,
      leaseUntil: 9,
      startedAt,
    } as const;
    await world.createSession({ status: 'complete', build });
    expect(await getStatus()).toEqual({
      sessionId: 'sess_1',
      status: 'inProgress',
      step: 'writingCoach',
      stepDescription: 'Writing your coach',
      attempt: 2,
      canRetry: false,
      queuedAt: QUEUED.queuedAt,
      startedAt,
    });
  });

  it('names the coach once there is one', async () => {
    await world.createSession({ status: 'complete', build: DONE, coachId: 'coach_1' });
    const status = { sessionId: 'sess_1', ...DONE, canRetry: false, coachId: 'coach_1' };
    expect(await getStatus()).toEqual(status);
  });

  it.each([
    ['CONFIG_UNSAFE', /safety checks/],
    ['SOMETHING_FROM_BEFORE', /several attempts/],
  ])('says why it has failed (%s), in words, and that it may be tried again', async (reason, words) => {
    await world.createSession({ status: 'complete', build: { status: 'failed', attempt: 1, reason } });
    expect(await getStatus()).toMatchObject({
      status: 'failed',
      reason,
      message: expect.stringMatching(words),
      canRetry: true,
    });
  });
});
