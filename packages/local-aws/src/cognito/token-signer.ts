import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type JsonWebKey,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '../json.ts';

/** Signs tokens with this installation's key. */
export interface TokenSigner {
  /** The public key as a key set has it. */
  readonly publicJwk: JsonWebKey & { readonly kid: string };
  /** A JSON Web Token, RS256. */
  signJwt(claims: JsonObject): string;
  /** The claims of a token that this key signed; `undefined` for any other text. Expiry is not looked at. */
  readJwt(token: string): JsonObject | undefined;
  /** An opaque token for Cognito alone, such as a refresh token: `purpose` keeps one kind from passing for another. */
  seal(purpose: string, content: JsonObject): string;
  /** What was sealed for this purpose; `undefined` for any other text. */
  unseal(purpose: string, token: string): JsonObject | undefined;
}

const MODULUS_BITS = 2_048;

/** Opens the key in `<dataDir>/signing-key.pem` (mode 0600), made the first time. */
export function openTokenSigner(dataDir: string): TokenSigner {
  const path = join(dataDir, 'signing-key.pem');
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS });
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const pem = readFileSync(path, 'utf8');
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const sealingKey = Buffer.from(hkdfSync('sha256', pem, '', 'opaque tokens', 32));
  const { e, kty, n } = publicKey.export({ format: 'jwk' });
  // The key's thumbprint (RFC 7638 §3).
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64');
  const header = encode({ kid, alg: 'RS256' });
  const mac = (text: string): Buffer => createHmac('sha256', sealingKey).update(text).digest();

  return {
    publicJwk: { alg: 'RS256', e, kid, kty, n, use: 'sig' } as JsonWebKey & { kid: string },
    signJwt: (claims) => {
      const content = `${header}.${encode(claims)}`;
      return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
    },
    readJwt: (token) => {
      const [head = '', payload = '', signature = '', ...rest] = token.split('.');
      if (head !== header || rest.length > 0) return undefined;
      const isOurs = verify(
        'sha256',
        Buffer.from(`${head}.${payload}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      );
      return isOurs ? decode(payload) : undefined;
    },
    seal: (purpose, content) => {
      const payload = encode(content);
      return `${payload}.${mac(`${purpose}.${payload}`).toString('base64url')}`;
    },
    unseal: (purpose, token) => {
      const [payload = '', signature = '', ...rest] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = mac(`${purpose}.${payload}`);
      const isOurs = rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      return isOurs ? decode(payload) : undefined;
    },
  };
}

function encode(content: JsonObject): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

function decode(text: string): JsonObject | undefined {
  const content: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  return isJsonObject(content) ? content : undefined;
}
