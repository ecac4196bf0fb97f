import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anthropicWire } from '../../test/conformance/anthropic-wire.ts';
import { CALL_SETTINGS } from '../../test/conformance/provider-under-test.ts';
import { type SseServer, startSseServer } from '../../test/conformance/sse-server.ts';
import { readFixture } from '../../test/fixtures/read-fixture.ts';
import { REQUEST, readAll } from '../../test/start-model.ts';
import type { ChatModel } from '../index.ts';
import { createAnthropicChatModel, createAnthropicClient } from './anthropic-chat-model.ts';

const { signal } = new AbortController();
const settings = { ...CALL_SETTINGS, modelId: 'claude-haiku-4-5-20251001' };

let server: SseServer;
let model: ChatModel;
beforeAll(async () => {
  server = await startSseServer(anthropicWire);
  const client = createAnthropicClient({ apiKey: () => Promise.resolve('the key'), baseUrl: server.url });
  model = createAnthropicChatModel({ client, settings, random: () => 0 });
});
afterAll(() => server.close());

function read(fixture: string) {
  server.script({});
  server.replay(fixture, 'text/event-stream; charset=utf-8');
  return readAll(model.stream(REQUEST, { signal }));
}

describe('the documented stream', () => {
  test('of a text is read, with the counts of start and end', async () => {
    expect(await read(readFixture('anthropic-text.sse'))).toEqual({
      text: 'Hello!',
      others: [
        { type: 'stop', reason: 'end_turn' },
        { type: 'usage', usage: { inputTokens: 25, outputTokens: 15, cacheReadTokens: 0, cacheWriteTokens: 0 } },
      ],
      thrown: undefined,
    });
  });

  test('of a tool is read, without the thinking before it and with what the cache served and took', async () => {
    expect(await read(readFixture('anthropic-tool.sse'))).toEqual({
      text: '',
      others: [
        { type: 'toolUse', name: 'log_workout', input: { discipline: 'running', minutes: 40 } },
        { type: 'stop', reason: 'tool_use' },
        { type: 'usage', usage: { inputTokens: 472, outputTokens: 89, cacheReadTokens: 1200, cacheWriteTokens: 40 } },
      ],
      thrown: undefined,
    });
  });

  test('that an overload ends is an interruption after text', async () => {
    const { text, thrown } = await read(readFixture('anthropic-overloaded.sse'));
    expect(text).toBe('Hello');
    expect(thrown).toMatchObject({ code: 'MODEL_INTERRUPTED', partial: true });
  });

  test.each(['message_stop', 'message_delta'])(
    'that lacks its %s is an error, however cleanly it ends',
    async (name) => {
      const events = readFixture('anthropic-text.sse').split('\n\n');
      const { thrown } = await read(events.filter((event) => !event.startsWith(`event: ${name}`)).join('\n\n'));
      expect(thrown).toMatchObject({ code: 'MODEL_INTERRUPTED', partial: true });
    },
  );
});

test('a request names model, limit, stream and key', async () => {
  server.script({ reply: { text: 'Hello.' } });
  await readAll(model.stream(REQUEST, { signal }));
  await model.complete(REQUEST, { signal });
  const sent = {
    model: settings.modelId,
    max_tokens: settings.maxTokens,
    system: [{ type: 'text', text: 'You are a coach.' }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'How should I train?' }] }],
  };
  expect(server.bodies()).toEqual([
    { ...sent, stream: true },
    { ...sent, stream: false },
  ]);
});

test('a key that cannot be read makes the model unavailable', async () => {
  const apiKey = () => Promise.reject(new Error('The secret is not there.'));
  const client = createAnthropicClient({ apiKey, baseUrl: server.url });
  const keyless = createAnthropicChatModel({ client, settings, random: () => 0 });
  server.script({});
  const { thrown } = await readAll(keyless.stream(REQUEST, { signal }));
  expect(thrown).toMatchObject({ code: 'MODEL_UNAVAILABLE', partial: false });
  expect(server.calls()).toEqual([]);
});
