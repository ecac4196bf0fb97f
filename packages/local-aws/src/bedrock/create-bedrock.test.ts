import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { afterEach, describe, expect, test } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { LocalReply } from './local-model.ts';
import { type BedrockServer, startBedrockServer } from './start-bedrock-server.ts';

const AT_ONCE = { firstTokenMs: 0, tokenMs: 0 };
const INPUT: ConverseCommandInput = {
  modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  system: [{ text: 'You are a lighthouse keeper.' }],
  messages: [{ role: 'user', content: [{ text: 'What do you see?' }] }],
};
const TOOL = { toolSpec: { name: 'note', inputSchema: { json: { type: 'object' } } } };

let server: BedrockServer;
let client: BedrockRuntimeClient;

async function start(reply: LocalReply | Error, handler: 'http1' | 'http2' = 'http1'): Promise<void> {
  server = await startBedrockServer({
    model: {
      respond() {
        if (reply instanceof Error) throw reply;
        return reply;
      },
    },
  });
  server.control.script(AT_ONCE);
  client = new BedrockRuntimeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'KEEPER', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...(handler === 'http1' && { requestHandler: new NodeHttpHandler() }),
  });
}

async function stream(input = INPUT): Promise<ConverseStreamOutput[]> {
  const { stream: events = [] } = await client.send(new ConverseStreamCommand(input));
  const seen: ConverseStreamOutput[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const textOf = (events: readonly ConverseStreamOutput[]) =>
  events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');

afterEach(async () => {
  client.destroy();
  await server.close();
});

describe.each(['http1', 'http2'] as const)('the real SDK client over %s', (handler) => {
  test('reads a streamed answer in the order of the wire', async () => {
    await start({ content: [{ text: 'Fog, and one boat.' }] }, handler);
    const events = await stream();
    expect(textOf(events)).toBe('Fog, and one boat.');
    const types = events.map((event) => Object.keys(event)[0]).filter((type) => type !== 'contentBlockDelta');
    expect(types).toEqual(['messageStart', 'contentBlockStop', 'messageStop', 'metadata']);
    expect(events.at(-2)).toEqual({ messageStop: { stopReason: 'end_turn' } });
    expect(events.at(-1)?.metadata?.usage).toMatchObject({ inputTokens: 11, outputTokens: 4, totalTokens: 15 });
  });

  test('reads a whole answer', async () => {
    await start({ content: [{ text: 'Fog.' }] }, handler);
    const reply = await client.send(new ConverseCommand(INPUT));
    expect(reply.output?.message).toEqual({ role: 'assistant', content: [{ text: 'Fog.' }] });
    expect(reply).toMatchObject({ stopReason: 'end_turn', usage: { outputTokens: 1 } });
  });

  test('throws the error that the script sets, with its status and wait', async () => {
    await start({ content: [] }, handler);
    server.control.script({ faults: [{ kind: 'refuse', error: 'ThrottlingException', retryAfterSeconds: 7 }] });
    const thrown = await stream().catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
      $response: { headers: { 'retry-after': '7' } },
    });
  });

  test('is answered again after its connection was reset', async () => {
    await start({ content: [{ text: 'Fog, and one boat.' }] }, handler);
    server.control.script({ ...AT_ONCE, faults: [{ kind: 'reset', afterChunks: 2 }, { kind: 'reset' }] });
    await stream().catch(() => undefined);
    await stream().catch(() => undefined);
    expect(textOf(await stream())).toBe('Fog, and one boat.');
    expect(server.control.calls().map(({ aborted, outputChunks }) => [aborted, outputChunks])).toEqual([
      [false, 2],
      [false, 0],
      [false, 4],
    ]);
  });

  test('that leaves midway is logged as aborted', async () => {
    await start({ content: [{ text: 'word '.repeat(500) }] }, handler);
    server.control.script({ firstTokenMs: 0, tokenMs: 5 });
    const controller = new AbortController();
    const command = new ConverseStreamCommand(INPUT);
    const { stream: events = [] } = await client.send(command, { abortSignal: controller.signal });
    for await (const event of events) if (event.contentBlockDelta !== undefined) break;
    controller.abort();
    const deadline = Date.now() + 2_000;
    while (server.control.calls()[0]?.endedAt === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const [call] = server.control.calls();
    expect(call).toMatchObject({ aborted: true, endedAt: expect.any(String) });
    expect(call?.outputChunks).toBeLessThan(500);
  });
});

test('a forced tool gets its input in pieces that join to its JSON', async () => {
  const input = { text: 'one boat', bearing: 270 };
  await start({ content: [{ toolUse: { name: 'note', input } }] });
  const toolConfig = { tools: [TOOL], toolChoice: { tool: { name: 'note' } } };
  const events = await stream({ ...INPUT, toolConfig });
  const pieces = events.flatMap((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? []);
  expect(pieces.length).toBeGreaterThan(2);
  expect(JSON.parse(pieces.join(''))).toEqual(input);
  expect(events.find((event) => event.contentBlockStart)?.contentBlockStart?.start?.toolUse?.name).toBe('note');
  expect(events.at(-2)?.messageStop?.stopReason).toBe('tool_use');
  expect(server.control.calls()).toMatchObject([{ tool: 'note', outputChunks: pieces.length }]);
});

test('an answer ends at maxTokens', async () => {
  await start({ content: [{ text: 'a b c d e f g' }] });
  const events = await stream({ ...INPUT, inferenceConfig: { maxTokens: 3 } });
  expect(textOf(events)).toBe('a b c');
  expect(events.at(-2)?.messageStop?.stopReason).toBe('max_tokens');
  expect(events.at(-1)?.metadata?.usage?.outputTokens).toBe(3);
});

test('an answer is paced as the script says', async () => {
  await start({ content: [{ text: 'a b c d e' }] });
  server.control.script({ firstTokenMs: 60, tokenMs: 20 });
  const begunAt = Date.now();
  await stream();
  expect(Date.now() - begunAt).toBeGreaterThanOrEqual(60 + 4 * 20 - 5);
});

test('an answer that has a pace of its own keeps it whatever the script says, streamed or whole', async () => {
  await start({ content: [{ text: 'a b c d e' }], pace: { firstTokenMs: 30, tokenMs: 0 } });
  server.control.script({ firstTokenMs: 400, tokenMs: 100 });
  const begunAt = Date.now();
  await stream();
  await client.send(new ConverseCommand(INPUT));
  const tookMs = Date.now() - begunAt;
  expect(tookMs).toBeGreaterThanOrEqual(60 - 5);
  expect(tookMs).toBeLessThan(250);
});

test('a long prefix before a cache point is written once and then read', async () => {
  await start({ content: [{ text: 'Aye.' }] });
  const system = [{ text: 'Keep the light. '.repeat(400) }, { cachePoint: { type: 'default' as const } }];
  const usages = [];
  for (let call = 0; call < 2; call += 1) usages.push((await stream({ ...INPUT, system })).at(-1)?.metadata?.usage);
  expect(usages).toMatchObject([
    { inputTokens: 4, cacheWriteInputTokens: 1600, cacheReadInputTokens: 0 },
    { inputTokens: 4, cacheWriteInputTokens: 0, cacheReadInputTokens: 1600 },
  ]);
});

test('calls are logged with caller, model and times until they are cleared', async () => {
  await start({ content: [{ text: 'Aye.' }] });
  const modelId = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-x';
  await stream({ ...INPUT, modelId });
  expect(server.control.calls()).toEqual([
    {
      function: 'KEEPER',
      operation: 'ConverseStream',
      modelId,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      endedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      aborted: false,
      outputChunks: 1,
    },
  ]);
  server.control.clearCalls();
  expect(server.control.calls()).toEqual([]);
});

test('a local model that throws or uses a tool that is not offered is an internal server error', async () => {
  await start(new Error('no idea'));
  await expect(stream()).rejects.toMatchObject({ name: 'InternalServerException' });
  await server.close();
  await start({ content: [{ toolUse: { name: 'none', input: {} } }] });
  await expect(stream()).rejects.toMatchObject({ name: 'InternalServerException' });
});

test.each<[string, Partial<ConverseCommandInput>]>([
  [
    'starts with the assistant',
    { messages: [{ role: 'assistant', content: [{ text: 'Hm.' }] }, ...(INPUT.messages ?? [])] },
  ],
  [
    'ends with the assistant',
    { messages: [...(INPUT.messages ?? []), { role: 'assistant', content: [{ text: 'Hm.' }] }] },
  ],
  ['has one role twice', { messages: [...(INPUT.messages ?? []), ...(INPUT.messages ?? [])] }],
  ['has a blank text', { messages: [{ role: 'user', content: [{ text: ' ' }] }] }],
  ['has an empty message', { messages: [{ role: 'user', content: [] }] }],
  ['asks for no tokens', { inferenceConfig: { maxTokens: 0 } }],
  ['forces a tool it does not have', { toolConfig: { tools: [TOOL], toolChoice: { tool: { name: 'other' } } } }],
  [
    'sets five cache points',
    { system: Array.from({ length: 5 }, () => ({ cachePoint: { type: 'default' as const } })) },
  ],
])('a request that %s is not valid', async (_, part) => {
  await start({ content: [] });
  const thrown = await stream({ ...INPUT, ...part }).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
});
