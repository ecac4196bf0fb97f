import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { type SdkEndpoint, startSdkEndpoint } from '../endpoint/index.ts';
import type { JsonObject } from '../json.ts';
import { type Cognito, startCognito } from './index.ts';
import { PASSWORD, REGION, RESOURCES, WEB } from './pools.fixture.ts';

/** The folder of users and key. */
export const dataDir = join(mkdtempSync(join(tmpdir(), 'local-cognito-')), 'cognito');
/** What the triggers were called with, emptied before each test. */
export const events: { arn: string; event: JsonObject }[] = [];
/** What a test may look at or replace; set anew before each test where it says so. */
export const world: {
  cognito: Cognito;
  endpoint: SdkEndpoint;
  /** Signs nothing, as a browser does. */
  browser: CognitoIdentityProviderClient;
  /** May do anything. */
  operator: CognitoIdentityProviderClient;
  /** What the pool's triggers return. Each test starts with functions that return their event. */
  answerTrigger: (arn: string, event: JsonObject) => unknown;
  /** Milliseconds that Cognito's clock is ahead. Each test starts with 0. */
  skewMs: number;
} = { answerTrigger: (_arn, event) => event, skewMs: 0 } as typeof world;
let names = 0;
/** A user name that no test had before. */
export const newName = () => {
  names += 1;
  return `user-${names}`;
};

/** Starts Cognito on the same folder again. */
export const start = () =>
  startCognito({
    dataDir,
    region: REGION,
    resources: RESOURCES,
    invokeTrigger: async (arn, event) => {
      events.push({ arn, event: structuredClone(event) });
      return world.answerTrigger(arn, event);
    },
    now: () => Date.now() + world.skewMs,
  });

beforeAll(async () => {
  world.cognito = await start();
  world.endpoint = await startSdkEndpoint({ services: [world.cognito] });
  const options = { region: REGION, endpoint: world.endpoint.url, maxAttempts: 1 };
  const nobody = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  world.browser = new CognitoIdentityProviderClient({ ...options, credentials: nobody });
  const credentials = world.endpoint.registerCaller({ name: 'operator', arn: 'arn:operator', statements: undefined });
  world.operator = new CognitoIdentityProviderClient({ ...options, credentials });
});

beforeEach(() => {
  events.length = 0;
  world.skewMs = 0;
  world.answerTrigger = (_arn, event) => event;
});

afterAll(async () => {
  world.browser?.destroy();
  world.operator?.destroy();
  await world.endpoint?.close();
  await world.cognito?.close();
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
});

/** Signs up at the web client. */
export const signUp = (Username: string, attributes: Record<string, string> = {}, Password = PASSWORD) =>
  world.browser.send(
    new SignUpCommand({
      ClientId: WEB,
      Username,
      Password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
/** Confirms a sign-up, with the right code unless another is given. */
export const confirm = (Username: string, ConfirmationCode = '000000') =>
  world.browser.send(new ConfirmSignUpCommand({ ClientId: WEB, Username, ConfirmationCode }));
/** Signs in with a password. */
export const signIn = async (USERNAME: string, PASSWORD_: string = PASSWORD, ClientId = WEB) =>
  world.browser.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
    }),
  );
/** The tokens of a sign-in. */
export const tokens = async (username: string, password = PASSWORD, clientId = WEB) => {
  const { AuthenticationResult } = await signIn(username, password, clientId);
  return {
    id: AuthenticationResult?.IdToken ?? '',
    access: AuthenticationResult?.AccessToken ?? '',
    refresh: AuthenticationResult?.RefreshToken ?? '',
  };
};
/** Asks the web client for new tokens. */
export const refresh = (REFRESH_TOKEN: string) =>
  world.browser.send(
    new InitiateAuthCommand({ ClientId: WEB, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
  );
/** Signs up and confirms a new user; gives its name. */
export const signedUp = async (attributes: Record<string, string> = {}) => {
  const name = newName();
  await signUp(name, attributes);
  await confirm(name);
  return name;
};
/** Creates a user as an administrator does, with a permanent password. */
export const createUser = async (UserPoolId: string, Username: string, attributes: Record<string, string> = {}) => {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const { User } = await world.operator.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
  await world.operator.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
  );
  return User;
};
/** The verifier that shipped code uses, with only the fetcher answered locally. */
export const verifier = (userPoolId: string, clientId: string, tokenUse: 'id' | 'access') => {
  const fetcher = {
    fetch: async (uri: string) => {
      const { pathname, origin } = new URL(uri);
      expect(origin).toBe(`https://cognito-idp.${REGION}.amazonaws.com`);
      const answer = await fetch(`${world.cognito.jwksUrl}${pathname}`);
      return await answer.arrayBuffer();
    },
  };
  return CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse }, { jwksCache: new SimpleJwksCache({ fetcher }) });
};
