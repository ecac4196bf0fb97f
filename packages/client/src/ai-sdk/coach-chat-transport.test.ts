import { describe, expect, it } from '@jest/globals';
import { AbstractChat, type ChatInit, type ChatState, readUIMessageStream, uiMessageChunkSchema } from 'ai';
import type { ConnectionPlan } from '../agents/connection-plan.fixture.ts';
import { createModelServer } from '../agents/model-server.fixture.ts';
import { CoachStreamError } from '../errors.ts';
import { type CoachChatTransportOptions, createCoachChatTransport } from './coach-chat-transport.ts';
import { type CoachUIMessage, toUiMessages } from './coach-ui-message.ts';

const IDS = { userId: 'u', coachId: 'k', conversationId: 'c' };

/** A chat as `@ai-sdk/react` makes one, without React. */
class PlainChat extends AbstractChat<CoachUIMessage> {
  constructor(init: ChatInit<CoachUIMessage>, messages: CoachUIMessage[] = []) {
    const state: ChatState<CoachUIMessage> = {
      status: 'ready',
      error: undefined,
      messages,
      pushMessage(message) {
        state.messages = [...state.messages, message];
      },
      popMessage() {
        state.messages = state.messages.slice(0, -1);
      },
      replaceMessage(index, message) {
        state.messages = state.messages.with(index, structuredClone(message));
      },
      snapshot: (thing) => structuredClone(thing),
    };
    super({ ...init, state });
  }
}

function setUp(plans: readonly ConnectionPlan[] = [], options: Partial<CoachChatTransportOptions> = {}) {
  const server = createModelServer();
  server.plan(...plans);
  const data: unknown[] = [];
  const transport = createCoachChatTransport({ client: server.client, ids: IDS, ...options });
  const open = (messages?: CoachUIMessage[]) =>
    new PlainChat({ id: 'chat', transport, onData: (part) => data.push(part) }, messages);
  return { server, data, transport, chat: open(), open };
}

