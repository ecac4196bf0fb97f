import { GetUserCommand, GlobalSignOutCommand, RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { createUser, events, newName, refresh, signedUp, tokens, verifier, world } from './cognito.fixture.ts';
import { BY_MAIL, MAIL_CLIENT, OPEN, PASSWORD, REGION, STRICT, WEB } from './pools.fixture.ts';

describe('tokens', () => {
  test('verify with the unmodified verifier and hold the claims AWS puts there', async () => {
    const user = await createUser(OPEN, newName(), {
      email: 'eve@example.org',
      'custom:tenant': 't7',
      'custom:plan': 'gold',
    });
    const { id, access } = await tokens(user?.Username ?? '');
    const sub = user?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;

    const idClaims = await verifier(OPEN, WEB, 'id').verify(id);
    expect(idClaims).toEqual({
      sub,
      iss: `https://cognito-idp.${REGION}.amazonaws.com/${OPEN}`,
      aud: WEB,
      token_use: 'id',
      'cognito:username': user?.Username,
      email: 'eve@example.org',
      'custom:tenant': 't7',
      auth_time: expect.any(Number),
      iat: idClaims.auth_time,
      exp: idClaims.iat + 300,
      jti: expect.any(String),
      origin_jti: expect.any(String),
      event_id: expect.any(String),
    });
    const accessClaims = await verifier(OPEN, WEB, 'access').verify(access);
    expect(accessClaims).toMatchObject({
      sub,
      client_id: WEB,
      username: user?.Username,
      scope: 'aws.cognito.signin.user.admin',
    });
    expect(accessClaims.exp - accessClaims.iat).toBe(600);
    expect(accessClaims.origin_jti).toBe(idClaims.origin_jti);

    await expect(verifier(OPEN, WEB, 'id').verify(access)).rejects.toThrow();
    await expect(verifier(OPEN, STRICT, 'id').verify(id)).rejects.toThrow();
    await expect(verifier(BY_MAIL, WEB, 'id').verify(id)).rejects.toThrow();
  });

  test('take the claims of a V1_0 trigger into the ID token alone, except those that are fixed', async () => {
    const name = await signedUp({ email: 'v1@example.org' });
    events.length = 0;
    world.answerTrigger = (_arn, event) => ({
      ...event,
      response: {
        claimsOverrideDetails: {
          claimsToAddOrOverride: { 'custom:tenant': 'from-trigger', sub: 'forged', aud: 'forged', level: '3' },
          claimsToSuppress: ['email', 'iss'],
        },
      },
    });
    const { id, access } = await tokens(name);
    const claims = await verifier(OPEN, WEB, 'id').verify(id);
    expect(claims).toMatchObject({ 'custom:tenant': 'from-trigger', level: '3', aud: WEB });
    expect(claims.sub).not.toBe('forged');
    expect(claims).not.toHaveProperty('email');
    expect(await verifier(OPEN, WEB, 'access').verify(access)).not.toHaveProperty('level');
    expect(events).toEqual([
      {
        arn: 'arn:claims',
        event: {
          version: '1',
          region: REGION,
          userPoolId: OPEN,
          userName: name,
          callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: WEB },
          triggerSource: 'TokenGeneration_Authentication',
          request: {
            userAttributes: {
              sub: claims.sub,
              'cognito:user_status': 'CONFIRMED',
              email: 'v1@example.org',
              email_verified: 'true',
            },
            groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          },
          response: { claimsOverrideDetails: null },
        },
      },
    ]);
  });

  test('take the claims and scopes of a V2_0 trigger into both tokens', async () => {
    await createUser(BY_MAIL, 'v2@example.org');
    events.length = 0;
    world.answerTrigger = (_arn, event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { a: 1 } },
          accessTokenGeneration: { claimsToAddOrOverride: { b: true }, scopesToAdd: ['x/read'] },
        },
      },
    });
    const { id, access } = await tokens('V2@example.org', PASSWORD, MAIL_CLIENT);
    expect(await verifier(BY_MAIL, MAIL_CLIENT, 'id').verify(id)).toMatchObject({ a: 1, email: 'v2@example.org' });
    expect(await verifier(BY_MAIL, MAIL_CLIENT, 'access').verify(access)).toMatchObject({
      b: true,
      scope: 'aws.cognito.signin.user.admin x/read',
    });
    expect(events[0]?.event).toMatchObject({
      version: '2',
      request: { scopes: ['aws.cognito.signin.user.admin'] },
      response: { claimsAndScopeOverrideDetails: null },
    });
  });

  test('are refreshed for the same session until it is signed out, revoked or over', async () => {
    const name = await signedUp();
    const first = await tokens(name);
    const { AuthenticationResult: second } = await refresh(first.refresh);
    expect(second).not.toHaveProperty('RefreshToken');
    expect(events.at(-1)?.event.triggerSource).toBe('TokenGeneration_RefreshTokens');
    const [before, after] = await Promise.all(
      [first.id, second?.IdToken ?? ''].map((token) => verifier(OPEN, WEB, 'id').verify(token)),
    );
    expect(after?.origin_jti).toBe(before?.origin_jti);
    expect(after?.jti).not.toBe(before?.jti);

    world.skewMs = 3 * 86_400_000;
    await expect(refresh(first.refresh)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: expect.stringMatching(/expired/),
    });
    world.skewMs = 0;
    await expect(refresh(`${first.refresh}x`)).rejects.toMatchObject({ message: 'Invalid Refresh Token' });
    await world.browser.send(new RevokeTokenCommand({ ClientId: WEB, Token: first.refresh }));
    await expect(refresh(first.refresh)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });

    const other = await tokens(name);
    await world.browser.send(new GlobalSignOutCommand({ AccessToken: other.access }));
    await expect(refresh(other.refresh)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
    await expect(world.browser.send(new GetUserCommand({ AccessToken: other.access }))).rejects.toMatchObject({
      message: 'Access Token has been revoked',
    });
    await expect(refresh((await tokens(name)).refresh)).resolves.toBeDefined();
  });

  test('are refused to GetUser where they are not good access tokens', async () => {
    const { id, access } = await tokens(await signedUp());
    const getUser = (AccessToken: string) => world.browser.send(new GetUserCommand({ AccessToken }));
    await expect(getUser(access)).resolves.toBeDefined();
    for (const bad of [id, 'nonsense', `${access.slice(0, -4)}AAAA`]) {
      await expect(getUser(bad)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Invalid Access Token',
      });
    }
    world.skewMs = 601_000;
    await expect(getUser(access)).rejects.toMatchObject({ message: 'Access Token has expired' });
  });
});
