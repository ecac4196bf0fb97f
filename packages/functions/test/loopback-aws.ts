import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createBedrock, type ModelControl } from '@coach-stream/local-aws/bedrock';
import { startSdkEndpoint } from '@coach-stream/local-aws/endpoint';
import { SecretStore, secretsManager } from '@coach-stream/local-aws/secrets-manager';
import { ssmParameters } from '@coach-stream/local-aws/ssm';
import type { AwsAccess } from '../src/wiring/create-models.ts';

/** Bedrock, one parameter and one secret over loopback. */
export interface LoopbackAws {
  readonly access: AwsAccess;
  readonly parameterName: string;
  readonly bedrock: ModelControl;
  putParameter(value: string): Promise<void>;
  stop(): Promise<void>;
}

const PLACE = { region: 'us-east-1', accountId: '000000000000' };
const PARAMETER = '/test/model-switch';

/** Starts them; Bedrock says which model was called. @param secret its name and text */
export async function startLoopbackAws(secret: { readonly name: string; readonly text: string }): Promise<LoopbackAws> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coach-stream-aws-'));
  const type = 'AWS::SSM::Parameter';
  const parameter = { stackName: 'test', logicalId: 'Switch', type, ref: PARAMETER, attributes: {} };
  const bedrock = createBedrock({
    model: {
      respond: ({ modelId }) => ({ content: [{ text: `by ${modelId}` }], pace: { firstTokenMs: 0, tokenMs: 0 } }),
    },
  });
  const arn = `arn:aws:secretsmanager:us-east-1:000000000000:secret:${secret.name}-local0`;
  const store = new SecretStore({ dataDir, resources: [], outside: [{ arn, text: secret.text }], now: Date.now });
  const endpoint = await startSdkEndpoint({
    services: [
      bedrock,
      ssmParameters({ ...PLACE, resources: [{ ...parameter, properties: { Value: '{}' } }] }),
      secretsManager({ ...PLACE, store }),
    ],
  });
  const credentials = endpoint.registerCaller({
    name: 'test',
    arn: 'arn:aws:iam::000000000000:user/test',
    statements: undefined,
  });
  const access = { region: PLACE.region, endpoint: endpoint.url, credentials };
  const ssm = new SSMClient(access);
  return {
    access,
    parameterName: PARAMETER,
    bedrock: bedrock.control,
    async putParameter(value) {
      await ssm.send(new PutParameterCommand({ Name: PARAMETER, Value: value, Overwrite: true }));
    },
    async stop() {
      ssm.destroy();
      await bedrock.close();
      await endpoint.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
