import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from '@jest/globals';
import { useApp } from '../start-local-aws.fixture.ts';
import { arnOf, lambdaFunction } from '../template.fixture.ts';
import { CDK_API, URL_OF_API } from './cdk-api.fixture.ts';

const SOURCE = `export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify({ claims: event.requestContext.authorizer?.claims, own: process.env.OWN_ADDRESS }),
});`;

const RESOURCES = {
  ...CDK_API,
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Web: lambdaFunction('web', 'Role'),
  // Another one knows the address: the function behind an API cannot, on AWS it would depend on itself
  Caller: lambdaFunction('web', 'Role', { Environment: { Variables: { OWN_ADDRESS: URL_OF_API } } }),
  CallerUrl: {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'NONE', TargetFunctionArn: arnOf('Caller') },
  },
  Trigger: lambdaFunction('trigger', 'Role'),
  Pool: {
    Type: 'AWS::Cognito::UserPool',
    Properties: { LambdaConfig: { PreSignUp: arnOf('Trigger') } },
  },
  Client: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
  },
};
const TRIGGER = `export const handler = async (event) => { event.response.autoConfirmUser = true; return event; };`;

const { run, progress, refOf } = await useApp(
  RESOURCES,
  { web: SOURCE, trigger: TRIGGER },
  { functionUrlPorts: 'any' },
);

const apiUrl = () => run.restApiUrls.Api?.v1 ?? '';
const setTransports = (body: object) =>
  fetch(`${run.address}/_local/transports`, { method: 'PUT', body: JSON.stringify(body) });

test('an app with a REST API is served whole', () => {
  expect(apiUrl()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/$/);
  expect(progress.filter((line) => line.includes('not served'))).toEqual([]);
  expect(progress).toContain('3 functions, 1 Function URLs, 1 REST APIs');
});

test('who has signed in at the local pool passes, with claims', async () => {
  const client = new CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: run.endpointUrl,
    credentials: run.operatorCredentials,
  });
  const ClientId = refOf('Client');
  const Username = 'somebody';
  const Password = 'Passw0rd!long';
  await client.send(new SignUpCommand({ ClientId, Username, Password }));
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  client.destroy();
  const ask = (token = '') => fetch(`${apiUrl()}users/7`, { headers: { authorization: `Bearer ${token}` } });
  const passed = await ask(AuthenticationResult?.IdToken);
  expect([passed.status, await passed.json()]).toEqual([
    200,
    { claims: expect.objectContaining({ 'cognito:username': Username, aud: ClientId, token_use: 'id' }) },
  ]);
  expect((await ask(AuthenticationResult?.AccessToken)).status).toBe(401);
});

test("a function's environment has the local address", async () => {
  const response = await fetch(run.functionUrls.Caller ?? '');
  expect(await response.json()).toEqual({ own: apiUrl() });
});

test('test control cuts the API and opens it again', async () => {
  expect((await setTransports({ rest: 'down' })).status).toBe(200);
  await expect(fetch(`${apiUrl()}files/x`)).rejects.toThrow();
  expect((await fetch(run.functionUrls.Caller ?? '')).status).toBe(200);
  await setTransports({ rest: 'up', restStream: 'up' });
  expect((await fetch(`${apiUrl()}files/x`)).status).toBe(200);
});
