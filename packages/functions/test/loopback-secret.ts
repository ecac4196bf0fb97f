import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { SecretStore, secretsManager } from '@coach-stream/local-aws/secrets-manager';

/** One secret in Secrets Manager over loopback. */
export interface LoopbackSecret {
  readonly secretId: string;
  /** For a client of Secrets Manager. */
  readonly client: SecretsManagerClientConfig;
  put(text: string): void;
  stop(): Promise<void>;
}

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key-a1b2c3';

/** Starts a Secrets Manager that holds one secret; without a text it holds nothing. */
export async function startLoopbackSecret(text?: string): Promise<LoopbackSecret> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coach-stream-secret-'));
  const type = 'AWS::SecretsManager::Secret';
  const store = new SecretStore({
    dataDir,
    resources: [{ stackName: 'test', logicalId: 'Key', type, ref: ARN, attributes: {}, properties: {} }],
    values: text === undefined ? {} : { Key: text },
    now: Date.now,
  });
  const service = secretsManager({ region: 'us-east-1', accountId: '000000000000', store });
  const endpoint = await startSdkEndpoint({ services: [service] });
  const caller = { name: 'test', arn: 'arn:aws:iam::000000000000:user/test', statements: undefined };
  return {
    secretId: ARN,
    client: { region: 'us-east-1', endpoint: endpoint.url, credentials: endpoint.registerCaller(caller) },
    put: (changed) => store.put('Key', changed),
    async stop() {
      await endpoint.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
