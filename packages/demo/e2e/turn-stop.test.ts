import { buildPath } from '@coach-stream/streaming-core/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConversationUnderTest, newConversation, newKey, send, stop, watch } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun, terminals, textOf } from './support/local-run.ts';
import { answerCalls, forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
/** How long an answer may go on after a stop. */
const STOP_WITHIN_MS = 500;

// A stop is answered by a second environment, as the first is busy: its cold start is not what is measured.
beforeAll(async () => {
  await stopAfter(await newConversation(run), 1);
});
beforeEach(async () => {
  await control(run, 'PUT', '/model/script', { firstTokenMs: 100, tokenMs: 100 });
  await forgetModelCalls(run);
});
afterEach(() => control(run, 'PUT', '/clock', { offsetMs: 0 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** Sends a message and stops its answer after some events; passing lines do not count. */
async function stopAfter(conversation: ConversationUnderTest, events: number) {
  const key = newKey();
  let count = 0;
  const isTime = Promise.withResolvers<void>();
  const sent = send(conversation, `Tell me about ${randomNoun()}, please.`, {
    key,
    onEvent: ({ event }) => {
      count += event.type === 'contextual' ? 0 : 1;
      if (count === events) {
        isTime.resolve();
      }
    },
  });
  await isTime.promise;
  const startedAt = performance.now();
  const answer = await stop(conversation, key);
  const received = await sent;
  return { key, answer, received, tookMs: performance.now() - startedAt };
}

/** Of the stream function: a stopped turn is worked on behind its end like any other. */
const lastModelCall = async () => (await modelCalls(run)).at(-1);

describe('stopping an answer', () => {
  it.each([1, 2, 3, 5, 8])(
    'after event %i ends it within half a second, keeps what was said and ends the model call',
    async (events) => {
      const conversation = await newConversation(run);
      const { answer, received, tookMs } = await stopAfter(conversation, events);
      expect(answer).toMatchObject({ status: 202, body: { status: 'running' } });
      expect(tookMs).toBeLessThan(STOP_WITHIN_MS);
      expect(terminals(received)).toMatchObject([
        { type: 'complete', status: 'stopped', fullMessage: textOf(received) },
      ]);
      const { conversation: head, messages } = await readConversation(run, conversation.ids);
      expect(messages).toMatchObject([{ role: 'user' }, { state: 'stopped', content: textOf(received) }]);
      expect(head).toMatchObject({ messageCount: 2 });
      expect(head?.active).toBeUndefined();
      expect(await lastModelCall()).toMatchObject({ aborted: true });
    },
  );

  it('before the first token keeps an empty answer, which is left out of what the coach reads next', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 1_500, tokenMs: 5 });
    const conversation = await newConversation(run);
    const { received } = await stopAfter(conversation, 1);
    expect(terminals(received)).toMatchObject([{ type: 'complete', status: 'stopped', fullMessage: '' }]);
    expect((await readConversation(run, conversation.ids)).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: '' },
    ]);
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
    expect(terminals(await send(conversation, 'Thanks'))).toMatchObject([{ type: 'complete', status: 'finished' }]);
  });

  it('after its end, or twice, changes nothing and tells how it ended', async () => {
    const conversation = await newConversation(run);
    const { key, received } = await stopAfter(conversation, 3);
    for (const answer of [await stop(conversation, key), await stop(conversation, key)]) {
      expect(answer).toMatchObject({ status: 200, body: { status: 'stopped', complete: terminals(received)[0] } });
    }
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
    const finished = newKey();
    await send(conversation, 'Thanks', { key: finished });
    expect(await stop(conversation, finished)).toMatchObject({ status: 200, body: { status: 'finished' } });
    expect((await readConversation(run, conversation.ids)).conversation?.messageCount).toBe(4);
  });

  it('is possible from another tab, which reads the same end', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const hasText = Promise.withResolvers<void>();
    const sent = send(conversation, `Tell me about ${randomNoun()}, please.`, {
      key,
      onEvent: ({ id }) => id === '1.3' && hasText.resolve(),
    });
    await hasText.promise;
    const watched = watch(conversation, key);
    const { userId } = conversation.ids;
    const response = await fetch(`${run.outputs.api}${buildPath('turnStop', { userId, turnId: key })}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${conversation.token}` },
    });
    expect(response.status).toBe(202);
    expect(terminals(await watched)).toEqual(terminals(await sent));
    expect(textOf(await watched)).toBe(textOf(await sent));
  });

  it('of a turn whose process has died ends it at once, with the text that was logged', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    await control(run, 'POST', `/functions/${(await functionProcesses(run)).name}/kill?afterEvents=8`);
    const before = await send(conversation, `Tell me about ${randomNoun()}, please.`, { key });
    expect(before.isCut).toBe(true);
    await control(run, 'PUT', '/clock', { offsetMs: 20_000 });
    const answer = await stop(conversation, key);
    expect(answer).toMatchObject({ status: 200, body: { status: 'stopped' } });
    const { messages } = await readConversation(run, conversation.ids);
    expect(messages[1]).toMatchObject({ state: 'stopped' });
    expect(textOf(before).startsWith(messages[1]?.content ?? '-')).toBe(true);
    const replayed = await send(conversation, messages[0]?.content ?? '', { key });
    expect(terminals(replayed)).toMatchObject([{ status: 'stopped', fullMessage: messages[1]?.content }]);
    expect(textOf(replayed)).toBe(messages[1]?.content);
  });

  it('of a turn whose process has died without anybody knowing is kept: who asks for the turn again gets its end', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const question = `/save-memory I sleep badly before ${randomNoun()}`;
    await control(run, 'POST', `/functions/${(await functionProcesses(run)).name}/kill?afterEvents=8`);
    const before = await send(conversation, question, { key });
    expect(before.isCut).toBe(true);
    const [memorySaved] = before.events.flatMap(({ event }) => (event.type === 'metadata' ? [event.memorySaved] : []));
    expect(memorySaved).toBeDefined();
    expect(await stop(conversation, key)).toMatchObject({ status: 202, body: { status: 'running' } });
    await control(run, 'PUT', '/clock', { offsetMs: 20_000 });
    const again = await send(conversation, question, { key });
    expect(textOf(again)).not.toBe('');
    expect(textOf(before).startsWith(textOf(again))).toBe(true);
    // With what the answer has done by then, as its readers know.
    const end = { type: 'complete', status: 'stopped', fullMessage: textOf(again), memorySaved };
    expect(terminals(again)).toMatchObject([end]);
    expect(await answerCalls(run)).toBe(1);
  });

  it('is for the owner and for a turn of this conversation only', async () => {
    const conversation = await newConversation(run);
    const { key } = await stopAfter(conversation, 2);
    expect(await stop(await newConversation(run), key)).toMatchObject({
      status: 404,
      body: { code: 'TURN_NOT_FOUND' },
    });
    expect(await stop({ ...conversation, token: await run.token('kim') }, key)).toMatchObject({
      status: 403,
      body: { code: 'USER_MISMATCH' },
    });
    expect(await stop(conversation, 'nonsense')).toMatchObject({ status: 400, body: { code: 'INVALID_ID' } });
  });
});
