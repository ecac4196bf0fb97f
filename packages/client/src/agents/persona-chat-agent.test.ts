import type { MessagePage } from '@coach-stream/streaming-core/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type Answer,
  type LoopbackServer,
  openEvents,
  refuse,
  startLoopbackServer,
} from '../../test/loopback-server.ts';
import { until } from '../../test/manual-clock.ts';
import { answerTurn, complete, loggedTurn, TURN_ID, wireFrom } from '../../test/turns.ts';
import { createCoachStreamClient } from '../create-client.ts';
import { PersonaChatAgent } from './persona-chat-agent.ts';

const QUESTION = 'How do I warm up?';
const LOG = [...loggedTurn(['Go ', 'easy.']).slice(0, -1), ['1.3', complete('Go easy.', { persona: 'zen' })] as const];
const { userMessage, aiMessage } = complete('Go easy.');

/** A chat as the API has it. */
interface StoredChat {
  /** Newest first. */
  messages: MessagePage['messages'];
  activeTurnId?: string;
}

const ANSWERED: StoredChat['messages'] = [
  { ...aiMessage, turnId: TURN_ID, state: 'complete' },
  { ...userMessage, turnId: TURN_ID },
];

let server: LoopbackServer | undefined;
const agents: PersonaChatAgent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) {
    agent.dispose();
  }
  await server?.close();
});

async function setUp(functionUrl: Answer = answerTurn(LOG)) {
  const chat: StoredChat = { messages: [] };
  const api: Answer = (response, { path }) => {
    const head = { sessionId: 'chat_1', persona: 'zen', messageCount: 0, createdAt: 't' };
    const body = path.includes('/messages') ? pageOf(chat, path) : { ...head, activeTurnId: chat.activeTurnId };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const serving = await startLoopbackServer({ functionUrl, api });
  server = serving;
  const client = createCoachStreamClient({ outputs: serving.outputs, getToken: () => 'a.token.b' });
  const open = () => {
    const agent = new PersonaChatAgent({ client, ids: { sessionId: 'chat_1' }, pageSize: 2 });
    agents.push(agent);
    return agent;
  };
  const texts = (agent: PersonaChatAgent) => agent.getSnapshot().messages.map(({ content }) => content);
  const asked = () => serving.requests.map(({ method, path }) => `${method} ${path}`);
  return { open, texts, asked, chat, server: serving };
}

function pageOf({ messages }: StoredChat, path: string): MessagePage {
  const query = new URL(path, 'http://localhost').searchParams;
  const from = Number(query.get('cursor') ?? 0);
  const end = from + Number(query.get('limit'));
  return { messages: messages.slice(from, end), ...(end < messages.length && { nextCursor: String(end) }) };
}

/** Holds an answer behind its first words, until it is let go. */
function heldAnswer() {
  let end = () => {};
  const answer: Answer = (response) => {
    openEvents(response);
    response.write(wireFrom(LOG.slice(0, 2), undefined));
    end = () => void response.end(wireFrom(LOG, undefined));
  };
  return { answer, finish: () => end() };
}

describe('a chat with a persona', () => {
  it('sends a message, and tells who has answered', async () => {
    const { open, texts, server } = await setUp();
    const agent = open();
    await agent.resume();
    expect(await agent.send(QUESTION)).toBe('done');
    expect(texts(agent)).toEqual([QUESTION, 'Go easy.']);
    expect(agent.getSnapshot()).toMatchObject({ status: 'done', answeredBy: 'zen', draft: '' });
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual({ sessionId: 'chat_1', message: QUESTION });
  });

  it('shows what was said in it, on whichever device, by pages', async () => {
    const { open, texts, asked, chat } = await setUp();
    const before = ANSWERED.map((message, at) => ({ ...message, turnId: 'before', messageId: `msg_before_${at}` }));
    chat.messages = [...ANSWERED, ...before];
    const agent = open();
    await agent.resume();
    expect(texts(agent)).toEqual([QUESTION, 'Go easy.']);
    expect(agent.getSnapshot()).toMatchObject({ status: 'idle', hasOlder: true });
    await agent.loadOlder();
    expect(texts(agent)).toEqual([QUESTION, 'Go easy.', QUESTION, 'Go easy.']);
    expect(agent.getSnapshot().hasOlder).toBe(false);
    expect(asked()).toEqual([
      'GET /api/chat/sessions/chat_1',
      'GET /api/chat/sessions/chat_1/messages?limit=2',
      'GET /api/chat/sessions/chat_1/messages?limit=2&cursor=2',
    ]);
  });

  it('goes on with an answer that is being written, and sends nothing for that', async () => {
    const held = heldAnswer();
    const { open, texts, asked, chat } = await setUp(held.answer);
    chat.messages = ANSWERED.slice(1);
    chat.activeTurnId = TURN_ID;
    const agent = open();
    const resumed = agent.resume();
    await until(() => agent.getSnapshot().streamingMessage !== '');
    expect(texts(agent)).toEqual([QUESTION]);
    held.finish();
    await resumed;
    expect(texts(agent)).toEqual([QUESTION, 'Go easy.']);
    expect(agent.getSnapshot()).toMatchObject({ status: 'done', answeredBy: 'zen' });
    expect(asked().at(-1)).toBe(`GET /fn/chat/stream?turnId=${TURN_ID}`);
  });

  it('puts the text of a message that was refused back into the draft', async () => {
    const { open } = await setUp((response) => refuse(response, 404, { code: 'CHAT_NOT_FOUND' }));
    const agent = open();
    await agent.resume();
    expect(await agent.send(QUESTION)).toBe('error');
    expect(agent.getSnapshot()).toMatchObject({ draft: QUESTION, messages: [], error: { code: 'CHAT_NOT_FOUND' } });
  });

  it('forgets who has answered when it is cleared', async () => {
    const { open, texts } = await setUp();
    const agent = open();
    await agent.resume();
    await agent.send(QUESTION);
    agent.clear();
    expect([texts(agent), agent.getSnapshot().answeredBy]).toEqual([[], undefined]);
  });
});
