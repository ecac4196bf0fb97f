import type { Outputs } from '@coach-stream/client';

/** Tokens of a person who has signed in. */
export interface Tokens {
  readonly idToken: string;
  /** Absent where Cognito gave none; a refresh keeps the old one. */
  readonly refreshToken?: string | undefined;
}

/** Where Cognito is, and whose client asks. */
type Pool = Pick<Outputs, 'auth' | 'region'>;

/** Where a person stands who has to choose a password of their own before they are signed in. */
export interface NewPasswordChallenge {
  readonly username: string;
  readonly session: string;
}

/**
 * A refusal of Cognito's; `code` is its exception's name, such as `NotAuthorizedException`, `Unreachable`, or the name of
 * the challenge that an account has to meet; `challenge` comes with `NEW_PASSWORD_REQUIRED`, see `chooseFirstPassword`.
 */
export class SignInError extends Error {
  readonly code: string;
  readonly challenge: NewPasswordChallenge | undefined;

  constructor(code: string, message: string, challenge?: NewPasswordChallenge) {
    super(message);
    this.name = 'SignInError';
    this.code = code;
    this.challenge = challenge;
  }
}

/** Words for a person, by Cognito's code; never Cognito's own text. */
const MESSAGES: Readonly<Record<string, string>> = {
  NotAuthorizedException: 'That e-mail address and password do not match.',
  UserNotFoundException: 'That e-mail address and password do not match.',
  UserNotConfirmedException: 'This account is not confirmed yet. Enter the code from the e-mail.',
  UsernameExistsException: 'There is an account with this address already. Sign in instead.',
  InvalidPasswordException:
    'The password is too weak: use at least 12 characters with upper and lower case, digits and symbols.',
  CodeMismatchException: 'That is not the code. Look at the latest e-mail.',
  ExpiredCodeException: 'The code has expired, or was used already. Ask for another one.',
  TooManyRequestsException: 'Too many attempts. Wait a minute and try again.',
  LimitExceededException: 'Too many attempts. Wait some minutes and try again.',
  TooManyFailedAttemptsException: 'Too many wrong codes. Wait some minutes and ask for another one.',
  InvalidParameterException: 'Something in what you entered cannot be taken. Look it over and try again.',
  PasswordResetRequiredException: 'This password holds no longer. Choose another one by “Forgot your password?”.',
  PasswordHistoryPolicyViolationException: 'You have used this password before. Choose another one.',
  NEW_PASSWORD_REQUIRED: 'Your password was given to you for one use. Choose your own.',
  SOFTWARE_TOKEN_MFA: 'This account signs in with a code of an authenticator app, which this app cannot ask for yet.',
  SMS_MFA: 'This account signs in with a code by text message, which this app cannot ask for yet.',
  EMAIL_OTP: 'This account signs in with a code by e-mail, which this app cannot ask for yet.',
  MFA_SETUP: 'This account has to set up a second factor first, which this app cannot do yet.',
  SignUpClosed: 'Accounts are made by invitation here. Ask for one, and then sign in.',
  Unreachable: 'The sign-in service could not be reached. Check the connection and try again.',
};

/**
 * Signs a person in with their password.
 *
 * @throws SignInError
 */
export function signIn(pool: Pool, username: string, password: string): Promise<Tokens> {
  return initiateAuth(pool, 'USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password });
}

/**
 * Gets another ID token.
 *
 * @throws SignInError `NotAuthorizedException` where the person has to sign in again
 */
export function refreshTokens(pool: Pool, refreshToken: string): Promise<Tokens> {
  return initiateAuth(pool, 'REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken });
}

/**
 * Makes an account. @returns whether a code has to be confirmed first
 *
 * @throws SignInError `SignUpClosed` where a stage takes no sign-ups
 */
export async function signUp(pool: Pool, username: string, password: string): Promise<boolean> {
  try {
    const answer = await call(pool, 'SignUp', {
      ClientId: pool.auth.clientId,
      Username: username,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: username }],
    });
    return answer.UserConfirmed !== true;
  } catch (error) {
    const isClosed = error instanceof SignInError && error.code === 'NotAuthorizedException';
    throw isClosed ? refusal('SignUpClosed') : error;
  }
}

