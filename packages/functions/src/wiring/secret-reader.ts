import type { SecretsManagerClient, SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '@coach-stream/streaming-core';

/** Which secret is read, and how. */
export interface SecretReaderOptions {
  /** Name or ARN. */
  readonly secretId: string;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a value is used before it is read again, in milliseconds. Default: 5 minutes. */
  readonly maxAgeMs?: number;
  /** Default: region, credentials and endpoint from the environment. */
  readonly client?: SecretsManagerClientConfig;
}

const DEFAULT_MAX_AGE_MS = 300_000;

/** Somebody may be waiting for what the key is needed for. */
const CLIENT_DEFAULTS: SecretsManagerClientConfig = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: 1_000 },
};

/**
 * Gives a secret's text, read once and then again when it is older than `maxAgeMs`: a new key is used minutes after it
 * was put. The client is loaded with the first call; a failed read is not kept.
 *
 * @returns rejects with the client's error, or an Error of ours where the secret holds no text
 */
export function createSecretReader(options: SecretReaderOptions): () => Promise<string> {
  const { secretId, clock, maxAgeMs = DEFAULT_MAX_AGE_MS } = options;
  let client: SecretsManagerClient | undefined;
  let last: { readonly text: Promise<string>; readonly readAt: number } | undefined;

  const read = async (): Promise<string> => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('./secrets-client.ts');
    client ??= new SecretsManagerClient({ ...CLIENT_DEFAULTS, ...options.client });
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    // Put by hand, from a file perhaps: its line's end is not part of it.
    const text = SecretString?.trim();
    if (!text) {
      throw new Error('The secret holds no text.');
    }
    return text;
  };

  return () => {
    const now = clock.now();
    if (last !== undefined && now - last.readAt < maxAgeMs) {
      return last.text;
    }
    const current = { text: read(), readAt: now };
    last = current;
    current.text.catch(() => {
      last = last === current ? undefined : last;
    });
    return current.text;
  };
}