const said = ({ messages }: PlainChat) =>
  messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => (part.type === 'text' ? part.text : '')).join('')}`,
  );
const until = async (isSo: () => boolean) => {
  for (let looks = 0; looks < 500 && !isSo(); looks += 1) {
    await new Promise(setImmediate);
  }
  expect(isSo()).toBe(true);
};

describe('a chat of the AI SDK', () => {
  it('sends the last message and streams the answer', async () => {
    const { chat, data, server } = setUp([{ chunks: ['War', 'm ', 'up.'] }]);
    await chat.sendMessage({ text: 'How?' });
    expect([chat.status, said(chat)]).toEqual(['ready', ['user: How?', 'assistant: Warm up.']]);
    expect(chat.lastMessage?.metadata).toMatchObject({
      turnId: 'turn1',
      messageId: 'msg_turn1_assistant',
      state: 'complete',
    });
    expect(data).toMatchObject([{ type: 'data-contextual', data: { content: 'Let me see', stage: 'router' } }]);
    await chat.sendMessage({ text: 'And then?' });
    expect(server.stored().map(({ content }) => content)).toEqual(['How?', 'Warm up.', 'And then?', 'Hi there.']);
  });

  it('gets what the turn has done as data parts, which stay', async () => {
    const workoutLogged = { workoutId: 'w', discipline: 'running', completedAt: '2026-01-01' };
    const memorySaved = { memoryId: 'm', content: 'Runs' };
    const { chat } = setUp([{ metadata: { workoutLogged, memorySaved }, retractAfter: 1 }]);
    await chat.sendMessage({ text: 'I ran' });
    const parts = chat.lastMessage?.parts.filter(({ type }) => type.startsWith('data-'));
    expect(parts).toMatchObject([{ data: workoutLogged }, { data: memorySaved }]);
  });

  it.each<[string, ConnectionPlan, string]>([
    ['restarted', { chunks: ['a', 'b', 'c'], restartAfter: 2 }, 'abc'],
    ['a withdrawal', { chunks: ['a', 'b'], retractAfter: 2 }, 'Let us talk about training.'],
  ])('forgets the text so far at %s', async (_, plan, text) => {
    const { chat } = setUp([plan]);
    await chat.sendMessage({ text: 'Hi' });
    expect(said(chat)).toEqual(['user: Hi', `assistant: ${text}`]);
    expect(chat.lastMessage?.parts.filter(({ type }) => type === 'text')).toHaveLength(1);
  });

  it('fails with our error, and regenerates under the same turn', async () => {
    const { chat, server } = setUp([{ chunks: ['a', 'b', 'c'], cutAfter: 3 }]);
    await chat.sendMessage({ text: 'Hi' });
    expect([chat.status, said(chat)]).toEqual(['error', ['user: Hi', 'assistant: ab']]);
    expect(CoachStreamError.is(chat.error) && chat.error.code).toBe('ALL_TRANSPORTS_FAILED');
    await chat.regenerate();
    expect([chat.status, said(chat)]).toEqual(['ready', ['user: Hi', 'assistant: abc']]);
    expect(server.turns()).toMatchObject([{ runs: 1 }]);
  });

  it('asks again, as a new turn, where a whole answer is regenerated', async () => {
    const { chat, server } = setUp();
    await chat.sendMessage({ text: 'Hi' });
    await chat.regenerate();
    expect(said(chat)).toEqual(['user: Hi', 'assistant: Hi there.']);
    expect(server.turns()).toHaveLength(2);
  });

  it('that is stopped stops the answer on the server', async () => {
    const { chat, server } = setUp([{ chunks: ['a', 'b', 'c'], holdAfter: 2 }]);
    const sending = chat.sendMessage({ text: 'Hi' });
    await until(() => said(chat)[1] === 'assistant: ab');
    await chat.stop();
    await sending;
    await until(() => server.stored()[1]?.state === 'stopped');
    expect([chat.status, said(chat)]).toEqual(['ready', ['user: Hi', 'assistant: ab']]);
  });

  it('that is stopped before the server has the message stops it all the same', async () => {
    const { chat, server } = setUp([{ chunks: ['a', 'b'], holdAfter: 1 }]);
    const sending = chat.sendMessage({ text: 'Hi' });
    await Promise.resolve();
    await chat.stop();
    await sending;
    await until(() => server.turns().every(({ status }) => status !== 'running'));
    expect(chat.status).toBe('ready');
  });

  it('that is left lets the answer go on', async () => {
    const { chat, server } = setUp([{ holdAfter: 1 }], { onAbort: 'leave' });
    const sending = chat.sendMessage({ text: 'Hi' });
    await until(() => said(chat).length === 2);
    await chat.stop();
    await sending;
    expect(server.turns()).toMatchObject([{ status: 'running' }]);
  });
});

describe('a chat that is opened again', () => {
  it('goes on with the answer that is being written, in its one place', async () => {
    const { chat, open, server } = setUp([{ chunks: ['a', 'b', 'c'], holdAfter: 2 }], { onAbort: 'leave' });
    const sending = chat.sendMessage({ text: 'Hi' });
    await until(() => said(chat)[1] === 'assistant: ab');
    await chat.stop();
    await sending;
    const again = open(toUiMessages(await server.client.api.conversations.messages(IDS)));
    const resuming = again.resumeStream();
    await until(() => said(again)[1] === 'assistant: ab');
    server.finish();
    await resuming;
    expect([again.status, said(again)]).toEqual(['ready', ['user: Hi', 'assistant: abc']]);
    expect(server.turns()).toMatchObject([{ runs: 1 }]);
  });

  it('reads an answer to its end that was cut and has ended since', async () => {
    const { chat } = setUp([{ chunks: ['a', 'b', 'c'], cutAfter: 3 }]);
    await chat.sendMessage({ text: 'Hi' });
    await chat.resumeStream();
    expect([chat.status, said(chat)]).toEqual(['ready', ['user: Hi', 'assistant: abc']]);
  });

  it('has nothing to go on with where nothing is being answered', async () => {
    const { transport, server } = setUp();
    server.sayElsewhere('Hi');
    expect(await transport.reconnectToStream({ chatId: 'chat' })).toBeNull();
  });

  it('shows stored messages oldest first, with the ids that answers have while they are written', async () => {
    const memorySaved = { memoryId: 'm', content: 'Runs' };
    const { chat, server } = setUp([{ metadata: { memorySaved } }]);
    await chat.sendMessage({ text: 'Hi' });
    const stored = toUiMessages(await server.client.api.conversations.messages(IDS));
    expect(stored.map(({ role, parts }) => [role, parts])).toEqual([
      ['user', [{ type: 'text', text: 'Hi' }]],
      [
        'assistant',
        [
          { type: 'data-memorySaved', id: 'memorySaved', data: memorySaved },
          { type: 'text', text: 'Hi there.' },
        ],
      ],
    ]);
    expect(stored[1]?.id).toBe(chat.lastMessage?.id);
  });
});

describe('the transport', () => {
  it('gives chunks that the AI SDK takes for valid, and reads to a message by itself', async () => {
    const memorySaved = { memoryId: 'm', content: 'Runs' };
    const { transport } = setUp([{ metadata: { memorySaved }, retractAfter: 1 }]);
    const question: CoachUIMessage = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] };
    const stream = await transport.sendMessages({
      trigger: 'submit-message',
      chatId: 'chat',
      messageId: undefined,
      messages: [question],
      abortSignal: undefined,
    });
    const [one, other] = stream.tee();
    const { validate } = uiMessageChunkSchema();
    for await (const chunk of one) {
      expect(await validate?.(chunk)).toMatchObject({ success: true });
    }
    let last: unknown;
    for await (const message of readUIMessageStream({ stream: other })) {
      last = message;
    }
    expect(last).toMatchObject({ role: 'assistant', metadata: { state: 'redacted' } });
  });

  it('refuses a chat without a message of the person', async () => {
    const { transport } = setUp();
    const request = { trigger: 'submit-message', chatId: 'x', messageId: undefined, abortSignal: undefined } as const;
    await expect(transport.sendMessages({ ...request, messages: [] })).rejects.toThrow(TypeError);
  });
});
