import { ConfirmForgotPasswordCommand, ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { createUser, events, newName, signedUp, signIn, world } from './cognito.fixture.ts';
import { BY_MAIL, MAIL_CLIENT, PASSWORD, WEB } from './pools.fixture.ts';

const NEW_PASSWORD = 'Another-horse-2';
const forgot = (Username: string, ClientId = WEB) =>
  world.browser.send(new ForgotPasswordCommand({ ClientId, Username }));
const choose = (Username: string, { code = '000000', password = NEW_PASSWORD, client = WEB } = {}) =>
  world.browser.send(
    new ConfirmForgotPasswordCommand({ ClientId: client, Username, ConfirmationCode: code, Password: password }),
  );

describe('a forgotten password', () => {
  test('is replaced by the code that was sent, which then is spent', async () => {
    const name = await signedUp({ email: 'ada@example.org' });
    const { CodeDeliveryDetails } = await forgot(name);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    await expect(choose(name, { code: '111111' })).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(choose(name, { password: 'short' })).rejects.toMatchObject({ name: 'InvalidPasswordException' });

    events.length = 0;
    await choose(name);
    expect(events.map(({ event }) => event.triggerSource)).toEqual(['PostConfirmation_ConfirmForgotPassword']);
    await expect(signIn(name, PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signIn(name, NEW_PASSWORD)).resolves.toBeDefined();
    await expect(choose(name)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  test('needs a code that was asked for within the last hour', async () => {
    const name = await signedUp({ email: 'ada@example.org' });
    await expect(choose(name)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await forgot(name);
    world.skewMs = 3_600_000;
    await expect(choose(name)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await expect(signIn(name, PASSWORD)).resolves.toBeDefined();
  });

  test('does not tell who exists, nor who has no verified address, where the client hides that', async () => {
    const nobody = newName();
    await expect(forgot(nobody)).resolves.toHaveProperty('CodeDeliveryDetails.DeliveryMedium', 'EMAIL');
    await expect(choose(nobody)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    const unverified = await signedUp();
    await expect(forgot(unverified)).resolves.toHaveProperty('CodeDeliveryDetails.DeliveryMedium', 'EMAIL');
    await expect(choose(unverified)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  test('tells it elsewhere', async () => {
    await expect(forgot('no@b.cd', MAIL_CLIENT)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(choose('no@b.cd', { client: MAIL_CLIENT })).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await createUser(BY_MAIL, 'un@b.cd');
    await expect(forgot('un@b.cd', MAIL_CLIENT)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
