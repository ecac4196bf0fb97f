import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AppFixture, writeApp } from './start-local-aws.fixture.ts';
import { type LocalRun, startLocalAws } from './start-local-aws.ts';

const sdk = JSON.stringify(createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb'));

/** A counter behind a Function URL: counts in its table, tries to scan it, streams, and calls another function. */
const COUNTER = `
  import { createRequire } from 'node:module';
  const { DynamoDBClient, ScanCommand, UpdateItemCommand } = createRequire(import.meta.url)(${sdk});
  const client = new DynamoDBClient({});
  const TableName = process.env.TABLE;
  export const handler = awslambda.streamifyResponse(async (event, raw) => {
    const open = (statusCode) => awslambda.HttpResponseStream.from(raw, { statusCode, headers: { 'content-type': 'text/event-stream' } });
    try {
      if (event.rawPath === '/scan') await client.send(new ScanCommand({ TableName }));
      const { Attributes } = await client.send(new UpdateItemCommand({
        TableName, Key: { id: { S: 'count' } }, UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
      }));
      const stream = open(200);
      stream.write('data: ' + Attributes.n.N + '\\n\\n');
      for (let i = 0; i < 5; i += 1) stream.write('data: tick\\n\\n');
      stream.end();
    } catch (error) {
      const stream = open(500);
      stream.write(error.name + ': ' + error.message);
      stream.end();
    }
  });`;

const TRIGGER = `export const handler = async (event) => {
  console.log('sign-up of ' + event.userName + ' at ' + new Date().toISOString());
  event.response.autoConfirmUser = true;
  return event;
};`;

const role = (statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement: statements } }] },
});

const lambdaFunction = (asset: string, roleId: string, variables: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': `assets-\${AWS::Region}` }, S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Runtime: 'nodejs24.x',
    Timeout: 10,
    Environment: { Variables: variables },
  },
});

const RESOURCES = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
  CounterRole: role([{ Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }]),
  Counter: lambdaFunction('counter', 'CounterRole', { TABLE: { Ref: 'Table' } }),
  CounterUrl: {
    Type: 'AWS::Lambda::Url',
    Properties: {
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
      TargetFunctionArn: { 'Fn::GetAtt': ['Counter', 'Arn'] },
    },
  },
  TriggerRole: role([{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }]),
  Trigger: lambdaFunction('trigger', 'TriggerRole'),
  Pool: {
    Type: 'AWS::Cognito::UserPool',
    Properties: { LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Trigger', 'Arn'] } } },
  },
  Client: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
  },
  Snake: {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { ZipFile: 'pass' }, Handler: 'index.handler', Role: 'role', Runtime: 'python3.13' },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
};

let app: AppFixture;
let run: LocalRun;
const progress: string[] = [];

const start = () =>
  startLocalAws({
    assemblyDir: app.assemblyDir,
    dataDir: app.dataDir,
    port: 0,
    model: { respond: () => ({ content: [{ text: 'hello' }] }) },
    onProgress: (line) => progress.push(line),
  });

