import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { hasLogged, streaming } from '../lambda/lambda-host.fixture.ts';
import { ECHO, startUrl } from './function-url.fixture.ts';

describe('the front', () => {
  test('refuses more than 6 MB, and addresses that want a signature', async () => {
    const web = await startUrl(ECHO);
    const tooLarge = await fetch(web.address, { method: 'POST', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
    expect(tooLarge.status).toBe(413);
    const signed = await startUrl(ECHO, { authType: 'AWS_IAM' });
    expect((await fetch(signed.address)).status).toBe(403);
  });

  test('can be down, and up again', async () => {
    const web = await startUrl(ECHO);
    web.url.setDown(true);
    await expect(fetch(web.address)).rejects.toThrow();
    web.url.setDown(false);
    expect((await fetch(web.address)).status).toBe(200);
  });

  test('survives a client that cuts its request', async () => {
    const web = await startUrl(ECHO);
    const socket = createConnection({ port: Number(new URL(web.address).port), host: '127.0.0.1' });
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await delay(20);
    socket.destroy();
    expect((await fetch(web.address)).status).toBe(200);
  });
});

describe('a client that is dropped', () => {
  const TICKS = streaming(`
    const stream = open({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } });
    for (let i = 1; i <= 5; i += 1) { stream.write('data: ' + i + '\\n\\n'); await wait(20); }
    stream.end();
    console.log('all written');`);

  test.each([
    [2, [200, 'data: 1\n\ndata: 2\n\n']],
    [undefined, [0, '']],
  ])('after %s events is cut, and the function runs to its end', async (afterEvents, expected) => {
    const web = await startUrl(TICKS);
    web.host.drop('web', { afterEvents });
    let status = 0;
    let text = '';
    const reading = (async () => {
      const response = await fetch(web.address);
      ({ status } = response);
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    })();
    await expect(reading).rejects.toThrow();
    expect([status, text]).toEqual(expected);
    expect(await hasLogged(web.host, 'web', 'all written')).toBe(true);
    expect(await (await fetch(web.address)).text()).toContain('data: 5');
  });
});
