import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newConversation, newKey, send } from './support/conversations.ts';
import { ask, control, localRun, randomNoun, terminals, textOf } from './support/local-run.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();

const PACED = { firstTokenMs: 250, tokenMs: 25 };
beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

describe('a conversation over the local run', () => {
  it('streams start, chunks and one complete event with ids, visibly paced', async () => {
    await control(run, 'PUT', '/model/script', PACED);
    const received = await ask(run, `How do I train with a ${randomNoun()}?`);
    expect(received.status).toBe(200);
    expect(received.headers.get('content-type')).toBe('text/event-stream');
    expect(received.headers.get('x-request-id')).toBeTruthy();
    const types = received.events.map(({ event }) => event.type);
    expect(types[0]).toBe('start');
    expect(types.at(-1)).toBe('complete');
    expect(terminals(received)).toHaveLength(1);
    // Passing lines have no id: nobody is to resume behind one.
    const logged = received.events.filter(({ event }) => event.type !== 'contextual');
    expect(logged.map(({ id }) => id)).toEqual(logged.map((_event, index) => `1.${index}`));
    expect(types[1]).toBe('contextual');
    expect(received.events[1]?.id).toBeUndefined();
    expect(received.body.startsWith('retry: 2000\n')).toBe(true);

    const chunkTimes = received.events.filter(({ event }) => event.type === 'chunk').map(({ atMs }) => atMs);
    expect(chunkTimes.length).toBeGreaterThan(20);
    const spreadMs = (chunkTimes.at(-1) ?? 0) - (chunkTimes[0] ?? 0);
    // Tokens are made 25 ms apart: had anything held them back, they would arrive together.
    expect(spreadMs).toBeGreaterThan(chunkTimes.length * 15);
    expect(types.lastIndexOf('contextual')).toBeLessThan(types.indexOf('chunk'));
  });

  it('sends, reports and stores one and the same text', async () => {
    const noun = randomNoun();
    const received = await ask(run, `What about ${noun}? Grüße 🏋️‍♀️`);
    const [complete] = terminals(received);
    if (complete?.type !== 'complete') {
      throw new Error(`The stream ended with ${JSON.stringify(complete)}.`);
    }
    expect(textOf(received)).toBe(complete.fullMessage);
    expect(complete.aiMessage.content).toBe(complete.fullMessage);
    expect(complete).toMatchObject({
      status: 'finished',
      conversationId: run.ids.conversationId,
      stopReason: 'end_turn',
    });
    expect(complete.usage.costUsd).toBeGreaterThan(0);
    const { messages } = await readConversation(run);
    const stored = messages.filter(({ turnId }) => turnId === complete.turnId);
    expect(stored).toMatchObject([
      { role: 'user', content: `What about ${noun}? Grüße 🏋️‍♀️` },
      { role: 'assistant', content: complete.fullMessage, state: 'complete', messageId: complete.messageId },
    ]);
  });

  it('remembers what was said before', async () => {
    const noun = randomNoun();
    await ask(run, `Let us talk about ${noun}.`);
    const received = await ask(run, 'And tomorrow morning?');
    expect(textOf(received)).toContain(noun);
  });

  it('takes the idempotency key as the turn id, and base64 bodies', async () => {
    const key = newKey();
    const response = await ask(run, 'Hi coach', { headers: { 'idempotency-key': key.toUpperCase() } });
    expect(response.events[0]?.event).toMatchObject({ type: 'start', turnId: key });
    // A content type that is not text reaches the function base64 encoded.
    const encoded = await ask(run, 'Hi coach', { headers: { 'content-type': 'application/octet-stream' } });
    expect(terminals(encoded)).toMatchObject([{ type: 'complete' }]);
  });

  it('finishes and stores the answer of a reader that has left', async () => {
    await control(run, 'PUT', '/model/script', PACED);
    const conversation = await newConversation(run);
    await send(conversation, `Tell me about ${randomNoun()}, please.`, { leaveAfter: 1 });
    const answerOf = async () => (await readConversation(run, conversation.ids)).messages[1];
    while ((await answerOf()) === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await answerOf()).toMatchObject({ state: 'complete', stopReason: 'end_turn' });
  });

  it('gives a reader that is slow every event of its answer', async () => {
    const response = await fetch(run.streamUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${await run.token()}` },
      body: JSON.stringify({ userResponse: `Tell me about ${randomNoun()}, please.` }),
    });
    let body = '';
    for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      body += text;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(body.match(/^id: /gm)?.length).toBeGreaterThan(20);
    expect(body.match(/"type":"complete"/g)).toHaveLength(1);
  });

  it('serves many readers at once, each its own answer', async () => {
    const nouns = Array.from({ length: 8 }, randomNoun);
    const streams = await Promise.all(
      nouns.map(async (noun) => send(await newConversation(run), `Tell me about ${noun}, please.`)),
    );
    streams.forEach((received, index) => {
      expect(terminals(received)).toMatchObject([{ type: 'complete' }]);
      expect(textOf(received)).toContain(nouns[index]);
    });
  });

  it("lets the stage's origins in, and no other", async () => {
    const preflight = (origin: string) =>
      fetch(run.streamUrl, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });
    const allowed = await preflight(run.address);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(run.address);
    expect(
      allowed.headers
        .get('access-control-allow-headers')
        ?.split(',')
        .map((name) => name.trim()),
    ).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'accept-stream']),
    );
    expect((await preflight('https://example.com')).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(run.streamUrl, { method: 'POST', headers: { origin: run.address } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(run.address);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});
