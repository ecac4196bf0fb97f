import {
  buildPath,
  creatorSessionPageSchema,
  messagePageSchema,
  startedCreatorSessionSchema,
} from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { TURN_ID, useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

const post = (options: Partial<ApiRequestOptions> = {}) =>
  world.send({ method: 'POST', path: buildPath('coachCreatorSessions', world.ref), ...options });
const list = (query: Record<string, string> = {}) =>
  world.send({ path: buildPath('coachCreatorSessions', world.ref), query });
const messagesOf = async (sessionId: string) => {
  const path = buildPath('coachCreatorSessionMessages', { ...world.ref, sessionId });
  return messagePageSchema.parse((await world.send({ path })).json).messages;
};

describe('beginning a coach creator session', () => {
  it('greets, asks the first question, and says where the session is', async () => {
    const { status, json, headers } = await post();
    const { firstMessage, ...session } = startedCreatorSessionSchema.parse(json);
    expect([status, session]).toEqual([
      201,
      {
        sessionId: expect.stringMatching(/^sess_[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
        status: 'active',
        sophisticationLevel: 'unknown',
        progress: {
          questionsCompleted: 0,
          totalQuestions: expect.any(Number),
          percentage: 0,
          sophisticationLevel: 'unknown',
          currentQuestion: 'goalsAndTimeline',
        },
        currentQuestion: { questionId: 'goalsAndTimeline', wording: expect.any(String), isFinal: false },
        build: { status: 'none', attempt: 0, canRetry: false },
        messageCount: 1,
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        lastActivityAt: session.startedAt,
      },
    ]);
    expect(firstMessage.role).toBe('assistant');
    expect(firstMessage.content).toContain(session.currentQuestion?.wording);
    const path = buildPath('coachCreatorSession', { ...world.ref, sessionId: session.sessionId });
    expect(headers.location).toBe(`/dev${path}`);
    expect((await world.send({ path })).json).toEqual(session);
    expect(await messagesOf(session.sessionId)).toEqual([
      { ...firstMessage, turnId: session.sessionId, state: 'complete' },
    ]);
  });

  it.each([[undefined], [''], [{}]])('takes the body %j', async (body) => {
    expect((await post({ body })).status).toBe(201);
  });

  it('makes one of however many requests with the same key, with one greeting', async () => {
    const create = () => post({ headers: { 'Idempotency-Key': '0b5c9e0e-7c3a-4e7e-9f7b-3c9a5b0d1e2f' } });
    const answers = await Promise.all([create(), create(), create()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    const [first] = answers;
    expect(answers.map(({ json }) => json)).toEqual(Array(3).fill(first?.json));
    expect((await create()).json).toEqual(first?.json);
    expect(await messagesOf(String(first?.json.sessionId))).toHaveLength(1);
  });

  it('makes another one for every request without a key, and for another user’s with the same one', async () => {
    const headers = { 'Idempotency-Key': TURN_ID };
    const mine = [await post(), await post(), await post({ headers })];
    await world.becomeNewUser();
    const all = [...mine, await post({ headers })];
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(all.map(({ json }) => json.sessionId)).size).toBe(4);
  });

  it('puts the greeting with the repeat of a request that was cut short before that', async () => {
    const headers = { 'Idempotency-Key': TURN_ID };
    world.table.faults.next({ operation: 'PutItem', kind: 'refuse', skip: 1, times: 1 });
    world.expectRefusal(await post({ headers }), 503, 'STORAGE_UNAVAILABLE');
    const { status, json } = await post({ headers });
    expect([status, (await messagesOf(String(json.sessionId))).length]).toEqual([200, 1]);
  });

  it.each<[string, Partial<ApiRequestOptions>, number, string]>([
    ['no JSON', { body: '{' }, 400, 'INVALID_JSON'],
    ['null', { body: 'null' }, 422, 'INVALID_BODY'],
    ['a list', { body: [] }, 422, 'INVALID_BODY'],
    ['any key', { body: { sophisticationLevel: 'advanced' } }, 422, 'INVALID_BODY'],
    ['an idempotency key that is none', { headers: { 'Idempotency-Key': 'x' } }, 400, 'INVALID_IDEMPOTENCY_KEY'],
  ])('is refused with %s', async (_case, options, status, code) => {
    world.expectRefusal(await post(options), status, code);
    expect((await list()).json).toEqual({ sessions: [] });
  });
});

describe('the list of sessions', () => {
  it('comes in pages, newest first, each session once', async () => {
    const created: unknown[] = [];
    for (const time of ['01JD8ZQ4K6', '01JD8ZQ4K7', '01JD8ZQ4K8']) {
      const { json } = await post({ headers: { 'Idempotency-Key': `${time}M2V7X9T3R5W8Y0AB` } });
      created.unshift(json.sessionId);
    }
    const first = creatorSessionPageSchema.parse((await list({ limit: '2' })).json);
    const second = creatorSessionPageSchema.parse((await list({ limit: '2', cursor: first.nextCursor ?? '' })).json);
    expect([...first.sessions, ...second.sessions].map(({ sessionId }) => sessionId)).toEqual(created);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('shows nothing of a head but what the contract has', async () => {
    const answers = { goalsAndTimeline: { text: 'My secret goal.', followUps: [], answeredAt: 't' } };
    await world.createSession({ answers, detectedSignals: ['deload'], lastTurnId: 't1', endedTurnIds: ['t1'] });
    const { json } = await list();
    expect(json).toEqual(creatorSessionPageSchema.parse(json));
    expect(JSON.stringify(json)).not.toMatch(/secret|deload|endedTurnIds|lastTurnId|version|leaseUntil|userId/);
  });

  it.each([{ limit: '0' }, { cursor: 'x' }])('is refused for the query %j', async (query) => {
    world.expectRefusal(await list(query), 400, 'INVALID_QUERY');
  });
});
