import { describe, expect, test } from '@jest/globals';
import { presignPut, startS3 } from './s3.fixture.ts';

const APP = 'https://app.example';
const RULES = [
  {
    AllowedOrigins: [APP, 'http://localhost:*'],
    AllowedMethods: ['PUT'],
    AllowedHeaders: ['Content-Type', 'x-amz-meta-*'],
    ExposedHeaders: ['ETag', 'x-amz-request-id'],
    MaxAge: 600,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'] },
];
const CONTENT = 'hello';

/** A bucket with rules, and an upload's URL. */
async function startUpload(CorsRules: readonly object[] | undefined = RULES) {
  const { clientOf } = await startS3(CorsRules === undefined ? {} : { CorsConfiguration: { CorsRules } });
  const client = clientOf(undefined, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const url = await presignPut(client, { ContentLength: CONTENT.length });
  const preflight = (origin: string, headers = 'content-type', method = 'PUT') =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        ...(headers && { 'access-control-request-headers': headers }),
      },
    });
  return { url, preflight };
}

const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'));

describe("a browser's preflight for an upload", () => {
  test.each([APP, 'http://localhost:5173'])('is answered for a page of %s, with what its rule has', async (origin) => {
    const { preflight } = await startUpload();
    const response = await preflight(origin, 'content-type, X-Amz-Meta-Owner');
    expect(response.status).toBe(200);
    expect(corsOf(response)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, x-amz-meta-owner',
      'access-control-expose-headers': 'ETag, x-amz-request-id',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });

  test('is answered by the rule that fits, for any origin where it says so', async () => {
    const { preflight } = await startUpload();
    const response = await preflight('https://elsewhere.example', '', 'GET');
    expect(corsOf(response)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test.each([
    ['another origin', 'https://evil.example', undefined, undefined],
    ['an origin that begins alike', `${APP}.evil.example`, undefined, undefined],
    ['another method', APP, undefined, 'DELETE'],
    ['another header', APP, 'content-type, authorization', undefined],
  ])('is refused for %s', async (_case, origin, headers, method) => {
    const { preflight } = await startUpload();
    const response = await preflight(origin, headers, method);
    expect([response.status, corsOf(response)]).toEqual([403, {}]);
    expect(await response.text()).toContain('<Code>AccessForbidden</Code>');
  });

  test('is refused by a bucket without rules, and where it is none', async () => {
    const { preflight } = await startUpload([]);
    const refused = await preflight(APP);
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('CORS is not enabled')]);
    const { url } = await startUpload();
    expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(400);
  });
});

describe("an upload's own answer", () => {
  const put = (url: string, body: string, origin: string) =>
    fetch(url, { method: 'PUT', body, headers: { origin, 'content-type': 'image/png' } });

  test('may be read by a page of an allowed origin, also one that refuses', async () => {
    const { url } = await startUpload();
    for (const [body, status] of [
      [CONTENT, 200],
      [`${CONTENT}!`, 403],
    ] as const) {
      const response = await put(url, body, APP);
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, APP]);
      expect(response.headers.get('access-control-expose-headers')).toBe('ETag, x-amz-request-id');
    }
  });

  test('is written to whoever may not read it without a word of CORS', async () => {
    const { url } = await startUpload();
    const response = await put(url, CONTENT, 'https://evil.example');
    expect([response.status, corsOf(response)]).toEqual([200, {}]);
  });
});
