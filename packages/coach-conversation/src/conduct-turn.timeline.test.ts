import type { TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../streaming-core/test/manual-clock.ts';
import { LATENCY, type Latency, simulateTurn } from '../test/simulated-turn.ts';

/** When each event of a turn goes out, in milliseconds from its beginning. */
async function timeline(message: string, latency: Partial<Latency> = {}) {
  const clock = new ManualClock();
  const startedAtMs = clock.monotonicMs();
  const run = simulateTurn(message, clock, { ...LATENCY, ...latency });
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
