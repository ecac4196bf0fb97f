import { describe, expect, it } from '@jest/globals';
import { type Asked, serveCognito, stageAt } from './cognito.fixture.ts';
import { chooseFirstPassword, forgotPassword, resendCode, resetPassword, signIn, signUp } from './cognito.ts';

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

  it.each([
    ['SOFTWARE_TOKEN_MFA', /authenticator app/],
    ['SOME_FUTURE_CHALLENGE', /another step/],
  ])('tells that the challenge %s is not met here', async (ChallengeName, message) => {
    const stage = await serveCognito(() => ({ body: { ChallengeName, Session: 's' } }));
    await expect(signIn(stage, 'kim', 'x')).rejects.toMatchObject({
      code: ChallengeName,
      message: expect.stringMatching(message),
      challenge: undefined,
    });
  });

  it('lets a person choose the first password of their own', async () => {
    const asked: Asked[] = [];
    const stage = await serveCognito((request) => {
      asked.push(request);
      return request.target.endsWith('RespondToAuthChallenge')
        ? { body: { AuthenticationResult: { IdToken: 'id' } } }
        : {
            body: {
              ChallengeName: 'NEW_PASSWORD_REQUIRED',
              Session: 'session',
              ChallengeParameters: { USER_ID_FOR_SRP: 'sub-1' },
            },
          };
    });
    const refused: unknown = await signIn(stage, 'kim@example.org', 'given').catch((error: unknown) => error);
    const challenge = { username: 'sub-1', session: 'session' };
    expect(refused).toMatchObject({ code: 'NEW_PASSWORD_REQUIRED', challenge });
    expect(await chooseFirstPassword(stage, challenge, 'my own')).toMatchObject({ idToken: 'id' });
    expect(asked[1]?.body).toEqual({
      ClientId: 'client',
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: 'session',
      ChallengeResponses: { USERNAME: 'sub-1', NEW_PASSWORD: 'my own' },
    });
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

describe('a forgotten password', () => {
  it('is replaced by the code that was sent', async () => {
    const asked: Asked[] = [];
    const stage = await serveCognito((request) => {
      asked.push(request);
      return { body: {} };
    });
    await forgotPassword(stage, 'kim@example.org');
    await resetPassword(stage, { username: 'kim@example.org', code: '123456', password: 'another' });
    await resendCode(stage, 'kim@example.org');
    expect(asked.map(({ target }) => target.split('.')[1])).toEqual([
      'ForgotPassword',
      'ConfirmForgotPassword',
      'ResendConfirmationCode',
    ]);
    expect(asked[1]?.body).toMatchObject({
      Username: 'kim@example.org',
      ConfirmationCode: '123456',
      Password: 'another',
    });
  });

  it('tells that a code has expired', async () => {
    const stage = await serveCognito(() => ({ status: 400, body: { __type: 'ExpiredCodeException' } }));
    const reset = resetPassword(stage, { username: 'kim', code: '1', password: 'x' });
    await expect(reset).rejects.toMatchObject({ code: 'ExpiredCodeException' });
  });
});
