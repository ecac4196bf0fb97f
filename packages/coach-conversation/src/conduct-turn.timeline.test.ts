import { type ChatModel, type ModelEvent, structured } from '@coach-stream/models';
import type { SemanticIndex } from '@coach-stream/retrieval';
import type { TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../streaming-core/test/manual-clock.ts';
import { COACH, SETTINGS } from './coach-world.fixture.ts';
import { conductTurn } from './conduct-turn.ts';
import type { TurnPorts } from './conversation-ports.ts';
import { fallbackPlan } from './router/fallback-plan.ts';

const LATENCY = { routerMs: 500, tableMs: 10, indexMs: 150, firstTokenMs: 800, tokenMs: 30 };
const USAGE = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const REF = { userId: 'u', coachId: 'coach_1', conversationId: 'v' };
const WORKOUT = {
  discipline: 'running',
  workoutType: 'cardio',
  exercises: [{ name: 'Run', distance: 5 }],
  extraction: { confidence: 1, flags: [] },
};

interface TimelineOptions {
  readonly extractMs?: number;
  readonly routerMs?: number;
}

/** Everything outside the domain, with latencies and nothing else: they are what is measured. */
function portsOn(
  clock: ManualClock,
  message: string,
  { extractMs = 300, routerMs = LATENCY.routerMs }: TimelineOptions,
): TurnPorts {
  const after = <Value>(ms: number, value: Value) =>
    new Promise<Value>((resolve) => clock.schedule(() => resolve(value), ms));
  const row = <Value>(value: Value) => after(LATENCY.tableMs, value);
  const plan = {
    ...fallbackPlan({ message, command: undefined, recent: [] }),
    contextualUpdates: {
      initialGreeting: 'One.',
      memoryAnalysis: 'Two.',
      patternAnalysis: 'Three.',
      insightsBrewing: 'Four.',
    },
  };
  const model: ChatModel = {
    complete: (request, { signal }) => {
      const name = request.tool?.name ?? '';
      const [ms, input] = name === 'plan_turn' ? [routerMs, plan] : [extractMs, WORKOUT];
      return new Promise((resolve, reject) => {
        const cancel = clock.schedule(
          () => resolve({ text: '', toolUse: { name, input }, stopReason: 'tool_use', usage: USAGE }),
          ms,
        );
        signal.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      });
    },
    async *stream(): AsyncGenerator<ModelEvent> {
      await after(LATENCY.firstTokenMs, undefined);
      for (const text of ['Rest ', 'two ', 'minutes.']) {
        yield { type: 'text', text };
        await after(LATENCY.tokenMs, undefined);
      }
      yield { type: 'stop', reason: 'end_turn' };
      yield { type: 'usage', usage: USAGE };
    },
  };
  const index: SemanticIndex = {
    search: () => after(LATENCY.indexMs, []),
    upsert: () => after(LATENCY.indexMs, undefined),
    delete: () => after(LATENCY.indexMs, undefined),
    deleteNamespace: () => after(LATENCY.indexMs, undefined),
    warmUp: () => Promise.resolve(),
  };
  const priced = { model, price: SETTINGS.price };
  return {
    models: { fillSchema: structured, router: priced, coach: priced, extract: priced },
    stores: {
      messages: { putUserMessage: () => row(undefined) },
      summaries: { get: () => row(undefined) },
      memories: { list: () => row({ items: [] }), create: () => row(true), markUsed: () => row(undefined) },
      workouts: { listRecent: () => row([]), put: () => row(undefined) },
    },
    index,
    clock,
    random: () => 0,
  };
}

/** When each event of a turn goes out, in milliseconds from its beginning. */
async function timeline(message: string, options: TimelineOptions = {}) {
  const clock = new ManualClock();
  const startedAtMs = clock.monotonicMs();
  const run = conductTurn(
    {
      ref: REF,
      turnId: 't',
      claimedAt: new Date(clock.now()).toISOString(),
      load: async () => ({
        ref: REF,
        coach: COACH,
        profile: undefined,
        messages: [],
        conversation: { ...REF, endedTurnIds: [], messageCount: 0, createdAt: '', updatedAt: '', version: 1 },
      }),
      body: { userResponse: message },
      signal: new AbortController().signal,
      startedAtMs,
    },
    portsOn(clock, message, options),
  );
  const seen: (readonly [atMs: number, type: TurnEvent['type'], text?: string])[] = [];
  const ended = (async () => {
    for (let next = await run.events.next(); ; next = await run.events.next()) {
      const atMs = clock.monotonicMs() - startedAtMs;
      if (next.done) {
        return { atMs, result: next.value };
      }
      const event = next.value;
      seen.push('content' in event ? [atMs, event.type, String(event.content)] : [atMs, event.type]);
    }
  })();
  await settle();
  await clock.advance(20_000);
  const { atMs, result } = await ended;
  expect(clock.pendingTimers).toBe(0);
  return { seen, endedAtMs: atMs, firstChunkAtMs: seen.find(([, type]) => type === 'chunk')?.[0], result };
}

describe('the timeline of a turn', () => {
  it('of a plain question is the router and the first token, and nothing else', async () => {
    const { firstChunkAtMs, result } = await timeline('How long should I rest between sets?');
    expect(firstChunkAtMs).toBe(LATENCY.routerMs + LATENCY.firstTokenMs);
    expect(result.timings.firstTokenMs).toBe(firstChunkAtMs);
    const brief = await timeline('Thanks a lot, coach!');
    expect(brief.firstChunkAtMs).toBe(LATENCY.routerMs + LATENCY.firstTokenMs);
  });

  it('of a question that needs a search is longer by one search, however many are made', async () => {
    const { firstChunkAtMs } = await timeline('How should I structure a deload week?');
    expect(firstChunkAtMs).toBe(LATENCY.routerMs + LATENCY.indexMs + LATENCY.firstTokenMs);
  });

  it('has its passing lines at least 700 ms apart, and none behind the first chunk', async () => {
    const { seen } = await timeline('How should I structure a deload week?');
    expect(seen.map(([atMs, type, text]) => [atMs, text ?? type])).toEqual([
      [0, "Okay, I'm with you."],
      [700, 'One.'],
      [1_400, 'Two.'],
      [1_450, 'Rest '],
      [1_480, 'two '],
      [1_510, 'minutes.'],
    ]);
  });

  it('has the lines of the plan as soon as a slow router gives it', async () => {
    const { seen } = await timeline('How should I structure a deload week?', { routerMs: 1_100 });
    expect(seen.filter(([, type]) => type === 'contextual').map(([atMs]) => atMs)).toEqual([0, 1_100, 1_800]);
  });

  it('waits for no router longer than 2.5 s', async () => {
    const { firstChunkAtMs } = await timeline('Thanks a lot, coach!', { routerMs: 60_000 });
    expect(firstChunkAtMs).toBe(2_500 + LATENCY.firstTokenMs);
  });

  it.each([
    ['beside the answer', 300, 500 + 300 + 10, 1_390],
    ['between its chunks', 805 + 10, 500 + 815 + 10, 1_390],
    ['behind it', 2_000, 500 + 2_000 + 10, 2_510],
    ['too late', 60_000, undefined, 1_390 + 5_000],
  ])(
    'of a workout that is read %s: told as soon as it is stored, the answer as early as ever',
    async (_when, extractMs, toldAtMs, endedAt) => {
      const { seen, endedAtMs, firstChunkAtMs, result } = await timeline('Ran 5 km this morning', { extractMs });
      expect(firstChunkAtMs).toBe(LATENCY.routerMs + LATENCY.firstTokenMs);
      expect(seen.find(([, type]) => type === 'metadata')?.[0]).toBe(toldAtMs);
      expect(endedAtMs).toBe(endedAt);
      expect(result.text).toBe('Rest two minutes.');
    },
  );
});
