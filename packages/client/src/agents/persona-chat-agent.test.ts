import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type LoopbackServer,
  openEvents,
  refuse,
  startLoopbackServer,
} from '../../test/loopback-server.ts';
import { until } from '../../test/manual-clock.ts';
import { answerTurn, complete, loggedTurn, wireFrom } from '../../test/turns.ts';
import { createCoachStreamClient } from '../create-client.ts';
import { createMemoryTranscript } from './chat-transcript.ts';
import { PersonaChatAgent } from './persona-chat-agent.ts';

const QUESTION = 'How do I warm up?';
const LOG = [...loggedTurn(['Go ', 'easy.']).slice(0, -1), ['1.3', complete('Go easy.', { persona: 'zen' })] as const];

let server: LoopbackServer | undefined;
const agents: PersonaChatAgent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) {
    agent.dispose();
  }
  await server?.close();
});

async function setUp(functionUrl: Answer = answerTurn(LOG)) {
  const serving = await startLoopbackServer({ functionUrl });
  server = serving;
  const client = createCoachStreamClient({ outputs: serving.outputs, getToken: () => 'a.token.b' });
  const transcript = createMemoryTranscript();
  const open = () => {
    const agent = new PersonaChatAgent({ client, ids: { sessionId: 'chat_1' }, transcript });
    agents.push(agent);
    return agent;
  };
  const texts = (agent: PersonaChatAgent) => agent.getSnapshot().messages.map(({ content }) => content);
  return { open, texts, transcript, server: serving };
}

/** Holds each answer behind its first words, until it is let go; then answers whole. */
function heldAnswer() {
  let isHeld = true;
  const letGo: (() => void)[] = [];
  const answer: Answer = (response, request, index) => {
    if (!isHeld) {
      return answerTurn(LOG)(response, request);
    }
    openEvents(response);
    response.write(wireFrom(LOG.slice(0, 2), undefined));
    letGo[index] = () => response.end(wireFrom(LOG, undefined));
  };
  return {
    answer,
    finish() {
      isHeld = false;
      for (const end of letGo) {
        end?.();
      }
    },
  };
}

describe('a chat with a persona', () => {
  it('sends a message, and tells who has answered', async () => {
    const { open, texts, server } = await setUp();
    const agent = open();
    await agent.resume();
    expect(await agent.send(QUESTION)).toBe('done');
    expect(texts(agent)).toEqual([QUESTION, 'Go easy.']);
    expect(agent.getSnapshot()).toMatchObject({ status: 'done', answeredBy: 'zen', draft: '' });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ sessionId: 'chat_1', message: QUESTION });
  });

  it('shows again what was said, which only its transcript tells', async () => {
    const { open, texts, server } = await setUp();
    const first = open();
    await first.resume();
    await first.send(QUESTION);
    const again = open();
    await again.resume();
    expect(texts(again)).toEqual([QUESTION, 'Go easy.']);
    expect(server.requests).toHaveLength(1);
  });

  it('goes on with an answer that was being written, under the same turn id', async () => {
    const held = heldAnswer();
    const { open, texts, server } = await setUp(held.answer);
    const first = open();
    await first.resume();
    void first.send(QUESTION);
    await until(() => first.getSnapshot().streamingMessage !== '');
    first.dispose();
    const again = open();
    const resumed = again.resume();
    await until(() => again.getSnapshot().isStreaming);
    expect(texts(again)).toEqual([QUESTION]);
    held.finish();
    await resumed;
    expect(texts(again)).toEqual([QUESTION, 'Go easy.']);
    const keys = new Set(server.requests.map(({ headers }) => headers['idempotency-key']));
    expect([keys.size, again.getSnapshot().draft]).toEqual([1, '']);
  });

  it('reads along where another tab has sent the message', async () => {
    const held = heldAnswer();
    const { open, texts, transcript } = await setUp(held.answer);
    const [first, other] = [open(), open()];
    await Promise.all([first.resume(), other.resume()]);
    const sent = first.send(QUESTION);
    await until(() => first.getSnapshot().streamingMessage !== '');
    const resumed = other.resume();
    await until(() => other.getSnapshot().streamingMessage !== '');
    held.finish();
    await Promise.all([sent, resumed]);
    expect(texts(other)).toEqual([QUESTION, 'Go easy.']);
    expect(transcript.read()).toMatchObject({ messages: [{ content: 'Go easy.' }, { content: QUESTION }] });
    expect(transcript.read()?.running).toBeUndefined();
  });

  it('keeps what it has when it is left before it was read, as strict mode does', async () => {
    const { open, transcript } = await setUp();
    const messages = [{ turnId: 't', messageId: 'm', role: 'user' as const, content: 'Before', createdAt: 'x' }];
    transcript.write({ messages, running: { turnId: 't2', text: 'Now' } });
    const agent = open();
    void agent.resume();
    agent.dispose();
    expect(transcript.read()).toEqual({ messages, running: { turnId: 't2', text: 'Now' } });
  });

  it('keeps no turn that was refused, and its text in the draft', async () => {
    const { open, transcript } = await setUp((response) => refuse(response, 404, { code: 'CHAT_NOT_FOUND' }));
    const agent = open();
    await agent.resume();
    expect(await agent.send(QUESTION)).toBe('error');
    expect(agent.getSnapshot()).toMatchObject({ draft: QUESTION, messages: [], error: { code: 'CHAT_NOT_FOUND' } });
    expect(transcript.read()).toMatchObject({ messages: [], running: undefined });
  });

  it('leaves its transcript as it is when it is cleared', async () => {
    const { open, texts, transcript } = await setUp();
    const agent = open();
    await agent.resume();
    await agent.send(QUESTION);
    agent.clear();
    expect([texts(agent), agent.getSnapshot().answeredBy]).toEqual([[], undefined]);
    expect(transcript.read()?.messages).toHaveLength(2);
  });
});
