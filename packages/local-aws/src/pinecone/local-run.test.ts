import { describe, expect, test } from '@jest/globals';
import { useApp } from '../start-local-aws.fixture.ts';
import { lambdaFunction, role } from '../template.fixture.ts';

/** Searches at Pinecone's own address, with the key out of its secret, and tells each answer's status. */
const SEARCHER = `
  import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  const client = new SecretsManagerClient({});
  export const handler = async ({ secretId = process.env.KEY_SECRET }) => {
    try {
      const { SecretString: key } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const described = await fetch('https://api.pinecone.io/indexes/coach', { headers: { 'api-key': key } });
      if (!described.ok) return described.status;
      const { host } = await described.json();
      const ask = (path, contentType, body) => fetch(host + '/records/namespaces/n' + path, {
        method: 'POST', headers: { 'api-key': key, 'content-type': contentType }, body,
      });
      await ask('/upsert', 'application/x-ndjson', JSON.stringify({ _id: 'a', chunk_text: 'squats hurt' }));
      const found = await ask('/search', 'application/json',
        JSON.stringify({ query: { top_k: 1, inputs: { text: 'squats' } }, fields: ['chunk_text'] }));
      return (await found.json()).result.hits.map(({ _id }) => _id);
    } catch (error) {
      return error.name;
    }
  };`;

const RESOURCES = {
  VendorKey0F3A: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
  OtherKey: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'not for everybody' } },
  SearcherRole: role({
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: { Ref: 'VendorKey0F3A' },
  }),
  Searcher: lambdaFunction('searcher', 'SearcherRole', {
    Environment: { Variables: { KEY_SECRET: { Ref: 'VendorKey0F3A' } } },
  }),
};

const { run, progress, refOf } = await useApp(
  RESOURCES,
  { searcher: SEARCHER },
  {
    functionUrlPorts: 'any',
    secrets: ({ pineconeApiKey }) => ({ VendorKey: pineconeApiKey }),
  },
);

const search = (event: object = {}) => run.lambda.invoke('Searcher', event, { type: 'RequestResponse' });

const control = (method: string, path: string, body?: unknown) =>
  fetch(`${run.address}/_local${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

describe('a function that searches Pinecone', () => {
  test("finds it at its own address, by the key in the app's secret", async () => {
    expect(await search()).toEqual(['a']);
    expect(progress.filter((line) => line.includes('SecretsManager'))).toEqual([]);
  });

  test('may not read the secret that its role does not name', async () => {
    const other = refOf('OtherKey');
    expect(await search({ secretId: other })).toBe('AccessDeniedException');
    expect(progress).toContain(`refused: Searcher may not secretsmanager:GetSecretValue on ${other}`);
  });

  test('is reached from outside, too, with what the run tells', async () => {
    const { url, apiKey } = run.pinecone;
    expect((await fetch(`${url}/indexes/coach`, { headers: { 'api-key': apiKey } })).status).toBe(200);
  });
});

describe('test control', () => {
  test('lets Pinecone fail, and forgets it', async () => {
    expect((await control('POST', '/pinecone/faults', { kind: 'throttle', times: 2 })).status).toBe(204);
    expect(await search()).toBe(429);
    expect((await control('DELETE', '/pinecone/faults')).status).toBe(204);
    expect(await search()).toEqual(['a']);
  });

  test('cuts the way to Pinecone and opens it again', async () => {
    await control('PUT', '/transports', { pinecone: 'down' });
    expect(await search()).toBe('TypeError');
    await control('PUT', '/transports', { pinecone: 'up' });
    expect(await search()).toEqual(['a']);
  });

  test('puts another value into a secret and puts it back, and shows none', async () => {
    expect(await (await control('GET', '/secrets')).json()).toEqual([
      { logicalId: 'VendorKey0F3A', name: 'App-VendorKey0F3A', arn: expect.stringMatching(/^arn:aws:secretsmanager:/) },
      { logicalId: 'OtherKey', name: 'App-OtherKey', arn: expect.any(String) },
    ]);
    expect((await control('PUT', '/secrets/VendorKey0F3A', { secretString: 'wrong' })).status).toBe(204);
    expect(await search()).toBe(401);
    expect((await control('DELETE', '/secrets/VendorKey0F3A')).status).toBe(204);
    expect(await search()).toEqual(['a']);
  });

  test.each<[string, string, unknown, number]>([
    ['POST', '/pinecone/faults', { kind: 'unknown' }, 400],
    ['PUT', '/secrets/VendorKey0F3A', { secretString: 3 }, 400],
    ['PUT', '/secrets/Nothing', { secretString: 'x' }, 404],
    ['DELETE', '/secrets/Nothing', undefined, 404],
  ])('answers %s %s with %j by a status and a message', async (method, path, body, status) => {
    const response = await control(method, path, body);
    expect([response.status, typeof ((await response.json()) as { message: string }).message]).toEqual([
      status,
      'string',
    ]);
  });
});
