import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { newName, signedUp, signIn, world } from './cognito.fixture.ts';
import { BY_MAIL, MAIL_CLIENT, OPEN, PASSWORD, REGION, STRICT, WEB } from './pools.fixture.ts';

describe('signing in', () => {
  test('tells nothing about users where the client hides them', async () => {
    const name = await signedUp();
    for (const [who, password] of [
      [name, 'Wrong-password-1'],
      ['nobody-here', PASSWORD],
      ['constructor', PASSWORD],
    ] as const) {
      await expect(signIn(who, password)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
    }
    await expect(signIn('nobody@here.org', PASSWORD, MAIL_CLIENT)).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  test('needs a flow that the client allows', async () => {
    await expect(signIn(newName(), PASSWORD, STRICT)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_PASSWORD_AUTH flow not enabled for this client',
    });
    await expect(signIn(newName(), PASSWORD, 'no-such-client')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('asks a new user of an administrator for a password of its own', async () => {
    const Username = newName();
    const TemporaryPassword = 'Temporary-pw-1';
    await world.operator.send(new AdminCreateUserCommand({ UserPoolId: OPEN, Username, TemporaryPassword }));
    const { ChallengeName, Session } = await signIn(Username, TemporaryPassword);
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (session: string | undefined) =>
      world.browser.send(
        new RespondToAuthChallengeCommand({
          ClientId: WEB,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: session,
          ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: PASSWORD },
        }),
      );
    await expect(answer('x'.repeat(40))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect((await answer(Session)).AuthenticationResult?.IdToken).toBeDefined();
    await expect(answer(Session)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signIn(Username)).resolves.toBeDefined();
  });

  test('by an administrator needs a signed call and the permission for the pool', async () => {
    const name = await signedUp();
    const command = new AdminInitiateAuthCommand({
      UserPoolId: OPEN,
      ClientId: WEB,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD },
    });
    expect((await world.operator.send(command)).AuthenticationResult?.IdToken).toBeDefined();

    const statements = [
      {
        Effect: 'Allow' as const,
        Action: 'cognito-idp:AdminInitiateAuth',
        Resource: `arn:aws:cognito-idp:${REGION}:111122223333:userpool/${BY_MAIL}`,
      },
    ];
    const credentials = world.endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements });
    const other = new CognitoIdentityProviderClient({
      region: REGION,
      endpoint: world.endpoint.url,
      credentials,
      maxAttempts: 1,
    });
    await expect(other.send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/userpool\/us-west-2_OpenPool1/),
    });
    other.destroy();

    const unsigned = await fetch(world.endpoint.url, {
      method: 'POST',
      headers: {
        'x-amz-target': 'AWSCognitoIdentityProviderService.AdminInitiateAuth',
        'content-type': 'application/x-amz-json-1.1',
      },
      body: '{}',
    });
    expect(unsigned.status).toBe(400);
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
