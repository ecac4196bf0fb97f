import type { Outputs } from '@coach-stream/client';

/** Tokens of a person who has signed in. */
export interface Tokens {
  readonly idToken: string;
  /** Absent where Cognito gave none; a refresh keeps the old one. */
  readonly refreshToken?: string | undefined;
}

/** Where Cognito is, and whose client asks. */
type Pool = Pick<Outputs, 'auth' | 'region'>;

/** A refusal of Cognito's; `code` is its exception's name, such as `NotAuthorizedException`, or `Unreachable`. */
export class SignInError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SignInError';
    this.code = code;
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
  ExpiredCodeException: 'The code has expired. Sign up again to get another one.',
  TooManyRequestsException: 'Too many attempts. Wait a minute and try again.',
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

async function initiateAuth(pool: Pool, flow: string, parameters: object): Promise<Tokens> {
  const answer = await call(pool, 'InitiateAuth', {
    ClientId: pool.auth.clientId,
    AuthFlow: flow,
    AuthParameters: parameters,
  });
  const { IdToken, RefreshToken } = record(answer.AuthenticationResult);
  if (typeof IdToken !== 'string') {
    throw new SignInError('ChallengeRequired', 'This account needs another step that this app does not have.');
  }
  return { idToken: IdToken, refreshToken: typeof RefreshToken === 'string' ? RefreshToken : undefined };
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
