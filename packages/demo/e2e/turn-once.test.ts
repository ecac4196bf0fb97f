import { buildPath, type CompleteEvent, turnSchema } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConversationUnderTest, newConversation, newKey, send } from './support/conversations.ts';
import { ANSWER_CALL, functionProcesses } from './support/faults.ts';
import { control, localRun, type ReceivedStream, randomNoun, terminals, textOf } from './support/local-run.ts';
import { answerCalls, forgetModelCalls } from './support/model-calls.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();

beforeEach(async () => {
  await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
  await forgetModelCalls(run);
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** The one terminal event, where it is `complete`. */
function completeOf(received: ReceivedStream): CompleteEvent {
  const [terminal, ...more] = terminals(received);
  if (terminal?.type !== 'complete' || more.length > 0) {
    throw new Error(`${received.status} ${received.isCut ? 'cut' : 'ended'}: ${received.body.slice(-300)}`);
  }
  return terminal;
}

const getTurn = async (conversation: ConversationUnderTest, turnId: string) => {
  const { userId } = conversation.ids;
  const response = await fetch(`${run.outputs.api}${buildPath('turn', { userId, turnId })}`, {
    headers: { authorization: `Bearer ${conversation.token}` },
  });
  return { status: response.status, body: await response.json() };
};

describe('a turn', () => {
  it('gives the same answer to the same key, and calls the model once', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const question = `What about ${randomNoun()}?`;
    const first = await send(conversation, question, { key });
    const second = await send(conversation, question, { key });
    expect(completeOf(second)).toEqual(completeOf(first));
    expect(textOf(second)).toBe(textOf(first));
    expect(textOf(first)).toBe(completeOf(first).fullMessage);
    expect(await answerCalls(run)).toBe(1);
  });

  it('refuses another message under a used key with 422, also in another conversation', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    await send(conversation, 'Thanks', { key });
    for (const [where, text] of [
      [conversation, 'Thanks a lot'],
      [await newConversation(run), 'Thanks'],
    ] as const) {
      const refused = await send(where, text, { key });
      expect([refused.status, JSON.parse(refused.body).code]).toEqual([422, 'TURN_MISMATCH']);
    }
    expect(await answerCalls(run)).toBe(1);
  });

  it('refuses a second message while the first is answered with 409, and takes it afterwards under the same key', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 100, tokenMs: 10 });
    const conversation = await newConversation(run);
    const hasStarted = Promise.withResolvers<void>();
    const first = send(conversation, `Tell me about ${randomNoun()}, please.`, { onEvent: () => hasStarted.resolve() });
    await hasStarted.promise;
    const key = newKey();
    const refused = await send(conversation, 'Thanks', { key });
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      409,
      { code: 'CONVERSATION_BUSY', retryable: true },
    ]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    completeOf(await first);
    completeOf(await send(conversation, 'Thanks', { key }));
    expect((await readConversation(run, conversation.ids)).conversation?.messageCount).toBe(4);
  });

  it('runs once where fifty identical requests arrive at once', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const question = `What about ${randomNoun()}?`;
    // Fifty environments start at once: one that is told to come back for want of time does so, as a client would.
    const sendUntilAnswered = async (): Promise<ReceivedStream> => {
      const received = await send(conversation, question, { key });
      return received.status === 503 ? sendUntilAnswered() : received;
    };
    const streams = await Promise.all(Array.from({ length: 50 }, sendUntilAnswered));
    const [first] = streams;
    for (const received of streams) {
      expect(completeOf(received)).toEqual(completeOf(first as ReceivedStream));
      expect(textOf(received)).toBe(completeOf(received).fullMessage);
    }
    expect(await answerCalls(run)).toBe(1);
    const { conversation: head, messages } = await readConversation(run, conversation.ids);
    expect(head).toMatchObject({ messageCount: 2 });
    expect(head?.active).toBeUndefined();
    expect(messages.map(({ content }) => content)).toEqual([question, completeOf(first as ReceivedStream).fullMessage]);
  }, 60_000);

  it('is replayed by a process that has never seen it', async () => {
    const conversation = await newConversation(run);
    const key = newKey();
    const first = await send(conversation, 'Thanks', { key });
    await control(run, 'POST', `/functions/${(await functionProcesses(run)).name}/kill`);
    const second = await send(conversation, 'Thanks', { key });
    expect(completeOf(second)).toEqual(completeOf(first));
    expect(await answerCalls(run)).toBe(1);
  });

  it('can be looked up by its key on the REST API, while it runs and afterwards', async () => {
    await control(run, 'PUT', '/model/script', { firstTokenMs: 50, tokenMs: 5 });
    const conversation = await newConversation(run);
    const key = newKey();
    const hasStarted = Promise.withResolvers<void>();
    const sent = send(conversation, `Tell me about ${randomNoun()}.`, { key, onEvent: () => hasStarted.resolve() });
    await hasStarted.promise;
    expect(await getTurn(conversation, key)).toMatchObject({ status: 200, body: { turnId: key, status: 'running' } });
    const complete = completeOf(await sent);
    const { status, body } = await getTurn(conversation, key.toUpperCase());
    expect([status, turnSchema.parse(body)]).toEqual([200, { turnId: key, status: 'finished', complete }]);
    expect(await getTurn(conversation, newKey())).toMatchObject({ status: 404, body: { code: 'TURN_NOT_FOUND' } });
  });

  it('that failed in a way that may pass runs again under its key, and leaves one answer', async () => {
    await control(run, 'PUT', '/model/script', {
      firstTokenMs: 5,
      tokenMs: 2,
      faults: [{ kind: 'reset', afterChunks: 3, match: ANSWER_CALL }],
    });
    const conversation = await newConversation(run);
    const key = newKey();
    const question = `Tell me about ${randomNoun()}.`;
    const failed = await send(conversation, question, { key });
    expect(terminals(failed)).toMatchObject([
      { type: 'error', code: 'MODEL_INTERRUPTED', partial: true, retryable: true },
    ]);
    const again = await send(conversation, question, { key, after: failed.events.at(-1)?.id ?? '' });
    expect(again.events[0]).toMatchObject({ id: '2.0', event: { status: 'restarted' } });
    expect(textOf(failed, again)).toBe(completeOf(again).fullMessage);
    const { conversation: head, messages } = await readConversation(run, conversation.ids);
    expect(messages.map(({ content }) => content)).toEqual([question, completeOf(again).fullMessage]);
    expect(head?.messageCount).toBe(2);
  });
});
