import type { JsonObject } from '../json.ts';
import { requireChangeableAttributes, requireNewAttributes } from './attributes.ts';
import { type Operation, poolOf, userOf } from './cognito-context.ts';
import { notAuthorized } from './cognito-error.ts';
import { attributeList, attributeMap, clientMetadata, requiredString } from './input.ts';
import { newUserIdentity } from './new-user.ts';
import { hashPassword, requirePassword } from './password.ts';
import { confirmedUser } from './sign-up.ts';
import type { User } from './user-store.ts';

/** The client id in events of calls that no app client makes. */
const NO_CLIENT_ID = 'CLIENT_ID_NOT_APPLICABLE';

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
export const adminCreateUser: Operation = async (context, input) => {
  const pool = poolOf(context, input);
  const identity = newUserIdentity(pool, requiredString(input, 'Username'), attributeMap(input, 'UserAttributes'));
  requireNewAttributes(pool, identity.attributes);
  const temporaryPassword = input.TemporaryPassword;
  if (typeof temporaryPassword === 'string') requirePassword(pool.passwordPolicy, temporaryPassword);

  const trigger = { pool, clientId: NO_CLIENT_ID, user: identity, clientMetadata: clientMetadata(input) };
  await context.triggers.preSignUp(trigger, 'PreSignUp_AdminCreateUser', null);
  const seconds = context.now() / 1_000;
  const user: User = {
    ...identity,
    status: 'FORCE_CHANGE_PASSWORD',
    ...(typeof temporaryPassword === 'string' && { password: await hashPassword(temporaryPassword) }),
    createdAt: seconds,
    updatedAt: seconds,
  };
  context.store.add(pool, user);
  return { User: { Attributes: shownAttributes(user), ...shownState(user) } };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html */
export const adminSetUserPassword: Operation = async (context, input) => {
  const pool = poolOf(context, input);
  const password = requiredString(input, 'Password');
  requirePassword(pool.passwordPolicy, password);
  const stored = await hashPassword(password);
  const status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  const user = userOf(context, pool, input);
  context.store.replace(pool, { ...user, password: stored, status, updatedAt: context.now() / 1_000 });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const adminGetUser: Operation = async (context, input) => {
  const user = userOf(context, poolOf(context, input), input);
  return { UserAttributes: shownAttributes(user), ...shownState(user) };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const adminUpdateUserAttributes: Operation = async (context, input) => {
  const pool = poolOf(context, input);
  const user = userOf(context, pool, input);
  const changes = attributeMap(input, 'UserAttributes');
  requireChangeableAttributes(pool, changes);
  const attributes = { ...user.attributes, ...changes };
  context.store.replace(pool, { ...user, attributes, updatedAt: context.now() / 1_000 });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const adminConfirmSignUp: Operation = async (context, input) => {
  const pool = poolOf(context, input);
  const user = userOf(context, pool, input);
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  // An administrator's word confirms the user, not the address: nothing was sent there.
  const confirmed: User = { ...confirmedUser(pool, user, context.now()), attributes: user.attributes };
  context.store.replace(pool, confirmed);
  await context.triggers.postConfirmation({
    pool,
    clientId: NO_CLIENT_ID,
    user: confirmed,
    clientMetadata: clientMetadata(input),
  });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const adminDeleteUser: Operation = async (context, input) => {
  const pool = poolOf(context, input);
  context.store.remove(pool, userOf(context, pool, input));
  return {};
};

function shownAttributes(user: User): readonly JsonObject[] {
  return attributeList({ ...user.attributes, sub: user.sub });
}

function shownState(user: User): JsonObject {
  return {
    Username: user.username,
    UserStatus: user.status,
    Enabled: true,
    UserCreateDate: user.createdAt,
    UserLastModifiedDate: user.updatedAt,
  };
}
