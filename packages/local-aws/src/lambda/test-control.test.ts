import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type HostFixture, hasLogged, readAll, startHost } from './lambda-host.fixture.ts';
import { sendToDestination } from './send-to-destination.ts';

const EVENTS = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.setContentType('text/event-stream');
    stream.write(': a comment is not an event\\n\\n');
    for (let i = 1; i <= (event.count ?? 6); i += 1) {
      stream.write('id: ' + i + '\\ndata: {}\\n\\n');
      if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
    }
    stream.end();
  });`;

describe('killing a function', () => {
  test('ends its environments, and the next invocation gets a new one', async () => {
    const fixture = startHost({ events: EVENTS });
    const { body } = await fixture.host.invokeStream('events', { count: 1_000, waitMs: 20 });
    expect(fixture.host.kill('events')).toBe(1);
    expect((await readAll(body)).error).toMatchObject({ kind: 'Killed' });
    const next = await fixture.host.invokeStream('events', {});
    expect((await readAll(next.body)).error).toBeUndefined();
  });

  test('twice in a row ends all of them once, busy, idle and starting, and what comes next is served', async () => {
    const fixture = startHost({ events: EVENTS });
    const read = async (event: object) => readAll((await fixture.host.invokeStream('events', event)).body);
    const endless = { count: 1_000, waitMs: 20 };
    const [busy] = await Promise.all([fixture.host.invokeStream('events', endless), read({}), read({})]);
    await delay(100);
    const processes = fixture.host.processIds('events');
    const others = [1, 2, 3].map(() => fixture.host.invokeStream('events', endless));
    const failures = Promise.allSettled(others.map(async (response) => readAll((await response).body)));
    expect([fixture.host.kill('events'), fixture.host.kill('events')]).toEqual([4, 0]);
    expect((await readAll(busy.body)).error).toMatchObject({ kind: 'Killed' });
    for (const failure of await failures) {
      expect(failure).toMatchObject({ status: 'rejected', reason: { kind: 'Killed' } });
    }
    const next = await Promise.all([read({}), read({})]);
    expect(next.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(fixture.host.processIds('events').filter((id) => processes.includes(id))).toEqual([]);
  });

  test('after three events cuts the response in flight right behind the third', async () => {
    const fixture = startHost({ events: EVENTS });
    const { body } = await fixture.host.invokeStream('events', { waitMs: 60 });
    fixture.host.kill('events', { afterEvents: 3 });
    const { text, error } = await readAll(body);
    expect(text.endsWith('id: 3\ndata: {}\n\n')).toBe(true);
    expect(error).toMatchObject({ kind: 'Killed' });
  });

  test('after three events cuts the next response where none is in flight, also when all came as one', async () => {
    const fixture = startHost({ events: EVENTS });
    fixture.host.kill('eventsLogical', { afterEvents: 3 });
    const { text, error } = await readAll((await fixture.host.invokeStream('events', {})).body);
    expect(text.endsWith('id: 3\ndata: {}\n\n')).toBe(true);
    expect(error).toMatchObject({ kind: 'Killed' });
    const after = await readAll((await fixture.host.invokeStream('events', {})).body);
    expect(after.text.endsWith('id: 6\ndata: {}\n\n')).toBe(true);
  });
});

describe('an asynchronous invocation', () => {
  const FAILING = `export const handler = async ({ key }) => { console.log('try ' + key); throw new Error('never'); };`;

  test('is tried again and then reported as failed', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const fixture = startHost(
      {
        failing: { source: FAILING, maximumRetryAttempts: 2, onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
      },
      { asyncRetryDelaysMs: [10, 20], onAsyncFailure: resolve },
    );
    expect(await fixture.host.invoke('failing', { key: 'a' }, { type: 'Event' })).toBeUndefined();
    expect(await promise).toMatchObject({
      attempts: 3,
      payload: { key: 'a' },
      config: { onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
      error: { message: 'never' },
    });
    await delay(20);
    expect(fixture.host.logs('failing').filter((line) => line.includes('try a'))).toHaveLength(3);
  });

  test('is tried again at once where test control asks for it', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { host } = startHost(
      { failing: { source: FAILING, maximumRetryAttempts: 2 }, other: FAILING },
      { onAsyncFailure: resolve },
    );
    await host.invoke('failing', { key: 'c' }, { type: 'Event' });
    for (const tries of [1, 2]) {
      while (host.retryNow('failing') === 0) {
        expect(host.retryNow('other')).toBe(0);
        await delay(5);
      }
      expect(host.logs('failing').filter((line) => line.includes('try c'))).toHaveLength(tries);
    }
    expect(await promise).toMatchObject({ attempts: 3, payload: { key: 'c' } });
  });

  test('that failed for good goes to the function that is its destination', async () => {
    const lines: string[] = [];
    const FAILED = {
      source: FAILING,
      maximumRetryAttempts: 0,
      onFailureArn: 'arn:aws:lambda:us-east-1:000000000000:function:rescue',
    };
    const fixture: HostFixture = startHost(
      {
        failing: FAILED,
        rescue: `export const handler = async (event) => console.log('got ' + JSON.stringify(event.requestPayload));`,
      },
      {
        onAsyncFailure: (failure) =>
          sendToDestination(
            { host: fixture.host, sendToQueue: () => undefined, mayCall: () => true, now: Date.now },
            failure,
            (line) => lines.push(line),
          ),
      },
    );
    await fixture.host.invoke('failing', { key: 'b' }, { type: 'Event' });
    expect(await hasLogged(fixture.host, 'rescue', 'got {"key":"b"}')).toBe(true);
    expect(lines).toEqual(['asynchronous invocation of failingLogical failed 1 times and is sent to rescueLogical']);
  });

  test('without retries is tried once', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const fixture = startHost({ failing: { source: FAILING, maximumRetryAttempts: 0 } }, { onAsyncFailure: resolve });
    await fixture.host.invoke('failing', {}, { type: 'Event' });
    expect(await promise).toMatchObject({ attempts: 1 });
  });
});

describe('the reader of a response', () => {
  const LARGE = `
    export const handler = awslambda.streamifyResponse(async (event, stream) => {
      for (let i = 0; i < 64; i += 1) {
        if (!stream.write(Buffer.alloc(256 * 1024, i))) await new Promise((r) => stream.once('drain', r));
      }
      stream.end();
      console.log('wrote all');
    });`;
  const hasWrittenAll = (lines: readonly string[]) => lines.some((line) => line.includes('wrote all'));

  test('that is slow makes the function wait', async () => {
    const fixture = startHost({ large: LARGE });
    const { body } = await fixture.host.invokeStream('large', {});
    await delay(300);
    expect(hasWrittenAll(fixture.host.logs('large'))).toBe(false);
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    expect(bytes).toBe(64 * 256 * 1024);
  });

  test('that leaves does not: the function runs to its end', async () => {
    const fixture = startHost({ large: LARGE });
    const { body } = await fixture.host.invokeStream('large', {});
    body.discard();
    for (let tries = 0; tries < 100 && !hasWrittenAll(fixture.host.logs('large')); tries += 1) await delay(30);
    expect(hasWrittenAll(fixture.host.logs('large'))).toBe(true);
  });
});
