import { randomUUID } from 'node:crypto';
import {
  type ConversationRef,
  createCoachRepository,
  createConversationRepository,
  createTableClient,
  type TurnLimits,
} from '@coach-stream/store';
import { type OpenedStream, StreamError, systemClock } from '@coach-stream/streaming-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../../store/test/loopback-table.ts';
import { invoke, invokeThroughApi } from '../../../streaming-core/test/invoke-stream.ts';
import { InMemoryReader } from '../../../turn-engine/test/in-memory-reader.ts';
import { LIMITS, type ModelScript, TurnEnvironment } from './create-turns.environment.fixture.ts';
import type { Caller } from './create-turns.gate.fixture.ts';
import { userLimits } from './user-limits.ts';

const TEXTS = { personality: '', safety: '', motivation: '', methodology: '', communicationStyle: '', adaptation: '' };
const CREATED_AT = '2026-01-01T00:00:00.000Z';

let table: LoopbackTable;
let userId: string;
beforeAll(async () => {
  table = await startLoopbackTable();
});
beforeEach(() => {
  userId = randomUUID();
});
afterAll(() => table.stop());

/** A conversation in which nothing has been said. */
async function newConversation(): Promise<ConversationRef> {
  const ref = { userId, coachId: 'coach', conversationId: randomUUID() };
  const head = { ...ref, messageCount: 0, endedTurnIds: [], createdAt: CREATED_AT, updatedAt: CREATED_AT, version: 1 };
  await createConversationRepository(table).create(head);
  return ref;
}

async function newConversations(count: number): Promise<ConversationRef[]> {
  const metadata = { version: 1, createdAt: CREATED_AT };
  const coach = { coachId: 'coach', coachName: 'Coach', coachDescription: '', prompts: TEXTS, metadata };
  await createCoachRepository(table).create(userId, coach);
  return Promise.all(Array.from({ length: count }, newConversation));
}

/** A model that says so many words, or as many as it is told to later. */
function saying(tokens: number, tokenMs: number) {
  const script: ModelScript & { tokens: number } = {
    tokens,
    tokenMs,
    asked: new Map(),
    answer: (message) => {
      const words = Array.from({ length: script.tokens }, (_none, nth) => `${message} ${nth} `);
      return { tokens: words, isBroken: false };
    },
  };
  return script;
}

/** Starts a process whose table calls are made as they come, until it is dead. */
function start(script: ModelScript, limits: Partial<TurnLimits>, leaseMs = 15_000): TurnEnvironment {
  const tableOf = (caller: Caller) => {
    const { region, credentials, endpoint } = table.client.config;
    // A machine that is busy with fifty turns at once may be slow: no call is to fail by that, and no turn to end.
    const requestHandler = { connectionTimeout: 20_000, socketTimeout: 20_000 };
    const client = createTableClient({ region, credentials, requestHandler, ...(endpoint && { endpoint }) });
    client.middlewareStack.add(
      (next) => (args) => (caller.meet('') === 'lost' ? new Promise(() => undefined) : next(args)),
      { step: 'initialize', name: 'death' },
    );
    return { client, tableName: table.tableName };
  };
  return new TurnEnvironment({ tableOf }, systemClock, script, { limits: { ...LIMITS, ...limits }, leaseMs });
}

const current = () => userLimits(table, { limits: LIMITS, clock: systemClock }).readCurrent(userId);

async function eventually(check: () => void): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      check();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  check();
}

/** The reason why a turn is refused; fails where it is not. */
async function refusalOf(opening: Promise<OpenedStream>): Promise<StreamError> {
  const [outcome] = await Promise.allSettled([opening]);
  if (outcome.status === 'rejected' && outcome.reason instanceof StreamError) {
    return outcome.reason;
  }
  throw new Error('It was not refused.');
}

