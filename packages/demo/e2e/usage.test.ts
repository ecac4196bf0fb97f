import { CoachStreamError, createCoachStreamClient } from '@coach-stream/client';
import { buildPath, type CompleteEvent, type UserUsage, userUsageSchema } from '@coach-stream/streaming-core/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setUsedTokens } from '../../store/test/used-budget.ts';
import { type ApiUser, newApiUser } from './support/api-user.ts';
import { type ConversationUnderTest, newKey, send, watch } from './support/conversations.ts';
import { functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun, terminals } from './support/local-run.ts';
import { eventually } from './support/rest.ts';
import { withTable } from './support/stored-messages.ts';
import { callAs, giveData } from './support/user-data.ts';

const run = localRun();
/** The local stage's lease, and time for what is slow here. */
const LEASE_MS = 3_000;
const SLACK_MS = 2_000;

beforeEach(() => control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 1 }));
afterAll(() => control(run, 'PUT', '/model/script', {}));

/** A user of their own, and a conversation of theirs. */
async function newTalker(): Promise<{ user: ApiUser; conversation: ConversationUnderTest }> {
  const user = await newApiUser(run);
  return { user, conversation: (await giveData(user)).conversation };
}

async function usageOf(user: ApiUser): Promise<UserUsage> {
  const { status, body } = await callAs(user, 'GET', buildPath('userUsage', user));
  expect(status).toBe(200);
  return userUsageSchema.parse(body);
}

/** Sends a message. @returns what its `complete` event says that it has used */
async function ask(conversation: ConversationUnderTest, text: string, key = newKey()): Promise<CompleteEvent['usage']> {
  const [end] = terminals(await send(conversation, text, { key }));
  if (end?.type !== 'complete') {
    throw new Error(`The message was not answered: ${JSON.stringify(end)}`);
  }
  return end.usage;
}

describe("a user's usage", () => {
  it('is the sum of what the turns tell, once each, and of nobody else’s', async () => {
    const { user, conversation } = await newTalker();
    const before = await usageOf(user);
    expect(before).toMatchObject({ turns: { running: 0, lastMinute: 0 }, tokens: { used: 0, reserved: 0 } });
    expect(new Date(before.resetsAt).getTime()).toBeGreaterThan(Date.now());

    const key = newKey();
    const usages = [
      await ask(conversation, 'How do I warm up for heavy squats?', key),
      await ask(conversation, '/log-workout Rowed 5,000 m in 19:58, felt strong.'),
      await ask(conversation, `What about ${randomNoun()}?`),
    ];
    const sum = (of: (usage: CompleteEvent['usage']) => number) =>
      usages.reduce((total, usage) => total + of(usage), 0);
    const tokens = sum(
      (usage) => usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    );
    const costUsd = sum((usage) => usage.costUsd);
    expect(costUsd).toBeGreaterThan(0);
    const expected = {
      turns: { running: 0, lastMinute: 3 },
      tokens: { used: tokens, reserved: 0 },
      costUsd: { used: expect.closeTo(costUsd, 6), reserved: 0 },
    };
    expect(await usageOf(user)).toMatchObject(expected);

    // Read again, by whatever way, it is not another turn.
    await ask(conversation, 'How do I warm up for heavy squats?', key);
    await watch(conversation, key);
    expect(await usageOf(user)).toMatchObject(expected);
    expect(await usageOf(await newApiUser(run))).toMatchObject({ tokens: { used: 0 }, costUsd: { used: 0 } });
  }, 60_000);

  it('has what is running reserved, which a crash gives back within the lease', async () => {
    const { user, conversation } = await newTalker();
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 100 });
    const hasText = Promise.withResolvers<void>();
    const sent = send(conversation, `Tell me about ${randomNoun()}, please.`, {
      onEvent: ({ event }) => event.type === 'chunk' && hasText.resolve(),
    });
    await hasText.promise;
    const { turns, tokens, costUsd } = await usageOf(user);
    expect([turns.running, tokens.reserved > 0, costUsd.reserved > 0]).toEqual([1, true, true]);
    const { name } = await functionProcesses(run);
    await control(run, 'POST', `/functions/${name}/kill`);
    const diedAt = performance.now();
    expect((await sent).isCut).toBe(true);
    await eventually(
      () => usageOf(user),
      (usage) => usage.turns.running === 0,
    );
    expect(performance.now() - diedAt).toBeLessThan(LEASE_MS + SLACK_MS);
    expect(await usageOf(user)).toMatchObject({ turns: { lastMinute: 1 }, tokens: { reserved: 0 } });
  }, 60_000);

  it('that has reached a limit is told on every transport, and by the client, which does not try another', async () => {
    const { user, conversation } = await newTalker();
    await ask(conversation, 'Hello!');
    const { tokens, resetsAt } = await usageOf(user);
    await withTable(run, (table) => setUsedTokens(table, user.userId, tokens.limit));
    const isUntilMidnight = (seconds: number) => Math.abs(seconds - (Date.parse(resetsAt) - Date.now()) / 1_000) < 30;

    const key = newKey();
    const { ids, streamUrl, token } = conversation;
    const restUrl = `${run.outputs.api}${buildPath('coachConversationMessage', ids)}`;
    for (const url of [streamUrl, `${restUrl}?stream=true`, restUrl]) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
          origin: run.address,
        },
        body: JSON.stringify({ userResponse: 'Once more.' }),
      });
      expect([response.status, await response.json()]).toMatchObject([429, { code: 'BUDGET_EXCEEDED' }]);
      expect(isUntilMidnight(Number(response.headers.get('retry-after')))).toBe(true);
      expect(response.headers.get('access-control-expose-headers')).toContain('retry-after');
    }

    const client = createCoachStreamClient({ outputs: run.outputs, getToken: () => token });
    const transports: unknown[] = [];
    const onTransportChange = (change: unknown) => void transports.push(change);
    const read = async () => {
      for await (const event of client.streamCoachConversation(ids, { userResponse: 'Again.', onTransportChange })) {
        throw new Error(`There was an event: ${event.type}.`);
      }
    };
    const refusal = await read().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'BUDGET_EXCEEDED', status: 429, retryable: true });
    expect(CoachStreamError.is(refusal) && isUntilMidnight(refusal.retryAfterSeconds ?? 0)).toBe(true);
    expect(transports).toEqual([{ to: 'functionUrl', reason: 'first' }]);
    expect(await client.api.user.usage(user)).toMatchObject({ tokens: { used: tokens.limit }, turns: { running: 0 } });

    // The same message, once there is room again.
    await withTable(run, (table) => setUsedTokens(table, user.userId, 0));
    expect(await ask(conversation, 'Once more.', key)).toMatchObject({ outputTokens: expect.any(Number) });
  }, 60_000);

  it('is nobody else’s to see', async () => {
    const [user, stranger] = await Promise.all([newApiUser(run), newApiUser(run)]);
    const { status, body } = await callAs(stranger, 'GET', buildPath('userUsage', user));
    expect([status, body]).toMatchObject([403, { code: 'USER_MISMATCH' }]);
  });
});
