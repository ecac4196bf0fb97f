import { buildPath, coachConfigStatusSchema } from '@coach-stream/streaming-core/contract';
import { describe, expect, it } from '@jest/globals';
import { useCoachApi } from '../../test/coach-api-world.ts';
import type { ApiRequestOptions } from '../../test/rest-api-event.ts';

const world = useCoachApi();

const retry = (options: Partial<ApiRequestOptions> = {}) =>
  world.send({ method: 'POST', path: buildPath('coachFromSession', world.sessionRef), ...options });
const QUEUED_AT = '2026-01-01T09:00:00.000Z';
const FAILED = { status: 'failed', attempt: 3, reason: 'CONFIG_UNSAFE', queuedAt: QUEUED_AT } as const;

describe('asking for a coach of a session', () => {
  it('begins a failed build anew, with all attempts, and hands it over', async () => {
    await world.createSession({ status: 'complete', build: FAILED });
    const { status, json } = await retry();
    expect([status, coachConfigStatusSchema.parse(json)]).toEqual([
      202,
      { sessionId: 'sess_1', status: 'queued', attempt: 0, canRetry: false, queuedAt: expect.any(String) },
    ]);
    expect(json.queuedAt).not.toBe(QUEUED_AT);
    expect(world.builds).toEqual([world.sessionRef]);
    const path = buildPath('coachConfigStatus', world.sessionRef);
    expect((await world.send({ path })).json).toEqual(json);
  });

  it('queues one build, however many ask at once', async () => {
    await world.createSession({ status: 'complete', build: FAILED });
    const answers = await Promise.all([retry(), retry(), retry()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(answers.map(({ json }) => json)).toEqual(Array(3).fill(answers[0]?.json));
    expect(world.builds).toContainEqual(world.sessionRef);
  });

  it('is answered 202 also where Lambda takes no event: the sweeper finds what is queued', async () => {
    world.isInvokeLost = true;
    await world.createSession({ status: 'complete', build: FAILED });
    expect(await retry()).toMatchObject({ status: 202, json: { status: 'queued' } });
  });

  it('leaves a builder alone that is at work', async () => {
    const build = { status: 'inProgress', step: 'writingCoach', attempt: 1, leaseUntil: Date.now() + 60_000 } as const;
    await world.createSession({ status: 'complete', build });
    expect(await retry()).toMatchObject({ status: 202, json: { status: 'inProgress', step: 'writingCoach' } });
    expect(world.builds).toEqual([]);
  });

  it.each([
    ['waits', { status: 'queued', attempt: 0, queuedAt: QUEUED_AT }],
    ['has lost its builder', { status: 'inProgress', attempt: 1, leaseUntil: 1 }],
  ] as const)('hands a build over again that %s', async (_what, build) => {
    await world.createSession({ status: 'complete', build });
    expect(await retry()).toMatchObject({ status: 202, json: { status: build.status } });
    expect(world.builds).toEqual([world.sessionRef]);
  });

  it('is answered 200 with the coach once there is one', async () => {
    await world.createSession({
      status: 'complete',
      build: { status: 'complete', attempt: 1 },
      coachId: 'coach_1',
    });
    expect(await retry()).toMatchObject({ status: 200, json: { status: 'complete', coachId: 'coach_1' } });
    expect(world.builds).toEqual([]);
  });

  it('is refused where the session is not answered to its end', async () => {
    await world.createSession();
    const refused = await retry();
    world.expectRefusal(refused, 409, 'SESSION_INCOMPLETE');
    expect([refused.json.retryable, world.builds]).toEqual([false, []]);
  });

  it('is refused with a body that says anything', async () => {
    await world.createSession({ status: 'complete', build: FAILED });
    world.expectRefusal(await retry({ body: { force: true } }), 422, 'INVALID_BODY');
    expect((await retry({ body: {} })).status).toBe(202);
  });
});
