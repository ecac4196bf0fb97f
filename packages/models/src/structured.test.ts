import type { ConverseRequest, LocalReply } from '@coach-stream/local-aws/bedrock';
import { afterEach, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { REQUEST, readAll, type StartedModel, startModel } from '../test/start-model.ts';
import { StructuredOutputError, structured } from './index.ts';

const schema = z.strictObject({ discipline: z.enum(['running', 'strength']), minutes: z.optional(z.int()) });
const question = { schema, name: 'log_workout', description: 'Notes a workout.', request: REQUEST };
const options = { signal: new AbortController().signal };

let started: StartedModel;
afterEach(() => started.close());

async function ask(reply: LocalReply, seen: ConverseRequest[] = []) {
  started = await startModel((request) => {
    seen.push(request);
    return reply;
  });
  return structured(started.model, question, options);
}

test('gives the tool input as the schema types it, with its usage', async () => {
  const seen: ConverseRequest[] = [];
  const input = { discipline: 'running', minutes: 40 };
  const { value, usage } = await ask({ content: [{ toolUse: { name: 'log_workout', input } }] }, seen);
  expect(value).toEqual(input);
  expect(usage.outputTokens).toBeGreaterThan(0);
  expect(seen[0]?.toolConfig).toMatchObject({
    tools: [{ toolSpec: { name: 'log_workout', inputSchema: { json: { type: 'object', required: ['discipline'] } } } }],
    toolChoice: { tool: { name: 'log_workout' } },
  });
  expect(started.control.calls()).toMatchObject([{ tool: 'log_workout', operation: 'Converse' }]);
});

test.each(['{"discipline":"strength"}', '```json\n{"discipline":"strength"}\n```'])(
  'reads the JSON %j that a model wrote instead of using the tool',
  async (text) => {
    expect((await ask({ content: [{ text }] })).value).toEqual({ discipline: 'strength' });
  },
);

test('a model that ignores the tool is a typed error with the usage it cost', async () => {
  const thrown = await ask({ content: [{ text: 'I would rather talk.' }] }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(StructuredOutputError);
  expect(thrown).toMatchObject({ code: 'MODEL_INTERRUPTED', problem: 'noToolUse', stopReason: 'end_turn' });
  expect((thrown as StructuredOutputError).usage.outputTokens).toBeGreaterThan(0);
  expect((thrown as StructuredOutputError).message).not.toContain('rather');
});

test('an input that the schema refuses is a typed error without the input in its message', async () => {
  const input = { discipline: 'napping' };
  const thrown = await ask({ content: [{ toolUse: { name: 'log_workout', input } }] }).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ name: 'StructuredOutputError', problem: 'schema' });
  expect((thrown as Error).message).not.toContain('napping');
});

test('a streamed tool input comes as one event', async () => {
  const input = { discipline: 'strength', minutes: 25 };
  started = await startModel(() => ({ content: [{ toolUse: { name: 'log_workout', input } }] }));
  const tool = { name: 'log_workout', description: 'Notes a workout.', inputSchema: { type: 'object' } };
  const { others } = await readAll(started.model.stream({ ...REQUEST, tool }, options));
  expect(others).toMatchObject([
    { type: 'toolUse', name: 'log_workout', input },
    { type: 'stop', reason: 'tool_use' },
    { type: 'usage' },
  ]);
});

test('a streamed tool input that is cut by the token limit is not given', async () => {
  const input = { discipline: 'strength', minutes: 25 };
  started = await startModel(() => ({ content: [{ toolUse: { name: 'log_workout', input } }] }));
  const tool = { name: 'log_workout', description: 'Notes a workout.', inputSchema: { type: 'object' } };
  started.control.script({
    firstTokenMs: 0,
    tokenMs: 0,
    faults: [{ kind: 'stopReason', stopReason: 'tool_use', afterChunks: 2 }],
  });
  const { others } = await readAll(started.model.stream({ ...REQUEST, tool }, options));
  expect(others).toMatchObject([{ type: 'stop', reason: 'malformed_tool_use' }, { type: 'usage' }]);
});
