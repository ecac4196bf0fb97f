import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ClientDroppedError } from './client-dropped-error.ts';
import { type HostFixture, readAll, startHost } from './lambda-host.fixture.ts';

const EVENTS = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.setContentType('text/event-stream');
    stream.write(': a comment is not an event\\n\\n');
    for (let i = 1; i <= 6; i += 1) {
      stream.write('id: ' + i + '\\ndata: {}\\n\\n');
      if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
    }
    stream.end();
    console.log('ran to its end');
  });`;

const runsToItsEnd = async ({ host }: HostFixture, times = 1): Promise<boolean> => {
  const ends = () => host.logs('events').filter((line) => line.includes('ran to its end')).length;
  for (let tries = 0; tries < 200 && ends() < times; tries += 1) await delay(20);
  return ends() === times;
};
const idsOf = (text: string) => [...text.matchAll(/^id: (\d)$/gm)].map(([, id]) => Number(id));

describe('dropping the client of a function', () => {
  test('after three events cuts the response in flight behind the third, and the function runs to its end', async () => {
    const fixture = startHost({ events: EVENTS });
    const { body } = await fixture.host.invokeStream('events', { waitMs: 40 });
    expect(fixture.host.drop('events', { afterEvents: 3 })).toBe(0);
    const { text, error } = await readAll(body);
    expect([idsOf(text), text.endsWith('data: {}\n\n')]).toEqual([[1, 2, 3], true]);
    expect(error).toBeInstanceOf(ClientDroppedError);
    expect(await runsToItsEnd(fixture)).toBe(true);
    const [, ...more] = fixture.host.processIds('events');
    expect(more).toEqual([]);
  });

  test('after events that went out already cuts it at once', async () => {
    const fixture = startHost({ events: EVENTS });
    const { body } = await fixture.host.invokeStream('events', { waitMs: 60 });
    const iterator = body[Symbol.asyncIterator]();
    let read = '';
    while (idsOf(read).length < 2) read += (await iterator.next()).value?.toString('utf8') ?? '';
    expect(fixture.host.drop('events', { afterEvents: 1 })).toBe(1);
    await expect(iterator.next()).rejects.toBeInstanceOf(ClientDroppedError);
    expect(await runsToItsEnd(fixture)).toBe(true);
  });

  test('cuts the next responses where none is in flight, as many as asked for, also when all events came as one', async () => {
    const fixture = startHost({ events: EVENTS });
    fixture.host.drop('events', { afterEvents: 2, times: 2 });
    const texts: (readonly number[])[] = [];
    for (let count = 1; count <= 3; count += 1) {
      const { body } = await fixture.host.invokeStream('events', {});
      texts.push(idsOf((await readAll(body)).text));
      expect(await runsToItsEnd(fixture, count)).toBe(true);
    }
    expect(texts).toEqual([
      [1, 2],
      [1, 2],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  test('counts a response in flight as one of those asked for', async () => {
    const fixture = startHost({ events: EVENTS });
    const { body } = await fixture.host.invokeStream('events', { waitMs: 40 });
    fixture.host.drop('events', { afterEvents: 5, times: 2 });
    const texts = [idsOf((await readAll(body)).text)];
    for (let count = 0; count < 2; count += 1) {
      texts.push(idsOf((await readAll((await fixture.host.invokeStream('events', {})).body)).text));
    }
    expect(texts.map(({ length }) => length)).toEqual([5, 5, 6]);
  });

  test('without a number of events cuts the next one before it answers', async () => {
    const fixture = startHost({ events: EVENTS });
    fixture.host.drop('events');
    await expect(fixture.host.invokeStream('events', { waitMs: 10 })).rejects.toBeInstanceOf(ClientDroppedError);
    expect(await runsToItsEnd(fixture)).toBe(true);
  });

  test('leaves calls without a client alone, and what is forgotten', async () => {
    const fixture = startHost({ events: EVENTS });
    fixture.host.drop('events');
    await fixture.host.invoke('events', {}, { type: 'RequestResponse' });
    fixture.host.forgetDrops('events');
    const { error } = await readAll((await fixture.host.invokeStream('events', {})).body);
    expect(error).toBeUndefined();
  });
});
