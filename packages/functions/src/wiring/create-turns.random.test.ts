import { toMessageId } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LoopbackTable, startLoopbackTable } from '../../../store/test/loopback-table.ts';
import { LEASE_MS, type ModelScript } from './create-turns.environment.fixture.ts';
import { LAST_TURN_ID, TurnWorld } from './create-turns.world.fixture.ts';

const turn = fc.constantFrom('turn-a', 'turn-a', 'turn-a', 'turn-b');
const environment = fc.nat(1);
const client = fc.nat(1);
const from = (min: number, max: number) => fc.integer({ min, max });

/** A table call to come: any, or a write of one kind. */
const moment = fc.oneof(
  fc.record({ of: fc.constant(''), skip: from(0, 12) }),
  fc.record({
    of: fc.constantFrom(
      'attribute_not_exists(pk) OR expiresAt',
      'active = :active',
      'LOG#',
      'RESULT#',
      ':textFrom',
      'MSG#',
      'messageCount',
      'settled',
      'LIMITS#',
    ),
    skip: from(0, 1),
  }),
);

const actionArbitrary = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('post'), turn, environment, client }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('watch'), turn, environment, client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop'), turn, client }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('stop'), turn, environment }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('kill'), environment }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('die'), environment, moment, isCarriedOut: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('freeze'), environment, moment, forMs: from(100, 3 * LEASE_MS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deadline'), environment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('throttle'), calls: from(1, 4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unheard'), calls: from(1, 2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('log writes fail'), calls: from(1, 6) }) },
);

/** What happens before an action: time passes, or so many table calls go through, or nothing does. */
const pauseArbitrary = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ calls: 0 }) },
  { weight: 3, arbitrary: fc.record({ calls: from(1, 5) }) },
  { weight: 6, arbitrary: fc.record({ ms: from(1, 600) }) },
  { weight: 3, arbitrary: fc.constant({ ms: LEASE_MS + 50 }) },
);
type Action = typeof actionArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** What may make a model run twice for one turn. */
const DISTURBING: readonly Action['kind'][] = ['kill', 'die', 'freeze', 'deadline', 'throttle', 'unheard'];

const scheduleArbitrary = fc.record({
  steps: fc.array(fc.tuple(pauseArbitrary, actionArbitrary), { minLength: 1, maxLength: 12, size: 'max' }),
  picks: fc.array(fc.nat(5), { maxLength: 60, size: 'max' }),
  tokens: from(1, 16),
  /** Turns whose first answer breaks off. */
  broken: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(turn) }),
});

type Schedule = typeof scheduleArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** Schedules that have found something, or are the only way to a place that chance seldom finds. */
const KNOWN: readonly Schedule[] = [
  {
    // Its reader has events that never came into the log, when a stop ends the turn of the dead runner.
    steps: [
      [{ calls: 0 }, { kind: 'post', turn: 'turn-a', environment: 1, client: 0 }],
      [{ ms: 100 }, { kind: 'kill', environment: 1 }],
      [{ ms: 950 }, { kind: 'stop', turn: 'turn-a', environment: 0 }],
    ],
    picks: [],
    tokens: 5,
    broken: [],
  },
  {
    // The lock is taken by a request that was so slow that its turn has been stopped meanwhile.
    steps: [
      [{ calls: 0 }, { kind: 'freeze', environment: 1, moment: { of: 'active = :active', skip: 0 }, forMs: 1_200 }],
      [{ calls: 0 }, { kind: 'post', turn: 'turn-a', environment: 1, client: 0 }],
      [{ ms: 950 }, { kind: 'stop', turn: 'turn-a', environment: 0 }],
    ],
    picks: [],
    tokens: 3,
    broken: [],
  },
  {
    // The first runner commits while the second one is answering.
    steps: [
      [{ calls: 0 }, { kind: 'freeze', environment: 0, moment: { of: ':textFrom', skip: 0 }, forMs: 1_200 }],
      [{ calls: 0 }, { kind: 'post', turn: 'turn-a', environment: 0, client: 0 }],
      [{ ms: 1_100 }, { kind: 'post', turn: 'turn-a', environment: 1, client: 1 }],
    ],
    picks: [],
    tokens: 10,
    broken: [],
  },
];

/** What the model says that an answer has cost. */
const TOKENS_OF_A_CALL = 2;
/** One that broke off counts by the length of its prompt and its text; those here are never as long as this. */
const MOST_ESTIMATED_TOKENS = 2_000;

function act(world: TurnWorld, table: LoopbackTable, action: Action): void {
  switch (action.kind) {
    case 'post':
    case 'watch':
      world[action.kind](action.turn, `${action.turn} ${action.client}`, world.environment(action.environment));
      break;
    case 'drop':
      world.clients.get(`${action.turn} ${action.client}`)?.reader.drop();
      break;
    case 'stop':
      world.stop(action.turn, world.environment(action.environment));
      break;
    case 'kill':
      world.environment(action.environment).kill();
      break;
    case 'die':
      world.environment(action.environment).dieAt(action.moment, action.isCarriedOut);
      break;
    case 'freeze':
      world.environment(action.environment).freezeAt(action.moment, action.forMs);
      break;
    case 'deadline':
      world.environment(action.environment).endInvocations();
      break;
    case 'throttle':
      table.faults.next({ kind: 'throttle', times: action.calls });
      break;
    case 'unheard':
      world.gate.unheard += action.calls;
      break;
    case 'log writes fail':
      world.gate.failingLogWrites += action.calls;
      break;
  }
}

