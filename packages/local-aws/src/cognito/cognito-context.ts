import type { JsonObject } from '../json.ts';
import { CognitoError } from './cognito-error.ts';
import { requiredString } from './input.ts';
import type { TokenSigner } from './token-signer.ts';
import type { Triggers } from './triggers.ts';
import type { UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';
import type { User, UserStore } from './user-store.ts';

/** What every operation works with. */
export interface CognitoContext {
  readonly region: string;
  readonly pools: ReadonlyMap<string, UserPool>;
  readonly clients: ReadonlyMap<string, UserPoolClient>;
  readonly store: UserStore;
  readonly signer: TokenSigner;
  readonly triggers: Triggers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One API operation: its input in, its output out. Errors: {@link CognitoError}. */
export type Operation = (context: CognitoContext, input: JsonObject) => Promise<JsonObject>;

/** The pool of `UserPoolId`. Errors: `ResourceNotFoundException`. */
export function poolOf(context: CognitoContext, input: JsonObject): UserPool {
  const id = requiredString(input, 'UserPoolId');
  const pool = context.pools.get(id);
  if (pool === undefined) throw new CognitoError('ResourceNotFoundException', `User pool ${id} does not exist.`);
  return pool;
}

/** The app client of `ClientId` and its pool. Errors: `ResourceNotFoundException`. */
export function clientOf(
  context: CognitoContext,
  input: JsonObject,
): { readonly client: UserPoolClient; readonly pool: UserPool } {
  const id = requiredString(input, 'ClientId');
  const client = context.clients.get(id);
  const pool = context.pools.get(client?.poolId ?? '');
  if (client === undefined || pool === undefined) {
    throw new CognitoError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
  }
  return { client, pool };
}

/** The user of an administrator's call. Errors: `UserNotFoundException`. */
export function userOf(context: CognitoContext, pool: UserPool, input: JsonObject): User {
  const user = context.store.find(pool, requiredString(input, 'Username'));
  if (user === undefined) throw new CognitoError('UserNotFoundException', 'User does not exist.');
  return user;
}