const control = (method: string, path: string, body?: unknown) =>
  fetch(`${run.address}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

const refOf = (logicalId: string) => run.assembly.resources.find((resource) => resource.logicalId === logicalId)?.ref;

beforeAll(async () => {
  app = writeApp(RESOURCES, { counter: COUNTER, trigger: TRIGGER });
  run = await start();
});

afterAll(async () => {
  await run.stop();
  app.remove();
});

describe('a synthesized app', () => {
  test('serves its Function URL, whose function writes to its table', async () => {
    const response = await fetch(`${run.functionUrls.Counter}any`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toMatch(/^data: \d+\n\n(data: tick\n\n){5}$/);
    const client = new DynamoDBClient({
      region: 'us-east-1',
      endpoint: run.endpointUrl,
      credentials: run.operatorCredentials,
    });
    const { Item } = await client.send(new GetItemCommand({ TableName: refOf('Table'), Key: { id: { S: 'count' } } }));
    client.destroy();
    expect(Number(Item?.n?.N)).toBeGreaterThan(0);
  });

  test('may only do what the role of the function allows', async () => {
    const response = await fetch(`${run.functionUrls.Counter}scan`);
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/^AccessDeniedException: .*dynamodb:Scan/);
  });

  test('has a user pool that calls its trigger', async () => {
    const client = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: run.endpointUrl,
      credentials: run.operatorCredentials,
    });
    const { UserConfirmed } = await client.send(
      new SignUpCommand({ ClientId: refOf('Client'), Username: 'someone', Password: 'Passw0rd!long' }),
    );
    client.destroy();
    expect(UserConfirmed).toBe(true);
    expect(run.lambda.logs('Trigger').join('\n')).toContain('sign-up of someone');
  });

  test('says what is not served', () => {
    expect(progress).toContain('not served here: AWS::SNS::Topic');
    expect(progress).toContain('Snake cannot run here: its runtime is python3.13, and only Node.js is run here');
  });

  test('keeps its data over a restart', async () => {
    const count = async () => Number(/\d+/.exec(await (await fetch(`${run.functionUrls.Counter}`)).text())?.[0]);
    const before = await count();
    const startedAt = Date.now();
    await run.stop();
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    await expect(fetch(run.address)).rejects.toThrow();
    run = await start();
    expect(await count()).toBe(before + 1);
  });
});

describe('test control', () => {
  test('lists itself and the functions', async () => {
    expect(await (await control('GET', '/_local/')).json()).toContainEqual(
      expect.objectContaining({ route: 'PUT /_local/model/script' }),
    );
    expect(await (await control('GET', '/_local/functions')).json()).toEqual([
      expect.objectContaining({ logicalId: 'Counter', functionUrl: run.functionUrls.Counter }),
      expect.objectContaining({ logicalId: 'Trigger' }),
      expect.objectContaining({ logicalId: 'Snake', notRunnable: expect.any(String) }),
    ]);
  });

  test('kills a function in the middle of its response', async () => {
    expect((await control('POST', '/_local/functions/Counter/kill?afterEvents=2')).status).toBe(200);
    let text = '';
    const reading = (async () => {
      const response = await fetch(`${run.functionUrls.Counter}`);
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
    })();
    await expect(reading).rejects.toThrow();
    expect(text).toMatch(/^data: \d+\n\ndata: tick\n\n$/);
    expect((await fetch(`${run.functionUrls.Counter}`)).status).toBe(200);
  });

  test('drops clients again and again', async () => {
    const drop = await control('POST', '/_local/functions/Counter/drop?afterEvents=2&times=2');
    expect([drop.status, await drop.json()]).toEqual([200, { dropped: 0 }]);
    for (let time = 1; time <= 2; time += 1) {
      await expect(fetch(`${run.functionUrls.Counter}`).then((response) => response.text())).rejects.toThrow();
    }
    expect(await (await fetch(`${run.functionUrls.Counter}`)).text()).toMatch(/(data: tick\n\n){5}$/);
    await control('POST', '/_local/functions/Counter/drop');
    expect((await control('DELETE', '/_local/functions/Counter/drop')).status).toBe(204);
    expect((await fetch(`${run.functionUrls.Counter}`)).status).toBe(200);
  });

  test('cuts the Function URLs and opens them again', async () => {
    expect((await control('PUT', '/_local/transports', { functionUrl: 'down' })).status).toBe(200);
    await expect(fetch(`${run.functionUrls.Counter}`)).rejects.toThrow();
    await control('PUT', '/_local/transports', { functionUrl: 'up' });
    expect((await fetch(`${run.functionUrls.Counter}`)).status).toBe(200);
  });

  test('moves the clock of functions and of the tokens that they are given', async () => {
    const moved = await control('PUT', '/_local/clock', { offsetMs: 7_200_000 });
    expect([moved.status, await moved.json()]).toEqual([200, { offsetMs: 7_200_000 }]);
    const client = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: run.endpointUrl,
      credentials: run.operatorCredentials,
    });
    const account = { ClientId: refOf('Client'), Username: 'later', Password: 'Passw0rd!long' };
    await client.send(new SignUpCommand(account));
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: account.ClientId,
        AuthParameters: { USERNAME: account.Username, PASSWORD: account.Password },
      }),
    );
    client.destroy();
    await control('PUT', '/_local/clock', { offsetMs: 0 });
    const signedUpAt = /sign-up of later at (\S+)/.exec(run.lambda.logs('Trigger').join('\n'))?.[1] ?? '';
    const payload = AuthenticationResult?.IdToken?.split('.')[1] ?? '';
    const { iat } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number };
    for (const time of [Date.parse(signedUpAt), iat * 1_000]) {
      expect(Math.abs(time - Date.now() - 7_200_000)).toBeLessThan(10_000);
    }
  });

  test('lets DynamoDB fail', async () => {
    expect((await control('POST', '/_local/dynamodb/faults', { kind: 'refuse' })).status).toBe(204);
    expect(await (await fetch(`${run.functionUrls.Counter}`)).text()).toMatch(/^AccessDeniedException/);
    await control('DELETE', '/_local/dynamodb/faults');
    expect((await fetch(`${run.functionUrls.Counter}`)).status).toBe(200);
  });

  test('knows the calls of the model', async () => {
    expect(await (await control('GET', '/_local/model/calls')).json()).toEqual([]);
    expect((await control('DELETE', '/_local/model/calls')).status).toBe(204);
  });

  test.each<[string, string, unknown, number]>([
    ['GET', '/_local/nothing', undefined, 404],
    ['PATCH', '/_local/transports', undefined, 405],
    ['POST', '/_local/functions/Nobody/kill', undefined, 404],
    ['POST', '/_local/functions/Counter/kill?afterEvents=x', undefined, 400],
    ['POST', '/_local/functions/Nobody/drop', undefined, 404],
    ['DELETE', '/_local/functions/Nobody/drop', undefined, 404],
    ['POST', '/_local/functions/Counter/drop?times=0', undefined, 400],
    ['GET', '/_local/logs/Nobody', undefined, 404],
    ['PUT', '/_local/transports', { rest: 'sideways' }, 400],
    ['PUT', '/_local/transports', { functionUrl: 'sideways' }, 400],
    ['PUT', '/_local/clock', { offsetMs: 'noon' }, 400],
    ['PUT', '/_local/model/script', { pace: 'yes' }, 400],
    ['POST', '/_local/dynamodb/faults', { kind: 'unknown' }, 400],
    ['GET', '/elsewhere', undefined, 404],
  ])('answers %s %s with %j by a status and a message', async (method, path, body, status) => {
    const response = await control(method, path, body);
    expect([response.status, typeof ((await response.json()) as { message: string }).message]).toEqual([
      status,
      'string',
    ]);
  });

  test('is refused to pages of other sites, and leaves other paths to mounted handlers', async () => {
    const foreign = await fetch(`${run.address}/_local/`, { headers: { origin: 'https://site.example' } });
    expect(foreign.status).toBe(403);
    run.mount((request, response) => {
      if (request.url !== '/mounted') return false;
      response.end('here');
      return true;
    });
    expect(await (await fetch(`${run.address}/mounted`)).text()).toBe('here');
  });
});

test('a port in use is an error, and nothing stays behind', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const attempt = startLocalAws({
    assemblyDir: app.assemblyDir,
    dataDir: `${app.dataDir}-other`,
    port,
    model: { respond: () => ({ content: [] }) },
  });
  await expect(attempt).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((resolve) => taken.close(resolve));
});