describe('turns over the real tables', () => {
  let table: LoopbackTable;
  beforeAll(async () => {
    table = await startLoopbackTable();
  });
  afterAll(() => table.stop());

  it('are answered once each and read as they are stored, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(scheduleArbitrary, async ({ steps, picks, tokens, broken }) => {
        const script: ModelScript = {
          tokenMs: 60,
          asked: new Map(),
          answer: (message, earlier) => ({
            tokens: Array.from({ length: tokens }, (_none, nth) => `${message}.${earlier}.${nth} `),
            isBroken: earlier === 0 && broken.some((id) => id === message),
          }),
        };
        const world = new TurnWorld(table, script, picks);
        await world.create();
        for (const [pause, action] of steps) {
          await ('ms' in pause ? world.pass(pause.ms) : world.letThrough(pause.calls));
          act(world, table, action);
        }
        await world.finish();
        const isDisturbed = broken.length > 0 || steps.some(([, { kind }]) => DISTURBING.includes(kind));
        await checkEnd(world, script, isDisturbed);
      }),
      parameters(),
    );
  }, 3_600_000);
});

/**
 * 50 schedules, or as many as `RANDOM_RUNS` says; `RANDOM_SEED` and `RANDOM_PATH` repeat what a failure has printed.
 */
function parameters(): fc.Parameters<[Schedule]> {
  const { RANDOM_RUNS = '50', RANDOM_SEED, RANDOM_PATH } = process.env;
  return {
    numRuns: Number(RANDOM_RUNS),
    // A path leads through chance alone.
    examples: RANDOM_PATH === undefined ? KNOWN.map((schedule) => [schedule]) : [],
    ...(RANDOM_SEED !== undefined && { seed: Number(RANDOM_SEED) }),
    ...(RANDOM_PATH !== undefined && { path: RANDOM_PATH }),
  };
}

/** What must hold when nothing goes on any more. */
async function checkEnd(world: TurnWorld, script: ModelScript, isDisturbed: boolean): Promise<void> {
  expect(await world.isQuiet()).toBe(true);
  const { head, messages, states, used } = await world.stored();
  const ended = [...states].filter(([, state]) => state?.status === 'complete' || state?.status === 'stopped');
  const counted = ended.filter(([, state]) => state?.claimedAt !== undefined).map(([turnId]) => turnId);
  expect(states.get(LAST_TURN_ID)).toMatchObject({ status: 'complete', attempt: 1 });
  expect(head?.active).toBeUndefined();
  const calls = [...script.asked.values()].reduce((sum, times) => sum + times, 0);
  expect(used.running).toEqual({});
  expect(used.usedTokens).toBeGreaterThanOrEqual(TOKENS_OF_A_CALL);
  const hasBrokenOff = [...states.values()].some((state) => state?.status !== 'complete' || state.attempt > 1);
  expect(used.usedTokens).toBeLessThanOrEqual((hasBrokenOff ? MOST_ESTIMATED_TOKENS : TOKENS_OF_A_CALL) * calls);
  expect(head?.messageCount).toBe(2 * counted.length);
  expect([...(head?.endedTurnIds ?? [])].sort()).toEqual([...counted].sort());
  for (const [turnId, state] of states) {
    const asked = messages.filter((message) => message.turnId === turnId && message.role === 'user');
    const answers = messages.filter((message) => message.turnId === turnId && message.role === 'assistant');
    expect(asked.length).toBeLessThanOrEqual(1);
    expect(answers.length).toBeLessThanOrEqual(1);
    expect(['complete', 'stopped', 'failed', undefined]).toContain(state?.status);
    expect(script.asked.get(turnId) ?? 0).toBeLessThanOrEqual(isDisturbed ? 3 : 1);
    if (state?.status === 'complete') {
      expect([asked.length, answers.length]).toEqual([1, 1]);
    }
    if (counted.includes(turnId)) {
      expect([state?.settled, answers.length]).toEqual([true, 1]);
    }
  }
  for (const [name, client] of world.clients) {
    const { turnId, reader } = client;
    const isRefused = reader.thrown instanceof StreamError;
    expect([name, reader.thrown]).toEqual([name, isRefused ? reader.thrown : undefined]);
    const answer = messages.find(({ messageId }) => messageId === toMessageId(turnId, 'assistant'));
    if (reader.end?.type === 'complete') {
      expect([name, reader.text]).toEqual([name, answer?.content]);
      expect(reader.end.fullMessage).toBe(answer?.content);
      expect([name, await world.hasAll(client)]).toEqual([name, true]);
    }
    if (counted.includes(turnId) && messages.some(({ messageId }) => messageId === toMessageId(turnId, 'user'))) {
      expect([name, reader.end?.type]).toEqual([name, 'complete']);
    }
  }
}
