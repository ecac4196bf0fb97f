import type { JsonObject } from '../json.ts';
import { clientOf, type Operation } from './cognito-context.ts';
import { CognitoError, invalidParameter, notAuthorized } from './cognito-error.ts';
import { clientMetadata, requiredString } from './input.ts';
import { hashPassword, requirePassword } from './password.ts';
import { CONFIRMATION_CODE, describeDelivery } from './sign-up.ts';
import type { User } from './user-store.ts';

/** How long a code for a new password holds. */
const CODE_LIFETIME_MS = 3_600_000;

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
export const forgotPassword: Operation = async (context, input) => {
  const { client, pool } = clientOf(context, input);
  const username = requiredString(input, 'Username');
  const user = context.store.find(pool, username);
  const medium = user && verifiedMedium(user);
  if (client.hidesUserExistence && (user === undefined || medium === undefined)) {
    return describeDelivery('email', username.includes('@') ? username : 'unknown@example.org');
  }
  if (user === undefined) {
    throw new CognitoError('UserNotFoundException', 'Username/client id combination not found.');
  }
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (medium === undefined) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  context.store.replace(pool, { ...user, passwordCodeSentAtMs: context.now() });
  return describeDelivery(medium, user.attributes[medium] ?? '');
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
export const confirmForgotPassword: Operation = async (context, input): Promise<JsonObject> => {
  const { client, pool } = clientOf(context, input);
  const user = context.store.find(pool, requiredString(input, 'Username'));
  const code = requiredString(input, 'ConfirmationCode');
  const password = requiredString(input, 'Password');
  if (user === undefined && !client.hidesUserExistence) {
    throw new CognitoError('UserNotFoundException', 'Username/client id combination not found.');
  }
  if (user === undefined || code !== CONFIRMATION_CODE) {
    throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
  const { passwordCodeSentAtMs, ...rest } = user;
  if (passwordCodeSentAtMs === undefined || context.now() >= passwordCodeSentAtMs + CODE_LIFETIME_MS) {
    throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  requirePassword(pool.passwordPolicy, password);
  const changed: User = {
    ...rest,
    status: 'CONFIRMED',
    password: await hashPassword(password),
    updatedAt: context.now() / 1_000,
  };
  context.store.replace(pool, changed);
  await context.triggers.postConfirmation(
    { pool, clientId: client.id, user: changed, clientMetadata: clientMetadata(input) },
    'PostConfirmation_ConfirmForgotPassword',
  );
  return {};
};

/** Where a code may be sent: only an address that is known to be the user's. */
function verifiedMedium({ attributes }: User): 'phone_number' | 'email' | undefined {
  return (['phone_number', 'email'] as const).find(
    (name) => attributes[name] !== undefined && attributes[`${name}_verified`] === 'true',
  );
}
