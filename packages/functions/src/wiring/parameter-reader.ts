import type { SSMClient, SSMClientConfig } from '@aws-sdk/client-ssm';

/** Which parameter is read, and how. */
export interface ParameterReaderOptions {
  /** Name or ARN. */
  readonly name: string;
  /** Default: region, credentials and endpoint from the environment. */
  readonly client?: SSMClientConfig;
}

/** Somebody may be waiting for what the parameter decides. */
const CLIENT_DEFAULTS: SSMClientConfig = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: 1_000 },
};

/**
 * Reads a parameter of SSM Parameter Store, each time anew. The client is loaded with the first call.
 *
 * @returns rejects with the client's error, or an Error of ours where the parameter holds no text
 */
export function createParameterReader({ name, ...options }: ParameterReaderOptions): () => Promise<string> {
  let client: SSMClient | undefined;
  return async () => {
    const { GetParameterCommand, SSMClient } = await import('./ssm-client.ts');
    client ??= new SSMClient({ ...CLIENT_DEFAULTS, ...options.client });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
    if (!Parameter?.Value) {
      throw new Error('The parameter holds no text.');
    }
    return Parameter.Value;
  };
}
