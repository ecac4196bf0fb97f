import { type JsonObject, stringAt } from '../json.ts';
import { readableAttributes, requireChangeableAttributes, requireWritable } from './attributes.ts';
import { type CognitoContext, clientOf, type Operation } from './cognito-context.ts';
import { CognitoError, notAuthorized } from './cognito-error.ts';
import { attributeList, attributeMap, requiredString } from './input.ts';
import { issuerOf } from './issue-tokens.ts';
import { sessionStartMs } from './session-id.ts';
import type { UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';
import type { User } from './user-store.ts';

interface SignedIn {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const getUser: Operation = async (context, input) => {
  const { client, user } = signedIn(context, input);
  const attributes = { sub: user.sub, ...readableAttributes(client, user.attributes) };
  return { Username: user.username, UserAttributes: attributeList(attributes) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const updateUserAttributes: Operation = async (context, input) => {
  const { pool, client, user } = signedIn(context, input);
  const changes = attributeMap(input, 'UserAttributes');
  requireWritable(client, changes);
  requireChangeableAttributes(pool, changes);
  const attributes = { ...user.attributes, ...changes };
  context.store.replace(pool, { ...user, attributes, updatedAt: context.now() / 1_000 });
  return { CodeDeliveryDetailsList: [] };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
export const globalSignOut: Operation = async (context, input) => {
  const { pool, user } = signedIn(context, input);
  context.store.replace(pool, { ...user, signedOutAtMs: context.now() });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export const revokeToken: Operation = async (context, input) => {
  const { client } = clientOf(context, input);
  const content = context.signer.unseal('refresh', requiredString(input, 'Token'));
  if (content === undefined) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
  if (content.clientId !== client.id)
    throw new CognitoError('UnauthorizedException', 'Client does not match the token');
  const expiresAt = Number(content.exp) + client.accessTokenSeconds;
  context.store.revoke(stringAt(content, 'originJti') ?? '', expiresAt);
  return {};
};

/** True where the session was revoked, or the user signed out everywhere since it began. */
export function isOver(context: CognitoContext, user: User, originJti: string): boolean {
  return (user.signedOutAtMs ?? 0) >= sessionStartMs(originJti) || context.store.isRevoked(originJti);
}

/** The user of an access token. Errors: `NotAuthorizedException`. */
function signedIn(context: CognitoContext, input: JsonObject): SignedIn {
  const claims = readClaims(context, requiredString(input, 'AccessToken'));
  const client = context.clients.get(stringAt(claims, 'client_id') ?? '');
  const pool = context.pools.get(client?.poolId ?? '');
  const isOurs =
    pool !== undefined && claims?.token_use === 'access' && claims.iss === issuerOf(context.region, pool.id);
  if (client === undefined || !isOurs) throw notAuthorized('Invalid Access Token');
  if (Number(claims.exp) <= context.now() / 1_000) throw notAuthorized('Access Token has expired');
  const user = context.store.find(pool, stringAt(claims, 'sub') ?? '');
  if (user === undefined) throw new CognitoError('UserNotFoundException', 'User does not exist.');
  if (isOver(context, user, stringAt(claims, 'origin_jti') ?? '')) throw notAuthorized('Access Token has been revoked');
  return { pool, client, user };
}

function readClaims(context: CognitoContext, token: string): JsonObject | undefined {
  try {
    return context.signer.readJwt(token);
  } catch {
    return undefined;
  }
}
