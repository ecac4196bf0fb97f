import { describe, expect, test } from '@jest/globals';
import { REQUEST, readAll, SETTINGS, startModel } from '../../test/start-model.ts';
import { toBedrockRequest } from './bedrock-request.ts';

const LONG = 'a safe and steady plan '.repeat(250);

test('system, messages and token limit go where Converse wants them', () => {
  expect(toBedrockRequest(REQUEST, SETTINGS)).toEqual({
    modelId: SETTINGS.modelId,
    system: [{ text: 'You are a coach.' }],
    messages: [{ role: 'user', content: [{ text: 'How should I train?' }] }],
    inferenceConfig: { maxTokens: SETTINGS.maxTokens },
  });
});

test('a cache point stays after a prefix that is long enough, and goes after one that is not', () => {
  const request = {
    system: [{ text: 'Short.' }, { cachePoint: true as const }, { text: LONG }, { cachePoint: true as const }],
    messages: [{ role: 'user' as const, content: [{ text: 'Hello.' }, { cachePoint: true as const }] }],
  };
  const mapped = toBedrockRequest(request, SETTINGS);
  expect(mapped.system).toEqual([{ text: 'Short.' }, { text: LONG }, { cachePoint: { type: 'default' } }]);
  expect(mapped.messages?.[0]?.content).toEqual([{ text: 'Hello.' }, { cachePoint: { type: 'default' } }]);
});

test('a blank text, which Bedrock refuses, is left out, and so is a system prompt of nothing else', () => {
  const mapped = toBedrockRequest({ ...REQUEST, system: [{ text: ' \n' }] }, SETTINGS);
  expect(mapped).not.toHaveProperty('system');
});

test('a tool is forced by its name', () => {
  const tool = { name: 'route', description: 'Picks a route.', inputSchema: { type: 'object', properties: {} } };
  expect(toBedrockRequest({ ...REQUEST, tool }, SETTINGS).toolConfig).toEqual({
    tools: [{ toolSpec: { name: 'route', description: 'Picks a route.', inputSchema: { json: tool.inputSchema } } }],
    toolChoice: { tool: { name: 'route' } },
  });
});

describe('an image', () => {
  const image = { image: { format: 'png' as const, bytes: Uint8Array.of(1, 2, 3) } };

  test('goes into the last message as its bytes, in its place among the texts', () => {
    const messages = [{ role: 'user' as const, content: [{ text: 'Before.' }, image, { text: 'After.' }] }];
    expect(toBedrockRequest({ ...REQUEST, messages }, SETTINGS).messages?.[0]?.content).toEqual([
      { text: 'Before.' },
      { image: { format: 'png', source: { bytes: Uint8Array.of(1, 2, 3) } } },
      { text: 'After.' },
    ]);
  });

  test('may be all that is said', () => {
    const messages = [{ role: 'user' as const, content: [image, { text: ' ' }] }];
    expect(toBedrockRequest({ ...REQUEST, messages }, SETTINGS).messages?.[0]?.content).toHaveLength(1);
  });

  test('stands in no earlier message', () => {
    const past = { role: 'user' as const, content: [image] };
    const answer = { role: 'assistant' as const, content: [{ text: 'I see.' }] };
    const request = { ...REQUEST, messages: [past, answer, ...REQUEST.messages] };
    expect(() => toBedrockRequest(request, SETTINGS)).toThrow(TypeError);
  });

  test('arrives at Bedrock as it was', async () => {
    const seen: unknown[] = [];
    const { model, close } = await startModel(({ messages }) => {
      seen.push(messages.at(-1)?.content);
      return { content: [{ text: 'A squat.' }] };
    });
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
    const messages = [
      { role: 'user' as const, content: [{ text: 'Look.' }, { image: { format: 'webp' as const, bytes } }] },
    ];
    const { signal } = new AbortController();
    const reply = await model.complete({ ...REQUEST, messages }, { signal });
    const { text, thrown } = await readAll(model.stream({ ...REQUEST, messages }, { signal }));
    await close();
    expect([reply.text, text, thrown]).toEqual(['A squat.', 'A squat.', undefined]);
    const source = { bytes: Buffer.from(bytes).toString('base64') };
    expect(seen).toEqual(Array(2).fill([{ text: 'Look.' }, { image: { format: 'webp', source } }]));
  });
});
