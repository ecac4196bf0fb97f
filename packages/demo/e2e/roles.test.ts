import { LOCAL_KEY_SECRET } from '@coach-stream/infra/names';
import { buildPath, conversationDetailSchema, memorySchema } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApiUser } from './support/api-user.ts';
import { chatRequest, newChat } from './support/chats.ts';
import { type ConversationUnderTest, newConversation, newKey, send, watch } from './support/conversations.ts';
import { ANSWER_CALL, functionProcesses } from './support/faults.ts';
import { imageUrl, PNG, uploadImage } from './support/images.ts';
import { control, localRun, randomNoun, readStream, terminals, textOf } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { putModelSwitch, startOwnModel } from './support/model-switch.ts';
import { callRest, eventually } from './support/rest.ts';
import { answer, builtStatus, finishSession, loseBuild, newSession, sweepBuilds } from './support/sessions.ts';
import { readConversation } from './support/stored-messages.ts';
import { giveData } from './support/user-data.ts';
import { askForDeletion, completeDeletion, moveDeletionClock } from './support/user-deletion.ts';

const run = localRun();
/** Longer than a lease. */
const LEASE_OVER_MS = 20_000;
/** Longer than a build waits before it is taken for lost. */
const BUILD_LOST_MS = 200_000;
/** Exchanges after which a conversation is summarized. */
const SUMMARIZED_EXCHANGES = 6;

beforeAll(() => control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

const call = (method: string, path: string, body?: unknown) => callRest(run, method, path, body);

async function listFunctions() {
  return (await control(run, 'GET', '/functions')) as { name: string; logicalId: string }[];
}

/** What the function whose logical id begins so has logged in this run. */
async function logOf(logicalId: string): Promise<string> {
  const found = (await listFunctions()).find((listed) => listed.logicalId.startsWith(logicalId));
  return ((await control(run, 'GET', `/logs/${found?.name}`)) as string[]).join('\n');
}

/** A message whose process has died in the middle of its answer, and whose lease is over. */
async function abandonTurn(conversation: ConversationUnderTest): Promise<string> {
  const key = newKey();
  await control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 60 });
  await control(run, 'POST', `/functions/${(await functionProcesses(run)).name}/kill?afterEvents=12`);
  expect((await send(conversation, `Tell me about ${randomNoun()}, please.`, { key })).isCut).toBe(true);
  await control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1 });
  await control(run, 'PUT', '/clock', { offsetMs: LEASE_OVER_MS });
  return key;
}

/*
 * Everything that the roles allow. `remove-statements.ts` runs these tests once for each statement of a role, without
 * that statement: one of them has to fail.
 */
