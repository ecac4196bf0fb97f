import { describe, expect, it } from '@jest/globals';
import { invoke, invokeThroughApi, MESSAGE_PATH } from '../../test/invoke-stream.ts';
import { settle } from '../../test/manual-clock.ts';
import { chunk, complete, openBatches, openTurn, START, TURN_ID, tell } from '../../test/opened-turn.ts';

const ORIGIN = 'https://app.example';
const answer = async () => openTurn(tell(chunk('Hel'), chunk('lo'), complete('Hello')));

describe('a message through the REST API', () => {
  it('is answered by the complete event as JSON, once the turn has ended', async () => {
    const { stream, done, reports, clock } = invokeThroughApi({ open: answer });
    await done;
    expect(stream.prelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(stream.body)).toEqual(complete('Hello'));
    expect(reports).toMatchObject([{ outcome: 'complete', turnId: TURN_ID, complete: { fullMessage: 'Hello' } }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is answered by the very same events with ?stream=true', async () => {
    const streamed = invokeThroughApi({ open: answer }, { query: 'true' });
    const direct = invoke({ open: answer });
    await Promise.all([streamed.done, direct.done]);
    expect(streamed.stream.body).toBe(direct.stream.body);
    expect(streamed.stream.prelude.headers['content-type']).toBe('text/event-stream');
  });

  it("fails with the status and the form of the turn's error", async () => {
    const error = { id: '1.1', event: { type: 'error', code: 'MODEL_THROTTLED', partial: true } } as const;
    const { stream, done, reports } = invokeThroughApi({ open: async () => openBatches([START], [error]) });
    await done;
    expect(stream.prelude.statusCode).toBe(503);
    expect(JSON.parse(stream.body)).toMatchObject({ code: 'MODEL_THROTTLED', retryable: true, requestId: 'request-1' });
    expect(reports).toMatchObject([{ outcome: 'failed', code: 'MODEL_THROTTLED' }]);
  });

  it('is told to come again under the same key where its reader is sent away before the end', async () => {
    const { stream, done } = invokeThroughApi({ open: async () => openBatches([START]) });
    await done;
    expect(stream.prelude.statusCode).toBe(503);
    expect(JSON.parse(stream.body)).toMatchObject({ code: 'TURN_INTERRUPTED', retryable: true });
  });

  it('is answered before the invocation ends, whatever the turn does', async () => {
    const stuck = {
      turnId: TURN_ID,
      items: { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) },
    };
    const { stream, done, clock } = invokeThroughApi({ open: async () => stuck });
    await settle();
    await clock.advance(296_000);
    await done;
    expect(JSON.parse(stream.body).code).toBe('DEADLINE_EXCEEDED');
  });

  it.each([
    ['JSON', ''],
    ['events', 'true'],
  ])('lets pages of allowed origins read %s, and no others', async (_form, query) => {
    const from = async (origin: string) => {
      const { stream, done } = invokeThroughApi(
        { open: answer, allowedOrigins: [ORIGIN] },
        { query, headers: { Origin: origin } },
      );
      await done;
      return stream.prelude.headers;
    };
    expect(await from(ORIGIN)).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: 'origin' });
    expect(await from('https://evil.example')).not.toHaveProperty('access-control-allow-origin');
  });

  it('leaves CORS to the Function URL where it comes through one', async () => {
    const { stream, done } = invoke(
      { open: answer, allowedOrigins: [ORIGIN] },
      { path: MESSAGE_PATH, headers: { Origin: ORIGIN } },
    );
    await done;
    expect(stream.prelude.headers).not.toHaveProperty('access-control-allow-origin');
    expect(stream.prelude.headers).not.toHaveProperty('vary');
  });

  it('takes no GET: a turn is looked up by its own route', async () => {
    const { stream, done } = invokeThroughApi({}, { method: 'GET' });
    await done;
    expect([stream.prelude.statusCode, stream.prelude.headers.allow]).toEqual([405, 'POST']);
  });
});
