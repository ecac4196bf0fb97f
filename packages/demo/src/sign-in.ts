import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Outputs, USER_ID_CLAIM } from '@coach-stream/streaming-core/contract';
import { DemoError } from './demo-error.ts';
import type { Operator } from './local-folder.ts';

/** The name of the user that the seed makes. */
export const DEMO_USER = 'demo';

/** The account that a demo user signs in with. */
export function accountOf(name: string): string {
  return `${name}@demo.example`;
}

/**
 * Signs a demo user in, making the account where there is none.
 *
 * @param name letters, digits, `.`, `_` or `-`
 * @returns the ID token
 */
export async function signIn(name: string, { region, auth }: Outputs, operator: Operator): Promise<string> {
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new DemoError('A user name is 1 to 64 letters, digits, ".", "_" or "-".');
  }
  const { endpoint, accessKeyId, secretAccessKey, password } = operator;
  const cognito = new CognitoIdentityProviderClient({
    region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const username = accountOf(name);
  const account = { UserPoolId: auth.userPoolId, Username: username };
  try {
    const attributes = [
      { Name: 'email', Value: username },
      { Name: 'email_verified', Value: 'true' },
    ];
    await cognito.send(
      new AdminCreateUserCommand({ ...account, UserAttributes: attributes, MessageAction: 'SUPPRESS' }),
    );
    await cognito.send(new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) {
      throw error;
    }
  }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: auth.clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  cognito.destroy();
  if (AuthenticationResult?.IdToken === undefined) {
    throw new DemoError(`${name} could not be signed in.`);
  }
  return AuthenticationResult.IdToken;
}

/** The user that a token of the local pool names. The token was just received from the pool, so it is only read. */
export function userIdOf(idToken: string): string {
  const payload: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
  if (typeof payload === 'object' && payload !== null && USER_ID_CLAIM in payload) {
    return String(payload[USER_ID_CLAIM]);
  }
  throw new DemoError('The token names no user: the user pool did not run its token trigger.');
}
