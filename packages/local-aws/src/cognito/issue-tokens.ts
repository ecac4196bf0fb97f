import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { readableAttributes } from './attributes.ts';
import type { CognitoContext } from './cognito-context.ts';
import { newSessionId } from './session-id.ts';
import type { ClaimChanges } from './triggers.ts';
import type { UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';
import type { User } from './user-store.ts';

/** A sign-in that tokens are issued for. */
export interface Session {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  /** Such as `TokenGeneration_Authentication`. */
  readonly triggerSource: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Of the sign-in that a refresh continues: when it was, in seconds, and its id. */
  readonly continues?: { readonly authTime: number; readonly originJti: string };
}

/** The scope of tokens from these API calls. */
const API_SCOPE = 'aws.cognito.signin.user.admin';
/**
 * Claims that no trigger may change.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const FIXED_CLAIMS: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'cognito:username',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
]);

/** The issuer of a pool's tokens, as AWS has it. */
export function issuerOf(region: string, poolId: string): string {
  return `https://cognito-idp.${region}.amazonaws.com/${poolId}`;
}

/**
 * Issues ID, access and (for a new session) refresh token: the `AuthenticationResult` of a sign-in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export async function issueTokens(context: CognitoContext, session: Session): Promise<JsonObject> {
  const { pool, client, user, continues } = session;
  const { idToken, accessToken } = await context.triggers.preTokenGeneration(
    { pool, clientId: client.id, user, clientMetadata: session.clientMetadata },
    session.triggerSource,
    [API_SCOPE],
  );
  const issuedAt = Math.floor(context.now() / 1_000);
  const authTime = continues?.authTime ?? issuedAt;
  const originJti = continues?.originJti ?? newSessionId(context.now());
  const common = {
    sub: user.sub,
    iss: issuerOf(context.region, pool.id),
    origin_jti: originJti,
    event_id: randomUUID(),
    auth_time: authTime,
    iat: issuedAt,
  };
  const idClaims = changed(
    {
      ...claimValues(readableAttributes(client, user.attributes)),
      ...common,
      'cognito:username': user.username,
      aud: client.id,
      token_use: 'id',
      exp: issuedAt + client.idTokenSeconds,
      jti: randomUUID(),
    },
    idToken,
  );
  const scopes = [API_SCOPE, ...accessToken.scopesToAdd].filter(
    (scope) => !accessToken.scopesToSuppress.includes(scope),
  );
  const accessClaims = changed(
    {
      ...common,
      username: user.username,
      client_id: client.id,
      scope: scopes.join(' '),
      token_use: 'access',
      exp: issuedAt + client.accessTokenSeconds,
      jti: randomUUID(),
    },
    accessToken,
  );
  const refresh = { poolId: pool.id, clientId: client.id, sub: user.sub, originJti, authTime };
  return {
    AccessToken: context.signer.signJwt(accessClaims),
    IdToken: context.signer.signJwt(idClaims),
    ExpiresIn: client.accessTokenSeconds,
    TokenType: 'Bearer',
    ...(continues === undefined && {
      RefreshToken: context.signer.seal('refresh', { ...refresh, exp: authTime + client.refreshTokenSeconds }),
    }),
  };
}

/** Attributes are strings; the two `…_verified` ones are booleans in tokens. */
function claimValues(attributes: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );
}

function changed(claims: JsonObject, { set, suppress }: ClaimChanges): JsonObject {
  const isFree = (name: string): boolean => !FIXED_CLAIMS.has(name) && !name.startsWith('dev:');
  const kept = Object.entries(claims).filter(([name]) => !(isFree(name) && suppress.includes(name)));
  return Object.fromEntries([...kept, ...Object.entries(set).filter(([name]) => isFree(name))]);
}
