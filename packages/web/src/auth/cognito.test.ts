import { describe, expect, it } from '@jest/globals';
import { serveCognito, stageAt } from './cognito.fixture.ts';
import { signIn, signUp } from './cognito.ts';

describe('signIn', () => {
  it('asks with user name and password, and gives both tokens', async () => {
    const asked: unknown[] = [];
    const stage = await serveCognito((request) => {
      asked.push(request);
      return { body: { AuthenticationResult: { IdToken: 'id', RefreshToken: 'refresh' } } };
    });
    expect(await signIn(stage, 'kim@example.org', 'secret')).toEqual({ idToken: 'id', refreshToken: 'refresh' });
    expect(asked).toEqual([
      {
        target: 'AWSCognitoIdentityProviderService.InitiateAuth',
        body: {
          ClientId: 'client',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'kim@example.org', PASSWORD: 'secret' },
        },
      },
    ]);
  });

  it.each([
    ['a wrong password', { __type: 'NotAuthorizedException', message: 'raw' }, 'NotAuthorizedException'],
    ['a name with its namespace', { __type: 'com.amazonaws#UserNotConfirmedException' }, 'UserNotConfirmedException'],
  ])('tells %s by its code, without the words of the service', async (_name, body, code) => {
    const stage = await serveCognito(() => ({ status: 400, body }));
    await expect(signIn(stage, 'kim', 'x')).rejects.toMatchObject({
      code,
      message: expect.not.stringContaining('raw'),
    });
  });

  it('tells that a challenge is not known here', async () => {
    const stage = await serveCognito(() => ({ body: { ChallengeName: 'SOFTWARE_TOKEN_MFA' } }));
    await expect(signIn(stage, 'kim', 'x')).rejects.toMatchObject({ code: 'ChallengeRequired' });
  });

  it('tells that nobody answers', async () => {
    await expect(signIn(stageAt('http://127.0.0.1:1'), 'kim', 'x')).rejects.toMatchObject({ code: 'Unreachable' });
  });
});

describe('signUp', () => {
  it.each([
    [true, false],
    [false, true],
  ])('where UserConfirmed is %s, says that a code is needed: %s', async (UserConfirmed, needsCode) => {
    const stage = await serveCognito(() => ({ body: { UserConfirmed } }));
    expect(await signUp(stage, 'kim@example.org', 'secret')).toBe(needsCode);
  });

  it('tells that a stage takes no sign-ups', async () => {
    const stage = await serveCognito(() => ({ status: 400, body: { __type: 'NotAuthorizedException' } }));
    await expect(signUp(stage, 'kim@example.org', 'secret')).rejects.toMatchObject({ code: 'SignUpClosed' });
  });
});
