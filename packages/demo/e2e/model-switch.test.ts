import { LOCAL_KEY_SECRET } from '@coach-stream/infra/names';
import { priceOf } from '@coach-stream/models/price-table';
import { costUsd } from '@coach-stream/models/pricing';
import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chatRequest, newChat } from './support/chats.ts';
import { newConversation, newKey, send } from './support/conversations.ts';
import { ANSWER_CALL, disarmFaults, functionProcesses } from './support/faults.ts';
import {
  control,
  localRun,
  type ReceivedStream,
  randomNoun,
  readStream,
  terminals,
  textOf,
} from './support/local-run.ts';
import { type OwnModel, putModelSwitch, startOwnModel } from './support/model-switch.ts';
import { eventually } from './support/rest.ts';

const run = localRun();
const SONNET = 'us.anthropic.claude-sonnet-4-6';
const CLAUDE = 'claude-haiku-4-5-20251001';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const FAST = { firstTokenMs: 2, tokenMs: 1 };
const noun = randomNoun();
let own: OwnModel;

beforeAll(async () => {
  own = await startOwnModel(`Your own server says ${noun}.`);
  await control(run, 'PUT', '/model/script', FAST);
  await putModelSwitch(run, '{}');
});
afterEach(async () => {
  await disarmFaults(run);
  await putModelSwitch(run, '{}');
});
afterAll(async () => {
  await control(run, 'PUT', '/model/script', {});
  await own.server.close();
});

function completed(received: ReceivedStream): CompleteEvent {
  const [terminal] = terminals(received);
  if (terminal?.type !== 'complete') {
    throw new Error(`${received.status}: ${received.body.slice(-300)}`);
  }
  expect(textOf(received)).toBe(terminal.fullMessage);
  return terminal;
}
const question = () => `How do I train with a ${randomNoun()}?`;
async function logOf(): Promise<string> {
  const { name } = await functionProcesses(run);
  const functions = (await control(run, 'GET', '/functions')) as { name: string; logicalId: string }[];
  const listed = functions.find(({ logicalId }) => logicalId === name);
  return ((await control(run, 'GET', `/logs/${listed?.name}`)) as string[]).join('\n');
}

/** What was logged behind the first `length` characters, once `text` and the end of its invocation have come: a moment after the answer. */
function loggedSince(length: number, text: string): Promise<string> {
  const isWhole = (log: string) => log.slice(log.indexOf(text)).includes('REPORT RequestId');
  return eventually(
    async () => (await logOf()).slice(length),
    (log) => log.includes(text) && isWhole(log),
  );
}

describe('the parameter that switches models', () => {
  it('changes who answers the next turn, without a deployment or a new process, and back', async () => {
    const conversation = await newConversation(run);
    expect(completed(await send(conversation, question())).usage.model).toBe(SONNET);
    const { processIds } = await functionProcesses(run);

    await putModelSwitch(run, { coach: own.change });
    const [key, asked] = [newKey(), question()];
    const answered = completed(await send(conversation, asked, { key }));
    expect(answered).toMatchObject({ fullMessage: `Your own server says ${noun}.`, usage: { model: own.modelId } });
    expect((await functionProcesses(run)).processIds).toEqual(processIds);

    await putModelSwitch(run, '{}');
    expect(completed(await send(conversation, question())).usage.model).toBe(SONNET);
    // What was answered by the other model goes on saying so.
    expect(completed(await send(conversation, asked, { key })).usage).toEqual(answered.usage);
  });

  it('takes another provider behind a gateway, with the key of a secret and the price that is listed', async () => {
    const gateway = await startOwnModel(`The gateway says ${noun}.`, 'anthropic');
    const { baseUrl, server } = gateway;
    const change = { provider: 'anthropic', modelId: CLAUDE, baseUrl, keySecretId: LOCAL_KEY_SECRET };
    try {
      await putModelSwitch(run, { coach: change, router: change });
      const { fullMessage, usage } = completed(await send(await newConversation(run), question()));
      expect(fullMessage).toBe(`The gateway says ${noun}.`);
      expect(usage).toMatchObject({ model: CLAUDE, costUsd: costUsd(usage, priceOf(CLAUDE)) });
      // What the secret holds where no key was given.
      expect(server.authorizations()).toEqual(['Bearer no-key', 'Bearer no-key']);
    } finally {
      await putModelSwitch(run, '{}');
      await server.close();
    }
  });

  it('is followed by every stream that calls a model', async () => {
    await putModelSwitch(run, { coach: own.change });
    const chat = await newChat(run);
    const headers = { 'accept-stream': 'events' };
    const received = await readStream(chat.streamUrl, chatRequest(chat, question(), { headers }));
    expect(completed(received).usage.model).toBe(own.modelId);
  });

  it.each([
    ['that is no JSON', `call ${noun} please`],
    ['that names a model without a price', { coach: { provider: 'bedrock', modelId: `us.${noun}` } }],
    [
      'that has a key in an address',
      { coach: { provider: 'openai', modelId: 'claude-sonnet-4-6', baseUrl: `http://${noun}@127.0.0.1/v1` } },
    ],
    ['that has half of what a provider needs', { coach: { provider: 'anthropic', modelId: 'claude-sonnet-4-6' } }],
  ])('changes nothing with a value %s, and the log says that it cannot be used, not what it is', async (_, value) => {
    const conversation = await newConversation(run);
    await putModelSwitch(run, { coach: own.change });
    expect(completed(await send(conversation, question())).usage.model).toBe(own.modelId);
    const before = (await logOf()).length;
    await putModelSwitch(run, value);
    expect(completed(await send(conversation, question())).usage.model).toBe(own.modelId);
    const logged = await loggedSince(before, 'The model switch cannot be used');
    expect(logged).toContain('The model switch cannot be used');
    expect(logged).not.toContain(noun);
  });
});

describe('a fallback', () => {
  it('answers where the first model is throttled, at its own price, and is counted', async () => {
    const conversation = await newConversation(run);
    const before = (await logOf()).length;
    const throttle = {
      kind: 'refuse',
      error: 'ThrottlingException',
      times: 9,
      match: { ...ANSWER_CALL, modelId: SONNET },
    };
    await control(run, 'PUT', '/model/script', { ...FAST, faults: [throttle] });
    const { usage } = completed(await send(conversation, question()));
    expect(usage.model).toBe(HAIKU);
    const isCounted = '"ModelFallback":1';
    const lines = (await loggedSince(before, isCounted)).split('\n');
    const counted = lines.filter((line) => line.includes(isCounted));
    expect(counted.map((line) => JSON.parse(line))).toMatchObject([
      { callSite: 'coach', stage: 'local', from: SONNET, to: HAIKU, code: 'MODEL_THROTTLED' },
    ]);
  });

  it('does not stand in once there is text', async () => {
    const conversation = await newConversation(run);
    const cut = { kind: 'reset', afterChunks: 3, match: ANSWER_CALL };
    await control(run, 'PUT', '/model/script', { ...FAST, faults: [cut] });
    const received = await send(conversation, question());
    expect(terminals(received)).toMatchObject([{ type: 'error', code: 'MODEL_INTERRUPTED', partial: true }]);
  });
});
