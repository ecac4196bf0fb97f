import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import {
  createUser,
  dataDir,
  newName,
  refresh,
  signedUp,
  signIn,
  start,
  tokens,
  verifier,
  world,
} from './cognito.fixture.ts';
import { BY_MAIL, OPEN, PASSWORD, REGION, WEB } from './pools.fixture.ts';

describe('attributes', () => {
  test('that are immutable are written once, at creation', async () => {
    const user = await createUser(OPEN, newName(), { 'custom:tenant': 't1' });
    const Username = user?.Username ?? '';
    const UserAttributes = [{ Name: 'custom:tenant', Value: 't2' }];
    const update = new AdminUpdateUserAttributesCommand({ UserPoolId: OPEN, Username, UserAttributes });
    await expect(world.operator.send(update)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'user.custom:tenant: Attribute cannot be updated.',
    });
    const { access } = await tokens(Username);
    const own = new UpdateUserAttributesCommand({ AccessToken: access, UserAttributes });
    await expect(world.browser.send(own)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { UserAttributes: stored } = await world.operator.send(
      new AdminGetUserCommand({ UserPoolId: OPEN, Username }),
    );
    expect(stored).toContainEqual({ Name: 'custom:tenant', Value: 't1' });
  });

  test('outside the read attributes are shown neither by GetUser nor in tokens', async () => {
    const { access, id } = await tokens(await signedUp({ 'custom:plan': 'gold' }));
    const { UserAttributes } = await world.browser.send(new GetUserCommand({ AccessToken: access }));
    expect(UserAttributes?.map(({ Name }) => Name)).toEqual(['sub']);
    expect(await verifier(OPEN, WEB, 'id').verify(id)).not.toHaveProperty('custom:plan');
  });

  test('that are required or unknown are checked against the schema', async () => {
    await expect(createUser(BY_MAIL, 'not-an-address')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(createUser(OPEN, newName(), { 'custom:nope': '1' })).rejects.toMatchObject({
      message: expect.stringMatching(/could not be determined/),
    });
  });

  test('that sign users in name them: the user name is then the sub', async () => {
    const user = await createUser(BY_MAIL, 'Mail@example.org');
    expect(user?.Username).toMatch(/^[0-9a-f-]{36}$/);
    await expect(createUser(BY_MAIL, 'mail@EXAMPLE.org')).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });
});

describe('what is kept', () => {
  test('holds no password, is for its owner alone, and serves the next start', async () => {
    const name = await signedUp();
    const { refresh: token, id } = await tokens(name);
    const files = ['users.json', 'signing-key.pem'].map((file) => join(dataDir, file));
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(readFileSync(files[0] ?? '', 'utf8')).not.toContain(PASSWORD);

    await world.cognito.close();
    world.cognito = await start();
    world.endpoint.serve(world.cognito);
    await expect(signIn(name)).resolves.toBeDefined();
    await expect(refresh(token)).resolves.toBeDefined();
    await expect(verifier(OPEN, WEB, 'id').verify(id)).resolves.toBeDefined();
  });

  test('is found by its public addresses only', async () => {
    const configuration = await fetch(`${world.cognito.jwksUrl}/${OPEN}/.well-known/openid-configuration`);
    expect(await configuration.json()).toMatchObject({ issuer: `https://cognito-idp.${REGION}.amazonaws.com/${OPEN}` });
    const keySet = await (await fetch(`${world.cognito.jwksUrl}/${OPEN}/.well-known/jwks.json`)).json();
    expect(keySet).toEqual({
      keys: [{ alg: 'RS256', e: 'AQAB', kid: expect.any(String), kty: 'RSA', n: expect.any(String), use: 'sig' }],
    });
    expect((await fetch(`${world.cognito.jwksUrl}/us-west-2_Nothing00/.well-known/jwks.json`)).status).toBe(404);
  });
});
