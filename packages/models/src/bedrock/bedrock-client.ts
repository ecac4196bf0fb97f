import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Longest wait for a TCP connection. */
const CONNECTION_TIMEOUT_MS = 3_000;

/** Longest silence of a socket: a net under the call sites' own timeouts, which are shorter. */
const SOCKET_TIMEOUT_MS = 180_000;

/** Connections to one host; waiting for one counts as connecting. */
const MAX_SOCKETS = 128;

/**
 * The Bedrock client of a process: make one, at module scope. Region, credentials and endpoint come from the
 * environment as for every SDK client.
 *
 * HTTP/1.1 with keep-alive instead of the SDK's HTTP/2 handler, which ends a cut stream as if it were complete, knows
 * no timeout and opens a session a call. The SDK's retries are off: their waits outlive an abort, and the chat model
 * retries by itself within its first-token timeout.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-reusing-connections.html
 */
export function createBedrockClient(overrides: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return new BedrockRuntimeClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...overrides,
  });
}
