import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { confirm, events, newName, signIn, signUp, world } from './cognito.fixture.ts';
import { MAIL_CLIENT, OPEN, PASSWORD, REGION, WEB } from './pools.fixture.ts';

describe('signing up', () => {
  test('leaves a user unconfirmed until the code comes, and then runs the trigger with the AWS event', async () => {
    const name = newName();
    const answer = await signUp(name, { email: 'ada@example.org' });
    expect(answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    });
    await expect(signIn(name)).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    await expect(confirm(name, '123456')).rejects.toMatchObject({ name: 'CodeMismatchException' });

    events.length = 0;
    await confirm(name);
    expect(events).toEqual([
      {
        arn: 'arn:post',
        event: {
          version: '1',
          region: REGION,
          userPoolId: OPEN,
          userName: name,
          callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: WEB },
          triggerSource: 'PostConfirmation_ConfirmSignUp',
          request: {
            userAttributes: {
              sub: answer.UserSub,
              'cognito:user_status': 'CONFIRMED',
              email_verified: 'true',
              email: 'ada@example.org',
            },
          },
          response: {},
        },
      },
    ]);
    await expect(signIn(name)).resolves.toBeDefined();
    await expect(confirm(name)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('confirms at once where the pre sign-up trigger says so', async () => {
    const name = newName();
    world.answerTrigger = (arn, event) =>
      arn === 'arn:pre-sign-up' ? { ...event, response: { autoConfirmUser: true, autoVerifyEmail: true } } : event;
    expect(await signUp(name, { email: 'a@b.cd' })).toMatchObject({ UserConfirmed: true });
    expect(events.map(({ event }) => event.triggerSource)).toEqual([
      'PreSignUp_SignUp',
      'PostConfirmation_ConfirmSignUp',
    ]);
    expect(events[0]?.event.request).toEqual({ userAttributes: { email: 'a@b.cd' }, validationData: null });
    await expect(signIn(name)).resolves.toBeDefined();
  });

  test("fails with the trigger's message where the trigger fails", async () => {
    world.answerTrigger = () => {
      throw new Error('no more seats');
    };
    await expect(signUp(newName())).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error no more seats.',
    });
    world.answerTrigger = () => null;
    await expect(signUp(newName())).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
  });

  test.each([
    ['a password against the policy', {}, 'Short-1', 'InvalidPasswordException', /not long enough/],
    ['a password without a symbol', {}, 'Longenough111', 'InvalidPasswordException', /symbol/],
    [
      'an attribute outside the write attributes',
      { 'custom:tenant': 't1' },
      PASSWORD,
      'NotAuthorizedException',
      /^A client attempted to write unauthorized attribute$/,
    ],
    ['a verified flag', { email_verified: 'true' }, PASSWORD, 'NotAuthorizedException', /unauthorized attribute/],
    [
      'a value longer than the schema allows',
      { 'custom:plan': 'x'.repeat(11) },
      PASSWORD,
      'InvalidParameterException',
      /no longer than 10/,
    ],
    ['a bad address', { email: 'nobody' }, PASSWORD, 'InvalidParameterException', /email/],
  ])('refuses %s', async (_name, attributes, password, name, message) => {
    await expect(signUp(newName(), attributes, password)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  test('refuses a name that is taken, also for the slower of two at once', async () => {
    const name = newName();
    const both = await Promise.allSettled([signUp(name), signUp(name)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(signUp(name)).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });

  test('is closed in a pool for administrators', async () => {
    const command = new SignUpCommand({ ClientId: MAIL_CLIENT, Username: 'a@b.cd', Password: PASSWORD });
    await expect(world.browser.send(command)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });
});