describe('turns of one user under a limit', () => {
  it('of ten at once are ten of fifty that are sent at once, and the others run later under their keys', async () => {
    const conversations = await newConversations(50);
    // Much longer than it takes to ask for all of them.
    const script = saying(1_000, 100);
    const processes = Array.from({ length: 5 }, () => start(script, { concurrentTurns: 10 }));
    const sent = conversations.map((ref, nth) => {
      const process = processes[nth % 5] as TurnEnvironment;
      return {
        post: () => process.post(ref, `turn-${nth}`, undefined),
        first: process.post(ref, `turn-${nth}`, undefined),
      };
    });
    const outcomes = await Promise.allSettled(sent.map(({ first }) => first));
    const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect([opened.length, refusals.length]).toEqual([10, 40]);
    expect(refusals).toEqual(
      Array(40).fill(expect.objectContaining({ code: 'RATE_LIMITED', options: { retryAfterSeconds: 2 } })),
    );
    await eventually(() => expect(script.asked.size).toBe(10));
    expect(Object.keys((await current()).running).sort()).toEqual(opened.map(({ turnId }) => turnId).sort());

    script.tokens = 2;
    await Promise.all(opened.map(({ turnId }) => processes[0]?.turns.stop({ userId, turnId })));
    await Promise.all(opened.map(({ finished }) => finished));
    const refused = sent.filter((_sent, nth) => outcomes[nth]?.status === 'rejected').slice(0, 10);
    const again = await Promise.all(refused.map(({ post }) => post()));
    await Promise.all(again.map(({ finished }) => finished));
    expect([...script.asked.values()]).toEqual(Array(20).fill(1));
    const { running, usedTokens } = await current();
    expect(running).toEqual({});
    // Two each of those that ran to their end; those that were stopped count, too, by their length.
    expect(usedTokens).toBeGreaterThan(20 + 10 * 2);
  }, 60_000);

  it('wait for one that has crashed no longer than its lease', async () => {
    const [conversation, other] = (await newConversations(2)) as [ConversationRef, ConversationRef];
    const leaseMs = 2_000;
    const script = saying(40, 50);
    const dying = start(script, { concurrentTurns: 1 }, leaseMs);
    const reader = new InMemoryReader();
    const opening = dying.post(conversation, 'first', undefined);
    void reader.read(opening);
    await opening;
    while (reader.text === '') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const diedAt = Date.now();
    dying.kill();
    const process = start(script, { concurrentTurns: 1 }, leaseMs);
    const refusal = await refusalOf(process.post(other, 'second', undefined));
    expect([refusal.code, refusal.options.retryAfterSeconds]).toEqual(['RATE_LIMITED', 2]);
    await new Promise((resolve) => setTimeout(resolve, diedAt + leaseMs - Date.now()));
    const { finished } = await process.post(other, 'second', undefined);
    expect(Object.keys((await current()).running)).toEqual(['second']);
    await finished;
    expect(await current()).toMatchObject({ running: {}, usedTokens: 2 });
  }, 30_000);

  it('are refused on every transport with a status, a code and a time to wait', async () => {
    const [conversation] = await newConversations(1);
    const used = start(saying(1, 1), { costUsdPerDay: 0.01 });
    await (await used.post(conversation as ConversationRef, 'first', undefined)).finished;
    const ref = await newConversation();
    const process = start(saying(1, 1), { costUsdPerDay: 0.01 });
    const definition = {
      verifier: { verify: async () => ({ userId: 'u' }) },
      open: ({ turnId }: { turnId: string }) => process.post(ref, turnId, undefined),
    };
    const key = () => ({ 'Idempotency-Key': randomUUID() });
    const events = () => ({ ...key(), Accept: 'text/event-stream' });
    const sent = [
      invoke(definition, { headers: events() }),
      invokeThroughApi(definition, { headers: events(), query: 'true' }),
      invoke(definition, { headers: key() }),
      invokeThroughApi(definition, { headers: key() }),
    ];
    await Promise.all(sent.map(({ done }) => done));
    const midnight = Math.ceil((new Date().setUTCHours(24, 0, 0, 0) - Date.now()) / 1_000);
    for (const [nth, { stream, events: read }] of sent.entries()) {
      const { statusCode, headers } = stream.prelude;
      const told = nth < 2 ? read().map(({ event }) => event) : [JSON.parse(stream.body)];
      expect(statusCode).toBe(429);
      expect(Math.abs(Number(headers['retry-after']) - midnight)).toBeLessThan(10);
      expect(told).toEqual([expect.objectContaining({ code: 'BUDGET_EXCEEDED', retryable: true })]);
    }
  });
});
