import { arrayAt, type JsonObject } from '../json.ts';
import { requireNewAttributes, requireWritable } from './attributes.ts';
import { clientOf, type Operation } from './cognito-context.ts';
import { CognitoError, notAuthorized } from './cognito-error.ts';
import { attributeMap, clientMetadata, requiredString } from './input.ts';
import { newUserIdentity } from './new-user.ts';
import { hashPassword, requirePassword } from './password.ts';
import type { UserPool } from './user-pool.ts';
import type { User } from './user-store.ts';

/** The code that confirms every sign-up and new password: no e-mail is sent here that could bring another. */
export const CONFIRMATION_CODE = '000000';

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const signUp: Operation = async (context, input) => {
  const { client, pool } = clientOf(context, input);
  if (pool.isAdminCreateOnly) throw notAuthorized('SignUp is not permitted for this user pool');
  const identity = newUserIdentity(pool, requiredString(input, 'Username'), attributeMap(input, 'UserAttributes'));
  const password = requiredString(input, 'Password');
  requirePassword(pool.passwordPolicy, password);
  requireWritable(client, attributeMap(input, 'UserAttributes'));
  requireNewAttributes(pool, identity.attributes);

  const trigger = { pool, clientId: client.id, user: identity, clientMetadata: clientMetadata(input) };
  const validationData = arrayAt(input, 'ValidationData').length > 0 ? attributeMap(input, 'ValidationData') : null;
  const decision = await context.triggers.preSignUp(trigger, 'PreSignUp_SignUp', validationData);
  const seconds = context.now() / 1_000;
  const user: User = {
    sub: identity.sub,
    username: identity.username,
    attributes: {
      ...identity.attributes,
      ...(identity.attributes.email && { email_verified: String(decision.isEmailVerified) }),
      ...(identity.attributes.phone_number && { phone_number_verified: String(decision.isPhoneVerified) }),
    },
    status: decision.isConfirmed ? 'CONFIRMED' : 'UNCONFIRMED',
    password: await hashPassword(password),
    createdAt: seconds,
    updatedAt: seconds,
  };
  context.store.add(pool, user);
  if (decision.isConfirmed) await context.triggers.postConfirmation({ ...trigger, user });
  return {
    UserConfirmed: decision.isConfirmed,
    UserSub: user.sub,
    ...(!decision.isConfirmed && codeDelivery(pool, user)),
  };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const confirmSignUp: Operation = async (context, input) => {
  const { client, pool } = clientOf(context, input);
  const user = context.store.find(pool, requiredString(input, 'Username'));
  if (user === undefined) {
    throw client.hidesUserExistence
      ? new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
      : new CognitoError('UserNotFoundException', 'Username/client id combination not found.');
  }
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  if (requiredString(input, 'ConfirmationCode') !== CONFIRMATION_CODE) {
    throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
  const confirmed = confirmedUser(pool, user, context.now());
  context.store.replace(pool, confirmed);
  await context.triggers.postConfirmation({
    pool,
    clientId: client.id,
    user: confirmed,
    clientMetadata: clientMetadata(input),
  });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const resendConfirmationCode: Operation = async (context, input) => {
  const { client, pool } = clientOf(context, input);
  const user = context.store.find(pool, requiredString(input, 'Username'));
  if (user === undefined && !client.hidesUserExistence) {
    throw new CognitoError('UserNotFoundException', 'Username/client id combination not found.');
  }
  return user === undefined ? {} : codeDelivery(pool, user);
};

/** The user after its sign-up was confirmed, with the attribute that took the code verified. */
export function confirmedUser(pool: UserPool, user: User, nowMs: number): User {
  const medium = deliveryAttribute(pool, user);
  return {
    ...user,
    status: 'CONFIRMED',
    attributes: { ...user.attributes, ...(medium !== undefined && { [`${medium}_verified`]: 'true' }) },
    updatedAt: nowMs / 1_000,
  };
}

function codeDelivery(pool: UserPool, user: User): JsonObject {
  const medium = deliveryAttribute(pool, user);
  if (medium === undefined) return {};
  return describeDelivery(medium, user.attributes[medium] ?? '');
}

/** Where a code was sent, as Cognito tells it. @param medium the attribute; `value` is the address itself */
export function describeDelivery(medium: string, value: string): JsonObject {
  const destination = medium === 'email' ? value.replace(/^(.).*@(.).*$/, '$1***@$2***') : `+*******${value.slice(-4)}`;
  const DeliveryMedium = medium === 'email' ? 'EMAIL' : 'SMS';
  return { CodeDeliveryDetails: { AttributeName: medium, DeliveryMedium, Destination: destination } };
}

function deliveryAttribute(pool: UserPool, user: User): string | undefined {
  return ['phone_number', 'email'].find((name) => pool.autoVerifiedAttributes.includes(name) && user.attributes[name]);
}
