import { describe, expect, test } from '@jest/globals';
import { CALL_SETTINGS } from '../../test/conformance/provider-under-test.ts';
import { REQUEST } from '../../test/start-model.ts';
import { toAnthropicRequest } from './anthropic-request.ts';

const LONG = 'a safe and steady plan '.repeat(250);
const SETTINGS = { ...CALL_SETTINGS, modelId: 'claude-haiku-4-5-20251001' };
const cachePoint = { cachePoint: true as const };
const cache_control = { type: 'ephemeral' };

test('a cache point marks the block before it where the prefix is long enough, and goes where it is not', () => {
  const request = {
    system: [{ text: 'Short.' }, cachePoint, { text: LONG }, cachePoint],
    messages: [{ role: 'user' as const, content: [{ text: 'Hello.' }, cachePoint, { text: 'And?' }] }],
  };
  const { system, messages } = toAnthropicRequest(request, SETTINGS);
  expect(system).toEqual([
    { type: 'text', text: 'Short.' },
    { type: 'text', text: LONG, cache_control },
  ]);
  expect(messages[0]?.content).toEqual([
    { type: 'text', text: 'Hello.', cache_control },
    { type: 'text', text: 'And?' },
  ]);
});

test('a cache point before every text marks the tool', () => {
  const inputSchema = { type: 'object', description: LONG };
  const request = { ...REQUEST, system: [cachePoint], tool: { name: 'route', description: 'Picks.', inputSchema } };
  expect(toAnthropicRequest(request, SETTINGS)).toMatchObject({
    tools: [{ name: 'route', description: 'Picks.', input_schema: inputSchema, cache_control }],
    tool_choice: { type: 'tool', name: 'route' },
  });
});

test('a blank text, which the API refuses, is left out, and so is a system prompt of nothing else', () => {
  expect(toAnthropicRequest({ ...REQUEST, system: [{ text: ' \n' }] }, SETTINGS)).not.toHaveProperty('system');
});

describe('an image', () => {
  const image = { image: { format: 'webp' as const, bytes: Uint8Array.of(1, 2, 3) } };

  test('goes into the last message as base64, in its place among the texts', () => {
    const messages = [{ role: 'user' as const, content: [{ text: 'Before.' }, image, { text: 'After.' }] }];
    expect(toAnthropicRequest({ ...REQUEST, messages }, SETTINGS).messages[0]?.content).toEqual([
      { type: 'text', text: 'Before.' },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AQID' } },
      { type: 'text', text: 'After.' },
    ]);
  });

  test('stands in no earlier message', () => {
    const past = { role: 'user' as const, content: [image] };
    const answer = { role: 'assistant' as const, content: [{ text: 'I see.' }] };
    const request = { ...REQUEST, messages: [past, answer, ...REQUEST.messages] };
    expect(() => toAnthropicRequest(request, SETTINGS)).toThrow(TypeError);
  });
});
