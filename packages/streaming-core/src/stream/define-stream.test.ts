import { describe, expect, it } from '@jest/globals';
import { invoke, invokeWithEvent } from '../../test/invoke-stream.ts';
import { settle } from '../../test/manual-clock.ts';
import { chunk, complete, openTurn, TURN_ID, tell } from '../../test/opened-turn.ts';
import { parseSse } from '../../test/recorded-stream.ts';
import type { CompleteEvent } from '../contract/events.ts';
import { StreamError } from '../stream-error.ts';
import type { StreamItem, TurnEvent } from './opened-stream.ts';

describe('defineStream', () => {
  it('streams start, the turn in order and its complete event, each in one write with its id', async () => {
    const { stream, done, events, clock, reports, context } = invoke({
      open: async () => openTurn(tell(chunk('Hel'), chunk('lo'), complete('Hello'))),
    });
    await done;
    expect(stream.contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect(stream.prelude.statusCode).toBe(200);
    expect(stream.prelude.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-request-id': 'request-1' });
    expect(events().map(({ id, event }) => [id, event.type])).toEqual([
      ['1.0', 'start'],
      ['1.1', 'chunk'],
      ['1.2', 'chunk'],
      ['1.3', 'complete'],
    ]);
    expect(parseSse([stream.body]).retryMs).toEqual([2000]);
    // The prelude, start, the comment after it, two chunks, complete.
    expect(stream.writes).toHaveLength(6);
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
    expect(reports).toMatchObject([{ outcome: 'complete', chunks: 2, turnId: TURN_ID }]);
  });

  it.each([
    ['a typed error', new StreamError('CONVERSATION_NOT_FOUND'), 404, 'CONVERSATION_NOT_FOUND'],
    [
      "another package's error with a code of the contract",
      Object.assign(new Error('x'), { code: 'STORAGE_UNAVAILABLE' }),
      503,
      'STORAGE_UNAVAILABLE',
    ],
    ['an unknown error', new TypeError('secret text'), 500, 'INTERNAL'],
    [
      'an error with a code that is not ours',
      Object.assign(new Error('secret text'), { code: 'ECONNRESET' }),
      500,
      'INTERNAL',
    ],
    ['something that is no error', 'secret text', 500, 'INTERNAL'],
  ])(
    'answers %s thrown before the stream with its status and nothing of its text',
    async (_case, thrown, status, code) => {
      const { stream, done, reports, clock } = invoke({ open: () => Promise.reject(thrown) });
      await done;
      expect(stream.prelude.statusCode).toBe(status);
      expect(JSON.parse(stream.body).code).toBe(code);
      expect(stream.body).not.toContain('secret');
      expect(reports).toMatchObject([{ outcome: 'refused', code, turnId: TURN_ID }]);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  it('tells a refused client when to come back', async () => {
    const throttled = Object.assign(new Error('busy'), { code: 'MODEL_THROTTLED', retryAfterMs: 1_500 });
    const { stream, done } = invoke({ open: () => Promise.reject(throttled) });
    await done;
    expect(stream.prelude.headers['retry-after']).toBe('2');
  });

  it('aborts the turn before the invocation ends, and says so', async () => {
    const { clock, done, events } = invoke({
      open: async (_request, { signal }) =>
        openTurn(
          (async function* () {
            yield chunk('half');
            await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          })(),
        ),
    });
    await settle();
    await clock.advance(290_000);
    await done;
    expect(events().at(-1)?.event).toMatchObject({
      type: 'error',
      code: 'DEADLINE_EXCEEDED',
      partial: true,
      retryable: true,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends the response in time where the turn does not heed the signal, and lets nothing follow', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, done, events, stream } = invoke({ open: async () => openTurn(halfway(gate.promise)) });
    await settle();
    await clock.advance(296_000);
    await done;
    gate.resolve();
    await settle();
    expect(events().map(({ event }) => event.type)).toEqual(['start', 'chunk', 'error']);
    expect(stream.isEnded).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks a turn that cannot be closed for nothing more once the response has ended', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const goingOn: AsyncIterator<readonly StreamItem[]> = {
      next: async () => {
        asked += 1;
        await gate.promise;
        return asked < 10
          ? { value: [{ id: '1.1', event: chunk('late') }], done: false }
          : { value: undefined, done: true };
      },
    };
    const items = { [Symbol.asyncIterator]: () => goingOn };
    const { clock, done } = invoke({ open: async () => ({ turnId: TURN_ID, items }) });
    await settle();
    await clock.advance(296_000);
    await done;
    gate.resolve();
    await settle();
    expect(asked).toBe(1);
  });

  it('refuses in time where opening hangs', async () => {
    const { clock, done, stream, reports } = invoke({ open: () => new Promise(() => undefined) });
    await settle();
    await clock.advance(296_000);
    await done;
    expect(stream.prelude.statusCode).toBe(503);
    expect(JSON.parse(stream.body).code).toBe('DEADLINE_EXCEEDED');
    expect(reports).toMatchObject([{ outcome: 'refused', turnId: TURN_ID }]);
  });

  it('sends nothing of a turn that was opened too late, and is not failed by what becomes of its work', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, done, stream } = invoke({
      async open() {
        await gate.promise;
        return openTurn(tell(complete('')), { finished: Promise.reject(new Error('lost')) });
      },
    });
    await settle();
    await clock.advance(296_000);
    await done;
    const { body } = stream;
    gate.resolve();
    await settle();
    expect(stream.body).toBe(body);
  });

  it('runs the turn to its end after the reader has left', async () => {
    const gate = Promise.withResolvers<void>();
    const { done, stream, reports } = invoke({ open: async () => openTurn(halfway(gate.promise)) });
    await settle();
    stream.leave();
    await settle();
    gate.resolve();
    await done;
    expect(reports).toMatchObject([{ outcome: 'complete', isClosedEarly: true }]);
  });

  it.each<[string, (work: PromiseWithResolvers<void>) => void]>([
    ['is over', (work) => work.resolve()],
    ['has failed', (work) => work.reject(new Error('lost'))],
  ])('ends the response at once, and the invocation when its work %s', async (_case, settleWork) => {
    const work = Promise.withResolvers<void>();
    const { clock, done, stream, reports } = invoke({
      open: async () => openTurn(tell(complete('')), { finished: work.promise }),
    });
    const state = watchSettling(done);
    await settle();
    await clock.advance(1_000);
    expect([stream.isEnded, state.isSettled, reports]).toEqual([true, false, []]);
    settleWork(work);
    await done;
    expect(reports).toMatchObject([{ outcome: 'complete', totalMs: 0 }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits for work until the response has to end at the latest', async () => {
    const { clock, done } = invoke({
      open: async () => openTurn(tell(complete('')), { finished: new Promise(() => undefined) }),
    });
    const state = watchSettling(done);
    await clock.advance(295_999);
    expect(state.isSettled).toBe(false);
    await clock.advance(1);
    await done;
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on streaming where the work has failed already', async () => {
    const gate = Promise.withResolvers<void>();
    const finished = Promise.reject(new Error('lost'));
    const { done, reports } = invoke({ open: async () => openTurn(halfway(gate.promise), { finished }) });
    await settle();
    gate.resolve();
    await done;
    expect(reports).toMatchObject([{ outcome: 'complete' }]);
  });

  it('waits also for work that has begun while the stream was read', async () => {
    const work = Promise.withResolvers<void>();
    const begun: Promise<void>[] = [];
    const { done, stream } = invoke({
      open: async () => ({
        turnId: TURN_ID,
        items: openTurn(
          (async function* () {
            begun.push(work.promise);
            yield complete('');
          })(),
        ).items,
        get finished() {
          return Promise.all(begun);
        },
      }),
    });
    const state = watchSettling(done);
    await settle();
    expect([stream.isEnded, state.isSettled]).toEqual([true, false]);
    work.resolve();
    await done;
  });

  it('is not failed by an observer that throws', async () => {
    const { done, events } = invoke({
      open: async () => openTurn(tell(complete(''))),
      onEnd: () => {
        throw new Error('the log is full');
      },
    });
    await expect(done).resolves.toBeUndefined();
    expect(events().at(-1)?.event.type).toBe('complete');
  });

  it('answers an event that is no HTTP request with an internal error', async () => {
    const { stream, done, reports, clock } = invokeWithEvent({}, { source: 'aws.events' });
    await done;
    expect(stream.prelude.statusCode).toBe(500);
    expect(reports).toMatchObject([{ outcome: 'refused', code: 'INTERNAL', turnId: undefined }]);
    expect(clock.pendingTimers).toBe(0);
  });
});

/** A turn that waits in the middle of its answer. */
async function* halfway(gate: Promise<void>): AsyncGenerator<TurnEvent | CompleteEvent> {
  yield chunk('half');
  await gate;
  yield complete('half');
}

function watchSettling(promise: Promise<unknown>): { readonly isSettled: boolean } {
  const state = { isSettled: false };
  promise.then(
    () => {
      state.isSettled = true;
    },
    () => undefined,
  );
  return state;
}