describe('with the roles of the template', () => {
  it('a message is answered, stored, counted and read again', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const received = await send(conversation, `What about ${randomNoun()}?`, { key });
    expect(terminals(received)).toMatchObject([{ type: 'complete' }]);
    const { conversation: head, messages } = await readConversation(run, conversation.ids);
    expect(head?.messageCount).toBe(2);
    expect(messages).toMatchObject([{ role: 'user' }, { role: 'assistant', state: 'complete' }]);
    expect(textOf(await watch(conversation, key))).toBe(textOf(received));
  });

  it('a turn whose process has died is shown and stopped, and its text kept', async () => {
    const conversation = await newConversation(run);
    const turn = { userId: run.ids.userId, turnId: await abandonTurn(conversation) };
    try {
      expect(await call('GET', buildPath('turn', turn))).toMatchObject({ status: 200, body: { status: 'running' } });
      expect(await call('POST', buildPath('turnStop', turn))).toMatchObject({
        status: 200,
        body: { status: 'stopped' },
      });
      const { conversation: head, messages } = await readConversation(run, conversation.ids);
      expect(messages).toMatchObject([{ role: 'user' }, { state: 'stopped', content: expect.stringMatching(/./) }]);
      expect(head).toMatchObject({ messageCount: 2 });
      expect(head?.active).toBeUndefined();
    } finally {
      await control(run, 'PUT', '/clock', { offsetMs: 0 });
    }
  });

  it('a conversation is made, listed, read, renamed and deleted with its messages', async () => {
    const conversation = await newConversation(run);
    await send(conversation, 'Thanks');
    const { ids } = conversation;
    const path = buildPath('conversation', ids);
    const listed = await call('GET', buildPath('conversations', ids));
    expect(listed).toMatchObject({ status: 200, body: { conversations: expect.any(Array) } });
    expect(await call('GET', buildPath('conversationMessages', ids))).toMatchObject({
      status: 200,
      body: { messages: [{ role: 'assistant' }, { role: 'user' }] },
    });
    const title = `On ${randomNoun()}`;
    expect(await call('PATCH', path, { title })).toMatchObject({ status: 200, body: { title } });
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { deleted: true } });
    expect(await call('GET', path)).toMatchObject({ status: 404, body: { code: 'CONVERSATION_NOT_FOUND' } });
    expect((await readConversation(run, ids)).messages).toEqual([]);
  });

  it('what a person keeps is written, listed and deleted', async () => {
    const { userId } = run.ids;
    expect(await call('GET', buildPath('profile', { userId }))).toMatchObject({ status: 200, body: { userId } });
    const created = await call('POST', buildPath('memories', { userId }), { content: `Likes ${randomNoun()}` });
    expect(created).toMatchObject({ status: 201, body: { memoryId: expect.any(String) } });
    const { memoryId } = memorySchema.parse(created.body);
    expect(await call('DELETE', buildPath('memory', { userId, memoryId }))).toMatchObject({ status: 200 });
    expect(await call('GET', buildPath('workouts', { userId }))).toMatchObject({
      status: 200,
      body: { workouts: expect.any(Array) },
    });
  });

  it('an image is uploaded, looked at and shown again', async () => {
    const key = await uploadImage(run, PNG);
    const imageS3Keys = [key];
    const received = await send(await newConversation(run), '', { imageS3Keys });
    expect(terminals(received)).toMatchObject([{ type: 'complete', userMessage: { imageS3Keys } }]);
    expect((await fetch(await imageUrl(run, key))).status).toBe(200);
    const { complete } = await answer(await newSession(run), 'This is where I train.', { imageS3Keys });
    expect(complete).toMatchObject({ userMessage: { imageS3Keys } });
  });

  it('a workout and a memory are kept beside an answer, and found by meaning afterwards', async () => {
    const conversation = await newConversation(run);
    const noun = randomNoun();
    const weight = 40 + 5 * Math.floor(Math.random() * 20);
    await forgetModelCalls(run);
    expect(terminals(await send(conversation, `/log-workout 3x5 deadlift at ${weight} kg`))).toMatchObject([
      { type: 'complete', workoutLogged: { workoutId: expect.any(String) } },
    ]);
    // Without the models of router and extraction rules and the work behind the answer stand in for them.
    const tools = (await modelCalls(run)).flatMap(({ tool }) => tool ?? []);
    expect(tools.toSorted()).toEqual(['log_workout', 'plan_turn']);
    const next = await send(await newConversation(run), 'What should I train next, given my last deadlift?');
    expect(textOf(next)).toContain(String(weight));
    expect(terminals(await send(conversation, `/save-memory My ${noun} is in the cellar`))).toMatchObject([
      { type: 'complete', memorySaved: { memoryId: expect.any(String) } },
    ]);
    const asked = await eventually(
      async () => terminals(await send(conversation, `What should I do next with my ${noun}, given my progress?`))[0],
      (terminal) => terminal?.type === 'complete' && terminal.retrieval?.used === true,
    );
    expect(asked).toMatchObject({ retrieval: { used: true } });
  }, 60_000);

  it('a conversation gets a title and a summary behind its answers', async () => {
    const conversation = await newConversation(run);
    for (let exchange = 0; exchange < SUMMARIZED_EXCHANGES; exchange += 1) {
      expect(terminals(await send(conversation, 'Thanks'))).toMatchObject([{ type: 'complete' }]);
    }
    const path = buildPath('conversation', conversation.ids);
    const detail = await eventually(
      async () => conversationDetailSchema.parse((await call('GET', path)).body),
      ({ title, summary }) => title !== undefined && summary !== undefined,
    );
    expect(detail).toMatchObject({ title: expect.any(String), summary: { messageCount: 2 * SUMMARIZED_EXCHANGES } });
    // The index is written last, and nobody but the function's log tells of it.
    const isIndexed = /"isSummarized":true.*"records":1\b/;
    expect(
      await eventually(
        () => logOf('ProcessTurn'),
        (log) => isIndexed.test(log),
      ),
    ).toMatch(isIndexed);
  });

  it('a coach is made in a session and built, also where that was lost: by hand, or by the sweep', async () => {
    const byHand = await newSession(run);
    await loseBuild(run);
    await finishSession(byHand);
    expect((await call('POST', buildPath('coachFromSession', byHand.ids))).status).toBe(202);
    const { status, coachId = '' } = await builtStatus(run, byHand);
    expect(status).toBe('complete');

    const bySweep = await newSession(run);
    await loseBuild(run);
    await finishSession(bySweep);
    await control(run, 'PUT', '/clock', { offsetMs: BUILD_LOST_MS });
    try {
      await sweepBuilds(run);
      expect(await builtStatus(run, bySweep)).toMatchObject({ status: 'complete' });
    } finally {
      await control(run, 'PUT', '/clock', { offsetMs: 0 });
    }

    const coach = { userId: run.ids.userId, coachId };
    expect(await call('GET', buildPath('coaches', coach))).toMatchObject({ status: 200 });
    expect(await call('PATCH', buildPath('coach', coach), { coachName: 'Kim' })).toMatchObject({ status: 200 });
    expect(await call('DELETE', buildPath('coach', coach))).toMatchObject({ status: 200 });
    expect(await call('DELETE', buildPath('coachCreatorSession', byHand.ids))).toMatchObject({ status: 200 });
  }, 60_000);

  it('a message is answered through the REST API', async () => {
    const { ids } = await newConversation(run);
    const path = buildPath('coachConversationMessage', ids);
    expect(await call('POST', path, { userResponse: 'Thanks' })).toMatchObject({
      status: 200,
      body: { type: 'complete' },
    });
    const session = buildPath('coachCreatorSessionMessage', (await newSession(run)).ids);
    expect(await call('PUT', session, { userResponse: 'I want to run.' })).toMatchObject({ status: 200 });
  });

  it('a persona answers, as a stream and as JSON, and its chat is deleted', async () => {
    const chat = await newChat(run, 'calm_coach');
    const streamed = await readStream(
      chat.streamUrl,
      chatRequest(chat, 'Hi', { headers: { 'accept-stream': 'events' } }),
    );
    expect(terminals(streamed)).toMatchObject([{ type: 'complete', persona: 'calm_coach' }]);
    const { sessionId } = chat;
    expect(await call('POST', buildPath('chatMessage', {}), { sessionId, message: 'And now?' })).toMatchObject({
      status: 200,
    });
    expect(await call('DELETE', buildPath('chatSession', { sessionId }))).toMatchObject({ status: 200 });
  });

  it('whoever calls models follows the switch, and has the key of another provider', async () => {
    const own = await startOwnModel('Hello.');
    const change = { ...own.change, keySecretId: LOCAL_KEY_SECRET };
    const isAskedFor = (tool: string) => own.server.bodies().some((body) => JSON.stringify(body).includes(tool));
    const answeredByOwn = [{ type: 'complete', usage: { model: own.modelId } }];
    try {
      await putModelSwitch(run, { coach: change, router: change, extract: change, summary: change, build: change });
      expect(terminals(await send(await newConversation(run), `What about ${randomNoun()}?`))).toMatchObject(
        answeredByOwn,
      );
      const chat = await newChat(run);
      const request = chatRequest(chat, 'Hi', { headers: { 'accept-stream': 'events' } });
      expect(terminals(await readStream(chat.streamUrl, request))).toMatchObject(answeredByOwn);
      const session = await newSession(run);
      expect((await answer(session, 'I want to run.')).complete.usage.model).toBe(own.modelId);
      await finishSession(await newSession(run));
      for (const tool of ['set_title', 'write_coach']) {
        expect([
          tool,
          await eventually(
            async () => isAskedFor(tool),
            (isAsked) => isAsked,
          ),
        ]).toEqual([tool, true]);
      }
    } finally {
      await putModelSwitch(run, '{}');
      await own.server.close();
    }
  }, 60_000);

  it('another model answers where the first one is throttled', async () => {
    const throttled = [{ kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 60, match: ANSWER_CALL }];
    const throttle = () => control(run, 'PUT', '/model/script', { firstTokenMs: 1, tokenMs: 1, faults: throttled });
    const answered = [{ type: 'complete', usage: { model: expect.stringContaining('haiku') } }];
    await throttle();
    expect(terminals(await send(await newConversation(run), `What about ${randomNoun()}?`))).toMatchObject(answered);
    await throttle();
    const chat = await newChat(run);
    const request = chatRequest(chat, 'Hi', { headers: { 'accept-stream': 'events' } });
    expect(terminals(await readStream(chat.streamUrl, request))).toMatchObject(answered);
    await throttle();
    expect([(await answer(await newSession(run), 'I want to run.')).complete]).toMatchObject(answered);
  });

  it('everything of a user is deleted, by the request and by the sweep', async () => {
    const user = await newApiUser(run);
    const { conversation } = await giveData(user);
    await send(conversation, 'Thanks');
    await askForDeletion(user);
    try {
      expect(await completeDeletion(user)).toMatchObject({ status: 'complete' });
    } finally {
      await moveDeletionClock(run, 0);
    }
  }, 90_000);

  it.each([
    ['a turn whose after-work fails', 'ProcessTurn', async () => send(await newConversation(run), 'Thanks')],
    ['a build that fails', 'BuildCoachConfig', async () => finishSession(await newSession(run))],
    ['a deletion that fails', 'DeleteUserData', async () => askForDeletion(await newApiUser(run))],
  ])('%s again and again is in the queue of failures', async (_what, logicalId, begin) => {
    const { name } = await functionProcesses(run, logicalId);
    const failures = async () => {
      const queues = (await control(run, 'GET', '/queues')) as { logicalId: string; messages: number }[];
      return queues.find((queue) => queue.logicalId.startsWith(`${logicalId}Failures`))?.messages ?? 0;
    };
    const before = await failures();
    const failOnceMore = async () => {
      await control(run, 'POST', `/functions/${name}/fault`, { kind: 'exit' });
      const { retried } = (await control(run, 'POST', `/functions/${name}/retries`)) as { retried: number };
      return retried;
    };
    try {
      await failOnceMore();
      await begin();
      // Others' work may meet the fault instead, and succeeds with its next try.
      const after = await eventually(
        async () => {
          await failOnceMore();
          return failures();
        },
        (messages) => messages > before,
      );
      expect(after).toBeGreaterThan(before);
    } finally {
      await control(run, 'DELETE', `/functions/${name}/fault`);
    }
  });

  it('every function keeps a log of what it did', async () => {
    await run.token(`user-${randomNoun()}`);
    await send(await newConversation(run), 'Hi');
    const functions = await listFunctions();
    expect(functions.length).toBeGreaterThan(1);
    for (const { logicalId } of functions) {
      const hasReport = (log: string) => log.includes('REPORT RequestId');
      const log = await eventually(() => logOf(logicalId), hasReport);
      expect({ logicalId, log }).toEqual({ logicalId, log: expect.stringContaining('REPORT RequestId') });
    }
  });
});
