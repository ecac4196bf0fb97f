import { describe, expect, test } from '@jest/globals';
import { hasLogged, streaming } from '../lambda/lambda-host.fixture.ts';
import { startUrl } from './function-url.fixture.ts';

describe('a streamed response', () => {
  test('arrives as it is written, with status, headers and cookies', async () => {
    const web = await startUrl(
      streaming(`
        const stream = open({ statusCode: 207, headers: { 'content-type': 'text/event-stream' }, cookies: ['a=1', 'b=2'] });
        stream.write('');
        await wait(60);
        for (const n of [1, 2, 3]) { stream.write('data: ' + n + '\\n\\n'); await wait(40); }
        stream.end();`),
    );
    const response = await fetch(web.address);
    expect(response.status).toBe(207);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const chunks: string[] = [];
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk as Uint8Array).toString());
    expect(chunks).toEqual([1, 2, 3].map((n) => `data: ${n}\n\n`));
  });

  test.each([
    ['throws', `throw new Error('midway')`],
    ['exits', 'process.exit(1)'],
  ])('of a function that %s midway is cut behind what was written', async (_name, fault) => {
    const web = await startUrl(
      streaming(`const stream = open({ statusCode: 200 }); stream.write('before'); await wait(30); ${fault};`),
    );
    const response = await fetch(web.address);
    expect(response.status).toBe(200);
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    })();
    await expect(reading).rejects.toThrow();
    expect(text).toBe('before');
  });

  test.each([
    ['throws', `throw new Error('first')`],
    ['exits', 'process.exit(1)'],
    [
      'ends after a broken prelude',
      `raw.setContentType('application/vnd.awslambda.http-integration-response'); raw.end('{}')`,
    ],
  ])('of a function that %s before it answered is a 502', async (_name, fault) => {
    const web = await startUrl(streaming(`${fault};`));
    const response = await fetch(web.address);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is read to its end although the client left', async () => {
    const web = await startUrl(
      streaming(`
        const stream = open({ statusCode: 200 });
        for (let i = 0; i < 10; i += 1) { stream.write('x'); await wait(20); }
        stream.end();
        console.log('all written');`),
    );
    const leave = new AbortController();
    const response = await fetch(web.address, { signal: leave.signal });
    expect(response.status).toBe(200);
    leave.abort();
    expect(await hasLogged(web.host, 'web', 'all written')).toBe(true);
  });
});

describe('in buffered mode', () => {
  test('an object with a status is the response, anything else its JSON body', async () => {
    const web = await startUrl(
      `export const handler = async ({ rawPath }) => rawPath === '/object'
         ? { statusCode: 418, headers: { 'X-A': 'b' }, cookies: ['c=1'], body: Buffer.from('tea').toString('base64'), isBase64Encoded: true }
         : { plain: true };`,
      { invokeMode: 'BUFFERED' },
    );
    const response = await fetch(`${web.address}object`);
    expect([
      response.status,
      await response.text(),
      response.headers.get('x-a'),
      response.headers.getSetCookie(),
    ]).toEqual([418, 'tea', 'b', ['c=1']]);
    const plain = await fetch(web.address);
    expect([plain.status, await plain.json()]).toEqual([200, { plain: true }]);
  });

  test('a response that fails midway is a 502', async () => {
    const web = await startUrl(
      streaming(
        `const stream = open({ statusCode: 200 }); stream.write('before'); await wait(20); throw new Error('midway');`,
      ),
      { invokeMode: 'BUFFERED' },
    );
    expect((await fetch(web.address)).status).toBe(502);
  });
});
