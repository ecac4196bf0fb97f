import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A user pool's key pair and its public key set. */
export interface PoolKeys {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwks: { keys: Record<string, unknown>[] };
}

/** Makes a new RSA key pair under a key id. */
export function createPoolKeys(kid: string): PoolKeys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    kid,
    privateKey,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token signed with RS256. */
export function signToken(keys: Pick<PoolKeys, 'kid' | 'privateKey'>, claims: Record<string, unknown>): string {
  const signed = `${encode({ alg: 'RS256', kid: keys.kid, typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), keys.privateKey).toString('base64url')}`;
}

/** A token with `alg: none` and no signature. */
export function unsignedToken(kid: string, claims: Record<string, unknown>): string {
  return `${encode({ alg: 'none', kid, typ: 'JWT' })}.${encode(claims)}.`;
}

/** A token signed with HS256, the public key taken for the secret. */
export function hmacToken(keys: PoolKeys, claims: Record<string, unknown>): string {
  const signed = `${encode({ alg: 'HS256', kid: keys.kid, typ: 'JWT' })}.${encode(claims)}`;
  const secret = JSON.stringify(keys.jwks.keys[0]);
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