/**
 * Confirms an account by the code that was sent.
 *
 * @throws SignInError
 */
export async function confirmSignUp(pool: Pool, username: string, code: string): Promise<void> {
  await call(pool, 'ConfirmSignUp', { ClientId: pool.auth.clientId, Username: username, ConfirmationCode: code });
}

/**
 * Sends the code that confirms an account once more.
 *
 * @throws SignInError
 */
export async function resendCode(pool: Pool, username: string): Promise<void> {
  await call(pool, 'ResendConfirmationCode', { ClientId: pool.auth.clientId, Username: username });
}

/**
 * Sends a code by which another password can be chosen. It does not tell whether there is such an account.
 *
 * @throws SignInError
 */
export async function forgotPassword(pool: Pool, username: string): Promise<void> {
  await call(pool, 'ForgotPassword', { ClientId: pool.auth.clientId, Username: username });
}

/**
 * Chooses another password by the code that was sent.
 *
 * @throws SignInError
 */
export async function resetPassword(
  pool: Pool,
  { username, code, password }: { readonly username: string; readonly code: string; readonly password: string },
): Promise<void> {
  await call(pool, 'ConfirmForgotPassword', {
    ClientId: pool.auth.clientId,
    Username: username,
    ConfirmationCode: code,
    Password: password,
  });
}

/**
 * Signs in a person whose account was made by somebody else, with the first password of their own.
 *
 * @throws SignInError
 */
export async function chooseFirstPassword(
  pool: Pool,
  { username, session }: NewPasswordChallenge,
  password: string,
): Promise<Tokens> {
  return readTokens(
    await call(pool, 'RespondToAuthChallenge', {
      ClientId: pool.auth.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
    }),
    username,
  );
}

async function initiateAuth(pool: Pool, flow: string, parameters: Readonly<Record<string, string>>): Promise<Tokens> {
  const answer = await call(pool, 'InitiateAuth', {
    ClientId: pool.auth.clientId,
    AuthFlow: flow,
    AuthParameters: parameters,
  });
  return readTokens(answer, parameters.USERNAME ?? '');
}

/** The tokens of an answer. @throws SignInError with the challenge's name, where the account has to meet one first */
function readTokens(answer: Readonly<Record<string, unknown>>, login: string): Tokens {
  const { IdToken, RefreshToken } = record(answer.AuthenticationResult);
  if (typeof IdToken === 'string') {
    return { idToken: IdToken, refreshToken: typeof RefreshToken === 'string' ? RefreshToken : undefined };
  }
  const code = String(answer.ChallengeName ?? 'ChallengeRequired');
  const message = MESSAGES[code] ?? 'This account needs another step that this app does not have.';
  const { USER_ID_FOR_SRP: username } = record(answer.ChallengeParameters);
  const session = answer.Session;
  throw code === 'NEW_PASSWORD_REQUIRED' && typeof session === 'string'
    ? new SignInError(code, message, { username: typeof username === 'string' ? username : login, session })
    : new SignInError(code, message);
}

/** Calls an operation that needs no credentials. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ */
async function call({ auth, region }: Pool, operation: string, input: object): Promise<Record<string, unknown>> {
  let response: Response;
  let body: Record<string, unknown>;
  try {
    response = await fetch(`${auth.endpoint ?? `https://cognito-idp.${region}.amazonaws.com`}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(input),
    });
    body = record(await response.json());
  } catch {
    throw refusal('Unreachable');
  }
  if (!response.ok) {
    throw refusal(String(body.__type ?? '').replace(/^.*#/, ''));
  }
  return body;
}

function refusal(code: string): SignInError {
  return new SignInError(code, MESSAGES[code] ?? 'Signing in did not work. Try again.');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
