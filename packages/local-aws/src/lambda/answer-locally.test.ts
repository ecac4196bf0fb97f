import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { startHost } from './lambda-host.fixture.ts';

let url: string;

/** A server that tells what it was asked. */
beforeEach(async () => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, url: path, headers } = request;
    response.end(JSON.stringify({ method, path, key: headers['api-key'], host: headers.host, body }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterTest(async () => {
    server.closeAllConnections();
    server.close();
  });
});

/** What a function gets that runs `code` with `https` at hand. */
function answerTo(code: string, origins: Readonly<Record<string, string>> | undefined): Promise<unknown> {
  const source = `
    import https from 'node:https';
    const collect = (ask) => new Promise((resolve, reject) => ask((response) => {
      let text = '';
      response.on('data', (data) => { text += data; });
      response.on('end', () => resolve(JSON.parse(text)));
    }).on('error', reject));
    export const handler = async () => { ${code} };`;
  const { host } = startHost({ asking: source }, origins === undefined ? {} : { origins });
  return host.invoke('asking', {}, { type: 'RequestResponse' });
}

describe('an origin that is answered here', () => {
  const asked = () => ({
    method: 'POST',
    path: '/indexes/coach?a=b',
    key: 'k',
    host: new URL(url).host,
    body: 'hello',
  });
  const options = `{ method: 'POST', headers: { 'api-key': 'k' }, body: 'hello' }`;

  test.each([
    ['an address as text', `return (await fetch('https://api.vendor.test/indexes/coach?a=b', ${options})).json();`],
    ['an address', `return (await fetch(new URL('https://api.vendor.test/indexes/coach?a=b'), ${options})).json();`],
    ['a request', `return (await fetch(new Request('https://api.vendor.test/indexes/coach?a=b', ${options}))).json();`],
    [
      'a request with other options',
      `return (await fetch(new Request('https://api.vendor.test/indexes/coach?a=b'), ${options})).json();`,
    ],
    [
      'node:https',
      `return collect((done) => {
        const sent = https.request('https://api.vendor.test/indexes/coach?a=b', { method: 'POST', headers: { 'api-key': 'k' } }, done);
        sent.end('hello');
        return sent;
      });`,
    ],
  ])('is reached by %s, with all that was sent', async (_way, code) => {
    expect(await answerTo(code, { 'https://api.vendor.test': url })).toEqual(asked());
  });

  test.each(['https://www.vendor.test', 'https://api.vendor.test:444', 'http://api.vendor.test'])(
    'is not %s',
    async (origin) => {
      const code = `return fetch('${origin}/').then(() => 'answered', ({ cause }) => cause.code);`;
      expect(await answerTo(code, { 'https://api.vendor.test': url })).not.toBe('answered');
    },
  );

  test('is not known to the function', async () => {
    const code = `return Object.keys(process.env).filter((name) => name.startsWith('LOCAL_AWS'));`;
    expect(await answerTo(code, { 'https://api.vendor.test': url })).toEqual([]);
  });
});

test('without any, fetch is the one of Node.js', async () => {
  const code = `return [fetch.toString().includes('localTarget'), (await fetch('${'data:,hello'}').then((answer) => answer.text()))];`;
  expect(await answerTo(code, undefined)).toEqual([false, 'hello']);
});
