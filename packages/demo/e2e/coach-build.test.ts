import {
  buildPath,
  coachPageSchema,
  coachResourceSchema,
  conversationDetailSchema,
} from '@coach-stream/streaming-core/contract';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { send } from './support/conversations.ts';
import { control, localRun, terminals, textOf } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { callRest, eventually } from './support/rest.ts';
import {
  builtStatus,
  configStatus,
  finishSession,
  loseBuild,
  newSession,
  readSession,
  type SessionUnderTest,
  sweepBuilds,
} from './support/sessions.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
const FAST = { firstTokenMs: 2, tokenMs: 0 };
const BUILD_TOOL = { match: { tool: 'write_coach' } };

beforeEach(async () => {
  await control(run, 'PUT', '/model/script', FAST);
  await forgetModelCalls(run);
});
afterEach(async () => {
  await control(run, 'PUT', '/clock', { offsetMs: 0 });
  await control(run, 'PUT', '/transports', { pinecone: 'up' });
  await control(run, 'DELETE', '/dynamodb/faults');
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

const coachesOf = async () =>
  coachPageSchema.parse((await callRest(run, 'GET', buildPath('coaches', run.ids))).body).coaches;
const buildCalls = async () => (await modelCalls(run, 'BuildCoachConfig')).length;
const coachOf = async (coachId: string) =>
  coachResourceSchema.parse((await callRest(run, 'GET', buildPath('coach', { ...run.ids, coachId }))).body);
const retry = (session: SessionUnderTest) => callRest(run, 'POST', buildPath('coachFromSession', session.ids));

describe('the building of a coach', () => {
  it('begins with the last answer, tells its steps, takes at most two model calls, and gives one coach to talk to', async () => {
    const session = await newSession(run);
    const before = await coachesOf();
    await finishSession(session);
    const status = await builtStatus(run, session);
    expect(status).toMatchObject({ status: 'complete', coachId: `coach_${session.ids.sessionId.slice(5)}` });
    expect(await buildCalls()).toBeGreaterThanOrEqual(1);
    expect(await buildCalls()).toBeLessThanOrEqual(2);
    const coachId = status.coachId ?? '';
    expect((await coachesOf()).map((coach) => coach.coachId)).toEqual(
      expect.arrayContaining([coachId, ...before.map((coach) => coach.coachId)]),
    );
    const coach = await coachOf(coachId);
    expect(coach.coachName.length).toBeLessThanOrEqual(25);
    expect(coach.scores?.safety).toBeGreaterThanOrEqual(7);

    const { body } = await callRest(run, 'POST', buildPath('conversations', { ...run.ids, coachId }), {});
    const { conversationId } = conversationDetailSchema.parse(body);
    const ids = { ...run.ids, coachId, conversationId };
    const streamUrl = `${run.outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`;
    const received = await send({ streamUrl, token: session.token }, 'How do I begin, coach?');
    const [terminal] = terminals(received);
    expect(terminal).toMatchObject({ type: 'complete', fullMessage: textOf(received) });
    const { coach: stored } = await readConversation(run, ids);
    expect(stored?.coachName).toBe(coach.coachName);
  }, 60_000);

  it('knows the injury that the person told of, in what is ruled out and in the coach’s own prompt', async () => {
    const injuries = ['knee', 'shoulder', 'lower back', 'wrist', 'elbow', 'hip', 'ankle'];
    const injury = injuries[Math.floor(Math.random() * injuries.length)] ?? 'knee';
    const session = await newSession(run);
    await finishSession(session, { injuriesAndLimitations: `I injured my ${injury} last year and it still hurts.` });
    const { coachId = '' } = await builtStatus(run, session);
    const { technical } = await coachOf(coachId);
    expect(technical?.injuryConsiderations.join(' ').toLowerCase()).toContain(injury.split(' ').at(-1));
    expect(technical?.safety.contraindicatedExercises.length).toBeGreaterThan(0);
    const { coach } = await readConversation(run, { ...run.ids, coachId });
    for (const exercise of technical?.safety.contraindicatedExercises ?? []) {
      expect(coach?.prompts.safety.toLowerCase()).toContain(exercise.toLowerCase());
    }
  }, 60_000);

  it('is swept up where its invocation was lost, however often that is asked for', async () => {
    const session = await newSession(run);
    await loseBuild(run);
    await finishSession(session);
    await control(run, 'PUT', '/clock', { offsetMs: 200_000 });
    await sweepBuilds(run);
    await sweepBuilds(run);
    expect(await builtStatus(run, session)).toMatchObject({ status: 'complete' });
    expect((await coachesOf()).filter(({ sessionId }) => sessionId === session.ids.sessionId)).toHaveLength(1);
  }, 60_000);

  it('fails with a reason where the model writes nothing of use, and is begun anew by hand', async () => {
    const faults = [{ kind: 'empty', times: 9, ...BUILD_TOOL }];
    const session = await newSession(run);
    await control(run, 'PUT', '/model/script', { ...FAST, faults });
    await finishSession(session);
    let offsetMs = 0;
    const failed = await eventually(
      async () => {
        offsetMs += 130_000;
        await control(run, 'PUT', '/clock', { offsetMs });
        await sweepBuilds(run);
        return builtStatusNow();
      },
      ({ status }) => status === 'failed',
    );
    function builtStatusNow() {
      return configStatus(run, session);
    }
    expect(failed).toMatchObject({ status: 'failed', reason: expect.any(String), canRetry: true });
    expect(failed.message).toMatch(/again/);
    expect((await coachesOf()).filter(({ sessionId }) => sessionId === session.ids.sessionId)).toEqual([]);
    await control(run, 'PUT', '/model/script', FAST);
    expect((await retry(session)).status).toBe(202);
    expect(await builtStatus(run, session)).toMatchObject({ status: 'complete' });
    expect((await retry(session)).status).toBe(200);
  }, 120_000);

  it('does not need the index', async () => {
    await control(run, 'PUT', '/transports', { pinecone: 'down' });
    const session = await newSession(run);
    await finishSession(session);
    expect(await builtStatus(run, session)).toMatchObject({ status: 'complete' });
  }, 60_000);

  it('is not begun by hand before the last answer', async () => {
    const session = await newSession(run);
    expect(await retry(session)).toMatchObject({ status: 409, body: { code: 'SESSION_INCOMPLETE' } });
    expect((await readSession(run, session)).build.status).toBe('none');
  });
});
