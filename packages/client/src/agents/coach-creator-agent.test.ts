import type { CompleteEvent, CreatorProgress } from '@coach-stream/streaming-core/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, type LoopbackServer, refuse, startLoopbackServer } from '../../test/loopback-server.ts';
import { createManualClock, type ManualClock, until } from '../../test/manual-clock.ts';
import { answerTurn, complete, loggedTurn } from '../../test/turns.ts';
import { createCoachStreamClient } from '../create-client.ts';
import { CoachCreatorAgent } from './coach-creator-agent.ts';

const IDS = { userId: 'kim', sessionId: 'sess_1' };
const AT = '2026-11-21T10:00:00.000Z';
const progress = (questionsCompleted: number, currentQuestion: string | null): CreatorProgress => ({
  questionsCompleted,
  totalQuestions: 2,
  percentage: questionsCompleted * 50,
  sophisticationLevel: 'unknown',
  currentQuestion,
});
const ASKED = { progressDetails: progress(1, 'age'), nextQuestion: 'How old are you?', onFinalQuestion: true };
const LAST: Partial<CompleteEvent> = {
  isComplete: true,
  progressDetails: progress(2, null),
  nextQuestion: null,
  onFinalQuestion: false,
  coachConfigGenerating: true,
};
const SESSION = {
  sessionId: IDS.sessionId,
  status: 'active',
  sophisticationLevel: 'unknown',
  progress: progress(0, 'goals'),
  currentQuestion: { questionId: 'goals', wording: 'What do you want?', isFinal: false },
  build: { status: 'none', attempt: 0, canRetry: false },
  messageCount: 1,
  startedAt: AT,
  lastActivityAt: AT,
};
const GREETING = { turnId: 'greeting', messageId: 'msg_g', role: 'assistant', content: 'Hello!', createdAt: AT };
const build = (status: string, more: object = {}) => ({
  sessionId: 'sess_1',
  status,
  attempt: 1,
  canRetry: false,
  ...more,
});

let server: LoopbackServer | undefined;
let agent: CoachCreatorAgent | undefined;
afterEach(async () => {
  agent?.dispose();
  await server?.close();
});

/** Answers each call by the end of its path, the last one of a list again and again. */
function resources(bodies: Readonly<Record<string, readonly unknown[]>>): Answer {
  const counts = new Map<string, number>();
  return (response, { path, method }) => {
    const name = `${method} ${path.replace(/\?.*/, '').split('/').slice(-2).join('/')}`;
    const list = bodies[name] ?? [];
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    const body = list[Math.min(at, list.length - 1)];
    if (typeof body === 'number') {
      refuse(response, body, {
        code: body === 503 ? 'STORAGE_UNAVAILABLE' : 'SESSION_NOT_FOUND',
        retryable: body === 503,
      });
      return;
    }
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  };
}

const SESSION_PATH = 'GET coach-creator-sessions/sess_1';
const MESSAGES = { 'GET sess_1/messages': [{ messages: [GREETING] }] };

async function open(
  reply: Partial<CompleteEvent> | Answer,
  bodies: Readonly<Record<string, readonly unknown[]>> = {},
  clock: ManualClock = createManualClock(),
) {
  const log = loggedTurn(['Good. ', 'Next.']).slice(0, -1);
  const functionUrl =
    typeof reply === 'function' ? reply : answerTurn([...log, ['1.3', complete('Good. Next.', reply)]]);
  server = await startLoopbackServer({
    functionUrl,
    api: resources({ [SESSION_PATH]: [SESSION], ...MESSAGES, ...bodies }),
  });
  const client = createCoachStreamClient({ outputs: server.outputs, getToken: () => 'a.token.b' });
  const environment = { nowMs: clock.nowMs, setTimer: clock.setTimer, random: () => 1 };
  const opened = new CoachCreatorAgent({ client, ids: IDS, environment });
  agent = opened;
  return { agent: opened, server, clock, state: () => opened.getSnapshot() };
}

/** Lets time pass until something holds. */
async function passUntil(clock: ManualClock, holds: () => boolean): Promise<void> {
  await until(() => {
    clock.advance(500);
    return holds();
  });
}

