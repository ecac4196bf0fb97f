import { describe, expect, test } from '@jest/globals';
import { ECHO, startUrl } from './function-url.fixture.ts';

describe('the event of a request', () => {
  test('is payload format 2.0', async () => {
    const web = await startUrl(ECHO);
    const response = await fetch(`${web.address}a%20b/%C3%A4?x=1&x=2&y=%26`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'X-Custom': 'Value', 'user-agent': 'test' },
      body: '{"text":"ä"}',
    });
    const event = (await response.json()) as Record<string, unknown>;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/%C3%A4',
      rawQueryString: 'x=1&x=2&y=%26',
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Value', 'x-forwarded-proto': 'http', host: new URL(web.address).host },
      queryStringParameters: { x: '1,2', y: '&' },
      body: '{"text":"ä"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: 'anonymous',
        apiId: 'abcdef',
        domainPrefix: 'abcdef',
        stage: '$default',
        routeKey: '$default',
        http: { method: 'POST', path: '/a%20b/%C3%A4', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.awsRequestId).toBe(response.headers.get('x-amzn-requestid'));
    expect(response.headers.get('x-amzn-requestid')).toBe((event.requestContext as { requestId: string }).requestId);
  });

  test.each([
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['text/plain; charset=utf-8', false],
    ['application/vnd.api+json', false],
  ])('holds a body of type %s as base64: %s', async (contentType, isBase64Encoded) => {
    const web = await startUrl(ECHO);
    const response = await fetch(web.address, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: 'a=ä',
    });
    expect(await response.json()).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from('a=ä').toString('base64') : 'a=ä',
    });
  });

  test('without body and query has neither', async () => {
    const web = await startUrl(ECHO);
    const event = await (await fetch(web.address)).json();
    expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
    for (const absent of ['body', 'queryStringParameters', 'cookies']) expect(event).not.toHaveProperty(absent);
  });
});
