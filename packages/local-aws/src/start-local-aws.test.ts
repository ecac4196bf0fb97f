import { createServer } from 'node:http';
import { CognitoIdentityProviderClient, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { useCounterApp } from './counter-app.fixture.ts';
import { startLocalAws } from './start-local-aws.ts';

const app = await useCounterApp();
const { progress, refOf } = app;
let { run } = app;

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
    run = await app.start();
    expect(await count()).toBe(before + 1);
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
