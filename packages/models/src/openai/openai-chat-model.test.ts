import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAiWire } from '../../test/conformance/openai-wire.ts';
import { CALL_SETTINGS } from '../../test/conformance/provider-under-test.ts';
import { type SseServer, startSseServer } from '../../test/conformance/sse-server.ts';
import { readFixture } from '../../test/fixtures/read-fixture.ts';
import { REQUEST, readAll } from '../../test/start-model.ts';
import type { ChatModel } from '../index.ts';
import { createOpenAiChatModel, createOpenAiClient } from './openai-chat-model.ts';

const { signal } = new AbortController();

let server: SseServer;
let model: ChatModel;
beforeAll(async () => {
  server = await startSseServer(openAiWire);
  const baseUrl = `${server.url}/v1`;
  const settings = { ...CALL_SETTINGS, modelId: 'gpt-4o-mini', baseUrl };
  model = createOpenAiChatModel({ client: createOpenAiClient({ baseUrl }), settings, random: () => 0 });
});
afterAll(() => server.close());

function read(fixture: string) {
  server.script({});
  server.replay(fixture, 'text/event-stream; charset=utf-8');
  return readAll(model.stream(REQUEST, { signal }));
}

describe('the documented stream', () => {
  test('of a text is read, with what the cache served taken out of the input', async () => {
    expect(await read(readFixture('openai-text.sse'))).toEqual({
      text: 'Hello',
      others: [
        { type: 'stop', reason: 'end_turn' },
        { type: 'usage', usage: { inputTokens: 86, outputTokens: 300, cacheReadTokens: 1920, cacheWriteTokens: 0 } },
      ],
      thrown: undefined,
    });
  });

  test('of a tool is read', async () => {
    expect(await read(readFixture('openai-tool.sse'))).toEqual({
      text: '',
      others: [
        { type: 'toolUse', name: 'log_workout', input: { discipline: 'running', minutes: 40 } },
        { type: 'stop', reason: 'tool_use' },
        { type: 'usage', usage: { inputTokens: 60, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 } },
      ],
      thrown: undefined,
    });
  });

  test('of a server with reasoning and counts in every chunk is read, and the last counts stand', async () => {
    expect(await read(readFixture('local-server-text.sse'))).toMatchObject({
      text: 'Hello',
      others: [
        { type: 'stop', reason: 'end_turn' },
        { type: 'usage', usage: { inputTokens: 12, outputTokens: 5 } },
      ],
      thrown: undefined,
    });
  });

  test.each(['"finish_reason":"stop"', '"prompt_tokens"'])(
    'without %s is an error, however cleanly it ends',
    async (part) => {
      const events = readFixture('openai-text.sse').split('\n\n');
      const { thrown } = await read(events.filter((event) => !event.includes(part)).join('\n\n'));
      expect(thrown).toMatchObject({ code: 'MODEL_INTERRUPTED', partial: true });
    },
  );

  test('may end without [DONE], which some servers leave out, once all else has come', async () => {
    const { text, thrown } = await read(readFixture('openai-text.sse').replace('data: [DONE]\n\n', ''));
    expect({ text, thrown }).toEqual({ text: 'Hello', thrown: undefined });
  });
});

test('a refusal is what the model says', async () => {
  const { text } = await read(readFixture('openai-text.sse').replace('"content":"Hello"', '"refusal":"I cannot."'));
  expect(text).toBe('I cannot.');
});

test('an empty account is throttled, and not tried again', async () => {
  const error = { message: 'You exceeded your current quota.', type: 'insufficient_quota', code: 'insufficient_quota' };
  const { thrown } = await read(`data: ${JSON.stringify({ error })}\n\n`);
  expect(thrown).toMatchObject({ code: 'MODEL_THROTTLED' });
  expect(server.calls()).toHaveLength(1);
});

test('a request to a server of one’s own names model, limit, stream and its counts', async () => {
  server.script({ reply: { text: 'Hello.' } });
  await readAll(model.stream(REQUEST, { signal }));
  await model.complete(REQUEST, { signal });
  const sent = {
    model: 'gpt-4o-mini',
    max_tokens: CALL_SETTINGS.maxTokens,
    messages: [
      { role: 'system', content: 'You are a coach.' },
      { role: 'user', content: 'How should I train?' },
    ],
  };
  expect(server.bodies()).toEqual([
    { ...sent, stream: true, stream_options: { include_usage: true } },
    { ...sent, stream: false },
  ]);
});
