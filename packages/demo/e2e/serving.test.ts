import { get } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { localRun } from './support/local-run.ts';

const run = localRun();

/** The status of a path that is asked for under some host's name. */
function statusUnder(host: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${run.address}${path}`, { headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

describe('the printed address', () => {
  test('has the web app, and every file that its page names', async () => {
    const page = await fetch(`${run.address}/`);
    const html = await page.text();

    expect(page.status).toBe(200);
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => `${run.address}${path}`);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const file of files) {
      expect((await fetch(file)).status).toBe(200);
    }
  });

  test('tells the web app of its stage, and a user whom Cognito signs in', async () => {
    expect(await (await fetch(`${run.address}/outputs.json`)).json()).toEqual(run.outputs);
    const { username, password } = Object(await (await fetch(`${run.address}/demo-user.json`)).json());

    const { auth } = run.outputs;
    const answer = await fetch(`${auth.endpoint}/`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: auth.clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    });
    expect(await answer.json()).toMatchObject({ AuthenticationResult: { IdToken: expect.any(String) } });
  });

  test('lets the page call every address of the stage', async () => {
    const policy = (await fetch(`${run.address}/`)).headers.get('content-security-policy') ?? '';
    const allowed = /connect-src ([^;]+)/.exec(policy)?.[1]?.split(' ') ?? [];

    const { streams, api, auth } = run.outputs;
    for (const url of [...Object.values(streams), api, auth.endpoint]) {
      expect(allowed).toContain(new URL(String(url)).origin);
    }
  });

  test.each(['/', '/outputs.json', '/demo-user.json'])(
    'gives %s to no page whose name was pointed here',
    async (path) => {
      const { port, host } = new URL(run.address);

      expect(await statusUnder(host, path)).toBe(200);
      expect(await statusUnder(`localhost:${port}`, path)).toBe(200);
      expect(await statusUnder(`coach.example:${port}`, path)).toBe(403);
      expect(await statusUnder('localhost:1', path)).toBe(403);
    },
  );

  test('has its control routes as before', async () => {
    expect((await fetch(`${run.address}/_local/`)).headers.get('content-type')).toBe('application/json');
  });
});
