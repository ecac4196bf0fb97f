import type { ChatModel, ModelEvent } from '@coach-stream/models';
import type { TurnEvent } from '@coach-stream/streaming-core';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SETTINGS } from '../../models/test/start-model.ts';
import { ManualClock, settle } from '../../streaming-core/test/manual-clock.ts';
import { conductCreatorTurn } from './conduct-creator-turn.ts';
import { startSession } from './session/start-session.ts';
import { TRAILER_EXAMPLE, TRAILER_MARKERS } from './trailer/trailer-format.ts';

const FIRST_TOKEN_MS = 800;
const TOKEN_MS = 30;
const { session } = startSession({ userId: 'u', sessionId: 'sess_01J', startedAt: '2026-01-01T08:00:00.000Z' });

/** When each event of a turn goes out, in milliseconds from its beginning, for a reply that comes in these pieces. */
async function timeline(pieces: readonly string[], { storeMs = 10 } = {}) {
  const clock = new ManualClock();
  const after = (ms: number) => new Promise<void>((resolve) => clock.schedule(resolve, ms));
  const startedAtMs = clock.monotonicMs();
  let modelCalls = 0;
  let calledAtMs = -1;
  const model: ChatModel = {
    complete: () => Promise.reject(new Error('One call, and it streams.')),
    async *stream(): AsyncGenerator<ModelEvent> {
      modelCalls += 1;
      calledAtMs = clock.monotonicMs() - startedAtMs;
      await after(FIRST_TOKEN_MS);
      for (const text of pieces) {
        yield { type: 'text', text };
        await after(TOKEN_MS);
      }
      yield { type: 'stop', reason: 'end_turn' };
      yield {
        type: 'usage',
        usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
      };
    },
  };
  const run = conductCreatorTurn(
    {
      ref: session,
      turnId: 't',
      claimedAt: '2026-01-01T08:10:00.000Z',
      load: async () => ({ session, profile: undefined, messages: [] }),
      body: { userResponse: 'A marathon.' },
      signal: new AbortController().signal,
      startedAtMs,
    },
    { coach: { model, price: SETTINGS.price }, messages: { putUserMessage: () => after(storeMs) }, clock },
  );
  const seen: (readonly [atMs: number, event: TurnEvent])[] = [];
  const ended = (async () => {
    for (let next = await run.events.next(); ; next = await run.events.next()) {
      if (next.done) {
        return next.value;
      }
      seen.push([clock.monotonicMs() - startedAtMs, next.value]);
    }
  })();
  await settle();
  await clock.advance(FIRST_TOKEN_MS + storeMs + (pieces.length + 1) * TOKEN_MS);
  const result = await ended;
  expect(clock.pendingTimers).toBe(0);
  const chunks = seen.flatMap(([atMs, event]) => (event.type === 'chunk' ? [[atMs, event.content] as const] : []));
  return { seen, chunks, result, modelCalls, calledAtMs };
}

describe('the timeline of a creator turn', () => {
  it('has the model call at once, and its first token as the first chunk', async () => {
    const { seen, chunks, result, modelCalls, calledAtMs } = await timeline(['Good. ', 'How old ', 'are you?']);
    expect(calledAtMs).toBe(0);
    expect(modelCalls).toBe(1);
    expect(seen[0]).toMatchObject([0, { type: 'contextual' }]);
    expect(chunks).toEqual([
      [FIRST_TOKEN_MS, 'Good. '],
      [FIRST_TOKEN_MS + TOKEN_MS, 'How old '],
      [FIRST_TOKEN_MS + 2 * TOKEN_MS, 'are you?'],
    ]);
    expect(result.timings.firstTokenMs).toBe(FIRST_TOKEN_MS);
  });

  it('waits for the answer to be stored where that takes longer', async () => {
    const { chunks } = await timeline(['Good.'], { storeMs: 2_000 });
    expect(chunks).toEqual([[2_000, 'Good.']]);
  });

  it('shows no trailer in any chunk, wherever it is cut, and all of the text before it', async () => {
    const trailer = fc.constantFrom(
      TRAILER_EXAMPLE,
      `${TRAILER_EXAMPLE}${TRAILER_EXAMPLE}`,
      '<<<NOTES {"sophist',
      'SOPHISTICATION_LEVEL: beginner',
      '{"answered": true}\nand more',
      '',
    );
    const words = fc.constantFrom(
      'Good. How old are you?',
      'If x < 3 << y, fine?\n',
      'Ok: "{" is fun? ',
      'SOPH or not?',
    );
    await fc.assert(
      fc.asyncProperty(words, trailer, fc.array(fc.nat()), async (text, ending, places) => {
        const whole = text + ending;
        const cuts = [...new Set([0, ...places.map((place) => place % whole.length), whole.length])];
        const sorted = cuts.toSorted((a, b) => a - b);
        const pieces = sorted.slice(1).map((place, index) => whole.slice(sorted[index], place));
        const { chunks, result } = await timeline(pieces);
        expect(chunks.map(([, content]) => content).join('')).toBe(text);
        expect(result.text).toBe(text);
        for (const marker of TRAILER_MARKERS.markers) {
          expect(result.text).not.toContain(marker);
        }
        expect(chunks.every(([, content]) => content !== '')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
