import { type JsonObject, objectAt, stringAt } from '../json.ts';
import { type CognitoContext, clientOf, type Operation, poolOf } from './cognito-context.ts';
import { CognitoError, invalidParameter, notAuthorized } from './cognito-error.ts';
import { clientMetadata, requiredString } from './input.ts';
import { issueTokens, type Session } from './issue-tokens.ts';
import { hashPassword, isPassword, requirePassword } from './password.ts';
import { isOver } from './signed-in-user.ts';
import type { UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';
import type { User } from './user-store.ts';

/** How long a challenge can be answered: Cognito's default. */
const CHALLENGE_SECONDS = 180;
const PASSWORD_FLOWS: readonly string[] = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'];

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const initiateAuth: Operation = async (context, input) => {
  if (stringAt(input, 'AuthFlow')?.startsWith('ADMIN_')) throw invalidParameter('Initiate Auth method not supported.');
  return authenticate(context, input);
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html */
export const adminInitiateAuth: Operation = async (context, input) => {
  const { client } = clientOf(context, input);
  if (client.poolId !== poolOf(context, input).id) {
    throw new CognitoError('ResourceNotFoundException', `User pool client ${client.id} does not exist.`);
  }
  return authenticate(context, input);
};

/**
 * Answers the one challenge that is posed here, `NEW_PASSWORD_REQUIRED`.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const respondToAuthChallenge: Operation = async (context, input) => {
  const { client, pool } = clientOf(context, input);
  if (requiredString(input, 'ChallengeName') !== 'NEW_PASSWORD_REQUIRED') {
    throw invalidParameter('Only the challenge NEW_PASSWORD_REQUIRED is served here.');
  }
  const challenge = context.signer.unseal('challenge', requiredString(input, 'Session'));
  const user = context.store.find(pool, stringAt(challenge, 'sub') ?? '');
  const isCurrent = challenge?.clientId === client.id && Number(challenge.exp) > context.now() / 1_000;
  if (!isCurrent || user?.status !== 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('Invalid session for the user.');
  }
  const password = requiredString(objectAt(input, 'ChallengeResponses'), 'NEW_PASSWORD');
  requirePassword(pool.passwordPolicy, password);
  const changed: User = {
    ...user,
    password: await hashPassword(password),
    status: 'CONFIRMED',
    updatedAt: context.now() / 1_000,
  };
  context.store.replace(pool, changed);
  return result(context, {
    pool,
    client,
    user: changed,
    triggerSource: 'TokenGeneration_NewPasswordChallenge',
    clientMetadata: clientMetadata(input),
  });
};

async function authenticate(context: CognitoContext, input: JsonObject): Promise<JsonObject> {
  const { client, pool } = clientOf(context, input);
  const requested = requiredString(input, 'AuthFlow');
  const flow =
    requested === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : requested.replace('ADMIN_NO_SRP', 'ADMIN_USER_PASSWORD');
  if (!client.authFlows.has(flow)) throw invalidParameter(`${flow} flow not enabled for this client`);
  const metadata = clientMetadata(input);
  const parameters = objectAt(input, 'AuthParameters');
  if (flow === 'REFRESH_TOKEN_AUTH') {
    const { user, continues } = refreshed(context, pool, client, requiredString(parameters, 'REFRESH_TOKEN'));
    const triggerSource = 'TokenGeneration_RefreshTokens';
    return result(context, { pool, client, user, triggerSource, clientMetadata: metadata, continues });
  }
  if (!PASSWORD_FLOWS.includes(flow)) throw invalidParameter(`The flow ${flow} is not served here`);

  const user = await passwordUser(context, pool, client, parameters);
  if (user.status === 'FORCE_CHANGE_PASSWORD') return newPasswordChallenge(context, client, user);
  const triggerSource = 'TokenGeneration_Authentication';
  return result(context, { pool, client, user, triggerSource, clientMetadata: metadata });
}

async function passwordUser(
  context: CognitoContext,
  pool: UserPool,
  client: UserPoolClient,
  parameters: JsonObject,
): Promise<User> {
  const user = context.store.find(pool, requiredString(parameters, 'USERNAME'));
  const password = requiredString(parameters, 'PASSWORD');
  if (user === undefined && !client.hidesUserExistence) {
    throw new CognitoError('UserNotFoundException', 'User does not exist.');
  }
  if (user === undefined || !(await isPassword(user.password, password))) {
    throw notAuthorized('Incorrect username or password.');
  }
  if (user.status === 'UNCONFIRMED') throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
  return user;
}

function refreshed(
  context: CognitoContext,
  pool: UserPool,
  client: UserPoolClient,
  token: string,
): Pick<Session, 'user'> & { readonly continues: NonNullable<Session['continues']> } {
  const content = context.signer.unseal('refresh', token);
  if (content?.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
  const user = context.store.find(pool, stringAt(content, 'sub') ?? '');
  const [authTime, originJti] = [Number(content.authTime), stringAt(content, 'originJti') ?? ''];
  if (user === undefined || isOver(context, user, originJti)) {
    throw notAuthorized('Refresh Token has been revoked');
  }
  if (Number(content.exp) <= context.now() / 1_000) throw notAuthorized('Refresh Token has expired');
  return { user, continues: { authTime, originJti } };
}

function newPasswordChallenge(context: CognitoContext, client: UserPoolClient, user: User): JsonObject {
  const exp = context.now() / 1_000 + CHALLENGE_SECONDS;
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: context.signer.seal('challenge', { clientId: client.id, sub: user.sub, exp }),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(user.attributes),
    },
  };
}

async function result(context: CognitoContext, session: Session): Promise<JsonObject> {
  return { AuthenticationResult: await issueTokens(context, session), ChallengeParameters: {} };
}
