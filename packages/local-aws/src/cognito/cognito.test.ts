import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import type { JsonObject } from '../json.ts';
import type { Resource } from '../resource.ts';
import { type Cognito, startCognito } from './index.ts';

const REGION = 'us-west-2';
const [OPEN, BY_MAIL] = ['us-west-2_OpenPool1', 'us-west-2_MailPool1'];
const [WEB, STRICT, MAIL_CLIENT] = [
  'webclient00000000000000001',
  'strictclient00000000000001',
  'mailclient0000000000000001',
];
const PASSWORD = 'Correct-horse-1';

const pool = (ref: string, properties: Record<string, unknown>): Resource => ({
  stackName: 'Auth',
  logicalId: ref,
  type: 'AWS::Cognito::UserPool',
  ref,
  attributes: { Arn: `arn:aws:cognito-idp:${REGION}:111122223333:userpool/${ref}` },
  properties,
});
const appClient = (ref: string, UserPoolId: string, properties: Record<string, unknown>): Resource => ({
  stackName: 'Auth',
  logicalId: ref,
  type: 'AWS::Cognito::UserPoolClient',
  ref,
  attributes: {},
  properties: { UserPoolId, ...properties },
});
const SCHEMA = [
  { Name: 'tenant', AttributeDataType: 'String', Mutable: false },
  { Name: 'plan', AttributeDataType: 'String', Mutable: true, StringAttributeConstraints: { MaxLength: '10' } },
];
const ALL_FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
const RESOURCES: readonly Resource[] = [
  pool(OPEN, {
    Schema: SCHEMA,
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 10, RequireSymbols: true } },
    LambdaConfig: { PreSignUp: 'arn:pre-sign-up', PostConfirmation: 'arn:post', PreTokenGeneration: 'arn:claims' },
  }),
  pool(BY_MAIL, {
    Schema: [...SCHEMA, { Name: 'email', Mutable: true, Required: true }],
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    LambdaConfig: {
      PreTokenGeneration: 'arn:claims',
      PreTokenGenerationConfig: { LambdaArn: 'arn:claims', LambdaVersion: 'V2_0' },
    },
  }),
  appClient(WEB, OPEN, {
    ExplicitAuthFlows: ALL_FLOWS,
    ReadAttributes: ['email', 'email_verified', 'custom:tenant'],
    WriteAttributes: ['email', 'custom:plan'],
    PreventUserExistenceErrors: 'ENABLED',
    IdTokenValidity: 5,
    AccessTokenValidity: 10,
    RefreshTokenValidity: 2,
    TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'days' },
  }),
  appClient(STRICT, OPEN, { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] }),
  appClient(MAIL_CLIENT, BY_MAIL, { ExplicitAuthFlows: ALL_FLOWS }),
];

const dataDir = join(mkdtempSync(join(tmpdir(), 'local-cognito-')), 'cognito');
const events: { arn: string; event: JsonObject }[] = [];
let answerTrigger: (arn: string, event: JsonObject) => unknown = (_arn, event) => event;
let skewMs = 0;
let cognito: Cognito;
let endpoint: SdkEndpoint;
let browser: CognitoIdentityProviderClient;
let operator: CognitoIdentityProviderClient;
let names = 0;
const newName = () => {
  names += 1;
  return `user-${names}`;
};

const start = () =>
  startCognito({
    dataDir,
    region: REGION,
    resources: RESOURCES,
    invokeTrigger: async (arn, event) => {
      events.push({ arn, event: structuredClone(event) });
      return answerTrigger(arn, event);
    },
    now: () => Date.now() + skewMs,
  });

beforeAll(async () => {
  cognito = await start();
  endpoint = await startSdkEndpoint({ services: [cognito] });
  const options = { region: REGION, endpoint: endpoint.url, maxAttempts: 1 };
  const nobody = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  browser = new CognitoIdentityProviderClient({ ...options, credentials: nobody });
  const credentials = endpoint.registerCaller({ name: 'operator', arn: 'arn:operator', statements: undefined });
  operator = new CognitoIdentityProviderClient({ ...options, credentials });
});

beforeEach(() => {
  events.length = 0;
  skewMs = 0;
  answerTrigger = (_arn, event) => event;
});

afterAll(async () => {
  browser?.destroy();
  operator?.destroy();
  await endpoint?.close();
  await cognito?.close();
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
});

const signUp = (Username: string, attributes: Record<string, string> = {}, Password = PASSWORD) =>
  browser.send(
    new SignUpCommand({
      ClientId: WEB,
      Username,
      Password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
const confirm = (Username: string, ConfirmationCode = '000000') =>
  browser.send(new ConfirmSignUpCommand({ ClientId: WEB, Username, ConfirmationCode }));
const signIn = async (USERNAME: string, PASSWORD_: string = PASSWORD, ClientId = WEB) =>
  browser.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
    }),
  );