describe('a coach creator session', () => {
  it('is loaded with its greeting, its question and its progress', async () => {
    const { agent, state } = await open({});
    await agent.resume();
    expect(state()).toMatchObject({
      status: 'idle',
      messages: [{ content: 'Hello!' }],
      progress: { percentage: 0 },
      nextQuestion: { questionId: 'goals', wording: 'What do you want?', isFinal: false },
      isComplete: false,
      build: undefined,
    });
  });

  it('is answered question by question', async () => {
    const { agent, state, server } = await open(ASKED);
    await agent.resume();
    expect(await agent.send('I want to get stronger.')).toBe('done');
    expect(state()).toMatchObject({
      status: 'done',
      transport: 'functionUrl',
      progress: { percentage: 50 },
      nextQuestion: { questionId: 'age', wording: 'How old are you?', isFinal: true },
    });
    expect(state().messages.map(({ content }) => content)).toEqual(['Hello!', 'How do I warm up?', 'Good. Next.']);
    const sent = server.requests.find(({ askedFor }) => askedFor === 'functionUrl');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      userResponse: 'I want to get stronger.',
      questionId: 'goals',
    });
  });

  it('keeps an answer to a question that is no longer asked in the draft, and shows the one that is', async () => {
    const now = { ...SESSION, currentQuestion: { questionId: 'age', wording: 'How old are you?', isFinal: true } };
    const { agent, state } = await open((response) => refuse(response, 409, { code: 'QUESTION_ANSWERED' }), {
      [SESSION_PATH]: [SESSION, now],
    });
    await agent.resume();
    expect(await agent.send('To be strong')).toBe('error');
    expect(state()).toMatchObject({
      status: 'error',
      error: { code: 'QUESTION_ANSWERED' },
      draft: 'To be strong',
      nextQuestion: { questionId: 'age' },
      messages: [{ content: 'Hello!' }],
    });
  });
});

describe('the building of a coach', () => {
  it('is followed behind the last answer until there is a coach', async () => {
    const looks = [
      build('queued'),
      503,
      build('inProgress', { step: 'generate' }),
      build('complete', { coachId: 'c1' }),
    ];
    const { agent, state, server, clock } = await open(LAST, { 'GET sess_1/config-status': looks });
    const seen = new Set<string | undefined>();
    agent.subscribe(() => seen.add(agent.getSnapshot().build?.status));
    expect(await agent.send('36')).toBe('done');
    expect(state()).toMatchObject({ isComplete: true, nextQuestion: undefined, progress: { percentage: 100 } });
    await passUntil(clock, () => state().build?.status === 'complete');
    expect(state()).toMatchObject({ build: { coachId: 'c1' }, isFollowingBuild: false, buildError: undefined });
    expect([...seen]).toEqual([undefined, 'queued', 'inProgress', 'complete']);
    expect(server.requests.filter(({ path }) => path.endsWith('config-status'))).toHaveLength(4);
    expect(clock.pending).toBe(0);
  });

  it('is gone on with after a reload', async () => {
    const session = { ...SESSION, status: 'complete', currentQuestion: null, build: build('inProgress') };
    const looks = [build('complete', { coachId: 'c1' })];
    const { agent, state, clock } = await open({}, { [SESSION_PATH]: [session], 'GET sess_1/config-status': looks });
    await agent.resume();
    expect(state().isComplete).toBe(true);
    await passUntil(clock, () => state().build?.status === 'complete');
  });

  it('that has failed says why, and is begun anew', async () => {
    const failed = build('failed', { canRetry: true, reason: 'CONFIG_UNSAFE', message: 'It was not safe.' });
    const session = { ...SESSION, status: 'complete', currentQuestion: null, build: failed };
    const { agent, state, clock } = await open(
      {},
      {
        [SESSION_PATH]: [session],
        'POST from-session/sess_1': [build('queued')],
        'GET sess_1/config-status': [build('inProgress'), build('complete', { coachId: 'c1' })],
      },
    );
    await agent.resume();
    expect(state()).toMatchObject({
      build: { status: 'failed', message: 'It was not safe.' },
      isFollowingBuild: false,
    });
    const building = agent.retryBuild();
    await passUntil(clock, () => state().build?.status === 'complete');
    await building;
    expect(state()).toMatchObject({ isFollowingBuild: false, buildError: undefined });
  });

  it('whose session is gone, or that never ends, is given up with an error', async () => {
    const gone = await open(LAST, { 'GET sess_1/config-status': [404] });
    await gone.agent.send('36');
    await until(() => gone.state().buildError !== undefined);
    expect(gone.state()).toMatchObject({ status: 'done', buildError: { code: 'SESSION_NOT_FOUND' } });
    await gone.server.close();
    const endless = await open(LAST, { 'GET sess_1/config-status': [build('inProgress')] });
    await endless.agent.send('36');
    await until(() => endless.state().build !== undefined && endless.clock.pending === 1);
    endless.clock.advance(31 * 60_000);
    await until(() => endless.state().buildError !== undefined);
    expect(endless.state()).toMatchObject({ buildError: { code: 'TIMEOUT' }, isFollowingBuild: false });
  });

  it('is left where the agent is disposed of: no timer stays', async () => {
    const { agent, state, clock } = await open(LAST, { 'GET sess_1/config-status': [build('inProgress')] });
    await agent.send('36');
    await until(() => state().build !== undefined && clock.pending === 1);
    agent.dispose();
    expect(clock.pending).toBe(0);
    expect(state()).toMatchObject({ isFollowingBuild: false, buildError: undefined });
    agent.clear();
    expect(state()).toMatchObject({ build: undefined, isComplete: false, messages: [] });
  });
});
