import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPinecone, startPinecone } from '@coach-stream/local-aws/pinecone';
import { systemClock } from '@coach-stream/streaming-core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoopbackSecret, startLoopbackSecret } from '../../test/loopback-secret.ts';
import { createSemanticIndex } from './create-semantic-index.ts';

const NAMESPACE = { kind: 'user', userId: 'u1' } as const;
const VARIABLES = ['AWS_REGION', 'AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

const before = VARIABLES.map((name) => [name, process.env[name]] as const);
let folder: string;
let pinecone: LocalPinecone;
let secret: LoopbackSecret;

/** As in Lambda, the way to Secrets Manager is in the environment. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coach-stream-index-'));
  pinecone = await startPinecone({ dataDir: folder });
  secret = await startLoopbackSecret(pinecone.apiKey);
  const { region, endpoint, credentials } = secret.client;
  const { accessKeyId = '', secretAccessKey = '' } = typeof credentials === 'object' ? { ...credentials } : {};
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
});
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await secret.stop();
  await pinecone.close();
  rmSync(folder, { recursive: true });
});

const indexOf = (settings: object) =>
  createSemanticIndex(
    {
      kind: 'pinecone',
      indexName: 'coach',
      host: `${pinecone.url}/hosts/coach`,
      keySecretId: secret.secretId,
      ...settings,
    },
    { clock: systemClock },
  );

describe("a stage's semantic index", () => {
  it('is in Pinecone, by the key that Secrets Manager holds', async () => {
    const index = indexOf({});
    const recordedAt = '2026-03-04T05:06:07.000Z';
    await index.upsert([
      { namespace: NAMESPACE, recordType: 'userMemory', entityId: 'm1', text: 'Knees ache in winter', recordedAt },
    ]);
    expect(await index.search({ namespace: NAMESPACE, text: 'aching knees', topK: 1 })).toMatchObject([
      { recordType: 'userMemory', entityId: 'm1' },
    ]);
  });

  it('cannot be searched while its key is not readable', async () => {
    const search = indexOf({ keySecretId: 'another' }).search({ namespace: NAMESPACE, text: 'knees', topK: 1 });
    await expect(search).rejects.toMatchObject({ name: 'RetrievalError', code: 'unavailable' });
  });

  it('cannot be searched with what stands in the place of the key', async () => {
    secret.put('a random text');
    const search = indexOf({}).search({ namespace: NAMESPACE, text: 'knees', topK: 1 });
    await expect(search).rejects.toMatchObject({ code: 'refused' });
  });

  it('is none where the stage has none', async () => {
    const index = createSemanticIndex({ kind: 'none' }, { clock: systemClock });
    const search = index.search({ namespace: NAMESPACE, text: 'knees', topK: 1 });
    await expect(search).rejects.toMatchObject({ code: 'notConfigured' });
  });
});
