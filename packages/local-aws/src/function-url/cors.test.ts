import { describe, expect, test } from '@jest/globals';
import { startUrl } from './function-url.fixture.ts';

const CORS = {
  allowOrigins: ['https://app.example'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['x-request-id'],
  allowCredentials: false,
  maxAge: 600,
};

const ask = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST' },
});

describe('cross-origin requests', () => {
  const COUNT = `let calls = 0; export const handler = async () => ({ statusCode: 200, body: String(++calls) });`;

  test('are asked for at the front, which answers from the template', async () => {
    const web = await startUrl(COUNT, { cors: CORS, invokeMode: 'BUFFERED' });
    const allowed = await fetch(web.address, ask('https://app.example'));
    expect(allowed.status).toBe(200);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    const refused = await fetch(web.address, ask('https://other.example'));
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
    const actual = await fetch(web.address, { headers: { origin: 'https://app.example' } });
    expect(actual.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(actual.headers.get('access-control-expose-headers')).toBe('x-request-id');
    expect(await actual.text()).toBe('1');
  });

  test('from anywhere are allowed by *, by name where credentials are', async () => {
    const web = await startUrl(COUNT, { cors: { ...CORS, allowOrigins: ['*'] }, invokeMode: 'BUFFERED' });
    const any = await fetch(web.address, ask('https://a.example'));
    expect(any.headers.get('access-control-allow-origin')).toBe('*');
    const named = await startUrl(COUNT, { cors: { ...CORS, allowOrigins: ['*'], allowCredentials: true } });
    const one = await fetch(named.address, ask('https://a.example'));
    expect(one.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(one.headers.get('access-control-allow-credentials')).toBe('true');
  });

  test('reach the function where the template says nothing of CORS', async () => {
    const web = await startUrl(COUNT, { invokeMode: 'BUFFERED' });
    expect(await (await fetch(web.address, ask('https://a.example'))).text()).toBe('1');
  });
});
