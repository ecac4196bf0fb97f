import { afterEach, expect, test } from '@jest/globals';
import { anthropicWire } from '../test/conformance/anthropic-wire.ts';
import { openAiWire } from '../test/conformance/openai-wire.ts';
import { type SseServer, startSseServer } from '../test/conformance/sse-server.ts';
import { REQUEST, readAll, SETTINGS } from '../test/start-model.ts';
import { anthropicProvider } from './anthropic/index.ts';
import { createChatModel, type ModelSettings } from './index.ts';
import { openAiProvider } from './openai/index.ts';

const options = { signal: new AbortController().signal };

let server: SseServer;
afterEach(() => server.close());

test('Anthropic’s models are made of their settings, and ask for their key before each call', async () => {
  server = await startSseServer(anthropicWire);
  server.script({ reply: { text: 'Run.' } });
  const asked: string[] = [];
  const readKey = async (keySecretId: string) => {
    asked.push(keySecretId);
    return 'key';
  };
  const settings: ModelSettings = {
    ...SETTINGS,
    provider: 'anthropic',
    modelId: 'claude-haiku-4-5',
    baseUrl: server.url,
    keySecretId: 'a-key',
  };
  const providers = { anthropic: anthropicProvider({ readKey }) };
  const model = createChatModel({ settings, providers });
  expect(asked).toEqual([]);
  expect((await readAll(model.stream(REQUEST, options))).text).toBe('Run.');
  expect((await model.complete(REQUEST, options)).usage.answeredBy?.modelId).toBe('claude-haiku-4-5');
  expect(asked).toEqual(['a-key', 'a-key']);
  expect(server.authorizations()).toEqual(['Bearer key', 'Bearer key']);
});

test.each([undefined, 'a-key'])(
  'models of a server of one’s own are called at its base URL, with the key %p',
  async (key) => {
    server = await startSseServer(openAiWire);
    server.script({ reply: { text: 'Run.' } });
    const readKey = () => Promise.resolve('key');
    const at = { provider: 'openai', modelId: 'qwen3', baseUrl: `${server.url}/v1` } as const;
    const settings: ModelSettings = { ...SETTINGS, ...at, ...(key !== undefined && { keySecretId: key }) };
    const model = createChatModel({ settings, providers: { openai: openAiProvider({ readKey }) } });
    expect((await readAll(model.stream(REQUEST, options))).text).toBe('Run.');
    expect(server.bodies()).toMatchObject([{ model: 'qwen3', stream: true }]);
  },
);
