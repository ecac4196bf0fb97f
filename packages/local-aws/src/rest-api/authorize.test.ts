import { describe, expect, test } from '@jest/globals';
import { method, SECURED, toFunction } from './cdk-api.fixture.ts';
import { json, startEcho, tokenOf } from './rest-api.fixture.ts';

describe('a method with a Cognito authorizer', () => {
  test('gives the claims of the ID token to the function, as texts', async () => {
    const api = await startEcho();
    const token = tokenOf(api, {
      'custom:plan': 'gold',
      email_verified: true,
      'cognito:groups': ['a', 'b'],
      auth_time: 1_475_091_166,
      iat: 1_475_091_166,
      nested: { a: 1 },
    });
    for (const authorization of [token, `Bearer ${token}`]) {
      const event = await json(await fetch(`${api.url}users/7`, { headers: { authorization } }));
      expect(event.requestContext).toMatchObject({
        authorizer: {
          claims: {
            sub: 'sub-1',
            aud: 'client-1',
            token_use: 'id',
            'custom:plan': 'gold',
            email_verified: 'true',
            'cognito:groups': 'a,b',
            auth_time: '1475091166',
            iat: 'Wed Sep 28 19:32:46 UTC 2016',
            exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} UTC \d{4}$/),
            nested: '{"a":1}',
          },
        },
      });
    }
  });

  const past = Math.floor(Date.now() / 1_000) - 1;
  test.each<[string, (token: (claims?: Record<string, unknown>) => string) => string | undefined, string]>([
    ['no token', () => undefined, 'Unauthorized'],
    ['no JWT', () => 'Bearer something', 'Unauthorized'],
    ['a changed payload', (token) => token().replace(/\.[^.]+\./, `.${btoa('{"sub":"other"}')}.`), 'Unauthorized'],
    ['a changed signature', (token) => `${token().slice(0, -8)}AAAAAAAA`, 'Unauthorized'],
    ['no signature', (token) => token().replace(/[^.]+$/, ''), 'Unauthorized'],
    ['another issuer', (token) => token({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/x' }), 'Unauthorized'],
    ['an access token', (token) => token({ token_use: 'access' }), 'Unauthorized'],
    ['an expired token', (token) => token({ exp: past }), 'The incoming token has expired'],
    ['a token that never expires', (token) => token({ exp: undefined }), 'The incoming token has expired'],
  ])('refuses %s', async (_name, makeToken, message) => {
    const api = await startEcho();
    const authorization = makeToken((claims) => tokenOf(api, claims));
    const response = await fetch(
      `${api.url}users/7`,
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect([response.status, await response.text()]).toEqual([401, `{"message":"${message}"}`]);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnauthorizedException');
  });

  test.each([
    [{ token_use: 'access', scope: 'openid shop/read' }, 200],
    [{ token_use: 'access', scope: 'openid shop/write' }, 401],
    [{ token_use: 'access' }, 401],
    [{ token_use: 'id', scope: 'shop/read' }, 401],
  ])('and scopes answers %j by %s', async (claims, status) => {
    const scopes = { ...SECURED, AuthorizationScopes: ['shop/read', 'shop/admin'] };
    const api = await startEcho({ UserGet: method('User', 'GET', toFunction('Web'), scopes) });
    const headers = { authorization: tokenOf(api, claims) };
    expect((await fetch(`${api.url}users/7`, { headers })).status).toBe(status);
  });
});
