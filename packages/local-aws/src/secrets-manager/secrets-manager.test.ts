import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { afterTest } from '../after-test.fixture.ts';
import { startSdkEndpoint } from '../endpoint/index.ts';
import type { Caller } from '../sdk-service.ts';
import { SecretStore, type SecretStoreOptions, secretsManager } from './index.ts';

const PREFIX = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:';
const KEY = `${PREFIX}app/partner-key-a1b2c3`;
const NOW = Date.UTC(2026, 2, 4, 5, 6, 7);

function secret(logicalId: string, name: string, properties: object = {}) {
  const arn = `${PREFIX}${name}-a1b2c3`;
  const type = 'AWS::SecretsManager::Secret';
  return { stackName: 'App', logicalId, type, ref: arn, attributes: { Id: arn }, properties: { ...properties } };
}

const RESOURCES = [
  secret('PartnerKey', 'app/partner-key', { SecretString: 'from the template', Description: 'For the partner' }),
  secret('Generated', 'generated', { GenerateSecretString: {} }),
  secret('Empty', 'empty'),
  { ...secret('Queue', 'queue'), type: 'AWS::SQS::Queue' },
];

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-secrets-'));
  afterTest(async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The secrets behind a real client. */
async function startSecrets(options: Partial<SecretStoreOptions> & { statements?: Caller['statements'] } = {}) {
  const { statements, ...storeOptions } = options;
  const dataDir = join(temporaryDirectory(), 'secrets');
  const store = new SecretStore({ dataDir, resources: RESOURCES, now: () => NOW, ...storeOptions });
  const endpoint = await startSdkEndpoint({
    services: [secretsManager({ region: 'us-east-1', accountId: '111122223333', store })],
  });
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: endpoint.url,
    credentials: endpoint.registerCaller({ name: 'Fn', arn: 'arn:fn', statements }),
  });
  afterTest(async () => {
    client.destroy();
    await endpoint.close();
  });
  const read = (SecretId: string, version: object = {}) =>
    client.send(new GetSecretValueCommand({ SecretId, ...version }));
  return { store, client, read, text: async (secretId: string) => (await read(secretId)).SecretString };
}

describe('GetSecretValue', () => {
  test('finds a secret that is in no template by its name, where the role may read it', async () => {
    const outside = [{ arn: `${PREFIX}app/outside-local0`, text: 'from outside' }];
    const statements = [
      { Effect: 'Allow' as const, Action: 'secretsmanager:GetSecretValue', Resource: `${PREFIX}app/outside-??????` },
    ];
    const { store, read, text } = await startSecrets({ outside, statements });
    expect(await text('app/outside')).toBe('from outside');
    await expect(read('app/partner-key')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(store.list().at(-1)).toMatchObject({ name: 'app/outside', logicalId: 'app/outside' });
  });

  test.each([KEY, 'app/partner-key', `${PREFIX}app/partner-key`])('finds a secret by %s', async (secretId) => {
    const { read } = await startSecrets();
    const { $metadata: _, ...value } = await read(secretId);
    expect(value).toEqual({
      ARN: KEY,
      Name: 'app/partner-key',
      VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      SecretString: 'from the template',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(NOW),
    });
  });

  test('gives a version by its id or stage, and no other one', async () => {
    const { read } = await startSecrets();
    const { VersionId } = await read(KEY);
    expect((await read(KEY, { VersionId, VersionStage: 'AWSCURRENT' })).SecretString).toBe('from the template');
    await expect(read(KEY, { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('AWSPREVIOUS'),
    });
  });

  test.each([['another'], [`${PREFIX}another-a1b2c3`], ['queue'], ['empty']])(
    'finds nothing in %s',
    async (secretId) => {
      const { read } = await startSecrets();
      await expect(read(secretId)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: expect.stringContaining("Secrets Manager can't find the specified secret"),
      });
    },
  );
});

describe('the role of a function', () => {
  const allowOn = (Resource: string) => [
    { Effect: 'Allow' as const, Action: 'secretsmanager:GetSecretValue', Resource },
  ];

  test('allows a secret by its whole ARN, by whichever id it is asked for', async () => {
    const { text } = await startSecrets({ statements: allowOn(KEY) });
    expect(await text('app/partner-key')).toBe('from the template');
    await expect(text('generated')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`secretsmanager:GetSecretValue on resource: ${PREFIX}generated-a1b2c3`),
    });
  });

  test('is asked also about a secret that is not there', async () => {
    const { text } = await startSecrets({ statements: allowOn(KEY) });
    await expect(text('another')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('allows one operation and not the next', async () => {
    const { client } = await startSecrets({ statements: allowOn(KEY) });
    await expect(client.send(new DescribeSecretCommand({ SecretId: KEY }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('DescribeSecret', () => {
  test('tells of a secret everything but its value', async () => {
    const { client, read } = await startSecrets();
    const { VersionId = '' } = await read(KEY);
    const { $metadata: _, ...described } = await client.send(new DescribeSecretCommand({ SecretId: KEY }));
    expect(described).toEqual({
      ARN: KEY,
      Name: 'app/partner-key',
      Description: 'For the partner',
      CreatedDate: new Date(NOW),
      LastChangedDate: new Date(NOW),
      VersionIdsToStages: { [VersionId]: ['AWSCURRENT'] },
    });
  });
});

test('other operations are refused by name', async () => {
  const { client } = await startSecrets();
  await expect(client.send(new PutSecretValueCommand({ SecretId: KEY, SecretString: 'x' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: "Secrets Manager's PutSecretValue is not served here",
  });
});

describe('the value of a secret', () => {
  test('is the one that the run was told for the begin of its logical id', async () => {
    const { text } = await startSecrets({ values: { Partner: 'told', Gen: 'told, too' } });
    expect([await text(KEY), await text('generated')]).toEqual(['told', 'told, too']);
  });

  test('is put for the run and put back', async () => {
    const { store, text, read } = await startSecrets();
    const { VersionId } = await read(KEY);
    expect(store.put('PartnerKey', 'another')).toBe(true);
    expect(await text(KEY)).toBe('another');
    await expect(read(KEY, { VersionId })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(store.restore('PartnerKey')).toBe(true);
    expect(await text(KEY)).toBe('from the template');
  });

  test('can be put into a secret that had none, and taken out again', async () => {
    const { store, text } = await startSecrets();
    store.put('Empty', 'no more');
    expect(await text('empty')).toBe('no more');
    store.restore('Empty');
    await expect(text('empty')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('cannot be put into a secret that is not there', async () => {
    const { store } = await startSecrets();
    expect([store.put('Queue', 'x'), store.restore('Queue')]).toEqual([false, false]);
  });

  test('that was generated is the same in the next run, in a file of its owner', async () => {
    const dataDir = join(temporaryDirectory(), 'secrets');
    const first = await startSecrets({ dataDir });
    const text = await first.text('generated');
    expect(text).toHaveLength(32);
    expect(await (await startSecrets({ dataDir })).text('generated')).toBe(text);
    const [file, modes] = [join(dataDir, 'generated.json'), [dataDir, join(dataDir, 'generated.json')]];
    expect(modes.map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600']);
    expect(readFileSync(file, 'utf8')).not.toContain('from the template');
  });
});