const tokens = async (username: string, password = PASSWORD, clientId = WEB) => {
  const { AuthenticationResult } = await signIn(username, password, clientId);
  return {
    id: AuthenticationResult?.IdToken ?? '',
    access: AuthenticationResult?.AccessToken ?? '',
    refresh: AuthenticationResult?.RefreshToken ?? '',
  };
};
const refresh = (REFRESH_TOKEN: string) =>
  browser.send(
    new InitiateAuthCommand({ ClientId: WEB, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
  );
const signedUp = async (attributes: Record<string, string> = {}) => {
  const name = newName();
  await signUp(name, attributes);
  await confirm(name);
  return name;
};
const createUser = async (UserPoolId: string, Username: string, attributes: Record<string, string> = {}) => {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const { User } = await operator.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
  await operator.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }));
  return User;
};
/** The verifier that shipped code uses, with only the fetcher answered locally. */
const verifier = (userPoolId: string, clientId: string, tokenUse: 'id' | 'access') => {
  const fetcher = {
    fetch: async (uri: string) => {
      const { pathname, origin } = new URL(uri);
      expect(origin).toBe(`https://cognito-idp.${REGION}.amazonaws.com`);
      const answer = await fetch(`${cognito.jwksUrl}${pathname}`);
      return await answer.arrayBuffer();
    },
  };
  return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse }, { jwksCache: new SimpleJwksCache({ fetcher }) });
};

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
    answerTrigger = (arn, event) =>
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
    answerTrigger = () => {
      throw new Error('no more seats');
    };
    await expect(signUp(newName())).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error no more seats.',
    });
    answerTrigger = () => null;
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
    await expect(browser.send(command)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });
});

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
    answerTrigger = (_arn, event) => ({
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
    answerTrigger = (_arn, event) => ({
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

    skewMs = 3 * 86_400_000;
    await expect(refresh(first.refresh)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: expect.stringMatching(/expired/),
    });
    skewMs = 0;
    await expect(refresh(`${first.refresh}x`)).rejects.toMatchObject({ message: 'Invalid Refresh Token' });
    await browser.send(new RevokeTokenCommand({ ClientId: WEB, Token: first.refresh }));
    await expect(refresh(first.refresh)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });

    const other = await tokens(name);
    await browser.send(new GlobalSignOutCommand({ AccessToken: other.access }));
    await expect(refresh(other.refresh)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
    await expect(browser.send(new GetUserCommand({ AccessToken: other.access }))).rejects.toMatchObject({
      message: 'Access Token has been revoked',
    });
    await expect(refresh((await tokens(name)).refresh)).resolves.toBeDefined();
  });

  test('are refused to GetUser where they are not good access tokens', async () => {
    const { id, access } = await tokens(await signedUp());
    const getUser = (AccessToken: string) => browser.send(new GetUserCommand({ AccessToken }));
    await expect(getUser(access)).resolves.toBeDefined();
    for (const bad of [id, 'nonsense', `${access.slice(0, -4)}AAAA`]) {
      await expect(getUser(bad)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Invalid Access Token',
      });
    }
    skewMs = 601_000;
    await expect(getUser(access)).rejects.toMatchObject({ message: 'Access Token has expired' });
  });
});

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
    await operator.send(new AdminCreateUserCommand({ UserPoolId: OPEN, Username, TemporaryPassword }));
    const { ChallengeName, Session } = await signIn(Username, TemporaryPassword);
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (session: string | undefined) =>
      browser.send(
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
    expect((await operator.send(command)).AuthenticationResult?.IdToken).toBeDefined();

    const statements = [
      {
        Effect: 'Allow' as const,
        Action: 'cognito-idp:AdminInitiateAuth',
        Resource: `arn:aws:cognito-idp:${REGION}:111122223333:userpool/${BY_MAIL}`,
      },
    ];
    const credentials = endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements });
    const other = new CognitoIdentityProviderClient({
      region: REGION,
      endpoint: endpoint.url,
      credentials,
      maxAttempts: 1,
    });
    await expect(other.send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/userpool\/us-west-2_OpenPool1/),
    });
    other.destroy();

    const unsigned = await fetch(endpoint.url, {
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

describe('attributes', () => {
  test('that are immutable are written once, at creation', async () => {
    const user = await createUser(OPEN, newName(), { 'custom:tenant': 't1' });
    const Username = user?.Username ?? '';
    const UserAttributes = [{ Name: 'custom:tenant', Value: 't2' }];
    const update = new AdminUpdateUserAttributesCommand({ UserPoolId: OPEN, Username, UserAttributes });
    await expect(operator.send(update)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'user.custom:tenant: Attribute cannot be updated.',
    });
    const { access } = await tokens(Username);
    const own = new UpdateUserAttributesCommand({ AccessToken: access, UserAttributes });
    await expect(browser.send(own)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { UserAttributes: stored } = await operator.send(new AdminGetUserCommand({ UserPoolId: OPEN, Username }));
    expect(stored).toContainEqual({ Name: 'custom:tenant', Value: 't1' });
  });

  test('outside the read attributes are shown neither by GetUser nor in tokens', async () => {
    const { access, id } = await tokens(await signedUp({ 'custom:plan': 'gold' }));
    const { UserAttributes } = await browser.send(new GetUserCommand({ AccessToken: access }));
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

    await cognito.close();
    cognito = await start();
    endpoint.serve(cognito);
    await expect(signIn(name)).resolves.toBeDefined();
    await expect(refresh(token)).resolves.toBeDefined();
    await expect(verifier(OPEN, WEB, 'id').verify(id)).resolves.toBeDefined();
  });

  test('is found by its public addresses only', async () => {
    const configuration = await fetch(`${cognito.jwksUrl}/${OPEN}/.well-known/openid-configuration`);
    expect(await configuration.json()).toMatchObject({ issuer: `https://cognito-idp.${REGION}.amazonaws.com/${OPEN}` });
    const keySet = await (await fetch(`${cognito.jwksUrl}/${OPEN}/.well-known/jwks.json`)).json();
    expect(keySet).toEqual({
      keys: [{ alg: 'RS256', e: 'AQAB', kid: expect.any(String), kty: 'RSA', n: expect.any(String), use: 'sig' }],
    });
    expect((await fetch(`${cognito.jwksUrl}/us-west-2_Nothing00/.well-known/jwks.json`)).status).toBe(404);
  });
});
