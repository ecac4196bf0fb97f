import { expect, test } from '@jest/globals';
import { REQUEST, SETTINGS } from '../test/start-model.ts';
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
