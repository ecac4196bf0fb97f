import { describe, expect, test } from '@jest/globals';
import { CALL_SETTINGS } from '../../test/conformance/provider-under-test.ts';
import { REQUEST } from '../../test/start-model.ts';
import { toOpenAiRequest } from './openai-request.ts';

const SETTINGS = { ...CALL_SETTINGS, modelId: 'gpt-4.1-mini' };
const cachePoint = { cachePoint: true as const };

test('texts of one message become one, blank ones and cache points left out', () => {
  const request = {
    system: [{ text: 'You are a coach.' }, { text: ' ' }, cachePoint, { text: 'Be safe.' }],
    messages: [
      { role: 'user' as const, content: [{ text: 'Hi.' }, cachePoint] },
      { role: 'assistant' as const, content: [{ text: 'Hello.' }] },
      { role: 'user' as const, content: [{ text: 'Data.' }, { text: 'How should I train?' }] },
    ],
  };
  expect(toOpenAiRequest(request, SETTINGS).messages).toEqual([
    { role: 'system', content: 'You are a coach.\n\nBe safe.' },
    { role: 'user', content: 'Hi.' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'Data.\n\nHow should I train?' },
  ]);
});

test('the limit has its new name for OpenAI and its old one for other servers', () => {
  const own = toOpenAiRequest(REQUEST, SETTINGS);
  expect(own).toMatchObject({ max_completion_tokens: SETTINGS.maxTokens });
  expect(own).not.toHaveProperty('max_tokens');
  const other = toOpenAiRequest(REQUEST, { ...SETTINGS, baseUrl: 'http://127.0.0.1:11434/v1' });
  expect(other).toMatchObject({ max_tokens: SETTINGS.maxTokens });
  expect(other).not.toHaveProperty('max_completion_tokens');
});

test('a tool is forced by its name', () => {
  const tool = { name: 'route', description: 'Picks a route.', inputSchema: { type: 'object', properties: {} } };
  expect(toOpenAiRequest({ ...REQUEST, tool }, SETTINGS)).toMatchObject({
    tools: [
      { type: 'function', function: { name: 'route', description: 'Picks a route.', parameters: tool.inputSchema } },
    ],
    tool_choice: { type: 'function', function: { name: 'route' } },
  });
});

describe('an image', () => {
  const image = { image: { format: 'png' as const, bytes: Uint8Array.of(1, 2, 3) } };

  test('goes into the last message as a data URL, in its place among the texts', () => {
    const messages = [{ role: 'user' as const, content: [{ text: 'Before.' }, image, { text: ' ' }] }];
    expect(toOpenAiRequest({ ...REQUEST, system: [], messages }, SETTINGS).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Before.' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
        ],
      },
    ]);
  });

  test('stands in no earlier message', () => {
    const past = { role: 'user' as const, content: [image] };
    const answer = { role: 'assistant' as const, content: [{ text: 'I see.' }] };
    const request = { ...REQUEST, messages: [past, answer, ...REQUEST.messages] };
    expect(() => toOpenAiRequest(request, SETTINGS)).toThrow(TypeError);
  });
});
