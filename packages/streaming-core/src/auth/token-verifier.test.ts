import { describe, expect, it } from '@jest/globals';
import { FetchError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { createPoolKeys, hmacToken, type PoolKeys, signToken, unsignedToken } from '../../test/signed-token.ts';
import { createCognitoVerifier } from './token-verifier.ts';

const userPoolId = 'us-east-1_Abcdefghi';
const clientId = '3n4b5urk1ft4fl3mg5e62d9ado';
const keys = createPoolKeys('pool-key');
const otherKeys: PoolKeys = { ...createPoolKeys('other'), kid: 'pool-key' };

/** A cache of the pool's keys, filled without a network. */
function keyCache(fetch: () => Promise<unknown> = async () => keys.jwks): SimpleJwksCache {
  return new SimpleJwksCache({
    fetcher: { fetch: async () => new TextEncoder().encode(JSON.stringify(await fetch())).buffer as ArrayBuffer },
  });
}

const now = Math.floor(Date.now() / 1000);
const claims = {
  sub: '7c1b2f0e-1a2b-4c3d-8e9f-001122334455',
  'custom:user_id': 'user_1',
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`,
  aud: clientId,
  token_use: 'id',
  auth_time: now,
  iat: now,
  exp: now + 3600,
};

describe('createCognitoVerifier', () => {
  // A verifier for each token: an unknown key id makes one wait before it fetches keys again.
  const newVerifier = () => createCognitoVerifier({ userPoolId, clientId, jwksCache: keyCache() });

  it('gives the user of a valid ID token', async () => {
    await expect(newVerifier().verify(signToken(keys, claims))).resolves.toEqual({ userId: 'user_1' });
  });

  it('gives no user where the token names none', async () => {
    const { 'custom:user_id': _, ...unnamed } = claims;
    await expect(newVerifier().verify(signToken(keys, unnamed))).resolves.toEqual({ userId: undefined });
  });

  it.each([
    ['text that is no token', 'not-a-token'],
    ['an empty token', ''],
    ['alg none', unsignedToken(keys.kid, claims)],
    ['HS256 with the public key as secret', hmacToken(keys, claims)],
    ['a signature by another key under the same id', signToken(otherKeys, claims)],
    ['an unknown key id', signToken({ ...keys, kid: 'unknown' }, claims)],
    [
      'another pool',
      signToken(keys, { ...claims, iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Zzzzzzzzz' }),
    ],
    ['another issuer', signToken(keys, { ...claims, iss: 'https://example.com' })],
    ['another audience', signToken(keys, { ...claims, aud: 'another-client' })],
    ['an access token', signToken(keys, { ...claims, token_use: 'access', client_id: clientId })],
    ['an expired token', signToken(keys, { ...claims, exp: now - 60 })],
    ['a token that is not valid yet', signToken(keys, { ...claims, nbf: now + 600 })],
    ['claims changed after signing', tamper(signToken(keys, claims))],
  ])('refuses %s', async (_case, token) => {
    await expect(newVerifier().verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('says that tokens cannot be verified while the keys cannot be fetched, and recovers', async () => {
    let isDown = true;
    const cache = keyCache(async () => {
      if (isDown) {
        throw new FetchError('https://keys', 'down');
      }
      return keys.jwks;
    });
    const recovering = createCognitoVerifier({ userPoolId, clientId, jwksCache: cache });
    await expect(recovering.verify(signToken(keys, claims))).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    isDown = false;
    await expect(recovering.verify(signToken(keys, claims))).resolves.toEqual({ userId: 'user_1' });
  });

  it('asks a user with a new key to come back where somebody has just tried an unknown one', async () => {
    const rotated = createPoolKeys('rotated');
    let published: PoolKeys['jwks'] = keys.jwks;
    const rotating = createCognitoVerifier({ userPoolId, clientId, jwksCache: keyCache(async () => published) });
    const forged = rotating.verify(signToken({ ...keys, kid: 'forged' }, claims));
    await expect(forged).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    published = { keys: [...keys.jwks.keys, ...rotated.jwks.keys] };
    await expect(rotating.verify(signToken(rotated, claims))).rejects.toMatchObject({
      code: 'AUTH_UNAVAILABLE',
      options: { retryAfterSeconds: 10 },
    });
    await expect(rotating.verify(signToken(keys, claims))).resolves.toEqual({ userId: 'user_1' });
  });

  it.each([['HTML'], [{ keys: 'none' }]])(
    'takes a key set that is %j for an outage, not for a bad token',
    async (answer) => {
      const broken = createCognitoVerifier({ userPoolId, clientId, jwksCache: keyCache(async () => answer) });
      await expect(broken.verify(signToken(keys, claims))).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    },
  );
});

function tamper(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims, 'custom:user_id': 'user_2' })).toString('base64url');
  return `${header}.${payload}.${signature}`;
}
