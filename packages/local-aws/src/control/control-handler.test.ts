import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from '@jest/globals';
import { useCounterApp } from '../counter-app.fixture.ts';

const { run, refOf } = await useCounterApp();

const control = (method: string, path: string, body?: unknown) =>
  fetch(`${run.address}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

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
